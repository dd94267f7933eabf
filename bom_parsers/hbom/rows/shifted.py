"""Rows whose cells do not stand below their headings, and lists of designators that go on in the next row.

A list that nobody put in quotes, "R1,R2,R3", takes three cells where the table has one, and moves all that follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.headings.cell_shapes import is_designators
from bom_parsers.hbom.headings.header import Header
from bom_parsers.tables.sheets import Sheet

JOINED, SHIFTED = "joined", "shifted"


@dataclass(frozen=True)
class Placed:
    """The cells of a row where they belong; `how` says what was done: "" for nothing, JOINED, or SHIFTED where nobody
    knows which cell is below which heading."""

    cells: list[str]
    how: str = ""


def placed(cells: list[str], header: Header) -> Placed:
    """Return the cells of a row below their headings, as far as designators and the number of pieces tell."""
    columns = {field: column_of(header, field) for field in ("refdes", "quantity")}
    refdes, quantity = columns["refdes"], columns["quantity"]
    beyond = len(cells) - len(header.columns)
    counts = quantity is not None and quantity < len(cells) and bool(cells[quantity].strip())
    is_odd = counts and quantity is not None and hbom_cells.quantity(cells[quantity]) is None
    if beyond <= 0 and not (is_odd and quantity is not None and is_designators(cells[quantity])):
        return Placed(cells)
    if refdes is not None and (joined := with_designators_joined(cells, refdes, quantity, beyond)):
        return Placed(joined, JOINED)
    moved = quantity + beyond if quantity is not None and beyond > 0 else 0
    if is_odd and moved and moved < len(cells) and hbom_cells.quantity(cells[moved]) is not None:
        return Placed(cells, SHIFTED)
    return Placed(cells)


def column_of(header: Header, field: str) -> int | None:
    """Return the place of the best column of a field; None where there is none."""
    columns = sorted((c for c in header.columns if c.field == field and c.source == 1), key=lambda c: c.rank)
    return columns[0].index if columns else None


def with_designators_joined(cells: list[str], refdes: int, quantity: int | None, beyond: int) -> list[str] | None:
    """Return the cells with all designators in the one cell that is theirs; None where the others do not fit then."""
    end = refdes
    while end < len(cells) and is_designators(cells[end]):
        end += 1
    more = end - refdes - 1
    if more < 1 or (beyond > 0 and more != beyond):
        return None
    joined = [*cells[:refdes], ", ".join(cell.strip() for cell in cells[refdes:end]), *cells[end:]]
    joined += [""] * (more if beyond <= 0 else 0)
    counted = quantity is None or (quantity < len(joined) and hbom_cells.quantity(joined[quantity]) is not None)
    return joined if counted else None


def further_designators(sheet: Sheet, number: int, refdes: int | None) -> str:
    """Return the designators of the part in a row that stand in the rows below it, with nothing else in them."""
    pieces = list[str]()
    while refdes is not None and number + 1 < len(sheet.cells):
        number += 1
        text = only_designators(sheet.cells[number], refdes)
        if not text:
            break
        pieces.append(text)
    return " ".join(pieces)


def only_designators(cells: Sequence[object], refdes: int) -> str:
    """Return the designators in a row of nothing else, "" for any other row."""
    if refdes >= len(cells) or not isinstance(cells[refdes], str) or sum(bool(cell) for cell in cells) != 1:
        return ""
    text = str(cells[refdes]).strip()
    return text if is_designators(text.strip(",; ")) else ""

"""Which worksheets of a workbook are BOMs, and what is reported of those that are none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bom_parsers.errors import InputError, counted, quoted
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.headings.header import BOTH, Header
from bom_parsers.hbom.headings.heading_rows import PRICES, SPDX, find_header, other_table
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.rows.row import Frames
from bom_parsers.hbom.unheaded_sheets import (
    first_rows,
    headings_seen,
    hint_of_a_part,
    is_beside_the_parts,
    is_form_of_a_part,
    looks_like_a_part,
    parts_beside,
    places_a_radio,
)
from bom_parsers.tables.sheets import Sheet

EXPECTED = (
    "a heading row with at least two of designator, quantity, manufacturer, MPN, value, description, or, for software, "
    "with name, version and license or package URL"
)
# What a row of an order has in common with the part that it is for.
IN_COMMON = frozenset(
    {"mpn", "part_number", "refdes", "distributor_number", "supplier_number", "value", "vendor_number"}
)
NUMBERS, COUNTED = frozenset({"mpn", BOTH}), frozenset({"quantity", "refdes"})


class Left(NamedTuple):
    """A worksheet that is not read, why, and how bad that is."""

    sheet: Sheet
    why: str
    severity: str


def bom_sheets(sheets: list[Sheet], path: Path, out: Frames) -> list[tuple[Sheet, Header]]:
    """Return the sheets that are BOMs with their headers; the others are reported in `problems`. Raises InputError.

    A sheet that is left out is a loss where its rows look like parts. Logs of changes, orders of parts that the BOM has,
    places on the board and what the bare board is made of are none.
    """
    tables: list[tuple[Sheet, Header]] = []
    left: list[Left] = []
    for sheet in sheets:
        header = find_header(sheet)
        kind = other_table(header) if header else ""
        if header and not kind:
            tables.append((sheet, header))
        elif any(any(row) for row in sheet.cells):
            left.append(left_out(sheet, kind, [other for other in sheets if other is not sheet]))
    if not tables:
        for spdx in (one for one in left if one.why == SPDX):
            raise InputError(path, spdx.sheet.name, SPDX, EXPECTED, "save the document as SPDX JSON")
        remedy = "give the parts list itself, or say what its columns mean under [columns] of the program file"
        raise InputError(path, left[0].sheet.name, left[0].why, EXPECTED, remedy)
    tables, logs = without(tables, "change_sheets")
    left += [log_left_out(sheet, header, [other for other, _ in tables]) for sheet, header in logs]
    tables, orders = without(tables, "order_sheets")
    left += [order_left_out(sheet, header, [other for other, _ in tables]) for sheet, header in orders]
    for sheet, why, severity in left:
        out.problem("sheet-left-out", severity, f"worksheet {quoted(sheet.name)} is not read: {why}", sheet.name)
    for sheet, _ in tables:
        if sheet.hidden:
            message = f"worksheet {quoted(sheet.name)} is hidden; it is read like the others"
            out.problem("hidden-sheet", "info", message, sheet.name)
    return tables


def without(
    tables: list[tuple[Sheet, Header]], kind: str
) -> tuple[list[tuple[Sheet, Header]], list[tuple[Sheet, Header]]]:
    """Return the tables whose worksheet's name has no word of a kind, and the others; all and none where all have one."""
    words = vocabulary().sheets[kind]
    named = [pair for pair in tables if words.search(pair[0].name.casefold())]
    return ([pair for pair in tables if pair not in named], named) if len(named) < len(tables) else (tables, [])


def left_out(sheet: Sheet, kind: str, others: Iterable[Sheet]) -> Left:
    """Return what is reported of a sheet without the headings of a BOM, or with those of another table, beside the others."""
    if kind:
        return Left(sheet, kind, "warning" if kind == PRICES else "info")
    why = f"no heading row of a BOM; {headings_seen(sheet)}"
    if is_beside_the_parts(sheet):
        known = frozenset(
            word for other in others for cells in first_rows(other) for cell in cells for word in cell.split()
        )
        parts = parts_beside(sheet, known)
    else:
        parts = sum(looks_like_a_part(cells) or places_a_radio(cells) for cells in first_rows(sheet))
        if not parts and (hint := hint_of_a_part(sheet)):
            return Left(sheet, f"{why}; it says {quoted(hint[:100])}", "warning")
        if not parts and is_form_of_a_part(sheet):
            return Left(sheet, f"{why}; it looks like a form about a part", "warning")
    if not parts:
        return Left(sheet, why, "info")
    return Left(sheet, f"{why}; {counted(parts, 'row looks like a part', 'rows look like parts')}", "warning")


def log_left_out(log: Sheet, header: Header, boms: list[Sheet]) -> Left:
    """Return what is reported of a log of changes: a loss where it counts or places parts that no BOM of the workbook has."""
    lists_parts = header.fields & NUMBERS and header.fields & COUNTED
    others = rows_in_none(log, header, boms, NUMBERS) if lists_parts else 0
    if not others:
        return Left(log, "a log of changes; it names parts that came and went", "info")
    more = counted(others, "of its rows is in no other", "of its rows are in no other")
    return Left(log, f"a log of changes by its name, but it lists parts as a BOM does, and {more}", "warning")


def order_left_out(order: Sheet, header: Header, boms: list[Sheet]) -> Left:
    """Return what is reported of a sheet to buy parts by: a loss where it has parts that no BOM of the workbook has."""
    others = rows_in_none(order, header, boms, IN_COMMON)
    if not others:
        return Left(order, "an order sheet; it repeats parts of the BOM in order to buy them", "info")
    more = counted(others, "of its rows is in none of them", "of its rows are in none of them")
    return Left(order, f"an order sheet beside those that list parts, but {more}", "warning")


def rows_in_none(table: Sheet, header: Header, boms: list[Sheet], fields: frozenset[str]) -> int:
    """Return how many rows of a table have nothing in the columns of these fields that a BOM of the workbook has, too."""
    known = {clean(cell) for bom in boms for cells in first_rows(bom) for cell in cells}
    columns = [column.index for column in header.columns if column.field in fields]
    rows = [[clean(cells[c]) for c in columns if c < len(cells)] for cells in list(first_rows(table))[header.row + 1 :]]
    named = [[text for text in row if text not in ("", "0")] for row in rows]  # formulas leave "0" in rows of nothing
    return sum(bool(row) and known.isdisjoint(row) for row in named)

"""Merged cells, which stand for all rows they cover, and formulas without a stored value, whose cells are blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bom_parsers.errors import counted, quoted
from bom_parsers.hbom.headings.header import BOTH, Column, Header
from bom_parsers.tables.cells import Cells
from bom_parsers.tables.sheets import FORMULA, Note, Sheet

# A merged cell of a party is that of every row; one that names the part only where the row is a part of its own, for elsewhere
# the row names a further source of the part above it.
OF_ALL_ROWS = frozenset({"manufacturer", "supplier", "distributor", "vendor", "country"})
OF_PARTS = frozenset({"mpn", "part_number", "value", "name", "label", "description", "footprint", BOTH})
OWN = frozenset({"item", "refdes", "quantity", "part"})
IDENTIFYING = (
    OF_ALL_ROWS | OF_PARTS | {"refdes", "distributor_number", "supplier_number", "fcc_id", "firmware", "not_fitted"}
)
MOST_NOTES = 20


def with_merged_cells(sheet: Sheet, header: Header) -> Sheet:
    """Return the sheet with cells that are merged over several rows below the headings in each of these rows."""
    fields = {column.index: column.field for column in header.columns}
    own = [column.index for column in header.columns if column.field in OWN]
    above: dict[int, list[tuple[int, int]]] = {}
    covered: dict[int, int] = {}
    for (top, left), (bottom, _) in sorted(sheet.merged):
        # Areas do not overlap in any sheet that a program wrote; of those that do the upper one counts.
        if top > max(header.row, covered.get(left, -1)) and fields.get(left) in OF_ALL_ROWS | OF_PARTS:
            covered[left] = bottom
            for row in range(top + 1, min(bottom + 1, len(sheet.cells))):
                above.setdefault(row, []).append((left, top))
    if not above:
        return sheet

    def rows() -> Iterator[list[Any]]:
        for number, cells in enumerate(sheet.cells):
            row = list(cells)
            is_own = any(column < len(row) and row[column] not in ("", None) for column in own)
            for column, top in above.get(number, ()):
                first = sheet.cells[top]
                if column < min(len(row), len(first)) and (is_own or fields[column] in OF_ALL_ROWS):
                    row[column] = first[column]
            yield row

    return replace(sheet, cells=Cells(rows()))


def below_heading(column: Column | None) -> str:
    """Return the heading that a cell stands below, as a part of a sentence; "" for none."""
    return f"below {quoted(column.heading)} " if column and column.heading else ""


def notes_on_formulas(sheet: Sheet, header: Header) -> list[Note]:
    """Return a warning for each formula without a value where a part is named, or with a text; and one note on all others."""
    fields = {column.index: column for column in header.columns}
    with_text = {(remark.row, remark.column) for remark in sheet.remarks if remark.kind == FORMULA}
    known = (place for place in sheet.blank_formulas if place[1] in fields or place in with_text)
    below = sorted(place for place in known if place[0] > header.row)
    naming = [place for place in below if place in with_text or fields[place[1]].field in IDENTIFYING]
    notes = [
        Note(
            "blank-formula",
            "warning",
            f"the formula {below_heading(fields.get(column))}has no stored value; read as blank: save the workbook in a "
            "spreadsheet program",
            sheet.address(row, column),
        )
        for row, column in naming[:MOST_NOTES]
    ]
    for places, severity in ((naming[MOST_NOTES:], "warning"), ([p for p in below if p not in set(naming)], "info")):
        if places:
            number = counted(len(places), "formula elsewhere has", "formulas elsewhere have")
            notes.append(Note("blank-formula", severity, f"{number} no stored value", sheet.address(*places[0])))
    return notes

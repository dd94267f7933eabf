"""Rows with fewer cells than there are headings: those that lack blank columns at the end, and those that were cut."""

from __future__ import annotations

from collections import Counter

from bom_parsers.hbom.headings.header import SOURCED, Header
from bom_parsers.hbom.rows.row import NAMES_IN_ORDER
from bom_parsers.tables.sheets import Sheet

# Without these a row does not say what part it is; and without those further ones it says less of it.
IDENTIFYING = (SOURCED - {"country"}) | {"refdes", "quantity"}
DESCRIBING = IDENTIFYING.union(NAMES_IN_ORDER, ("part",))


def short_rows(sheet: Sheet, header: Header, rows: list[int], parts: int) -> tuple[list[int], list[int]]:
    """Return the short rows that merely lack their last columns, and those that may have been cut.

    `rows` are all short ones and `parts` how many rows there are. A row lacks no more than blank columns where none of them
    describes a part, or where most rows lack as many and none of these identifies one. A file's last row that alone is short
    was cut.
    """
    width = max((column.index + 1 for column in header.columns if column.heading), default=0)
    widths = {number: sheet.widths(number, number + 1)[0] for number in rows}
    alike = Counter(widths.values())
    blank = list[int]()
    for number in rows:
        fields = {column.field for column in header.columns[widths[number] : width]}
        usual = alike[widths[number]] * 2 > parts
        if fields.isdisjoint(IDENTIFYING if usual else DESCRIBING):
            blank.append(number)
    if rows == blank and len(blank) == 1 < parts and not any(sheet.widths(blank[0] + 1, len(sheet.cells))):
        return [], blank
    return blank, [number for number in rows if number not in set(blank)]

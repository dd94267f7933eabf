"""Which row of a table heads it, and whether what it heads is a BOM or another kind of table."""

from __future__ import annotations

from bom_parsers.hbom.headings.header import BOTH, Header, read_header
from bom_parsers.hbom.headings.vocabulary import is_heading, vocabulary
from bom_parsers.tables.sheets import Sheet

SEARCHED_ROWS = 60
# A row of one of these and any other field heads a BOM ...
STRONG = frozenset({"mpn", BOTH, "part_number", "refdes", "distributor_number", "supplier_number"})
# ... one of these needs to be about a part of something, or to name its maker or seller.
WEAK = frozenset({"value", "description", "name", "part", "vendor_number", "manufacturer"})
ABOUT_A_PART = frozenset({"quantity", "level", "footprint", "refdes"})
PLACEMENT, PRICES, BOARD = (
    "a pick-and-place table (positions on the board)",
    "a price list",
    "a specification of the bare board",
)
SPDX = "an SPDX document in a workbook"
PARTIES = frozenset({"manufacturer", "supplier", "distributor", "vendor"})


def heads_a_bom(header: Header) -> bool:
    """Tell whether the recognized headings are those of a table of parts."""
    fields = header.fields
    if lists_software(header):
        return True
    if len(fields) < 2:
        return False
    if fields & STRONG:
        return bool(fields - {"item"} - STRONG) or len(fields & STRONG) > 1
    if fields & WEAK:
        return (
            bool(fields & ABOUT_A_PART)
            or {"part", "value"} <= fields
            or bool(fields & (WEAK - {"manufacturer"}) and fields & PARTIES)
        )
    return "label" in fields and bool(fields & ABOUT_A_PART)


def lists_software(header: Header) -> bool:
    """Tell whether the headings name software with its package URL or CPE, or with its version and license."""
    headed = vocabulary().software
    purl, cpe, license = (any(c.phrase in headed[what] for c in header.columns) for what in ("purl", "cpe", "license"))
    return bool(header.fields & {"label", "name"}) and (purl or cpe or (license and "version" in header.fields))


def other_table(header: Header) -> str:
    """Name the kind of table that these headings show where it is no BOM, "" otherwise."""
    phrases = {c.phrase for c in header.columns}
    fields, others = header.fields, vocabulary().others
    if len(phrases & others["spdx"]) >= 2:
        return SPDX
    numbers = {"mpn", "manufacturer", "part_number", "distributor_number", "supplier_number", "quantity", BOTH}
    if "refdes" in fields and len(phrases & others["placement"]) >= 2 and not fields & numbers:
        return PLACEMENT
    if len(phrases & others["board"]) >= 3 and not fields & {"refdes", "mpn", "manufacturer", BOTH}:
        return BOARD
    named = fields & (STRONG | WEAK | {"label"})
    counted = fields & {"quantity", "refdes", "level", "footprint", "value"} or has_counting_column(header)
    bought = "manufacturer" in fields and fields & PARTIES - {"manufacturer"}  # a list of what was bought from whom
    if named and phrases & others["price"] and not counted and not bought:
        return PRICES
    return ""


def has_counting_column(header: Header) -> bool:
    """Tell whether a column "Nbr." or "No." may be the number of pieces: it does not come first, as that of lines does."""
    return any(c.field == "item" and c.phrase == "number" and c.index > 0 for c in header.columns)


def find_header(sheet: Sheet) -> Header | None:
    """Return the heading row: the first of those that are about as rich as the richest; None where there is none.

    Headings over two rows are read together; the second one is the header's row.
    """
    headers = []
    for row in range(min(len(sheet.cells), SEARCHED_ROWS)):
        header = read_header(row, sheet.row(row))
        if header.fields and row + 1 < len(sheet.cells):
            header = over_two_rows(header, sheet.row(row + 1)) or header
        if heads_a_bom(header) or other_table(header):
            headers.append(header)
    most = max((len(header.fields) for header in headers), default=0)
    return next((header for header in headers if len(header.fields) >= 0.6 * most), None)


def over_two_rows(upper: Header, below: list[str]) -> Header | None:
    """Return the header of a heading row and the one below it, which divides groups of its columns; None where it does not.

    "Source 1" over two columns is "Manufacturer" and "Part Number" one row further down; "Item" has nothing below it.
    """
    filled = [cell for cell in below if cell.strip()]
    if len(filled) < 2 or sum(map(is_heading, filled)) * 2 < len(filled) or any(c.isdecimal() for c in "".join(filled)):
        return None
    above = {column.index: column for column in upper.columns}
    for index, cell in enumerate(below):
        if cell.strip() and index in above and above[index].field:
            return None  # both rows have a field here: the headings come twice
    width = max(len(below), len(above))
    lower = [*below, *[""] * (width - len(below))]
    cells = [cell if cell.strip() or index not in above else above[index].heading for index, cell in enumerate(lower)]
    together = read_header(upper.row + 1, cells)
    return together if len(together.fields) > len(upper.fields) else None


def repeats_headings(row: int, cells: list[str], header: Header) -> Header | None:
    """Return the header that a row below `header` is: at least half of its cells are headings of a BOM, or those above them."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    # Most rows end here: headings are short and never numbers.
    if len(filled) < 2 or any(len(cell) > 60 or cell.isdecimal() for cell in filled):
        return None
    if not repeats(cells, header):
        unknown = 0
        for cell in filled:
            unknown += not is_heading(cell)
            if unknown * 2 > len(filled):
                return None
    again = read_header(row, cells)
    return again if heads_a_bom(again) else None


def repeats(cells: list[str], header: Header) -> bool:
    """Tell whether most of the cells below headings with a meaning are these headings again."""
    mapped = [c for c in header.columns[: len(cells)] if c.field and cells[c.index].strip()]
    same = sum(" ".join(cells[c.index].split()).casefold() == c.heading.casefold() for c in mapped)
    return same >= 2 and same * 2 > len(mapped)

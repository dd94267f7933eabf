"""Which row of a table heads it, and whether what it heads is a BOM or another kind of table."""

from __future__ import annotations

from bom_parsers.hbom.headings.header import Header, read_header
from bom_parsers.hbom.headings.vocabulary import is_heading, vocabulary
from bom_parsers.tables.sheets import Sheet

SEARCHED_ROWS = 60
# A row of one of these and any other field heads a BOM ...
STRONG = frozenset({"mpn", "part_number", "refdes", "distributor_number", "supplier_number"})
# ... one of these needs to be about a part of something, or to name its maker or seller.
WEAK = frozenset({"value", "description", "name", "part", "vendor_number", "manufacturer"})
ABOUT_A_PART = frozenset({"quantity", "level", "footprint", "refdes"})
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
    fields, words = header.fields, vocabulary()
    numbers = {"mpn", "manufacturer", "part_number", "distributor_number", "supplier_number", "quantity"}
    if "refdes" in fields and len(phrases & words.placement) >= 2 and not fields & numbers:
        return "a pick-and-place table (positions on the board)"
    named = fields & (STRONG | WEAK | {"label"})
    if named and phrases & words.price and not fields & {"quantity", "refdes", "level", "footprint", "value"}:
        return "a price list"
    return ""


def find_header(sheet: Sheet) -> Header | None:
    """Return the heading row: the first of those that are about as rich as the richest; None where there is none."""
    headers = []
    for row in range(min(len(sheet.cells), SEARCHED_ROWS)):
        header = read_header(row, sheet.row(row))
        if heads_a_bom(header) or other_table(header):
            headers.append(header)
    most = max((len(header.fields) for header in headers), default=0)
    return next((header for header in headers if len(header.fields) >= 0.6 * most), None)


def repeats_headings(row: int, cells: list[str]) -> Header | None:
    """Return the header that a row below the first one is: at least half of its cells are headings of a BOM."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    # Most rows end here: headings are short and never numbers.
    if len(filled) < 2 or any(len(cell) > 60 or cell.isdecimal() for cell in filled):
        return None
    unknown = 0
    for cell in filled:
        unknown += not is_heading(cell)
        if unknown * 2 > len(filled):
            return None
    header = read_header(row, cells)
    return header if heads_a_bom(header) else None

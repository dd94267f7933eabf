"""Rows above the headings: parts that stand there all the same, and what may be one."""

from __future__ import annotations

import re

from bom_parsers.errors import counted, quoted
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.headings.cell_shapes import is_designators
from bom_parsers.hbom.headings.header import Header, aligned
from bom_parsers.hbom.rows.left_out import has_number_of_a_radio, names_a_radio, refers_elsewhere
from bom_parsers.hbom.rows.no_part import is_code, is_remark
from bom_parsers.hbom.rows.row import NAMES_IN_ORDER, Frames, Row
from bom_parsers.hbom.unheaded_sheets import looks_like_a_part
from bom_parsers.tables.sheets import Sheet

# What a line above the headings begins with that says what the table is about.
_LABEL = re.compile(
    r"(?i)(?:project|title|product|board|pcb|file|document|doc|source|assembly|name|revision|rev|version|drawing|date|author|company"
    r"|customer|order|tool|generated|variant|design|schematic|model|bill|bom|number|projekt|titel|datei)\b|.*[:：]$"
)


def rows_above_that_are_parts(sheet: Sheet, header: Header, out: Frames) -> list[int]:
    """Return the rows above the headings whose cells fit below them, as sorting a table leaves them there.

    The other rows there are not read: those that look like a part, or say that one is elsewhere, are reported as a loss.
    """
    filled = [number for number in range(header.row) if any(cell.strip() for cell in sheet.row(number))]
    rows = {number: Row(sheet, number, header, aligned(sheet.row(number), header)) for number in filled}
    parts = [number for number in filled if fits(rows[number])]
    lost = [number for number in filled if number not in parts and may_be_a_part(rows[number])]
    rest = len(filled) - len(parts) - len(lost)
    if parts:
        message = counted(
            len(parts), "row above the headings is read as a part", "rows above the headings are read as parts"
        )
        out.problem("rows-above", "info", message, sheet.row_address(parts[0]))
    if lost:
        shown = clean(" | ".join(clean(cell) for cell in sheet.row(lost[0]) if cell.strip()))[:100]
        message = counted(
            len(lost),
            "row above the headings may be a part or say where one is, and is not read",
            "rows above the headings may be parts or say where some are, and are not read; the first",
        )
        out.problem("rows-above", "warning", f"{message}: {quoted(shown)}", sheet.row_address(lost[0]))
    if rest:
        message = counted(rest, "row above the headings is not a part", "rows above the headings are not parts")
        out.problem("rows-above", "info", message, sheet.row_address(header.row))
    return parts


def fits(row: Row) -> bool:
    """Tell whether the cells are a part's below these headings: a quantity, and designators or a part number beside it."""
    refdes, quantity, number = row.peek("refdes"), row.peek("quantity"), row.peek("mpn")
    is_numbered = bool(number and is_code(number.text))
    if "quantity" not in row.header.fields:
        return is_placed(row) and is_numbered
    counts = quantity is not None and hbom_cells.quantity(quantity.text) is not None
    return counts and (is_numbered or bool(refdes and is_placed(row)))


def is_placed(row: Row) -> bool:
    """Tell whether designators stand where they belong, and something that names a part beside them."""
    refdes = row.peek("refdes")
    named = any(row.peek(field) for field in NAMES_IN_ORDER if field != "refdes")
    return bool(refdes and is_designators(refdes.text) and named)


def may_be_a_part(row: Row) -> bool:
    """Tell whether a row that does not fit may be a part, or a remark on one."""
    texts = [clean(cell) for cell in row.cells if cell.strip()]
    if any(map(has_number_of_a_radio, texts)) and not _LABEL.match(texts[0]):  # a board is named for its radio
        return True
    if any(map(refers_elsewhere, texts)) or (is_placed(row) and not row.peek("quantity")):
        return True
    if is_remark(texts[0]) or re.match(r"(?i)(?:note|remark|nb|hinweis|nota|remarque)\w?\W", texts[0]):
        return any(map(names_a_radio, texts))
    return looks_like_a_part(row.cells) and not _LABEL.match(texts[0])

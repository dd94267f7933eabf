"""Two lists of the same parts in one table: KiCad writes every part by itself, and then the same parts collated."""

from __future__ import annotations

import re

from bom_parsers.errors import counted
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.headings.header import Header
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.rows.row import Frames
from bom_parsers.tables.sheets import Sheet

TITLE_ROWS = 4  # how far above its headings a section's title stands


def individual_parts(sheet: Sheet, blocks: list[tuple[Header, int]], out: Frames) -> int | None:
    """Return the heading row of the section that lists single parts which another section lists collated; None if there is none.

    That section is reported in `out`; it is left out only if each of its designators is in the other one.
    """
    sections = {title(sheet, header): (header, end) for header, end in reversed(blocks)} if len(blocks) > 1 else {}
    individual, collated = sections.get("individual"), sections.get("collated")
    if not individual or not collated:
        return None
    single, again = designators(sheet, *individual), designators(sheet, *collated)
    where = sheet.row_address(individual[0].row)
    if not single or not single <= again:
        missing = ", ".join(sorted(single - again)[:5]) or "every part"
        out.problem(
            "parts-listed-twice",
            "warning",
            f"parts are listed singly and collated, but the lists differ ({missing}); both are read",
            where,
        )
        return None
    header, end = individual
    rows = sum(any(cell.strip() for cell in sheet.row(number)) for number in range(header.row + 1, end))
    listing = counted(rows, "row from here on lists", "rows from here on list")
    message = f"{listing} single parts that come again collated; only the collated list is read"
    out.problem("parts-listed-twice", "info", message, where)
    return header.row


def title(sheet: Sheet, header: Header) -> str:
    """Return "individual" or "collated" if the title above the headings says so, else ""."""
    for number in range(header.row - 1, max(header.row - 1 - TITLE_ROWS, -1), -1):
        filled = [clean(cell) for cell in sheet.row(number) if cell.strip()]
        if filled:
            text = re.sub(r"[\W_]+", " ", filled[0]).strip().casefold()
            kinds = ("individual", "collated")
            return next((k for k in kinds if len(filled) == 1 and text in vocabulary().cells[k]), "")
    return ""


def designators(sheet: Sheet, header: Header, end: int) -> set[str]:
    """Return the designators below a heading row."""
    columns = [column.index for column in header.columns if column.field == "refdes"][:1]
    names = set[str]()
    for number in range(header.row + 1, end if columns else 0):
        cells = sheet.row(number)
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled > 1 and len(cells) > columns[0]:
            names.update(re.split(r"[\s,;]+", cells[columns[0]].strip()))
    return names - {""}

"""What the headings leave open, settled by the other columns and by the cells below them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bom_parsers.errors import quoted
from bom_parsers.hbom.headings.header import Column, Header
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.tables.cells import text_of
from bom_parsers.tables.sheets import Note, Sheet

NAMES = frozenset({"name", "part", "value", "description", "label", "device"})


def settle(header: Header, sheet: Sheet, end: int) -> tuple[Header, list[Note]]:
    """Return the header with "Vendor", "Part" and "Part Number" decided from the other columns and the cells below.

    `end` is the row before which what it heads ends.
    """
    fields, notes = header.fields, list[Note]()

    def values(column: Column) -> list[str]:
        rows = sheet.cells[header.row + 1 : min(header.row + 2001, end)]
        texts = (text_of(row[column.index]).strip() for row in rows if len(row) > column.index)
        return [text for text in texts if text]

    maker = vendor_is_maker(header, values)
    columns = []
    for column in header.columns:
        field, why = column.field, ""
        if field == "vendor":
            field = "manufacturer" if maker else "distributor"
            why = f"{quoted(column.heading)} is read as the {field}"
        elif field == "vendor_number":
            field = "distributor_number" if not maker else "mpn" if "mpn" not in fields else ""
        elif field == "part":
            field = "refdes" if "refdes" not in fields and mostly(r"[A-Za-z]{1,6}[-_]?\d+", values(column)) else "name"
        elif field == "item" and not fields & NAMES and mostly(r"\S+ \S+ \S", values(column)):
            field, why = "name", f"{quoted(column.heading)} names parts and does not number items"
        elif field == "item" and not mostly(r"[\d.]+$", values(column)) and mostly(r"(?=.*\d).{5}", values(column)):
            field, why = own_number(fields), f"{quoted(column.heading)} holds numbers of parts, not of items"
        elif field == "part_number" and mostly(r".+-ND", values(column)):
            field, why = (
                "distributor_number",
                f"{quoted(column.heading)} holds Digi-Key's numbers (-ND), not the maker's",
            )
        elif field == "part_number" and mostly(r"C\d{3,9}$", values(column)):
            field, why = "distributor_number", f"{quoted(column.heading)} holds LCSC's numbers, not the maker's"
        elif field == "part_number":
            field = own_number(fields)
        if why:
            notes.append(Note("heading-settled", "info", why, sheet.address(header.row, column.index)))
        columns.append(replace(column, field=field))
    settled = {column.field for column in columns}
    if "mpn" in settled and "description" not in settled:  # the number names the part, and its name describes it
        columns = [replace(c, field="description") if c.field == "name" else c for c in columns]
    return Header(header.row, tuple(columns)), notes


def own_number(fields: frozenset[str]) -> str:
    """Return what a part number without further word is: the maker's, or the firm's own beside one of the maker's."""
    return "own_number" if "mpn" in fields else "mpn"


def vendor_is_maker(header: Header, values: Callable[[Column], list[str]]) -> bool:
    """Tell whether "Vendor" is the maker: no other column is, and another sells, or its names are no known sellers."""
    fields = header.fields
    if "manufacturer" in fields:
        return False
    if fields & {"supplier", "distributor"}:
        return True
    sellers = vocabulary().cells["distributors"]
    names = [name.casefold() for c in header.columns if c.field == "vendor" for name in values(c)]
    return sum(name in sellers for name in names) * 2 < max(len(names), 1)


def mostly(pattern: str, values: list[str]) -> bool:
    """Tell whether at least half of the values begin with the pattern."""
    return bool(values) and sum(bool(re.match(pattern, value)) for value in values) * 2 >= len(values)

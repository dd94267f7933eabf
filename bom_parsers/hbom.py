"""A hardware BOM in a CSV or XLSX table: one component for each row, and one for each further source of a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from bom_parsers import hbom_cells
from bom_parsers.bom import COMPONENTS, DEPENDENCIES, PARTIES, PROBLEMS, PROPERTIES, Bom, Rows, unique_refs
from bom_parsers.errors import InputError
from bom_parsers.hbom_cells import clean, is_nobody
from bom_parsers.hbom_columns import (
    Column,
    Header,
    aligned,
    find_header,
    other_table,
    repeats_headings,
    settle,
    vocabulary,
)
from bom_parsers.tables import Sheet, read_csv_sheets, read_xlsx_sheets

EXPECTED = "a heading row with at least two of designator, quantity, manufacturer, MPN, value, description"
# Fields that become a property of this name as they stand.
AS_PROPERTY = {
    "value": "value",
    "footprint": "footprint",
    "fcc_id": "cdx:device:certifications:US:FCC:id",
    "firmware": "hbom:firmware",
    "firmware_version": "hbom:firmware-version",
    "distributor_number": "hbom:distributor-part-number",
    "supplier_number": "hbom:supplier-part-number",
    "country": "hbom:country-of-origin",
}
NAMES_IN_ORDER = ("mpn", "value", "label", "name", "description", "distributor_number", "supplier_number", "refdes")
NUMBERS = ("mpn", "distributor_number", "supplier_number")
ROLES = {"supplier": "supplier", "distributor": "distributor"}


def read_xlsx(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read every worksheet of a workbook that is a BOM; see read_sheets. Raises InputError."""
    return read_sheets(read_xlsx_sheets(data, path), path, name, sha256, "hbom-xlsx")


def read_csv(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read a BOM in a text table of any usual encoding and delimiter; see read_sheets. Raises InputError."""
    return read_sheets(read_csv_sheets(data, path), path, name, sha256, "hbom-csv")


@dataclass
class Frames:
    """The rows of a Bom while it is being read."""

    components: Rows = field(default_factory=lambda: Rows(COMPONENTS))
    parties: Rows = field(default_factory=lambda: Rows(PARTIES))
    properties: Rows = field(default_factory=lambda: Rows(PROPERTIES))
    dependencies: Rows = field(default_factory=lambda: Rows(DEPENDENCIES))
    problems: Rows = field(default_factory=lambda: Rows(PROBLEMS))

    def problem(self, severity: str, message: str, pointer: str) -> None:
        """Add a row to `problems`."""
        self.problems.add(severity=severity, message=message, pointer=pointer)


def read_sheets(sheets: list[Sheet], path: Path, name: str, sha256: str, file_format: str) -> Bom:
    """Return the parts of all sheets that are BOMs.

    A part is a component of kind "hardware"; a second source is a component of its own with the first as `parent` and
    a property "hbom:alternate-of"; a part left off the board has a property "hbom:fitted" = "no"; a column with an
    unknown heading is a property of that name. Raises InputError if no sheet has a BOM's headings.
    """
    out = Frames()
    names = (
        unique_refs([s.name for s in sheets], [s.name for s in sheets], out.problems)
        if len(sheets) > 1
        else [sheets[0].name]
    )
    sheets = [replace(sheet, name=unique) for sheet, unique in zip(sheets, names, strict=True)]
    for sheet, header in bom_sheets(sheets, path, out):
        for note in sheet.notes:
            out.problem(*note)
        read_sheet(sheet, header, out)
    frames = {part: getattr(out, part).frame(name) for part in ("components", "parties", "properties", "dependencies")}
    return Bom(name, file_format, "", sha256, None, None, **frames, problems=out.problems.frame(name))


def bom_sheets(sheets: list[Sheet], path: Path, out: Frames) -> list[tuple[Sheet, Header]]:
    """Return the sheets that are BOMs with their headers; the others are told in `problems`. Raises InputError."""
    found: list[tuple[Sheet, Header]] = []
    left: list[tuple[Sheet, str]] = []
    for sheet in sheets:
        header = find_header(sheet)
        kind = other_table(header) if header else ""
        if header and not kind:
            found.append((sheet, header))
        elif any(any(row) for row in sheet.rows):
            left.append((sheet, kind or f"no heading row of a BOM; {headings_seen(sheet)}"))
    if not found:
        sheet, why = left[0]
        remedy = "give the parts list itself, or name its columns so"
        raise InputError(path, sheet.name, why, EXPECTED, remedy)
    orders = [pair for pair in found if is_order(pair[0])]
    if len(orders) < len(found):
        left += [(sheet, "an order sheet; it repeats parts of the BOM in order to buy them") for sheet, _ in orders]
        found = [pair for pair in found if pair not in orders]
    for sheet, why in left:
        out.problem("info", f"worksheet {sheet.name!r} is not read: {why}", sheet.name)
    for sheet, _ in found:
        if sheet.hidden:
            out.problem("info", f"worksheet {sheet.name!r} is hidden; it is read like the others", sheet.name)
    return found


def is_order(sheet: Sheet) -> bool:
    """Tell whether the worksheet's name says that it is for buying."""
    return any(word in sheet.name.casefold() for word in vocabulary().cells["order_sheets"])


def headings_seen(sheet: Sheet) -> str:
    """Describe the row that looks most like headings, for the person who has to rename them."""
    row = max(range(min(len(sheet.rows), 60)), key=lambda r: sum(bool(cell.strip()) for cell in sheet.rows[r]))
    cells = [clean(cell)[:40] for cell in sheet.rows[row] if cell.strip()]
    more = f" and {len(cells) - 12} more" if len(cells) > 12 else ""
    return f"{sheet.row_address(row)} has {', '.join(map(repr, cells[:12]))}{more}"


class Cell(NamedTuple):
    """A cell's text as written, its column, and its address."""

    text: str
    column: Column
    address: str


class Row:
    """One row's cells by field; `used` are the columns that have become something, the others become properties."""

    def __init__(self, sheet: Sheet, number: int, header: Header, cells: list[str]) -> None:
        self.sheet, self.number, self.header = sheet, number, header
        self.used: set[int] = set()
        self.filled: dict[tuple[str, int], list[Cell]] = {}
        for column in header.columns[: len(cells)]:
            text = cells[column.index]
            if text and not text.isspace():
                cell = Cell(text, column, sheet.address(number, column.index))
                self.filled.setdefault((column.field, column.source), []).append(cell)
        for several in self.filled.values():
            several.sort(key=lambda cell: cell.column.rank)

    def take(self, field_name: str, source: int = 1) -> Cell | None:
        """Return the field's best filled cell, which is then used; None where all are blank."""
        cell = self.peek(field_name, source)
        if cell:
            self.used.add(cell.column.index)
        return cell

    def peek(self, field_name: str, source: int = 1) -> Cell | None:
        """Return the field's best filled cell; None where all are blank."""
        return self.filled.get((field_name, source), [None])[0]

    def text(self, field_name: str) -> str | None:
        """Take the field's cell and return its text on one line."""
        cell = self.take(field_name)
        return clean(cell.text) if cell else None

    def all(self, field_name: str | None = None) -> Iterator[Cell]:
        """Yield the filled cells of a field, or of the whole row."""
        for (of, _), cells in self.filled.items():
            if field_name in (None, of):
                yield from cells

    @property
    def sources(self) -> list[int]:
        """The sources for which the row names a maker or a part number, in order."""
        named = {
            s for (f, s), cells in self.filled.items() if f in ("mpn", "manufacturer") and not is_nobody(cells[0].text)
        }
        return sorted(named)


def read_sheet(sheet: Sheet, header: Header, out: Frames) -> None:
    """Add the sheet's parts to `out`, and to its problems what is no part."""
    tell_preamble(sheet, header, out)
    header = settled(header, sheet, out)
    before, skipped, short, long = len(out.components), Counter[str](), list[str](), list[str]()
    tree: list[tuple[tuple[int, ...], str]] = []
    for number in range(header.row + 1, len(sheet.rows)):
        cells = aligned(sheet.rows[number], header)
        if not any(cell.strip() for cell in cells):
            skipped["blank rows"] += 1
            continue
        again = repeats_headings(number, cells)
        if again:
            header = settled(again, sheet, out)
            out.problem("info", "the headings are repeated or change here", sheet.row_address(number))
            continue
        row = Row(sheet, number, header, cells)
        no_part, severity = why_no_part(row, header)
        if no_part:
            out.problem(severity, f"{no_part}: {shown(cells)}", sheet.row_address(number))
            skipped["rows that are no parts"] += 1
            continue
        ref = add_part(row, tree, out)
        width = header_width(header)
        if sheet.lines is not None and len(cells) < width:
            short.append(sheet.row_address(number))
        if any(cell.strip() for cell in cells[width:]):
            long.append(sheet.row_address(number))
        for column in range(len(header.columns), len(cells)):
            if cells[column].strip():
                name, where = f"hbom:column-{column + 1}", sheet.address(number, column)
                out.properties.add(ref=ref, name=name, value=clean(cells[column]), pointer=where)
    tell_ragged(short, long, out)
    for what, count in skipped.items():
        out.problem("info", f"{count} {what} below the headings", sheet.row_address(header.row))
    if len(out.components) == before:
        out.problem("warning", "there are headings but no part below them", sheet.row_address(header.row))


def settled(header: Header, sheet: Sheet, out: Frames) -> Header:
    """Return the header with its ambiguous columns decided, and tell how."""
    header, notes = settle(header, sheet)
    for note in notes:
        out.problem(*note)
    return header


def tell_preamble(sheet: Sheet, header: Header, out: Frames) -> None:
    """Report the rows above the headings, which are not read."""
    above = sum(any(cell.strip() for cell in row) for row in sheet.rows[: header.row])
    if above:
        out.problem("info", f"{above} rows above the headings are not parts", sheet.row_address(header.row))


def tell_ragged(short: list[str], long: list[str], out: Frames) -> None:
    """Report rows of another length than the headings, once for each kind."""
    for places, what in ((short, "fewer cells than there are headings"), (long, "cells beyond the last heading")):
        if places:
            more = f" ({', '.join(places[:5])}{', ...' if len(places) > 5 else ''})"
            out.problem("warning", f"{len(places)} rows have {what}{more}", places[0])


def header_width(header: Header) -> int:
    """Return the number of columns up to the last one with a heading."""
    return max((c.index + 1 for c in header.columns if c.heading), default=0)


def why_no_part(row: Row, header: Header) -> tuple[str, str]:
    """Return why the row is no part, with the severity of leaving it out; ("", "") if it is one."""
    filled = sorted(row.all(), key=lambda cell: cell.column.index)
    named = [c for c in filled if c.column.field in NAMES_IN_ORDER and c.text.strip() not in ("0", "")]
    numbered = any(c.column.field in NUMBERS for c in named)
    if not row.sources and not row.peek("refdes") and any(hbom_cells.is_total(cell.text) for cell in filled):
        return "a total, no part", "info"
    if filled and filled[0].text.rstrip().endswith(":") and not numbered and not row.sources:
        return "a remark, no part", "info"
    if len(filled) == 1 and not numbered and len(header.fields) > 2:
        parts_name = filled[0].column.field in ("value", "name", "label", "description")
        return "a single cell, taken as a title", "warning" if parts_name else "info"
    if not named and not row.sources:
        return "no part is named in this row", "warning"
    return "", ""


def shown(cells: list[str]) -> str:
    """Return the row's text, cut to what a message can hold."""
    return repr(" | ".join(clean(cell) for cell in cells if cell.strip())[:100])


def add_part(row: Row, tree: list[tuple[tuple[int, ...], str]], out: Frames) -> str:
    """Add the row's part and its further sources; return its ref."""
    sheet = row.sheet
    ref = (
        f"{sheet.name}!{sheet.row_number(row.number)}" if sheet.lines is None else f"row {sheet.row_number(row.number)}"
    )
    sources = row.sources or [1]
    fitted = is_fitted(row)
    name_cell = next((c for c in (row.peek(f) for f in NAMES_IN_ORDER) if c and not is_nobody(c.text)), None)
    refdes = row.text("refdes") or ""
    shared = {
        "kind": "hardware",
        "type": "part",
        "version": row.text("version"),
        "description": row.text("description"),
        "refdes": None if is_nobody(refdes) else refdes,
    }
    unnamed = row.peek("manufacturer", sources[0]) or next(row.all())
    name = clean((name_cell or unnamed).text)
    pointer = name_cell.address if name_cell else sheet.row_address(row.number)
    parent = parent_of(row, tree, ref)
    mpn = add_source(row, sources[0], ref, out)
    out.components.add(
        ref=ref, parent=parent, name=mpn or name, mpn=mpn, quantity=read_quantity(row, out), pointer=pointer, **shared
    )
    if not fitted:
        out.properties.add(ref=ref, name="hbom:fitted", value="no", pointer=pointer)
    for source in sources[1:]:
        other = f"{ref} source {source}"
        number = row.peek("mpn", source)
        place = number or row.peek("manufacturer", source)
        where = place.address if place else pointer
        mpn = add_source(row, source, other, out)
        out.components.add(ref=other, parent=ref, name=mpn or name, mpn=mpn, pointer=where, **shared)
        out.properties.add(ref=other, name="hbom:alternate-of", value=ref, pointer=where)
    add_sellers_and_properties(row, ref, out)
    return ref


def add_source(row: Row, source: int, ref: str, out: Frames) -> str | None:
    """Add the maker and the further part numbers of one source to component `ref`; return its part number."""
    number, maker = row.take("mpn", source), row.take("manufacturer", source)
    mpns = hbom_cells.split_mpns(number.text) if number and not is_nobody(number.text) else []
    maker_name = clean(maker.text) if maker and not is_nobody(maker.text) else ""
    both = maker if maker_name and not mpns else number if len(mpns) == 1 and not maker_name else None
    parts = hbom_cells.split_maker(clean(both.text)) if both else None
    if parts and both:
        maker, (maker_name, mpn) = both, parts
        mpns = [mpn]
        out.problem("info", f"one cell holds the maker {maker_name!r} and the part number {mpn!r}", both.address)
    country = row.peek("country", source)
    if maker_name and maker:
        origin = clean(country.text) if country and not is_nobody(country.text) else None
        out.parties.add(ref=ref, role="manufacturer", name=maker_name, country=origin, pointer=maker.address)
        if "\n" in maker.text.strip():
            out.problem(
                "warning", f"the maker's cell has several lines; read as one name {maker_name!r}", maker.address
            )
    for mpn in mpns[1:]:
        out.properties.add(ref=ref, name="hbom:alternate-mpn", value=mpn, pointer=number.address if number else "")
    return mpns[0] if mpns else None


def add_sellers_and_properties(row: Row, ref: str, out: Frames) -> None:
    """Add the row's suppliers and distributors, and every other filled cell as a property of component `ref`."""
    seen = set[tuple[str, str]]()
    for cell in list(row.all()):
        column, text = cell.column, clean(cell.text)
        if column.field in ROLES and not is_nobody(text):
            out.parties.add(ref=ref, role=ROLES[column.field], name=text, pointer=cell.address)
        elif column.field in AS_PROPERTY:
            name = AS_PROPERTY[column.field]
            if (name, text) not in seen:
                out.properties.add(ref=ref, name=name, value=text, pointer=cell.address)
                seen.add((name, text))
            shop = next(
                (s for word, s in vocabulary().shops.items() if f"{column.phrase} ".startswith(f"{word} ")), None
            )
            if shop and column.field == "distributor_number":
                out.properties.add(ref=ref, name="hbom:distributor", value=shop, pointer=cell.address)
        elif column.index not in row.used and column.field not in ("item", "level"):
            heading = column.heading or f"hbom:column-{column.index + 1}"
            out.properties.add(ref=ref, name=heading, value=text, pointer=cell.address)
            row.used.add(column.index)


def is_fitted(row: Row) -> bool:
    """Tell whether the part is on the board: no column and no mark such as DNP says that it is left off."""
    left_off = row.take("not_fitted")
    on_board = row.take("fitted")
    if left_off and not hbom_cells.says_no(left_off.text):
        return False
    if on_board and hbom_cells.says_no(on_board.text):
        return False
    if any(hbom_cells.is_marked_not_fitted(cell.text) for cell in row.all() if cell.column.field != "not_fitted"):
        return False
    marked = (c for f in ("value", "label", "mpn", "manufacturer", "fitted") for c in row.all(f))
    return not any(hbom_cells.mentions_not_fitted(cell.text) for cell in marked)


def read_quantity(row: Row, out: Frames) -> float | None:
    """Return the number of pieces; a cell that is no number is a problem."""
    cell = row.take("quantity")
    if cell is None or hbom_cells.is_marked_not_fitted(cell.text):
        return None
    number = hbom_cells.quantity(cell.text)
    if number is None and not is_nobody(cell.text):
        out.problem("warning", f"the quantity {clean(cell.text)!r} is not a number; left unknown", cell.address)
    return number


def parent_of(row: Row, tree: list[tuple[tuple[int, ...], str]], ref: str) -> str | None:
    """Return the ref of the assembly that the row belongs to, by its level (1, ..2) or its item number (1.2.3)."""
    level, item = row.take("level"), row.take("item")
    cell = level or item
    text = cell.text.strip() if cell else ""
    depth = re.fullmatch(r"[\s.\-+>]*(\d{1,3})", text) if level else None
    if depth:
        place: tuple[int, ...] = (0,) * int(depth[1])
    elif re.fullmatch(r"\d{1,9}(?:\.\d{1,9})*", text):
        place = tuple(int(number) for number in text.split("."))
    else:
        return None
    while tree and not (len(tree[-1][0]) < len(place) and place[: len(tree[-1][0])] == tree[-1][0]):
        tree.pop()
    parent = tree[-1][1] if tree else None
    tree.append((place, ref))
    return parent

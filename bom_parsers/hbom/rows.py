"""One row of a hardware BOM table, read cell by cell: its part, its further sources, its sellers and its own columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from bom_parsers.bom import COMPONENTS, PARTIES, PROBLEMS, PROPERTIES, Rows
from bom_parsers.errors import quoted
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import clean, is_nobody
from bom_parsers.hbom.headings.header import Column, Header
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.kinds import identity_by_row
from bom_parsers.hbom.makers_by_number import inferred_maker
from bom_parsers.tables.sheets import Sheet

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
NAMES_IN_ORDER = (
    "mpn", "value", "label", "name", "device", "description", "own_number", "distributor_number", "supplier_number",
    "refdes",
)  # fmt: skip
NUMBERS = ("mpn", "distributor_number", "supplier_number")
ROLES = {"supplier": "supplier", "distributor": "distributor"}
# What a row has that only adds a source to the part above it; and what such a part has. Designators do not count: a screw
# has none either.
OF_A_SOURCE = frozenset({"mpn", "manufacturer", "country", "", *ROLES, "supplier_number", "distributor_number"})
PLACED = frozenset({"level", "item", "quantity"})
FITTED, ALTERNATE_OF, USED_WITH = "hbom:fitted", "hbom:alternate-of", "hbom:used-with"
ALTERNATE_MPN, INFERRED_MAKER, SHOP = "hbom:alternate-mpn", "hbom:inferred-maker", "hbom:distributor"


@dataclass
class Frames:
    """The rows of a Bom while it is being read."""

    components: Rows = field(default_factory=lambda: Rows(COMPONENTS))
    parties: Rows = field(default_factory=lambda: Rows(PARTIES))
    properties: Rows = field(default_factory=lambda: Rows(PROPERTIES))
    problems: Rows = field(default_factory=lambda: Rows(PROBLEMS))

    def problem(self, kind: str, severity: str, message: str, pointer: str) -> None:
        """Add a row to `problems`."""
        self.problems.add(kind=kind, severity=severity, message=message, pointer=pointer)

    def frames(self, bom: str) -> dict[str, pl.DataFrame]:
        """Return the parts, parties and properties as frames."""
        return {name: getattr(self, name).frame(bom) for name in ("components", "parties", "properties")}


class Cell(NamedTuple):
    """A cell's text as written, its column, and its address."""

    text: str
    column: Column
    address: str


class Row:
    """One row's cells by field; `used` are the columns that have become something, the others become properties."""

    def __init__(self, sheet: Sheet, number: int, header: Header, cells: list[str]) -> None:
        self.sheet, self.number, self.header, self.cells = sheet, number, header, cells
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

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What the row says of its part's kind; see kinds.py."""
        return identity_by_row(self.header, self.cells)

    @property
    def is_hardware(self) -> bool:
        """Whether the row says that its part is hardware, of which a part number may tell the maker."""
        return bool(self.identity["kind"] == "hardware")

    @property
    def sources(self) -> list[int]:
        """The sources for which the row names a maker or a part number, in order."""
        named = {
            s for (f, s), cells in self.filled.items() if f in ("mpn", "manufacturer") and not is_nobody(cells[0].text)
        }
        return sorted(named)


class Source(NamedTuple):
    """Who makes a part under which numbers: names and numbers as text, and the addresses they come from.

    `relation` says how it belongs to the row's first source: the property ALTERNATE_OF or USED_WITH.
    """

    maker: str
    numbers: list[str]
    country: str | None
    maker_at: str
    number_at: str
    relation: str = ALTERNATE_OF


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


def continues(row: Row) -> bool:
    """Tell whether the row says nothing but a maker and a part number, where other parts have a level or a quantity too."""
    fields = {field for field, _ in row.filled}
    return bool(row.sources) and fields <= OF_A_SOURCE and bool(row.header.fields & PLACED)


def has_place(row: Row) -> bool:
    """Tell whether the row says where its part stands in the BOM, or how many of it there are."""
    return any(row.peek(field) for field in PLACED)


def add_further_sources(row: Row, part: Row, out: Frames) -> None:
    """Add what the row names as further sources of the part above it, as PLM systems list approved manufacturers."""
    ref, above = row.sheet.ref(row.number), part.sheet.ref(part.number)
    shared = {
        **part.identity,
        "description": part.text("description"),
        "refdes": part.text("refdes"),
    }
    for count, source in enumerate(sources_of(row, out)):
        own = f"{ref} source {count + 1}" if count else ref
        mpn, where = source.numbers[0] if source.numbers else None, source.number_at or source.maker_at
        out.components.add(ref=own, parent=above, name=mpn or source.maker, mpn=mpn, pointer=where, **shared)
        out.properties.add(ref=own, name=ALTERNATE_OF, value=above, pointer=where)
        add_maker(source, own, mpn if mpn and part.is_hardware else "", where, out)
    add_sellers_and_properties(row, ref, out)


def add_part(row: Row, out: Frames) -> str:
    """Add the row's part and its further sources; return its ref."""
    ref, fitted = row.sheet.ref(row.number), is_fitted(row)
    name_cell = next((c for c in (row.peek(f) for f in NAMES_IN_ORDER) if c and not is_nobody(c.text)), None)
    unnamed = row.peek("manufacturer", (row.sources or [1])[0]) or next(row.all())
    name = clean((name_cell or unnamed).text)
    lead = name if name_cell and name_cell.column.field != "refdes" else ""  # what may tell who makes the part
    pointer = name_cell.address if name_cell else row.sheet.row_address(row.number)
    refdes = row.text("refdes") or ""
    shared = {
        **row.identity,
        "version": row.text("version"),
        "description": row.text("description"),
        "refdes": None if is_nobody(refdes) else refdes,
    }
    quantity = read_quantity(row, out)
    if not fitted:
        out.properties.add(ref=ref, name=FITTED, value="no", pointer=pointer)
    for count, source in enumerate(sources_of(row, out)):
        mpn = source.numbers[0] if source.numbers else None
        if not count:
            out.components.add(ref=ref, name=mpn or name, mpn=mpn, quantity=quantity, pointer=pointer, **shared)
            add_maker(source, ref, mpn or lead if row.is_hardware else "", pointer, out)
            continue
        other, where = f"{ref} source {count + 1}", source.number_at or source.maker_at or pointer
        out.components.add(ref=other, parent=ref, name=mpn or name, mpn=mpn, pointer=where, **shared)
        out.properties.add(ref=other, name=source.relation, value=ref, pointer=where)
        add_maker(source, other, mpn or lead if row.is_hardware else "", where, out)
    add_sellers_and_properties(row, ref, out)
    return ref


def sources_of(row: Row, out: Frames) -> list[Source]:
    """Return the row's sources, at least one; they may be empty.

    Where the only column of numbers has two of makers beside it ("MANUFACTURER", "MF") and one of these is blank, the other
    is the number's. Elsewhere a maker and a number of two sources are never joined: neither need have to do with the other.
    """
    sources = [source for number in row.sources or [1] for source in source_of(row, number, out)]
    if len(sources) == 2 and row.header.repeats_makers and sources[0].numbers and not sources[0].maker:
        maker = sources[1]
        return [
            sources[0]._replace(maker=maker.maker, country=maker.country or sources[0].country, maker_at=maker.maker_at)
        ]
    return sources


def source_of(row: Row, source: int, out: Frames) -> list[Source]:
    """Return what the columns of one source hold: more than one source where maker and number have as many lines."""
    number, maker = row.take("mpn", source), row.take("manufacturer", source)
    maker = maker if maker and not is_nobody(maker.text) else None
    number = number if number and not is_nobody(number.text) else None
    country = row.peek("country", source)
    origin = clean(country.text) if country and not is_nobody(country.text) else None
    if maker and number:
        for separator, relation in (("\n", ALTERNATE_OF), (";", ALTERNATE_OF), ("|", USED_WITH)):
            pairs = hbom_cells.paired(maker.text, number.text, separator)
            if pairs:
                return [
                    Source(
                        "" if is_nobody(m) else m,
                        [n] * (not is_nobody(n)),
                        origin,
                        maker.address,
                        number.address,
                        relation,
                    )
                    for m, n in pairs
                ]
    if maker and "\n" in maker.text.strip():
        message = f"the maker's cell has several lines; read as one name {quoted(clean(maker.text))}"
        out.problem("merged-cell", "warning", message, maker.address)
    name, numbers = clean(maker.text) if maker else "", hbom_cells.split_mpns(number.text) if number else []
    both = maker if maker and not numbers else number if len(numbers) == 1 and not maker else None
    parts = hbom_cells.split_maker(clean(both.text)) if both else None
    if parts and both:
        name, numbers, maker, number = parts[0], [parts[1]], both, both
        out.problem(
            "merged-cell",
            "info",
            f"one cell holds the maker {quoted(name)} and the part number {quoted(numbers[0])}",
            both.address,
        )
    return [Source(name, numbers, origin, maker.address if maker else "", number.address if number else "")]


def add_maker(source: Source, ref: str, lead: str, pointer: str, out: Frames) -> None:
    """Add the maker and the further part numbers of component `ref`; where none is named, whom the text `lead` points to."""
    if source.maker:
        maker, country = source.maker, source.country
        out.parties.add(ref=ref, role="manufacturer", name=maker, country=country, pointer=source.maker_at)
    elif inferred := inferred_maker(lead):
        out.properties.add(ref=ref, name=INFERRED_MAKER, value=inferred, pointer=source.number_at or pointer)
    for number in source.numbers[1:]:
        out.properties.add(ref=ref, name=ALTERNATE_MPN, value=number, pointer=source.number_at)


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
            shop = shop_of(column)
            if shop:
                out.properties.add(ref=ref, name=SHOP, value=shop, pointer=cell.address)
        elif column.index not in row.used and column.field not in ("item", "level"):
            out.properties.add(ref=ref, name=property_name(column), value=text, pointer=cell.address)
            row.used.add(column.index)


def shop_of(column: Column) -> str:
    """Return the shop whose numbers a column holds by its heading, "" for none."""
    shops = vocabulary().shops.items() if column.field == "distributor_number" else ()
    return next((shop for word, shop in shops if f"{column.phrase} ".startswith(f"{word} ")), "")


def property_name(column: Column) -> str:
    """Return what a property from this column is called."""
    return column.heading or f"hbom:column-{column.index + 1}"


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
        message = f"the quantity {quoted(clean(cell.text))} is not a number; left unknown"
        out.problem("unreadable-quantity", "warning", message, cell.address)
    return number

"""What the headings leave open, settled by the other columns and by the cells below them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from bom_parsers.errors import quoted
from bom_parsers.hbom.headings.cell_shapes import are_designators, are_order_codes, mostly
from bom_parsers.hbom.headings.header import Column, Header, may_be_aligned
from bom_parsers.hbom.headings.unknown_headings import is_other
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.tables.cells import text_of
from bom_parsers.tables.sheets import Note, Sheet

NAMES = frozenset({"name", "part", "value", "description", "label", "device"})
LOOKED_AT = 2_000  # rows
# What a column of designators may be headed as: "Référence" is a part number in a shop and a designator on a board.
MAYBE_DESIGNATORS = ("part_number", "", "label", "name", "item")


class Settled(NamedTuple):
    """What a column is after all, and why, "" where that need not be reported."""

    field: str
    why: str = ""


@dataclass(frozen=True)
class Below:
    """The cells below a heading row, as far as they are looked at; `end` is the row before which what it heads ends."""

    header: Header
    sheet: Sheet
    end: int

    @cached_property
    def rows(self) -> list[Any]:
        """The first rows."""
        start = self.header.row + 1
        return list(self.sheet.cells[start : min(start + LOOKED_AT, self.end)])

    def values(self, column: Column) -> list[str]:
        """Return the filled cells of a column."""
        texts = (text_of(row[column.index]).strip() for row in self.rows if len(row) > column.index)
        return [text for text in texts if text]


def settle(header: Header, sheet: Sheet, end: int) -> tuple[Header, list[Note]]:
    """Return the header with "Vendor", "Part" and "Part Number" decided from the other columns and the cells below.

    `end` is the row before which what it heads ends. Where no column is headed as that of the designators, the numbers of
    pieces or the part numbers, one that holds nothing else is taken for it.
    """
    below, notes = Below(header, sheet, end), list[Note]()
    maker = vendor_is_maker(header, below.values)
    columns = list(header.columns)

    def take(number: int, settled: Settled | None) -> None:
        if settled:
            columns[number] = replace(
                columns[number], field=settled.field, source=1 if settled.why else columns[number].source
            )
        if settled and settled.why:
            where = sheet.address(header.row, columns[number].index)
            why = f"{quoted(columns[number].heading)} {settled.why}"
            notes.append(Note("heading-settled", "info", why, where))

    for number, column in enumerate(header.columns):
        take(number, settled_field(column, header.fields, maker, below))
    for settled_among in (designators_among, quantities_among, order_codes_among):
        index = settled_among(columns, below)
        if index is not None:
            take(index[0], index[1])
    settled = {column.field for column in columns}
    if "mpn" in settled and "description" not in settled:  # the number names the part, and its name describes it
        columns = [replace(c, field="description") if c.field == "name" else c for c in columns]
    return Header(header.row, tuple(columns)), notes


def settled_field(column: Column, fields: frozenset[str], maker: bool, below: Below) -> Settled | None:
    """Return what a column of an open heading is; None for a heading that says it."""
    field = column.field
    if field == "vendor":
        seller = "manufacturer" if maker else "distributor"
        return Settled(seller, f"is read as the {seller}")
    if field == "vendor_number":
        return Settled("distributor_number" if not maker else "mpn" if "mpn" not in fields else "")
    if field == "part":
        placed = "refdes" not in fields and mostly(
            r"[A-Za-z]{1,6}[-_$]{0,2}\d{1,4}[A-Za-z]?(?:[\s,;]|$)", below.values(column)
        )
        return Settled("refdes" if placed else "name")
    if field == "item":
        return settled_item(column, fields, below)
    if field in ("part_number", "mpn"):
        return settled_number(column, below)
    if field == "value" and column.phrase == "part type" and are_classes(below.values(column)):
        return Settled("", "holds classes of parts and names none")
    return None


def settled_item(column: Column, fields: frozenset[str], below: Below) -> Settled | None:
    """Return what a column headed as the number of the line is."""
    values = below.values(column)
    if not fields & NAMES and mostly(r"\S+ \S+ \S", values):
        return Settled("name", "names parts and does not number items")
    if not mostly(r"[\d.]+$", values) and mostly(r"(?=.*\d).{5}", values):
        return Settled(own_number(below.header), "holds numbers of parts, not of items")
    return None


def settled_number(column: Column, below: Below) -> Settled | None:
    """Return what a column headed as that of part numbers is: the maker's, the firm's own, or a shop's."""
    if column.field == "part_number":
        values = below.values(column)
        shop = shop_of(values, 0.5)
        return shop or Settled(own_number(below.header))
    return None if may_be_aligned(below.header) else shop_of(below.values(column), 0.8)  # the cells may stand elsewhere


def shop_of(values: list[str], share: float) -> Settled | None:
    """Return the shop that at least this share of the numbers is of; None where they are of none."""
    for shop, pattern in (
        ("Digi-Key's numbers (-ND)", r".+-ND$"),
        ("LCSC's numbers", r"C\d{3,9}(?:[\s,;/|]+C\d{3,9})*$"),
    ):
        if mostly(pattern, values, share):
            return Settled("distributor_number", f"holds {shop}, not the maker's")
    return None


def are_classes(values: list[str]) -> bool:
    """Tell whether cells say of which sort a row is, and name no part: few words, and the same ones again and again."""
    words = {value.casefold() for value in values}
    return (
        bool(values) and not any(c.isdigit() for word in words for c in word) and len(words) <= max(1, len(values) // 3)
    )


def designators_among(columns: list[Column], below: Below) -> tuple[int, Settled] | None:
    """Return the column that holds the designators where none is headed so."""
    if any(column.field == "refdes" for column in columns):
        return None
    for field in MAYBE_DESIGNATORS:
        for number, column in enumerate(columns):
            named = below.header.columns[number].field
            if named == field and (field or not is_other(column)) and are_designators(below.values(column)):
                return number, Settled("refdes", "holds designators")
    return None


def quantities_among(columns: list[Column], below: Below) -> tuple[int, Settled] | None:
    """Return the column of numbers that do not count the lines where no column is headed as the quantity: "Nbr.", "No."."""
    if any(column.field == "quantity" for column in columns):
        return None
    for number, column in enumerate(columns):
        values = below.values(column) if column.field == "item" and column.phrase in ("number", "n") else []
        if mostly(r"\d{1,5}(?:\.0)?$", values, 1.0):
            counts = [float(value) for value in values]
            if any(later <= earlier for earlier, later in pairwise(counts)):
                return number, Settled("quantity", "counts pieces, not lines")
    return None


def order_codes_among(columns: list[Column], below: Below) -> tuple[int, Settled] | None:
    """Return the column that holds order codes under a heading that means nothing here, where no column of part numbers is."""
    if any(c.field in ("mpn", "maker_and_number", "own_number") and c.source == 1 for c in columns):
        return None
    named = {value for column in columns if column.field == "value" for value in below.values(column)}
    for number, column in enumerate(columns):
        if column.field or is_other(column) or ":" in column.heading:
            continue
        values = below.values(column)
        if are_order_codes(values) and not named.issuperset(values):
            return number, Settled("mpn", "holds order codes, and is read as the part numbers")
    return None


def own_number(header: Header) -> str:
    """Return what a part number without further word is: the maker's, or the firm's own beside one of the maker's."""
    numbered = any(c.field in ("mpn", "maker_and_number") and c.source == 1 for c in header.columns)
    return "own_number" if numbered else "mpn"


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

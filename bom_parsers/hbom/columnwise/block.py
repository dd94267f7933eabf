"""Many rows of a hardware BOM table, laid out as columns of text below their headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from bom_parsers.bom import NO_PARTY
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import NOBODY, is_nobody
from bom_parsers.hbom.headings.header import Column, Header
from bom_parsers.hbom.headings.vocabulary import is_heading, vocabulary
from bom_parsers.hbom.rows.row import NAMES_IN_ORDER
from bom_parsers.limits import limits
from bom_parsers.tables.cells import columns_between, slices
from bom_parsers.tables.sheets import Sheet

BLANKS = r"[\s\x1c-\x1f]"  # what str.split() takes for blank
UNEVEN = rf"^{BLANKS}|{BLANKS}$|{BLANKS}{{2}}|[^\S ]|[\x1c-\x1f]"
WHOLE = r"^([0-9]{1,12})(?:\.0*)?$"


@lru_cache(maxsize=1)
def nobody() -> str:
    """Return the pattern of a cell that is_nobody: nothing but words for nobody, between commas and semicolons."""
    words = sorted(NO_PARTY.union(*(vocabulary().cells[kind] for kind in NOBODY)), key=len, reverse=True)
    known = "|".join(re.escape(w).replace(chr(92) + " ", " ") for w in words if w)
    word = rf"{BLANKS}*(?:{known}|[^\pL\pN,;]+)?{BLANKS}*"
    return rf"(?i)^{word}(?:[,;]{word})*$"


@dataclass(frozen=True)
class Text:
    """One value of every row: its text, and the columns it may come from, the best first."""

    text: pl.Expr
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Block:
    """The rows of a sheet from `start` to before `end`, one of the `slices`, below one header."""

    sheet: Sheet
    header: Header
    start: int
    end: int

    @cached_property
    def names(self) -> list[str]:
        """The frame's columns of the cells below a heading cell."""
        return [str(column.index) for column in self.header.columns]

    @cached_property
    def by_field(self) -> dict[str, list[Column]]:
        """The columns of each field for the first source, the best first."""
        columns: dict[str, list[Column]] = {}
        for column in sorted(self.header.columns, key=lambda column: column.rank):
            if column.source == 1:
                columns.setdefault(column.field, []).append(column)
        return columns

    @cached_property
    def raw(self) -> pl.DataFrame:
        """The cells as written, in columns "0", "1" and so on."""
        return columns_between(self.sheet.cells, self.start, self.end)

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The cells on one line each, blank ones null; the row, counted from 0, and its number in the file; "quantity"; and
        "beyond": whether there are cells without a heading cell."""
        uneven = self.raw.select(pl.all().str.contains(UNEVEN).any()).row(0)
        even = [
            pl.col(name).str.replace_all(rf"{BLANKS}+", " ").str.strip_chars(" ") if messy else pl.col(name)
            for name, messy in zip(self.raw.columns, uneven, strict=True)
        ]
        cells = self.raw.with_columns(even).with_columns(pl.when(pl.all() != "").then(pl.all()))
        missing = [name for name in self.names if name not in cells.columns]
        cells = cells.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
        beyond = [name for name in self.raw.columns if name not in set(self.names)]
        more = pl.any_horizontal(pl.col(beyond).is_not_null()) if beyond else pl.lit(False)
        rows = pl.int_range(self.start, self.end, dtype=pl.UInt32, eager=True)
        lines = self.sheet.lines
        numbers = (
            rows + self.sheet.first_row + 1
            if lines is None
            else pl.Series(lines[self.start : self.end], dtype=pl.UInt32)
        )
        return cells.with_columns(
            rows.alias("row"), numbers.alias("number"), more.alias("beyond"), self.quantity(cells).alias("quantity")
        )

    @cached_property
    def somebody(self) -> pl.DataFrame:
        """The value of each field that may name the part, and "maker"; null where it is blank or names nobody."""
        fields = {name: self.best(name).text for name in NAMES_IN_ORDER} | {"maker": self.best("manufacturer").text}
        named = [pl.when(~text.str.contains(nobody())).then(text).alias(name) for name, text in fields.items()]
        return self.cells.select("row", *named).drop("row")

    def quantity(self, cells: pl.DataFrame) -> pl.Series:
        """Return the number of pieces; NaN for a cell that is not a number and has to be reported."""
        text = cells.with_columns(self.best("quantity").text.alias("quantity"))["quantity"]
        number = text.str.extract(WHOLE, 1).cast(pl.Float64)
        others = text.filter(text.is_not_null() & number.is_null()).unique().to_list()
        if not others:
            return number
        read = {other: hbom_cells.quantity(other) for other in others}
        marks = {other: None if is_nobody(other) else float("nan") for other in others}
        values = [marks[other] if value is None else value for other, value in read.items()]
        other = text.replace_strict(others, values, default=None, return_dtype=pl.Float64)
        return number.fill_null(other)

    def best(self, field_name: str) -> Text:
        """Return the field's value: that of its best filled column."""
        columns = tuple(self.by_field.get(field_name, ()))
        if not columns:
            return Text(pl.lit(None, pl.String), ())
        return Text(pl.coalesce(pl.col(str(column.index)) for column in columns), columns)

    def address(self, columns: Sequence[Column]) -> pl.Expr:
        """Return the address of the first filled of some columns."""
        if not columns:
            return pl.lit(None, pl.String)
        if len(columns) == 1:
            name = pl.lit(self.column_name(columns[0]))
        else:
            name = pl.coalesce(
                pl.when(pl.col(str(c.index)).is_not_null()).then(pl.lit(self.column_name(c))) for c in columns
            )
        number = pl.col("number").cast(pl.String)
        if self.sheet.lines is None:
            return pl.concat_str(pl.lit(f"{self.sheet.name}!"), name, number)
        return pl.concat_str(pl.lit("line "), number, pl.lit(", column "), name)

    def column_name(self, column: Column) -> str:
        """Return what an address calls a column."""
        return self.sheet.column_name(column.index) if self.sheet.lines is None else str(column.index + 1)

    @property
    def ref(self) -> pl.Expr:
        """The ref of each row's part."""
        start = f"{self.sheet.name}!" if self.sheet.lines is None else "row "
        return pl.concat_str(pl.lit(start), pl.col("number").cast(pl.String))


def fits(sheet: Sheet, header: Header) -> bool:
    """Tell whether a sheet can be laid out as columns: one cell far to the right must not widen all rows beyond the limit."""
    widest = max(sheet.widths(header.row + 1, len(sheet.cells)), default=0)
    return 0 < (len(sheet.cells) - header.row) * widest <= limits().cells


def heading_rows(sheet: Sheet, header: Header) -> list[int]:
    """Return the rows below the first headings that may be headings again: half of the filled cells are, or some are the same."""
    numbers, start = list[int](), header.row + 1
    headings = {str(c.index): c.heading.casefold() for c in header.columns if c.field}
    for begin, end in slices(start, len(sheet.cells)):
        raw = columns_between(sheet.cells, begin, end)
        filled, numbered = pl.sum_horizontal(pl.all() != ""), pl.any_horizontal(pl.all().str.contains(r"^\p{Nd}+$"))
        rows = raw.with_columns(row=pl.int_range(begin, end), filled=filled).filter(
            raw.select((filled > 1) & ~numbered).to_series()
        )
        if rows.height:
            known = [pl.col(name).is_in(headings_among(rows[name].unique())) for name in raw.columns]
            same = [
                pl.col(name).str.replace_all(rf"{BLANKS}+", " ").str.strip_chars(" ").str.to_lowercase() == heading
                for name, heading in headings.items()
                if name in raw.columns
            ]
            again = pl.sum_horizontal(same) >= 2 if same else pl.lit(False)
            numbers += rows.filter(again | (pl.sum_horizontal(known) * 2 >= pl.col("filled")))["row"].to_list()
    return numbers


def may_have_tree(sheet: Sheet, header: Header, end: int) -> bool:
    """Tell whether levels, or item numbers with a dot, may make a tree of the rows below a header."""
    patterns = {"level": r"[^\s\x1c-\x1f]", "item": r"[0-9]\.[0-9]"}
    places = {str(c.index): patterns[c.field] for c in header.columns if c.field in patterns}
    for begin, until in slices(header.row + 1, end) if places else ():
        raw = columns_between(sheet.cells, begin, until)
        if any(raw[name].str.contains(pattern).any() for name, pattern in places.items() if name in raw.columns):
            return True
    return False


def headings_among(texts: pl.Series) -> list[str]:
    """Return the texts that are headings with a meaning, and those of blanks, which are no reason against a heading row."""
    short = texts.filter(texts.str.len_chars().is_between(1, 60))
    return [text for text in short if not text.strip() or (has_letters(text) and is_heading(text))]


def has_letters(text: str) -> bool:
    """Tell whether a text may be a heading at all: none has three digits."""
    return sum(c.isdecimal() for c in text) < 3

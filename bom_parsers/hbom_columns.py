"""The heading row of a hardware BOM table: where it is, and which field each of its columns means."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from bom_parsers.tables import Note, Sheet

SEARCHED_ROWS = 60
# A row of one of these and any other field heads a BOM ...
STRONG = frozenset({"mpn", "part_number", "refdes", "distributor_number", "supplier_number"})
# ... one of these needs to be about a part of something, or to name its maker or seller ...
WEAK = frozenset({"value", "description", "name", "part", "vendor_number", "manufacturer"})
ABOUT_A_PART = frozenset({"quantity", "level", "footprint", "refdes"})
PARTIES = frozenset({"manufacturer", "supplier", "distributor", "vendor"})
# ... and of these every source has its own.
SOURCED = frozenset({"mpn", "manufacturer", "country", "part_number", "vendor", "vendor_number"})
ALTERNATES = {"alternate_mpn": "mpn", "alternate_manufacturer": "manufacturer"}


@dataclass(frozen=True)
class Column:
    """One column: `field` is "" where the heading is not known; `source` counts first, second, ... source from 1.

    `rank` orders columns of one field, best spelling first; `phrase` is the normalised heading; `after_blank` tells
    whether a blank stands before it.
    """

    index: int
    heading: str
    phrase: str
    field: str
    source: int = 1
    rank: int = 0
    after_blank: bool = False


@dataclass(frozen=True)
class Header:
    """The heading row `row` (counted from 0) and its columns, every one of them, headed or not."""

    row: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that some column means."""
        return frozenset(c.field for c in self.columns if c.field)


@dataclass(frozen=True)
class Vocabulary:
    """hbom_columns.toml, with every spelling normalised: heading -> (field, rank); words and cells as sets."""

    fields: dict[str, tuple[str, int]]
    placement: frozenset[str]
    price: frozenset[str]
    cells: dict[str, frozenset[str]]
    shops: dict[str, str]


@lru_cache(maxsize=1)
def read_toml() -> dict[str, dict[str, list[str]]]:
    """Return hbom_columns.toml as it stands."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the spellings that headings and cells are compared with."""
    toml = read_toml()
    fields: dict[str, tuple[str, int]] = {}
    for field, spellings in toml["fields"].items():
        for rank, spelling in enumerate(spellings):
            fields.setdefault(normalised(spelling)[0], (field, rank))
    others = {kind: frozenset(normalised(s)[0] for s in spellings) for kind, spellings in toml["other_tables"].items()}
    cells = {kind: frozenset(texts) for kind, texts in toml["cells"].items()}
    return Vocabulary(
        fields, others["placement"], others["price"], cells, {k: str(v) for k, v in toml["shops"].items()}
    )


@lru_cache(maxsize=1)
def word_table() -> dict[str, str]:
    """Return for each abbreviation of the headings the word it stands for."""
    return {short: word for word, shorts in read_toml()["words"].items() for short in shorts}


@lru_cache(maxsize=4096)
def normalised(heading: str) -> tuple[str, int]:
    """Return the heading as hbom_columns.toml spells it, and its number (0 for none): "VEND2#": "vendor number", 2."""
    text = unicodedata.normalize("NFKC", heading[:200])
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text).casefold()
    text = re.sub(r"\bp\s*/\s*n\b", " part number ", text).replace("#", " number ")
    words = [word_table().get(word, word) for word in re.sub(r"[\W_]+", " ", text).split()]
    digits = [word for word in words if len(word) == 1 and word.isdecimal()]
    source = int(digits[0]) if len(digits) == 1 else 0
    phrase = " ".join(word for word in words if not (source and word == digits[0]))
    return re.sub(r"\bpart number(?: number| part number)+\b", "part number", phrase), source


def read_header(row: int, cells: list[str]) -> Header:
    """Return what the cells mean if they are headings; repeated headings are one source each."""
    known, seen = vocabulary().fields, Counter[tuple[str, int]]()
    columns = []
    for index, heading in enumerate(cells):
        phrase, digit = normalised(heading)
        field, rank = known.get(phrase, ("", 0)) if phrase else ("", 0)
        seen[phrase, digit] += 1
        source = (digit or 1) + seen[phrase, digit] - 1
        if field in ALTERNATES:
            field, source = ALTERNATES[field], source + 1
        source = source if field in SOURCED else 1
        text, after_blank = " ".join(heading.split()), heading[:1].isspace()
        columns.append(Column(index, text, phrase, field, source, rank, after_blank))
    return Header(row, tuple(columns))


def heads_a_bom(header: Header) -> bool:
    """Tell whether the recognised headings are those of a table of parts."""
    fields = header.fields
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
    found = []
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        header = read_header(row, cells)
        if heads_a_bom(header) or other_table(header):
            found.append(header)
    most = max((len(header.fields) for header in found), default=0)
    return next((header for header in found if len(header.fields) >= 0.6 * most), None)


def repeats_headings(row: int, cells: list[str]) -> Header | None:
    """Return the header that a row below the first one is: at least half of its cells are headings of a BOM."""
    filled = [cell for cell in cells if cell and not cell.isspace()]
    # Most rows end here: headings are short and never numbers.
    if len(filled) < 2 or any(len(cell) > 60 or cell.isdecimal() for cell in filled):
        return None
    fields, unknown = vocabulary().fields, 0
    for cell in filled:
        unknown += normalised(cell)[0] not in fields
        if unknown * 2 > len(filled):
            return None
    header = read_header(row, cells)
    return header if heads_a_bom(header) else None


def aligned(cells: list[str], header: Header) -> list[str]:
    """Return the cells under their headings where a writer quoted the cells but not the headings.

    KiCad users name one field "MFG,MFG#"; in the heading row its comma then separates, in the rows it does not. Such a
    heading is the only one that does not begin with the writer's blank.
    """
    starts = [c.index for c in header.columns if c.index == 0 or c.after_blank]
    if not 3 <= len(starts) == len(cells) < len(header.columns):
        return cells
    result: list[str] = []
    for cell, start, end in zip(cells, starts, [*starts[1:], len(header.columns)], strict=True):
        pieces = cell.split(",", end - start - 1)
        result += pieces + [""] * (end - start - len(pieces))
    return result


def settle(header: Header, sheet: Sheet) -> tuple[Header, list[Note]]:
    """Return the header with "Vendor", "Part" and "Part Number" decided from the other columns and the cells below."""
    fields, notes = header.fields, list[Note]()

    def values(column: Column) -> list[str]:
        rows = sheet.rows[header.row + 1 : header.row + 2001]
        return [row[column.index].strip() for row in rows if len(row) > column.index and row[column.index].strip()]

    maker = vendor_is_maker(header, values)
    columns = []
    for column in header.columns:
        field, why = column.field, ""
        if field == "vendor":
            field = "manufacturer" if maker else "distributor"
            why = f"{column.heading!r} is read as the {field}"
        elif field == "vendor_number":
            field = "distributor_number" if not maker else "mpn" if "mpn" not in fields else ""
        elif field == "part":
            field = "refdes" if "refdes" not in fields and mostly(r"[A-Za-z]{1,6}[-_]?\d+", values(column)) else "name"
        elif field == "part_number" and mostly(r".+-ND", values(column)):
            field, why = "distributor_number", f"{column.heading!r} holds Digi-Key's numbers (-ND), not the maker's"
        elif field == "part_number":
            field = "mpn" if "mpn" not in fields else ""
        if why:
            notes.append(Note("info", why, sheet.address(header.row, column.index)))
        columns.append(replace(column, field=field))
    return Header(header.row, tuple(columns)), notes


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

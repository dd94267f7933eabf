"""The heading row of a hardware BOM table: where it is, and which field each of its columns means."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from bom_parsers.errors import quoted
from bom_parsers.tables.cells import text_of
from bom_parsers.tables.sheets import Note, Sheet

SEARCHED_ROWS = 60
# A row of one of these and any other field heads a BOM ...
STRONG = frozenset({"mpn", "part_number", "refdes", "distributor_number", "supplier_number"})
# ... one of these needs to be about a part of something, or to name its maker or seller ...
WEAK = frozenset({"value", "description", "name", "part", "vendor_number", "manufacturer"})
ABOUT_A_PART = frozenset({"quantity", "level", "footprint", "refdes"})
PARTIES = frozenset({"manufacturer", "supplier", "distributor", "vendor"})
# ... and of these every source has its own.
SOURCED = frozenset({"mpn", "manufacturer", "country", "part_number", "vendor", "vendor_number"})
NAMES = frozenset({"name", "part", "value", "description", "label", "device"})
ALTERNATES = {"alternate_mpn": "mpn", "alternate_manufacturer": "manufacturer"}


@dataclass(frozen=True)
class Column:
    """One column: `field` is "" where the heading is not known; `source` counts first, second, ... source from 1.

    `rank` orders columns of one field, best spelling first; `phrase` is the normalized heading; `after_blank` tells
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

    @cached_property
    def repeats_makers(self) -> bool:
        """Whether several columns are headed as that of the maker, in other spellings, and one is of part numbers."""
        makers = [c for c in self.columns if c.field == "manufacturer"]
        alike = len({c.phrase for c in makers}) == 1 < len(makers)
        return alike and sum(c.field == "mpn" for c in self.columns) == 1


@dataclass(frozen=True)
class Vocabulary:
    """headings.toml, with every spelling normalized: heading -> (field, rank); words and cells as sets."""

    fields: dict[str, tuple[str, int]]
    placement: frozenset[str]
    price: frozenset[str]
    properties: frozenset[str]
    software: dict[str, frozenset[str]]
    cells: dict[str, frozenset[str]]
    shops: dict[str, str]


@lru_cache(maxsize=1)
def read_toml() -> dict[str, dict[str, list[str]]]:
    """Return headings.toml as it stands."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the spellings that headings and cells are compared with."""
    toml = read_toml()
    fields: dict[str, tuple[str, int]] = {}
    for field, spellings in toml["fields"].items():
        for rank, spelling in enumerate(spellings):
            fields.setdefault(normalized(spelling)[0], (field, rank))
    others, software = (
        {kind: frozenset(normalized(s)[0] for s in spellings) for kind, spellings in toml[part].items()}
        for part in ("other_tables", "software")
    )
    cells = {kind: frozenset(texts) for kind, texts in toml["cells"].items()}
    properties = frozenset(normalized(heading)[0] for heading in toml["properties"]["headings"])
    shops = {word: str(shop) for word, shop in toml["shops"].items()}
    return Vocabulary(fields, others["placement"], others["price"], properties, software, cells, shops)


# Of the run's own headings: phrase -> field.
_EXTRA: ContextVar[Mapping[str, str]] = ContextVar("extra columns")
AS_IT_IS = "property"  # the field of a heading whose cells are to become properties and nothing else


@contextmanager
def extra_columns(columns: Mapping[str, str]) -> Iterator[None]:
    """Read tables inside the `with` block with further headings; `columns` maps a heading to the field it means.

    Fields are those of headings.toml, and "property" for a heading that means none of them. A heading is compared like
    the built-in ones (case, punctuation and the number of the source do not matter) and wins over them. Raises ValueError
    for an unknown field, with the nearest known one, and for a heading without a letter.
    """
    known = sorted({*read_toml()["fields"], AS_IT_IS})
    phrases = dict(_EXTRA.get({}))
    for heading, field in columns.items():
        if field not in known:
            near = difflib.get_close_matches(field, known, 1, 0.0)[0]
            raise ValueError(
                f"the column {quoted(heading)} has the unknown field {quoted(field)}; did you mean {quoted(near)}?"
            )
        phrase = normalized(heading)[0]
        if not phrase:
            raise ValueError(f"the column {quoted(heading)} has no letter that a heading could be compared by")
        phrases[phrase] = "" if field == AS_IT_IS else field
    token = _EXTRA.set(phrases)
    try:
        yield
    finally:
        _EXTRA.reset(token)


def meaning(phrase: str) -> tuple[str, int]:
    """Return the field that a normalized heading means, "" for none, and the rank of the spelling."""
    extra = _EXTRA.get({}).get(phrase)
    return vocabulary().fields.get(phrase, ("", 0)) if extra is None else (extra, -1)


@lru_cache(maxsize=1)
def word_table() -> dict[str, str]:
    """Return for each abbreviation of the headings the word it stands for."""
    return {short: word for word, shorts in read_toml()["words"].items() for short in shorts}


@lru_cache(maxsize=4096)
def normalized(heading: str) -> tuple[str, int]:
    """Return the heading as headings.toml spells it, and its number (0 for none): "VEND2#": "vendor number", 2."""
    text = unicodedata.normalize("NFKC", heading[:200])
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text).casefold()
    text = re.sub(r"\bp\s*/\s*n\b", " part number ", text).replace("#", " number ")
    words = [word_table().get(word, word) for word in re.sub(r"[\W_]+", " ", text).split()]
    digits = [word for word in words if len(word) == 1 and word.isdecimal()]
    source = int(digits[0]) if len(digits) == 1 else 0
    phrase = " ".join(word for word in words if not (source and word == digits[0]))
    return re.sub(r"\bpart number(?: number| part number)+\b", "part number", phrase), source


# A PLM system says which of its tables a column is from: "BOM.Qty", "Manufacturers.Mfr. Name".
QUALIFIED = re.compile(r"(?i)\s*(?:bom|item|items|manufacturers?|aml|suppliers?)\.\s*(?=\S)")

_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")


def read_header(row: int, cells: list[str]) -> Header:
    """Return what the cells mean if they are headings; repeated headings are one source each."""
    seen = Counter[tuple[str, int]]()
    columns = []
    for index, heading in enumerate(cells):
        phrase, digit = normalized(heading)
        field, rank = meaning(phrase) if phrase else ("", 0)
        if not field and QUALIFIED.match(heading):
            phrase, digit = normalized(QUALIFIED.sub("", heading, count=1))
            field, rank = meaning(phrase)
        if not field and meaning(normalized(_BRACKETS.sub("", heading))[0])[0] == "quantity":
            field, rank = "quantity", len(cells) + index  # "Quantity (TX)", behind any quantity without brackets
        seen[phrase, digit] += 1
        source = (digit or 1) + seen[phrase, digit] - 1
        if field in ALTERNATES:
            field, source = ALTERNATES[field], source + 1
        source = source if field in SOURCED else 1
        text, after_blank = " ".join(heading.split()), heading[:1].isspace()
        columns.append(Column(index, text, phrase, field, source, rank, after_blank))
    return Header(row, tuple(columns))


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


def is_heading(text: str) -> bool:
    """Tell whether the text is a heading with a meaning."""
    phrase = normalized(text)[0]
    return phrase in vocabulary().fields or phrase in _EXTRA.get({})


def may_be_aligned(header: Header) -> bool:
    """Tell whether `aligned` may have something to do below this header."""
    starts = sum(c.index == 0 or c.after_blank for c in header.columns)
    return 3 <= starts < len(header.columns)


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

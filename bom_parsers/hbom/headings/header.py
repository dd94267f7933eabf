"""A heading row, and which field each of its columns means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bom_parsers.hbom.headings.vocabulary import meaning, normalized, ordinals, vocabulary

# Of these fields every source has its own.
SOURCED = frozenset({"mpn", "manufacturer", "country", "part_number", "vendor", "vendor_number", "maker_and_number"})
BOTH = "maker_and_number"  # the field of a column whose cells name a maker and his number
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


# A PLM system says which of its tables a column is from: "BOM.Qty", "Manufacturers.Mfr. Name".
QUALIFIED = re.compile(r"(?i)\s*(?:bom|item|items|manufacturers?|aml|suppliers?)\.\s*(?=\S)")

# What separates two headings of one column: "位号 (Designator)", "Manufacturer, MPN", "Part ID / Reference".
_EAST = "[\u3040-\u9fff\uac00-\ud7af]"
_PIECES = re.compile(
    rf"[()（）\[\]【】/\n\r|,;、:：&+]+|\b(?:and|und|et)\b|(?<={_EAST})\s*(?=[a-z])|(?<=[a-z.])\s*(?={_EAST})",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"[,;&+]|\b(?:and|und|et)\b", re.IGNORECASE)
# Fields that a heading of several pieces can mean by one of them, and those that name a part, of which the first counts.
IN_PIECES = frozenset({
    "refdes", "mpn", "manufacturer", "quantity", "description", "value", "footprint", "not_fitted", "fitted", "supplier",
    "distributor", "supplier_number", "distributor_number", "alternate_mpn", "alternate_manufacturer",
})  # fmt: skip
# "Legal manufacturer", "Manufacturer's full name"; but no "Date of manufacture", and no "Manufacturer's contact name".
QUALIFIED_MAKER = re.compile(
    r"(?!(?:date|year|month|week|time|place|country|non|not?|is|part|number|to|from)\b)\w+(?: (?!of\b)\w+)? manufacturer"
    r"(?: name)?"
    r"|producer name|manufacturer (?:full|legal|company|brand|common|trade|official|short|firm) name"
)
NAMING = ("value", "description", "name", "label", "part", "device")
NUMBERS = frozenset({"mpn", "part_number"})
# What quantities are of that shops have in store, or sell at once.
OF_A_SHOP = frozenset({
    "minimum", "min", "maximum", "max", "multiple", "moq", "spq", "reel", "pack", "package", "packaging", "stock", "available",
    "lot", "price", "break", "hand", "order", "backorder", "vendor", "supplier", "distributor",
})  # fmt: skip
SHOP_NUMBERS = frozenset({"distributor_number", "supplier_number"})


STATED = "icts:"  # begins the headings of columns that state facts, who made a part among them: they are properties


def read_header(row: int, cells: list[str]) -> Header:
    """Return what the cells mean if they are headings; repeated headings are one source each."""
    plain = [plain_meaning(heading) for heading in cells]
    is_headed = any(meant.field for meant in plain)  # most rows are not, and need no second look
    seen = Counter[tuple[str, int]]()
    columns = []
    for index, (heading, meant) in enumerate(zip(cells, plain, strict=True)):
        one = (
            roundabout(heading, meant, len(cells) + index) if is_headed and meant.phrase and not meant.field else meant
        )
        seen[one.phrase, one.digit] += 1
        source = (one.digit or 1) + seen[one.phrase, one.digit] - 1
        field = ALTERNATES.get(one.field, one.field)
        source = source + (one.field in ALTERNATES) if field in SOURCED else 1
        text, after_blank = " ".join(heading.split()), heading[:1].isspace()
        columns.append(Column(index, text, one.phrase, field, source, one.rank, after_blank))
    return Header(row, tuple(columns))


class Meant(NamedTuple):
    """A heading's phrase, its number (0 for none), the field that it means ("" for none) and the rank of the spelling."""

    phrase: str
    digit: int
    field: str
    rank: int


def plain_meaning(heading: str) -> Meant:
    """Return what a heading means as it stands."""
    phrase, digit = normalized(heading)
    field, rank = meaning(phrase) if phrase else ("", 0)
    if not field and QUALIFIED.match(heading):
        phrase, digit = normalized(QUALIFIED.sub("", heading, count=1))
        field, rank = meaning(phrase)
    if field == "mpn" and _TOGETHER.search(heading) and roundabout_meaning(heading, "")[0] == BOTH:
        field = BOTH  # "Manufacturer, MPN"
    return Meant(phrase, digit, field, rank)


def roundabout(heading: str, meant: Meant, rank: int) -> Meant:
    """Return what a heading means by one of its words or pieces, behind any column that is headed plainly."""
    field, number = roundabout_meaning(heading, meant.phrase)
    return meant._replace(field=field, digit=meant.digit or number, rank=rank) if field else meant


def roundabout_meaning(heading: str, phrase: str) -> tuple[str, int]:
    """Return the field and the number of the source that a heading means by one of its words or pieces; ("", 0) for none."""
    if heading.strip().casefold().startswith(STATED):
        return "", 0
    field, number = counted_source(phrase)
    if field:
        return field, number
    pieces = [normalized(piece)[0] for piece in _PIECES.split(heading) if piece.strip()]
    if vocabulary().others["price"] & {phrase, *pieces}:
        return "", 0
    fields = [field for piece in pieces if (field := meaning(piece)[0])]
    if len(pieces) > 1 and (field := field_of_pieces(fields)):
        return field, 0
    if QUALIFIED_MAKER.fullmatch(phrase):
        return "manufacturer", 0
    words = phrase.split()
    return ("quantity", 0) if "quantity" in words and OF_A_SHOP.isdisjoint(words) else ("", 0)


def counted_source(phrase: str) -> tuple[str, int]:
    """Return the field of "manufacturer b" or "secondary mpn", and which source it is of; ("", 0) for anything else."""
    first, _, rest = phrase.partition(" ")
    before, _, last = phrase.rpartition(" ")
    for text, number in ((before, "abcde".find(last) + 1 if len(last) == 1 else 0), (rest, ordinals().get(first, 0))):
        field = meaning(text)[0] if number and text else ""
        if field in SOURCED or field in ALTERNATES:
            return field, number - (field in ALTERNATES)
    return "", 0


def field_of_pieces(fields: list[str]) -> str:
    """Return the one field that headings in one cell mean together, "" where they do not agree."""
    fields = [
        field for field in fields if field != "item"
    ] or fields  # "编号" of "LCSC编号" is a number, whatever it numbers
    kinds = set(fields)
    if "manufacturer" in kinds and kinds & NUMBERS and kinds <= {"manufacturer", *NUMBERS}:
        return BOTH
    if kinds & SHOP_NUMBERS and kinds <= {*SHOP_NUMBERS, *NUMBERS, "supplier", "distributor"}:
        return "distributor_number" if "distributor_number" in kinds else "supplier_number"
    if len(kinds) > 1 and kinds.issubset(NAMING):
        return fields[0]
    return fields[0] if len(kinds) == 1 and kinds <= IN_PIECES else ""


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

"""A heading row, and which field each of its columns means."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from bom_parsers.hbom.headings.vocabulary import meaning, normalized

# Of these fields every source has its own.
SOURCED = frozenset({"mpn", "manufacturer", "country", "part_number", "vendor", "vendor_number"})
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

"""Part lists in columns of fixed width, as Eagle prints them: the columns begin where the words of the heading line do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

SEARCHED_LINES = 60
COMPARED_LINES = 50
_GAP = re.compile(r"\S\s{2,}(?=\S)")
_DELIMITED = re.compile(r"[,\t;|]")


def heading_line(lines: Sequence[str]) -> tuple[int, list[int]] | None:
    """Return the number of the heading line and where its columns begin; None for lines that are no such table.

    Its words stand apart by several blanks, and nearly all lines below have a blank before each column. A word before which
    they have none belongs to the heading on its left.
    """
    for number, line in enumerate(lines[:SEARCHED_LINES]):
        if _DELIMITED.search(line) or len(_GAP.findall(line)) < 2:
            continue
        below = [one.rstrip() for one in lines[number + 1 : number + 1 + COMPARED_LINES] if one.strip(" -_=\r\n")]
        starts = [match.start() for match in re.finditer(r"\S+", line)]
        kept = [starts[0], *(start for start in starts[1:] if is_column(start, below))]
        filled = sum(sum(map(bool, cells(one, kept))) >= 3 for one in below)
        if len(kept) >= 3 and filled >= 2 and filled * 2 >= len(below):
            return number, kept
    return None


def is_column(start: int, lines: list[str]) -> bool:
    """Tell whether a column may begin here: there is a blank before it in all lines but one in twenty."""
    return sum(line[start - 1 : start] not in ("", " ") for line in lines) * 20 <= len(lines)


def cells(line: str, starts: Sequence[int]) -> list[str]:
    """Return the cells of a line, the last one to its end; what stands before the first column is the first cell's."""
    ends = [*(end for _, end in pairwise(starts)), len(line)]
    begins = [0, *starts[1:]]
    return [line[begin:end].strip() for begin, end in zip(begins, ends, strict=True)]

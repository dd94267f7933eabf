"""Whether the part of a row is on the board: what columns such as "DNP" say, and marks in any other cell."""

from __future__ import annotations

import re
from functools import lru_cache

from bom_parsers.errors import quoted
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.rows.row import NAMES_IN_ORDER, Cell, Frames, Row

_BETWEEN = re.compile(r"[\s,;，、/]+")


@lru_cache(maxsize=1)
def not_fitted_words() -> re.Pattern[str]:
    """Return the pattern that finds a mark such as DNP as a word of its own."""
    marks = sorted((re.escape(mark) for mark in vocabulary().cells["not_fitted"]), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(marks)})(?![^\W_])")


@lru_cache(maxsize=1)
def _any_mark() -> str:
    """Return the pattern of a mark of either length, without a group of its own."""
    cells = vocabulary().cells
    marks = sorted((*cells["not_fitted"], *cells["not_fitted_short"]), key=len, reverse=True)
    return "|".join(re.escape(mark) for mark in marks)


@lru_cache(maxsize=1)
def _before_brackets() -> re.Pattern[str]:
    """Return the pattern of a mark around something else: "NF(U1)", "NA(1k/R0603)"."""
    return re.compile(rf"(?:{_any_mark()}|na)\s*[(（\[](.*)[)）\]]")


# "CC1101-NC", "47K NL". Behind a hyphen "NL" is of a number: the plug TC2030-IDC-NL has no legs. "100 NF" is a capacitance.
_AT_THE_END = re.compile(r".*\w(?:\s*-\s*NC|[\s_/,]+(?:NC|NL|N\.C\.)|(?<![0-9])[\s_/,]+NF)")
_END = 40  # characters in which such a mark stands


def is_marked_not_fitted(text: str) -> bool:
    """Tell whether the cell as a whole says that the part is left off: "DNP", "not fitted", "未実装"."""
    return text.strip().casefold() in vocabulary().cells["not_fitted"]


def mentions_not_fitted(text: str) -> bool:
    """Tell whether a word of the cell says that the part is left off, as in "DNP 47u"."""
    return bool(not_fitted_words().search(text.casefold()))


def without_mark(text: str) -> str:
    """Return a text without a mark in brackets behind it: "1" for "1 (DNF)"."""
    plain = text.strip()
    before, mark = plain[: last_bracket(plain)], plain[last_bracket(plain) + 1 : -1]
    cells = vocabulary().cells
    is_mark = mark.strip().casefold() in cells["not_fitted"] or mark.strip().casefold() in cells["not_fitted_short"]
    return before.rstrip() if is_mark and plain.endswith((")", "）", "]")) else text


def last_bracket(text: str) -> int:
    """Return where the last opening bracket is; the end of a text without one."""
    last = max(text.rfind(bracket) for bracket in "(（[")
    return last if last >= 0 else len(text)


def is_fitted(row: Row, out: Frames) -> bool:
    """Tell whether the part is on the board: no column and no mark such as DNP says that it is left off.

    Only known words take a part off. Of any other below a heading such as "DNP" a problem is added to `out`.
    """
    left_off = row.take("not_fitted")
    on_board = row.take("fitted")
    if left_off and not hbom_cells.says_no(left_off.text):
        if _says_left_off(left_off):
            return False
        _add_other_word(left_off, out)
    if on_board and (hbom_cells.says_no(on_board.text) or _is_nothing_but_marks(on_board.text)):
        return False
    if on_board and mentions_not_fitted(on_board.text):
        _add_other_word(on_board, out)
    if any(is_marked_not_fitted(cell.text) for cell in row.all() if cell.column.field not in _COLUMNS):
        return False
    marked = (c for f in ("value", "label", "mpn", "manufacturer") for c in row.all(f))
    if any(mentions_not_fitted(cell.text) for cell in marked):
        return False
    if not row.sources and mentions_not_fitted(" ".join(cell.text for cell in row.all("description"))):
        return False
    return not any(is_marked_around(cell, row) for cell in row.all() if cell.column.field not in _COLUMNS)


def _says_left_off(cell: Cell) -> bool:
    """Tell whether a cell below a heading such as "DNP" says that the part is left off: yes, such a mark, or the heading."""
    text = clean(cell.text).casefold()
    cells = vocabulary().cells
    known = text in cells["yes"] or text in cells["not_fitted_short"] or text == clean(cell.column.heading).casefold()
    return known or _is_nothing_but_marks(text)


def _is_nothing_but_marks(text: str) -> bool:
    """Tell whether a cell has a mark such as DNP, alone, in brackets or beside a yes or no: "DNP", "(DNF)", "X / DNP"."""
    if not mentions_not_fitted(text):
        return False
    cells = vocabulary().cells
    others = _BETWEEN_MARKS.split(not_fitted_words().sub(" ", text.casefold()))
    return all(word in cells["yes"] or word in cells["no"] or word in cells["not_fitted_short"] for word in others)


_BETWEEN_MARKS = re.compile(r"[\s,;:.!，、/()\[\]（）-]+")
_COLUMNS = ("not_fitted", "fitted")


def _add_other_word(cell: Cell, out: Frames) -> None:
    """Add the problem of a cell that does not say that its part is left off."""
    is_on_board = clean(cell.text).casefold() in vocabulary().cells["placed"]
    where = f"below {quoted(cell.column.heading)} {quoted(cell.text, 60)}"
    message = f"{where} does not say that the part is left off: it counts as fitted"
    out.problem("unknown-word", "info" if is_on_board else "warning", message, cell.address)


def is_marked_around(cell: Cell, row: Row) -> bool:
    """Tell whether a cell has a short mark, or one in or before brackets, that speaks of the whole row."""
    field, text = cell.column.field, cell.text.strip().casefold()
    if field in ("refdes", "quantity"):
        return without_mark(text) != text and len(_BETWEEN.split(without_mark(text))) == 1
    if field in ("value", "label", "name", "mpn"):
        short = text in vocabulary().cells["not_fitted_short"]
        return short or is_mark_of_a_value(cell.text.strip(), row)
    if field in NAMES_IN_ORDER:
        return False
    around = _before_brackets().fullmatch(text) if text.endswith((")", "）", "]")) else None
    if not around or text.startswith("na"):  # "not applicable" where it is no value
        return False
    refdes = row.peek("refdes")
    placed = set(_BETWEEN.split(refdes.text.casefold().strip() if refdes else ""))
    return placed <= set(_BETWEEN.split(around[1].strip()))


def is_mark_of_a_value(text: str, row: Row) -> bool:
    """Tell whether a value is put in the brackets of a mark, or ends in a short one where no part number is given."""
    folded = text.casefold()
    if text.endswith((")", "）", "]")) and (_before_brackets().fullmatch(folded) or without_mark(text) != text):
        return True
    return not row.sources and bool(_AT_THE_END.fullmatch(text[-_END:]))

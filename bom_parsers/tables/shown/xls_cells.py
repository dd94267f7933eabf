"""What an Excel 97 to 2003 workbook shows in other ways than by values of cells: formats and formulas with texts.

Formulas are kept as tokens; those that hold a text are read as that text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bom_parsers.tables.guards import xls_guard
from bom_parsers.tables.sheets import FORMULA, WORKBOOK, Remark, unread
from bom_parsers.tables.shown.formatted import Formatted
from bom_parsers.tables.shown.number_formats import has_texts
from bom_parsers.tables.xlsx_marks import Place

MOST = 100_000  # remarks of one workbook
FORMAT, STYLE, FORMULA_CELL, FORMULA_TEXT, RUN_OF_NUMBERS = 0x041E, 0x00E0, 0x0006, 0x0207, 0x00BD
SHARED_FORMULA, ARRAY_FORMULA = 0x04BC, 0x0221
TEXT_CELLS, NUMBER_CELLS = frozenset({0x00FD, 0x0204, 0x00D6}), frozenset({0x0203, 0x027E})
# Bytes after the first of each token of a formula, without its class; of texts, attributes and what is not here it differs.
_TOKENS = {0x01: 4, 0x02: 4, **dict.fromkeys(range(0x03, 0x17), 0), 0x1C: 1, 0x1D: 1, 0x1E: 2, 0x1F: 8}
_TOKENS |= {0x20: 7, 0x21: 2, 0x22: 3, 0x23: 4, 0x24: 4, 0x25: 8, 0x26: 6, 0x27: 6, 0x28: 6, 0x29: 2, 0x2A: 4, 0x2B: 8}
_TOKENS |= {0x2C: 4, 0x2D: 8, 0x39: 6, 0x3A: 6, 0x3B: 10, 0x3C: 6, 0x3D: 10}
_TEXT, _ATTRIBUTE, _CHOICE = 0x17, 0x19, 0x04


@dataclass(frozen=True)
class Shown:
    """Of one worksheet the cells whose format has texts, the formulas without a value, and those with texts."""

    cells: dict[Place, Formatted] = field(default_factory=dict)
    blank: set[Place] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)


def shown_in(data: bytes, path: Path) -> dict[str, Shown]:
    """Return by the name of each worksheet what it shows by formats and formulas."""
    stream = xls_guard.workbook_stream(data, path)
    shown: dict[str, Shown] = {}
    codes, formats, sheets = dict[int, str](), list[int](), list[tuple[str, int]]()
    try:
        for kind, start, end in xls_guard.records(stream, 0):
            if kind == xls_guard.END:
                break
            if kind == FORMAT and end - start >= 5:
                number, length, flags = struct.unpack_from("<HHB", stream, start)
                codes[number] = _text(stream, start + 5, length, flags)
            elif kind == STYLE and end - start >= 4:
                formats.append(struct.unpack_from("<H", stream, start + 2)[0])
            elif kind == xls_guard.WORKSHEET:
                begin, length, flags = struct.unpack_from("<I2xBB", stream, start)
                sheets.append((_text(stream, start + 8, length, flags), begin))
        styles = {style: codes[number] for style, number in enumerate(formats) if has_texts(codes.get(number, ""))}
        for name, begin in sheets:
            shown[name] = _sheet(stream, begin, styles)
    except (struct.error, IndexError) as error:
        return {**shown, WORKBOOK: Shown(remarks=[unread(error)])}
    return shown


def _text(stream: bytes, at: int, length: int, flags: int) -> str:
    return stream[at : at + (length << (flags & 1))].decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _sheet(stream: bytes, begin: int, styles: dict[int, str]) -> Shown:
    """Return what one worksheet shows; records of charts within it are left out."""
    shown, depth = Shown(), 0
    unsettled: Place | None = None  # a formula whose text comes in a record of its own
    for kind, start, end in xls_guard.records(stream, begin):
        depth += (kind == xls_guard.BEGIN) - (kind == xls_guard.END)
        if depth <= 0:
            break
        if depth > 1:
            continue
        if kind == FORMULA_TEXT:
            if unsettled and end - start >= 3 and stream[start : start + 2] != b"\0\0":
                shown.blank.discard(unsettled)
            unsettled = None
        if kind in (SHARED_FORMULA, ARRAY_FORMULA) and end - start >= 10:
            row, column = struct.unpack_from("<H2xB", stream, start)
            size = 8 if kind == SHARED_FORMULA else 12
            _take_formula(shown, (row, column), stream[start + size : end])
        elif kind == RUN_OF_NUMBERS and end - start >= 6:
            row, first = struct.unpack_from("<HH", stream, start)
            for column, at in enumerate(range(start + 4, end - 7, 6), first):
                _take_style(shown, (row, column), struct.unpack_from("<H", stream, at)[0], styles, True)
        elif kind in TEXT_CELLS | NUMBER_CELLS | {FORMULA_CELL} and end - start >= 6:
            row, column, style = struct.unpack_from("<3H", stream, start)
            place, is_number = (row, column), kind in NUMBER_CELLS
            if kind == FORMULA_CELL and end - start >= 22:
                result = stream[start + 6 : start + 14]
                is_number = result[6:] != b"\xff\xff"
                if not is_number and result[0] in (0, 3):
                    shown.blank.add(place)
                    unsettled = place
                _take_formula(shown, place, stream[start + 20 : end])
            _take_style(shown, place, style, styles, is_number)
    return shown


def _take_style(shown: Shown, place: Place, style: int, styles: dict[int, str], is_number: bool) -> None:
    if style in styles:
        shown.cells[place] = Formatted(styles[style], is_number)


def _take_formula(shown: Shown, place: Place, formula: bytes) -> None:
    """Add the texts in a formula, which begins with the length of its tokens, as one remark."""
    if len(formula) < 2 or len(shown.remarks) >= MOST:
        return
    length = struct.unpack_from("<H", formula)[0]
    texts = [*_texts(formula[2 : 2 + length]), *_array_texts(formula[2 + length :])]
    texts = [text for text in texts if any(map(str.isalnum, text))]
    if texts:
        shown.remarks.append(Remark(*place, FORMULA, " & ".join(f'"{text}"' for text in texts)))


def _texts(tokens: bytes) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        token = token if token < 0x20 else (token & 0x1F) | 0x20
        if token == _TEXT and at + 3 <= len(tokens):
            length, flags = tokens[at + 1], tokens[at + 2]
            yield _text(tokens, at + 3, length, flags)
            at += 3 + (length << (flags & 1))
        elif token == _ATTRIBUTE and at + 4 <= len(tokens):
            places = struct.unpack_from("<H", tokens, at + 2)[0] + 1 if tokens[at + 1] & _CHOICE else 0
            at += 4 + 2 * places
        else:
            at += 1 + _TOKENS.get(token, 0)


def _array_texts(rest: bytes) -> Iterator[str]:
    """Yield the texts of a formula's arrays, which stand behind its tokens."""
    at = 0
    while at + 4 <= len(rest):
        length, flags = struct.unpack_from("<HB", rest, at + 1)
        size = length << (flags & 1)
        if rest[at] == 2 and flags < 2 and length > 0 and at + 4 + size <= len(rest):
            yield _text(rest, at + 4, length, flags)
            at += 4 + size
        else:
            at += 1

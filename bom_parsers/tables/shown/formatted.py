"""Cells whose number format has texts of its own, and what they show by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

from bom_parsers.tables.cells import text_of
from bom_parsers.tables.sheets import SHOWN, SHOWN_INSTEAD, Remark, Sheet
from bom_parsers.tables.shown.number_formats import shown_by

MOST = 100_000  # remarks of one worksheet


class Formatted(NamedTuple):
    """A cell's format, and whether its value is a number."""

    code: str
    is_number: bool


def formatted_remarks(sheet: Sheet, cells: Mapping[tuple[int, int], Formatted]) -> list[Remark]:
    """Return what cells of a worksheet show by their formats; these are given by rows and columns of the worksheet."""
    return [remark for remark, _ in zip(_remarks(sheet, cells), range(MOST), strict=False)]


def _remarks(sheet: Sheet, cells: Mapping[tuple[int, int], Formatted]) -> Iterator[Remark]:
    by_row: dict[int, list[int]] = {}
    for row, column in cells:
        by_row.setdefault(row - sheet.first_row, []).append(column)
    for number, values in enumerate(sheet.cells) if by_row else ():
        for column in by_row.get(number, ()):
            at = column - sheet.first_column
            text = text_of(values[at]) if 0 <= at < len(values) else ""
            code, is_number = cells[number + sheet.first_row, column]
            amount: float | None = 1.0 if is_number else None
            if is_number:
                with suppress(ValueError):  # a day is read as a text, and is above 0
                    amount = float(text)
            for shown, instead in shown_by(code, text, amount) if text else ():
                yield Remark(number + sheet.first_row, column, SHOWN_INSTEAD if instead else SHOWN, shown)

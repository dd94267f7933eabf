"""The cells of a large table, kept as columns of text: as lists of texts they take ten times the memory of their file."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice, zip_longest
from typing import Any, overload

import polars as pl

SLAB = 10_000  # rows kept together, and made into frames together: more cost memory, fewer cost time
SLAB_FROM = 250  # fewer rows are looked up faster as lists
MOSTLY_BLANK = 4  # cells that columns may have for each that the rows have: one wide row must not widen ten thousand


class Cells(Sequence[list[Any]]):
    """Rows of texts, or of a workbook's typed values, each of its own width; `widths` has the number of cells of each row.

    Rows are kept in slabs of SLAB: as a frame of texts, or as they are where they are few or one of them is much wider than
    the others.
    """

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self.widths = array("I")
        self.slabs: list[pl.DataFrame | list[list[Any]]] = []
        source = iter(rows)
        while slab := list(islice(source, SLAB)):
            widths = array("I", map(len, slab))
            self.widths.extend(widths)
            crowded = max(widths) * len(slab) <= MOSTLY_BLANK * sum(widths)
            self.slabs.append(text_columns(slab) if crowded and len(slab) >= SLAB_FROM else slab)

    def __len__(self) -> int:
        return len(self.widths)

    @overload
    def __getitem__(self, index: int) -> list[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[Any]]: ...
    def __getitem__(self, index: int | slice) -> list[Any] | list[list[Any]]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        slab, row = self.slabs[index // SLAB], index % SLAB
        return slab[row] if isinstance(slab, list) else list(slab.row(row)[: self.widths[index]])

    def __iter__(self) -> Iterator[list[Any]]:
        widths = iter(self.widths)
        for slab in self.slabs:
            rows = slab if isinstance(slab, list) else slab.iter_rows()
            yield from (list(row[: next(widths)]) for row in rows)

    def forget(self, before: int) -> None:
        """Let go of the slabs that end before the row `before`; their rows are not asked for again."""
        for number in range(before // SLAB):
            self.slabs[number] = []


def slices(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the rows from `start` to before `end` where slabs end."""
    while start < end:
        until = min(end, (start // SLAB + 1) * SLAB)
        yield start, until
        start = until


def columns_between(cells: Sequence[Sequence[Any]], start: int, end: int) -> pl.DataFrame:
    """Return the rows of one of the `slices` as columns of text named "0", "1" and so on; a cell that a row lacks is ""."""
    slab = cells.slabs[start // SLAB] if isinstance(cells, Cells) else None
    if isinstance(slab, pl.DataFrame):
        return slab.slice(start % SLAB, end - start)
    return text_columns(cells[start:end])


def text_columns(rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Return rows of text, or of a workbook's typed values, as columns of text."""
    columns = list(zip_longest(*rows, fillvalue="")) or [("",) * len(rows)]
    return pl.DataFrame([text_column(column).alias(str(index)) for index, column in enumerate(columns)])


def text_column(values: Sequence[Any]) -> pl.Series:
    """Return cells as text; text and whole numbers at once, for they are what most columns hold."""
    try:
        return pl.Series(values, dtype=pl.String)
    except TypeError:  # some cell is a number or a date
        pass
    if set(map(type, values)) == {float}:
        numbers = pl.Series(values, dtype=pl.Float64)
        if ((numbers == numbers.floor()) & (numbers.abs() < 1e15)).all():
            return numbers.cast(pl.Int64).cast(pl.String)
    return pl.Series([text_of(value) for value in values], dtype=pl.String)


def text_row(cells: Sequence[Any]) -> list[str]:
    """Return the cells as text, without the blanks at the row's end."""
    row = [cell if isinstance(cell, str) else text_of(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def text_of(value: Any) -> str:
    """Return a cell as text, which most of them are already."""
    return value if type(value) is str else cell_text(value)


@lru_cache(maxsize=65_536, typed=True)  # quantities repeat, and formatting a number costs ten times looking it up
def cell_text(value: Any) -> str:
    """Return a typed cell as a spreadsheet shows it; dates and times in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # A spreadsheet keeps 15 digits: 0.1 + 0.2 is 0.3 there.
        return f"{value + 0.0:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    return "" if value is None else str(value)

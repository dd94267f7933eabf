"""Sets as bits in columns of a frame: which bases an answer rests on, which facts it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

Mask = tuple[pl.Expr, ...]  # bits over as many columns as they need, the first bit in the first of them


class Bits:
    """A mask with a bit for each of `things`, in one column up to 32 of them, else in columns of 64 bits."""

    def __init__(self, things: Sequence[Any]) -> None:
        self.things = tuple(things)
        self.width = 32 if len(self.things) <= 32 else 64
        self.dtype: Any = pl.UInt32 if self.width == 32 else pl.UInt64
        self.columns = max(1, -(-len(self.things) // self.width))
        self.none: Mask = (pl.lit(0, self.dtype),) * self.columns
        self._bit = {thing: i for i, thing in enumerate(self.things)}

    def of(self, *things: Any) -> Mask:
        """Return the mask of `things` as literals."""
        number = reduce(or_, (1 << self._bit[thing] for thing in things), 0)
        word = (1 << self.width) - 1
        return tuple(pl.lit(number >> i * self.width & word, self.dtype) for i in range(self.columns))

    def when(self, condition: pl.Expr, mask: Mask, otherwise: Mask | None = None) -> Mask:
        """Return `mask` in the rows where `condition` holds, and `otherwise` (or nothing) in the others."""
        return tuple(pl.when(condition).then(a).otherwise(b) for a, b in zip(mask, otherwise or self.none, strict=True))

    def union(self, masks: Iterable[Mask]) -> Mask:
        """Return what is in any of `masks`."""
        given = list(masks) or [self.none]
        return tuple(reduce(or_, column) for column in zip(*given, strict=True))

    def within(self, mask: Mask, *things: Any) -> Mask:
        """Return what of `things` is in `mask`."""
        return tuple(a & b for a, b in zip(mask, self.of(*things), strict=True))

    def shifted(self, numbers: pl.Expr, first: Any) -> Mask:
        """Return the rows' `numbers`, whose bits stand for `first` and the things after it, as a mask of all things."""

        def column(i: int) -> pl.Expr:
            place = self._bit[first] - i * self.width  # of the numbers' first bit in this column
            if place <= 0:
                return numbers // (1 << -place) if -place < 32 else pl.lit(0, pl.UInt64)
            room = self.width - place
            return (numbers & ((1 << room) - 1)) * (1 << place) if room > 0 else pl.lit(0, pl.UInt64)

        numbers = numbers.cast(pl.UInt64)
        return tuple(column(i).cast(self.dtype) for i in range(self.columns))

    def things_in(self, words: Sequence[int]) -> list[Any]:
        """Return those of the things whose bit is set in the columns' values `words`, in order."""
        mask = reduce(or_, (word << i * self.width for i, word in enumerate(words)), 0)
        return [thing for i, thing in enumerate(self.things) if mask >> i & 1]

"""What a newer state of a list lacks of the one whose place it takes: another list of the same name would hide that one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from auditor.entities.reference import Snapshot
from auditor.entities.store.mapped_arrays import text_hashes
from auditor.entities.store.shared import chunks


class Succession(NamedTuple):
    """The snapshot whose place another takes, how many persons or relationships it has, `of_all`, and how many of these the other
    one is `lacking`; `what` they are, in words."""

    older: Snapshot
    what: str
    of_all: int
    lacking: int

    @property
    def is_of_another_list(self) -> bool:
        """Tell whether the other one can hardly be a newer state of the same list: it lacks half of it, or more."""
        return 0 < self.of_all <= 2 * self.lacking


def persons_lacking(older: Snapshot, before: pl.LazyFrame, after: pl.LazyFrame) -> Succession:
    """Return what the entities `after` lack of those `before`: who is there neither by the key nor by the name."""
    of_all, lacking = _lacking(before, after, (pl.col("key"), pl.col("name")))
    return Succession(older, "persons", of_all, lacking)


def relationships_lacking(older: Snapshot, before: pl.LazyFrame, after: pl.LazyFrame) -> Succession:
    """Return what the edges `after` lack of those `before`: who holds whom."""
    of_all, lacking = _lacking(before, after, (pl.concat_str("owner", pl.lit(" "), "owned"),))
    return Succession(older, "relationships", of_all, lacking)


def _lacking(before: pl.LazyFrame, after: pl.LazyFrame, ways: Sequence[pl.Expr]) -> tuple[int, int]:
    """Return how many rows there were, and of how many none of what tells them, in any of these `ways`, is there."""
    known = [_hashes(after, way) for way in ways]
    of_all = lacking = 0
    for chunk in chunks(before.select(way.alias(str(i)) for i, way in enumerate(ways))):
        is_there = [np.isin(text_hashes(chunk[str(i)].fill_null("")), of_it) for i, of_it in enumerate(known)]
        of_all += chunk.height
        lacking += int((~np.logical_or.reduce(is_there)).sum())
    return of_all, lacking


def _hashes(frame: pl.LazyFrame, way: pl.Expr) -> np.ndarray:
    of_each = [text_hashes(chunk["way"].fill_null("")) for chunk in chunks(frame.select(way=way))]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *of_each]))

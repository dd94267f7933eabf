"""What a newer state of a list lacks of the one whose place it takes: another list of the same name would hide that one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from auditor.entities.reference import Snapshot
from auditor.entities.store.mapped_arrays import text_hashes
from auditor.entities.store.shared import chunks


class Succession(NamedTuple):
    """The snapshot whose place another takes, how many `persons` it has, and how many of these the other one is `lacking`."""

    older: Snapshot
    persons: int
    lacking: int

    @property
    def is_of_another_list(self) -> bool:
        """Tell whether the other one can hardly be a newer state of the same list: it lacks half of it, or more."""
        return 0 < self.persons <= 2 * self.lacking


def succession(older: Snapshot, before: pl.LazyFrame, after: pl.LazyFrame) -> Succession:
    """Return what the entities `after` lack of those `before`: who is there neither by the key nor by the name."""
    known = {name: _hashes(after, name) for name in ("key", "name")}
    persons = lacking = 0
    for chunk in chunks(before.select(*known)):
        is_there = [np.isin(text_hashes(chunk[name].fill_null("")), of_it) for name, of_it in known.items()]
        persons += chunk.height
        lacking += int((~(is_there[0] | is_there[1])).sum())
    return Succession(older, persons, lacking)


def _hashes(entities: pl.LazyFrame, name: str) -> np.ndarray:
    of_each = [text_hashes(chunk[name].fill_null("")) for chunk in chunks(entities.select(name))]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *of_each]))

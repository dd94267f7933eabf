"""Of large snapshots only what can matter to the parties asked for: the same answers as from the whole, without reading it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from auditor.entities.identifiers.forms import SCHEMES, UNIQUE, check
from auditor.entities.matching.candidates import BEST, Names, alike, known_stem, words_of
from auditor.entities.matching.identity import same_persons
from auditor.entities.matching.matching import Asked, Excerpt, comparable
from auditor.entities.matching.slips import Spelling, is_slip, spelling, words_of_slips
from auditor.entities.names.bilingual import parts
from auditor.entities.names.clutter import names_in
from auditor.entities.names.normal import normalize
from auditor.entities.reference import FRAMES, Reference
from auditor.entities.store.store import Store

if TYPE_CHECKING:
    from auditor.entities.store.index import Index, Near
    from auditor.entities.store.index_making import Hashes


def excerpt(
    store: Store,
    ids: Sequence[str],
    asked: Sequence[Asked],
    keys: Collection[str],
    as_of: date,
    also_named: Iterable[str] = (),
) -> list[Reference]:
    """Return for each snapshot a reference with the rows that can matter; raises InputError for a damaged snapshot.

    These are the persons whom evidence points to (a name asked for or part of a bilingual cell, an identifier, one of
    `keys`, one of the names `also_named`) and the persons who are candidates for the names asked for, or called almost so where
    that is asked, with all above them on the day `as_of`; and the same persons in the other snapshots, those of a supplier list
    by their names too, for a list has seldom identifiers. `matching.match` finds in them, once they are
    `identity.joined`, what it finds in the whole, and so does `ownership.Ownership` above whom it finds.
    """
    if not ids:
        return []
    opened = _Opened(store, ids, as_of)
    hit = opened.above(opened.same(opened.by_evidence(asked, keys, also_named)))
    while len(more := _without(opened.namesakes(hit), hit)):
        hit = _union(hit, opened.above(opened.same(more)))
    hit = _union(hit, opened.above(opened.same(opened.almost([one.name for one in asked if one.with_slips]))))
    near = opened.near([one.name for one in asked])
    excerpts = opened.references(hit, near, [candidate.best() for candidate in near])
    if _one_twice(excerpts):  # two of the best three are one person: the fourth is the third
        excerpts = opened.references(hit, near, [candidate.all() for candidate in near])
    return list(excerpts)


class _Opened:
    """The snapshots with their indices, as of a day; a person is the hash of a key."""

    def __init__(self, store: Store, ids: Sequence[str], as_of: date) -> None:
        self.snapshots = [store.snapshot(id) for id in ids]
        self.indices: list[Index] = [store.index(snapshot.id) for snapshot in self.snapshots]
        self.in_force = (pl.col("since").is_null() | (pl.col("since") <= as_of)) & (
            pl.col("until").is_null() | (pl.col("until") >= as_of)
        )

    def by_evidence(self, asked: Sequence[Asked], keys: Collection[str], also_named: Iterable[str]) -> Hashes:
        """Return whom a name, a part of it, an identifier or a key means."""
        texts = [text for one in asked for text in (one.name, *parts(one.name))]
        normals = {normalize(text) for text in (*texts, *also_named)} - {""}
        given = {
            (scheme.casefold(), checked)
            for one in asked
            for scheme, value in one.identifiers.items()
            if value and scheme.casefold() in SCHEMES and (checked := check(scheme.casefold(), value).value)
        }
        named = [index.named(normals) for index in self.indices]
        return _union(_hashes(keys), *named, *(index.identified(given) for index in self.indices))

    def same(self, persons: Hashes) -> Hashes:
        """Return these persons with all others that have an identifier in common with them, or with those, and so on."""
        new, tried = persons, set[tuple[str, str]]()
        while len(new):
            rows = pl.concat([index.rows("identifiers", new) for index in self.indices])
            unique = comparable(rows.filter(pl.col("scheme").is_in(UNIQUE))).select("scheme", "value").drop_nulls()
            shared = {pair for pair in unique.unique().iter_rows() if check(*pair).value} - tried
            tried |= shared
            new = _without(_union(*(index.identified(shared) for index in self.indices)), persons)
            persons = _union(persons, new)
        return persons

    def above(self, persons: Hashes) -> Hashes:
        """Return these persons with their holders, and the holders of those, and so on."""
        new = persons
        while len(new):
            edges = [index.rows("edges", new).filter(self.in_force) for index in self.indices]
            owners = pl.concat([frame["owner"] for frame in edges]).drop_nulls().unique()
            new = _without(self.same(_without(_hashes(owners), persons)), persons)
            persons = _union(persons, new)
        return persons

    def namesakes(self, persons: Hashes) -> Hashes:
        """Return who has the name of one of these persons who is in a supplier list; but for a holder given by its country."""
        normals: set[str] = set()
        for snapshot, index in zip(self.snapshots, self.indices, strict=True):
            if snapshot.kind == "suppliers":
                listed = index.rows("entities", persons).filter(pl.col("country_only").is_null())
                normals |= {normalize(name) for name in listed["name"].drop_nulls()} - {""}
        return _union(*(index.named(normals) for index in self.indices)) if normals else persons

    def near(self, names: Sequence[str]) -> list[_Candidates]:
        """Return of each snapshot whose names are like those asked for."""
        asked = Names(list(dict.fromkeys(text for name in names for text in names_in(name))))
        words = words_of(asked.stems)
        near = [index.near(words) for index in self.indices]
        return [_Candidates(one, alike(asked, one.stems, one.pairs)) for one in near]

    def almost(self, names: Sequence[str]) -> Hashes:
        """Return who is called almost as one of these names."""
        asked = [spelling(known_stem(name)) for name in names]
        words = [(row, word) for row, one in enumerate(asked) for word in words_of_slips(one)]
        if not words:
            return _union()
        wanted = pl.DataFrame(words, schema={"row": pl.UInt32, "word": pl.String}, orient="row")
        persons = []
        for near in (index.near(wanted) for index in self.indices):
            pairs = near.pairs.select("asked", "row").iter_rows()
            rows = [
                row
                for i, row in pairs
                if any(is_slip(asked[i], spelling(near.stems[row]), is_native=n) for n in (False, True))
            ]
            persons.append(near.persons[rows])
        return _union(*persons)

    def references(self, hit: Hashes, near: Sequence[_Candidates], like: Sequence[Hashes]) -> list[Excerpt]:
        """Return the rows of the persons hit, and of those that are like a name asked for with all above them."""
        persons = _union(hit, self.above(self.same(_union(*like))))
        excerpts = []
        for snapshot, index, candidates in zip(self.snapshots, self.indices, near, strict=True):
            frames = {name: index.rows(name, persons) for name in FRAMES}
            frames["edges"] = frames["edges"].filter(self.in_force)
            excerpts.append(Excerpt(snapshot, **frames, common=candidates.near.common))
        return excerpts


@dataclass(frozen=True)
class _Candidates:
    """Pairs with their scores of names asked for and names of a snapshot."""

    near: Near
    scored: pl.DataFrame

    def all(self) -> Hashes:
        """Return all persons that are like some name asked for."""
        persons: Hashes = self.near.persons[self.scored["row"].unique().to_numpy()]
        return persons

    def best(self) -> Hashes:
        """Return for each name asked for the best three persons, and all that are as like it as the third."""
        person = pl.Series("person", self.near.persons[self.scored["row"].to_numpy()], dtype=pl.UInt64)
        each = self.scored.with_columns(person).group_by("asked", "person").agg(pl.col("score").max())
        best = each.filter(pl.col("score") >= pl.col("score").top_k(BEST).min().over("asked"))
        persons: Hashes = best["person"].unique().to_numpy()
        return persons


def _may_be_slip(asked: Spelling, known: Spelling) -> bool:
    """Tell whether a name is almost another one of which nobody says in which script it is."""
    return any(is_slip(asked, known, is_native=is_native) for is_native in (False, True))


def _one_twice(references: Sequence[Reference]) -> bool:
    """Tell whether two keys of one reference are of one person, because of what another reference says."""
    one_key = same_persons(references) if len(references) > 1 else {}
    for reference in references:
        keys = {key for key in reference.identifiers["key"] if key in one_key or key in one_key.values()}
        if len({one_key.get(key, key) for key in keys}) < len(keys):
            return True
    return False


def _hashes(keys: Iterable[str]) -> Hashes:
    from auditor.entities.store.mapped_arrays import text_hashes

    return text_hashes(list(keys))


def _union(*persons: Hashes) -> Hashes:
    import numpy as np

    return np.unique(np.concatenate([np.empty(0, np.uint64), *persons]))


def _without(persons: Hashes, others: Hashes) -> Hashes:
    import numpy as np

    return np.setdiff1d(persons, others)

"""Who of millions of recorded persons is one of the PRC or Russia: shares in arrays, the law's own test where it is close.

The answers are those of `nexus_of_all` over the same persons. Reference data never says that nobody else owns a company, so
that an organization is "yes" or unknown; what spreads is "yes", through majorities at once, and through anything else
by asking the law about the few whom it can reach.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from auditor.entities.ownership.holdings import Step, held_by
from auditor.entities.reference import Snapshot
from policies.foreign_adversaries.persons import Nexus
from policies.foreign_adversaries.recorded import Recorded, judge_recorded
from policies.parameters import Parameters

_NOWHERE = Snapshot("", "", "", "", date.min, "", "sourced", 0, 0)
_YES = Nexus(True, 3, "of the PRC or Russia", ("a holder",))
_UNKNOWN = Nexus(None, gaps=frozenset({"party.owners"}))
LEVELS = 200  # that are spread one by one before looking up the whole graph again
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def nexus_of_millions(entities: pl.LazyFrame, edges: pl.LazyFrame, as_of: date, p: Parameters) -> pl.DataFrame:
    """Return `key` and `nexus` (true, false, null) for each entity; the frames have the columns of reference.py, or more.

    Each key must be there once; an owner who is in no row is an unknown person.
    """
    countries = list(p.adversary_countries)
    people = entities.select(
        "key",
        (pl.col("kind").cast(pl.String).fill_null("organisation") == "organisation").alias("organisation"),
        _by_itself(countries).alias("itself"),
        ((pl.col("kind").cast(pl.String) == "government") & pl.col("incorporated_in").is_in(countries)).alias(
            "adversary"
        ),
    ).collect()
    graph = _Graph(people, _in_force(edges, as_of).collect(), p)
    graph.spread()
    yes = pl.Series("yes", graph.yes[: people.height])
    doubted = pl.Series("doubted", graph.doubted(people["itself"])[: people.height])
    return people.select("key", pl.when(yes).then(True).when(~doubted).then("itself").alias("nexus"))


def _by_itself(countries: list[str]) -> pl.Expr:
    """Return what a person is by its own facts: of `persons.judge`, all that needs no holder."""
    kind = pl.col("kind").cast(pl.String).fill_null("organisation")
    places = [pl.col(c) for c in ("incorporated_in", "headquartered_in", "principal_place_of_business")]
    seated = pl.any_horizontal(place.is_in(countries).fill_null(False) for place in places)
    of_us = pl.col("citizenships").list.contains("US").fill_null(False)
    held = pl.col("citizenships").list.eval(pl.element().is_in(countries)).list.any().fill_null(False) | pl.col(
        "resident_in"
    ).is_in(countries).fill_null(False)
    known = pl.col("citizenships").is_not_null() & pl.col("resident_in").is_not_null()
    natural = pl.when(of_us | (known & ~held)).then(False)
    government = pl.when(seated).then(True).when(pl.col("incorporated_in").is_not_null()).then(False)
    return (
        pl.when(kind == "natural_person")
        .then(natural)
        .when(kind == "government")
        .then(government)
        .when(seated)
        .then(True)
    )


def _in_force(edges: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    return edges.filter(
        (pl.col("since").is_null() | (pl.col("since") <= as_of))
        & (pl.col("until").is_null() | (pl.col("until") >= as_of))
        & (pl.col("owner") != pl.col("owned"))
    ).select("owner", "owned", "kind", "low", "high")


class _Rows:
    """Finds the row of a key by two hashes of 64 bits each: to compare the text of millions of keys takes ten times as long."""

    def __init__(self, keys: pl.Series) -> None:
        self.first, self.second = _hashes(keys)
        size = 1 << max(4, (2 * len(keys)).bit_length())
        self.mask = np.uint64(size - 1)
        self.table = np.full(size, -1, dtype=np.int32)
        waiting = np.arange(len(keys), dtype=np.int32)
        place = (self.first & self.mask).astype(np.int64)
        while waiting.size:
            free = self.table[place] < 0
            self.table[place[free]] = waiting[free]
            left = self.table[place] != waiting
            waiting, place = waiting[left], (place[left] + 1) & (size - 1)

    def of(self, keys: pl.Series) -> Ints:
        """Return the row of each key, -1 for one that is in no row."""
        first, second = _hashes(keys)
        found = np.full(len(keys), -1, dtype=np.int64)
        waiting = np.arange(len(keys))
        place = (first & self.mask).astype(np.int64)
        while waiting.size:
            row = self.table[place]
            same = (row >= 0) & (self.first[row] == first[waiting]) & (self.second[row] == second[waiting])
            found[waiting[same]] = row[same]
            left = (row >= 0) & ~same
            waiting, place = waiting[left], (place[left] + 1) & (len(self.table) - 1)
        return found


def _hashes(keys: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return keys.hash(seed=1).to_numpy(), keys.hash(seed=2).to_numpy()


class _Graph:
    """The holdings as arrays; `yes` grows until nothing moves."""

    def __init__(self, people: pl.DataFrame, edges: pl.DataFrame, p: Parameters) -> None:
        self.p, self.n = p, people.height
        rows = _Rows(people["key"])
        into, by = rows.of(edges["owned"]), rows.of(edges["owner"])
        kept = np.flatnonzero(into >= 0)
        if len(kept) < len(into):
            edges, into, by = edges[kept], into[kept], by[kept]
        strange = np.flatnonzero(by < 0)
        if strange.size:  # two edges of one unknown owner must be of one person
            numbers = edges["owner"].gather(strange).rank("dense").to_numpy().astype(np.int64)
            by[strange] = self.n - 1 + numbers
            self.n += int(numbers.max())
        self.into, self.by, self.edges = into, by, edges
        padding = np.zeros(self.n - people.height, dtype=bool)
        self.yes = np.concatenate([people["itself"].fill_null(False).to_numpy(), padding])
        self.adversary = np.concatenate([people["adversary"].fill_null(False).to_numpy(), padding])
        self.organization = np.concatenate([people["organisation"].to_numpy(), padding])
        self.share = (edges["kind"] == "voting_share").to_numpy()
        low, high = edges["low"].to_numpy(), edges["high"].to_numpy()
        self.low = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)  # of a share not stated at all it stays NaN
        self.high = np.where(np.isnan(high) & ~np.isnan(low), 100.0, high)
        self._of_owned: Lookup | None = None
        self._of_owner: Lookup | None = None

    def spread(self) -> None:
        """Turn to yes everybody whom the law makes one of the PRC or Russia through its holders."""
        directed = (self.edges["kind"] == "direction").to_numpy()
        self.yes[self.into[directed & self.adversary[self.by]]] = True
        irregular, deciding = self._irregular(), self._majorities() | self._dominant()
        deciding &= ~irregular[self.into] & self.organization[self.into]
        self._through(np.flatnonzero(deciding))
        touched = self.yes[self.by] & ~self.yes[self.into] & irregular[self.into] & self.organization[self.into]
        self._by_the_law(np.unique(self.into[touched]), irregular, deciding)

    def doubted(self, itself: pl.Series) -> NDArray[Any]:
        """Return whom somebody consolidates or directs who is, or may be, of the PRC or Russia."""
        clean = np.zeros(self.n, dtype=bool)
        clean[: len(itself)] = (~itself.fill_null(True)).to_numpy()
        evidence = self.edges["kind"].is_in(["consolidation", "direction"]).to_numpy()
        doubted, moved = np.zeros(self.n, dtype=bool), True
        while moved:
            new = self.into[evidence & ~(clean & ~doubted)[self.by]]
            moved = not doubted[new].all()
            doubted[new] = True
        return doubted

    def _majorities(self) -> Flags:
        found: Flags = self.share & (self.low > self.p.majority_pct)
        return found

    def _dominant(self) -> Flags:
        """Return the minorities that are larger than any other holding and than all that is not recorded."""
        total = np.bincount(self.into, weights=np.nan_to_num(self.low), minlength=self.n)
        largest = np.zeros(self.n)
        np.maximum.at(largest, self.into, np.nan_to_num(self.low))
        first = self.low == largest[self.into]
        alone = np.bincount(self.into[first], minlength=self.n) == 1
        enough = max(self.p.dominant_minority_pct, self.p.small_holding_pct)
        unrecorded = 100 - total[self.into]
        found: Flags = self.share & first & alone[self.into] & (self.low >= enough) & (unrecorded < self.low)
        return found

    def _irregular(self) -> Flags:
        """Return for whom the law itself is asked: a holding is no share, or no certain one, or one holder has several."""
        irregular = np.zeros(self.n, dtype=bool)
        irregular[self.into[~self.share | (self.low != self.high)]] = True
        several = np.bincount(self.into, minlength=self.n)[self.into] > 1
        pairs = np.sort(self.into[several] * self.n + self.by[several])
        irregular[pairs[1:][pairs[1:] == pairs[:-1]] // max(self.n, 1)] = True
        total = np.bincount(self.into, weights=np.nan_to_num(self.low), minlength=self.n)
        close = np.abs(100 - total[self.into] - self.low) < 1e-6  # where the order of adding could matter
        irregular[self.into[close & (self.low <= self.p.majority_pct)]] = True
        if self.p.adversary_share_pct is not None:
            irregular |= total > self.p.adversary_share_pct
        return irregular

    def _through(self, deciding: Ints) -> None:
        """Spread along holdings that decide alone: first each step doubles how far up a person looks, so that depth costs
        little; then, where two are said to have a majority, level by level from whoever is new, as long as levels are few."""
        above = np.arange(self.n)
        above[self.into[deciding]] = self.by[deciding]
        others = deciding[above[self.into[deciding]] != self.by[deciding]]
        below = Lookup(self.by[deciding], self.n) if others.size else None
        while True:
            self._doubling(above)
            new = np.unique(self.into[others[self.yes[self.by[others]] & ~self.yes[self.into[others]]]])
            for _ in range(LEVELS):
                if not new.size or below is None:
                    return
                self.yes[new] = True
                held = np.unique(self.into[deciding[below.of_all(new)]])
                new = held[~self.yes[held]]

    def _doubling(self, above: Ints) -> None:
        looked = above
        for _ in range(max(1, self.n.bit_length())):
            self.yes |= self.yes[looked]
            further = looked[looked]
            if np.array_equal(further, looked):
                return
            looked = further

    def _by_the_law(self, people: Ints, irregular: Flags, deciding: Flags) -> None:
        waiting: list[int] = people.tolist()
        while waiting:
            new = [person for person in waiting if self._judged(person)]
            waiting = []
            while new:  # who is new makes others so, alone or in the eyes of the law
                self.yes[new] = True
                self._of_owner = self._of_owner or Lookup(self.by, self.n)
                rows = np.concatenate([self._of_owner.rows(person) for person in new])
                rows = rows[~self.yes[self.into[rows]] & self.organization[self.into[rows]]]
                waiting += self.into[rows[irregular[self.into[rows]]]].tolist()
                new = np.unique(self.into[rows[deciding[rows]]]).tolist()
            waiting = [person for person in dict.fromkeys(waiting) if not self.yes[person]]

    def _judged(self, person: int) -> bool:
        """Ask the law about one person, with its holders as they are known by now."""
        self._of_owned = self._of_owned or Lookup(self.into, self.n)
        held: dict[str, list[Step]] = {}
        for row in self._of_owned.rows(person).tolist():
            _, _, kind, low, high = self.edges.row(row)
            owner = str(self.by[row])
            held.setdefault(owner, []).append(Step(owner, str(person), kind, low, high, True, None, _NOWHERE, None))
        facts: dict[str, dict[str, Any]] = {owner: {} for owner in held}
        names = {owner: owner for owner in held}
        judged = held_by(str(person), Recorded(str(person)), held, facts, names, [])
        return bool(judge_recorded(judged, lambda key: _YES if self.yes[int(key)] else _UNKNOWN, self.p).value)


class Lookup:
    """The rows in which a number stands, for numbers below `n`."""

    def __init__(self, numbers: Ints, n: int) -> None:
        self.order = np.argsort(numbers, kind="stable")
        self.start = np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=n))])

    def of_all(self, numbers: Ints) -> Ints:
        """Return the rows of all these numbers, one number's after the other's."""
        counts = self.start[numbers + 1] - self.start[numbers]
        ends = np.cumsum(counts)
        found: Ints = self.order[np.arange(ends[-1]) + np.repeat(self.start[numbers] - ends + counts, counts)]
        return found

    def rows(self, number: int) -> Ints:
        """Return the rows, in their order."""
        found: Ints = self.order[self.start[number] : self.start[number + 1]]
        return found

"""Recorded holdings as of a day, turned into persons of a graph: ranges, evidence and standing included."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from auditor.entities.ownership.graph import Filed, Graph
from auditor.entities.ownership.nominees import holds_for_others
from auditor.entities.ownership.statements import FACTS, PLACES, at_odds
from auditor.entities.reference import EDGES, Reference, Snapshot
from auditor.provenance import Problem, Source, SourceKind
from policies.foreign_adversaries.persons import Holding
from policies.foreign_adversaries.recorded import CLAIMS, Recorded
from policies.parameters import Parameters

ROUNDING = 0.5  # percent by which shares may miss 100 through rounding
_FLAGS = {
    "special_share": "special_share",
    "proxy": "proxy",
    "contract": "contract_control",
    "veto": "veto",
    "casting_vote": "casting_vote",
}
# What a record says of a holder that is evidence of control and no share of the votes, in words that follow its name.
_EVIDENCE = {
    "consolidation": "consolidates it in its accounts",
    "direction": "directs it",
    "contract_right": "has rights granted by contract, of which no more is said",
    "conditional_right": "has rights granted by contract, on a condition",
    "influence": "has influence or control over it of a kind that is not said",
    "successor": "is its legal successor",
}
_SHARES = ("voting_share", "nominee", "nominator")


_STEP = tuple(column for column in EDGES if column != "until")


@dataclass(frozen=True)
class Step:
    """One recorded holding, with the snapshot that says so and the place in it; the last five are as in a supplier list."""

    owner: str
    owned: str
    kind: str
    low: float | None
    high: float | None
    direct: bool | None
    since: date | None
    snapshot: Snapshot
    place: str | None
    largest: bool | None = None
    dispersed: bool | None = None
    power_excluded: bool | None = None
    seats: Sequence[int] | None = None
    in_concert_with: Sequence[str] | None = None

    @property
    def source(self) -> Source:
        """Return the snapshot, and where in it the holding stands."""
        return recorded_at(self.snapshot, self.place)


class Ownership:
    """The persons above some persons, as of a day, by what sources say and, beside it, by general knowledge too.

    `steps` are the recorded holdings, `stated_by` where a person is on file, `self_declared` the row of each who is what it is
    by its own word or that of whom it holds, `problems` what the sources say that cannot be right. The persons are in `graph`.
    """

    def __init__(self, references: Sequence[Reference], keys: Iterable[str], as_of: date, p: Parameters) -> None:
        self.problems: list[Problem] = []
        newest = sorted(references, key=lambda r: (r.snapshot.standing != "sourced", -r.snapshot.as_of.toordinal()))
        wanted = list(dict.fromkeys(keys))
        self.steps = _steps_above(newest, wanted, as_of)
        everyone = dict.fromkeys([*wanted, *(key for s in self.steps for key in (s.owned, s.owner))])
        self.stated_by: dict[str, list[Source]] = {key: [] for key in everyone}
        self.self_declared: dict[str, Source] = {}
        facts = self._facts(newest, everyone)
        names = _distinct_names(facts)
        everything = _persons(facts, self.steps, names, self.problems)
        sourced = [r for r in newest if r.snapshot.standing == "sourced"]
        known = everything
        if len(sourced) < len(newest):
            steps = [s for s in self.steps if s.snapshot.standing == "sourced"]
            known = _persons(self._facts(sourced, everyone, note=False), steps, names, [])
        self.graph = Graph(p)
        for key, person in known.items():
            # A supplier list that says on what it rests is not doubted by general knowledge, as when it is given beside an audit;
            # the word of whom it is about is no such evidence.
            evident = facts[key].get("evidence") and not facts[key].get("self_declared")
            doubted = everything[key] != person and not evident
            self.graph.add(person, key, everything[key] if doubted else None)
            self.graph.filed[key] = Filed(tuple(dict.fromkeys(self.stated_by[key])))
        for step in self.steps:
            self.graph.held_in.setdefault((step.owned, step.owner), Filed((self._stated(step),)))
            if step.owned in self.self_declared and step.snapshot.kind == "suppliers":
                self.self_declared.setdefault(step.owner, self.self_declared[step.owned])

    def _stated(self, step: Step) -> Source:
        """Return where a holding is stated: that a supplier list states in the row of who is held, with its day and evidence."""
        rows = self.stated_by[step.owned] if step.snapshot.kind == "suppliers" else ()
        return next((row for row in rows if (row.file, row.pointer) == (step.snapshot.id, step.place)), step.source)

    def _facts(
        self, references: Sequence[Reference], keys: Mapping[str, Any], note: bool = True
    ) -> dict[str, dict[str, Any]]:
        """Return for each key what the references say of it: the first that says something counts, and the word of whom it is
        about after all others."""
        facts: dict[str, dict[str, Any]] = {key: {} for key in keys}
        of_keys = [(r, r.entities.filter(pl.col("key").is_in(list(keys)))) for r in references]
        own_word = pl.col("self_declared").fill_null(value=False)
        for reference, rows in [(r, rows.filter(own)) for own in (~own_word, own_word) for r, rows in of_keys]:
            for row in rows.iter_rows(named=True):
                known = facts[row["key"]]
                source = recorded_at(reference.snapshot, row["place"], row["stated_on"], row["evidence"])
                if note:
                    self.stated_by[row["key"]].append(source)
                if row["self_declared"]:
                    self.self_declared.setdefault(row["key"], source)
                if row["no_other_owners"]:
                    known.setdefault("complete_in", []).append(reference.snapshot.id)
                for fact, (first, second) in at_odds(known, row, PLACES[:3]).items() if note else ():
                    message = (
                        f"{row['name']}: {fact.replace('_', ' ')} is {first} in one source and {second} in "
                        f"{reference.snapshot.id}; the first is used"
                    )
                    self.problems.append(Problem("reference-data", "warning", message, source))
                for fact in ("name", "kind", "evidence", "self_declared", "country_only", *FACTS):
                    if row[fact] is not None:
                        known.setdefault(fact, row[fact])
        return facts


def _steps_above(references: Sequence[Reference], keys: Sequence[str], as_of: date) -> list[Step]:
    """Return every recorded holding in `keys`, in their holders, and so on, that held on the day."""
    in_force = (pl.col("since").is_null() | (pl.col("since") <= as_of)) & (
        pl.col("until").is_null() | (pl.col("until") >= as_of)
    )
    edges = [(r.snapshot, r.edges.lazy().filter(in_force)) for r in references]
    seen, new, steps = set(keys), list(keys), []
    while new:
        level = [
            Step(**{column: row[column] for column in _STEP}, snapshot=s)
            for s, frame in edges
            for row in frame.filter(pl.col("owned").is_in(new)).collect().iter_rows(named=True)
            if row["owner"] is not None
        ]
        steps += level
        new = sorted({step.owner for step in level} - seen)
        seen.update(new)
    return steps


def recorded_at(snapshot: Snapshot, place: str | None, day: date | None = None, evidence: str | None = None) -> Source:
    """Return a place in a snapshot as a source: who published it is its name.

    `day` is that of the row, if it has its own, and `evidence` on what the row says that it rests.
    """
    day = day or snapshot.as_of
    return Source(
        SourceKind.REFERENCE, snapshot.id, snapshot.sha256, place or "", snapshot.source, evidence or "", on=day
    )


def _persons(
    facts: Mapping[str, dict[str, Any]], steps: Sequence[Step], names: Mapping[str, str], problems: list[Problem]
) -> dict[str, Recorded]:
    """Return the persons with their holdings; who is only a key is a person of whom nothing is known."""
    held: dict[str, dict[str, list[Step]]] = {}
    for step in steps:
        held.setdefault(step.owned, {}).setdefault(step.owner, []).append(step)
    persons: dict[str, Recorded] = {}
    for key, known in facts.items():
        places: dict[str, Any] = {fact: known.get(fact) for fact in ("country_only", *FACTS) if fact != "citizenships"}
        citizenships = tuple(known["citizenships"]) if known.get("citizenships") is not None else None
        person = Recorded(names[key], known.get("kind", "organisation"), citizenships=citizenships, **places)
        persons[key] = held_by(key, person, held.get(key, {}), facts, names, problems)
    return persons


def held_by(
    key: str,
    person: Recorded,
    held: Mapping[str, Sequence[Step]],
    facts: Mapping[str, dict[str, Any]],
    names: Mapping[str, str],
    problems: list[Problem],
) -> Recorded:
    """Return the person with what its holders have in it."""
    holdings, ranges, evidence, acts_for, indirect = [], {}, {}, None, set()
    recorded_of: dict[str, set[str]] = {kind: set() for kind in _EVIDENCE}
    nominated = any(step.kind == "nominator" for steps in held.values() for step in steps)
    for owner, steps in sorted(held.items()):
        if owner == key:
            message = f"{person.name} holds shares in itself; they carry no vote and are left out"
            problems.append(Problem("reference-data", "warning", message, steps[0].source))
            continue
        by_kind = {step.kind: step for step in steps}
        if "direction" in by_kind and facts[owner].get("kind") == "government":
            acts_for = facts[owner].get("incorporated_in") or acts_for
        for kind, words in _EVIDENCE.items():
            if kind in by_kind:
                ultimately = "ultimately " if by_kind[kind].direct is False else ""
                evidence[owner] = f"{names[owner]} {ultimately}{words}"
                recorded_of[kind].add(owner)
        bounds = _bounds(s for s in steps if s.kind in _SHARES)
        # Where it is said for whom a nominee holds, the two have one holding, and it is theirs.
        in_name_only = nominated and by_kind.keys() <= {"nominee"}
        flags: dict[str, Any] = {flag: kind in by_kind for kind, flag in _FLAGS.items()}
        only_evidence = by_kind.keys() <= {"branch", *_EVIDENCE} or in_name_only
        share = bounds[0] if bounds and bounds[0] == bounds[1] else None
        if all(step.direct is False for step in steps):
            indirect.add(owner)
        if bounds and share is None and not in_name_only:
            ranges[owner] = bounds
        holdings.append(
            Holding(
                owner,
                names[owner],
                0.0 if only_evidence else share,  # it must be walked, and has no vote that is known
                largest=True if any(step.largest for step in steps) else None,
                board_seats=_seats(by_kind.get("board_seats")),
                acts_in_concert_with=_partners(owner, held, names),
                power_excluded=any(step.power_excluded for step in steps),
                dispersed=any(step.dispersed for step in steps),
                nominee=not in_name_only and ("nominee" in by_kind or holds_for_others(names[owner])),
                indirect=owner in indirect,
                capital_pct=by_kind["capital"].high if "capital" in by_kind else None,
                **flags,
            )
        )
    _check_sum(person.name, held, problems)
    return replace(
        person,
        holdings=tuple(holdings),
        ranges=ranges,
        evidence=evidence,
        consolidated_by=frozenset(recorded_of["consolidation"]),
        directed_by=frozenset(recorded_of["direction"]),
        claimed_by={o: kind for kind in sorted(CLAIMS) for o in sorted(recorded_of[kind])},
        indirect=frozenset(indirect),
        branch_of=min(
            (o for o, steps in held.items() if o != key and any(s.kind == "branch" for s in steps)), default=None
        ),
        acts_for=acts_for or person.acts_for,
        no_other_owners=_is_complete(
            key, person.name, facts[key].get("complete_in", ()), held, indirect, names, problems
        ),
    )


def _partners(owner: str, held: Mapping[str, Sequence[Step]], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return with whom a holder acts in concert: whom a source names, or all of whom it says no more than that."""
    stated = [step for step in held[owner] if step.kind == "concert"]
    partners = {key for step in stated for key in step.in_concert_with or ()}
    if any(step.in_concert_with is None for step in stated):
        partners |= {key for key, steps in held.items() if any(_in_one_concert(step) for step in steps)}
    return tuple(names[key] for key in held if key in partners and key != owner)


def _in_one_concert(step: Step) -> bool:
    return step.kind == "concert" and step.in_concert_with is None


def _is_complete(
    key: str,
    name: str,
    complete_in: Iterable[str],
    held: Mapping[str, Sequence[Step]],
    indirect: Collection[str],
    names: Mapping[str, str],
    problems: list[Problem],
) -> bool:
    """Tell whether a source says that it names all owners, and no other source names one more."""
    for id in complete_in:
        others = [
            o for o, steps in held.items() if o != key and o not in indirect and all(s.snapshot.id != id for s in steps)
        ]
        if not others:
            return True
        more = ", ".join(names[owner] for owner in others[:3])
        message = f"{name}: {id} says that it names all owners, but other sources name {more} as well"
        problems.append(Problem("reference-data", "warning", message, held[others[0]][0].source))
    return False


def _bounds(shares: Iterable[Step]) -> tuple[float, float] | None:
    """Return the bounds within which all sources put the share; None where none knows it."""
    known = [
        (s.low if s.low is not None else 0.0, s.high if s.high is not None else 100.0) for s in shares if _stated(s)
    ]
    return (min(low for low, _ in known), max(high for _, high in known)) if known else None


def _stated(step: Step) -> bool:
    return step.low is not None or step.high is not None


def _seats(step: Step | None) -> tuple[int, int] | None:
    """Return the part of the board as seats of a hundred, or of ten thousand where it is no whole percentage."""
    if step is None or step.low is None:
        return None
    if step.seats:
        return step.seats[0], step.seats[1]
    return (int(step.low), 100) if step.low == int(step.low) else (int(step.low * 100), 10_000)


def _check_sum(name: str, held: Mapping[str, Sequence[Step]], problems: list[Problem]) -> None:
    direct = [
        _bounds(s for s in steps if s.kind in ("voting_share", "nominator") and s.direct is not False)
        for steps in held.values()
    ]
    total = sum(bounds[0] for bounds in direct if bounds)
    if total > 100 + ROUNDING:
        message = f"{name}: the recorded shares are {total:g}% together; they cannot all be right"
        first = next(step for steps in held.values() for step in steps if step.kind in _SHARES)
        problems.append(Problem("reference-data", "warning", message, first.source))


def _distinct_names(facts: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Return a name for each key; two of one name are told apart by their keys, for holders in concert go by name."""
    counts: dict[str, int] = {}
    for key, known in facts.items():
        counts[known.get("name", key)] = counts.get(known.get("name", key), 0) + 1
    return {
        key: name if counts[name := known.get("name", key)] == 1 else f"{name} ({key})" for key, known in facts.items()
    }


def name_without_key(name: str, key: str) -> str:
    """Return the name of a person as its source writes it, without the key that tells it apart from another of the name."""
    return name.removesuffix(f" ({key})")

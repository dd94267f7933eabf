"""The reference data that a run uses: snapshots of a store, the starter list, and what people decided about names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Self

import polars as pl

from auditor.entities.matching.candidates import BEST, Candidate
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.identity import joined
from auditor.entities.matching.matching import Answer, Asked, Known, match
from auditor.entities.matching.namesakes import by_name
from auditor.entities.matching.slips import slips, telling
from auditor.entities.ownership.holdings import Ownership, recorded_at
from auditor.entities.ownership.statements import PLACES
from auditor.entities.reference import NO_EVIDENCE, Reference, Snapshot
from auditor.entities.resolution.hints import Hints, hints, on_list
from auditor.entities.resolution.hints import joined as joined_hints
from auditor.entities.sources.starter import starter_references
from auditor.entities.store.excerpt import excerpt
from auditor.entities.store.store import Store
from auditor.provenance import Problem, Source
from bom_parsers.errors import InputError
from policies.parameters import Parameters
from reports.words import count

REGISTER = 100_000  # persons of a source from which it is a register of everybody, and no list


@dataclass(frozen=True)
class Listing:
    """A government's list on which a person stands: a fact to be reported, never by itself a nexus."""

    list: str
    program: str
    since: date | None
    until: date | None
    source: Source


@dataclass(frozen=True)
class ReportingException:
    """A reason why a person reports no parent to the LEI system, by GLEIF's own codes."""

    category: str
    reason: str
    source: Source


@dataclass(frozen=True)
class Called:
    """Under which names and identifiers a person is on file: pairs of a kind and a name, and of a scheme and a value."""

    names: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()

    def joined(self, other: Called) -> Called:
        """Return the names and identifiers of both, each once."""
        names = dict.fromkeys((*self.names, *other.names))
        return Called(tuple(names), tuple(dict.fromkeys((*self.identifiers, *other.identifiers))))


@dataclass(frozen=True)
class LookedUp:
    """Who some names are: an answer for each by sourced data, one by general knowledge too, the persons above all of them, and
    those above the candidates, `of_candidates`, and above who is called almost so: by each such name, `slips` has their keys with
    their names. `listings`, `exceptions`, `called` and `hints`, the best first, are by key; so is `named_in`, for those who are
    found, which has by snapshot how each calls them."""

    answers: list[Answer]
    leads: list[Answer]
    ownership: Ownership
    of_candidates: Ownership
    slips: dict[str, dict[str, str]]
    listings: dict[str, list[Listing]]
    exceptions: dict[str, list[ReportingException]]
    called: dict[str, Called]
    hints: Hints
    named_in: dict[str, dict[Snapshot, list[str]]]


@dataclass(frozen=True)
class _Together:
    """References in which each person has one key, and that key for each that a person had in any of them."""

    references: Sequence[Reference]
    one_key: Mapping[str, str]

    @classmethod
    def of(cls, apart: Sequence[Reference]) -> Self:
        """Return references that know nothing of each other, with one key for a person of several."""
        together = by_name(joined(apart))
        one_key: dict[str, str] = {}
        for before, after in zip(apart, together, strict=True):
            one_key |= zip(before.entities["key"], after.entities["key"], strict=True)
        return cls(together, one_key)

    @property
    def sourced(self) -> Sequence[Reference]:
        """Return the references that are no general knowledge."""
        return [reference for reference in self.references if reference.snapshot.standing == "sourced"]

    @property
    def known_if_sourced(self) -> Known:
        """Return the names and identifiers of what is sourced."""
        return Known.of(self.sourced)

    @property
    def known(self) -> Known:
        """Return the names and identifiers of everything."""
        return Known.of(self.references)


class _Kept(_Together):
    """References that are the same in every run: their names are prepared once for all."""

    @cached_property
    def known_if_sourced(self) -> Known:
        """Return the names and identifiers of what is sourced."""
        return super().known_if_sourced

    @cached_property
    def known(self) -> Known:
        """Return the names and identifiers of everything."""
        return super().known


@cache
def _starter_alone() -> _Kept:
    """Return the starter list as it is where there is no store beside it."""
    return _Kept.of(starter_references())


class Register:
    """What is known of persons outside the user's own lists, as of a day; nothing of a store is read before it is asked for."""

    def __init__(
        self,
        as_of: date,
        store: Store | None = None,
        snapshots: Sequence[str] = (),
        starter: bool = True,
        decisions: Decisions | None = None,
    ) -> None:
        """Take a store and of it the snapshots named, by default of each list the newest of the day; raises InputError."""
        self.as_of, self.store, self.starter = as_of, store, starter
        self.decisions = (decisions or Decisions()).as_of(as_of)
        self.snapshots: tuple[Snapshot, ...] = ()
        self.later: dict[str, Problem] = {}  # by snapshot, on rows that are dated after the day
        self.seen: set[str] = set()  # keys that decisions name and the data looked at so far has
        if store is not None:
            self.snapshots = tuple(map(store.snapshot, snapshots)) if snapshots else chosen(store.snapshots(), as_of)
            if not self.snapshots:
                found, remedy = "no snapshot", "import one with `icts entities import`, or leave the store out"
                raise InputError(store.path, "", found, "at least one", remedy)

    def look_up(self, asked: Sequence[Asked], p: Parameters, *, own_word: bool = True) -> LookedUp:
        """Return who the persons asked for are and who is above them; without `own_word` by no row of a supplier list that is
        the word of whom it is about."""
        data, decisions = self._references(asked, own_word)
        everything, sourced, known = data.references, data.sourced, data.known_if_sourced
        answers = leads = _sure(asked, match(asked, known, decisions), sourced, p)
        if len(sourced) < len(everything):
            known = data.known
            leads = _sure(asked, match(asked, known, decisions), everything, p)
        almost = _slips(asked, known, everything, decisions)
        keys = [key for a in (*answers, *leads) if a.match for key in (a.match.key, *a.match.rivals)]
        ownership = Ownership(everything, keys, self.as_of, p)
        offered = dict.fromkeys(c.key for a in (*answers, *leads) for c in a.candidates)
        offered |= dict.fromkeys(key for of_name in almost.values() for key in of_name)
        of_candidates = Ownership(
            everything, [key for key in offered if key not in ownership.graph.persons], self.as_of, p
        )
        everyone = [*ownership.graph.persons, *of_candidates.graph.persons]
        listings, exceptions = self._listings(everything, everyone), self._exceptions(everyone)
        called, suggested = _called(everything, everyone), hints(everything, everyone, p.adversary_countries)
        suggested = joined_hints(_of_listings(listings), suggested)
        named_in = _named_in(everything, dict.fromkeys(keys))
        return LookedUp(
            answers, leads, ownership, of_candidates, almost, listings, exceptions, called, suggested, named_in
        )

    @property
    def in_use(self) -> tuple[Snapshot, ...]:
        """Return the snapshots that answers can rest on, those of the starter list included."""
        starter = starter_references() if self.starter else []
        return (*self.snapshots, *(reference.snapshot for reference in starter))

    def old(self, days: int) -> list[Problem]:
        """Return a problem for each snapshot in use whose data is more than `days` older than the day."""
        ages = [(snapshot, (self.as_of - snapshot.as_of).days) for snapshot in self.snapshots]
        return [
            Problem(
                "snapshot-expired",
                "error",
                f"{s.id} is {count(age, 'day')} old, more than {days}",
                recorded_at(s, None),
            )
            for s, age in ages
            if age > days
        ]

    def _references(self, asked: Sequence[Asked], own_word: bool) -> tuple[_Together, Decisions]:
        """Return the references with what may matter for those asked for, and the decisions by their keys."""
        starter = starter_references() if self.starter else []
        decided = {decision.key for decision in self.decisions.all}
        ids = [snapshot.id for snapshot in self.snapshots]
        names = [name for reference in starter for name in reference.entities["name"]]
        stored = excerpt(self.store, ids, asked, decided, self.as_of, names) if self.store else []
        stored = [self._on_the_day(reference) for reference in stored]
        if not own_word:
            stored = [without(reference, pl.col("self_declared").fill_null(value=False)) for reference in stored]
        together = _Together.of([*stored, *starter]) if stored or not starter else _starter_alone()
        self.seen |= decided & together.one_key.keys()
        return together, self.decisions.rekeyed(together.one_key)

    def _on_the_day(self, reference: Reference) -> Reference:
        """Return a supplier list of the store without the rows that are dated after the day; they are noted once."""
        dated = (
            reference
            if reference.snapshot.kind != "suppliers"
            else without(reference, pl.col("stated_on") > self.as_of)
        )
        if dated is not reference and reference.snapshot.id not in self.later:
            message = f"rows that are dated after {self.as_of} do not count"
            at = recorded_at(reference.snapshot, None)
            self.later[reference.snapshot.id] = Problem("supplier-list-later", "info", message, at)
        return dated

    def _listings(self, references: Iterable[Reference], keys: Collection[str]) -> dict[str, list[Listing]]:
        """Return for each person the lists of governments on which it stands on the day."""
        by_key: dict[str, list[Listing]] = {}
        for reference in references:
            rows = reference.listings.filter(
                pl.col("key").is_in(list(keys))
                & (pl.col("since").is_null() | (pl.col("since") <= self.as_of))
                & (pl.col("until").is_null() | (pl.col("until") >= self.as_of))
            )
            for row in rows.iter_rows(named=True):
                source = recorded_at(reference.snapshot, row["place"])
                listing = Listing(row["list"] or "", row["programme"] or "", row["since"], row["until"], source)
                by_key.setdefault(row["key"], []).append(listing)
        return by_key

    def _exceptions(self, keys: Collection[str]) -> dict[str, list[ReportingException]]:
        """Return for each person the reasons why it reports no parent to the LEI system."""
        by_key: dict[str, list[ReportingException]] = {}
        for snapshot in self.snapshots:
            if self.store is None or not snapshot.kind.startswith("gleif"):
                continue
            rows = self.store.exceptions(snapshot.id, keys)
            for row in rows.iter_rows(named=True):
                source = recorded_at(snapshot, row["place"])
                exception = ReportingException(str(row["category"]), str(row["reason"]), source)
                by_key.setdefault(row["key"], []).append(exception)
        return by_key


def _of_listings(listings: Mapping[str, Sequence[Listing]]) -> Hints:
    """Return the hints of standing on lists of companies of the PRC or Russia."""
    leads = {key: [on_list(x.list, x.program, x.source.file) for x in of_it] for key, of_it in listings.items()}
    return {key: [lead for lead in dict.fromkeys(of_it) if lead] for key, of_it in leads.items() if any(of_it)}


def _called(references: Iterable[Reference], keys: Collection[str]) -> dict[str, Called]:
    """Return for each person the names and identifiers that it has in any of the references."""
    names: dict[str, dict[tuple[str, str], None]] = {}
    identifiers: dict[str, dict[tuple[str, str], None]] = {}
    wanted = pl.col("key").is_in(list(keys))
    for reference in references:
        for key, name, kind in reference.names.filter(wanted).select("key", "name", "kind").iter_rows():
            names.setdefault(key, {})[kind or "", name] = None
        rows = reference.identifiers.filter(wanted).select("key", "scheme", "value").iter_rows()
        for key, scheme, value in rows:
            identifiers.setdefault(key, {})[scheme, value] = None
    return {
        key: Called(tuple(names.get(key, ())), tuple(identifiers.get(key, ())))
        for key in names.keys() | identifiers.keys()
    }


def _slips(
    asked: Sequence[Asked], known: Known, references: Sequence[Reference], decisions: Decisions
) -> dict[str, dict[str, str]]:
    """Return whose each name almost is of which that is asked, but for those of whom it is decided that it is not theirs, and who
    else has that name."""
    names = dict.fromkeys(one.name for one in asked if one.with_slips)
    registers = [i for i, reference in enumerate(references) if reference.snapshot.rows > REGISTER]
    undecided: dict[str, dict[str, str]] = {}
    for name, of_it in slips(names, known.names, registers).items():
        settled = {telling(other) for key, other in of_it.items() if decisions.different(name, key)}
        left = {key: other for key, other in of_it.items() if telling(other) not in settled}
        if left and decisions.same(name) is None:
            undecided[name] = left
    return undecided


def _named_in(references: Iterable[Reference], keys: Collection[str]) -> dict[str, dict[Snapshot, list[str]]]:
    """Return how each of the references calls each of the persons that it knows."""
    named: dict[str, dict[Snapshot, list[str]]] = {}
    wanted = pl.col("key").is_in(list(keys))
    for reference in references if keys else ():
        is_name = ~pl.col("kind").is_in(NO_EVIDENCE).fill_null(value=False)
        for frame in (reference.entities.filter(wanted), reference.names.filter(wanted & is_name)):
            for key, name in frame.select("key", "name").drop_nulls().iter_rows():
                named.setdefault(key, {}).setdefault(reference.snapshot, []).append(name)
    return named


def _sure(
    asked: Sequence[Asked], answers: Sequence[Answer], references: Sequence[Reference], p: Parameters
) -> list[Answer]:
    """Return the answers; a match by nothing but a name is a candidate where the name does not tell who it is.

    That is so of natural persons, who share names, and where all that is said of countries is against it. Where one of
    these is the PRC or Russia the match stays, and the fact is what has to be settled.
    """
    about: dict[str, _About] = {}
    keys = [answer.match.key for answer in answers if answer.match]
    keys += [candidate.key for answer in answers for candidate in answer.candidates]
    for reference in references:
        for row in reference.entities.filter(pl.col("key").is_in(keys)).iter_rows(named=True):
            person = about.setdefault(row["key"], _About())
            person.kinds.add(row["kind"] or "organisation")
            person.countries.update(row[place] for place in PLACES if row[place])
            person.is_listed |= reference.snapshot.kind == "suppliers"
    sure = [_sure_one(*one, about, frozenset(p.adversary_countries)) for one in zip(asked, answers, strict=True)]
    return [
        replace(answer, candidates=tuple(_placed(one, answer, about))) for one, answer in zip(asked, sure, strict=True)
    ]


@dataclass
class _About:
    """What references say of a person, gathered row by row; `is_listed` where one of them is a supplier list."""

    kinds: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    is_listed: bool = False


def _placed(asked: Asked, answer: Answer, about: Mapping[str, _About]) -> Iterable[Candidate]:
    """Yield the candidates with their countries, without those that are mere initials and of other countries."""
    for candidate in answer.candidates:
        countries = about.get(candidate.key, _About()).countries
        apart = bool(asked.countries and countries) and not asked.countries & countries
        if not (candidate.is_initials and apart):
            yield replace(candidate, of=", ".join(sorted(countries)))


def _sure_one(asked: Asked, answer: Answer, about: Mapping[str, _About], adversaries: frozenset[str]) -> Answer:
    if answer.match is None or not answer.match.name:
        return answer
    person = about.get(answer.match.key, _About())
    if (
        person.is_listed
    ):  # whom the user's own list names is the user's supplier, as when the list is given beside an audit
        return answer
    countries = person.countries
    apart = bool(asked.countries and countries) and not asked.countries & countries
    if person.kinds == {"natural_person"}:
        why = "has this name, but natural persons share names"
    elif apart and not (asked.countries | countries) & adversaries:
        why = f"has this name, but is of {', '.join(sorted(countries))}, not of {', '.join(sorted(asked.countries))}"
    else:
        return answer
    candidate = Candidate(answer.match.key, answer.match.name, 100.0, why)
    return replace(answer, match=None, candidates=(candidate, *answer.candidates)[:BEST])


def without(reference: Reference, left_out: pl.Expr) -> Reference:
    """Return a reference without the rows of a supplier list that an expression over its entities picks, and what they say."""
    keys = reference.entities.filter(left_out)["key"]
    if keys.is_empty():
        return reference
    of = {"entities": "key", "names": "key", "identifiers": "key", "edges": "owned", "listings": "key"}
    frames = {
        name: getattr(reference, name).filter(~pl.col(column).is_in(keys.to_list())) for name, column in of.items()
    }
    return replace(reference, **frames)


def chosen(snapshots: Iterable[Snapshot], as_of: date) -> tuple[Snapshot, ...]:
    """Return of each list the snapshots of its newest day up to `as_of`; where all are later, those of the earliest.

    Files of one list and day are parts of what it said then, as those of a register that comes in several. Two lists of one
    publisher count both, whatever their days: what the newer one lacks the older one knows.
    """
    series: dict[tuple[str, str, str], list[Snapshot]] = {}
    for snapshot in sorted(snapshots, key=lambda s: (s.as_of, s.id)):
        series.setdefault(snapshot.series, []).append(snapshot)
    newest: list[Snapshot] = []
    for of_source in series.values():
        day = max((s.as_of for s in of_source if s.as_of <= as_of), default=of_source[0].as_of)
        newest += [s for s in of_source if s.as_of == day]
    return tuple(newest)

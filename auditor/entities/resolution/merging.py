"""What a user's list states of a person and what reference data records of it, as one person.

The list's word counts where it has one. Two things it cannot do by itself: where it and a record disagree on a country of
the PRC or Russia, that fact is unknown until somebody settles it; and where a record names a holder that a list of "all" owners
does not have, the list is not complete. Rows of several lists are joined earlier, by another question: see `suppliers.joining`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from auditor.entities.ownership.statements import PLACES, at_odds
from auditor.provenance import Problem, Source
from policies.foreign_adversaries.persons import Holding, Person, countries_of
from policies.foreign_adversaries.recorded import Recorded
from policies.parameters import Parameters

T = TypeVar("T")


def merged(
    stated: Person, record: Recorded, at: Source, p: Parameters, *, doubting: bool = True
) -> tuple[Recorded, list[Problem]]:
    """Return the person with what both say, by the name that the list has, and where they disagree; `at` is its row there.

    With `doubting` False a record's country of the PRC or Russia counts where they disagree: so it becomes a lead.
    """
    notes: list[str] = []
    kind = stated.kind if _says_something(stated) else record.kind
    facts = _places(stated, record, p, doubting, notes)
    holdings, complete = _holdings(stated, record, notes)
    ranges = _ranges(stated, record, notes)
    person = Recorded(
        stated.name,
        kind,
        citizenships=_first_said(stated.citizenships, record.citizenships),
        us_permanent_resident=_first_said(stated.us_permanent_resident, record.us_permanent_resident),
        acts_for=stated.acts_for or record.acts_for,
        holdings=holdings,
        no_other_owners=complete,
        ranges=ranges,
        evidence=record.evidence,
        consolidated_by=record.consolidated_by,
        directed_by=record.directed_by,
        claimed_by=record.claimed_by,
        indirect=record.indirect,
        branch_of=record.branch_of,
        **facts,
    )
    return person, [Problem("reference-data", "warning", note, at) for note in notes]


def _says_something(person: Person) -> bool:
    return person.kind != "organisation" or person.holdings != () or any(person.countries) or person.no_other_owners


def _first_said(stated: T | None, recorded: T | None) -> T | None:
    return recorded if stated is None else stated


def _places(stated: Person, record: Recorded, p: Parameters, doubting: bool, notes: list[str]) -> dict[str, Any]:
    """Return where the person is: the list's word, but for a place that is at odds about the PRC or Russia."""
    places: dict[str, Any] = {place: getattr(stated, place) or getattr(record, place) for place in PLACES}
    for place, (own, other) in at_odds(vars(stated), vars(record), PLACES).items():
        words = f"{stated.name}: {place.replace('_', ' ')} is {own} in the list and {other} in the records"
        countries = (*countries_of(own), *countries_of(other))
        adversary = next((country for country in countries if country in p.adversary_countries), None)
        if adversary is None:
            notes.append(f"{words}; the list is used")
        else:
            notes.append(f"{words}; it is unknown until that is settled")
            places[place] = None if doubting else adversary
    return places


def _holdings(stated: Person, record: Recorded, notes: list[str]) -> tuple[tuple[Holding, ...], bool]:
    """Return the holdings of both, each holder once, and whether they are all there are."""
    own = {holding.holder: holding for holding in stated.holdings}
    called = {h.name: own[h.holder].name for h in record.holdings if h.holder in own}
    others = [
        replace(h, acts_in_concert_with=tuple(called.get(name, name) for name in h.acts_in_concert_with))
        for h in record.holdings
        if h.holder not in own
    ]
    new = [h for h in others if h.holder not in record.indirect]
    if stated.no_other_owners and new:
        names = ", ".join(h.name for h in new[:3])
        notes.append(f"{stated.name}: the list says that it names all owners, but the records name {names} as well")
    # A list of all owners in the store completes the row beside it as well, unless that names one more.
    recorded_all = record.no_other_owners and own.keys() <= {h.holder for h in record.holdings}
    return (*stated.holdings, *others), (stated.no_other_owners and not new) or recorded_all


def _ranges(stated: Person, record: Recorded, notes: list[str]) -> dict[str, tuple[float, float]]:
    """Return the shares known within bounds; those of a holder whom list and records give different shares are such."""
    own = {holding.holder: holding.voting_pct for holding in stated.holdings}
    ranges = {holder: bounds for holder, bounds in record.ranges.items() if holder not in own}
    ranges |= stated.ranges if isinstance(stated, Recorded) else {}
    for h in record.holdings:
        low, high = record.ranges.get(h.holder, (h.voting_pct, h.voting_pct))
        share = own.get(h.holder)
        if share is None or not low or not high or low - 1 < share < high + 1:
            continue
        ranges[h.holder] = (min(share, low), max(share, high))
        notes.append(
            f"{stated.name}: {h.name} has {share:g}% in the list and {low:g}% in the records; neither is taken for sure"
        )
    return ranges

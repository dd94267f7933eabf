"""What a user's list states of a person and what reference data records of it, as one person.

The list's word counts where it has one. Two things it cannot do by itself: where it and a record disagree on a country of
the PRC or Russia, that fact is unknown until somebody settles it; and where a record names a holder that a list of "all" owners
does not have, the list is not complete.
"""

from __future__ import annotations

from dataclasses import replace

from auditor.provenance import Problem, Source
from policies.foreign_adversaries.persons import Holding, Person
from policies.foreign_adversaries.recorded import Recorded
from policies.parameters import Parameters

_PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business", "resident_in")


def merged(
    stated: Person, record: Recorded, at: Source, p: Parameters, *, doubting: bool = True
) -> tuple[Recorded, list[Problem]]:
    """Return the person with what both say, by the name that the list has, and where they disagree; `at` is its row there.

    With `doubting` False a record's country of the PRC or Russia counts where they disagree: so it becomes a lead.
    """
    notes: list[str] = []
    kind = stated.kind if _says_something(stated) else record.kind
    facts = {fact: _agreed(stated, record, fact, p, doubting, notes) for fact in _PLACES}
    citizenships = stated.citizenships if stated.citizenships is not None else record.citizenships
    holdings, complete = _holdings(stated, record, notes)
    ranges = _ranges(stated, record, notes)
    person = Recorded(
        stated.name,
        kind,
        citizenships=citizenships,
        us_permanent_resident=stated.us_permanent_resident,
        acts_for=stated.acts_for or record.acts_for,
        holdings=holdings,
        no_other_owners=complete,
        ranges=ranges,
        evidence=record.evidence,
        consolidated_by=record.consolidated_by,
        directed_by=record.directed_by,
        indirect=record.indirect,
        branch_of=record.branch_of,
        **facts,
    )
    return person, [Problem("reference-data", "warning", note, at) for note in notes]


def _says_something(person: Person) -> bool:
    return person.kind != "organisation" or person.holdings != () or any(person.countries) or person.no_other_owners


def _agreed(stated: Person, record: Recorded, fact: str, p: Parameters, doubting: bool, notes: list[str]) -> str | None:
    own: str | None = getattr(stated, fact)
    other: str | None = getattr(record, fact)
    if own is None or other is None or own == other:
        return own or other
    words = f"{stated.name}: {fact.replace('_', ' ')} is {own} in the list and {other} in the records"
    if not {own, other} & set(p.adversary_countries):
        notes.append(f"{words}; the list is used")
        return own
    notes.append(f"{words}; it is unknown until that is settled")
    return None if doubting else next(c for c in (own, other) if c in p.adversary_countries)


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
    return (*stated.holdings, *others), stated.no_other_owners and not new


def _ranges(stated: Person, record: Recorded, notes: list[str]) -> dict[str, tuple[float, float]]:
    """Return the shares known within bounds; those of a holder whom list and records give different shares are such."""
    own = {holding.holder: holding.voting_pct for holding in stated.holdings}
    ranges = {holder: bounds for holder, bounds in record.ranges.items() if holder not in own}
    for h in record.holdings:
        low, high = record.ranges.get(h.holder, (h.voting_pct, h.voting_pct))
        share = own.get(h.holder)
        if share is None or not low or not high or low - 1 < share < high + 1:
            continue
        ranges[h.holder] = (min(share, low), max(share, high))
        notes.append(
            f"{stated.name}: {h.name} has {share:g} % in the list and {low:g} % in the records; neither is taken for sure"
        )
    return ranges

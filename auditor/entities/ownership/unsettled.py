"""A person of whom something was answered and not taken: what clears it does not count until somebody has looked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from auditor.entities.ownership.statements import PLACES
from policies.foreign_adversaries.persons import Person, countries_of
from policies.parameters import Parameters

P = TypeVar("P", bound=Person)


def unsettled(person: P, p: Parameters) -> P:
    """Return a person with what makes it one of the PRC or Russia, and its holders; the rest of it is unknown."""
    kept: dict[str, Any] = {
        place: code if {*countries_of(code)} & {*p.adversary_countries} else None
        for place, code in _places(person).items()
    }
    citizenships = person.citizenships if set(person.citizenships or ()) & set(p.adversary_countries) else None
    acts_for = person.acts_for if person.acts_for in p.adversary_countries else None
    kind = "organisation" if person.kind == "government" and acts_for is None else person.kind
    return replace(
        person,
        **kept,
        kind=kind,
        citizenships=citizenships,
        us_permanent_resident=None,
        acts_for=acts_for,
        no_other_owners=False,
    )


def _places(person: Person) -> dict[str, str | None]:
    return {place: getattr(person, place) for place in PLACES}

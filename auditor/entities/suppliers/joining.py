"""Rows about one person in several supplier lists, joined: what one list leaves blank, another may say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from auditor.entities.names.normal import normalize
from auditor.entities.suppliers.problems import list_problem
from auditor.entities.suppliers.row import Draft
from auditor.provenance import Problem
from policies.foreign_adversaries.persons import Person

_BLANK_OR_SAME = (
    "incorporated_in", "headquartered_in", "principal_place_of_business", "citizenships", "resident_in",
    "us_permanent_resident", "acts_for",
)  # fmt: skip


def completed(drafts: Sequence[Draft], problems: list[Problem]) -> list[Draft]:
    """Return the drafts, those of one name in different lists joined to one at the place of the first.

    Rows that contradict each other, that are of different kinds, or that stand in one list stay apart; of the former there
    is a problem that says in what.
    """
    joined: list[Draft] = []
    place: dict[str, int] = {}
    files: dict[str, list[str]] = {}
    for draft in drafts:
        key = normalize(draft.person.name)
        seen = files.setdefault(key, [])
        if key not in place:
            place[key] = len(joined)
            joined.append(draft)
        elif draft.row.source.file in seen:
            joined.append(draft)
        else:
            first = joined[place[key]]
            at_odds = _at_odds(first, draft)
            if at_odds:
                where = f"{first.row.source.file}: {first.row.place}"
                problems.append(list_problem("error", f"{at_odds}, which contradicts {where}", draft.row.source))
                joined.append(draft)
            else:
                joined[place[key]] = _joined(first, draft)
        seen.append(draft.row.source.file)
    return joined


def _at_odds(first: Draft, second: Draft) -> str:
    """Return in what the two contradict each other, "" for nothing."""
    a, b = first.person, second.person
    if a.kind != b.kind:
        return f"kind: {b.kind}"
    for column in _BLANK_OR_SAME:
        mine, other = getattr(a, column), getattr(b, column)
        if None not in (mine, other) and mine != other:
            return f"{column}: {other}"
    for scheme in first.identifiers.keys() & second.identifiers.keys():
        if first.identifiers[scheme] != second.identifiers[scheme]:
            return f"{scheme}: {second.identifiers[scheme]}"
    if (
        first.owners
        and second.owners
        and (set(first.owners), a.no_other_owners) != (set(second.owners), b.no_other_owners)
    ):
        return "owners: another list of them"
    nobody = [draft for draft in (first, second) if draft.person.no_other_owners and not draft.owners]
    return "owners: nobody" if nobody and (first.owners or second.owners) else ""


def _joined(first: Draft, second: Draft) -> Draft:
    a, b = first.person, second.person
    owning = second if not first.owners and (second.owners or b.no_other_owners) else first
    person = Person(
        a.name,
        a.kind,
        **{column: _either(getattr(a, column), getattr(b, column)) for column in _BLANK_OR_SAME},
        no_other_owners=owning.person.no_other_owners,
    )
    aliases = tuple(dict.fromkeys((*first.aliases, *second.aliases)))
    identifiers = second.identifiers | first.identifiers
    also = (*first.also, *second.sources)
    row = replace(first.row, facts={**second.row.facts, **first.row.facts})
    return Draft(row, person, identifiers, aliases, owning.owners, also)


def _either(mine: Any, other: Any) -> Any:
    return other if mine is None else mine

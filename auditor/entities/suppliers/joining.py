"""Rows about one person in several supplier lists, joined: what one list leaves blank, another may say.

This asks whether two rows are one person's, before anybody knows who their owners are: lists have equal rank, so that rows at
odds stay two persons, and their name means neither. `resolution.merging` asks what a person is whom matching has found in a
list and in the records: it is one, the list ranks first, and what is at odds is settled or left unknown, holder by holder. What
the two have in common is the comparison, `ownership.statements`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.statements import FACTS, at_odds
from auditor.entities.suppliers.problems import list_problem
from auditor.entities.suppliers.row import Draft
from auditor.provenance import Problem
from policies.foreign_adversaries.persons import Person


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
            contradiction = _contradiction(first, draft)
            if contradiction:
                where = f"{first.row.source.file}: {first.row.place}"
                problems.append(list_problem("error", f"{contradiction}, which contradicts {where}", draft.row.source))
                joined.append(draft)
            else:
                joined[place[key]] = _joined(first, draft)
        seen.append(draft.row.source.file)
    return joined


def _contradiction(first: Draft, second: Draft) -> str:
    """Return in what the two contradict each other, "" for nothing."""
    a, b = first.person, second.person
    if a.kind != b.kind:
        return f"kind: {b.kind}"
    facts, identifiers = at_odds(vars(a), vars(b)), at_odds(first.identifiers, second.identifiers, (*SCHEMES, "domain"))
    for what, (_, other) in (facts | identifiers).items():
        return f"{what}: {other}"
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
        **{column: _either(getattr(a, column), getattr(b, column)) for column in FACTS},
        no_other_owners=owning.person.no_other_owners,
    )
    aliases = tuple(dict.fromkeys((*first.aliases, *second.aliases)))
    identifiers = second.identifiers | first.identifiers
    also = (*first.also, second.row, *second.also)
    row = replace(first.row, facts={**second.row.facts, **first.row.facts})
    is_self_declared = first.is_self_declared or second.is_self_declared
    unsettled = (*first.unsettled, *second.unsettled)
    return Draft(row, person, identifiers, aliases, owning.owners, is_self_declared, also, unsettled)


def _either(mine: Any, other: Any) -> Any:
    return other if mine is None else mine

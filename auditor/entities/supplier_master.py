"""The user's own supplier list as a source of reference data: its suppliers, their owners and what these hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.entities.drafting import Draft, Read
from auditor.entities.graph import Graph
from auditor.entities.suppliers import read_suppliers
from auditor.in_force import rule_of
from policies.connected_vehicles.persons import Holding, Person


def read_supplier_master(data: bytes, path: Path) -> Read:
    """Read the list at `path` as an audit does; what an audit reports as a problem is in the rejects. Raises InputError."""
    graph = Graph(rule_of(date.max, path).parameters)
    suppliers, draft = read_suppliers([(path, path.name)], graph), Draft()
    listed = {supplier.key: supplier for supplier in suppliers.suppliers}
    for key, person in graph.persons.items():
        supplier = listed.get(key)
        draft.entity(key, person.name, supplier.source if supplier else key, **_facts(person))
        if supplier:
            draft.other_names(key, list(supplier.aliases), "alias")
            for scheme, value in supplier.identifiers.items():
                draft.identifier(key, scheme, value, supplier.source)
        if person.acts_for:
            draft.add("edges", owner=f"government:{person.acts_for}", owned=key, kind="direction", place=key)
            _government(person.acts_for, draft)
        names = {holding.name: holding.holder for holding in person.holdings}
        for holding in person.holdings:
            _edges(key, holding, names, supplier.source if supplier else key, draft)
    for problem in suppliers.problems:
        skipped = problem.severity == "error" and "skipped" in problem.message
        (draft.refuse if skipped else draft.note)(problem.place, problem.message, "")
    draft.rows = len(listed)
    return draft.read()


def _facts(person: Person) -> dict[str, object]:
    """Return the columns of a person; one given by country alone is of that country in every way it can be."""
    if only := person.country_only:
        places = dict.fromkeys(
            ("incorporated_in", "headquartered_in", "principal_place_of_business", "resident_in"), only
        )
        return {**places, "citizenships": [only]}
    return {
        "kind": person.kind,
        "incorporated_in": person.incorporated_in,
        "headquartered_in": person.headquartered_in,
        "principal_place_of_business": person.principal_place_of_business,
        "citizenships": list(person.citizenships) if person.citizenships is not None else None,
        "resident_in": person.resident_in,
    }


def _government(code: str, draft: Draft) -> None:
    key = f"government:{code}"
    if not draft.has(key):
        draft.entity(key, f"Government of {code}", key, kind="government", incorporated_in=code)


def _edges(owned: str, holding: Holding, names: dict[str, str], place: str, draft: Draft) -> None:
    """Append an edge for each thing the holder has."""
    share = holding.voting_pct
    draft.add("edges", owner=holding.holder, owned=owned, kind="voting_share", low=share, high=share, place=place)
    if holding.board_seats:
        percent = 100 * holding.board_seats[0] / holding.board_seats[1]
        draft.add(
            "edges", owner=holding.holder, owned=owned, kind="board_seats", low=percent, high=percent, place=place
        )
    rights = {
        "special_share": holding.special_share or holding.veto,
        "proxy": holding.proxy,
        "contract": holding.contract_control,
    }
    for kind, is_held in rights.items():
        if is_held:
            draft.add("edges", owner=holding.holder, owned=owned, kind=kind, place=place)
    for partner in holding.acts_in_concert_with:
        if partner in names:
            draft.add("edges", owner=names[partner], owned=holding.holder, kind="concert", place=place)

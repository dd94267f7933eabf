"""The user's own supplier list as a source of reference data: its suppliers, their owners and what these hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.entities.ownership.graph import Graph
from auditor.entities.reference import Read
from auditor.entities.sources.rows import Draft
from auditor.entities.suppliers.problems import SkippedRow
from auditor.entities.suppliers.suppliers import Suppliers, read_suppliers
from auditor.inputs import InputFile
from auditor.rule_in_force import rule_of
from policies.foreign_adversaries.persons import Holding, Person


def read_supplier_master(data: bytes, path: Path) -> Read:
    """Read the list at `path` as an audit does; what an audit reports as a problem is in the rejects. Raises InputError."""
    graph = Graph(rule_of(date.max, path).parameters)
    suppliers = read_suppliers([InputFile(path, path.name, data)], graph)
    draft = drafted(suppliers, graph)
    for problem in suppliers.problems:
        note = draft.refuse if isinstance(problem, SkippedRow) else draft.note
        note(problem.source.pointer, problem.message, "")
    return draft.read()


def drafted(suppliers: Suppliers, graph: Graph) -> Draft:
    """Return what the lists say as rows of reference data, under the keys of the graph that their persons are in."""
    draft = Draft()
    listed = {supplier.key: supplier for supplier in suppliers.suppliers}
    for key, person in graph.persons.items():
        supplier = listed.get(key)
        draft.entity(key, person.name, supplier.place if supplier else key, **_facts(person))
        if supplier:
            draft.other_names(key, list(supplier.aliases), "alias")
            for scheme, value in supplier.identifiers.items():
                draft.identifier(key, scheme, value, supplier.place)
        if person.acts_for:
            draft.add("edges", owner=f"government:{person.acts_for}", owned=key, kind="direction", place=key)
            _government(person.acts_for, draft)
        for holding in person.holdings:
            _edges(key, holding, _in_concert(person), supplier.place if supplier else key, draft)
    draft.rows = len(listed)
    return draft


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


def _edges(owned: str, holding: Holding, together: frozenset[str], place: str, draft: Draft) -> None:
    """Append an edge for each thing the holder has; `together` are the holders who act in one concert.

    A power that is said to be excluded may give control or none, which a share between nothing and the whole says.
    """
    excluded, share = holding.power_excluded, holding.voting_pct
    low, high = (0.0, 100.0 if share is None or holding.right else share) if excluded else (share, share)

    def add(kind: str, low: float | None = None, high: float | None = None) -> None:
        draft.add("edges", owner=holding.holder, owned=owned, kind=kind, low=low, high=high, place=place)

    add("voting_share", low, high)
    if excluded:
        draft.note(
            place, f"the power of {holding.name} is said to be excluded; its share is kept as 0 to {high:g} %", ""
        )
        return
    if holding.board_seats:
        percent = 100 * holding.board_seats[0] / holding.board_seats[1]
        add("board_seats", percent, percent)
    rights = {
        "special_share": holding.special_share or holding.veto,
        "proxy": holding.proxy,
        "contract": holding.contract_control,
        "concert": holding.holder in together,
    }
    for kind, is_held in rights.items():
        if is_held:
            add(kind)


def _in_concert(person: Person) -> frozenset[str]:
    """Return the holders of a person who act in concert, if all who do are one group: an edge does not say with whom."""
    agreed = {h.name: {h.name, *h.acts_in_concert_with} for h in person.holdings if h.acts_in_concert_with}
    groups: list[set[str]] = []
    for members in agreed.values():
        touching = [group for group in groups if group & members]
        groups = [group for group in groups if group not in touching] + [members.union(*touching)]
    names = groups[0] if len(groups) == 1 else set()
    return frozenset(h.holder for h in person.holdings if h.name in names)

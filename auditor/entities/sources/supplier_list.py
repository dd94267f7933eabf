"""The user's own supplier list as a source of reference data: its suppliers, their owners and what these hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from auditor.entities.ownership.graph import Filed, Graph
from auditor.entities.reference import Read
from auditor.entities.sources.rows import Draft
from auditor.entities.suppliers.problems import SkippedRow
from auditor.entities.suppliers.suppliers import Supplier, Suppliers, read_suppliers
from auditor.inputs import InputFile
from auditor.rule_in_force import rule_of
from policies.foreign_adversaries.persons import Holding, Person
from policies.foreign_adversaries.recorded import Recorded


def read_supplier_master(data: bytes, path: Path) -> Read:
    """Read the list at `path` as an audit does; what an audit reports as a problem is in the rejects. Raises InputError.

    Its keys are of these very bytes: another version of the list has others, and never mixes with it.
    """
    graph, file = Graph(rule_of(date.max, path).parameters), InputFile(path, path.name, data)
    suppliers = read_suppliers([file], graph)
    draft = drafted(suppliers, graph, lambda key: f"supplier:{file.sha256[:12]}:{key.removeprefix('supplier:')}")
    for problem in suppliers.problems:
        note = draft.refuse if isinstance(problem, SkippedRow) else draft.note
        note(problem.source.pointer, problem.message, "")
    return draft.read()


def drafted(suppliers: Suppliers, graph: Graph, key_of: Callable[[str], str] = lambda key: key) -> Draft:
    """Return what the lists say as rows of reference data, under the keys of the graph, or what `key_of` makes of them."""
    draft = Draft()
    listed = {supplier.key: supplier for supplier in suppliers.suppliers}
    for graph_key, person in graph.persons.items():
        supplier, key = listed.get(graph_key), key_of(graph_key)
        place = supplier.place if supplier else graph_key.removeprefix("supplier:")
        draft.entity(key, person.name, place, **_facts(person, supplier))
        if supplier:
            draft.other_names(key, list(supplier.aliases), "alias")
            for scheme, value in supplier.identifiers.items():
                draft.identifier(key, scheme, value, place)
        for holding in person.holdings:
            partners = [key_of(h.holder) for h in person.holdings if h.name in holding.acts_in_concert_with]
            bounds = person.ranges.get(holding.holder) if isinstance(person, Recorded) else None
            _edges(key_of(holding.holder), key, holding, bounds, partners, place, draft)
    draft.rows = len(listed)
    return draft


def _facts(person: Person, supplier: Supplier | None) -> dict[str, object]:
    """Return the columns of a person; who is no `supplier` is only a holder in the list."""
    evidence = "; ".join(source.detail for source in supplier.sources if source.detail) if supplier else ""
    return {
        "kind": person.kind,
        "incorporated_in": person.incorporated_in,
        "headquartered_in": person.headquartered_in,
        "principal_place_of_business": person.principal_place_of_business,
        "citizenships": list(person.citizenships) if person.citizenships is not None else None,
        "resident_in": person.resident_in,
        "us_permanent_resident": person.us_permanent_resident,
        "acts_for": person.acts_for,
        "no_other_owners": person.no_other_owners or None,
        "country_only": person.country_only,
        "holder_only": supplier is None or None,
        "evidence": evidence or None,
        "self_declared": (supplier is not None and supplier.is_own_word) or None,
        "stated_on": Filed(supplier.sources).as_of if supplier else None,
    }


def _edges(
    owner: str,
    owned: str,
    holding: Holding,
    bounds: tuple[float, float] | None,
    partners: list[str],
    place: str,
    draft: Draft,
) -> None:
    """Append an edge for the share that a holder has, known or not, and one for each other thing."""

    def add(kind: str, low: float | None = None, high: float | None = None, **columns: object) -> None:
        draft.add("edges", owner=owner, owned=owned, kind=kind, low=low, high=high, place=place, **columns)

    add(
        "voting_share",
        *(bounds or (holding.voting_pct, holding.voting_pct)),
        largest=holding.largest,
        dispersed=holding.dispersed or None,
        power_excluded=holding.power_excluded or None,
    )
    if holding.board_seats:
        held, seats = holding.board_seats
        add("board_seats", 100 * held / seats, 100 * held / seats, seats=[held, seats])
    if holding.capital_pct is not None:
        add("capital", holding.capital_pct, holding.capital_pct)
    if partners:
        add("concert", in_concert_with=partners)
    rights = {
        "special_share": holding.special_share,
        "veto": holding.veto,
        "proxy": holding.proxy,
        "contract": holding.contract_control,
        "casting_vote": holding.casting_vote,
        "nominee": holding.nominee,
    }
    for kind, is_held in rights.items():
        if is_held:
            add(kind)

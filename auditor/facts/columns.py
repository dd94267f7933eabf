"""Facts as the columns that the rule is asked about: of the transaction, its authorizations, and the component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import Named
from auditor.facts.model import ComponentFacts
from auditor.program.model import Authorization, Item, Program, Transaction
from policies.connected_vehicles import facts as vocabulary
from policies.connected_vehicles.authorizations import relied_on


def transaction_columns(program: Program, graph: Graph, declarant: Named, transaction: Transaction) -> dict[str, Any]:
    """Return the columns of facts about vehicle, transaction and actor, without authorizations."""
    stated = {**program.vehicle_facts, **transaction.facts, **program.declarant.facts}
    columns = vocabulary.flatten({name: fact.value for name, fact in stated.items()})
    nexus = graph.nexus_as_manufacturer(declarant.person)
    return columns | nexus.columns("actor")


def authorization_columns(
    program: Program, transaction: Transaction, item: Item, row: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns of facts about the authorizations that cover a component on the day of the transaction."""
    columns: dict[str, Any] = {}
    for held in covering(program, item, row):
        columns |= relied_on(held.kind, held.number, held.status, held.until, transaction.date)
    return columns


def covering(program: Program, item: Item, row: Mapping[str, Any]) -> list[Authorization]:
    """Return the authorizations whose selector picks the component; one without a selector covers the whole program."""
    return [held for held in program.authorizations if held.select is None or held.select.picks(item.id, row)]


def component_columns(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return the columns of facts about the item, the component and its parties."""
    stated = vocabulary.flatten({name: fact.value for name, fact in facts.stated.items()})
    columns = graph.columns(facts.involved) | stated
    if facts.altered_by:
        nexus = graph.nexus(facts.altered_by.named.person)
        columns |= nexus.columns("component.altered_by")
    return columns

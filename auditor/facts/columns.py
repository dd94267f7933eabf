"""Facts as the columns that the rule is asked about: of the transaction, its authorizations, and the component."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.leads import may_have_nexus
from auditor.entities.resolution.people import Named
from auditor.facts.model import ComponentFacts, PartyOfComponent
from auditor.program.model import Authorization, Item, Program, Transaction
from auditor.provenance import Stated
from policies.connected_vehicles import facts as vocabulary
from policies.connected_vehicles.authorizations import relied_on
from policies.foreign_adversaries.persons import Nexus

NOBODY_KNOWN = Nexus(None, gaps=frozenset({"party"}))


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
    return {name: fact.value for name, fact in authorizations_stated(program, transaction, item, row).items()}


def authorizations_stated(
    program: Program, transaction: Transaction, item: Item, row: Mapping[str, Any]
) -> dict[str, Stated]:
    """Return the same facts by name, each with the line of the program that states it and the authorization's number."""
    stated: dict[str, Stated] = {}
    for held in covering(program, item, row):
        facts = relied_on(held.kind, held.number, held.status, held.until, transaction.date)
        source = replace(held.source, detail=f"{held.kind} authorization {held.number}")
        stated |= {name: Stated(value, source) for name, value in facts.items()}
    return stated


def covering(program: Program, item: Item, row: Mapping[str, Any]) -> list[Authorization]:
    """Return the authorizations whose selector picks the component; one without a selector covers the whole program."""
    return [held for held in program.authorizations if held.select is None or held.select.picks(item.id, row)]


def component_columns(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return the columns of facts about the item, the component and its parties."""
    stated = vocabulary.flatten({name: fact.value for name, fact in facts.stated.items()})
    columns = graph.columns(facts.involved) | _inherited(graph, facts) | stated
    if facts.altered_by:
        columns |= nexus_of_alterer(graph, facts.altered_by, facts).columns("component.altered_by")
    return columns


def nexus_of_alterer(graph: Graph, alterer: PartyOfComponent, facts: ComponentFacts) -> Nexus:
    """Return what is known of who altered a component last: nothing where that it was this one is a claim, not trusted."""
    is_claimed = "component.altered_by" in facts.unconfirmed
    return NOBODY_KNOWN if is_claimed else graph.nexus(alterer.named.person)


def _inherited(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return what is in doubt where a component comes from code of somebody who may be of the PRC or Russia: who designed and
    developed what is left of that. Part of the code is enough for the rule, which knows no trifle."""
    acts = dict.fromkeys(act for one in facts.ancestry if may_have_nexus(graph, one.named) for act in one.did)
    own = graph.columns(facts.involved) if acts else {}
    doubt: dict[str, Any] = {}
    for act in acts:
        if own[f"party.{act}.nexus"] is False:
            doubt |= NOBODY_KNOWN.columns(f"party.{act}")
    return doubt | (
        {"component.foreign_interest": None} if doubt and own["component.foreign_interest"] is False else {}
    )

"""Facts as the columns that the rule is asked about: of the transaction, its authorizations, and the component."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.leads import may_have_nexus
from auditor.entities.resolution.people import Named
from auditor.facts.model import ComponentFacts, PartyOfComponent
from auditor.program.authorizations_applied import Authorizations
from auditor.program.model import Item, Program, Transaction
from auditor.program.selectors import Makers
from policies.connected_vehicles import facts as vocabulary
from policies.foreign_adversaries.persons import Nexus

NOBODY_KNOWN = Nexus(None, gaps=frozenset({"party"}))


def transaction_columns(program: Program, graph: Graph, declarant: Named, transaction: Transaction) -> dict[str, Any]:
    """Return the columns of facts about vehicle, transaction and actor, without authorizations."""
    stated = {**program.vehicle_facts, **transaction.facts, **program.declarant.facts}
    columns = vocabulary.flatten({name: fact.value for name, fact in stated.items()})
    nexus = graph.nexus_as_manufacturer(declarant.person)
    return columns | nexus.columns("actor")


def authorization_columns(
    authorizations: Authorizations, transaction: Transaction, item: Item, row: Mapping[str, Any], makers: Makers
) -> dict[str, Any]:
    """Return the columns of facts about the authorizations that cover a component by these makers on the transaction's day."""
    if not authorizations.all:
        return {}
    return {name: fact.value for name, fact in authorizations.stated(transaction, item, row, makers).items()}


def component_columns(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return the columns of facts about the item, the component and its parties."""
    stated = vocabulary.flatten({name: fact.value for name, fact in facts.stated.items()})
    columns = graph.columns(facts.involved) | _in_doubt(graph, facts) | stated
    if facts.altered_by:
        columns |= nexus_of_alterer(graph, facts.altered_by, facts).columns("component.altered_by")
    return columns


def nexus_of_alterer(graph: Graph, alterer: PartyOfComponent, facts: ComponentFacts) -> Nexus:
    """Return what is known of who altered a component last: nothing where that it was this one is a claim, not trusted."""
    is_claimed = "component.altered_by" in facts.unconfirmed
    return NOBODY_KNOWN if is_claimed else graph.nexus(alterer.named.person)


def _in_doubt(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return what is in doubt about its makers where a component comes from code of somebody who may be of the PRC or Russia, or
    its code or a text beside it points to such a maker and its BOM names another: who designed and developed what is left of
    that code, or made the part. Part of the code is enough for the rule, which knows no trifle."""
    others = (*facts.ancestry, *facts.other_makers)
    acts = dict.fromkeys(act for one in others if may_have_nexus(graph, one.named) for act in one.did)
    own = graph.columns(facts.involved) if acts else {}
    doubt: dict[str, Any] = {}
    for act in acts:
        if own[f"party.{act}.nexus"] is False:
            doubt |= NOBODY_KNOWN.columns(f"party.{act}")
    return doubt | (
        {"component.foreign_interest": None} if doubt and own["component.foreign_interest"] is False else {}
    )


def made_by(facts: ComponentFacts) -> tuple[str, ...]:
    """Return the names of who made a component: who manufactured it, else who developed, else who designed it."""
    for act in ("manufactured", "developed", "designed"):
        if names := tuple(party.name for party in facts.parties if act in party.did):
            return names
    return ()

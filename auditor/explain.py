"""Why a component got its answer: the tree of tests with the facts, where each fact came from and what it beat."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditor.audit import Audit, AuditedComponent, component_columns, transaction_columns
from auditor.program import Transaction
from auditor.statements import Stated
from bom_parsers import InputError
from policies.connected_vehicles.facts import BY_NAME, frame
from policies.connected_vehicles.rule import Step
from policies.truth import Test
from reports.explanation import Fact, Node


def find_component(audit: Audit, wanted: str) -> AuditedComponent:
    """Return the component with this id, ref, name or part number; raises InputError if none, or more than one, has it."""
    exact = [c for c in audit.components if c.id == wanted]
    found = exact or [
        c for c in audit.components if wanted in (c.row["ref"], c.row["name"], c.row["mpn"], c.row["purl"])
    ]
    if len(found) == 1:
        return found[0]
    path = Path(audit.program.path)
    if found:
        some = ", ".join(c.id for c in found[:5]) + (" ..." if len(found) > 5 else "")
        raise InputError(path, "", f"{len(found)} components called {wanted!r}", "one", f"use one of the ids {some}")
    names = {name: c.id for c in audit.components for name in (c.id, c.row["name"] or "", c.row["mpn"] or "")}
    near = difflib.get_close_matches(wanted, list(names), 1, 0.0)
    raise InputError(
        path, "", f"no component {wanted!r}", "an id, name or part number", f"did you mean {names[near[0]]!r}?"
    )


def explain(audit: Audit, component: AuditedComponent, transaction: Transaction) -> list[Node]:
    """Return the tests of the rule for a component in one transaction, with the facts that each turned on."""
    graph = audit.people.graph
    columns = component_columns(graph, component.facts) | transaction_columns(
        audit.program, graph, audit.declarant, transaction, component.item, component.row
    )
    stated = {
        **audit.program.vehicle_facts,
        **transaction.facts,
        **audit.program.declarant.facts,
        **component.facts.stated,
    }
    return [_node(audit, component, stated, columns, step) for step in audit.rule.explain(frame([columns]))]


def _node(
    audit: Audit, component: AuditedComponent, stated: Mapping[str, Stated], columns: Mapping[str, Any], step: Step
) -> Node:
    node = step.node
    leaf = node if isinstance(node, Test) else None
    facts: list[Fact] = []
    if leaf and leaf.gaps:
        facts = list(_persons(audit, component, leaf.gaps))
    elif leaf:
        facts = [_fact(name, stated, columns) for name in leaf.asks]
    failed = leaf and step.value is False and leaf.otherwise
    return {
        "depth": step.depth,
        "words": f"{node.words}: no, {leaf.otherwise}" if failed and leaf else node.words,
        "paragraph": leaf.paragraph if leaf else "",
        "standing": str(leaf.standing) if leaf else "",
        "value": step.value,
        "facts": facts,
        "question": step.question,
    }


def _fact(name: str, stated: Mapping[str, Stated], columns: Mapping[str, Any]) -> Fact:
    fact = stated.get(name) or (stated.get("vehicle.gvwr_kg") if name == "vehicle.gvwr_lb" else None)
    if fact is not None:
        value = "unknown" if fact.value is None else _shown(fact.value)
        return {"name": name, "value": value, "source": fact.source, "beat": list(fact.beat)}
    if name == "component.foreign_interest" and columns.get(name) is not None:
        return {"name": name, "value": _shown(columns[name]), "source": "derived from the parties", "beat": []}
    default = BY_NAME[name].default
    if default is not None:
        return {
            "name": name,
            "value": _shown(default),
            "source": "the vocabulary, where nothing is stated",
            "beat": [],
        }
    return {"name": name, "value": "unknown", "source": "", "beat": []}


def _persons(audit: Audit, component: AuditedComponent, gaps: str) -> Iterable[Fact]:
    """The persons behind a test about persons: for each, yes, no or unknown, and why."""
    table, act = gaps.split(".")[:2]
    if table == "actor":
        nexus = audit.people.graph.nexus(audit.declarant.person)
        yield _person("actor.party", audit.program.declarant.name, nexus.value, nexus.because, audit.declarant.evidence)
        return
    parties = [p for p in component.facts.parties if act in p.did] if table == "party" else []
    if table == "component" and component.facts.altered_by:
        parties, act = [component.facts.altered_by], "altered"
    for party in parties:
        nexus = audit.people.graph.nexus(party.named.person)
        source = f"{party.source}; {party.named.evidence}"
        yield _person(f"{act} by", party.named.known_as or party.name, nexus.value, nexus.because, source)
    if not parties:
        yield {"name": f"{act} by", "value": "nobody is named", "source": "", "beat": []}


def _person(name: str, who: str, value: bool | None, because: str, source: str) -> Fact:
    answer = {True: "a person of the PRC or Russia", False: "no person of the PRC or Russia", None: "not known"}[value]
    return {
        "name": name,
        "value": f"{who}: {answer}" + (f" ({because})" if because else ""),
        "source": source,
        "beat": [],
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(v) for v in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)

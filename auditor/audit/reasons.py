"""One plain sentence for an answer: who and what it turned on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.connected_vehicles import reasons
from policies.connected_vehicles.facts import ACTS
from policies.connected_vehicles.rule import Rule
from policies.foreign_adversaries.persons import Nexus
from policies.truth import Node
from reports import words


@dataclass(frozen=True)
class Who:
    """A person behind a test: its name, what it is by the law, and where it is named."""

    name: str
    nexus: Nexus
    source: str


Persons = Mapping[str, Sequence[Who]]  # by act, and under "actor" and "altered"


def told(rule: Rule, answer: Mapping[str, Any], values: Mapping[Node, bool | None]) -> dict[str, Any]:
    """Return what the tests tell beyond the answer: why it is out of scope and by which facts, until when exempt, whether
    only legacy software is allowed so, which prohibitions apply (their ids)."""
    verdict = answer["verdict"]
    because, by = reasons.out_of_scope(rule, values) if verdict == "out_of_scope" else ("", ())
    return {
        "out_because": because,
        "out_by": by,
        "exempt_until": reasons.exempt_until(rule, values) if verdict == "exempt" else None,
        "legacy": verdict == "allowed" and reasons.is_legacy(rule, values),
        "prohibitions": [x.id for x in reasons.applying(rule, values)] if verdict == "prohibited" else [],
    }


def reason(answer: Mapping[str, Any], persons: Persons, authorizations: Sequence[str] = ()) -> str:
    """Return why the answer, which has the keys of `told`, is what it is; `authorizations` are those that cover it."""
    verdict = answer["verdict"]
    if verdict == "prohibited":
        return _why_prohibited(answer, persons)
    if verdict == "review":
        return f"not settled: {missing_in_words(answer['missing'], answer['open'])}"
    if verdict == "authorized":
        return "covered by " + ("; ".join(authorizations) or "the authorization relied on")
    if verdict == "exempt":
        return f"the rule reaches it from {answer['exempt_until']}"
    if verdict == "allowed":
        if answer["legacy"]:
            return "legacy software: finished before the cut-off and not altered since by a person of the PRC or Russia"
        return "no person of the PRC or Russia designed, developed, manufactured, supplied or maintained it"
    return str(answer["out_because"])


def missing_in_words(missing_facts: Iterable[str], questions_of_law: Iterable[str]) -> str:
    """Return what a review turns on, as the end of a sentence."""
    missing = list(missing_facts)
    if any(fact.startswith("party") for fact in missing):
        # Whose interest it is follows from who its parties are.
        missing = [fact for fact in missing if fact != "component.foreign_interest"]
    parts = [words.fact(fact) for fact in missing]
    return "; ".join([*parts, *questions_of_law])


def _why_prohibited(answer: Mapping[str, Any], persons: Persons) -> str:
    did: dict[Who, list[str]] = {}
    for act in ACTS:
        for who in persons.get(act, ()):
            if who.nexus.value:
                did.setdefault(who, []).append(act)
    lines = [f"{who.name} {words.listed(acts)} it ({who.nexus.because})" for who, acts in did.items()]
    if any(id in reasons.OF_THE_MANUFACTURER for id in answer["prohibitions"]):
        lines += [
            f"{who.name} is the manufacturer ({who.nexus.because})"
            for who in persons.get("actor", ())
            if who.nexus.value
        ]
    return "; ".join(lines)

"""One plain sentence for an answer: who and what it turned on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from auditor.facts.model import ComponentFacts
from auditor.provenance import Source
from policies import reasons
from policies.connected_vehicles.facts import ACTS
from policies.connected_vehicles.reasons import OF_THE_MANUFACTURER
from policies.foreign_adversaries.persons import Nexus
from policies.judgment import Judgment
from policies.truth import Node
from policies.vocabulary import Vocabulary
from reports import words


@dataclass(frozen=True)
class Who:
    """A person behind a test: its name, what it is by the law, and the places where it is `named`.

    `filed` are the sources of what is known of it, none for a person that nobody knows; None where nobody was asked, as for
    a party of a question file. `person` is its key in the graph. `acts_as` is "employee" for who works through an entity,
    "manufacturer" for the one that sells, whom other numbers may judge.
    """

    name: str
    nexus: Nexus
    named: tuple[Source, ...] = ()
    filed: tuple[Source, ...] | None = None
    person: str = ""
    acts_as: Literal["", "employee", "manufacturer"] = ""


Persons = Mapping[str, Sequence[Who]]  # by act, and under "actor" and "altered"


def source_in_words(source: Source) -> str:
    """Return where a fact is stated, in the words of the reports."""
    return words.source(
        source.kind.value,
        source.file,
        source.pointer,
        source.name,
        source.detail,
        source.who,
        str(source.on or ""),
        str(source.until or ""),
        source.accepted_by,
    )


def sources_in_words(sources: Iterable[Source]) -> str:
    """Return all the places that name a party, in words."""
    return "; ".join(map(source_in_words, sources))


def person_in_words(named: Iterable[Source], filed: Iterable[Source] | None) -> str:
    """Return where a person is named, and by which sources it is known, in words."""
    known = () if filed is None else (words.on_file(map(source_in_words, filed)),)
    return "; ".join([*map(source_in_words, named), *known])


def claim_in_words(source: Source) -> str:
    """Return what a BOM claims of its own part without being trusted: "the BOM by Example GmbH claims icts:layer = cloud"."""
    return words.claim(source.file, source.who, source.detail)


def leads(facts: ComponentFacts, missing: Iterable[str]) -> list[str]:
    """Return in words what hints at those facts among `missing` that a look at the component can hint at."""
    software, asked = facts.software, set(missing)
    disputes = [one.words for one in facts.contradictions if one.name in asked]
    hints = disputes or [facts.seems.lead]
    hints += [claim_in_words(facts.stated[name].source) for name in facts.unconfirmed if name in asked]
    hints += [software.seems.lead] if "component.layer" in asked else []
    hints += [software.change.words] if "component.modified" in asked else []
    hints += [software.days] if asked & {"component.completed_on", "component.altered_on"} else []
    if any(fact.startswith("party") for fact in asked):
        hints += [software.hosted]
        makers = [party for party in facts.parties if party.inferred]
        hints += [f"its maker may be {maker.name} ({sources_in_words(maker.sources)})" for maker in makers]
    return [hint for hint in hints if hint]


def grounds(rule: Judgment, answer: Mapping[str, Any], values: Mapping[Node, bool | None]) -> dict[str, Any]:
    """Return what the tests tell beyond the answer: why it is out of scope and by which facts, until when exempt, why allowed
    and by what alone, what a review turns on, and which prohibitions apply, by id and by name."""
    verdict = answer["verdict"]
    applying = reasons.applying(rule, values) if verdict == "prohibited" else []
    because, by = reasons.out_of_scope(rule, values) if verdict == "out_of_scope" else ("", ())
    ends = rule.exemption_ends(values) if verdict == "exempt" else None
    return {
        "out_because": because,
        "out_by": by,
        "exempt_until": _until(ends) if ends else None,
        "exemption_ends": ends,
        "allowed_by": rule.allowed_by(values) if verdict == "allowed" else "",
        "allowed_because": rule.allowed_because(values) if verdict == "allowed" else "",
        "prohibitions": [x.id for x in applying],
        "turns_on": _turned_on(answer, rule.vocabulary) if verdict == "review" else "",
        "prohibited_by": "; ".join(x.name for x in applying),
    }


def _until(ends: tuple[str, Any]) -> str:
    """Return the model year, or the day, with which an exemption ends."""
    fact, value = ends
    return f"model year {value}" if fact == "vehicle.model_year" else str(value)


def reason(answer: Mapping[str, Any], persons: Persons, authorizations: Sequence[str] = ()) -> str:
    """Return why the answer, which has the keys of `grounds`, is what it is; `authorizations` are those that cover it."""
    verdict = answer["verdict"]
    if verdict == "prohibited":
        return _why_prohibited(answer, persons) or f"it is a {answer['prohibited_by']}"
    if verdict == "review":
        return f"not settled: {answer['turns_on']}"
    if verdict == "authorized":
        return "covered by " + ("; ".join(authorizations) or "the authorization relied on")
    if verdict == "exempt":
        return f"exempt until {answer['exempt_until']}"
    if verdict == "allowed":
        return str(answer["allowed_because"])
    return str(answer["out_because"])


def _turned_on(answer: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Return what a review turns on, as the end of a sentence."""
    missing = list(answer["missing"])
    if any(fact.startswith("party") for fact in missing):
        # Whose interest it is follows from who its parties are.
        missing = [fact for fact in missing if fact != "component.foreign_interest"]
    parts = [vocabulary.words(fact) for fact in missing]
    return "; ".join([*parts, *answer["open"]])


def _why_prohibited(answer: Mapping[str, Any], persons: Persons) -> str:
    did: dict[Who, list[str]] = {}
    for act in ACTS:
        for who in persons.get(act, ()):
            if who.nexus.value:
                did.setdefault(who, []).append(act)
    lines = [f"{who.name} {words.listed(acts)} it ({who.nexus.because})" for who, acts in did.items()]
    if any(id in OF_THE_MANUFACTURER for id in answer["prohibitions"]):
        lines += [
            f"{who.name} is the manufacturer ({who.nexus.because})"
            for who in persons.get("actor", ())
            if who.nexus.value
        ]
    return "; ".join(lines)

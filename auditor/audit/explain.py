"""Why an answer is what it is: the tree of tests with the facts, where each fact came from and what it beat."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from auditor.audit.case_files import Case
from auditor.audit.reasons import Persons, Who, grounds, person_in_words, reason, source_in_words, sources_in_words
from auditor.audit.results import Audit, AuditedComponent
from auditor.entities.ownership.graph import Filed, Graph, Involvement
from auditor.entities.ownership.statements import FACTS
from auditor.facts.columns import (
    authorization_columns,
    component_columns,
    nexus_of_alterer,
    transaction_columns,
)
from auditor.program.model import Transaction
from auditor.provenance import Source, SourceKind, Stated
from bom_parsers import InputError
from bom_parsers.errors import quoted
from policies.connected_vehicles.facts import ACTS
from policies.foreign_adversaries.control import HOLDER
from policies.foreign_adversaries.explanation import Tested
from policies.foreign_adversaries.persons import GAP_QUESTIONS
from policies.judgment import Judgment, Step, question_id
from policies.truth import Test
from policies.vocabulary import Vocabulary
from reports import words
from reports.documents.explanation import Explanation, Fact, Node


@dataclass(frozen=True)
class OnFile:
    """All that is on file for one answer: facts by name, the columns judged, and persons by act, "actor" and "altered"."""

    stated: Mapping[str, Stated]
    columns: Mapping[str, Any]
    persons: Persons
    graph: Graph


def find_component(audit: Audit, wanted: str) -> AuditedComponent:
    """Return the component with this id, ref, name or part number; raises InputError if none, or more than one, has it."""
    known = {c.id: c for c in (*audit.components, *audit.gaps)}
    exact = [known[wanted]] if wanted in known else []
    matches = exact or [
        c for c in known.values() if wanted in (c.row["ref"], c.row["name"], c.row["mpn"], c.row["purl"])
    ]
    if len(matches) == 1:
        return matches[0]
    path = audit.program.path
    if matches:
        some = ", ".join(c.id for c in matches[:5]) + (" ..." if len(matches) > 5 else "")
        raise InputError(
            path, "", f"{len(matches)} components called {quoted(wanted)}", "one", f"use one of the ids {some}"
        )
    names = {name: c.id for c in known.values() for name in (c.id, c.row["name"] or "", c.row["mpn"] or "")}
    near = difflib.get_close_matches(wanted, list(names), 1, 0.0)
    raise InputError(
        path,
        "",
        f"no component {quoted(wanted)}",
        "an id, name or part number",
        f"did you mean {quoted(names[near[0]])}?",
    )


def of_component(audit: Audit, component: AuditedComponent, transaction: Transaction) -> OnFile:
    """Return what is on file for a component of an audit in one transaction."""
    program, graph, facts = audit.program, audit.people.graph, component.facts
    columns = component_columns(graph, facts)
    columns |= transaction_columns(program, graph, audit.declarant, transaction)
    columns |= authorization_columns(
        audit.authorizations, transaction, component.item, component.row, component.facts.makers
    )
    stated = {**program.vehicle_facts, **transaction.facts, **program.declarant.facts, **facts.stated}
    stated |= audit.authorizations.stated(transaction, component.item, component.row, component.facts.makers)
    return OnFile(stated, columns, persons_of(audit, component), graph)


def persons_of(audit: Audit, component: AuditedComponent) -> Persons:
    """Return the persons behind a component: by act, the declarant, and who altered it."""
    graph, facts = audit.people.graph, component.facts
    persons: dict[str, list[Who]] = {act: [] for act in ACTS}
    for party in facts.parties:
        known, nexus = party.named.known_as, graph.nexus(party.named.person)
        name = f"{party.name} (listed as {known})" if known and known != party.name else party.name
        for act in party.did:
            persons[act].append(Who(name, nexus, party.sources, party.named.sources, party.named.person))
    declarant = audit.declarant
    seller = graph.nexus_as_manufacturer(declarant.person)
    persons["actor"] = [
        Who(audit.program.declarant.name, seller, (), declarant.sources, declarant.person, "manufacturer")
    ]
    if facts.altered_by:
        named, sources = facts.altered_by.named, facts.altered_by.sources
        name = named.known_as or facts.altered_by.name
        nexus = nexus_of_alterer(graph, facts.altered_by, facts)
        persons["altered"] = [Who(name, nexus, sources, named.sources, named.person)]
    return persons


def of_case(case: Case) -> OnFile:
    """Return what is on file for a case of a question file."""
    source = Source(SourceKind.CASE, case.file, case.sha256, detail=f"case {quoted(case.id)}")
    persons: dict[str, list[Who]] = {act: [] for act in ACTS}

    def who(party: Involvement) -> Who:
        name, nexus = case.graph.persons[party.person].name, case.graph.involvement_nexus(party)
        return Who(name, nexus, (source,), None, party.person, "employee" if party.employed else "")

    for party in case.parties:
        for act in party.did:
            persons[act].append(who(party))
    if case.actor:
        nexus = case.graph.nexus_as_manufacturer(case.actor.person)
        persons["actor"] = [replace(who(case.actor), nexus=nexus, acts_as="manufacturer")]
    if case.altered:
        persons["altered"] = [who(case.altered)]
    known = case.vocabulary.by_name
    stated = {name: Stated(value, source) for name, value in case.facts.items() if known[name].type != "party"}
    return OnFile(stated, case.columns, persons, case.graph)


def explained_case(case: Case, rule: Judgment, as_of: date | None) -> Explanation:
    """Return the answer to a case with its tests; `as_of` is the day whose law counts, None for the newest law known."""
    on_file = of_case(case)
    row = rule.vocabulary.frame([on_file.columns])
    answer = rule.answered(row)[0]
    full = answer | grounds(rule, answer, rule.tests(row)[0])
    return {
        "title": case.id,
        "id": case.file,
        "of": " ".join(str(case.facts[key]) for key in (rule.act, "transaction.date") if key in case.facts) or "case",
        "as_of": str(as_of or ""),
        "answer": {
            "verdict": answer["verdict"],
            "declaration": answer.get("declaration"),
            "authority": answer["authority"],
            "standing": answer["standing"],
            "missing": answer["missing"],
            "open": answer["open"],
            "open_ids": answer["open_ids"],
            "prohibitions": full["prohibitions"],
        },
        "reason": reason(full, on_file.persons),
        "nodes": explain(rule, on_file),
    }


def explain(rule: Judgment, on_file: OnFile) -> list[Node]:
    """Return the tests of the rule in the order of the tree, with the facts that each turned on."""
    facts = rule.vocabulary.frame([on_file.columns])
    nodes: list[Node] = []
    shown: set[tuple[str, str]] = set()  # the tests of a person are shown once, where it first matters
    for step in rule.explain(facts):
        nodes.append(_node(on_file, step, rule.vocabulary))
        if isinstance(step.node, Test) and step.node.whose:
            nodes += _tests_of_persons(on_file, step.node.whose, step.depth + 1, shown)
    return nodes


def _node(on_file: OnFile, step: Step, vocabulary: Vocabulary) -> Node:
    node = step.node
    leaf = node if isinstance(node, Test) else None
    facts: list[Fact] = []
    for name in leaf.reads if leaf else ():
        facts += _persons(on_file, name) if name in vocabulary.persons else [_fact(name, on_file, vocabulary)]
    failed = leaf.otherwise if leaf and step.value is False else ""
    return {
        "depth": step.depth,
        "id": node.id,
        "words": failed or node.words,
        "paragraph": leaf.paragraph if leaf else "",
        "standing": str(leaf.standing) if leaf else "",
        "value": step.value,
        "facts": facts,
        "question": step.question,
        "question_id": node.id if step.question else None,
    }


NOT_KNOWN = "unknown"  # what no source states
_DEFAULT = Source(SourceKind.DEFAULT)
_DERIVED = Source(SourceKind.DERIVED, detail="parties")
_DERIVED_FROM_CHANGE = Source(SourceKind.DERIVED, detail="change")


def _fact(name: str, on_file: OnFile, vocabulary: Vocabulary) -> Fact:
    stated, columns = on_file.stated, on_file.columns
    others = (other.name for other in vocabulary.facts if other.asked_as == name)
    fact = next((stated[one] for one in (name, *others) if one in stated), None)
    if fact is not None:
        value = "unknown" if fact.value is None else _shown(fact.value)
        beat = [words.statement(_beaten(lost.value), source_in_words(lost.source)) for lost in fact.beat]
        return _entry(name, value, source_in_words(fact.source), fact.source, beat)
    default = vocabulary.by_name[name].default
    if name == "component.foreign_interest" and columns.get(name) is not None:
        value, source = _shown(columns[name]), _DERIVED
    elif name == "component.altered" and ("component.altered_on" in stated or on_file.persons.get("altered")):
        value, source = _shown(True), _DERIVED_FROM_CHANGE
    elif default is not None:
        value, source = _shown(default), _DEFAULT
    else:
        value, source = NOT_KNOWN, None
    return _entry(name, value, source_in_words(source) if source else "", source)


def _entry(name: str, value: str, sentence: str, source: Source | None, beat: Sequence[str] = ()) -> Fact:
    kind, file, pointer = (source.kind.value, source.file, source.pointer) if source else ("", "", "")
    return {
        "name": name,
        "value": value,
        "source": sentence,
        "source_kind": kind,
        "file": file,
        "pointer": pointer,
        "beat": list(beat),
    }


def _persons(on_file: OnFile, prefix: str) -> Iterable[Fact]:
    """The persons behind a test about persons: for each, yes, no or unknown, and why."""
    key = _role(prefix)
    name = "actor.party" if key == "actor" else f"{key} by"
    for who in on_file.persons.get(key, ()):
        answer = {True: "a person of the PRC or Russia", False: "not a person of the PRC or Russia", None: "not known"}
        because = f" ({who.nexus.because})" if who.nexus.because else ""
        value = f"{who.name}: {answer[who.nexus.value]}{because}"
        yield _entry(name, value, person_in_words(who.named, who.filed), next(iter(who.named), None))
    if not on_file.persons.get(key):
        yield _entry(name, "nobody is named", "", None)


def _role(prefix: str) -> str:
    table, _, act = prefix.partition(".")
    return {"actor": "actor", "component": "altered"}.get(table, act)


def _tests_of_persons(on_file: OnFile, prefix: str, depth: int, shown: set[tuple[str, str]]) -> Iterable[Node]:
    """The tests by which the persons behind a test about persons are judged, down to the holding that decides."""
    for who in on_file.persons.get(_role(prefix), ()):
        if (who.person, who.acts_as) in shown:
            continue
        shown.add((who.person, who.acts_as))
        for tested, filed in on_file.graph.explained(who.person, who.acts_as):
            source = sources_in_words(filed.sources) or person_in_words(who.named, who.filed)
            at = next(iter((*filed.sources, *who.named)), None)
            yield _tested(tested, depth, source, at, _of_holder(on_file.graph, tested, source, at))


# What decides whether a holder is of the PRC or Russia, beside its own holders.
_WHEREABOUTS = ("country_only", *FACTS)


def _of_holder(graph: Graph, tested: Tested, source: str, at: Source | None) -> list[Fact]:
    """Of where a holder is, with where that is on file: in its own row, or in the one that names it, which is `source`."""
    holding = tested.finding.holding
    if tested.finding.test is not HOLDER or holding is None:
        return []
    if own := graph.filed.get(holding.holder, Filed()).sources:
        source, at = sources_in_words(own), own[0]
    of_it = ((name, getattr(graph.persons[holding.holder], name)) for name in _WHEREABOUTS)
    return [_entry(f"holder.{name}", _shown(value), source, at) for name, value in of_it if value is not None]


def _tested(tested: Tested, depth: int, source: str, at: Source | None, of_holder: Sequence[Fact]) -> Node:
    finding, test = tested.finding, tested.finding.test
    gap = test.question if test.question in finding.gaps else None
    of = f"{tested.person.name}: " if finding.holding is None else f"{finding.holding.name} in {tested.person.name}: "
    facts = [
        _entry(f"party.{name}", NOT_KNOWN, "", None)
        if value is None
        else _entry(f"party.{name}", _shown(value), source, at)
        for name, value in finding.facts(tested.person)
        if value not in (None, (), False) or finding.value is None
    ]
    return {
        "depth": depth + tested.depth,
        "id": test.id,
        "words": f"{of}{test.words}",
        "paragraph": test.paragraph,
        "standing": str(finding.standing),
        "value": finding.value,
        "facts": [*facts, *of_holder],
        "question": GAP_QUESTIONS[gap] if gap else None,
        "question_id": question_id(gap) if gap else None,
    }


def _beaten(value: Any) -> str:
    """Return a value that another one beat: worded as that one is, a text in quotes."""
    return quoted(value) if isinstance(value, str) else "unknown" if value is None else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(v) for v in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)

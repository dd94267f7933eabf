"""Question files: cases in the vocabulary of the rule, answered without any BOM, and compared with what is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.entities.ownership.graph import Graph, Involvement
from auditor.entities.ownership.party_tables import add_party
from auditor.inputs import InputFile
from auditor.toml_files import read_toml
from bom_parsers.errors import InputError, quoted
from policies.judgment import Judgment
from policies.packs import RulePack, pack
from policies.parameters import Parameters
from policies.vocabulary import Vocabulary, VocabularyError, check, unknown_key

CASE_KEYS = ("id", "title", "authority", "standing", "expect")
EXPECT_KEYS = ("verdict", "declaration", "filing", "missing", "open")


@dataclass(frozen=True)
class Case:
    """One question: its facts by name, its persons, and what is expected of the answer, if anything is.

    `actor` and `altered` are the party tables of the actor and of who altered the component.
    """

    id: str
    file: str
    vocabulary: Vocabulary
    facts: Mapping[str, Any]
    graph: Graph
    parties: tuple[Involvement, ...]
    actor: Involvement | None
    altered: Involvement | None
    expect: Mapping[str, Any]
    sha256: str = ""  # of the question file

    @property
    def columns(self) -> dict[str, Any]:
        """Return the case as a row of the columns of facts."""
        row = self.graph.columns(self.parties) | self.vocabulary.flatten(self.facts)
        if self.actor:
            nexus = self.graph.nexus_as_manufacturer(self.actor.person)
            row |= nexus.columns("actor")
        if self.altered:
            nexus = self.graph.involvement_nexus(self.altered)
            row |= nexus.columns("component.altered_by")
        return row


def rule_named(file: InputFile) -> str | None:
    """Return the rule that a question file names with `rule = "..."`, None where it names none. Raises InputError for no TOML."""
    named = read_toml(file, "a question file").get("rule")
    if named is not None and not isinstance(named, str):
        raise InputError(
            file.path, "rule", quoted(named), "a rule's name as a text", 'write rule = "connected_vehicles"'
        )
    return named


def read_questions(file: InputFile, p: Parameters, asked: RulePack | None = None) -> list[Case]:
    """Read the `[[case]]` tables of a question file, in the vocabulary of a rule (of connected vehicles where none is given).

    Raises InputError, naming the case and the key, for a file that is no TOML, an unknown key or a value that does not fit.
    """
    path, table = file.path, read_toml(file, "a question file")
    vocabulary = (asked or pack()).vocabulary
    cases = table.get("case")
    if not isinstance(cases, list) or not cases:
        raise InputError(
            path,
            "",
            f"the keys {', '.join(map(quoted, sorted(table))) or 'none'}",
            "at least one [[case]] table",
            "see `icts judge --help`",
        )
    for key in table:
        if key not in ("case", "rule"):
            raise InputError(
                path, "", f"the unknown table {quoted(key)}", "only [[case]] tables", "did you mean 'case'?"
            )
    return [_case(case, file, i, p, vocabulary) for i, case in enumerate(cases, start=1)]


def judge(cases: Sequence[Case], rule: Judgment, **columns: Any) -> list[dict[str, Any]]:
    """Answer the cases: for each a row of the columns of `rule.answers`; `columns` replace facts of all of them."""
    facts = rule.vocabulary.frame([case.columns | columns for case in cases])
    return rule.answered(facts)


def differences(case: Case, answer: Mapping[str, Any]) -> list[str]:
    """Return a line for each expected value that the answer does not have; the order of lists does not matter."""
    lines = []
    for key, wanted in case.expect.items():
        given: Any = bool(answer[key]) if key == "open" else answer[key]
        same = sorted(given) == sorted(wanted) if key == "missing" else given == wanted
        if not same:
            lines.append(f"{case.file}: {case.id}: {key}: expected {_shown(wanted)}, found {_shown(given)}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "nothing"
    return "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _case(case: Any, file: InputFile, number: int, p: Parameters, vocabulary: Vocabulary) -> Case:
    path = file.path
    if not isinstance(case, dict):
        raise InputError(path, f"case {number}", quoted(case), "a [[case]] table", "write [[case]] above the facts")
    name = str(case.get("id", number))
    place = f"case {quoted(name)}"
    try:
        keys = (*CASE_KEYS, *vocabulary.tables, *(["party"] if vocabulary.persons else []))
        for key in case:
            if key not in keys:
                raise unknown_key(place, key, keys)
        facts = _facts(case, place, vocabulary)
        graph = Graph(p)
        parties = case.get("party", [])
        if not isinstance(parties, list) or not all(isinstance(party, dict) for party in parties):
            raise VocabularyError(
                f"{place}: party", quoted(parties), "[[case.party]] tables", "write [[case.party]], with two brackets"
            )
        involved = tuple(add_party(graph, party, f"{place}: party {i}") for i, party in enumerate(parties, start=1))
        actor, altered = (
            add_party(graph, facts[key], f"{place}: {key}") if key in facts else None
            for key in ("actor.party", "component.altered_by")
        )
        expected = _expected(case, place)
        return Case(name, str(path), vocabulary, facts, graph, involved, actor, altered, expected, file.sha256)
    except VocabularyError as error:
        raise InputError(path, error.place, error.found, error.expected, error.remedy) from error


def _facts(case: Mapping[str, Any], place: str, vocabulary: Vocabulary) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for table in vocabulary.tables:
        for key, value in _table(case, table, place).items():
            name = f"{table}.{key}"
            if name not in vocabulary.by_name:
                known = [fact.key for fact in vocabulary.facts if fact.table == table]
                raise unknown_key(f"{place}: {table}", key, known)
            facts[name] = check(vocabulary.by_name[name], value, f"{place}: {name}")
    return facts


def _expected(case: Mapping[str, Any], place: str) -> dict[str, Any]:
    expect = _table(case, "expect", place)
    for key in expect:
        if key not in EXPECT_KEYS:
            raise unknown_key(f"{place}: expect", key, EXPECT_KEYS)
    return expect


def _table(case: Mapping[str, Any], key: str, place: str) -> dict[str, Any]:
    table = case.get(key, {})
    if not isinstance(table, dict):
        raise VocabularyError(
            f"{place}: {key}", quoted(table), f"a table [case.{key}]", "write the facts below such a heading"
        )
    return table

"""The ids of tests, groups, prohibitions and questions of law: unique, lasting, and what the tree's words cannot change."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from policies.connected_vehicles.facts import COLUMNS, VOCABULARY
from policies.connected_vehicles.rule import Rule
from policies.foreign_adversaries.persons import GAP_QUESTIONS
from policies.judgment import question_id
from policies.parameters import load, presets
from policies.truth import Group, Test

HERE = Path(__file__).resolve().parent
LAW = HERE.parents[1] / "policies" / "connected_vehicles"
COUNSEL = ("vehicles", "hardware", "software", "prohibitions", "phase_in", "authorizations", "declarations")


@pytest.fixture(scope="module")
def rule():
    return Rule(load("policies.connected_vehicles", date.max))


def ids(rule: Rule) -> list[str]:
    """Every id with what it names."""
    prohibitions = {x.id for x in rule.prohibitions}
    lines = [f"prohibition {x.id}" for x in rule.prohibitions]
    lines += [f"test {leaf.id}" for leaf in rule.leaves if not leaf.question]
    lines += [f"question {leaf.id}" for leaf in rule.leaves if leaf.question]
    lines += [f"question {question_id(gap)}" for gap in GAP_QUESTIONS]
    lines += [f"group {x.id}" for x in rule.nodes if isinstance(x, Group) and x.id and x.id not in prohibitions]
    return sorted(lines)


def test_an_id_is_changed_only_on_purpose(rule):
    """SARIF, baselines and links to docs/rule name tests by these ids: a changed line breaks them for every user."""
    assert ids(rule) == (HERE / "ids.txt").read_text("utf-8").splitlines()


def test_an_id_names_one_thing_and_is_in_kebab_case(rule):
    named = [line.partition(" ")[2] for line in ids(rule)]
    assert len(named) == len(set(named))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) for id in named)


def test_the_ids_are_the_same_under_other_law(rule):
    for what_if in (presets("policies.connected_vehicles")["s4429"], {"hardware_model_year": 2035}):
        assert ids(Rule(rule.parameters.override(**what_if))) == ids(rule)
    assert ids(Rule(load("policies.connected_vehicles", date(2025, 3, 17)))) == ids(rule)


def test_every_group_that_is_explained_has_an_id(rule):
    def below(node):
        yield node
        for child in node.children:
            yield from below(child)

    explained = [*rule.caught.values(), rule.authorized]
    assert all(node.id for root in explained for node in below(root))


def test_an_open_question_is_given_with_its_id(rule):
    row = {"component.kind": "hardware", "component.hardware_class": "memory", "component.programmable": True,
           "component.contributes_to_communication": True, "item.enables_vcs": True, "item.highest_mhz": 2400.0,
           "item.exclusively": "no", "actor.vcs_hardware_importer": True, "vehicle.model_year": 2031,
           "vehicle.gvwr_lb": 5000.0, "vehicle.wireless": True, "transaction.kind": "import",
           "party.supplied.nexus": None, "party.supplied.gaps": 1 << 8 + list(GAP_QUESTIONS).index("concert")}  # fmt: skip
    row |= {f"party.{act}.nexus": False for act in ("designed", "developed", "manufactured", "maintained")}
    answer = rule.judge(VOCABULARY.frame([row]).lazy()).collect().row(0, named=True)
    assert answer["open_ids"] == ["hardware-kind-not-listed", "concert"]
    assert len(answer["open"]) == 2


def test_a_test_asks_for_facts_that_it_looks_at_and_for_no_other(rule):
    """What it asks for comes from its condition; a fact in another unit is asked for under one name."""
    for leaf in rule.leaves:
        columns = set(leaf.holds.meta.root_names())
        assert columns <= set(COLUMNS), leaf.id
        assert set(leaf.asks) <= set(VOCABULARY.asked(c for c in columns if not c.endswith(".nexus"))), leaf.id
        persons = {c.removesuffix(".nexus") for c in columns if c.endswith(".nexus")}
        assert set(leaf.persons) <= persons, leaf.id
        assert leaf.whose is None or leaf.persons == (leaf.whose,), leaf.id


def test_a_test_reads_every_fact_and_person_in_its_condition_and_no_other(rule):
    """What is presumed, and what is only stated or not, decides as well as what is asked for."""
    for leaf in rule.leaves:
        assert set(leaf.reads) == set(VOCABULARY.read(leaf.holds.meta.root_names())), leaf.id
        assert leaf.reads, leaf.id
        assert set(leaf.asks) <= set(leaf.reads), leaf.id
    reads = {leaf.id: leaf.reads for leaf in rule.leaves}
    assert reads["hardware-no-model-year"] == ("vehicle.model_year",)
    assert reads["hardware-model-year"] == ("vehicle.model_year", "transaction.purpose")
    altered = {"component.altered", "component.altered_on", "component.altered_by", "transaction.date"}
    assert set(reads["altered"]) == set(reads["legacy-altered"]) == altered
    asks = {leaf.id: leaf.asks for leaf in rule.leaves}
    assert not any(asks[id] for id in ("hardware-model-year", "knowing"))
    assert asks["altered"] == ("transaction.date",)
    assert asks["legacy-not-altered"] == ("component.altered",)


def test_a_test_that_fails_has_a_sentence_of_its_own(rule):
    failing = [leaf.otherwise for leaf in rule.leaves if leaf.otherwise]
    assert len(failing) == len(set(failing))
    assert not [words for words in failing if "the rule " in words and "took effect" not in words]


@pytest.mark.parametrize("name", COUNSEL)
def test_what_counsel_reads_speaks_no_polars(name):
    text = (LAW / f"{name}.py").read_text("utf-8")
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert "polars" not in names
    assert not re.search(r"\b(fill_null|eq_missing|ne_missing|pl\.)", text)


def test_a_basis_of_every_test_is_a_paragraph_of_part_791(rule):
    assert all(isinstance(leaf, Test) and leaf.paragraph.startswith("791.") for leaf in rule.leaves)

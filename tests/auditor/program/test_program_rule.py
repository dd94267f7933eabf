"""The rule that a program is audited by: the default when it names none, and never one that cannot audit it."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from auditor.program.determinations import statable
from policies.connected_vehicles.facts import ACTS
from policies.packs import pack
from policies.vocabulary import Fact, Vocabulary
from tests.auditor.conftest import ROOT
from tests.policies.toy_pack.pack import PACK as TOY


def named(work, name: str) -> None:
    work.change('name = "Test car"\n', f'name = "Test car"\nrule = "{name}"\n')


def test_a_program_may_name_the_rule_that_it_is_audited_by_anyway(work):
    _, unnamed = work.audit()
    named(work, "connected_vehicles")
    done, report = work.audit()
    assert done.code == 0
    assert report["rule"] == unnamed["rule"] == "15 CFR part 791 subpart D"
    assert report["components"] == unnamed["components"]


def test_a_rule_that_is_not_there_is_named_with_its_line(work):
    named(work, "conected_vehicles")
    done, _ = work.audit()
    assert done.code == 2
    assert "program.toml: line 4: found no rule 'conected_vehicles'; expected one of connected_vehicles;" in done.err
    assert done.err.count("\n") == 1


def test_a_rule_that_asks_nothing_of_programs_is_refused_with_what_it_lacks(work, monkeypatch):
    monkeypatch.setattr("auditor.rule_in_force.pack", lambda name: TOY)
    named(work, "toy")
    done, _ = work.audit()
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert (
        "program.toml: line 4: found the rule 'toy', which has no acts of persons, such as who supplied a component; "
        "no facts about actor, transaction, item, component; expected a rule that programs can be audited by; "
        "name connected_vehicles, or ask this rule with `icts judge`"
    ) in done.err


def test_a_rule_with_facts_that_audits_do_not_state_is_refused(work, monkeypatch):
    towing = Fact("item.tows", "bool", words="whether it tows", ask="Does it tow?")
    vocabulary = Vocabulary((*pack().vocabulary.facts, towing), pack().vocabulary.persons.values())
    others = {"trailers": replace(pack(), vocabulary=vocabulary), "stamps": replace(pack(), verdicts=("stamped",))}
    monkeypatch.setattr("auditor.rule_in_force.pack", lambda name="": others.get(name) or pack())
    named(work, "trailers")
    assert "which has facts that audits do not state (item.tows); expected a rule" in work.audit()[0].err
    work.change("trailers", "stamps")
    assert "which has verdicts that audits do not report (stamped); expected a rule" in work.audit()[0].err


@pytest.mark.parametrize("value", ["1", '""', '["connected_vehicles"]'])
def test_the_name_of_a_rule_is_a_text(work, value):
    work.change('name = "Test car"\n', f'name = "Test car"\nrule = {value}\n')
    done, _ = work.audit()
    assert (done.code, "a text" in done.err) == ((0, False) if value == '""' else (2, True))


def test_what_a_rule_lacks_is_told_by_its_vocabulary_and_acts():
    assert pack().lacking == ""
    assert pack().acts == ACTS
    assert replace(pack(), acts=(*ACTS, "tested")).lacking == "no person for the acts tested"
    assert replace(pack(), acts=()).lacking == "no acts of persons, such as who supplied a component"


def test_determinations_state_facts_of_the_rule_and_its_parties():
    known = statable()
    assert known.parties == {f"{act}_by": act for act in ACTS}
    assert {"component.layer", "item.enables", "altered_by", "supplied_by"} <= known.facts.keys()
    assert {"allowed", "exempt", "verdict"} <= known.answers


def test_what_reads_a_program_knows_no_rule_but_by_its_pack():
    imports = {
        path.name: {
            node.module or ""
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
        }
        for path in (ROOT / "auditor" / "program").glob("*.py")
    }
    of_the_rule = {name for name, modules in imports.items() if any("connected_vehicles" in m for m in modules)}
    assert of_the_rule <= {"authorizations_applied.py"}, "authorizations are that rule's so far"

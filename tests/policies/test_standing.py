"""An answer is never firmer than what the persons that it turns on are judged by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from auditor.audit.case_files import judge, read_questions
from auditor.inputs import read_input
from policies.connected_vehicles.facts import ACTS, frame
from policies.connected_vehicles.rule import Rule
from policies.parameters import Parameters, load
from policies.truth import Standing
from tests.policies import one_company
from tests.policies.one_company import PUBLIC, SOFTWARE_COLUMNS, of_china, question

SOFTWARE = {
    **SOFTWARE_COLUMNS,
    "transaction.date": date(2026, 12, 1),
    "component.completed_on": date(2026, 5, 20),
    **{f"party.{act}.nexus": False for act in ACTS},
}

NEWEST = load("policies.connected_vehicles", date.max)


@pytest.fixture(scope="module")
def rule():
    return Rule(load("policies.connected_vehicles", date.max))


def answer(rule, **facts):
    return rule.judge(frame([SOFTWARE | facts]).lazy()).collect().row(0, named=True)


@pytest.mark.parametrize("value", [True, False, None], ids=["a person of these", "no such person", "unknown"])
@pytest.mark.parametrize("standing", list(Standing))
def test_it_is_as_weak_as_the_weakest_reading_by_which_a_party_is_judged(rule, value, standing):
    given = answer(rule, **{"party.supplied.nexus": value, "party.supplied.gaps": 0 if value is not None else 128,
                            "party.supplied.standing": int(standing)})  # fmt: skip
    assert given["verdict"] == {True: "prohibited", False: "allowed", None: "review"}[value]
    assert given["standing"] == ("open" if standing is Standing.OPEN else "probable")
    assert "791.301" in given["authority"]


def test_who_the_manufacturer_is_weakens_what_turns_on_it_and_nothing_else(rule):
    unsure = {"actor.nexus": False, "actor.gaps": 0, "actor.standing": int(Standing.OPEN)}
    # An import is not forbidden to a manufacturer for what it is itself.
    assert answer(rule, **unsure)["standing"] == "probable"
    assert answer(rule, **unsure, **{"transaction.kind": "sale"})["standing"] == "open"


def test_a_party_whose_nexus_decides_nothing_weakens_nothing(rule):
    unsure = {"party.supplied.nexus": False, "party.supplied.standing": int(Standing.OPEN)}
    assert answer(rule, **unsure, **{"component.layer": "device_control"})["standing"] == "probable"


@pytest.mark.parametrize(
    ("share", "standings", "what_if", "verdict", "standing"),
    [
        (9.9, {"small_holding_pct": "open"}, {}, "allowed", "open"),
        (9.9, {"small_holding_pct": "probable"}, {}, "allowed", "probable"),
        (26, {"dominant_minority_pct": "open"}, {}, "prohibited", "open"),
        (26, {"dominant_minority_pct": "probable", "small_holding_pct": "probable"}, {}, "prohibited", "probable"),
        (9.9, {"small_holding_pct": "probable"}, {"adversary_share_pct": 5}, "prohibited", "open"),
        (60, {"small_holding_pct": "open", "dominant_minority_pct": "open"}, {}, "prohibited", "probable"),
        (36.9, {}, {}, "prohibited", "open"),
        (37, {}, {}, "prohibited", "probable"),
        (37, {"dominant_minority_precedent_pct": "open"}, {}, "prohibited", "open"),
        (38, {}, {"dominant_minority_pct": 38}, "prohibited", "open"),
        (37, {}, {"dominant_minority_precedent_pct": None}, "prohibited", "open"),
    ],
    ids=[
        "9.9 %",
        "9.9 % if that is probable",
        "26 %",
        "26 % if that is probable",
        "a what-if",
        "a majority",
        "less than in the letter of BIS",
        "as much as in the letter of BIS",
        "as much, if that is open",
        "a what-if above it",
        "a what-if without it",
    ],
)
def test_an_answer_is_as_weak_as_the_numbers_by_which_its_persons_are_judged(
    share, standings, what_if, verdict, standing, tmp_path
):
    path = tmp_path / "holders.toml"
    path.write_text(question(one_company.SOFTWARE, of_china(share), PUBLIC), "utf-8")
    held = {p.name: replace(p, standing=Standing[standings.get(p.name, str(p.standing)).upper()]) for p in NEWEST}
    rule = Rule(Parameters(held).override(**what_if))
    answer = judge(read_questions(read_input(path), rule.parameters), rule)[0]
    assert (answer["verdict"], answer["standing"]) == (verdict, standing)


def test_two_numbers_that_the_rule_does_not_name_are_open():
    assert {NEWEST[name].standing for name in ("small_holding_pct", "dominant_minority_pct")} == {Standing.OPEN}

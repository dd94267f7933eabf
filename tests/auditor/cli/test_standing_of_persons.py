"""The answer of `icts judge` rests on what persons are judged by: the number that decides them, or clears them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from auditor.audit.case_files import judge, read_questions
from auditor.inputs import read_input
from policies.connected_vehicles.rule import Rule
from policies.parameters import Parameters, load
from policies.truth import Standing
from tests.policies.one_company import HARDWARE, PUBLIC, of_china, question


def asked(work, share: float) -> Path:
    return work.write("questions.toml", question(HARDWARE, of_china(share), PUBLIC))


@pytest.mark.parametrize(
    ("share", "options", "answer"),
    [
        (9.9, (), ("allowed", "open")),  # small_holding_pct is a reading of our own
        (60, (), ("prohibited", "probable")),
        (9.9, ("adversary_share_pct=5",), ("prohibited", "open")),
        (9.9, ("small_holding_pct=12",), ("allowed", "open")),
        (9.9, ("hardware_model_year=2030",), ("allowed", "open")),
        (60, ("small_holding_pct=12",), ("prohibited", "probable")),
        (60, ("majority_pct=55",), ("prohibited", "open")),
    ],
)
def test_a_what_if_of_a_holding_is_never_firmer_than_open(work, share, options, answer):
    options = [part for option in options for part in ("--what-if", option)]
    given = json.loads(work.icts("judge", *options, asked(work, share)).out)
    assert (given["verdict"], given["standing"]) == answer


@pytest.mark.parametrize(
    ("share", "name", "verdict"),
    [(9.9, "small_holding_pct", "allowed"), (26, "dominant_minority_pct", "prohibited")],
)
def test_an_open_parameter_makes_the_answer_open_also_when_it_clears_somebody(work, share, name, verdict):
    p = load("policies.connected_vehicles", date.max)
    p = Parameters({x.name: replace(x, standing=Standing.OPEN) if x.name == name else x for x in p})
    answer = judge(read_questions(read_input(asked(work, share)), p), Rule(p))[0]
    assert (answer["verdict"], answer["standing"]) == (verdict, "open")


def test_an_explanation_shows_the_tests_of_a_person_once_down_to_the_holding(work):
    nodes = json.loads(work.icts("judge", "--explain", "--format", "json", asked(work, 26)).out)["nodes"]
    party = next(i for i, node in enumerate(nodes) if any(f["name"] == "designed by" for f in node["facts"]))
    below = [node for node in nodes[party + 1 :] if node["id"].startswith("prong-")]
    assert [(n["id"], n["value"], n["standing"], n["depth"] - nodes[party]["depth"]) for n in below] == [
        ("prong-4", True, "open", 1),
        ("prong-4-dominant-minority", True, "open", 2),
        ("prong-4-holder", True, "probable", 2),
        ("prong-3-country", True, "probable", 3),
    ]
    fact = below[1]["facts"][0]
    assert (fact["name"], fact["value"]) == ("party.voting_pct", "26")
    assert fact["source"].endswith("case 'one'")

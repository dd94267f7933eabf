"""The answers of `icts judge` and `icts screen` rest on what persons are judged by: the number that decides or clears them."""

from __future__ import annotations

import csv
import io
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
from tests.policies.case_tables import case_of, question_file
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


COLUMNS = "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners\n"
COMPANIES = [  # country, owners as a question has them, the same as a supplier list has them, nexus, standing
    ("SE", [of_china(60), PUBLIC], "Lintao Fund [CN] 60%; the public 40%, dispersed", "nexus", "probable"),
    ("SE", [of_china(37, largest=True), PUBLIC], "Lintao Fund [CN] 37%, largest; the public 63%, dispersed", "nexus", "probable"),
    ("SE", [of_china(30, largest=True), PUBLIC], "Lintao Fund [CN] 30%, largest; the public 70%, dispersed", "nexus", "open"),
    ("SE", [of_china(9.9), PUBLIC], "Lintao Fund [CN] 9.9%; the public 90.1%, dispersed", "clean", "open"),
    ("SE", [{"name": "Founders", "country": "SE", "voting_pct": 100}], "Founders [SE] 100%", "clean", "probable"),
    ("CN", [{"name": "Founders", "country": "SE", "voting_pct": 100}], "Founders [SE] 100%", "nexus", "probable"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "owners", "cell", "answer", "standing"), COMPANIES)
def test_a_screening_is_as_firm_as_the_judgment_of_the_same_person(work, country, owners, cell, answer, standing):
    company = {"name": "Okavel Code", "based_in": country, "owners": owners, "no_other_owners": True}
    asked = work.write("questions.toml", question_file([case_of({"id": "one", "party": [company]}, HARDWARE, "open")]))
    judged = json.loads(work.icts("judge", asked).out)
    listed = work.write("vendors.csv", f'{COLUMNS}Okavel Code,{country},{country},{country},"{cell}",yes\n')
    (row,) = json.loads(work.icts("screen", listed, "--format", "json").out)["suppliers"]
    assert (row["answer"], row["standing"]) == (answer, standing)
    assert (judged["verdict"], judged["standing"]) == ({"nexus": "prohibited", "clean": "allowed"}[answer], standing)


def test_every_form_of_a_screening_says_how_firm_an_answer_is_and_not_of_what_is_to_ask(work):
    company = 'Okavel Code,SE,SE,SE,"Lintao Fund [CN] 30%, largest; the public 70%, dispersed",yes\n'
    listed = work.write("vendors.csv", f"{COLUMNS}{company}Unheard-of Example Ltd,,,,,\n")
    rule = "15 CFR 791.301; legal certainty: open"
    table = work.icts("screen", listed).out
    assert table.count("legal certainty") == 1 and rule in table
    rows = csv.DictReader(io.StringIO(work.icts("screen", listed, "--format", "csv").out))
    assert {row["name"]: row["standing"] for row in rows} == {"Okavel Code": "open", "Unheard-of Example Ltd": ""}
    suppliers = json.loads(work.icts("screen", listed, "--format", "json").out)["suppliers"]
    assert [row["standing"] for row in suppliers] == ["open", None]
    work.icts("screen", listed, "-o", f"html={work.folder / 'screening.html'}")
    page = (work.folder / "screening.html").read_text("utf-8")
    assert page.count("legal certainty") == 1 and f"<dd>{rule}</dd>" in page

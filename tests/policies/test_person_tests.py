"""The tests by which persons are judged are data, and an explanation walks the evaluation that gave the answer."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from policies.foreign_adversaries.explanation import TESTS, explain_person
from policies.foreign_adversaries.nexus import judge
from policies.foreign_adversaries.persons import GAP_QUESTIONS, Holding, Nexus, Person
from policies.foreign_adversaries.recorded import Recorded, judge_recorded
from policies.parameters import load

P = load("policies.connected_vehicles", date.max)
ELSEWHERE: dict[str, Any] = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}


def company(name: str, *holdings: Holding, **facts: Any) -> Person:
    return Person(name, **(ELSEWHERE | facts), holdings=holdings, no_other_owners=True)


PERSONS: dict[str, Person] = {
    "prc": Person("Lotus", country_only="CN"),
    "german": Person("Linde", country_only="DE"),
    "unknown": Person("Aurora"),
    "held": company("Held", Holding("parent", "Parent", 37), Holding("german", "Linde", 20)),
    "parent": company("Parent", Holding("prc", "Lotus", 60), Holding("held", "Held", 40)),
    "small": company("Small", Holding("prc", "Lotus", 9.9), Holding("german", "Linde", 9)),
    "half": company("Half", Holding("prc", "Lotus", 50), Holding("german", "Linde", 50)),
    "doubtful": company("Doubtful", Holding("unknown", "Aurora", 60), Holding("german", "Linde", 40)),
    "branch": Recorded("Branch", **ELSEWHERE, holdings=(Holding("prc", "Lotus", 0),), branch_of="prc"),
}


def of(key: str) -> Nexus:
    if key == "held":  # which owns its own parent, too
        return Nexus(True, 4, "prong 4: a: b", ("Held", "Parent", "Lotus"))
    return judge_recorded(PERSONS[key], of, P)


def walked(key: str, **how: Any) -> list[tuple[int, str, str, bool | None]]:
    tests = explain_person(key, PERSONS, of, P, **how)
    return [(x.depth, x.person.name, x.finding.test.id, x.finding.value) for x in tests]


def test_every_test_has_an_id_of_its_own_a_citation_and_what_it_compares_with() -> None:
    assert len({test.id for test in TESTS}) == len(TESTS)
    for test in TESTS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", test.id)
        assert test.words and test.citation.startswith("15 CFR 791.")
        assert not test.question or test.question in GAP_QUESTIONS
        assert not test.parameter or P[test.parameter]
    assert {test.question for test in TESTS if test.question} == GAP_QUESTIONS.keys()


def test_a_yes_is_explained_down_to_the_holding_and_who_holds_it() -> None:
    assert walked("held") == [
        (0, "Held", "prong-4", True),
        (1, "Held", "prong-4-dominant-minority", True),
        (1, "Held", "prong-4-holder", True),
        (2, "Parent", "prong-4", True),
        (3, "Parent", "prong-4-majority", True),
        (3, "Parent", "prong-4-holder", True),
        (4, "Lotus", "prong-3-country", True),
    ]


def test_a_no_is_explained_by_every_test_that_failed() -> None:
    failed = [test for _, name, test, value in walked("small") if name == "Small" and value is False]
    assert failed[:6] == ["prong-1-government", "prong-3", "prong-3-incorporated", "prong-3-headquartered",
                          "prong-3-principal-business", "prong-4"]  # fmt: skip
    assert {"prong-4-special-right", "prong-4-majority", "prong-4-board", "prong-4-dominant-minority",
            "prong-4-largest-of-dispersed", "prong-4-adversary-share", "prong-4-sum",
            "prong-4-undisclosed-holders"} <= {*failed}  # fmt: skip


@pytest.mark.parametrize(("key", "test"), [("half", "prong-4-half-votes"), ("doubtful", "prong-4-majority")])
def test_an_unknown_is_explained_by_what_is_unknown(key: str, test: str) -> None:
    tests = walked(key)
    assert (1, PERSONS[key].name, test, None) in tests
    assert not [x for x in tests if x[3] is False]


def test_the_facts_of_a_test_are_those_of_the_person_or_of_the_holding() -> None:
    facts = {x.finding.test.id: x.finding.facts(x.person) for x in explain_person("small", PERSONS, of, P)}
    assert facts["prong-3-headquartered"] == (("headquartered_in", "DE"),)
    assert facts["prong-4-majority"] == (("voting_pct", 9.9),)


def test_a_branch_is_explained_by_its_head_office() -> None:
    assert (0, "Branch", "branch", True) in walked("branch")


def test_an_employee_is_explained_as_one() -> None:
    person = Person("Wei", kind="natural_person", citizenships=("CN",), resident_in="CN", us_permanent_resident=False)
    tests = list(explain_person("wei", {"wei": person}, of, P, employed=True))
    assert [(x.finding.test.id, x.finding.value) for x in tests][:1] == [("engaged-resident", None)]
    assert judge(person, of, P).value is True


@pytest.mark.parametrize("key", PERSONS)
def test_an_explanation_and_an_answer_are_one_evaluation(key: str) -> None:
    top = [value for depth, _, _, value in walked(key) if depth == 0]
    value = of(key).value
    assert (True in top) is (value is True)
    assert (False in top) is (value is False)

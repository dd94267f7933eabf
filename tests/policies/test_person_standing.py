"""A nexus carries what it rests on: whatever decides, or clears, somebody makes the answer as weak as it is itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from policies.foreign_adversaries.leads import doubted
from policies.foreign_adversaries.nexus import as_manufacturer, employed, judge
from policies.foreign_adversaries.parties import Party, act_columns
from policies.foreign_adversaries.persons import Holding, Nexus, Person, either
from policies.foreign_adversaries.recorded import Recorded, judge_recorded
from policies.parameters import Parameters, load
from policies.truth import Standing

ELSEWHERE: dict[str, Any] = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}
HOLDERS = {
    "prc": Person("Lotus Example", country_only="CN"),
    "german": Person("Linde Example", country_only="DE"),
    "unknown": Person("Aurora Example"),
}
PROBABLE, OPEN = Standing.PROBABLE, Standing.OPEN
_NUMBERS = (
    "majority_pct",
    "dominant_minority_pct",
    "small_holding_pct",
    "adversary_share_pct",
    "adversary_share_pct_manufacturer",
)


def _probable(p: Parameters) -> Parameters:
    """Return the parameters as if every number of prong 4 were probable, whatever the file has come to think of it."""
    return Parameters({x.name: replace(x, standing=PROBABLE) if x.name in _NUMBERS else x for x in p})


P = _probable(load("policies.connected_vehicles", date.max))


def marked(*names: str) -> Parameters:
    """Return the parameters of today, those with these names marked as open."""
    return Parameters({x.name: replace(x, standing=OPEN) if x.name in names else x for x in P})


def company(*shares: tuple[str, float | None], **rights: Any) -> Person:
    holdings = tuple(Holding(holder, holder, share, **rights) for holder, share in shares)
    return Person("Nordvik Example", **ELSEWHERE, holdings=holdings, no_other_owners=True)


def nexus(person: Person, p: Parameters) -> Nexus:
    return judge_recorded(person, lambda key: judge(HOLDERS[key], HOLDERS.__getitem__, p), p)


SMALL = company(("prc", 9.9))
LARGE = company(("prc", 26))
MAJOR = company(("prc", 60), ("german", 40))
OUTVOTED = company(("prc", 40), ("german", 60))
CLEAN = company(("german", 100))
UNSTATED = company(("prc", None), ("german", 95))


@pytest.mark.parametrize(
    ("person", "value", "parameter"),
    [
        (SMALL, False, "small_holding_pct"),
        (SMALL, False, "majority_pct"),
        (SMALL, False, "adversary_share_pct"),
        (UNSTATED, False, "small_holding_pct"),
        (OUTVOTED, False, "majority_pct"),
        (LARGE, True, "dominant_minority_pct"),
        (MAJOR, True, "majority_pct"),
        (CLEAN, False, "adversary_countries"),
        (LARGE, True, "adversary_countries"),
    ],
)
def test_an_open_parameter_that_decides_makes_the_answer_open(person: Person, value: bool, parameter: str) -> None:
    assert (nexus(person, P).value, nexus(person, P).standing) == (value, PROBABLE)
    assert (nexus(person, marked(parameter)).value, nexus(person, marked(parameter)).standing) == (value, OPEN)


@pytest.mark.parametrize(
    ("person", "parameters"),
    [
        (SMALL, ("dominant_minority_pct",)),
        (LARGE, ("small_holding_pct", "majority_pct", "adversary_share_pct")),
        (MAJOR, ("small_holding_pct", "dominant_minority_pct", "adversary_share_pct")),
        (OUTVOTED, ("small_holding_pct", "dominant_minority_pct")),
        (CLEAN, ("small_holding_pct", "dominant_minority_pct", "majority_pct", "adversary_share_pct")),
    ],
)
def test_one_that_could_not_have_turned_it_does_not(person: Person, parameters: tuple[str, ...]) -> None:
    assert nexus(person, marked(*parameters)).standing is PROBABLE


@pytest.mark.parametrize(
    ("person", "what_if", "value"),
    [
        (SMALL, {"adversary_share_pct": 5}, True),
        (SMALL, {"small_holding_pct": 12}, False),
        (LARGE, {"dominant_minority_pct": 20}, True),
        (OUTVOTED, {"majority_pct": 45}, False),
        (CLEAN, {"adversary_countries": ["DE"]}, True),
    ],
)
def test_a_what_if_that_decides_makes_the_answer_open(person: Person, what_if: dict[str, Any], value: bool) -> None:
    other = nexus(person, P.override(**what_if))
    assert (other.value, other.standing) == (value, OPEN)


def test_a_question_of_law_leaves_an_answer_open() -> None:
    assert nexus(company(("prc", 50), ("german", 50)), P).standing is OPEN
    assert nexus(company(("prc", 12)), P).standing is OPEN
    assert nexus(company(("unknown", 60), ("german", 40)), P).standing is PROBABLE


def test_the_paragraph_of_the_list_of_countries_is_a_basis_beside_the_prong() -> None:
    assert nexus(Person("a", country_only="CN"), P).bases == {("791.301", PROBABLE), ("791.4", Standing.SETTLED)}


@pytest.mark.parametrize(
    "person",
    [
        Person("a", country_only="MO"),
        Person("a", "organisation", "MO", "DE", "DE"),
        Person("a", "organisation", "DE", "MO", "DE"),
        Person("a", "natural_person", resident_in="MO", citizenships=("PT",), us_permanent_resident=False),
        Person("a", acts_for="MO"),
    ],
    ids=["by its country", "incorporated", "headquartered", "resident", "acting for"],
)
def test_what_turns_on_macau_is_no_firmer_than_who_says_that_it_is_listed(person: Person) -> None:
    macau = nexus(person, P)
    assert macau.value and ("791.4", PROBABLE) in macau.bases
    weaker = Parameters(
        {x.name: replace(x, standing=OPEN) if x.name == "adversary_countries_by_notice" else x for x in P}
    )
    assert nexus(person, weaker).standing is OPEN
    mainland = Person("a", country_only="CN")
    assert nexus(mainland, weaker).bases == nexus(mainland, P).bases


def test_the_share_named_for_the_manufacturer_has_the_standing_of_its_own_parameter() -> None:
    assert nexus(SMALL, as_manufacturer(P)).standing is PROBABLE
    assert nexus(SMALL, as_manufacturer(marked("adversary_share_pct"))).standing is PROBABLE
    assert nexus(SMALL, as_manufacturer(marked("adversary_share_pct_manufacturer"))).standing is OPEN


@pytest.mark.parametrize(
    ("recorded", "value"),
    [
        ({"ranges": {"prc": (1.0, 5.0)}}, False),
        ({"evidence": {"prc": "it consolidates it"}}, None),
        ({"branch_of": "prc"}, True),
    ],
)
def test_what_is_recorded_rests_on_the_same(recorded: dict[str, Any], value: bool | None) -> None:
    share = None if "ranges" in recorded else 0
    person = Recorded("Nordvik Example", **ELSEWHERE, holdings=(Holding("prc", "prc", share),), no_other_owners=True,
                      **recorded)  # fmt: skip
    assert nexus(person, P).value is value
    assert nexus(person, P).standing is (OPEN if value is None else PROBABLE)
    assert nexus(person, marked("adversary_countries", "small_holding_pct")).standing is OPEN


def test_an_employee_is_spared_by_a_paragraph_that_was_read() -> None:
    person = Person("a", kind="natural_person", citizenships=("CN",), resident_in="DE", us_permanent_resident=False)
    assert ("791.302(b)", Standing.SETTLED) in employed(person, P).bases
    assert employed(person, P).value is False
    assert employed(replace(person, resident_in="CN"), P).standing is OPEN


def test_of_several_answers_a_no_rests_on_all_and_a_yes_on_the_one_by_which_it_holds() -> None:
    firm, weak = Nexus(False, bases=frozenset({("a", PROBABLE)})), Nexus(False, bases=frozenset({("b", OPEN)}))
    assert either(firm, weak).standing is OPEN
    yes = Nexus(True, 3, chain=("x",), bases=firm.bases)
    assert either(weak, yes).standing is PROBABLE
    assert either(firm, replace(weak, value=None)).bases == weak.bases


def test_a_lead_from_general_knowledge_brings_what_it_rests_on() -> None:
    settled, led = Nexus(False, bases=frozenset({("a", PROBABLE)})), Nexus(True, 3, bases=frozenset({("b", OPEN)}))
    assert doubted(settled, led).bases == settled.bases | led.bases
    assert doubted(settled, replace(led, value=False)).bases == settled.bases


def test_the_columns_of_an_act_hold_the_standing_of_those_who_did_it() -> None:
    weak = Nexus(False, bases=frozenset({("791.301", OPEN)}))
    row = act_columns([Party(("supplied",), weak)], ("designed", "supplied"), ("designed", "supplied"))
    assert (row["party.supplied.nexus"], row["party.supplied.standing"]) == (False, int(OPEN))
    assert (row["party.designed.nexus"], row["party.designed.gaps"]) == (None, 1)

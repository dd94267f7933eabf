"""An answer is never firmer than what the persons that it turns on are judged by."""

from __future__ import annotations

from datetime import date

import pytest

from policies.connected_vehicles.facts import ACTS, frame
from policies.connected_vehicles.rule import Rule
from policies.parameters import load
from policies.truth import Standing

SOFTWARE = {
    "actor.connected_vehicle_manufacturer": True,
    "vehicle.model_year": 2027,
    "vehicle.gvwr_lb": 5000.0,
    "vehicle.wireless": True,
    "transaction.kind": "import",
    "transaction.date": date(2026, 12, 1),
    "item.enables_vcs": True,
    "item.enables_ads": False,
    "item.highest_mhz": 2690.0,
    "item.exclusively": "no",
    "component.kind": "software",
    "component.layer": "application",
    "component.runs_on_primary_processor": True,
    "component.open_source": False,
    "component.completed_on": date(2026, 5, 20),
    "component.foreign_interest": True,
    **{f"party.{act}.nexus": False for act in ACTS},
}


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

"""Missing facts by brute force over the vocabulary: exactly those that could change the verdict; none moves a settled one."""

from __future__ import annotations

import itertools
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.connected_vehicles.facts import ACTS_OF_THE_RULE, BY_NAME, frame
from policies.connected_vehicles.rule import Rule
from policies.parameters import load

# For each fact the values on the sides of its tests, the one that keeps a case inside the rule first.
SIDES = {
    "actor.us_person": (True, False),
    "actor.roles": ((True, True), (True, False), (False, True), (False, False)),
    "actor.party": (False, True),
    "vehicle.model_year": (2030, 2027, 2026, 2029),
    "vehicle.gvwr_lb": (9_000.0, 10_001.0),
    "vehicle.use": ("road", "off_road"),
    "vehicle.wireless": (True, False),
    "vehicle.completed": (True, False),
    "vehicle.new": (True, False),
    "vehicle.incorporates_ads": (True, False),
    "transaction.kind": ("import", "sale", "commercial_service", "export"),
    # Before any authorization, and between the cut-off and the later change.
    "transaction.date": (date(2026, 9, 1), date(2029, 6, 1), date(2025, 5, 1), date(2026, 3, 20)),
    "transaction.purpose": (
        "sale",
        "testing",
        "personal_use",
        "foreign_trade_zone",
        "competition",
        "repair_or_warranty",
    ),
    "transaction.days_on_public_road": (0, 30, 31),
    "transaction.months_in_country": (3.0, 13.0),
    "item.enables": ((True, False), (False, True), (True, True), (False, False)),
    "item.directly": (True, False),
    "item.frequency_mhz": (2400.0, 433.0),
    "item.exclusively": ("no", "sensing"),
    "item.automation_level": (3, 2),
    "component.kind": ("software", "hardware", "firmware"),
    "component.hardware_class": ("module", "passive", "external_antenna"),
    "component.programmable": (True, False),
    "component.contributes_to_communication": (True, False),
    "component.layer": ("application", "device_control", "cloud"),
    "component.runs_on_primary_processor": (True, False),
    "component.open_source": (False, True),
    "component.modified": ("no", "shared", "proprietary"),
    "component.completed_on": (date(2026, 3, 17), date(2026, 3, 16)),
    "component.altered": (False,),
    "component.altered_on": (None, date(2026, 1, 1), date(2026, 4, 1)),
    "component.altered_by": (False, True),
    "component.foreign_interest": (True, False),
    "party": (True, False),
}
# What has a default is never unknown; a model year left out means something of its own; who altered it is asked with the day.
ALWAYS_KNOWN = {name for name in SIDES if name in BY_NAME and BY_NAME[name].default is not None}
ALWAYS_KNOWN |= {"vehicle.model_year", "component.altered_on", "component.altered_by"}
# Hardware and software are tested in different prohibitions: a kind that is unknown is asked for even where both answer alike.
CAN_BE_UNKNOWN = sorted(set(SIDES) - ALWAYS_KNOWN - {"component.kind"})


def columns(facts):
    """The facts as a row of columns; persons become a nexus, with a gap where it is unknown."""
    row = {"actor.general_authorization": facts.get("general")}
    for name, value in facts.items():
        if name in ("actor.roles", "item.enables"):
            row |= dict(zip(BY_NAME[name].columns, value or (None, None), strict=True))
        elif name == "item.frequency_mhz":
            row["item.highest_mhz"] = value
        elif name == "party":
            for act in ACTS_OF_THE_RULE:
                row |= {f"party.{act}.nexus": value, f"party.{act}.gaps": 1 if value is None else 0}
            row["party.maintained.nexus"] = False
        elif name == "actor.party":
            row |= {"actor.nexus": value, "actor.gaps": 128 if value is None else 0}
        elif name == "component.altered_by":
            if facts["component.altered_on"] is not None:
                row |= {"component.altered_by.nexus": value, "component.altered_by.gaps": 0}
        elif name == "component.altered":
            row[name] = value if facts["component.altered_on"] is None else None
        elif name != "general":
            row[name] = value
    return row


def fact(missing: str) -> str:
    return "party" if missing.startswith("party") else "actor.party" if missing.startswith("actor.party") else missing


@pytest.fixture(scope="module")
def rule():
    return Rule(load("policies.connected_vehicles", date.max))


likely = {
    name: st.integers(0, 9).flatmap(lambda n, v=v: st.just(v[0]) if n else st.sampled_from(v))
    for name, v in SIDES.items()
}
facts_of_a_case = st.fixed_dictionaries(likely | {"general": st.sampled_from((None, None, None, 1))})


PLAIN = pl.QueryOptFlags.none()  # of few rows, a query is run sooner than it is optimized
PRC_SOFTWARE_SOLD = {
    **{name: values[0] for name, values in SIDES.items()},
    "actor.roles": (True, True),
    "vehicle.model_year": 2030,
    "vehicle.incorporates_ads": True,
    "transaction.kind": "sale",
    "item.enables": (True, False),
    "item.frequency_mhz": 2400.0,
    "item.exclusively": "no",
    "component.kind": "software",
    "component.layer": "application",
    "component.runs_on_primary_processor": True,
    "component.open_source": False,
    "component.completed_on": date(2026, 3, 17),
    "component.altered_on": None,
    "party": True,
    "general": None,
}


@example(PRC_SOFTWARE_SOLD, ["actor.party", "actor.roles"])
@given(facts_of_a_case, st.lists(st.sampled_from(CAN_BE_UNKNOWN), min_size=1, max_size=3, unique=True))
def test_missing_is_minimal_and_complete_and_settled_answers_stay(rule, known, unknown):
    asked_of = known | dict.fromkeys(unknown)
    settled = [
        dict(zip(unknown, values, strict=True)) for values in itertools.product(*(SIDES[name] for name in unknown))
    ]
    rows = frame([columns(asked_of), *(columns(known | values) for values in settled)])
    first, *others = (
        rule.judge(rows.lazy()).select("verdict", "missing", "open").collect(optimizations=PLAIN).rows(named=True)
    )
    after = {tuple(values.values()): answer["verdict"] for values, answer in zip(settled, others, strict=True)}
    if first["verdict"] in ("prohibited", "allowed"):
        assert set(after.values()) == {first["verdict"]}
    if first["verdict"] != "review":
        assert not first["missing"]
        return
    moving = {
        unknown[i]
        for values, verdict in after.items()
        for i in range(len(unknown))
        for other in SIDES[unknown[i]]
        if after[(*values[:i], other, *values[i + 1 :])] != verdict
    }
    if not first["open"]:
        assert {fact(name) for name in first["missing"]} == moving

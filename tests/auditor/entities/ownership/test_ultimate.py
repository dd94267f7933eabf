"""Holdings are counted by who holds in the end: what is split over companies, and what leads to nobody outside."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.ownership.graph import Graph
from policies.foreign_adversaries.persons import Holding, Nexus, Person
from policies.parameters import load

P = load("policies.connected_vehicles", date(2026, 11, 24))
RANK = {False: 0, None: 1, True: 2}
ELSEWHERE: dict[str, Any] = {"incorporated_in": "SG", "headquartered_in": "SG", "principal_place_of_business": "SG"}
PRC = Person("Tuolan Parts", country_only="CN")
AMERICAN = Person("Jo Sample", country_only="US")
Owned = dict[str, dict[str, float]]


def company(name: str, owners: dict[str, float], complete: bool = True, **rights: dict[str, Any]) -> Person:
    """Return a company: `owners` are the shares by key, `rights` what else one has; "public" is dispersed."""
    holdings = tuple(
        Holding(key, key, share, dispersed=key.startswith("public"), **rights.get(key, {}))
        for key, share in owners.items()
    )
    return Person(name, **ELSEWHERE, holdings=holdings, no_other_owners=complete)


def nexus(owned: Owned, key: str = "x", **rights: dict[str, Any]) -> Nexus:
    """Return the nexus of `key` where `owned` gives the owners of each company; "cn" is of the PRC, "us" of the United States."""
    graph = Graph(P)
    persons = {name: company(name, owners, **(rights if name == key else {})) for name, owners in owned.items()}
    ends = {"cn": PRC, "us": AMERICAN, "public": Person("Public")}
    for name, person in {**persons, **ends}.items():
        graph.add(person, name)
    return graph.nexus(key)


# --- one holder in the end ------------------------------------------------------------


@pytest.mark.parametrize(
    ("owned", "value"),
    [
        ({"x": {"us": 30, "a": 20, "b": 15, "public": 35}, "a": {"cn": 100}, "b": {"cn": 100}}, True),
        ({"x": {"a": 9, "b": 9, "c": 9, "cn": 9, "public": 9}, "a": {"cn": 100}, "b": {"a": 60, "us": 40}, "c": {"b": 99}}, True),
        ({"x": {"us": 45, "a": 35, "cn": 20}, "a": {"cn": 100}}, True),
        ({"x": {"us": 45, "a": 30, "b": 25}, "a": {"cn": 40, "public": 60}, "b": {"cn": 40, "public": 60}}, True),
        ({"x": {"cn": 30, "a": 20, "b": 20, "public": 30}, "a": {"us": 100}, "b": {"us": 100}}, False),
        ({"x": {"us": 30, "a": 20, "b": 15, "public": 35}, "a": {"cn": 100}, "b": {"us": 100}}, False),
    ],
)  # fmt: skip
def test_shares_of_one_holder_in_the_end_are_one_holding(owned: Owned, value: bool | None) -> None:
    assert nexus(owned).value is value


def test_a_yes_names_each_holding_and_to_whom_they_belong() -> None:
    answer = nexus({"x": {"us": 30, "a": 20, "b": 15, "public": 35}, "a": {"cn": 100}, "b": {"cn": 100}})
    assert "35% of the votes together, through a 20% and b 15%, which all belong to Tuolan Parts" in answer.because


def test_seats_of_one_holder_in_the_end_are_added_up() -> None:
    owned = {"x": {"us": 60, "a": 20, "b": 20}, "a": {"cn": 100}, "b": {"cn": 100}}
    assert nexus(owned, a={"board_seats": (2, 7)}, b={"board_seats": (2, 7)}).value is True
    assert nexus(owned, a={"board_seats": (2, 7)}, b={"board_seats": (1, 7)}).value is False


def test_the_companies_of_one_government_are_its_own() -> None:
    graph = Graph(P)
    graph.add(company("x", {"us": 48, "a": 26, "b": 26}), "x")
    for key in "ab":
        graph.add(Person(key, **ELSEWHERE, acts_for="CN"), key)
    graph.add(AMERICAN, "us")
    assert graph.nexus("x").value is True


def test_holders_of_whom_it_is_not_known_who_owns_them_may_be_one() -> None:
    graph = Graph(P)
    graph.add(company("x", {"a": 9, "b": 9, "us": 15, "public": 67}), "x")
    for key in "ab":
        graph.add(Person(key, incorporated_in="CN"), key)
    graph.add(AMERICAN, "us")
    graph.add(Person("Public"), "public")
    assert graph.nexus("x").value is None and "party.owners" in graph.nexus("x").gaps


@given(st.integers(1, 99), st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(0, 2))
def test_a_holding_that_is_split_over_companies_of_its_own_is_as_it_was(
    share: int, parts: list[int], depth: int
) -> None:
    rest = {"us": (100 - share) / 2, "public": (100 - share) / 2}
    whole = nexus({"x": {"cn": share, **rest}})
    split = {f"sub{i}": share * part / sum(parts) for i, part in enumerate(parts)}
    subs: Owned = {sub: {f"{sub}-{depth}": 100} for sub in split}
    for sub in split:
        subs |= {f"{sub}-{step}": {f"{sub}-{step - 1}": 100} for step in range(1, depth + 1)}
        subs |= {f"{sub}-0": {"cn": 100}}
    assert nexus({"x": {**split, **rest}, **subs}).value == whole.value


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 40))
def test_a_further_holder_of_the_prc_never_makes_an_answer_cleaner(share: int, rival: int, more: int) -> None:
    public = max(0, 100 - share - rival)
    before = nexus({"x": {"cn": share, "us": rival, "public": public}})
    graph = Graph(P)
    owners = {"cn": share, "us": rival, "other": min(more, public), "public": public - min(more, public)}
    graph.add(company("x", owners), "x")
    for key, person in {
        "cn": PRC,
        "us": AMERICAN,
        "other": Person("Qinghu", country_only="CN"),
        "public": Person("P"),
    }.items():
        graph.add(person, key)
    assert RANK[graph.nexus("x").value] >= RANK[before.value]


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_owners_does_not_matter(rng: random.Random) -> None:
    keys = [f"c{i}" for i in range(6)]
    owned = {
        key: {o: rng.choice([9, 20, 30, 51]) for o in rng.sample([*keys, "cn", "us", "public"], 3)} for key in keys
    }
    shuffled = {key: dict(rng.sample(list(owned[key].items()), 3)) for key in rng.sample(keys, 6)}
    for key in keys:
        one, other = nexus(owned, key), nexus(shuffled, key)
        assert (one.value, one.gaps, one.standing) == (other.value, other.gaps, other.standing)


# --- rings, and lists that lead to nobody ------------------------------------------------------------


@pytest.mark.parametrize(
    ("owned", "value"),
    [
        ({"x": {"a": 100}, "a": {"b": 100}, "b": {"x": 100}}, None),
        ({"x": {"x": 100}}, None),
        ({"x": {}}, None),
        ({"x": {"a": 100}, "a": {}}, None),
        ({"x": {"a": 51, "cn": 49}, "a": {"x": 100}}, True),
        ({"x": {"x": 51, "cn": 49}}, True),
        ({"x": {"a": 40, "cn": 25, "public": 35}, "a": {"x": 40, "cn": 25, "public": 35}}, None),
        ({"x": {"a": 40, "cn": 20, "public": 40}, "a": {"x": 40, "public": 60}}, None),
        ({"x": {"a": 51, "us": 49}, "a": {"x": 100}}, False),
    ],
)
def test_what_a_company_holds_in_itself_hides_nobody(owned: Owned, value: bool | None) -> None:
    assert nexus(owned).value is value
    assert str(nexus(owned).standing) == "open" or not value


@pytest.mark.parametrize(
    ("holder", "value"),
    [
        (Person("Li", kind="natural_person", citizenships=("DE",), resident_in="DE"), None),
        (Person("Stiftung", kind="government", incorporated_in="DE"), None),
        (Person("Fund", country_only="DE"), None),
    ],
)
def test_who_is_held_by_the_prc_ends_no_chain(holder: Person, value: bool | None) -> None:
    graph = Graph(P)
    graph.add(company("x", {"h": 100}), "x")
    held = Person(**{**vars(holder), "holdings": (Holding("cn", "cn", 100),)})
    graph.add(held, "h")
    graph.add(PRC, "cn")
    assert graph.nexus("x").value is True
    small = Person(**{**vars(holder), "holdings": (Holding("cn", "cn", 5),)})
    graph.add(small, "h")
    assert graph.nexus("x").value is value


def test_many_small_holders_who_are_held_are_not_many() -> None:
    assert nexus({"x": {"public 1": 100}, "public 1": {"cn": 100}}).value is True


# --- who votes, and who holds for others ------------------------------------------------------------


@pytest.mark.parametrize(
    ("owners", "rights", "value", "gaps"),
    [
        ({"us": 60, "cn": 40}, {"us": {"power_excluded": True}}, None, {"power_excluded"}),
        ({"us": 70, "cn": 30}, {"us": {"nominee": True}}, None, {"party.owners"}),
        ({"us": 100}, {"us": {"nominee": True}}, None, {"party.owners"}),
        ({"us": 50, "cn": 50}, {"cn": {"casting_vote": True}}, True, set()),
        ({"us": 50, "cn": 50}, {"us": {"casting_vote": True}}, None, {"half"}),
        ({"us": 100, "cn": 0}, {}, None, {"money"}),
        ({"us": 100, "cn": 0}, {"cn": {"capital_pct": 40}}, False, set()),
        ({"us": 33, "other": 33, "cn": 34}, {}, None, {"lead"}),
    ],
)
def test_what_may_decide_is_asked(
    owners: dict[str, float], rights: dict[str, Any], value: bool | None, gaps: set[str]
) -> None:
    graph = Graph(P)
    graph.add(company("x", owners, **rights), "x")
    for key, person in {"cn": PRC, "us": AMERICAN, "other": Person("Anna", country_only="DE")}.items():
        graph.add(person, key)
    assert (graph.nexus("x").value, graph.nexus("x").gaps) == (value, gaps)


def test_many_small_holders_of_the_prc_are_a_sum() -> None:
    graph = Graph(P)
    graph.add(company("x", {"public": 100}), "x")
    graph.add(Person("free float", country_only="CN"), "public")
    assert (graph.nexus("x").value, graph.nexus("x").gaps) == (None, {"sum"})


# --- depth ------------------------------------------------------------


@pytest.mark.parametrize("end", ["cn", "us", "c0"])
def test_a_chain_or_ring_of_three_thousand_is_no_deeper_than_it_is_long(end: str) -> None:
    n = 3000
    graph = Graph(P)
    for i in range(n):
        graph.add(company(f"c{i}", {f"c{i + 1}" if i < n - 1 else end: 100}), f"c{i}")
    graph.add(PRC, "cn")
    graph.add(AMERICAN, "us")
    assert graph.nexus("c0").value is {"cn": True, "us": False, "c0": None}[end]
    assert len(graph.nexus("c0").because) < 3_000
    assert len(graph.chain("c0")) == (n if end == "cn" else 0)
    assert sum(1 for _ in graph.explained("c0")) > 0

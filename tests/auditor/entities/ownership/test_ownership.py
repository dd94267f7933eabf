"""Recorded holdings become the right answers: ranges, evidence, days, rings, sums, standing, and millions as one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.entities.ownership.holdings import Ownership
from policies.parameters import load
from tests.auditor.entities.recorded import DAY, edge, entity, reference

P = load("policies.connected_vehicles", DAY)


def ownership(
    edges: list[dict[str, Any]], key: str = "supplier", as_of: date = DAY, **countries: str | None
) -> Ownership:
    """Return what is above `supplier`, of DE; other persons are of the countries given, DE where none is."""
    keys = dict.fromkeys(["supplier", *(e[end] for e in edges for end in ("owner", "owned")), *countries])
    return Ownership([reference([entity(k, countries.get(k, "DE")) for k in keys], edges)], [key], as_of, P)


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [
        (51, 51, True),
        (50.5, 75, True),
        (25, 50, None),
        (40, 60, None),
        (0, 5, None),
        (None, None, None),
        (50, 50, None),
    ],
)
def test_a_share_within_bounds_settles_only_what_holds_in_all_of_them(low, high, value):
    assert ownership([edge("prc", "supplier", low, high)], prc="CN").graph.settled("supplier").value is value


@pytest.mark.parametrize(
    ("rival", "value"),
    [
        ((60, 60), None),
        ((20, 45), None),
        ((20, 35), True),
        ((45, 45), None),
        ((30, 30), True),
        ((28, 32), True),
        ((5, 32), True),
        ((0, 15), None),
    ],
)
def test_a_rival_within_bounds_counts_at_its_worst(rival, value):
    """A holder of 40% is dominant only if no rival, named or hidden behind the rest, can have as much."""
    edges = [edge("prc", "supplier", 40), edge("rival", "supplier", *rival)]
    edges += [edge("other", "supplier", 20)] if rival[0] < 40 else []
    found = ownership(edges, prc="CN").graph.settled("supplier")
    assert found.value is value
    assert value or "party.owners" in found.gaps or found.gaps


def test_consolidation_is_evidence_for_a_person_and_settles_nothing():
    found = ownership([edge("prc", "supplier", kind="consolidation")], prc="CN")
    nexus = found.graph.settled("supplier")
    assert nexus.value is None
    assert "prc consolidates it in its accounts" in nexus.because
    assert nexus.gaps == {"party.owners"}
    assert [s.owner for s in found.graph.lead("supplier")] == ["prc"]


def test_a_branch_is_what_its_head_office_is():
    found = ownership([edge("head", "supplier", kind="branch")], head="CN").graph
    assert (found.settled("supplier").value, found.settled("supplier").prong) == (True, 3)
    assert [link.label for link in found.chain("supplier")] == ["branch of it"]
    assert ownership([edge("head", "supplier", kind="branch")]).graph.settled("supplier").value is None


def test_evidence_is_seen_further_down_a_chain_of_majorities():
    edges = [edge("prc", "middle", kind="consolidation"), edge("middle", "supplier", 100)]
    found = ownership(edges, prc="CN")
    assert found.graph.settled("supplier").value is None
    assert [s.owner for s in found.graph.lead("supplier")] == ["middle", "prc"]


@pytest.mark.parametrize(
    "right", [{"kind": "special_share"}, {"kind": "proxy"}, {"kind": "contract"}, {"kind": "board_seats", "low": 60}]
)
def test_a_right_of_a_prc_holder_decides_without_votes(right):
    assert ownership([edge("prc", "supplier") | right], prc="CN").graph.settled("supplier").value is True


def test_who_is_directed_by_the_government_is_of_prong_1():
    government = entity("government", "CN", kind="government")
    edges = [edge("government", "supplier", kind="direction")]
    found = Ownership([reference([entity("supplier"), government], edges)], ["supplier"], DAY, P)
    assert (found.graph.settled("supplier").value, found.graph.settled("supplier").prong) == (True, 1)


def test_holders_in_concert_count_as_one():
    edges = [edge(h, "supplier", share) for h, share in (("prc1", 30), ("prc2", 25))]
    edges += [edge(h, "supplier", kind="concert") for h in ("prc1", "prc2")]
    assert ownership(edges, prc1="CN", prc2="CN").graph.settled("supplier").value is True


@pytest.mark.parametrize(
    ("day", "value"), [("2024-01-01", None), ("2024-06-01", True), ("2025-06-30", True), ("2025-07-01", None)]
)
def test_only_the_holdings_of_the_day_count(day, value):
    edges = [edge("prc", "supplier", 80, since=date(2024, 6, 1), until=date(2025, 6, 30))]
    assert ownership(edges, as_of=date.fromisoformat(day), prc="CN").graph.settled("supplier").value is value


def test_no_country_of_elsewhere_makes_a_company_clean_for_others_may_own_it():
    found = ownership([edge("owner", "supplier", 100)])
    assert found.graph.settled("supplier").value is None
    assert found.graph.lead("supplier") is None


def test_what_cannot_be_right_is_told_and_ends():
    edges = [
        edge("supplier", "supplier", 60),
        edge("a", "supplier", 70),
        edge("supplier", "a", 80),
        edge("b", "supplier", 60),
    ]
    found = ownership(edges)
    assert found.graph.settled("supplier").value is None
    assert any("in itself" in problem.message for problem in found.problems)
    assert any("supplier: the recorded shares are 190% together" in problem.message for problem in found.problems)


def test_a_deep_chain_is_walked_and_told():
    edges = [edge(f"holder {i}", "supplier" if i == 0 else f"holder {i - 1}", 51 + i % 5) for i in range(60)]
    found = ownership(edges, **{"holder 59": "CN"})
    assert found.graph.settled("supplier").value is True
    chain = found.graph.chain("supplier")
    names = {key: person.name for key, person in found.graph.persons.items()}
    assert len(chain) == 60
    assert " ".join([names[chain[0].owner], chain[0].words, names[chain[0].owned]]) == "holder 0 holds 51% of supplier"
    assert chain[-1].owner == "holder 59"


def test_general_knowledge_is_a_lead_and_never_an_answer():
    known = reference([entity("supplier"), entity("owner", None)], [edge("owner", "supplier", 70)])
    lore = reference([entity("owner", "CN")], standing="unverified")
    found = Ownership([lore, known], ["supplier"], DAY, P)
    assert found.graph.settled("supplier").value is None
    assert found.graph.with_leads("supplier").value is True
    assert [s.owner for s in found.graph.lead("supplier")] == ["owner"]


def test_sources_that_differ_are_told_and_the_newer_counts():
    old, new = reference([entity("supplier", "DE")], as_of=date(2020, 1, 1)), reference([entity("supplier", "CN")])
    found = Ownership([old, new], ["supplier"], DAY, P)
    assert found.graph.settled("supplier").value is True
    problem = next(problem for problem in found.problems if "CN in one source and DE" in problem.message)
    assert (problem.source.file, problem.source.sha256) == (old.snapshot.id, old.snapshot.sha256)

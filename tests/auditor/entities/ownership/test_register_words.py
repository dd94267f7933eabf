"""Shares and rights as registers and lists give them: bounds, casting votes, two places, nominees, rights by contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.entities.ownership.graph import Graph
from auditor.entities.ownership.holdings import Ownership
from auditor.entities.ownership.nominees import holds_for_others
from auditor.entities.resolution.leads import leads
from auditor.entities.resolution.people import Named
from auditor.entities.suppliers.owners_cell import parse_owners
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.inputs import InputFile
from policies.foreign_adversaries.persons import Nexus
from policies.parameters import load
from tests.auditor.entities.recorded import edge, entity, reference

DAY = date(2026, 11, 30)
P = load("policies.connected_vehicles", DAY)


def listed(owners: str, places: str = "DE,DE,DE") -> Nexus:
    """Return the nexus of a company whose row has this cell of owners, who are all."""
    heading = "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners\n"
    graph = Graph(P)
    content = f'{heading}Subject,{places},"{owners}",yes\n'.encode()
    (subject,) = read_suppliers([InputFile(Path("list.csv"), "list.csv", content)], graph).suppliers
    return graph.nexus(subject.key)


@pytest.mark.parametrize(
    ("written", "voting_pct", "bounds"),
    [
        ("A [CN] 51%", 51, None),
        ("A [CN] 50.1-75%", None, (50.1, 75)),
        ("A [CN] 25 % to 50 %", None, (25, 50)),
        ("A [CN] at least 25%", None, (25, 100)),
        ("A [CN] up to 10%, veto", None, (0, 10)),
        ("A [CN] 75% or more", None, (75, 100)),
    ],
)
def test_a_share_is_a_number_or_bounds(
    written: str, voting_pct: float | None, bounds: tuple[float, float] | None
) -> None:
    (entry,) = parse_owners(written)
    assert (entry.name, entry.voting_pct, entry.bounds) == ("A", voting_pct, bounds)


@pytest.mark.parametrize(
    ("owners", "value"),
    [
        ("Tuolan [CN] 50.1-75%; Anna [DE] 24.9-49.9%", True),
        ("Tuolan [CN] more than 50%; Anna [DE] less than 50%", True),
        ("Tuolan [CN] 25-50%; Anna [DE] 50-75%", None),
        ("Tuolan [CN] up to 9%; Anna [DE] 91-100%", False),
        ("Silberkamm [DE] 50%, board 3/6; Tuolan [CN] 50%, board 3/6, casting vote", True),
        ("Deposit Bank NA [US] 70%; Tuolan [CN] 9%; Public 21%, dispersed", None),
        ("GP LLC [US] 100%; Pension [CN] 0%, capital 99%", None),
        ("GP LLC [US] 100%; Pension [CN] 0%, capital 9%", False),
        ("free float [CN] 100%, dispersed", None),
    ],
)
def test_what_a_list_says_in_words_of_registers_counts(owners: str, value: bool | None) -> None:
    assert listed(owners).value is value


def test_each_of_two_headquarters_counts() -> None:
    assert listed("Jo Sample [US] 100%", "US,US; CN,US").prong == 3
    assert listed("Jo Sample [US] 100%", "US,US; DE,US").value is False


@pytest.mark.parametrize("name", ["HKSCC Nominees Limited", "Deposit Bank NA", "Cede & Co.", "Law Trustees AG"])
def test_a_name_says_that_a_holder_holds_for_others(name: str) -> None:
    assert holds_for_others(name) and not holds_for_others("Trust Bank AG")


def recorded(*kinds: tuple[str, str, float | None]) -> Ownership:
    """Return the persons above "sub" where "de", "cn" or "li" (owner) has an interest of this kind and size in it."""
    li = entity("li", None, kind="natural_person", citizenships=["CN"], resident_in="CN")
    edges = [edge(owner, "sub", share, kind=kind) for owner, kind, share in kinds]
    rows = [entity("sub"), entity("de", no_other_owners=True), entity("cn", "CN"), li]
    return Ownership([reference(rows, edges)], ["sub"], DAY, P)


@pytest.mark.parametrize("kind", ["contract_right", "conditional_right", "influence"])
def test_a_right_of_which_no_more_is_said_is_open_and_named(kind: str) -> None:
    graph = recorded(("de", "voting_share", 100), ("cn", kind, None)).graph
    assert graph.nexus("sub").value is None and "cn has " in graph.nexus("sub").because
    assert any(
        "cn has" in lead.in_words and "CN" in lead.in_words for lead in leads(graph, "sub", Named("sub", "", "sub"))
    )


@pytest.mark.parametrize("kind", ["voting_share", "influence", "nominator"])
def test_a_citizen_of_whom_little_is_known_is_named(kind: str) -> None:
    graph = recorded(("de", "nominee", 100), ("li", kind, None if kind == "influence" else 60)).graph
    assert graph.nexus("sub").value is None
    assert any(" CN" in f" {lead.in_words.partition('(')[2]}" for lead in leads(graph, "sub", Named("sub", "", "sub")))


def test_a_nominee_and_those_for_whom_it_holds_have_one_holding() -> None:
    ownership = recorded(("de", "nominee", 100), ("cn", "nominator", 100))
    assert ownership.graph.nexus("sub").value is True
    assert not ownership.problems

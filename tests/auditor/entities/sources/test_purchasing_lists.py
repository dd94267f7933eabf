"""Two purchasing lists of real makers, screened with the starter list alone: nobody of the PRC or Russia is at "nothing".

What is known of them, in the column `known`, is general knowledge of the year in the column `year`, and unverified: "PRC" and
"RU" for a seat or an owner there, "partly" for a holding of a tenth or more or a joint venture, "none" for neither. The lists
were written before the starter list was looked at; the second was held back while the first was mended by.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Register
from auditor.entities.sources.starter import MADE_ON
from auditor.entities.suppliers.supplier_list import read_list
from auditor.entities.suppliers.suppliers import suppliers_of
from auditor.inputs import InputFile
from auditor.screening import Screened, screen
from policies.parameters import load

P = load("policies.connected_vehicles", MADE_ON)
LISTS = ("purchasing_a.csv", "purchasing_b.csv")
# Written in a form that is not near enough to a name: a region after the legal form, a short name or a town in parentheses.
NOT_OFFERED = {
    "Micro Commercial Components (MCC) Corp",
    "Meta System S.p.A. Reggio Emilia",
    "Aptiv Electrical Systems Co (Shanghai)",
}


def makers(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((Path(__file__).parent / "data" / name).read_text("utf-8").splitlines()))


def screened(names: list[str]) -> tuple[People, list[Screened]]:
    """Return the names screened with the starter list alone."""
    text = io.StringIO()
    csv.writer(text).writerows([["Supplier"], *([name] for name in names)])
    wanted = read_list(InputFile(Path("v.csv"), "v.csv", text.getvalue().encode()))
    graph = Graph(P)
    people = People(graph, suppliers_of([], graph, MADE_ON), Register(MADE_ON))
    return people, screen(wanted, people)


def points_there(one: Screened, graph: Graph) -> bool:
    """Tell whether a row's answer, a lead or a candidate says that it is or may be a person of the PRC or Russia."""
    offered = (graph.nexus(c.key).value or graph.lead(c.key) is not None for c in one.named.candidates)
    return bool(one.nexus.value or any(lead.points_there for lead in one.leads) or any(offered))


@pytest.mark.parametrize("name", LISTS)
def test_nobody_with_an_owner_of_the_prc_or_russia_is_at_nothing_and_nobody_else_is_a_nexus(name):
    rows = makers(name)
    people, answers = screened([row["name"] for row in rows])
    assert [one.row.name for one in answers] == [row["name"] for row in rows]
    known = [(row, one) for row, one in zip(rows, answers, strict=True) if row["known"] != "none"]
    at_nothing = {row["name"] for row, one in known if not points_there(one, people.graph)}
    assert at_nothing - NOT_OFFERED == set()
    others = [one for row, one in zip(rows, answers, strict=True) if row["known"] == "none"]
    assert [one.row.name for one in others if one.nexus.value] == []
    assert [one.row.name for one in answers if one.nexus.value is False] == [], "general knowledge clears nobody"
    wrongly_led = [one.row.name for one in others if points_there(one, people.graph)]
    assert len(wrongly_led) <= len(others) / 10, wrongly_led


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_of_two_hundred_makers_with_seventy_of_the_prc_or_russia(name):
    rows = makers(name)
    assert len({row["name"] for row in rows}) == len(rows) >= 200
    assert {row["known"] for row in rows} == {"PRC", "RU", "partly", "none"}
    assert sum(row["known"] != "none" for row in rows) >= 70
    assert all(row["year"].isdigit() and (row["owner"] or row["known"] == "none") for row in rows)


def test_no_maker_is_on_both_lists():
    first, second = ({row["name"] for row in makers(name)} for name in LISTS)
    assert first & second == set()

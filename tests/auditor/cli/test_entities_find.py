"""`icts entities find`: who a name or an identifier is, who is alike, and an exit code that no pipeline takes for a pass."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace
from tests.auditor.entities.recorded import edge, entity, reference, stored

LEI = "5299000J2N45DDNE4Y28"
REGISTER = reference(
    [
        entity("a", name="Falkenlohe Telematik GmbH"),
        entity("m", "LU", "Middle Example S.a r.l."),
        entity("l", "CN", "Lotus Example Group"),
        entity("j", "US", "Jane Example LLC"),
        entity("s", name="Südstern Elektronik GmbH"),
        entity("n", "NO", "Nordvik Example AS"),
    ],
    [
        edge("m", "a", 51, place="row 3"),
        edge("j", "a", 49, place="row 4"),
        edge("l", "m", 60, place="row 5"),
        edge("l", "s", 25, 50, place="row 6"),
        edge("j", "n", 100, place="row 7"),
    ],
    names=[
        {"key": "a", "name": "Falkenlohe", "kind": "trading"},
        {"key": "n", "name": "Nordwik A/S", "kind": "former"},
    ],
    identifiers=[{"key": "n", "scheme": "lei", "value": LEI}],
    listings=[{"key": "a", "list": "An Example List", "programme": "X"}],
)


@pytest.fixture
def find(work: Workspace):
    stored(work.folder / "store", REGISTER)

    def run(name: str, *arguments: str) -> tuple[int, dict]:
        common = ("--store", work.folder / "store", "--as-of", "2026-11-24", "--no-starter", "--format", "json")
        done = work.icts("entities", "find", name, *common, *arguments)
        return done.code, json.loads(done.out)

    return run


def test_who_it_is_comes_with_names_countries_all_holders_listings_and_sources(find):
    code, document = find("Falkenlohe Telematik GmbH")
    (person,) = document["persons"]
    assert (code, document["outcome"], person["nexus"]) == (11, "known", True)
    assert {"kind": "trading", "text": "Falkenlohe"} in person["names"]
    assert person["places"]["incorporated"] == "DE"
    assert {(h["owner"], h["low"], h["decisive"]) for h in person["holders"]} == {
        ("Middle Example S.a r.l.", 51.0, True),
        ("Jane Example LLC", 49.0, False),
        ("Lotus Example Group", 60.0, True),
    }
    assert all("row" in holder["source"] for holder in person["holders"])
    assert person["listings"] == ["An Example List, X (a register (bods) as of 2026-11-24)"]


@pytest.mark.parametrize(
    ("asked", "code", "outcome"),
    [
        ("Nordvik Example AS", 0, "known"),  # who it is is known, and nothing leads to the PRC or Russia
        ("nordwik a/s", 0, "known"),
        (LEI, 0, "known"),
        (f"lei:{LEI}", 0, "known"),
        ("Südstern Elektronik GmbH", 10, "known"),  # with a lead
        ("Nordvik Example GmbH", 10, "alike"),
        ("Nobody At All KG", 10, "nobody"),
        ("5493001KJTIIGC8Y1R12", 10, "nobody"),
        ("Lotus Example Group", 11, "known"),
    ],
)
def test_the_exit_code_is_a_pass_only_where_it_is_known_who_it_is_and_nothing_leads_there(find, asked, code, outcome):
    assert find(asked)[0] == code
    document = find(asked)[1]
    assert (document["exit_code"], document["outcome"]) == (code, outcome)


def test_one_that_is_alike_comes_with_why_and_who_holds_it(find):
    _, document = find("Falkenlohe Telematic")
    assert document["persons"] == []
    (alike,) = document["alike"]
    assert alike["why"] and alike["nexus"] is True and len(alike["holders"]) == 3


def test_old_data_is_exit_12_and_a_blank_name_is_wrong(find, work):
    assert find("Nordvik Example AS", "--as-of", "2027-11-25", "--max-age", "365")[0] == 12
    assert work.icts("entities", "find", " ").code == 2


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_table_fits_and_obeys_nothing(find, work, width):
    options = ("--store", work.folder / "store", "--no-starter", "--as-of", "2026-11-24", "--width", str(width))
    done = work.icts("entities", "find", "::stop \x1b[31m Falkenlohe Telematic", *options)
    assert max(map(len, done.out.splitlines())) <= width
    assert "\x1b" not in done.out and not done.out.startswith("::")

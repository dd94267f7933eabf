"""A row of a supplier list that is dated after the day of an audit or screening does not count on it, from the store either."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace, component, sbom

HEADING = (
    "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source,source_date\n"
)
THEN = "Clean Code GmbH,DE,DE,DE,Founders [DE] 100%,yes,register,2026-04-01\n"
LATER = """Clean Code GmbH,CN,CN,CN,,,register,2026-12-01
Late Code GmbH,Atlantis,DE,DE,Clean Code GmbH 60%,,register,2027-01-15
"""


def listed(done_out: str) -> dict[str, str]:
    return {row["name"]: row["answer"] for row in json.loads(done_out)["suppliers"]}


def told(document: dict) -> list[tuple[str, str]]:
    return [
        (p["kind"], p["message"]) for p in document["problems"] if "later" in p["kind"] or "Atlantis" in p["message"]
    ]


def test_a_list_that_grows_leaves_an_earlier_audit_as_it_was(work: Workspace) -> None:
    work.write("app.cdx.json", sbom(component("a", maker="Clean Code GmbH"), component("b", maker="Late Code GmbH")))
    work.write("suppliers.csv", HEADING + THEN)
    before, then = work.audit()[1], work.verdicts()
    work.write("suppliers.csv", HEADING + THEN + LATER)
    after = work.audit()[1]
    assert work.verdicts() == then
    assert told(before) == []
    (line,) = told(after)
    assert line[0] == "supplier-list-later" and "2 rows are dated after 2026-11-24" in line[1]
    kinds = [
        [p["kind"] for p in document["problems"] if p["kind"] != "supplier-list-later"] for document in (before, after)
    ]
    assert kinds[0] == kinds[1]
    work.change("as_of = 2026-11-24", "as_of = 2027-01-15")
    (late,) = told(work.audit()[1])
    assert "Atlantis" in late[1] and work.verdicts() != then


@pytest.mark.parametrize(
    ("day", "answer"), [("2026-11-24", "nexus"), ("2026-11-25", "ask"), ("", "nexus"), ("2026-13-01", "nexus")]
)
def test_a_row_counts_from_its_day_on_in_a_list_and_in_the_store(work: Workspace, day: str, answer: str) -> None:
    path = work.write("list.csv", f"{HEADING}Nordvik GmbH,,,,Lotus [CN] 60%,,register,{day}\nOther GmbH,,,,,,,\n")
    names = work.write("names.csv", "name\nNordvik GmbH\n")
    store = ("--store", work.folder / "s")
    work.icts("entities", "import", "suppliers", path, "--as-of", "2026-11-20", *store)
    for arguments in ((names, "--known", path), (names, *store)):
        done = work.icts("screen", *arguments, "--as-of", "2026-11-24", "--no-starter", "--format", "json")
        assert listed(done.out) == {"Nordvik GmbH": answer}
        notes = [p for p in json.loads(done.out)["problems"] if p["kind"] == "supplier-list-later"]
        assert [note["severity"] for note in notes] == (["info"] if answer == "ask" else [])


def test_a_listing_that_begins_later_is_not_told(work: Workspace) -> None:
    heading = "name,list,programme,since\n"
    path = work.write("list.csv", f"{heading}Nordvik GmbH,A list,x,2026-12-01\n")
    names = work.write("names.csv", "name\nNordvik GmbH\n")
    store = ("--store", work.folder / "s")
    imported = work.icts("entities", "import", "government-list", path, "--as-of", "2026-11-20", *store)
    assert imported.code == 0, imported.err
    for day, number in (("2026-11-24", 0), ("2026-12-01", 1)):
        done = work.icts("screen", names, *store, "--as-of", day, "--no-starter", "--format", "json")
        (one,) = json.loads(done.out)["suppliers"]
        assert len(one["listings"]) == number

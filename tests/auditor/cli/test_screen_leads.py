"""`icts screen` looks every name up in all that is on file: nothing that one source brings hides what another one knows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.auditor.conftest import Workspace

Lists = dict[str, str]  # by "kind day name", the content
LISTED = "name,aliases,country,start-date\n"
Screen = Callable[..., dict[str, Any]]


def ftm(id: str, schema: str = "Company", **properties: str | list[str]) -> str:
    """An entity of FollowTheMoney as a line."""
    given = {name: [value] if isinstance(value, str) else value for name, value in properties.items()}
    name = given["name"][0] if "name" in given else id
    return json.dumps({"id": id, "schema": schema, "caption": name, "properties": given, "datasets": ["x"]}) + "\n"


@pytest.fixture
def screen(work: Workspace) -> Screen:
    """Import lists and screen one row; return its answer with what is said of it, joined as `text`."""

    def screened(rows: str, lists: Lists, *arguments: str) -> dict[str, Any]:
        store = work.folder / "store"
        for called, content in lists.items():
            kind, day, name = called.split()
            done = work.icts("entities", "import", kind, work.write(name, content), "--as-of", day, "--store", store)
            assert done.code == 0, done.err
        path = work.write("vendors.csv", rows if "," in rows.partition("\n")[0] else f"supplier name\n{rows}\n")
        common = ["--as-of", "2026-11-30", "--format", "json", *(["--store", str(store)] if lists else [])]
        done = work.icts("screen", path, *common, *arguments)
        assert done.code in (0, 10, 11), done.err
        row: dict[str, Any] = json.loads(done.out)["suppliers"][0]
        offered = [f"{c['name']} of {c['of']} ({c['why']})" for c in row["candidates"]]
        return row | {"text": "; ".join([*row["leads"], *offered, *row["listings"]])}

    return screened


# --- a weak alias is a candidate -----------------------------------------------------------------------------------------

WEAK = ftm("wa1", name="Vornak Radio Manufacturing Co., Ltd.", weakAlias="Apex", abbreviation="VRM", jurisdiction="cn")


@pytest.mark.parametrize("name", ["Apex", "APEX", "VRM"])
@pytest.mark.parametrize("starter", [[], ["--no-starter"]])
def test_a_weak_alias_is_a_candidate_and_no_evidence(screen: Screen, name: str, starter: list[str]) -> None:
    row = screen(name, {"opensanctions 2026-01-01 a.jsonl": WEAK}, *starter)
    assert row["answer"] == "ask" and row["who"] is None
    assert "Vornak Radio Manufacturing Co., Ltd. of CN" in row["text"] and "weak alias" in row["text"]


def test_an_alias_is_evidence_though_it_is_a_weak_one_elsewhere(screen: Screen) -> None:
    strong = ftm("wa2", name="Apex Vornak Trading", alias="Apex", jurisdiction="cn")
    assert screen("Apex", {"opensanctions 2026-01-01 a.jsonl": WEAK + strong})["answer"] == "nexus"


# --- two lists of one kind ------------------------------------------------------------------------------------------------

OLDER, NEWER = f"{LISTED}Vornak Radio Works Ltd,,CN,2024-01-02\n", f"{LISTED}Silberkamm GmbH,,RU,2024-01-02\n"


@pytest.mark.parametrize("kind", ["government-list", "dod-1260h", "section-889"])
@pytest.mark.parametrize("name", ["Vornak Radio Works Ltd", "Silberkamm GmbH"])
def test_two_lists_of_one_kind_count_both_whatever_their_days(screen: Screen, kind: str, name: str) -> None:
    lists = {f"{kind} 2026-10-01 a.csv": OLDER, f"{kind} 2026-11-01 b.csv": NEWER}
    assert screen(name, lists)["listings"]


def test_two_files_of_opensanctions_count_both(screen: Screen) -> None:
    one, other = (ftm(name, name=name, jurisdiction="cn") for name in ("Vornak Radio Works", "Silberkamm Elektronik"))
    lists = {"opensanctions 2026-11-01 b.jsonl": other, "opensanctions 2026-10-01 a.jsonl": one}
    assert screen("Vornak Radio Works", lists)["answer"] == "nexus"


def test_a_newer_state_of_a_list_takes_its_place_by_name_or_where_it_is_said(screen: Screen, work: Workspace) -> None:
    assert screen("Vornak Radio Works Ltd", {"government-list 2026-10-01 a.csv": OLDER})["listings"]
    assert not screen("Vornak Radio Works Ltd", {"government-list 2026-11-01 a.csv": NEWER})["listings"]
    at = ("--as-of", "2026-11-02", "--store", work.folder / "store")
    lists = work.write("c.csv", f"{LISTED}Nordvik AS,,RU,\n")
    beside = work.icts("entities", "import", "government-list", lists, *at)
    assert "government-list-2026-11-01" in beside.err and "--replaces" in beside.err
    newer = work.write("d.csv", f"{LISTED}Fjordlys AS,,RU,\n")
    done = work.icts("entities", "import", "government-list", newer, *at, "--replaces", "government-list-2026-11-01")
    assert done.code == 0, done.err
    assert not screen("Silberkamm GmbH", {})["listings"]
    store = ("--store", str(work.folder / "store"))
    assert not screen("Silberkamm GmbH", {}, *store)["listings"]
    assert screen("Nordvik AS", {}, *store)["listings"] and screen("Fjordlys AS", {}, *store)["listings"]
    wrong = work.icts("entities", "import", "dod-1260h", newer, *at, "--replaces", "government-list-2026-11-01")
    assert wrong.code == 2 and "dod-1260h" in wrong.err


def test_natural_persons_of_two_lists_in_the_same_line_are_two(screen: Screen) -> None:
    heads = "name,type,country\n"
    lists = {
        "government-list 2026-10-01 a.csv": f"{heads}Ada Vornak,person,CN\n",
        "government-list 2026-11-01 b.csv": f"{heads}Bela Silberkamm,person,DE\n",
    }
    assert "Bela" not in screen("Ada Vornak", lists)["text"]


# --- general knowledge beside a list --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["government-list", "section-5949"])
@pytest.mark.parametrize("name", ["上海移远通信技术股份有限公司", "移远"])
def test_a_list_that_names_a_maker_does_not_hide_what_is_known_of_it(screen: Screen, kind: str, name: str) -> None:
    listed = f'{LISTED}"Quectel Wireless Solutions Co., Ltd.",,,2025-01-07\n'
    row = screen(name, {f"{kind} 2026-01-01 a.csv": listed})
    assert row["answer"] == "ask" and "starter:" not in row["text"]
    assert re.search(r"Quectel Wireless Solutions Co\., Ltd\.(,| of) CN", row["text"])

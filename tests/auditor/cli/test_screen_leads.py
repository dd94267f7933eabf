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
    on_both = "Kiesel Funk OOO,,RU,\nTannhof Radio OOO,,RU,\n"
    assert screen("Vornak Radio Works Ltd", {"government-list 2026-10-01 a.csv": OLDER + on_both})["listings"]
    assert not screen("Vornak Radio Works Ltd", {"government-list 2026-11-01 a.csv": NEWER + on_both})["listings"]
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


def test_another_list_of_the_same_name_hides_none(work: Workspace) -> None:
    """As OpenSanctions calls every data set entities.ftm.json, and a delta of GLEIF has its kind."""
    at = ("--store", work.folder / "store", "--as-of")
    command = ("entities", "import", "government-list")
    older = work.write("a.csv", f"{OLDER}Kiesel Funk OOO,,RU,\n")
    assert work.icts(*command, older, *at, "2026-10-01").code == 0
    (id,) = [one.name for one in (work.folder / "store").iterdir() if one.is_dir()]
    newer = work.write("a.csv", f"{NEWER}Kiesel Funk OOO,,RU,\n")
    done = work.icts(*command, newer, *at, "2026-11-01")
    assert done.code == 2 and len(done.err.splitlines()) == 1
    assert f"lacks 1 of the 2 persons of {id}" in done.err and f"--replaces {id}" in done.err
    assert [one.name for one in (work.folder / "store").iterdir() if one.is_dir()] == [id]
    done = work.icts(*command, newer, *at, "2026-11-01", "--replaces", id)
    assert done.code == 0 and f"it takes the place of {id}; 1 of its 2 persons are not in this one" in done.err


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


# --- what makes no fact, and is a lead ------------------------------------------------------------------------------------

STATE_OWNED = ftm(
    "so", name="Tuolan Digital Holdings", jurisdiction="sg", mainCountry="cn", topics=["gov.soe", "sanction"]
)


@pytest.mark.parametrize(
    ("properties", "lead"),
    [
        ({"mainCountry": "cn"}, "CN is named as a country of it"),
        ({"country": ["sg", "ru"]}, "RU is named as a country of it"),
        ({"jurisdiction": ["sg", "cn"]}, "CN is named as a country of it"),
        ({"topics": "gov.soe"}, "it is state-owned or a body of a state"),
        ({"topics": "gov.soe", "country": "cn"}, "of a state of CN"),
        ({"address": "88 Example Road, Suzhou"}, "an address of it is in CN: 88 Example Road, Suzhou"),
        ({"address": ["1 Main St, Reno", "г. Москва, ул. Примерная, 1"]}, "an address of it is in RU"),
    ],
)
@pytest.mark.parametrize("row", ["Tuolan Digital Holdings", "TUOLAN DIGITAL HOLDINGS"])
def test_what_a_source_names_without_saying_as_what_is_a_lead(
    screen: Screen, properties: dict[str, Any], lead: str, row: str
) -> None:
    listed = ftm("so", name="Tuolan Digital Holdings", **properties)
    answer = screen(row, {"opensanctions 2026-01-01 a.jsonl": listed}, "--no-starter")
    assert answer["answer"] == "ask" and any(lead in one for one in answer["leads"])


def test_a_company_of_another_state_is_no_lead(screen: Screen) -> None:
    listed = ftm("so", name="Tuolan Digital Holdings", country="fr", topics="gov.soe", address="1 rue Exemple, Paris")
    assert (
        screen("Tuolan Digital Holdings", {"opensanctions 2026-01-01 a.jsonl": listed}, "--no-starter")["leads"] == []
    )


OWNED = "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners\n"


@pytest.mark.parametrize("owner", ["Tuolan Digital Holdings 60%", "TUOLAN DIGITAL HOLDINGS 60%; Founders [US] 40%"])
def test_what_suggests_the_prc_of_a_holder_is_a_lead(screen: Screen, owner: str) -> None:
    row = screen(f"{OWNED}Subject,US,US,US,{owner},yes\n", {"opensanctions 2026-01-01 a.jsonl": STATE_OWNED})
    assert row["answer"] == "ask"
    assert any(lead.startswith("its holder") and "of CN" in lead for lead in row["leads"])


def test_a_person_that_an_lei_names_has_the_leads_of_its_record(screen: Screen) -> None:
    lei = "5299000J2N45DDNE4Y28"
    listed = ftm("so", name="Tuolan Digital Holdings", leiCode=lei, mainCountry="cn")
    row = screen(f"name,lei\nTDH,{lei}\n", {"opensanctions 2026-01-01 a.jsonl": listed}, "--no-starter")
    assert any("CN is named" in lead for lead in row["leads"])


@pytest.mark.parametrize("kind", ["dod-1260h", "section-889", "section-5949", "section-154"])
def test_a_list_of_companies_of_the_prc_is_a_lead(screen: Screen, kind: str) -> None:
    row = screen("Vornak Radio Works Ltd", {f"{kind} 2026-10-01 a.csv": OLDER}, "--no-starter")
    assert any("a list of companies of the PRC (CN)" in lead for lead in row["leads"]) and row["listings"]


def test_the_country_of_a_listing_is_a_lead(screen: Screen) -> None:
    row = screen("Vornak Radio Works Ltd", {"government-list 2026-10-01 a.csv": OLDER}, "--no-starter")
    assert any("CN is named as a country of it" in lead for lead in row["leads"])


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Silberkamm Automotive Products (Suzhou) Co.", "CN"),
        ("苏州银梳电子有限公司", "CN"),
        ("銀梳電子（深圳）有限公司", "CN"),
        ("Shenzhen Silberkamm Technology", "CN"),
        ("Silberkamm (HK) Limited", "CN"),
        ("Silberkamm Hong Kong Ltd", "CN"),
        ("Silberkamm Macau Lda", "CN"),
        ("Silberkamm China", "CN"),
        ("银梳电子", "CN"),
        ("ООО Зильберкамм", "RU"),
        ("Зильберкамм Казань", "RU"),
        ("Silberkamm Electronics Moscow", "RU"),
        ("OOO Silberkamm Rus", "RU"),
        ("Зильберкамм", "RU"),
    ],
)
def test_a_place_a_form_or_the_script_in_a_name_is_a_lead(screen: Screen, name: str, country: str) -> None:
    row = screen(name, {}, "--no-starter")
    assert row["answer"] == "ask" and any(re.search(rf"\b{country}\b", lead) for lead in row["leads"])


@pytest.mark.parametrize(
    "name", ["Silberkamm GmbH", "銀梳電子株式会社", "台灣銀梳股份有限公司", "Permanent Magnets Inc.", "Chinatown Foods"]
)
def test_a_name_of_elsewhere_is_no_lead(screen: Screen, name: str) -> None:
    assert screen(name, {}, "--no-starter")["leads"] == []


# --- what is known of a candidate -----------------------------------------------------------------------------------------

HELD = ftm("a", name="Silberkamm Elektronik GmbH", jurisdiction="de") + ftm(
    "b", name="Lotus Example", jurisdiction="cn"
)
HELD += ftm("c", "Ownership", owner="b", asset="a", percentage="60")


def test_the_line_of_a_candidate_says_its_countries_and_holders(screen: Screen) -> None:
    row = screen("Silberkamm Elektronik AG", {"opensanctions 2026-01-01 a.jsonl": HELD}, "--no-starter")
    assert "of DE; held by Lotus Example (CN)" in row["text"]


def test_the_line_of_a_candidate_says_on_which_lists_it_stands(screen: Screen) -> None:
    row = screen("Vornak Radio Works GmbH", {"dod-1260h 2026-10-01 a.csv": OLDER}, "--no-starter")
    assert "on Chinese military companies" in row["candidates"][0]["of"]


def test_the_starter_list_says_who_holds_a_candidate(screen: Screen) -> None:
    assert "Geely" in screen("Volvo Car Corporation", {})["text"]

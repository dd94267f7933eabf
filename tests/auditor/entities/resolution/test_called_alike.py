"""Who speaks for himself, or is only said to be of a country, and is called as a row of the PRC is, stays unknown."""

from __future__ import annotations

import json

import pytest

from auditor.entities.matching.decisions import Decisions
from auditor.entities.resolution.list_doubts import called_alike
from tests.auditor.conftest import Workspace

STARTER = False
HEAD = "name,aliases,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,self_declared,source"
ADVERSARY = '"Lintao Telematics Software Co., Ltd.",Lintao Telematics,CN,CN,CN,,,,register'


def screened(work: Workspace, *rows: str) -> dict[str, str]:
    """Return the answer for each supplier of a list of these rows, by its name."""
    path = work.write("list.csv", "\n".join((HEAD, *rows)) + "\n")
    done = work.icts("screen", path, "--known", path, "--no-starter", "--as-of", "2026-11-24", "--format", "json")
    return {row["name"]: row["answer"] for row in json.loads(done.out)["suppliers"]}


NAMES = [
    "Lintao Telematics GmbH",
    "Lintao Telematics Europe GmbH",
    "Lintao-Telematics",
    "Lin Tao Telematics GmbH",
    "Lintao GmbH",
    "Lintap Telematics Software Ltd",
    "Linttao Telematics",
    "Telematics Lintao S.r.l.",
    "LINTAO TELEMATICS SOFTWARE CO LTD, Zweigniederlassung Deutschland",
    "Llnta0 Telematics",
    "Jintao Telematics GmbH",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_company_that_speaks_for_itself_is_not_cleared_by_a_name_like_one_of_the_prc(work: Workspace, name):
    own = f'"{name}",,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire'
    for rows in ((ADVERSARY, own), (own, ADVERSARY)):
        assert screened(work, *rows)[name] == "ask"
    assert screened(work, own)[name] == "clean"


@pytest.mark.parametrize("name", [*NAMES, "Lintbo Telematics"])
def test_nor_is_a_holder_of_whom_only_a_country_is_said(work: Workspace, name):
    held = f'Kleinfunk GmbH,,DE,DE,DE,"{name.replace(",", "")} [DE] 100%",yes,,register'
    is_row = name == "Lintao-Telematics"  # as its alias is
    assert screened(work, ADVERSARY, held)["Kleinfunk GmbH"] == ("nexus" if is_row else "ask")


@pytest.mark.parametrize("name", ["Linden Telematics GmbH", "Telematics GmbH", "Nordhafen Software Ltd"])
def test_a_name_that_shares_only_words_of_trade_is_another(work: Workspace, name):
    own = f'"{name}",,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire'
    assert screened(work, ADVERSARY, own)[name] == "clean"


def test_a_parent_of_elsewhere_has_the_name_of_its_arm_by_right(work: Workspace):
    parent = "Nordhafen Funk GmbH,,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire"
    arm = '"Nordhafen Funk (Shanghai) Co., Ltd.",,CN,CN,CN,"Nordhafen Funk GmbH 100%",yes,,register'
    assert screened(work, parent, arm)["Nordhafen Funk GmbH"] == "clean"


def test_a_register_extract_settles_it(work: Workspace):
    own = "Lintao Telematics GmbH,,DE,DE,DE,Erika Muster [DE] 100%,yes,,register extract of 2026-05-01"
    assert screened(work, ADVERSARY, own)["Lintao Telematics GmbH"] == "clean"


def test_time_is_linear_in_the_number_of_rows():
    names = {f"n{i}": (f"Firm{i:x}quell Systems Ltd",) for i in range(3_000)}
    rows = {f"r{i}": (f"Other{i:x}brunn Software Co., Ltd.",) for i in range(3_000)}
    assert list(called_alike(names, rows, Decisions())) == []


def test_what_a_company_calls_itself_besides_is_looked_up_too(work: Workspace):
    own = "Yiyuan Example GmbH,移远通信,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire"
    path = work.write("list.csv", "\n".join((HEAD, own)) + "\n")
    for starter, answer in (("--starter", "ask"), ("--no-starter", "clean")):
        done = work.icts("screen", path, "--known", path, starter, "--as-of", "2026-11-24", "--format", "json")
        assert json.loads(done.out)["suppliers"][0]["answer"] == answer


RECORD = {
    "id": "NK-1",
    "schema": "Company",
    "properties": {"name": ["Zalumbra Radio Co., Ltd."], "jurisdiction": ["cn"]},
}
RECORDS = json.dumps(RECORD | {"datasets": ["x"]}) + "\n"


@pytest.mark.parametrize(
    "name", ["Zalunbra GmbH", "Zalurnbra Europe GmbH", "Za1umbra", "Salumbra Radio", "Zalumbar GmbH"]
)
def test_a_company_of_an_imported_list_is_resembled_too(work: Workspace, name):
    store = ("--store", work.folder / "store")
    imported = work.icts(
        "entities", "import", "opensanctions", work.write("records.jsonl", RECORDS), "--as-of", "2026-11-01", *store
    )
    assert imported.code == 0
    own = f"{name},,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire"
    held = f"Kleinfunk GmbH,,DE,DE,DE,{name} [DE] 100%,yes,,register"
    extract = own.replace(",yes,questionnaire", ",,register extract")
    for row, answer in ((own, "ask"), (held, "ask"), (extract, "clean")):
        path = work.write("list.csv", "\n".join((HEAD, row)) + "\n")
        done = work.icts(
            "screen", path, "--known", path, "--no-starter", "--as-of", "2026-11-24", "--format", "json", *store
        )
        assert json.loads(done.out)["suppliers"][0]["answer"] == answer


MILITARY = "Name,Clean Name,Alias,Previous Name,Parent Name,Note,Start date,End date,Source Url\n" + ",".join(
    ('"Zalumbra Radio Co., Ltd."', '"Zalumbra Radio Co., Ltd."', "", "", "", "", "2021-06-03", "", "\n")
)


@pytest.mark.parametrize("name", ["Zalumbra Radio Co., Ltd.", "Zalumbra Radio GmbH", "Zalunbra"])
def test_nor_does_its_own_word_clear_a_company_of_a_list_of_a_government_that_says_no_country(work: Workspace, name):
    store = ("--store", work.folder / "store", "--as-of", "2026-11-24")
    assert work.icts("entities", "import", "dod-1260h", work.write("dod.csv", MILITARY), *store).code == 0
    own = f'"{name}",,DE,DE,DE,Erika Muster [DE] 100%,yes,yes,questionnaire'
    for row, answer in ((own, "ask"), (own.replace(",yes,questionnaire", ",,register extract"), "clean")):
        path = work.write("list.csv", "\n".join((HEAD, row)) + "\n")
        report = json.loads(work.icts("screen", path, "--known", path, "--no-starter", "--format", "json", *store).out)
        assert report["suppliers"][0]["answer"] == answer
        assert [("1260H" in problem["message"]) for problem in report["problems"]] == [True] * (answer == "ask")

"""A name that may be, or says, somebody else's as well clears nobody; and never takes a "yes" away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.entities.matching.decisions import read_decisions
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Register
from auditor.entities.sources.importing import read_source
from auditor.entities.store.store import Store
from auditor.entities.suppliers.supplier_list import read_list
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.inputs import InputFile
from auditor.screening import screen
from policies.parameters import load

DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)
HEADINGS = (
    "name,aliases,lei,kind,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source,"
    "self_declared"
)
CLEAN = "Clean Software AB"


def row(
    name: str = CLEAN,
    aliases: str = "",
    country: str = "SE",
    own_word: str = "",
    owner: str = "",
    source: str = "a register",
    lei: str = "",
) -> str:
    owners = owner or ("" if country == "CN" else f"A Foundation [{country}] 100%")
    return f'"{name}","{aliases}",{lei},,{country},{country},{country},"{owners}",yes,{source},{own_word}\n'


def people(*rows: str, decisions: str = "", store: Store | None = None, starter: bool = True) -> People:
    graph = Graph(P)
    text = f"{HEADINGS}\n{''.join(rows)}"
    listed = read_suppliers([InputFile(Path("s.csv"), "s.csv", text.encode())], graph)
    decided = read_decisions(InputFile(Path("d.toml"), "d.toml", decisions.encode()))
    return People(graph, listed, Register(DAY, store, starter=starter, decisions=decided))


def nexus(of: People, name: str) -> bool | None:
    return of.graph.nexus(of.find(name).person).value


TWO_COMPANIES = [
    f"{CLEAN} (华为技术有限公司)", f"华为 {CLEAN}", f"{CLEAN} ООО Ромашка", f"{CLEAN} 虚构电子有限公司", f"虚构 / {CLEAN}",
    f"{CLEAN} 삼성전자", f"{CLEAN} (株式会社架空)", f"{CLEAN} Ромашка", f"ООО Клин / {CLEAN}", f"{CLEAN}：比亚迪",
]  # fmt: skip


@pytest.mark.parametrize("cell", TWO_COMPANIES)
def test_a_cell_with_a_second_name_that_nobody_knows_is_asked(cell):
    listed = people(row())
    named = listed.find(cell)
    assert (named.known_as, nexus(listed, cell)) == (None, None)
    assert CLEAN in [candidate.name for candidate in named.candidates]
    assert named.conflict is not None and "beside it is not known to be a name of it" in named.conflict


@pytest.mark.parametrize(
    ("cell", "country"),
    [(TWO_COMPANIES[0], "CN"), (TWO_COMPANIES[1], "CN"), (TWO_COMPANIES[2], "RU"), (TWO_COMPANIES[3], "CN")],
)
def test_the_lead_of_the_second_name_is_told(cell, country):
    listed = people(row())
    key = listed.find(cell).person
    assert listed.graph.lead(key) is not None and country in listed.graph.with_leads(key).because
    assert "Huawei" in (listed.find(TWO_COMPANIES[0]).conflict or "")


@pytest.mark.parametrize("store_only", [False, True])
def test_nor_does_a_record_of_the_store_have_such_a_name(store_only, tmp_path):
    store = Store(tmp_path)
    path = tmp_path / "listed.csv"
    path.write_text(f"{HEADINGS}\n{row()}", "utf-8")
    store.add(read_source("suppliers", path, DAY))
    listed = people(row("Other AB"), store=store, starter=not store_only)
    assert nexus(listed, CLEAN) is False
    assert [nexus(listed, cell) for cell in TWO_COMPANIES] == [None] * len(TWO_COMPANIES)


def test_two_names_of_one_company_are_its_name():
    listed = people(row(aliases="虚构软件; Фикция; Kliin"))
    for cell in (f"{CLEAN} (虚构软件)", f"Фикция / {CLEAN}", "Клиин Kliin"):
        assert nexus(listed, cell) is False


def test_a_company_of_the_prc_stays_one_whatever_stands_beside_its_name():
    listed = people(row("Xugou Radio Ltd", "Huawei; 虚构", "CN"))
    for cell in ("Xugou Radio Ltd 华为", "Xugou Radio Ltd (ООО Ромашка)", "Huawei", "虚构"):
        assert nexus(listed, cell) is True


def test_a_decision_says_who_the_cell_is():
    keys = {"name": TWO_COMPANIES[0], "key": "supplier:s.csv:2", "is": "same", "who": "J. Doe", "why": "the invoice"}
    decision = "".join(f'{key} = "{text}"\n' for key, text in keys.items())
    assert nexus(people(row(), decisions=f"[[decision]]\n{decision}when = 2026-05-01\n"), TWO_COMPANIES[0]) is False


@pytest.mark.parametrize("own_word", ["yes", ""])
@pytest.mark.parametrize(
    "alias",
    ["Huawei Technologies Co., Ltd.", "Espressif Systems (Shanghai) Co., Ltd.", "Huawei", "华为", "Espressif", "ZTE"],
)
def test_an_alias_does_not_capture_the_name_of_a_company_of_the_prc(alias, own_word):
    listed = people(row(aliases=alias, own_word=own_word))
    assert nexus(listed, alias) is None
    assert nexus(listed, f"{CLEAN} {alias}" if not alias.isascii() else alias) is None
    assert own_word or nexus(listed, CLEAN) is False


def test_an_alias_in_other_dress_is_not_cleared_by_its_company_s_own_word():
    alias = "Quectel Wireless Solutions GmbH"
    assert nexus(people(row(aliases=alias, own_word="yes")), alias) is None


def test_an_alias_that_is_nobody_else_s_is_its_company():
    assert nexus(people(row(aliases="Klin; CSAB")), "CSAB") is False


SCREENED = {
    f"{CLEAN} formerly Huawei": None,
    f"{CLEAN} (previously ZTE Corporation)": None,
    f"{CLEAN} c/o Huawei Technologies": None,
    f"{CLEAN}, a subsidiary of Huawei": None,
    f"{CLEAN} (formerly Rent AB)": False,
    f"{CLEAN} (formerly Bluewater Inc.)": None,  # which is another row
    f"{CLEAN} c/o Any Law Firm": False,
    TWO_COMPANIES[0]: None,
    "Xugou Radio Ltd, formerly Bluewater Inc.": True,
}


@pytest.mark.parametrize("cell", SCREENED)
def test_a_cell_of_a_list_that_names_somebody_else_as_well_is_asked(cell):
    known = people(row(), row("Bluewater Inc.", country="US"), row("Xugou Radio Ltd", country="CN"))
    wanted = read_list(InputFile(Path("v.csv"), "v.csv", f'Vendor,Country\n"{cell}",SE\n'.encode()))
    (screened,) = screen(wanted, known)
    assert screened.nexus.value is SCREENED[cell]


@pytest.mark.parametrize(
    "owner",
    [
        "Qinghu Group Co., Ltd. (US branch)", "Qinghu Group", "Qinghu Group Limited", "QINGHU GROUP INC.", "Qinghu Group USA",
        "Qinghu", "Huawei", "Huawei Technologies", "Volvo Car AB", "BYD Company Limited",
    ],
)  # fmt: skip
def test_an_owner_of_whom_only_the_country_is_stated_is_looked_up(owner):
    listed = people(row(owner=f"{owner} [US] 100%"), row("Qinghu Group Co., Ltd.", country="CN"))
    assert nexus(listed, CLEAN) is None
    assert [problem.kind for problem in listed.problems] == ["person-at-odds"]


@pytest.mark.parametrize("owner", ["Founders", "Familie Q", "Qinghai Trust", "Any Other Holding", "Jane Roe"])
def test_an_owner_that_is_like_nobody_of_the_prc_is_of_its_country(owner):
    listed = people(row(owner=f"{owner} [US] 100%"), row("Qinghu Group Co., Ltd.", country="CN"))
    assert nexus(listed, CLEAN) is False and not listed.problems


def test_an_owner_like_a_row_that_a_company_of_the_prc_holds_is_asked_without_any_reference_data():
    held = row("Nordbil Teknik AB", owner="Tuolan Auto [CN] 79%; Public 21%, dispersed")
    assert nexus(people(row(owner="Nordbil Teknik [SE] 100%"), held, starter=False), CLEAN) is None


@pytest.mark.parametrize("name", ["BYD America LLC", "Huawei Technologies", "Quectel Europe GmbH", "ZTE USA, Inc."])
def test_a_row_without_evidence_settles_no_more_than_a_company_s_own_word(name):
    assert nexus(people(row(name, country="US", source="")), name) is None
    assert nexus(people(row(name, country="US", own_word="yes")), name) is None
    assert nexus(people(row(name, country="US")), name) is False
    assert nexus(people(row(source="")), CLEAN) is False


def test_two_rows_of_different_countries_that_share_an_identifier_do_not_clear_one_another():
    lei = "5493001KJTIIGC8Y1R12"
    listed = people(row(country="US", lei=lei), row("Xugou Radio Ltd", country="CN", lei=lei))
    assert (nexus(listed, CLEAN), nexus(listed, "Xugou Radio Ltd")) == (None, True)
    assert any(lei in problem.message and "elsewhere" in problem.message for problem in listed.problems)
    listed = people(row(country="US", lei=lei), row("Nordvik GmbH", country="DE", lei=lei))
    assert nexus(listed, CLEAN) is False, "neither is of the PRC or Russia"

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
    "name,aliases,kind,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source,"
    "self_declared"
)
CLEAN = "Clean Software AB"


def row(name: str = CLEAN, aliases: str = "", country: str = "SE", own_word: str = "") -> str:
    owners = "" if country == "CN" else f"A Foundation [{country}] 100%"
    return f'"{name}","{aliases}",,{country},{country},{country},"{owners}",yes,a register,{own_word}\n'


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

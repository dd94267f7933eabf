"""What a company says of itself never settles who it is or who holds it, against a record or a lead; nor does its identifier."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from auditor.entities.matching.decisions import read_decisions
from auditor.entities.matching.matching import Asked
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.own_word import names_in
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Register
from auditor.entities.sources.importing import read_source
from auditor.entities.store.store import Store
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.inputs import InputFile
from policies.parameters import load

DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)
LEI = "529900T8BM49AURSDO55"
HEADINGS = "name,lei,kind,incorporated_in,headquartered_in,principal_place_of_business,citizenships,resident_in,owners"
MAKER = "Quectel Wireless Solutions Co., Ltd."  # in the starter list, of the PRC


def people(row: str, self_declared: str = "yes", source: str = "a paper", decisions: str = "") -> People:
    graph = Graph(P)
    text = f'{HEADINGS},no_other_owners,self_declared,source\n{row},yes,{self_declared},"{source}"\n'
    listed = read_suppliers([InputFile(Path("s.csv"), "s.csv", text.encode())], graph)
    decided = read_decisions(InputFile(Path("d.toml"), "d.toml", decisions.encode()))
    return People(graph, listed, Register(DAY, decisions=decided))


def american(name: str, owner: str = "Jane Roe [US] 100%") -> str:
    return f'"{name}",,,US,US,US,,,"{owner}"'


def nexus(of: People, name: str, **identifiers: str) -> bool | None:
    return of.graph.nexus(of.find(name, identifiers).person).value


@pytest.mark.parametrize(
    "name",
    [
        MAKER, "Quectel Wireless Solutions", "Quectel Wireless Solutions Ltd", "QUECTEL WIRELESS SOLUTIONS GMBH",
        "Quectel", "Quectel Wireless", "Quectel Europe GmbH", "Quectel Modules America, Inc.", "Shanghai Quectel",
        "Qu\u0435ctel Wireless Solutions", "Quectel\u200b Wireless Solutions", "New Quectel Holding LLC", "Rockchip USA, Inc.",
        "上海移远通信技术股份有限公司", "移远通信", "中兴通讯", "QuectelUSA Inc.", "Quectelwireless",
    ],
)  # fmt: skip
def test_a_company_that_may_be_one_of_the_prc_is_not_cleared_by_its_own_word(name):
    listed = people(american(name))
    assert nexus(listed, name) is None
    assert [p.kind for p in listed.problems] in (["person-at-odds"], ["reference-data"])
    assert "CN" in listed.problems[0].message


ALMOST = [
    "Qvectel GmbH", "Huavei", "Fibocon", "Yiyuan Tongxin", "Yi Yuan Tong Xin", "SIMCorn", "Guectel Modules Ltd", "Dahau",
    "Hikvison Deutschland GmbH", "Neovay Technology", "Espresif Systems", "Nordvik Fibocon Telematik", "Qvectelwireless",
]  # fmt: skip


@pytest.mark.parametrize("name", ALMOST)
def test_nor_is_one_whose_name_is_almost_that_of_one_of_the_prc(name):
    listed = people(american(name))
    assert nexus(listed, name) is None
    (problem,) = listed.problems
    assert problem.kind == "person-at-odds" and "CN" in problem.message and "register extract" in problem.message
    assert nexus(people(american(name), "", "register extract of 2026-05-01"), name) is False


@pytest.mark.parametrize("name", ALMOST)
def test_nor_is_a_holder_of_whom_only_a_country_is_said(name):
    held = people(american("Clean Radio Inc.", f"{name} [DE] 100%"), "", "register extract")
    assert nexus(held, "Clean Radio Inc.") is None
    assert ["only a country" in problem.message for problem in held.problems] == [True]


def test_a_decision_about_one_company_of_a_name_is_one_about_all_that_are_called_so():
    decision = (
        '[[decision]]\nname = "Huavei"\nkey = "starter:huawei technologies co ltd"\nis = "different"\nwho = "J. Doe"\n'
    )
    listed = people(american("Huavei"), decisions=f'{decision}why = "register"\nwhen = 2026-05-01\n')
    assert nexus(listed, "Huavei") is False and not listed.problems
    listed = people(american("Huavei"))
    assert nexus(listed, "Huavei") is None
    (problem,) = listed.problems
    assert "starter:huawei technologies co ltd" in problem.message


@pytest.mark.parametrize(
    "name", ["Micron Technology, Inc.", "MediaTek Inc., Hsinchu", "Adient US LLC", "Continental AG"]
)
def test_who_has_the_name_of_a_company_of_elsewhere_is_not_taken_for_another(name):
    listed = people(american(name))
    listed.find(name)
    assert [p for p in listed.problems if p.kind == "person-at-odds"] == []


def test_of_real_makers_of_elsewhere_few_are_asked_about():
    folder = Path(__file__).parents[1] / "sources" / "data"
    rows = [
        row for name in ("a", "b") for row in csv.DictReader((folder / f"purchasing_{name}.csv").open(encoding="utf-8"))
    ]
    names = [row["name"] for row in rows if row["known"] == "none"]
    assert len(names) == 281
    listed = people("\n".join(f"{american(name)},yes,yes,a paper" for name in names).removesuffix(",yes,yes,a paper"))
    listed.look_up([Asked(name) for name in names])
    asked = {p.message.partition(":")[0] for p in listed.problems if p.kind == "person-at-odds"}
    assert asked == {"Rolling Wireless S.à r.l., Luxembourg", "Nokian Tyres Inc", "Nextchip Co Ltd"}


@pytest.mark.parametrize("name", ["Nordvik Radio Inc.", "Clean Code LLC", "Jane Roe Consulting"])
def test_a_company_that_nobody_takes_for_one_of_the_prc_speaks_for_itself(name):
    listed = people(american(name))
    assert nexus(listed, name) is False and not listed.problems


@pytest.mark.parametrize("owner", ["Quectel Wireless Solutions [US] 100%", "Huawei [DE] 60%; Jane Roe [US] 40%"])
def test_nor_does_it_say_alone_of_where_its_holders_are(owner):
    assert nexus(people(american("Clean Radio Inc.", owner)), "Clean Radio Inc.") is None


def test_nor_does_it_become_a_natural_person_by_its_own_word():
    row = '"Quectel Wireless Solutions",,natural_person,,,,US,US,'
    assert nexus(people(row.replace(",yes", ",")), "Quectel Wireless Solutions") is None


def test_other_evidence_or_a_decision_settles_it():
    name = "Quectel Wireless Solutions"
    assert nexus(people(american(name), "", "register extract of 2026-05-01"), name) is False
    decision = {"name": name, "key": "starter:quectel wireless solutions co ltd", "is": "different"}
    decision |= {"who": "J. Doe", "why": "register"}
    lines = "".join(f'{key} = "{text}"\n' for key, text in decision.items())
    settled = f"[[decision]]\n{lines}when = 2026-05-01\n"
    assert nexus(people(american(name), decisions=settled), name) is False


@pytest.mark.parametrize(
    "evidence", ["commercial register HRB 12", "Lieferantenauskunft", "answer of the supplier", ""]
)
def test_no_wording_of_the_evidence_says_whose_word_it_is(evidence):
    assert people(american(MAKER), "yes", evidence).suppliers.suppliers[0].is_own_word
    assert not people(american(MAKER), "", evidence).suppliers.suppliers[0].is_own_word
    assert not people(american(MAKER), "no", evidence).suppliers.suppliers[0].is_own_word


@pytest.mark.parametrize("cell", ["perhaps", "unknown", "?", "partly"])
def test_a_cell_that_does_not_say_whose_word_it_is_clears_nobody(cell):
    listed = people(american("Quectel Wireless"), cell, "register")
    assert nexus(listed, "Quectel Wireless") is None
    assert (
        "self_declared" in listed.suppliers.problems[0].message
        and "counts as yes" in listed.suppliers.problems[0].message
    )


def test_a_row_joined_from_two_lists_is_a_companys_word_if_one_of_them_is():
    graph = Graph(P)
    texts = [
        "name,incorporated_in,source\nQuectel,US,register\n",
        "name,headquartered_in,self_declared\nQuectel,US,yes\n",
    ]
    files = [InputFile(Path(f"{n}.csv"), f"{n}.csv", text.encode()) for n, text in enumerate(texts)]
    assert [supplier.is_own_word for supplier in read_suppliers(files, graph).suppliers] == [True]


def stored(folder: Path, row: str, self_declared: str) -> People:
    folder.mkdir()
    path = folder / "list.csv"
    path.write_text(f'{HEADINGS},no_other_owners,self_declared,source\n{row},yes,{self_declared},"a paper"\n')
    store = Store(folder / "store")
    store.add(read_source("suppliers", path, DAY))
    graph = Graph(P)
    return People(graph, read_suppliers([], graph), Register(DAY, store))


@pytest.mark.parametrize("name", [MAKER, "Quectel", "Quectel Europe GmbH", "移远通信", "QuectelUSA Inc."])
def test_a_companys_own_word_settles_no_more_from_the_store(name, tmp_path):
    assert nexus(stored(tmp_path / "1", american(name), ""), name) is (None if name == MAKER else False)
    of = stored(tmp_path / "2", american(name), "yes")
    assert nexus(of, name) is None
    assert [kind for kind in (p.kind for p in of.problems) if kind != "reference-data"] in ([], ["person-at-odds"])


@pytest.mark.parametrize("name", ["Quectel Wireless Solutions", "Quectel", "Huawei USA Inc."])
def test_the_identifier_of_another_firm_does_not_say_who_it_is(name):
    row = f'US Supplier LLC,{LEI},,US,US,US,,,"Family [US] 100%"'
    listed = people(row, "", "register")
    named = listed.find(name, {"lei": LEI})
    assert named.known_as is None and "by its name it may be" in named.conflict
    assert listed.graph.nexus(named.person).value is None
    assert listed.find("US Supplier", {"lei": LEI}).known_as == "US Supplier LLC"


def test_the_names_in_a_name_are_its_words_and_what_it_begins_with():
    assert names_in("New Fibocom")[1:] == ["new fibocom", "new", "fibocom", "fiboc", "fiboco"]
    assert names_in("移远通信") == ["移远通信", "移远", "移远通"]

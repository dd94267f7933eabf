"""`icts screen -o suppliers=`: what was learned is a supplier list that gives the same answers, and holds no lead as a fact."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.auditor.conftest import Workspace
from tests.auditor.entities.matching import test_messy_list as messy
from tests.auditor.entities.recorded import edge, entity, reference, stored

LEI = "5299000J2N45DDNE4Y28"
REGISTER = reference(
    [
        entity("a", name="Falkenlohe Telematik GmbH"),
        entity("m", "LU", "Middle Example; S.a r.l. [old]"),
        entity("l", "CN", "Lotus Example Group"),
        entity("s", None, name="Südstern Elektronik GmbH", incorporated_in="DE"),
        entity("p", None, "Wei Example", kind="natural_person", citizenships=["CN"], resident_in="CN"),
        entity("q", "SE", "Quelle Example AB"),
    ],
    [
        edge("m", "a", 51, place="row 3"),
        edge("l", "m", 60, place="row 4"),
        edge("l", "s", 25, 50, place="row 5"),
        edge("p", "q", 70, place="row 6"),
        edge("l", "q", None, kind="consolidation", place="row 7"),
    ],
    identifiers=[{"key": "a", "scheme": "lei", "value": LEI}],
)
COLUMNS = (
    "name,incorporated_in,headquartered_in,principal_place_of_business,"
    "owners,no_other_owners,self_declared,source,source_date\n"
)
KNOWN = COLUMNS + (
    'Nordvik Example AS,NO,NO,NO,"Founders [NO] 60%, board 3/5; Free float 40%, dispersed",yes,,register,2026-10-01\n'
    'Birke Ltd,GB,GB,GB,"Lintao Ltd [CN] 33%; Oak LP [US] 34%; Free float 33%, dispersed",yes,,register,2026-09-30\n'
    'Cedar Ltd,GB,GB,GB,"Lintao Ltd [CN] 9.9%, largest, board 3/7; Free float 90.1%, dispersed",yes,yes,letter,2026-09-30\n'
    'Dorn Ltd,GB,GB,GB,"Birke Ltd 30%, veto; Jane Roe [CN/US] 20%, natural person; Elm, Inc. [US] 50%",,,register,2026-09-30\n'
    "=Summe Beispiel KG,DE,,,,,,register,2026-09-30\n"
)
VENDORS = "name,country\n" + "\n".join(
    f"{name},{'SE' if name.startswith('Quelle') else 'DE'}"
    for name in (
        "Falkenlohe Telematik GmbH", "FALKENLOHE TELEMATIK GMBH", "Lotus Example Group", "Südstern Elektronik GmbH",
        "Quelle Example AB", "Nordvik Example AS", "Birke Ltd", "Cedar Ltd", "Dorn Ltd", "Unheard-of Example KG",
        "=Summe Beispiel KG", "Falkenlohe Telematic GmbH",
    )
)  # fmt: skip


def screened(work: Workspace, *arguments: object) -> list[dict]:
    done = work.icts("screen", work.folder / "vendors.csv", "--as-of", "2026-11-24", "--format", "json", *arguments)
    assert done.code in (0, 10, 11), done.err
    return json.loads(done.out)["suppliers"]


@pytest.fixture
def learned(work: Workspace):
    """Return what screening VENDORS gives, the list of what was learned, and where that is."""
    work.write("vendors.csv", VENDORS)
    stored(work.folder / "store", REGISTER)
    path = work.folder / "learned.csv"
    common = ("--store", work.folder / "store", "--known", work.write("known.csv", KNOWN), "--no-starter")
    rows = screened(work, *common, "-o", f"suppliers={path}")
    return rows, list(csv.DictReader(io.StringIO(path.read_text("utf-8")))), path


def answers(rows: list[dict]) -> dict[str, tuple]:
    return {row["place"]: (row["name"], row["answer"], row["prong"]) for row in rows}


def test_the_list_gives_the_same_answers_without_the_sources_it_was_learned_from(learned, work):
    rows, _, path = learned
    assert {row["answer"] for row in rows} == {"nexus", "ask", "clean"}
    again = screened(
        work, "--known", path, "--no-starter", "--store", stored(work.folder / "empty", reference([])).path
    )
    assert answers(again) == answers(rows)


def test_the_list_gives_the_same_answers_and_leads_beside_these_sources(learned, work):
    rows, _, path = learned
    again = screened(work, "--known", path, "--no-starter", "--store", work.folder / "store")
    assert answers(again) == answers(rows)
    assert [row["rank"] for row in again] == [row["rank"] for row in rows]


def test_facts_have_source_and_day_and_what_is_unknown_is_blank(learned):
    rows = {row["name"]: row for row in learned[1]}
    record = rows["Falkenlohe Telematik GmbH"]
    assert (record["lei"], record["incorporated_in"], record["source_date"]) == (LEI, "DE", "2026-11-24")
    assert "bods" in record["source"] and record["no_other_owners"] == ""
    assert record["owners"] == "Middle Example, S.a r.l. (old) 51%"
    assert rows["Middle Example, S.a r.l. (old)"]["owners"] == "Lotus Example Group 60%"
    assert (
        rows["Südstern Elektronik GmbH"]["incorporated_in"],
        rows["Südstern Elektronik GmbH"]["headquartered_in"],
    ) == ("DE", "")
    assert rows["Quelle Example AB"]["owners"] == "Wei Example 70%"  # a consolidation in accounts is no holding
    assert (rows["Wei Example"]["kind"], rows["Wei Example"]["citizenships"]) == ("natural_person", "CN")
    cedar = rows["Cedar Ltd"]
    assert (cedar["self_declared"], cedar["source"], cedar["source_date"]) == ("yes", "letter", "2026-09-30")
    summed = rows["'=Summe Beispiel KG"]
    assert {column for column, value in summed.items() if value} == {
        "name",
        "kind",
        "incorporated_in",
        "source",
        "source_date",
    }
    assert "Unheard-of Example KG" not in rows  # of whom there is nothing to say


def test_every_supplier_has_one_row_and_no_cell_is_run_by_a_spreadsheet(learned):
    _, rows, path = learned
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names)) and "'=Summe Beispiel KG" in names
    assert not [cell for row in rows for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@")]
    assert path.read_text("utf-8").splitlines()[0].startswith('"name","aliases","lei"')


def test_what_is_only_a_lead_is_no_fact_and_stays_a_lead(work):
    work.write("vendors.csv", "name,country\nPirelli & C. S.p.A.,IT\nHuawei Technologies Co., Ltd.,CN\n")
    path = work.folder / "learned.csv"
    rows = screened(work, "-o", f"suppliers={path}")
    text = path.read_text("utf-8")
    assert "general knowledge" not in text and "Sinochem" not in text and '"CN"' not in text
    again = screened(work, "--known", path)
    assert [(row["answer"], row["rank"]) for row in again] == [(row["answer"], row["rank"]) for row in rows]
    assert [row["rank"] for row in rows] == ["strong_lead"] * 2


def test_names_that_nobody_knows_change_no_answer(work):
    """A row for each of them would be near the holders and the candidates of others."""
    names = [
        f"{place}stern {trade} GmbH"
        for place in ("Nord", "Süd", "Berg")
        for trade in ("Holding", "Molding", "Elektronik")
    ]
    held = f'{COLUMNS}Vestmar Ltd,GB,GB,GB,"Stern Holding [DE] 91%; Lintao Ltd [CN] 9%",yes,,register,2026-09-30\n'
    work.write("vendors.csv", "\n".join(["name", "Vestmar Ltd", *names]) + "\n")
    path = work.folder / "learned.csv"
    rows = screened(work, "--no-starter", "--known", work.write("known.csv", held), "-o", f"suppliers={path}")
    again = screened(work, "--no-starter", "--known", path)
    assert rows[0]["answer"] == "clean"
    assert [(row["answer"], row["rank"]) for row in again] == [(row["answer"], row["rank"]) for row in rows]


def test_what_the_user_says_that_a_country_is_is_a_fact_with_its_place(work):
    work.write("vendors.csv", "name,country\nNeu Example AG,CN\n")
    path = work.folder / "learned.csv"
    screened(work, "--no-starter", "--country-is", "incorporated_in", "-o", f"suppliers={path}")
    (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    assert (row["incorporated_in"], row["headquartered_in"]) == ("CN", "") and "vendors.csv" in row["source"]


def test_a_program_takes_the_list_without_a_complaint(learned, work):
    done = work.icts(
        "entities", "import", "suppliers", learned[2], "--as-of", "2026-11-24", "--store", work.folder / "new"
    )
    assert done.code == 0 and "none refused" in done.err, done.err


def test_the_messy_list_gives_the_same_answers(work):
    """200 rows as purchasing has them, with identifiers, decisions of country, native names and people."""
    for kind in ("gleif-level1", "gleif-level2", "opensanctions", "csl"):
        file = messy.HERE / "messy_reference" / messy.FILES[kind]
        assert (
            work.icts("entities", "import", kind, file, "--as-of", "2026-11-20", "--store", work.folder / "s").code == 0
        )
    known = messy.HERE / "messy_reference" / messy.FILES["suppliers"]
    (work.folder / "vendors.csv").write_bytes((messy.HERE / "messy_suppliers.csv").read_bytes())
    common = ("--store", work.folder / "s", "--no-starter")
    rows = screened(work, *common, "--known", known, "-o", f"suppliers={work.folder / 'learned.csv'}")
    again = screened(work, *common, "--known", work.folder / "learned.csv")
    assert answers(again) == answers(rows)
    assert [row["rank"] for row in again] == [row["rank"] for row in rows]

"""`icts screen`: a purchasing list becomes answers with prong, chain, day and source, and a list of what to ask."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.auditor.conftest import ROOT, Workspace
from tests.auditor.entities.matching import test_messy_list as messy
from tests.auditor.entities.recorded import DAY, edge, entity, reference, stored

CHAIN = reference(
    [
        entity("a", name="Falkenlohe Telematik GmbH"),
        entity("m", "LU", "Middle Example S.a r.l."),
        entity("l", "CN", "Lotus Example Group"),
        entity("s", name="Südstern Elektronik GmbH"),
    ],
    [edge("m", "a", 51, place="row 3"), edge("l", "m", 60, place="row 4"), edge("l", "s", 25, 50, place="row 5")],
)


@pytest.fixture
def screened(work: Workspace):
    """Screen a list, written as CSV, against the store of CHAIN; return the exit code and the JSON document."""

    def screen(text: str, *arguments: str) -> tuple[int, dict]:
        if not (work.folder / "store").exists():
            stored(work.folder / "store", CHAIN)
        path = work.write("vendors.csv", text)
        common = ("--store", work.folder / "store", "--as-of", "2026-11-24", "--format", "json")
        done = work.icts("screen", path, *common, *arguments)
        assert done.code in (0, 10, 11, 12), done.err
        return done.code, json.loads(done.out)

    return screen


def test_an_answer_has_prong_chain_day_and_sources(screened):
    code, document = screened("Lieferant;Land\nFALKENLOHE TELEMATIK GMBH;DE\n")
    (row,) = document["suppliers"]
    assert (code, row["answer"], row["prong"], row["authority"]) == (11, "nexus", 4, ["791.301"])
    assert row["who"] == "Falkenlohe Telematik GmbH" and row["matched_by"].startswith("name")
    assert [step["words"] for step in row["chain"]] == [
        "Middle Example S.a r.l. holds 51% of Falkenlohe Telematik GmbH",
        "Lotus Example Group holds 60% of Middle Example S.a r.l.",
    ]
    assert row["as_of"] == "2026-11-24"
    assert ["row 3" in row["chain"][0]["source"], "row 4" in row["chain"][1]["source"]] == [True, True]


def test_what_is_not_known_names_lead_and_document(screened):
    code, document = screened("name\nSüdstern Elektronik GmbH\n")
    (row,) = document["suppliers"]
    assert (code, row["answer"]) == (10, "ask")
    assert row["leads"] == [
        "Lotus Example Group holds 25 to 50% of Südstern Elektronik GmbH "
        "(prong 3: incorporated, headquartered or doing its principal business in CN)"
    ]
    assert "complete statement of owners with votes and rights, up to the last holder" in row["documents"]


def test_an_address_in_the_prc_is_a_lead_unless_the_user_says_what_the_country_is(screened):
    text = "vendor,country\nUnheard-of Example Ltd,China\n"
    _, document = screened(text)
    assert document["suppliers"][0]["answer"] == "ask"
    assert any("address in CN" in lead for lead in document["suppliers"][0]["leads"])
    code, document = screened(text, "--country-is", "incorporated_in")
    assert (code, document["suppliers"][0]["answer"], document["suppliers"][0]["prong"]) == (11, "nexus", 3)


def test_a_country_that_disagrees_with_the_records_about_the_prc_settles_nothing(screened):
    _, document = screened("vendor,country\nLotus Example Group,SG\n", "--country-is", "incorporated_in")
    (row,) = document["suppliers"]
    assert row["answer"] == "nexus"  # headquarters and business are still in CN
    one = "name,incorporated_in,headquartered_in,principal_place_of_business\nLotus Example Group,SG,SG,SG\n"
    _, document = screened(one)
    assert document["suppliers"][0]["answer"] == "ask"


def test_a_list_that_states_everything_gives_clean(screened):
    columns = "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source\n"
    code, document = screened(columns + "Nordvik Example AS,NO,NO,NO,Founders [NO] 100%,yes,share register\n")
    assert (code, document["suppliers"][0]["answer"]) == (0, "clean")
    assert document["suppliers"][0]["authority"] == ["791.301"]


def test_the_same_list_of_facts_can_be_given_beside_the_one_to_screen(screened, work):
    known = work.write("known.csv", "name,incorporated_in,aliases\nNordvik Example AS,RU,Nordvik\n")
    code, document = screened("Kreditor\nNordvik\n", "--known", str(known))
    assert (code, document["suppliers"][0]["who"]) == (11, "Nordvik Example AS")


def test_a_lead_of_a_like_name_stays_when_a_list_has_a_row_of_it(screened, work):
    """The row of the list and the record are one: what is known of the record is known of the candidate."""
    _, document = screened("name\nFalkenlohe Telematik\n")
    known = work.write("known.csv", "name,owners\nFalkenlohe Telematik GmbH,\n")
    _, beside = screened("name\nFalkenlohe Telematik\n", "--known", str(known))
    for one in (document, beside):
        (row,) = one["suppliers"]
        assert row["rank"] == "strong_lead" and "Lotus Example Group" in row["candidates"][0]["about"]


def test_one_person_of_several_lists_appears_once_with_all_its_rows(screened, work):
    screened("vendor\nFalkenlohe Telematik GmbH\nUnheard-of Example KG\n")
    other = work.write(
        "other/vendors.csv", "Lieferant;Land\nFALKENLOHE TELEMATIK GMBH;DE\nSüdstern Elektronik GmbH;DE\n"
    )
    lists = (work.folder / "vendors.csv", other)
    common = ("--store", work.folder / "store", "--as-of", "2026-11-24")
    document = json.loads(work.icts("screen", *lists, *common, "--format", "json").out)
    places = [row["place"] for row in document["suppliers"]]
    assert places == [f"{path}: line {n}" for path in lists for n in (2, 3)] and len(set(places)) == 4
    assert document["file"] == f"{lists[0]}, {lists[1]}" and document["sha256"].count(", ") == 1
    table = work.icts("screen", *lists, *common, "--width", "400").out
    assert f"Falkenlohe Telematik GmbH [DE] ({places[0]}, {places[2]} as FALKENLOHE TELEMATIK GMBH)" in table
    assert table.startswith(f"{document['file']}: 4 suppliers as of 2026-11-24: 2 nexus, 2 to ask")


def test_a_country_that_is_a_fact_is_one_of_its_own_row_in_its_own_list(work):
    one = work.write("one.csv", "vendor,country\nUnheard-of Example KG,CN\n")
    two = work.write("two.csv", "vendor,country\nNobody Example Ltd,GB\n")
    done = work.icts("screen", one, two, "--country-is", "incorporated_in", "--no-starter", "--format", "json")
    assert [row["answer"] for row in json.loads(done.out)["suppliers"]] == ["nexus", "ask"]


def test_an_old_snapshot_is_exit_12_and_said(screened):
    code, document = screened("name\nSomebody Example\n", "--as-of", "2027-11-25", "--max-age", "365")
    assert (code, document["exit_code"]) == (12, 12)
    assert "366 days old" in document["expired"][0]
    assert screened("name\nSomebody Example\n", "--as-of", "2027-11-25", "--max-age", "366")[0] == 10


def test_a_snapshot_can_be_named_and_one_that_is_not_there_is_said(screened, work):
    store = stored(work.folder / "store", CHAIN)
    stored(store.path, reference([entity("a", name="Old Example GmbH")], as_of=date(2025, 1, 1)))
    assert screened("name\nOld Example GmbH\n")[1]["suppliers"][0]["who"] is None  # the newest of the day is used
    assert screened("name\nOld Example GmbH\n", "--as-of", "2026-01-01")[1]["suppliers"][0]["who"] == "Old Example GmbH"
    named = ("--snapshot", "bods-2025-01-01")
    assert screened("name\nOld Example GmbH\n", *named)[1]["suppliers"][0]["who"] == "Old Example GmbH"
    done = work.icts("screen", work.folder / "vendors.csv", "--store", store.path, "--snapshot", "bods-2024")
    assert done.code == 2 and "bods-2024" in done.err


def test_files_of_one_source_and_day_are_used_together_and_the_day_before_is_not(screened, work):
    """As registers come in several files; the same person may be in two of them."""
    store = stored(work.folder / "store", CHAIN)
    for number, name in enumerate(("Second Example GmbH", "Third Example GmbH")):
        part = reference([entity("z", name=name), entity(f"y{number}", name=f"Part {number} Example GmbH")])
        stored(store.path, replace(part, snapshot=replace(part.snapshot, id=f"bods-{DAY}-{number:012}")))
    stored(store.path, reference([entity("a", name="Old Example GmbH")], as_of=DAY - timedelta(1)))
    names = ("Part 0 Example GmbH", "Part 1 Example GmbH", "Third Example GmbH", "Old Example GmbH")
    found = screened("name\n" + "\n".join(names) + "\n")[1]["suppliers"]
    assert [bool(row["who"]) for row in found] == [True, True, True, False]


def test_no_starter_list_means_no_leads_from_it(screened):
    _, document = screened("name\nSomebody Example\n", "--no-starter")
    assert all("starter" not in source["id"] for source in document["sources"])


def test_a_spreadsheet_runs_nothing_of_the_csv(screened, work):
    screened("name;remark\n=cmd|'/c calc'!A1 GmbH;+49 30\n@SUM(A1);-1\n")
    done = work.icts("screen", work.folder / "vendors.csv", "--format", "csv", "--as-of", "2026-11-24", "--no-starter")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert rows[0]["name"] == "'=cmd|'/c calc'!A1 GmbH"
    assert not [cell for row in rows for cell in row.values() if re.match(r"\s*[=+\-@]", cell)]
    assert {row["nexus"] for row in rows} == {"unknown"}


def test_the_page_draws_the_chain_and_loads_nothing(screened, work):
    screened("name\nFalkenlohe Telematik GmbH\nSüdstern Elektronik GmbH\n<script>alert(1)</script>\n")
    out = work.folder / "screening.html"
    arguments = ("--store", work.folder / "store", "--as-of", "2026-11-24", "-o", f"html={out}")
    assert work.icts("screen", work.folder / "vendors.csv", *arguments).code == 11
    text = out.read_text("utf-8")
    assert text.count("<svg") == 2 and text.count("stroke-dasharray") == 1
    assert "<script" not in text and "src=" not in text
    first = out.read_bytes()
    assert work.icts("screen", work.folder / "vendors.csv", *arguments).code == 11
    assert out.read_bytes() == first


def test_the_table_fits_its_width_and_says_first_what_stops(screened, work):
    screened("name\nSüdstern Elektronik GmbH\nFalkenlohe Telematik GmbH\n")
    done = work.icts(
        "screen",
        work.folder / "vendors.csv",
        "--store",
        work.folder / "store",
        "--as-of",
        "2026-11-24",
        "--width",
        "80",
    )
    assert max(map(len, done.out.splitlines())) <= 80
    assert done.out.index("Falkenlohe") < done.out.index("To ask") < done.out.index("Südstern Elektronik GmbH (line 2)")


@pytest.mark.parametrize("text", ["", "price;quantity\n1;2\n"])
def test_a_list_without_suppliers_is_one_line_and_writes_nothing(work, text):
    path = work.write("vendors.csv", text)
    done = work.icts("screen", path, "-o", f"csv={work.folder / 'out.csv'}")
    assert done.code == 2 and done.out == "" and len(done.err.splitlines()) == 1
    assert "vendors.csv" in done.err and not (work.folder / "out.csv").exists()


def test_the_messy_list_is_screened_as_a_person_would(work):
    """200 rows as purchasing has them: every answer, prong and candidate that a person wrote down before."""
    for kind in ("gleif-level1", "gleif-level2", "opensanctions", "csl"):
        file = messy.HERE / "messy_reference" / messy.FILES[kind]
        done = work.icts("entities", "import", kind, file, "--as-of", "2026-11-20", "--store", work.folder / "s")
        assert done.code == 0, done.err
    known = messy.HERE / "messy_reference" / messy.FILES["suppliers"]
    arguments = ("--store", work.folder / "s", "--known", known, "--as-of", "2026-11-20", "--format", "json")
    done = work.icts("screen", messy.HERE / "messy_suppliers.csv", *arguments)
    assert done.code == 11, done.err
    found = {row["place"]: row for row in json.loads(done.out)["suppliers"]}
    assert found.keys() == {row.place for row in messy.PARTIES}
    called: dict[str, set[str]] = {}
    for one in messy.references():
        for frame in (one.entities, one.names):
            for key, name in frame.select("key", "name").iter_rows():
                called.setdefault(key, set()).add(name)
    answers = {"nexus": "yes", "ask": "unknown", "clean": "no"}
    wrong = []
    for row in messy.PARTIES:
        told = found[row.place]
        if (answers[told["answer"]], str(told["prong"] or "")) != (row.nexus, row.prong):
            wrong.append((row.place, row.name, told["answer"], told["prong"], "expected", row.nexus, row.prong))
        offered = {candidate["name"] for candidate in told["candidates"]}
        if row.candidate and not offered & called[messy.person(row.candidate)]:
            wrong.append((row.place, row.name, "offered", offered, "expected", row.candidate))
    assert wrong == []


def test_columns_that_state_facts_are_not_called_unused(screened):
    columns = "name,incorporated_in,headquartered_in,owners,no_other_owners,source,internal remark\n"
    document = screened(columns + "Nordvik Example AS,NO,NO,Founders [NO] 100%,yes,share register,x\n")[1]
    unused = [str(p) for p in document["problems"] if "columns not used" in str(p)]
    assert len(unused) == 1 and "'internal remark'" in unused[0] and "owners" not in unused[0]


def test_a_list_in_the_store_shows_evidence_and_day_of_its_row_as_the_file_does(work: Workspace) -> None:
    heading = "name,lei,owners,source,source_date"
    row = "Nordvik GmbH,5299000000000000AA11,Lotus Example Group [CN] 60%,Register HRB 1,2026-03-01"
    listed, names = work.write("list.csv", f"{heading}\n{row}\n"), work.write("names.csv", "name\nNordvik GmbH\n")
    store = ("--store", work.folder / "s")
    imported = work.icts("entities", "import", "suppliers", listed, "--as-of", "2026-11-20", *store)
    assert "1 row, none refused, 1 note, see " in imported.err and imported.err.strip().endswith("rejects.csv")
    for arguments in ((listed,), (names, *store)):
        done = work.icts("screen", *arguments, "--as-of", "2026-11-24", "--format", "json")
        (one,) = json.loads(done.out)["suppliers"]
        assert (one["answer"], one["as_of"], one["chain"][0]["as_of"]) == ("nexus", "2026-03-01", "2026-03-01")
        assert one["source"].endswith(": Register HRB 1, 2026-03-01")
        assert one["chain"][0]["source"] == one["source"]


@pytest.mark.parametrize("day", ["", "spring 2026"])
def test_a_row_of_a_list_without_a_day_has_that_of_the_snapshot(work: Workspace, day: str) -> None:
    cells = f"name,owners,source,source_date\nNordvik GmbH,Lotus [CN] 60%,Register HRB 1,{day}\n"
    listed, store = work.write("list.csv", cells), ("--store", work.folder / "s")
    work.icts("entities", "import", "suppliers", listed, "--as-of", "2026-11-20", *store)
    names = work.write("names.csv", "name\nNordvik GmbH\n")
    for arguments, as_of in (((listed,), ""), ((names, *store), "2026-11-20")):
        done = work.icts("screen", *arguments, "--as-of", "2026-11-24", "--format", "json")
        (one,) = json.loads(done.out)["suppliers"]
        assert one["as_of"] == as_of and "Register HRB 1" in one["source"]


MINORITY = """name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source,source_date
Alder Ltd,GB,GB,GB,"Lintao Ltd [CN] 49%; Oak LP [US] 51%",yes,register,2026-09-30
Birke Ltd,GB,GB,GB,"Lintao Ltd [CN] 33%; Oak LP [US] 34%; Free float 33%, dispersed",yes,register,2026-09-30
Cedar Ltd,GB,GB,GB,"Lintao Ltd [CN] 9.9%, largest, board 3/7; Free float 90.1%, dispersed",yes,register,2026-09-30
Dorn Ltd,GB,GB,GB,Alder Ltd 100%,yes,register,2026-09-30
"""


def test_a_clean_answer_names_the_holder_of_the_prc_who_does_not_count_in_every_report(work: Workspace):
    held = "Lintao Ltd (a person of CN) has 49% of the votes of Alder Ltd, against 51% of Oak LP, a majority"
    path = work.write("minority.csv", MINORITY)
    common = ("screen", path, "--no-starter", "--as-of", "2026-11-30")
    document = json.loads(work.icts(*common, "--format", "json").out)
    answers = {row["name"]: row["answer"] for row in document["suppliers"]}
    assert answers == {"Alder Ltd": "clean", "Birke Ltd": "ask", "Cedar Ltd": "ask", "Dorn Ltd": "clean"}
    counsel = {
        row["name"]: [d for d in row["documents"] if d.startswith("counsel's answer")] for row in document["suppliers"]
    }
    assert [bool(counsel[name]) for name in answers] == [False, True, True, False]
    for form in ("json", "table", "csv", "html"):
        text = " ".join(work.icts(*common, "--format", form, "--width", "1000").out.split())
        assert "no link to the PRC or Russia" not in text
        assert text.count(held) == 2  # of Alder, and of Dorn, which Alder holds


@pytest.mark.parametrize("text", ["Nordvik Telematik GmbH\n", MINORITY])
@pytest.mark.parametrize("how", ["-", "/dev/stdin", "pipe"])
def test_a_list_from_a_pipe_is_screened_like_the_file(work: Workspace, text: str, how: str):
    path = work.write("list.csv", text)
    options = ("--no-starter", "--as-of", "2026-11-30", "--format", "json")
    command = f"{sys.executable} -m auditor screen %s {' '.join(options)}"
    shell = {"-": f"cat {path} | {command % '-'}", "/dev/stdin": f"cat {path} | {command % '/dev/stdin'}"}
    line = shell.get(how, command % f"<(cat {path})")
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, check=False, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 10, done.stderr
    piped, whole = json.loads(done.stdout), json.loads(work.icts("screen", path, *options).out)
    names = {"-": "standard input", "/dev/stdin": "standard input"}
    assert piped["file"] == names.get(how, piped["file"]) and piped["file"].startswith(("standard", "/dev/fd/"))
    for document in (piped, whole):
        label = document.pop("file")
        for part in ("suppliers", "families", "problems"):
            document[part] = json.loads(json.dumps(document[part]).replace(label, "the list"))
    assert piped == whole


def test_lists_of_known_suppliers_are_read_from_pipes_and_standard_input_only_once(work: Workspace):
    known, wanted = work.write("known.csv", MINORITY), work.write("list.csv", "name\nAlder Ltd\n")
    command = f"{sys.executable} -m auditor screen {wanted} --known <(cat {known}) --no-starter --as-of 2026-11-30"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, env=environment)
    assert (done.returncode, b"Clean (1)" in done.stdout) == (0, True), done.stderr
    refused = work.icts("screen", "-", "--known", "-")
    assert refused.code == 2 and "can be read once only" in refused.err


INITIALS = [entity("lem", "CN", "Lintao Example Manufacturing Co Ltd"), entity("zte", "CN", "ZTE Corporation")]


@pytest.mark.parametrize(
    ("vendor", "offered"),
    [
        ("Larkspur Electric Motors GmbH,DE", []),
        ("LARKSPUR ELECTRIC MOTORS GMBH,", []),  # all in capitals, and not the initials
        ("LEM GmbH,", ["Lintao Example Manufacturing Co Ltd"]),
        ("L.E.M. GmbH,", ["Lintao Example Manufacturing Co Ltd"]),
        ("Lem GmbH,", []),
        ("Zenith Tyre Enterprises Inc,US", []),
        ("Zenith Tyre Enterprises Inc,CN", ["ZTE Corporation"]),
    ],
)
def test_initials_count_where_one_side_is_written_as_them(work: Workspace, vendor: str, offered: list[str]):
    stored(work.folder / "store", reference(INITIALS, []))
    path = work.write("vendors.csv", f"name,country\n{vendor}\n")
    options = ("--store", work.folder / "store", "--no-starter", "--as-of", "2026-11-24", "--format", "json")
    (row,) = json.loads(work.icts("screen", path, *options).out)["suppliers"]
    assert [candidate["name"] for candidate in row["candidates"]] == offered


def test_a_candidate_is_offered_with_what_is_known_of_who_is_behind_it(screened, work: Workspace):
    _, document = screened("name\nFalkenlohe Telematik AG\nLotus Example Corp\nVolvo Car Corporation\n", "--starter")
    about = {c["name"]: c["about"] for row in document["suppliers"] for c in row["candidates"]}
    assert about["Falkenlohe Telematik GmbH"].startswith(
        "Middle Example S.a r.l. holds 51% of Falkenlohe Telematik GmbH; Lotus"
    )
    assert "prong 3" in about["Falkenlohe Telematik GmbH"] and "row 3" in about["Falkenlohe Telematik GmbH"]
    assert "general knowledge" not in about["Falkenlohe Telematik GmbH"]
    assert about["Lotus Example Group"].startswith("prong 3")
    assert "Zhejiang Geely Holding Group Co., Ltd. holds" in about["Volvo Car AB"]
    assert "general knowledge, not verified" in about["Volvo Car AB"]
    for form in ("table", "csv", "html"):
        done = work.icts(
            "screen", work.folder / "vendors.csv", "--as-of", "2026-11-24", "--format", form, "--width", "1000"
        )
        assert "Zhejiang Geely Holding Group Co., Ltd. holds" in " ".join(done.out.split())


def test_a_cell_that_points_to_another_names_no_supplier_and_no_owner_and_is_reported(work: Workspace):
    head = (
        "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source,source_date\n"
    )
    rows = [
        'Alder Ltd,GB,GB,GB,"Oak LP [US] 100%",yes,register,2026-09-30',
        'ditto,GB,GB,GB,"Oak LP [US] 100%",yes,register,',
    ]
    rows += ["Birke Ltd,GB,GB,GB,see above,yes,register,", "Cedar Ltd,GB,GB,GB,same 100%,yes,register,"]
    rows += ["Dorn Ltd,GB,GB,GB,unknown,yes,register,", "Erle Ltd,GB,GB,GB,none,yes,register,"]
    path = work.write("list.csv", head + "\n".join(rows) + "\n")
    done = work.icts("screen", path, "--no-starter", "--as-of", "2026-11-30", "--format", "json")
    document = json.loads(done.out)
    answers = {row["name"]: row["answer"] for row in document["suppliers"]}
    assert answers == {
        "Alder Ltd": "clean",
        "Birke Ltd": "ask",
        "Cedar Ltd": "ask",
        "Dorn Ltd": "ask",
        "Erle Ltd": "ask",
    }
    problems = " ".join(problem["message"] for problem in document["problems"])
    assert (
        "the name 'ditto' points to what stands in another cell, which is not looked up; the row is skipped" in problems
    )
    assert "found 'see above'; expected the owners themselves" in problems and "found 'same 100%'" in problems
    vendors = work.write("vendors.csv", "vendor,other names\nNordvik Telematik GmbH,same\ndto.,\n同上,\n")
    document = json.loads(work.icts("screen", vendors, "--no-starter", "--as-of", "2026-11-30", "--format", "json").out)
    assert [row["name"] for row in document["suppliers"]] == ["Nordvik Telematik GmbH"]
    problems = " ".join(problem["message"] for problem in document["problems"])
    assert problems.count("points to what stands in another cell") == 3


def test_a_clean_answer_says_what_else_is_on_file_of_the_prc(work: Workspace):
    known = work.write("known.csv", MINORITY.replace("Lintao Ltd [CN]", "Birch LP [CA]"))
    vendors = work.write("vendors.csv", "vendor,country\nAlder Ltd,China\n")
    options = ("--known", known, "--no-starter", "--as-of", "2026-11-30", "--format", "json")
    (row,) = json.loads(work.icts("screen", vendors, *options).out)["suppliers"]
    wanted = "no person of the PRC or Russia is on file behind it; beside that: an address in CN, which settles nothing"
    assert (row["answer"], row["because"]) == ("clean", wanted)
    world = reference(
        [entity("s", name="Südstern Elektronik GmbH")],
        listings=[{"key": "s", "list": "An Example List", "place": "row 1"}],
    )
    stored(work.folder / "store", world)
    facts = "Südstern Elektronik GmbH,DE,DE,DE,Founders [DE] 100%,yes,register,2026-09-30\n"
    listed = work.write("listed.csv", MINORITY.partition("\n")[0] + "\n" + facts)
    options = ("--store", work.folder / "store", "--no-starter", "--as-of", "2026-11-30", "--format", "json")
    (row,) = json.loads(work.icts("screen", listed, *options).out)["suppliers"]
    assert row["answer"] == "clean" and "beside that: it is listed (An Example List" in row["because"]

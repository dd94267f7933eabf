"""What a part seems to be: radio parts are named as leads, plain ones placed outside the rule, and nothing else is guessed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from auditor.knowledge.parts import SHIPPED, shipped
from auditor.part_leads import Seems, seems
from bom_parsers import read_bom
from tests.auditor.conftest import Workspace

BOARDS = Path(__file__).parent / "boards"
CORPUS = Path(__file__).resolve().parents[3] / "shared" / "boms"


def of(**row: str) -> Seems:
    fields = ("mpn", "name", "refdes", "description", "type", "kind")
    return seems({**dict.fromkeys(fields), "kind": "hardware", **row}, [], shipped(), "board.csv: row 2")


def test_a_radio_part_of_the_list_is_a_lead_with_its_row_and_its_standing():
    found = of(mpn="SARA-R410M-02B", refdes="U3")
    assert found.kind == "cellular module" and found.plain is None
    assert "'SARA-R410M-02B' looks like the cellular module" in found.lead
    assert "radio_parts.csv line" in found.lead and "not verified" in found.lead


@pytest.mark.parametrize("designator", ["C1", "R1", "J1", "FB1", None])
def test_a_radio_part_is_never_plain_whatever_its_designator_says(designator):
    assert of(mpn="SARA-R410M-02B", refdes=designator).plain is None


def test_a_word_for_radio_is_a_lead_and_no_more():
    found = of(name="2.4 GHz antenna", refdes="AE1")
    assert (found.kind, found.plain) == ("radio part", None)


def test_an_fcc_id_makes_a_lead_that_names_its_grantee_if_known():
    properties = [{"name": "cdx:device:certifications:US:FCC:id", "value": "2AC7Z-ESPWROOM32"}]
    row = dict.fromkeys(("mpn", "name", "refdes", "description", "type")) | {"kind": "hardware", "name": "Board"}
    found = seems(row, properties, shipped(), "")
    assert found.kind == "radio part" and found.plain is None
    assert "the FCC ID 2AC7Z-ESPWROOM32, grantee Espressif" in found.lead and "fcc_grantees.csv line" in found.lead
    assert seems(row, [properties[0] | {"value": "ZZ9ZZ-X"}], shipped(), "").lead == "the FCC ID ZZ9ZZ-X is of a radio"


def test_a_plain_part_is_placed_by_what_agrees_and_says_by_what():
    found = of(name="100nF 0402", refdes="C1", description="Capacitor ceramic")
    assert found.plain is not None and found.plain.value == "passive"
    assert "board.csv: row 2: inferred" in found.plain.source
    assert of(mpn="STM32F407VGT6", refdes="U1") == Seems()


PARTS = "Designator,Qty,Manufacturer Part Number,Description,Value\nC1,1,GRM155R71C104KA88D,Capacitor ceramic,100nF\n"


def test_in_an_audit_a_radio_part_is_asked_about_with_its_lead_and_a_capacitor_is_not(work: Workspace):
    work.write("board.csv", PARTS + "U1,1,SARA-R410M-02B,LTE module,\nU2,1,ZQ-UNKNOWN-1,Controller,\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    _, report = work.audit()
    found = {c["mpn"]: c for c in report["components"]}
    assert found["GRM155R71C104KA88D"]["verdict"] == "out_of_scope"
    assert found["SARA-R410M-02B"]["verdict"] == found["ZQ-UNKNOWN-1"]["verdict"] == "review"
    assert "lead: 'SARA-R410M-02B' looks like the cellular module" in found["SARA-R410M-02B"]["reason"]
    asked = {q["ask"]: q["components"] for q in report["questions"]}
    radio = next(components for ask, components in asked.items() if "It looks like a cellular module" in ask)
    assert radio == [found["SARA-R410M-02B"]["id"]]


def hardware_of_2030(work: Workspace, board: str) -> None:
    work.write("board.csv", board)
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")


def test_what_a_page_that_was_read_says_of_a_part_is_a_fact_with_that_page(work: Workspace):
    hardware_of_2030(work, PARTS + "U1,1,ESP32-S3FH4R2,Controller,\nU2,1,SARA-R410M-02B,Controller,\n")
    found = {c["mpn"]: c["missing"] for c in work.audit()[1]["components"]}
    assert "component.hardware_class" not in found["ESP32-S3FH4R2"]
    assert "component.programmable" not in found["ESP32-S3FH4R2"]
    assert "component.hardware_class" in found["SARA-R410M-02B"]
    told = work.icts("explain", work.folder / "program.toml", "ESP32-S3FH4R2").out
    assert "component.hardware_class = wifi_module from radio_parts.csv line" in told
    assert "chip-series-comparison.html" in "".join(told.split())


def test_what_the_program_states_counts_before_the_list_and_says_what_it_beat(work: Workspace):
    hardware_of_2030(work, PARTS + "U1,1,ESP32-S3FH4R2,Controller,\n")
    work.change("software = {", 'hardware = { hardware_class = "microcontroller" }\nsoftware = {')
    told = work.icts("explain", work.folder / "program.toml", "ESP32-S3FH4R2").out
    assert "component.hardware_class = microcontroller from program.toml" in told
    assert "rather than 'wifi_module' (radio_parts.csv line" in told


def test_a_radio_part_that_is_stated_to_be_passive_is_so_and_the_reader_is_told(work: Workspace):
    hardware_of_2030(work, PARTS + "U1,1,SARA-R410M-02B,LTE module,\n")
    work.change("software = {", 'hardware = { hardware_class = "passive" }\nsoftware = {')
    report = work.audit()[1]
    assert {c["verdict"] for c in report["components"]} == {"out_of_scope"}
    told = [p["message"] for p in report["problems"] if "SARA-R410M-02B" in p["message"]]
    assert (
        len(told) == 1 and "states that it is passive, but 'SARA-R410M-02B' looks like the cellular module" in told[0]
    )


def test_a_component_that_is_determined_to_be_hardware_has_the_leads_of_hardware(work: Workspace):
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    part = {"type": "library", "bom-ref": "x", "name": "SARA-R410M-02B"}
    work.write("app.cdx.json", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}))
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\ndeterminations = ["d.toml"]')
    work.write(
        "d.toml",
        '[[determination]]\nselect = { name = "SARA-R410M-02B" }\nfacts = { "component.kind" = "hardware" }\n'
        'basis = "the module itself, listed among the software"\nwho = "A. Engineer"\nwhen = 2026-11-01\nuntil = 2027-11-01\n',
    )
    found = work.audit()[1]["components"][0]
    assert found["kind"] == "hardware" and "looks like the cellular module" in found["reason"]


def test_a_program_can_add_parts_of_its_own(work: Workspace):
    head = SHIPPED.read_text("utf-8").splitlines()[0]
    columns = head.split(",")
    own = {
        "pattern": "ZQUNKNOWN*",
        "maker": "Example Radio Works",
        "family": "ZQ",
        "class": "wifi",
        "standing": "unverified",
    }
    own |= {"source": "general knowledge"}
    work.write("parts.csv", f"{head}\n{','.join(own.get(column, '') for column in columns)}\n")
    work.write("board.csv", PARTS + "U2,1,ZQ-UNKNOWN-1,Controller,\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\nparts = ["parts.csv"]')
    _, report = work.audit()
    assert "Example Radio Works" in next(c["reason"] for c in report["components"] if c["mpn"] == "ZQ-UNKNOWN-1")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/boms is not there")
def test_on_real_boards_no_radio_part_is_plain_and_most_are_found():
    with (BOARDS / "radio_parts.csv").open(encoding="utf-8", newline="") as file:
        radio = {(row["file"], row["ref"]) for row in csv.DictReader(file)}
    with (BOARDS / "boards.csv").open(encoding="utf-8", newline="") as file:
        boards = [row["file"] for row in csv.DictReader(file)]
    found, plain, others = 0, [], []
    for board in boards:
        bom = read_bom(CORPUS / board)
        properties: dict[str, list[dict]] = {}
        for entry in bom.properties.iter_rows(named=True):
            properties.setdefault(entry["ref"], []).append(entry)
        for row in bom.components.iter_rows(named=True):
            told = seems(row, properties.get(row["ref"], []), shipped(), board)
            if {(board, row["ref"]), (board, row["refdes"])} & radio:
                found += bool(told.lead)
                plain += [row["ref"]] if told.plain else []
            elif told.lead:
                others.append((board, told.lead))
    assert plain == []
    assert found >= 58 and len(radio) == 71
    assert len(others) <= 4, others

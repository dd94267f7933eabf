"""What a part seems to be: radio and programmable parts are named as leads, plain ones placed outside the rule."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.audit.reasons import source_in_words
from auditor.entities.resolution.register import Register
from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.part_text import leads
from auditor.facts.hardware.radio_parts import CLASSES, SHIPPED, shipped
from auditor.provenance import Source, SourceKind
from bom_parsers import read_bom
from tests.auditor.conftest import Workspace
from tests.auditor.facts.hardware.test_board_lists import board, rows

BOARDS = Path(__file__).parents[1] / "boards"
CORPUS = Path(__file__).resolve().parents[5] / "shared" / "boms"

HERE = Source(SourceKind.BOM_FIELD, "board.csv", pointer="row 2")


def of(said: dict[str, str] | None = None, **row: str) -> Seems:
    """What a hardware component seems to be that has these fields, and the properties `said`."""
    fields = ("mpn", "name", "refdes", "description", "type", "kind")
    properties = [{"name": name, "value": value} for name, value in (said or {}).items()]
    return seems({**dict.fromkeys(fields), "kind": "hardware", **row}, properties, shipped(), HERE)


def test_every_class_of_the_parts_list_is_called_by_an_english_name_with_the_right_article():
    called = leads().called
    assert set(called) == set(CLASSES)
    spelt = ("RF ", "NFC ")  # said letter by letter, and those letters begin with a vowel
    for name in (*called.values(), leads().radio, *leads().programmable):
        article, _, noun = name.partition(" ")
        assert article == ("an" if noun.startswith(("a", "e", "i", "o", "ultra", "FPGA", *spelt)) else "a"), name
        assert "_" not in noun and noun
    assert of(mpn="NEO-M8N-0").called == "a GNSS receiver"


anything = (
    st.none() | st.text(max_size=12) | st.sampled_from(["ESP32", "STM32F4", "RF_Module:ESP-12E", "e0", "C1", "_"])
)


@given(
    row=st.dictionaries(st.sampled_from(["mpn", "name", "refdes", "description"]), anything),
    said=st.dictionaries(st.sampled_from(["value", "footprint", "x:vendorId", "x:usbClass", "FCC ID"]), anything),
)
def test_no_text_breaks_it(row, said):
    found = of(said, **row)
    assert bool(found.concern) == bool(found.lead) == bool(found.called)
    assert not (found.lead and found.plain)


def test_a_plain_part_is_placed_by_what_agrees_and_says_by_what():
    found = of(name="100nF 0402", refdes="C1", description="Capacitor ceramic")
    assert found.plain is not None and found.plain.value == "passive"
    assert found.plain.source.kind is SourceKind.INFERENCE
    assert "board.csv: row 2: inferred, a capacitor by " in source_in_words(found.plain.source)
    assert of(mpn="ZQ-UNKNOWN-1", refdes="U1") == Seems()


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


def test_a_component_that_is_determined_to_be_hardware_has_the_leads_of_hardware(work: Workspace):
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    part = {"type": "library", "bom-ref": "x", "name": "SARA-R410M-02B"}
    work.write("app.cdx.json", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}))
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\ndeterminations = ["d.toml"]')
    work.write(
        "d.toml",
        '[[determination]]\nselect = { name = "SARA-R410M-02B" }\nfacts = { "component.kind" = "hardware" }\n'
        'basis = "the module itself, listed among the software"\nwho = "A. Engineer"\nwhen = 2026-11-01\nuntil = 2029-12-31\n',
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


# What looks like a radio part on the real boards and is on no hand list of parts, and why that is right or cannot be told.
OTHERS = {
    "cdx-hbom/tool-output/hbom-linux-05.cdx.json": "Raspberry Pi 5",  # the whole computer, which has Wi-Fi and Bluetooth
    "hw-derived/circuitdojo-nrf9160-feather_eagle-bom.csv": "ASSY-COST-NRF9160-FEATHER",  # the assembly with a modem on it
    "hw/diybms/ControllerCircuit/ControllerCircuit.xml": "DIYBMS ESP32 CONTROLLER",  # the whole board, with an ESP32 on it
    "hw/kicost/tests/expected_test_small/NF6X_TestBoard.csv": "BLE113_Debug_Header",  # a header, named for the radio beside it
    "hw/uhi22-foccci/pcb/qca7000.xml": "QCA7000 modem board",  # the whole board; its modem is one for power lines
    "ipc2581-synth/tcu-avl-country.xml": "TCU_MAIN",  # a telematics unit
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/boms is not there")
def test_on_real_boards_no_radio_part_is_plain_and_most_are_found():
    with (BOARDS / "radio_parts.csv").open(encoding="utf-8", newline="") as file:
        radio = {(row["file"], row["ref"]) for row in csv.DictReader(file)}
    with (BOARDS / "boards.csv").open(encoding="utf-8", newline="") as file:
        boards = [row["file"] for row in csv.DictReader(file)]
    found, plain, others, programmable = 0, [], [], 0
    for file in boards:
        bom = read_bom(CORPUS / file)
        properties: dict[str, list[dict]] = {}
        for entry in bom.properties.iter_rows(named=True):
            properties.setdefault(entry["ref"], []).append(entry)
        for row in bom.components.iter_rows(named=True):
            told = seems(row, properties.get(row["ref"], []), shipped(), HERE)
            programmable += told.concern == "programmable"
            if {(file, row["ref"]), (file, row["refdes"])} & radio:
                found += told.concern == "radio"
                plain += [row["ref"]] if told.plain else []
            elif told.concern == "radio":
                others.append((file, row["name"]))
    assert plain == []
    assert found >= 70 and len(radio) == 71  # the last is "HE" and no more
    assert dict(others) == OTHERS and len(others) == len(OTHERS)
    assert programmable >= 70


def test_most_of_what_a_person_called_programmable_or_memory_is_found_and_little_else():
    hits = Counter[tuple[str, str]]()
    for row in rows("kinds.csv"):
        bom = board(row["file"])
        line = bom.components.row(by_predicate=pl.col("ref") == row["ref"], named=True)
        told = seems(line, bom.properties.filter(pl.col("ref") == row["ref"]).to_dicts(), shipped(), HERE)
        hits[told.concern, row["kind"]] += 1
    right = hits["programmable", "ic_programmable"] + hits["programmable", "memory"]
    assert right >= 12  # of 15; the others are controllers of injectors by a number only
    assert sum(times for (concern, _), times in hits.items() if concern == "programmable") - right <= 1


def test_a_part_that_is_not_fitted_says_so_and_a_maker_by_its_number_is_a_lead(work: Workspace):
    board = "Designator,Qty,Manufacturer Part Number,Fitted\nU1,1,SIM7600G-H,no\nU2,1,SIM7600E-H,yes\n"
    hardware_of_2030(work, board)
    found = {c["mpn"]: c for c in work.audit()[1]["components"]}
    told = "it is not fitted, so that it contributes nothing to the communication"
    assert (found["SIM7600G-H"]["verdict"], found["SIM7600G-H"]["reason"]) == ("out_of_scope", told)
    assert "its maker may be SIMCom (" in found["SIM7600E-H"]["reason"]


def test_a_class_is_called_inferred_only_where_the_answer_turns_on_it(work: Workspace):
    hardware_of_2030(work, PARTS)
    assert work.audit()[1]["components"][0]["inferred"].startswith("passive: ")
    work.change('enables = ["vcs"]', "enables = []")
    found = work.audit()[1]["components"][0]
    assert (found["reason"], found["inferred"]) == ("its item enables no radio communication", "")


def test_the_makers_that_the_list_gives_are_looked_up_at_once_and_a_role_without_acts_is_no_maker(work, monkeypatch):
    board = "Designator,Qty,Manufacturer,Manufacturer Part Number\nU1,1,,NORA-B106\nU2,1,,SX1262IMLTRT\nU3,1,Nobody Ltd,ZQ-9\n"
    hardware_of_2030(work, board)
    work.change("[[item]]", "[roles]\nmanufacturer = []\n\n[[item]]")
    asked: list[int] = []
    look_up = Register.look_up
    monkeypatch.setattr(Register, "look_up", lambda own, names, p: asked.append(len(names)) or look_up(own, names, p))
    found = {c["mpn"]: c for c in work.audit()[1]["components"]}
    assert "its maker may be u-blox (" in found["NORA-B106"]["reason"]
    assert "its maker may be Semtech (" in found["SX1262IMLTRT"]["reason"]
    assert "its maker may be" not in found["ZQ-9"]["reason"]
    assert len(asked) <= 3


@pytest.mark.parametrize(
    "package", ["BGA760C80P28X28_2300X2300X305", "bga169c80p13x13_1200x1200x140", "BGA153P5", "bga96g"]
)
def test_a_package_with_balls_is_no_amplifier_of_that_name(package):
    assert of({"footprint": package}, refdes="U7", mpn="EMMC16G-TB29-PZ90", name="EMMC16G-TB29-PZ90").concern == ""
    assert of(refdes="U7", mpn="BGA725L6", name="BGA725L6").concern == "radio"

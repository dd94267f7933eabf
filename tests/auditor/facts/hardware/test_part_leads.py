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


def test_a_radio_part_of_the_list_is_a_lead_with_its_row_and_its_standing():
    found = of(mpn="SARA-R410M-02B", refdes="U3")
    assert found.called == "a cellular module" and found.plain is None
    assert "'SARA-R410M-02B' looks like the cellular module" in found.lead
    assert "radio_parts.csv line" in found.lead and "not verified" in found.lead


@pytest.mark.parametrize("designator", ["C1", "R1", "J1", "FB1", None])
def test_a_radio_part_is_never_plain_whatever_its_designator_says(designator):
    assert of(mpn="SARA-R410M-02B", refdes=designator).plain is None


def test_a_word_for_radio_is_a_lead_and_no_more():
    found = of(name="2.4 GHz antenna", refdes="U1")
    assert (found.concern, found.called, found.plain) == ("radio", "a radio part", None)
    assert found.lead == "'2.4 GHz antenna' reads like a radio part"


def test_every_class_of_the_parts_list_is_called_by_an_english_name_with_the_right_article():
    called = leads().called
    assert set(called) == set(CLASSES)
    spelt = ("RF ", "NFC ")  # said letter by letter, and those letters begin with a vowel
    for name in (*called.values(), leads().radio, *leads().programmable):
        article, _, noun = name.partition(" ")
        assert article == ("an" if noun.startswith(("a", "e", "i", "o", "ultra", "FPGA", *spelt)) else "a"), name
        assert "_" not in noun and noun
    assert of(mpn="NEO-M8N-0").called == "a GNSS receiver"


RADIO_LINES = {
    "a plug by a trade name in its description": {"mpn": "XR1", "description": "CONN UMCC JACK STR 50OHM SMD"},
    "a plug by its description": {"name": "Conn_Coaxial", "refdes": "J1"},
    "a front end by its description": {"mpn": "XR2", "description": "400 MHz Transmit/Receive Front-End Module"},
    "a coupler by its description": {"name": "Signal Conditioning DIRECTIONAL COUPLER 700-2700MHz"},
    "a limiter": {"mpn": "XR3", "refdes": "D1", "description": "Schottky PIN Diode Limiter"},
    "a receiver by its band": {"mpn": "XR4", "description": "Receiver, OOK, 433.92 MHz"},
    "a module by its popular name": {"name": "WeMos_mini", "refdes": "U1"},
    "a module of a family": {"name": "ITEAD_HC-0X", "refdes": "U4"},
    "a compute module with a radio": {"mpn": "CM4104032", "refdes": "U1"},
    "a telematics unit": {"mpn": "TCU-GEN4"},
    "a Linux wireless interface": {"name": "wlp2s0"},
    "an antenna by its designator": {"mpn": "XR5", "refdes": "ANT1"},
    "a part by the standard it speaks": {"mpn": "XR7", "description": "802.11ac module"},
    "a Chinese Bluetooth module": {"mpn": "XR6", "description": "蓝牙模块"},
}


@pytest.mark.parametrize("row", RADIO_LINES.values(), ids=RADIO_LINES)
def test_a_line_that_reads_like_a_radio_part_is_a_lead(row):
    found = of(**row)
    assert found.concern == "radio" and found.lead and found.plain is None


def test_a_radio_part_is_found_by_the_part_or_the_place_it_is_drawn_with():
    assert of({"Device": "ESP-12E"}, name="U1", refdes="U1").part
    assert of({"footprint": "RF_Module:ESP-12E"}, name="Module", refdes="U1").part
    assert of({"footprint": "Connector_Coaxial:U.FL_Hirose_U.FL-R-SMT"}, name="J5", refdes="J5").concern == "radio"


def test_a_library_of_kicad_tells_what_is_drawn_with_it_and_a_projects_own_does_not():
    assert of({"kicad:library-part": "RF_GPS:XL1"}, name="XL1", refdes="U1").concern == "radio"
    assert of({"kicad:library-part": "MCU_Example:XL2"}, name="XL2", refdes="U1").called == "a microcontroller"
    assert of({"kicad:library-part": "Memory_Flash:XL3"}, name="XL3", refdes="U1").called == "a memory device"
    assert of({"kicad:library-part": "RF_Filter:XL4"}, name="XL4", refdes="FL1").concern == ""
    assert of({"kicad:library-part": "My_RF_MCU_board:XL5"}, name="XL5", refdes="U1").concern == ""


NO_RADIO_LINES = {
    "a transceiver of a wired bus": {"mpn": "XN1", "description": "CAN transceiver, 5 Mbit/s"},
    "an accelerometer with a range": {"mpn": "XN2", "description": "MEMS Accelerometer, ± 2g, ± 4g"},
    "a diode in a package": {"name": "TVS diode SMA", "refdes": "U5"},
    "a filter": {"mpn": "XN3", "description": "SAW filter 1575 MHz"},
    "a firm's toolkit": {"name": "Demo", "description": "Zephyr RTOS / nRF Connect SDK"},
    "a function": {"name": "Funktionsrelais", "refdes": "U6"},
    "a bare board": {"name": "PCB", "description": "ESP32-S3-BOX, 4 layers"},
}


@pytest.mark.parametrize("row", NO_RADIO_LINES.values(), ids=NO_RADIO_LINES)
def test_a_line_that_only_resembles_one_is_no_radio_lead(row):
    assert of(**row).concern != "radio"


def test_a_lamp_or_a_button_is_named_for_its_function_and_the_project_of_a_lost_library_is_no_word_of_the_part():
    assert of({"footprint": "LED_SMD:LED_0603"}, name="LTE", refdes="D5") == Seems()
    assert (
        of({"LibPart": "Switch:SW_Push", "footprint": "Pin_Header_1x02"}, name="WIFI RST", refdes="WIFI_RST1")
        == Seems()
    )
    assert of({"footprint": "LED_SMD:LED_0603"}, name="LTE", refdes="D5", description="LTE module").concern == "radio"
    assert of({"kicad:library-part": "cache:XN4-RESCUE-gps"}, mpn="XN4", refdes="U1").concern == ""


def test_a_device_is_a_radio_by_the_numbers_it_reports_on_its_bus():
    reported = {"cdx:hbom:vendorId": "8087", "cdx:hbom:productId": "0029"}
    found = of(reported, name="USB 8087:0029")
    assert (found.concern, found.called) == ("radio", "a Bluetooth part")
    assert "the code 8087:0029 (USB) stands for the Bluetooth of the AX200, Intel" in found.lead
    assert "usb_pci_ids.csv line" in found.lead and "not verified" in found.lead
    assert of({"cdx:hbom:vendorId": "2C7C", "cdx:hbom:productId": "0125"}, name="USB").called == "a cellular module"
    by_class = {"cdx:hbom:usbClass": "e0", "cdx:hbom:usbSubclass": "01", "cdx:hbom:usbProtocol": "01"}
    assert of(by_class, name="USB").called == "a Bluetooth part"
    assert of({"cdx:hbom:pciClassCode": "0280", "cdx:hbom:vendorId": "1234"}, name="PCI").called == "a Wi-Fi part"
    hub = {"cdx:hbom:vendorId": "8087", "cdx:hbom:productId": "0024", "cdx:hbom:usbClass": "09"}
    assert of(hub, name="USB 8087:0024") == Seems()
    assert of({"cdx:hbom:vendorId": "2c7c", "cdx:hbom:pciClassCode": "0200"}, name="PCI") == Seems()


PROGRAMMABLE = {
    "STM32F407VGT6": "a microcontroller", "stm32f103c8": "a microcontroller", "ATMEGA328P-AU": "a microcontroller",
    "PIC18F46K22-I/PT": "a microcontroller", "LPC1758FBD80,551": "a microcontroller", "RP2040": "a microcontroller",
    "ICE40UP5K-SG48I": "an FPGA", "XC7A35T-1CPG236C": "an FPGA", "EP4CE6E22C8N": "an FPGA", "TMS320F28069": "a DSP",
    "i.MX6ULL": "a system on chip", "AM3358BZCZ100": "a system on chip", "W25Q128JVSIQ": "a memory device",
    "24LC512T-I/SN": "a memory device", "Module:STM32F405": "a microcontroller",
}  # fmt: skip


@pytest.mark.parametrize(("number", "called"), PROGRAMMABLE.items())
def test_a_programmable_part_is_a_lead_by_the_family_of_its_number(number, called):
    found = of(mpn=number, refdes="U1")
    assert (found.concern, found.called, found.plain) == ("programmable", called, None)
    assert found.lead == f"{number!r} reads like {called}"


@pytest.mark.parametrize("number", ["MAX3232ESE", "MT9700", "LM2596S-5.0", "STC3115", "TJA1050", "AM26LS31", "MK-1"])
def test_a_number_that_only_begins_alike_is_no_programmable_part(number):
    assert of(mpn=number, refdes="U1") == Seems()


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


def test_words_tell_a_programmable_part_too_and_the_more_telling_one_counts():
    assert of(mpn="XP1", description="IC MCU 32BIT 512KB FLASH MEMORY").called == "a microcontroller"
    assert of(mpn="XP2", description="Serial flash memory, 8 Mbit").called == "a memory device"
    assert of({"cdx:hbom:hardwareClass": "processor"}, name="Example 9000").called == "a system on chip"
    assert of(mpn="XP3", description="Bluetooth MCU").concern == "radio", "a radio part is the greater concern"
    assert of(mpn="STM32F407VGT6", refdes="R1").plain is None


def test_an_fcc_id_makes_a_lead_that_names_its_grantee_if_known():
    properties = [{"name": "cdx:device:certifications:US:FCC:id", "value": "2AC7Z-ESPWROOM32"}]
    row = dict.fromkeys(("mpn", "name", "refdes", "description", "type")) | {"kind": "hardware", "name": "Board"}
    found = seems(row, properties, shipped(), HERE)
    assert found.called == "a radio part" and found.plain is None
    assert "the FCC ID 2AC7Z-ESPWROOM32, grantee Espressif" in found.lead and "fcc_grantees.csv line" in found.lead
    assert (
        seems(row, [properties[0] | {"value": "ZZ9ZZ-X"}], shipped(), HERE).lead == "the FCC ID ZZ9ZZ-X is of a radio"
    )


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
                others.append((file, told.lead))
    assert plain == []
    assert found >= 70 and len(radio) == 71  # the last is "HE" and no more
    assert len(others) <= 4, others  # the Raspberry Pi 5, on no hand list, has radios
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


def test_the_function_that_a_bom_of_devices_states_is_a_lead():
    row = dict.fromkeys(("mpn", "refdes", "description", "type")) | {"kind": "hardware", "name": "ZQ-100"}
    told = [{"name": "cdx:device:function", "value": "Bluetooth, network"}]
    assert seems(row, told, shipped(), HERE).concern == "radio"
    assert seems(row, [told[0] | {"value": "jumper"}], shipped(), HERE).concern == ""


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

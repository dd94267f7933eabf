"""Parts that are plainly irrelevant: found on real boards, never a radio among them, and silent where there is doubt."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.hardware import plain_parts
from auditor.facts.hardware.plain_parts import kind_of
from bom_parsers.bom import COMPONENTS
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from policies.connected_vehicles.hardware import LISTED_CLASSES
from tests.auditor.facts.hardware.test_board_lists import board, rows

CLASS_OF_KIND = {
    "passive": "passive",
    "discrete": "discrete_semiconductor",
    "mechanical": "mechanical",
    "connector": "mechanical",
    "no_part": "mechanical",
}
LEAST_RECALL = {"passive": 0.95, "discrete": 0.9, "mechanical": 0.8, "connector": 0.6, "no_part": 1.0}


def part(
    refdes: str | None = None, name: str | None = None, description: str | None = None, **more: str | None
) -> dict:
    """A row of the frame components as a hardware BOM gives it; `number` is its part number, which is then its name too."""
    number = more.pop("number", None)
    row = dict.fromkeys(COMPONENTS) | {"kind": "hardware", "type": "part", "name": name or number or refdes}
    return row | {"refdes": refdes, "description": description, "mpn": number} | more


def properties(**told: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in told.items()]


@cache
def plain_of(file: str) -> dict[str, tuple[str, str]]:
    bom = board(file)
    told: dict[str, list[dict]] = {}
    for entry in bom.properties.iter_rows(named=True):
        told.setdefault(entry["ref"], []).append(entry)
    lines = bom.components.iter_rows(named=True)
    found = {row["ref"]: kind_of(row, told.get(row["ref"], ())) for row in lines}
    return {ref: (plain.kind, plain.hardware_class) for ref, plain in found.items() if plain}


def test_nothing_but_what_a_person_called_irrelevant_is_found_plain():
    wrong = [
        (row, found)
        for row in rows("kinds.csv")
        if (found := plain_of(row["file"]).get(row["ref"])) and found[1] != CLASS_OF_KIND.get(row["kind"])
    ]
    assert wrong == []


def test_no_radio_part_is_found_plain():
    assert [row for row in rows("radio_parts.csv") if row["ref"] in plain_of(row["file"])] == []


def test_no_radio_part_is_found_plain_whatever_designator_it_bears():
    wrong = []
    for row in rows("radio_parts.csv"):
        if row["evidence"] == "context":  # nobody can tell that from the line
            continue
        bom = board(row["file"])
        line = bom.components.row(by_predicate=pl.col("ref") == row["ref"], named=True)
        told = bom.properties.filter(pl.col("ref") == row["ref"]).to_dicts()
        for designator in ("", "C1", "R1", "L1", "D1", "Q1", "J1", "X1", "SW1"):
            if found := kind_of(line | {"refdes": designator or None}, told):
                wrong.append((row, designator, found))
    assert wrong == []


@pytest.mark.parametrize("kind", LEAST_RECALL)
def test_most_of_what_a_person_called_irrelevant_is_found(kind):
    found = Counter(row["ref"] in plain_of(row["file"]) for row in rows("kinds.csv") if row["kind"] == kind)
    assert found[True] / found.total() >= LEAST_RECALL[kind], found


def test_four_of_five_lines_of_real_boards_need_no_second_look():
    boards = [row["file"] for row in rows("boards.csv") if row["file"].startswith("hw")]
    lines = sum(board(file).components.height for file in boards)
    assert sum(len(plain_of(file)) for file in boards) / lines > 0.82


PLAIN = [
    (part("C47,C48", number="GRM1555C1H9R0CA01D", description="CAP CER 9.0PF 50V NP0 0402"), "capacitor"),
    (part("C6-C17", "0.1uF"), "capacitor"),
    (part("C61,81", "10u_50V"), "capacitor"),
    (part("R12", "10k 1%"), "resistor"),
    (part("R9", "4R7"), "resistor"),
    (part("R5", "DNP 10k"), "resistor"),
    (part("R211"), "resistor"),
    (part("L2", "0R"), "inductor"),
    (part("L2", number="LQG15HN4N3S02D", description="Inductor RF Chip Multi-Layer 4.3nH 100MHz"), "inductor"),
    (part("FB1", "1kOhm@100MHz"), "inductor"),
    (part("F1", "2A"), "fuse"),
    (part("Y1", "16MHz"), "crystal"),
    (part("Q3", number="CX3225SB12000D0FLJZZ", description="CRYSTAL 12KHZ 8PF SMD"), "crystal"),
    (part("D3", "BLUE"), "led"),
    (part("D3", number="B230A-13-F", description="DIODE SCHOTTKY 30V 2A SMA"), "diode"),
    (part("Q1", "AO3400A", "30V Vds, 5.7A Id, N-Channel MOSFET, SOT-23"), "transistor"),
    (part("Q2", "BC856B", "0.1A Ic, 65V Vce, PNP Transistor, SOT-23"), "transistor"),
    (part("J3", "Conn_01x04"), "connector"),
    (part("J15", number="0472192001", description="Memory Card Connectors 1.10MM MICRO SD"), "connector"),
    (part("TP6", "CP_OUT"), "marking"),
    (part("H1", "MountingHole"), "marking"),
    (part("SW1", "SW_Push", "Push button switch, generic, two pins"), "switch"),
    (part(None, number="BUY", description="SCREW M2x12MM METRIC BLACK"), "fastener"),
    (part(None, number="RC0402FR-0710KL"), "resistor"),
    (part(None, number="XK12", description="Kondensator 100nF 50V"), "capacitor"),
    (part(None, number="XK13", description="Résistance 10k 1%"), "resistor"),
    (part(None, number="XK14", description="贴片电阻，1/16W，10Ω，0402"), "resistor"),
    (part(None, number="XK15", description="резистор 10 кОм"), "resistor"),
    (part("J9", number="XK16", description="Buchsenleiste 2x20"), "connector"),
    (part("J6", number="S2B-PH-SM4-TB(LF)(SN)"), "connector"),
    (part(None, number="S02B-PASK-2", description="CONN HEADER PA 2POS SIDE 2MM TIN"), "connector"),
    (part("D8", number="S2B-13-F"), "diode"),
    (part("W3", number="ERJ6GEY0R00V", name="TEST"), "resistor"),
    (part("R4", "50K-POT"), "resistor"),
    (part("R5", "Jumper-Pad-Pad"), "marking"),
    (part("J8", "PHX_2PIN"), "connector"),
    (part("JP2", "PINHD-1X2"), "connector"),
    (part("DH1", "YDF_TAU_HOLE"), "marking"),
    (part("SP1", number="XK17", name="GDT_90V-2kA"), "fuse"),
    (part("Nut", number="XK18"), "fastener"),
    (part(None, "Document", "DWG,PCA,DIAGNOSTICS"), "document"),
    (part(None, "Work Instructions", "Visual aide"), "document"),
    (part("U9", "LOGO"), "marking"),
]


@pytest.mark.parametrize(("row", "kind"), PLAIN, ids=[f"{row['refdes']} {row['name']}" for row, _ in PLAIN])
def test_a_plain_part_is_named_with_its_class_and_what_told_it(row, kind):
    found = kind_of(row)
    assert found and found.kind == kind
    assert found.hardware_class in HARDWARE_CLASSES
    assert found.words


TRAPS = {
    "an antenna drawn as an inductor": part("L1", number="XA2450", description="Chip antenna 2.4 GHz, 0603"),
    "a balun drawn as a capacitor": part("C5", number="XB24", description="Balun 50R to nRF, 0603"),
    "an unknown number drawn as a capacitor": part("C5", number="2450AT18A100E"),
    "a module drawn as a header": part("J1", "LTE module", "Generic connector, single row, 01x20"),
    "a known radio number drawn as a header": part("J1", "ESP32-WROOM-32E", "Generic connector, single row"),
    "a plug for an antenna": part("J4", number="U.FL-R-SMT-1(10)", description="RF / Coaxial Connector, 50 ohm"),
    "an SMA plug": part("J4", "SMA_TH"),
    "a coaxial jack under a trade name": part("J4", number="1909763-1", description="CONN UMCC JACK STR 50OHM SMD"),
    "a connector of which nothing is known": part("J4", number="5-1814400-1"),
    "a connector symbol on a module": part("Module2", "ComputeModule4", "100 Position Connector Receptacle"),
    "a header of a debug probe for a radio": part("J3", "BLE113_Debug_Header"),
    "a circuit with a diode's designator": part("D1", "A4988"),
    "a limiter of a receiver": part("D301", number="ASML-5822", description="Schottky Low Power PIN Diode Limiter"),
    "an oscillator with a crystal's designator": part("Y2", "1MHz", "Oscillator, SMD"),
    "an electronic switch": part("SW1", number="XS42", description="RF switch SPDT 6 GHz"),
    "an Ethernet switch": part(None, number="XS8", description="Switch, 8 ports, managed"),
    "a filter with a fuse's designator": part("F1", number="XF433", description="SAW 433.92 MHz"),
    "a tunable capacitor": part("C9", number="XC3", description="RF IC Digitally Tunable Capacitor"),
    "a subpart that is a sensor": part("J1", number="LA 55-P", description="CONN HEADER; SENSOR CURRENT HALL 50A"),
    "two designators of two kinds": part("HS1 Q1", number="322400B00000G", description="HEAT SINK TO-18"),
    "an integrated circuit": part("U2", number="GRM188R61C106K", description="CAP CER"),
    "a module's designator": part("M1", "Module:knock/0.1"),
    "an antenna's designator": part("ANT1", "0R", "Resistor"),
    "a line without designator that mentions a plug": part(None, number="XT9", description="Head unit, plug 24 pin"),
    "a dongle that plugs in": part(None, number="XT8", description="Plug-in OBD dongle"),
    "a smart fuse": part(None, number="XT7", description="eFuse 12 V, 5 A"),
    "an immobilizer coil": part("L7", number="XL7", description="Inductor, immobilizer transponder coil 125 kHz"),
    "an assembly of boards": part(None, number="PCA-1", description="PCB assembly, connectors fitted"),
    "German: an antenna plug": part("J2", number="XD1", description="Stecker für Antenne"),
    "German: a radio module with pins": part("J2", number="XD2", description="Funkmodul mit Stiftleiste"),
    "French: a connector of an antenna": part("J2", number="XD3", description="Connecteur d'antenne"),
    "Chinese: an antenna's seat": part("J2", number="XD4", description="天线连接器"),
    "Chinese: a module with pins": part("J2", number="XD5", description="蓝牙模块，排针"),
    "Japanese: an antenna's coil": part("L2", number="XD6", description="アンテナコイル"),
    "Russian: an antenna's plug": part("J2", number="XD7", description="разъём антенны"),
    "a component of software": part(None, "plug", "connector library") | {"kind": "software", "type": "library"},
    "a package of which nobody says what it is": part(None, "socket") | {"kind": None, "type": None},
    "a whole board": part(None, "Connector board") | {"type": "board"},
    "a document of which the line says that it is a radio": part(None, "Document", "Wi-Fi module"),
    "a document's number on a part": part(None, number="XW1", name="Document", description="Controller"),
    "a logic module of the name Logo": part("U4", "LOGO 12 RC", "Controller"),
    "a drawing that the description refers to": part(None, "Housing", "Drawing 0815, rev. B"),
    "a part with a test point's designator": part("TP9", "Module XW2"),
    "a part with a wire's designator": part("W1", number="XW3"),
    "a part whose number a pin count follows": part("J3", "XMOD-7M 4pin"),
}


@pytest.mark.parametrize("row", TRAPS.values(), ids=TRAPS)
def test_a_trap_is_left_to_people(row):
    assert kind_of(row) is None


def test_other_columns_of_the_table_are_heard():
    module = part("J7", number="_")
    assert kind_of(module, properties(value="Module_XG-6M", footprint="Modules:Module_XG6M")) is None
    fiducial = part("FD1", number="_")
    found = kind_of(fiducial, properties(value="Fiducial_3mm", footprint="Footprints:Fiducial_3mm"))
    assert found and found.kind == "marking"


def test_the_name_of_a_projects_library_raises_no_doubt_but_that_of_a_radio_library_does():
    assert kind_of(part("R1", "10k"), properties(footprint="Controller_Board:R0402"))
    assert kind_of(part("J3", "XSMX", "Connector"), properties(footprint="conn_smd_rf:XSMX")) is None
    assert kind_of(part("R1", "10k"), properties(footprint="Controller:R0402", value="Controller")) is None


def test_the_library_tells_what_is_named_for_its_function():
    assert kind_of(part("RESET", "RESET"), properties(device="TACTILE-SWITCH-SMD")).kind == "switch"
    assert kind_of(part("STA", "STATUS"), properties(device="LEDCHIP-LED0805")).kind == "led"
    assert kind_of(part("PWR", "GREEN"), properties(device="LEDCHIP-LED0805")).kind == "led"
    assert kind_of(part("WIFI", "GREEN"), properties(device="LEDCHIP-LED0805")) is None, "it may be the module"
    assert kind_of(part("NET", "XW4-12"), properties(device="LEDCHIP-LED0805")) is None, "a number nobody knows"
    assert kind_of(part("CPL", "CPL"), properties(device="Device:Transformer_1P_1S")) is None, "couplers are drawn so"
    assert kind_of(part("MODEM", "GPIO"), properties(libpart="Connector:Conn_01x04")) is None, "modules are drawn so"


def test_a_lamp_or_a_button_may_be_named_for_a_function_where_its_place_tells_it():
    place = properties(footprint="LED_SMD:LED_0603")
    assert kind_of(part("D7", "CPU_STATUS"), place).kind == "led"
    assert kind_of(part("SW2", "MCU_RESET"), properties(footprint="Button_Switch_SMD:SW_Push_TL3342")).kind == "switch"
    assert kind_of(part("D7", "LTE"), place) is None, "a radio's word is for people"
    assert kind_of(part("D7", "CPU_4711"), place) is None, "it may be a number"
    assert kind_of(part("D7", "CPU_STATUS")) is None, "nothing tells what it is"


def test_a_sign_on_the_board_is_no_part_whatever_its_designator():
    found = kind_of(part("U40", "LOGO_WEEE"), properties(footprint="own:WEEE-Logo_4.2x6mm_SilkScreen"))
    assert found and found.hardware_class == "mechanical"
    assert kind_of(part("U38", "SYMBOL_POLARITY"), properties(footprint="own:Polarity_6mm_SilkScreen"))
    assert kind_of(part("U41", "LOGO_WEEE"), properties(footprint="Package_SO:SOIC-8")) is None
    assert kind_of(part("U42", number="XW5", name="LOGO_WEEE"), properties(footprint="own:Logo_SilkScreen")) is None


def test_a_test_point_may_be_called_after_any_net_where_another_column_says_what_it_is():
    place = properties(footprint="TestPoint:TestPoint_Pad_D1.0mm")
    assert kind_of(part("TP6", "CP_OUT_ADC", "test point"), place).kind == "marking"
    assert kind_of(part("TP7", "RF_OUT", "test point"), place) is None


def test_a_package_of_a_discrete_part_tells_what_an_unknown_number_is_and_one_of_five_pins_does_not():
    assert kind_of(part("D7", "XKD34"), properties(footprint="Diode_SMD:D_SOD-123")).kind == "diode"
    assert kind_of(part("Q7", "XKD34"), properties(footprint="Package_TO_SOT_SMD:SOT-23")).kind == "transistor"
    assert kind_of(part("Q7", "XKD34"), properties(footprint="Package_TO_SOT_SMD:SOT-23-5")) is None


def test_a_connector_drawn_in_a_coils_place_is_left_to_people():
    assert kind_of(part("L7", "CONN_1"), properties(footprint="own:INDUCTOR_V")) is None


def test_a_circuit_in_a_package_of_three_pins_is_no_diode_where_d_designates_digital_circuits():
    assert kind_of(part("D10", "XR9818C-29"), properties(footprint="SOT23")) is None
    assert kind_of(part("D3", "BAT54C"), properties(footprint="SOT23")).kind == "diode", "its family is known"


BOOK = tomllib.loads(Path(plain_parts.__file__).with_name("plain_parts.toml").read_text("utf-8"))
LEADS = tomllib.loads(Path(plain_parts.__file__).with_name("leads.toml").read_text("utf-8"))
DOUBT_WORDS = [word for group in ("radio", "other", "radio_texts", "other_texts") for word in BOOK["doubt"][group]]
DOUBT_WORDS += [word for entry in (LEADS["radio"], *LEADS["programmable"]) for word in entry["words"] + entry["texts"]]
DOUBTS = [word.removesuffix("*") for word in DOUBT_WORDS]


def test_every_word_of_doubt_silences_the_plainest_line():
    plainest = part("R1", number="RC0402FR-0710KL", description="RES SMD 10K OHM 0402")
    assert kind_of(plainest)
    doubted = [plainest | {"description": f"RES SMD 10K OHM 0402, {word}"} for word in DOUBTS]
    assert [row["description"] for row in doubted if kind_of(row)] == []


def test_the_words_hang_together():
    kinds = {kind["name"] for kind in BOOK["kind"]}
    classes = {kind["class"] for kind in BOOK["kind"]}
    assert classes <= set(HARDWARE_CLASSES) - set(LISTED_CLASSES) - {"memory", "other", "sensor", "power_supply"}
    words = [word for kind in BOOK["kind"] for word in kind["words"] + kind["texts"]]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert [word for word, times in Counter(DOUBT_WORDS).items() if times > 1] == []
    assert set(words).isdisjoint(DOUBT_WORDS)
    letters = [letters for entry in BOOK["designator"] for letters in entry["letters"]]
    assert [one for one, times in Counter(letters + BOOK["silent"]["letters"]).items() if times > 1] == []
    for entry in BOOK["designator"]:
        assert set(entry["kinds"]) | set(entry.get("values", {}).values()) <= kinds
        assert set(entry.get("alone", ())) <= set(entry["letters"])
    for kind in (*BOOK["kind"], *LEADS["programmable"]):
        for number in kind["numbers"]:
            assert not re.compile(number).match("X"), f"{number} is no family: it fits anything"


anything = (
    st.none() | st.text(max_size=30) | st.sampled_from(["C1", "R1,R2", "J1", "10k", "Connector", "0402", "*", "_"])
)


@given(refdes=anything, name=anything, number=anything, description=anything, value=anything)
def test_no_text_breaks_it(refdes, name, number, description, value):
    row = part(refdes, name, description, number=number)
    found = kind_of(row, [{"name": "value", "value": value}])
    assert found is None or found.hardware_class in CLASS_OF_KIND.values()

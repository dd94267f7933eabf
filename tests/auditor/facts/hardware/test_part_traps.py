"""Radio and programmable parts that look like plain ones: none may be left out, whatever designator and words they bear."""

from __future__ import annotations

import pytest

from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.radio_parts import shipped
from auditor.provenance import Source, SourceKind

HERE = Source(SourceKind.BOM_FIELD, "board.csv", pointer="row 2")


def of(refdes: str | None, name: str | None, description: str | None = None, number: str = "", **said: str) -> Seems:
    row = {"kind": "hardware", "type": "part", "refdes": refdes, "mpn": number or None, "description": description}
    properties = [{"name": heading, "value": value} for heading, value in said.items()]
    return seems(
        row | {"name": name or number or refdes},
        properties,
        shipped(),
        Source(SourceKind.BOM_FIELD, "board.csv", pointer="row 2"),
    )


# A module's name as the value of a symbol of the library, which describes itself and not the part.
UNDER_A_CONNECTOR = [
    "EC25-E mini PCIe",
    "SIM7600 module",
    "HC-05",
    "HC-12",
    "JDY-31",
    "HM-10",
    "AT-09",
    "GY-NEO6MV2",
    "BN-220",
    "L76K",
    "N58",
    "nrf24",
    "Ra-01SH",
    "esp 32 wroom 32",
    "ESP",
    "TTGO T-Beam",
    "Heltec V3",
    "Lolin32",
    "D1 mini",
    "XIAO C3",
    "Pico W",
    "Raspberry Pi Zero 2 W",
    "CM4",
    "Feather",
    "Teensy 4.1",
    "NUCLEO-L432KC",
    "Walter",
    "WM-BN-BM-04",
    "DIGI",
    "XMOD-7",
    "RiverCAP",
]


@pytest.mark.parametrize("name", UNDER_A_CONNECTOR)
@pytest.mark.parametrize(
    "description", ["Generic connector, single row, 01x05, script generated", "Pin header 1x8", "socket"]
)
def test_a_module_drawn_with_a_connector_is_no_connector(name, description):
    assert of("J6", name, description).plain is None
    assert of("J6", name, None, LibPart="Connector:Conn_01x05", footprint="PinHeader_1x05_P2.54mm").plain is None


@pytest.mark.parametrize("name", ["ESP32", "RAK831", "HC05", "ESP1", "SIM800", "GPS1", "LORA1", "MODEM", "XBEE1"])
def test_a_header_whose_designator_is_a_modules_name_stands_for_the_module(name):
    assert of(name, "Conn_01x19").plain is None
    assert of(name, "PINHD-2X12", "PIN HEADER").plain is None


@pytest.mark.parametrize("number", ["HMC349", "XMSSJR6G0BA", "MASWSS0115", "ADG918", "ZQ1234-0"])
def test_a_switch_of_which_nothing_but_its_poles_is_told_is_no_push_button(number):
    assert of("SW5", None, "SPDT switch", number).plain is None
    assert of(None, None, "Switch SPDT", number).plain is None


FOR_RADIO_FREQUENCIES = [
    ("Q2", "BFP740", "NPN transistor"),
    ("Q2", "BFR93A", "NPN SOT-23"),
    ("Q3", "SGL0622Z", "SOT-23"),
    ("Q4", "MRF1518", "MOSFET"),
    ("D1", "BAP64-03", "diode"),
    ("D1", "HSMS-2850", "Schottky diode"),
    ("D2", "SMV1233", "diode SOD-323"),
    ("Q4", "GALI-84+", ""),
    ("R4", "ERA-3SM+", ""),
    ("SW5", "HMC349", "switch"),
    ("F1", "BFCN-1575+", "filter"),
]


@pytest.mark.parametrize(("refdes", "number", "description"), FOR_RADIO_FREQUENCIES)
def test_a_discrete_part_made_for_radio_frequencies_is_a_radio_lead(refdes, number, description):
    assert of(refdes, None, description, number).concern == "radio"


def test_a_magnetometer_whose_number_begins_alike_is_none():
    assert of("U1", None, "3-axis compass", "HMC5883L").concern != "radio"


@pytest.mark.parametrize(
    "number", ["PMS150C", "PFS154", "DS2401", "DS28E05", "ATTINY10", "PIC10F200T", "24AA02E48T", "CH552"]
)
@pytest.mark.parametrize("refdes", ["D1", "Q1", "R1", "C1", "J1"])
def test_a_programmable_part_in_a_small_package_is_no_diode(refdes, number):
    assert of(refdes, None, None, number, package="SOT-23").concern == "programmable"


IN_OTHER_LANGUAGES = [
    "RF座 排针",
    "SMA母座 连接器",
    "WIFI座子 排针",
    "遥控器 排针",
    "物联网 连接器",
    "蜂窝 连接器",
    "对讲机 插座",
    "窄带 连接器",
    "同轴连接器",
    "ワイヤレス コネクタ",
    "リモコン コネクタ",
    "セルラー コネクタ",
    "통신 커넥터",
    "ＧＰＳ コネクタ",
    "Handsender mit Buchse",
    "Mobilfunk Stecker",
    "Ortungsgerät, Stecker",
    "télécommande, connecteur",
    "localizador, conector",
    "rastreador, conector",
    "разъём ГЛОНАСС",
]


@pytest.mark.parametrize("description", IN_OTHER_LANGUAGES)
def test_a_word_of_a_radio_in_any_language_keeps_a_connector_for_people(description):
    assert of("J2", None, description, "XD1").plain is None


@pytest.mark.parametrize("description", ["RF座 排针", "SMA母座 连接器", "LTE天线"])
def test_latin_words_among_chinese_signs_are_heard(description):
    assert of("J2", None, description, "XD1").concern == "radio"


NAMED_ONLY = [
    "Plug Tuya",
    "Relay Shelly",
    "Relay Sonoff",
    "Remote switch",
    "LED ring WLED",
    "Plug OBD ELM327",
    "Label NTAG215",
    "Label UHF",
    "AB2553W6-7 (DIODES)",
    "Ethernet switch, industrial",
    "LED bulb Hue",
    "LED headlamp left",
    "Fuse box body",
    "Switch, 5 x RJ45, unmanaged",
]


@pytest.mark.parametrize("name", NAMED_ONLY)
def test_a_thing_that_a_plain_word_leads_is_not_what_the_word_says(name):
    assert of(None, name).plain is None


def test_a_plug_of_antennas_in_the_designators_place_is_heard():
    found = of("SMA Connector", None, "Duplexing, TVS", "XP-1")
    assert found.plain is None and found.concern == ""  # it may be a diode's package
    assert of("GPS Connector", None, "Duplexing, TVS", "XP-1").concern == "radio"
    assert of("RAK831", "PINHD-2X12", "PIN HEADER").concern == "radio"


def test_the_number_of_a_plain_thing_may_stand_in_any_column():
    assert of(None, "LED matrix", Bestellung="ESP32-S3").concern == "radio"
    assert of(None, "LED matrix", Bestellung="STM32F407VGT6").concern == "programmable"
    assert of(None, "LED matrix", Bestellung="2024-11-02").plain
    assert of("C9", "4.7uF", Function="ESP32-S3").plain, "what a capacitor is for"


def test_a_can_against_interference_is_no_radio_part():
    assert of("SH1", None, "RF Shield Can", "XS-1").concern == ""


def test_a_part_called_like_its_designator_is_no_order_code():
    assert of("L76", "L76", footprint="L_0603").plain
    assert of("L1", "L76").concern == "radio"


def test_a_number_behind_a_firms_own_prefix_is_found():
    assert of("U2", "Wio-SX1262", number="114993390", value="Wio-SX1262").called == "a sub-GHz radio"


PLAIN = [
    ("R_SHUNT1", "0R05", None, {}),
    ("C_BULK1 C_BULK2", "10uF", None, {}),
    ("C1, L3", "15pF", None, {}),
    ("C2, C4, C7,...", "1uF", None, {}),
    ("J1", "SWD", None, {}),
    ("J4", "BATT", None, {}),
    ("J2", "USB-C 16P", None, {}),
    ("J10", "CAN", None, {}),
    ("JP1", "0R", None, {}),
    ("SW1", "RESET", None, {"footprint": "SW_SPST_PTS810"}),
    ("SW1", "XK-1280", None, {"footprint": "Button_Switch_SMD:SW_SPST"}),
    ("LED4", "XL-S3216", None, {"footprint": "LED1206-RD"}),
    ("Y2", "32768Hz", None, {}),
    ("L1", "1uH_3.2A_2520", None, {}),
    (None, "32MHz 3225 4-pin SMD Crystal", None, {}),
    ("C1", "100uF 6.3V electrolytic", None, {}),
    ("TB1", "Terminal 5.08 2p", None, {}),
    ("J9", "Conn_01x04", "Generic connector, single row, 01x04", {}),
]


@pytest.mark.parametrize(("refdes", "name", "description", "said"), PLAIN)
def test_plain_lines_of_other_peoples_tools_need_no_people(refdes, name, description, said):
    assert of(refdes, name, description, **said).plain


def test_a_module_named_in_a_connectors_designator_is_a_lead_and_in_a_capacitors_is_none():
    assert of("J_EC25", "Conn_01x20").concern == "radio"
    assert of("C_EC25_1", "100nF").concern == ""


@pytest.mark.parametrize("refdes", ["L_ANT1", "R_ESP32", "J_GPS", "J_HC05", "U_LTE1", "C_RF1"])
def test_a_word_of_doubt_in_a_designator_is_heard(refdes):
    assert of(refdes, "Conn_01x04" if refdes[0] == "J" else "10k").plain is None

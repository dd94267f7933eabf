"""A line that reads like a capacitor is none where any text of it names a radio by its order code."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.facts.hardware.codes_beside import codes_in
from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.radio_parts import shipped
from auditor.provenance import Source, SourceKind

CAPACITOR = {
    "kind": "hardware", "type": "device", "refdes": "C3", "mpn": "GRM155R71C104KA88D", "name": "GRM155R71C104KA88D",
    "description": "Capacitor ceramic 100nF 16V X7R 0402", "version": None, "group": None, "purl": None, "cpe": None,
}  # fmt: skip


def of(properties: dict[str, str] | None = None, maker: str = "Murata", **fields: Any) -> Seems:
    entries = [{"name": name, "value": value} for name, value in (properties or {}).items()]
    here = Source(SourceKind.BOM_FIELD, "board.csv", "row 2")
    return seems({**CAPACITOR, **fields}, entries, shipped(), here, [maker])


@pytest.mark.parametrize(
    "line",
    [
        {"maker": "Quectel EC25-E"},
        {"maker": "Quectel EC25"},
        {"maker": "ЕС25-Е"},  # Cyrillic
        {"properties": {"AVL": "Quectel EC25-E"}},
        {"properties": {"Fitted part": "EC25-E"}},
        {"properties": {"hbom:alternate-mpn": "SIM7600G-H"}},
        {"properties": {"Notes": "now nRF9160-SICA-R7, was 100 nF"}},
        {"refdes": "C3,EC25-E"},
        {"purl": "pkg:generic/quectel/EC25-E@1"},
        {"purl": "pkg:generic/EC25%2DE"},
        {"cpe": "cpe:2.3:h:quectel:ec25\\-e:-:*:*:*:*:*:*:*"},
        {"version": "EC25-E"},
        {"group": "移远EC25-E模块"},
        {"properties": {"Datasheet": "https://www.quectel.example/upfile/Quectel_EC25-E_v1.2.pdf"}},
        {"properties": {"externalReference:documentation": "https://shop.example/p/EC25%2DE"}},
        {"properties": {"Footprint": "Quectel:EC25-E"}},
        {"properties": {"Footprint": "EC25-E_footprints:C_0402"}},
        {"properties": {"Package": "EC25:C_0402"}},
        {"refdes": "C3_EC25-E"},
        {"mpn": "SIM76OOE", "name": "SIM76OOE"},  # with letters for the zeros
        {"mpn": "SlM7600E", "name": "SlM7600E"} | {"properties": {"Notes": "SIM76ooE"}},
        {"mpn": "XMR201903EG25G", "name": "XMR201903EG25G"},  # its FCC ID
        {"properties": {"Notes": "FCC ID: XMR201903EG25G"}},
    ],
)
def test_a_capacitor_that_names_a_modem_is_not_plain(line: dict[str, Any]):
    apparent = of(**line)
    assert apparent.plain is None
    assert apparent.concern == "radio" and "cellular" in apparent.lead


def test_the_lead_says_which_text_names_the_modem():
    assert of(maker="Quectel EC25-E").lead.startswith("'EC25-E' (maker in 'Quectel EC25-E') looks like the ")
    assert of({"Fitted part": "EC25-E"}).lead.startswith("'EC25-E' (Fitted part) looks like the ")


@pytest.mark.parametrize(
    "line",
    [
        {},
        {
            "properties": {"Footprint": "sim7600_breakout:C_0402"}
        },  # the library of a project that is named for its modem
        {"properties": {"Footprint": "EC25_carrier_board:C_0402"}},
        {"properties": {"kicad:sheet": "/MICRF113YM6TR/"}},
        {"properties": {"Notes": "beside the LTE modem, see page 3"}},
        {"refdes": "C_EC25-E"},
        {"refdes": "RA02", "description": "Resistor array", "mpn": None, "name": "10k"},
    ],
)
def test_a_capacitor_of_a_board_with_a_modem_stays_plain(line: dict[str, Any]):
    assert of(**line).plain is not None


def test_words_and_numbers_alone_are_no_order_codes():
    assert codes_in("Quectel LTE modem 12345 0402") == ()
    assert codes_in("RC0402FR-O710KL") == ("RC0402FR-O710KL", "RC0402FR", "O710KL", "RC0402FR-0710KL", "0710KL")
    assert codes_in("x/EC25-E-firmware@2") == ("EC25-E-firmware", "EC25-E", "EC25")

"""Hardware among the packages of a list of software is no open source code; code that is named for it is."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.facts.hardware.codes_beside import radios_of_no_part
from auditor.facts.hardware.listed_as_code import hardware_lead


def lead(name: str, *parties: str, purpose: str = "", **said: Any) -> str:
    row = {"name": name, "mpn": None, "description": None, "refdes": None, "purl": None, **said}
    return hardware_lead(row, [{"name": "additionalPurpose", "value": purpose}] if purpose else [], parties)


@pytest.mark.parametrize(
    "name",
    ["EC25-E LTE module", "Quectel EC25-E", "EC25-E", "SIM7600E", "SIMCom SIM7600E-H modem", "LTE module", "4G modem"],
)
def test_a_radio_by_its_name_is_hardware(name: str) -> None:
    assert lead(name)


def test_purposes_designators_and_descriptions_speak_of_hardware() -> None:
    assert lead("x", purpose="device")
    assert lead("x", refdes="U1")
    assert lead("x", description="LTE Cat 4 module")
    assert lead("EC25-E", "Quectel Wireless Solutions", purl="pkg:generic/EC25-E@1")


@pytest.mark.parametrize(
    "name",
    [
        "ec25-firmware", "rtl8723bs-driver", "libec25", "quectel-ec25-tools", "pulseaudio-module-bluetooth", "ModemManager",
        "zlib", "kernel-module-lte", "wireless-regdb",
    ],
)  # fmt: skip
def test_code_that_is_named_for_a_radio_is_code(name: str) -> None:
    assert not lead(name)
    assert not lead("mm", description="daemon that controls LTE modems")


def test_a_document_that_names_a_radio_in_its_own_properties_is_reported() -> None:
    rows = [{"ref": "", "name": "U1", "value": "Quectel EC25-E LTE module", "pointer": "/properties/0"}]
    assert [row["kind"] for row in radios_of_no_part(rows)] == ["content-left-out"]
    assert not list(radios_of_no_part([{**rows[0], "ref": "r"}]))
    assert not list(radios_of_no_part([{**rows[0], "value": "built on 2026-01-01 by make-4.3"}]))

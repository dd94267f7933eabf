"""Code of a two-way radio is known by whole words of its name and description, and what merely works with one is not."""

from __future__ import annotations

import pytest

from auditor.facts.software.radios import radio_lead

OF_A_RADIO = [
    ("lte-modem-ril", ""), ("STM32WPAN", ""), ("bluez5", ""), ("WLANDriver", ""), ("CellularManager", ""), ("esp_wifi", ""),
    ("linux-firmware-iwlwifi", ""), ("zigbee stack", ""), ("telephony", "5G NR modem driver"), ("fw", "SIM7600 LTE firmware"),
]  # fmt: skip
OF_NONE = [
    ("pulseaudio", "Sound server with Bluetooth support"), ("xmodem", ""), ("lwip", "TCP/IP stack"), ("akizora-uwb-ranging", ""),
    ("bluetooth-headers", ""), ("accel", "4G range accelerometer driver"), ("thread-pool", ""), ("april", ""), ("", ""),
    ("dbus", "Message bus; used by NetworkManager and BlueZ for Bluetooth"), ("gnss-receiver", "Works without a cellular modem"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "description"), OF_A_RADIO)
def test_code_of_a_radio(name, description):
    assert "reads like code of a radio" in radio_lead(name, description)


@pytest.mark.parametrize(("name", "description"), OF_NONE)
def test_code_that_is_of_none(name, description):
    assert radio_lead(name, description) == ""

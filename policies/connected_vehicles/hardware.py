"""§ 791.301: vehicle connectivity system (VCS), VCS hardware, and what is excluded from both."""

from __future__ import annotations

from functools import cache

import polars as pl

from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, question, test

fact = pl.col

LISTED_CLASSES = (
    "microcontroller", "module", "system_on_chip", "telematics_unit", "networking_unit", "cellular_module", "wifi_module",
    "bluetooth_module", "satellite_system", "other_wireless_module", "external_antenna", "dsp", "fpga",
)  # fmt: skip


def enables_vcs(p: Parameters) -> Group:
    """The item directly enables radio communication over 450 MHz, and not exclusively one of the four excluded functions."""
    return all_of(
        "the item is a vehicle connectivity system",
        test(
            "it enables the transmission, receipt, conversion or processing of radio communications",
            "791.301",
            Standing.PROBABLE,
            fact("item.enables_vcs"),
            "item.enables",
            otherwise="its item enables no radio communication",
        ),
        directly(),
        test(
            f"it works at a frequency over {p.vcs_frequency_mhz:g} MHz",
            "791.301",
            p["vcs_frequency_mhz"].standing,
            fact("item.highest_mhz") > p.vcs_frequency_mhz,
            "item.frequency_mhz",
            otherwise=f"its item works at {p.vcs_frequency_mhz:g} MHz or below",
        ),
        test(
            "it does not exclusively serve sensing, ultra-wideband access, one-way reception or the power supply",
            "791.301",
            Standing.PROBABLE,
            fact("item.exclusively") == "no",
            "item.exclusively",
            otherwise="its item exclusively serves sensing, ultra-wideband access, one-way reception or the power supply",
        ),
    )


@cache
def directly() -> Node:
    """The item enables its function at the vehicle level itself, and does not merely pass data to what does."""
    return test(
        "it enables the function directly",
        "791.301",
        Standing.PROBABLE,
        fact("item.directly"),
        "item.directly",
        otherwise="its item does not enable the function directly",
    )


def vcs_hardware(vcs: Node) -> Group:
    """A software-enabled or programmable part of the listed kinds that contributes to the communication of a VCS."""
    kind = fact("component.hardware_class")
    antenna = kind == "external_antenna"
    return all_of(
        "the component is VCS hardware",
        is_hardware(),
        vcs,
        any_of(
            "it is of a kind that the definition lists",
            test(
                "it is one of the twelve listed kinds of part",
                "791.301",
                Standing.PROBABLE,
                kind.is_in(list(LISTED_CLASSES)),
                "component.hardware_class",
                otherwise="it is of a kind that the definition does not list",
            ),
            question(
                "it is a memory, a sensor, or another part of a kind not listed by name",
                "791.301",
                "Is a part of a kind not listed by name (a memory, a SIM, a radio sensor) a 'module' within the definition?",
                kind.is_in(["memory", "other", "power_supply", "sensor"]),
                "component.hardware_class",
            ),
        ),
        # The list names external antennas although its lead-in speaks of programmable parts: the name prevails here.
        any_of(
            "it is software-enabled or programmable, or an external antenna",
            test(
                "it is software-enabled or programmable",
                "791.301",
                Standing.PROBABLE,
                fact("component.programmable"),
                "component.programmable",
                otherwise="it is neither software-enabled nor programmable",
            ),
            test("it is an external antenna", "791.301", Standing.PROBABLE, antenna, "component.hardware_class"),
        ),
        test(
            "it contributes to the communication function",
            "791.301",
            Standing.PROBABLE,
            fact("component.contributes_to_communication"),
            "component.contributes_to_communication",
            otherwise="it contributes nothing to the communication",
        ),
    )


@cache
def is_hardware() -> Node:
    """The component is a physical part."""
    return test(
        "the component is hardware",
        "791.301",
        Standing.SETTLED,
        fact("component.kind") == "hardware",
        "component.kind",
        otherwise="the component is not hardware",
    )

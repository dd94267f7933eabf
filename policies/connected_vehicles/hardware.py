"""§ 791.301: vehicle connectivity system (VCS), VCS hardware, and what is excluded from both."""

from __future__ import annotations

from functools import cache

from policies.conditions import is_equal, is_one_of, is_true, over
from policies.connected_vehicles.sections import DEFINITIONS, SCOPE
from policies.parameters import Parameters
from policies.truth import Group, Node, all_of, any_of

LISTED_CLASSES = (
    "microcontroller", "module", "system_on_chip", "telematics_unit", "networking_unit", "cellular_module", "wifi_module",
    "bluetooth_module", "satellite_system", "other_wireless_module", "external_antenna", "dsp", "fpga",
)  # fmt: skip


# § 791.301, vehicle connectivity system: not read; after S. 4429, which copies the definition, and two law-firm alerts; of
# the four exclusions, a law firm and a slide of a Japanese ministry give sensing, and the slide one-way reception; access and
# the power supply are general knowledge of the rule, unverified.
def enables_vcs(p: Parameters) -> Group:
    """The item directly enables radio communication over 450 MHz, and not exclusively one of the four excluded functions."""
    return all_of(
        "vcs-item",
        "the item is a vehicle connectivity system",
        DEFINITIONS.test(
            "item-enables-vcs",
            "it enables the transmission, receipt, conversion or processing of radio communications",
            is_true("item.enables_vcs"),
            otherwise="its item enables no radio communication",
        ),
        directly(),
        DEFINITIONS.test(
            "item-frequency",
            f"it operates at a frequency over {p.vcs_frequency_mhz:g} MHz",
            over("item.highest_mhz", p.vcs_frequency_mhz),
            standing=p["vcs_frequency_mhz"].standing,
            otherwise=f"its item operates at {p.vcs_frequency_mhz:g} MHz or below",
        ),
        any_of(
            "item-not-excluded",
            "it does not exclusively serve an excluded function",
            DEFINITIONS.test(
                "item-not-exclusively-excluded",
                "it does not exclusively serve sensing, ultra-wideband access, one-way reception or the power supply",
                is_equal("item.exclusively", "no"),
                otherwise="its item exclusively serves sensing, ultra-wideband access, one-way reception or the power supply",
            ),
            DEFINITIONS.question(
                "item-access-radio",
                "it exclusively serves access to the vehicle, by a radio that is not ultra-wideband",
                "Is an item excluded that serves nothing but access to the vehicle, by a radio that is not ultra-wideband?",
                is_equal("item.exclusively", "vehicle_access"),
            ),
        ),
    )


# § 791.300(a), CFR as of 2025-04-24: "[...] and that directly enable connected vehicle Automated Driving Systems (ADS) or
# Vehicle Connectivity Systems (VCS), as defined in this subpart"
@cache
def directly() -> Node:
    """The item enables its function at the vehicle level itself, and does not merely pass data to what does."""
    return DEFINITIONS.test(
        "item-directly",
        "it enables the function directly",
        is_true("item.directly"),
        otherwise="its item does not enable the function directly",
    )


# § 791.301, VCS hardware: not read; after S. 4429, which copies the twelve kinds of part and has another lead-in, a law firm
# for the lead-in, and general knowledge for what is excluded; the list is possibly not exhaustive.
def vcs_hardware(vcs: Node) -> Group:
    """A software-enabled or programmable part of the listed kinds that contributes to the communication of a VCS."""
    return all_of(
        "vcs-hardware",
        "the component is VCS hardware",
        is_hardware(),
        vcs,
        any_of(
            "hardware-kind",
            "it is of a kind that the definition lists",
            DEFINITIONS.test(
                "hardware-listed-kind",
                "it is one of the twelve listed kinds of part",
                is_one_of("component.hardware_class", *LISTED_CLASSES),
                otherwise="it is of a kind that the definition does not list",
            ),
            DEFINITIONS.question(
                "hardware-kind-not-listed",
                "it is a memory, a sensor, or another part of a kind not listed by name",
                "Is a part of a kind not listed by name (a memory, a SIM, a radio sensor) a 'module' within the definition?",
                is_one_of("component.hardware_class", "memory", "other", "power_supply", "sensor"),
            ),
        ),
        # The list names external antennas although its lead-in speaks of programmable parts: the name prevails here.
        any_of(
            "hardware-programmable-or-antenna",
            "it is software-enabled or programmable, or an external antenna",
            DEFINITIONS.test(
                "hardware-programmable",
                "it is software-enabled or programmable",
                is_true("component.programmable"),
                otherwise="it is neither software-enabled nor programmable",
            ),
            DEFINITIONS.test(
                "hardware-external-antenna",
                "it is an external antenna",
                is_equal("component.hardware_class", "external_antenna"),
            ),
        ),
        DEFINITIONS.test(
            "hardware-contributes",
            "it contributes to the communication function",
            is_true("component.contributes_to_communication"),
            otherwise="it contributes nothing to the communication",
        ),
    )


# § 791.300(a), CFR as of 2025-04-24: "Prohibit ICTS transactions that involve certain software and hardware that are
# designed, developed, manufactured, or supplied by persons [...]"
@cache
def is_hardware() -> Node:
    """The component is a physical part: hardware in the ordinary meaning of the word."""
    return SCOPE.test(
        "component-hardware",
        "the component is hardware",
        is_equal("component.kind", "hardware"),
        otherwise="the component is not hardware",
    )

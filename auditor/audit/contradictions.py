"""Item-level statements that take parts out of scope although the parts look in scope.

Such a statement counts, for a person made it; but one line can clear a modem. So each is told, with the parts that speak
against it. What is stated of a part itself, in the program or in a determination, is deliberate and not doubted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auditor.audit.results import AuditedComponent
from auditor.facts.hardware.radio_parts import Part
from auditor.provenance import Problem, Source, SourceKind
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from policies.connected_vehicles.hardware import LISTED_CLASSES
from reports import words

NAMED = 3  # parts that a line names
UNLISTED = tuple(kind for kind in HARDWARE_CLASSES if kind not in LISTED_CLASSES)
# Layers by which code is out of the rule.
OUTSIDE = {"device_control": "device-control code", "cloud": "run outside the vehicle"}
# Kinds of the parts list that serve the excluded functions, so that they contradict no item that states one.
_SENSING = ("radar", "uwb", "gnss", "tire_sensor", "antenna", "rf_front_end", "rf_amplifier", "rf_switch", "rf_filter")
_ACCESS = ("uwb", "keyless", "antenna", "rf_front_end", "rf_amplifier", "rf_switch", "rf_filter", "nfc_rfid")


def contradictions(components: Iterable[AuditedComponent], vcs_mhz: float) -> Iterable[Problem]:
    """Yield a problem at the place of the statement, for each statement that parts of the item speak against."""
    by_statement: dict[tuple[str, Source], dict[str, None]] = {}
    for component in components:
        if component.worst["verdict"] == "out_of_scope":
            for statement, source, lead in (*_of_hardware(component, vcs_mhz), *_of_code(component)):
                by_statement.setdefault((statement, source), {})[lead] = None
    for (statement, source), leads in by_statement.items():
        some, more = list(leads)[:NAMED], len(leads) - NAMED
        named = "; ".join(some) + (f"; and {words.count(more, 'other')}" if more > 0 else "")
        message = f"{statement}, but {named}; correct it, or state of the parts themselves what they are"
        yield Problem("statement-at-odds", "warning", message, source)


def _of_code(component: AuditedComponent) -> Iterable[tuple[str, Source, str]]:
    """Yield the default layer that takes code out which reads like code of another layer, its place, and the lead."""
    layer = component.facts.stated.get("component.layer")
    for kind in ("software", "firmware"):
        default = component.item.defaults.get(kind, {}).get("component.layer")
        if default and layer and layer.source == default.source and default.value in OUTSIDE:
            seems = component.facts.software.seems
            if seems.layer not in ("", default.value):
                statement = f"of all {kind} of {component.item.id} it is stated that it is {OUTSIDE[default.value]}"
                yield statement, default.source, seems.lead


def _of_hardware(component: AuditedComponent, vcs_mhz: float) -> Iterable[tuple[str, Source, str]]:
    """Yield the statements that take out a part which looks like a radio or a programmable part, their places, and the lead."""
    stated, item, seems = component.facts.stated, component.item, component.facts.seems
    if not seems.lead:
        return
    for name, effect in _OF_ALL_PARTS.items():
        default = item.defaults.get("hardware", {}).get(name)
        if default and stated[name].source == default.source and (taken_out := effect(default.value)):
            yield f"of all hardware of {item.id} it is stated that {taken_out}", default.source, seems.lead
    if seems.concern != "radio" or _is_stated_of_the_part(component):
        return
    for name, claims in _OF_THE_ITEM.items():
        fact = stated.get(name)
        if fact and fact == item.facts.get(name) and (claim := claims(fact.value, seems.part, vcs_mhz)):
            yield f"the item {item.id} is stated to {claim}", fact.source, seems.lead


def _is_stated_of_the_part(component: AuditedComponent) -> bool:
    """Tell whether class or contribution is stated of the part itself, by a person or in its BOM: not by a default, nor by
    the list of parts."""
    defaults = component.item.defaults.get("hardware", {})
    for name in ("component.hardware_class", "component.contributes_to_communication"):
        fact = component.facts.stated.get(name)
        if fact is None or fact.value is None or fact.source.kind is SourceKind.PARTS_LIST:
            continue
        if fact != defaults.get(name):
            return True
    return False


# Facts by which a default takes parts out, and what it then says; "" for a value that takes out nothing.
_OF_ALL_PARTS: Mapping[str, Callable[[Any], str]] = {
    "component.hardware_class": lambda value: f"it is {value}" if value in UNLISTED else "",
    "component.programmable": lambda value: "it is not programmable" if value is False else "",
    "component.contributes_to_communication": lambda value: (
        "it does not contribute to the communication" if value is False else ""
    ),
}


def _enables(value: Any, part: Part | None, _: float) -> str:
    is_radar = part is not None and part.part_class == "radar"
    return "" if value is None or "vcs" in value or is_radar else "enable no connectivity"


def _low(value: Any, part: Part | None, vcs_mhz: float) -> str:
    above = part is not None and bool(part.bands) and all(low > vcs_mhz for low, _ in part.bands)
    return f"work at {vcs_mhz:g} MHz or below" if value and max(value) <= vcs_mhz and above else ""


def _exclusively(value: Any, part: Part | None, _: float) -> str:
    """A part that only serves what the item serves contradicts nothing; nor does one of which the list does not say."""
    if part is None:
        return ""
    if value == "receive_only":
        return "do nothing but receive" if part.direction == "two_way" else ""
    if value in ("sensing", "uwb_access"):
        fits = part.part_class in (_SENSING if value == "sensing" else _ACCESS)
        return "" if fits else f"serve nothing but {'sensing' if value == 'sensing' else 'access by ultra-wideband'}"
    return "do nothing but supply power" if value == "power" else ""


_OF_THE_ITEM: Mapping[str, Callable[[Any, Part | None, float], str]] = {
    "item.enables": _enables,
    "item.frequency_mhz": _low,
    "item.exclusively": _exclusively,
}

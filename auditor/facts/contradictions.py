"""Statements about whole items, and claims about parts, that would clear a part which looks like more than they say.

One line about an item can clear a modem. Where the parts speak against it, it does not count for them: the fact is unknown
until something is stated of the part itself, in the program or in a determination, which is deliberate and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.facts.hardware.leads import Seems
from auditor.facts.hardware.radio_parts import Part, radio_named_in
from auditor.facts.model import ComponentFacts, Contradiction
from auditor.program.model import Item
from auditor.program.selectors import Meant, Selector
from auditor.provenance import Source, SourceKind, Stated
from bom_parsers.errors import quoted
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from policies.connected_vehicles.hardware import LISTED_CLASSES

UNLISTED = tuple(kind for kind in HARDWARE_CLASSES if kind not in LISTED_CLASSES)
# Layers by which code is out of the rule.
OUTSIDE = {"device_control": "device-control code", "cloud": "run outside the vehicle"}
# Kinds of the parts list that serve the excluded functions, so that they contradict no item that states one.
_SENSING = ("radar", "uwb", "gnss", "tire_sensor", "antenna", "rf_front_end", "rf_amplifier", "rf_switch", "rf_filter")
_ACCESS = ("uwb", "keyless", "antenna", "rf_front_end", "rf_amplifier", "rf_switch", "rf_filter", "nfc_rfid")
# Who states a fact of the part itself and not of the whole item: a person, or a supplier whose word a person accepted.
OF_PERSONS = (SourceKind.PROGRAM, SourceKind.DETERMINATION, SourceKind.ATTESTATION)
# What code of a two-way radio serves, where its words do not tell which radio that is.
_RADIO = Part(
    "", "", "", "rf_transceiver", None, ((2400.0, 2500.0),), "two_way", None, "connection", "", None, "",
    Source(SourceKind.INFERENCE),
)  # fmt: skip
_TAKING_OUT = {"component.hardware_class": UNLISTED, "component.contributes_to_communication": (False,)}


def with_contradictions(entries: Sequence[tuple[Item, ComponentFacts]], vcs_mhz: float) -> list[ComponentFacts]:
    """Return the facts of components, in the order of `entries`: what is stated of an item is unknown for each part that it
    would clear and that speaks against it.

    An order code that speaks against a statement of its item makes that doubtful for all that looks like a radio there, and for
    all code: the antenna beside a radio is for the radio, and which code drives it no list says.
    """
    own = [tuple(_of_part(item, facts, vcs_mhz)) for item, facts in entries]
    of_item: dict[tuple[str, str], Contradiction] = {}
    for (item, _), each in zip(entries, own, strict=True):
        for contradiction in each:
            if contradiction.by_order_code and contradiction.name in item.facts:
                of_item.setdefault((item.id, contradiction.name), contradiction)
    result = []
    for (item, facts), each in zip(entries, own, strict=True):
        beside = [
            one
            for (id, name), one in of_item.items()
            if id == item.id and _rests_on_the_item(item, facts, name) and name not in {mine.name for mine in each}
        ]
        result.append(_doubted(facts, (*each, *beside)))
    return result


def speaks_against(name: str, value: Any, apparent: Seems, vcs_mhz: float) -> bool:
    """Tell whether the order code of a radio part speaks against a value of a fact that would take the part out."""
    part = apparent.part
    if part is None:
        return False
    if name == "component.hardware_class":
        return value in UNLISTED and value != part.hardware_class
    if name == "component.programmable":
        return value is False and part.programmable is True
    if name == "component.contributes_to_communication":
        return value is False
    return name in _OF_THE_ITEM and bool(_OF_THE_ITEM[name](value, part, vcs_mhz))


def _doubted(facts: ComponentFacts, contradictions: Sequence[Contradiction]) -> ComponentFacts:
    if not contradictions:
        return facts
    stated = dict(facts.stated)
    for one in contradictions:
        stated[one.name] = doubtful(one).over(stated.get(one.name))
    return replace(facts, stated=stated, contradictions=(*facts.contradictions, *contradictions))


def doubtful(one: Contradiction) -> Stated:
    """Return a fact that is unknown, for a statement about the whole item is contradicted."""
    detail = f"that {one.statement}, and that {one.lead}"
    return Stated(None, replace(one.source, kind=SourceKind.CONTRADICTION, detail=detail))


def over_code(
    of_part: Mapping[str, Stated], selects: Sequence[Selector], apparent: Seems, takes_out: Callable[[str, Any], bool]
) -> Iterable[Contradiction]:
    """Yield what is stated of a part by its number or name, `of_part`, and takes it out, where another text of it has the order
    code of a radio that none of the selectors names: who stated it has seen another part.

    A BOM gives its rows the numbers that it likes, and so any row can name itself as a part of which a person spoke.
    """
    if apparent.part is None or not selects or any(select.names(apparent.code) for select in selects):
        return
    for name, fact in of_part.items():
        if fact.value is not None and takes_out(name, fact.value):
            effect = _OVER_PERSONS[name](fact.value) if name in _OVER_PERSONS else ""
            statement = f"of {selects[0]} it is stated that {effect or f'{name} is {fact.value}'}"
            yield Contradiction(name, statement, fact.source, apparent.lead, True)


def over_makers(
    of_part: Sequence[tuple[Mapping[str, Stated], Mapping[str, tuple[Meant, ...]]]],
    select: Selector,
    parties: Sequence[tuple[str, ...]],
    takes_out: Callable[[str, Any], bool],
) -> Iterable[Contradiction]:
    """Yield what is stated of a part by its number or name and takes it out, where its BOM names one of these `parties`, who are
    or may be persons of the PRC or Russia, and no statement that gives the fact names that one or binds itself to a maker.

    A BOM can put anybody's part under the number of another: who stated it spoke of a part, and not of all that is called so.
    `of_part` are facts, each layer over those before it, with of whose part the statements are that give them.
    """
    stated = {name: fact for facts, _ in of_part for name, fact in facts.items()}
    for name, fact in stated.items():
        giving = [
            one
            for facts, meant in of_part
            if name in facts and facts[name].value == fact.value
            for one in meant.get(name, ())
        ]
        strangers = [names for names in parties if not any(one.means(names) for one in giving)]
        if giving and strangers and fact.value is not None and takes_out(name, fact.value):
            effect = _OVER_PERSONS[name](fact.value) if name in _OVER_PERSONS else ""
            statement = f"of {select} it is stated that {effect or f'{name} is {fact.value}'}, and not of whose part"
            lead = (
                f"{quoted(strangers[0][0])}, a party of it, is or may be a person of the PRC or Russia: "
                "add the maker that is meant to the selector"
            )
            yield Contradiction(name, statement, fact.source, lead)


def over_persons(
    item: Item, kind: str, defaults: Mapping[str, Stated], lead: str, takes_out: Callable[[str, Any], bool]
) -> Iterable[Contradiction]:
    """Yield the `defaults` that would take out a part whose persons are or may be of the PRC or Russia, as `lead` says.

    `takes_out` tells by name and value whether a day of work does. That nothing was changed counts where a license of its own
    says that the source is open.
    """
    for name, effect in _OVER_PERSONS.items():
        default = defaults.get(name)
        if default and default.value is not None and (out := effect(default.value)) and takes_out(name, default.value):
            yield Contradiction(name, f"of all {kind} of {item.id} it is stated that {out}", default.source, lead)


def without_doubted(
    defaults: Mapping[str, Stated], doubts: Iterable[Contradiction], known: Mapping[str, Stated]
) -> dict[str, Stated]:
    """Return defaults with those unknown that are in doubt; of a fact that is `known` without them they say nothing."""
    counted = dict(defaults)
    for one in doubts:
        weaker = counted.pop(one.name)
        if one.name not in known:
            counted[one.name] = doubtful(one).over(weaker)
    return counted


def _of_part(item: Item, facts: ComponentFacts, vcs_mhz: float) -> Iterable[Contradiction]:
    yield from _of_code(item, facts)
    yield from _of_code_of_a_radio(item, facts, vcs_mhz)
    yield from _of_hardware(item, facts, vcs_mhz)


def _of_code(item: Item, facts: ComponentFacts) -> Iterable[Contradiction]:
    """Yield that a default layer takes code out which reads like code of another layer."""
    name = "component.layer"
    layer, kind = facts.stated.get(name), facts.stated["component.kind"].value
    default = item.defaults.get(kind, {}).get(name) if kind in ("software", "firmware") else None
    if default and layer and layer.source == default.source and default.value in OUTSIDE:
        seems = facts.software.seems
        if seems.layer not in ("", default.value):
            statement = f"of all {kind} of {item.id} it is stated that it is {OUTSIDE[default.value]}"
            yield Contradiction(name, statement, default.source, seems.lead)


def _of_code_of_a_radio(item: Item, facts: ComponentFacts, vcs_mhz: float) -> Iterable[Contradiction]:
    """Yield the statements about the item, by which no two-way radio is in it, against code that reads like that of one."""
    if facts.stated["component.kind"].value != "hardware":
        for name, claims in _OF_THE_ITEM.items():
            says = claims(facts.stated[name].value, _RADIO, vcs_mhz) if _rests_on_the_item(item, facts, name) else ""
            if says and (lead := facts.software.radio or _named_after_a_radio(facts.software.row.get("name") or "")):
                statement = f"the item {item.id} is stated to {says}"
                yield Contradiction(name, statement, facts.stated[name].source, lead)


def _named_after_a_radio(name: str) -> str:
    """Return in words which radio part code has in its name, "" where there is none."""
    part = radio_named_in(name)
    return (
        f"{quoted(name, 80)} has in its name {part.family} of {part.maker}, a radio that sends and receives"
        if part
        else ""
    )


def _of_hardware(item: Item, facts: ComponentFacts, vcs_mhz: float) -> Iterable[Contradiction]:
    """Yield the statements that take out a part which looks like a radio or a programmable part."""
    stated, seems = facts.stated, facts.seems
    if not seems.lead:
        return
    for name, effect in _OF_ALL_PARTS.items():
        default = item.defaults.get("hardware", {}).get(name)
        if default and name in stated and stated[name].source == default.source and (out := effect(default.value)):
            statement = f"of all hardware of {item.id} it is stated that {out}"
            yield Contradiction(name, statement, default.source, seems.lead, seems.part is not None)
    for name, claims in _OF_THE_ITEM.items():
        if _rests_on_the_item(item, facts, name) and (claim := claims(stated[name].value, seems.part, vcs_mhz)):
            statement = f"the item {item.id} is stated to {claim}"
            yield Contradiction(name, statement, stated[name].source, seems.lead, seems.part is not None)


def _rests_on_the_item(item: Item, facts: ComponentFacts, name: str) -> bool:
    """Tell whether code, or a part that looks like a radio, has a fact only from the statement about its item."""
    fact, of_item = facts.stated.get(name), item.facts.get(name)
    rests = fact is not None and of_item is not None and fact.source == of_item.source
    if facts.stated["component.kind"].value != "hardware":
        return rests
    return rests and facts.seems.concern == "radio" and not is_taken_out_itself(item, facts)


def is_taken_out_itself(item: Item, facts: ComponentFacts) -> bool:
    """Tell whether a person states of the part itself what takes it out: not a default, nor its BOM, nor the list of parts."""
    defaults = item.defaults.get("hardware", {})
    for name, values in _TAKING_OUT.items():
        fact, default = facts.stated.get(name), defaults.get(name)
        of_all = fact is not None and default is not None and fact.source == default.source
        if fact and fact.value in values and fact.source.kind in OF_PERSONS and not of_all:
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


# The same, for a part by persons who are or may be of the PRC or Russia.
_OVER_PERSONS: Mapping[str, Callable[[Any], str]] = {
    **_OF_ALL_PARTS,
    "component.open_source": lambda value: "it is open source" if value is True else "",
    "component.layer": lambda value: f"it is {OUTSIDE[value]}" if value in OUTSIDE else "",
    "component.runs_on_primary_processor": lambda value: (
        "it does not run on a primary processor" if value is False else ""
    ),
    "component.completed_on": lambda value: f"it was finished on {value}",
    "component.altered_on": lambda value: f"it was last changed on {value}",
    "component.altered": lambda value: "nobody has worked on it since" if value is False else "",
    "component.foreign_interest": lambda value: (
        "no person of the PRC or Russia has an interest in it" if value is False else ""
    ),
}


def _enables(value: Any, part: Part | None, _: float) -> str:
    is_radar = part is not None and part.part_class == "radar"
    return "" if value is None or "vcs" in value or is_radar else "enable no connectivity"


def _directly(value: Any, part: Part | None, _: float) -> str:
    is_connection = part is not None and (part.function == "connection" or part.direction == "two_way")
    return "enable its function only indirectly" if value is False and is_connection else ""


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
    "item.directly": _directly,
    "item.frequency_mhz": _low,
    "item.exclusively": _exclusively,
}

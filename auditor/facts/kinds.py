"""Whether a component is hardware, software or firmware: what its BOM says by its type, and what speaks against that.

Code is out of the rule where its license is open, and hardware until a later model year, so that one word for the other clears
a part. What is stated of the part goes before its type; where it is neither and the type does not fit, the kind is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.facts.claims import BomOrigin
from auditor.facts.hardware.leads import Seems
from auditor.provenance import SourceKind, Stated
from bom_parsers.errors import quoted

KIND = "component.kind"
# Facts that only hardware has, and only code.
_OF_HARDWARE = ("component.hardware_class", "component.programmable", "component.contributes_to_communication")
_OF_CODE = ("component.layer", "component.runs_on_primary_processor")


def stated_kind(by_type: Stated, of_the_part: Sequence[Mapping[str, Stated]]) -> Stated:
    """Return the kind of a component whose BOM says `by_type` which it is: what is stated of the part, or what it must be where
    facts are stated of it that only the other kind has."""
    stated = next((layer[KIND] for layer in reversed(of_the_part) if KIND in layer), None)
    if stated is not None:
        return stated.over(by_type)
    facts = {name: fact for layer in of_the_part for name, fact in layer.items() if fact.value is not None}
    hardware = next((facts[name] for name in _OF_HARDWARE if name in facts), None)
    code = next((facts[name] for name in _OF_CODE if name in facts), None)
    if by_type.value == "software" and hardware and not code:
        return Stated("hardware", hardware.source).over(by_type)
    if by_type.value == "hardware" and code and not hardware:
        return Stated("software", code.source).over(by_type)
    return by_type


def is_confirmed(kind: Stated, of_the_part: Sequence[Mapping[str, Stated]]) -> bool:
    """Tell whether facts are stated of the part that only its kind has."""
    own = {"hardware": _OF_HARDWARE, "software": _OF_CODE}.get(kind.value, ())
    return any(name in layer and layer[name].value is not None for layer in of_the_part for name in own)


def doubted_kind(
    kind: Stated, origin: BomOrigin, row: Mapping[str, Any], apparent: Seems, hardware: str, party: str
) -> Stated:
    """Return the kind of a component where its BOM lists the other kind: unknown for code that looks like a radio part, which is
    `apparent`, or which is `hardware` in a list of software, in words ("" for none); and for what nothing else says to be of
    its kind, where a `party` of it ("" for none) is or may be a person of the PRC or Russia. The subject of a BOM of software is
    the device that it runs on."""
    if hardware:
        return _unknown(kind, hardware)
    if kind.source.kind is not SourceKind.BOM_FIELD or row["ref"] == origin.subject:
        return kind
    led = f"{quoted(party)} is or may be a person of the PRC or Russia" if party else ""
    if kind.value == "software" and origin.file.kind == "hardware":
        lead = apparent.lead if apparent.concern == "radio" else f"its BOM lists hardware, and {led}" if led else ""
        return _unknown(kind, lead) if lead else kind
    if kind.value == "hardware" and origin.file.kind == "software" and led:
        is_a_part = row["mpn"] or row["refdes"] or apparent != Seems()
        return kind if is_a_part else _unknown(kind, f"its BOM lists software, and {led}")
    return kind


def _unknown(kind: Stated, lead: str) -> Stated:
    detail = f"{kind.source.detail}, and that {lead}"
    return Stated(None, replace(kind.source, kind=SourceKind.CONTRADICTION, detail=detail)).over(kind)

"""What a part seems to be: a radio part or a programmable one, which are leads, or plainly irrelevant, which is inferred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from auditor.facts.hardware import fcc_grantees, usb_pci_ids
from auditor.facts.hardware.as_it_reads import is_disguised, read_line
from auditor.facts.hardware.codes_beside import LIKE_A_PLACE, radio_beside
from auditor.facts.hardware.mpn_patterns import normalize
from auditor.facts.hardware.part_text import RADIO, drawn_with, is_plug, leads, read
from auditor.facts.hardware.plain_parts import DEVICES, DRAWN, is_designator, kind_of, letters_of, tells_of_the_part
from auditor.facts.hardware.radio_parts import Knowledge, Part
from auditor.provenance import Source, SourceKind, Stated
from bom_parsers.errors import quoted

_PIECES = re.compile(r"[\s_:,;/()\[\]{}<>|+=*&~^\"'\\·\u3000-\u9fff\uac00-\ud7af\uff0c\uff1b\uff5c]+")
SHORTEST = 5  # letters of a piece of a text that may be an order code
_SAYS = ("value", "comment", "device", "libpart", "kicad:library-part", "part description", "cdx:device:function")
# What tools that list a computer's hardware say of its devices, by the last word of the property's name.
_DEVICE_SAYS = ("hardwareclass", "usbclassname", "usbprotocolname", "pciclass")
_OTHER_NUMBERS = ("hbom:alternate-mpn", "hbom:supplier-part-number")  # of the same cell, or of a column beside
_FCC_ID = re.compile(fcc_grantees.FCC_ID_PROPERTY, re.IGNORECASE)
_OF_THE_PART, _OF_ITS_PLACE, _OF_ITS_NAME, _OF_THE_FCC = "part", "place", "name", "FCC ID"
_RESCUED = re.compile(r"-rescue-.*", re.IGNORECASE)  # KiCad appends the project's name to parts whose library was lost
_DISCRETE = frozenset({"diode", "transistor"})
_OF_FUNCTION = frozenset({"led", "switch", "marking"})
_NAMES = ("value", "comment")


@dataclass(frozen=True)
class Seems:
    """A `lead` in words that the part is `called` so ("an RF front end"), by the `part` of the parts list if it is one, with
    the order `code` that it was found by; or the `plain` class of an irrelevant part. `maker` is who makes parts of such a
    code, and where that is listed; None where no list tells.

    `concern` is "radio", "programmable" or "": what a lead speaks of.
    """

    concern: Literal["radio", "programmable", ""] = ""
    called: str = ""
    lead: str = ""
    part: Part | None = None
    code: str = ""
    plain: Stated | None = None
    maker: Stated | None = None


def seems(
    row: Mapping[str, Any],
    properties: Sequence[Mapping[str, Any]],
    knowledge: Knowledge,
    source: Source,
    makers: Sequence[str] = (),
) -> Seems:
    """Return what a hardware component seems to be: `row` of the frame components and its `properties`, which stands at `source`.

    `makers` are the names of its parties. A line is a radio part of the list where any of these texts names one, whatever else
    it reads like and whatever its designator says. A filter is a passive part, and no radio part. A line whose letters only
    look like Latin ones is what it reads like, too; one with a disguised number is never plain.
    """
    apparent = _as_written_or_read(row, properties, knowledge, source)
    if apparent.part is not None or (radio := radio_beside(row, properties, makers, knowledge)) is None:
        return apparent
    what, text, code, part = radio
    if apparent.maker is not None and apparent.maker.value == part.maker:
        return apparent
    place = "" if text == code else f" in {quoted(text, 80)}"
    return _listed_as(part, code, f" ({what}{place})")


def _as_written_or_read(
    row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], knowledge: Knowledge, source: Source
) -> Seems:
    """Return what a component seems to be by its texts as they are, and by what they read like."""
    written = _seems(row, properties, knowledge, source)
    read_row, read_properties = read_line(row, properties)
    if read_row is row or written.lead:
        return written
    imitated = _seems(read_row, read_properties, knowledge, source)
    if imitated.lead:
        return replace(imitated, lead=f"{imitated.lead}; it is written in letters or signs that only look so")
    disguised = any(is_disguised(text) for text in (row["mpn"], row["name"]) if text)
    return replace(written, plain=None) if disguised else written


def _seems(
    row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], knowledge: Knowledge, source: Source
) -> Seems:
    """Return what a component seems to be by its texts as they are."""
    entries = [(_role(entry["name"]), entry["value"]) for entry in properties if entry["value"]]
    from_properties = (
        _RESCUED.sub("", value.rpartition(":")[2]) if role == _OF_THE_PART else value
        for role, value in entries
        if role in (_OF_THE_PART, _OF_ITS_NAME)
    )
    texts = list(
        dict.fromkeys(text for text in (row["mpn"], row["name"], *from_properties) if text and text != row["refdes"])
    )
    named = _named_by_its_place(row["refdes"] or "")
    places = [value.rpartition(":")[2] for role, value in entries if role == _OF_ITS_PLACE]
    places = [place for place in places if not _BALLS.match(place)]
    in_designator = _named_in_its_designator(row["refdes"] or "")
    plain = kind_of(row, properties)
    if plain is not None:  # of which a name like "L610" is the place
        texts = [text for text in texts if text == row["mpn"] or not LIKE_A_PLACE.fullmatch(normalize(text))]
    if (
        apparent := _listed([*texts, *places, *named, *in_designator], knowledge)
        or _of_family([text for text in texts if text == row["mpn"]], knowledge, 1)
        or _of_family([*texts, *in_designator], knowledge, 1 if plain is None else SHORTEST)
        or _of_family(named, knowledge, SHORTEST)
        or _certified(entries)
        or _reported(entries)
    ):
        return apparent
    if plain is not None and not row["refdes"]:  # "LED matrix", and the number in a column that nobody knows
        short = [value for role, value in entries if not role and value.count(" ") < 3]
        if apparent := _listed(short, knowledge) or _like_a_programmable_part(dict.fromkeys(row), short, ()):
            return apparent
    if plain is not None:
        by = replace(source, kind=SourceKind.INFERENCE, name=plain.kind, detail=plain.words)
        return Seems(plain=Stated(plain.hardware_class, by))
    drawn = [value for role, value in entries if role in (_OF_THE_PART, _OF_ITS_PLACE) and ":" in value]
    return (
        _like_a_radio(row, properties, [*texts, *(text for text in named if "-" not in text)], [*places, *drawn])
        or _like_a_programmable_part(row, texts, drawn)
        or Seems()
    )


def _named_by_its_place(refdes: str) -> list[str]:
    """Return what stands in a designator's place where it is none: "SMA Connector", "RAK831"; without it an empty list."""
    letters = letters_of(refdes)
    return [] if not refdes or letters is None or is_designator(letters) or _LIST.search(refdes) else [refdes]


def _named_in_its_designator(refdes: str) -> list[str]:
    """Return what a designator such as "J_EC25" says its part is for; a passive part named so ("C_EC25") is beside another."""
    return [] if _BESIDE.match(refdes) else refdes.split("_")[1:]


# A package of so many balls, "BGA760C80P28X28", which is no amplifier of that name: on the board it is drawn as one.
_BALLS = re.compile(r"(?i)[a-z]{0,3}bga[-_]?\d")
_BESIDE = re.compile(r"(?i)(?:[RCLDQFY]|FB|TP)_")
_LIST = re.compile(r"[,;]|^[A-Za-z]{1,2}_")  # "J_GPS" is the header for one


def _listed(texts: Iterable[str], knowledge: Knowledge) -> Seems | None:
    """Return the radio part of the list that a text or a piece of it is the order code of."""
    for text in texts:
        pieces = [piece for piece in _PIECES.split(text) if len(piece) >= SHORTEST]
        behind = [piece.partition("-")[2] for piece in pieces]  # "Wio-SX1262", "GY-NEO6MV2"
        for piece in dict.fromkeys((text, *pieces, *(piece for piece in behind if len(piece) > SHORTEST))):
            part = knowledge.find(piece)
            if part and part.hardware_class != "passive":
                return _listed_as(part, piece)
    return None


def _of_family(texts: Iterable[str], knowledge: Knowledge, shortest: int) -> Seems | None:
    """Return the radio part of the list whose family a whole text names, in `shortest` letters or more; or a piece of it that is
    no short one: "L610" is an inductor's place on some board, too."""
    for text in texts:
        pieces = [piece for piece in _PIECES.split(text) if len(piece) >= SHORTEST]
        for piece in dict.fromkeys((text, *pieces) if len(text) >= shortest else pieces):
            if part := knowledge.of_family(piece):
                return _listed_as(part, piece)
    return None


def _listed_as(part: Part, code: str, where: str = "") -> Seems:
    """Return that a part is one of the list by its order code, which stands `where`, in words; "" for its own name or number."""
    called = leads().called[part.part_class]
    bands = ", ".join(f"{low:g}-{high:g} MHz" for low, high in part.bands)
    described = f"{called.partition(' ')[2]} {part.family} of {part.maker}{f', {bands}' if bands else ''}"
    known = "" if part.is_sourced else ", general knowledge, not verified"
    lead = f"{quoted(code)}{where} looks like the {described} ({part.place}{known})"
    maker = Stated(part.maker, replace(part.at, detail=f"makes parts like {quoted(code)}"))
    return Seems("radio", called, lead, part, code, maker=maker)


def _certified(entries: Iterable[tuple[str, str]]) -> Seems | None:
    """Return that a part is a radio which has an FCC ID: it was certified as a radiator, whatever the line looks like."""
    for role, value in entries:
        if role == _OF_THE_FCC:
            grantee = fcc_grantees.shipped().get(fcc_grantees.code_of(value))
            if grantee is None:
                return Seems("radio", leads().radio, f"the FCC ID {value} is of a radio")
            known = "" if grantee.is_sourced else " by general knowledge"
            lead = f"the FCC ID {value}, grantee {grantee.maker}{known} ({grantee.place}), is of a radio"
            maker = Stated(grantee.maker, replace(grantee.at, detail=f"is the grantee of the FCC ID {value}"))
            return Seems("radio", leads().radio, lead, maker=maker)
    return None


def _reported(entries: Iterable[tuple[str, str]]) -> Seems | None:
    """Return the radio that a device of a computer is by the numbers that it reports on its bus."""
    reported = {role: value for role, value in entries if role in usb_pci_ids.REPORTED}
    bus_id = usb_pci_ids.find(reported) if reported else None
    if bus_id is None:
        return None
    called = leads().called[bus_id.part_class]
    known = "" if bus_id.is_sourced else ", general knowledge, not verified"
    stands_for = ", ".join(filter(None, (bus_id.device or called, bus_id.maker)))
    lead = f"the code {bus_id.code} ({bus_id.bus}) stands for {stands_for} ({bus_id.place}{known})"
    source = replace(bus_id.at, detail=f"reports itself by the code {bus_id.code} ({bus_id.bus})")
    return Seems("radio", called, lead, maker=Stated(bus_id.maker, source) if bus_id.maker else None)


def _like_a_radio(
    row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], texts: Sequence[str], drawn: Sequence[str]
) -> Seems | None:
    """Return that a line reads like a radio part where a word of it, its place on the board or its designator says so.

    A lamp or a button called "Wi-Fi" is named for its function, and a bare board for what it is the board of.
    """
    description = [] if (row["name"] or "").strip().lower() in leads().boards else [row["description"] or ""]
    of_function = {row["name"], row["refdes"], *(p["value"] for p in properties if p["name"].lower() in _NAMES)} - {
        row["mpn"]
    }
    own_texts = [text for text in texts if not (text in of_function and _is_named_for_its_function(properties))]
    own_texts += description
    discrete = any(not _DISCRETE.isdisjoint(read(text).kinds) for text in own_texts)
    for text in own_texts:
        if RADIO in read(text).leads or (not discrete and is_plug(text)):
            return Seems("radio", leads().radio, f"{quoted(text)} reads like {leads().radio}")
    for text in drawn:
        if drawn_with(text) == RADIO or (":" not in text and RADIO in read(text).leads):
            return Seems("radio", leads().radio, f"{quoted(text)} reads like {leads().radio}")
    if letters_of(row["refdes"] or "") in leads().designators:
        return Seems("radio", leads().called["antenna"], f"the designator {row['refdes']} is that of an antenna")
    return None


def _is_named_for_its_function(properties: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a part is drawn as a lamp, a button or a test point, by its library part or else by its place."""
    for fields in (DEVICES, DRAWN):
        kinds = {kind for p in properties if p["name"].lower() in fields for kind in read(p["value"] or "").kinds}
        if kinds:
            return kinds <= _OF_FUNCTION
    return False


def _like_a_programmable_part(row: Mapping[str, Any], texts: Sequence[str], drawn: Sequence[str]) -> Seems | None:
    """Return which programmable part a line reads like: by families of part numbers, else by KiCad's libraries, else by words."""
    all_texts = [*texts, *filter(None, (row["description"],))]
    pieces = [(text, piece) for text in texts for piece in _PIECES.split(text) if len(piece) >= SHORTEST]
    numbered = [(text, {read(piece).number}) for text, piece in pieces]
    by_library = [(name, {drawn_with(name)}) for name in drawn]
    for group in (numbered, by_library, [(text, read(text).leads) for text in all_texts]):
        for called in leads().programmable:
            for text, names in group:
                if called in names:
                    return Seems("programmable", called, f"{quoted(text)} reads like {called}")
    return None


@lru_cache(maxsize=4096)  # BOMs use the same names of properties again and again
def _role(name: str) -> str:
    """Return what a property of this name speaks of: one of the words below, a name of usb_pci_ids.REPORTED, or ""."""
    whole, last = name.lower(), name.rpartition(":")[2].lower()
    if whole in _SAYS or last in _DEVICE_SAYS:
        return _OF_THE_PART
    if whole in DRAWN:
        return _OF_ITS_PLACE
    if tells_of_the_part(name) or whole in _OTHER_NUMBERS:
        return _OF_ITS_NAME
    if _FCC_ID.search(name):
        return _OF_THE_FCC
    return last if last in usb_pci_ids.REPORTED else ""

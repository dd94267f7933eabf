"""What a part seems to be: a radio part by the parts list, which is a lead, or plainly irrelevant, which is inferred."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.knowledge import grantees
from auditor.knowledge.parts import Knowledge, Part
from auditor.part_kinds import kind_of
from auditor.statements import Stated

_PIECES = re.compile(r"[\s_:,;/()\[\]]+")
SHORTEST = 5  # letters of a piece of a text that may be an order code
_SAYS = ("value", "comment", "device", "libpart", "kicad:library-part", "part description")  # the part, not its place
_FCC_ID = re.compile(r"fcc[:_ -]?id$", re.IGNORECASE)  # cdx:device:certifications:US:FCC:id, and columns of that name
# Words by which people call radio parts, in the languages that BOMs are written in.
_RADIO = re.compile(
    r"u\.?fl|(?<![a-z])(antenn\w*|antena|ipe?x|r?sma|rf|balun|lora(wan)?|lte|gsm|umts|gps|gnss|glonass|beidou|bluetooth|ble|"
    r"wi-?fi|wlan|802\.11\w*|nfc|rfid|zigbee|wireless|radio|uwb|v2x|dsrc|tuner|lna|mmic|"
    r"funk\w*|telematic\w*)(?![a-z])|天线|射频|蓝牙|无线|アンテナ|антенн",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Seems:
    """A `part` of the parts list and the `text` that it was found by; or a `word` by which people call radio parts, in `text`;
    or the `plain` class of an irrelevant part."""

    part: Part | None = None
    text: str = ""
    word: str = ""
    plain: Stated | None = None

    @property
    def lead(self) -> str:
        """Return the lead in words; "" where there is none."""
        if self.part is None:
            if self.word == "FCC ID":
                return f"the FCC ID {self.text} is of a radio"
            return f"{self.text!r} reads like a radio part" if self.word else ""
        known = "" if self.part.is_sourced else ", general knowledge, not verified"
        bands = ", ".join(f"{low:g}-{high:g} MHz" for low, high in self.part.bands)
        told = f"{self.kind} {self.part.family} of {self.part.maker}{f', {bands}' if bands else ''}"
        return f"{self.text!r} looks like the {told} ({self.part.place}{known})"

    @property
    def kind(self) -> str:
        """Return the kind of radio part in words; "" where it looks like none."""
        return self.part.part_class.replace("_", " ") if self.part else "radio part" if self.word else ""


def seems(row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], knowledge: Knowledge, source: str) -> Seems:
    """Return what a hardware component seems to be: `row` of the frame components and its `properties`, named by `source`.

    A radio part of the list is never plain, whatever its designator says. A filter is a passive part, and no radio part.
    """
    texts = [row["mpn"], row["name"], *(_entry(p) for p in properties if p["name"].lower() in _SAYS)]
    for text in dict.fromkeys(text for text in texts if text):
        pieces = [piece for piece in _PIECES.split(text) if len(piece) >= SHORTEST]
        for piece in dict.fromkeys((text, *pieces)):
            part = knowledge.find(piece)
            if part and part.hardware_class != "passive":
                return Seems(part, piece)
    for entry in properties:
        # What has an FCC ID of its own was certified as a radiator, whatever the line looks like.
        if entry["value"] and _FCC_ID.search(entry["name"]):
            return Seems(text=f"{entry['value']}{_grantee(entry['value'])}", word="FCC ID")
    found = kind_of(row, properties)
    if found is not None:
        return Seems(plain=Stated(found.hardware_class, f"{source}: inferred, a {found.kind} by {found.words}"))
    for text in filter(None, (*texts, row["description"])):
        if word := _RADIO.search(text):
            return Seems(text=text, word=word[0])
    return Seems()


def _grantee(fcc_id: str) -> str:
    """Return the maker behind an FCC ID in words, where its grantee code is known; it need not have made the part."""
    grantee = grantees.shipped().get(grantees.code_of(fcc_id))
    if grantee is None:
        return ""
    return f", grantee {grantee.maker}{'' if grantee.is_sourced else ' by general knowledge'} ({grantee.place})"


def _entry(said: Mapping[str, Any]) -> str:
    """Return what a property says of the part: of "library:name" the name, for a library bears its project's name."""
    return str(said["value"] or "").rpartition(":")[2]

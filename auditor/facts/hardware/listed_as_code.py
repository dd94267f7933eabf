"""Hardware that a list of software has among its packages: a modem by its order code, its maker and what it is called.

Code under an open license is out of the rule, and a BOM of software says of each of its packages that it is code. Names of
drivers, libraries and firmware have order codes in them, too: what else the name says tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.facts.hardware.as_it_reads import as_it_reads
from auditor.facts.hardware.codes_beside import codes_in
from auditor.facts.hardware.radio_parts import Part, radio_named_in
from bom_parsers.errors import quoted

LONGEST = 200  # characters of a text that are read
_WORDS = re.compile(r"[^a-z0-9]+")
# What says by itself that it is hardware.
_SAYS_SO = frozenset({
    "module", "modules", "modem", "modems", "transceiver", "chip", "chipset", "hardware", "device", "part",
    "component", "unit", "assembly",
})  # fmt: skip
# What is beside the order code in the name of a piece of hardware: "Quectel EC25-E LTE Cat 4 mini PCIe module".
_OF_HARDWARE = _SAYS_SO | frozenset({
    "lte", "gsm", "gprs", "umts", "hspa", "cellular", "wireless", "wifi", "wlan", "bluetooth", "ble", "lora",
    "lorawan", "zigbee", "uwb", "gnss", "gps", "nb", "iot", "cat", "m1", "m2", "4g", "5g", "3g", "2g", "radio",
    "rf", "soc", "card", "mini", "pcie", "m", "lcc", "lga", "smd", "board", "ic", "mcu", "baseband", "telematics",
    "assy", "fitted", "placed", "pcs", "pc", "1", "2", "4", "6", "the", "a", "an", "and", "of",
})  # fmt: skip
_MODULE = re.compile(
    r"(?i)\b(?:lte|gsm|gprs|umts|hspa|cellular|[345]g|nb-?iot|c?-?v2x|dsrc)\b[\w ,/+-]{0,30}\b"
    r"(?:modules?|modems?|transceivers?|chip(?:set)?s?|basebands?)\b"
)
# What is code for such a part, or about it.
_CODE = re.compile(
    r"(?i)(?:driver|firmware|librar|lib\b|lib[-_]|kernel|plug-?in|package|daemon|sdk|\bapis?\b|binding|client|util|tool|manager|source"
    r"|header|\bdocs?\b|test|support|stack|\bcode\b|script|\bapp\b|application|service|protocol|parser|simulat|emulat|software"
    r"|implement|interface|control|framework|program|command|wrapper|handl|managing|configur|\bfor\b|\bwith\b|\bto\b|using)"
)


def hardware_lead(row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    """Return in words why a package of a list of software looks like hardware, "" where it does not.

    `row` is a row of the frame components, `properties` are its rows of that frame, `names` those of its parties.
    """
    for entry in properties:
        if entry["name"] == "additionalPurpose" and (entry["value"] or "").strip().casefold() == "device":
            return "one of its purposes is that of a device"
    if row["refdes"]:
        return f"it has the designator {quoted(row['refdes'], 60)}"
    for text in filter(None, (row["name"], row["mpn"], row["description"])):
        read = as_it_reads(text[:LONGEST])
        if _is_a_radio_part(read, bool(row["purl"]), names) or (_MODULE.search(read) and _is_called_so(read)):
            return f"{quoted(text, 80)} reads like a radio part, and not like code of one"
    return ""


def _is_a_radio_part(text: str, has_purl: bool, names: Sequence[str]) -> bool:
    """Tell whether a text is the order code of a radio and nothing but what its hardware is called."""
    part = radio_named_in(text) if _CODE.search(text) is None else None
    if part is None:
        return False
    for code in codes_in(text):
        rest = set(_WORDS.split(text.replace(code, " ").lower())) - {""}
        makers = set(_WORDS.split(part.maker.lower()))
        if radio_named_in(code) and rest <= _OF_HARDWARE | makers | _letters(rest):
            return bool(rest & (_SAYS_SO | makers)) or not has_purl or _is_by(part, names)
    return False


def _is_called_so(text: str) -> bool:
    """Tell whether every word of a text is said of hardware: "LTE Cat 4 module", and not "lte-modem-ril"."""
    return set(_WORDS.split(text.lower())) <= _OF_HARDWARE | {""}


def _letters(words: set[str]) -> set[str]:
    """Return the words of few letters, which are the ends of order codes: "EC25-E", "SIM7600 EH"."""
    return {word for word in words if len(word) <= 2}


def _is_by(part: Part, names: Sequence[str]) -> bool:
    """Tell whether one of the parties is the maker of the part, by the first word of its name."""
    maker = part.maker.lower().split()[0]
    return any(maker in _WORDS.split(name.lower()) for name in names)

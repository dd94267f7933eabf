"""Which radio any text of a line names by its order code: its maker's cell, a column nobody knows, its purl, its data sheet.

A line that reads like a capacitor is none where one of its own texts names a modem. Order codes alone count, in which letters
and digits stand together: words are said of many parts that are no radio.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from auditor.facts.hardware import fcc_grantees
from auditor.facts.hardware.as_it_reads import as_it_reads
from auditor.facts.hardware.mpn_patterns import normalize
from auditor.facts.hardware.part_text import leads
from auditor.facts.hardware.plain_parts import DEVICES, DRAWN
from auditor.facts.hardware.radio_parts import Knowledge, Part, shipped
from bom_parsers.errors import quoted

LONGEST = 2_000  # characters of a text of the document that are looked at
SHORTEST, IN_DESIGNATORS = 4, 5  # letters and digits of an order code: "RA02" is a designator, too
_FIELDS = {
    "mpn": "part number", "name": "name", "description": "description", "version": "version", "group": "group",
    "refdes": "designator", "purl": "purl", "cpe": "CPE", "type": "type",
}  # fmt: skip
_SHORTER = re.compile(r"(?<![\w-])[A-Z][0-9]{2}(?![\w-])")  # "N58", which counts beside its maker's name alone
LIKE_A_PLACE = re.compile(r"[A-Z][0-9]{2,3}")  # "L610", a modem by its name and an inductor by its place
_WORDS = re.compile(r"[^A-Za-z0-9-]+")
_CODE = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9-]{4,40}")
_LIKE_A_DIGIT = re.compile(r"(?<=[0-9])[OoIl]{1,3}|[OoIl]{1,3}(?=[0-9])")
_DIGITS = str.maketrans("OoIl", "0011")
_BESIDE = re.compile(r"(?i)(?<![A-Z0-9])(?:[RCLDQFY]|FB|TP)_[\w-]*")  # "C_EC25-E": what the part is for
# Words beside an order code in the name of a library of drawings that is of that part, and of no board that is named for it.
_OF_A_LIBRARY = frozenset(
    {"lib", "library", "libs", "footprint", "footprints", "symbol", "symbols", "module", "modem", "kicad"}
)
_LIBRARY = "library of "
_SHEET = re.compile(r"/(?:.*/)?")  # of a drawing, which is named for the part in its middle


def radio_beside(
    row: Mapping[str, Any],
    properties: Iterable[Mapping[str, Any]],
    makers: Sequence[str],
    knowledge: Knowledge,
) -> tuple[str, str, str, Part] | None:
    """Return which radio a text of a line names: what the text is, the text, the code in it, and the part; None for none.

    `row` is a row of the frame components with its `properties` and the names of its `makers`.
    """
    for what, text in _texts(row, properties, makers):
        for code in (*codes_in(text), *_SHORTER.findall(text[:LONGEST])):
            short = what == _FIELDS["refdes"] and len(normalize(code)) < IN_DESIGNATORS
            part = None if short else _named(code, text, makers, knowledge)
            if part is None or part.hardware_class == "passive" or not _sends(part):
                continue
            if not what.startswith(_LIBRARY) or _is_library_of(text, code, part):
                return what, text, code, part
    return None


def radios_of_no_part(properties: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield, as rows of the frame problems, which radios a document names in what it says of itself: `properties` are rows of
    that frame, and those of the document have the ref ""."""
    for entry in properties:
        if entry["ref"] or not entry["value"]:
            continue
        parts = [(code, shipped().find(code)) for code in codes_in(entry["value"][:LONGEST])]
        for code, part in parts:
            if part is not None and part.hardware_class != "passive" and _sends(part):
                where = f"{quoted(entry['name'], 60)} of the document, {quoted(entry['value'], 80)},"
                message = f"{where} names {quoted(code)}, a radio of {part.maker}, and no component"
                yield {
                    "kind": "content-left-out",
                    "severity": "warning",
                    "message": message,
                    "pointer": entry["pointer"],
                }
                break


def _texts(
    row: Mapping[str, Any], properties: Iterable[Mapping[str, Any]], makers: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what each text of a line is, and the text; the library it is drawn from by itself."""
    fields = dict(_FIELDS)
    if (row.get("name") or "").strip().lower() in leads().boards:
        del fields["description"]  # which says what the bare board is the board of
    for name, what in fields.items():
        if text := row.get(name):
            yield what, _BESIDE.sub(" ", text) if name == "refdes" else text
    yield from (("maker", name) for name in makers)
    for entry in properties:
        name, value = entry["name"].lower(), entry["value"]
        if value and not (name == "kicad:sheet" and _SHEET.fullmatch(value)):
            library, _, drawn = value.rpartition(":") if name in (*DRAWN, *DEVICES) else ("", "", value)
            yield entry["name"], drawn
            if library:
                yield f"{_LIBRARY}{entry['name']}", library


def _is_library_of(name: str, code: str, part: Part) -> bool:
    """Tell whether the name of a library is that of the part, its maker and words for libraries alone: "Quectel_EC25"; the
    library "sim7600_breakout" is of a board."""
    words = set(_WORDS.split(name.replace(code, " ").lower().replace("-", " "))) - {""}
    return words <= _OF_A_LIBRARY.union(_WORDS.split(part.maker.lower()))


def _named(code: str, text: str, makers: Sequence[str], knowledge: Knowledge) -> Part | None:
    """Return the part that a code names, or whose family it names: by a short name of a family, or one like a place on a board,
    only beside its maker's name."""
    part, letters = knowledge.find(code), normalize(code)
    of_family = part or knowledge.of_family(code)
    if of_family is None or ((len(letters) >= IN_DESIGNATORS or part) and not LIKE_A_PLACE.fullmatch(letters)):
        return of_family
    named = {word for one in (text, *makers) for word in _WORDS.split(one.lower())}
    return of_family if of_family.maker.lower().split()[0] in named else None


def _sends(part: Part) -> bool:
    return part.direction != "receive" or part.function == "connection"


@lru_cache(maxsize=16_384)
def codes_in(text: str) -> tuple[str, ...]:
    """Return what may be an order code in a text: words of letters and digits, whole, up to a hyphen and behind it; the
    longest first, and what is in an FCC ID. A letter that stands among digits and reads like one is also read as one."""
    codes: dict[str, None] = {}
    words_read = _WORDS.split(as_it_reads(unquote(text).replace("\\", "")))
    as_digits = [_LIKE_A_DIGIT.sub(lambda letters: letters[0].translate(_DIGITS), word) for word in words_read]
    in_fcc_ids = [name for word in words_read for name in _in_fcc_id(word)]
    for word in dict.fromkeys([*words_read, *as_digits, *in_fcc_ids]):
        pieces = word.split("-")[:8]
        words = [word, *("-".join(part) for at in range(1, len(pieces)) for part in (pieces[:at], pieces[at:]))]
        codes |= dict.fromkeys(
            one
            for one in sorted(words, key=len, reverse=True)
            if _CODE.fullmatch(one) and len(normalize(one)) >= SHORTEST
        )
    return tuple(codes)


def _in_fcc_id(word: str) -> Iterator[str]:
    """Yield what an FCC ID may have as the number of a product: a grantee's code, often a date, and the number of a module."""
    code = fcc_grantees.code_of(word)
    if code in fcc_grantees.shipped():
        rest = word[len(code) :]
        yield from (
            rest[at:] for at in range(len(rest) - SHORTEST) if rest[at].isalpha() != rest[at - 1 : at].isalpha()
        )

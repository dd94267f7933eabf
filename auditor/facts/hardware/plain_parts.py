"""Which lines of a hardware BOM are plainly irrelevant parts: passives, diodes and transistors, mechanical parts, connectors.

An inference, and the weakest source of all: whoever knows the part itself is asked first. It only ever puts a part among the
irrelevant, and only where designator, words, number and value agree; everything else is left to people (None). The words,
families of part numbers and designators are in plain_parts.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from auditor.facts.hardware.part_text import TextMeaning, read, read_toml
from bom_parsers.errors import quoted
from bom_parsers.hbom.headings.vocabulary import meaning, normalized


@dataclass(frozen=True)
class Inferred:
    """What a part plainly is: `kind` (resistor, connector, ...), its class in the law's vocabulary, and what told so."""

    kind: str
    hardware_class: str
    words: str


# Properties that say what a part is, in lower case; others (sheet, price, distributor) speak of other things.
TELLING = (
    "value",
    "comment",
    "footprint",
    "package",
    "device",
    "libpart",
    "kicad:library-part",
    "part description",
    "type",
)
_PARTS = ("part", "hardware", "device")
# The types of a part, by the component's kind: what nobody calls hardware is a part only where its type says so.
_TYPES: Mapping[str | None, tuple[str | None, ...]] = {"hardware": (None, *_PARTS), None: _PARTS}
DRAWN = ("footprint", "package")  # the place on the board, which many kinds of part fit
DEVICES = ("device", "libpart", "kicad:library-part")  # the part of the library it is drawn with
_FILED = (*DRAWN, *DEVICES)  # "library:name"; a project's own library bears its name


def kind_of(row: Mapping[str, Any], properties: Iterable[Mapping[str, Any]] = ()) -> Inferred | None:
    """Return what a part plainly is, or None where that is not plain.

    `row` is a row of a BOM's frame components, `properties` are the part's rows of the frame properties.
    """
    if row.get("type") not in _TYPES.get(row.get("kind"), ()):
        return None
    values = [(p["name"].lower(), p["value"]) for p in properties if p["value"]]
    entries = [(name, value) for name, value in values if tells_of_the_part(name)]
    name, description = row.get("name"), row.get("description")
    if name == description:  # the line has no name of its own; "Document" may say more than what it is a drawing of
        name = next((value for field, value in values if field == "part type"), name)
    return _kind_of(row.get("refdes"), row.get("mpn"), name, description, entries)


def _kind_of(
    refdes: str | None, mpn: str | None, name: str | None, description: str | None, entries: Iterable[tuple[str, str]]
) -> Inferred | None:
    field_of: dict[str, str] = {}  # text -> the field that says it first
    libraries: dict[str, str] = {}
    for field, text in (("part number", mpn), ("name", name), ("description", description), *entries):
        if text and text != refdes:
            library, colon, entry = text.rpartition(":") if field in _FILED else ("", "", text)
            field_of.setdefault(entry, field)
            if colon:
                libraries[library] = "library"
    texts = tuple((field, text) for text, field in (*field_of.items(), *libraries.items()))
    letters = letters_of(refdes or "")
    if letters is not None:
        return _decided(letters, texts)
    each = [_decided(one, texts) for one in sorted(_all_letters(refdes or ""))]  # "C1, L3" of 15 pF
    alike = {inferred.hardware_class if inferred else None for inferred in each}
    return each[0] if len(alike) == 1 else None


@lru_cache(maxsize=4096)  # BOMs use the same names of properties again and again
def tells_of_the_part(name: str) -> bool:
    """Tell whether a property of this name says what its part is: one of TELLING, or a column beside the one that named it."""
    return name.lower() in TELLING or meaning(normalized(name)[0])[0] in ("name", "description")


_BETWEEN = re.compile(r"[,;/，、\s]+")
_DESIGNATOR = re.compile(r"([A-Za-z]+)[$_]?\d+[A-Za-z]?\d*(?:#\d+)?(?:(?:[-–~:]|\.\.)([A-Za-z]*)\d+)?")
_NAMED = re.compile(r"([A-Za-z]{1,3})_(\w*?[A-Za-z]\w*)")  # "R_SHUNT1"


@lru_cache(maxsize=65536)
def letters_of(refdes: str) -> str | None:
    """Return the letters that all designators share, in capitals; the words that stand in their place; None if they differ.

    "R1-R9" is a range, and "R31-C5" the part C5 of the board R31. What follows "R_" tells what the part is for, as long as it
    raises no doubt: "R_SHUNT1" is a resistor, and "L_ANT1" may be an antenna.
    """
    letters = _all_letters(refdes)
    return " ".join(refdes.split()) if "" in letters else None if len(letters) > 1 else next(iter(letters), "")


def is_designator(letters: str) -> bool:
    """Tell whether parts are usually designated by these letters."""
    return letters in _book().designators or letters in _book().silent


@lru_cache(maxsize=65536)
def _all_letters(refdes: str) -> frozenset[str]:
    """Return the letters of all designators, in capitals; among them "" where one is no designator."""
    letters: set[str] = set()
    for one in _BETWEEN.split(refdes.strip(" ,;.…")) if refdes else ():
        match, named = _DESIGNATOR.fullmatch(one), _NAMED.fullmatch(one)
        if match:
            letters.add((match[2] or match[1]).upper())
        elif named and named[1].upper() in _book().designators and not read(one).doubt and not read(named[2]).doubt:
            letters.add(named[1].upper())
        elif not (one.isdigit() and letters):  # "C61,81" is C61 and C81
            letters.add("")
    return frozenset(letters)


@lru_cache(maxsize=65536)
def _decided(letters: str, named_texts: tuple[tuple[str, str], ...]) -> Inferred | None:
    texts = [(field, text, read(text)) for field, text in named_texts]
    if any(reading.radio for _, _, reading in texts):
        return None
    if no_part := _of_no_part(texts):
        return no_part
    designator = None if letters in _book().silent else _book().designators.get(letters)
    if designator and (designator.free_names or designator.functions):
        others = [entry for entry in texts if not _is_free(entry, designator)]
        if any(kind in designator.kinds for _, _, reading in others for kind in reading.kinds):
            texts = others  # a net or a function may be called after anything
    if letters in _book().silent or any(reading.doubt and field != "library" for field, _, reading in texts):
        return None
    answer = _of_designator(designator, letters, texts) if designator else _of_words(letters, texts)
    if answer is None or (answer[0] == "mechanical" and any(reading.plug for _, _, reading in texts)):
        return None
    return Inferred(answer[1], answer[0], answer[2])


def _is_free(entry: tuple[str, str, TextMeaning], designator: Designator) -> bool:
    """Tell whether a text is the name of a net, or of a function: those have no digits, as numbers of parts have."""
    field, text, _ = entry
    if designator.free_names and field == "name":
        return True
    return designator.functions and field in ("name", "value", "comment") and not any(map(str.isdigit, text))


_Texts = list[tuple[str, str, TextMeaning]]


def _of_no_part(texts: _Texts) -> Inferred | None:
    """Return what a line is that stands for no part, under any designator: it has no number, and its name is nothing but such
    a word ("Document", "Logo"), or such a word stands both in its name and in its place on the board."""
    named = [(text, reading) for field, text, reading in texts if field in ("name", "value", "comment")]
    if any(field == "part number" for field, _, _ in texts):
        return None
    nothing = _book().nothing
    for text, reading in named:
        kind = next((kind for kind in reading.kinds if kind in nothing), None)
        if kind and reading.alone and nothing.issuperset(reading.kinds):
            return Inferred(kind, _book().classes[kind], f"name {_short(text)}")
    drawn = next((entry for entry in texts if entry[0] in DRAWN and "marking" in entry[2].kinds), None)
    if drawn and any("marking" in reading.kinds or _SILK.search(drawn[1]) for _, reading in named):
        return Inferred("marking", _book().classes["marking"], f"{drawn[0]} {_short(drawn[1])}")
    return None


_SILK = re.compile(r"silk[ _-]?screen", re.IGNORECASE)  # printed on the board: there is no place for a part


def _of_designator(designator: Designator, letters: str, texts: _Texts) -> tuple[str, str, str] | None:
    """Return class, kind and reason where the designator's kinds are those that the texts speak of."""
    shown_by: dict[str, str] = {}  # kind -> what shows it
    drawn: dict[str, str] = {}
    unknown = False  # is there a number that nothing here knows?
    generic = _with_unknown_names(texts, designator)
    for field, text, reading in texts:
        if field == "name" and designator.free_names:
            continue
        where = drawn if field in (*DRAWN, "library") else {} if text in generic else shown_by
        for kind in reading.kinds:
            where.setdefault(kind, f"{field} {_short(text)}")
        if field in (*DRAWN, *DEVICES) and designator.packages and _is_discrete(text, designator):
            shown_by.setdefault(designator.packages, f"package {_short(text)}")
        if field not in DRAWN and not reading.kinds and not reading.empty:
            shapes = [kind for shape, kind in designator.values.items() if _has_shape(shape, reading.bare)]
            if shapes:
                shown_by.setdefault(shapes[0], f"{field} {_short(text)}")
            elif field in ("part number", "name"):
                unknown = True
    if not shown_by and unknown and designator.by_place:
        shown_by = {kind: where for kind, where in drawn.items() if kind == designator.kinds[0]}
    elif not shown_by and not unknown:
        shown_by = drawn or (
            dict.fromkeys(designator.kinds[:1], "no other word") if letters in designator.alone else {}
        )
    classes = _book().classes
    agreed = [kind for kind in designator.kinds if kind in shown_by]  # of "RJ45 transformer" at T1 the transformer
    if not agreed:
        if not shown_by or not {classes[kind] for kind in (*shown_by, *drawn)} <= {
            classes[kind] for kind in designator.kinds
        }:
            return None
        agreed = list(shown_by)
    kind = agreed[0]
    return classes[kind], kind, f"designator {letters}, {shown_by[kind]}"


def _with_unknown_names(texts: _Texts, designator: Designator | None) -> frozenset[str]:
    """Return the texts that call a part a connector or a switch and say no more than a symbol of the library does, where its
    name or number is not known: modules are drawn with connectors, and switches of antennas with switches. Beside a part
    number a description with a number of pins ("Pin header 2x20") does say more: it is that of the part.
    """
    shapes = designator.values if designator else {}
    unknown = any(
        field in ("part number", "name", "value", "comment")
        and not (reading.empty or reading.generic or (designator and _is_free((field, text, reading), designator)))
        and not any(designator is None or kind in designator.kinds for kind in reading.kinds)
        and not any(_has_shape(shape, reading.bare) for shape in shapes)
        for field, text, reading in texts
    )
    if not unknown:
        return frozenset()
    numbered = any(field == "part number" for field, _, _ in texts)
    return frozenset(
        text
        for field, text, reading in texts
        if reading.generic and _DRAWN_ANYHOW.issuperset(reading.kinds)
        if not (numbered and field == "description" and any(map(str.isdigit, text)))
    )


_DRAWN_ANYHOW = frozenset({"connector", "switch"})


def _of_words(letters: str, texts: _Texts) -> tuple[str, str, str] | None:
    """Return class, kind and reason where no designator helps: a family of part numbers, what a text begins with, or the part
    of the library where the name only tells a function ("RESET"). Of these lamps, buttons and crystals alone prove anything:
    modules are drawn with connectors, couplers with transformers.
    """
    placed = read(letters)
    if letters and (placed.doubt or placed.plug):
        return None
    generic = _with_unknown_names(texts, None)
    if letters:  # "ESP32" drawn with the library's header
        generic |= {text for _, text, reading in texts if reading.generic and "connector" in reading.kinds}
    of_function = not any(
        field in ("part number", "name", "value", "comment") and not reading.kinds and any(map(str.isdigit, text))
        for field, text, reading in texts
    )
    shown_by: dict[str, str] = {}
    for field, text, reading in texts:
        for kind in () if text in generic else reading.leading:
            by_library = field in DEVICES and of_function and kind in ("led", "switch", "crystal")
            if by_library or (field in ("part number", "name", "description") and kind != "document"):
                shown_by.setdefault(kind, f"{field} {_short(text)}")
    for kind in placed.leading:
        if placed.alone and kind in (
            "fastener",
            "marking",
        ):  # a list of hardware with "Nut" and "Screws" as designators
            shown_by.setdefault(kind, f"designator {letters}")
    classes = _book().classes
    kinds = {kind for _, _, reading in texts for kind in reading.kinds} | set(shown_by) | set(placed.kinds)
    if not shown_by or len({classes[kind] for kind in kinds}) != 1:
        return None
    kind = next(iter(shown_by))
    return classes[kind], kind, shown_by[kind]


def _short(text: str) -> str:
    return quoted(text if len(text) <= 40 else f"{text[:39]}…")


_VALUE = r"(?:res|cap)?\s*(?:\d{1,5}(?:[.,]\d+)?\s*(?:meg|[pnuµμmkgre]|)\s*(?:f|h|ω|r|ohms?)?\d{0,3}|r\d+)"
_TAIL = (
    r"(?:[\s,;/@()±~+-]*(?:\d+(?:[.,]\d+)?\s*(?:%|k?v|vdc|w|ma|a|mhz|ppm|dcr)+|\d/\d+\s*w|x[5678][rstu]|c0g|np[0o]|y5v"
    r"|[rcld]?\d{4}(?!\d)|rm ?\d+(?:[.,]\d+)?|h?\d+(?:[.,]\d+)?(?:dcr|mohms?|mΩ)|h\d[.,]\d+))*(?:[\s)]*|-[a-z]{2,3})$"
)
_PORT = (  # what a plug on a board is for
    r"swd|jtag|i2c|spi|[iu]sart\d?|uart\d?|can\d?|lin\d?|icsp|isp|updi|prog(?:ram)?|debug|boot\d?|reset|serial|rs-?(?:232|422|485)"
    r"|power|pwr|batt?(?:ery)?|v?bat|vin|vout|input|output|in\d?|out\d?|gnd|[135](?:v3|[.]3v|v)|12v|24v|dc|solar|gpio\d?|io\d?|aux"
    r"|ext(?:ension)?|speaker|spkr?|audio|mic|fan\d?|servo\d?|pwm|buttons?|encoder|ignition|usb|otg|usb[ _-]?[abc]|type-?c|arm"
    r"|[1-9]\d?p(?:in)?"
)
_SHAPES = {
    "value": re.compile(_VALUE + _TAIL, re.IGNORECASE),
    "current": re.compile(r"(?:F(?:use)?\s+)?\d+(?:[.,]\d+)?\s*m?A(?:\s+\d+V)?$"),
    "frequency": re.compile(r"\d+(?:[.,]\d+)?\s*(?:[kM](?:Hz)?|Hz)(?![A-Za-z])", re.IGNORECASE),
    "voltage": re.compile(r"\d+(?:[.,]\d+V?|V\d*)$", re.IGNORECASE),
    "hole": re.compile(r".*\bholes?\d*$", re.IGNORECASE),
    "jumper": re.compile(r".*\bju?mp(?:er)?s?\d*\b", re.IGNORECASE),
    "plug": re.compile(
        rf"con[ -]\d|(?:[a-z]{{1,4}}[ -])?\d{{1,3}}[ -]?pin(?:s| ?block)?$|pins? \d+x\d+|terminal\b"
        rf"|(?:[+-]?(?:{_PORT})(?:[\s_/+&,.-]+|$))+$",
        re.IGNORECASE,
    ),
}


def _has_shape(shape: str, text: str) -> bool:
    return text.lower() in _book().colors if shape == "color" else bool(_SHAPES[shape].match(text))


# A package with as many pins as a diode or a transistor has; SOT-23-5, TO-263-5 and their like hold circuits.
_PACKAGE = re.compile(
    r"(?i)(?<![a-z0-9])(?:SOD-?\d+[A-Z]{0,2}|D?SM[ABC](?![a-z0-9])|DO-?\d+[A-Z]{0,2}|(?:mini)?MELF|D2?PAK|SOT-?23(?:-3)?|SOT-?323|SC-?70(?:-3)?|"
    r"TO-?(?:92|220|236|247|252|263)(?:-[23])?)(?![-\d]|[a-z]?\d)"
)


def _is_discrete(package: str, designator: Designator) -> bool:
    """Tell whether a package has as many pins as the designator's parts; circuits come in SOT-23 too."""
    match = _PACKAGE.search(package)
    return match is not None and not (designator.two_pins and match[0].upper().startswith(("SOT", "SC", "TO")))


@dataclass(frozen=True)
class Designator:
    """What a designator's letters can stand for, most usual first, and the shapes of value that go with it."""

    kinds: tuple[str, ...]
    alone: frozenset[str]
    values: Mapping[str, str]
    packages: str
    free_names: bool
    functions: bool
    by_place: bool
    two_pins: bool


@dataclass(frozen=True)
class _Book:
    classes: Mapping[str, str]
    designators: Mapping[str, Designator]
    silent: frozenset[str]
    nothing: frozenset[str]
    colors: frozenset[str]


@cache
def _book() -> _Book:
    toml = read_toml("plain_parts.toml")
    return _Book(
        classes={kind["name"]: kind["class"] for kind in toml["kind"]},
        designators={
            letters: Designator(
                tuple(entry["kinds"]),
                frozenset(entry.get("alone", ())),
                entry.get("values", {}),
                entry.get("packages", ""),
                entry.get("free_names", False),
                entry.get("functions", False),
                entry.get("by_place", False),
                entry.get("two_pins", False),
            )
            for entry in toml["designator"]
            for letters in entry["letters"]
        },
        silent=frozenset(toml["silent"]["letters"]),
        nothing=frozenset(kind["name"] for kind in toml["kind"] if kind.get("is_no_part")),
        colors=frozenset(toml["texts"]["colors"]),
    )

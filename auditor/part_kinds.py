"""Which lines of a hardware BOM are plainly irrelevant parts: passives, diodes and transistors, mechanical parts, connectors.

An inference, and the weakest source of all: whoever knows the part itself is asked first. It only ever puts a part among the
irrelevant, and only where designator, words, number and value agree; everything else is left to people (None). The words,
families of part numbers and designators are in part_kinds.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from bom_parsers.hbom_makers import inferred_maker


@dataclass(frozen=True)
class Inferred:
    """What a part plainly is: `kind` (resistor, connector, ...), its class in the law's vocabulary, and what told so."""

    kind: str
    hardware_class: str
    words: str


# Properties that say what a part is, in lower case; others (sheet, price, distributor) speak of other things.
TELLING = ("value", "comment", "footprint", "package", "device", "libpart", "kicad:library-part", "part description")
SCHEMA = {"ref": pl.String, "part_kind": pl.String, "hardware_class": pl.String, "words": pl.String}
_PARTS = ("part", "hardware", "device")
# The types of a part, by the component's kind: what nobody calls hardware is a part only where its type says so.
_TYPES: Mapping[str | None, tuple[str | None, ...]] = {"hardware": (None, *_PARTS), None: _PARTS}
_DRAWN = ("footprint", "package")  # the place on the board, which many kinds of part fit
_FILED = (*_DRAWN, "device", "libpart", "kicad:library-part")  # "library:name"; a project's own library bears its name


def kind_of(row: Mapping[str, Any], properties: Iterable[Mapping[str, Any]] = ()) -> Inferred | None:
    """Return what a part plainly is, or None where that is not plain.

    `row` is a row of a BOM's frame components, `properties` are the part's rows of the frame properties.
    """
    if row.get("type") not in _TYPES.get(row.get("kind"), ()):
        return None
    told = [(p["name"].lower(), p["value"]) for p in properties if p["name"].lower() in TELLING and p["value"]]
    return _kind_of(row.get("refdes"), row.get("mpn"), row.get("name"), row.get("description"), told)


def plain_parts(components: pl.DataFrame, properties: pl.DataFrame) -> pl.DataFrame:
    """Return the plainly irrelevant parts of a BOM's frames: columns of SCHEMA, one row for each, in the order of the BOM."""
    name = pl.col("name").str.to_lowercase()
    telling = properties.filter(name.is_in(TELLING), pl.col("value").is_not_null() & (pl.col("value") != ""))
    told: dict[str, list[tuple[str, str]]] = {}
    for ref, key, value in telling.select("ref", name, "value").iter_rows():
        told.setdefault(ref, []).append((key, value))
    rows = []
    columns = ("kind", "type", "ref", "refdes", "mpn", "name", "description")
    for kind, type_, ref, refdes, mpn, name_, description in components.select(columns).iter_rows():
        if type_ not in _TYPES.get(kind, ()):
            continue
        found = _kind_of(refdes, mpn, name_, description, told.get(ref, []))
        if found:
            rows.append((ref, found.kind, found.hardware_class, found.words))
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _kind_of(
    refdes: str | None, mpn: str | None, name: str | None, description: str | None, told: Iterable[tuple[str, str]]
) -> Inferred | None:
    letters = _letters(refdes or "")
    if letters is None or letters in _book().silent:
        return None
    said: dict[str, str] = {}  # text -> the field that says it first
    libraries: dict[str, str] = {}
    for field, text in (("part number", mpn), ("name", name), ("description", description), *told):
        if text and text != refdes:
            library, colon, entry = text.rpartition(":") if field in _FILED else ("", "", text)
            said.setdefault(entry, field)
            if colon:
                libraries[library] = "library"
    return _decided(letters, tuple((field, text) for text, field in (*said.items(), *libraries.items())))


_BETWEEN = re.compile(r"[,;/，、\s]+")
_DESIGNATOR = re.compile(r"([A-Za-z]+)[$_]?\d+[A-Za-z]?\d*(?:#\d+)?(?:(?:[-–~:]|\.\.)([A-Za-z]*)\d+)?")


@lru_cache(maxsize=65536)
def _letters(refdes: str) -> str | None:
    """Return the letters that all designators share, in capitals; the words that stand in their place; None if they differ."""
    letters: set[str] = set()
    for one in _BETWEEN.split(refdes.strip(" ,;")) if refdes else ():
        match = _DESIGNATOR.fullmatch(one)
        if match:
            letters |= {match[1].upper(), (match[2] or match[1]).upper()}
        elif not (one.isdigit() and letters):  # "C61,81" is C61 and C81
            return " ".join(refdes.split())
    return letters.pop() if len(letters) == 1 else None if letters else ""


@lru_cache(maxsize=65536)
def _decided(letters: str, said: tuple[tuple[str, str], ...]) -> Inferred | None:
    read = [(field, text, _read(text)) for field, text in said]
    if any(reading.radio or (reading.doubt and field != "library") for field, _, reading in read):
        return None
    designator = _book().designators.get(letters)
    found = _of_designator(designator, letters, read) if designator else _of_words(letters, read)
    if found is None or (found[0] == "mechanical" and any(reading.plug for _, _, reading in read)):
        return None
    return Inferred(found[1], found[0], found[2])


_Read = list[tuple[str, str, "Reading"]]


def _of_designator(designator: Designator, letters: str, read: _Read) -> tuple[str, str, str] | None:
    """Return class, kind and reason where the designator's kinds are those that the texts speak of."""
    told: dict[str, str] = {}  # kind -> what tells it
    drawn: dict[str, str] = {}
    unknown = False  # is there a number that nothing here knows?
    for field, text, reading in read:
        if field == "name" and designator.free_names:
            continue
        where = drawn if field in (*_DRAWN, "library") else told
        for kind in reading.kinds:
            where.setdefault(kind, f"{field} {_short(text)}")
        if field in _DRAWN:
            if designator.packages and _PACKAGE.search(text):
                told.setdefault(designator.packages, f"package {_short(text)}")
        elif not reading.kinds and not reading.empty:
            shapes = [kind for shape, kind in designator.values.items() if _has_shape(shape, reading.bare)]
            if shapes:
                told.setdefault(shapes[0], f"{field} {_short(text)}")
            elif field in ("part number", "name"):
                unknown = True
    if not told and not unknown:
        told = drawn or (dict.fromkeys(designator.kinds[:1], "no other word") if letters in designator.alone else {})
    classes = _book().classes
    if not told or not {classes[kind] for kind in (*told, *drawn)} <= {classes[kind] for kind in designator.kinds}:
        return None
    kind = next((kind for kind in designator.kinds if kind in told), next(iter(told)))
    return classes[kind], kind, f"designator {letters}, {told[kind]}"


def _of_words(letters: str, read: _Read) -> tuple[str, str, str] | None:
    """Return class, kind and reason where no designator helps: a family of part numbers, or what a text begins with."""
    if letters and _read(letters).doubt:
        return None
    told: dict[str, str] = {}
    for field, text, reading in read:
        if field in ("part number", "name", "description"):
            for kind in reading.leading:
                told.setdefault(kind, f"{field} {_short(text)}")
    classes = _book().classes
    if not told or len({classes[kind] for _, _, reading in read for kind in reading.kinds}) != 1:
        return None
    kind = next(iter(told))
    return classes[kind], kind, told[kind]


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


@dataclass(frozen=True)
class Reading:
    """What one text says by itself: the kinds it names, those that lead it, and whether something in it raises doubt.

    `radio` is the doubt that it speaks of a radio; `plug` tells of a word that is a package of diodes and a plug of
    antennas; `bare` is the text without words such as DNP, to compare with values; `empty` tells that nothing else is left.
    """

    kinds: tuple[str, ...]
    leading: tuple[str, ...]
    doubt: bool
    radio: bool
    plug: bool
    empty: bool
    bare: str


_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEADING_WORDS = 5


@lru_cache(maxsize=65536)
def _read(text: str) -> Reading:
    book = _book()
    words = [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", text))]
    family = book.families.match(text.strip().upper())
    if not family and book.nothing.issuperset(words):
        return Reading((), (), False, False, False, True, "")
    kinds = [family.lastgroup] if family and family.lastgroup else []
    doubts: set[str | None] = set()
    if not text.isascii():
        kinds += [match.lastgroup for match in book.texts.finditer(text) if match.lastgroup]
        doubts |= {match.lastgroup for match in book.doubts.finditer(text)}
    meanings = [(place, *_means(word)) for place, word in _phrases(words, text)]
    if any(doubt for _, _, doubt in meanings):
        plain = book.harmless.sub(" ", " ".join(words)).split()
        doubts |= {_means(word)[1] for _, word in _phrases(plain, text)}
    foreign = not family and " " not in text.strip() and bool(inferred_maker(text))
    leading = [*kinds, *(kind for place, kind, _ in meanings if kind and place < _LEADING_WORDS)]
    return Reading(
        tuple(dict.fromkeys([*kinds, *(kind for _, kind, _ in meanings if kind)])),
        tuple(dict.fromkeys(leading)),
        foreign or not doubts <= {None},
        "radio" in doubts,
        not book.packages.isdisjoint(words),
        False,
        " ".join(word for word in text.replace("_", " ").split() if word.lower().strip(",;()") not in book.nothing),
    )


def _phrases(words: list[str], text: str) -> Iterable[tuple[int, str]]:
    """Yield with their places the words, those that camel case holds together in `text`, and each two and three in a row."""
    first_words = _book().first_words
    for place, word in enumerate(words):
        if not word.isdigit():
            yield place, word
        if word in first_words:
            yield place, " ".join(words[place : place + 2])
            yield place, " ".join(words[place : place + 3])
    if _CAMEL.search(text):
        yield from ((place, word.lower()) for place, word in enumerate(_WORD.findall(text)) if _CAMEL.search(word))


@lru_cache(maxsize=65536)
def _means(word: str) -> tuple[str | None, str | None]:
    """Return the kind that a word or phrase names, and the doubt that it raises; "led0805" is read as "led" too."""
    book = _book()
    kind, doubt = book.words.meaning(word), book.doubt_words.meaning(word)
    bare = word.strip("0123456789")
    if bare != word and len(bare) > 1:
        kind, doubt = kind or book.words.meaning(bare), doubt or book.doubt_words.meaning(bare)
    return kind, doubt


_VALUE = r"(?:res|cap)?\s*(?:\d{1,5}(?:[.,]\d+)?\s*(?:meg|[pnuµμmkgre]|)\s*(?:f|h|ω|r|ohms?)?\d{0,3}|r\d+)"
_TAIL = (
    r"(?:[\s,;/@()±~+-]*(?:\d+(?:[.,]\d+)?\s*(?:%|k?v|vdc|w|ma|a|mhz|ppm|dcr)+|\d/\d+\s*w|x[5678][rstu]|c0g|np[0o]|y5v"
    r"|0201|0402|0603|0805|1206|1210|1812|2010|2512|\d+(?:[.,]\d+)?dcr))*[\s)]*$"
)
_SHAPES = {
    "value": re.compile(_VALUE + _TAIL, re.IGNORECASE),
    "current": re.compile(r"\d+(?:[.,]\d+)?\s*m?A(?:\s+\d+V)?$"),
    "frequency": re.compile(r"\d+(?:[.,]\d+)?\s*[kM](?:Hz)?(?![A-Za-z])", re.IGNORECASE),
    "voltage": re.compile(r"\d+(?:[.,]\d+V?|V\d*)$", re.IGNORECASE),
}


def _has_shape(shape: str, text: str) -> bool:
    return text.lower() in _book().colours if shape == "colour" else bool(_SHAPES[shape].match(text))


# A package with as many pins as a diode or a transistor has; SOT-23-5, TO-263-5 and their like hold circuits.
_PACKAGE = re.compile(
    r"(?i)(?<![a-z0-9])(?:SOD-?\d+[A-Z]{0,2}|D?SM[ABC](?![a-z0-9])|DO-?\d+[A-Z]{0,2}|(?:mini)?MELF|D2?PAK|SOT-?23(?:-3)?|SOT-?323|SC-?70(?:-3)?|"
    r"TO-?(?:92|220|236|247|252|263)(?:-[23])?)(?![-\d]|[a-z]?\d)"
)


@dataclass(frozen=True)
class Designator:
    """What a designator's letters can stand for, most usual first, and the shapes of value that go with it."""

    kinds: tuple[str, ...]
    alone: frozenset[str]
    values: Mapping[str, str]
    packages: str
    free_names: bool


@dataclass(frozen=True)
class _Words:
    """Words with a meaning; a word that ends in "*" stands for all that begin so."""

    whole: Mapping[str, str]
    stems: Mapping[str, str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, meanings: Mapping[str, Iterable[str]]) -> _Words:
        pairs = [(word, meaning) for meaning, words in meanings.items() for word in words]
        stems = {word[:-1]: meaning for word, meaning in pairs if word.endswith("*")}
        return cls({word: meaning for word, meaning in pairs if not word.endswith("*")}, stems, tuple(stems))

    def meaning(self, word: str) -> str | None:
        if word in self.whole or not word.startswith(self.beginnings):  # the tuple is searched a hundred times faster
            return self.whole.get(word)
        return next(meaning for stem, meaning in self.stems.items() if word.startswith(stem))


@dataclass(frozen=True)
class _Book:
    classes: Mapping[str, str]
    words: _Words
    doubt_words: _Words
    first_words: frozenset[str]
    families: re.Pattern[str]
    texts: re.Pattern[str]
    designators: Mapping[str, Designator]
    silent: frozenset[str]
    doubts: re.Pattern[str]
    packages: frozenset[str]
    harmless: re.Pattern[str]
    nothing: frozenset[str]
    colours: frozenset[str]


@cache
def _book() -> _Book:
    toml = tomllib.loads(Path(__file__).with_name("part_kinds.toml").read_text("utf-8"))
    kinds, doubt = toml["kind"], toml["doubt"]
    words = {kind["name"]: kind["words"] for kind in kinds}
    doubt_words = {"radio": doubt["radio"], "other": doubt["other"]}
    phrases = [word for several in (*words.values(), *doubt_words.values()) for word in several]
    return _Book(
        classes={kind["name"]: kind["class"] for kind in kinds},
        words=_Words.of(words),
        doubt_words=_Words.of(doubt_words),
        first_words=frozenset(phrase.split()[0] for phrase in phrases if " " in phrase),
        families=_groups({kind["name"]: kind["numbers"] for kind in kinds}),
        texts=_groups({kind["name"]: kind["texts"] for kind in kinds}),
        designators={
            letters: Designator(
                tuple(entry["kinds"]),
                frozenset(entry.get("alone", ())),
                entry.get("values", {}),
                entry.get("packages", ""),
                entry.get("free_names", False),
            )
            for entry in toml["designator"]
            for letters in entry["letters"]
        },
        silent=frozenset(toml["silent"]["letters"]),
        doubts=_groups({"radio": doubt["radio_texts"], "other": doubt["other_texts"]}),
        packages=frozenset(doubt["packages"]),
        harmless=re.compile(rf"\b(?:{'|'.join(doubt['harmless'])})\b"),
        nothing=frozenset(toml["texts"]["nothing"]),
        colours=frozenset(toml["texts"]["colours"]),
    )


def _groups(patterns: Mapping[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{'|'.join(several)})" for name, several in patterns.items() if several))

"""What single texts of a hardware BOM's line say of its part: which kinds of part they name, and which doubts they raise.

The words and families of part numbers are in plain_parts.toml (plain parts, doubts) and leads.toml (leads, which are
doubts too).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bom_parsers.hbom.makers_by_number import inferred_maker

# Groups of words of doubt; further ones are what programmable parts are called.
RADIO, MAYBE_RADIO, OTHER = "radio", "maybe radio", "other"


@dataclass(frozen=True)
class TextMeaning:
    """What one text says by itself: the kinds it names, those that lead it, and whether something in it raises doubt.

    `radio` is the doubt that it speaks of a radio; `leads` are the groups of leads.toml that it has a word of: RADIO, and
    what programmable parts are called; `number` is the programmable part of whose family it is. `plug` tells of a word that
    is a package of diodes and a plug of antennas; `bare` is the text without words such as DNP, to compare with values;
    `empty` tells that nothing else is left; `alone` tells that there is no word but those of `kinds`, and `generic` that what
    else there is says nothing of the part either ("Generic connector, single row", "SPDT switch").
    """

    kinds: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    doubt: bool = False
    radio: bool = False
    leads: frozenset[str] = frozenset()
    number: str = ""
    plug: bool = False
    empty: bool = False
    alone: bool = False
    generic: bool = False
    bare: str = ""


_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[A-Za-z][a-z])(?=[A-Z])")  # not in "nRF" and "10uF"
# Chinese, Japanese and Korean are written without blanks, and Latin words stand among their signs: "RF座", "SMA母座".
_SCRIPTS = re.compile(
    r"(?<=[A-Za-z0-9])(?=[\u2e80-\u9fff\uac00-\ud7af])|(?<=[\u2e80-\u9fff\uac00-\ud7af])(?=[A-Za-z0-9])"
)
_LEADING_WORDS = 5
_IN_BRACKETS = re.compile(r"\([^()]*\)$")  # a maker's name, most often: "AB1234 (DIODES)"


@lru_cache(maxsize=65536)
def read(text: str) -> TextMeaning:
    """Return what a text says by itself."""
    book, text = _book(), spaced(text)
    words = _words(text)
    family = book.families.match(text.strip().upper())
    if not family and book.nothing.issuperset(words):
        return TextMeaning(empty=True)
    number = "" if family else _programmable(text)
    meanings = [(place, *_means(word)) for place, word in _phrases(words, text)]
    kinds = [family.lastgroup] if family and family.lastgroup else []
    if not text.isascii():
        kinds += [match.lastgroup for match in book.texts.finditer(text) if match.lastgroup]
    doubts = _doubts(text, words, meanings) | {number} - {""}
    first, other = _leading_places(text, words), _other_words(words)
    foreign = not family and " " not in text.strip() and bool(inferred_maker(text))
    return TextMeaning(
        kinds=tuple(dict.fromkeys([*kinds, *(kind for _, kind, _ in meanings if kind)])),
        leading=tuple(dict.fromkeys([*kinds, *(kind for place, kind, _ in meanings if kind and place in first)])),
        doubt=foreign or bool(doubts),
        radio=not doubts.isdisjoint((RADIO, MAYBE_RADIO)),
        leads=frozenset(doubts - {MAYBE_RADIO, OTHER}),
        number=number,
        plug=not book.packages.isdisjoint(words),
        alone=not other,
        generic=not family and book.generic.issuperset(word.strip("0123456789") for word in other),
        bare=" ".join(w for w in text.replace("_", " ").split() if w.lower().strip(",;()") not in book.nothing),
    )


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(_CAMEL.sub(" ", text))]


def _doubts(text: str, words: list[str], meanings: Iterable[tuple[int, str | None, str | None]]) -> set[str]:
    """Return the groups of doubt that a text has a word of, but for those in a phrase that is harmless."""
    book = _book()
    doubts = {RADIO} if book.patterns.search(text) else set[str]()
    if not text.isascii():
        doubts |= {_name(match) for match in book.doubt_texts.finditer(text)}
    if any(doubt for _, _, doubt in meanings):
        plain = book.harmless.sub(" ", " ".join(words)).split()
        doubts |= {doubt for _, word in _phrases(plain, text) if (doubt := _means(word)[1])}
    return doubts


def _leading_places(text: str, words: list[str]) -> set[int]:
    """Return the places of the words that lead a text: the first few, numbers not counted, and none in brackets at its end."""
    places: set[int] = set()
    counted = 0
    for place, word in enumerate(words[: len(_words(_IN_BRACKETS.sub("", text)))]):
        if counted == _LEADING_WORDS:
            break
        places.add(place)
        counted += not word.isdigit()
    return places


def _other_words(words: list[str]) -> list[str]:
    """Return the words that are in no name of a kind of part, no numbers, and not such as DNP."""
    named = {
        place
        for first, word in _phrases(words, "")
        if _means(word)[0]
        for place in range(first, first + len(word.split()))
    }
    nothing = _book().nothing
    return [w for place, w in enumerate(words) if place not in named and w not in nothing and not w.isdigit()]


def is_plug(text: str) -> bool:
    """Tell whether a text names a plug of antennas; where the line is of a diode or a transistor it is their package."""
    return not _book().plugs.isdisjoint(word.lower() for word in _WORD.findall(spaced(text)))


def spaced(text: str) -> str:
    """Return the text with narrow letters and digits, and with blanks between Latin words and the signs of other scripts."""
    return text if text.isascii() else _SCRIPTS.sub(" ", unicodedata.normalize("NFKC", text))


def drawn_with(name: str) -> str:
    """Return the group of leads.toml whose parts a symbol or footprint "library:name" of KiCad is for, "" for none."""
    match = _book().libraries.match(name)
    return _name(match) if match else ""


def leads() -> Leads:
    """Return what leads.toml says beyond its words."""
    return _book().leads


def _programmable(text: str) -> str:
    """Return what the part is called whose family of part numbers the text begins with, "" for none."""
    match = _book().programmable.match(text.strip().upper())
    return _name(match) if match else ""


def _name(match: re.Match[str]) -> str:
    """Return the group that matched, under its own name."""
    return _book().names[int((match.lastgroup or "_0")[1:])]


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
class Leads:
    """What parts are called, with their article: those of the parts list by class, radio parts that words tell, programmable
    parts with the more telling first; the letters of designators of antennas, and words for bare boards."""

    called: Mapping[str, str]
    radio: str
    programmable: tuple[str, ...]
    designators: frozenset[str]
    boards: frozenset[str]


@dataclass(frozen=True)
class _Book:
    words: _Words
    doubt_words: _Words
    first_words: frozenset[str]
    families: re.Pattern[str]
    texts: re.Pattern[str]
    doubt_texts: re.Pattern[str]
    programmable: re.Pattern[str]
    patterns: re.Pattern[str]
    libraries: re.Pattern[str]
    names: tuple[str, ...]
    packages: frozenset[str]
    plugs: frozenset[str]
    harmless: re.Pattern[str]
    nothing: frozenset[str]
    generic: frozenset[str]
    leads: Leads


def read_toml(name: str) -> dict[str, Any]:
    """Return a file of this folder as it stands."""
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


@cache
def _book() -> _Book:
    plain, leads = read_toml("plain_parts.toml"), read_toml("leads.toml")
    kinds, doubt, radio, programmable = plain["kind"], plain["doubt"], leads["radio"], leads["programmable"]
    words = {kind["name"]: kind["words"] for kind in kinds}
    doubt_words = {RADIO: radio["words"], MAYBE_RADIO: doubt["radio"], OTHER: doubt["other"]}
    doubt_words |= {entry["called"]: entry["words"] for entry in programmable}
    doubt_texts = {RADIO: radio["texts"], MAYBE_RADIO: doubt["radio_texts"], OTHER: doubt["other_texts"]}
    doubt_texts |= {entry["called"]: entry["texts"] for entry in programmable}
    phrases = [word for several in (*words.values(), *doubt_words.values()) for word in several]
    libraries = {RADIO: radio["libraries"]} | {entry["called"]: entry["libraries"] for entry in programmable}
    names = tuple(doubt_words)
    return _Book(
        words=_Words.of(words),
        doubt_words=_Words.of(doubt_words),
        first_words=frozenset(phrase.split()[0] for phrase in phrases if " " in phrase),
        families=_groups({kind["name"]: kind["numbers"] for kind in kinds}),
        texts=_groups({kind["name"]: kind["texts"] for kind in kinds}),
        doubt_texts=_groups({f"_{names.index(name)}": texts for name, texts in doubt_texts.items()}),
        programmable=_groups({f"_{names.index(entry['called'])}": entry["numbers"] for entry in programmable}),
        patterns=re.compile("|".join(radio["patterns"]), re.IGNORECASE),
        libraries=_groups({f"_{names.index(name)}": several for name, several in libraries.items()}),
        names=names,
        packages=frozenset(doubt["packages"]),
        plugs=frozenset(radio["plugs"]),
        harmless=re.compile(rf"\b(?:{'|'.join(doubt['harmless'])})\b"),
        nothing=frozenset(plain["texts"]["nothing"]),
        generic=frozenset(plain["texts"]["generic"]),
        leads=Leads(
            leads["called"],
            radio["called"],
            tuple(entry["called"] for entry in programmable),
            frozenset(radio["designators"]),
            frozenset(radio["boards"]),
        ),
    )


def _groups(patterns: Mapping[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{name}>{'|'.join(several)})" for name, several in patterns.items() if several))

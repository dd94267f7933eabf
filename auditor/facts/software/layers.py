"""What a software component seems to be: its layer, whether it was changed, and its days. Leads for people, and no facts.

The words are in layers.toml. They err to the side of silence: a wrong lead misleads whoever answers the question.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from auditor.facts.software.changes import CHANGE_FIELDS, NOTHING_SAID, Change, changed
from auditor.facts.software.dates import DAY_FIELDS, days, latest_days
from auditor.facts.software.origins import ADDRESSES, hosted
from auditor.facts.software.radios import radio_lead
from bom_parsers.errors import quoted

_SIGNS = re.compile(r"[^\w+]+|_+")
_OWNED = re.compile(r"[^\s/]+(?:/[^\s/]+)+")  # "mcu-tools/mcuboot", never "TCP/IP Stack"
_MICRO_C = re.compile(r"\b(?:u|µ|micro)c/(?=\w)", re.IGNORECASE)  # uC/OS is a name, and "uC" no owner
_VERSION = re.compile(r"(?: (?:v?\d\w*|stm32))+$")  # at the end of a name; STM32 marks a port to that family
_PURL = re.compile(r"pkg:/*(?P<type>[^/@?#]+)/(?:[^@?#]*/)?(?P<name>[^/@?#]+)")
_CPE = re.compile(r"cpe:(?:2\.3:|/)o:[^:]+:[^:]+", re.IGNORECASE)
_STAGE = "yocto:stage"
_TELLING = frozenset({_STAGE, *CHANGE_FIELDS, *DAY_FIELDS, *ADDRESSES})
LONGEST_WORD = 80  # characters of a name that is quoted
LONGEST = 300  # characters of a description that tell what a thing is


@dataclass(frozen=True)
class SoftwareSeems:
    """A `layer` of the law's vocabulary ("" where it is not clear), the `word` that told so, and what such code is `called`."""

    layer: str = ""
    word: str = ""
    called: str = ""

    @property
    def lead(self) -> str:
        """Return the lead in words; "" where there is none."""
        return f"{quoted(self.word)} reads like {self.called}" if self.layer else ""


SILENT = SoftwareSeems()


@dataclass(frozen=True)
class SoftwareLeads:
    """All leads of one software component: whether it was changed, its layer, the host of its source, and the days that the
    BOM gives ("" for none).

    All but the first are looked for when they are asked for: most components are in no question.
    """

    change: Change = NOTHING_SAID
    row: Mapping[str, Any] = field(default_factory=dict)
    properties: Sequence[Mapping[str, Any]] = ()  # those that tell anything of all this
    made_on: date | None = None

    @cached_property
    def seems(self) -> SoftwareSeems:
        return software_seems(self.row, self.properties) if self.row else SILENT

    @cached_property
    def radio(self) -> str:
        """Return in words that it reads like code of a two-way radio; "" where nothing says so, or it only builds the product."""
        if not self.row or any(one["name"] == _STAGE and one["value"] == "native" for one in self.properties):
            return ""
        return radio_lead(self.row["name"] or "", self.row["description"] or "")

    @cached_property
    def days(self) -> str:
        return days(self.properties, self.made_on)

    @cached_property
    def hosted(self) -> str:
        """Return in words that its source is kept in the PRC or Russia; "" where no address says so."""
        return hosted(self.row["purl"] or "", self.properties) if self.row else ""

    @cached_property
    def latest(self) -> date | None:
        """Return the latest day that the BOM gives for the component itself, if any."""
        return max(latest_days(self.properties).values(), default=None)


def software_leads(
    row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]], made_on: date | None = None
) -> SoftwareLeads:
    """Return the leads of a component: `row` of the frame components, its `properties`, and the day its BOM was made."""
    telling = tuple(entry for entry in properties if entry["name"] in _TELLING or entry["name"].startswith("pedigree."))
    return SoftwareLeads(changed(row, telling), row, telling, made_on)


def software_seems(row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]]) -> SoftwareSeems:
    """Return the layer that a component seems to be of: `row` of the frame components, its `properties`.

    What only builds the product (`yocto:stage` native) runs in no layer of it.
    """
    for entry in properties:
        if entry["name"] == _STAGE and entry["value"] == "native":
            return SILENT
    description = (row["description"] or "")[:LONGEST]
    return _seems(
        row["type"] or "", row["group"] or "", row["name"] or "", row["purl"] or "", row["cpe"] or "", description
    )


@lru_cache(maxsize=20_000)
def _seems(type_: str, group: str, name: str, purl: str, cpe: str, description: str) -> SoftwareSeems:
    """Return what the first of these tells: names, type, group, words in the name, CPE, description."""
    book = _book()
    package = _PURL.match(purl)
    in_language = package is not None and package["type"].lower() in book.languages
    texts = [name, *([package["name"]] if package and package["name"] != name else [])]
    plains = [_plain(text) for text in texts]
    for plain, text in zip(plains, texts, strict=True):
        layer = book.any_name.fullmatch(plain) and book.named(plain)
        if layer and (not in_language or layer.name == "middleware"):
            return layer.by(text)
    if type_ in book.types and not in_language:
        return book.types[type_].by(f"type {type_}")
    if any(map(book.silent.search, plains)):
        return SILENT
    if group:
        for layer in book.layers:
            if layer.groups.fullmatch(group.lower()):
                return layer.by(group)
    return SILENT if in_language else _by_words(name, cpe, description)


def _by_words(name: str, cpe: str, description: str) -> SoftwareSeems:
    """Return what words in the name, the CPE and the description tell; words of two layers tell nothing."""
    book, plain = _book(), _plain(name)
    if book.any_word.search(plain):
        named = [layer for layer in book.layers if layer.words.search(plain)]
        return named[0].by(name) if len(named) == 1 else SILENT
    # The CPE dictionary files the firmware of a device under operating systems, too.
    if (part := _CPE.match(cpe)) and "firmware" not in part[0].lower():
        return book.types["operating-system"].by(part[0])
    phrase = book.turn.split(description.casefold(), 1)[0].strip()
    if not book.any_head.search(phrase) or book.silent.search(_SIGNS.sub(" ", description.casefold())):
        return SILENT
    headed = [(layer, match) for layer in book.layers if (match := layer.heads.search(phrase))]
    return headed[0][0].by(headed[0][1][0]) if len(headed) == 1 else SILENT


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    """Return a name as the patterns have it: without owner, signs and version."""
    name = _MICRO_C.sub("uc", name)
    if _OWNED.fullmatch(name):
        name = name.rpartition("/")[2]
    plain = _SIGNS.sub(" ", name.casefold()).strip()
    return _VERSION.sub("", plain)


@dataclass(frozen=True)
class _Layer:
    """A layer and its words, as patterns that match nothing where it has none."""

    name: str
    called: str
    names: re.Pattern[str]
    words: re.Pattern[str]
    groups: re.Pattern[str]
    heads: re.Pattern[str]

    def by(self, word: str) -> SoftwareSeems:
        return SoftwareSeems(self.name, word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}...", self.called)


@dataclass(frozen=True)
class _Book:
    """The layers, and patterns for what any of them could tell: most software is of none, and is seen to be so at once."""

    layers: tuple[_Layer, ...]
    types: Mapping[str, _Layer]
    languages: frozenset[str]
    silent: re.Pattern[str]
    any_name: re.Pattern[str]
    any_word: re.Pattern[str]
    any_head: re.Pattern[str]
    turn: re.Pattern[str]

    def named(self, plain: str) -> _Layer | None:
        return next((layer for layer in self.layers if layer.names.fullmatch(plain)), None)


@cache
def _book() -> _Book:
    table = tomllib.loads((files("auditor.facts.software") / "layers.toml").read_text("utf-8"))
    entries = table["layer"]
    # A description says what a thing is at the end of its first phrase.
    turn = re.compile(rf"\b{_either(table['turns'])}\b|[.,;:(—–]|\s-\s|\s\d")
    layers = tuple(
        _Layer(
            entry["name"],
            entry["called"],
            re.compile(_either(entry["names"])),
            re.compile(_words(entry)),
            re.compile(_either(entry.get("groups"))),
            re.compile(rf"\b{_either(entry.get('descriptions'))}$"),
        )
        for entry in entries
    )
    return _Book(
        layers,
        {word: layer for layer, entry in zip(layers, entries, strict=True) for word in entry.get("types", ())},
        frozenset(table["languages"]),
        re.compile(rf"\b{_either(table['not'])}\b"),
        re.compile(_either(name for entry in entries for name in entry["names"])),
        re.compile(_either(map(_words, entries))),
        re.compile(rf"\b{_either(head for entry in entries for head in entry.get('descriptions', ()))}$"),
        turn,
    )


def _words(entry: Mapping[str, Any]) -> str:
    """Return a pattern for the words with which names of a layer begin and end."""
    return rf"^{_either(entry.get('begins'))}\b|\b{_either(entry.get('ends'))}$"


def _either(patterns: Iterable[str] | None) -> str:
    """Return a pattern for any of the patterns; for none of them one that matches nothing."""
    each = "|".join(patterns or ())
    return f"(?:{each})" if each else r"(?!)"

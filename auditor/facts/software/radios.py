"""Whether code serves a radio that sends and receives above 450 MHz, by the words of its name and description: a lead, no fact.

The words are in layers.toml. A library that merely can work with such a radio says so behind words that are not read.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from bom_parsers.errors import quoted

_SIGNS = re.compile(r"[\W_]+")
_JOINED = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])|(?<=[A-Z]{3})(?=[A-Z][a-z]{2})")
_CLAUSE = re.compile(r"[;(]|\.\s")  # behind these stands what a thing has besides
LONGEST = 300  # characters of a description that are read
LONGEST_WORD = 80  # characters that are quoted


@dataclass(frozen=True)
class _Words:
    radio: re.Pattern[str]
    beside: re.Pattern[str]
    other: re.Pattern[str]
    about: re.Pattern[str]


@lru_cache(maxsize=20_000)
def radio_lead(name: str, description: str) -> str:
    """Return in words that code of this name and description reads like that of a two-way radio; "" where it does not.

    What a name says the thing is about, as headers and tests are, no description makes the code itself.
    """
    words, plain = _words(), _plain(name)
    if words.about.search(plain):
        return ""
    first = words.beside.split(_plain(_CLAUSE.split(description[:LONGEST], maxsplit=1)[0]), maxsplit=1)[0]
    for text, read in ((name, plain), (description, first)):
        if words.radio.search(words.other.sub(" ", read)) and not words.about.search(read):
            shown = text if len(text) <= LONGEST_WORD else f"{text[:LONGEST_WORD]}..."
            what = quoted(shown) if text is name else f"{quoted(name)}, {quoted(shown)},"
            return f"{what} reads like code of a radio that sends and receives"
    return ""


@cache
def _words() -> _Words:
    table = tomllib.loads((files("auditor.facts.software") / "layers.toml").read_text("utf-8"))["radio"]
    return _Words(*(re.compile(rf"\b(?:{'|'.join(table[key])})\b") for key in ("words", "beside", "not", "about")))


def _plain(text: str) -> str:
    """Return a text in small letters, with a blank for each run of signs and between the words of "WLANDriver"."""
    return _SIGNS.sub(" ", _JOINED.sub(" ", text)).casefold().strip()

"""The words that head the columns of hardware BOM tables, and those that their cells say in many languages: headings.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bom_parsers.errors import quoted


@dataclass(frozen=True)
class Vocabulary:
    """headings.toml, with every spelling normalized: heading -> (field, rank); words and cells as sets; names of sheets as
    patterns; expressions of texts that are left out."""

    fields: dict[str, tuple[str, int]]
    others: dict[str, frozenset[str]]
    properties: frozenset[str]
    software: dict[str, frozenset[str]]
    cells: dict[str, frozenset[str]]
    shops: dict[str, str]
    sheets: dict[str, re.Pattern[str]]
    left_out: dict[str, list[str]]


@lru_cache(maxsize=1)
def read_toml() -> dict[str, dict[str, list[str]]]:
    """Return headings.toml as it stands."""
    return tomllib.loads(Path(__file__).with_name("headings.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the spellings that headings and cells are compared with."""
    toml = read_toml()
    fields: dict[str, tuple[str, int]] = {}
    for field, spellings in toml["fields"].items():
        for rank, spelling in enumerate(spellings):
            fields.setdefault(normalized(spelling)[0], (field, rank))
    others, software = (
        {kind: frozenset(normalized(s)[0] for s in spellings) for kind, spellings in toml[part].items()}
        for part in ("other_tables", "software")
    )
    cells = {kind: frozenset(text.casefold() for text in texts) for kind, texts in toml["cells"].items()}
    properties = frozenset(normalized(heading)[0] for heading in toml["properties"]["headings"])
    shops = {word: str(shop) for word, shop in toml["shops"].items()}
    sheets = {kind: sheet_words(words) for kind, words in toml["sheets"].items()}
    return Vocabulary(fields, others, properties, software, cells, shops, sheets, toml["left_out"])


def sheet_words(words: list[str]) -> re.Pattern[str]:
    """Return the pattern of a worksheet's name with one of these words, which stand by themselves where they are of letters."""
    pieces = [
        re.escape(word) if not word.isascii() else rf"(?<![a-z]){re.escape(word)}(?:s|ed|ing)?(?![a-z])"
        for word in words
    ]
    return re.compile("|".join(pieces))


@lru_cache(maxsize=1)
def decoration() -> re.Pattern[str]:
    """Return the pattern of brackets that say no more of a column than whether it has to be filled."""
    words = "|".join(map(re.escape, read_toml()["decorations"]["brackets"]))
    return re.compile(rf"(?i)[(\[<【]\s*(?:{words})\s*[)\]>】]")


@lru_cache(maxsize=1)
def ordinals() -> dict[str, int]:
    """Return for each word that counts sources which one it means: "secondary" is 2."""
    words = read_toml()["decorations"]
    return {word: number for number, key in enumerate(("first", "second", "third"), 1) for word in words[key]}


# Of the run's own headings: phrase -> field.
_EXTRA: ContextVar[Mapping[str, str]] = ContextVar("extra columns")
AS_IT_IS = "property"  # the field of a heading whose cells are to become properties and nothing else


@contextmanager
def extra_columns(columns: Mapping[str, str]) -> Iterator[None]:
    """Read tables inside the `with` block with further headings; `columns` maps a heading to the field it means.

    Fields are those of headings.toml, and "property" for a heading that means none of them. A heading is compared like
    the built-in ones (case, punctuation and the number of the source do not matter) and wins over them. Raises ValueError
    for an unknown field, with the nearest known one, and for a heading without a letter.
    """
    known = sorted({*read_toml()["fields"], AS_IT_IS})
    phrases = dict(_EXTRA.get({}))
    for heading, field in columns.items():
        if field not in known:
            near = difflib.get_close_matches(field, known, 1, 0.0)[0]
            raise ValueError(
                f"the column {quoted(heading)} has the unknown field {quoted(field)}; did you mean {quoted(near)}?"
            )
        phrase = normalized(heading)[0]
        if not phrase:
            raise ValueError(f"the column {quoted(heading)} has no letter that a heading could be compared by")
        phrases[phrase] = "" if field == AS_IT_IS else field
    token = _EXTRA.set(phrases)
    try:
        yield
    finally:
        _EXTRA.reset(token)


def meaning(phrase: str) -> tuple[str, int]:
    """Return the field that a normalized heading means, "" for none, and the rank of the spelling."""
    extra = _EXTRA.get({}).get(phrase)
    return vocabulary().fields.get(phrase, ("", 0)) if extra is None else (extra, -1)


@lru_cache(maxsize=1)
def word_table() -> dict[str, str]:
    """Return for each abbreviation of the headings the word it stands for."""
    return {short: word for word, shorts in read_toml()["words"].items() for short in shorts}


@lru_cache(maxsize=4096)
def normalized(heading: str) -> tuple[str, int]:
    """Return the heading as headings.toml spells it, and its number (0 for none): "VEND2#": "vendor number", 2."""
    text = unicodedata.normalize("NFKC", heading[:200])
    if len(text) > 8:
        text = re.sub(r"(?<=\w)['’]s\b", "", decoration().sub(" ", text))  # "Supplier's Number", "Value (Required)"
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text).casefold()
    text = re.sub(r"\bp\s*/\s*n\b", " part number ", text).replace("#", " number ")
    words = [word_table().get(word, word) for word in re.sub(r"[\W_]+", " ", text).split()]
    digits = [word for word in words if len(word) == 1 and word.isdecimal()]
    source = int(digits[0]) if len(digits) == 1 else 0
    phrase = " ".join(word for word in words if not (source and word == digits[0]))
    return re.sub(r"\bpart number(?: number| part number)+\b", "part number", phrase), source


def is_heading(text: str) -> bool:
    """Tell whether the text is a heading with a meaning."""
    phrase = normalized(text)[0]
    return phrase in vocabulary().fields or phrase in _EXTRA.get({})

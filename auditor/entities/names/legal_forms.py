"""The tables of legal forms, places and words of trade, as plain words in Latin letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from auditor.entities.names.han_readings import read_by_word
from auditor.entities.names.normal import normalize

WIDE = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # written without blanks
_WORD = re.compile("[a-z0-9]+")
_LONG_FORMS = (
    "corporation",
    "incorporated",
    "company",
    "limited",
    "gesellschaft",
    "aktiengesellschaft",
    "kommanditgesellschaft",
)
_CUT_FORM = 5  # letters that are left at least of a long legal form that a field was too short for


@dataclass(frozen=True)
class Tables:
    """Forms as tuples of plain words, places and trades as plain words with blanks, the wide ones also as patterns."""

    before: frozenset[tuple[str, ...]]
    after: frozenset[tuple[str, ...]]
    joined: re.Pattern[str]
    places: frozenset[str]
    trades: frozenset[str]
    abbreviations: dict[str, str]
    cut: re.Pattern[str]
    longest: int


def plain(text: str) -> list[str]:
    """Return the words of `text` in Latin letters and digits, without case, signs and accents; all scripts transliterated."""
    normal = normalize(text)
    if not normal.isascii():
        from anyascii import anyascii

        normal = anyascii(read_by_word(normal)).lower().replace("'", "")
    return _WORD.findall(normal)


@cache
def tables() -> Tables:
    """Return the tables of legal_forms.toml and regional_words.toml."""
    forms = list(_read("legal_forms.toml").values())
    regional = _read("regional_words.toml")
    joined = {form for forms_of in forms for form in forms_of.get("joined", ())}
    wide = [
        word for words in (regional["places"], regional["trades"]) for word in words if re.search(f"[{WIDE}]", word)
    ]
    before, after = (_spellings(form for of in forms for form in of.get(side, ())) for side in ("before", "after"))
    return Tables(
        before=before,
        after=after,
        joined=_any_of(joined),
        places=frozenset(" ".join(plain(word)) for word in regional["places"]),
        trades=frozenset(" ".join(plain(word)) for word in (*regional["trades"], *regional["abbreviations"])),
        abbreviations=regional["abbreviations"],
        cut=_any_of(wide),
        longest=max(len(form) for form in before | after),
    )


def without_forms(words: list[str]) -> list[str]:
    """Return plain words without the legal forms at both ends; one word always remains."""
    table = tables()
    cutting = True
    while cutting and len(words) > 1:
        cutting = False
        for size in range(min(table.longest, len(words) - 1), 0, -1):
            if tuple(words[-size:]) in table.after:
                words, cutting = words[:-size], True
                break
            if tuple(words[:size]) in table.before:
                words, cutting = words[size:], True
                break
    return words[:-1] if len(words) > 1 and words[-1] == "and" else words


def without_misspelt_form(words: list[str]) -> list[str]:
    """Return plain words without a long legal form at the end that is mistyped or cut off, and the forms before it."""
    if len(words) > 1 and _is_misspelt_form(words[-1]):
        return without_forms(words[:-1])
    return words


@lru_cache(maxsize=16_384)
def _is_misspelt_form(word: str) -> bool:
    if len(word) < _CUT_FORM or word[:2] not in {form[:2] for form in _LONG_FORMS}:
        return False
    from rapidfuzz.distance import OSA

    return any(
        form.startswith(word) or (len(word) > _CUT_FORM and OSA.distance(word, form) <= 1 + (len(form) > 8))
        for form in _LONG_FORMS
    )


def has_legal_form(name: str) -> bool:
    """Tell whether a legal form of any jurisdiction stands at the beginning or the end of `name`."""
    words = plain(name)
    return bool(tables().joined.search(name)) or len(without_forms(words)) < len(words)


def is_legal_form(word: str) -> bool:
    """Tell whether `word` is nothing but a legal form, in any script."""
    words = tuple(plain(word))
    return words in tables().before or words in tables().after


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("auditor.entities.names").joinpath(name).read_text("utf-8"))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))))


def _spellings(forms: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return forms as words, "S.p.A." also as the three words that "S. p. A." has."""
    return frozenset(tuple(plain(text)) for form in forms for text in (form, form.replace(".", ". ")) if plain(text))

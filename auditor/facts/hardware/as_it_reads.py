"""A text as a person reads it: lookalike letters of other scripts, drawn letters and digits, and what is not seen, made plain.

Only to look for what the text imitates, beside the text as it is written: "ЕС25-Е" in Cyrillic reads EC25-E.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from auditor.entities.names.normal import INVISIBLE

# What looks like the Latin letter or the digit beside it, script by script; what NFKC or a character's name tells is not here.
_ALIKE = {
    "Cyrillic": ("АВЕКМНОРСТУХІЈЅҮҒҪԚԜԌаеорсухіјѕһԁԛԝқЗӠ", "ABEKMHOPCTYXIJSYFCQWGaeopcyxijshdqwk33"),
    "Greek": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿανορκιυϲϳ", "ABEZHIKMNOPTYXCJavopkiucj"),
    "Armenian": ("ՏՕՍԼհոօսյց", "SOULhnoujg"),
    "Cherokee": ("ᎬᏟᎪᏴᎠᏀᎻᎫᏦᏞᎷᏢᏚᎢᏙᎳᏃᏒ", "ECABDGHJKLMPSTVWZR"),
    "Lisu": ("ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ", "BPDTGKJCZFMNLSRVHWXYAEIOU"),
    "Coptic": ("ⲀⲂⲈⲎⲒⲔⲘⲚⲞⲢⲤⲦⲨⲬ", "ABEHIKMNOPCTYX"),
    "Latin": ("ƧƷıȷℯ℮", "23ijee"),
}
_PLAIN = {was: now for alike, letters in _ALIKE.values() for was, now in zip(alike, letters, strict=True)}
_TABLE = str.maketrans(_PLAIN)
_DRAWN = re.compile(r"(?:LATIN|NEGATIVE|REGIONAL|CIRCLED|SQUARED|TAG|PARENTHESIZED).* ([A-Z])")
_DASHES = "\u2212\u2010\u2011\u00b7\u30fb\uff65"
_BLANK_BRAILLE = "\u2800"


@lru_cache(maxsize=16_384)
def as_it_reads(text: str) -> str:
    """Return a text in the letters, digits and hyphens that it looks like, without what is not seen and without accents."""
    if text.isascii():
        return text
    # First, for NFKC makes other letters of some: of the lunate sigma, which is drawn as a C, a sigma.
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text.translate(_TABLE)))
    return "".join(map(_one, INVISIBLE.sub("", plain)))


def is_disguised(text: str) -> bool:
    """Tell whether a word of a text mixes letters, or letters and what is not seen, so that it reads like another text."""
    if text.isascii():
        return False
    for word in unicodedata.normalize("NFKC", text).split():
        read = as_it_reads(word)
        letters = [c for c in word if c.isalpha()]
        mixed = any(c.isascii() for c in letters) and any(not c.isascii() and c in _PLAIN for c in letters)
        if read.isascii() and any(c.isdigit() for c in read) and (mixed or INVISIBLE.search(word)):
            return True
    return False


def read_line(
    row: Mapping[str, Any], properties: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """Return a line of a BOM and its properties with their texts as they read; the same objects where nothing differs."""
    read = {name: as_it_reads(text) for name, text in row.items() if isinstance(text, str) and not text.isascii()}
    if not read and all((one["value"] or "").isascii() for one in properties):
        return row, properties
    return {**row, **read}, [{**one, "value": one["value"] and as_it_reads(one["value"])} for one in properties]


def _one(c: str) -> str:
    if c.isascii():
        return c
    if c in _PLAIN:
        return _PLAIN[c]
    kind = unicodedata.category(c)
    if kind in ("Mn", "Me", "Cf") or c == _BLANK_BRAILLE:
        return ""
    if kind == "Pd" or c in _DASHES:
        return "-"
    if kind == "Nd":
        return str(unicodedata.decimal(c))
    if kind == "Zs":
        return " "
    drawn = _DRAWN.fullmatch(unicodedata.name(c, ""))
    return drawn[1] if drawn else c

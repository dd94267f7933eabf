"""Keys that an object of a JSON text has twice, wherever it stands: decoders keep the last value and are silent."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import polars as pl

from bom_parsers.bom import PROBLEMS, Rows
from bom_parsers.carriers.json_keys import has_repeats
from bom_parsers.carriers.json_text import Scanner

# A text that is larger is decoded value by value, so that never much of it stands in memory as objects.
LARGE = 1 << 20  # bytes
QUOTE, ESCAPED_QUOTE = b'"', b"\\u0022"
MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
ENTRIES = msgspec.json.Decoder(list[msgspec.Raw])
ANY = msgspec.json.Decoder()
ENCODER = msgspec.json.Encoder()


def repeated_keys(text: bytes, pointer: str = "") -> pl.DataFrame:
    """Return a problem for each key that hides another value of the same object; `pointer` is where the text stands.

    A text that is no JSON has none: its reader says what is wrong.
    """
    problems = Rows(PROBLEMS)
    try:
        if may_repeat(text):
            Scanner(text.decode("utf-8"), problems, pointer, lenient=True).document()
    except (msgspec.DecodeError, UnicodeError, json.JSONDecodeError):
        return Rows(PROBLEMS).frame("")
    return problems.frame("").filter(pl.col("kind") == "repeated-value")


def may_repeat(text: bytes) -> bool:
    """Tell whether an object may have a key twice; raises the decoder's errors for a text that is no JSON."""
    try:
        return has_repeats(text) if ESCAPED_QUOTE in text else text.count(QUOTE) != quotes_kept(text)
    except RecursionError:
        return True  # only the scanner goes so deep


def quotes_kept(text: bytes | msgspec.Raw) -> int:
    """Return how many quotes there are in what decoding leaves of the text, written again.

    Each key has two, and what is no key keeps its own, so that they are fewer than in the text where a key was repeated.
    Raises the decoder's errors.
    """
    begins = bytes(memoryview(text)[:64]).lstrip()[:1]
    if len(memoryview(text)) < LARGE or begins not in (b"[", b"{"):
        return ENCODER.encode(ANY.decode(text)).count(QUOTE)
    if begins == b"[":
        return sum(map(quotes_kept, ENTRIES.decode(text)))
    members: dict[str, Any] = MEMBERS.decode(text)
    return ENCODER.encode(list(members)).count(QUOTE) + sum(map(quotes_kept, members.values()))

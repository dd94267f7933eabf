"""What a JSON text is asked before, or when, it cannot be decoded quickly: its keys, its repeats, and all that can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_text import decode_json, place_of
from bom_parsers.errors import InputError

PIECE = 1 << 20
BLANKS = b" \t\r\n"


def has_key(text: bytes, name: bytes) -> bool:
    """Tell whether an object in the JSON text has a member called `name`.

    A quote inside a string is escaped, so an unescaped one before the word and a colon after it make it a member's name.
    """
    quoted = b'"' + name + b'"'
    at = text.find(quoted)
    while at >= 0:
        end = at + len(quoted)
        if text[at - 1 : at] != b"\\" and text[end : end + 64].lstrip(BLANKS)[:1] == b":":
            return True
        at = text.find(quoted, end)
    return False


def count_matches(text: bytes, pattern: str) -> int:
    """Count the matches of a regular expression that can match no comma; raises UnicodeDecodeError for wrong bytes.

    The text is searched in pieces that end at commas, because polars takes six times the memory of what it searches.
    """
    count = start = 0
    while start < len(text):
        end = text.find(b",", start + PIECE) + 1 or len(text)
        count += pl.Series([text[start:end].decode("utf-8")]).str.count_matches(pattern).item()
        start = end
    return count


def has_repeats(text: bytes) -> bool:
    """Tell whether an object in the JSON text has a name twice."""
    is_repeated = False

    def look(pairs: list[tuple[str, Any]]) -> None:
        nonlocal is_repeated
        is_repeated = is_repeated or len({name for name, _ in pairs}) < len(pairs)

    json.loads(text, object_pairs_hook=look)
    return is_repeated


def parsed_json(text: bytes, path: Path, problems: Rows) -> Any:
    """Parse JSON as far as it can be; what stands after the document, wrong bytes and the like are reported.

    Raises InputError where it is not JSON or nested too deep.
    """
    try:
        string = text.decode("utf-8")
    except UnicodeDecodeError as error:
        string = text.decode("utf-8", "replace")
        message = f"byte {error.start} and maybe others are not UTF-8; each is read as U+FFFD, so names may be damaged"
        line, column = place_of(string, len(text[: error.start].decode("utf-8", "replace")))
        problems.add(kind="damaged-text", severity="error", message=message, pointer=f"line {line} column {column}")
    try:
        return decode_json(string, problems, lenient=True)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        found = f"broken JSON ({error.msg[0].lower()}{error.msg[1:]})"
        raise InputError(path, place, found, "a complete JSON document", "export it again") from None

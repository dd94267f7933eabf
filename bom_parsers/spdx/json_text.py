"""JSON text for the tolerant way through an SPDX document: everything as it is written, and what is odd about it told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from bom_parsers.bom import Rows
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


class Number(str):
    """A JSON number as it is written: "1.10" must not become 1.1, and no number is too long."""


class Repeating(dict[str, Any]):
    """An object with a name that is given more than once; `repeated` has the values that its last one hides."""

    repeated: dict[str, list[Any]]


def with_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members as an object; arrays of a repeated name are joined, of other values the last one counts."""
    given = dict(pairs)
    if len(given) == len(pairs):
        return given
    made = Repeating()
    made.repeated = {}
    for name, value in pairs:
        hidden = made.get(name)
        if name in made:
            made.repeated.setdefault(name, []).append(hidden)
        made[name] = [*hidden, *value] if isinstance(hidden, list) and isinstance(value, list) else value
    return made


def has_repeats(text: bytes) -> bool:
    """Tell whether an object in the JSON text has a name twice."""
    found: list[bool] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            found.append(True)

    json.loads(text, object_pairs_hook=look)
    return bool(found)


def parsed_json(text: bytes, path: Path, problems: Rows) -> Any:
    """Parse JSON as far as it can be; what stands after the document, wrong bytes and NaN are reported."""
    try:
        string = text.decode("utf-8")
    except UnicodeDecodeError as error:
        string = text.decode("utf-8", "replace")
        message = f"byte {error.start} and maybe others are not UTF-8; each is read as U+FFFD, so names may be damaged"
        problems.add(
            severity="error",
            message=message,
            pointer=line_of(string[: len(text[: error.start].decode("utf-8", "replace"))]),
        )
    constants: list[str] = []

    def constant(word: str) -> Number:
        constants.append(word)
        return Number(word)

    decoder = json.JSONDecoder(
        parse_int=Number, parse_float=Number, parse_constant=constant, strict=False, object_pairs_hook=with_repeats
    )
    start = len(string) - len(string.lstrip())
    try:
        value, end = decoder.raw_decode(string, start)
    except RecursionError:
        raise InputError(path, "", "JSON nested too deep", "an SPDX document", "export it again") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        found = f"broken JSON ({error.msg[0].lower()}{error.msg[1:]})"
        raise InputError(path, place, found, "a complete SPDX JSON document", "export it again") from None
    if constants:
        message = f"{constants[0]} is not JSON ({len(constants)} times such a word); read as text"
        problems.add(severity="warning", message=message, pointer="")
    if rest := string[end:].strip():
        message = f"text after the document ({len(rest)} characters) is left out"
        problems.add(severity="warning", message=message, pointer=line_of(string[:end] + " "))
    return value


def line_of(before: str) -> str:
    return f"line {before.count(chr(10)) + 1} column {len(before) - before.rfind(chr(10))}"

"""What a JSON text is asked before, or when, it cannot be decoded quickly: its keys, its repeats, and all that can be read."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_text import decode_json, place_of
from bom_parsers.errors import InputError, counted, quoted

PIECE = 1 << 20
BLANKS = b" \t\r\n"
# What the formats, and people and tools, call what holds components or ties them together, as `folded` writes it.
BLOCKS = frozenset(
    {
        *(
            "components",
            "component",
            "subcomponents",
            "subcomponent",
            "packages",
            "package",
            "parts",
            "children",
            "libraries",
            "modules",
            "module",
            "devices",
            "assemblies",
            "subassemblies",
        ),
        *("metadata", "services", "dependencies", "compositions", "relationships", "files", "snippets"),
    }
)
NAMES = ("name", "Name", "packageName", "fileName")


def report_unread_blocks(
    members: Mapping[str, Any], known: Collection[str], pointer: str, problems: Rows, *, only_near: bool = False
) -> set[str]:
    """Report the members of an object that its format does not have there, and that may hold components; return their keys.

    These are members that are not among the `known` and have, but for case and hyphens, one of the names in BLOCKS, and,
    unless `only_near`, all that hold things with names or, as a BOM in the BOM does, with such members. `pointer` is the
    object's.
    """
    reported = set()
    for key, value in members.items():
        if key in known or not isinstance(value, dict | list) or not value:
            continue
        entries = value if isinstance(value, list) else [value]
        names = [entry[name] for entry in entries if isinstance(entry, dict) for name in NAMES if name in entry]
        holds = names or any(folded(inner) in BLOCKS for entry in entries if isinstance(entry, dict) for inner in entry)
        if folded(key) in BLOCKS or (holds and not only_near):
            first = next((name for name in names if isinstance(name, str)), "")
            example = f", as {quoted(first, 60)}," if first else ""
            held = counted(len(entries), "entry", "entries")
            message = (
                f"the format has no {quoted(key, 60)} here; its {held}{example} may be components and are not read"
            )
            way = key.replace("~", "~0").replace("/", "~1")
            problems.add(kind="odd-value", severity="warning", message=message, pointer=f"{pointer}/{way}")
            reported.add(key)
    return reported


def folded(key: str) -> str:
    """Return a name without case, hyphens, underscores and blanks."""
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


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


def count_matches(text: bytes, pattern: str, end_of_piece: bytes = b",") -> int:
    """Count the matches of a regular expression that can match no comma; raises UnicodeDecodeError for wrong bytes.

    The text is searched in pieces that end at commas, or at another mark that no match has inside, because polars takes six
    times the memory of what it searches.
    """
    count = start = 0
    while start < len(text):
        at = text.find(end_of_piece, start + PIECE)
        end = at + len(end_of_piece) if at >= 0 else len(text)
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

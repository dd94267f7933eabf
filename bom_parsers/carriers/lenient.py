"""Values that are not what their place expects: what of them is used, and one sentence for each oddity.

Real documents write a manufacturer as a plain string, one value as an array, a version as a number. The readers know the
fields; what becomes of an odd value in one of them is decided here, alike for every family.
"""

from __future__ import annotations

import json
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_text import Number
from bom_parsers.errors import quoted

Entry = tuple[Any, str]  # what stands in a document, and its pointer


def odd(value: Any, expected: str, use: str, pointer: str, problems: Rows, severity: str = "warning") -> None:
    """Report that `value` stands where something else is expected ("an object"), and what becomes of it, if that is said."""
    message = f"{described(value)} where {expected} was expected" + (f"; {use}" if use else "")
    problems.add(kind="odd-value", severity=severity, message=message, pointer=pointer)


def described(value: Any) -> str:
    """Return what a value is, in a few words; never its content where that could be large."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"the number {value:.60}" if isinstance(value, Number) else f"the string {quoted(value, 60)}"


def entries_of(value: Any, pointer: str, problems: Rows) -> list[Entry]:
    """Return the items of an array with their pointers; a single value in its place is its only entry."""
    if isinstance(value, list):
        return [(item, f"{pointer}/{i}") for i, item in enumerate(value)]
    odd(value, "an array", "" if value is None else "used as its only entry", pointer, problems)
    return [] if value is None else [(value, pointer)]


def text_of(value: Any, pointer: str, problems: Rows, joins: bool = False) -> str | None:
    """Return a text, None where nothing of the value can be used as one.

    A number or truth is written out, an array gives its only entry, an object its name. With `joins` several texts in an
    array are joined by ", ".
    """
    if value is None:
        return None
    if isinstance(value, Number | bool):
        odd(value, "a text", "", pointer, problems)
        return str(value) if isinstance(value, Number) else json.dumps(value)
    if isinstance(value, str):
        return whole(value, pointer, problems)
    inner, use = inside(value, joins)
    odd(value, "a text", use, pointer, problems)
    return whole(str(inner), pointer, problems) if isinstance(inner, str) and inner else None


def inside(value: Any, joins: bool) -> tuple[Any, str]:
    """Return what of an array or object may stand for a text, and how that is said."""
    if isinstance(value, list) and len(value) == 1:
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        named = value.get("name") if isinstance(value, dict) else value
        return (named, "its only entry is used") if isinstance(named, str) else (None, "left out")
    if isinstance(value, list) and joins:
        return ", ".join(item for item in value if isinstance(item, str) and item), "its texts are joined"
    named = value.get("name") if isinstance(value, dict) else None
    return (named, "its 'name' is used") if isinstance(named, str) else (None, "left out")


def whole(text: str, pointer: str, problems: Rows) -> str:
    """Return a text that UTF-8 can carry: a half of a surrogate pair is replaced, and reported."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    message = "half of a surrogate pair in the text; read as U+FFFD"
    problems.add(kind="damaged-text", severity="warning", message=message, pointer=pointer)
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)

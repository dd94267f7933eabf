"""JSON text into values, for documents that the fast decoder refuses: any depth, and with its oddities reported.

The standard decoder recurses, so 500 nested components overflow it, it silently drops all but the last of repeated keys, and
it makes 1.1 of a version 1.10.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, printable, quoted
from bom_parsers.limits import by_limit, limits

# A component takes two levels of a document, its object and the array that holds it; more are for what is inside it.
LEVELS_OF_ONE, MORE_LEVELS = 2, 1_000

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?", re.ASCII)
WORDS = {"true": True, "false": False, "null": None}
# Not JSON, but Python and JavaScript write them.
NO_NUMBER = ("NaN", "Infinity", "-Infinity")


class Number(str):
    """A JSON number as it is written: "1.10" must not become 1.1. Also one of NO_NUMBER."""


def decode_json(text: str, problems: Rows, root: str = "", lenient: bool = False) -> Any:
    """Return the value of the JSON document `text`; numbers in it are of the type Number.

    A key given twice in one object and a NaN become rows of `problems`: arrays of a repeated key are joined, so that nothing
    is hidden; of other values the last one counts. With `lenient` so do a raw line end inside a text and more text after
    the document. Raises json.JSONDecodeError where the text is not JSON or nested too deep. `root` is the pointer to the
    value, where it is a part of a document.
    """
    try:
        return AT_ONCE.decode(text)  # eight times faster, and right for all but odd and deep documents
    except (ValueError, RecursionError):
        return Scanner(text, problems, root, lenient).document()


def without_repeats(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises ValueError where a key is repeated."""
    made = dict(members)
    if len(made) < len(members):
        raise ValueError("a repeated key")
    return made


def refused(word: str) -> Any:
    """Raise ValueError for one of NO_NUMBER."""
    raise ValueError(word)


AT_ONCE = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=refused, object_pairs_hook=without_repeats
)


def joined(members: dict[str, Any], key: str, value: Any, report: Callable[[str], None]) -> Any:
    """Put `value` under a `key` of an object, reporting what it hides; return it, or the array that it joins."""
    if key in members:
        hidden = members[key]
        if isinstance(hidden, list) and isinstance(value, list):
            report(f"key {quoted(key)} is repeated; its arrays are joined")
            hidden += value
            return hidden
        if hidden == value and type(hidden) is type(value) and not isinstance(value, dict | list):
            return value  # which hides nothing
        is_number = isinstance(hidden, Number)
        what = (
            "an array or object"
            if isinstance(hidden, list | dict)
            else f"{hidden:.80}"
            if is_number
            else quoted(hidden, 80)
        )
        report(f"key {quoted(key)} is repeated; the last value counts and hides {what}")
    members[key] = value
    return value


class Scanner:
    """One pass over the text with its own stack of open arrays and objects, and the key at which each object stands."""

    def __init__(self, text: str, problems: Rows, root: str, lenient: bool) -> None:
        self.text, self.problems, self.root, self.lenient = text, problems, root, lenient
        self.names: dict[str, str] = {}  # so that each key is kept in memory once
        self.levels = LEVELS_OF_ONE * limits().depth + MORE_LEVELS
        self.at = 0
        self.open: list[Any] = [[]]
        self.keys: list[str] = [""]

    def document(self) -> Any:
        """Read the one value and the end of the text."""
        fresh = self.value()
        while len(self.open) > 1:
            is_object = isinstance(self.open[-1], dict)
            closing, mark = "}" if is_object else "]", self.mark()
            if mark == closing:
                self.at += 1
                self.open.pop()
                self.keys.pop()
                fresh = False
                continue
            if not fresh:
                if mark != ",":
                    raise self.error(f"neither a comma nor {quoted(closing)} after a value")
                self.at += 1
            if is_object:
                self.key()
            fresh = self.value()
        if self.mark() and not self.lenient:
            raise self.error("more text after the end of the document")
        if left := self.text[self.at :].rstrip():
            line, column = place_of(self.text, self.at)
            message = f"text after the document ({counted(len(left), 'character')}) is left out"
            self.problems.add(
                kind="text-left-out", severity="error", message=message, pointer=f"line {line} column {column}"
            )
        return self.open[0][0]

    def mark(self) -> str:
        """Skip blanks; return the character there, "" at the end."""
        match = SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def key(self) -> None:
        """Read a key and its colon."""
        if self.mark() != '"':
            raise self.error("no quoted key")
        name = self.string()
        self.keys[-1] = self.names.setdefault(name, name)
        if self.mark() != ":":
            raise self.error("no colon after a key")
        self.at += 1

    def value(self) -> bool:
        """Read one value into the open container; of an array or object only its beginning, which returns True."""
        mark = self.mark()
        if mark == '"':
            self.store(self.string())
            return False
        if mark not in ("{", "["):
            self.store(self.number_or_word())
            return False
        if len(self.open) > self.levels:
            remedy = f"raise the limit {by_limit('depth')}"
            raise self.error(f"nested too deep, more than {counted(self.levels, 'level')}; {remedy}")
        self.at += 1
        opened = self.store({} if mark == "{" else [])
        self.open.append(opened)
        self.keys.append("")
        return True

    def string(self) -> str:
        """Read what stands in quotes."""
        try:
            text, self.at = scanstring(self.text, self.at + 1, True)
        except json.JSONDecodeError:
            if not self.lenient:
                raise
            text, self.at = scanstring(self.text, self.at + 1, False)
            self.report(
                "odd-syntax", "a raw line end or control character within a text is not strict JSON; read all the same"
            )
        return str(text)

    def number_or_word(self) -> Any:
        """Read what stands without quotes."""
        number = NUMBER.match(self.text, self.at)
        word = next((w for w in (*WORDS, *NO_NUMBER) if self.text.startswith(w, self.at)), None)
        if word is not None:
            self.at += len(word)
            if word in NO_NUMBER:
                self.report("odd-syntax", f"{word} is not JSON")
                return Number(word)
            return WORDS[word]
        if number is None:
            raise self.error("no value")
        self.at = number.end()
        return Number(number[0])

    def store(self, value: Any) -> Any:
        """Put `value` into the open container; return it, or the array that it joins."""
        container, key = self.open[-1], self.keys[-1]
        if isinstance(container, list):
            container.append(value)
            return value
        return joined(container, key, value, partial(self.report, "repeated-value"))

    def report(self, kind: str, message: str) -> None:
        """Add a problem that points to the value about to be stored."""
        pointer = self.root
        for container, key in zip(self.open[1:], self.keys[1:], strict=True):
            if isinstance(container, dict):
                pointer += "/" + printable(key.replace("~", "~0").replace("/", "~1"))
            else:  # only the innermost array lacks the element that is being read
                pointer += f"/{len(container) - (container is not self.open[-1])}"
        severity = "info" if kind == "odd-syntax" else "warning"  # which of repeated values is meant is not known
        self.problems.add(kind=kind, severity=severity, message=message, pointer=pointer)

    def error(self, message: str) -> json.JSONDecodeError:
        what = message if self.at < len(self.text) else "the text ends too early"
        return json.JSONDecodeError(what, self.text, self.at)


def place_of(text: str, at: int) -> tuple[int, int]:
    """Return the line and the column of a character, both from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

"""JSON text into values, for documents that the fast decoder refuses: any depth, and with its oddities told.

The standard decoder recurses, so 500 nested components overflow it, and it silently drops all but the last of repeated keys.
"""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.errors import printable, quoted
from bom_parsers.limits import limits

# A component takes two levels of a document, its object and the array that holds it; more are for what is inside it.
LEVELS_OF_ONE, MORE_LEVELS = 2, 1_000

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?P<fraction>\.\d+)?(?P<exponent>[eE][-+]?\d+)?", re.ASCII)
WORDS = {"true": True, "false": False, "null": None}
# No JSON, but Python and JavaScript write them; they say that there is no value.
NO_NUMBER = ("NaN", "Infinity", "-Infinity")


def decode_json(text: str, problems: Rows, root: str = "") -> Any:
    """Return the value of the JSON document `text`.

    A key given twice in one object and a NaN become rows of `problems`: arrays of a repeated key are joined, so that
    nothing is hidden; of other values the last one counts. Raises json.JSONDecodeError where the text is no JSON or
    nested too deep. `root` is the pointer to the value, where it is a part of a document.
    """
    return Scanner(text, problems, root).document()


class Scanner:
    """One pass over the text with its own stack of open arrays and objects, and the key at which each object stands."""

    def __init__(self, text: str, problems: Rows, root: str = "") -> None:
        self.text, self.problems, self.root = text, problems, root
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
        if self.mark():
            raise self.error("more text after the end of the document")
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
        name, self.at = scanstring(self.text, self.at + 1, True)
        self.keys[-1] = self.names.setdefault(name, name)
        if self.mark() != ":":
            raise self.error("no colon after a key")
        self.at += 1

    def value(self) -> bool:
        """Read one value into the open container; of an array or object only its beginning, which returns True."""
        mark = self.mark()
        if mark == '"':
            text, self.at = scanstring(self.text, self.at + 1, True)
            self.store(text)
            return False
        if mark not in ("{", "["):
            self.store(self.number_or_word())
            return False
        if len(self.open) > self.levels:
            raise self.error(f"nested too deep, more than {self.levels} levels")
        self.at += 1
        opened = self.store({} if mark == "{" else [])
        self.open.append(opened)
        self.keys.append("")
        return True

    def number_or_word(self) -> Any:
        """Read what stands without quotes."""
        number = NUMBER.match(self.text, self.at)
        word = next((w for w in (*WORDS, *NO_NUMBER) if self.text.startswith(w, self.at)), None)
        if word is not None:
            self.at += len(word)
            if word in NO_NUMBER:
                self.tell(f"{word} is no JSON; it counts as null")
            return WORDS.get(word)
        if number is None:
            raise self.error("no value")
        is_whole = number["fraction"] is None and number["exponent"] is None
        try:
            value = int(number[0]) if is_whole else float(number[0])
        except ValueError as error:  # Python refuses to convert more than 4,300 digits
            raise self.error(f"a number of {len(number[0])} digits") from error
        self.at = number.end()
        return value

    def store(self, value: Any) -> Any:
        """Put `value` into the open container; return it, or the array that it joins."""
        container, key = self.open[-1], self.keys[-1]
        if isinstance(container, list):
            container.append(value)
            return value
        if key in container:
            hidden = container[key]
            if isinstance(hidden, list) and isinstance(value, list):
                self.tell(f"key {quoted(key)} is repeated; its arrays are joined")
                return hidden
            told = "an array or object" if isinstance(hidden, list | dict) else quoted(hidden, 80)
            self.tell(f"key {quoted(key)} is repeated; the last value counts and hides {told}")
        container[key] = value
        return value

    def tell(self, message: str) -> None:
        """Add a problem that points to the value about to be stored."""
        pointer = self.root
        for container, key in zip(self.open[1:], self.keys[1:], strict=True):
            if isinstance(container, dict):
                pointer += "/" + printable(key.replace("~", "~0").replace("/", "~1"))
            else:  # only the innermost array lacks the element that is being read
                pointer += f"/{len(container) - (container is not self.open[-1])}"
        self.problems.add(severity="warning", message=message, pointer=pointer)

    def error(self, message: str) -> json.JSONDecodeError:
        told = message if self.at < len(self.text) else "the text ends too early"
        return json.JSONDecodeError(told, self.text, self.at)

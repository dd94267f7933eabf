"""SPDX 2.x in YAML: the members of the JSON notation, read from the parser's events.

YAML guesses types: `no` would be a boolean, `1.10` a number, `2025-01-01` a date. Here every scalar stays the text that it is.
The tree is made from events and not by the library's loader, for that recurses and knows neither repeated keys nor limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.incoming.brevity import check_brevity
from bom_parsers.carriers.json_text import joined
from bom_parsers.errors import InputError, printable
from bom_parsers.limits import by_limit, limits, says_too_little
from bom_parsers.spdx.bom import Parsed, bom_of
from bom_parsers.spdx.frames import shown
from bom_parsers.spdx.lenient import parsed

MARK = re.compile(rb"""^[ \t]*(?:-[ \t]+)?["']?spdxVersion["']?[ \t]*:""", re.MULTILINE)
MEMBER = re.compile(rb"""^["']?(?:packages|creationInfo|documentDescribes)["']?[ \t]*:""", re.MULTILINE)
TAG_VALUE = re.compile(rb"^[ \t]*SPDXVersion[ \t]*:", re.MULTILINE)
EXPECTED = "an SPDX document in YAML"
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
MERGE = "<<"


def looks_like(text: bytes) -> bool:
    """Tell whether a text has members of an SPDX document on lines of their own, as YAML has them."""
    if TAG_VALUE.search(text):
        return False
    return MARK.search(text) is not None or (b"SPDX" in text and MEMBER.search(text) is not None)


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a text that is not YAML, for YAML that is not SPDX, and for one nested or referring to itself
    beyond the limits.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx-yaml", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    problems = Rows(PROBLEMS)
    value = Tree(path, problems).value_of(utf8(text, problems))
    return parsed(value, path, problems)[0]


def utf8(text: bytes, problems: Rows) -> str:
    """Return the text; bytes that are not UTF-8 are reported, and the rest of the text is used."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} and maybe others are not UTF-8; each is read as U+FFFD, so names may be damaged"
        problems.add(kind="damaged-text", severity="error", message=message, pointer=f"line {line}")
        return text.decode("utf-8", "replace")


class Open:
    """An array or object whose end is still to come: `entries` are its values, or keys and values in turn."""

    def __init__(self, is_object: bool, anchor: str | None) -> None:
        self.is_object, self.anchor = is_object, anchor
        self.entries: list[Any] = []
        self.size = self.values = 1

    def made(self, line: int, tree: Tree) -> Any:
        """Return the finished array or object."""
        if not self.is_object:
            return self.entries
        pairs = []
        for key, value in zip(self.entries[::2], self.entries[1::2], strict=True):
            if isinstance(key, str):
                pairs.append((key, value))
            elif key is not None:
                tree.note("odd-value", "a key that is no text; left out with its value", line)
        merged = [value for key, value in pairs if key == MERGE]
        own: dict[str, Any] = {}
        for key, value in pairs:
            if key != MERGE:
                fresh = list(value) if isinstance(value, list) else value  # an alias shares its array
                joined(own, key, fresh, partial(tree.report, key))
        for source in merged:
            for base in source if isinstance(source, list) else [source]:
                own.update(
                    {key: value for key, value in base.items() if key not in own} if isinstance(base, dict) else {}
                )
        return own


class Tree:
    """Makes plain values from YAML: text, None, lists and objects; an alias is the same value as its anchor, not a copy."""

    def __init__(self, path: Path, problems: Rows) -> None:
        self.path, self.problems = path, problems
        self.open: list[Open] = []
        # What an anchor stands for, and how many characters and values that would be if it were written out; None while it is
        # still open.
        self.anchors: dict[str, tuple[Any, int, int] | None] = {}
        self.documents: list[Any] = []
        self.values = self.size = 0

    def value_of(self, text: str) -> Any:
        """Return the value of the first document in the text."""
        self.size = len(text)
        for event in self.events(text):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.ScalarEvent):
                is_null = event.implicit[0] and event.value in NULLS
                self.count(1, line)
                self.store(None if is_null else event.value, 1 + len(event.value), 1, event.anchor, line)
            elif isinstance(event, yaml.CollectionStartEvent):
                self.begin(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                closed = self.open.pop()
                self.store(closed.made(line, self), closed.size, closed.values, closed.anchor, line)
            elif isinstance(event, yaml.AliasEvent):
                self.alias(str(event.anchor), line)
            elif isinstance(event, yaml.DocumentStartEvent) and self.documents:
                self.note("text-left-out", "a second document begins; it and what follows are left out", line)
                break
        return self.documents[0] if self.documents else None

    def events(self, text: str) -> Iterator[Any]:
        """Yield the parser's events; raises InputError where the text is not YAML."""
        try:
            yield from yaml.parse(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = f"line {mark.line + 1} column {mark.column + 1}" if mark else ""
            found = f"broken YAML ({error.problem or error.context})"
            raise InputError(self.path, place, found, EXPECTED, "export it again, or mend this place") from error
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            found = f"broken YAML ({shown(getattr(error, 'reason', error))})"
            raise InputError(self.path, "", found, EXPECTED, "export it again") from error

    def begin(self, event: Any, line: int) -> None:
        if len(self.open) >= limits().depth:
            found, expected = f"YAML nested deeper than {limits().depth} levels", "an SPDX document"
            raise InputError(
                self.path, f"line {line}", found, expected, f"export it again, or raise the limit {by_limit('depth')}"
            )
        if event.anchor:
            self.anchors[event.anchor] = None
        self.count(1, line)
        self.open.append(Open(isinstance(event, yaml.MappingStartEvent), event.anchor))

    def alias(self, anchor: str, line: int) -> None:
        """Put what the anchor stands for in the place of the alias."""
        if anchor not in self.anchors:
            found, expected = f"alias *{shown(anchor)} without its anchor", EXPECTED
            raise InputError(self.path, f"line {line}", found, expected, "export it again, or mend this place")
        known = self.anchors[anchor]
        if known is None:
            found = f"alias *{shown(anchor)} inside what it stands for, which would never end"
            raise InputError(self.path, f"line {line}", found, EXPECTED, "export it without aliases")
        if known[2] > 1 and says_too_little((self.values + known[2]) // 2, self.size):
            found = f"aliases that stand for more than {self.values:,} values in {self.size:,} characters"
            remedy = f"export it without aliases, or lower the limit {by_limit('bytes_an_element')}"
            raise InputError(self.path, f"line {line}", found, EXPECTED, remedy)
        self.count(known[2], line)
        self.store(*known, None, line)

    def count(self, values: int, line: int) -> None:
        """Count values, two of them to an element; raises InputError where the text is too short to say something of each."""
        self.values += values
        check_brevity(self.values // 2, self.size, self.path, f"line {line}")

    def store(self, value: Any, size: int, values: int, anchor: str | None, line: int) -> None:
        """Put a value into the open array or object; `size` and `values` are the characters that it would take, and the values
        that it would be, if its aliases were written out."""
        if anchor:
            self.anchors[anchor] = value, size, values
        if not self.open:
            self.documents.append(value)
            return
        self.open[-1].size += size
        self.open[-1].values += values
        self.open[-1].entries.append(value)
        if self.open[-1].size > limits().inflated_bytes:
            found = f"aliases that stand for more than {limits().inflated_bytes:,} characters"
            remedy = f"export it without aliases, or raise the limit {by_limit('inflated_bytes')}"
            raise InputError(self.path, f"line {line}", found, EXPECTED, remedy)

    def report(self, key: str, message: str) -> None:
        """Add a problem of the member `key` of the object that has just been closed."""
        ways = [around.entries[-1] if around.is_object else len(around.entries) for around in self.open]
        pointer = "".join("/" + printable(str(way).replace("~", "~0").replace("/", "~1")) for way in (*ways, key))
        self.problems.add(kind="repeated-value", severity="warning", message=message, pointer=pointer)

    def note(self, kind: str, message: str, line: int) -> None:
        """Add a problem of something that is left out."""
        self.problems.add(kind=kind, severity="error", message=message, pointer=f"line {line}")

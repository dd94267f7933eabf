"""Input files as values: opened once, hashed, and handed on as bytes, so that what was judged is what was hashed.

And the one way in which people write a day into any of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from bom_parsers.carriers.incoming.file_content import content_of, content_of_descriptor
from bom_parsers.errors import InputError, quoted

STANDARD_INPUT = Path("-")  # what a command line calls it; a file of that name is given by its whole path
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_of_this_run: ContextVar[set[Path] | None] = ContextVar("_of_this_run", default=None)


@dataclass(frozen=True)
class InputFile:
    """One input of a run: `label` is what the user calls it, `data` its bytes as they were read, once.

    `path` is where it lay, for errors only: nobody opens it again.
    """

    path: Path
    label: str
    data: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.data)


@dataclass(frozen=True)
class Inputs:
    """The files of a run by where they lie (paths that are resolved); one that could not be read has its error instead."""

    files: Mapping[Path, InputFile | InputError] = field(default_factory=dict)

    def file(self, path: Path, label: str | None = None) -> InputFile:
        """Return the file that lay at `path`, under the name `label` if one is given.

        Raises InputError for one that could not be read, and for one that was never handed in: nothing is opened here.
        """
        read = self.files.get(path)
        if read is None:
            expected = "every file that the program names among the inputs"
            raise InputError(path, "", "a file that is not among the inputs", expected, "read it with `inputs_of`")
        if isinstance(read, InputError):
            raise read
        return read if label in (None, read.label) else replace(read, label=label or "")

    def with_files(self, files: Iterable[InputFile]) -> Inputs:
        """Return these inputs and the given files, which take the place of what lay at the same paths."""
        return Inputs({**self.files, **{file.path.resolve(): file for file in files}})


def read_input(path: Path, label: str | None = None, expected: str = "a file that can be read") -> InputFile:
    """Open the file once and return it; raises InputError if it is missing, cannot be read, or is beyond the limits.

    `label` is what the user calls it (the path when left out), and `expected` what it ought to be, for the error. "-" is
    standard input, which like any pipe can be read once only.
    """
    never_replace(path)
    data = content_of_descriptor(0, path, expected) if path == STANDARD_INPUT else content_of(path, expected)
    return InputFile(path, label or str(path), data)


def label_of(path: Path) -> str:
    """Return what a user calls a file of the command line: its name, and in words what has none."""
    if path in (STANDARD_INPUT, Path("/dev/stdin")):
        return "standard input"
    return str(path) if path.parent == Path("/dev/fd") else path.name


@contextmanager
def noted() -> Iterator[None]:
    """Note, until the context ends, which files are inputs, so that no output takes the place of one: for a run."""
    before = _of_this_run.set(set())
    try:
        yield
    finally:
        _of_this_run.reset(before)


def never_replace(path: Path) -> None:
    """Note an input of this run: a file, a folder of them, or one that belongs to the inputs and is not read this time.

    `read_input` does so itself.
    """
    noted_paths = _of_this_run.get()
    if noted_paths is not None and path != STANDARD_INPUT:
        noted_paths.add(path)


def input_paths() -> frozenset[Path]:
    """Return the paths of the inputs of this run that were noted so far."""
    return frozenset(_of_this_run.get() or ())


def read_if_there(path: Path, label: str | None = None, expected: str = "a file that can be read") -> InputFile:
    """Return the file as `read_input` does, or one without content where nothing lies yet: a file that is to be written."""
    return read_input(path, label, expected) if path.exists() else InputFile(path, label or str(path), b"")


def day_of(value: object) -> date | None:
    """Return the day that a date of TOML or a text such as "2026-11-24" is; None for anything else, and for a time of day."""
    if type(value) is date:
        return value
    text = value.strip() if isinstance(value, str) else ""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def day_at(key: str, value: object, fault: Callable[[str, str, str, str], Exception]) -> date:
    """Return the day that `value` is, as `day_of` has it; raises what `fault` makes of the key, what was found, what was
    expected, and the remedy."""
    day = day_of(value)
    if day is None:
        raise fault(
            key, f"{quoted(value)} for {quoted(key)}", "a date such as 2026-11-24", "write year, month and day so"
        )
    return day

"""Input files as values: opened once, hashed, and handed on as bytes, so that what was judged is what was hashed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bom_parsers.errors import InputError


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


def read_input(path: Path, label: str | None = None) -> InputFile:
    """Open the file once and return it; raises InputError if it is missing or cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else (error.strerror or "not readable")
        raise InputError(label or path, "", found, "a file that can be read", "correct the path") from error
    return InputFile(path, label or str(path), data)

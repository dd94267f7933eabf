"""Readers of bills of materials: `read_bom(path)` turns a file of any known format into tidy frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bom_parsers.errors import InputError

if TYPE_CHECKING:
    from bom_parsers.bom import Bom

__all__ = ["Bom", "InputError", "read_bom"]


def read_bom(path: Path | str, name: str | None = None) -> Bom:
    """Read the BOM in the file `path`; its content decides the format, its name never does.

    `name` is what the frames call the document (the path as given when left out). Raises InputError for a file that is
    missing, empty, unreadable, or no BOM of a known format.
    """
    from bom_parsers import read

    return read.read_bom(path, name)


def __getattr__(name: str) -> Any:
    # Polars takes a third of a second to import: only who reads a BOM pays for it, not who needs the error alone.
    if name == "Bom":
        from bom_parsers.bom import Bom

        return Bom
    raise AttributeError(f"module 'bom_parsers' has no attribute {name!r}")

"""Readers of bills of materials: `read_bom(path)` turns a file of any known format into tidy frames."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bom_parsers.errors import InputError, quoted

if TYPE_CHECKING:
    from bom_parsers.bom import Bom

__all__ = ["Bom", "InputError", "read_bom"]


def read_bom(path: Path | str, name: str | None = None, *, data: bytes | None = None, sha256: str | None = None) -> Bom:
    """Read one bill of materials into frames; its content decides the format, the name of its file never does.

    The content is that of the file `path`, or `data` where the caller has it in hand: then no file is opened, and `path` is
    only what errors call it. `sha256` is the hexadecimal digest of `data`, computed here when left out. `name` is what the
    frames call the document (`path` as given when left out). Raises InputError for a file that is missing, empty,
    unreadable, or not a BOM of a known format.

    >>> table = b"Designator,Manufacturer,MPN\\nU1,Quectel,AG525R-GL\\n"
    >>> bom = read_bom("board.csv", "telematics unit", data=table)
    >>> bom.format
    'hbom-csv'
    >>> bom.components.select("bom", "ref", "kind", "mpn", "refdes").rows()
    [('telematics unit', 'row 2', 'hardware', 'AG525R-GL', 'U1')]
    >>> bom.parties.select("ref", "role", "name", "pointer").rows()
    [('row 2', 'manufacturer', 'Quectel', 'line 2, column 2')]
    """
    from bom_parsers import read

    return read.read_bom(path, name, data=data, sha256=sha256)


def __getattr__(name: str) -> Any:
    # Polars takes a third of a second to import: only who reads a BOM pays for it, not who needs the error alone.
    if name == "Bom":
        from bom_parsers.bom import Bom

        return Bom
    raise AttributeError(f"module 'bom_parsers' has no attribute {quoted(name)}")

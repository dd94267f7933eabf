"""A workbook that was checked: in a container written anew, which holds what was looked at and nothing else, and its cost.

Two readers may take different things from one odd container: an archive with two directories, members that overlap or are there
twice, a compound file whose chains cross. What the native reader gets has none of that.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zipfile import ZipInfo

from bom_parsers.limits import limits

SECTOR = 4096  # bytes of a compound file; its one table of sectors' tables then lists 457 MB
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LISTED = 109  # tables of sectors in the first sector
SMALL = 4096  # a shorter stream would lie among the small ones
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Checked:
    """A workbook as the native reader gets it, and what that may cost at most: `cells` in memory, and `size`, bytes of text
    and of the parts unpacked."""

    data: bytes
    cells: int
    size: int


def most_text() -> str:
    """Return how much text the cells may hold, as what was expected."""
    return f"at most {limits().inflated_bytes:,}, and {limits().ratio} for each byte of the file"


def archive_of(data: bytes, parts: Iterable[ZipInfo]) -> bytes:
    """Return an archive of these parts of the archive `data`, packed as they are there."""
    members, directory = bytearray(), bytearray()
    count = 0
    for part in parts:
        name = part.filename.encode("utf-8")
        start = part.header_offset + 30 + sum(struct.unpack_from("<HH", data, part.header_offset + 26))
        about = struct.pack(
            "<HHHHHIII", 20, 0x800, part.compress_type, 0, 33, part.CRC, part.compress_size, part.file_size
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + about
        directory += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, len(members)) + name
        members += b"PK\x03\x04" + about + struct.pack("<HH", len(name), 0) + name
        members += data[start : start + part.compress_size]
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(members), 0)
    return bytes(members + directory + b"PK\x05\x06" + end)


def compound_file_of(stream: bytes) -> bytes:
    """Return a compound file whose only stream is this workbook."""
    stream = stream.ljust(SMALL, b"\0")
    sectors = -(-len(stream) // SECTOR)
    tables = next(n for n in range(1, LISTED + 1) if n * SECTOR // 4 >= n + 1 + sectors)
    first = tables + 1
    chain = [TABLE] * tables + [END, *range(first + 1, first + sectors), END]
    folder = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, first, len(stream))
    head = SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 12, 6)
    head += struct.pack("<9I", 0, tables, tables, 0, SMALL, END, 0, END, 0) + numbers(range(tables), LISTED)
    return b"".join(
        (
            head.ljust(SECTOR, b"\0"),
            numbers(chain, tables * SECTOR // 4),
            folder.ljust(SECTOR, b"\0"),
            stream.ljust(sectors * SECTOR, b"\0"),
        )
    )


def numbers(values: Sequence[int], count: int) -> bytes:
    """Return `count` numbers of sectors, free ones where there are no more."""
    return struct.pack(f"<{len(values)}I", *values).ljust(4 * count, b"\xff")


def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
    """Return an entry of the folder: the root or a stream."""
    text = name.encode("utf-16-le") + b"\0\0"
    about = struct.pack("<HBBIII36xIQ", len(text), kind, 1, FREE, FREE, child, start, length)
    return text.ljust(64, b"\0") + about

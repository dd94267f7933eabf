"""What an Excel 97 to 2003 workbook must not do before it is opened: lead in circles, or spread its cells too far.

Such a file is a small file system (a compound file) whose stream `Workbook` is a chain of records; cells are a few bytes each
and lie wherever they say, and a shared text is copied into every cell that refers to it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, is_bomb, limits
from bom_parsers.tables.guards.checked import Checked, compound_file_of, most_text

EXPECTED = "an Excel workbook of 97 to 2003"
AGAIN = "open it in a spreadsheet program and save it as XLSX"
# Sectors from here on are no sectors but marks such as "end of chain".
NO_SECTOR = 0xFFFFFFFA
# Records of one cell, of a run of cells, and of a cell that refers to a shared text.
ONE_CELL = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6})
CELL_RUN = frozenset({0x00BD, 0x00BE})
SHARED_TEXT, TEXTS, CONTINUED, BEGIN, END, ENCRYPTED = 0x00FD, 0x00FC, 0x003C, 0x0809, 0x000A, 0x002F
WORKSHEET, DIMENSIONS = 0x0085, 0x0200
MOST_TIMES = 4  # that the stream may be gone through for worksheets, which lie one after another in every honest file


def checked(data: bytes, path: Path) -> Checked:
    """Return the Excel workbook `data` as it may be opened; raises InputError unless it is one, and safe."""
    try:
        stream = workbook_stream(data, path)
        used = extent(stream, path)
    except (struct.error, IndexError) as error:
        raise InputError(path, "", f"a damaged workbook ({error})", EXPECTED, AGAIN) from error
    if used.area > limits().cells:
        spread, expected = f"cells spread over an area of {used.area:,}", f"at most {limits().cells:,}"
        raise InputError(
            path, "", spread, expected, f"delete stray cells far from the table, or raise the limit {by_limit('cells')}"
        )
    if is_bomb(used.text, len(data)):
        copied = f"shared texts that take {used.text:,} characters in the cells"
        raise InputError(
            path,
            "",
            copied,
            most_text(),
            f"shorten the texts, or raise the limits {by_limit('inflated_bytes', 'ratio')}",
        )
    return Checked(compound_file_of(without_claims(stream, used.claims)), used.area, len(stream) + used.text)


def workbook_stream(data: bytes, path: Path) -> bytes:
    """Return the stream that holds the workbook; raises InputError for a compound file without one."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift > shift:
        found = f"a compound file with sectors of 2**{shift} and 2**{small_shift} bytes"
        raise InputError(path, "", found, EXPECTED, AGAIN)
    size, small_size = 1 << shift, 1 << small_shift
    directory, _, small_limit, small_table = struct.unpack_from("<4I", data, 48)
    table = sector_table(data, size, path)
    names: dict[str, tuple[int, int]] = {}
    root = 0
    entries = chain(data, table, directory, size, path)
    for at in range(0, len(entries) - 127, 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, bytes_ = struct.unpack_from("<II", entries, at + 116)
        if entries[at + 66] == 5:
            root = start
        elif entries[at + 66] == 2:
            names[name.casefold()] = start, bytes_
    if "encryptedpackage" in names:
        raise InputError(path, "", "a password-protected workbook", "one without password", "save it without")
    if "workbook" not in names:
        what = "an Excel 5.0 or 95 workbook" if "book" in names else "an Office or other compound file with no workbook"
        raise InputError(path, "", what, EXPECTED, "save the table as XLSX or CSV")
    start, length = names["workbook"]
    if length >= small_limit:
        return chain(data, table, start, size, path)[:length]
    small = chain(data, table, root, size, path)
    links = chain(data, table, small_table, size, path)
    numbers = struct.unpack(f"<{len(links) // 4}I", links[: len(links) // 4 * 4])
    return b"".join(small[s * small_size : (s + 1) * small_size] for s in sectors(numbers, start, path))[:length]


def sector_table(data: bytes, size: int, path: Path) -> tuple[int, ...]:
    """Return for each sector the one that follows it."""
    listed = [s for s in struct.unpack_from("<109I", data, 76) if s < NO_SECTOR]
    further, count = struct.unpack_from("<II", data, 68)
    seen = set[int]()
    while further < NO_SECTOR and count:
        if further in seen:
            raise InputError(path, f"sector {further}", "a chain of sectors that leads in a circle", EXPECTED, AGAIN)
        seen.add(further)
        numbers = struct.unpack_from(f"<{size // 4}I", data, (further + 1) * size)
        listed += [s for s in numbers[:-1] if s < NO_SECTOR]
        further = numbers[-1]
    table = b"".join(data[(s + 1) * size : (s + 2) * size] for s in dict.fromkeys(listed))
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def sectors(table: tuple[int, ...], start: int, path: Path) -> Iterator[int]:
    """Yield the sectors of a chain; raises InputError where it leads in a circle or out of the file."""
    seen = set[int]()
    while start < NO_SECTOR:
        if start in seen or start >= len(table):
            where = "in a circle" if start in seen else "out of the file"
            raise InputError(path, f"sector {start}", f"a chain of sectors that leads {where}", EXPECTED, AGAIN)
        seen.add(start)
        yield start
        start = table[start]


def chain(data: bytes, table: tuple[int, ...], start: int, size: int, path: Path) -> bytes:
    """Return the bytes of a chain of sectors."""
    return b"".join(data[(s + 1) * size : (s + 2) * size] for s in sectors(table, start, path))


@dataclass
class Extent:
    """How far the cells of all worksheets spread, how much text is copied into them, and where the records are that claim how
    many cells there are."""

    area: int = 0
    text: int = 0
    claims: list[tuple[int, int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=lambda: [1 << 16, -1])
    columns: list[int] = field(default_factory=lambda: [1 << 16, -1])

    def cell(self, row: int, first: int, last: int) -> None:
        """Take in a run of cells."""
        self.rows = [min(self.rows[0], row), max(self.rows[1], row)]
        self.columns = [min(self.columns[0], first), max(self.columns[1], last)]

    def close(self) -> None:
        """Add the worksheet that ends here."""
        if self.rows[1] >= 0:
            self.area += (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)
        self.rows, self.columns = [1 << 16, -1], [1 << 16, -1]


def extent(stream: bytes, path: Path) -> Extent:
    """Return how far the cells spread in each worksheet that the workbook lists, each time that it does.

    Raises InputError for an encrypted workbook, and for worksheets that begin where none can.
    """
    starts, texts = contents(stream, path)
    lengths = text_lengths(texts)
    used, gone_through = Extent(), 0
    for start in starts:
        gone_through += sheet_extent(stream, start, lengths, used)
        if start >= len(stream) or gone_through > MOST_TIMES * len(stream):
            where = "beyond the end of the file" if start >= len(stream) else "that are one and the same"
            raise InputError(path, f"byte {start}", f"worksheets {where}", EXPECTED, AGAIN)
    return used


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and end of each record from a place on."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, at + 4 + length
        at += 4 + length


def contents(stream: bytes, path: Path) -> tuple[list[int], list[bytes]]:
    """Return where the worksheets begin, and the records of the shared texts; raises InputError for an encrypted workbook."""
    starts, texts = list[int](), list[bytes]()
    open_texts = False
    for kind, start, end in records(stream, 0):
        open_texts = kind == TEXTS or (kind == CONTINUED and open_texts)
        if kind == ENCRYPTED:
            raise InputError(path, "", "a password-protected workbook", "one without password", "save it without")
        if open_texts:
            texts.append(stream[start:end])
        elif kind == WORKSHEET:
            starts.append(struct.unpack_from("<I", stream, start)[0])
        elif kind == END:
            break
    return starts, texts


def sheet_extent(stream: bytes, start: int, lengths: list[int], used: Extent) -> int:
    """Take in the cells of a worksheet, without what is embedded in it; return how many bytes it is long."""
    depth, end = 0, start
    for kind, body, end in records(stream, start):
        if kind == BEGIN:
            depth += 1
        elif kind == END:
            depth -= 1
            if depth <= 0:
                break
        elif kind == DIMENSIONS:
            used.claims.append((body, end))
        elif depth <= 1 and kind in ONE_CELL and end - body >= 6:
            row, column = struct.unpack_from("<HH", stream, body)
            used.cell(row, column, column)
            if kind == SHARED_TEXT and end - body >= 10:
                number = struct.unpack_from("<I", stream, body + 6)[0]
                used.text += lengths[number] if number < len(lengths) else 0
        elif depth <= 1 and kind in CELL_RUN and end - body >= 6:
            row, first = struct.unpack_from("<HH", stream, body)
            last = struct.unpack_from("<H", stream, end - 2)[0]
            used.cell(row, first, max(first, last))
    used.close()
    return min(end, len(stream)) - start


def without_claims(stream: bytes, claims: list[tuple[int, int]]) -> bytes:
    """Return the stream with every claim of how many cells there are set to none: the reader makes room for what is claimed."""
    plain = bytearray(stream)
    for start, end in claims:
        plain[start:end] = bytes(min(end, len(stream)) - start)
    return bytes(plain)


def text_lengths(records: list[bytes]) -> list[int]:
    """Return the length of each shared text; where a record ends inside a text, the next begins with its flags again."""
    stream, starts = b"".join(records), [0]
    for record in records:
        starts.append(starts[-1] + len(record))
    breaks, lengths, at = set(starts[1:-1]), list[int](), 8
    ends = starts[1:]
    while at + 3 <= len(stream):
        count, flags = struct.unpack_from("<HB", stream, at)
        at += 3
        runs = extra = 0
        if flags & 8:
            runs, at = struct.unpack_from("<H", stream, at)[0], at + 2
        if flags & 4:
            extra, at = struct.unpack_from("<I", stream, at)[0], at + 4
        left, wide = count, flags & 1
        while left and at < len(stream):
            if at in breaks:
                wide, at = stream[at] & 1, at + 1
            end = next((e for e in ends if e > at), len(stream))
            taken = min(left, (end - at) >> wide) or left
            left, at = left - taken, at + (taken << wide)
        lengths.append(count)
        at += 4 * runs + extra
    return lengths

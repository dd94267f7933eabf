"""The parts of a zipped workbook, inflated piece by piece and never beyond the limits, whatever its directory claims."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bom_parsers.errors import InputError, quoted
from bom_parsers.limits import by_limit, is_bomb, limits

CHUNK = 1 << 20


def open_archive(data: bytes, path: Path, expected: str) -> list[zipfile.ZipInfo]:
    """Return the parts that the zip file `data` lists; raises InputError for a damaged or encrypted one, or too many parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OSError) as error:
        found = f"a damaged zip file ({error})"
        raise InputError(path, "", found, expected, "copy or export the file again") from error
    if len(parts) > limits().files_in_archive:
        found = f"{len(parts):,} parts"
        raise InputError(
            path,
            "",
            found,
            f"at most {limits().files_in_archive:,}",
            f"save the table as CSV, or raise the limit {by_limit('files_in_archive')}",
        )
    for part in parts:
        if part.flag_bits & 1:
            raise InputError(path, part.filename, "an encrypted part", "a workbook without password", "save it without")
    check_layout(parts, path)
    return parts


def check_layout(parts: list[zipfile.ZipInfo], path: Path) -> None:
    """Raise InputError for two parts of one name, or in one place: one reader would take the one, another the other."""
    names = set[str]()
    for part in parts:
        name = part.filename.replace("\\", "/").lstrip("/").lower()
        if name in names:
            raise InputError(path, part.filename, "two parts of this name", "one", "save the workbook again")
        names.add(name)
    in_file = sorted(parts, key=lambda part: part.header_offset)
    for part, after in pairwise(in_file):
        if part.header_offset + 30 + part.compress_size > after.header_offset:
            found = f"a part that lies in another, {quoted(after.filename, 60)}"
            raise InputError(path, part.filename, found, "parts one after another", "save the workbook again")


def inflated(data: bytes, part: zipfile.ZipInfo, path: Path, before: int) -> Iterator[bytes]:
    """Yield the part's bytes until its compressed data ends; `before` bytes have come from other parts.

    Raises InputError at the limits of size and ratio, and for damaged data.
    """
    size = 0
    for chunk in pieces(data, part, path):
        size += len(chunk)
        if before + size > limits().inflated_bytes or is_bomb(size, part.compress_size):
            found = f"a part that inflates from {part.compress_size:,} to more than {size - 1:,} bytes"
            expected = f"at most {limits().inflated_bytes:,} bytes in all and {limits().ratio} to 1"
            remedy = f"delete unused rows and sheets, or raise the limits {by_limit('inflated_bytes', 'ratio')}"
            raise InputError(path, part.filename, found, expected, remedy)
        yield chunk
    if size != part.file_size:
        found, expected = f"{size:,} bytes", f"{part.file_size:,}, which the archive's directory says"
        raise InputError(path, part.filename, found, expected, "copy or export the file again")


def pieces(data: bytes, part: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """Yield the part's bytes without limit."""
    start = part.header_offset + 30
    name_length, extra_length = struct.unpack("<HH", data[start - 4 : start].ljust(4, b"\0"))
    start += name_length + extra_length
    packed = memoryview(data)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[i : i + CHUNK]) for i in range(0, len(packed), CHUNK))
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        found = f"zip compression method {part.compress_type}"
        raise InputError(path, part.filename, found, "deflate, as every spreadsheet program writes", "save it again")
    inflater = zlib.decompressobj(-15)
    todo: bytes | memoryview = packed
    try:
        while not inflater.eof:
            chunk = inflater.decompress(todo, CHUNK)
            todo = inflater.unconsumed_tail
            if not chunk and not todo:
                break
            yield chunk
    except zlib.error as error:
        found = f"damaged data ({error})"
        raise InputError(path, part.filename, found, "a complete workbook", "copy or export the file again") from error

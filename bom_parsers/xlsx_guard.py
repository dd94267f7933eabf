"""What a workbook must not do before it is opened: inflate without end, carry entities, or spread its cells too far."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from bom_parsers.errors import InputError

CHUNK = 1 << 20
MAX_INFLATED = 512 << 20
# Sheets of real numbers deflate 10 to 50 times; a bomb's zeros about 1,000 times.
MAX_RATIO, RATIO_FROM = 200, 50 << 20
# The reader lays cells out densely, 32 bytes each: one cell in A1 and one in XFD1048576 are 17 thousand million.
MAX_CELLS = 10_000_000

CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
ANY_CELL = re.compile(rb"<(?:[^<>\s/:]+:)?c[\s/>]")


def check_workbook(data: bytes, path: Path) -> None:
    """Raise InputError unless `data` is an XLSX workbook that is safe to open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OSError) as error:
        found = f"a damaged zip file ({error})"
        raise InputError(path, "", found, "a complete XLSX workbook", "copy or export the file again") from error
    check_kind(data, {part.filename for part in parts}, path)
    inflated = cells = 0
    for part in parts:
        if part.flag_bits & 1:
            raise InputError(path, part.filename, "an encrypted part", "a workbook without password", "save it without")
        size, area = check_part(data, part, path, MAX_INFLATED - inflated)
        inflated, cells = inflated + size, cells + area
        if cells > MAX_CELLS:
            found = f"cells spread over an area of {cells:,}"
            raise InputError(
                path, part.filename, found, f"at most {MAX_CELLS:,}", "delete stray cells far from the table"
            )


def check_kind(data: bytes, names: set[str], path: Path) -> None:
    """Raise InputError for a zip file that is something other than an XLSX workbook, and say what it is."""
    if "mimetype" in names and b"opendocument" in data[:200]:
        found = "an OpenDocument file (.ods)"
    elif "xl/workbook.bin" in names:
        found = "a binary Excel workbook (.xlsb)"
    elif "xl/workbook.xml" in names or any(re.fullmatch(r"(?i)/?xl[/\\]workbook\d*\.xml", name) for name in names):
        return
    else:
        found = "a zip file that is no workbook"
    raise InputError(path, "", found, "an XLSX workbook", "save the table as XLSX or CSV, or unpack the file first")


def check_part(data: bytes, part: zipfile.ZipInfo, path: Path, allowed: int) -> tuple[int, int]:
    """Inflate one part within `allowed` bytes; return its size and the area its cells span (0 for no worksheet)."""
    size, rest = 0, b""
    bounds = Bounds()
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    for chunk in inflate(data, part, path):
        size += len(chunk)
        if size > allowed or (size > RATIO_FROM and size > MAX_RATIO * part.compress_size):
            found = f"a part that inflates from {part.compress_size:,} to more than {size - 1:,} bytes"
            remedy = "delete unused rows and sheets, or save the table as CSV"
            raise InputError(
                path, part.filename, found, f"at most {MAX_INFLATED:,} bytes in all and {MAX_RATIO} to 1", remedy
            )
        text = rest + chunk
        strange = strange_content(text, is_xml)
        if strange:
            expected = "plain UTF-8 XML, as every spreadsheet program writes"
            raise InputError(path, part.filename, strange, expected, "save it again")
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 or len(text) > 2 * CHUNK else cut
        if is_xml:
            bounds.add(text[:cut])
        rest = text[cut:]
    if is_xml:
        bounds.add(rest)
    if bounds.unplaced or bounds.area() > MAX_CELLS:
        return size, exact_area(data, part, path)
    return size, bounds.area()


def strange_content(text: bytes, is_xml: bool) -> str:
    """Name what no honest part contains, "" for nothing: it would reach the reader past the other checks."""
    if not is_xml:
        return "a worksheet under the name of another kind of part" if b"sheetData" in text else ""
    if b"\0" in text:
        return "NUL bytes (UTF-16 or binary data)"
    return "a document type declaration or entity" if b"<!DOCTYPE" in text or b"<!ENTITY" in text else ""


def inflate(data: bytes, part: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """Yield the part's bytes until its compressed data ends, whatever size the zip directory claims."""
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
        raise InputError(
            path, part.filename, found, "a complete XLSX workbook", "copy or export the file again"
        ) from error


class Bounds:
    """The area that cells span, by their references; `unplaced` counts cells that carry none in the usual spelling."""

    def __init__(self) -> None:
        self.columns: set[bytes] = set()
        self.rows = [1 << 31, 0]
        self.cells = self.unplaced = 0

    def add(self, xml: bytes) -> None:
        """Take in the cells that begin in `xml`, which must not end inside a tag."""
        places = CELL.findall(xml)
        cells = len(ANY_CELL.findall(xml))
        self.cells += cells
        self.unplaced += cells - len(places)
        if places:
            letters, numbers = zip(*places, strict=True)
            self.columns.update(letters)
            rows = {int(number) for number in set(numbers)}
            self.rows = [min(self.rows[0], *rows), max(self.rows[1], *rows)]

    def area(self) -> int:
        """Return rows times columns, from the sheet's first to last cell; skipped columns count."""
        columns = [column_number(letters) for letters in self.columns]
        return (self.rows[1] - self.rows[0] + 1) * (max(columns) - min(columns) + 1) if columns else 0


def column_number(letters: bytes) -> int:
    """Return 1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def exact_area(data: bytes, part: zipfile.ZipInfo, path: Path) -> int:
    """Return the area spanned by cells that hold something, parsed as XML: slower, but blanks do not count."""
    rows: list[int] = [1 << 31, 0]
    columns: list[int] = [1 << 31, 0]
    place = [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            place[:] = [int(attributes.get("r", place[0] + 1)), 0]
        elif kind == "c":
            reference = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            place[1] = column_number(reference[1].upper().encode()) if reference else place[1] + 1
            place[0] = int(reference[2]) if reference else max(place[0], 1)
        elif kind in ("v", "is", "f", "t"):
            rows[:] = [min(rows[0], place[0]), max(rows[1], place[0])]
            columns[:] = [min(columns[0], place[1]), max(columns[1], place[1])]

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        for chunk in inflate(data, part, path):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise InputError(
            path, part.filename, f"damaged XML ({error})", "a worksheet", "save the workbook again"
        ) from error
    return max(rows[1] - rows[0] + 1, 0) * max(columns[1] - columns[0] + 1, 0)

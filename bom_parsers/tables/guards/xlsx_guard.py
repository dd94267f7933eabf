"""What an XLSX workbook must not do before it is opened: inflate without end, carry entities, or spread its cells too far.

The reader lays cells out densely, 32 bytes each (one cell in A1 and one in XFD1048576 are 17 thousand million), and copies a
shared text into every cell that refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath
from xml.parsers import expat
from zipfile import ZipInfo

from bom_parsers.errors import InputError, quoted
from bom_parsers.limits import by_limit, is_bomb, limits
from bom_parsers.tables.guards.checked import Checked, archive_of, most_text
from bom_parsers.tables.guards.xlsx_order import Order
from bom_parsers.tables.guards.zip_guard import inflated, open_archive

# Areas within the limit, and what a cell outside of one looks like. Nearly every sheet lies in one of them, and looking for
# a cell outside takes a tenth of the time of listing all cells. A cell in any other spelling counts as outside.
BOXES = tuple(
    (area, re.compile(rb'<c(?! r="%s")[\s/>]' % inside))
    for area, inside in (
        (26 * 299_999, rb"[A-Z](?:[0-9]{1,5}|[12][0-9]{5})"),
        (52 * 189_999, rb"A?[A-Z](?:1?[0-8]?[0-9]{1,4}|9[0-9]{4})"),
        (104 * 89_999, rb"[ABC]?[A-Z][1-8]?[0-9]{1,4}"),
        (702 * 9_999, rb"[A-Z]{1,2}[0-9]{1,4}"),
    )
)
PREFIXED = re.compile(rb":(?:c|si)[\s/>]")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
CELL_BYTES = 20  # no cell that refers to a shared text is written with fewer


@dataclass
class Contents:
    """What the parts looked at so far hold: bytes, the area their cells span, how many cells
    there are at most, and how long a shared text is at most."""

    size: int = 0
    area: int = 0
    cells: int = 0
    longest: int = 0


def checked(data: bytes, path: Path) -> Checked:
    """Return the XLSX workbook `data` as it may be opened; raises InputError unless it is one, and safe."""
    parts = open_archive(data, path, "a complete XLSX workbook")
    check_kind(data, {part.filename for part in parts}, path)
    contents = Contents()
    for part in parts:
        check_part(data, part, path, contents)
        if contents.area > limits().cells:
            spread = f"cells spread over an area of {contents.area:,}"
            remedy = f"delete stray cells far from the table, or raise the limit {by_limit('cells')}"
            raise InputError(path, part.filename, spread, f"at most {limits().cells:,}", remedy)
    check_sheets(data, parts, path)
    copied = contents.cells * contents.longest
    if is_bomb(copied, len(data)):
        copied = check_texts(data, parts, path)
    return Checked(archive_of(data, filter(is_xml, parts)), contents.area, contents.size + copied)


def is_xml(part: ZipInfo) -> bool:
    """Tell whether a part is XML by its name; worksheets are in no other."""
    return part.filename.lower().endswith((".xml", ".rels"))


def check_kind(data: bytes, names: set[str], path: Path) -> None:
    """Raise InputError for a zip file that is something other than an XLSX workbook, and say what it is."""
    if "mimetype" in names and b"opendocument" in data[:200]:
        found = "an OpenDocument file"
    elif "xl/workbook.bin" in names:
        found = "a binary Excel workbook (.xlsb)"
    elif "xl/workbook.xml" in names or any(re.fullmatch(r"(?i)/?xl[/\\]workbook\d*\.xml", name) for name in names):
        return
    else:
        found = "a zip file that is no workbook"
    raise InputError(path, "", found, "an XLSX workbook", "save the table as XLSX or CSV, or unpack the file first")


def check_part(data: bytes, part: ZipInfo, path: Path, contents: Contents) -> None:
    """Look at one part and add to `found`; raises InputError for what no honest part contains."""
    named_xml = is_xml(part)
    area, outside = BOXES[0]
    cells, odd, before, longest, order, repeated = False, False, contents.size, Longest(), Order(), ""
    for text in whole_tags(inflated(data, part, path, before)):
        contents.size += len(text)
        strange = strange_content(text, named_xml)
        if strange:
            expected = "plain UTF-8 XML, as every spreadsheet program writes"
            raise InputError(path, part.filename, strange, expected, "save it again")
        if named_xml:
            repeated = repeated or order.fault_in(text)
            prefixed = bool(PREFIXED.search(text))
            odd = odd or prefixed or bool(outside.search(text))
            cells = cells or odd or b"<c " in text
            if prefixed or longest.since >= 0 or b"<si" in text:
                longest.add(text)
    contents.longest = max(contents.longest, longest.length)
    if cells:
        contents.cells += (contents.size - before) // CELL_BYTES
        left = limits().cells - contents.area
        if contents.size - before < 1 << 20:  # a small sheet's exact area costs nothing, and there may be many of them
            contents.area += exact_area(data, part, path)
        else:
            contents.area += spanned(data, part, path, left) if odd or area > left else area
    if repeated:
        expected = "each row and cell once, in order"
        raise InputError(path, part.filename, repeated, expected, "save the workbook again in a spreadsheet program")


class Longest:
    """How long a shared text is at most: the longest way from one `<si>` to the next, markup included."""

    def __init__(self) -> None:
        self.length = 0
        self.since = -1  # the length of the text that is not yet at its end; -1 before the first

    def add(self, xml: bytes) -> None:
        """Take in a piece of the part. A text in another spelling lengthens the one before it, which errs on the safe side."""
        first, *others = map(len, xml.split(b"<si>"))
        self.length = max(self.length, max(self.since, 0) + first, *others, 0)
        self.since = others[-1] if others else max(self.since, 0) + first


def whole_tags(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes again, cut so that no tag lies in two pieces unless it is longer than a piece."""
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        cut = text.rfind(b"<")
        cut = len(text) if cut <= 0 or len(text) > 2 << 20 else cut
        yield text[:cut]
        rest = text[cut:]
    yield rest


def strange_content(text: bytes, named_xml: bool) -> str:
    """Name what no honest part contains, "" for nothing: it would reach the reader past the other checks."""
    if not named_xml:
        return "a worksheet under the name of another kind of part" if b"sheetData" in text else ""
    if b"\0" in text:
        return "NUL bytes (UTF-16 or binary data)"
    return "a document type declaration or entity" if b"<!DOCTYPE" in text or b"<!ENTITY" in text else ""


def spanned(data: bytes, part: ZipInfo, path: Path, allowed: int) -> int:
    """Return the area that the part's cells lie in: that of a box, or the exact one where no box of `allowed` cells fits."""
    for area, outside in BOXES[1:]:
        pieces = whole_tags(inflated(data, part, path, 0))
        if area <= allowed and not any(outside.search(text) or PREFIXED.search(text) for text in pieces):
            return area
    return exact_area(data, part, path)


def exact_area(data: bytes, part: ZipInfo, path: Path) -> int:
    """Return the area spanned by cells that hold something, parsed as XML: slower, but blanks do not count.

    Raises InputError for a cell where no sheet has one: the reader would make room up to it all the same.
    """
    rows: list[int] = [1 << 31, 0]
    columns: list[int] = [1 << 31, 0]
    place = [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            place[:] = [int(attributes.get("r", place[0] + 1)), 0]
        elif kind == "c":
            place[:] = (
                cell_place(attributes["r"], part, path) if "r" in attributes else (max(place[0], 1), place[1] + 1)
            )
        elif kind in ("v", "is", "f", "t"):
            rows[:] = [min(rows[0], place[0]), max(rows[1], place[0])]
            columns[:] = [min(columns[0], place[1]), max(columns[1], place[1])]

    parse(data, part, path, start)
    return max(rows[1] - rows[0] + 1, 0) * max(columns[1] - columns[0] + 1, 0)


def cell_place(address: str, part: ZipInfo, path: Path) -> tuple[int, int]:
    """Return row and column of a cell, both from 1; raises InputError where no sheet has a cell."""
    match = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", address)
    row, column = (int(match[2]), column_number(match[1].upper())) if match else (0, 0)
    if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
        found = f"a cell at {quoted(address, 20)}, which no sheet has"
        raise InputError(path, part.filename, found, "cells from A1 to XFD1048576", "save the workbook again")
    return row, column


def column_number(letters: str) -> int:
    """Return 1 for A, 26 for Z, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def check_sheets(data: bytes, parts: list[ZipInfo], path: Path) -> None:
    """Raise InputError where one part serves as several worksheets: its cells would be read, and counted, once for each."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, list[str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "Relationship":
            targets[attributes.get("Id", "")] = part_name(attributes.get("Target", ""))
        elif kind == "sheet":
            ids = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            sheets.append((attributes.get("name", ""), ids))

    for part in parts:
        if re.fullmatch(r"(?i)/?xl[/\\](?:workbook\d*\.xml|_rels[/\\]workbook\d*\.xml\.rels)", part.filename):
            parse(data, part, path, start)
    named: dict[str, str] = {}
    for name, ids in sheets:
        for target in {targets[id] for id in ids if id in targets}:
            if target in named:
                found = f"one part as two worksheets, {quoted(named[target], 40)} and {quoted(name, 40)}"
                raise InputError(path, target, found, "a part for each worksheet", "save the workbook again")
            named[target] = name


def part_name(target: str) -> str:
    """Return one spelling for all in which a relation of the workbook may point to a part."""
    target = target.replace("\\", "/").lower()
    return normpath(target if target.startswith("/") else f"/xl/{target}").lstrip("/")


def check_texts(data: bytes, parts: list[ZipInfo], path: Path) -> int:
    """Return how long the shared texts are, one copy for each cell that refers to one; raises InputError above the limit."""
    lengths: list[int] = []
    references: dict[str, int] = {}
    for part in parts:
        if part.filename.lower().endswith(".xml"):
            count_texts(data, part, path, lengths, references)
    total = sum(lengths[int(n)] * times for n, times in references.items() if n.isdecimal() and int(n) < len(lengths))
    if is_bomb(total, len(data)):
        found = f"shared texts that take {total:,} characters in the cells that refer to them"
        remedy = f"shorten the texts, or raise the limits {by_limit('inflated_bytes', 'ratio')}"
        raise InputError(path, "", found, most_text(), remedy)
    return total


def count_texts(data: bytes, part: ZipInfo, path: Path, lengths: list[int], references: dict[str, int]) -> None:
    """Add to `lengths` that of each shared text of the part, and to `references` how often each text number stands in it."""
    inside, number = [""], [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "si":
            lengths.append(0)
        inside[0], number[0] = kind, ""

    def text(piece: str) -> None:
        if inside[0] == "t" and lengths:
            lengths[-1] += len(piece)
        elif inside[0] == "v":
            number[0] += piece

    def end(tag: str) -> None:
        if inside[0] == "v" and tag.rpartition(":")[2] == "v":
            references[number[0].strip()] = references.get(number[0].strip(), 0) + 1
        inside[0] = ""

    parse(data, part, path, start, text, end)


def parse(data: bytes, part: ZipInfo, path: Path, start: object, text: object = None, end: object = None) -> None:
    """Run the part through a parser that calls `start`, `text` and `end`; raises InputError for malformed XML."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    try:
        for chunk in inflated(data, part, path, 0):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except InputError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        found = f"damaged XML ({error})"
        raise InputError(path, part.filename, found, "a worksheet", "save the workbook again") from error

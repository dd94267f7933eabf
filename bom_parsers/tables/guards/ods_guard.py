"""What an OpenDocument spreadsheet must not do before it is opened: inflate without end, or repeat cells without end.

A cell or row says how often it is repeated: thirty bytes can stand for 17 thousand million cells.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipInfo

from bom_parsers.errors import InputError, quoted
from bom_parsers.limits import by_limit, is_bomb, limits
from bom_parsers.tables.guards.checked import Checked, archive_of, most_text
from bom_parsers.tables.guards.zip_guard import inflated, open_archive

EXPECTED = "an OpenDocument spreadsheet"
CONTENT = "content.xml"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
TABLE_ELEMENTS = frozenset({"table", "table-row", "table-cell", "covered-table-cell"})
_TIMES = re.compile(r"\+?0{0,40}[1-9][0-9]{0,17}")


def checked(data: bytes, path: Path) -> Checked:
    """Return the OpenDocument spreadsheet `data` as it may be opened; raises InputError unless it is one, and safe."""
    parts = open_archive(data, path, f"a complete {EXPECTED[3:]}")
    content = [part for part in parts if part.filename == CONTENT]
    if len(content) != 1 or b"opendocument.spreadsheet" not in data[:200]:
        found = "an OpenDocument file that is no spreadsheet" if content else f"no {CONTENT}, or several"
        raise InputError(path, "", found, EXPECTED, "save the table as ODS, XLSX or CSV")
    size = 0
    for part in parts:
        if part is not content[0]:
            size += sum(map(len, inflated(data, part, path, size)))
    extent = check_content(data, content[0], path, size)
    read = [part for part in parts if part.filename == "mimetype" or part.filename.endswith(".xml")]
    return Checked(archive_of(data, read), extent.area, content[0].file_size + extent.text)


class StrangeError(Exception):
    """Something of which readers take the one this and the other that: what was `found`, and what was `expected`."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(found)
        self.expected = expected


class Extent:
    """How far the cells of the worksheets spread, and how much text they repeat."""

    def __init__(self) -> None:
        self.area = self.text = 0
        self.rows = self.first = self.last = self.columns = 0
        self.cell = self.column = 0
        self.row_repeat = self.cell_repeat = 1
        self.row_text = self.cell_text = 0
        self.filled = self.in_table = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        prefix, _, kind = tag.rpartition(":")
        if kind in TABLE_ELEMENTS and prefix != "table":
            raise StrangeError(f"a {kind} under the name {quoted(tag, 40)}", f"table:{kind}")
        if kind == "s":
            self.cell_text += times(attributes, "text:c")
        elif kind == "table":
            if self.in_table:
                raise StrangeError("a table inside of a table's cell", "tables one after another")
            self.in_table = True
            self.rows = self.first = self.columns = self.last = 0
        elif kind == "table-row":
            self.row_repeat, self.column, self.row_text = times(attributes, "table:number-rows-repeated"), 0, 0
            self.filled = False
        elif kind in ("table-cell", "covered-table-cell"):
            self.cell_repeat, self.cell_text = times(attributes, "table:number-columns-repeated"), 0
            self.cell = "office:value-type" in attributes or "table:formula" in attributes

    def characters(self, text: str) -> None:
        """Take text, which may be a cell's."""
        self.cell_text += len(text)
        self.cell = self.cell or not text.isspace()

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        kind = tag.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self.column += self.cell_repeat
            if self.cell:
                self.columns, self.filled = max(self.columns, self.column), True
                self.row_text += self.cell_text * self.cell_repeat
            self.cell = False
        elif kind == "table-row":
            self.rows += self.row_repeat
            if self.filled:
                self.first = self.first or self.rows - self.row_repeat + 1
                self.last = self.rows
                self.text += self.row_text * self.row_repeat
        elif kind == "table":
            self.in_table = False
            self.area += (self.last - self.first + 1) * self.columns if self.first else 0


def times(attributes: dict[str, str], name: str) -> int:
    """Return how often a cell, a row or a blank is repeated, once where it does not say.

    Raises StrangeError for what is no whole number above 0: readers differ in what they take it for.
    """
    text = attributes.get(name, "1")
    if not _TIMES.fullmatch(text):
        raise StrangeError(f"{quoted(text, 40)} as {name}", "a whole number above 0 in digits")
    return int(text)


def check_content(data: bytes, part: ZipInfo, path: Path, before: int) -> Extent:
    """Return how far the cells spread; raises InputError if too far, for too much text, or for a document type declaration."""
    extent, parser = Extent(), expat.ParserCreate()

    def doctype(*_: object) -> None:
        found = "a document type declaration (<!DOCTYPE ...>)"
        raise InputError(path, CONTENT, found, "plain XML, as every spreadsheet program writes", "save it again")

    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler = extent.start, extent.end
    parser.CharacterDataHandler = extent.characters
    try:
        for chunk in inflated(data, part, path, before):
            parser.Parse(chunk, False)
            check_extent(extent, path, len(data))
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        if isinstance(error, InputError):
            raise
        found = f"damaged XML ({error})"
        raise InputError(path, CONTENT, found, EXPECTED, "save the workbook again") from error
    except StrangeError as error:
        raise InputError(path, CONTENT, str(error), error.expected, "save the workbook again") from error
    check_extent(extent, path, len(data))
    return extent


def check_extent(extent: Extent, path: Path, packed: int) -> None:
    """Raise InputError if the cells until now are too many."""
    area = max(extent.area, extent.area + max(extent.last - extent.first + 1, 0) * extent.columns * bool(extent.first))
    if area > limits().cells:
        found, expected = f"cells repeated over an area of {area:,}", f"at most {limits().cells:,}"
        raise InputError(
            path,
            CONTENT,
            found,
            expected,
            f"delete stray cells far from the table, or raise the limit {by_limit('cells')}",
        )
    if extent.last > LAST_ROW or extent.columns > LAST_COLUMN:
        found, expected = f"cells up to row {extent.last:,} and column {extent.columns:,}", "what a sheet has: "
        expected += f"{LAST_ROW:,} rows and {LAST_COLUMN:,} columns"
        raise InputError(path, CONTENT, found, expected, "delete stray cells far from the table")
    if is_bomb(extent.text, packed):
        found = f"{extent.text:,} characters of repeated text"
        raise InputError(
            path,
            CONTENT,
            found,
            most_text(),
            f"delete repeated cells, or raise the limits {by_limit('inflated_bytes', 'ratio')}",
        )

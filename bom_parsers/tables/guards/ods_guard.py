"""What an OpenDocument spreadsheet must not do before it is opened: inflate without end, or repeat cells without end.

A cell or row says how often it is repeated: thirty bytes can stand for 17 thousand million cells.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat
from zipfile import ZipInfo

from bom_parsers.errors import InputError
from bom_parsers.limits import limits
from bom_parsers.tables.guards.zip_guard import inflated, open_archive

EXPECTED = "an OpenDocument spreadsheet"
CONTENT = "content.xml"


def check_workbook(data: bytes, path: Path) -> None:
    """Raise InputError unless `data` is an OpenDocument spreadsheet that is safe to open."""
    parts = open_archive(data, path, f"a complete {EXPECTED[3:]}")
    content = [part for part in parts if part.filename == CONTENT]
    if len(content) != 1 or b"opendocument.spreadsheet" not in data[:200]:
        found = "an OpenDocument file that is no spreadsheet" if content else f"no {CONTENT}, or several"
        raise InputError(path, "", found, EXPECTED, "save the table as ODS, XLSX or CSV")
    size = 0
    for part in parts:
        if part is not content[0]:
            size += sum(map(len, inflated(data, part, path, size)))
    check_content(data, content[0], path, size)


class Extent:
    """How far the cells of the worksheets spread, and how much text they repeat."""

    def __init__(self) -> None:
        self.area = self.text = 0
        self.rows = self.first = self.last = self.columns = 0
        self.cell = self.column = 0
        self.row_repeat = self.cell_repeat = 1
        self.row_text = self.cell_text = 0
        self.filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self.rows = self.first = self.columns = self.last = 0
        elif kind == "table-row":
            self.row_repeat, self.column, self.row_text = repeated(attributes, "table:number-rows-repeated"), 0, 0
            self.filled = False
        elif kind in ("table-cell", "covered-table-cell"):
            self.cell_repeat, self.cell_text = repeated(attributes, "table:number-columns-repeated"), 0
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
        elif kind == "table" and self.first:
            self.area += (self.last - self.first + 1) * self.columns


def repeated(attributes: dict[str, str], name: str) -> int:
    """Return how often a cell or row is repeated; 1 where it does not say, or says something odd."""
    text = attributes.get(name, "1")
    return int(text[:12]) if text[:12].isdecimal() else 1


def check_content(data: bytes, part: ZipInfo, path: Path, before: int) -> None:
    """Raise InputError if the cells spread too far or repeat too much text, or for a document type declaration."""
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
            check_extent(extent, path)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding nobody knows
        if isinstance(error, InputError):
            raise
        found = f"damaged XML ({error})"
        raise InputError(path, CONTENT, found, EXPECTED, "save the workbook again") from error
    check_extent(extent, path)


def check_extent(extent: Extent, path: Path) -> None:
    """Raise InputError if the cells until now are too many."""
    area = max(extent.area, extent.area + max(extent.last - extent.first + 1, 0) * extent.columns * bool(extent.first))
    if area > limits().cells:
        found, expected = f"cells repeated over an area of {area:,}", f"at most {limits().cells:,}"
        raise InputError(path, CONTENT, found, expected, "delete stray cells far from the table, or raise the limit")
    if extent.text > limits().inflated_bytes:
        found, expected = f"{extent.text:,} characters of repeated text", f"at most {limits().inflated_bytes:,}"
        raise InputError(path, CONTENT, found, expected, "delete repeated cells, or raise the limit")

"""What a workbook says beside the values of its cells, and no reader of these tells: comments, and texts within formulas.

Both are looked for only where a search for a few bytes finds that there may be any. The workbook is one that a guard let pass.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from bom_parsers.tables.guards import xls_guard
from bom_parsers.tables.guards.xlsx_guard import column_number
from bom_parsers.tables.sheets import COMMENT, DRAWING, FORMULA, WORKBOOK, Remark, unread
from bom_parsers.tables.xlsx_marks import related_parts, sheet_parts

MOST = 100_000  # of one workbook
_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_HAS_TEXT = re.compile(r'"[^"]*[A-Za-z0-9][^"]*"')
_UNREADABLE = (BadZipFile, OSError, ValueError, LookupError, NotImplementedError, expat.ExpatError, struct.error)
# Records of XLS: a comment's place, its drawing and its text.
_NOTE, _OBJECT, _TEXT = 0x001C, 0x005D, 0x01B6


def xlsx_remarks(data: bytes) -> dict[str, list[Remark]]:
    """Return the remarks of each worksheet of an XLSX workbook by its name, and of the WORKBOOK that they cannot be read."""
    remarks: dict[str, list[Remark]] = {}
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            for sheet, part in sheet_parts(archive):
                made = _Cells("row", "c")
                xml = archive.read(part)
                if b'"' in xml and re.search(rb"<(?:\w+:)?f[ >]", xml):
                    _parse(xml, made)
                for name in related_parts(archive, part, b"omment"):
                    _parse(archive.read(name), made)
                remarks[sheet] = made.remarks
    except _UNREADABLE as error:
        return {**remarks, WORKBOOK: [unread(error)]}
    return remarks


def ods_remarks(data: bytes) -> dict[str, list[Remark]]:
    """Return the remarks of each table of an OpenDocument spreadsheet by its name."""
    remarks: dict[str, list[Remark]] = {}
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("content.xml")
        if b"annotation" in xml or b"formula" in xml:
            made = _Cells("table-row", "table-cell")
            _parse(xml, made)
            remarks = made.by_table
    except _UNREADABLE as error:
        return {WORKBOOK: [unread(error)]}
    return remarks


def xls_remarks(data: bytes, path: Path) -> dict[str, list[Remark]]:
    """Return the comments and text boxes on each worksheet of an Excel 97 to 2003 workbook by its name."""
    stream = xls_guard.workbook_stream(data, path)
    remarks: dict[str, list[Remark]] = {}
    try:
        for kind, start, _ in xls_guard.records(stream, 0):
            if kind == xls_guard.END:
                break
            if kind == xls_guard.WORKSHEET:
                begin, length, flags = struct.unpack_from("<I2xBB", stream, start)
                name = _text(stream, start + 8, length, flags)
                remarks[name] = list(_xls_texts(stream, begin))
    except _UNREADABLE as error:
        return {**remarks, WORKBOOK: [unread(error)]}
    return remarks


def _xls_texts(stream: bytes, begin: int) -> Iterator[Remark]:
    texts: dict[int, str] = {}
    drawing, wanted, depth = -1, 0, 0
    for kind, start, end in xls_guard.records(stream, begin):
        if kind == xls_guard.BEGIN:
            depth += 1
        elif kind == xls_guard.END:
            depth -= 1
            if depth <= 0:
                break
        elif kind == _OBJECT and end - start >= 8:
            drawing = struct.unpack_from("<H", stream, start + 6)[0]
        elif kind == _TEXT and end - start >= 12:
            wanted = struct.unpack_from("<H", stream, start + 10)[0]
        elif kind == xls_guard.CONTINUED and wanted and end > start:
            wide = stream[start] & 1
            taken = min(wanted, (end - start - 1) >> wide)
            texts[drawing] = texts.get(drawing, "") + _text(stream, start + 1, taken, wide)
            wanted -= taken
        elif kind == _NOTE and end - start >= 8:
            row, column, _, drawn = struct.unpack_from("<4H", stream, start)
            if text := texts.pop(drawn, ""):
                yield Remark(row, column, COMMENT, text)
    yield from (Remark(0, 0, DRAWING, text) for text in texts.values() if text.strip())


def _text(stream: bytes, at: int, length: int, flags: int) -> str:
    return stream[at : at + (length << (flags & 1))].decode("utf-16-le" if flags & 1 else "latin-1", "replace")


def _parse(xml: bytes, cells: _Cells) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.characters
    parser.Parse(xml, True)


@dataclass
class _Cells:
    """Takes the elements of tables whose rows and cells are called so, and of comments on one; `by_table` is OpenDocument's."""

    row_name: str
    cell_name: str
    remarks: list[Remark] = field(default_factory=list)
    by_table: dict[str, list[Remark]] = field(default_factory=dict)
    row: int = -1
    column: int = -1
    rows: int = 1  # as often as the row and the cell are repeated
    columns: int = 1
    text: list[str] | None = None
    kind: str = ""
    taken: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        taker = _STARTS.get(name)
        if taker:
            taker(self, attributes)
        elif name in (self.row_name, self.cell_name, f"covered-{self.cell_name}"):
            self.place(name == self.row_name, attributes)

    def place(self, is_row: bool, attributes: dict[str, str]) -> None:
        """Go on to the next row or cell, or to the one that is named."""
        if is_row:
            stated = attributes.get("r", "")
            self.row = int(stated) - 1 if stated.isdigit() else self.row + self.rows
            self.rows, self.column, self.columns = int(attributes.get("table:number-rows-repeated", 1)), -1, 1
            return
        match = _REF.fullmatch(attributes.get("r", ""))
        self.column = column_number(match[1].upper()) - 1 if match else self.column + self.columns
        self.columns = int(attributes.get("table:number-columns-repeated", 1))
        if formula := attributes.get("table:formula"):
            self.add(FORMULA, formula)

    def add(self, kind: str, text: str) -> None:
        if self.taken < MOST and (kind == COMMENT or _HAS_TEXT.search(text)) and text.strip():
            self.taken += 1
            self.remarks.append(Remark(self.row, self.column, kind, text))

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self.text is not None and _ENDS.get(name) == self.kind:
            self.add(self.kind, "".join(self.text))
            self.text = None
        elif self.text is not None and name == "p":
            self.text.append(" ")
        elif self.text is not None and name in _ABOUT_COMMENTS:
            self.text = []


def _formula(cells: _Cells, _: dict[str, str]) -> None:
    cells.text, cells.kind = [], FORMULA


def _comment(cells: _Cells, attributes: dict[str, str]) -> None:
    match = _REF.fullmatch(attributes.get("ref", ""))
    if match:
        cells.row, cells.column = int(match[2]) - 1, column_number(match[1].upper()) - 1
    cells.text, cells.kind = [], COMMENT


def _table(cells: _Cells, attributes: dict[str, str]) -> None:
    cells.remarks = cells.by_table.setdefault(attributes.get("table:name", ""), [])
    cells.row, cells.rows, cells.column, cells.columns = -1, 1, -1, 1


_STARTS: dict[str, Callable[[_Cells, dict[str, str]], None]] = {
    "f": _formula,
    "comment": _comment,
    "threadedComment": _comment,
    "annotation": _comment,
    "table": _table,
}
_ABOUT_COMMENTS = ("creator", "date", "date-string", "creator-initials")
_ENDS = {"f": FORMULA, "comment": COMMENT, "threadedComment": COMMENT, "annotation": COMMENT}

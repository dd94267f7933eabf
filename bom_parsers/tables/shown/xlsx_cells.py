"""What an XLSX workbook shows in other ways than by values of cells: number formats with texts, and drawings."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from bom_parsers.tables.guards.xlsx_guard import column_number
from bom_parsers.tables.sheets import DRAWING, SHOWN, SHOWN_INSTEAD, WORKBOOK, Remark, unread
from bom_parsers.tables.shown.formatted import Formatted
from bom_parsers.tables.shown.number_formats import has_texts, shown_by
from bom_parsers.tables.xlsx_marks import Place, related_parts, sheet_parts

STYLES = "xl/styles.xml"
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_TEXTS = frozenset({"s", "str", "inlineStr"})
_NUMBERS = frozenset({"", "n", "d"})
_UNREADABLE = (BadZipFile, OSError, ValueError, LookupError, NotImplementedError, expat.ExpatError)


@dataclass(frozen=True)
class Shown:
    """Of one worksheet the cells whose format has texts, and what is known without their values."""

    cells: dict[Place, Formatted]
    remarks: list[Remark]


def shown_in(data: bytes) -> dict[str, Shown]:
    """Return by the name of each worksheet what it shows by formats and drawings; of the WORKBOOK, that this cannot be read."""
    shown: dict[str, Shown] = {}
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            styles = _Styles()
            if STYLES in archive.namelist():
                _parse(archive.read(STYLES), styles)
            styles.resolve()
            for sheet, part in sheet_parts(archive):
                xml = archive.read(part)
                cells = _Cells(styles)
                if styles.cells or styles.conditional or b"numFmt" in xml:
                    _parse(xml, cells)
                drawings = _Drawings()
                for name in related_parts(archive, part, b"/drawing"):
                    _parse(archive.read(name), drawings)
                shown[sheet] = Shown(cells.cells, cells.remarks + drawings.remarks)
    except _UNREADABLE as error:
        return {**shown, WORKBOOK: Shown({}, [unread(error)])}
    return shown


def _parse(xml: bytes, taker: _Styles | _Cells | _Drawings) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = taker.start, taker.end
    parser.CharacterDataHandler = taker.characters
    parser.Parse(xml, True)


@dataclass
class _Styles:
    """The formats with texts, by the numbers of the styles of cells and of conditional formats."""

    cells: dict[str, str] = field(default_factory=dict)
    conditional: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    formats: list[str] = field(default_factory=list)
    within: str = ""
    number: int = -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in ("numFmts", "cellXfs", "dxfs", "cellStyleXfs"):
            self.within = name
        elif name == "dxf":
            self.number += 1
        elif name == "numFmt" and self.within == "dxfs":
            self.conditional[str(self.number)] = attributes.get("formatCode", "")
        elif name == "numFmt":
            self.codes[attributes.get("numFmtId", "").lstrip("0")] = attributes.get("formatCode", "")
        elif name == "xf" and self.within == "cellXfs":
            self.formats.append(attributes.get("numFmtId", "").lstrip("0"))

    def characters(self, text: str) -> None:
        pass

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == self.within:
            self.within = ""

    def resolve(self) -> None:
        """Put the formats of cells' styles together, and leave out those without texts of their own."""
        codes = {str(number): self.codes.get(identity, "") for number, identity in enumerate(self.formats)}
        self.cells = {number: code for number, code in codes.items() if has_texts(code)}
        self.conditional = {number: code for number, code in self.conditional.items() if has_texts(code)}


class _Cells:
    """Takes the elements of a worksheet."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.cells: dict[Place, Formatted] = {}
        self.remarks: list[Remark] = []
        self.row, self.column = -1, -1
        self.area: Place = (0, 0)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition(":")[2]
        if name == "row":
            stated = attributes.get("r", "")
            self.row, self.column = (int(stated) - 1 if stated.isdigit() else self.row + 1), -1
        elif name == "c":
            match = _REF.fullmatch(attributes.get("r", ""))
            self.column = column_number(match[1].upper()) - 1 if match else self.column + 1
            self.row = int(match[2]) - 1 if match else max(self.row, 0)
            code, kind = self.styles.cells.get(attributes.get("s", "0").lstrip("0") or "0"), attributes.get("t", "")
            if code and kind in _TEXTS | _NUMBERS:
                self.cells[self.row, self.column] = Formatted(code, kind in _NUMBERS)
        elif name == "conditionalFormatting":
            match = _REF.match(attributes.get("sqref", ""))
            self.area = (int(match[2]) - 1, column_number(match[1].upper()) - 1) if match else (0, 0)
        elif name == "cfRule" and attributes.get("dxfId", "") in self.styles.conditional:
            self.conditional(self.styles.conditional[attributes["dxfId"]])
        elif name == "numFmt":
            self.conditional(attributes.get("formatCode", ""))

    def conditional(self, code: str) -> None:
        """Take a format that cells have under some condition, whatever their values are."""
        for number in (1.0, -1.0, 0.0, None):
            for shown, instead in shown_by(code, "", number):
                self.remarks.append(Remark(*self.area, SHOWN_INSTEAD if instead else SHOWN, shown))
                return

    def characters(self, text: str) -> None:
        """Take text, which says nothing of formats."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""


class _Drawings:
    """Takes the elements of what is drawn on a worksheet."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []
        self.texts: list[str] = []
        self.place: list[int] = [0, 0]
        self.reading = ""
        self.begun = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition(":")[2]
        if name.endswith("Anchor"):
            self.texts, self.place, self.begun = [], [0, 0], False
        elif name == "from":
            self.begun = True
        self.reading = name if name == "t" or (self.begun and name in ("row", "col")) else ""

    def characters(self, text: str) -> None:
        """Take text."""
        if self.reading == "t":
            self.texts.append(text)
        elif self.reading and text.strip().isdigit():
            self.place[self.reading == "col"] = int(text.strip()[:7])

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name, self.reading = tag.rpartition(":")[2], ""
        if name in ("p", "br"):
            self.texts.append(" ")
        elif name == "from":
            self.begun = False
        elif name.endswith("Anchor") and (text := " ".join("".join(self.texts).split())):
            self.remarks.append(Remark(self.place[0], self.place[1], DRAWING, text))

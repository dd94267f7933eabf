"""What the cells of an OpenDocument spreadsheet show: the paragraphs in them, whatever value or none stands beside these.

Its reader takes a cell's value, and none where the cell names no type. Data styles may show a text of their own in place of it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from bom_parsers.tables.sheets import DRAWING, SHOWN, SHOWN_INSTEAD, WORKBOOK, Remark, unread
from bom_parsers.tables.shown.values import shows_moment, shows_number, shows_text
from bom_parsers.tables.xlsx_marks import Marks, Place

CONTENT, STYLES = "content.xml", "styles.xml"
MOST = 100_000  # remarks of one workbook
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_VALUES = ("value", "string-value", "date-value", "time-value", "boolean-value")
_BLANKS = {"text:s": " ", "text:tab": " ", "text:line-break": "\n"}
_UNREADABLE = (BadZipFile, OSError, ValueError, LookupError, NotImplementedError, expat.ExpatError)


@dataclass(frozen=True)
class Shown:
    """A workbook of whose cells the reader gets all texts, and by the name of each table its marks and remarks."""

    data: bytes
    marks: dict[str, Marks]
    remarks: dict[str, list[Remark]]


def shown_in(data: bytes) -> Shown:
    """Return what the cells of an OpenDocument spreadsheet, which a guard let pass, show in other ways than their values."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read(CONTENT)
            styles = _Styles()
            if STYLES in archive.namelist():
                _parse(archive.read(STYLES), _Cells(styles))
            cells = _Cells(styles)
            _parse(xml, cells)
            if cells.texts:
                data = _with_content(archive, _with_texts(xml, cells.texts))
    except _UNREADABLE as error:
        return Shown(data, {}, {WORKBOOK: [unread(error)]})
    return Shown(data, {name: table.marks() for name, table in cells.tables.items()}, cells.remarks())


def _parse(xml: bytes, cells: _Cells) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    cells.parser = parser
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.characters
    parser.Parse(xml, True)


def _with_texts(xml: bytes, texts: list[tuple[int, str]]) -> bytes:
    """Return the content with the text of cells at some places as their value."""
    pieces, before = list[bytes](), 0
    for at, text in texts:
        name = next((name for name in _CELLS if xml.startswith(b"<" + name.encode(), at)), "")
        if name:
            place = at + 1 + len(name)
            escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("\n", "&#10;")
            pieces += [
                xml[before:place],
                b' office:string-value="' + escaped.encode("ascii", "xmlcharrefreplace") + b'"',
            ]
            before = place
    return b"".join([*pieces, xml[before:]])


def _with_content(archive: ZipFile, content: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for info in archive.infolist():
            copy.writestr(info, content if info.filename == CONTENT else archive.read(info))
    return out.getvalue()


@dataclass
class _Styles:
    """Data styles by name: what they show, and whether the value is in it; and the data styles of cells' styles."""

    texts: dict[str, str] = field(default_factory=dict)
    with_value: set[str] = field(default_factory=set)
    others: dict[str, list[str]] = field(default_factory=dict)  # those for some values
    of_cells: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def start(self, tag: str, attributes: dict[str, str], style: str) -> str:
        """Take an element outside of tables; return the data style that it is in."""
        prefix, _, name = tag.partition(":")
        own = attributes.get("style:name", "")
        if prefix == "number" and name.endswith("-style"):
            style = own
            self.texts[style] = ""
        elif prefix == "number" and style and name != "text":
            self.with_value.add(style)
        elif tag == "style:map" and style:
            self.others.setdefault(style, []).append(attributes.get("style:apply-style-name", ""))
        elif tag == "style:style" and attributes.get("style:family") == "table-cell":
            self.parents[own] = attributes.get("style:parent-style-name", "")
            self.of_cells[own] = attributes.get("style:data-style-name", "")
        return style

    def shown(self, cell_style: str) -> Iterator[tuple[str, bool]]:
        """Yield each text that cells of a style may show, and whether it is in place of the value."""
        for _ in range(20):
            if self.of_cells.get(cell_style) or not cell_style:
                break
            cell_style = self.parents.get(cell_style, "")
        first = self.of_cells.get(cell_style, "")
        for style in [first, *self.others.get(first, ())]:
            text = self.texts.get(style, "")
            if any(map(str.isalnum, text)):
                yield text.strip(), style not in self.with_value


@dataclass
class _Table:
    """What is known of one table until now; rows and columns count from 0."""

    row: int = -1
    rows: int = 1
    column: int = -1
    columns: int = 1
    row_style: str = ""
    column_styles: list[tuple[int, str]] = field(default_factory=list)  # up to which column which style
    blank: set[Place] = field(default_factory=set)
    shown: dict[Place, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def marks(self) -> Marks:
        return Marks(frozenset(self.blank), (), self.shown)

    def style(self, own: str) -> str:
        until = next((style for end, style in self.column_styles if self.column < end), "")
        return own or self.row_style or until


class _Cells:
    """Takes the elements of a spreadsheet."""

    def __init__(self, styles: _Styles) -> None:
        self.parser: expat.XMLParserType | None = None
        self.styles, self.style = styles, ""
        self.tables: dict[str, _Table] = {}
        self.table: _Table | None = None
        self.cell: dict[str, str] | None = None
        self.at, self.is_drawn_on = -1, False  # the reader takes the text of a drawing in a cell for the cell's
        self.text: list[str] = []  # of the cell
        self.drawn: list[str] = []  # of a drawing
        self.within: list[str] = []  # comments and drawings that are open
        self.paragraphs = 0  # that are open, of the cell or of a drawing
        self.texts: list[tuple[int, str]] = []
        self.taken = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if tag in ("text:p", "text:h"):
            self.paragraphs += 1
            self.into().append("\n" if self.into() else "")
        elif tag in _BLANKS:
            self.characters(_BLANKS[tag])
        elif tag == "office:annotation" or tag.startswith("draw:") or tag == "table:shapes":
            self.within.append(tag)
            self.is_drawn_on = True
        elif tag == "table:table":
            self.table = self.tables.setdefault(attributes.get("table:name", ""), _Table())
        elif self.table is None:
            self.style = self.styles.start(tag, attributes, self.style)
        elif tag == "table:table-column":
            times = int(attributes.get("table:number-columns-repeated", 1))
            before = self.table.column_styles[-1][0] if self.table.column_styles else 0
            self.table.column_styles.append((before + times, attributes.get("table:default-cell-style-name", "")))
        elif tag == "table:table-row":
            self.table.row += self.table.rows
            self.table.rows = int(attributes.get("table:number-rows-repeated", 1))
            self.table.row_style = attributes.get("table:default-cell-style-name", "")
            self.table.column, self.table.columns = -1, 1
        elif tag in _CELLS:
            self.table.column += self.table.columns
            self.table.columns = int(attributes.get("table:number-columns-repeated", 1))
            self.cell, self.text, self.is_drawn_on = attributes, [], False
            self.at = self.parser.CurrentByteIndex if self.parser else -1

    def into(self) -> list[str]:
        """Return where the text of a paragraph goes; that of a comment is read elsewhere."""
        if "office:annotation" in self.within:
            return []
        return self.drawn if self.within else self.text

    def characters(self, text: str) -> None:
        """Take text."""
        if self.paragraphs:
            self.into().append(text)
        elif self.style and self.table is None:
            self.styles.texts[self.style] += text.strip("\n")

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if tag in ("text:p", "text:h"):
            self.paragraphs -= 1
        elif self.within and tag == self.within[-1]:
            self.within.pop()
            text = " ".join("".join(self.drawn).split())
            if not self.within and text and self.table is not None:
                self.remark(DRAWING, text)
                self.drawn = []
        elif tag in _CELLS and self.cell is not None and self.table is not None:
            self.take(self.table, self.cell, "".join(self.text).strip())
            self.cell = None
        elif tag == "table:table":
            self.table = None
        elif tag.startswith("number:") and tag.endswith("-style"):
            self.style = ""

    def remark(self, kind: str, text: str) -> None:
        """Add a remark on the cell, or the place, where the table is now."""
        if self.table is not None and self.taken < MOST:
            self.taken += 1
            self.table.remarks.append(Remark(max(self.table.row, 0), max(self.table.column, 0), kind, text))

    def remarks(self) -> dict[str, list[Remark]]:
        """Return the remarks on each table that has some."""
        return {name: table.remarks for name, table in self.tables.items() if table.remarks}

    def take(self, table: _Table, cell: dict[str, str], text: str) -> None:
        """Take a cell with all that stands in it."""
        kind = next((kind for kind in _VALUES if f"office:{kind}" in cell), "")
        place, value = (table.row, table.column), cell.get(f"office:{kind}", "")
        if text and not kind and (cell.get("office:value-type") != "string" or self.is_drawn_on):
            self.texts.append((self.at, text))
        elif text and kind:
            self.compare(place, kind, value, text)
        elif not text and not value and "table:formula" in cell:
            table.blank.add(place)
        if text or kind:
            for shown, instead in self.styles.shown(table.style(cell.get("table:style-name", ""))):
                if not shows_text(shown, text or value):
                    self.remark(SHOWN_INSTEAD if instead else SHOWN, shown)

    def compare(self, place: Place, kind: str, value: str, text: str) -> None:
        """Take a cell with a value and a text."""
        plain = shows_text(text, value)
        if kind == "value":
            with suppress(ValueError):
                plain = shows_number(text, float(value))
        elif kind in ("date-value", "time-value"):
            plain = shows_moment(text, value)
        elif kind == "boolean-value":
            plain = text.isalpha() or text in "01"
        if not plain:
            self.remark(SHOWN_INSTEAD, text)
        elif kind == "value" and self.table is not None and _as_written(text):
            self.table.shown[place] = text
        elif kind != "string-value" and any(map(str.isalpha, text)):
            self.remark(SHOWN, text)


def _as_written(text: str) -> bool:
    """Tell whether a number is shown with leading noughts or an exponent, as part numbers are that look like numbers."""
    return (text[:1] == "0" and text.isdigit() and len(text) > 1) or "E+" in text

"""One worksheet as a person sees it: which of its cells are formulas, hidden, doubled, covered, or shown otherwise."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.questionnaire.seen.styles import Font, Styles
from bom_parsers.tables.guards.xlsx_guard import column_number

Place = tuple[int, int]  # row and column, both from 0
MOST = 1_000_000  # cells that formulas fill; no sheet of ours has so many
MOST_AREAS = 1_000  # that cells are looked for in
LOWEST, NARROWEST = 6.0, 1.0  # points of a row and signs of a column, below which nothing is seen
_OVER = {
    "oleObject": "an embedded object",
    "control": "a control",
    "picture": "a picture",
    "tablePart": "a styled table",
}
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class SheetLook:
    """What is known of a worksheet's looks. `unseen` says why a cell is not seen as it is stored, `over` what lies over the sheet
    as a whole, `comments` what is noted at a cell."""

    name: str
    is_hidden: bool = False
    formulas: set[Place] = field(default_factory=set)
    unseen: dict[Place, str] = field(default_factory=dict)
    over: list[str] = field(default_factory=list)
    comments: dict[Place, str] = field(default_factory=dict)
    drawings: list[str] = field(default_factory=list)  # ids of relations
    flat_by_default: bool = False  # rows that say no height of their own are not seen
    _rows: set[int] = field(default_factory=set)
    _columns: list[range] = field(default_factory=list)
    _covered: list[tuple[range, range]] = field(default_factory=list)
    _conditional: list[tuple[range, range]] = field(default_factory=list)
    _noted: list[tuple[range, range]] = field(default_factory=list)
    _beyond: Place = (0, 0)  # what lies above or left of this place can not be scrolled to

    def why_unseen(self, row: int, column: int) -> str:
        """Return why a person does not see the cell as it is stored, in words; "" where that is seen."""
        if (row, column) in self.unseen:
            return self.unseen[row, column]
        if row in self._rows or row < self._beyond[0]:
            return "in a hidden row"
        if any(column in hidden for hidden in self._columns) or column < self._beyond[1]:
            return "in a hidden column"
        if any(
            row in rows and column in columns and (row, column) != (rows[0], columns[0])
            for rows, columns in self._covered
        ):
            return "under a merged cell"
        if any(row in rows and column in columns for rows, columns in self._conditional):
            return "under a conditional format"
        if any(row in rows and column in columns for rows, columns in self._noted):
            return "with a note that is shown beside it"
        return f"with a comment ({self.comments[row, column]})" if (row, column) in self.comments else ""


def look_of(name: str, xml: bytes, styles: Styles, texts: Sequence[tuple[str, tuple[Font, ...]]]) -> SheetLook:
    """Return the looks of a worksheet by its part; `texts` are the shared ones with the fonts of their pieces.

    Raises ValueError for what no spreadsheet program writes: cells without an order, or parts for one program alone.
    """
    from lxml import etree

    look, reader = SheetLook(name), _Reader(styles, texts)
    events = etree.iterparse(io.BytesIO(xml), events=("start", "end"), resolve_entities=False, no_network=True)
    depth, tables = 0, 0
    for event, element in events:
        kind = etree.QName(element).localname
        if kind == "sheetData":
            depth += 1 if event == "start" else -1
            tables += event == "start"
        if depth and event == "start" and kind in ("AlternateContent", "extLst"):
            raise ValueError(f"{kind} among the cells of {name}")
        if event == "start" and kind == "row" and depth:
            reader.row(element, look)
        if event == "end":
            if kind == "c" and depth:
                reader.cell(element, look)
            elif kind == "row" and depth:
                element.clear()
            elif not depth and kind in _PARTS:
                _PARTS[kind](element, look)
            elif kind in _OVER:
                look.over.append(_OVER[kind])
    if tables > 1:
        raise ValueError(f"several tables of cells in {name}")
    if len([*look._covered, *look._conditional, *look._noted, *look._columns]) > MOST_AREAS:
        raise ValueError(f"more than {MOST_AREAS:,} areas of merged or hidden cells in {name}")
    look.unseen |= dict.fromkeys(reader.twice, "twice in the sheet")
    return look


class _Reader:
    """Reads the cells of one sheet in their order."""

    def __init__(self, styles: Styles, texts: Sequence[tuple[str, tuple[Font, ...]]]) -> None:
        self.styles, self.texts = styles, texts
        self._row, self._column = -1, -1
        self._seen: set[Place] = set()
        self.twice: set[Place] = set()

    def row(self, element: Any, look: SheetLook) -> None:
        self._row = int(element.get("r", self._row + 2)) - 1
        self._column = -1
        height = element.get("ht")
        is_low = not float(height) >= LOWEST if height is not None else look.flat_by_default
        if _is_true(element.get("hidden")) or is_low:
            look._rows.add(self._row)

    def cell(self, element: Any, look: SheetLook) -> None:
        address = element.get("r")
        place = _place(address) if address else (self._row, self._column + 1)
        if place[0] != self._row:
            raise ValueError(f"a cell {address} in another row of {look.name}")
        self._column = place[1]
        formula = element.find("{*}f")
        if formula is not None:
            look.formulas.add(place)
            rows, columns = _spilled(formula)
            if len(look.formulas) + len(rows) * len(columns) > MOST:
                raise ValueError(f"formulas fill more than {MOST:,} cells")
            look.formulas.update((row, column) for row in rows for column in columns)
        value, runs = self._value(element)
        if value == "":
            return
        if place in self._seen:
            self.twice.add(place)
        self._seen.add(place)
        hidden = self.styles[element.get("s")].hidden(value, runs)
        if hidden:
            look.unseen[place] = hidden

    def _value(self, element: Any) -> tuple[str | float, tuple[Font, ...]]:
        kind, text = element.get("t", "n"), element.findtext("{*}v") or ""
        if kind == "inlineStr":
            return text_of(element.find("{*}is"), self.styles)
        if kind == "s":
            return self.texts[int(text)] if text.strip().isdecimal() and int(text) < len(self.texts) else ("", ())
        try:
            return (float(text) if kind in ("n", "b") and text.strip() else text), ()
        except ValueError:
            return text, ()


def text_of(item: Any, styles: Styles) -> tuple[str, tuple[Font, ...]]:
    """Return a shared or inline text, and the fonts of those of its pieces that have their own."""
    if item is None:
        return "", ()
    pieces = [t.text or "" for t in item.iterfind("{*}t")]
    fonts = []
    for run in item.iterfind("{*}r"):
        text, properties = run.findtext("{*}t") or "", run.find("{*}rPr")
        pieces.append(text)
        if properties is not None and text.strip():
            fonts.append(styles.font(properties))
    return "".join(pieces), tuple(fonts)


def areas(reference: str) -> Iterator[tuple[range, range]]:
    """Yield rows and columns of each area of a reference such as "A1:B2 C3"; raises ValueError for another text."""
    for part in reference.replace("$", "").split():
        first, _, last = part.rpartition("!")[2].partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        yield range(min(top, bottom), max(top, bottom) + 1), range(min(left, right), max(left, right) + 1)


def _spilled(formula: Any) -> tuple[range, range]:
    """Return the rows and columns into which the results of an array formula spill; those cells hold no formula themselves."""
    if formula.get("t") not in ("array", "dataTable") or not formula.get("ref"):
        return range(0), range(0)
    return next(areas(formula.get("ref")))


def _place(address: str) -> Place:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(f"a cell at {address[:20]}")
    return int(match[2]) - 1, column_number(match[1]) - 1


def _is_true(value: str | None) -> bool:
    return value in ("1", "true")


def _format(element: Any, look: SheetLook) -> None:
    height = float(element.get("defaultRowHeight", 15))
    look.flat_by_default = _is_true(element.get("zeroHeight")) or not height >= LOWEST


def _column(element: Any, look: SheetLook) -> None:
    width = element.get("width")
    if _is_true(element.get("hidden")) or (width is not None and not float(width) >= NARROWEST):
        look._columns.append(range(int(element.get("min")) - 1, int(element.get("max"))))


def _view(element: Any, look: SheetLook) -> None:
    pane = element.find("{*}pane")
    if pane is not None and pane.get("state", "").startswith("frozen") and element.get("topLeftCell"):
        look._beyond = _place(element.get("topLeftCell"))
    if _is_true(element.get("showFormulas")):
        look.over.append("a view of formulas in place of values")
    if element.get("showZeros") in ("0", "false"):
        look.over.append("a view without zeros")


def _merged(element: Any, look: SheetLook) -> None:
    look._covered += areas(element.get("ref", ""))


def _conditional(element: Any, look: SheetLook) -> None:
    extended = " ".join(e.text or "" for e in element.iter("{*}sqref"))
    look._conditional += areas(element.get("sqref") or extended)


def _validation(element: Any, look: SheetLook) -> None:
    if f"{element.get('promptTitle', '')}{element.get('prompt', '')}".strip():
        look._noted += areas(element.get("sqref") or " ".join(e.text or "" for e in element.iter("{*}sqref")))


def _drawing(element: Any, look: SheetLook) -> None:
    look.drawings += [str(value) for key, value in element.items() if str(key).endswith("}id")]


def _sparkline(element: Any, look: SheetLook) -> None:
    look.over.append("a sparkline")


_PARTS: dict[str, Callable[[Any, SheetLook], None]] = {
    "sheetFormatPr": _format,
    "col": _column,
    "sheetView": _view,
    "mergeCell": _merged,
    "conditionalFormatting": _conditional,
    "dataValidation": _validation,
    "drawing": _drawing,
    "legacyDrawing": _drawing,
    "sparkline": _sparkline,
}

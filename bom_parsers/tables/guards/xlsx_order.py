"""Whether a worksheet has each row and each cell once, in order, as every spreadsheet program writes them.

Of two cells at one address programs show one or the other: what a person sees there need not be what is read here.
"""

from __future__ import annotations

import re

_TABLE = re.compile(rb"<(/?)(?:\w+:)?sheetData(?=[\s/>])")  # splits into text, "/" or "", text, ...
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_ROW_NUMBER = re.compile(rb"""[^<>]*?\sr\s*=\s*["']([0-9]{1,9})["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,9})["'])?""")
# The spelling of every usual program, which is looked at five times faster.
_USUAL_ROW, _USUAL_CELL = re.compile(rb'<row r="([0-9]{1,9})"'), re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,9})"')
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CLOSED = re.compile(rb"[^<>]*/>")


class Order:
    """The rows and cells of one worksheet, in pieces that cut no tag."""

    def __init__(self) -> None:
        self.tables = 0
        self.inside = False
        self.row = 0
        self.columns: set[bytes] = set()  # of the row so far
        self.unaddressed = 0  # cells of the row so far

    def fault_in(self, xml: bytes) -> str:
        """Take in a piece of the part; return in words what stands twice or out of its place, "" for nothing."""
        if b"sheetData" not in xml:
            return self._fault_in_rows(xml) if self.inside else ""
        first, *others = _TABLE.split(xml)
        fault = self._fault_in_rows(first) if self.inside else ""
        for ends, piece in zip(others[::2], others[1::2], strict=True):
            self.tables += not ends
            self.inside = not ends and not _CLOSED.match(piece)
            if self.tables > 1:
                return "a second table of cells (<sheetData>) in one worksheet"
            fault = fault or (self._fault_in_rows(piece) if self.inside else "")
        return fault

    def _is_usual(self, xml: bytes) -> bool:
        """Tell whether a piece is in the usual spelling and in order, and take it in; False leaves it to a closer look."""
        rows, cells = [*map(int, _USUAL_ROW.findall(xml))], _USUAL_CELL.findall(xml)
        if b":row" in xml or b":c" in xml or len(rows) != xml.count(b"<row") or len(cells) != xml.count(b"<c"):
            return False
        all_rows, addresses = [self.row, *rows], set(cells)
        if len(addresses) < len(cells) or any(a >= b for a, b in zip(all_rows, rows, strict=False)):
            return False
        known = {b"%d" % row for row in all_rows}
        numbers = b" ".join(cells).translate(None, _LETTERS).split()
        if self.unaddressed or not known.issuperset(numbers):
            return False
        before = {column + b"%d" % self.row for column in self.columns}
        if not before.isdisjoint(addresses):
            return False
        last = b"%d" % all_rows[-1]
        columns = {cell[: -len(last)] for cell, number in zip(cells, numbers, strict=True) if number == last}
        self.columns = columns if rows else self.columns | columns
        self.row = all_rows[-1]
        return True

    def _fault_in_rows(self, xml: bytes) -> str:
        if self._is_usual(xml):
            return ""
        continued, *rows = _ROW.split(xml)
        fault = self._fault_in_cells(continued)
        for piece in rows:
            if fault:
                return fault
            number = _ROW_NUMBER.match(piece)
            row = int(number[1]) if number else self.row + 1
            if row <= self.row:
                return f"row {row} after row {self.row}"
            self.row, self.columns, self.unaddressed = row, set(), 0
            fault = self._fault_in_cells(piece)
        return fault

    def _fault_in_cells(self, xml: bytes) -> str:
        cells = _CELL.findall(xml)
        if not cells:
            return ""
        columns, rows = zip(*cells, strict=True)
        self.unaddressed += columns.count(b"")
        before = len(self.columns)
        self.columns.update(columns)
        if self.unaddressed:
            return f"cells with an address and without in row {self.row}" if self.columns != {b""} else ""
        if set(rows) != {b"%d" % self.row}:
            return f"a cell of another row in row {self.row}"
        return "" if len(self.columns) - before == len(columns) else f"a cell twice in row {self.row}"

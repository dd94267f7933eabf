"""A table as a sheet of text cells, each cell with its address for the person who has to look it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from bom_parsers.errors import printable, shortened
from bom_parsers.tables.cells import Cells, text_row


class Note(NamedTuple):
    """What reading had to guess or mend: `kind` is one of PROBLEM_KINDS.

    `severity` is "warning" or "info"; `pointer` an address in the file.
    """

    kind: str
    severity: str
    message: str
    pointer: str


COMMENT, FORMULA, DRAWING = "hbom:cell-comment", "hbom:cell-formula", "hbom:drawing"
SHOWN, SHOWN_INSTEAD = "hbom:cell-shown", "hbom:cell-shown-instead"
UNREAD = "hbom:unread"  # what stands beside the cells of a workbook, where it cannot be read; its text says why
WORKBOOK = ""  # in place of a worksheet's name, of what is on all of them


class Remark(NamedTuple):
    """What stands beside the value of a cell: a comment, or a formula with a text in it (`kind`).

    SHOWN is what a viewer shows together with the value, SHOWN_INSTEAD what it shows in place of it, and a DRAWING lies on the
    worksheet with a text in it.
    """

    row: int
    column: int
    kind: str
    text: str


def unread(error: Exception) -> Remark:
    """Return a remark on the WORKBOOK, that what stands beside its cells cannot be read, and why."""
    return Remark(0, 0, UNREAD, shortened(printable(str(error) or type(error).__name__), 120))


@dataclass(frozen=True)
class Sheet:
    """One table; its rows may differ in length, and a blank one is [].

    `cells` are its rows, of text or of a workbook's typed values; `rows` gives them all as text. `name` is the worksheet's,
    "" for a CSV file. `lines` holds for a CSV file the file's line on which each row starts. `first_row` and `first_column`
    say where in the worksheet the cells begin. `blank_formulas` are the cells of formulas without a stored value, and `merged`
    the first and last cells of merged areas; `remarks` are on cells. Rows and columns count from 0 in all that is asked of
    a sheet.
    """

    name: str
    cells: Sequence[Sequence[Any]]
    lines: Sequence[int] | None = None
    notes: tuple[Note, ...] = ()
    delimiter: str = ""
    hidden: bool = False
    first_row: int = 0
    first_column: int = 0
    blank_formulas: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def rows(self) -> list[list[str]]:
        """All rows as text."""
        return [self.row(number) for number in range(len(self.cells))]

    def row(self, number: int) -> list[str]:
        """Return one row as text; a worksheet's without the blanks at its end, for there all rows are of one width."""
        return text_row(self.cells[number]) if self.lines is None else list(self.cells[number])

    def widths(self, start: int, end: int) -> Sequence[int]:
        """Return how many cells each row from `start` to before `end` has."""
        if isinstance(self.cells, Cells):
            return self.cells.widths[start:end]
        return [len(row) for row in self.cells[start:end]]

    def address(self, row: int, column: int) -> str:
        """Return where a cell is: `Sheet1!B4`, or `line 4, column 2` in a CSV file."""
        if self.lines is None:
            return f"{self.name}!{self.column_name(column)}{self.row_number(row)}"
        return f"line {self.lines[row]}, column {column + 1}"

    def row_address(self, row: int) -> str:
        """Return where the row is: `Sheet1!4`, or `line 4` for a CSV file."""
        return f"{self.name}!{self.row_number(row)}" if self.lines is None else f"line {self.lines[row]}"

    def ref(self, row: int) -> str:
        """Return what identifies the part in this row: `Sheet1!4`, or `row 4` for a CSV file."""
        return f"{self.name}!{self.row_number(row)}" if self.lines is None else f"row {self.lines[row]}"

    def row_number(self, row: int) -> int:
        """Return the row's number as an editor or a spreadsheet program shows it."""
        return row + self.first_row + 1 if self.lines is None else self.lines[row]

    def column_name(self, column: int) -> str:
        """Return the spreadsheet's letters of a column."""
        return column_letters(column + self.first_column)


def column_letters(column: int) -> str:
    """Return the spreadsheet's name for a column that counts from 0: A, B, ... Z, AA."""
    letters, column = "", column + 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters

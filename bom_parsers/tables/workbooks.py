"""Workbooks as sheets: XLSX, old Excel (XLS) and OpenDocument (ODS), each checked for harm before a cell is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bom_parsers.errors import InputError
from bom_parsers.limits import limits
from bom_parsers.tables.cells import Cells
from bom_parsers.tables.sheets import Sheet

if TYPE_CHECKING:
    from bom_parsers.tables.xlsx_marks import Marks

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Excel 97 to 2003
AGAIN = "open it in a spreadsheet program and save it again as XLSX"


def read_workbook_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the workbook `data`, of whichever kind it is. Raises InputError."""
    if data.startswith(COMPOUND_FILE):
        return read_xls_sheets(data, path)
    return read_ods_sheets(data, path) if b"opendocument" in data[:200] else read_xlsx_sheets(data, path)


def read_xlsx_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the XLSX workbook `data`: every worksheet with its cells as people see them.

    Numbers come without ".0", dates in ISO form. Raises InputError for what is no XLSX workbook, is damaged, or would
    use up the machine; that is checked before any cell is read.
    """
    from bom_parsers.tables.guards.xlsx_guard import check_workbook
    from bom_parsers.tables.xlsx_marks import marks_of, with_usual_dimensions

    check_workbook(data, path)
    sheets = read_sheets(with_usual_dimensions(data), path, lambda *_: None, "an XLSX workbook")
    marks = marks_of(data)
    return [with_marks(sheet, marks[sheet.name]) if sheet.name in marks else sheet for sheet in sheets]


def with_marks(sheet: Sheet, marks: Marks) -> Sheet:
    """Return a worksheet with its merged areas and blank formulas, and numbers as their format shows them."""
    down, right = sheet.first_row, sheet.first_column
    shown: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in marks.shown.items():
        shown.setdefault(row - down, []).append((column - right, text))

    def rows() -> Iterator[list[Any]]:
        for number, cells in enumerate(sheet.cells):
            row = list(cells)
            for column, text in shown.get(number, ()):
                if 0 <= column < len(row):
                    row[column] = text
            yield row

    return replace(
        sheet,
        cells=Cells(rows()) if shown else sheet.cells,
        blank_formulas=frozenset((row - down, column - right) for row, column in marks.blank_formulas),
        merged=tuple(
            ((top - down, left - right), (bottom - down, end - right)) for (top, left), (bottom, end) in marks.merged
        ),
    )


def read_xls_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the Excel 97 to 2003 workbook `data`, as read_xlsx_sheets does."""
    from bom_parsers.tables.guards.xls_guard import check_workbook

    return read_sheets(data, path, check_workbook, "an Excel workbook of 97 to 2003")


def read_ods_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the OpenDocument spreadsheet `data`, as read_xlsx_sheets does."""
    from bom_parsers.tables.guards.ods_guard import check_workbook

    return read_sheets(data, path, check_workbook, "an OpenDocument spreadsheet")


def read_sheets(data: bytes, path: Path, check: Callable[[bytes, Path], None], expected: str) -> list[Sheet]:
    """Return the worksheets of `data` once `check` has let it pass; raises InputError."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    check(data, path)
    sheets = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                read = workbook.get_sheet_by_index(index)
                row, column = read.start or (0, 0)
                hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(
                    Sheet(
                        about.name,
                        Cells(islice(read.iter_rows(), row, None)),
                        hidden=hidden,
                        first_row=row,
                        first_column=column,
                    )
                )
    except BaseException as error:
        # A panic in the reader's Rust code is no Exception; anything else that is none must go on its way.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        found = f"a damaged workbook ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise InputError(path, "", found, expected, AGAIN) from error
    for sheet in sheets:
        check_rows(sheet, path)
    if not any(cell not in ("", None) for sheet in sheets for row in sheet.cells for cell in row):
        raise InputError(path, "", "no cell with a value", "a worksheet with headings", "export it again")
    return sheets


def check_rows(sheet: Sheet, path: Path) -> None:
    """Raise InputError for a worksheet with more rows or columns than the limits allow."""
    width = len(sheet.cells[0]) if sheet.cells else 0
    for what, count, allowed in (("rows", len(sheet.cells), limits().rows), ("columns", width, limits().columns)):
        if count > allowed:
            remedy = "leave out what is no part data, or raise the limit"
            raise InputError(path, sheet.name, f"{count:,} {what}", f"at most {allowed:,}", remedy)

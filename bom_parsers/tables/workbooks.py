"""Workbooks as sheets: XLSX, old Excel (XLS) and OpenDocument (ODS), each checked for harm before a cell is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits
from bom_parsers.tables.cells import Cells
from bom_parsers.tables.sheets import WORKBOOK, Remark, Sheet

if TYPE_CHECKING:
    from bom_parsers.tables.guards.checked import Checked
    from bom_parsers.tables.native.apart import Allowed
    from bom_parsers.tables.xlsx_marks import Marks

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of Excel 97 to 2003
MEMORY, SECONDS = 128 << 20, 5  # what the smallest workbook may take
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
    from bom_parsers.tables.cell_remarks import xlsx_remarks
    from bom_parsers.tables.guards.xlsx_guard import checked
    from bom_parsers.tables.native.apart import READER
    from bom_parsers.tables.shown.character_data import with_plain_texts
    from bom_parsers.tables.shown.formatted import formatted_remarks
    from bom_parsers.tables.shown.xlsx_cells import shown_in
    from bom_parsers.tables.xlsx_marks import marks_of, with_usual_dimensions

    with suppress(OSError):  # told when the process is needed
        READER.begin()  # it starts while the guard looks
    safe = checked(data, path)
    safe = replace(safe, data=with_usual_dimensions(with_plain_texts(safe.data)))
    sheets = read_sheets(safe, path, "an XLSX workbook")
    marks = marks_of(safe.data)
    sheets = [with_marks(sheet, marks[sheet.name]) if sheet.name in marks else sheet for sheet in sheets]
    shown = shown_in(safe.data)
    formatted = {
        sheet.name: formatted_remarks(sheet, shown[sheet.name].cells) for sheet in sheets if sheet.name in shown
    }
    drawn = {name: one.remarks for name, one in shown.items()}
    return with_remarks(sheets, together(xlsx_remarks(safe.data), formatted, drawn))


def with_remarks(sheets: Iterable[Sheet], remarks: Mapping[str, Sequence[Remark]]) -> list[Sheet]:
    """Return the worksheets with what stands beside the values of their cells, by their names; that of the whole workbook is the
    first one's."""
    whole = tuple(dict.fromkeys(remarks.get(WORKBOOK, ())))
    sheets = [
        replace(
            sheet,
            remarks=tuple(
                one._replace(row=one.row - sheet.first_row, column=one.column - sheet.first_column)
                for one in remarks.get(sheet.name, ())
            ),
        )
        for sheet in sheets
    ]
    return [
        replace(sheet, remarks=(*whole, *sheet.remarks)) if number == 0 else sheet
        for number, sheet in enumerate(sheets)
    ]


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
    from bom_parsers.tables.cell_remarks import xls_remarks
    from bom_parsers.tables.guards.xls_guard import checked
    from bom_parsers.tables.shown.formatted import formatted_remarks
    from bom_parsers.tables.shown.xls_cells import shown_in
    from bom_parsers.tables.xlsx_marks import Marks

    safe = checked(data, path)
    sheets = read_sheets(safe, path, "an Excel workbook of 97 to 2003")
    shown = shown_in(safe.data, path)
    marks = {name: Marks(frozenset(one.blank)) for name, one in shown.items()}
    sheets = [with_marks(sheet, marks[sheet.name]) if sheet.name in marks else sheet for sheet in sheets]
    formatted = {
        sheet.name: formatted_remarks(sheet, shown[sheet.name].cells) for sheet in sheets if sheet.name in shown
    }
    formulas = {name: one.remarks for name, one in shown.items()}
    return with_remarks(sheets, together(xls_remarks(safe.data, path), formatted, formulas))


def read_ods_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the OpenDocument spreadsheet `data`, as read_xlsx_sheets does."""
    from bom_parsers.tables.cell_remarks import ods_remarks
    from bom_parsers.tables.guards.ods_guard import checked
    from bom_parsers.tables.shown.character_data import with_plain_texts
    from bom_parsers.tables.shown.ods_cells import shown_in

    safe = checked(data, path)
    safe = replace(safe, data=with_plain_texts(safe.data))
    shown = shown_in(safe.data)
    sheets = read_sheets(replace(safe, data=shown.data), path, "an OpenDocument spreadsheet")
    sheets = [with_marks(sheet, shown.marks[sheet.name]) if sheet.name in shown.marks else sheet for sheet in sheets]
    return with_remarks(sheets, together(ods_remarks(safe.data), shown.remarks))


def together(*remarks: Mapping[str, Sequence[Remark]]) -> dict[str, list[Remark]]:
    """Return all remarks on each worksheet."""
    return {name: [one for some in remarks for one in some.get(name, ())] for name in {*chain(*remarks)}}


def read_sheets(workbook: Checked, path: Path, expected: str) -> list[Sheet]:
    """Return the worksheets of a workbook that a guard let pass; raises InputError."""
    from bom_parsers.tables.native.apart import READER, CannotReadError

    def check(name: str, rows: int, columns: int) -> None:
        for what, count, most in (("rows", rows, limits().rows), ("columns", columns, limits().columns)):
            if count > most:
                remedy = f"leave out what is no part data, or raise the limit {by_limit(what)}"
                raise InputError(path, name, f"{count:,} {what}", f"at most {most:,}", remedy)

    try:
        sheets = [
            Sheet(one.name, one.cells, hidden=one.hidden, first_row=one.row, first_column=one.column)
            for one in READER.read(workbook.data, allowed(workbook), check)
        ]
    except CannotReadError as error:
        raise InputError(path, "", str(error), expected, AGAIN) from error
    except OSError as error:
        found = f"no process in which to read it ({error.strerror or error})"
        raise InputError(
            path, "", found, "room for one more process", "end another one, or save the table as CSV"
        ) from error
    if not any(cell not in ("", None) for sheet in sheets for row in sheet.cells for cell in row):
        raise InputError(path, "", "no cell with a value", "a worksheet with headings", "export it again")
    return sheets


def allowed(workbook: Checked) -> Allowed:
    """Return what reading may cost, by what the guard counted; several times what it costs with any honest workbook."""
    from bom_parsers.tables.native.apart import Allowed

    memory = MEMORY + 4 * len(workbook.data) + 4 * workbook.size + 128 * workbook.cells
    seconds = SECONDS + workbook.cells // 200_000 + workbook.size // (4 << 20)
    return Allowed(memory, seconds, limits().cells)

"""Hardware BOMs made in a test: a text table, or a workbook of several sheets."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from bom_parsers.bom import Bom
from bom_parsers.hbom import table


def read(text: str) -> Bom:
    """Return what is read of a text table."""
    return table.read_csv(text.encode(), Path("bom.csv"), "bom", "0" * 64)


def read_book(**sheets: list[list[object]]) -> Bom:
    """Return what is read of a workbook with these sheets; "_" in a name is a blank."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return table.read_xlsx(out.getvalue(), Path("bom.xlsx"), "bom", "0" * 64)

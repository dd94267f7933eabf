"""What stands in a table and is no part may say that a part is missing, and is then more than a remark."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from bom_parsers.bom import Bom
from bom_parsers.hbom import table


def read(text: str) -> Bom:
    return table.read_csv(text.encode(), Path("bom.csv"), "bom", "0" * 64)


def read_book(**sheets: list[list[object]]) -> Bom:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return table.read_xlsx(out.getvalue(), Path("bom.xlsx"), "bom", "0" * 64)


def of_kind(bom: Bom, kind: str) -> list[tuple[str, str]]:
    return bom.problems.filter(pl.col("kind") == kind).select("severity", "message").rows()


HEAD, PART = ["Reference", "Qty", "MPN", "Manufacturer"], ["R1", 4, "RC0402FR-0710KL", "Yageo"]
TABLE = "Designator,Quantity,Value,MPN,Manufacturer,Description\nC1,1,100nF,CC0402,Nordvik,capacitor\n"


@pytest.mark.parametrize(
    "row",
    [
        ",,,,Quectel EG25-G LTE modem mounted by hand,",
        "Note:,LTE module SIM7600G-H fitted by customer,,,,",
        ",,,,LTE module: see separate BOM,",
        "see modem BOM 4711-22,,,,,",
        "continued on sheet 2,,,,,",
        "MODEM SECTION: EG25-G x1,,,,,",
        "Page 1 of 3,,,,,",
        ",,,,,Wi-Fi module",
        "Remarks:,,the Bluetooth part is soldered later,,,",
    ],
)
def test_a_row_left_out_that_may_hide_a_part_is_a_warning(row):
    assert "warning" in [severity for severity, _ in of_kind(read(TABLE + row), "row-left-out")], row


@pytest.mark.parametrize(
    "row",
    [
        "Power section,,,,,",
        "Remarks:,,see drawing,,,",
        "Page 1 of 1,,,,,",
        "Passives,,,,,",
        "Note:,clean after soldering,,,,",
    ],
)
def test_a_plain_title_or_remark_stays_a_note(row):
    assert {severity for severity, _ in of_kind(read(TABLE + row), "row-left-out")} == {"info"}


@pytest.mark.parametrize(
    ("note", "severity"),
    [
        ("The LTE module SIM7600G-H is supplied by SimCom and mounted by hand", "warning"),
        ("SIM7600G-H", "warning"),
        ("Modem: see separate parts list", "warning"),
        ("LTE gateway", "info"),
        ("Drawn by A. Person", "info"),
    ],
)
def test_a_sheet_of_notes_that_may_hide_a_part_is_a_warning(note, severity):
    bom = read_book(Main=[HEAD, PART], Notes=[["Notes"], [note]])
    assert [level for level, _ in of_kind(bom, "sheet-left-out")] == [severity]

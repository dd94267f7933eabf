"""What a worksheet says beside its values: formulas without one, merged cells, number formats, a dimension of whole rows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from bom_parsers import read_bom
from bom_parsers.bom import Bom
from bom_parsers.tables.workbooks import read_xlsx_sheets
from bom_parsers.tables.xlsx_marks import with_usual_dimensions

HERE = Path("bom.xlsx")
HEAD = ["Item", "Reference", "Qty", "Manufacturer", "MPN"]


def book(fill) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet("Parts & more")
    sheet.write_row(0, 0, HEAD)
    fill(made, sheet)
    made.close()
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info)
            assert info.filename != part or old in content
            copy.writestr(info.filename, content.replace(old, new) if info.filename == part else content)
    return out.getvalue()


def read(data: bytes) -> Bom:
    return read_bom(HERE, data=data)


def makers(bom: Bom) -> list[tuple[str, str]]:
    return bom.parties.select("ref", "name").rows()


def test_a_number_is_read_as_its_format_shows_it_and_a_mangled_one_is_told():
    def fill(made, sheet):
        sheet.write_row(1, 0, [1, "J1", 1, "Molex"])
        sheet.write_number(1, 4, 22232021, made.add_format({"num_format": "0000000000"}))
        sheet.write_row(2, 0, [2, "U9", 1, "ACME"])
        sheet.write_number(2, 4, 220, made.add_format({"num_format": 11}))
        sheet.write_row(3, 0, [3, "Q1", 1, "onsemi"])
        sheet.write_number(3, 4, 45571, made.add_format({"num_format": "dd-mmm"}))
        sheet.write_row(4, 0, [4, "Q2", 1, "NXP", 12345678])

    bom = read(book(fill))
    assert bom.components["mpn"].to_list() == ["0022232021", "2.20E+02", "2024-10-06", "12345678"]
    told = bom.problems.filter(pl.col("kind") == "mangled-number").select("severity", "pointer").rows()
    assert told == [("warning", "Parts & more!E3"), ("warning", "Parts & more!E4")]


def test_a_formula_without_a_stored_value_is_told_with_its_cell():
    def fill(made, sheet):
        sheet.write_row(1, 0, [1, "U1", 1, "Quectel"])
        sheet.write_formula(1, 4, '=CONCATENATE("EC25","-E")', None, "?")
        sheet.write_row(2, 0, [2, "R1", 1, "Yageo", "RC0402"])
        sheet.write_formula(2, 2, "=2+2", None, 4)

    data = changed(book(fill), "xl/worksheets/sheet1.xml", b"<v>?</v>", b"<v></v>")
    bom = read(data)
    ((severity, message, where),) = (
        bom.problems.filter(pl.col("kind") == "blank-formula").select("severity", "message", "pointer").rows()
    )
    assert (severity, where) == ("warning", "Parts & more!E2")
    assert "below 'MPN' has no stored value" in message
    assert bom.components["quantity"].to_list() == [1.0, 4.0]
    pieces = changed(book(fill), "xl/worksheets/sheet1.xml", b"<v>4</v>", b"")
    assert read(pieces).problems.filter(pl.col("kind") == "blank-formula")["severity"].to_list() == ["info"]


def test_a_maker_in_a_cell_merged_over_rows_is_the_maker_of_all():
    def fill(made, sheet):
        sheet.write_column(1, 0, [1, 2, 3])
        sheet.write_column(1, 1, ["R1", "R2", "U1"])
        sheet.write_column(1, 2, [1, 1, 1])
        sheet.merge_range(1, 3, 2, 3, "Yageo")
        sheet.write_column(1, 4, ["RC0402", "RC0603"])
        sheet.write_row(3, 3, ["Quectel", "EC25-E"])

    assert makers(read(book(fill))) == [
        ("Parts & more!2", "Yageo"),
        ("Parts & more!3", "Yageo"),
        ("Parts & more!4", "Quectel"),
    ]


def test_a_part_merged_over_its_sources_stays_one_part():
    def fill(made, sheet):
        for column, text in ((0, 1), (1, "U1"), (2, 4)):
            sheet.merge_range(1, column, 2, column, text)
        sheet.write_row(1, 3, ["Quectel", "EC25-E"])
        sheet.write_row(2, 3, ["SIMCom", "SIM7600E-H"])

    bom = read(book(fill))
    assert bom.components.select("parent", "mpn", "quantity").rows() == [
        (None, "EC25-E", 4.0),
        ("Parts & more!2", "SIM7600E-H", None),
    ]


@pytest.mark.parametrize("dimension", [b"1:3", b"A:E", b"$1:$3"])
def test_a_dimension_of_whole_rows_is_read(dimension):
    data = book(lambda made, sheet: sheet.write_row(1, 0, [1, "U1", 1, "Quectel", "EC25-E"]))
    data = changed(data, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:E2"/>', b'<dimension ref="%s"/>' % dimension)
    assert read(data).components["mpn"].to_list() == ["EC25-E"]


def test_a_usual_workbook_is_not_written_again_and_its_cells_are_as_they_were():
    data = book(lambda made, sheet: sheet.write_row(3, 1, ["U1", 1, "Quectel", "EC25-E"]))
    assert with_usual_dimensions(data) is data
    (sheet,) = read_xlsx_sheets(data, HERE)
    assert sheet.rows[3] == ["", "U1", "1", "Quectel", "EC25-E"]
    assert (sheet.blank_formulas, sheet.merged) == (frozenset(), ())

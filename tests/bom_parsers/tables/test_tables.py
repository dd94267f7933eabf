"""Tables read back as they were written, with addresses that lead to the cell, and hostile files do no harm."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bom_parsers.carriers.unmarked_encoding import ENCODINGS as GUESSABLE
from bom_parsers.carriers.unmarked_encoding import guessed_encoding
from bom_parsers.errors import InputError
from bom_parsers.limits import raised
from bom_parsers.tables.read import read_table
from bom_parsers.tables.sheets import Sheet
from bom_parsers.tables.text import read_csv_sheets
from bom_parsers.tables.workbooks import read_xlsx_sheets

HERE = Path("bom.csv")
HOSTILE = Path(__file__).resolve().parents[4] / "shared" / "boms" / "hostile-synth"


def csv_sheet(text: str | bytes) -> Sheet:
    data = text if isinstance(text, bytes) else text.encode()
    (sheet,) = read_csv_sheets(data, HERE)
    return sheet


def workbook(cells: dict[tuple[int, int], object], name: str = "Sheet1") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy-mm-dd"})
    for (row, column), value in cells.items():
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write(row, column, value)
    book.close()
    return out.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in changes:
                new.writestr(part, old.read(part))
        for part, content in changes.items():
            new.writestr(part, content)
    return out.getvalue()


# --- CSV ---------------------------------------------------------------------------------------------------------

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
CELLS = st.text(st.sampled_from("aZ09 ,;|\t\"\n'äé亿0.-"), max_size=8)
TABLES = st.integers(2, 5).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=8))


@given(TABLES, st.sampled_from(",;|\t"), st.sampled_from(ENCODINGS), st.sampled_from(["\n", "\r\n"]))
def test_quoted_cells_read_back_whatever_delimiter_and_encoding(table, delimiter, encoding, line_end):
    if not any(any(row) for row in table):
        table = [*table, ["x"] * len(table[0])]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows(table)
    sheet = csv_sheet(MARKS.get(encoding, b"") + out.getvalue().encode(encoding))
    assert sheet.rows == table
    assert sheet.delimiter == delimiter


@given(
    st.lists(st.lists(st.text("aZ09 ä.-+", min_size=1, max_size=6), min_size=3, max_size=3), min_size=1, max_size=9),
    st.sampled_from(",;|\t"),
)
def test_plain_cells_read_back_whatever_delimiter(table, delimiter):
    assert csv_sheet("\n".join(delimiter.join(row) for row in table)).rows == table


@given(st.binary(max_size=300) | st.text(st.sampled_from('a,;\t"\r\n|x\0'), max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_an_input_error(data):
    for read in (read_csv_sheets, read_xlsx_sheets):
        try:
            outcome = str(any(any(row) for sheet in read(data, HERE) for row in sheet.rows))
        except InputError as error:
            outcome = str(error)
        assert outcome == "True" or (outcome.startswith("bom.csv: ") and "\n" not in outcome)


def test_an_address_is_the_line_of_the_file_even_after_line_breaks_in_cells():
    sheet = csv_sheet('Ref,MPN\r\n"U1,\r\nU2",NV-1\r\nU3,NV-2\r\n')
    assert sheet.rows == [["Ref", "MPN"], ["U1,\r\nU2", "NV-1"], ["U3", "NV-2"]]
    assert [sheet.row_address(row) for row in range(3)] == ["line 1", "line 2", "line 4"]
    assert sheet.address(2, 1) == "line 4, column 2"


def test_decimal_commas_in_a_semicolon_table_do_not_cut_cells():
    assert csv_sheet("Ref;Qty;Wert\nC1;1,5;4,7\nC2;2,5;0,1\n").rows[1] == ["C1", "1,5", "4,7"]


def test_designator_lists_do_not_win_over_the_real_delimiter():
    assert csv_sheet("Comment\tRef\n10k\tR1,R2,R3\n1u\tC1,C2,C3\n").rows[1] == ["10k", "R1,R2,R3"]


def test_preamble_of_other_width_does_not_mislead():
    text = "Project: board; rev A\nDate: 2026; by hand\n\nRef,MPN,Qty\nU1,NV-1,1\nU2,NV-2,1\nU3,NV-3,1\n"
    assert csv_sheet(text).rows[4] == ["U1", "NV-1", "1"]


# Lists of two to four lines, as firms export them: a heading, and a few names.
LISTS = (
    ("cp1251", "Name;Country\nАО Лаборатория Касперского;Россия\n"),
    ("cp1251", "Поставщик;Страна\nАО Лаборатория Касперского;Россия\nООО Яндекс;Россия\n"),
    ("cp1251", "Supplier,Country,Part\nООО Миландр,Россия,K1986VE92QI\nАО Микрон,RU,K5016\nБорец,Russia,1\n"),
    ("cp1251", "name,country\nGazprom,Россия\nAcme Inc,US\n"),
    ("koi8_r", "Name;Country\nАО Лаборатория Касперского;Россия\n"),
    ("koi8_r", "name,country\nGazprom,Россия\nAcme Inc,US\n"),
    ("koi8_r", "Наименование;Производитель\nМИКРОСХЕМА;АО НИИМЭ\n"),
    ("koi8_r", "Обозначение;Кол-во;Изготовитель\nU1;1;АО ПКК Миландр\nC1, C2;2;Murata\n"),
    ("cp866", "Name;Country\nАО Лаборатория Касперского;Россия\n"),
    ("cp866", "Поставщик;Страна\nООО Яндекс;Россия\n"),
    ("gb18030", "位号,制造商,型号,数量\nU1,示例通信,EX-1,1\n"),
    ("gb18030", "Name,Country\n移远通信技术股份有限公司,China\nMurata,Japan\n"),
    ("gb18030", "Designator,Manufacturer,MPN\nU1,上海移远,EC25\n"),
    ("gb18030", "供应商;国家\n深圳市大疆创新科技有限公司;中国\n比亚迪股份有限公司;中国\n"),
    ("big5", "名稱,國家\n聯發科技股份有限公司,台灣\n"),
    ("big5", "位號,數量,製造商,料號\nU1,1,聯發科,MT2735\nC1,2,國巨,CC0402\n"),
    ("cp932", "リファレンス,メーカー,型番\nU1,サンプル電機,EX-1\n"),
    ("cp932", "名前,国\n株式会社村田製作所,日本\nソニー株式会社,日本\n"),
    ("cp932", "Name,Country\nトヨタ自動車株式会社,Japan\n"),
    ("euc_jp", "部品番号,数量,メーカー\nU1,1,ルネサスエレクトロニクス\nC1,2,村田製作所\n"),
    ("cp949", "이름,국가\n삼성전자 주식회사,대한민국\n"),
    ("cp949", "Name,Country\n현대모비스,Korea\nLG전자,Korea\n"),
    ("cp1250", "Nazwa;Kraj\nSpółka Łódź Elektroniką;Polska\n"),
    ("cp1250", "Dodavatel;Země\nČeská zbrojovka Uherský Brod;Česko\nŠkoda Auto, Mladá Boleslav;Česko\n"),
    ("cp1252", "Ref;Hersteller;Größe\nU1;Müller Über Ölfeld;5µ\n"),
    ("cp1252", "Fournisseur,Quantité,Pays\nÉlectricité de France,3,France\nThalès Légère,2,Belgique\n"),
    ("cp1252", "Proveedor,País\nCompañía Española de Petróleos,España\n"),
    ("cp1252", "Leverandør;Land\nBang & Olufsen Støberi;Danmark\nØrsted A/S;Danmark\n"),
    ("cp1252", "Name,Country,Price\nAcme – Europe,France,3 €\nWürth Elektronik,Germany,1 €\n"),
    ("cp1252", "Part,Value\nR1,10 k°\nC1,±10%\n"),
)


@pytest.mark.parametrize(("encoding", "text"), LISTS)
def test_a_guessed_encoding_gives_the_right_names_and_a_warning(encoding, text):
    sheet = csv_sheet(text.encode(encoding))
    assert [sheet.delimiter.join(row) for row in sheet.rows] == text.splitlines()
    assert [(note.severity, note.message.partition(", which is a guess")[0]) for note in sheet.notes] == [
        ("warning", f"the text is not UTF-8; read as {encoding}")
    ]


@pytest.mark.parametrize(("encoding", "text"), LISTS)
def test_a_guessed_encoding_does_not_depend_on_the_length_of_the_table(encoding, text):
    header, *rows = text.splitlines(keepends=True)
    table = header + "".join(f"ABC{number}\n" for number in range(50)) + "".join(rows) * 2_000
    assert guessed_encoding(table.encode(encoding)) == encoding


@given(st.binary(min_size=1, max_size=60).filter(lambda data: not data.isascii()))
@example(b"a\x80")
def test_any_bytes_get_an_encoding(data):
    assert guessed_encoding(data) in GUESSABLE


def test_a_long_text_without_lines_gets_an_encoding():
    assert guessed_encoding(b"\xff" * 70_000) in GUESSABLE


def test_an_unclosed_quote_swallows_no_row_and_is_told():
    sheet = csv_sheet('Ref,Maker,MPN\nU1,"Nordvik,NV-1\nU2,Hafen,HF-2\nU3,"a, b",HF-3\n')
    assert sheet.rows[1:] == [["U1", "Nordvik", "NV-1"], ["U2", "Hafen", "HF-2"], ["U3", "a, b", "HF-3"]]
    assert [(note.severity, note.pointer) for note in sheet.notes] == [("warning", "line 2")]


def test_an_inch_mark_is_no_quote():
    sheet = csv_sheet('Ref,Description\nD1,LCD 1.3" wide\nD2,LCD 2"\n')
    assert sheet.rows[1:] == [["D1", 'LCD 1.3" wide'], ["D2", 'LCD 2"']]
    assert sheet.notes == ()


def test_lines_quoted_as_a_whole_are_unwrapped():
    sheet = csv_sheet('"Ref,""Value"",MPN"\n"C1,""4.7u, 10V"",NV-1"\n')
    assert sheet.rows == [["Ref", "Value", "MPN"], ["C1", "4.7u, 10V", "NV-1"]]


def test_excels_separator_line_is_obeyed_and_no_row():
    sheet = csv_sheet("sep=;\nRef;MPN\nU1;NV-1,5\n")
    assert (sheet.rows, sheet.row_address(1)) == ([["Ref", "MPN"], ["U1", "NV-1,5"]], "line 3")


def test_a_very_long_cell_is_kept():
    assert len(csv_sheet("Ref,MPN\nU1," + "A" * 300_000 + "\n").rows[1][1]) == 300_000


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"Ref,MPN\nU1,\0\0\0\n", "binary data"),
        (bytes(range(1, 9)) * 20, "binary data"),
        (b"\xff\xfeR", "bytes that are not utf-16-le"),
        (b",,,\n\n", "an empty table"),
        (b",".join([b"x"] * 20_000), "20,000 columns"),
    ],
)
def test_what_is_no_text_table_is_refused_with_the_reason(data, found):
    with pytest.raises(InputError, match="found") as caught:
        read_csv_sheets(data, HERE)
    assert found in str(caught.value)


def test_many_unclosed_quotes_do_not_take_quadratic_time():
    sheet = csv_sheet("Ref,MPN\n" + 'a","\n' * 30_000)
    assert len(sheet.rows) == 30_001
    assert len(sheet.notes) == 21


# --- XLSX --------------------------------------------------------------------------------------------------------


def from_a1(sheet: Sheet) -> list[list[str]]:
    """The rows from the worksheet's first one on, wherever its cells begin."""
    return [[]] * sheet.first_row + [[""] * sheet.first_column + row if row else [] for row in sheet.rows]


XLSX_CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=10) | st.integers(0, 10**9)


@given(st.lists(st.lists(XLSX_CELLS, min_size=1, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60)
def test_workbook_cells_read_back(table):
    table = [[*row, "end"] for row in table]
    cells = {(r, c): value for r, row in enumerate(table) for c, value in enumerate(row) if value != ""}
    (sheet,) = read_xlsx_sheets(workbook(cells), HERE)
    assert from_a1(sheet) == [[str(value) for value in row] for row in table]


def test_cells_are_text_as_people_see_it_and_addressed_from_a1():
    cells = {
        (2, 1): 3.0,
        (2, 2): "0805",
        (2, 3): 0.1 + 0.2,
        (2, 4): date(2026, 3, 17),
        (2, 5): True,
        (2, 27): 4006381333931,
    }
    (sheet,) = read_xlsx_sheets(workbook(cells, "Parts"), HERE)
    assert from_a1(sheet)[2][:6] == ["", "3", "0805", "0.3", "2026-03-17", "TRUE"]
    assert from_a1(sheet)[2][27] == "4006381333931"
    assert sheet.address(0, 0) == "Parts!B3"
    assert sheet.address(0, 26) == "Parts!AB3"


def test_a_number_shows_the_fifteen_digits_of_a_spreadsheet():
    content = ROWS % (b"", b'<row r="1"><c r="A1"><v>0.30000000000000004</v></c><c r="B1"><v>1e21</v></c></row>')
    (sheet,) = read_xlsx_sheets(repacked(workbook({(0, 0): "old"}), {SHEET: content}), HERE)
    assert sheet.rows == [["0.3", "1e+21"]]


def test_content_and_not_the_name_decides(tmp_path):
    (tmp_path / "a.xlsx").write_text("Ref,MPN\nU1,NV-1\n")
    (tmp_path / "b.csv").write_bytes(workbook({(0, 0): "Ref", (1, 0): "U1"}))
    assert read_table(tmp_path / "a.xlsx")[0].rows[1] == ["U1", "NV-1"]
    assert read_table(tmp_path / "b.csv")[0].rows == [["Ref"], ["U1"]]
    with pytest.raises(InputError, match="No such file"):
        read_table(tmp_path / "c.csv")


SHEET = "xl/worksheets/sheet1.xml"
ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'
A1 = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Ref</t></is></c></row>'


def far_cell(reference: bytes) -> bytes:
    return ROWS % (b"", A1 + b'<row r="1048576"><c %s t="inlineStr"><is><t>x</t></is></c></row>' % reference)


@pytest.mark.parametrize(
    ("part", "content", "found"),
    [
        (SHEET, far_cell(b'r="XFD1048576"'), "cells spread over an area"),
        (SHEET, far_cell(b"s='0' r = 'XFD1048576'"), "cells spread over an area"),
        (SHEET, far_cell(b'r="XFD99999999"'), "a cell at 'XFD99999999', which no sheet has"),
        (SHEET, far_cell(b'r="A10000000"'), "a cell at 'A10000000', which no sheet has"),
        (SHEET, far_cell(b'r="AAAAAAAA3"'), "a cell at 'AAAAAAAA3', which no sheet has"),
        (SHEET, far_cell(b'r="XFE1"'), "a cell at 'XFE1', which no sheet has"),
        (SHEET, far_cell(b'r="A0"'), "a cell at 'A0', which no sheet has"),
        (SHEET, b"<!--" + b"x" * (1 << 20) + b"-->" + far_cell(b'r="AAAAAAAA3"'), "which no sheet has"),
        (SHEET, b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ROWS % (b"", A1), "document type"),
        ("xl/sharedStrings.xml", b'<!DOCTYPE s [<!ENTITY a "aaaa">]><sst>&a;</sst>', "document type"),
        (SHEET, '<?xml version="1.0" encoding="utf-16"?><worksheet/>'.encode("utf-16"), "NUL bytes"),
        ("xl/media/image1.png", ROWS % (b"", A1), "under the name of another kind"),
        (SHEET, b" " * (60 << 20), "a part that inflates"),
        (SHEET, ROWS % (b"", b"<row><c>"), "damaged"),
        (SHEET, b'<?xml version="1.0" encoding="Hesm-8"?>' + ROWS % (b"", A1), "damaged XML (unknown encoding: Hesm-8"),
    ],
)
def test_a_workbook_that_would_do_harm_is_refused_before_it_is_opened(part, content, found):
    with pytest.raises(InputError) as caught:
        read_xlsx_sheets(repacked(workbook({(0, 0): "Ref"}), {part: content}), HERE)
    assert found in str(caught.value)


def test_a_single_cell_far_away_is_read_and_a_long_text_in_a_thousand_cells_is_not_copied_without_end():
    (sheet,) = read_xlsx_sheets(workbook({(1_048_575, 16_383): "x"}), HERE)
    assert (sheet.rows, sheet.address(0, 0)) == ([["x"]], "Sheet1!XFD1048576")
    cells = {(row, 0): "a" * 30_000 for row in range(1_000)}
    with raised(inflated_bytes=20 << 20), pytest.raises(InputError, match="shared texts that take 30,000,000"):
        read_xlsx_sheets(workbook(cells), HERE)
    assert len(read_xlsx_sheets(workbook(cells), HERE)[0].rows) == 1_000


@pytest.mark.parametrize("columns", [3, 40, 90, 500])
def test_wide_and_long_sheets_within_the_limit_are_read(columns):
    cells = {(row, column): row for row in (0, 50, 5_000) for column in (0, columns - 1)}
    (sheet,) = read_xlsx_sheets(workbook(cells), HERE)
    assert (len(sheet.rows), sheet.rows[5_000][-1]) == (5_001, "5000")


def test_limits_hold_for_rows_columns_and_cells_and_can_be_raised():
    data, table = workbook({(0, 0): "Ref", (9, 9): "x"}), b"a,b\n" * 10
    for limit in ({"rows": 9}, {"columns": 9}, {"cells": 99}):
        with raised(**limit), pytest.raises(InputError, match="at most 9"):
            read_xlsx_sheets(data, HERE)
    for limit in ({"rows": 9}, {"columns": 1}, {"cells": 19}):
        with raised(**limit), pytest.raises(InputError, match="at most"):
            read_csv_sheets(table, HERE)
    with raised(columns=30_000):
        assert len(csv_sheet(b",".join([b"x"] * 20_000)).rows[0]) == 20_000


def test_a_size_that_the_zip_directory_understates_does_not_hide_a_bomb():
    data = bytearray(repacked(workbook({(0, 0): "Ref"}), {SHEET: b" " * (60 << 20)}))
    place = data.rindex(SHEET.encode()) - 46  # the directory's record of the part
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    with pytest.raises(InputError, match="a part that inflates"):
        read_xlsx_sheets(bytes(data), HERE)


def test_a_lying_dimension_and_formatted_blanks_far_away_do_not_matter():
    blank = b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    content = ROWS % (b'<dimension ref="A1:XFD1048576"/>', A1 + blank)
    (sheet,) = read_xlsx_sheets(repacked(workbook({(0, 0): "old"}), {SHEET: content}), HERE)
    assert sheet.rows == [["Ref"]]


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            zipped(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")),
            "an OpenDocument file",
        ),
        (zipped(("word/document.xml", b"<x/>")), "a zip file that is no workbook"),
        (zipped(("xl/workbook.bin", b"x")), ".xlsb"),
        (zipped(("xl/workbook.xml", b"<workbook/>")), "a damaged workbook"),
        (workbook({(0, 0): "Ref"})[:600], "a damaged zip file"),
        (workbook({}), "no cell with a value"),
    ],
)
def test_what_is_no_workbook_is_refused_and_named(data, found):
    with pytest.raises(InputError) as caught:
        read_xlsx_sheets(data, HERE)
    assert found in str(caught.value)


@given(st.lists(st.tuples(st.integers(0, 6000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused(changes):
    data = bytearray(workbook({(0, 0): "Ref", (0, 1): "MPN", (1, 0): "U1", (1, 1): 5}))
    for place, byte in changes:
        data[place % len(data)] = byte
    try:
        sheets = read_xlsx_sheets(bytes(data), HERE)
    except InputError:
        return
    assert sheets


@pytest.mark.parametrize("name", ["sharedstrings-laughs", "xxe-workbook", "truncated"])
def test_hostile_workbooks_are_refused(name):
    path = HOSTILE / f"xlsx-{name}.xlsx"
    if not path.exists():
        pytest.skip("the shared hostile files are not here")
    with pytest.raises(InputError):
        read_table(path)


def test_the_hostile_million_row_dimension_is_read():
    path = HOSTILE / "xlsx-million-rows-dim.xlsx"
    if not path.exists():
        pytest.skip("the shared hostile files are not here")
    assert read_table(path)[0].rows[1][0] == "U1"

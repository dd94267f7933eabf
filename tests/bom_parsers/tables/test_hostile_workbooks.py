"""Workbooks that claim, repeat, double or hide: each is refused with one line, or read as it stands, and in little time."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from hostile_books import BODY, MAIN, archive, parts_of, relation, text, worksheet, xlsx
from test_workbooks import PARTS, blanks, cell, compound, ods, record, row, xls

from bom_parsers.errors import InputError
from bom_parsers.tables.guards.checked import compound_file_of
from bom_parsers.tables.guards.xls_guard import workbook_stream
from bom_parsers.tables.read import read_table

HERE = Path("bom")
READ = [["Designator", "MPN"], ["U1", "NV-1"]]
EVIL = worksheet(f"<row r='2'>{text('A2', 'U1')}{text('B2', 'EC25')}</row>")


def rows(data: bytes) -> list[list[str]]:
    sheets = read_table(HERE, data=data)
    assert len(sheets) == 1
    return sheets[0].rows


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_table(HERE, data=data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "XFD99999999",
        "A10000000",
        "AAAAAAAA3",
        "A0",
        "A1048577",
        "XFE1",
        "A4294967297",
        "Ａ5",
        "A٥",
        "$A$5",
        "5",
        "A",
        "",
    ],
)
def test_a_cell_where_no_sheet_has_one_is_refused(address):
    body = f'{BODY}<row r="5"><c r="{address}"><v>1</v></c></row>'
    assert "which no sheet has" in refusal(xlsx(worksheet(body)))


@pytest.mark.parametrize("number", ["99999999", "4294967296", "18446744073709551616", "0", "-1", "+7", "1e5", ""])
def test_a_row_where_no_sheet_has_one_is_refused(number):
    refusal(xlsx(worksheet(f'{BODY}<row r="{number}"><c><v>1</v></c></row>')))


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:XFD99999999", "1:3", "A:A", "B9:A1", "#REF!", ""])
def test_what_a_worksheet_claims_of_its_extent_costs_nothing(area):
    assert rows(xlsx(worksheet(before=f'<dimension ref="{area}"/>'))) == READ


@pytest.mark.parametrize("area", ["A1:XFD1048576", "A1:XFD99999999", "B9:A1"])
def test_a_merged_area_beyond_the_cells_costs_nothing(area):
    assert rows(xlsx(worksheet(after="<mergeCells>" + f'<mergeCell ref="{area}"/>' * 5000 + "</mergeCells>"))) == READ


@pytest.mark.parametrize("count", ["99999999", "100000000000", "1000000000000000000", "18446744073709551615"])
def test_a_claim_of_shared_texts_costs_the_file_and_not_the_run(count):
    parts = parts_of()
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}" uniqueCount="{count}"><si><t>a</t></si></sst>'
    refusal(archive(parts))
    assert rows(xlsx()) == READ


TWO = '<sheet name="Parts" sheetId="1" r:id="rId1"/><sheet name="Other" sheetId="2" r:id="rId2"/>'


@pytest.mark.parametrize(
    "target",
    [
        *("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "worksheets/./sheet1.xml", "worksheets//sheet1.xml"),
        *("WORKSHEETS/SHEET1.XML", "worksheets\\sheet1.xml", "../xl/worksheets/sheet1.xml"),
    ],
)
def test_one_part_for_two_worksheets_is_refused_in_any_spelling(target):
    relations = relation("rId1", "worksheets/sheet1.xml") + relation("rId2", target)
    assert "one part as two worksheets, 'Parts' and 'Other'" in refusal(xlsx(sheets=TWO, relations=relations))


def test_two_worksheets_of_one_name_are_refused_for_the_second_would_not_be_read():
    relations = relation("rId1", "worksheets/sheet1.xml") + relation("rId2", "worksheets/sheet2.xml")
    parts = parts_of(sheets=TWO.replace("Other", "PARTS"), relations=relations)
    assert "two worksheets called 'PARTS'" in refusal(archive({**parts, "xl/worksheets/sheet2.xml": EVIL}))


def test_a_relation_to_a_part_that_is_not_there_is_told_by_the_worksheet():
    data = xlsx(relations=relation("rId1", "../../../../etc/passwd"))
    assert "the part with the worksheet Parts is not there" in refusal(data)


def test_comments_and_instructions_among_the_parts_change_nothing():
    odd = "<!-- a --><?b c?>"
    assert rows(xlsx(relations=odd + relation("rId1", "worksheets/sheet1.xml"), before=odd, types=odd)) == READ


@pytest.mark.parametrize("missing", ["_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"])
def test_a_workbook_without_one_of_its_parts_is_refused(missing):
    refusal(archive({name: content for name, content in parts_of().items() if name != missing}))


FORMULA = '<row r="5"><c r="A5"><f>A1</f><v>1</v></c></row>'


@pytest.mark.parametrize(
    "comment",
    ["<c <f " * 300_000, "<c r='1'>" * 200_000 + "<f", '<mergeCell ref="' * 100_000, '<dimension ref="' * 1000],
)
def test_tags_without_an_end_take_time_linear_to_their_number(comment):
    assert rows(xlsx(worksheet(BODY + FORMULA, before=f"<!--{comment}-->")))[1] == ["U1", "NV-1"]


@pytest.mark.parametrize(
    "content", ["<!--" + "<cellXfs " * 300_000 + "-->", "<cellXfs>" + "<xf numFmtId='1'/>" * 60_000]
)
def test_styles_take_time_linear_to_their_number(content):
    own = '<numFmts><numFmt numFmtId="1" formatCode="000"/></numFmts>'
    formulas = "".join(FORMULA.replace("5", str(row)) for row in range(5, 20_005))
    parts = parts_of(worksheet(BODY + formulas))
    end = "</cellXfs>" if "<xf" in content else ""
    parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{own}{content}{end}</styleSheet>'
    assert rows(archive(parts))[1] == ["U1", "NV-1"]


# --- the archive -----------------------------------------------------------------------------------------------------


def test_a_part_that_is_there_twice_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in parts_of().items():
            made.writestr(name, content)
        made.writestr("XL\\worksheets\\Sheet1.xml", EVIL)
    assert "two parts of this name" in refusal(out.getvalue())


def test_parts_that_lie_in_each_other_are_refused():
    data = bytearray(xlsx())
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        at = made.getinfo("xl/workbook.xml").header_offset
    last = data.rindex(b"PK\x01\x02")
    data[last + 42 : last + 46] = struct.pack("<I", at + 1)
    refusal(bytes(data))
    data[last + 42 : last + 46] = struct.pack("<I", at)
    assert "lies in another" in refusal(bytes(data))


def test_a_part_of_another_size_than_the_directory_says_is_refused():
    data = bytearray(xlsx())
    last = data.rindex(b"PK\x01\x02")
    data[last + 24 : last + 28] = struct.pack("<I", 20)
    assert "which the archive's directory says" in refusal(bytes(data))


def test_of_two_archives_in_one_file_all_readers_take_the_same():
    first, second = xlsx(), xlsx(EVIL)
    assert rows(first + second)[1] == ["U1", "EC25"]
    commented = first[:-2] + struct.pack("<H", len(second)) + second
    assert rows(commented)[1] == ["U1", "EC25"]


# --- OpenDocument ----------------------------------------------------------------------------------------------------

ODS = row(cell("Designator"), cell("MPN")) + row(cell("U1"), cell("NV-1"))
WHAT = {
    "rows": '<table:table-row table:number-rows-repeated="{}">' + cell("x") + "</table:table-row>",
    "columns": '<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="{}">'
    "<text:p>x</text:p></table:table-cell></table:table-row>",
    "blanks": row(cell('a<text:s text:c="{}"/>b')),
}


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize(
    "times",
    ["-1", "0", "00", "", " 3", "3 ", "0x10", "1e6", "1_000", "１０", "٣", "+", "--1", "1.0", "9" * 5000, "2" * 19],
)
def test_a_repetition_that_is_no_whole_number_is_refused(what, times):
    assert "expected a whole number above 0" in refusal(ods(ODS + WHAT[what].format(times)))


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("times", ["4000000000", "+4000000000", "0000000000004000000000"])
def test_a_repetition_is_counted_however_it_is_written(what, times):
    refusal(ods(ODS + WHAT[what].format(times)))


def test_repeated_blanks_are_read_and_in_all_are_not_more_than_any_text():
    assert rows(ods(ODS + WHAT["blanks"].format("+03")))[2] == ["a   b"]
    many = row(cell('<text:s text:c="1000000"/>' * 60))
    assert "characters of repeated text" in refusal(ods(ODS + many))


def test_a_row_below_the_last_row_is_refused_for_it_would_not_be_read():
    blank = f'<table:table-row table:number-rows-repeated="1048576">{blanks(1)}</table:table-row>'
    assert "1,048,576 rows" in refusal(ods(blank + ODS))


def test_a_table_in_a_cell_is_refused_for_the_rows_after_it_would_not_be_read():
    inner = (
        f'<table:table-cell office:value-type="string"><table:table>{row(cell("x"))}</table:table></table:table-cell>'
    )
    assert "a table inside of a table's cell" in refusal(ods(ODS + row(inner) + row(cell("U2"), cell("EC25"))))


def test_a_row_under_another_prefix_is_refused_for_it_would_not_be_read():
    hidden = row(cell("U2"), cell("EC25")).replace("table:table-row", "t:table-row")
    assert "expected table:table-row" in refusal(ods(ODS + hidden))


# --- Excel 97 to 2003 ------------------------------------------------------------------------------------------------

SHEET = struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)
FAR = record(0x203, struct.pack("<HHHd", 65535, 255, 0, 1.0))


def with_record(added: bytes) -> bytes:
    """A workbook whose one worksheet begins with another record."""
    stream = workbook_stream(xls(PARTS), HERE)
    at = stream.index(record(0x809, SHEET)) + len(record(0x809, SHEET))
    return compound({"Workbook": stream[:at] + added + stream[at:]})


OLD = [["Ref", "MPN", "Qty"], ["U1", "NV-1", "2"]]


@pytest.mark.parametrize(
    "claim",
    [
        struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0),
        struct.pack("<IIHHH", 5, 1, 5, 1, 0),
        struct.pack("<HHHHH", 0, 65535, 0, 65535, 0),
    ],
)
def test_what_an_old_workbook_claims_of_its_extent_costs_nothing(claim):
    assert rows(with_record(record(0x200, claim))) == OLD


def test_cells_of_a_chart_are_not_the_worksheets_and_do_not_divide_it():
    chart = record(0x809, SHEET) + FAR + record(10, b"")
    assert rows(with_record(chart)) == OLD
    assert "spread over an area" in refusal(with_record(record(0x809, SHEET) + record(10, b"") + FAR))


@pytest.mark.parametrize(
    ("record_", "found"),
    [
        (record(0x203, b"\0\0"), "damaged"),
        (record(0xE5, struct.pack("<H", 65535)), "damaged"),
        (record(0xBD, struct.pack("<HHHIH", 3, 0, 0, 0, 65535)), "area"),
        (record(0x809, SHEET) * 1000, "damaged"),
    ],
)
def test_a_damaged_record_costs_the_file_and_not_the_run(record_, found):
    refusal(with_record(record_))
    assert rows(xlsx()) == READ


@pytest.mark.parametrize(
    ("start", "times", "found"),
    [(2**32 - 1, 1, "worksheets beyond the end of the file"), (0, 700, "worksheets that are one and the same")],
)
def test_worksheets_that_begin_where_none_does_are_refused(start, times, found):
    listed = b"".join(record(0x85, struct.pack("<IH", start, 0) + b"\4\0" + b"%04d" % n) for n in range(times))
    assert found in refusal(xls(PARTS, listed))


def test_a_worksheet_that_is_listed_many_times_is_counted_each_time():
    stream = workbook_stream(xls(PARTS), HERE)
    at = stream.index(record(0x809, SHEET))
    listed = [record(0x85, struct.pack("<IH", at + 700 * 14, 0) + b"\4\0" + b"%04d" % n) for n in range(700)]
    assert "one and the same" in refusal(xls(PARTS, b"".join(listed)))


@pytest.mark.parametrize("length", [1, 4095, 4096, 4097, 5_000_000])
def test_a_compound_file_written_anew_holds_the_stream(length):
    stream = bytes(range(256)) * (length // 256) + bytes(length % 256)
    assert workbook_stream(compound_file_of(stream), HERE)[:length] == stream

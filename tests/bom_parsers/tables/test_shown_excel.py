"""What Excel shows counts: number formats with texts, formulas without values, and text boxes, in both kinds of its workbooks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from made_books import HEAD, PART, xls_cell, xls_of
from test_workbooks import record

from bom_parsers import Bom, read_bom
from bom_parsers.tables.shown.number_formats import shown_by

INSTEAD = [
    ';;;"Quectel EC25-E"',
    '"EC25-E"',
    '0;0;0;"EC25-E"',
    '[>5]"EC25-E";[<3]"EC25-E";"EC25-E";"EC25-E"',
    "\\E\\C25\\-\\E",
]
USUAL = [
    "0.00",
    "General",
    "@",
    "yyyy-mm-dd",
    "[$CHF-807]#,##0.00;[Red]-#,##0.00",
    '0" pcs"',
    '#,##0.00\\ "EUR"',
    "0.00E+00",
    '"R"0;"-"',
]


def xlsx(value: object = "RC0402", code: str = "", box: str = "") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("BOM")
    for number, cells in enumerate((HEAD, PART, ["R9", 1, "10k", "Yageo"])):
        sheet.write_row(number, 0, cells)
    sheet.write(2, 4, value, book.add_format({"num_format": code}) if code else None)
    if box:
        sheet.insert_textbox(7, 2, box)
    book.close()
    return out.getvalue()


def xls(value: object = "RC0402", code: str = "", box: str = "", formula: bytes = b"") -> bytes:
    before = record(0x41E, struct.pack("<HHB", 200, len(code), 0) + code.encode("latin-1"))
    before += b"".join(record(0xE0, struct.pack("<HH16x", 0, number)) for number in (0, 200))
    rows = enumerate((HEAD, PART, ["R9", 1, "10k", "Yageo"]))
    cells = b"".join(xls_cell(r, c, one) for r, texts in rows for c, one in enumerate(texts))
    cells += xls_cell(2, 4, value, 1) + formula
    if box:
        cells += record(0x5D, struct.pack("<4H", 0x15, 18, 6, 7) + bytes(14))
        cells += record(0x1B6, struct.pack("<HH6x4H", 0x212, 0, len(box), 16, 0, 0)) + record(
            0x3C, b"\0" + box.encode()
        )
    return xls_of({"BOM": cells}, before)


KINDS: dict[str, Callable[..., bytes]] = {"b.xlsx": xlsx, "b.xls": xls}


def read(kind: str, *about: object, **more: object) -> Bom:
    return read_bom(Path(kind), data=KINDS[kind](*about, **more))


def problems(bom: Bom) -> list[tuple[str, str, str]]:
    return bom.problems.select("kind", "severity", "pointer").rows()


def shown(bom: Bom) -> list[str]:
    return bom.properties.filter(bom.properties["name"] == "hbom:cell-shown")["value"].to_list()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", INSTEAD)
@pytest.mark.parametrize("value", ["RC0402", 7])
def test_a_format_that_shows_a_text_in_place_of_the_value_is_told(kind: str, code: str, value: object):
    only_text, only_number = code.startswith(";;;"), code in ('"EC25-E"', "\\E\\C25\\-\\E")
    bom = read(kind, value, code)
    if (only_text and value == 7) or (only_number and value != 7) or (code.startswith("0;") and value == 7):
        assert (shown(bom), bom.problems.height) == ([], 0)
    else:
        assert set(shown(bom)) <= {"EC25-E", "Quectel EC25-E"} and shown(bom)
        assert ("odd-value", "warning", "BOM!E3") in problems(bom)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", USUAL)
def test_usual_formats_say_nothing_new(kind: str, code: str):
    for value in ("RC0402", 12345678):
        bom = read(kind, value, code)
        assert shown(bom) == []
        assert not any(one[0] == "odd-value" for one in problems(bom))


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_within_a_text_of_its_format_is_a_property_if_it_is_a_radio(kind: str):
    bom = read(kind, 25, '"EC"0"-E"')
    assert shown(bom) == ["EC25-E"]
    assert not any(one[0] == "odd-value" for one in problems(bom))


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ('0;"minus";"none"', -1.0, [("minus", True)]),
        ('0;"minus";"none"', 0.0, [("none", True)]),
        ('0;"minus"', 0.0, []),
        ('@" LTE"', None, [("x LTE", False)]),
        ('"LTE"', None, []),
        ("0_-", 1.0, []),
        ("[h]:mm", 1.0, []),
        ('yyyy"EC25-E"', 1.0, [("EC25-E", False)]),
        ("[$EC25-E]0", 1.0, [("EC25-Ex", False)]),
        ("[$EC25-EU]", 1.0, [("EC25-EU", True)]),
        ('"open', 1.0, [("open", True)]),
    ],
)
def test_what_a_format_shows(code: str, number: float | None, expected: list[tuple[str, bool]]):
    assert list(shown_by(code, "x", number)) == expected


def test_a_conditional_format_that_shows_a_text_is_told():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("BOM")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, PART)
    changed = book.add_format({"num_format": '"EC25-E"'})
    sheet.conditional_format("E2:E2", {"type": "no_blanks", "format": changed})
    book.close()
    assert ("odd-value", "warning", "BOM!E2") in problems(read_bom(Path("b.xlsx"), data=out.getvalue()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "kinds"), [("U1 1 Quectel EC25-E LTE module", ["text-left-out"]), ("LTE gateway", [])]
)
def test_a_text_box_is_told_where_it_names_a_part(kind: str, text: str, kinds: list[str]):
    assert [one[0] for one in problems(read(kind, box=text))] == kinds


def formula(row: int, column: int, texts: list[str], stored: str | None = None) -> bytes:
    """A formula of old Excel that puts texts together, with its stored text or none."""
    tokens = b"".join(struct.pack("<BBB", 0x17, len(text), 0) + text.encode() for text in texts) + b"\x08" * (
        len(texts) - 1
    )
    result = b"\0" if stored else b"\3"
    cell = (
        struct.pack("<3H", row, column, 0) + result + bytes(5) + b"\xff\xff" + bytes(6) + struct.pack("<H", len(tokens))
    )
    after = record(0x207, struct.pack("<HB", len(stored), 0) + stored.encode()) if stored else b""
    return record(6, cell + tokens) + after


def test_a_formula_of_old_excel_without_a_value_is_told():
    bom = read("b.xls", formula=formula(9, 0, ["Quectel EC25-E"]))
    lost = [one for one in problems(bom) if one[1] == "warning"]
    assert lost == [("blank-formula", "warning", "BOM!A10"), ("text-left-out", "warning", "BOM!A10")]
    assert ("blank-formula", "warning", "BOM!I10") in problems(read("b.xls", formula=formula(9, 8, ["EC25", "-E"])))


def test_a_formula_of_old_excel_with_a_text_is_a_property():
    bom = read("b.xls", formula=formula(2, 5, ["EC25", "-E"], stored="none"))
    assert ("hbom:cell-formula", '"EC25" & "-E"') in bom.properties.select("name", "value").rows()
    assert not any(kind == "blank-formula" for kind, _, _ in problems(bom))


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_a_formula_of_xlsx_with_a_text_and_no_value_is_told_beside_the_headings(quote: bytes):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info)
            cell = b'<row r="9"><c r="H9" t="str">'.replace(b'"', quote)
            more = cell + b'<f>"EC25"&amp;"-E"</f></c></row></sheetData>'
            copy.writestr(info.filename, content.replace(b"</sheetData>", more))
    assert ("blank-formula", "warning", "BOM!H9") in problems(read_bom(Path("b.xlsx"), data=out.getvalue()))


def test_a_drawing_in_an_encoding_that_nobody_knows_is_no_failure():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(box="note"))) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info)
            odd = content.replace(b"UTF-8", b"WTF-8") if "drawing1.xml" in info.filename else content
            copy.writestr(info.filename, odd)
    assert read_bom(Path("b.xlsx"), data=out.getvalue()).components.height == 2


def test_attributes_in_single_quotes_hide_nothing():
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(7, '"EC25-E"', "U1 is Quectel EC25-E"))) as archive,
        zipfile.ZipFile(out, "w") as copy,
    ):
        for info in archive.infolist():
            content = archive.read(info)
            odd = info.filename == "xl/workbook.xml" or info.filename.endswith(".rels")
            copy.writestr(info.filename, content.replace(b'"', b"'") if odd else content)
    kinds = {kind for kind, _, _ in problems(read_bom(Path("b.xlsx"), data=out.getvalue()))}
    assert kinds == {"odd-value", "text-left-out"}

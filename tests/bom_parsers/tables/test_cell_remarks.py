"""What stands beside the values of cells is read alike in all kinds of workbooks: comments, formulas, and what is hidden."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import test_workbooks
import xlsxwriter
from test_workbooks import cell, ods, record, row, xls

from bom_parsers import Bom, read_bom

HEADINGS, PART = ("Ref", "MPN", "Value"), ("C1", "GRM155R71C104KA88D", "100n")
NOTE = "now EC25-E"
HIDDEN = 'table:visibility="collapse"'
STYLES = (
    b'<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><style:style style:name="h" '
    b'style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)
CREATOR = '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">Somebody</dc:creator>'


def xlsx(note: str = "", at: str = "B2", formula: str = "", hidden: str = "") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Parts")
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, PART)
    if note:
        sheet.write_comment(at, note)
    if formula:
        sheet.write_formula("B2", f"={formula}", None, PART[1])
    if hidden == "row":
        sheet.set_row(1, None, None, {"hidden": True})
    elif hidden == "column":
        sheet.set_column("B:B", None, None, {"hidden": True})
    elif hidden == "sheet":
        book.add_worksheet("Cover").activate()
        sheet.hide()
    book.close()
    return out.getvalue()


def opendocument(note: str = "", at: str = "B2", formula: str = "", hidden: str = "") -> bytes:
    said = f"<office:annotation>{CREATOR}<text:p>{note}</text:p></office:annotation>" if note else ""
    heads, parts = ["".join(cell(text) for text in texts) for texts in (HEADINGS, PART)]
    if note:
        parts, heads = [
            line.replace("><text:p>" + text, f">{said}<text:p>{text}") if address == at else line
            for line, text, address in ((parts, PART[1], "B2"), (heads, HEADINGS[1], "B1"))
        ]
    if formula:
        written = formula.replace(",", ";").replace('"', "&quot;")
        parts = parts.replace("string", f'string" table:formula="of:={written}', 2).replace(
            f' table:formula="of:={written}"', "", 1
        )
    table = f"<table:table-column/><table:table-column {HIDDEN if hidden == 'column' else ''}/>"
    table += row(heads) + row(parts).replace("row ", f"row {HIDDEN if hidden == 'row' else ''} ", 1)
    data = ods(table)
    if hidden != "sheet":
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            content = archive.read(info).replace(b"<office:body>", STYLES + b"<office:body>")
            copy.writestr(info, content.replace(b"<table:table ", b'<table:table table:style-name="h" '))
    return out.getvalue()


def old_excel(note: str = "", at: str = "B2", formula: str = "", hidden: str = "") -> bytes:
    cells: dict[tuple[int, int], str | float] = {(0, c): text for c, text in enumerate(HEADINGS)}
    cells |= {(1, c): text for c, text in enumerate(PART)}
    more = b""
    if note:
        place = (1, 1) if at == "B2" else (0, 1)
        more = record(0x5D, struct.pack("<4H", 0x15, 18, 0x19, 7) + bytes(14))
        more += record(0x1B6, struct.pack("<HH6x4H", 0x212, 0, len(note), 16, 0, 0))
        more += record(0x3C, b"\0" + note.encode()) + record(0x3C, bytes(16))
        more += record(0x1C, struct.pack("<5HB", *place, 0, 7, 2, 0) + b"Me\0")
    if hidden == "row":
        more += record(0x208, struct.pack("<8H", 1, 0, 3, 0, 0, 0, 0x20, 0))
    elif hidden == "column":
        more += record(0x7D, struct.pack("<6H", 1, 1, 2048, 0, 1, 0))
    whole = test_workbooks.compound

    def with_more(streams: dict[str, bytes]) -> bytes:
        stream = streams["Workbook"]
        if hidden == "sheet":
            stream = stream.replace(b"\0\0\x05\0Parts", b"\x01\0\x05\0Parts")
        return whole({"Workbook": stream[:-4] + more + stream[-4:]})

    test_workbooks.compound = with_more  # type: ignore[assignment]
    try:
        return xls(cells)
    finally:
        test_workbooks.compound = whole


KINDS: dict[str, Callable[..., bytes]] = {"b.xlsx": xlsx, "b.ods": opendocument, "b.xls": old_excel}


def read(name: str, **options: str) -> Bom:
    return read_bom(Path(name), data=KINDS[name](**options))


def remarks(bom: Bom) -> list[tuple[str, str, str, str]]:
    rows = bom.properties.select("ref", "name", "value", "pointer").rows()
    return [one for one in rows if one[1].startswith("hbom:cell-")]


@pytest.mark.parametrize("name", KINDS)
def test_a_comment_is_a_property_of_the_part_in_its_row(name: str):
    assert remarks(read(name)) == []
    assert remarks(read(name, note=NOTE)) == [("Parts!2", "hbom:cell-comment", NOTE, "Parts!B2")]


@pytest.mark.parametrize("name", KINDS)
def test_a_comment_on_the_headings_is_told_only_if_it_names_a_radio(name: str):
    bom = read(name, note=NOTE, at="B1")
    assert remarks(bom) == []
    assert bom.problems.select("kind", "severity", "pointer").rows() == [("text-left-out", "warning", "Parts!B1")]
    assert read(name, note="as agreed", at="B1").problems.height == 0


@pytest.mark.parametrize("name", ["b.xlsx", "b.ods"])
def test_a_formula_with_a_text_is_a_property(name: str):
    [(ref, kind, text, _)] = remarks(read(name, formula='IF(1,"GRM155","EC25-E")'))
    assert (ref, kind) == ("Parts!2", "hbom:cell-formula") and '"EC25-E"' in text
    assert remarks(read(name, formula="B7")) == []


@pytest.mark.parametrize("hidden", ["row", "column", "sheet"])
@pytest.mark.parametrize("name", KINDS)
def test_what_is_hidden_is_read_as_if_it_were_not(name: str, hidden: str):
    plain, bom = read(name), read(name, hidden=hidden)
    assert bom.components.drop("bom").equals(plain.components.drop("bom"))
    kinds = bom.problems.select("kind", "severity").rows()
    assert (("hidden-sheet", "info") in kinds) == (hidden == "sheet")
    assert not any(severity != "info" for _, severity in kinds)

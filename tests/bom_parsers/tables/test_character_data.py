"""Cells in sections of character data, and on sheets that are called charts or macros, are read like others."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from made_books import HEAD, PART, book

from bom_parsers import read_bom
from bom_parsers.tables.shown.character_data import plain

MODEM = ["U1", 1, "modem", "Quectel", "EC25-E"]


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            copy.writestr(info.filename, archive.read(info).replace(old, new))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["b.xlsx", "b.ods"])
def test_a_text_in_character_data_is_read(kind: str):
    data = changed(book(kind, {"BOM": [HEAD, PART, MODEM]}), b"EC25-E", b"<![CDATA[EC<25>-&E]]>")
    assert read_bom(Path(kind), data=data).components["mpn"].to_list()[1] == "EC<25>-&E"


def test_a_text_of_a_cell_itself_in_character_data_is_read():
    cell = b'<row r="3"><c r="E3" t="str"><v><![CDATA[EC25-E]]></v></c></row></sheetData>'
    data = changed(book("b.xlsx", {"BOM": [HEAD, PART]}), b"</sheetData>", cell)
    assert read_bom(Path("b.xlsx"), data=data).components["mpn"].to_list()[1] == "EC25-E"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (b"<a><![CDATA[x]]></a>", b"<a>x</a>"),
        (b"<!-- <![CDATA[ --><a/><!-- ]]> -->", b"<!-- <![CDATA[ --><a/><!-- ]]> -->"),
        (b"<?p <![CDATA[ ?><a><![CDATA[<b>]]>c</a>", b"<?p <![CDATA[ ?><a>&lt;b&gt;c</a>"),
        (b"<a><![CDATA[x</a>", b"<a><![CDATA[x</a>"),
    ],
)
def test_only_sections_outside_of_comments_are_written_anew(xml: bytes, expected: bytes):
    assert plain(xml) == expected


@pytest.mark.parametrize("kind", ["b.xlsx", "b.xls"])
def test_cells_of_what_is_called_no_worksheet_are_read(kind: str):
    data = book(kind, {"BOM": [HEAD, PART], "Mod": [HEAD, MODEM]})
    if kind == "b.xls":
        at = data.index(b"\x03\x00Mod") - 1
        data = data[:at] + b"\x01" + data[at + 1 :]
    else:
        data = changed(data, b'/worksheet" Target="worksheets/sheet2', b'/chartsheet" Target="worksheets/sheet2')
    assert read_bom(Path(kind), data=data).components["ref"].to_list() == ["BOM!2", "Mod!2"]

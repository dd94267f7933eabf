"""What stands beside the cells of a workbook and cannot be read is a gap: formats, comments and drawings may show other parts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from bom_parsers import Bom, read_bom

DAMAGED = b"<broken>"
HEADINGS = ("Designator", "Quantity", "MPN", "Manufacturer")
CELL = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
TYPED = ' office:value-type="string"'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Parts">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)

MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def ods(styles: bytes) -> bytes:
    """A table whose second part stands in cells without a type, which only a look at what is shown finds."""

    def row(typed: str, *texts: str) -> str:
        return f"<table:table-row>{''.join(CELL.format(typed, text) for text in texts)}</table:table-row>"

    content = row(TYPED, *HEADINGS) + row(TYPED, "R1", "1", "RC0402", "Yageo") + row("", "U1", "1", "ZX-99", "Beihe")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("styles.xml", styles)
        archive.writestr("content.xml", ODS.format(content))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return out.getvalue()


def xlsx(damaged: str = "") -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Parts")
        for number, line in enumerate((HEADINGS, ("R1", "1", "RC0402", "Yageo"))):
            sheet.write_row(number, 0, line)
        sheet.write_comment("C2", "as ordered")
        sheet.insert_textbox("G2", "for review")
    if not damaged:
        return out.getvalue()
    copied = io.BytesIO()
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(copied, "w") as copy:
        assert damaged in archive.namelist()
        for name in archive.namelist():
            copy.writestr(name, DAMAGED if name == damaged else archive.read(name))
    return copied.getvalue()


def gaps(bom: Bom) -> list[str]:
    return [message for message in bom.problems.filter(severity="warning")["message"] if "cannot be read" in message]


def test_an_opendocument_spreadsheet_whose_styles_are_damaged_has_a_gap():
    whole = read_bom(Path("b.ods"), data=ods(b"<office:document-styles xmlns:office='urn:x'/>"))
    assert "ZX-99" in whole.components["mpn"].to_list() and gaps(whole) == []
    assert len(gaps(read_bom(Path("b.ods"), data=ods(DAMAGED)))) == 1


@pytest.mark.parametrize("part", ["xl/comments1.xml", "xl/drawings/drawing1.xml"])
def test_a_workbook_whose_comments_or_drawings_are_damaged_has_a_gap(part: str):
    assert gaps(read_bom(Path("b.xlsx"), data=xlsx())) == []
    assert len(gaps(read_bom(Path("b.xlsx"), data=xlsx(part)))) == 1

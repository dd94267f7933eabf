"""Small workbooks of all three kinds, made of the same rows."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

import xlsxwriter
from test_workbooks import NAMESPACES, compound, record

Rows = Sequence[Sequence[object]]
KINDS = ("b.xlsx", "b.xls", "b.ods")
HEAD = ["Reference", "Qty", "Value", "Manufacturer", "MPN"]
PART = ["R1", 1, "10k", "Yageo", "RC0402FR-0710KL"]


def book(kind: str, sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of a kind with these worksheets; cells are texts, numbers, or None for a blank one."""
    return {"b.xlsx": xlsx_book, "b.xls": xls_book, "b.ods": ods_book}[kind](sheets)


def xlsx_book(sheets: Mapping[str, Rows]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    made.close()
    return out.getvalue()


def ods_cell(value: object) -> str:
    """A cell of OpenDocument as spreadsheet programs write it."""
    if value is None:
        return "<table:table-cell/>"
    kind = f'"float" office:value="{value}"' if isinstance(value, int | float) else '"string"'
    return f"<table:table-cell office:value-type={kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods_row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_book(sheets: Mapping[str, Rows]) -> bytes:
    return ods_of({name: "".join(ods_row(*map(ods_cell, cells)) for cells in rows) for name, rows in sheets.items()})


def ods_of(tables: Mapping[str, str], styles: str = "") -> bytes:
    """An OpenDocument spreadsheet of tables whose content is given."""
    names = NAMESPACES + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    body = "".join(
        f'<table:table table:name="{escape(name)}">{content}</table:table>' for name, content in tables.items()
    )
    content = f'<?xml version="1.0"?><office:document-content {names}>{styles}<office:body><office:spreadsheet>{body}'
    content += "</office:spreadsheet></office:body></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def xls_cell(row: int, column: int, value: object, style: int = 0) -> bytes:
    """The record of a cell of Excel 97; its text is its own."""
    place = struct.pack("<3H", row, column, style)
    if isinstance(value, int | float):
        return record(0x203, place + struct.pack("<d", value))
    text = str(value)
    return record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def xls_book(sheets: Mapping[str, Rows]) -> bytes:
    return xls_of(
        {
            name: b"".join(
                xls_cell(r, c, value)
                for r, cells in enumerate(rows)
                for c, value in enumerate(cells)
                if value is not None
            )
            for name, rows in sheets.items()
        }
    )


def xls_of(sheets: Mapping[str, bytes], before: bytes = b"") -> bytes:
    """An Excel 97 workbook of worksheets whose records are given; those `before` stand in front of all."""
    eof = record(10, b"")
    begin = record(0x809, struct.pack("<HH", 0x600, 5) + bytes(12)) + before
    parts = [record(0x809, struct.pack("<HH", 0x600, 16) + bytes(12)) + cells + eof for cells in sheets.values()]
    names = [struct.pack("<BB", len(name), 0) + name.encode("latin-1") for name in sheets]
    start = len(begin) + sum(4 + 6 + len(name) for name in names) + len(eof)
    listed = b""
    for name, part in zip(names, parts, strict=True):
        listed += record(0x85, struct.pack("<IH", start, 0) + name)
        start += len(part)
    return compound({"Workbook": begin + listed + eof + b"".join(parts)})

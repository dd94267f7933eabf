"""Tables in markup under the name of a workbook: what PLM and ERP systems write as ".xls" is HTML or XML, which is not read."""

from __future__ import annotations

from pathlib import Path

from bom_parsers.errors import InputError

LOOKED_AT = 1 << 16  # bytes: styles stand before the first table
AGAIN = "open it in a spreadsheet program and save it as XLSX or CSV"


def refuse_markup(text: bytes, path: Path) -> None:
    """Raise InputError for a table in HTML, in a web archive or in SpreadsheetML, with the way to a file that is read."""
    head = text[:LOOKED_AT].lstrip().lower()
    found = ""
    if head.startswith(b"mime-version:") and b"text/html" in head:
        found = "a web archive (MHTML) that holds a table"
    elif head.startswith(b"<") and b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<workbook" in head:
        found = "a workbook in XML (SpreadsheetML of Excel 2003)"
    elif head.startswith(b"<") and b"<html" in head and b"<table" in head and b"<input" not in head:
        found = "a table in HTML, as systems export it under the name of a workbook"
    elif head.startswith(b"<table"):
        found = "a table in HTML, without a page around it"
    if found:
        raise InputError(path, "", found, "a BOM, or a table in CSV or a workbook", AGAIN)

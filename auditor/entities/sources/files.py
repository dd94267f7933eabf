"""A source's file before it is understood: without its wrapper, as a table with known headings, or as JSON records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.entities.sources.rows import Draft
from bom_parsers.carriers import packed
from bom_parsers.carriers.encoding import unmarked
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.sheets import Sheet
from bom_parsers.tables.text import read_csv_sheets

HEADING_ROWS = 20


def content(data: bytes, path: Path, expected: str) -> bytes:
    """Return `data` without the wrapper (gzip, zip ...) it came in; raises InputError for nothing, or for a damaged one."""
    if packed.wrapper_of(data) and not packed.is_workbook(data):
        data = packed.unpack(data, path).data
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(path, "", "an empty file", expected, "download or export it again")
    return data


def is_json(data: bytes, path: Path) -> bool:
    """Tell whether the text begins as JSON does."""
    return unmarked(data[:64] if data[:3] == b"\xef\xbb\xbf" else data, path).lstrip()[:1] in (b"{", b"[")


def is_xml(data: bytes) -> bool:
    """Tell whether the text begins as XML does."""
    return data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"


def table(
    data: bytes, path: Path, headings: Mapping[str, Sequence[str]], required: str
) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield each row's place, its cells by column and its raw cells; blank rows are left out.

    `headings` gives for each column what it is called; the column `required` must be there, or InputError is raised.
    """
    plain = {_plain(name): column for column, names in headings.items() for name in (column, *names)}
    if packed.is_workbook(data):
        from bom_parsers.tables.workbooks import read_workbook_sheets

        sheets = list(read_workbook_sheets(data, path))
    else:
        sheets = list(read_csv_sheets(data, path))
    for sheet in sheets:
        heading = _heading(sheet, plain, required)
        if heading is not None:
            yield from _rows(sheet, heading, plain)
            return
    first = next((row for sheet in sheets for row in sheet.rows if any(row)), [])
    found = "the headings " + ", ".join(quoted(cell.strip()) for cell in first[:12])
    expected = f"a column {' or '.join(map(quoted, headings[required] or [required]))}"
    raise InputError(path, "", found, expected, "check that KIND and FILE belong together")


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading).casefold()


def _heading(sheet: Sheet, plain: Mapping[str, str], required: str) -> int | None:
    rows = enumerate(sheet.rows[:HEADING_ROWS])
    return next((r for r, row in rows if any(plain.get(_plain(cell)) == required for cell in row)), None)


def _rows(sheet: Sheet, heading: int, plain: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str], list[str]]]:
    columns: dict[int, str] = {}
    for c, cell in enumerate(sheet.rows[heading]):
        column = plain.get(_plain(cell))
        if column and column not in columns.values():
            columns[c] = column
    for r in range(heading + 1, len(sheet.cells)):
        row = sheet.row(r)
        if any(cell.strip() for cell in row):
            cells = {columns[c]: cell.strip() for c, cell in enumerate(row) if c in columns and cell.strip()}
            yield sheet.row_address(r), cells, row


def json_records(
    data: bytes, path: Path, wrappers: Sequence[str], draft: Draft
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the place and the object of each record of a JSON document or of JSON lines.

    A document is an array of records, an object that holds them under one of `wrappers`, or one record. What is no object is
    refused by row in `draft`; raises InputError for what is no JSON at all.
    """
    text = unmarked(data, path)
    try:
        whole = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        yield from _lines(text, path, draft, str(error))
        return
    held = (
        next((whole[key] for key in wrappers if isinstance(whole.get(key), list)), None)
        if isinstance(whole, dict)
        else None
    )
    records = whole if isinstance(whole, list) else [whole] if held is None else held
    for number, record in enumerate(records):
        if isinstance(record, dict):
            yield f"record {number + 1}", record
        else:
            draft.refuse(f"record {number + 1}", "no JSON object", record)


def _lines(text: bytes, path: Path, draft: Draft, error: str) -> Iterator[tuple[str, dict[str, Any]]]:
    lines = [(number, line) for number, line in enumerate(text.split(b"\n"), 1) if line.strip()]
    if not _is_object(lines[0][1]):
        raise InputError(path, "line 1", f"text that is no JSON ({error})", "JSON or JSON lines", "download it again")
    for number, line in lines:
        record = json_object(line)
        if record is None:
            draft.refuse(f"line {number}", "no JSON object", line.decode("utf-8", "replace"))
        else:
            yield f"line {number}", record


def json_object(line: bytes) -> dict[str, Any] | None:
    """Return the object that a line of JSON is; None for what is none, or holds half a character."""
    try:
        text = line.decode("utf-8")
        value = json.loads(text)
        if "\\ud" in text.casefold():  # an escaped half of a character, which no frame can hold
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_object(line: bytes) -> bool:
    return json_object(line) is not None

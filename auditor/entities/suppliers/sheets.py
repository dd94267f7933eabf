"""The sheets of a list of suppliers, a text table cut with the delimiter under which most of its headings are known."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from auditor.inputs import InputFile
from bom_parsers.tables.read import read_table
from bom_parsers.tables.sheets import Note, Sheet
from bom_parsers.tables.text import DELIMITERS, decode, records


def read_sheets_by(file: InputFile, known: Callable[[Sheet], int], enough: int) -> list[Sheet]:
    """Return the sheets of a table; `known` counts the headings that it knows, and with `enough` of them no other delimiter
    is tried. Raises InputError for what is no table.

    The ; between owners can look more regular than the delimiter; only with the right one are there headings.
    """
    path, data = file.path, file.data
    sheets = read_table(path, data=data)
    if sheets[0].lines is None or known(sheets[0]) >= enough:
        return sheets
    others = [cut(data, path, delimiter) for delimiter in DELIMITERS if delimiter != sheets[0].delimiter]
    return [max([*sheets, *others], key=known)]


def cut(data: bytes, path: Path, delimiter: str) -> Sheet:
    """Return a text table as it is under a certain delimiter."""
    text, notes = decode(data, path)
    limit = csv.field_size_limit(2**31 - 1)
    try:
        lines = list(records(list(io.StringIO(text, newline="")), 0, delimiter))
    finally:
        csv.field_size_limit(limit)
    notes += [Note("odd-quotes", "warning", mended, f"line {line + 1}") for line, _, mended in lines if mended]
    return Sheet("", [row for _, row, _ in lines], [line + 1 for line, _, _ in lines], tuple(notes), delimiter)

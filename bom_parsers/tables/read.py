"""The door to tables: the sheets of a CSV, XLSX, XLS or ODS file, whichever its content shows it to be."""

from __future__ import annotations

from pathlib import Path

from bom_parsers.carriers.incoming.file_content import content_of
from bom_parsers.tables.markup import refuse_markup
from bom_parsers.tables.sheets import Sheet
from bom_parsers.tables.text import read_csv_sheets
from bom_parsers.tables.workbooks import COMPOUND_FILE, read_workbook_sheets


def read_table(path: Path | str, *, data: bytes | None = None) -> list[Sheet]:
    """Return the sheets of the table in the file `path`; its content decides of which kind it is, its name never does.

    With `data`, the content in hand, no file is opened, and `path` is only what errors call it. Raises InputError for a file
    that cannot be read, is damaged, or holds no table.
    """
    path = Path(path)
    if data is None:
        data = content_of(path, "a CSV or XLSX file")
    if data.startswith((b"PK\x03\x04", COMPOUND_FILE)):
        return read_workbook_sheets(data, path)
    refuse_markup(data, path)
    return read_csv_sheets(data, path)

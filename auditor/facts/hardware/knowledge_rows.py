"""The rows of a file of knowledge: a table with fixed headings, which people extend in a spreadsheet program and send back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from auditor.inputs import InputFile, day_at
from auditor.provenance import Source, SourceKind
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.read import read_table

SOURCED, UNVERIFIED = STANDINGS = ("sourced", "unverified")
GENERAL_KNOWLEDGE = "general knowledge"


@dataclass(frozen=True)
class Row:
    """One row of a file: its cells by heading, and where it stands; `number` is its place among the file's rows."""

    path: Path
    source: Source
    number: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """Return where in the file it stands."""
        return self.source.pointer

    def error(self, column: str, found: str, expected: str, remedy: str = "correct the cell") -> InputError:
        """Return the error that names the file, the line and the column."""
        return InputError(self.path, f"{self.place}, {column}", found, expected, remedy)

    def text(self, column: str) -> str:
        """Return a cell that must not be blank; raises InputError."""
        if not self.cells[column]:
            raise self.error(column, "a blank cell", f"a {column}", "fill the cell, or leave the row out")
        return self.cells[column]

    def choice(self, column: str, values: Sequence[str]) -> str:
        """Return a cell that holds one of `values`; raises InputError."""
        if self.cells[column] not in values:
            raise self.error(column, quoted(self.cells[column]), " or ".join(map(quoted, values)))
        return self.cells[column]

    def optional(self, column: str, values: Sequence[str]) -> str | None:
        """Return a cell that is blank (None) or holds one of `values`; raises InputError."""
        return self.choice(column, ("", *values)) or None

    def standing(self) -> tuple[str, str, date | None]:
        """Return standing, source and the source's day: a sourced row names a page and its day, any other claims neither."""
        standing = self.choice("standing", STANDINGS)
        source, day = self.cells["source"], self.cells["source_date"]
        if standing == UNVERIFIED:
            if (source, day) != (GENERAL_KNOWLEDGE, ""):
                remedy = "leave the source out, or read the page and call the row sourced"
                raise self.error(
                    "source", quoted(f"{source} {day}".strip()), f"{quoted(GENERAL_KNOWLEDGE)} without a day", remedy
                )
            return standing, source, None
        if urlsplit(source).scheme not in ("http", "https") or not urlsplit(source).netloc:
            remedy = "name the page, or call the row unverified with the source 'general knowledge'"
            raise self.error("source", quoted(source), "the address of the page that was read", remedy)
        return standing, source, day_at("source_date", day, self.error)


def read_rows(file: InputFile, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a table (CSV, XLSX) whose first row holds the headings; blank rows and further columns are left out.

    Raises InputError for a heading that is missing or there twice, and for a row with more cells than headings.
    """
    path = file.path
    sheet = read_table(path, data=file.data)[0]
    first = next((number for number, row in enumerate(sheet.rows) if any(row)), None)
    if first is None:
        raise InputError(path, "", "an empty table", "a table with headings", f"the headings are {', '.join(columns)}")
    headings = [cell.strip().casefold() for cell in sheet.rows[first]]
    for column in columns:
        if headings.count(column) != 1:
            found = f"the heading {quoted(column)} {headings.count(column)} times"
            raise InputError(path, sheet.row_address(first), found, "it once", f"the headings are {', '.join(columns)}")
    for number in range(first + 1, len(sheet.cells)):
        cells = [cell.strip() for cell in sheet.row(number)]
        place = sheet.row_address(number)
        if any(cells[len(headings) :]):
            found, expected = f"{len(cells)} cells", f"at most {len(headings)}"
            raise InputError(path, place, found, expected, "put quotes around a cell that has commas")
        if any(cells):
            cells += [""] * (len(headings) - len(cells))
            source = Source(SourceKind.PARTS_LIST, file.label, file.sha256, place)
            yield Row(path, source, number, {column: cells[headings.index(column)] for column in columns})

"""The rows of a supplier list: a CSV or XLSX table whose headings are found, in any order and below any preamble."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.suppliers.sheets import read_sheets_by
from auditor.inputs import InputFile
from auditor.provenance import Source, SourceKind
from bom_parsers.errors import InputError
from bom_parsers.tables.sheets import Sheet

COLUMNS = (
    "name",
    "aliases",
    *SCHEMES,
    "domain",
    "kind",
    "incorporated_in",
    "headquartered_in",
    "principal_place_of_business",
    "citizenships",
    "resident_in",
    "us_permanent_resident",
    "acts_for",
    "owners",
    "no_other_owners",
    "source",
    "source_date",
)
# What states facts about a person, or on what evidence; the others say who it is.
FACTS = ("domain", *COLUMNS[COLUMNS.index("kind") :])
ABOUT_THE_ROW = ("domain", "kind", "source", "source_date")  # which alone make no list of facts
PREAMBLE_ROWS = 50  # where a heading is looked for


class Problem(NamedTuple):
    """What could not be used, or was guessed: `file` is the list's label, `place` an address in it; `skipped` if the row was
    left out."""

    file: str
    severity: str
    message: str
    place: str
    skipped: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a list: `cells` by column, blank ones left out; `number` is unique in the file.

    `sources` are its place, with the evidence that it names, and those of the rows of other lists that were joined to it.
    """

    file: str
    number: str
    place: str
    cells: Mapping[str, str]
    places: Mapping[str, str]
    sources: tuple[Source, ...] = ()


def row_source(file: InputFile, place: str, cells: Mapping[str, str]) -> Source:
    """Return where a row of a list stands, and as its detail on what evidence it rests, by its own columns."""
    evidence = ", ".join(cells[column] for column in ("source", "source_date") if column in cells)
    return Source(SourceKind.SUPPLIER_LIST, file.label, file.sha256, place, detail=evidence)


def read_rows(file: InputFile, problems: list[Problem]) -> list[Row]:
    """Return the rows of a list that are not blank; `problems` gets what is wrong with it.

    Every worksheet with a heading `name` is read. Raises InputError when the file is no table or none of it has one.
    """
    label, sheets = file.label, _sheets(file)
    rows: list[Row] = []
    headed = [(sheet, _heading_row(sheet)) for sheet in sheets]
    if all(heading is None for _, heading in headed):
        raise _no_heading(file.path, sheets)
    for sheet, heading in headed:
        problems += [Problem(label, note.severity, note.message, note.pointer) for note in sheet.notes]
        if heading is not None:
            rows += _rows(sheet, heading, file, problems)
        elif any(any(row) for row in sheet.rows):
            problems.append(Problem(label, "info", "a sheet without a heading 'name'; not read", sheet.name))
    return rows


def other_headings(file: InputFile) -> list[str] | None:
    """Return the headings of a list that are none of COLUMNS; None where no column is headed `name`."""
    sheets = _sheets(file)
    rows = [sheet.rows[heading] for sheet in sheets if (heading := _heading_row(sheet)) is not None]
    if not rows:
        return None
    return [cell for row in rows for cell in row if cell.strip() and _plain(cell) not in _BY_HEADING]


def _sheets(file: InputFile) -> list[Sheet]:
    return read_sheets_by(file, _known, 2)


def _known(sheet: Sheet) -> int:
    heading = _heading_row(sheet)
    return 0 if heading is None else len({_plain(cell) for cell in sheet.rows[heading]} & _BY_HEADING.keys())


def _plain(heading: str) -> str:
    return re.sub(r"[\W_]", "", heading).casefold()


_BY_HEADING = {_plain(column): column for column in COLUMNS}


def _heading_row(sheet: Sheet) -> int | None:
    """Return the row with the most known headings, the first of equals, among those with a heading `name`."""
    known = {
        r: len({_plain(cell) for cell in row} & _BY_HEADING.keys())
        for r, row in enumerate(sheet.rows[:PREAMBLE_ROWS])
        if any(_plain(cell) == "name" for cell in row)
    }
    return max(known, key=known.__getitem__, default=None)


def _no_heading(path: Path, sheets: list[Sheet]) -> InputError:
    candidates = [(sheet, r) for sheet in sheets for r, row in enumerate(sheet.rows[:PREAMBLE_ROWS]) if any(row)]

    def known(candidate: tuple[Sheet, int]) -> int:
        sheet, r = candidate
        return sum(_plain(cell) in _BY_HEADING for cell in sheet.rows[r])

    if not candidates:
        return InputError(path, "", "no heading", "a heading 'name'", f"give the headings, of {', '.join(COLUMNS)}")
    sheet, r = max(candidates, key=known)
    found = ", ".join(repr(cell.strip()) for cell in sheet.rows[r][:30] if cell.strip())
    expected = f"a heading 'name' and, of what is known, {', '.join(COLUMNS[1:])}"
    return InputError(path, sheet.row_address(r), f"the headings {found}", expected, "head the column of names 'name'")


def _rows(sheet: Sheet, heading: int, file: InputFile, problems: list[Problem]) -> Iterator[Row]:
    label = file.label
    columns: dict[int, str] = {}
    for c, cell in enumerate(sheet.rows[heading]):
        column = _BY_HEADING.get(_plain(cell))
        if column in columns.values():
            message = f"the heading {column!r} is there twice; the first is used"
            problems.append(Problem(label, "warning", message, sheet.address(heading, c)))
        elif column:
            columns[c] = column
        elif cell.strip():
            message = f"the column {cell.strip()!r} is not known and not used"
            problems.append(Problem(label, "info", message, sheet.address(heading, c)))
    for r in range(heading + 1, len(sheet.rows)):
        filled = {c: cell.strip() for c, cell in enumerate(sheet.rows[r]) if cell.strip()}
        cells = {columns[c]: cell for c, cell in filled.items() if c in columns}
        places = {columns[c]: sheet.address(r, c) for c in filled if c in columns}
        number = str(sheet.row_number(r)) if sheet.lines is not None else sheet.row_address(r)
        if cells:
            place = sheet.row_address(r)
            yield Row(label, number, place, cells, places, (row_source(file, place, cells),))
        elif filled:
            message = "a row without a value in any known column; not read"
            problems.append(Problem(label, "info", message, sheet.row_address(r)))

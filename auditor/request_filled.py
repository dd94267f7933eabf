"""A request that came back: its answers cell by cell, and for each wrong cell what is there and what was expected."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from posixpath import normpath
from typing import Any
from zipfile import ZipFile

from auditor.request_answers import LONGEST_NAME, AnswerError, answer, asked_of_company, asked_of_part, full_date, name
from auditor.request_sheet import COMPANY, COMPLETE, COVER, HIDDEN, HOLDER_COLUMNS, HOLDERS, MARK, PARTS, SIGNED
from auditor.requests import IDENTITY, OWNERS, Part, Request, request_of
from bom_parsers.errors import InputError
from bom_parsers.tables import Sheet

AGAIN = "send the file that `icts request` wrote, filled and saved as XLSX"
MOST_BYTES = 20 * 2**20  # a filled request is a few kilobytes


@dataclass(frozen=True)
class Fault:
    """A wrong cell at `place`, such as `Parts!F4`: what is `found` there, and what was `expected`."""

    place: str
    found: str
    expected: str


@dataclass(frozen=True)
class Signature:
    """Who signed a filled request, with what title, and on which day."""

    name: str
    title: str
    on: date


@dataclass(frozen=True)
class Given:
    """One answer that was understood, and the cell where it stands."""

    value: Any
    place: str


@dataclass
class Filled:
    """A filled request: `parts` has the answers by part and fact, `company` those by column of a supplier list.

    `holders` are the rows of its table as written, None for a formula. `unknown` and `blank` count the cells that answer
    nothing. `signature` is None where it is not signed.
    """

    path: Path
    sha256: str
    request: Request
    signature: Signature | None = None
    parts: dict[Part, dict[str, Given]] = field(default_factory=dict)
    company: dict[str, Given] = field(default_factory=dict)
    holders: list[dict[str, Given]] = field(default_factory=list)
    complete: Given | None = None
    unknown: int = 0
    blank: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """Return how many cells answer something; of holders each row counts once."""
        about_parts = sum(len(given) for given in self.parts.values())
        return about_parts + len(self.company) + len(self.holders) + (self.complete is not None)


def read_filled(path: Path) -> Filled:
    """Read a filled request. Raises InputError for a file that is none of ours or whose hidden identity was changed."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(path, "", error.strerror or str(error), "a filled request", "check the path") from error
    if len(data) > MOST_BYTES or not data.startswith(b"PK\x03\x04"):
        raise InputError(path, "", "a file that is no XLSX workbook", "a filled request", AGAIN)
    from bom_parsers.workbooks import read_xlsx_sheets

    sheets = {_cell(sheet, 0, 0): sheet for sheet in read_xlsx_sheets(data, path) if len(sheet.cells)}
    filled = Filled(path, hashlib.sha256(data).hexdigest(), _request(path, sheets.get(HIDDEN)))
    reader = _Reader(filled, _formulas(data, path))
    for mark, read in ((COVER, reader.cover), (PARTS, reader.parts), (COMPANY, reader.company)):
        if mark in sheets:
            read(sheets[mark])
        elif mark == COVER or (filled.request.parts if mark == PARTS else filled.request.company):
            kind = mark.removeprefix(MARK)
            filled.faults.append(Fault(kind.title(), f"no sheet about the {kind}", "the sheet that was sent"))
    return filled


def _request(path: Path, sheet: Sheet | None) -> Request:
    """Return the request that the hidden sheet holds; what it hashes to must be the id that stands there."""
    if sheet is None:
        raise InputError(path, "", "a workbook that is no request of ours", "a filled request", AGAIN)
    content = "".join(_cell(sheet, r, 1) for r in range(1, len(sheet.cells)) if _cell(sheet, r, 0) == "content")
    changed = InputError(path, sheet.name, "a hidden identity that was changed", "the one that was sent", AGAIN)
    if hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest() != _cell(sheet, 0, 1):
        raise changed
    try:
        return request_of(content)
    except ValueError as error:
        raise changed from error


class _Reader:
    """Reads the sheets of one filled request; what is wrong costs its cell, or its row where the row's identity changed."""

    def __init__(self, filled: Filled, formulas: frozenset[tuple[str, str]]) -> None:
        self.filled, self.formulas = filled, formulas

    def cover(self, sheet: Sheet) -> None:
        """Read who signed."""
        reads: dict[str, Callable[[str], Any]] = {"signer": name, "title": _title, "signed_on": full_date}
        rows = {_cell(sheet, r, 0): r for r in range(len(sheet.cells))}
        found: dict[str, Any] = {}
        for key, read in reads.items():
            row = rows.get(key)
            if row is None:
                self.fault("Cover", f"no row for {SIGNED[key]}", "the cover that was sent")
            elif not _cell(sheet, row, 2):
                self.fault(sheet.address(row, 2), "no signature: a blank cell", f"{SIGNED[key].lower()} of who signs")
            elif (value := self.read(sheet, row, 2, read)) is not None:
                found[key] = value.value
        if len(found) == len(reads):
            self.filled.signature = Signature(found["signer"], found["title"], found["signed_on"])

    def parts(self, sheet: Sheet) -> None:
        """Read the answers about parts: rows by their key, columns by the fact in the hidden first row."""
        columns = {_cell(sheet, 0, c): c for c in range(len(sheet.row(0)))}
        rows: dict[str, list[int]] = {}
        for r in range(3, len(sheet.cells)):
            rows.setdefault(_cell(sheet, r, 0), []).append(r)
        for part in self.filled.request.parts:
            found = rows.pop(part.key, [])
            if len(found) != 1:
                what = "no row" if not found else f"{len(found)} rows"
                self.fault(sheet.name, f"{what} for {part.identity[0]!r}", "the one row that was sent")
            elif self._same(sheet, found[0], part, columns):
                self._of_part(sheet, found[0], part, columns)
        for key, extra in rows.items():
            if any(sheet.row(r) for r in extra):
                place = sheet.row_address(extra[0])
                self.fault(
                    place, f"a row that was not sent{f', {key[:40]!r}' if key else ''}", "only the rows that were sent"
                )

    def _same(self, sheet: Sheet, row: int, part: Part, columns: Mapping[str, int]) -> bool:
        for key, text in zip(IDENTITY, part.identity, strict=True):
            column = columns.get(key)
            now = "" if column is None else " ".join(_cell(sheet, row, column).split())
            place = sheet.row_address(row) if column is None else sheet.address(row, column)
            if now != text or (column is not None and self.is_formula(sheet, row, column)):
                self.fault(place, f"{now!r} in a locked cell", f"{text!r}, as it was sent; the row is not read")
                return False
        return True

    def _of_part(self, sheet: Sheet, row: int, part: Part, columns: Mapping[str, int]) -> None:
        for fact in part.facts:
            question = asked_of_part(fact)
            if fact not in columns:
                self.fault(sheet.row_address(row), f"no column for {fact}", "the columns that were sent")
            elif question and (given := self.read(sheet, row, columns[fact], lambda t, q=question: answer(q, t))):  # type: ignore[misc]
                self.filled.parts.setdefault(part, {})[fact] = given

    def company(self, sheet: Sheet) -> None:
        """Read the answers about the company itself, and the table of its holders as it is written."""
        rows = {_cell(sheet, r, 0): r for r in range(len(sheet.cells))}
        wanted = self.filled.request.company
        for fact in wanted:
            question = asked_of_company(fact)
            if question and fact not in rows:
                self.fault(sheet.name, f"no row for {fact}", "the rows that were sent")
            elif question and (given := self.read(sheet, rows[fact], 2, lambda t, q=question: answer(q, t))):  # type: ignore[misc]
                self.filled.company[fact] = given
        if OWNERS not in wanted:
            return
        if HOLDERS not in rows or "complete" not in rows:
            self.fault(sheet.name, "no table of holders", "the one that was sent")
            return
        self.filled.complete = self.read(sheet, rows["complete"], 2, _complete)
        self._holders(sheet, rows[HOLDERS])

    def _holders(self, sheet: Sheet, heading: int) -> None:
        columns = {_cell(sheet, heading, c): c for c in range(len(sheet.row(heading)))}
        for r in range(heading + 3, len(sheet.cells)):
            row: dict[str, Given] = {}
            for key in HOLDER_COLUMNS:
                column = columns.get(key)
                if column is None or not _cell(sheet, r, column):
                    continue
                is_formula = self.is_formula(sheet, r, column)
                if is_formula:
                    self.fault(sheet.address(r, column), "a formula", "a value")
                text = None if is_formula else " ".join(_cell(sheet, r, column).split())
                row[key] = Given(text, sheet.address(r, column))
            if row:
                self.filled.holders.append(row)

    def read(self, sheet: Sheet, row: int, column: int, read: Callable[[str], Any]) -> Given | None:
        """Return what a cell answers; None where it answers nothing, which is counted, or is wrong, which is a fault."""
        text, place = _cell(sheet, row, column), sheet.address(row, column)
        if self.is_formula(sheet, row, column):
            self.fault(place, "a formula", "a value")
            return None
        if not text:
            self.filled.blank += 1
            return None
        try:
            value = read(re.sub(r"^(\d{4}-\d\d-\d\d) 00:00:00$", r"\1", text))
        except AnswerError as error:
            self.fault(place, error.found, error.expected)
            return None
        if value is None:
            self.filled.unknown += 1
            return None
        return Given(value, place)

    def is_formula(self, sheet: Sheet, row: int, column: int) -> bool:
        return (sheet.name, f"{sheet.column_name(column)}{sheet.row_number(row)}") in self.formulas

    def fault(self, place: str, found: str, expected: str) -> None:
        self.filled.faults.append(Fault(place, found, expected))


def _complete(text: str) -> str | None:
    plain = " ".join(text.split()).casefold()
    if plain in ("do not know", "unknown", "?"):
        return None
    if plain not in COMPLETE:
        raise AnswerError(repr(text), f"one of {', '.join(COMPLETE)}, or do not know")
    return COMPLETE[plain]


def _title(text: str) -> str:
    plain = " ".join(text.split())
    if not any(c.isalpha() for c in plain) or not plain.isprintable() or len(plain) > LONGEST_NAME:
        raise AnswerError(repr(text[:80]), "the title of who signs")
    return plain


def _cell(sheet: Sheet, row: int, column: int) -> str:
    """Return a cell's text by its place in the worksheet, "" where there is none."""
    cells = sheet.row(row)
    return cells[column].strip() if column < len(cells) else ""


def _formulas(data: bytes, path: Path) -> frozenset[tuple[str, str]]:
    """Return sheet and address of each cell with a formula: the reader of cells only has what it last came to."""
    from lxml import etree

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            relations = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            parts = {relation.get("Id"): _part(relation.get("Target", "")) for relation in relations}
            found: set[tuple[str, str]] = set()
            for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iter("{*}sheet"):
                id = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), None)
                formulas = etree.fromstring(archive.read(parts[id])).iter("{*}f")
                found.update((str(sheet.get("name")), _address(formula)) for formula in formulas)
            return frozenset(found)
    except (KeyError, etree.XMLSyntaxError, ValueError) as error:
        found_is = f"a workbook whose formulas cannot be found ({error})"
        raise InputError(path, "", found_is, "a filled request", AGAIN) from error


def _address(formula: Any) -> str:
    """Return the address of the cell that a formula is in; raises KeyError for a cell without one."""
    return str(formula.getparent().attrib["r"])


def _part(target: str) -> str:
    """Return the name in the archive of what a relation of the workbook points to."""
    return target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")

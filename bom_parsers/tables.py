"""A CSV or XLSX file as sheets of text cells, each cell with its address for the person who has to look it up."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bom_parsers.byte_order import marked_text
from bom_parsers.errors import InputError

AS_XLSX_OR_CSV = "save it as XLSX or CSV"
DELIMITERS = ",\t;|"
SNIFFED_RECORDS = 200  # enough to see past a preamble; sniffing four delimiters stays below reading once
RECORD_LINES = 200  # no real cell has that many line breaks; a longer record is a quote that nobody closed
MAX_UNCLOSED = 1_000  # each costs reading RECORD_LINES lines twice
MAX_NOTES = 20
MAX_COLUMNS = 16_384  # what XLSX allows


class Note(NamedTuple):
    """What reading had to guess or mend: `severity` is "warning" or "info"; `pointer` an address in the file."""

    severity: str
    message: str
    pointer: str


@dataclass(frozen=True)
class Sheet:
    """One table of text cells; `rows` may differ in length, a blank row is [].

    `name` is the worksheet's, "" for a CSV file. `lines` holds for a CSV file the file's line on which each row starts.
    """

    name: str
    rows: list[list[str]]
    lines: list[int] | None = None
    notes: tuple[Note, ...] = ()
    delimiter: str = ""
    hidden: bool = False

    def address(self, row: int, column: int) -> str:
        """Return where a cell is, `Sheet1!B4`, or `line 4, column 2` in a CSV file; `row`, `column` count from 0."""
        if self.lines is None:
            return f"{self.name}!{column_letters(column)}{row + 1}"
        return f"line {self.lines[row]}, column {column + 1}"

    def row_address(self, row: int) -> str:
        """Return where the row is: `Sheet1!4`, or `line 4` for a CSV file."""
        return f"{self.name}!{row + 1}" if self.lines is None else f"line {self.lines[row]}"

    def row_number(self, row: int) -> int:
        """Return the row's number as an editor or a spreadsheet program shows it."""
        return row + 1 if self.lines is None else self.lines[row]


def column_letters(column: int) -> str:
    """Return the spreadsheet's name for a column that counts from 0: A, B, ... Z, AA."""
    letters, column = "", column + 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def read_table(path: Path | str) -> list[Sheet]:
    """Read the CSV or XLSX file `path`; the content decides which of them it is. Raises InputError."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(path, "", error.strerror or str(error), "a CSV or XLSX file", "check the path") from error
    return read_xlsx_sheets(data, path) if data.startswith(b"PK\x03\x04") else read_csv_sheets(data, path)


def read_csv_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the text table `data` as one sheet; encoding and delimiter are found from the content.

    Raises InputError for binary data, for bytes that are not in the encoding their byte order mark names, for an empty
    file and for more than 16,384 columns. What was guessed or mended is in the sheet's notes.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise InputError(path, "", "an old Excel (.xls) or password-protected workbook", "CSV or XLSX", AS_XLSX_OR_CSV)
    text, notes = decode(data, path)
    # As csv wants it: line ends kept, and \r, \n, \r\n all ending a line.
    lines = list(io.StringIO(text, newline=""))
    limit = csv.field_size_limit(2**31 - 1)
    try:
        rows, starts, delimiter = read_lines(lines, notes)
    except csv.Error as error:  # nothing known gets here; the module's promise is InputError and no other
        raise InputError(path, "", str(error), "a text table", "export it again as CSV") from error
    finally:
        csv.field_size_limit(limit)
    widest = max(range(len(rows)), key=lambda r: len(rows[r]), default=0)
    if not any(any(row) for row in rows):
        raise InputError(path, "", "an empty table", "a CSV table with headings", "export it again")
    if len(rows[widest]) > MAX_COLUMNS:
        found = f"{len(rows[widest]):,} columns"
        raise InputError(
            path, f"line {starts[widest]}", found, f"at most {MAX_COLUMNS:,}", "leave out what is no part data"
        )
    return [Sheet("", rows, starts, tuple(notes), delimiter)]


def read_lines(lines: list[str], notes: list[Note]) -> tuple[list[list[str]], list[int], str]:
    """Return the rows, the line on which each starts, and the delimiter; add to `notes` what was mended."""
    rows: list[list[str]] = []
    starts: list[int] = []
    hint = re.fullmatch(r"sep=(.)\s*", lines[0]) if lines else None  # Excel's own, which it writes and hides
    delimiter = hint[1] if hint else sniff_delimiter(lines)
    mends: list[Note] = []
    for line, row, mended in records(lines, 1 if hint else 0, delimiter):
        rows.append(row)
        starts.append(line + 1)
        if mended:
            mends.append(Note("warning", mended, f"line {line + 1}"))
    notes += mends[:MAX_NOTES]
    if len(mends) > MAX_NOTES:
        notes.append(
            Note("warning", f"{len(mends) - MAX_NOTES} more lines with stray quotes", mends[MAX_NOTES].pointer)
        )
    if all(len(row) <= 1 for row in rows) and any('""' in line for line in lines):
        delimiter = sniff_delimiter([cell for row in rows for cell in row])
        rows = [next(csv.reader(row, delimiter=delimiter), []) for row in rows]
        notes.append(Note("info", "every line is quoted as a whole; the quotes around it were taken off", ""))
    return rows, starts, delimiter


def decode(data: bytes, path: Path) -> tuple[str, list[Note]]:
    """Return the text of `data` and a note where the encoding had to be guessed; raises InputError for binary data."""
    notes: list[Note] = []
    text = marked_text(data, path)
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = guess_encoding(data)
            text = data.decode(encoding, "replace")  # five bytes have no meaning in cp1252
            notes.append(Note("info", f"the text is not UTF-8; read as {encoding}", ""))
    control = sum(text.count(chr(c)) for c in (*range(9), *range(14, 28)))
    if "\0" in text or control > len(text) // 50:
        found = "binary data (control characters)"
        raise InputError(path, "", found, "CSV text", "give the BOM as CSV, XLSX, CycloneDX or SPDX")
    return text, notes


def guess_encoding(data: bytes) -> str:
    """Return "gb18030", "cp932" or "cp1252" for bytes that are not UTF-8, as Excel writes in China, Japan, the West.

    Chinese characters are pairs of high bytes; Western letters stand alone or inside a word ("Größe" is one pair, but
    between small letters). Japanese tables have kana, whose first byte is 0x82 or 0x83.
    """
    try:
        beyond = [c for c in data.decode("cp932") if ord(c) > 127]
        if sum("\u3041" <= c <= "\u30fc" for c in beyond) * 4 >= len(beyond):
            return "cp932"
    except UnicodeDecodeError:
        pass
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "cp1252"
    pairs = western = 0
    for run in re.finditer(rb"[\x80-\xff]+", data):
        around = data[max(run.start() - 1, 0) : run.start()] + data[run.end() : run.end() + 1]
        if len(run[0]) % 2 or (len(around) == 2 and around.isalpha() and around.islower()):
            western += 1
        else:
            pairs += 1
    return "gb18030" if pairs > western else "cp1252"


def sniff_delimiter(lines: list[str]) -> str:
    """Return the delimiter that cuts the first lines into the most regular table; "," where none does.

    Not csv.Sniffer: it takes decimal commas, and letters, for delimiters. A delimiter after which quotes come out stray
    is not the one the writer used, so strictly well-formed wins over regular.
    """
    best, best_score = ",", (False, 0.0)
    for delimiter in DELIMITERS:
        strict, widths = True, Counter[int]()
        for count, (_, row, mended) in enumerate(records(lines[: SNIFFED_RECORDS * 5], 0, delimiter)):
            strict = strict and not mended
            if any(row):
                widths[len(row)] += 1
            if count >= SNIFFED_RECORDS:
                break
        score = max(((n / widths.total() * (1 - 1 / w)) for w, n in widths.items()), default=0.0)
        if score and (strict, score) > best_score:
            best, best_score = delimiter, (strict, score)
    return best


class Window:
    """Lines from `position` to `limit`: csv.reader sees an end there, so that no record can swallow the whole file."""

    def __init__(self, lines: list[str], position: int) -> None:
        self.lines, self.position, self.limit = lines, position, position + RECORD_LINES

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= self.limit or self.position >= len(self.lines):
            raise StopIteration
        self.position += 1
        return self.lines[self.position - 1]


def records(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the first line's index, the cells, and what was mended ("" for nothing) of each record.

    A quote that is never closed would swallow the rows after it: its line is read by itself, the quote as a character.
    """
    unclosed = 0
    while start < len(lines):
        source = Window(lines, start)
        try:
            for row in csv.reader(
                source, delimiter=delimiter, strict=unclosed < MAX_UNCLOSED, quoting=quoting(unclosed)
            ):
                yield start, row, ""
                start = source.position
                source.limit = start + RECORD_LINES
        except csv.Error:
            if is_open(lines[start], delimiter):
                unclosed += 1
                cells = next(csv.reader([lines[start]], delimiter=delimiter, quoting=csv.QUOTE_NONE))
                yield (
                    start,
                    [cell.strip().strip('"') for cell in cells],
                    "a quote is opened and never closed; read as a character",
                )
            else:
                row = next(csv.reader([lines[start]], delimiter=delimiter))
                yield start, row, "text after a closing quote; kept as part of the cell"
            start += 1


def quoting(unclosed: int) -> Literal[0, 3]:
    """Return csv's way with quotes: none once so many were not closed that they cannot be meant as quotes."""
    return csv.QUOTE_MINIMAL if unclosed < MAX_UNCLOSED else csv.QUOTE_NONE


def is_open(line: str, delimiter: str) -> bool:
    """Tell whether `line` ends inside a quoted cell."""
    try:
        next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def read_xlsx_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the workbook `data`: every worksheet with its cells as people see them, from A1 on.

    Numbers come without ".0", dates in ISO form. Raises InputError for what is no XLSX workbook, is damaged, or would
    use up the machine; that is checked before any cell is read.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from bom_parsers.xlsx_guard import check_workbook

    check_workbook(data, path)
    sheets = []
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for index, about in enumerate(workbook.sheets_metadata):
            if about.typ == SheetTypeEnum.WorkSheet:
                cells = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
                hidden = about.visible != SheetVisibleEnum.Visible
                sheets.append(Sheet(about.name, [text_row(row) for row in cells], hidden=hidden))
    except BaseException as error:
        # A panic in the reader's Rust code is no Exception; anything else that is none must go on its way.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        found = f"a damaged workbook ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise InputError(
            path, "", found, "an XLSX workbook", "open it in a spreadsheet program and save it again"
        ) from error
    if not any(any(row) for sheet in sheets for row in sheet.rows):
        raise InputError(path, "", "no cell with a value", "a worksheet with headings", "export it again")
    return sheets


def text_row(cells: list[Any]) -> list[str]:
    """Return the cells as text, without the blanks at the row's end."""
    row = [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def cell_text(value: Any) -> str:
    """Return a typed cell as a spreadsheet shows it; dates and times in ISO form."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # A spreadsheet keeps 15 digits: 0.1 + 0.2 is 0.3 there.
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat("seconds") if isinstance(value, time) else str(value)

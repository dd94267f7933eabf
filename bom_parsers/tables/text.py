"""Text tables (CSV and its like) as a sheet: encoding and delimiter found from the content, stray quotes mended and reported."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

from bom_parsers.carriers.encoding import marked_encoding, marked_text, silent_utf16
from bom_parsers.errors import InputError, counted
from bom_parsers.limits import by_limit, limits
from bom_parsers.tables.cells import Cells
from bom_parsers.tables.fixed_width import cells as fixed_cells
from bom_parsers.tables.fixed_width import heading_line
from bom_parsers.tables.sheets import Note, Sheet
from bom_parsers.tables.utf7 import without_utf7

DELIMITERS = ",\t;|"
SNIFFED_RECORDS = 200  # enough to see past a preamble; sniffing four delimiters stays below reading once
RECORD_LINES = 200  # no real cell has that many line breaks; a longer record is a quote that nobody closed
MAX_UNCLOSED = 1_000  # each costs reading RECORD_LINES lines twice
MAX_NOTES = 20


def read_csv_sheets(data: bytes, path: Path) -> list[Sheet]:
    """Read the text table `data` as one sheet; encoding and delimiter are found from the content.

    Raises InputError for binary data, for bytes that are not in the encoding their byte order mark names, for an empty
    file and for more rows, columns or cells than the limits allow. What was guessed or mended is in the sheet's notes.
    """
    encoding, notes = encoding_of(data, path)
    data = mail_letters_decoded(data, notes)
    limit = csv.field_size_limit(2**31 - 1)
    try:
        rows, starts, delimiter = read_text(data, encoding, notes)
    except csv.Error as error:  # nothing known gets here; the module's promise is InputError and no other
        raise InputError(path, "", str(error), "a text table", "export it again as CSV") from error
    finally:
        csv.field_size_limit(limit)
    if not any(any(row) for row in rows):
        raise InputError(path, "", "an empty table", "a CSV table with headings", "export it again")
    check_size(rows.widths, starts, path)
    return [Sheet("", rows, starts, tuple(notes), delimiter)]


def check_size(widths: Sequence[int], lines: Sequence[int], path: Path) -> None:
    """Raise InputError for more rows, columns or cells than the limits allow."""
    widest = max(widths)
    for what, count, allowed, place in (
        ("rows", len(widths), limits().rows, ""),
        ("columns", widest, limits().columns, f"line {lines[widths.index(widest)]}"),
        ("cells", sum(widths), limits().cells, ""),
    ):
        if count > allowed:
            remedy = f"leave out what is no part data, or raise the limit {by_limit(what)}"
            raise InputError(path, place, f"{count:,} {what}", f"at most {allowed:,}", remedy)


def lines_of(data: bytes, encoding: str) -> Iterator[str]:
    """Yield the lines of a text as csv wants them: with their ends, which are \\r, \\n or \\r\\n."""
    return io.TextIOWrapper(io.BytesIO(data), encoding, "replace", newline="")


def read_text(data: bytes, encoding: str, notes: list[Note]) -> tuple[Cells, Sequence[int], str]:
    """Return the rows, the line on which each starts, and the delimiter; add to `notes` what was mended."""
    head = list(islice(lines_of(data, encoding), SNIFFED_RECORDS * 5))
    hint = re.fullmatch(r"sep=(.)\s*", head[0]) if head else None  # Excel's own, which it writes and hides
    delimiter = hint[1] if hint else sniff_delimiter(head)
    first = 1 if hint else 0
    if not hint and (table := heading_line(head)):
        return fixed_columns(lines_of(data, encoding), table[1])
    records = well_formed(lines_of(data, encoding), first, delimiter)
    rows, starts = records or mended(list(lines_of(data, encoding)), first, delimiter, notes)
    if max(rows.widths, default=0) == 1 and any('""' in line for line in lines_of(data, encoding)):
        delimiter = sniff_delimiter([cell for row in islice(rows, SNIFFED_RECORDS * 5) for cell in row])
        rows = Cells(next(csv.reader(row, delimiter=delimiter), []) for row in rows)
        notes.append(
            Note("odd-quotes", "info", "every line is quoted as a whole; the quotes around it were taken off", "")
        )
    return rows, starts, delimiter


def fixed_columns(lines: Iterator[str], starts: Sequence[int]) -> tuple[Cells, Sequence[int], str]:
    """Return the rows of a part list in columns of fixed width, the line on which each starts, and no delimiter."""
    rows = Cells(fixed_cells(line.rstrip("\r\n"), starts) for line in lines)
    return rows, array("I", range(1, len(rows) + 1)), ""


def mail_letters_decoded(data: bytes, notes: list[Note]) -> bytes:
    """Return the text without UTF-7; add to `notes` that some was decoded."""
    text = without_utf7(data)
    if text != data:
        message = "some letters are in UTF-7 (+APw- for ü), and were decoded, which is a guess: check names"
        notes.append(Note("guessed-encoding", "warning", message, ""))
    return text


def well_formed(lines: Iterator[str], first: int, delimiter: str) -> tuple[Cells, Sequence[int]] | None:
    """Return the rows from line `first` on and their first lines, if every quote is where it belongs; None otherwise."""
    reader = csv.reader(islice(lines, first, None), delimiter=delimiter, strict=True)
    starts = array("I")

    def rows() -> Iterator[list[str]]:
        start = 0
        for row in reader:
            if reader.line_num - start > RECORD_LINES:
                raise csv.Error("a quote that nobody closed")
            starts.append(first + start + 1)
            start = reader.line_num
            yield row

    try:
        return Cells(rows()), starts
    except csv.Error:
        return None


def mended(lines: list[str], first: int, delimiter: str, notes: list[Note]) -> tuple[Cells, Sequence[int]]:
    """Return the rows and their first lines of a text with stray quotes; add to `notes` what was mended."""
    starts = array("I")
    mends: list[Note] = []

    def rows() -> Iterator[list[str]]:
        for line, row, what in records(lines, first, delimiter):
            starts.append(line + 1)
            if what:
                mends.append(Note("odd-quotes", "warning", what, f"line {line + 1}"))
            yield row

    cells = Cells(rows())
    notes += mends[:MAX_NOTES]
    if len(mends) > MAX_NOTES:
        more = counted(len(mends) - MAX_NOTES, "more line with stray quotes", "more lines with stray quotes")
        notes.append(Note("odd-quotes", "warning", more, mends[MAX_NOTES].pointer))
    return cells, starts


def decode(data: bytes, path: Path) -> tuple[str, list[Note]]:
    """Return the text of `data` and a note where the encoding had to be guessed; raises InputError for binary data."""
    encoding, notes = encoding_of(data, path)
    return data.decode(encoding, "replace"), notes


def encoding_of(data: bytes, path: Path) -> tuple[str, list[Note]]:
    """Return the encoding of `data`, and a note where it had to be guessed; raises InputError for binary data."""
    notes: list[Note] = []
    silent = None if marked_encoding(data) else silent_utf16(data)
    encoding = marked_encoding(data) or silent or "utf-8"
    text = data.decode(silent) if silent else marked_text(data, path)
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            from bom_parsers.carriers.unmarked_encoding import guessed_encoding

            encoding = guessed_encoding(data)
            text = data.decode(encoding, "replace")  # five bytes have no meaning in cp1252
            message = f"the text is not UTF-8; read as {encoding}, which is a guess: check names, or save it as UTF-8"
            notes.append(Note("guessed-encoding", "warning", message, ""))
    control = sum(text.count(chr(c)) for c in (*range(9), *range(14, 28)))
    if "\0" in text or control > len(text) // 50:
        found = "binary data (control characters)"
        raise InputError(path, "", found, "CSV text", "give the BOM as CSV, XLSX, CycloneDX or SPDX")
    return encoding, notes


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

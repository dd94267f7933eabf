"""The workbook that a request is sent as: a cover to sign, a sheet of parts, a sheet about the company, all in plain words.

What identifies the request is in a hidden sheet, and a hidden first row and column say what each row and column is, so that
a filled file is recognized whatever it is renamed to and however its sheets, rows and columns were moved.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from auditor.questionnaire.answers import DO_NOT_KNOW, EARLIEST, Asked, asked_of_company, asked_of_part
from auditor.questionnaire.request import IDENTITY, OWNERS, Request, in_cells
from auditor.questionnaire.sent import SentRequest
from reports.words import count

MARK = "icts:"  # in the first cell of a sheet; what follows says which it is
COVER, PARTS, COMPANY, HIDDEN = f"{MARK}cover", f"{MARK}parts", f"{MARK}company", f"{MARK}request"
HOLDERS = f"{MARK}holders"  # the row, on the sheet about the company, with the columns of the table of holders
HOLDER = "holder "  # what a row of that table begins with; its number follows
CODE, CONTENT, SHOWN = "code", "content", "shown"  # what the rows of the hidden sheet hold
CHUNK = 30_000  # characters; a cell takes 32,767
OWNER_ROWS = 60
LINE = 13.5  # points that a line of text takes
PAGE = 230  # widths of a digit that a page in landscape takes before its print is too small to read
SIGNED = {"signer": "Name", "title": "Title", "signed_on": "Date"}
KINDS = {
    "company": "organisation",
    "person": "natural_person",
    "government or state body": "government",
    "many small holders (free float)": "dispersed",
    "foundation, association or other that nobody owns": "ownerless",
}
SPECIAL = ("none", "special share", "proxy", "veto", "contract control", "power excluded")
COMPLETE = {"yes": "yes", "no": "no", "nobody owns the company": "nobody"}
HOLDER_COLUMNS: dict[str, tuple[str, str, int]] = {  # key -> heading, hint, width
    "name": ("Holder", "full legal name; a row for each holding", 34),
    "of": ("Holds votes in", "blank for your company; else another holder in this table", 26),
    "kind": ("What the holder is", "choose from the list", 30),
    "country": (
        "Country",
        "a code such as DE, or a name. Company: one country, or three separated by ; (where it is incorporated; has its "
        "headquarters; mainly does business). Person: one country, or every citizenship and last that of residence",
        34,
    ),
    "percent": ("% of the votes", "0 to 100, such as 51", 14),
    "seats": ("Board seats held", "a number", 12),
    "of_seats": ("Total board seats", "a number", 12),
    "rights": ("Special rights", "choose from the list; several separated by ;", 24),
}
COMPLETE_QUESTION = (
    "Does the table below name everybody who holds votes in your company, and in each company in the table, up to the "
    "people, states or small holders at the end?"
)
EXAMPLE = (
    "For example: Firm A holds 60% and Ms B 40% of your company, and Ms B holds all of Firm A. "
    "That is three rows; in the third, “Holds votes in” is Firm A."
)
WHY = (
    "A rule of the United States (15 CFR part 791 subpart D) restricts connected vehicles with hardware or software from "
    "companies and persons linked to China or Russia. Your answers help decide whether the vehicle above may be "
    "imported into the United States and sold there. You do not need to know the rule to answer."
)
HOW = (
    "Fill in only the yellow cells, here and in the other sheets. Everything else is locked; gray cells ask nothing.",
    "Where a yellow cell has a list, choose from it. Enter values, not formulas. Dates as 2026-03-16.",
    f"Where you do not know an answer, leave the cell blank or write: {DO_NOT_KNOW}. That is better than a guess.",
    "Sign below by name, title and date.",
    "Save the file as XLSX (not as CSV, XLS, ODS or PDF) and send it back. Its name does not matter.",
)
# A text stays a text, whatever it begins with.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def workbook(request: Request, sent: SentRequest) -> bytes:
    """Return the request, sent as `sent`, as an XLSX workbook; the same two always give the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        made = datetime(request.as_of.year, request.as_of.month, request.as_of.day)
        book.set_properties({"title": "Request for information", "author": request.sender["from"], "created": made})
        formats = {name: book.add_format(_BASE | given) for name, given in _FORMATS.items()}
        sheets: list[tuple[Worksheet, Any]] = [(book.add_worksheet("Cover"), partial(_cover, id=sent.id))]
        if request.parts:
            sheets.append((book.add_worksheet("Parts"), _parts))
        if request.company:
            sheets.append((book.add_worksheet("Company"), _company))
        lists = _Lists(book.add_worksheet("Request"))
        shown: dict[str, list[tuple[str, str, str]]] = {}
        for sheet, write in sheets:
            sheet.hide_gridlines(2)
            sheet.set_column(0, 0, None, None, {"hidden": True})
            written = _Sheet(sheet, formats, lists)
            write(written, request)
            written.lay_out()
            mark, texts = written.shown()
            shown[mark] = texts
            sheet.set_footer(f"&L&9Request {sent.id}&C&9&A&R&9Page &P of &N")
            sheet.protect("", {"format_columns": True, "format_rows": True})
        lists.identify(sent, request.content, in_cells(shown))
    return out.getvalue()


_BASE = {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"}
_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 14, "text_wrap": False},
    "label": {"bold": True},
    "head": {"bold": True, "bg_color": "#DDE6EE", "border": 1},
    "hint": {"italic": True, "font_size": 9, "font_color": "#555555", "bg_color": "#F2F5F8", "border": 1},
    "fixed": {"bg_color": "#F2F2F2", "border": 1},
    "none": {"bg_color": "#D9D9D9", "border": 1},
    # As text, so that a spreadsheet does not make 0.51 of 51% or a date of a version.
    "answer": {"bg_color": "#FFF9DB", "border": 1, "locked": False, "num_format": "@"},
    "date": {"bg_color": "#FFF9DB", "border": 1, "locked": False, "num_format": "yyyy-mm-dd", "align": "left"},
    "example": {"italic": True, "text_wrap": False},
}
_ON_ONE_LINE = ("title", "example")


class _Lists:
    """The hidden sheet: the request itself, and the lists of choices that are too long to stand in a cell's own rule."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._columns: dict[tuple[str, ...], str] = {}
        sheet.very_hidden()
        sheet.protect()

    def identify(self, sent: SentRequest, content: str, shown: str) -> None:
        """Write what identifies the request: its id, what is asked, the texts that are shown, and the code over all three."""
        lines = [(HIDDEN, sent.id), (CODE, sent.code(content, shown))]
        for key, text in ((CONTENT, content), (SHOWN, shown)):
            lines += [(key, text[start : start + CHUNK]) for start in range(0, len(text), CHUNK)]
        for row, (key, text) in enumerate(lines):
            self.sheet.write_string(row, 0, key)
            self.sheet.write_string(row, 1, text)

    def source(self, choices: Sequence[str]) -> Any:
        """Return what a drop-down takes its choices from."""
        if len(",".join(choices)) < 250 and not any("," in choice for choice in choices):
            return list(choices)
        if tuple(choices) not in self._columns:
            column = 3 + len(self._columns)
            for row, choice in enumerate(choices):
                self.sheet.write_string(row, column, choice)
            letter = chr(65 + column)
            self._columns[tuple(choices)] = f"=Request!${letter}$1:${letter}${len(choices)}"
        return self._columns[tuple(choices)]


class _Sheet:
    """One sheet being written: texts are always texts, whatever they look like."""

    def __init__(self, sheet: Worksheet, formats: Mapping[str, Any], lists: _Lists) -> None:
        self.sheet, self.formats, self.lists = sheet, formats, lists
        self._widths: dict[int, int] = {}
        self._lines: dict[int, int] = {}
        self._keys: dict[tuple[int, int], str] = {}
        self._texts: dict[tuple[int, int], str] = {}

    def shown(self) -> tuple[str, list[tuple[str, str, str]]]:
        """Return which sheet it is and each text that it shows, with the keys of its row and of its column.

        A column has a key on the sheet of parts alone; elsewhere it is the column's number.
        """
        mark = self._keys[0, 0]
        keyed = {column: key for (row, column), key in self._keys.items() if row == 0 and column and mark == PARTS}
        return mark, [
            (self._keys.get((row, 0), ""), keyed.get(column, str(column)), text)
            for (row, column), text in sorted(self._texts.items())
            if text
        ]

    def columns(self, widths: Iterable[int]) -> None:
        """Set the widths of the columns from B on."""
        for column, width in enumerate(widths, start=1):
            self.sheet.set_column(column, column, width)
            self._widths[column] = width

    def key(self, row: int, column: int, text: str) -> None:
        """Write what only `icts receive` reads, into a hidden row or column."""
        self.sheet.write_string(row, column, text)
        self._keys[row, column] = text

    def text(self, row: int, column: int, text: str, form: str = "plain") -> None:
        self.sheet.write_string(row, column, text, self.formats[form])
        self._texts[row, column] = text
        if form not in _ON_ONE_LINE:
            self._lines[row] = max(self._lines.get(row, 1), _lines(text, self._widths[column], form))

    def answer(self, row: int, column: int, asked: Asked | None = None, choices: Sequence[str] = ()) -> None:
        """Make a cell one to fill, with the drop-down or the rule for dates that its question has."""
        is_date = bool(asked and asked.is_date)
        self.sheet.write_blank(row, column, None, self.formats["date" if is_date else "answer"])
        offered = [*asked.choices, DO_NOT_KNOW] if asked and asked.choices else list(choices)
        if is_date:
            self.sheet.data_validation(row, column, row, column, _dates(xl_rowcol_to_cell(row, column)))
        elif offered:
            rule = {"validate": "list", "source": self.lists.source(offered), "error_type": "information"}
            rule |= {"error_title": "Not in the list", "error_message": "Please choose from the list."}
            # Several rights may be named in one cell, which a list alone would not allow.
            rule["error_type"] = "information" if offered == list(SPECIAL) else "stop"
            self.sheet.data_validation(row, column, row, column, rule)

    def lay_out(self) -> None:
        """Make all text visible, on screen and on paper of either size."""
        for row, lines in self._lines.items():
            # Not every program finds the height of a row when it opens a file. A row of one line keeps the height that
            # follows what is typed into it.
            if lines > 1:
                self.sheet.set_row(row, lines * LINE + 2)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        if sum(self._widths.values()) <= PAGE:
            self.sheet.fit_to_pages(1, 0)
        else:
            self.sheet.set_print_scale(60)
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _lines(text: str, width: int, form: str) -> int:
    """Return how many lines a text takes, at most, in a column of `width` digits; a Chinese sign is as wide as two."""
    as_wide = "".join("xx" if unicodedata.east_asian_width(c) in "WF" else c for c in text)
    return max(1, len(textwrap.wrap(as_wide, int(width * _SIGNS.get(form, 1.2)), break_on_hyphens=False)))


_SIGNS = {"fixed": 1.0, "hint": 1.35}  # signs in the width of a digit: what identifies a part may be all capitals


def _dates(cell: str) -> dict[str, Any]:
    """Return the rule of a cell that takes a date, or the words that it is not known."""
    first, last = (_serial(day) for day in (EARLIEST, date(2200, 1, 1)))
    is_date = f"AND(ISNUMBER({cell}),{cell}>={first},{cell}<={last})"
    message = (
        f"Please write a date such as 2026-03-16. If you do not know it, leave the cell blank or write: {DO_NOT_KNOW}"
    )
    return {
        "validate": "custom",
        "value": f'=IF({is_date},TRUE,{cell}="{DO_NOT_KNOW}")',
        "error_title": "Not a date",
        "error_message": message,
    }


def _serial(day: date) -> int:
    """Return the number that a workbook keeps a day as."""
    return (day - date(1899, 12, 30)).days


def _cover(sheet: _Sheet, request: Request, id: str) -> None:
    sheet.columns((22, 96))
    sheet.key(0, 0, COVER)
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 1, "Request for information: connected vehicles, 15 CFR part 791 subpart D", "title")
    sender = request.sender
    head = {
        "To": request.called,
        "From": sender["from"],
        "Address": sender["address"],
        "For the vehicle": sender["vehicle"],
        "Please return by": str(request.due or ""),
        "Return to": sender["contact"] or sender["from"],
        "Request": id,
    }
    row = _labeled_lines(sheet, 2, [(label, text) for label, text in head.items() if text]) + 1
    asked = [("What we ask", f"In sheet {name}: {what}.") for name, what in _what(request)]
    documents = [("Please also send", ask) for ask in request.documents]
    row = _labeled_lines(sheet, row, [("Why we ask", WHY), *asked, *documents]) + 1
    row = _labeled_lines(sheet, row, [("How to fill it", line) for line in HOW]) + 1
    statement = (
        f"I state on behalf of {request.called} that the answers in this workbook are true and complete to the best of "
    )
    row = _labeled_lines(
        sheet, row, [("Statement", f"{statement}my knowledge, and that I am authorized to sign for it.")]
    )
    for number, (key, label) in enumerate(SIGNED.items()):
        sheet.key(row + number, 0, key)
        sheet.text(row + number, 1, label, "label")
        sheet.answer(row + number, 2, _SIGNED_ON if key == "signed_on" else None)


_SIGNED_ON = Asked("signed_on", "", "", str, is_date=True)


def _labeled_lines(sheet: _Sheet, row: int, lines: Sequence[tuple[str, str]]) -> int:
    """Write rows of a label and a text from `row` on, a label that is repeated only once; return the row after them."""
    for number, (label, text) in enumerate(lines):
        sheet.text(row + number, 1, "" if number and lines[number - 1][0] == label else label, "label")
        sheet.text(row + number, 2, text)
    return row + len(lines)


def _what(request: Request) -> Iterable[tuple[str, str]]:
    """Return the sheets to fill, and what each asks."""
    if request.parts:
        yield "Parts", f"facts about {count(len(request.parts), 'part')} that you supply or make, a row for each"
    if request.company:
        whom = "your company" if request.kind == "organisation" else "yourself"
        facts = [f"facts about {whom}"] if any(fact != OWNERS for fact in request.company) else []
        yield "Company", ", and ".join([*facts, *(["who owns your company"] if OWNERS in request.company else [])])


def _parts(sheet: _Sheet, request: Request) -> None:
    facts = list(dict.fromkeys(fact for part in request.parts for fact in part.facts))
    asked = {fact: question for fact in facts if (question := asked_of_part(fact))}
    shown = [n for n, key in enumerate(IDENTITY) if key == "name" or any(part.identity[n] for part in request.parts)]
    first = len(shown) + 1
    sheet.columns([*(_IDENTITY[n][1] for n in shown), *(ANSWER for _ in asked)])
    sheet.sheet.set_row(0, None, None, {"hidden": True})
    sheet.sheet.freeze_panes(3, 2)
    sheet.sheet.repeat_rows(1, 2)
    sheet.sheet.repeat_columns(1)
    sheet.key(0, 0, PARTS)
    for column, n in enumerate(shown, start=1):
        sheet.key(0, column, IDENTITY[n])
        sheet.text(1, column, _IDENTITY[n][0], "head")
        sheet.text(2, column, "", "hint")
    for column, (fact, question) in enumerate(asked.items(), start=first):
        sheet.key(0, column, fact)
        sheet.text(1, column, question.heading, "head")
        sheet.text(2, column, question.hint, "hint")
    for row, part in enumerate(request.parts, start=3):
        sheet.key(row, 0, part.key)
        for column, n in enumerate(shown, start=1):
            sheet.text(row, column, part.identity[n], "fixed")
        for column, (fact, question) in enumerate(asked.items(), start=first):
            if fact in part.facts:
                sheet.answer(row, column, question)
            else:
                sheet.text(row, column, "", "none")


_IDENTITY = (("Part", 36), ("Version", 14), ("Part number", 20), ("Package", 34))  # heading, width
ANSWER = 28  # width of a column of answers


def _company(sheet: _Sheet, request: Request) -> None:
    sheet.key(0, 0, COMPANY)
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 1, request.called, "title")
    sheet.columns(width for _, _, width in HOLDER_COLUMNS.values())
    row = 1
    for fact in request.company:
        question = asked_of_company(fact)
        if question:
            row += 1
            sheet.key(row, 0, fact)
            sheet.text(row, 1, question.heading, "head")
            sheet.answer(row, 2, question)
            sheet.text(row, 3, question.hint, "hint")
    if OWNERS in request.company:
        _holders(sheet, row + 2)


def _holders(sheet: _Sheet, row: int) -> None:
    """Write the table of holders, a row each, and the question whether it is complete."""
    sheet.key(row, 0, "complete")
    sheet.text(row, 1, COMPLETE_QUESTION, "head")
    sheet.answer(row, 2, choices=[*COMPLETE, DO_NOT_KNOW])
    sheet.text(row, 3, "choose from the list", "hint")
    sheet.text(row + 1, 1, EXAMPLE, "example")
    sheet.key(row + 2, 0, HOLDERS)
    sheet.sheet.set_row(row + 2, None, None, {"hidden": True})
    sheet.sheet.repeat_rows(row + 3, row + 4)
    drop_downs = {"kind": tuple(KINDS), "rights": SPECIAL}
    for column, (key, (heading, hint, _)) in enumerate(HOLDER_COLUMNS.items(), start=1):
        sheet.key(row + 2, column, key)
        sheet.text(row + 3, column, heading, "head")
        sheet.text(row + 4, column, hint, "hint")
        for number in range(OWNER_ROWS):
            sheet.answer(row + 5 + number, column, choices=drop_downs.get(key, ()))
    for number in range(OWNER_ROWS):
        sheet.key(row + 5 + number, 0, f"{HOLDER}{number + 1}")

"""The workbook that a request is sent as: a cover to sign, a sheet of parts, a sheet about the company, all in plain words.

What identifies the request is in a hidden sheet, and a hidden first row and column say what each row and column is, so that
a filled file is recognised whatever it is renamed to and however its sheets, rows and columns were moved.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from auditor.request_answers import DO_NOT_KNOW, EARLIEST, Asked, asked_of_company, asked_of_part
from auditor.requests import IDENTITY, OWNERS, Request
from reports.words import count

MARK = "icts:"  # in the first cell of a sheet; what follows says which it is
COVER, PARTS, COMPANY, HIDDEN = f"{MARK}cover", f"{MARK}parts", f"{MARK}company", f"{MARK}request"
HOLDERS = f"{MARK}holders"  # the row, on the sheet about the company, with the columns of the table of holders
CHUNK = 30_000  # characters; a cell takes 32,767
OWNER_ROWS = 60
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
    "name": ("Holder", "full legal name", 34),
    "of": ("Holds votes in", "blank: your company; else a holder in this table", 26),
    "kind": ("What the holder is", "choose", 30),
    "country": (
        "Country",
        "of a company: where incorporated; headquartered; mainly in business, or one country if all are the same. "
        "Of a person: every citizenship; last the country of residence, or one country",
        26,
    ),
    "percent": ("% of the votes", "0 to 100", 14),
    "seats": ("Board seats held", "number", 12),
    "of_seats": ("Board seats in all", "number", 12),
    "rights": ("Special rights", "choose, or several parted by ;", 24),
}
COMPLETE_QUESTION = "Does the table list every holder of your company, and of each company in it, up to the last?"
HOW = (
    "Fill only the yellow cells. Everything else is locked.",
    f"Where you do not know an answer, leave the cell blank or write: {DO_NOT_KNOW}. That is better than a guess.",
    "Write values, no formulas. Dates as 2026-03-16.",
    "Sign below by name, title and date, save the file as XLSX, and send it back. Its name does not matter.",
)


def workbook(request: Request) -> bytes:
    """Return the request as an XLSX workbook; the same request always gives the same bytes."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        made = datetime(request.as_of.year, request.as_of.month, request.as_of.day)
        book.set_properties({"title": "Request for information", "author": request.sender["from"], "created": made})
        formats = {name: book.add_format(_BASE | given) for name, given in _FORMATS.items()}
        sheets = [(book.add_worksheet("Cover"), _cover)]
        if request.parts:
            sheets.append((book.add_worksheet("Parts"), _parts))
        if request.company:
            sheets.append((book.add_worksheet("Company"), _company))
        lists = _Lists(book.add_worksheet("Request"), request)
        for sheet, write in sheets:
            sheet.hide_gridlines(2)
            sheet.set_column(0, 0, None, None, {"hidden": True})
            write(_Sheet(sheet, formats, lists), request)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.protect("", {"format_columns": True, "format_rows": True})
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
}


class _Lists:
    """The hidden sheet: the request itself, and the lists of choices that are too long to stand in a cell's own rule."""

    def __init__(self, sheet: Worksheet, request: Request) -> None:
        self.sheet = sheet
        self._columns: dict[tuple[str, ...], str] = {}
        sheet.very_hidden()
        sheet.write_string(0, 0, HIDDEN)
        sheet.write_string(0, 1, request.id)
        for i, start in enumerate(range(0, len(request.content), CHUNK), start=1):
            sheet.write_string(i, 0, "content")
            sheet.write_string(i, 1, request.content[start : start + CHUNK])
        sheet.protect()

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

    def text(self, row: int, column: int, text: str, form: str = "plain") -> None:
        self.sheet.write_string(row, column, text, self.formats[form])

    def answer(self, row: int, column: int, asked: Asked | None = None, choices: Sequence[str] = ()) -> None:
        """Make a cell one to fill, with the drop-down or the rule for dates that its question has."""
        is_date = bool(asked and asked.is_date)
        self.sheet.write_blank(row, column, None, self.formats["date" if is_date else "answer"])
        offered = [*asked.choices, DO_NOT_KNOW] if asked and asked.choices else list(choices)
        if is_date:
            self.sheet.data_validation(row, column, row, column, _DATES)
        elif offered:
            rule = {"validate": "list", "source": self.lists.source(offered), "error_type": "information"}
            rule |= {"error_title": "Not in the list", "error_message": "Please choose from the list."}
            # Several rights may be named in one cell, which a list alone would not allow.
            rule["error_type"] = "information" if offered == list(SPECIAL) else "stop"
            self.sheet.data_validation(row, column, row, column, rule)


_DATES = {
    "validate": "date",
    "criteria": "between",
    "minimum": EARLIEST,
    "maximum": datetime(2200, 1, 1).date(),
    "error_title": "Not a date",
    "error_message": "Please write a date such as 2026-03-16, or leave the cell blank if you do not know.",
}


def _cover(sheet: _Sheet, request: Request) -> None:
    sheet.sheet.set_column(1, 1, 22)
    sheet.sheet.set_column(2, 2, 86)
    sheet.text(0, 0, COVER)
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 1, "Request for information: connected vehicles, 15 CFR part 791 subpart D", "title")
    sender, row = request.sender, 2
    told = {
        "To": request.supplier,
        "From": sender["from"],
        "Address": sender["address"],
        "For the vehicle": sender["vehicle"],
        "Please return by": str(request.due or ""),
        "Return to": sender["contact"] or sender["from"],
        "Request": request.id[:12],
    }
    for label, text in told.items():
        if text:
            sheet.text(row, 1, label, "label")
            sheet.text(row, 2, text)
            row += 1
    row += 1
    what = [f"{count(len(request.parts), 'part')} of yours (sheet Parts)"] if request.parts else []
    what += ["your company (sheet Company)"] if request.company else []
    sheet.text(row, 1, "What we ask", "label")
    sheet.text(
        row, 2, f"Facts about {' and '.join(what)} on which it turns whether the vehicle may be imported and sold."
    )
    for number, line in enumerate(HOW):
        sheet.text(row + 1 + number, 1, "How to fill it" if number == 0 else "", "label")
        sheet.text(row + 1 + number, 2, line)
    row += len(HOW) + 2
    sheet.text(row, 1, "Statement", "label")
    statement = f"I state on behalf of {request.supplier} that the answers in this workbook are true and complete to the best of "
    sheet.text(row, 2, statement + "my knowledge, and that I am entitled to sign for it.")
    sheet.sheet.set_row(row, 40)
    for key, label in SIGNED.items():
        row += 1
        sheet.text(row, 0, key)
        sheet.text(row, 1, label, "label")
        sheet.answer(row, 2, _SIGNED_ON if key == "signed_on" else None)


_SIGNED_ON = Asked("signed_on", "", "", str, is_date=True)


def _parts(sheet: _Sheet, request: Request) -> None:
    facts = list(dict.fromkeys(fact for part in request.parts for fact in part.facts))
    asked = {fact: found for fact in facts if (found := asked_of_part(fact))}
    sheet.sheet.set_row(0, None, None, {"hidden": True})
    sheet.sheet.set_row(1, 54)
    sheet.sheet.freeze_panes(3, 2)
    headings = ("Part", "Version", "Part number", "Package")
    for column, (key, heading, width) in enumerate(zip(IDENTITY, headings, (32, 12, 20, 34), strict=True), start=1):
        sheet.sheet.set_column(column, column, width)
        sheet.text(0, column, key)
        sheet.text(1, column, heading, "head")
        sheet.text(2, column, "", "hint")
    sheet.text(0, 0, PARTS)
    first = len(IDENTITY) + 1
    for column, (fact, question) in enumerate(asked.items(), start=first):
        sheet.sheet.set_column(column, column, 30)
        sheet.text(0, column, fact)
        sheet.text(1, column, question.heading, "head")
        sheet.text(2, column, question.hint, "hint")
    for row, part in enumerate(request.parts, start=3):
        sheet.text(row, 0, part.key)
        for column, text in enumerate(part.identity, start=1):
            sheet.text(row, column, text, "fixed")
        for column, (fact, question) in enumerate(asked.items(), start=first):
            if fact in part.facts:
                sheet.answer(row, column, question)
            else:
                sheet.text(row, column, "", "none")


def _company(sheet: _Sheet, request: Request) -> None:
    sheet.text(0, 0, COMPANY)
    sheet.sheet.set_row(0, 24)
    sheet.text(0, 1, request.supplier, "title")
    for column, (_, _, width) in enumerate(HOLDER_COLUMNS.values(), start=1):
        sheet.sheet.set_column(column, column, width)
    row = 1
    for fact in request.company:
        question = asked_of_company(fact)
        if question:
            row += 1
            sheet.text(row, 0, fact)
            sheet.text(row, 1, question.heading, "head")
            sheet.answer(row, 2, question)
            sheet.text(row, 3, question.hint, "hint")
    if OWNERS in request.company:
        _holders(sheet, row + 2)


def _holders(sheet: _Sheet, row: int) -> None:
    """Write the table of holders, a row each, and the question whether it is complete."""
    sheet.text(row, 0, "complete")
    sheet.text(row, 1, COMPLETE_QUESTION, "head")
    sheet.sheet.set_row(row, 54)
    sheet.answer(row, 2, choices=[*COMPLETE, DO_NOT_KNOW])
    sheet.text(row + 2, 0, HOLDERS)
    sheet.sheet.set_row(row + 2, None, None, {"hidden": True})
    sheet.sheet.set_row(row + 4, 78)
    drop_downs = {"kind": tuple(KINDS), "rights": SPECIAL}
    for column, (key, (heading, hint, _)) in enumerate(HOLDER_COLUMNS.items(), start=1):
        sheet.text(row + 2, column, key)
        sheet.text(row + 3, column, heading, "head")
        sheet.text(row + 4, column, hint, "hint")
        for number in range(OWNER_ROWS):
            sheet.answer(row + 5 + number, column, choices=drop_downs.get(key, ()))
    for number in range(OWNER_ROWS):
        sheet.text(row + 5 + number, 0, f"holder {number + 1}")

"""Dates, shares, countries and identifiers as sources really write them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from auditor.entities.identifiers.countries import country_called
from auditor.entities.identifiers.forms import COMPARED, Checked, check

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(calendar.month_name) if name}
_TIME = r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
# After a day stands a time of it and nothing else: a remark, or a second day, may say that it is not this one.
_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:[-/.]?(\d{{2}})(?:[-/.]?(\d{{2}})(?:{_TIME})?)?)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2}\.\d{1,2}\.)(\d{2})", re.ASCII)  # with dots the day comes first, so the year is last
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?(?: +(\d{1,2})(?:st|nd|rd|th)?,?)? +(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? +([A-Za-z]{3,9})\.? +(\d{4})", re.ASCII)


def day(text: str | None, *, end: bool = False, month_first: bool = False) -> date | None:
    """Return the day that `text` is, in one of the usual styles, or None.

    Of a month or a year it is the first day, with `end` the last, so that a holding is never cut short. `03/04/2024` is
    read only with `month_first`, as in a source of the United States; elsewhere it is none, for it may be two days.
    """
    text = (
        _SHORT_YEAR.sub(r"\g<1>20\2", text) if _SHORT_YEAR.fullmatch(text := " ".join((text or "").split())) else text
    )
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[2], match[3], end)
    if match := _MONTH_FIRST.fullmatch(text):
        month = _MONTHS.get(match[1][:3].casefold())
        return _date(match[3], str(month), match[2], end) if month else None
    if match := _DAY_FIRST.fullmatch(text):
        month = _MONTHS.get(match[2][:3].casefold())
        return _date(match[3], str(month), match[1], end) if month else None
    if match := _YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        if match[2] == "/" and not month_first and first <= 12 and second <= 12 and first != second:
            return None
        is_month_first = match[2] == "/" and (second > 12 or (month_first and first <= 12))
        month, number = (first, second) if is_month_first else (second, first)
        return _date(match[4], str(month), str(number), end)
    return None


def _date(year: str, month: str | None, number: str | None, end: bool) -> date | None:
    try:
        of_month = int(month) if month else 12 if end else 1
        last = calendar.monthrange(int(year), of_month)[1]
        return date(int(year), of_month, int(number) if number else last if end else 1)
    except (ValueError, calendar.IllegalMonthError):
        return None


def country_of(text: str | None) -> str | None:
    """Return the two-letter code of a country that a source gives, or None; "NA" is a code here, that of Namibia."""
    plain = " ".join((text or "").split())
    return "NA" if plain.upper() == "NA" else country_called(plain)


def identifier(scheme: str, value: str) -> Checked:
    """Return an identifier as it is compared, or why it cannot be of the scheme. A source's own scheme is left as it is."""
    if scheme in COMPARED:
        return check(scheme, value)
    return Checked(value.strip()) if value.strip() else Checked(None, "blank")

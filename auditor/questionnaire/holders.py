"""The table of holders in a filled request, as rows of a supplier list: who holds what in whom, up to the last holder.

What cannot be read never makes a list of owners look complete: whose holders they are then stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from auditor.entities.identifiers.countries import country_called
from auditor.entities.names.normal import normalize
from auditor.entities.suppliers.owners import ROUNDING
from auditor.entities.suppliers.owners_cell import OwnersError, parse_owners
from auditor.provenance import Problem, Source, Stated
from auditor.questionnaire.answers import AnswerError, countries, name
from auditor.questionnaire.filled import Filled, wrong
from auditor.questionnaire.workbook import KINDS, SPECIAL
from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import quoted

T = TypeVar("T")
IsSettled = Callable[[str, Sequence[str]], bool]  # name and countries
Rows = list[dict[str, str]]  # by column of a supplier list
_LONGEST_COUNTRY = 4  # words
_ADJECTIVES = {
    "chinese": "CN",
    "russian": "RU",
    "sasac": "CN",
    "beijing": "CN",
    "moscow": "RU",
    "rosimushchestvo": "RU",
}
_KINDS = {words.casefold(): kind for words, kind in KINDS.items()}


@dataclass
class _Holder:
    """One row of the table, read: `doubtful` where a cell of it was not understood."""

    name: str
    of: str  # normalized, "" for the supplier
    said_of: Stated | None
    kind: str
    countries: list[str]
    percent: float | None
    entry: str  # as the owners cell of a supplier list has it
    source: Source
    doubtful: bool


@dataclass
class _Table:
    problems: list[Problem] = field(default_factory=list)
    holders: list[_Holder] = field(default_factory=list)
    lost: bool = False  # a row, or whose holder it is, was not understood


def company_rows(filled: Filled, is_settled: IsSettled) -> tuple[Rows, list[Problem]]:
    """Return the rows of a supplier list that the answers about a company make, the supplier's own first, and what is wrong.

    `is_settled` tells of a name and its countries whether its owners need not be told: they are on file, or decide nothing.
    """
    supplier = filled.request.supplier
    table = _table(filled)
    own: dict[str, str] = {"name": supplier}
    own |= {column: _cell(given.value) for column, given in filled.company.items()}
    rows = [own]
    own.update(_owners_of(filled, table, "", supplier))
    if filled.request.kind == "natural_person":
        own["kind"] = "natural_person"
    seen = {normalize(supplier)}
    for holder in table.holders:
        key = normalize(holder.name)
        if key in seen or not _has_row(holder):
            continue
        seen.add(key)
        rows.append(_row_of(filled, table, holder))
        if holder.kind == "organisation" and "owners" not in rows[-1] and not is_settled(holder.name, holder.countries):
            expected = "its holders in rows of their own, up to the last; who owns it stays unknown"
            table.problems.append(
                wrong(holder.source, f"{quoted(holder.name)}, a company whose holders are not in the table", expected)
            )
    return [row for row in rows if len(row) > 1 or row is not own], table.problems


def _table(filled: Filled) -> _Table:
    table = _Table()
    for row in filled.holders:
        holder = _holder(row, table)
        if holder is None:
            table.lost = True
        elif any(normalize(h.name) == normalize(holder.name) and h.of == holder.of for h in table.holders):
            table.problems.append(
                wrong(holder.source, f"{quoted(holder.name)} a second time", "one row for each holding")
            )
            table.lost = True
        else:
            table.holders.append(holder)
    known = {"", *(normalize(holder.name) for holder in table.holders)}
    for holder in table.holders:
        holder.of = "" if holder.of == normalize(filled.request.supplier) else holder.of
        if holder.of not in known and holder.said_of:
            expected = "blank for your company, or a holder in this table; the row is not read"
            table.problems.append(wrong(holder.said_of.source, f"{quoted(holder.said_of.value)}", expected))
            table.lost = True
    table.holders = [holder for holder in table.holders if holder.of in known]
    for holder in table.holders:
        if why := _cannot_be(holder, table.holders, filled.request.supplier):
            table.problems.append(wrong(holder.source, why[0], why[1]))
            table.lost = True
    return table


def _cannot_be(holder: _Holder, holders: Sequence[_Holder], supplier: str) -> tuple[str, str] | None:
    """Return of a row that no structure of companies can have what it says, and what was expected; None for any other."""
    name, called = normalize(holder.name), quoted(holder.name)
    if name == normalize(supplier) or name == holder.of:
        return f"{called}, which holds votes in itself", "those who hold it from outside, without shares of its own"
    held = next((h for h in holders if h.kind != "organisation" and normalize(h.name) == holder.of), None)
    if held is not None:
        what = next(words for words, kind in KINDS.items() if kind == held.kind)
        return f"{called} as a holder of {quoted(held.name)}, a {what}", "holders of companies alone"
    if name in _above(holder.of, holders):
        return (
            f"{called}, which holds votes in itself by a ring of holders",
            "holders up to the last, who is none below",
        )
    if holder.kind == "government" and holder.countries:
        others = [code for code in _countries_in(holder.name) if code not in holder.countries]
        if others:
            return (
                f"{called}, by its name of {others[0]}, as of {holder.countries[0]}",
                "the state that it is a body of",
            )
    return None


def _above(of: str, holders: Sequence[_Holder]) -> set[str]:
    """Return whom the company `of` holds votes in, through whomever, itself included."""
    held, new = set[str](), {of}
    while new:
        held |= new
        new = {h.of for h in holders if normalize(h.name) in new and h.of} - held
    return held - {""}


def _countries_in(name: str) -> list[str]:
    """Return the codes of the countries that words of a name call."""
    words = re.findall(r"\w+", name)
    runs = (" ".join(words[i : i + n]) for n in range(_LONGEST_COUNTRY, 0, -1) for i in range(len(words) - n + 1))
    called = (run for run in runs if len(run) > 2)
    return [code for run in called if (code := _ADJECTIVES.get(run.casefold()) or country_called(run))]


def _holder(row: dict[str, Stated], table: _Table) -> _Holder | None:
    """Return a row of the table; None where it is not known who the holder is or of whom."""
    if "name" not in row:
        table.problems.append(wrong(next(iter(row.values())).source, "a holder without a name", "its full legal name"))
        return None
    before = len(table.problems)
    called = _read(row, "name", name, table)
    if called is None or ("of" in row and row["of"].value is None):
        return None
    if "of" in row and is_elsewhere(row["of"].value):
        expected = "the name of the company that it holds; the row is not read"
        table.problems.append(wrong(row["of"].source, quoted(row["of"].value), expected))
        return None
    kind = _read(row, "kind", _kind, table) if "kind" in row else None
    if "kind" not in row:
        table.problems.append(
            wrong(row["name"].source, f"{quoted(called)} without what it is", f"one of {', '.join(KINDS)}")
        )
    codes = _read(row, "country", countries, table) or []
    kind = kind or "organisation"
    allowed = _NUMBER_OF_COUNTRIES.get(kind, (0, 1))
    if kind != "natural_person" and len(codes) not in allowed:
        expected = "one country, or three: incorporated; headquartered; mainly in business"
        if 3 not in allowed:
            expected = "one country" if 1 in allowed else "a blank cell, for many small holders are of no one country"
        table.problems.append(wrong(row["country"].source, f"{quoted(row['country'].value)}", expected))
        codes = []
    percent = _read(row, "percent", _percent, table)
    parts = [*(_read(row, "rights", _rights, table) or []), *_board(row, table)]
    doubtful = len(table.problems) > before or any(given.value is None for given in row.values())
    parts = [*_KINDS_IN_CELLS.get(kind, ()), *parts]
    country = f" [{'/'.join(codes)}]" if codes and kind != "organisation" else ""
    share = f" {percent:.10g}%" if percent is not None else ""
    entry = ", ".join([f"{called}{country}{share}", *parts])
    of = row.get("of")
    holder = _Holder(
        called, normalize(of.value) if of else "", of, kind, codes, percent, entry, row["name"].source, doubtful
    )
    return holder if _can_be_written(holder, table) else None


# A person stands in the cell, not in a row: its name is that of many, and in another answer of another.
_KINDS_IN_CELLS = {"dispersed": ("dispersed",), "natural_person": ("natural person",)}
_NUMBER_OF_COUNTRIES = {"organisation": (0, 1, 3), "dispersed": (0,)}


def _can_be_written(holder: _Holder, table: _Table) -> bool:
    """Tell whether the entry reads back as it was meant: a name may hold the signs that part entries."""
    try:
        back = parse_owners(holder.entry)
    except OwnersError:
        back = ()
    if len(back) == 1 and back[0].name == holder.name and back[0].voting_pct == holder.percent:
        return True
    table.problems.append(
        wrong(
            holder.source, f"{quoted(holder.name)}", "a name without ; [ ] % and without words for rights after a comma"
        )
    )
    return False


def _read(row: dict[str, Stated], key: str, read: Callable[[str], T], table: _Table) -> T | None:
    """Return what a cell of the row says; None where it is blank, and with a problem where it is wrong."""
    given = row.get(key)
    if given is None or given.value is None:
        return None
    try:
        return read(given.value)
    except AnswerError as error:
        table.problems.append(wrong(given.source, error.found, error.expected))
        return None


def _kind(text: str) -> str:
    if text.casefold() not in _KINDS:
        raise AnswerError(quoted(text), f"one of {', '.join(KINDS)}")
    return _KINDS[text.casefold()]


def _percent(text: str) -> float:
    match = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?) ?(%?)", text)
    value = float(match[1].replace(",", ".")) if match else -1.0
    if not match or not 0 <= value <= 100:
        raise AnswerError(quoted(text), "a percentage from 0 to 100, such as 51")
    if 0 < value <= 1 and not match[2]:
        # A spreadsheet keeps 51% as 0.51: which of the two is meant cannot be seen.
        raise AnswerError(quoted(text), f"a percentage with its sign, as {value:g}% or {100 * value:g}%")
    return value


def _rights(text: str) -> list[str]:
    parts = [part.strip().casefold() for part in re.split("[;,]", text) if part.strip()]
    unknown = [part for part in parts if part not in SPECIAL]
    if unknown:
        raise AnswerError(quoted(unknown[0]), f"of {', '.join(SPECIAL)} those that apply, separated by ;")
    return [part for part in dict.fromkeys(parts) if part != "none"]


def _board(row: dict[str, Stated], table: _Table) -> list[str]:
    held, of = _read(row, "seats", _seats, table), _read(row, "of_seats", _seats, table)
    if held is None and of is None:
        return []
    if held is None or not of or held > of:
        source = (row["seats"] if "seats" in row else row["of_seats"]).source
        table.problems.append(
            wrong(source, f"{held} of {of} board seats", "the seats held, and as many or more in all")
        )
        return []
    return [f"board {held}/{of}"] if held else []


def _seats(text: str) -> int:
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
        raise AnswerError(quoted(text), "a whole number")
    return int(text)


def _has_row(holder: _Holder) -> bool:
    """Tell whether a holder needs a row of its own, as who has owners to be told."""
    return holder.kind == "organisation"


def _row_of(filled: Filled, table: _Table, holder: _Holder) -> dict[str, str]:
    row, codes = {"name": holder.name}, holder.countries
    if codes:
        columns = ("incorporated_in", "headquartered_in", "principal_place_of_business")
        row |= dict(zip(columns, codes * 3 if len(codes) == 1 else codes, strict=False))
    return row | _owners_of(filled, table, normalize(holder.name), holder.name)


def _owners_of(filled: Filled, table: _Table, of: str, called: str) -> dict[str, str]:
    """Return the cells owners and no_other_owners of whom `of` means; `called` is its name."""
    holders = [holder for holder in table.holders if holder.of == of]
    complete = filled.complete.value if filled.complete else None
    cells = {"owners": "; ".join(holder.entry for holder in holders)} if holders else {}
    total = sum(holder.percent or 0 for holder in holders)
    source = filled.complete.source if filled.complete else holders[0].source if holders else filled.at("")
    if total > 100 + ROUNDING:
        table.problems.append(
            wrong(holders[0].source, f"{total:g}% of the votes of {quoted(called)} together", "at most 100%")
        )
        return cells
    if complete == "nobody" and of == "":
        if holders:
            table.problems.append(wrong(source, "that nobody owns the company, beside its holders", "one of the two"))
            return cells
        return {"no_other_owners": "yes"}
    if complete == "no" and of == "" and holders:
        return cells | {"no_other_owners": "no"}
    if complete != "yes" or table.lost or any(holder.doubtful for holder in holders):
        return cells
    if not holders:
        if of == "":
            table.problems.append(
                wrong(source, "'yes' without any holder", "the holders, or that nobody owns the company")
            )
        return cells
    if total < 100 - ROUNDING and all(holder.percent is not None for holder in holders):
        partial = f"'yes', and {total:g}% of the votes of {quoted(called)} together"
        table.problems.append(wrong(source, partial, "100%, small holders together in a row of their own"))
        return cells
    return cells | {"no_other_owners": "yes"}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value)

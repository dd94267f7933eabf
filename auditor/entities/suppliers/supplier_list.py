"""The one reader of a user's list of suppliers: what `icts screen` reads of a list, an audit and an import read as well.

A list is a table or a text, headed as `icts init --suppliers` heads it or as it happens to come from purchasing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.entities.identifiers.forms import SCHEMES, check
from auditor.entities.names.legal_forms import is_legal_form
from auditor.entities.names.normal import normalize
from auditor.entities.suppliers.cells import (
    LONGEST,
    country_named,
    identifier,
    is_code,
    is_total,
    names_within,
    nobody,
    oddity,
)
from auditor.entities.suppliers.headings import (
    ABOUT_THE_ROW,
    EXPECTED,
    FACTS,
    OF_EVIDENCE,
    Section,
    heading_row,
    is_headed_as_ours,
    is_same_row,
    known_headings,
    no_heading,
    sections,
)
from auditor.entities.suppliers.problems import ListProblems
from auditor.entities.suppliers.sheets import cut, read_sheets_by
from auditor.inputs import InputFile, day_of
from auditor.provenance import Problem, Source, SourceKind
from bom_parsers.bom import is_no_party
from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.sheets import COMMENT, DRAWING, SHOWN_INSTEAD, UNREAD, Sheet
from reports.words import count

LONGEST_NAME = 1_000  # characters; the longest names of companies have some 300
MOST_REMARKS = 20  # on cells, that are reported one by one
_BESIDE = {
    COMMENT: "a note on the cell says",
    DRAWING: "a drawing over the cells says",
    SHOWN_INSTEAD: "the cell shows, in place of its value,",
    UNREAD: "formats, notes or drawings of the workbook cannot be read:",
}
ENOUGH = 3  # known headings, with which no other delimiter is tried


@dataclass(frozen=True)
class Row:
    """One row of a list: a party. What the row does not say is "", and `country` None.

    `source` is the row's place in the list, its detail on what evidence it rests, its day that of the evidence. `name` is as
    typed ("" where only an identifier is given), and so are the `identifiers` by scheme, of lei, uscc, ogrn, inn, duns, cage,
    vat. `country` is ISO 3166-1 alpha-2, None also where `country_as_typed` is not understood. `other_names` are aliases,
    native and former names, of other columns or of a name such as "A GmbH (formerly B AG)"; `number` the list's own number.
    `facts` are the cells of columns that state facts, and `places` their addresses.
    """

    source: Source
    name: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    country_as_typed: str = ""
    other_names: tuple[str, ...] = ()
    remark: str = ""
    number: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return the row's address in the list."""
        return self.source.pointer

    @property
    def states_facts(self) -> bool:
        """Tell whether the row says more about its party than who it is."""
        return any(column not in ABOUT_THE_ROW for column in self.facts)


@dataclass(frozen=True)
class SupplierList:
    """The `rows` of a list in their order, repeated ones too; `problems` say what was guessed, not used or is no party."""

    source: Source
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @property
    def states_facts(self) -> bool:
        """Tell whether the list says more about its persons than who they are."""
        return any(row.states_facts for row in self.rows)


def read_list(file: InputFile) -> SupplierList:
    """Read a list, a text table of any delimiter or encoding, a workbook, or a text of one name a line.

    Every row that is not blank is in `rows`, or in `problems` with the reason why it is no party. Raises InputError for a
    file that is no table, has no column of names, or names nobody; only a list with the headings of `icts init --suppliers`
    may still be empty.
    """
    problems = ListProblems(Source(SourceKind.SUPPLIER_LIST, file.label, file.sha256))
    sheets = read_sheets_by(file, known_headings, ENOUGH)
    for note in (note for sheet in sheets for note in sheet.notes):
        problems.add(note.severity, note.message, note.pointer)
    headed = [sheet for sheet in sheets if heading_row(sheet) is not None]
    rows = _headed(sheets, headed, problems) if headed else _unheaded(file, sheets, problems)
    _report_beside(sheets, any(row.states_facts for row in rows), problems)
    read = SupplierList(problems.source, tuple(rows), tuple(problems.all))
    if not rows and not any(map(is_headed_as_ours, headed)):
        raise names_nobody(file.path, read)
    return read


def _report_beside(sheets: Sequence[Sheet], states_facts: bool, problems: ListProblems) -> None:
    """Report what stands beside the values of a workbook's cells, and is not read: in a list that states facts about companies a
    note may take one back."""
    remarks = [(sheet, remark) for sheet in sheets for remark in sheet.remarks if remark.kind in _BESIDE]
    severity = "warning" if states_facts else "info"
    for sheet, remark in remarks[:MOST_REMARKS]:
        text = quoted(" ".join(remark.text.split()), 120)
        message = f"{_BESIDE[remark.kind]} {text}; only the values of cells are read"
        problems.add(severity, message, "" if remark.kind == UNREAD else sheet.address(remark.row, remark.column))
    if more := remarks[MOST_REMARKS:]:
        problems.add(severity, f"{count(len(more), 'further remark')} on cells; not read", more[0][0].name)


def names_nobody(path: Path, read: SupplierList) -> InputError:
    """Return the error for a list of which no row names a party."""
    why = next((f" ({p.source.pointer}: {p.message})" for p in read.problems if p.severity != "info"), "")
    return InputError(
        path, "", f"no row that names a party{why}", "at least one", "check that this is the supplier list"
    )


def _headed(sheets: Sequence[Sheet], headed: Sequence[Sheet], problems: ListProblems) -> list[Row]:
    """Return the rows of the sheets that have headings; hidden ones are read only where there is no other."""
    used = [sheet for sheet in headed if not sheet.hidden] or headed
    for sheet in sheets:
        if sheet not in used and any(map(any, sheet.rows)):
            why = "a hidden sheet" if sheet.hidden else "a sheet without a heading for names"
            problems.add("warning", f"{why}; not read", sheet.name)
    return [row for sheet in used for section in sections(sheet, problems) for row in _rows(section, problems)]


def _rows(section: Section, problems: ListProblems) -> Iterator[Row]:
    """Yield the parties of a section: none where the only columns for names hold numbers."""
    sheet, place = section.sheet, section.sheet.row_address(section.heading)
    if not section.columns["name"]:
        heads = ", ".join(quoted(cell.strip()) for cell in sheet.rows[section.heading] if cell.strip())
        message = f"numbers in the only columns for names, of the headings {heads}; expected {EXPECTED}"
        problems.add("error", message, place)
    blank = 0
    for r in range(section.heading + 1, section.end):
        cells = [cell.strip() for cell in sheet.rows[r]]
        if not any(cells):
            blank += 1
        elif is_same_row(cells, sheet.rows[section.heading]):
            problems.add("info", "the headings again; no party", sheet.row_address(r))
        elif row := _row(_mended(cells, section, r, problems), section, r, problems):
            yield row
    if blank:
        problems.add("info", f"{count(blank, 'blank row')} below the headings", place)


def _mended(cells: list[str], section: Section, r: int, problems: ListProblems) -> list[str]:
    """Return the cells of a text's row, a name whole again that its own unquoted comma had cut: "Nordvik Co., Ltd."."""
    sheet, width = section.sheet, len(section.sheet.rows[section.heading])
    extra = len(cells) - width
    if sheet.lines is None or not any(cells[width:]) or not section.columns["name"]:
        return cells
    name = section.columns["name"][0]
    rest, place, mark = cells[name + 1 : name + 1 + extra], sheet.row_address(r), quoted(sheet.delimiter)
    if width == 1 or all(is_legal_form(piece) for piece in rest):
        whole = sheet.delimiter.join(sheet.rows[r][name : name + 1 + extra]).strip()
        problems.add("info", f"the name has an unquoted {mark}; read as {quoted(whole)}", place)
        return [*cells[:name], whole, *cells[name + 1 + extra :]]
    under = f"{count(len(cells), 'cell')} under {count(width, 'heading')}"
    message = f"{under}; an unquoted {mark} may have cut the name or another cell"
    problems.add("error", message, place)
    return cells


def _row(cells: Sequence[str], section: Section, r: int, problems: ListProblems) -> Row | None:
    """Return the party of a row, or None, with a problem, where it names none."""
    place = section.sheet.row_address(r)

    def report(severity: str, message: str) -> None:
        problems.add(severity, message, place)

    def filled(field_name: str) -> list[str]:
        return [" ".join(cells[c].split()) for c in section.columns.get(field_name, ()) if c < len(cells) and cells[c]]

    name = " ".join([*filled("name")[:1], *filled("name_more")])
    if len(name) > LONGEST_NAME:
        shown = f"{len(name):,} characters, {quoted(name, 60)}"
        message = f"a name of {shown}; expected at most {LONGEST_NAME:,}; the row is skipped"
        problems.add("error", message, place, skipped=True)
        return None
    typed = next(iter(filled("country")), "")
    country = country_named(typed) if typed else None
    if typed and country is None and not nobody(typed):
        report("warning", f"the country {quoted(typed)} is not understood; it counts as not given")
    identifiers = _identifiers({scheme: filled(scheme) for scheme in (*SCHEMES, "tax")}, country, report)
    facts = {column: text for column in FACTS if (text := _one_of(column, filled(column), report))}
    number = next(iter(filled("number")), "")
    party = _party(name, identifiers, facts, bool(country), number, cells, place, problems)
    if party is None:
        return None
    others = [piece.strip() for cell in filled("other_names") for piece in re.split("[;|]", cell)]
    for long in [other for other in others if len(other) > LONGEST_NAME]:
        others.remove(long)
        report("error", f"another name of {len(long):,} characters, {quoted(long, 60)}; not used")
    for other in filter(is_elsewhere, others):
        report("warning", f"the other name {quoted(other)} {nobody(other)}")
    others += _inside(party, report)
    at = {column: next(c for c in section.columns[column] if c < len(cells) and cells[c]) for column in facts}
    evidence = ", ".join(facts[column] for column in ("source", "source_date") if column in facts)
    return Row(
        replace(problems.source.at(place, "", evidence), on=day_of(facts.get("source_date", ""))),
        party,
        identifiers,
        country,
        typed,
        tuple(text for text in dict.fromkeys(others) if text not in ("", party) and not nobody(text)),
        "; ".join(filled("remark")),
        number,
        facts,
        {column: section.sheet.address(r, c) for column, c in at.items()},
    )


def _one_of(column: str, texts: Sequence[str], report: Callable[[str, str], None]) -> str:
    """Return what the cells of a row say that have one heading, "" where they differ: which of them holds nobody knows."""
    if column not in OF_EVIDENCE and len({text.casefold() for text in texts}) > 1:
        report("warning", f"{column} is {' and '.join(map(quoted, texts))}, in columns of one heading; neither counts")
        return ""
    # Whoever says somewhere that it is a company's own word says so.
    by_itself = [text for text in texts if column == "self_declared" and text.casefold() != "no"]
    return next(iter([*by_itself, *texts]), "")


def _party(
    name: str,
    identifiers: Mapping[str, str],
    facts: Mapping[str, str],
    placed: bool,
    number: str,
    cells: Sequence[str],
    place: str,
    problems: ListProblems,
) -> str | None:
    """Return the name of a row's party, "" where its identifier alone says who it is; None, with a problem, if it is none.

    A row that states facts is a party by any name but none at all: a company may be called Total, or Various.
    """
    usable = any(check(scheme, text).value is not None for scheme, text in identifiers.items())
    if facts and normalize(name) and not is_no_party(name):
        return name
    why = nobody(name) if name else "is blank"
    total = not usable and not placed and _is_total(name, number, cells)
    if total:
        why = "is of a total or the end of the list"
    if not why:
        return name
    called = f"the name {quoted(name)} {why}" if name else f"the name {why}"
    if usable:
        problems.add("warning", f"{called}; screened by its identifier alone", place)
        return ""
    if facts:
        problems.add("error", f"{called}; the row is skipped", place, skipped=True)
    else:
        problems.add("info" if name else "warning", f"{called}; no party", place, skipped=not total)
    return None


def _inside(name: str, report: Callable[[str, str], None]) -> tuple[str, ...]:
    """Return the names inside a name; `report` takes them and what is odd about it."""
    if is_code(name):
        report("warning", f"the name {quoted(name)} looks like a number")
    elif strange := oddity(name):
        report("warning", f"the name {quoted(name)} {strange}")
    within = names_within(name)
    if within:
        names = " and ".join(map(quoted, within))
        report("info", f"the name {quoted(name)} says more than a name; also looked up as {names}")
    return within


def _is_total(name: str, number: str, cells: Sequence[str]) -> bool:
    if name and not is_code(name):
        return is_total(name) and not number
    return any(is_total(cell) for cell in cells)


def _identifiers(
    columns: Mapping[str, Sequence[str]], country: str | None, report: Callable[[str, str], None]
) -> dict[str, str]:
    """Return the identifiers of a row by scheme; `report` takes what is not used or was recognized."""
    by_scheme: dict[str, str] = {}
    for column, cells in columns.items():
        for cell in cells if column == "tax" else cells[:1]:
            if len(cell) > LONGEST:
                report("warning", f"{column}: a cell of {len(cell):,} characters; not used")
            if len(cell) > LONGEST or nobody(cell):
                continue
            read = identifier(column, cell, country)
            if read.note:
                report(read.severity, f"{column}: {read.note}" if column != "tax" else f"tax number: {read.note}")
            if read.scheme and by_scheme.setdefault(read.scheme, read.text) != read.text:
                second, first = quoted(read.text), quoted(by_scheme[read.scheme])
                report("warning", f"{second} is a second {read.scheme}; {first} is used")
    return by_scheme


def _unheaded(file: InputFile, sheets: Sequence[Sheet], problems: ListProblems) -> list[Row]:
    """Return a list of nothing but names, one a line or a row; raises InputError for any other without headings."""
    filled = [sheet for sheet in sheets if any(cell.strip() for row in sheet.rows for cell in row)]
    if not filled:
        return []
    sheet = filled[0] if filled[0].lines is None else cut(file.data, file.path, "\t")
    columns = {c for row in sheet.rows for c, cell in enumerate(row) if cell.strip()}
    if len(filled) > 1 or len(columns) > 1 or not _is_one_a_line(sheet):
        raise no_heading(file.path, filled)
    section = Section(sheet, -1, len(sheet.rows), {"name": tuple(columns)})
    lines = [r for r, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)]
    rows = [row for r in lines if (row := _row([c.strip() for c in sheet.rows[r]], section, r, problems))]
    first = quoted(rows[0].name if rows else "")
    lines_read = "the one row" if len(lines) == 1 else f"each of {len(lines)} rows"
    message = f"no heading; {lines_read} is read as a name, the first is {first}"
    problems.add("warning", message, sheet.row_address(lines[0]))
    return rows


def _is_one_a_line(sheet: Sheet) -> bool:
    """Tell whether the cells can be names: no markup, no delimiter, no comma but before a blank or a legal form."""
    cells = [cell.strip() for row in sheet.rows for cell in row if cell.strip()]
    if any(len(cell) > 200 for cell in cells) or re.match(r"[{\[<]", cells[0]):
        return False
    if sheet.lines is None:
        return True
    pieces = [re.split(",(?! )", cell)[1:] for cell in cells]
    return not any(";" in cell or "|" in cell for cell in cells) and all(
        not piece or is_legal_form(piece) for after in pieces for piece in after
    )

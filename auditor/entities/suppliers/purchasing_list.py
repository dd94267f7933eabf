"""The supplier list that a purchasing department really has: a table or a text, headed and written as it happens to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.entities.identifiers.forms import SCHEMES, check
from auditor.entities.identifiers.labels import folded
from auditor.entities.names.legal_forms import is_legal_form
from auditor.entities.suppliers.purchasing_cells import (
    NAMING,
    country_named,
    heading_meaning,
    headings,
    identifier,
    is_total,
    names_within,
    nobody,
    oddity,
)
from auditor.entities.suppliers.sheets import cut, read_sheets_by
from auditor.entities.suppliers.table import ABOUT_THE_ROW, FACTS, PREAMBLE_ROWS, Problem
from auditor.inputs import InputFile
from auditor.provenance import Source, SourceKind
from bom_parsers.errors import InputError
from bom_parsers.tables.sheets import Sheet

EXPECTED = "a heading such as 'supplier name', 'vendor', 'company', 'Lieferant', 'Name 1', 'fournisseur', '供应商名称'"
_CODE = re.compile(r"[A-Za-z]{0,4}[-_/.]?\d[\d\-./ ]*")


@dataclass(frozen=True)
class Wanted:
    """One row of the list: a party to screen. What the row does not say is "", and `country` None.

    `place` is the row's address in the file. `name` is as typed ("" where only an identifier is given), and so are the
    `identifiers` by scheme, of lei, uscc, ogrn, inn, duns, cage, vat. `country` is ISO 3166-1 alpha-2, None also where
    `country_as_typed` is not understood. `other_names` are aliases, native and former names, of other
    columns or of a name such as "A GmbH (formerly B AG)"; `number` the list's own number. `facts` are the cells of
    columns that state facts, and `places` their addresses.
    """

    place: str
    name: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    country: str | None = None
    country_as_typed: str = ""
    other_names: tuple[str, ...] = ()
    remark: str = ""
    number: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PurchasingList:
    """The `rows` of a list in their order, repeated ones too; `problems` say what was guessed, not used or is no party.

    `source` is the whole file.
    """

    rows: tuple[Wanted, ...]
    problems: tuple[Problem, ...]
    source: Source

    @property
    def states_facts(self) -> bool:
        """Tell whether the list says more about its persons than who they are."""
        return any(column not in ABOUT_THE_ROW for row in self.rows for column in row.facts)


@dataclass(frozen=True)
class _Section:
    """The rows `first` to `end` of a sheet under the headings in the row `heading`; `columns` are those of each field."""

    sheet: Sheet
    heading: int
    end: int
    columns: Mapping[str, tuple[int, ...]]


def read_purchasing_list(file: InputFile) -> PurchasingList:
    """Read a list, a text table of any delimiter or encoding, a workbook, or a text of one name a line.

    Every row that is not blank is in `rows`, or in `problems` with the reason why it is no party. Raises InputError for a
    file that is no table, has no column of names, or names nobody.
    """
    path, label = file.path, file.label
    sheets = read_sheets_by(file, _known, 3)
    problems = [Problem(label, note.severity, note.message, note.pointer) for s in sheets for note in s.notes]
    headed = [sheet for sheet in sheets if _heading_row(sheet) is not None]
    if not headed:
        rows = _unheaded(file, sheets, problems)
    else:
        used = [sheet for sheet in headed if not sheet.hidden] or headed
        for sheet in sheets:
            if sheet not in used and any(map(any, sheet.rows)):
                why = "a hidden sheet" if sheet.hidden else "a sheet without a heading for names"
                problems.append(Problem(label, "warning", f"{why}; not read", sheet.name))
        rows = [
            row
            for sheet in used
            for section in _sections(sheet, label, problems)
            for row in _rows(section, label, problems)
        ]
    if not rows:
        why = next((f" ({p.place}: {p.message})" for p in problems if p.severity != "info"), "")
        raise InputError(
            path, "", f"no row that names a party{why}", "at least one", "check that this is the supplier list"
        )
    source = Source(SourceKind.SUPPLIER_LIST, file.label, file.sha256)
    return PurchasingList(tuple(rows), tuple(problems), source)


def _fields(row: Sequence[str]) -> list[str]:
    """Return the fields that the cells of a row head, each once; [] where none of them heads names."""
    found = list(dict.fromkeys(meaning[0] for cell in row if cell and (meaning := heading_meaning(cell))))
    return found if any(naming in found for naming in NAMING) else []


def _known(sheet: Sheet) -> int:
    heading = _heading_row(sheet)
    return 0 if heading is None else len(_fields(sheet.rows[heading]))


def _heading_row(sheet: Sheet) -> int | None:
    """Return the row that heads most fields; of equals the first, and one of labels with a colon ("Company:") last."""
    scores = {
        r: (len(_fields(row)), not any(cell.rstrip().endswith(":") for cell in row))
        for r, row in enumerate(sheet.rows[:PREAMBLE_ROWS])
    }
    found = {r: score for r, score in scores.items() if score[0]}
    return max(found, key=found.__getitem__, default=None)


def _sections(sheet: Sheet, label: str, problems: list[Problem]) -> Iterator[_Section]:
    """Yield the tables of a sheet: some lists have several, each with its headings."""
    first = _heading_row(sheet)
    if first is None:
        return
    if above := [r for r in range(first) if any(cell.strip() for cell in sheet.rows[r])]:
        message = f"{len(above)} rows above the headings; not read"
        problems.append(Problem(label, "info", message, sheet.row_address(above[0])))
    heads = [first, *(r for r in range(first + 1, len(sheet.rows)) if _heads_anew(sheet.rows[r], sheet.rows[first]))]
    for head, end in zip(heads, [*heads[1:], len(sheet.rows)], strict=True):
        if head != first:
            problems.append(
                Problem(label, "info", "a row of other headings; they hold from here", sheet.row_address(head))
            )
        yield _Section(sheet, head, end, _columns(sheet, head, end, label, problems))


def _heads_anew(row: Sequence[str], heading: Sequence[str]) -> bool:
    known = [headings().get(folded(cell)) for cell in row if cell.strip()]
    found = {meaning[0] for meaning in known if meaning}
    return (
        2 * sum(map(bool, known)) > len(known) > 1
        and len(found) > 1
        and not found.isdisjoint(NAMING)
        and not _same(row, heading)
    )


def _same(row: Sequence[str], heading: Sequence[str]) -> bool:
    return [folded(cell) for cell in row if cell.strip()] == [folded(cell) for cell in heading if cell.strip()]


def _columns(sheet: Sheet, heading: int, end: int, label: str, problems: list[Problem]) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field; of the columns that may hold the names the best one is first."""
    found: dict[str, list[int]] = {}
    naming: list[tuple[int, int, int]] = []
    unused: list[str] = []
    for c, cell in enumerate(sheet.rows[heading]):
        meaning = heading_meaning(cell) if cell.strip() else None
        if meaning is None:
            unused += [repr(" ".join(cell.split()))] if cell.strip() else []
        elif meaning[0] in NAMING:
            naming.append((NAMING.index(meaning[0]), meaning[1], c))
        else:
            found.setdefault(meaning[0], []).append(c)
    body = sheet.rows[heading + 1 : end]
    names, numbers = _named(naming, [[row[c] for row in body if len(row) > c] for *_, c in naming])
    if names:
        found["number"] = [*found.get("number", ()), *numbers]
    if len(names) > 1:
        first, *others = (repr(" ".join(sheet.rows[heading][c].split())) for c in names)
        message = f"several columns of names: {first} is read, {', '.join(others)} only where that is blank"
        problems.append(Problem(label, "warning", message, sheet.row_address(heading)))
    for name, columns in found.items():
        if len(columns) > 1 and name not in ("name_more", "other_names", "remark", "tax", "number"):
            message = f"{len(columns)} columns are headed as {name}; of each row the first that is filled is read"
            problems.append(Problem(label, "warning", message, sheet.row_address(heading)))
    if unused:
        problems.append(Problem(label, "info", f"columns not used: {', '.join(unused)}", sheet.row_address(heading)))
    return {"name": tuple(names), **{name: tuple(columns) for name, columns in found.items()}}


def _named(naming: Sequence[tuple[int, int, int]], cells: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Return the columns that hold names, the best first, and those of vendors that hold numbers.

    `naming` has the field's place in NAMING, the rank of the heading and the column of each, `cells` their cells. A column
    with the same name in all rows, the buyer's, comes last.
    """
    names: list[tuple[bool, tuple[int, int, int]]] = []
    numbers: list[int] = []
    for one, column in zip(naming, cells, strict=True):
        filled = [cell.strip() for cell in column if cell.strip()]
        if 2 * sum(_CODE.fullmatch(cell) is not None for cell in filled) <= len(filled):
            names.append((len(filled) > 2 and len({*filled}) == 1, one))
        elif NAMING[one[0]] == "vendor":
            numbers.append(one[2])
    return [c for _, (_, _, c) in sorted(names)], numbers


def _rows(section: _Section, label: str, problems: list[Problem]) -> Iterator[Wanted]:
    """Yield the parties of a section: none where the only columns for names hold numbers."""
    sheet = section.sheet
    if not section.columns["name"]:
        heads = ", ".join(repr(cell.strip()) for cell in sheet.rows[section.heading] if cell.strip())
        message = f"numbers in the only columns for names, of the headings {heads}; expected {EXPECTED}"
        problems.append(Problem(label, "error", message, sheet.row_address(section.heading)))
    blank = 0
    for r in range(section.heading + 1, section.end):
        cells = [cell.strip() for cell in sheet.rows[r]]
        if not any(cells):
            blank += 1
        elif _same(cells, sheet.rows[section.heading]):
            problems.append(Problem(label, "info", "the headings again; no party", sheet.row_address(r)))
        elif wanted := _wanted(_mended(cells, section, r, label, problems), section, r, label, problems):
            yield wanted
    if blank:
        problems.append(
            Problem(label, "info", f"{blank} blank rows below the headings", sheet.row_address(section.heading))
        )


def _mended(cells: list[str], section: _Section, r: int, label: str, problems: list[Problem]) -> list[str]:
    """Return the cells of a text's row, a name whole again that its own unquoted comma had cut: "Nordvik Co., Ltd."."""
    sheet, width = section.sheet, len(section.sheet.rows[section.heading])
    extra = len(cells) - width
    if sheet.lines is None or not any(cells[width:]) or not section.columns["name"]:
        return cells
    name = section.columns["name"][0]
    rest, place = cells[name + 1 : name + 1 + extra], sheet.row_address(r)
    if width == 1 or all(is_legal_form(piece) for piece in rest):
        whole = sheet.delimiter.join(sheet.rows[r][name : name + 1 + extra]).strip()
        problems.append(
            Problem(label, "info", f"the name has an unquoted {sheet.delimiter!r}; read as {whole!r}", place)
        )
        return [*cells[:name], whole, *cells[name + 1 + extra :]]
    message = f"{len(cells)} cells under {width} headings; an unquoted {sheet.delimiter!r} may have cut the name or another cell"
    problems.append(Problem(label, "error", message, place))
    return cells


def _wanted(cells: Sequence[str], section: _Section, r: int, label: str, problems: list[Problem]) -> Wanted | None:
    """Return the party of a row, or None, with a problem, where it names none."""
    place = section.sheet.row_address(r)

    def say(severity: str, message: str) -> None:
        problems.append(Problem(label, severity, message, place))

    def filled(name: str) -> list[str]:
        return [" ".join(cells[c].split()) for c in section.columns.get(name, ()) if c < len(cells) and cells[c]]

    name = " ".join([*filled("name")[:1], *filled("name_more")])
    typed = next(iter(filled("country")), "")
    country = country_named(typed) if typed else None
    if typed and country is None and not nobody(typed):
        say("warning", f"the country {typed!r} is not understood; it counts as not given")
    given = _identifiers({scheme: filled(scheme) for scheme in (*SCHEMES, "tax")}, country, say)
    usable = any(check(scheme, text).value is not None for scheme, text in given.items())
    number = next(iter(filled("number")), "")
    why = nobody(name) if name else "is blank"
    if not usable and not country and _is_total(name, number, cells):
        why = "is of a total or the end of the list"
    if why and not usable:
        say(
            "info" if name else "warning", f"the name {name!r} {why}; no party" if name else f"the name {why}; no party"
        )
        return None
    if why:
        say("warning", f"the name {name!r} {why}; screened by its identifier alone")
        name = ""
    others = [piece.strip() for cell in filled("other_names") for piece in re.split("[;|]", cell)]
    others += _inside(name, say)
    others = [text for text in dict.fromkeys(others) if text not in ("", name) and not nobody(text)]
    at = {
        column: next(c for c in section.columns[column] if c < len(cells) and cells[c])
        for column in FACTS
        if filled(column)
    }
    return Wanted(
        place,
        name,
        given,
        country,
        typed,
        tuple(others),
        "; ".join(filled("remark")),
        number,
        facts={column: " ".join(cells[c].split()) for column, c in at.items()},
        places={column: section.sheet.address(r, c) for column, c in at.items()},
    )


def _inside(name: str, say: Callable[[str, str], None]) -> tuple[str, ...]:
    """Return the names inside a name; `say` is told of them and of what is odd about it."""
    if _CODE.fullmatch(name):
        say("warning", f"the name {name!r} looks like a number")
    elif strange := oddity(name):
        say("warning", f"the name {name!r} {strange}")
    within = names_within(name)
    if within:
        say("info", f"the name {name!r} says more than a name; also looked up as {' and '.join(map(repr, within))}")
    return within


def _is_total(name: str, number: str, cells: Sequence[str]) -> bool:
    if name and not _CODE.fullmatch(name):
        return is_total(name) and not number
    return any(is_total(cell) for cell in cells)


def _identifiers(
    columns: Mapping[str, Sequence[str]], country: str | None, say: Callable[[str, str], None]
) -> dict[str, str]:
    """Return the identifiers of a row by scheme; `say` is told of what is not used or was recognized."""
    found: dict[str, str] = {}
    for column, cells in columns.items():
        for cell in cells if column == "tax" else cells[:1]:
            if nobody(cell):
                continue
            read = identifier(column, cell, country)
            if read.note:
                say(read.severity, f"{column}: {read.note}" if column != "tax" else f"tax number: {read.note}")
            if read.scheme and found.setdefault(read.scheme, read.text) != read.text:
                say("warning", f"{read.text!r} is a second {read.scheme}; {found[read.scheme]!r} is used")
    return found


def _unheaded(file: InputFile, sheets: Sequence[Sheet], problems: list[Problem]) -> list[Wanted]:
    """Return a list of nothing but names, one a line or a row; raises InputError for any other without headings."""
    path, label = file.path, file.label
    used = [sheet for sheet in sheets if any(cell.strip() for row in sheet.rows for cell in row)]
    if not used:
        return []
    sheet = used[0]
    if sheet.lines is not None:
        sheet = cut(file.data, path, "\t")
    columns = {c for row in sheet.rows for c, cell in enumerate(row) if cell.strip()}
    if len(used) > 1 or len(columns) > 1 or not _is_one_a_line(sheet):
        raise _no_heading(path, used)
    section = _Section(sheet, -1, len(sheet.rows), {"name": tuple(columns)})
    found = [r for r, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)]
    rows = [
        wanted for r in found if (wanted := _wanted([c.strip() for c in sheet.rows[r]], section, r, label, problems))
    ]
    message = f"no heading; each of {len(found)} rows is read as a name, the first is {rows[0].name if rows else ''!r}"
    problems.append(Problem(label, "warning", message, sheet.row_address(found[0])))
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


def _no_heading(path: Path, sheets: Sequence[Sheet]) -> InputError:
    rows = [
        (sheet, r)
        for sheet in sheets
        for r, row in enumerate(sheet.rows[:PREAMBLE_ROWS])
        if any(c.strip() for c in row)
    ]
    sheet, r = max(
        rows,
        key=lambda at: sum(heading_meaning(cell) is not None for cell in at[0].rows[at[1]]),
        default=(sheets[0], 0),
    )
    found = ", ".join(repr(" ".join(cell.split())) for cell in sheet.rows[r][:30] if cell.strip())
    return InputError(
        path, sheet.row_address(r), f"the headings {found}", EXPECTED, "head the column of names 'supplier name'"
    )

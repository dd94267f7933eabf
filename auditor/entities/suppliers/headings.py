"""The headings of a list of suppliers: what each means, in which row they stand, and which columns they head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.identifiers.labels import folded
from auditor.entities.names.bilingual import parts
from auditor.entities.suppliers.cells import is_code
from auditor.entities.suppliers.problems import ListProblems
from auditor.entities.suppliers.words import headings_by_field
from bom_parsers.errors import InputError, quoted
from bom_parsers.tables.sheets import Sheet
from reports.words import count

# The columns of `icts init --suppliers`.
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
    "self_declared",
    "source",
    "source_date",
)
# What `icts receive` writes besides: what a company answered that was not taken, and that nobody has looked at yet.
UNSETTLED = "unsettled_answers"
# What states facts about a person, or on what evidence; the others say who it is.
FACTS = ("domain", *COLUMNS[COLUMNS.index("kind") :], UNSETTLED)
ABOUT_THE_ROW = (
    "domain",
    "kind",
    "self_declared",
    "source",
    "source_date",
    UNSETTLED,
)  # which alone make no list of facts
OF_EVIDENCE = ("self_declared", "source", "source_date", UNSETTLED)  # of which it does no harm to read one of several
PREAMBLE_ROWS = 50  # where a heading is looked for
LONGEST_HEADING = 300  # characters; patterns take too long on a text without end
NAMING = ("name", "vendor", "plain_name")  # the fields that may hold the names, the best first
_OF_SEVERAL = ("name_more", "other_names", "remark", "tax", "number")  # fields of which all columns are read
EXPECTED = "a heading such as 'supplier name', 'vendor', 'company', 'Lieferant', 'Name 1', 'fournisseur', '供应商名称'"


@dataclass(frozen=True)
class Section:
    """The rows `first` to `end` of a sheet under the headings in the row `heading`; `columns` are those of each field."""

    sheet: Sheet
    heading: int
    end: int
    columns: Mapping[str, tuple[int, ...]]


@cache
def headings() -> Mapping[str, tuple[str, int]]:
    """Return for each heading, folded, its field and its rank among the field's spellings, the best being 0.

    The columns of a list that states facts are fields too.
    """
    own = {folded(column): (column, 0) for column in FACTS}
    fields = headings_by_field().items()
    return own | {folded(text): (field, rank) for field, texts in fields for rank, text in enumerate(texts)}


def heading_meaning(cell: str) -> tuple[str, int] | None:
    """Return the field and the rank of a heading, in one language or in two; None if it is not known.

    What stands in brackets may be left out, unless the heading is of a contact, a customer or a bank.
    """
    return None if len(cell) > LONGEST_HEADING else _meaning(cell)


@lru_cache(maxsize=4096)  # the first rows of one list are looked at several times in a run
def _meaning(cell: str) -> tuple[str, int] | None:
    known = headings()
    if meaning := known.get(folded(cell)):
        return meaning
    if re.search(r"contact|person|partner\b|buyer|customer|kunde|bank|kontakt|联系|客户|担当", cell, re.IGNORECASE):
        return None
    if meaning := known.get(folded(re.sub(r"[(\[（【].*?[)\]）】]", "", cell))):
        return meaning
    pieces = [piece for piece in re.split(r"[/|\n（(]", cell) if folded(piece)]
    if len(pieces) == 1:
        pieces = list(parts(cell))
    means = [known.get(folded(piece)) for piece in pieces]
    understood = [(piece, meaning) for piece, meaning in zip(pieces, means, strict=True) if meaning]
    unknown = [piece for piece, meaning in zip(pieces, means, strict=True) if not meaning]
    fields = {"name" if meaning[0] in NAMING else meaning[0] for _, meaning in understood}
    if len(fields) != 1 or any(piece.isascii() == understood[0][0].isascii() for piece in unknown):
        return None
    return min(
        (meaning for _, meaning in understood),
        key=lambda meaning: (NAMING.index(meaning[0]) if meaning[0] in NAMING else 0, meaning[1]),
    )


def known_headings(sheet: Sheet) -> int:
    """Return how many fields the headings of a sheet head; 0 where no row heads names."""
    heading = heading_row(sheet)
    return 0 if heading is None else len(_fields(sheet.rows[heading]))


def heading_row(sheet: Sheet) -> int | None:
    """Return the row that heads most fields; of equals the first, and one of labels with a colon ("Company:") last."""
    scores = {
        r: (len(_fields(row)), not any(cell.rstrip().endswith(":") for cell in row))
        for r, row in enumerate(sheet.rows[:PREAMBLE_ROWS])
    }
    heads = {r: score for r, score in scores.items() if score[0]}
    return max(heads, key=heads.__getitem__, default=None)


def is_headed_as_ours(sheet: Sheet) -> bool:
    """Tell whether a sheet has the headings of `icts init --suppliers` and no other: it may be there to be filled."""
    heading = heading_row(sheet)
    cells = {folded(cell) for cell in sheet.rows[heading] if cell.strip()} if heading is not None else set()
    return "name" in cells and cells <= {folded(column) for column in COLUMNS}


def sections(sheet: Sheet, problems: ListProblems) -> list[Section]:
    """Return the tables of a sheet: some lists have several, each with its headings."""
    first = heading_row(sheet)
    if first is None:
        return []
    if above := [r for r in range(first) if _is_preamble(sheet.rows[r])]:
        problems.add("info", f"{count(len(above), 'row')} above the headings; not read", sheet.row_address(above[0]))
    heads = [first, *(r for r in range(first + 1, len(sheet.rows)) if _heads_anew(sheet.rows[r], sheet.rows[first]))]
    for head in heads[1:]:
        problems.add("info", "a row of other headings; they hold from here", sheet.row_address(head))
    return [
        Section(sheet, head, end, _columns(sheet, head, end, problems))
        for head, end in zip(heads, [*heads[1:], len(sheet.rows)], strict=True)
    ]


def is_same_row(row: Sequence[str], heading: Sequence[str]) -> bool:
    """Tell whether a row repeats the headings."""
    return [folded(cell) for cell in row if cell.strip()] == [folded(cell) for cell in heading if cell.strip()]


def no_heading(path: Path, sheets: Sequence[Sheet]) -> InputError:
    """Return the error for a list in which no row heads names; it shows the row that comes nearest."""
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
    cells = ", ".join(quoted(" ".join(cell.split()), 60) for cell in sheet.rows[r][:30] if cell.strip())
    return InputError(
        path, sheet.row_address(r), f"the headings {cells}", EXPECTED, "head the column of names 'supplier name'"
    )


def _is_preamble(row: Sequence[str]) -> bool:
    """Tell whether a row above the headings has something to read; a remark as in our blank list has not."""
    text = next((cell.strip() for cell in row if cell.strip()), "#")
    return not text.startswith("#")


def _fields(row: Sequence[str]) -> list[str]:
    """Return the fields that the cells of a row head, each once; [] where none of them heads names."""
    fields = list(dict.fromkeys(meaning[0] for cell in row if cell and (meaning := heading_meaning(cell))))
    return fields if any(naming in fields for naming in NAMING) else []


def _heads_anew(row: Sequence[str], heading: Sequence[str]) -> bool:
    known = [headings().get(folded(cell)) for cell in row if cell.strip()]
    fields = {meaning[0] for meaning in known if meaning}
    return (
        2 * sum(map(bool, known)) > len(known) > 1
        and len(fields) > 1
        and not fields.isdisjoint(NAMING)
        and not is_same_row(row, heading)
    )


def _columns(sheet: Sheet, heading: int, end: int, problems: ListProblems) -> dict[str, tuple[int, ...]]:
    """Return the columns of each field; of the columns that may hold the names the best one is first."""
    columns: dict[str, list[int]] = {}
    naming: list[tuple[int, int, int]] = []
    unused: list[str] = []
    place = sheet.row_address(heading)
    for c, cell in enumerate(sheet.rows[heading]):
        meaning = heading_meaning(cell) if cell.strip() else None
        if meaning is None:
            unused += [quoted(" ".join(cell.split()))] if cell.strip() else []
        elif meaning[0] in NAMING:
            naming.append((NAMING.index(meaning[0]), meaning[1], c))
        else:
            columns.setdefault(meaning[0], []).append(c)
    body = sheet.rows[heading + 1 : end]
    names, numbers = _name_columns(naming, [[row[c] for row in body if len(row) > c] for *_, c in naming])
    if not names:  # a list of facts says of whom by `name`, whatever the names look like
        names = [c for *_, c in naming if folded(sheet.rows[heading][c]) == "name"]
    elif numbers := [c for c in numbers if c not in names]:
        columns["number"] = [*columns.get("number", ()), *numbers]
    if len(names) > 1:
        first, *others = (quoted(" ".join(sheet.rows[heading][c].split())) for c in names)
        message = f"several columns of names: {first} is read, {', '.join(others)} only where that is blank"
        problems.add("warning", message, place)
    for field, of_field in columns.items():
        if len(of_field) > 1 and field not in _OF_SEVERAL:
            message = f"{len(of_field)} columns are headed as {field}; of each row the first that is filled is read"
            message += ", and none where they differ" if field in FACTS and field not in OF_EVIDENCE else ""
            problems.add("warning", message, place)
    if unused:
        problems.add("info", f"columns not used: {', '.join(unused)}", place)
    return {"name": tuple(names), **{field: tuple(of_field) for field, of_field in columns.items()}}


def _name_columns(
    naming: Sequence[tuple[int, int, int]], cells: Sequence[Sequence[str]]
) -> tuple[list[int], list[int]]:
    """Return the columns that hold names, the best first, and those of vendors that hold numbers.

    `naming` has the field's place in NAMING, the rank of the heading and the column of each, `cells` their cells. A column
    with the same name in all rows, the buyer's, comes last. What looks like a code, "P3" or "A123", is a name where the heading
    says that names are below it, or where no other column has any; a number without a letter is none.
    """
    names: list[tuple[bool, tuple[int, int, int]]] = []
    lettered: list[tuple[bool, tuple[int, int, int]]] = []
    numbers: list[int] = []
    for one, column in zip(naming, cells, strict=True):
        filled = [cell.strip() for cell in column if cell.strip()]
        ranked = (len(filled) > 2 and len({*filled}) == 1, one)
        has_letters = 2 * sum(any(map(str.isalpha, cell)) for cell in filled) >= max(1, len(filled))
        if 2 * sum(map(is_code, filled)) <= len(filled) or (NAMING[one[0]] == "name" and has_letters):
            names.append(ranked)
            continue
        if NAMING[one[0]] == "vendor":
            numbers.append(one[2])
        if has_letters:
            lettered.append(ranked)
    return [c for _, (_, _, c) in sorted(names or lettered)], numbers

"""The one door to a user's list of suppliers: what `icts screen` reads of a list, an audit reads, and in the same way."""

from __future__ import annotations

from pathlib import Path

from auditor.entities.suppliers.purchasing_cells import heading_meaning
from auditor.entities.suppliers.purchasing_list import Wanted, read_purchasing_list
from auditor.entities.suppliers.table import Problem, Row, other_headings, read_rows


def rows_of_list(path: Path, label: str, problems: list[Problem]) -> list[Row]:
    """Return the rows of a list, headed as `icts init --suppliers` heads it or as the purchasing department does.

    `label` is what `problems` call the file. The country of a purchasing list is an address, and so no fact. Raises
    InputError for a file that cannot be read or has no column of names.
    """
    others = other_headings(path)
    if others is not None and not any(map(heading_meaning, others)):
        return read_rows(path, label, problems)
    wanted = read_purchasing_list(path, label)
    problems += wanted.problems
    if any(row.country_as_typed for row in wanted.rows):
        message = "the country of a supplier is an address here, and states no fact about it"
        problems.append(Problem(label, "info", message, wanted.rows[0].place))
    return [_row(label, row) for row in wanted.rows]


def _row(label: str, wanted: Wanted) -> Row:
    names = {"name": wanted.name, "aliases": ";".join(wanted.other_names)}
    cells = {**names, **wanted.identifiers, **wanted.facts}
    number = wanted.place.removeprefix("line ")
    return Row(label, number, wanted.place, {column: text for column, text in cells.items() if text}, wanted.places)

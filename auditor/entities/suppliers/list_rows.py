"""The one door to a user's list of suppliers: what `icts screen` reads of a list, an audit reads, and in the same way."""

from __future__ import annotations

from auditor.entities.suppliers.purchasing_cells import heading_meaning
from auditor.entities.suppliers.purchasing_list import Wanted, read_purchasing_list
from auditor.entities.suppliers.table import Problem, Row, other_headings, read_rows, row_source
from auditor.inputs import InputFile


def rows_of_list(file: InputFile, problems: list[Problem]) -> list[Row]:
    """Return the rows of a list, headed as `icts init --suppliers` heads it or as the purchasing department does.

    `problems` gets what is wrong with it. The country of a purchasing list is an address, and so no fact. Raises InputError
    for a file that is no table or has no column of names.
    """
    others, label = other_headings(file), file.label
    if others is not None and not any(map(heading_meaning, others)):
        return read_rows(file, problems)
    wanted = read_purchasing_list(file)
    problems += wanted.problems
    if any(row.country_as_typed for row in wanted.rows):
        message = "the country of a supplier is an address here, and states no fact about it"
        problems.append(Problem(label, "info", message, wanted.rows[0].place))
    return [_row(file, row) for row in wanted.rows]


def _row(file: InputFile, wanted: Wanted) -> Row:
    names = {"name": wanted.name, "aliases": ";".join(wanted.other_names)}
    cells = {column: text for column, text in {**names, **wanted.identifiers, **wanted.facts}.items() if text}
    number = wanted.place.removeprefix("line ")
    source = row_source(file, wanted.place, cells)
    return Row(file.label, number, wanted.place, cells, wanted.places, (source,))

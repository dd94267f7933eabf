"""The supplier list that answers about companies go to, and what they contradict in the other lists and in the records."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.audit.results import Audit
from auditor.entities.matching.matching import Asked
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import People
from auditor.entities.suppliers.headings import COLUMNS, UNSETTLED
from auditor.entities.suppliers.owners_cell import OwnerEntry, OwnersError, parse_owners
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.inputs import InputFile
from auditor.provenance import Problem
from bom_parsers.errors import InputError
from reports.machine.csv import is_formula
from reports.words import count

_EVIDENCE = ("self_declared", "source", "source_date", UNSETTLED)
ATTESTED = (*COLUMNS, UNSETTLED)  # the columns of the list
_FACTS = tuple(column for column in COLUMNS if column not in ("name", *_EVIDENCE))
_WHOSE = re.compile(r"(?:^|; )answer of (.+?) signed by ")
Keys = frozenset[tuple[str, str]]  # file and message of problems
_ANSWERS = "the answers"  # what problems call the list of rows that are tried


@dataclass(frozen=True)
class AtOdds:
    """A column of a row on file that `stands` otherwise than an answer says."""

    column: str
    stands: str


class SupplierRows:
    """The supplier list that company facts go to: one row for each name, in the order in which they were first told."""

    def __init__(self, file: InputFile) -> None:
        self.file, self.changed = file, False
        self.rows: list[dict[str, str]] = _read_rows(file) if file.data else []

    def add(self, row: Mapping[str, str], supplier: str) -> bool | AtOdds:
        """Add a row of an answer of `supplier`, or to the row of its name what that leaves blank. Return whether anything is
        new, or what contradicts it: of a row that rests on another's word, too, what only one of the two says."""
        old = self.find(row["name"])
        if old is None:
            self.rows.append({**row, "name": _in_a_cell(row["name"])})
            self.changed = True
            return True
        stated = {column: text for column, text in row.items() if column not in ("name", *_EVIDENCE)}
        if not _is_word_of(supplier, old):
            is_of_itself = normalize(row["name"]) == normalize(supplier)
            for column in _FACTS:
                if old.get(column, "") != stated.get(column, "") and (old.get(column) or not is_of_itself):
                    return AtOdds(column, old.get(column, ""))
        for column, text in stated.items():
            if old.get(column) and old[column] != text and not (column == "owners" and _is_corrected(old, stated)):
                return AtOdds(column, old[column])
        if all(old.get(column) == text for column, text in stated.items()):
            return False
        old.update(stated)
        old["self_declared"] = row["self_declared"]
        old["source"] = "; ".join(filter(None, (old.get("source"), row["source"])))
        old["source_date"] = max(old.get("source_date") or "", row["source_date"])
        self.changed = True
        return True

    def find(self, name: str) -> dict[str, str] | None:
        """Return the row of a name."""
        wanted = normalize(name)
        return next((row for row in self.rows if normalize(row["name"]) == wanted), None)

    def mark(self, name: str, what: str, kind: str = "") -> None:
        """Write of a person, under its name, what was answered and not taken: until `settle`, nothing on file clears it."""
        row = self.find(name)
        if row is None:
            row = {"name": _in_a_cell(name)} | ({"kind": kind} if kind else {})
            self.rows.append(row)
        marks = row.get(UNSETTLED, "")
        if what not in marks:
            row[UNSETTLED] = f"{marks}; {what}" if marks else what
            self.changed = True

    def settle(self, name: str, by: str, on: date) -> str | None:
        """Empty the mark of a person and note who looked; return what it was, None where there is none."""
        row = self.find(name)
        marks = row.pop(UNSETTLED, None) if row else None
        if row and marks:
            looked = f"answers that were not taken looked at by {by} on {on}"
            row["source"] = "; ".join(filter(None, (row.get("source"), looked)))
            self.changed = True
        return marks

    def content(self) -> bytes:
        """Return the list as CSV."""
        text = io.StringIO(newline="")
        table = csv.DictWriter(text, ATTESTED, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(self.rows)
        return text.getvalue().encode()


def _in_a_cell(name: str) -> str:
    return ("'" if is_formula(name) else "") + name


def _is_word_of(supplier: str, row: Mapping[str, str]) -> bool:
    """Tell whether a row rests on the answers of this supplier alone, or on none."""
    return all(normalize(other) == normalize(supplier) for other in _WHOSE.findall(row.get("source", "")))


def _is_corrected(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Tell whether a table of holders that was open only says more: nobody leaves it, and no share, country or right changes."""
    if old.get("no_other_owners"):
        return False
    try:
        before, after = parse_owners(old["owners"]), parse_owners(new["owners"])
    except OwnersError:
        return False
    now = {normalize(owner.name): owner for owner in after}
    return all(_says_more(owner, now.get(normalize(owner.name))) for owner in before)


def _says_more(before: OwnerEntry, after: OwnerEntry | None) -> bool:
    if after is None:
        return False
    was, now = vars(before), vars(after)
    return all(now[key] == value for key, value in was.items() if key != "name" and value not in (None, (), False, ""))


def _read_rows(file: InputFile) -> list[dict[str, str]]:
    """Return the rows of a list that we wrote; raises InputError for any other file, which is not ours to write again."""
    path, expected, remedy = file.path, "a list that `icts receive` wrote", "choose another --suppliers-into"
    try:
        rows = list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(path, "", str(error), expected, remedy) from error
    if not rows or tuple(rows[0]) != ATTESTED:
        lacking = [column for column in ("self_declared", UNSETTLED) if rows and column not in rows[0]]
        if lacking and tuple(rows[0]) == tuple(column for column in ATTESTED if column not in lacking):
            remedy += (
                f", or give it the columns {', '.join(lacking)} where they stand in a new one, self_declared with yes"
            )
        raise InputError(path, "line 1", "other headings", expected, remedy)
    if wrong := next((n for n, row in enumerate(rows, start=1) if len(row) != len(ATTESTED)), None):
        raise InputError(path, f"row {wrong}", count(len(rows[wrong - 1]), "cell"), f"{len(ATTESTED)}", remedy)
    return [
        {column: text for column, text in zip(ATTESTED, row, strict=True) if text} | {"name": row[0]}
        for row in rows[1:]
    ]


def problems_on_file(audit: Audit, into: Path) -> Keys:
    """Return what is wrong already in the user's lists, the list `into` apart, and between them and the records."""
    return frozenset(map(_key, _problems(audit, _lists(audit, into), [])))


def contradicted(
    audit: Audit, into: Path, rows: Sequence[Mapping[str, str]], supplier: str, known: Keys
) -> dict[str, str]:
    """Return by name what each row of `supplier` contradicts: the user's lists, the list `into` apart, records, or a lead.

    What a company says of itself settles nothing against these; it is tried beside them before anything is written. `known` are
    the `problems_on_file`.
    """
    if not rows:
        return {}
    answers = SupplierRows(InputFile(into.with_name(_ANSWERS), _ANSWERS, b""))
    for row in rows:
        answers.add(row, supplier)
    tried = InputFile(answers.file.path, _ANSWERS, answers.content())
    names = [row["name"] for row in rows]
    new = [
        p
        for p in _problems(audit, [*_lists(audit, into), tried], names)
        if p.severity != "info" and _key(p) not in known
    ]
    # Holders are told of at the row of the company that names them: one answer at odds costs all that it was given with.
    at_line = {p.source.pointer: p.message for p in reversed(new) if p.source.file == _ANSWERS}
    first = next((p.message for p in new if p.kind == "person-at-odds" or p.source.file != _ANSWERS), None)
    lines = {name: at_line.get(f"line {number}", first) for number, name in enumerate(names, start=2)}
    return {name: message for name, message in lines.items() if message}


def _lists(audit: Audit, into: Path) -> list[InputFile]:
    return [audit.inputs.file(path, label) for path, label in audit.program.suppliers if path != into.resolve()]


def _problems(audit: Audit, lists: Sequence[InputFile], names: Sequence[str]) -> list[Problem]:
    graph = Graph(audit.rule.parameters)
    suppliers = read_suppliers(lists, graph) if lists else None
    if suppliers is None:
        return []
    people = People(graph, suppliers, audit.people.register)
    people.look_up([Asked(name) for name in [*names, *(supplier.person.name for supplier in suppliers.suppliers)]])
    return [*suppliers.problems, *people.problems]


def _key(problem: Problem) -> tuple[str, str]:
    return problem.source.file, problem.message

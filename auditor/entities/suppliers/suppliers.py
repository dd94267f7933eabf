"""The supplier lists: who the suppliers are, and who owns them. Whom a name means, `matching` says."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Graph
from auditor.entities.ownership.unsettled import unsettled
from auditor.entities.suppliers.joining import completed
from auditor.entities.suppliers.owners import Owners
from auditor.entities.suppliers.problems import list_problem
from auditor.entities.suppliers.row import Draft, read_row
from auditor.entities.suppliers.supplier_list import SupplierList, read_list
from auditor.inputs import InputFile
from auditor.provenance import Problem, Source
from bom_parsers.errors import quoted
from policies.foreign_adversaries.persons import Person
from reports import words

T = TypeVar("T")


@dataclass(frozen=True)
class Supplier:
    """One person of a list: `key` in the graph, `identifiers` by scheme, `sources` its row, and those joined to it;
    `rests_on` is the evidence that these name, as their cells have it.

    `is_self_declared` is whether one of these says that it is the word of whom it is about, `is_unsettled` whether one has an
    answer that was not taken, and that nobody has looked at.
    """

    key: str
    person: Person
    identifiers: Mapping[str, str]
    aliases: tuple[str, ...]
    sources: tuple[Source, ...]
    is_self_declared: bool = False
    is_unsettled: bool = False
    rests_on: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Return file and row, as problems name them."""
        return _place(self.sources)

    @property
    def has_evidence(self) -> bool:
        """Tell whether a row says on what evidence its facts rest; one without facts has evidence of nothing, and the word of
        whom it is about is none."""
        return not self.is_bare and not self.is_own_word and any(source.detail for source in self.sources)

    @property
    def is_own_word(self) -> bool:
        """Tell whether a row says what a company says of itself: against a record or a lead that settles nothing."""
        return not self.is_bare and self.is_self_declared

    @property
    def is_bare(self) -> bool:
        """Tell whether a row only names a person, and states nothing of it: such a row takes no lead away."""
        return replace(self.person, name="", kind="") == Person("", "")


@dataclass(frozen=True)
class Suppliers:
    """The suppliers of all lists, and the `problems` of these: what was not used, guessed, or is in two of them."""

    suppliers: tuple[Supplier, ...]
    problems: tuple[Problem, ...] = ()


def read_suppliers(files: Iterable[InputFile], graph: Graph, as_of: date = date.max) -> Suppliers:
    """Read supplier lists and add all their persons to the graph, without the rows that are dated after the day `as_of`.

    What is wrong with a row or cell is in `problems` of the result and never costs another row. Raises InputError for a
    file that cannot be read, has no column of names, or names nobody.
    """
    return suppliers_of([read_list(file) for file in files], graph, as_of)


def suppliers_of(lists: Sequence[SupplierList], graph: Graph, as_of: date = date.max) -> Suppliers:
    """Add the persons of lists to the graph and return them; `problems` of the result has those of the lists, too.

    A row that is dated after the day `as_of` was not there on it: it is left out, with what is wrong with it.
    """
    lists = [_as_of(one, as_of) for one in lists]
    problems = [problem for one in lists for problem in (*one.problems, *_on_countries(one))]
    rows = [row for one in lists for row in one.rows]
    read = _distinct(filter(None, [read_row(row, problems) for row in rows]), problems)
    drafts = _keyed(completed(read, problems), graph)
    names = [(name, key) for key, draft in drafts.items() for name in _names(draft.person, draft.aliases)]
    _report_shared("name", names, drafts, problems)
    identifiers = [(i, key) for key, draft in drafts.items() for i in _identifiers(draft.identifiers)]
    _report_shared("identifier", identifiers, drafts, problems)
    owners = Owners(drafts, _unambiguous(names), graph, problems)
    suppliers = []
    for key, draft in drafts.items():
        person = owners.held(key)
        if draft.unsettled:
            person = unsettled(person, graph.parameters)
            problems.append(_not_taken(draft))
        graph.add(person, key)
        about = draft.identifiers, draft.aliases, draft.sources
        suppliers.append(Supplier(key, person, *about, draft.is_self_declared, bool(draft.unsettled), draft.rests_on))
    return Suppliers(tuple(suppliers), tuple(problems))


def _not_taken(draft: Draft) -> Problem:
    """Return what was answered of a person and not taken, with the command that settles it."""
    name = draft.person.name
    message = (
        f"{quoted(name)}: {'; '.join(draft.unsettled)}; until a person looks, nothing on file clears it; correct its "
        f"row, then icts receive --program PROGRAM --settle {shlex.quote(name)}"
    )
    return Problem("answer-not-taken", "warning", message, draft.row.source)


def _as_of(one: SupplierList, as_of: date) -> SupplierList:
    """Return a list as it was on a day, with one note on the rows that are dated after it."""
    on_the_day = [row for row in one.rows if not row.source.on or row.source.on <= as_of]
    later = [row for row in one.rows if row.source.on and row.source.on > as_of]
    if not later:
        return one
    places = {place for row in later for place in (row.place, *row.places.values())}
    first, number = later[0], len(later)
    rows = f"{number} rows are" if number > 1 else "a row is"
    counts = f"do not count, the first of them that of {quoted(first.name)}" if number > 1 else "does not count"
    note = Problem("supplier-list-later", "info", f"{rows} dated after {as_of}, and {counts}", first.source)
    return SupplierList(
        one.source,
        tuple(on_the_day),
        (*(problem for problem in one.problems if problem.source.pointer not in places), note),
    )


def _on_countries(one: SupplierList) -> Iterable[Problem]:
    if any(row.country_as_typed for row in one.rows):
        message = "the country of a supplier is an address here, and states no fact about it"
        yield list_problem("info", message, one.rows[0].source)


def _distinct(drafts: Iterable[Draft], problems: list[Problem]) -> list[Draft]:
    """Return the drafts without those that repeat another, cell by cell."""
    seen: dict[object, Draft] = {}
    for draft in drafts:
        row = draft.row
        cells = row.name, row.other_names, frozenset(row.identifiers.items()), frozenset(row.facts.items())
        first = seen.setdefault(cells, draft)
        if first is not draft:
            message = f"the same as {_place(first.sources)}; read once"
            problems.append(list_problem("info", message, row.source))
    return list(seen.values())


def _keyed(drafts: Iterable[Draft], graph: Graph) -> dict[str, Draft]:
    keyed: dict[str, Draft] = {}
    for draft in drafts:
        key = f"supplier:{draft.row.source.file}:{draft.row.place.removeprefix('line ')}"
        while key in keyed or key in graph.persons:  # two files under one label
            key += "+"
        keyed[key] = draft
    return keyed


def _report_shared(
    what: str, claims: Iterable[tuple[str, str]], drafts: Mapping[str, Draft], problems: list[Problem]
) -> None:
    first: dict[str, str] = {}
    for claim, key in claims:
        other = first.setdefault(claim, key)
        if other != key:
            where = _place(drafts[other].sources)
            message = f"the {what} {quoted(claim)} is also of {where}; expected one row for it; it means neither"
            problems.append(list_problem("error", message, drafts[key].row.source))


def _place(sources: Iterable[Source]) -> str:
    return " and ".join(words.place(source.file, source.pointer) for source in sources)


def _names(person: Person, aliases: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(normalize(name) for name in (person.name, *aliases)))


def _identifiers(identifiers: Mapping[str, str]) -> list[str]:
    return [f"{scheme} {identifiers[scheme]}" for scheme in SCHEMES if scheme in identifiers]


def _unambiguous(claims: Iterable[tuple[str, T]]) -> dict[str, T | None]:
    """Return whom each claim means; None where two claim it."""
    meant: dict[str, T | None] = {}
    for claim, claimant in claims:
        meant[claim] = claimant if meant.get(claim, claimant) is claimant else None
    return meant

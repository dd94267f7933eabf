"""One row of a supplier list as a person: what its cells say, and what they leave unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from auditor.entities.identifiers.countries import country
from auditor.entities.identifiers.forms import SCHEMES, check
from auditor.entities.names.normal import normalize
from auditor.entities.suppliers.headings import UNSETTLED
from auditor.entities.suppliers.owners_cell import EXPECTED as OWNERS_EXPECTED
from auditor.entities.suppliers.owners_cell import OwnerEntry, OwnersError, parse_owners
from auditor.entities.suppliers.problems import SkippedRow, list_problem
from auditor.entities.suppliers.supplier_list import Row
from auditor.provenance import Problem, Source
from bom_parsers.bom import is_no_party
from bom_parsers.errors import quoted
from policies.connected_vehicles.facts import PARTY_KEYS
from policies.foreign_adversaries.persons import Person

COUNTRY = "a two-letter country code (ISO 3166-1 alpha-2) such as DE"
NONE_WORDS = frozenset({None, "-", "--", "none", "None", "n/a", "N/A"})
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business")
_OF_NATURAL_PERSONS = ("citizenships", "resident_in", "us_permanent_resident")
_NOT_OF = {
    "organisation": _OF_NATURAL_PERSONS,
    "natural_person": (*_PLACES, "owners", "no_other_owners"),
    "government": (*_OF_NATURAL_PERSONS, "owners", "no_other_owners"),
}


@dataclass(frozen=True)
class Draft:
    """A row read by itself: `person` still without holdings, `owners` still by name; `also` are rows joined to it.

    `is_self_declared` is whether it, or a row joined to it, is the word of whom it is about; `unsettled` what was answered and
    not taken, as these rows have it.
    """

    row: Row
    person: Person
    identifiers: dict[str, str]
    aliases: tuple[str, ...]
    owners: tuple[OwnerEntry, ...]
    is_self_declared: bool = False
    also: tuple[Row, ...] = ()
    unsettled: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the places of all rows that say this."""
        return tuple(row.source for row in (self.row, *self.also))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Return on what evidence these rows rest, each as its cell has it and once."""
        return tuple(dict.fromkeys(cell for row in (self.row, *self.also) if (cell := row.facts.get("source"))))


class _Cells:
    """The cells of one row; what does not fit becomes a problem, and `wrong` remembers its column."""

    def __init__(self, row: Row, problems: list[Problem]) -> None:
        self.row, self.problems = row, problems
        self.wrong: set[str] = set()

    def text(self, column: str) -> str | None:
        """Return the cell; None if it is blank or says in some way that nothing is known."""
        text = self.row.facts.get(column)
        # A blank kind is an organization, a blank acts_for no government, a blank self_declared no: not what "unknown" says.
        blank = text in NONE_WORDS if column in ("kind", "acts_for", "self_declared") else is_no_party(text)
        return None if blank else text

    def parts(self, column: str, separators: str) -> list[str]:
        return [part.strip() for part in re.split(separators, self.text(column) or "") if part.strip()]

    def report(self, severity: str, column: str, message: str) -> None:
        place = self.row.places.get(column, self.row.place)
        self.problems.append(list_problem(severity, f"{column}: {message}", self.row.source.at(place, "")))

    def refuse(self, column: str, instead: str, expected: str, stays: str = "stays unknown") -> None:
        self.wrong.add(column)
        self.report("error", column, f"found {instead}; expected {expected}; it {stays}")

    def country(self, column: str) -> str | None:
        text = self.text(column)
        if text is None:
            return None
        code = country(text)
        if code is None:
            self.refuse(column, quoted(text), COUNTRY)
        return code

    def places(self, column: str) -> str | None:
        """Return the country that a place is in, or all of several, as "US; CN" for two headquarters."""
        if len(self.parts(column, r";")) < 2:
            return self.country(column)
        several = self.countries(column)
        return "; ".join(dict.fromkeys(several)) if several else None

    def countries(self, column: str) -> tuple[str, ...] | None:
        if self.text(column) is None:
            return None
        parts = self.parts(column, r"[;|,\s]")
        codes = tuple(code for part in parts if (code := country(part)))
        if len(codes) == len(parts):
            return codes
        self.refuse(column, quoted(self.text(column) or ""), f"{COUNTRY}, several parted by ;")
        return None

    def boolean(self, column: str, stays: str = "stays unknown") -> bool | None:
        text = self.text(column)
        if text is None or text.casefold() in YES | NO:
            return None if text is None else text.casefold() in YES
        self.refuse(column, quoted(text), "yes or no, true or false, 1 or 0", stays)
        return None

    def is_self_declared(self) -> bool:
        """Tell whether the row is the word of whom it is about; a cell that does not say clears nobody, and counts as yes."""
        is_so = self.boolean("self_declared", "counts as yes")
        return bool(is_so) or "self_declared" in self.wrong

    def kind(self) -> str:
        text = self.text("kind")
        if text is None:
            return "organisation"
        kind = re.sub(r"[\s-]+", "_", text.casefold()).replace("organization", "organisation")
        if kind in PARTY_KEYS["kind"].values:
            return kind
        expected = ", ".join(PARTY_KEYS["kind"].values)
        self.refuse("kind", quoted(text), f"one of {expected}", "is taken as an organization whose owners are unknown")
        return "organisation"

    def owners(self) -> tuple[OwnerEntry, ...]:
        written = self.row.facts.get("owners")
        if written and is_no_party(written) and written.casefold() not in NONE_WORDS and written.strip(" -"):
            # That they are unknown, or stand elsewhere, is not that there are none.
            self.refuse("owners", quoted(written), f"the owners themselves, {OWNERS_EXPECTED}")
            return ()
        try:
            return parse_owners(self.text("owners") or "")
        except OwnersError as error:
            self.refuse("owners", error.found, error.expected)
            return ()

    def identifiers(self) -> dict[str, str]:
        """Return what can be used; the reader of the list has reported the rest."""
        usable = {"domain": domain.casefold()} if (domain := self.text("domain")) else {}
        for scheme in SCHEMES:
            if (typed := self.row.identifiers.get(scheme)) and (value := check(scheme, typed).value):
                usable[scheme] = value
        return usable


def read_row(row: Row, problems: list[Problem]) -> Draft | None:
    """Return what the row says, or None if it names nobody; what it says wrongly is unknown and a problem."""
    cells = _Cells(row, problems)
    if not normalize(row.name):
        problems.append(SkippedRow("supplier-list", "error", "a row without a name; it is skipped", row.source))
        return None
    kind = cells.kind()
    unused = [column for column in _NOT_OF[kind] if column in row.facts]
    if unused:
        cells.report("warning", unused[0], f"{', '.join(unused)} not used: kind is {kind}")
    row = replace(row, facts={column: text for column, text in row.facts.items() if column not in unused})
    cells.row = row
    person = Person(
        row.name,
        kind,
        cells.places("incorporated_in"),
        cells.places("headquartered_in"),
        cells.places("principal_place_of_business"),
        citizenships=cells.countries("citizenships"),
        resident_in=cells.places("resident_in"),
        us_permanent_resident=cells.boolean("us_permanent_resident"),
        acts_for=cells.country("acts_for"),
        no_other_owners=cells.boolean("no_other_owners") or False,
    )
    owners = cells.owners()
    if person.no_other_owners and not owners and "owners" not in cells.wrong:
        cells.report("warning", "no_other_owners", "yes, but no owner is listed: who holds it stays unknown")
    aliases = tuple(name for name in row.other_names if normalize(name) and not is_no_party(name))
    doubted = _doubted(person, cells.wrong)
    unsettled = tuple(text for text in [row.facts.get(UNSETTLED)] if text and text not in NONE_WORDS)
    return Draft(row, doubted, cells.identifiers(), aliases, owners, cells.is_self_declared(), unsettled=unsettled)


def _doubted(person: Person, wrong: set[str]) -> Person:
    """Return the person so that no cell that was not understood can make a pass: blank means "none" in these columns."""
    if "acts_for" in wrong and person.kind != "organisation":
        return Person(person.name)
    return replace(person, no_other_owners=False) if wrong & {"kind", "acts_for", "owners"} else person

"""What a screening learned, as the supplier list that a program takes: facts with source and day, and what is unknown blank.

Nothing that is only a lead is in it. Of a person whom general knowledge leads to the PRC or Russia only who it is, is written: a
row with evidence would take that lead away. A name of whom nobody knows anything is no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.audit.reasons import source_in_words
from auditor.documents.screened.owners_cell import owners_cell, plain_name
from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Filed
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Called
from auditor.entities.suppliers.headings import COLUMNS, UNSETTLED
from auditor.entities.suppliers.suppliers import Supplier
from auditor.provenance import Source, SourceKind
from auditor.screening import Screened
from policies.foreign_adversaries.persons import Person
from reports.machine.csv import rows as csv_rows

_NOTHING = Person("")
PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business")


def supplier_list(screened: Sequence[Screened], people: People) -> str:
    """Return the suppliers of a screening and all who are on file above them as a supplier list (CSV), as `icts init --suppliers`
    heads it; safe to open in a spreadsheet."""
    learned = _Learned(people)
    rows = list(learned.rows(screened))
    columns = [*COLUMNS, *([UNSETTLED] if any(UNSETTLED in row for row in rows) else [])]
    return csv_rows(columns, [[row.get(column) for column in columns] for row in rows])


class _Learned:
    """The rows of one list: each person once, and each name of one person only."""

    def __init__(self, people: People) -> None:
        self.people, self.graph = people, people.graph
        self.listed = {supplier.key: supplier for supplier in people.suppliers.suppliers}
        self.sourced = {s.id for s in (people.register.in_use if people.register else ()) if s.standing == "sourced"}
        self.written: dict[str, str] = {}  # the name of each person that has a row, or will have one
        self.names: set[str] = set()
        self.holders: list[str] = []

    def rows(self, screened: Sequence[Screened]) -> Iterator[dict[str, object]]:
        """Yield the suppliers of whom it is known who they are, in their order, who holds them, and of the others those of whom
        the user says what the country of the list is.

        A name alone is left out: its row would stand before those whom the name may be.
        """
        of_person: dict[str, list[Screened]] = {}
        for one in screened:
            of_person.setdefault(one.named.person, []).append(one)
        known = {key: ones for key, ones in of_person.items() if ones[0].named.known_as}
        called = Counter(name for ones in of_person.values() for name in {normalize(one.row.name) for one in ones})
        for key, ones in known.items():
            name = ones[0].named.known_as or ""
            # Who is known by a number alone does not take its name from others who have it, too.
            if called[normalize(name)] > 1 and all(_is_by_number(one) for one in ones):
                self.names.add(normalize(name))
            self._name(key, name)
        for key, ones in known.items():
            yield self._row(key, ones)
        for key in self.holders:  # which grows on the way
            yield self._row(key, [])
        for key, ones in of_person.items():
            name = ones[0].row.name
            has_country = any(one.person != key for one in ones)
            if key not in known and has_country and normalize(name) not in self.names | {""}:
                self._name(key, name)
                yield self._row(key, ones)

    def _name(self, key: str, name: str) -> str:
        """Return the name under which a person has its row: another than that of anybody else's."""
        if key not in self.written:
            chosen = name if normalize(name) not in self.names else f"{name} ({key})"
            self.names.add(normalize(chosen))
            self.written[key] = chosen
        return self.written[key]

    def _row(self, key: str, ones: Sequence[Screened]) -> dict[str, object]:
        """Return the row of a person who stands in these rows of the list, if in any."""
        row: dict[str, object] = {"name": self.written[key]}
        # With `--country-is` what is known of a row is more than what is known of its person.
        facts_of = next((one.person for one in ones if one.person != key), key)
        person, supplier = self._stated(key, facts_of), self.listed.get(key)
        called = self.people.called.get(key, Called())
        row["aliases"] = "; ".join(self._aliases(key, ones, supplier)) or None
        for scheme in SCHEMES:
            values = {value for name, value in called.identifiers if name == scheme}
            row[scheme] = values.pop() if len(values) == 1 else None
        if self._is_led(facts_of):
            return row
        facts = self._facts(person)
        if supplier and supplier.is_unsettled:
            facts[UNSETTLED] = "an answer that was not taken, and that nobody has looked at"
        return row | facts | self._evidence(key, facts_of, supplier) if facts else row

    def _aliases(self, key: str, ones: Sequence[Screened], supplier: Supplier | None) -> Iterator[str]:
        """Yield the other names of a row of the user's, and those by which the list that was screened calls the person."""
        names = [*supplier.aliases] if supplier else []
        for one in ones:
            if not _is_by_number(one) and one.named.by != "decision":
                names.append(one.row.name)
        taken = {normalize(self.written[key]), ""}
        for name in names:
            if normalize(name) not in taken and ";" not in name:
                taken.add(normalize(name))
                yield name

    def _stated(self, key: str, facts_of: str) -> Person:
        """Return what the user's list says of a person, where it says anything, else what is sourced."""
        supplier = self.listed.get(key)
        return (
            supplier.person if supplier and not supplier.is_bare and facts_of == key else self.graph.persons[facts_of]
        )

    def _is_led(self, key: str) -> bool:
        """Tell whether general knowledge leads from a person to the PRC or Russia, further than what is stated and sourced."""
        supplier = self.listed.get(key)
        if self.graph.led.get(key) is None and not any(x.owner in self.graph.led for x in self.graph.links(key)):
            return False
        evident = supplier is not None and (supplier.has_evidence or supplier.is_own_word)
        way = self.graph.lead(key)
        if evident or way is None or self.graph.settled(key).value:
            return False
        stated = all(any(x.owner == link.owner for x in self.graph.links(link.owned)) for link in way)
        return not (stated and self.graph.settled(way[-1].owner if way else key).value)

    def _facts(self, person: Person) -> dict[str, object]:
        kind = "organization" if person.kind == "organisation" else person.kind
        facts: dict[str, object] = {place: getattr(person, place) for place in (*PLACES, "resident_in", "acts_for")}
        facts["citizenships"] = "; ".join(person.citizenships or ()) or None
        green = person.us_permanent_resident
        facts["us_permanent_resident"] = None if green is None else "yes" if green else "no"
        cell, is_whole = owners_cell(person, self.graph, self._owner)
        facts["owners"] = cell or None
        facts["no_other_owners"] = "yes" if person.no_other_owners and is_whole else None
        stated = {column: value for column, value in facts.items() if value is not None}
        return {**stated, "kind": kind} if stated or person.kind != "organisation" else {}

    def _owner(self, key: str) -> str:
        """Return the name under which an owner stands in a cell; one of whom more is known than a country gets a row."""
        person = self.graph.persons[key]
        name = plain_name(person.name)
        if person.country_only:
            return f"{name} [{person.country_only}]"
        if key not in self.written and replace(person, name="", kind="organisation") == _NOTHING:
            return name  # of whom nothing is known but the name, as of a free float
        if key not in self.written:
            self.holders.append(key)
        written = self._name(key, name)
        return plain_name(written)

    def _evidence(self, key: str, facts_of: str, supplier: Supplier | None) -> dict[str, object]:
        """Return source, day and whose word it is; a row of the user's list keeps what it says of these itself."""
        filed = self.graph.filed.get(facts_of, Filed()).sources
        if supplier and not supplier.is_bare and facts_of == key:
            sources = [source for source in supplier.sources if source.detail]
            texts = list(supplier.rests_on)
            own_word = supplier.is_self_declared
        else:
            sources = [source for source in filed if self._is_evidence(source)]
            texts = [source_in_words(source) for source in sources]
            own_word = key in self.people.own_word
        day = min((source.on for source in sources if source.on), default=None)
        return {
            "source": "; ".join(dict.fromkeys(texts)) or None,
            "source_date": str(day) if day else None,
            "self_declared": "yes" if own_word else None,
        }

    def _is_evidence(self, source: Source) -> bool:
        if source.kind is not SourceKind.REFERENCE:
            return source.name == "country" or bool(source.detail)
        return source.file in self.sourced and (not source.file.startswith("suppliers-") or bool(source.detail))


def _is_by_number(one: Screened) -> bool:
    return one.named.by in SCHEMES

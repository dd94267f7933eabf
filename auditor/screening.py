"""A purchasing list screened: who each supplier is, whether it is a person of the PRC or Russia, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.entities.matching.matching import Asked
from auditor.entities.ownership.graph import Filed, Graph, Link
from auditor.entities.resolution.doubts import Doubt, are_apart
from auditor.entities.resolution.lead_kinds import Lead, LeadKind
from auditor.entities.resolution.leads import leads, may_have_nexus, recorded_leads
from auditor.entities.resolution.people import Named, People
from auditor.entities.suppliers.cells import name_beside
from auditor.entities.suppliers.supplier_list import Row, SupplierList
from bom_parsers.errors import quoted
from policies.foreign_adversaries.persons import GAP_QUESTIONS, Nexus, Person
from reports import words

DOCUMENTS = {
    "party.incorporated_in": "commercial register extract",
    "party.headquartered_in": "statement of its headquarters",
    "party.principal_place_of_business": "statement of its principal place of business",
    "party.owners": "complete statement of owners with votes and rights, up to the last holder",
    "party.citizenships": "statement of citizenships",
    "party.resident_in": "statement of residence",
    "party.us_permanent_resident": "proof of U.S. permanent residence, if there is any",
}
IDENTIFY = "full legal name with LEI or register number"


@dataclass(frozen=True)
class Screened:
    """One row of the list with its answer. `person` is the key in the graph of `People`; `documents` are sentences, and `also_of`
    the holders of whom the same is asked for as of the supplier.

    `chain` leads up to who decides where the nexus is yes; where it is not, `way` leads to whom may be behind it, if anybody.
    """

    row: Row
    named: Named
    person: str
    nexus: Nexus
    chain: tuple[Link, ...]
    way: tuple[Link, ...]
    leads: tuple[Lead, ...]
    documents: tuple[str, ...]
    also_of: tuple[str, ...] = ()


def together(lists: Sequence[SupplierList]) -> SupplierList:
    """Return several lists as one, in their order, under all their names and hashes; each row stays in its own."""
    if len(lists) == 1:
        return lists[0]
    sources = [one.source for one in lists]
    both = replace(sources[0], file=", ".join(s.file for s in sources), sha256=", ".join(s.sha256 for s in sources))
    rows = tuple(row for one in lists for row in one.rows)
    return SupplierList(both, rows, tuple(problem for one in lists for problem in one.problems))


def screen(wanted: SupplierList, people: People, country_is: str = "address") -> list[Screened]:
    """Return an answer for each row of the list, in its order; `country_is` is one of COUNTRY_IS."""
    named = _named(wanted.rows, people)
    keys = [_with_country(row, one, people.graph, country_is) for row, one in zip(wanted.rows, named, strict=True)]
    return [
        _screened(row, one, key, people, country_is) for row, one, key in zip(wanted.rows, named, keys, strict=True)
    ]


def _named(rows: Sequence[Row], people: People) -> list[Named]:
    """Return who each row is: by its name or, where nobody has that, by one of its other names.

    Where another of its names is somebody else's, who it is, is in doubt.
    """
    asked = [
        [
            *(_asked(row, name) for name in (row.name, *row.other_names)),
            *map(Asked, filter(None, [name_beside(row.name)])),
        ]
        for row in rows
    ]
    people.look_up([one for names in asked for one in names])
    answered = [people.look_up(names) for names in asked]
    best, doubts = [], []
    for row, names, answers in zip(rows, asked, answered, strict=True):
        own = answers[: 1 + len(row.other_names)]
        known = [answer for answer in own if answer.known_as] or [answer for answer in own if answer.lead]
        best.append((known or own)[0])
        doubts.append(_doubt(best[-1], [one.name for one in names], answers, people))
    return [
        people.in_doubt(row.name, named, doubt) if doubt else named
        for row, named, doubt in zip(rows, best, doubts, strict=True)
    ]


def _doubt(named: Named, names: Sequence[str], answers: Sequence[Named], people: People) -> Doubt | None:
    """Return who else a row may be, by another of the names in it: somebody who may be of the PRC or Russia, or is elsewhere."""
    if named.known_as is None or people.graph.settled(named.person).value:
        return None
    mine = people.graph.persons[named.person]
    for name, other in zip(names, answers, strict=True):
        person = people.graph.led.get(other.person) or people.graph.persons[other.person]
        key = other.person
        if other.known_as is None and not other.lead and other.candidates:
            key = other.candidates[0].key
            person = people.graph.led.get(key) or people.graph.persons.get(key, person)
        is_elsewhere = other.known_as is not None and are_apart(mine, person)
        if key != named.person and (is_elsewhere or may_have_nexus(people.graph, other)):
            whereabouts = people.graph.whereabouts(key) if key in people.graph.persons else "place not known"
            return Doubt(key, person, f"{quoted(name)} beside it may be {person.name}, {whereabouts}")
    return None


def _asked(row: Row, name: str) -> Asked:
    return Asked(name, row.identifiers, frozenset({row.country} if row.country else ()))


def _with_country(row: Row, named: Named, graph: Graph, country_is: str) -> str:
    """Return the key of the row's person; where the user says what the country is, that is a fact about it."""
    if country_is == "address" or row.country is None:
        return named.person
    own, led = graph.persons[named.person], graph.led.get(named.person)
    adversaries = frozenset(graph.parameters.adversary_countries)

    def placed(person: Person, worst: str | None) -> Person:
        known = getattr(person, country_is)
        agree = known is None or not {known, row.country} & adversaries or known == row.country
        change: dict[str, Any] = {country_is: row.country if agree else worst}
        return replace(person, **change)

    worst = next((c for c in (row.country, getattr(led or own, country_is)) if c in adversaries), None)
    # Two that disagree about the PRC or Russia leave the fact unknown, with the lead to settle.
    disputed = worst is not None and getattr(own, country_is) not in (None, row.country)
    key = graph.add(
        placed(own, None), f"row:{row.source.file}:{row.place}", placed(led or own, worst) if led or disputed else None
    )
    graph.filed[key] = Filed((row.source.at(row.place, "country"), *graph.filed.get(named.person, Filed()).sources))
    return key


def _screened(row: Row, named: Named, key: str, people: People, country_is: str) -> Screened:
    graph = people.graph
    nexus = graph.nexus(key)
    chain = graph.chain(key) if nexus.value else ()
    way = () if nexus.value else graph.lead(key) or ()
    also_of = tuple(_unsure_holders(nexus, key, graph)) if nexus.value is None else ()
    return Screened(
        row=row,
        named=named,
        person=key,
        nexus=nexus,
        chain=chain,
        way=way,
        leads=tuple(_leads(row, named, nexus, key, people, country_is)),
        documents=tuple(_documents(named, nexus, also_of)) if nexus.value is None else (),
        also_of=also_of,
    )


def _leads(row: Row, named: Named, nexus: Nexus, key: str, people: People, country_is: str) -> Iterable[Lead]:
    if nexus.value is not None:
        return
    graph = people.graph
    yield from leads(graph, key, named)
    yield from recorded_leads(people, key, named, (row.name, *row.other_names))
    if row.country in graph.parameters.adversary_countries and country_is == "address":
        prong = "prong 3, if it is incorporated, headquartered or mainly active there"
        yield Lead(LeadKind.ADDRESS, f"the list gives it an address in {row.country} ({prong})")


def _documents(named: Named, nexus: Nexus, also_of: Sequence[str]) -> Iterable[str]:
    """What would settle it, the first thing first: who it is, then the facts that are not known, then what is for counsel."""
    if named.known_as is None:
        yield f"{IDENTIFY}; or a decision who it is" if named.candidates or named.lead else IDENTIFY
    yield from (DOCUMENTS[gap] for gap in DOCUMENTS if gap in nexus.gaps)
    if also_of:
        yield words.the_same_of(also_of)
    for question in GAP_QUESTIONS:
        if question in nexus.gaps:
            yield f"counsel's answer: {GAP_QUESTIONS[question]}"


def _unsure_holders(nexus: Nexus, key: str, graph: Graph) -> list[str]:
    """Return the first three holders of whom it is not known whether they are persons of the PRC or Russia, where that counts."""
    if "party.owners" not in nexus.gaps:
        return []
    return [graph.persons[x.owner].name for x in graph.links(key) if graph.nexus(x.owner).value is None][:3]

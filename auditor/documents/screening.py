"""A screening as the plain document that its reports are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor import exit_codes
from auditor.audit.reasons import sources_in_words
from auditor.documents.ownership import because, listings, on_file, sources, steps
from auditor.documents.problems import expired, problems
from auditor.entities.ownership.graph import Filed
from auditor.entities.resolution.leads import behind_candidate
from auditor.entities.resolution.people import People
from auditor.entities.suppliers.supplier_list import SupplierList
from auditor.screening import Screened
from auditor.version import VERSION
from policies.foreign_adversaries.persons import Nexus
from reports import words
from reports.documents.audit import Problem
from reports.documents.screening import ScreenedSupplier, Screening

ANSWERS = {True: "nexus", False: "clean", None: "ask"}


def screening(
    label: str, wanted: SupplierList, rows: Sequence[Screened], people: People, as_of: str, max_age: int | None
) -> Screening:
    """Return the whole screening; the same list, data and day always give the same document."""
    suppliers = [_supplier(row, people) for row in rows]
    counts = {group: sum(s["answer"] == group for s in suppliers) for group in ANSWERS.values()}
    register = people.register
    old = register.old(max_age) if register and max_age is not None else []
    code = exit_codes.of_audit(prohibited=counts["nexus"] > 0, expired=bool(old), review=counts["ask"] > 0)
    return {
        "tool": f"icts-auditor {VERSION}",
        "rule": "15 CFR part 791 subpart D, 791.301",
        "file": label,
        "sha256": wanted.source.sha256,
        "as_of": as_of,
        "exit_code": code,
        "counts": counts,
        "sources": sources(people, [row.person for row in rows]),
        "expired": expired(old),
        "suppliers": suppliers,
        "problems": list(_problems(wanted, people)),
    }


def _problems(wanted: SupplierList, people: People) -> Iterable[Problem]:
    """Yield what is wrong with the list, with other lists of suppliers, with reference data, and with decisions."""
    of_lists = dict.fromkeys((*wanted.problems, *people.suppliers.problems))
    yield from problems([*of_lists, *people.problems, *people.unused_decisions()])


def authority(nexus: Nexus) -> list[str]:
    """Return the paragraphs that an answer about a person rests on."""
    return ["791.301"] if nexus.value is not None else []


def _supplier(one: Screened, people: People) -> ScreenedSupplier:
    graph, row, named, nexus = people.graph, one.row, one.named, one.nexus
    filed = graph.filed.get(one.person, Filed())
    days = [str(on_file.as_of) for on_file in (filed, *(link.filed for link in one.chain)) if on_file.as_of]
    return {
        "place": row.place,
        "number": row.number,
        "name": row.name,
        "country": row.country or row.country_as_typed,
        "answer": ANSWERS[nexus.value],
        "who": named.known_as,
        "key": named.person if named.known_as else None,
        "matched_by": named.matched_by or "",
        "authority": authority(nexus),
        "prong": nexus.prong,
        "because": because(people, one.person, nexus, _address(one, people)),
        "chain": steps(one.chain or one.way, graph),
        "leads": [lead.in_words for lead in one.leads],
        "as_of": min(days, default=""),
        "source": sources_in_words(filed.sources),
        "listings": listings(people, one.person, one.chain or one.way),
        "candidates": [
            {"key": c.key, "name": c.name, "of": c.of, "why": c.why, "about": _candidate(c.key, people)}
            for c in named.candidates
        ],
        "documents": list(one.documents),
        "notes": list(_notes(one, people)),
        "standing": str(nexus.standing) if nexus.value is not None else None,
    }


def _address(one: Screened, people: People) -> str:
    """Return the country of the row where it is the PRC or Russia, and is not what the person was judged by."""
    country = one.row.country or ""
    places = set(people.graph.persons[one.person].countries)
    return country if country in people.graph.parameters.adversary_countries and country not in places else ""


def _candidate(key: str, people: People) -> str:
    """Return what is known of whether a candidate is a person of the PRC or Russia, and from where; or that it is not known."""
    known, way = behind_candidate(people.graph, key)
    places = dict.fromkeys(sources_in_words(link.filed.sources) for link in way)
    return "; ".join(filter(None, [known, *(places or [on_file(people.graph, key)])]))


def _notes(one: Screened, people: People) -> Iterable[str]:
    """What speaks against the answer, or should be known beside it."""
    named, row = one.named, one.row
    if named.conflict:
        yield named.conflict
    yield from named.notes
    for exception in people.exceptions.get(named.person, ()):
        yield words.no_parent(exception.category, exception.reason, exception.source.file)
    if row.remark:
        yield f"the list remarks: {row.remark}"
    countries = {place for place in people.graph.persons[named.person].countries if place}
    if row.country and countries and row.country not in countries:
        yield f"the list says {row.country}, the records {', '.join(sorted(countries))}"

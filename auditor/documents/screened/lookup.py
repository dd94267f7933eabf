"""One name or identifier looked up, as the plain document that its reports are made from."""

from __future__ import annotations

from auditor import exit_codes
from auditor.documents.ownership import because, listings, on_file, sources
from auditor.documents.problems import expired, problems
from auditor.documents.screened.holders import holders
from auditor.documents.screening import screened_lead
from auditor.entities.identifiers.forms import SCHEMES, check, proves_itself
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Called
from auditor.entities.suppliers.supplier_list import Row, SupplierList
from auditor.provenance import Source, SourceKind
from auditor.screening import Screened, screen
from auditor.version import VERSION
from reports.documents.lookup import LookedUpPerson, Lookup

PLACES = {
    "incorporated": "incorporated_in",
    "headquarters": "headquartered_in",
    "principal business": "principal_place_of_business",
    "resident": "resident_in",
    "acts for": "acts_for",
}


def identifiers_in(text: str) -> dict[str, str]:
    """Return the identifiers that a text is, by scheme: one whose check digits fit, or one written with its scheme in front, as
    "duns:000000018"; none where it is a name."""
    scheme, colon, value = text.strip().partition(":")
    if colon and scheme.strip().casefold() in SCHEMES:
        checked = check(scheme.strip().casefold(), value).value
        return {scheme.strip().casefold(): checked} if checked else {}
    values = {scheme: check(scheme, text).value for scheme in SCHEMES if proves_itself(scheme, text)}
    return {scheme: value for scheme, value in values.items() if value}


def lookup(text: str, people: People, as_of: str, max_age: int | None) -> Lookup:
    """Return who the name or identifier `text` is, who is like it, and what is known of each.

    The exit code is that of somebody of the PRC or Russia, else of data that is too old, else of something to review (nobody
    is known, or somebody leads there), else 0: it is known who it is, and nothing on file leads to the PRC or Russia.
    """
    identifiers = identifiers_in(text)
    source = Source(SourceKind.SUPPLIER_LIST, "the command line")
    row = Row(source, "" if identifiers else text, identifiers)
    (one,) = screen(SupplierList(source, (row,), ()), people)
    named = one.named
    it = named.person if named.known_as else named.lead_key
    those = [(people.in_graph(c.key), c.why) for c in named.candidates]
    alike = [(key, why) for key, why in those if key in people.graph.persons and key != it]
    leads = [screened_lead(lead) for lead in one.leads]
    register = people.register
    old = register.old(max_age) if register and max_age is not None else []
    is_open = not named.known_as or any(lead["strength"] for lead in leads)
    code = exit_codes.of_audit(prohibited=bool(one.nexus.value), expired=bool(old), review=is_open)
    outcome = "known" if named.known_as else "general_knowledge" if it else "alike" if alike else "nobody"
    return {
        "tool": f"icts-auditor {VERSION}",
        "rule": "15 CFR part 791 subpart D, 791.301",
        "query": text,
        "identifiers": identifiers,
        "as_of": as_of,
        "exit_code": code,
        "outcome": outcome,
        "persons": [_person(it, _why(one), people)] if it else [],
        "alike": [_person(key, why, people) for key, why in alike],
        "leads": leads,
        "notes": [note for note in (named.conflict, *named.notes) if note],
        "sources": sources(people, [key for key in (it, *(key for key, _ in alike)) if key]),
        "expired": expired(old),
        "problems": problems(people.problems),
    }


def _why(one: Screened) -> str:
    return one.named.matched_by or "by general knowledge, not verified"


def _person(key: str, why: str, people: People) -> LookedUpPerson:
    graph = people.graph
    person, nexus = graph.led.get(key) or graph.persons[key], graph.nexus(key)
    chain = graph.chain(key) if nexus.value else graph.lead(key) or ()
    above, more = holders(graph, key, chain)
    called = people.called.get(key, Called())
    places = {what: getattr(person, fact) for what, fact in PLACES.items()} | {
        "citizen": ", ".join(person.citizenships or ())
    }
    return {
        "key": key,
        "name": graph.persons[key].name,
        "why": why,
        "nexus": nexus.value,
        "because": because(people, key, nexus),
        "places": {what: place for what, place in places.items() if place},
        "names": [{"kind": kind, "text": name} for kind, name in called.names if name != person.name],
        "identifiers": [{"kind": scheme, "text": value} for scheme, value in called.identifiers],
        "holders": above,
        "more_holders": more,
        "listings": listings(people, key, chain),
        "source": on_file(graph, key),
    }

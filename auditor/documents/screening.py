"""A screening as the plain document that its reports are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor import exit_codes
from auditor.audit.reasons import sources_in_words
from auditor.documents.ownership import because, listed_on, listings, on_file, sources, steps
from auditor.documents.problems import expired, problems
from auditor.documents.screened.changes import exit_code_of_news, since
from auditor.documents.screened.holders import holders, ultimate
from auditor.documents.screened.work_order import counts_by_rank, families, set_ask_groups, set_ranks
from auditor.entities.matching.candidates import Candidate
from auditor.entities.matching.resemblance import ARM
from auditor.entities.ownership.graph import Filed
from auditor.entities.resolution.lead_kinds import Lead
from auditor.entities.resolution.leads import behind_candidate, known_of
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Called
from auditor.entities.suppliers.supplier_list import SupplierList
from auditor.inputs import InputFile
from auditor.screening import Screened
from auditor.version import VERSION
from policies.foreign_adversaries.persons import Nexus
from reports import words
from reports.documents.audit import Problem
from reports.documents.screening import ScreenedCandidate, ScreenedLead, ScreenedSupplier, Screening

ANSWERS = {True: "nexus", False: "clean", None: "ask"}


def screening(
    label: str, wanted: SupplierList, rows: Sequence[Screened], people: People, as_of: str, max_age: int | None
) -> Screening:
    """Return the whole screening; the same list, data and day always give the same document."""
    is_of_several = len({row.source.file for row in wanted.rows}) > 1
    suppliers = [_supplier(row, people, is_of_several) for row in rows]
    set_ranks(suppliers)
    also_of = {row["order"]: one.also_of for row, one in zip(suppliers, rows, strict=True)}
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
        "ranks": counts_by_rank(suppliers),
        "sources": sources(people, [row.person for row in rows]),
        "expired": expired(old),
        "suppliers": suppliers,
        "to_ask": set_ask_groups(suppliers, also_of),
        "families": families(suppliers),
        "since": None,
        "problems": list(_problems(wanted, people)),
    }


def with_changes(document: Screening, file: InputFile, earlier: Screening, only_news: bool) -> Screening:
    """Return a screening with what changed since an `earlier` one, read from `file`; with `only_news` its exit code is that of
    the changes alone."""
    news = since(file, earlier, document, only_news)
    code = exit_code_of_news(news, bool(document["expired"])) if only_news else document["exit_code"]
    return {**document, "since": news, "exit_code": code}


def _problems(wanted: SupplierList, people: People) -> Iterable[Problem]:
    """Yield what is wrong with the list, with other lists of suppliers, with reference data, and with decisions."""
    of_lists = dict.fromkeys((*wanted.problems, *people.suppliers.problems))
    yield from problems([*of_lists, *people.problems, *people.unused_decisions()])


def authority(nexus: Nexus) -> list[str]:
    """Return the paragraphs that an answer about a person rests on."""
    return ["791.301"] if nexus.value is not None else []


def _supplier(one: Screened, people: People, is_of_several: bool) -> ScreenedSupplier:
    graph, row, named, nexus = people.graph, one.row, one.named, one.nexus
    filed = graph.filed.get(one.person, Filed())
    lead = graph.lead(one.person) if nexus.value is None else None
    above, more = holders(graph, one.person, one.chain or one.way)
    behind = ultimate(graph, one.person, nexus, one.chain, lead, named.lead_key)
    days = [str(on_file.as_of) for on_file in (filed, *(link.filed for link in one.chain)) if on_file.as_of]
    return {
        "place": words.place(row.source.file, row.place) if is_of_several else row.place,
        "file": row.source.file,
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
        "listed_on": listed_on(people, one.person, one.chain or one.way),
        "candidates": [_candidate(c, people) for c in named.candidates],
        "documents": list(one.documents),
        "notes": list(_notes(one, people)),
        "standing": str(nexus.standing) if nexus.value is not None else None,
        "rank": "",  # these three by `set_ranks`, once all rows are there
        "rank_because": "",
        "order": 0,
        "person": named.person,
        "names": _other_names(one, people),
        "leads_by_kind": [screened_lead(lead) for lead in one.leads],
        "holders": above,
        "more_holders": more,
        "ultimate": behind,
        "ask": 0,  # by `set_ask_groups`
    }


def screened_lead(lead: Lead) -> ScreenedLead:
    """Return a lead with its kind and its strength."""
    strength = "strong" if lead.is_strong else "weak" if lead.points_there else ""
    return {"kind": str(lead.kind), "strength": strength, "words": lead.in_words}


def _other_names(one: Screened, people: People) -> list[str]:
    """Return the names that the person of a row has on file beside the one that it is known as; none for one nobody knows."""
    names = people.called.get(one.named.person, Called()).names
    return list(dict.fromkeys(name for _, name in names if name not in (one.row.name, one.named.known_as)))


def _address(one: Screened, people: People) -> str:
    """Return the country of the row where it is the PRC or Russia, and is not what the person was judged by."""
    country = one.row.country or ""
    places = set(people.graph.persons[one.person].countries)
    return country if country in people.graph.parameters.adversary_countries and country not in places else ""


def _candidate(candidate: Candidate, people: People) -> ScreenedCandidate:
    """Return a candidate with what is known of whether it is a person of the PRC or Russia, and from where; or that it is not
    known."""
    key = people.in_graph(candidate.key)
    known, way = behind_candidate(people.graph, key)
    places = dict.fromkeys(sources_in_words(link.filed.sources) for link in way)
    about = "; ".join(filter(None, [known, *(places or [on_file(people.graph, key)])]))
    return {
        "key": candidate.key,
        "name": candidate.name,
        "of": known_of(people, candidate),
        "why": candidate.why,
        "about": about,
        "lead": _candidate_lead(candidate, people),
    }


def _candidate_lead(candidate: Candidate, people: People) -> str:
    graph, key = people.graph, people.in_graph(candidate.key)
    nexus = graph.nexus(key).value if key in graph.persons else False
    if nexus is False or (nexus is None and graph.lead(key) is None):
        return ""
    return "strong" if candidate.is_arm or candidate.score >= ARM else "weak"


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

"""A screening as the plain document that its reports are made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditor import exit_codes
from auditor.documents.ownership import sources, steps
from auditor.entities.resolution.people import People
from auditor.entities.suppliers.purchasing_list import PurchasingList
from auditor.screening import Screened
from auditor.version import VERSION
from policies.foreign_adversaries.persons import Nexus
from reports.documents.audit import Problem
from reports.documents.screening import ScreenedSupplier, Screening

ANSWERS = {True: "nexus", False: "clean", None: "ask"}


def screening(
    label: str, wanted: PurchasingList, rows: Sequence[Screened], people: People, as_of: str, max_age: int | None
) -> Screening:
    """Return the whole screening; the same list, data and day always give the same document."""
    suppliers = [_supplier(row, people) for row in rows]
    counts = {group: sum(s["answer"] == group for s in suppliers) for group in ANSWERS.values()}
    register = people.register
    expired = register.old(max_age) if register and max_age is not None else []
    code = exit_codes.of_audit(prohibited=counts["nexus"] > 0, expired=bool(expired), review=counts["ask"] > 0)
    return {
        "tool": f"icts-auditor {VERSION}",
        "rule": "15 CFR part 791 subpart D, 791.301",
        "file": label,
        "sha256": wanted.sha256,
        "as_of": as_of,
        "exit_code": code,
        "counts": counts,
        "sources": sources(people, [row.person for row in rows]),
        "expired": expired,
        "suppliers": suppliers,
        "problems": list(_problems(label, wanted, people)),
    }


def _problems(label: str, wanted: PurchasingList, people: People) -> Iterable[Problem]:
    """Yield what is wrong with the list, with other lists of suppliers, with reference data, and with decisions."""
    for p in (*wanted.problems, *people.suppliers.problems):
        yield {
            "kind": "supplier-list",
            "file": p.file,
            "severity": p.severity,
            "message": p.message,
            "pointer": p.place,
        }
    of_persons = (
        ("reference-data", "reference data", people.problems),
        ("unused-decision", "decisions", people.unused_decisions()),
    )
    for kind, pointer, messages in of_persons:
        for message in messages:
            yield {"kind": kind, "file": label, "severity": "warning", "message": message, "pointer": pointer}


def authority(nexus: Nexus) -> list[str]:
    """Return the paragraphs that an answer about a person rests on."""
    return ["791.301"] if nexus.value is not None else []


def _supplier(one: Screened, people: People) -> ScreenedSupplier:
    graph, row, named, nexus = people.graph, one.row, one.named, one.nexus
    filed = graph.filed.get(one.person)
    days = [str(link.filed.as_of) for link in one.chain if link.filed.as_of]
    if filed and filed.as_of:
        days.append(str(filed.as_of))
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
        "because": nexus.because,
        "chain": steps(one.chain or one.way, graph),
        "leads": list(one.leads),
        "as_of": min(days, default=""),
        "source": filed.source if filed else "",
        "listings": list(one.listings),
        "candidates": [{"key": c.key, "name": c.name, "of": c.of, "why": c.why} for c in named.candidates],
        "documents": list(one.documents),
        "notes": list(one.notes),
    }

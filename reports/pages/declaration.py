"""Draft Declaration of Conformity, 15 CFR 791.305, as HTML for the lawyer who will complete it."""

from __future__ import annotations

from typing import NamedTuple

from reports import words
from reports.documents.audit import RELIANCES, VERDICTS, AuditDocument, Component
from reports.pages.certifications import certifications, not_certified
from reports.pages.templates import page

# Components of these verdicts are inside the rule, and nothing prohibits them: what a declaration is about.
INSIDE = ("allowed", "authorized")
NAMED = 12  # components of a list on which nobody of the PRC or Russia is named; those with such a person are all named


class Relied(NamedTuple):
    """Components that are let through by one provision: all `named` that a person of the PRC or Russia is behind, else a few."""

    by: str
    named: list[Component]
    more: int


def render(document: AuditDocument) -> str:
    """Return the declaration as a self-contained HTML page, marked DRAFT while the document says that it is one.

    Its state is the document's: "required", "not_required" (the page says why), "undetermined", or "barred" (it cannot
    be signed, because of the prohibited components that it lists).
    """
    inside = [component for component in document["components"] if component["verdict"] in INSIDE]
    hardware = [component for component in inside if component["kind"] == "hardware"]
    return page(
        "declaration.html.j2",
        document=document,
        declaration=document["declaration"],
        verdicts=VERDICTS,
        authorities={verdict: _authorities(document, verdict) for verdict in VERDICTS},
        prohibited=words.with_verdict(document, "prohibited"),
        software=_by_item([component for component in inside if component["kind"] != "hardware"]),
        software_count=sum(component["kind"] != "hardware" for component in inside),
        hardware=hardware,
        fcc_ids=list(dict.fromkeys(fcc_id for component in hardware for fcc_id in component["fcc_ids"])),
        relied=_relied(document),
        at_once=words.at_once(document),
        certifications=certifications(document),
        not_certified=not_certified(document),
        incomplete=_has_blank_field(document, hardware),
        because=_why_not_required(document),
        days=_days_before(document),
        years=_years_kept(document),
    )


def _authorities(document: AuditDocument, verdict: str) -> list[str]:
    return sorted({p for c in document["components"] if c["verdict"] == verdict for p in c["authority"]})


def _by_item(components: list[Component]) -> list[tuple[str, list[Component]]]:
    groups: dict[str, list[Component]] = {}
    for component in components:
        groups.setdefault(component["item"], []).append(component)
    return list(groups.items())


def _relied(document: AuditDocument) -> list[Relied]:
    """Return what is let through only by authorization, legacy, exemption, ignorance, or an open reading; by provision."""
    relied = []
    for reliance in RELIANCES:
        components = [component for component in document["components"] if reliance in component["relies_on"]]
        adversary = [component for component in components if words.of_adversary(component)]
        others = [component for component in components if not words.of_adversary(component)]
        if components:
            more = max(0, len(others) - NAMED)
            relied.append(Relied(words.RELIES_ON[reliance], [*adversary, *others[:NAMED]], more))
    return relied


def _has_blank_field(document: AuditDocument, hardware: list[Component]) -> bool:
    """Tell whether the page shows a field as not stated."""
    declarant, vehicle, declaration = document["declarant"], document["vehicle"], document["declaration"]
    fields = [
        declarant["name"],
        declarant["address"],
        declarant["roles"],
        *declarant["contact"].values(),
        document["transactions"],
    ]
    fields += [vehicle[key] for key in ("make", "model", "trims", "gvwr", "vin_series")]
    fields += [declaration["period"], declaration["first_transaction"]]
    if declaration["declaration"] != "not_required":
        fields += [declaration["due"], declaration["keep_records_until"]]
    fields += [value for component in hardware for value in (component["mpn"], component["parties"])]
    fields += [component["fcc_ids"] for component in hardware] or [""]
    unknown = declarant["us_person"] is None or vehicle["model_year"] is None
    return unknown or any(not field or field == words.NOT_STATED for field in fields)


def _days_before(document: AuditDocument) -> int | None:
    """Return by how many days the filing precedes the first transaction, as the audit worked it out."""
    due, first = document["declaration"]["due"], document["declaration"]["first_transaction"]
    return words.days_between(due, first) if due and first else None


def _years_kept(document: AuditDocument) -> int | None:
    until, first = document["declaration"]["keep_records_until"], document["declaration"]["first_transaction"]
    return int(until[:4]) - int(first[:4]) if until and first else None


def _why_not_required(document: AuditDocument) -> list[str]:
    """Return why no declaration is required, from what the components' answers rest on."""
    why = {
        "exempt": "exempt in the phase-in, where no declaration is called for",
        "authorized": "covered by an authorization",
        "out_of_scope": "outside the rule",
        "allowed": "inside the rule without calling for a declaration",
    }
    reasons = []
    for verdict in VERDICTS:
        number = document["counts"].get(verdict, 0)
        if verdict in why and number:
            cited = words.paragraphs(_authorities(document, verdict))
            verb = "is" if number == 1 else "are"
            reasons.append(f"{words.count(number, 'component')} {verb} {why[verdict]} ({cited}).")
    return reasons

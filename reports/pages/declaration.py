"""Draft Declaration of Conformity, 15 CFR 791.305, as HTML for the lawyer who will complete it."""

from __future__ import annotations

from typing import Any

from reports import words
from reports.documents.audit import VERDICTS, AuditDocument, Component
from reports.pages.templates import page

# Components of these verdicts are inside the rule, and nothing prohibits them: what a declaration is about.
INSIDE = ("allowed", "authorized")


def render(document: AuditDocument) -> str:
    """Return the declaration as a self-contained HTML page, marked DRAFT while the document says that it is one.

    Its state is the document's: "required", "not_required" (the page says why), "undetermined", or "barred" (it cannot
    be signed, because of the prohibited components that it lists).
    """
    inside = [component for component in document["components"] if component["verdict"] in INSIDE]
    return page(
        "declaration.html.j2",
        document=document,
        declaration=document["declaration"],
        verdicts=VERDICTS,
        authorities={verdict: _authorities(document, verdict) for verdict in VERDICTS},
        prohibited=words.with_verdict(document, "prohibited"),
        software=_by_item([component for component in inside if component["kind"] != "hardware"]),
        software_count=sum(component["kind"] != "hardware" for component in inside),
        hardware=[component for component in inside if component["kind"] == "hardware"],
        certifications=_certifications(document),
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


def _days_before(document: AuditDocument) -> int | None:
    """Return by how many days the filing precedes the first transaction, as the audit worked it out."""
    due, first = document["declaration"]["due"], document["declaration"]["first_transaction"]
    return words.days_between(due, first) if due and first else None


def _years_kept(document: AuditDocument) -> int | None:
    until, first = document["declaration"]["keep_records_until"], document["declaration"]["first_transaction"]
    return int(until[:4]) - int(first[:4]) if until and first else None


def _certifications(document: AuditDocument) -> list[dict[str, Any]]:
    """Return what the declarant certifies, by its roles, each with its citation and standing (paraphrased)."""
    roles = document["declarant"]["roles"]
    nexus = (
        "designed, developed, manufactured or supplied by a person owned by, controlled by, or subject to the "
        "jurisdiction or direction of the People's Republic of China (with Hong Kong and Macau) or the Russian "
        "Federation"
    )
    by_role = []
    if "connected_vehicle_manufacturer" in roles or not roles:
        by_role.append(
            (
                "No knowing prohibited transaction (vehicles).",
                "The declarant has not knowingly imported into, or sold in, the United States a completed connected "
                f"vehicle of this declaration that incorporates covered software {nexus}, and has not knowingly "
                "engaged in a related prohibited transaction.",
                "15 CFR 791.300(b), 791.303, 791.304",
                "probable",
            )
        )
    if "vcs_hardware_importer" in roles or not roles:
        by_role.append(
            (
                "No knowing prohibited transaction (hardware).",
                f"The declarant has not knowingly imported into the United States VCS hardware {nexus}.",
                "15 CFR 791.300(b), 791.302(a)",
                "probable",
            )
        )
    return [
        {"title": title, "text": text, "citation": citation, "standing": standing}
        for title, text, citation, standing in [*by_role, *_DILIGENCE]
    ]


_DILIGENCE = [
    (
        "Due diligence.",
        "The declarant, itself or through a third party, has exercised due diligence over the supply chains of the "
        "vehicles and hardware of this declaration to support the statement above. Its basis is the bills of materials "
        "and the supplier data listed in section 5.",
        "15 CFR 791.300(b), 791.315",
        "probable",
    ),
    (
        "Records.",
        "The declarant keeps the primary business records of each transaction for the period stated in section 3, and "
        "holds the documentation of its due diligence, which can be furnished on request.",
        "15 CFR 791.300(b), 791.312(a), 791.315(d)",
        "probable",
    ),
    (
        "Suppliers' records.",
        "The declarant has taken measures, by contract or otherwise, so that documentation and assessments held by its "
        "suppliers can be furnished on request, by the declarant or by the supplier directly.",
        "15 CFR 791.305",
        "open",
    ),
]


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

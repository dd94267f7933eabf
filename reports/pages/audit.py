"""The whole audit as one HTML page, for a lawyer and an engineer: every component, person, source and paragraph."""

from __future__ import annotations

from typing import Any

from reports import words
from reports.documents.audit import VERDICTS, AuditDocument, Verdict
from reports.pages.chain_svg import drawn
from reports.pages.templates import page

# A longer list is folded on the screen, so that what comes after it is found; on paper it is always open.
LONG = 25


def render(document: AuditDocument) -> str:
    """Return a self-contained HTML page: no script, no font, image or style from elsewhere."""
    anchors = {component["id"]: f"c{number}" for number, component in enumerate(document["components"], start=1)}
    return page(
        "report.html.j2",
        document=document,
        long=LONG,
        anchors=anchors,
        labeled={component["id"]: component for component in document["components"]},
        groups=[(verdict, _rows(document, verdict, anchors)) for verdict in VERDICTS],
        behind=[
            (person, drawn(person["name"], person["chain"], lead=not person["nexus"])) for person in document["persons"]
        ],
        questions=document["questions"],
        unseen=any(words.unseen(item) for item in document["items"]),
    )


def _rows(document: AuditDocument, verdict: Verdict, anchors: dict[str, str]) -> list[dict[str, Any]]:
    """Return the verdict's components with their anchors, and their answers by transaction where these differ."""
    transactions = {transaction["id"]: transaction for transaction in document["transactions"]}
    rows = []
    for component in document["components"]:
        if component["verdict"] == verdict:
            differ = len({answer["verdict"] for answer in component["answers"]}) > 1
            rows.append(
                {
                    "anchor": anchors[component["id"]],
                    "component": component,
                    "answers": [
                        (transactions.get(answer["transaction"]), answer) for answer in component["answers"] if differ
                    ],
                }
            )
    return rows

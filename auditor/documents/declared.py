"""What a declaration says of single components: by what they are let through, and their FCC IDs."""

from __future__ import annotations

import re

import polars as pl

from auditor.audit.results import Audit, AuditedComponent, component_id
from auditor.facts.hardware.fcc_grantees import FCC_ID_PROPERTY
from reports.documents.audit import Reliance

_ALLOWED_BY: dict[str, Reliance] = {"legacy-software": "legacy", "not-knowing": "not_knowing"}
_FCC_ID_IN_WORDS = re.compile(r"^(?i:FCC[ _-]?ID)\s*[:=]\s*")  # an annotation of SPDX
_DECIDED = ("allowed", "authorized", "exempt", "out_of_scope")


def relies_on(audit: Audit, component: AuditedComponent, then: str) -> list[Reliance]:
    """Return by what a component is let through in any of its transactions; `then` is its verdict once its exemption ends.

    An exemption is relied on by what the rule would prohibit, or might, without it, and by whatever a person of the PRC or
    Russia is behind.
    """
    relied: dict[Reliance, None] = {}
    for answer in component.answers:
        if answer["verdict"] == "authorized":
            relied["authorization"] = None
        if reliance := _ALLOWED_BY.get(answer["allowed_by"]):
            relied[reliance] = None
        if answer["verdict"] == "exempt" and (then in ("prohibited", "review") or _of_adversary(audit, component)):
            relied["exemption"] = None
        if answer["verdict"] in _DECIDED and answer["standing"] == "open":
            relied["open_reading"] = None
        if answer["verdict"] in ("allowed", "out_of_scope") and any(claim.counts for claim in component.facts.claims):
            relied["claim"] = None
    return list(relied)


def _of_adversary(audit: Audit, component: AuditedComponent) -> bool:
    return any(audit.people.graph.nexus(party.named.person).value for party in component.facts.parties)


def fcc_ids_of(audit: Audit) -> dict[str, list[str]]:
    """Return by component id the FCC IDs that the BOMs state in a property, a column or an annotation, each once, in order."""
    stated: dict[str, dict[str, None]] = {}
    named = pl.col("name").str.contains(f"(?i){FCC_ID_PROPERTY}")
    for read in audit.boms:
        if read.bom is None:
            continue
        rows = read.bom.properties.filter(named | pl.col("value").str.contains(_FCC_ID_IN_WORDS.pattern))
        for row in rows.iter_rows(named=True):
            ids = stated.setdefault(component_id(read.item, read.file, row), {})
            ids |= dict.fromkeys(_fcc_ids(row["value"] or ""))
    return {id: list(values) for id, values in stated.items()}


def _fcc_ids(value: str) -> list[str]:
    text = _FCC_ID_IN_WORDS.sub("", value)
    return [part.strip() for part in re.split("[;,\n]", text) if part.strip()]

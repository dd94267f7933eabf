"""What sources say of a person that makes no fact, and yet suggests the PRC or Russia: lists, topics, countries, addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from auditor.entities.reference import Reference, Snapshot
from auditor.entities.resolution.lead_kinds import Lead, LeadKind
from auditor.entities.resolution.name_leads import places_in_text
from policies.foreign_adversaries.persons import countries_of

Hints = dict[str, list[Lead]]
# Lists of companies of the PRC or Russia, whatever their source calls them.
_OF_ADVERSARIES = re.compile(
    r"1260H|1237|section[- ](?:889|5949|154)\b|covered list|chinese[- _]milit|military[- _]+(?:industrial|compan)"
    r"|CMIC|UFLPA|uyghur|cn_mil|us_dod_ch|fcc[-_]covered",
    re.IGNORECASE,
)
_KINDS_OF_ADVERSARIES = ("dod-1260h", "fcc-covered-list", "section-889", "section-5949", "section-154")
_STATE = ("gov.soe", "gov.owned", "mil", "gov")  # topics: owned by a state, or a part of it
_PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business", "linked_to", "address_in")


def hints(references: Iterable[Reference], keys: Collection[str], adversaries: Collection[str]) -> Hints:
    """Return for each of `keys` what suggests a person of one of the countries `adversaries`, each once, the best first."""
    of_each: dict[str, dict[Lead, None]] = {}
    for reference in references:
        snapshot, wanted = reference.snapshot, pl.col("key").is_in(list(keys))
        for row in reference.entities.filter(wanted).iter_rows(named=True):
            if row["kind"] != "natural_person":
                of_each.setdefault(row["key"], {}).update(dict.fromkeys(_of_row(row, snapshot, adversaries)))
    order = list(LeadKind)
    return {key: sorted(those, key=lambda lead: order.index(lead.kind)) for key, those in of_each.items() if those}


def on_list(list_name: str, programme: str, snapshot_id: str) -> Lead | None:
    """Return the lead of standing on a list of companies of the PRC or Russia; None for any other list."""
    text = f"{list_name} {programme}"
    if not (snapshot_id.startswith(_KINDS_OF_ADVERSARIES) or _OF_ADVERSARIES.search(text)):
        return None
    return Lead(
        LeadKind.LISTED, f"it stands on a list of companies of the PRC (CN) or Russia: {list_name or programme}"
    )


def joined(one: Mapping[str, Sequence[Lead]], other: Mapping[str, Sequence[Lead]]) -> Hints:
    """Return the hints of both by key, each once."""
    return {key: list(dict.fromkeys((*one.get(key, ()), *other.get(key, ())))) for key in (*one, *other)}


def _of_row(row: Mapping[str, Any], snapshot: Snapshot, adversaries: Collection[str]) -> Iterator[Lead]:
    says = f"{snapshot.source} as of {snapshot.as_of}"
    named = {code for place in row["linked_to"] or () for code in countries_of(place)}
    there = sorted(named & set(adversaries))
    elsewhere = {code for place in _PLACES[:3] for code in countries_of(row[place])} | named
    topics = [topic for topic in row["topics"] or () if topic in _STATE]
    address = row["address"] or ""
    at = sorted({*countries_of(row["address_in"]), *places_in_text(address)} & set(adversaries))
    if topics and (there or at or not elsewhere - set(adversaries)):
        of = f" of {', '.join(there or at)}" if there or at else ""
        yield Lead(LeadKind.STATE_OWNED, f"it is state-owned or a body of a state{of} ({', '.join(topics)}; {says})")
    if there:
        yield Lead(LeadKind.COUNTRY, f"{', '.join(there)} is named as a country of it ({says})")
    if at:
        where = f": {address}" if address else ""
        yield Lead(LeadKind.ADDRESS, f"an address of it is in {', '.join(at)}{where} ({says})")

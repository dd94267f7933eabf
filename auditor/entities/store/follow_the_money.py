"""A snapshot as FollowTheMoney: an entity as a JSON object a line, as `icts entities import opensanctions` reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from auditor.entities.reference import Reference

SCHEMAS = {"organisation": "Company", "natural_person": "Person", "government": "PublicBody", None: "LegalEntity"}
NAMES = {"legal": "name", "former": "previousName"}  # all others are aliases
IDENTIFIERS = {
    "lei": "leiCode",
    "uscc": "uscCode",
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "duns": "dunsCode",
    "cage": "cageCode",
    "vat": "vatCode",
}
OWN = "opensanctions"  # the scheme of ids that are those of FollowTheMoney itself
SHARES = ("voting_share", "nominee", "nominator")


def follow_the_money(reference: Reference) -> Iterator[str]:
    """Yield the lines: persons, their shares as Ownership, successions, standing on lists as Sanction.

    What a source records that is no share, as consolidation in accounts, is an UnknownLink with its kind as the role.
    """
    dataset = reference.snapshot.id
    names = _by_key(reference.names.iter_rows(named=True))
    identifiers = _by_key(reference.identifiers.iter_rows(named=True))
    for row in reference.entities.iter_rows(named=True):
        properties = _person(row, names.get(row["key"], []), identifiers.get(row["key"], []))
        schema = SCHEMAS[row["kind"]]
        yield _line(_id(row["key"]), schema, properties, dataset, row["name"] or "")
    for row in reference.edges.iter_rows(named=True):
        schema, properties = _edge(row)
        yield _line(_made(schema, row), schema, properties, dataset, schema)
    for row in reference.listings.iter_rows(named=True):
        properties = {
            "entity": [_id(row["key"])],
            "authority": [row["list"]],
            "program": [row["programme"]],
            "listingDate": [row["since"]],
            "endDate": [row["until"]],
            "sourceUrl": [row["url"]],
        }
        yield _line(_made("Sanction", row), "Sanction", properties, dataset, "Sanction")


def _by_key(rows: Iterator[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_key.setdefault(row["key"], []).append(row)
    return by_key


def _person(
    row: dict[str, Any], names: list[dict[str, Any]], identifiers: list[dict[str, Any]]
) -> dict[str, list[Any]]:
    properties: dict[str, list[Any]] = {"name": [row["name"]]}
    for name in names:
        properties.setdefault(NAMES.get(name["kind"], "alias"), []).append(name["name"])
    for one in identifiers:
        if one["scheme"] != OWN:
            properties.setdefault(IDENTIFIERS.get(one["scheme"], "registrationNumber"), []).append(one["value"])
    natural = row["kind"] == "natural_person"
    return properties | {
        "jurisdiction": [] if natural else [_code(row["incorporated_in"])],
        "mainCountry": [_code(row["headquartered_in"])],
        "nationality": [_code(code) for code in row["citizenships"] or []],
        "country": [_code(row["resident_in"])],
        "dissolutionDate": [row["dissolved_on"]],
        "address": [row["address"]],
    }


def _edge(row: dict[str, Any]) -> tuple[str, dict[str, list[Any]]]:
    owner, owned = _id(row["owner"]), _id(row["owned"])
    days = {"startDate": [row["since"]], "endDate": [row["until"]]}
    if row["kind"] in SHARES:
        role = [] if row["kind"] == "voting_share" else [row["kind"]]
        share = {"percentage": [_share(row["low"], row["high"])], "role": role}
        return "Ownership", {"owner": [owner], "asset": [owned], **share, **days}
    if row["kind"] == "successor":
        return "Succession", {"predecessor": [owned], "successor": [owner], **days}
    return "UnknownLink", {"subject": [owner], "object": [owned], "role": [row["kind"]], **days}


def _share(low: float | None, high: float | None) -> str | None:
    if low is None and high is None:
        return None
    low, high = low or 0.0, 100.0 if high is None else high
    return f"{low!s}%" if low == high else f"{low!s}-{high!s}%"


def _code(country: str | None) -> str | None:
    return country.lower() if country else None


def _id(key: str) -> str:
    """Return the id that FollowTheMoney has for a key, as `lei-...`."""
    return key.removeprefix(f"{OWN}:").replace(":", "-").replace("/", "-")


def _made(schema: str, row: dict[str, Any]) -> str:
    """Return an id for what has none: the same for the same row."""
    text = json.dumps(row, ensure_ascii=False, default=str)
    return f"icts-{hashlib.sha256(f'{schema} {text}'.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _line(id: str, schema: str, properties: dict[str, list[Any]], dataset: str, caption: str) -> str:
    filled = {name: list(dict.fromkeys(str(v) for v in values if v is not None)) for name, values in properties.items()}
    entity = {
        "id": id,
        "caption": caption,
        "schema": schema,
        "datasets": [dataset],
        "properties": {name: values for name, values in filled.items() if values},
    }
    return json.dumps(entity, ensure_ascii=False) + "\n"

"""The Consolidated Screening List of the US government: CSV with and without `_id`, and JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.entities.names.normal import normalize
from auditor.entities.reference import Read
from auditor.entities.sources.files import content, is_json, json_records, table
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.values import country_of
from bom_parsers.errors import InputError

COLUMNS = (
    "_id",
    "source",
    "entity_number",
    "type",
    "programs",
    "name",
    "start_date",
    "end_date",
    "source_list_url",
    "alt_names",
    "addresses",
    "citizenships",
    "nationalities",
    "ids",
)
KINDS = {"individual": "natural_person", "entity": "organisation"}
NO_PERSONS = frozenset({"vessel", "aircraft"})
IDENTIFIERS = {"unified social credit code": "uscc", "d-u-n-s number": "duns", "legal entity identifier": "lei"}
# Notices add to a name that its successors are meant as well.
_SUCCESSORS = re.compile(r"[;,]? and any successor.*$", re.IGNORECASE | re.DOTALL)


def read_csl(data: bytes, path: Path) -> Read:
    """Read the list: one person for each entry and one listing; where its addresses are makes no fact about a person."""
    data = content(data, path, "the Consolidated Screening List as CSV or JSON")
    draft, keys = Draft(), dict[str, str]()
    is_any = False
    for place, cells, row in _json(data, path, draft) if is_json(data, path) else _csv(data, path):
        is_any = True
        _entry(cells, place, draft, keys, row)
    if not is_any:
        raise InputError(path, "", "headings without entries", "entries", "download the list again")
    return draft.read()


def _csv(data: bytes, path: Path) -> Iterator[tuple[str, dict[str, list[str]], Any]]:
    for place, cells, row in table(data, path, dict.fromkeys(COLUMNS, ()), "alt_names"):
        several = {"programs", "alt_names", "addresses", "citizenships", "nationalities", "ids"}
        parted = {c: [p.strip() for p in text.split(";")] if c in several else [text] for c, text in cells.items()}
        yield place, parted, row


def _json(data: bytes, path: Path, draft: Draft) -> Iterator[tuple[str, dict[str, list[str]], Any]]:
    for place, record in json_records(data, path, ("results",), draft):
        cells = {column: _texts({"_id": record.get("id"), **record}.get(column)) for column in COLUMNS}
        yield place, {column: texts for column, texts in cells.items() if texts}, record


def _texts(value: Any) -> list[str]:
    texts = []
    for item in value if isinstance(value, list) else [value]:
        is_identifier = isinstance(item, dict)
        parts = [item.get(part) for part in ("country", "number", "type")] if is_identifier else [item]
        texts.append(", ".join(str(part).strip() for part in parts if part is not None))
    return [text for text in texts if text]


def _entry(cells: dict[str, list[str]], place: str, draft: Draft, keys: dict[str, str], row: Any) -> None:
    """Append an entry; one that stands on several lists under one name is one person, but natural persons share names."""
    first = {column: texts[0] for column, texts in cells.items() if texts}
    name = _SUCCESSORS.sub("", first.get("name", "")).strip()
    if not name:
        draft.refuse(place, "no name", row)
        return
    if "source" not in first:
        draft.refuse(place, "no source list", row)
        return
    kind = first.get("type", "").casefold()
    if kind in NO_PERSONS:
        draft.skip(f"a {kind}, which is no person")
        return
    citizenships = [
        code for text in cells.get("citizenships", []) + cells.get("nationalities", []) if (code := country_of(text))
    ]
    own = _key(first, place)
    if draft.has(own):
        draft.refuse(place, f"{own} is there already; the first one counts", row)
        return
    key = own if kind == "individual" else keys.setdefault(normalize(name), own)
    if key == own:
        of = list(dict.fromkeys(citizenships)) or None if kind != "entity" else None
        at = [code for text in cells.get("addresses", []) if (code := country_of(text.rpartition(",")[2]))]
        draft.entity(
            key,
            name,
            place,
            row,
            kind=KINDS.get(kind),
            citizenships=of,
            address_in="; ".join(dict.fromkeys(at)) or None,
            linked_to=list(dict.fromkeys(citizenships)) or None if kind == "entity" else None,
        )
    else:
        draft.rows += 1
    draft.other_names(key, cells.get("alt_names", []), "alias")
    for text in cells.get("ids", []):
        for words, scheme in IDENTIFIERS.items():
            if words in text.casefold() and (number := re.search(r"\b[A-Z0-9-]{9,20}\b", text)):
                draft.identifier(key, scheme, number[0], place)
    draft.add(
        "listings",
        key=key,
        list=first["source"],
        programme="; ".join(cells.get("programs", [])) or None,
        since=draft.day(first.get("start_date"), place, month_first=True),
        until=draft.day(first.get("end_date"), place, end=True, month_first=True),
        url=first.get("source_list_url"),
        place=place,
    )


def _key(first: dict[str, str], place: str) -> str:
    if "_id" in first:
        return f"csl:{first['_id']}"
    short = re.search(r"\((\w+)\)", first["source"])
    number = first.get("entity_number")
    return f"csl:{short[1] if short else first['source']}-{number}" if number else f"csl:{place}"

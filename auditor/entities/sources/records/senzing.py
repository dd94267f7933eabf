"""Senzing's JSON: records with features, in a list or flat, and pointers from one record to another; as OpenSanctions has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from auditor.entities.identifiers.forms import proves_itself
from auditor.entities.reference import Read
from auditor.entities.sources.opensanctions import LISTED
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.streams.json_lines import source_records
from auditor.entities.sources.streams.seen import Seen
from auditor.entities.sources.streams.source_file import SourceFile
from auditor.entities.sources.values import country_of
from bom_parsers.errors import quoted

KINDS = {"PERSON": "natural_person", "ORGANIZATION": "organisation"}
OTHERS = frozenset({"VESSEL", "AIRCRAFT", "VEHICLE", "ADDRESS"})
_NAME = re.compile(r"(?:(?P<type>[A-Z]+)_)?NAME_(?P<part>ORG|FULL)")
_PARTS = ("NAME_FIRST", "NAME_MIDDLE", "NAME_LAST")
_FORMER = frozenset({"FORMER", "PREVIOUS", "FKA"})
IDENTIFIERS = {"LEI_NUMBER": "lei", "DUNS_NUMBER": "duns", "CAGE_NUMBER": "cage"}
NUMBERS = ("NATIONAL_ID", "TAX_ID", "OTHER_ID")
PROVEN = {"CN": ("uscc",), "RU": ("ogrn", "inn")}
# The role is that of the record which points: who is OWNED_BY the other, or OWNS it.
_HELD = re.compile(r"OWNED|SUBSIDIARY|CONTROLLED|HELD_BY|PARENT_IS|CHILD")
_HOLDS = re.compile(r"OWN|SHAREHOLDER|PARENT|CONTROL|HOLDER|HOLDS|UBO|BENEFICIAL")
_BRANCH = re.compile(r"BRANCH")


def read_senzing(source: SourceFile) -> Iterator[Read]:
    """Read the records; a pointer whose role says nothing of holdings is counted, and not used."""
    anchors = _anchors(source)
    draft = Draft()
    for place, record in _records(source, draft):
        _take(record, anchors, place, draft)
        if draft.is_full:
            yield draft.part()
    yield draft.read()


def _records(source: SourceFile, draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    return source_records(source, "Senzing records as JSON lines", ("records", "RECORDS"), draft)


def _anchors(source: SourceFile) -> dict[tuple[str, str], str]:
    """Return the key of the first record at each anchor that does not say by itself whose it is."""
    anchors: dict[tuple[str, str], str] = {}
    seen = Seen()
    for _, record in _records(source, Draft()):
        for feature in _features(record):
            if (key := _key(record)) and (anchor := _end(feature, "ANCHOR")):
                is_first = seen.add("\0".join(anchor))
                if is_first and key != _own_key(*anchor):
                    anchors[anchor] = key
    return anchors


def _own_key(domain: str, id: str) -> str:
    """Return the key of the record that an anchor means by itself."""
    return f"opensanctions:{id}" if _is_opensanctions(domain) else f"senzing:{domain}:{id}"


def _features(record: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the attributes of a record: those that it has itself, and those of each feature in a list."""
    yield {name: text for name, value in record.items() if (text := _text(value))}
    for value in record.values():
        for feature in value if isinstance(value, list) else ():
            if isinstance(feature, dict):
                yield {str(name): text for name, inner in feature.items() if (text := _text(inner))}


def _text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _key(record: dict[str, Any]) -> str | None:
    source, id = _text(record.get("DATA_SOURCE")) or "", _text(record.get("RECORD_ID"))
    if id is None:
        return None
    return _own_key(source, id)


def _is_opensanctions(publisher: str) -> bool:
    return publisher.replace("_", "").upper() == "OPENSANCTIONS" or publisher.upper().startswith("OS_")


def _end(feature: dict[str, str], which: str) -> tuple[str, str] | None:
    key = feature.get(f"REL_{which}_KEY")
    return (feature.get(f"REL_{which}_DOMAIN", ""), key) if key else None


def _take(record: dict[str, Any], anchors: dict[tuple[str, str], str], place: str, draft: Draft) -> None:
    key, features = _key(record), list(_features(record))
    if key is None:
        draft.refuse(place, "no RECORD_ID", record)
        return
    types = [feature["RECORD_TYPE"].upper() for feature in features if "RECORD_TYPE" in feature]
    if types and types[0] in OTHERS:
        draft.skip(f"records of the type {types[0]}, which is no person")
        return
    names = [name for feature in features for name in _names(feature)]
    if not names:
        draft.refuse(place, "no name", record)
        return
    place = f"{place}, {key.partition(':')[2]}"
    own = next((name for name in names if name[1] == "PRIMARY"), names[0])
    kind = KINDS.get(types[0]) if types else None
    if kind is None and any("NAME_ORG" in name for feature in features for name in feature):
        kind = "organisation"
    if not draft.entity(key, own[0], place, record, kind=kind, **_facts(features, kind, place, draft)):
        return
    for name, type in names:
        if name != own[0]:
            draft.other_names(key, [name], "former" if type in _FORMER else "alias")
    if key.startswith("opensanctions:"):
        draft.add("identifiers", key=key, scheme="opensanctions", value=key.partition(":")[2])
    for feature in features:
        _identifiers(key, feature, place, draft)
        _pointer(key, feature, anchors, place, draft)
        topic = feature.get("TOPIC", "")
        if topic.startswith(LISTED):
            draft.add("listings", key=key, list=str(record.get("DATA_SOURCE")), programme=topic, place=place)


def _names(feature: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names in a feature, each with its type."""
    for attribute, value in feature.items():
        if match := _NAME.fullmatch(attribute):
            yield value, (match["type"] or feature.get("NAME_TYPE", "")).upper()
    if name := " ".join(feature[part] for part in _PARTS if part in feature):
        yield name, feature.get("NAME_TYPE", "").upper()


def _facts(features: list[dict[str, str]], kind: str | None, place: str, draft: Draft) -> dict[str, Any]:
    """Return the columns of a person; of countries that contradict each other none is a fact."""

    def countries(*names: str) -> list[str]:
        texts = [feature[name] for feature in features for name in names if name in feature]
        codes = [(text, country_of(text)) for text in texts]
        for text, code in codes:
            if code is None:
                draft.note(place, f"{quoted(text)} is no country; left as unknown", text)
        return list(dict.fromkeys(code for _, code in codes if code))

    address = next((feature for feature in features if "ADDR_FULL" in feature or "ADDR_COUNTRY" in feature), {})
    facts: dict[str, Any] = {
        "address": address.get("ADDR_FULL"),
        "address_in": country_of(address.get("ADDR_COUNTRY")),
    }
    if kind == "natural_person":
        return facts | {"citizenships": countries("NATIONALITY", "CITIZENSHIP") or None}
    registered = countries("REGISTRATION_COUNTRY")
    return facts | {"incorporated_in": registered[0] if len(registered) == 1 else None}


def _identifiers(key: str, feature: dict[str, str], place: str, draft: Draft) -> None:
    for attribute, scheme in IDENTIFIERS.items():
        if attribute in feature:
            draft.identifier(key, scheme, feature[attribute], place)
    for stem in NUMBERS:
        if value := feature.get(f"{stem}_NUMBER"):
            where = country_of(feature.get(f"{stem}_COUNTRY")) or ""
            proven = next((one for one in PROVEN.get(where, ()) if proves_itself(one, value)), None)
            draft.identifier(key, proven or (feature.get(f"{stem}_TYPE") or stem).casefold(), value, place)


def _pointer(key: str, feature: dict[str, str], anchors: dict[tuple[str, str], str], place: str, draft: Draft) -> None:
    end = _end(feature, "POINTER")
    if end is None:
        return
    other = anchors.get(end) or _own_key(*end)
    role = feature.get("REL_POINTER_ROLE", "").upper().replace(" ", "_")
    if _BRANCH.search(role):
        owner, owned, kind = other, key, "branch"
    elif _HELD.search(role):
        owner, owned, kind = other, key, "voting_share"
    elif _HOLDS.search(role):
        owner, owned, kind = key, other, "voting_share"
    else:
        draft.skip(f"a relationship of the role {role or 'that is not given'}, which says nothing of holdings")
        return
    draft.add(
        "edges",
        owner=owner,
        owned=owned,
        kind=kind,
        since=draft.day(feature.get("REL_POINTER_FROM_DATE"), place),
        until=draft.day(feature.get("REL_POINTER_THRU_DATE"), place, end=True),
        place=place,
    )

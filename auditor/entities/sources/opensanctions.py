"""OpenSanctions and other FollowTheMoney data: entities as JSON lines, flat or nested into each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.entities.identifiers.forms import check, proves_itself
from auditor.entities.reference import Read
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.streams.json_lines import source_records
from auditor.entities.sources.streams.seen import Seen
from auditor.entities.sources.streams.source_file import SourceFile
from auditor.entities.sources.values import country_of

KINDS = {
    "Company": "organisation",
    "Organization": "organisation",
    "LegalEntity": None,  # may be a natural person
    "PublicBody": "government",
    "Person": "natural_person",
}
IDENTIFIERS = {
    "leiCode": "lei",
    "uscCode": "uscc",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "dunsCode": "duns",
    "cageCode": "cage",
    "vatCode": "vat",
}
# Properties that hold numbers of registers of any kind, the schemes in which one proves itself by its check digits in the
# countries that have it, and that of a register whose numbers have a form of their own.
REGISTRATIONS = ("registrationNumber", "idNumber", "taxNumber")
PROVEN = {"CN": ("uscc",), "RU": ("ogrn", "inn")}
REGISTERED = {"GB": "gb-coh"}
# Topics that are standing on a list of a government; the others tell what a person is ("role.pep").
LISTED = ("sanction", "debarment", "export", "invest")
MAX_DEPTH = 20  # of entities nested in each other; real data has three


def read_opensanctions(source: SourceFile) -> Iterator[Read]:
    """Read FollowTheMoney entities. `country` alone, of which the source does not say what it means, makes no fact."""
    draft, seen = Draft(), Seen()
    for place, record in source_records(
        source, "FollowTheMoney entities as JSON lines", ("entities", "results"), draft
    ):
        inner = record.get("entity")
        _take(inner if isinstance(inner, dict) and "op" in record else record, place, draft, seen, 0)
        if draft.is_full:
            yield draft.part()
    yield draft.read()


def _take(record: dict[str, Any], place: str, draft: Draft, seen: Seen, depth: int) -> None:
    """Read one entity and those nested in it; a nested one that was read before is the same."""
    key, schema, given = record.get("id"), record.get("schema"), record.get("properties")
    if not isinstance(key, str) or not isinstance(schema, str) or not isinstance(given, dict) or depth > MAX_DEPTH:
        draft.refuse(place, "no FollowTheMoney entity with id, schema and properties", record)
        return
    if not seen.add(key):
        if depth == 0:
            draft.note(place, f"{key} was read before; the first one counts", record)
        return
    properties: dict[str, list[str]] = {}
    for name, values in given.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict) and "schema" not in value:
                draft.skip(f"a value of {name} that is no entity")
                continue
            if isinstance(value, dict):
                _take(value, place, draft, seen, depth + 1)
            text = value.get("id") if isinstance(value, dict) else value
            if isinstance(text, str) and text.strip():
                properties.setdefault(name, []).append(text.strip())
    place = f"{place}, {key}"
    if schema in KINDS:
        _person(f"opensanctions:{key}", schema, record, properties, place, draft)
    elif schema == "Ownership":
        _ownership(properties, place, draft, record)
    elif schema == "Succession":
        _succession(properties, place, draft, record)
    elif schema == "Sanction":
        _sanction(properties, place, draft, record)
    else:
        draft.skip(f"schema {schema}, which says nothing of holdings")


def _person(
    key: str, schema: str, record: dict[str, Any], properties: dict[str, list[str]], place: str, draft: Draft
) -> None:
    names = properties.get("name", [])
    caption = record.get("caption")
    name = caption if isinstance(caption, str) and caption in names else next(iter(names), None)
    if name is None:
        draft.refuse(place, "no name", record)
        return
    natural = schema == "Person"
    codes = [
        code
        for text in properties.get("nationality", []) + properties.get("citizenship", [])
        if (code := country_of(text))
    ]
    dissolved = next(iter(properties.get("dissolutionDate", [])), None)
    draft.entity(
        key,
        name,
        place,
        record,
        kind=KINDS[schema],
        incorporated_in=None if natural else _only(properties.get("jurisdiction", [])),
        citizenships=list(dict.fromkeys(codes)) or None if natural else None,
        dissolved_on=draft.day(dissolved, place),
        address="; ".join(properties.get("address", [])) or None,
        linked_to=None if natural else _linked(properties),
        topics=properties.get("topics") or None,
    )
    draft.other_names(key, [other for other in names if other != name], "alias")
    draft.other_names(key, properties.get("alias", []), "alias")
    draft.other_names(key, properties.get("weakAlias", []) + properties.get("abbreviation", []), "weak")
    draft.other_names(key, properties.get("previousName", []), "former")
    draft.add("identifiers", key=key, scheme="opensanctions", value=key.partition(":")[2])
    for name, scheme in IDENTIFIERS.items():
        for value in properties.get(name, []):
            draft.identifier(key, scheme, value, place)
    _registrations(key, properties, draft)
    for topic in properties.get("topics", []):
        if topic.startswith(LISTED):
            datasets = record.get("datasets")
            lists = ", ".join(map(str, datasets)) if isinstance(datasets, list) else ""
            draft.add("listings", key=key, list=lists or "opensanctions", programme=topic, place=place)
    for parent in properties.get("parent", []) if not natural else ():  # of a person it is a relative
        draft.add("edges", owner=f"opensanctions:{parent}", owned=key, kind="voting_share", place=place)


def _registrations(key: str, properties: dict[str, list[str]], draft: Draft) -> None:
    """Append the numbers of registers: what one is, its country and its check digits tell; others keep the name they have."""
    where = _only(properties.get("jurisdiction", [])) or ""
    for name in REGISTRATIONS:
        for value in properties.get(name, []):
            scheme = next((one for one in PROVEN.get(where, ()) if proves_itself(one, value)), None)
            register = REGISTERED.get(where) if name == "registrationNumber" else None
            if scheme is None and register and check(register, value).value:
                scheme = register
            draft.identifier(key, scheme or name, value, "")


def _linked(properties: dict[str, list[str]]) -> list[str] | None:
    """Return the countries named for an organization of which the source does not say what they are to it."""
    texts = [text for name in ("mainCountry", "country", "jurisdiction") for text in properties.get(name, [])]
    return list(dict.fromkeys(code for text in texts if (code := country_of(text)))) or None


def _only(texts: list[str]) -> str | None:
    """Return the one country; None where several are given, for they contradict each other."""
    codes = {country_of(text) for text in texts}
    return codes.pop() if len(codes) == 1 else None


def _ownership(properties: dict[str, list[str]], place: str, draft: Draft, record: dict[str, Any]) -> None:
    owners, assets = properties.get("owner", []), properties.get("asset", [])
    if not owners or not assets:
        draft.refuse(place, "an ownership without owner or asset", record)
        return
    low, high = draft.share(next(iter(properties.get("percentage", [])), None), place)
    since, until = (next(iter(properties.get(name, [])), None) for name in ("startDate", "endDate"))
    draft.rows += 1
    for owner in owners:
        for asset in assets:
            draft.add(
                "edges",
                owner=f"opensanctions:{owner}",
                owned=f"opensanctions:{asset}",
                kind="voting_share",
                low=low,
                high=high,
                since=draft.day(since, place),
                until=draft.day(until, place, end=True),
                place=place,
            )


def _succession(properties: dict[str, list[str]], place: str, draft: Draft, record: dict[str, Any]) -> None:
    gone, stays = properties.get("predecessor", []), properties.get("successor", [])
    if not gone or not stays:
        draft.refuse(place, "a succession without predecessor or successor", record)
        return
    draft.rows += 1
    since = draft.day(next(iter(properties.get("startDate", []) or properties.get("date", [])), None), place)
    for owned in gone:
        for owner in stays:
            draft.add(
                "edges",
                owner=f"opensanctions:{owner}",
                owned=f"opensanctions:{owned}",
                kind="successor",
                since=since,
                place=place,
            )


def _sanction(properties: dict[str, list[str]], place: str, draft: Draft, record: dict[str, Any]) -> None:
    if not properties.get("entity"):
        draft.refuse(place, "a sanction without entity", record)
        return
    first = {name: values[0] for name, values in properties.items()}
    draft.rows += 1
    for entity in properties["entity"]:
        draft.add(
            "listings",
            key=f"opensanctions:{entity}",
            list=first.get("authority", "opensanctions"),
            programme=first.get("program") or first.get("programId"),
            since=draft.day(first.get("listingDate") or first.get("startDate"), place),
            until=draft.day(first.get("endDate"), place, end=True),
            url=first.get("sourceUrl"),
            place=place,
        )

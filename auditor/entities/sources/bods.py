"""Beneficial Ownership Data Standard: statements about entities, persons and who has which interest in whom (0.1 to 0.4)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from auditor.entities.reference import Read
from auditor.entities.sources.files import content, json_records
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.values import country_of

EDGE_KINDS = {
    "shareholding": "voting_share",
    "votingrights": "voting_share",
    "appointmentofboard": "board_seats",
    "rightsgrantedbycontract": "contract_right",
    "conditionalrightsgrantedbycontract": "conditional_right",
    "otherinfluenceorcontrol": "influence",
    "nominee": "nominee",
    "nominator": "nominator",
    "controlviacompanyrulesorarticles": "special_share",
    "controlbylegalframework": "special_share",
}
OFFICES = frozenset({"boardmember", "boardchair", "seniormanagingofficial"})  # held by a person; no holding
ENTITY_KINDS = {"state": "government", "statebody": "government"}
SCHEMES = {"xi-lei": "lei", "ru-inn": "inn", "ru-ogrn": "ogrn", "cn-uscc": "uscc", "xi-duns": "duns"}


def read_bods(data: bytes, path: Path) -> Read:
    """Read BODS statements; of several about one record the newest counts, and a replaced one does not."""
    data = content(data, path, "BODS statements in JSON")
    draft = Draft()
    current: dict[str, tuple[str, dict[str, Any]]] = {}
    replaced: set[str] = set()
    for place, statement in json_records(data, path, ("statements",), draft):
        key = statement.get("recordId") or statement.get("statementID") or statement.get("statementId")
        if not isinstance(key, str) or _type(statement) is None:
            draft.refuse(place, "no BODS statement with an id and a type", statement)
            continue
        replaced.update(filter(lambda other: isinstance(other, str), _list(statement.get("replacesStatements"))))
        before = current.get(key)
        if before is None or _dated(statement) >= _dated(before[1]):
            current[key] = (place, statement)
        if before is not None:
            draft.skip("statements about a record of which a newer one is here")
    for key, (place, statement) in current.items():
        if key in replaced:
            draft.skip("statements that another one replaces")
            continue
        READERS[str(_type(statement))](f"bods:{key}", statement, f"{place}, {key}", draft)
    return draft.read()


def _type(statement: dict[str, Any]) -> str | None:
    kind = _text(statement.get("recordType") or statement.get("statementType")) or ""
    return {
        "entity": "entity",
        "entityStatement": "entity",
        "person": "person",
        "personStatement": "person",
        "relationship": "relationship",
        "ownershipOrControlStatement": "relationship",
    }.get(kind)


def _dated(statement: dict[str, Any]) -> str:
    return _text(statement.get("statementDate")) or ""


def _details(statement: dict[str, Any]) -> dict[str, Any]:
    details = statement.get("recordDetails")
    return details if isinstance(details, dict) else statement


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in _list(value) if isinstance(item, dict)]


def _text(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _entity(key: str, statement: dict[str, Any], place: str, draft: Draft) -> None:
    details = _details(statement)
    given = details.get("entityType")
    kind = (_text(given.get("type") if isinstance(given, dict) else given) or "").casefold()
    where = next(iter(_dicts(details.get("jurisdiction") or details.get("incorporatedInJurisdiction"))), {})
    added = draft.entity(
        key,
        _text(details.get("name")),
        place,
        statement,
        kind=ENTITY_KINDS.get(kind, None if kind.startswith(("unknown", "anonymous")) else "organisation"),
        incorporated_in=country_of(_text(where.get("code"))),
        dissolved_on=draft.day(_text(details.get("dissolutionDate")), place),
    )
    if added:
        draft.other_names(
            key, [name for name in _list(details.get("alternateNames")) if isinstance(name, str)], "alias"
        )
        _identifiers(key, details, place, draft)


def _identifiers(key: str, details: dict[str, Any], place: str, draft: Draft) -> None:
    for given in _dicts(details.get("identifiers")):
        scheme, value = _text(given.get("scheme")) or _text(given.get("schemeName")), _text(given.get("id"))
        if scheme and value:
            draft.identifier(key, SCHEMES.get(scheme.casefold(), scheme.casefold()), value, place)


def _person(key: str, statement: dict[str, Any], place: str, draft: Draft) -> None:
    details = _details(statement)
    names = [
        (text, given.get("type"))
        for given in _dicts(details.get("names"))
        if (text := _text(given.get("fullName")) or _joined(given))
    ]
    citizenships = [
        code for given in _dicts(details.get("nationalities")) if (code := country_of(_text(given.get("code"))))
    ]
    homes = [given for given in _dicts(details.get("addresses")) if given.get("type") == "residence"]
    home = homes[0].get("country") if homes else None
    added = draft.entity(
        key,
        names[0][0] if names else None,
        place,
        statement,
        kind="natural_person",
        citizenships=citizenships or None,
        resident_in=country_of(_text(home.get("code") if isinstance(home, dict) else home)),
    )
    if added:
        for name, kind in names[1:]:
            draft.other_names(
                key, [name], {"former": "former", "translation": "transliterated"}.get(str(kind), "alias")
            )
        _identifiers(key, details, place, draft)


def _joined(name: dict[str, Any]) -> str | None:
    parts = [_text(name.get(part)) for part in ("givenName", "patronymicName", "familyName")]
    return " ".join(part for part in parts if part) or None


def _relationship(key: str, statement: dict[str, Any], place: str, draft: Draft) -> None:
    details = _details(statement)
    owned, owner = _party(details.get("subject")), _party(details.get("interestedParty"))
    if owned is None:
        draft.refuse(place, "a relationship without a subject", statement)
        return
    if owner is None:
        draft.note(place, f"no owner is named: {_reason(details.get('interestedParty'))}", statement)
        return
    draft.rows += 1
    closed = _text(statement.get("statementDate")) if statement.get("recordStatus") == "closed" else None
    for interest in _dicts(details.get("interests")) or [{}]:
        kind = "".join(c for c in _text(interest.get("type")) or "" if c.isalpha()).casefold()
        if kind in OFFICES:
            draft.skip("offices held, which are no holdings")
            continue
        low, high = _share(interest.get("share"), place, draft)
        # An interest of a type that does not say what it gives is a holding of unknown size: it settles nothing.
        draft.add(
            "edges",
            owner=owner,
            owned=owned,
            kind=EDGE_KINDS.get(kind, "voting_share"),
            low=low,
            high=high,
            direct={"direct": True, "indirect": False}.get(
                _text(interest.get("directOrIndirect") or interest.get("interestLevel")) or ""
            ),
            since=draft.day(_text(interest.get("startDate")), place),
            until=draft.day(_text(interest.get("endDate")) or closed, place, end=True),
            place=place,
        )


def _party(value: Any) -> str | None:
    """Return the key of a party: its id, or what a reference to its statement holds."""
    if isinstance(value, dict):
        value = value.get("describedByEntityStatement") or value.get("describedByPersonStatement")
    return f"bods:{value}" if isinstance(value, str) and value else None


def _reason(value: Any) -> str:
    given = value.get("unspecified", value) if isinstance(value, dict) else {}
    return (_text(given.get("reason")) if isinstance(given, dict) else None) or "no reason given"


def _share(given: Any, place: str, draft: Draft) -> tuple[float | None, float | None]:
    """Return the bounds of a share. Bounds that are exclusive, by a flag (0.1 to 0.3) or a number (0.4), are just inside."""
    if not isinstance(given, dict) or not given:
        return None, None
    if given.get("exact") is not None:
        low = high = _number(given["exact"])
    else:
        low, high = _bound(given, "inimum", 0.0, 101.0), _bound(given, "aximum", 100.0, -1.0)
    if low is None or high is None or not 0 <= low <= high <= 100:
        draft.note(place, "a share that is no percentage; left as unknown", given)
        return None, None
    return low, high


def _bound(given: dict[str, Any], stem: str, default: float, towards: float) -> float | None:
    m = "m" + stem
    exclusive = given.get("exclusiveM" + stem)
    if given.get(m) is None and not isinstance(exclusive, bool) and exclusive is not None:
        number = _number(exclusive)
        return None if number is None else math.nextafter(number, towards)
    number = _number(given.get(m, default))
    return math.nextafter(number, towards) if exclusive is True and number is not None else number


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


READERS = {"entity": _entity, "person": _person, "relationship": _relationship}

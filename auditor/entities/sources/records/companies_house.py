"""Persons with significant control: the snapshot of the United Kingdom's Companies House, a JSON object a line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from auditor.entities.identifiers.forms import check
from auditor.entities.reference import Read
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.streams.json_lines import source_records
from auditor.entities.sources.streams.source_file import SourceFile
from auditor.entities.sources.values import country_of
from bom_parsers.errors import quoted

PERSONS = {"individual": "natural_person", "corporate-entity": "organisation", "legal-person": None}
_PERSON = re.compile(r"(individual|corporate-entity|legal-person)-(?:person-with-significant-control|beneficial-owner)")
_PROTECTED = "super-secure-"
_STATEMENT = "persons-with-significant-control-statement"
# Statements by which a company says that nobody is to be registered; by all others somebody is, who is not named. The
# register's own word has a letter too few.
_NOBODY = re.compile(r"no-individual-or-entity-with-signi?ficant-control.*")
_SHARES = re.compile(
    r"(?P<what>ownership-of-shares|voting-rights|(?:part-)?right-to-share-surplus-assets)-"
    r"(?P<range>25-to-50|50-to-75|75-to-100|more-than-25)-percent(?P<as>-.*)?"
)
# What the register's words mean: more than the first number, and for the last range that number or more.
_RANGES = {
    "25-to-50": (math.nextafter(25.0, 100.0), 50.0),
    "50-to-75": (math.nextafter(50.0, 100.0), math.nextafter(75.0, 0.0)),
    "75-to-100": (75.0, 100.0),
    "more-than-25": (math.nextafter(25.0, 100.0), 100.0),
}
_BOARD = re.compile(r"right-to-appoint-and-remove-(?:directors|members|persons?)(?P<as>-.*)?")
_MOST_OF_THE_BOARD = (51.0, 100.0)  # the right is over a majority of it, in hundredths
_INFLUENCE = "significant-influence-or-control"
_FOR_OTHERS = ("-as-trust", "-as-firm", "-as-control-over-trust", "-as-control-over-firm")
_BRITAIN = frozenset(
    [
        "england",
        "wales",
        "scotland",
        "uk",
        "gb",
        "northernireland",
        "greatbritain",
        "englandandwales",
        "unitedkingdom",
        "englandwales",
    ]
)
_NATIONALITIES = {
    "american": "US",
    "australian": "AU", "austrian": "AT", "belarusian": "BY", "belgian": "BE", "brazilian": "BR", "british": "GB",
    "bulgarian": "BG", "canadian": "CA", "chinese": "CN", "cypriot": "CY", "czech": "CZ", "danish": "DK", "dutch": "NL",
    "english": "GB", "estonian": "EE", "finnish": "FI", "french": "FR", "german": "DE", "greek": "GR", "hongkong": "HK",
    "hongkonger": "HK", "hungarian": "HU", "indian": "IN", "iranian": "IR", "irish": "IE", "israeli": "IL", "italian": "IT",
    "japanese": "JP", "kazakh": "KZ", "kazakhstani": "KZ", "latvian": "LV", "lithuanian": "LT", "luxembourger": "LU",
    "malaysian": "MY", "maltese": "MT", "mexican": "MX", "newzealander": "NZ", "nigerian": "NG", "norwegian": "NO",
    "pakistani": "PK", "polish": "PL", "portuguese": "PT", "prc": "CN", "romanian": "RO", "russian": "RU", "scottish": "GB",
    "singaporean": "SG", "southafrican": "ZA", "southkorean": "KR", "spanish": "ES", "swedish": "SE", "swiss": "CH",
    "taiwanese": "TW", "turkish": "TR", "ukrainian": "UA", "vietnamese": "VN", "welsh": "GB",
}  # fmt: skip


def read_companies_house(source: SourceFile) -> Iterator[Read]:
    """Read the snapshot: an edge for each holding and right of each person, with the day on which it ceased if it did.

    The companies are known by their numbers alone. Somebody who is protected, or of whom a company says only that there is
    somebody, is a holder of whom nothing is known.
    """
    names = {
        key: name
        for _, record in _records(source, Draft())
        if (key := _number_of(record)) and (name := _text(_of(record), "name"))
    }
    draft = Draft()
    for place, record in _records(source, draft):
        _take(record, names, place, draft)
        if draft.is_full:
            yield draft.part()
    yield draft.read()


def _records(source: SourceFile, draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    return source_records(source, "persons with significant control as JSON lines", ("items",), draft)


def _take(record: dict[str, Any], names: dict[str, str], place: str, draft: Draft) -> None:
    of, kind = _of(record), _text(_of(record), "kind") or ""
    number = _text(record, "company_number")
    if kind.startswith("totals#"):
        draft.skip("the counts at the end of the snapshot")
        return
    if number is None or check("gb-coh", number).value is None:
        draft.refuse(place, "no number of a company of 8 letters and digits", record)
        return
    number = str(check("gb-coh", number).value)
    company, place = f"gb-coh:{number}", f"{place}, {number}"
    person = _PERSON.fullmatch(kind)
    if person:
        _holder(company, number, of, person[1], names, place, draft)
    elif kind.startswith(_PROTECTED):
        _company(company, number, names, place, draft)
        _unnamed(company, of, "a protected person with significant control", place, draft)
    elif kind == _STATEMENT:
        _company(company, number, names, place, draft)
        _statement(company, of, place, draft)
    elif kind == "exemptions":
        draft.note(place, "the company is exempt from naming who controls it", record)
        _company(company, number, names, place, draft)
    else:
        draft.refuse(place, f"the kind {quoted(kind)}, which is not known", record)


def _of(record: dict[str, Any]) -> dict[str, Any]:
    data = record.get("data")
    return data if isinstance(data, dict) else {}


def _text(values: dict[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _identification(of: dict[str, Any]) -> dict[str, Any]:
    given = of.get("identification")
    return given if isinstance(given, dict) else {}


def _number_of(record: dict[str, Any]) -> str | None:
    """Return the key of a holder that is itself a company of the register."""
    of = _of(record)
    kind = _PERSON.fullmatch(_text(of, "kind") or "")
    return _registered(of) if kind and kind[1] != "individual" else None


def _registered(of: dict[str, Any]) -> str | None:
    given = _identification(of)
    number = _text(given, "registration_number") or ""
    where = [_text(given, name) for name in ("country_registered", "place_registered")]
    is_british = any(_is_british(text) for text in where) or "companieshouse" in _plain(where[1])
    number = number.replace(" ", "").upper()
    number = number.zfill(8) if number.isascii() and number.isdigit() and len(number) > 4 else number
    return f"gb-coh:{number}" if is_british and check("gb-coh", number).value else None


def _plain(text: str | None) -> str:
    return "".join(c for c in (text or "").casefold() if c.isalpha())


def _is_british(text: str | None) -> bool:
    return _plain(text) in _BRITAIN


def _country(text: str | None) -> str | None:
    return "GB" if _is_british(text) else country_of(text)


def _company(key: str, number: str, names: dict[str, str], place: str, draft: Draft) -> None:
    if not draft.has(key):
        draft.entity(key, names.get(key), place, kind="organisation", incorporated_in="GB")
        draft.add("identifiers", key=key, scheme="gb-coh", value=number)


def _holder(
    company: str, number: str, of: dict[str, Any], kind: str, names: dict[str, str], place: str, draft: Draft
) -> None:
    name, own = _text(of, "name"), _registered(of) if kind != "individual" else None
    link = of.get("links")
    id = (_text(link, "self") if isinstance(link, dict) else None) or place
    key = own or f"psc:{number}/{id.rpartition('/')[2]}"
    if name is None:
        draft.refuse(place, "no name", of)
        return
    _company(company, number, names, place, draft)
    if own:
        _company(own, own.partition(":")[2], names, place, draft)
    elif not draft.has(key):
        draft.entity(key, name, place, of, kind=PERSONS[kind], **_facts(of, kind, place, draft))
        if register := _text(_identification(of), "registration_number"):
            draft.add("identifiers", key=key, scheme="registrationNumber", value=register)
    else:
        draft.rows += 1
    _edges(key, company, of, place, draft)


def _facts(of: dict[str, Any], kind: str, place: str, draft: Draft) -> dict[str, Any]:
    address = of.get("address")
    where = _country(_text(address, "country")) if isinstance(address, dict) else None
    if kind == "individual":
        return {
            "citizenships": _citizenships(_text(of, "nationality"), place, draft),
            "resident_in": _country(_text(of, "country_of_residence")),
            "address_in": where,
        }
    given = _identification(of)
    registered = _text(given, "country_registered") or _text(given, "place_registered")
    return {"incorporated_in": _country(registered), "address_in": where}


def _citizenships(text: str | None, place: str, draft: Draft) -> list[str] | None:
    """Return the countries of a nationality, or of several; one that is not understood is noted, and all are unknown."""
    codes = []
    for part in re.split(r"[,/;&]| and ", text or ""):
        if not part.strip():
            continue
        code = _NATIONALITIES.get(_plain(part)) or _country(part)
        if code is None:
            draft.note(place, f"the nationality {quoted(part.strip())} is not understood; left as unknown", text)
            return None
        codes.append(code)
    return list(dict.fromkeys(codes)) or None


def _edges(owner: str, company: str, of: dict[str, Any], place: str, draft: Draft) -> None:
    """Append an edge for each nature of control; one that is not understood is influence of a kind that is not said."""
    days = _days(of, place, draft)
    if days is None:
        return
    given = of.get("natures_of_control")
    natures = [nature for nature in given if isinstance(nature, str)] if isinstance(given, list) else []
    has_votes = any(nature.startswith("voting-rights") for nature in natures)

    def add(kind: str, bounds: tuple[float | None, float | None] = (None, None)) -> None:
        edge = {"owner": owner, "owned": company, "kind": kind, "low": bounds[0], "high": bounds[1], "place": place}
        draft.add("edges", **edge, **days)

    for nature in natures:
        for_others = any(sign in nature for sign in _FOR_OTHERS)
        if share := _SHARES.fullmatch(nature):
            is_money = has_votes and share["what"] != "voting-rights"
            add("capital" if is_money else "nominee" if for_others else "voting_share", _RANGES[share["range"]])
        elif _BOARD.fullmatch(nature):
            add("board_seats", _MOST_OF_THE_BOARD)
            if for_others:
                add("influence")
        else:
            add("influence")
            if not nature.startswith(_INFLUENCE):
                draft.note(place, f"the nature of control {quoted(nature)} is not known; taken as influence", of)
    if not natures:
        add("voting_share")  # of a size that is not known


def _days(of: dict[str, Any], place: str, draft: Draft) -> dict[str, Any] | None:
    """Return since when and until when; None where it ceased and nobody knows when."""
    ceased = draft.day(_text(of, "ceased_on"), place, end=True)
    if ceased is None and (of.get("ceased") is True or of.get("ceased_on")):
        draft.note(place, "it ceased on a day that is not known; not counted", of)
        return None
    return {"since": draft.day(_text(of, "notified_on"), place), "until": ceased}


def _statement(company: str, of: dict[str, Any], place: str, draft: Draft) -> None:
    statement = _text(of, "statement") or ""
    draft.note(place, f"the company states: {statement or 'nothing that can be read'}", of)
    if not _NOBODY.fullmatch(statement):
        _unnamed(company, of, "somebody whom the company does not name", place, draft)


def _unnamed(company: str, of: dict[str, Any], name: str, place: str, draft: Draft) -> None:
    """Append a holder of whom nothing is known but that there is one."""
    number = company.partition(":")[2]
    key = f"psc:{number}/{place}"
    draft.entity(key, name, place, of, holder_only=True)
    _edges(key, company, of, place, draft)

"""The files that GLEIF publishes, each brought to the columns of the golden copy's CSV: CSV, CDF XML, and JSON of four styles."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from lxml import etree

from auditor.entities.reference import REJECTS
from auditor.entities.sources.files import content, is_json, is_xml, json_records
from auditor.entities.sources.rows import Draft
from auditor.entities.sources.streams.csv_records import IrregularError, record_texts
from auditor.entities.sources.streams.source_file import SourceFile, stream_of
from auditor.entities.sources.values import day
from bom_parsers.carriers.encoding import is_marked, silent_utf16
from bom_parsers.carriers.xml_elements import elements, line, local_name
from bom_parsers.carriers.xml_text import DECLARED, root_element, utf8
from bom_parsers.errors import InputError
from bom_parsers.tables.text import read_csv_sheets

# The columns that are read; the golden copy has some 300, of which most are addresses in other languages.
_WANTED = re.compile(
    r"LEI|Entity\.(LegalName|LegalName\.xmllang|LegalJurisdiction|HeadquartersAddress\.Country|EntityCategory|EntityStatus"
    r"|EntityExpirationDate|LegalAddress\.(FirstAddressLine|City|Region|Country|PostalCode)"
    r"|RegistrationAuthority\.(RegistrationAuthorityID|OtherRegistrationAuthorityID|RegistrationAuthorityEntityID)"
    r"|SuccessorEntity\.\d+\.Successor(LEI|EntityName))|Entity\.(OtherEntityNames\.OtherEntityName"
    r"|TransliteratedOtherEntityNames\.TransliteratedOtherEntityName)\.\d+(\.type|\.xmllang)?"
    r"|Registration\.(RegistrationStatus|LastUpdateDate)"
    r"|Relationship\.((Start|End)Node\.NodeID(Type)?|RelationshipType|RelationshipStatus"
    r"|Period\.\d+\.(startDate|endDate|periodType)|Quantifiers\.1\.Quantifier(Amount|Units))"
    r"|Exception\.(Category|Reason\.1)"
)
# How the CDF calls what the CSV calls otherwise; what is listed there is numbered.
_LISTS = {
    "OtherEntityNames": ("OtherEntityNames.OtherEntityName", "OtherEntityName"),
    "TransliteratedOtherEntityNames": (
        "TransliteratedOtherEntityNames.TransliteratedOtherEntityName",
        "TransliteratedOtherEntityName",
    ),
    "SuccessorEntity": ("SuccessorEntity", ""),
    "RelationshipPeriods": ("Period", "RelationshipPeriod"),
    "RelationshipQuantifiers": ("Quantifiers", "RelationshipQuantifier"),
    "ExceptionReason": ("Exception.Reason", ""),
}
_NAMES = {
    "StartDate": "startDate",
    "EndDate": "endDate",
    "PeriodType": "periodType",
    "EntityExpirationDate": "EntityExpirationDate",
    "ExceptionCategory": "Exception.Category",
    "@xml:lang": "xmllang",
    "@type": "type",
}
XML = "{http://www.w3.org/XML/1998/namespace}"
PART = 20_000  # records of XML that are gathered before they are made a frame
MAX_DEPTH = 20  # of elements in a record; real ones have six
RECORDS = frozenset({"LEIRecord", "RelationshipRecord", "Exception"})
ROOTS = frozenset({"LEIData", "RelationshipData", "ReportingExceptionData"})


Surveyed = TypeVar("Surveyed")


@dataclass(frozen=True)
class Golden:
    """Some of the records as texts by golden-copy column, and `place`; `before` is how many came before them.

    `as_of` is the file's own day of content.
    """

    frame: pl.DataFrame
    rejects: pl.DataFrame
    as_of: date | None = None
    before: int = 0


def golden(
    source: SourceFile, survey: Callable[[Iterator[Golden]], Surveyed]
) -> tuple[Callable[[], Iterator[Golden]], Surveyed]:
    """Return what yields the records of a file of GLEIF in parts, as often as they are wanted, and what `survey` makes of all.

    CSV and XML as they are published are read in parts; CSV that polars refuses, and JSON, are read whole, within the limits.
    Raises InputError for what is no such file.
    """
    start = next(source.pieces(), b"")
    if is_xml(start):
        columns: dict[str, None] = {}
        return lambda: _xml_parts(source, columns), survey(_xml_parts(source, columns))
    if not is_json(start, source.path):
        try:
            return lambda: _csv_parts(source), survey(_csv_parts(source))
        except IrregularError:
            pass
    whole = _whole(source)
    return lambda: iter([whole]), survey(iter([whole]))


def _whole(source: SourceFile) -> Golden:
    path, expected = source.path, source.expected
    data = content(source.whole(), path, expected)
    return _json(data, path) if is_json(data, path) else _csv(data, path)


def _framed(
    rows: list[dict[str, str]],
    draft: Draft,
    as_of: date | None = None,
    columns: dict[str, None] | None = None,
    before: int = 0,
) -> Golden:
    """Return records with all `columns` that any of them has had, to which theirs are added."""
    of_all = {} if columns is None else columns
    of_all.update(dict.fromkeys(("place", *(column for row in rows for column in row))))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(of_all, pl.String))
    return Golden(frame, draft.read().rejects, as_of, before)


def _csv_parts(source: SourceFile) -> Iterator[Golden]:
    """Yield the records of a CSV by polars, which takes a million in seconds; raises IrregularError where it cannot."""
    before, wanted = 0, list[str]()
    nothing = pl.DataFrame(schema=REJECTS)
    for text in record_texts(source.pieces()):
        try:
            if not wanted:
                heading = pl.read_csv(io.BytesIO(text[: text.find(b"\n") + 1] or text), n_rows=0, infer_schema=False)
                wanted = [column for column in heading.columns if _WANTED.fullmatch(column)]
                if not wanted:
                    raise IrregularError
            frame = pl.read_csv(io.BytesIO(text), columns=wanted, infer_schema=False).with_row_index("row", before + 1)
        except pl.exceptions.PolarsError as error:
            raise IrregularError from error
        place = pl.concat_str(pl.lit("record "), pl.col("row").cast(pl.String)).alias("place")
        yield Golden(frame.select(place, *wanted), nothing, before=before)
        before += frame.height


def _csv(data: bytes, path: Path) -> Golden:
    """Read a CSV that is not as GLEIF writes it, with the tolerant reader."""
    sheet = read_csv_sheets(data, path)[0]
    headings = {c: cell.strip() for c, cell in enumerate(sheet.rows[0]) if _WANTED.fullmatch(cell.strip())}
    rows = []
    for r in range(1, len(sheet.cells)):
        cells = {headings[c]: cell for c, cell in enumerate(sheet.row(r)) if c in headings}
        if any(sheet.row(r)):
            rows.append({"place": sheet.row_address(r), **cells})
    return _framed(rows, Draft())


def _xml_parts(source: SourceFile, columns: dict[str, None]) -> Iterator[Golden]:
    """Yield the records of XML, PART at a time; `columns` are those of all records when all were read before, and become so."""
    path, expected = source.path, source.expected
    pieces = source.pieces()
    start = next(pieces)
    declared = DECLARED.match(start)
    if is_marked(start) or silent_utf16(start) or (declared and declared[1].lower() != b"utf-8"):
        start, pieces = utf8(content(source.whole(), path, expected), path), iter(())
    _, root = root_element(start, path, expected)
    if root not in ROOTS:
        raise InputError(path, "", f"XML with the root element <{root}>", expected, "download the golden copy's XML")
    rows: list[dict[str, str]] = []
    before, as_of = 0, None
    for element in elements(stream_of(chain([start], pieces)), path, expected, RECORDS):
        name = local_name(element)
        if name == "ContentDate" and not before and not rows:
            as_of = day(element.text)
        elif name in RECORDS:
            rows.append({"place": line(element), **_columns(_tree(element))})
            _forget_before(element)
        if len(rows) == PART:
            yield _framed(rows, Draft(), as_of, columns, before)
            before, rows = before + len(rows), []
    if rows or not before:
        yield _framed(rows, Draft(), as_of, columns, before)


def _forget_before(element: etree._Element) -> None:
    """Free the empty shells of the records before this one."""
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _tree(element: etree._Element, depth: int = 0) -> Any:
    """Return an element as the JSON of GLEIF has it: "$" for the text, "@" before an attribute, lists as lists."""
    tree: dict[str, Any] = {f"@{str(k).replace(XML, 'xml:')}": v for k, v in element.attrib.items()}
    for child in element if depth < MAX_DEPTH else ():
        tree.setdefault(local_name(child), []).append(_tree(child, depth + 1))
    if element.text and element.text.strip():
        tree["$"] = element.text.strip()
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in tree.items()}


def _json(data: bytes, path: Path) -> Golden:
    draft, rows = Draft(), []
    for place, record in json_records(data, path, ("records", "relations", "exceptions", "data"), draft):
        attributes = record.get("attributes")
        of_api = attributes if isinstance(attributes, dict) else None
        columns = _columns(record) if of_api is None else dict(_of_api(of_api))
        rows.append({"place": place, **columns})
    return _framed(rows, draft)


def _columns(record: Any) -> dict[str, str]:
    """Return the wanted columns of one record of the CDF."""
    return {column: value for column, value in _flat(record, "") if _WANTED.fullmatch(column)}


def _flat(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(value, str | int | float):
        yield path, str(value)
    if not isinstance(value, dict) or depth > MAX_DEPTH:
        return
    for key, inner in value.items():
        if key == "$":
            yield path, str(inner)
        elif key in _LISTS:
            yield from _listed(inner, path, *_LISTS[key], depth + 1)
        else:
            name = _NAMES.get(key, key.removeprefix("@"))
            yield from _flat(inner, f"{path}.{name}" if path else name, depth + 1)


def _listed(value: Any, path: str, column: str, item: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield what a list holds, numbered; JSON has it with or without the name of its items, which may hold the text."""
    if isinstance(value, dict) and item in value and not any(key.startswith(("@", "type")) for key in value):
        value = value[item]
    for number, entry in enumerate(value if isinstance(value, list) else [value], 1):
        at = f"{path}.{column}.{number}" if path else f"{column}.{number}"
        inner = entry.get(item) if isinstance(entry, dict) else None
        yield from _flat(inner, at, depth)
        yield from _flat({k: v for k, v in entry.items() if k != item} if isinstance(entry, dict) else entry, at, depth)


def _of_api(attributes: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns of one record of the API, whose words are its own: of an LEI or of a relationship."""
    pairs = {
        "lei": "LEI",
        "entity.legalName.name": "Entity.LegalName",
        "entity.legalName.language": "Entity.LegalName.xmllang",
        "entity.jurisdiction": "Entity.LegalJurisdiction",
        "entity.headquartersAddress.country": "Entity.HeadquartersAddress.Country",
        "entity.legalAddress.city": "Entity.LegalAddress.City",
        "entity.legalAddress.region": "Entity.LegalAddress.Region",
        "entity.legalAddress.country": "Entity.LegalAddress.Country",
        "entity.legalAddress.postalCode": "Entity.LegalAddress.PostalCode",
        "entity.registeredAt.id": "Entity.RegistrationAuthority.RegistrationAuthorityID",
        "entity.registeredAt.other": "Entity.RegistrationAuthority.OtherRegistrationAuthorityID",
        "entity.registeredAs": "Entity.RegistrationAuthority.RegistrationAuthorityEntityID",
        "entity.category": "Entity.EntityCategory",
        "entity.status": "Entity.EntityStatus",
        "entity.expiration.date": "Entity.EntityExpirationDate",
        "registration.status": "Registration.RegistrationStatus",
        "registration.lastUpdateDate": "Registration.LastUpdateDate",
        "relationship.startNode.id": "Relationship.StartNode.NodeID",
        "relationship.startNode.type": "Relationship.StartNode.NodeIDType",
        "relationship.endNode.id": "Relationship.EndNode.NodeID",
        "relationship.endNode.type": "Relationship.EndNode.NodeIDType",
        "relationship.type": "Relationship.RelationshipType",
        "relationship.status": "Relationship.RelationshipStatus",
    }
    for source, column in pairs.items():
        value: Any = attributes
        for step in source.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            yield column, value
    entity, relationship = attributes.get("entity"), attributes.get("relationship")
    if isinstance(entity, dict):
        yield from _names_of_api(entity)
        yield from _address_and_successors_of_api(entity)
    if isinstance(relationship, dict):
        yield from _listed(
            [_named_period(period) for period in relationship.get("periods") or [] if isinstance(period, dict)],
            "Relationship",
            "Period",
            "",
        )


def _named_period(period: dict[str, Any]) -> dict[str, Any]:
    return {"startDate": period.get("startDate"), "endDate": period.get("endDate"), "periodType": period.get("type")}


def _address_and_successors_of_api(entity: dict[str, Any]) -> Iterator[tuple[str, str]]:
    address, successors = entity.get("legalAddress"), entity.get("successorEntities") or [entity.get("successorEntity")]
    lines = address.get("addressLines") if isinstance(address, dict) else None
    if isinstance(lines, list) and lines and isinstance(lines[0], str):
        yield "Entity.LegalAddress.FirstAddressLine", lines[0]
    for number, successor in enumerate(successors if isinstance(successors, list) else [], 1):
        given = successor if isinstance(successor, dict) else {}
        for key, column in (("lei", "SuccessorLEI"), ("name", "SuccessorEntityName")):
            if isinstance(given.get(key), str):
                yield f"Entity.SuccessorEntity.{number}.{column}", given[key]


def _names_of_api(entity: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, of in (
        ("otherNames", "OtherEntityNames"),
        ("transliteratedOtherNames", "TransliteratedOtherEntityNames"),
    ):
        column = f"Entity.{_LISTS[of][0]}"
        for number, name in enumerate(entity.get(key) or [], 1):
            if isinstance(name, dict):
                parts = (("", "name"), (".xmllang", "language"), (".type", "type"))
                yield from ((f"{column}.{number}{end}", str(name[part])) for end, part in parts if name.get(part))

"""A BOM laid out for the writers with its verdicts: made from the frames that were judged, not from the original text."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.facts.taxonomy import is_written
from auditor.program.keys import STRICT_ROLES
from auditor.version import VERSION
from bom_parsers.bom import Bom

ACT_OF_ROLE = {role: acts[0] for role, acts in STRICT_ROLES.items()}

EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

Properties = list[tuple[str, str]]


@dataclass(frozen=True)
class Person:
    """One person in one role on a component, its rows of the frame joined."""

    role: str
    name: str
    country: str | None
    url: str | None
    identifiers: tuple[tuple[str, str], ...]  # scheme and value

    @property
    def emails(self) -> list[str]:
        """Return the identifiers that both formats take for an e-mail address."""
        return [value for scheme, value in self.identifiers if scheme == "email" and EMAIL.fullmatch(value)]


@dataclass(frozen=True)
class AnnotatedComponent:
    """A row of `components`, with its persons, the properties of the BOM, and the verdict's."""

    row: Mapping[str, Any]
    persons: tuple[Person, ...]
    properties: tuple[tuple[str, str], ...]
    verdict: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Annotated:
    """What the writers write: `about` are properties of the document itself."""

    bom: Bom
    name: str
    as_of: date
    serial: uuid.UUID
    about: tuple[tuple[str, str], ...]
    components: tuple[AnnotatedComponent, ...]
    edges: tuple[tuple[str, str], ...]  # dependencies between components of the BOM
    dangling: tuple[tuple[str, str], ...]  # dependencies of which an end is none


def with_verdicts(
    bom: Bom,
    name: str,
    as_of: date,
    about: tuple[tuple[str, str], ...],
    verdicts: Mapping[str, tuple[tuple[str, str], ...]],
) -> Annotated:
    """Return `bom` laid out for the writers; `verdicts` are properties by ref, `about` those of the whole."""
    persons, properties = persons_of(bom), properties_of(bom)
    components = tuple(
        AnnotatedComponent(
            row, tuple(persons.get(row["ref"], ())), tuple(properties.get(row["ref"], ())), verdicts.get(row["ref"], ())
        )
        for row in bom.components.iter_rows(named=True)
    )
    refs = set(bom.components["ref"])
    edges = [(start, end) for start, end in bom.dependencies.select("ref", "depends_on").rows() if start and end]
    of_whole = (*properties.get("", ()), *about, *([("icts:bom:tool", bom.tool)] if bom.tool else []))
    content = json.dumps([VERSION, bom.sha256, of_whole, [component.verdict for component in components]])
    return Annotated(
        bom=bom,
        name=name,
        as_of=as_of,
        serial=uuid.uuid5(uuid.NAMESPACE_URL, content),
        about=of_whole,
        components=components,
        edges=tuple(dict.fromkeys(edge for edge in edges if refs.issuperset(edge))),
        dangling=tuple(dict.fromkeys(edge for edge in edges if not refs.issuperset(edge))),
    )


def persons_of(bom: Bom) -> dict[str, list[Person]]:
    """Return the persons of each component; the rows of one person in one role carry its several identifiers."""
    joined: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for row in bom.parties.iter_rows(named=True):
        joined.setdefault((row["ref"], row["role"], row["name"]), []).append(row)
    result: dict[str, list[Person]] = {}
    for (ref, role, name), rows in joined.items():
        stated = [(row["scheme"] or "", row["identifier"]) for row in rows if row["identifier"]]
        country = next((row["country"] for row in rows if row["country"]), None)
        url = next((row["url"] for row in rows if row["url"]), None)
        result.setdefault(ref, []).append(Person(role, name, country, url, tuple(dict.fromkeys(stated))))
    return result


def properties_of(bom: Bom) -> dict[str, Properties]:
    """Return the properties of each component, without those of an earlier verdict."""
    result: dict[str, Properties] = {}
    for ref, name, value in bom.properties.select("ref", "name", "value").iter_rows():
        if not is_written(name or ""):
            result.setdefault(ref or "", []).append((name or "", value or ""))
    return result


def homeless(person: Person, *, role_kept: bool) -> Iterable[tuple[str, str]]:
    """Yield a person for whom (or for all of whom) the format has no field as properties: the act, and all that is known."""
    if not role_kept:
        yield f"icts:{ACT_OF_ROLE[person.role]}-by", person.name.replace(";", ",")
    known = {"role": person.role, "name": person.name, "country": person.country, "url": person.url}
    stated = {key: value for key, value in known.items() if value} | {
        s or "identifier": v for s, v in person.identifiers
    }
    yield "icts:bom:party", json.dumps(stated, ensure_ascii=False)

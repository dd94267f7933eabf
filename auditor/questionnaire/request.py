"""What to ask each supplier: the facts that only they know and that the verdicts of their parts turn on."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from auditor.audit.open_questions import OF_THE_HOUSE, questions
from auditor.audit.results import Audit, AuditedComponent
from auditor.entities.names.lookalikes import with_one_script
from auditor.entities.names.normal import normalize
from auditor.program.determinations import COMPLETE
from auditor.questionnaire.answers import asked_of_company, asked_of_part
from bom_parsers.errors import InputError, quoted
from policies.connected_vehicles.facts import ACTS_OF_THE_RULE
from reports.visible import visible

OWNERS = "owners"
SHOWN = 300  # characters of a name that a cell shows
IDENTITY = ("name", "version", "mpn", "purl")


@dataclass(frozen=True)
class Part:
    """A part that is asked about once, in however many `items` it is; `facts` are what is asked, named as in determinations."""

    identity: tuple[str, str, str, str]  # as IDENTITY names it
    facts: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def key(self) -> str:
        return part_key(self.identity)


@dataclass(frozen=True)
class Request:
    """What is asked of one supplier: facts about `parts`, `company`, the columns of a supplier list about itself, and
    `documents`, sentences that say what else to send, such as a BOM that is missing.

    `kind` is what it is taken to be, "organisation" or "natural_person"; `due` is None where no day was set.
    """

    program: str
    program_sha256: str
    as_of: date
    supplier: str
    kind: str
    due: date | None
    parts: tuple[Part, ...]
    company: tuple[str, ...]
    documents: tuple[str, ...] = ()
    sender: Mapping[str, str] = field(default_factory=dict)  # from, address, vehicle, contact

    @cached_property
    def content(self) -> str:
        """Return all that identifies the request, as JSON without a sign that a spreadsheet could change."""
        table = {
            "program": self.program,
            "program_sha256": self.program_sha256,
            "as_of": str(self.as_of),
            "supplier": self.supplier,
            "kind": self.kind,
            "due": str(self.due) if self.due else None,
            "parts": [[*part.identity, list(part.facts), list(part.items)] for part in self.parts],
            "company": list(self.company),
        }
        if self.documents:  # a request that asks for none is written as before there were any
            table["documents"] = list(self.documents)
        return in_cells(table)

    @property
    def called(self) -> str:
        """Return the supplier's name as cells show it."""
        return _shown(self.supplier)

    @cached_property
    def questions_sha256(self) -> str:
        """Return the SHA-256 of what is asked of whom: it is the same where only days or other things in the program changed."""
        table = json.loads(self.content)
        asked = {key: value for key, value in table.items() if key not in ("program_sha256", "as_of", "due")}
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def in_cells(table: Any) -> str:
    """Return JSON without a sign that a spreadsheet could change: no space, all ASCII, and no "_x0041_"."""
    return json.dumps(table, separators=(",", ":")).replace("_", "\\u005f")


def request_of(content: str) -> Request:
    """Return the request whose `content` this is; raises ValueError for anything else."""
    try:
        table = json.loads(content)
        return Request(
            table["program"],
            table["program_sha256"],
            date.fromisoformat(table["as_of"]),
            table["supplier"],
            table["kind"],
            date.fromisoformat(table["due"]) if table["due"] else None,
            tuple(Part((a, b, c, d), tuple(facts), tuple(items)) for a, b, c, d, facts, items in table["parts"]),
            tuple(table["company"]),
            tuple(table.get("documents", ())),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not the content of a request: {error}") from error


def requests(audit: Audit, due: date | None = None, supplier: str | None = None) -> list[Request]:
    """Return a request for each supplier who is asked something, by name; with `supplier` only the one to that supplier.

    Raises InputError when nothing is asked of the supplier that is named.
    """
    by_person: dict[str, _Gathered] = {}
    by_id = {component.id: component for component in audit.components}
    for question in questions(audit):
        whom = question["whom"]
        named = audit.people.find(whom) if whom not in OF_THE_HOUSE else None
        if named is None or named.person == audit.declarant.person or whom == audit.program.declarant.name:
            continue
        gathered = by_person.setdefault(named.person, _Gathered(named.known_as or whom))
        facts = [fact for fact in question["fact"].split(", ") if fact]
        components = [by_id[id] for id in question["components"]]
        gathered.take([fact for fact in facts if fact != COMPLETE], [c for c in components if not c.gap])
        gathered.documents |= {component.gap.ask: None for component in components if component.gap}
    asked = [_request(audit, key, gathered, due) for key, gathered in by_person.items()]
    asked = [request for request in asked if request.parts or request.company or request.documents]
    asked = sorted(asked, key=lambda request: request.supplier)
    return asked if supplier is None else [_the_one(audit, asked, supplier)]


def part_identity(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return name, version, part number and package URL of a component as a request shows them."""
    name = (
        f"{row['group']}/{row['name']}"
        if row["group"] and row["name"]
        else row["name"] or row["description"] or row["ref"]
    )
    return _shown(name), _shown(row["version"]), _shown(row["mpn"]), _shown(row["purl"])


def part_key(identity: Sequence[str]) -> str:
    """Return what a row of a request is recognized by."""
    return hashlib.sha256(json.dumps(list(identity)).encode()).hexdigest()[:16]


def file_names(asked: Sequence[Request], encoding: str = "utf-8") -> list[str]:
    """Return a file name for each request: the supplier's name without what a file system or a mail program could take amiss,
    or what cannot be written in the file system's `encoding`."""
    names: list[str] = []
    for request in asked:
        plain = unicodedata.normalize("NFKC", request.supplier).casefold().encode(encoding, "ignore").decode(encoding)
        slug = "-".join("".join(c if c.isalnum() else " " for c in plain).split())[:40].strip("-")
        name = f"request-{slug}" if slug else "request"
        if any(f"{name}.xlsx" == other for other in names) or not slug:
            name += f"-{request.questions_sha256[:8]}"
        names.append(f"{name}.xlsx")
    return names


@dataclass
class _Gathered:
    """What is asked of one supplier while it is gathered: facts and items by part, and facts about the company."""

    supplier: str
    parts: dict[tuple[str, str, str, str], tuple[dict[str, None], dict[str, None]]] = field(default_factory=dict)
    company: dict[str, None] = field(default_factory=dict)
    documents: dict[str, None] = field(default_factory=dict)

    def take(self, facts: Iterable[str], components: Sequence[AuditedComponent]) -> None:
        for fact in facts:
            if fact.startswith("party."):
                self.company[fact.removeprefix("party.")] = None
            else:
                for component in components:
                    asked, items = self.parts.setdefault(part_identity(component.row), ({}, {}))
                    asked.update(dict.fromkeys(_facts(fact, component)))
                    items[component.item.id] = None


def _facts(fact: str, component: AuditedComponent) -> list[str]:
    """Return what to ask so that `fact` becomes known: of an unknown party, who did each act of which nobody is known.

    With the day on which code was finished goes whether anybody has worked on it since: an early day alone settles nothing.
    """
    if fact == "party":
        did = {act for party in component.facts.parties for act in party.did}
        return [f"{act}_by" for act in ACTS_OF_THE_RULE if act not in did]
    together = [fact, "component.altered"] if fact == "component.completed_on" else [fact]
    return [one for one in together if asked_of_part(one)]


def _request(audit: Audit, key: str, gathered: _Gathered, due: date | None) -> Request:
    program = audit.program
    declarant, contact, vehicle = program.declarant, program.declarant.contact, program.vehicle
    year = program.vehicle_facts.get("vehicle.model_year")
    company = [fact for fact in gathered.company if fact == OWNERS or asked_of_company(fact)]
    parts = [
        Part(identity, tuple(facts), tuple(items))
        for identity, (facts, items) in sorted(gathered.parts.items(), key=lambda entry: entry[0])
        if facts
    ]
    return Request(
        program.name,
        program.file.sha256,
        program.as_of,
        gathered.supplier,
        audit.people.graph.persons[key].kind,
        due,
        tuple(parts),
        tuple(sorted(company, key=lambda fact: (fact == OWNERS, fact))),
        tuple(_shown(ask) for ask in gathered.documents),
        {
            "from": _shown(declarant.name),
            "address": _shown(declarant.address),
            "vehicle": _shown(
                " ".join(
                    [
                        str(vehicle["make"]),
                        str(vehicle["model"]),
                        *([f"model year {year.value}"] if year and year.value else []),
                    ]
                )
            ),
            "contact": _shown(
                ", ".join(contact[part] for part in ("name", "title", "email", "phone") if contact.get(part))
            ),
        },
    )


def _the_one(audit: Audit, asked: Sequence[Request], supplier: str) -> Request:
    wanted = audit.people.find(supplier)
    names = {normalize(supplier), normalize(wanted.known_as or supplier)}
    for request in asked:
        if normalize(request.supplier) in names:
            return request
    expected = (
        f"one of {', '.join(request.supplier for request in asked)}" if asked else "a supplier, but none is asked"
    )
    raise InputError(
        "--supplier", "", f"{quoted(supplier)}, who is asked nothing", expected, "name one of these, or leave it out"
    )


def _shown(text: str | None) -> str:
    """Return a text as a cell shows it: on one line, cut where it is very long, and as an escape what cannot be seen, or what
    is taken for another letter: who signs must see which name it is."""
    plain = " ".join((text or "").split())
    folded = with_one_script(plain)
    plain = visible("".join(_escaped(c) if c != as_seen else c for c, as_seen in zip(plain, folded, strict=True)))
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def _escaped(c: str) -> str:
    return c.encode("unicode_escape").decode("ascii")

"""Who is named on a component, by its BOM, its package's address, the program and the code of a part, and what each did there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from auditor.entities.matching.matching import Asked
from auditor.entities.names.normal import normalize
from auditor.entities.resolution.leads import may_have_nexus
from auditor.entities.resolution.people import Named, People
from auditor.entities.sources.starter import starter_names
from auditor.facts.bom_properties import (
    ANCESTOR_MAKER,
    DISTRIBUTOR,
    INFERRED_MAKER,
    VARIANT_MAKER,
    BomProperties,
    names_in,
)
from auditor.facts.claims import BomOrigin
from auditor.facts.model import ComponentFacts, PartyOfComponent
from auditor.facts.software.origins import owner
from auditor.program.model import ComponentStatement, Item, Program
from auditor.provenance import Source, Stated
from bom_parsers import Bom
from bom_parsers.errors import printable
from policies.connected_vehicles.facts import ACTS

MADE = ("designed", "developed", "manufactured")
INHERITED = MADE[:2]  # acts of its making that are done where code of another is in it
LONGEST_NAME = 200  # of a text that is looked at whether it is somebody's name
# Paths, addresses, package URLs and hashes: the most of the texts, and nobody's name.
_NO_NAME = re.compile(r"[:@={}<>_#|\\]|^/|/.*/|\d{5}")
_MADE_BY = re.compile(
    r"(?:designed|developed|made|manufactured|built|produced|written|created|maintained)(?: and \w+)? by (.+?)\.?$",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[;|&/()]|,\s*(?:made|built|manufactured)?\s*by\b|\bby\b|\boem\b", re.IGNORECASE)
_normal = lru_cache(maxsize=65_536)(normalize)  # BOMs have the same texts again and again


class NamedParties:
    """Finds who is named on the components of a program, each name resolved to a person."""

    def __init__(self, program: Program, people: People) -> None:
        self.program, self.people = program, people
        self._names: dict[
            tuple[str, str], tuple[str, ...]
        ] = {}  # by name and person: BOMs name the same makers again and again

    def of_bom(
        self, here: Source, origin: BomOrigin, parties: Sequence[Mapping[str, Any]]
    ) -> Iterable[PartyOfComponent]:
        """The parties that the BOM names; several rows of one party carry its several identifiers.

        A distributor of a document is a publisher, who need not have supplied anything: a lead.
        """
        for entry in parties:
            identifiers = _identifiers(entry["scheme"], entry["identifier"])
            source = here.at(entry["pointer"] or "", entry["role"])
            if entry["role"] == "distributor" and not origin.is_table:
                yield replace(self.party(entry["name"] or "", (), source, identifiers), inferred=True)
            else:
                yield self.party(entry["name"] or "", self.program.roles[entry["role"]], source, identifiers)

    def makers(self, named: Sequence[PartyOfComponent], of_bom: Sequence[Mapping[str, Any]]) -> list[PartyOfComponent]:
        """Return who made a component by its BOM: who supplied or published it where it names nobody else. `named` are those of
        the rows `of_bom`, and of its properties."""
        roles = [row["role"] for row in of_bom] + [""] * (len(named) - len(of_bom))
        direct = [
            (role, one) for role, one in zip(roles, named, strict=True) if one.name and (role or not one.inferred)
        ]
        made = [
            one
            for role, one in direct
            if role not in ("supplier", "distributor") and (role or set(one.did) - {"supplied"})
        ]
        return made or [one for _, one in direct]

    def names_of(self, party: PartyOfComponent) -> tuple[str, ...]:
        """Return the names by which a statement can mean a party: as its BOM writes it, and as it is on file.

        An identifier may be that of another than the name: who leads to a person of the PRC or Russia goes by no name that by
        itself is somebody else's.
        """
        key = party.name, party.named.person
        if key not in self._names:
            self._names[key] = self._names_of(party)
        return self._names[key]

    def _names_of(self, party: PartyOfComponent) -> tuple[str, ...]:
        named, on_file = party.named, [party.named.known_as] if party.named.known_as else []
        if may_have_nexus(self.people.graph, named) and self.people.find(party.name).person != named.person:
            return tuple(on_file)
        return tuple(dict.fromkeys([party.name, *on_file]))

    def owner_of_package(self, here: Source, purl: str) -> Iterable[PartyOfComponent]:
        """The owner of a package by its URL, where such a name is known and leads to a person of the PRC or Russia."""
        name = owner(purl) if purl else ""
        if name and _normal(name) in self._known_names:
            party = self.party(name, (), here.at(here.pointer, "purl", f"the owner in {printable(purl)}"))
            if may_have_nexus(self.people.graph, party.named):
                yield replace(party, inferred=True)

    def named_beside(
        self,
        here: Source,
        row: Mapping[str, Any],
        properties: Sequence[Mapping[str, Any]],
        who: Sequence[PartyOfComponent],
    ) -> list[PartyOfComponent]:
        """Return who is named by a text of a component that no reader takes for a party, and leads to a person of the PRC or
        Russia: a second maker under a heading that nobody knows. Such a text is the whole name, which is on file."""
        described = row["description"] or ""
        made = _MADE_BY.match(described) if len(described) <= LONGEST_NAME else None
        texts = [("group", row["group"]), ("description", made[1] if made else described)]
        texts += [(entry["name"], entry["value"]) for entry in properties]
        named: dict[str, PartyOfComponent] = {}
        for what, text in texts:
            if (
                what != DISTRIBUTOR
                and text
                and len(text) <= LONGEST_NAME
                and not _NO_NAME.search(text)
                and _normal(text) in self._known_names
            ):
                source = here.at(here.pointer, what, f"stands beside it as {printable(what)}")
                named.setdefault(text, self.party(text, (), source))
        persons = {party.named.person for party in who}
        return [
            replace(one, inferred=True)
            for one in named.values()
            if one.named.person not in persons and may_have_nexus(self.people.graph, one.named)
        ]

    @cached_property
    def _known_names(self) -> frozenset[str]:
        """The names of the user's lists and of the starter list, for owners of packages and texts beside a part: these are looked
        up only if somebody has that name."""
        names = [name for one in self.people.suppliers.suppliers for name in (one.person.name, *one.aliases)]
        if self.program.reference.starter:
            names += starter_names()
        return frozenset(map(normalize, names)) - {""}

    def within(self, party: PartyOfComponent) -> list[PartyOfComponent]:
        """Return a party, and of one whom nobody knows the persons whose whole names are in its name: "A AG; B Co., Ltd."."""
        pieces = _PIECES.split(party.name) if party.named.known_as is None else ()
        names = [
            name for piece in pieces if (name := (piece or "").strip(" ,:")) and _normal(name) in self._known_names
        ]
        return [party, *(self.party(name, party.did, party.sources[0]) for name in names)]

    def of_program(self, item: Item, statements: Sequence[ComponentStatement]) -> Iterable[PartyOfComponent]:
        """Yield the supplier of an item and the parties that statements of the component name."""
        if item.supplier:
            source = replace(item.source, name="supplier", detail=f"supplier of {item.id}")
            yield self.party(item.supplier, ("supplied",), source)
        for statement in statements:
            for name, did in statement.parties:
                yield self.party(name, did, statement.source)

    def of_properties(self, by_bom: BomProperties) -> Iterable[PartyOfComponent]:
        """Yield the parties that properties of the component name; makers that a reader inferred are leads."""
        for one in by_bom.parties:
            yield self.party(*one)
        for one in (*by_bom.inferred, *by_bom.ancestors):
            yield replace(self.party(*one), inferred=True)

    def ancestry(
        self, by_bom: BomProperties, stated: Iterable[Iterable[tuple[Any, ...]]]
    ) -> tuple[PartyOfComponent, ...]:
        """Return the makers of what it comes from, with the acts of its making of which nobody `stated` who did them."""
        if not by_bom.ancestors:
            return ()
        named = {act for parties in stated for party in parties for act in party[1]}
        did = tuple(act for act in INHERITED if act not in named)
        return tuple(replace(self.party(name, did, at), inferred=True) for name, _, at in by_bom.ancestors)

    def party(
        self, name: str, did: Sequence[str], source: Source, identifiers: Mapping[str, str] | None = None
    ) -> PartyOfComponent:
        """Return who is named, resolved to a person, and the acts that it `did` by `source`."""
        return PartyOfComponent(name, tuple(did), self.people.find(name, identifiers), (source,))


def with_inferred_makers(components: Sequence[ComponentFacts], people: People) -> list[ComponentFacts]:
    """Return the facts of components, with the makers to whom their codes point: where nobody is named who made the part, and
    where somebody else is named by its BOM, but the maker of such parts is or may be a person of the PRC or Russia.

    It is a lead. All are looked up at once: one by one each would search the reference data.
    """
    makers = dict.fromkeys(maker.value for maker in map(_maker_by_code, components) if maker)
    named = dict(zip(makers, people.look_up([Asked(maker) for maker in makers]), strict=True))
    return [
        _with_maker(facts, maker, named[maker.value], people) if (maker := _maker_by_code(facts)) else facts
        for facts in components
    ]


def _maker_by_code(facts: ComponentFacts) -> Stated | None:
    """Return who makes parts of the code that a component has; None where that is not known, or it is stated who
    made this very part."""
    return None if facts.maker_is_stated else facts.seems.maker


def makers_among(parties: Iterable[PartyOfComponent]) -> list[PartyOfComponent]:
    """Return who did anything but supply it."""
    return [party for party in parties if set(party.did) - {"supplied"}]


def _with_maker(facts: ComponentFacts, maker: Stated, named: Named, people: People) -> ComponentFacts:
    party = PartyOfComponent(maker.value, (), named, (maker.source,), inferred=True)
    with_it = replace(facts, parties=tuple(joined([*facts.parties, party])))
    if not makers_among(facts.parties):
        return with_it
    if not may_have_nexus(people.graph, named):
        return facts
    return replace(with_it, other_makers=(*facts.other_makers, replace(party, did=MADE)))


def named_in(program: Program, boms: Sequence[Bom]) -> Iterable[Asked]:
    """Yield every name that the facts of the components can turn on, as it is asked for, so that all are looked up at once."""
    yield Asked(program.declarant.party)
    for item in program.items:
        yield from (Asked(name) for name in [item.supplier] if name)
        yield from (Asked(name) for statement in item.components for name, _ in statement.parties)
    for bom in boms:
        rows = bom.parties.select("name", "scheme", "identifier").unique(maintain_order=True)
        for name, scheme, identifier in rows.iter_rows():
            yield Asked(name or "", _identifiers(scheme, identifier))
        naming = bom.properties.filter(
            pl.col("name")
            .str.to_lowercase()
            .str.contains(f"by$|^{INFERRED_MAKER}$|^{ANCESTOR_MAKER}$|^{VARIANT_MAKER}$")
        )
        for value in naming["value"].drop_nulls().unique(maintain_order=True):
            yield from (Asked(name) for name in names_in(value))


def joined(parties: Iterable[PartyOfComponent]) -> Iterable[PartyOfComponent]:
    """One entry for each person, with all it did and every place that says so."""
    by_person: dict[str, list[PartyOfComponent]] = {}
    for party in parties:
        by_person.setdefault(party.named.person, []).append(party)
    for group in by_person.values():
        did = tuple(act for act in ACTS if any(act in party.did for party in group))
        sources = tuple(dict.fromkeys(source for party in group for source in party.sources))
        yield PartyOfComponent(group[0].name, did, group[0].named, sources, all(party.inferred for party in group))


def _identifiers(scheme: str | None, identifier: str | None) -> dict[str, str]:
    return {scheme: identifier} if scheme and identifier else {}

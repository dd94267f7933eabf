"""The facts of one component, each with its source, from the BOM, the program, and who its parties are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import polars as pl

from auditor.entities.matching.matching import Asked
from auditor.entities.names.normal import normalize
from auditor.entities.resolution.leads import may_have_nexus
from auditor.entities.resolution.people import Named, People
from auditor.entities.sources.starter import starter_names
from auditor.facts import taxonomy
from auditor.facts.claims import (
    CONTRIBUTES,
    NOT_FITTED,
    BomOrigin,
    Scales,
    claimed,
    settled,
)
from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.radio_parts import SHIPPED, Knowledge, Part, shipped
from auditor.facts.model import Claim, ComponentFacts, PartyOfComponent
from auditor.facts.open_source import read_licenses
from auditor.facts.software.layers import SoftwareLeads, software_leads
from auditor.facts.software.origins import owner
from auditor.inputs import InputFile, read_input
from auditor.program.determinations_applied import Determinations
from auditor.program.model import ComponentStatement, Item, Program
from auditor.program.selectors import version_of
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers import Bom
from bom_parsers.errors import printable, quoted
from policies.connected_vehicles.facts import ACTS
from policies.connected_vehicles.hardware import LISTED_CLASSES
from policies.parameters import Parameters
from policies.vocabulary import VocabularyError

ALTERED_BY = "component.altered_by"
ANCESTOR_MAKER = "pedigree:ancestor-maker"  # the property that names who made what a component comes from
INHERITED = ("designed", "developed")  # acts of its making that are done where code of another is in it


class FactFinder:
    """Finds the facts of components of one program: a determination counts before what the program states of the part, that
    before what its BOM says of it as far as that is trusted, that before what is stated of the whole item, and that before
    the list of parts and what a part looks like."""

    def __init__(
        self,
        program: Program,
        people: People,
        determinations: Determinations,
        parameters: Parameters,
        parts: Sequence[InputFile] = (),
    ) -> None:
        self.program, self.people, self.determinations = program, people, determinations
        self.scales = Scales(program, parameters)
        self._extended = Knowledge.of(read_input(SHIPPED, SHIPPED.name), *parts) if parts else None
        self.used: set[Source] = set()  # of component statements that picked something, or might have

    @cached_property
    def knowledge(self) -> Knowledge:
        """Return the list of radio parts; the shipped one is read when the first piece of hardware asks for it."""
        return self._extended or shipped()

    def find(
        self,
        item: Item,
        origin: BomOrigin,
        row: Mapping[str, Any],
        parties: Sequence[Mapping[str, Any]],
        properties: Sequence[Mapping[str, Any]],
    ) -> ComponentFacts:
        """Return the facts of the component `row` of the BOM of this `origin`, given its rows of the frames parties and
        properties."""
        problems: list[Problem] = []
        here = origin.at(row["pointer"] or "")
        picked = [(s, s.select.picks(item.id, row)) for s in item.components]
        statements = [s for s, is_picked in picked if is_picked]
        problems += [
            Problem("statement-versions", "warning", s.select.not_comparable(version_of(row)), s.source)
            for s, is_picked in picked
            if is_picked is None
        ]
        self.used.update(s.source for s, is_picked in picked if is_picked is not False)
        by_bom, named = self._properties(here, origin, properties, problems)
        makers = [entry["name"] for entry in parties if entry["role"] != "supplier" and entry["name"]]
        determined = self.determinations.of(item.id, row, makers)
        of_the_part = [*(s.facts for s in statements), determined.facts]
        kinds = [self._kind(origin, row, here), *of_the_part]
        kind = next(layer["component.kind"].value for layer in reversed(kinds) if "component.kind" in layer)
        apparent = seems(row, properties, self.knowledge, here) if kind == "hardware" else Seems()
        is_code = kind in ("software", "firmware")
        leads = software_leads(row, properties, origin.made_on) if is_code else SoftwareLeads()
        # A service need not run in the vehicle: what holds for the item's software is not said of it.
        defaults = {} if row["type"] == "service" else item.defaults.get(kind, {})
        own, licensed = self._native(here, origin, row, leads, defaults)
        weaker = _stacked([_inferred(apparent, row), item.facts, defaults, own])
        weighed = self.scales.weigh(by_bom, weaker, defaults, origin, apparent)
        self.used.update(weighed.trusted)
        problems += weighed.problems
        stated = _stacked([weighed.outweighed, weaker, kinds[0], weighed.facts, *of_the_part])
        in_force = stated.get("component.hardware_class")
        if apparent.plain and in_force and in_force.source != apparent.plain.source:
            apparent = replace(apparent, plain=None)
        who = [*self._of_bom(here, origin, parties), *named["did"], *self._of_program(item, statements)]
        who += [self._party(*party) for party in determined.parties]
        who += self._owner_of_package(here, row["purl"] or "") if is_code else ()
        by_all = stated.pop(ALTERED_BY, None)
        alterer: tuple[Claim, ...] = ()
        of_it = _stacked(of_the_part).get(ALTERED_BY)
        if of_it or not named["altered"]:
            altered = self._altered(of_it or by_all)
        else:
            altered, alterer = self._altered_by_bom(named["altered"], origin)
            if any(not claim.counts for claim in alterer):
                stated[ALTERED_BY] = Stated(None, replace(altered.sources[0], kind=SourceKind.CLAIM))
        for party in who:
            if party.named.conflict:
                problems.append(Problem("person-at-odds", "warning", party.named.conflict, party.sources[0]))
            for unused in party.named.unused:
                problems.append(
                    Problem("unused-identifier", "warning", f"{quoted(party.name)}: {unused}", party.sources[0])
                )
        claims = (*settled((*weighed.claims, *licensed), stated), *alterer)
        named_acts = {act for one in statements for _, did in one.parties for act in did}
        named_acts |= {act for _, did, _ in determined.parties for act in did}
        ancestry = tuple(
            replace(one, did=tuple(a for a in INHERITED if a not in named_acts)) for one in named["before"]
        )
        return ComponentFacts(
            stated, tuple(_joined(who)), altered, tuple(problems), apparent, leads, claims, (), ancestry
        )

    def _kind(self, origin: BomOrigin, row: Mapping[str, Any], here: Source) -> dict[str, Stated]:
        """The kind of a component; the program says of what kind a BOM's unlabeled components are."""
        kind, source = row["kind"], here.at(here.pointer, "type", f"type {row['type'] or row['kind']}")
        if kind is None:
            detail = f"{origin.file.label} is a {origin.file.kind} BOM"
            kind, source = (
                origin.file.kind,
                Source(SourceKind.PROGRAM, self.program.label, self.program.file.sha256, detail=detail),
            )
        return {"component.kind": Stated(kind, source)}

    def _native(
        self,
        here: Source,
        origin: BomOrigin,
        row: Mapping[str, Any],
        leads: SoftwareLeads,
        defaults: Mapping[str, Stated],
    ) -> tuple[dict[str, Stated], tuple[Claim, ...]]:
        """The facts besides the kind that the BOM's own fields state, and what of them is a claim."""
        own: dict[str, Stated] = {}
        claims: tuple[Claim, ...] = ()
        licenses = read_licenses(row["licenses"] or ())
        by_default = defaults.get("component.open_source")
        if licenses.open is not None or (row["licenses"] and by_default and by_default.value):
            # That all code of an item is open cannot be said over a license of this one that is not known to be.
            source = here.at(here.pointer, "licenses", licenses.because)
            own["component.open_source"] = Stated(licenses.open, source)
            if licenses.open:
                claims = (Claim("component.open_source", True, source, False),)
                if not self.program.trust.licenses:
                    source = claimed(source, origin, "license", "; ".join(row["licenses"]))
                    own["component.open_source"] = Stated(None, replace(source, kind=SourceKind.CLAIM))
        change, default = leads.change, defaults.get("component.modified")
        unchanged = default is not None and default.value == "no"
        if (change.is_changed and (default is None or default.value in (None, "no"))) or (
            change.is_of_its_own and unchanged
        ):
            # Changed, but whether the change is shared no format can say. A default that speaks of changes says it; that
            # nothing was changed it cannot say over this, nor over what hints at a change of this one.
            own["component.modified"] = Stated(None, here.at(here.pointer, "modified", change.words))
        for name in ("component.completed_on", "component.altered_on"):
            default = defaults.get(name)
            if default and default.value and leads.latest and leads.latest > default.value:
                # Said of all code of the item at once, against a later day of this one.
                own[name] = Stated(None, here.at(here.pointer, "dates", leads.days))
        untouched, cut_off = defaults.get("component.altered"), self.scales.parameters.legacy_cut_off
        if untouched and untouched.value is False and leads.latest and leads.latest >= cut_off:
            # That nobody has touched any code of the item does not count against a day from the cut-off on of this one.
            own["component.altered"] = Stated(None, here.at(here.pointer, "dates", leads.days))
        return own, claims

    def _properties(
        self,
        here: Source,
        origin: BomOrigin,
        properties: Sequence[Mapping[str, Any]],
        problems: list[Problem],
    ) -> tuple[dict[str, list[Stated]], dict[str, Any]]:
        """What the BOM says of the part by properties, each fact as often as it says it, and whom it names there."""
        by_bom: dict[str, list[Stated]] = {}
        bands: dict[str, list[Stated]] = {}
        named: dict[str, Any] = {"did": [], "altered": [], "before": []}
        for entry in properties:
            if entry["name"] == "hbom:inferred-maker" and entry["value"]:
                named["did"].append(replace(self._party(entry["value"], (), _of_property(here, entry)), inferred=True))
            if entry["name"] == ANCESTOR_MAKER and entry["value"]:
                maker = replace(self._party(entry["value"], (), _of_property(here, entry)), inferred=True)
                named["did"].append(maker)
                named["before"].append(maker)
            if not taxonomy.is_ours(entry["name"]) or not (entry["value"] or "").strip():
                continue
            source = claimed(_of_property(here, entry), origin, entry["name"], entry["value"])
            try:
                key = taxonomy.key_of(entry["name"])
                if key in taxonomy.ACTS_BY:
                    named["did"] += [self._party(n, (taxonomy.ACTS_BY[key],), source) for n in _names(entry["value"])]
                elif key == taxonomy.ALTERED_BY:
                    named["altered"].append(self._party(entry["value"].strip(), (), source))
                elif key in taxonomy.BANDS:
                    bands.setdefault(key, []).append(Stated(taxonomy.megahertz(key, entry["value"]), source))
                else:
                    name, value = taxonomy.value_of(key, entry["value"])
                    by_bom.setdefault(name, []).append(Stated(value, source))
            except VocabularyError as error:
                problems.append(Problem("wrong-property", "warning", str(error), source))
        for high in bands.get("rf:max-mhz", ()):
            low = min((one.value for one in bands.get("rf:min-mhz", ())), default=high.value)
            band = [min(low, high.value), max(low, high.value)]
            by_bom.setdefault("item.frequency_mhz", []).append(Stated(band, high.source))
        for entry in properties:
            if entry["name"] == NOT_FITTED and entry["value"] == "no":
                # What is not in the vehicle has no part in its communication, whatever it would do there.
                source = claimed(_of_property(here, entry), origin, "fitted", "no")
                beside = [] if origin.is_table else by_bom.get(CONTRIBUTES, [])
                by_bom[CONTRIBUTES] = [*beside, Stated(False, source)]
        return by_bom, named

    def _of_bom(
        self, here: Source, origin: BomOrigin, parties: Sequence[Mapping[str, Any]]
    ) -> Iterable[PartyOfComponent]:
        """The parties that the BOM names; several rows of one party carry its several identifiers.

        A distributor of a document is a publisher, who need not have supplied anything: a lead.
        """
        for entry in parties:
            identifiers = _identifiers(entry["scheme"], entry["identifier"])
            source = here.at(entry["pointer"] or "", entry["role"])
            if entry["role"] == "distributor" and not origin.is_table:
                yield replace(self._party(entry["name"] or "", (), source, identifiers), inferred=True)
            else:
                yield self._party(entry["name"] or "", self.program.roles[entry["role"]], source, identifiers)

    def _owner_of_package(self, here: Source, purl: str) -> Iterable[PartyOfComponent]:
        """The owner of a package by its URL, where such a name is known and leads to a person of the PRC or Russia."""
        name = owner(purl) if purl else ""
        if name and normalize(name) in self._known_names:
            party = self._party(name, (), here.at(here.pointer, "purl", f"the owner in {printable(purl)}"))
            if may_have_nexus(self.people.graph, party.named):
                yield replace(party, inferred=True)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        """The names of the user's lists and of the starter list, for owners of packages: each of these is one of few words, and
        looked up only if somebody has that name."""
        names = [name for one in self.people.suppliers.suppliers for name in (one.person.name, *one.aliases)]
        if self.program.reference.starter:
            names += starter_names()
        return frozenset(map(normalize, names))

    def _of_program(self, item: Item, statements: Sequence[ComponentStatement]) -> Iterable[PartyOfComponent]:
        if item.supplier:
            source = replace(item.source, name="supplier", detail=f"supplier of {item.id}")
            yield self._party(item.supplier, ("supplied",), source)
        for statement in statements:
            for name, did in statement.parties:
                yield self._party(name, did, statement.source)

    def _altered(self, stated: Stated | None) -> PartyOfComponent | None:
        return self._party(stated.value, (), stated.source) if stated else None

    def _altered_by_bom(
        self, named: Sequence[PartyOfComponent], origin: BomOrigin
    ) -> tuple[PartyOfComponent, tuple[Claim, ...]]:
        """Return who altered it by what its BOM says, and that as a claim: who is of the PRC or Russia is named by it, anybody
        else is claimed to have been the last."""
        led = [party for party in named if may_have_nexus(self.people.graph, party.named)]
        if led:
            return led[0], ()
        alterer = named[0]
        trusted = self.program.trust.of(ALTERED_BY, origin.file.label, origin.makers) if len(named) == 1 else None
        if trusted:
            self.used.add(trusted.source)
        return alterer, (Claim(ALTERED_BY, alterer.name, alterer.sources[0], trusted is not None),)

    def _party(
        self, name: str, did: Sequence[str], source: Source, identifiers: Mapping[str, str] | None = None
    ) -> PartyOfComponent:
        return PartyOfComponent(name, tuple(did), self.people.find(name, identifiers), (source,))


def with_inferred_makers(components: Sequence[ComponentFacts], people: People) -> list[ComponentFacts]:
    """Return the facts of components, with the maker that the list of parts gives where nobody is named who made it.

    It is a lead. All are looked up at once: one by one each would search the reference data.
    """
    makers = dict.fromkeys(maker for maker in map(_maker_by_the_list, components) if maker)
    named = dict(zip(makers, people.look_up([Asked(maker) for maker in makers]), strict=True))
    return [
        _with_inferred(facts, named[maker]) if (maker := _maker_by_the_list(facts)) else facts for facts in components
    ]


def _maker_by_the_list(facts: ComponentFacts) -> str:
    """Return the maker of the radio part that a component looks like, "" where it looks like none or a maker is named."""
    is_made = any(set(party.did) - {"supplied"} for party in facts.parties)
    return facts.seems.part.maker if facts.seems.part and not is_made else ""


def _with_inferred(facts: ComponentFacts, maker: Named) -> ComponentFacts:
    part = facts.seems.part
    assert part is not None
    source = _listed(part, f"makes parts like {quoted(facts.seems.code)}")
    party = PartyOfComponent(part.maker, (), maker, (source,), inferred=True)
    return replace(facts, parties=tuple(_joined([*facts.parties, party])))


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
            pl.col("name").str.to_lowercase().str.contains(f"by$|^hbom:inferred-maker$|^{ANCESTOR_MAKER}$")
        )
        for value in naming["value"].drop_nulls().unique(maintain_order=True):
            yield from (Asked(name) for name in _names(value))


def _inferred(apparent: Seems, row: Mapping[str, Any]) -> dict[str, Stated]:
    """What is known of a part by its looks: that it is plain, or, from a page somebody read, what brings it into the rule.

    The list of parts states nothing that would take a part out: of what it is silent about, a person is asked.
    """
    if apparent.plain:
        return {"component.hardware_class": apparent.plain}
    part = apparent.part
    if part is None or not part.is_sourced or apparent.code not in (row["mpn"], row["name"]):
        return {}
    detail = f"{apparent.code} is a {part.family} of {part.maker} by {part.source}, {part.source_date}"
    source = _listed(part, detail)
    known: dict[str, Stated] = {}
    if part.hardware_class in LISTED_CLASSES:
        known["component.hardware_class"] = Stated(part.hardware_class, source)
    if part.programmable:
        known["component.programmable"] = Stated(True, source)
    return known


def _of_property(here: Source, entry: Mapping[str, Any]) -> Source:
    return here.at(entry["pointer"] or "", entry["name"], kind=SourceKind.BOM_PROPERTY)


def _listed(part: Part, detail: str) -> Source:
    return replace(part.at, detail=detail)


def _stacked(layers: Iterable[Mapping[str, Stated]]) -> dict[str, Stated]:
    """Return the facts of all layers, each over those of the layers before it."""
    stated: dict[str, Stated] = {}
    for layer in layers:
        for name, fact in layer.items():
            stated[name] = fact.over(stated.get(name))
    return stated


def _joined(parties: Iterable[PartyOfComponent]) -> Iterable[PartyOfComponent]:
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


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(";") if name.strip()]

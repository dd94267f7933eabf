"""The facts of one component, each with its source, from the BOM, the program, and who its parties are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from auditor.entities.matching.matching import Asked
from auditor.entities.resolution.people import Named, People
from auditor.facts import taxonomy
from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.radio_parts import SHIPPED, Knowledge, Part, shipped
from auditor.facts.model import ComponentFacts, PartyOfComponent
from auditor.facts.open_source import read_licenses
from auditor.facts.software.layers import SoftwareLeads, software_leads
from auditor.inputs import InputFile, read_input
from auditor.program.determinations_applied import Determinations
from auditor.program.model import BomFile, ComponentStatement, Item, Program
from auditor.program.selectors import version_of
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers import Bom
from bom_parsers.errors import quoted
from policies.connected_vehicles.facts import ACTS
from policies.connected_vehicles.hardware import LISTED_CLASSES
from policies.vocabulary import VocabularyError

NOT_FITTED = "hbom:fitted"  # the property, "no", of what is listed and not in the vehicle


class FactFinder:
    """Finds the facts of components of one program: a determination counts before the BOM's `icts:` properties, these before
    what the program states, that before the list of parts and what a part looks like."""

    def __init__(
        self, program: Program, people: People, determinations: Determinations, parts: Sequence[InputFile] = ()
    ) -> None:
        self.program, self.people, self.determinations = program, people, determinations
        self._extended = Knowledge.of(read_input(SHIPPED, SHIPPED.name), *parts) if parts else None
        self.used: set[Source] = set()  # of component statements that picked something, or might have

    @cached_property
    def knowledge(self) -> Knowledge:
        """Return the list of radio parts; the shipped one is read when the first piece of hardware asks for it."""
        return self._extended or shipped()

    def find(
        self,
        item: Item,
        bom: BomFile,
        row: Mapping[str, Any],
        parties: Sequence[Mapping[str, Any]],
        properties: Sequence[Mapping[str, Any]],
        made_on: date | None = None,
        sha256: str = "",
    ) -> ComponentFacts:
        """Return the facts of the component `row` of a BOM, given its rows of the frames parties and properties.

        `made_on` is the day on which the BOM was made, where it is a lead that its code was finished by then, `sha256` its
        hash.
        """
        problems: list[Problem] = []
        here = Source(SourceKind.BOM_FIELD, bom.label, sha256, row["pointer"] or "")
        picked = [(s, s.select.picks(item.id, row)) for s in item.components]
        statements = [s for s, is_picked in picked if is_picked]
        problems += [
            Problem("statement-versions", "warning", s.select.not_comparable(version_of(row)), s.source)
            for s, is_picked in picked
            if is_picked is None
        ]
        self.used.update(s.source for s, is_picked in picked if is_picked is not False)
        by_property, named = self._properties(here, properties, problems)
        makers = [entry["name"] for entry in parties if entry["role"] != "supplier" and entry["name"]]
        determined = self.determinations.of(item.id, row, makers)
        layers = [self._kind(bom, row, here), *(s.facts for s in statements), by_property, determined.facts]
        kind = next(layer["component.kind"].value for layer in reversed(layers) if "component.kind" in layer)
        apparent = seems(row, properties, self.knowledge, here) if kind == "hardware" else Seems()
        is_code = kind in ("software", "firmware")
        leads = software_leads(row, properties, made_on) if is_code else SoftwareLeads()
        # A service need not run in the vehicle: what holds for the item's software is not said of it.
        defaults = {} if row["type"] == "service" else item.defaults.get(kind, {})
        own = self._native(here, row, leads, defaults)
        stated = _stacked([_inferred(apparent, row), item.facts, defaults, own, *layers])
        in_force = stated.get("component.hardware_class")
        if apparent.plain and in_force and in_force.source != apparent.plain.source:
            apparent = replace(apparent, plain=None)
        who = [*self._of_bom(here, parties), *named["did"], *self._of_program(item, statements)]
        who += [self._party(*party) for party in determined.parties]
        altered = self._altered(determined.facts) or named["altered"] or self._altered(stated)
        stated.pop("component.altered_by", None)
        for party in who:
            if party.named.conflict:
                problems.append(Problem("person-at-odds", "warning", party.named.conflict, party.sources[0]))
            for unused in party.named.unused:
                problems.append(
                    Problem("unused-identifier", "warning", f"{quoted(party.name)}: {unused}", party.sources[0])
                )
        return ComponentFacts(stated, tuple(_joined(who)), altered, tuple(problems), apparent, leads)

    def _kind(self, bom: BomFile, row: Mapping[str, Any], here: Source) -> dict[str, Stated]:
        """The kind of a component; the program says of what kind a BOM's unlabeled components are."""
        kind, source = row["kind"], here.at(here.pointer, "type", f"type {row['type'] or row['kind']}")
        if kind is None:
            detail = f"{bom.label} is a {bom.kind} BOM"
            kind, source = (
                bom.kind,
                Source(SourceKind.PROGRAM, self.program.label, self.program.file.sha256, detail=detail),
            )
        return {"component.kind": Stated(kind, source)}

    def _native(
        self, here: Source, row: Mapping[str, Any], leads: SoftwareLeads, defaults: Mapping[str, Stated]
    ) -> dict[str, Stated]:
        """The facts besides the kind that the BOM's own fields state."""
        own: dict[str, Stated] = {}
        licenses = read_licenses(row["licenses"] or ())
        by_default = defaults.get("component.open_source")
        if licenses.open is not None or (row["licenses"] and by_default and by_default.value):
            # That all code of an item is open cannot be said over a license of this one that is not known to be.
            own["component.open_source"] = Stated(licenses.open, here.at(here.pointer, "licenses", licenses.because))
        change, default = leads.change, defaults.get("component.modified")
        if change.is_changed and (default is None or default.value in (None, "no")):
            # Changed, but whether the change is shared no format can say. A default that speaks of changes says it; that
            # nothing was changed it cannot say over this.
            own["component.modified"] = Stated(None, here.at(here.pointer, "modified", change.words))
        for name in ("component.completed_on", "component.altered_on"):
            default = defaults.get(name)
            if default and default.value and leads.latest and leads.latest > default.value:
                # Said of all code of the item at once, against a later day of this one.
                own[name] = Stated(None, here.at(here.pointer, "dates", leads.days))
        return own

    def _properties(
        self, here: Source, properties: Sequence[Mapping[str, Any]], problems: list[Problem]
    ) -> tuple[dict[str, Stated], dict[str, Any]]:
        stated: dict[str, Stated] = {}
        band: dict[str, tuple[float, Source]] = {}
        named: dict[str, Any] = {"did": [], "altered": None}
        for entry in properties:
            if entry["name"] == NOT_FITTED and entry["value"] == "no":
                # What is not in the vehicle has no part in its communication.
                stated["component.contributes_to_communication"] = Stated(False, _of_property(here, entry))
            if entry["name"] == "hbom:inferred-maker" and entry["value"]:
                named["did"].append(replace(self._party(entry["value"], (), _of_property(here, entry)), inferred=True))
            if not taxonomy.is_ours(entry["name"]) or not (entry["value"] or "").strip():
                continue
            source = _of_property(here, entry)
            try:
                key = taxonomy.key_of(entry["name"])
                if key in taxonomy.ACTS_BY:
                    named["did"] += [self._party(n, (taxonomy.ACTS_BY[key],), source) for n in _names(entry["value"])]
                elif key == taxonomy.ALTERED_BY:
                    named["altered"] = self._party(entry["value"].strip(), (), source)
                elif key in taxonomy.BANDS:
                    band[key] = taxonomy.megahertz(key, entry["value"]), source
                else:
                    name, value = taxonomy.value_of(key, entry["value"])
                    stated[name] = Stated(value, source)
            except VocabularyError as error:
                problems.append(Problem("wrong-property", "warning", str(error), source))
        if "rf:max-mhz" in band:
            low, high = band.get("rf:min-mhz", band["rf:max-mhz"])[0], band["rf:max-mhz"][0]
            stated["item.frequency_mhz"] = Stated([min(low, high), max(low, high)], band["rf:max-mhz"][1])
        return stated, named

    def _of_bom(self, here: Source, parties: Sequence[Mapping[str, Any]]) -> Iterable[PartyOfComponent]:
        """The parties that the BOM names; several rows of one party carry its several identifiers."""
        for entry in parties:
            identifiers = _identifiers(entry["scheme"], entry["identifier"])
            source = here.at(entry["pointer"] or "", entry["role"])
            yield self._party(entry["name"] or "", self.program.roles[entry["role"]], source, identifiers)

    def _of_program(self, item: Item, statements: Sequence[ComponentStatement]) -> Iterable[PartyOfComponent]:
        if item.supplier:
            source = replace(item.source, name="supplier", detail=f"supplier of {item.id}")
            yield self._party(item.supplier, ("supplied",), source)
        for statement in statements:
            for name, did in statement.parties:
                yield self._party(name, did, statement.source)

    def _altered(self, stated: Mapping[str, Stated]) -> PartyOfComponent | None:
        fact = stated.get("component.altered_by")
        return self._party(fact.value, (), fact.source) if fact else None

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
        naming = bom.properties.filter(pl.col("name").str.to_lowercase().str.contains("by$|^hbom:inferred-maker$"))
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

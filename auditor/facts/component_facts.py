"""The facts of one component, each with its source, from the BOM, the program, and who its parties are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from auditor.entities.resolution.leads import may_be_from_there, may_have_nexus
from auditor.entities.resolution.people import People
from auditor.facts.bom_properties import (
    BomProperties,
    read_properties,
)
from auditor.facts.claims import (
    BomOrigin,
    Scales,
    claimed,
    settled,
)
from auditor.facts.contradictions import (
    OF_PERSONS,
    doubtful,
    over_code,
    over_makers,
    over_persons,
    without_doubted,
)
from auditor.facts.hardware.leads import Seems, seems
from auditor.facts.hardware.listed_as_code import hardware_lead
from auditor.facts.hardware.radio_parts import SHIPPED, Knowledge, Part, shipped
from auditor.facts.kinds import KIND, doubted_kind, is_confirmed, stated_kind
from auditor.facts.model import Claim, ComponentFacts, Contradiction, PartyOfComponent
from auditor.facts.named_parties import MADE, NamedParties, joined, makers_among
from auditor.facts.software.layers import SoftwareLeads, software_leads
from auditor.facts.software.license_terms import DESCRIPTION, contradicts_open
from auditor.facts.software.open_source import read_licenses
from auditor.facts.statements import Statements
from auditor.inputs import InputFile, read_input
from auditor.program.determinations import act_of
from auditor.program.determinations_applied import Determinations, Determined
from auditor.program.model import ComponentStatement, Item, Program
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers.errors import quoted
from policies.connected_vehicles.hardware import LISTED_CLASSES
from policies.parameters import Parameters

ALTERED_BY = "component.altered_by"
OPEN_SOURCE = "component.open_source"


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
        self.parties = NamedParties(program, people)
        self.scales = Scales(program, parameters)
        self._extended = Knowledge.of(read_input(SHIPPED, SHIPPED.name), *parts) if parts else None
        self.statements = Statements(program)

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
        by_bom = read_properties(here, origin, properties)
        who = [*self.parties.of_bom(here, origin, parties), *self.parties.of_properties(by_bom)]
        made = self.parties.makers(who, parties)
        altering = [self.parties.party(*one) for one in by_bom.alterers]
        altering = [one for one in altering if may_have_nexus(self.people.graph, one.named)]  # whose code it is, too
        makers = tuple(self.parties.names_of(party) for party in (*made, *altering))
        statements, unordered = self.statements.of(item, row, makers)
        problems += unordered
        problems += by_bom.problems
        determined = self.determinations.of(item.id, row, makers)
        of_the_part: list[Mapping[str, Stated]] = [*(s.facts for s in statements), determined.facts]
        selects = [*(s.select for s in statements), *determined.selects]
        by_type = self._kind(origin, row, here)
        beside = self.parties.named_beside(here, row, properties, who)
        unbound = self._of_other_makers(statements, determined, [*made, *beside, *altering], by_type)
        of_the_part = _without(of_the_part, unbound)
        known = stated_kind(by_type, of_the_part)
        kind = known.value
        as_part = kind == "software" and origin.file.kind == "hardware"  # which a hardware BOM does not list
        looked_at = {**row, "kind": "hardware", "type": "device"} if as_part else row
        apparent = Seems()
        named = [entry["name"] for entry in parties if entry["name"]]
        if as_part or kind == "hardware":
            apparent = seems(looked_at, properties, self.knowledge, here, named)
        is_code = kind in ("software", "firmware")
        leads = software_leads(row, properties, origin.made_on) if is_code else SoftwareLeads()
        # A service need not run in the vehicle: what holds for the item's software is not said of it.
        defaults = {} if row["type"] == "service" else item.defaults.get(kind, {})
        who += [
            *self.parties.of_program(item, statements),
            *(self.parties.party(*party) for party in determined.parties),
        ]
        who += self.parties.owner_of_package(here, row["purl"] or "") if is_code else ()
        persons = {party.named.person for party in who}
        who += (beside := [one for one in beside if one.named.person not in persons])
        led = next((one.name for one in who if may_have_nexus(self.people.graph, one.named)), "")
        if not is_confirmed(known, of_the_part):
            hardware = hardware_lead(row, properties, named) if is_code and not as_part else ""
            known = doubted_kind(known, origin, row, apparent, hardware, led)
        apparent = Seems() if known.value == "software" else apparent
        of_another = tuple(over_code(_stacked(of_the_part), selects, apparent, self.scales.takes_out))
        of_the_part += [{one.name: doubtful(one) for one in of_another}] if of_another else []
        inferred = _inferred(apparent, row)
        defaults, doubts = self._over_persons(item, kind, defaults, inferred, led, leads)
        own, licensed = self._native(here, origin, row, properties, leads, defaults)
        weaker = _stacked([inferred, item.facts, defaults, own])
        weighed = self.scales.weigh(by_bom.facts, weaker, defaults, origin, apparent)
        self.statements.trust(weighed.trusted, origin.file.label, row)
        problems += weighed.problems
        stated = _stacked([weighed.outweighed, weaker, weighed.facts, *of_the_part]) | {KIND: known}
        stated, denied = self._with_interest(stated, who)
        problems += self._over_bom(row, stated, weighed.facts)
        in_force = stated.get("component.hardware_class")
        if apparent.plain and in_force and in_force.source != apparent.plain.source:
            apparent = replace(apparent, plain=None)
        problems += _of_parties(who)
        is_stated = any(source.kind in OF_PERSONS for party in makers_among(who) for source in party.sources)
        stating = [s.meant for s in statements if s.parties]
        stating += [one for name, meant in determined.meant.items() if act_of(name) for one in meant]
        names_code = not apparent.code or any(select.names(apparent.code) for select in selects)
        if is_stated:  # over a text beside it only by who saw that text, or means the part of this maker
            beside = [one for one in beside if not any(m.means(self.parties.names_of(one)) for m in stating)]
        by_all, of_it = stated.pop(ALTERED_BY, None), _stacked(of_the_part).get(ALTERED_BY)
        altered, alterer = self._alterer(of_it, by_bom, by_all, origin, row)
        if altered and any(not claim.counts for claim in alterer):
            stated[ALTERED_BY] = Stated(None, replace(altered.sources[0], kind=SourceKind.CLAIM))
        claims = (*settled((*weighed.claims, *licensed), stated), *alterer)
        ancestry = self.parties.ancestry(by_bom, [*(one.parties for one in statements), determined.parties])
        return ComponentFacts(
            stated,
            tuple(joined(who)),
            altered,
            tuple(problems),
            apparent,
            leads,
            claims,
            (*_in_force(doubts, stated), *denied, *unbound, *of_another),
            ancestry,
            tuple(replace(one, did=MADE) for one in beside),
            is_stated and (names_code or any(one.bound for one in stating)),
            makers,
        )

    def _of_other_makers(
        self,
        statements: Sequence[ComponentStatement],
        determined: Determined,
        makers: Sequence[PartyOfComponent],
        by_type: Stated,
    ) -> tuple[Contradiction, ...]:
        """Return what is stated of a part of somebody else, it seems: its BOM, which says `by_type` what it is, names `makers`
        that are or may be of the PRC or Russia."""
        selects = [*(s.select for s in statements), *determined.selects]
        if not selects:
            return ()
        named = [one for party in makers for one in self.parties.within(party)]
        led = [one for one in named if may_be_from_there(self.people.graph, one.named, one.name)]
        names = [self.parties.names_of(one) or (one.name,) for one in led]
        given = [(s.facts, dict.fromkeys(s.facts, (s.meant,))) for s in statements]

        def takes_out(name: str, value: Any) -> bool:
            if name in (KIND, ALTERED_BY):
                return bool(name == ALTERED_BY or value != by_type.value)
            is_in = name == "item.enables" and "vcs" in value
            return not is_in and self.scales.takes_out(name, value)

        return tuple(over_makers([*given, (determined.facts, determined.meant)], selects[0], names, takes_out))

    def _over_persons(
        self,
        item: Item,
        kind: str,
        defaults: Mapping[str, Stated],
        inferred: Mapping[str, Stated],
        led: str,
        leads: SoftwareLeads,
    ) -> tuple[Mapping[str, Stated], tuple[Contradiction, ...]]:
        """Return what counts of what is stated of all parts of a kind, and what does not, for one of which a party, `led`, may be
        a person of the PRC or Russia; "" for none."""
        if led:
            lead = f"{quoted(led)}, a party of it, is or may be a person of the PRC or Russia"
        elif leads.hosted:
            lead = leads.hosted
        else:
            return defaults, ()
        doubts = tuple(over_persons(item, kind, defaults, lead, self.scales.takes_out))
        # What a part is known to be by its looks needs no default, and stands.
        return without_doubted(defaults, doubts, inferred), doubts

    def _with_interest(
        self, stated: dict[str, Stated], who: Iterable[PartyOfComponent]
    ) -> tuple[dict[str, Stated], tuple[Contradiction, ...]]:
        """Return the facts with it unknown whether a person outside the United States has an interest, where somebody states that
        none has and a party is one of the PRC or Russia by all that is on file; and that contradiction."""
        name = "component.foreign_interest"
        fact, graph = stated.get(name), self.people.graph
        if fact is None or fact.value is not False:
            return stated, ()
        of_adversary = next((one for one in who if not one.inferred and graph.nexus(one.named.person).value), None)
        if of_adversary is None:
            return stated, ()
        statement = "it is stated that no person outside the United States has an interest in it"
        lead = f"{quoted(of_adversary.name)}, a party of it, is a person of the PRC or Russia by what is on file"
        denied = Contradiction(name, statement, fact.source, lead)
        return stated | {name: doubtful(denied)}, (denied,)

    def _over_bom(
        self, row: Mapping[str, Any], stated: Mapping[str, Stated], by_bom: Mapping[str, Stated]
    ) -> Iterable[Problem]:
        """Yield where the program takes a part out against its BOM, which brings it in: that counts, and is told."""
        called = row["name"] or row["mpn"] or row["ref"]
        for name, fact in by_bom.items():
            in_force, takes_out = stated[name], self.scales.takes_out
            if in_force.source.kind is not SourceKind.PROGRAM or fact.value is None or takes_out(name, fact.value):
                continue
            if takes_out(name, in_force.value):
                message = f"this takes {quoted(called)} out, of which its BOM says {fact.source.detail}"
                yield Problem("statement-over-bom", "warning", message, in_force.source)

    def _kind(self, origin: BomOrigin, row: Mapping[str, Any], here: Source) -> Stated:
        """The kind of a component; the program says of what kind a BOM's unlabeled components are."""
        kind, source = row["kind"], here.at(here.pointer, "type", f"type {row['type'] or row['kind']}")
        if kind is None:
            detail = f"{origin.file.label} is a {origin.file.kind} BOM"
            kind, source = (
                origin.file.kind,
                Source(SourceKind.PROGRAM, self.program.label, self.program.file.sha256, detail=detail),
            )
        return Stated(kind, source)

    def _native(
        self,
        here: Source,
        origin: BomOrigin,
        row: Mapping[str, Any],
        properties: Sequence[Mapping[str, Any]],
        leads: SoftwareLeads,
        defaults: Mapping[str, Stated],
    ) -> tuple[dict[str, Stated], tuple[Claim, ...]]:
        """The facts besides the kind that the BOM's own fields state, and what of them is a claim."""
        own, claims = self._of_licenses(here, origin, row, properties, defaults)
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

    def _of_licenses(
        self,
        here: Source,
        origin: BomOrigin,
        row: Mapping[str, Any],
        properties: Sequence[Mapping[str, Any]],
        defaults: Mapping[str, Stated],
    ) -> tuple[dict[str, Stated], tuple[Claim, ...]]:
        """Whether it is open source by its licenses, if they say, and that this is a claim; unknown where what stands beside
        them says otherwise."""
        licenses = read_licenses(row["licenses"] or ())
        by_default = defaults.get(OPEN_SOURCE)
        all_open = by_default is not None and bool(by_default.value)
        described = {"name": DESCRIPTION, "value": row["description"]}
        against = contradicts_open([*properties, described]) if licenses.open or all_open else None
        # A file by itself is of no package, and no license says what it is: an image of a modem's firmware, say.
        bare_file = row["type"] == "file" and not row["licenses"]
        if licenses.open is None and not (all_open and (row["licenses"] or bare_file or against)):
            return {}, ()
        # That all code of an item is open cannot be said over a license of this one that is not known to be.
        because = "a file by itself, without a license" if bare_file else licenses.because
        source = here.at(here.pointer, "type" if bare_file else "licenses", because)
        stated = Stated(licenses.open, source)
        if against:
            detail = f"{because}, and {against[0]} = {against[1]}"
            stated = Stated(None, replace(source, kind=SourceKind.CONTRADICTION, who=origin.who, detail=detail))
        elif licenses.open and not self.program.trust.licenses:
            source = claimed(source, origin, "license", "; ".join(row["licenses"]))
            stated = Stated(None, replace(source, kind=SourceKind.CLAIM))
        claims = (Claim(OPEN_SOURCE, True, source, False),) if licenses.open else ()
        return {OPEN_SOURCE: stated}, claims

    def _alterer(
        self,
        of_it: Stated | None,
        by_bom: BomProperties,
        by_all: Stated | None,
        origin: BomOrigin,
        row: Mapping[str, Any],
    ) -> tuple[PartyOfComponent | None, tuple[Claim, ...]]:
        """Return who altered it last, as it is stated of it, said by its BOM, or stated of all code of its item, and of that what
        is a claim: who is of the PRC or Russia is named by its BOM, anybody else is claimed to have been the last."""
        stated = of_it or (by_all if not by_bom.alterers else None)
        if stated or not by_bom.alterers:
            return (self.parties.party(stated.value, (), stated.source) if stated else None), ()
        named = [self.parties.party(*one) for one in by_bom.alterers]
        led = [party for party in named if may_have_nexus(self.people.graph, party.named)]
        if led:
            return led[0], ()
        trusted = self.program.trust.of(ALTERED_BY, origin.file.label, origin.makers) if len(named) == 1 else None
        if trusted:
            self.statements.trust([trusted.source], origin.file.label, row)
        return named[0], (Claim(ALTERED_BY, named[0].name, named[0].sources[0], trusted is not None),)


def _in_force(doubts: Iterable[Contradiction], stated: Mapping[str, Stated]) -> tuple[Contradiction, ...]:
    """Return the doubts about defaults over which nothing else states the fact."""
    return tuple(one for one in doubts if one.name in stated and stated[one.name].source == doubtful(one).source)


def _without(layers: Sequence[Mapping[str, Stated]], doubts: Sequence[Contradiction]) -> list[Mapping[str, Stated]]:
    """Return layers of facts with those unknown that are in doubt; of who altered a part nothing is said then."""
    if not doubts:
        return [*layers]
    names = {one.name for one in doubts}
    kept = [{name: fact for name, fact in layer.items() if name not in names} for layer in layers]
    return [*kept, {one.name: doubtful(one) for one in doubts if one.name != ALTERED_BY}]


def _of_parties(parties: Iterable[PartyOfComponent]) -> Iterable[Problem]:
    """Yield what is at odds or unused in how the parties are named."""
    for party in parties:
        if party.named.conflict:
            yield Problem("person-at-odds", "warning", party.named.conflict, party.sources[0])
        for unused in party.named.unused:
            yield Problem("unused-identifier", "warning", f"{quoted(party.name)}: {unused}", party.sources[0])


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


def _listed(part: Part, detail: str) -> Source:
    return replace(part.at, detail=detail)


def _stacked(layers: Iterable[Mapping[str, Stated]]) -> dict[str, Stated]:
    """Return the facts of all layers, each over those of the layers before it."""
    stated: dict[str, Stated] = {}
    for layer in layers:
        for name, fact in layer.items():
            stated[name] = fact.over(stated.get(name))
    return stated

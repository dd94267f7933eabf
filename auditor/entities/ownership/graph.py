"""The persons of one audit or screening, who holds what in whom, and what each of them is by the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

from auditor.entities.ownership.fixed_point import foreign_interest_of_all, nexus_of_all
from auditor.entities.ownership.ultimate import grouped
from auditor.provenance import Source, SourceKind
from policies.connected_vehicles.facts import ACTS, ACTS_OF_THE_RULE
from policies.foreign_adversaries.explanation import Tested, explain_person
from policies.foreign_adversaries.leads import doubted
from policies.foreign_adversaries.nexus import as_manufacturer, employed
from policies.foreign_adversaries.parties import Party, act_columns, interest_of
from policies.foreign_adversaries.persons import Holding, Nexus, Person, countries_of
from policies.foreign_adversaries.recorded import Recorded, judge_recorded
from policies.parameters import Parameters


@dataclass(frozen=True)
class Involvement:
    """One party of a component: `person` is its key in the graph, `did` the acts it did, `employed` for 791.302(b)."""

    person: str
    did: tuple[str, ...]
    employed: bool = False


class Filed(NamedTuple):
    """Where something is on file: rows of the user's lists and places in reference data; nowhere, where there are none."""

    sources: tuple[Source, ...] = ()

    @property
    def as_of(self) -> date | None:
        """Return as of which day it is said, by a row of a list that has its own or by a snapshot; None where no day is."""
        return next((source.on for source in self.sources if source.on), None)

    @property
    def snapshots(self) -> frozenset[str]:
        """Return the ids of the snapshots that it rests on."""
        return frozenset(source.file for source in self.sources if source.kind is SourceKind.REFERENCE)


@dataclass(frozen=True)
class Link:
    """One holding in a chain, by the keys of its ends: `words` as a verb that ends before the name of `owned`, `label` short."""

    owner: str
    owned: str
    words: str
    label: str
    filed: Filed


class Graph:
    """Persons by key, added one by one; the answers about them are computed once, when first asked for.

    What is general knowledge only is kept beside what is stated or sourced: it can turn "no" to unknown and name a lead.
    """

    def __init__(self, p: Parameters) -> None:
        self.parameters = p
        self.persons: dict[str, Person] = {}
        self.led: dict[str, Person] = {}  # the persons as they would be with what is general knowledge too
        self.filed: dict[str, Filed] = {}  # where a person is on file
        self.held_in: dict[tuple[str, str], Filed] = {}  # where a holding is on file, by owned and owner, if elsewhere
        self._forget()

    def _forget(self) -> None:
        self._grouped: dict[str, Person] | None = None
        self._nexus: dict[str, Nexus] | None = None
        self._led_nexus: dict[str, Nexus] | None = None
        self._as_manufacturer: dict[str, Nexus] | None = None
        self._foreign: dict[str, bool | None] | None = None
        self._steps_to: tuple[dict[str, int], dict[str, int]] | None = None
        self._columns: dict[tuple[Involvement, ...], dict[str, Any]] = {}

    def add(self, person: Person, key: str | None = None, led: Person | None = None) -> str:
        """Add `person` under `key`, or under a new key, and return it; `led` is the person with general knowledge added."""
        key = key if key is not None else f"#{len(self.persons)}"
        self.persons[key] = person
        if led is not None:
            self.led[key] = led
        self._forget()
        return key

    @property
    def grouped(self) -> dict[str, Person]:
        """Return the persons by what is stated and sourced, each holding with to whom its holder belongs in the end."""
        if self._grouped is None:
            self._grouped = grouped(self.persons, self.parameters)
        return self._grouped

    def settled(self, key: str) -> Nexus:
        """Return the nexus of a person by what is stated and sourced."""
        if self._nexus is None:
            self._nexus = nexus_of_all(self.grouped, self.parameters, judge_recorded)
        return self._nexus[key]

    def with_leads(self, key: str) -> Nexus:
        """Return the nexus of a person as it would be were general knowledge a source."""
        if not self.led:
            return self.settled(key)
        if self._led_nexus is None:
            led = grouped(self.persons | self.led, self.parameters)
            self._led_nexus = nexus_of_all(led, self.parameters, judge_recorded)
        return self._led_nexus[key]

    def nexus(self, key: str) -> Nexus:
        """Return the nexus of the person with this key. General knowledge can make a "no" unknown, and nothing else."""
        settled = self.settled(key)
        return settled if settled.value else doubted(settled, self.with_leads(key))

    def nexus_as_manufacturer(self, key: str) -> Nexus:
        """Return the nexus of the person as the manufacturer that sells; it differs where a share is named for it alone."""
        p = self.parameters
        shares = p["adversary_share_pct"], p["adversary_share_pct_manufacturer"]
        if len({(share.value, share.standing) for share in shares}) == 1:
            return self.nexus(key)
        if self._as_manufacturer is None:
            self._as_manufacturer = nexus_of_all(self.grouped, as_manufacturer(p), judge_recorded)
        settled = self._as_manufacturer[key]
        return settled if settled.value else doubted(settled, self.with_leads(key))

    def explained(
        self, key: str, acts_as: Literal["", "employee", "manufacturer"] = ""
    ) -> Iterator[tuple[Tested, Filed]]:
        """Walk the tests by which a person is judged by what is stated and sourced, each with where its facts are on file."""
        seller = acts_as == "manufacturer" and self.nexus_as_manufacturer(key) and self._as_manufacturer
        p = as_manufacturer(self.parameters) if seller else self.parameters
        of = seller.__getitem__ if seller else self.settled
        for tested in explain_person(key, self.grouped, of, p, employed=acts_as == "employee"):
            holding = tested.finding.holding
            filed = self.held_in.get((tested.key, holding.holder)) if holding else None
            yield tested, filed or self.filed.get(tested.key, Filed())

    def foreign_interest(self, key: str) -> bool | None:
        """Return whether a person outside the United States has an interest through this one."""
        if self._foreign is None:
            self._foreign = foreign_interest_of_all(self.grouped)
            if self.led:
                led = foreign_interest_of_all(grouped(self.persons | self.led, self.parameters))
                self._foreign |= {key: None for key, value in self._foreign.items() if value is False and led[key]}
        return self._foreign[key]

    def involvement_nexus(self, involvement: Involvement) -> Nexus:
        """Return the nexus of a party as it acted here: an employee is judged as one."""
        if involvement.employed:
            return employed(self.persons[involvement.person], self.parameters)
        return self.nexus(involvement.person)

    def columns(self, parties: tuple[Involvement, ...]) -> dict[str, Any]:
        """Return the columns of facts that the parties of a component decide: each act's, and the foreign interest.

        Thousands of components have the same parties: each set of them is worked out once.
        """
        if parties not in self._columns:
            acted = [self._party(involvement) for involvement in parties]
            foreign = interest_of(acted, ACTS_OF_THE_RULE)
            columns = act_columns(acted, ACTS, ACTS_OF_THE_RULE)
            self._columns[parties] = columns | {"component.foreign_interest": foreign}
        return self._columns[parties]

    def _party(self, involvement: Involvement) -> Party:
        foreign = self.foreign_interest(involvement.person)
        return Party(involvement.did, self.involvement_nexus(involvement), foreign, involvement.employed)

    # --- who is behind a person -------------------------------------------------------------------------------------

    def links(self, key: str, *, led: bool = False) -> tuple[Link, ...]:
        """Return the holdings in a person, the largest first."""
        person = (self.led if led else {}).get(key) or self.persons[key]
        held = sorted(person.holdings, key=lambda h: (-(h.voting_pct or 0), h.name))
        return tuple(self._link(key, person, holding) for holding in held)

    def chain(self, key: str, *, led: bool = False) -> tuple[Link, ...]:
        """Return the holdings from a person who is one of the PRC or Russia up to the holder who decides; () for itself."""
        nexus = self.with_leads if led else self.settled
        links: list[Link] = []
        while (through := nexus(key).through) is not None:
            above = [x for x in self.links(key, led=led) if x.owner == through]
            if not above:
                break
            links.append(above[0])
            key = through
        return tuple(links)

    def lead(self, key: str) -> tuple[Link, ...] | None:
        """Return the shortest way up from a person to one who is of the PRC or Russia by all that is on file, general
        knowledge included, or, where there is none, to somebody who is a citizen of one of them or lives there and may be of the
        United States too; () if it is one itself, None if there is no such."""
        if self._steps_to is None:
            persons = self.persons | self.led
            linked = {key for key in persons if self.with_leads(key).value}
            self._steps_to = (
                _steps(persons, linked),
                _steps(persons, {key for key in persons if self.points_there(key)}),
            )
        steps = next((steps for steps in self._steps_to if key in steps), None)
        if steps is None:
            return None
        way: list[Link] = []
        while steps[key]:
            way.append(next(x for x in self.links(key, led=True) if steps.get(x.owner) == steps[key] - 1))
            key = way[-1].owner
        return (*way, *self.chain(key, led=True))

    def points_there(self, key: str) -> bool:
        """Tell whether somebody is a citizen of the PRC or Russia, or lives there, and is not known not to count for it."""
        person = self.led.get(key) or self.persons[key]
        countries = {*(person.citizenships or ()), *countries_of(person.resident_in)}
        listed = not countries.isdisjoint(self.parameters.adversary_countries)
        return person.kind == "natural_person" and listed and self.with_leads(key).value is None

    def whereabouts(self, key: str) -> str:
        """Return in a few words of where a person is: its countries, what it is by itself, or that nobody knows."""
        person = self.led.get(key) or self.persons[key]
        if person.country_only:
            return person.country_only
        places = {
            "incorporated": person.incorporated_in,
            "headquarters": person.headquartered_in,
            "principal business": person.principal_place_of_business,
            "resident": person.resident_in,
            "citizen": ", ".join(person.citizenships or ()) or None,
            "acts for the government of": person.acts_for,
        }
        countries = {value for value in places.values() if value}
        if person.kind == "government":
            return f"government, {person.incorporated_in or 'of where is not known'}"
        if len(countries) == 1 and not person.acts_for:
            return countries.pop()
        return ", ".join(f"{what} {value}" for what, value in places.items() if value) or "place not known"

    def _link(self, key: str, person: Person, holding: Holding) -> Link:
        filed = self.held_in.get((key, holding.holder)) or self.filed.get(key, Filed())
        return Link(holding.holder, key, *holding_in_words(person, holding), filed)


def _steps(persons: Mapping[str, Person], ends: set[str]) -> dict[str, int]:
    """Return how many holdings there are between a person and the nearest of `ends` above it, of those that have one above."""
    owned: dict[str, list[str]] = {}
    for key, person in persons.items():
        for holding in person.holdings:
            owned.setdefault(holding.holder, []).append(key)
    steps = dict.fromkeys(ends, 0)
    waiting = list(ends)
    for key in waiting:  # which grows on the way
        for below in owned.get(key, ()):
            if below not in steps:
                steps[below] = steps[key] + 1
                waiting.append(below)
    return steps


def holding_in_words(person: Person, holding: Holding) -> tuple[str, str]:
    """Return what a holder has, as verbs to be followed by the name of `person`, and as a short label."""
    records = person if isinstance(person, Recorded) else Recorded(person.name)
    bounds = records.ranges.get(holding.holder)
    share = f"{bounds[0]:g} to {bounds[1]:g}%" if bounds else f"{holding.voting_pct:g}%" if holding.voting_pct else ""
    money = f"{holding.capital_pct:g}%" if holding.capital_pct is not None else ""
    claim = records.claimed_by.get(holding.holder)
    indirectly = "indirectly " if holding.holder in records.indirect else ""
    seats = f"{holding.board_seats[0]} of {holding.board_seats[1]}" if holding.board_seats else ""
    has = [
        (f"{indirectly}holds {share} of", f"{indirectly}{share} of the votes", share),
        (f"has {seats} of the board of", f"{seats} of the board", seats),
        ("has a special share in", "special share", holding.special_share),
        ("votes by proxy in", "proxy", holding.proxy),
        ("has a veto over important matters of", "veto", holding.veto),
        ("controls by contract", "contract", holding.contract_control),
        ("has the casting vote in", "casting vote", holding.casting_vote),
        (f"has {money} of the money in", f"{money} of the money", money),
        ("has rights granted by contract in", "rights by contract", claim == "contract_right"),
        ("has, on a condition, rights granted by contract in", "conditional rights", claim == "conditional_right"),
        ("has influence or control, of a kind not said, over", "other influence", claim == "influence"),
        ("holds for others in", "for others", holding.nominee),
        ("acts in concert with others in", "in concert", holding.acts_in_concert_with),
        ("has as a branch", "branch of it", holding.holder == records.branch_of),
        ("consolidates in its accounts", "consolidates it", holding.holder in records.consolidated_by),
        ("directs", "directs it", holding.holder in records.directed_by),
    ]
    chosen = [(verb, label) for verb, label, there in has if there]
    if not chosen and holding.voting_pct == 0:
        return "holds a share without votes of", "a share without votes"
    if not chosen:
        return "holds a share, not stated, of", "a share, not stated"
    verbs = [verb for verb, _ in chosen]
    words = ", ".join([verbs[0], *(f"and {verb}" for verb in verbs[1:])])
    return (words + "," if len(verbs) > 1 else words), "; ".join(label for _, label in chosen)

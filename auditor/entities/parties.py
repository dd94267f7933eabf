"""Party tables, as a question or a program states them, turned into persons of a graph and into columns of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.entities.walk import foreign_interest_of_all, nexus_of_all
from policies.connected_vehicles.facts import ACTS, ACTS_OF_THE_RULE, OWNER_KEYS, PARTY_KEYS, check, unknown_key
from policies.connected_vehicles.persons import Holding, Nexus, Person, either, employed
from policies.parameters import Parameters


@dataclass(frozen=True)
class Involvement:
    """One party of a component: `person` is its key in the graph, `did` the acts it did, `employed` for 791.302(b)."""

    person: str
    did: tuple[str, ...]
    employed: bool = False


class Graph:
    """Persons by key, added one by one; the answers about them are computed once, when first asked for."""

    def __init__(self, p: Parameters) -> None:
        self.parameters = p
        self.persons: dict[str, Person] = {}
        self._nexus: dict[str, Nexus] | None = None
        self._as_manufacturer: dict[str, Nexus] | None = None
        self._foreign: dict[str, bool | None] | None = None
        self._columns: dict[tuple[Involvement, ...], dict[str, Any]] = {}

    def add(self, person: Person, key: str | None = None) -> str:
        """Add `person` under `key`, or under a new key, and return it."""
        key = key if key is not None else f"#{len(self.persons)}"
        self.persons[key] = person
        self._nexus = self._as_manufacturer = self._foreign = None
        self._columns.clear()
        return key

    def nexus(self, key: str) -> Nexus:
        """Return the nexus of the person with this key."""
        if self._nexus is None:
            self._nexus = nexus_of_all(self.persons, self.parameters)
        return self._nexus[key]

    def nexus_as_manufacturer(self, key: str) -> Nexus:
        """Return the nexus of the person as the manufacturer that sells; it differs where a share is named for it alone."""
        p = self.parameters
        if p.adversary_share_pct == p.adversary_share_pct_manufacturer:
            return self.nexus(key)
        if self._as_manufacturer is None:
            other = p.override(adversary_share_pct=p.adversary_share_pct_manufacturer)
            self._as_manufacturer = nexus_of_all(self.persons, other)
        return self._as_manufacturer[key]

    def foreign_interest(self, key: str) -> bool | None:
        """Return whether a person outside the United States has an interest through this one."""
        if self._foreign is None:
            self._foreign = foreign_interest_of_all(self.persons)
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
            foreign = _interest(self, parties)
            self._columns[parties] = _act_columns(self, parties) | {"component.foreign_interest": foreign}
        return self._columns[parties]


def add_party(graph: Graph, table: Mapping[str, Any], place: str) -> Involvement:
    """Add a party table, with its owners at any depth, to the graph.

    `place` names the table in errors. Raises VocabularyError for an unknown key or a value that does not fit.
    """
    facts = _checked(table, PARTY_KEYS, place)
    facts.setdefault("kind", "organisation")
    holdings = tuple(
        _holding(graph, owner, f"{place}.owners[{i}]") for i, owner in enumerate(facts.get("owners", ()), start=1)
    )
    person = Person(
        name=facts.get("name", "an unnamed person"),
        kind=facts["kind"],
        citizenships=tuple(facts["citizenships"]) if "citizenships" in facts else None,
        holdings=holdings,
        no_other_owners=facts.get("no_other_owners", False),
        **{key: facts.get(key) for key in _PLAIN},
    )
    did = tuple(act for act in ACTS if act in facts.get("did", ()))
    return Involvement(
        graph.add(person), did, facts["kind"] == "natural_person" and facts.get("engaged_through") == "entity"
    )


def _act_columns(graph: Graph, parties: Sequence[Involvement]) -> dict[str, Any]:
    """Return the nexus and the gaps for each act; an act of the rule without a party is done by an unknown `party`."""
    row: dict[str, Any] = {}
    for act in ACTS:
        doers = [party for party in parties if act in party.did]
        found = [graph.involvement_nexus(party) for party in doers]
        # Who works through an entity leaves the entity to be named: it is the party.
        if act in ACTS_OF_THE_RULE and all(party.employed for party in doers):
            found.append(Nexus(None, gaps=frozenset({"party"})))
        nexus = either(*found)
        row |= {f"party.{act}.nexus": nexus.value, f"party.{act}.gaps": nexus.mask}
    return row


def _interest(graph: Graph, parties: Iterable[Involvement]) -> bool | None:
    """Derive foreign interest from the parties: yes if one brings one, no if each act's parties are wholly of the U.S."""
    owners = [party for party in parties if not party.employed]
    found = [graph.foreign_interest(party.person) for party in owners]
    if True in found:
        return True
    complete = all(any(act in party.did for party in owners) for act in ACTS_OF_THE_RULE)
    return False if complete and None not in found else None


_PLAIN = (
    "incorporated_in",
    "headquartered_in",
    "principal_place_of_business",
    "resident_in",
    "us_permanent_resident",
    "acts_for",
)


def _holding(graph: Graph, table: Any, place: str) -> Holding:
    facts = _checked(table, OWNER_KEYS, place)
    name = facts.get("name", "an unnamed holder")
    if "party" in facts:
        holder = add_party(graph, facts["party"], f"{place}.party").person
    elif "country" in facts:
        holder = graph.add(Person(name, country_only=facts["country"]))
    else:
        holder = graph.add(Person(name))
    seats = facts.get("board_seats")
    return Holding(
        holder=holder,
        name=name,
        voting_pct=facts.get("voting_pct"),
        largest=facts.get("largest"),
        board_seats=(seats[0], seats[1]) if seats else None,
        acts_in_concert_with=tuple(facts.get("acts_in_concert_with", ())),
        **{key: facts.get(key, False) for key in _RIGHTS},
    )


_RIGHTS = ("special_share", "proxy", "veto", "contract_control", "power_excluded", "dispersed")


def _checked(table: Any, keys: Mapping[str, Any], place: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for key, value in table.items():
        if key not in keys:
            raise unknown_key(place, key, keys)
        facts[key] = check(keys[key], value, f"{place}.{key}")
    return facts

"""Party tables, as a question states them, turned into persons of a graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.entities.ownership.graph import Graph, Involvement
from policies.connected_vehicles.facts import ACTS, OWNER_KEYS, PARTY_KEYS
from policies.foreign_adversaries.persons import Holding, Person
from policies.vocabulary import check, unknown_key


def add_party(graph: Graph, table: Mapping[str, Any], place: str) -> Involvement:
    """Add a party table, with its owners at any depth, to the graph.

    `place` names the table in errors. Raises VocabularyError for an unknown key or a value that does not fit.
    """
    facts = _checked(table, PARTY_KEYS, place)
    facts.setdefault("kind", "organisation")
    holdings = tuple(
        _holding(graph, owner, f"{place}.owners[{i}]") for i, owner in enumerate(facts.get("owners", ()), start=1)
    )
    plain: dict[str, Any] = {key: facts.get(key) for key in _PLAIN}
    person = Person(
        name=facts.get("name", "an unnamed person"),
        kind=facts["kind"],
        citizenships=tuple(facts["citizenships"]) if "citizenships" in facts else None,
        holdings=holdings,
        no_other_owners=facts.get("no_other_owners", False),
        **plain,
    )
    did = tuple(act for act in ACTS if act in facts.get("did", ()))
    return Involvement(
        graph.add(person), did, facts["kind"] == "natural_person" and facts.get("engaged_through") == "entity"
    )


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
        given = (
            "organisation" if (key, value) == ("kind", "organization") else value
        )  # both spellings are the vocabulary's
        facts[key] = check(keys[key], given, f"{place}.{key}")
    return facts

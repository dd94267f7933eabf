"""Who of a graph of persons is one of the PRC or Russia: the law's test of one person, walked to a fixed point.

The test is monotone from no through unknown to yes, so that starting from "no" everywhere and repeating it until nothing
moves gives the least answer that fits: a ring of companies that own each other has no nexus unless one comes from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from policies.foreign_adversaries.foreign_interest import foreign_interest
from policies.foreign_adversaries.nexus import judge
from policies.foreign_adversaries.persons import NO, Nexus, Person
from policies.parameters import Parameters

A = TypeVar("A")
Judge = Callable[[Person, Callable[[str], Nexus], Parameters], Nexus]


def nexus_of_all(persons: Mapping[str, Person], p: Parameters, judged: Judge = judge) -> dict[str, Nexus]:
    """Return for each key of `persons` its nexus; holdings refer to holders by their keys, which must all be there.

    `judged` is the law's test of one person, or one that is built on it and as monotone. The order of the keys does not
    matter. A chain is the one by which the person's nexus was found in the fewest steps.
    """
    answers = dict.fromkeys(persons, NO)

    def test(key: str) -> Nexus:
        # A yes stays as it was first found: told anew, two that own each other would be each other's reason.
        return answers[key] if answers[key].value else judged(persons[key], answers.__getitem__, p)

    _settle(persons, answers, test, lambda nexus: nexus.value)

    # What is missing, what an answer rests on, and what it does not count is gathered once it is known who is what: on the way
    # there, a ring would pass on for ever what is stale. All only grow from here, so that this ends, too.
    answers.update((key, Nexus(nexus.value)) for key, nexus in answers.items() if not nexus.value)
    _settle(persons, answers, test, lambda nexus: (nexus.gaps, nexus.bases, frozenset(nexus.not_counted)))
    return answers


def foreign_interest_of_all(persons: Mapping[str, Person]) -> dict[str, bool | None]:
    """Return for each key of `persons` whether a person outside the United States has an interest through it."""
    answers: dict[str, bool | None] = dict.fromkeys(persons, False)

    def test(key: str) -> bool | None:
        return foreign_interest(persons[key], answers.__getitem__)

    _settle(persons, answers, test, lambda value: value)
    return answers


def _settle(
    persons: Mapping[str, Person], answers: dict[str, A], test: Callable[[str], A], essence: Callable[[A], object]
) -> None:
    """Repeat `test` for those whose holders moved, until none moves.

    It goes in rounds: each test sees the answers of the round before, so that the order of the persons cannot matter.
    """
    owned: dict[str, list[str]] = {}
    for key, person in persons.items():
        for holding in person.holdings:
            owned.setdefault(holding.holder, []).append(key)
    waiting = dict.fromkeys(persons)
    while waiting:
        anew = {key: test(key) for key in waiting}
        moved = [key for key, answer in anew.items() if essence(answer) != essence(answers[key])]
        answers.update(anew)
        waiting = dict.fromkeys(owner for key in moved for owner in owned.get(key, ()))

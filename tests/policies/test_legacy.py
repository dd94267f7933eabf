"""Legacy software by every combination of what can be known: silence never clears it, and what comes later never counts."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest

from policies.connected_vehicles.facts import ACTS_OF_THE_RULE, frame
from policies.connected_vehicles.rule import Rule
from policies.parameters import load
from tests.policies.one_company import SOFTWARE_COLUMNS

# For each fact what can be known of it, and for each value what is known where that is forgotten.
UNNAMED, STRANGER = "nobody is named", "somebody of whom too little is known"
LESS: dict[str, dict[Any, Any]] = {
    "completed_on": {date(2026, 3, 16): None, date(2026, 3, 17): None},
    "altered": {True: None, False: None},
    "altered_on": {date(2026, 3, 16): None, date(2026, 4, 1): None, date(2026, 6, 21): None},
    "altered_by": {True: STRANGER, False: STRANGER, STRANGER: UNNAMED},
    "maintained": {True: None, False: None},
    "imported_on": {date(2026, 2, 11): None, date(2026, 5, 1): None, date(2026, 9, 1): None},
    "maker": {True: None},
}
VALUES = {name: tuple(dict.fromkeys((*less, *less.values()))) for name, less in LESS.items()}


@pytest.fixture(scope="module")
def rule() -> Rule:
    return Rule(load("policies.connected_vehicles", date.max))


def row(known: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a car with code of which this is known."""
    nexus, named = known["altered_by"], known["altered_by"] != UNNAMED
    made = {f"party.{act}.nexus": known["maker"] for act in ACTS_OF_THE_RULE}
    gaps = {f"party.{act}.gaps": 1 if known["maker"] is None else 0 for act in ACTS_OF_THE_RULE}
    return SOFTWARE_COLUMNS | made | gaps | {
        "component.completed_on": known["completed_on"],
        "component.altered": known["altered"],
        "component.altered_on": known["altered_on"],
        "component.altered_by.nexus": nexus if isinstance(nexus, bool) else None,
        "component.altered_by.gaps": (0 if isinstance(nexus, bool) else 1) if named else None,
        "party.maintained.nexus": known["maintained"],
        "party.maintained.gaps": 128 if known["maintained"] is None else 0,
        "transaction.date": known["imported_on"],
    }  # fmt: skip


def is_consistent(known: dict[str, Any]) -> bool:
    """Who says when, or by whom, code was changed does not say that nobody changed it."""
    return known["altered"] is not False or (known["altered_on"] is None and known["altered_by"] == UNNAMED)


def combinations() -> list[dict[str, Any]]:
    every = (dict(zip(VALUES, values, strict=True)) for values in itertools.product(*VALUES.values()))
    return [known for known in every if is_consistent(known)]


def answers(rule: Rule, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    facts = frame([row(known) for known in every])
    return rule.judge(facts.lazy()).select("verdict", "missing", "open").collect().rows(named=True)


def key(known: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(known[name] for name in VALUES)


def test_what_is_allowed_stays_allowed_whatever_is_learned(rule):
    """Forgetting a fact never turns a review, or a prohibition, into an allowed transaction."""
    every = combinations()
    verdicts = {key(known): answer["verdict"] for known, answer in zip(every, answers(rule, every), strict=True)}
    assert set(verdicts.values()) == {"allowed", "review", "prohibited"}
    cleared = []
    for known in every:
        for name, less in LESS.items():
            if known[name] not in less:
                continue
            fewer = verdicts.get(key(known | {name: less[known[name]]}))
            if fewer == "allowed" and verdicts[key(known)] != "allowed":
                cleared.append((name, known))
    assert not cleared


def test_of_silence_nothing_is_allowed_but_what_was_imported_before_the_cut_off(rule):
    silent = [known for known in combinations()
              if known["altered"] is None and known["altered_on"] is None and known["altered_by"] == UNNAMED]  # fmt: skip
    allowed = [
        known for known, answer in zip(silent, answers(rule, silent), strict=True) if answer["verdict"] == "allowed"
    ]
    assert allowed
    assert {known["imported_on"] for known in allowed} == {date(2026, 2, 11)}
    assert {known["completed_on"] for known in allowed} == {date(2026, 3, 16)}


def test_a_change_after_the_transaction_changes_no_answer(rule):
    """Of code, clean or not, of which no change is stated: with a later one by whomever it is answered just the same."""
    before = [
        known | {"maker": maker}
        for known in combinations()
        for maker in (True, False, None)
        if known["altered"] is not True
        and known["altered_on"] is None
        and known["altered_by"] == UNNAMED
        and known["imported_on"] is not None
    ]
    plain = answers(rule, before)
    for by in (UNNAMED, STRANGER, True, False):
        later = [k | {"altered_on": k["imported_on"] + timedelta(days=1), "altered_by": by} for k in before]
        for known, one, other in zip(later, plain, answers(rule, later), strict=True):
            assert one["verdict"] == other["verdict"], known
            if known["maintained"] is False:  # else it is asked, or a question, when its maintainer last touched it
                assert one == other, known


def test_a_review_says_what_would_settle_it(rule):
    for known, answer in zip(combinations(), answers(rule, combinations()), strict=True):
        assert (answer["verdict"] == "review") == bool(answer["missing"] or answer["open"]), known

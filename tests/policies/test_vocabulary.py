"""What facts are called and how they are asked for, beside the facts themselves."""

from __future__ import annotations

from datetime import date

import pytest

from policies.connected_vehicles.facts import OF_PERSONS, VOCABULARY
from policies.connected_vehicles.rule import Rule
from policies.foreign_adversaries.persons import GAP_FACTS
from policies.parameters import load
from policies.vocabulary import VocabularyError, check

# A person's right to stay is asked for with its citizenship.
ONLY_WITH_ANOTHER = {"party.us_permanent_resident"}
FACTS = {fact.name: fact for fact in (*VOCABULARY.facts, *OF_PERSONS)}


def test_whatever_an_answer_can_lack_has_words_a_question_and_a_hint():
    asked = {name for leaf in Rule(load("policies.connected_vehicles", date.max)).leaves for name in leaf.asks}
    asked |= {*GAP_FACTS} - ONLY_WITH_ANOTHER
    assert "vehicle.new" in asked and "party.owners" in asked
    assert not {name for name in asked if not (FACTS[name].words and FACTS[name].ask and FACTS[name].hint)}


def test_every_fact_of_the_vocabulary_is_called_in_words():
    assert not {name for name, fact in FACTS.items() if not fact.words}


def test_a_question_is_one_and_its_answers_are_values_of_the_fact():
    facts = FACTS.values()
    assert all(fact.ask.endswith("?") for fact in facts if fact.ask)
    assert VOCABULARY.ask("vehicle.gvwr_lb") == "What is the gross vehicle weight rating?"
    assert VOCABULARY.ask("no.such") == ""
    for fact in facts:
        for words, value in fact.offered:
            chosen = value if isinstance(value, list) else [value]
            assert words
            assert not fact.values or set(chosen) <= set(fact.values), fact.name


def test_a_fact_in_another_unit_is_asked_for_under_one_name():
    assert VOCABULARY.asked(["vehicle.gvwr_lb", "vehicle.gvwr_kg", "item.highest_mhz"]) == (
        "vehicle.gvwr_lb",
        "item.frequency_mhz",
    )


def test_an_error_has_a_text_as_it_stands_under_every_python():
    # U+31350 is unassigned in the tables of Python 3.11, and a character in those of 3.12.
    for text, quoted in (("\u534e\U00031350", "'\u534e\U00031350'"), ("it's", '"it\'s"'), ("a\\'\"", "'a\\\\\\'\"'")):
        with pytest.raises(VocabularyError) as caught:
            check(VOCABULARY.by_name["transaction.kind"], text, "case")
        assert caught.value.found == quoted


@pytest.mark.parametrize("number", [10**308, 1e16, float("inf"), float("nan"), -1, True, "1"])
def test_a_number_that_nothing_has_does_not_fit(number):
    for fact, value in (("vehicle.gvwr_lb", number), ("item.frequency_mhz", [1, number])):
        with pytest.raises(VocabularyError):
            check(FACTS[fact], value, fact)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_at_either_end_of_the_calendar_does_not_fit(day):
    with pytest.raises(VocabularyError):
        check(FACTS["transaction.date"], day, "transaction.date")

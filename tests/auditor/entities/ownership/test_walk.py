"""The walk over ownership graphs: it ends, its answer depends on the facts alone, and more nexus never means less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.entities.ownership.fixed_point import foreign_interest_of_all, nexus_of_all
from policies.foreign_adversaries.nexus import judge
from policies.foreign_adversaries.persons import GAP_QUESTIONS, NO, Holding, Nexus, Person
from policies.parameters import Parameters, load
from policies.truth import Standing

P = load("policies.connected_vehicles", date(2026, 11, 24))
FIRM = Parameters({x.name: replace(x, standing=Standing.PROBABLE) for x in P})
RANK = {False: 0, None: 1, True: 2}
ELSEWHERE: dict[str, Any] = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}
PRC = Person("Lotus Group", country_only="CN")
UNKNOWN = Person("Aurora Fund")
SHARES = st.sampled_from([None, 1, 5, 10, 20, 25, 30, 45, 50, 51, 100])


def company(*holdings: Holding, complete: bool = True, **facts: Any) -> Person:
    """Return a German company with these holders, who are all unless `complete` is false."""
    return Person("Nordvik GmbH", **(ELSEWHERE | facts), holdings=holdings, no_other_owners=complete)


def holding(holder: object, share: float | None = None, **rights: Any) -> Holding:
    return Holding(str(holder), f"holder {holder}", share, **rights)


def weaker(name: str) -> Parameters:
    """Return the parameters with the one of this name marked as open."""
    return Parameters({x.name: replace(x, standing=Standing.OPEN) if x.name == name else x for x in FIRM})


@st.composite
def holdings(draw: st.DrawFn, holders: range) -> tuple[Holding, ...]:
    """Draw holdings of some of the holders, with all the rights there are."""
    chosen = draw(st.lists(st.sampled_from(holders), max_size=4, unique=True))
    rarely = st.sampled_from([False, False, False, False, True])
    return tuple(
        holding(
            i,
            draw(SHARES),
            largest=draw(st.sampled_from([None, None, None, True, False])),
            board_seats=draw(st.sampled_from([None, None, None, (1, 2), (2, 3)])),
            special_share=draw(rarely),
            acts_in_concert_with=tuple(f"holder {j}" for j in chosen if j != i and draw(rarely)),
            power_excluded=draw(rarely),
            dispersed=draw(rarely),
        )
        for i in chosen
    )


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, Person]:
    """Draw up to six persons who own each other in any way, themselves included."""
    n = draw(st.integers(1, 6))
    return {
        str(i): Person(
            f"person {i}",
            incorporated_in=draw(st.sampled_from(["DE", "DE", "DE", "US", "CN", None])),
            headquartered_in="DE",
            principal_place_of_business="DE",
            holdings=draw(holdings(range(n))),
            no_other_owners=draw(st.sampled_from([True, True, False])),
        )
        for i in range(n)
    }


def ring_around_an_unknown() -> dict[str, Person]:
    """Return a graph in which what is missing used to be passed round for ever."""
    return {
        "0": company(complete=False),
        "2": company(holding("4", 51), holding("0", 50), holding("2", 20)),
        "3": company(holding("2", 45, power_excluded=True)),
        "4": company(holding("3", 45)),
    }


# --- any graph ------------------------------------------------------------------------------------------------------


@given(graphs(), st.randoms(use_true_random=False))
@example(ring_around_an_unknown(), None)
def test_the_walk_ends_with_the_same_answer_in_any_order(persons: dict[str, Person], random: Any) -> None:
    keys = list(persons)
    if random is None:
        keys.reverse()
    else:
        random.shuffle(keys)
    shuffled = {key: persons[key] for key in keys}
    assert nexus_of_all(shuffled, P) == nexus_of_all(persons, P)
    assert foreign_interest_of_all(shuffled) == foreign_interest_of_all(persons)


@given(graphs())
def test_every_answer_has_its_reason(persons: dict[str, Person]) -> None:
    for key, nexus in nexus_of_all(persons, P).items():
        assert (nexus.value is None) == bool(nexus.gaps)
        if nexus.value:
            assert nexus.prong and nexus.because and nexus.chain[0] == persons[key].name
            assert len(set(nexus.chain)) == len(nexus.chain), "nobody is the reason of itself"
            end = next(person for person in persons.values() if person.name == nexus.chain[-1])
            assert "CN" in end.countries


@given(graphs(), st.sampled_from(["small_holding_pct", "dominant_minority_pct", "majority_pct"]))
def test_every_answer_says_what_it_rests_on_and_a_weaker_reading_never_makes_it_firmer(
    persons: dict[str, Person], name: str
) -> None:
    before, after = nexus_of_all(persons, FIRM), nexus_of_all(persons, weaker(name))
    for key, nexus in before.items():
        assert nexus.bases
        assert after[key].value == nexus.value
        assert after[key].standing >= nexus.standing
        assert nexus.standing is Standing.OPEN or not nexus.gaps & GAP_QUESTIONS.keys()


def test_what_a_holder_rests_on_goes_up_the_chain_and_round_a_ring() -> None:
    ring = {str(i): company(holding((i + 1) % 4, 60), holding("other", 40)) for i in range(4)}
    ring["2"] = company(holding(3, 5), holding("prc", 9), holding("rest", 86, dispersed=True))
    beside = {"4": company(holding("other", 100)), "prc": PRC}
    others = dict.fromkeys(("other", "rest"), Person("Lindqvist", country_only="DE"))
    answers = nexus_of_all(ring | beside | others, weaker("small_holding_pct"))
    assert {(answers[key].value, answers[key].standing) for key in ring} == {(False, Standing.OPEN)}
    assert (answers["4"].value, answers["4"].standing) == (False, Standing.PROBABLE)


@given(graphs(), st.data())
def test_an_unknown_person_who_turns_out_to_be_of_the_prc_never_makes_anyone_less_linked(
    persons: dict[str, Person], data: st.DataObject
) -> None:
    before = nexus_of_all(persons, P)
    key = data.draw(st.sampled_from(sorted(persons)))
    after = nexus_of_all(persons | {key: replace(persons[key], incorporated_in="CN")}, P)
    assert all(RANK[after[k].value] >= RANK[before[k].value] for k in persons)


@given(graphs(), st.data())
def test_a_prc_majority_holder_makes_a_yes(persons: dict[str, Person], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(persons)))
    owned = replace(persons[key], holdings=(*persons[key].holdings, holding("prc", 51)))
    assert nexus_of_all(persons | {key: owned, "prc": PRC}, P)[key].value is True


@given(holdings(range(5)), st.booleans(), st.data())
def test_one_holder_s_nexus_moves_the_test_one_way_only(
    owners: tuple[Holding, ...], complete: bool, data: st.DataObject
) -> None:
    steps = (NO, Nexus(None, gaps=frozenset({"party.owners"})), Nexus(True, 3, "of CN", ("holder",)))
    low = {str(i): data.draw(st.integers(0, 2)) for i in range(5)}
    high = {key: data.draw(st.integers(step, 2)) for key, step in low.items()}
    person = company(*owners, complete=complete)
    before = judge(person, lambda key: steps[low[key]], P)
    after = judge(person, lambda key: steps[high[key]], P)
    assert RANK[before.value] <= RANK[after.value]


# --- rings and chains -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_a_ring_without_outside_holders_has_no_nexus(size: int) -> None:
    ring = {str(i): company(holding((i + 1) % size, 100)) for i in range(size)}
    assert {nexus.value for nexus in nexus_of_all(ring, P).values()} == {False}


def test_a_ring_with_one_prc_holder_is_linked_all_round() -> None:
    ring = {str(i): company(holding((i + 1) % 5, 60)) for i in range(5)} | {"prc": PRC}
    ring["3"] = company(holding(4, 45), holding("prc", 55))
    assert {nexus.value for nexus in nexus_of_all(ring, P).values()} == {True}


def test_a_ring_with_one_holder_unknown_is_unknown_all_round() -> None:
    ring = {str(i): company(holding((i + 1) % 5, 60)) for i in range(5)} | {"unknown": UNKNOWN}
    ring["3"] = company(holding(4, 45), holding("unknown", 55))
    assert {
        (nexus.value, "party.owners" in nexus.gaps) for key, nexus in nexus_of_all(ring, P).items() if key != "unknown"
    } == {(None, True)}


@pytest.mark.parametrize("backwards", [False, True])
def test_a_chain_of_two_thousand_majorities_leads_to_the_prc(backwards: bool) -> None:
    chain = {str(i): company(holding(i + 1, 51)) for i in range(2000)} | {"2000": PRC}
    nexus = nexus_of_all(dict(reversed(chain.items())) if backwards else chain, P)["0"]
    assert nexus.value is True and len(nexus.chain) == 2001 and nexus.chain[-1] == "Lotus Group"


def test_a_chain_is_the_short_way() -> None:
    persons = {
        "0": company(holding(1, 60), holding("prc", 40, veto=True)),
        "1": company(holding(0, 100)),
        "prc": PRC,
    }
    assert nexus_of_all(persons, P)["0"].chain == ("Nordvik GmbH", "Lotus Group")


# --- shares, and whether the owners are all ---------------------------------------------------------------------------


def prc_shares(*shares: float, complete: bool = True, rest: float | None = None, **rights: Any) -> Nexus:
    """Return the nexus of a company whose `shares` are of separate PRC holders, `rest` of one German holder."""
    owners = [holding(i, share, **rights) for i, share in enumerate(shares)]
    owners += [holding("german", rest)] if rest is not None else []
    persons = {str(i): PRC for i in range(len(shares))} | {"german": Person("Lindqvist", country_only="DE")}
    return nexus_of_all(persons | {"x": company(*owners, complete=complete)}, P)["x"]


@pytest.mark.parametrize(
    ("shares", "complete", "rest", "value", "gaps"),
    [
        ((51,), False, None, True, set()),
        ((50.1,), True, 49.9, True, set()),
        ((50,), True, 50, None, {"half"}),
        ((50,), True, None, True, set()),  # the largest holding of all there are
        ((49,), True, 51, False, set()),
        ((30,), True, 25, True, set()),
        ((30,), True, 40, False, set()),
        ((30,), True, 35, None, {"rival"}),
        ((30,), False, 40, None, {"party.owners"}),
        ((12,), True, 5, None, {"dominance"}),
        ((5,), True, None, False, set()),
        ((5,), False, None, None, {"party.owners"}),
        ((20, 20, 15), True, 45, None, {"sum"}),
        ((20, 15, 15), True, 50, False, set()),
    ],
)
def test_shares(
    shares: tuple[float, ...], complete: bool, rest: float | None, value: bool | None, gaps: set[str]
) -> None:
    nexus = prc_shares(*shares, complete=complete, rest=rest)
    assert (nexus.value, nexus.gaps) == (value, gaps)


@given(st.lists(st.integers(1, 20), max_size=5), st.booleans())
def test_with_the_owners_not_all_known_there_is_never_a_no(shares: list[int], foreign: bool) -> None:
    assert prc_shares(*shares, complete=False, rest=1 if foreign else None).value is not False


@given(
    st.integers(1, 99), st.integers(1, 20), st.integers(0, 100)
)  # one without votes has money in it, which is asked for
def test_a_larger_share_never_means_less(share: int, more: int, rest: int) -> None:
    smaller = prc_shares(share, rest=rest).value
    assert RANK[smaller] <= RANK[prc_shares(min(share + more, 100), rest=min(rest, 100)).value]


@pytest.mark.parametrize("right", ["special_share", "proxy", "veto", "contract_control"])
def test_a_right_decides_whatever_the_share(right: str) -> None:
    assert prc_shares(1, rest=99, **{right: True}).value is True


def test_half_of_the_board_does_not_weaken_a_dominant_minority() -> None:
    assert prc_shares(45, board_seats=(3, 6)).value is True


# --- concert --------------------------------------------------------------------------------------------------------


def in_concert(one: Holding, two: Holding, *others: Holding, two_is_prc: bool = True) -> Nexus:
    persons = {
        "one": PRC,
        "two": PRC if two_is_prc else Person("Lindqvist", country_only="DE"),
        "other": Person("Other", country_only="DE"),
    }
    return nexus_of_all(persons | {"x": company(one, two, *others)}, P)["x"]


def test_prc_holders_in_concert_are_added_up_whoever_names_whom() -> None:
    partner = {"acts_in_concert_with": ("holder two",)}
    rest = holding("other", 45)
    assert in_concert(holding("one", 30, **partner), holding("two", 25), rest).value is True
    assert in_concert(holding("two", 25), holding("one", 30, **partner), rest).value is True


def test_concert_with_others_is_open_whoever_names_whom() -> None:
    for names_one in (False, True):
        one = holding("one", 20, acts_in_concert_with=() if names_one else ("holder two",))
        two = holding("two", 35, acts_in_concert_with=("holder one",) if names_one else ())
        assert in_concert(one, two, holding("other", 45), two_is_prc=False).gaps == {"concert"}


def test_a_partner_whose_power_is_excluded_takes_nothing_away() -> None:
    one = holding("one", 55, acts_in_concert_with=("holder two",))
    assert in_concert(one, holding("two", 5, power_excluded=True), holding("other", 40)).value is True


def test_holders_of_one_name_are_not_in_concert_by_that() -> None:
    unnamed = [Holding(key, "an unnamed holder", 26) for key in ("one", "two")]
    others = [Holding("other", "A", 4, acts_in_concert_with=("B",)), Holding("other", "B", 44)]
    assert in_concert(*unnamed, *others).gaps == {"sum"}


def test_a_rival_of_unknown_share_leaves_a_concert_open() -> None:
    one = holding("one", 8, acts_in_concert_with=("holder two",))
    assert in_concert(one, holding("two", 8), holding("other", None)).gaps == {"party.owners"}


# --- many unknown holders -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 6, 7, 9, 30])
def test_many_unknown_holders_who_cannot_decide_are_not_asked_for(n: int) -> None:
    owners = [holding(i, 40 / n) for i in range(n)]
    persons = dict.fromkeys(map(str, range(n)), UNKNOWN) | {"german": Person("Lindqvist", country_only="DE")}
    nexus = nexus_of_all(persons | {"x": company(*owners, holding("german", 60))}, P)["x"]
    assert nexus.value is False

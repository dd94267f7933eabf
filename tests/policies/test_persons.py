"""One person at a time: which holdings control, what is asked for about the owners, and who has a foreign interest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policies.foreign_adversaries.foreign_interest import foreign_interest
from policies.foreign_adversaries.leads import doubted
from policies.foreign_adversaries.nexus import employed, judge
from policies.foreign_adversaries.persons import NO, Holding, Nexus, Person, either
from policies.parameters import load, presets

PACK = "policies.connected_vehicles"
P = load(PACK, date.max)
BILL = P.override(**presets(PACK)["s4429"])
ELSEWHERE: dict[str, Any] = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}
KINDS = {
    "prc": Nexus(True, 3, "a person of CN", ("Lotus Example",)),
    "german": NO,
    "dispersed": NO,
    "unknown": Nexus(None, gaps=frozenset({"party.owners"})),
    "half-owned": Nexus(None, gaps=frozenset({"half"})),
    "dominated": Nexus(None, gaps=frozenset({"dominance"})),
}


def of(kind: str, share: float | None = None, name: str = "", **rights: Any) -> Holding:
    """Return a holding of a holder of this kind; the number in its key tells several of one kind apart."""
    return Holding(f"{kind} {name}", name or kind, share, dispersed=kind == "dispersed", **rights)


def company(*holdings: Holding, complete: bool = True) -> Person:
    return Person("Nordvik Example", **ELSEWHERE, holdings=holdings, no_other_owners=complete)


def nexus(*holdings: Holding, complete: bool = True, p: Any = P) -> Nexus:
    return judge(company(*holdings, complete=complete), lambda key: KINDS[key.split()[0]], p)


def value_and_gaps(*holdings: Holding, complete: bool = True, p: Any = P) -> tuple[bool | None, set[str]]:
    answer = nexus(*holdings, complete=complete, p=p)
    return answer.value, set(answer.gaps)


# --- a minority, and what may stand beside it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "value", "gaps"),
    [
        (9.9, False, set()),
        (10, None, {"dominance"}),
        (24.9, None, {"dominance"}),
        (25, True, set()),
        (37, True, set()),
    ],
)
def test_the_largest_holder_of_a_dispersed_rest(share: float, value: bool | None, gaps: set[str]) -> None:
    assert value_and_gaps(of("prc", share), of("dispersed", 100 - share)) == (value, gaps)


def test_the_largest_stays_the_largest_where_what_is_not_listed_is_less() -> None:
    assert value_and_gaps(of("prc", 40), of("german", 35), complete=False) == (True, set())


def test_an_owner_not_listed_may_be_as_large() -> None:
    assert value_and_gaps(of("prc", 40), of("german", 20), complete=False) == (None, {"party.owners"})


def test_a_small_rival_of_unknown_share_changes_nothing() -> None:
    assert value_and_gaps(of("prc", 12), of("german", 80, "a"), of("german", None, "b")) == (False, set())


def test_a_rival_of_unknown_share_is_asked_for_where_it_may_be_smaller() -> None:
    assert value_and_gaps(of("prc", 30), of("german", None)) == (None, {"party.owners"})


def test_a_rival_of_unknown_share_that_cannot_be_larger_is_not_asked_for() -> None:
    assert value_and_gaps(of("prc", 40), of("german", 35, "a"), of("german", None, "b")) == (True, set())


def test_a_small_share_decides_nothing_whatever_its_rivals_have() -> None:
    assert value_and_gaps(of("prc", 6), of("german", None)) == (False, set())


def test_an_unknown_share_that_must_be_small_is_not_asked_for() -> None:
    assert value_and_gaps(of("prc", None), of("german", 90.5)) == (False, set())
    one = of("prc", 9.5, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("prc", None, "b"), of("german", 90.4)) == (False, set())


def test_a_holder_without_a_share_beside_whom_others_have_all_votes_is_asked_about_its_money() -> None:
    for rest in ((of("german", 100),), (of("german", 60, "a"), of("german", 40, "b"))):
        for share in (None, 0):
            assert value_and_gaps(of("prc", share), *rest) == (None, {"money"})
        assert value_and_gaps(of("german", None, "c"), *rest) == (False, set())


def test_a_dispersed_rest_of_unknown_share_is_no_rival() -> None:
    assert value_and_gaps(of("prc", 12), of("dispersed", None)) == (None, {"dominance"})


def test_an_unknown_share_of_an_unknown_owner_is_asked_for() -> None:
    assert value_and_gaps(of("half-owned", None), of("dispersed", 60))[0] is None


def test_shares_all_stated_are_not_asked_for_although_they_leave_a_rest() -> None:
    assert value_and_gaps(of("prc", 12), of("german", 30)) == (False, set())


@pytest.mark.parametrize(
    ("share", "rival", "answer"),
    [
        (33, 34, (None, {"rival"})),
        (30, 39.9, (None, {"rival"})),
        (30, 40, (False, set())),  # clearly larger
        (10, 19, (None, {"rival"})),
        (9.9, 10, (False, set())),  # small, whatever its rival has
        (49, 51, (False, set())),  # a majority decides
        (45, 50, (None, {"rival"})),
    ],
)
def test_a_rival_that_is_barely_larger_leaves_dominance_open(share: float, rival: float, answer: object) -> None:
    assert value_and_gaps(of("prc", share), of("german", rival), of("dispersed", 100 - share - rival)) == answer


def test_rivals_who_act_in_concert_are_one_rival() -> None:
    one = of("german", 26, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(of("prc", 30, largest=False), one, of("german", 25, "b")) == (False, set())
    apart = of("german", 31, "a"), of("german", 25, "b")
    assert value_and_gaps(of("prc", 30, largest=False), *apart) == (None, {"rival"})


@pytest.mark.parametrize(
    ("seats", "owners", "answer"),
    [
        ((3, 7), (of("dispersed", 90.1),), (None, {"seats"})),
        ((1, 7), (of("dispersed", 90.1),), (None, {"seats"})),  # of the largest holder
        ((3, 7), (of("german", 30), of("dispersed", 60.1)), (None, {"seats"})),
        ((1, 7), (of("german", 30), of("dispersed", 60.1)), (False, set())),
        ((3, 7), (of("german", 90.1),), (False, set())),
        ((3, 7), (of("german", 30, board_seats=(4, 7)), of("dispersed", 60.1)), (False, set())),
    ],
)
def test_seats_short_of_half_are_open_where_nobody_else_decides(
    seats: tuple[int, int], owners: tuple[Holding, ...], answer: object
) -> None:
    assert value_and_gaps(of("prc", 9.9, board_seats=seats), *owners) == answer


# --- what is on file and does not count ----------------------------------------------------------------------------------

NO_NUMBER = "own reading; the rule names no number"


@pytest.mark.parametrize(
    ("owners", "why"),
    [
        ((of("prc", 49), of("german", 51, "Oak")), "has 49% of the votes of Nordvik Example, against 51% of Oak, a majority"),
        ((of("prc", 30), of("german", 40, "Oak")), f"against 40% of Oak, which is taken to decide instead ({NO_NUMBER})"),
        ((of("prc", 3), of("dispersed", 97)), f"less than 10%, which is taken to decide nothing ({NO_NUMBER})"),
        ((of("prc", 1, board_seats=(1, 9)), of("german", 99, "Oak")), "has 1% of the votes and 1 of 9 board seats of"),
        ((of("prc", None), of("german", 95, "Oak")), "has a share, not stated, of the votes of"),
        ((Holding("prc ", "prc", 12, dispersed=True), of("german", 88, "Oak")), "12% of the votes of Nordvik Example, dispersed"),
    ],
)  # fmt: skip
def test_a_no_names_each_holder_of_the_prc_and_why_it_does_not_count(owners: tuple[Holding, ...], why: str) -> None:
    answer = nexus(*owners)
    assert answer.value is False and "no link" not in answer.because
    assert answer.because.startswith("on file of the PRC or Russia, and not counted: prc (a person of CN) has ")
    assert why in answer.because


def test_a_no_names_what_is_on_file_of_a_holder_further_up() -> None:
    beside = nexus(of("prc", 49), of("german", 51, "Oak"))
    owned = Person("Tochter", **ELSEWHERE, holdings=(Holding("nordvik", "Nordvik Example", 100),), no_other_owners=True)
    answer = judge(owned, {"nordvik": beside}.__getitem__, P)
    assert (answer.value, answer.because) == (False, beside.because)


def test_a_no_of_an_american_names_the_other_citizenship_and_of_an_employee_any() -> None:
    wei = Person("Wei", kind="natural_person", citizenships=("CN", "US"))
    assert "Wei is a citizen of CN, who is of the United States" in judge(wei, KINDS.__getitem__, P).because
    engaged = Person("Li", kind="natural_person", citizenships=("CN",), resident_in="DE")
    assert "Li is a citizen of CN, who works through an entity" in employed(engaged, P).because


def test_general_knowledge_of_a_small_holder_is_told_beside_a_no() -> None:
    led = nexus(of("prc", 9), of("german", 91, "Oak"))
    answer = doubted(nexus(of("german", 100, "Oak")), led)
    assert answer.value is False and "prc (a person of CN) has 9%" in answer.because
    assert answer.because.endswith("(by general knowledge)")


# --- power that is said to be excluded ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rights", [{}, {"veto": True}, {"board_seats": (3, 5)}])
def test_an_excluded_power_is_an_open_question_and_no_answer(rights: dict[str, Any]) -> None:
    share = 1 if rights else 60
    assert value_and_gaps(of("prc", share, power_excluded=True, **rights), of("german", 100 - share)) == (
        None,
        {"power_excluded"},
    )


@pytest.mark.parametrize("share", [30, 50])
def test_an_excluded_power_is_the_question_whatever_the_share_would_be(share: float) -> None:
    owners = of("prc", share, power_excluded=True), of("german" if share == 50 else "dispersed", 100 - share)
    assert value_and_gaps(*owners) == (None, {"power_excluded"})


def test_a_partner_whose_power_is_excluded_takes_nothing_from_the_others() -> None:
    one = of("prc", 30, "a", acts_in_concert_with=("b", "c"))
    two, excluded = of("prc", 25, "b"), of("prc", 5, "c", power_excluded=True)
    assert value_and_gaps(one, two, excluded, of("german", 40)) == (True, set())


def test_a_majority_in_concert_with_an_excluded_power_is_an_open_question() -> None:
    one = of("prc", 30, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("prc", 30, "b", power_excluded=True), of("german", 40))[0] is None


# --- concert -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names_first", [True, False])
def test_those_who_act_in_concert_are_one_whoever_names_whom(names_first: bool) -> None:
    one = of("prc", 30, "a", acts_in_concert_with=("b",) if names_first else ())
    two = of("prc", 25, "b", acts_in_concert_with=() if names_first else ("a",))
    assert value_and_gaps(one, two, of("german", 45)) == (True, set())


def test_a_concert_is_only_as_prc_as_its_members() -> None:
    one = of("prc", 20, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("german", 35, "b"), of("german", 45, "c")) == (None, {"concert"})


def test_half_of_the_votes_in_concert_is_an_open_question() -> None:
    one = of("prc", 25, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("prc", 25, "b"), of("german", 50)) == (None, {"half"})


def test_half_of_the_board_in_concert_does_not_weaken_a_dominant_minority() -> None:
    one = of("prc", 20, "a", acts_in_concert_with=("b",), board_seats=(1, 4))
    assert value_and_gaps(one, of("prc", 20, "b", board_seats=(1, 4)), of("dispersed", 60)) == (True, set())


def test_one_who_is_not_the_largest_may_be_so_in_concert() -> None:
    one = of("prc", 20, "a", largest=False, acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("prc", 25, "b"), of("german", 30), of("dispersed", 25)) == (True, set())


def test_a_share_not_stated_takes_nothing_from_a_majority_in_concert() -> None:
    one = of("prc", 26, "a", acts_in_concert_with=("b", "c"))
    assert value_and_gaps(one, of("prc", 25, "b"), of("prc", None, "c"), of("german", 49)) == (True, set())
    others = of("german", 25, "b"), of("german", None, "c")
    assert value_and_gaps(one, *others, of("german", 49, "d")) == (None, {"concert"})


def test_seats_in_concert_are_added_up() -> None:
    one = of("prc", 4, "a", acts_in_concert_with=("b",), board_seats=(2, 7))
    two = of("prc", 4, "b", board_seats=(2, 7))
    assert value_and_gaps(one, two, of("german", 92)) == (True, set())
    three = of("prc", 4, "b", board_seats=(1, 7))
    assert value_and_gaps(one, three, of("german", 92)) == (False, set())


def test_an_unknown_share_in_a_concert_is_asked_for_where_the_sum_may_not_be_small() -> None:
    one = of("prc", 6, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("prc", None, "b"), of("dispersed", 89)) == (None, {"party.owners"})


def test_a_partner_of_elsewhere_with_an_unknown_share_is_no_error() -> None:
    one = of("prc", 30, "a", acts_in_concert_with=("b",))
    assert value_and_gaps(one, of("german", None, "b"), of("german", 60, "c"))[0] is False


# --- owners of whom something is unknown ---------------------------------------------------------------------------------


def test_only_the_owner_who_can_decide_is_asked_about() -> None:
    assert value_and_gaps(of("half-owned", 60), of("dominated", 1), of("german", 39)) == (None, {"half"})


def test_owners_who_can_decide_together_are_both_asked_about() -> None:
    answer = value_and_gaps(of("half-owned", 30), of("dominated", 25), of("german", 45))
    assert answer == (None, {"half", "dominance", "sum"})


def test_an_unknown_owner_is_asked_about_who_tips_the_scales_for_a_known_one() -> None:
    assert value_and_gaps(of("prc", 36), of("half-owned", 15), of("german", 49)) == (None, {"half", "sum"})


# --- the four prongs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "prong"),
    [
        (Person("a", **ELSEWHERE, acts_for="RU"), 1),
        (Person("a", kind="natural_person", citizenships=("CN",), us_permanent_resident=False), 2),
        (Person("a", kind="natural_person", citizenships=("DE",), resident_in="MO", us_permanent_resident=False), 2),
        (Person("a", **(ELSEWHERE | {"headquartered_in": "HK"})), 3),
        (Person("a", kind="government", incorporated_in="RU"), 3),
        (company(of("prc", 60), of("german", 40)), 4),
    ],
)
def test_a_yes_names_its_prong(person: Person, prong: int) -> None:
    answer = judge(person, lambda key: KINDS[key.split()[0]], P)
    assert (answer.value, answer.prong) == (True, prong)
    assert answer.because.startswith(f"prong {prong}: ")


def test_a_holder_given_by_its_country_is_of_prong_3() -> None:
    assert judge(Person("a", country_only="CN"), KINDS.__getitem__, P).prong == 3


def test_who_acts_for_a_government_does_so_as_an_employee_too() -> None:
    answer = employed(Person("a", kind="natural_person", citizenships=("DE",), acts_for="CN"), P)
    assert (answer.value, answer.prong) == (True, 1)
    assert answer.because.startswith("prong 1: ")


def test_an_employee_who_lives_there_is_an_open_question_of_prong_2() -> None:
    answer = employed(
        Person("a", kind="natural_person", citizenships=("DE",), resident_in="CN", us_permanent_resident=False), P
    )
    assert (answer.value, answer.gaps) == (None, {"resident_employee"})
    assert answer.because.startswith("prong 2: ")


@pytest.mark.parametrize(("country", "value", "gaps"), [("FR", False, set()), (None, None, {"party.incorporated_in"})])
def test_of_a_government_only_its_country_is_asked(country: str | None, value: bool | None, gaps: set[str]) -> None:
    answer = judge(Person("a", kind="government", incorporated_in=country), KINDS.__getitem__, P)
    assert (answer.value, answer.gaps) == (value, gaps)


# --- the bill: shares of these countries in sum ----------------------------------------------------------------------------


@pytest.mark.parametrize(("shares", "value"), [((15, 10), False), ((15, 10.1), True), ((26,), True)])
def test_the_bill_counts_what_these_countries_hold_in_sum_above_a_quarter(
    shares: tuple[float, ...], value: bool
) -> None:
    owners = [of("prc", share, str(i)) for i, share in enumerate(shares)]
    assert nexus(*owners, of("german", 60), p=BILL).value is value


def test_the_bill_counts_shares_beside_one_that_is_not_stated() -> None:
    assert nexus(of("prc", None, "a"), of("prc", 26, "b"), of("german", 60), p=BILL).value is True


@pytest.mark.parametrize(("share", "value"), [(15, False), (15.1, True)])
def test_the_bill_counts_what_they_hold_of_a_manufacturer_above_fifteen_percent(share: float, value: bool) -> None:
    manufacturer = BILL.override(adversary_share_pct=BILL.adversary_share_pct_manufacturer)
    assert nexus(of("prc", share), of("german", 100 - share), p=manufacturer).value is value


@pytest.mark.parametrize(("country", "value"), [("CN", True), ("HK", True), ("MO", True), ("RU", True), ("KP", True),
                                                ("IR", True), ("TW", False), ("CU", False)])  # fmt: skip
def test_the_bill_adds_two_countries(country: str, value: bool) -> None:
    person = Person("Example", country_only=country)
    assert judge(person, KINDS.__getitem__, BILL).value is value
    assert judge(person, KINDS.__getitem__, P).value is (value and country not in ("KP", "IR"))


# --- foreign interest --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "interest"),
    [
        (Person("a", kind="natural_person", citizenships=("DE",), us_permanent_resident=True), False),
        (Person("a", kind="natural_person", citizenships=("US", "DE"), us_permanent_resident=False), False),
        (Person("a", kind="natural_person", citizenships=("DE",), us_permanent_resident=False), True),
        (Person("a", kind="natural_person", citizenships=("DE",)), None),
        (Person("a", kind="natural_person", us_permanent_resident=False), None),
        (Person("a", kind="government", incorporated_in="US"), False),
        (Person("a", kind="government", incorporated_in="FR"), True),
        (Person("a", kind="government"), None),
        (Person("a", incorporated_in="US"), None),
        (Person("a", incorporated_in="US", headquartered_in="DE"), True),
        (Person("a", country_only="US"), False),
        (Person("a", country_only="DE"), True),
        (Person("a", country_only="US", acts_for="FR"), True),
    ],
)
def test_any_interest_of_any_person_outside_the_united_states_counts(person: Person, interest: bool | None) -> None:
    assert foreign_interest(person, {}.__getitem__) is interest


@pytest.mark.parametrize(
    ("holder", "complete", "interest"),
    [(False, True, False), (True, True, True), (None, True, None), (False, False, None), (True, False, True)],
)
def test_an_american_company_is_as_foreign_as_its_owners(
    holder: bool | None, complete: bool, interest: bool | None
) -> None:
    american: dict[str, Any] = dict.fromkeys(ELSEWHERE, "US")
    person = Person("Example", **american, holdings=(of("x", 1),), no_other_owners=complete)
    assert foreign_interest(person, lambda _: holder) is interest


def test_where_an_american_company_has_its_headquarters_is_asked_although_its_owners_are_american() -> None:
    place: dict[str, Any] = {"incorporated_in": "US", "principal_place_of_business": "US"}
    person = Person("Example", **place, holdings=(of("x", 100),), no_other_owners=True)
    assert foreign_interest(person, lambda _: False) is None


# --- several answers about one act ---------------------------------------------------------------------------------------------


def test_the_shortest_chain_is_told() -> None:
    near, far = Nexus(True, 3, "near", ("a",)), Nexus(True, 4, "far", ("a", "b"))
    assert either(far, near) is near
    assert either(near, far) is near

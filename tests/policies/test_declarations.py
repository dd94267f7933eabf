"""What becomes of a program's declaration, and when an authorization on file counts."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from policies.connected_vehicles.authorizations import general_for, in_force, relied_on
from policies.connected_vehicles.declarations import due_on, is_draft, keep_until, of_program
from policies.parameters import load

END = date(2027, 3, 1)


@pytest.mark.parametrize(("prohibited", "undecided", "required"), list(product((True, False), repeat=3)))
def test_nothing_is_declared_while_something_is_prohibited_or_undecided(prohibited, undecided, required):
    state = of_program(prohibited=prohibited, undecided=undecided, required=required)
    assert (state == "barred") is prohibited
    assert (state == "undetermined") is (undecided and not prohibited)
    if not prohibited and not undecided:
        assert state == ("required" if required else "not_required")


@pytest.mark.parametrize("state", ["barred", "undetermined", "required", "not_required"])
def test_a_declaration_is_a_draft_until_nothing_is_open_or_has_run_out(state):
    assert is_draft(state, expired=False, incomplete=False) is (state in ("barred", "undetermined"))
    assert is_draft(state, expired=True, incomplete=False)
    assert is_draft(state, expired=False, incomplete=True)


BEFORE, AFTER = date(2027, 2, 28), date(2027, 3, 2)


@pytest.mark.parametrize(
    ("since", "until", "on", "as_of", "counts"),
    [
        (None, END, END, BEFORE, True),
        (None, END, AFTER, BEFORE, False),
        (None, None, AFTER, BEFORE, True),
        (None, END, BEFORE, AFTER, True),
        (None, END, None, END, True),
        (None, END, None, AFTER, False),
        (END, None, END, BEFORE, True),
        (END, None, BEFORE, AFTER, False),
        (END, None, None, BEFORE, False),
        (END, None, None, END, True),
    ],
)
def test_an_authorization_is_in_force_from_its_first_day_through_its_last(since, until, on, as_of, counts):
    assert in_force(since, until, on, as_of) is counts


@pytest.mark.parametrize("status", ["granted", "pending", "denied", "revoked"])
def test_a_specific_authorization_gives_its_status_and_a_general_one_only_a_grant(status):
    specific = {"actor.specific_authorization": "denied" if status == "revoked" else status}
    assert relied_on("specific", "SA-7", status) == specific
    assert relied_on("general", "2", status) == ({"actor.general_authorization": 2} if status == "granted" else {})


@pytest.mark.parametrize(
    ("numbers", "purpose", "number"),
    [((1, 2, 3), "re_export", 2), ((3, 2, 1), "testing", 1), ((3, 2), "testing", 3), ((1, 3), "re_export", 1)],
)
def test_of_several_general_authorizations_the_purpose_tells_which_is_relied_on(numbers, purpose, number):
    assert general_for(numbers, purpose) == general_for(numbers[::-1], purpose) == number


def test_no_day_of_the_calendar_is_too_early_or_too_late_to_count_from():
    p = load("policies.connected_vehicles", date(2027, 1, 1))
    assert keep_until(date.max, p) == date.max
    assert due_on(date.min, p) == date.min

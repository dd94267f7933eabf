"""What becomes of a program's declaration, and when an authorization on file counts."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from policies.connected_vehicles.authorizations import relied_on
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


@pytest.mark.parametrize(
    ("on", "until", "counts"),
    [(END, END, True), (date(2027, 3, 2), END, False), (date(2027, 3, 2), None, True), (None, END, True)],
    ids=["on its last day", "a day later", "without an end", "a transaction without a day"],
)
def test_an_authorization_counts_through_its_last_day(on, until, counts):
    assert relied_on("general", "1", "granted", until, on) == ({"actor.general_authorization": 1} if counts else {})


@pytest.mark.parametrize("status", ["granted", "pending", "denied"])
def test_a_specific_authorization_gives_its_status_and_a_general_one_only_a_grant(status):
    assert relied_on("specific", "SA-7", status, None, END) == {"actor.specific_authorization": status}
    general = relied_on("general", "2", status, None, END)
    assert general == ({"actor.general_authorization": 2} if status == "granted" else {})


def test_no_day_of_the_calendar_is_too_early_or_too_late_to_count_from():
    p = load("policies.connected_vehicles", date(2027, 1, 1))
    assert keep_until(date.max, p) == date.max
    assert due_on(date.min, p) == date.min

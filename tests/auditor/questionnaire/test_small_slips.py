"""What people do who mean no harm: they write a sentence, sign for tomorrow, paste a sheet, or forget a line of the program."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.questionnaire.answers import AnswerError, answer, asked_of_part
from tests.auditor.conftest import component, sbom
from tests.auditor.questionnaire.filling import Filling
from tests.auditor.questionnaire.test_requests import BEFORE_THE_CUT_OFF, Desk


@pytest.fixture
def two(work, capfd) -> Desk:
    """A program with parts of two suppliers of the PRC, each without a date of completion."""
    parts = {"core": "Lintao Example Co.", "codec": "Heping Example Co."}
    work.write("app.cdx.json", sbom(*(component(n, maker=m) | {"version": "1.2"} for n, m in parts.items())))
    work.change("[reference]", "[reference]\nstarter = false")
    return Desk(work.folder, capfd)


def answered(desk: Desk, on: date = date(2026, 8, 1)) -> Filling:
    filling = desk.filling("lintao").sign(on=on)
    filling.part("core", "component.completed_on", BEFORE_THE_CUT_OFF)
    filling.part("core", "component.altered", "no")
    return filling


@pytest.mark.parametrize(
    "text",
    [
        "Do not know.", "do not know", "DON'T KNOW", "don\u2019t know.", "don\u2018t know", "don\u02bct know", "don\u00b4t know",
        "Unknown", "unknown.", "We do not know.", "I don't know!", "not  known", "?", "Dont know",
    ],
)  # fmt: skip
@pytest.mark.parametrize("fact", ["component.completed_on", "component.altered", "designed_by"])
def test_that_something_is_not_known_is_understood_as_people_write_it(text, fact):
    assert answer(asked_of_part(fact), text) is None


@pytest.mark.parametrize("text", [".", "not", "We know", "do not know yet whether", "Do not know. Yes"])
def test_what_says_more_or_nothing_is_no_answer(text):
    with pytest.raises(AnswerError):
        answer(asked_of_part("component.altered"), text)


def test_a_choice_may_end_with_a_stop():
    asked = asked_of_part("component.altered")
    assert answer(asked, "No.") == answer(asked, "no") and answer(asked, "Yes.") == answer(asked, "yes")


def test_a_check_finds_a_signature_of_a_day_to_come(two):
    path = two.save(answered(two, date.today() + timedelta(days=400)))
    code, out = two.receive(path, more=("--check",))
    assert code == 10 and "found signed on" in out and "expected a day up to" in out
    path = two.save(answered(two))
    assert two.receive(path, more=("--check",))[0] == 0


@pytest.mark.parametrize("command", ["audit", "request"])
def test_what_was_received_and_is_not_named_by_the_program_is_told_of_in_a_line(two, work, command):
    two.receive(two.save(answered(two)))
    more = ("-o", work.folder / "again") if command == "request" else ()
    err = work.icts(command, two.program, *more).err
    (line,) = [line for line in err.splitlines() if "attestations.toml" in line]
    assert line.startswith("icts: attestations.toml lies beside program.toml and does not count: add ")
    assert 'determinations = ["attestations.toml"]' in line
    work.change("[reference]", '[reference]\ndeterminations = ["attestations.toml"]')
    assert "does not count" not in work.icts("audit", two.program).err


def test_a_hidden_sheet_in_another_workbook_is_one_line(two):
    filling, other = answered(two), two.filling("heping").sign()
    (ours, _), (theirs, _) = filling.sheets["request"], other.sheets["request"]
    for r in range(max(len(ours.cells), len(theirs.cells))):
        for c in (0, 1):
            other.put("request", r, c, ours.row(r)[c] if r < len(ours.cells) else "")
    code, out = two.receive(two.save(other), more=("--check",))
    assert code == 10
    (line,) = [line for line in out.splitlines() if "found" in line]
    assert "were not sent with the request" in line and "'Lintao Example Co.'" in line

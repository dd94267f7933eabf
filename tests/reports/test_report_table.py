"""The terminal table: an engineer sees what stops, what to ask whom, and nothing is lost in the counts."""

from __future__ import annotations

import re
import shlex

import pytest
from sample import sample

from reports import write
from reports.documents.audit import AuditDocument, Component, Verdict
from reports.terminal.lines import columns, few, shorten, wrap


def many(document: AuditDocument, verdict: Verdict, number: int) -> list[Component]:
    """Add `number` more components like the first with this verdict."""
    model = next(component for component in document["components"] if component["verdict"] == verdict)
    added: list[Component] = [
        {**model, "id": f"{model['id']}~{n}", "ref": f"part-{n}", "name": f"part-{n}"} for n in range(number)
    ]
    document["components"] += added
    document["counts"][verdict] += number
    return added


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in write(sample(), "table", width=width).splitlines():
        if not line.startswith("  icts "):  # a command is kept whole, to be copied
            assert columns(line) <= width


def test_one_question_for_two_hundred_components_is_one_entry() -> None:
    document = sample()
    before = write(document, "table").count("\n")
    question = document["questions"][0]
    added = many(document, "review", 200)
    question["components"] += [component["id"] for component in added]
    question["count"] += 200
    text = write(document, "table")
    assert text.count("\n") <= before + 1
    assert "tcu: 202 components, 2 different; this answer alone can settle 2" in text


def test_what_may_be_prohibited_says_so_and_the_order_of_the_document_is_kept() -> None:
    text = write(sample(), "table")
    first = text.index("a person of the PRC or Russia is, or by a lead may be, behind it")
    assert text.index("On what date was the code finished") < first < text.index("whole driving task")


def test_persons_of_whom_nothing_is_known_are_one_entry_in_the_place_of_the_first() -> None:
    document = sample()
    model = document["questions"][2]
    asked = [{**model, "whom": f"Nobody {n} Ltd", "stranger": True, "alone": 0} for n in range(40)]
    document["questions"][2:2] = asked
    text = write(document, "table")
    assert "3. 40 persons are in no supplier list" in text
    assert "Nobody 0 Ltd (1), Nobody 1 Ltd (1)" in text and "and 10 more" in text
    assert "5. In which country" in text
    document["questions"][2]["concern"] = "nexus"  # whoever may be of the PRC or Russia is asked about by name
    assert "3. 39 persons" not in write(document, "table") and "4. 39 persons" in write(document, "table")


def test_a_class_that_is_only_inferred_and_a_maker_that_cannot_matter_are_counts() -> None:
    text = write(sample(), "table")
    assert "1  passive part, by inference: Passive part, no VCS hardware (tcu)" in text
    wanted = "3 Open source, not modified (tcu); manufacturer, or who owns it, unknown for 3; the result does not depend on it"
    assert wanted in " ".join(text.split())


def test_every_prohibited_component_is_named_and_its_reason_said_once() -> None:
    document = sample()
    for component in many(document, "prohibited", 30):
        assert f"{component['item']}: {component['name']} 4.2.1" in write(document, "table")
    assert write(document, "table").count("Covered software developed and supplied by Linghe") == 1


def test_a_component_in_review_that_no_question_covers_is_still_shown() -> None:
    document = sample()
    document["questions"] = []
    text = write(document, "table")
    assert "Nobody is named as supplier, manufacturer or developer" in text
    assert "no question was found for this" in text
    assert re.search(r"whether software for a phone .*\n.*no fact settles this; ask counsel\n.*phone-projection", text)


def test_an_answer_for_one_transaction_only_says_for_which() -> None:
    document = sample()
    prohibited = document["components"][0]
    prohibited["answers"][0]["verdict"] = "out_of_scope"
    assert "legal certainty: probable; only for sale 2027-02-15" in write(document, "table")


def test_of_exempt_parts_it_is_said_what_each_is_once_the_exemption_ends_and_nothing_is_predicted() -> None:
    text = " ".join(write(sample(), "table").split())
    wanted = "tcu: until model year 2030; 2 with a person of the PRC or Russia; then, on the facts of today, "
    assert f"{wanted}2 prohibited, 1 in review, 3 allowed" in text
    assert "to be replaced" not in text


def test_the_unreadable_bom_comes_before_every_other_problem() -> None:
    text = write(sample(), "table")
    inputs = text[text.index("\nINPUTS") :]
    assert "of 1 item something was not seen" in text
    places = [inputs.index(t) for t in ("NOT READ boms/gnss-firmware.spdx", "1 error", "1 warning", "5 notes")]
    assert places == sorted(places)


def test_what_is_cut_from_a_long_list_is_counted() -> None:
    document = sample()
    model = document["questions"][0]
    document["questions"] = [{**model, "ask": f"Question {n}?"} for n in range(50)]
    document["problems"] = [{**document["problems"][0], "message": f"problem {n}"} for n in range(100)]
    for n, component in enumerate(many(document, "out_of_scope", 40)):
        component["reason"] = f"reason {n}"
    text = write(document, "table")
    assert "and 30 more entries; every question is in the HTML and JSON reports" in text
    assert "and 97 more, in the HTML and JSON reports" in text
    shown = sum(int(n) for n in re.findall(r"^ +(\d+)  ", text[text.index("\nOUT OF SCOPE") :], re.M))
    assert shown == document["counts"]["out_of_scope"]


def test_the_last_command_survives_a_shell_whatever_the_ref_is() -> None:
    document = sample()
    document["components"][0]["id"] = "tcu/a.json#$(touch x)`; rm 'y' \x1b"
    command = next(line for line in write(document, "table").splitlines() if line.startswith("  icts explain"))
    assert shlex.split(command)[3:] == ["tcu/a.json#$(touch x)`; rm 'y' \\x1b"]


def test_colors_only_on_request_and_never_needed() -> None:
    plain, colored = write(sample(), "table"), write(sample(), "table", color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@pytest.mark.parametrize(
    ("due", "said"), [("2026-10-06", "in 1 day"), ("2026-10-05", "today"), ("2026-10-02", "3 days ago")]
)
def test_the_due_date_is_counted_from_the_as_of_date(due: str, said: str) -> None:
    document = sample()
    document["declaration"]["declaration"] = "required"
    document["declaration"]["due"] = due
    text = " ".join(write(document, "table").split())
    state = "required, and not ready to be signed: 4 points open (model year 2027)"
    assert f"{state}; filing due {due}, {said} (first transaction 2027-01-11)" in text


def test_nothing_evaluated_is_said_and_is_no_pass() -> None:
    document = sample()
    document["components"], document["questions"], document["verdict"] = [], [], None
    document["counts"] = dict.fromkeys(document["counts"], 0)
    text = write(document, "table")
    assert text.startswith("NOTHING WAS EVALUATED: Meridian Aurora MY2027\n")
    assert "no component was evaluated" in text and "name the BOM files" in text


def test_wide_characters_take_two_columns_and_break_anywhere() -> None:
    assert columns("凌合") == 4 and columns("e\u0301") == 1
    assert wrap("凌合车联有限公司 ab", 6) == ["凌合车", "联有限", "公司", "ab"]
    assert shorten("凌合车联", 5) == "凌合…"


def test_few_names_repeats_once_and_counts_the_rest() -> None:
    assert few(["a", "b", "a"]) == "a ×2, b"
    assert few("abcdefg") == "a, b, c and 4 more"
    assert few("abcd") == "a, b, c, d"

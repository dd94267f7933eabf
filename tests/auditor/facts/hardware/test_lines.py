"""What a line of a hardware BOM seems to be, by lines.toml: plain, a lead to a radio or programmable part, or neither."""

from __future__ import annotations

import tomllib

import pytest

from auditor.facts.hardware.plain_parts import kind_of
from auditor.facts.hardware.radio_parts import CLASSES, shipped
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from tests.auditor.facts.hardware.lines import TABLE, Line, lines

LINES = lines()


@pytest.mark.parametrize("line", LINES, ids=[line.id for line in LINES])
def test_a_line_seems_what_the_table_expects(line: Line) -> None:
    for key, value in line.expected.items():
        CHECKS[key](line, value)


def kind(line: Line, value: str) -> None:
    plain, inferred = line.seems.plain, kind_of(line.row, line.properties)
    if value == "none":
        assert plain is inferred is None
        return
    assert plain is not None and inferred is not None and inferred.words
    assert plain.value == inferred.hardware_class in HARDWARE_CLASSES
    assert value in ("any", inferred.kind)


def lead(line: Line, value: str) -> None:
    concern = line.seems.concern
    assert concern != "radio" if value == "not radio" else (concern or "none") == value


def called(line: Line, value: str) -> None:
    assert line.seems.called == value


def lead_says(line: Line, value: list[str]) -> None:
    assert [part for part in value if part not in line.seems.lead] == []


def lead_is(line: Line, value: str) -> None:
    assert line.seems.lead == value


def listed(line: Line, value: str) -> None:
    known = shipped().find(line.row["mpn"])
    assert (known.part_class if known else "no") == value


CHECKS = {check.__name__: check for check in (kind, lead, called, lead_says, lead_is, listed)}


def test_the_table_expects_something_of_each_line_and_has_many():
    assert [line.id for line in LINES if not line.expected] == []
    assert len(LINES) >= 850
    assert {line.expected["listed"] for line in LINES if "listed" in line.expected} <= {"no", *CLASSES}
    assert sum(line.expected.get("listed") == "no" for line in LINES) >= 250


def test_each_group_says_what_its_lines_show_once():
    says = [group["says"] for group in tomllib.loads(TABLE.read_text("utf-8"))["group"]]
    assert len(says) == len(set(says))
    assert all(text.endswith(".") for text in says)

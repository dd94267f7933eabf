"""Parts that are plainly irrelevant: found on real boards, never a radio among them, and silent where there is doubt.

Single lines, with what they seem to be, are in lines.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.facts.hardware import plain_parts
from auditor.facts.hardware.plain_parts import kind_of
from policies.connected_vehicles.facts import HARDWARE_CLASSES
from policies.connected_vehicles.hardware import LISTED_CLASSES
from tests.auditor.facts.hardware.lines import part
from tests.auditor.facts.hardware.test_board_lists import board, rows

CLASS_OF_KIND = {
    "passive": "passive",
    "discrete": "discrete_semiconductor",
    "mechanical": "mechanical",
    "connector": "mechanical",
    "no_part": "mechanical",
}
LEAST_RECALL = {"passive": 0.95, "discrete": 0.9, "mechanical": 0.8, "connector": 0.6, "no_part": 1.0}


@cache
def plain_of(file: str) -> dict[str, tuple[str, str]]:
    bom = board(file)
    told: dict[str, list[dict]] = {}
    for entry in bom.properties.iter_rows(named=True):
        told.setdefault(entry["ref"], []).append(entry)
    lines = bom.components.iter_rows(named=True)
    found = {row["ref"]: kind_of(row, told.get(row["ref"], ())) for row in lines}
    return {ref: (plain.kind, plain.hardware_class) for ref, plain in found.items() if plain}


def test_nothing_but_what_a_person_called_irrelevant_is_found_plain():
    wrong = [
        (row, found)
        for row in rows("kinds.csv")
        if (found := plain_of(row["file"]).get(row["ref"])) and found[1] != CLASS_OF_KIND.get(row["kind"])
    ]
    assert wrong == []


def test_no_radio_part_is_found_plain():
    assert [row for row in rows("radio_parts.csv") if row["ref"] in plain_of(row["file"])] == []


def test_no_radio_part_is_found_plain_whatever_designator_it_bears():
    wrong = []
    for row in rows("radio_parts.csv"):
        if row["evidence"] == "context":  # nobody can tell that from the line
            continue
        bom = board(row["file"])
        line = bom.components.row(by_predicate=pl.col("ref") == row["ref"], named=True)
        told = bom.properties.filter(pl.col("ref") == row["ref"]).to_dicts()
        for designator in ("", "C1", "R1", "L1", "D1", "Q1", "J1", "X1", "SW1"):
            if found := kind_of(line | {"refdes": designator or None}, told):
                wrong.append((row, designator, found))
    assert wrong == []


@pytest.mark.parametrize("kind", LEAST_RECALL)
def test_most_of_what_a_person_called_irrelevant_is_found(kind):
    found = Counter(row["ref"] in plain_of(row["file"]) for row in rows("kinds.csv") if row["kind"] == kind)
    assert found[True] / found.total() >= LEAST_RECALL[kind], found


def test_four_of_five_lines_of_real_boards_need_no_second_look():
    boards = [row["file"] for row in rows("boards.csv") if row["file"].startswith("hw")]
    lines = sum(board(file).components.height for file in boards)
    assert sum(len(plain_of(file)) for file in boards) / lines > 0.82


BOOK = tomllib.loads(Path(plain_parts.__file__).with_name("plain_parts.toml").read_text("utf-8"))
LEADS = tomllib.loads(Path(plain_parts.__file__).with_name("leads.toml").read_text("utf-8"))
DOUBT_WORDS = [word for group in ("radio", "other", "radio_texts", "other_texts") for word in BOOK["doubt"][group]]
DOUBT_WORDS += [word for entry in (LEADS["radio"], *LEADS["programmable"]) for word in entry["words"] + entry["texts"]]
DOUBTS = [word.removesuffix("*") for word in DOUBT_WORDS]


def test_every_word_of_doubt_silences_the_plainest_line():
    plainest = part("R1", number="RC0402FR-0710KL", description="RES SMD 10K OHM 0402")
    assert kind_of(plainest)
    doubted = [plainest | {"description": f"RES SMD 10K OHM 0402, {word}"} for word in DOUBTS]
    assert [row["description"] for row in doubted if kind_of(row)] == []


def test_the_words_hang_together():
    kinds = {kind["name"] for kind in BOOK["kind"]}
    classes = {kind["class"] for kind in BOOK["kind"]}
    assert classes <= set(HARDWARE_CLASSES) - set(LISTED_CLASSES) - {"memory", "other", "sensor", "power_supply"}
    words = [word for kind in BOOK["kind"] for word in kind["words"] + kind["texts"]]
    assert [word for word, times in Counter(words).items() if times > 1] == []
    assert [word for word, times in Counter(DOUBT_WORDS).items() if times > 1] == []
    assert set(words).isdisjoint(DOUBT_WORDS)
    letters = [letters for entry in BOOK["designator"] for letters in entry["letters"]]
    assert [one for one, times in Counter(letters + BOOK["silent"]["letters"]).items() if times > 1] == []
    for entry in BOOK["designator"]:
        assert set(entry["kinds"]) | set(entry.get("values", {}).values()) <= kinds
        assert set(entry.get("alone", ())) <= set(entry["letters"])
    for kind in (*BOOK["kind"], *LEADS["programmable"]):
        for number in kind["numbers"]:
            assert not re.compile(number).match("X"), f"{number} is no family: it fits anything"


anything = (
    st.none() | st.text(max_size=30) | st.sampled_from(["C1", "R1,R2", "J1", "10k", "Connector", "0402", "*", "_"])
)


@given(refdes=anything, name=anything, number=anything, description=anything, value=anything)
def test_no_text_breaks_it(refdes, name, number, description, value):
    row = part(refdes, name, description, number=number)
    found = kind_of(row, [{"name": "value", "value": value}])
    assert found is None or found.hardware_class in CLASS_OF_KIND.values()

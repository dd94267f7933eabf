"""The hand-made lists in boards/: what a person found who read real boards line by line, before any code looked at them.

`boards.csv` has every board read, `radio_parts.csv` every part of a radio on them (antennas, their plugs, and front ends too),
`kinds.csv` a sample of 600 lines of all kinds with the kind of each ("no_part" for a document). `evidence` says where a radio
part can be known from: the name or part number, the description, another column, or only the context (what the reader knew of
the board). Facts only: file, line, part number, class; the boards themselves are in ../shared/boms, and what needs them is
skipped without.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from bom_parsers import Bom, read_bom

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "boms"
LISTS = Path(__file__).parents[1] / "boards"
CLASSES = {
    "cellular", "wifi", "bluetooth", "wifi_bluetooth", "gnss", "sub_ghz", "nfc_rfid", "uwb", "satellite", "soc_with_radio",
    "rf_front_end", "antenna", "rf_connector", "radar", "other_radio",
}  # fmt: skip
KINDS = {
    "passive", "discrete", "mechanical", "connector", "power", "memory", "ic_programmable", "ic_other", "sensor", "radio",
    "no_part", "unknown",
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def board(file: str) -> Bom:
    path = CORPUS / file
    if not path.is_file():
        pytest.skip(f"the real BOMs are not here: {path}")
    return read_bom(path)


def test_the_lists_speak_one_vocabulary_and_name_each_line_once():
    radio, kinds, boards = rows("radio_parts.csv"), rows("kinds.csv"), rows("boards.csv")
    assert {r["class"] for r in radio} <= CLASSES
    assert {r["evidence"] for r in radio} == {"name", "description", "property", "context"}
    assert all(r["why"] for r in radio)
    assert {r["kind"] for r in kinds} == KINDS
    for listed in (radio, kinds):
        assert max(Counter((r["file"], r["ref"]) for r in listed).values()) == 1
    known = {r["file"] for r in boards}
    assert {r["file"] for r in (*radio, *kinds)} <= known


def test_the_boards_list_counts_what_the_radio_list_has():
    boards = rows("boards.csv")
    counted = Counter(r["file"] for r in rows("radio_parts.csv"))
    assert {r["file"]: int(r["radio_parts"]) for r in boards} == {r["file"]: counted[r["file"]] for r in boards}
    assert sum(r["radio_parts"] == "0" for r in boards) >= 20
    assert len(counted) >= 20


def test_both_lists_agree_where_both_name_a_line():
    radio = {(r["file"], r["ref"]) for r in rows("radio_parts.csv")}
    kinds = {(r["file"], r["ref"]): r["kind"] for r in rows("kinds.csv")}
    assert [place for place, kind in kinds.items() if (kind == "radio") != (place in radio)] == []


@pytest.mark.parametrize("name", ["radio_parts.csv", "kinds.csv"])
def test_every_listed_line_is_still_read(name):
    lost = []
    for row in rows(name):
        found = board(row["file"]).components.filter(pl.col("ref") == row["ref"])
        # A person who reads a line takes its designator for a name where a program finds a better one in another column.
        names = [found[column].item() for column in ("name", "mpn", "refdes")] if found.height == 1 else []
        names += board(row["file"]).properties.filter(pl.col("ref") == row["ref"])["value"].to_list()
        says_something = any(map(str.isalnum, row["mpn_or_value"]))  # "_" stands for nothing
        if not names or (says_something and row["mpn_or_value"] not in names):
            lost.append((row["file"], row["ref"], row["mpn_or_value"], names))
    assert lost == []


def test_no_board_has_lost_a_line_since_a_person_read_it():
    read = {row["file"]: (board(row["file"]).components.height, int(row["lines"])) for row in rows("boards.csv")}
    assert {file: counts for file, counts in read.items() if counts[0] < counts[1]} == {}

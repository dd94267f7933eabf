"""The gate of matching: no match may be wrong, and no class may find less than quality.tsv says it did."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.match_quality import Figures, measure, read_pairs, table

HERE = Path(__file__).parent
# Persons that are not the one named, and yet what a reader must be shown beside it; elsewhere they are noise.
LEADS = {"regional arm", "brand and owner", "bilingual cell of another", "identifier different"}


@pytest.fixture(scope="module")
def figures() -> dict[str, Figures]:
    return {of.kind: of for of in measure(read_pairs(HERE / "pairs.tsv"))}


with (HERE / "quality.tsv").open(encoding="utf-8", newline="") as _file:
    FLOORS = list(csv.DictReader(_file, delimiter="\t"))


def test_there_are_enough_pairs_of_each_class(figures):
    assert sum(of.pairs for of in figures.values()) >= 600
    assert figures.keys() == {floor["class"] for floor in FLOORS}
    assert min(of.pairs for of in figures.values()) >= 12


@pytest.mark.parametrize("floor", FLOORS, ids=lambda floor: floor["class"])
def test_no_class_falls(figures, floor):
    of = figures[floor["class"]]
    assert of.wrong == 0, "somebody is taken for another"
    assert of.pairs >= int(floor["pairs"])
    assert of.right >= int(floor["matched"])
    assert of.offered >= int(floor["matched or offered"])
    offered = int(floor["different, offered"])
    assert of.also_offered >= offered if of.kind in LEADS else of.also_offered <= offered


def test_the_table_shows_every_class(figures):
    lines = table(list(figures.values())).splitlines()
    assert len(lines) == len(figures) + 1
    assert all(line.startswith(kind) for kind, line in zip(figures, lines[1:], strict=True))

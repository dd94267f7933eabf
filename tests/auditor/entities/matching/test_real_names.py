"""Public names of real makers as lists have them, by the kind of difference: who is meant is offered, and nobody is mistaken.

In the worked half and the unseen one of the pairs the letters stand for: M must match; C must be offered; A is an arm, whose
maker is offered and never matched; N is nobody here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from auditor.entities.matching import Asked, Known, match

HERE = Path(__file__).parent / "real_names"
FLOOR = 0.95  # of each class; what is less is said here
LESS = {"near": 0.8, "jv": 0.88, "arm": 0.9, "legal-form": 0.9}
KINDS = ("native", "former", "trading")


def known() -> Known:
    rows = []
    for line in (HERE / "ref.tsv").read_text("utf-8").splitlines():
        key, _, legal, *others = line.split("\t")
        rows.append((key, legal, "legal"))
        for kind, cell in zip(KINDS, others, strict=False):
            rows += [(key, name, kind) for name in cell.split(";") if name]
    names = pl.DataFrame(rows, schema=["key", "name", "kind"], orient="row")
    return Known(names, pl.DataFrame(schema=dict.fromkeys(("key", "scheme", "value"), pl.String)))


@pytest.fixture(scope="module", params=["worked", "unseen"])
def figures(request):
    """Return by class how many pairs there are, and the names of whom somebody is taken for another."""
    pairs = [line.split("|") for line in (HERE / f"{request.param}.tsv").read_text("utf-8").splitlines()]
    count, right, wrong = Counter(), Counter(), []
    answers = match([Asked(typed) for _, typed, _, _ in pairs], known())
    for (kind, typed, key, wanted), answer in zip(pairs, answers, strict=True):
        matched = answer.match and answer.match.key
        offered = [matched] if matched else [candidate.key for candidate in answer.candidates]
        count[kind] += 1
        right[kind] += {
            "M": matched == key,
            "C": key in offered,
            "A": key in offered and not matched,
            "N": not offered,
        }[wanted]
        if matched and (matched != key or wanted in "AN"):
            wrong.append(typed)
    return count, right, wrong


def test_nobody_is_taken_for_another(figures):
    assert figures[2] == []


def test_who_is_meant_is_offered(figures):
    count, right, _ = figures
    assert sum(count.values()) > 240
    low = {kind: (right[kind], count[kind]) for kind in count if right[kind] < LESS.get(kind, FLOOR) * count[kind]}
    assert not low

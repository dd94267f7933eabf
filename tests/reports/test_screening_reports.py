"""A screening in every format: byte for byte as last approved, in the order of work, and with every row.

After a wanted change: `UPDATE_GOLDEN=1 pytest tests/reports`, then read the diff of `golden/` before it is committed. The
document itself, golden/screening.json, is what `icts screen --format json` printed for a list of fictional suppliers.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.documents.screened.work_order import counts_by_rank, families, set_ask_groups, set_ranks
from reports import FORMATS, write
from reports.documents.screening import RANKS, Screening
from reports.terminal.lines import columns

GOLDEN = Path(__file__).parent / "golden"
FILES = {"table": "screening.txt", "json": "screening.json", "csv": "screening.csv", "html": "screening.html"}


def sample() -> Screening:
    document: Screening = json.loads((GOLDEN / "screening.json").read_text("utf-8"))
    return document


@pytest.mark.parametrize("format", FORMATS["screening"])
def test_the_sample_renders_as_last_approved(format: str) -> None:
    text = write(sample(), format, "screening")
    path = GOLDEN / FILES[format]
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes()


@pytest.mark.parametrize("width", [60, 80, 100, 140])
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int) -> None:
    text = write(sample(), "table", "screening", width=width)
    assert max(map(columns, text.splitlines())) <= width


def test_ranks_stand_in_the_order_of_work_everywhere() -> None:
    document = sample()
    titles = ["Nexus (", "To ask: strong lead (", "To ask: weak lead (", "To ask: nothing known (", "Clean ("]
    for format in ("table", "html"):
        text = write(document, format, "screening")
        at = [text.index(title) for title in titles]
        assert at == sorted(at)
    rows = list(csv.DictReader(io.StringIO(write(document, "csv", "screening"))))
    places = [list(RANKS).index(row["rank"]) for row in rows]
    assert places == sorted(places) and [int(row["order"]) for row in rows] == list(range(1, len(rows) + 1))


def test_what_to_ask_stands_once_for_each_group() -> None:
    document = sample()
    documents = [document for group in document["to_ask"] for document in group["documents"]]
    lines = [line.strip() for line in write(document, "table", "screening", width=1000).splitlines()]
    items = [html.unescape(item) for item in re.findall(r"<li>(.*?)</li>", write(document, "html", "screening"))]
    for one in documents:
        assert lines.count(f"- {one}") == items.count(one) == documents.count(one)


def test_only_what_is_worked_on_first_stands_open() -> None:
    page = write(sample(), "html", "screening")
    assert re.findall(r'<details class="rank" id="(\w+)" open>', page) == ["nexus", "strong_lead"]
    assert re.findall(r'<details class="rank" id="(\w+)">', page) == ["weak_lead", "nothing_known", "clean"]


def test_all_holders_of_a_company_are_drawn_beside_its_chain() -> None:
    (row,) = [row for row in sample()["suppliers"] if row["place"] == "line 4"]
    drawings = re.findall(r"<svg.*?</svg>", write(sample(), "html", "screening"), re.DOTALL)
    (chain,) = [drawing for drawing in drawings if "Jane Roe" in drawing]
    assert len(row["holders"]) == 7
    names = {holder["owner"] for holder in row["holders"]}
    assert all(name in html.unescape(chain) for name in names)


@settings(max_examples=25)
@given(
    picked=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=60),
)
def test_no_row_is_lost_in_any_format_whatever_is_one_person_or_one_family(picked: list[tuple[int, int]]) -> None:
    """Rows of the sample again and again, some of one person, some of one family, each at a place of its own."""
    document = sample()
    rows = []
    for n, (at, person) in enumerate(picked):
        row = json.loads(json.dumps(document["suppliers"][at]))
        row |= {"place": f"line {n + 1001}", "person": f"{row['person']} {person}"}
        rows.append(row)
    set_ranks(rows)
    document |= {"suppliers": rows, "ranks": counts_by_rank(rows), "families": families(rows)}
    document["to_ask"] = set_ask_groups(rows, {})
    for format in FORMATS["screening"]:
        text = write(document, format, "screening", width=1000)
        assert {f"line {n + 1001}" for n in range(len(rows))} <= set(re.findall(r"line \d{4}", text))
    assert sum(document["ranks"].values()) == len(rows)
    asked = [place for group in document["to_ask"] for one in group["suppliers"] for place in one["places"]]
    assert sorted(asked) == sorted(row["place"] for row in rows if row["answer"] == "ask")

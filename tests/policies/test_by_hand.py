"""The rule against the same rule written by hand in polars, which the benchmark compares speeds with."""

from __future__ import annotations

from datetime import date

import polars as pl

from benchmarks.judge_facts import by_hand, facts
from policies.connected_vehicles.rule import Rule
from policies.parameters import load


def test_the_tree_and_the_hand_written_query_agree_on_20_000_rows_of_facts():
    rows = facts(20_000)
    tree = Rule(load("policies.connected_vehicles", date.max)).judge(rows.lazy()).select("verdict").collect()["verdict"]
    hand = by_hand(rows.lazy()).select("verdict").collect()["verdict"]
    assert tree.cast(pl.String).to_list() == hand.to_list()
    assert hand.n_unique() >= 5

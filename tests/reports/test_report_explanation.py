"""The explanation of one component: the tree can be followed from the answer down to each fact's source."""

from __future__ import annotations

import re

from reports.documents.explanation import Node
from reports.terminal.explanation import render_explanation
from reports.terminal.lines import columns

NODES: list[Node] = [
    {
        "depth": 0,
        "words": "covered software with a nexus is imported in a completed connected vehicle",
        "paragraph": "791.303(a)",
        "standing": "probable",
        "value": None,
        "facts": [],
        "question": None,
        "question_id": None,
    },
    {
        "depth": 1,
        "words": "the vehicle weighs no more than 10,000 lb",
        "paragraph": "791.301",
        "standing": "probable",
        "value": True,
        "facts": [
            {
                "name": "vehicle.gvwr_lb",
                "value": "5840",
                "source": "program.toml, vehicle.gvwr_lb",
                "source_kind": "program",
                "file": "program.toml",
                "pointer": "line 9",
                "beat": ["inferred: 6000"],
            }
        ],
        "question": None,
        "question_id": None,
    },
    {
        "depth": 1,
        "words": "the code is open source",
        "paragraph": "",
        "standing": "",
        "value": False,
        "facts": [
            {
                "name": "component.open_source",
                "value": "no \x1b[2J\u202e",
                "source": "",
                "source_kind": "",
                "file": "",
                "pointer": "",
                "beat": [],
            }
        ],
        "question": None,
        "question_id": None,
    },
    {
        "depth": 2,
        "words": "the code was finished before 2026-03-17",
        "paragraph": "791.303",
        "standing": "open",
        "value": None,
        "facts": [],
        "question": "On what date was the code finished?",
        "question_id": "legacy-completed",
    },
]

TREE = """\
? unknown: covered software with a nexus is imported in a completed connected vehicle (15 CFR 791.303(a); probable)
  ✓ met: the vehicle weighs no more than 10,000 lb (15 CFR 791.301; probable)
      vehicle.gvwr_lb = 5840 from program.toml, vehicle.gvwr_lb
        rather than inferred: 6000
  ✗ not met: the code is open source
      component.open_source = no \\x1b[2J\\u202e (not stated)
    ? unknown: the code was finished before 2026-03-17 (15 CFR 791.303; open)
        ask: On what date was the code finished?
"""


def test_the_tree_shows_state_law_facts_sources_and_what_to_ask() -> None:
    assert render_explanation(NODES, width=120) == TREE


def test_a_narrow_terminal_wraps_under_the_indent() -> None:
    lines = render_explanation(NODES, width=60).splitlines()
    assert max(map(columns, lines)) <= 60
    assert lines[1].startswith("    ") and " ".join(" ".join(lines).split()) == " ".join(TREE.split())


def test_colors_only_on_request() -> None:
    colored = render_explanation(NODES, width=120, color=True)
    assert "\x1b[1;33m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == TREE


def test_deep_trees_stay_readable() -> None:
    deep: list[Node] = [{**NODES[1], "depth": 40}]
    assert "5840" in render_explanation(deep, width=80)

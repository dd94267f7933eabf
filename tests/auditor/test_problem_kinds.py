"""Each problem of an audit has a kind of the table, so that nobody needs to read its words to know what it is."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from auditor import problem_kinds
from auditor.problem_kinds import PROBLEM_KINDS
from bom_parsers import problems as of_boms
from tests.auditor.conftest import PROGRAM, sbom

ROOT = Path(__file__).parents[2]


def test_each_kind_is_an_id_with_a_sentence_and_is_used() -> None:
    tables = {Path(of_boms.__file__), Path(problem_kinds.__file__)}
    texts = {
        node.value
        for package in ("auditor", "bom_parsers")
        for path in set((ROOT / package).rglob("*.py")) - tables
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert of_boms.PROBLEM_KINDS.keys() < PROBLEM_KINDS.keys()
    for kind, sentence in PROBLEM_KINDS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind)
        assert sentence.endswith(".")
        assert kind in texts


def test_the_report_names_the_kind_of_each_problem(work) -> None:
    work.change(PROGRAM, f'{PROGRAM}\n[[item.component]]\nselect = {{ name = "gone" }}\nlayer = "cloud"\n')
    work.write("suppliers.csv", "name\nClean Code GmbH\n")
    kinds = {problem["kind"] for problem in work.audit()[1]["problems"]}
    assert {"unused-statement", "unlisted-declarant"} <= kinds <= PROBLEM_KINDS.keys()


def test_the_inspection_names_the_kind_of_each_problem(work) -> None:
    nameless = work.write("odd.cdx.json", sbom({"type": "gizmo", "name": ""}))
    done = work.icts("inspect", "--format", "json", nameless)
    kinds = {problem["kind"] for file in json.loads(done.out)["files"] for problem in file["problems"]}
    assert {"nameless-component", "unknown-word", "missing-ref"} <= kinds

"""The one direction of imports: parsers and policies know nothing of ours, reports only policies, the auditor all."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "bom_parsers": {"bom_parsers"},
    "policies": {"policies"},
    "reports": {"reports", "policies"},
    "auditor": {"auditor", "bom_parsers", "policies", "reports"},
}


def imported(tree: ast.AST) -> set[str]:
    """The top-level packages that a module imports, wherever in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package):
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(ast.parse(path.read_text("utf-8"))) & set(MAY_IMPORT)
        if name not in MAY_IMPORT[package]
    }
    assert not wrong


def test_policies_have_no_clock_no_files_and_no_network():
    """Policies are pure: the same facts and parameters give the same answers in ten years."""
    allowed = {"__future__", "collections", "dataclasses", "datetime", "difflib", "enum", "functools", "importlib", "itertools",
               "operator", "polars", "policies", "threading", "tomllib", "typing"}  # fmt: skip
    for path in sorted((ROOT / "policies").rglob("*.py")):
        text = path.read_text("utf-8")
        assert imported(ast.parse(text)) <= allowed, path
        calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
        assert not {call for call in calls if call.endswith((".today", ".now", ".utcnow", ".read_bytes"))} | calls & {
            "open"
        }, path
        if "files" in calls:
            assert path.name == "parameters.py", f"{path} reads a file; only parameters are read"

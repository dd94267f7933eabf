"""One escaper: what a user reads quotes a stranger's text by `bom_parsers.errors.quoted`, and never by `repr`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLEAN = (
    "auditor/annotate",
    "auditor/audit",
    "auditor/documents",
    "auditor/entities/ownership",
    "auditor/entities/resolution/people.py",
    "auditor/facts",
    "auditor/provenance.py",
    "auditor/questionnaire",
    "auditor/screening.py",
    "auditor/templates",
    "bom_parsers",
    "reports",
)
ESCAPER = "bom_parsers/errors.py"


def repr_calls(tree: ast.AST) -> list[int]:
    """The lines with `repr`, called or handed on, or with `!r` in an f-string, outside of a `__repr__`."""
    own = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__repr__"
        for inner in ast.walk(node)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if id(node) not in own
        and (
            (isinstance(node, ast.Name) and node.id == "repr")
            or (isinstance(node, ast.FormattedValue) and node.conversion == ord("r"))
        )
    ]


@pytest.mark.parametrize("code", ["f'{name!r} is odd'", "repr(name)", "', '.join(map(repr, names))"])
def test_the_search_finds_what_it_is_for(code):
    assert repr_calls(ast.parse(code)) == [1]
    assert not repr_calls(ast.parse(f"def __repr__(self):\n    return {code}"))


@pytest.mark.parametrize("room", CLEAN)
def test_no_text_is_quoted_by_repr(room):
    """`repr` escapes what Python's version calls unprintable: equal input would give other sentences elsewhere."""
    path = ROOT / room
    modules = [path] if path.suffix else sorted(path.rglob("*.py"))
    assert modules
    lines = {
        f"{module.relative_to(ROOT).as_posix()}:{line}"
        for module in modules
        if module != ROOT / ESCAPER
        for line in repr_calls(ast.parse(module.read_text("utf-8")))
    }
    assert not lines

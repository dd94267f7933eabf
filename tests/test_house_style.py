"""One escaper: what a user reads quotes a stranger's text by `bom_parsers.errors.quoted`, and never by `repr`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auditor", "bom_parsers", "policies", "reports")
# The escaper itself and the one of the law, which imports nothing of ours; then what still quotes by `repr`.
ESCAPERS = {"bom_parsers/errors.py", "policies/vocabulary.py"}
BY_REPR = {
    "auditor/cli/options.py",
    "auditor/inputs.py",
    "auditor/program",
    "auditor/rule_in_force.py",
    "policies/__init__.py",
    "policies/packs.py",
}


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


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_is_quoted_by_repr(package):
    """`repr` escapes what Python's version calls unprintable: equal input would give other sentences elsewhere."""
    modules = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / package).rglob("*.py"))]
    clean = [name for name in modules if name not in ESCAPERS and not name.startswith(tuple(BY_REPR))]
    assert clean
    lines = {f"{name}:{line}" for name in clean for line in repr_calls(ast.parse((ROOT / name).read_text("utf-8")))}
    assert not lines

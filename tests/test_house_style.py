"""What holds of every module: a stranger's text is quoted by the one escaper, and a name says what it holds."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auditor", "bom_parsers", "policies", "reports")
# The escaper itself, and the one of the law, which imports nothing of ours.
ESCAPERS = {"bom_parsers/errors.py", "policies/vocabulary.py"}
# They say that something was met with, and not what it is. `found` is right for the part of an error that says what was found.
NO_NAMES = {"found", "told", "said", "tell"}


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
    lines = {f"{name}:{line}" for name, tree in modules(package) if name not in ESCAPERS for line in repr_calls(tree)}
    assert not lines


@cache
def modules(package: str) -> list[tuple[str, ast.Module]]:
    paths = sorted((ROOT / package).rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths]


def named(scope: ast.AST) -> set[str]:
    """The names that a function, a class or a module gives to what it holds."""
    if isinstance(scope, ast.ClassDef):
        return {"said" if scope.name == "Reading" else scope.name}  # a reading of what?
    if not isinstance(scope, ast.FunctionDef):
        return set()
    stored = {node.id for node in ast.walk(scope) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return {scope.name} | stored | {node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)}


def is_part_of_an_error(scope: ast.AST) -> bool:
    """Tell whether `found` in a function is what an error says was found: it is handed to one, or kept in one."""
    raised = [node.exc for node in ast.walk(scope) if isinstance(node, ast.Raise) and node.exc]
    calls = [node for node in ast.walk(scope) if isinstance(node, ast.Call) and "rror" in ast.unparse(node.func)]
    handed = {node.id for call in (*raised, *calls) for node in ast.walk(call) if isinstance(node, ast.Name)}
    parameters = [node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)]
    return "found" in handed or "expected" in parameters


@pytest.mark.parametrize(
    "code", ["def told(): ...", "class Reading: ...", "def f(x):\n    found = x + 1\n    return found"]
)
def test_the_search_finds_names_that_say_nothing(code):
    scope = ast.parse(code).body[0]
    assert {name.casefold() for name in named(scope)} & NO_NAMES
    assert not is_part_of_an_error(scope)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_says_what_is_held_or_returned(package):
    nameless = {
        f"{module}:{scope.lineno} {name}"
        for module, tree in modules(package)
        for scope in ast.walk(tree)
        if isinstance(scope, ast.FunctionDef | ast.ClassDef)
        for name in named(scope)
        if name.strip("_").casefold() in NO_NAMES and not (name == "found" and is_part_of_an_error(scope))
    }
    assert not nameless

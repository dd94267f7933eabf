"""The one direction of imports: between the four packages, between the packages inside each, and between modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bom_parsers", "policies", "reports", "auditor")

# Which room may import which other, package by package. A room is a module or a folder; what stands under "ground" may be
# imported by every room of its package, and imports nothing but the ground.
GROUND = {
    "": set(),
    "auditor": {
        "exit_codes",
        "inputs",
        "outputs",
        "problem_kinds",
        "provenance",
        "rule_in_force",
        "toml_files",
        "version",
    },
    "auditor.entities": {"reference"},
    "auditor.facts": set(),
    "bom_parsers": {"bom", "elsewhere", "errors", "limits", "not_seen", "persons", "problems"},
    "policies": {"conditions", "deadlines", "masks", "parameters", "truth", "vocabulary"},
    "reports": {"documents", "visible", "words"},
}
MAY_IMPORT = {
    "": {
        "bom_parsers": set(),
        "policies": set(),
        "reports": {"policies"},
        "auditor": {"bom_parsers", "policies", "reports"},
    },
    "auditor": {
        "entities": set(),
        "program": {"entities"},
        "facts": {"entities", "program"},
        "screening": {"entities"},
        "audit": {"entities", "facts", "program"},
        "documents": {"audit", "entities", "facts", "program", "screening"},
        "templates": {"entities", "program"},
        "annotate": {"audit", "documents", "facts", "program"},
        "questionnaire": {"audit", "documents", "entities", "facts", "program"},
        "cli": {
            "annotate",
            "audit",
            "documents",
            "entities",
            "facts",
            "program",
            "questionnaire",
            "screening",
            "templates",
        },
        "__main__": {"cli"},
    },
    "auditor.entities": {
        "names": set(),
        "identifiers": set(),
        "matching": {"identifiers", "names"},
        "ownership": {"names"},
        "suppliers": {"identifiers", "names", "ownership"},
        "sources": {"identifiers", "names", "ownership", "suppliers"},
        "store": {"identifiers", "matching", "names"},
        "resolution": {"identifiers", "matching", "names", "ownership", "sources", "store", "suppliers"},
    },
    "auditor.facts": {
        "hardware": set(),
        "software": set(),
        "taxonomy": set(),
        "statements": set(),
        "model": {"hardware", "software"},
        "contradictions": {"hardware", "model"},
        "whole_program": {"contradictions", "model"},
        "claims": {"contradictions", "hardware", "model"},
        "kinds": {"claims", "hardware"},
        "bom_properties": {"claims", "taxonomy"},
        "named_parties": {"bom_properties", "claims", "model", "software"},
        "component_facts": {
            "bom_properties",
            "claims",
            "contradictions",
            "hardware",
            "kinds",
            "model",
            "named_parties",
            "software",
            "statements",
        },
        "columns": {"component_facts", "model"},
    },
    "bom_parsers": {
        "carriers": set(),
        "tables": {"carriers"},
        "cyclonedx": {"carriers"},
        "spdx": {"carriers"},
        "hbom": {"carriers", "tables"},
        "electronics": {"carriers", "hbom", "tables"},
        "formats": set(),  # it names the readers by dotted path, and imports one only when a file asks for it
        "days": set(),
        "numbers_left_out": {"hbom"},
        "read": {"carriers", "days", "formats", "numbers_left_out", "tables"},
        "validation": {"carriers", "read"},
    },
    "policies": {
        "foreign_adversaries": set(),
        "judgment": {"foreign_adversaries"},
        "reasons": {"judgment"},
        "packs": {"judgment"},  # which imports a pack by its name, when it is asked for
        "connected_vehicles": {"foreign_adversaries", "judgment", "packs", "reasons"},
    },
    "reports": {
        "machine": set(),
        "terminal": {"machine"},
        "pages": {"terminal"},
    },
}
MODULES_IN_A_FOLDER = 12
MORE_MODULES = {"auditor/cli"}  # one for each command


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_name(path): path for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it the import stands: late and typing-only ones count."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the direction"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in MODULES else node.module or ""


IMPORTS = {
    name: {other for other in imported(ast.parse(path.read_text("utf-8"))) if other in MODULES and other != name}
    for name, path in MODULES.items()
}


def room_of(module: str, package: str) -> str | None:
    """Return the room of `package` that a module is in: the next part of its name; None outside and for the package itself."""
    if not package:
        return module.partition(".")[0]
    inside = module.removeprefix(f"{package}.")
    return None if inside == module else inside.partition(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT, ids=lambda package: package or "the four packages")
def test_imports_go_one_way(package):
    allowed, ground = MAY_IMPORT[package], GROUND[package]
    wrong = []
    for name, others in IMPORTS.items():
        room = room_of(name, package)
        if room is None:
            continue
        for other in sorted(others):
            there = room_of(other, package)
            if there not in (None, room) and there not in allowed.get(room, set()) | ground:
                wrong.append(f"{name} imports {other}")
    assert not wrong


@pytest.mark.parametrize("package", [package for package in MAY_IMPORT if package])
def test_the_table_has_every_room_and_no_other(package):
    rooms = {room_of(name, package) for name in MODULES} - {None}
    assert rooms == MAY_IMPORT[package].keys() | GROUND[package]
    assert not MAY_IMPORT[package].keys() & GROUND[package]


@pytest.mark.parametrize("package", MAY_IMPORT, ids=lambda package: package or "the four packages")
def test_the_table_itself_has_no_circle(package):
    TopologicalSorter(MAY_IMPORT[package]).prepare()


def test_no_module_imports_itself_by_way_of_others():
    try:
        TopologicalSorter(IMPORTS).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_nobody_goes_out_of_the_house_to_come_in_by_its_door():
    """A package's door is for those outside: inside it, the modules are imported that hold the thing."""
    wrong = [
        f"{name} imports {other}"
        for name, others in IMPORTS.items()
        for other in others
        if name.startswith(f"{other}.")
    ]
    assert not wrong


def test_no_folder_has_more_modules_than_one_can_look_through():
    crowded = {}
    for folder in {path.parent for path in MODULES.values()}:
        modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
        if len(modules) > MODULES_IN_A_FOLDER:
            crowded[folder.relative_to(ROOT).as_posix()] = len(modules)
    assert crowded.keys() <= MORE_MODULES


def test_every_folder_says_what_lives_there():
    silent = [
        name
        for name, path in MODULES.items()
        if path.name == "__init__.py" and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_policies_have_no_clock_no_files_and_no_network():
    """Policies are pure: the same facts and parameters give the same answers in ten years."""
    allowed = {"__future__", "collections", "dataclasses", "datetime", "difflib", "enum", "functools", "importlib", "itertools",
               "operator", "pkgutil", "polars", "policies", "threading", "tomllib", "typing"}  # fmt: skip
    for path in sorted((ROOT / "policies").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        assert {name.partition(".")[0] for name in imported(tree)} <= allowed, path
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert not {call for call in calls if call.endswith((".today", ".now", ".utcnow", ".read_bytes"))} | calls & {
            "open"
        }, path
        if "files" in calls:
            assert path.name == "parameters.py", f"{path} reads a file; only parameters are read"

"""Sources are values: no code reads a sentence back, and the sentences about sources are made in one place."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from auditor.documents.audit import document
from reports import words
from tests.auditor.conftest import audited

ROOT = Path(__file__).resolve().parents[2]
# What holds sentences, by the names that attributes, variables and keys of documents have here.
SENTENCES = {
    "source",
    "sources",
    "evidence",
    "message",
    "words",
    "because",
    "detail",
    "reason",
    "matched_by",
    "problem",
}
READING = {
    "startswith",
    "endswith",
    "partition",
    "rpartition",
    "split",
    "removeprefix",
    "removesuffix",
    "find",
    "replace",
}


def _holds_a_sentence(node: ast.AST) -> bool:
    """Whether an expression is an attribute, a variable or a key that holds a sentence, or text made of an error."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Subscript(slice=ast.Constant(value=name)):
            return name in SENTENCES
        case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id="error")]):
            return True
        case ast.BoolOp(values=values):
            return any(map(_holds_a_sentence, values))
    return False


def read_back(tree: ast.AST) -> list[int]:
    """The lines on which a sentence is taken apart or searched."""
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in READING:
                if _holds_a_sentence(value):
                    lines.append(node.lineno)
            case ast.Compare(ops=[ast.In() | ast.NotIn()], left=ast.Constant(value=str()), comparators=[right]):
                if _holds_a_sentence(right):
                    lines.append(node.lineno)
            case ast.Compare(ops=[ast.Eq() | ast.NotEq()], left=left, comparators=[ast.Constant(value=str(text))]):
                if _holds_a_sentence(left) and " " in text:
                    lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    "code",
    [
        "part.source.endswith(NOT_FITTED)",
        "plain.source.partition(': inferred, ')[2]",
        "str(error).replace(path, label)",
        "'skipped' in problem.message",
        "'consolidates' not in evidence",
        "because.split(': ', 2)",
        "component['source'].split(';')",
        "(file['problem'] or '').removeprefix('a: ')",
        "node.words == 'a sentence of the law'",
    ],
)
def test_the_search_finds_what_it_is_for(code):
    assert read_back(ast.parse(code)) == [1]


# The parser of TOML gives the line of a fault in its sentence only; GLEIF's paths have points between their steps.
NOT_OURS = {"auditor/toml_files.py", "auditor/entities/sources/gleif_files.py"}


@pytest.mark.parametrize("package", ["auditor", "reports"])
def test_no_code_reads_a_sentence_back(package):
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in NOT_OURS
        for line in read_back(ast.parse(path.read_text("utf-8")))
    }
    assert not found


# What holds a source or a problem, by the names that fields and attributes have here.
HOLDING = {
    "source",
    "sources",
    "evidence",
    "filed",
    "problem",
    "problems",
    "listings",
    "exceptions",
    "faults",
    "expired",
}
# Data of its own kind, no sentence: who publishes a file, the address of a page, the text that a matched name has.
NO_SENTENCES = {
    "auditor/documents/law_texts.py:source",
    "auditor/entities/matching/matching.py:evidence",
    "auditor/entities/reference.py:source",
    "auditor/entities/sources/importing.py:source",
    "auditor/facts/hardware/fcc_grantees.py:source",
    "auditor/facts/hardware/radio_parts.py:source",
    "auditor/facts/open_source.py:exceptions",
}


def typed_as_text(tree: ast.AST) -> set[str]:
    """The fields and attributes that hold sources or problems and are typed str, or as several of them."""
    wrong = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            name = node.target.id if isinstance(node.target, ast.Name) else getattr(node.target, "attr", "")
            if name.lstrip("_") in HOLDING and "str" in _held(node.annotation):
                wrong.add(name)
        elif isinstance(node, ast.FunctionDef) and node.name.lstrip("_") in HOLDING and node.returns:
            is_property = any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)
            if is_property and "str" in _held(node.returns):
                wrong.add(node.name)
    return wrong


def _held(annotation: ast.expr) -> set[str]:
    """The names of the types in an annotation, without those of a mapping's keys."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="dict" | "Mapping"), slice=ast.Tuple(elts=[_, values])):
            return _held(values)
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


@pytest.mark.parametrize(
    "code",
    [
        "class Named:\n    evidence: str",
        "class Filed(NamedTuple):\n    source: str",
        "class Supplier:\n    source: str | None",
        "class LookedUp:\n    listings: dict[str, list[str]]",
        "def __init__(self):\n    self.problems: list[str] = []",
        "class Audit:\n    expired: tuple[str, ...]",
        "@property\ndef expired(self) -> tuple[str, ...]: ...",
    ],
)
def test_the_search_for_sources_as_text_finds_what_it_is_for(code):
    assert typed_as_text(ast.parse(code))
    assert not typed_as_text(
        ast.parse(code.replace("str", "Source", 1) if "dict" not in code else "listings: dict[str, list[Source]]")
    )


def test_no_source_and_no_problem_is_a_sentence():
    wrong = {
        f"{path.relative_to(ROOT).as_posix()}:{name}"
        for path in sorted((ROOT / "auditor").rglob("*.py"))
        for name in typed_as_text(ast.parse(path.read_text("utf-8")))
    }
    assert not wrong - NO_SENTENCES


def _answers(program: Path) -> dict[str, object]:
    """All of an audit that is no sentence: what a program may turn on."""
    done = audited(program)
    told = document(done)
    columns = ("id", "verdict", "declaration", "authority", "standing", "missing", "open", "inferred_class", "answers")
    return {
        "components": [[component[column] for column in columns] for component in told["components"]],
        "plain": sum(component.facts.seems.plain is not None for component in done.components),
        "contradicted": [problem.source for problem in done.contradicted],
        "problems": [(p["file"], p["severity"], p["pointer"]) for p in told["problems"]],
        "questions": [(q["fact"], q["whom"], q["item"], q["concern"], q["components"]) for q in told["questions"]],
        "persons": [(person["name"], person["nexus"], len(person["listings"])) for person in told["persons"]],
        "sources": [(source["id"], source["used"]) for source in told["sources"]],
        "declaration": [told["declaration"][key] for key in ("declaration", "draft", "due")],
    }


def test_other_words_for_sources_change_no_answer(monkeypatch):
    program = ROOT / "examples" / "meridian-aurora" / "program.toml"
    before = _answers(program)
    assert before["plain"] and before["problems"]
    for function in ("source", "inference", "statement", "place", "problem"):
        monkeypatch.setattr(words, function, lambda *parts: "in other words, not fitted: inferred, decision skipped")
    assert _answers(program) == before


def test_other_words_for_sources_change_no_contradiction(work, monkeypatch):
    work.write("board.csv", "Designator,Qty,Manufacturer Part Number,Description\nU1,1,SARA-R410M-02B,LTE module\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("software = {", 'hardware = { hardware_class = "passive" }\nsoftware = {')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    program = work.folder / "program.toml"
    before = _answers(program)
    assert [(source.kind, source.name) for source in before["contradicted"]] == [("program", "hardware_class")]
    monkeypatch.setattr(words, "source", lambda *parts: "elsewhere")
    assert _answers(program) == before

"""Sources are values: no code reads a sentence back, and the sentences about sources are made in one place."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.audit.case_files import read_questions
from auditor.audit.explain import of_case
from auditor.documents.audit import document, explained
from auditor.facts.hardware.radio_parts import SHIPPED
from auditor.inputs import read_input
from auditor.provenance import Source
from auditor.rule_in_force import rule_of
from reports import words
from tests.auditor.conftest import audited, component, sbom
from tests.auditor.entities.recorded import edge, entity, reference, stored

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
NOT_OURS = {"auditor/toml_files.py", "auditor/entities/sources/gleif/files.py"}


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
    "auditor/facts/software/open_source.py:exceptions",
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
    for function in (
        "source",
        "inference",
        "statement",
        "place",
        "problem",
        "on_file",
        "listing",
        "no_parent",
        "expired",
    ):
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


def sources_in(value: Any, seen: set[int]) -> Iterator[Source]:
    """Every source that an audit holds, wherever in it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Source):
        yield value
    elif isinstance(value, dict):
        yield from (source for one in (*value.keys(), *value.values()) for source in sources_in(one, seen))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (source for one in value for source in sources_in(one, seen))
    elif type(value).__module__.startswith("auditor.") and hasattr(value, "__dict__"):
        yield from sources_in(vars(value), seen)


def hashed(program: Path) -> dict[str, set[str]]:
    """The files that the sources of an audit name, by kind, once each hash is compared with the file, and with the report."""
    done = audited(program)
    report = document(done)
    listed = {file["file"]: file["sha256"] for file in report["inputs"]}
    snapshots = {source["id"]: source["sha256"] for source in report["sources"]}
    files: dict[str, set[str]] = {}
    decided = [decision.source for decision in done.people.decisions.all]
    for source in (*sources_in(done, set()), *decided):
        if source.file in snapshots:
            assert source.sha256 == snapshots[source.file]
        elif source.file:
            path = SHIPPED if source.file == SHIPPED.name else program.parent / source.file
            assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest(), source
            assert source.file == SHIPPED.name or listed[source.file] == source.sha256
        files.setdefault(source.kind.value, set()).add(source.file)
    return files


def test_every_source_of_the_example_has_the_hash_of_its_file():
    files = hashed(ROOT / "examples" / "meridian-aurora" / "program.toml")
    assert files["supplier-list"] == {"suppliers.csv"} and files["program"] == {"program.toml"}
    assert len(files["bom-field"]) > 3


DETERMINATIONS = """[[determination]]
select = { name = "clean" }
facts = { component.foreign_interest = true }
basis = "asked"
who = "J. Doe"
when = 2026-05-01
until = 2027-05-01
evidence = "sheet.pdf"
sha256 = "%s"

[[determination]]
select = { name = "gone" }
facts = { component.programmable = true }
basis = "asked"
who = "J. Doe"
when = 2025-05-01
until = 2026-05-01
"""
DECISION = """[[decision]]
name = "%s"
key = "%s"
is = "same"
who = "J. Doe"
when = 2026-11-01
why = "seen in the register"

"""


def test_every_source_of_every_kind_has_the_hash_of_its_file(work):
    sheet = work.write("sheet.pdf", "data sheet")
    work.write("determinations.toml", DETERMINATIONS % hashlib.sha256(sheet.read_bytes()).hexdigest())
    work.write("decisions.toml", DECISION % ("Falkenlohe", "a") + DECISION % ("Somebody", "nowhere"))
    shipped = SHIPPED.read_text("utf-8").splitlines()
    work.write(
        "lists/parts.csv",
        f"{shipped[0]}\nZQXRW1*,Example Radio Works,ZQ,wifi,,,,yes,,https://e.example/z,2026-01-01,sourced\n",
    )
    work.write(
        "board.csv", "Designator,Qty,Manufacturer Part Number,Description\nU1,1,ZQXRW1A,\nU2,1,SARA-R410M-02B,\n"
    )
    work.write("more.csv", "name,incorporated_in,source\nClean Code GmbH,,a letter\nBraun AG,XX,\n")
    work.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH"), component("f", maker="Falkenlohe")))
    one = reference(
        [entity("a", name="Falkenlohe Telematik GmbH"), entity("b", "LU")], [edge("b", "a", 51, place="row 7")]
    )
    two = reference(
        [entity("a", "AT", "Falkenlohe Telematik GmbH")],
        kind="csl",
        as_of=date(2025, 1, 1),
        listings=[{"key": "a", "list": "An Example List"}],
    )
    stored(work.folder / "store", one, two)
    work.change(
        'suppliers = ["suppliers.csv"]',
        'suppliers = ["suppliers.csv", "more.csv"]\ndeterminations = ["determinations.toml"]\n'
        'parts = ["lists/parts.csv"]\ndecisions = "decisions.toml"\nstore = "store"\nmax_age_days = 100',
    )
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    files = hashed(work.folder / "program.toml")
    assert files["supplier-list"] == {"suppliers.csv", "more.csv"}
    assert files["determination"] == {"determinations.toml"} and files["decision"] == {"decisions.toml"}
    assert files["parts-list"] == {"lists/parts.csv", SHIPPED.name}
    assert {one.snapshot.id, two.snapshot.id} <= files["reference"]
    assert files["bom-field"] | files["bom-property"] == {"app.cdx.json", "board.csv"}


def test_the_sources_of_a_case_have_the_hash_of_the_question_file(tmp_path):
    path = tmp_path / "questions.toml"
    path.write_text('[[case]]\nid = "one"\n[case.vehicle]\nwireless = true\n', "utf-8")
    [case] = read_questions(read_input(path), rule_of(date(2026, 11, 24), path).parameters)
    [source] = {stated.source for stated in of_case(case).stated.values()}
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_tests_of_a_person_name_the_row_of_the_list_that_they_rest_on(work):
    work.write("app.cdx.json", sbom(component("part", maker="Lintao Example Co.")))
    done = audited(work.folder / "program.toml")
    [part] = done.components
    facts = [fact for node in explained(done, part, None)["nodes"] for fact in node["facts"]]
    places = {(fact["source_kind"], fact["file"], fact["pointer"]) for fact in facts if fact["value"] == "CN"}
    assert places == {("supplier-list", "suppliers.csv", "line 4")}

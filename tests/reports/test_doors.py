"""The examples that the packages give of their public functions are true."""

from __future__ import annotations

import ast
import doctest
import json
from importlib import import_module
from pathlib import Path

import pytest
from sample import sample

import reports

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("package", ["reports", "auditor.audit"])
def test_the_example_of_a_package_runs_as_written(package, tmp_path, monkeypatch):
    (tmp_path / "audit.json").write_text(reports.write(sample(), "json"), encoding="utf-8")
    monkeypatch.chdir(tmp_path if package == "reports" else ROOT / "examples" / "meridian-aurora")
    done = doctest.testmod(import_module(package))
    assert done.attempted and not done.failed


def test_every_format_of_every_document_has_a_writer():
    for formats in reports.FORMATS.values():
        assert all(callable(import_module(module).render) for module in formats.values())
    assert json.loads(reports.write(sample(), "json")) == sample()


def test_what_a_document_holds_is_said_in_one_place():
    typed = {
        path.relative_to(ROOT).as_posix()
        for package in ("reports", "auditor")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "TypedDict" for b in node.bases)
    }
    assert {path.rpartition("/")[0] for path in typed} == {"reports/documents"}

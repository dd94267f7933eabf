"""Above each function that encodes the law stands the sentence that was read, with its day, or that it was not read."""

from __future__ import annotations

import ast
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from auditor.documents.law_texts import LawText, law_texts, texts_of_module
from auditor.documents.rule_pages import pages
from policies.connected_vehicles import sections
from policies.connected_vehicles.rule import Rule
from policies.foreign_adversaries.findings import PersonTest
from policies.packs import pack
from policies.parameters import load
from policies.truth import Section, Standing

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("policies.connected_vehicles", "policies.foreign_adversaries")
BUILDERS = {"all_of", "any_of", "none_of", "Prohibition"}
# Modules that answer beside the tree: each of their public functions is law.
LAW = {"declarations", "foreign_interest", "leads", "parties"}
MODULES = [
    f"{package}.{path.stem}"
    for package in PACKAGES
    for path in sorted((ROOT / package.replace(".", "/")).glob("*.py"))
    if path.stem not in ("__init__", "findings")  # which has the machinery of findings
]


def encoding(module: str) -> list[str]:
    """Return the functions of a module that write a paragraph as a test."""
    loaded = import_module(module)
    own = {name for name, value in vars(loaded).items() if isinstance(value, Section)}
    own |= {name for name, value in vars(loaded).items() if isinstance(value, PersonTest) and value.asks}
    return [
        node.name
        for node in ast.parse(Path(loaded.__file__).read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and (
            (module.rpartition(".")[2] in LAW and not node.name.startswith("_"))
            or any(isinstance(part, ast.Name) and part.id in own | BUILDERS for part in ast.walk(node))
        )
    ]


@pytest.mark.parametrize("module", MODULES)
def test_each_function_that_encodes_the_law_has_its_sentence_above(module):
    source = Path(import_module(module).__file__).read_text("utf-8")
    assert set(encoding(module)) <= {text.function for text in texts_of_module(source)}


def test_the_functions_of_the_law_are_looked_at():
    assert sum(len(encoding(module)) for module in MODULES) > 60


def test_what_is_settled_was_read():
    read = {text.paragraph for package in PACKAGES for text in law_texts(package) if text.source}
    settled = {
        x.paragraph for x in vars(sections).values() if isinstance(x, Section) and x.standing is Standing.SETTLED
    }
    assert settled
    assert {
        paragraph for paragraph in settled if not any(x.startswith(paragraph) or paragraph.startswith(x) for x in read)
    } == set()


def test_no_test_of_a_section_that_was_not_read_is_settled():
    """A reading of §§ 791.301 and 791.305, of the legacy clause or of a general authorization is no firmer than its sources."""
    rule = Rule(load("policies.connected_vehicles", date.max))
    unread = ("791.301", "791.303", "791.305", "791.306")
    assert not [leaf.id for leaf in rule.leaves if leaf.paragraph in unread and leaf.standing is Standing.SETTLED]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_sentence_is_short(package):
    for path in (ROOT / package.replace(".", "/")).glob("*.py"):
        run = 0
        for line in path.read_text("utf-8").splitlines():
            run = run + 1 if line.startswith("# ") else 0
            assert run <= 7, f"{path.name}: cut with [...]"


def test_a_sentence_above_is_read_with_its_publication_and_day():
    source = """
# A note of another kind.
# § 791.302(a), CFR as of 2026-04-05: "VCS hardware importers are
# prohibited [...]"
# § 791.301, connected vehicle: not read; after two law firms
# and a bill.
@cache
def one():
    pass
"""
    assert list(texts_of_module(source)) == [
        LawText(
            "one", "791.302(a)", source="CFR as of 2026-04-05", sentence="VCS hardware importers are prohibited [...]"
        ),
        LawText("one", "791.301", term="connected vehicle", basis="two law firms and a bill"),
    ]


@pytest.mark.parametrize(
    "comment",
    ['# § 791.302(a), CFR: "no day is stated"', "# § 791.305: not read", "# § 791.305 was not read; after a law firm."],
)
def test_a_sentence_of_another_form_is_refused(comment):
    with pytest.raises(ValueError, match="above one"):
        list(texts_of_module(f"{comment}\ndef one():\n    pass\n"))


def test_the_pages_say_what_was_read_and_what_was_not():
    made = pages(pack())
    assert '- § 791.302(a), CFR as of 2026-04-05: "VCS hardware importers are prohibited' in made["791.302.md"]
    assert "- § 791.305: not read; after " in made["791.305.md"]
    assert all("\n## Text\n" in text for name, text in made.items() if name != "README.md")

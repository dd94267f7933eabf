"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

from auditor.cli.main import cli
from auditor.documents import problem_page
from auditor.documents.taxonomy_page import page
from auditor.entities.sources import KINDS
from auditor.facts import taxonomy
from auditor.version import VERSION
from bom_parsers.limits import Limits
from policies.connected_vehicles.facts import FACTS, OWNER_KEYS, PARTY_KEYS, VERDICTS

ROOT = Path(__file__).resolve().parents[1]


def words_in_code(name: str) -> set[str]:
    return set(re.findall(r"[a-z_]+", (ROOT / "docs" / name).read_text("utf-8")))


def test_the_vocabulary_page_names_every_key_value_and_verdict():
    named = words_in_code("questions.md")
    wanted = {fact.key for fact in FACTS} | {value for fact in FACTS for value in fact.values}
    wanted |= set(PARTY_KEYS) | set(OWNER_KEYS) | set(VERDICTS)
    assert wanted <= named


def test_the_taxonomy_page_lists_exactly_the_properties_that_are_read_and_written():
    listed = set(re.findall(r"`icts:([a-z:-]+)`", (ROOT / "docs" / "taxonomy.md").read_text("utf-8")))
    assert listed == {*taxonomy.KNOWN, *taxonomy.WRITTEN}


def test_the_taxonomy_page_is_what_the_code_gives():
    assert (ROOT / "docs" / "taxonomy.md").read_text("utf-8") == page(), "run python -m auditor.documents.taxonomy_page"


def test_the_page_of_problems_is_what_the_code_gives():
    assert (ROOT / "docs" / "problems.md").read_text("utf-8") == problem_page.page(), (
        "run python -m auditor.documents.problem_page"
    )


def test_every_command_that_a_page_names_is_there():
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
    named = {name for page in pages for name in re.findall(r"\bicts ([a-z]+)\b", page.read_text("utf-8"))}
    assert named - {"reads"} <= cli.commands.keys()
    shown = set(re.findall(r"^icts ([a-z]+)|`icts ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert cli.commands.keys() <= {one or other for one, other in shown} | {"receive"}


def test_the_page_about_security_has_every_limit_with_its_default():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    listed = {
        name: int(number.replace(",", "")) for name, number in re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", text, re.M)
    }
    assert listed == asdict(Limits())


def test_the_page_about_persons_names_every_kind_of_source():
    page = (ROOT / "docs" / "persons.md").read_text("utf-8")
    assert set(KINDS) <= set(re.findall(r"`([a-z0-9-]+)`", page))


def test_the_version_is_the_packages():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION

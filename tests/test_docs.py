"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from auditor import taxonomy
from auditor.version import VERSION
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


def test_the_version_is_the_packages():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION

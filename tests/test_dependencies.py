"""What is installed is what was tested: lower bounds and locked versions agree with what pyproject.toml says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.lowest import lower_bounds

LOCK = Path(__file__).parents[1] / "requirements.lock"
ENTRY = re.compile(
    r"^([a-z0-9.-]+)==([0-9][^ ;]*)( ;[^\\]*)? \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def test_every_dependency_is_locked_with_hashes_at_a_version_that_is_allowed() -> None:
    text = LOCK.read_text("utf-8")
    locked = {match[1]: match[2] for match in ENTRY.finditer(text)}
    lines = [line for line in text.splitlines() if "==" in line]
    assert len(lines) == len(ENTRY.findall(text)), "an entry without hashes"
    wanted = {name.lower(): version for name, version in lower_bounds("test").items()}
    assert wanted.keys() - locked.keys() == set(), "run make lock"
    assert [n for n, lowest in wanted.items() if numbers(locked[n]) < numbers(lowest)] == [], "run make lock"
    assert "://" not in text, "an address of an index"

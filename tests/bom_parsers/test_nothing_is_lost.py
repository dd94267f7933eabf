"""Every real file we have: read, or refused with the reason that we have looked at, and never anything else."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from bom_parsers import InputError, read_bom
from bom_parsers.formats import BY_NAME
from tests.bom_parsers.at_hand import example_boms, package_boms

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "boms"
REFUSED = Path(__file__).with_name("refused.tsv")
CLASSES = ("rightly", "not supported", "wrongly")


@dataclass(frozen=True)
class Refusal:
    """A row of refused.tsv: files (a path or a pattern), whether they are refused rightly, and words of the reason given."""

    files: str
    verdict: str
    found: str
    why: str


def refusals() -> list[Refusal]:
    with REFUSED.open(encoding="utf-8", newline="") as file:
        return [Refusal(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def manifest() -> list[dict[str, str]]:
    if not (CORPUS / "MANIFEST.tsv").is_file():
        pytest.skip(f"no real files at {CORPUS}")
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def outcomes() -> dict[str, int | str]:
    """Each file's count of components, or the reason of its refusal; any other error is the test's own failure."""
    result: dict[str, int | str] = {}
    for row in manifest():
        try:
            result[row["path"]] = components_of(CORPUS / row["path"])
        except InputError as error:
            result[row["path"]] = error.found
    return result


def components_of(path: Path) -> int:
    """Return how many components a document has, once it has kept what a BOM promises; raises InputError."""
    bom = read_bom(path, "real")
    assert bom.format in BY_NAME, path
    assert bom.components.select("ref").is_duplicated().sum() == 0, path
    assert bom.components["ref"].null_count() == 0, path
    assert set(bom.parties["ref"]) <= set(bom.components["ref"]), path
    assert bom.components.height or bom.problems.height, f"{path}: empty, and nothing is reported"
    return bom.components.height


def test_the_documents_at_hand_are_read() -> None:
    for path in [*example_boms(), *package_boms()]:
        assert components_of(path) > 0, path


def test_what_is_refused_is_what_we_have_looked_at() -> None:
    known, unknown, reasons = refusals(), [], []
    for path, found in outcomes().items():
        row = next((row for row in known if fnmatch(path, row.files)), None)
        if isinstance(found, str) and row is None:
            unknown.append((path, found))
        elif isinstance(found, str) and row and row.found not in found:
            reasons.append((path, found, row.found))
    assert unknown == [], "refused, and not in refused.tsv"
    assert reasons == [], "refused for another reason than refused.tsv says"


def test_what_we_have_looked_at_is_still_refused() -> None:
    found = outcomes()
    read = {path for path, outcome in found.items() if isinstance(outcome, int)}
    for row in refusals():
        assert not [path for path in read if fnmatch(path, row.files)], f"now read: take it out of refused.tsv: {row}"
        assert any(fnmatch(path, row.files) for path in found), f"no such file: {row}"
        assert row.verdict in CLASSES
        assert row.why


def test_nothing_is_refused_wrongly() -> None:
    assert [row for row in refusals() if row.verdict == "wrongly"] == []


# Files read of those in the manifest, by category; a number that goes down is a reader that got worse.
READ = {
    "automotive-embedded": (53, 63),
    "entities": (0, 66),
    "hbom": (128, 137),
    "hbom-derived": (3, 3),
    "hbom-negative": (0, 4),
    "hbom-synth": (4, 4),
    "hostile": (55, 85),
    "sbom-spec-tests": (555, 674),
    "sbom-std": (83, 84),
    "sbom-tool-tests": (472, 492),
    "sbom-wild": (66, 66),
}


def test_as_many_files_of_each_category_are_read_as_before() -> None:
    found = outcomes()
    total = Counter(row["category"] for row in manifest())
    read = Counter(row["category"] for row in manifest() if isinstance(found[row["path"]], int))
    assert {category: (read[category], total[category]) for category in total} == READ

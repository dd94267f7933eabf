"""What an audit makes of the real boards: `python -m tests.auditor.board_quality` prints the figures.

Every real BOM of the categories hbom (and -derived, -synth) and automotive-embedded is wrapped in a program, hardware for
model year 2030 and software for 2027, with nothing stated but the item, and audited. The hand lists in boards/ say what a
person found on the boards. Needs ../shared/boms.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from auditor.documents.audit import document
from bom_parsers import InputError
from reports.documents.audit import AuditDocument
from reports.terminal.audit import render
from tests.auditor.conftest import PROGRAM, audited

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "boms"
LISTS = Path(__file__).parents[1] / "boards"
IRRELEVANT = {"passive", "discrete", "mechanical", "connector", "no_part"}  # of kinds.csv
HARDWARE, SOFTWARE = ("hbom", "hbom-derived", "hbom-synth"), ("automotive-embedded",)
ITEM = """
[[item]]
id = "unit"
enables = ["vcs"]
frequency_mhz = [699, 2690]
exclusively = "no"
{kind} = ["{bom}"]
"""
# Only one BOM of the unit is measured; that there is no other is no question here.
ONE_BOM = """
[[determination]]
select = {{ item = "unit", ref = "{gap}" }}
facts = {{ "bom.complete" = true }}
basis = "only this BOM is measured"
who = "the measurement"
when = 2026-01-01
until = 2099-12-31
"""


@dataclass(frozen=True)
class Audited:
    """One real file, audited: the audit's document, and the lines of the terminal's list of what to review."""

    file: str
    document: AuditDocument

    @property
    def lines(self) -> int:
        return len(self.document["components"])

    @cached_property
    def review_lines(self) -> int:
        text = render(self.document)
        start = text.find("\nREVIEW")
        return text[start + 1 : text.find("\n\n", start + 1)].count("\n") if start >= 0 else 0


@dataclass
class Figures:
    """What became of the lines that a person had looked at, and how long the lists to review are."""

    audited: list[Audited] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    radio_missed: list[str] = field(default_factory=list)
    radio_found: int = 0
    radio_false: list[str] = field(default_factory=list)
    excluded_rightly: int = 0
    excluded_wrongly: list[str] = field(default_factory=list)
    passives: int = 0
    passives_in_review: list[str] = field(default_factory=list)

    def per_hundred_lines(self, what: str) -> float:
        """Return questions or components in review, of all files, for each hundred lines."""
        lines = sum(a.lines for a in self.audited)
        count = sum(
            len(a.document["questions"]) if what == "questions" else a.document["counts"]["review"]
            for a in self.audited
        )
        return 100 * count / lines


def files(categories: Iterable[str]) -> list[str]:
    """Return the real files of some categories of the corpus."""
    with (CORPUS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as manifest:
        return [row["path"] for row in csv.DictReader(manifest, delimiter="\t") if row["category"] in categories]


def wrapped(file: str, kind: str, folder: Path) -> AuditDocument:
    """Return the audit of one real BOM, `kind` "hbom" or "sbom", in a program of its own; raises InputError."""
    path = CORPUS / file
    bom = "bom" + "".join(path.suffixes[-2:])
    shutil.copy(path, folder / bom)
    year, day = (2030, "2029-12-01") if kind == "hbom" else (2027, "2026-12-01")
    head = PROGRAM.partition("[reference]")[0]
    head = head.replace("model_year = 2027", f"model_year = {year}").replace("date = 2027-02-01", f"date = {day}")
    other = "no-sbom" if kind == "hbom" else "no-hbom"
    (folder / "determinations.toml").write_text(ONE_BOM.format(gap=other), "utf-8")
    text = head + '[reference]\ndeterminations = ["determinations.toml"]\n' + ITEM.format(kind=kind, bom=bom)
    (folder / "program.toml").write_text(text, "utf-8")
    return document(audited(folder / "program.toml"))


def measured(kind: str) -> Figures:
    """Audit all real files of a kind, "hbom" or "sbom", one by one, and compare with the hand lists."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as folder:
        for file in files(HARDWARE if kind == "hbom" else SOFTWARE):
            try:
                figures.audited.append(Audited(file, wrapped(file, kind, Path(folder))))
            except InputError as error:
                figures.refused.append(f"{file}: {str(error).partition('found ')[2]}")
    if kind == "hbom":
        _compare(figures)
    return figures


def _compare(figures: Figures) -> None:
    radio, kinds, boards = (rows(name) for name in ("radio_parts.csv", "kinds.csv", "boards.csv"))
    listed = {(row["file"], row["ref"]) for row in radio}
    kind_of = {(row["file"], row["ref"]): row["kind"] for row in kinds}
    read = {row["file"] for row in boards}
    for one in figures.audited:
        asked_as_radio = {
            id for q in one.document["questions"] if q["concern"] in ("radio", "nexus") for id in q["components"]
        }
        for c in one.document["components"]:
            place, told = (one.file, c["ref"]), f"{one.file}: {c['ref']}: {c['name']}"
            if place in listed:
                # What is prohibited is asked nothing about, and what is not fitted does nothing.
                found = (
                    c["id"] in asked_as_radio or c["verdict"] == "prohibited" or "contributes nothing" in c["reason"]
                )
                figures.radio_found += found
                figures.radio_missed += [] if found else [told]
            elif c["id"] in asked_as_radio and one.file in read:
                figures.radio_false.append(told)
            kind = kind_of.get(place)
            if kind and c["inferred"]:
                figures.excluded_rightly += kind in IRRELEVANT
                figures.excluded_wrongly += [] if kind in IRRELEVANT else [f"{told} is {kind}, not {c['inferred']}"]
            if kind == "passive":
                figures.passives += 1
                figures.passives_in_review += [told] if c["verdict"] == "review" else []


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a hand list."""
    with (LISTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(kind: str, figures: Figures) -> Iterator[str]:
    """Yield the figures as lines."""
    lines = sum(a.lines for a in figures.audited)
    yield f"{kind}: {len(figures.audited)} files with {lines:,} lines, {len(figures.refused)} refused"
    yield f"  in review, of 100 lines: {figures.per_hundred_lines('components'):.1f}"
    yield f"  questions, for 100 lines: {figures.per_hundred_lines('questions'):.1f}"
    longest = max(figures.audited, key=lambda a: a.review_lines)
    yield f"  longest list to review: {longest.review_lines} lines on a terminal of 100 columns ({longest.file})"
    if kind == "hbom":
        found = figures.radio_found
        yield f"  radio parts found: {found} of {found + len(figures.radio_missed)}; taken for one: {len(figures.radio_false)}"
        right = figures.excluded_rightly
        yield f"  left out by inference, of the labeled lines: {right} of {right + len(figures.excluded_wrongly)} rightly"
        yield f"  passives in review: {len(figures.passives_in_review)} of {figures.passives}"
    for title, names in (
        ("radio parts missed", figures.radio_missed),
        ("taken for radio parts", figures.radio_false),
        ("wrongly left out", figures.excluded_wrongly),
        ("passives in review", figures.passives_in_review),
        ("refused", figures.refused),
    ):
        yield from (f"  {title}: {name}" for name in names)


def main() -> int:
    """Print the figures of hardware and software; without the real files say so."""
    if not CORPUS.is_dir():
        print(f"the real BOMs are not here: {CORPUS}")
        return 0
    for kind in ("hbom", "sbom"):
        print("\n".join(told(kind, measured(kind))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

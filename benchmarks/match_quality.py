"""How well names are matched, by class of pair: `python -m auditor.entities.quality [PAIRS.tsv]` prints the table."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from auditor.entities.matching.matching import Asked, Known, match

PAIRS = Path("tests/auditor/entities/matching/pairs.tsv")


@dataclass(frozen=True)
class Pair:
    """A name as `typed`, with an identifier or none, and a person: are they `same`? The person is known as the rest says."""

    kind: str
    same: bool
    typed: Asked
    legal_name: str
    other_name: str
    other_kind: str
    identifiers: dict[str, str]


@dataclass(frozen=True)
class Figures:
    """What became of the pairs of one class: `same` of them are one person.

    `right` and `wrong` count the matches, to the pair's person or to anybody it is not; `offered` counts the same pairs that
    are matched or whose person is among the three candidates, `also_offered` the different pairs whose person is.
    """

    kind: str
    pairs: int
    same: int
    right: int
    wrong: int
    offered: int
    also_offered: int

    @property
    def precision(self) -> float | None:
        """The part of the matches that is right; None where nothing is matched."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The part of the same pairs that is matched; None where no pair is."""
        return self.right / self.same if self.same else None

    @property
    def candidate_recall(self) -> float | None:
        """The part of the same pairs that is matched or offered to a person; None where no pair is the same."""
        return self.offered / self.same if self.same else None


def read_pairs(path: Path) -> list[Pair]:
    """Read the labeled pairs; raises ValueError for a label that is neither "same" nor "different"."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    pairs = []
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        cell = {key: re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text) for key, text in row.items()}
        if cell["label"] not in ("same", "different"):
            raise ValueError(f"{path}: found the label {cell['label']!r}; expected same or different")
        typed, known = (_identifiers(cell[key]) for key in ("typed_identifier", "identifier"))
        asked = Asked(cell["typed"], typed)
        same = cell["label"] == "same"
        pairs.append(
            Pair(cell["class"], same, asked, cell["legal_name"], cell["other_name"], cell["other_kind"], known)
        )
    return pairs


def measure(pairs: Sequence[Pair]) -> list[Figures]:
    """Match all typed names against the persons of all pairs at once; return the figures of each class, in order."""
    names = [(f"pair:{i}", pair.legal_name, "legal") for i, pair in enumerate(pairs)]
    names += [(f"pair:{i}", pair.other_name, pair.other_kind) for i, pair in enumerate(pairs) if pair.other_name]
    identifiers = [(f"pair:{i}", *of) for i, pair in enumerate(pairs) for of in pair.identifiers.items()]
    known = Known(
        pl.DataFrame(names, ["key", "name", "kind"], orient="row"),
        pl.DataFrame(identifiers, dict.fromkeys(("key", "scheme", "value"), pl.String), orient="row"),
    )
    answers = match([pair.typed for pair in pairs], known)
    figures: dict[str, list[int]] = {}
    for i, (pair, answer) in enumerate(zip(pairs, answers, strict=True)):
        counts = figures.setdefault(pair.kind, [0] * 6)
        key = f"pair:{i}"
        right = answer.match is not None and pair.same and answer.match.key == key
        wrong = answer.match is not None and not right
        offered = right or key in [candidate.key for candidate in answer.candidates]
        for at, count in enumerate((True, pair.same, right, wrong, pair.same and offered, not pair.same and offered)):
            counts[at] += count
    return [Figures(kind, *counts) for kind, counts in figures.items()]


def table(figures: Sequence[Figures]) -> str:
    """Return the figures as lines to print."""
    lines = [
        f"{'class':32}{'pairs':>6}{'same':>6} | matched:{'right':>6}{'wrong':>6}{'precision':>10}{'recall':>8}"
        f" | matched or offered:{'recall':>8}{'different, offered':>20}"
    ]
    for f in figures:
        lines.append(
            f"{f.kind:32}{f.pairs:6}{f.same:6} | {f.right:14}{f.wrong:6}{_share(f.precision):>10}{_share(f.recall):>8}"
            f" | {_share(f.candidate_recall):>27}{f.also_offered:20}"
        )
    return "\n".join(lines)


def _identifiers(cell: str) -> dict[str, str]:
    scheme, _, value = cell.partition("=")
    return {scheme: value} if value else {}


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    print(table(measure(read_pairs(Path(sys.argv[1]) if len(sys.argv) > 1 else PAIRS))))

"""What is wrong with a list of suppliers, while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.provenance import Problem, Source


@dataclass(frozen=True)
class SkippedRow(Problem):
    """A row of a list that names nobody and was left out."""


def list_problem(severity: str, message: str, source: Source) -> Problem:
    """Return what is wrong at a place in a list."""
    return Problem("supplier-list", severity, message, source)


@dataclass(frozen=True)
class ListProblems:
    """Gathers the problems of the list that `source` is."""

    source: Source
    all: list[Problem] = field(default_factory=list)

    def add(self, severity: str, message: str, pointer: str, *, skipped: bool = False) -> None:
        """Add one at a place in the list; `skipped` for a row that was left out."""
        problem = SkippedRow if skipped else Problem
        self.all.append(problem("supplier-list", severity, message, self.source.at(pointer, "")))

"""Problems, and what has run out, as plain parts of a document."""

from __future__ import annotations

from collections.abc import Iterable

from auditor import provenance
from reports import words
from reports.documents.audit import Problem


def problems(these: Iterable[provenance.Problem]) -> list[Problem]:
    """Return the problems as a document has them."""
    return [
        {
            "kind": problem.kind,
            "file": problem.source.file,
            "severity": problem.severity,
            "message": problem.message,
            "pointer": problem.source.pointer,
        }
        for problem in these
    ]


def expired(these: Iterable[provenance.Problem]) -> list[str]:
    """Return a sentence for each determination, authorization or snapshot that has run out."""
    return [words.expired(problem.message, problem.source.file, problem.source.pointer) for problem in these]

"""A request that came back: its answers, each with its cell, and what is wrong with others: what is there, what was expected."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from auditor.inputs import InputFile
from auditor.provenance import Problem, Source, SourceKind, Stated
from auditor.questionnaire.request import Part, Request


def wrong(source: Source, found: str, expected: str, kind: str = "wrong-answer") -> Problem:
    """Return the problem of a cell: what is `found` there, and what was `expected`."""
    return Problem(kind, "error", f"found {found}; expected {expected}", source)


@dataclass(frozen=True)
class Signature:
    """Who signed a filled request, with what title, and on which day."""

    name: str
    title: str
    on: date


@dataclass
class Filled:
    """A filled request: `parts` has the answers by part and fact, `company` those by column of a supplier list.

    Each answer that was understood has its cell as source. `holders` are the rows of its table as written, None for a
    formula. `id` is that of the request, as it was sent. `unknown` and `blank` count the cells that answer nothing.
    `signature` is None where it is not signed. `of_parts` are those of the `problems` that are an answer about a part, each.
    """

    file: InputFile
    request: Request
    id: str
    signature: Signature | None = None
    parts: dict[Part, dict[str, Stated]] = field(default_factory=dict)
    company: dict[str, Stated] = field(default_factory=dict)
    holders: list[dict[str, Stated]] = field(default_factory=list)
    complete: Stated | None = None
    unknown: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    of_parts: list[Problem] = field(default_factory=list)

    @property
    def answers_sha256(self) -> str:
        """Return the SHA-256 of all that is answered and who signed it: a copy that was saved again has the same."""
        answers = {
            "signature": [self.signature.name, self.signature.title, str(self.signature.on)] if self.signature else [],
            "parts": sorted([p.key, fact, str(one.value)] for p, of in self.parts.items() for fact, one in of.items()),
            "company": sorted([column, str(one.value)] for column, one in self.company.items()),
            "holders": [[[key, str(one.value)] for key, one in row.items()] for row in self.holders],
            "complete": str(self.complete.value) if self.complete else "",
        }
        return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()

    def at(self, pointer: str) -> Source:
        """Return a cell, a row or a sheet of the workbook."""
        return Source(SourceKind.REQUEST, self.file.label, self.file.sha256, pointer)

    @property
    def taken(self) -> int:
        """Return how many cells answer something; of holders each row counts once."""
        about_parts = sum(len(given) for given in self.parts.values())
        return about_parts + len(self.company) + len(self.holders) + (self.complete is not None)

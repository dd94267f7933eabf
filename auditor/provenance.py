"""Where a fact comes from, as a value: what is said of it in words is made in `reports.words`, once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any


class SourceKind(StrEnum):
    """What kind of source states a fact; the order is not the order of trust."""

    DETERMINATION = "determination"
    REQUEST = "request"  # of a supplier, in a filled request that nobody has accepted yet
    ATTESTATION = "attestation"  # of a supplier, accepted by a person here
    CONTRADICTION = "contradiction"  # determinations that say different things, so that none counts
    BOM_PROPERTY = "bom-property"
    CLAIM = "claim"  # of a BOM about its own part, which takes it out of the rule and which nobody here trusts
    BOM_FIELD = "bom-field"
    PROGRAM = "program"
    CASE = "case"  # of a question file
    DEFAULT = "default"  # of the vocabulary, where nothing is stated
    DERIVED = "derived"  # from other facts on file
    PARTS_LIST = "parts-list"
    INFERENCE = "inference"  # from what a part looks like
    SUPPLIER_LIST = "supplier-list"
    REFERENCE = "reference"
    DECISION = "decision"


@dataclass(frozen=True)
class Source:
    """Where something is stated: `file` is its label, `pointer` the place in it, `who` stated it `on` a day, to hold `until`.

    `name` is what carries the statement there: a property, a field, a role, the file of evidence, the kind that a part is
    inferred to be. `detail` is for people only: no code reads it. `accepted_by` is who took over what a supplier attests.
    """

    kind: SourceKind
    file: str = ""
    sha256: str = ""
    pointer: str = ""
    name: str = ""
    detail: str = ""
    who: str = ""
    on: date | None = None
    until: date | None = None
    accepted_by: str = ""

    def at(self, pointer: str, name: str, detail: str = "", kind: SourceKind | None = None) -> Source:
        """Return another place in the same file; quicker than `replace`, for there are several in each component."""
        return Source(kind or self.kind, self.file, self.sha256, pointer, name, detail)


@dataclass(frozen=True)
class Stated:
    """One fact's `value` (None: stated to be unknown), its `source`, and the weaker statements that it `beat`."""

    value: Any
    source: Source
    beat: tuple[Stated, ...] = field(default=())

    def over(self, weaker: Stated | None) -> Stated:
        """Return this statement, with `weaker` recorded as beaten if it says something else."""
        if weaker is None:
            return self
        lost = (replace(weaker, beat=()),) if weaker.value != self.value else ()
        return replace(self, beat=self.beat + lost + weaker.beat)


@dataclass(frozen=True)
class Problem:
    """Something that could not be read, is suspicious, or has run out.

    `kind` is one of `auditor.problem_kinds`; `severity` is "info", "warning" or "error".
    """

    kind: str
    severity: str
    message: str
    source: Source

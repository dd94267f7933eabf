"""Where a fact comes from, as a value: what is said of it in words is made in `reports.words`, once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

import bom_parsers.problems

# The kinds of problems by their lasting ids, which reports, filters and baselines go by: those of BOMs, and our own.
PROBLEM_KINDS: dict[str, str] = {
    **bom_parsers.problems.PROBLEM_KINDS,
    # Inputs
    "unreadable-bom": "A BOM cannot be read; none of its components was judged.",
    "read-twice": "An item has the same BOM twice; its components are counted twice.",
    "supplier-list": "A row, a heading or a cell of a supplier list is not used, or not as it stands.",
    # Persons
    "person-at-odds": "What is written of a person points to several persons, or contradicts what is on file.",
    "unused-identifier": "An identifier proves nothing: its check digits are wrong, or it is not of its scheme.",
    "reference-data": "A supplier list and reference data disagree, or reference data contradicts itself.",
    "snapshot-expired": "A snapshot of reference data is older than the program allows.",
    "unused-decision": "A decision about a name decides nothing here.",
    "unlisted-declarant": "The declarant is in no supplier list, so that who owns it is unknown.",
    # What is stated
    "wrong-property": "An `icts:` property has a value that its fact cannot have.",
    "no-model-year": "The program names a vehicle without its model year.",
    "unused-statement": "A statement of the program matches no component.",
    "statement-versions": "Versions cannot be compared with those that a statement of the program names, and are not picked.",
    "statement-at-odds": "Parts or code look unlike what is stated of the whole item.",
    "authorization-expired": "An authorization has run out.",
    # Filled requests
    "wrong-answer": "A cell of a filled request holds what is no answer to its question; it is not taken.",
    "changed-request": "A filled request is not as it was sent: a sheet, a row, a heading or a locked cell.",
    "answer-at-odds": "An answer contradicts what is on file; it is not taken.",
    "unused-answer": "An answer is about a part that the program no longer has, or that nothing tells from others.",
    # Determinations
    "determination-expired": "A determination has run out, and is not applied.",
    "determination-invalid": "A determination is not applied: something in it is wrong.",
    "determination-ending": "A determination runs out soon.",
    "determination-unused": "A determination matches no component.",
    "determination-broad": "A determination picks several parts or makers.",
    "determination-versions": "Versions cannot be compared with those that a determination names, and are not picked.",
    "determinations-at-odds": "Determinations say different things of one fact; neither is applied.",
    "determination-overridden": "What a supplier attests does not override what a person determined.",
}


class SourceKind(StrEnum):
    """What kind of source states a fact; the order is not the order of trust."""

    DETERMINATION = "determination"
    REQUEST = "request"  # of a supplier, in a filled request that nobody has accepted yet
    ATTESTATION = "attestation"  # of a supplier, accepted by a person here
    CONTRADICTION = "contradiction"  # determinations that say different things, so that none counts
    BOM_PROPERTY = "bom-property"
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

    `kind` is one of PROBLEM_KINDS; `severity` is "info", "warning" or "error".
    """

    kind: str
    severity: str
    message: str
    source: Source

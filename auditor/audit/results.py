"""What an audit found, as values: its BOMs, its components with their facts and answers, and its problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.entities.resolution.people import Named, People
from auditor.facts.model import ComponentFacts
from auditor.inputs import Inputs
from auditor.program.authorizations_applied import Authorizations
from auditor.program.determinations_applied import Determinations
from auditor.program.model import BomFile, Item, Program
from auditor.provenance import Problem, Source, SourceKind
from bom_parsers import Bom, InputError
from bom_parsers.errors import printable
from policies.connected_vehicles import facts as vocabulary
from policies.judgment import Judgment


@dataclass(frozen=True)
class ReadBom:
    """A BOM of an item: read, or not, with the reason in one line."""

    item: Item
    file: BomFile
    bom: Bom | None
    error: InputError | None
    sha256: str | None
    size: int | None

    @property
    def reason(self) -> str:
        """Return why it could not be read, without the name of the file; "" for one that was read."""
        return self.error.reason if self.error else ""

    @property
    def problem(self) -> Problem | None:
        """Return why it could not be read, with the file as the program names it; None for one that was read."""
        if self.error is None:
            return None
        return Problem("unreadable-bom", "error", f"{printable(self.file.label)}: {self.reason}", self.at())

    def at(self, pointer: str = "") -> Source:
        """Return a place in it, by default the whole file."""
        return Source(SourceKind.BOM_FIELD, self.file.label, self.sha256 or "", pointer)


@dataclass(frozen=True)
class Gap:
    """Something of an item that was not seen: `what`, a clause, and what to `ask` for.

    `kind` is "no-sbom", "no-hbom" or one of `auditor.problem_kinds`; `unread` is whether something was there that could not
    be read, of which what is stated of the item says nothing. `closed_by` says that nothing is missing, or why there is none.
    """

    kind: str
    what: str
    ask: str
    source: Source
    unread: bool = False
    closed_by: Source | None = None


@dataclass(frozen=True)
class AuditedComponent:
    """One component of one BOM, its facts, and its answer in each transaction, in the program's order.

    A `gap` is judged like a component: what an item has that was not seen.
    """

    id: str
    item: Item
    file: BomFile
    row: Mapping[str, Any]
    facts: ComponentFacts
    answers: tuple[Mapping[str, Any], ...]  # columns of ANSWERS, and what reasons.grounds adds
    whole: bool = False  # the subject of a BOM that also lists its parts
    gap: Gap | None = None

    @property
    def is_open_gap(self) -> bool:
        """Tell whether it is a gap to find out about: nobody says that nothing is missing, and the rule does not leave it out."""
        return self.gap is not None and self.gap.closed_by is None and self.worst["verdict"] in ("prohibited", "review")

    @property
    def worst(self) -> Mapping[str, Any]:
        """Return the answer that the reader needs first, of all transactions."""
        return min(self.answers, key=lambda answer: vocabulary.VERDICTS.index(answer["verdict"]))


@dataclass(frozen=True)
class Audit:
    """Everything an audit found; the documents are made from it.

    Open gaps that the rule does not leave out stand at the end of `components`; `gaps` has all of them.
    """

    program: Program
    rule: Judgment
    people: People
    declarant: Named
    boms: tuple[ReadBom, ...]
    components: tuple[AuditedComponent, ...]
    problems: tuple[Problem, ...]
    expired: tuple[Problem, ...]
    what_if: tuple[str, ...] = ()
    determinations: Determinations = field(default_factory=Determinations)
    inputs: Inputs = field(default_factory=Inputs)
    gaps: tuple[AuditedComponent, ...] = ()
    authorizations: Authorizations = field(default_factory=Authorizations)
    contradicted: tuple[Problem, ...] = ()  # what a program states of whole items against their parts


def component_id(item: Item, file: BomFile, row: Mapping[str, Any]) -> str:
    """Return the name by which `icts explain` takes a component."""
    return f"{item.id}/{file.label}#{row['ref']}"

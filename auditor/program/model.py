"""One vehicle program as values: what it is made of, who declares it, and what its engineers state about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile
from auditor.program.selectors import Meant, Selector
from auditor.program.trust import Trust
from auditor.provenance import Source, Stated
from policies.packs import DEFAULT


@dataclass(frozen=True)
class BomFile:
    """A BOM of an item: `kind` is "hardware" for an HBOM and "software" for an SBOM, `label` the path as written."""

    path: Path
    label: str
    kind: str


@dataclass(frozen=True)
class NoBom:
    """What a program says of a BOM that an item does not have: `why`, `by` whom that is said, and `until` which day it holds."""

    why: str
    by: str
    until: date
    source: Source


@dataclass(frozen=True)
class ComponentStatement:
    """What the program says of the components that `select` picks: facts, and who did what."""

    select: Selector
    facts: Mapping[str, Stated]
    parties: tuple[tuple[str, tuple[str, ...]], ...]
    source: Source

    @property
    def meant(self) -> Meant:
        """Return of whose part it is: it names who did anything there."""
        return Meant(tuple(name for name, _ in self.parties), "maker" in self.select.keys)


@dataclass(frozen=True)
class Item:
    """One item of the vehicle: `facts` are of the vocabulary's table item, `defaults` component facts by kind, `without` by
    kind of BOM ("software", "hardware") what is said of the one that it does not have."""

    id: str
    name: str
    supplier: str | None
    facts: Mapping[str, Stated]
    defaults: Mapping[str, Mapping[str, Stated]]
    boms: tuple[BomFile, ...]
    components: tuple[ComponentStatement, ...]
    source: Source
    without: Mapping[str, NoBom] = field(default_factory=dict)


@dataclass(frozen=True)
class Authorization:
    """An authorization held: `kind` is "specific" or "general"; it covers what `select` picks, all without one, from the day
    `since` to the day `until`, where it has them."""

    kind: str
    number: str
    status: str
    select: Selector | None
    until: date | None
    source: Source
    since: date | None = None

    @property
    def called(self) -> str:
        """Return what reports call it."""
        return f"{self.kind} authorization {self.number}"


@dataclass(frozen=True)
class Declarant:
    name: str
    address: str
    contact: Mapping[str, str]
    party: str
    facts: Mapping[str, Stated]


@dataclass(frozen=True)
class Transaction:
    """One planned transaction: facts of the vocabulary's table transaction, and an id such as "import 2026-12-01"."""

    id: str
    facts: Mapping[str, Stated]

    @property
    def date(self) -> date | None:
        stated = self.facts.get("transaction.date")
        return stated.value if stated else None


@dataclass(frozen=True)
class ReferenceData:
    """Which reference data about persons an audit uses: a store's folder and of it certain snapshots, the starter list, and
    a file of decisions about names. `max_age` is in days."""

    store: Path | None = None
    snapshots: tuple[str, ...] = ()
    starter: bool = True
    decisions: Path | None = None
    max_age: int | None = None


@dataclass(frozen=True)
class Program:
    """A program file, read and checked. The paths of what it names are resolved; `inputs_of` reads what lies there. `rule` is
    the name of the rule that it is audited by."""

    file: InputFile
    name: str
    as_of: date
    declarant: Declarant
    vehicle: Mapping[str, Any]
    vehicle_facts: Mapping[str, Stated]
    transactions: tuple[Transaction, ...]
    items: tuple[Item, ...]
    suppliers: tuple[tuple[Path, str], ...]
    roles: Mapping[str, tuple[str, ...]]
    authorizations: tuple[Authorization, ...] = field(default=())
    assessor: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    reference: ReferenceData = field(default=ReferenceData())
    determinations: tuple[tuple[Path, str], ...] = ()
    parts: tuple[tuple[Path, str], ...] = ()
    rule: str = DEFAULT
    trust: Trust = field(default=Trust())

    @property
    def path(self) -> Path:
        """Return where the program file lay, for errors."""
        return self.file.path

    @property
    def label(self) -> str:
        """Return what sources call the program file."""
        return self.file.label

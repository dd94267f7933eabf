"""What is on file about one component: its facts, its parties, and what it seems to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.entities.ownership.graph import Involvement
from auditor.entities.resolution.people import Named
from auditor.facts.hardware.leads import Seems
from auditor.facts.software.layers import SoftwareLeads
from auditor.program.selectors import Makers
from auditor.provenance import Problem, Source, SourceKind, Stated


@dataclass(frozen=True)
class PartyOfComponent:
    """A person named on a component: what it did there, who it is, and where it is named; `inferred` if only a part number
    points to it, which proves no maker: no act is attributed to it."""

    name: str
    did: tuple[str, ...]
    named: Named
    sources: tuple[Source, ...]
    inferred: bool = False


@dataclass(frozen=True)
class Claim:
    """What a BOM says of its own part that takes it out of the rule: the fact's `name`, its `value`, and the `source`, whose
    `who` made the BOM. It `counts` where the program trusts that word and nothing stronger states the fact."""

    name: str
    value: Any
    source: Source
    counts: bool


@dataclass(frozen=True)
class Contradiction:
    """A `statement` about a whole item, in words, at `source`, that takes its parts out by the fact `name`, and the `lead` that
    speaks against it; `by_order_code` where that is the order code of a radio part, and not only words."""

    name: str
    statement: str
    source: Source
    lead: str
    by_order_code: bool = False

    @property
    def words(self) -> str:
        return f"{self.statement}, but {self.lead}"


@dataclass(frozen=True)
class ComponentFacts:
    """All that is on file about one component, without the facts of vehicle, transaction and actor.

    `ancestry` are the makers of what it comes from, with the acts of its own making that they may have a part in;
    `other_makers` are those to whom its code or a text beside it points, where its BOM names other makers; `maker_is_stated`
    tells that a person, or a supplier whose word a person accepted, names who made it. `claims` are
    what its BOM says of it to take it out of the rule, whether that counts or not; `contradictions` what is stated of its whole
    item, or of another part, and does not count for it. `makers` are those that its BOM names, by which selectors pick it.
    """

    stated: Mapping[str, Stated]
    parties: tuple[PartyOfComponent, ...]
    altered_by: PartyOfComponent | None
    problems: tuple[Problem, ...] = field(default=())
    seems: Seems = field(default=Seems())  # what a part seems to be
    software: SoftwareLeads = field(default=SoftwareLeads())  # what software seems to be, and what hints at changes
    claims: tuple[Claim, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    ancestry: tuple[PartyOfComponent, ...] = ()
    other_makers: tuple[PartyOfComponent, ...] = ()
    maker_is_stated: bool = False
    makers: Makers = ()

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Return the facts that are unknown because only a claim states them, which is not trusted."""
        return tuple(name for name, fact in self.stated.items() if fact.source.kind is SourceKind.CLAIM)

    @property
    def involved(self) -> tuple[Involvement, ...]:
        return tuple(Involvement(party.named.person, party.did) for party in self.parties)

"""What is on file about one component: its facts, its parties, and what it seems to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.entities.ownership.graph import Involvement
from auditor.entities.resolution.people import Named
from auditor.facts.hardware.leads import Seems
from auditor.facts.software.layers import SoftwareLeads
from auditor.provenance import Problem, Source, Stated


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
class ComponentFacts:
    """All that is on file about one component, without the facts of vehicle, transaction and actor."""

    stated: Mapping[str, Stated]
    parties: tuple[PartyOfComponent, ...]
    altered_by: PartyOfComponent | None
    problems: tuple[Problem, ...] = field(default=())
    seems: Seems = field(default=Seems())  # what a part seems to be
    software: SoftwareLeads = field(default=SoftwareLeads())  # what software seems to be, and what hints at changes

    @property
    def involved(self) -> tuple[Involvement, ...]:
        return tuple(Involvement(party.named.person, party.did) for party in self.parties)

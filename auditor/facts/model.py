"""What is on file about one component: its facts, its parties, and what it seems to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from auditor.entities.ownership.graph import Involvement
from auditor.entities.resolution.people import Named
from auditor.facts.hardware.leads import Seems
from auditor.facts.software.layers import SoftwareLeads
from auditor.provenance import Stated


@dataclass(frozen=True)
class PartyOfComponent:
    """A person named on a component: what it did there, who it is, and where it is named; `led` if a part number points to
    it, which proves no maker, so that it did nothing."""

    name: str
    did: tuple[str, ...]
    named: Named
    source: str
    led: bool = False


@dataclass(frozen=True)
class ComponentFacts:
    """All that is on file about one component, without the facts of vehicle, transaction and actor."""

    stated: Mapping[str, Stated]
    parties: tuple[PartyOfComponent, ...]
    altered_by: PartyOfComponent | None
    problems: tuple[tuple[str, str], ...] = field(default=())  # message, pointer
    seems: Seems = field(default=Seems())  # what a part seems to be
    software: SoftwareLeads = field(default=SoftwareLeads())  # what software seems to be, and what hints at changes

    def leads(self, missing: Iterable[str]) -> list[str]:
        """Return in words what hints at those facts among `missing` that a look at the component can hint at."""
        software, asked = self.software, set(missing)
        told = [self.seems.lead]
        told += [software.seems.lead] if "component.layer" in asked else []
        told += [software.change.words] if "component.modified" in asked else []
        told += [software.days] if asked & {"component.completed_on", "component.altered_on"} else []
        if any(fact.startswith("party") for fact in asked):
            told += [f"its maker may be {party.name} ({party.source})" for party in self.parties if party.led]
        return [lead for lead in told if lead]

    @property
    def involved(self) -> tuple[Involvement, ...]:
        return tuple(Involvement(party.named.person, party.did) for party in self.parties)

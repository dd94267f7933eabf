"""The persons of one audit: from the supplier lists, and those that only a BOM or the program names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.entities.names import normalise
from auditor.entities.parties import Graph
from auditor.entities.suppliers import Suppliers
from policies.connected_vehicles.persons import Person


@dataclass(frozen=True)
class Named:
    """A name as somebody wrote it, resolved: `person` is the key in the graph, `known_as` and `matched_by` if it is listed."""

    person: str
    known_as: str | None
    matched_by: str | None
    evidence: str
    conflict: str | None = None


class People:
    """Resolves names to persons, each name once; an unlisted name is a person of whom nothing but the name is known."""

    def __init__(self, graph: Graph, suppliers: Suppliers) -> None:
        self.graph, self.suppliers = graph, suppliers
        self._resolved: dict[tuple[str, tuple[tuple[str, str], ...]], Named] = {}

    def find(self, name: str, identifiers: Mapping[str, str] | None = None) -> Named:
        """Return who `name` is, by identifier or by exact normalised name or alias; never by likeness."""
        key = (name, tuple(sorted((identifiers or {}).items())))
        if key not in self._resolved:
            self._resolved[key] = self._find(name, dict(key[1]))
        return self._resolved[key]

    def _find(self, name: str, identifiers: Mapping[str, str]) -> Named:
        match = self.suppliers.match(name, identifiers)
        if match is not None:
            supplier = match.supplier
            evidence = f"{supplier.source}: {supplier.evidence}" if supplier.evidence else supplier.source
            return Named(supplier.key, supplier.person.name, match.by, evidence, match.conflict)
        unlisted = f"unlisted:{normalise(name)}"
        if unlisted not in self.graph.persons:
            self.graph.add(Person(name), unlisted)
        return Named(unlisted, None, None, "not in a supplier list")

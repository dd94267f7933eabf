"""Where a person who is not known well enough leads: to whom general knowledge takes it for, and to who may be behind it."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.entities.ownership.graph import Graph, Link
from auditor.entities.resolution.people import Named

SURE = 95.0  # of 100, the likeness from which a candidate is a lead: the same name in other dress, or a brand


def may_have_nexus(graph: Graph, named: Named) -> bool:
    """Tell whether a person is of the PRC or Russia, or may be by a lead or as the best candidate."""
    if graph.nexus(named.person).value or graph.lead(named.person) is not None:
        return True
    best = named.candidates[:1]
    return any(c.score >= SURE and country in c.of for c in best for country in graph.parameters.adversary_countries)


def leads(graph: Graph, key: str, named: Named) -> Iterable[str]:
    """Yield what suggests that the person with this key is one of the PRC or Russia, or who it is, as clauses."""
    if named.lead:
        yield f"by general knowledge, not verified, it is {named.lead}, {graph.whereabouts(key)}"
    way = graph.lead(key)
    if way:
        clauses = "; ".join(in_words(link, graph) for link in way)
        yield f"{clauses} ({graph.with_leads(way[-1].owner).because})"
    elif way is not None and not named.lead:
        yield f"by general knowledge, not verified: {graph.with_leads(key).because}"


def in_words(link: Link, graph: Graph) -> str:
    """Return a holding as a clause: "Lotus Example Group holds 51% of Nordvik GmbH"."""
    return f"{graph.persons[link.owner].name} {link.words} {graph.persons[link.owned].name}"

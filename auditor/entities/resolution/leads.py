"""Where a person who is not known well enough leads: to whom general knowledge takes it for, and to who may be behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.entities.matching.candidates import SURE, Candidate
from auditor.entities.matching.resemblance import VERY_LIKE
from auditor.entities.ownership.graph import Graph, Link
from auditor.entities.resolution.lead_kinds import Lead, LeadKind
from auditor.entities.resolution.name_leads import name_leads
from auditor.entities.resolution.people import Named, People
from auditor.entities.resolution.register import Called

MOST = 200  # persons above one whose leads are looked for
SHOWN = 3  # holders and lists of a candidate that its line has


def may_have_nexus(graph: Graph, named: Named) -> bool:
    """Tell whether a person is of the PRC or Russia, or may be by a lead or as the best candidate."""
    if graph.nexus(named.person).value or graph.lead(named.person) is not None:
        return True
    adversaries = graph.parameters.adversary_countries
    return any(c.score >= SURE and country in c.of for c in named.candidates[:1] for country in adversaries)


def may_be_from_there(graph: Graph, named: Named, name: str) -> bool:
    """Tell whether a person, written as `name`, is or may be of the PRC or Russia, also where nobody knows it and that is all
    that its name or one like it suggests: too little to say who it is, and enough not to take it for another."""
    if may_have_nexus(graph, named) or named.known_as is not None:
        return may_have_nexus(graph, named)
    adversaries = frozenset(graph.parameters.adversary_countries)
    alike = [country for c in named.candidates if c.score >= VERY_LIKE for country in c.of.split(", ")]
    return not adversaries.isdisjoint(alike) or any(True for _ in name_leads([name], adversaries))


def leads(graph: Graph, key: str, named: Named) -> Iterable[Lead]:
    """Yield what suggests that the person with this key is one of the PRC or Russia, or who it is."""
    way = graph.lead(key)
    if named.lead:
        words = f"by general knowledge, not verified, it is {named.lead}, {graph.whereabouts(key)}"
        yield Lead(LeadKind.IDENTITY if way is None else LeadKind.HELD, words)
    if way:
        clauses = "; ".join(in_words(link, graph) for link in way)
        yield Lead(LeadKind.HELD, f"{clauses} ({why(graph, way[-1].owner)})")
    elif way is not None and not named.lead:
        by = "by general knowledge, not verified: " if graph.with_leads(key).value else ""
        yield Lead(LeadKind.HELD, f"{by}{why(graph, key)}")


def recorded_leads(people: People, key: str, named: Named, names: Iterable[str] = ()) -> Iterator[Lead]:
    """Yield what sources and names suggest of a person, of whom it is taken for, and of its holders, up to the last: `names` are
    those by which the list calls it."""
    graph, seen = people.graph, set[Lead]()
    adversaries = frozenset(graph.parameters.adversary_countries)
    own = dict.fromkeys(filter(None, (key, named.person, named.lead_key)))
    called = [*names, *(graph.persons[one].name for one in own if one in graph.persons)]
    for lead in _each(own, called, people, adversaries):
        if lead not in seen:
            seen.add(lead)
            yield lead
    for holder in holders_above(graph, own):
        person = graph.persons[holder]
        if person.kind == "organisation":
            for lead in _each([holder], [person.name], people, adversaries):
                yield lead._replace(in_words=f"its holder {person.name}: {lead.in_words}")


def _each(keys: Iterable[str], names: Iterable[str], people: People, adversaries: frozenset[str]) -> Iterator[Lead]:
    for one in keys:
        yield from people.hints.get(one, ())
        names = (*names, *(name for kind, name in people.called.get(one, Called()).names if kind == "native"))
    yield from name_leads(names, adversaries)


def holders_above(graph: Graph, keys: Iterable[str]) -> Iterator[str]:
    """Yield who holds the persons `keys`, and who holds those, each once, the nearest and the largest first."""
    waiting = [key for key in keys if key in graph.persons]
    seen = set(waiting)
    for key in waiting:  # which grows on the way
        for link in graph.links(key, led=True):
            if link.owner not in seen and len(seen) < MOST:
                seen.add(link.owner)
                waiting.append(link.owner)
                yield link.owner


def known_of(people: People, candidate: Candidate) -> str:
    """Return what is known of a candidate itself, in a few words: its countries, its holders, and the lists it stands on."""
    graph, key = people.graph, candidate.key
    if key not in graph.persons:
        return candidate.of
    held = [f"held by {graph.persons[x.owner].name} ({graph.whereabouts(x.owner)})" for x in graph.links(key, led=True)]
    on = dict.fromkeys(f"on {listing.list or listing.program}" for listing in people.listings.get(key, ()))
    hinted = (lead.in_words for lead in people.hints.get(key, ()) if lead.kind is not LeadKind.LISTED)
    return "; ".join(filter(None, [candidate.of, *held[:SHOWN], *list(on)[:SHOWN], *hinted]))


def why(graph: Graph, key: str) -> str:
    """Return why somebody is, or may be, a person of the PRC or Russia."""
    nexus = graph.with_leads(key)
    return nexus.because if nexus.value else f"{graph.whereabouts(key)}; {nexus.because}"


def in_words(link: Link, graph: Graph) -> str:
    """Return a holding as a clause: "Lotus Example Group holds 51% of Nordvik GmbH"."""
    return f"{graph.persons[link.owner].name} {link.words} {graph.persons[link.owned].name}"


def behind_candidate(graph: Graph, key: str) -> tuple[str, tuple[Link, ...]]:
    """Return what is known of whether a candidate is a person of the PRC or Russia, with whether that is general knowledge, or
    that it is not known; and the holdings that it rests on."""
    if key not in graph.persons:
        return "who is behind it is not known", ()
    nexus = graph.nexus(key)
    way = graph.chain(key) if nexus.value else graph.lead(key)
    if way is None:
        return nexus.because if nexus.value is False else "who is behind it is not known in full", ()
    last = way[-1].owner if way else key
    above = why(graph, last)
    held = "; ".join(in_words(link, graph) for link in way)
    stated = bool(nexus.value or (graph.settled(last).value and all(link in graph.links(link.owned) for link in way)))
    return (f"{held} ({above})" if held else above) + ("" if stated else "; general knowledge, not verified"), way

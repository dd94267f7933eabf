"""Who is behind the persons of an audit or a screening, as plain parts of its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.audit.reasons import sources_in_words
from auditor.entities.ownership.graph import Filed, Graph, Link
from auditor.entities.resolution.leads import in_words
from auditor.entities.resolution.people import People
from policies.foreign_adversaries.persons import NO, Nexus
from reports import words
from reports.documents.audit import Behind, Source, Step


def behind(people: People, named: Mapping[str, str]) -> list[Behind]:
    """Return for each person of `named`, names as written by key, who is behind it; left out where nobody is on file.

    A person who is itself of the PRC or Russia has nobody behind it.
    """
    graph = people.graph
    persons: list[Behind] = []
    for key, name in named.items():
        nexus = graph.nexus(key)
        links = graph.chain(key) if nexus.value else graph.lead(key) or () if nexus.value is None else ()
        standing = listings(people, key, links)
        if links or standing:
            persons.append(
                {
                    "name": name,
                    "nexus": nexus.value,
                    "because": because(people, key, nexus),
                    "chain": steps(links, graph),
                    "listings": standing,
                    "source": on_file(graph, key),
                }
            )
    return persons


def because(people: People, key: str, nexus: Nexus, address: str = "") -> str:
    """Return why a person is one of the PRC or Russia, is not, or may be; beside a no what else is on file: an `address` there,
    and the lists of governments on which it stands."""
    beside = [f"an address in {address}, which settles nothing"] if address else []
    beside += [f"it is listed ({line})" for line in listings(people, key, ())]
    if nexus.value is not False or not beside:
        return nexus.because
    known = nexus.because if nexus.because != NO.because else "no person of the PRC or Russia is on file behind it"
    return f"{known}; beside that: {'; '.join(beside)}"


def listings(people: People, key: str, links: Iterable[Link]) -> list[str]:
    """Return on which lists of governments a person stands, and the holders in the chain above it."""
    lines: list[str] = []
    for person in dict.fromkeys((key, *(link.owner for link in links))):
        of_it = (
            words.listing(x.list, x.program, str(x.since or ""), x.source.name, str(x.source.on))
            for x in people.listings.get(person, ())
        )
        holder = "" if person == key else f"its holder {people.graph.persons[person].name}: "
        lines += [f"{holder}{line}" for line in dict.fromkeys(of_it)]
    return lines


def listed_on(people: People, key: str, links: Iterable[Link]) -> list[str]:
    """Return the same lists without who says so and when, which changes with every snapshot."""
    lines: list[str] = []
    for person in dict.fromkeys((key, *(link.owner for link in links))):
        holder = "" if person == key else f"its holder {people.graph.persons[person].name}: "
        for x in people.listings.get(person, ()):
            lines.append(f"{holder}{words.standing_on(x.list, x.program, str(x.since or ''))}")
    return list(dict.fromkeys(lines))


def on_file(graph: Graph, key: str) -> str:
    """Return where a person is on file, "" where it is not."""
    return sources_in_words(graph.filed.get(key, Filed()).sources)


def steps(links: Iterable[Link], graph: Graph) -> list[Step]:
    """Return the holdings of a chain as a report tells them."""
    return [
        {
            "owner": graph.persons[link.owner].name,
            "owned": graph.persons[link.owned].name,
            "owner_is": graph.whereabouts(link.owner),
            "owned_is": graph.whereabouts(link.owned),
            "words": in_words(link, graph),
            "held": link.label,
            "source": sources_in_words(link.filed.sources),
            "as_of": str(link.filed.as_of or ""),
        }
        for link in links
    ]


def sources(people: People, keys: Iterable[str]) -> list[Source]:
    """Return the snapshots in use, and which of them the persons `keys` or whoever is above them are on file in."""
    graph, register = people.graph, people.register
    cited = _cited(graph, list(dict.fromkeys(keys)))
    return [
        {
            "id": s.id,
            "source": s.source,
            "license": s.license,
            "as_of": str(s.as_of),
            "sha256": s.sha256,
            "standing": s.standing,
            "rows": s.rows,
            "used": s.id in cited,
        }
        for s in (register.in_use if register else ())
    ]


def _cited(graph: Graph, keys: Sequence[str]) -> frozenset[str]:
    """Return the ids of the snapshots in which these persons, and whoever is above them, are on file."""
    cited: set[str] = set()
    seen, waiting = set(keys), list(keys)
    for key in waiting:  # which grows on the way
        cited |= graph.filed[key].snapshots if key in graph.filed else frozenset()
        for link in graph.links(key, led=True):
            cited |= link.filed.snapshots
            if link.owner not in seen:
                seen.add(link.owner)
                waiting.append(link.owner)
    return frozenset(cited)

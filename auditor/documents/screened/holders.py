"""All who hold a supplier, up to the end, and who is behind it in the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from auditor.documents.ownership import steps
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Graph, Link
from auditor.entities.ownership.ultimate import NOT_ONE
from policies.foreign_adversaries.persons import Holding, Nexus, Person
from policies.foreign_adversaries.recorded import Recorded
from reports.documents.screening import Holder, Ultimate

MOST = 100  # holdings of one supplier that a report has; deeper ones are counted


def holders(graph: Graph, key: str, chain: Collection[Link] = ()) -> tuple[list[Holder], int]:
    """Return the holdings in a person and in its holders, the nearest and the largest first, and how many more there are.

    General knowledge is among them, and marked; those in `chain` are decisive.
    """
    links = list(_links_above(graph, key))
    decisive = {(link.owned, link.owner) for link in chain}
    shown = [_holder(link, graph, (link.owned, link.owner) in decisive) for link in links[:MOST]]
    return shown, len(links) - len(shown)


def _links_above(graph: Graph, key: str) -> Iterable[Link]:
    """Yield each holding above a person once, ring or not, level by level."""
    seen, waiting = {key}, [key]
    for owned in waiting:  # which grows on the way
        for link in graph.links(owned, led=True):
            yield link
            if link.owner not in seen:
                seen.add(link.owner)
                waiting.append(link.owner)


def _holder(link: Link, graph: Graph, decisive: bool) -> Holder:
    person = graph.led.get(link.owned) or graph.persons[link.owned]
    low, high = next((_bounds(person, h) for h in person.holdings if h.holder == link.owner), (None, None))
    (step,) = steps([link], graph)
    stated = any((x.owner, x.label) == (link.owner, link.label) for x in graph.links(link.owned))
    return {
        **step,
        "owner_key": link.owner,
        "owned_key": link.owned,
        "low": low,
        "high": high,
        "sourced": stated,
        "decisive": decisive,
    }


def _bounds(person: Person, holding: Holding) -> tuple[float | None, float | None]:
    ranges = person.ranges if isinstance(person, Recorded) else {}
    return ranges.get(holding.holder, (holding.voting_pct, holding.voting_pct))


def ultimate(
    graph: Graph, key: str, nexus: Nexus, chain: Sequence[Link], lead: Sequence[Link] | None, itself: str = ""
) -> Ultimate | None:
    """Return who is behind a person in the end, None where nobody is known: above who decides where it is one of the PRC or
    Russia, else above whom the `lead` leads to (() to itself, None where there is none), else above the person itself those
    who hold a majority or are the only known holder.

    `itself` is the key of whom general knowledge takes it for, if that is another.
    """
    if nexus.value:
        return _named(graph, _top(graph, chain[-1].owner if chain else key), "nexus")
    if lead is not None:
        return _named(graph, _top(graph, lead[-1].owner if lead else itself or key), "lead")
    top = _top(graph, key)
    return None if top == key else _named(graph, top, "holder")


def _top(graph: Graph, key: str) -> str:
    """Return who holds a person in the end; a government is left out, which is behind a great many that have nothing else in
    common."""
    seen = {key}
    while (above := _main_holder(graph, key)) and above not in seen:
        if (graph.led.get(above) or graph.persons[above]).kind == "government":
            break
        seen.add(above)
        key = above
    return key


def _main_holder(graph: Graph, key: str) -> str | None:
    person = graph.led.get(key) or graph.persons[key]
    those = [h for h in person.holdings if not (h.dispersed or h.nominee)]
    majority = [h.holder for h in those if (_bounds(person, h)[0] or 0) > 50]
    alone = [h.holder for h in those] if len(those) == 1 and _bounds(person, those[0])[0] is None else []
    return next(iter(majority or alone), None)


def _named(graph: Graph, key: str, by: str) -> Ultimate:
    person = graph.persons[key]
    name = normalize(person.name)
    # A holder that is given by name and country is one wherever it is given so, as where holdings are counted.
    same = f"{name} [{person.country_only}]" if person.country_only and name not in NOT_ONE else key
    return {"key": same, "name": person.name, "where": graph.whereabouts(key), "by": by}

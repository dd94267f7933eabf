"""What is on file of the PRC or Russia about a person who is none of theirs, and why it does not count.

An answer of no is true only with what speaks against it beside it: a holder whose share decides nothing, a citizenship of one
who is of the United States too. Nothing here decides anything; `nexus` and `control` do. The text of § 791.301 was not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policies.foreign_adversaries.blocks import Voters, votes
from policies.foreign_adversaries.persons import Holding, Nexus, Person, countries_of
from policies.parameters import Parameters

SHOWN = 3  # of a company that many from there hold a little of, the first are enough


def in_words(not_counted: tuple[str, ...]) -> str:
    """Return what is on file and does not count, as the reason of a no; "" where there is nothing."""
    if not not_counted:
        return ""
    more = f"; and {len(not_counted) - SHOWN:,} more" if len(not_counted) > SHOWN else ""
    return f"on file of the PRC or Russia, and not counted: {'; '.join(not_counted[:SHOWN])}{more}"


# § 791.301, prongs 2 and 4: not read; after law-firm alerts and our own reading of what decides nothing.
def of_person(person: Person, of: Callable[[str], Nexus], p: Parameters) -> tuple[str, ...]:
    """Return what is on file of the PRC or Russia about a person who is not one of theirs; `of` gives the nexus of a holder.

    What is on file of a holder who is not one of theirs either is among it, however far up.
    """
    if person.kind == "natural_person":
        return tuple(_places(person, "who is of the United States", p))
    links: list[str] = []
    for h in person.holdings:
        above = of(h.holder)
        links += [_holding(person, h, above, p)] if above.value else above.not_counted
    return tuple(dict.fromkeys(links))


# § 791.302(b), CFR as of 2026-04-05: "[...] VCS hardware will not be considered to be designed, developed, manufactured, or
# supplied by persons owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia, based solely
# on the country of citizenship of one or more natural persons who are employed by, contracted by, or otherwise similarly
# engaged in such actions through the entity [...]"
def of_employee(person: Person, p: Parameters) -> tuple[str, ...]:
    """Return the same of who works through an entity, of whom citizenship alone does not count."""
    return tuple(_places(person, "who works through an entity, so that citizenship alone does not count", p))


def _places(person: Person, why: str, p: Parameters) -> Iterator[str]:
    for country in person.citizenships or ():
        if country in p.adversary_countries:
            yield f"{person.name} is a citizen of {country}, {why}"
    for country in countries_of(person.resident_in):
        if country in p.adversary_countries:
            yield f"{person.name} lives in {country}, {why}"


def _holding(person: Person, h: Holding, above: Nexus, p: Parameters) -> str:
    ranges = getattr(person, "ranges", {})  # of a person known from records, by holder
    low, high = ranges.get(h.holder, (h.voting_pct, h.voting_pct))
    votes = "a share, not stated," if high is None else f"{high:g}%" if low == high else f"{low:g} to {high:g}%"
    seats = f" and {h.board_seats[0]} of {h.board_seats[1]} board seats" if h.board_seats else ""
    who = f"{h.name} ({above.because})" if above.because else h.name
    return f"{who} has {votes} of the votes{seats} of {person.name}, {_why(person, h, high, p)}"


def _why(person: Person, h: Holding, share: float | None, p: Parameters) -> str:
    if h.dispersed:
        return "dispersed among many"
    reading, voters = p["small_holding_pct"], Voters(person)
    rivals = {rival: votes(rival) for rival in voters.rivals_of(voters.concert(h)).blocks}
    largest = max(rivals, key=lambda rival: rivals[rival], default=())
    most = rivals.get(largest, 0)
    against = f"against {most:g}% of {' and '.join(m.name for m in largest)}"
    if most > p.majority_pct:
        return f"{against}, a majority"
    if share is not None and share < p.small_holding_pct:
        return f"less than {p.small_holding_pct:g}%, which is taken to decide nothing ({reading.checked_against})"
    if share is not None and most > share:
        return f"{against}, which is taken to decide instead ({reading.checked_against})"
    return "which decides nothing by what is on file of the others"

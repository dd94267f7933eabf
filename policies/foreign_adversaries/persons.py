"""§ 791.301: person owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia.

This module says which person and which kind of holding counts, for one person whose holders are already judged. Walking
an ownership graph, with its chains and cycles, is plain machinery and is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Literal

from policies.parameters import Parameters

PRONGS = {
    1: "prong 1: acts for, or is mostly funded by, the government of",
    2: "prong 2: citizen or resident of",
    3: "prong 3: incorporated, headquartered or doing its principal business in",
    4: "prong 4: owned or controlled by a person of",
}

# What can be unknown about a person (facts), and what the law leaves open about one (questions); in the order of bits.
GAP_FACTS = (
    "party",
    "party.incorporated_in",
    "party.headquartered_in",
    "party.principal_place_of_business",
    "party.citizenships",
    "party.resident_in",
    "party.us_permanent_resident",
    "party.owners",
)
GAP_QUESTIONS = {
    "resident_employee": "Does a resident of the PRC or Russia who works through an entity of elsewhere count as a party?",
    "dominance": "Is the holding, the largest of a dispersed rest but small, a dominant minority?",
    "half": "Does exactly half of the votes or of the board, without more, give control?",
    "sum": "Do separate holders of the PRC or Russia that only together hold a majority control the entity?",
    "concert": "Does a holder of the PRC or Russia control by acting in concert with others that it does not outvote?",
    "power_excluded": "Is a holding whose power is said to be legally excluded still control, 'whether or not exercised'?",
}
_BIT = {name: 1 << i for i, name in enumerate((*GAP_FACTS, *GAP_QUESTIONS))}


@dataclass(frozen=True)
class Holding:
    """What one holder has in an organisation: `holder` is its key in the graph, shares are percent of the votes."""

    holder: str
    name: str
    voting_pct: float | None = None
    largest: bool | None = None
    board_seats: tuple[int, int] | None = None
    special_share: bool = False
    proxy: bool = False
    veto: bool = False
    contract_control: bool = False
    acts_in_concert_with: tuple[str, ...] = ()
    power_excluded: bool = False
    dispersed: bool = False

    @property
    def right(self) -> str | None:
        """Return the right over important matters that decides without regard to shares, if there is one."""
        rights = {
            "a special share": self.special_share,
            "votes by proxy": self.proxy,
            "a veto over important matters": self.veto,
            "control by contract": self.contract_control,
        }
        return next((words for words, held in rights.items() if held), None)


@dataclass(frozen=True)
class Person:
    """One person. What is None is unknown; `country_only` is a holder given by country, about whom nothing else is open."""

    name: str
    kind: str = "organisation"
    incorporated_in: str | None = None
    headquartered_in: str | None = None
    principal_place_of_business: str | None = None
    citizenships: tuple[str, ...] | None = None
    resident_in: str | None = None
    us_permanent_resident: bool | None = None
    acts_for: str | None = None
    holdings: tuple[Holding, ...] = ()
    no_other_owners: bool = False
    country_only: str | None = None

    @property
    def countries(self) -> tuple[str | None, str | None, str | None]:
        return self.incorporated_in, self.headquartered_in, self.principal_place_of_business


@dataclass(frozen=True)
class Nexus:
    """Whether a person is one of the PRC or Russia: yes, no, or unknown (null) with the `gaps` that would settle it.

    `prong` is 1 to 4 when yes; `because` says it in words; `chain` are the names from the person up to the one that is decisive.
    """

    value: bool | None
    prong: int | None = None
    because: str = ""
    chain: tuple[str, ...] = ()
    gaps: frozenset[str] = field(default=frozenset())

    @property
    def mask(self) -> int:
        """Return the gaps as bits of GAP_FACTS and GAP_QUESTIONS."""
        return sum(_BIT[gap] for gap in self.gaps)


NO = Nexus(False, because="no link to the PRC or Russia is on file")


def judge(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    """Judge one person by the four prongs; `of` gives the nexus of a holder by its key.

    Monotone: a holder that turns from no to unknown to yes never moves the answer the other way.
    """
    countries = frozenset(p.adversary_countries)
    if person.acts_for in countries:
        return Nexus(True, 1, f"{PRONGS[1]} {person.acts_for}", (person.name,))
    if person.country_only is not None:
        if person.country_only in countries:
            return Nexus(True, 3, f"a person of {person.country_only}", (person.name,))
        return NO
    if person.kind == "natural_person":
        return _natural(person, countries)
    if person.kind == "government":
        return _by_place(person, countries, ("incorporated_in",))
    place = _by_place(person, countries, ("incorporated_in", "headquartered_in", "principal_place_of_business"))
    return place if place.value else either(place, _controlled(person, of, p))


def employed(person: Person, p: Parameters) -> Nexus:
    """Judge a natural person who works through a named entity, which is itself the party.

    Citizenship alone does not count (791.302(b), 791.303(c)); of residence the carve-out says nothing, which is open. Who
    acts for a government does so whoever the employer is.
    """
    countries = frozenset(p.adversary_countries)
    if person.acts_for in countries:
        return Nexus(True, 1, f"{PRONGS[1]} {person.acts_for}", (person.name,))
    own = tuple(country for country in person.citizenships or () if country == "US")
    nexus = _natural(replace(person, citizenships=own), countries)
    return (
        Nexus(None, because=nexus.because, chain=nexus.chain, gaps=frozenset({"resident_employee"}))
        if nexus.value
        else nexus
    )


def either(*found: Nexus) -> Nexus:
    """Join answers about one act or person: one yes is a yes; else what is unknown stays unknown; else no."""
    yes = [nexus for nexus in found if nexus.value]
    if yes:
        return min(yes, key=lambda nexus: len(nexus.chain))
    unknown = [nexus for nexus in found if nexus.value is None]
    if not unknown:
        return found[0] if found else NO
    because = "; ".join(dict.fromkeys(nexus.because for nexus in unknown if nexus.because))
    return Nexus(None, because=because, gaps=frozenset().union(*(nexus.gaps for nexus in unknown)))


def foreign_interest(person: Person, of: Callable[[str], bool | None]) -> bool | None:
    """Say whether a person outside the United States has any interest through `person`; `of` says it of a holder.

    Any interest counts, however small (791.301); it is excluded only when the person and all owners are of the U.S.
    """
    if person.acts_for not in (None, "US"):
        return True
    if person.country_only is not None:
        return person.country_only != "US"
    if person.kind == "natural_person":
        if person.us_permanent_resident or "US" in (person.citizenships or ()):
            return False
        return None if person.citizenships is None or person.us_permanent_resident is None else True
    if person.kind == "government":
        return None if person.incorporated_in is None else person.incorporated_in != "US"
    if any(country not in (None, "US") for country in person.countries):
        return True
    holders = [of(holding.holder) for holding in person.holdings]
    if True in holders:
        return True
    complete = person.no_other_owners and None not in holders and None not in person.countries
    return False if complete else None


def _natural(person: Person, countries: frozenset[str]) -> Nexus:
    if person.us_permanent_resident or "US" in (person.citizenships or ()):
        return Nexus(False, because="a U.S. citizen or permanent resident")
    held = [country for country in (*(person.citizenships or ()), person.resident_in) if country in countries]
    permanent = frozenset({"party.us_permanent_resident"}) if person.us_permanent_resident is None else frozenset()
    if held:
        if not permanent:
            return Nexus(True, 2, f"{PRONGS[2]} {held[0]}", (person.name,))
        return Nexus(None, because=f"{person.name}: U.S. permanent resident or not", gaps=permanent)
    gaps = {
        name
        for name, value in (("party.citizenships", person.citizenships), ("party.resident_in", person.resident_in))
        if value is None
    }
    if not gaps:
        return NO
    return Nexus(None, because=f"{person.name}: {_named(gaps)} not known", gaps=frozenset(gaps) | permanent)


def _by_place(person: Person, countries: frozenset[str], keys: Iterable[str]) -> Nexus:
    places = {key: getattr(person, key) for key in keys}
    for place in person.countries:
        if place in countries:
            return Nexus(True, 3, f"{PRONGS[3]} {place}", (person.name,))
    gaps = frozenset(f"party.{key}" for key, place in places.items() if place is None)
    return Nexus(None, because=f"{person.name}: {_named(gaps)} not known", gaps=gaps) if gaps else NO


def _named(gaps: Iterable[str]) -> str:
    return ", ".join(gap.removeprefix("party.").replace("_", " ") for gap in sorted(gaps))


# --- prong 4: ownership and control -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Control:
    """How far certain holders control: 2 yes, 1 an open question (`gap`), 0 no; with the holder and the words for it."""

    degree: int
    holding: Holding | None = None
    words: str = ""
    gap: str = ""


def _controlled(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    nexus = {holding.holder: of(holding.holder) for holding in person.holdings}
    yes = [h for h in person.holdings if nexus[h.holder].value]
    unsure = [h for h in person.holdings if nexus[h.holder].value is None]
    sure, possible = _control(person, yes, p), _control(person, [*yes, *unsure], p)
    if sure.degree == 2 and sure.holding:
        above = nexus[sure.holding.holder]
        because = f"{PRONGS[4]} the PRC or Russia: {sure.holding.name} has {sure.words}"
        detail = f" ({above.because})" if above.because and above.prong != 4 else ""
        if above.prong == 4:
            detail = f"; {above.because.split(': ', 2)[-1]}"
        return Nexus(True, 4, because + detail, (person.name, *above.chain))
    gaps: set[str] = set()
    if sure.degree == 1:
        gaps.add(sure.gap)
    if possible.degree > sure.degree:  # otherwise none of them can move the answer
        for holding in unsure:
            if _matters(person, yes, unsure, holding, p):
                gaps |= _of_owner(nexus[holding.holder].gaps)
    if possible.degree < 2 and possible.degree > sure.degree:
        gaps.add(possible.gap)
    if not person.no_other_owners or _share_open(person, [*yes, *unsure], p):
        gaps.add("party.owners")
    if not gaps:
        return NO
    facts = gaps & {*GAP_FACTS}
    because = f"{person.name}: owners not known in full" if facts else GAP_QUESTIONS[min(gaps)]
    return Nexus(None, because=because, gaps=frozenset(gaps))


def _of_owner(gaps: Iterable[str]) -> set[str]:
    """An unknown fact about an owner, at any depth, is an unknown fact about the owners."""
    return {gap if gap in GAP_QUESTIONS else "party.owners" for gap in gaps}


def _matters(person: Person, yes: list[Holding], unsure: list[Holding], one: Holding, p: Parameters) -> bool:
    """Tell whether learning of `one` can move the answer, whatever the other unsure holders turn out to be."""
    others = [h for h in unsure if h is not one]
    if len(others) > 5:  # naming one that does not matter is better than trying a thousand combinations
        return True
    return any(
        _control(person, [*yes, *some], p).degree != _control(person, [*yes, *some, one], p).degree
        for size in range(len(others) + 1)
        for some in combinations(others, size)
    )


def _share_open(person: Person, counted: list[Holding], p: Parameters) -> bool:
    """Tell whether a share not stated, of a holder that may count or of a rival to it, can still give control."""
    held = [h for h in counted if not h.dispersed]
    unstated = [h for h in person.holdings if h.voting_pct is None and not h.dispersed]
    rest = max(0.0, 100 - sum(h.voting_pct or 0 for h in person.holdings))  # what those without a share have at most
    for h in held:
        group = [m for m in _concert(person, h) if m in held]
        share = sum(m.voting_pct or 0 for m in group)
        if any(m.voting_pct is None for m in group) and (
            share + rest >= p.small_holding_pct or p.adversary_share_pct is not None
        ):
            return True
        if share >= p.small_holding_pct and rest >= share and any(r not in group for r in unstated):
            return True
    return False


def _control(person: Person, counted: list[Holding], p: Parameters) -> _Control:
    """Return how far the holders `counted` (taken to be of the PRC or Russia) control the organization."""
    held = [h for h in counted if not h.dispersed]
    found = [_one_holder(person, h, p) for h in held]
    if any(h.acts_in_concert_with for h in person.holdings):
        found += [_in_concert(person, h, held, p) for h in held]
    total = sum(h.voting_pct or 0 for h in held)
    limit = p.adversary_share_pct
    if limit is not None and total > limit:
        largest = max(held, key=lambda h: h.voting_pct or 0)
        found.append(_Control(2, largest, f"with others of these countries, more than {limit:g} % of the votes"))
    if total > p.majority_pct:
        found.append(_Control(1, None, "", "sum"))
    return max(found, key=lambda control: control.degree, default=_Control(0))


def _one_holder(person: Person, h: Holding, p: Parameters) -> _Control:
    share, full = h.voting_pct, 1 if h.power_excluded else 2
    excluded = "power_excluded" if h.power_excluded else ""
    if h.right:
        return _Control(full, h, h.right, excluded)
    if share is not None and share > p.majority_pct:
        return _Control(full, h, f"{share:g} % of the votes, a majority", excluded)
    if h.board_seats and 2 * h.board_seats[0] > h.board_seats[1]:
        return _Control(full, h, f"{h.board_seats[0]} of {h.board_seats[1]} board seats", excluded)
    minority = _minority(person, h, share, (h,), p)
    if minority.degree == 2:
        return minority
    if share == p.majority_pct:
        return _Control(1, h, "half of the votes", excluded or "half")
    if h.board_seats and h.board_seats[0] and 2 * h.board_seats[0] == h.board_seats[1]:
        return _Control(1, h, "half of the board", excluded or "half")
    return minority


def _minority(person: Person, h: Holding, share: float | None, group: tuple[Holding, ...], p: Parameters) -> _Control:
    """A share that is no majority: dominant if it is the largest, and not small; with an equal rival that is open."""
    if share is None or share < p.small_holding_pct:
        return _Control(0)
    rank = _rank(person, h, share, group)
    if rank == "smaller":
        return _Control(0)
    words = f"{share:g} % of the votes, the largest holding"
    excluded = "power_excluded" if any(member.power_excluded for member in group) else ""
    if rank == "largest" and share >= p.dominant_minority_pct and not excluded:
        return _Control(2, h, words)
    return _Control(1, h, words, excluded or "dominance")


def _rank(
    person: Person, h: Holding, share: float, group: tuple[Holding, ...]
) -> Literal["largest", "equal", "smaller"]:
    """Return how a share compares with the other holders'; one that may be hidden behind unlisted shares counts as larger."""
    if h.largest is not None and len(group) == 1:
        return "largest" if h.largest else "smaller"
    rivals = [r for r in person.holdings if r not in group and not r.dispersed]
    if any(r.largest or (r.voting_pct or 0) > share for r in rivals):
        return "smaller"
    hidden = not person.no_other_owners or any(r.voting_pct is None for r in rivals)
    if hidden and 100 - sum(r.voting_pct or 0 for r in person.holdings) >= share:
        return "smaller"
    return "equal" if any(r.voting_pct == share for r in rivals) else "largest"


def _in_concert(person: Person, h: Holding, held: list[Holding], p: Parameters) -> _Control:
    """Holders that vote together count as one; with partners of elsewhere in the group, who leads is open."""
    group = _concert(person, h)
    if len(group) == 1:
        return _Control(0)
    own = tuple(member for member in group if member in held)
    found = [_as_one(person, h, own, p)]
    if not h.power_excluded:  # a member whose power is excluded does not take away what the others have without it
        found.append(_as_one(person, h, tuple(member for member in own if not member.power_excluded), p))
    if sum(member.voting_pct or 0 for member in group) > p.majority_pct:
        found.append(_Control(1, h, found[0].words, "concert"))
    return max(found, key=lambda control: control.degree)


def _as_one(person: Person, h: Holding, own: tuple[Holding, ...], p: Parameters) -> _Control:
    """Return how far the holders `own`, of whom `h` is one, control when they vote as one."""
    share = sum(member.voting_pct or 0 for member in own)
    words = f"{share:g} % of the votes, acting in concert"
    excluded = "power_excluded" if any(member.power_excluded for member in own) else ""
    seats = sum(member.board_seats[0] for member in own if member.board_seats)
    board = max((member.board_seats[1] for member in own if member.board_seats), default=0)
    if share > p.majority_pct or 2 * seats > board:
        words = words if share > p.majority_pct else f"{seats} of {board} board seats, acting in concert"
        return _Control(1 if excluded else 2, h, words, excluded)
    minority = replace(_minority(person, h, share, own, p), words=words)
    if minority.degree < 2 and (share == p.majority_pct or (seats and 2 * seats == board)):
        return _Control(1, h, words, excluded or "half")
    return minority


def _concert(person: Person, h: Holding) -> tuple[Holding, ...]:
    """Return everyone in the concert of `h`, through any chain of agreements, in the order of the table."""
    group = [h]
    for member in group:  # which grows on the way
        partners = [
            x for x in person.holdings if x.name in member.acts_in_concert_with or member.name in x.acts_in_concert_with
        ]
        group += [x for x in partners if x not in group]
    return tuple(x for x in person.holdings if x in group) if len(group) > 1 else (h,)

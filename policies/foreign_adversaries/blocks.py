"""Holders who vote as one, and how they rank among all who hold an organization.

Those vote as one who act in concert, and those who belong to one person in the end. How surely they do is a matter of degree:
against the PRC or Russia only what is certain is counted together, for it all that is held, and in doubt all that may be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from policies.foreign_adversaries.persons import Holding, Person


class Block(NamedTuple):
    """Holders who vote as one, `lead` among them: what they have together.

    `of` is to whom they belong, by name, "" for one alone or a concert; `doubtful` is whether they only may vote as one.
    """

    lead: Holding
    members: tuple[Holding, ...]
    share: float | None
    seats: int
    board: int
    excluded: bool
    in_concert: bool = False
    of: str = ""
    doubtful: bool = False

    @property
    def casting_vote(self) -> bool:
        return any(member.casting_vote for member in self.members)


class Rivals(NamedTuple):
    """The others who hold, as blocks; `hidden` is what a holder who is not listed, or whose share is not stated, has at most."""

    blocks: tuple[tuple[Holding, ...], ...]
    hidden: float


def block_of(h: Holding, members: tuple[Holding, ...], *, in_concert: bool = False, of: str = "") -> Block:
    """Return what `members`, who vote as one with `h`, have together."""
    seats = [member.board_seats for member in members if member.board_seats]
    known = len(members) > 1 or h.voting_pct is not None
    return Block(
        h,
        members,
        votes(members) if known else None,
        sum(held for held, _ in seats),
        max((of for _, of in seats), default=0),
        any(member.power_excluded for member in members),
        in_concert,
        of,
    )


def votes(members: Iterable[Holding]) -> float:
    """Return the votes of those who vote as one; a share held through another of them is not counted twice."""
    members = tuple(members)
    if len(members) == 1:  # as it is: just above half is more than half
        return members[0].voting_pct or 0
    direct: list[float] = []
    indirect = [0.0]
    for member in members:
        (indirect if member.indirect else direct).append(member.voting_pct or 0)
    return round(max(sum(direct), *indirect), 6)


def rank(block: Block, rivals: Rivals, share: float) -> Literal["largest", "equal", "smaller"]:
    """Return how a share compares with the other holders'; one that may be hidden behind unlisted shares counts as larger."""
    if block.lead.largest is not None and len(block.members) == 1:
        return "largest" if block.lead.largest else "smaller"
    if any(member.largest for member in block.members):
        return "largest"
    if any(r.largest for rival in rivals.blocks for r in rival) or any(votes(rival) > share for rival in rivals.blocks):
        return "smaller"
    if rivals.hidden >= share and rivals.hidden > 0:
        return "smaller"
    return "equal" if any(votes(rival) == share for rival in rivals.blocks) else "largest"


Links = Callable[[Holding], Iterable[Holding]]


def links_of(holdings: Iterable[Holding], roots: Callable[[Holding], Iterable[str]]) -> Links:
    """Return a function that gives those whom a holder votes with: partners in concert, and who belongs to the same."""
    by_root: dict[str, list[Holding]] = {}
    by_name: dict[str, list[Holding]] = {}
    naming: dict[str, list[Holding]] = {}
    for h in holdings:
        if h.dispersed:
            continue
        by_name.setdefault(h.name, []).append(h)
        for root in roots(h):
            by_root.setdefault(root, []).append(h)
        for name in h.acts_in_concert_with:
            naming.setdefault(name, []).append(h)

    def partners(h: Holding) -> Iterator[Holding]:
        for name in h.acts_in_concert_with:
            yield from by_name.get(name, ())
        yield from naming.get(h.name, ())
        for root in roots(h):
            yield from by_root.get(root, ())

    return partners


def closure(h: Holding, linked: Links) -> tuple[Holding, ...]:
    """Return all who vote with `h`, through any chain of agreements and owners."""
    group, seen = [h], {id(h)}
    for member in group:  # which grows on the way
        for partner in linked(member):
            if id(partner) not in seen:
                seen.add(id(partner))
                group.append(partner)
    return tuple(group)


class Voters:
    """Those who hold an organization, by how they vote: who with whom, looked up once for all that is asked of them."""

    def __init__(self, person: Person) -> None:
        self.holdings = person.holdings
        self.is_complete = person.no_other_owners
        self.listed = sum(h.voting_pct or 0 for h in person.holdings)
        roots = [h.belongs_to.certain for h in person.holdings]
        self.in_concert = any(h.acts_in_concert_with for h in person.holdings)
        self.apart = not self.in_concert and len(set(roots)) == len(roots)
        self.doubted = any(_voteless(h, doubts=True) != _voteless(h, doubts=False) for h in person.holdings)

    @cached_property
    def certainly(self) -> Links:
        return links_of(self.holdings, lambda h: (h.belongs_to.certain,))

    @cached_property
    def linked(self) -> Links:
        return links_of(self.holdings, lambda h: h.belongs_to.held)

    def rivals_of(
        self, group: Collection[Holding], counted: Collection[Holding] = (), *, doubts: bool = False
    ) -> Rivals:
        """Return the others who hold, but for a dispersed rest, each with those who certainly vote with it.

        None of `group` is among them, nor of those `counted` beside it: a holder of the PRC or Russia is not kept from control
        by another. What the organization holds in itself is not either; with `doubts`, nothing that may have no vote.
        """
        out = {id(member) for member in (*group, *counted)}
        others = [h for h in self.holdings if id(h) not in out and not h.dispersed and not _voteless(h, doubts)]
        unstated = not self.is_complete or any(h.voting_pct is None for h in others)
        hidden = round(max(0.0, 100 - self.listed), 6) if unstated else 0.0
        return Rivals(tuple((h,) for h in others) if self.apart else tuple(self._together(others)), hidden)

    def _together(self, others: list[Holding]) -> Iterator[tuple[Holding, ...]]:
        """Yield those who certainly vote as one: who belong to one person by majorities, and who act in concert."""
        among = {id(h) for h in others}
        seen: set[int] = set()
        for h in others:
            if id(h) not in seen:
                group = tuple(member for member in closure(h, self.certainly) if id(member) in among)
                seen.update(map(id, group))
                yield group

    def concert(self, h: Holding) -> tuple[Holding, ...]:
        """Return everyone in the concert of `h`, with those who belong to the same person, in the order of the table."""
        group = {id(member) for member in closure(h, self.linked)}
        return tuple(x for x in self.holdings if id(x) in group) if len(group) > 1 else (h,)

    def blocks_of_one(self, held: Collection[Holding], doubts: bool) -> Iterator[Block]:
        """Yield those of the holders `held` who belong to one person in the end, two of them or more.

        With `doubts` those, too, that only may: of whom it is not known to whom they belong may belong to anybody.
        """
        by_root: dict[str, list[Holding]] = {}
        anybody: list[Holding] = []
        for h in held:
            belongs = h.belongs_to
            if doubts and belongs.possible is None:
                anybody.append(h)
            for root in sorted(belongs.held | (belongs.possible or frozenset()) if doubts else belongs.held):
                by_root.setdefault(root, []).append(h)
        seen = set()
        for root, members in [*by_root.items(), ("", [])]:
            ids = {id(member) for member in (*members, *anybody)}
            group = tuple(h for h in self.holdings if id(h) in ids)
            if len(group) > 1 and (key := frozenset(ids)) not in seen:
                seen.add(key)
                certain = all(root in member.belongs_to.held for member in group)
                lead = max(group, key=lambda member: member.voting_pct or 0)
                of = next((m.belongs_to.called for m in group if m.belongs_to.called), "") if certain else ""
                yield block_of(lead, group, of=of or (lead.name if certain else ""))._replace(doubtful=not certain)


def _voteless(h: Holding, doubts: bool) -> bool:
    own = h.belongs_to.own
    return own == "yes" or (doubts and (own == "may" or h.power_excluded or h.nominee))


def half_of_board(members: Collection[Holding]) -> bool:
    """Tell whether those who vote as one name at least half of the board."""
    seats = [member.board_seats for member in members if member.board_seats]
    return bool(seats) and 2 * sum(held for held, _ in seats) >= max(of for _, of in seats)

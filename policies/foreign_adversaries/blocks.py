"""Holders who vote as one, and how they rank among all who hold an organization."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple

from policies.foreign_adversaries.persons import Holding, Person


class Block(NamedTuple):
    """Holders who vote as one, `lead` among them: what they have together."""

    lead: Holding
    members: tuple[Holding, ...]
    share: float | None
    seats: int
    board: int
    excluded: bool
    in_concert: bool


def block_of(h: Holding, members: tuple[Holding, ...]) -> Block:
    """Return what `members`, who act in concert with `h`, have together."""
    seats = [member.board_seats for member in members if member.board_seats]
    return Block(
        h,
        members,
        sum(member.voting_pct or 0 for member in members),
        sum(held for held, _ in seats),
        max((of for _, of in seats), default=0),
        any(member.power_excluded for member in members),
        True,
    )


def rank(person: Person, block: Block, share: float) -> Literal["largest", "equal", "smaller"]:
    """Return how a share compares with the other holders'; one that may be hidden behind unlisted shares counts as larger."""
    group = block.members
    if block.lead.largest is not None and len(group) == 1:
        return "largest" if block.lead.largest else "smaller"
    rivals = [r for r in person.holdings if r not in group and not r.dispersed]
    if any(r.largest or (r.voting_pct or 0) > share for r in rivals):
        return "smaller"
    hidden = not person.no_other_owners or any(r.voting_pct is None for r in rivals)
    if hidden and 100 - sum(r.voting_pct or 0 for r in person.holdings) >= share:
        return "smaller"
    return "equal" if any(r.voting_pct == share for r in rivals) else "largest"


def rivals_of(person: Person, group: Collection[Holding]) -> list[tuple[Holding, ...]]:
    """Return the others who hold, but for a dispersed rest, those who act in concert together; without any of `group`."""
    rivals: dict[tuple[Holding, ...], None] = {}
    for h in person.holdings:
        if h not in group and not h.dispersed:
            rivals[tuple(member for member in concert(person, h) if member not in group)] = None
    return list(rivals)


def concert(person: Person, h: Holding) -> tuple[Holding, ...]:
    """Return everyone in the concert of `h`, through any chain of agreements, in the order of the table."""
    group = [h]
    for member in group:  # which grows on the way
        partners = [
            x for x in person.holdings if x.name in member.acts_in_concert_with or member.name in x.acts_in_concert_with
        ]
        group += [x for x in partners if x not in group]
    return tuple(x for x in person.holdings if x in group) if len(group) > 1 else (h,)


def half_of_board(members: Collection[Holding]) -> bool:
    """Tell whether those who vote as one name at least half of the board."""
    seats = [member.board_seats for member in members if member.board_seats]
    return bool(seats) and 2 * sum(held for held, _ in seats) >= max(of for _, of in seats)

"""Who did what: what the parties of one thing make of the acts of a rule, and of the foreign interest in it.

§ 791.1(a), which was read, counts who maintains, updates or services a thing as who supplies it; what a party is, § 791.301
says, whose text was not read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from policies.foreign_adversaries.persons import Nexus, either


@dataclass(frozen=True)
class Party:
    """One party: the acts that it `did`, what it is, and whether a person outside the United States has an interest through it.

    `employed` is who works through an entity: the entity is the party.
    """

    did: tuple[str, ...]
    nexus: Nexus
    foreign_interest: bool | None = None
    employed: bool = False


# § 791.302(a), CFR as of 2026-04-05: "[...] VCS hardware that is designed, developed, manufactured, or supplied by persons
# owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia."
def act_columns(parties: Sequence[Party], acts: Sequence[str], of_the_rule: Collection[str]) -> dict[str, Any]:
    """Return the columns of facts for each of `acts`; one `of_the_rule` without a party is done by an unknown `party`."""
    row: dict[str, Any] = {}
    for act in acts:
        doers = [party for party in parties if act in party.did]
        answers = [party.nexus for party in doers]
        # Who works through an entity leaves the entity to be named.
        if act in of_the_rule and all(party.employed for party in doers):
            answers.append(Nexus(None, gaps=frozenset({"party"})))
        row |= either(*answers).columns(f"party.{act}")
    return row


# § 791.301, foreign interest: not read; after a law firm, and general knowledge of the rule.
def interest_of(parties: Sequence[Party], of_the_rule: Collection[str]) -> bool | None:
    """Derive foreign interest from the parties: yes if one brings one, no if each act's parties are wholly of the U.S."""
    owners = [party for party in parties if not party.employed]
    interests = [party.foreign_interest for party in owners]
    if True in interests:
        return True
    complete = all(any(act in party.did for party in owners) for act in of_the_rule)
    return False if complete and None not in interests else None

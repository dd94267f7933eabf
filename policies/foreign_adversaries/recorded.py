"""§ 791.301, prong 4, for persons known from records: shares within bounds, and what is evidence of control only.

A register gives a share as a range, or says who consolidates whom in its accounts. Neither is a share of the votes; this
module says what follows from them, by asking `persons.judge` at the ends of the bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from policies.foreign_adversaries.persons import Nexus, Person, judge
from policies.parameters import Parameters


@dataclass(frozen=True)
class Recorded(Person):
    """A person of reference data: `ranges` are the shares known only within bounds (percent), by holder; `evidence` says in
    words of which holders it is recorded that they consolidate or direct it: evidence of control, no right that the law names.
    `indirect` are holders of whom it is recorded that they hold through others; `branch_of` is the head office, for a branch.
    """

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    indirect: frozenset[str] = frozenset()
    branch_of: str | None = None


def judge_recorded(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    """Judge a person as `persons.judge` does; a share within bounds settles what holds for every share in them.

    Evidence of control by a holder of the PRC or Russia, or by one who may be, makes "no" unknown and never makes "yes".
    A branch is no person of its own: it is what its head office is.
    """
    if not isinstance(person, Recorded):
        return judge(person, of, p)
    found = _with_evidence(person, of, p)
    if person.branch_of is None or person.kind != "organisation" or found.value:
        return found
    head = of(person.branch_of)
    name = next((h.name for h in person.holdings if h.holder == person.branch_of), person.branch_of)
    if head.value:
        return replace(head, because=f"a branch of {name}: {head.because}", chain=(person.name, *head.chain))
    if head.value is None and found.value is False:
        return Nexus(None, because=f"{person.name} is a branch of {name}, of whom too little is known", gaps=_OWNERS)
    return found


_OWNERS = frozenset({"party.owners"})


def _with_evidence(person: Recorded, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    found = _within_bounds(person, of, p) if person.ranges else judge(person, of, p)
    if found.value:
        return found
    told = [words for holder, words in person.evidence.items() if of(holder).value]
    doubt = told or [words for holder, words in person.evidence.items() if of(holder).value is None]
    if not doubt:
        return found
    because = f"{person.name}: {told[0]}, evidence of control (prong 4), which is open" if told else found.because
    return Nexus(None, because=because or f"{person.name}: {doubt[0]}", gaps=found.gaps | _OWNERS)


def _within_bounds(person: Recorded, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    values = {holder: of(holder).value for holder in person.ranges}

    def with_shares(counted: Callable[[bool | None], bool], end: int, rest: int) -> Nexus:
        """Judge with the bound `end` of those who are counted, and the bound `rest` of the others."""
        shares = {h: bounds[end if counted(values[h]) else rest] for h, bounds in person.ranges.items()}
        holdings = tuple(replace(h, voting_pct=shares.get(h.holder, h.voting_pct)) for h in person.holdings)
        return judge(replace(person, holdings=holdings), of, p)

    # A rival's high share can outvote; its low share leaves more room for a hidden one that does.
    least = [with_shares(lambda value: value is True, 0, rest) for rest in (1, 0)]
    if all(nexus.value for nexus in least):
        return least[0]
    most = [with_shares(lambda value: value is not False, 1, rest) for rest in (1, 0)]
    if all(nexus.value is False for nexus in most):
        return most[0]
    gaps = _OWNERS.union(*(nexus.gaps for nexus in (*least, *most)))
    return Nexus(None, because=f"{person.name}: a share is known within bounds only", gaps=gaps)

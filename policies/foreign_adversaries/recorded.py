"""§ 791.301, prong 4, for persons known from records: shares within bounds, and what is evidence of control only.

A register gives a share as a range, or says who consolidates whom in its accounts. Neither is a share of the votes; this
module says what follows from them, by trying the prongs at the ends of the bounds. The text of the section was not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from policies.foreign_adversaries import not_counted
from policies.foreign_adversaries.findings import OPEN, Finding, PersonTest, bases_of, nexus_of
from policies.foreign_adversaries.nexus import PERSON, examine
from policies.foreign_adversaries.persons import Holding, Nexus, Person
from policies.parameters import Parameters


@dataclass(frozen=True)
class Recorded(Person):
    """A person of reference data: `ranges` are the shares known only within bounds (percent), by holder; `evidence` says in
    words of which holders it is recorded that they consolidate or direct it: evidence of control, no right that the law names.
    `consolidated_by` and `directed_by` are these holders by what is recorded of them, `claimed_by` those with a right or
    influence of one of CLAIMS; `indirect` are those that hold through others; `branch_of` is the head office, for a branch.
    """

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    indirect: frozenset[str] = frozenset()
    branch_of: str | None = None
    consolidated_by: frozenset[str] = frozenset()
    directed_by: frozenset[str] = frozenset()
    claimed_by: Mapping[str, str] = field(default_factory=dict)


# What registers record of a holder without saying how much it decides.
CLAIMS = frozenset({"contract_right", "conditional_right", "influence"})
_OWNERS = frozenset({"party.owners"})
EVIDENCE = PersonTest(
    "prong-4-evidence", "a person of the PRC or Russia is recorded to consolidate or direct it", 4, ("voting_pct",)
)
BOUNDS = PersonTest("prong-4-within-bounds", "it is controlled whatever the shares known within bounds are", 4)
BRANCH = PersonTest("branch", "it is a branch of a person of the PRC or Russia")
TESTS = (EVIDENCE, BOUNDS, BRANCH)


def judge_recorded(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Nexus:
    """Judge a person as `nexus.judge` does; a share within bounds settles what holds for every share in them.

    Evidence of control by a holder of the PRC or Russia, or by one who may be, makes "no" unknown and never makes "yes".
    A branch is no person of its own: it is what its head office is.
    """
    finding = examine_recorded(person, of, p)
    holding = finding.decisive.holding if finding.value else None
    spared = _not_counted(person, of, p) if finding.value is False else ()
    return nexus_of(finding, person, of(holding.holder) if holding else None, spared)


def _not_counted(person: Person, of: Callable[[str], Nexus], p: Parameters) -> tuple[str, ...]:
    head = of(person.branch_of).not_counted if isinstance(person, Recorded) and person.branch_of else ()
    return tuple(dict.fromkeys((*not_counted.of_person(person, of, p), *head)))


# § 791.301, prong 4: not read; after our own reading of what a register says of a branch.
def examine_recorded(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    """Try a person by the four prongs and by what is recorded of it; `judge_recorded` reads the nexus off the findings."""
    if not isinstance(person, Recorded):
        return examine(person, of, p)
    own = _with_evidence(person, of, p)
    if person.branch_of is None or person.kind != "organisation" or own.value:
        return own
    head, holding = of(person.branch_of), _holding(person, person.branch_of)
    bases = BRANCH.bases | head.bases
    branch = Finding(BRANCH, head.value, bases, gaps=head.gaps, holding=holding, members=(holding,))
    if head.value:
        because = f"a branch of {holding.name}: {head.because}"
        return Finding(PERSON, True, bases, because, children=(*own.children, branch._replace(because=because)))
    children = (*own.children, branch)
    if own.value is None:
        return own._replace(children=children)
    if head.value is None:
        because = f"{person.name} is a branch of {holding.name}, of whom too little is known"
        return Finding(PERSON, None, bases, because, _OWNERS, children=children)
    return own._replace(bases=own.bases | bases, children=children)


def _with_evidence(person: Recorded, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    own = _within_bounds(person, of, p) if person.ranges else examine(person, of, p)
    if own.value or not person.evidence:
        return own
    evidence = [_evidence(_holding(person, key), words, of(key)) for key, words in person.evidence.items()]
    children = (*own.children, *evidence)
    proven = [finding for finding, key in zip(evidence, person.evidence, strict=True) if of(key).value]
    doubts = proven or [finding for finding in evidence if finding.value is None]
    if not doubts:
        return own._replace(bases=own.bases | bases_of(evidence), children=children)
    because = f"{person.name}: {doubts[0].because}"
    if proven:
        because += ", evidence of control (prong 4), which is open"
    elif own.value is None:
        because = own.because
    bases = bases_of([*doubts, own] if own.value is None else doubts)
    return Finding(PERSON, None, bases, because, own.gaps | _OWNERS, children=children)


# § 791.301, prong 4: not read; after our own reading: to consolidate or to direct is named nowhere.
def _evidence(holding: Holding, words: str, holder: Nexus) -> Finding:
    """What is recorded of a holder is no right that the law names: it is a question where the holder counts, or may."""
    if holder.value is False:
        return Finding(EVIDENCE, False, EVIDENCE.bases | holder.bases, holding=holding)
    return Finding(EVIDENCE, None, OPEN | holder.bases, words, _OWNERS, holding, (holding,))


def _holding(person: Recorded, key: str) -> Holding:
    return next((h for h in person.holdings if h.holder == key), Holding(key, key))


# § 791.301, prong 4: not read; after our own reading of a share known within bounds.
def _within_bounds(person: Recorded, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    values = {holder: of(holder).value for holder in person.ranges}

    def with_shares(counted: Callable[[bool | None], bool], end: int, rest: int) -> Finding:
        """Try with the bound `end` of those who are counted, and the bound `rest` of the others."""
        shares = {h: bounds[end if counted(values[h]) else rest] for h, bounds in person.ranges.items()}
        holdings = tuple(replace(h, voting_pct=shares.get(h.holder, h.voting_pct)) for h in person.holdings)
        return examine(replace(person, holdings=holdings), of, p)

    # A rival's high share can outvote; its low share leaves more room for a hidden one that does.
    least = [with_shares(lambda value: value is True, 0, rest) for rest in (1, 0)]
    if all(finding.value for finding in least):
        return least[0]._replace(bases=bases_of(least))
    most = [with_shares(lambda value: value is not False, 1, rest) for rest in (1, 0)]
    if all(finding.value is False for finding in most):
        return most[0]._replace(bases=bases_of(most))
    because = f"{person.name}: a share is known within bounds only"
    gaps = _OWNERS.union(*(finding.gaps for finding in (*least, *most)))
    bounds = Finding(BOUNDS, None, bases_of((*least, *most)), because, gaps, children=(least[0], most[0]))
    return Finding(PERSON, None, bounds.bases, because, gaps, children=(bounds,))

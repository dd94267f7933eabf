"""§ 791.301, prong 4: is an organization owned or controlled by persons of the PRC or Russia?

The definition counts the power to decide important matters, "whether or not exercised", through a majority or a dominant
minority of the votes, the board, proxies, a special share, a contract or a concert; the words as relayed by a law firm, the
text of the section was not read. Each way is a test of a holder, or of holders who act as one, taken to be of the PRC or
Russia. The tests are tried twice: for the holders who are, and for those with the ones who may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from policies.foreign_adversaries.blocks import Block, block_of, concert, half_of_board, rank, rivals_of
from policies.foreign_adversaries.findings import OPEN, Finding, PersonTest, bases_of
from policies.foreign_adversaries.persons import GAP_FACTS, GAP_QUESTIONS, PRONGS, Basis, Holding, Nexus, Person
from policies.parameters import Parameters

_VOTES, _SEATS = ("voting_pct",), ("board_seats",)
_RIGHTS = ("special_share", "proxy", "veto", "contract_control")
PRONG_4 = PersonTest("prong-4", "a person of the PRC or Russia owns or controls it", 4)
HOLDER = PersonTest("prong-4-holder", "the holder is a person of the PRC or Russia", 4)
RIGHT = PersonTest(
    "prong-4-special-right",
    "the holder has a special share, proxies, a veto over important matters, or a contract that gives control",
    4,
    _RIGHTS,
    question="power_excluded",
)
MAJORITY = PersonTest(
    "prong-4-majority", "the holder has a majority of the votes", 4, _VOTES, "majority_pct", "power_excluded"
)
BOARD = PersonTest(
    "prong-4-board", "the holder names more than half of the board", 4, _SEATS, question="power_excluded"
)
DOMINANT_MINORITY = PersonTest(
    "prong-4-dominant-minority",
    "the holder has the largest holding, of a size that dominates without a majority",
    4,
    (*_VOTES, "largest"),
    "dominant_minority_pct",
    "power_excluded",
    "dominant_minority_precedent_pct",
)
HALF_VOTES = PersonTest("prong-4-half-votes", "the holder has half of the votes", 4, _VOTES, "majority_pct", "half")
HALF_BOARD = PersonTest("prong-4-half-board", "the holder names half of the board", 4, _SEATS, question="half")
LARGEST = PersonTest(
    "prong-4-largest-of-dispersed",
    "the holder has the largest holding, neither small nor clearly dominant",
    4,
    (*_VOTES, "largest"),
    "small_holding_pct",
    "dominance",
)
RIVAL = PersonTest(
    "prong-4-near-rival",
    "the holder has a holding that is not small, another's is barely larger, and nobody has a majority",
    4,
    (*_VOTES, "largest"),
    "small_holding_pct",
    "rival",
)
SEATS = PersonTest(
    "prong-4-seats-short-of-half",
    "the holder names directors, less than half of them, and nobody else decides",
    4,
    (*_SEATS, *_VOTES, "largest"),
    "dominant_minority_pct",
    "seats",
)
CONCERT = PersonTest(
    "prong-4-concert",
    "holders who act in concert together outvote the others, not all of them of the PRC or Russia",
    4,
    (*_VOTES, "acts_in_concert_with"),
    "majority_pct",
    "concert",
)
ADVERSARY_SHARE = PersonTest(
    "prong-4-adversary-share",
    "holders of the PRC or Russia have, in total, more of the votes than the law allows",
    4,
    _VOTES,
    "adversary_share_pct",
)
SUM = PersonTest(
    "prong-4-sum",
    "separate holders of the PRC or Russia have a majority only in total",
    4,
    _VOTES,
    "majority_pct",
    "sum",
)
UNDISCLOSED = PersonTest(
    "prong-4-undisclosed-holders",
    "a holder not listed, or a share not stated, gives a person of the PRC or Russia control",
    4,
    ("no_other_owners",),
    "small_holding_pct",
)
TESTS = (
    HOLDER,
    RIGHT,
    MAJORITY,
    BOARD,
    DOMINANT_MINORITY,
    HALF_VOTES,
    HALF_BOARD,
    LARGEST,
    RIVAL,
    SEATS,
    CONCERT,
    ADVERSARY_SHARE,
    SUM,
    UNDISCLOSED,
)
_OWNERS = frozenset({"party.owners"})
_FACTS = frozenset(GAP_FACTS)
_Alone = dict[
    int, tuple[Finding, ...]
]  # the ways that each holder has alone, which do not depend on who the others are


# § 791.301, prong 4: not read; after its words as relayed, by no official source.
def controlled(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    """Try an organization by prong 4; `of` gives the nexus of a holder by its key.

    Of the ways to control it those are tried that a holder who is, or may be, of the PRC or Russia has; one that holds ends it.
    """
    nexus = {holding.holder: of(holding.holder) for holding in person.holdings}
    yes = [h for h in person.holdings if nexus[h.holder].value]
    unsure = [h for h in person.holdings if nexus[h.holder].value is None]
    holders = [_holder(h, nexus[h.holder]) for h in person.holdings]
    alone = {id(h): tuple(_alone(person, h, p)) for h in (*yes, *unsure) if not h.dispersed}
    sure = _until_one_holds(_ways(person, yes, alone, p))
    if sure and sure[-1].value:
        decisive = sure[-1]
        bases = decisive.bases.union(*(nexus[member.holder].bases for member in decisive.members))
        held = _held(decisive, nexus)
        because = f"{PRONGS[4]} the PRC or Russia: {held}"
        return Finding(PRONG_4, True, bases, because, children=(*sure, *holders), held=held)
    possible = list(_ways(person, [*yes, *unsure], alone, p)) if unsure else sure
    # A way that is open only to holders who may be of the PRC or Russia is unknown.
    ways = [way._replace(value=None) if way.value else way for way in possible]
    undisclosed = _undisclosed(person, [*yes, *unsure], p)
    children = (*ways, undisclosed, *holders)
    if all(finding.value is False for finding in (*ways, undisclosed)):
        no = [holder for holder in holders if holder.value is False]
        return Finding(PRONG_4, False, PRONG_4.bases | bases_of((*ways, undisclosed, *no)), children=children)
    return _unknown(person, (yes, unsure), (sure, possible), undisclosed, alone, nexus, p)._replace(children=children)


def _holder(h: Holding, nexus: Nexus) -> Finding:
    return Finding(HOLDER, nexus.value, nexus.bases, nexus.because, nexus.gaps, h, (h,))


def _held(way: Finding, nexus: dict[str, Nexus]) -> str:
    """Return who has what by the way that holds, and by what that holder is a person of the PRC or Russia itself."""
    assert way.holding  # a way that holds is some holder's
    above = nexus[way.holding.holder]
    detail = f"; {above.held}" if above.held else f" ({above.because})" if above.because else ""
    return f"{way.holding.name} has {way.because}{detail}"


def _until_one_holds(ways: Iterable[Finding]) -> list[Finding]:
    tried = []
    for way in ways:
        tried.append(way)
        if way.value:
            break
    return tried


# --- what is unknown, and can matter ------------------------------------------------------------------------------------


def _unknown(
    person: Person,
    holders: tuple[list[Holding], list[Holding]],
    ways: tuple[list[Finding], list[Finding]],
    undisclosed: Finding,
    alone: _Alone,
    nexus: dict[str, Nexus],
    p: Parameters,
) -> Finding:
    """Return what to find out about holders and what the law leaves open, and what that rests on: only what can move the answer.

    `holders` are those who are of the PRC or Russia and those who may be; `ways` those open to the first, and to both.
    """
    (yes, unsure), (sure, possible) = holders, (_deciding(tried) for tried in ways)
    mattering = []
    if _value(possible) != _value(sure):  # otherwise none of those who are unsure can move the answer
        mattering = [h for h in unsure if len(unsure) == 1 or _matters(person, yes, unsure, h, alone, p)]
    else:
        possible = None
    open_ways = [way for way in (sure, possible) if way]
    unknown = [finding for finding in (*open_ways, undisclosed) if finding.value is not False]
    gaps = frozenset[str]().union(undisclosed.gaps, *(way.gaps for way in open_ways))
    for holding in mattering:
        gaps |= {gap if gap in GAP_QUESTIONS else "party.owners" for gap in nexus[holding.holder].gaps}
    questions = gaps and not gaps & _FACTS
    because = GAP_QUESTIONS[min(gaps)] if questions else f"{person.name}: owners not known in full"
    behind = {member.holder for way in open_ways for member in way.members} | {h.holder for h in mattering}
    bases = bases_of(unknown).union(*(nexus[holder].bases for holder in behind))
    return Finding(PRONG_4, None, bases, because, gaps)


def _deciding(ways: Iterable[Finding]) -> Finding | None:
    """Return the first way that holds, or else the first that is open; None if all fail."""
    first = None
    for way in ways:
        if way.value:
            return way
        if way.value is None and first is None:
            first = way
    return first


def _value(way: Finding | None) -> bool | None:
    return way.value if way else False


def _matters(
    person: Person, yes: list[Holding], unsure: list[Holding], one: Holding, alone: _Alone, p: Parameters
) -> bool:
    """Tell whether learning of `one` can move the answer, whatever the other unsure holders turn out to be."""
    others = [h for h in unsure if h is not one]
    if len(others) > 5:  # naming one that does not matter is better than trying a thousand combinations
        return True

    def value(counted: list[Holding]) -> bool | None:
        return _value(_deciding(_ways(person, counted, alone, p)))

    return any(
        value([*yes, *some]) != value([*yes, *some, one])
        for size in range(len(others) + 1)
        for some in combinations(others, size)
    )


# § 791.301, prong 4: not read; after our own reading: a holder who is not known is not excluded.
def _undisclosed(person: Person, counted: list[Holding], p: Parameters) -> Finding:
    if not person.no_other_owners:
        return Finding(UNDISCLOSED, None, UNDISCLOSED.bases, gaps=_OWNERS)
    held = [h for h in counted if not h.dispersed]
    unstated = [h for h in person.holdings if h.voting_pct is None and not h.dispersed]
    rest = max(0.0, 100 - sum(h.voting_pct or 0 for h in person.holdings))  # what those without a share have at most
    bases = UNDISCLOSED.bases
    for h in held:
        group = [m for m in concert(person, h) if m in held]
        share = sum(m.voting_pct or 0 for m in group)
        if any(m.voting_pct is None for m in group):
            if share + rest >= p.small_holding_pct or p.adversary_share_pct is not None:
                return Finding(UNDISCLOSED, None, UNDISCLOSED.compared(p), gaps=_OWNERS)
            bases |= UNDISCLOSED.compared(p)
        if share >= p.small_holding_pct and rest >= share and any(r not in group for r in unstated):
            return Finding(UNDISCLOSED, None, UNDISCLOSED.compared(p), gaps=_OWNERS)
    return Finding(UNDISCLOSED, False, bases)


# --- the ways to control ----------------------------------------------------------------------------------------------


def _ways(person: Person, counted: list[Holding], alone: _Alone, p: Parameters) -> Iterator[Finding]:
    """Try every way in which the holders `counted`, taken to be of the PRC or Russia, may control the organization."""
    held = [h for h in counted if not h.dispersed]
    for h in held:
        yield from alone[id(h)]
    if any(h.acts_in_concert_with for h in person.holdings):
        for h in held:
            yield from _in_concert(person, h, held, p)
    if held:
        yield from _in_sum(held, p)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a special share", "proxy voting",
# "contractual arrangements".
def _alone(person: Person, h: Holding, p: Parameters) -> Iterator[Finding]:
    seats, board = h.board_seats or (0, 0)
    block = Block(h, (h,), h.voting_pct, seats, board, h.power_excluded, False)
    yield _holds(RIGHT, block, RIGHT.bases, h.right) if h.right else _fails(RIGHT, block, RIGHT.bases)
    yield from _as_one(person, block, p)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "formal or informal arrangements to act in
# concert".
def _in_concert(person: Person, h: Holding, held: list[Holding], p: Parameters) -> Iterator[Finding]:
    """Holders that vote together count as one; with partners of elsewhere in the group, who leads is open."""
    group = concert(person, h)
    if len(group) == 1:
        return
    own = tuple(member for member in group if member in held)
    yield from _as_one(person, block_of(h, own), p)
    if not h.power_excluded and any(member.power_excluded for member in own):
        # A member whose power is excluded does not take away what the others have without it.
        yield from _as_one(person, block_of(h, tuple(member for member in own if not member.power_excluded)), p)
    outvotes = sum(member.voting_pct or 0 for member in group) > p.majority_pct
    if outvotes:
        yield _open(CONCERT, block_of(h, own), "concert")
    else:
        yield _fails(CONCERT, block_of(h, own), CONCERT.compared(p))


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a majority", "board representation"; that
# half is open is our own reading.
def _as_one(person: Person, block: Block, p: Parameters) -> Iterator[Finding]:
    """Try the votes and the seats of those who vote as one, or of one alone."""
    share, seats, board = block.share or 0, block.seats, block.board
    together = ", acting in concert" if block.in_concert else ""
    votes, size = f"{share:g}% of the votes", MAJORITY.compared(p) if share else MAJORITY.bases
    if share > p.majority_pct:
        yield _holds(MAJORITY, block, size, votes + (together or ", a majority"))
    else:
        yield _fails(MAJORITY, block, size)
    if 2 * seats > board:
        yield _holds(BOARD, block, BOARD.bases, f"{seats} of {board} board seats{together}")
    else:
        yield _fails(BOARD, block, BOARD.bases)
    dominant, largest = _minority(person, block, votes + (together or ", the largest holding"), p)
    yield dominant
    if share == p.majority_pct:
        yield _open(HALF_VOTES, block, "half")
    if seats and 2 * seats == board:
        yield _open(HALF_BOARD, block, "half")
    yield largest
    yield _near_rival(person, block, p)
    if seats and 2 * seats < board:
        yield _seats_short_of_half(person, block, p)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a dominant minority"; its size rests on
# press about a letter of BIS.
def _minority(person: Person, block: Block, words: str, p: Parameters) -> tuple[Finding, Finding]:
    """Try a share that is no majority: dominant if it is the largest, and not small; with an equal rival that is open.

    What is not the largest fails whatever its size; a size that fails rests on the number below which a holding is small.
    """
    share = block.share
    ranks = "smaller" if share is None else rank(person, block, share)
    if share is None or ranks == "smaller" or share > p.majority_pct:
        bases = DOMINANT_MINORITY.bases
        return _fails(DOMINANT_MINORITY, block, bases), _fails(LARGEST, block, bases)
    if share < p.small_holding_pct:
        bases = LARGEST.compared(p)
        return _fails(DOMINANT_MINORITY, block, bases), _fails(LARGEST, block, bases)
    bases = DOMINANT_MINORITY.compared(p)
    if ranks == "largest" and share >= p.dominant_minority_pct:
        precedent = p.dominant_minority_precedent_pct
        if precedent is not None and share >= precedent >= p.dominant_minority_pct:
            bases = DOMINANT_MINORITY.by_precedent(p)
        return _holds(DOMINANT_MINORITY, block, bases, words), _fails(LARGEST, block, bases)
    return _fails(DOMINANT_MINORITY, block, bases), _open(LARGEST, block, "dominance")


# § 791.301, prong 4: not read; after our own reading: "a dominant minority" is not said to be the largest; a lead that would be
# a small holding itself does not make another's the dominant one.
def _near_rival(person: Person, block: Block, p: Parameters) -> Finding:
    """Try a share that another's exceeds by little: an open question where it is not small and nobody has a majority."""
    share = block.share or 0
    if share < p.small_holding_pct or rank(person, block, share) != "smaller" or share > p.majority_pct:
        return _fails(RIVAL, block, RIVAL.bases)
    rivals = rivals_of(person, block.members)
    largest = max((sum(m.voting_pct or 0 for m in rival) for rival in rivals), default=0.0)
    if largest <= share and block.lead.largest is None:  # only one that is not listed may be larger
        return _fails(RIVAL, block, RIVAL.bases)
    if largest > p.majority_pct:
        return _fails(RIVAL, block, RIVAL.bases)
    if largest - share >= p.small_holding_pct:
        return _fails(RIVAL, block, RIVAL.compared(p))
    return _open(RIVAL, block, "rival")


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "board representation"; how many seats are
# enough is said nowhere, and the share of them that may be is our own reading.
def _seats_short_of_half(person: Person, block: Block, p: Parameters) -> Finding:
    """Try seats that are less than half of the board: open where the holder has the largest holding, or many of the seats,
    and nobody else has a majority of the votes or half of the board."""
    rivals = rivals_of(person, block.members)
    decided = any(sum(m.voting_pct or 0 for m in rival) > p.majority_pct or half_of_board(rival) for rival in rivals)
    largest = block.share is not None and rank(person, block, block.share) == "largest"
    if decided:
        return _fails(SEATS, block, SEATS.bases)
    if not (largest or 100 * block.seats >= p.dominant_minority_pct * block.board):
        return _fails(SEATS, block, SEATS.compared(p))
    return _open(SEATS, block, "seats")


# § 791.301, prong 4: not read; after our own reading: the rule names no sum, as bills would.
def _in_sum(held: list[Holding], p: Parameters) -> Iterator[Finding]:
    total, members = sum(h.voting_pct or 0 for h in held), tuple(held)
    limit, largest = p.adversary_share_pct, max(held, key=lambda h: h.voting_pct or 0)
    bases = ADVERSARY_SHARE.compared(p) if total else ADVERSARY_SHARE.bases
    if limit is not None and total > limit:
        words = f"with others of these countries, more than {limit:g}% of the votes"
        yield Finding(ADVERSARY_SHARE, True, bases, words, holding=largest, members=members)
    else:
        yield Finding(ADVERSARY_SHARE, False, bases, holding=largest, members=members)
    if len(held) > 1 and total > p.majority_pct:
        yield Finding(SUM, None, OPEN, gaps=frozenset({"sum"}), holding=largest, members=members)
    else:
        yield Finding(SUM, False, SUM.compared(p) if total else SUM.bases, holding=largest, members=members)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "whether or not exercised".
def _holds(test: PersonTest, block: Block, bases: frozenset[Basis], words: str) -> Finding:
    """Return that a way is open, or, where the power is said to be excluded, that it is a question of law."""
    if block.excluded:
        return Finding(test, None, OPEN, words, frozenset({"power_excluded"}), block.lead, block.members)
    return Finding(test, True, bases, words, holding=block.lead, members=block.members)


def _fails(test: PersonTest, block: Block, bases: frozenset[Basis]) -> Finding:
    return Finding(test, False, bases, holding=block.lead, members=block.members)


def _open(test: PersonTest, block: Block, question: str) -> Finding:
    gap = "power_excluded" if block.excluded and question != "concert" else question
    return Finding(test, None, OPEN, "", frozenset({gap}), block.lead, block.members)

"""§ 791.301, prong 4: is an organization owned or controlled by persons of the PRC or Russia?

The definition counts the power to decide important matters, "whether or not exercised", through a majority or a dominant
minority of the votes, the board, proxies, a special share, a contract or a concert; the words as relayed by a law firm, the
text of the section was not read. Each way is a test of a holder, or of holders who act as one, taken to be of the PRC or
Russia. The tests are tried twice: for the holders who are, and for those with the ones who may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from policies.foreign_adversaries.blocks import (
    Block,
    Rivals,
    Voters,
    block_of,
    half_of_board,
    rank,
    votes,
)
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
LEAD = PersonTest(
    "prong-4-narrow-lead",
    "the holder has the largest holding, of a size that dominates, and another's is barely smaller",
    4,
    (*_VOTES, "largest"),
    "dominant_lead_pct",
    "lead",
)
ONE_HOLDER = PersonTest(
    "prong-4-one-holder", "holders who belong to one person in the end are counted as one", 4, _VOTES
)
CROSS = PersonTest(
    "prong-4-cross-holding",
    "the holder decides where what the organization may hold in itself has no vote",
    4,
    (*_VOTES, "largest"),
    question="cross",
)
CASTING_VOTE = PersonTest(
    "prong-4-casting-vote",
    "the holder has half of the votes or of the board, and the casting vote",
    4,
    (*_VOTES, *_SEATS, "casting_vote"),
    question="power_excluded",
)
MONEY = PersonTest(
    "prong-1-money-without-votes",
    "money without votes that makes it one financed in majority part from the PRC or Russia",
    1,
    (*_VOTES, "capital_pct"),
    "majority_pct",
    "money",
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
    LEAD,
    ONE_HOLDER,
    CROSS,
    CASTING_VOTE,
    HALF_VOTES,
    HALF_BOARD,
    LARGEST,
    RIVAL,
    SEATS,
    CONCERT,
    ADVERSARY_SHARE,
    SUM,
    MONEY,
    UNDISCLOSED,
)
LONGEST_TOLD = 20  # holders above each other that are told one by one
_OWNERS = frozenset({"party.owners"})
_FACTS = frozenset(GAP_FACTS)


# § 791.301, prong 4: not read; after its words as relayed, by no official source.
def controlled(person: Person, of: Callable[[str], Nexus], p: Parameters) -> Finding:
    """Try an organization by prong 4; `of` gives the nexus of a holder by its key.

    Of the ways to control it those are tried that a holder who is, or may be, of the PRC or Russia has; one that holds ends it.
    """
    nexus = {h.holder: _counted(h, of(h.holder)) for h in person.holdings}
    yes = [h for h in person.holdings if nexus[h.holder].value]
    unsure = [h for h in person.holdings if nexus[h.holder].value is None]
    holders = [_holder(h, nexus[h.holder]) for h in person.holdings]
    voters = Voters(person)
    sure = _until_one_holds(_ways(voters, yes, yes, p))
    if sure and sure[-1].value:
        decisive = sure[-1]
        bases = decisive.bases.union(*(nexus[member.holder].bases for member in decisive.members))
        held = _held(decisive, nexus)
        because = f"{PRONGS[4]} the PRC or Russia: {held}"
        return Finding(PRONG_4, True, bases, because, children=(*sure, *holders), held=held)
    possible = list(_ways(voters, [*yes, *unsure], yes, p, doubts=True)) if yes or unsure else sure
    possible += [_money(person, h, nexus[h.holder], p) for h in (*yes, *unsure) if _has_money_only(person, h, voters)]
    # A way that is open only to holders who may be of the PRC or Russia is unknown.
    ways = [way._replace(value=None) if way.value else way for way in possible]
    undisclosed = _undisclosed(person, voters, [*yes, *unsure], p)
    children = (*ways, undisclosed, *holders)
    if all(finding.value is False for finding in (*ways, undisclosed)):
        no = [holder for holder in holders if holder.value is False]
        return Finding(PRONG_4, False, PRONG_4.bases | bases_of((*ways, undisclosed, *no)), children=children)
    return _unknown(person, voters, (yes, unsure), (sure, possible), undisclosed, nexus, p)._replace(children=children)


# § 791.301, prong 4: not read; after our own reading: who holds for others says nothing of who they are.
def _counted(h: Holding, nexus: Nexus) -> Nexus:
    """Return the nexus of a holder, that of a nominee or depositary as of those for whom it holds: nobody knows it."""
    if not h.nominee or nexus.value is not False:
        return nexus
    because = f"{h.name} holds for others, who are not named"
    return Nexus(None, because=because, gaps=_OWNERS, bases=nexus.bases | UNDISCLOSED.bases)


def _holder(h: Holding, nexus: Nexus) -> Finding:
    return Finding(HOLDER, nexus.value, nexus.bases, nexus.because, nexus.gaps, h, (h,))


def _held(way: Finding, nexus: dict[str, Nexus]) -> str:
    """Return who has what by the way that holds, and by what that holder is a person of the PRC or Russia itself."""
    assert way.holding  # a way that holds is some holder's
    above = nexus[way.holding.holder]
    detail = f"; {_not_too_long(above)}" if above.held else f" ({above.because})" if above.because else ""
    return f"{way.holding.name} has {way.because}{detail}"


def _not_too_long(above: Nexus) -> str:
    """Return who has what above a holder; of a long chain how many there are, and its end."""
    if len(above.chain) <= LONGEST_TOLD:
        return above.held
    end = above.held[above.held.rfind(" (") :]
    return f"and so on, through {len(above.chain) - 1:,} more, up to {above.chain[-1]}{end}"


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
    voters: Voters,
    holders: tuple[list[Holding], list[Holding]],
    ways: tuple[list[Finding], list[Finding]],
    undisclosed: Finding,
    nexus: dict[str, Nexus],
    p: Parameters,
) -> Finding:
    """Return what to find out about holders and what the law leaves open, and what that rests on: only what can move the answer.

    `holders` are those who are of the PRC or Russia and those who may be; `ways` those open to the first, and to both.
    """
    (yes, unsure), (sure, possible) = holders, (_deciding(tried) for tried in ways)
    mattering = []
    if _value(possible) != _value(sure):  # otherwise none of those who are unsure can move the answer
        mattering = _mattering(voters, yes, unsure, p)
    elif not (possible and possible.gaps):
        possible = None
    open_ways = [way for way in (sure, possible) if way]
    unknown = [finding for finding in (*open_ways, undisclosed) if finding.value is not False]
    gaps = frozenset[str]().union(undisclosed.gaps, *(way.gaps for way in open_ways))
    for holding in mattering:
        gaps |= {gap if gap in GAP_QUESTIONS else "party.owners" for gap in nexus[holding.holder].gaps}
    questions = gaps and not gaps & _FACTS
    in_part = undisclosed.because or f"{person.name}: owners not known in full"
    because = GAP_QUESTIONS[min(gaps)] if questions else in_part
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


def _mattering(voters: Voters, yes: list[Holding], unsure: list[Holding], p: Parameters) -> list[Holding]:
    """Return those of whom learning more can move the answer, whatever the other unsure holders turn out to be."""
    if (
        len(unsure) == 1 or len(unsure) > 6
    ):  # naming one that does not matter is better than trying a thousand combinations
        return unsure
    values = {
        frozenset(map(id, some)): _value(_deciding(_ways(voters, [*yes, *some], yes, p)))
        for size in range(len(unsure) + 1)
        for some in combinations(unsure, size)
    }
    return [h for h in unsure if any(values[some] != values[some | {id(h)}] for some in values)]


# § 791.301, prong 4: not read; after our own reading: a holder who is not known is not excluded.
def _undisclosed(person: Person, voters: Voters, counted: list[Holding], p: Parameters) -> Finding:
    if person.closed:
        nobody = f"{person.name}: its holders lead to nobody but each other" if person.holdings else ""
        because = nobody or f"{person.name}: nobody is named who holds it"
        return Finding(UNDISCLOSED, None, UNDISCLOSED.bases, because, _OWNERS)
    if not person.no_other_owners:
        return Finding(UNDISCLOSED, None, UNDISCLOSED.bases, gaps=_OWNERS)
    held = [h for h in counted if not h.dispersed]
    unstated = [h for h in person.holdings if h.voting_pct is None and not h.dispersed]
    rest = max(0.0, 100 - sum(h.voting_pct or 0 for h in person.holdings))  # what those without a share have at most
    bases = UNDISCLOSED.bases
    for h in held:
        group = [m for m in voters.concert(h) if m in held]
        share = sum(m.voting_pct or 0 for m in group)
        if any(m.voting_pct is None for m in group):
            if share + rest >= p.small_holding_pct or p.adversary_share_pct is not None:
                return Finding(UNDISCLOSED, None, UNDISCLOSED.compared(p), gaps=_OWNERS)
            bases |= UNDISCLOSED.compared(p)
        if share >= p.small_holding_pct and rest >= share and any(r not in group for r in unstated):
            return Finding(UNDISCLOSED, None, UNDISCLOSED.compared(p), gaps=_OWNERS)
    return Finding(UNDISCLOSED, False, bases)


# --- the ways to control ----------------------------------------------------------------------------------------------


def _ways(
    voters: Voters, counted: list[Holding], known: list[Holding], p: Parameters, *, doubts: bool = False
) -> Iterator[Finding]:
    """Try every way in which the holders `counted`, taken to be of the PRC or Russia, may control the organization.

    `known` are those of them who are. With `doubts` what only may vote as one does, and what may have no vote has none.
    """
    held = [h for h in counted if not h.dispersed]
    for h in held:
        yield from _alone(voters, h, held, p, doubts)
    if voters.in_concert:
        for h in held:
            yield from _in_concert(voters, h, held, p, doubts)
    if len(held) > 1:
        for block in voters.blocks_of_one(held, doubts):
            yield from _as_one_holder(voters, block, held, p, doubts)
    summed = [*held, *(h for h in known if h.dispersed)]
    if summed:
        yield from _in_sum(summed, p)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a special share", "proxy voting",
# "contractual arrangements".
def _alone(voters: Voters, h: Holding, held: list[Holding], p: Parameters, doubts: bool) -> Iterator[Finding]:
    block = block_of(h, (h,))
    yield _holds(RIGHT, block, RIGHT.bases, h.right) if h.right else _fails(RIGHT, block, RIGHT.bases)
    yield from _as_one(voters, block, held, p, doubts)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "formal or informal arrangements to act in
# concert".
def _in_concert(voters: Voters, h: Holding, held: list[Holding], p: Parameters, doubts: bool) -> Iterator[Finding]:
    """Holders that vote together count as one; with partners of elsewhere in the group, who leads is open."""
    group = voters.concert(h)
    if len(group) == 1 or not any(member.acts_in_concert_with for member in group):
        return
    own = tuple(member for member in group if member in held)
    block = block_of(h, own, in_concert=True)
    yield from _with_and_without_excluded(voters, block, held, p, doubts)
    if votes(group) > p.majority_pct:
        yield _open(CONCERT, block, "concert")
    else:
        yield _fails(CONCERT, block, CONCERT.compared(p))


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "the power, direct or indirect".
def _as_one_holder(voters: Voters, block: Block, held: list[Holding], p: Parameters, doubts: bool) -> Iterator[Finding]:
    """Holders who belong to one person in the end count as one; where they only may, what follows is unknown."""
    bases = ONE_HOLDER.bases
    if len({member.belongs_to.certain for member in block.members}) > 1:  # not by majorities alone
        bases |= DOMINANT_MINORITY.compared(p)
    for way in _with_and_without_excluded(voters, block, held, p, doubts):
        if block.doubtful and way.value is not False:
            yield way._replace(value=None, bases=way.bases | bases, gaps=way.gaps | _OWNERS)
        else:
            yield way._replace(bases=way.bases | bases)


def _with_and_without_excluded(
    voters: Voters, block: Block, held: list[Holding], p: Parameters, doubts: bool
) -> Iterator[Finding]:
    yield from _as_one(voters, block, held, p, doubts)
    voting = tuple(member for member in block.members if not member.power_excluded)
    if voting and len(voting) < len(block.members) and block.lead in voting:
        # A member whose power is excluded does not take away what the others have without it.
        without = block_of(block.lead, voting, in_concert=block.in_concert, of=block.of)
        yield from _as_one(voters, without._replace(doubtful=block.doubtful), held, p, doubts)


# § 791.301, prong 4: not read; after our own reading: what an organization holds in itself, or a holder without power, may have
# no vote that counts.
def _as_one(voters: Voters, block: Block, held: list[Holding], p: Parameters, doubts: bool) -> Iterator[Finding]:
    """Try the votes and the seats of those who vote as one, or of one alone; with `doubts`, what holds or is open only if others
    have no vote is unknown for that."""
    rivals = voters.rivals_of(block.members, held)
    failed = set()
    crossed = any(h.belongs_to.own == "yes" and h not in block.members for h in voters.holdings)
    for way in _against(block, rivals, p):
        if way.value is False:
            failed.add(way.test)
        # That what a company holds in itself outvotes nobody is our own reading.
        own_reading = crossed and way.value and way.test is DOMINANT_MINORITY
        yield way._replace(bases=way.bases | OPEN) if own_reading else way
    others = voters.rivals_of(block.members, held, doubts=True) if doubts and voters.doubted else rivals
    if others.blocks == rivals.blocks:
        return
    gaps = _why_voteless(voters, block, held)
    for way in _against(block, others, p):
        if way.test in failed and way.value is not False:
            yield Finding(CROSS, None, OPEN | way.bases, "", way.gaps | gaps, way.holding, way.members)


# § 791.301, prong 4: not read; after our own reading: "whether or not exercised" is said of the power, not of whom it outvotes.
def _why_voteless(voters: Voters, block: Block, held: list[Holding]) -> frozenset[str]:
    """Return why others may have no vote: their power is excluded, the organization holds them, or they hold for others."""
    others = [h for h in voters.holdings if h not in block.members and h not in held and not h.dispersed]
    reasons = {
        "power_excluded": any(h.power_excluded for h in others),
        "cross": any(h.belongs_to.own == "may" for h in others),
        "party.owners": any(h.nominee for h in others),
    }
    return frozenset(gap for gap, holds in reasons.items() if holds)


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a majority", "board representation"; that
# half is open is our own reading.
def _against(block: Block, rivals: Rivals, p: Parameters) -> Iterator[Finding]:
    """Try the votes and the seats of a block against those of the others."""
    share, seats, board = block.share or 0, block.seats, block.board
    together = _together(block)
    words, size = f"{share:g}% of the votes", MAJORITY.compared(p) if share else MAJORITY.bases
    if share > p.majority_pct:
        yield _holds(MAJORITY, block, size, words + (together or ", a majority"))
    else:
        yield _fails(MAJORITY, block, size)
    if 2 * seats > board:
        yield _holds(BOARD, block, BOARD.bases, f"{seats} of {board} board seats{together}")
    else:
        yield _fails(BOARD, block, BOARD.bases)
    halves = [(HALF_VOTES, share == p.majority_pct), (HALF_BOARD, bool(seats) and 2 * seats == board)]
    if block.casting_vote and any(holds for _, holds in halves):
        half = "half of the votes" if halves[0][1] else "half of the board"
        yield _holds(CASTING_VOTE, block, CASTING_VOTE.bases, f"{half} and the casting vote{together}")
    dominant, *open_ways = _minority(block, rivals, words + (together or ", the largest holding"), p)
    yield dominant
    for test, holds in halves:
        if holds:
            yield _open(test, block, "half")
    yield from open_ways
    yield _near_rival(block, rivals, p)
    if seats and 2 * seats < board:
        yield _seats_short_of_half(block, rivals, p)


def _together(block: Block) -> str:
    """Return with whom a holder votes as one, in words that follow what they have."""
    if block.in_concert:
        return ", acting in concert"
    if len(block.members) == 1:
        return ""
    shares = [f"{m.name} {m.voting_pct:g}%" if m.voting_pct is not None else m.name for m in block.members]
    whose = f", which all belong to {block.of}" if block.of else ", which may belong to one person"
    return f" together, through {', '.join(shares[:-1])} and {shares[-1]}{whose}"


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "a dominant minority"; its size rests on
# press about a letter of BIS.
def _minority(block: Block, rivals: Rivals, words: str, p: Parameters) -> tuple[Finding, ...]:
    """Try a share that is no majority: dominant if it is the largest, and not small; with an equal rival that is open, and with
    one that is barely smaller.

    What is not the largest fails whatever its size; a size that fails rests on the number below which a holding is small.
    """
    share = block.share
    ranks = "smaller" if share is None else rank(block, rivals, share)
    if share is None or ranks == "smaller" or share > p.majority_pct:
        bases = DOMINANT_MINORITY.bases
        return _fails(DOMINANT_MINORITY, block, bases), _fails(LARGEST, block, bases)
    if share < p.small_holding_pct:
        bases = LARGEST.compared(p)
        return _fails(DOMINANT_MINORITY, block, bases), _fails(LARGEST, block, bases)
    bases = DOMINANT_MINORITY.compared(p)
    if ranks != "largest" or share < p.dominant_minority_pct:
        return _fails(DOMINANT_MINORITY, block, bases), _open(LARGEST, block, "dominance")
    # A larger one beside a holding that is said to be the largest is of several who do not vote as one.
    lead = round(share - max((size for size in map(votes, rivals.blocks) if size <= share), default=0.0), 6)
    if lead < p.dominant_lead_pct:
        return _fails(DOMINANT_MINORITY, block, bases), _fails(LARGEST, block, bases), _open(LEAD, block, "lead")
    precedent = p.dominant_minority_precedent_pct
    if precedent is not None and share >= precedent >= p.dominant_minority_pct:
        bases = DOMINANT_MINORITY.by_precedent(p)
    if lead < p.small_holding_pct:  # another's would be near enough to be asked about, were it the larger
        bases |= LEAD.compared(p)
    return _holds(DOMINANT_MINORITY, block, bases, words), _fails(LARGEST, block, bases)


# § 791.301, prong 4: not read; after our own reading: "a dominant minority" is not said to be the largest; a lead that would be
# a small holding itself does not make another's the dominant one.
def _near_rival(block: Block, rivals: Rivals, p: Parameters) -> Finding:
    """Try a share that another's exceeds by little: an open question where it is not small and nobody has a majority."""
    share = block.share or 0
    if share < p.small_holding_pct or rank(block, rivals, share) != "smaller" or share > p.majority_pct:
        return _fails(RIVAL, block, RIVAL.bases)
    largest = max(map(votes, rivals.blocks), default=0.0)
    if largest <= share and block.lead.largest is None:  # only one that is not listed may be larger
        return _fails(RIVAL, block, RIVAL.bases)
    if largest > p.majority_pct:
        return _fails(RIVAL, block, RIVAL.bases)
    if largest - share >= p.small_holding_pct:
        return _fails(RIVAL, block, RIVAL.compared(p))
    return _open(RIVAL, block, "rival")


# § 791.301, prong 4: not read; after its words as relayed, by no official source: "board representation"; how many seats are
# enough is said nowhere, and the share of them that may be is our own reading.
def _seats_short_of_half(block: Block, rivals: Rivals, p: Parameters) -> Finding:
    """Try seats that are less than half of the board: open where the holder has the largest holding, or many of the seats,
    and nobody else has a majority of the votes or half of the board."""
    decided = any(votes(rival) > p.majority_pct or half_of_board(rival) for rival in rivals.blocks)
    largest = block.share is not None and rank(block, rivals, block.share) == "largest"
    if decided:
        return _fails(SEATS, block, SEATS.bases)
    if not (largest or 100 * block.seats >= p.dominant_minority_pct * block.board):
        return _fails(SEATS, block, SEATS.compared(p))
    return _open(SEATS, block, "seats")


# § 791.301, prong 4: not read; after our own reading: the rule names no sum, as bills would; what many hold who are of there,
# each a little, is a sum as well.
def _in_sum(held: list[Holding], p: Parameters) -> Iterator[Finding]:
    total, members = votes(held), tuple(held)
    limit, largest = p.adversary_share_pct, max(held, key=lambda h: h.voting_pct or 0)
    bases = ADVERSARY_SHARE.compared(p) if total else ADVERSARY_SHARE.bases
    if limit is not None and total > limit:
        words = f"with others of these countries, more than {limit:g}% of the votes"
        yield Finding(ADVERSARY_SHARE, True, bases, words, holding=largest, members=members)
    else:
        yield Finding(ADVERSARY_SHARE, False, bases, holding=largest, members=members)
    if (len(held) > 1 or largest.dispersed) and total > p.majority_pct:
        yield Finding(SUM, None, OPEN, gaps=frozenset({"sum"}), holding=largest, members=members)
    else:
        yield Finding(SUM, False, SUM.compared(p) if total else SUM.bases, holding=largest, members=members)


def _has_money_only(person: Person, h: Holding, voters: Voters) -> bool:
    """Tell whether a holder has money in the organization that gives it no votes, or more of it than votes: also where its share
    is not stated, and the others have all votes."""
    recorded = h.holder in getattr(person, "evidence", ()) or h.holder == getattr(person, "branch_of", None)
    voteless = h.voting_pct == 0 or (h.voting_pct is None and voters.listed >= 100)
    return (voteless and not recorded) or h.capital_pct is not None


# § 791.301, prong 1: not read; after law-firm alerts and § 791.2 in an older state: "financed, or subsidized in whole or in
# majority part"; that this may be said of a fund and its money without votes is our own reading.
def _money(person: Person, h: Holding, nexus: Nexus, p: Parameters) -> Finding:
    """Try money without votes: a natural person's is no government's, and less than half of it is no majority part."""
    if nexus.prong == 2 or (h.capital_pct is not None and h.capital_pct <= p.majority_pct):
        return Finding(MONEY, False, MONEY.compared(p) | nexus.bases, holding=h, members=(h,))
    return Finding(MONEY, None, OPEN | nexus.bases, "", frozenset({"money"}), h, (h,))


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

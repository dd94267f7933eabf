"""How like two names are: what tells their makers from others is compared first, then the words of trade and the places.

A name with its legal form is a company's full name, and any other word in it makes another company of it; a name without may
leave words out, and add a trade to a brand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from auditor.entities.names.spelling import abbreviates, in_full, is_mistyped, picks, shortens
from auditor.entities.names.stems import core, places_in

ENOUGH = 72.0  # of 100
ARM, INITIALS = 80.0, 76.0
SAME_WORDS = 96.0  # but for abbreviations
NAMED_SHORT, NAMED_WITH_TRADE, PART, ONE_TRADE = 90.0, 84.0, 78.0, 76.0
VERY_LIKE = 85.0  # a long name with one word more
_SHORT = 6  # letters of a word in which one mistyped makes another name
_SMALL = frozenset({"and", "of", "the", "company", "co", "de", "und", "et", "y", "i", "e", "for", "fur"})
_OF_ANOTHER = frozenset({"holding"})  # a holding is another company than what it holds


@dataclass(frozen=True)
class _Parts:
    words: tuple[str, ...]
    core: tuple[str, ...]
    places: frozenset[str]
    trades: frozenset[str]


@lru_cache(maxsize=65_536)
def _parts(stemmed: str) -> _Parts:
    words = tuple(in_full(word) for word in stemmed.split())
    places = places_in(stemmed)
    own = tuple(word for word in core(stemmed).split() if word not in _SMALL)
    of_places = {word for place in places for word in place.split()}
    return _Parts(words, own, places, frozenset(words) - set(own) - of_places - _SMALL)


@dataclass(frozen=True)
class Compared:
    """The words of two cores that the other has not: of the one asked for, of the one known; and was any mistyped?"""

    more: tuple[str, ...]
    less: tuple[str, ...]
    mistyped: bool = False


def likeness(asked: str, known: str, ratio: float, is_full: bool, is_wide: bool) -> float:
    """Return how like two different stems are, of 100: under ENOUGH, nobody need look at them.

    `ratio` is how like their letters are; `is_full` whether the name asked for has a legal form, `is_wide` whether it is in
    Chinese characters.
    """
    mine, theirs = _parts(asked), _parts(known)
    if sorted(mine.words) == sorted(theirs.words):
        return max(ratio, SAME_WORDS)
    if not mine.core or not theirs.core:
        return _of_general_words(mine, theirs, ratio, is_full)
    cores = _compared(mine, theirs)
    adds_place = bool(mine.places - theirs.places)
    if not cores.more and not cores.less:
        return _of_one_core(mine, theirs, cores, ratio, is_full)
    if cores.more and cores.less:
        return _of_two_cores(mine, theirs, cores, ratio, is_full, is_wide)
    if adds_place and not cores.mistyped and (cores.more or is_full):
        return max(ARM, ratio)
    if is_full:
        return ratio if ratio >= (VERY_LIKE if cores.more else ENOUGH) else 0.0
    if cores.more:
        begins = mine.core[0] == theirs.core[0] and len(cores.more) <= 2
        return max(ratio, ONE_TRADE) if begins and not cores.mistyped else 0.0
    if not mine.trades <= theirs.trades:
        return ratio if ratio >= VERY_LIKE else 0.0
    return max(ratio, PART) if mine.core[0] == theirs.core[0] else max(ratio, ENOUGH + 1)


def _of_general_words(mine: _Parts, theirs: _Parts, ratio: float, is_full: bool) -> float:
    """Score names of which one has nothing but places and words of trade: they must be the same, or shorter."""
    if len(mine.words) == len(theirs.words) and all(
        a == b or shortens(a, b) or is_mistyped(a, b) for a, b in zip(mine.words, theirs.words, strict=True)
    ):
        return max(ratio, NAMED_SHORT)
    if mine.core or theirs.core:
        joined = "".join(mine.words), "".join(theirs.words)
        return ratio if ratio >= ENOUGH and is_mistyped(*joined) else 0.0
    if len(theirs.words) > 1 and set(theirs.words) <= set(mine.words) and mine.places - theirs.places:
        return max(ARM, ratio)
    begins = theirs.words[: len(mine.words)] == mine.words
    return max(ratio, ONE_TRADE) if begins and not is_full else 0.0


def _of_one_core(mine: _Parts, theirs: _Parts, cores: Compared, ratio: float, is_full: bool) -> float:
    adds_place = bool(mine.places - theirs.places)
    more, less = mine.trades - theirs.trades, theirs.trades - mine.trades
    if adds_place:
        is_sure = not cores.mistyped or min(map(len, (*mine.core, *theirs.core))) > _SHORT
        return max(ARM, ratio) if is_sure else 0.0
    if not is_full:
        return max(ratio, PART if cores.mistyped else NAMED_WITH_TRADE if more else NAMED_SHORT)
    if not more and not less:
        return max(ratio, PART if cores.mistyped else NAMED_SHORT)
    is_one = len(more | less) == 1 and not more & _OF_ANOTHER
    return max(ratio, ONE_TRADE) if is_one else ratio


def _of_two_cores(mine: _Parts, theirs: _Parts, cores: Compared, ratio: float, is_full: bool, is_wide: bool) -> float:
    """Score names each of which has a word of its own: one much alike, parents named short, a native name in fewer signs."""
    if ratio >= VERY_LIKE and any(len(word) > _SHORT for word in set(mine.core) & set(theirs.core)):
        return ratio
    if is_full:
        return 0.0
    shares = len(cores.more) < len(mine.core) and not cores.mistyped
    if shares and all(abbreviates(word, theirs.words) for word in cores.more):
        return PART
    if is_wide:
        of_places = {word for place in theirs.places for word in place.split()}
        whole = "".join(word for word in theirs.words if word not in of_places)
        if picks("".join(mine.words), whole):
            return PART
    return 0.0


def _compared(mine: _Parts, theirs: _Parts) -> Compared:
    """Compare two cores word by word: as they are, joined otherwise, shortened, mistyped."""
    more = [word for word in mine.core if word not in theirs.core]
    less = [word for word in theirs.core if word not in mine.core]
    if "".join(more) == "".join(less):
        return Compared((), ())
    mistyped = False
    general = [word for word in theirs.words if word not in theirs.core and word not in mine.words]
    for word in list(more):
        if any(shortens(word, other) for other in general):
            more.remove(word)
            continue
        if like := next((other for other in (*less, *general) if is_mistyped(word, other)), None):
            more.remove(word)
            mistyped = mistyped or like in less
            if like in less:
                less.remove(like)
    if more and less and is_mistyped("".join(more), "".join(less)):
        return Compared((), (), True)
    own = [word for word in mine.trades if word not in theirs.words]
    for word in list(less):
        if any(is_mistyped(word, other) for other in own):
            less.remove(word)
    return Compared(tuple(more), tuple(less), mistyped)


def is_arm(asked: str, known: str) -> bool:
    """Tell whether a name adds a place to the maker's name: "Fiction Telematics (Suzhou)" to "Fiction Holding"."""
    mine, theirs = _parts(asked), _parts(known)
    ours, maker = set(mine.core), set(theirs.core)
    return bool(ours and maker) and (ours <= maker or maker <= ours) and bool(mine.places - theirs.places)


def with_initials(one: str, other: str) -> bool:
    """Tell whether two stems have the same words, some of them only as their first letter."""
    mine, theirs = one.split(), other.split()
    if len(mine) != len(theirs):
        return False
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(mine, theirs, strict=True))

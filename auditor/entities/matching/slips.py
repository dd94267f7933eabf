"""Names that are another's but for a slip that a reader overlooks: "Qvectel" for "Quectel", "SIMCorn" for "SIMCom".

They are no evidence, and most are no candidates either: on a list, another letter in a short word makes another name. They are a
reason to ask whom a company means of whom nothing is known but what it says of itself. Compared is what tells a name from
others, its core, without places, words of trade and legal forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from auditor.entities.matching.candidates import known_stem
from auditor.entities.names.legal_forms import tables
from auditor.entities.names.stems import HAN, core

SHORTEST, LONGEST = 5, 40  # letters of a core or word that is compared
# Letters from which a slip counts: one letter for another, one more at an end, two slips, in how a Chinese name is read, and in
# one of several words of a core. Shorter ones are other names too often: "Keller" and "Koller", "Mando" and "Mande".
OTHER_LETTER, AT_AN_END, TWO_SLIPS, AS_READ, OF_A_WORD = 7, 6, 9, 8, 8
CHUNK = 2_000  # words asked for at a time: bounds the memory that pairs take
MORE = 2  # letters more where a source is a register of everybody: among so many names two are soon a letter apart
_GLUED = 5  # letters of a word of trade, and of what stands before it without a blank
# What is taken for one another by the eye or ear, each as one letter: of several letters, and of one.
_LOOKS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ph", "f"), ("0", "o"), ("1", "l"), ("5", "s"))
_SOUNDS = str.maketrans("vwcqgzynl", "uukkksimi")
_NATIVE = re.compile(f"[{HAN}]")


class Spelling(NamedTuple):
    """What of a stem is compared: its `core` in one word, the words of it, the words of trade beside it, and whether these were
    glued to it."""

    core: str
    words: tuple[str, ...]
    trades: frozenset[str]
    is_glued: bool


@lru_cache(maxsize=65_536)
def spelling(stemmed: str) -> Spelling:
    """Return what of a stem is compared; syllables that make a word of trade or a place together are one: "tong xin"."""
    general, words, rest = tables().trades | tables().places, list[str](), stemmed.split()
    while rest:
        pair = "".join(rest[:2])
        size = 2 if rest[0] not in general and pair in general else 1
        words.append("".join(rest[:size]))
        rest = rest[size:]
    glued = _parted(words[0]) if len(words) == 1 else ()
    own = tuple(core(" ".join(glued or words)).split())
    return Spelling("".join(own), own, frozenset(glued or words) & tables().trades, bool(glued))


def is_slip(asked: Spelling, known: Spelling, *, is_native: bool = False, more: int = 0) -> bool:
    """Tell whether a name is another but for a slip, or another spacing of it; `is_native` whether the other is in Chinese
    characters, so that only its reading is compared, `more` how many letters more it takes."""
    one, other = asked.core, known.core
    if min(len(one), len(other)) < SHORTEST + more:
        return False
    if one == other:
        return asked.trades <= known.trades or (is_native and len(one) >= AS_READ)
    if is_native:
        return min(len(one), len(other)) >= AS_READ + more and one[0] == other[0] and _distance(one, other) == 1
    if folded(one) == folded(other) and abs(len(one) - len(other)) <= 2:
        return True
    is_of_one_build = len(asked.words) == len(known.words) and not asked.is_glued
    if is_of_one_build and _is_mistyped(one, other, more):
        return True
    return len(asked.words) > 1 and any(_is_slip_of_word(word, other, more) for word in asked.words)


def slips(names: Iterable[str], known: pl.DataFrame, registers: Collection[int] = ()) -> dict[str, dict[str, str]]:
    """Return for each of `names` that is almost somebody's whose it is, by key, with the shortest such name, short names first. A
    name in Chinese characters is nobody else's by a slip.

    `known` is as the names of `matching.Known`; `registers` are the numbers of the references that have everybody.
    """
    asked = {name: spelling(known_stem(name)) for name in names if not _NATIVE.search(name)}
    near = _near_stems(asked.values(), known) if asked else known.clear()
    if near.is_empty():
        return {}
    rows = (
        known.filter(pl.col("kind") != "weak").join(near, on="stem").sort(pl.col("stem").str.len_chars(), "name", "key")
    )
    by_word: dict[str, list[tuple[str, str, str, int]]] = {}
    columns = ("word", "key", "name", "stem", "reference")
    for word, key, name, stem, reference in rows.select(columns).iter_rows():
        by_word.setdefault(word, []).append((key, name, stem, MORE if reference in registers else 0))
    slips_of: dict[str, dict[str, str]] = {}
    for text, mine in asked.items():
        for key, name, stem, more in (row for word in compared(mine) for row in by_word.get(word, ())):
            if is_slip(mine, spelling(stem), is_native=bool(_NATIVE.search(name)), more=more):
                slips_of.setdefault(text, {}).setdefault(key, name)
    return slips_of


def telling(name: str) -> str:
    """Return what of a person's name is compared."""
    return spelling(known_stem(name)).core


def compared(one: Spelling) -> list[str]:
    """Return the words by which who has almost this name is found: the whole core, and each word of it that is long enough."""
    words = dict.fromkeys((one.core, *(word for word in one.words if len(word) > SHORTEST)))
    return [word for word in words if SHORTEST <= len(word) <= LONGEST]


def words_of_slips(one: Spelling) -> list[str]:
    """Return the words by which an index that knows words a letter apart finds it: also what several letters look like, and all
    of a core as `candidates.words_of` has it."""
    words = dict.fromkeys(text for word in compared(one) for text in (word, _one_for_several(word)))
    return [*words, *(f"={word}" for word in dict.fromkeys((one.core, _one_for_several(one.core))) if word)]


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """Return a word with one letter for all that are taken for it: what "Huavei" and "Huawei" have in common."""
    return _one_for_several(word).translate(_SOUNDS)


def _one_for_several(word: str) -> str:
    for several, one in _LOOKS:
        word = word.replace(several, one)
    return word


def _near_stems(asked: Iterable[Spelling], known: pl.DataFrame) -> pl.DataFrame:
    """Return (stem, word): the stems of which a word, or all of them in one, may be a slip for a word that is asked for."""
    import numpy as np
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    wanted = list(dict.fromkeys(word for one in asked for word in compared(one)))
    stems = known.select(pl.col("stem").unique())
    whole = stems.with_columns(near=pl.col("stem").str.replace_all(" ", "", literal=True))
    made = pl.concat([stems.with_columns(near=pl.col("stem").str.split(" ")).explode("near"), whole])
    made = made.filter(pl.col("near").str.len_bytes().is_between(SHORTEST - 1, LONGEST + 2))
    distinct = made["near"].unique().to_list()
    near: list[tuple[str, str]] = []
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        apart = cdist(some, distinct, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
        which, at = np.nonzero(apart <= 2)
        pairs = ((some[i], distinct[j]) for i, j in zip(which.tolist(), at.tolist(), strict=True))
        near += ((word, other) for word, other in pairs if _may_be_slip(word, other))
    hits = pl.DataFrame(near, schema={"word": pl.String, "near": pl.String}, orient="row")
    return made.join(hits, on="near").select("stem", "word").unique(maintain_order=True)


def _may_be_slip(word: str, other: str) -> bool:
    return len(word) >= TWO_SLIPS or _distance(word, other) < 2 or folded(word) == folded(other)


def _is_mistyped(one: str, other: str, more: int) -> bool:
    """Tell whether two cores are one but for a letter, or two of a long one, which must begin alike."""
    short, long = sorted((one, other), key=len)
    begins_alike, distance = one[0] == other[0], _distance(one, other)
    if distance == 2:
        return begins_alike and len(short) >= TWO_SLIPS + more
    if distance != 1 or sorted(one) == sorted(other):
        return distance == 1
    if len(short) == len(long):
        return begins_alike and len(short) >= OTHER_LETTER + more
    is_at_an_end = long.startswith(short) or long.endswith(short)
    return not is_at_an_end or len(short) >= AT_AN_END + more


def _is_slip_of_word(word: str, other: str, more: int) -> bool:
    """Tell whether one of several words of a core is another core but for a slip inside it; an ending more makes another word."""
    short, long = sorted((word, other), key=len)
    if word == other or len(short) <= SHORTEST + more:
        return False
    if folded(word) == folded(other) and len(long) - len(short) <= 2:
        return True
    distance = _distance(word, other)
    if distance == 2:
        return word[0] == other[0] and len(short) >= TWO_SLIPS + 1 + more
    if distance != 1 or sorted(word) == sorted(other):
        return distance == 1
    is_inside = word[0] == other[0] and not long.startswith(short)
    return is_inside and len(short) >= OF_A_WORD + more


@lru_cache(maxsize=65_536)
def _distance(one: str, other: str) -> int:
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other, score_cutoff=2)


def _parted(word: str) -> tuple[str, ...]:
    """Return what stands before a word of trade without a blank, and that word; () where there is none."""
    ends = (word[at:] for at in range(_GLUED, len(word) - _GLUED + 1))
    trade = next((end for end in ends if end in tables().trades), "")
    return (word.removesuffix(trade), trade) if trade else ()

"""When two words are one: mistyped, shortened, or in the plural. Only for finding candidates: never evidence."""

from __future__ import annotations

from functools import lru_cache

from auditor.entities.names.legal_forms import plain, tables

_SHORTENED = 3  # letters that a shortened word of trade has at least
_LONG = 7  # letters from which another letter in a word makes no other name, as it does of "Chery" and "Sherry"


@lru_cache(maxsize=16_384)
def in_full(word: str) -> str:
    """Return a plain word of trade in the singular and without abbreviation, and any other word as it is."""
    table = tables()
    if word not in table.trades:
        return word
    full = _abbreviations().get(word, word)
    for plural, singular in (("ies", "y"), ("s", "")):
        if len(full) > 4 and full.endswith(plural):
            return full.removesuffix(plural) + singular
    return full


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return {" ".join(plain(short)): full for short, full in tables().abbreviations.items()}


def shortens(short: str, word: str) -> bool:
    """Tell whether one word is the beginning of another that is longer by more than an ending: "semi" of "semiconductor"."""
    return _SHORTENED <= len(short) <= len(word) - 2 and word.startswith(short)


@lru_cache(maxsize=65_536)
def is_mistyped(one: str, other: str) -> bool:
    """Tell whether two plain words are likely one that is mistyped: letters exchanged, doubled or left out.

    Another letter, or one more at the end, makes another name of a short word.
    """
    from rapidfuzz.distance import OSA

    short, long = sorted((one, other), key=len)
    if len(short) < 4 or not (one.isalpha() and other.isalpha()) or len(long) - len(short) > 2:
        return False
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance == 2:
        return len(short) >= _LONG + 2
    if distance != 1:
        return False
    if len(short) == len(long):
        return len(short) > 4 if sorted(short) == sorted(long) else len(short) >= _LONG
    if any(long[at] == long[at + 1] and long[:at] + long[at + 1 :] == short for at in range(len(short))):
        return True
    return len(short) > _LONG if long.startswith(short) else len(short) >= 5


def abbreviates(short: str, words: tuple[str, ...]) -> bool:
    """Tell whether two or three letters stand for words of a name: "gm" for "general motors", "vw" for "volkswagen"."""
    if not 2 <= len(short) <= 3:
        return False
    initials = "".join(word[0] for word in words)
    return short in initials or any(
        len(word) > 2 * len(short) and word[0] == short[0] and not set(short) & set("aeiou") and _in_order(short, word)
        for word in words
    )


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def picks(short: str, long: str) -> bool:
    """Tell whether the letters of a short native name stand in a long one in their order, its beginning at the beginning."""
    return len(short) >= 4 and long[:3] == short[:3] and _in_order(short, long)

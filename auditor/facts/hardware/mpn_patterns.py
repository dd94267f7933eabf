"""Patterns of order codes (MPNs): letters and digits, `*` for any run, `?` for any one, `#` for a digit, `@` for a letter A to Z.

A pattern describes the whole order code, from its beginning; blanks, hyphens, dots, slashes and case count neither in a pattern
nor in an order code. So `SARA-R4##*` is all of SARA-R410M-02B, sara r410m 02b and SARAR410M02B.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache

from bom_parsers.errors import quoted

WILDCARDS = "*?#@"
SEPARATORS = " -./_()+,:"
_LETTERS, _DIGITS = string.ascii_uppercase, string.digits
_REGEX = {"*": ".*", "?": ".", "#": "[0-9]", "@": "[A-Z]"}


def normalize(mpn: str) -> str:
    """Return the letters and digits of an order code, letters in capitals, full-width ones as their narrow kin."""
    if not mpn.isascii():
        mpn = unicodedata.normalize("NFKC", mpn)
    mpn = mpn.upper()
    return mpn if mpn.isalnum() else "".join(filter(str.isalnum, mpn))


def pattern_of(cell: str) -> str:
    """Return the pattern that a person wrote, in capitals and without separators."""
    return cell.upper().translate(dict.fromkeys(map(ord, SEPARATORS)))


def fault_of(pattern: str) -> tuple[str, str] | None:
    """Return what is wrong with a pattern, and what would be right; None for a good one.

    A pattern begins with two letters or digits and has three in all. One with `*` has four places that are a letter, a digit,
    `#` or `@`: a shorter one would find parts of other makers and kinds on every board.
    """
    odd = sorted(set(pattern) - set(_LETTERS + _DIGITS + WILDCARDS))
    if odd:
        return (
            f"{quoted(''.join(odd))} in the pattern {quoted(pattern)}",
            "letters A to Z, digits, and the signs * ? # @",
        )
    if "**" in pattern or "*?" in pattern:
        return f"the pattern {quoted(pattern)}", "one * for a run, and ? before it"
    literals = sum(sign not in WILDCARDS for sign in pattern)
    fixed = sum(sign not in "*?" for sign in pattern)
    if len(prefix(pattern)) < 2 or literals < 3:
        return f"the pattern {quoted(pattern)}", "two letters or digits at its beginning, and three in all"
    if "*" in pattern and fixed < 4:
        return f"the pattern {quoted(pattern)}", "four letters, digits, # or @ beside the *"
    return None


def prefix(pattern: str) -> str:
    """Return the letters and digits that a pattern begins with."""
    return re.split(r"[*?#@]", pattern, maxsplit=1)[0]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression whose fullmatch on a normalized order code is the pattern's."""
    return re.compile("".join(_REGEX.get(sign, sign) for sign in pattern))


def meet(one: str, other: str) -> bool:
    """Tell whether an order code exists that both patterns match."""
    states, seen = [(0, 0)], set[tuple[int, int]]()
    while states:
        i, j = state = states.pop()
        if state in seen:
            continue
        seen.add(state)
        a, b = one[i : i + 1], other[j : j + 1]
        if not a and not b:
            return True
        if a == "*":
            states += [(i + 1, j), (i, j + 1)] if b else [(i + 1, j)]
        if b == "*":
            states += [(i, j + 1), (i + 1, j)] if a else [(i, j + 1)]
        if a and b and "*" not in a + b and _share_a_sign(a, b):
            states.append((i + 1, j + 1))
    return False


def within(narrow: str, wide: str) -> bool:
    """Tell whether every order code that `narrow` matches is one that `wide` matches."""
    signs = _distinct_signs(narrow + wide)
    states, seen = [(0, _closed({0}, wide))], set[tuple[int, frozenset[int]]]()
    while states:
        i, places = state = states.pop()
        if state in seen:
            continue
        seen.add(state)
        if i == len(narrow):
            if len(wide) not in places:
                return False
            continue
        symbol = narrow[i]
        if symbol == "*":
            states.append((i + 1, places))
        states += [
            (i if symbol == "*" else i + 1, _step(places, sign, wide)) for sign in signs if _matches(symbol, sign)
        ]
    return True


def _share_a_sign(a: str, b: str) -> bool:
    if a in WILDCARDS and b in WILDCARDS:
        return {a, b} != {"#", "@"}
    return _matches(a, b) if a in WILDCARDS else _matches(b, a)


def _matches(symbol: str, sign: str) -> bool:
    """Tell whether one place of a pattern matches one sign of an order code."""
    if symbol in "*?":
        return True
    return sign in _DIGITS if symbol == "#" else sign in _LETTERS if symbol == "@" else sign == symbol


def _distinct_signs(patterns: str) -> str:
    """Return the signs that patterns tell apart: those they name, a digit, a letter and a sign that is neither, not named."""
    named = set(patterns) - set(WILDCARDS)
    others = [next((sign for sign in signs if sign not in named), "") for signs in (_DIGITS, _LETTERS, "Ж")]
    return "".join(sorted(named)) + "".join(others)


def _step(places: frozenset[int], sign: str, pattern: str) -> frozenset[int]:
    """Return the places of `pattern` that are reached by reading `sign` at one of `places`."""
    reached = {
        place if pattern[place] == "*" else place + 1
        for place in places
        if place < len(pattern) and _matches(pattern[place], sign)
    }
    return _closed(reached, pattern)


def _closed(places: set[int], pattern: str) -> frozenset[int]:
    """Return the places with those that are reached without reading: behind each `*`."""
    closed = set(places)
    for place in range(len(pattern)):
        if place in closed and pattern[place] == "*":
            closed.add(place + 1)
    return frozenset(closed)

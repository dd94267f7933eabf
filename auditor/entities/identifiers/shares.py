"""Shares as sources and lists really write them: a percentage, bounds of one, or a word."""

from __future__ import annotations

import math
import re

_NUMBER = r"(\d+(?:[.,]\d+)?) *%?"
_ABOVE, _BELOW = math.nextafter(50.0, 100.0), math.nextafter(50.0, 0.0)
_WORDS: dict[str, tuple[float, float]] = {
    "minority": (0.0, _BELOW),
    "majority": (_ABOVE, 100.0),
    "wholly owned": (100.0, 100.0),
    "all": (100.0, 100.0),
    "half": (50.0, 50.0),
    "none": (0.0, 0.0),
}


def share(text: str | None) -> tuple[float, float] | None:
    """Return the bounds of a percentage, or None if `text` says none.

    "51%" is (51, 51), ">50" begins just above 50, "25-50%" is its ends, "minority" is below half. A bare number of at most
    1, as "0,51", can be half a percent or 51 percent: the bounds hold both.
    """
    plain = " ".join((text or "").casefold().replace("percent", "%").split())
    if plain in _WORDS:
        return _WORDS[plain]
    if match := re.fullmatch(_NUMBER, plain):
        number = _float(match[1])
        is_fraction = 0 < number <= 1 and "%" not in plain
        return _bounds(number, 100 * number if is_fraction else number)
    if match := re.fullmatch(rf"(?:between |from )?{_NUMBER} *(?:-|–|to|and|\.\.) *{_NUMBER}", plain):
        return _bounds(_float(match[1]), _float(match[2]))
    if match := re.fullmatch(rf"(>=|≥|at least|min\.?|>|more than|over|above) *{_NUMBER}", plain):
        number = _float(match[2])
        is_strict = match[1] in (">", "more than", "over", "above")
        return _bounds(math.nextafter(number, 101.0) if is_strict else number, 100.0)
    if match := re.fullmatch(rf"(<=|≤|at most|up to|max\.?|<|less than|under|below) *{_NUMBER}", plain):
        number = _float(match[2])
        is_strict = match[1] in ("<", "less than", "under", "below")
        return _bounds(0.0, math.nextafter(number, -1.0) if is_strict else number)
    return None


def _float(number: str) -> float:
    return float(number.replace(",", "."))


def _bounds(low: float, high: float) -> tuple[float, float] | None:
    return (low, high) if 0 <= low <= high <= 100 else None

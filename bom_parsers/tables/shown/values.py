"""Whether a text is how a spreadsheet program shows a value, or is another text altogether."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = re.compile(r"\d[\d.,'’\u00a0\u202f ]*(?:[Ee][+-]?\d{1,2})?|[.,]\d+")
_FRACTION = re.compile(r"(?:(\d{1,9})\s+)?(\d{1,9})\s*/\s*([1-9]\d{0,8})")
_SCALES = (1.0, 100.0, 1e-3, 1e-6, 1e-9)  # of a percentage, and of formats that leave out thousands
LONGEST = 200  # characters of a shown number that are looked at


def shows_number(text: str, value: float) -> bool:
    """Tell whether one of the numbers in a text is this value, rounded as it is written there."""
    text = text.strip()[:LONGEST]
    scaled = [abs(value) * scale for scale in _SCALES]
    for number, unit in _numbers(text):
        if any(abs(number - one) <= 0.51 * unit for one in scaled):
            return True
    return not any(map(str.isalnum, text))


def _numbers(text: str) -> Iterator[tuple[float, float]]:
    for match in _FRACTION.finditer(text):
        yield int(match[1] or 0) + int(match[2]) / int(match[3]), 1 / int(match[3])
    for match in _NUMBER.finditer(text):
        written, _, exponent = match[0].casefold().partition("e")
        plain = re.sub(r"['’\u00a0\u202f ]", "", written).strip(".,")
        mark = max(plain.rfind("."), plain.rfind(","))
        whole = re.sub(r"[.,]", "", plain)
        for decimals in {0, len(plain) - mark - 1 if mark >= 0 else 0}:
            unit = 10.0 ** (int(exponent or 0) - decimals)
            yield int(whole or 0) * unit, unit


def shows_moment(text: str, iso: str) -> bool:
    """Tell whether one of the numbers in a text is of a day, a time or a span in ISO form; a text without numbers may be a
    month or a day of the week."""
    pieces = {int(piece[-9:]) for piece in re.findall(r"\d+", iso)}
    pieces |= {piece % 100 for piece in pieces} | {piece - 12 for piece in pieces if 12 < piece < 24}
    numbers = [int(number[-9:]) for number in re.findall(r"\d+", text[:LONGEST])]
    return not numbers or any(number in pieces for number in numbers)


def shows_text(text: str, value: str) -> bool:
    """Tell whether two texts differ in blanks only."""
    return "".join(text.split()) == "".join(value.split())

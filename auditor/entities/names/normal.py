"""Names made comparable: two names are the same when nothing but their case, spacing, punctuation or encoding differs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Drawn as nothing, though Unicode counts them among letters and marks: joiners, fillers, variation selectors.
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
MARKS_OF_TRADE = str.maketrans("", "", "\u2120\u2122")  # NFKC would make the letters SM and TM of them
_INITIAL = re.compile(r"(?<!\w)([^\W\d_])\.")
_APOSTROPHES = "'`\u2018\u2019\u02bc\u2032"


class _Signs(dict[int, str | None]):
    """What becomes of each character, looked up in the Unicode tables when it is first met."""

    def __missing__(self, code: int) -> str | None:
        c = chr(code)
        category = unicodedata.category(c)
        # What this Python's tables do not know yet ("Cn") is a letter in those of a later one: it stays.
        kept = c if category[0] in "LMN" or category == "Cn" else " " if c.isspace() or category[0] != "C" else None
        self[code] = None if c in _APOSTROPHES else kept
        return self[code]


_SIGNS = _Signs()


@lru_cache(maxsize=16_384)  # a list's names are asked about some twenty times each
def normalize(name: str) -> str:
    """Return `name` as it is compared: NFKC, without case, `&` as "and", other signs as blanks, blanks as one.

    Letters, digits and marks of every script are kept, and so is the legal form: "Nordvik GmbH" is not "Nordvik Ltd".
    Apostrophes, the dots of initials ("S.A.") and what is invisible vanish. A character that the Unicode tables do not
    know stays: two names that differ in it are two on every Python. Applying it again changes nothing.
    """
    if name.isascii():  # one step is all: it leaves no sign that a second could find
        return _step(name)
    while (step := _step(name)) != name:
        name = step
    return name


def _step(name: str) -> str:
    text = unicodedata.normalize("NFKC", name.translate(MARKS_OF_TRADE)).casefold()
    text = _INITIAL.sub(r"\1", INVISIBLE.sub("", text).replace("&", " and "))
    return " ".join(text.translate(_SIGNS).split())

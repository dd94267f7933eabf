"""What a text that is no part says all the same: that there is a radio, or that parts are listed somewhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.makers_by_number import inferred_maker

_OF_FIRMS = re.compile(
    r"(?i)\b(?:wireless|solutions?|technolog(?:y|ies)|communications?|electronics|semiconductors?|systems|co|ltd|limited|inc|corp|corporation"
    r"|company|gmbh|ag|group|shanghai|shenzhen)\b"
)
_BETWEEN_WORDS = re.compile(r"[\s,;:()\[\]\"'|]+")


def may_hide_a_part(texts: Iterable[str]) -> bool:
    """Tell whether one of the texts of a row that is left out names a radio or refers to parts listed elsewhere."""
    return any(names_a_radio(text) or refers_elsewhere(text) for text in texts)


def names_a_radio(text: str) -> bool:
    """Tell whether a text has a word for a radio or its maker, or the number of a known family of parts anywhere in it."""
    return bool(pattern("radio").search(text)) or has_known_number(text)


def is_of_a_radio(texts: Iterable[str]) -> bool:
    """Tell whether the texts of a part have a word for a radio or its maker, or a number of such a maker's families."""
    radio = pattern("radio")
    words = [word for text in texts for word in (text, *(map(inferred_maker, _BETWEEN_WORDS.split(text[:2000]))))]
    return any(map(radio.search, words))


def is_a_maker_of_radios(text: str) -> bool:
    """Tell whether a text is the name of a maker of radios and nothing else, but what firms are called by."""
    makers = pattern("radio_maker")
    return bool(makers.search(text)) and not _OF_FIRMS.sub("", makers.sub("", text)).strip(" .,&()")


def names_a_makers_radio(text: str) -> bool:
    """Tell whether a text has the name of a maker of radios and a word for one beside it."""
    makers = pattern("radio_maker")
    return bool(makers.search(text) and pattern("radio").search(makers.sub(" ", text)))


def has_number_of_a_radio(text: str) -> bool:
    """Tell whether a word of the text is the number of a family of parts whose maker makes radios."""
    radio = pattern("radio")
    words = (word for word in _BETWEEN_WORDS.split(text[:2000]) if len(word) > 4 and any(map(str.isdigit, word)))
    return any(radio.search(inferred_maker(word)) for word in words)


def has_known_number(text: str) -> bool:
    """Tell whether a word of the text is the number of a known family of parts."""
    words = _BETWEEN_WORDS.split(text[:2000])
    return any(len(word) > 3 and any(c.isdigit() for c in word) and inferred_maker(word) != "" for word in words)


def refers_elsewhere(text: str) -> bool:
    """Tell whether a text says that parts are listed, or come from, somewhere else, or that this is one page of several."""
    return bool(pattern("elsewhere").search(text))


@lru_cache(maxsize=3)
def pattern(kind: str) -> re.Pattern[str]:
    """Return the pattern of headings.toml's expressions of one kind; ASCII words stand by themselves. A radio's maker is one of
    the words for it."""
    kinds = ("radio", "radio_maker") if kind == "radio" else (kind,)
    expressions = [expression for one in kinds for expression in vocabulary().left_out[one]]
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.IGNORECASE)

"""What remains of a name when legal forms, scripts and signs are taken away. Only for finding candidates: never evidence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from auditor.entities.names.legal_forms import plain, tables, without_forms, without_misspelt_form
from auditor.entities.names.lookalikes import with_one_script
from auditor.entities.names.normal import MARKS_OF_TRADE

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{HAN}]+")


@lru_cache(maxsize=65_536)  # one list is looked through several times in a run
def stem(name: str) -> str:
    """Return the words of `name` in plain Latin letters and digits, without legal forms, in their order.

    Lookalike letters become those of the script around them, other scripts are transliterated; places and trades in
    Chinese, Japanese and Korean names become words of their own, and what else is in Chinese characters becomes words of
    two, as most are. A name that is nothing but a legal form keeps it.
    """
    text = name
    if not name.isascii():
        text = unicodedata.normalize("NFKC", with_one_script(name.translate(MARKS_OF_TRADE)))
        text = tables().cut.sub(r" \g<0> ", tables().joined.sub(" ", text))
        text = _RUN.sub(_in_pairs, text)
    return " ".join(without_misspelt_form(without_forms(plain(text) or plain(name))))


def places_in(stemmed: str) -> frozenset[str]:
    """Return the names of countries, regions and cities in a stem."""
    words = stemmed.split()
    pairs = (f"{one} {other}" for one, other in pairwise(words))
    return tables().places.intersection((*words, *pairs))


def core(stemmed: str) -> str:
    """Return a stem without places and general words of trade: what tells its maker from others. It may be empty."""
    gone = {word for place in places_in(stemmed) for word in place.split()} | tables().trades
    return " ".join(word for word in stemmed.split() if word not in gone)


def _in_pairs(run: re.Match[str]) -> str:
    """Return a run of Chinese characters in words of two; a word that the tables know as a place or trade stays one."""
    text = run.group()
    if tables().cut.fullmatch(text):
        return text
    return " " + " ".join(text[at : at + 2] for at in range(0, len(text), 2)) + " "

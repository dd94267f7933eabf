"""Letters that look like those of another script, and characters that are not seen: told, and folded for candidates."""

from __future__ import annotations

import re
import unicodedata

from auditor.entities.names.legal_forms import is_legal_form
from auditor.entities.names.normal import INVISIBLE
from bom_parsers.errors import quoted

_CYRILLIC = "АВЕКМНОРСТУХІЈЅаеорсухіјѕһԁԛԝ"
_LATIN_OF_CYRILLIC = "ABEKMHOPCTYXIJSaeopcyxijshdqw"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορκιυ"
_LATIN_OF_GREEK = "ABEZHIKMNOPTYXavopkiu"
_TO_LATIN = dict(zip(_CYRILLIC + _GREEK, _LATIN_OF_CYRILLIC + _LATIN_OF_GREEK, strict=True))
_TO_CYRILLIC = dict(zip(_LATIN_OF_CYRILLIC, _CYRILLIC, strict=True))
LONGEST_WORD = 80  # signs that are shown of one
_LETTERS = re.compile(r"[^\W\d_]+")


def with_one_script(name: str) -> str:
    """Return `name` with lookalike letters replaced by those of the script that the rest of the word, or name, is in."""
    if name.isascii():
        return name
    otherwise_latin = _otherwise_latin(name)
    return _LETTERS.sub(lambda word: _folded(word.group(), otherwise_latin), name)


def oddities(name: str) -> tuple[str, ...]:
    """Return what a reader of `name` cannot see, in words: lookalike letters and invisible characters, each once."""
    if name.isascii() and name.isprintable():
        return ()
    # Only what is seen makes words: a joiner between two letters must not part them.
    seen = "".join(c for c in name if not _unseen(c))
    unseen = dict.fromkeys(f"an invisible character, U+{ord(c):04X}" for c in name if _unseen(c))
    otherwise_latin = _otherwise_latin(seen)
    lookalikes: dict[str, None] = {}
    for word in _LETTERS.findall(seen):
        shown = quoted(word, LONGEST_WORD)
        for was, now in dict.fromkeys(zip(word, _folded(word, otherwise_latin), strict=True)):
            if was != now:
                letter = unicodedata.name(was, "unnamed")
                lookalikes[f"{quoted(was)} in {shown} is {letter}, which looks like {quoted(now)}"] = None
    return (*unseen, *lookalikes)


def _unseen(c: str) -> bool:
    return INVISIBLE.match(c) is not None or (unicodedata.category(c) in ("Cc", "Cf") and not c.isspace())


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(c, "?").partition(" ")[0] for c in word}


def _otherwise_latin(name: str) -> bool:
    """Tell whether a name has Latin words, and of other alphabets none but words that look like Latin ones."""
    words = _LETTERS.findall(name)
    foreign = [word for word in words if "LATIN" not in _scripts(word)]
    return len(foreign) < len(words) and all(c in _TO_LATIN for word in foreign for c in word)


def _folded(word: str, otherwise_latin: bool) -> str:
    scripts = _scripts(word)
    if scripts <= {"LATIN"}:
        return word
    # "ООО Nordvik" is written so, and nothing to wonder at.
    alone = otherwise_latin and not is_legal_form(word)
    if all(c in _TO_LATIN or c.isascii() for c in word) and ("LATIN" in scripts or alone):
        return "".join(_TO_LATIN.get(c, c) for c in word)
    if scripts == {"LATIN", "CYRILLIC"} and all(c in _TO_CYRILLIC or not c.isascii() for c in word):
        return "".join(_TO_CYRILLIC.get(c, c) for c in word)
    return word

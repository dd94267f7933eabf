"""What rows of a user's lists say against each other: an identifier that two share, and who is called almost as a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.matching.candidates import SURE
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.matching import Answer, Asked, Known, match
from auditor.entities.names.stems import core, stem
from auditor.entities.resolution.doubts import are_apart
from auditor.entities.suppliers.suppliers import Supplier
from bom_parsers.errors import quoted

SHORTEST, LONG_WORD = 3, 5  # letters of what tells a name from others; of a word with which a slip of one letter counts


def sharing_identifiers(suppliers: Sequence[Supplier]) -> Iterable[tuple[Supplier, Supplier, str]]:
    """Yield the rows that have an identifier in common and are of different countries, two by two, with it in words."""
    holders: dict[tuple[str, str], list[Supplier]] = {}
    for supplier in suppliers:
        for scheme, value in supplier.identifiers.items():
            if scheme in SCHEMES:
                holders.setdefault((scheme, value), []).append(supplier)
    for (scheme, value), of_it in holders.items():
        for one, other in combinations(of_it, 2):
            if are_apart(one.person, other.person):
                yield one, other, f"{scheme} {value}"
                yield other, one, f"{scheme} {value}"


def rows_near(names: Mapping[str, str], rows: Known, decisions: Decisions) -> Iterable[tuple[str, str, str]]:
    """Yield, for each of `names` by key, the key of each row that it may be, and why: the same in other dress, an arm, a part."""
    answers: list[Answer] = match([Asked(name) for name in names.values()], rows, decisions)
    for (key, name), answer in zip(names.items(), answers, strict=True):
        for candidate in answer.candidates:
            is_near = candidate.score >= SURE or candidate.is_arm or _is_part(name, candidate.name)
            if is_near and not decisions.different(name, candidate.key):
                yield key, candidate.key, candidate.why
        if answer.match and answer.match.key != key:
            yield key, answer.match.key, f"{quoted(answer.match.name or name)} is its name"


def called_alike(
    names: Mapping[str, Sequence[str]], rows: Mapping[str, Sequence[str]], decisions: Decisions
) -> Iterable[tuple[str, str, str]]:
    """Yield, for each key of `names`, the key of each of `rows` that is called almost so, and by which name.

    What tells a name from others is compared, without places, trades, forms, scripts and blanks, up to one letter: the whole of
    it, and each long word with the whole of a row's.
    """
    known: dict[str, dict[str, str]] = {}
    for row, called in rows.items():
        for name in called:
            for near in _one_off(core(stem(name)).replace(" ", "")):
                known.setdefault(near, {}).setdefault(row, name)
    for key, called in names.items():
        alike: dict[str, str] = {}
        for name in called:
            telling = core(stem(name))
            words = [telling.replace(" ", ""), *(word for word in telling.split() if len(word) >= LONG_WORD)]
            for row, other in (hit for word in words for near in _one_off(word) for hit in known.get(near, {}).items()):
                if row != key and not decisions.different(name, row):
                    alike.setdefault(row, other)
        yield from ((key, row, other) for row, other in alike.items())


def _one_off(word: str) -> set[str]:
    """Return a word, and what is left of a long one without one of its letters: two words that are a letter apart share one."""
    if len(word) < SHORTEST:
        return set()
    return {word} | ({word[:at] + word[at + 1 :] for at in range(len(word))} if len(word) >= LONG_WORD else set())


def _is_part(name: str, other: str) -> bool:
    """Tell whether what is telling in one of two names is in the other."""
    one, two = (set(core(stem(text)).split()) for text in (name, other))
    return bool(one and two) and (one <= two or two <= one)

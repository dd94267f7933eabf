"""What rows of a user's lists say against each other: an identifier that two share, and an owner called almost as a row."""

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


def _is_part(name: str, other: str) -> bool:
    """Tell whether what is telling in one of two names is in the other."""
    one, two = (set(core(stem(text)).split()) for text in (name, other))
    return bool(one and two) and (one <= two or two <= one)

"""What rows of a user's lists say against each other: an identifier that two share, and who is called almost as a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.matching.candidates import SURE
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.matching import Answer, Asked, Known, match
from auditor.entities.matching.slips import folded, spelling
from auditor.entities.names.stems import core, stem
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.doubts import are_apart
from auditor.entities.resolution.own_word import (
    BY_COUNTRY,
    held_by_country,
    names_of,
    on_what_rests,
    speaking_for_themselves,
)
from auditor.entities.suppliers.suppliers import Supplier, Suppliers
from auditor.provenance import Source
from bom_parsers.errors import quoted

SHORTEST, LONG_WORD = 3, 5  # letters of what tells a name from others; of a word with which a slip of one letter counts


class RowDoubt(NamedTuple):
    """Why what a person says is not known to be so: its `key`, that of the `row` which speaks against it, why, `in_words`, and
    where the person stands, `source`."""

    key: str
    row: str
    in_words: str
    source: Source


def row_doubts(suppliers: Suppliers, graph: Graph, rows: Known, decisions: Decisions) -> list[RowDoubt]:
    """Return the doubts about rows and holders that other rows of the lists raise which are or may be of the PRC or Russia: an
    identifier is also of a row of another country, or the name is almost that of a row. `rows` are the names of all rows."""
    listed = {supplier.key: supplier for supplier in suppliers.suppliers}
    held = held_by_country(suppliers, graph)
    doubts = [*_by_identifiers(suppliers), *_by_country(held, graph, listed, rows, decisions)]
    known = {(doubt.key, doubt.row) for doubt in doubts}
    doubts += [
        doubt for doubt in _by_name(suppliers, held, graph, listed, decisions) if (doubt.key, doubt.row) not in known
    ]
    return [doubt for doubt in doubts if graph.with_leads(doubt.row).value is not False]


def _by_identifiers(suppliers: Suppliers) -> Iterator[RowDoubt]:
    for one, other, what in sharing_identifiers(suppliers.suppliers):
        words = (
            f"{one.person.name}: {what} is also of {other.person.name} ({other.place}), which is elsewhere; what is "
            "stated of it does not count until one of them has it"
        )
        yield RowDoubt(one.key, other.key, words, one.sources[-1])


def _by_country(
    held: Mapping[str, Source], graph: Graph, listed: Mapping[str, Supplier], rows: Known, decisions: Decisions
) -> Iterator[RowDoubt]:
    """Yield the doubts about who is only `held` to be of a country."""
    called = {key: graph.persons[key].name for key in held}
    for key, row, why in rows_near(called, rows, decisions):
        if not _is_behind(key, row, graph):
            supplier = listed[row]
            words = (
                f"{called[key]}: only its country is stated, and it may be {supplier.person.name} ({supplier.place}; {why}); "
                "that does not settle it, but a decision about the name does, or a row of its own"
            )
            yield RowDoubt(key, row, words, held[key])


def _by_name(
    suppliers: Suppliers,
    held: Mapping[str, Source],
    graph: Graph,
    listed: Mapping[str, Supplier],
    decisions: Decisions,
) -> Iterator[RowDoubt]:
    """Yield the doubts about who speaks for himself, or is only `held` to be of a country, and is called almost as a row of the
    PRC or Russia. Natural persons share names."""
    speaking = speaking_for_themselves(suppliers, graph)
    rows = {
        key: names_of(key, graph, listed)
        for key in listed
        if graph.with_leads(key).value or graph.lead(key) is not None
    }
    where = {
        key: source
        for key, source in {**held, **speaking}.items()
        if key not in rows and graph.persons[key].kind != "natural_person"
    }
    for key, row, name in called_alike({key: names_of(key, graph, listed) for key in where}, rows, decisions):
        if not _is_behind(key, row, graph):
            rests_on = on_what_rests(listed.get(key)) if key in speaking else BY_COUNTRY
            supplier = listed[row]
            words = (
                f"{graph.persons[key].name}: what is stated of it {rests_on}, and by its name it may be "
                f"{supplier.person.name} ({supplier.place}; it has the name {quoted(name)}); that does not settle it, but a "
                "decision about the name does, or a row with other evidence"
            )
            yield RowDoubt(key, row, words, where[key])


def _is_behind(key: str, row: str, graph: Graph) -> bool:
    """Tell whether a person holds another, directly or through others: an owner has the name of its arm by right."""
    seen, above = {row}, [row]
    while above:
        owners = {link.owner for link in graph.links(above.pop())} - seen
        seen |= owners
        above += owners
    return key in seen


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

    What tells a name from others is compared, without places, trades, forms, scripts and blanks, up to one letter, or several
    that are taken for one another: the whole of it, and each long word with the whole of a row's.
    """
    known: dict[str, dict[str, str]] = {}
    for row, called in rows.items():
        for name in called:
            for near in _one_off(spelling(stem(name)).core):
                known.setdefault(near, {}).setdefault(row, name)
    for key, called in names.items():
        alike: dict[str, str] = {}
        for name in called:
            telling = spelling(stem(name))
            words = [telling.core, *(word for word in telling.words if len(word) >= LONG_WORD)]
            for row, other in (hit for word in words for near in _one_off(word) for hit in known.get(near, {}).items()):
                if row != key and not decisions.different(name, row):
                    alike.setdefault(row, other)
        yield from ((key, row, other) for row, other in alike.items())


def _one_off(word: str) -> set[str]:
    """Return a word, and what is left of a long one without one of its letters, and as it looks: two words that are a letter
    apart, or look alike, share one."""
    if len(word) < LONG_WORD:
        return {word} if len(word) >= SHORTEST else set()
    return {word, f"~{folded(word)}", *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_part(name: str, other: str) -> bool:
    """Tell whether what is telling in one of two names is in the other."""
    one, two = (set(core(stem(text)).split()) for text in (name, other))
    return bool(one and two) and (one <= two or two <= one)

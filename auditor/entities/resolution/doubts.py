"""Why it is in doubt whom a name means that is a person's: it may be, or says, the name of somebody else as well.

A cell in two scripts with a part that nobody knows may name two companies. Another name that a row gives its company does not
capture whoever has that name by a list, a record or general knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from auditor.entities.matching.candidates import SURE
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.matching import Answer, Asked, Known, Match, match
from auditor.entities.names.bilingual import country_suggested, parts
from auditor.entities.names.normal import normalize
from auditor.entities.reference import Snapshot
from auditor.entities.resolution.own_word import OtherPerson
from auditor.entities.sources.starter import KIND as STARTER
from auditor.entities.suppliers.suppliers import Supplier
from bom_parsers.errors import quoted
from policies.foreign_adversaries.persons import Person

# Kinds of sources whose word for the names of a company is that of its register or of the user.
REGISTERS = frozenset({"gleif-level1", "companies-house-psc", "suppliers"})
_IN_WORDS = {"CN": "a company of the PRC", "RU": "a company of Russia"}


class Doubt(NamedTuple):
    """Who else may be meant: its `key` where it has one, as what `person` it counts as a lead, and why, `in_words`."""

    key: str
    person: Person
    in_words: str


def on_unexplained(meant: Match, others: Sequence[OtherPerson]) -> Doubt:
    """Return the doubt that the other part of a cell in two scripts raises; `others` are who has that part as a name."""
    part = meant.unexplained
    begins = f"{quoted(part)} beside it is not known to be a name of it"
    if others:
        return Doubt(others[0].key, others[0].person, f"{begins}, and may be {others[0].in_words}")
    country = country_suggested(part)
    script = f", and by its script may be {_IN_WORDS[country]}" if country else ", and may be another company"
    return Doubt("", Person(part, incorporated_in=country), f"{begins}{script}")


def aliases_used(name: str, supplier: Supplier) -> list[str]:
    """Return which of the names in a cell are a supplier's only as another name that its row gives it."""
    own = normalize(supplier.person.name)
    given = {normalize(alias) for alias in supplier.aliases} - {own}
    spellings = dict.fromkeys((name, *parts(name)))
    return [] if normalize(name) == own else [text for text in spellings if normalize(text) in given]


def on_alias(alias: str, supplier: Supplier, others: Iterable[OtherPerson], known: Iterable[str]) -> Doubt | None:
    """Return the doubt that an alias raises whom it is the name of; `known` are the keys that are this supplier's own."""
    own = set(known)
    for other in others:
        if other.key not in own and (other.is_namesake or supplier.is_own_word):
            in_words = f"{quoted(alias)} is only another name that its row gives it, and may be {other.in_words}"
            return Doubt(other.key, other.person, in_words)
    return None


def on_a_list_alone(name: str, named_in: Mapping[Snapshot, Sequence[str]], own: Sequence[str]) -> Doubt | None:
    """Return the doubt about a person whom only lists of others call by a `name` that is like none of those that it has by its
    register, by the user (`own`) or by any other source: whoever writes a list can put the LEI of another company there."""
    wanted = normalize(name)
    calling = [snapshot for snapshot, names in named_in.items() if wanted in map(normalize, names)]
    lists = {snapshot.series for snapshot in calling}  # of which one may come in several files
    others = [*own, *(one for snapshot, names in named_in.items() if snapshot.series not in lists for one in names)]
    kinds = {snapshot.kind for snapshot in calling}
    if not others or wanted in map(normalize, own) or kinds & REGISTERS or kinds == {STARTER}:
        return None
    known = Known.called({"it": list(dict.fromkeys(others))})
    (answer,) = match([Asked(name)], known, Decisions())
    if answer.match or any(candidate.score >= SURE for candidate in answer.candidates):
        return None
    by = ", ".join(snapshot.id for snapshot in calling)
    in_words = f"only {by} calls it {quoted(name)}, which is like none of its other names, such as {quoted(others[0])}"
    return Doubt("", Person(name, incorporated_in=country_suggested(name)), in_words)


def namesakes(answer: Answer) -> tuple[str, ...]:
    """Return the keys of all persons who have a name, be it one's or several's."""
    return ((answer.match.key, *answer.match.also) if answer.match else ()) + answer.undecided


def are_apart(one: Person, other: Person) -> bool:
    """Tell whether nothing that is said of two persons' countries is the same, and something is said of both."""
    places = [{place for place in person.countries if place} for person in (one, other)]
    return all(places) and not places[0] & places[1]

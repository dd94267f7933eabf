"""Whom a company that speaks for itself may be, against its word: somebody of the PRC or Russia by a record or a lead.

What a company says of itself never settles who it is or who holds it. Its name, in another script or dress, as a brand, or with a
place added, is enough to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from auditor.entities.matching.candidates import SURE, Candidate
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.matching import BRAND, Answer
from auditor.entities.matching.slips import telling
from auditor.entities.names.legal_forms import is_legal_form
from auditor.entities.names.normal import normalize
from auditor.entities.names.stems import core, stem
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.lead_kinds import LeadKind
from auditor.entities.resolution.register import LookedUp
from auditor.entities.sources.starter import KIND
from auditor.entities.suppliers.suppliers import Supplier, Suppliers
from auditor.provenance import Source
from bom_parsers.errors import quoted
from policies.foreign_adversaries.persons import Person

SAME_NAME = "the same name"
# On what that rests which is stated of a person and settles nothing.
OWN_WORD, NO_EVIDENCE = "is a company's own word", "names no evidence"
BY_COUNTRY = "is only a country beside an owner's name"
GLUED = 5  # letters of a brand to which the rest of a word may be glued


class OtherPerson(NamedTuple):
    """A person of the PRC or Russia by all that is on file: its `key` in the reference data, and what it is, `in_words`.

    `is_listed` is whether that is known from a supplier list in the store alone, `is_namesake` whether the whole name is its
    name or brand, `is_hinted` whether nothing says so but a government's list of companies of there, which has no facts.
    """

    key: str
    person: Person
    in_words: str
    is_listed: bool
    is_namesake: bool = False
    is_hinted: bool = False


def speaking_for_themselves(suppliers: Suppliers, graph: Graph) -> dict[str, Source]:
    """Return the keys of the persons of whom a company's own word says who they are, or a row that names no evidence, with
    their holders, each with the row."""
    speaking: dict[str, Source] = {}
    for supplier in suppliers.suppliers:
        if supplier.is_own_word or not (supplier.is_bare or supplier.has_evidence):
            of_it = (supplier.key, *(holding.holder for holding in supplier.person.holdings))
            speaking |= {key: supplier.sources[-1] for key in of_it if key not in speaking}
    return speaking


def held_by_country(suppliers: Suppliers, graph: Graph) -> dict[str, Source]:
    """Return the keys of the holders of whom an owners cell says nothing but the country, with the row that says so."""
    holders = [(h.holder, supplier.sources[-1]) for supplier in suppliers.suppliers for h in supplier.person.holdings]
    adversaries = frozenset(graph.parameters.adversary_countries)
    return {key: source for key, source in holders if (graph.persons[key].country_only or "") not in adversaries | {""}}


def on_what_rests(supplier: Supplier | None) -> str:
    """Return on what that rests which a row states and settles nothing, or which it says of a holder, who is no supplier."""
    return NO_EVIDENCE if supplier is not None and not supplier.is_own_word else OWN_WORD


def names_of(key: str, graph: Graph, listed: Mapping[str, Supplier]) -> tuple[str, ...]:
    """Return the name of a person of the lists, and those that its row gives it besides."""
    return (graph.persons[key].name, *(listed[key].aliases if key in listed else ()))


def names_in(name: str) -> list[str]:
    """Return a name, and what of it may be somebody's brand: each word and two words, what a long word begins with, and the
    signs that a name in another script begins with."""
    words = normalize(name).split()
    pairs = [" ".join(pair) for pair in pairwise(words)]
    signs = [words[0][:length] for length in (2, 3, 4)] if words and not words[0].isascii() else []
    glued = [word[:length] for word in words if word.isascii() for length in range(GLUED, len(word))]
    return list(dict.fromkeys([name, *pairs, *words, *signs, *glued]))


def other_persons(
    name: str,
    answers: Mapping[str, tuple[Answer, Answer]],
    data: LookedUp,
    decisions: Decisions,
    *,
    brands: bool = True,
) -> list[OtherPerson]:
    """Return who has this name, or one so like it, or a brand that is part of it, and is of the PRC or Russia, but for those of
    whom it is decided that the name is not theirs.

    `answers` has, of each of `names_in`, what sourced data and what general knowledge answers; without `brands` only of `name`.
    """
    answer, lead = answers[name]
    elsewhere = _elsewhere(answer, lead, data)
    why_of = dict(_alike(name, answer, lead, elsewhere))
    has_name = {c.key for c in (*answer.candidates, *lead.candidates) if c.score >= SURE}
    has_name |= {matched.key for matched in (answer.match, lead.match) if matched}
    if not has_name & elsewhere:
        slips = data.slips.get(name, {}).items()
        why_of |= {key: f"the name is almost {quoted(other)}" for key, other in slips if key not in why_of}
    for part in names_in(name)[1:] if brands else ():
        branded = [c for answer in answers[part] for c in answer.candidates if c.why == BRAND]
        why_of |= {c.key: f"{quoted(part)} is a brand of it" for c in branded if c.key not in why_of}
    others = []
    for key, why in why_of.items():
        graph = data.ownership.graph if key in data.ownership.graph.persons else data.of_candidates.graph
        hint = next((x for x in data.hints.get(key, ()) if x.kind is LeadKind.LISTED), None)
        if key not in graph.persons or decisions.different(name, key):
            continue
        is_hinted = graph.lead(key) is None
        if hint or not is_hinted:
            person = graph.led.get(key) or graph.persons[key]
            if person.kind != "natural_person":  # who share names
                because = f"{why}; {hint.in_words}" if is_hinted and hint else why
                in_words = f"{person.name}, {graph.whereabouts(key)} ({because})"
                sources = graph.filed[key].snapshots if key in graph.filed else frozenset()
                is_listed = bool(sources) and all(id.startswith("suppliers-") for id in sources)
                others.append(OtherPerson(key, person, in_words, is_listed, why in (SAME_NAME, BRAND), is_hinted))
    return others


def _alike(name: str, answer: Answer, lead: Answer, own: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield who has this name or one so like it, and why; an arm of a company that is called so is none of one that is called
    more: `own` are the keys of companies of elsewhere."""
    candidates: Sequence[Candidate] = (*answer.candidates, *lead.candidates)
    maker = telling(name)
    is_arm_of_another = any(c.is_arm and c.key in own and telling(c.name) == maker for c in candidates)
    for candidate in candidates:
        is_arm = candidate.is_arm and any(not is_legal_form(word) for word in core(stem(candidate.name)).split())
        if candidate.score >= SURE or (is_arm and not (is_arm_of_another and telling(candidate.name) != maker)):
            yield candidate.key, candidate.why
    for matched in filter(None, (lead.match, answer.match)):
        yield matched.key, SAME_NAME


def _elsewhere(answer: Answer, lead: Answer, data: LookedUp) -> set[str]:
    """Return the keys of those who have or may have a name that general knowledge knows as companies of other countries than the
    PRC and Russia."""
    keys = {c.key for one in (answer, lead) for c in one.candidates} | {m.key for m in (answer.match, lead.match) if m}
    graphs = [
        (key, graph)
        for graph in (data.ownership.graph, data.of_candidates.graph)
        for key in keys & graph.persons.keys()
    ]
    return {key for key, graph in graphs if graph.lead(key) is None and _is_of_starter_list(key, graph)}


def _is_of_starter_list(key: str, graph: Graph) -> bool:
    person = graph.led.get(key) or graph.persons[key]
    snapshots = graph.filed[key].snapshots if key in graph.filed else frozenset()
    return any(person.countries) and any(id.startswith(f"{KIND}-") for id in snapshots)

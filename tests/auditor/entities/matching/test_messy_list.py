"""A purchasing department's list of 200 rows, screened against reference data: who each row is, and what follows from it.

`messy_expected.csv` is written from the law and common sense, not from what the program says. What no source states is
unknown: the reference data never say that nobody else owns a company; only `messy_reference/suppliers.csv` does.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from auditor.entities.matching.candidates import Candidate
from auditor.entities.matching.identity import joined, same_persons
from auditor.entities.matching.matching import Answer, Asked, Known, match
from auditor.entities.matching.namesakes import by_name
from auditor.entities.ownership.graph import Graph
from auditor.entities.ownership.holdings import Ownership
from auditor.entities.reference import Reference
from auditor.entities.sources.importing import read_source
from auditor.entities.suppliers.supplier_list import SupplierList, read_list
from auditor.entities.suppliers.suppliers import Suppliers, read_suppliers
from auditor.inputs import read_input
from policies.foreign_adversaries.persons import Nexus
from policies.parameters import load
from tests.auditor.entities.recorded import whole

HERE = Path(__file__).parent
DAY = date(2026, 11, 20)
P = load("policies.connected_vehicles", DAY)
FILES = {
    "gleif-level1": "gleif-level1.csv",
    "gleif-level2": "gleif-level2.csv",
    "opensanctions": "opensanctions.jsonl",
    "csl": "csl.csv",
    "suppliers": "suppliers.csv",
}
NEXUS = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True)
class Expected:
    """A row of messy_expected.csv; `group` is its column "class"."""

    place: str
    name: str
    group: str
    who: str
    nexus: str
    prong: str
    review: str
    candidate: str


@cache
def expected() -> tuple[Expected, ...]:
    with (HERE / "messy_expected.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        return tuple(Expected(*row) for row in reader)


@cache
def supplier_list() -> SupplierList:
    return read_list(read_input(HERE / "messy_suppliers.csv", "messy_suppliers.csv"))


@cache
def imported() -> tuple[Reference, ...]:
    return tuple(
        whole(read_source(kind, HERE / "messy_reference" / name, DAY)).reference for kind, name in FILES.items()
    )


@cache
def references() -> tuple[Reference, ...]:
    return tuple(by_name(joined(imported())))


@cache
def one_key() -> dict[str, str]:
    return same_persons(imported())


def person(key: str) -> str:
    """Return the key under which all references have the person that one of them has under `key`.

    A key of the supplier list is written without the hash of the list, by which the reference tells its versions apart.
    """
    if key.startswith("supplier:"):
        digest = hashlib.sha256((HERE / "messy_reference" / FILES["suppliers"]).read_bytes()).hexdigest()
        key = f"supplier:{digest[:12]}:{key.removeprefix('supplier:')}"
    return one_key().get(key, key)


@cache
def answers() -> dict[str, Answer]:
    """Return by place who each row is: by its name or, where nobody has that, by one of its other names.

    Natural persons share names: what is found by the name of one alone is a candidate.
    """
    rows = supplier_list().rows
    asked = [(row.place, Asked(name, row.identifiers)) for row in rows for name in (row.name, *row.other_names)]
    found: dict[str, Answer] = {}
    all_answers = map(_of_persons, match([one for _, one in asked], Known.of(references())))
    for (place, _), answer in zip(asked, all_answers, strict=True):
        if place not in found or (found[place].match is None and answer.match is not None):
            found[place] = answer
    return found


def _of_persons(answer: Answer) -> Answer:
    if answer.match is None or answer.match.key not in LISTED_PERSONS:
        return answer
    candidate = Candidate(answer.match.key, answer.match.evidence, 100.0, "natural persons share names")
    return Answer(None, (candidate, *answer.candidates))


LISTED_PERSONS = ("opensanctions:fx-ivan", "csl:fx03")
PARTIES = [row for row in expected() if row.group != "no party"]
GROUPS = sorted({row.group for row in PARTIES})


def test_every_row_is_a_party_or_told_to_be_none():
    assert len(expected()) == 200
    assert [row.place for row in supplier_list().rows] == [row.place for row in PARTIES]
    reported = {problem.source.pointer for problem in supplier_list().problems}
    assert {row.place for row in expected() if row.group == "no party"} <= reported


@pytest.mark.parametrize("group", GROUPS)
def test_each_row_is_the_person_it_means_or_nobody(group):
    wrong = []
    for row in (row for row in PARTIES if row.group == group):
        found = answers()[row.place].match
        keys = {found.key, *found.also} if found else {""}
        if person(row.who) not in keys:
            wrong.append((row.place, row.name, "expected", row.who, "found", keys))
    assert wrong == []


@pytest.mark.parametrize("group", GROUPS)
def test_who_it_may_be_is_offered(group):
    wrong = []
    for row in (row for row in PARTIES if row.group == group and row.candidate):
        offered = [candidate.key for candidate in answers()[row.place].candidates]
        if person(row.candidate) not in offered:
            wrong.append((row.place, row.name, "expected", row.candidate, "offered", offered))
    assert wrong == []


@cache
def stated() -> tuple[Suppliers, Graph]:
    """What the user's own supplier list states, owners complete where it says so."""
    graph = Graph(P)
    return read_suppliers([read_input(HERE / "messy_reference" / "suppliers.csv", "suppliers.csv")], graph), graph


@cache
def ownership() -> Ownership:
    return Ownership(references(), [answer.match.key for answer in answers().values() if answer.match], DAY, P)


def nexus_of(place: str) -> Nexus:
    """Return the nexus of a row's person: as the user's own list states it, else by the reference data.

    Where an identifier is one person's and the name another's, it is not known who is meant, and so nothing is.
    """
    found = answers()[place].match
    if found is None or found.conflict:
        return Nexus(None)
    suppliers, graph = stated()
    own = next((one.key for one in suppliers.suppliers if person(one.key) == found.key), None)
    return graph.nexus(own) if own else ownership().graph.settled(found.key)


@pytest.mark.parametrize("group", GROUPS)
def test_each_row_has_its_nexus_and_prong(group):
    wrong = []
    for row in (row for row in PARTIES if row.group == group):
        found = nexus_of(row.place)
        if (found.value, str(found.prong or "")) != (NEXUS[row.nexus], row.prong):
            wrong.append((row.place, row.name, "expected", row.nexus, row.prong, "found", found))
    assert wrong == []


def test_an_identifier_of_one_and_the_name_of_another_is_told():
    found = {row.place: answers()[row.place].match for row in PARTIES}
    disputed = {place for place, match in found.items() if match and match.conflict}
    assert disputed == {row.place for row in PARTIES if row.group == "identifier conflict"}


def test_whatever_is_not_known_is_for_review():
    assert [row for row in PARTIES if (row.review == "yes") != (row.nexus == "unknown")] == []

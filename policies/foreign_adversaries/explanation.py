"""Why a person is, is not, or may be one of the PRC or Russia: the tests that decided, down to the holding and its holder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from policies.foreign_adversaries.control import HOLDER, PRONG_4
from policies.foreign_adversaries.control import TESTS as CONTROL_TESTS
from policies.foreign_adversaries.findings import Finding, PersonTest
from policies.foreign_adversaries.nexus import CITIZEN_OR_RESIDENT, PERSON, PRONG_2, PRONG_3, examine_employee
from policies.foreign_adversaries.nexus import TESTS as PERSON_TESTS
from policies.foreign_adversaries.persons import Nexus, Person
from policies.foreign_adversaries.recorded import TESTS as RECORDED_TESTS
from policies.foreign_adversaries.recorded import examine_recorded
from policies.parameters import Parameters

TESTS: tuple[PersonTest, ...] = (
    *PERSON_TESTS,
    *CONTROL_TESTS,
    *RECORDED_TESTS,
)  # all that ask about a person, in order
JOINED = (PERSON, PRONG_2, CITIZEN_OR_RESIDENT, PRONG_3, PRONG_4)  # all that only join others


class Tested(NamedTuple):
    """One test of the walk: `key` and `person` say of whom, `depth` how far below the person that was asked about."""

    depth: int
    key: str
    person: Person
    finding: Finding


def explain_person(
    key: str, persons: Mapping[str, Person], of: Callable[[str], Nexus], p: Parameters, *, employed: bool = False
) -> Iterator[Tested]:
    """Walk the findings by which the person under `key` is judged; `of` gives the nexus of each by its key.

    Of a test that holds those below it are walked by which it does, of one that is unknown those that are, of one that fails
    all. Holders who are of the PRC or Russia, or may be, are walked in their turn, each once; `employed` judges who works
    through an entity.
    """
    seen = {key}

    def below(key: str, finding: Finding, depth: int) -> Iterator[Tested]:
        for child in _deciding(finding):
            yield Tested(depth, key, persons[key], child)
        holder = (
            finding.holding.holder if finding.holding and finding.test is HOLDER and finding.value is not False else key
        )
        if holder not in seen:
            seen.add(holder)
            for child in _deciding(examine_recorded(persons[holder], of, p)):
                yield Tested(depth, holder, persons[holder], child)

    whole = examine_employee(persons[key], p) if employed else examine_recorded(persons[key], of, p)
    open_ones = [below(key, whole, 0)]  # and not calls within calls: a chain of holders may be ten thousand long
    while open_ones:
        tested = next(open_ones[-1], None)
        if tested is None:
            open_ones.pop()
            continue
        yield tested
        open_ones.append(below(tested.key, tested.finding, tested.depth + 1))


def _deciding(finding: Finding) -> Iterator[Finding]:
    members = finding.decisive.members if finding.value else ()
    for child in finding.children:
        decides = finding.value is False or child.value is finding.value
        if decides and not (members and child.test is HOLDER and child.holding not in members):
            yield child

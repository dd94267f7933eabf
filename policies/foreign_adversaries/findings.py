"""The tests of § 791.301 of one person: what each asks and rests on, and what it finds, after Kleene.

A test is declared once, as data. What it finds of a person is the answer and the explanation alike: the nexus of a person is
read off the findings, and so is why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from policies.foreign_adversaries.not_counted import in_words
from policies.foreign_adversaries.persons import NO, Basis, Chain, Holding, Nexus, Person
from policies.parameters import Parameters
from policies.truth import Standing

DEFINITIONS = "791.301"  # the text of the section was not read: its tests are paraphrases, and none is settled
OPEN: frozenset[Basis] = frozenset({(DEFINITIONS, Standing.OPEN)})


@dataclass(frozen=True, eq=False)
class PersonTest:
    """One question about a person: `words` say what holds of it when the test does, `prong` which part of the definition asks.

    `asks` are the facts of the person, or of a holding in it, that the test looks at. `parameter` is the number or list it
    compares with, whose standing it has too where the comparison decides; `precedent` is one that, where it is reached, carries
    the answer instead. `question` is the key, in GAP_QUESTIONS, of what
    the law leaves open where the test neither holds nor fails although the facts are known.
    """

    id: str
    words: str
    prong: int | None = None
    asks: tuple[str, ...] = ()
    parameter: str = ""
    question: str = ""
    precedent: str = ""
    standing: Standing = Standing.PROBABLE
    paragraph: str = DEFINITIONS

    @property
    def citation(self) -> str:
        """Return the paragraph and prong, as people cite them."""
        return f"15 CFR {self.paragraph}" + (f", prong {self.prong}" if self.prong else "")

    @property
    def bases(self) -> frozenset[Basis]:
        """Return what the reading itself rests on, whatever it compares with."""
        return _basis(self.paragraph, self.standing)

    def compared(self, p: Parameters, name: str = "") -> frozenset[Basis]:
        """Return what an answer rests on that the comparison with its parameter, or with the one named, decides."""
        return _compared(self, p, name or self.parameter)

    def by_precedent(self, p: Parameters) -> frozenset[Basis]:
        """Return what an answer rests on that the comparison with the precedent decides."""
        return _compared(self, p, self.precedent)


class Finding(NamedTuple):
    """What a test finds of a person: true, false or unknown, what that rests on, and the findings below it.

    `holding` is the holding that it is about, `members` all the holdings that are taken together with it; `because` says in
    words what holds or is unknown; `gaps` are the facts and questions that leave it unknown. `held` is who has what, in words,
    where prong 4 holds.
    """

    test: PersonTest
    value: bool | None
    bases: frozenset[Basis]
    because: str = ""
    gaps: frozenset[str] = frozenset()
    holding: Holding | None = None
    members: tuple[Holding, ...] = ()
    children: tuple[Finding, ...] = ()
    held: str = ""

    def facts(self, person: Person) -> tuple[tuple[str, Any], ...]:
        """Return the facts that the test looks at, of `person` or of the holding in it, as (name, value)."""
        subject = self.holding or person
        return tuple((name, getattr(subject, name)) for name in self.test.asks)

    @property
    def standing(self) -> Standing:
        """Return how firmly the weakest reading is known that the finding rests on."""
        return max((standing for _, standing in self.bases), default=self.test.standing)

    @property
    def decisive(self) -> Finding:
        """Return the finding at the bottom by which this one holds: itself, or the first below it that holds."""
        below = next((child for child in self.children if child.value), None)
        return below.decisive if below else self


def any_of(test: PersonTest, children: Sequence[Finding]) -> Finding:
    """Join findings one of which is enough: a yes rests on the first that holds, a no on all, an unknown on the unknown."""
    for child in children:
        if child.value:
            return Finding(test, True, child.bases, child.because, children=tuple(children))
    unknown = [child for child in children if child.value is None]
    if not unknown:
        because = next((child.because for child in children if child.because), "")
        return Finding(test, False, bases_of(children), because, children=tuple(children))
    return _unknown(test, unknown, children)


def all_of(test: PersonTest, children: Sequence[Finding]) -> Finding:
    """Join findings all of which are needed: a no rests on the first that fails, a yes on all, an unknown on the unknown."""
    for child in children:
        if child.value is False:
            return Finding(test, False, child.bases, child.because, children=tuple(children))
    unknown = [child for child in children if child.value is None]
    if unknown:
        return _unknown(test, unknown, children)
    because = "; ".join(child.because for child in children if child.because)
    return Finding(test, True, bases_of(children), because, children=tuple(children))


def bases_of(findings: Iterable[Finding | Nexus]) -> frozenset[Basis]:
    """Return all that the findings rest on."""
    return frozenset().union(*(finding.bases for finding in findings))


def nexus_of(finding: Finding, person: Person, above: Nexus | None, not_counted: tuple[str, ...] = ()) -> Nexus:
    """Return the nexus that the finding about a person means; `above` is that of the holder of the decisive holding, and
    `not_counted` what is on file that does not count, where the finding is a no."""
    if finding.value is False:
        because = "; ".join(filter(None, (finding.because, in_words(not_counted)))) or NO.because
        return Nexus(False, because=because, gaps=finding.gaps, bases=finding.bases, not_counted=not_counted)
    if finding.value is None:
        return Nexus(None, because=finding.because, gaps=finding.gaps, bases=finding.bases)
    prong = finding.decisive.test.prong or (above.prong if above else None)
    holding = finding.decisive.holding if above else None
    through = holding.holder if holding else None
    chain = Chain(person.name, above.chain if above else ())
    return Nexus(True, prong, finding.because, chain, bases=finding.bases, held=_held(finding), through=through)


def _held(finding: Finding) -> str:
    """Return who has what, from the first finding on the way down to the decisive one that says it."""
    below = next((child for child in finding.children if child.value), None)
    return finding.held or (_held(below) if below else "")


def _unknown(test: PersonTest, unknown: Sequence[Finding], children: Sequence[Finding]) -> Finding:
    because = "; ".join(dict.fromkeys(child.because for child in unknown if child.because))
    gaps = frozenset().union(*(child.gaps for child in unknown))
    return Finding(test, None, bases_of(unknown), because, gaps, children=tuple(children))


@lru_cache(maxsize=256)
def _basis(paragraph: str, standing: Standing) -> frozenset[Basis]:
    return frozenset({(paragraph, standing)})


@lru_cache(maxsize=1024)
def _compared(test: PersonTest, p: Parameters, name: str) -> frozenset[Basis]:
    parameter = p[name]
    paragraph = parameter.citation.removeprefix("15 CFR ").partition(",")[0]
    return test.bases | {(paragraph, parameter.standing)}

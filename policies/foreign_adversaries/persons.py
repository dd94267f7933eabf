"""§ 791.301: person owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia.

The persons, what they hold in each other, and what the definition makes of one: its nexus. The text of the section was not
read; the prongs are paraphrased from law-firm alerts and press.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import eq
from typing import Any, Literal, NamedTuple

from policies.truth import Standing
from policies.vocabulary import person_columns

Basis = tuple[str, Standing]  # a paragraph, and how firmly the reading of it is known that an answer rests on

PRONGS = {
    1: "prong 1: acts for, or is mostly funded by, the government of",
    2: "prong 2: citizen or resident of",
    3: "prong 3: incorporated, headquartered or doing its principal business in",
    4: "prong 4: owned or controlled by a person of",
}

# What can be unknown about a person (facts), and what the law leaves open about one (questions); in the order of bits.
GAP_FACTS = (
    "party",
    "party.incorporated_in",
    "party.headquartered_in",
    "party.principal_place_of_business",
    "party.citizenships",
    "party.resident_in",
    "party.us_permanent_resident",
    "party.owners",
)
GAP_QUESTIONS = {
    "resident_employee": "Does a resident of the PRC or Russia who works through an entity from elsewhere count as a party?",
    "dominance": "Is the largest holding a dominant minority where it is small and the rest is dispersed?",
    "half": "Does exactly half of the votes or of the board, without more, give control?",
    "sum": "Do separate holders of the PRC or Russia control the entity where they hold a majority only together?",
    "concert": "Does a holder of the PRC or Russia control by acting in concert with others that it does not outvote?",
    "power_excluded": "Is a holding whose power is said to be legally excluded still control, 'whether or not exercised'?",
    "rival": "Is a holding a dominant minority where another's is barely larger and nobody has a majority?",
    "seats": "Does a holder decide by its seats where it names less than half of the board and nobody else decides?",
    "lead": "Is the largest holding a dominant minority where another's is barely smaller?",
    "cross": "Does a holder control where the holdings that outvote it are the company's own, or of a ring that it is part of?",
    "money": "Does money without votes from the PRC or Russia make an entity one that is financed in majority part from there?",
}
_BIT = {name: 1 << i for i, name in enumerate((*GAP_FACTS, *GAP_QUESTIONS))}


class Ultimate(NamedTuple):
    """To whom a holder belongs in the end, by the ids of these persons; of one that nobody controls that is itself.

    `certain` is who has a majority of the votes, at each step up; `held` are all who control it by the ways of prong 4, a
    dominant minority included; `possible` are all who may, None where that may be anybody. `own` says whether the holder
    belongs to the company itself that it holds, as in a ring: "yes", "may" or "". `called` is who controls it, by name, where
    somebody does.
    """

    certain: str
    held: frozenset[str]
    possible: frozenset[str] | None
    own: Literal["", "may", "yes"] = ""
    called: str = ""


@dataclass(frozen=True)
class Holding:
    """What one holder has in an organisation: `holder` is its key in the graph, shares are percent of the votes.

    `casting_vote` decides where votes or seats are equal; `nominee` is who holds for others that are not named, as a depositary
    does; `indirect` is a share that it has through other holders of the same organization; `capital_pct` is its part of the
    money, where it is another than that of the votes; `ultimate` is to whom the holder belongs, None for itself.
    """

    holder: str
    name: str
    voting_pct: float | None = None
    largest: bool | None = None
    board_seats: tuple[int, int] | None = None
    special_share: bool = False
    proxy: bool = False
    veto: bool = False
    contract_control: bool = False
    acts_in_concert_with: tuple[str, ...] = ()
    power_excluded: bool = False
    dispersed: bool = False
    casting_vote: bool = False
    nominee: bool = False
    indirect: bool = False
    capital_pct: float | None = None
    ultimate: Ultimate | None = None

    @property
    def belongs_to(self) -> Ultimate:
        """Return to whom the holder belongs in the end."""
        return self.ultimate or Ultimate(self.holder, frozenset({self.holder}), frozenset({self.holder}))

    @property
    def right(self) -> str | None:
        """Return the right over important matters that decides without regard to shares, if there is one."""
        rights = {
            "a special share": self.special_share,
            "votes by proxy": self.proxy,
            "a veto over important matters": self.veto,
            "control by contract": self.contract_control,
        }
        return next((words for words, held in rights.items() if held), None)


@dataclass(frozen=True)
class Person:
    """One person. What is None is unknown; `country_only` is a holder given by country, about whom nothing else is open.

    A place may be several countries, as "US; CN" for two headquarters. `closed` is one whose holders lead to nobody outside of
    those who hold each other: no natural person, no government, no dispersed public.
    """

    name: str
    kind: str = "organisation"
    incorporated_in: str | None = None
    headquartered_in: str | None = None
    principal_place_of_business: str | None = None
    citizenships: tuple[str, ...] | None = None
    resident_in: str | None = None
    us_permanent_resident: bool | None = None
    acts_for: str | None = None
    holdings: tuple[Holding, ...] = ()
    no_other_owners: bool = False
    country_only: str | None = None
    closed: bool = False

    @property
    def countries(self) -> tuple[str | None, str | None, str | None]:
        return self.incorporated_in, self.headquartered_in, self.principal_place_of_business


class Chain(Sequence[str]):
    """The names from a person up to the one that is decisive: a chain shares all but its first name with that of the holder, so
    that ten thousand companies that hold each other in a row do not keep fifty million names."""

    __slots__ = ("_length", "_name", "_rest", "last")

    def __init__(self, name: str, rest: Sequence[str] = ()) -> None:
        self._name, self._rest, self._length = name, rest, len(rest) + 1
        self.last: str = rest.last if isinstance(rest, Chain) else rest[-1] if rest else name

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        rest: Sequence[str] = self
        while isinstance(rest, Chain):
            yield rest._name
            rest = rest._rest
        yield from rest

    def __getitem__(self, at: Any) -> Any:
        return self.last if at == -1 else tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


@dataclass(frozen=True)
class Nexus:
    """Whether a person is one of the PRC or Russia: yes, no, or unknown (null) with the `gaps` that would settle it.

    `prong` is 1 to 4 when yes; `because` says it in words; `chain` are the names from the person up to the one that is decisive,
    and `through` the key of the holder that decides, if one does.
    `bases` are the readings of the law that the answer rests on, a yes, a no and an unknown alike, with those of the holders.
    `held` is who has what, in words, where prong 4 decides: the part of `because` that a person further down repeats.
    `not_counted` are the links to the PRC or Russia that are on file where the answer is no, each with why it does not count;
    those of the holders are among them, however far up.
    """

    value: bool | None
    prong: int | None = None
    because: str = ""
    chain: Sequence[str] = ()
    gaps: frozenset[str] = field(default=frozenset())
    bases: frozenset[Basis] = field(default=frozenset())
    held: str = ""
    not_counted: tuple[str, ...] = ()
    through: str | None = None

    @property
    def standing(self) -> Standing:
        """Return how firmly the weakest reading that the answer rests on is known."""
        return max((standing for _, standing in self.bases), default=Standing.SETTLED)

    @property
    def mask(self) -> int:
        """Return the gaps as bits of GAP_FACTS and GAP_QUESTIONS."""
        return sum(_BIT[gap] for gap in self.gaps)

    def columns(self, prefix: str) -> dict[str, Any]:
        """Return the columns of a frame of facts that hold it: what it is, what would settle it, and how firmly it is known."""
        return dict(zip(person_columns(prefix), (self.value, self.mask, int(self.standing)), strict=True))


NO = Nexus(False, because="no link to the PRC or Russia is on file")


def either(*answers: Nexus) -> Nexus:
    """Join answers about one act or person: one yes is a yes; else what is unknown stays unknown; else no."""
    yes = [nexus for nexus in answers if nexus.value]
    if yes:
        return min(yes, key=lambda nexus: len(nexus.chain))
    unknown = [nexus for nexus in answers if nexus.value is None]
    if not unknown:
        return replace(answers[0], bases=_bases(answers)) if answers else NO
    because = "; ".join(dict.fromkeys(nexus.because for nexus in unknown if nexus.because))
    gaps = frozenset().union(*(nexus.gaps for nexus in unknown))
    return Nexus(None, because=because, gaps=gaps, bases=_bases(unknown))


def countries_of(place: str | None) -> tuple[str, ...]:
    """Return the countries that a place is in: one, or several of "US; CN"; none where it is not known."""
    return tuple(filter(None, (part.strip() for part in (place or "").split(";"))))


def _bases(answers: Iterable[Nexus]) -> frozenset[Basis]:
    return frozenset().union(*(nexus.bases for nexus in answers))

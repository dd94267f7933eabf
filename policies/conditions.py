"""What a test asks of the facts, in the words of a lawyer: `is_true`, `is_one_of`, `at_most`, `over`, `before`, `presumed`.

A condition holds, fails, or is unknown (null) in each row of facts, after Kleene. It carries the columns that would settle it
where it is unknown, and knows those that it reads, so that what a test asks for and shows cannot drift from what it looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import polars as pl

Answer = pl.Expr  # which text a rule answers in each row of facts


@dataclass(frozen=True, eq=False)
class Condition:
    """An expression over columns of facts: `asks` are the columns that settle it, `persons` those whom it looks at.

    `whose` is the person whose gaps settle it, where it is about who somebody is. `asked` says in which rows it is asked for
    where it is unknown; in all of them where that is None.
    """

    holds: pl.Expr
    asks: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    whose: str | None = None
    asked: pl.Expr | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the columns that it looks at, each once: those that settle it, and those that are presumed or only stated."""
        return _once(self.asks, self.holds.meta.root_names())

    def __and__(self, other: Condition) -> Condition:
        return self._joined(self.holds & other.holds, other)

    def __or__(self, other: Condition) -> Condition:
        return self._joined(self.holds | other.holds, other)

    def __invert__(self) -> Condition:
        return Condition(~self.holds, self.asks, self.persons, self.whose)

    def _joined(self, holds: pl.Expr, other: Condition) -> Condition:
        return Condition(holds, _once(self.asks, other.asks), _once(self.persons, other.persons))


def is_true(column: str) -> Condition:
    """It is so."""
    return Condition(pl.col(column), (column,))


def is_equal(column: str, value: Any) -> Condition:
    """It is this value."""
    return Condition(pl.col(column) == value, (column,))


def is_one_of(column: str, *values: str) -> Condition:
    """It is one of these values."""
    return Condition(pl.col(column).is_in(list(values)), (column,))


def at_most(column: str, limit: float) -> Condition:
    """A number is the limit or less."""
    return Condition(pl.col(column) <= limit, (column,))


def below(column: str, limit: float) -> Condition:
    """A number is less than the limit."""
    return Condition(pl.col(column) < limit, (column,))


def at_least(column: str, limit: float) -> Condition:
    """A number is the limit or more."""
    return Condition(pl.col(column) >= limit, (column,))


def over(column: str, limit: float) -> Condition:
    """A number is more than the limit."""
    return Condition(pl.col(column) > limit, (column,))


def before(column: str, limit: date | int) -> Condition:
    """A day, or a model year, comes before the one given."""
    return Condition(pl.col(column) < limit, (column,))


def not_before(column: str, limit: date) -> Condition:
    """A day is the one given or a later one."""
    return Condition(pl.col(column) >= limit, (column,))


def is_after(column: str, other: str) -> Condition:
    """A day comes after another; the other one settles it, and where the day itself is not stated it is unknown."""
    return Condition(pl.col(column) > pl.col(other), (other,))


def is_stated(*columns: str) -> Condition:
    """One of them is stated; that is known either way."""
    return Condition(reduce(or_, (pl.col(column).is_not_null() for column in columns)))


def is_person_of_adversary(person: str) -> Condition:
    """Who `person` names ("party.designed") is one of a foreign adversary's persons."""
    return Condition(pl.col(f"{person}.nexus"), (), (person,), person)


def always() -> Condition:
    """Nothing is asked: it holds."""
    return Condition(pl.lit(True))


def never() -> Condition:
    """Nothing is asked: it fails."""
    return Condition(pl.lit(False))


def first_stated(*conditions: Condition) -> Condition:
    """The first of the conditions that is known decides: the same thing in other units."""
    asks, persons = _once(*(c.asks for c in conditions)), _once(*(c.persons for c in conditions))
    return Condition(pl.coalesce(c.holds for c in conditions), asks, persons)


def presumed(condition: Condition, value: bool, unless: Condition | None = None) -> Condition:
    """Where it is not known it is taken to be `value` and not asked for; not so in the rows where `unless` holds."""
    known = condition.holds.fill_null(value)
    if unless is None:
        return Condition(known, (), condition.persons)
    open_ones = unless.holds & condition.holds.is_null()
    return Condition(pl.when(open_ones).then(None).otherwise(known), condition.asks, condition.persons)


def in_doubt(condition: Condition, where: Condition) -> Condition:
    """It is unknown, and asked for, in the rows where `where` holds too: there it does not prove what it says elsewhere."""
    holds = pl.when(where.holds & condition.holds).then(None).otherwise(condition.holds)
    return Condition(holds, condition.asks, condition.persons)


def asked_where(where: Condition, condition: Condition) -> Condition:
    """The same, asked for only in the rows where `where` holds: elsewhere it stays unknown, and something else is asked first."""
    return Condition(condition.holds, condition.asks, condition.persons, condition.whose, where.holds.fill_null(False))


def undated(column: str) -> Condition:
    """It never holds; it is unknown where no day is stated."""
    return Condition(pl.when(pl.col(column).is_null()).then(None).otherwise(False), (column,))


def first_of(*choices: tuple[Condition, str | None], otherwise: str) -> Answer:
    """Return the value of the first of the choices whose condition holds, or `otherwise`; an unknown condition does not hold."""
    answer = pl.lit(otherwise)
    for condition, value in reversed(choices):
        answer = pl.when(condition.holds).then(pl.lit(value, pl.String)).otherwise(answer)
    return answer


def _once(*names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))

"""The vocabulary of a rule: its facts by name, with type, values and default, what they are called and how they are asked for.

A fact that is left out is unknown, unless it has a default. In frames a fact is one column of its own name; a list of choices
is one Boolean column for each choice that a test asks about. A person is three columns: `nexus`; `gaps` in what is known of
it, as bits; and `standing`, the weakest reading that its nexus, or its being unknown, rests on, as a number of
`truth.Standing`. A standing of null is that of nothing beyond the test that asks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

# What is beyond these is written wrong: no law, no vehicle and no company knows such days and numbers.
DAYS = (date(1900, 1, 1), date(2199, 12, 31))
HIGHEST = 10**15
LONGEST = 200  # characters of a value that an error shows


class VocabularyError(ValueError):
    """A question, or a stated fact, does not speak the vocabulary: at `place` there is `found`, `expected` was expected."""

    def __init__(self, place: str, found: str, expected: str, remedy: str) -> None:
        self.place, self.found, self.expected, self.remedy = place, found, expected, remedy
        super().__init__(f"{place}: found {found}; expected {expected}; {remedy}")


@dataclass(frozen=True)
class Fact:
    """One fact: `type` is bool, int, number, date, text, choice, choices, range or party; `columns` hold it in a frame.

    `words` call it in the middle of a sentence; `ask` asks for it, of `whom` ("maker": only who made a component knows it),
    with a `hint` at how to answer and, where they are not the values themselves, the answers `offered` with the value of each.
    `asked_as` is the fact under whose name it is asked for, if it is the same in another unit. `unsaid` is whether a person of
    whom nothing is said is one of a foreign adversary's; None leaves that unknown.
    """

    name: str
    type: str
    values: tuple[str, ...] = ()
    default: Any = None
    columns: tuple[str, ...] = ()
    words: str = ""
    ask: str = ""
    hint: str = ""
    whom: str = ""
    offered: tuple[tuple[str, Any], ...] = ()
    asked_as: str = ""
    unsaid: bool | None = None

    @property
    def table(self) -> str:
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        return self.name.partition(".")[2]

    @property
    def held_in(self) -> tuple[str, ...]:
        """Return the columns that hold it in a frame."""
        return person_columns(self.name) if self.type == "party" and not self.columns else self.columns or (self.name,)


@dataclass(frozen=True)
class PersonAsked:
    """A person that tests look at: the prefix of its columns, how a fact lacking about it is called ("{}" stands for that fact's
    name), and what is asked of it in words."""

    prefix: str
    gap: str
    words: str


def person_columns(prefix: str) -> tuple[str, str, str]:
    """Return the columns of a person in a frame of facts, such as "party.designed": nexus, gaps and standing."""
    return f"{prefix}.nexus", f"{prefix}.gaps", f"{prefix}.standing"


class Vocabulary:
    """The facts of one rule, and the `persons` that its tests look at, by prefix of their columns.

    `of_persons` are what may be lacking about these, with its words; it is stated in the tables of persons.
    """

    def __init__(
        self, facts: Iterable[Fact], persons: Iterable[PersonAsked] = (), of_persons: Iterable[Fact] = ()
    ) -> None:
        self.facts = tuple(facts)
        self.by_name = {fact.name: fact for fact in self.facts}
        self.tables = tuple(dict.fromkeys(fact.table for fact in self.facts))
        self._named = {fact.name: fact for fact in (*self.facts, *of_persons)}
        self.persons = {person.prefix: person for person in persons}
        self.columns: dict[
            str, Any
        ] = {}  # column -> polars type of a frame: one row for each thing in each transaction
        self._fact_of: dict[str, str] = {}
        for fact in self.facts:
            self.columns |= dict(zip(fact.held_in, _dtypes(fact), strict=True))
            self._fact_of |= dict.fromkeys(fact.held_in, fact.asked_as or fact.name)
        person_of: dict[str, str] = {}
        for person in self.persons:
            self.columns |= dict(zip(person_columns(person), _PERSON, strict=True))
            person_of |= dict.fromkeys(person_columns(person), person)
        self._read_as = self._fact_of | person_of

    def asked(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the facts to ask for where these columns are null, each once; raises KeyError for one of no fact."""
        return tuple(dict.fromkeys(self._fact_of[column] for column in columns))

    def read(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the facts, and the persons by prefix, that these columns hold, each once; raises KeyError for one of neither."""
        return tuple(dict.fromkeys(self._read_as[column] for column in columns))

    def order(self, name: str) -> tuple[int, str]:
        """Return the place of a missing fact among the others, persons' facts included."""
        names = list(self.by_name)
        known = name if name in self.by_name else next((f for f in names if name.startswith(f"{f}.")), names[-1])
        return names.index(known), name

    def words(self, name: str) -> str:
        """Return what a fact is called, or its name where nothing is said of that."""
        known = self._named.get(name)
        return known.words or name if known else name

    def ask(self, name: str) -> str:
        """Return the question that asks for a fact; "" where there is none."""
        known = self._named.get(name)
        return known.ask if known else ""

    def flatten(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Turn facts by name ("item.enables": ["vcs"]) into columns; facts that are persons are left out."""
        row: dict[str, Any] = {}
        for name, value in facts.items():
            fact = self.by_name[name]
            if fact.type == "party" or value is None:
                continue
            if fact.type == "choices":
                for choice, column in zip(fact.values, fact.columns, strict=False):
                    row[column] = choice in value
            else:
                row[fact.held_in[0]] = value[1] if fact.type == "range" else value
        return row

    def row(self, facts: Mapping[str, Any], place: str) -> dict[str, Any]:
        """Return facts by name, and columns of persons, as a row of columns; raises VocabularyError, naming `place`."""
        persons = {name: value for name, value in facts.items() if name in self.columns and name not in self.by_name}
        named = {name: value for name, value in facts.items() if name not in persons}
        for name in named:
            if name not in self.by_name:
                raise unknown_key(place, name, self.by_name)
        known = {name: check(self.by_name[name], value, f"{place}: {name}") for name, value in named.items()}
        return self.flatten(known) | persons

    def frame(self, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """Return rows of columns as a frame of facts: every column, defaults in place of what was left out.

        In a row without the nexus and the gaps of a person, that person is one of whom nothing is said.
        """
        data = pl.DataFrame({c: [row.get(c) for row in rows] for c in self.columns}, schema=self.columns)
        data = data.with_columns(
            pl.col(f.name).fill_null(pl.lit(f.default)) for f in self.facts if f.default is not None
        )
        unsaid = {f.held_in[0]: f for f in self.facts if f.unsaid is not None}
        return data.with_columns(
            pl.when(pl.col(column).is_null() & pl.col(fact.held_in[1]).is_null())
            .then(fact.unsaid)
            .otherwise(pl.col(column))
            .alias(column)
            for column, fact in unsaid.items()
        )


_PERSON = (pl.Boolean, pl.UInt32, pl.UInt8)
_DTYPES: dict[str, Any] = {
    "bool": pl.Boolean,
    "int": pl.Int32,
    "number": pl.Float64,
    "range": pl.Float64,
    "date": pl.Date,
    "text": pl.String,
}


def _dtypes(fact: Fact) -> Sequence[Any]:
    if fact.type == "party":
        return _PERSON
    if fact.type == "choices":
        return (pl.Boolean,) * len(fact.held_in)
    return (pl.Enum(fact.values) if fact.type == "choice" else _DTYPES[fact.type],)


def check(fact: Fact, value: Any, place: str) -> Any:
    """Return `value` as the fact's type holds it; raises VocabularyError, naming `place`, when it does not fit."""
    good = _FITS[fact.type](value)
    if good and fact.values:
        chosen = [value] if fact.type == "choice" else value
        wrong = [v for v in chosen if v not in fact.values]
        if wrong:
            expected = " or ".join(repr(v) for v in fact.values)
            raise VocabularyError(place, quoted(wrong[0]), expected, _nearest(str(wrong[0])[:LONGEST], fact.values))
    if not good:
        raise VocabularyError(
            place, quoted(value), _EXPECTED[fact.type], "correct the value, or leave the fact out if it is unknown"
        )
    if fact.type in ("country", "countries"):
        return value.upper() if isinstance(value, str) else [v.upper() for v in value]
    return value


def unknown_key(place: str, key: str, known: Iterable[str]) -> VocabularyError:
    """Return the error for a key that the vocabulary does not have, naming the nearest one that it has."""
    names = list(known)
    return VocabularyError(place, f"the unknown key {quoted(key)}", "a key of the vocabulary", _nearest(key, names))


def quoted(value: Any) -> str:
    """Return a value in quotes, with every character as it stands: `repr` goes by the Unicode tables of this Python.

    One of more than LONGEST characters is cut. Who shows the sentence writes out what cannot be seen.
    """
    if not isinstance(value, str):
        written: str = repr(value)
        return written if len(written) <= LONGEST else f"{written[:LONGEST]}..."
    text = value if len(value) <= LONGEST else f"{value[:LONGEST]}..."
    mark = '"' if "'" in text and '"' not in text else "'"
    return mark + text.replace("\\", "\\\\").replace(mark, f"\\{mark}") + mark


def _nearest(word: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(word, names, 1, 0.0)
    return f"did you mean {quoted(close[0])}?" if close else f"known are {', '.join(names)}"


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime) and DAYS[0] <= value <= DAYS[1]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= HIGHEST


def _is_list(value: Any, of: Any) -> bool:
    return isinstance(value, list) and all(of(v) for v in value)


def _is_country(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha()


_FITS: dict[str, Any] = {
    "bool": lambda v: isinstance(v, bool),
    "int": lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v < 2**31,
    "number": _is_number,
    "percent": lambda v: _is_number(v) and v <= 100,
    "date": _is_date,
    "text": lambda v: isinstance(v, str) and bool(v.strip()),
    "texts": lambda v: _is_list(v, lambda x: isinstance(x, str)),
    "choice": lambda v: isinstance(v, str),
    "choices": lambda v: _is_list(v, lambda x: isinstance(x, str)),
    "range": lambda v: _is_list(v, _is_number) and len(v) == 2 and v[0] <= v[1],
    "country": _is_country,
    "countries": lambda v: _is_list(v, _is_country),
    "seats": lambda v: (
        _is_list(v, lambda x: isinstance(x, int) and not isinstance(x, bool) and 0 <= x < 2**31)
        and len(v) == 2
        and v[0] <= v[1]
    ),
    "owners": lambda v: _is_list(v, lambda x: isinstance(x, dict)),
    "party": lambda v: isinstance(v, dict),
}
_EXPECTED = {
    "bool": "true or false",
    "int": "a whole number of 0 or more",
    "number": "a number from 0 to 10^15",
    "percent": "a percentage from 0 to 100",
    "date": "a date such as 2026-03-16, without quotes, from 1900 to 2199",
    "text": "a text that is not blank, in quotes",
    "texts": "a list of texts",
    "choice": "a text",
    "choices": "a list of texts",
    "range": "a pair [lowest, highest] in MHz",
    "country": 'a two-letter country code (ISO 3166-1 alpha-2) such as "DE"',
    "countries": 'a list of two-letter country codes such as ["DE"]',
    "seats": "a pair [held, of]",
    "owners": "a list of owner tables",
    "party": "a party table",
}

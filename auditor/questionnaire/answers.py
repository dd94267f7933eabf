"""The questions that a supplier can be asked in a request, with their plain words and what each answer means as a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from auditor.entities.names.lookalikes import oddities
from auditor.entities.names.normal import normalize
from auditor.entities.sources.values import day
from auditor.entities.suppliers.cells import country_named
from auditor.entities.suppliers.row import COUNTRY
from auditor.program.determinations import statable
from bom_parsers.bom import is_no_party
from bom_parsers.elsewhere import is_elsewhere
from bom_parsers.errors import UNSEEN, quoted
from policies.connected_vehicles.facts import VOCABULARY
from policies.vocabulary import Fact
from reports.machine.csv import is_formula

DO_NOT_KNOW = "do not know"
EARLIEST = date(1980, 1, 1)  # an older date of code is a typing error
LONGEST_NAME = 200  # characters
_NOT_KNOWN = frozenset(
    {
        "",
        "?",
        "do not know",
        "don't know",
        "dont know",
        "not known",
        "unknown",
        "weiß nicht",
        "nicht bekannt",
        "unbekannt",
    }
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4\u0060\uff07", "'"))
_NOBODY_IN_PARTICULAR = frozenset(
    {"we", "us", "ourselves", "our company", "self", "own", "in house", "various", "diverse"}
)
_NOT_SIGNED = re.compile(
    r"\b(?:not?|never|without|unsigned|unauthori[sz]ed|draft|void|invalid|pending|tb[cd]|template|sample|refuse[sd]?"
    r"|decline[sd]?|withdrawn|nicht|kein\w*|entwurf|ungültig|non|pas|brouillon|borrador)\b|n['’]t\b",
    re.IGNORECASE,
)


class AnswerError(ValueError):
    """A cell does not answer its question: there is `found`, `expected` was expected."""

    def __init__(self, found: str, expected: str) -> None:
        self.found, self.expected = found, expected
        super().__init__(f"found {found}; expected {expected}")


@dataclass(frozen=True)
class Asked:
    """A question: `fact` is what its answer states, `heading` asks it, `hint` says how to answer.

    `choices` are what the drop-down offers, with what each means; without them `read` makes the fact's value of a text.
    """

    fact: str
    heading: str
    hint: str
    read: Callable[[str], Any]
    choices: Mapping[str, Any] = field(default_factory=dict)
    is_date: bool = False


def answer(asked: Asked, text: str) -> Any:
    """Return what a cell's text answers; None where it says that it is not known. Raises AnswerError."""
    if is_not_known(text):
        return None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if asked.read is names and any(not line.endswith(";") for line in lines[:-1]):
        # One long name or several: the lines alone do not tell.
        raise AnswerError(quoted(text), "one name on one line, or several separated by ;")
    return asked.read(" ".join(text.split()))


def is_not_known(text: str) -> bool:
    """Tell whether a cell says that its answer is not known, with whatever apostrophe, and as a sentence or not."""
    plain = " ".join(text.split()).casefold().translate(_APOSTROPHES)
    return (plain.rstrip(" .!").removeprefix("we ").removeprefix("i ") or plain) in _NOT_KNOWN


@cache
def asked_of_part(fact: str) -> Asked | None:
    """Return the question about a part that the fact `fact` answers, named as in determinations; None if it cannot be asked."""
    if act := statable().parties.get(fact):
        return Asked(fact, f"Who {act} it?", "full legal name of each company or person; several separated by ;", names)
    if fact == "component.altered_by":
        altered_by = VOCABULARY.by_name[fact]
        return Asked(fact, altered_by.ask, altered_by.hint, name)
    known = statable().facts.get(fact)
    if known is None:
        return None
    heading = known.ask or fact
    if known.type == "date":
        return Asked(fact, heading, known.hint, full_date, is_date=True)
    if known.type == "range":
        return Asked(fact, heading, known.hint, band)
    choices = _choices(known)
    return Asked(fact, heading, "choose from the list", _chooser(choices), choices) if choices else None


def asked_of_company(fact: str) -> Asked | None:
    """Return the question that the column `fact` of a supplier list answers; None for one that has a table of its own."""
    return _COMPANY.get(fact)


def _choices(fact: Fact) -> Mapping[str, Any]:
    if fact.type == "bool":
        return {"yes": True, "no": False}
    if fact.type == "choice" and not fact.offered:
        return {value.replace("_", " "): value for value in fact.values}
    return dict(fact.offered)


def _chooser(choices: Mapping[str, Any]) -> Callable[[str], Any]:
    same = {"true": "yes", "false": "no"} if set(choices) == {"yes", "no"} else {}

    def choose(text: str) -> Any:
        plain = text.casefold().rstrip(" .")
        wanted = same.get(plain, plain)
        for words, value in choices.items():
            if words.casefold() == wanted:
                return value
        raise AnswerError(quoted(text), f"one of {', '.join(choices)}, or {DO_NOT_KNOW}")

    return choose


def full_date(text: str) -> date:
    """Return the one day that `text` is; raises AnswerError for a month, a year, 03/04/2026, and a day out of all range."""
    # Written in the United States 3-4-2026 is in March, elsewhere in April.
    first = day(re.sub(r"^(\d{1,2})-(\d{1,2})-(\d{4})$", r"\1/\2/\3", text.strip()))
    expected = "one day, such as 2026-03-16"
    if first is None or first != day(text, end=True):
        raise AnswerError(quoted(text), expected)
    if first < EARLIEST:
        raise AnswerError(quoted(text), f"a day after {EARLIEST}")
    return first


def name(text: str) -> str:
    """Return the name of one person or company; raises AnswerError for what names nobody, or is no name at all."""
    expected = f"the full legal name of a company or person, or {DO_NOT_KNOW}"
    if is_no_party(text) or not normalize(text) or normalize(text) in _NOBODY_IN_PARTICULAR:
        raise AnswerError(quoted(text), expected)
    if len(text) > LONGEST_NAME:
        raise AnswerError(f"{len(text):,} characters", f"a name of at most {LONGEST_NAME}")
    if is_formula(text) or UNSEEN.search(text):
        raise AnswerError(quoted(text), f"{expected}, without = + - @ in front and without control characters")
    if not any(c.isalpha() for c in text):
        raise AnswerError(quoted(text), expected)
    if odd := oddities(text):
        raise AnswerError(f"{quoted(text)}: {odd[0]}", f"{expected}, in the letters that it is written in")
    return text


def signer(text: str) -> str:
    """Return who signs; raises AnswerError for what names nobody, or says that it is not signed."""
    return name(_signed(text))


def title(text: str) -> str:
    """Return the title of who signs; raises AnswerError for a text that is none, or says that it is not signed."""
    plain = " ".join(_signed(text).split())
    if is_elsewhere(plain) or not any(c.isalpha() for c in plain) or UNSEEN.search(plain) or len(plain) > LONGEST_NAME:
        raise AnswerError(quoted(text, 80), "the title of who signs")
    return plain


def _signed(text: str) -> str:
    if _NOT_SIGNED.search(text):
        raise AnswerError(quoted(text, 80), "the name and the title of who signs, and no word on whether it is signed")
    return text


def names(text: str) -> list[str]:
    """Return the names parted by ; in the order given, each once; raises AnswerError."""
    return list(dict.fromkeys(name(part.strip()) for part in text.split(";") if part.strip())) or [name(text)]


def band(text: str) -> list[float]:
    """Return the two ends of a band in MHz; raises AnswerError."""
    match = re.fullmatch(
        r"(\d+(?:[.,]\d+)?) ?(?:MHz)? ?(?:-|–|\.\.|to) ?(\d+(?:[.,]\d+)?) ?(?:MHz)?", text, re.IGNORECASE
    )
    ends = [float(end.replace(",", ".")) for end in match.groups()] if match else []
    if not ends or not 0 < ends[0] <= ends[1]:
        raise AnswerError(quoted(text), "the lowest and the highest frequency in MHz, such as 699-2690")
    return ends


def country(text: str) -> str:
    """Return the two-letter code of a country given by code or name; raises AnswerError."""
    part = re.fullmatch(r"([A-Za-z]{2})-([A-Za-z]{2})", text.strip())
    is_of_two = part is not None and country_named(part[2]) not in (None, country_named(part[1]))
    # A part of a country whose code is another country's may be two countries, and a question is no answer.
    code = None if is_of_two or "?" in text else country_named(text)
    if code is None:
        raise AnswerError(quoted(text), COUNTRY)
    return code


def countries(text: str) -> list[str]:
    """Return the codes of countries parted by ; or , (a code may stand by itself between blanks); raises AnswerError."""
    parts = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
    if not parts:
        raise AnswerError(quoted(text), COUNTRY)
    return [country(part) for part in parts]


_YES_NO = {"yes": True, "no": False}
_COUNTRY_HINT = "a two-letter code such as DE, or the country's name"
_COMPANY = {
    asked.fact: asked
    for asked in (
        Asked("incorporated_in", "In which country is your company incorporated?", _COUNTRY_HINT, country),
        Asked("headquartered_in", "In which country is it headquartered?", _COUNTRY_HINT, country),
        Asked(
            "principal_place_of_business",
            "In which country is its principal place of business?",
            _COUNTRY_HINT,
            country,
        ),
        Asked(
            "citizenships",
            "Which countries are you a citizen of?",
            f"{_COUNTRY_HINT}, several separated by ;",
            countries,
        ),
        Asked("resident_in", "In which country do you live?", _COUNTRY_HINT, country),
        Asked(
            "us_permanent_resident",
            "Are you a permanent resident of the United States?",
            "choose from the list",
            _chooser(_YES_NO),
            _YES_NO,
        ),
    )
}

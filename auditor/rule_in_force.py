"""Which rule to ask: the one in force on a day, or the one of a what-if."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditor.inputs import day_of
from bom_parsers.errors import InputError, quoted
from policies.judgment import Judgment
from policies.packs import DEFAULT, RulePack, names, pack
from policies.parameters import Parameters, load


def pack_named(name: str, path: Path | str, place: str = "rule") -> RulePack:
    """Return the rule of this name; raises InputError, naming `path` and the place in it, where there is none."""
    try:
        return pack(name)
    except LookupError as error:
        found, there_are = f"no rule {quoted(name)}", f"one of {', '.join(names())}"
        raise InputError(
            path, place, found, there_are, "name one of these, or install the package that has it"
        ) from error


def audited_pack(name: str, path: Path | str, place: str) -> RulePack:
    """Return the rule of this name, by which programs can be audited; raises InputError for any other, saying what it lacks."""
    named = pack_named(name, path, place)
    if against := named.lacking or _beyond_audits(named):
        found, expected = f"the rule {quoted(name)}, which has {against}", "a rule that programs can be audited by"
        raise InputError(path, place, found, expected, f"name {DEFAULT}, or ask this rule with `icts judge`")
    return named


def _beyond_audits(named: RulePack) -> str:
    """Return what a rule has that an audit cannot state or report, in words; "" where there is nothing.

    Audits state the facts of the connected-vehicle rule and report its verdicts: a fact that they never state would be unknown
    for ever, and never asked for.
    """
    known = pack()
    facts = [fact.name for fact in named.vocabulary.facts if fact.name not in known.vocabulary.by_name]
    verdicts = [verdict for verdict in named.verdicts if verdict not in known.verdicts]
    what = [f"facts that audits do not state ({', '.join(facts[:5])})"] if facts else []
    return "; ".join(what + ([f"verdicts that audits do not report ({', '.join(verdicts)})"] if verdicts else []))


def rule_of(as_of: date, path: Path | str, what_if: Iterable[str] = (), rule: str = DEFAULT) -> Judgment:
    """Return the rule as in force on `as_of`, with each KEY=VALUE of `what_if` (or a preset's name) in its place.

    `path` is the file that the rule is asked for, named in errors. Raises InputError for a rule that is not there, for a day
    before it took effect, for a name that is no parameter, and for a value of another kind.
    """
    asked = pack_named(rule, path)
    p = asked.parameters(as_of)
    if not list(p):
        found = f"the as-of date {as_of}"
        expected = f"{min(x.since for x in asked.parameters(date.max))} or later, when the rule took effect"
        raise InputError(path, "", found, expected, "correct as_of, or use --as-of")
    others = list(what_if)
    if not others:
        return _built(asked.build, asked.package, as_of)
    for entry in others:
        p = p.override(**_other_values(entry, p, asked.presets))
    return asked.build(p)


@lru_cache(maxsize=8)  # of one day, a rule is the same however often it is asked, and building it takes long
def _built(build: Callable[[Parameters], Judgment], package: str, as_of: date) -> Judgment:
    return build(load(package, as_of))


def _other_values(entry: str, p: Parameters, presets: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    name, equals, text = entry.partition("=")
    if not equals and name in presets:
        return presets[name]
    known = [parameter.name for parameter in p]
    if not equals or name not in known:
        names = known if equals else [*presets, *known]
        near = difflib.get_close_matches(name, names, 1, 0.0)[0]
        raise InputError(
            "--what-if",
            "",
            quoted(entry),
            "KEY=VALUE with a parameter's name, or a preset",
            f"did you mean {quoted(near)}?",
        )
    return {name: _read(entry, text, p[name].value, p[name].unit)}


def _read(entry: str, text: str, now: Any, unit: str) -> Any:
    """Return `text` as a value of the kind that the parameter has now; "none" is no limit."""
    if text == "none" and not isinstance(now, date | list):
        return None
    try:
        if isinstance(now, date):
            if (day := day_of(text)) is None:
                raise ValueError(text)
            return day
        if isinstance(now, list):
            return [word.strip().upper() for word in text.split(",") if word.strip()]
        number = float(text)
        if not 0 <= number < float("inf"):
            raise ValueError(text)
        return int(number) if number.is_integer() else number
    except ValueError as error:
        expected = f"a value in {unit} such as {now if not isinstance(now, list) else ','.join(now)}"
        raise InputError("--what-if", "", quoted(entry), expected, "correct the value") from error

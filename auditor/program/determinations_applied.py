"""What determinations say of a component, and what is wrong with them: old, unused, too wide, at odds, without their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.entities.names.normal import normalize
from auditor.inputs import InputFile, Inputs
from auditor.program.determinations import (
    ALTERED_BY,
    COMPLETE,
    Determination,
    act_of,
    comparable,
    read_determination_file,
)
from auditor.program.selectors import part_number, plain_mpn, purl, version_of
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers.errors import quoted
from policies.packs import DEFAULT
from reports.words import count

GAP = "gap"  # the type of a row that stands for what was not seen
SOON = 60  # days before its end from which a determination is reported
SHOWN = 3  # parts or versions that a report names


@dataclass(frozen=True)
class Determined:
    """What is determined of one component: `facts` by name, who altered it among them, and `parties`: name, acts, source."""

    facts: Mapping[str, Stated] = field(default_factory=dict)
    parties: tuple[tuple[str, tuple[str, ...], Source], ...] = ()


@dataclass
class _Use:
    """What one determination picked in an audit: distinct parts, makers, and versions that could not be compared; and which keys
    its selector lacks to close a gap."""

    parts: dict[str, str] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    unordered: dict[str, None] = field(default_factory=dict)
    wide: dict[str, None] = field(default_factory=dict)  # keys without which it closes no gap


def read_determinations(files: Iterable[InputFile], as_of: date, inputs: Inputs, rule: str = DEFAULT) -> Determinations:
    """Return what files of determinations say, as they hold on the day `as_of`; `inputs` has the evidence that they name.

    The facts are those of the rule of this name.
    Raises InputError for a file that cannot be used. That evidence has changed since is no such error: what rests on it is
    not applied and is among the problems.
    """
    read = [determination for file in files for determination in read_determination_file(file, rule)]
    faults = {evidence: evidence.fault(inputs) for evidence in {d.evidence for d in read if d.evidence}}
    return Determinations(read, as_of, {d: fault for d in read if d.evidence and (fault := faults[d.evidence])})


class Determinations:
    """All determinations of an audit. Ask `of` for each component, then `problems`: they know what nothing was picked by."""

    def __init__(
        self,
        determinations: Sequence[Determination] = (),
        as_of: date = date.min,
        faults: Mapping[Determination, str] | None = None,
    ) -> None:
        self.all, self.as_of, self._faults = tuple(determinations), as_of, faults or {}
        self._uses = {d: _Use() for d in self.all}
        self._at_odds: dict[tuple[str, tuple[Determination, ...], bool], dict[str, None]] = {}
        self._by_key: dict[tuple[str, str], list[Determination]] = {}
        for d in self.all:
            self._by_key.setdefault(_index_key(d), []).append(d)

    @property
    def inputs(self) -> tuple[tuple[Path, str, str], ...]:
        """Return the evidence files in use: path, the name as written, and the SHA-256 that they should have."""
        files = {(d.evidence.path, d.evidence.name, d.evidence.sha256): None for d in self.all if d.evidence}
        return tuple(files)

    @property
    def named(self) -> tuple[str, ...]:
        """Return every name of a party in the determinations, so that all can be looked up at once."""
        names = [p for d in self.all for name in d.states if act_of(name) for p in d.states[name]]
        names += [d.states[ALTERED_BY] for d in self.all if ALTERED_BY in d.states]
        return tuple(dict.fromkeys(names))

    @property
    def expired(self) -> tuple[Problem, ...]:
        """Return a problem for each determination that has run out and is not applied."""
        return tuple(
            _problem(
                "determination-expired", d, f"the determination of {d.select} by {d.who} ran until {d.until}", "error"
            )
            for d in self.all
            if d.until < self.as_of
        )

    def of(self, item: str, row: Mapping[str, Any], makers: Iterable[str] = ()) -> Determined:
        """Return what is determined of a component, a row of a BOM of `item`; `makers` are the names of who made it.

        COMPLETE is among the facts of a gap only, a row of type GAP: of a thing that is listed it says nothing.
        """
        if not self.all:
            return Determined()
        by_name: dict[str, list[Determination]] = {}
        for d in self._picked(item, row, tuple(makers)):
            if row["type"] == GAP and _needed(d, row):
                continue
            if d.until >= self.as_of and d not in self._faults:
                for name in d.states:
                    by_name.setdefault(name, []).append(d)
        facts: dict[str, Stated] = {}
        parties: list[tuple[str, tuple[str, ...], Source]] = []
        for name, those in by_name.items():
            applied = self._settled(name, those, row)
            if act := act_of(name):
                parties += [(p, (act,), applied.source) for p in applied.states[name]] if applied else []
            elif name == COMPLETE and row["type"] != GAP:
                continue
            elif applied:
                facts[name] = Stated(applied.states[name], applied.source)
            elif name != ALTERED_BY:
                places = " and ".join(d.place for d in those)
                facts[name] = Stated(None, replace(_place(those[0], SourceKind.CONTRADICTION), detail=places))
        return Determined(facts, tuple(parties))

    def _picked(self, item: str, row: Mapping[str, Any], makers: tuple[str, ...]) -> Iterable[Determination]:
        for key in _row_keys(row):
            for d in self._by_key.get(key, ()):
                if row["type"] != GAP and d.states.keys() == {COMPLETE}:
                    continue
                picks, use = d.select.picks(item, row), self._uses[d]
                if picks and row["type"] == GAP and (missing := _needed(d, row)):
                    use.wide[missing] = None
                if picks:
                    part, called = _part(row)
                    use.parts.setdefault(part, called)
                    for maker in makers:
                        use.makers.setdefault(normalize(maker), maker)
                    yield d
                elif picks is None:
                    use.unordered[version_of(row)] = None

    def _settled(self, name: str, those: Sequence[Determination], row: Mapping[str, Any]) -> Determination | None:
        """Return whose value counts: the one that all give, or a person's no against what suppliers attest; else None."""
        persons = [d for d in those if not d.supplier]
        first = (persons or those)[0]
        value = comparable(name, first.states[name])
        odd = [d for d in those if comparable(name, d.states[name]) != value]
        if not odd:
            return first
        persons_no = _is_no(first.states[name]) and bool(persons) and all(d.supplier for d in odd)
        contradicting = (name, (first, *odd), persons_no)
        self._at_odds.setdefault(contradicting, {})[_called(row)] = None
        return first if persons_no else None

    def problems(self) -> Iterable[Problem]:
        """Return what is wrong with the determinations, once every component was asked about, in the order of the files."""
        for d in self.all:
            if d in self._faults:
                yield _problem(
                    "determination-invalid",
                    d,
                    f"{self._faults[d]}; what is determined of {d.select} is not applied",
                    "error",
                )
            left = (d.until - self.as_of).days
            if 0 <= left <= SOON:
                yield _problem("determination-ending", d, f"runs out on {d.until}, in {count(left, 'day')}: {d.select}")
            yield from self._of_use(d, self._uses[d])
        for (name, those, persons_no), called in self._at_odds.items():
            yield _at_odds(name, those, persons_no, list(called))

    def _of_use(self, d: Determination, use: _Use) -> Iterable[Problem]:
        if use.wide:
            message = (
                f"{d.select} is applied to nothing that was not seen: add {' and '.join(use.wide)} to its selector"
            )
            yield _problem("determination-broad", d, message)
        if use.unordered:
            yield _problem("determination-versions", d, d.select.not_comparable(_some(list(use.unordered))))
        if not use.parts and not use.unordered:
            yield _problem("determination-unused", d, f"nothing matches {d.select}{d.select.hint}")
        several, what = (use.parts, "parts") if len(use.parts) > 1 else (use.makers, "makers")
        if len(several) > 1 and not d.select.narrow:
            some = _some(list(several.values()))
            message = f"{d.select} picks {len(several)} {what}: {some}; if not all are meant, add item or version"
            yield _problem("determination-broad", d, message)


def _needed(d: Determination, row: Mapping[str, Any]) -> str:
    """Return the key that a selector lacks to be about this gap alone, "" for none: its item, and the file as it was then."""
    if "item" not in d.select.keys:
        return "item"
    return "version" if row["version"] and "version" not in d.select.keys else ""


def _worded(value: object) -> str:
    """Return a value as reports word it."""
    return ("yes" if value else "no") if isinstance(value, bool) else quoted(value)


def _at_odds(name: str, those: Sequence[Determination], persons_no: bool, called: Sequence[str]) -> Problem:
    first = those[0]
    values = " and ".join(f"{_worded(d.states[name])} ({d.place})" for d in those)
    about = f"{name} of {_some(called)}"
    if persons_no:
        return _problem(
            "determination-overridden", first, f"{about}: {values}; what is attested does not override a person's no"
        )
    return _problem(
        "determinations-at-odds",
        first,
        f"{about} is determined as {values}; neither is applied; remove one of them",
        "error",
    )


def _index_key(d: Determination) -> tuple[str, str]:
    """Return under which word of a component a determination is looked up; wildcards under none."""
    select = d.select
    if select.purl:
        return "purl", select.purl.base
    if select.mpn and not select.is_wild:
        return "mpn", select.mpn[0]
    return next(((key, select.keys[key]) for key in ("ref", "name") if key in select.keys), ("", ""))


def _row_keys(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if row["purl"]:
        yield "purl", purl(row["purl"]).base
    if number := part_number(row):
        yield "mpn", number
    yield "ref", (row["ref"] or "").strip()
    yield "name", (row["name"] or "").strip()
    yield "", ""


def _part(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what makes a part the same part whatever its version, and how it is called."""
    if row["mpn"]:
        return f"mpn {plain_mpn(row['mpn'])}", row["mpn"]
    package = purl(row["purl"]) if row["purl"] else None
    if package and not package.malformed:  # a text that is none has the version in it, or anything
        return f"purl {package.base}", package.base
    return f"{row['group']} {row['name']}", _called(row)


def _called(row: Mapping[str, Any]) -> str:
    return str(row["name"] or row["mpn"] or row["ref"])


def _is_no(value: Any) -> bool:
    return value in (False, "no", [])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _place(d: Determination, kind: SourceKind = SourceKind.DETERMINATION) -> Source:
    return Source(kind, d.file, d.sha256, f"line {d.line}")


def _problem(kind: str, d: Determination, message: str, severity: str = "warning") -> Problem:
    return Problem(kind, severity, message, _place(d))

"""What determinations say of a component, and what is wrong with them: old, unused, too wide, at odds, without their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.inputs import InputFile, Inputs
from auditor.program.determinations import (
    ALTERED_BY,
    COMPLETE,
    Determination,
    act_of,
    comparable,
    read_determination_file,
)
from auditor.program.picking import BySelector, Picked, breadth_severity, broad, called, some
from auditor.program.selectors import Makers, Meant, Selector, version_of
from auditor.provenance import Problem, Source, SourceKind, Stated
from bom_parsers.errors import quoted
from policies.packs import DEFAULT
from reports.words import count

GAP = "gap"  # the type of a row that stands for what was not seen
LONGEST = 5 * 366  # days for which a statement can hold that has a real end
SOON = 60  # days before its end from which a determination is reported


@dataclass(frozen=True)
class Determined:
    """What is determined of one component: `facts` by name, who altered it among them, and `parties`: name, acts, source;
    `selects` is by which selectors, and `meant` of whose part the determinations are that state each fact
    or party."""

    facts: Mapping[str, Stated] = field(default_factory=dict)
    parties: tuple[tuple[str, tuple[str, ...], Source], ...] = ()
    selects: tuple[Selector, ...] = ()
    meant: Mapping[str, tuple[Meant, ...]] = field(default_factory=dict)


@dataclass
class _Use:
    """What one determination `picked` in an audit, and versions that could not be compared; and which keys its selector lacks to
    close a gap."""

    picked: Picked = field(default_factory=Picked)
    unordered: dict[str, None] = field(default_factory=dict)
    wide: dict[str, None] = field(default_factory=dict)  # keys without which it closes no gap


def read_determinations(
    files: Iterable[InputFile], as_of: date, inputs: Inputs, rule: str = DEFAULT, last: date = date.min
) -> Determinations:
    """Return what files of determinations say, as they hold on the day `as_of`; `inputs` has the evidence that they name.

    One that ends before the day of the `last` transaction does not count, as no other statement that ends does.
    The facts are those of the rule of this name.
    Raises InputError for a file that cannot be used. That evidence has changed since is no such error: what rests on it is
    not applied and is among the problems.
    """
    read = [determination for file in files for determination in read_determination_file(file, rule)]
    faults = {evidence: evidence.fault(inputs) for evidence in {d.evidence for d in read if d.evidence}}
    return Determinations(read, as_of, {d: fault for d in read if d.evidence and (fault := faults[d.evidence])}, last)


class Determinations:
    """All determinations of an audit. Ask `of` for each component, then `problems`: they know what nothing was picked by."""

    def __init__(
        self,
        determinations: Sequence[Determination] = (),
        as_of: date = date.min,
        faults: Mapping[Determination, str] | None = None,
        last: date = date.min,
    ) -> None:
        self.all, self.as_of, self._faults = tuple(determinations), as_of, faults or {}
        self.last = max(as_of, last)  # the day up to which one has to hold
        self._uses = {d: _Use() for d in self.all}
        self._at_odds: dict[tuple[str, tuple[Determination, ...], bool], dict[str, None]] = {}
        self._by_selector = BySelector((d.select, d) for d in self.all)

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

    def of(self, item: str, row: Mapping[str, Any], makers: Makers = ()) -> Determined:
        """Return what is determined of a component, a row of a BOM of `item`, by the `makers` that its BOM names.

        COMPLETE is among the facts of a gap only, a row of type GAP: of a thing that is listed it says nothing.
        """
        if not self.all:
            return Determined()
        by_name: dict[str, list[Determination]] = {}
        for d in self._picked(item, row, makers):
            if row["type"] == GAP and _needed(d, row):
                continue
            if d.when <= self.as_of and self.last <= d.until and d not in self._faults:
                for name in d.states:
                    by_name.setdefault(name, []).append(d)
        facts: dict[str, Stated] = {}
        meant: dict[str, tuple[Meant, ...]] = {}
        parties: list[tuple[str, tuple[str, ...], Source]] = []
        for name, those in by_name.items():
            applied = self._settled(name, those, row)
            if applied:
                value = comparable(name, applied.states[name])
                meant[name] = tuple(d.meant for d in those if comparable(name, d.states[name]) == value)
            if act := act_of(name):
                parties += [(p, (act,), applied.source) for p in applied.states[name]] if applied else []
            elif name == COMPLETE and row["type"] != GAP:
                continue
            elif applied:
                facts[name] = Stated(applied.states[name], applied.source)
            elif name != ALTERED_BY:
                places = " and ".join(d.place for d in those)
                facts[name] = Stated(None, replace(_place(those[0], SourceKind.CONTRADICTION), detail=places))
        return Determined(facts, tuple(parties), tuple(d.select for those in by_name.values() for d in those), meant)

    def _picked(self, item: str, row: Mapping[str, Any], makers: Makers) -> Iterable[Determination]:
        for d in self._by_selector.of(row):
            if row["type"] != GAP and d.states.keys() == {COMPLETE}:
                continue
            picks, use = d.select.picks(item, row, makers), self._uses[d]
            if picks and row["type"] == GAP and (missing := _needed(d, row)):
                use.wide[missing] = None
            if picks:
                use.picked.add(row, (names[0] for names in makers))
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
        self._at_odds.setdefault(contradicting, {})[called(row)] = None
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
            if d.when > self.as_of:
                message = f"it was made on {d.when}, after {self.as_of}, the day of this audit"
                yield _problem("determination-later", d, f"{message}; what is determined of {d.select} is not applied")
            elif (d.until - d.when).days > LONGEST:
                message = f"holds until {d.until}, {(d.until - d.when).days // 365} years, which is without a real end"
                yield _problem("no-real-end", d, f"{message}: {d.select}")
            left = (d.until - self.as_of).days
            if left >= 0 and d.until < self.last:
                message = f"runs out on {d.until}, before the transaction of {self.last}, for which it does not count"
                yield _problem("determination-ending", d, f"{message}: {d.select}")
            elif 0 <= left <= SOON:
                yield _problem("determination-ending", d, f"runs out on {d.until}, in {count(left, 'day')}: {d.select}")
            yield from self._of_use(d, self._uses[d])
        for (name, those, persons_no), names in self._at_odds.items():
            yield _at_odds(name, those, persons_no, list(names))

    def _of_use(self, d: Determination, use: _Use) -> Iterable[Problem]:
        if use.wide:
            message = (
                f"{d.select} is applied to nothing that was not seen: add {' and '.join(use.wide)} to its selector"
            )
            yield _problem("determination-broad", d, message)
        if use.unordered:
            yield _problem("determination-versions", d, d.select.not_comparable(some(list(use.unordered))))
        if not use.picked.parts and not use.unordered:
            yield _problem("determination-unused", d, f"nothing matches {d.select}{d.select.hint}")
        if message := broad(d.select, use.picked):
            yield _problem("determination-broad", d, message, breadth_severity(d.select, use.picked))


def _needed(d: Determination, row: Mapping[str, Any]) -> str:
    """Return the key that a selector lacks to be about this gap alone, "" for none: its item, and the file as it was then."""
    if "item" not in d.select.keys:
        return "item"
    return "version" if row["version"] and "version" not in d.select.keys else ""


def _worded(value: object) -> str:
    """Return a value as reports word it."""
    return ("yes" if value else "no") if isinstance(value, bool) else quoted(value)


def _at_odds(name: str, those: Sequence[Determination], persons_no: bool, names: Sequence[str]) -> Problem:
    first = those[0]
    values = " and ".join(f"{_worded(d.states[name])} ({d.place})" for d in those)
    about = f"{name} of {some(names)}"
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


def _is_no(value: Any) -> bool:
    return value in (False, "no", [])


def _place(d: Determination, kind: SourceKind = SourceKind.DETERMINATION) -> Source:
    return Source(kind, d.file, d.sha256, f"line {d.line}")


def _problem(kind: str, d: Determination, message: str, severity: str = "warning") -> Problem:
    return Problem(kind, severity, message, _place(d))

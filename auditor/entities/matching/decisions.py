"""What people decided about names: decisions.toml, kept under version control, which beats whatever the machine finds."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from auditor.entities.names.normal import normalize
from auditor.inputs import InputFile, day_at
from auditor.provenance import Problem, Source, SourceKind
from auditor.toml_files import line_of, read_toml, text_of
from bom_parsers.errors import InputError, quoted

WHAT = "a file of decisions about names"
_TEXTS = ("name", "key", "is", "who", "why")
_KEYS = (*_TEXTS, "when")


@dataclass(frozen=True)
class Decision:
    """`name` is, or is not, the person with `key`: by `who`, `when` and `why`; `file` and `line` are where it stands, `sha256`
    is the hash of the file."""

    name: str
    key: str
    same: bool
    who: str
    when: date
    why: str
    file: str
    line: int
    sha256: str = ""

    @property
    def source(self) -> Source:
        """Return where it stands, and who decided."""
        pointer = f"line {self.line}"
        return Source(SourceKind.DECISION, self.file, self.sha256, pointer, detail=self.why, who=self.who, on=self.when)

    def __str__(self) -> str:
        return f"decided by {self.who} on {self.when}: {self.why} ({self.file}: line {self.line})"


class Decisions:
    """Decisions by normalized name: at most one person that a name is, and those that it is not. Those made `later` than the day
    that is asked about do not count."""

    def __init__(self, decisions: Sequence[Decision] = (), later: Sequence[Decision] = ()) -> None:
        self.all, self.later = tuple(decisions), tuple(later)
        self._same = {normalize(d.name): d for d in decisions if d.same}
        self._different = {(normalize(d.name), d.key): d for d in decisions if not d.same}

    def same(self, name: str) -> Decision | None:
        """Return the decision that says who `name` is."""
        return self._same.get(normalize(name))

    def different(self, name: str, key: str) -> Decision | None:
        """Return the decision that says that `name` is not the person with `key`."""
        return self._different.get((normalize(name), key))

    def as_of(self, day: date) -> Decisions:
        """Return the decisions as they stood on a day."""
        return Decisions([d for d in self.all if d.when <= day], [d for d in self.all if d.when > day])

    def rekeyed(self, keys: Mapping[str, str]) -> Decisions:
        """Return the decisions about the same persons by other keys: each that is in `keys` becomes what stands there."""
        return Decisions([replace(d, key=keys.get(d.key, d.key)) for d in self.all], self.later)

    def strangers(self, keys: Collection[str]) -> list[Problem]:
        """Return a problem for each decision about a person who is not among `keys`, those of the reference data in use, and for
        each that was made later."""
        return [
            Problem(
                "unused-decision",
                "warning",
                f"the decision about {quoted(d.name)} was made on {d.when}, after the day that is asked about, and has no effect",
                d.source,
            )
            for d in self.later
        ] + [
            Problem(
                "unused-decision",
                "warning",
                f"the key {quoted(d.key)} is in no reference in use; the decision about {quoted(d.name)} has no effect",
                d.source,
            )
            for d in self.all
            if d.key not in keys
        ]


def read_decisions(file: InputFile) -> Decisions:
    """Return the tables [[decision]] with name, key, is ("same" or "different"), who, when (a date) and why.

    Raises InputError naming the line for a key that is not known, one that is missing, a value that does not fit, and
    decisions that contradict each other.
    """
    document, path = read_toml(file, WHAT), file.path
    text = text_of(file)
    for key in document:
        if key != "decision":
            raise InputError(
                path, f"line {line_of(text, (), key)}", f"{quoted(key)}", "[[decision]]", "correct or remove it"
            )
    tables = document.get("decision", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        place = f"line {line_of(text, (), 'decision')}"
        raise InputError(path, place, "one value", "tables headed [[decision]]", "write [[decision]] above each")
    decisions = [_decision(file, text, i, table) for i, table in enumerate(tables)]
    _refuse_contradictions(path, decisions)
    return Decisions(decisions)


def _decision(file: InputFile, text: str, number: int, table: Mapping[str, Any]) -> Decision:
    def fault(key: str, found: str, expected: str, remedy: str) -> InputError:
        return InputError(file.path, f"line {line_of(text, ('decision', number), key)}", found, expected, remedy)

    for key in table:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            raise fault(
                key,
                f"{quoted(key)}",
                f"one of {', '.join(_KEYS)}",
                f"did you mean {quoted(near[0])}?" if near else "remove it",
            )
    for key in _KEYS:
        if key not in table:
            raise fault("", f"no {quoted(key)}", f"{', '.join(_KEYS)} in each decision", f"add {key}")
    for key in _TEXTS:
        if not isinstance(table[key], str) or not table[key].strip():
            raise fault(
                key, f"{quoted(table[key])} for {quoted(key)}", "a text that is not empty", "write it in quotes"
            )
    if table["is"] not in ("same", "different"):
        raise fault("is", quoted(table["is"]), '"same" or "different"', "write one of them")
    if not normalize(table["name"]):
        raise fault("name", quoted(table["name"]), "a name with letters or digits", "write the name as the list has it")
    when = day_at("when", table["when"], fault)
    values = {key: table[key].strip() for key in ("name", "key", "who", "why")}
    line = line_of(text, ("decision", number), "")
    return Decision(same=table["is"] == "same", when=when, file=file.label, line=line, sha256=file.sha256, **values)


def _refuse_contradictions(path: Path, decisions: Sequence[Decision]) -> None:
    same: dict[str, Decision] = {}
    about: dict[tuple[str, str], Decision] = {}
    for d in decisions:
        name = normalize(d.name)
        first = about.setdefault((name, d.key), d)
        if first.same != d.same:
            raise _contradiction(path, d, f"{quoted(d.name)} both same as and different from {quoted(d.key)}", first)
        if d.same and (other := same.setdefault(name, d)).key != d.key:
            raise _contradiction(
                path, d, f"{quoted(d.name)} the same as {quoted(d.key)} and as {quoted(other.key)}", other
            )


def _contradiction(path: Path, d: Decision, contradiction: str, other: Decision) -> InputError:
    return InputError(
        path, f"line {d.line}", f"{contradiction} (line {other.line})", "one answer for a name", "remove one of the two"
    )

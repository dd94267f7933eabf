"""What people determined about components: determinations.toml, with words, evidence, who, when and until when.

A determination states facts and who did what; what follows from them is the rule's alone. It is read here; which
components it picks and what happens when two disagree is in `determinations_applied.py`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from auditor.entities.names.normal import normalize
from auditor.inputs import InputFile, Inputs, day_at
from auditor.program.selectors import Meant, Selector, SelectorError, selector
from auditor.provenance import Source, SourceKind
from auditor.toml_files import line_of, read_toml, text_of
from bom_parsers.errors import InputError, quoted
from policies.packs import DEFAULT, pack
from policies.vocabulary import Fact, VocabularyError, check

WHAT = "a file of determinations"
OF = "attestation of "
ALTERED_BY = "component.altered_by"
COMPLETE = "bom.complete"  # of a gap, which stands for what was not seen: whether there is nothing more to see
_TEXTS = ("basis", "who")
_REQUIRED = ("select", "facts", *_TEXTS, "when", "until")
_KEYS = (*_REQUIRED, "evidence", "sha256", "of")
_ANSWERS = ("verdict", "declaration", "authority", "standing", "answer", "filing")

Fault = Callable[[str, str, str, str], InputError]


@dataclass(frozen=True)
class Statable:
    """What determinations under one rule can state, by the names in their table `facts`; `answers` are the rule's alone.

    `parties` has the act of each name that says who did it; parties are named there, not described.
    """

    facts: Mapping[str, Fact]
    parties: Mapping[str, str]
    answers: frozenset[str]


@cache
def statable(rule: str = DEFAULT) -> Statable:
    """Return what determinations can state under a rule, by its name; raises LookupError where there is none."""
    named = pack(rule)
    parties = {f"{act}_by": act for act in named.acts}
    facts = {
        **{f.name: f for f in named.vocabulary.facts if f.table in ("item", "component") and f.type != "party"},
        **{name: Fact(name, "texts") for name in parties},
        "altered_by": Fact("altered_by", "text"),
        COMPLETE: Fact(COMPLETE, "bool"),
    }
    return Statable(facts, parties, frozenset((*named.verdicts, *_ANSWERS)))


@dataclass(frozen=True)
class Evidence:
    """A file that shows what is determined: where it is, its name as written, and the SHA-256 it had then."""

    path: Path
    name: str
    sha256: str

    def fault(self, inputs: Inputs) -> str | None:
        """Return why the file no longer shows it: changed, or not there; None when it is as it was."""
        try:
            now = inputs.file(self.path).sha256
        except InputError as error:
            return f"the evidence {quoted(self.name)} cannot be read: {error.found}"
        return None if now == self.sha256 else f"the evidence {quoted(self.name)} has changed: its SHA-256 is now {now}"


@dataclass(frozen=True, eq=False)
class Determination:
    """The components that `select` picks have these facts: by `who`, `when`, on which `basis`, to hold `until` that day.

    `states` has facts of the vocabulary by name, "component.altered_by" with a name, and "designed_by" and the like with
    tuples of names. `supplier` is who attested it, None for what a person here determined.
    """

    select: Selector
    states: Mapping[str, Any]
    basis: str
    who: str
    when: date
    until: date
    evidence: Evidence | None
    supplier: str | None
    file: str
    line: int
    sha256: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}: line {self.line}"

    @property
    def meant(self) -> Meant:
        """Return of whose part it is: it names who did anything there, and who attests it."""
        parties = (party for name, value in self.states.items() if act_of(name) for party in value)
        persons = (*parties, self.states.get(ALTERED_BY), self.supplier)
        return Meant(tuple(filter(None, persons)), "maker" in self.select.keys)

    @property
    def source(self) -> Source:
        """Return where it is stated, by whom, and by which evidence."""
        return Source(
            SourceKind.ATTESTATION if self.supplier else SourceKind.DETERMINATION,
            self.file,
            self.sha256,
            f"line {self.line}",
            name=self.evidence.name if self.evidence else "",
            detail=self.basis,
            who=self.supplier or self.who,
            on=self.when,
            until=self.until,
            accepted_by=self.who if self.supplier else "",
        )


def read_determination_file(file: InputFile, rule: str = DEFAULT) -> tuple[Determination, ...]:
    """Return the tables [[determination]] with select, facts, basis, who, when, until, and evidence with sha256, and of.

    The facts are those of the rule of this name. Raises InputError, naming the line, for whatever is wrong.
    """
    document = read_toml(file, WHAT)
    return determinations_in(file, text_of(file), document, rule)


def determinations_in(
    file: InputFile, text: str, document: Mapping[str, Any], rule: str = DEFAULT
) -> tuple[Determination, ...]:
    """Return what a document of a file says, whose text is `text`: for the lines in places. Raises InputError."""
    path = file.path
    for key in document:
        if key != "determination":
            place = f"line {line_of(text, (), key)}"
            raise InputError(path, place, quoted(key), "[[determination]]", "correct or remove it")
    tables = document.get("determination", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        place = f"line {line_of(text, (), 'determination')}"
        raise InputError(
            path, place, "one value", "tables headed [[determination]]", "write [[determination]] above each"
        )
    lines = _headings(text, len(tables))
    known = statable(rule)
    return tuple(_determination(file, text, i, lines[i], table, known) for i, table in enumerate(tables))


def _headings(text: str, count: int) -> list[int]:
    """Return the lines on which the determinations begin: in one pass, for suppliers answer by the hundred."""
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*determination\s*\]\]", line)]
    return lines if len(lines) == count else [line_of(text, ("determination", i), "") for i in range(count)]


def _determination(
    file: InputFile, text: str, number: int, line: int, table: Mapping[str, Any], known: Statable
) -> Determination:
    path = file.path

    def fault(key: str, found: str, expected: str, remedy: str, under: str = "") -> InputError:
        place = ("determination", number, under) if under else ("determination", number)
        return InputError(path, f"line {line_of(text, place, key)}", found, expected, remedy)

    def in_facts(key: str, found: str, expected: str, remedy: str) -> InputError:
        return fault(key, found, expected, remedy, "facts")

    refuse_unknown("", table, _KEYS, known.answers, fault)
    for key in _REQUIRED:
        if key not in table:
            raise fault("", f"no {quoted(key)}", f"{', '.join(_REQUIRED)} in each determination", f"add {key}")
    for key in (*_TEXTS, *(key for key in ("evidence", "sha256", "of") if key in table)):
        if not isinstance(table[key], str) or not table[key].strip():
            raise fault(
                key,
                f"{quoted(table[key])} for {quoted(key)}",
                "a text that is not blank, in quotes",
                "write it in quotes",
            )
    when, until = day_at("when", table["when"], fault), day_at("until", table["until"], fault)
    if until < when:
        raise fault("until", f"until {until}, before it was determined on {when}", "a later day", "correct the dates")
    try:
        select = selector(table["select"])
    except SelectorError as error:
        raise fault(error.key, error.found, error.expected, error.remedy, "select") from error
    return Determination(
        select=select,
        states=_states(table["facts"], known, in_facts),
        basis=table["basis"].strip(),
        who=table["who"].strip(),
        when=when,
        until=until,
        evidence=_evidence(path, table, fault),
        supplier=_supplier(table, fault),
        file=file.label,
        line=line,
        sha256=file.sha256,
    )


def refuse_unknown(
    where: str, keys: Iterable[str], names: Sequence[str], answers: Collection[str], fault: Fault
) -> None:
    """Raise the error that `fault` makes for a key that is not among `names`; one of `answers` is called an answer in it."""
    for key in keys:
        if key in names:
            continue
        if str(key).rpartition(".")[2].casefold() in answers:
            expected, remedy = "facts, from which the rule answers", "state the fact on which the answer turns"
            raise fault(key, f"{quoted(key)}, which is an answer", expected, remedy)
        near = difflib.get_close_matches(key, names, 1, 0.5)
        remedy = f"did you mean {quoted(near[0])}?" if near else "correct or remove it"
        raise fault(key, f"the unknown key {quoted(key)}{where}", f"one of {', '.join(names)}", remedy)


def _states(table: Any, known: Statable, fault: Fault) -> dict[str, Any]:
    """Return the facts of the table `facts`, whose names may be quoted or dotted, by name and checked."""
    if not isinstance(table, dict) or not table:
        raise fault("", quoted(table), "at least one fact", "write facts = { component.layer = ... }")
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if value == {}:
            raise fault(
                key, f"the empty table {quoted(key)}", "facts in it, or none such table", "state a fact or remove it"
            )
        dotted = {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {key: value}
        for written_name, stated in dotted.items():
            bare = written_name.removeprefix("component.")
            name = bare if bare in (*known.parties, "altered_by") else written_name
            if name in flat:
                raise fault(key, f"{quoted(name)} twice", "each fact once", "remove one of the two")
            flat[name] = stated
    refuse_unknown(" in facts", flat, tuple(known.facts), known.answers, fault)
    return dict(_state(name, value, known, fault) for name, value in flat.items())


def _state(name: str, value: Any, known: Statable, fault: Fault) -> tuple[str, Any]:
    """Return a stated fact as Determination.states has it."""
    if name in known.parties and isinstance(value, str):
        value = [value]
    try:
        checked = check(known.facts[name], value, name)
    except VocabularyError as error:
        raise fault(name, f"{error.found} for {quoted(name)}", error.expected, error.remedy) from error
    if name in known.parties:
        names = tuple(dict.fromkeys(party.strip() for party in checked if party.strip()))
        if not names:
            raise fault(
                name, f"{quoted(value)} for {quoted(name)}", "at least one name", "name who did it, or leave it out"
            )
        return name, names
    return (ALTERED_BY, checked.strip()) if name == "altered_by" else (name, checked)


def act_of(name: str) -> str | None:
    """Return what a party did that `Determination.states` names, such as "designed" of "designed_by"; None for a fact's name."""
    return None if "." in name else name.removesuffix("_by")


def comparable(name: str, value: Any) -> Any:
    """Return a value that `Determination.states` has, as it is compared with others: neither the order of a list nor how a
    party is written counts."""
    if act_of(name):
        return {normalize(party) for party in value}
    if name == ALTERED_BY:
        return normalize(value)
    return sorted(value) if isinstance(value, list) else value


def _evidence(path: Path, table: Mapping[str, Any], fault: Fault) -> Evidence | None:
    if "evidence" not in table and "sha256" not in table:
        return None
    for key, other in (("evidence", "sha256"), ("sha256", "evidence")):
        if key not in table:
            raise fault(other, f"{quoted(other)} without {quoted(key)}", "both or none of them", f"add {key}")
    name, sha256 = table["evidence"].strip(), table["sha256"].strip().lower()
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise fault("sha256", quoted(table["sha256"]), "64 hexadecimal digits", "take the SHA-256 of the file")
    folder = path.resolve().parent
    file = (folder / name.replace("\0", "")).resolve()
    if "\0" in name or not file.is_relative_to(folder) or file == folder:
        expected = "a file in the folder of the determinations or below it"
        raise fault("evidence", f"the path {quoted(name)}", expected, "copy the evidence there")
    return Evidence(file, name, sha256)


def _supplier(table: Mapping[str, Any], fault: Fault) -> str | None:
    if "of" not in table:
        return None
    attested = " ".join(table["of"].split())
    if not attested.startswith(OF) or not attested.removeprefix(OF).strip():
        expected = f'"{OF}" and the name of a supplier'
        raise fault("of", quoted(table["of"]), expected, "leave it out for what a person here determined")
    return attested.removeprefix(OF)

"""The audit: a program's BOMs read, every component's facts found, and the rule asked about each in each transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from auditor.audit.contradictions import contradictions
from auditor.audit.reasons import told
from auditor.entities.matching.decisions import read_decisions
from auditor.entities.matching.matching import Asked
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import Named, People
from auditor.entities.resolution.register import Register
from auditor.entities.store.store import Store
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.facts.component_facts import ComponentFacts, FactFinder, named_in, selected, with_led_makers
from auditor.facts.software.dates import day_of
from auditor.program.determinations_applied import Determinations, read_determinations
from auditor.program.reader import Authorization, BomFile, Item, Program, Transaction
from auditor.rule_in_force import rule_of
from bom_parsers import Bom, InputError, read_bom
from bom_parsers.hbom.headings import extra_columns
from policies.connected_vehicles import facts as vocabulary
from policies.connected_vehicles.rule import ANSWERS, Rule


@dataclass(frozen=True)
class ReadBom:
    """A BOM of an item: read, or not, with the reason in one line."""

    item: Item
    file: BomFile
    bom: Bom | None
    error: InputError | None
    sha256: str | None
    size: int | None

    @property
    def problem(self) -> str | None:
        """Return why it could not be read, with the file as the program names it."""
        return str(self.error).replace(str(self.file.path), self.file.label) if self.error else None


@dataclass(frozen=True)
class AuditedComponent:
    """One component of one BOM, its facts, and its answer in each transaction, in the program's order."""

    id: str
    item: Item
    file: BomFile
    row: Mapping[str, Any]
    facts: ComponentFacts
    answers: tuple[Mapping[str, Any], ...]  # columns of ANSWERS, and what telling.told adds
    whole: bool = False  # the subject of a BOM that also lists its parts

    @property
    def worst(self) -> Mapping[str, Any]:
        """Return the answer that the reader needs first, of all transactions."""
        return min(self.answers, key=lambda answer: vocabulary.VERDICTS.index(answer["verdict"]))


@dataclass(frozen=True)
class Audit:
    """Everything an audit found; the documents are made from it."""

    program: Program
    rule: Rule
    people: People
    declarant: Named
    boms: tuple[ReadBom, ...]
    components: tuple[AuditedComponent, ...]
    problems: tuple[tuple[str, str, str, str], ...]  # file, severity, message, pointer
    expired: tuple[str, ...]
    what_if: tuple[str, ...] = ()
    determinations: Determinations = field(default_factory=Determinations)
    contradicted: tuple[tuple[str, str], ...] = ()  # what a program states of whole items against their parts; where


NO_MODEL_YEAR = (
    "no model year is stated: hardware is taken to belong to none (791.308(a)(1)), which may exempt it longer"
)

Progress = Callable[[str, int, int], None]


def no_progress(what: str, done: int, total: int) -> None:
    """Report nothing: for those who use the audit as a library."""


def audit(program: Program, progress: Progress = no_progress, what_if: Sequence[str] = ()) -> Audit:
    """Audit a program, under the law in force on its as-of date or with the other values that `what_if` names.

    A BOM that cannot be read does not stop the others; it is in `boms` with its problem. Raises InputError when no
    component at all could be evaluated, or when a supplier list cannot be read.
    """
    rule = rule_of(program.as_of, program.path, what_if)
    graph = Graph(rule.parameters)
    people = People(graph, read_suppliers(program.suppliers, graph), register_of(program))
    with extra_columns(program.columns):
        boms = tuple(_read_all(program, progress))
    determinations = read_determinations(program.determinations, program.as_of)
    asked = named_in(program, [read.bom for read in boms if read.bom])
    people.look_up([*asked, *map(Asked, determinations.named)])
    finder = FactFinder(program, people, determinations)
    legacy = rule.parameters.legacy_cut_off
    found = [entry for read in boms if read.bom for entry in _components(read, finder, legacy)]
    if not found:
        raise _nothing_evaluated(program, boms)
    led = with_led_makers([facts for *_, facts in found], people)
    found = [(item, file, row, facts) for (item, file, row, _), facts in zip(found, led, strict=True)]
    declarant = people.find(program.declarant.party)
    answers = _judge(program, rule, graph, found, declarant, progress)
    wholes = {(read.file, read.bom.subject) for read in boms if read.bom and len(read.bom.components) > 1}
    components = tuple(
        AuditedComponent(component_id(item, file, row), item, file, row, facts, given, (file, row["ref"]) in wholes)
        for (item, file, row, facts), given in zip(found, answers, strict=True)
    )
    contradicted = tuple(contradictions(components, rule.parameters.vcs_frequency_mhz))
    problems = [*_problems(program, people, boms, components, finder)]
    problems += [(program.label, "warning", message, source) for message, source in contradicted]
    expired = tuple(_expired(program, people, determinations))
    return Audit(
        program,
        rule,
        people,
        declarant,
        boms,
        components,
        tuple(problems),
        expired,
        tuple(what_if),
        determinations,
        contradicted,
    )


def component_id(item: Item, file: BomFile, row: Mapping[str, Any]) -> str:
    """Return the name by which `icts explain` takes a component."""
    return f"{item.id}/{file.label}#{row['ref']}"


def transaction_columns(program: Program, graph: Graph, declarant: Named, transaction: Transaction) -> dict[str, Any]:
    """Return the columns of facts about vehicle, transaction and actor, without authorizations."""
    stated = {**program.vehicle_facts, **transaction.facts, **program.declarant.facts}
    columns = vocabulary.flatten({name: fact.value for name, fact in stated.items()})
    nexus = graph.nexus_as_manufacturer(declarant.person)
    return columns | {"actor.nexus": nexus.value, "actor.gaps": nexus.mask}


def authorization_columns(
    program: Program, transaction: Transaction, item: Item, row: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the columns of facts about the authorizations that cover a component on the day of the transaction."""
    columns: dict[str, Any] = {}
    for held in covering(program, item, row):
        if held.until and transaction.date and transaction.date > held.until:
            continue
        if held.kind == "specific":
            columns["actor.specific_authorization"] = held.status
        elif held.status == "granted":
            columns["actor.general_authorization"] = int(held.number)
    return columns


def covering(program: Program, item: Item, row: Mapping[str, Any]) -> list[Authorization]:
    """Return the authorizations whose selector picks the component; one without a selector covers the whole program."""
    return [held for held in program.authorizations if selected(held.select, item.id, row)]


def component_columns(graph: Graph, facts: ComponentFacts) -> dict[str, Any]:
    """Return the columns of facts about the item, the component and its parties."""
    stated = vocabulary.flatten({name: fact.value for name, fact in facts.stated.items()})
    columns = graph.columns(facts.involved) | stated
    if facts.altered_by:
        nexus = graph.nexus(facts.altered_by.named.person)
        columns |= {"component.altered_by.nexus": nexus.value, "component.altered_by.gaps": nexus.mask}
    return columns


_Found = tuple[Item, BomFile, Mapping[str, Any], ComponentFacts]


def _read_all(program: Program, progress: Progress) -> Iterable[ReadBom]:
    files = [(item, file) for item in program.items for file in item.boms]
    for done, (item, file) in enumerate(files):
        progress(file.label, done, len(files))
        yield _read(item, file)
    progress("", len(files), len(files))


def _read(item: Item, file: BomFile) -> ReadBom:
    try:
        bom = read_bom(file.path, file.label)
        return ReadBom(item, file, bom, None, bom.sha256, file.path.stat().st_size)
    except InputError as error:
        data = file.path.read_bytes() if file.path.is_file() else None
        sha256 = hashlib.sha256(data).hexdigest() if data is not None else None
        return ReadBom(item, file, None, error, sha256, len(data) if data is not None else None)


def _components(read: ReadBom, finder: FactFinder, legacy: date) -> Iterable[_Found]:
    """Yield the components of a BOM with their facts; the day of the BOM tells something of code if it is before `legacy`."""
    assert read.bom is not None
    made_on = day_of(read.bom.created or "")
    bound = made_on if made_on and made_on < legacy else None
    # A property without a name says nothing.
    named = read.bom.properties.filter(pl.col("name").is_not_null())
    parties, properties = _by_ref(read.bom.parties), _by_ref(named)
    for row in read.bom.components.iter_rows(named=True):
        ref = row["ref"]
        yield (
            read.item,
            read.file,
            row,
            finder.find(read.item, read.file, row, parties.get(ref, ()), properties.get(ref, ()), bound),
        )


def _by_ref(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        groups.setdefault(row["ref"], []).append(row)
    return groups


def _judge(
    program: Program, rule: Rule, graph: Graph, found: Sequence[_Found], declarant: Named, progress: Progress
) -> list[tuple[Mapping[str, Any], ...]]:
    """Ask the rule about each component in each transaction; rows with the same facts are asked about once."""
    unique: dict[tuple[Any, ...], int] = {}
    rows: list[dict[str, Any]] = []
    numbers: list[list[int]] = []
    bases = [transaction_columns(program, graph, declarant, transaction) for transaction in program.transactions]
    for item, _, row, facts in found:
        own = component_columns(graph, facts)
        mine = []
        for transaction, base in zip(program.transactions, bases, strict=True):
            columns = own | base | authorization_columns(program, transaction, item, row)
            key = tuple(columns.get(name) for name in vocabulary.COLUMNS)
            if key not in unique:
                unique[key] = len(rows)
                rows.append(columns)
            mine.append(unique[key])
        numbers.append(mine)
    progress("judging", 0, 1)
    frame = vocabulary.frame(rows)
    answers = rule.judge(frame.lazy()).select(*ANSWERS).collect().rows(named=True)
    full = [answer | told(rule, answer, values) for answer, values in zip(answers, rule.tests(frame), strict=True)]
    progress("", 1, 1)
    return [tuple(full[number] for number in mine) for mine in numbers]


def register_of(program: Program) -> Register | None:
    """Return the reference data that the program names; None where it names none. Raises InputError where it is not there."""
    wanted = program.reference
    if wanted.store is None and not wanted.starter and wanted.decisions is None:
        return None
    decisions = read_decisions(wanted.decisions) if wanted.decisions else None
    store = Store(wanted.store) if wanted.store else None
    return Register(program.as_of, store, wanted.snapshots, wanted.starter, decisions)


def _problems(
    program: Program,
    people: People,
    boms: Iterable[ReadBom],
    components: Iterable[AuditedComponent],
    finder: FactFinder,
) -> Iterable[tuple[str, str, str, str]]:
    for read in boms:
        if read.bom is None:
            yield read.file.label, "error", read.problem or "", ""
            continue
        for row in read.bom.problems.iter_rows(named=True):
            yield read.file.label, row["severity"], row["message"], row["pointer"] or ""
    yield from _read_twice(boms)
    for component in components:
        for message, pointer in component.facts.problems:
            yield component.file.label, "warning", message, pointer
    yield from people.suppliers.problems
    for message in people.problems:
        yield program.label, "warning", message, "reference data"
    for message in people.unused_decisions():
        yield program.label, "warning", message, "decisions"
    if not people.find(program.declarant.party).known_as:
        message = f"the declarant {program.declarant.party!r} is in no supplier list, so that who owns it is unknown (791.304)"
        yield program.label, "warning", message, ""
    if no_model_year(program):
        yield program.label, "warning", NO_MODEL_YEAR, "vehicle"
    yield from finder.determinations.problems()
    for item in program.items:
        for statement in item.components:
            if statement.source not in finder.used:
                yield program.label, "warning", f"nothing matches {_shown(statement.select)}", statement.source


def _read_twice(boms: Iterable[ReadBom]) -> Iterable[tuple[str, str, str, str]]:
    first: dict[tuple[str, str], str] = {}
    for read in boms:
        if read.bom is not None:
            label = first.setdefault((read.item.id, read.bom.sha256), read.file.label)
            if label != read.file.label or list(read.item.boms).count(read.file) > 1:
                message = f"the same file as {label} in {read.item.id}: its components are counted twice"
                yield read.file.label, "warning", message, ""


def no_model_year(program: Program) -> bool:
    """Tell whether a program names a vehicle and not its model year."""
    return bool(program.vehicle.get("make")) and "vehicle.model_year" not in program.vehicle_facts


def _shown(select: Mapping[str, str]) -> str:
    return ", ".join(f"{key} {value!r}" for key, value in select.items())


def _expired(program: Program, people: People, determinations: Determinations) -> Iterable[str]:
    yield from determinations.expired
    for held in program.authorizations:
        if held.until and held.until < program.as_of:
            yield f"{held.kind} authorization {held.number} ran until {held.until} ({held.source})"
    if people.register and program.reference.max_age is not None:
        yield from people.register.old(program.reference.max_age)


def _nothing_evaluated(program: Program, boms: Sequence[ReadBom]) -> InputError:
    for read in boms:
        if read.error:
            return read.error
    return InputError(
        program.path, "", "no component in any BOM", "at least one component", "name the items' BOMs in hbom and sbom"
    )

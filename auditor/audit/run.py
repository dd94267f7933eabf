"""The audit: a program's BOMs read, every component's facts found, and the rule asked about each in each transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from auditor.audit.contradictions import contradictions
from auditor.audit.gaps import GapRow, gap_facts, gap_rows
from auditor.audit.problems import expired as expired_of
from auditor.audit.problems import problems as problems_of
from auditor.audit.reasons import grounds
from auditor.audit.results import Audit, AuditedComponent, Gap, ReadBom, component_id
from auditor.entities.matching.decisions import read_decisions
from auditor.entities.matching.matching import Asked
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import Named, People
from auditor.entities.resolution.register import Register
from auditor.entities.store.store import Store
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.facts.claims import BomOrigin
from auditor.facts.columns import authorization_columns, component_columns, made_by, transaction_columns
from auditor.facts.component_facts import FactFinder
from auditor.facts.contradictions import with_contradictions
from auditor.facts.model import ComponentFacts
from auditor.facts.named_parties import named_in, with_inferred_makers
from auditor.facts.software.dates import day_of
from auditor.facts.whole_program import doubted_program
from auditor.inputs import InputFile, Inputs
from auditor.program.authorizations_applied import Authorizations
from auditor.program.determinations_applied import read_determinations
from auditor.program.model import BomFile, Item, Program
from auditor.rule_in_force import rule_of
from bom_parsers import InputError, read_bom
from bom_parsers.hbom.headings.vocabulary import extra_columns
from policies.connected_vehicles import facts as vocabulary
from policies.judgment import Judgment

DOCUMENTS = ("cyclonedx-", "spdx-")  # begin the names of formats that are no tables of parts

Progress = Callable[[str, int, int], None]


def no_progress(what: str, done: int, total: int) -> None:
    """Report nothing: for those who use the audit as a library."""


def audit(
    program: Program,
    inputs: Inputs,
    progress: Progress = no_progress,
    what_if: Sequence[str] = (),
    boms: tuple[ReadBom, ...] | None = None,
) -> Audit:
    """Audit a program, under the law in force on its as-of date or with the other values that `what_if` names.

    `inputs` has the files that the program names, as `inputs_of` reads them; no other file of the user's is opened.
    `boms` are those of an audit of the same items and files of `inputs`, so that they are not read a second time.

    A BOM that cannot be read does not stop the others; it is in `boms` with its problem. Raises InputError when no
    component at all could be evaluated, or when a supplier list cannot be read.
    """
    rule = rule_of(program.as_of, program.path, what_if, program.rule)
    graph = Graph(rule.parameters)
    listed = read_suppliers(_files(program.suppliers, inputs), graph, program.as_of)
    people = People(graph, listed, register_of(program, inputs))
    if boms is None:
        with extra_columns(program.columns):
            boms = tuple(_read_all(program, inputs, progress))
    last = max([program.as_of, *(t.date for t in program.transactions if t.date)])
    determined = _files(program.determinations, inputs)
    determinations = read_determinations(determined, program.as_of, inputs, program.rule, last)
    authorizations = Authorizations(program.authorizations, program.as_of, program.transactions)
    asked = named_in(program, [read.bom for read in boms if read.bom])
    people.look_up([*asked, *map(Asked, determinations.named)])
    finder = FactFinder(program, people, determinations, rule.parameters, _files(program.parts, inputs))
    legacy = rule.parameters.legacy_cut_off
    entries = [entry for read in _once(boms) for entry in _components(read, finder, legacy)]
    led = with_inferred_makers([facts for *_, facts in entries], people)
    of_items = [(item, facts) for (item, *_), facts in zip(entries, led, strict=True)]
    doubted = with_contradictions(of_items, rule.parameters.vcs_frequency_mhz)
    program, at_odds = doubted_program(program, of_items, rule.parameters)
    entries = [(item, file, row, facts) for (item, file, row, _), facts in zip(entries, doubted, strict=True)]
    parts: dict[str, list[ComponentFacts]] = {}
    for item, _, _, facts in entries:
        parts.setdefault(item.id, []).append(facts)
    unseen = [(of, *gap_facts(finder, of, parts.get(of.item.id, ()))) for of in gap_rows(program, boms)]
    gap_entries = [(of.item, of.file, of.row, facts) for of, facts, _ in unseen]
    declarant = people.find(program.declarant.party)
    for item, _, row, facts in entries if program.authorizations else ():
        authorizations.count(item, row, made_by(facts), facts.makers)
    answers = _judge(program, rule, graph, authorizations, [*entries, *gap_entries], declarant, progress)
    wholes = {(read.file, read.bom.subject) for read in boms if read.bom and len(read.bom.components) > 1}
    components = tuple(
        AuditedComponent(component_id(item, file, row), item, file, row, facts, given, (file, row["ref"]) in wholes)
        for (item, file, row, facts), given in zip(entries, answers, strict=False)
    )
    gaps = tuple(
        _judged_gap(of, facts, given, gap)
        for (of, facts, gap), given in zip(unseen, answers[len(entries) :], strict=True)
    )
    components += tuple(gap for gap in gaps if gap.is_open_gap)
    if not components or (not entries and any(read.error for read in boms)):
        raise _nothing_evaluated(program, boms)
    contradicted = (*at_odds, *contradictions(components))
    problems = [*problems_of(program, people, boms, components, finder, authorizations)]
    problems += contradicted
    expired = tuple(expired_of(program, people, determinations))
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
        inputs,
        gaps,
        authorizations,
        contradicted,
    )


def _files(named: Iterable[tuple[Path, str]], inputs: Inputs) -> list[InputFile]:
    return [inputs.file(path, label) for path, label in named]


_Entry = tuple[Item, BomFile, Mapping[str, Any], ComponentFacts]


def _read_all(program: Program, inputs: Inputs, progress: Progress) -> Iterable[ReadBom]:
    files = [(item, file) for item in program.items for file in item.boms]
    for done, (item, file) in enumerate(files):
        progress(file.label, done, len(files))
        yield _read(item, file, inputs)
    progress("", len(files), len(files))


def _read(item: Item, file: BomFile, inputs: Inputs) -> ReadBom:
    try:
        content = inputs.file(file.path)
    except InputError as error:
        return ReadBom(item, file, None, error, None, None)
    try:
        bom = read_bom(file.path, file.label, data=content.data, sha256=content.sha256)
        return ReadBom(item, file, bom, None, content.sha256, content.size)
    except InputError as error:
        return ReadBom(item, file, None, error, content.sha256, content.size)


def _once(boms: Iterable[ReadBom]) -> Iterable[ReadBom]:
    """Yield each BOM of an item that was read once: as software where it is named as both, which the rule reaches first."""
    first: dict[tuple[str, str], ReadBom] = {}
    for read in boms:
        if read.bom is not None:
            key = read.item.id, read.bom.sha256
            if key not in first or (first[key].file.kind, read.file.kind) == ("hardware", "software"):
                first[key] = read
    return first.values()


def _judged_gap(
    of: GapRow, facts: ComponentFacts, answers: tuple[Mapping[str, Any], ...], gap: Gap
) -> AuditedComponent:
    """Return a gap with its answers, which ask nothing about what was not seen but to see it."""
    asking = [{**answer, "missing": [f for f in answer["missing"] if _is_asked(f, of.item)]} for answer in answers]
    id = component_id(of.item, of.file, of.row)
    return AuditedComponent(id, of.item, of.file, of.row, facts, tuple(asking), gap=gap)


def _is_asked(fact: str, item: Item) -> bool:
    stated = item.facts.get(fact)
    return not fact.startswith(("component.", "party")) and (stated is None or stated.value is None)


def _components(read: ReadBom, finder: FactFinder, legacy: date) -> Iterable[_Entry]:
    """Yield the components of a BOM with their facts; the day of the BOM tells something of code if it is before `legacy`."""
    assert read.bom is not None
    made_on = day_of(read.bom.created or "")
    bound = made_on if made_on and made_on < legacy else None
    is_table = not read.bom.format.startswith(DOCUMENTS)
    origin = BomOrigin(read.file, read.bom.sha256, read.bom.authors, is_table, bound, read.bom.subject)
    # A property without a name says nothing.
    named = read.bom.properties.filter(pl.col("name").is_not_null())
    parties, properties = _by_ref(read.bom.parties), _by_ref(named)
    for row in read.bom.components.iter_rows(named=True):
        ref = row["ref"]
        yield (
            read.item,
            read.file,
            row,
            finder.find(read.item, origin, row, parties.get(ref, ()), properties.get(ref, ())),
        )


def _by_ref(frame: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        groups.setdefault(row["ref"], []).append(row)
    return groups


def _judge(
    program: Program,
    rule: Judgment,
    graph: Graph,
    authorizations: Authorizations,
    entries: Sequence[_Entry],
    declarant: Named,
    progress: Progress,
) -> list[tuple[Mapping[str, Any], ...]]:
    """Ask the rule about each component in each transaction; rows with the same facts are asked about once."""
    unique: dict[tuple[Any, ...], int] = {}
    rows: list[dict[str, Any]] = []
    numbers: list[list[int]] = []
    bases = [transaction_columns(program, graph, declarant, transaction) for transaction in program.transactions]
    for item, _, row, facts in entries:
        own = component_columns(graph, facts)
        mine = []
        for transaction, base in zip(program.transactions, bases, strict=True):
            columns = own | base | authorization_columns(authorizations, transaction, item, row, facts.makers)
            key = tuple(columns.get(name) for name in vocabulary.COLUMNS)
            if key not in unique:
                unique[key] = len(rows)
                rows.append(columns)
            mine.append(unique[key])
        numbers.append(mine)
    progress("judging", 0, 1)
    frame = vocabulary.frame(rows)
    answers = rule.answered(frame)
    full = [answer | grounds(rule, answer, values) for answer, values in zip(answers, rule.tests(frame), strict=True)]
    progress("", 1, 1)
    return [tuple(full[number] for number in mine) for mine in numbers]


def register_of(program: Program, inputs: Inputs) -> Register | None:
    """Return the reference data that the program names; None where it names none. Raises InputError where it is not there."""
    wanted = program.reference
    if wanted.store is None and not wanted.starter and wanted.decisions is None:
        return None
    decisions = read_decisions(inputs.file(wanted.decisions, wanted.decisions.name)) if wanted.decisions else None
    store = Store(wanted.store) if wanted.store else None
    return Register(program.as_of, store, wanted.snapshots, wanted.starter, decisions)


def _nothing_evaluated(program: Program, boms: Sequence[ReadBom]) -> InputError:
    for read in boms:
        if read.error:
            return read.error
    return InputError(
        program.path, "", "no component in any BOM", "at least one component", "name the items' BOMs in hbom and sbom"
    )

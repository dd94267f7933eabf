"""What an audit has to say against its inputs: what could not be read, does not fit, or has run out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.audit.results import AuditedComponent, ReadBom
from auditor.entities.resolution.people import People
from auditor.facts.component_facts import FactFinder
from auditor.program.determinations_applied import Determinations
from auditor.program.reader import Program

NO_MODEL_YEAR = (
    "no model year is stated: hardware is taken to belong to none (791.308(a)(1)), which may exempt it longer"
)


def problems(
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


def expired(program: Program, people: People, determinations: Determinations) -> Iterable[str]:
    yield from determinations.expired
    for held in program.authorizations:
        if held.until and held.until < program.as_of:
            yield f"{held.kind} authorization {held.number} ran until {held.until} ({held.source})"
    if people.register and program.reference.max_age is not None:
        yield from people.register.old(program.reference.max_age)

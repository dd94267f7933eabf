"""What an audit has to say against its inputs: what could not be read, does not fit, or has run out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from auditor.audit.gaps import expired as expired_statements
from auditor.audit.gaps import twice, without_end
from auditor.audit.results import AuditedComponent, ReadBom
from auditor.entities.resolution.people import People
from auditor.facts.claims import NOT_FITTED
from auditor.facts.component_facts import FactFinder
from auditor.program.authorizations_applied import Authorizations
from auditor.program.determinations_applied import Determinations
from auditor.program.model import Program
from auditor.provenance import Problem, Source, SourceKind
from bom_parsers.errors import quoted
from reports.words import count

NAMED = 5  # parts that a line names
NO_MODEL_YEAR = (
    "no model year is stated: hardware is taken to belong to none (791.308(a)(1)), which may exempt it longer"
)


def problems(
    program: Program,
    people: People,
    boms: Iterable[ReadBom],
    components: Iterable[AuditedComponent],
    finder: FactFinder,
    authorizations: Authorizations,
) -> Iterable[Problem]:
    """Yield what is wrong with BOMs, lists, reference data, determinations and the program's own statements."""
    whole = Source(SourceKind.PROGRAM, program.label, program.file.sha256)
    yield from authorizations.problems()
    for read in boms:
        if read.problem:
            yield read.problem
        for row in read.bom.problems.iter_rows(named=True) if read.bom else ():
            yield Problem(row["kind"], row["severity"], row["message"], read.at(row["pointer"] or ""))
    yield from _read_twice(boms)
    for component in components:
        yield from component.facts.problems
    yield from _not_fitted(components)
    yield from people.suppliers.problems
    yield from people.problems
    yield from people.unused_decisions()
    if not people.find(program.declarant.party).known_as:
        party = quoted(program.declarant.party)
        message = f"the declarant {party} is in no supplier list, so that who owns it is unknown (791.304)"
        yield Problem("unlisted-declarant", "warning", message, whole)
    if no_model_year(program):
        yield Problem("no-model-year", "warning", NO_MODEL_YEAR, replace(whole, pointer="vehicle"))
    yield from finder.determinations.problems()
    yield from without_end(program)
    yield from finder.statements.problems()


def _not_fitted(components: Iterable[AuditedComponent]) -> Iterable[Problem]:
    """Yield by BOM the parts that a mark takes out which look like radios: one letter in the wrong column is such a mark."""
    marked: dict[str, list[tuple[str, Source]]] = {}
    for component in components:
        for claim in component.facts.claims:
            if claim.source.name == NOT_FITTED and claim.counts and component.facts.seems.concern == "radio":
                called = component.row["mpn"] or component.row["name"] or component.row["ref"]
                marked.setdefault(claim.source.file, []).append((called, claim.source))
    for parts in marked.values():
        names = list(dict.fromkeys(called for called, _ in parts))
        some = ", ".join(map(quoted, names[:NAMED])) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        message = f"{count(len(parts), 'part')} marked as not fitted {'look' if len(parts) > 1 else 'looks'} like a radio: {some}"
        yield Problem("radio-not-fitted", "warning", message, parts[0][1])


def _read_twice(boms: Iterable[ReadBom]) -> Iterable[Problem]:
    for again, first in twice(boms):
        message = f"the same file as {first.file.label} in {again.item.id}: its components are counted once"
        # Of a file that lists hardware and software both may be said; else another file may be meant.
        severity = "warning" if again.file.kind == first.file.kind else "info"
        yield Problem("read-twice", severity, message, again.at())


def no_model_year(program: Program) -> bool:
    """Tell whether a program names a vehicle and not its model year."""
    return bool(program.vehicle.get("make")) and "vehicle.model_year" not in program.vehicle_facts


def expired(program: Program, people: People, determinations: Determinations) -> Iterable[Problem]:
    """Yield the determinations, authorizations and snapshots that have run out on the program's day."""
    yield from determinations.expired
    yield from expired_statements(program)
    for held in program.authorizations:
        if held.until and held.until < program.as_of:
            message = f"{held.called} ran until {held.until}"
            yield Problem("authorization-expired", "error", message, held.source)
    if people.register and program.reference.max_age is not None:
        yield from people.register.old(program.reference.max_age)

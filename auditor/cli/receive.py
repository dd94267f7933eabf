"""The command `icts receive`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import exit_codes, toml_files
from auditor.cli.audited import program_file
from auditor.cli.options import OF_PROGRAM, as_of_option, day_option, limit_option, outside_option, requests_option
from auditor.cli.terminal import say, write, write_line
from auditor.inputs import InputFile, read_if_there, read_input
from bom_parsers.errors import InputError, quoted
from reports.words import count

if TYPE_CHECKING:
    from auditor.audit.results import Audit
    from auditor.program.model import Program
    from auditor.provenance import Problem
    from auditor.questionnaire.filled import Filled
    from auditor.questionnaire.receive import Outcome, Receiving
    from auditor.questionnaire.sent import SentRequests

_SHOWN = 40  # components that changed, and problems that are new, before the rest is only counted


@click.command("receive")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--program", required=True, type=click.Path(path_type=Path), help="Program that the requests are about.")
@click.option("--accepted-by", metavar="NAME", help="Person who accepts the answers; required without --check.")
@day_option("--when", "Date of acceptance; required without --check.")
@day_option("--until", "Last day on which they are valid; default: one year from the signature.")
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Determinations file to add the attestations to; default: attestations.toml beside the program.",
)
@click.option(
    "--suppliers-into",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Supplier list to add facts about companies to; default: suppliers-attested.csv beside the program.",
)
@requests_option
@click.option("--check", is_flag=True, help="Only read the files and report; write nothing.")
@click.option("--settle", metavar="NAME", help="Take no file: you have looked at what was not taken of this company.")
@as_of_option(OF_PROGRAM)
@outside_option
@limit_option
def receive_command(
    files: tuple[Path, ...],
    program: Path,
    accepted_by: str | None,
    when: date | None,
    until: date | None,
    into: Path | None,
    suppliers_into: Path | None,
    requests_path: Path | None,
    check: bool,
    settle: str | None,
    as_of: date | None,
    allow_outside: bool,
) -> int:
    """Read completed requests back as attestations.

    A file counts only if it answers a request in requests.toml, where `icts request` keeps what was sent: one that was never
    sent, was changed, is of another supplier or program, is older than an answer that was taken, or answers a request that a
    later one replaced, is refused, and the others are read. What came back is noted in that file.

    Reports errors cell by cell, and which verdicts changed. FILES must be in the folder of --into or below it: they are the
    evidence. The program file is not edited; the lines to add to it are printed. Exit code 10: something in the files needs
    correction; 2: a file cannot be used.

    Of a company of whose answer about itself something was not taken, the supplier list notes it, and what is on file does not
    clear it. Look, correct its row, and end that with --settle NAME.
    """
    if bool(files) == (settle is not None):
        raise click.UsageError("expected files, or --settle and the name of a company")
    if settle is not None and check:
        raise click.UsageError("--settle writes, and --check does not; expected one of the two")
    if not check and (accepted_by is None or not accepted_by.strip() or when is None):
        raise click.UsageError("--accepted-by and --when are needed, unless with --check")
    if until and when and until < when:
        raise click.UsageError(f"--until {until} is before --when {when}")
    from auditor.audit.run import audit
    from auditor.cli.output import hold
    from auditor.program.files import inputs_of
    from auditor.program.reader import read_program
    from auditor.questionnaire.receive import Receiving, with_answers
    from auditor.questionnaire.sent import BESIDE_THE_PROGRAM, WHAT, read_sent

    kept = requests_path or program.parent / BESIDE_THE_PROGRAM
    read = read_program(program_file(program), as_of=as_of, allow_outside=allow_outside)
    into = into or program.parent / "attestations.toml"
    suppliers_into = suppliers_into or program.parent / "suppliers-attested.csv"
    if into.resolve() == suppliers_into.resolve():
        raise click.UsageError("--into and --suppliers-into are one file; expected a file for each")
    if not check:
        hold(into, suppliers_into, kept)
    if settle is not None:
        assert accepted_by is not None and when is not None
        return _settle(settle, read_input(suppliers_into, suppliers_into.name, "a supplier list"), accepted_by, when)
    sent = read_sent(read_input(kept, kept.name, WHAT))
    attestations = _there(into, "a file of determinations")
    suppliers = _there(suppliers_into, "a supplier list")
    answers, unusable = _opened(files)
    with_them = with_answers(read, attestations, suppliers)[0]
    before = audit(with_them, inputs_of(with_them, [*answers, attestations, suppliers]))
    filled = _read(answers, sent, unusable)
    signed = max((f.signature.on for f in filled if f.signature), default=read.as_of)
    day = when or min(signed, max(date.today(), read.as_of))  # nobody can accept today what is signed tomorrow
    receiving = Receiving(before, sent, attestations, suppliers, accepted_by or "nobody", day, until)
    outcomes = _take(filled, receiving, unusable)
    for outcome in outcomes:
        for line in _summary(outcome):
            write_line(line)
    if not check:
        written = _write(receiving)
        new = {file.path: file for file in written}
        _changes(before, new.get(attestations.path, attestations), new.get(suppliers.path, suppliers), read)
    for error in unusable:
        say(str(error))
    if unusable:
        return exit_codes.UNUSABLE
    return exit_codes.REVIEW if any(outcome.problems for outcome in outcomes) else exit_codes.CLEAN


def _settle(name: str, suppliers: InputFile, by: str, on: date) -> int:
    """Note that a person has looked at what was not taken of a company; raises InputError where there is nothing such."""
    from auditor.outputs import write_all
    from auditor.questionnaire.supplier_rows import SupplierRows

    rows = SupplierRows(suppliers)
    marks = rows.settle(name, by, on)
    if marks is None:
        expected = "a company with answers that were not taken, as `icts audit` names it"
        raise InputError(suppliers.path, "", f"none of {quoted(name)}", expected, "nothing needs to be settled")
    write_all({suppliers.path: rows.content()}, in_place=[suppliers.path])
    write_line(f"Settled of {name}: {marks}")
    say(f"wrote {suppliers.path}")
    return exit_codes.CLEAN


def _there(path: Path, expected: str) -> InputFile:
    return read_if_there(path, path.name, expected)


def _opened(paths: Sequence[Path]) -> tuple[list[InputFile], list[InputError]]:
    """Open each file once; those that cannot be read are the second."""
    files, unusable = [], []
    for path in paths:
        try:
            files.append(read_input(path, path.name, "a filled request"))
        except InputError as error:
            unusable.append(error)
    return files, unusable


def _read(files: Iterable[InputFile], sent: SentRequests, unusable: list[InputError]) -> list[Filled]:
    """Read each file; those that cannot be used are added to `unusable`."""
    from auditor.questionnaire.reading import read_filled

    filled = []
    for file in files:
        try:
            filled.append(read_filled(file, sent))
        except InputError as error:
            unusable.append(error)
    return filled


def _take(filled: Iterable[Filled], receiving: Receiving, unusable: list[InputError]) -> list[Outcome]:
    """Take each file; those that cannot be used are added to `unusable`."""
    outcomes = []
    for one in filled:
        try:
            outcomes.append(receiving.take(one))
        except InputError as error:
            unusable.append(error)
    return outcomes


def _summary(outcome: Outcome) -> Iterable[str]:
    """Yield what became of one filled request, in lines."""
    filled = outcome.filled
    signature = filled.signature
    signed = f"signed by {signature.name}, {signature.title}, on {signature.on}" if signature else "not signed"
    yield f"{filled.file.path.name}: {filled.request.supplier}, request {filled.id}, {signed}"
    new = outcome.attested + outcome.rows
    counts = [
        (outcome.attested, "attested"),
        (outcome.rows, "row about companies" if outcome.rows == 1 else "rows about companies"),
        (outcome.already, "on file already"),
    ]
    counts += [(filled.unknown, "not known"), (filled.blank, "left blank"), (len(outcome.problems), "to be corrected")]
    yield f"  {', '.join(f'{number} {what}' for number, what in counts if number) or 'no answer'}"
    if outcome.already and not new:
        yield "  nothing new: everything that could be taken is on file already"
    for note in outcome.notes:
        yield f"  {note}"
    for problem in outcome.problems:
        yield f"  {problem.source.pointer}: {problem.message}"


def _write(receiving: Receiving) -> list[InputFile]:
    """Write what the answers add and return the files as they are then."""
    from auditor.outputs import write_all

    changed = receiving.files
    contents = {file.path: file.data for file in changed}
    write_all(contents, in_place=contents, private=[receiving.sent.file.path])
    for file in changed:
        say(f"wrote {file.path}")
    if not changed:
        say("nothing changed")
    return changed


def _changes(before: Audit, attestations: InputFile, suppliers: InputFile, program: Program) -> None:
    """Print the lines that the program lacks, and what the answers change: verdicts, and problems that are new."""
    from auditor.audit.run import audit
    from auditor.questionnaire.receive import with_answers

    with_them, lines = with_answers(program, attestations, suppliers)
    if lines:
        write_line(f"Add to [reference] in {program.label}, in place of the lines there:")
        for key, labels in lines.items():
            write_line(f"  {key} = {toml_files.written(labels)}")
    after = audit(with_them, before.inputs.with_files([attestations, suppliers]), boms=before.boms)
    answered = {component.id: component for component in after.components}
    changed = [
        (old, answered[old.id])
        for old in before.components
        if old.id in answered and old.worst["verdict"] != answered[old.id].worst["verdict"]
    ]
    write(f"Verdicts changed: {len(changed)} of {len(before.components)}\n")
    for old, new in changed[:_SHOWN]:
        way = f"{old.worst['verdict']} -> {new.worst['verdict']}"
        write_line(f"  {way:<26} {old.row['name'] or old.row['mpn'] or ''} {old.row['version'] or ''} ({old.id})")
    known = {_shown_as(problem) for problem in before.problems}
    new_problems = [_shown_as(p) for p in after.problems if p.severity != "info" and _shown_as(p) not in known]
    for line in new_problems[:_SHOWN]:
        write_line(f"  {line}")
    for what, all_of_them in (("component", changed), ("problem", new_problems)):
        if len(all_of_them) > _SHOWN:
            write(f"  and {count(len(all_of_them) - _SHOWN, f'more {what}')}\n")


def _shown_as(problem: Problem) -> str:
    return f"{problem.severity}: {problem.source.file}: {problem.source.pointer}: {problem.message}"

"""The command `icts request`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from auditor import exit_codes
from auditor.cli.audited import audited, say_what_is_left_out
from auditor.cli.options import (
    OF_PROGRAM,
    as_of_option,
    day_option,
    limit_option,
    outside_option,
    program_argument,
    requests_option,
)
from auditor.cli.terminal import say, write_line
from auditor.inputs import read_if_there
from bom_parsers.errors import InputError, shortened


@click.command("request")
@program_argument
@click.option(
    "-o", "--output", "folder", required=True, type=click.Path(path_type=Path), metavar="FOLDER", help="Output folder."
)
@day_option("--due", "Date by which to answer.")
@click.option("--supplier", metavar="NAME", help="Ask only this supplier.")
@requests_option
@as_of_option(OF_PROGRAM)
@outside_option
@limit_option
def request_command(
    program: Path,
    folder: Path,
    due: date | None,
    supplier: str | None,
    requests_path: Path | None,
    as_of: date | None,
    allow_outside: bool,
) -> int:
    """Write a workbook (XLSX) of questions for each supplier.

    It asks for the facts that the verdicts on the supplier's parts turn on. What engineers or counsel have to answer is in the
    report of `icts audit`. Nothing is sent anywhere, and no workbook is overwritten. `icts receive` reads the answers.

    Each request has an id and a secret of its own, kept in requests.toml beside the program: only an answer to a request in
    that file is received. Keep it private, and keep a copy: who has it can write answers in any supplier's name, and without
    it no answer can be received. A request that asks what an earlier one asked, and nobody answered, is the same one; any
    other replaces the earlier one to that supplier.
    """
    from auditor.cli.output import hold
    from auditor.entities.names.normal import normalize
    from auditor.outputs import write_all
    from auditor.questionnaire.request import file_names, requests
    from auditor.questionnaire.sent import BESIDE_THE_PROGRAM, WHAT, read_sent
    from auditor.questionnaire.workbook import workbook
    from reports.words import count

    done = audited(program, as_of, allow_outside)
    asked = requests(done, due, supplier)
    files = {
        folder / name: request
        for name, request in zip(file_names(asked, sys.getfilesystemencoding()), asked, strict=True)
    }
    for path in files:
        if path.exists():
            raise InputError(
                path, "", "a file that is there already", "a new path", "choose another folder; nothing was written"
            )
    kept = requests_path or program.parent / BESIDE_THE_PROGRAM
    people = done.people

    def same_supplier(one: str, other: str) -> bool:
        return normalize(one) == normalize(other) or people.find(one).person == people.find(other).person

    hold(kept)
    all_sent, sent = read_sent(read_if_there(kept, kept.name, WHAT)).with_sent(asked, same_supplier)
    contents = {path: workbook(request, one) for (path, request), one in zip(files.items(), sent, strict=True)}
    in_place = [] if kept.resolve() in done.inputs.files else [kept]  # an empty input would be taken for a new file
    if files:
        is_new = not folder.exists()
        _make(folder)
        try:
            write_all({**contents, kept: all_sent.content()}, in_place=in_place, private=[kept])
        except InputError:
            if is_new:
                folder.rmdir()
            raise
    for path, request in files.items():
        what = [count(len(request.parts), "part")] if request.parts else []
        what += ["the company"] if request.company else []
        what += [count(len(request.documents), "document")] if request.documents else []
        write_line(f"{path.name}: {shortened(request.supplier, 80)}, about {' and '.join(what)}")
    say(f"wrote {count(len(files), 'request')} to {folder}" if files else "no supplier has anything to answer")
    say_what_is_left_out(done.program)
    return exit_codes.CLEAN


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(
            folder, "", error.strerror or str(error), "a folder that can be written", "check the path"
        ) from error

"""The command `icts audit`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

import reports
from auditor import exit_codes
from auditor.cli.audited import audited, say_what_is_left_out
from auditor.cli.options import (
    OF_PROGRAM,
    as_of_option,
    format_option,
    limit_option,
    output_option,
    outside_option,
    program_argument,
    what_if_option,
    width_option,
)
from auditor.cli.terminal import color, columns, write

FORMATS = tuple(reports.FORMATS["audit"])


@click.command("audit", epilog=exit_codes.EPILOG)
@program_argument
@output_option(FORMATS)
@format_option(FORMATS)
@as_of_option(OF_PROGRAM)
@outside_option
@what_if_option
@limit_option
@width_option
def audit_command(
    program: Path,
    output: list[tuple[str, Path]],
    form: str,
    as_of: date | None,
    allow_outside: bool,
    what_if: tuple[str, ...],
    width: int | None,
) -> int:
    """Audit a vehicle program.

    Gives a verdict for every component, the open questions, and the draft declaration.

    PROGRAM is a program file (TOML); `icts init` writes one.
    """
    from auditor.cli.output import write_reports
    from auditor.documents.audit import document

    done = audited(program, as_of, allow_outside, what_if)
    report = document(done)
    write_reports({path: (kind, reports.write(report, kind)) for kind, path in output})
    if form == "table":
        from reports.terminal.audit import render

        write(render(report, width=width or columns(), color=color(), program=str(program)))
    else:
        write(reports.write(report, form))
    say_what_is_left_out(done.program)
    return report["exit_code"]

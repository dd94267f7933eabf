"""The command `icts explain`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

import reports
from auditor import exit_codes
from auditor.cli.audited import audited
from auditor.cli.options import (
    OF_PROGRAM,
    as_of_option,
    format_option,
    limit_option,
    outside_option,
    program_argument,
    what_if_option,
    width_option,
)
from auditor.cli.terminal import color, columns, write


@click.command("explain", epilog=exit_codes.epilog("explained, whatever the verdict is"))
@program_argument
@click.argument("component")
@click.option(
    "--transaction",
    metavar="ID",
    help='Transaction to explain, e.g. "sale 2027-01-15"; default: the one with the worst verdict.',
)
@format_option(tuple(reports.FORMATS["explanation"]))
@as_of_option(OF_PROGRAM)
@outside_option
@what_if_option
@limit_option
@width_option
def explain_command(
    program: Path,
    component: str,
    transaction: str | None,
    form: str,
    as_of: date | None,
    allow_outside: bool,
    what_if: tuple[str, ...],
    width: int | None,
) -> int:
    """Explain the verdict on a component.

    Shows every test, its paragraph, its facts and their sources.

    COMPONENT is an id from the report, or a ref, name or part number that only one component has.
    """
    from auditor.audit.explain import find_component
    from auditor.documents.audit import explained

    done = audited(program, as_of, allow_outside, what_if)
    answer = explained(done, find_component(done, component), transaction)
    write(reports.write(answer, form, "explanation", color=color(), width=width or columns()))
    return exit_codes.CLEAN

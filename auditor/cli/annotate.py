"""The command `icts annotate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor import exit_codes
from auditor.annotate.formats import FORMATS
from auditor.cli.audited import audited
from auditor.cli.options import OF_PROGRAM, as_of_option, limit_option, outside_option, program_argument
from auditor.cli.terminal import say


@click.command("annotate")
@program_argument
@click.argument("bom", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="PATH", help="Output file.")
@click.option(
    "--to",
    "form",
    type=click.Choice(FORMATS),
    help="Output format; default: the BOM's own, if offered, else cyclonedx-json.",
)
@click.option(
    "--item", metavar="ID", help="Item whose verdicts to write, if several items of the program share the BOM."
)
@as_of_option(OF_PROGRAM)
@outside_option
@limit_option
def annotate_command(
    program: Path,
    bom: Path,
    output: Path,
    form: str | None,
    item: str | None,
    as_of: date | None,
    allow_outside: bool,
) -> int:
    """Write a copy of a BOM with the verdict on each component.

    PROGRAM is audited; BOM is one of the files that it names. The verdict, its paragraphs, legal certainty, reason and missing
    facts become `icts:` properties (docs/taxonomy.md). What the copy lacks is named with its count. The same program and
    date give the same bytes.
    """
    from auditor.annotate.run import annotate, losses
    from auditor.outputs import write_all

    done = audited(program, as_of, allow_outside)
    write_all({output: annotate(done, bom, form, item)})
    say(f"wrote {output}")
    if lost := losses(done, bom, item):
        say(f"of {bom}, {lost}")
    return exit_codes.CLEAN

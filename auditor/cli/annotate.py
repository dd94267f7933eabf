"""The command `icts annotate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor import exit_codes
from auditor.annotate.formats import FORMATS
from auditor.cli.audited import audited, files_of
from auditor.cli.options import OF_PROGRAM, as_of_option, limit_option, outside_option, program_argument
from bom_parsers.errors import printable


@click.command("annotate")
@program_argument
@click.argument("bom", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="PATH", help="Where to write it."
)
@click.option(
    "--to", "form", type=click.Choice(FORMATS), help="In which format; default: the BOM's own, else cyclonedx-json."
)
@click.option("--item", metavar="ID", help="Which item's answers, when several items of the program share the BOM.")
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
    """Write a BOM of a program again, with each component's verdict in it.

    PROGRAM is audited; BOM is one of the files that it names. The verdict, its paragraphs, standing, reason and missing facts
    become `icts:` properties (docs/taxonomy.md). The same program and the same day give the same bytes.
    """
    from auditor.annotate.run import annotate
    from auditor.cli.output import write_all

    done = audited(program, as_of, allow_outside)
    write_all({output: annotate(done, bom, form, item)}, files_of(done))
    click.echo(f"icts: wrote {printable(str(output))}", err=True)
    return exit_codes.CLEAN

"""The command `icts init`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor import exit_codes
from auditor.cli.terminal import say
from bom_parsers.errors import InputError


@click.command("init")
@click.argument("path", type=click.Path(path_type=Path), default=Path("program.toml"))
@click.option("--suppliers", is_flag=True, help="Write a blank supplier list (CSV) instead.")
@click.option("--hbom", is_flag=True, help="Write a blank hardware BOM (CSV) for a supplier to fill in instead.")
def init_command(path: Path, suppliers: bool, hbom: bool) -> int:
    """Write a blank program file to fill in.

    PATH is program.toml if left out. An existing file is never overwritten.
    """
    if suppliers and hbom:
        raise click.UsageError("--suppliers and --hbom exclude each other")
    from auditor.outputs import write_all
    from auditor.templates.hbom import hbom_template
    from auditor.templates.program import program_template
    from auditor.templates.supplier_list import supplier_template

    if path.exists():
        raise InputError(
            path, "", "a file that is there already", "a new path", "choose another name; nothing was overwritten"
        )
    write_all({path: supplier_template() if suppliers else hbom_template() if hbom else program_template(date.today())})
    say(f"wrote {path}")
    return exit_codes.CLEAN

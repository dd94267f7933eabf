"""How commands audit a program file: read, audited with a progress bar on a terminal, and which files it read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.inputs import InputFile, never_replace, read_input
from reports.visible import shown

if TYPE_CHECKING:
    from auditor.audit.results import Audit


# What other commands keep beside a program: no report takes its place, though an audit need not read it.
KEPT = ("requests.toml", "attestations.toml", "suppliers-attested.csv")


def audited(program: Path, as_of: date | None, allow_outside: bool, what_if: tuple[str, ...] = ()) -> Audit:
    """Read the program file and audit it; raises InputError for what cannot be used."""
    from auditor.audit.run import audit
    from auditor.program.files import inputs_of
    from auditor.program.reader import read_program

    for name in KEPT:
        never_replace(program.parent / name)
    read = read_program(program_file(program), as_of=as_of, allow_outside=allow_outside)
    return audit(read, inputs_of(read), progress(), what_if)


def program_file(path: Path) -> InputFile:
    """Open a program file, which sources call by its name; raises InputError."""
    return read_input(path, path.name, "a program file")


def progress() -> Callable[[str, int, int], None]:
    """Return what shows progress: a bar on stderr that rewrites itself on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda what, done, total: None

    def show(what: str, done: int, total: int) -> None:
        filled = 20 * done // max(total, 1)
        bar = f"[{'#' * filled}{'.' * (20 - filled)}] {done}/{total} {shown(what)[:50]}" if done < total else ""
        click.echo(f"\r\x1b[K{bar}", nl=False, err=True)

    return show

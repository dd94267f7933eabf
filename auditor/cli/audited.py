"""How commands audit a program file: read, audited with a progress bar on a terminal, and which files it read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.inputs import InputFile, read_input
from bom_parsers.errors import printable

if TYPE_CHECKING:
    from auditor.audit.results import Audit


def audited(program: Path, as_of: date | None, allow_outside: bool, what_if: tuple[str, ...] = ()) -> Audit:
    """Read the program file and audit it; raises InputError for what cannot be used."""
    from auditor.audit.run import audit
    from auditor.program.files import inputs_of
    from auditor.program.reader import read_program

    read = read_program(program_file(program), as_of=as_of, allow_outside=allow_outside)
    return audit(read, inputs_of(read), progress(), what_if)


def program_file(path: Path) -> InputFile:
    """Open a program file, which sources call by its name; raises InputError."""
    return read_input(path, path.name, "a program file")


def files_of(done: Audit) -> list[Path]:
    """Return the user's files that an audit read: what it writes must be none of them."""
    return list(done.inputs.files)


def progress() -> Callable[[str, int, int], None]:
    """Return what shows progress: a bar on stderr that rewrites itself on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda what, done, total: None

    def show(what: str, done: int, total: int) -> None:
        filled = 20 * done // max(total, 1)
        bar = f"[{'#' * filled}{'.' * (20 - filled)}] {done}/{total} {printable(what)[:50]}" if done < total else ""
        click.echo(f"\r\x1b[K{bar}", nl=False, err=True)

    return show

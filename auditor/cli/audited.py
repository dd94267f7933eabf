"""How commands audit a program file: read, audited with a progress bar on a terminal, and which files it read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import toml_files
from auditor.cli.terminal import say
from auditor.inputs import InputFile, never_replace, read_input
from reports.visible import shown

if TYPE_CHECKING:
    from auditor.audit.results import Audit
    from auditor.program.model import Program


# What `icts receive` adds to beside a program, by the key of [reference] that names it.
RECEIVED = {"determinations": "attestations.toml", "suppliers": "suppliers-attested.csv"}
# What other commands keep beside a program: no report takes its place, though an audit need not read it.
KEPT = ("requests.toml", *RECEIVED.values())


def audited(program: Path, as_of: date | None, allow_outside: bool, what_if: tuple[str, ...] = ()) -> Audit:
    """Read the program file and audit it; raises InputError for what cannot be used."""
    from auditor.audit.run import audit
    from auditor.program.files import inputs_of
    from auditor.program.reader import read_program

    for name in KEPT:
        never_replace(program.parent / name)
    read = read_program(program_file(program), as_of=as_of, allow_outside=allow_outside)
    return audit(read, inputs_of(read), progress(), what_if)


def say_what_is_left_out(program: Program) -> None:
    """Say in a line on stderr what lies beside a program and does not count; once all else is done, for an error is one line."""
    for line in _left_out(program):
        say(line)


def _left_out(program: Program) -> Iterator[str]:
    """Yield a line for each file that `icts receive` keeps beside the program by default and the program does not name.

    It is not read: what counts in an audit stands in the program, and not in what happens to lie beside it.
    """
    listed = {"determinations": program.determinations, "suppliers": program.suppliers}
    for key, name in RECEIVED.items():
        path = (program.path.parent / name).resolve()
        labels = [label for _, label in listed[key]]
        if path.is_file() and all(path != named for named, _ in listed[key]):
            wanted = f"{key} = {toml_files.written([*labels, name])}"
            yield f"{name} lies beside {program.label} and does not count: add {wanted} to its [reference]"


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

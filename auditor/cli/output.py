"""Files that a command writes, and what it says of them on stderr."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from auditor.cli.terminal import say
from auditor.outputs import held, write_all


def write_reports(reports: Mapping[Path, tuple[str, str | bytes]]) -> None:
    """Write reports, each its format and its content, as `write_all` does, and say on stderr what was written where."""
    write_all({path: content for path, (_, content) in reports.items()})
    for path, (form, _) in reports.items():
        say(f"wrote {form} to {path}")


def hold(*paths: Path) -> None:
    """Hold files that the running command reads, changes and writes back, until it ends; raises InputError as `held` does."""
    click.get_current_context().with_resource(held(paths, _waiting))


def _waiting(folder: Path) -> None:
    say(f"waiting for another run that changes files in {folder}")

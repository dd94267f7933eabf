"""How results reach the terminal or the pipe: the same bytes everywhere, colors only where they are wanted."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

import click

from reports.visible import shown


def columns() -> int:
    """Return the width to print tables in: the terminal's, or 100 where there is none."""
    return max(60, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


def color() -> bool:
    """Tell whether to color: on a terminal, unless NO_COLOR is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def write(text: str) -> None:
    """Print a result as UTF-8 whatever the locale."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))


def write_line(text: str) -> None:
    """Print a sentence about a stranger's texts on one line, harmless to terminals and to the logs of build servers."""
    write(f"{shown(text)}\n")


def say(text: str) -> None:
    """Say something on stderr, as `write_line` does, after the name of the command."""
    click.echo(f"icts: {shown(text)}", err=True)


def json_line(value: Any) -> str:
    """Return a value as JSON on one line, with its end."""
    from reports.machine.json import line

    return line(value) + "\n"

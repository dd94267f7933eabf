"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def output_option(formats: Sequence[str]) -> Callable[[F], F]:
    """Return the option -o FORMAT=PATH, repeatable; the command gets a list of (format, path) as `output`."""

    def pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
        outputs = []
        for value in values:
            form, equals, path = value.partition("=")
            if not equals or not path or form not in formats:
                known = ", ".join(formats)
                raise click.BadParameter(f"found {value!r}; expected FORMAT=PATH with FORMAT one of {known}")
            outputs.append((form, Path(path)))
        return outputs

    return click.option(
        "-o",
        "--output",
        multiple=True,
        metavar="FORMAT=PATH",
        callback=pairs,
        help="Also write a report to a file; repeatable.",
    )

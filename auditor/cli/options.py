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
        outputs: list[tuple[str, Path]] = []
        for value in values:
            form, equals, path = value.partition("=")
            if not equals or not path or form not in formats:
                known = ", ".join(formats)
                raise click.BadParameter(f"found {value!r}; expected FORMAT=PATH with FORMAT one of {known}")
            if any(Path(path) == other for _, other in outputs):
                raise click.BadParameter(f"found {path!r} twice; expected a path of its own for each format")
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

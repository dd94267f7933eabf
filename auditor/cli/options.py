"""Options and arguments that several commands have, each declared once. Nothing heavy is imported here."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from bom_parsers import limits
from bom_parsers.errors import quoted

F = TypeVar("F", bound=Callable[..., Any])

DAY = click.DateTime(["%Y-%m-%d"])
OF_PROGRAM = "the program's as_of, else its first transaction"

program_argument = click.argument("program", type=click.Path(path_type=Path))
outside_option = click.option(
    "--allow-outside", is_flag=True, help="Let the program name files outside its own folder."
)
what_if_option = click.option(
    "--what-if",
    multiple=True,
    metavar="KEY=VALUE",
    help="Override a parameter (`icts rules` lists them), or name a preset; repeatable.",
)
width_option = click.option(
    "--width", type=click.IntRange(60), help="Width of the output in columns; default: that of the terminal, or 100."
)
store_option = click.option(
    "--store",
    "store_path",
    envvar="ICTS_STORE",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the reference data, or set ICTS_STORE; default: icts-auditor/entities in the user data folder "
    "(~/.local/share, ~/Library/Application Support or %LOCALAPPDATA%).",
)


def as_date(context: click.Context, parameter: click.Parameter, value: datetime | None) -> date | None:
    """Return the date that an option of the type DAY was given; for its `callback`."""
    from policies.vocabulary import DAYS

    day = value.date() if value else None
    if day is not None and not DAYS[0] <= day <= DAYS[1]:
        raise click.BadParameter(f"{day} is not a day from {DAYS[0].year} to {DAYS[1].year}", context, parameter)
    return day


def day_option(name: str, why: str, *, required: bool = False) -> Callable[[F], F]:
    """Return an option that takes a date such as 2026-11-24; the command gets a `datetime.date`, or None."""
    return click.option(name, type=DAY, metavar="DATE", callback=as_date, required=required, help=why)


def as_of_option(default: str) -> Callable[[F], F]:
    """Return the option --as-of, the date of the law; `default` says what counts without it."""
    return day_option(
        "--as-of",
        f"Apply the rule as in force on this date; authorizations must be valid on it; default: {default}.",
    )


def rule_option(why: str) -> Callable[[F], F]:
    """Return the option --rule, the name of a rule; the command gets it as `rule_name`."""
    return click.option("--rule", "rule_name", metavar="NAME", help=why)


def format_option(
    formats: Sequence[str], default: str | None = "table", why: str = "What to print."
) -> Callable[[F], F]:
    """Return the option --format; the command gets one of `formats` as `form`."""
    return click.option(
        "--format", "form", type=click.Choice(formats), default=default, show_default=default is not None, help=why
    )


def output_option(formats: Sequence[str], why: str = "Also write a report to a file; repeatable.") -> Callable[[F], F]:
    """Return the option -o FORMAT=PATH, repeatable; the command gets a list of (format, path) as `output`."""

    def pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
        outputs: list[tuple[str, Path]] = []
        for value in values:
            form, equals, path = value.partition("=")
            if not equals or not path or form not in formats:
                known = ", ".join(f"{known}=PATH" for known in formats)
                raise click.BadParameter(f"found {quoted(value)}; expected one of {known}")
            if any(Path(path) == other for _, other in outputs):
                raise click.BadParameter(f"found {quoted(path)} twice; expected a path of its own for each format")
            outputs.append((form, Path(path)))
        return outputs

    return click.option("-o", "--output", multiple=True, metavar="FORMAT=PATH", callback=pairs, help=why)


requests_option = click.option(
    "--requests",
    "requests_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="File of the requests that were sent, with their secrets: keep it private; default: requests.toml beside the program.",
)


def _limits(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> None:
    """Put the limits in force until the command ends."""
    values = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in limits.NAMES:
            near = difflib.get_close_matches(name, limits.NAMES, 1, 0.0)[0]
            known = ", ".join(limits.NAMES)
            raise click.BadParameter(
                f"found {quoted(name)}; expected NAME=NUMBER with NAME one of {known}; did you mean {quoted(near)}?"
            )
        if not number.replace("_", "").isdecimal() or int(number) < 1:
            raise click.BadParameter(f"found {quoted(text)}; expected a whole number above 0, such as {name}=1_000_000")
        values[name] = int(number)
    context.with_resource(limits.raised(**values))


limit_option = click.option(
    "--limit",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=_limits,
    expose_value=False,
    help=f"Raise or lower a limit on what is read from a file; repeatable. NAME is one of {', '.join(limits.NAMES)}.",
)


def reference_options(command: F) -> F:
    """Add the options that say which reference data is used: --store, --snapshot, --starter, --decisions, --max-age."""
    for option in (
        click.option(
            "--max-age", type=click.IntRange(0), metavar="DAYS", help="Exit 12 if a snapshot in use is older."
        ),
        click.option(
            "--decisions",
            type=click.Path(path_type=Path, dir_okay=False),
            help="Decisions about names (TOML): which mean the same person, and which do not.",
        ),
        click.option(
            "--starter/--no-starter",
            default=True,
            show_default=True,
            help="Use the list of manufacturers that ships with icts.",
        ),
        click.option(
            "--snapshot",
            "snapshots",
            multiple=True,
            metavar="ID",
            help="Use only these snapshots of the store; default: the newest snapshot of each source as of the audit date; "
            "repeatable.",
        ),
        store_option,
    ):
        command = option(command)
    return command

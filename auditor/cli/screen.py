"""The command `icts screen`, and the options about reference data that the audit has as well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

import reports
from auditor.cli.entities import opened, store_option
from auditor.cli.inspect import limit_option
from auditor.cli.options import output_option
from auditor.cli.terminal import color, columns, write
from bom_parsers.errors import printable

if TYPE_CHECKING:
    from auditor.entities.resolution.register import Register

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = tuple(reports.FORMATS["screening"])
# As auditor.entities.screening has them, which is not loaded for the help; a test compares.
COUNTRY_IS = ("address", "incorporated_in", "headquartered_in", "principal_place_of_business")


def reference_options(command: F) -> F:
    """Add the options that say which reference data is used: --store, --snapshot, --starter, --decisions, --max-age."""
    for option in (
        click.option(
            "--max-age", type=click.IntRange(0), metavar="DAYS", help="Exit 12 when a snapshot in use is older."
        ),
        click.option(
            "--decisions",
            type=click.Path(path_type=Path, dir_okay=False),
            help="What people decided about names (TOML): who is the same, who is not.",
        ),
        click.option(
            "--starter/--no-starter",
            default=True,
            show_default=True,
            help="Use the starter list of makers that ships with the program.",
        ),
        click.option(
            "--snapshot",
            "snapshots",
            multiple=True,
            metavar="ID",
            help="Use these snapshots of the store only; default: of each source the newest of the day; repeatable.",
        ),
        store_option,
    ):
        command = option(command)
    return command


@click.command("screen")
@click.argument("suppliers", type=click.Path(path_type=Path))
@click.option(
    "--known",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A supplier list with facts and owners, as `icts init --suppliers` writes; its word counts first; repeatable.",
)
@click.option(
    "--country-is",
    type=click.Choice(COUNTRY_IS),
    default="address",
    show_default=True,
    help="What the list's country says of a supplier. An address is a lead and settles nothing.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day whose law and holdings count; default: today.",
)
@reference_options
@output_option(FORMATS)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="What to print.")
@click.option("--width", type=click.IntRange(60), help="Columns of the table; default: those of the terminal, or 100.")
@limit_option
def screen_command(
    suppliers: Path,
    known: tuple[Path, ...],
    country_is: str,
    as_of: datetime | None,
    store_path: Path | None,
    snapshots: tuple[str, ...],
    starter: bool,
    decisions: Path | None,
    max_age: int | None,
    output: list[tuple[str, Path]],
    form: str,
    width: int | None,
) -> int:
    """Screen a list of suppliers: who each is, whether it is a person of the PRC or Russia by § 791.301, and what would
    settle it.

    SUPPLIERS is a table (CSV, XLSX, XLS, ODS) as the purchasing department has it, or a text with a name on each line.
    Exit code: 11 when a supplier is a person of the PRC or Russia, else 12 when a snapshot is too old, else 10 when
    something is to be asked, else 0.
    """
    from auditor.cli.output import write_all
    from auditor.documents.screening import screening
    from auditor.entities.ownership.graph import Graph
    from auditor.entities.resolution.people import People
    from auditor.entities.suppliers.purchasing_list import read_purchasing_list
    from auditor.entities.suppliers.suppliers import read_suppliers
    from auditor.entities.suppliers.table import states_facts
    from auditor.rule_in_force import rule_of
    from auditor.screening import screen

    day = as_of.date() if as_of else date.today()
    wanted = read_purchasing_list(suppliers, suppliers.name)
    graph = Graph(rule_of(day, suppliers).parameters)
    own = [*known, *([suppliers] if states_facts(suppliers) else [])]
    lists = read_suppliers([(path, path.name) for path in dict.fromkeys(own)], graph)
    people = People(graph, lists, register(day, store_path, snapshots, starter, decisions))
    rows = screen(wanted, people, country_is)
    document = screening(suppliers.name, wanted, rows, people, str(day), max_age)
    write_all({path: reports.write(document, kind, "screening") for kind, path in output}, [suppliers, *known])
    for kind, path in output:
        click.echo(f"icts: wrote {kind} to {printable(str(path))}", err=True)
    write(reports.write(document, form, "screening", width=width or columns(), color=color()))
    return document["exit_code"]


def register(
    day: date, store: Path | None, snapshots: tuple[str, ...], starter: bool, decisions: Path | None
) -> Register:
    """Return the reference data that the options name; the default store is used only where it is there."""
    from auditor.entities.matching.decisions import read_decisions
    from auditor.entities.resolution.register import Register
    from auditor.entities.store.store import default_store

    wanted = store is not None or bool(snapshots) or default_store().exists()
    decided = read_decisions(decisions) if decisions else None
    return Register(day, opened(store) if wanted else None, snapshots, starter, decided)

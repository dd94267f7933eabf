"""The command `icts screen`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

import reports
from auditor.cli.entities import register
from auditor.cli.options import (
    as_of_option,
    format_option,
    limit_option,
    output_option,
    reference_options,
    width_option,
)
from auditor.cli.terminal import color, columns, write
from auditor.entities.suppliers import COUNTRY_IS
from auditor.inputs import STANDARD_INPUT, label_of, read_input

if TYPE_CHECKING:
    from auditor.entities.suppliers.supplier_list import SupplierList

FORMATS = tuple(reports.FORMATS["screening"])
SUPPLIERS = "suppliers"  # what `-o` takes besides: the supplier list that a program takes


@click.command("screen")
@click.argument("suppliers", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--known",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Supplier list with facts and owners, as `icts init --suppliers` writes; takes precedence; repeatable.",
)
@click.option(
    "--country-is",
    type=click.Choice(COUNTRY_IS),
    default="address",
    show_default=True,
    help="What the country column of the list means. An address is a lead and settles nothing.",
)
@click.option(
    "--since",
    "earlier",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="JSON of an earlier screening of the list: also report what changed for its suppliers since.",
)
@click.option(
    "--only-news",
    is_flag=True,
    help="With --since: print only what changed, and let the exit code speak of that alone.",
)
@as_of_option("today")
@reference_options
@output_option(
    (*FORMATS, SUPPLIERS), "Also write a report to a file, or with suppliers=PATH what was learned; repeatable."
)
@format_option(FORMATS)
@width_option
@limit_option
def screen_command(
    suppliers: tuple[Path, ...],
    known: tuple[Path, ...],
    country_is: str,
    earlier: Path | None,
    only_news: bool,
    as_of: date | None,
    store_path: Path | None,
    snapshots: tuple[str, ...],
    starter: bool,
    decisions: Path | None,
    max_age: int | None,
    output: list[tuple[str, Path]],
    form: str,
    width: int | None,
) -> int:
    """Screen a supplier list for persons of the PRC or Russia.

    Reports who each supplier is, whether it is a person of the PRC or Russia under § 791.301, and which facts would settle it.
    SUPPLIERS is a table (CSV, XLSX, XLS, ODS) as the purchasing department has it, or a text with a name on each line; "-" reads
    standard input. Of several lists a person appears once, with all its rows.

    -o suppliers=PATH writes the list that a program takes and that --known reads: the suppliers that are known and their
    holders, with the facts that are stated or sourced, each with source and day. What is only a lead is no fact, what is
    unknown is blank, and a supplier whom nobody knows has no row.

    Exit code: 11 if a supplier is a person of the PRC or Russia, else 12 if a snapshot is too old, else 10 if something has to
    be asked, else 0. With --since it is the same; a pipeline that only wants news adds --only-news: 11 if a supplier has become
    a person of the PRC or Russia, or is new and one, else 12, else 10 if anything else changed for the worse (an answer, a rank,
    a new listing, lead or candidate that leads there, a new supplier to ask), else 0.
    """
    from auditor.cli.output import write_reports
    from auditor.documents.screened.earlier import read_earlier
    from auditor.documents.screened.learned import supplier_list
    from auditor.documents.screening import screening, with_changes
    from auditor.entities.ownership.graph import Graph
    from auditor.entities.resolution.people import People
    from auditor.entities.suppliers.supplier_list import names_nobody, read_list
    from auditor.entities.suppliers.suppliers import suppliers_of
    from auditor.rule_in_force import rule_of
    from auditor.screening import screen, together

    if only_news and earlier is None:
        raise click.UsageError("--only-news needs --since FILE")
    if [*suppliers, *known, decisions, earlier].count(STANDARD_INPUT) > 1:
        raise click.UsageError(
            '"-" is standard input, which can be read once only; name the other files by their paths'
        )
    day = as_of or date.today()
    lists: dict[Path, SupplierList] = {}  # each is read once: a pipe has nothing to give the second time
    called = Counter(label_of(path) for path in suppliers)
    for path in suppliers:
        label = label_of(path) if called[label_of(path)] == 1 else str(path)
        wanted = lists.get(path.resolve()) or read_list(read_input(path, label, "a supplier list"))
        if not wanted.rows:
            raise names_nobody(path, wanted)
        lists[path.resolve()] = wanted
    screened_lists = list(lists.values())
    states_facts = [path for path, one in lists.items() if one.states_facts]
    before = read_input(earlier, label_of(earlier), "the JSON of an earlier screening") if earlier else None
    then = read_earlier(before) if before else None
    graph = Graph(rule_of(day, suppliers[0]).parameters)
    for path in known:
        if path.resolve() not in lists:
            lists[path.resolve()] = read_list(read_input(path, label_of(path), "a supplier list"))
    paths = dict.fromkeys(path.resolve() for path in (*known, *states_facts))
    stated = [lists[path] for path in paths]
    people = People(graph, suppliers_of(stated, graph, day), register(day, store_path, snapshots, starter, decisions))
    wanted = together(screened_lists)
    rows = screen(wanted, people, country_is)
    document = screening(wanted.source.file, wanted, rows, people, str(day), max_age)
    if before and then:
        document = with_changes(document, before, then, only_news)
    write_reports(
        {
            path: (
                kind,
                supplier_list(rows, people) if kind == SUPPLIERS else reports.write(document, kind, "screening"),
            )
            for kind, path in output
        }
    )
    write(reports.write(document, form, "screening", width=width or columns(), color=color()))
    return document["exit_code"]

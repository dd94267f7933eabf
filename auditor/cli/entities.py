"""The commands about reference data: `icts entities import`, `list`, `show`, `find`, `export`, `age` and
`remove`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import exit_codes
from auditor.cli.options import (
    as_of_option,
    day_option,
    format_option,
    limit_option,
    output_option,
    reference_options,
    store_option,
    width_option,
)
from auditor.cli.terminal import color, columns, json_line, say, write, write_line
from auditor.entities.sources import KINDS
from auditor.inputs import read_input
from bom_parsers.errors import InputError
from reports.words import count

if TYPE_CHECKING:
    from auditor.entities.reference import Snapshot
    from auditor.entities.resolution.register import Register
    from auditor.entities.store.store import Store


_format = format_option(("table", "json"))
_source = click.option(
    "--source", metavar="TEXT", help="Publisher of the data; default: the usual publisher of this kind."
)
_license = click.option(
    "--license", metavar="TEXT", help="License of the data; default: the usual license of this kind."
)
_license_in_britain = click.option("--licence", metavar="TEXT", hidden=True)


def opened(path: Path | None) -> Store:
    """Return the store in the folder `path`, or in the default one."""
    from auditor.entities.store.store import Store, default_store

    return Store(path or default_store())


def register(
    day: date, store: Path | None, snapshots: tuple[str, ...], starter: bool, decisions: Path | None
) -> Register:
    """Return the reference data that the options name; the default store is used only where it is there."""
    from auditor.entities.matching.decisions import read_decisions
    from auditor.entities.resolution.register import Register
    from auditor.entities.store.store import default_store

    wanted = store is not None or bool(snapshots) or default_store().exists()
    decided = read_decisions(read_input(decisions, decisions.name, "decisions about names")) if decisions else None
    return Register(day, opened(store) if wanted else None, snapshots, starter, decided)


@click.group("entities", no_args_is_help=True)
def entities_command() -> None:
    """Manage reference data about persons.

    Who they are, who owns them, and on which lists they are.
    """


@entities_command.command("import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@day_option("--as-of", "Date of the data; required unless the file states it.")
@_source
@_license
@_license_in_britain
@click.option(
    "--replaces",
    metavar="ID",
    help="Snapshot of an older state of this list; default: that of a file with the same name.",
)
@store_option
@limit_option
def import_command(
    kind: str,
    file: Path,
    as_of: date | None,
    source: str | None,
    license: str | None,
    licence: str | None,
    replaces: str | None,
    store_path: Path | None,
) -> int:
    """Import FILE, a source of the given KIND, as a new snapshot.

    Of a list the newest snapshot is used. FILE is another list than those imported before, and counts beside them, unless it has
    the name of one of them or --replaces names one. Of the CSL there is one list, of GLEIF one of each kind of records. What
    lacks half of the persons or relationships of the snapshot whose place it would take, as a delta file does, or another list
    of the same name, is refused without --replaces.
    All of it is imported, or nothing. Rows that cannot be used are counted, and listed in the snapshot's rejects.csv with the
    reason.
    """
    from auditor.entities.sources.importing import read_source

    store = opened(store_path)
    older = store.snapshot(replaces) if replaces else None
    imported = read_source(kind, file, as_of, source, license or licence, older)
    snapshot = store.add(imported, whatever_it_lacks=bool(older or source))
    for other in store.snapshots():
        if other.kind == kind and other.series != snapshot.series:
            say(f"{other.id} is of another list and counts, too; --replaces names a snapshot whose place this takes")
    for one in (one for one in store.succession(snapshot) if one.of_all):
        lacking = f"{one.lacking:,} of its {one.of_all:,} {one.what} are not in this one"
        say(
            f"it takes the place of {one.older.id}; {lacking if one.lacking else f'all its {one.what} are in this one'}"
        )
    _report_import(snapshot, store.noted(snapshot), store)
    return exit_codes.CLEAN


def _report_import(snapshot: Snapshot, noted: int, store: Store) -> None:
    write_line(snapshot.id)
    counts = [count(snapshot.rows, "row"), f"{snapshot.rejected:,} refused" if snapshot.rejected else "none refused"]
    if noted:
        counts.append(count(noted, "note"))
    if snapshot.rejected or noted:
        counts.append(f"see {store.rejects(snapshot.id)}")
    say(f"imported {', '.join(counts)}")


@entities_command.command("list")
@_format
@store_option
def list_command(form: str, store_path: Path | None) -> int:
    """List the snapshots in the store."""
    from auditor.entities.store.showing import plain

    snapshots = opened(store_path).snapshots()
    if form == "json":
        write("".join(json_line(plain(asdict(snapshot))) for snapshot in snapshots))
        return exit_codes.CLEAN
    for s in snapshots:
        counts = f"{s.rows:>12,} {'row ' if s.rows == 1 else 'rows'} {s.rejected:>8,} refused"
        write_line(f"{s.id:<50} {s.as_of} {counts}  {s.source} ({s.license})")
    if not snapshots:
        say("no snapshots; `icts entities import` makes one")
    return exit_codes.CLEAN


@entities_command.command("show")
@click.argument("id_or_key")
@_format
@store_option
def show_command(id_or_key: str, form: str, store_path: Path | None) -> int:
    """Show a snapshot or a person.

    ID_OR_KEY is the id of a snapshot, or the key of a person, such as lei:5299000J2N45DDNE4Y28, about whom everything in the
    snapshots is shown.
    """
    from auditor.entities.store.showing import person, snapshot_facts

    store = opened(store_path)
    is_key = ":" in id_or_key
    facts = person(store, id_or_key) if is_key else snapshot_facts(store, store.snapshot(id_or_key))
    if form == "json":
        write(json_line(facts))
        return exit_codes.CLEAN
    for name, value in facts.items():
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            shown = ", ".join(f"{k} {v}" for k, v in row.items() if v is not None) if isinstance(row, dict) else row
            write_line(f"{name:<12} {shown}")
    return exit_codes.CLEAN


@entities_command.command("find")
@click.argument("name")
@as_of_option("today")
@reference_options
@_format
@width_option
def find_command(
    name: str,
    as_of: date | None,
    store_path: Path | None,
    snapshots: tuple[str, ...],
    starter: bool,
    decisions: Path | None,
    max_age: int | None,
    form: str,
    width: int | None,
) -> int:
    """Find who NAME is in the store and in the starter list.

    NAME is a name, an identifier with check digits (LEI, USCC, OGRN, INN, VAT), or another with its scheme in front, as
    duns:000000018. Shows who it is, who is alike and why, and of each the countries, the holders up to the end, the lists of
    governments, and where that is on file.

    Exit code: 11 if it is a person of the PRC or Russia, else 12 if a snapshot is too old, else 10 if nobody of the name is
    known, if only names alike are, or if anything leads to the PRC or Russia, else 0: it is known who it is, and nothing on file
    leads there, which is not that it is clean (`icts screen` says so). Nobody found is 10, never 0; `outcome` in the JSON
    tells "nobody", "alike", "general_knowledge" and "known" apart.
    """
    import reports
    from auditor.documents.screened.lookup import lookup
    from auditor.entities.ownership.graph import Graph
    from auditor.entities.resolution.people import People
    from auditor.entities.suppliers.suppliers import Suppliers
    from auditor.rule_in_force import rule_of

    if not name.strip():
        raise click.UsageError("NAME is blank; expected a name or an identifier")
    day = as_of or date.today()
    graph = Graph(rule_of(day, Path()).parameters)
    people = People(graph, Suppliers(()), register(day, store_path, snapshots, starter, decisions))
    document = lookup(name, people, str(day), max_age)
    write(reports.write(document, form, "lookup", width=width or columns(), color=color()))
    return document["exit_code"]


@entities_command.command("export")
@click.argument("id")
@output_option(("ftm",), "Write the snapshot to a file as FollowTheMoney, a JSON object a line.")
@store_option
def export_command(id: str, output: list[tuple[str, Path]], store_path: Path | None) -> int:
    """Export the snapshot ID for other programs.

    Persons, shares, successions and listings are as `icts entities import opensanctions` reads them; what is recorded of a
    holder and is no share, as consolidation in accounts, is an UnknownLink with its kind as the role.
    """
    from auditor.cli.output import write_reports
    from auditor.entities.store.follow_the_money import follow_the_money

    if not output:
        raise click.UsageError("nothing to write; say where with -o ftm=PATH")
    store = opened(store_path)
    text = "".join(follow_the_money(store.reference(id)))
    write_reports({path: (form, text) for form, path in output})
    return exit_codes.CLEAN


@entities_command.command("age")
@click.option(
    "--max-age", type=click.IntRange(0), metavar="DAYS", help="Exit 12 if the newest snapshot of a list is older."
)
@day_option("--as-of", "Date from which the age counts; default: today.")
@store_option
def age_command(max_age: int | None, as_of: date | None, store_path: Path | None) -> int:
    """Print the age of the newest snapshot of each list."""
    store, day = opened(store_path), as_of or date.today()
    newest = {snapshot.series: snapshot for snapshot in store.snapshots()}
    for snapshot in newest.values():
        age = count((day - snapshot.as_of).days, "day")
        write_line(f"{snapshot.id:<50} {snapshot.as_of} {age:>12}")
    if not newest:
        raise InputError(store.path, "", "no snapshots", "at least one", "import one with `icts entities import`")
    old = store.older_than(max_age, day) if max_age is not None else []
    for snapshot in old:
        say(f"{snapshot.id} is older than {count(max_age or 0, 'day')}")
    return exit_codes.EXPIRED if old else exit_codes.CLEAN


@entities_command.command("remove")
@click.argument("id")
@store_option
def remove_command(id: str, store_path: Path | None) -> int:
    """Remove the snapshot ID from the store.

    The file that it was imported from is not touched.
    """
    removed = opened(store_path).remove(id)
    say(f"removed {removed.id}")
    return exit_codes.CLEAN

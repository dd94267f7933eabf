"""The commands about single BOMs: `icts inspect` and `icts annotate`, and the option --limit of all that read files."""

from __future__ import annotations

import difflib
from datetime import datetime
from pathlib import Path

import click

from auditor import exit_codes
from auditor.cli.terminal import color, columns, write
from bom_parsers import limits
from bom_parsers.errors import printable

TABLES = ("components", "parties", "properties", "dependencies", "problems")
TARGETS = ("cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value")


def _limits(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> None:
    """Put the limits in force until the command ends."""
    values = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in limits.NAMES:
            near = difflib.get_close_matches(name, limits.NAMES, 1, 0.0)[0]
            known = ", ".join(limits.NAMES)
            raise click.BadParameter(
                f"found {name!r}; expected NAME=NUMBER with NAME one of {known}; did you mean {near!r}?"
            )
        if not number.replace("_", "").isdecimal() or int(number) < 1:
            raise click.BadParameter(f"found {text!r}; expected a whole number above 0, such as {name}=1_000_000")
        values[name] = int(number)
    context.with_resource(limits.raised(**values))


limit_option = click.option(
    "--limit",
    multiple=True,
    metavar="NAME=NUMBER",
    callback=_limits,
    expose_value=False,
    help=f"Read larger files than usual (or only smaller ones); repeatable. NAME is one of {', '.join(limits.NAMES)}.",
)


def _outputs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    outputs = []
    for value in values:
        form, equals, path = value.partition("=")
        if not equals or not path or form not in ("csv", "parquet", "json"):
            raise click.BadParameter(f"found {value!r}; expected csv=PATH, parquet=PATH or json=PATH")
        outputs.append((form, Path(path)))
    return outputs


@click.command("inspect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True, help="What to print."
)
@click.option(
    "--table",
    "frame",
    type=click.Choice(TABLES),
    help="Print this table of all files as CSV instead. A cell that a spreadsheet would take for a formula gets an "
    "apostrophe in front, and control characters are written as escapes; Parquet has them as they are.",
)
@click.option("--validate", is_flag=True, help="Also list where the files break the official schema of their format.")
@click.option(
    "-o",
    "--output",
    multiple=True,
    metavar="FORMAT=PATH",
    callback=_outputs,
    help="Write to a file: json=PATH, or csv=PATH and parquet=PATH of the --table, which is then not printed; repeatable.",
)
@limit_option
@click.option("--width", type=click.IntRange(60), help="Columns of the output; default: those of the terminal, or 100.")
def inspect_command(
    files: tuple[Path, ...],
    form: str,
    frame: str | None,
    validate: bool,
    output: list[tuple[str, Path]],
    width: int | None,
) -> int:
    """Show what BOM files hold: format, counts, how full each field is, parties, problems with their place.

    It judges nothing. A file that cannot be read does not stop the others; the exit code is then 2.
    """
    if frame is None and any(kind != "json" for kind, _ in output):
        raise click.UsageError("-o csv=PATH and -o parquet=PATH go with --table")
    if frame is not None and (validate or form == "json" or any(kind == "json" for kind, _ in output)):
        raise click.UsageError("--table goes without --validate and json")
    from auditor.cli.output import write_all
    from auditor.documents import inspection
    from reports.machine import csv
    from reports.terminal.inspection import render_json, render_table

    done = inspection.inspect_files(files)
    contents: dict[Path, str | bytes] = {}
    if frame is not None:
        table = inspection.table(done, frame)
        contents = {path: csv.frame(table) if kind == "csv" else csv.parquet(table) for kind, path in output}
        shown = "" if output else csv.frame(table)
    else:
        document = inspection.document(done, validate=validate)
        contents = {path: render_json(document) for _, path in output}
        wide = width or columns()
        shown = render_json(document) if form == "json" else render_table(document, width=wide, color=color())
    write_all(contents, files)
    for kind, path in output:
        click.echo(f"icts: wrote {kind} to {printable(str(path))}", err=True)
    write(shown)
    unread = [file.error for file in done if file.error]
    # The report for the terminal has told them in their places.
    for error in unread if frame is not None or form == "json" else ():
        click.echo(f"icts: {error}", err=True)
    return exit_codes.UNUSABLE if unread else exit_codes.CLEAN


@click.command("annotate")
@click.argument("program", type=click.Path(path_type=Path))
@click.argument("bom", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="PATH", help="Where to write it."
)
@click.option(
    "--to", "form", type=click.Choice(TARGETS), help="In which format; default: the BOM's own, else cyclonedx-json."
)
@click.option("--item", metavar="ID", help="Which item's answers, when several items of the program share the BOM.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day whose law counts; default: the program's as_of, else its first transaction.",
)
@click.option("--allow-outside", is_flag=True, help="Let the program name files outside its own folder.")
@limit_option
def annotate_command(
    program: Path,
    bom: Path,
    output: Path,
    form: str | None,
    item: str | None,
    as_of: datetime | None,
    allow_outside: bool,
) -> int:
    """Write a BOM of a program again, with each component's verdict in it.

    PROGRAM is audited; BOM is one of the files that it names. The verdict, its paragraphs, standing, reason and missing facts
    become `icts:` properties (docs/taxonomy.md). The same program and the same day give the same bytes.
    """
    from auditor.annotate.run import annotate
    from auditor.audit.run import audit
    from auditor.cli.output import write_all
    from auditor.program.reader import read_program

    done = audit(read_program(program, as_of=as_of.date() if as_of else None, allow_outside=allow_outside))
    read = [program, *(path for path, _ in done.program.suppliers), *(each.file.path for each in done.boms)]
    write_all({output: annotate(done, bom, form, item)}, read)
    click.echo(f"icts: wrote {printable(str(output))}", err=True)
    return exit_codes.CLEAN

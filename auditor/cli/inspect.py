"""The command `icts inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from auditor import exit_codes
from auditor.cli.options import format_option, limit_option, output_option, width_option
from auditor.cli.terminal import color, columns, say, write

TABLES = ("components", "parties", "properties", "dependencies", "problems")


@click.command("inspect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@format_option(("table", "json"))
@click.option(
    "--table",
    "frame",
    type=click.Choice(TABLES),
    help="Print this table of all files as CSV instead. Cells that a spreadsheet would take for formulas get a leading "
    "apostrophe, and control characters are escaped; Parquet keeps them as they are.",
)
@click.option("--validate", is_flag=True, help="Also list where the files violate the official schema of their format.")
@output_option(
    ("json", "csv", "parquet"),
    "Write to a file: json=PATH, or csv=PATH and parquet=PATH of the --table, which is then not printed; repeatable.",
)
@limit_option
@width_option
def inspect_command(
    files: tuple[Path, ...],
    form: str,
    frame: str | None,
    validate: bool,
    output: list[tuple[str, Path]],
    width: int | None,
) -> int:
    """Show what BOM files contain.

    Format, counts, how complete each field is, parties, and problems with their places. "-" reads standard input.

    Nothing is judged. A file that cannot be read does not stop the others; the exit code is then 2.
    """
    if frame is None and any(kind != "json" for kind, _ in output):
        raise click.UsageError("-o csv=PATH and -o parquet=PATH go with --table")
    if frame is not None and (validate or form == "json" or any(kind == "json" for kind, _ in output)):
        raise click.UsageError("--table goes without --validate and json")
    import reports
    from auditor.cli.output import write_reports
    from auditor.documents import inspection
    from reports.machine import csv

    done = inspection.inspect_files(files)
    contents: dict[Path, tuple[str, str | bytes]] = {}
    if frame is not None:
        table = inspection.table(done, frame)
        contents = {path: (kind, csv.frame(table) if kind == "csv" else csv.parquet(table)) for kind, path in output}
        shown = "" if output else csv.frame(table)
    else:
        document = inspection.document(done, validate=validate)
        contents = {path: (kind, reports.write(document, "json", "inspection")) for kind, path in output}
        wide = width or columns()
        shown = reports.write(document, form, "inspection", width=wide, color=color())
    write_reports(contents)
    write(shown)
    unread = [file.error for file in done if file.error]
    # The report for the terminal names them in their places.
    for error in unread if frame is not None or form == "json" else ():
        say(str(error))
    return exit_codes.UNUSABLE if unread else exit_codes.CLEAN

"""The command line: `icts`. Heavy imports stand inside the commands, so that help and errors come at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

import reports
from auditor import exit_codes
from auditor.cli.determine import determine_command
from auditor.cli.entities import entities_command
from auditor.cli.inspect import annotate_command, inspect_command, limit_option
from auditor.cli.judge import judge_command, rules_command
from auditor.cli.options import output_option
from auditor.cli.request import receive_command, request_command
from auditor.cli.screen import screen_command
from auditor.cli.terminal import color, columns, write
from auditor.version import VERSION
from bom_parsers.errors import InputError, printable

if TYPE_CHECKING:
    from auditor.audit.results import Audit

FORMATS = tuple(reports.FORMATS["audit"])
EXPLAINED = ("table", "json", "markdown")
EPILOG = (
    "Exit codes: 0 nothing prohibited, nothing to review; 10 something to review; 11 something prohibited; "
    "12 an authorization or a determination has expired, or reference data is too old; 1 the tool failed; "
    "2 the command was wrong or an input cannot be read."
)


def main() -> NoReturn:
    """Run the command and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code; whatever goes wrong is one line on stderr."""
    try:
        code = cli.main(arguments, prog_name="icts", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("icts: stopped", err=True)
        return exit_codes.FAILED
    except InputError as error:
        click.echo(f"icts: {error}", err=True)
        return exit_codes.UNUSABLE
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep the interpreter from complaining when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.FAILED
    except Exception as error:
        if os.environ.get("ICTS_DEBUG"):
            raise
        what = printable(f"{type(error).__name__}: {error}")
        click.echo(f"icts: failed: {what}; this is a fault of icts itself; set ICTS_DEBUG=1 to see where", err=True)
        return exit_codes.FAILED


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="icts-auditor")
def cli() -> None:
    """Audit vehicle programs against the US connected-vehicle rule, 15 CFR part 791 subpart D.

    It states facts, paragraphs and what is unknown. It is no legal advice.
    """


_as_of = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day whose law counts and on which authorizations must still run; default: the program's as_of, "
    "else its first transaction.",
)
_what_if = click.option(
    "--what-if",
    multiple=True,
    metavar="KEY=VALUE",
    help="Ask how it would be with another value of a parameter (`icts rules` lists them), or under a preset; repeatable.",
)
_outside = click.option("--allow-outside", is_flag=True, help="Let the program name files outside its own folder.")
_width = click.option(
    "--width", type=click.IntRange(60), help="Columns of the table; default: those of the terminal, or 100."
)
_PROGRAM = click.argument("program", type=click.Path(path_type=Path))


@cli.command("audit", epilog=EPILOG)
@_PROGRAM
@output_option(FORMATS)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="What to print.")
@_as_of
@_outside
@_what_if
@limit_option
@_width
def audit_command(
    program: Path,
    output: list[tuple[str, Path]],
    form: str,
    as_of: datetime | None,
    allow_outside: bool,
    what_if: tuple[str, ...],
    width: int | None,
) -> int:
    """Audit a vehicle program: a verdict for every component, what to find out, and the draft declaration.

    PROGRAM is a program file (TOML); `icts init` writes one.
    """
    from auditor.cli.output import write_all
    from auditor.documents.audit import document

    done = _audit(program, as_of, allow_outside, what_if)
    report = document(done)
    files = {path: reports.write(report, kind) for kind, path in output}
    write_all(files, _inputs(done))
    for kind, path in output:
        click.echo(f"icts: wrote {kind} to {printable(str(path))}", err=True)
    write(reports.write(report, form, width=width or columns(), color=color()))
    return report["exit_code"]


@cli.command("explain", epilog=EPILOG)
@_PROGRAM
@click.argument("component")
@click.option(
    "--transaction", metavar="ID", help='Which transaction to explain, e.g. "sale 2027-01-15"; default: the worst.'
)
@click.option(
    "--format", "form", type=click.Choice(EXPLAINED), default="table", show_default=True, help="What to print."
)
@_as_of
@_outside
@_what_if
@limit_option
@_width
def explain_command(
    program: Path,
    component: str,
    transaction: str | None,
    form: str,
    as_of: datetime | None,
    allow_outside: bool,
    what_if: tuple[str, ...],
    width: int | None,
) -> int:
    """Show why a component got its verdict: every test, its paragraph, its facts and their sources.

    COMPONENT is an id from the report, or a ref, name or part number that only one component has.
    """
    from auditor.audit.explain import find_component
    from auditor.documents.audit import explained

    done = _audit(program, as_of, allow_outside, what_if)
    answer = explained(done, find_component(done, component), transaction)
    write(reports.write(answer, form, "explanation", color=color(), width=width or columns()))
    return exit_codes.CLEAN


@cli.command("init")
@click.argument("path", type=click.Path(path_type=Path), default=Path("program.toml"))
@click.option("--suppliers", is_flag=True, help="Write a supplier list (CSV) to fill instead of a program file.")
@click.option(
    "--hbom", is_flag=True, help="Write a hardware BOM (CSV) for a supplier to fill instead of a program file."
)
def init_command(path: Path, suppliers: bool, hbom: bool) -> int:
    """Write a commented program file to PATH (program.toml when left out), ready to be filled."""
    if suppliers and hbom:
        raise click.UsageError("--suppliers and --hbom exclude each other")
    from auditor.cli.output import write_all
    from auditor.templates.program import hbom_template, program_template, supplier_template

    if path.exists():
        raise InputError(
            path, "", "a file that is there already", "a new path", "choose another name; nothing was overwritten"
        )
    write_all({path: supplier_template() if suppliers else hbom_template() if hbom else program_template(date.today())})
    click.echo(f"icts: wrote {printable(str(path))}", err=True)
    return exit_codes.CLEAN


def _audit(program: Path, as_of: datetime | None, allow_outside: bool, what_if: tuple[str, ...]) -> Audit:
    from auditor.audit.run import audit
    from auditor.program.reader import read_program

    read = read_program(program, as_of=as_of.date() if as_of else None, allow_outside=allow_outside)
    return audit(read, _progress(), what_if)


def _inputs(done: Audit) -> list[Path]:
    program = done.program
    named = [path for path, _ in (*program.suppliers, *program.determinations, *program.parts)]
    return [program.path, *named, *(read.file.path for read in done.boms)]


def _progress() -> Callable[[str, int, int], None]:
    """Return what shows progress: a bar on stderr that rewrites itself on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda what, done, total: None

    def show(what: str, done: int, total: int) -> None:
        filled = 20 * done // max(total, 1)
        bar = f"[{'#' * filled}{'.' * (20 - filled)}] {done}/{total} {printable(what)[:50]}" if done < total else ""
        click.echo(f"\r\x1b[K{bar}", nl=False, err=True)

    return show


for command in (
    screen_command,
    entities_command,
    determine_command,
    request_command,
    receive_command,
    judge_command,
    rules_command,
    inspect_command,
    annotate_command,
):
    cli.add_command(command)

"""The command line: `icts`. Heavy imports stand inside the commands, so that help and errors come at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from auditor import exit_codes
from auditor.version import VERSION
from bom_parsers.errors import InputError, printable

if TYPE_CHECKING:
    from auditor.audit import Audit

FORMATS = ("table", "json", "html", "declaration")
EPILOG = (
    "Exit codes: 0 nothing prohibited, nothing to review; 10 something to review; 11 something prohibited; "
    "12 an authorization has expired; 1 the tool failed; 2 the command was wrong or an input cannot be read."
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
_outside = click.option("--allow-outside", is_flag=True, help="Let the program name files outside its own folder.")
_width = click.option(
    "--width", type=click.IntRange(60), help="Columns of the table; default: those of the terminal, or 100."
)
_PROGRAM = click.argument("program", type=click.Path(path_type=Path))


def _output(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    outputs = []
    for value in values:
        form, equals, path = value.partition("=")
        if not equals or not path or form not in FORMATS:
            raise click.BadParameter(f"found {value!r}; expected FORMAT=PATH with FORMAT one of {', '.join(FORMATS)}")
        outputs.append((form, Path(path)))
    return outputs


@cli.command("audit", epilog=EPILOG)
@_PROGRAM
@click.option(
    "-o",
    "--output",
    multiple=True,
    metavar="FORMAT=PATH",
    callback=_output,
    help="Also write a report to a file; repeatable.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="What to print.")
@_as_of
@_outside
@_width
def audit_command(
    program: Path,
    output: list[tuple[str, Path]],
    form: str,
    as_of: datetime | None,
    allow_outside: bool,
    width: int | None,
) -> int:
    """Audit a vehicle program: a verdict for every component, what to find out, and the draft declaration.

    PROGRAM is a program file (TOML); `icts init` writes one.
    """
    from auditor.document import document
    from auditor.writing import write_all
    from reports import render

    done = _audit(program, as_of, allow_outside)
    report = document(done)
    files = {path: render(report, kind) for kind, path in output}
    write_all(files, _inputs(done))
    for kind, path in output:
        click.echo(f"icts: wrote {kind} to {printable(str(path))}", err=True)
    _print(render(report, form, width=width or _columns(), colour=_colour()))
    return report["exit_code"]


@cli.command("explain", epilog=EPILOG)
@_PROGRAM
@click.argument("component")
@click.option(
    "--transaction", metavar="ID", help='Which transaction to explain, e.g. "sale 2027-01-15"; default: the worst.'
)
@click.option(
    "--format", "form", type=click.Choice(("table", "json")), default="table", show_default=True, help="What to print."
)
@_as_of
@_outside
@_width
def explain_command(
    program: Path,
    component: str,
    transaction: str | None,
    form: str,
    as_of: datetime | None,
    allow_outside: bool,
    width: int | None,
) -> int:
    """Show why a component got its verdict: every test, its paragraph, its facts and their sources.

    COMPONENT is an id from the report, or a ref, name or part number that only one component has.
    """
    from auditor.document import explained
    from auditor.explain import find_component
    from reports.explanation import render_answer, render_json

    done = _audit(program, as_of, allow_outside)
    answer = explained(done, find_component(done, component), transaction)
    _print(
        render_json(answer) if form == "json" else render_answer(answer, colour=_colour(), width=width or _columns())
    )
    return exit_codes.CLEAN


@cli.command("judge")
@click.argument("questions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--check", is_flag=True, help="Compare with [case.expect], print the differences, and exit 1 if there are any."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Day whose law counts; default: the newest law known here.",
)
def judge_command(questions: tuple[Path, ...], check: bool, as_of: datetime | None) -> int:
    """Answer question files: one JSON object for each case.

    QUESTIONS are TOML files of [[case]] tables in the vocabulary of facts (docs/questions.md). A fact left out is unknown.
    """
    import json

    from auditor.audit import rule_of
    from auditor.questions import differences, judge, read_questions

    rule = rule_of(as_of.date() if as_of else date.max, questions[0])
    cases = [case for path in questions for case in read_questions(path, rule.parameters)]
    answers = judge(cases, rule).rows(named=True)
    if not check:
        for answer in answers:
            shown = {
                key: answer[key] for key in ("id", "verdict", "declaration", "authority", "standing", "missing", "open")
            }
            if answer["filing"]:
                shown["filing"] = answer["filing"]
            click.echo(json.dumps(shown, ensure_ascii=False))
        return exit_codes.CLEAN
    compared = [(case, answer) for case, answer in zip(cases, answers, strict=True) if case.expect]
    if not compared:
        raise InputError(
            questions[0], "", "no [case.expect] table in any case", "at least one to compare with", "leave out --check"
        )
    lines = [line for case, answer in compared for line in differences(case, answer)]
    for line in lines:
        click.echo(printable(line))
    click.echo(f"icts: {len(compared)} of {len(cases)} cases compared, {len(lines)} differences", err=True)
    return exit_codes.FAILED if lines else exit_codes.CLEAN


@cli.command("init")
@click.argument("path", type=click.Path(path_type=Path), default=Path("program.toml"))
@click.option("--suppliers", is_flag=True, help="Write a supplier list (CSV) to fill instead of a program file.")
def init_command(path: Path, suppliers: bool) -> int:
    """Write a commented program file to PATH (program.toml when left out), ready to be filled."""
    from auditor.templates import program_template, supplier_template
    from auditor.writing import write_all

    if path.exists():
        raise InputError(
            path, "", "a file that is there already", "a new path", "choose another name; nothing was overwritten"
        )
    write_all({path: supplier_template() if suppliers else program_template()})
    click.echo(f"icts: wrote {printable(str(path))}", err=True)
    return exit_codes.CLEAN


def _audit(program: Path, as_of: datetime | None, allow_outside: bool) -> Audit:
    from auditor.audit import audit
    from auditor.program import read_program

    read = read_program(program, as_of=as_of.date() if as_of else None, allow_outside=allow_outside)
    return audit(read, _progress())


def _inputs(done: Audit) -> list[Path]:
    program = done.program
    return [program.path, *(path for path, _ in program.suppliers), *(read.file.path for read in done.boms)]


def _progress() -> Callable[[str, int, int], None]:
    """Return what shows progress: a bar on stderr that rewrites itself on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty():
        return lambda what, done, total: None

    def show(what: str, done: int, total: int) -> None:
        filled = 20 * done // max(total, 1)
        bar = f"[{'#' * filled}{'.' * (20 - filled)}] {done}/{total} {printable(what)[:50]}" if done < total else ""
        click.echo(f"\r\x1b[K{bar}", nl=False, err=True)

    return show


def _columns() -> int:
    import shutil

    return max(60, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _print(text: Any) -> None:
    """Print a report as UTF-8 whatever the locale: the same bytes everywhere."""
    sys.stdout.buffer.write(text.encode("utf-8"))

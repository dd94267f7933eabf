"""The command `icts judge`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import reports
from auditor import exit_codes
from auditor.cli.options import as_of_option, format_option, rule_option, what_if_option
from auditor.cli.terminal import color, columns, json_line, say, write, write_line
from auditor.inputs import InputFile, read_input
from bom_parsers.errors import InputError, quoted
from reports.visible import shown
from reports.words import count

if TYPE_CHECKING:
    from auditor.audit.case_files import Case
    from policies.judgment import Judgment

SHOWN = ("id", "verdict", "declaration", "authority", "standing", "missing", "open")


def _years(context: click.Context, parameter: click.Parameter, value: str | None) -> range | None:
    if value is None:
        return None
    match = re.fullmatch(r"(\d{4})\.\.(\d{4})", value)
    if not match or not 0 <= int(match[2]) - int(match[1]) <= 50:
        raise click.BadParameter(f"found {quoted(value)}; expected two model years such as 2026..2031")
    return range(int(match[1]), int(match[2]) + 1)


@click.command("judge", epilog=exit_codes.epilog("answered, whatever the verdicts are", "--check found a difference"))
@click.argument("questions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--check", is_flag=True, help="Compare with [case.expect], print the differences, and exit 1 if there are any."
)
@click.option("--explain", is_flag=True, help="Print the tests, facts and paragraphs of each answer.")
@format_option(
    ("json", "table", "markdown"),
    None,
    "json: one object per line (default); table: for reading; markdown: only with --explain.",
)
@click.option(
    "--model-years", metavar="A..B", callback=_years, help="Answer the same facts for each of these model years."
)
@what_if_option
@as_of_option("the newest version known")
@rule_option("Rule to apply; default: the one that the files name, or connected_vehicles.")
def judge_command(
    questions: tuple[Path, ...],
    check: bool,
    explain: bool,
    form: str | None,
    model_years: range | None,
    what_if: tuple[str, ...],
    as_of: date | None,
    rule_name: str | None,
) -> int:
    """Answer question files: one JSON object per case.

    QUESTIONS are TOML files of [[case]] tables in the vocabulary of facts (docs/questions.md). A fact left out is unknown.
    """
    if check + explain + (model_years is not None) > 1:
        raise click.UsageError("--check, --explain and --model-years exclude each other")
    if form == "markdown" and not explain:
        raise click.UsageError("--format markdown goes with --explain")
    from auditor.audit.case_files import judge, read_questions
    from auditor.rule_in_force import pack_named, rule_of

    files = [read_input(path, expected="a question file") for path in questions]
    name = rule_name or _rule_of_files(files)
    asked = pack_named(name, "--rule", "") if rule_name else pack_named(name, questions[0])
    rule = rule_of(as_of or date.max, questions[0], what_if, name)
    cases = [case for file in files for case in read_questions(file, rule.parameters, asked)]
    if model_years is not None:
        if "vehicle.model_year" not in rule.vocabulary.by_name:
            raise click.UsageError(f"--model-years: the rule {quoted(name)} knows no model years")
        _side_by_side(cases, rule, model_years, form or "json")
        return exit_codes.CLEAN
    if explain:
        _explained(cases, rule, as_of, form or "table")
        return exit_codes.CLEAN
    answers = judge(cases, rule)
    if check:
        return _checked(cases, answers, questions[0])
    if form == "table":
        for case, answer in zip(cases, answers, strict=True):
            write_line(f"{case.id}: {answer['verdict']}")
    else:
        write("".join(json_line(_shown(case, answer)) for case, answer in zip(cases, answers, strict=True)))
    return exit_codes.CLEAN


def _rule_of_files(questions: list[InputFile]) -> str:
    """Return the one rule that the files name; raises InputError where they name different ones."""
    from auditor.audit.case_files import rule_named
    from policies.packs import DEFAULT

    first = rule_named(questions[0]) or DEFAULT
    for file in questions[1:]:
        name = rule_named(file) or DEFAULT
        if name != first:
            found, expected = f"the rule {quoted(name)}", f"{quoted(first)}, as in {questions[0].path}"
            raise InputError(file.path, "rule", found, expected, "judge the files of each rule by themselves")
    return first


def _shown(case: Case, answer: dict[str, Any]) -> dict[str, Any]:
    row = {"id": case.id} | answer
    filing = {"filing": row["filing"]} if row.get("filing") else {}
    return {key: row[key] for key in SHOWN if key in row} | filing


def _checked(cases: list[Case], answers: list[dict[str, Any]], first: Path) -> int:
    from auditor.audit.case_files import differences

    compared = [(case, answer) for case, answer in zip(cases, answers, strict=True) if case.expect]
    if not compared:
        raise InputError(
            first, "", "no [case.expect] table in any case", "at least one to compare with", "leave out --check"
        )
    lines = [line for case, answer in compared for line in differences(case, answer)]
    for line in lines:
        write_line(line)
    say(f"{len(compared)} of {count(len(cases), 'case')} compared, {count(len(lines), 'difference')}")
    return exit_codes.FAILED if lines else exit_codes.CLEAN


def _side_by_side(cases: list[Case], rule: Judgment, years: range, form: str) -> None:
    """Print each case's answers for the model years: as JSON, or as a table with a column for each year."""
    from auditor.audit.case_files import judge

    by_year = {year: judge(cases, rule, **{"vehicle.model_year": year}) for year in years}
    if form == "json":
        for number, case in enumerate(cases):
            answers = {str(year): _shown(case, answers[number]) for year, answers in by_year.items()}
            for answer in answers.values():
                del answer["id"]
            write(json_line({"id": case.id, "model_years": answers}))
        return
    wide = max(len(shown(case.id)) for case in cases)
    write(" ".join([" " * wide, *(f"{year:<12}" for year in years)]).rstrip() + "\n")
    for number, case in enumerate(cases):
        verdicts = (f"{answers[number]['verdict']:<12}" for answers in by_year.values())
        write(" ".join([f"{shown(case.id):<{wide}}", *verdicts]).rstrip() + "\n")


def _explained(cases: list[Case], rule: Judgment, as_of: date | None, form: str) -> None:
    """Print each case's answer with the tests that led to it."""
    from auditor.audit.explain import explained_case

    parts = [
        reports.write(explained_case(case, rule, as_of), form, "explanation", color=color(), width=columns())
        for case in cases
    ]
    write("\n".join(parts))

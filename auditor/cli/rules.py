"""The command `icts rules`."""

from __future__ import annotations

from datetime import date

import click

from auditor import exit_codes
from auditor.cli.options import as_of_option, format_option, rule_option, what_if_option
from auditor.cli.terminal import color, columns, json_line, say, write


@click.command("rules", epilog=exit_codes.epilog("listed", "--stale found a parameter"))
@format_option(("table", "json"))
@click.option(
    "--stale",
    type=click.IntRange(0),
    metavar="DAYS",
    help="Exit 1 if a parameter was last checked against its source more than DAYS ago.",
)
@what_if_option
@as_of_option("today; --stale counts back from it")
@rule_option("Rule to list; default: connected_vehicles.")
def rules_command(
    form: str, stale: int | None, what_if: tuple[str, ...], as_of: date | None, rule_name: str | None
) -> int:
    """List the tests and parameters of the rule.

    Each with its citation and legal certainty, a parameter also with the date on which it was last checked.
    """
    from auditor.documents.rule_pages import listing
    from auditor.rule_in_force import pack_named, rule_of
    from policies.packs import DEFAULT
    from reports.terminal.rules import render

    day = as_of or date.today()  # only what is stale depends on it; nothing is judged by the clock
    asked = pack_named(rule_name or DEFAULT, "--rule", "")
    rule = rule_of(day, "--as-of", what_if, asked.name)
    old = [p for p in rule.parameters if stale is not None and (day - p.last_checked).days > stale]
    listed = listing(rule, asked.citation)
    write(json_line(listed) if form == "json" else render(listed, width=columns(), color=color()))
    for p in old:
        say(f"stale: {p.name} was last checked on {p.last_checked} ({p.citation})")
    return exit_codes.FAILED if old else exit_codes.CLEAN

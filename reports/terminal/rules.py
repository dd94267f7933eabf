"""The tests and parameters of the rule on a terminal."""

from __future__ import annotations

from reports import words
from reports.documents.rules import Listing
from reports.terminal.lines import Terminal


def render(listing: Listing, *, width: int = 100, color: bool = False) -> str:
    """Return the tests, grouped by paragraph, and the parameters, as lines for a terminal."""
    terminal = Terminal(width, color)
    lines = terminal.lines(f"{listing['rule']}: {words.count(len(listing['tests']), 'test')}", style="bold")
    for paragraph in sorted({test["paragraph"] for test in listing["tests"]}):
        lines += ["", *terminal.lines(f"§ {paragraph}", style="bold")]
        for test in listing["tests"]:
            if test["paragraph"] == paragraph:
                reads = ", ".join(test["reads"]) or "nothing further"
                lines += terminal.lines(f"{test['words']} ({test['standing']}); turns on {reads}", "  ", "    ")
                if test["question"]:
                    lines += terminal.lines(f"open: {test['question']}", "    ", "      ", style="dim")
    lines += ["", *terminal.lines(words.count(len(listing["parameters"]), "parameter"), style="bold")]
    for p in listing["parameters"]:
        lines += terminal.lines(f"{p['name']} = {p['value']} {p['unit']} ({p['standing']})", "  ", "    ")
        checked = f"checked {p['last_checked']} against {p['checked_against']}"
        note = f"{p['citation']}; since {p['since']}; {checked}"
        lines += terminal.lines(note, "    ", "      ", style="dim")
    return "".join(f"{line}\n" for line in lines)

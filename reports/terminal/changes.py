"""What changed since an earlier screening, as lines of a table and as sentences for a page."""

from __future__ import annotations

from reports import words
from reports.documents.changes import WHAT, Change, Since
from reports.documents.screening import GROUPS
from reports.terminal.lines import Terminal


def lines(since: Since, terminal: Terminal) -> list[str]:
    """Return the changes as lines: counts, then each supplier with what changed for it, what is worse first."""
    rows = terminal.heading(title(since), "", "bold")
    rows += terminal.lines(counts(since))
    for line in sources(since):
        rows += terminal.lines(line)
    for supplier in since["suppliers"]:
        answer = f", {GROUPS[supplier['answer']].lower()}" if supplier["answer"] else ""
        mark = "! " if supplier["worse"] else "  "
        rows += terminal.lines(f"{supplier['name']} ({supplier['place']}{answer})", mark, "    ", style="bold")
        for label, text in map(in_words, supplier["changes"]):
            rows += terminal.lines(text, f"  {label + ':':<11}")
    return rows


def title(since: Since) -> str:
    """Return the heading of the changes."""
    return f"Changed since {since['as_of']} ({since['file']})"


def counts(since: Since) -> str:
    """Return how many suppliers are worse, changed otherwise, and as before."""
    number = since["counts"]
    return (
        f"{words.count(number['worse'], 'supplier')} for the worse (marked !), {number['other']:,} changed otherwise, "
        f"{number['same']:,} as before"
    )


def sources(since: Since) -> list[str]:
    """Return which snapshots only one of the two screenings had in use."""
    named = (("Sources new since then", since["sources_new"]), ("Sources no longer in use", since["sources_gone"]))
    return [f"{label}: {', '.join(ids)}" for label, ids in named if ids]


def in_words(change: Change) -> tuple[str, str]:
    """Return a change as a label and a sentence: "Answer", "nexus; it was to ask"."""
    before, now = change["before"], change["now"]
    text = f"{now}; it was {before}" if before and now else f"new: {now}" if now else f"gone: {before}"
    return WHAT[change["what"]], text

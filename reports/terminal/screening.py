"""A screening as a table for a buyer: counts, then the suppliers in the order of work, then what to ask whom."""

from __future__ import annotations

from reports import words
from reports.documents.screening import (
    RANK_MEANS,
    RANK_STYLES,
    RANKS,
    AskedSupplier,
    Screening,
)
from reports.documents.work import Entry, Family, by_rank, family_title, rows_in, rows_of_families, statements
from reports.terminal import changes
from reports.terminal.lines import Terminal


def render(screening: Screening, *, width: int = 100, color: bool = False) -> str:
    """Return the screening as lines of at most `width` columns: counts, the ranks in the order of work, what to ask."""
    terminal = Terminal(width, color)
    lines = terminal.lines(first_line(screening), style="bold")
    since = screening["since"]
    if since:
        lines += changes.lines(since, terminal)
    if not (since and since["only_news"]):
        lines += _suppliers(screening, terminal)
    for line in screening["expired"]:
        lines += terminal.lines(f"Expired: {line}", style="bold")
    used = [source["source"] for source in screening["sources"] if source["used"]]
    if used:
        lines += ["", *terminal.lines(f"Rests on {'; '.join(used)}.", style="dim")]
    if any(source["standing"] == "unverified" and source["used"] for source in screening["sources"]):
        note = "Leads from general knowledge (the starter list) settle nothing; they say where to look."
        lines += terminal.lines(note, style="dim")
    return "\n".join(lines) + "\n"


def _suppliers(screening: Screening, terminal: Terminal) -> list[str]:
    lines: list[str] = []
    members = rows_of_families(screening)
    for rank, families in by_rank(screening).items():
        title = f"{rank_title(rank)} ({len(rows_in(families)):,})"
        lines += terminal.heading(title, RANK_MEANS[rank], RANK_STYLES[rank])
        for family in families:
            lines += _family(family, members, terminal)
    lines += _to_ask(screening, terminal)
    if screening["problems"]:
        lines += terminal.heading("Notes", "what could not be used, or does not fit", "bold")
        for problem in screening["problems"]:
            lines += terminal.lines(words.problem(problem), "  ", "    ")
    return lines


def first_line(screening: Screening) -> str:
    """Return the counts: how many suppliers, and how many of each answer and rank."""
    counts, ranks = screening["counts"], screening["ranks"]
    total = words.count(len(screening["suppliers"]), "supplier")
    asked = ", ".join(
        f"{ranks[rank]:,} {title.lower()}" for rank, title in RANKS.items() if rank not in ("nexus", "clean")
    )
    by_rank = f"{counts['nexus']:,} nexus, {counts['ask']:,} to ask ({asked}), {counts['clean']:,} clean"
    return f"{screening['file']}: {total} as of {screening['as_of']}: {by_rank}"


def rank_title(rank: str) -> str:
    """Return the heading of a rank, with the answer that it is a part of: "To ask: strong lead"."""
    return RANKS[rank] if rank in ("nexus", "clean") else f"To ask: {RANKS[rank].lower()}"


def _family(family: Family, members: dict[str, int], terminal: Terminal) -> list[str]:
    lines: list[str] = []
    if family.owner:
        elsewhere = members[family.owner["key"]] - len(rows_in([family]))
        lines += terminal.lines(family_title(family.owner, elsewhere), "> ", "  ", style="bold")
    for entry in family.entries:
        lines += _entry(entry, terminal)
    return lines


def _entry(entry: Entry, terminal: Terminal) -> list[str]:
    asked = f"; ask: group {entry.first['ask']}" if entry.first["ask"] else ""
    lines = terminal.lines(f"{entry.title} ({entry.places}{asked})", rest="    ", style="bold")
    for label, text in statements(entry):
        lines += terminal.lines(text, f"  {label + ':':<11}")
    return lines


def _to_ask(screening: Screening, terminal: Terminal) -> list[str]:
    groups = screening["to_ask"]
    if not groups:
        return []
    note = "once for each group of companies that need the same documents; the first of a group first"
    lines = terminal.heading("What to ask", note, "bold")
    for group in groups:
        whom = words.count(len(group["suppliers"]), "company", "companies")
        lines += terminal.lines(f"Group {group['number']}: ask {whom} for", style="bold")
        for document in group["documents"]:
            lines += terminal.lines(document, "  - ")
        lines += terminal.lines("; ".join(map(asked_in_words, group["suppliers"])), "  ")
    return lines


def asked_in_words(supplier: AskedSupplier) -> str:
    """Return who is asked: "Nordvik GmbH (line 3; and its holder Fjord AS)"."""
    places = ", ".join(supplier["places"])
    also = words.listed(supplier["also_of"])
    holders = "holders" if len(supplier["also_of"]) > 1 else "holder"
    return f"{supplier['name']} ({places}; and of its {holders} {also})" if also else f"{supplier['name']} ({places})"

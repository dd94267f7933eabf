"""A screening as a table for a buyer: counts, then the suppliers in the order in which to act."""

from __future__ import annotations

from reports import words
from reports.documents.screening import GROUP_MEANS, GROUPS, STYLES, ScreenedCandidate, ScreenedSupplier, Screening
from reports.terminal.lines import Terminal


def render(screening: Screening, *, width: int = 100, color: bool = False) -> str:
    """Return the screening as lines of at most `width` columns: counts, then the groups in the order in which to act."""
    terminal = Terminal(width, color)
    counts = screening["counts"]
    total = words.count(len(screening["suppliers"]), "supplier")
    by_group = ", ".join(f"{counts[group]:,} {title.lower()}" for group, title in GROUPS.items())
    lines = terminal.lines(f"{screening['file']}: {total} as of {screening['as_of']}: {by_group}", style="bold")
    for group, title in GROUPS.items():
        chosen = [row for row in screening["suppliers"] if row["answer"] == group]
        if chosen:
            lines += terminal.heading(f"{title} ({len(chosen):,})", GROUP_MEANS[group], STYLES[group])
        for row in chosen:
            lines += _row(row, terminal)
    if screening["problems"]:
        lines += terminal.heading("Notes", "what could not be used, or does not fit", "bold")
        for problem in screening["problems"]:
            lines += terminal.lines(words.problem(problem), "  ", "    ")
    for line in screening["expired"]:
        lines += terminal.lines(f"Expired: {line}", style="bold")
    used = [source["source"] for source in screening["sources"] if source["used"]]
    if used:
        lines += ["", *terminal.lines(f"Rests on {'; '.join(used)}.", style="dim")]
    if any(source["standing"] == "unverified" and source["used"] for source in screening["sources"]):
        note = "Leads from general knowledge (the starter list) settle nothing; they say where to look."
        lines += terminal.lines(note, style="dim")
    return "\n".join(lines) + "\n"


def _row(row: ScreenedSupplier, terminal: Terminal) -> list[str]:
    country = f" [{row['country']}]" if row["country"] else ""
    lines = terminal.lines(f"{row['name']}{country}  ({row['place']})", style="bold")
    for label, text in statements(row):
        lines += terminal.lines(text, f"  {label + ':':<11}")
    return lines


def statements(row: ScreenedSupplier) -> list[tuple[str, str]]:
    """Return what is to be said of a supplier as pairs of a label and a sentence."""
    pairs = []
    if row["who"]:
        pairs.append(("Is", f"{row['who']}, by {row['matched_by']}"))
    if row["candidates"]:
        pairs += [("May be", f"{c['name']}{_of(c)} ({c['why']}): {c['about']}") for c in row["candidates"]]
    if row["because"] and row["answer"] != "ask":  # there it only says what the documents would tell
        pairs.append(("Because", row["because"]))
    if row["chain"] and row["answer"] == "nexus":
        pairs.append(("Chain", "; ".join(step["words"] for step in row["chain"])))
    if row["standing"]:
        pairs.append(("Rule", f"{words.paragraphs(row['authority'])}; legal certainty: {row['standing']}"))
    pairs += [("Lead", lead) for lead in row["leads"]]
    places = [row["source"], *(step["source"] for step in row["chain"])]
    pairs += [("Source", place) for place in dict.fromkeys(places) if place]
    pairs += [("Listed", listing) for listing in row["listings"]]
    if row["documents"]:
        pairs.append(("Ask for", "; ".join(row["documents"])))
    pairs += [("Note", note) for note in row["notes"]]
    return pairs


def _of(candidate: ScreenedCandidate) -> str:
    return f" of {candidate['of']}" if candidate["of"] else ""

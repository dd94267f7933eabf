"""A screening of a supplier list: as a table for a buyer, as JSON, CSV, and as one HTML page with the chains drawn."""

from __future__ import annotations

import csv
import io
from typing import TypedDict

from reports import words
from reports.documents.audit import Source, Step
from reports.machine.json import dumps
from reports.pages.chains import drawn
from reports.pages.templates import page
from reports.terminal.lines import Terminal
from reports.visible import visible

GROUPS = {"nexus": "Nexus", "ask": "To ask", "clean": "Clean"}
GROUP_MEANS = {
    "nexus": "owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
    "ask": "not known yet; the document that would settle it is named",
    "clean": "no link to the PRC or Russia, on what is on file",
}
STYLES = {"nexus": "prohibited", "ask": "review", "clean": "allowed"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV_COLUMNS = (
    "place",
    "number",
    "name",
    "country",
    "nexus",
    "who",
    "key",
    "matched_by",
    "authority",
    "prong",
    "because",
    "chain",
    "leads",
    "as_of",
    "source",
    "listings",
    "candidates",
    "documents",
    "notes",
)
NEXUS = {"nexus": "yes", "ask": "unknown", "clean": "no"}  # in the CSV, as in the law's question


class ScreenedCandidate(TypedDict):
    """A person whose name is like the one in the list."""

    key: str
    name: str
    of: str  # countries, or ""
    why: str


class ScreenedSupplier(TypedDict):
    """One row of the list. `answer` is a key of GROUPS; `chain` leads up to who decides, or else to whom may be behind it."""

    place: str
    number: str
    name: str
    country: str
    answer: str
    who: str | None
    key: str | None
    matched_by: str
    authority: list[str]
    prong: int | None
    because: str
    chain: list[Step]
    leads: list[str]
    as_of: str
    source: str
    listings: list[str]
    candidates: list[ScreenedCandidate]
    documents: list[str]
    notes: list[str]


class Screening(TypedDict):
    """A whole list screened; `expired` are sentences on snapshots that are older than was allowed."""

    tool: str
    rule: str
    file: str
    sha256: str
    as_of: str
    exit_code: int
    counts: dict[str, int]
    sources: list[Source]
    expired: list[str]
    suppliers: list[ScreenedSupplier]
    problems: list[str]


def render(screening: Screening, form: str, *, width: int = 100, color: bool = False) -> str:
    """Return the screening as "table", "json", "csv" or "html"."""
    if form == "table":
        return render_table(screening, width=width, color=color)
    return {"json": render_json, "csv": render_csv, "html": render_html}[form](screening)


def render_json(screening: Screening) -> str:
    """Return the screening as JSON, in its own order."""
    return dumps(screening)


def render_csv(screening: Screening) -> str:
    """Return a row for each supplier; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for row in screening["suppliers"]:
        cells: dict[str, object] = {**row, "nexus": NEXUS[row["answer"]]}
        for column in ("authority", "leads", "listings", "documents", "notes"):
            cells[column] = "; ".join(row[column])
        cells["chain"] = "; ".join(step["words"] for step in row["chain"])
        cells["candidates"] = "; ".join(f"{c['name']} ({c['key']}): {c['why']}" for c in row["candidates"])
        writer.writerow([_harmless(cells[column]) for column in CSV_COLUMNS])
    return text.getvalue()


def _harmless(cell: object) -> str:
    text = "" if cell is None else visible(str(cell))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def render_table(screening: Screening, *, width: int = 100, color: bool = False) -> str:
    """Return the screening as lines of at most `width` columns: counts, then the groups in the order in which to act."""
    terminal = Terminal(width, color)
    counts = screening["counts"]
    total = words.count(len(screening["suppliers"]), "supplier")
    told = ", ".join(f"{counts[group]:,} {title.lower()}" for group, title in GROUPS.items())
    lines = terminal.lines(f"{screening['file']}: {total} as of {screening['as_of']}: {told}", style="bold")
    for group, title in GROUPS.items():
        chosen = [row for row in screening["suppliers"] if row["answer"] == group]
        if chosen:
            lines += terminal.heading(f"{title} ({len(chosen):,})", GROUP_MEANS[group], STYLES[group])
        for row in chosen:
            lines += _row(row, terminal)
    if screening["problems"]:
        lines += terminal.heading("Notes", "what could not be used, or does not fit", "bold")
        lines += [line for problem in screening["problems"] for line in terminal.lines(problem, "  ")]
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
    for label, text in told(row):
        lines += terminal.lines(text, f"  {label + ':':<11}")
    return lines


def told(row: ScreenedSupplier) -> list[tuple[str, str]]:
    """Return what is to be said of a supplier as pairs of a label and a sentence."""
    pairs = []
    if row["who"]:
        pairs.append(("Is", f"{row['who']}, by {row['matched_by']}"))
    if row["candidates"]:
        pairs.append(("May be", "; ".join(f"{c['name']}{_of(c)} ({c['why']})" for c in row["candidates"])))
    if row["because"] and row["answer"] != "ask":  # there it only says what the documents would tell
        pairs.append(("Because", row["because"]))
    if row["chain"] and row["answer"] == "nexus":
        pairs.append(("Chain", "; ".join(step["words"] for step in row["chain"])))
    if row["answer"] == "nexus":
        pairs.append(("Rule", words.paragraphs(row["authority"])))
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


def render_html(screening: Screening) -> str:
    """Return a self-contained HTML page, the chains of holdings drawn."""
    groups = [
        (group, [(row, told(row), _drawing(row)) for row in screening["suppliers"] if row["answer"] == group])
        for group in GROUPS
    ]
    return page(
        "screening.html.j2",
        document=screening,
        groups=groups,
        titles=GROUPS,
        means=GROUP_MEANS,
        styles=STYLES,
    )


def _drawing(row: ScreenedSupplier) -> str:
    return drawn(row["name"], row["chain"], lead=row["answer"] != "nexus")

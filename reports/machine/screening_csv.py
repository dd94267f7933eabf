"""A screening as CSV: one row for each supplier, in the order of work, safe to open in a spreadsheet."""

from __future__ import annotations

from reports.documents.screening import Screening
from reports.machine.csv import rows

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
    "standing",
    "order",
    "rank",
    "rank_because",
    "ultimate",
    "names",
    "holders",
    "ask",
)
NEXUS = {"nexus": "yes", "ask": "unknown", "clean": "no"}  # in the CSV, as in the law's question


def render(screening: Screening) -> str:
    """Return a row for each supplier; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    lines = []
    for row in sorted(screening["suppliers"], key=lambda row: row["order"]):
        cells: dict[str, object] = {**row, "nexus": NEXUS[row["answer"]]}
        for column in ("authority", "leads", "listings", "documents", "notes", "names"):
            cells[column] = "; ".join(row[column])
        cells["chain"] = "; ".join(step["words"] for step in row["chain"])
        cells["candidates"] = "; ".join(
            f"{c['name']} ({c['key']}): {c['why']}; {c['about']}" for c in row["candidates"]
        )
        cells["holders"] = "; ".join(holder["words"] for holder in row["holders"])
        cells["ultimate"] = f"{row['ultimate']['name']} ({row['ultimate']['where']})" if row["ultimate"] else ""
        cells["ask"] = row["ask"] or ""
        lines.append([cells[column] for column in CSV_COLUMNS])
    return rows(CSV_COLUMNS, lines)

"""A screening of a supplier list: as a table for a buyer, as JSON, as CSV, and as one HTML page."""

from __future__ import annotations

from reports.documents.screening import Screening

FORMATS = ("table", "json", "csv", "html")


def render(screening: Screening, form: str, *, width: int = 100, color: bool = False) -> str:
    """Return the screening in one of FORMATS; `width` and `color` matter to the table only."""
    from reports.machine import json, screening_csv
    from reports.pages import screening as html
    from reports.terminal import screening as table

    if form == "table":
        return table.render(screening, width=width, color=color)
    return {"json": json.dumps, "csv": screening_csv.render, "html": html.render}[form](screening)

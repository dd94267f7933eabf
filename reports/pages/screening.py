"""A screening as one HTML page, the chains of holdings drawn."""

from __future__ import annotations

from reports.documents.screening import GROUP_MEANS, GROUPS, STYLES, ScreenedSupplier, Screening
from reports.pages.chain_svg import drawn
from reports.pages.templates import page
from reports.terminal.screening import statements


def render(screening: Screening) -> str:
    """Return a self-contained HTML page, the chains of holdings drawn."""
    groups = [
        (group, [(row, statements(row), _drawing(row)) for row in screening["suppliers"] if row["answer"] == group])
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

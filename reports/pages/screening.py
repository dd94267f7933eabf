"""A screening as one HTML page, the chains of holdings drawn with all holders of each company in them."""

from __future__ import annotations

from reports.documents.screening import RANK_MEANS, RANK_STYLES, RANKS, Holder, ScreenedSupplier, Screening
from reports.documents.work import Entry, Family, by_rank, family_title, rows_in, rows_of_families, statements
from reports.pages.chain_svg import drawn
from reports.pages.templates import page
from reports.terminal import changes
from reports.terminal.screening import asked_in_words, rank_title

OPEN = 20  # suppliers of a rank that stand open; where there are more, each opens at a click
NAMES = 12  # of a group to ask that stand open


def render(screening: Screening) -> str:
    """Return a self-contained HTML page: what is to be worked on first stands open, the rest folded."""
    members = rows_of_families(screening)
    ranks = [_rank(rank, families, members) for rank, families in by_rank(screening).items()]
    return page(
        "screening.html.j2",
        document=screening,
        ranks=ranks,
        titles={rank: rank_title(rank) for rank in RANKS},
        means=RANK_MEANS,
        asked=asked_in_words,
        names_open=NAMES,
        changes=changes,
    )


def _rank(rank: str, families: list[Family], members: dict[str, int]) -> dict[str, object]:
    """Return what the page shows of a rank: its families, each with a heading or none, and its entries with what is known."""
    number = sum(len(family.entries) for family in families)
    is_first = rank in ("nexus", "strong_lead")
    return {
        "rank": rank,
        "title": rank_title(rank),
        "means": RANK_MEANS[rank],
        "style": RANK_STYLES[rank],
        "count": len(rows_in(families)),
        "open": is_first,
        "open_each": is_first and number <= OPEN,
        "families": [
            (
                family_title(family.owner, members[family.owner["key"]] - len(rows_in([family])))
                if family.owner
                else "",
                [(entry, statements(entry), _drawing(entry)) for entry in family.entries],
            )
            for family in families
        ],
    }


def _drawing(entry: Entry) -> str:
    row = entry.first
    others = {n: [h for h in row["holders"] if _is_beside(h, n, row)] for n in range(len(row["chain"]) + 1)}
    return drawn(row["name"], row["chain"], lead=row["answer"] != "nexus", others=others, supplier=row["country"])


def _is_beside(holder: Holder, n: int, row: ScreenedSupplier) -> bool:
    """Tell whether a holding is in the n-th company of the chain, the supplier being 0, and is not the chain's own."""
    company = row["chain"][n - 1]["owner"] if n else row["holders"][0]["owned"]
    return holder["owned"] == company and not holder["decisive"]

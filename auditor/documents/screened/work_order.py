"""The order of work: the rank of each supplier, families under one owner, and who is asked for the same documents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from reports import words
from reports.documents.screening import RANKS, AskGroup, Family, ScreenedSupplier

T = TypeVar("T")


def rank(row: ScreenedSupplier) -> tuple[str, str]:
    """Return the rank of a row by itself, a key of RANKS, and of one with a lead what to look at first, in words."""
    if row["answer"] != "ask":
        return row["answer"], ""
    for strength in ("strong", "weak"):
        # Of one kind the last says most: who it is, comes before who holds it.
        leads = list(
            {lead["kind"]: lead["words"] for lead in row["leads_by_kind"] if lead["strength"] == strength}.values()
        )
        leads += [words.may_be(c["name"], c["of"], c["why"]) for c in row["candidates"] if c["lead"] == strength]
        if leads:
            return f"{strength}_lead", leads[0]
    return "nothing_known", ""


def set_ranks(rows: Sequence[ScreenedSupplier]) -> None:
    """Write rank, what to look at first, and the place in the order of work into the rows.

    The rows of one person with one answer have the best rank of any of them. Within a rank a family stands where its first
    member does, and a person where its first row does.
    """
    places = list(RANKS)
    for group in _by(rows, lambda row: (row["person"], row["answer"])).values():
        best = min((rank(row) for row in group), key=lambda ranked: places.index(ranked[0]))
        for row in group:
            row["rank"], row["rank_because"] = best
    first: dict[Hashable, int] = {}
    for n, row in enumerate(rows):
        first.setdefault(("family", row["rank"], _family(row)), n)
        first.setdefault((row["rank"], row["person"]), n)

    def work(n: int) -> tuple[int, int, int, int]:
        row = rows[n]
        family = first["family", row["rank"], _family(row)]
        return places.index(row["rank"]), family, first[row["rank"], row["person"]], n

    for order, n in enumerate(sorted(range(len(rows)), key=work), 1):
        rows[n]["order"] = order


def _family(row: ScreenedSupplier) -> str:
    return row["ultimate"]["key"] if row["ultimate"] else row["person"]


def counts_by_rank(rows: Iterable[ScreenedSupplier]) -> dict[str, int]:
    """Return how many rows have each rank, in the order of work."""
    counts = dict.fromkeys(RANKS, 0)
    for row in rows:
        counts[row["rank"]] += 1
    return counts


def families(rows: Sequence[ScreenedSupplier]) -> list[Family]:
    """Return the suppliers with the same person behind them, where these are two or more, in the order of work."""
    held = [row for row in sorted(rows, key=_order) if row["ultimate"]]
    return [
        {"owner": owner, "places": [row["place"] for row in group]}
        for group in _by(held, _family).values()
        if (owner := group[0]["ultimate"]) and len({row["person"] for row in group}) > 1
    ]


def set_ask_groups(rows: Sequence[ScreenedSupplier], also_of: Mapping[int, Sequence[str]]) -> list[AskGroup]:
    """Return those who are asked for the same documents, in the order of work, and write the number of its group into each row.

    `also_of` are the holders who are asked for the same as a row, by its place in the order of work.
    """
    asking = [row for row in sorted(rows, key=_order) if row["documents"]]
    groups: list[AskGroup] = []
    for number, (documents, group) in enumerate(_by(asking, lambda row: _common(row, also_of)).items(), 1):
        for row in group:
            row["ask"] = number
        persons = _by(group, lambda row: row["person"]).values()
        groups.append(
            {
                "number": number,
                "documents": list(documents),
                "suppliers": [
                    {
                        "name": same[0]["name"],
                        "places": [row["place"] for row in same],
                        "also_of": list(also_of.get(same[0]["order"], ())),
                    }
                    for same in persons
                ],
            }
        )
    return groups


def _common(row: ScreenedSupplier, also_of: Mapping[int, Sequence[str]]) -> tuple[str, ...]:
    """Return the documents that a row is asked for, without the line that names its own holders."""
    own = words.the_same_of(also_of.get(row["order"], ()))
    return tuple(document for document in row["documents"] if document != own)


def _order(row: ScreenedSupplier) -> int:
    return row["order"]


def _by(rows: Iterable[ScreenedSupplier], key: Callable[[ScreenedSupplier], T]) -> dict[T, list[ScreenedSupplier]]:
    groups: dict[T, list[ScreenedSupplier]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups

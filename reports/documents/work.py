"""A screening in the order of work: ranks, in them families under one owner, in them each person once with all its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports import words
from reports.documents.screening import RANKS, Holder, ScreenedCandidate, ScreenedSupplier, Screening, Ultimate


@dataclass(frozen=True)
class Entry:
    """A person with all its rows of one answer, in the order of work; `of_all` is what they have of a kind, each thing once."""

    rows: tuple[ScreenedSupplier, ...]

    @property
    def first(self) -> ScreenedSupplier:
        return self.rows[0]

    @property
    def title(self) -> str:
        """Return the name with the countries of its rows: "Nordvik GmbH [DE]"."""
        countries = ", ".join(dict.fromkeys(row["country"] for row in self.rows if row["country"]))
        return f"{self.first['name']} [{countries}]" if countries else self.first["name"]

    @property
    def places(self) -> str:
        """Return where its rows are, each that is written otherwise with how: "line 2, line 7 as 'Nordvik'"."""
        name = self.first["name"]
        return ", ".join(
            row["place"] if row["name"] == name else f"{row['place']} as {row['name']}" for row in self.rows
        )


@dataclass(frozen=True)
class Family:
    """Entries of one rank with the same person behind them, or one entry alone, whose `owner` is None."""

    owner: Ultimate | None
    entries: tuple[Entry, ...]


def by_rank(screening: Screening) -> dict[str, list[Family]]:
    """Return the families of each rank that has any, in the order of work; every row is in one of them."""
    shared = {family["owner"]["key"] for family in screening["families"]}
    ranks: dict[str, list[Family]] = {}
    for rank in RANKS:
        rows = sorted((row for row in screening["suppliers"] if row["rank"] == rank), key=lambda row: row["order"])
        entries: dict[tuple[str, str], list[ScreenedSupplier]] = {}
        for row in rows:
            entries.setdefault((row["person"], row["answer"]), []).append(row)
        families: dict[tuple[str, str], list[Entry]] = {}
        for (person, answer), own in entries.items():
            behind = own[0]["ultimate"]
            of_family = ("", behind["key"]) if behind and behind["key"] in shared else (person, answer)
            families.setdefault(of_family, []).append(Entry(tuple(own)))
        if families:
            ranks[rank] = [
                Family(entries[0].first["ultimate"] if key[0] == "" else None, tuple(entries))
                for key, entries in families.items()
            ]
    return ranks


def family_title(owner: Ultimate, elsewhere: int) -> str:
    """Return the heading of a family; `elsewhere` is how many of its rows have another rank."""
    ways = {
        "nexus": "In the end owned or controlled by",
        "lead": "May be in the end of",
        "holder": "In the end held by",
    }
    also = f"; {words.count(elsewhere, 'row')} more of another rank" if elsewhere else ""
    return f"{ways[owner['by']]} {owner['name']} ({owner['where']}){also}"


def rows_of_families(screening: Screening) -> dict[str, int]:
    """Return how many rows each family has, by the key of its owner."""
    return {family["owner"]["key"]: len(family["places"]) for family in screening["families"]}


def statements(entry: Entry) -> list[tuple[str, str]]:
    """Return what there is to know of a person as pairs of a label and a sentence, each once; what to ask stands by group."""
    row = entry.first
    pairs = [("Is", f"{row['who']}, by {row['matched_by']}") for row in entry.rows if row["who"]]
    pairs += [
        ("May be", f"{c['name']}{_of(c)} ({c['why']}): {c['about']}") for r in entry.rows for c in r["candidates"]
    ]
    if row["because"] and row["answer"] != "ask":  # there it only says what the documents would tell
        pairs += [("Because", row["because"]) for row in entry.rows]
    if row["answer"] == "nexus":
        pairs += [("Chain", "; ".join(step["words"] for step in row["chain"])) for row in entry.rows if row["chain"]]
    if row["standing"]:
        pairs.append(("Rule", f"{words.paragraphs(row['authority'])}; legal certainty: {row['standing']}"))
    pairs += [("Lead", lead) for row in entry.rows for lead in row["leads"]]
    pairs += [("Beside", text) for text in beside_the_chain(row)]
    for row in entry.rows:
        pairs += [("Source", place) for place in (row["source"], *(step["source"] for step in row["chain"])) if place]
    pairs += [("Listed", listing) for row in entry.rows for listing in row["listings"]]
    pairs += [("Note", note) for row in entry.rows for note in row["notes"]]
    return list(dict.fromkeys(pairs))


def beside_the_chain(row: ScreenedSupplier) -> list[str]:
    """Return the holders that a chain does not show, by company: "in Nordvik: Fjord AS (NO), 14% of the votes"."""
    shown = _in_chain(row)
    by_company: dict[str, list[Holder]] = {}
    for holder in row["holders"]:
        if holder["owned_key"] in shown and not holder["decisive"]:
            by_company.setdefault(holder["owned"], []).append(holder)
    return [f"in {owned}: {'; '.join(map(_held, those))}" for owned, those in by_company.items()]


def _in_chain(row: ScreenedSupplier) -> set[str]:
    """Return the companies that the chain goes through, the supplier included."""
    decisive = [holder for holder in row["holders"] if holder["decisive"]]
    return {h["owned_key"] for h in decisive} or {h["owned_key"] for h in row["holders"][:1]}


def _held(holder: Holder) -> str:
    unsure = "" if holder["sourced"] else ", by general knowledge"
    return f"{holder['owner']} ({holder['owner_is']}), {holder['held']}{unsure}"


def _of(candidate: ScreenedCandidate) -> str:
    return f" of {candidate['of']}" if candidate["of"] else ""


def rows_in(families: Iterable[Family]) -> Sequence[ScreenedSupplier]:
    """Return all rows of families."""
    return [row for family in families for entry in family.entries for row in entry.rows]

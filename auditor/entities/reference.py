"""Reference data about persons: what every source is turned into, and what screening reads. One snapshot a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

NAME_KINDS = ("legal", "native", "former", "alias", "trading", "transliterated", "weak")
NO_EVIDENCE = (
    "trading",
    "weak",
)  # a brand, and an alias that its source calls too broad to match on: names of candidates
EDGE_KINDS = (
    "voting_share",  # a percentage of the votes; shares of capital where a source does not tell them apart
    "board_seats",
    "special_share",
    "proxy",
    "contract",
    "concert",
    "direction",  # acts for a government
    "branch",  # the owned is a branch of the owner, and no person of its own
    "consolidation",  # accounting consolidation (GLEIF Level 2): evidence of control, not a voting share
    "veto",  # over important matters
    "casting_vote",
    "capital",  # a percentage of the money, where it is another than that of the votes
    "nominee",  # holds for others
    "nominator",  # those for whom a nominee holds: the share is theirs
    "contract_right",  # granted by contract, of which no more is said
    "conditional_right",  # that exists once a condition is met
    "influence",  # or control of another kind
    "successor",  # by merger or otherwise; the owned is gone, and what was its is the owner's
)

# One row for each person; what is null is unknown. `key` is "<scheme>:<value>" where the source has an identifier of its own.
ENTITIES: dict[str, Any] = {
    "key": pl.String,
    "name": pl.String,
    "kind": pl.Enum(("organisation", "natural_person", "government")),
    "incorporated_in": pl.String,  # ISO 3166-1 alpha-2, here and below
    "headquartered_in": pl.String,
    "principal_place_of_business": pl.String,
    "citizenships": pl.List(pl.String),
    "resident_in": pl.String,
    "dissolved_on": pl.Date,
    "address": pl.String,  # the registered one, in one line
    "address_in": pl.String,  # its country: where it may be reached, which is no place of incorporation
    "linked_to": pl.List(pl.String),  # countries that the source names without saying what they are to the person
    "topics": pl.List(pl.String),  # what the source calls it in the words of FollowTheMoney, as "gov.soe"
    "place": pl.String,  # where in the source: a line, a JSON pointer, an id
    "stated_on": pl.Date,  # the day of what the row says, where the source gives each row its own
    # What only a supplier list says.
    "us_permanent_resident": pl.Boolean,
    "acts_for": pl.String,
    "no_other_owners": pl.Boolean,  # the edges of this source name all owners
    "country_only": pl.String,  # a holder given by its country, about whom nothing else is open
    "holder_only": pl.Boolean,  # a holder and no row of its own: met above others, never by its name
    "evidence": pl.String,  # on what the row says that it rests
    "self_declared": pl.Boolean,  # the row is the word of whom it is about
}
NAMES: dict[str, Any] = {"key": pl.String, "name": pl.String, "kind": pl.Enum(NAME_KINDS), "language": pl.String}
# `scheme` is lei, uscc, inn, ogrn, duns, cage, vat, gb-coh, mpn_prefix, or a source's own, as "opensanctions"; a number of a
# register that GLEIF names by its code has that code, as "ra000242".
IDENTIFIERS: dict[str, Any] = {"key": pl.String, "scheme": pl.String, "value": pl.String}
# `low` and `high` bound the percentage, both null where it is not known; `until` null: still holds.
EDGES: dict[str, Any] = {
    "owner": pl.String,
    "owned": pl.String,
    "kind": pl.Enum(EDGE_KINDS),
    "low": pl.Float64,
    "high": pl.Float64,
    "direct": pl.Boolean,
    "since": pl.Date,
    "until": pl.Date,
    "place": pl.String,
    # What only a supplier list says.
    "largest": pl.Boolean,
    "dispersed": pl.Boolean,
    "power_excluded": pl.Boolean,
    "seats": pl.List(pl.Int64),  # of the board: held, and how many there are
    "in_concert_with": pl.List(pl.String),  # keys of holders; null for a concert of all whose edge is one
}
# Lists of governments on which a person stands: a fact to be told, never by itself a nexus.
LISTINGS: dict[str, Any] = {
    "key": pl.String,
    "list": pl.String,
    "programme": pl.String,
    "since": pl.Date,
    "until": pl.Date,  # null: still stands there
    "url": pl.String,
    "place": pl.String,
}
FRAMES = {"entities": ENTITIES, "names": NAMES, "identifiers": IDENTIFIERS, "edges": EDGES, "listings": LISTINGS}
# `effect` is "refused" for a row that is not in the snapshot, "noted" for one that is, or that says nothing about persons.
REJECTS: dict[str, Any] = {"place": pl.String, "effect": pl.String, "reason": pl.String, "row": pl.String}
EXCEPTIONS: dict[str, Any] = {"key": pl.String, "category": pl.String, "reason": pl.String, "place": pl.String}
STORED: dict[str, dict[str, Any]] = FRAMES | {"exceptions": EXCEPTIONS}


def conformed(frame: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Return a frame of FRAMES as another version of the program wrote it with today's columns: what it lacks is null."""
    there = frame.collect_schema()
    columns = {
        column: pl.col(column).cast(pl.String) if isinstance(kind, pl.Enum) else pl.col(column)
        for column, kind in FRAMES[name].items()
        if column in there
    }
    return frame.select(
        columns.get(column, pl.lit(None)).cast(kind).alias(column) for column, kind in FRAMES[name].items()
    )


@dataclass(frozen=True)
class Snapshot:
    """One source as it was on a day.

    `standing` is "sourced" for what a source says, "unverified" for general knowledge: that may raise a review with its lead
    named, and never settles anything. `rejected` counts the rows that could not be read; they are in the rejects file.
    A newer snapshot takes the place of one of the same kind, `source` and `list_name`: which of the lists of its source it is, by
    the name of its file, "" where the source has one only or the user names it.
    """

    id: str  # "<kind>-<date>-<first 12 digits of the hash>"
    kind: str
    source: str
    license: str
    as_of: date
    sha256: str
    standing: str
    rows: int
    rejected: int
    list_name: str = ""

    @property
    def series(self) -> tuple[str, str, str]:
        """Return what it has in common with the older and newer snapshots of the same list."""
        return self.kind, self.source, self.list_name


@dataclass(frozen=True)
class Reference:
    """A snapshot with its frames, which have the columns above."""

    snapshot: Snapshot
    entities: pl.DataFrame
    names: pl.DataFrame
    identifiers: pl.DataFrame
    edges: pl.DataFrame
    listings: pl.DataFrame


@dataclass(frozen=True)
class Read:
    """A file, or a part of it, that was read: `frames` with the columns of FRAMES, `rejects` with those of REJECTS.

    `rows` counts the records that are used; `as_of` is the day the file gives itself; `exceptions` are GLEIF's reasons
    why a parent is not reported; `list_name` says which of the lists of its kind it is, where a kind has several.
    """

    frames: dict[str, pl.DataFrame]
    rejects: pl.DataFrame
    rows: int
    as_of: date | None = None
    exceptions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EXCEPTIONS))
    list_name: str = ""

    @property
    def refused(self) -> pl.DataFrame:
        """Return the rejects that are not in the snapshot."""
        return self.rejects.filter(pl.col("effect") == "refused")


@dataclass(frozen=True)
class Totals:
    """What the parts of a file come to: how many rows are used and refused, the day the file gives itself, which list it is."""

    rows: int = 0
    refused: int = 0
    as_of: date | None = None
    list_name: str = ""

    def with_part(self, part: Read) -> Totals:
        """Return the totals with one more part."""
        rows, refused = self.rows + part.rows, self.refused + part.refused.height
        return Totals(rows, refused, self.as_of or part.as_of, self.list_name or part.list_name)


@dataclass(frozen=True)
class Imported:
    """A source on its way into the store.

    `parts` reads it from its beginning, a part at a time, and `snapshot` says what the parts so far are a snapshot of; both
    raise InputError for what cannot be stored.
    """

    parts: Callable[[], Iterator[Read]]
    snapshot: Callable[[Totals], Snapshot]

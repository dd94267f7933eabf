"""Identifiers that more than one person of a snapshot has: what two share means neither."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from auditor.entities.reference import IDENTIFIERS
from auditor.entities.store.mapped_arrays import text_hashes

CHUNK = 100_000  # rows worked on at a time
WRITTEN = pl.concat_str("scheme", pl.lit(":"), "value")


def chunks(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of a frame in its order, CHUNK at a time."""
    rows = frame.select(pl.len()).collect().item()
    yield from (frame.slice(start, CHUNK).collect() for start in range(0, rows, CHUNK))


def shared_identifiers(identifiers: pl.LazyFrame) -> pl.DataFrame:
    """Return a note, as a row of REJECTS, for each identifier that several persons have.

    Only those that have the hash of another one are held in memory.
    """
    hashed = [text_hashes(chunk.select(WRITTEN)["scheme"].fill_null("")) for chunk in chunks(identifiers)]
    ordered = np.sort(np.concatenate([np.empty(0, np.uint64), *hashed]))
    several = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    suspected = [
        chunk.filter(pl.Series(np.isin(of, several))) for chunk, of in zip(chunks(identifiers), hashed, strict=True)
    ]
    shared = (
        pl.concat([pl.DataFrame(schema=IDENTIFIERS), *suspected])
        .group_by("scheme", "value")
        .agg(pl.col("key").unique().sort())
        .filter(pl.col("key").list.len() > 1)
        .sort("scheme", "value")
    )
    return shared.select(
        pl.col("key").list.first().alias("place"),
        pl.lit("noted").alias("effect"),
        pl.concat_str(
            "scheme",
            pl.lit(" "),
            "value",
            pl.lit(" is of several persons: "),
            pl.col("key").list.head(5).list.join(", "),
        ).alias("reason"),
        pl.lit("").alias("row"),
    )

"""Days by which something is to be done, as expressions over facts: in time, late, or missing."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from policies.conditions import Answer, Condition

IN_TIME, LATE, MISSING = range(3)


def lateness(done: str, start: str, days: int, where: Condition) -> pl.Expr:
    """Return how late `done` is, due so many days after `start` (before it where negative), in the rows where that is due.

    Null where `where` does not hold or no day of `start` is stated.
    """
    due = pl.col(start) + timedelta(days=days)
    late = pl.when(pl.col(done).is_null()).then(MISSING).when(pl.col(done) > due).then(LATE).otherwise(IN_TIME)
    return pl.when(where.holds & pl.col(start).is_not_null()).then(late)


def worst(*filings: pl.Expr) -> Answer:
    """Return the worst of what is due as "in_time", "late" or "missing"; null where nothing is."""
    latest = pl.max_horizontal(filings)
    # Spelled out: replacing by a table would not be streamed, and hold the whole column in memory.
    return (
        pl.when(latest == IN_TIME)
        .then(pl.lit("in_time"))
        .when(latest == LATE)
        .then(pl.lit("late"))
        .when(latest == MISSING)
        .then(pl.lit("missing"))
    )

"""§§ 791.305, 791.306(e), 791.312: who declares, by when, whether it was filed in time, and how long records are kept."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from policies.parameters import Parameters

fact = pl.col


def declaration() -> pl.Expr:
    """Return whether a Declaration of Conformity is due, from the columns `verdict` and the authorizations relied on.

    What no person outside the United States has an interest in need not be declared, hardware like software. Null where the
    question is not answered: with a prohibition, and under a specific authorization, whose terms say it.
    """
    verdict = fact("verdict").cast(pl.String)
    return (
        pl.when(verdict == "review")
        .then(pl.lit("undetermined"))
        .when((verdict == "allowed") & fact("component.foreign_interest").ne_missing(False))
        .then(pl.lit("required"))
        .when((verdict == "prohibited") | ((verdict == "authorized") & _specific()))
        .then(None)
        .otherwise(pl.lit("not_required"))
    )


def filing(p: Parameters) -> pl.Expr:
    """Return whether filing was in time, late or missing, from the filing dates and the column `declaration`.

    The worst of the first filing, 60 days before the first transaction, and of the update, 60 days after a change was
    found; under a general authorization no first filing is due and the reassessment is due 30 days after. Null where no
    filing was told of, or none is due.
    """
    under_general = (fact("verdict") == "authorized") & ~_specific()
    due = fact("declaration").is_in(["required", "undetermined"])
    told = pl.any_horizontal(fact(f"filing.{key}").is_not_null() for key in _FILING_KEYS)
    first = pl.when(due & fact("filing.first_transaction_on").is_not_null()).then(
        _lateness(fact("filing.first_transaction_on") - timedelta(days=p.filing_days), fact("filing.filed_on"))
    )
    days = pl.when(under_general).then(p.reassessment_days).otherwise(p.update_days)
    update = pl.when((due | under_general) & fact("filing.change_found_on").is_not_null()).then(
        _lateness(fact("filing.change_found_on") + pl.duration(days=days), fact("filing.updated_on"))
    )
    worst = pl.when(told).then(pl.max_horizontal(first, update))
    # Spelled out: replacing by a table would not be streamed, and hold the whole column in memory.
    return (
        pl.when(worst == 0)
        .then(pl.lit("in_time"))
        .when(worst == 1)
        .then(pl.lit("late"))
        .when(worst == 2)
        .then(pl.lit("missing"))
    )


def due_on(first_transaction: date, p: Parameters) -> date:
    """Return the last day on which a declaration for this first import or sale is in time (§ 791.305)."""
    return first_transaction - timedelta(days=p.filing_days)


def keep_until(transaction: date, p: Parameters) -> date:
    """Return the day until which records of a transaction are kept at least: ten years after it (§ 791.312(a))."""
    year = transaction.year + p.retention_years
    if (transaction.month, transaction.day) == (2, 29):
        return date(year, 3, 1)
    return transaction.replace(year=year)


_FILING_KEYS = ("first_transaction_on", "filed_on", "change_found_on", "updated_on")


def _lateness(due: pl.Expr, done: pl.Expr) -> pl.Expr:
    return pl.when(done.is_null()).then(2).when(done > due).then(1).otherwise(0)


def _specific() -> pl.Expr:
    return (fact("actor.specific_authorization") == "granted").fill_null(False)

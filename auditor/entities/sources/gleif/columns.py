"""Frames of the golden copy's columns: completed, judged row by row, and brought to the columns of reference data."""

from __future__ import annotations

import polars as pl

from auditor.entities.identifiers.countries import ALPHA_2
from auditor.entities.reference import FRAMES
from auditor.entities.sources.gleif.files import Golden
from auditor.entities.sources.rows import SHOWN
from auditor.entities.sources.streams.source_file import SourceFile
from bom_parsers.errors import InputError, quoted

OF_OTHERS = "no consolidation, which alone is used: "


def with_columns(copy: Golden, source: SourceFile, required: list[str], optional: tuple[str, ...]) -> pl.DataFrame:
    """Return the records with all columns there, blank cells null, and the `number` of each; raises InputError when a required
    column is missing."""
    frame = copy.frame
    missing = [column for column in required if column not in frame.columns]
    if missing:
        shown = ", ".join(quoted(column) for column in frame.columns[1:9]) or "none"
        remedy = (
            "check that KIND and FILE belong together (gleif-level1 has who is who, gleif-level2 who consolidates whom)"
        )
        raise InputError(source.path, "", f"the columns {shown}", f"a column {quoted(missing[0])}", remedy)
    text = pl.col(pl.String).str.strip_chars()
    added = [pl.lit(None, pl.String).alias(column) for column in optional if column not in frame.columns]
    filled = frame.with_columns(added).with_columns(pl.when(text != "").then(text).name.keep())
    return filled.with_row_index("number", copy.before)


def judged(frame: pl.DataFrame, reasons: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows for which there is no reason to refuse them, and the rejects with the number of their record."""
    with_reasons = frame.with_columns(reason=reasons)
    cells = [column for column in frame.columns if column not in ("place", "number")]
    row = pl.concat_str([pl.col(cells).fill_null("")], separator=",").str.slice(0, SHOWN)
    is_of_others = pl.col("reason").str.starts_with(OF_OTHERS)
    effect = pl.when(is_of_others).then(pl.lit("noted")).otherwise(pl.lit("refused"))
    rejects = with_reasons.filter(pl.col("reason").is_not_null()).select(
        "number", "place", effect.alias("effect"), "reason", row.alias("row")
    )
    return with_reasons.filter(pl.col("reason").is_null()).drop("reason"), rejects


def country(column: str) -> pl.Expr:
    """Return the country of a code, which may have a region behind it."""
    code = pl.col(column).str.slice(0, 2).str.to_uppercase()
    return pl.when(code.is_in(sorted(ALPHA_2))).then(code)


def day(column: str) -> pl.Expr:
    """Return the day of a point in time."""
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def in_columns(frame: pl.DataFrame | None, name: str) -> pl.DataFrame:
    """Return a frame with the columns of one of FRAMES, of which those that it lacks are null; None has no rows."""
    schema = FRAMES[name]
    if frame is None:
        return pl.DataFrame(schema=schema)
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in schema.items()
    )

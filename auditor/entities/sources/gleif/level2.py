"""GLEIF Level 2, who consolidates whom, or why that is not reported, from the columns of the golden copy."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import polars as pl

from auditor.entities.reference import FRAMES, Read
from auditor.entities.sources.gleif.columns import OF_OTHERS, day, in_columns, judged, with_columns
from auditor.entities.sources.gleif.files import Golden, golden
from auditor.entities.sources.gleif.level1 import WITHDRAWN
from auditor.entities.sources.streams.source_file import SourceFile

# Whether each is direct. How a fund is managed says nothing about votes.
BRANCH = "IS_INTERNATIONAL_BRANCH_OF"
CONSOLIDATED = {"IS_DIRECTLY_CONSOLIDATED_BY": True, "IS_ULTIMATELY_CONSOLIDATED_BY": False, BRANCH: True}
EXCEPTIONS_LIST = "reporting exceptions"  # which GLEIF publishes beside its relationship records
LEVEL2_COLUMNS = (
    "Relationship.StartNode.NodeIDType",
    "Relationship.EndNode.NodeIDType",
    "Relationship.RelationshipStatus",
    "Relationship.Period.1.startDate",
    "Relationship.Period.1.endDate",
    "Relationship.Period.1.periodType",
    "Relationship.Quantifiers.1.QuantifierAmount",
    "Relationship.Quantifiers.1.QuantifierUnits",
    "Registration.RegistrationStatus",
    "Registration.LastUpdateDate",
)


def read_level2(source: SourceFile) -> Iterator[Read]:
    """Read relationship records or reporting exceptions. Consolidation is evidence of control, never a voting share."""
    parts, _ = golden(source, lambda all_parts: deque(all_parts, maxlen=0))
    for part in parts():
        is_exceptions = "Exception.Category" in part.frame.columns
        yield _exceptions(part, source) if is_exceptions else _relationships(part, source)


def _relationships(copy: Golden, source: SourceFile) -> Read:
    required = ["Relationship.StartNode.NodeID", "Relationship.EndNode.NodeID", "Relationship.RelationshipType"]
    frame = with_columns(copy, source, required, LEVEL2_COLUMNS)
    child, parent, kind = (pl.col(column) for column in required)
    reasons = (
        pl.when(child.is_null() | parent.is_null())
        .then(pl.lit("a relationship without both of its nodes"))
        .when(~kind.is_in(list(CONSOLIDATED)) | kind.is_null())
        .then(pl.concat_str(pl.lit(OF_OTHERS), kind.fill_null("no type")))
        .when(pl.col("Registration.RegistrationStatus").is_in(WITHDRAWN))
        .then(pl.concat_str(pl.lit("the record was withdrawn: "), "Registration.RegistrationStatus"))
    )
    good, rejects = judged(frame, reasons)
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    frames["edges"] = _edges(good)
    return Read(frames, pl.concat([rejects.drop("number"), copy.rejects]), good.height, copy.as_of)


def _key(node: str) -> pl.Expr:
    scheme = pl.col(f"Relationship.{node}.NodeIDType").fill_null("LEI").str.to_lowercase()
    return pl.concat_str(scheme, pl.lit(":"), pl.col(f"Relationship.{node}.NodeID").str.to_uppercase())


def _period(frame: pl.DataFrame, which: str) -> pl.Expr:
    """Return the day on which the relationship itself began or ended; the other periods are of accounts and documents."""
    numbers = sorted(
        {column.split(".")[2] for column in frame.select(pl.col(r"^Relationship\.Period\.\d+\..*$")).columns}
    )
    there = [
        n
        for n in numbers
        if {f"Relationship.Period.{n}.periodType", f"Relationship.Period.{n}.{which}"} <= {*frame.columns}
    ]
    of_relationship = [
        pl.when(pl.col(f"Relationship.Period.{n}.periodType") == "RELATIONSHIP_PERIOD").then(
            day(f"Relationship.Period.{n}.{which}")
        )
        for n in there
    ]
    return pl.coalesce(*of_relationship, pl.lit(None, pl.Date))


def _edges(good: pl.DataFrame) -> pl.DataFrame:
    """Return one edge for each record; one that is inactive ended at the latest when it was last updated."""
    is_percent = pl.col("Relationship.Quantifiers.1.QuantifierUnits").str.to_uppercase().str.contains("PERCENT")
    amount = pl.col("Relationship.Quantifiers.1.QuantifierAmount").cast(pl.Float64, strict=False)
    percent = pl.when(is_percent & amount.is_between(0, 100)).then(amount)
    inactive = pl.col("Relationship.RelationshipStatus") == "INACTIVE"
    until = pl.coalesce(_period(good, "endDate"), pl.when(inactive).then(day("Registration.LastUpdateDate")))
    columns = {
        "owner": _key("EndNode"),
        "owned": _key("StartNode"),
        "kind": pl.when(pl.col("Relationship.RelationshipType") == BRANCH)
        .then(pl.lit("branch"))
        .otherwise(pl.lit("consolidation")),
        "low": percent,
        "high": percent,
        "direct": pl.col("Relationship.RelationshipType").replace_strict(CONSOLIDATED, return_dtype=pl.Boolean),
        "since": _period(good, "startDate"),
        "until": until,
        "place": pl.col("place"),
    }
    return in_columns(good.select(**columns), "edges")


def _exceptions(copy: Golden, source: SourceFile) -> Read:
    """Return why a parent is not reported: that there is none, or that it is not told."""
    frame = with_columns(copy, source, ["LEI", "Exception.Category"], ("Exception.Reason.1",))
    good, rejects = judged(frame, pl.when(pl.col("LEI").is_null()).then(pl.lit("no LEI")))
    exceptions = good.select(
        pl.concat_str(pl.lit("lei:"), pl.col("LEI").str.to_uppercase()).alias("key"),
        pl.col("Exception.Category").alias("category"),
        pl.col("Exception.Reason.1").alias("reason"),
        "place",
    )
    frames = {name: pl.DataFrame(schema=schema) for name, schema in FRAMES.items()}
    rejects = pl.concat([rejects.drop("number"), copy.rejects])
    return Read(frames, rejects, good.height, copy.as_of, exceptions, list_name=EXCEPTIONS_LIST)

"""What an earlier audit noted in a BOM as not seen: it stays not seen in the copy that has only the note of it."""

from __future__ import annotations

import polars as pl

from bom_parsers.bom import PROBLEMS, Rows

# The properties of a document by which the annotated copy of a BOM says what was not seen of the original, and what was lost.
SEVERITY_OF_NOTE = {"icts:not-seen": "warning", "icts:not-read": "error"}
PREFIX = "not seen: "
EARLIER = "an earlier audit notes as not seen: "


def notes(properties: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `properties` that are such notes, each text once, with `name` as SEVERITY_OF_NOTE spells it."""
    name = pl.col("name").str.strip_chars().str.to_lowercase().str.replace_all("_", "-", literal=True)
    rows = properties.with_columns(name=name).filter(pl.col("name").is_in(list(SEVERITY_OF_NOTE)))
    return rows.unique(("name", "value"), keep="first", maintain_order=True)


def noted_problems(properties: pl.DataFrame, bom: str) -> pl.DataFrame:
    """Return a row of PROBLEMS for each note among the properties of the document that the frames call `bom`."""
    problems = Rows(PROBLEMS)
    for name, value, pointer in notes(properties).select("name", "value", "pointer").rows():
        message = EARLIER + ((value or "").strip().removeprefix(PREFIX) or "something, without saying what")
        problems.add(kind="stated-incomplete", severity=SEVERITY_OF_NOTE[name], message=message, pointer=pointer)
    return problems.frame(bom)

"""What an earlier audit noted in a BOM as not seen: it stays not seen in the copy that has only the note of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import polars as pl

from bom_parsers.bom import PROBLEMS, Rows

# The properties of a document by which the annotated copy of a BOM says what was not seen of the original, what was lost, and
# what of it somebody takes as complete until a day.
TAKEN = "icts:taken-as-complete"
SEVERITY_OF_NOTE = {"icts:not-seen": "warning", "icts:not-read": "error", TAKEN: "info"}
PREFIX, UNREAD = "not seen: ", "not read: "
EARLIER = "an earlier audit notes as not seen: "
_UNTIL = re.compile(r"until (\d{4}-\d\d-\d\d): ", re.ASCII)


def notes(properties: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `properties` that are such notes, each text once, with `name` as SEVERITY_OF_NOTE spells it."""
    name = pl.col("name").str.strip_chars().str.to_lowercase().str.replace_all("_", "-", literal=True)
    rows = properties.with_columns(name=name).filter(pl.col("name").is_in(list(SEVERITY_OF_NOTE)))
    return rows.unique(("name", "value"), keep="first", maintain_order=True)


def noted_problems(properties: pl.DataFrame, bom: str) -> pl.DataFrame:
    """Return a row of PROBLEMS for each note among the properties of the document that the frames call `bom`."""
    problems = Rows(PROBLEMS)
    for name, value, pointer in notes(properties).select("name", "value", "pointer").rows():
        text, until = taken(value)
        message = EARLIER + (text.removeprefix(PREFIX).removeprefix(UNREAD) or "something, without saying what")
        severity = SEVERITY_OF_NOTE[name] if until or name != TAKEN else "warning"
        problems.add(kind="stated-incomplete", severity=severity, message=message, pointer=pointer)
    return problems.frame(bom)


def taken(value: str | None) -> tuple[str, date | None]:
    """Return what a note says, and until which day somebody takes it as complete; None where it gives no such day."""
    text = (value or "").strip()
    begin = _UNTIL.match(text)
    try:
        return (text[begin.end() :], date.fromisoformat(begin[1])) if begin else (text, None)
    except ValueError:
        return text, None


def ended(properties: pl.DataFrame, day: date) -> Iterator[dict[str, str]]:
    """Yield, as rows of PROBLEMS, what was not seen and is taken as complete until a day before the one given."""
    rows = (
        notes(properties).filter(pl.col("name") == TAKEN).select("value", "pointer").rows() if properties.height else []
    )
    for value, pointer in rows:
        text, until = taken(value)
        if until and until < day:
            severity = "error" if text.startswith(UNREAD) else "warning"
            message = f"{EARLIER}{text.removeprefix(PREFIX).removeprefix(UNREAD)}, which ended on {until}"
            yield {"kind": "stated-incomplete", "severity": severity, "message": message, "pointer": pointer}

"""Tables as CSV and Parquet, and the one guard against texts that a spreadsheet would run as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reports.visible import shown

if TYPE_CHECKING:
    import polars as pl

# What a spreadsheet takes for the beginning of a formula when it opens a CSV file; some take the full-width letters for it
# too, and some skip blanks in front of it.
_SIGNS = "=+-@＝＋－＠"
_BLANKS = " \t\r\n\xa0\u3000"
# Whoever splits a line at another sign than the comma, or drops the quotes, begins a cell in the middle of a text.
_RUN = re.compile(rf"([;,|\"{_BLANKS}]+)([{re.escape(_SIGNS)}])?")
_SEPARATOR = re.compile(r"[;,|\t\r\n]")
_SUSPICIOUS = (
    rf"^[ \"]*[{re.escape(_SIGNS)}]|[;,|][ \"]*[{re.escape(_SIGNS)}]|[^ -~]|::|##|\[(?i:c)"  # the rest is as it is
)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may run a text as a formula: it begins with = + - @, also in full width or after blanks, or
    with a tab or line end."""
    return text[:1] in ("\t", "\r", "\n") or text.lstrip(_BLANKS)[:1] in tuple(_SIGNS)


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs and no terminal obeys.

    A formula gets an apostrophe in front, inside a text, too, where one would begin behind a separator; control and
    text-direction characters, and what begins a command to a build server, are written as escapes such as \\x1b.
    """
    first = len(text) - len(text.lstrip(_BLANKS)) + 1 if is_formula(text) else 0
    return ("'" if first else "") + shown(text[:first] + _RUN.sub(_marked, text[first:]))


def _marked(match: re.Match[str]) -> str:
    """Return separators, blanks and quotes, and an apostrophe before a sign that begins a cell behind them."""
    run, sign = match.groups()
    begins = sign and (match.start() == 0 or _SEPARATOR.search(run))
    return f"{run}'{sign}" if begins else match[0]


def rows(columns: Sequence[str], cells: Iterable[Sequence[object]]) -> str:
    """Return rows below the heading `columns` as CSV, every text `defused` and in quotes; None is an empty cell."""
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    writer.writerows([["" if cell is None else _cell(cell) for cell in row] for row in cells])
    return text.getvalue()


def _cell(value: object) -> object:
    """Return a number as it is, anything else as a text."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else defused(str(value))


def frame(table: pl.DataFrame, *, headed: bool = True) -> str:
    """Return a frame as CSV, every text `defused` and in quotes, lists joined by a space; `parquet` has them as they are.
    Without headings where it goes on from another."""
    import polars as pl

    joined = table.with_columns(
        *(
            pl.col(name).list.join(" ").replace("", None)
            for name, dtype in table.schema.items()
            if isinstance(dtype, pl.List)
        ),
        *(pl.col(name).cast(pl.String) for name, dtype in table.schema.items() if isinstance(dtype, pl.Enum)),
    )
    return joined.with_columns(pl.col(pl.String).map_batches(_defused, return_dtype=pl.String)).write_csv(
        quote_style="non_numeric", include_header=headed
    )


def parquet(table: pl.DataFrame) -> bytes:
    """Return a frame as a Parquet file: texts as they are, lists as lists."""
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def _defused(texts: pl.Series) -> pl.Series:
    """Return the texts `defused`; only those that may need it are looked at one by one."""
    changed = {
        text: new for text in texts.filter(texts.str.contains(_SUSPICIOUS)).unique() if text != (new := defused(text))
    }
    return texts.replace(list(changed), list(changed.values())) if changed else texts

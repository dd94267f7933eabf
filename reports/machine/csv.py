"""Tables as CSV and Parquet, and the one guard against texts that a spreadsheet would run as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reports.visible import visible

if TYPE_CHECKING:
    import polars as pl

# What a spreadsheet takes for the beginning of a formula when it opens a CSV file; some take the full-width letters for it
# too, and some skip blanks in front of it.
_SIGNS = "=+-@＝＋－＠"
_BLANKS = " \t\r\n\xa0\u3000"
_SUSPICIOUS = f"^ *[{re.escape(_SIGNS)}]|[^ -~]"  # everything else is shown as it is


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may run a text as a formula: it begins with = + - @, also in full width or after blanks, or
    with a tab or line end."""
    return text[:1] in ("\t", "\r", "\n") or text.lstrip(_BLANKS)[:1] in tuple(_SIGNS)


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs and no terminal obeys.

    A formula gets an apostrophe in front; control and text-direction characters are written as escapes such as \\x1b.
    """
    return ("'" if is_formula(text) else "") + visible(text)


def rows(columns: Sequence[str], cells: Iterable[Sequence[object]]) -> str:
    """Return rows below the heading `columns` as CSV, every cell `defused`; None is an empty cell."""
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if cell is None else defused(str(cell)) for cell in row] for row in cells])
    return text.getvalue()


def frame(table: pl.DataFrame) -> str:
    """Return a frame as CSV, every text `defused` and lists joined by a space; `parquet` has the texts as they are."""
    import polars as pl

    joined = table.with_columns(
        *(
            pl.col(name).list.join(" ").replace("", None)
            for name, dtype in table.schema.items()
            if isinstance(dtype, pl.List)
        ),
        *(pl.col(name).cast(pl.String) for name, dtype in table.schema.items() if isinstance(dtype, pl.Enum)),
    )
    return joined.with_columns(pl.col(pl.String).map_batches(_defused, return_dtype=pl.String)).write_csv()


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

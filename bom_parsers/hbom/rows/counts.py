"""Numbers that a table states of itself, and of its rows, against what it lists: "Total parts: 57" over two rows."""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from bom_parsers.errors import counted, quoted
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import clean
from bom_parsers.hbom.headings.header import Header, aligned
from bom_parsers.hbom.rows.no_part import is_total
from bom_parsers.hbom.rows.row import ALTERNATE_OF, FITTED, USED_WITH, Frames, Row
from bom_parsers.tables.sheets import Sheet

_OF_PARTS = re.compile(
    r"(?i)\b(?:parts?|components?|items?|lines?|rows?|pieces?|pcs|positions?|placements?|bauteile?|teile|positionen|composants?|componentes?)\b"
)
_COUNTED = re.compile(
    r"(?i)\b(?:total|totals|count|number|no|num|qty|quantity|sum|anzahl|summe|gesamt\w*|nombre|suma)\b|#"
)
_OTHER = re.compile(
    r"(?i)price|cost|amount|value|usd|eur|[$€£¥%]|unique|different|types?\b|per\b|pins?\b|pads?\b|part (?:number|no)|/|rev|date"
)
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w.,])|(?<![\w.,-])\d{1,6}(?:\.0+)?(?![\w,-]|\.\d)")


_LISTED = r"^[A-Za-z]{1,4}_?\d{1,5}[A-Za-z]?(?:[,;\s]+[A-Za-z]{1,4}_?\d{1,5}[A-Za-z]?)*$"
_ONE = r"[A-Za-z]{1,4}_?\d{1,5}"


class Stated(NamedTuple):
    """How many parts a row says there are: its number in the file, its address, its text, and that number."""

    row: int
    where: str
    text: str
    number: float


def stated_count(row: Row) -> Stated | None:
    """Return how many parts a row that is no part says there are, by its words or its quantity; None if it does not."""
    filled = sorted(row.all(), key=lambda cell: cell.column.index)
    shown = clean(" | ".join(clean(cell.text) for cell in filled))[:100]
    where = row.sheet.row_address(row.number)
    for place, cell in enumerate(filled):
        text = clean(cell.text)
        words = len(text) < 60 and _OF_PARTS.search(text) and _COUNTED.search(text) and not _OTHER.search(text)
        if words or re.fullmatch(
            r"(?i)total (?:qty|quantity)\W*\d*|\d+ (?:parts|components|items|pieces|lines)\.?", text
        ):
            beside = clean(filled[place + 1].text) if place + 1 < len(filled) else ""
            for numbers in (_NUMBER.findall(text), [beside] if _NUMBER.fullmatch(beside) else []):
                if len(numbers) == 1:
                    return Stated(row.sheet.row_number(row.number), where, shown, float(numbers[0].replace(",", "")))
    quantity = row.peek("quantity")
    column = filled.index(quantity) if quantity else 0
    labels = (
        filled[:2] if len(filled) == 2 else filled[max(column - 1, 0) : column]
    )  # "pcs | 20 | Total | 891.14" is a price
    number = hbom_cells.quantity(quantity.text) if quantity else None
    if number is not None and any(is_total(cell.text) and not _OTHER.search(cell.text) for cell in labels):
        return Stated(row.sheet.row_number(row.number), where, shown, number)
    return None


def stated_above(sheet: Sheet, header: Header, parts: list[int]) -> list[Stated]:
    """Return what the rows above the headings say of the count, as KiCad writes "Component Count"; `parts` are none of them."""
    numbers = [number for number in range(header.row) if number not in parts]
    rows = (Row(sheet, number, header, aligned(sheet.row(number), header)) for number in numbers)
    return [stated for row in rows if (stated := stated_count(row))]


def report_counts(stated: list[Stated], parts: pl.DataFrame, out: Frames) -> None:
    """Report the numbers that are neither that of the lines nor that of the pieces.

    `parts` are the table's; see table_parts. A sum may be of all rows, of those above it, or of those since the sum before;
    parts not fitted may be left out of it.
    """
    since = -1
    for one in stated:
        until = pl.col("row") < one.row
        pools = [parts, parts.filter(until), parts.filter(until & (pl.col("row") > since))]
        possible = set[float]()
        for pool in [*pools, *(pool.filter("fitted") for pool in pools)]:
            pieces = pool["quantity"]
            sums = pieces.sum(), pieces.fill_null(1).sum(), pool["designators"].sum()
            possible |= {float(pool.height), *map(float, sums)}
        since = one.row
        if not any(abs(number - one.number) < 0.5 for number in possible):
            lines = counted(parts.height, "row of parts", "rows of parts")
            message = f"the table says {quoted(one.text)}, but lists {lines} with {parts['quantity'].sum():g} pieces"
            out.problem("count-differs", "warning", message, one.where)


def has_all_designators(row: Row) -> bool:
    """Tell whether a row has as many designators as its part has pieces: then one in the row below it is of another part."""
    refdes, pieces = row.peek("refdes"), row.peek("quantity")
    number = hbom_cells.quantity(pieces.text) if pieces else None
    return bool(refdes and number and len(re.findall(_ONE, refdes.text)) >= number)


def table_parts(components: pl.DataFrame, properties: pl.DataFrame) -> pl.DataFrame:
    """Return "row", "quantity", "designators" (how many) and "fitted" of the parts of a table, without further sources."""
    sources = properties.filter(pl.col("name").is_in([ALTERNATE_OF, USED_WITH]))["ref"]
    left_off = properties.filter((pl.col("name") == FITTED) & (pl.col("value") == "no"))["ref"]
    return components.filter(~pl.col("ref").is_in(sources.implode())).select(
        pl.col("ref").str.extract(r"(\d+)$").cast(pl.Int64).alias("row"),
        "quantity",
        pl.col("refdes").str.count_matches(_ONE).alias("designators"),
        (~pl.col("ref").is_in(left_off.implode())).alias("fitted"),
    )


def report_quantities(components: pl.DataFrame, out: Frames) -> None:
    """Report the parts of which there are more pieces than designators; a table of several boards has all of them alike.

    A single designator may stand for several pieces, as that of screws and clips does: then a designator is hardly missing.
    """
    listed = (
        components.filter(pl.col("quantity").is_not_null() & pl.col("refdes").str.contains(_LISTED))
        .select("refdes", "quantity", "pointer", count=pl.col("refdes").str.count_matches(_ONE))
        .with_columns(boards=pl.col("quantity") / pl.col("count"))
    )
    usual = listed["boards"].mode().max() if listed.height > 2 else 1.0
    several = usual is not None and (listed["boards"] == usual).sum() * 2 > listed.height
    more = listed.filter((pl.col("boards") > 1.0) & (pl.col("boards") != (usual if several else 1.0)))
    if more.height:
        first = more.row(0, named=True)
        message = (
            f"{counted(more.height, 'part has', 'parts have')} more pieces than designators; the first has {first['quantity']:g} "
            f"pieces for {quoted(clean(first['refdes'])[:60])}"
        )
        severity = "warning" if (more["count"] > 1).any() else "info"
        out.problem("count-differs", severity, message, first["pointer"])

"""What an annotated copy of a BOM keeps in properties, for want of a field, put back where it was: the copy of a BOM that is read
again says what the BOM said, and nothing that would take a part out got lost or firmer on the way.

The names are those that `icts annotate` writes. They state no more than a field of another format could.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, Bom

# A property that is no `icts:` one, or whose value has in it what ends a property there: name and value as a JSON array.
PROPERTY = "icts:bom:property"
# Column of a component -> the property that has its value where the format has no such field.
COLUMNS = {
    name: f"icts:bom:{name}" for name in ("type", "group", "mpn", "refdes", "purl", "cpe", "quantity", "modified")
}
# Marks that only a reader gives, of what it has seen itself; a property of this name in a file is another one.
OF_READERS = frozenset({"yocto:stage"})
STATED = "stated:"


def written_property(name: str, value: str) -> str:
    """Return name and value on one line, in which no sign ends a property, a text or a line."""
    text = json.dumps([name, value])  # ASCII alone
    return text.replace(";", "\\u003b").replace("<", "\\u003c").replace("\\x7f", "\\u007f")


def read_property(written: str) -> tuple[str, str] | None:
    """Return the name and value that were written so; None for any other text."""
    try:
        both = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(both, list) or [type(one) for one in both] != [str, str]:
        return None
    name, value = (text.encode("utf-8", "replace").decode("utf-8") for text in both)
    return name, value


def name_in_file(name: str | None) -> str | None:
    """Return what a property of this name in a file is called, so that it is no mark of a reader."""
    return STATED + name if name is not None and name.strip() in OF_READERS else name


def restored(bom: Bom) -> Bom:
    """Return the BOM with what its properties keep of columns: it fills what is null, and a type gives place to the one that it
    stands for."""
    kept = bom.properties.filter(pl.col("name").is_in(list(COLUMNS.values())))
    if not kept.height:
        return bom
    values = {
        column: dict(reversed(kept.filter(pl.col("name") == name).select("ref", "value").rows()))
        for column, name in COLUMNS.items()
    }
    components = bom.components
    for column, by_ref in values.items():
        stated = [value_of(column, by_ref.get(ref)) for ref in components["ref"]] if by_ref else []
        if any(value is not None for value in stated):
            given = pl.Series(stated, dtype=COMPONENTS[column])
            first, second = (given, components[column]) if column == "type" else (components[column], given)
            components = components.with_columns(pl.select(pl.coalesce(first, second)).to_series().alias(column))
    return replace(bom, components=components)


def value_of(column: str, text: str | None) -> Any:
    """Return the value of a column that a text states, None for none."""
    if text is None or not text.strip():
        return None
    if column == "modified":
        return True if text == "true" else None
    if column != "quantity":
        return text
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None

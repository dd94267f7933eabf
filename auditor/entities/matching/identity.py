"""Persons that stand in several references under different keys, made one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from auditor.entities.identifiers.forms import UNIQUE, check
from auditor.entities.matching.matching import comparable
from auditor.entities.reference import FRAMES, Reference

_KEYS = {"edges": ("owner", "owned")}  # the columns that hold keys, where it is not `key`


def joined(references: Sequence[Reference]) -> list[Reference]:
    """Return the same references in which a person has one key everywhere; see `same_persons`."""
    one_key = same_persons(references)
    return [under(reference, one_key) for reference in references]


def same_persons(references: Sequence[Reference]) -> dict[str, str]:
    """Return the key to use in place of each key whose person goes by another one: by its LEI first, then the smallest.

    Keys of two references are one person's if they share an LEI, USCC, OGRN or INN whose check digits fit. Two that share
    one inside a reference are a fault of its data: they stay two, and that identifier joins nothing.
    """
    rows = _shared(references)
    one_key: dict[str, str] = {}
    while links := _links(rows):  # who is one by some identifiers no longer disputes others
        step = _smallest(links)
        one_key = {key: step.get(to, to) for key, to in one_key.items()} | step
        rows = rows.with_columns(pl.col("key").replace(step)).unique()
    return one_key


def under(reference: Reference, keys: dict[str, str]) -> Reference:
    """Return a reference with other keys: each that is in `keys` becomes what stands there."""
    if not keys:
        return reference
    table = pl.DataFrame({"was": list(keys), "is": list(keys.values())}, schema={"was": pl.String, "is": pl.String})
    frames = {
        name: getattr(reference, name).with_columns(
            pl.col(column).replace(table["was"], table["is"]) for column in _KEYS.get(name, ("key",))
        )
        for name in FRAMES
    }
    partners = pl.col("in_concert_with").list.eval(pl.element().replace(table["was"], table["is"]))
    frames["edges"] = frames["edges"].with_columns(partners)
    return replace(reference, **frames)


def _shared(references: Sequence[Reference]) -> pl.DataFrame:
    """Return scheme, value, reference and key of the identifiers that several keys have and that can be somebody's."""
    columns = ["scheme", "value", "reference", "key"]
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String) | {"reference": pl.Int32})
    frames = [
        comparable(reference.identifiers.filter(pl.col("scheme").is_in(UNIQUE)))
        .with_columns(reference=pl.lit(i, pl.Int32))
        .select(columns)
        for i, reference in enumerate(references)
    ]
    rows = pl.concat([empty, *frames]).drop_nulls().unique()
    several = rows.group_by("scheme", "value").agg(pl.col("key").n_unique()).filter(pl.col("key") > 1)
    fit = [check(scheme, value).value is not None for scheme, value in several.select("scheme", "value").iter_rows()]
    return rows.join(several.filter(pl.Series(fit, dtype=pl.Boolean)), on=["scheme", "value"], how="semi")


def _links(rows: pl.DataFrame) -> list[list[str]]:
    """Return the keys that each identifier makes one."""
    in_each = rows.group_by("scheme", "value", "reference").agg(pl.col("key").n_unique().alias("keys"))
    undisputed = in_each.group_by("scheme", "value").agg(pl.col("keys").max()).filter(pl.col("keys") == 1)
    of_one = rows.join(undisputed, on=["scheme", "value"], how="semi").group_by("scheme", "value")
    links: list[list[str]] = of_one.agg(pl.col("key").unique())["key"].to_list()
    return [keys for keys in links if len(keys) > 1]


def _smallest(links: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return for each linked key, but for those that stay, the first of all that are linked with it."""
    stands: dict[str, str] = {}

    def root(key: str) -> str:
        while (above := stands.setdefault(key, key)) != key:
            stands[key] = stands[above]
            key = above
        return key

    for keys in links:
        first, *others = sorted(map(root, keys), key=lambda key: (not key.startswith("lei:"), key))
        for other in others:
            stands[other] = first
    return {key: root(key) for key in list(stands) if root(key) != key}

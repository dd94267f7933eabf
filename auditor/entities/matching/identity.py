"""Persons that stand in several references under different keys, made one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

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
    one inside a reference are a fault of its data: they stay two, and that identifier joins nothing. Nor does a record join two
    others that have two identifiers of one kind, by having both: whose word that is, two companies are not one by it.
    """
    rows, held = _shared(references)
    one_key: dict[str, str] = {}
    while links := _without_bridges(_links(rows), held):  # who is one by some identifiers no longer disputes others
        step = _smallest(links)
        one_key = {key: step.get(to, to) for key, to in one_key.items()} | step
        rows, held = (frame.with_columns(pl.col("key").replace(step)).unique() for frame in (rows, held))
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


def _shared(references: Sequence[Reference]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return scheme, value, reference and key of the identifiers that several keys have and that can be somebody's; and of all
    of these keys."""
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
    shared = rows.join(_fit(several), on=["scheme", "value"], how="semi")
    return shared, _fit(rows.join(shared, on="key", how="semi"))


def _fit(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of identifiers whose check digits fit."""
    fit = [check(scheme, value).value is not None for scheme, value in rows.select("scheme", "value").iter_rows()]
    return rows.filter(pl.Series(fit, dtype=pl.Boolean))


def _links(rows: pl.DataFrame) -> list[list[str]]:
    """Return the keys that each identifier makes one."""
    in_each = rows.group_by("scheme", "value", "reference").agg(pl.col("key").n_unique().alias("keys"))
    undisputed = in_each.group_by("scheme", "value").agg(pl.col("keys").max()).filter(pl.col("keys") == 1)
    of_one = rows.join(undisputed, on=["scheme", "value"], how="semi").group_by("scheme", "value")
    links: list[list[str]] = of_one.agg(pl.col("key").unique())["key"].to_list()
    return [keys for keys in links if len(keys) > 1]


def _without_bridges(links: Sequence[Sequence[str]], held: pl.DataFrame) -> list[list[str]]:
    """Return the links without those of bridges: who is linked with two that have other values of one scheme, and no link.

    Where a chain of links still leads from one value to another, none of the chain counts.
    """
    linked: dict[str, set[str]] = {}
    for keys in links:
        for key in keys:
            linked.setdefault(key, set()).update(keys)
    values: dict[str, dict[str, set[str]]] = {}
    for key, scheme, value in (
        held.filter(pl.col("key").is_in(list(linked))).select("key", "scheme", "value").iter_rows()
    ):
        values.setdefault(key, {}).setdefault(scheme, set()).add(value)

    def at_odds(keys: Iterable[str]) -> bool:
        return any(
            other not in linked[one] and any(v.isdisjoint(values[other].get(s, v)) for s, v in values[one].items())
            for one, other in combinations(sorted(keys), 2)
        )

    bridges = {key for key, others in linked.items() if len(others) > 2 and at_odds(others)}
    sound = [left for keys in links if len(left := [key for key in keys if key not in bridges]) > 1]
    groups: dict[str, list[str]] = {}
    together = _smallest(sound)
    for key in {key for keys in sound for key in keys}:
        groups.setdefault(together.get(key, key), []).append(key)
    in_doubt = {key for keys in groups.values() if len(keys) > 2 and at_odds(keys) for key in keys}
    return [keys for keys in sound if keys[0] not in in_doubt]


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

"""What the store says: of one snapshot, or of one person in all of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from auditor.entities.reference import FRAMES, Snapshot
from auditor.entities.store.store import Store
from bom_parsers.errors import InputError, quoted


def snapshot_facts(store: Store, snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as names and values, with the number of rows of each frame and where its rejects are.

    Raises InputError where one of its files is not as it was imported.
    """
    store.check(snapshot.id)
    rows = {name: store.frame(snapshot.id, name).select(pl.len()).collect().item() for name in FRAMES}
    return plain(asdict(snapshot)) | rows | {"rejects_file": str(store.rejects(snapshot.id))}


def person(store: Store, key: str) -> dict[str, Any]:
    """Return the rows of each frame that are about `key`, each with its snapshot; raises InputError where there are none."""
    about = {name: pl.col("key") == key for name in FRAMES if name != "edges"}
    about["edges"] = (pl.col("owner") == key) | (pl.col("owned") == key)
    facts: dict[str, Any] = {"key": key} | {name: [] for name in FRAMES}
    for snapshot in store.snapshots():
        for name, condition in about.items():
            rows = store.frame(snapshot.id, name).filter(condition).collect()
            facts[name] += [plain({"snapshot": snapshot.id, **row}) for row in rows.iter_rows(named=True)]
    if not any(facts[name] for name in FRAMES):
        remedy = "see `icts entities list`; a key is scheme:value as in lei:5299000J2N45DDNE4Y28"
        raise InputError(
            store.path, "", f"nobody with the key {quoted(key)}", "the key of a person in a snapshot", remedy
        )
    return facts


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its days and enums as texts."""
    return {
        key: value if value is None or isinstance(value, list | int | float) else str(value)
        for key, value in row.items()
    }

"""Small references and stores of plainly fictional persons, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from auditor.entities.reference import EXCEPTIONS, FRAMES, REJECTS, Imported, Read, Reference, Snapshot, Totals
from auditor.entities.store.shared import shared_identifiers
from auditor.entities.store.store import Store

DAY = date(2026, 11, 24)


def entity(key: str, country: str | None = "DE", name: str | None = None, **facts: Any) -> dict[str, Any]:
    """A person of one country in every way; `facts` are other columns of ENTITIES."""
    places = dict.fromkeys(("incorporated_in", "headquartered_in", "principal_place_of_business"), country)
    return {"key": key, "name": name or key, "kind": "organisation"} | places | facts


def edge(owner: str, owned: str, low: float | None = None, high: float | None = None, **facts: Any) -> dict[str, Any]:
    """A voting share of `low` percent, or between the two; `facts` are other columns of EDGES."""
    return {
        "owner": owner,
        "owned": owned,
        "kind": "voting_share",
        "low": low,
        "high": low if high is None else high,
    } | facts


def reference(
    entities: list[dict[str, Any]],
    edges: list[dict[str, Any]] | None = None,
    *,
    kind: str = "bods",
    standing: str = "sourced",
    as_of: date = DAY,
    **frames: list[dict[str, Any]],
) -> Reference:
    """A snapshot of these rows; `frames` are rows of names, identifiers and listings."""
    snapshot = Snapshot(
        f"{kind}-{as_of}-0123456789ab", kind, f"a register ({kind})", "CC0", as_of, "0" * 64, standing, len(entities), 0
    )
    rows = {"entities": entities, "edges": edges or [], **frames}
    built = {
        name: pl.DataFrame([{c: row.get(c) for c in schema} for row in rows.get(name, [])], schema=schema)
        for name, schema in FRAMES.items()
    }
    return Reference(snapshot, **built)


def stored(folder: Path, *references: Reference) -> Store:
    """A store in `folder` with these snapshots."""
    store = Store(folder)
    for one in references:
        own = one.entities.select("key", "name", kind=pl.lit("legal"), language=pl.lit(None, pl.String)).cast(
            FRAMES["names"]
        )
        whole = Reference(**{**vars(one), "names": pl.concat([own, one.names])})
        store.add(ready(whole))
    return store


def ready(reference: Reference, rejects: pl.DataFrame | None = None) -> Imported:
    """These rows, to be put into a store."""
    frames = {name: getattr(reference, name) for name in FRAMES}
    part = Read(frames, pl.DataFrame(schema=REJECTS) if rejects is None else rejects, reference.snapshot.rows)
    return Imported(lambda: iter([part]), lambda totals: reference.snapshot)


@dataclass(frozen=True)
class Whole:
    """All that a source says, with what of it was refused or noted."""

    reference: Reference
    rejects: pl.DataFrame
    exceptions: pl.DataFrame


def whole(imported: Imported) -> Whole:
    """The parts of a source put together, as a store does."""
    totals, parts = Totals(), list(imported.parts())
    for part in parts:
        totals = totals.with_part(part)
    frames = {name: pl.concat(part.frames[name] for part in parts) for name in FRAMES}
    rejects = [*(part.rejects for part in parts), shared_identifiers(frames["identifiers"].lazy())]
    exceptions = pl.concat([pl.DataFrame(schema=EXCEPTIONS), *(part.exceptions for part in parts)])
    return Whole(Reference(imported.snapshot(totals), **frames), pl.concat(rejects), exceptions)

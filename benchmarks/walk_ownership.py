"""Who of 3,000,000 entities with 3,000,000 holdings is one of the PRC or Russia, against reading them from Parquet."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from auditor.entities.reference import EDGES, ENTITIES
from benchmarks.measuring import in_a_new_process, report, timed_in_turn
from benchmarks.share_walk import nexus_of_millions
from policies.parameters import load

N = 3_000_000
DAY = date(2026, 11, 24)


def write_graph(folder: Path, n: int = N, seed: int = 5) -> None:
    """Write entities.parquet and edges.parquet: 3 % of the PRC, any shares, one million persons in one chain of majorities."""
    random = np.random.default_rng(seed)
    keys = pl.Series("key", [f"lei:{i:020d}" for i in random.permutation(n)])
    countries = pl.Series(["DE", "US", "JP", "CN", None])

    def place() -> pl.Series:
        return countries.gather(pl.Series(random.choice(5, n, p=[0.4, 0.31, 0.23, 0.01, 0.05])))

    entities = pl.DataFrame({"key": keys, "name": keys}).with_columns(
        pl.lit("organisation").cast(ENTITIES["kind"]).alias("kind"),
        place().alias("incorporated_in"),
        place().alias("headquartered_in"),
        place().alias("principal_place_of_business"),
        *(pl.lit(None, dtype=ENTITIES[c]).alias(c) for c in ("citizenships", "resident_in", "dissolved_on")),
        pl.format("line {}", pl.int_range(n)).alias("place"),
    )
    owner, owned = random.integers(0, n, n), random.integers(0, n, n)
    chain = np.arange(n // 3)
    owner[: n // 3], owned[: n // 3] = chain, chain + 1
    share = random.choice([5, 10, 20, 30, 49, 51, 60, 75, 100], n).astype(float)
    share[: n // 3] = 51
    edges = pl.DataFrame(
        {"owner": keys.gather(pl.Series(owner)), "owned": keys.gather(pl.Series(owned)), "low": share, "high": share}
    ).with_columns(
        pl.lit("voting_share").cast(EDGES["kind"]).alias("kind"),
        pl.lit(True).alias("direct"),
        *(pl.lit(None, dtype=pl.Date).alias(c) for c in ("since", "until")),
        pl.format("line {}", pl.int_range(n)).alias("place"),
    )
    entities = entities.with_columns(
        pl.lit(None, dtype).alias(n) for n, dtype in ENTITIES.items() if n not in entities.columns
    )
    entities.select(ENTITIES.keys()).write_parquet(folder / "entities.parquet")
    edges.select(EDGES.keys()).write_parquet(folder / "edges.parquet")


def walk(folder: Path | str) -> pl.DataFrame:
    """Return the nexus of every entity, read from the folder."""
    entities, edges = (pl.scan_parquet(Path(folder) / f"{name}.parquet") for name in ("entities", "edges"))
    return nexus_of_millions(entities, edges, DAY, load("policies.connected_vehicles", DAY))


def read(folder: Path) -> list[pl.DataFrame]:
    """Read both files whole."""
    return [pl.read_parquet(folder / f"{name}.parquet") for name in ("entities", "edges")]


def main() -> None:
    """Print the ratio and the peak memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_graph(folder)
        times = timed_in_turn({"walk": lambda: walk(folder), "read": lambda: read(folder)}, rounds=5)
        report(f"control over {N:,} entities and {N:,} holdings", times["walk"], "reading them", times["read"], 4)
        peak = in_a_new_process("benchmarks.walk_ownership", "walk", name)
        print(f"control over {N:,} entities: peak memory {peak:,.0f} MiB; goal < 1,024 MiB")


if __name__ == "__main__":
    main()

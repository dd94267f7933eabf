"""A list of a thousand suppliers against a prepared store, against opening the store and answering one of them."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

from auditor.entities.matching.matching import Asked
from auditor.entities.reference import FRAMES, REJECTS, Imported, Read, Snapshot
from auditor.entities.resolution.register import Register
from auditor.entities.store.store import Store
from benchmarks.match_names import made_names, typed
from benchmarks.measuring import report, timed_in_turn
from policies.parameters import load

DAY = date(2026, 11, 24)
LISTED = 1_000
SMALL, LARGE = 20_000, 200_000


def prepared(folder: Path, count: int) -> tuple[Store, list[str]]:
    """Make a store of `count` entities, each second one held by another, four holders high at most; return it and the names."""
    names, dice = made_names(count), random.Random(3)
    keys = [f"made:{i}" for i in range(count)]
    owned = range(count // 2, count)  # a holder is among the first half, or holds nothing itself
    edges = pl.DataFrame({"owner": [keys[dice.randrange(i // 2)] for i in owned], "owned": [keys[i] for i in owned]})
    edges = edges.with_columns(kind=pl.lit("voting_share"), low=pl.lit(60.0), high=pl.lit(60.0))
    entities = pl.DataFrame({"key": keys, "name": names}).with_columns(
        kind=pl.lit("organisation"), incorporated_in=pl.Series([dice.choice(("DE", "CN", "US", "JP")) for _ in keys])
    )
    known = {"entities": entities, "edges": edges, "names": entities.select("key", "name", kind=pl.lit("legal"))}
    frames = {
        name: known.get(name, pl.DataFrame()).select(
            (pl.col(c) if c in known.get(name, pl.DataFrame()).columns else pl.lit(None)).cast(dtype).alias(c)
            for c, dtype in schema.items()
        )
        for name, schema in FRAMES.items()
    }
    frames |= {name: frame.clear() for name, frame in frames.items() if name not in known}
    snapshot = Snapshot(f"made-{DAY}-{count:012}", "made", "made", "none", DAY, "0" * 64, "sourced", count, 0)
    store = Store(folder)
    part = Read(frames, pl.DataFrame(schema=REJECTS), count)
    store.add(Imported(lambda: iter([part]), lambda totals: snapshot))
    return store, names


def answered(store: Store, names: list[str]) -> int:
    """Open the store and answer these names; return how many are known."""
    register = Register(DAY, store, starter=False)
    looked_up = register.look_up([Asked(name) for name in names], load("policies.connected_vehicles", DAY))
    return sum(answer.match is not None for answer in looked_up.answers)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        store, names = prepared(Path(folder) / "large", LARGE)
        small, few = prepared(Path(folder) / "small", SMALL)
        print(f"preparing stores of {LARGE:,} and {SMALL:,} entities: {time.perf_counter() - start:.1f} s")
        asked = typed(names, LISTED)
        seconds = timed_in_turn(
            {
                "all": lambda: answered(store, asked),
                "one": lambda: answered(store, asked[:1]),
                "one of few": lambda: answered(small, typed(few, 10)[:1]),
            },
            rounds=5,
        )
        report(f"{LISTED:,} suppliers", seconds["all"], "opening the store for one of them", seconds["one"], 2)
        report("opening with ten times the entities", seconds["one"], "with a tenth", seconds["one of few"], 1.2)


if __name__ == "__main__":
    main()

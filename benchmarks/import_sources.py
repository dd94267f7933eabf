"""Golden copies of LEI records imported, and a thousand names screened against them, each in a process of its own.

Run it with `python -m benchmarks.import_sources`, with another number of records behind it for another size: the golden copy has
some 2,800,000. Importing is compared with what polars takes to copy the columns that are read; its memory, and all of
screening, with the same for a quarter of the records.
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import polars as pl

from auditor.cli.main import run
from auditor.entities.sources.importing import read_source
from auditor.entities.store.store import Store
from benchmarks.golden_copies import LEVEL_1, names_in_golden_copy, write_golden_copy
from benchmarks.match_names import typed
from benchmarks.measuring import Cost, cost_in_a_new_process

DAY = date(2026, 11, 24)
RECORDS, LISTED = 200_000, 1_000
COPIED = [column for column in LEVEL_1 if "Other" not in column and not column.startswith("Entity.Headquarters")]
IMPORT_GOAL, MEMORY_GOAL, SCREEN_SECONDS, SCREEN_MEMORY = 4.0, 1_024, 3.0, 500


def copy(file: str, folder: str) -> None:
    """Copy the columns of a zip that are read, as polars does it at its fastest."""
    with zipfile.ZipFile(file) as archive:
        text = archive.read(archive.namelist()[0])
    pl.read_csv(io.BytesIO(text), columns=COPIED, infer_schema=False).write_parquet(Path(folder) / "copy.parquet")


def imported(file: str, folder: str) -> None:
    """Import a golden copy into a new store."""
    Store(Path(folder)).add(read_source("gleif-level1", Path(file), DAY))


def screened(folder: str, names: str) -> None:
    """Screen a list against a store."""
    run(["screen", names, "--store", folder, "--as-of", str(DAY), "--no-starter", "-o", f"json={folder}/answers.json"])


def measured(folder: Path, count: int) -> tuple[Cost, Cost, Cost]:
    """Return what copying, importing and screening cost for so many records."""
    folder.mkdir()
    file, store = write_golden_copy(folder / "records.zip", count), folder / "store"
    listed = typed(names_in_golden_copy(count, every=max(1, count // (2 * LISTED))), LISTED)
    names = folder / "names.csv"
    names.write_text("Supplier\n" + "".join(f'"{name}"\n' for name in listed), encoding="utf-8")
    here = "benchmarks.import_sources"
    copying = cost_in_a_new_process(here, "copy", str(file), str(folder))
    importing = cost_in_a_new_process(here, "imported", str(file), str(store))
    return copying, importing, cost_in_a_new_process(here, "screened", str(store), str(names))


def main(count: int = RECORDS) -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        copying, importing, screening = measured(Path(folder) / "all", count)
        _, less_importing, less_screening = measured(Path(folder) / "quarter", count // 4)
    ratio = importing.cpu / copying.cpu
    print(
        f"importing {count:,} LEI records: {ratio:.1f} x a polars copy of the columns ({importing.cpu:.1f} s / "
        f"{copying.cpu:.1f} s of CPU); goal <= {IMPORT_GOAL:g}"
    )
    print(
        f"its peak memory: {importing.memory:,.0f} MiB, {importing.memory / less_importing.memory:.2f} x that for a quarter "
        f"of them; goal <= {MEMORY_GOAL:,} MiB"
    )
    print(f"its time: {importing.cpu / less_importing.cpu:.2f} x that for a quarter of them; goal <= 4.4")
    print(
        f"screening {LISTED:,} names against them: {screening.cpu:.1f} s of CPU, {screening.cpu / less_screening.cpu:.2f} x that "
        f"against a quarter of them; goal <= {SCREEN_SECONDS:g} s"
    )
    print(
        f"its peak memory: {screening.memory:,.0f} MiB, {screening.memory / less_screening.memory:.2f} x; goal <= "
        f"{SCREEN_MEMORY} MiB"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

"""A snapshot that is being written: each part of its source to the disk as it comes, the files of the snapshot at the end."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import polars as pl

from auditor.entities.reference import FRAMES, REJECTS, STORED, Read, Snapshot
from auditor.entities.store.digests import write_digests
from auditor.entities.store.shared import shared_identifiers
from reports.machine import csv

ROW_GROUP = 100_000  # rows of a Parquet file that are read together
PARTS = "parts"  # the folder of what is written until the snapshot is whole


class Writing:
    """The unfinished snapshot in `folder`, which is there and empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = folder / PARTS
        self._parts.mkdir()
        self._count = 0
        self._rejects(pl.DataFrame(schema=REJECTS), headed=True)

    def add(self, part: Read) -> None:
        """Write one part of the source."""
        for name, frame in (part.frames | {"exceptions": part.exceptions}).items():
            if frame.height:
                frame.write_ipc(self._parts / f"{name}-{self._count:08d}.arrow")
        self._rejects(part.rejects)
        self._count += 1

    def finish(self, snapshot: Snapshot) -> None:
        """Write the files of the snapshot, and remove the parts."""
        for name, schema in STORED.items():
            parts = sorted(self._parts.glob(f"{name}-*.arrow"))
            file = self._folder / f"{name}.parquet"
            if parts:
                pl.scan_ipc(parts).sink_parquet(file, row_group_size=ROW_GROUP, maintain_order=True)
            elif name in FRAMES:
                pl.DataFrame(schema=schema).write_parquet(file)
            for part in parts:
                part.unlink()
        self._rejects(shared_identifiers(pl.scan_parquet(self._folder / "identifiers.parquet")))
        shutil.rmtree(self._parts)
        text = json.dumps(asdict(snapshot), ensure_ascii=False, indent=2, default=str)
        (self._folder / "snapshot.json").write_text(text + "\n", encoding="utf-8")
        write_digests(self._folder)
        self._folder.chmod(0o755)

    def _rejects(self, rejects: pl.DataFrame, headed: bool = False) -> None:
        if rejects.height or headed:
            with (self._folder / "rejects.csv").open("a", encoding="utf-8", newline="") as out:
                out.write(csv.frame(rejects, headed=headed))

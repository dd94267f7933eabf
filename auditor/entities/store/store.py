"""The store of reference data: one folder, in it one folder for each snapshot, written once and never changed.

A snapshot is `snapshot.json`, a Parquet file for each frame, `rejects.csv` and the digests of these. It is written beside its
place and renamed, so that it is there whole or not at all. Beside the frames lies an index, made at the import or, by another
version of the program, when it is first needed; through it the rows that are asked for are found without reading the rest.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Collection
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from auditor.entities.reference import EXCEPTIONS, FRAMES, Imported, Reference, Snapshot, Totals, conformed
from auditor.entities.store.digests import checked, compare, write_digest
from auditor.entities.store.succession import Succession, persons_lacking, relationships_lacking
from auditor.entities.store.writing import Writing
from auditor.inputs import never_replace
from auditor.outputs import held, lasting, unwritable
from bom_parsers.errors import InputError, quoted

if TYPE_CHECKING:
    from auditor.entities.store.index import Index

UNFINISHED = ".unfinished-"  # of a folder that is being written or removed
INDEX = "index-"  # before the version of the program that made it
DIGEST = ".sha256"  # behind the name of an index


def default_store() -> Path:
    """Return where the store is unless somebody says: in the folder that the system has for a user's data."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "icts-auditor" / "entities"


class Store:
    """The snapshots in the folder `path`; nothing is read before it is asked for, and the folder need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def snapshots(self) -> list[Snapshot]:
        """Return all snapshots by kind and day; raises InputError where one is damaged."""
        never_replace(self.path)
        snapshots = [
            _snapshot(file) for file in self.path.glob("*/snapshot.json") if not file.parent.name.startswith(".")
        ]
        return sorted(snapshots, key=lambda snapshot: (snapshot.kind, snapshot.as_of, snapshot.id))

    def snapshot(self, id: str) -> Snapshot:
        """Return the snapshot `id`, which may be shortened as long as it means one; raises InputError for any other."""
        fitting = [snapshot for snapshot in self.snapshots() if snapshot.id == id] or [
            snapshot for snapshot in self.snapshots() if id and snapshot.id.startswith(id)
        ]
        if len(fitting) == 1:
            return fitting[0]
        found = (
            f"{len(fitting)} snapshots whose id begins with {quoted(id)}" if fitting else f"no snapshot {quoted(id)}"
        )
        raise InputError(self.path, "", found, "the id of one snapshot", "see `icts entities list`")

    def frame(self, id: str, name: str) -> pl.LazyFrame:
        """Return one frame of a snapshot, lazily: only what the query needs is read."""
        return _frame(self.path / id, name)

    def reference(self, id: str) -> Reference:
        """Return a snapshot with all its frames."""
        snapshot = self.snapshot(id)
        return Reference(snapshot, **{name: self.frame(snapshot.id, name).collect() for name in FRAMES})

    def exceptions(self, id: str, keys: Collection[str] | None = None) -> pl.DataFrame:
        """Return GLEIF's reasons why a parent is not reported, all or those of some keys: key, category, reason, place."""
        if keys is not None:
            return self.index(id).rows_of("exceptions", keys)
        return _exceptions(self.path / id).collect()

    def rejects(self, id: str) -> Path:
        """Return the file of what was refused or noted at import."""
        return self.path / id / "rejects.csv"

    def noted(self, snapshot: Snapshot) -> int:
        """Return how many notes on rows that are used its rejects have."""
        return int(pl.scan_csv(self.rejects(snapshot.id)).select(pl.len()).collect().item()) - snapshot.rejected

    def check(self, id: str) -> None:
        """Hash every file of a snapshot that its import wrote; raises InputError for one that is not as it was."""
        for file in sorted((self.path / id).iterdir()):
            if file.suffix in (".parquet", ".csv") or file.name == "snapshot.json":
                checked(file, always=True)
        self.index(id)

    def add(self, imported: Imported, *, whatever_it_lacks: bool = True) -> Snapshot:
        """Store a source; raises InputError when it cannot be read, is there already, or the folder cannot be written; and,
        unless `whatever_it_lacks`, when it would take the place of a snapshot of half of whose persons it has nothing."""
        from auditor.entities.store.index import version

        parts = imported.parts()
        part = next(parts)  # what is no such source leaves the store as it was
        totals = Totals().with_part(part)
        place = self.path / imported.snapshot(totals).id
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with held([self.path]):
                if place.exists():
                    found = f"a snapshot {place.name} that is there already"
                    remedy = "nothing was changed; remove it first to import it anew"
                    raise InputError(self.path, "", found, "a new one", remedy)
                self._clear()
                unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.path))
                try:
                    writing = Writing(unfinished)
                    writing.add(part)
                    for part in parts:
                        totals = totals.with_part(part)
                        writing.add(part)
                    snapshot = imported.snapshot(totals)
                    writing.finish(snapshot)
                    if not whatever_it_lacks:
                        self._refuse_another_list(snapshot, unfinished)
                    self._make_index(unfinished, unfinished / f"{INDEX}{version()}")
                    unfinished.rename(place)
                finally:
                    shutil.rmtree(unfinished, ignore_errors=True)
        except (OSError, pl.exceptions.PolarsError) as error:  # polars has errors of its own for a full disk
            raise unwritable(self.path, error) from error
        lasting(self.path)
        return snapshot

    def succession(self, snapshot: Snapshot, folder: Path | None = None) -> list[Succession]:
        """Return what a snapshot, whose files are in `folder` until it is stored, lacks of those whose place it takes."""
        earlier = [one for one in self.snapshots() if one.series == snapshot.series and one.as_of < snapshot.as_of]
        replaced = [one for one in earlier if one.as_of == max(other.as_of for other in earlier)]
        entities, edges = (_frame(folder or self.path / snapshot.id, name) for name in ("entities", "edges"))
        lacking = [persons_lacking(one, self.frame(one.id, "entities"), entities) for one in replaced]
        return lacking + [relationships_lacking(one, self.frame(one.id, "edges"), edges) for one in replaced]

    def _refuse_another_list(self, snapshot: Snapshot, folder: Path) -> None:
        for one in self.succession(snapshot, folder):
            if one.is_of_another_list:
                found = f"a list that lacks {one.lacking:,} of the {one.of_all:,} {one.what} of {one.older.id}, whose place it"
                found += " would take by its name"
                remedy = f"nothing was changed; if it is one, give --replaces {one.older.id}; for another list, its own --source"
                raise InputError(self.path, "", found, "a newer state of that list, whole", remedy)

    def remove(self, id: str) -> Snapshot:
        """Remove a snapshot at once and return what it was; raises InputError when it is not there."""
        if not self.path.is_dir():
            return self.snapshot(id)  # which raises
        with held([self.path]):
            snapshot = self.snapshot(id)
            try:
                gone = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.path))
                (self.path / snapshot.id).rename(gone / snapshot.id)
            except OSError as error:
                raise unwritable(self.path, error) from error
            self._clear()
        return snapshot

    def _clear(self) -> None:
        """Remove what is not, or no longer, a snapshot; nobody else is at work on it while the store is held."""
        for left in self.path.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)

    def older_than(self, days: int, as_of: date) -> list[Snapshot]:
        """Return the newest snapshot of each list whose data is more than `days` older than `as_of`."""
        newest = {snapshot.series: snapshot for snapshot in self.snapshots()}
        return [snapshot for snapshot in newest.values() if (as_of - snapshot.as_of).days > days]

    def index(self, id: str) -> Index:
        """Return the index of a snapshot, made anew where there is none of this version; raises InputError if it cannot be."""
        from auditor.entities.store.index import Index, version

        file = self.path / id / f"{INDEX}{version()}"
        digest = file.with_name(f"{file.name}{DIGEST}")
        if not (file.exists() and digest.exists()):
            try:
                self._make_index(file.parent, file)
            except OSError as error:
                found = f"no index of this version for {id}, and {error.strerror or error}"
                remedy = "make the folder writable for this run; check the space"
                raise InputError(self.path, "", found, "a folder in which it can be made", remedy) from error
        compare(file, digest, "remove this file; the next run makes it anew")
        return Index(file)

    def _make_index(self, folder: Path, file: Path) -> None:
        from auditor.entities.store.index_making import write_index

        handle, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=folder)
        os.close(handle)
        try:
            frames = {name: _frame(folder, name) for name in FRAMES}
            write_index(Path(unfinished), frames | {"exceptions": _exceptions(folder)})
            write_digest(Path(unfinished), file.with_name(f"{file.name}{DIGEST}"))
            Path(unfinished).replace(file)
        finally:
            Path(unfinished).unlink(missing_ok=True)
        for other in folder.glob(f"{INDEX}*"):
            if not other.name.startswith(file.name):
                with suppress(OSError):  # in use by another version, on Windows
                    other.unlink()


def _frame(folder: Path, name: str) -> pl.LazyFrame:
    return conformed(pl.scan_parquet(checked(folder / f"{name}.parquet")), name)


def _exceptions(folder: Path) -> pl.LazyFrame:
    file = folder / "exceptions.parquet"
    return pl.scan_parquet(checked(file)) if file.exists() else pl.LazyFrame(schema=EXCEPTIONS)


def _snapshot(file: Path) -> Snapshot:
    try:
        values = json.loads(checked(file).read_text(encoding="utf-8"))
        return Snapshot(**{**values, "as_of": date.fromisoformat(values["as_of"])})
    except InputError:
        raise
    except (OSError, ValueError, TypeError, KeyError) as error:
        remedy = "remove its folder and import the source again"
        raise InputError(file, "", f"a damaged snapshot ({error})", "what the import wrote", remedy) from error

"""The store of reference data, and the commands that keep it."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from auditor.cli.entities import entities_command
from auditor.cli.main import cli, run
from auditor.entities.reference import FRAMES, Imported
from auditor.entities.sources.importing import read_source
from auditor.entities.store import digests, index_making, writing
from auditor.entities.store import index as store_index
from auditor.entities.store import store as store_module
from auditor.entities.store.mapped_arrays import Reader, Writer
from auditor.entities.store.store import Store, default_store
from auditor.outputs import LOCK
from bom_parsers.errors import InputError
from tests.auditor.entities.recorded import whole

ONE, TWO = "529900T8BM49AURSDO55", "5299000J2N45DDNE4Y28"
LEVEL1 = f"""LEI,Entity.LegalName,Entity.LegalJurisdiction
{ONE},Nordvik Telematik GmbH,DE
{TWO},"=HYPERLINK(""http://x.example"")",CN
short,=1+1,DE
"""


@pytest.fixture(autouse=True)
def _with_command() -> None:
    if "entities" not in cli.commands:
        cli.add_command(entities_command)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "lei.csv"
    path.write_text(LEVEL1)
    return path


@pytest.fixture
def imported(source: Path) -> Imported:
    return read_source("gleif-level1", source, date(2026, 11, 1))


def test_what_was_stored_comes_back_as_it_was(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "deep" / "store")
    snapshot = store.add(imported)
    back = Store(tmp_path / "deep" / "store").reference(snapshot.id)
    given_reference = whole(imported).reference
    assert back.snapshot == given_reference.snapshot
    for name in FRAMES:
        stored, given = (getattr(reference, name) for reference in (back, given_reference))
        order = [column for column in ("key", "owner", "owned", "name") if column in given.columns]
        assert stored.schema == given.schema
        assert stored.sort(order).equals(given.sort(order)), name


def test_a_snapshot_is_never_written_twice(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "store")
    store.add(imported)
    with pytest.raises(InputError, match="nothing was changed"):
        store.add(imported)
    assert len(store.snapshots()) == 1


def test_an_import_that_fails_half_way_leaves_nothing(
    tmp_path: Path, imported: Imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")

    def full(*_: object, **__: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.json, "dumps", full)
    with pytest.raises(InputError, match="No space left"):
        store.add(imported)
    assert store.snapshots() == []
    assert [path.name for path in store.path.iterdir()] == [LOCK]


def test_removing_takes_one_snapshot_and_no_other(tmp_path: Path, imported: Imported, source: Path) -> None:
    store = Store(tmp_path / "store")
    first = store.add(imported)
    second = store.add(read_source("gleif-level1", source, date(2026, 10, 1)))
    with pytest.raises(InputError, match="2 snapshots whose id begins"):
        store.remove("gleif-level1")
    assert store.remove(first.id) == first
    assert store.snapshots() == [second]
    with pytest.raises(InputError, match="no snapshot"):
        store.remove(first.id)


def test_a_snapshot_id_cannot_lead_out_of_the_store(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "store")
    store.add(imported)
    for id in ("..", "../store", "", str(tmp_path)):
        with pytest.raises(InputError):
            store.remove(id)
    assert len(store.snapshots()) == 1


def test_the_index_finds_persons_and_their_rows(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "store")
    index = store.index(store.add(imported).id)
    persons = index.named(["nordvik telematik gmbh", "nobody"])
    (found,) = index.rows("entities", persons).rows(named=True)
    assert (found["key"], found["name"], found["incorporated_in"]) == (f"lei:{ONE}", "Nordvik Telematik GmbH", "DE")
    by_identifier = index.rows("names", index.identified([("lei", TWO), ("duns", ONE)]))
    assert by_identifier["key"].to_list() == [f"lei:{TWO}"]
    assert len(index.named([])) == len(index.identified([])) == index.rows_of("listings", [f"lei:{ONE}"]).height == 0


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="no system that tells what is mapped")
def test_what_was_looked_at_in_an_index_does_not_stay_in_memory(tmp_path: Path) -> None:
    """Texts all over a file of 40 MB, of which the system would map much around each."""
    file = tmp_path / "arrays"
    with Writer(file) as out:
        out.texts("text", [pl.Series([f"{n:0400}" for n in range(100_000)])])
    reader = Reader(file)
    rows = np.arange(0, 100_000, 25)
    assert reader.texts("text", rows) == [f"{n:0400}" for n in rows]
    mapped = Path("/proc/self/smaps").read_text().partition(str(file))[2]
    assert int(mapped.partition("Rss:")[2].split()[0]) < 2_000


def test_the_index_of_another_version_of_the_program_is_made_anew(
    tmp_path: Path, imported: Imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    snapshot = store.add(imported)
    monkeypatch.setattr(index_making, "normalize", str.upper)
    monkeypatch.setattr(store_index, "version", lambda: "another")
    assert len(store.index(snapshot.id).named(["NORDVIK TELEMATIK GMBH"])) == 1
    left = {file.name for file in (store.path / snapshot.id).glob("index-*")}
    assert left == {"index-another", "index-another.sha256"}


def test_age_counts_the_newest_of_a_kind(tmp_path: Path, imported: Imported, source: Path) -> None:
    store = Store(tmp_path / "store")
    newest = store.add(imported)
    store.add(read_source("gleif-level1", source, date(2020, 1, 1)))
    assert store.older_than(23, date(2026, 11, 24)) == []
    assert store.older_than(22, date(2026, 11, 24)) == [newest]


def test_a_damaged_snapshot_is_one_error(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "store")
    snapshot = store.add(imported)
    (store.path / snapshot.id / "snapshot.json").write_text("{}")
    with pytest.raises(InputError, match="a damaged file"):
        store.snapshots()


def test_the_default_store_is_in_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(store_module.sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store() == tmp_path / "icts-auditor" / "entities"


def test_the_commands_from_import_to_removal(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ICTS_STORE", str(tmp_path / "store"))
    assert run(["entities", "import", "gleif-level1", str(source), "--as-of", "2026-11-01", "--source", "A test"]) == 0
    out, err = capfd.readouterr()
    id = out.strip()
    assert id.startswith("gleif-level1-2026-11-01-")
    assert "imported 2 rows, 1 refused" in err
    assert run(["entities", "list", "--format", "json"]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert (listed["id"], listed["source"], listed["license"], listed["rejected"]) == (id, "A test", "CC0 1.0", 1)
    assert run(["entities", "show", f"lei:{ONE}", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out)["entities"][0]["incorporated_in"] == "DE"
    assert run(["entities", "show", id]) == 0
    assert "entities     2" in capfd.readouterr().out
    assert run(["entities", "age", "--max-age", "30", "--as-of", "2026-11-24"]) == 0
    assert run(["entities", "age", "--max-age", "10", "--as-of", "2026-11-24"]) == 12
    assert "older than 10 days" in capfd.readouterr().err
    assert run(["entities", "remove", id]) == 0
    assert run(["entities", "age"]) == 2
    assert run(["entities", "show", f"lei:{ONE}"]) == 2


def test_a_refused_file_leaves_the_store_as_it_was(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    arguments = ["entities", "import", "csl", str(bad), "--as-of", "2026-11-01", "--store", str(tmp_path / "store")]
    assert run(arguments) == 2
    assert "check that KIND and FILE belong together" in capfd.readouterr().err
    assert not (tmp_path / "store").exists()


def test_rejects_carry_reasons_and_no_formula(tmp_path: Path, source: Path) -> None:
    source.write_text(LEVEL1.replace("short,", "=cmd|' /C calc'!A0,"))
    store = Store(tmp_path / "store")
    snapshot = store.add(read_source("gleif-level1", source, date(2026, 11, 1)))
    text = store.rejects(snapshot.id).read_text(encoding="utf-8")
    rows = pl.read_csv(store.rejects(snapshot.id)).rows(named=True)
    assert rows[0]["reason"] == "no LEI of 20 letters and digits"
    assert ",'=CMD" in text or ",\"'=CMD" in text


# --- digests --------------------------------------------------------------------------------------------------------


def flipped(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def test_a_flipped_bit_in_any_file_is_one_line(tmp_path: Path, imported: Imported, capfd) -> None:
    """Each file at its beginning, in its middle and at its end, by the commands that read it."""
    store = Store(tmp_path / "store")
    snapshot = store.add(imported)
    wanted = tmp_path / "list.csv"
    wanted.write_text("Supplier\nNordvik Telematik GmbH\n")
    screen = ["screen", str(wanted), "--store", str(store.path), "--as-of", "2026-11-24"]
    show = ["entities", "show", snapshot.id, "--store", str(store.path)]
    assert run(screen) == 10 and run(show) == 0
    files = [file for file in sorted((store.path / snapshot.id).iterdir()) if file.stat().st_size]
    assert {file.name for file in files} >= {"digests.json", "snapshot.json", "rejects.csv", "edges.parquet"}
    for file in files:
        whole = file.read_bytes()
        command = screen if file.name in ("snapshot.json", "digests.json") or "index-" in file.name else show
        for at in {1, len(whole) // 2, len(whole) - 2}:
            flipped(file, at)
            capfd.readouterr()
            code = run(command if file.name != "digests.json" else show)
            err = capfd.readouterr().err
            file.write_bytes(whole)
            if code == 0 and file.name == "digests.json":
                continue  # the digest of a file that is not there
            assert (code, err.count("\n")) == (2, 1), (file.name, at, err)
            assert snapshot.id in err
    assert run(screen) == 10 and run(show) == 0


def test_an_edited_row_is_refused_and_gives_no_other_answer(tmp_path: Path, imported: Imported) -> None:
    store = Store(tmp_path / "store")
    id = store.add(imported).id
    (index,) = (file for file in (store.path / id).glob("index-*") if not file.suffix)
    index.write_bytes(index.read_bytes().replace(b'"CN"', b'"DE"'))
    with pytest.raises(InputError, match="a damaged file"):
        store.index(id)
    index.unlink()  # as the line says
    assert store.index(id).named(["Nordvik Telematik GmbH".lower()]).size == 1
    entities = store.path / id / "entities.parquet"
    pl.read_parquet(entities).with_columns(incorporated_in=pl.lit("DE")).write_parquet(entities)
    with pytest.raises(InputError, match="a damaged file"):
        store.frame(id, "entities")


def test_a_large_file_is_hashed_once_and_whenever_it_was_written_to(
    tmp_path: Path, imported: Imported, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    id = store.add(imported).id
    monkeypatch.setattr(digests, "IN_FULL", 1)
    hashed: list[str] = []
    sha256 = digests._sha256

    def counted(file: Path) -> str:
        hashed.append(file.name)
        return sha256(file)

    monkeypatch.setattr(digests, "_sha256", counted)
    entities = store.path / id / "entities.parquet"
    for _ in range(3):
        store.frame(id, "entities")
    assert hashed == ["entities.parquet"]
    old = entities.stat()
    flipped(entities, 100)
    os.utime(entities, ns=(old.st_atime_ns, old.st_mtime_ns))  # as who hides it would
    if sys.platform != "win32":
        with pytest.raises(InputError, match="a damaged file"):
            store.frame(id, "entities")
        assert hashed == ["entities.parquet"] * 2

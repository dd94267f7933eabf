"""A snapshot written as FollowTheMoney: read again, it has the same persons, names, numbers and holdings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auditor.cli.main import run
from auditor.entities.sources.importing import read_source
from auditor.entities.store.store import Store
from tests.auditor.entities.recorded import DAY, edge, entity, reference, stored, whole

LEI, USCC = "529900T8BM49AURSDO55", "91110108551385082Q"


def exported(tmp_path: Path, store: Store, id: str) -> Path:
    out = tmp_path / "out.ftm.json"
    assert run(["entities", "export", id, "--store", str(store.path), "-o", f"ftm={out}"]) == 0
    return out


def made(tmp_path: Path) -> tuple[Store, str]:
    one = reference(
        [
            entity(
                "lei:" + LEI, "CN", "Lintao Example Co.", address="1 Example Road, CN", dissolved_on=date(2024, 5, 1)
            ),
            entity("opensanctions:NK-1", None, "Jane Roe", kind="natural_person", citizenships=["RU"]),
            entity("gb-coh:01234567", "GB", "Nordvik Ltd"),
        ],
        [
            edge("opensanctions:NK-1", "lei:" + LEI, 25, 50, since=date(2020, 1, 1), until=date(2027, 1, 1)),
            edge("lei:" + LEI, "gb-coh:01234567", 12.5),
            edge("lei:" + LEI, "gb-coh:01234567", kind="successor"),
            edge("lei:" + LEI, "gb-coh:01234567", kind="consolidation"),
        ],
        names=[{"key": "lei:" + LEI, "name": "Lintao Works", "kind": "former", "language": None}],
        identifiers=[
            {"key": "lei:" + LEI, "scheme": "lei", "value": LEI},
            {"key": "lei:" + LEI, "scheme": "uscc", "value": USCC},
            {"key": "gb-coh:01234567", "scheme": "gb-coh", "value": "01234567"},
        ],
        listings=[{"key": "lei:" + LEI, "list": "An example list", "programme": "X", "since": date(2021, 1, 1)}],
    )
    store = stored(tmp_path / "store", one)
    return store, one.snapshot.id


def test_what_is_read_again_is_the_same(tmp_path: Path) -> None:
    store, id = made(tmp_path)
    got = whole(read_source("opensanctions", exported(tmp_path, store, id), DAY))
    columns = ("key", "name", "kind", "incorporated_in", "citizenships", "dissolved_on", "address")
    assert got.reference.entities.select(columns).rows() == [
        (
            f"opensanctions:lei-{LEI}",
            "Lintao Example Co.",
            "organisation",
            "CN",
            None,
            date(2024, 5, 1),
            "1 Example Road, CN",
        ),
        ("opensanctions:NK-1", "Jane Roe", "natural_person", None, ["RU"], None, None),
        ("opensanctions:gb-coh-01234567", "Nordvik Ltd", "organisation", "GB", None, None, None),
    ]
    own = got.reference.identifiers.filter(pl.col("scheme") != "opensanctions").select("scheme", "value").rows()
    assert set(own) == {("lei", LEI), ("uscc", USCC), ("gb-coh", "01234567")}
    assert ("Lintao Works", "former") in got.reference.names.select("name", "kind").rows()
    edges = got.reference.edges.select("owner", "owned", "kind", "low", "high", "since", "until").rows()
    lei, british = f"opensanctions:lei-{LEI}", "opensanctions:gb-coh-01234567"
    assert edges == [
        ("opensanctions:NK-1", lei, "voting_share", 25, 50, date(2020, 1, 1), date(2027, 1, 1)),
        (lei, british, "voting_share", 12.5, 12.5, None, None),
        (lei, british, "successor", None, None, None, None),
    ]
    assert got.reference.listings.select("list", "programme", "since").rows() == [
        ("An example list", "X", date(2021, 1, 1))
    ]
    assert any("UnknownLink" in reason for reason in got.rejects["reason"])  # consolidation, which is no share
    assert got.rejects.filter(pl.col("effect") == "refused").is_empty()


def test_a_line_is_an_entity_and_the_same_each_time(tmp_path: Path) -> None:
    store, id = made(tmp_path)
    lines = [json.loads(line) for line in exported(tmp_path, store, id).read_text("utf-8").splitlines()]
    assert all(set(line) == {"id", "caption", "schema", "datasets", "properties"} for line in lines)
    assert len({line["id"] for line in lines}) == len(lines) == 8
    again = [json.loads(line) for line in exported(tmp_path, store, id).read_text("utf-8").splitlines()]
    assert again == lines


def test_an_unknown_snapshot_writes_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    store, _ = made(tmp_path)
    out = tmp_path / "out.json"
    assert run(["entities", "export", "nothing", "--store", str(store.path), "-o", f"ftm={out}"]) == 2
    assert not out.exists() and "no snapshot" in capfd.readouterr().err

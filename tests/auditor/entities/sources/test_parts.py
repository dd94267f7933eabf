"""Sources read in parts say what they say when they are read at once, whatever the size of the parts."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auditor.entities.sources import rows
from auditor.entities.sources.gleif import files
from auditor.entities.sources.importing import read_source
from auditor.entities.sources.streams import csv_records, json_lines
from auditor.entities.store import index_making, shared
from auditor.entities.store.store import Store
from benchmarks.golden_copies import FORMS_OF_FILES, lei, write_golden_copy
from bom_parsers.carriers import packed
from bom_parsers.errors import InputError
from bom_parsers.limits import raised
from tests.auditor.entities.recorded import whole

DAY = date(2026, 11, 1)
KIND = {"records": "gleif-level1", "relationships": "gleif-level2", "exceptions": "gleif-level2"}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of some seven records, of pieces that end within records; the index of sixty rows at a time."""
    monkeypatch.setattr(csv_records, "PART_BYTES", 7_000)
    monkeypatch.setattr(packed, "CHUNK", 1_000)
    for module in (shared, index_making):
        monkeypatch.setattr(module, "CHUNK", 60)


def digests(folder: Path) -> dict[str, str]:
    files = sorted(folder.iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.suffix != ".checked"}


@pytest.mark.parametrize("form", FORMS_OF_FILES)
def test_parts_of_seven_records_make_the_same_files(tmp_path: Path, form: str, request: pytest.FixtureRequest) -> None:
    file = write_golden_copy(tmp_path / "copy.zip", 250, form)  # of seven LEI records a part
    at_once, in_parts = Store(tmp_path / "one"), Store(tmp_path / "many")
    first = at_once.add(read_source(KIND[form], file, DAY))
    request.getfixturevalue("small_parts")
    assert len(list(read_source(KIND[form], file, DAY).parts())) > 3
    assert in_parts.add(read_source(KIND[form], file, DAY)) == first
    written = digests(at_once.path / first.id)
    assert written == digests(in_parts.path / first.id)
    assert sum(name.startswith("index-") for name in written) == 2
    assert first.rows == 250


ROWS = [
    (lei(1), "Nordvik Alt GmbH", "ISSUED", "2024-01-01", ""),
    (lei(2), "Fernwick\nTelematics Ltd", "ISSUED", "2024-01-01", ""),
    ("short", "Nobody", "ISSUED", "2024-01-01", ""),
    (lei(3), "", "ISSUED", "2024-01-01", ""),
    (lei(4), "Saltmere Old Inc.", "DUPLICATE", "2024-01-01", lei(2)),
    *((lei(number), f"Westmark {number} AG", "ISSUED", "2024-01-01", lei(number + 1)) for number in range(10, 60)),
    (lei(1).lower(), "Nordvik Neu GmbH", "ISSUED", "2025-01-01", ""),
    (lei(1), "Nordvik Mittel GmbH", "ISSUED", "2024-06-01", ""),
    (lei(2), "Fernwick Again Ltd", "ISSUED", "2024-01-01", ""),
    (lei(5), "Kaltenau AG", "ANNULLED", "2025-01-01", ""),
    (lei(5), "Kaltenau Old AG", "ISSUED", "2020-01-01", ""),
]
HEADING = (
    "LEI",
    "Entity.LegalName",
    "Registration.RegistrationStatus",
    "Registration.LastUpdateDate",
    "Entity.SuccessorEntity.1.SuccessorLEI",
)
TEXT = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in (HEADING, *ROWS))


@pytest.mark.parametrize("size", [150, 700, 7_000])
def test_of_records_of_one_lei_in_several_parts_the_newest_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(csv_records, "PART_BYTES", size)
    monkeypatch.setattr(packed, "CHUNK", size)
    path = tmp_path / "copy.csv"
    path.write_text(TEXT)
    got = whole(read_source("gleif-level1", path, DAY))
    names = dict(got.reference.entities.select("key", "name").iter_rows())
    assert names[f"lei:{lei(1)}"] == "Nordvik Neu GmbH"
    assert names[f"lei:{lei(2)}"] == "Fernwick\nTelematics Ltd"
    assert f"lei:{lei(5)}" not in names and len(names) == 52
    refused = got.rejects.filter(pl.col("effect") == "refused")
    assert refused["place"].to_list() == [f"record {n}" for n in (1, 3, 4, 5, 57, 58, 59, 60)]
    assert refused["reason"].to_list()[-3:] == [
        "a newer record of this LEI, or one before it, counts",
        "the LEI was withdrawn: ANNULLED",
        "a newer record of this LEI, or one before it, counts",
    ]
    replaced = got.reference.identifiers.filter(pl.col("value") == lei(4))
    assert replaced["key"].to_list() == [f"lei:{lei(2)}"]
    assert got.reference.entities.height == got.reference.snapshot.rows


def test_an_identifier_that_persons_in_different_parts_share_is_noted(tmp_path: Path, small_parts: None) -> None:
    path = tmp_path / "copy.csv"
    rows = [
        f"{lei(n)},Westmark {n} AG,RA000242,{'HRB 7' if n in (3, 190) else f'HRB 1{n}'},{'x' * 150}\n"
        for n in range(200)
    ]
    authority = "Entity.RegistrationAuthority.RegistrationAuthority"
    path.write_text(f"LEI,Entity.LegalName,{authority}ID,{authority}EntityID,Other\n" + "".join(rows))
    store = Store(tmp_path / "store")
    snapshot = store.add(read_source("gleif-level1", path, DAY))
    (note,) = pl.read_csv(store.rejects(snapshot.id)).rows(named=True)
    assert note["reason"] == f"ra000242 HRB 7 is of several persons: lei:{lei(3)}, lei:{lei(190)}"
    assert (snapshot.rows, snapshot.rejected, store.noted(snapshot)) == (200, 0, 1)


def test_a_record_that_polars_refuses_in_a_later_part_costs_no_other_row(tmp_path: Path, small_parts: None) -> None:
    path = tmp_path / "copy.csv"
    rows = [f"{lei(n)},Westmark {n} AG,{'x' * 100}\n" for n in range(200)]
    rows[150] = f"{lei(150)},Westmark 150 AG,a,cell,too,many\n"
    path.write_text("LEI,Entity.LegalName,Other\n" + "".join(rows))
    assert whole(read_source("gleif-level1", path, DAY)).reference.entities["key"].to_list() == [
        f"lei:{lei(n)}" for n in range(200)
    ]


def test_a_quote_that_is_never_closed_is_read_by_the_tolerant_reader(
    tmp_path: Path, small_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_records, "LONGEST_RECORD", 2_000)
    path = tmp_path / "copy.csv"
    rows = [f"{lei(n)},Westmark {n} AG,{'x' * 100}\n" for n in range(300)]
    rows[20] = f'{lei(20)},Westmark 5" AG,x\n'
    path.write_text("LEI,Entity.LegalName,Other\n" + "".join(rows))
    got = whole(read_source("gleif-level1", path, DAY)).reference.entities
    assert got.height == 300 and got["name"][20] == 'Westmark 5" AG'


@pytest.mark.parametrize("ending", ["zip", "gz"])
def test_a_packed_copy_that_is_cut_off_leaves_the_store_as_it_was(
    tmp_path: Path, small_parts: None, ending: str
) -> None:
    file = write_golden_copy(tmp_path / "copy.zip", 300)
    if ending == "gz":
        with zipfile.ZipFile(file) as archive:
            file = tmp_path / "copy.gz"
            file.write_bytes(gzip.compress(archive.read(archive.namelist()[0])))
    store = Store(tmp_path / "store")
    before = store.add(read_source("gleif-level1", write_golden_copy(tmp_path / "small.zip", 20), DAY))
    file.write_bytes(file.read_bytes()[:-3_000])
    with pytest.raises(InputError, match="damaged"):
        store.add(read_source("gleif-level1", file, DAY))
    assert store.snapshots() == [before]
    assert not list(store.path.glob(".unfinished-*"))


def test_a_file_that_is_changed_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = write_golden_copy(tmp_path / "copy.zip", 20)
    imported = read_source("gleif-level1", file, DAY)
    write_golden_copy(file, 21)
    with pytest.raises(InputError, match="changed while it was read"):
        Store(tmp_path / "store").add(imported)


def test_a_file_that_inflates_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    file = write_golden_copy(tmp_path / "copy.zip", 300)
    with raised(source_bytes=100_000), pytest.raises(InputError, match="source_bytes=NUMBER"):
        list(read_source("gleif-level1", file, DAY).parts())


def xml_records(count: int) -> str:
    """LEI records in the CDF's XML; one has a column that no other has, one a mark of UTF-8."""
    records = []
    for n in range(count):
        other = '<OtherEntityNames><OtherEntityName type="PREVIOUS_LEGAL_NAME">Alt</OtherEntityName></OtherEntityNames>'
        name = f"<LegalName>Westmark {n} \u00c4G</LegalName>" if n % 10 else ""
        records.append(
            f"<LEIRecord>\n<LEI>{lei(n % 90)}</LEI><Entity>{name}{other if n == 77 else ''}</Entity>"
            f"<Registration><LastUpdateDate>20{10 + n // 30}-01-01</LastUpdateDate></Registration></LEIRecord>\n"
        )
    header = "<LEIHeader><ContentDate>2026-02-03T00:00:00Z</ContentDate></LEIHeader>"
    return f'<LEIData xmlns="http://www.gleif.org/data/schema/leidata/2016">{header}<LEIRecords>{"".join(records)}</LEIRecords></LEIData>'


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_xml_in_parts_of_seven_records_makes_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, coding: str
) -> None:
    file = tmp_path / "copy.xml"
    file.write_text(xml_records(100), encoding=coding)
    at_once, in_parts = Store(tmp_path / "one"), Store(tmp_path / "many")
    first = at_once.add(read_source("gleif-level1", file, None))
    request.getfixturevalue("small_parts")
    monkeypatch.setattr(files, "PART", 7)
    assert len(list(read_source("gleif-level1", file, None).parts())) == 15
    assert in_parts.add(read_source("gleif-level1", file, None)) == first
    assert digests(at_once.path / first.id) == digests(in_parts.path / first.id)
    assert (first.as_of, first.rows, first.rejected) == (date(2026, 2, 3), 81, 19)


def test_xml_that_breaks_off_in_a_later_part_leaves_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_parts: None
) -> None:
    monkeypatch.setattr(files, "PART", 7)
    file = tmp_path / "copy.xml"
    file.write_text(xml_records(100)[:-400], encoding="utf-8")
    with pytest.raises(InputError, match="malformed XML"):
        Store(tmp_path / "store").add(read_source("gleif-level1", file, None))
    assert not (tmp_path / "store").exists()


# --- JSON lines -----------------------------------------------------------------------------------------------------


def opensanctions_lines() -> list[object]:
    """Companies with owners, listings and nested holders, some of them twice, and what says nothing of holdings."""
    lines: list[object] = []
    for n in range(60):
        properties = {"name": [f"Westmark {n} AG"], "alias": [f"WM{n}"], "leiCode": [lei(n)], "topics": ["sanction"]}
        nested = {"id": f"h{n % 50}", "schema": "Person", "properties": {"name": [f"Ivo Example {n % 50}"]}}
        lines.append({"id": f"c{n % 55}", "schema": "Company", "properties": properties})
        owned = {"owner": [nested], "asset": [f"c{n}"], "percentage": [f"{n}%"]}
        lines.append({"id": f"o{n}", "schema": "Ownership", "properties": owned})
        lines.append({"id": f"s{n}", "schema": "Sanction", "properties": {"entity": [f"c{n}"], "authority": ["A"]}})
        lines.append({"id": f"v{n}", "schema": "Vessel", "properties": {}})
        lines += ["no object"] if n % 20 == 3 else []
    return lines


def senzing_lines() -> list[object]:
    """Organizations that point to one declared later, by an anchor that is no record's number."""
    points = {"REL_POINTER_DOMAIN": "X", "REL_POINTER_KEY": "top", "REL_POINTER_ROLE": "OWNED_BY"}
    lines: list[object] = [
        {"DATA_SOURCE": "X", "RECORD_ID": f"{n % 70}", "NAME_ORG": f"Westmark {n} AG", "FEATURES": [points]}
        for n in range(75)
    ]
    anchor = {"REL_ANCHOR_DOMAIN": "X", "REL_ANCHOR_KEY": "top"}
    return [*lines, {"DATA_SOURCE": "X", "RECORD_ID": "900", "NAME_ORG": "Fernwick Ltd", "FEATURES": [anchor]}]


def psc_lines() -> list[object]:
    """Companies held by one that is named in the last line only, and protected persons."""
    kind = "corporate-entity-person-with-significant-control"
    by = {"registration_number": "09999999", "country_registered": "England"}
    lines: list[object] = []
    for n in range(70):
        lines.append({"company_number": f"{n + 1:08d}", "data": {"kind": "super-secure-person", "links": {}}})
        named = {"name": "Saltmere Holdings Ltd"} if n == 69 else {"name": f"Holder {n}"}
        data = {
            "kind": kind,
            "identification": by,
            "natures_of_control": ["ownership-of-shares-50-to-75-percent"],
            **named,
        }
        lines.append({"company_number": f"{n + 1:08d}", "data": data})
    return lines


LINES = {"opensanctions": opensanctions_lines, "senzing": senzing_lines, "companies-house-psc": psc_lines}


@pytest.mark.parametrize("kind", LINES)
def test_json_lines_in_parts_of_seven_rows_make_the_same_files(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in LINES[kind]()))
    at_once, in_parts = Store(tmp_path / "one"), Store(tmp_path / "many")
    first = at_once.add(read_source(kind, file, DAY))
    request.getfixturevalue("small_parts")
    monkeypatch.setattr(rows, "PART", 7)
    assert len(list(read_source(kind, file, DAY).parts())) > 10
    assert in_parts.add(read_source(kind, file, DAY)) == first
    assert digests(at_once.path / first.id) == digests(in_parts.path / first.id)
    assert first.rejected == {"opensanctions": 3, "senzing": 5, "companies-house-psc": 0}[kind]


def test_an_anchor_that_a_later_part_declares_is_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "PART", 7)
    file = tmp_path / "records.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in senzing_lines()))
    assert set(whole(read_source("senzing", file, DAY)).reference.edges["owner"]) == {"senzing:X:900"}


@pytest.mark.parametrize("wrapped", ["array", "object"])
def test_a_json_document_says_what_its_lines_say(tmp_path: Path, wrapped: str) -> None:
    records = [record for record in opensanctions_lines() if isinstance(record, dict)]
    (tmp_path / "lines").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "document").write_text(json.dumps(records if wrapped == "array" else {"entities": records}, indent=1))
    lines, document = (
        whole(read_source("opensanctions", tmp_path / name, DAY)).reference for name in ("lines", "document")
    )
    for frame in ("entities", "names", "identifiers", "edges", "listings"):
        one, other = (getattr(of, frame) for of in (lines, document))
        places = [column for column in one.columns if column == "place"]
        assert one.drop(places).equals(other.drop(places))


def test_a_line_that_is_too_long_is_refused_and_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 5_000)
    monkeypatch.setattr(packed, "CHUNK", 1_000)
    records = [record for record in opensanctions_lines() if isinstance(record, dict)]
    records[8]["properties"]["notes"] = ["x" * 9_000]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(map(json.dumps, records)))
    got = whole(read_source("opensanctions", file, DAY))
    refused = got.rejects.filter(pl.col("effect") == "refused")
    assert refused.select("place", "reason").rows() == [("line 9", "a line of more than 5,000 bytes")]
    names = dict(got.reference.entities.select("key", "name").iter_rows())
    assert names["opensanctions:c2"] == "Westmark 57 AG"  # the one that is read
    assert [key for key in names if key.startswith("opensanctions:c")] == [
        f"opensanctions:c{n}" for n in (0, 1, *range(3, 55), 2)
    ]


KILLED = """
import sys
from datetime import date
from pathlib import Path
from auditor.entities.sources.importing import read_source
from auditor.entities.sources.streams import csv_records
from auditor.entities.store.store import Store
from auditor.entities.store.writing import Writing
from bom_parsers.carriers import packed
csv_records.PART_BYTES = packed.CHUNK = 7_000
add = Writing.add
def slowly(self, part):
    add(self, part)
    print("written", flush=True)
    if self._count == 5:
        sys.stdin.read()
Writing.add = slowly
Store(Path(sys.argv[2])).add(read_source("gleif-level1", Path(sys.argv[1]), date(2026, 11, 1)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signal that ends a process at once")
def test_an_import_that_is_killed_leaves_the_old_state(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    before = store.add(read_source("gleif-level1", write_golden_copy(tmp_path / "small.zip", 20), DAY))
    file = tmp_path / "copy.csv"
    with zipfile.ZipFile(write_golden_copy(tmp_path / "copy.zip", 3_000)) as archive:
        file.write_bytes(archive.read(archive.namelist()[0]))
    command = [sys.executable, "-c", KILLED, str(file), str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for _ in range(5):
            assert run.stdout.readline() == "written\n"
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    assert store.snapshots() == [before]
    assert list(store.path.glob(".unfinished-*"))
    after = store.add(read_source("gleif-level1", file, DAY))
    assert store.snapshots() == [*sorted([before, after], key=lambda one: one.id)]
    assert after.rows == 3_000 and not list(store.path.glob(".unfinished-*"))

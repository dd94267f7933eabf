"""What was read, shown: for people, for machines, and as tables that are safe to open."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from bom_parsers import validation
from bom_parsers.errors import InputError
from bom_parsers.limits import NAMES
from tests.auditor.conftest import component, sbom

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"
HBOM = """Designator,Quantity,Description,Manufacturer,MPN,Country of Origin
U1,1,modem,Example Radio Works,EX-77,DE
R1,1,resistor,,,
"""


def inspected(work, *arguments) -> list[dict]:
    done = work.icts("inspect", *arguments, "--format", "json")
    return json.loads(done.out)["files"]


@contextmanager
def standard_input(data: bytes) -> Iterator[None]:
    """Put `data` into a pipe in the place of standard input."""
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    before = os.dup(0)
    os.dup2(reading, 0)
    try:
        yield
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(reading)


@pytest.mark.parametrize("name", ["-", "/dev/stdin", "/dev/fd/0"])
def test_a_bom_in_a_pipe_is_read_like_a_file(work, name):
    path = work.write("in.csv", HBOM)
    (file,) = inspected(work, path)
    with standard_input(HBOM.encode()):
        (piped,) = inspected(work, name)
    assert piped | {"file": ""} == file | {"file": ""}
    assert (piped["components"], piped["file"]) == (2, name)


def test_a_closed_or_an_empty_standard_input_is_one_line_and_no_fault(work):
    with standard_input(b""):
        done = work.icts("inspect", "-", "--table", "components")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "-: found an empty file; expected a BOM" in done.err
    with standard_input(b""):
        os.close(0)
        done = work.icts("inspect", "-", "--table", "components")
    assert done.code == 2
    assert "expected a BOM file" in done.err


def test_the_json_counts_what_is_there(work):
    parts = [
        component("a", maker="Clean Code GmbH")
        | {
            "version": "1",
            "purl": "pkg:generic/a@1",
            "hashes": [{"alg": "SHA-1", "content": "0" * 40}],
            "supplier": {"name": "Harbour Parts", "address": {"country": "DE"}},
            "licenses": [{"license": {"id": "MIT"}}],
        },
        component("b") | {"type": "firmware", "supplier": {"name": "Harbour Parts"}},
        component("c") | {"type": "gadget", "supplier": {"name": "NOASSERTION"}},
        component("d") | {"type": "device"},
    ]
    path = work.write("in.json", sbom(*parts))
    (file,) = inspected(work, path)
    assert (file["format"], file["spec_version"], file["components"]) == ("cyclonedx-json", "1.6", 4)
    assert file["kinds"] == {"hardware": 1, "software": 1, "firmware": 1, "not stated": 1}
    assert file["types"] == {"device": 1, "firmware": 1, "gadget": 1, "library": 1}
    filled = {row["field"]: row["components"] for row in file["filled"]}
    assert filled == {
        "supplier": 2, "manufacturer": 0, "developer": 0, "any party": 2, "purl": 1, "cpe": 0, "version": 1, "mpn": 0, "hash": 1,
        "license": 1, "country": 1,
    }  # fmt: skip
    assert {row["field"]: row["share"] for row in file["filled"]}["supplier"] == 0.5
    assert file["parties"] == [{"name": "Harbour Parts", "role": "supplier", "country": "DE", "components": 2}]
    assert [p["pointer"] for p in file["problems"]] == ["/components/2/type"]
    assert file["bytes"] == path.stat().st_size


def test_a_table_of_parts_counts_countries_and_part_numbers(work):
    (file,) = inspected(work, work.write("parts.csv", HBOM))
    filled = {row["field"]: row["components"] for row in file["filled"]}
    assert (file["what"], file["components"], filled["mpn"], filled["country"]) == (
        "hardware BOM in a text table",
        2,
        1,
        1,
    )


def test_people_see_the_same(work):
    done = work.icts("inspect", work.write("parts.csv", HBOM), work.folder / "app.cdx.json", "--width", "80")
    assert done.code == 0
    assert "Example Radio Works [DE]: manufacturer of 1 component" in done.out
    assert "2 files: 2 read" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_an_unreadable_file_does_not_stop_the_others(work):
    bad = work.write("bad.json", "{")
    done = work.icts("inspect", bad, work.folder / "app.cdx.json", work.folder / "none.json")
    assert done.code == 2
    assert "Not read" in done.out
    assert "CycloneDX JSON 1.6" in done.out
    assert "3 files: 1 read, 2 not read" in done.out
    done = work.icts("inspect", bad, work.folder / "app.cdx.json", "--table", "components")
    assert done.code == 2
    assert len(done.out.splitlines()) == 2
    assert done.err.startswith("icts: ") and "bad.json" in done.err
    errors = [file["error"] for file in inspected(work, bad, work.folder / "app.cdx.json")]
    assert "bad.json" in errors[0] and errors[1] is None


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


EVIL = (
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1",
    "\x1b[2J",
    "\u202egpj",
    "line\nbreak",
    "Gerät",
)


def test_no_cell_of_the_csv_is_a_formula_or_moves_the_cursor(work):
    path = work.write("evil.json", sbom(*(component(f"c{i}") | {"name": name} for i, name in enumerate(EVIL))))
    done = work.icts("inspect", path, "--table", "components")
    names = [row["name"] for row in rows(done.out)]
    assert not [name for name in names if name.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert not set("\x1b\u202e\t\r") & set(done.out)
    assert names[0] == "'=cmd|' /C calc'!A0"
    assert names[-2:] == ["line\\nbreak", "Gerät"]
    work.icts("inspect", path, "--table", "components", "-o", f"parquet={work.folder / 'c.parquet'}")
    assert pl.read_parquet(work.folder / "c.parquet")["name"].to_list() == list(EVIL)


def test_what_people_read_has_no_control_characters(work):
    path = work.write("evil.json", sbom(*(component(name, maker=name) | {"supplier": {"name": name}} for name in EVIL)))
    for arguments in ((), ("--format", "json"), ("--validate",), ("--table", "parties"), ("--table", "problems")):
        done = work.icts("inspect", path, *arguments)
        assert done.code == 0
        assert not set("\x1b\u202e\r\t") & set(done.out + done.err)


def test_tables_of_several_files_are_one_table(work):
    path = work.write("parts.csv", HBOM)
    done = work.icts("inspect", path, work.folder / "app.cdx.json", "--table", "components")
    assert [row["bom"] for row in rows(done.out)] == [str(path), str(path), str(work.folder / "app.cdx.json")]
    for frame in ("parties", "properties", "dependencies", "problems"):
        assert work.icts("inspect", path, "--table", frame).out.startswith('"bom",')
    out = work.folder / "c.csv"
    silent = work.icts(
        "inspect", path, "--table", "components", "-o", f"csv={out}", "-o", f"parquet={work.folder / 'c.parquet'}"
    )
    assert silent.out == ""
    assert len(rows(out.read_text("utf-8"))) == pl.read_parquet(work.folder / "c.parquet").height == 2


def test_lists_in_the_csv_are_joined(work):
    entry = component("a") | {"hashes": [{"alg": "MD5", "content": "0" * 32}, {"alg": "SHA-1", "content": "1" * 40}]}
    done = work.icts("inspect", work.write("h.json", sbom(entry)), "--table", "components")
    assert rows(done.out)[0]["hashes"] == f"md5:{'0' * 32} sha-1:{'1' * 40}"


def test_a_report_in_json_is_written_too(work):
    done = work.icts("inspect", work.folder / "app.cdx.json", "-o", f"json={work.folder / 'i.json'}")
    assert done.code == 0
    assert json.loads((work.folder / "i.json").read_text())["files"][0]["components"] == 1


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("-o", "csv=x.csv"), "--table"),
        (("-o", "pdf=x.pdf"), "parquet=PATH"),
        (("--table", "parts"), "components"),
        (("--table", "parties", "--validate"), "--validate"),
        (("--limit", "rws=5"), "did you mean 'rows'?"),
        (("--limit", "rows=many"), "whole number"),
        (("--limit", "rows=0"), "whole number"),
        (("--limit", "rows"), "whole number"),
    ],
)
def test_a_wrong_option_is_told(work, arguments, part):
    done = work.icts("inspect", work.folder / "app.cdx.json", *arguments)
    assert done.code == 2
    assert part in done.err


def test_limits_can_be_lowered_and_raised_for_one_run(work):
    path = work.write("parts.csv", HBOM + "R2,1,resistor,,,\n" * 40)
    done = work.icts("inspect", path, "--limit", "rows=20")
    assert done.code == 2
    assert "20" in done.out
    assert work.icts("inspect", path, "--limit", "rows=1_000").code == 0
    assert work.icts("inspect", path).code == 0
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["parts.csv"]')
    assert work.icts("audit", work.folder / "program.toml").code == 0
    assert work.icts("audit", work.folder / "program.toml", "--limit", "rows=20").code == 10


def test_the_help_names_every_limit(work):
    told = "".join(work.icts("inspect", "--help").out.split())
    assert [name for name in NAMES if name not in told] == []


def test_validation_lists_where_a_file_breaks_its_schema_and_is_no_gate(work):
    path = work.write("odd.json", sbom(component("a") | {"type": "hardware", "manufacturer": "Example Radio Works"}))
    done = work.icts("inspect", path, "--validate", "--format", "json")
    assert done.code == 0
    (file,) = json.loads(done.out)["files"]
    assert file["validation"]["against"] == "CycloneDX 1.6 JSON schema"
    assert {f["pointer"] for f in file["validation"]["findings"]} == {
        "/components/0/type",
        "/components/0/manufacturer",
    }
    assert file["parties"][0]["name"] == "Example Radio Works"
    assert "/components/0/type" in work.icts("inspect", path, "--validate").out
    (file,) = json.loads(work.icts("inspect", work.write("p.csv", HBOM), "--validate", "--format", "json").out)["files"]
    assert "no official schema" in file["validation"]["note"]


SPDX = """{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "d",
"documentNamespace": "https://example.test/d", "creationInfo": {"creators": ["Tool: x"], "created": "2026-01-01T00:00:00Z"},
"packages": [{"SPDXID": "SPDXRef-a", "name": "a", "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
 "homepage": "%s"}]}"""


def test_spdx_is_validated_by_the_rules_of_spdx_tools(work):
    good, bad = work.write("good.json", SPDX % "https://example.test/"), work.write("bad.json", SPDX % "no address")
    files = json.loads(work.icts("inspect", good, bad, "--validate", "--format", "json").out)["files"]
    assert [len(file["validation"]["findings"]) for file in files] == [0, 1]
    assert files[1]["validation"]["findings"][0]["pointer"] == "SPDXRef-a"
    assert "homepage" in files[1]["validation"]["findings"][0]["message"]


XML = """<bom xmlns="http://cyclonedx.org/schema/bom/1.{}">
<components><component type="{}"><name>a</name>{}</component></components></bom>"""


@pytest.mark.parametrize("version", range(8))
def test_every_version_of_cyclonedx_is_validated_without_a_network(work, version, monkeypatch):
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "socket", forbidden)
    old = "<version/><modified>false</modified>"
    good = work.write("good.xml", XML.format(version, "library", old if version < 2 else "<version/>"))
    bad = work.write("bad.xml", XML.format(version, "gadget", old))
    paths = [good, bad]
    if version >= 2:
        ok = {"type": "library", "name": "a", "version": "1"}
        document = {"bomFormat": "CycloneDX", "specVersion": f"1.{version}", "version": 1}
        paths.append(work.write("good.json", json.dumps(document | {"components": [ok]})))
        paths.append(work.write("bad.json", json.dumps(document | {"components": [ok | {"type": "gadget"}]})))
    files = json.loads(work.icts("inspect", *paths, "--validate", "--format", "json").out)["files"]
    assert [bool(file["validation"]["findings"]) for file in files] == [False, True] * (len(paths) // 2)
    assert all(f"CycloneDX 1.{version}" in file["validation"]["against"] for file in files)


def test_missing_schema_files_are_one_line(work, monkeypatch):
    monkeypatch.setattr(validation, "files", lambda package: Path("/nowhere"))
    done = work.icts("inspect", work.write("a.xml", XML.format(6, "library", "")), "--validate")
    assert done.code == 2
    assert "cyclonedx-python-lib" in done.err
    assert done.err.count("\n") == 1
    with pytest.raises(InputError):
        validation.schema_file("bom-9.9.SNAPSHOT.xsd")


def test_the_official_examples_are_valid_and_the_counterexamples_are_not(work):
    folder = CORPUS / "cyclonedx-specification"
    if not folder.is_dir():
        pytest.skip(f"no specification files at {folder}")
    paths = [
        p
        for p in sorted(folder.glob("1.*/*"))
        if p.suffix in (".json", ".xml") and p.name.startswith(("valid", "invalid"))
    ]
    files = json.loads(work.icts("inspect", *paths, "--validate", "--format", "json").out)["files"]
    told = {
        f["file"]: bool(f["validation"]["findings"]) for f in files if f["validation"] and f["validation"]["against"]
    }
    assert len(told) > 400
    assert {path: broken for path, broken in told.items() if broken != Path(path).name.startswith("invalid")} == {}

"""Hostile files: each comes out as it should, and none costs more memory than its size allows."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bom_parsers import Bom, InputError, read_bom
from bom_parsers.errors import printable
from bom_parsers.limits import RATIO_FROM

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT.parent / "shared" / "boms" / "hostile-synth"
READ = {
    "csv-dnp.csv", "csv-dup-headers.csv", "csv-long-field.csv",
    "csv-quoted-newlines.csv", "json-control-ansi.cdx.json", "json-html-csv-injection.cdx.json", "json-huge-int.cdx.json",
    "json-nested-components-500.cdx.json", "many-components-50k.cdx.json.gz", "utf32le.cdx.json", "utf8-bom.cdx.json",
    "xlsx-is-csv.xlsx", "xlsx-million-rows-dim.xlsx", "xml-cdata-comments.cdx.xml", "xml-prefixed-ns.cdx.xml",
    "xml-stylesheet-pi.cdx.xml", "xml-utf16.cdx.xml",
}  # fmt: skip
WARNED = {
    "csv-chinese-gbk.csv", "csv-cp1252.csv",
    "csv-header-only.csv", "csv-ragged.csv", "csv-unterminated-quote.csv", "json-dangling-refs.cdx.json",
    "json-duplicate-keys.cdx.json", "json-future-version.cdx.json", "json-lone-surrogate.cdx.json",
    "json-lowercase-format.cdx.json", "spdx-supplier-forms.spdx", "spdx-tv-cycle.spdx", "spdx-tv-no-version.spdx",
    "spdx-tv-unterminated-text.spdx", "spdx3-expanded-types.spdx.json", "spdx3-remote-context.spdx.json",
    "yaml-dup-keys.spdx.yaml", "yaml-norway.spdx.yaml",
}  # fmt: skip
# What the words in EXPECTED.tsv allow.
ALLOWED = (
    (r".*Python int digit limit", {"refused", "read"}),  # which does not matter where no `int` is made of a number
    (r"reject or warn|warn or reject", {"refused", "warned"}),
    (r"reject or (?:accept|sniff|ignore)|accept or (?:reject|clear)", {"refused", "warned", "read"}),
    (r"clear encoding error", {"refused", "read"}),
    (r"reject", {"refused"}),
    (r"accept with warning|accept: zero parts, warn|warn", {"warned"}),
    (r"accept|csv field-size limit|no network", {"read", "warned"}),
)


def outcome(path: Path) -> Bom | InputError:
    try:
        return read_bom(path, "hostile")
    except InputError as error:
        return error


def kind_of(found: Bom | InputError) -> str:
    if isinstance(found, InputError):
        return "refused"
    return "warned" if set(found.problems["severity"]) & {"warning", "error"} else "read"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Any]:
    if not HOSTILE.is_dir():
        pytest.skip(f"no hostile files at {HOSTILE}")
    with (HOSTILE / "EXPECTED.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {row["file"]: (row["expected"], outcome(HOSTILE / row["file"])) for row in rows}


def test_every_hostile_file_comes_out_as_it_should(outcomes: dict[str, Any]) -> None:
    wrong = {}
    for name, (expected, found) in outcomes.items():
        allowed = next(kinds for words, kinds in ALLOWED if re.match(words, expected))
        if kind_of(found) not in allowed:
            wrong[name] = (expected, kind_of(found), str(found))
    assert wrong == {}


def test_the_outcomes_are_those_we_know(outcomes: dict[str, Any]) -> None:
    kinds = {name: kind_of(found) for name, (_, found) in outcomes.items()}
    assert {name for name, kind in kinds.items() if kind == "read"} == READ
    assert {name for name, kind in kinds.items() if kind == "warned"} == WARNED


def test_what_is_told_of_them_is_one_harmless_line(outcomes: dict[str, Any]) -> None:
    for _, found in outcomes.values():
        if isinstance(found, InputError):
            assert printable(str(found)) == str(found), str(found)[:200]


def test_the_details_that_the_list_asks_for(outcomes: dict[str, Any]) -> None:
    boms = {name: found for name, (_, found) in outcomes.items() if isinstance(found, Bom)}
    counts = {name: bom.components.height for name, bom in boms.items()}
    assert counts["csv-header-only.csv"] == 0
    assert counts["csv-quoted-newlines.csv"] == 1
    assert counts["csv-long-field.csv"] == 1
    assert counts["json-nested-components-500.cdx.json"] == 500
    assert counts["many-components-50k.cdx.json.gz"] == 50_001
    assert boms["many-components-50k.cdx.json.gz"].dependencies.height >= 49_999
    assert counts["xlsx-million-rows-dim.xlsx"] == 1
    assert counts["json-duplicate-keys.cdx.json"] == 2
    fitted = boms["csv-dnp.csv"].properties.filter(pl.col("name") == "hbom:fitted")["value"].to_list()
    assert "no" in fitted
    assert (
        set(boms["csv-chinese-gbk.csv"].parties["name"]) >= {"移远通信"} or boms["csv-chinese-gbk.csv"].parties.height
    )
    cdata = boms["xml-cdata-comments.cdx.xml"]
    assert cdata.components["name"].to_list() == ["L850"]
    assert cdata.parties["role"].to_list() == ["manufacturer"]
    norway = boms["yaml-norway.spdx.yaml"]
    assert norway.components.select("name", "version").rows() == [("on", "1.10")]
    assert norway.parties["name"].to_list() == ["NO"]
    surrogate = boms["json-lone-surrogate.cdx.json"].components
    assert "\ufffd" in "".join(text for row in surrogate.select("name", "version").rows() for text in row if text)


MEASURE = """
import resource, sys
import lxml.etree, msgspec, polars, python_calamine, yaml, zstandard
from pathlib import Path
from bom_parsers import InputError, read_bom
# The readers are imported now, so as not to be counted.
from bom_parsers.cyclonedx import json, xml
from bom_parsers.hbom import table
from bom_parsers.spdx import json
from bom_parsers.spdx.tag_value import text as tag_value
small = Path(sys.argv[1])
read_bom(small)
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (mapped + 3 * 2**30, mapped + 3 * 2**30))
try:
    outcome = f"read {read_bom(Path(sys.argv[2])).components.height}"
except InputError as error:
    outcome = f"refused {error.found[:60]}"
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024, outcome)
"""


def gzip_bomb(path: Path) -> int:
    member = gzip.compress(bytes(16 << 20))
    path.write_bytes(member * 32)
    return RATIO_FROM


def xz_bomb(path: Path) -> int:
    stream = lzma.compress(bytes(16 << 20), preset=0)
    path.write_bytes(stream * 32)
    return RATIO_FROM


def zip_bomb(path: Path) -> int:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bom.json", "w") as file:
        for _ in range(8):
            file.write(bytes(16 << 20))
    return RATIO_FROM


def deep_json(path: Path) -> int:
    path.write_text('{"bomFormat":"CycloneDX","specVersion":"1.6","components":' + "[" * 500_000)
    return path.stat().st_size


def deep_objects(path: Path) -> int:
    start = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[' + '{"name":"a","components":[' * 10_000
    path.write_text(start + "]}" * 10_000 + "]}")
    return path.stat().st_size


def deep_xml(path: Path) -> int:
    namespace = 'xmlns="http://cyclonedx.org/schema/bom/1.4"'
    path.write_text(f"<bom {namespace}>" + "<components><component><name>a</name>" * 10_000)
    return path.stat().st_size


def long_string(path: Path) -> int:
    component = {"type": "library", "name": "a" * (20 << 20), "bom-ref": "b" * (20 << 20)}
    path.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [component]}))
    return path.stat().st_size


def many_attributes(path: Path) -> int:
    namespace = 'xmlns="http://cyclonedx.org/schema/bom/1.4"'
    attributes = " ".join(f'a{i}="{"x" * 500}"' for i in range(10_000))
    path.write_text(
        f"<bom {namespace}><components><component {attributes}><name>a</name></component></components></bom>"
    )
    return path.stat().st_size


def wide_table(path: Path) -> int:
    path.write_text("Designator,Quantity,MPN," + ",".join(f"c{i}" for i in range(1_000_000)) + "\nU1,1,EX-1\n")
    return path.stat().st_size


def one_long_line(path: Path) -> int:
    path.write_bytes(b"SPDXVersion: SPDX-2.3\nPackageName: " + b"x" * (40 << 20))
    return path.stat().st_size


@pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="the memory of a process is measured by Linux's /proc"
)
@pytest.mark.parametrize(
    ("make", "most"),
    [
        (gzip_bomb, None),
        (xz_bomb, None),
        (zip_bomb, None),
        (deep_json, "refused"),
        (deep_objects, "refused"),
        (deep_xml, "refused"),
        (long_string, "read 1"),
        (many_attributes, None),
        (wide_table, None),
        (one_long_line, "read 1"),
    ],
)
def test_no_file_takes_more_memory_than_its_size_allows(tmp_path: Path, make: Any, most: str | None) -> None:
    """Peak memory stays under 6 times the inflated size and 100 MiB; of a bomb only what is inflated before it is refused."""
    small, path = tmp_path / "small.csv", tmp_path / "hostile"
    small.write_text("Designator,Quantity,Manufacturer,MPN\nU1,1,Example Semiconductor,EX-1\n")
    inflated = make(path)
    command = [sys.executable, "-c", MEASURE, str(small), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    grown, outcome = done.stdout.split(maxsplit=1)
    assert int(grown) < 6 * inflated / 2**20 + 100, outcome
    assert outcome.startswith(most or ("refused", "read"))

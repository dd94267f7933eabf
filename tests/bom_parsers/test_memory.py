"""Reading a large document takes no more memory than six times its size and 100 MiB, whichever format it is in.

The documents are those of the benchmarks. What importing the readers takes is not counted, which leaves about 50 MiB between
what is measured today and the bound: enough for another machine's allocator, too little for a second copy of a document.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("resource", reason="the memory of a process is not told on this system")

from benchmarks import read_cyclonedx, read_spdx, read_tables

ROOT = Path(__file__).resolve().parents[2]
READ = """
import sys
from pathlib import Path
from benchmarks.measuring import peak
from bom_parsers import read_bom
# The readers are imported now, so as not to be counted.
from bom_parsers.cyclonedx import json, xml
from bom_parsers.hbom import table
from bom_parsers.spdx import json
from bom_parsers.spdx.tag_value import text as tag_value
before = peak()
bom = read_bom(Path(sys.argv[1]), "large")
print(bom.format, bom.components.height, round(peak() - before))
"""
MAKE: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "cyclonedx-json": (30_000, lambda count: json.dumps(read_cyclonedx.document(count - 1)).encode()),
    "spdx-json": (30_000, read_spdx.json_document),
    "spdx-tag-value": (30_000, read_spdx.tag_value_document),
    "hbom-xlsx": (30_000, read_tables.workbook),
    "hbom-csv": (100_000, read_tables.csv_text),
}


def inflated(path: Path) -> float:
    """The size in MiB that counts: of a workbook what it inflates to."""
    if not zipfile.is_zipfile(path):
        return path.stat().st_size / 2**20
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist()) / 2**20


@pytest.mark.parametrize("form", MAKE)
def test_a_large_document_takes_no_more_than_six_times_its_size_and_100_mib(tmp_path: Path, form: str) -> None:
    count, make = MAKE[form]
    path = tmp_path / "large"
    path.write_bytes(make(count))
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    found, components, grown = done.stdout.split()
    assert (found, int(components)) == (form, count)
    assert int(grown) <= 6 * inflated(path) + 100

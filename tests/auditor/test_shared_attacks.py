"""Every attack of the shared collection, run as its table says and held to what the table wants, with its bounds."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditor.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "faults" / "security"
# In a process of its own: Linux counts to the memory of a child what its parent had when it was made.
MEASURED = """import json, pathlib, sys
folder, command, seconds = sys.argv[1:]
sys.path.insert(0, folder)
import check
print(json.dumps(check.run(command, pathlib.Path(folder), float(seconds))))"""
SECONDS = 300.0  # by the clock, of a busy machine; what a case may take of the processor stands in the table


def rows() -> list[dict[str, str]]:
    """Return the rows of the table, none where the collection is not there."""
    if not SHARED.is_dir():
        return []
    with (SHARED / "EXPECTED.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def check() -> ModuleType:
    """Return the collection's own program, which runs a command and judges what it did."""
    spec = importlib.util.spec_from_file_location("check", SHARED / "check.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def with_icts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the command `icts`, this tree's."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "icts"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m auditor "$@"\n')
    command.chmod(0o755)
    return folder


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of attacks is not there")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the collection's program is for Linux")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_an_attack_of_the_collection_fails(
    row: dict[str, str],
    check: ModuleType,
    with_icts: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    wanted = [part.strip() for part in row["want"].split(";")]
    plain = not re.search(r"[$|;&<>]", row["command"])
    if plain and not any(part.startswith(("cpu", "rss")) for part in wanted):
        monkeypatch.chdir(SHARED)  # in this process, which has all imported
        code, cpu, rss = run(row["command"].split()[1:]), 0.0, 0.0
        text = "".join(capfd.readouterr())
    else:
        monkeypatch.setenv("PATH", f"{with_icts}{os.pathsep}{os.environ['PATH']}")
        command = [sys.executable, "-B", "-c", MEASURED, str(SHARED), row["command"], str(SECONDS)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        code, text, cpu, rss = json.loads(done.stdout)
    assert [part for part in wanted if not check.holds(part, code, text, cpu, rss)] == [], (
        f"{row['what']}: exit {code}, {cpu:.1f} s, {rss:.0f} MiB\n{text[-2000:]}"
    )

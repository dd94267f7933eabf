"""The wheel holds everything: installed into a fresh environment, it audits the example."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auditor", "bom_parsers", "policies", "reports")


def run(*command: str | Path, code: int = 0, **options) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )
    assert done.returncode == code, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built in a copy: two builds in one checkout take each other's files away."""
    folder = tmp_path_factory.mktemp("wheel")
    copied = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copied / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copied)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, copied)
    return next(folder.glob("icts_auditor-*.whl"))


def test_templates_and_data_files_are_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    folders = [ROOT / package for package in PACKAGES]
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".toml", ".j2", ".css", ".html", ".csv", ".json")
    ]
    data = {str(path.relative_to(ROOT)) for path in files}
    assert len(data) > 3
    assert data <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/", "examples/"))]


def test_an_installed_wheel_audits_the_example(wheel, tmp_path):
    """Outside the checkout, so that nothing is found by luck."""
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    bin_folder = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", bin_folder / "python")
    # What is never imported need not be compiled.
    run(*pip, "install", "--quiet", "--disable-pip-version-check", "--no-compile", wheel)
    program = ROOT / "examples" / "meridian-aurora" / "program.toml"
    report = tmp_path / "audit.json"
    run(
        bin_folder / "icts",
        "audit",
        program,
        "-o",
        f"json={report}",
        "-o",
        f"html={tmp_path / 'r.html'}",
        code=11,
        cwd=tmp_path,
    )
    counts = json.loads(report.read_text("utf-8"))["counts"]
    assert all(counts.values()), counts

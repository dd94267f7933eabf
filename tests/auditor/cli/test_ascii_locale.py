"""Where the locale knows no letters but ASCII, names of files are still names, or end the run with one line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.auditor.conftest import Workspace, component, sbom

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def icts(work: Workspace, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from auditor.cli.main import main; sys.argv[0] = 'icts'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=work.folder,
        env=os.environ | ASCII,
        capture_output=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="names of files are Unicode there")
def test_names_outside_ascii_are_written_and_read(work):
    work.write("app.cdx.json", sbom(component("core", maker="墨澄 Ärzte GmbH") | {"version": "1"}))
    (work.folder / "program.toml").rename(work.folder / "prüfung.toml")
    done = icts(work, "audit", "prüfung.toml", "-o", "html=außen.html", "-o", "json=ö.json")
    assert done.returncode == 10 and (work.folder / "außen.html").exists() and (work.folder / "ö.json").exists()
    assert "墨澄 Ärzte GmbH" in done.stdout.decode("utf-8")
    assert done.stderr.decode("ascii").count("\n") == 2
    assert icts(work, "request", "prüfung.toml", "-o", "fragen").returncode == 0
    assert len(list((work.folder / "fragen").glob("request-*.xlsx"))) == 1
    text = (work.folder / "prüfung.toml").read_text("utf-8")
    work.write("other.toml", text.replace("app.cdx.json", "äpp.cdx.json"))
    work.write("äpp.cdx.json", sbom())
    for arguments in (("audit", "other.toml"), ("screen", "fehlt-é.csv"), ("determine", "ä.toml", *DETERMINED)):
        done = icts(work, *arguments)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1), done


DETERMINED = (
    *("--select", "name=é", "--fact", "component.open_source=false", "--basis", "b", "--who", "w"),
    *("--when", "2026-05-01", "--until", "2027-05-01"),
)

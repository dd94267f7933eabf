"""No output takes the place of an input of the same run: whichever command, whichever input, by whatever name."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import reports
from auditor.cli.audited import KEPT
from auditor.entities.reference import FRAMES
from auditor.facts.hardware.radio_parts import SHIPPED as RADIO_PARTS
from auditor.outputs import LOCK
from tests.auditor.conftest import Workspace, component, sbom

STARTER = False

LEI = "Entity.LegalName,LEI,Entity.LegalJurisdiction\nNordvik Telematik GmbH,529900T8BM49AURSDO55,DE\n"
DETERMINATION = """[[determination]]
select = { name = "clean" }
facts = { "component.open_source" = false }
basis = "read"
who = "J. Doe"
when = 2026-05-01
until = 2027-05-01
evidence = "sheet.pdf"
sha256 = "%s"
"""
DECISION = """[[decision]]
name = "Clean Code"
key = "lei:529900T8BM49AURSDO55"
is = "same"
who = "J. Doe"
when = 2026-05-01
why = "read the register"
"""


def linked(path: Path) -> Path:
    link = path.with_name("symlink.out")
    link.symlink_to(path)
    return link


def hard_linked(path: Path) -> Path:
    link = path.with_name("hardlink.out")
    link.hardlink_to(path)
    return link


NAMES: dict[str, Callable[[Path], Path]] = {
    "as it is": lambda path: path,
    "in other words": lambda path: path.parent / ".." / path.parent.name / path.name,
    "a symbolic link": linked,
    "a hard link": hard_linked,
}
if sys.platform == "win32":
    del NAMES["a symbolic link"]


@pytest.fixture
def full(work: Workspace) -> Workspace:
    """A program with every kind of input."""
    work.change(
        'suppliers = ["suppliers.csv"]',
        'suppliers = ["suppliers.csv"]\ndeterminations = ["determinations.toml"]\nparts = ["parts.csv"]\n'
        'decisions = "decisions.toml"\nstore = "store"',
    )
    sheet = work.write("sheet.pdf", "a data sheet")
    work.write("determinations.toml", DETERMINATION % hashlib.sha256(sheet.read_bytes()).hexdigest())
    work.write("decisions.toml", DECISION)
    work.write("parts.csv", RADIO_PARTS.read_text("utf-8").splitlines()[0] + "\n")
    work.write("list.csv", "Supplier;Country\nClean Code GmbH;DE\n")
    source = work.write("lei.csv", LEI)
    store = ["--store", work.folder / "store", "--as-of", "2026-11-01"]
    assert work.icts("entities", "import", "gleif-level1", source, *store).code == 0
    source.unlink()
    return work


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(work: Workspace, path: Path, *arguments: str | Path) -> None:
    """Run the command with the output `path`, and prove that it ends with one line and changes nothing."""
    before = contents(work.folder)
    done = work.icts(*arguments)
    assert (done.code, done.out) == (2, ""), (arguments, done.err)
    assert done.err.count("\n") == 1 and "an output path that is an input of the same run" in done.err
    assert str(path) in done.err
    assert contents(work.folder) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_report_replaces_no_file_that_the_audit_read(full, name):
    others = {"list.csv", LOCK, *(f"{frame}.parquet" for frame in FRAMES if frame != "entities")}
    read = [path for path in contents(full.folder) if path.name not in others]
    assert {path.name for path in read} >= {"program.toml", "sheet.pdf", "decisions.toml", "entities.parquet"}
    for path in read:
        inside = "store" in path.parts
        if inside and name == "a hard link":
            continue  # the store's own names of its files stay as they are
        output = NAMES[name](path)
        refused(full, output, "audit", full.folder / "program.toml", "-o", f"html={output}")
        if output.name.endswith(".out"):
            output.unlink()


@pytest.mark.parametrize("form", list(reports.FORMATS["audit"]))
def test_no_format_of_a_report_replaces_an_input(full, form):
    path = full.folder / "decisions.toml"
    more = ["-o", f"json={full.folder / 'new.json'}"] if form != "json" else []
    refused(full, path, "audit", full.folder / "program.toml", *more, "-o", f"{form}={path}")


@pytest.mark.parametrize("name", NAMES)
def test_a_screening_replaces_no_list_nor_what_it_is_checked_against(full, name):
    wanted, known, decisions = (full.folder / name for name in ("list.csv", "suppliers.csv", "decisions.toml"))
    given = ["--known", known, "--decisions", decisions, "--store", full.folder / "store"]
    for path in (wanted, known, decisions):
        output = NAMES[name](path)
        refused(full, output, "screen", wanted, *given, "-o", f"csv={output}")
        if output.name.endswith(".out"):
            output.unlink()
    new = full.folder / "store" / "new.csv"
    refused(full, new, "screen", wanted, *given, "-o", f"csv={new}")


@pytest.mark.parametrize("name", NAMES)
def test_neither_an_inspection_nor_an_annotated_copy_replaces_a_bom(full, name):
    program, bom = full.folder / "program.toml", full.folder / "app.cdx.json"
    output = NAMES[name](bom)
    refused(full, output, "inspect", bom, "-o", f"json={output}")
    refused(full, output, "inspect", bom, "--table", "components", "-o", f"parquet={output}")
    refused(full, output, "annotate", program, bom, "-o", output)
    refused(full, program, "annotate", program, bom, "-o", program)


@pytest.mark.parametrize("name", KEPT)
def test_a_report_replaces_nothing_that_other_commands_keep_beside_the_program(full, name):
    path = full.write(name, "kept")
    refused(full, path, "audit", full.folder / "program.toml", "-o", f"json={path}")


def test_a_determination_is_not_its_own_evidence(full):
    file = full.folder / "determinations.toml"
    before = contents(full.folder)
    given = ["--select", "name=clean", "--fact", "component.programmable=yes", "--basis", "b", "--who", "w"]
    days = ["--when", "2026-05-01", "--until", "2027-05-01"]
    done = full.icts("determine", file, *given, *days, "--evidence", file)
    assert done.code == 2 and "expected a file of its own" in done.err and done.err.count("\n") == 1
    assert contents(full.folder) == before


def test_answers_are_not_received_into_one_file_for_both(full):
    answers = full.write("answers.xlsx", "no workbook")
    accepted = ["--accepted-by", "J. Doe", "--when", "2026-08-10"]
    into = ["--into", full.folder / "new", "--suppliers-into", full.folder / "." / "new"]
    done = full.icts("receive", answers, "--program", full.folder / "program.toml", *accepted, *into)
    assert done.code == 2 and "expected a file for each" in done.err
    assert not (full.folder / "new").exists()


def test_an_input_that_is_not_there_is_not_made_by_an_output(full):
    path = full.folder / "decisions.toml"
    path.unlink()
    done = full.icts("screen", full.folder / "list.csv", "--decisions", path, "-o", f"json={path}")
    assert done.code == 2 and not path.exists()


def test_requests_are_not_kept_in_an_empty_input_of_the_program(full):
    full.write("app.cdx.json", sbom(component("core", maker="Nobody Oy")))
    path = full.write("determinations.toml", "")
    given = ["request", full.folder / "program.toml", "--requests", path]
    done = full.icts(*given, "-o", full.folder / "new")
    assert done.code == 2 and "an output path that is an input of the same run" in done.err
    assert path.read_bytes() == b"" and not (full.folder / "new").exists()
    assert full.icts(*given[:2], "-o", full.folder / "new").code == 0
    assert full.icts(*given[:2], "-o", full.folder / "newer").code == 0  # its own file is read and written again


def test_two_outputs_of_one_path_are_refused_by_whatever_names(full):
    folder = full.folder
    before = contents(folder)
    outputs = ["-o", f"html={folder / 'new.html'}", "-o", f"json={folder / '..' / folder.name / 'new.html'}"]
    done = full.icts("audit", folder / "program.toml", *outputs)
    assert done.code == 2 and "two outputs at one path" in done.err
    assert contents(folder) == before

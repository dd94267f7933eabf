"""Every input is opened once, and what was judged is what was hashed."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pytest

import reports
from auditor.audit.run import audit
from auditor.documents.audit import document
from auditor.entities.matching.decisions import read_decisions
from auditor.facts.hardware.radio_parts import Knowledge
from auditor.inputs import InputFile, Inputs, day_of, read_if_there, read_input
from auditor.outputs import LOCK
from auditor.program.determinations import read_determination_file
from auditor.program.files import inputs_of
from auditor.program.reader import read_program
from bom_parsers.errors import InputError
from tests.auditor.conftest import ROOT, Workspace, component, sbom

PACKAGES = [ROOT / name for name in ("auditor", "bom_parsers", "policies", "reports")]
DETERMINATION = """[[determination]]
select = {{ name = "clean" }}
facts = {{ component.programmable = true }}
basis = "read the data sheet"
evidence = "sheet.pdf"
sha256 = "{sha256}"
who = "J. Doe"
when = 2026-05-01
until = 2027-05-01
"""
DECISION = """[[decision]]
name = "Clean Code"
key = "starter:none"
is = "different"
who = "J. Doe"
when = 2026-05-01
why = "another company"
"""

_watch: list[Callable[[str, str], None]] = []


def _opened(event: str, arguments: tuple) -> None:
    if event == "open" and _watch and isinstance(arguments[0], str | bytes | os.PathLike):
        mode, flags = arguments[1], arguments[2] or 0
        reading = "r" in mode if mode else not flags & (os.O_WRONLY | os.O_CREAT)
        _watch[-1](os.fsdecode(arguments[0]), "read" if reading else "write")


sys.addaudithook(_opened)  # a hook cannot be taken away again: without a watcher it does nothing


@contextmanager
def watching(watcher: Callable[[str, str], None]) -> Iterator[None]:
    _watch.append(watcher)
    try:
        yield
    finally:
        _watch.pop()


@contextmanager
def counted(folder: Path) -> Iterator[Counter[str]]:
    """Count how often each file below `folder` is opened to be read."""
    openings: Counter[str] = Counter()

    def count(path: str, how: str) -> None:
        found = Path(path).resolve()
        if how == "read" and found.is_relative_to(folder) and not found.is_dir():
            openings[found.relative_to(folder).as_posix()] += 1

    with watching(count):
        yield openings


@pytest.fixture
def full(work: Workspace) -> Workspace:
    """A program that names one file of every kind, two of them twice."""
    sheet = work.write("sheet.pdf", "data sheet")
    work.write("determinations.toml", DETERMINATION.format(sha256=hashlib.sha256(sheet.read_bytes()).hexdigest()))
    work.write("decisions.toml", DECISION)
    shipped = ROOT / "auditor" / "facts" / "hardware" / "radio_parts.csv"
    work.write("parts.csv", shipped.read_text("utf-8").splitlines()[0] + "\n")
    work.write("more.csv", "name;incorporated_in;owners\nBraun AG;DE;Founders [DE] 100%; Heirs [DE] 0%\n")
    work.write("board.csv", "Designator,Manufacturer,MPN\nU1,Lintao Example Co.,ABC-1\n")
    work.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH"), component("other", maker="Nobody")))
    work.change(
        'suppliers = ["suppliers.csv"]',
        'suppliers = ["suppliers.csv", "more.csv"]\ndeterminations = ["determinations.toml"]\nparts = ["parts.csv"]\n'
        'decisions = "decisions.toml"',
    )
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    text = (work.folder / "program.toml").read_text("utf-8")
    item = text[text.index("[[item]]") :].replace('id = "tcu"', 'id = "second"')
    work.write("program.toml", f"{text}\n{item}")
    return work


NAMED = {
    "program.toml",
    "suppliers.csv",
    "more.csv",
    "determinations.toml",
    "sheet.pdf",
    "decisions.toml",
    "parts.csv",
    "app.cdx.json",
    "board.csv",
}


def once(openings: Counter[str], names: set[str]) -> None:
    assert openings == dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("audit", ("-o", "json=out.json", "-o", "html=out.html")),
        ("explain", ("tcu/app.cdx.json#clean",)),
        ("annotate", ("app.cdx.json", "--item", "tcu", "-o", "out.cdx.json")),
        (
            "request",
            (
                "-o",
                "requests",
            ),
        ),
    ],
)
def test_a_command_on_a_program_opens_each_file_once(full, tmp_path_factory, command, arguments):
    out = tmp_path_factory.mktemp("out")
    arguments = [a.replace("out.", f"{out}/out.").replace("requests", f"{out}/requests") for a in arguments]
    with counted(full.folder) as openings:
        done = full.icts(command, full.folder / "program.toml", *arguments)
    assert done.code in (0, 10, 11), done.err
    once(openings, NAMED)


def test_a_screening_opens_its_lists_once(full):
    full.write("wanted.csv", "Supplier;Country\nClean Code GmbH;DE\nNobody;FR\n")
    with counted(full.folder) as openings:
        lists = ("--known", full.folder / "suppliers.csv", "--decisions", full.folder / "decisions.toml")
        done = full.icts("screen", full.folder / "wanted.csv", *lists)
    assert done.code in (0, 10), done.err
    once(openings, {"wanted.csv", "suppliers.csv", "decisions.toml"})
    with counted(full.folder) as openings:
        full.icts("screen", full.folder / "suppliers.csv")  # states facts: a list of both kinds
    once(openings, {"suppliers.csv"})


def test_a_determination_opens_the_file_and_its_evidence_once(full):
    with counted(full.folder) as openings:
        done = full.icts(
            *("determine", full.folder / "determinations.toml", "--select", "name=other", "--basis", "seen"),
            *("--fact", "component.programmable=false", "--who", "J. Doe", "--when", "2026-05-01"),
            *("--until", "2027-05-01", "--evidence", full.folder / "sheet.pdf"),
        )
    assert done.code == 0, done.err
    once(openings, {"determinations.toml", "sheet.pdf"})


def test_receiving_opens_each_file_once_and_audits_what_it_wrote(full):
    assert full.icts("request", full.folder / "program.toml", "-o", full.folder / "requests").code == 0
    filled = sorted(path.relative_to(full.folder).as_posix() for path in (full.folder / "requests").iterdir())
    assert filled
    with counted(full.folder) as openings:
        done = full.icts(
            *("receive", *(full.folder / name for name in filled), "--program", full.folder / "program.toml"),
            *("--accepted-by", "J. Doe", "--when", "2026-11-24"),
        )
    assert "Verdicts changed: 0" in done.out, done.err
    once(openings, NAMED | set(filled) | {"requests.toml", LOCK})


def test_an_audit_needs_no_file_system(full):
    """The same document comes of the inputs alone, while every opening outside of what is installed is refused."""
    _, report = full.audit()
    program = read_program(read_input(full.folder / "program.toml", "program.toml"))
    inputs = inputs_of(program)
    for path in full.folder.iterdir():
        path.unlink()
    python = [Path(sys.prefix), Path(sys.base_prefix), Path(pytest.__file__).parents[1]]
    installed = [folder.resolve() for folder in (*python, *PACKAGES)]

    def refuse(path: str, how: str) -> None:
        place = Path(path).resolve()
        if not any(place.is_relative_to(folder) for folder in installed):
            raise AssertionError(f"an audit opened {path} to {how}")

    with watching(refuse):
        again = json.loads(reports.write(document(audit(program, inputs)), "json"))
    assert again == report


def test_the_hash_in_the_report_is_of_the_bytes_judged(full, monkeypatch):
    """A file that changes while the audit runs does not lend its new hash to the old answers."""
    path = full.folder / "suppliers.csv"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    program = read_program(read_input(full.folder / "program.toml", "program.toml"))
    inputs = inputs_of(program)
    path.write_text("name\nsomebody else\n", "utf-8")
    files = {entry["file"]: entry["sha256"] for entry in document(audit(program, inputs))["inputs"]}
    assert files["suppliers.csv"] == before


def test_a_file_that_is_not_among_the_inputs_is_asked_for_by_name(work):
    program = read_program(read_input(work.folder / "program.toml", "program.toml"))
    with pytest.raises(InputError, match=r"suppliers\.csv: found a file that is not among the inputs"):
        audit(program, Inputs())


def test_what_cannot_be_read_is_told_in_one_line(tmp_path):
    with pytest.raises(InputError, match="No such file or directory; expected a BOM file"):
        read_input(tmp_path / "none.json", expected="a BOM file")
    with pytest.raises(InputError, match="directory"):
        read_input(tmp_path)
    with pytest.raises(InputError, match="null"):
        read_input(Path("a\0b"))
    assert read_if_there(tmp_path / "none.json").data == b""


@pytest.mark.parametrize("value", ["2026-11-24", " 2026-11-24 ", date(2026, 11, 24)])
def test_a_day_is_a_date_or_its_text(value):
    assert day_of(value) == date(2026, 11, 24)


# What Python's own reader takes for a date besides: another program would not, or for another day.
@pytest.mark.parametrize(
    "value",
    [
        "20261124",
        "2026-W48-2",
        "2026-11-31",
        "24.11.2026",
        "",
        None,
        20261124,
        datetime(2026, 11, 24),
        "２０２６-11-24",
    ],
)
def test_nothing_else_is_a_day(value):
    assert day_of(value) is None


def test_every_file_says_in_the_same_words_that_a_day_is_none():
    parts = ROOT / "auditor" / "facts" / "hardware" / "radio_parts.csv"
    rows = parts.read_text("utf-8").splitlines()
    sourced = next(row for row in rows if row.endswith(",sourced"))
    day = next(cell for cell in sourced.split(",") if day_of(cell))
    files = {
        read_determination_file: DETERMINATION.format(sha256="0" * 64).replace("2026-05-01", '"20260501"'),
        read_decisions: DECISION.replace("2026-05-01", '"20260501"'),
        Knowledge.of: f"{rows[0]}\n{sourced.replace(day, '20260501')}\n",
    }
    for read, text in files.items():
        with pytest.raises(InputError) as caught:
            read(InputFile(Path("F.csv"), "F.csv", text.encode()))
        assert "found '20260501' for " in str(caught.value)
        assert str(caught.value).endswith("; expected a date such as 2026-11-24; write year, month and day so")

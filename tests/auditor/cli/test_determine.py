"""`icts determine` adds one determination to a file: all of it or nothing, and what is there stays byte by byte."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.cli.determine import determine_command
from auditor.inputs import InputFile, Inputs, read_input
from auditor.outputs import LOCK
from auditor.program.determination_writer import with_added, written
from auditor.program.determinations import read_determination_file
from bom_parsers.errors import InputError

GIVEN = {
    "--select": "mpn=BRN-900",
    "--fact": "component.hardware_class=cellular_module",
    "--basis": "read the data sheet",
    "--who": "J. Doe",
    "--when": "2026-05-01",
    "--until": "2027-05-01",
}


def determine(file: Path, *more: str, **other: str | None) -> None:
    """Run the command with the options of GIVEN, those in `other` instead or, as None, left out."""
    options = GIVEN | {f"--{key}": value for key, value in other.items()}
    arguments = [word for key, value in options.items() if value is not None for word in (key, value)]
    determine_command.main([str(file), *arguments, *more], standalone_mode=False)


def refused(file: Path, *more: str, **other: str | None) -> str:
    """Return the one line of the error, and prove that the file is as it was."""
    before = file.read_bytes() if file.exists() else None
    with pytest.raises((InputError, click.UsageError)) as caught:
        determine(file, *more, **other)
    assert (file.read_bytes() if file.exists() else None) == before
    assert {path.name for path in file.parent.iterdir() if path.name.startswith(".")} <= {LOCK}
    message = caught.value.format_message() if isinstance(caught.value, click.UsageError) else str(caught.value)
    assert "\n" not in message
    return message


def test_the_file_is_made_and_can_be_read(tmp_path, capfd):
    file = tmp_path / "determinations.toml"
    determine(
        file, "--select", "item=tcu", "--fact", "item.frequency_mhz=699..2690", "--fact", "designed_by=A AG; B Oy"
    )
    (found,) = read_determination_file(read_input(file))
    assert found.select.keys == {"mpn": "BRN-900", "item": "tcu"}
    assert found.states == {
        "component.hardware_class": "cellular_module",
        "item.frequency_mhz": [699, 2690],
        "designed_by": ("A AG", "B Oy"),
    }
    assert (found.basis, found.who, found.when, found.until) == (
        "read the data sheet",
        "J. Doe",
        date(2026, 5, 1),
        date(2027, 5, 1),
    )
    assert found.supplier is None and found.evidence is None
    out, err = capfd.readouterr()
    assert out == "" and err == f"icts: added the determination of mpn 'BRN-900', item 'tcu' to {file}, line 1\n"


@pytest.mark.parametrize(
    ("fact", "name", "value"),
    [
        ("component.programmable=yes", "component.programmable", True),
        ("component.programmable=false", "component.programmable", False),
        ("component.kind=firmware", "component.kind", "firmware"),
        ("component.modified=no", "component.modified", "no"),
        ("component.completed_on=2026-02-01", "component.completed_on", date(2026, 2, 1)),
        ("item.automation_level=2", "item.automation_level", 2),
        ("item.enables=vcs,ads", "item.enables", ["vcs", "ads"]),
        ("item.enables=none", "item.enables", []),
        ("item.frequency_mhz=433.05..434.79", "item.frequency_mhz", [433.05, 434.79]),
        ("altered_by=Ashgrove Oy", "component.altered_by", "Ashgrove Oy"),
    ],
)
def test_every_kind_of_fact_can_be_given(tmp_path, fact, name, value):
    determine(tmp_path / "d.toml", fact=fact)
    assert read_determination_file(read_input(tmp_path / "d.toml"))[0].states == {name: value}


@pytest.mark.parametrize("before", [b"# ours\r\n\r\n# kept\r\n", b"\xef\xbb\xbf# ours", b"", b"# no line end"])
def test_what_is_there_is_kept_byte_by_byte(tmp_path, before):
    file = tmp_path / "d.toml"
    file.write_bytes(before)
    determine(file)
    determine(file, select="mpn=BRN-901", of="Braunau AG")
    assert file.read_bytes().startswith(before)
    first, second = read_determination_file(read_input(file))
    assert (first.select.keys, second.select.keys) == ({"mpn": "BRN-900"}, {"mpn": "BRN-901"})
    assert second.supplier == "Braunau AG"
    added = file.read_bytes().removeprefix(before)
    assert added.count(b"\r\n") == (added.count(b"\n") if b"\r\n" in before else 0)


def test_evidence_is_written_down_with_its_hash(tmp_path):
    sheet = tmp_path / "proof" / "sheet.pdf"
    sheet.parent.mkdir()
    sheet.write_bytes(b"data sheet")
    determine(tmp_path / "d.toml", evidence=str(sheet))
    evidence = read_determination_file(read_input(tmp_path / "d.toml"))[0].evidence
    assert (evidence.name, evidence.sha256) == ("proof/sheet.pdf", hashlib.sha256(b"data sheet").hexdigest())
    assert evidence.fault(Inputs().with_files([read_input(evidence.path)])) is None


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"select": "nam=a"}, "--select: nam: found the unknown key 'nam' in select"),
        ({"select": "item=tcu"}, "expected one of purl, mpn, name, ref"),
        ({"select": "mpn"}, "expected KEY=VALUE"),
        ({"fact": "component.hardware_clas=sensor"}, "did you mean 'component.hardware_class'?"),
        ({"fact": "component.hardware_class=senor"}, "did you mean 'sensor'?"),
        ({"fact": "component.programmable=perhaps"}, "expected true or false"),
        ({"fact": "component.completed_on=soon"}, "expected a date"),
        ({"fact": "item.frequency_mhz=high"}, "expected a pair [lowest, highest] in MHz"),
        ({"fact": "item.frequency_mhz=20..10"}, "expected a pair [lowest, highest] in MHz"),
        ({"fact": "verdict=allowed"}, "'verdict', which is an answer; expected facts"),
        ({"fact": "component.prohibited=false"}, "which is an answer; expected facts"),
        ({"until": "2026-04-01"}, "--until 2026-04-01 is before --when 2026-05-01"),
        ({"basis": " "}, "a text that is not blank"),
        ({"until": None}, "Missing option '--until'"),
        ({"when": None}, "Missing option '--when'"),
        ({"who": None}, "Missing option '--who'"),
        ({"basis": None}, "Missing option '--basis'"),
        ({"evidence": "missing.pdf"}, "--evidence: found "),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(tmp_path, other, words):
    file = tmp_path / "d.toml"
    assert words in refused(file, **other)
    determine(file, select="mpn=OTHER")
    assert words in refused(file, **other)


def test_a_broken_file_is_not_added_to(tmp_path):
    file = tmp_path / "d.toml"
    file.write_text('[[determination]]\nwho = "J. Doe"\n', "utf-8")
    assert f"{file}: line 1: found no 'select'" in refused(file)
    file.write_text("determination = []\n", "utf-8")
    assert "expected tables headed [[determination]]" in refused(file)


def test_evidence_outside_the_folder_is_refused(tmp_path):
    folder = tmp_path / "program"
    folder.mkdir()
    (tmp_path / "sheet.pdf").write_bytes(b"x")
    assert "copy the evidence there" in refused(folder / "d.toml", evidence=str(tmp_path / "sheet.pdf"))


def test_another_value_for_the_same_selector_is_refused_while_the_first_counts(tmp_path):
    file = tmp_path / "d.toml"
    determine(file)
    assert "line 1: found component.hardware_class as 'cellular_module' until 2027-05-01" in refused(
        file, fact="component.hardware_class=sensor"
    )
    determine(file, fact="component.programmable=true")  # another fact
    determine(
        file, fact="component.hardware_class=sensor", when="2027-05-02", until="2028-05-01"
    )  # when it has run out
    assert len(read_determination_file(read_input(file))) == 3


@given(basis=st.text(min_size=1).filter(str.strip), name=st.text(min_size=1).filter(str.strip))
def test_any_text_comes_back_as_it_was_written(basis, name):
    day = date(2026, 5, 1)
    entry = written({"name": name.strip()}, {"altered_by": basis}, basis, name, day, day)
    content, (found, second) = with_added(InputFile(Path("no-such-folder/d.toml"), "d.toml", b""), [entry, entry])
    assert content == f"{entry}\n{entry}".encode()
    assert second.line == entry.count("\n") + 2 == len(entry.splitlines()) + 2
    assert (found.basis, found.who) == (basis.strip(), name.strip())
    assert (found.select.keys, found.states) == ({"name": name.strip()}, {"component.altered_by": basis.strip()})

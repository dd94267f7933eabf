"""The command line: one line for what is wrong and exit 2, nothing half written, nothing but results on stdout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import click
import pytest

from auditor.cli.main import cli, run
from tests.auditor.conftest import ROOT, component, sbom


def one_line(done, *parts: str) -> None:
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    for part in parts:
        assert part in done.err


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("gvwr_lb", "gvw_lb", ("program.toml: line 14", "'gvw_lb'", "did you mean 'gvwr_lb'?")),
        ("wireless = true", 'wireless = "yes"', ("line 15", "'yes'", "true or false")),
        ('kind = "import"', 'kind = "imports"', ("line 18", "'imports'", "did you mean 'import'?")),
        ("date = 2027-02-01", 'date = "2027-02-01"', ("line 19", "a date such as")),
        ('["app.cdx.json"]', '["../app.cdx.json"]', ("line 29", "leaves the program's folder", "--allow-outside")),
        ("[vehicle]", "[vehicel]", ("line 10", "did you mean 'vehicle'?")),
        ("[699, 2690]", "[2690, 699]", ("line 27", "[lowest, highest]")),
        ("as_of = 2026-11-24", "as_of = 2025-03-16", ("2025-03-17",)),
        ('layer = "application"', 'layr = "application"', ("line 30", "did you mean 'layer'?")),
        ("[program]", "[program", ("line 2", "program file in TOML")),
    ],
)
def test_a_wrong_program_file_is_one_line_with_place_and_remedy(work, old, new, parts):
    line = work.folder / "program.toml"
    text = line.read_text().lstrip("\n")
    work.write("program.toml", "\n" + text)
    work.change(old, new)
    one_line(work.icts("audit", work.folder / "program.toml"), *parts)


def test_missing_files_are_one_line(work):
    one_line(work.icts("audit", work.folder / "none.toml"), "none.toml", "No such file")
    (work.folder / "suppliers.csv").unlink()
    one_line(work.icts("audit", work.folder / "program.toml"), "suppliers.csv")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"<html><body>Sign in</body></html>", "HTML page"),
        (b'{"hello": 1}', "found"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [', "line"),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "\xff\xfe"', "found"),
        (
            b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x "y">]><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>',
            "DOCTYPE",
        ),
        (b"PK\x03\x04 and no zip", "found"),
    ],
)
def test_what_is_no_bom_is_one_line(work, content, part):
    work.write("app.cdx.json", content)
    done = work.icts("audit", work.folder / "program.toml", "-o", f"json={work.folder / 'out.json'}")
    one_line(done, "app.cdx.json", part, "expected")
    assert not (work.folder / "out.json").exists()


def test_reports_are_written_all_or_none(work):
    out = work.folder / "out.json"
    out.write_text("old")
    done = work.icts(
        "audit", work.folder / "program.toml", "-o", f"json={out}", "-o", f"html={work.folder / 'no' / 'r.html'}"
    )
    one_line(done, "folder that does not exist")
    assert out.read_text() == "old"
    assert sorted(p.name for p in work.folder.iterdir()) == [
        "app.cdx.json",
        "out.json",
        "program.toml",
        "suppliers.csv",
    ]
    one_line(
        work.icts("audit", work.folder / "program.toml", "-o", f"json={work.folder / 'app.cdx.json'}"),
        "input of the same run",
    )


def test_reports_go_to_files_and_talk_to_stderr(work):
    names = {"json": "a.json", "html": "a.html", "declaration": "d.html", "table": "a.txt"}
    outputs = [f"{form}={work.folder / name}" for form, name in names.items()]
    done = work.icts("audit", work.folder / "program.toml", *(part for o in outputs for part in ("-o", o)))
    assert done.code == 0
    # A file does not depend on the folder; what is shown names the program as it was given, for the commands to run next.
    assert done.out.replace(str(work.folder / "program.toml"), "program.toml") == (work.folder / "a.txt").read_text(
        "utf-8"
    )
    assert "icts: wrote" in done.err
    assert "icts: wrote" not in done.out
    assert json.loads((work.folder / "a.json").read_text("utf-8"))["exit_code"] == 0
    assert "<html" in (work.folder / "d.html").read_text("utf-8")
    assert "\x1b" not in done.out


def test_names_from_a_bom_cannot_drive_the_terminal(work):
    evil = "\x1b[2J\u202egpj.exe"
    work.write("app.cdx.json", sbom(component(evil, maker="Evil\x1b]0;x\x07 Ltd")))
    done = work.icts("audit", work.folder / "program.toml")
    assert done.code == 10
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err


def test_a_wrong_command_exits_2(work):
    assert work.icts("audit").code == 2
    assert work.icts("nonsense").code == 2
    assert work.icts("audit", work.folder / "program.toml", "-o", "pdf=x").code == 2
    assert work.icts("audit", work.folder / "program.toml", "--as-of", "today").code == 2


def test_explain_names_the_nearest_component_and_the_ambiguous_ones(work):
    program = work.folder / "program.toml"
    one_line(work.icts("explain", program, "claen"), "did you mean 'tcu/app.cdx.json#clean'?")
    work.write("app.cdx.json", sbom(component("x1") | {"name": "twin"}, component("x2") | {"name": "twin"}))
    one_line(work.icts("explain", program, "twin"), "2 components", "tcu/app.cdx.json#x1")
    assert work.icts("explain", program, "x2").code == 0
    one_line(work.icts("explain", program, "x2", "--transaction", "sale"), "import 2027-02-01")


def test_explain_shows_the_tests_the_facts_and_their_sources(work):
    done = work.icts("explain", work.folder / "program.toml", "clean")
    assert "ALLOWED in import 2027-02-01" in done.out
    assert "component.runs_on_primary_processor = yes from program.toml: line 30" in " ".join(done.out.split())
    assert "791.303" in done.out
    assert "suppliers.csv" in done.out


def test_init_writes_a_program_that_reads_and_never_overwrites(work):
    fresh = work.folder / "new" / "program.toml"
    fresh.parent.mkdir()
    assert work.icts("init", fresh).code == 0
    # It names no BOM yet: nothing was seen, and the command says what to do.
    done = work.icts("audit", fresh)
    assert done.code == 10
    assert "Send a software BOM" in done.out
    one_line(work.icts("init", fresh), "nothing was overwritten")
    suppliers = fresh.parent / "suppliers.csv"
    assert work.icts("init", "--suppliers", suppliers).code == 0
    text = fresh.read_text().replace("# [reference]", "[reference]").replace("# suppliers", "suppliers")
    fresh.write_text(text.replace("sbom = []", 'sbom = ["app.cdx.json"]'))
    work.write("new/app.cdx.json", sbom(component("a")))
    done = work.icts("audit", fresh)
    assert done.code == 10
    assert "suppliers.csv" not in done.err


QUESTION = """
[[case]]
id = "one"
[case.actor]
roles = ["private_person"]
[case.expect]
verdict = "{}"
"""


def test_judge_prints_one_json_object_for_each_case(work):
    path = work.write("q.toml", QUESTION.format("out_of_scope") + '[[case]]\nid = "two"\n')
    done = work.icts("judge", path)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 0
    assert [set(a) for a in answers] == [
        {"id", "verdict", "declaration", "authority", "standing", "missing", "open"}
    ] * 2
    assert [a["verdict"] for a in answers] == ["out_of_scope", "review"]


def test_judge_check_exits_1_on_a_difference_and_shows_it(work):
    right, wrong = (
        work.write("right.toml", QUESTION.format("out_of_scope")),
        work.write("wrong.toml", QUESTION.format("exempt")),
    )
    assert work.icts("judge", "--check", right).code == 0
    done = work.icts("judge", "--check", right, wrong)
    assert done.code == 1
    assert done.out.strip().endswith("one: verdict: expected exempt, found out_of_scope")
    one_line(work.icts("judge", "--check", work.write("none.toml", "[[case]]\n")), "no [case.expect]")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("[case.vehicle]\nmodelyear = 2027", "did you mean 'model_year'?"),
        ('[case.vehicle]\nmodel_year = "2027"', "whole number"),
        ("[case.vehicles]", "did you mean 'vehicle'?"),
        ('[[case.party]]\ncountry = "CN"', "the unknown key 'country'"),
        ('[[case.party]]\nincorporated_in = "China"', "two-letter country code"),
        ("[[case.party]]\nowners = [{ voting_pct = 120 }]", "percentage"),
        ("[case.party]\nname = 'x'", "two brackets"),
        ('[case.component]\nlayer = "os"', "did you mean"),
        ('[case.expect]\nverdicts = "x"', "did you mean 'verdict'?"),
    ],
)
def test_a_wrong_question_names_the_case_and_the_nearest_key(work, line, part):
    path = work.write("q.toml", f'[[case]]\nid = "odd"\n{line}\n')
    one_line(work.icts("judge", path), "q.toml: case 'odd'", part)


def test_help_and_version_load_nothing_heavy():
    """A pipeline asks often: what is not needed is not imported."""
    code = "import sys; from auditor.cli.main import run; run(['--help']); run(['audit', '--help']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1]
    for heavy in ("polars", "lxml", "jinja2", "msgspec", "cyclonedx", "spdx_tools"):
        assert f"'{heavy}'" not in loaded


def test_a_reader_that_goes_away_is_no_crash(work):
    program = str(work.folder / "program.toml")
    code = f"from auditor.cli.main import main; import sys; sys.argv = ['icts', 'audit', {program!r}]; main()"
    shell = subprocess.run(
        f'{sys.executable} -c "{code}" | true', shell=True, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in shell.stderr


def test_an_error_of_our_own_is_one_line_and_exit_1(work, monkeypatch, capfd):
    monkeypatch.setattr("auditor.program.reader.read_program", lambda *a, **k: 1 / 0)
    monkeypatch.delenv("ICTS_DEBUG", raising=False)
    assert run(["audit", str(work.folder / "program.toml")]) == 1
    assert "fault of icts itself" in capfd.readouterr().err


def test_the_hardware_template_comes_back_and_is_read(work):
    path = work.folder / "parts.csv"
    assert work.icts("init", "--hbom", path).code == 0
    assert work.icts("init", "--hbom", "--suppliers", work.folder / "x.csv").code == 2
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["parts.csv"]')
    done, report = work.audit()
    assert done.code in (0, 10)
    assert len(report["components"]) >= 2
    assert not [problem for problem in report["problems"] if problem["severity"] == "error"]


def test_a_program_teaches_the_headings_of_its_hardware_boms(work):
    work.write("parts.csv", "Designator,Qty,MPN,Wer baut es\nU1,1,NV-4410,Clean Code GmbH\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["parts.csv"]')
    assert work.audit()[1]["components"][0]["parties"] == []
    work.change("[reference]", '[columns]\n"Wer baut es" = "manufacturer"\n\n[reference]')
    [party] = work.audit()[1]["components"][0]["parties"]
    assert (party["name"], party["did"]) == ("Clean Code GmbH", ["manufactured"])
    work.change('"manufacturer"', '"manufacterer"')
    one_line(work.icts("audit", work.folder / "program.toml"), "line 22", "did you mean 'manufacturer'?")


@pytest.mark.parametrize("year", ["30", "0", "1899", "20270"])
def test_a_model_year_that_can_be_none_is_refused(work, year):
    work.change("model_year = 2027", f"model_year = {year}")
    done = work.icts("audit", work.folder / "program.toml")
    assert done.code == 2 and f"found the model year {year}; expected a year from 1950 to 2100" in done.err


def test_a_vehicle_without_a_model_year_is_told_in_report_and_declaration(work):
    work.change("model_year = 2027\n", "")
    report = work.audit()[1]
    assert any("no model year is stated" in p["message"] for p in report["problems"])
    assert "No model year is stated" in report["declaration"]["open"][0]


def test_a_link_keeps_its_place_and_a_pipe_is_written_through(work):
    target, link, pipe = (work.folder / name for name in ("real.json", "link.json", "pipe"))
    target.write_text("old")
    link.symlink_to(target)
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    done = work.icts("audit", work.folder / "program.toml", "-o", f"json={link}", "-o", f"html={pipe}")
    reader.join(30)
    assert done.code == 0
    assert link.is_symlink() and json.loads(target.read_text("utf-8"))["program"] == "Test car"
    assert read[0].startswith("<!DOCTYPE html>") and pipe.is_fifo()


def test_two_reports_do_not_go_to_one_path(work):
    path = work.folder / "x"
    done = work.icts("audit", work.folder / "program.toml", "-o", f"json={path}", "-o", f"html={path}")
    assert done.code == 2 and "twice" in done.err and not path.exists()


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, click.Context(inner, info_name=name, parent=context))


def test_the_help_is_american_and_each_command_is_listed_with_a_whole_sentence():
    for command, context in _commands(cli, click.Context(cli, info_name="icts")):
        text = command.get_help(context)
        assert not re.search(
            r"licen[c]e|tyre|programme(?!d)|\blimb|normalis|organis|colour|\btold\b|\bheard\b", text
        ), text
        listed = text.partition("Commands:")[2].partition("Exit codes:")[0]
        assert "..." not in listed, listed


def test_an_option_that_was_british_is_still_understood(work):
    listed = work.write("parties.csv", "name,incorporated_in\nClean Code GmbH,DE\n")
    store = ("--store", work.folder / "store")
    imported = work.icts(
        "entities", "import", "suppliers", listed, "--as-of", "2026-11-01", "--licence", "ours", *store
    )
    assert imported.code == 0, imported.err
    assert "(ours)" in work.icts("entities", "list", *store).out


def test_the_commands_to_run_next_name_the_program_as_it_was_given(work):
    path = work.folder / "program.toml"
    shown = work.icts("audit", path, "--width", "300").out
    assert f"icts explain {path} " in shown
    assert json.loads(work.icts("audit", path, "--format", "json").out)["program_file"] == "program.toml"


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a POSIX shell here")
@pytest.mark.parametrize(("arguments", "closed", "code"), [("rules", ">&-", 0), ("audit no.toml", "2>&-", 2)])
def test_a_stream_that_is_closed_is_no_fault(arguments, closed, code, tmp_path):
    command = f'"{sys.executable}" -m auditor {arguments} {closed}'
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == code

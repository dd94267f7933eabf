"""What a run writes is there whole or not at all, and of runs at one time none loses what another wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from auditor import outputs
from auditor.entities.store.store import UNFINISHED, Store
from auditor.entities.suppliers.supplier_list import read_list
from auditor.inputs import read_input
from auditor.outputs import LOCK, held, write_all
from auditor.program.determinations import read_determination_file
from bom_parsers.errors import InputError
from tests.auditor.conftest import SUPPLIERS, component, sbom
from tests.auditor.questionnaire.filling import Filling

AT_ONCE = 8
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits of a process and signals are those of POSIX")
LEI = "Entity.LegalName,LEI,Entity.LegalJurisdiction\nNordvik Telematik GmbH,529900T8BM49AURSDO55,DE\n"


def started(*arguments: str | Path, before: str = "") -> subprocess.Popen[str]:
    """Start a command in a process of its own, in which `before` runs first."""
    code = f"{before}\nimport sys\nfrom auditor.cli.main import main\nsys.argv[0] = 'icts'\nmain()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=-1, stderr=-1, text=True, env=os.environ
    )


def ended(processes: Iterable[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """Return the exit code and stderr of each."""
    results = [(process, process.communicate()[1]) for process in list(processes)]
    return [(process.returncode, err) for process, err in results]


def determine(file: Path, name: str) -> list[str | Path]:
    days = ["--when", "2026-05-01", "--until", "2027-05-01"]
    fact = ["--fact", "component.open_source=false"]
    return ["determine", file, "--select", f"name={name}", *fact, "--basis", "b", "--who", "w", *days]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_eight_determinations_at_once_are_all_in_the_file(tmp_path):
    file = tmp_path / "d.toml"
    link = tmp_path / "link.toml"
    if sys.platform != "win32":
        link.symlink_to(file.name)  # whatever the file is called, it is one
    done = ended(started(*determine((file, link)[n % 2 if link.is_symlink() else 0], f"p{n}")) for n in range(AT_ONCE))
    assert [code for code, _ in done] == [0] * AT_ONCE, done
    written = read_determination_file(read_input(file))
    assert {one.select.keys["name"] for one in written} == {f"p{n}" for n in range(AT_ONCE)}
    assert names(tmp_path) <= {"d.toml", "link.toml", LOCK}


def test_of_eight_imports_at_once_each_snapshot_is_in_the_store_once(tmp_path):
    source, store = tmp_path / "lei.csv", tmp_path / "store"
    source.write_text(LEI)
    days = [f"2026-0{n // 2 + 1}-01" for n in range(AT_ONCE)]
    imports = (["entities", "import", "gleif-level1", source, "--store", store, "--as-of", day] for day in days)
    done = ended(started(*arguments) for arguments in imports)
    assert sorted(code for code, _ in done) == [0] * (AT_ONCE // 2) + [2] * (AT_ONCE // 2), done
    assert sum("that is there already" in err for _, err in done) == AT_ONCE // 2
    assert [str(snapshot.as_of) for snapshot in Store(store).snapshots()] == sorted(set(days))
    assert not [name for name in names(store) if name.startswith(UNFINISHED)]


def test_eight_answers_received_at_once_are_all_on_file(work):
    """Half of the suppliers state facts of their parts, which become attestations, half facts of themselves."""
    of_parts = [f"Lintao {n} Co." for n in range(AT_ONCE // 2)]
    of_companies = [f"Braunau {n} AG" for n in range(AT_ONCE // 2)]
    parts = [component(f"part of {name}", maker=name) | {"version": "1.2"} for name in of_parts + of_companies]
    work.write("app.cdx.json", sbom(*parts))
    work.write("suppliers.csv", SUPPLIERS + "".join(f"{name},,,CN,,,register\n" for name in of_parts))
    program = work.folder / "program.toml"
    assert work.icts("request", program, "-o", work.folder / "out", "--due", "2026-09-15").code == 0
    answers = []
    for path in (work.folder / "out").iterdir():
        filling = Filling(path).sign()
        of = next(name for name in of_parts + of_companies if "-".join(name.lower().split()[:2]) in path.name)
        if of in of_parts:
            filling.part(f"part of {of}", "component.completed_on", date(2026, 2, 1))
            filling.part(f"part of {of}", "component.altered", "no")
        else:
            filling.company("incorporated_in", "DE")
        answers.append(filling.save(work.folder / "back" / path.name))
    assert len(answers) == AT_ONCE
    more = ["--program", program, "--accepted-by", "J. Doe", "--when", "2026-08-10"]
    done = ended(started("receive", answer, *more) for answer in answers)
    assert [code for code, _ in done] == [0] * AT_ONCE, done
    attested = read_determination_file(read_input(work.folder / "attestations.toml"))
    assert {one.supplier for one in attested} == set(of_parts)
    rows = read_list(read_input(work.folder / "suppliers-attested.csv")).rows
    assert {row.name for row in rows} == set(of_companies)


def test_what_a_killed_import_left_is_removed_by_the_next(tmp_path):
    source, store = tmp_path / "lei.csv", tmp_path / "store"
    source.write_text(LEI)
    left = store / f"{UNFINISHED}killed"
    left.mkdir(parents=True)
    (left / "entities.parquet").write_bytes(b"half")
    arguments = ["entities", "import", "gleif-level1", source, "--store", store, "--as-of", "2026-11-01"]
    assert [code for code, _ in ended([started(*arguments)])] == [0]
    assert len(names(store)) == 2 and not left.exists()


@POSIX
def test_a_killed_run_leaves_the_old_file_and_no_lock(tmp_path):
    file = tmp_path / "d.toml"
    assert ended([started(*determine(file, "first"))])[0][0] == 0
    old = file.read_bytes()
    dies = "import os, signal\nfrom auditor import outputs\noutputs._replace = lambda _: os.kill(os.getpid(), signal.SIGKILL)"
    assert ended([started(*determine(file, "second"), before=dies)])[0][0] == -signal.SIGKILL
    assert file.read_bytes() == old
    assert ended([started(*determine(file, "third"))])[0][0] == 0
    assert len(read_determination_file(read_input(file))) == 2


@POSIX
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path):
    file = tmp_path / "d.toml"
    file.write_text("#" + "x" * 5000 + "\n")
    old = file.read_bytes()
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    ((code, err),) = ended([started(*determine(file, "p"), before=full)])
    assert (code, err.count("\n")) == (2, 1), err
    assert "found File too large; expected a path that can be written" in err
    assert file.read_bytes() == old and names(tmp_path) <= {"d.toml", LOCK}


@POSIX
def test_a_full_disk_leaves_no_request_and_none_noted_as_sent(work):
    work.write("app.cdx.json", sbom(component("core", maker="Nobody Oy") | {"version": "1"}))
    before = names(work.folder)
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    requested = ["request", work.folder / "program.toml", "-o", work.folder / "out"]
    ((code, err),) = ended([started(*requested, before=full)])
    assert (code, err.count("\n")) == (2, 1), err
    assert names(work.folder) <= before | {LOCK}


@POSIX
def test_a_full_disk_ends_an_import_with_one_line_and_nothing_left(tmp_path):
    source, store = tmp_path / "lei.csv", tmp_path / "store"
    source.write_text(LEI)
    arguments = ["entities", "import", "gleif-level1", source, "--store", store, "--as-of", "2026-11-01"]
    for most in (0, 2000):
        full = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))"
        ((code, err),) = ended([started(*arguments, before=full)])
        assert (code, err.count("\n")) == (2, 1), err
        assert names(store) <= {LOCK}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is there on Linux")
@pytest.mark.parametrize("arguments", [["rules"], ["rules", "--format", "json"], ["--help"], ["--version"]])
def test_where_stdout_takes_nothing_more_the_run_ends_with_one_line(arguments):
    code = "import sys\nfrom auditor.cli.main import main\nsys.argv[0] = 'icts'\nmain()"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-c", code, *arguments], stdout=full, stderr=-1, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "standard output: found No space left on device" in done.stderr


def test_an_unreadable_end_is_one_error_that_names_the_path(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "no" / "a.txt", tmp_path / "folder", tmp_path / "a\0b"):
        with pytest.raises(InputError) as caught:
            write_all({tmp_path / "first.txt": "new", path: "x"})
        assert "\n" not in str(caught.value) and "nothing was changed" in str(caught.value)
    assert names(tmp_path) == {"folder"}
    with pytest.raises(InputError, match="two outputs at one path"):
        write_all({tmp_path / "folder" / ".." / "a": "1", tmp_path / "a": "2"})
    assert names(tmp_path) == {"folder"}


@pytest.mark.parametrize("fails", ["first", "second", "third"])
def test_of_several_files_all_are_replaced_or_none(tmp_path, monkeypatch, fails):
    """As where another program has one of them open on Windows, or in a folder where files of others cannot be replaced."""
    files = {tmp_path / name: f"new {name}" for name in ("first", "second", "third", "fourth")}
    for path in list(files)[:3]:
        path.write_text(f"old {path.name}")
    replace: Callable[[Path, Path], Path] = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == fails and self.read_text().startswith("new"):
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match=f"{fails}: found Permission denied"):
        write_all(files)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: f"old {name}" for name in ("first", "second", "third")
    }
    monkeypatch.undo()
    write_all(files)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: f"new {name}" for name in ("first", "second", "third", "fourth")
    }


def test_a_run_that_does_not_end_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(outputs, "PATIENCE", 0.1)
    waited: list[Path] = []
    with held([tmp_path / "a.toml"]):
        with (
            pytest.raises(InputError, match="another run that has been changing files here"),
            held([tmp_path], waited.append),
        ):
            raise AssertionError("both held it")
        assert waited == [tmp_path.resolve()]
        with held([tmp_path / ".."]):  # another folder
            pass
    with held([tmp_path]):
        pass
    with pytest.raises(InputError, match="a folder that does not exist"), held([tmp_path / "no" / "a.toml"]):
        raise AssertionError("there is no such folder")
    assert names(tmp_path) == {LOCK}

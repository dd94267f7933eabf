"""A file is read up to a limit, and a pipe for as long as somebody writes into it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bom_parsers import InputError
from bom_parsers.carriers.incoming.file_content import content_of
from bom_parsers.limits import raised
from tests.auditor.conftest import ROOT

EXPECTED = "a BOM file"
CSV = b"Designator,Manufacturer,MPN\nU1,Quectel,EC25\n"
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(2**40)  # of nothing: it takes no place
    with pytest.raises(
        InputError, match=r"found more than 1,073,741,824 bytes.*raise the limit by --limit file_bytes=NUMBER"
    ):
        content_of(huge, EXPECTED)
    (tmp_path / "a").write_bytes(CSV)
    with raised(file_bytes=len(CSV)):
        assert content_of(tmp_path / "a", EXPECTED) == CSV
    with raised(file_bytes=len(CSV) - 1), pytest.raises(InputError, match="file_bytes"):
        content_of(tmp_path / "a", EXPECTED)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_a_device_is_refused_and_the_one_that_is_always_empty_is_empty(name: str) -> None:
    with pytest.raises(InputError, match=f"{name}: found a device; expected a BOM file"):
        content_of(Path(name), EXPECTED)
    assert content_of(Path(os.devnull), EXPECTED) == b""


def test_folders_sockets_and_what_is_not_there_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        server.bind("socket")
        for path in (tmp_path, tmp_path / "socket", tmp_path / "nothing", Path("a\0b")):
            with pytest.raises(InputError, match="check the path and its permissions") as error:
                content_of(path, EXPECTED)
            assert "\n" not in str(error.value)


def test_a_pipe_into_which_nobody_writes_is_given_up(pipe: Path) -> None:
    started = time.monotonic()
    with raised(pipe_seconds=1), pytest.raises(InputError, match="nobody has written for 1 seconds"):
        content_of(pipe, EXPECTED)
    assert time.monotonic() - started < 5


def test_a_pipe_that_is_held_open_in_silence_is_given_up(pipe: Path) -> None:
    writer = os.open(pipe, os.O_RDWR)
    try:
        os.write(writer, CSV)
        with raised(pipe_seconds=1), pytest.raises(InputError, match="nobody has written"):
            content_of(pipe, EXPECTED)
    finally:
        os.close(writer)


def test_a_pipe_is_read_to_its_end_when_its_writer_comes_late_and_pauses(pipe: Path) -> None:
    def write() -> None:
        time.sleep(0.3)
        with pipe.open("wb", buffering=0) as stream:
            for at in range(0, len(CSV), 10):
                stream.write(CSV[at : at + 10])
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    assert content_of(pipe, EXPECTED) == CSV
    writer.join()


def test_a_pipe_that_never_ends_stops_at_the_limit(pipe: Path) -> None:
    def write() -> None:
        try:
            with pipe.open("wb") as stream:
                while True:
                    stream.write(bytes(1 << 16))
        except BrokenPipeError:
            pass

    writer = threading.Thread(target=write)
    writer.start()
    with raised(file_bytes=1 << 20), pytest.raises(InputError, match="more than 1,048,576 bytes"):
        content_of(pipe, EXPECTED)
    writer.join()


@pytest.mark.parametrize(
    "command",
    [
        "inspect - < {file}",
        "inspect /dev/stdin < {file}",
        "inspect - < <(sleep 1; cat {file})",
        "inspect /dev/stdin < <(sleep 1; cat {file})",
        "inspect <(sleep 1; cat {file})",
        "inspect --limit pipe_seconds=1 <(sleep 2; cat {file})",
        "inspect /proc/self/fd/7 7< <(cat {file})",
    ],
)
def test_what_the_shell_opens_is_read(tmp_path: Path, command: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(CSV)
    if not Path("/proc/self/fd").is_dir() or not Path("/bin/bash").exists():
        pytest.skip("no such files on this system")
    line = f"{sys.executable} -m auditor {command.format(file=file)}"
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Quectel: manufacturer of 1 component" in done.stdout


def test_a_device_as_standard_input_is_refused() -> None:
    line = f"{sys.executable} -m auditor inspect - < /dev/zero"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    assert done.returncode == 2
    assert "a device" in done.stdout + done.stderr

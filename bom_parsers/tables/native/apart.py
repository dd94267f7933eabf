"""Reading a workbook in another process, which is started with the first workbook of a run and ends with the run."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, Any, NamedTuple

import msgspec

from bom_parsers.errors import quoted
from bom_parsers.tables.cells import Cells

CHILD = Path(__file__).with_name("child.py")
LONGEST_LINE = 1 << 30  # of an answer; a line has some thousand cells, or one that is as long
WAITED = 30  # seconds on the clock beyond five times what the processor may take: the machine may have other work
LEAVING = 5  # seconds that a process has to end by itself
OUT_OF_TIME = int(getattr(signal, "SIGXCPU", 0))  # the signal; systems without it have no such limit


Check = Callable[[str, int, int], None]


class Allowed(NamedTuple):
    """What reading one workbook may cost: bytes of memory, seconds of processor time, and cells."""

    memory: int
    seconds: int
    cells: int


@dataclass(frozen=True)
class Worksheet:
    """A worksheet as the native library reads it; `row` and `column`, from 0, are where its cells begin."""

    name: str
    hidden: bool
    row: int
    column: int
    cells: Cells


class CannotReadError(Exception):
    """The library cannot read the workbook, or must not go on; the text says why, as what was found."""


class Answer(msgspec.Struct):
    """A line from the process: a worksheet begins, rows follow, or the workbook ends."""

    sheet: str | None = None
    hidden: bool = False
    row: int = 0
    column: int = 0
    height: int = 0
    width: int = 0
    rows: list[list[str | float | int | bool]] | None = None
    done: bool = False
    failed: str | None = None


class Reader:
    """The process, of which there is one at a time; it is started anew after it ended."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.started_by = 0
        self.lock = Lock()
        self.decoder = msgspec.json.Decoder(Answer)

    def start(self) -> tuple[IO[bytes], IO[bytes]]:
        """Return the pipes to and from the process, which runs from now on if it did not."""
        if self.started_by != os.getpid():  # after a fork it is another's
            self.process = None
        if self.process is None or self.process.poll() is not None:
            self.stop()
            self.process = started()
            self.started_by = os.getpid()
        assert self.process.stdin and self.process.stdout
        return self.process.stdin, self.process.stdout

    def begin(self) -> None:
        """Start the process where it does not run, for a workbook that is soon to be read. Raises OSError."""
        with self.lock:
            self.start()

    def stop(self) -> int | None:
        """End the process, and return how it ended; None where there is none."""
        process, self.process = self.process, None
        if process is None or self.started_by != os.getpid():
            return None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not yet written has no reader any more
                pipe.close()  # type: ignore[union-attr]
        try:
            return process.wait(LEAVING)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def read(self, data: bytes, allowed: Allowed, check: Check) -> list[Worksheet]:
        """Return the worksheets of a workbook, each after its name, height and width were given to `check`, which may raise.

        Raises CannotReadError, and OSError where no process can be started.
        """
        with self.lock:
            to, answers = self.start()
            process = self.process
            assert process is not None
            late = Event()

            def end() -> None:
                late.set()
                process.kill()

            clock = Timer(WAITED + 5 * allowed.seconds, end)
            clock.daemon = True
            clock.start()
            try:
                with suppress(BrokenPipeError):  # it ended, which its answer shows
                    to.write(b"%d %d %d\n" % (len(data), allowed.memory, allowed.seconds))
                    to.write(data)
                    to.flush()
                return list(self.worksheets(answers, allowed, check))
            except EOFError as error:
                code = self.stop()
                raise CannotReadError(too_late(allowed) if late.is_set() else how_it_ended(code, allowed)) from error
            except BaseException:
                process.kill()  # an answer is read to its end, or not at all
                self.stop()
                raise
            finally:
                clock.cancel()

    def worksheets(self, answers: IO[bytes], allowed: Allowed, check: Check) -> Iterator[Worksheet]:
        """Yield the worksheets as they come. Raises EOFError where the process ends before the workbook does."""
        left = allowed.cells
        answer = self.next(answers)

        def rows() -> Iterator[list[Any]]:
            nonlocal left, answer
            while (answer := self.next(answers)).rows is not None:
                left -= sum(map(len, answer.rows))
                if left < 0:
                    raise CannotReadError(f"worksheets of more than {allowed.cells:,} cells together")
                yield from answer.rows

        names = set[str]()
        while answer.sheet is not None:
            if answer.sheet.casefold() in names:  # the library would read the one twice and the other never
                raise CannotReadError(f"two worksheets called {quoted(answer.sheet, 40)}")
            names.add(answer.sheet.casefold())
            check(answer.sheet, answer.height, answer.width)
            name, hidden, row, column = answer.sheet, answer.hidden, answer.row, answer.column
            yield Worksheet(name, hidden, row, column, Cells(rows()))
        if answer.failed == "memory":
            raise CannotReadError(too_much_memory(allowed))
        if answer.failed is not None:
            raise CannotReadError(f"a damaged workbook ({answer.failed})")

    def next(self, answers: IO[bytes]) -> Answer:
        """Return the next line. Raises EOFError where there is none, for the process ended."""
        line = answers.readline(LONGEST_LINE)
        if not line.endswith(b"\n"):
            raise EOFError
        try:
            return self.decoder.decode(line)
        except msgspec.DecodeError as error:
            raise CannotReadError("a workbook whose reader gives no answer that makes sense") from error


def started() -> subprocess.Popen[bytes]:
    """Return the process, begun: apart from the environment's settings of Python, and with nothing imported but what it names."""
    library = find_spec("python_calamine")
    folders = [str(Path(folder).parent) for folder in (library and library.submodule_search_locations) or ()]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(CHILD), *folders],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=flags,
    )


def how_it_ended(code: int | None, allowed: Allowed) -> str:
    """Return what a workbook is that ended the process, which returned `code`."""
    if code is not None and -code == OUT_OF_TIME != 0:
        return too_late(allowed)
    name = f"code {code:#x}" if code is not None and code >= 0 else signal_name(-(code or 0))
    return f"a workbook that ends the program reading it ({name}), such as one that claims more than it holds"


def signal_name(number: int) -> str:
    """Return what a signal is called."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def too_late(allowed: Allowed) -> str:
    """Return what a workbook is that takes more time than it may."""
    return f"a workbook that takes more than {allowed.seconds} seconds to read"


def too_much_memory(allowed: Allowed) -> str:
    """Return what a workbook is that takes more memory than it may."""
    return f"a workbook that takes more than {allowed.memory >> 20:,} MiB of memory to read"


READER = Reader()
atexit.register(READER.stop)

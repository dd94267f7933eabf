"""The bytes of one file, however it is given: never more of them than the limit, and never a wait without an end.

A program is a stranger's text, too: what it names can be a device that gives bytes for ever, or a pipe into which nobody writes.
"""

from __future__ import annotations

import os
import re
import select
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits

CHUNK = 1 << 20
# Files that the shell has opened for us; who writes into a pipe among them is known to whoever started the run.
OPENED = re.compile(r"/dev/stdin|/(?:dev/fd|proc/self/fd)/([0-9]{1,6})")
PAUSE = 0.05  # seconds between two looks at a pipe
NOT_BLOCKING = getattr(os, "O_NONBLOCK", 0)


def content_of(path: Path, expected: str) -> bytes:
    """Return the bytes of the file, pipe or standard stream `path`; `expected` is what it ought to be, for errors.

    Raises InputError for one that is missing, is no file, is larger than the limit `file_bytes`, or is a pipe into which nobody
    writes for `pipe_seconds`.
    """
    try:
        kind = path.stat().st_mode
        opened = OPENED.fullmatch(str(path))
        if stat.S_ISFIFO(kind) and opened:
            return content_of_descriptor(int(opened[1] or 0), path, expected)
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | (NOT_BLOCKING if stat.S_ISFIFO(kind) else 0)
        )
        try:
            return (
                joined(from_pipe(descriptor, path), path) if stat.S_ISFIFO(kind) else whole(descriptor, path, expected)
            )
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        if isinstance(error, InputError):  # which is a ValueError
            raise
        raise unreadable(path, expected, error) from error


def content_of_descriptor(descriptor: int, path: Path, expected: str) -> bytes:
    """Return what an open file gives up to its end, as `content_of` does; `path` is what it is called in errors."""
    try:
        return whole(descriptor, path, expected)
    except OSError as error:
        raise unreadable(path, expected, error) from error


def unreadable(path: Path, expected: str, error: Exception) -> InputError:
    found = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(path, "", found, expected, "check the path and its permissions")


def whole(descriptor: int, path: Path, expected: str) -> bytes:
    """Return what an open file gives; raises InputError for a device, and OSError where it cannot be read."""
    about = os.fstat(descriptor)
    is_device = stat.S_ISBLK(about.st_mode) or stat.S_ISCHR(about.st_mode)
    if is_device and not os.isatty(descriptor) and about.st_rdev != Path(os.devnull).stat().st_rdev:
        raise InputError(path, "", "a device", expected, "give a file")
    if stat.S_ISREG(about.st_mode):
        check_size(about.st_size, path)
    return joined(pieces(descriptor, about.st_size if stat.S_ISREG(about.st_mode) else 0), path)


def pieces(descriptor: int, size: int) -> Iterator[bytes]:
    """Yield what an open file gives, one of a known size at once."""
    wanted = max(size + 1, CHUNK)
    while piece := os.read(descriptor, wanted):
        yield piece
        wanted = CHUNK


def from_pipe(descriptor: int, path: Path) -> Iterator[bytes]:
    """Yield what comes from a pipe that does not block; raises InputError where nothing comes for too long."""
    patience, has_writer = limits().pipe_seconds, False
    until = time.monotonic() + patience
    while True:
        try:
            piece = os.read(descriptor, CHUNK)
        except BlockingIOError:  # somebody has it open, and writes nothing now
            has_writer = True
            select.select([descriptor], [], [], PAUSE)
        else:
            if piece:
                has_writer, until = True, time.monotonic() + patience
                yield piece
                continue
            if has_writer:
                return
            time.sleep(PAUSE)
        if time.monotonic() > until:
            found = f"a pipe into which nobody has written for {patience} seconds"
            raise InputError(
                path,
                "",
                found,
                "a file, or a pipe that is written to",
                f"give a file, or raise the limit {by_limit('pipe_seconds')}",
            )


def joined(given: Iterator[bytes], path: Path) -> bytes:
    """Return the pieces in one; raises InputError as soon as they are more than the limit allows."""
    taken: list[bytes] = []
    size = 0
    for piece in given:
        size += len(piece)
        check_size(size, path)
        taken.append(piece)
    return b"".join(taken)


def check_size(size: int, path: Path) -> None:
    if size > (most := limits().file_bytes):
        found, allowed = f"more than {most:,} bytes", f"at most {most:,}"
        raise InputError(path, "", found, allowed, f"if you trust it, raise the limit {by_limit('file_bytes')}")

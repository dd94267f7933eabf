"""A file of reference data that may be larger than memory: hashed once, and read in pieces as often as it takes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from auditor.inputs import STANDARD_INPUT, never_replace, read_input
from bom_parsers.carriers import packed
from bom_parsers.carriers.incoming.file_content import check_size, unreadable
from bom_parsers.errors import InputError
from bom_parsers.limits import DOCUMENT_RATIO_FROM, by_limit, limits

BLANK = b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"  # of which a file may consist without saying anything
State = tuple[int, int, int]


@dataclass(frozen=True)
class SourceFile:
    """A file that was hashed: `sha256` is of its bytes as they lie there, `path` is where that is.

    What came from a pipe is held in memory as `data`; any other file is opened whenever it is read, and is an InputError when it
    is not the one that was hashed any more. `expected` is what it ought to be, for errors.
    """

    path: Path
    expected: str
    size: int
    sha256: str
    data: bytes | None = field(default=None, repr=False)
    state: State | None = None

    def pieces(self) -> Iterator[bytes]:
        """Yield the content without the wrapper it came in; raises InputError for a damaged one, or beyond the limits."""
        with self._opened() as stream:
            start = stream.read(16)
            stream.seek(0)
            wrapper = packed.wrapper_of(start)
            if not wrapper:
                yield from self._within_limits(_read(stream), 0, "")
                return
            try:
                yield from self._unpacked(stream, wrapper)
            except InputError:
                raise
            except (*packed.DAMAGE, MemoryError) as error:
                found = f"a damaged {wrapper} file ({error or type(error).__name__})"
                remedy = "copy or download it again"
                raise InputError(self.path, "", found, f"a complete {wrapper} file", remedy) from error

    def whole(self) -> bytes:
        """Return the bytes of the file, packed as they may be; raises InputError for more than the limit `file_bytes`."""
        check_size(self.size, self.path)
        with self._opened() as stream:
            return stream.read()

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        if self.data is not None:
            yield io.BytesIO(self.data)
            return
        try:
            stream = self.path.open("rb")
        except (OSError, ValueError) as error:
            raise unreadable(self.path, self.expected, error) from error
        with stream:
            self._check(stream)
            yield stream
            self._check(stream)

    def _check(self, stream: IO[bytes]) -> None:
        if _state(stream) != self.state:
            found = "a file that was changed while it was read"
            raise InputError(self.path, "", found, self.expected, "try again when it is complete")

    def _unpacked(self, stream: IO[bytes], wrapper: str) -> Iterator[bytes]:
        if wrapper == "zip":
            with zipfile.ZipFile(stream) as archive:
                member = packed.only_document(archive, self.size, self.path)
                pieces = packed.from_file(archive.open(member))
                within = self._within_limits(pieces, max(member.compress_size, 1), member.filename)
                yield from self._not_packed_again(within, wrapper)
            return
        if wrapper == "gzip":
            unpacked = packed.from_file(gzip.GzipFile(fileobj=stream))
        else:
            check_size(self.size, self.path)
            unpacked = packed.PIECES[wrapper](stream.read())
        yield from self._not_packed_again(self._within_limits(unpacked, self.size, ""), wrapper)

    def _not_packed_again(self, pieces: Iterator[bytes], wrapper: str) -> Iterator[bytes]:
        first = next(pieces, b"")
        if again := packed.wrapper_of(first):
            found, expected = f"{again} inside {wrapper}", "one wrapper around one document"
            raise InputError(self.path, "", found, expected, "unpack it first")
        yield first
        yield from pieces

    def _within_limits(self, pieces: Iterator[bytes], packed_size: int, place: str) -> Iterator[bytes]:
        """Yield the pieces; raise InputError as soon as they are more than the limits allow out of so many bytes."""
        taken = 0
        for piece in pieces:
            taken += len(piece)
            inflates_too_far = packed_size and taken > max(DOCUMENT_RATIO_FROM, limits().ratio * packed_size)
            if taken > limits().source_bytes or inflates_too_far:
                what = f"a file that inflates from {packed_size:,}" if packed_size else "a file of"
                found = f"{what} to more than {taken - len(piece):,} bytes"
                allowed = f"at most {limits().source_bytes:,} bytes and {limits().ratio} to 1"
                remedy = f"if you trust it, unpack it first or raise the limits {by_limit('source_bytes', 'ratio')}"
                raise InputError(self.path, place, found, allowed, remedy)
            yield piece


def stream_of(pieces: Iterator[bytes]) -> IO[bytes]:
    """Return what gives the pieces to who reads from a stream."""
    return io.BufferedReader(_Stream(pieces))


class _Stream(io.RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._rest = self._rest or next(self._pieces, b"")
        given = self._rest[: len(buffer)]
        buffer[: len(given)] = given
        self._rest = self._rest[len(given) :]
        return len(given)


def source_file(path: Path, expected: str) -> SourceFile:
    """Return a file, or what comes from a pipe, hashed; raises InputError where it is missing, or beyond the limits."""
    if path == STANDARD_INPUT or not path.is_file():
        file = read_input(path, expected=expected)  # a pipe, or what is no file
        return SourceFile(path, expected, file.size, file.sha256, file.data)
    never_replace(path)
    try:
        with path.open("rb") as stream:
            size, modified, number = _state(stream)
            if size > limits().source_bytes:
                found, allowed = f"a file of {size:,} bytes", f"at most {limits().source_bytes:,}"
                raise InputError(path, "", found, allowed, f"raise the limit {by_limit('source_bytes')}")
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):  # which is a ValueError
            raise
        raise unreadable(path, expected, error) from error
    return SourceFile(path, expected, size, digest, state=(size, modified, number))


def _state(stream: IO[bytes]) -> State:
    about = os.fstat(stream.fileno())
    return about.st_size, about.st_mtime_ns, about.st_ino


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(packed.CHUNK):
        yield piece

"""Arrays of numbers and texts in one file that is mapped, not read: opening it costs the same whatever its size."""

from __future__ import annotations

import json
import mmap
import shutil
import weakref
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

ALIGNED = 64
_LENGTH = 8  # bytes at the end of the file: how long the table of contents before them is


class Writer:
    """Writes arrays one after the other, so that no more than one of them need be in memory."""

    def __init__(self, file: Path) -> None:
        self._out = file.open("wb")
        self._contents: dict[str, tuple[str, int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            table = json.dumps(self._contents).encode()
            self._out.write(table + len(table).to_bytes(_LENGTH, "little"))
        self._out.close()

    def numbers(self, name: str, *parts: NDArray[Any]) -> None:
        """Write an array that comes in parts of one type."""
        self._begin(name)
        start, count = self._out.tell(), 0
        for part in parts:
            self._out.write(np.ascontiguousarray(part).data)
            count += len(part)
        self._contents[name] = (parts[0].dtype.str, start, count)

    def copied(self, name: str, file: Path, kind: np.dtype[Any]) -> None:
        """Write the array whose bytes a file holds."""
        self._begin(name)
        start = self._out.tell()
        with file.open("rb") as source:
            shutil.copyfileobj(source, self._out)
        self._contents[name] = (kind.str, start, (self._out.tell() - start) // kind.itemsize)

    def texts(self, name: str, parts: Iterable[pl.Series]) -> None:
        """Write texts, none of them null, that come in parts."""
        self._begin(name)
        start, count, lengths = self._out.tell(), 0, [np.zeros(1, dtype=np.uint64)]
        for part in parts:
            self._out.write("".join(part.to_list()).encode("utf-8"))
            lengths.append(part.str.len_bytes().cast(pl.UInt64).to_numpy())
        ends = np.cumsum(np.concatenate(lengths), dtype=np.uint64)
        count = int(ends[-1])
        self._contents[name] = ("|u1", start, count)
        self.numbers(f"{name} ends", ends if count >= 2**32 else ends.astype(np.uint32))

    def _begin(self, name: str) -> None:
        self._out.write(bytes(-self._out.tell() % ALIGNED))


class Reader:
    """The arrays of a file; it stays open as long as one of them is in use."""

    def __init__(self, file: Path) -> None:
        self._stream = file.open("rb", buffering=0)
        weakref.finalize(self, self._stream.close)
        self._map = mmap.mmap(self._stream.fileno(), 0, access=mmap.ACCESS_READ)
        length = int.from_bytes(self._map[-_LENGTH:], "little")
        self._contents = json.loads(self._map[-_LENGTH - length : -_LENGTH])

    def numbers(self, name: str) -> NDArray[Any]:
        """Return an array."""
        kind, start, count = self._contents[name]
        return np.frombuffer(self._map, np.dtype(kind), count, start) if count else np.empty(0, np.dtype(kind))

    def texts(self, name: str, rows: NDArray[Any]) -> list[str]:
        """Return some of the texts. They are read, not mapped: the system would map much around each of them."""
        ends = self.numbers(f"{name} ends")
        first = self._contents[name][1]
        starts, stops = ((ends[rows + more].astype(np.int64) + first).tolist() for more in (0, 1))
        self.let_go()
        return [self._text(start, stop - start) for start, stop in zip(starts, stops, strict=True)]

    def let_go(self) -> None:
        """Give back the memory of what was looked at in the arrays; what is needed again is mapped again."""
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows, which does so by itself
            self._map.madvise(mmap.MADV_DONTNEED)

    def _text(self, start: int, length: int) -> str:
        self._stream.seek(start)
        return str(self._stream.read(length), "utf-8")


def text_hashes(texts: Sequence[str] | pl.Series, chunk: int = 200_000) -> NDArray[np.uint64]:
    """Return a hash of 64 bits of each text, the same on every machine and in every version."""
    return _hashed(texts, chunk, ordered=True)


def letter_hashes(texts: Sequence[str] | pl.Series, chunk: int = 200_000) -> NDArray[np.uint64]:
    """Return the sum of the hashes of each text's letters: words of the same letters have the same, in any order."""
    return _hashed(texts, chunk, ordered=False)


def letter_values(texts: pl.Series) -> NDArray[np.uint64]:
    """Return what each letter of ASCII texts adds to `letter_hashes`, one text after the other."""
    return _table()[np.frombuffer("".join(texts.to_list()).encode("ascii"), np.uint8)]


def hash_of_letter(letter: str) -> int:
    """Return what one ASCII letter adds to `letter_hashes`."""
    return int(_table()[ord(letter)])


_TABLES: list[NDArray[np.uint64]] = []
_POSITIONS = 256


def _table() -> NDArray[np.uint64]:
    """Return a random number for each byte at each position, positions repeating after 256."""
    if not _TABLES:
        import hashlib

        digest = hashlib.shake_128(b"letters at their places").digest(_POSITIONS * 256 * 8)
        _TABLES.append(np.frombuffer(digest, dtype="<u8").astype(np.uint64))
    return _TABLES[0]


def _hashed(texts: Sequence[str] | pl.Series, chunk: int, ordered: bool) -> NDArray[np.uint64]:
    series = texts if isinstance(texts, pl.Series) else pl.Series(texts, dtype=pl.String)
    parts = [_hashed_part(series.slice(start, chunk), ordered) for start in range(0, len(series), chunk)]
    return np.concatenate(parts) if parts else np.empty(0, np.uint64)


def _hashed_part(texts: pl.Series, ordered: bool) -> NDArray[np.uint64]:
    letters = np.frombuffer("".join(texts.to_list()).encode("utf-8"), np.uint8)
    ends = np.cumsum(texts.str.len_bytes().to_numpy(), dtype=np.int64)
    starts = np.concatenate([[0], ends[:-1]])
    at = letters.astype(np.int64)
    if ordered:
        at += (np.arange(len(letters)) - np.repeat(starts, ends - starts)) % _POSITIONS * 256
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_table()[at], dtype=np.uint64)])
    hashes: NDArray[np.uint64] = sums[ends] - sums[starts]
    return hashes

"""How an index is made, whatever the size of the snapshot: a range of hashes in memory at a time, all rows on the disk."""

from __future__ import annotations

import string
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from auditor.entities.matching.candidates import known_stem, rare, words_of
from auditor.entities.matching.matching import comparable, met_by_name
from auditor.entities.names.normal import normalize
from auditor.entities.reference import STORED
from auditor.entities.store.mapped_arrays import Writer, letter_hashes, text_hashes
from auditor.entities.store.shared import CHUNK, WRITTEN, chunks

Hashes = NDArray[np.uint64]
PERSON = {"edges": "owned"}  # the column by which the rows of a frame are found, where it is not `key`
RANGES = 6  # bits of a hash by which rows are parted, where they are more than CHUNK


class HashRanges:
    """Rows on the disk by the range in which their column `hash` is: all of them are sorted with one range in memory.

    They are `rows` at most, and their files are in `folder`.
    """

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))
        self._bits = RANGES if rows > CHUNK else 0
        self._added = 0

    def add(self, frame: pl.DataFrame) -> None:
        """Write some rows."""
        which = pl.col("hash") // 2 ** (64 - self._bits) if self._bits else pl.lit(0)
        numbered = frame.with_columns(range=which)
        for (number,), part in numbered.partition_by("range", as_dict=True, include_key=False).items():
            part.write_ipc(self._folder / f"{number:02}-{self._added:08d}.arrow")
        self._added += 1

    def ranges(self) -> Iterator[pl.DataFrame]:
        """Yield the rows of each range in the order in which they were added, the ranges in that of the hashes; removes them."""
        for number in range(1 << self._bits):
            files = sorted(self._folder.glob(f"{number:02}-*.arrow"))
            if files:
                yield pl.concat([pl.read_ipc(file.read_bytes()) for file in files])
            for file in files:
                file.unlink()
        self._folder.rmdir()


def write_index(file: Path, frames: Mapping[str, pl.LazyFrame]) -> None:
    """Write the index of a snapshot's `frames`, which are those of STORED; beside it is room for what is sorted."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f"{file.name}-") as folder, Writer(file) as out:
        for name in STORED:
            _write_rows(out, name, frames[name], Path(folder))
        identified = [np.empty((2, 0), np.uint64)]
        for chunk in chunks(frames["identifiers"]):
            usable = comparable(chunk).drop_nulls(["key", "value"])
            identified.append(np.stack([text_hashes(usable.select(WRITTEN)["scheme"]), text_hashes(usable["key"])]))
        _write_persons(out, "identifier", *np.concatenate(identified, axis=1))
        _write_names(out, frames, Path(folder))


def _write_rows(out: Writer, name: str, frame: pl.LazyFrame, folder: Path) -> None:
    ranges, before = HashRanges(folder, _height(frame)), 0
    for chunk in chunks(frame):
        persons = text_hashes(chunk[PERSON.get(name, "key")].fill_null(""))
        order = pl.int_range(before, before + chunk.height, dtype=pl.UInt32, eager=True)
        ranges.add(pl.DataFrame({"hash": persons, "order": order, "row": _encoded(chunk)}))
        before += chunk.height
    persons_of, orders = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)]

    def texts() -> Iterator[pl.Series]:
        for some in ranges.ranges():
            ordered = some.sort("hash", maintain_order=True)
            persons_of.append(ordered["hash"].to_numpy())
            orders.append(ordered["order"].to_numpy())
            yield ordered["row"]

    out.texts(name, texts())
    out.numbers(f"{name} persons", *persons_of)
    out.numbers(f"{name} order", *orders)


def _write_persons(out: Writer, by: str, hashes: Hashes, persons: Hashes) -> None:
    order = np.argsort(hashes, kind="stable")
    out.numbers(by, hashes[order])
    out.numbers(f"{by} person", persons[order])


def _write_names(out: Writer, frames: Mapping[str, pl.LazyFrame], folder: Path) -> None:
    """Write who has which name, the stems of the names, and in which of these each word stands."""
    by_name, persons = [np.empty((2, 0), np.uint64)], [np.empty(0, np.uint64)]
    first = _first_of_each(frames)
    words = HashRanges(folder, len(first) * 4)  # words in a name, on average

    def stems() -> Iterator[pl.Series]:
        before = 0
        for spelt in _spelt(frames, first):
            known = text_hashes(spelt["key"])
            by_name.append(np.stack([text_hashes([normalize(name) for name in spelt["name"]]), known]))
            stemmed = pl.Series([known_stem(name) for name in spelt["name"]], dtype=pl.String)
            some = stemmed.filter(stemmed != "")
            persons.append(known[(stemmed != "").to_numpy()])
            words_there = words_of(some)
            letters = pl.Series("hash", letter_hashes(words_there["word"]), dtype=pl.UInt64)
            words.add(words_there.select(letters, "word", pl.col("row") + before))
            before += len(some)
            yield some

    out.texts("stem", stems())
    out.numbers("stem person", *persons)
    _write_persons(out, "name", *np.concatenate(by_name, axis=1))
    _write_words(out, words, rare(sum(map(len, persons))), folder)


def _write_words(out: Writer, ranges: HashRanges, most: int, folder: Path) -> None:
    """Write the words sorted by the sum of their letters, and the stems of each that stands in `most` of them or fewer."""
    letters, counts = [np.empty(0, np.uint64)], [np.zeros(1, np.uint32)]
    postings = folder / "postings"

    def texts() -> Iterator[pl.Series]:
        with postings.open("wb") as rows:
            for some in ranges.ranges():
                ordered = some.sort("hash", "word", "row")
                words = ordered.group_by("hash", "word", maintain_order=True).agg(pl.len())
                few = words["len"].to_numpy() <= most
                rows.write(ordered["row"].to_numpy()[np.repeat(few, words["len"].to_numpy())].astype(np.uint32).data)
                letters.append(words["hash"].to_numpy())
                counts.append(np.where(few, words["len"].to_numpy(), 0))
                yield words["word"]

    out.texts("word", texts())
    of_letters = np.concatenate(letters)
    out.numbers("letters", of_letters)
    out.numbers("letters marked", _marks(of_letters))
    out.numbers("postings from", np.cumsum(np.concatenate(counts), dtype=np.uint64).astype(np.uint32))
    out.copied("postings", postings, np.dtype(np.uint32))


def _spelt(frames: Mapping[str, pl.LazyFrame], first: NDArray[np.bool_]) -> Iterator[pl.DataFrame]:
    """Yield key and name of what `matching.spellings` has: those of the spellings that are the first of their like."""
    at = 0
    for spelt in _spellings(frames):
        some = spelt.filter(pl.Series(first[at : at + spelt.height]))
        yield some.drop_nulls("key").select("key", "name")
        at += spelt.height


def _spellings(frames: Mapping[str, pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    for chunk in chunks(frames["entities"]):
        yield met_by_name(chunk).select("key", "name", kind=pl.lit("legal")).drop_nulls("name")
    for chunk in chunks(frames["names"]):
        yield chunk.select("key", "name", pl.col("kind").cast(pl.String)).drop_nulls("name")


def _first_of_each(frames: Mapping[str, pl.LazyFrame]) -> NDArray[np.bool_]:
    """Tell of each spelling whether none before it is the same, by hashes of them."""
    hashes = [spelt.hash_rows(seed=0).to_numpy() for spelt in _spellings(frames)]
    _, first = np.unique(np.concatenate([np.empty(0, np.uint64), *hashes]), return_index=True)
    marked = np.zeros(sum(map(len, hashes)), dtype=bool)
    marked[first] = True
    return marked


def _height(frame: pl.LazyFrame) -> int:
    return int(frame.select(pl.len()).collect().item())


def _encoded(frame: pl.DataFrame) -> pl.Series:
    """Return each row as JSON with one letter for each column, without those that are null."""
    columns = [
        (pl.col(c).cast(pl.String) if isinstance(kind, pl.Enum) or kind == pl.Date else pl.col(c)).alias(letter)
        for letter, (c, kind) in zip(string.ascii_letters, frame.schema.items(), strict=False)
    ]
    whole = pl.struct(columns).struct.json_encode()
    return frame.select(row=whole.str.replace_all(r',"[a-zA-Z]":null', ""))["row"]


def _marks(hashes: Hashes) -> NDArray[np.uint8]:
    """Return sixteen bits or more for each hash, of which its own is set: most of what is not there is told by a look at it."""
    count = 1 << max(6, (16 * len(hashes)).bit_length())
    bits = np.unique(hashes & np.uint64(count - 1))
    marks = np.zeros(count // 8, dtype=np.uint8)
    in_bytes = (bits >> np.uint64(3)).astype(np.int64)
    starts = np.flatnonzero(np.diff(in_bytes, prepend=-1))
    if len(starts):
        set_bits = np.left_shift(1, (bits & np.uint64(7)).astype(np.int64)).astype(np.uint8)
        marks[in_bytes[starts]] = np.bitwise_or.reduceat(set_bits, starts)
    return marks

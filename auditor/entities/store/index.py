"""The index beside a snapshot: its rows by person, its persons by name, identifier and words, without reading the rest.

Everything in it is found by hashes of 64 bits, through sorted arrays in a file that is mapped. Rows are kept a second time as
JSON, sorted by person, because a Parquet file can only be read in large pieces. What two hashes in common bring along is a
row too many, never one too few.
"""

from __future__ import annotations

import hashlib
import string
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from auditor.entities import reference
from auditor.entities.matching import candidates, matching
from auditor.entities.matching.candidates import LONG, known_stem, rare, words_of
from auditor.entities.matching.matching import comparable, spellings
from auditor.entities.names import bilingual, clutter, han_readings, legal_forms, lookalikes, normal, stems
from auditor.entities.names.normal import normalize
from auditor.entities.reference import EXCEPTIONS, FRAMES
from auditor.entities.store import mapped_arrays
from auditor.entities.store.mapped_arrays import (
    Reader,
    Writer,
    hash_of_letter,
    letter_hashes,
    letter_values,
    text_hashes,
)

Hashes = NDArray[np.uint64]
Rows = NDArray[np.int64]
SCHEMAS: dict[str, dict[str, Any]] = FRAMES | {"exceptions": EXCEPTIONS}
PERSON = {"edges": "owned"}  # the column by which the rows of a frame are found, where it is not `key`
TABLES = ("han_readings.toml", "legal_forms.toml", "regional_words.toml")
CHUNK = 200_000  # rows worked on at a time while an index is made
_LETTERS = string.ascii_lowercase + string.digits + "="


class Index:
    """The index in a file; persons are known in it by the hashes of their keys."""

    def __init__(self, file: Path) -> None:
        self._file = Reader(file)

    def rows(self, frame: str, persons: Hashes) -> pl.DataFrame:
        """Return the rows of a frame that are of these persons, those of edges by who is owned, in their first order."""
        places = _places(self._file.numbers(f"{frame} persons"), persons)
        places = places[np.argsort(self._file.numbers(f"{frame} order")[places])]
        return _decoded(self._file.texts(frame, places), SCHEMAS[frame])

    def rows_of(self, frame: str, keys: Collection[str]) -> pl.DataFrame:
        """Return the rows of a frame that are of the persons with these keys."""
        near_rows = self.rows(frame, text_hashes(list(keys)))
        return near_rows.filter(pl.col(PERSON.get(frame, "key")).is_in(list(keys)))

    def named(self, normals: Iterable[str]) -> Hashes:
        """Return the persons who have one of these names, normalized."""
        return self._persons("name", text_hashes(list(normals)))

    def identified(self, identifiers: Iterable[tuple[str, str]]) -> Hashes:
        """Return the persons who have one of these (scheme, value), each value in its canonical form."""
        return self._persons("identifier", text_hashes([f"{scheme}:{value}" for scheme, value in identifiers]))

    def near(self, asked: pl.DataFrame) -> Near:
        """Return which names share a word, or nearly one, with those asked for; `asked` is what `words_of` returns."""
        words = asked["word"].unique(maintain_order=True)
        which, places = self._same_letters(words)
        texts = self._file.texts("word", places)
        same = _nearly_the_same(words.gather(which), pl.Series(texts, dtype=pl.String))
        which, places = which[same], places[same]
        starts = self._file.numbers("postings from")
        counts = np.diff(starts)[:0] if not len(places) else starts[places + 1] - starts[places]
        common = frozenset(
            text for text, few in zip(pl.Series(texts).filter(pl.Series(same)), counts, strict=True) if not few
        )
        rows = self._file.numbers("postings")[_ranges(starts[places].astype(np.int64), counts.astype(np.int64))]
        postings = pl.DataFrame({"word": words.gather(np.repeat(which, counts)), "row": rows})
        pairs = (
            asked.rename({"row": "asked"})
            .join(postings, on="word")
            .group_by("asked", "row")
            .agg(how=pl.col("word").str.starts_with("@").min().cast(pl.Int8))
            .sort("asked", "row")
        )
        distinct = pairs["row"].unique().sort()
        stems = pl.Series("stem", self._file.texts("stem", distinct.to_numpy()), dtype=pl.String)
        numbered = pl.DataFrame({"row": distinct, "at": pl.int_range(len(distinct), eager=True, dtype=pl.UInt32)})
        pairs = pairs.join(numbered, on="row", maintain_order="left").select("asked", "how", row="at")
        persons = self._file.numbers("stem person")[distinct.to_numpy()]
        return Near(pairs, stems, persons, common)

    def _persons(self, by: str, wanted: Hashes) -> Hashes:
        places = _places(self._file.numbers(by), wanted)
        return np.unique(self._file.numbers(f"{by} person")[places])

    def _same_letters(self, words: pl.Series) -> tuple[Rows, Rows]:
        """Return pairs of a word asked for and a word of the index that have all letters in common, or all but one of each."""
        wanted, which = _one_letter_off(words)
        marks = self._file.numbers("letters marked")
        at = wanted & np.uint64(len(marks) * 8 - 1)
        likely = np.flatnonzero(marks[at >> np.uint64(3)] >> (at & np.uint64(7)).astype(np.uint8) & 1)
        wanted, which = wanted[likely], which[likely]
        table = self._file.numbers("letters")
        first, last = (np.searchsorted(table, wanted, side) for side in ("left", "right"))
        pairs = np.unique(np.stack([np.repeat(which, last - first), _ranges(first, last - first)]), axis=1)
        return pairs[0], pairs[1]


class Near(NamedTuple):
    """Pairs (asked, row, how) as `candidates.alike` takes them, the stems and persons of the rows, and words too common."""

    pairs: pl.DataFrame
    stems: pl.Series
    persons: Hashes
    common: frozenset[str]


@cache
def version() -> str:
    """Return what stands for the way an index is made: one made another way would miss names."""
    of_names = (bilingual, clutter, han_readings, legal_forms, lookalikes, normal, stems)
    made_by = (*of_names, candidates, mapped_arrays, matching, reference)
    sources = [Path(str(module.__file__)).read_bytes() for module in made_by]
    tables = [files("auditor.entities.names").joinpath(table).read_bytes() for table in TABLES]
    parts = [*sources, *tables, Path(__file__).read_bytes(), unicodedata.unidata_version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:8]


def write_index(file: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    """Write the index of a snapshot's `frames`, which are those of SCHEMAS."""
    with Writer(file) as out:
        for name in SCHEMAS:
            _write_rows(out, name, frames[name])
        identifiers = comparable(frames["identifiers"]).drop_nulls(["key", "value"])
        values = identifiers.select(pl.concat_str("scheme", pl.lit(":"), "value"))["scheme"]
        _write_persons(out, "identifier", values, identifiers["key"])
        spelt = pl.concat(spellings(frames["entities"], frames["names"])).drop_nulls("key")
        _write_persons(out, "name", pl.Series(map(normalize, spelt["name"]), dtype=pl.String), spelt["key"])
        stemmed = pl.Series(map(known_stem, spelt["name"]), dtype=pl.String)
        _write_words(out, stemmed.filter(stemmed != ""), spelt["key"].filter(stemmed != ""))


def _write_rows(out: Writer, name: str, frame: pl.DataFrame) -> None:
    persons = text_hashes(frame[PERSON.get(name, "key")].fill_null(""))
    order = np.argsort(persons, kind="stable")
    out.numbers(f"{name} persons", persons[order])
    out.numbers(f"{name} order", order.astype(np.uint32))
    out.texts(name, (_encoded(frame[order[start : start + CHUNK]]) for start in range(0, len(order), CHUNK)))


def _write_persons(out: Writer, by: str, texts: pl.Series, keys: pl.Series) -> None:
    hashes, persons = text_hashes(texts), text_hashes(keys)
    order = np.argsort(hashes, kind="stable")
    out.numbers(by, hashes[order])
    out.numbers(f"{by} person", persons[order])


def _write_words(out: Writer, stems: pl.Series, keys: pl.Series) -> None:
    """Write the stems, their words sorted by the sum of their letters, and in which stems each rare word stands."""
    out.texts("stem", _chunks(stems))
    out.numbers("stem person", text_hashes(keys))
    postings = []
    words = pl.DataFrame(schema={"word": pl.String, "hash": pl.UInt64, "len": pl.UInt32})
    for at, part in enumerate(_chunks(stems)):
        part_words = words_of(part).with_columns(pl.col("row") + at * CHUNK)
        part_words = part_words.with_columns(hash=pl.Series(text_hashes(part_words["word"])))
        postings.append(part_words.select("row", "hash"))
        counted = part_words.group_by("word", "hash").agg(pl.len())
        words = pl.concat([words, counted]).group_by("word", "hash").agg(pl.col("len").sum())
    words = words.with_columns(letters=pl.Series(letter_hashes(words["word"]), dtype=pl.UInt64)).sort("letters", "word")
    words = words.with_columns(few=pl.when(pl.col("len") <= rare(len(stems))).then("len").otherwise(0))
    out.numbers("letters", words["letters"].to_numpy())
    out.numbers("letters marked", _marks(words["letters"].to_numpy()))
    out.texts("word", _chunks(words["word"]))
    out.numbers("postings from", np.concatenate([[0], words["few"].cum_sum().to_numpy()]).astype(np.uint32))
    few = words.lazy().with_row_index("number").filter(pl.col("few") > 0).select("hash", "number").collect()
    del words
    rows = pl.concat([pl.DataFrame(schema={"row": pl.UInt32, "hash": pl.UInt64}), *postings]).join(few, on="hash")
    out.numbers("postings", rows.sort("number", "row")["row"].to_numpy())


def _chunks(series: pl.Series) -> Iterator[pl.Series]:
    yield from (series.slice(start, CHUNK) for start in range(0, len(series), CHUNK))


def _encoded(frame: pl.DataFrame) -> pl.Series:
    """Return each row as JSON with one letter for each column, without those that are null."""
    columns = [
        (pl.col(c).cast(pl.String) if isinstance(kind, pl.Enum) or kind == pl.Date else pl.col(c)).alias(letter)
        for letter, (c, kind) in zip(string.ascii_letters, frame.schema.items(), strict=False)
    ]
    whole = pl.struct(columns).struct.json_encode()
    return frame.select(row=whole.str.replace_all(r',"[a-zA-Z]":null', ""))["row"]


def _decoded(rows: Sequence[str], schema: Mapping[str, Any]) -> pl.DataFrame:
    plain = {c: pl.String if isinstance(kind, pl.Enum) or kind == pl.Date else kind for c, kind in schema.items()}
    kinds = pl.Struct(dict(zip(string.ascii_letters, plain.values(), strict=False)))
    frame = pl.Series("row", rows, dtype=pl.String).str.json_decode(kinds).struct.unnest()
    named = frame.rename(dict(zip(frame.columns, schema, strict=True)))
    return named.with_columns(
        pl.col(c).str.to_date() if kind == pl.Date else pl.col(c).cast(kind) for c, kind in schema.items()
    )


def _places(table: Hashes, wanted: Hashes) -> Rows:
    """Return where in the sorted `table` each of `wanted` stands."""
    wanted = np.unique(wanted)
    first, last = (np.searchsorted(table, wanted, side) for side in ("left", "right"))
    return _ranges(first, last - first)


def _ranges(first: Rows, counts: Rows) -> Rows:
    """Return the numbers from each of `first`, as many as `counts` says."""
    numbers: Rows = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    return numbers


def _marks(hashes: Hashes) -> NDArray[np.uint8]:
    """Return sixteen bits or more for each hash, of which its own is set: most of what is not there is told by a look at it."""
    bits = np.zeros(1 << max(6, (16 * len(hashes)).bit_length()), dtype=bool)
    bits[hashes & np.uint64(len(bits) - 1)] = True
    return np.packbits(bits, bitorder="little")


def _one_letter_off(words: pl.Series) -> tuple[Hashes, Rows]:
    """Return the letter hashes of these words, and of all like them but for one letter more, less or other; whose each is."""
    own, each = letter_hashes(words), letter_values(words)
    added = np.array([0, *map(hash_of_letter, _LETTERS)], dtype=np.uint64)
    hashes, which = [own], [np.arange(len(words))]
    lengths = words.str.len_bytes().to_numpy().astype(np.int64)
    long = ~words.str.contains("^[~@]").to_numpy() & (lengths >= LONG[0]) & (lengths <= LONG[1])
    starts = np.cumsum(lengths) - lengths
    for length in np.unique(lengths[long]):
        of = np.flatnonzero(long & (lengths == length))
        without = own[of, None] - each[starts[of, None] + np.arange(length)]
        some = np.concatenate([own[of, None], without], axis=1)
        hashes.append((some[:, :, None] + added).ravel())
        which.append(np.repeat(of, (length + 1) * len(added)))
    return np.concatenate(hashes), np.concatenate(which)


def _nearly_the_same(asked: pl.Series, known: pl.Series) -> NDArray[np.bool_]:
    """Tell of each pair whether the words are the same, or would be without one letter of either or of both."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cpdist

    pairs = pl.DataFrame({"a": asked, "b": known})
    long = pl.all_horizontal(
        pl.col(c).str.len_chars().is_between(*LONG) & ~pl.col(c).str.contains("^[~@]") for c in ("a", "b")
    )
    lengths = [pl.col(c).str.len_chars().cast(pl.Int32) for c in ("a", "b")]
    apart = pl.Series(cpdist(pairs["a"].to_list(), pairs["b"].to_list(), scorer=Indel.distance, score_cutoff=2))
    near = long & ((lengths[0] - lengths[1]).abs() <= 1) & (pl.lit(apart) <= 2)
    nearly: NDArray[np.bool_] = pairs.select((pl.col("a") == pl.col("b")) | near).to_series().to_numpy()
    return nearly

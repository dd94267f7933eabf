"""The index beside a snapshot: its rows by person, its persons by name, identifier and words, without reading the rest.

Everything in it is found by hashes of 64 bits, through sorted arrays in a file that is mapped. Rows are kept a second time as
JSON, sorted by person, because a Parquet file can only be read in large pieces. What two hashes in common bring along is a
row too many, never one too few.
"""

from __future__ import annotations

import hashlib
import string
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from auditor.entities import reference
from auditor.entities.matching import candidates, matching
from auditor.entities.matching.candidates import LONG
from auditor.entities.names import bilingual, clutter, han_readings, legal_forms, lookalikes, normal, stems
from auditor.entities.reference import STORED
from auditor.entities.store import index_making, mapped_arrays
from auditor.entities.store.index_making import PERSON, Hashes
from auditor.entities.store.mapped_arrays import Reader, hash_of_letter, letter_hashes, letter_values, text_hashes

Rows = NDArray[np.int64]
TABLES = ("han_readings.toml", "legal_forms.toml", "regional_words.toml")
_LETTERS = string.ascii_lowercase + string.digits + "="


class Index:
    """The index in a file; persons are known in it by the hashes of their keys."""

    def __init__(self, file: Path) -> None:
        self._file = Reader(file)

    def rows(self, frame: str, persons: Hashes) -> pl.DataFrame:
        """Return the rows of a frame that are of these persons, those of edges by who is owned, in their first order."""
        places = _places(self._file.numbers(f"{frame} persons"), persons)
        places = places[np.argsort(self._file.numbers(f"{frame} order")[places])]
        return _decoded(self._file.texts(frame, places), STORED[frame])

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
        self._file.let_go()
        return Near(pairs, stems, persons, common)

    def _persons(self, by: str, wanted: Hashes) -> Hashes:
        places = _places(self._file.numbers(by), wanted)
        persons = np.unique(self._file.numbers(f"{by} person")[places])
        self._file.let_go()
        return persons

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
    made_by = (*of_names, candidates, index_making, mapped_arrays, matching, reference)
    sources = [Path(str(module.__file__)).read_bytes() for module in made_by]
    tables = [files("auditor.entities.names").joinpath(table).read_bytes() for table in TABLES]
    parts = [*sources, *tables, Path(__file__).read_bytes(), unicodedata.unidata_version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:8]


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

"""Names that are like the one asked for: candidates for a person to look at, never a match.

Only pairs that share a rare word, the same words in another order or spacing, or initials are scored, so that hundreds of
thousands of names can be compared. Initials count where one of the two is written as them: "HIE" for "Hovhov Isdri
Electronics", and not two names of three words that begin alike. Two words are also the same when leaving out one letter of
either, or of both, makes them so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import polars as pl

from auditor.entities.matching.resemblance import ENOUGH, INITIALS, is_arm, likeness, with_initials
from auditor.entities.names.clutter import names_in, uncluttered
from auditor.entities.names.legal_forms import has_legal_form
from auditor.entities.names.stems import HAN, places_in, stem
from bom_parsers.errors import quoted

BEST = 3
CHUNK = 20_000  # names asked for at a time: bounds the memory that pairs take
RARE = 60  # names of one reference that may share a word before it says nothing; more in large references
CLOSE, SHARED = (
    60.0,
    75.0,
)  # of 100: the likeness of letters, and of the words in common, from which two names are compared
SURE = 95.0  # the likeness from which a candidate is a lead: the same name in other dress, or a brand
LONG = (5, 40)  # letters of a word that may be mistyped


@dataclass(frozen=True)
class Candidate:
    """A person whose `name` is like the one asked for: `score` of 100, `why` in words, and `of` which countries if known.

    `is_initials` is whether its name is only the initials of the one asked for, as many are of others, too; `is_arm` whether
    the one asked for adds nothing but a place to it.
    """

    key: str
    name: str
    score: float
    why: str
    of: str = ""
    is_initials: bool = False
    is_arm: bool = False


def candidates(asked: Sequence[str], known: Compared) -> list[tuple[Candidate, ...]]:
    """Return for each name asked for the best three persons by likeness of any of their known names.

    A person appears once, by the name most like.
    """
    if not asked or known.names.is_empty():
        return [() for _ in asked]
    wanted = {name: names_in(name) for name in asked}
    distinct = list(dict.fromkeys(text for texts in wanted.values() for text in texts))
    by_name: dict[str, tuple[Candidate, ...]] = {}
    for start in range(0, len(distinct), CHUNK):
        by_name |= known.like(distinct[start : start + CHUNK])
    best = {name: _best([by_name.get(text, ()) for text in texts]) for name, texts in wanted.items()}
    return [best[name] for name in asked]


def _best(of_each: Sequence[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
    """Return the best of the candidates of the names of one cell."""
    if len(of_each) == 1:
        return of_each[0]
    ranked = sorted((candidate for some in of_each for candidate in some), key=lambda candidate: -candidate.score)
    by_key: dict[str, Candidate] = {}
    for candidate in ranked:
        by_key.setdefault(candidate.key, candidate)
    return tuple(by_key.values())[:BEST]


class Names:
    """The names asked for: their stems, and of each whether it has a legal form, is in Chinese characters, has a place."""

    def __init__(self, names: Sequence[str]) -> None:
        self.stems = pl.Series("stem", [stem(name) for name in names], dtype=pl.String)
        self.is_full = pl.Series([has_legal_form(name) for name in names], dtype=pl.Boolean)
        self.is_wide = pl.Series("name", names, dtype=pl.String).str.contains(f"[{HAN}]")
        self.has_place = pl.Series([bool(places_in(text)) for text in self.stems], dtype=pl.Boolean)


class Compared:
    """The names of references to compare others with, and their words, which are prepared once for all that is asked."""

    def __init__(self, names: pl.DataFrame, common: Mapping[int, Collection[str]] | None = None) -> None:
        """Take the columns key, name and stem (see `with_stems`), and the number of their `reference` where there are several.

        `common` are the words that are too common, by the number of each reference that is only an excerpt: there they
        cannot be counted.
        """
        self._rows, self._common = names.filter(pl.col("stem") != ""), common or {}
        self.keys, self.names, self.stems = (self._rows[column] for column in ("key", "name", "stem"))

    @cached_property
    def words(self) -> pl.DataFrame:
        """Return (row, word) of the words that are not too common."""
        return _telling(words_of(self.stems), self._rows, self._common)

    @cached_property
    def shortened(self) -> pl.DataFrame:
        """Return (short, word) of these words; see `_shortened`."""
        return _shortened(self.words["word"].unique())

    def like(self, asked: Sequence[str]) -> dict[str, tuple[Candidate, ...]]:
        """Return the best candidates of each of the names, which differ from each other."""
        names = Names(asked)
        stems = names.stems
        pairs = self._pairs(words_of(stems), _initials_in(pl.Series("name", asked), stems))
        scored = alike(names, self.stems, pairs)
        written = pl.Series("name", asked).gather(scored["asked"]), self.names.gather(scored["row"])
        scored = scored.with_columns(written=pl.Series(_ratio(*(w.str.to_lowercase().to_list() for w in written))))
        best: pl.DataFrame = (
            scored.with_columns(key=self.keys.gather(scored["row"]))
            .sort("asked", "score", "written", "key", "row", descending=[False, True, True, False, False])
            .unique(["asked", "key"], keep="first", maintain_order=True)
            .group_by("asked", maintain_order=True)
            .head(BEST)
        )
        alike_names: dict[str, tuple[Candidate, ...]] = {}
        for row in best.iter_rows(named=True):
            name, other = asked[row["asked"]], self.names[row["row"]]
            why = _why(name, stems[row["asked"]], other, self.stems[row["row"]], row["how"])
            is_initials = row["how"] == 1 and " " not in self.stems[row["row"]]
            of_maker = is_arm(stems[row["asked"]], self.stems[row["row"]])
            score = round(row["score"], 1)
            candidate = Candidate(row["key"], other, score, why, is_initials=is_initials, is_arm=of_maker)
            alike_names[name] = (*alike_names.get(name, ()), candidate)
        return alike_names

    @cached_property
    def initials(self) -> pl.Series:
        """Return for each name whether it is written as initials."""
        return _initials_in(self.names, self.stems)

    def _pairs(self, asked: pl.DataFrame, initials: pl.Series) -> pl.DataFrame:
        """Return the pairs (asked, row) that share a word or nearly one, and `how`: 1 where only the initials agree.

        `initials` tells which of those asked for are written as initials; one of a pair that agrees in these only must be.
        """
        asked = asked.rename({"row": "asked"})
        near = _shortened(asked["word"].unique()).join(self.shortened, on="short").select("word", other="word_right")
        same = asked["word"].unique().to_frame().with_columns(other="word")
        shared = pl.concat([near, same]).unique()
        return (
            asked.join(shared, on="word")
            .join(self.words, left_on="other", right_on="word")
            .select("asked", "row", how=pl.col("word").str.starts_with("@").cast(pl.Int8))
            .group_by("asked", "row")
            .agg(pl.col("how").min())
            .sort("asked", "row")
            .filter((pl.col("how") == 0) | self._one_is_initials(initials))
        )

    def _one_is_initials(self, initials: pl.Series) -> pl.Expr:
        asked, known = (series.arg_true().implode() for series in (initials, self.initials))
        return pl.col("asked").is_in(asked) | pl.col("row").is_in(known)


@lru_cache(maxsize=65_536)  # as those of `stem`: the names of one list are prepared several times in a run
def known_stem(name: str) -> str:
    """Return the stem by which a name of a reference is found: lists, too, write remarks and towns after a legal form."""
    return stem(uncluttered(name))


def with_stems(names: pl.DataFrame) -> pl.DataFrame:
    """Return `names` with the column `stem` added if it is not there."""
    if "stem" in names.columns:
        return names
    distinct = names["name"].unique()
    stems = pl.DataFrame({"name": distinct, "stem": pl.Series(map(known_stem, distinct), dtype=pl.String)})
    return names.join(stems, on="name", how="left", maintain_order="left")


def alike(asked: Names, known: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return those of the `pairs` that are like enough, with their `score`.

    `pairs` has the row `asked` in the one, `row` in the stems `known`, and `how`: 1 where only the initials agree; two of
    several words are not alike by these.
    """
    one_word = (~asked.stems.str.contains(" ", literal=True)).gather(pairs["asked"])
    other_word = (~known.str.contains(" ", literal=True)).gather(pairs["row"])
    pairs = pairs.filter((pairs["how"] == 0) | one_word | other_word)
    likeness = pl.Series("score", _likeness(asked, known, pairs), dtype=pl.Float64)
    return pairs.with_columns(likeness).filter(pl.col("score") >= ENOUGH)


def rare(names: int) -> int:
    """Return how many of so many names of a reference may share a word by which they are found."""
    return max(RARE, names // 5_000)


def _telling(words: pl.DataFrame, names: pl.DataFrame, common: Mapping[int, Collection[str]]) -> pl.DataFrame:
    """Return the (row, word) whose word is not too common in the reference that the row is of."""
    if "reference" not in names.columns:
        return _rare_only(words, len(names))
    parts = []
    for number in names["reference"].unique(maintain_order=True):
        rows = (names["reference"] == number).arg_true().to_frame("row")
        mine = words if len(rows) == len(names) else words.join(rows, on="row", how="semi")
        excluded = common.get(number)
        parts.append(
            _rare_only(mine, len(rows)) if excluded is None else mine.filter(~pl.col("word").is_in(list(excluded)))
        )
    return pl.concat(parts)


def _rare_only(words: pl.DataFrame, names: int) -> pl.DataFrame:
    counts = words.group_by("word").len()
    return words.join(counts.filter(pl.col("len") <= rare(names)).select("word"), on="word")


def words_of(stems: pl.Series) -> pl.DataFrame:
    """Return (row, word): each word of each stem, "=" and all its letters, "~" and its words sorted, "@" and its initials.

    The initials are of three words at least; a single word of three to five letters may be such initials itself.
    """
    frame = pl.DataFrame({"row": pl.int_range(len(stems), dtype=pl.UInt32, eager=True), "stem": stems})
    split = frame.with_columns(words=pl.col("stem").str.split(" "))
    several = pl.col("words").list.len()
    initials = pl.col("words").list.eval(pl.element().str.head(1)).list.join("")
    one_word = (several == 1) & pl.col("stem").str.len_chars().is_between(3, 5)
    made = split.with_columns(
        joined="=" + pl.col("stem").str.replace_all(" ", "", literal=True),
        sorted=pl.when(several > 1).then("~" + pl.col("words").list.sort().list.join("")),
        initials=pl.when(several >= 3).then("@" + initials).when(one_word).then("@" + pl.col("stem")),
    )
    single = made.select("row", word=pl.col("words").list.unique()).explode("word")
    extra = [made.select("row", word=pl.col(column)).drop_nulls() for column in ("joined", "sorted", "initials")]
    return pl.concat([single.filter(pl.col("word").str.len_chars() > 1), *extra])


def _initials_in(names: pl.Series, stems: pl.Series) -> pl.Series:
    """Return for each name whether it is written as initials: one word of a few letters, all capitals, as "ZTE" or "Z.T.E."."""
    few = stems.str.contains(r"^[a-z]{3,5}$")
    letters = names.str.replace_all(r"[.\s]", "")
    written = pl.DataFrame({"letters": letters, "stem": stems.str.to_uppercase()})
    return few & written.select(pl.col("letters").str.starts_with(pl.col("stem"))).to_series()


def _shortened(words: pl.Series) -> pl.DataFrame:
    """Return (short, word): each word of five letters or more, as it is and with each one letter left out, hashed."""
    frame = pl.DataFrame({"word": words}).filter(
        ~pl.col("word").str.contains("^[~@]") & pl.col("word").str.len_chars().is_between(*LONG)
    )
    every = frame.with_columns(at=pl.int_ranges(0, pl.col("word").str.len_chars() + 1)).explode("at")
    left_out = pl.col("word").str.slice(0, pl.col("at")) + pl.col("word").str.slice(pl.col("at") + 1)
    return every.select("word", short=left_out.hash()).unique()


def _ratio(one: Sequence[str], other: Sequence[str]) -> list[float]:
    from rapidfuzz import fuzz, process

    return list(process.cpdist(one, other, scorer=fuzz.ratio, workers=-1).tolist())


def _likeness(asked: Names, known: pl.Series, pairs: pl.DataFrame) -> list[float]:
    """Score pairs: by their letters in both orders of the words where these can matter, and by what the words are."""
    from rapidfuzz import fuzz, process

    stems = asked.stems.gather(pairs["asked"]), known.gather(pairs["row"])
    texts = [side.to_list() for side in stems]
    in_order = process.cpdist(*texts, scorer=fuzz.ratio, workers=-1)
    in_any_order = process.cpdist(*texts, scorer=fuzz.token_sort_ratio, workers=-1)
    shared = pl.Series(process.cpdist(*texts, scorer=fuzz.token_set_ratio, workers=-1))
    whole = pl.Series(in_order.clip(min=in_any_order))
    letters = [side.str.replace_all(" ", "", literal=True) for side in (asked.stems, known)]
    same = letters[0].gather(pairs["asked"]) == letters[1].gather(pairs["row"])
    scores: list[float] = pl.select(pl.when(same).then(100.0).otherwise(0.0)).to_series().to_list()
    full, wide, places = (flag.gather(pairs["asked"]) for flag in (asked.is_full, asked.is_wide, asked.has_place))
    worth = (whole >= CLOSE) | (shared >= SHARED) | places | ~full
    at = (~same & worth).arg_true()
    rows = zip(at.to_list(), *(flag.gather(at).to_list() for flag in (whole, full, wide)), strict=True)
    for i, ratio, is_full, is_wide in rows:
        scores[i] = likeness(texts[0][i], texts[1][i], ratio, is_full, is_wide)
    one_letter = r"\b[a-z]\b"
    initials = asked.stems.str.contains(one_letter).gather(pairs["asked"])
    initials |= known.str.contains(one_letter).gather(pairs["row"])
    by_initials = pairs["how"] == 1
    low = pl.Series(scores, dtype=pl.Float64) < ENOUGH
    for i in (low & (by_initials | initials)).arg_true():
        if pairs["how"][i] == 1 or with_initials(texts[0][i], texts[1][i]):
            scores[i] = INITIALS
    return scores


def _why(asked: str, mine: str, other: str, theirs: str, only_initials: int) -> str:
    """Return in words what the two names have in common."""
    if is_arm(mine, theirs):
        extra = places_in(mine) - places_in(theirs)
        return f"regional arm of: adds {', '.join(sorted(extra))}; a person of its own"
    if only_initials:
        return "the initials of the name"
    if mine == theirs:
        return "the same but for legal form, script or signs"
    if sorted(mine.split()) == sorted(theirs.split()):
        return "the same words in another order"
    if mine.replace(" ", "") == theirs.replace(" ", ""):
        return "the same letters, spaced otherwise"
    if with_initials(mine, theirs):
        return "the same with initials"
    differ = _only(mine, theirs), _only(theirs, mine)
    return "alike" + "".join(
        f"; {who} has {', '.join(map(quoted, words))}"
        for who, words in zip(("it", "the list"), differ, strict=True)
        if words
    )


def _only(one: str, other: str) -> list[str]:
    there = set(other.split())
    return [word for word in one.split() if word not in there]

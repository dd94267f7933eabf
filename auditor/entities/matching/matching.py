"""Who is meant by a name or an identifier: by evidence only. What is merely alike becomes candidates for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from auditor.entities.identifiers.forms import COMPARED, SCHEMES, UNIQUE, canonical, check
from auditor.entities.matching.candidates import Candidate, Compared, candidates, with_stems
from auditor.entities.matching.decisions import Decisions
from auditor.entities.names.bilingual import parts, says_nothing_else, stands_alone
from auditor.entities.names.lookalikes import oddities
from auditor.entities.names.normal import normalize
from auditor.entities.reference import NO_EVIDENCE, Reference
from bom_parsers.errors import quoted

BRAND = "has it as a trading name or brand"  # why a person is a candidate whose name that is not
WEAK = "has it as a weak alias, which its source calls too broad to match on"
_BY = {"former": "former name", "alias": "alias", "transliterated": "alias"}


@dataclass(frozen=True)
class Asked:
    """A party as a list or a BOM has it: a `name`, identifiers by scheme in any spelling, the countries it is said to be of.

    `with_slips` is whether it is asked, too, who is called almost so (see `slips`), as of who speaks for himself.
    """

    name: str
    identifiers: Mapping[str, str] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    with_slips: bool = False


@dataclass(frozen=True)
class Match:
    """The person meant: its `key` (`also`: its keys in other references), found `by` what, on what `evidence`.

    `conflict` says what speaks against it, `rivals` are the keys of other persons to whom some of the evidence points.
    `by` is "decision", an identifier's scheme, "name", "alias", "former name", or one of the last three after
    "part of the name: " in a cell with names in two scripts; `name` is the reference's spelling where it is one of these.
    `unexplained` is the other part of such a cell where nobody knows it as a name of this person: it may name another.
    """

    key: str
    by: str
    evidence: str
    conflict: str | None = None
    also: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    name: str = ""
    unexplained: str = ""

    @property
    def is_decided(self) -> bool:
        """Tell whether a person decided so."""
        return self.by == "decision"

    @property
    def in_words(self) -> str:
        """Return by what it is the person, as a report has it: "lei 5299...", "decision: ...", "alias"."""
        return self.evidence if self.by in SCHEMES else f"{self.by}: {self.evidence}" if self.is_decided else self.by


@dataclass(frozen=True)
class Answer:
    """A `match`, or the best three `candidates` where there is none; `notes` are for the reader of the list.

    `undecided` are the keys of the persons to whom evidence points that means none of them; `unused` says which of the
    identifiers given are no evidence, and why. It is part of the notes.
    """

    match: Match | None
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Excerpt(Reference):
    """Of a reference what can matter to some parties, and those of their words that are too `common` in the whole of it."""

    common: frozenset[str] = frozenset()


class Known:
    """The names and identifiers of all persons of some references.

    Keys of two references that share an LEI, USCC, OGRN or INN are one person. Two keys that share one inside a
    reference are a fault of its data: they stay two, and the identifier means neither.
    """

    def __init__(
        self, names: pl.DataFrame, identifiers: pl.DataFrame, common: Mapping[int, Collection[str]] | None = None
    ) -> None:
        """Take frames as NAMES and IDENTIFIERS, both with the number of their `reference` where there are several.

        `names` may have the columns that `prepared` adds; `common` are the words too common in each reference of which
        only an excerpt is there.
        """
        if "reference" not in identifiers.columns:
            identifiers = identifiers.with_columns(reference=pl.lit(0))
        self.names = prepared(names)
        self.identifiers = comparable(identifiers)
        self.common = common or {}

    @cached_property
    def compared(self) -> Compared:
        """Return the names as others are compared with them."""
        return Compared(self.names, self.common)

    @classmethod
    def of(cls, references: Sequence[Reference]) -> Known:
        """Return what `references` know; the name of an entity is one of its names."""
        of_each = [
            [frame.with_columns(reference=pl.lit(i, pl.Int32)) for frame in spellings(r.entities, r.names)]
            for i, r in enumerate(references)
        ]
        empty = pl.DataFrame(schema=dict.fromkeys(("key", "name", "kind"), pl.String) | {"reference": pl.Int32})
        names = pl.concat([empty, *(own for own, _ in of_each), *(others for _, others in of_each)])
        some = pl.DataFrame(schema={"key": pl.String, "scheme": pl.String, "value": pl.String, "reference": pl.Int32})
        identified = [r.identifiers.with_columns(reference=pl.lit(i, pl.Int32)) for i, r in enumerate(references)]
        identifiers = pl.concat([some, *(frame.select(some.columns) for frame in identified)])
        common = {i: r.common for i, r in enumerate(references) if isinstance(r, Excerpt)}
        return cls(names, identifiers, common)

    @classmethod
    def called(cls, names: Mapping[str, Iterable[str]]) -> Known:
        """Return persons of whom there are names only, by key."""
        rows = [(key, name, "legal") for key, of_it in names.items() for name in of_it]
        columns = {"key": pl.String, "name": pl.String, "kind": pl.String}
        identifiers = pl.DataFrame(schema={"key": pl.String, "scheme": pl.String, "value": pl.String})
        return cls(pl.DataFrame(rows, schema=columns, orient="row"), identifiers)


def spellings(entities: pl.DataFrame, names: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return key, name and kind of the names of a reference, each once: the entities' own, and what other names they have."""
    met = met_by_name(entities)
    own = met.select("key", "name", kind=pl.lit("legal")).drop_nulls("name").unique(maintain_order=True)
    others = names.select("key", "name", pl.col("kind").cast(pl.String)).drop_nulls("name").unique(maintain_order=True)
    return own, others.join(own, on=["key", "name", "kind"], how="anti", maintain_order="left")


def met_by_name(entities: pl.DataFrame) -> pl.DataFrame:
    """Return the entities but for who is only a holder in a supplier list: nobody to be met by name, as in the list itself."""
    return entities.filter(~pl.col("holder_only").fill_null(False))


def comparable(identifiers: pl.DataFrame) -> pl.DataFrame:
    """Return the identifiers that can be evidence, their values in the form of `identifiers.canonical`."""
    text = pl.col("value").str.replace_all(r"[\s./\-\u2010-\u2015]", "").str.to_uppercase()
    padded = pl.when(pl.col("scheme") == "duns").then(text.str.zfill(9)).otherwise(text)
    belgian = text.str.replace("^BE([0-9]{9})$", "BE0$1")
    return identifiers.filter(pl.col("scheme").is_in(list(COMPARED))).with_columns(
        value=pl.when(pl.col("scheme") == "vat").then(belgian).otherwise(padded)
    )


def prepared(names: pl.DataFrame) -> pl.DataFrame:
    """Return `names` with the columns `normal` and `stem` if it lacks them. A store may keep them: the name alone makes them."""
    if "normal" not in names.columns:
        distinct = names["name"].unique()
        normal = pl.Series("normal", [normalize(name) for name in distinct], dtype=pl.String)
        names = names.join(
            pl.DataFrame({"name": distinct, "normal": normal}), on="name", how="left", maintain_order="left"
        )
    return with_stems(names)


def match(asked: Sequence[Asked], known: Known, decisions: Decisions | None = None) -> list[Answer]:
    """Return an answer for each party asked for, in their order.

    Evidence is a decision; an identifier with fitting check digits; a name that is exactly a person's once both are
    normalized, or exactly one part of a bilingual cell. Evidence that points to two persons is none. A trading name may
    be a brand, and a brand is not its owner: it makes a candidate.
    """
    look = _Look(asked, known, decisions or Decisions())
    answers = [look.answer(one, *given) for one, given in zip(asked, look.given, strict=True)]
    open_ones = [i for i, answer in enumerate(answers) if answer.match is None]
    likes = candidates([asked[i].name for i in open_ones], known.compared)
    for i, like in zip(open_ones, likes, strict=True):
        answers[i] = replace(answers[i], candidates=look.best(asked[i], answers[i].candidates, like))
    return answers


class _Look:
    """What is known of exactly the names and identifiers asked for, fetched in one pass over the frames."""

    def __init__(self, asked: Sequence[Asked], known: Known, decisions: Decisions) -> None:
        self.decisions = decisions
        spellings = {normalize(text) for one in asked for text in (one.name, *parts(one.name))} - {""}
        self.named: dict[str, dict[str, tuple[str, str]]] = {}
        hits = known.names.filter(pl.col("normal").is_in(list(spellings)))
        for key, name, kind, normal in hits.select("key", "name", "kind", "normal").iter_rows():
            old = self.named.setdefault(normal, {}).get(key)
            if old is None or old[1] in NO_EVIDENCE or (old[1] == "former" and kind not in NO_EVIDENCE):
                self.named[normal][key] = (name, kind)
        self.given = [_checked(one.identifiers) for one in asked]
        values = {value for given, _ in self.given for value in given.values()}
        self.held: dict[tuple[str, str], list[str]] = {}
        held = known.identifiers.filter(pl.col("value").is_in(list(values)))
        for key, scheme, value in held.select("key", "scheme", "value").iter_rows():
            self.held.setdefault((scheme, value), []).append(key)
        decided = {d.key for d in decisions.all}
        keys = decided | {k for of in self.named.values() for k in of} | {k for of in self.held.values() for k in of}
        self.known_keys = keys & set(known.names["key"].filter(known.names["key"].is_in(list(keys))))
        self.listed: dict[str, dict[str, set[str]]] = {}
        self.persons = _persons(known.identifiers, keys, self.listed)
        first = known.names.filter(pl.col("key").is_in(list(keys))).unique("key", keep="first", maintain_order=True)
        self.name_of = dict(first.select("key", "name").iter_rows())

    def answer(self, asked: Asked, given: Mapping[str, str], unused: tuple[str, ...]) -> Answer:
        """Return the match of one party with what speaks against it, or the persons that its evidence leaves open."""
        notes = (*unused, *(f"the name has {odd}" for odd in oddities(asked.name)))
        name = unexplained = ""
        identified, shared = self._identified(given)
        holders = self._by_name(asked)
        named, rivals = holders.keys, holders.rivals
        decision = self.decisions.same(asked.name)
        if decision is not None and decision.key in self.known_keys:
            keys, by, evidence = [decision.key], "decision", str(decision)
        elif identified:
            (by, value), keys = next(iter(identified.items()))
            evidence = f"{by} {value}"
        elif named and not (against := self._other_unique(named, given)):
            keys, by, name = named, holders.by, self.named_as(asked.name, named)
            evidence, unexplained = quoted(name), holders.unexplained
        else:
            disputed = [(key, f"has the name, but {against}") for key in named[:1]]
            left_open = [*shared, *rivals, *disputed]
            undecided = tuple(dict.fromkeys(key for key, _ in left_open))
            return Answer(None, self._open(left_open), notes, undecided, unused)
        if by != "decision" and (refused := self._refused(asked.name, keys)):
            return Answer(None, (), (*notes, f"not {keys[0]}: {refused}"), (), unused)
        conflict = self._conflict(keys, identified, named, given)
        others = [held[0] for held in (*identified.values(), named) if held]
        also_meant = tuple(dict.fromkeys(k for k in others if self.persons[k] != self.persons[keys[0]]))
        matched = Match(keys[0], by, evidence, conflict, tuple(keys[1:]), also_meant, name, unexplained)
        return Answer(matched, (), notes, (), unused)

    def best(self, asked: Asked, by_evidence: Sequence[Candidate], like: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return the best three candidates, those of ambiguous evidence first, without those decided to be different."""
        offered: dict[str, Candidate] = {}
        for candidate in (*by_evidence, *like):
            if self.decisions.different(asked.name, candidate.key) is None:
                offered.setdefault(candidate.key, candidate)
        return tuple(offered.values())[:3]

    def named_as(self, name: str, keys: Sequence[str]) -> str:
        """Return the name in the reference that `name`, or a part of it, is."""
        spellings = [normalize(text) for text in (name, *parts(name))]
        return next(self.named[s][k][0] for s in spellings for k in keys if k in self.named.get(s, {}))

    def _identified(self, given: Mapping[str, str]) -> tuple[dict[tuple[str, str], list[str]], list[tuple[str, str]]]:
        """Return the person of each identifier in the order of trust, and those that share one, each with why."""
        of_one_person, shared = {}, []
        for scheme, value in given.items():
            keys = list(dict.fromkeys(self.held.get((scheme, value), ())))
            if len({self.persons[key] for key in keys}) > 1:
                shared += [(key, f"{scheme} {value} is of several persons") for key in keys]
            elif keys:
                of_one_person[scheme, value] = keys
        return of_one_person, shared

    def _by_name(self, asked: Asked) -> _Holders:
        """Return the keys of the one person with this name and by what, or else the persons it may be, each with why."""
        whole = self._holders(asked.name)
        cell = parts(asked.name)
        if whole.keys or whole.rivals or len(cell) == 1:
            return whole
        one, other = (self._holders(part) for part in cell)
        rivals = [*one.rivals, *other.rivals]
        if one.keys and other.keys:
            if self.persons[one.keys[0]] == self.persons[other.keys[0]]:
                return _Holders(list(dict.fromkeys([*one.keys, *other.keys])), f"part of the name: {one.by}", [])
            return _Holders([], "", [(k, "only one part of the name is its own") for k in (*one.keys, *other.keys)])
        for mine, part, rest in ((one, cell[0], cell[1]), (other, cell[1], cell[0])):
            if mine.keys and stands_alone(part, rest) and not rivals:
                return _Holders(
                    mine.keys, f"part of the name: {mine.by}", [], "" if says_nothing_else(part, rest) else rest
                )
            rivals += [(key, "only one part of the name is its own") for key in mine.keys]
        return _Holders([], "", rivals)

    def _holders(self, name: str) -> _Holders:
        held = self.named.get(normalize(name), {})
        own = [key for key, (_, kind) in held.items() if kind not in NO_EVIDENCE]
        if len({self.persons[key] for key in own}) > 1:
            return _Holders([], "", [(key, "several persons have this name") for key in own])
        rivals = [(key, WEAK if kind == "weak" else BRAND) for key, (_, kind) in held.items() if key not in own]
        if not own:
            return _Holders([], "", rivals)
        kinds = {held[key][1] for key in own}
        return _Holders(own, min((_BY.get(kind, "name") for kind in kinds), key=_RANK.index), [])

    def _other_unique(self, keys: Sequence[str], given: Mapping[str, str]) -> str:
        """Return why the person of a name is another one than the unique identifiers given say; "" if they do not."""
        for scheme in UNIQUE:
            listed = {value for key in keys for value in self.listed.get(key, {}).get(scheme, ())}
            if scheme in given and listed and given[scheme] not in listed:
                return f"{scheme} {given[scheme]} is given, {', '.join(sorted(listed))} is listed"
        return ""

    def _conflict(
        self,
        matched: Sequence[str],
        identified: Mapping[tuple[str, str], list[str]],
        named: Sequence[str],
        given: Mapping[str, str],
    ) -> str | None:
        person = self.persons[matched[0]]
        against = [
            f"{s} {v} is of {self._called(k[0])}" for (s, v), k in identified.items() if self.persons[k[0]] != person
        ]
        if named and self.persons[named[0]] != person:
            against.append(f"the name is of {self._called(named[0])}")
        for scheme, value in given.items():
            listed = {v for key in matched for v in self.listed.get(key, {}).get(scheme, ())}
            if listed and value not in listed:
                against.append(f"{scheme} {value} is given, {', '.join(sorted(listed))} is listed")
        return "; ".join(against) or None

    def _called(self, key: str) -> str:
        return f"{quoted(self.name_of[key])} ({key})" if key in self.name_of else key

    def _refused(self, name: str, keys: Iterable[str]) -> str:
        return next((str(d) for key in keys if (d := self.decisions.different(name, key))), "")

    def _open(self, reasons: Iterable[tuple[str, str]]) -> tuple[Candidate, ...]:
        return tuple(Candidate(key, self.name_of.get(key, key), 100.0, why) for key, why in reasons)


@dataclass(frozen=True)
class _Holders:
    """The keys of the one person that has a name, `by` what kind of name; or `rivals`, each with why it is not evidence.

    `unexplained` is the part of a cell in two scripts that is no known name of that person.
    """

    keys: list[str]
    by: str
    rivals: list[tuple[str, str]]
    unexplained: str = ""


_RANK = ("name", "alias", "former name")


def _checked(identifiers: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the identifiers that can be evidence, in the order of trust, and a note on each that cannot."""
    spelled = {scheme.casefold(): value for scheme, value in identifiers.items() if value and value.strip()}
    usable, notes = {}, []
    for scheme in SCHEMES:
        if scheme in spelled:
            value, reason = check(scheme, spelled[scheme])
            if value is None:
                notes.append(f"{scheme} {canonical(scheme, spelled[scheme])} is not used: {reason}")
            else:
                usable[scheme] = value
    return usable, tuple(notes)


def _persons(identifiers: pl.DataFrame, keys: Iterable[str], listed: dict[str, dict[str, set[str]]]) -> dict[str, str]:
    """Return for each of `keys` the key that stands for its person; fill `listed` with their identifiers by scheme."""
    stands = {key: key for key in sorted(keys)}
    holders: dict[tuple[str, str], dict[int, set[str]]] = {}
    columns = ("key", "scheme", "value", "reference")
    for key, scheme, value, reference in (
        identifiers.filter(pl.col("key").is_in(list(stands))).select(columns).iter_rows()
    ):
        listed.setdefault(key, {}).setdefault(scheme, set()).add(value)
        if scheme in UNIQUE and check(scheme, value).value is not None:
            holders.setdefault((scheme, value), {}).setdefault(reference, set()).add(key)

    def root(key: str) -> str:
        while stands[key] != key:
            key = stands[key]
        return key

    for by_reference in holders.values():
        if all(len(held) == 1 for held in by_reference.values()):
            first, *others = sorted({key for held in by_reference.values() for key in held})
            for other in others:
                stands[root(other)] = root(first)
    return {key: root(key) for key in stands}

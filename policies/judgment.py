"""Rules that prohibit transactions: facts in; verdict, paragraphs, standing, missing facts and open questions out.

A rule pack gives its prohibitions, the ways out of them in the order in which they are looked at, and what else it answers; how
that becomes one query, and how one row is explained, is the same for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from threading import Lock
from typing import Any

import polars as pl

from policies.foreign_adversaries.persons import GAP_FACTS, GAP_QUESTIONS
from policies.masks import Bits, Mask
from policies.parameters import Parameters
from policies.truth import Compiled, Group, Node, Standing, Test, all_of, any_of, none_of
from policies.vocabulary import Vocabulary

FEW = 100_000  # rows; from twice as many on a query is quicker if it is optimized


@dataclass(frozen=True, eq=False)
class Prohibition:
    """One prohibition: `addressed` (actor, act, object), `exempt` (not yet in force), `thing`, and `wrong` (who, knowing).

    `paragraphs` is the paragraph for each kind of transaction that it is about. The id never changes.
    """

    id: str
    name: str
    paragraphs: dict[str, str]
    addressed: Node
    exempt: Node
    thing: Node
    wrong: Node

    @property
    def parts(self) -> tuple[Node, Node, Node, Node]:
        return self.addressed, self.exempt, self.thing, self.wrong


@dataclass(frozen=True)
class Step:
    """One node of an explained answer: `value` is its truth for the row."""

    depth: int
    node: Node
    value: bool | None
    question: str | None


@dataclass(frozen=True)
class WayOut:
    """What decides against a prohibition where it holds on the known facts: a node, and the verdict that it gives."""

    verdict: str
    node: Node


@dataclass(frozen=True)
class FurtherAnswer:
    """What a rule answers beside the verdict: an expression over facts, `verdict` and the answers before it."""

    name: str
    values: tuple[str, ...]
    answer: pl.Expr


def not_addressed(prohibitions: Iterable[Prohibition]) -> Group:
    """No prohibition addresses the actor, the object and the act."""
    return none_of(
        "", "no prohibition addresses the actor, the object and the act", *(x.addressed for x in prohibitions)
    )


def all_exempt(prohibitions: Iterable[Prohibition]) -> Group:
    """Every prohibition that addresses it is not yet in force for it."""
    ways = (
        any_of("", f"not addressed, or exempt: {x.name}", none_of("", "not addressed", x.addressed), x.exempt)
        for x in prohibitions
    )
    return all_of("", "every prohibition that addresses it is not yet in force for it", *ways)


def no_thing(prohibitions: Iterable[Prohibition]) -> Group:
    """Nothing that a prohibition is about is involved."""
    ways = (
        any_of(
            "",
            f"not addressed, exempt, or another thing: {x.name}",
            none_of("", "not addressed", x.addressed),
            x.exempt,
            none_of("", "not the thing", x.thing),
        )
        for x in prohibitions
    )
    return all_of("", "nothing that a prohibition is about is involved", *ways)


def answers(verdicts: Sequence[str], further: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the columns that `judge` adds, with their types, for a rule with these verdicts and further answers."""
    return {
        "verdict": pl.Enum(verdicts),
        **{name: pl.Enum(values) for name, values in further.items()},
        "authority": pl.List(pl.String),
        "standing": pl.Enum([str(s) for s in Standing]),
        "missing": pl.List(pl.String),
        "open": pl.List(pl.String),
        "open_ids": pl.List(pl.String),
    }


def _worth(facts: pl.DataFrame) -> pl.QueryOptFlags:
    """Return how far a query about these facts is worth optimizing: of few rows it is run sooner than it is optimized."""
    return pl.QueryOptFlags.none() if facts.height < FEW else pl.QueryOptFlags()


class Judgment:
    """A rule under given parameters; building it compiles the tree once.

    The first of the `ways_out` that holds on the known facts gives the verdict; "prohibited" and "allowed" are given only where
    every way out is closed, and "review" where the known facts do not decide. `act` is the column whose value chooses among a
    prohibition's paragraphs; `bases` are paragraphs that answers rest on beside those of the tests.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        parameters: Parameters,
        verdicts: Sequence[str],
        prohibitions: Sequence[Prohibition],
        ways_out: Sequence[WayOut],
        *,
        act: str,
        further: Sequence[FurtherAnswer] = (),
        bases: Iterable[tuple[str, Standing]] = (),
    ) -> None:
        self.vocabulary, self.parameters = vocabulary, parameters
        self.prohibitions, self.ways_out, self.act = tuple(prohibitions), tuple(ways_out), act
        self.further = tuple(further)
        self.answers = answers(verdicts, {answer.name: answer.values for answer in further})
        self.caught = {
            x: all_of(
                x.id, x.name, x.addressed, none_of(f"{x.id}-not-exempt", "not exempt", x.exempt), x.thing, x.wrong
            )
            for x in self.prohibitions
        }
        self.prohibited = any_of("", "a prohibition applies", *self.caught.values())
        self.roots = (*(way.node for way in self.ways_out), self.prohibited)
        paragraphs = [(text, Standing.SETTLED) for x in self.prohibitions for text in x.paragraphs.values()]
        parts = (part for x in self.prohibitions for part in x.parts)
        self.compiled = Compiled((*self.roots, *parts), [*paragraphs, *bases])
        self._prepare()

    @property
    def leaves(self) -> list[Test]:
        """Return the tests of the tree, each once, in its order."""
        return self.compiled.leaves

    @property
    def nodes(self) -> list[Node]:
        """Return the nodes of the tree, each once, children before their parents."""
        return self.compiled.nodes

    def judge(self, facts: pl.LazyFrame, wanted: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return `facts` (columns of the vocabulary, and any others) with the columns of `answers` added; one lazy query.

        `wanted` are those wanted, in their order; without paragraphs, standing and missing facts it is several times faster.
        """
        names = tuple(self.answers) if wanted is None else wanted
        kept = facts.collect_schema()
        query = self.compiled.values(facts).with_columns(self._decided)
        decided = {"verdict", *(answer.name for answer in self.further)}
        plain = [pl.col(name).cast(self.answers[name]) for name in names if name in decided]
        if decided.issuperset(names):
            return self._with_further(query).select(*kept, *plain)
        query = self.compiled.supports(query)
        for stage in self._unknowns:
            query = query.with_columns(stage)
        query = self._with_further(query).with_columns(self._masked).select(*kept, *plain, *self._masks)
        schema = dict(kept) | {name: self.answers[name] for name in names if name in decided}
        query = query.map_batches(self._decode, schema=schema | self._decoded, streamable=True)
        return query.select(*kept, *names)

    def answered(self, facts: pl.DataFrame) -> list[dict[str, Any]]:
        """Return for each row of `facts` (columns of the vocabulary) its answers by name, as `judge` gives them."""
        query = self.judge(facts.lazy()).select(*self.answers)
        return query.collect(optimizations=_worth(facts)).rows(named=True)

    # What every query is made of, built when it is first asked.

    @cached_property
    def _decided(self) -> pl.Expr:
        return self._verdict().alias("verdict")

    @cached_property
    def _unknowns(self) -> list[list[pl.Expr]]:
        return self.compiled.unknowns(self._relevant())

    @cached_property
    def _masked(self) -> list[pl.Expr]:
        columns = (*self._rests(), *self._asks(), *self._person_gaps())
        return [mask.alias(name) for name, mask in zip(self._masks, columns, strict=True)]

    def tests(self, facts: pl.DataFrame) -> list[Mapping[Node, bool | None]]:
        """Return for each row of `facts` the three-valued truth of every node of the tree."""
        nodes = self.compiled.nodes
        query = self.compiled.values(facts.lazy()).select(self.compiled.value(node) for node in nodes)
        return [dict(zip(nodes, row, strict=True)) for row in query.collect(optimizations=_worth(facts)).rows()]

    def explain(self, facts: pl.DataFrame) -> list[Step]:
        """Walk the tree for the one row of `facts`: what held, what failed, what is unknown, and which facts it turns on.

        Only the prohibitions that address it, or may, are walked, or the first two when none does; ways out only when one is
        relied on.
        """
        values = self.tests(facts)[0]
        asked = {leaf: leaf.in_question for leaf in self.leaves if leaf.in_question is not None}
        arises = facts.select(arising.alias(str(i)) for i, arising in enumerate(asked.values())).row(0) if asked else ()
        arising = {leaf for leaf, holds in zip(asked, arises, strict=True) if holds}

        def walk(node: Node, depth: int) -> Iterator[Step]:
            leaf = node if isinstance(node, Test) else None
            question = leaf.question if leaf and leaf in arising else None
            yield Step(depth, node, values[node], question)
            for child in node.children:
                yield from walk(child, depth + 1)

        addressed = [node for x, node in self.caught.items() if values[x.addressed] is not False]
        roots = [*(addressed or list(self.caught.values())[:2]), *self._relied_on(facts)]
        return [step for root in roots for step in walk(root, 0)]

    # --- what a rule may say beyond its prohibitions and ways out ----------------------------------------------------------

    def exemption_ends(self, values: Mapping[Node, bool | None]) -> tuple[str, Any] | None:
        """Return with which value of which fact something exempt is so no longer, where the rule says it."""
        return None

    def allowed_by(self, values: Mapping[Node, bool | None]) -> str:
        """Return the id of what alone lets something through that would be prohibited without it, "" where nothing need."""
        return ""

    def allowed_because(self, values: Mapping[Node, bool | None]) -> str:
        """Return why something is allowed, as the end of a sentence."""
        return "no prohibition applies"

    @property
    def explained_ways_out(self) -> dict[str, Node]:
        """Return the ways out that have a tree of their own to show, by heading."""
        return {}

    def _relied_on(self, facts: pl.DataFrame) -> list[Node]:
        """The ways out that the one row of facts relies on, to be explained."""
        return []

    def _also_rests(self) -> dict[str, Mask]:
        """What the answers of a verdict rest on beside the tests that give it."""
        return {}

    def _further_rests(self) -> Mask:
        """What the further answers rest on, by their columns and the facts, beside what the verdict rests on."""
        return self.compiled.bases.none

    def _relevant(self) -> dict[Node, pl.Expr]:
        """Where what is unknown of each root can move the verdict: in a review."""
        return {root: pl.col("verdict") == "review" for root in self.roots}

    # --- the verdict, and what it rests on ---------------------------------------------------------------------------------

    def _with_further(self, query: pl.LazyFrame) -> pl.LazyFrame:
        for answer in self.further:
            query = query.with_columns(answer.answer.alias(answer.name))
        return query

    def _verdict(self) -> pl.Expr:
        """The first that holds on the known facts stands; a prohibition only when every way out of it is closed."""
        value, named = self.compiled.value, self.answers["verdict"]
        closed = reduce(and_, [~value(way.node) for way in self.ways_out])
        verdict = (
            pl.when(closed & value(self.prohibited))
            .then(pl.lit("prohibited", named))
            .when(closed & ~value(self.prohibited))
            .then(pl.lit("allowed", named))
            .otherwise(pl.lit("review", named))
        )
        for way in reversed(self.ways_out):
            verdict = pl.when(value(way.node)).then(pl.lit(way.verdict, named)).otherwise(verdict)
        return verdict

    def _rests(self) -> Mask:
        """The bases of the answer: of the root that decides, or of every root that is unknown."""
        c, bases = self.compiled, self.compiled.bases
        unknown = bases.union(bases.when(c.value(root).is_null(), c.support(root)) for root in self.roots)
        caught = bases.union(self._basis_of(x, c.value(node), c.support(node)) for x, node in self.caught.items())
        inside = bases.union(
            self._basis_of(x, c.value(x.addressed), bases.union(map(c.support, x.parts))) for x in self.prohibitions
        )
        outside = bases.union(map(self._weakly_outside, self.prohibitions))
        beside = self._also_rests()
        rests = unknown
        for verdict, mask in (("allowed", bases.union([inside, outside])), ("prohibited", caught)):
            whole = bases.union([mask, beside.get(verdict, bases.none)])
            rests = bases.when(pl.col("verdict") == verdict, whole, rests)
        for way in reversed(self.ways_out):
            rests = bases.when(c.value(way.node).fill_null(False), c.support(way.node), rests)
        return bases.union([rests, self._further_rests()])

    def _weakly_outside(self, x: Prohibition) -> Mask:
        """Where a prohibition does not address the act only for who somebody is, and that is a weak reading: that basis."""
        c, bases = self.compiled, self.compiled.bases
        asked = [leaf for leaf in x.addressed.children if isinstance(leaf, Test)]
        weak = bases.within(c.support(x.addressed), *((leaf.paragraph, s) for leaf in asked for s in leaf.weaker))
        return bases.when(~c.value(x.addressed), weak)

    def _basis_of(self, x: Prohibition, where: pl.Expr, support: Mask) -> Mask:
        bases = self.compiled.bases
        own = bases.none
        for kind, paragraph in x.paragraphs.items():
            own = bases.when(pl.col(self.act) == kind, bases.of((paragraph, Standing.SETTLED)), own)
        return bases.when(where, bases.union([support, own]))

    # --- what is missing ---------------------------------------------------------------------------------------------------

    def _asks(self) -> Mask:
        """The facts and questions of law that a review turns on, as bits of `_askable`."""
        masks = []
        for leaf in self.leaves:
            asked = self._askable.of(*leaf.asks)
            if leaf.question and leaf.in_question is not None:
                asked = self._askable.when(leaf.in_question, self._askable.of(_Question(leaf.id, leaf.question)), asked)
            if leaf.whose is None:
                unknown = self.compiled.unknown(leaf)
                masks.append(self._askable.when(unknown if leaf.asked is None else unknown & leaf.asked, asked))
        return self._askable.union(masks)

    def _person_gaps(self) -> Mask:
        """The gaps in what is known of persons, by how a fact lacking about each is called, as bits of `_gaps`."""
        masks = []
        for leaf in self.leaves:
            if leaf.whose is not None:
                # A person of whom not even the gaps are known is wholly unknown.
                first = (self.vocabulary.persons[leaf.whose].gap, GAP_FACTS[0])
                gaps = self._gaps.shifted(pl.col(f"{leaf.whose}.gaps").fill_null(1), first)
                masks.append(self._gaps.when(self.compiled.unknown(leaf) & ~self._outdone(leaf), gaps))
        return self._gaps.union(masks)

    def _outdone(self, leaf: Node) -> pl.Expr:
        """Where no prohibition that addresses a person by this test can add anything: another catches whatever it addresses.

        A vehicle with prohibited software may not be sold by any manufacturer, so that who owns one that sells it is not asked.
        """
        value = self.compiled.value
        of_leaf = [x for x in self.prohibitions if leaf in x.addressed.children]
        if not of_leaf:
            return pl.lit(False)
        outdone = []
        for x in of_leaf:
            ways = [~value(x.addressed)]
            for other in (y for y in self.prohibitions if y is not x and leaf not in y.addressed.children):
                beside = [value(child) for child in other.addressed.children if child not in x.addressed.children]
                ways.append(reduce(and_, [*beside, value(other.thing), value(other.wrong), ~value(other.exempt)]))
            outdone.append(reduce(or_, [way.fill_null(False) for way in ways]))
        return reduce(and_, outdone)

    # --- masks into names --------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        questions = [_Question(leaf.id, leaf.question) for leaf in self.leaves if leaf.question]
        forms = dict.fromkeys(person.gap for person in self.vocabulary.persons.values())
        self._askable = Bits((*self.vocabulary.by_name, *questions))
        self._gaps = Bits([(form, gap) for form in forms for gap in (*GAP_FACTS, *GAP_QUESTIONS)])
        self._masks = {
            f"#{name}{i}": of.dtype
            for name, of in (("rests", self.compiled.bases), ("asks", self._askable), ("gaps", self._gaps))
            for i in range(of.columns)
        }
        self._decoded = {name: self.answers[name] for name in ("authority", "standing", "missing", "open", "open_ids")}
        self._lock = Lock()
        self._known = pl.DataFrame(schema=self._masks | self._decoded)

    def _decode(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Replace the masks of a batch of rows by lists of names.

        There are few different ones: each is decoded once, kept, and looked up for all its rows in all batches.
        """
        masks = batch.select(*self._masks)
        with self._lock:
            new = masks.unique().join(self._known, on=masks.columns, how="anti")
            if new.height:
                named = [self._names(mask) for mask in new.iter_rows(named=True)]
                self._known = self._known.vstack(new.hstack(pl.DataFrame(named, schema=self._decoded)))
            known = self._known
        decoded = masks.join(known, on=masks.columns, how="left", maintain_order="left").select(*self._decoded)
        return batch.drop(*self._masks).hstack(decoded)

    def _names(self, masks: Mapping[str, int]) -> dict[str, Any]:
        def things(name: str, of: Bits) -> list[Any]:
            return of.things_in([masks[f"#{name}{i}"] for i in range(of.columns)])

        bases, asked = things("rests", self.compiled.bases), things("asks", self._askable)
        missing = {name for name in asked if isinstance(name, str)}
        questions = [name for name in asked if isinstance(name, _Question)]
        for form, gap in things("gaps", self._gaps):
            if gap in GAP_QUESTIONS:
                questions.append(_Question(question_id(gap), GAP_QUESTIONS[gap]))
            else:
                missing.add(form.format(gap))
        questions = list(dict.fromkeys(questions))
        return {
            "authority": sorted({paragraph for paragraph, _ in bases}, key=_paragraph_order),
            "standing": str(Standing.OPEN if questions else max((s for _, s in bases), default=Standing.SETTLED)),
            "missing": sorted(missing, key=self.vocabulary.order),
            "open": [question.text for question in questions],
            "open_ids": [question.id for question in questions],
        }


@dataclass(frozen=True)
class _Question:
    id: str
    text: str


def question_id(gap: str) -> str:
    """Return the id of a question of law about a person, from its name among GAP_QUESTIONS."""
    return gap.replace("_", "-")


def _paragraph_order(paragraph: str) -> tuple[float, str]:
    number = paragraph.partition(".")[2]
    digits = number.split("(")[0]
    return float(digits), number

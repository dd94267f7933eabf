"""Three-valued tests as a tree: written once, compiled into one lazy polars query, and walked for one row to explain it.

A test holds, fails, or is unknown (null), after Kleene: an unknown never becomes a yes or a no by itself. A tree is made of
leaves, which a `Section` of the law makes, joined by `all_of`, `any_of` and `none_of`; a node may stand in several places and is
computed once. Every leaf has an id that never changes, and so has every group that a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property, reduce
from operator import and_, or_
from typing import Literal

import polars as pl

from policies.conditions import Condition
from policies.masks import Bits, Mask
from policies.vocabulary import Vocabulary


class Standing(IntEnum):
    """How firmly a reading of the law is known; the larger the weaker."""

    SETTLED = 0
    PROBABLE = 1
    OPEN = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, eq=False)
class Test:
    """A leaf: one question with a paragraph of the law behind it.

    `words` say in plain language what holds when `holds` is true. `asks` names the facts of the vocabulary to find out when
    it is null; `whose`, the person whose gaps say so row by row instead; `reads`, the facts, and the persons by prefix, that it
    looks at, asked for or not. `question` is the question of law that
    makes it null although the facts are known, in the rows where `in_question` is true. `failing` is the standing where the
    test fails, if that is firmer: that a sale is no personal use is certain, what personal use would mean is not.
    `otherwise` are the words for a test that fails; `also` are further paragraphs, of settled text, that it rests on; `persons`
    are those whom it looks at, by prefix of their columns. `asked` says in which rows it asks for its facts, None for all.
    """

    __test__ = False  # not a test of pytest's

    id: str
    words: str
    paragraph: str
    standing: Standing
    holds: pl.Expr
    asks: tuple[str, ...] = ()
    whose: str | None = None
    question: str | None = None
    in_question: pl.Expr | None = None
    failing: Standing | None = None
    otherwise: str = ""
    also: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    asked: pl.Expr | None = None

    @property
    def children(self) -> tuple[Node, ...]:
        return ()

    @property
    def weaker(self) -> tuple[Standing, ...]:
        """Return the standings weaker than its own that it can have by what is known of the persons it looks at."""
        firmest = self.standing if self.failing is None else min(self.standing, self.failing)
        return tuple(s for s in Standing if s > firmest) if self.persons else ()


@dataclass(frozen=True, eq=False)
class Group:
    """A node over others: `all` of them hold, `any` of them holds, or `none` of them holds. Without an id no reader sees it."""

    id: str
    words: str
    join: Literal["all", "any", "none"]
    children: tuple[Node, ...] = field(default=())


Node = Test | Group


@dataclass(frozen=True)
class Section:
    """A paragraph of the law and how firmly it is known: what makes the tests that rest on it."""

    paragraph: str
    standing: Standing
    vocabulary: Vocabulary

    def test(
        self,
        id: str,
        words: str,
        condition: Condition,
        *,
        otherwise: str = "",
        standing: Standing | None = None,
        failing: Standing | None = None,
        also: tuple[str, ...] = (),
    ) -> Test:
        """Return a leaf that turns on facts: null exactly where one that `condition` needs is unknown."""
        return Test(
            id,
            words,
            self.paragraph,
            self.standing if standing is None else standing,
            condition.holds,
            self.vocabulary.asked(condition.asks),
            condition.whose,
            failing=failing,
            otherwise=otherwise,
            also=also,
            persons=condition.persons,
            reads=self.vocabulary.read(condition.reads),
            asked=condition.asked,
        )

    def question(self, id: str, words: str, text: str, arises: Condition) -> Test:
        """Return a leaf that fails where the question of law `text` does not arise and is null where it does.

        It never holds: what the law leaves open is not decided here. Where `arises` is itself unknown it asks for facts.
        """
        return Test(
            id,
            words,
            self.paragraph,
            Standing.OPEN,
            pl.when(arises.holds.eq_missing(False)).then(False),
            self.vocabulary.asked(arises.asks),
            question=text,
            in_question=arises.holds.eq_missing(True),
            failing=Standing.PROBABLE,
            persons=arises.persons,
            reads=self.vocabulary.read(arises.reads),
        )


def all_of(id: str, words: str, *children: Node) -> Group:
    """Return a node that holds when every child holds, fails when one fails, and is unknown otherwise."""
    return Group(id, words, "all", children)


def any_of(id: str, words: str, *children: Node) -> Group:
    """Return a node that holds when one child holds, fails when all fail, and is unknown otherwise."""
    return Group(id, words, "any", children)


def none_of(id: str, words: str, *children: Node) -> Group:
    """Return a node that holds when every child fails, fails when one holds, and is unknown otherwise."""
    return Group(id, words, "none", children)


class Compiled:
    """A set of trees as polars expressions, in stages that each build on the columns of the one before.

    Columns are named "#<number>" (value) and "@<number>" (the bases that the value rests on, as bits) and are dropped by the
    caller. A basis is a paragraph with the standing of a reading of it; `bases` has them in the order of bits.
    """

    def __init__(self, roots: Sequence[Node], further_bases: Iterable[tuple[str, Standing]] = ()) -> None:
        self.roots = tuple(roots)
        self.nodes = list(_children_first(roots))
        self.number = {node: i for i, node in enumerate(self.nodes)}
        self.leaves = [node for node in self.nodes if isinstance(node, Test)]
        standings = [
            (leaf.paragraph, s)
            for leaf in self.leaves
            for s in (leaf.standing, leaf.failing, *leaf.weaker)
            if s is not None
        ]
        standings += [(paragraph, Standing.SETTLED) for leaf in self.leaves for paragraph in leaf.also]
        self.bases = Bits(sorted({*standings, *further_bases}))
        self._height: dict[Node, int] = {}
        for node in self.nodes:
            self._height[node] = 1 + max((self._height[child] for child in node.children), default=-1)

    def value(self, node: Node) -> pl.Expr:
        """Return the column that holds the three-valued truth of `node`, after `values`."""
        return pl.col(f"#{self.number[node]}")

    def support(self, node: Node) -> Mask:
        """Return the columns with the bits of the bases that `node`'s value rests on, after `supports`.

        Where a child alone decides (one that fails under "all of", one that holds under "any of") the first in the
        order of writing is the one it rests on. A leaf about persons rests on its paragraph also as firmly as they are judged.
        """
        if isinstance(node, Test):
            return self._own_basis(node)
        return tuple(pl.col(name) for name in self._columns_of(node))

    def _columns_of(self, node: Node) -> list[str]:
        return [f"@{self.number[node]}" + (f".{i}" if i else "") for i in range(self.bases.columns)]

    def _own_basis(self, leaf: Test) -> Mask:
        basis = self.bases.of((leaf.paragraph, leaf.standing))
        if leaf.failing is not None:
            failing = self.bases.of((leaf.paragraph, leaf.failing))
            basis = self.bases.when(~self.value(leaf), failing, basis)
        also = [self.bases.of((paragraph, Standing.SETTLED)) for paragraph in leaf.also]
        persons = [
            self.bases.when(pl.col(f"{person}.standing") == int(s), self.bases.of((leaf.paragraph, s)))
            for person in leaf.persons
            for s in leaf.weaker
        ]
        return self.bases.union([basis, *also, *persons])

    def values(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """Return `facts` with the truth of every node as a Boolean column."""
        for stage in self._values:
            facts = facts.with_columns(stage)
        return facts

    @cached_property
    def _values(self) -> list[list[pl.Expr]]:
        stages = _by_level(self.nodes, self._height)
        return [[self._truth(node).alias(f"#{self.number[node]}") for node in stage] for stage in stages]

    def supports(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """Return `facts`, which have every node's value, with what each group's value rests on as columns of bits."""
        for stage in self._supports:
            facts = facts.with_columns(stage)
        return facts

    @cached_property
    def _supports(self) -> list[list[pl.Expr]]:
        return [
            [
                column.alias(name)
                for node in stage
                if isinstance(node, Group)
                for column, name in zip(self._rests_on(node), self._columns_of(node), strict=True)
            ]
            for stage in _by_level(self.nodes, self._height)
        ]

    def unknowns(self, relevant: Mapping[Node, pl.Expr]) -> list[list[pl.Expr]]:
        """Return, in stages, columns that say where each node is unknown and can still move a root; they need its value.

        A node can when it is null, and is a root in a row where that is `relevant`, or below a node that can.
        """
        parents: dict[Node, list[Node]] = {}
        depth = dict.fromkeys(self.nodes, 0)
        for node in reversed(self.nodes):
            for child in node.children:
                parents.setdefault(child, []).append(node)
                depth[child] = max(depth[child], depth[node] + 1)
        stages = []
        for stage in _by_level(self.nodes, depth):
            columns = []
            for node in stage:
                ways = [self.unknown(parent) for parent in parents.get(node, ())]
                ways += [relevant[node]] if node in relevant else []
                reached = reduce(or_, ways, pl.lit(False))
                columns.append((self.value(node).is_null() & reached).alias(f"?{self.number[node]}"))
            stages.append(columns)
        return stages

    def unknown(self, node: Node) -> pl.Expr:
        """Return the column that says where `node` is unknown and can still move a root, after `unknowns`."""
        return pl.col(f"?{self.number[node]}")

    def _truth(self, node: Node) -> pl.Expr:
        if isinstance(node, Test):
            return node.holds
        values = [self.value(child) for child in node.children]
        if node.join == "all":
            return reduce(and_, values)
        either = reduce(or_, values)
        return either if node.join == "any" else ~either

    def _rests_on(self, node: Group) -> Mask:
        own, decisive = self.value(node), node.join != "all"
        alone = own if node.join == "any" else ~own  # where one child decides
        pairs = [(self.value(child), self.support(child)) for child in node.children]
        first = self.bases.none
        for value, support in reversed(pairs):
            first = self.bases.when(value if decisive else ~value, support, first)
        every = self.bases.union(support for _, support in pairs)
        open_ones = self.bases.union(self.bases.when(value.is_null(), support) for value, support in pairs)
        return self.bases.when(alone, first, self.bases.when(own.is_null(), open_ones, every))


def _by_level(nodes: Iterable[Node], level: Mapping[Node, int]) -> list[list[Node]]:
    levels: dict[int, list[Node]] = {}
    for node in nodes:
        levels.setdefault(level[node], []).append(node)
    return [levels[number] for number in sorted(levels)]


def _children_first(roots: Sequence[Node]) -> Iterator[Node]:
    seen: set[Node] = set()

    def visit(node: Node) -> Iterator[Node]:
        if node in seen:
            return
        seen.add(node)
        for child in node.children:
            yield from visit(child)
        yield node

    for root in roots:
        yield from visit(root)

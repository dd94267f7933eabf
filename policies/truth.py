"""Three-valued tests as a tree: written once, compiled into one lazy polars query, and walked for one row to explain it.

A test holds, fails, or is unknown (null), after Kleene: an unknown never becomes a yes or a no by itself. A tree is made of
`test` leaves joined by `all_of`, `any_of` and `none_of`; a node may stand in several places and is computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from operator import and_, or_
from typing import Any, Literal

import polars as pl

MASK = pl.UInt32


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
    it is null; `gaps`, the column of person gaps that says so row by row instead. `question` is the question of law that
    makes it null although the facts are known, in the rows where `in_question` is true. `failing` is the standing where the
    test fails, if that is firmer: that a sale is no personal use is certain, what personal use would mean is not.
    `otherwise` are the words for a test that fails; `also` are further paragraphs, of settled text, that it rests on.
    """

    __test__ = False  # not a test of pytest's

    words: str
    paragraph: str
    standing: Standing
    holds: pl.Expr
    asks: tuple[str, ...] = ()
    gaps: str | None = None
    question: str | None = None
    in_question: pl.Expr | None = None
    failing: Standing | None = None
    otherwise: str = ""
    also: tuple[str, ...] = ()

    @property
    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, eq=False)
class Group:
    """A node over others: `all` of them hold, `any` of them holds, or `none` of them holds."""

    words: str
    join: Literal["all", "any", "none"]
    children: tuple[Node, ...] = field(default=())


Node = Test | Group


def test(
    words: str,
    paragraph: str,
    standing: Standing,
    holds: pl.Expr,
    *asks: str,
    gaps: str | None = None,
    failing: Standing | None = None,
    otherwise: str = "",
    also: tuple[str, ...] = (),
) -> Test:
    """Return a leaf that turns on facts: null exactly where one of `asks` (or the persons behind `gaps`) is unknown."""
    return Test(words, paragraph, standing, holds, asks, gaps, failing=failing, otherwise=otherwise, also=also)


test.__test__ = False  # type: ignore[attr-defined]


def question(words: str, paragraph: str, text: str, arises: pl.Expr, *asks: str) -> Test:
    """Return a leaf that fails where the question of law `text` does not arise and is null where it does.

    It never holds: what the law leaves open is not decided here. Where `arises` is itself unknown the leaf asks for `asks`.
    """
    holds = pl.when(arises.eq_missing(False)).then(False)
    return Test(words, paragraph, Standing.OPEN, holds, asks, None, text, arises.eq_missing(True), Standing.PROBABLE)


def all_of(words: str, *children: Node) -> Group:
    """Return a node that holds when every child holds, fails when one fails, and is unknown otherwise."""
    return Group(words, "all", children)


def any_of(words: str, *children: Node) -> Group:
    """Return a node that holds when one child holds, fails when all fail, and is unknown otherwise."""
    return Group(words, "any", children)


def none_of(words: str, *children: Node) -> Group:
    """Return a node that holds when every child fails, fails when one holds, and is unknown otherwise."""
    return Group(words, "none", children)


class Compiled:
    """A set of trees as polars expressions, in stages that each build on the columns of the one before.

    Columns are named "#<number>" (value) and "@<number>" (the bases that the value rests on, as bits) and are dropped by the
    caller. A basis is a paragraph with the standing of a reading of it; `bases` has them in the order of bits, at most 32.
    """

    def __init__(self, roots: Sequence[Node], further_bases: Iterable[tuple[str, Standing]] = ()) -> None:
        self.roots = tuple(roots)
        self.nodes = list(_children_first(roots))
        self.number = {node: i for i, node in enumerate(self.nodes)}
        self.leaves = [node for node in self.nodes if isinstance(node, Test)]
        standings = [
            (leaf.paragraph, s) for leaf in self.leaves for s in (leaf.standing, leaf.failing) if s is not None
        ]
        standings += [(paragraph, Standing.SETTLED) for leaf in self.leaves for paragraph in leaf.also]
        self.bases = sorted({*standings, *further_bases})
        if len(self.bases) > 32:
            raise ValueError(f"{len(self.bases)} bases do not fit the 32 bits of a mask")
        self._height: dict[Node, int] = {}
        for node in self.nodes:
            self._height[node] = 1 + max((self._height[child] for child in node.children), default=-1)

    def value(self, node: Node) -> pl.Expr:
        """Return the column that holds the three-valued truth of `node`, after `values`."""
        return pl.col(f"#{self.number[node]}")

    def support(self, node: Node) -> pl.Expr:
        """Return the column with the bits of the bases that `node`'s value rests on, after `supports`.

        Where a child alone decides (one that fails under "all of", one that holds under "any of") the first in the
        order of writing is the one it rests on.
        """
        if isinstance(node, Test):
            basis = self.basis(node.paragraph, node.standing)
            if node.failing is not None:
                basis = pl.when(~self.value(node)).then(self.basis(node.paragraph, node.failing)).otherwise(basis)
            return reduce(or_, [self.basis(paragraph, Standing.SETTLED) for paragraph in node.also], basis)
        return pl.col(f"@{self.number[node]}")

    def basis(self, paragraph: str, standing: Standing) -> pl.Expr:
        """Return the bit of one basis as a literal."""
        return pl.lit(1 << self.bases.index((paragraph, standing)), MASK)

    def values(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """Return `facts` with the truth of every node as a Boolean column."""
        for stage in _by_level(self.nodes, self._height):
            facts = facts.with_columns(self._truth(node).alias(f"#{self.number[node]}") for node in stage)
        return facts

    def supports(self, facts: pl.LazyFrame) -> pl.LazyFrame:
        """Return `facts`, which have every node's value, with what each group's value rests on as a UInt32 column."""
        for stage in _by_level(self.nodes, self._height):
            groups = [node for node in stage if isinstance(node, Group)]
            facts = facts.with_columns(self._rests_on(node).alias(f"@{self.number[node]}") for node in groups)
        return facts

    def unknowns(self, facts: pl.LazyFrame, relevant: Mapping[Node, pl.Expr]) -> pl.LazyFrame:
        """Return `facts`, which have every node's value, with where each node is unknown and can still move a root.

        A node can when it is null, and is a root in a row where that is `relevant`, or below a node that can.
        """
        parents: dict[Node, list[Node]] = {}
        depth = dict.fromkeys(self.nodes, 0)
        for node in reversed(self.nodes):
            for child in node.children:
                parents.setdefault(child, []).append(node)
                depth[child] = max(depth[child], depth[node] + 1)
        for stage in _by_level(self.nodes, depth):
            columns = []
            for node in stage:
                ways = [self.unknown(parent) for parent in parents.get(node, ())]
                ways += [relevant[node]] if node in relevant else []
                reached = reduce(or_, ways, pl.lit(False))
                columns.append((self.value(node).is_null() & reached).alias(f"?{self.number[node]}"))
            facts = facts.with_columns(columns)
        return facts

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

    def _rests_on(self, node: Group) -> pl.Expr:
        own, decisive = self.value(node), node.join != "all"
        alone = own if node.join == "any" else ~own  # where one child decides
        pairs = [(self.value(child), self.support(child)) for child in node.children]
        first: pl.Expr = pl.lit(0, MASK)
        for value, support in reversed(pairs):
            first = pl.when(value if decisive else ~value).then(support).otherwise(first)
        zero = pl.lit(0, MASK)
        every = _union(support for _, support in pairs)
        open_ones = _union(pl.when(value.is_null()).then(support).otherwise(zero) for value, support in pairs)
        return pl.when(alone).then(first).when(own.is_null()).then(open_ones).otherwise(every)


def bits(mask: int, things: Sequence[Any]) -> list[Any]:
    """Return those of `things` whose bit is set in `mask`, in order."""
    return [thing for i, thing in enumerate(things) if mask >> i & 1]


def _by_level(nodes: Iterable[Node], level: Mapping[Node, int]) -> list[list[Node]]:
    levels: dict[int, list[Node]] = {}
    for node in nodes:
        levels.setdefault(level[node], []).append(node)
    return [levels[number] for number in sorted(levels)]


def _union(masks: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(or_, masks)


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

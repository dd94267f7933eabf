"""The rule as a whole: facts in; verdict, declaration, filing, authority, standing, missing facts and open questions out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from threading import Lock
from typing import Any

import polars as pl

from policies.connected_vehicles import authorizations, declarations, vehicles
from policies.connected_vehicles.facts import BY_NAME, DECLARATIONS, FILINGS, VERDICTS
from policies.connected_vehicles.prohibitions import Prohibition, prohibitions
from policies.foreign_adversaries.persons import GAP_FACTS, GAP_QUESTIONS
from policies.parameters import Parameters
from policies.truth import Bits, Compiled, Mask, Node, Standing, Test, all_of, any_of, none_of

# The columns that `judge` adds.
ANSWERS: dict[str, Any] = {
    "verdict": pl.Enum(VERDICTS),
    "declaration": pl.Enum(DECLARATIONS),
    "filing": pl.Enum(FILINGS),
    "authority": pl.List(pl.String),
    "standing": pl.Enum([str(s) for s in Standing]),
    "missing": pl.List(pl.String),
    "open": pl.List(pl.String),
}


@dataclass(frozen=True)
class Step:
    """One node of an explained answer: `value` is its truth for the row, `asks` the facts it turns on (leaves only)."""

    depth: int
    node: Node
    value: bool | None
    asks: tuple[str, ...]
    question: str | None


class Rule:
    """15 CFR part 791 subpart D under given parameters; building it compiles the tree once."""

    def __init__(self, p: Parameters) -> None:
        self.parameters = p
        self.prohibitions = prohibitions(p)
        each = self.prohibitions
        self.not_addressed = none_of(
            "no prohibition addresses the actor, the vehicle and the act", *(x.addressed for x in each)
        )
        self.exempt = all_of(
            "every prohibition that addresses it is not yet in force for it",
            *(
                any_of(f"not addressed, or exempt: {x.name}", none_of("not addressed", x.addressed), x.exempt)
                for x in each
            ),
        )
        self.limited_use = authorizations.limited_use(p)
        self.authorized = authorizations.authorized(p, self.limited_use)
        self.no_thing = all_of(
            "nothing that a prohibition is about is involved",
            *(
                any_of(
                    f"not addressed, exempt, or another thing: {x.name}",
                    none_of("not addressed", x.addressed),
                    x.exempt,
                    none_of("not the thing", x.thing),
                )
                for x in each
            ),
        )
        self.caught = {x: all_of(x.name, x.addressed, none_of("not exempt", x.exempt), x.thing, x.wrong) for x in each}
        self.prohibited = any_of("a prohibition applies", *self.caught.values())
        self._roots = (self.not_addressed, self.exempt, self.authorized, self.no_thing, self.prohibited)
        paragraphs = [(paragraph, Standing.SETTLED) for x in each for paragraph in x.paragraphs.values()]
        self._compiled = Compiled((*self._roots, *self._parts()), [*paragraphs, ("791.305", p["filing_days"].standing)])
        questions = [leaf.question for leaf in self._compiled.leaves if leaf.question]
        self._askable = Bits((*BY_NAME, *dict.fromkeys(questions)))
        self._gaps = Bits([(table, gap) for table in _PERSON_FACT for gap in (*GAP_FACTS, *GAP_QUESTIONS)])
        self._lock = Lock()
        self._masks = {
            f"#{name}{i}": of.dtype
            for name, of in (("rests", self._compiled.bases), ("asks", self._askable), ("gaps", self._gaps))
            for i in range(of.columns)
        }
        self._known = pl.DataFrame(schema=self._masks | _DECODED)

    @property
    def leaves(self) -> list[Test]:
        """Return the tests of the tree, each once, in its order."""
        return self._compiled.leaves

    def judge(self, facts: pl.LazyFrame, answers: Sequence[str] = tuple(ANSWERS)) -> pl.LazyFrame:
        """Return `facts` (columns of facts.COLUMNS, and any others) with the columns of ANSWERS added; one lazy query.

        `answers` are those wanted, in their order; without paragraphs, standing and missing facts it is several times faster.
        """
        c = self._compiled
        keep = facts.collect_schema().names()
        query = c.values(facts).with_columns(self._verdict().alias("verdict"))
        told = {
            "verdict": pl.col("verdict").cast(ANSWERS["verdict"]),
            "declaration": pl.col("declaration").cast(ANSWERS["declaration"]),
            "filing": declarations.filing(self.parameters).cast(ANSWERS["filing"]).alias("filing"),
        }
        plain = [told[name] for name in answers if name in told]
        if all(name in told for name in answers):
            return query.with_columns(declarations.declaration().alias("declaration")).select(*keep, *plain)
        query = c.unknowns(c.supports(query), self._relevant())
        columns = (*self._rests(), *self._asks(), *self._person_gaps())
        masks = [mask.alias(name) for name, mask in zip(self._masks, columns, strict=True)]
        query = query.with_columns(*masks, declarations.declaration().alias("declaration")).select(
            *keep, *plain, *self._masks
        )
        schema = {name: dtype for name, dtype in query.collect_schema().items() if name not in self._masks} | _DECODED
        return query.map_batches(self._decode, schema=schema, streamable=True).select(*keep, *answers)

    def tests(self, facts: pl.DataFrame) -> list[Mapping[Node, bool | None]]:
        """Return for each row of `facts` the three-valued truth of every node of the tree."""
        c = self._compiled
        columns = [f"#{number}" for number in range(len(c.nodes))]
        rows = c.values(facts.lazy()).select(columns).collect().rows()
        return [dict(zip(c.nodes, row, strict=True)) for row in rows]

    def explain(self, facts: pl.DataFrame) -> list[Step]:
        """Walk the tree for the one row of `facts`: what held, what failed, what is unknown, and which facts it turns on.

        Only the prohibitions that address it, or may, are walked, or the first two when none does; authorizations only when
        one is relied on.
        """
        values = self.tests(facts)[0]
        questions = [leaf for leaf in self._compiled.leaves if leaf.in_question is not None]
        arises = facts.select(
            leaf.in_question.alias(str(i)) for i, leaf in enumerate(questions) if leaf.in_question is not None
        )
        arising = {leaf for leaf, holds in zip(questions, arises.row(0), strict=True) if holds}

        def walk(node: Node, depth: int) -> Iterator[Step]:
            leaf = node if isinstance(node, Test) else None
            yield Step(
                depth,
                node,
                values[node],
                leaf.asks if leaf else (),
                leaf.question if leaf in arising and leaf else None,
            )
            for child in node.children:
                yield from walk(child, depth + 1)

        addressed = [node for x, node in self.caught.items() if values[x.addressed] is not False]
        relied_on = facts.select(pl.any_horizontal(pl.col(_RELIED_ON).is_not_null())).item()
        roots = [*(addressed or list(self.caught.values())[:2]), *([self.authorized] if relied_on else [])]
        return [step for root in roots for step in walk(root, 0)]

    def _parts(self) -> Iterator[Node]:
        for x in self.prohibitions:
            yield from (x.addressed, x.exempt, x.thing, x.wrong)

    def _verdict(self) -> pl.Expr:
        """The first that holds on the known facts stands; a prohibition only when every way out of it is closed."""
        value = self._compiled.value
        ways_out = [value(self.not_addressed), value(self.exempt), value(self.authorized), value(self.no_thing)]
        closed = reduce(and_, [~way for way in ways_out])
        return (
            pl.when(ways_out[0])
            .then(pl.lit("out_of_scope", _VERDICT))
            .when(ways_out[1])
            .then(pl.lit("exempt", _VERDICT))
            .when(ways_out[2])
            .then(pl.lit("authorized", _VERDICT))
            .when(ways_out[3])
            .then(pl.lit("out_of_scope", _VERDICT))
            .when(closed & value(self.prohibited))
            .then(pl.lit("prohibited", _VERDICT))
            .when(closed & ~value(self.prohibited))
            .then(pl.lit("allowed", _VERDICT))
            .otherwise(pl.lit("review", _VERDICT))
        )

    def _rests(self) -> Mask:
        """The bases of the answer: of the root that decides, or of every root that is unknown."""
        c, verdict, bases = self._compiled, pl.col("verdict"), self._compiled.bases
        unknown = bases.union(bases.when(c.value(root).is_null(), c.support(root)) for root in self._roots)
        caught = bases.union(self._basis_of(x, c.value(node), c.support(node)) for x, node in self.caught.items())
        inside = bases.union(self._basis_of(x, c.value(x.addressed), self._rests_of(x)) for x in self.prohibitions)
        declares = bases.of(("791.305", self.parameters["filing_days"].standing))
        relied_on = pl.any_horizontal(pl.col(_RELIED_ON).is_not_null())
        unauthorized = bases.when(relied_on, c.support(self.authorized))
        rests = bases.when(c.value(self.not_addressed), c.support(self.not_addressed), c.support(self.no_thing))
        for name, mask in (
            ("authorized", c.support(self.authorized)),
            ("exempt", c.support(self.exempt)),
            ("allowed", bases.union([inside, declares, unauthorized, *map(self._weakly_outside, self.prohibitions)])),
            ("prohibited", bases.union([caught, unauthorized])),
            ("review", unknown),
        ):
            rests = bases.when(verdict == name, mask, rests)
        return rests

    def _rests_of(self, x: Prohibition) -> Mask:
        return self._compiled.bases.union(
            self._compiled.support(part) for part in (x.addressed, x.exempt, x.thing, x.wrong)
        )

    def _weakly_outside(self, x: Prohibition) -> Mask:
        """Where a prohibition does not address the act only for who somebody is, and that is a weak reading: that basis."""
        c, bases = self._compiled, self._compiled.bases
        asked = [leaf for leaf in x.addressed.children if isinstance(leaf, Test)]
        weak = bases.within(c.support(x.addressed), *((leaf.paragraph, s) for leaf in asked for s in leaf.weaker))
        return bases.when(~c.value(x.addressed), weak)

    def _basis_of(self, x: Prohibition, where: pl.Expr, support: Mask) -> Mask:
        bases = self._compiled.bases
        own = bases.none
        for kind, paragraph in x.paragraphs.items():
            own = bases.when(pl.col("transaction.kind") == kind, bases.of((paragraph, Standing.SETTLED)), own)
        return bases.when(where, bases.union([support, own]))

    def _relevant(self) -> dict[Node, pl.Expr]:
        """Where what is unknown of each root can move the verdict: in a review, and, behind the authorization, only where
        that does not cover whatever is addressed.

        General Authorization 1 is for the manufacturers whom most prohibitions address. While it is unknown whether the actor
        is one, neither the thing nor who is behind it matters if all else that the authorization asks for is given.
        """
        value, review = self._compiled.value, pl.col("verdict") == "review"
        manufacturer = vehicles.manufacturer()
        given = [part for part in self.limited_use.children if part is not authorizations.by_a_manufacturer()]
        others = [~value(x.addressed) for x in self.prohibitions if manufacturer not in x.addressed.children]
        covered = reduce(and_, [value(authorizations.admitted()), *map(value, given), *others]).fill_null(False)
        behind = (self.no_thing, self.prohibited)
        return {root: review & ~covered if root in behind else review for root in self._roots}

    def _asks(self) -> Mask:
        """The facts and questions of law that a review turns on, as bits of `_askable`."""
        masks = []
        for leaf in self._compiled.leaves:
            asked = self._askable.of(*leaf.asks)
            if leaf.question and leaf.in_question is not None:
                asked = self._askable.when(leaf.in_question, self._askable.of(leaf.question), asked)
            if leaf.gaps is None:
                masks.append(self._askable.when(self._compiled.unknown(leaf), asked))
        return self._askable.union(masks)

    def _person_gaps(self) -> Mask:
        """The gaps in what is known of persons: of the parties, of the actor, and of who altered it, as bits of `_gaps`."""
        masks = []
        for leaf in self._compiled.leaves:
            if leaf.gaps is not None:
                # A person of whom not even the gaps are known is wholly unknown.
                first = (leaf.gaps.partition(".")[0], GAP_FACTS[0])
                gaps = self._gaps.shifted(pl.col(leaf.gaps).fill_null(1), first)
                asked = self._compiled.unknown(leaf) & ~self._outdone(leaf)
                masks.append(self._gaps.when(asked, gaps))
        return self._gaps.union(masks)

    def _outdone(self, leaf: Node) -> pl.Expr:
        """Where no prohibition that addresses a person by this test can add anything: another catches whatever it addresses.

        A vehicle with prohibited software may not be sold by any manufacturer, so that who owns one that sells it is not asked.
        """
        value = self._compiled.value
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

    def _decode(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Replace the masks of a batch of rows by lists of names.

        There are few different ones: each is decoded once, kept, and looked up for all its rows in all batches.
        """
        masks = batch.select(*self._masks)
        with self._lock:
            new = masks.unique().join(self._known, on=masks.columns, how="anti")
            if new.height:
                answers = [self._names(mask) for mask in new.iter_rows(named=True)]
                self._known = self._known.vstack(new.hstack(pl.DataFrame(answers, schema=_DECODED)))
            known = self._known
        found = masks.join(known, on=masks.columns, how="left", maintain_order="left").select(*_DECODED)
        return batch.drop(*self._masks).hstack(found)

    def _names(self, masks: Mapping[str, int]) -> dict[str, Any]:
        def things(name: str, of: Bits) -> list[Any]:
            return of.things_in([masks[f"#{name}{i}"] for i in range(of.columns)])

        bases, asked = things("rests", self._compiled.bases), things("asks", self._askable)
        missing = {name for name in asked if name in BY_NAME}
        questions = [name for name in asked if name not in BY_NAME]
        for table, gap in things("gaps", self._gaps):
            if gap in GAP_QUESTIONS:
                questions.append(GAP_QUESTIONS[gap])
            else:
                missing.add(_PERSON_FACT[table].format(gap))
        return {
            "authority": sorted({paragraph for paragraph, _ in bases}, key=_paragraph_order),
            "standing": str(Standing.OPEN if questions else max((s for _, s in bases), default=Standing.SETTLED)),
            "missing": sorted(missing, key=_vocabulary_order),
            "open": list(dict.fromkeys(questions)),
        }


_VERDICT = pl.Enum(VERDICTS)
_DECODED = {key: ANSWERS[key] for key in ("authority", "standing", "missing", "open")}
_RELIED_ON = ["actor.general_authorization", "actor.specific_authorization"]
_PERSON_FACT = {"party": "{}", "actor": "actor.{}", "component": "component.altered_by"}


def _vocabulary_order(name: str) -> tuple[int, str]:
    names = list(BY_NAME)
    known = name if name in BY_NAME else "actor.party" if name.startswith("actor.") else names[-1]
    return names.index(known), name


def _paragraph_order(paragraph: str) -> tuple[float, str]:
    number = paragraph.partition(".")[2]
    digits = number.split("(")[0]
    return float(digits), number

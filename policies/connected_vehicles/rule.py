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
from policies.truth import MASK, Compiled, Node, Standing, Test, all_of, any_of, bits, none_of

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
        self._askable = (*BY_NAME, *dict.fromkeys(questions))
        self._lock = Lock()
        self._known = pl.DataFrame(schema=_MASKS | _DECODED)
        self._ask_bit = {name: 1 << i for i, name in enumerate(self._askable)}

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
        masks = (self._rests().alias("#rests"), self._asks().alias("#asks"), self._person_gaps().alias("#gaps"))
        query = query.with_columns(*masks, declarations.declaration().alias("declaration")).select(
            *keep, *plain, *_MASKS
        )
        schema = {name: dtype for name, dtype in query.collect_schema().items() if name not in _MASKS} | _DECODED
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

    def _rests(self) -> pl.Expr:
        """The bases of the answer: of the root that decides, or of every root that is unknown."""
        c, verdict, none = self._compiled, pl.col("verdict"), pl.lit(0, MASK)
        unknown = reduce(
            or_, [pl.when(c.value(root).is_null()).then(c.support(root)).otherwise(none) for root in self._roots]
        )
        caught = reduce(or_, [self._basis_of(x, c.value(node), c.support(node)) for x, node in self.caught.items()])
        inside = reduce(or_, [self._basis_of(x, c.value(x.addressed), self._rests_of(x)) for x in self.prohibitions])
        declares = c.basis("791.305", self.parameters["filing_days"].standing)
        relied_on = pl.any_horizontal(pl.col(_RELIED_ON).is_not_null())
        unauthorized = pl.when(relied_on).then(c.support(self.authorized)).otherwise(none)
        return (
            pl.when(verdict == "review")
            .then(unknown)
            .when(verdict == "prohibited")
            .then(caught | unauthorized)
            .when(verdict == "allowed")
            .then(inside | declares | unauthorized)
            .when(verdict == "exempt")
            .then(c.support(self.exempt))
            .when(verdict == "authorized")
            .then(c.support(self.authorized))
            .when(c.value(self.not_addressed))
            .then(c.support(self.not_addressed))
            .otherwise(c.support(self.no_thing))
        )

    def _rests_of(self, x: Prohibition) -> pl.Expr:
        return reduce(or_, [self._compiled.support(part) for part in (x.addressed, x.exempt, x.thing, x.wrong)])

    def _basis_of(self, x: Prohibition, where: pl.Expr, support: pl.Expr) -> pl.Expr:
        own: pl.Expr = pl.lit(0, MASK)
        for kind, paragraph in x.paragraphs.items():
            basis = self._compiled.basis(paragraph, Standing.SETTLED)
            own = pl.when(pl.col("transaction.kind") == kind).then(basis).otherwise(own)
        return pl.when(where).then(support | own).otherwise(pl.lit(0, MASK))

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

    def _asks(self) -> pl.Expr:
        """The facts and questions of law that a review turns on, as bits of `_askable`."""
        none = pl.lit(0, pl.UInt64)
        masks = []
        for leaf in self._compiled.leaves:
            facts = pl.lit(sum(self._ask_bit[name] for name in leaf.asks), pl.UInt64)
            if leaf.question and leaf.in_question is not None:
                asked = pl.when(leaf.in_question).then(pl.lit(self._ask_bit[leaf.question], pl.UInt64)).otherwise(facts)
            else:
                asked = facts
            if leaf.gaps is None:
                masks.append(pl.when(self._compiled.unknown(leaf)).then(asked).otherwise(none))
        return reduce(or_, masks)

    def _person_gaps(self) -> pl.Expr:
        """The gaps in what is known of persons: of parties from bit 0, of the actor from 16, of who altered it from 32."""
        none = pl.lit(0, pl.UInt64)
        masks = []
        for leaf in self._compiled.leaves:
            if leaf.gaps is not None:
                shift = _SHIFTS[leaf.gaps.partition(".")[0]]
                # A person of whom not even the gaps are known is wholly unknown.
                gaps = pl.col(leaf.gaps).cast(pl.UInt64).fill_null(1) * pl.lit(1 << shift, pl.UInt64)
                asked = self._compiled.unknown(leaf) & ~self._outdone(leaf)
                masks.append(pl.when(asked).then(gaps).otherwise(none))
        return reduce(or_, masks)

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
        masks = batch.select(*_MASKS)
        with self._lock:
            new = masks.unique().join(self._known, on=masks.columns, how="anti")
            if new.height:
                answers = [self._names(mask) for mask in new.iter_rows(named=True)]
                self._known = self._known.vstack(new.hstack(pl.DataFrame(answers, schema=_DECODED)))
            known = self._known
        found = masks.join(known, on=masks.columns, how="left", maintain_order="left").select(*_DECODED)
        return batch.drop(*_MASKS).hstack(found)

    def _names(self, masks: Mapping[str, int]) -> dict[str, Any]:
        bases = bits(masks["#rests"], self._compiled.bases)
        asked = bits(masks["#asks"], self._askable)
        missing = {name for name in asked if name in BY_NAME}
        questions = [name for name in asked if name not in BY_NAME]
        for table, shift in _SHIFTS.items():
            for gap in bits(masks["#gaps"] >> shift & 0xFFFF, (*GAP_FACTS, *GAP_QUESTIONS)):
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
_MASKS: dict[str, Any] = {"#rests": MASK, "#asks": pl.UInt64, "#gaps": pl.UInt64}
_DECODED = {key: ANSWERS[key] for key in ("authority", "standing", "missing", "open")}
_RELIED_ON = ["actor.general_authorization", "actor.specific_authorization"]
_SHIFTS = {"party": 0, "actor": 16, "component": 32}
_PERSON_FACT = {"party": "{}", "actor": "actor.{}", "component": "component.altered_by"}


def _vocabulary_order(name: str) -> tuple[int, str]:
    names = list(BY_NAME)
    known = name if name in BY_NAME else "actor.party" if name.startswith("actor.") else names[-1]
    return names.index(known), name


def _paragraph_order(paragraph: str) -> tuple[float, str]:
    number = paragraph.partition(".")[2]
    digits = number.split("(")[0]
    return float(digits), number

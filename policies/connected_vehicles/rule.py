"""The rule as a whole: facts in; verdict, declaration, filing, authority, standing, missing facts and open questions out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

import polars as pl

from policies.connected_vehicles import authorizations, declarations, reasons, vehicles
from policies.connected_vehicles.facts import DECLARATIONS, FILINGS, VERDICTS, VOCABULARY
from policies.connected_vehicles.prohibitions import prohibitions
from policies.judgment import FurtherAnswer, Judgment, WayOut, all_exempt, answers, no_thing, not_addressed
from policies.masks import Mask
from policies.parameters import Parameters
from policies.truth import Node

_ALLOWED_BECAUSE = {
    "legacy-software": "legacy software: finished before the cut-off and, up to this transaction, not maintained, augmented or "
    "altered from that day on by a person of the PRC or Russia",
    "not-knowing": "a person of the PRC or Russia is, or may be, behind it, but the transaction is stated not to be knowing",
    "": "no person of the PRC or Russia designed, developed, manufactured, supplied or maintained it",
}
# The columns that `judge` adds.
ANSWERS = answers(VERDICTS, {"declaration": DECLARATIONS, "filing": FILINGS})


class Rule(Judgment):
    """15 CFR part 791 subpart D under given parameters; building it compiles the tree once."""

    def __init__(self, p: Parameters) -> None:
        each = prohibitions(p)
        self.limited_use = authorizations.limited_use(p)
        self.authorized = authorizations.authorized(p, self.limited_use)
        self.no_thing = no_thing(each)
        self.declaring = ("791.305", p["filing_days"].standing)
        self.filing = declarations.filing_bases(p)
        super().__init__(
            VOCABULARY,
            p,
            VERDICTS,
            each,
            [
                WayOut("out_of_scope", not_addressed(each)),
                WayOut("exempt", all_exempt(each)),
                WayOut("authorized", self.authorized),
                WayOut("out_of_scope", self.no_thing),
            ],
            act="transaction.kind",
            further=[
                FurtherAnswer("declaration", DECLARATIONS, declarations.declaration()),
                FurtherAnswer("filing", FILINGS, declarations.filing(p)),
            ],
            bases=[self.declaring, *(basis for _, basis in self.filing)],
        )

    def exemption_ends(self, values: Mapping[Node, bool | None]) -> tuple[str, Any] | None:
        return reasons.exemption_ends(self, values)

    def allowed_by(self, values: Mapping[Node, bool | None]) -> str:
        return reasons.allowed_by(self, values)

    def allowed_because(self, values: Mapping[Node, bool | None]) -> str:
        return _ALLOWED_BECAUSE[self.allowed_by(values)]

    @property
    def explained_ways_out(self) -> dict[str, Node]:
        return {"authorizations (§§ 791.306, 791.307)": self.authorized}

    def _relied_on(self, facts: pl.DataFrame) -> list[Node]:
        return [self.authorized] if facts.select(authorizations.is_relied_on().holds).item() else []

    def _also_rests(self) -> dict[str, Mask]:
        bases = self.compiled.bases
        unauthorized = bases.when(authorizations.is_relied_on().holds, self.compiled.support(self.authorized))
        return {"prohibited": unauthorized, "allowed": bases.union([bases.of(self.declaring), unauthorized])}

    def _further_rests(self) -> Mask:
        bases = self.compiled.bases
        return bases.union(bases.when(where.holds, bases.of(basis)) for where, basis in self.filing)

    def _relevant(self) -> dict[Node, pl.Expr]:
        """In a review, and, behind the authorization, only where that does not cover whatever is addressed.

        General Authorization 1 is for the manufacturers whom most prohibitions address. While it is unknown whether the actor
        is one, neither the thing nor who is behind it matters if all else that the authorization asks for is given.
        """
        value, review = self.compiled.value, pl.col("verdict") == "review"
        manufacturer = vehicles.manufacturer()
        given = [part for part in self.limited_use.children if part is not authorizations.by_a_manufacturer()]
        others = [~value(x.addressed) for x in self.prohibitions if manufacturer not in x.addressed.children]
        covered = reduce(and_, [value(authorizations.admitted()), *map(value, given), *others]).fill_null(False)
        behind = (self.no_thing, self.prohibited)
        return {root: review & ~covered if root in behind else review for root in self.roots}

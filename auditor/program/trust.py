"""Whose word about its own parts counts: the table [trust] of a program.

A supplier's BOM may say of its own part what takes it out of the rule. § 791.315 asks the declarant for due diligence of its
own, so that such a word is a claim until somebody here says for which facts, and in whose BOMs, it is trusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.entities.names.normal import normalize
from auditor.provenance import Source


@dataclass(frozen=True)
class TrustedClaims:
    """One table [[trust.claims]]: claims of these `facts` count in BOMs `made_by` this company, in the `bom` with this label, or
    in what is both; None where the table does not say. `basis` is why."""

    facts: frozenset[str]
    made_by: str | None
    bom: str | None
    basis: str
    source: Source

    def covers(self, fact: str, bom: str, makers: Sequence[str]) -> bool:
        """Tell whether a claim of this fact counts in the BOM with this label, which these companies or persons made."""
        if fact not in self.facts or self.bom not in (None, bom):
            return False
        return self.made_by is None or normalize(self.made_by) in map(normalize, makers)


@dataclass(frozen=True)
class Trust:
    """What counts of what BOMs say to take their own parts out: `licenses` in the fields for them, that a row of a parts table
    is not fitted, and the `claims` that are trusted by fact and BOM."""

    licenses: bool = True
    not_fitted: bool = True
    claims: tuple[TrustedClaims, ...] = ()

    def of(self, fact: str, bom: str, makers: Sequence[str]) -> TrustedClaims | None:
        """Return the first table by which a claim counts; None where it does not."""
        return next((claims for claims in self.claims if claims.covers(fact, bom, makers)), None)

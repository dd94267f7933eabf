"""§ 791.315: third-party verification. Voluntary for a declaration, and not by a person of the PRC or Russia."""

from __future__ import annotations


def objection(nexus: bool | None) -> str | None:
    """Return what stands against a third-party assessor, given whether it is a person of the PRC or Russia; None for nothing.

    Its competence and its independence, financial incentives included, are for the declarant to judge (791.315(b)).
    """
    if nexus:
        return "is a person of the PRC or Russia and cannot assess (15 CFR 791.315(b)(1))"
    if nexus is None:
        return "may be a person of the PRC or Russia, which could not assess (15 CFR 791.315(b)(1))"
    return None

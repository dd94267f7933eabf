"""§§ 791.305, .306(e), .312, .315: who declares, by when, whether in time, how long records are kept, who may assess."""

from __future__ import annotations

from datetime import date

from policies.conditions import Answer, Condition, first_of, is_equal, is_one_of, is_stated, is_true, presumed
from policies.connected_vehicles.authorizations import is_granted
from policies.deadlines import lateness, worst
from policies.parameters import Parameters
from policies.truth import Standing


# § 791.305: not read; after law firms, one of them on foreign interest.
# § 791.306, the page of BIS on general authorizations, read on 2026-11-30: "You do not need to submit a Declaration of
# Conformity for certain ICTS transactions authorized by a General Authorization."
def declaration() -> Answer:
    """Return whether a Declaration of Conformity is due, from the columns `verdict` and the authorizations relied on.

    What no person outside the United States has an interest in need not be declared, hardware like software. Null where the
    question is not answered: with a prohibition, and under a specific authorization, whose terms say it.
    """
    foreign = presumed(is_true("component.foreign_interest"), True)
    return first_of(
        (is_equal("verdict", "review"), "undetermined"),
        (is_equal("verdict", "allowed") & foreign, "required"),
        (is_equal("verdict", "prohibited") | (is_equal("verdict", "authorized") & is_granted()), None),
        otherwise="not_required",
    )


# § 791.305: not read; after secondary sources for the 60 days before, and one machine-written page for those after a change.
# § 791.306(e), CFR copy without a date, read on 2026-11-30: "Unless otherwise prescribed by BIS, within 30 days of
# discovering a change in circumstance, the VCS hardware importer or connected vehicle manufacturer must assess if it still
# qualifies for the general authorization."
def filing(p: Parameters) -> Answer:
    """Return whether filing was in time, late or missing, from the filing dates and the column `declaration`.

    The worst of the first filing, 60 days before the first transaction, and of the update, 60 days after a change was
    found; under a general authorization no first filing is due and the reassessment is due 30 days after. Null where no
    filing was told of, or none is due.
    """
    under_general = is_equal("verdict", "authorized") & ~is_granted()
    due = presumed(is_one_of("declaration", "required", "undetermined"), False)
    return worst(
        lateness("filing.filed_on", "filing.first_transaction_on", -p.filing_days, where=due),
        lateness("filing.updated_on", "filing.change_found_on", p.update_days, where=due & ~under_general),
        lateness("filing.updated_on", "filing.change_found_on", p.reassessment_days, where=under_general),
    )


# § 791.305: not read; after secondary sources for the first filing, and one machine-written page for the update.
# § 791.306(e), CFR copy without a date, read on 2026-11-30: "Unless otherwise prescribed by BIS, within 30 days of
# discovering a change in circumstance, the VCS hardware importer or connected vehicle manufacturer must assess [...]"
def filing_bases(p: Parameters) -> tuple[tuple[Condition, tuple[str, Standing]], ...]:
    """Return what an answer on filing rests on, each with where it does: the first filing, the update, the reassessment."""
    answered, general = is_stated("filing"), is_equal("verdict", "authorized")
    changed = is_stated("filing.change_found_on")
    return (
        (answered & ~general & is_stated("filing.first_transaction_on"), ("791.305", p["filing_days"].standing)),
        (answered & ~general & changed, ("791.305", p["update_days"].standing)),
        (answered & general & changed, ("791.306(e)", p["reassessment_days"].standing)),
    )


# § 791.300(b), CFR as of 2025-04-24: "Implement Declarations of Conformity to provide a mechanism for connected vehicle
# manufacturers and VCS hardware importers to communicate to BIS that they have conducted supply chain due diligence, and to
# confirm that no prohibited transactions, as defined in this subpart, have knowingly occurred"
def of_program(*, prohibited: bool, undecided: bool, required: bool) -> str:
    """Return what becomes of the declaration for a whole program: "barred" while something is prohibited, because it certifies
    that nothing is (§ 791.300(b)); "undetermined" while something is not decided; else whether one is "required" or not."""
    if prohibited:
        return "barred"
    if undecided:
        return "undetermined"
    return "required" if required else "not_required"


# § 791.305: not read; after our own reading of § 791.300(b), which was read.
def is_draft(state: str, *, expired: bool, incomplete: bool) -> bool:
    """Tell whether a declaration in a state of `of_program` cannot be filed yet: what it rests on has run out or is lacking."""
    return state in ("barred", "undetermined") or expired or incomplete


# § 791.305: not read; after secondary sources.
def due_on(first_transaction: date, p: Parameters) -> date:
    """Return the last day on which a declaration for this first import or sale is in time (§ 791.305)."""
    return date.fromordinal(max(first_transaction.toordinal() - p.filing_days, 1))


# § 791.312(a), CFR as of 2025-04-24: "Regardless of whether these transactions are effectuated pursuant to a general
# authorization, specific authorization, or otherwise, such records shall be available for examination for at least 10 years
# after the date of such transactions."
def keep_until(transaction: date, p: Parameters) -> date:
    """Return the day until which records of a transaction are kept at least: ten years after it (§ 791.312(a))."""
    year = min(transaction.year + p.retention_years, date.max.year)
    if (transaction.month, transaction.day) == (2, 29):
        return date(year, 3, 1)
    return transaction.replace(year=year)


# § 791.315(b)(1), CFR as of 2025-04-24: "The third-party assessor cannot be a person owned by, controlled by, or subject to
# the jurisdiction or direction of the PRC or Russia."
def assessor_objection(nexus: bool | None) -> str | None:
    """Return what stands against a third-party assessor (§ 791.315), None for nothing; `nexus` is whether it is a person of the
    PRC or Russia.

    Its competence and its independence, financial incentives included, are for the declarant to judge (791.315(b)).
    """
    if nexus:
        return "is a person of the PRC or Russia and cannot assess (15 CFR 791.315(b)(1))"
    if nexus is None:
        return "may be a person of the PRC or Russia, which could not assess (15 CFR 791.315(b)(1))"
    return None

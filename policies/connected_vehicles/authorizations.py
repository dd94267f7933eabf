"""§§ 791.306 and 791.307: general and specific authorizations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

from policies.conditions import (
    Condition,
    at_most,
    below,
    is_equal,
    is_one_of,
    is_person_of_adversary,
    is_stated,
    is_true,
    never,
    not_before,
    over,
    presumed,
)
from policies.connected_vehicles.sections import GENERAL_AUTHORIZATIONS, SPECIFIC_AUTHORIZATIONS
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of


# § 791.306(a), CFR copy without a date, read on 2026-11-30: "VCS hardware importers and connected vehicle manufacturers may
# rely on a general authorization to engage in an otherwise prohibited transaction if they meet the stated requirements or
# conditions identified in the general authorization and are not subject to the restrictions identified in this section."
def authorized(p: Parameters, limited_use: Group) -> Group:
    """A specific authorization granted, or a general one whose user and conditions fit; `limited_use` is the first of these."""
    return any_of(
        "authorized",
        "the transaction is authorized",
        specific(),
        all_of(
            "general-authorization",
            "a general authorization covers it",
            admitted(),
            any_of(
                "general-authorization-conditions",
                "the conditions of the one relied on are met",
                limited_use,
                _re_export(p),
                _approved_supplier(p),
            ),
        ),
    )


def in_force(since: date | None, until: date | None, on: date | None, as_of: date) -> bool:
    """Tell whether an authorization from `since` to `until` is in force for a transaction on the day `on`.

    Without a beginning or an end it is open on that side. A transaction without a day is taken to be on the day `as_of`: what
    has run out by then covers nothing that is still planned, and what begins later nothing that may come before.
    """
    day = on or as_of
    return (since is None or since <= day) and (until is None or day <= until)


def relied_on(kind: str, number: str, status: str) -> dict[str, str | int]:
    """Return the facts that an authorization in force gives.

    `kind` is "specific", whose `status` the rule looks at ("revoked" is as good as denied), or "general", which counts where it
    was granted.
    """
    if kind == "specific":
        return {"actor.specific_authorization": "denied" if status == "revoked" else status}
    return {"actor.general_authorization": int(number)} if status == "granted" else {}


def general_for(numbers: Iterable[int], purpose: str) -> int:
    """Return which of several general authorizations is relied on for a purpose: the second where it is re-export, the first
    for any other, and else the one that is left. Their conditions are for the rule to look at."""
    order = (2, 1, 3) if purpose == "re_export" else (1, 3, 2)
    return min(numbers, key=order.index)


def is_relied_on() -> Condition:
    """An authorization is relied on, whatever becomes of it."""
    return is_stated("actor.general_authorization", "actor.specific_authorization")


def is_granted() -> Condition:
    """A specific authorization was granted; one that is pending or denied is none."""
    return presumed(is_equal("actor.specific_authorization", "granted"), False)


# § 791.306, the page of BIS on general authorizations, read on 2026-11-30: "[...] and are not subject to one, or more, of the
# following restrictions: [...] 2. You are owned by, controlled by, or subject to the jurisdiction or direction of the PRC or
# Russia."
@cache
def admitted() -> Group:
    """Who may rely on a general authorization at all."""
    return none_of(
        "general-authorization-user",
        "its user is not a person of the PRC or Russia",
        GENERAL_AUTHORIZATIONS.test(
            "general-authorization-user-of-adversary",
            "the user is a person of the PRC or Russia",
            is_person_of_adversary("actor"),
        ),
    )


# § 791.307(a), CFR copy without a date, read on 2026-11-30: "Upon receipt of a valid and complete application, BIS may grant
# specific authorizations to permit a VCS hardware importer or connected vehicle manufacturer to engage in an otherwise
# prohibited transaction."
def specific() -> Node:
    """An authorization on application; one that is pending or denied authorizes nothing."""
    return SPECIFIC_AUTHORIZATIONS.test(
        "specific-authorization-granted",
        "a specific authorization is granted and covers it",
        is_granted(),
    )


# § 791.306, General Authorization 1: not read; after a law firm and one machine-written page.
@cache
def by_a_manufacturer() -> Node:
    """Who may rely on General Authorization 1."""
    return GENERAL_AUTHORIZATIONS.test(
        "ga1-user",
        "its user is a connected vehicle manufacturer",
        is_true("actor.connected_vehicle_manufacturer"),
    )


# § 791.306, General Authorization 1: not read; after a law firm and one machine-written page.
def limited_use(p: Parameters) -> Group:
    """General Authorization 1: testing, display and research, repair and competition, each within its limits."""
    amended, first = p.get("general_authorization_1_amended_date"), p.get("general_authorizations_1_and_2_date")
    return all_of(
        "ga1",
        "General Authorization 1 (limited use cases)",
        any_of(
            "ga1-relied-on",
            "it is relied on and had been issued",
            _relied_on("ga1-amended", 1, amended),
            # Before it was amended the uses may have read otherwise.
            _relied_on("ga1-as-issued", 1, first, Standing.OPEN),
        ),
        by_a_manufacturer(),
        any_of("ga1-uses", "the use is one that it covers, within the limits", _testing(p), _display(), _repair(p)),
    )


# § 791.306, General Authorization 1: not read; after one machine-written page, for the 30 days, and a law firm on testing.
def _testing(p: Parameters) -> Group:
    """Fewer days than the limit are within it by any count, more are not; of the last day the page says too little."""
    limit, standing = p.test_days_on_public_road, p["test_days_on_public_road"].standing
    return all_of(
        "ga1-testing",
        "solely testing, with few days on public roads",
        _purpose("ga1-testing-purpose", "the purpose is testing", "testing"),
        any_of(
            "ga1-testing-limit",
            f"its days on public roads are within the limit of {limit}",
            GENERAL_AUTHORIZATIONS.test(
                "ga1-testing-days",
                f"it is on public roads on fewer than {limit} days in any 12 months",
                below("transaction.days_on_public_road", limit),
                standing=standing,
            ),
            GENERAL_AUTHORIZATIONS.question(
                "ga1-testing-last-day",
                f"it is on public roads on {limit} days in 12 months",
                f"Is day {limit} on public roads within General Authorization 1, and does it count by 12 months or by calendar "
                "year?",
                is_equal("transaction.days_on_public_road", limit),
            ),
        ),
    )


# § 791.306, General Authorization 1: not read; after one machine-written page.
def _display() -> Group:
    return all_of(
        "ga1-display",
        "display or research off the public road",
        _purpose("ga1-display-purpose", "the purpose is display or research", "display", "research"),
        any_of(
            "ga1-display-off-road",
            "it stays off the public road",
            GENERAL_AUTHORIZATIONS.test(
                "ga1-display-no-day",
                "it is never on public roads",
                is_equal("transaction.days_on_public_road", 0),
            ),
            GENERAL_AUTHORIZATIONS.question(
                "ga1-display-on-road",
                "it is displayed on the public road",
                "Which declarations does General Authorization 1 ask for before a display or research on the road?",
                over("transaction.days_on_public_road", 0),
            ),
        ),
    )


# § 791.306, General Authorization 1: not read; after one machine-written page, for the year, and a law firm on competitions.
def _repair(p: Parameters) -> Group:
    words = "the purpose is repair, alteration or a competition"
    return all_of(
        "ga1-repair",
        "repair, alteration or competition, for a time",
        _purpose("ga1-repair-purpose", words, "repair_or_warranty", "upgrade", "competition"),
        GENERAL_AUTHORIZATIONS.test(
            "ga1-repair-months",
            f"it stays in the country for at most {p.temporary_import_months} months",
            at_most("transaction.months_in_country", p.temporary_import_months),
            standing=p["temporary_import_months"].standing,
        ),
    )


# § 791.306, General Authorization 2: not read; after a law firm.
def _re_export(p: Parameters) -> Group:
    """General Authorization 2: brought in for a time and then exported for sale elsewhere."""
    return all_of(
        "ga2",
        "General Authorization 2 (temporary importation)",
        _relied_on("ga2-relied-on", 2, p.get("general_authorizations_1_and_2_date")),
        _purpose("ga2-re-export-purpose", "the purpose is re-export", "re_export"),
    )


# § 791.306, General Authorization 3: not read; after a law firm.
def _approved_supplier(p: Parameters) -> Group:
    """General Authorization 3: its list and its conditions have not been seen, so that it decides nothing here.

    A listing may be conditional and can be revoked; who relies on it must keep up its diligence.
    """
    return all_of(
        "ga3",
        "General Authorization 3 (approved suppliers)",
        GENERAL_AUTHORIZATIONS.question(
            "ga3-relied-on",
            "it is relied on",
            "Is the supplier on the approved supplier list, and are the conditions of its listing still met?",
            _relies_on(3, p.get("general_authorization_3_date")),
        ),
    )


# § 791.306, General Authorizations 1 to 3: not read; after law firms, which give the days of issue.
def _relied_on(id: str, number: int, issued: date | None, standing: Standing = Standing.PROBABLE) -> Node:
    words = f"General Authorization {number} is relied on, and the transaction is not before {issued or 'its issue'}"
    relied = _relies_on(number, issued)
    return GENERAL_AUTHORIZATIONS.test(id, words, relied, standing=standing, failing=Standing.PROBABLE)


def _relies_on(number: int, issued: date | None) -> Condition:
    if issued is None:  # not issued yet on the day whose law counts
        return never()
    return presumed(is_equal("actor.general_authorization", number), False) & not_before("transaction.date", issued)


# § 791.306, General Authorizations 1 and 2: not read; after a law firm and one machine-written page.
def _purpose(id: str, words: str, *purposes: str) -> Node:
    return GENERAL_AUTHORIZATIONS.test(id, words, is_one_of("transaction.purpose", *purposes))

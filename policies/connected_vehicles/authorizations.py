"""§§ 791.306 and 791.307: general and specific authorizations."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl

from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of, question, test

fact = pl.col


def authorized(p: Parameters, limited_use: Group) -> Group:
    """A specific authorization granted, or a general one whose user and conditions fit; `limited_use` is the first of these."""
    return any_of(
        "the transaction is authorized",
        specific(),
        all_of(
            "a general authorization covers it",
            admitted(),
            any_of("the conditions of the one relied on are met", limited_use, _re_export(p), _approved_supplier(p)),
        ),
    )


@cache
def admitted() -> Group:
    """Who may rely on a general authorization at all."""
    return none_of(
        "its user is no person of the PRC or Russia",
        test(
            "the user is a person of the PRC or Russia",
            "791.306",
            Standing.SETTLED,
            fact("actor.nexus"),
            gaps="actor.gaps",
        ),
    )


def specific() -> Node:
    """An authorization on application; one that is pending or denied authorizes nothing."""
    granted = (fact("actor.specific_authorization") == "granted").fill_null(False)
    return test("a specific authorization is granted and covers it", "791.307", Standing.SETTLED, granted)


@cache
def by_a_manufacturer() -> Node:
    """Who may rely on General Authorization 1."""
    return test(
        "its user is a connected vehicle manufacturer",
        "791.306",
        Standing.PROBABLE,
        fact("actor.connected_vehicle_manufacturer"),
        "actor.roles",
    )


def limited_use(p: Parameters) -> Group:
    """General Authorization 1: testing, display and research, repair and competition, each within its limits."""
    days, limit = fact("transaction.days_on_public_road"), p.test_days_on_public_road
    return all_of(
        "General Authorization 1 (limited use cases)",
        any_of(
            "it is relied on and was issued by then",
            _relied_on(1, p.get("general_authorization_1_amended_date")),
            # Before it was amended the uses may have read otherwise.
            _relied_on(1, p.get("general_authorizations_1_and_2_date"), Standing.OPEN),
        ),
        by_a_manufacturer(),
        any_of(
            "it is one of its uses, within the limits",
            all_of(
                "testing, solely, with few days on public roads",
                _purpose("the purpose is testing", "testing"),
                test(
                    f"it is on public roads for at most {limit} days in 12 months",
                    "791.306",
                    p["test_days_on_public_road"].standing,
                    days <= limit,
                    "transaction.days_on_public_road",
                ),
            ),
            all_of(
                "display or research off the public road",
                _purpose("the purpose is display or research", "display", "research"),
                any_of(
                    "it stays off the public road",
                    test(
                        "it is on public roads for no day",
                        "791.306",
                        Standing.PROBABLE,
                        days == 0,
                        "transaction.days_on_public_road",
                    ),
                    question(
                        "it is displayed on the public road",
                        "791.306",
                        "Which declarations does General Authorization 1 ask for before a display or research on the road?",
                        days > 0,
                        "transaction.days_on_public_road",
                    ),
                ),
            ),
            all_of(
                "repair, alteration or competition, for a time",
                _purpose(
                    "the purpose is repair, alteration or a competition", "repair_or_warranty", "upgrade", "competition"
                ),
                test(
                    f"it stays in the country for at most {p.temporary_import_months} months",
                    "791.306",
                    p["temporary_import_months"].standing,
                    fact("transaction.months_in_country") <= p.temporary_import_months,
                    "transaction.months_in_country",
                ),
            ),
        ),
    )


def _re_export(p: Parameters) -> Group:
    """General Authorization 2: brought in for a time and then exported for sale elsewhere."""
    return all_of(
        "General Authorization 2 (temporary importation)",
        _relied_on(2, p.get("general_authorizations_1_and_2_date")),
        _purpose("the purpose is re-export", "re_export"),
    )


def _approved_supplier(p: Parameters) -> Group:
    """General Authorization 3: its list and its conditions have not been seen, so that it decides nothing here."""
    relied = _relies_on(3, p.get("general_authorization_3_date"))
    return all_of(
        "General Authorization 3 (approved suppliers)",
        question(
            "it is relied on",
            "791.306",
            "Are the supplier and the user on the approved supplier list, and are the conditions of the listing met?",
            relied,
            "transaction.date",
        ),
    )


def _relied_on(number: int, issued: date | None, standing: Standing = Standing.PROBABLE) -> Node:
    words = f"General Authorization {number} is relied on, and the transaction is not before {issued or 'its issue'}"
    return test(words, "791.306", standing, _relies_on(number, issued), "transaction.date", failing=Standing.PROBABLE)


def _relies_on(number: int, issued: date | None) -> pl.Expr:
    if issued is None:  # not issued yet on the day whose law counts
        return pl.lit(False)
    return (fact("actor.general_authorization") == number).fill_null(False) & (fact("transaction.date") >= issued)


def _purpose(words: str, *purposes: str) -> Node:
    holds = fact("transaction.purpose").is_in(list(purposes))
    return test(words, "791.306", Standing.PROBABLE, holds, "transaction.purpose")

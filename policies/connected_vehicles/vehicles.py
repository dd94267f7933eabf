"""§ 791.301: connected vehicle, completed connected vehicle, and who and what acts on it."""

from __future__ import annotations

from functools import cache

import polars as pl

from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of, test

fact = pl.col


def connected_vehicle(p: Parameters) -> Group:
    """A road vehicle with wireless communication, rated 10,000 lb (4,536 kg) GVWR or less."""
    return all_of(
        "the vehicle is a connected vehicle",
        test(
            "it is made primarily for public roads (not only for rail, not off-road)",
            "791.301",
            Standing.PROBABLE,
            fact("vehicle.use") == "road",
            "vehicle.use",
            otherwise="the vehicle is not made primarily for public roads",
        ),
        _light_enough(p),
        test(
            "it communicates by radio with another network or device",
            "791.301",
            Standing.PROBABLE,
            fact("vehicle.wireless"),
            "vehicle.wireless",
            otherwise="the vehicle has no radio communication",
        ),
    )


def _light_enough(p: Parameters) -> Node:
    """The rating is at most the limit; one in pounds is compared in pounds, one in kilograms in kilograms.

    4,536 kg is 10,000.17 lb: converting would move the border.
    """
    pounds, kilograms = p.gvwr_limit_lb, p.gvwr_limit_kg
    standing = max(p["gvwr_limit_lb"].standing, p["gvwr_limit_kg"].standing)
    if pounds is None or kilograms is None:
        return test("there is no limit to its gross vehicle weight rating", "791.301", standing, pl.lit(True))
    return test(
        f"its gross vehicle weight rating is {pounds:,} lb ({kilograms:,} kg) or less",
        "791.301",
        standing,
        pl.coalesce(fact("vehicle.gvwr_lb") <= pounds, fact("vehicle.gvwr_kg") <= kilograms),
        "vehicle.gvwr_lb",
        otherwise="the vehicle is rated above the weight limit",
    )


@cache
def completed() -> Node:
    """A vehicle that needs no further manufacturing; fitting an ADS is manufacturing."""
    return test(
        "the vehicle needs no further manufacturing operation (it is completed)",
        "791.301",
        Standing.PROBABLE,
        fact("vehicle.completed"),
        "vehicle.completed",
        otherwise="the vehicle is not completed",
    )


@cache
def new() -> Node:
    """A vehicle that was not sold before: the rule's sale is of new vehicles, and a manufacturer imports for such a sale."""
    return test(
        "the vehicle is new",
        "791.301",
        Standing.PROBABLE,
        fact("vehicle.new"),
        "vehicle.new",
        otherwise="the vehicle is not new",
    )


@cache
def manufacturer() -> Group:
    """The actor is a connected vehicle manufacturer, which only a U.S. person can be."""
    return all_of(
        "the actor is a connected vehicle manufacturer",
        _us_person(),
        test(
            "it makes, imports or fits with an ADS completed connected vehicles for sale in the United States",
            "791.301",
            Standing.PROBABLE,
            fact("actor.connected_vehicle_manufacturer"),
            "actor.roles",
            otherwise="the actor is no connected vehicle manufacturer",
        ),
    )


@cache
def hardware_importer() -> Group:
    """The actor is a VCS hardware importer, which only a U.S. person can be."""
    return all_of(
        "the actor is a VCS hardware importer",
        _us_person(),
        # A manufacturer that imports hardware, in its vehicles or for them, is an importer by that, whatever it calls itself.
        test(
            "it imports VCS hardware for, or already in, connected vehicles or their subassemblies",
            "791.301",
            Standing.PROBABLE,
            fact("actor.vcs_hardware_importer") | fact("actor.connected_vehicle_manufacturer"),
            "actor.roles",
            otherwise="the actor is no VCS hardware importer",
        ),
    )


@cache
def entry() -> Group:
    """The act is an import: entry into the customs territory, which admission to a foreign-trade zone is not."""
    return all_of(
        "the act is an import",
        _kind("the thing enters the United States", "import"),
        none_of(
            "the entry is no admission to a foreign-trade zone",
            _purpose("it is admitted to a foreign-trade zone", Standing.PROBABLE, "foreign_trade_zone"),
        ),
    )


@cache
def entry_for_sale() -> Group:
    """The import of a vehicle for sale: who brings one in for own use is no manufacturer by that."""
    return all_of(
        "the act is an import of a vehicle for sale",
        entry(),
        none_of(
            "the import is not for personal use",
            _purpose("it is for the importer's own use", Standing.OPEN, "personal_use"),
        ),
    )


@cache
def sale() -> Node:
    """A sale, lease or transfer to a dealer within the United States."""
    return _kind("the vehicle is sold, leased or handed to a dealer in the United States", "sale")


@cache
def commercial_service() -> Node:
    """A commercial service offered in the United States with the vehicle."""
    return _kind("a commercial service is offered with the vehicle in the United States", "commercial_service")


@cache
def still_to_be_sold() -> Group:
    """For hardware: in a vehicle that is new, or loose for repair or upgrade of one that is operated."""
    return any_of(
        "the hardware is meant for a vehicle to be sold or operated",
        new(),
        _purpose("it comes loose, for a repair or an upgrade", Standing.OPEN, "repair_or_warranty", "upgrade"),
    )


def in_force(p: Parameters) -> Node:
    """The rule is in force on the day of the transaction; one without a day is taken to come after."""
    holds = (fact("transaction.date") >= p.effective_date).fill_null(True)
    words = f"the transaction is not before {p.effective_date}, when the rule took effect"
    return test(words, "791.300", p["effective_date"].standing, holds, otherwise="it comes before the rule took effect")


@cache
def _us_person() -> Node:
    return test(
        "it is a U.S. person",
        "791.301",
        Standing.PROBABLE,
        fact("actor.us_person"),
        "actor.us_person",
        otherwise="the actor is no U.S. person",
    )


@cache
def _kind(words: str, kind: str) -> Node:
    holds = fact("transaction.kind") == kind
    return test(
        words, "791.301", Standing.PROBABLE, holds, "transaction.kind", otherwise="the rule does not address this act"
    )


@cache
def _purpose(words: str, standing: Standing, *purposes: str) -> Node:
    holds = fact("transaction.purpose").is_in(list(purposes))
    return test(words, "791.301", standing, holds, "transaction.purpose", failing=Standing.SETTLED)

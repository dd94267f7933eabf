"""§ 791.301: connected vehicle, completed connected vehicle, and who and what acts on it."""

from __future__ import annotations

import polars as pl

from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of, test

fact = pl.col


def connected_vehicle(p: Parameters) -> Group:
    """A road vehicle with wireless communication, rated 10,000 lb (4,536 kg) GVWR or less."""
    rating = pl.coalesce(fact("vehicle.gvwr_lb") <= p.gvwr_limit_lb, fact("vehicle.gvwr_kg") <= p.gvwr_limit_kg)
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
        # A rating in pounds is compared in pounds, one in kilograms in kilograms; 4,536 kg is 10,000.17 lb.
        test(
            f"its gross vehicle weight rating is {p.gvwr_limit_lb:,} lb ({p.gvwr_limit_kg:,} kg) or less",
            "791.301",
            p["gvwr_limit_lb"].standing,
            rating,
            "vehicle.gvwr_lb",
            otherwise="the vehicle is rated above the weight limit",
        ),
        test(
            "it communicates by radio with another network or device",
            "791.301",
            Standing.PROBABLE,
            fact("vehicle.wireless"),
            "vehicle.wireless",
            otherwise="the vehicle has no radio communication",
        ),
    )


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


def manufacturer() -> Group:
    """The actor is a connected vehicle manufacturer, which only a U.S. person can be."""
    return all_of(
        "the actor is a connected vehicle manufacturer",
        _us_person(),
        test(
            "it makes, imports or fits with an ADS completed connected vehicles for sale in the United States",
            "791.301",
            Standing.SETTLED,
            fact("actor.connected_vehicle_manufacturer"),
            "actor.roles",
            otherwise="the actor is no connected vehicle manufacturer",
        ),
    )


def hardware_importer() -> Group:
    """The actor is a VCS hardware importer, which only a U.S. person can be."""
    return all_of(
        "the actor is a VCS hardware importer",
        _us_person(),
        test(
            "it imports VCS hardware for, or already in, connected vehicles or their subassemblies",
            "791.301",
            Standing.SETTLED,
            fact("actor.vcs_hardware_importer"),
            "actor.roles",
            otherwise="the actor is no VCS hardware importer",
        ),
    )


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


def sale() -> Node:
    """A sale, lease or transfer to a dealer within the United States."""
    return _kind("the vehicle is sold, leased or handed to a dealer in the United States", "sale")


def commercial_service() -> Node:
    """A commercial service offered in the United States with the vehicle."""
    return _kind("a commercial service is offered with the vehicle in the United States", "commercial_service")


def still_to_be_sold() -> Group:
    """For hardware: in a vehicle that is new, or loose for repair or upgrade of one that is operated."""
    return any_of(
        "the hardware is meant for a vehicle to be sold or operated",
        new(),
        _purpose("it comes loose, for a repair or an upgrade", Standing.OPEN, "repair_or_warranty", "upgrade"),
    )


def _us_person() -> Node:
    return test(
        "it is a U.S. person",
        "791.301",
        Standing.PROBABLE,
        fact("actor.us_person"),
        "actor.us_person",
        otherwise="the actor is no U.S. person",
    )


def _kind(words: str, kind: str) -> Node:
    holds = fact("transaction.kind") == kind
    return test(
        words, "791.301", Standing.SETTLED, holds, "transaction.kind", otherwise="the rule does not address this act"
    )


def _purpose(words: str, standing: Standing, *purposes: str) -> Node:
    holds = fact("transaction.purpose").is_in(list(purposes))
    return test(words, "791.301", standing, holds, "transaction.purpose", failing=Standing.SETTLED)

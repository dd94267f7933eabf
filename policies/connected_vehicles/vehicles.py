"""§ 791.301: connected vehicle, completed connected vehicle, and who and what acts on it."""

# The text of § 791.301 was not read; the tests below paraphrase what other sources say of it.

from __future__ import annotations

from functools import cache

from policies.conditions import always, at_most, first_stated, is_equal, is_one_of, is_true, not_before, presumed
from policies.connected_vehicles.sections import DEFINITIONS, SCOPE
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of


def connected_vehicle(p: Parameters) -> Group:
    """A road vehicle with wireless communication, rated 10,000 lb (4,536 kg) GVWR or less."""
    return all_of(
        "connected-vehicle",
        "the vehicle is a connected vehicle",
        DEFINITIONS.test(
            "vehicle-for-roads",
            "it is made primarily for public roads (not only for rail, not off-road)",
            is_equal("vehicle.use", "road"),
            otherwise="the vehicle is not made primarily for public roads",
        ),
        _light_enough(p),
        DEFINITIONS.test(
            "vehicle-wireless",
            "it communicates by radio with another network or device",
            is_true("vehicle.wireless"),
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
        words = "there is no limit to its gross vehicle weight rating"
        return DEFINITIONS.test("gvwr-limit", words, always(), standing=standing)
    return DEFINITIONS.test(
        "gvwr-limit",
        f"its gross vehicle weight rating is {pounds:,} lb ({kilograms:,} kg) or less",
        first_stated(at_most("vehicle.gvwr_lb", pounds), at_most("vehicle.gvwr_kg", kilograms)),
        standing=standing,
        otherwise="the vehicle is rated above the weight limit",
    )


@cache
def completed() -> Node:
    """A vehicle that needs no further manufacturing; fitting an ADS is manufacturing."""
    return DEFINITIONS.test(
        "vehicle-completed",
        "the vehicle needs no further manufacturing operation (it is completed)",
        is_true("vehicle.completed"),
        otherwise="the vehicle is not completed",
    )


@cache
def new() -> Node:
    """A vehicle that was not sold before: the rule's sale is of new vehicles, and a manufacturer imports for such a sale."""
    return DEFINITIONS.test(
        "vehicle-new", "the vehicle is new", is_true("vehicle.new"), otherwise="the vehicle is not new"
    )


@cache
def manufacturer() -> Group:
    """The actor is a connected vehicle manufacturer, which only a U.S. person can be."""
    return all_of(
        "manufacturer",
        "the actor is a connected vehicle manufacturer",
        _us_person(),
        DEFINITIONS.test(
            "manufacturer-role",
            "it makes, imports or fits with an ADS completed connected vehicles for sale in the United States",
            is_true("actor.connected_vehicle_manufacturer"),
            otherwise="the actor is no connected vehicle manufacturer",
        ),
    )


@cache
def hardware_importer() -> Group:
    """The actor is a VCS hardware importer, which only a U.S. person can be."""
    return all_of(
        "hardware-importer",
        "the actor is a VCS hardware importer",
        _us_person(),
        # A manufacturer that imports hardware, in its vehicles or for them, is an importer by that, whatever it calls itself.
        DEFINITIONS.test(
            "hardware-importer-role",
            "it imports VCS hardware for, or already in, connected vehicles or their subassemblies",
            is_true("actor.vcs_hardware_importer") | is_true("actor.connected_vehicle_manufacturer"),
            otherwise="the actor is no VCS hardware importer",
        ),
    )


@cache
def entry() -> Group:
    """The act is an import: entry into the customs territory, which admission to a foreign-trade zone is not."""
    return all_of(
        "import",
        "the act is an import",
        _kind("entry", "the thing enters the United States", "import"),
        none_of(
            "no-foreign-trade-zone",
            "the entry is no admission to a foreign-trade zone",
            _purpose(
                "foreign-trade-zone",
                "it is admitted to a foreign-trade zone",
                Standing.PROBABLE,
                "foreign_trade_zone",
            ),
        ),
    )


@cache
def entry_for_sale() -> Group:
    """The import of a vehicle for sale: who brings one in for own use is no manufacturer by that."""
    return all_of(
        "import-for-sale",
        "the act is an import of a vehicle for sale",
        entry(),
        none_of(
            "no-personal-use",
            "the import is not for personal use",
            _purpose("personal-use", "it is for the importer's own use", Standing.OPEN, "personal_use"),
        ),
    )


@cache
def sale() -> Node:
    """A sale, lease or transfer to a dealer within the United States."""
    return _kind("sale", "the vehicle is sold, leased or handed to a dealer in the United States", "sale")


@cache
def commercial_service() -> Node:
    """A commercial service offered in the United States with the vehicle."""
    words = "a commercial service is offered with the vehicle in the United States"
    return _kind("commercial-service", words, "commercial_service")


@cache
def still_to_be_sold() -> Group:
    """For hardware: in a vehicle that is new, or loose for repair or upgrade of one that is operated."""
    return any_of(
        "for-vehicle-sold-or-operated",
        "the hardware is meant for a vehicle to be sold or operated",
        new(),
        _purpose(
            "repair-or-upgrade",
            "it comes loose, for a repair or an upgrade",
            Standing.OPEN,
            "repair_or_warranty",
            "upgrade",
        ),
    )


def in_force(p: Parameters) -> Node:
    """The rule is in force on the day of the transaction; one without a day is taken to come after."""
    return SCOPE.test(
        "rule-in-force",
        f"the transaction is not before {p.effective_date}, when the rule took effect",
        presumed(not_before("transaction.date", p.effective_date), True),
        standing=p["effective_date"].standing,
        otherwise="it comes before the rule took effect",
    )


@cache
def _us_person() -> Node:
    return DEFINITIONS.test(
        "us-person", "it is a U.S. person", is_true("actor.us_person"), otherwise="the actor is no U.S. person"
    )


@cache
def _kind(id: str, words: str, kind: str) -> Node:
    otherwise = "the rule does not address this act"
    return DEFINITIONS.test(id, words, is_equal("transaction.kind", kind), otherwise=otherwise)


@cache
def _purpose(id: str, words: str, standing: Standing, *purposes: str) -> Node:
    condition = is_one_of("transaction.purpose", *purposes)
    return DEFINITIONS.test(id, words, condition, standing=standing, failing=Standing.SETTLED)

"""§ 791.301: connected vehicle, completed connected vehicle, and who and what acts on it."""

from __future__ import annotations

from functools import cache

from policies.conditions import always, at_most, first_stated, is_equal, is_one_of, is_true, not_before, presumed
from policies.connected_vehicles.sections import DEFINITIONS, RELATED, SCOPE
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of


# § 791.301, connected vehicle: not read; after S. 4429, which copies the definition, and law-firm alerts.
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


# § 791.301, connected vehicle: not read; after two law-firm alerts and a trade association, which give the limit.
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
        otherwise=f"the vehicle's gross vehicle weight rating is above {pounds:,} lb ({kilograms:,} kg)",
    )


# § 791.301, completed connected vehicle: not read; after general knowledge of the rule, unverified.
@cache
def completed() -> Node:
    """A vehicle that needs no further manufacturing; fitting an ADS is manufacturing."""
    return DEFINITIONS.test(
        "vehicle-completed",
        "the vehicle needs no further manufacturing operation (it is completed)",
        is_true("vehicle.completed"),
        otherwise="the vehicle is not completed",
    )


# § 791.301, sale: not read; after general knowledge of the rule, unverified.
@cache
def new() -> Node:
    """A vehicle that was not sold before: the rule's sale is of new vehicles, and a manufacturer imports for such a sale."""
    return DEFINITIONS.test(
        "vehicle-new", "the vehicle is new", is_true("vehicle.new"), otherwise="the vehicle is not new"
    )


# § 791.301, connected vehicle manufacturer: not read; after a law firm's paraphrase.
@cache
def manufacturer() -> Group:
    """The actor is a connected vehicle manufacturer, which only a U.S. person can be."""
    return all_of(
        "manufacturer",
        "the actor is a connected vehicle manufacturer",
        _us_person(),
        DEFINITIONS.test(
            "manufacturer-role",
            "it makes or imports completed connected vehicles, or fits them with an ADS, for sale in the United States",
            is_true("actor.connected_vehicle_manufacturer"),
            otherwise="the actor is not a connected vehicle manufacturer",
        ),
    )


# § 791.301, VCS hardware importer: not read; after general knowledge of the rule and a law firm's account of its effect.
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
            otherwise="the actor is not a VCS hardware importer",
        ),
    )


# § 791.301, import: not read; after general knowledge of the rule, unverified.
@cache
def entry() -> Group:
    """The act is an import: entry into the customs territory, which admission to a foreign-trade zone is not."""
    return all_of(
        "import",
        "the act is an import",
        _kind("entry", "the article enters the United States", "import", "an import"),
        none_of(
            "no-foreign-trade-zone",
            "the entry is not an admission to a foreign-trade zone",
            _purpose(
                "foreign-trade-zone",
                "it is admitted to a foreign-trade zone",
                Standing.PROBABLE,
                "foreign_trade_zone",
            ),
        ),
    )


# § 791.301, connected vehicle manufacturer: not read; after our own reading of "for sale" and a law firm on General
# Authorization 1.
@cache
def entry_for_sale() -> Group:
    """The import of a vehicle for sale: bringing one in for own use makes nobody a manufacturer."""
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


# § 791.301, sale: not read; after general knowledge of the rule, unverified.
@cache
def sale() -> Node:
    """A sale, lease or transfer to a dealer within the United States."""
    words = "the vehicle is sold, leased or transferred to a dealer in the United States"
    return _kind("sale", words, "sale", "a sale, lease or transfer")


# § 791.304, CFR as of 2026-04-05: "[...] prohibited from offering commercial services in the United States that utilize
# completed connected vehicles that incorporate ADS."
@cache
def commercial_service() -> Node:
    """A commercial service offered in the United States with the vehicle."""
    return RELATED.test(
        "commercial-service",
        "a commercial service is offered with the vehicle in the United States",
        is_equal("transaction.kind", "commercial_service"),
        standing=Standing.SETTLED,
        otherwise="the transaction is not a commercial service",
    )


# § 791.301, VCS hardware importer: not read; after general knowledge of the rule, unverified.
@cache
def still_to_be_sold() -> Group:
    """For hardware: in a vehicle that is new, or loose for repair or upgrade of one that is operated."""
    return any_of(
        "for-vehicle-sold-or-operated",
        "the hardware is meant for a vehicle to be sold or operated",
        new(),
        _purpose(
            "repair-or-upgrade",
            "it is imported separately, for a repair or an upgrade",
            Standing.OPEN,
            "repair_or_warranty",
            "upgrade",
        ),
    )


# § 791.300, 90 FR 5360 of 2025-01-16: "This final rule goes into effect on March 17, 2025."
def in_force(p: Parameters) -> Node:
    """The rule is in force on the day of the transaction; one without a day is taken to come after."""
    return SCOPE.test(
        "rule-in-force",
        f"the transaction is not before {p.effective_date}, when the rule took effect",
        presumed(not_before("transaction.date", p.effective_date), True),
        standing=p["effective_date"].standing,
        otherwise="it comes before the rule took effect",
    )


# § 791.301, U.S. person: not read; after the words of § 791.2 in an older state: permanent residents and foreign branches are
# of the United States, foreign subsidiaries are not.
@cache
def _us_person() -> Node:
    return DEFINITIONS.test(
        "us-person", "it is a U.S. person", is_true("actor.us_person"), otherwise="the actor is not a U.S. person"
    )


# § 791.301, import and sale: not read; after general knowledge of the rule, unverified.
@cache
def _kind(id: str, words: str, kind: str, act: str) -> Node:
    condition = is_equal("transaction.kind", kind)
    return DEFINITIONS.test(id, words, condition, otherwise=f"the transaction is not {act}")


# § 791.301, import, sale and VCS hardware importer: not read; after general knowledge of the rule, unverified.
@cache
def _purpose(id: str, words: str, standing: Standing, *purposes: str) -> Node:
    condition = is_one_of("transaction.purpose", *purposes)
    return DEFINITIONS.test(id, words, condition, standing=standing, failing=Standing.SETTLED)

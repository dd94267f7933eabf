"""§ 791.308: exemptions by model year and by day of import."""

from __future__ import annotations

from policies.conditions import before, is_equal, is_stated, presumed
from policies.connected_vehicles.sections import (
    EXEMPT_HARDWARE_BY_DAY,
    EXEMPT_HARDWARE_BY_YEAR,
    EXEMPT_RELATED,
    EXEMPT_SOFTWARE,
)
from policies.parameters import Parameters
from policies.truth import Group, Node, Section, all_of, any_of


# § 791.308(a), CFR copy without a date, read on 2026-11-30: "VCS hardware importers may engage in prohibited transactions
# described in § 791.302 without an authorization [...] provided that: (1) For VCS hardware units not associated with a
# vehicle model year, the import of the VCS hardware occurs prior to January 1, 2029; or (2) The VCS hardware is associated
# with a vehicle model year prior to 2030, [...] imported as part of a connected vehicle with a model year prior to 2030, or
# [...] for purposes of repair or warranty for a connected vehicle with a model year prior to 2030."
def hardware(p: Parameters) -> Group:
    """(a): hardware without a model year before 2029, or with one before 2030; for repairs of such a vehicle without end.

    The sentence names repair and warranty beside what is associated with a model year: an upgrade may be neither.
    """
    day, year = p["hardware_import_date"].standing, p.hardware_model_year
    early, upgrade = before("vehicle.model_year", year), is_equal("transaction.purpose", "upgrade")
    return any_of(
        "hardware-exempt",
        "the hardware is exempt",
        all_of(
            "hardware-exempt-by-day",
            "(a)(1) it is not associated with a model year and is imported early enough",
            EXEMPT_HARDWARE_BY_DAY.test(
                "hardware-no-model-year",
                "it is not associated with a model year",
                ~is_stated("vehicle.model_year"),
                standing=day,
            ),
            EXEMPT_HARDWARE_BY_DAY.test(
                "hardware-import-date",
                f"it is imported before {p.hardware_import_date}",
                before("transaction.date", p.hardware_import_date),
                standing=day,
            ),
        ),
        EXEMPT_HARDWARE_BY_YEAR.test(
            "hardware-model-year",
            f"(a)(2) it is associated with, or imported in or to repair, a vehicle of a model year before {year}",
            presumed(early & ~upgrade, False),
            standing=p["hardware_model_year"].standing,
        ),
        EXEMPT_HARDWARE_BY_YEAR.question(
            "hardware-upgrade",
            f"it is imported to upgrade a vehicle of a model year before {year}",
            "Is hardware exempt that is imported to upgrade, and not to repair, a vehicle of an exempt model year?",
            presumed(early & upgrade, False),
        ),
    )


# § 791.308(b), CFR copy without a date, read on 2026-11-30: "Connected vehicle manufacturers may engage in prohibited
# transactions described in § 791.303 without authorization [...] provided that the completed connected vehicle that
# incorporates covered software described in § 791.303(a)(1) was manufactured prior to model year 2027."
def software(p: Parameters) -> Node:
    """(b): vehicles manufactured before model year 2027."""
    return _before(p, "software_model_year", EXEMPT_SOFTWARE, "software-model-year")


# § 791.308(c), CFR copy without a date, read on 2026-11-30: "Connected vehicle manufacturers who are owned by, controlled by,
# or subject to the jurisdiction or direction of the PRC or Russia may engage in prohibited transactions described in §
# 791.304 without authorization [...]"
# § 791.308(c), its end: not read; after a reconstruction that has the number of words that the copy gives for the section.
def related(p: Parameters) -> Node:
    """(c): the same for manufacturers of the PRC or Russia."""
    return _before(p, "related_model_year", EXEMPT_RELATED, "related-model-year")


def _before(p: Parameters, name: str, section: Section, id: str) -> Node:
    year = p[name].value
    return section.test(
        id,
        f"the vehicle is of a model year before {year}",
        before("vehicle.model_year", year),
        standing=p[name].standing,
    )

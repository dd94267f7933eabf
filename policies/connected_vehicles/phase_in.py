"""§ 791.308: exemptions by model year and by day of import."""

# § 791.308 was read in a copy of the CFR (last checked 2026-04-05), except the end of (c), which was reconstructed by a count of
# its words; the copy was kept in excerpts, so that no sentence of it is quoted whole here.

from __future__ import annotations

from policies.conditions import before, is_stated, presumed
from policies.connected_vehicles.sections import (
    EXEMPT_HARDWARE_BY_DAY,
    EXEMPT_HARDWARE_BY_YEAR,
    EXEMPT_RELATED,
    EXEMPT_SOFTWARE,
)
from policies.parameters import Parameters
from policies.truth import Group, Node, Section, all_of, any_of


def hardware(p: Parameters) -> Group:
    """(a): hardware without a model year before 2029, or with one before 2030; for repairs of such a vehicle without end."""
    day = p["hardware_import_date"].standing
    return any_of(
        "hardware-exempt",
        "the hardware is exempt",
        all_of(
            "hardware-exempt-by-day",
            "(a)(1) it belongs to no model year and comes early enough",
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
            f"(a)(2) it belongs to, comes in, or repairs a vehicle of a model year before {p.hardware_model_year}",
            presumed(before("vehicle.model_year", p.hardware_model_year), False),
            standing=p["hardware_model_year"].standing,
        ),
    )


def software(p: Parameters) -> Node:
    """(b): vehicles manufactured before model year 2027."""
    return _before(p, "software_model_year", EXEMPT_SOFTWARE, "software-model-year")


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

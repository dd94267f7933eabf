"""§ 791.308: exemptions by model year and by day of import."""

from __future__ import annotations

import polars as pl

from policies.parameters import Parameters
from policies.truth import Group, Node, all_of, any_of, test

fact = pl.col


def hardware(p: Parameters) -> Group:
    """(a): hardware without a model year before 2029, or with one before 2030; for repairs of such a vehicle without end."""
    year = fact("vehicle.model_year")
    return any_of(
        "the hardware is exempt",
        all_of(
            "(a)(1) it belongs to no model year and comes early enough",
            test(
                "it is not associated with a model year",
                "791.308(a)(1)",
                p["hardware_import_date"].standing,
                year.is_null(),
            ),
            test(
                f"it is imported before {p.hardware_import_date}",
                "791.308(a)(1)",
                p["hardware_import_date"].standing,
                fact("transaction.date") < p.hardware_import_date,
                "transaction.date",
            ),
        ),
        test(
            f"(a)(2) it belongs to, comes in, or repairs a vehicle of a model year before {p.hardware_model_year}",
            "791.308(a)(2)",
            p["hardware_model_year"].standing,
            (year < p.hardware_model_year).fill_null(False),
        ),
    )


def software(p: Parameters) -> Node:
    """(b): vehicles manufactured before model year 2027."""
    return _before(p, "software_model_year", "791.308(b)")


def related(p: Parameters) -> Node:
    """(c): the same for manufacturers of the PRC or Russia."""
    return _before(p, "related_model_year", "791.308(c)")


def _before(p: Parameters, name: str, paragraph: str) -> Node:
    year = p[name].value
    return test(
        f"the vehicle is of a model year before {year}",
        paragraph,
        p[name].standing,
        fact("vehicle.model_year") < year,
        "vehicle.model_year",
    )

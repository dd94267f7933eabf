"""A question about one thing that one company of Sweden made: who holds the company decides it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.policies.case_tables import case_of, question_file

# Proprietary software of a unit with connectivity in a car of model year 2027, as columns that the rule judges.
SOFTWARE_COLUMNS: dict[str, Any] = {
    "actor.connected_vehicle_manufacturer": True,
    "vehicle.model_year": 2027,
    "vehicle.gvwr_lb": 5000.0,
    "vehicle.wireless": True,
    "transaction.kind": "import",
    "item.enables_vcs": True,
    "item.enables_ads": False,
    "item.highest_mhz": 2690.0,
    "item.exclusively": "no",
    "component.kind": "software",
    "component.layer": "application",
    "component.runs_on_primary_processor": True,
    "component.open_source": False,
    "component.foreign_interest": True,
}
_CONNECTIVITY = {"enables": ["vcs"], "frequency_mhz": [699, 2690], "exclusively": "no"}
SOFTWARE: dict[str, Any] = {
    "actor": {"roles": ["connected_vehicle_manufacturer"]},
    "vehicle": {"model_year": 2027, "gvwr_lb": 5000, "wireless": True},
    "transaction": {"kind": "import", "date": date(2026, 12, 1)},
    "item": _CONNECTIVITY,
    "component": {
        "kind": "software",
        "layer": "application",
        "runs_on_primary_processor": True,
        "open_source": False,
        "completed_on": date(2026, 5, 20),
    },
}
HARDWARE: dict[str, Any] = {
    "actor": {"roles": ["vcs_hardware_importer"]},
    "vehicle": {"model_year": 2030, "gvwr_lb": 5000, "wireless": True},
    "transaction": {"kind": "import", "date": date(2030, 1, 13)},
    "item": _CONNECTIVITY,
    "component": {
        "kind": "hardware",
        "hardware_class": "cellular_module",
        "programmable": True,
        "contributes_to_communication": True,
    },
}
PUBLIC = {"name": "the public", "dispersed": True}


def of_china(share: float, **rights: Any) -> dict[str, Any]:
    """Return a holder of the PRC with this share of the votes."""
    return {"name": "Lintao Fund", "country": "CN", "voting_pct": share, **rights}


def question(
    thing: Mapping[str, Any], *owners: Mapping[str, Any], id: str = "one", **changes: Mapping[str, Any]
) -> str:
    """Return the text of a question file: `owners` are all who hold the company, `changes` the facts that differ, by table."""
    company = {"name": "Okavel Code", "based_in": "SE", "owners": list(owners), "no_other_owners": True}
    return question_file([case_of({"id": id, "set": changes, "party": [company]}, thing, "probable")])

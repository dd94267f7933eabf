"""The pack of 15 CFR part 791 subpart D."""

from __future__ import annotations

from policies.connected_vehicles.facts import ACTS, VERDICTS, VOCABULARY
from policies.connected_vehicles.rule import Rule
from policies.packs import RulePack

HEADINGS = {
    "791.1": "Scope of part 791",
    "791.4": "Foreign adversaries",
    "791.300": "Purpose and scope",
    "791.301": "Definitions",
    "791.302": "Prohibited VCS hardware transactions",
    "791.303": "Prohibited covered software transactions",
    "791.304": "Related prohibited transactions",
    "791.305": "Declaration of conformity",
    "791.306": "General authorizations",
    "791.307": "Specific authorizations",
    "791.308": "Exemptions",
    "791.312": "Recordkeeping",
    "791.315": "Third-party verification and assessments",
}

PACK = RulePack(
    name="connected_vehicles",
    package="policies.connected_vehicles",
    citation="15 CFR part 791 subpart D",
    title="Securing the information and communications technology and services supply chain: connected vehicles",
    vocabulary=VOCABULARY,
    build=Rule,
    subject="vehicle",
    headings=HEADINGS,
    of_persons="791.301",
    verdicts=VERDICTS,
    acts=ACTS,
)

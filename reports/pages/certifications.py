"""What a declarant certifies under 15 CFR 791.305, by its roles and by what is inside the rule (paraphrased)."""

from __future__ import annotations

from typing import NamedTuple

from reports.documents.audit import AuditDocument, Component
from reports.words import listed

# Components of these verdicts are inside the rule, or may be.
_INSIDE = ("allowed", "authorized", "prohibited", "review")
_PERSONS = (
    "persons owned by, controlled by, or subject to the jurisdiction or direction of the People's Republic of China (with "
    "Hong Kong and Macau) or the Russian Federation"
)
_LET_THROUGH = (
    " What section 6 lists as relying on legacy software, an exemption, an authorization, or a transaction that is not knowing "
    "is in the vehicles or hardware of this declaration; it is not prohibited, and it is not denied here."
)
_RESTING_ON = " This rests in part on the {} that section 6 lists."
_WEAKLY = {"open_reading": "open readings of the rule", "claim": "claims of bills of materials"}


class Certification(NamedTuple):
    """One statement of the declarant, with where it rests in the rule and how firmly that is known."""

    title: str
    text: str
    citation: str
    standing: str


def certifications(document: AuditDocument) -> list[Certification]:
    """Return what the declarant certifies: that no prohibited transaction was knowingly made, about the software, the sale or
    the hardware that is, or may be, inside the rule and by the role to which each prohibition speaks; and its diligence."""
    roles = document["declarant"]["roles"]
    maker = "connected_vehicle_manufacturer" in roles or not roles
    importer = "vcs_hardware_importer" in roles or not roles
    inside = [component for component in document["components"] if component["verdict"] in _INSIDE]
    software, hardware = any(map(_may_be_software, inside)), any(map(_may_be_hardware, inside))
    relied = {reliance for component in document["components"] for reliance in component["relies_on"]}
    resting = [what for key, what in _WEAKLY.items() if key in relied]
    beside = (_LET_THROUGH if relied - _WEAKLY.keys() else "") + (
        _RESTING_ON.format(listed(resting)) if resting else ""
    )
    stated = []
    if maker and software:
        stated.append(_SOFTWARE)
    if maker and (software or hardware):
        stated.append(_RELATED)
    if importer and hardware:
        stated.append(_HARDWARE)
    return [*(c._replace(text=c.text + beside) for c in stated), *_DILIGENCE]


def not_certified(document: AuditDocument) -> list[str]:
    """Return of what nothing is certified, and why: no such thing is inside the rule."""
    inside = [component for component in document["components"] if component["verdict"] in _INSIDE]
    lines = []
    if not any(map(_may_be_software, inside)):
        lines.append(
            "Covered software: none is inside the rule for these transactions, and nothing is certified about it."
        )
    if not any(map(_may_be_hardware, inside)):
        lines.append("VCS hardware: none is inside the rule for these transactions, and nothing is certified about it.")
    return lines


def _may_be_software(component: Component) -> bool:
    return component["kind"] != "hardware"


def _may_be_hardware(component: Component) -> bool:
    return component["kind"] in ("hardware", None)


_SOFTWARE = Certification(
    "No knowing prohibited transaction (covered software).",
    "With the vehicles of this declaration the declarant has not knowingly engaged in a transaction that is prohibited by 15 CFR "
    "791.303, which is about importing into, or selling within, the United States completed connected vehicles that incorporate "
    f"covered software designed, developed, manufactured, or supplied by {_PERSONS}.",
    "15 CFR 791.300(b), 791.303",
    "probable",
)
_RELATED = Certification(
    "No related prohibited transaction.",
    "The declarant has not engaged in a transaction that is prohibited by 15 CFR 791.304, which is about connected vehicle "
    f"manufacturers that are {_PERSONS}: about their knowingly selling in the United States completed connected vehicles that "
    "incorporate VCS hardware or covered software, and their offering commercial services there with completed connected "
    "vehicles that incorporate an automated driving system.",
    "15 CFR 791.300(b), 791.304",
    "probable",
)
_HARDWARE = Certification(
    "No knowing prohibited transaction (VCS hardware).",
    "With the hardware of this declaration the declarant has not knowingly engaged in a transaction that is prohibited by 15 "
    "CFR 791.302, which is about importing into the United States VCS hardware designed, developed, manufactured, or supplied "
    f"by {_PERSONS}.",
    "15 CFR 791.300(b), 791.302(a)",
    "probable",
)
_DILIGENCE = (
    Certification(
        "Due diligence.",
        "The declarant, itself or through a third party, has exercised due diligence over the supply chains of the "
        "vehicles and hardware of this declaration to support the statements above. Its basis is the bills of materials "
        "and the supplier data listed in section 5.",
        "15 CFR 791.300(b), 791.315",
        "probable",
    ),
    Certification(
        "Records.",
        "The declarant keeps the primary business records of each transaction for the period stated in section 3, and "
        "holds the documentation of its due diligence, which can be furnished on request.",
        "15 CFR 791.300(b), 791.312(a), 791.315(d)",
        "probable",
    ),
    Certification(
        "Suppliers' records.",
        "The declarant has taken measures, by contract or otherwise, so that documentation and assessments held by its "
        "suppliers can be furnished on request, by the declarant or by the supplier directly.",
        "15 CFR 791.305",
        "open",
    ),
)

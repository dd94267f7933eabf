"""§§ 791.302 to 791.304: the four prohibited transactions. Each is an act, when it applies, a thing, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from policies.connected_vehicles import hardware, phase_in, software, vehicles
from policies.connected_vehicles.facts import ACTS
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of, test

fact = pl.col


@dataclass(frozen=True, eq=False)
class Prohibition:
    """One prohibition: `addressed` (actor, act, vehicle), `exempt` (§ 791.308), `thing`, and `wrong` (nexus, knowledge).

    `paragraphs` is the paragraph for each kind of transaction that it is about.
    """

    name: str
    paragraphs: dict[str, str]
    addressed: Node
    exempt: Node
    thing: Node
    wrong: Node


def prohibitions(p: Parameters) -> tuple[Prohibition, ...]:
    """Return the prohibitions of the rule, sharing the tests that they have in common."""
    connected, completed, new = vehicles.connected_vehicle(p), vehicles.completed(), vehicles.new()
    manufacturer, sale = vehicles.manufacturer(), vehicles.sale()
    vcs, ads = hardware.enables_vcs(p), software.enables_ads(p)
    vcs_hardware, covered_software = hardware.vcs_hardware(vcs), software.covered_software(vcs, ads)
    in_force = vehicles.in_force(p)
    knowing, nexus, seller = knowingly(), any_act_by_nexus(), owned_by_adversary()
    software_exempt, related_exempt = phase_in.software(p), phase_in.related(p)
    vehicle = all_of("the vehicle is a new completed connected vehicle", connected, completed, new)
    service = all_of(
        "a manufacturer of the PRC or Russia offers a commercial service with vehicles that have an ADS",
        in_force,
        manufacturer,
        vehicles.commercial_service(),
        connected,
        completed,
        seller,
        any_of(
            "the vehicle incorporates an ADS",
            test(
                "the vehicle has an automated driving system",
                "791.304",
                Standing.SETTLED,
                fact("vehicle.incorporates_ads"),
                "vehicle.incorporates_ads",
                otherwise="the vehicle has no automated driving system",
            ),
            ads,
        ),
    )
    return (
        Prohibition(
            "import of VCS hardware",
            {"import": "791.302(a)"},
            all_of(
                "a VCS hardware importer imports hardware for or in a connected vehicle",
                in_force,
                vehicles.hardware_importer(),
                vehicles.entry(),
                connected,
                vehicles.still_to_be_sold(),
                hardware.is_hardware(),
            ),
            phase_in.hardware(p),
            vcs_hardware,
            all_of("the import is knowing and a person of the PRC or Russia is behind the hardware", nexus, knowing),
        ),
        Prohibition(
            "import or sale of a vehicle with covered software",
            {"import": "791.303(a)", "sale": "791.303(b)"},
            all_of(
                "a manufacturer imports or sells a completed connected vehicle with the software",
                in_force,
                manufacturer,
                any_of("the act is an import for sale, or a sale", vehicles.entry_for_sale(), sale),
                vehicle,
                software.is_software(),
            ),
            software_exempt,
            covered_software,
            all_of(
                "the act is knowing and a person of the PRC or Russia is behind software that is not legacy",
                nexus,
                knowing,
                none_of("it is not legacy software", software.legacy(p)),
            ),
        ),
        Prohibition(
            "sale by a manufacturer of the PRC or Russia",
            {"sale": "791.304"},
            all_of(
                "a manufacturer of the PRC or Russia sells a completed connected vehicle",
                in_force,
                manufacturer,
                sale,
                vehicle,
                seller,
            ),
            related_exempt,
            any_of("the vehicle incorporates VCS hardware or covered software", vcs_hardware, covered_software),
            knowing,
        ),
        Prohibition(
            "commercial service by a manufacturer of the PRC or Russia",
            {"commercial_service": "791.304"},
            service,
            related_exempt,
            # The sentence asks neither for knowledge nor for a particular thing.
            service,
            service,
        ),
    )


def any_act_by_nexus() -> Group:
    """One act by one person of the PRC or Russia is enough; 791.1(a) counts maintaining and updating among the acts."""
    acts = [
        test(
            f"a person of the PRC or Russia {act} it",
            "791.1(a)" if act == "maintained" else "791.301",
            Standing.PROBABLE,
            fact(f"party.{act}.nexus"),
            gaps=f"party.{act}.gaps",
            also=("791.4",),
        )
        for act in ACTS
    ]
    return any_of(
        "a person of the PRC or Russia designed, developed, manufactured, supplied or maintained it", *acts, altered()
    )


def altered() -> Group:
    """Who altered it updates it, and counts like one who made it (791.1(a)); where no day is stated nobody did."""
    day, nexus = fact("component.altered_on"), fact("component.altered_by.nexus")
    return all_of(
        "a person of the PRC or Russia altered it",
        test("it was altered", "791.1(a)", Standing.PROBABLE, day.is_not_null() | nexus.is_not_null()),
        test(
            "who altered it is a person of the PRC or Russia",
            "791.1(a)",
            Standing.PROBABLE,
            nexus,
            gaps="component.altered_by.gaps",
            also=("791.4",),
        ),
    )


def owned_by_adversary() -> Node:
    """The manufacturer itself is a person of the PRC or Russia."""
    return test(
        "the manufacturer is owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
        "791.304",
        Standing.PROBABLE,
        fact("actor.nexus"),
        gaps="actor.gaps",
        also=("791.4",),
        otherwise="the manufacturer is no person of the PRC or Russia",
    )


def knowingly() -> Node:
    """Knowledge, or awareness of a high probability; with the facts on file it is there unless the contrary is stated."""
    return test(
        "the actor knows, or has reason to know",
        "791.301",
        Standing.PROBABLE,
        fact("transaction.knowing").fill_null(True),
        otherwise="the actor neither knows nor has reason to know",
    )

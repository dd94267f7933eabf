"""§§ 791.302 to 791.304: the four prohibited transactions. Each is an act, when it applies, a thing, and what is wrong."""

from __future__ import annotations

from policies.conditions import is_person_of_adversary, is_true, presumed
from policies.connected_vehicles import hardware, phase_in, software, vehicles
from policies.connected_vehicles.facts import ACTS
from policies.connected_vehicles.sections import DEFINITIONS, PARTIES_OF_PART, RELATED
from policies.judgment import Prohibition
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of


# § 791.301, sale and completed connected vehicle: not read; after general knowledge of the rule, unverified.
def prohibitions(p: Parameters) -> tuple[Prohibition, ...]:
    """Return the prohibitions of the rule, sharing the tests that they have in common."""
    connected, completed, new = vehicles.connected_vehicle(p), vehicles.completed(), vehicles.new()
    vehicle = all_of(
        "new-completed-connected-vehicle",
        "the vehicle is a new completed connected vehicle",
        connected,
        completed,
        new,
    )
    vcs, ads = hardware.enables_vcs(p), software.enables_ads(p)
    vcs_hardware, covered_software = hardware.vcs_hardware(vcs), software.covered_software(vcs, ads)
    in_force, knowing, nexus, seller = vehicles.in_force(p), knowingly(), any_act_by_nexus(p), owned_by_adversary()
    related_exempt = phase_in.related(p)
    return (
        _hardware_import(p, in_force, connected, vcs_hardware, nexus, knowing),
        _software_vehicle(p, in_force, vehicle, covered_software, nexus, knowing),
        _related_sale(in_force, vehicle, seller, related_exempt, vcs_hardware, covered_software, knowing),
        _related_service(in_force, connected, completed, seller, related_exempt, ads),
    )


# § 791.302(a), CFR as of 2026-04-05: "VCS hardware importers are prohibited from knowingly importing into the United States
# VCS hardware that is designed, developed, manufactured, or supplied by persons owned by, controlled by, or subject to the
# jurisdiction or direction of the PRC or Russia."
def _hardware_import(
    p: Parameters, in_force: Node, connected: Node, vcs_hardware: Node, nexus: Node, knowing: Node
) -> Prohibition:
    return Prohibition(
        "vcs-hardware-import",
        "import of VCS hardware",
        {"import": "791.302(a)"},
        all_of(
            "hardware-import",
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
        all_of(
            "hardware-wrong",
            "the import is knowing and a person of the PRC or Russia is behind the hardware",
            nexus,
            knowing,
        ),
    )


# § 791.303(a), CFR as of 2026-04-05: "Connected vehicle manufacturers are prohibited from knowingly importing into the United
# States completed connected vehicles that incorporate covered software that is designed, developed, manufactured, or supplied
# by persons owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia."
# § 791.303(b), CFR as of 2026-04-05: "Connected vehicle manufacturers are prohibited from knowingly selling within the United
# States [such vehicles]."
def _software_vehicle(
    p: Parameters, in_force: Node, vehicle: Node, covered_software: Node, nexus: Node, knowing: Node
) -> Prohibition:
    return Prohibition(
        "covered-software-vehicle",
        "import or sale of a vehicle with covered software",
        {"import": "791.303(a)", "sale": "791.303(b)"},
        all_of(
            "software-import-or-sale",
            "a manufacturer imports or sells a completed connected vehicle with the software",
            in_force,
            vehicles.manufacturer(),
            any_of(
                "import-for-sale-or-sale",
                "the act is an import for sale, or a sale",
                vehicles.entry_for_sale(),
                vehicles.sale(),
            ),
            vehicle,
            software.is_software(),
        ),
        phase_in.software(p),
        covered_software,
        all_of(
            "software-wrong",
            "the act is knowing and a person of the PRC or Russia is behind software that is not legacy",
            nexus,
            knowing,
            none_of("software-not-legacy", "it is not legacy software", software.legacy(p)),
        ),
    )


# § 791.304, CFR as of 2026-04-05: "Connected vehicle manufacturers who are owned by, controlled by, or subject to the
# jurisdiction or direction of the PRC or Russia, are prohibited from knowingly selling in the United States completed
# connected vehicles that incorporate VCS hardware or covered software, regardless of whether such VCS hardware or covered
# software is designed, developed, manufactured, or supplied by persons owned by, controlled by, or subject to the
# jurisdiction or direction of the PRC or Russia."
def _related_sale(
    in_force: Node,
    vehicle: Node,
    seller: Node,
    exempt: Node,
    vcs_hardware: Node,
    covered_software: Node,
    knowing: Node,
) -> Prohibition:
    return Prohibition(
        "related-manufacturer-sale",
        "sale by a manufacturer of the PRC or Russia",
        {"sale": "791.304"},
        all_of(
            "related-sale",
            "a manufacturer of the PRC or Russia sells a completed connected vehicle",
            in_force,
            vehicles.manufacturer(),
            vehicles.sale(),
            vehicle,
            seller,
        ),
        exempt,
        any_of(
            "vcs-hardware-or-covered-software",
            "the vehicle incorporates VCS hardware or covered software",
            vcs_hardware,
            covered_software,
        ),
        knowing,
    )


# § 791.304, CFR as of 2026-04-05: "These connected vehicle manufacturers are also prohibited from offering commercial
# services in the United States that utilize completed connected vehicles that incorporate ADS."
def _related_service(
    in_force: Node, connected: Node, completed: Node, seller: Node, exempt: Node, ads: Node
) -> Prohibition:
    service = all_of(
        "related-service",
        "a manufacturer of the PRC or Russia offers a commercial service with vehicles that have an ADS",
        in_force,
        vehicles.manufacturer(),
        vehicles.commercial_service(),
        connected,
        completed,
        seller,
        any_of(
            "vehicle-incorporates-ads",
            "the vehicle incorporates an ADS",
            RELATED.test(
                "vehicle-ads",
                "the vehicle has an automated driving system",
                is_true("vehicle.incorporates_ads"),
                standing=Standing.SETTLED,
                otherwise="the vehicle has no automated driving system",
            ),
            ads,
        ),
    )
    # The sentence asks neither for knowledge nor for a particular thing.
    return Prohibition(
        "related-manufacturer-service",
        "commercial service by a manufacturer of the PRC or Russia",
        {"commercial_service": "791.304"},
        service,
        exempt,
        service,
        service,
    )


# § 791.302(a), CFR as of 2026-04-05: "[...] VCS hardware that is designed, developed, manufactured, or supplied by persons
# owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia."
# § 791.1(a), CFR copy without a date, read on 2026-11-30: "[...] the Secretary will consider [ICTS] to be designed,
# developed, manufactured, or supplied by a person owned by, controlled by, or subject to the jurisdiction of a foreign
# adversary where such a person operates, manages, maintains, repairs, updates, or services the ICTS"
def any_act_by_nexus(p: Parameters) -> Group:
    """One act by one person of the PRC or Russia is enough; 791.1(a) counts maintaining and updating among the acts.

    There is no de minimis: a part of the code, or one chip in a unit, is enough.
    """
    acts = [
        (PARTIES_OF_PART if act == "maintained" else DEFINITIONS).test(
            f"party-{act}",
            f"a person of the PRC or Russia {act} it",
            is_person_of_adversary(f"party.{act}"),
            also=("791.4",),
        )
        for act in ACTS
    ]
    return any_of(
        "party-of-adversary",
        "a person of the PRC or Russia designed, developed, manufactured, supplied or maintained it",
        *acts,
        altered(p),
    )


# § 791.1(a), CFR copy without a date, read on 2026-11-30: "[...] the Secretary will consider [ICTS] to be designed,
# developed, manufactured, or supplied by a person owned by, controlled by, or subject to the jurisdiction of a foreign
# adversary where such a person operates, manages, maintains, repairs, updates, or services the ICTS"
def altered(p: Parameters) -> Group:
    """Who altered it updates it, and counts like one who made it (791.1(a)); where no change is stated nobody did.

    What is changed after the transaction is not what was imported or sold.
    """
    return all_of(
        "altered-by-adversary",
        "a person of the PRC or Russia altered it",
        PARTIES_OF_PART.test(
            "altered",
            "it is stated to have been altered before the transaction",
            software.altered_before_transaction(p.effective_date),
        ),
        PARTIES_OF_PART.test(
            "altered-by",
            "whoever altered it is a person of the PRC or Russia",
            is_person_of_adversary("component.altered_by"),
            also=("791.4",),
        ),
    )


# § 791.304, CFR as of 2026-04-05: "Connected vehicle manufacturers who are owned by, controlled by, or subject to the
# jurisdiction or direction of the PRC or Russia [...]"
def owned_by_adversary() -> Node:
    """The manufacturer itself is a person of the PRC or Russia."""
    return RELATED.test(
        "manufacturer-of-adversary",
        "the manufacturer is owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
        is_person_of_adversary("actor"),
        also=("791.4",),
        otherwise="the manufacturer is not a person of the PRC or Russia",
    )


# § 791.301, knowingly: not read; after general knowledge of the rule and the like definition in 15 CFR 772.1.
def knowingly() -> Node:
    """Knowledge, or awareness of a high probability; with the facts on file it is there unless the contrary is stated."""
    return DEFINITIONS.test(
        "knowing",
        "the actor knows, or has reason to know",
        presumed(is_true("transaction.knowing"), True),
        otherwise="the actor neither knows nor has reason to know",
    )

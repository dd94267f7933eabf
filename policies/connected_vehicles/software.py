"""§§ 791.301, 791.303: automated driving system, covered software, firmware, open source, and legacy software."""

from __future__ import annotations

from functools import cache

from policies.conditions import (
    at_least,
    before,
    is_equal,
    is_one_of,
    is_person_of_adversary,
    is_stated,
    is_true,
    not_before,
    presumed,
    undated,
)
from policies.connected_vehicles.hardware import directly
from policies.connected_vehicles.sections import COVERED_SOFTWARE, DEFINITIONS
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of


# § 791.301, automated driving system: not read; after S. 4429, which copies the definition, and two law-firm alerts; the
# level is theirs.
def enables_ads(p: Parameters) -> Group:
    """The item is, or is part of, a system that performs the whole driving task: SAE J3016 level 3 or above."""
    return all_of(
        "ads-item",
        "the item is an automated driving system",
        DEFINITIONS.test(
            "item-enables-ads",
            "it enables automated driving",
            is_true("item.enables_ads"),
            otherwise="its item enables no automated driving",
        ),
        directly(),
        DEFINITIONS.test(
            "item-automation-level",
            f"it drives at SAE J3016 level {p.ads_automation_level} or above",
            at_least("item.automation_level", p.ads_automation_level),
            standing=p["ads_automation_level"].standing,
            otherwise=f"its item drives below SAE J3016 level {p.ads_automation_level}",
        ),
    )


# § 791.301, covered software: not read; after the ordinary meaning of software.
@cache
def is_software() -> Node:
    """The component is code, however the BOM labels it."""
    return DEFINITIONS.test(
        "component-software",
        "the component is software or firmware",
        is_one_of("component.kind", "software", "firmware"),
        standing=Standing.SETTLED,
        otherwise="the component is not software",
    )


# § 791.301, covered software: not read; after S. 4429, which copies the core, a law firm for the foreign interest, and a
# vendor's quotation for firmware.
def covered_software(vcs: Node, ads: Node) -> Group:
    """Software with a foreign interest, run by the primary processor of a VCS or ADS item; no firmware, no open source."""
    return all_of(
        "covered-software",
        "the component is covered software",
        is_software(),
        any_of("vcs-or-ads-item", "its item directly enables a VCS or an ADS", vcs, ads),
        # The label does not decide: an operating system called firmware is system software.
        any_of(
            "software-not-firmware",
            "it is application, middleware or system software, not firmware",
            DEFINITIONS.test(
                "software-layer",
                "it is an application, middleware, an operating system or a hypervisor",
                is_one_of("component.layer", "application", "middleware", "operating_system", "hypervisor"),
                otherwise="it is firmware, or does not run in the vehicle",
            ),
            DEFINITIONS.question(
                "software-bootloader",
                "it is a bootloader",
                "Is a bootloader system software, which is covered, or firmware, which is not?",
                is_equal("component.layer", "bootloader"),
            ),
        ),
        DEFINITIONS.test(
            "software-primary-processor",
            "it is executed by the item's primary processing unit",
            is_true("component.runs_on_primary_processor"),
            otherwise="the primary processing unit of its item does not execute it",
        ),
        none_of("software-not-open-source", "it is not open-source software", open_source()),
        DEFINITIONS.test(
            "software-foreign-interest",
            "a person outside the United States has an interest in it",
            is_true("component.foreign_interest"),
            otherwise="no person outside the United States has an interest in it",
        ),
    )


# § 791.301, covered software: not read; after general knowledge of what is said of open source, unverified.
def open_source() -> Group:
    """Source open to all its users, and not changed for proprietary purposes without sharing the change."""
    return all_of(
        "open-source-software",
        "it is open-source software",
        DEFINITIONS.test(
            "open-source-available",
            "its source is open for use, study, change and redistribution",
            is_true("component.open_source"),
            otherwise="it is not open source",
        ),
        DEFINITIONS.test(
            "open-source-unmodified-or-shared",
            "it was not modified, or the modification is shared",
            is_one_of("component.modified", "no", "shared"),
            otherwise="it was modified for proprietary purposes",
        ),
    )


# § 791.303, legacy software: not read; after two law firms and press.
def legacy(p: Parameters) -> Group:
    """Finished before 2026-03-17 and not touched since by a person of the PRC or Russia."""
    cut_off, standing = p.legacy_cut_off, p["legacy_cut_off"].standing
    maintained = is_person_of_adversary("party.maintained")
    return all_of(
        "legacy-software",
        "the software is legacy software",
        COVERED_SOFTWARE.test(
            "legacy-completed",
            f"it was designed, developed, manufactured and supplied before {cut_off}",
            before("component.completed_on", cut_off),
            standing=standing,
        ),
        any_of(
            "legacy-unaltered",
            f"no person of the PRC or Russia has altered it on or after {cut_off}",
            COVERED_SOFTWARE.test(
                "legacy-not-altered",
                f"it was not altered on or after {cut_off}",
                # Never altered where no day is stated, unless somebody is named who did it.
                presumed(before("component.altered_on", cut_off), True, unless=is_stated("component.altered_by.nexus")),
                standing=standing,
            ),
            COVERED_SOFTWARE.test(
                "legacy-altered-by-others",
                "whoever altered it is not a person of the PRC or Russia",
                ~is_person_of_adversary("component.altered_by"),
                standing=standing,
            ),
        ),
        # Maintaining is named beside altering; a maintainer with a dated last change before the cut-off did it before.
        none_of(
            "legacy-unmaintained",
            f"no person of the PRC or Russia has maintained it on or after {cut_off}",
            COVERED_SOFTWARE.test(
                "legacy-maintained-undated",
                "a person of the PRC or Russia maintains it, and no date says since when",
                undated("component.altered_on", where=maintained),
                standing=standing,
            ),
            COVERED_SOFTWARE.question(
                "legacy-maintained-after-cut-off",
                f"a person of the PRC or Russia maintains it, and somebody else altered it on or after {cut_off}",
                "Has the person of the PRC or Russia that maintains the software touched it after the cut-off, too?",
                presumed(maintained & not_before("component.altered_on", cut_off), False),
            ),
        ),
    )

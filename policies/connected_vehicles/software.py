"""§§ 791.301, 791.303: automated driving system, covered software, firmware, open source, and legacy software."""

from __future__ import annotations

from functools import cache

import polars as pl

from policies.connected_vehicles.hardware import directly
from policies.parameters import Parameters
from policies.truth import Group, Node, Standing, all_of, any_of, none_of, question, test

fact = pl.col
LEGACY = "the software is legacy software"


def enables_ads(p: Parameters) -> Group:
    """The item is, or is part of, a system that performs the whole driving task: SAE J3016 level 3 or above."""
    return all_of(
        "the item is an automated driving system",
        test(
            "it enables automated driving",
            "791.301",
            Standing.PROBABLE,
            fact("item.enables_ads"),
            "item.enables",
            otherwise="its item enables no automated driving",
        ),
        directly(),
        test(
            f"it drives at SAE J3016 level {p.ads_automation_level} or above",
            "791.301",
            p["ads_automation_level"].standing,
            fact("item.automation_level") >= p.ads_automation_level,
            "item.automation_level",
            otherwise=f"its item drives below SAE J3016 level {p.ads_automation_level}",
        ),
    )


@cache
def is_software() -> Node:
    """The component is code, however the BOM labels it."""
    code = fact("component.kind").is_in(["software", "firmware"])
    return test(
        "the component is software or firmware",
        "791.301",
        Standing.SETTLED,
        code,
        "component.kind",
        otherwise="the component is not software",
    )


def covered_software(vcs: Node, ads: Node) -> Group:
    """Software with a foreign interest, run by the primary processor of a VCS or ADS item; no firmware, no open source."""
    layer = fact("component.layer")
    return all_of(
        "the component is covered software",
        is_software(),
        any_of("its item directly enables a VCS or an ADS", vcs, ads),
        # The label does not decide: an operating system called firmware is system software.
        any_of(
            "it is application, middleware or system software, not firmware",
            test(
                "it is an application, middleware, an operating system or a hypervisor",
                "791.301",
                Standing.PROBABLE,
                layer.is_in(["application", "middleware", "operating_system", "hypervisor"]),
                "component.layer",
                otherwise="it is firmware, or does not run in the vehicle",
            ),
            question(
                "it is a bootloader",
                "791.301",
                "Is a bootloader system software, which is covered, or firmware, which is not?",
                layer == "bootloader",
                "component.layer",
            ),
        ),
        test(
            "it is executed by the item's primary processing unit",
            "791.301",
            Standing.PROBABLE,
            fact("component.runs_on_primary_processor"),
            "component.runs_on_primary_processor",
            otherwise="the primary processing unit of its item does not execute it",
        ),
        none_of("it is not open-source software", open_source()),
        test(
            "a person outside the United States has an interest in it",
            "791.301",
            Standing.PROBABLE,
            fact("component.foreign_interest"),
            "component.foreign_interest",
            otherwise="no person outside the United States has an interest in it",
        ),
    )


def open_source() -> Group:
    """Source open to all its users, and not changed for proprietary purposes without sharing the change."""
    return all_of(
        "it is open-source software",
        test(
            "its source is open for use, study, change and redistribution",
            "791.301",
            Standing.PROBABLE,
            fact("component.open_source"),
            "component.open_source",
            otherwise="it is not open source",
        ),
        test(
            "it was not modified, or the modification is shared",
            "791.301",
            Standing.PROBABLE,
            fact("component.modified").is_in(["no", "shared"]),
            "component.modified",
            otherwise="it was modified for proprietary purposes",
        ),
    )


def legacy(p: Parameters) -> Group:
    """Finished before 2026-03-17 and not touched since by a person of the PRC or Russia."""
    cut_off, standing = p.legacy_cut_off, p["legacy_cut_off"].standing
    altered, maintainer = fact("component.altered_on"), fact("party.maintained.nexus")
    return all_of(
        LEGACY,
        test(
            f"it was designed, developed, manufactured and supplied before {cut_off}",
            "791.303",
            standing,
            fact("component.completed_on") < cut_off,
            "component.completed_on",
        ),
        any_of(
            f"nobody of the PRC or Russia has altered it on or after {cut_off}",
            test(
                f"it was not altered on or after {cut_off}",
                "791.303",
                standing,
                # Never altered where no day is stated, unless somebody is named who did it.
                pl.when(altered.is_not_null() | fact("component.altered_by.nexus").is_null()).then(
                    (altered < cut_off).fill_null(True)
                ),
                "component.altered_on",
            ),
            test(
                "who altered it is no person of the PRC or Russia",
                "791.303",
                standing,
                ~fact("component.altered_by.nexus"),
                gaps="component.altered_by.gaps",
            ),
        ),
        # Maintaining is named beside altering; a maintainer with a dated last change before the cut-off did it before.
        none_of(
            f"nobody of the PRC or Russia has maintained it on or after {cut_off}",
            test(
                "a person of the PRC or Russia maintains it, since when is not dated",
                "791.303",
                standing,
                pl.when(altered.is_null() & maintainer).then(None).otherwise(False),
                "component.altered_on",
            ),
            question(
                f"a person of the PRC or Russia maintains it, and somebody else altered it on or after {cut_off}",
                "791.303",
                "Has the person of the PRC or Russia that maintains the software touched it after the cut-off, too?",
                (maintainer & (altered >= cut_off)).fill_null(False),
            ),
        ),
    )

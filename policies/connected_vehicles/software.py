"""§§ 791.301, 791.303: automated driving system, covered software, firmware, open source, and legacy software."""

from __future__ import annotations

from datetime import date
from functools import cache

from policies.conditions import (
    Condition,
    asked_where,
    at_least,
    before,
    in_doubt,
    is_after,
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
from policies.connected_vehicles.sections import COVERED_SOFTWARE, DEFINITIONS, SCOPE
from policies.parameters import Parameters
from policies.truth import Group, Node, all_of, any_of, none_of


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


# § 791.300(a), CFR as of 2025-04-24: "Prohibit ICTS transactions that involve certain software and hardware that are
# designed, developed, manufactured, or supplied by persons [...]"
@cache
def is_software() -> Node:
    """The component is code, however the BOM labels it: software in the ordinary meaning of the word."""
    return SCOPE.test(
        "component-software",
        "the component is software or firmware",
        is_one_of("component.kind", "software", "firmware"),
        otherwise="the component is not software",
    )


# § 791.301, covered software: not read; after S. 4429, which copies the core but not the foreign interest, a law firm for that,
# and a vendor's quotation for firmware.
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


# § 791.303, legacy software: not read; after a law firm, a vendor and press on code handed over before the cut-off.
def legacy(p: Parameters) -> Group:
    """Finished before 2026-03-17, and known not to have been touched from then on by a person of the PRC or Russia.

    What others did later does not matter, and what comes after the transaction is not in the vehicle. That nothing is said of
    later work does not mean that there was none.
    """
    cut_off, standing = p.legacy_cut_off, p["legacy_cut_off"].standing
    changed_late = not_before("component.altered_on", cut_off)
    return all_of(
        "legacy-software",
        "the software is legacy software",
        COVERED_SOFTWARE.test(
            "legacy-completed",
            f"persons of the PRC or Russia designed, developed, manufactured or supplied it before {cut_off} only",
            before("component.completed_on", cut_off),
            standing=standing,
        ),
        any_of(
            "legacy-untouched",
            f"the vehicle holds no work of a person of the PRC or Russia on it from {cut_off} on",
            COVERED_SOFTWARE.test(
                "legacy-transaction-before-cut-off",
                f"the transaction comes before {cut_off}",
                # One without a day is taken to come after, unless a change is stated that it may or may not come before.
                presumed(before("transaction.date", cut_off), False, unless=changed_late),
                standing=standing,
            ),
            all_of(
                "legacy-unaltered-and-unmaintained",
                f"no person of the PRC or Russia has maintained, augmented or altered it from {cut_off} on",
                _unaltered(p),
                none_of(
                    "legacy-unmaintained",
                    f"no person of the PRC or Russia has maintained it from {cut_off} on",
                    _maintained(p),
                ),
            ),
        ),
    )


# § 791.303, legacy software: not read; after a vendor, for whom one changed line is enough; another reading, that only material
# changes count, was seen, too.
def _unaltered(p: Parameters) -> Group:
    """Nobody changed it since it was finished, or whoever changed it last is another or did so before the cut-off."""
    cut_off, standing = p.legacy_cut_off, p["legacy_cut_off"].standing
    changed = _change_is_stated()
    # A change after the transaction makes `altered` true, and leaves open whether there was another before it.
    untouched = ~in_doubt(is_true("component.altered"), where=changed) & (~changed | presumed(_comes_later(), False))
    # Asked for after the day on which it was finished; of who maintains it now the day of the last change is asked instead.
    asked = is_stated("component.completed_on") & ~presumed(is_person_of_adversary("party.maintained"), False)
    return any_of(
        "legacy-unaltered",
        f"no person of the PRC or Russia has augmented or altered it from {cut_off} on",
        COVERED_SOFTWARE.test(
            "legacy-not-altered",
            "since it was finished nobody has maintained, augmented or altered what the vehicle holds of it",
            asked_where(asked, untouched),
            standing=standing,
        ),
        all_of(
            "legacy-altered-harmlessly",
            f"it was altered, but not by a person of the PRC or Russia from {cut_off} on",
            COVERED_SOFTWARE.test(
                "legacy-altered",
                "it is stated to have been altered before the transaction",
                altered_before_transaction(cut_off),
                standing=standing,
            ),
            # Without its day others' change may have come after the transaction, and says nothing of the time before.
            COVERED_SOFTWARE.test(
                "legacy-altered-dated",
                "the day of its last change is known",
                ~undated("component.altered_on"),
                standing=standing,
            ),
            any_of(
                "legacy-altered-early-or-by-others",
                f"its last change came before {cut_off}, or from others",
                COVERED_SOFTWARE.test(
                    "legacy-altered-before-cut-off",
                    f"it was last altered before {cut_off}",
                    before("component.altered_on", cut_off),
                    standing=standing,
                ),
                COVERED_SOFTWARE.test(
                    "legacy-altered-by-others",
                    "whoever altered it is not a person of the PRC or Russia",
                    ~is_person_of_adversary("component.altered_by"),
                    standing=standing,
                ),
            ),
        ),
    )


# § 791.303, legacy software: not read; after general knowledge of the rule, unverified, which names maintaining beside altering.
def _maintained(p: Parameters) -> Group:
    """A person of the PRC or Russia maintains it; with a dated last change before the cut-off it did so before."""
    cut_off, standing = p.legacy_cut_off, p["legacy_cut_off"].standing
    return all_of(
        "legacy-maintained",
        f"a person of the PRC or Russia maintains it, and may have done so from {cut_off} on",
        COVERED_SOFTWARE.test(
            "legacy-maintainer",
            "a person of the PRC or Russia maintains it",
            is_person_of_adversary("party.maintained"),
            standing=standing,
        ),
        any_of(
            "legacy-maintained-late",
            f"it may have been touched from {cut_off} on",
            COVERED_SOFTWARE.test(
                "legacy-maintained-undated",
                "no day says when it was last changed",
                undated("component.altered_on"),
                standing=standing,
            ),
            COVERED_SOFTWARE.question(
                "legacy-maintained-after-cut-off",
                f"somebody altered it from {cut_off} on",
                "Has the person of the PRC or Russia that maintains the software touched it after the cut-off, too?",
                presumed(not_before("component.altered_on", cut_off), False),
            ),
        ),
    )


# § 791.303, legacy software: not read; after our own reading: the vehicle that is imported or sold holds no later change.
def altered_before_transaction(since: date) -> Condition:
    """A change is stated, by its day, by who made it or at all, that is in the vehicle; where nothing is said there is none.

    A transaction without a day is taken to come after a change before the day `since`, and may come before another.
    """
    changed = _change_is_stated()
    later = presumed(_comes_later(), False, unless=not_before("component.altered_on", since))
    return (changed & ~later) | presumed(is_true("component.altered") & ~changed, False)


def _comes_later() -> Condition:
    return is_after("component.altered_on", "transaction.date")


def _change_is_stated() -> Condition:
    return is_stated("component.altered_on", "component.altered_by.nexus", "component.altered_by.gaps")

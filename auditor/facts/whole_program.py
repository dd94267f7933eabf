"""What a program states of its vehicle and its declarant, and what else it states that contradicts that.

One line of these takes every part of the program out of the rule. Where the program itself speaks against it, the fact is
unknown for all of it, and the reader is told what contradicts what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from auditor.facts.contradictions import is_taken_out_itself
from auditor.facts.model import ComponentFacts
from auditor.program.model import Item, Program
from auditor.provenance import Problem, SourceKind, Stated
from bom_parsers.errors import quoted
from policies.parameters import Parameters

WIRELESS, DRIVES_ITSELF, ROLES = "vehicle.wireless", "vehicle.incorporates_ads", "actor.roles"
SUBJECT_TO_THE_RULE = ("connected_vehicle_manufacturer", "vcs_hardware_importer")
# What an item may exclusively do without the vehicle sending anything to another network or device.
_SENDS_NOTHING = ("sensing", "receive_only", "power")


@dataclass(frozen=True)
class _AtOdds:
    """A fact of the whole program, what it is stated to be, and what speaks against that, both as clauses."""

    name: str
    statement: str
    against: str


def doubted_program(
    program: Program, entries: Sequence[tuple[Item, ComponentFacts]], parameters: Parameters
) -> tuple[Program, tuple[Problem, ...]]:
    """Return the program with the facts of vehicle and declarant unknown that its items, its transactions or its BOMs, whose
    components are `entries`, speak against; and a problem at the place of each such statement."""
    facts = {**program.vehicle_facts, **program.declarant.facts}
    at_odds = [
        *_wireless(program, entries, parameters),
        *_drives_itself(program, parameters),
        *_roles(program),
    ]
    doubted: dict[str, Stated] = {}
    problems = []
    for one in at_odds:
        fact = facts[one.name]
        source = replace(
            fact.source, kind=SourceKind.CONTRADICTION, detail=f"that {one.statement}, and that {one.against}"
        )
        doubted[one.name] = Stated(None, source).over(fact)
        message = f"{one.statement}, but {one.against}; it does not count: correct one of the two"
        problems.append(Problem("statement-at-odds", "warning", message, fact.source))
    if ROLES in facts and facts[ROLES].value is not None and not facts[ROLES].value:
        doubted[ROLES] = replace(facts[ROLES], value=None)
        message = "the declarant's list of roles is empty, which is taken as not stated: name its roles"
        problems.append(Problem("no-roles", "warning", message, facts[ROLES].source))
    declarant = replace(program.declarant, facts=_with(program.declarant.facts, doubted))
    vehicle_facts = _with(program.vehicle_facts, doubted)
    return replace(program, declarant=declarant, vehicle_facts=vehicle_facts), tuple(problems)


def _with(facts: Mapping[str, Stated], doubted: Mapping[str, Stated]) -> dict[str, Stated]:
    return {name: doubted.get(name, fact) for name, fact in facts.items()}


def _wireless(
    program: Program, entries: Sequence[tuple[Item, ComponentFacts]], parameters: Parameters
) -> Iterable[_AtOdds]:
    """Yield that a vehicle without radio communication has an item for it, or a radio part by its order code."""
    fact = program.vehicle_facts.get(WIRELESS)
    if fact is None or fact.value is not False:
        return
    limit = parameters.vcs_frequency_mhz
    by_items = [
        f"the item {item.id} is stated to enable connectivity" for item in program.items if _connects(item, limit)
    ]
    by_parts = (facts.seems.lead for item, facts in entries if _is_two_way(item, facts, limit))
    against = next(iter(by_items), None) or next(iter(by_parts), None)
    if against:
        yield _AtOdds(WIRELESS, "the vehicle is stated to have no radio communication", against)


def _connects(item: Item, vcs_mhz: float) -> bool:
    """Tell whether an item is stated to enable connectivity, and not to work below the limit or to send nothing."""
    enables, mhz, only = (_value(item, f"item.{key}") for key in ("enables", "frequency_mhz", "exclusively"))
    return "vcs" in (enables or ()) and not (mhz and max(mhz) <= vcs_mhz) and only not in _SENDS_NOTHING


def _is_two_way(item: Item, facts: ComponentFacts, vcs_mhz: float) -> bool:
    """Tell whether a part in the vehicle is by its order code a radio that sends and receives above the limit."""
    part, contributes = facts.seems.part, facts.stated.get("component.contributes_to_communication")
    if part is None or part.part_class == "radar" or (contributes is not None and contributes.value is False):
        return False
    connects = part.direction == "two_way" or part.function == "connection"
    return connects and any(high > vcs_mhz for _, high in part.bands) and not is_taken_out_itself(item, facts)


def _drives_itself(program: Program, parameters: Parameters) -> Iterable[_AtOdds]:
    """Yield that a vehicle without an automated driving system has an item that is part of one."""
    fact = program.vehicle_facts.get(DRIVES_ITSELF)
    for item in program.items if fact is not None and fact.value is False else ():
        level = _value(item, "item.automation_level")
        if (
            "ads" in (_value(item, "item.enables") or ())
            and level is not None
            and level >= parameters.ads_automation_level
        ):
            against = f"the item {item.id} is stated to drive at level {level}"
            yield _AtOdds(DRIVES_ITSELF, "the vehicle is stated to have no automated driving system", against)
            return


def _roles(program: Program) -> Iterable[_AtOdds]:
    """Yield that the declarant imports or sells, and is stated to be none of those whom the rule addresses.

    A private person's own import is outside of the rule, and what it does for other purposes is not.
    """
    fact = program.declarant.facts.get(ROLES)
    if fact is None or not fact.value or set(fact.value) & set(SUBJECT_TO_THE_RULE):
        return
    for transaction in program.transactions:
        kind, purpose = (transaction.facts.get(f"transaction.{key}") for key in ("kind", "purpose"))
        own_use = purpose is not None and purpose.value == "personal_use" and "private_person" in fact.value
        if kind is not None and kind.value in ("import", "sale") and not own_use:
            roles = ", ".join(map(quoted, fact.value))
            against = f"its {transaction.id} is planned, and who imports hardware is an importer whatever else it is"
            yield _AtOdds(ROLES, f"the declarant is stated to be {roles} and no one whom the rule addresses", against)
            return


def _value(item: Item, name: str) -> Any:
    fact = item.facts.get(name)
    return fact.value if fact is not None else None

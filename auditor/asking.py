"""What to find out, and whom to ask: the missing facts of all components in review, grouped by the question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.audit import Audit, AuditedComponent
from auditor.entities.leads import leads
from auditor.entities.people import Named
from policies.connected_vehicles.facts import ACTS_OF_THE_RULE
from reports import words
from reports.document import Question

ASK = {
    "component.completed_on": "On which day was the code finished (designed, developed, manufactured and supplied)?",
    "component.altered_on": "On which day was the code last changed?",
    "component.altered_by": "Who last changed the code?",
    "component.layer": "Is it application, middleware, operating system, hypervisor, bootloader, or device-control code?",
    "component.runs_on_primary_processor": "Is it executed by the item's primary processing unit?",
    "component.open_source": "Is its source code open to all its users?",
    "component.modified": "Was the open-source code modified, and is the modification shared?",
    "component.foreign_interest": "Has any person outside the United States an interest in it?",
    "component.hardware_class": "What kind of part is it?",
    "component.programmable": "Is the part software-enabled or programmable?",
    "component.contributes_to_communication": "Does the part contribute to the communication function?",
    "component.kind": "Is it hardware, software or firmware?",
    "item.enables": "Does the item enable vehicle connectivity (VCS), automated driving (ADS), or neither?",
    "item.frequency_mhz": "On which radio bands does the item work, in MHz?",
    "item.exclusively": "Does the item serve exclusively sensing, ultra-wideband access, reception or power, or not?",
    "item.automation_level": "At which SAE J3016 level does the item drive?",
    "vehicle.gvwr_lb": "What is the gross vehicle weight rating?",
    "vehicle.model_year": "Of which model year is the vehicle?",
    "vehicle.wireless": "Does the vehicle communicate by radio?",
    "vehicle.incorporates_ads": "Has the vehicle an automated driving system?",
    "transaction.date": "On which day is the transaction?",
    "transaction.kind": "Is it an import, a sale, or another act?",
    "actor.roles": "Is the declarant a connected vehicle manufacturer, a VCS hardware importer, or neither?",
    "actor.party.owners": "Who owns the declarant, and how much of its votes?",
}
# What only who made a component knows; the rest the engineer of its item knows, often for all of them at once.
OF_THE_MAKER = ("component.completed_on", "component.altered_on", "component.altered_by", "component.foreign_interest")
ENGINEER = "the engineer of the item, who can state it in the program file"
COUNSEL = "counsel"


@dataclass(frozen=True)
class _Asked:
    """One thing to ask: the facts it settles, in words; `whom`; and the item it is about, "" when about no single one."""

    facts: str
    ask: str
    whom: str
    item: str


def questions(audit: Audit) -> list[Question]:
    """Return what to ask, the answers that settle most first; what one and the same person is asked about the same
    components is one question."""
    about: dict[_Asked, dict[str, str]] = {}  # the components' ids and items
    needed: dict[str, list[_Asked]] = {}
    for component in audit.components:
        if component.worst["verdict"] == "review":
            needed[component.id] = list(dict.fromkeys(_asked(audit, component)))
            for asked in needed[component.id]:
                about.setdefault(asked, {})[component.id] = component.item.id
    joined: dict[tuple[str, tuple[str, ...]], list[_Asked]] = {}
    for asked, components in about.items():
        joined.setdefault((asked.whom, tuple(components)), []).append(asked)
    found = [_question(group, about[group[0]], needed) for group in joined.values()]
    return sorted(found, key=lambda q: (-q["alone"], -q["count"], q["whom"], q["fact"], q["item"], q["ask"]))


def _question(group: list[_Asked], components: dict[str, str], needed: dict[str, list[_Asked]]) -> Question:
    items = set(components.values())
    return Question(
        fact=", ".join(asked.facts for asked in group if asked.facts),
        ask=" ".join(asked.ask for asked in group),
        whom=group[0].whom,
        item=items.pop() if len(items) == 1 else "",
        components=list(components),
        count=len(components),
        alone=sum(set(needed[component]) <= set(group) for component in components),
    )


def _asked(audit: Audit, component: AuditedComponent) -> Iterable[_Asked]:
    """What to ask about one component.

    Of open-source code it is asked first whether it was modified, of a part what kind of part it is: unmodified code and
    a resistor are out of scope whoever made them, and nobody need be asked who did.
    """
    answers = [answer for answer in component.answers if answer["verdict"] == "review"]
    missing = list(dict.fromkeys(fact for answer in answers for fact in answer["missing"]))
    stated = component.facts.stated.get("component.open_source")
    if (stated and stated.value and "component.modified" in missing) or "component.hardware_class" in missing:
        missing = [fact for fact in missing if fact not in OF_THE_MAKER and not fact.startswith("party")]
    item, supplier = component.item.id, component.item.supplier
    if any(fact.startswith("party.") for fact in missing):
        yield from _of_parties(audit, component)
    if "party" in missing:
        acts = [act for act in ACTS_OF_THE_RULE if not any(act in party.did for party in component.facts.parties)]
        yield _Asked("party", f"Who {words.listed(acts)} it?", supplier or ENGINEER, item)
    seems = component.facts.seems.kind
    for fact in missing:
        ask = ASK.get(fact, f"Not known: {words.fact(fact)}.")
        if fact == "component.hardware_class" and seems:
            ask = f"It looks like a {seems}: what kind of part is it?"
        if fact.startswith("actor.party"):
            yield _Asked(fact, ask, audit.program.declarant.name, "")
        elif fact in OF_THE_MAKER:
            # Whose interest there is in it follows from who its parties are.
            if fact != "component.foreign_interest" or not any(other.startswith("party") for other in missing):
                yield _Asked(fact, ask, *_maker(component))
        elif not fact.startswith("party"):
            yield _Asked(fact, ask, ENGINEER, "" if fact.startswith(("vehicle.", "transaction.", "actor.")) else item)
    for question in dict.fromkeys(question for answer in answers for question in answer["open"]):
        yield _Asked("", question, COUNSEL, "")


def _of_parties(audit: Audit, component: AuditedComponent) -> Iterable[_Asked]:
    """One question for each party that is not known well enough."""
    for party in component.facts.parties:
        nexus = audit.people.graph.nexus(party.named.person)
        facts = sorted(gap for gap in nexus.gaps if gap.startswith("party."))
        if facts and party.did:
            name = party.named.known_as or party.name
            if len(facts) == 1:
                ask = f"Not known of {name}: {words.fact(facts[0])}."
            elif party.named.known_as:
                ask = f"Not known of {name}: {'; '.join(words.fact(fact) for fact in facts)}."
            else:
                ask = f"{name} is in no supplier list: where is it incorporated, headquartered and in business, and who owns it?"
            yield _Asked(", ".join(facts), " ".join([ask, *_leads(audit, party.named)]), name, "")


def _leads(audit: Audit, named: Named) -> Iterable[str]:
    """What the reference data suggests about a person who is not known well enough, as sentences."""
    if named.candidates:
        some = "; ".join(f"{c.name}{f' of {c.of}' if c.of else ''} ({c.why})" for c in named.candidates)
        yield f"It may be {some}: a decision can say so."
    for lead in leads(audit.people.graph, named.person, named):
        yield f"Lead: {lead}."


def _maker(component: AuditedComponent) -> tuple[str, str]:
    """Whom to ask about a component: its maker, or else who supplies the item; with the item if the answer depends on it."""
    makers = [party for party in component.facts.parties if set(party.did) - {"supplied"}]
    if makers:
        return makers[0].named.known_as or makers[0].name, ""
    return component.item.supplier or ENGINEER, component.item.id

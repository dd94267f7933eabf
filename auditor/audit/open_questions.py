"""What to find out, and whom to ask: the missing facts of all components in review, grouped by the question."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from auditor.audit.gaps import NO_BOM
from auditor.audit.reasons import claim_in_words
from auditor.audit.results import Audit, AuditedComponent
from auditor.entities.resolution.leads import behind_candidate, leads, may_have_nexus, recorded_leads
from auditor.entities.resolution.people import Named
from auditor.facts.columns import made_by
from auditor.facts.model import ComponentFacts
from auditor.program.determinations import COMPLETE
from auditor.program.model import Item
from auditor.program.selectors import plain_mpn
from auditor.provenance import SourceKind
from policies.connected_vehicles.facts import ACTS_OF_THE_RULE, VOCABULARY
from reports import words
from reports.documents.audit import CONCERNS, Concern, Question

# What only who made a component knows; the rest the engineer of its item knows, often for all of them at once.
OF_THE_MAKER = tuple(fact.name for fact in VOCABULARY.facts if fact.whom == "maker")
# What tells a part, and what tells the place of code in its item: one thing looked at, so one question.
OF_THE_PART = ("component.hardware_class", "component.programmable", "component.contributes_to_communication")
OF_THE_PLACE = ("component.layer", "component.runs_on_primary_processor")
OPEN, CHANGED = "component.open_source", "component.modified"
ASK_BOTH = "Is its source code open to all its users, and if so, was it modified, and is the modification shared?"
OF_WHAT_IS_LEFT = "who designed and developed what is in it now?"
ENGINEER = "the engineer of the item, who can state it in the program file"
ENGINEERS = "the engineers of the items; a determination can state it once for all of them"
COUNSEL = "counsel"
SEER = "the engineer of the item; a determination of bom.complete can state that nothing is missing"
OF_THE_HOUSE = (ENGINEER, ENGINEERS, COUNSEL, SEER)  # who is asked without a letter to a supplier


@dataclass(frozen=True)
class _Asked:
    """One thing to ask: the facts it settles, in words; `whom`; the item it is about, "" when about no single one; why it is
    asked early; and whether it asks everything about a person of whom nothing is known."""

    facts: str
    ask: str
    whom: str
    item: str
    concern: Concern = ""
    stranger: bool = False


_Disputes = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class _Thing:
    """What a component is wherever it is built in, so that it is asked about once: `items` are those with it in review."""

    name: str
    items: tuple[Item, ...]


def questions(audit: Audit) -> list[Question]:
    """Return what to ask, what may stop the declaration first: what persons of the PRC or Russia may be behind, radio parts,
    programmable parts, and of each the answers that settle most.

    What one and the same person is asked about the same components is one question, and a thing that several items have
    is asked about once.
    """
    things, called, disputes = _things(audit), _called(audit), _disputes(audit)
    about: dict[_Asked, dict[str, str]] = {}  # the components' ids and items
    needed: dict[str, list[_Asked]] = {}
    for component in audit.components:
        if component.id in things:
            needed[component.id] = list(dict.fromkeys(_asked(audit, component, things[component.id], called, disputes)))
            for asked in needed[component.id]:
                about.setdefault(asked, {})[component.id] = component.item.id
    joined: dict[tuple[str, tuple[str, ...]], list[_Asked]] = {}
    for asked, components in about.items():
        joined.setdefault((asked.whom, tuple(components)), []).append(asked)
    unsorted = [_question(group, about[group[0]], needed, things) for group in joined.values()]
    return _with_ids(sorted(unsorted, key=_rank))


def _with_ids(without_ids: list[Question]) -> list[Question]:
    """Return the questions with their ids, which no wording goes into."""
    plain = [
        f"{question['fact'].replace(', ', '+') or 'law'}@{question['item'] or question['whom']}"
        for question in without_ids
    ]
    return [
        question | {"id": id if plain.count(id) == 1 else f"{id}#{_digest(question['components'])}"}
        for question, id in zip(without_ids, plain, strict=True)
    ]


def _digest(components: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(components)).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _rank(question: Question) -> tuple[int | str, ...]:
    early = CONCERNS.index(question["concern"])
    return early, -question["alone"], -question["count"], *(question[key] for key in ("whom", "fact", "item", "ask"))


def _question(
    group: list[_Asked], components: dict[str, str], needed: dict[str, list[_Asked]], things: dict[str, _Thing]
) -> Question:
    items = set(components.values())
    return Question(
        id="",
        fact=", ".join(asked.facts for asked in group if asked.facts),
        ask=" ".join(asked.ask for asked in group),
        whom=group[0].whom,
        item=items.pop() if len(items) == 1 else "",
        concern=min((asked.concern for asked in group), key=CONCERNS.index),
        stranger=len(group) == 1 and group[0].stranger,
        components=list(components),
        count=len(components),
        things=len({things[component].name for component in components}),
        alone=sum(set(needed[component]) <= set(group) for component in components),
    )


def _things(audit: Audit) -> dict[str, _Thing]:
    """Return by id what each component in review is."""
    waiting = [component for component in audit.components if component.worst["verdict"] == "review"]
    items: dict[str, dict[str, Item]] = {}
    for component in waiting:
        items.setdefault(_name(component), {})[component.item.id] = component.item
    return {c.id: _Thing(_name(c), tuple(items[_name(c)].values())) for c in waiting}


def _name(component: AuditedComponent) -> str:
    """Return what names the same thing in all items: package URL, part number, or name and version; a bare name does not
    reach beyond its item, and a part that is called by its place on the board is only itself."""
    row = component.row
    if row["purl"] or row["mpn"]:
        return row["purl"] or plain_mpn(row["mpn"])
    if not row["name"] or row["name"] == row["refdes"]:
        return component.id
    return "\n".join([row["group"] or "", row["name"], row["version"] or component.item.id])


def _called(audit: Audit) -> dict[str, str]:
    """Return by key one name for each person, however BOMs spell it: the list's own, or else the first that is met."""
    named: dict[str, str] = {}
    for component in audit.components:
        for party in component.facts.parties:
            named.setdefault(party.named.person, party.named.known_as or party.name)
    return named


def _disputes(audit: Audit) -> _Disputes:
    """Return by item and fact what is stated of it and what speaks against that: of several parts the first that does."""
    disputes: dict[tuple[str, str], str] = {}
    for component in audit.components:
        for one in component.facts.contradictions:
            disputes.setdefault((component.item.id, one.name), one.words)
    return disputes


def _asked(
    audit: Audit, component: AuditedComponent, thing: _Thing, called: Mapping[str, str], disputes: _Disputes
) -> Iterable[_Asked]:
    """What to ask about one component.

    Of open-source code it is asked first whether it was modified, of a part what kind of part it is: unmodified code and
    a resistor are out of scope whoever made them, and nobody need be asked who did.
    """
    if component.gap:
        house = ENGINEER if component.gap.kind in NO_BOM.values() else SEER
        whom = (component.item.supplier or house, component.item.id)
        yield _Asked(COMPLETE, component.gap.ask, *whom, _concern(audit, component) or "unseen")
    answers = [answer for answer in component.answers if answer["verdict"] == "review"]
    missing = list(dict.fromkeys(fact for answer in answers for fact in answer["missing"]))
    if CHANGED in missing and OPEN not in missing:
        missing = [fact for fact in missing if not _of_makers(fact) and fact not in OF_THE_PLACE]
    elif "component.hardware_class" in missing:
        missing = [fact for fact in missing if not _of_makers(fact)]
    concern = _concern(audit, component)
    if any(fact.startswith("party.") for fact in missing):
        yield from _of_parties(audit, component, called)
    if "party" in missing:
        acts = [act for act in ACTS_OF_THE_RULE if not any(act in party.did for party in component.facts.parties)]
        ask = f"Who {words.listed(acts)} it?" if acts else _who_else_made(component.facts)
        yield _Asked("party", ask, *_of_supplier(component, thing), concern)
    alone = len(thing.items) == 1
    engineer = (ENGINEER, component.item.id) if alone else (ENGINEERS, "")
    for fact, ask in _joined(component, missing, disputes):
        if fact.startswith("actor.party"):
            yield _Asked(fact, ask, audit.program.declarant.name, "", concern)
        elif fact in OF_THE_MAKER:
            # Whose interest there is in it follows from who its parties are.
            if fact != "component.foreign_interest" or not any(other.startswith("party") for other in missing):
                yield _Asked(fact, ask, *_maker(component, thing, called), concern)
        elif fact.startswith("component."):
            yield _Asked(fact, ask, *engineer, concern)
        elif not fact.startswith("party"):
            item = component.item.id if fact.startswith("item.") else ""
            yield _Asked(fact, ask, ENGINEER, item, concern)
    for question in dict.fromkeys(question for answer in answers for question in answer["open"]):
        yield _Asked("", question, COUNSEL, "", concern)


def _who_else_made(facts: ComponentFacts) -> str:
    """Return the question about a component whose makers are named, and of which something points to another one."""
    if facts.other_makers:
        others = words.listed([f"{one.name} {one.sources[0].detail}" for one in facts.other_makers])
        return f"{others}; its BOM names {words.listed(dict.fromkeys(made_by(facts)))}: who made it?"
    before = words.listed(dict.fromkeys(party.name for party in facts.ancestry))
    return f"It comes from code of {before}: {OF_WHAT_IS_LEFT}"


def _joined(component: AuditedComponent, missing: list[str], disputes: _Disputes) -> Iterable[tuple[str, str]]:
    """Yield the missing facts with their questions; those that one look at the thing answers are one."""
    place = component.facts.software.seems.called if OF_THE_PLACE[0] in missing else ""
    looks = {OF_THE_PART: component.facts.seems.called, OF_THE_PLACE: place}
    for together, like in looks.items():
        these = [fact for fact in together if fact in missing]
        if these:
            looking = [f"It looks like {like}."] if like else []
            doubts = _doubts(component, these, disputes)
            yield ", ".join(these), " ".join([*doubts, *looking, *(VOCABULARY.ask(f) for f in these)])
    if OPEN in missing and CHANGED in missing:
        yield f"{OPEN}, {CHANGED}", " ".join([*_doubts(component, (OPEN, CHANGED), disputes), ASK_BOTH])
        missing = [fact for fact in missing if fact not in (OPEN, CHANGED)]
    for fact in missing:
        doubts = _doubts(component, (fact,), disputes)
        if fact == CHANGED and component.facts.software.change.is_changed:
            yield fact, " ".join([*doubts, "The BOM says that it was changed: is the modification shared?"])
        elif fact not in OF_THE_PART and fact not in OF_THE_PLACE:
            yield fact, " ".join([*doubts, VOCABULARY.ask(fact) or f"Not known: {VOCABULARY.words(fact)}."])


def _doubts(component: AuditedComponent, asked: Iterable[str], disputes: _Disputes) -> list[str]:
    """Return why a fact is asked about although something states it: what contradicts what, and what is only claimed."""
    facts, sentences = component.facts, []
    disputed = {one.name for one in facts.contradictions}
    for fact in asked:
        if fact in disputed:
            words_of_both = disputes[component.item.id, fact]
            sentences.append(f"{words_of_both[:1].upper()}{words_of_both[1:]}: which of the two holds?")
        source = facts.stated[fact].source if fact in facts.stated else None
        if source and source.kind is SourceKind.CONTRADICTION and source.who:
            sentences.append(f"Its BOM says {source.detail}: which of the two holds?")
        if source and source.kind is SourceKind.CLAIM:
            claim = claim_in_words(source)
            sentences.append(f"{claim[:1].upper()}{claim[1:]}: can you confirm that?")
    return list(dict.fromkeys(sentences))


def _of_makers(fact: str) -> bool:
    return fact in OF_THE_MAKER or fact.startswith("party")


def _concern(audit: Audit, component: AuditedComponent) -> Concern:
    """Return why the component is asked about early."""
    facts = component.facts
    persons = [party.named for party in (*facts.parties, *filter(None, [facts.altered_by]))]
    led = facts.software.hosted or any(may_have_nexus(audit.people.graph, named) for named in persons)
    return "nexus" if led else facts.seems.concern


def _of_supplier(component: AuditedComponent, thing: _Thing) -> tuple[str, str]:
    """Whom to ask who made a component: who supplies the item, of a part or package that several have the first of them."""
    named = bool(component.row["purl"] or component.row["mpn"])
    first = thing.items[0] if named else component.item
    return first.supplier or ENGINEER, "" if named and len(thing.items) > 1 else first.id


def _of_parties(audit: Audit, component: AuditedComponent, called: Mapping[str, str]) -> Iterable[_Asked]:
    """One question for each party that is not known well enough; who may be of the PRC or Russia is asked about first."""
    for party in component.facts.parties:
        nexus = audit.people.graph.nexus(party.named.person)
        facts = sorted(gap for gap in nexus.gaps if gap.startswith("party."))
        if facts and party.did:
            name = called[party.named.person]
            if len(facts) == 1:
                ask = f"Not known of {name}: {VOCABULARY.words(facts[0])}."
            elif party.named.known_as:
                ask = f"Not known of {name}: {'; '.join(VOCABULARY.words(fact) for fact in facts)}."
            else:
                ask = f"{name} is in no supplier list: where is it incorporated, headquartered and in business, and who owns it?"
            led = list(_leads(audit, party.named))
            stranger = len(facts) > 1 and not party.named.known_as and not led
            led_on = component.facts.software.hosted or may_have_nexus(audit.people.graph, party.named)
            concern: Concern = "nexus" if led_on else component.facts.seems.concern
            yield _Asked(", ".join(facts), " ".join([ask, *led]), name, "", concern, stranger)


def _leads(audit: Audit, named: Named) -> Iterable[str]:
    """What the reference data suggests about a person who is not known well enough, as sentences."""
    if named.candidates:
        behind = {c.key: behind_candidate(audit.people.graph, c.key)[0] for c in named.candidates}
        some = "; ".join(
            f"{c.name}{f' of {c.of}' if c.of else ''} ({c.why}; {behind[c.key]})" for c in named.candidates
        )
        yield f"It may be {some}: a decision can say so."
    for lead in (*leads(audit.people.graph, named.person, named), *recorded_leads(audit.people, named.person, named)):
        yield f"Lead: {lead.in_words}."


def _maker(component: AuditedComponent, thing: _Thing, called: Mapping[str, str]) -> tuple[str, str]:
    """Whom to ask about a component: its maker, or else who supplies the item; with the item if the answer depends on it."""
    makers = [party for party in component.facts.parties if set(party.did) - {"supplied"}]
    if makers:
        return called[makers[0].named.person], ""
    return _of_supplier(component, thing)

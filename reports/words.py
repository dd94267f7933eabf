"""Plain words for what an audit document names by code: verdicts, kinds, roles, facts, standings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reports.documents.audit import (
    AuditDocument,
    Component,
    Concern,
    Input,
    Item,
    Problem,
    Question,
    Reliance,
    Transaction,
    Vehicle,
    Verdict,
)
from reports.documents.explanation import Explanation, Fact

NOT_STATED = "not stated"
UNLISTED = "not in a supplier list"
STATES = {True: "✓ met", False: "✗ not met", None: "? unknown"}
# The rule's own phrase, which every report then calls a person of the PRC or Russia.
PERSON_MEANS = (
    "A person of the PRC or Russia is one owned by, controlled by, or subject to the jurisdiction or direction of the "
    "People's Republic of China or Russia (15 CFR 791.301)."
)
IS = {
    "prohibited": "is prohibited",
    "review": "cannot be decided",
    "authorized": "is authorized",
    "exempt": "is exempt",
    "allowed": "is allowed",
    "out_of_scope": "is outside the prohibitions of §§ 791.302 to 791.304",
}
RESTS = {
    "settled": "the text of the CFR as read",
    "probable": "readings that sources agree on, without the verified text",
    "open": "a reading that nothing official supports",
}

VERDICTS: dict[Verdict, str] = {
    "prohibited": "Prohibited",
    "review": "Review",
    "authorized": "Authorized",
    "exempt": "Exempt",
    "allowed": "Allowed",
    "out_of_scope": "Out of scope",
}
VERDICT_MEANS: dict[Verdict, str] = {
    "prohibited": "prohibited in at least one transaction of this program",
    "review": "cannot be decided until a fact is known or a question of law is settled",
    "authorized": "may go ahead under a general or specific authorization, on its conditions",
    "exempt": "of a model year or date before the one from which the rule applies",
    "allowed": "inside the rule, and nothing prohibits it",
    "out_of_scope": "not the kind of thing, actor or act that the rule is about",
}
ROLES = {
    "connected_vehicle_manufacturer": "connected vehicle manufacturer",
    "vcs_hardware_importer": "VCS hardware importer",
    "supplier": "supplier",
    "private_person": "private person",
}
ENABLES = {"vcs": "vehicle connectivity (VCS)", "ads": "automated driving (ADS)"}
EXCLUSIVELY = {
    "sensing": "only automotive sensing, as stated",
    "uwb_access": "only ultrawideband access to the vehicle, as stated",
    "vehicle_access": "only access to the vehicle, by a radio that is not ultrawideband, as stated",
    "receive_only": "only reception, as stated",
    "power": "only power for the VCS, as stated",
}
TRANSACTIONS = {
    "import": "import",
    "sale": "sale",
    "commercial_service": "commercial service",
    "install": "installation",
    "export": "export",
}
STANDINGS = {
    "settled": "“settled” rests on the text of the CFR as read",
    "probable": "“probable” on sources that agree, not on the verified text",
    "open": "“open” on a reading that nothing official supports",
}
# What a declaration is called for by one component; the state of the whole declaration is `declaration_state`.
CALLS_FOR = {
    "required": "calls for a declaration of conformity",
    "not_required": "calls for no declaration of conformity",
    "undetermined": "may call for a declaration of conformity: that is not determined",
}
RELIES_ON: dict[Reliance, str] = {
    "authorization": "an authorization (15 CFR 791.306, 791.307)",
    "legacy": "legacy software (15 CFR 791.303)",
    "exemption": "an exemption of the phase-in (15 CFR 791.308)",
    "not_knowing": "the statement that the transaction is not a knowing one",
    "open_reading": "a reading of the law that nothing official supports",
    "claim": "what its BOM claims of it, whose maker the program trusts for that",
}
# The kinds of problems that say of how much something is stated at once.
AT_ONCE = frozenset({"authorization-broad", "determination-broad", "statement-broad", "trusted-claims"})
SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}
CONCERNS: dict[Concern, str] = {
    "nexus": "may be prohibited: a person of the PRC or Russia is, or by a lead may be, behind it",
    "unseen": "was not seen, and may be anything",
    "radio": "may be a radio part",
    "programmable": "may be programmable",
    "": "",
}


def fact(name: str) -> str:
    """Return a fact's plain words, or its name where there are none."""
    from policies.connected_vehicles.facts import (
        VOCABULARY,
    )  # late: only a page with something missing needs the law's words

    return VOCABULARY.words(name)


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 component", "2,000 components"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str]) -> str:
    """Return "a", "a and b", "a, b and c"; "" for nothing."""
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def paragraphs(authority: Iterable[str]) -> str:
    """Return "15 CFR 791.301, 791.303(a)", or that no paragraph is named."""
    named = list(authority)
    prefix = "" if named and not named[0][:1].isdigit() else "15 CFR "
    return prefix + ", ".join(named) if named else "no paragraph named"


def component_label(component: Component) -> str:
    """Return name, version and part number as a person would write them."""
    if component["gap"]:
        return component["name"]
    name = " ".join(part for part in (component["name"], component["version"]) if part)
    mpn = component["mpn"]
    if not name:
        return mpn or component["ref"]
    return f"{name} (MPN {mpn})" if mpn and mpn not in name else name


def asked_about(question: Question) -> str:
    """Return "12 components", or "12 components, 5 different" where the same parts or packages are built in several times."""
    components = count(question["count"], "component")
    different = f", {question['things']:,} different" if question["things"] < question["count"] else ""
    return components + different


def inferred_class(component: Component) -> str:
    """Return the class that a part was only inferred to be of, "passive"; "" where it is stated, or none."""
    return component["inferred_class"].replace("_", " ")


def immaterial(components: Iterable[Component]) -> str:
    """Return "; manufacturer, or who owns it, unknown for 212; the result does not depend on it" of components outside the rule,
    or ""."""
    unknown = sum(map(_maker_unknown, components))
    return (
        f"; manufacturer, or who owns it, unknown for {unknown:,}; the result does not depend on it" if unknown else ""
    )


def _maker_unknown(component: Component) -> bool:
    makers = [party for party in component["parties"] if set(party["did"]) - {"supplied", "maintained"}]
    return not makers or any(party["nexus"] is None for party in makers)


def vehicle_label(vehicle: Vehicle) -> str:
    """Return "Meridian Aurora MY2027", with "vehicle not stated" where neither make nor model is known."""
    name = " ".join(part for part in (vehicle["make"], vehicle["model"]) if part) or "vehicle not stated"
    return f"{name} MY{vehicle['model_year']}" if vehicle["model_year"] is not None else name


def transaction_label(transaction: Transaction) -> str:
    """Return "import on 2027-01-11 for repair or warranty"; the usual purpose, sale, is not said."""
    when = f" on {transaction['date']}" if transaction["date"] else ", date not stated"
    purpose = transaction["purpose"].replace("_", " ")
    why = f" for {purpose}" if purpose and purpose != "sale" else ""
    return TRANSACTIONS.get(transaction["kind"], transaction["kind"]) + when + why


def item_label(document: AuditDocument, item: str) -> str:
    """Return an item's own name, its id where it has none, "the whole program" for no item."""
    for known in document["items"]:
        if known["id"] == item:
            return known["name"] or item
    return item or "the whole program"


def item_function(item: Item) -> str:
    """Return what an item does for the rule: "enables vehicle connectivity (VCS), 699-2,690 MHz"."""
    enables = item["enables"]
    if enables is None:
        parts = ["function not stated"]
    else:
        parts = ["enables " + (listed(ENABLES.get(what, what) for what in enables) or "neither VCS nor ADS")]
    if item["frequency_mhz"]:
        parts.append("-".join(f"{mhz:,.10g}" for mhz in dict.fromkeys(item["frequency_mhz"])) + " MHz")
    if item["exclusively"] and item["exclusively"] != "no":
        parts.append(EXCLUSIVELY.get(item["exclusively"], item["exclusively"]))
    return ", ".join(parts)


def input_format(file: Input) -> str:
    """Return "cyclonedx-json 1.6", or "" for a file that is no BOM."""
    return " ".join(part for part in (file["format"], file["spec_version"]) if part)


def input_problem(file: Input) -> str:
    """Return why a file could not be read, without the file's name in front."""
    return file["reason"] or ""


def days_between(earlier: str, later: str) -> int:
    """Return the days from one ISO date to another, negative when `later` is before."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def declaration_state(document: AuditDocument) -> str:
    """Return the state of the declaration in words: the one sentence that every page has of it."""
    if document["what_if"]:
        return f"{_declaration_state(document)}, were {listed(document['what_if'])} the law, which it is not"
    return _declaration_state(document)


def _declaration_state(document: AuditDocument) -> str:
    declaration, counts = document["declaration"], document["counts"]
    points = count(len(declaration["open"]), "point")
    state = declaration["declaration"]
    if state == "barred":
        number = counts.get("prohibited", 0)
        return f"barred: nothing can be declared while {count(number, 'component is', 'components are')} prohibited"
    if state == "undetermined":
        waits = [evaluated(with_verdict(document, "review")) + " in review"] if counts.get("review") else []
        waits += [f"{points} open"] if declaration["open"] else []
        return "not determined yet" + (f": {listed(waits)}" if waits else "")
    if state == "required":
        return f"required, and not ready to be signed: {points} open" if declaration["draft"] else "required"
    return "not required, by data part of which has expired" if declaration["draft"] else "not required"


def filing_due(document: AuditDocument) -> str:
    """Return by when the declaration is to be filed: "due 2026-11-12, in 38 days", or that with "if one is required"; "" where
    none is."""
    declaration = document["declaration"]
    if declaration["declaration"] == "not_required":
        return ""
    if declaration["due"] is None:
        return "due date not known: no transaction has a date"
    day = f"due {declaration['due']}, {due_in(document)}"
    return day if declaration["declaration"] == "required" else f"{day}, if one is required"


def after_exemption(components: Iterable[Component]) -> str:
    """Return what exempt components are once that ends: "1 prohibited, 2 out of scope"."""
    then = [component["then"] for component in components]
    numbers = {verdict: then.count(verdict) for verdict in VERDICTS}
    return ", ".join(
        f"{number:,} {'in ' if verdict == 'review' else ''}{VERDICTS[verdict].lower()}"
        for verdict, number in numbers.items()
        if number
    )


def of_adversary(component: Component) -> list[str]:
    """Return the names of the persons of the PRC or Russia on a component, each once."""
    return list(dict.fromkeys(p["known_as"] or p["name"] for p in component["parties"] if p["nexus"]))


def due_in(document: AuditDocument) -> str:
    """Return "in 38 days", "today" or "3 days ago" for the filing's due date, counted from the as-of date."""
    due = document["declaration"]["due"]
    if due is None:
        return ""
    days = days_between(document["as_of"], due)
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} ago"


def worst(document: AuditDocument) -> str:
    """Return the verdict's words for the whole program, "Nothing was evaluated" when there is none."""
    return VERDICTS[document["verdict"]] if document["verdict"] else "Nothing was evaluated"


def evaluated(components: Iterable[Component]) -> str:
    """Return "1,240 components and 2 things not seen"."""
    listed = list(components)
    gaps = sum(bool(component["gap"]) for component in listed)
    unseen = f"{count(gaps, 'thing')} not seen"
    if gaps == len(listed) and gaps:
        return unseen
    return f"{count(len(listed) - gaps, 'component')} and {unseen}" if gaps else count(len(listed), "component")


def seen(item: Item) -> str:
    """Return which BOMs of an item were read, as the program names them: "tcu.csv (hbom, 12 components)", or that none was."""
    keys = {"hardware": "hbom", "software": "sbom"}
    read = [
        f"{bom['file']} ({keys.get(bom['kind'], bom['kind'])}, {count(bom['components'], 'component')})"
        for bom in item["seen"]
    ]
    return "; ".join(read) or "no BOM"


def unseen(item: Item) -> list[str]:
    """Return what of an item was not seen and is to find out about."""
    return [gap["what"] for gap in item["unseen"] if not gap["because"]]


def at_once(document: AuditDocument) -> list[str]:
    """Return what is stated, trusted or authorized of several parts, makers or versions at once, each with its place."""
    return [problem(one) for one in document["problems"] if one.get("kind") in AT_ONCE]


def taken_as_complete(document: AuditDocument) -> list[str]:
    """Return of what was not seen somebody states that nothing is missing: the item, what, and who states it until when."""
    return [
        f"{item['name'] or item['id']}: {gap['what']}: {gap['because']}"
        for item in document["items"]
        for gap in item["unseen"]
        if gap["stated"]
    ]


def unseen_left_out(item: Item) -> list[str]:
    """Return what of an item was not seen and leaves nothing open, with the reason."""
    return [f"{gap['what']}: {gap['because']}" for gap in item["unseen"] if gap["because"]]


def with_verdict(document: AuditDocument, verdict: Verdict) -> list[Component]:
    """Return the components with this verdict, in the document's order."""
    return [component for component in document["components"] if component["verdict"] == verdict]


def closing(explanation: Explanation) -> str:
    """Return the answer as one sentence: on which facts, what, why, by which paragraphs and how firmly."""
    answer, day = explanation["answer"], f" as of {explanation['as_of']}" if explanation["as_of"] else ""
    what = f"{explanation['title']} ({explanation['of']}) {IS[answer['verdict']]}"
    law, rests = paragraphs(answer["authority"]), RESTS[answer["standing"]]
    return f"On the facts on file{day}, {what} under {law}: {explanation['reason']}; the answer rests on {rests}."


def citation(paragraph: str) -> str:
    """Return a paragraph as it is cited, "" for none."""
    return paragraphs([paragraph]) if paragraph else ""


def place(file: str, pointer: str) -> str:
    """Return "boms/tcu.cdx.json#/components/3" for a JSON pointer, "program.toml: line 12" for another place in a file."""
    return f"{file}{pointer if not pointer else f'#{pointer}' if pointer.startswith('/') else f': {pointer}'}"


def problem(problem: Problem) -> str:
    """Return "warning: vendors.csv: row 12: the column is not used"."""
    severity = SEVERITIES.get(problem["severity"], problem["severity"])
    return f"{severity}: {place(problem['file'], problem['pointer'])}: {problem['message']}"


# What a property of a hardware list states, where its name does not say it.
PROPERTIES = {"hbom:fitted": "not fitted", "hbom:inferred-maker": "inferred from the part number"}


def source(
    kind: str,
    file: str = "",
    pointer: str = "",
    name: str = "",
    detail: str = "",
    who: str = "",
    on: str = "",
    until: str = "",
    accepted_by: str = "",
) -> str:
    """Return where a fact is stated, by whom, and until when, in words; the only place where they are made.

    `kind` is that of a source ("determination", "bom-property", ...), days are ISO dates, and what is "" is not told.
    """
    if kind == "default":
        return "default; not stated"
    if kind == "derived":
        return f"derived from the {detail}"
    if kind == "reference":
        return f"{name} as of {on} ({place(file, pointer)})" + (f": {detail}" if detail else "")
    if kind == "parts-list":
        return f"{file} {pointer}: {detail}"
    at = place(file, pointer)
    if kind in ("determination", "attestation"):
        by = f"attested by {who}, accepted by {accepted_by}" if accepted_by else f"determined by {who}"
        return f"{at}: {by} on {on} until {until}: {detail}" + (f", evidence {name}" if name else "")
    if kind == "contradiction":
        return f"{detail}, which contradict each other"
    if kind == "inference":
        return f"{at}: inferred, {inference(name, detail)}"
    if kind == "program" and who:
        return f"{at}: stated by {who} until {until}: {detail}"
    if kind == "program":
        return f"{at}: {detail}" if detail else at
    if kind == "claim":
        return f"{at}: {claim(file, who, detail)}, which is not trusted"
    if kind == "bom-property":
        by = f", in a BOM by {who}" if who not in ("", file) else ""
        return f"{at}: {PROPERTIES.get(name, name)}{by}"
    stated = detail or name
    return f"{at}: {stated}" if stated else at


def claim(file: str, who: str, stated: str) -> str:
    """Return what a BOM claims of its own part: "the BOM by Example GmbH claims icts:layer = cloud"; one that names no maker is
    called by its file."""
    return f"the BOM {file if who in ('', file) else f'by {who}'} claims {stated}"


def on_file(sources: Iterable[str]) -> str:
    """Return where a person is on file, given the words for each place."""
    return "; ".join(sources) or UNLISTED


def listing(list: str, program: str, since: str, publisher: str, as_of: str) -> str:
    """Return on which list of a government a person stands: "Entity List, since 2020-12-22 (CSL as of 2026-11-24)"."""
    return f"{standing_on(list, program, since)} ({publisher if publisher != list else 'list'} as of {as_of})"


def standing_on(list: str, program: str, since: str) -> str:
    """Return on which list somebody stands, and since when: "Entity List, since 2020-12-22"."""
    return f"{list}{f', {program}' if program else ''}{f', since {since}' if since else ''}"


def the_same_of(holders: Iterable[str]) -> str:
    """Return what is asked of holders as of their company: "the same of Fjord Holding AS, Aurora Example Fund"."""
    return f"the same of {', '.join(holders)}"


def may_be(name: str, of: str, why: str) -> str:
    """Return whom a name may mean: "it may be Lotus Example Group of CN (the same but for legal form)"."""
    return f"it may be {named_of(name, of, why)}"


def named_of(name: str, of: str, why: str) -> str:
    """Return a person whom a name may mean: "Lotus Example Group of CN (the same but for legal form)"."""
    return f"{name}{f' of {of}' if of else ''} ({why})"


def no_parent(category: str, reason: str, snapshot: str) -> str:
    """Return why a person reports no parent to the LEI system, given GLEIF's codes."""
    category, reason = (code.replace("_", " ").lower() for code in (category, reason))
    return f"reports no parent: {category}, {reason} ({snapshot})"


def expired(message: str, file: str, pointer: str) -> str:
    """Return what has run out, and where it stands; a message about a whole file names it itself."""
    return f"{message} ({place(file, pointer)})" if pointer else message


def inference(name: str, detail: str) -> str:
    """Return what a part is inferred to be and by what: "a resistor by designator R, value '10k'"."""
    return f"a {name} by {detail}"


def stated_at(fact: Fact) -> str:
    """Return where a fact of an explanation comes from, as its value is followed by it."""
    if fact["source_kind"] == "default":
        return f"({fact['source']})"
    return f"from {fact['source']}" if fact["source"] else "(not stated)"


def statement(value: str, source: str) -> str:
    """Return a value, as it is quoted, and where it is stated: one that another value beat."""
    return f"{value} ({source})"

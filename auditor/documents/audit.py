"""An audit as the plain document that every report is made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from auditor import exit_codes
from auditor.audit.after_exemption import verdicts_after_exemption
from auditor.audit.explain import explain, of_component, persons_of
from auditor.audit.gaps import gap_name
from auditor.audit.open_questions import questions
from auditor.audit.problems import NO_MODEL_YEAR, no_model_year
from auditor.audit.reasons import leads, person_in_words, reason, source_in_words
from auditor.audit.results import Audit, AuditedComponent
from auditor.documents.completeness import how_to_close, not_seen, seen, unseen
from auditor.documents.declared import fcc_ids_of, relies_on
from auditor.documents.ownership import because, behind, sources
from auditor.documents.problems import expired, problems
from auditor.facts.claims import NOT_FITTED
from auditor.facts.model import PartyOfComponent
from auditor.inputs import InputFile
from auditor.version import VERSION
from bom_parsers import InputError
from bom_parsers.errors import quoted
from policies.connected_vehicles.declarations import assessor_objection, due_on, is_draft, keep_until, of_program
from policies.connected_vehicles.facts import VERDICTS
from policies.packs import pack
from reports import words
from reports.documents import audit as shape
from reports.documents.explanation import Explanation

# A BOM's subject is judged like its parts; its verdict must not be read as theirs.
WHOLE = " (the whole that the BOM describes, by its own makers; its parts are judged one by one)"


def document(audit: Audit) -> shape.AuditDocument:
    """Return the whole audit as a document of plain values; the same audit always gives the same document."""
    then, fcc_ids = verdicts_after_exemption(audit), fcc_ids_of(audit)
    components = [
        _component(audit, component, verdict, fcc_ids.get(component.id, ()))
        for component, verdict in zip(audit.components, then, strict=True)
    ]
    counts: dict[str, int] = {verdict: sum(c["verdict"] == verdict for c in components) for verdict in VERDICTS}
    # What may be wrong with the answers themselves is to be looked at, too.
    review = bool(counts["review"] or list(_incomplete(audit)))
    verdict = next(v for v in VERDICTS if counts[v] or (v == "review" and review))
    code = exit_codes.of_audit(prohibited=bool(counts["prohibited"]), expired=bool(audit.expired), review=review)
    program, declarant = audit.program, audit.program.declarant
    persons = _persons(audit)
    return {
        "tool": f"icts-auditor {VERSION}",
        "rule": pack(audit.program.rule).citation,
        "what_if": list(audit.what_if),
        "as_of": str(program.as_of),
        "program": program.name,
        "program_file": program.label,
        "verdict": verdict,  # type: ignore[typeddict-item]
        "exit_code": code,
        "counts": counts,
        "declarant": {
            "name": declarant.name,
            "address": declarant.address,
            "roles": _value(declarant.facts, "actor.roles") or [],
            "us_person": _value(declarant.facts, "actor.us_person"),
            "contact": {key: declarant.contact.get(key, "") for key in ("name", "title", "phone", "email")},  # type: ignore[typeddict-item]
        },
        "vehicle": _vehicle(audit),
        "transactions": [
            {
                "id": transaction.id,
                "kind": _value(transaction.facts, "transaction.kind") or "transaction",
                "date": _day(transaction.date),
                "purpose": _value(transaction.facts, "transaction.purpose") or "sale",
                "keep_records_until": _day(keep_until(transaction.date, audit.rule.parameters))
                if transaction.date
                else None,
            }
            for transaction in program.transactions
        ],
        "items": [
            {
                "id": item.id,
                "name": item.name,
                "enables": _value(item.facts, "item.enables"),
                "frequency_mhz": _value(item.facts, "item.frequency_mhz"),
                "exclusively": _value(item.facts, "item.exclusively"),
                "supplier": item.supplier,
                "seen": seen(audit, item),
                "unseen": unseen(audit, item),
            }
            for item in program.items
        ],
        "inputs": list(_inputs(audit)),
        "parameters": [
            {
                "name": p.name,
                "value": p.text,
                "unit": p.unit,
                "citation": p.citation,
                "standing": str(p.standing),
                "last_checked": f"{p.last_checked}: {p.checked_against}",
            }
            for p in audit.rule.parameters
        ],
        "declaration": _declaration(audit, counts),
        "assessor": _assessor(audit),
        "components": components,
        "questions": questions(audit),
        "expired": expired(audit.expired),
        "persons": behind(audit.people, persons),
        "sources": sources(audit.people, persons),
        "problems": problems(audit.problems),
    }


def _persons(audit: Audit) -> dict[str, str]:
    """Return by key the name of each person that the answers turn on, in the order in which they are named."""
    parties = [party for component in audit.components for party in component.facts.parties]
    parties += [c.facts.altered_by for c in audit.components if c.facts.altered_by]
    names = {audit.declarant.person: audit.program.declarant.name}
    for party in parties:
        names.setdefault(party.named.person, party.named.known_as or party.name)
    return names


def explained(audit: Audit, component: AuditedComponent, transaction: str | None) -> Explanation:
    """Return the answer for a component in one transaction (the worst when None is named) with its tree of tests.

    Raises InputError when the program has no transaction of this id.
    """
    ids = [t.id for t in audit.program.transactions]
    if transaction is None:
        number = component.answers.index(component.worst)
    elif transaction in ids:
        number = ids.index(transaction)
    else:
        found, expected = f"no transaction {quoted(transaction)}", f"one of {', '.join(map(quoted, ids))}"
        raise InputError(audit.program.path, "", found, expected, "name one of these")
    worst = component.answers[number]
    entry = _component(audit, component)
    return {
        "title": words.component_label(entry),
        "id": entry["id"],
        "of": ids[number],
        "as_of": str(audit.program.as_of),
        "answer": _answer(worst),  # type: ignore[typeddict-item]
        "reason": _reason(audit, component, number) + (how_to_close(component) if component.is_open_gap else ""),
        "nodes": explain(audit.rule, of_component(audit, component, audit.program.transactions[number])),
    }


def _component(
    audit: Audit, component: AuditedComponent, then: str = "", fcc_ids: Iterable[str] = ()
) -> shape.Component:
    row, worst = component.row, component.worst
    name = f"{row['group']}/{row['name']}" if row["group"] else row["name"] or ""
    if component.gap:
        name = gap_name(component.gap)
    return {
        "id": component.id,
        "item": component.item.id,
        "file": component.file.label,
        "ref": row["ref"],
        "pointer": row["pointer"] or "",
        "kind": component.facts.stated["component.kind"].value,
        "name": name,
        "version": row["version"] or "",
        "mpn": row["mpn"] or "",
        "parties": [_party(audit, party) for party in component.facts.parties],
        "reason": _reason(audit, component, component.answers.index(worst)) + (WHOLE if component.whole else ""),
        "inferred": _inferred(component),
        "inferred_class": _inferred_class(component),
        "exempt_until": worst["exempt_until"],
        "gap": component.gap.kind if component.gap else "",
        "then": then or None,
        "relies_on": relies_on(audit, component, then),
        "fcc_ids": list(fcc_ids),
        "answers": [
            {"transaction": transaction.id, **_answer(answer)}
            for transaction, answer in zip(audit.program.transactions, component.answers, strict=True)
        ],
        **_answer(worst),  # type: ignore[typeddict-item]
    }


_ANSWER = ("verdict", "declaration", "authority", "standing", "missing", "open", "open_ids", "prohibitions")


def _answer(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: answer[key] for key in _ANSWER}


def _party(audit: Audit, party: PartyOfComponent) -> shape.Party:
    nexus = audit.people.graph.nexus(party.named.person)
    why = because(audit.people, party.named.person, nexus)
    if nexus.value and len(nexus.chain) > 1:
        why = f"{why}, through {' > '.join(nexus.chain)}"
    return {
        "name": party.name,
        "did": list(party.did),
        "known_as": party.named.known_as,
        "matched_by": party.named.matched_by,
        "nexus": nexus.value,
        "because": why,
        "source": person_in_words(party.sources, party.named.sources),
    }


def _reason(audit: Audit, component: AuditedComponent, number: int) -> str:
    """Return why the answer of a component is what it is in the transaction of this number."""
    if component.gap:
        return not_seen(component.gap)
    answer, transaction = component.answers[number], audit.program.transactions[number]
    by = audit.authorizations.relied_on(transaction, component.item, component.row, component.facts.makers)
    why = reason(answer, persons_of(audit, component), by)
    if any(component.facts.stated[name].source.name == NOT_FITTED for name in _turned_on(component, answer)):
        why = f"it is not fitted, so that {why}"
    led = leads(component.facts, answer["missing"]) if answer["verdict"] == "review" else []
    return f"{why}; lead: {'; '.join(led)}" if led else why


def _inferred_class(component: AuditedComponent) -> str:
    """Return the class of a plain part where it is out of scope for that, else ""."""
    plain = component.facts.seems.plain
    turned = plain is not None and "component.hardware_class" in _turned_on(component, component.worst)
    return str(plain.value) if plain and turned else ""


def _inferred(component: AuditedComponent) -> str:
    """Return the class of a plain part and what told it, where it is out of scope for that."""
    plain = component.facts.seems.plain
    if plain is None or not _inferred_class(component):
        return ""
    return f"{plain.value}: {words.inference(plain.source.name, plain.source.detail)}"


def _turned_on(component: AuditedComponent, answer: Mapping[str, Any]) -> list[str]:
    """Return the stated facts by which a component is out of scope; none for another answer."""
    return [name for name in answer["out_by"] if name in component.facts.stated]


def _vehicle(audit: Audit) -> shape.Vehicle:
    about, facts = audit.program.vehicle, audit.program.vehicle_facts
    pounds, kilograms = _value(facts, "vehicle.gvwr_lb"), _value(facts, "vehicle.gvwr_kg")
    rating = (
        f"{pounds:,.12g} lb"
        if pounds is not None
        else f"{kilograms:,.12g} kg"
        if kilograms is not None
        else "not stated"
    )
    return {
        "make": about["make"],
        "model": about["model"],
        "trims": about.get("trims", []),
        "model_year": _value(facts, "vehicle.model_year"),
        "gvwr": rating,
        "vin_series": about.get("vin_series", ""),
    }


def _inputs(audit: Audit) -> Iterable[shape.Input]:
    program = audit.program
    yield _file(program.label, "program", program.file.sha256, program.file.size)
    named = [(path, label, "supplier list") for path, label in program.suppliers]
    named += [(path, label, "determinations") for path, label in program.determinations]
    named += [(path, label, "parts list") for path, label in program.parts]
    named += [(path, label, "evidence") for path, label, _ in audit.determinations.inputs]
    if program.reference.decisions:
        named.append((program.reference.decisions, program.reference.decisions.name, "decisions about names"))
    for path, label, role in named:
        content = audit.inputs.files.get(path)
        if isinstance(content, InputFile):  # evidence may be gone; what rests on it is not applied, and is reported
            yield _file(label, role, content.sha256, content.size)
    for read in audit.boms:
        kind = {"hardware": "HBOM", "software": "SBOM"}[read.file.kind]
        entry = _file(read.file.label, f"{kind} of {read.item.id}", read.sha256, read.size)
        entry["item"] = read.item.id
        if read.problem:
            entry["problem"], entry["reason"] = read.problem.message, read.reason
        if read.bom:
            bom = read.bom
            entry |= {
                "format": bom.format,
                "spec_version": bom.spec_version or None,
                "tool": bom.tool,
                "components": len(bom.components),
            }
        yield entry


def _file(label: str, role: str, sha256: str | None, size: int | None) -> shape.Input:
    return {
        "file": label,
        "role": role,
        "item": None,
        "sha256": sha256,
        "bytes": size,
        "format": None,
        "spec_version": None,
        "tool": None,
        "components": None,
        "problem": None,
        "reason": None,
    }


def _assessor(audit: Audit) -> shape.Assessor | None:
    name = audit.program.assessor
    if name is None:
        return None
    return {
        "name": name,
        "objection": assessor_objection(audit.people.graph.nexus(audit.people.find(name).person).value),
    }


def _declaration(audit: Audit, counts: Mapping[str, int]) -> shape.Declaration:
    program, p = audit.program, audit.rule.parameters
    dates = [transaction.date for transaction in program.transactions if transaction.date]
    first = min(dates, default=None)
    incomplete = list(_incomplete(audit))
    required = any(c.worst["declaration"] == "required" for c in audit.components)
    # That nothing need be declared is not said of what may be incomplete.
    state = of_program(
        prohibited=bool(counts["prohibited"]),
        undecided=bool(counts["review"]) or (bool(incomplete) and not required),
        required=required,
    )
    wanted = state != "not_required"
    records = wanted or bool(counts["authorized"])
    open_points = [*incomplete, *(_open_points(audit) if wanted else ())]
    year = _value(program.vehicle_facts, "vehicle.model_year")
    return {
        "declaration": state,
        "period": f"model year {year}"
        if year is not None
        else f"calendar year {first.year}"
        if first
        else "not stated",
        "first_transaction": _day(first),
        "due": _day(due_on(first, p)) if first and wanted else None,
        "keep_records_until": _day(keep_until(first, p)) if first and records else None,
        "draft": is_draft(state, expired=bool(audit.expired), incomplete=bool(open_points)),
        "open": open_points,
    }


def _incomplete(audit: Audit) -> Iterable[str]:
    """Yield what may be wrong with the answer that nothing is to be declared, as much as with a declaration."""
    if no_model_year(audit.program):
        yield f"{NO_MODEL_YEAR[:1].upper()}{NO_MODEL_YEAR[1:]}."
    for problem in audit.contradicted:
        message = problem.message
        yield f"{message[:1].upper()}{message[1:]} ({source_in_words(problem.source)})."
    for component in audit.components:
        if component.gap:
            yield f"Not seen of {component.item.name}: {component.gap.what}."


def _open_points(audit: Audit) -> Iterable[str]:
    for line in expired(audit.expired):
        yield f"Expired: {line}."
    if audit.what_if:
        yield f"The audit asks what if {', '.join(audit.what_if)}; that is not the law, and nothing can be declared on it."
    assessor = _assessor(audit)
    if assessor and assessor["objection"]:
        yield f"The assessor {assessor['name']} {assessor['objection']}."
    declarant, vehicle = audit.program.declarant, audit.program.vehicle
    fields = {
        "The declarant's address": declarant.address,
        "The name of a contact": declarant.contact.get("name"),
        "The contact's telephone number": declarant.contact.get("phone"),
        "The contact's e-mail address": declarant.contact.get("email"),
        "The trim of the vehicles": vehicle.get("trims"),
        "The VIN series of the vehicles": vehicle.get("vin_series"),
    }
    for name, value in fields.items():
        if not value:
            yield f"{name} is not stated."


def _value(facts: Mapping[str, Any], name: str) -> Any:
    stated = facts.get(name)
    return stated.value if stated else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Answers of suppliers turned into attestations and rows of a supplier list, without what contradicts anything on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.audit.results import Audit, AuditedComponent
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.statements import PLACES
from auditor.entities.resolution.people import People
from auditor.facts.model import PartyOfComponent
from auditor.inputs import InputFile
from auditor.program.determination_writer import with_added, written
from auditor.program.determinations import (
    ALTERED_BY,
    Determination,
    comparable,
    read_determination_file,
)
from auditor.program.model import Program
from auditor.program.selectors import Selector, SelectorError, is_by, part_number, plain_mpn, purl, selector
from auditor.provenance import Problem, Stated
from auditor.questionnaire.filled import Filled, Signature, wrong
from auditor.questionnaire.holders import company_rows
from auditor.questionnaire.request import Part, part_identity, part_key
from auditor.questionnaire.sent import Reply, SentRequests
from auditor.questionnaire.supplier_rows import AtOdds, Keys, SupplierRows, contradicted, problems_on_file
from bom_parsers.errors import InputError, quoted

_LONGEST_MARK = 400  # characters


@dataclass
class Outcome:
    """What became of one filled request: attested and company facts that are new, those that were there, and what is wrong."""

    filled: Filled
    attested: int = 0
    rows: int = 0
    already: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Receiving:
    """Takes filled requests one after the other into the file of attestations `into` and the supplier list `suppliers_into`,
    each without content where it is new.

    `by` accepts them, on the day `when`; they hold `until` that day, a year from the signature where it is None. Nothing is
    written; `files` are what is to be. Raises InputError when one of the two files has content and is none of its kind.
    """

    def __init__(
        self,
        audit: Audit,
        sent: SentRequests,
        into: InputFile,
        suppliers_into: InputFile,
        by: str,
        when: date,
        until: date | None = None,
    ) -> None:
        self.audit, self.into, self.by, self.when, self.until = audit, into, by, when, until
        self.sent, self._sent_before = sent, sent
        self.suppliers = SupplierRows(suppliers_into)
        self._entries: list[str] = []
        own = read_determination_file(into)
        labels = {label for path, label in audit.program.determinations if path == into.path.resolve()}
        others = [d for d in audit.determinations.all if d.file not in labels]
        self._parts: dict[str, list[AuditedComponent]] = {}
        for component in audit.components:
            self._parts.setdefault(part_key(part_identity(component.row)), []).append(component)
        self._index = _Index(audit.components)
        self._determined: dict[str, list[Determination]] = {}  # by the ids of the components that they pick
        self._own = len(own)
        self._remember((*own, *others))
        self._parties = {party.named.person for component in audit.components for party in component.facts.parties}

    @property
    def files(self) -> list[InputFile]:
        """Return the files with what they are to hold, those of them that changed."""
        changed = [replace(self.into, data=with_added(self.into, self._entries)[0])] if self._entries else []
        list_of_suppliers = self.suppliers
        if list_of_suppliers.changed:
            changed.append(replace(list_of_suppliers.file, data=list_of_suppliers.content()))
        if self.sent != self._sent_before:
            changed.append(replace(self.sent.file, data=self.sent.content()))
        return changed

    def take(self, filled: Filled) -> Outcome:
        """Take the answers of one filled request. Raises InputError for one that belongs to another program, or is older than
        what was taken."""
        request, program = filled.request, self.audit.program
        if request.program != program.name:
            expected = f"one for {quoted(program.name)}"
            named = f"a request for the program {quoted(request.program)}"
            raise InputError(filled.file.path, "", named, expected, "name its program")
        outcome = Outcome(filled, problems=list(filled.problems))
        if request.program_sha256 != program.file.sha256:
            outcome.notes.append(
                "the program file has changed since the request was sent; parts are found by what they are"
            )
        signature = filled.signature
        if signature is None:
            outcome.notes.append("not signed: nothing is taken")
            return outcome
        self._check_newest(filled, signature)
        until = self.until or _year_after(signature.on)
        if signature.on > self.when or until < self.when:
            expected = f"a day up to {self.when}, and less than a year before it unless --until says how long it holds"
            outcome.problems.append(wrong(filled.at("Cover"), f"signed on {signature.on}", expected))
            outcome.notes.append("nothing is taken")
            return outcome
        if signature.on > program.as_of:
            why = f"after {program.as_of}, the day of the audit, where what it says of companies does not count"
            outcome.notes.append(f"signed on {signature.on}, {why}")
        if until < program.as_of:
            outcome.notes.append(
                f"they hold until {until}, and the audit is as of {program.as_of}: state as_of in the program, or give --until"
            )
        asks = bool(request.parts or request.company)
        if asks and not filled.taken and not filled.unknown and not outcome.problems:
            expected = "an answer in at least one yellow cell"
            outcome.problems.append(wrong(filled.at("Cover"), "a signature, but no answer", expected))
        for part, given in filled.parts.items():
            self._of_part(part, given, signature, until, outcome)
        if outcome.attested:
            own = with_added(self.into, self._entries)[1]
            self._remember(own[self._own :])
            self._own = len(own)
        not_taken = [problem for problem in filled.problems if problem not in filled.of_parts]
        of_company = self._company(filled, signature, outcome)
        outcome.problems += of_company
        self._mark(filled, signature, [*not_taken, *of_company])
        taken = outcome.attested + outcome.rows
        reply = Reply(filled.file.sha256, filled.answers_sha256, self.when, signature.on, taken)
        self.sent = self.sent.with_reply(filled.id, reply)
        return outcome

    def _company(self, filled: Filled, signature: Signature, outcome: Outcome) -> list[Problem]:
        """Take what is answered about the company and its holders, and return what is not taken."""
        supplier = filled.request.supplier
        rows, problems = company_rows(filled, self._is_settled)
        speaking = [row for row in rows if row["name"] == supplier or not self._speaks_for_itself(row["name"])]
        tried = [self._sourced(row, filled, signature) for row in speaking]
        known = self._on_file_already if tried else frozenset()
        against = contradicted(self.audit, self.suppliers.file.path, tried, supplier, known)
        for row in rows:
            if row["name"] in against:
                expected = f"what is on file, or that corrected first: {against[row['name']]}; not taken"
                cell = next((given.source for given in filled.company.values()), filled.at("Company"))
                stated = f"what {supplier} states of {quoted(row['name'])}"
                problems.append(wrong(cell, stated, expected, "answer-at-odds"))
            elif row in speaking:
                problems += self._of_company(row, signature, outcome)
            elif len(row) > 1:
                outcome.notes.append(
                    f"what is stated about {quoted(row['name'])} is not taken: it is listed, or asked, itself"
                )
                problems += self._otherwise_on_file(row, filled)
        return problems

    def _otherwise_on_file(self, row: Mapping[str, str], filled: Filled) -> list[Problem]:
        """Return where a supplier says its holder is, if that is otherwise on file, or is the PRC or Russia and not on file."""
        people, adversaries = self.audit.people, self.audit.rule.parameters.adversary_countries
        person = vars(people.graph.persons[people.find(row["name"]).person])
        for place in (place for place in PLACES if place in row):
            code, on_file = row[place], person.get(place)
            if code != on_file and (on_file or code in adversaries):
                expected = f"{place}: {on_file or 'unknown'}, as it is on file; not taken"
                cell = next((h["name"].source for h in filled.holders if "name" in h), filled.at("Company"))
                return [wrong(cell, f"{quoted(row['name'])}: {code}", expected, "answer-at-odds")]
        return []

    def _mark(self, filled: Filled, signature: Signature, not_taken: Sequence[Problem]) -> None:
        """Note of the company what it answered that was not taken, so that what is on file does not clear it until somebody
        looks: a remark, a sheet beside those that were sent or another word may take back what was taken."""
        if not not_taken:
            return
        kind = "natural_person" if filled.request.kind == "natural_person" else ""
        self.suppliers.mark(filled.request.supplier, _in_short(filled, signature, not_taken), kind)

    @cached_property
    def _on_file_already(self) -> Keys:
        return problems_on_file(self.audit, self.suppliers.file.path)

    def _check_newest(self, filled: Filled, signature: Signature) -> None:
        """Raise InputError for an answer that was presented, or signed, before the one that was taken last."""
        sent = self.sent.find(filled.id)
        newer = sent.newer_reply(filled.file.sha256, filled.answers_sha256, signature.on) if sent else None
        if newer:
            older = f"an older answer to the request {filled.id}, signed on {signature.on}"
            expected = f"the one signed on {newer.signed} that was received on {newer.received}, or a newer one"
            remedy = "leave it out; an answer that changes is signed anew"
            raise InputError(filled.file.path, "", older, expected, remedy)

    def _of_part(
        self, part: Part, given: Mapping[str, Stated], signature: Signature, until: date, outcome: Outcome
    ) -> None:
        supplier = self.audit.people.find(outcome.filled.request.supplier).person
        called_so = [c for c in self._parts.get(part.key, ()) if c.item.id in part.items]
        meant = _of(supplier, called_so, self.audit.people)
        if not meant:
            gone = f"{quoted(part.identity[0])}, which is no longer in the program"
            outcome.problems.append(wrong(next(iter(given.values())).source, gone, "nothing to do", "unused-answer"))
            return
        new: dict[str, Any] = {}
        for fact, one in given.items():
            if problem := _out_of_range(fact, one, given, signature):
                outcome.problems.append(problem)
                continue
            if other := self._contradicted(fact, one, meant):
                outcome.problems.append(_at_odds(fact, one, other, outcome.filled))
                if not _is_own(other, outcome.filled):
                    continue
            if self._is_there(fact, one.value, meant, outcome.filled, until):
                outcome.already += 1
            else:
                new["altered_by" if fact == ALTERED_BY else fact] = one.value
        if not new:
            return
        selectors, odd = self._index.selectors(meant)
        if odd:
            source, expected = next(iter(given.values())).source, "icts determine, by a person who can tell them apart"
            alike = f"{quoted(part.identity[0])}, which nothing tells from other components ({odd[0].id})"
            outcome.problems.append(wrong(source, alike, expected, "unused-answer"))
            return
        outcome.attested += len(new)
        basis = f"answer of {outcome.filled.request.supplier} signed by {signature.name} on {signature.on}"
        evidence = (self._evidence(outcome.filled), outcome.filled.file.sha256)
        supplier = " ".join(outcome.filled.request.supplier.split())
        self._entries += [
            written(select, new, basis, self.by, self.when, until, evidence, supplier) for select in selectors
        ]

    def _contradicted(self, fact: str, one: Stated, meant: Sequence[AuditedComponent]) -> Determination | None:
        """Return what is on file and says otherwise, what others say first."""
        odd = [d for d in self._on_file(fact, meant) if comparable(fact, d.states[fact]) != comparable(fact, one.value)]
        return min(odd, key=lambda d: bool(d.supplier), default=None)

    def _is_there(self, fact: str, value: Any, meant: Sequence[AuditedComponent], filled: Filled, until: date) -> bool:
        """Tell whether all that is meant has this attestation of this supplier: from this very file, or for as long."""
        wanted = normalize(filled.request.supplier)

        def same(d: Determination) -> bool:
            of_this_file = d.evidence is not None and d.evidence.sha256 == filled.file.sha256
            is_same = comparable(fact, d.states[fact]) == comparable(fact, value)
            return normalize(d.supplier or "") == wanted and is_same and (of_this_file or d.until >= until)

        return all(any(same(d) for d in self._on_file(fact, [component])) for component in meant)

    def _on_file(self, fact: str, meant: Sequence[AuditedComponent]) -> list[Determination]:
        picking = dict.fromkeys(d for component in meant for d in self._determined.get(component.id, ()))
        return [d for d in picking if fact in d.states and d.until >= self.when]

    def _remember(self, determinations: Sequence[Determination]) -> None:
        for d in determinations:
            for id in self._index.picked(d.select):
                self._determined.setdefault(id, []).append(d)

    def _evidence(self, filled: Filled) -> str:
        folder, path = self.into.path.resolve().parent, filled.file.path.resolve()
        if not path.is_relative_to(folder):
            expected = f"a file in {folder} or below it, for it is the evidence of what it attests"
            raise InputError(
                filled.file.path, "", "a file elsewhere", expected, "copy it there, or choose another --into"
            )
        return path.relative_to(folder).as_posix()

    def _is_settled(self, name: str, countries: Sequence[str]) -> bool:
        adversaries = self.audit.rule.parameters.adversary_countries
        return any(code in adversaries for code in countries) or self._is_known_elsewhere(name)

    def _is_known_elsewhere(self, name: str) -> bool:
        """Tell whether a holder is on file by more than what suppliers answered: one's word settles nothing of another's."""
        named, own = self.audit.people.find(name), _label(self.audit.program, self.suppliers.file.path.resolve())
        return named.known_as is not None and any(source.file != own for source in named.sources)

    def _speaks_for_itself(self, name: str) -> bool:
        """Tell whether a holder is a supplier too, or in a list of the user's: no other supplier's word completes its row."""
        named = self.audit.people.find(name)
        own = any(normalize(row["name"]) == normalize(name) for row in self.suppliers.rows)
        return named.person in self._parties or (named.known_as is not None and not own)

    def _sourced(self, row: Mapping[str, str], filled: Filled, signature: Signature) -> dict[str, str]:
        """Return a row with whose word it is."""
        source = f"answer of {filled.request.supplier} signed by {signature.name}, {signature.title}, on {signature.on}"
        source += f" ({filled.file.path.name}, SHA-256 {filled.file.sha256})"
        return {**row, "self_declared": "yes", "source": source, "source_date": str(signature.on)}

    def _of_company(self, row: Mapping[str, str], signature: Signature, outcome: Outcome) -> list[Problem]:
        """Take a row; return that it is at odds with the one on file, which is marked then, whoever it is about."""
        filled = outcome.filled
        added = self.suppliers.add(self._sourced(row, filled, signature), filled.request.supplier)
        if isinstance(added, AtOdds):
            given = filled.company.get(added.column) or filled.complete
            expected = f"{added.column}: {quoted(added.stands)}, as it stands in {self.suppliers.file.path.name}"
            expected += ", or that row corrected first; not taken"
            answered = f"{quoted(row['name'])}: {quoted(row.get(added.column, ''))}"
            cell = given.source if given else filled.at("Company")
            problem = wrong(cell, answered, expected, "answer-at-odds")
            self.suppliers.mark(row["name"], _in_short(filled, signature, [problem]))
            return [problem]
        if added:
            outcome.rows += 1
        else:
            outcome.already += 1
        return []


def _of(supplier: str, alike: Sequence[AuditedComponent], people: People) -> list[AuditedComponent]:
    """Return which of the components of one name and version a supplier can answer for: those that it made, or alone is named
    on by their BOM, else those that it supplied and on which nobody is named, else those that it supplied. Another's part may be
    called alike."""

    def parties(component: AuditedComponent) -> list[PartyOfComponent]:
        return [party for party in component.facts.parties if party.named.person == supplier]

    def is_its_own(component: AuditedComponent) -> bool:
        by_bom = {people.find(names[0]).person for names in component.facts.makers if names}
        return by_bom == {supplier} or any(set(party.did) - {"supplied"} for party in parties(component))

    supplied = [c for c in alike if parties(c)]
    return [c for c in alike if is_its_own(c)] or [c for c in supplied if not c.facts.makers] or supplied


class _Index:
    """The components by what a selector names, so that the one that picks just those that are meant is found quickly."""

    def __init__(self, components: Sequence[AuditedComponent]) -> None:
        self._all = components
        self._by: dict[tuple[str, str], list[AuditedComponent]] = {}
        for component in components:
            for key in _words_of(component.row):
                self._by.setdefault(key, []).append(component)

    def selectors(self, meant: Sequence[AuditedComponent]) -> tuple[list[dict[str, str]], list[AuditedComponent]]:
        """Return selectors, as few as can be, that pick what is meant and nothing else; and what cannot be picked alone."""
        groups: dict[tuple[tuple[str, str], ...], list[AuditedComponent]] = {}
        for component in meant:
            groups.setdefault(tuple(_identity(component).items()), []).append(component)
        picking: list[dict[str, str]] = []
        odd: list[AuditedComponent] = []
        wanted = {component.id for component in meant}
        for identity, group in groups.items():
            items = dict.fromkeys(component.item.id for component in group)
            for choices in (
                [dict(identity)],
                [{**dict(identity), "item": item} for item in items],
                [{**dict(identity), "item": c.item.id, "ref": c.row["ref"]} for c in group],
            ):
                picked = [self._picked(select) for select in choices]
                if all(ids and ids <= wanted for ids in picked) and {c.id for c in group} <= set().union(*picked):
                    picking += choices
                    break
            else:
                odd += group
        return picking, odd

    def _picked(self, table: dict[str, str]) -> set[str]:
        try:
            return self.picked(selector(table))
        except SelectorError:
            return set()

    def picked(self, select: Selector) -> set[str]:
        """Return the ids of the components that a selector picks."""
        some = self._all if select.is_wild and "name" not in select.keys else self._by.get(_first(select.keys), ())
        return {c.id for c in some if select.picks(c.item.id, c.row, c.facts.makers)}


def _identity(component: AuditedComponent) -> dict[str, str]:
    """Return what a selector can say of a component, its maker included, where its BOM names one: not a part number with *,
    which would stand for anything."""
    row, makers = component.row, component.facts.makers
    maker = next((names[0] for names in makers if names), None)
    package = purl(row["purl"]) if row["purl"] else None
    keys = {
        "purl": row["purl"] if package else None,
        "mpn": row["mpn"] if "*" not in (row["mpn"] or "") else None,
        "name": row["name"],
        "version": row["version"] if not (package and package.version) else None,
        "maker": maker if maker and is_by(maker, makers) else None,
    }
    return {key: text for key, text in keys.items() if text and text == text.strip()}


def _first(table: Mapping[str, str]) -> tuple[str, str]:
    if "name" in table:
        return "name", table["name"]
    if "mpn" in table:
        return "mpn", plain_mpn(table["mpn"])
    package = purl(table["purl"]) if "purl" in table else None
    return ("purl", package.base) if package else ("ref", table.get("ref", ""))


def _words_of(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    package = purl(row["purl"]) if row["purl"] else None
    keys = [("name", row["name"] or ""), ("mpn", part_number(row)), ("ref", row["ref"] or "")]
    return [*keys, ("purl", package.base)] if package else keys


def _in_short(filled: Filled, signature: Signature, problems: Sequence[Problem]) -> str:
    """Return what was not taken of a workbook as a cell of the list has it."""
    first, more = problems[0], len(problems) - 1
    others = f", and {more} more" if more else ""
    what = f"{first.source.pointer}: {first.message}"
    what = what if len(what) <= _LONGEST_MARK else f"{what[:_LONGEST_MARK]}..."
    return f"answer of {filled.request.supplier} signed on {signature.on} ({filled.file.path.name}), {what}{others}"


def _is_own(other: Determination, filled: Filled) -> bool:
    """Tell whether an entry is an earlier answer of the supplier who answers now."""
    return normalize(other.supplier or "") == normalize(filled.request.supplier)


def _at_odds(fact: str, one: Stated, other: Determination, filled: Filled) -> Problem:
    """Return that an answer contradicts what is on file; if that is the supplier's own, both are kept and none counts."""
    who = f"{other.supplier} attests" if other.supplier else f"{other.who} determined"
    remedy = ", or that entry ended first; not taken"
    if _is_own(other, filled):
        remedy = "; both are on file then, and neither counts until a person ends one of them"
    expected = f"{quoted(_words(other.states[fact]))}, as {who} in {other.place}{remedy}"
    return wrong(one.source, quoted(_words(one.value)), expected, "answer-at-odds")


def _out_of_range(fact: str, one: Stated, given: Mapping[str, Stated], signature: Signature) -> Problem | None:
    if not isinstance(one.value, date):
        return None
    if one.value > signature.on:
        return wrong(one.source, str(one.value), f"a day up to that of the signature, {signature.on}")
    completed = given.get("component.completed_on")
    if fact == "component.altered_on" and completed and completed.value > one.value:
        return wrong(one.source, str(one.value), f"a day from that of completion, {completed.value}")
    return None


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _year_after(day: date) -> date:
    year = min(day.year + 1, date.max.year)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _label(program: Program, path: Path) -> str:
    """Return how the program file would name a file: by its way from the program's folder."""
    folder = program.path.resolve().parent
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def with_answers(program: Program, into: InputFile, suppliers_into: InputFile) -> tuple[Program, dict[str, list[str]]]:
    """Return the program with the two files, where they have content, and by key of [reference] the names it has then.

    The second is empty where the program names both already.
    """
    files = {"determinations": (program.determinations, into), "suppliers": (program.suppliers, suppliers_into)}
    added: dict[str, tuple[tuple[Path, str], ...]] = {}
    for key, (listed, file) in files.items():
        path = file.path.resolve()
        if file.data and all(path != other for other, _ in listed):
            added[key] = (*listed, (path, _label(program, path)))
    return replace(program, **added), {key: [label for _, label in listed] for key, listed in added.items()}  # type: ignore[arg-type]

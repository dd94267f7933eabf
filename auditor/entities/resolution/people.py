"""The persons of one audit or screening: from the user's supplier lists, from reference data, and those only named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

import polars as pl

from auditor.entities.identifiers.forms import SCHEMES
from auditor.entities.matching.candidates import BEST, Candidate
from auditor.entities.matching.decisions import Decisions
from auditor.entities.matching.matching import Answer, Asked, Known, Match, match
from auditor.entities.names.bilingual import parts
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Filed, Graph
from auditor.entities.ownership.holdings import name_without_key
from auditor.entities.ownership.unsettled import unsettled
from auditor.entities.reference import Snapshot
from auditor.entities.resolution.doubts import (
    REGISTERS,
    Doubt,
    aliases_used,
    are_apart,
    namesakes,
    on_a_list_alone,
    on_alias,
    on_unexplained,
)
from auditor.entities.resolution.hints import Hints, joined
from auditor.entities.resolution.list_doubts import row_doubts
from auditor.entities.resolution.merging import merged
from auditor.entities.resolution.name_leads import name_leads
from auditor.entities.resolution.own_word import (
    BY_COUNTRY,
    OtherPerson,
    held_by_country,
    names_in,
    names_of,
    on_what_rests,
    other_persons,
    speaking_for_themselves,
)
from auditor.entities.resolution.register import Called, Listing, LookedUp, Register, ReportingException
from auditor.entities.resolution.same_holders import same_holders
from auditor.entities.sources.supplier_list import drafted
from auditor.entities.suppliers.suppliers import Suppliers
from auditor.provenance import Problem, Source, SourceKind
from bom_parsers.errors import quoted
from policies.foreign_adversaries.persons import Person
from policies.foreign_adversaries.recorded import Recorded

_LEAD = Source(SourceKind.REFERENCE)  # of a person as it may be, whose problems are nobody's to settle
_Identifiers = Mapping[str, str]
_Question = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


@dataclass(frozen=True)
class Named:
    """A name as somebody wrote it, resolved: `person` is the key in the graph, `known_as` and `matched_by` if it is known.

    `sources` are where that person is on file, none of them for one that nobody knows. `candidates` are then the best three
    persons whose names are alike. `lead` says whom general knowledge takes the name for, and `lead_key` is that one's key.
    `notes` are for the reader of the name; those on identifiers that are no evidence are `unused` too.
    """

    person: str
    known_as: str | None
    matched_by: str | None
    sources: tuple[Source, ...] = ()
    conflict: str | None = None
    candidates: tuple[Candidate, ...] = ()
    lead: str = ""
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    lead_key: str = ""
    by: str = ""  # what evidence says who it is, as in `Match.by`


def best_of(*several: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return the best of the candidates that several sources know, each person once: none hides another's."""
    offered: dict[str, Candidate] = {}
    for candidate in sorted(chain(*several), key=lambda candidate: -candidate.score):
        offered.setdefault(candidate.key, candidate)
    return tuple(offered.values())[:BEST]


class People:
    """Resolves names to persons, each name once; a name that nobody knows is a person of whom nothing else is known.

    `listings` are the governments' lists on which a person stands, `exceptions` the reasons why it reports no parent, `called`
    the names and identifiers that it has on file, `hints` what sources say of it that makes no fact and suggests the PRC or
    Russia, by key; `problems` what cannot be right in what the sources say.
    """

    def __init__(self, graph: Graph, suppliers: Suppliers, register: Register | None = None) -> None:
        self.graph, self.suppliers, self.register = graph, suppliers, register
        self.listings: dict[str, list[Listing]] = {}
        self.exceptions: dict[str, list[ReportingException]] = {}
        self.called: dict[str, Called] = {}
        self.hints: Hints = {}
        self._named_in: dict[str, dict[Snapshot, list[str]]] = {}  # how each snapshot calls a person, by key
        self.problems: list[Problem] = []
        self._resolved: dict[_Question, Named] = {}
        self._key_of: dict[str, str] = {}  # the graph's key of a person of the reference data
        self._asked_own = False
        self._doubted: set[str] = set()  # who is unknown because he may be somebody else
        self._stored_doubted: set[str] = set()  # records of the store whose own word was weighed
        self._others: dict[str, list[OtherPerson]] = {}  # of the PRC or Russia, whom a name may mean
        self.decisions = register.decisions if register else Decisions()
        self._listed = {supplier.key: supplier for supplier in suppliers.suppliers}
        self._rows = _rows_of_lists(suppliers, graph)
        for supplier in suppliers.suppliers:
            graph.filed[supplier.key] = Filed(supplier.sources)
            names = tuple(("alias", name) for name in supplier.aliases)
            self.called[supplier.key] = Called(names, tuple(supplier.identifiers.items()))

    @property
    def own_word(self) -> frozenset[str]:
        """Return the keys of persons of the store of whom a row says what the company says of itself."""
        return frozenset(map(self.in_graph, self._stored_doubted))

    def find(self, name: str, identifiers: _Identifiers | None = None) -> Named:
        """Return who `name` is, by identifier, by a decision, or by exact normalized name or alias; never by likeness."""
        return self.look_up([Asked(name, identifiers or {})])[0]

    def look_up(self, asked: Sequence[Asked]) -> list[Named]:
        """Return who each is; many at once are quicker than one by one and the answers are the same."""
        questions = [_question(one) for one in asked]
        new = [question for question in dict.fromkeys(questions) if question not in self._resolved]
        if new:
            self._resolve(new)
        return [self._resolved[question] for question in questions]

    def _resolve(self, questions: list[_Question]) -> None:
        own = dict(zip(questions, self._match_rows(questions), strict=True))
        strangers = [question for question, answer in own.items() if answer.match is None]
        # An identifier may be of one person in the list and the name, or another identifier, of another in the records.
        checked = [q for q, answer in own.items() if self._is_checked(q, answer)]
        answers = leads = [Answer(None)] * (len(strangers) + len(checked))
        if self.register is not None:
            answers, leads = self._ask(self.register, [*strangers, *checked], self._weighed_names(own))
        if not self._asked_own:
            self._doubt_rows()
        self._asked_own = True
        also = dict(zip(checked, answers[len(strangers) :], strict=True))
        led = dict(zip(checked, leads[len(strangers) :], strict=True))
        for question, answer in own.items():
            recorded = also.get(question, Answer(None))
            if answer.match is None:
                continue
            if recorded.match and recorded.match.is_decided and self._may_be_decided(question, answer):
                self._resolved[question] = self._named(question, recorded, Answer(None))
            else:
                alike = best_of(recorded.candidates, led.get(question, Answer(None)).candidates)
                # Who has an alias of a row as a name is weighed below: a row of the PRC stays one whoever that is.
                counts = bool(question[1]) or self._listed[answer.match.key].is_bare
                beside = replace(recorded, match=recorded.match if counts else None, candidates=alike)
                named = self._listed_named(question, answer, beside)
                self._resolved[question] = self._weighed(question, answer, named, (recorded, led.get(question)))
        for question, answer, lead in zip(strangers, answers, leads, strict=False):
            named = self._stranger(question, own[question], answer, lead)
            self._resolved[question] = self._weighed(question, answer, named, (lead,))

    def _weighed_names(self, own: Mapping[_Question, Answer]) -> list[str]:
        """Return the names that may be of others than who they are found to be, by an identifier, in part or as an alias."""
        names = [question[0] for question in own if question[1]]
        names += [part for question in own for part in parts(question[0]) if part != question[0]]
        meant = [(question[0], self._listed[a.match.key]) for question, a in own.items() if a.match]
        return [*names, *(alias for name, supplier in meant for alias in aliases_used(name, supplier))]

    def _weighed(self, question: _Question, answer: Answer, named: Named, also: Sequence[Answer | None]) -> Named:
        """Return who was found, or one of whom that is in doubt, where what is written may mean somebody else, too; `also` is
        what the reference data answers beside it."""
        meant = answer.match
        if meant is None or named.known_as is None or meant.is_decided:
            return named
        if meant.by in SCHEMES:
            return self._unless_named_otherwise(question, answer, named)
        if meant.unexplained:
            others = [other for other in self._others.get(meant.unexplained, ()) if other.key != meant.key]
            return self.in_doubt(question[0], named, on_unexplained(meant, others))
        if doubt := self._on_a_list_alone(meant, named):
            return self.in_doubt(question[0], named, doubt)
        supplier = self._listed.get(named.person)
        used = aliases_used(question[0], supplier) if supplier else []
        own = {record for record, key in self._key_of.items() if key == named.person} if used else set()
        for alias in used:
            if supplier and (doubt := on_alias(alias, supplier, self._others.get(alias, ()), own)):
                return self.in_doubt(question[0], named, doubt)
        if used or supplier is None:
            of_name = [self.in_graph(key) for one in also if one for key in namesakes(one)]
            return self._unless_apart(question, named, of_name)
        return named

    def _on_a_list_alone(self, meant: Match, named: Named) -> Doubt | None:
        """Return the doubt about who is found by a name that only lists of others give it, unless it is of the PRC or Russia."""
        named_in = self._named_in.get(named.person, {})
        if not meant.name or not named_in or self.graph.nexus(named.person).value:
            return None
        supplier = self._listed.get(named.person)
        return on_a_list_alone(meant.name, named_in, (supplier.person.name, *supplier.aliases) if supplier else ())

    def _unless_apart(self, question: _Question, named: Named, keys: Iterable[str]) -> Named:
        """Return who was found, unless one of those who have the name, too, is nowhere where that one is."""
        mine = self.graph.persons[named.person]
        for key in keys:
            person = self.graph.led.get(key) or self.graph.persons.get(key)
            if person is not None and key != named.person and are_apart(mine, person):
                who = f"{person.name}, {self.graph.whereabouts(key)}, has the name, too"
                return self.in_doubt(question[0], named, Doubt(key, person, who))
        return named

    def in_doubt(self, name: str, named: Named, doubt: Doubt) -> Named:
        """Return a person who is of the PRC or Russia if the one found is, and otherwise is not known."""
        key = f"doubted:{normalize(name)}:{named.person}"
        stated, other = self.graph.persons[named.person], self.in_graph(doubt.key)
        lead = self._rekeyed(doubt.person) if isinstance(doubt.person, Recorded) else doubt.person
        is_adversary = bool(set(filter(None, lead.countries)) & {*self.graph.parameters.adversary_countries})
        led_by = lead if is_adversary or lead.kind == "organisation" else Person("")
        self.graph.add(stated, key, replace(led_by, name=stated.name, no_other_owners=False))
        self.graph.filed[key] = self.graph.filed.get(named.person, Filed())
        both = [(named.person, "the name is in part, or by its list, one of its own"), (other, "it may be meant, too")]
        offered = [(k, why) for k, why in both if k in self.graph.persons]
        candidates = tuple(self._of(Candidate(k, self.graph.persons[k].name, 100.0, why)) for k, why in offered)
        conflict = f"{quoted(name)} is taken for {quoted(named.known_as or '')}, but {doubt.in_words}"
        return Named(key, None, None, (), conflict, candidates, notes=named.notes, unused=named.unused)

    def _unless_named_otherwise(self, question: _Question, answer: Answer, named: Named) -> Named:
        """Return who was found, or nobody where nothing but an identifier says who it is, and the name beside it is that of
        somebody of the PRC or Russia, or is as names of there are: whoever writes a BOM or a form can write the identifier of
        another firm there."""
        if answer.match is None or answer.match.by not in SCHEMES or named.known_as is None:
            return named
        supplier, name = self._listed.get(named.person), question[0]
        own = {normalize(one) for one in (named.known_as, *(supplier.aliases if supplier else ()))}
        if normalize(name) in own:
            return named
        begins = f"{answer.match.in_words} is of {named.known_as}, but"
        by_name = self._others.get(name, ())
        others = [(self.in_graph(other.key), other.in_words) for other in by_name if not other.is_listed]
        if others and named.person not in dict(others):
            conflict = f"{begins} by its name it may be {others[0][1]}"
            return self._disputed(question, [named.person, others[0][0]], conflict, answer)
        named_in = self._named_in.get(named.person, {})
        registered = {normalize(one) for at, names in named_in.items() if at.kind in REGISTERS for one in names}
        lead = next(name_leads([name], self.graph.parameters.adversary_countries), None)
        if lead is None or normalize(name) in registered or self.graph.nexus(named.person).value:
            return named
        conflict = f"{begins} {quoted(name)} is no name that it has on file, and {lead.in_words}"
        return self._disputed(question, [named.person], conflict, answer)

    def _is_checked(self, question: _Question, answer: Answer) -> bool:
        """Tell whether the reference data is asked about a name that is a row's, too."""
        meant = answer.match
        if meant is None:
            return False
        is_alias = bool(aliases_used(question[0], self._listed[meant.key]))
        return (
            bool(question[1]) or is_alias or self._may_be_decided(question, answer) or self._listed[meant.key].is_bare
        )

    def _may_be_decided(self, question: _Question, answer: Answer) -> bool:
        """Tell whether somebody decided that a name, which is a row's, is a person who is in no list: that beats the row."""
        decision = self.decisions.same(question[0])
        decided_here = answer.match is not None and answer.match.is_decided
        return decision is not None and not decided_here

    def _match_rows(self, questions: Sequence[_Question]) -> list[Answer]:
        """Return which row of the user's lists each name means, or is like: their word counts before all reference data."""
        asked = [Asked(name, dict(given), frozenset(countries)) for name, given, countries in questions]
        return [
            replace(answer, candidates=tuple(map(self._of, answer.candidates)))
            for answer in match(asked, self._rows, self.decisions)
        ]

    def _listed_named(self, question: _Question, answer: Answer, also: Answer) -> Named:
        """Return the supplier of the user's lists, unless some of the evidence points to another person."""
        meant = answer.match
        assert meant is not None
        supplier = self._listed[meant.key]
        key, name, rivals = supplier.key, supplier.person.name, list(meant.rivals)
        who = f"{quoted(name)} ({supplier.place})"
        conflict = f"{meant.in_words} is of {who}, but {meant.conflict}" if meant.conflict else None
        if also.match and not meant.is_decided:
            recorded = [self.in_graph(record) for record in (also.match.key, *also.match.rivals)]
            others = [other for other in recorded if other not in (key, *rivals)]
            rivals += others
            if others:
                names = ", ".join(self.graph.persons[other].name for other in others if other in self.graph.persons)
                conflict = conflict or f"{meant.in_words} is of {who}, but the records take it for {names}"
        if rivals and not meant.is_decided:
            return self._disputed(question, [key, *rivals], conflict or "", answer)
        sources = self.graph.filed[key].sources
        alike = tuple(replace(c, key=self.in_graph(c.key)) for c in also.candidates) if supplier.is_bare else ()
        return Named(
            key, name, meant.in_words, sources, conflict, alike, notes=answer.notes, unused=answer.unused, by=meant.by
        )

    def _stranger(self, question: _Question, own: Answer, answer: Answer, lead: Answer) -> Named:
        """Return who a name is that means no row of the lists: `answer` and `lead` are what the reference data says."""
        recorded = [replace(c, key=self.in_graph(c.key)) for c in answer.candidates]
        notes = tuple(dict.fromkeys((*own.notes, *answer.notes)))
        answer = replace(answer, candidates=best_of(own.candidates, recorded), notes=notes, unused=own.unused)
        meant = answer.match
        if meant is not None and meant.name and self.in_graph(meant.key) in own.undecided:
            # The lists have the name and do not say which row it is; a record of the name does not say so either.
            return self._disputed(question, own.undecided, "", answer)
        return self._named(question, answer, lead)

    def unused_decisions(self) -> list[Problem]:
        """Return a problem for each decision about a person who is neither in a list nor in the data looked at so far."""
        seen = self.register.seen if self.register else set()
        return self.decisions.strangers(seen | self._listed.keys())

    def _of(self, candidate: Candidate) -> Candidate:
        countries = {country for country in self.graph.persons[candidate.key].countries if country}
        return replace(candidate, of=", ".join(sorted(countries)))

    def _ask(
        self, register: Register, strangers: list[_Question], identified: list[str]
    ) -> tuple[list[Answer], list[Answer]]:
        """Ask the reference data about the names, and the first time about everybody in the user's lists and their owners; and
        whom the names of those that are `identified` would mean without their identifiers."""
        own = [] if self._asked_own else [key for key in self.graph.persons if self._worth_asking(key)]
        speaking = {} if self._asked_own else speaking_for_themselves(self.suppliers, self.graph)
        holders = {} if self._asked_own else held_by_country(self.suppliers, self.graph)
        asked = [self._asked(key) for key in own]
        spoken = [name for key in speaking for name in names_of(key, self.graph, self._listed)]
        held = [self.graph.persons[key].name for key in holders]
        by_themselves, with_slips = [*spoken, *identified], {*spoken, *held}
        names = list(dict.fromkeys([*(part for name in by_themselves for part in names_in(name)), *held]))
        asked += [Asked(name, with_slips=name in with_slips) for name in names]
        asked += [Asked(name, dict(given), frozenset(countries)) for name, given, countries in strangers]
        known_to_data = register.look_up(asked, self.graph.parameters)
        answers, leads = known_to_data.answers, known_to_data.leads
        noted = (*register.later.values(), *known_to_data.ownership.problems)
        self.problems += [p for p in noted if p not in self.problems]
        matched = zip(own, answers[: len(own)], leads[: len(own)], strict=True)
        known = {key: (a.match.key if a.match else None, b.match.key if b.match else None) for key, a, b in matched}
        for key, (record, _) in known.items():
            if record:
                self._key_of.setdefault(record, key)
        self._merge(known_to_data, known)
        ends = len(own), len(own) + len(names)
        by_name = dict(zip(names, zip(answers[slice(*ends)], leads[slice(*ends)], strict=True), strict=True))
        self._others |= {name: other_persons(name, by_name, known_to_data, self.decisions) for name in by_themselves}
        for key, source in speaking.items():
            name, *aliases = names_of(key, self.graph, self._listed)
            others = [*self._others[name], *(other for alias in aliases for other in self._others[alias])]
            # What rows of the lists say against each other is weighed by itself, whether a store has them, too, or not.
            others = [one for one in others if one in self._others[name] or self.in_graph(one.key) not in self._listed]
            self._doubt(key, source, others, known.get(key, (None, None))[0])
        for key, source in holders.items():
            if key not in speaking:
                name = self.graph.persons[key].name
                others = other_persons(name, by_name, known_to_data, self.decisions, brands=False)
                self._doubt(key, source, others, None, BY_COUNTRY)
        self._doubt_stored(register, known_to_data.ownership.self_declared)
        return answers[ends[1] :], leads[ends[1] :]

    def _doubt_stored(self, register: Register, self_declared: Mapping[str, Source]) -> None:
        """Doubt whom a row of the store says who it is by its own word, unless a row of the user's says more than its name."""
        speaking = {}
        for record, source in self_declared.items():
            supplier = self._listed.get(self.in_graph(record))
            if record not in self._stored_doubted and (supplier is None or supplier.is_bare):
                speaking[record] = source
        self._stored_doubted |= speaking.keys()
        if not speaking:
            return
        called = {key: name_without_key(self.graph.persons[self.in_graph(key)].name, key) for key in speaking}
        names = list(dict.fromkeys(part for name in called.values() for part in names_in(name)))
        with_slips = set(called.values())
        asked = [Asked(name, with_slips=name in with_slips) for name in names]
        more = register.look_up(asked, self.graph.parameters, own_word=False)
        self._merge(more, {})
        by_name = dict(zip(names, zip(more.answers, more.leads, strict=True), strict=True))
        for key, source in speaking.items():
            others = other_persons(called[key], by_name, more, self.decisions)
            self._doubt(self.in_graph(key), source, others, key)

    def _doubt(
        self, key: str, source: Source, others: Sequence[OtherPerson], record: str | None, rests_on: str = ""
    ) -> None:
        """Let a person be unknown who is nobody of the PRC or Russia by a word that settles nothing, and by its name may be."""
        rests_on = rests_on or on_what_rests(self._listed.get(key))
        for other in others:
            stated = self.graph.persons[key]
            if other.key == record and stated.kind == other.person.kind and not other.is_hinted:
                return  # what it says is weighed against that record already
            self.graph.add(stated, key, replace(self._rekeyed(other.person), name=stated.name))
            self._doubted.add(key)
            message = (
                f"{stated.name}: what is stated of it {rests_on}, and by its name it may be {other.in_words}; that "
                "does not settle it, but a row with other evidence does, as a register extract, or a decision that the "
                f"name is different from {quoted(other.key)}"
            )
            self.problems.append(Problem("person-at-odds", "warning", message, source))
            return

    def _doubt_rows(self) -> None:
        """Let rows and holders be unknown that another row of the lists speaks against, and are not yet as somebody else."""
        for doubt in row_doubts(self.suppliers, self.graph, self._rows, self.decisions):
            if doubt.key not in self._doubted:
                stated, other = (
                    self.graph.persons[doubt.key],
                    self.graph.led.get(doubt.row, self.graph.persons[doubt.row]),
                )
                self.graph.add(stated, doubt.key, replace(other, name=stated.name))
                self._doubted.add(doubt.key)
            self.problems.append(Problem("person-at-odds", "warning", doubt.in_words, doubt.source))

    def _worth_asking(self, key: str) -> bool:
        person = self.graph.persons[key]
        return person.country_only is None and bool(normalize(person.name))

    def _asked(self, key: str) -> Asked:
        person, supplier = self.graph.persons[key], self._listed.get(key)
        places = {*person.countries, *(person.citizenships or ()), person.resident_in}
        return Asked(person.name, supplier.identifiers if supplier else {}, frozenset(p for p in places if p))

    def _merge(self, data: LookedUp, known: Mapping[str, tuple[str | None, str | None]]) -> None:
        """Bring the persons of the reference data into the graph, and what it says of those who are there into them."""
        records = data.ownership.graph
        for graph in (records, data.of_candidates.graph):
            self._add_new(graph)
        for key, (sure, lead) in known.items():
            self._merge_listed(key, records, sure, lead)
        for record, listed in data.listings.items():
            before = self.listings.get(self.in_graph(record), [])
            self.listings[self.in_graph(record)] = list(dict.fromkeys((*before, *listed)))
        self.hints = joined(self.hints, {self.in_graph(record): leads for record, leads in data.hints.items()})
        for record, named_in in data.named_in.items():
            self._named_in.setdefault(self.in_graph(record), {}).update(named_in)
        self.exceptions |= {self.in_graph(record): why for record, why in data.exceptions.items()}
        for record, called in data.called.items():
            of_it = self.called.get(self.in_graph(record), Called())
            self.called[self.in_graph(record)] = of_it.joined(called)

    def _add_new(self, records: Graph) -> None:
        """Add the persons of reference data who are not there yet, with what they hold."""
        for record, person in records.persons.items():
            assert isinstance(person, Recorded)
            led = records.led.get(record)
            if record not in self._key_of and record not in self.graph.persons:
                self.graph.add(self._rekeyed(person), record, self._rekeyed(led) if led else None)
                self.graph.filed[record] = records.filed[record]
        for (owned, owner), source in records.held_in.items():
            self.graph.held_in.setdefault((self.in_graph(owned), self.in_graph(owner)), source)

    def _merge_listed(self, key: str, records: Graph, record: str | None, lead: str | None) -> None:
        """Add to a person of the user's lists what is sourced; and, as a lead, what is general knowledge, unless the list
        says on what evidence it rests."""
        stated, supplier = self.graph.persons[key], self._listed.get(key)
        settled, led = stated, None
        if record:
            filed = Filed((*self.graph.filed.get(key, Filed()).sources, *records.filed[record].sources))
            at = next(iter(filed.sources), Source(SourceKind.REFERENCE))
            recorded = self._with_holders_of(stated, records.persons[record], records.persons)
            settled, problems = merged(stated, recorded, at, self.graph.parameters)
            if supplier and supplier.is_unsettled:
                settled = unsettled(settled, self.graph.parameters)
            self.problems += problems
            self.graph.filed[key] = filed
        known = record or lead
        if known and known in records.led and not (supplier and supplier.has_evidence):
            recorded = self._with_holders_of(stated, records.led[known], records.persons | records.led)
            led = merged(stated, recorded, _LEAD, self.graph.parameters, doubting=False)[0]
        self.graph.add(settled, key, led)

    def _with_holders_of(self, stated: Person, record: Person, recorded: Mapping[str, Person]) -> Recorded:
        """Return a person of the reference data with those of its holders by the list's keys that are the list's."""
        assert isinstance(record, Recorded)
        return self._rekeyed(record, same_holders(stated, self.graph.persons, record, recorded))

    def _rekeyed(self, person: Person, same: Mapping[str, str] = MappingProxyType({})) -> Recorded:
        """Return a person of the reference data with its holders by the graph's keys, or by those that `same` has."""
        assert isinstance(person, Recorded)

        def key_of(record: str) -> str:
            return same.get(record) or self.in_graph(record)

        return Recorded(
            **{
                **vars(person),
                "holdings": tuple(type(h)(**{**vars(h), "holder": key_of(h.holder)}) for h in person.holdings),
                "ranges": {key_of(k): v for k, v in person.ranges.items()},
                "evidence": {key_of(k): v for k, v in person.evidence.items()},
                "indirect": frozenset(map(key_of, person.indirect)),
                "consolidated_by": frozenset(map(key_of, person.consolidated_by)),
                "directed_by": frozenset(map(key_of, person.directed_by)),
                "claimed_by": {key_of(k): v for k, v in person.claimed_by.items()},
                "branch_of": key_of(person.branch_of) if person.branch_of else None,
            }
        )

    def in_graph(self, record: str) -> str:
        """Return the key in the graph of a person of the reference data: that of its row, where a list has one."""
        return self._key_of.get(record, record)

    def _named(self, question: _Question, answer: Answer, lead: Answer) -> Named:
        name = question[0]
        if answer.match is not None:
            key = self.in_graph(answer.match.key)
            person, sources = self.graph.persons[key], self.graph.filed.get(key, Filed()).sources
            by = f"{answer.match.by}: {answer.match.evidence}"
            conflict = (
                f"{quoted(name)} is taken for {quoted(person.name)} by {by}, but {answer.match.conflict}"
                if answer.match.conflict
                else None
            )
            if answer.match.rivals and not answer.match.is_decided:
                keys = [key, *(self.in_graph(rival) for rival in answer.match.rivals)]
                return self._disputed(question, keys, conflict or "", answer)
            notes, unused, kind = answer.notes, answer.unused, answer.match.by
            return Named(key, person.name, by, sources, conflict, notes=notes, unused=unused, by=kind)
        if lead.match is not None:
            # Who it is, is itself general knowledge: a person of its own, whom that says nothing for sure of.
            key = f"unlisted:{normalize(name)}"
            record = self.graph.led.get(lead.match.key) or self.graph.persons[lead.match.key]
            self.graph.add(Person(name), key, record)
            self.graph.filed[key] = self.graph.filed[lead.match.key]
            self.listings[key] = self.listings.get(self.in_graph(lead.match.key), [])
            self.hints[key] = self.hints.get(self.in_graph(lead.match.key), [])
            notes, unused, lead_key = answer.notes, answer.unused, self.in_graph(lead.match.key)
            return Named(key, None, None, (), None, answer.candidates, record.name, notes, unused, lead_key)
        key = f"unlisted:{normalize(name)}"
        if key not in self.graph.persons:
            self.graph.add(Person(name), key)
        candidates = lead.candidates or answer.candidates  # by everything: what is sourced hides no general knowledge
        notes = tuple(dict.fromkeys((*answer.notes, *lead.notes)))
        return Named(key, None, None, (), None, candidates, "", notes, answer.unused)

    def _disputed(self, question: _Question, keys: Sequence[str], conflict: str, answer: Answer) -> Named:
        """Return a person of whom nothing is known: what points to two persons means neither until somebody decides."""
        key = f"disputed:{normalize(question[0])}:{' '.join(f'{scheme} {value}' for scheme, value in question[1])}"
        self.graph.add(Person(question[0]), key)
        why = "some of the evidence points to it, some to another"
        known = [(k, self.graph.persons[k].name) for k in dict.fromkeys(keys) if k in self.graph.persons]
        offered = tuple(self._of(Candidate(k, name, 100.0, why)) for k, name in known)
        return Named(key, None, None, (), conflict or None, offered[:BEST], notes=answer.notes, unused=answer.unused)


def _question(asked: Asked) -> _Question:
    return asked.name, tuple(sorted(asked.identifiers.items())), tuple(sorted(asked.countries))


def _rows_of_lists(suppliers: Suppliers, graph: Graph) -> Known:
    """Return the rows of the user's lists as reference data to match with; their owners are no rows."""
    frames = drafted(suppliers, graph).read().frames
    keys = [supplier.key for supplier in suppliers.suppliers]
    names, identifiers = (frames[frame].filter(pl.col("key").is_in(keys)) for frame in ("names", "identifiers"))
    return Known(names.with_columns(pl.col("kind").cast(pl.String)), identifiers)

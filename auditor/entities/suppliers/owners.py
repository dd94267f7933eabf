"""Owners named in supplier lists, found among the rows of the lists or added to the graph as persons of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auditor.entities.names.normal import normalize
from auditor.entities.ownership.graph import Graph
from auditor.entities.ownership.nominees import holds_for_others
from auditor.entities.suppliers.owners_cell import OwnerEntry
from auditor.entities.suppliers.problems import list_problem
from auditor.entities.suppliers.row import Draft
from auditor.provenance import Problem
from bom_parsers.errors import quoted
from policies.foreign_adversaries.nexus import decides
from policies.foreign_adversaries.persons import Holding, Person, countries_of
from policies.foreign_adversaries.recorded import Recorded

ROUNDING = 1.0  # percent that rounded shares may be above 100 together, or below


class Owners:
    """Turns the owners of `drafts` into holdings; `keys` says which row a normalized name means, None if several."""

    def __init__(
        self, drafts: Mapping[str, Draft], keys: Mapping[str, str | None], graph: Graph, problems: list[Problem]
    ) -> None:
        self.drafts, self.keys, self.graph, self.problems = drafts, keys, graph, problems

    def held(self, key: str) -> Person:
        """Return the person of the row with this key with its holdings, and with whether they are all there are.

        Where its entries contradict each other there are none, and they are not all.
        """
        draft = self.drafts[key]
        names = {normalize(entry.name): entry.name for entry in draft.owners}
        partners = {partner for entry in draft.owners for partner in entry.in_concert_with}
        strangers = sorted(partner for partner in partners if normalize(partner) not in names)
        if strangers:
            partner = quoted(strangers[0])
            message = f"found in concert with {partner}; expected an owner of this cell; they stay unknown"
            self._report("error", draft, message)
            return replace(draft.person, no_other_owners=False)
        holders = [self._holder(f"{key}:owner {n}", entry, draft) for n, entry in enumerate(draft.owners, start=1)]
        if len(names) < len(draft.owners) or len(set(holders)) < len(holders):
            self._report("error", draft, "found one owner twice; expected one entry for each; they stay unknown")
            return replace(draft.person, no_other_owners=False)
        holdings = tuple(_holding(holder, entry, names) for holder, entry in zip(holders, draft.owners, strict=True))
        complete = draft.person.no_other_owners and self._adds_up(draft, holdings)
        person = replace(draft.person, holdings=holdings, no_other_owners=complete)
        ranges = {holder: entry.bounds for holder, entry in zip(holders, draft.owners, strict=True) if entry.bounds}
        return Recorded(**vars(person), ranges=ranges) if ranges else person

    def _holder(self, new_key: str, entry: OwnerEntry, draft: Draft) -> str:
        """Return the key of an owner: its row in a list, else a person of its country, else an unknown person.

        A natural person is of this cell alone, for many have one name. A country of the PRC or Russia decides by itself;
        any other leaves open who owns the owner, as its row says.
        """
        if "natural_person" in entry.rights:
            return self.graph.add(_natural(entry), new_key)
        name = normalize(entry.name)
        decisive = decides(entry.country, self.graph.parameters)
        if entry.country and (decisive or name not in self.keys):
            return self.graph.add(Person(entry.name, country_only=entry.country), new_key)
        listed = self.keys.get(name)
        if listed is not None:
            self._compare(entry, self.drafts[listed].person, draft)
            return listed
        if "dispersed" not in entry.rights:
            why = "is more than one row of the lists" if name in self.keys else "is in no list and has no [CC]"
            self._report("info", draft, f"{quoted(entry.name)} {why}: an unknown person")
        return self.graph.add(Person(entry.name), new_key)

    def _compare(self, entry: OwnerEntry, own: Person, draft: Draft) -> None:
        stated = {
            *(own.citizenships or ()),
            *(c for place in (*own.countries, own.resident_in) for c in countries_of(place)),
        }
        if entry.country and stated and entry.country not in stated:
            own_row = f"{', '.join(sorted(stated))} in its own row, which is used"
            self._report("warning", draft, f"{quoted(entry.name)} is of {entry.country} here, of {own_row}")

    def _adds_up(self, draft: Draft, holdings: Sequence[Holding]) -> bool:
        total = sum(entry.bounds[0] if entry.bounds else entry.voting_pct or 0 for entry in draft.owners)
        if total > 100 + ROUNDING:
            self._report("error", draft, f"the shares are {total:g}% together; there may be other owners than these")
            return False
        known = bool(holdings) and all(entry.bounds or entry.voting_pct is not None for entry in draft.owners)
        total = sum(entry.bounds[1] if entry.bounds else entry.voting_pct or 0 for entry in draft.owners)
        if not draft.person.no_other_owners or not known or total >= 100 - ROUNDING:
            return True
        incomplete = f"no_other_owners is yes, but the shares are {total:g}% together"
        # Treasury shares and small rounding are usual; a holder of the rest who could control the company is not known.
        if 100 - total < self.graph.parameters.small_holding_pct:
            self._report("warning", draft, incomplete)
            return True
        self._report("warning", draft, f"{incomplete}; who holds the rest is unknown")
        return False

    def _report(self, severity: str, draft: Draft, message: str) -> None:
        place = draft.row.places.get("owners", draft.row.place)
        self.problems.append(list_problem(severity, f"owners: {message}", draft.row.source.at(place, "")))


def _natural(entry: OwnerEntry) -> Person:
    """Return a natural person by what its entry says, and by nothing else on file."""
    if entry.citizenships:
        places = {"citizenships": entry.citizenships, "resident_in": entry.resident_in}
        return Person(entry.name, "natural_person", **places)  # type: ignore[arg-type]
    if entry.country:
        return Person(entry.name, country_only=entry.country)
    return Person(entry.name, "natural_person")


def _holding(holder: str, entry: OwnerEntry, names: Mapping[str, str]) -> Holding:
    """Return the holding; the partners in a concert are called as the cell's owners are."""
    return Holding(
        holder,
        entry.name,
        entry.voting_pct,
        largest=True if "largest" in entry.rights else None,
        board_seats=entry.board_seats,
        special_share="special_share" in entry.rights,
        proxy="proxy" in entry.rights,
        veto="veto" in entry.rights,
        contract_control="contract_control" in entry.rights,
        acts_in_concert_with=tuple(names[normalize(partner)] for partner in entry.in_concert_with),
        power_excluded="power_excluded" in entry.rights,
        dispersed="dispersed" in entry.rights,
        casting_vote="casting_vote" in entry.rights,
        nominee="nominee" in entry.rights or holds_for_others(entry.name),
        capital_pct=entry.capital_pct,
    )

"""Which authorizations cover a component in a transaction, how much each covers, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from auditor.program.model import Authorization, Item, Transaction
from auditor.program.picking import BySelector, Picked, called, some
from auditor.program.selectors import Makers
from auditor.provenance import Problem, SourceKind, Stated
from policies.connected_vehicles.authorizations import general_for, in_force, relied_on

SPECIFIC, GENERAL = "actor.specific_authorization", "actor.general_authorization"


class Authorizations:
    """All authorizations of a program for its transactions, as on the day `as_of`.

    Have each component counted by `count`, then ask for `problems`: they know what each covers.
    """

    def __init__(
        self,
        authorizations: Sequence[Authorization] = (),
        as_of: date = date.min,
        transactions: Sequence[Transaction] = (),
    ) -> None:
        self.all, self.as_of = tuple(authorizations), as_of
        self._days = {transaction.id: transaction.date or as_of for transaction in transactions}
        self._numbered = BySelector((held.select, number) for number, held in enumerate(self.all))
        self._picked = [Picked() for _ in self.all]
        self._used: set[int] = set()  # for gaps, too, which are no parts
        self._at_odds: dict[tuple[int, ...], dict[str, None]] = {}

    def count(self, item: Item, row: Mapping[str, Any], makers: Iterable[str], named: Makers = ()) -> None:
        """Count a component, a row of a BOM of the item, by these makers, for those that pick it; `named` are those that its
        BOM names."""
        for number in self._covering(item, row, named):
            self._picked[number].add(row, makers)

    def stated(
        self, transaction: Transaction, item: Item, row: Mapping[str, Any], makers: Makers = ()
    ) -> dict[str, Stated]:
        """Return the facts that the authorizations give which cover a component in a transaction, by name, each with the line of
        the program that states it. `makers` are those that its BOM names.

        Of those that contradict each other none counts: such a fact is unknown.
        """
        facts: dict[str, Stated] = {}
        for name, those in self._by_fact(transaction, item, row, makers).items():
            counted, odd = self._settled(name, those, transaction)
            if odd:
                self._at_odds.setdefault(odd, {})[called(row)] = None
            if counted:
                held = self.all[counted[0]]
                value = relied_on(held.kind, held.number, held.status)[name]
                facts[name] = Stated(value, replace(held.source, detail=held.called))
            elif odd:
                places = " and ".join(map(self._place, odd))
                source = replace(self.all[odd[0]].source, kind=SourceKind.CONTRADICTION, detail=places)
                facts[name] = Stated(None, source)
        return facts

    def relied_on(self, transaction: Transaction, item: Item, row: Mapping[str, Any], makers: Makers = ()) -> list[str]:
        """Return what those are called that are granted and cover a component in a transaction, with how much each covers."""
        names = []
        for name, those in self._by_fact(transaction, item, row, makers).items():
            counted, _ = self._settled(name, those, transaction)
            for number in counted:
                if self.all[number].status == "granted":
                    covers = self.breadth(number)
                    names.append(self.all[number].called + (f", which {covers}" if covers else ""))
        return list(dict.fromkeys(names))

    def breadth(self, number: int) -> str:
        """Return what one of `all` covers where it has no selector, or covers several parts or makers; "" for any other."""
        held, picked = self.all[number], self._picked[number]
        if held.select is None:
            return f"has no selector and covers every part of the program, {picked.words}"
        return f"covers {picked.words}" if picked.several else ""

    def problems(self) -> Iterable[Problem]:
        """Yield what is wrong with them, once every component was counted and asked about, in the order of the program."""
        for numbers, names in self._at_odds.items():
            places = " and ".join(self._place(number) for number in numbers)
            message = (
                f"{places} contradict each other for {some(list(names))}; none of them counts there: remove what is not so, "
                "or say until when the one was held, and since when the other"
            )
            yield Problem("authorizations-at-odds", "error", message, self.all[numbers[0]].source)
        for number, held in enumerate(self.all):
            if covers := self.breadth(number):
                named = f": {self._picked[number].named}" if self._picked[number].several else ""
                status = "" if held.status == "granted" else f", which is {held.status},"
                message = f"{held.called}{status} {covers}{named}; if not all are meant, select those that are"
                yield Problem("authorization-broad", "warning", message, held.source)
            if number not in self._used and held.select is not None:
                message = f"{held.called} covers nothing: nothing matches {held.select}{held.select.hint}"
                yield Problem("authorization-unused", "warning", message, held.source)
            if held.since and (before := [id for id, day in self._days.items() if day < held.since]):
                message = f"{held.called} begins on {held.since}, and does not cover {some(before)}"
                yield Problem("authorization-not-begun", "warning", message, held.source)

    def _covering(self, item: Item, row: Mapping[str, Any], makers: Makers) -> Iterable[int]:
        for number in self._numbered.of(row):
            select = self.all[number].select
            if select is None or select.picks(item.id, row, makers):
                self._used.add(number)
                yield number

    def _by_fact(
        self, transaction: Transaction, item: Item, row: Mapping[str, Any], makers: Makers
    ) -> dict[str, list[int]]:
        """Return by fact which are in force on the day of the transaction and cover the component."""
        by_fact: dict[str, list[int]] = {}
        for number in self._covering(item, row, makers):
            held = self.all[number]
            if in_force(held.since, held.until, transaction.date, self.as_of):
                by_fact.setdefault(SPECIFIC if held.kind == "specific" else GENERAL, []).append(number)
        return by_fact

    def _settled(
        self, name: str, those: Sequence[int], transaction: Transaction
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return which of those in force count for a fact, all to the same effect, and which contradict each other, so that
        none does: what is granted and denied for one part, in whichever order it stands."""
        if name == SPECIFIC:
            return self._of_one(those)
        by_number: dict[str, list[int]] = {}
        for number in those:
            by_number.setdefault(self.all[number].number, []).append(number)
        settled = {int(number): self._of_one(same) for number, same in by_number.items()}
        odd = tuple(one for _, at_odds in settled.values() for one in at_odds)
        granted = {n: counted for n, (counted, _) in settled.items() if self._with_status(counted, "granted")}
        purpose = transaction.facts.get("transaction.purpose")
        return (granted[general_for(granted, purpose.value if purpose else "sale")] if granted else ()), odd

    def _of_one(self, those: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return what counts of authorizations that can contradict each other, and what contradicts."""
        granted, pending = self._with_status(those, "granted"), self._with_status(those, "pending")
        refused = self._with_status(those, "denied", "revoked")
        if granted and refused:
            return (), tuple(sorted((*granted, *refused)))
        return granted or pending or refused, ()

    def _with_status(self, those: Iterable[int], *statuses: str) -> tuple[int, ...]:
        return tuple(number for number in those if self.all[number].status in statuses)

    def _place(self, number: int) -> str:
        held = self.all[number]
        return f"{held.called}, {held.status} ({held.source.pointer})"

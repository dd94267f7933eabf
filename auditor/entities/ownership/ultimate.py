"""To whom each holder belongs in the end: holdings grouped by who controls them, from whatever country.

The walk goes from those whom nobody holds down to those they hold, ring by ring, before the law's test is tried: what it says
does not depend on who is of the PRC or Russia. It is as deep as the graph and linear in its holdings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from auditor.entities.names.normal import normalize
from policies.foreign_adversaries.blocks import closure, links_of, votes
from policies.foreign_adversaries.persons import Holding, Person, Ultimate
from policies.foreign_adversaries.recorded import Recorded
from policies.parameters import Parameters

MOST = 16  # controllers of one person that are told apart; of whom more may decide, anybody may
# What many are called who are not one: that they have a country in common makes them no one holder.
NOT_ONE = frozenset({
    "an unnamed holder", "an unnamed person", "founder", "founders", "the founders", "family", "individuals",
    "staff", "employees", "management", "public", "the public", "free float", "shareholders",
    "public shareholders", "minority shareholders", "investors", "private investors", "others", "other",
})  # fmt: skip


class Roots(NamedTuple):
    """To whom one person belongs, as in `Ultimate`; `settled` is whether majorities lead to somebody outside of its ring."""

    certain: str
    held: frozenset[str]
    possible: frozenset[str] | None
    settled: bool = True


def grouped(persons: Mapping[str, Person], p: Parameters) -> dict[str, Person]:
    """Return the persons, each holding with to whom its holder belongs in the end, and each company whose holders lead to
    nobody outside of each other marked as `closed`."""
    return _Walk(persons, p).persons()


class _Walk:
    def __init__(self, persons: Mapping[str, Person], p: Parameters) -> None:
        self.p = p
        self.given = {key: _without_false_crowds(person, persons) for key, person in persons.items()}
        self.roots: dict[str, Roots] = {}
        self.ring: dict[str, int] = {}
        self.names: dict[str, str] = {}
        for number, ring in enumerate(_rings(self.given)):
            self.ring.update(dict.fromkeys(ring, number))
            if len(ring) == 1 and ring[0] not in (h.holder for h in self.given[ring[0]].holdings):
                self.roots[ring[0]] = self._of_one(ring[0])
            else:
                self._of_ring(sorted(ring))
        self.outside = _with_somebody_outside(self.given)

    def persons(self) -> dict[str, Person]:
        return {key: self._grouped(key, person) for key, person in self.given.items()}

    def _grouped(self, key: str, person: Person) -> Person:
        if not person.holdings:
            closed = person.no_other_owners and not _is_end(person)
            return replace(person, closed=True) if closed else person
        holdings = tuple(self._belonging(key, h) for h in person.holdings)
        closed = person.no_other_owners and key not in self.outside and not _is_end(person)
        return replace(person, holdings=holdings, closed=closed)

    def _belonging(self, key: str, h: Holding) -> Holding:
        of = self.roots[h.holder]
        own = ""
        if not h.dispersed and self.ring[h.holder] == self.ring[key] and not of.settled:
            certain = h.holder == key or of.certain in (self._id(key), self.roots[key].certain)
            own = "yes" if certain and not self.roots[key].settled else "may"
        called = next((self.names[root] for root in sorted(of.held) if root != self._id(h.holder)), "")
        return replace(h, ultimate=Ultimate(of.certain, of.held, of.possible, own, called))  # type: ignore[arg-type]

    # --- one person whose holders are all known -------------------------------------------------------------------------

    def _id(self, key: str) -> str:
        """Return the id of a person as one to whom others belong: governments of a country are one, and so are holders that are
        given by the same name and country only."""
        person = self.given[key]
        id = key
        if person.acts_for or (person.kind == "government" and person.incorporated_in):
            id = f"government of {person.acts_for or person.incorporated_in}"
        elif person.country_only and (name := normalize(person.name)) not in NOT_ONE:
            id = f"{name} [{person.country_only}]"
        self.names[id] = min(person.name, self.names.get(id, person.name))
        return id

    def _of_one(self, key: str) -> Roots:
        person, id = self.given[key], self._id(key)
        if person.kind == "natural_person" and _is_end(person) and not person.acts_for:
            # In two lists of owners one name may be one person's, and may be two's.
            return Roots(id, frozenset({id}), frozenset({id, f"somebody called {normalize(person.name)}"}))
        if _is_end(person) or person.acts_for:
            return Roots(id, frozenset({id}), frozenset({id}))
        if isinstance(person, Recorded) and person.branch_of:
            return self.roots[person.branch_of]
        return self._joined(key, id, [h for h in person.holdings if not h.dispersed])

    def _joined(self, key: str, id: str, holdings: Sequence[Holding]) -> Roots:
        """Return to whom a person belongs by `holdings`, whose holders are known; to itself where nobody controls it."""
        certain = self._majority(key, holdings)
        held = self._controllers(key, holdings)
        if certain:
            held |= {certain}
        possible = self._possible(key, id, holdings, certain)
        if len(held) > MOST:
            held, possible = frozenset(sorted(held)[:MOST]), None
        return Roots(certain or id, held or frozenset({id}), possible, certain is not None)

    def _majority(self, key: str, holdings: Iterable[Holding]) -> str | None:
        sums: dict[str, list[Holding]] = {}
        for h in holdings:
            if h.holder in self.roots and not h.power_excluded and not h.nominee:
                sums.setdefault(self.roots[h.holder].certain, []).append(self._at_least(key, h))
        return next((root for root, members in sums.items() if votes(members) > self.p.majority_pct), None)

    def _controllers(self, key: str, holdings: Sequence[Holding]) -> frozenset[str]:
        """Return all to whom those belong who control by a way of prong 4 that is not open: a right, votes, or the board."""
        person = self.given[key]
        known = [h for h in holdings if h.holder in self.roots and not h.power_excluded and not h.nominee]
        of = {id(h): self.roots[h.holder].held for h in known}
        linked = links_of(known, lambda h: of[id(h)])
        rivals: dict[str, list[Holding]] = {}
        for h in holdings:
            if h.holder in self.roots:
                rivals.setdefault(self.roots[h.holder].certain, []).append(self._at_least(key, h))
        has = {root: votes(members) for root, members in rivals.items()}
        unstated = not person.no_other_owners or any(h.voting_pct is None for h in holdings)
        hidden = 100 - sum(h.voting_pct or 0 for h in person.holdings) if unstated else 0.0
        controllers: set[str] = set()
        for root in dict.fromkeys(root for h in known for root in sorted(of[id(h)])):
            own = [h for h in known if root in of[id(h)]]
            block = {id(m): m for h in own for m in (closure(h, linked) if h.acts_in_concert_with else (h,))}.values()
            ids = {self.roots[h.holder].certain for h in block}
            others = max((has[other] for other in has if other not in ids), default=0.0)
            if self._control([self._at_least(key, h) for h in block], max(others, hidden)):
                controllers.add(root)
        return frozenset(controllers)

    def _control(self, block: Sequence[Holding], others: float) -> bool:
        share, p = votes(block), self.p
        seats = [h.board_seats for h in block if h.board_seats]
        if any(h.right for h in block) or share > p.majority_pct:
            return True
        if seats and 2 * sum(held for held, _ in seats) > max(of for _, of in seats):
            return True
        return bool(share >= p.dominant_minority_pct and share - others >= p.dominant_lead_pct)

    def _possible(self, key: str, id: str, holdings: Sequence[Holding], certain: str | None) -> frozenset[str] | None:
        """Return all to whom a person may belong, None where that may be anybody."""
        person = self.given[key]
        evidence = set(person.evidence) if isinstance(person, Recorded) else set()
        rest = 100 - votes(self._at_least(key, h) for h in person.holdings)
        if not certain and not person.no_other_owners and rest >= self.p.small_holding_pct:
            return None
        may = [
            h
            for h in holdings
            if certain is None or self.roots[h.holder].certain == certain or h.right or h.board_seats
        ]
        shares: dict[str, float] = {}
        anybody = 0.0
        for h in may:
            share = self._at_most(key, h, rest)
            if h.right or h.board_seats or h.nominee or h.holder in evidence:
                share = 100.0
            of = self.roots[h.holder].possible
            anybody += share if of is None or h.nominee else 0
            for root in of or ():
                shares[root] = shares.get(root, 0) + share
        floor = self.p.small_holding_pct
        if anybody >= floor or (anybody and any(s + anybody >= floor for s in shares.values())):
            return None
        roots = {root for root, share in shares.items() if share >= floor}
        return frozenset(roots if certain else roots | {id}) if len(roots) <= MOST else None

    def _at_least(self, key: str, h: Holding) -> Holding:
        person = self.given[key]
        bounds = person.ranges.get(h.holder) if isinstance(person, Recorded) else None
        return replace(h, voting_pct=bounds[0]) if bounds else h

    def _at_most(self, key: str, h: Holding, rest: float) -> float:
        person = self.given[key]
        bounds = person.ranges.get(h.holder) if isinstance(person, Recorded) else None
        return bounds[1] if bounds else max(0.0, rest) if h.voting_pct is None else h.voting_pct

    # --- a ring -------------------------------------------------------------------------------------------------------------

    def _of_ring(self, ring: Sequence[str]) -> None:
        """Find to whom those belong who hold each other: to who controls from outside, or to the ring, and then to anybody."""
        members = set(ring)
        within: dict[str, list[str]] = {key: [] for key in ring}
        direct = {key: [h for h in self.given[key].holdings if not h.dispersed] for key in ring}
        for key in ring:
            for h in direct[key]:
                if h.holder in members:
                    within[h.holder].append(key)
        waiting = list(ring)
        while waiting:
            moved = {}
            for key in dict.fromkeys(waiting):
                if key not in self.roots and (certain := self._majority(key, direct[key])):
                    moved[key] = Roots(certain, frozenset({certain}), None)
            self.roots |= moved
            waiting = [owned for key in sorted(moved) for owned in within[key]]
        open_ones = [key for key in ring if key not in self.roots]
        self._circles(open_ones, direct)
        self._dominated(ring, set(open_ones), direct, within)
        for key in ring:
            roots = self.roots[key]
            if roots.settled:
                outside = [h for h in direct[key] if h.holder not in members or self.roots[h.holder].settled]
                self.roots[key] = roots._replace(possible=self._possible(key, self._id(key), outside, roots.certain))

    def _circles(self, open_ones: Sequence[str], direct: Mapping[str, Sequence[Holding]]) -> None:
        """Let those whom nobody outside controls belong to who of the ring has their majority, or to the circle of them."""
        among = set(open_ones)
        above = {}
        for key in open_ones:
            majority = (
                h.holder
                for h in direct[key]
                if h.holder in among and (self._at_least(key, h).voting_pct or 0) > self.p.majority_pct
            )
            above[key] = next(majority, None)
        top: dict[str, str] = {}
        for key in open_ones:
            way: list[str] = []
            place: dict[str, int] = {}
            step: str | None = key
            while step is not None and step not in top and step not in place:
                place[step] = len(way)
                way.append(step)
                step = above[step]
            if step is None:
                root = self._id(way[-1])
            elif step in top:
                root = top[step]
            else:
                root = f"ring of {min(way[place[step] :])}"
                self.names.setdefault(root, self.given[min(way[place[step] :])].name)
            top |= dict.fromkeys(way, root)
        for key in open_ones:
            self.roots[key] = Roots(top[key], frozenset({top[key]}), None, settled=False)

    def _dominated(
        self,
        ring: Sequence[str],
        open_ones: set[str],
        direct: Mapping[str, Sequence[Holding]],
        within: Mapping[str, Sequence[str]],
    ) -> None:
        """Let those belong to somebody outside, too, who has what dominates without what the ring holds in itself."""
        held: dict[str, frozenset[str]] = {key: frozenset() for key in open_ones}
        waiting, inside = sorted(open_ones), {self.roots[key].certain for key in open_ones}
        while waiting:
            moved = []
            for key in dict.fromkeys(waiting):
                own = self.roots[key].certain
                voting = [
                    h
                    for h in direct[key]
                    if h.holder not in open_ones or held[h.holder] or self.roots[h.holder].certain != own
                ]
                fresh = self._controllers(key, voting) - inside
                if fresh - held[key] and len(held[key]) < MOST:
                    held[key] |= fresh
                    self.roots[key] = self.roots[key]._replace(held=held[key])
                    moved.append(key)
            waiting = sorted({owned for key in moved for owned in within[key] if owned in open_ones})


def _without_false_crowds(person: Person, persons: Mapping[str, Person]) -> Person:
    """Return a person without the word that a holder is many small ones where that holder has holders of its own."""
    if not any(h.dispersed and persons[h.holder].holdings for h in person.holdings):
        return person
    holdings = (
        replace(h, dispersed=False) if h.dispersed and persons[h.holder].holdings else h for h in person.holdings
    )
    return replace(person, holdings=tuple(holdings))


def _is_end(person: Person) -> bool:
    """Tell whether a chain of holders ends with a person: somebody, a government, or a holder given by its country."""
    return not person.holdings and (person.country_only is not None or person.kind != "organisation")


def _with_somebody_outside(persons: Mapping[str, Person]) -> set[str]:
    """Return those whose holders lead to an end: a chain's, a dispersed public, or owners of whom some are not known."""
    owned: dict[str, list[str]] = {}
    waiting = []
    for key, person in persons.items():
        for h in person.holdings:
            if not h.dispersed and (h.voting_pct != 0 or h.right or h.board_seats):
                owned.setdefault(h.holder, []).append(key)
        if _is_end(person) or not person.no_other_owners or any(h.dispersed for h in person.holdings):
            waiting.append(key)
    seen = set(waiting)
    for key in waiting:  # which grows on the way
        new = [other for other in owned.get(key, ()) if other not in seen]
        seen.update(new)
        waiting += new
    return seen


def _rings(persons: Mapping[str, Person]) -> Iterator[list[str]]:
    """Yield the persons, those who hold each other together, holders before whom they hold; after Tarjan, without recursion."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for start in persons:
        if start in number:
            continue
        path = [(start, iter(_holders(persons[start])))]
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while path:
            key, holders = path[-1]
            for holder in holders:
                if holder not in number:
                    number[holder] = low[holder] = len(number)
                    stack.append(holder)
                    on_stack.add(holder)
                    path.append((holder, iter(_holders(persons[holder]))))
                    break
                if holder in on_stack:
                    low[key] = min(low[key], number[holder])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[key])
                if low[key] == number[key]:
                    ring: list[str] = []
                    while not ring or ring[-1] != key:
                        ring.append(stack.pop())
                        on_stack.discard(ring[-1])
                    yield ring


def _holders(person: Person) -> list[str]:
    return [h.holder for h in person.holdings]

"""What holders have in a person, as the cell of a supplier list that says so: "Fjord Holding [NO] 51%, board 3/9"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from auditor.entities.ownership.graph import Graph
from policies.foreign_adversaries.persons import Holding, Person
from policies.foreign_adversaries.recorded import Recorded

_PLAIN = str.maketrans(";[]", ",()")
RIGHTS = {
    "largest": "largest",
    "dispersed": "dispersed",
    "special_share": "special share",
    "proxy": "proxy",
    "veto": "veto",
    "contract_control": "contract control",
    "casting_vote": "casting vote",
    "power_excluded": "power excluded",
    "nominee": "nominee",
}


def owners_cell(person: Person, graph: Graph, name_of: Callable[[str], str]) -> tuple[str, bool]:
    """Return the cell, and whether all holdings of the person are in it; `name_of` gives the name of an owner, by key.

    What registers record that is no holding of votes, seats, rights or money, as a consolidation in accounts, is not in it, nor
    is a share that a holder has only through others of the same company.
    """
    kept = [h for h in person.holdings if _is_a_holding(person, h)]
    cell = "; ".join(_entry(person, h, graph, name_of) for h in kept)
    return cell, len(kept) == len(person.holdings)


def plain_name(name: str) -> str:
    """Return a name without the signs that mean something in the cell."""
    return re.sub(r"\s+", " ", name.replace("%", " percent").translate(_PLAIN)).strip()


def _is_a_holding(person: Person, h: Holding) -> bool:
    if h.indirect:
        return False
    if not isinstance(person, Recorded):
        return True
    is_evidence = h.holder in person.evidence or h.holder in person.claimed_by or h.holder == person.branch_of
    return not (is_evidence or h.holder in person.indirect)


def _entry(person: Person, h: Holding, graph: Graph, name_of: Callable[[str], str]) -> str:
    bounds = person.ranges.get(h.holder) if isinstance(person, Recorded) else None
    share = _share(*(bounds or (h.voting_pct, h.voting_pct)))
    rights = [words for right, words in RIGHTS.items() if getattr(h, right)]
    if h.board_seats:
        rights.append(f"board {h.board_seats[0]}/{h.board_seats[1]}")
    if h.capital_pct is not None:
        rights.append(f"capital {_number(h.capital_pct)}%")
    if graph.persons[h.holder].country_only and graph.persons[h.holder].kind == "natural_person":
        rights.append("natural person")
    rights += [f"in concert with {plain_name(name)}" for name in h.acts_in_concert_with]
    return ", ".join([" ".join(filter(None, [name_of(h.holder), share])), *rights])


def _share(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    if high == 100 and low != high and low == math.nextafter(math.floor(low), 101.0):
        return f">{math.floor(low)}%"
    return f"{_number(low)}%" if low == high else f"{_number(low)}-{_number(high)}%"


def _number(share: float) -> str:
    """Return a share in full, and without an exponent, which no cell has."""
    text = str(share).removesuffix(".0")
    return f"{share:.15f}" if "e" in text else text

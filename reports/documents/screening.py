"""The contract of a screening: a supplier list screened for nexus, as plain values that every writer understands."""

from __future__ import annotations

from typing import TypedDict

from reports.documents.audit import Problem, Source, Step
from reports.documents.changes import Since

GROUPS = {"nexus": "Nexus", "ask": "To ask", "clean": "Clean"}
GROUP_MEANS = {
    "nexus": "owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
    "ask": "not known yet; the document that would settle it is named",
    "clean": "no person of the PRC or Russia, on what is on file",
}
STYLES = {"nexus": "prohibited", "ask": "review", "clean": "allowed"}
# The order of work; each rank is one of the answers, or a part of "to ask".
RANKS = {
    "nexus": "Nexus",
    "strong_lead": "Strong lead",
    "weak_lead": "Weak lead",
    "nothing_known": "Nothing known",
    "clean": "Clean",
}
RANK_MEANS = {
    "nexus": GROUP_MEANS["nexus"],
    "strong_lead": "what is on file of it, of a holder or of a like name leads to the PRC or Russia",
    "weak_lead": "only an address, a place, a script or a distant likeness leads to the PRC or Russia",
    "nothing_known": "nothing on file leads to the PRC or Russia; that clears nobody",
    "clean": GROUP_MEANS["clean"],
}
RANK_STYLES = {rank: STYLES.get(rank, STYLES["ask"]) for rank in RANKS}


class ScreenedCandidate(TypedDict):
    """A person whose name is like the one in the list; `about` says what is known of who is behind it, and from where."""

    key: str
    name: str
    of: str  # countries, or ""
    why: str
    about: str
    lead: str  # "strong" or "weak" where it is or may be a person of the PRC or Russia, else ""


class ScreenedLead(TypedDict):
    """What suggests a person of the PRC or Russia: `kind` is what it rests on, `strength` is "strong", "weak" or "" for what
    only says who somebody is."""

    kind: str
    strength: str
    words: str


class Holder(Step):
    """A holding in a supplier, or in one of its holders, by keys; `low` and `high` bound the percentage, None where unknown.

    `sourced` is false for general knowledge; `decisive` where the chain of the supplier goes through it.
    """

    owner_key: str
    owned_key: str
    low: float | None
    high: float | None
    sourced: bool
    decisive: bool


class Ultimate(TypedDict):
    """Who is behind a supplier in the end; `by` says how: "nexus", "lead" (it may be), or "holder" (of a majority, or
    the only one that is known)."""

    key: str
    name: str
    where: str
    by: str


class ScreenedSupplier(TypedDict):
    """One row of the list. `answer` is a key of GROUPS; `chain` leads up to who decides, or else to whom may be behind it.

    `standing` is how firmly the weakest reading is known that the answer rests on: settled, probable or open, None where it
    is to ask. `rank` is a key of RANKS, `order` the place in the order of work, from 1, and `rank_because` what to look at
    first. Rows with one `person` are the same person's. `names` are its other names on file, `listed_on`
    the `listings` without who says so, `holders` all holdings above it,
    each below the next, `more_holders` how many are left out; `ask` is the number of its group in `to_ask`, 0 for none.
    """

    place: str
    file: str
    number: str
    name: str
    country: str
    answer: str
    who: str | None
    key: str | None
    matched_by: str
    authority: list[str]
    prong: int | None
    because: str
    chain: list[Step]
    leads: list[str]
    as_of: str
    source: str
    listings: list[str]
    listed_on: list[str]
    candidates: list[ScreenedCandidate]
    documents: list[str]
    notes: list[str]
    standing: str | None
    rank: str
    rank_because: str
    order: int
    person: str
    names: list[str]
    leads_by_kind: list[ScreenedLead]
    holders: list[Holder]
    more_holders: int
    ultimate: Ultimate | None
    ask: int


class AskedSupplier(TypedDict):
    """A supplier in a group of those who are asked for the same: its rows, and the holders who are asked for it too."""

    name: str
    places: list[str]
    also_of: list[str]


class AskGroup(TypedDict):
    """Companies that are asked for the same documents, in the order of work; `number` counts from 1."""

    number: int
    documents: list[str]
    suppliers: list[AskedSupplier]


class Family(TypedDict):
    """Suppliers with the same person behind them in the end: their places in the list."""

    owner: Ultimate
    places: list[str]


class Screening(TypedDict):
    """A whole list screened; `expired` are sentences on snapshots that are older than was allowed.

    `suppliers` are in the order of the list, `counts` by answer, `ranks` by rank. `since` is what changed since an earlier one.
    """

    tool: str
    rule: str
    file: str
    sha256: str
    as_of: str
    exit_code: int
    counts: dict[str, int]
    ranks: dict[str, int]
    sources: list[Source]
    expired: list[str]
    suppliers: list[ScreenedSupplier]
    to_ask: list[AskGroup]
    families: list[Family]
    since: Since | None
    problems: list[Problem]

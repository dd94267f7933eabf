"""The contract of what changed for the suppliers of a list since an earlier screening."""

from __future__ import annotations

from typing import TypedDict

WHAT = {
    "supplier": "Supplier",
    "answer": "Answer",
    "rank": "Rank",
    "known_as": "Known as",
    "name": "Name",
    "listing": "Listed",
    "holder": "Holder",
    "lead": "Lead",
    "candidate": "May be",
}


class Change(TypedDict):
    """One change: `what` is a key of WHAT; `before` is "" for what is new, `now` for what is gone. `worse` is whether it gives
    somebody something to do: an answer or rank nearer to the PRC or Russia, a new listing, lead or candidate that leads there,
    a new supplier that is not clean."""

    what: str
    before: str
    now: str
    worse: bool


class ChangedSupplier(TypedDict):
    """A supplier with what changed for it; `place` is its row now, or before where it is gone. `answer` is that of now, or ""."""

    place: str
    name: str
    answer: str
    worse: bool
    changes: list[Change]


class Since(TypedDict):
    """What changed since the screening in `file`: `suppliers` are those with changes, what is worse first; `counts` how many
    rows are worse, changed otherwise, and as before. `sources_new` and `sources_gone` are snapshots that only one of the two
    rests on. With `only_news` the exit code of the screening, and its table, are of the changes alone."""

    file: str
    sha256: str
    tool: str
    as_of: str
    only_news: bool
    counts: dict[str, int]
    suppliers: list[ChangedSupplier]
    sources_new: list[str]
    sources_gone: list[str]

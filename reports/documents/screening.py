"""The contract of a screening: a supplier list screened for nexus, as plain values that every writer understands."""

from __future__ import annotations

from typing import TypedDict

from reports.documents.audit import Problem, Source, Step

GROUPS = {"nexus": "Nexus", "ask": "To ask", "clean": "Clean"}
GROUP_MEANS = {
    "nexus": "owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
    "ask": "not known yet; the document that would settle it is named",
    "clean": "no person of the PRC or Russia, on what is on file",
}
STYLES = {"nexus": "prohibited", "ask": "review", "clean": "allowed"}


class ScreenedCandidate(TypedDict):
    """A person whose name is like the one in the list; `about` says what is known of who is behind it, and from where."""

    key: str
    name: str
    of: str  # countries, or ""
    why: str
    about: str


class ScreenedSupplier(TypedDict):
    """One row of the list. `answer` is a key of GROUPS; `chain` leads up to who decides, or else to whom may be behind it.

    `standing` is how firmly the weakest reading is known that the answer rests on: settled, probable or open, None where it
    is to ask.
    """

    place: str
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
    candidates: list[ScreenedCandidate]
    documents: list[str]
    notes: list[str]
    standing: str | None


class Screening(TypedDict):
    """A whole list screened; `expired` are sentences on snapshots that are older than was allowed."""

    tool: str
    rule: str
    file: str
    sha256: str
    as_of: str
    exit_code: int
    counts: dict[str, int]
    sources: list[Source]
    expired: list[str]
    suppliers: list[ScreenedSupplier]
    problems: list[Problem]

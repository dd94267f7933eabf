"""The contract of a look-up: one name or identifier, who it is, who is like it, and what is known of each."""

from __future__ import annotations

from typing import TypedDict

from reports.documents.audit import Problem, Source
from reports.documents.screening import Holder, ScreenedLead

OUTCOMES = {
    "known": "is known",
    "general_knowledge": "is known by general knowledge only, which settles nothing",
    "alike": "is not known; names alike are",
    "nobody": "is not known, and no name alike is; that clears nobody",
}


class Called(TypedDict):
    """A name with its kind (legal, native, former, alias, trading ...), or an identifier with its scheme."""

    kind: str
    text: str


class LookedUpPerson(TypedDict):
    """What is known of a person; `why` is why it is the one asked for or may be, `nexus` None where that is not known.

    `places` are its countries by what they are to it, `holders` all holdings above it, the nearest first; `source` says where
    it is on file.
    """

    key: str
    name: str
    why: str
    nexus: bool | None
    because: str
    places: dict[str, str]
    names: list[Called]
    identifiers: list[Called]
    holders: list[Holder]
    more_holders: int
    listings: list[str]
    source: str


class Lookup(TypedDict):
    """One look-up: `outcome` is a key of OUTCOMES, `persons` who it is, `alike` who it may be; `leads` are of who it is.

    `identifiers` is as what the text was read, by scheme, where it is an identifier.
    """

    tool: str
    rule: str
    query: str
    identifiers: dict[str, str]
    as_of: str
    exit_code: int
    outcome: str
    persons: list[LookedUpPerson]
    alike: list[LookedUpPerson]
    leads: list[ScreenedLead]
    notes: list[str]
    sources: list[Source]
    expired: list[str]
    problems: list[Problem]

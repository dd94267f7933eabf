"""Whom an SPDX supplier or originator names, in SPDX's syntax and in what people write in its place."""

from __future__ import annotations

import re

import msgspec

from bom_parsers.bom import is_no_party
from bom_parsers.errors import quoted
from bom_parsers.persons import FORMAL, named_persons

# Build systems write their own name as supplier of all they build: that is nobody's statement of who made it.
BUILD_SYSTEMS = frozenset({"openembedded", "openembedded-core", "yocto", "yocto project", "buildroot", "ptxdist"})
ACTOR = re.compile(r"\s*(organi[sz]ation|person|tool)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


class Person(msgspec.Struct, gc=False, frozen=True):
    """Whom a supplier or originator names (`name` null: nobody), and what is odd about how it is written."""

    name: str | None
    scheme: str | None = None
    identifier: str | None = None
    url: str | None = None
    kind: str = ""  # of the problem, with its severity and its words
    severity: str = ""
    oddity: str = ""


NOBODY = Person(None)


def nobody(text: str) -> Person:
    """Return nobody for words that name nobody and are not SPDX's own for it."""
    return Person(None, kind="no-party", severity="info", oddity=f"{quoted(text, 60)} names nobody; no party")


def person_of(text: str) -> Person:
    """Read "Organization: Name (mail)" or "Person: Name (mail)", and what people write in its place."""
    if text.strip().casefold() in FORMAL:
        return NOBODY
    match = ACTOR.fullmatch(text)
    if not match and is_no_party(text):
        return nobody(text)
    oddity = "" if match else f"{quoted(text)} lacks 'Organization:' or 'Person:'"
    if match and match[1].lower() == "tool":
        return Person(
            None, kind="no-party", severity="warning", oddity=f"{quoted(text)} is a tool, not a person; no party"
        )
    name = (match[2] if match else text).strip()
    if len(named_persons(name)) > 1:
        return Person(name, kind="odd-party", severity="info", oddity=f"{quoted(text)} names several")
    scheme = identifier = url = None
    opened = max(name.rfind("("), name.rfind("<"))
    contact = name[opened + 1 : -1].strip() if opened >= 0 and name[-1] in ")>" else None
    # "Nordhafen (Shanghai)" is a name: only an address or nothing between the brackets is not part of it.
    if contact is not None and (not contact or "@" in contact or "://" in contact):
        name = name[:opened].strip()
        if "@" in contact:
            scheme, identifier = "email", contact
        else:
            url = contact or None
    elif name.endswith("("):
        name, oddity = name[:-1].strip(), f"{quoted(text)} has a bracket that is never closed"
    if is_no_party(name):
        if identifier is None:
            return nobody(text) if name.casefold() not in FORMAL else NOBODY
        return Person(
            None, kind="no-party", severity="warning", oddity=f"{quoted(text)} has an address but no name; no party"
        )
    if name.casefold() in BUILD_SYSTEMS:
        return Person(
            None,
            kind="no-party",
            severity="info",
            oddity=f"{quoted(text)} is the build system, not who made or sold it; no party",
        )
    return Person(name, scheme, identifier, url, *(("odd-party", "info", oddity) if oddity else ()))

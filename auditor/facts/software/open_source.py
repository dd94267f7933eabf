"""Whether a license field says that the source is open to all its users, by the OSI and FSF marks of the SPDX license list.

The rule leaves out software whose source is available "for use, study, re-use, modification, enhancement, and re-distribution
by the users" (791.301). A mark proves that; that a license has none proves nothing, so that the answer has three values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

# What says that nobody said anything (NOASSERTION), or that there is no license at all (NONE).
NO_LICENSE = frozenset({"", "noassertion", "none"})
LONGEST = 2_000  # characters; a longer entry is a license's whole text, not its name
SHOWN = 5  # of them that a sentence names
MOST = 50  # names; a list of more of them is text, too
# One name, and no list, choice or denial: "LicenseRef-Acme-Proprietary", "Acme Proprietary License".
_ONE_NAME = re.compile(r"(?i)(?!.*\b(?:and|or|with|non|not|no)\b)[\w .()+-]{1,80}")
_ADDRESS = re.compile(r"(?i)https?://|www\.")
_MARKED = {"OSI": "OSI-approved", "FSF": "FSF-free"}


@dataclass(frozen=True)
class Openness:
    """What licenses say: `open` to all users, not (False), or nothing that decides it (None), and `because` in words."""

    open: bool | None
    because: str


def read_licenses(licenses: Sequence[str]) -> Openness:
    """Return whether software under all of `licenses` is open source, and why.

    An entry is an SPDX identifier, an expression, the full name of a license or the address of its text. Of licenses joined
    by AND, or listed, all must be open; of those joined by OR, one: whoever also sells another license still offers that one
    to everybody. A LicenseRef, a commercial term, a free name that could mean several licenses and no license are None; a
    name that says so, as "Proprietary" does, is closed.
    """
    return _all([_entry(text.strip()) for text in licenses])


@lru_cache(maxsize=10_000)
def _entry(text: str) -> Openness:
    """Return what one entry says: a name or identifier, else an expression, else a list of them, of which all count."""
    if len(text) > LONGEST:
        return _unknown(text)
    openness = _known(text) or _expression(text)
    if openness:
        return openness
    parts = [part.strip() for part in re.split(r"[,;/|]", text) if part.strip()]
    if parts in ([], [text]) or len(parts) > MOST or _ADDRESS.match(text):
        return _unknown(text)
    return _all([_known(part) or _expression(part) or _unknown(part) for part in parts])


@lru_cache(maxsize=10_000)
def _expression(text: str) -> Openness | None:
    """Return what an SPDX expression says, null for what is none: a single word is one, prose with an "or" in it is not.

    The library that parses it refuses some texts, "()" among them, by errors of many types of its own: they are none, either.
    """
    from license_expression import Licensing  # type: ignore[import-untyped]

    grammar = Licensing()
    try:
        tree = grammar.parse(text)
        if any(" " in word and not _known(word) for word in grammar.license_keys(tree)):
            return None
        return _tree(tree, grammar)
    except RecursionError:
        return Openness(None, "the license expression is nested too deep to read")
    except Exception:
        return None


def _tree(node: Any, grammar: Any) -> Openness:
    """Return what a parsed expression says."""
    if isinstance(node, grammar.AND):
        return _all([_tree(part, grammar) for part in node.args])
    if isinstance(node, grammar.OR):
        return _any([_tree(part, grammar) for part in node.args])
    exception = getattr(node, "exception_symbol", None)
    if exception is None:
        return _license(node.key)
    base, name = _license(node.license_symbol.key), exception.key
    if base.open and name.casefold() in _list().exceptions:
        return Openness(True, f"{base.because}, and {name} only adds permissions")
    # An unknown addition may take away what the license gives, and a known one may give what it refuses.
    return base if base.open is None else Openness(None, f"{name} is no exception of the SPDX list")


def _license(word: str) -> Openness:
    """Return what one license of an expression says; "+" offers later versions besides."""
    openness = _known(word)
    if not openness and word.endswith("+"):
        openness = _known(word[:-1])
        openness = openness if openness and openness.open else None
    return openness or _unknown(word)


def _known(text: str) -> Openness | None:
    """Return what a single license says that the list has, by identifier, name or address; null for any other text."""
    listed = _list()
    if text.casefold() in NO_LICENSE:
        return _unknown(text)
    same = listed.same_as.get(text.casefold()) or listed.expressions.get(normalize(text))
    if same:
        openness = _expression(same) or _unknown(text)
        return Openness(openness.open, f"{text} is {same}: {openness.because}")
    restriction = listed.restricted.get(text.casefold())
    if restriction:
        return Openness(False, f"{text} allows {restriction}")
    if normalize(text) in listed.closed or (_ONE_NAME.fullmatch(text) and listed.closed_words.search(text)):
        return Openness(False, f"{text} is the name of a license without open source")
    id = listed.ids.get(text.casefold()) or listed.names.get(normalize(text)) or _of_address(text)
    if id is None:
        return None
    called = id if id.casefold() == text.casefold() else f"{text} is {id}, which"
    return Openness(True, f"{called} is {' and '.join(_MARKED[mark] for mark in listed.marks[id])}")


def _of_address(text: str) -> str | None:
    """Return the license whose text stands at an address, null if it is none of the list."""
    if not _ADDRESS.match(text):
        return None
    bare = re.sub(r"^https?://", "", text.casefold()).removeprefix("www.")
    bare = re.sub(r"(\.html?|\.txt|\.php)?/?$", "", bare)
    listed = _list()
    return listed.addresses.get(bare) or listed.ids.get(bare.removeprefix("spdx.org/licenses/"))


def _unknown(text: str) -> Openness:
    if text.casefold() in NO_LICENSE:
        return Openness(None, "no license is stated")
    return Openness(None, f"{text[:60]}{'...' if len(text) > 60 else ''} has no mark of the OSI or the FSF")


def _all(readings: Sequence[Openness]) -> Openness:
    """Return what several licenses say that all apply: the weakest, None standing between True and False."""
    if not readings:
        return _unknown("")
    return _weighed(readings, (False, None, True))


def _any(readings: Sequence[Openness]) -> Openness:
    """Return what several licenses say of which the user chooses: the strongest."""
    strongest = _weighed(readings, (True, None, False))
    return Openness(True, f"offered under a choice: {strongest.because}") if strongest.open else strongest


def _weighed(readings: Sequence[Openness], order: Sequence[bool | None]) -> Openness:
    value = next(value for value in order if any(reading.open is value for reading in readings))
    because = dict.fromkeys(reading.because for reading in readings if reading.open is value)
    more = f"; and {len(because) - SHOWN} more" if len(because) > SHOWN else ""
    return Openness(value, "; ".join(list(because)[:SHOWN]) + more)


@dataclass(frozen=True)
class _List:
    """The marked licenses: identifiers and their casefolded forms, normalized names, addresses; and the restricted ones."""

    marks: Mapping[str, Sequence[str]]
    ids: Mapping[str, str]
    names: Mapping[str, str]
    same_as: Mapping[str, str]
    expressions: Mapping[str, str]
    addresses: Mapping[str, str]
    restricted: Mapping[str, str]
    closed: frozenset[str]
    closed_words: re.Pattern[str]
    exceptions: frozenset[str]


@cache
def _list() -> _List:
    table = tomllib.loads((files("auditor.facts.software") / "spdx_licenses.toml").read_text("utf-8"))
    licenses = table["licenses"]
    return _List(
        marks={id: entry["marks"] for id, entry in licenses.items()},
        ids={id.casefold(): id for id in licenses},
        names={normalize(name): id for id, entry in licenses.items() for name in entry.get("names", ())},
        same_as=_folded(table["same_as"].items()),
        expressions={normalize(name): expression for name, expression in table["names_of_expressions"].items()},
        addresses=_folded(table["addresses"].items()),
        restricted=_folded((id, words) for words, ids in table["restricted"].items() for id in ids),
        closed=frozenset(normalize(name) for name in table["closed"]["names"]),
        closed_words=re.compile(rf"(?i)(?<![a-z])(?:{'|'.join(table['closed']['words'])})(?![a-z])"),
        exceptions=frozenset(id.casefold() for id in table["exceptions"]["only_add"]),
    )


def _folded(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {key.casefold(): value for key, value in pairs}


def normalize(name: str) -> str:
    """Return a license's name without what its writers vary: case, punctuation, "the", "version" and the spelling of license."""
    plain = re.sub(r"\bv(?:ersion)?\b[.]?|\bv(?=\d)", " ", name.casefold().replace("licence", "license"))
    words = [word.rstrip(".") for word in re.findall(r"[\w.+*]+", plain)]
    return " ".join(word for word in words if word and word != "the")

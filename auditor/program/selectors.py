"""Which components a statement is about: by purl, part number, name, version, maker, item or ref.

One selector serves determinations, the tables [[item.component]] and the authorizations of a program. Every key given must
match; outer blanks never count. `name`, `version`, `item` and `ref` match the same text only. `mpn` matches without regard to
case, and hardware without a part number by its name, where tables have the number then; in a determination "*" stands for
anything. `purl` matches the package that the package-url specification makes of both texts, in any version and with any
qualifiers unless it names them; what is no package URL matches the same text only, so that a component can be selected
whatever its BOM made of its purl. `versions` matches a range; a version that has no order is not picked. `maker` matches
where that one alone is named as having made it: a BOM gives its rows the numbers that it likes, and its maker's name binds
what is stated to the part that was meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from auditor.entities.names.normal import normalize
from bom_parsers.errors import quoted

SELECTORS = ("purl", "mpn", "name", "version", "versions", "maker", "item", "ref")
NAMING = ("purl", "mpn", "name", "ref")  # a selector needs one of these; the others narrow it
LONGEST = 500  # characters of a version that has an order
_EXACT = ("name", "version", "ref")
Makers = Sequence[tuple[str, ...]]  # who made a component by its BOM, each by the names that this one goes by
_PART = re.compile(r"(>=|<=|>|<|==|=|)\s*([^\s<>=*]+)")


class SelectorError(ValueError):
    """A selector that cannot be used: at `key` there is `found`, `expected` was expected, and `remedy` says what to do."""

    def __init__(self, key: str, found: str, expected: str, remedy: str) -> None:
        self.key, self.found, self.expected, self.remedy = key, found, expected, remedy
        super().__init__(f"{key}: found {found}; expected {expected}; {remedy}")


@dataclass(frozen=True)
class Purl:
    """A package URL in its parts: `base` is type, namespace and name; `qualifiers` are "arch=arm64" and the like.

    Of a text that is no package URL, `base` is the text as written and `malformed` is true: only the same text matches it.
    """

    base: str
    version: str | None = None
    qualifiers: frozenset[str] = frozenset()
    malformed: bool = False

    def matches(self, package: Purl) -> bool:
        """Tell whether `package` is this one, in the version and with the qualifiers that this one names."""
        return (
            (self.base, self.malformed) == (package.base, package.malformed)
            and self.version in (None, package.version)
            and self.qualifiers <= package.qualifiers
        )


@dataclass(frozen=True)
class Range:
    """A range of versions such as ">=1.2,<2" or "1.2|1.3", or "*": alternatives, each of comparisons that must all hold."""

    words: str
    alternatives: tuple[tuple[tuple[str, str], ...], ...]

    def has(self, version: str | None) -> bool | None:
        """Tell whether a version lies in the range; None where it cannot be told, as for 1.1.1k: letters have no order."""
        answers = [self._fits(comparisons, version) for comparisons in self.alternatives]
        return True if True in answers else None if None in answers else False

    @staticmethod
    def _fits(comparisons: tuple[tuple[str, str], ...], version: str | None) -> bool | None:
        answers = [_compared(version, *comparison) for comparison in comparisons]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True)
class Selector:
    """What picks components: every key given must match. `keys` are the keys as written, for those who read about it."""

    keys: Mapping[str, str]
    purl: Purl | None = None
    mpn: tuple[str, ...] = ()  # what stands between the wildcards
    range: Range | None = None

    def __str__(self) -> str:
        return ", ".join(f"{key} {quoted(value)}" for key, value in self.keys.items())

    @property
    def narrow(self) -> bool:
        """Tell whether it names a version or an item, so that it means no more than it picks."""
        return any(key in self.keys for key in ("version", "item")) or self.versioned

    @property
    def versioned(self) -> bool:
        return bool(self.range and self.range.alternatives != ((),)) or bool(self.purl and self.purl.version)

    @property
    def hint(self) -> str:
        """Return what may be wrong with a selector that picks nothing, to be added to the sentence that says so."""
        if self.purl and self.purl.malformed:
            return "; the purl is not a package URL such as pkg:npm/name@1.2, and matches the same text only"
        if "maker" in self.keys:
            return "; a maker matches where the BOM names that one alone"
        return "; only mpn takes *" if "*" in self.keys.get("name", "") else ""

    def not_comparable(self, versions: str) -> str:
        """Return the sentence that says which versions its range has no answer for."""
        wanted = quoted(self.keys.get("versions", ""))
        return f"not comparable with {wanted}, so not picked: {versions}; name each version in a selector of its own"

    def names(self, code: str) -> bool:
        """Tell whether it names an order code, whatever the row that it picks has beside that."""
        sought = _letters(code)
        texts = [_letters(self.keys[key]) for key in ("mpn", "name", "purl") if key in self.keys]
        return any(text and (text in sought or sought in text) for text in texts)

    @property
    def is_wild(self) -> bool:
        return "*" in self.keys.get("mpn", "")

    def picks(self, item: str, row: Mapping[str, Any], makers: Makers = ()) -> bool | None:
        """Tell whether it picks a component, a row of a BOM of `item` by these `makers`; None where only the order of versions
        is not known."""
        if "item" in self.keys and self.keys["item"] != item.strip():
            return False
        if "maker" in self.keys and not is_by(self.keys["maker"], makers):
            return False
        if any(key in self.keys and self.keys[key] != (row[key] or "").strip() for key in _EXACT):
            return False
        if self.mpn and not _fits(self.mpn, part_number(row)):
            return False
        if not self.purl and not self.range:
            return True
        package = purl(row["purl"]) if row["purl"] else None
        if self.purl and not (package and self.purl.matches(package)):
            return False
        return self.range.has(row["version"] or (package.version if package else None)) if self.range else True


@dataclass(frozen=True)
class Meant:
    """Of whose part a statement is: the `persons` that it names as having to do with it, and whether it is `bound` to the maker
    that its selector names."""

    persons: tuple[str, ...]
    bound: bool = False

    def means(self, names: Iterable[str]) -> bool:
        """Tell whether a part is meant that somebody who goes by these names has to do with."""
        return self.bound or not set(map(normalize, self.persons)).isdisjoint(map(normalize, names))


def selector(table: Any, *, needs: Sequence[str] = NAMING, wild: bool = True) -> Selector:
    """Return the selector that a table of SELECTORS describes; raises SelectorError for anything else.

    One key of `needs` must be there; `wild` is whether "*" may stand for anything in a part number.
    """
    if not isinstance(table, dict) or not table:
        raise SelectorError(
            "", quoted(table), "what to select", f"write select = {{ ... }} with {', '.join(SELECTORS)}"
        )
    for key, value in table.items():
        if key not in SELECTORS:
            near = difflib.get_close_matches(key, SELECTORS, 1, 0.0)[0]
            found = f"the unknown key {quoted(key)} in select"
            raise SelectorError(key, found, f"one of {', '.join(SELECTORS)}", f"did you mean {quoted(near)}?")
        if not isinstance(value, str) or not value.strip():
            raise SelectorError(
                key, f"{quoted(value)} for {quoted(key)}", "a text that is not blank, in quotes", "write it in quotes"
            )
    keys = {key: value.strip() for key, value in table.items()}
    if not any(key in keys for key in needs):
        raise SelectorError("", f"only {', '.join(keys)}", f"one of {', '.join(needs)}", "say which component is meant")
    package = purl(keys["purl"]) if "purl" in keys else None
    if "versions" in keys and ("version" in keys or (package and package.version)):
        found = "two versions" if "version" in keys else "'versions' beside a purl with a version"
        raise SelectorError("versions", found, "one", "leave one of them out")
    return Selector(
        keys=keys,
        purl=package,
        mpn=_pattern(keys["mpn"], wild) if "mpn" in keys else (),
        range=_range(keys["versions"]) if "versions" in keys else None,
    )


def is_by(maker: str, makers: Makers) -> bool:
    """Tell whether all makers of a component, of whom there is one at least, are the one of this name."""
    wanted = normalize(maker)
    return bool(makers) and all(wanted in map(normalize, names) for names in makers)


def part_number(row: Mapping[str, Any]) -> str:
    """Return the part number of a row as it is compared; of hardware without one its name, where tables have the number then."""
    return plain_mpn(row["mpn"] or (row["name"] if row.get("kind") in (None, "hardware") else None))


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def plain_mpn(text: str | None) -> str:
    """Return a part number as it is compared: without case and outer blanks, which BOMs vary."""
    return (text or "").strip().casefold()


def version_of(row: Mapping[str, Any]) -> str:
    """Return the version of a row and what has it, in words."""
    return f"{row['version'] or 'no version'} of {row['name'] or row['mpn'] or row['ref']}"


@lru_cache(maxsize=100_000)
def purl(text: str) -> Purl:
    """Return a package URL in its parts, spelled as the rules of its type have it; of another text no more than itself."""
    from packageurl import PackageURL

    scheme, colon, rest = text.strip().partition(":")
    try:
        url = PackageURL.from_string(f"{scheme.casefold()}{colon}{rest}")
    except ValueError:
        return Purl(text.strip(), malformed=True)
    base = "/".join(part for part in (url.type, url.namespace, url.name) if part)
    return Purl(base, url.version or None, frozenset(f"{key}={value}" for key, value in url.qualifiers.items()))


@lru_cache(maxsize=10_000)
def numbers(version: str | None) -> tuple[int, ...] | None:
    """Return the numbers of a version such as 1.2.0 or v1.2, zeros at the end left out; null for any other spelling, and for one
    of more than LONGEST characters."""
    text = (version or "").strip().casefold()
    match = re.fullmatch(r"v?([0-9]{1,18}(?:\.[0-9]{1,18})*)", text) if len(text) <= LONGEST else None
    if not match:
        return None
    parts = [int(part) for part in match[1].split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _pattern(text: str, wild: bool) -> tuple[str, ...]:
    if not wild and "*" in text:
        expected = "a part number without *, which only a determination takes"
        remedy = "name each part; where * is part of the number, select it by name or ref"
        raise SelectorError("mpn", quoted(text), expected, remedy)
    if not text.strip("* "):
        expected = "a part number, or its beginning and *"
        raise SelectorError("mpn", quoted(text), expected, "name the parts that are meant")
    return tuple(plain_mpn(text).split("*"))


def _fits(pattern: tuple[str, ...], text: str) -> bool:
    """Tell whether a text is these pieces with anything between them; in one pass, for a BOM's text can be long."""
    first, *middle = pattern
    if not middle:
        return text == first
    last = middle.pop()
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        start = text.find(piece, at, end)
        if start < 0:
            return False
        at = start + len(piece)
    return True


def _range(text: str) -> Range:
    if text == "*":
        return Range(text, ((),))
    alternatives = []
    for alternative in text.split("|"):
        matches = [_PART.fullmatch(part.strip()) for part in alternative.split(",")]
        comparisons = tuple((match[1].replace("==", "=") or "=", match[2]) for match in matches if match)
        ordered = all(operator == "=" or numbers(version) is not None for operator, version in comparisons)
        alone = len(comparisons) == 1 or all(operator != "=" for operator, _ in comparisons)
        if None in matches or not ordered or not alone:
            expected = 'a range of numbers such as ">=1.2,<2", alternatives such as "1.2|1.3", or "*"'
            raise SelectorError("versions", quoted(text), expected, "correct it, or name each version")
        alternatives.append(comparisons)
    return Range(text, tuple(alternatives))


def _compared(version: str | None, operator: str, bound: str) -> bool | None:
    if version is None:
        return None
    if version == bound and operator in ("=", ">=", "<="):
        return True
    mine, other = numbers(version), numbers(bound)
    if operator == "=":
        return mine is not None and mine == other
    if mine is None or other is None:
        return None
    return {">=": mine >= other, "<=": mine <= other, ">": mine > other, "<": mine < other}[operator]

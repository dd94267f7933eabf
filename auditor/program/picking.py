"""What selectors pick: found by the words of a component, however many selectors there are, and counted for those who read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from auditor.entities.names.normal import normalize
from auditor.program.selectors import Selector, part_number, plain_mpn, purl
from reports.words import count

SHOWN = 3  # parts, makers or versions that a report names

T = TypeVar("T")


class BySelector(Generic[T]):
    """Things by what their selectors look for, so that a component is compared with few of them."""

    def __init__(self, things: Iterable[tuple[Selector | None, T]]) -> None:
        self._by_key: dict[tuple[str, str], list[tuple[int, T]]] = {}
        for number, (select, thing) in enumerate(things):
            self._by_key.setdefault(_key(select), []).append((number, thing))

    def of(self, row: Mapping[str, Any]) -> Sequence[T]:
        """Return those whose selectors may pick a component, in their order; one without a selector may pick any."""
        if not self._by_key:
            return ()
        numbered = [pair for key in dict.fromkeys(_row_keys(row)) for pair in self._by_key.get(key, ())]
        return [thing for _, thing in sorted(numbered, key=lambda pair: pair[0])]


@dataclass
class Picked:
    """What a selector has picked so far: distinct parts, their makers, and versions of parts, each as it is called."""

    parts: dict[str, str] = field(default_factory=dict)
    makers: dict[str, str] = field(default_factory=dict)
    versions: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any], makers: Iterable[str]) -> None:
        """Count a component, a row of a BOM, by these makers."""
        part, name = part_of(row)
        self.parts.setdefault(part, name)
        version = row["version"] or ""
        self.versions.setdefault((part, version), version or "no version")
        for maker in makers:
            self.makers.setdefault(normalize(maker), maker)

    @property
    def several(self) -> bool:
        """Tell whether that is more than one part, or by more than one maker."""
        return len(self.parts) > 1 or len(self.makers) > 1

    @property
    def words(self) -> str:
        """Return how much it is, such as "2 parts by 3 makers"."""
        return count(len(self.parts), "part") + (f" by {count(len(self.makers), 'maker')}" if self.makers else "")

    @property
    def named(self) -> str:
        """Return the first names of what there are several of: parts, or else makers."""
        return some(list((self.parts if len(self.parts) > 1 else self.makers).values()))


def broad(select: Selector, picked: Picked) -> str:
    """Return how much a selector picked, where that may be more than is meant: several parts or makers, or by a range several
    versions; "" for one thing."""
    if picked.several:
        return f"{select} picks {picked.words}: {picked.named}; if not all are meant, add item, version or maker"
    if len(picked.versions) > 1 and select.range:
        versions = some(list(picked.versions.values()))
        return f"{select} picks {picked.words} in {count(len(picked.versions), 'version')}: {versions}"
    return ""


def breadth_severity(select: Selector, picked: Picked) -> str:
    """Return how grave that is: only told where a selector names a version or an item, and one maker made what it picks."""
    return (
        "info" if not picked.several or (select.narrow and len(picked.makers) < 2 and not select.is_wild) else "warning"
    )


def some(names: Sequence[str]) -> str:
    """Return the first of these names, and how many there are beside."""
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def called(row: Mapping[str, Any]) -> str:
    """Return the name of a component, or what stands for one."""
    return str(row["name"] or row["mpn"] or row["ref"])


def _key(select: Selector | None) -> tuple[str, str]:
    """Return under which word of a component a selector is looked up; wildcards, items and none at all under none."""
    if select is None:
        return "", ""
    if select.purl:
        return "purl", select.purl.base
    if select.mpn and not select.is_wild:
        return "mpn", select.mpn[0]
    return next(((key, select.keys[key]) for key in ("ref", "name") if key in select.keys), ("", ""))


def _row_keys(row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if row["purl"]:
        yield "purl", purl(row["purl"]).base
    if number := part_number(row):
        yield "mpn", number
    yield "ref", (row["ref"] or "").strip()
    yield "name", (row["name"] or "").strip()
    yield "", ""


def part_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return what makes a part the same part whatever its version, and how it is called."""
    if row["mpn"]:
        return f"mpn {plain_mpn(row['mpn'])}", row["mpn"]
    package = purl(row["purl"]) if row["purl"] else None
    if package and not package.malformed:  # a text that is none has the version in it, or anything
        return f"purl {package.base}", package.base
    return f"{row['group']} {row['name']}", called(row)

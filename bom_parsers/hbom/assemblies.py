"""The tree of assemblies in a table of parts: from a column of levels (1, ..2) or of item numbers (1.2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# Where a part stands, (1, 2, 3) for item 1.2.3 and as many noughts for a level, and its ref.
Place = tuple[tuple[int, ...], str]


class Part(NamedTuple):
    """A part with the row it stands in, counted from 0, and what its row says of its level and item number."""

    row: int
    ref: str
    level: str | None
    item: str | None


def parents(parts: Iterable[Part], tree: list[Place]) -> list[str | None]:
    """Return for each part the ref of the assembly it belongs to; `tree` are the open assemblies, and is carried on."""
    assemblies: list[str | None] = []
    for part in parts:
        place = place_of(part)
        if place is None:
            assemblies.append(None)
            continue
        while tree and not (len(tree[-1][0]) < len(place) and place[: len(tree[-1][0])] == tree[-1][0]):
            tree.pop()
        assemblies.append(tree[-1][1] if tree else None)
        tree.append((place, part.ref))
    return assemblies


def place_of(part: Part) -> tuple[int, ...] | None:
    """Return where a part stands; None where its row does not say."""
    depth = re.fullmatch(r"[\s.\-+>]*(\d{1,3})", part.level.strip()) if part.level else None
    if depth:
        return (0,) * int(depth[1])
    text = (part.level or part.item or "").strip()
    numbered = re.fullmatch(r"\d{1,9}(?:\.\d{1,9})*", text)
    return tuple(int(number) for number in text.split(".")) if numbered else None

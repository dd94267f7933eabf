"""Persons and licenses of SPDX 3 that share an id: each counts, for whoever refers to one may mean any of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.v3.elements import AGENTS, Element

LICENSES = ("simplelicensing_", "expandedlicensing_")


def add_repeats(
    placed: Iterable[tuple[Element, str]], by_id: dict[str, Element], problems: Rows
) -> dict[str, list[str]]:
    """Return for each id of several persons or licenses that differ the keys of all but the first one.

    These are added to `by_id` under their keys, and each id is a problem. `placed` are the elements with their pointers.
    """
    groups: dict[str, list[tuple[Element, str]]] = {}
    for element, pointer in placed:
        if element.type in AGENTS or element.type.startswith(LICENSES):
            for one in {element.spdx_id, element.node_id} - {""}:
                groups.setdefault(one, []).append((element, pointer))
    keys: dict[str, list[str]] = {}
    for id, group in groups.items():
        differing = list({content(element): (element, pointer) for element, pointer in reversed(group)}.values())[::-1]
        others = [both for both in differing if both[0] is not by_id.get(id)]
        if len(differing) < 2:
            continue
        for element, _ in others:
            key = f"{id} ({len(keys.setdefault(id, [])) + 2})"
            by_id.setdefault(key, element)
            keys[id].append(key)
        names = " and ".join(quoted(one.name or one.license_expression or one.type, 60) for one, _ in differing[:3])
        message = (
            f"{counted(len(differing), 'element has', 'elements have')} the id {quoted(id, 60)}: {names}; each counts"
        )
        problems.add(kind="repeated-ref", severity="warning", message=message, pointer=differing[1][1])
    return keys


def content(element: Element) -> bytes:
    """Return what an element says of whom or what it is, and not who wrote so."""
    return msgspec.json.encode(
        msgspec.structs.replace(
            element, spdx_id="", node_id="", creation_info="", comment="", summary="", description=""
        )
    )

"""Elements of SPDX 3 that share an id. Persons and licenses each count, for whoever refers to one may mean any of them; of others
the first one counts."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.v3.elements import AGENTS, Element

LICENSES = ("simplelicensing_", "expandedlicensing_")
EACH_READ = frozenset({"CreationInfo", "Annotation"})  # whatever their ids


def add_repeats(
    placed: Iterable[tuple[Element, str]], by_id: dict[str, Element], problems: Rows
) -> dict[str, list[str]]:
    """Return for each id of several persons or licenses that differ the keys of all but the first one.

    These are added to `by_id` under their keys. Each id of elements that differ is a problem, but of packages alone, which are
    told apart where they get their references, and of relationships. `placed` are the elements with their pointers.
    """
    groups: dict[str, list[tuple[Element, str]]] = {}
    for element, pointer in placed:
        for one in {element.spdx_id, element.node_id} - {""}:
            groups.setdefault(one, []).append((element, pointer))
    keys: dict[str, list[str]] = {}
    for id, group in groups.items():
        if len(group) < 2:
            continue
        differing = list({content(element): (element, pointer) for element, pointer in reversed(group)}.values())[::-1]
        if len(differing) < 2 or all(element.is_package or is_each_read(element) for element, _ in differing):
            continue
        alike = all(is_counted(element) for element, _ in differing)
        for element in (element for element, _ in differing if alike and element is not by_id.get(id)):
            key = f"{id} ({len(keys.setdefault(id, [])) + 2})"
            by_id.setdefault(key, element)
            keys[id].append(key)
        shown = " and ".join(shown_as(element) for element, _ in differing[:3])
        held = counted(len(differing), "element has", "elements have")
        message = f"{held} the id {quoted(id, 60)}: {shown}; {'each' if alike else 'the first'} counts"
        problems.add(kind="repeated-ref", severity="warning", message=message, pointer=differing[1][1])
    return keys


def is_counted(element: Element) -> bool:
    """Tell whether an element is a person or a license."""
    return element.type in AGENTS or element.type.startswith(LICENSES)


def is_each_read(element: Element) -> bool:
    """Tell whether an element is read wherever it stands, and not looked up by its id."""
    return element.type in EACH_READ or bool(element.relationship_type)


def shown_as(element: Element) -> str:
    """Return an element as a problem names it: by what it says, and its type."""
    return f"{quoted(element.name or element.license_expression or element.type, 60)} ({element.type})"


def content(element: Element) -> bytes:
    """Return what an element says of whom or what it is, and not who wrote so."""
    return msgspec.json.encode(
        msgspec.structs.replace(
            element, spdx_id="", node_id="", creation_info="", comment="", summary="", description=""
        ),
        enc_hook=str,  # of numbers, which keep how they are written
    )

"""A CycloneDX document as its readers hand it over to be made into frames: its trees of components laid flat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bom_parsers.bom import Rows
from bom_parsers.cyclonedx.about.completeness import Surroundings
from bom_parsers.cyclonedx.columns import ComponentColumns, parts_and_makers
from bom_parsers.cyclonedx.elements import Component, Composition, Dependency, Metadata, check_depth
from bom_parsers.cyclonedx.mending.blocks import BLOCK_PATTERN
from bom_parsers.cyclonedx.mending.parties import KEY_PATTERN

NOTHING_BESIDE = Surroundings()
COMPONENT = msgspec.json.Decoder(Component)
# The keys that could hide parts or their makers, letters written as escapes, which could hide such a key, and the keys of
# drafts of 2.0. Polars counts them all in one pass, in a third of the time that five calls of bytes.count need.
WATCHED_KEYS = (
    r'"components"|"metadata"|"dependencies"|"supplier"|"manufacturer"|\\u00[4-7]|"parties"|"origins"|"inventories"|'
    + KEY_PATTERN
    + "|"
    + BLOCK_PATTERN
)
IS_WATCHED = re.compile(WATCHED_KEYS.encode())


@dataclass(frozen=True)
class Document:
    """A document with its trees of components and services laid flat, parents before their parts.

    `subject` is the index of the component in the metadata, which the document describes, if it is there. `service_count`
    of the components are services. The pointers tell where the metadata, each of the dependencies and each of the
    compositions stand. `nested_pointers` is true where "/supplier" after a component's pointer points to its supplier
    (JSON), and false where pointers are line numbers (XML). `problems` are the rows so far. `around` is what stands beside.
    """

    spec_version: str
    subject: int | None
    metadata: Metadata
    metadata_pointer: str
    columns: ComponentColumns
    service_count: int
    dependencies: Sequence[Dependency]
    dependency_pointers: Sequence[str]
    compositions: Sequence[Composition]
    composition_pointers: Sequence[str]
    nested_pointers: bool
    problems: Rows
    around: Surroundings = NOTHING_BESIDE

    def inside(self, pointer: str, way: str) -> str:
        """Return the pointer of what stands at `way` in the element at `pointer`."""
        return pointer + way if self.nested_pointers else pointer


def plain_component(text: msgspec.Raw, pointer: str, path: Path) -> Flat | None:
    """Return a component and its parts laid flat, None where the text strays from the schema or may hide something."""
    try:
        component = COMPONENT.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    flat = laid_flat([(component, pointer)], 0, path)
    return flat if len(IS_WATCHED.findall(bytes(text))) == parts_and_makers(flat[0]) else None


# Components, the indexes of their parents, and their pointers.
Flat = tuple[list[Component], list[int | None], list[str]]


def laid_flat(roots: Iterable[tuple[Component, str]], first: int, path: Path) -> Flat:
    """Return the components and their parts, parents first, with the indexes of their parents and their pointers.

    `roots` are components with pointers; `first` is the index of the first of them.
    """
    components: list[Component] = []
    parents: list[int | None] = []
    pointers: list[str] = []
    for root, at in roots:
        components.append(root)
        parents.append(None)
        pointers.append(at)
        if root.components or root.services:
            lay_parts(first, path, components, parents, pointers)
    return components, parents, pointers


def lay_parts(
    first: int, path: Path, components: list[Component], parents: list[int | None], pointers: list[str]
) -> None:
    """Append the parts of the last component, and their parts, to the three lists."""
    waiting = parts_of(components[-1], first + len(components) - 1, pointers[-1], 2)
    while waiting:
        component, parent, pointer, depth = waiting.pop()
        if component.components or component.services:
            check_depth(depth + 1, path, pointer)
            waiting.extend(parts_of(component, first + len(components), pointer, depth + 1))
        components.append(component)
        parents.append(parent)
        pointers.append(pointer)


def parts_of(component: Component, index: int, pointer: str, depth: int) -> list[tuple[Component, int, str, int]]:
    """Return the parts of a component, the last one first, each with its parent's index, its pointer and its depth."""
    parts = [(part, index, f"{pointer}/components/{i}", depth) for i, part in enumerate(component.components)]
    parts += [(part, index, f"{pointer}/services/{i}", depth) for i, part in enumerate(component.services)]
    return parts[::-1]

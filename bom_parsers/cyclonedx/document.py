"""A CycloneDX document as its readers hand it over to be made into frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bom_parsers.bom import Rows
from bom_parsers.cyclonedx.columns import ComponentColumns
from bom_parsers.cyclonedx.elements import Composition, Dependency, Metadata


@dataclass(frozen=True)
class Document:
    """A document with its trees of components and services laid flat, parents before their parts.

    `subject` is the index of the component in the metadata, which the document describes, if it is there. `service_count`
    of the components are services. The pointers tell where the metadata, each of the dependencies and each of the
    compositions stand. `nested_pointers` is true where "/supplier" after a component's pointer points to its supplier
    (JSON), and false where pointers are line numbers (XML). `problems` are the rows so far.
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

    def inside(self, pointer: str, way: str) -> str:
        """Return the pointer of what stands at `way` in the element at `pointer`."""
        return pointer + way if self.nested_pointers else pointer

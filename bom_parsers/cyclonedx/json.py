"""CycloneDX JSON, 1.2 and later: decoded into typed elements, and mended first where it strays from the schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import polars as pl

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.cyclonedx.about.completeness import Surroundings, devices_among
from bom_parsers.cyclonedx.about.remarks import makers_of_notes, name_of, properties_in, remarks_in, tools_of
from bom_parsers.cyclonedx.columns import SLICE, ComponentColumns
from bom_parsers.cyclonedx.document import COMPONENT, WATCHED_KEYS, Document, laid_flat
from bom_parsers.cyclonedx.elements import (
    NOTHING,
    Component,
    Composition,
    Declarations,
    Dependency,
    Element,
    ExternalReference,
    Formula,
    Metadata,
    Service,
    Targets,
    Tool,
    Tools,
    Unread,
)
from bom_parsers.cyclonedx.frames import to_bom
from bom_parsers.cyclonedx.lenient import read_astray

C = TypeVar("C")


class JsonDocument(Element, Generic[C], frozen=True, forbid_unknown_fields=True):
    """The top level of the file; without its two marks an object of any other kind would pass for an empty document.

    A member that CycloneDX does not have may hold components under another name: the slow way looks at it.
    """

    bom_format: str
    spec_version: str
    version: int | None = None
    metadata: Metadata | None = None
    components: tuple[C, ...] = ()
    services: tuple[Service, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    compositions: tuple[Composition, ...] = ()
    serial_number: str | None = None
    external_references: tuple[ExternalReference, ...] = ()
    vulnerabilities: tuple[msgspec.Raw, ...] = ()
    formulation: tuple[Formula, ...] = ()
    declarations: Declarations | None = None
    properties: tuple[msgspec.Raw, ...] = ()
    annotations: tuple[msgspec.Raw, ...] = ()
    # Members that are not read; `definitions`, which may hold components, is left to the slow way.
    schema: Unread = msgspec.field(name="$schema", default=NOTHING)
    citations: Unread = NOTHING
    signature: Unread = NOTHING


# A small document is decoded at once, of a large one each component when its turn comes: see SLICE.
SMALL, FEW = 2**21, 20_000  # bytes, and opening brackets
AT_ONCE = msgspec.json.Decoder(JsonDocument[Component])
IN_TURN = msgspec.json.Decoder(JsonDocument[msgspec.Raw])
# How much of the text is looked through at once for the keys below; several times as much memory is used.
PIECE = 2**22


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the frames of the CycloneDX JSON document `text` (UTF-8); the rest is as in Bom.

    Raises InputError if it is not JSON, not UTF-8, not CycloneDX or nested too deep.
    """
    with collector_off():
        return to_bom(document(text, path), name, "cyclonedx-json", sha256)


def document(text: bytes, path: Path) -> Document:
    """Return the document in `text` laid flat; raises InputError as `read` does."""
    try:
        top: JsonDocument[Component] | JsonDocument[msgspec.Raw]
        top = AT_ONCE.decode(text) if len(text) < SMALL and text.count(b"{") < FEW else IN_TURN.decode(text)
        columns = component_columns(top, path)
        count = watched_keys(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_astray(text, path)
    is_draft = top.spec_version.startswith("2")
    if top.bom_format != "CycloneDX" or is_draft or count != decoded_keys(top, columns):
        return read_astray(text, path)
    metadata = top.metadata or Metadata()
    return Document(
        spec_version=top.spec_version,
        subject=0 if metadata.component else None,
        metadata=metadata,
        metadata_pointer="/metadata",
        columns=columns,
        service_count=sum(pointer.startswith("/services/") for pointer in columns.pointers) if top.services else 0,
        dependencies=top.dependencies,
        dependency_pointers=[f"/dependencies/{i}" for i in range(len(top.dependencies))],
        compositions=top.compositions,
        composition_pointers=[f"/compositions/{i}" for i in range(len(top.compositions))],
        nested_pointers=True,
        problems=columns.problems,
        around=surroundings(top),
    )


def surroundings(top: JsonDocument[Component] | JsonDocument[msgspec.Raw]) -> Surroundings:
    """Return what stands beside the components."""
    targets = (top.declarations.targets if top.declarations else None) or Targets()
    notes = list(map(msgspec.json.decode, top.annotations))
    return Surroundings(
        serial_number=top.serial_number or "",
        references=[(one, f"/externalReferences/{i}") for i, one in enumerate(top.external_references)],
        vulnerabilities=len(top.vulnerabilities),
        formulated=sum(len(formula.components) + len(formula.services) for formula in top.formulation),
        devices=devices_among(
            [msgspec.json.decode(raw) for formula in top.formulation for raw in formula.components]
            + makers_of_notes(notes)
            + tools_of(msgspec.json.decode(raw) for raw in top.vulnerabilities if b'"tools"' in bytes(raw))
        ),
        targets=len(targets.organizations),
        targeted=[name_of(msgspec.json.decode(raw)) for raw in (*targets.components, *targets.services)],
        remarks=[*remarks_in(notes), *properties_in(list(map(msgspec.json.decode, top.properties)))],
    )


def component_columns(top: JsonDocument[Component] | JsonDocument[msgspec.Raw], path: Path) -> ComponentColumns:
    """Take the components, a slice at a time; raises the decoder's errors, and InputError for too deep nesting."""
    columns = ComponentColumns(Rows(PROBLEMS), nested_pointers=True)
    subject = top.metadata.component if top.metadata else None
    roots: Iterator[tuple[Component, str]] = chain(
        [(subject, "/metadata/component")] if subject else [],
        ((component, f"/components/{i}") for i, component in enumerate(map(decoded, top.components))),
        ((service, f"/services/{i}") for i, service in enumerate(top.services)),
    )
    while some := list(islice(roots, SLICE)):
        columns.add(*laid_flat(some, len(columns.refs), path))
    return columns


def decoded(component: Component | msgspec.Raw) -> Component:
    return COMPONENT.decode(component) if isinstance(component, msgspec.Raw) else component


def decoded_keys(top: JsonDocument[Component] | JsonDocument[msgspec.Raw], columns: ComponentColumns) -> int:
    """Return how often WATCHED_KEYS stand in the text if no key stands twice in one object.

    The decoder keeps only the last value of such a key, so more in the text than here may be hidden. A false alarm, as by an
    element that is not read here, costs time but changes nothing: the slow way then finds no repeated key.
    """
    metadata = top.metadata or Metadata()
    tools = metadata.tools.components if isinstance(metadata.tools, Tools) else ()
    old_tools = metadata.tools if isinstance(metadata.tools, tuple) else ()
    makers: list[Metadata | Tool] = [metadata, *tools]
    return (
        (top.metadata is not None)
        + bool(top.dependencies)
        + bool(top.components)
        + columns.counted
        + bool(tools)
        + sum(1 for tool in old_tools if tool.vendor)
        + bool(metadata.manufacture)
        + sum(1 for maker in makers if maker.supplier)
        + sum(1 for maker in makers if maker.manufacturer)
        # The dependencies of a composition have the same name as those of the document.
        + sum(1 for composition in top.compositions if composition.dependencies)
    )


def watched_keys(text: bytes) -> int:
    """Return how often WATCHED_KEYS stand in the text; raises UnicodeDecodeError where it is not UTF-8.

    The decoder does not look at the bytes of fields that it skips. A piece ends with a comma, which no key has in it.
    """
    count, start = 0, 0
    while start < len(text):
        end = text.find(b",", start + PIECE) + 1 or len(text)
        count += pl.Series([text[start:end].decode("utf-8")]).str.count_matches(WATCHED_KEYS).item()
        start = end
    return count

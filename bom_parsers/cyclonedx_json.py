"""CycloneDX JSON, 1.2 and later: decoded into typed elements, and mended first where it strays from the schema."""

from __future__ import annotations

import gc
from pathlib import Path

import msgspec
import polars as pl

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.cyclonedx import Component, Dependency, Element, Metadata, Service, Tool, Tools, check_depth
from bom_parsers.cyclonedx_columns import SLICE, ComponentColumns
from bom_parsers.cyclonedx_document import Document
from bom_parsers.cyclonedx_frames import to_bom
from bom_parsers.cyclonedx_mending import read_astray


class JsonDocument(Element, frozen=True):
    """The top level of the file; without its two marks an object of any other kind would pass for an empty document."""

    bom_format: str
    spec_version: str
    version: int | None = None
    metadata: Metadata | None = None
    components: list[msgspec.Raw] = msgspec.field(default_factory=list)
    services: list[Service] = msgspec.field(default_factory=list)
    dependencies: list[Dependency] = msgspec.field(default_factory=list)


DECODER = msgspec.json.Decoder(JsonDocument)
COMPONENT = msgspec.json.Decoder(Component)
# The keys that could hide parts or their makers, and letters written as escapes, which could hide such a key. Polars counts
# them all in one pass, in a third of the time that five calls of bytes.count need.
WATCHED_KEYS = r'"components"|"metadata"|"dependencies"|"supplier"|"manufacturer"|\\u00[4-7]'


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the frames of the CycloneDX JSON document `text` (UTF-8); the rest is as in Bom.

    Raises InputError if it is not JSON, not UTF-8, not CycloneDX or nested too deep.
    """
    enabled = gc.isenabled()
    gc.disable()  # half the time of decoding a large document is the collector looking at what was just made
    try:
        return to_bom(document(text, path), name, "cyclonedx-json", sha256)
    finally:
        if enabled:
            gc.enable()


def document(text: bytes, path: Path) -> Document:
    """Return the document in `text` laid flat; raises InputError as `read` does."""
    try:
        whole = text.decode("utf-8")  # the decoder does not look at the bytes of fields that it skips
        top = DECODER.decode(text)
        columns = component_columns(top, path)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return read_astray(text, path)
    if top.bom_format != "CycloneDX" or has_hidden_keys(whole, top, columns):
        return read_astray(text, path)
    metadata = top.metadata or Metadata()
    return Document(
        spec_version=top.spec_version,
        subject=0 if metadata.component else None,
        metadata=metadata,
        metadata_pointer="/metadata",
        columns=columns,
        services=top.services,
        services_pointer="/services",
        dependencies=top.dependencies,
        dependency_pointers=[f"/dependencies/{i}" for i in range(len(top.dependencies))],
        nested_pointers=True,
        problems=Rows(PROBLEMS),
    )


def component_columns(top: JsonDocument, path: Path) -> ComponentColumns:
    """Decode the components, a slice at a time; raises the decoder's errors, and InputError for too deep nesting."""
    columns = ComponentColumns()
    if top.metadata and top.metadata.component:
        columns.add(*laid_flat([(top.metadata.component, "/metadata/component")], 0, path))
    for start in range(0, len(top.components), SLICE):
        raw = top.components[start : start + SLICE]
        roots = [(COMPONENT.decode(one), f"/components/{i}") for i, one in enumerate(raw, start)]
        columns.add(*laid_flat(roots, len(columns.refs), path))
    return columns


def laid_flat(
    roots: list[tuple[Component, str]], first: int, path: Path
) -> tuple[list[Component], list[int | None], list[str]]:
    """Return the components and their parts, parents first, with the indexes of their parents and their pointers.

    `roots` are components with pointers; `first` is the index of the first of them.
    """
    components: list[Component] = []
    parents: list[int | None] = []
    pointers: list[str] = []
    waiting: list[tuple[Component, int | None, str, int]] = [(c, None, at, 1) for c, at in reversed(roots)]
    while waiting:
        component, parent, pointer, depth = waiting.pop()
        if component.components:
            check_depth(depth, path, pointer)
            index = first + len(components)
            parts = enumerate(component.components)
            inner = [(part, index, f"{pointer}/components/{i}", depth + 1) for i, part in parts]
            waiting.extend(reversed(inner))
        components.append(component)
        parents.append(parent)
        pointers.append(pointer)
    return components, parents, pointers


def has_hidden_keys(text: str, top: JsonDocument, columns: ComponentColumns) -> bool:
    """Tell whether the text may have a key twice in one object, of which the decoder kept the last only.

    It compares how often the keys stand in the text with how many values were decoded. A false alarm, as by an element
    that is not read here, costs time but changes nothing: the slow way then finds no repeated key.
    """
    metadata = top.metadata or Metadata()
    tools = metadata.tools.components if isinstance(metadata.tools, Tools) else []
    makers: list[Metadata | Tool] = [metadata, *tools]
    decoded = (
        (top.metadata is not None)
        + bool(top.dependencies)
        + bool(top.components)
        + len(set(columns.parents) - {None})
        + columns.table("supplier").height
        + columns.table("manufacturer").height
        + bool(tools)
        + sum(1 for maker in makers if maker.supplier)
        + sum(1 for maker in makers if maker.manufacturer)
    )
    found = pl.Series([text]).str.count_matches(WATCHED_KEYS)
    return bool(found.item() != decoded)

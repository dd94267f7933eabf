"""What of a BOM its annotated copy does not have, counted by kind: the copy is made from what was judged, not from the text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bom_parsers.carriers.xml_text import utf8
from bom_parsers.errors import InputError, printable
from bom_parsers.read import recognize
from bom_parsers.spdx.graph.relationships import CONTAINMENT, DEPENDENCY, DESCRIPTION
from bom_parsers.spdx.tag_value.tags import NOT_USED

Counts = Counter[str]
# Members of a CycloneDX document, of its metadata, and of a component that the copy has, under their own names or as properties.
DOCUMENT = frozenset(
    {
        "$schema",
        "bomFormat",
        "specVersion",
        "version",
        "serialNumber",
        "metadata",
        "components",
        "services",
        "dependencies",
    }
)
METADATA = frozenset({"timestamp", "tools", "component", "supplier", "manufacture", "manufacturer", "properties"})
COMPONENT = frozenset(
    {
        *(
            "type",
            "bom-ref",
            "supplier",
            "manufacturer",
            "provider",
            "author",
            "authors",
            "publisher",
            "group",
            "name",
            "version",
        ),
        *("description", "scope", "hashes", "licenses", "cpe", "purl", "modified", "externalReferences", "properties"),
        *(
            "components",
            "services",
            "versionRange",
            "isExternal",
            "endpoints",
            "authenticated",
            "x-trust-boundary",
            "trustZone",
        ),
        *("data", "parties"),
    }
)
# Of these the copy has some members only.
KEPT_OF = {
    "evidence": frozenset({"licenses"}),
    "releaseNotes": frozenset({"timestamp"}),
    "pedigree": frozenset({"notes"}),
}
# What the copy has as properties, and no longer in its own shape.
AS_PROPERTIES = frozenset(
    {"compositions", *(f"pedigree.{name}" for name in ("ancestors", "descendants", "variants", "patches", "commits"))}
)
SPDX_DOCUMENT = frozenset(
    {
        "spdxVersion",
        "SPDXID",
        "name",
        "dataLicense",
        "documentNamespace",
        "creationInfo",
        "documentDescribes",
        "packages",
    }
)
SPDX_PACKAGE = frozenset(
    {
        *("name", "SPDXID", "versionInfo", "packageFileName", "supplier", "originator", "downloadLocation", "homepage"),
        *(
            "sourceInfo",
            "licenseDeclared",
            "licenseConcluded",
            "licenseComments",
            "summary",
            "description",
            "comment",
            "primaryPackagePurpose",
        ),
        *("builtDate", "releaseDate", "checksums", "externalRefs", "annotations", "filesAnalyzed"),
    }
)
NOTHING: tuple[Any, ...] = (None, "", "NOASSERTION", "NONE", [], {})
UNIMPORTANT_TAGS = frozenset(
    {"DataLicense", "DocumentName", "DocumentNamespace", "FilesAnalyzed", "AnnotationDate", "AnnotationType"}
)


def sentence_of_losses(data: bytes, path: Path) -> str:
    """Return what the annotated copy of the BOM `data` lacks, in words; "" where it lacks nothing that is known of."""
    counts = losses(data, path)
    lost = [f"{printable(kind)} ({count:,})" for kind, count in sorted(counts.items()) if kind not in AS_PROPERTIES]
    kept = [f"{printable(kind)} ({count:,})" for kind, count in sorted(counts.items()) if kind in AS_PROPERTIES]
    parts = [f"left out: {', '.join(lost)}"] if lost else []
    parts += [f"kept as properties only: {', '.join(kept)}"] if kept else []
    return "; ".join(parts)


def losses(data: bytes, path: Path) -> Counts:
    """Return how many there are of each kind that the copy does not have, or has as properties only."""
    try:
        recognized = recognize(data, path)
    except InputError:
        return Counter()
    form, text = recognized.format.name, recognized.content
    if form == "spdx-tag-value":
        tags = (
            line.partition(b":")[0].strip().decode("utf-8", "replace") for line in text.splitlines() if b":" in line
        )
        return Counter(tag for tag in tags if tag in NOT_USED - UNIMPORTANT_TAGS)
    try:
        value = (
            json.loads(text)
            if form.endswith("-json")
            else cyclonedx_members(utf8(text, path))
            if form == "cyclonedx-xml"
            else {}
        )
    except (ValueError, RecursionError):
        return Counter()
    if not isinstance(value, dict):
        return Counter()
    return Counter(dict(cyclonedx_losses(value) if form.startswith("cyclonedx") else spdx_losses(value)))


def added(pairs: Iterator[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    counts: Counts = Counter()
    for kind, count in pairs:
        counts[kind] += count
    yield from counts.items()


def cyclonedx_losses(document: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield kind and count of what is lost of a CycloneDX document."""
    yield from added(members_lost(document, DOCUMENT, ""))
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    yield from added(members_lost(metadata, METADATA, "metadata."))
    components = list(with_parts([metadata.get("component"), document.get("components"), document.get("services")]))
    yield from added(pair for component in components for pair in component_losses(component))


def component_losses(component: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for key, value in component.items():
        if key in KEPT_OF and isinstance(value, dict):
            yield from members_lost(value, KEPT_OF[key], f"{key}.")
    yield from members_lost(component, COMPONENT.union(KEPT_OF), "")


def members_lost(value: dict[str, Any], kept: frozenset[str], before: str) -> Iterator[tuple[str, int]]:
    for key, member in value.items():
        if key not in kept and member not in NOTHING:
            yield before + key, len(member) if isinstance(member, list) else 1


def with_parts(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Yield the components and services in the values, at any depth."""
    waiting = values
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value.get("components"), value.get("services")]


def spdx_losses(document: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield kind and count of what is lost of an SPDX 2 document; of SPDX 3 only packages and relationships are written."""
    if "@graph" in document:
        yield from added(graph_losses(document["@graph"]))
        return
    yield from added(members_lost(document, SPDX_DOCUMENT | {"relationships"}, ""))
    packages = document.get("packages")
    entries = [one for one in packages if isinstance(one, dict)] if isinstance(packages, list) else []
    yield from added(pair for package in entries for pair in members_lost(package, SPDX_PACKAGE, ""))
    edges = document.get("relationships")
    kinds = (
        [edge.get("relationshipType") for edge in edges if isinstance(edge, dict)] if isinstance(edges, list) else []
    )
    known = {*CONTAINMENT, *DEPENDENCY, *DESCRIPTION}
    yield from added((f"relationships {kind}", 1) for kind in kinds if isinstance(kind, str) and kind not in known)


def graph_losses(graph: Any) -> Iterator[tuple[str, int]]:
    kept = ("CreationInfo", "SpdxDocument", "Organization", "Person", "Agent", "Tool", "SoftwareAgent", "software_Sbom")
    for element in graph if isinstance(graph, list) else ():
        kind = element.get("type") if isinstance(element, dict) else None
        if isinstance(kind, str) and kind not in kept and not kind.endswith(("Package", "Relationship")):
            yield kind, 1


def cyclonedx_members(text: bytes) -> dict[str, Any]:
    """Return a CycloneDX document in XML (UTF-8, whatever it says) as the members that JSON has, as far as they are counted
    here."""
    from lxml import etree

    root = etree.fromstring(
        text, etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True)
    )
    return members_of(root, 0)


def members_of(element: Any, depth: int) -> dict[str, Any]:
    """Return the children of an element by their names; lists of their entries, which are objects where components are."""
    members: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = child.tag.rpartition("}")[2]
        if name in ("metadata", "component", "evidence", "pedigree", "releaseNotes"):
            members[name] = members_of(child, depth + 1) if depth < DEEPEST else {}
        elif name in ("components", "services"):
            members.setdefault(name, []).extend(members_of(one, depth + 1) for one in child if depth < DEEPEST)
        else:
            entries = list(child)
            members[name] = entries if len(entries) > 0 else child.text
    return members


DEEPEST = 200

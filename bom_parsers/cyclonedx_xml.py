"""CycloneDX XML, 1.0 and later, read as a stream: a component of the top level is let go when it has been read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from lxml import etree

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.cyclonedx import Component, Dependency, Metadata, Service, check_depth
from bom_parsers.cyclonedx_columns import SLICE, ComponentColumns
from bom_parsers.cyclonedx_document import Document
from bom_parsers.cyclonedx_elements import component_element, inner, line, local_name, metadata_element
from bom_parsers.cyclonedx_frames import to_bom
from bom_parsers.errors import InputError
from bom_parsers.xml_text import described_root, root_element, utf8

EXPECTED = "CycloneDX XML"
NAMESPACE = re.compile(r"https?://cyclonedx\.org/schema/bom/(\d+\.\d+)")
READ = ["{*}component", "{*}metadata", "{*}dependency", "{*}service"]


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the frames of the CycloneDX XML document `text`; the rest is as in Bom.

    Raises InputError if it has a DOCTYPE, is malformed, not in the encoding that it says, nested too deep, or not CycloneDX.
    """
    text = utf8(text, path)
    problems = Rows(PROBLEMS)
    spec_version = root_version(text, path, problems)
    reading = Reading(path, problems)
    # Depth and size are limited only for documents with a DOCTYPE, of which there are none here.
    elements = etree.iterparse(
        BytesIO(text),
        events=("end",),
        tag=READ,
        encoding="utf-8",
        huge_tree=True,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in elements:
            reading.take(element)
    except etree.XMLSyntaxError as error:
        # The log's first entry is the cause; the error itself may only say that no element was found.
        causes = [(entry.line, entry.message) for entry in elements.error_log]
        at, message = causes[0] if causes else (error.lineno, error.msg)
        found = "XML nested too deep" if "depth" in str(message) else f"malformed XML: {message}"
        raise InputError(path, f"line {at}", found, EXPECTED, "export it again, or mend this place") from error
    return to_bom(reading.document(spec_version), name, "cyclonedx-xml", sha256)


def root_version(text: bytes, path: Path, problems: Rows) -> str:
    """Return the version in the namespace of the root element; raise InputError for XML of another kind."""
    namespace, root = root_element(text, path, EXPECTED)
    version = NAMESPACE.fullmatch(namespace)
    if root != "bom" or (namespace and not version):
        remedy = "give a CycloneDX or SPDX file"
        raise InputError(path, "", described_root(namespace, root), "CycloneDX XML or JSON", remedy)
    if version:
        return version[1]
    problems.add(severity="warning", message="the root element has no namespace of CycloneDX", pointer="")
    return ""


@dataclass
class Reading:
    """What has been read of the stream so far."""

    path: Path
    problems: Rows
    columns: ComponentColumns = field(default_factory=ComponentColumns)
    components: list[Component] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    metadata_pointer: str = ""
    subject: int | None = None
    services: list[Service] = field(default_factory=list)
    services_pointer: str = ""
    dependencies: list[Dependency] = field(default_factory=list)
    dependency_pointers: list[str] = field(default_factory=list)

    def take(self, element: etree._Element) -> None:
        """Take an element that has just ended, if it stands where it counts and not inside a pedigree or the like."""
        kind, way = local_name(element), way_to(element)
        if kind == "metadata" and way == ["bom"]:
            self.take_metadata(element)
        elif kind == "component" and way == ["bom", "components"]:
            self.take_component(element)
            release(element)
        elif kind == "service" and way == ["bom", "services"]:
            self.services.extend(Service(bom_ref=s.get("bom-ref")) for s in element.iter("{*}service"))
            self.services_pointer = self.services_pointer or line(element)
        elif kind == "dependency" and way == ["bom", "dependencies"]:
            ends = [end.get("ref") for end in inner(element, "dependency")]
            self.dependencies.append(Dependency(ref=element.get("ref"), depends_on=[end for end in ends if end]))
            self.dependency_pointers.append(line(element))
            release(element)

    def take_metadata(self, element: etree._Element) -> None:
        self.metadata, self.metadata_pointer = metadata_element(element, self.problems), line(element)
        for subject in inner(element, "component")[:1]:
            self.flush()
            self.subject = len(self.columns.refs)
            self.take_component(subject)

    def take_component(self, element: etree._Element) -> None:
        """Take a component of the top level and the components in it, parents first."""
        waiting: list[tuple[etree._Element, int | None, int]] = [(element, None, 1)]
        while waiting:
            found, parent, depth = waiting.pop()
            check_depth(depth, self.path, line(found))
            index = len(self.columns.refs) + len(self.components)
            self.components.append(component_element(found, self.problems))
            self.parents.append(parent)
            self.pointers.append(line(found))
            parts = inner(found, "components", "component")
            waiting.extend((part, index, depth + 1) for part in reversed(parts))
        if len(self.components) >= SLICE:
            self.flush()

    def flush(self) -> None:
        """Move the components at hand into the columns."""
        self.columns.add(self.components, self.parents, self.pointers)
        self.components, self.parents, self.pointers = [], [], []

    def document(self, spec_version: str) -> Document:
        """Return what was read."""
        self.flush()
        return Document(
            spec_version=spec_version,
            subject=self.subject,
            metadata=self.metadata,
            metadata_pointer=self.metadata_pointer,
            columns=self.columns,
            services=self.services,
            services_pointer=self.services_pointer,
            dependencies=self.dependencies,
            dependency_pointers=self.dependency_pointers,
            nested_pointers=False,
            problems=self.problems,
        )


def way_to(element: etree._Element) -> list[str]:
    """Return the local names of the first two ancestors, from outside, or more if there are more."""
    names: list[str] = []
    for ancestor in element.iterancestors():
        names.insert(0, local_name(ancestor))
        if len(names) > 2:
            break
    return names


def release(element: etree._Element) -> None:
    """Free an element that has been read, and the empty shells before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]

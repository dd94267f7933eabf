"""CycloneDX XML, 1.0 and later, read as a stream: a component of the top level is let go when it has been read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.xml_elements import events, release
from bom_parsers.carriers.xml_text import described_root, root_element, utf8
from bom_parsers.cyclonedx.about.completeness import Surroundings, devices_among
from bom_parsers.cyclonedx.about.left_out_of_xml import (
    is_placed,
    may_be_mixed,
    report_misplaced,
    report_mixed,
    report_stray_text,
)
from bom_parsers.cyclonedx.about.remarks import Remark
from bom_parsers.cyclonedx.columns import SLICE, ComponentColumns
from bom_parsers.cyclonedx.document import Document
from bom_parsers.cyclonedx.elements import Component, Composition, Dependency, ExternalReference, Metadata, check_depth
from bom_parsers.cyclonedx.frames import to_bom
from bom_parsers.cyclonedx.xml_elements import (
    LOCAL,
    component_element,
    composition_element,
    inner,
    line,
    metadata_element,
    properties,
    reference,
    word,
)
from bom_parsers.errors import InputError

EXPECTED = "CycloneDX XML"
NAMESPACE = re.compile(r"https?://cyclonedx\.org/schema/bom/(\d+\.\d+)")
# What is read of the top level, and the list in which it stands.
LIST_OF = {
    "component": "components",
    "service": "services",
    "dependency": "dependencies",
    "composition": "compositions",
    "reference": "externalReferences",
    "vulnerability": "vulnerabilities",
    "annotation": "annotations",
    "metadata": "",
    "properties": "",
    "formulation": "",
    "declarations": "",
}

# Elements that CycloneDX does not have, whose names say that they hold components.
FOREIGN = (
    *(
        "Component",
        "Components",
        "COMPONENTS",
        "subcomponent",
        "subcomponents",
        "subComponent",
        "subComponents",
        "Subcomponents",
    ),
    *("SubComponent", "SubComponents", "package", "packages", "Package", "Packages", "parts", "Metadata", "Services"),
)
BLOCKS = ("component", "service")  # which some tools list in blocks inside blocks


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the frames of the CycloneDX XML document `text`; the rest is as in Bom.

    Raises InputError if it has a DOCTYPE, is malformed, not in the encoding that it says, nested too deep, or not CycloneDX.
    """
    text = utf8(text, path)
    problems = Rows(PROBLEMS)
    spec_version = root_version(text, path, problems)
    streamed = StreamedDocument(path, problems, may_be_mixed(text))
    with collector_off():
        for _, element in events(text, path, EXPECTED, ("end",), [f"{{*}}{name}" for name in (*LIST_OF, *FOREIGN)]):
            streamed.take(element)
        report_stray_text(text, problems)
        return to_bom(streamed.document(spec_version), name, "cyclonedx-xml", sha256)


def root_version(text: bytes, path: Path, problems: Rows) -> str:
    """Return the version in the namespace of the root element; raise InputError for XML of another kind."""
    namespace, root = root_element(text, path, EXPECTED)
    version = NAMESPACE.fullmatch(namespace)
    if root != "bom" or (namespace and not version):
        remedy = "give a CycloneDX or SPDX file"
        raise InputError(path, "", described_root(namespace, root), "CycloneDX XML or JSON", remedy)
    if version:
        return version[1]
    message = "the root element has no namespace of CycloneDX"
    problems.add(kind="unknown-version", severity="warning", message=message, pointer="")
    return ""


def devices_in(lists: Sequence[etree._Element]) -> list[str]:
    """Return the names of the devices among all components in elements."""
    parts = [part for one in lists for part in one.iter("{*}component")]
    return devices_among({"type": part.get("type"), "name": word(part, "name")} for part in parts)


@dataclass
class StreamedDocument:
    """What has been read of the stream so far."""

    path: Path
    problems: Rows
    is_mixed: bool  # elements may stand beside text
    columns: ComponentColumns = field(init=False)
    components: list[Component] = field(default_factory=list)
    parents: list[int | None] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    metadata_pointer: str = ""
    subject: int | None = None
    service_count: int = 0
    dependencies: list[Dependency] = field(default_factory=list)
    dependency_pointers: list[str] = field(default_factory=list)
    compositions: list[Composition] = field(default_factory=list)
    composition_pointers: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    misplaced: list[etree._Element] = field(default_factory=list)
    inner_blocks: set[str] = field(default_factory=set)
    serial_number: str = ""
    references: list[tuple[ExternalReference, str]] = field(default_factory=list)
    vulnerabilities: int = 0
    formulated: int = 0
    targets: int = 0
    devices: list[str] = field(default_factory=list)
    targeted: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = ComponentColumns(self.problems, nested_pointers=False)

    def take(self, element: etree._Element) -> None:
        """Take an element that has just ended, if it stands where it counts and not inside a pedigree or the like."""
        parent = element.getparent()
        if LOCAL[element.tag] == "component" and not is_placed(element) and not self.is_in_foreign(element):
            self.misplaced.append(element)
        if parent is None or parent.tag == element.tag:  # as most elements <dependency>
            return
        kind = LOCAL[element.tag]
        if kind in FOREIGN:
            self.report_foreign(kind, element)
            return
        grandparent = parent.getparent()
        if kind in BLOCKS and grandparent is not None and grandparent.tag == parent.tag:
            grandparent = self.outer_block(parent, grandparent)
        if grandparent is not None and grandparent.getparent() is not None:
            return
        if grandparent is None:
            self.take_single(kind, element)
            return
        if LOCAL[parent.tag] != LIST_OF[kind]:
            return
        if self.is_mixed and kind != "vulnerability":
            report_mixed(element, self.problems)
        self.serial_number = self.serial_number or grandparent.get("serialNumber") or ""
        if kind in ("component", "service"):
            self.take_component(element)
        elif kind == "dependency":
            ends = [end.get("ref") for end in inner(element, "dependency")]
            self.dependencies.append(Dependency(element.get("ref"), tuple([end for end in ends if end])))
            self.dependency_pointers.append(line(element))
        elif kind == "composition":
            self.compositions.append(composition_element(element))
            self.composition_pointers.append(line(element))
        elif kind == "reference":
            self.references.append((reference(element), line(element)))
        elif kind == "vulnerability":
            self.vulnerabilities += 1
            self.devices += devices_in(inner(element, "tools", "components"))
        elif kind == "annotation":
            self.take_annotation(element)
        release(element)

    def is_in_foreign(self, element: etree._Element) -> bool:
        """Tell whether an element is inside a foreign one that has a name of components, with which it is reported."""
        return any(LOCAL[around.tag] in FOREIGN for around in element.iterancestors())

    def report_foreign(self, kind: str, element: etree._Element) -> None:
        """Report an element whose name says that it holds components, each name once."""
        if kind not in self.foreign and (len(element) or (element.text or "").strip()):
            self.foreign.add(kind)
            message = f"CycloneDX has no <{kind}>; what is in it, and in others of this name, may be components and is not read"
            self.problems.add(kind="odd-value", severity="warning", message=message, pointer=line(element))

    def outer_block(self, block: etree._Element, around: etree._Element) -> etree._Element | None:
        """Return what is around blocks of components in blocks; one that stands in the document's own is reported, once."""
        outer: etree._Element | None = around
        while outer is not None and outer.tag == block.tag:
            outer = outer.getparent()
        if outer is not None and outer.getparent() is None and line(block) not in self.inner_blocks:
            self.inner_blocks.add(line(block))
            message = f"a block <{LOCAL[block.tag]}> inside another one; what it lists is read as if it stood outside"
            self.problems.add(kind="odd-value", severity="warning", message=message, pointer=line(block))
        return outer

    def take_single(self, kind: str, element: etree._Element) -> None:
        """Take what stands once, right inside the document."""
        if kind == "metadata":
            self.take_metadata(element)
        elif kind == "formulation":
            lists = (("formula", "components", "component"), ("formula", "services", "service"))
            self.devices += devices_in(inner(element, "formula"))
            self.formulated += sum(len(inner(element, *way)) for way in lists)
        elif kind == "declarations":
            self.targets += len(inner(element, "targets", "organizations", "organization"))
            ones = inner(element, "targets", "components", "component")
            ones += inner(element, "targets", "services", "service")
            self.targeted += [word(one, "name") or "" for one in ones]
        elif kind == "properties":
            if self.is_mixed:
                report_mixed(element, self.problems)
            stated = zip(properties(element, self.problems), element, strict=True)
            self.remarks += [Remark((), one.name or "property", one.value or "", line(at)) for one, at in stated]

    def take_annotation(self, element: etree._Element) -> None:
        """Take what an annotation says, and the devices that wrote it."""
        refs = [one.get("ref") for one in inner(element, "subjects", "subject")]
        if text := word(element, "text"):
            self.remarks.append(Remark(tuple(filter(None, refs)), "annotation", text, line(element)))
        self.devices += devices_in(inner(element, "annotator"))

    def take_metadata(self, element: etree._Element) -> None:
        """Take what the metadata say, and their component."""
        if self.metadata_pointer:
            message = "<metadata> is repeated; the last counts"
            self.problems.add(kind="repeated-value", severity="warning", message=message, pointer=line(element))
        if self.is_mixed:
            report_mixed(element, self.problems)
        self.metadata, self.metadata_pointer = metadata_element(element, self.problems), line(element)
        subjects = inner(element, "component")
        if len(subjects) > 1:
            message = "<component> is repeated; the first counts"
            self.problems.add(kind="repeated-value", severity="warning", message=message, pointer=line(subjects[1]))
        for subject in subjects[:1]:
            self.flush()
            self.subject = len(self.columns.refs)
            self.take_component(subject)

    def take_component(self, element: etree._Element) -> None:
        """Take a component or service of the top level and those in it, parents first."""
        waiting: list[tuple[etree._Element, int | None, int]] = [(element, None, 1)]
        while waiting:
            part, parent, depth = waiting.pop()
            check_depth(depth, self.path, line(part))
            index = len(self.columns.refs) + len(self.components)
            component, parts = component_element(part, self.problems)
            self.components.append(component)
            self.parents.append(parent)
            self.pointers.append(line(part))
            self.service_count += LOCAL[part.tag] == "service"
            waiting.extend((inner_part, index, depth + 1) for inner_part in reversed(parts))
        if len(self.components) >= SLICE:
            self.flush()

    def flush(self) -> None:
        """Move the components at hand into the columns."""
        self.columns.add(self.components, self.parents, self.pointers)
        self.components, self.parents, self.pointers = [], [], []

    def document(self, spec_version: str) -> Document:
        """Return what was read."""
        self.flush()
        report_misplaced(self.misplaced, self.problems)
        return Document(
            spec_version=spec_version,
            subject=self.subject,
            metadata=self.metadata,
            metadata_pointer=self.metadata_pointer,
            columns=self.columns,
            service_count=self.service_count,
            dependencies=self.dependencies,
            dependency_pointers=self.dependency_pointers,
            compositions=self.compositions,
            composition_pointers=self.composition_pointers,
            nested_pointers=False,
            problems=self.problems,
            around=Surroundings(
                self.serial_number,
                self.references,
                self.vulnerabilities,
                self.formulated,
                self.targets,
                self.devices,
                self.targeted,
                self.remarks,
            ),
        )

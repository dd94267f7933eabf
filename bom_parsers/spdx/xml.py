"""SPDX 2.2 and 2.3 in XML: the members of the JSON notation as elements, an array as one element for each entry.

It is read as a stream: what stands right inside the document is let go when it has been read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from lxml import etree

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.lenient import Shape, members_of
from bom_parsers.carriers.xml_elements import events, local_name, release
from bom_parsers.carriers.xml_text import text_with_root
from bom_parsers.errors import InputError, quoted
from bom_parsers.spdx.bom import Parsed, bom_of, tables_of
from bom_parsers.spdx.document import MEMBERS as WRITTEN
from bom_parsers.spdx.document import UNREAD, Document, Package
from bom_parsers.spdx.frames import PlacePointers
from bom_parsers.spdx.graph.files import files_in

Struct = TypeVar("Struct", bound=msgspec.Struct)
# Where an element and those in it stand: "" -> its line, name -> line or, for an array, lines.
Lines = dict[str, Any]

EXPECTED = "an SPDX document in XML"
ROOTS = ("Document", "SpdxDocument")
MEMBERS = members_of(Document[Package])
PACKAGE = Shape(Package)
OF_PARTS = frozenset({"packages", "Package", "versionInfo", "supplier", "packageName", "primaryPackagePurpose"})
# Elements of older notations that are no parts.
OLDER = frozenset({"SPDXID", "fileId", "sha1", "licenseInfoFromSnippet"})
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"  # of XML itself, as where the schema is


def looks_like_root(namespace: str, name: str) -> bool:
    """Tell whether an XML document with this root element is one of SPDX, whose XML has no namespace."""
    return not namespace and name in ROOTS


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError if it has a DOCTYPE, is malformed, not in the encoding that it says, or not SPDX.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx-xml", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    text, root = text_with_root(text, path, EXPECTED, looks_like_root, "check that this file is the BOM")
    content = DocumentMembers(Rows(PROBLEMS))
    for element in members(text, path):
        content.report_text_among(element)
        content.take(element)
    if not content.given.keys() & {"spdx_version", "spdx_id"}:
        found = f"<{root}> without <spdxVersion>"
        raise InputError(path, "", found, EXPECTED, "check that this is the BOM and not a part of it")
    document: Document[Package] = Document(**{"spdx_version": "", **content.given})
    files = files_in(document.packages)
    return Parsed(document, tables_of(document.packages), PlacePointers(content.place), content.problems, files=files)


@cache
def required_texts(kind: type) -> dict[str, str]:
    """Return an empty text for each field that a struct must be given."""
    return {member.name: "" for member in members_of(kind).values() if member.required}


def members(text: bytes, path: Path) -> Iterator[etree._Element]:
    """Yield the elements right inside the document, the root or what it wraps, and then that itself, which is empty by then.

    Raises InputError where the text is no XML.
    """
    depth, inside = 0, 1
    for event, element in events(text, path, EXPECTED):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == 2 and local_name(element) == "Document":
            inside = 2
        if event == "end" and depth == inside:
            yield element
            release(element, keep_tail=True)
        elif event == "end" and depth == inside - 1:
            yield element  # for the text at its end


def holds_a_part(element: etree._Element) -> bool:
    """Tell whether something in an element that is not read is named like what is said of packages."""
    return len(element) > 0 and any(local_name(inner) in OF_PARTS for inner in element.iterdescendants())


class DocumentMembers:
    """What has been read of the stream so far: the document's members, and the lines of those that are arrays."""

    def __init__(self, problems: Rows) -> None:
        self.problems = problems
        self.given: dict[str, Any] = {}
        self.lines: dict[str, list[Lines]] = {}
        self.unknown_names: set[str] = set()

    def take(self, element: etree._Element) -> None:
        """Take in an element that stands right inside the root; of the root itself nothing is left."""
        if local_name(element) in ROOTS:
            return
        member = MEMBERS.get(local_name(element))
        if member is None:
            if local_name(element) not in WRITTEN or holds_a_part(element):
                self.unknown(element)
            return
        if member.name == "document_describes" and len(element):
            self.described(element)
            return
        lines: Lines = {}
        if entry := member.shape.entry:
            value = self.value(entry, element, lines)
            self.given.setdefault(member.name, []).append(value)
            self.lines.setdefault(member.key, []).append(lines)
        elif member.name in self.given:
            self.note("repeated-value", f"<{member.key}> is given twice; the first is used", element)
        else:
            self.given[member.name] = self.value(member.shape, element, lines)

    def described(self, element: etree._Element) -> None:
        """Take in the packages that early tools write right where the document says that it describes them."""
        for child in element:
            if local_name(child) == "Package":
                lines: Lines = {}
                package = self.value(PACKAGE, child, lines)
                self.given.setdefault("packages", []).append(package)
                self.lines.setdefault("packages", []).append(lines)
                self.given.setdefault("document_describes", []).append(package.spdx_id)
                self.lines.setdefault("documentDescribes", []).append(lines)

    def value(self, shape: Shape, element: etree._Element, lines: Lines) -> Any:
        """Return what the element says: an object, or else a text."""
        lines[""] = element.sourceline
        return self.struct(shape.element, element, lines) if shape.element else self.text(element)

    def struct(self, kind: type[Struct], element: etree._Element, lines: Lines) -> Struct:
        """Return the object in the element; elements and texts in it that SPDX does not have there are reported."""
        given: dict[str, Any] = {}
        known = members_of(kind)
        unread = UNREAD.get(kind, frozenset())
        if element.keys():
            self.unknown(element)
        for child in element:
            self.report_text_among(child)
            name = child.tag if "}" not in child.tag else local_name(child)
            member = known.get(name)
            if member is None:
                if name not in unread or holds_a_part(child):
                    self.unknown(child)
                continue
            if entry := member.shape.entry:
                given.setdefault(member.name, []).append(self.value(entry, child, {}))
                lines.setdefault(member.key, []).append(child.sourceline)
            elif member.name in given:
                hidden = f"; the first is used, not {quoted((child.text or '').strip(), 60)}"
                self.note(
                    "repeated-value", f"<{member.key}> is given twice in one <{local_name(element)}>{hidden}", child
                )
            else:
                given[member.name] = self.value(member.shape, child, {}) if member.shape.element else self.text(child)
                lines[member.key] = child.sourceline
        if not len(element) and (stray := (element.text or "").strip()):
            self.note("odd-value", f"the string {quoted(stray, 60)} where elements were expected; left out", element)
        return kind(**required_texts(kind) | given)

    def text(self, element: etree._Element) -> str:
        """Return the text of the element; that of elements in it belongs to it."""
        if len(element):
            message = f"elements within <{local_name(element)}> where a text was expected; their text is used"
            self.note("odd-value", message, element)
            return "".join(str(part) for part in element.itertext()).strip()
        return element.text or ""

    def unknown(self, element: etree._Element) -> None:
        """Report an element that SPDX does not have in its place, or that has attributes, which SPDX's have not."""
        name = local_name(element)
        given = [(str(key), str(value)) for key, value in element.items()]
        attributes = [f"{key}={value}" for key, value in given if not key.startswith(INSTANCE)]
        texts = [part for text in element.itertext() if (part := str(text).strip())]
        if name in self.unknown_names or (name in OLDER and not len(element)) or not (texts or attributes):
            return
        self.unknown_names.add(name)
        shown = quoted(" ".join(attributes or texts[:3]), 60)
        what = f"has attributes, {shown}, that" if attributes else f"holds, as {shown}, what"
        message = f"<{name}> {what} SPDX does not have here; it may be a component and is not read"
        self.note("odd-value", message, element)

    def report_text_among(self, element: etree._Element) -> None:
        """Report text that stands right before an element, or that ends one with elements in it, where SPDX has none."""
        before, around = element.getprevious(), element.getparent()
        texts = [before.tail if before is not None else around.text if around is not None else ""]
        if len(element):
            texts.append(element[-1].tail)
        for text in texts:
            if text and any(map(str.isalnum, text)):
                self.note("text-left-out", f"text among elements, {quoted(text.strip(), 60)}; left out", element)

    def note(self, kind: str, message: str, element: etree._Element) -> None:
        self.problems.add(kind=kind, severity="warning", message=message, pointer=f"line {element.sourceline}")

    def place(self, section: str, i: int, field: str, n: int | None) -> str:
        """Return the line on which something of the document stands; `section` and `field` are JSON's names."""
        lines = self.lines[section][i]
        line = lines.get(field, lines[""])
        return f"line {line[n] if n is not None and isinstance(line, list) else line}"

"""RDF/XML into statements, as a stream: what has been read is let go.

An element stands in turn for a thing (a node) and for something said about it (a property). A property's value is its text,
the node in it, or the node that an attribute names; an attribute of a node is a property with text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from bom_parsers.carriers.xml_elements import events, release
from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"
SPDX = "http://spdx.org/rdf/terms#"
# Statements of these alone are kept; what they lead to is, too. Texts of licenses and files can be most of a document.
READ = frozenset(
    {
        *(
            "type",
            "specVersion",
            "creationInfo",
            "creator",
            "created",
            "describesPackage",
            "relationship",
            "relationshipType",
        ),
        *("relatedSpdxElement", "annotation", "comment", "externalDocumentRef", "externalDocumentId", "spdxDocument"),
        *(
            "name",
            "versionInfo",
            "packageFileName",
            "supplier",
            "originator",
            "downloadLocation",
            "homepage",
            "sourceInfo",
        ),
        *(
            "licenseDeclared",
            "licenseConcluded",
            "licenseComments",
            "summary",
            "description",
            "primaryPackagePurpose",
            "builtDate",
        ),
        *("releaseDate", "checksum", "algorithm", "checksumValue", "externalRef", "referenceType", "referenceLocator"),
        *("member", "licenseId", "licenseException", "licenseExceptionId", "fileName", "hasFile", "snippetFromFile"),
    }
)


# Predicates of SPDX 2 and of those that it uses whose statements say nothing a Bom holds.
NOT_READ = frozenset(
    {
        *("annotationDate", "annotationType", "annotator", "artifactOf", "attributionText", "contextualExample"),
        *("copyrightText", "crossRef", "dataLicense", "deprecatedVersion", "documentation", "endPointer"),
        *("example", "exceptionTextHtml", "externalReferenceSite", "extractedText", "fileContributor"),
        *("fileDependency", "fileType", "filesAnalyzed", "hasExtractedLicensingInfo", "isDeprecated"),
        *("isDeprecatedLicenseId", "isFsfLibre", "isLive", "isOsiApproved", "isValid", "isWayBackLink", "label"),
        *("licenseComment", "licenseExceptionTemplate", "licenseExceptionText", "licenseInfoFromFiles"),
        *(
            "licenseName",
            "licenseInfoInFile",
            "licenseInfoInSnippet",
            "licenseListVersion",
            "licenseText",
            "licenseTextHtml",
        ),
        *("lineNumber", "match", "noticeText", "offset", "order", "packageVerificationCode", "projectUri"),
        *("packageVerificationCodeExcludedFile", "packageVerificationCodeValue", "range", "reference"),
        *("referenceCategory", "referencesFile", "reviewDate", "reviewed", "reviewer", "seeAlso", "startPointer"),
        *("standardLicenseHeader", "standardLicenseHeaderHtml", "standardLicenseHeaderTemplate"),
        *("standardLicenseTemplate", "timestamp", "url", "validUntilDate", "date", "schemaLocation"),
    }
)
# Of those, the ones whose values are packages, files or snippets.
OF_ELEMENTS = frozenset(
    {"describesPackage", "hasFile", "referencesFile", "relatedSpdxElement", "snippetFromFile", "fileDependency"}
)
VALUED = (READ | NOT_READ) - OF_ELEMENTS


class Value(msgspec.Struct, gc=False):
    """What a statement says: a text, or the id of a node."""

    text: str
    line: int


@dataclass(slots=True)
class Node:
    """A thing, its kinds, and what is said about it by the names of the predicates; `line` is where it first stands.

    `under` is the predicate of SPDX whose value it is where that takes no packages, files or snippets.
    """

    id: str
    line: int = 0
    kinds: tuple[str, ...] = ()
    under: str = ""
    values: dict[str, Value | list[Value]] = field(default_factory=dict)  # a list only where there are several

    def say(self, predicate: str, value: Value) -> None:
        """Add a statement."""
        values = self.values.setdefault(predicate, value)
        if isinstance(values, list):
            values.append(value)
        elif values is not value:
            self.values[predicate] = [values, value]

    def all(self, predicate: str) -> list[Value]:
        """Return all values of a predicate, each once."""
        values = self.values.get(predicate)
        if values is None:
            return []
        if not isinstance(values, list):
            return [values]
        return list({value.text: value for value in reversed(values)}.values())[::-1]


@lru_cache(maxsize=4096)
def with_kind(kinds: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Return the kinds and this one; things of the same kinds share them."""
    return kinds if kind in kinds else (*kinds, kind)


@lru_cache(maxsize=4096)
def shared(text: str) -> str:
    """Return the same object for a text that was met not long ago: half of a document is said again and again."""
    return text


class Level(msgspec.Struct, gc=False):
    """An open element: a node, or a property of the node `subject` with the node `value` if it has one so far."""

    subject: str = ""
    predicate: str = ""  # "" for a node
    value: str = ""
    is_literal: bool = False
    line: int = 0


def text_before(element: etree._Element) -> str:
    """Return what stands right before an element that has begun."""
    before, around = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail or ""
    return (around.text or "") if around is not None else ""


def takes_no_elements(predicate: str) -> bool:
    """Tell whether a predicate is one of SPDX that names no package, file or snippet."""
    return predicate in VALUED


def line_of(element: etree._Element) -> int:
    line: Any = element.sourceline
    return line or 0


@lru_cache(maxsize=4096)
def split_name(qualified: object) -> tuple[str, str]:
    """Return the namespace and the local name of an element or attribute."""
    namespace, _, name = str(qualified).rpartition("}")
    return namespace.removeprefix("{"), name


def is_spdx(namespace: str) -> bool:
    """Tell whether the namespace is that of SPDX's terms."""
    return namespace.replace("https:", "http:", 1) == SPDX


@dataclass(slots=True)
class Unread:
    """What is in a text besides the statements that are kept: each text between elements and each predicate that SPDX does not
    have, with its line, and the ids that predicates of SPDX name which take no packages, files or snippets."""

    texts: list[Value] = field(default_factory=list)
    predicates: dict[str, int] = field(default_factory=dict)
    values: set[str] = field(default_factory=set)


def statements(text: bytes, path: Path, expected: str) -> tuple[dict[str, Node], Unread]:
    """Return all nodes of an RDF/XML text by their ids, and what was not made a statement; raises InputError where it is no
    XML or nested too deep."""
    graph = Graph(path, expected)
    for event, element in events(text, path, expected):
        if event == "start":
            graph.begin(element)
        else:
            graph.end(element)
            if not (graph.open and graph.open[-1].is_literal):
                release(element, keep_tail=True)
    return graph.nodes, graph.unread


class Graph:
    """The statements read so far, and the elements that are open."""

    def __init__(self, path: Path, expected: str) -> None:
        self.path, self.expected = path, expected
        self.nodes: dict[str, Node] = {}
        self.unread = Unread()
        self.open: list[Level] = []
        self.blanks = 0
        self.depth = limits().depth

    def begin(self, element: etree._Element) -> None:
        """Open an element."""
        if len(self.open) >= self.depth:
            found = f"XML nested deeper than {self.depth} levels"
            remedy = f"export it again, or raise the limit {by_limit('depth')}"
            raise InputError(self.path, f"line {element.sourceline}", found, self.expected, remedy)
        namespace, name = split_name(element.tag)
        if self.open and not self.open[-1].is_literal:
            self.between(text_before(element), element)
        if namespace == RDF and name == "RDF" and not self.open:
            self.open.append(Level())
        elif self.open and self.open[-1].is_literal:
            if is_spdx(namespace):
                self.unread.texts.append(Value(f"<{name}>", line_of(element)))
            self.open.append(Level(is_literal=True))
        elif self.open and self.open[-1].subject and not self.open[-1].predicate:
            self.begin_property(element, name)
        else:
            self.begin_node(element, namespace, name)

    def begin_node(self, element: etree._Element, namespace: str, name: str) -> None:
        node = self.node(self.named(element, "about", "ID", "nodeID") or self.blank(), line_of(element))
        if self.open and takes_no_elements(self.open[-1].predicate):
            node.under = self.open[-1].predicate
        if namespace != RDF:
            node.kinds = with_kind(node.kinds, name)
        self.attributes(element, node)
        if self.open and self.open[-1].predicate:
            if self.open[-1].value:  # a collection, or more nodes than RDF allows
                self.say(self.open[-1])
            self.open[-1].value = node.id
        self.open.append(Level(subject=node.id))

    def begin_property(self, element: etree._Element, name: str) -> None:
        subject = self.open[-1].subject
        if not element.keys():  # as most of them are
            self.open.append(Level(subject, name, line=line_of(element)))
            return
        level = Level(subject, name, self.named(element, "resource", "nodeID"), line=line_of(element))
        if level.value and takes_no_elements(name):
            self.unread.values.add(level.value)
        kind = element.get(f"{{{RDF}}}parseType")
        if kind == "Literal":
            level.is_literal = True
        self.open.append(level)
        has_properties = any(not str(key).startswith((f"{{{RDF}}}", f"{{{XML}}}")) for key in element.attrib)
        if kind == "Resource" or has_properties:
            level.value = level.value or self.blank()
            node = self.node(level.value, level.line)
            node.under = name if takes_no_elements(name) else ""
            self.attributes(element, node)
        if kind == "Resource":
            level.predicate, level.subject = "", level.value
            self.nodes[subject].say(name, Value(level.value, level.line))

    def end(self, element: etree._Element) -> None:
        """Close the element that was opened last."""
        level = self.open.pop()
        if not level.is_literal and (level.value or not level.predicate):
            self.between((element[-1].tail if len(element) else element.text) or "", element)
        if level.predicate and level.subject:
            if not level.value:
                level.value = "".join(map(str, element.itertext())).strip() if level.is_literal else element.text or ""
            self.say(level)

    def say(self, level: Level) -> None:
        node = self.nodes[level.subject]
        if level.predicate == "type":
            node.kinds = with_kind(node.kinds, level.value.rpartition("#")[2])
        elif level.predicate in READ:
            node.say(level.predicate, Value(shared(level.value), level.line))
        elif level.predicate not in NOT_READ and level.value.strip():
            self.unread.predicates.setdefault(level.predicate, level.line)

    def attributes(self, element: etree._Element, node: Node) -> None:
        """Take in what attributes say about a node."""
        for key, value in element.attrib.items():
            namespace, name = split_name(key)
            if namespace == RDF and name == "type":
                node.kinds = with_kind(node.kinds, str(value).rpartition("#")[2])
            elif namespace not in (RDF, XML) and name in READ:
                node.say(name, Value(shared(str(value)), line_of(element)))
            elif namespace not in (RDF, XML) and name not in NOT_READ:
                self.unread.predicates.setdefault(name, line_of(element))

    def between(self, text: str, element: etree._Element) -> None:
        """Remember a text that stands between elements, where RDF has none."""
        if text and any(map(str.isalnum, text)):
            self.unread.texts.append(Value(text.strip(), line_of(element)))

    def named(self, element: etree._Element, *attributes: str) -> str:
        """Return the id of the node that one of RDF's attributes names, or ""."""
        for attribute in attributes:
            value = element.get(f"{{{RDF}}}{attribute}")
            if value is None:
                continue
            if attribute == "nodeID":
                return f"_:{value}"
            value = f"#{value}" if attribute == "ID" else value
            return f"{(element.base or '').partition('#')[0]}{value}" if value.startswith("#") else value
        return ""

    def blank(self) -> str:
        self.blanks += 1
        return f"_:{self.blanks}#"

    def node(self, name: str, line: int) -> Node:
        return self.nodes.setdefault(name, Node(name, line))

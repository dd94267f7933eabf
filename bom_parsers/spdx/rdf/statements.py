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
        *("member", "licenseId", "licenseException", "licenseExceptionId", "fileName", "hasFile"),
    }
)


class Value(msgspec.Struct, gc=False):
    """What a statement says: a text, or the id of a node."""

    text: str
    line: int


@dataclass(slots=True)
class Node:
    """A thing, its kinds, and what is said about it by the names of the predicates; `line` is where it first stands."""

    id: str
    line: int = 0
    kinds: tuple[str, ...] = ()
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


def statements(text: bytes, path: Path, expected: str) -> dict[str, Node]:
    """Return all nodes of an RDF/XML text by their ids; raises InputError where it is no XML or nested too deep."""
    graph = Graph(path, expected)
    for event, element in events(text, path, expected):
        if event == "start":
            graph.begin(element)
        else:
            graph.end(element)
            if not (graph.open and graph.open[-1].is_literal):
                release(element, keep_tail=True)
    return graph.nodes


class Graph:
    """The statements read so far, and the elements that are open."""

    def __init__(self, path: Path, expected: str) -> None:
        self.path, self.expected = path, expected
        self.nodes: dict[str, Node] = {}
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
        if namespace == RDF and name == "RDF" and not self.open:
            self.open.append(Level())
        elif self.open and self.open[-1].is_literal:
            self.open.append(Level(is_literal=True))
        elif self.open and self.open[-1].subject and not self.open[-1].predicate:
            self.begin_property(element, name)
        else:
            self.begin_node(element, namespace, name)

    def begin_node(self, element: etree._Element, namespace: str, name: str) -> None:
        node = self.node(self.named(element, "about", "ID", "nodeID") or self.blank(), line_of(element))
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
        kind = element.get(f"{{{RDF}}}parseType")
        if kind == "Literal":
            level.is_literal = True
        self.open.append(level)
        has_properties = any(not str(key).startswith((f"{{{RDF}}}", f"{{{XML}}}")) for key in element.attrib)
        if kind == "Resource" or has_properties:
            level.value = level.value or self.blank()
            self.attributes(element, self.node(level.value, level.line))
        if kind == "Resource":
            level.predicate, level.subject = "", level.value
            self.nodes[subject].say(name, Value(level.value, level.line))

    def end(self, element: etree._Element) -> None:
        """Close the element that was opened last."""
        level = self.open.pop()
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

    def attributes(self, element: etree._Element, node: Node) -> None:
        """Take in what attributes say about a node."""
        for key, value in element.attrib.items():
            namespace, name = split_name(key)
            if namespace == RDF and name == "type":
                node.kinds = with_kind(node.kinds, str(value).rpartition("#")[2])
            elif namespace not in (RDF, XML) and name in READ:
                node.say(name, Value(shared(str(value)), line_of(element)))

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

"""SPDX 2.x in RDF/XML: its statements about packages, persons and relationships become the document of the JSON notation.

RDF/XML has many ways to write one statement: nested, by rdf:resource, by rdf:nodeID, as an attribute. `statements`
reads them all into subject, predicate and object; here they are put together again by the names that SPDX has for them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.lenient import TEXT, members_of
from bom_parsers.carriers.xml_text import text_with_root
from bom_parsers.errors import InputError, quoted
from bom_parsers.spdx.bom import Parsed, bom_of
from bom_parsers.spdx.columns import SLICE, PackageColumns
from bom_parsers.spdx.document import (
    Annotation,
    Checksum,
    CreationInfo,
    Document,
    Element,
    ExternalDocument,
    ExternalRef,
    Package,
    Relationship,
)
from bom_parsers.spdx.frames import PlacePointers
from bom_parsers.spdx.rdf.statements import RDF, Node, Value, is_spdx, statements
from bom_parsers.spdx.rdf.unread import report_unread

EXPECTED = "an SPDX document in RDF/XML"
LICENSE_LIST = re.compile(r"https?://spdx\.org/licenses/")
# Predicates whose names differ from those in the JSON notation.
RENAMED = {
    "license_declared": "licenseDeclared",
    "license_concluded": "licenseConcluded",
    "checksums": "checksum",
    "external_refs": "externalRef",
    "annotations": "annotation",
    "spdx_id": "",
}
MEMBERS = members_of(Package)
TEXTS = [member for member in MEMBERS.values() if member.shape == TEXT and member.name not in RENAMED]
JOINED_BY = {"ConjunctiveLicenseSet": " AND ", "DisjunctiveLicenseSet": " OR "}
MOST_NESTED = 50  # licenses in licenses
MOST_LICENSES = 1_000  # in one expression, each as often as it is named


def looks_like_root(namespace: str, name: str) -> bool:
    """Tell whether an XML document with this root element may be RDF; what it is about shows only inside."""
    return (namespace == RDF and name == "RDF") or is_spdx(namespace)


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError if it has a DOCTYPE, is malformed, not in the encoding that it says, or not SPDX.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx-rdf", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    text, _ = text_with_root(text, path, EXPECTED, looks_like_root, "check that this file is the BOM")
    nodes, unread = statements(text, path, EXPECTED)
    content = DocumentOfNodes(nodes, Rows(PROBLEMS))
    if not content.nodes_of("SpdxDocument") and not content.nodes_of("Package"):
        raise InputError(path, "", "RDF without an SPDX document", EXPECTED, "check that this file is the BOM")
    document = content.document()
    report_unread(nodes, unread, content.problems)
    files = {content.id_of(value.text) for node in content.packages for value in node.all("hasFile")}
    return Parsed(document, content.columns.tables(), PlacePointers(content.place), content.problems, files=files)


class DocumentOfNodes:
    """Makes a document of the statements about `nodes`."""

    def __init__(self, nodes: dict[str, Node], problems: Rows) -> None:
        self.nodes = nodes
        self.problems = problems
        self.packages: list[Node] = []
        self.columns = PackageColumns()
        self.relationship_lines: list[int] = []
        self.licenses_left = 0
        documents = self.nodes_of("SpdxDocument")
        self.root = documents[0] if documents else Node("")
        self.namespace = self.root.id.partition("#")[0]
        for other in documents[1:]:
            self.note(
                "text-left-out", f"another document {quoted(other.id)}; what it says of itself is left out", other.line
            )
        self.others: dict[str, Node] = {}
        for value in self.root.all("externalDocumentRef"):
            self.others[self.text(self.node(value), "spdxDocument")] = self.node(value)

    def nodes_of(self, kind: str) -> list[Node]:
        """Return what is said to be of a kind, in the order of the file."""
        return [node for node in self.nodes.values() if kind in node.kinds]

    def node(self, value: Value) -> Node:
        """Return what the value names, which is a node without statements if the file says nothing about it."""
        return self.nodes.get(value.text) or Node(value.text, value.line)

    def document(self) -> Document[Package]:
        """Return the document without its packages, which go into `columns`."""
        self.packages = self.nodes_of("Package")
        for start in range(0, len(self.packages), SLICE):
            self.columns.add([self.package(node) for node in self.packages[start : start + SLICE]])
        creation = [self.node(value) for value in self.root.all("creationInfo")]
        described = [self.id_of(value.text) for value in self.root.all("describesPackage")]
        return Document(
            self.text(self.root, "specVersion"),
            spdx_id=self.id_of(self.root.id),
            name=self.text(self.root, "name"),
            document_namespace=self.namespace,
            creation_info=CreationInfo(
                [value.text for info in creation for value in info.all("creator")],
                next((value.text for info in creation for value in info.all("created")), ""),
                "\n".join(value.text for info in creation for value in info.all("comment")),
            ),
            external_document_refs=[self.external_document(node) for node in self.others.values()],
            document_describes=described,
            files=[Element(self.id_of(node.id), self.text(node, "fileName")) for node in self.nodes_of("File")],
            snippets=[self.snippet(node) for node in self.nodes_of("Snippet")],
            relationships=self.relationships(),
            annotations=[
                self.annotation(value) for node in self.others_annotated() for value in node.all("annotation")
            ],
        )

    def snippet(self, node: Node) -> Element:
        from_file = next((self.id_of(value.text) for value in node.all("snippetFromFile")), "")
        return Element(self.id_of(node.id), name=self.text(node, "name"), from_file=from_file)

    def others_annotated(self) -> list[Node]:
        packages = {node.id for node in self.packages}
        return [node for node in self.nodes.values() if node.id not in packages and node.all("annotation")]

    def package(self, node: Node) -> Package:
        """Return what is said about a package."""
        given: dict[str, Any] = {member.name: self.word(node, member.key) for member in TEXTS}
        given["primary_package_purpose"] = upper(given["primary_package_purpose"].removeprefix("purpose_"))
        return Package(
            **given,
            spdx_id=self.id_of(node.id),
            license_declared=self.license(node, "licenseDeclared"),
            license_concluded=self.license(node, "licenseConcluded"),
            checksums=[self.checksum(value) for value in node.all("checksum")],
            external_refs=[self.external_ref(self.node(value)) for value in node.all("externalRef")],
            annotations=[self.annotation(value) for value in node.all("annotation")],
        )

    def text(self, node: Node, predicate: str) -> str:
        """Return the one text or address that a statement gives; of several that differ the first."""
        values = node.all(predicate)
        if len(values) > 1:
            hidden = ", ".join(quoted(value.text, 60) for value in values[1:])
            given = f"{predicate} is given {len(values)} times for {quoted(self.id_of(node.id))}"
            message = f"{given}; the first is used, not {hidden}"
            self.note("repeated-value", message, values[1].line)
        return values[0].text if values else ""

    def word(self, node: Node, predicate: str) -> str:
        """Return a text, or the word for nothing that SPDX has an address for."""
        text = self.text(node, predicate)
        return term(text).upper() if is_nothing(text) else term(text)

    def checksum(self, value: Value) -> Checksum:
        node = self.node(value)
        return Checksum(term(self.text(node, "algorithm")), self.text(node, "checksumValue"))

    def external_ref(self, node: Node) -> ExternalRef:
        return ExternalRef(self.text(node, "referenceType"), self.text(node, "referenceLocator"))

    def external_document(self, node: Node) -> ExternalDocument:
        checksums = [self.checksum(value) for value in node.all("checksum")]
        named = self.text(node, "externalDocumentId") or node.id.partition("#")[2]
        return ExternalDocument(named, self.text(node, "spdxDocument"), *checksums[:1])

    def annotation(self, value: Value) -> Annotation:
        return Annotation(self.text(self.node(value), "comment"))

    def relationships(self) -> list[Relationship]:
        """Return the relationships, which stand with what they begin at."""
        relationships = []
        for node in self.nodes.values():
            for value in node.all("relationship"):
                relation = self.node(value)
                kind = upper(term(self.text(relation, "relationshipType")).removeprefix("relationshipType_"))
                ends = relation.all("relatedSpdxElement")
                relationships += [Relationship(self.id_of(node.id), kind, self.id_of(end.text)) for end in ends]
                self.relationship_lines += [value.line] * len(ends)
        return relationships

    def id_of(self, address: str) -> str:
        """Return the id that the other notations have for an address: with that of its document if it is in another one."""
        namespace, hash_sign, ref = address.partition("#")
        if not hash_sign:
            return address
        if namespace != self.namespace and namespace in self.others:
            other = self.others[namespace]
            return f"{self.text(other, 'externalDocumentId') or other.id.partition('#')[2]}:{ref}"
        return ref.upper() if is_nothing(address) else ref

    def license(self, node: Node, predicate: str) -> str:
        """Return the license as an expression."""
        values = node.all(predicate)
        self.licenses_left = MOST_LICENSES
        stated = [self.expression(value, 0) for value in values]
        if len(stated) > 1:
            given = f"{predicate} is given {len(stated)} times for {quoted(self.id_of(node.id))}"
            hidden = ", ".join(quoted(one, 60) for one in stated[1:])
            self.note("repeated-value", f"{given}; the first is used, not {hidden}", values[1].line)
        return stated[0] if stated else ""

    def expression(self, value: Value, depth: int) -> str:
        """Return the expression for a license or a set of licenses."""
        node = self.node(value)
        self.licenses_left -= 1
        if self.licenses_left < -1:  # it is told already
            return "NOASSERTION"
        if depth > MOST_NESTED or self.licenses_left < 0:
            self.note("odd-value", "licenses that contain each other, or too many in each other; left out", value.line)
            return "NOASSERTION"
        members = [self.expression(member, depth + 1) for member in node.all("member")]
        for kind, word in JOINED_BY.items():
            if kind in node.kinds and members:
                joined = word.join(members)
                return f"({joined})" if depth and len(members) > 1 else joined
        is_single = "OrLaterOperator" in node.kinds or "WithExceptionOperator" in node.kinds
        if is_single and (len(members) > 1 or len(node.all("licenseException")) > 1):
            message = "an operator on one license has several licenses or exceptions; the first is used"
            self.note("repeated-value", message, node.line or value.line)
        if "OrLaterOperator" in node.kinds and members:
            return f"{members[0]}+"
        if "WithExceptionOperator" in node.kinds and members:
            exception = [self.node(one) for one in node.all("licenseException")]
            named = [self.text(one, "licenseExceptionId") or term(one.id) for one in exception]
            return " WITH ".join([members[0], *named[:1]])
        written = self.text(node, "licenseId")
        return written or self.word_of_license(value)

    def word_of_license(self, value: Value) -> str:
        if is_nothing(value.text):
            return term(value.text).upper()
        match = LICENSE_LIST.match(value.text)
        return value.text[match.end() :] if match else self.id_of(value.text)

    def note(self, kind: str, message: str, line: int) -> None:
        self.problems.add(kind=kind, severity="warning", message=message, pointer=f"line {line}")

    def place(self, section: str, i: int, field: str, n: int | None) -> str:
        """Return the line on which something of the document stands; `section` and `field` are JSON's names."""
        if section == "relationships":
            return f"line {self.relationship_lines[i]}"
        if section == "documentDescribes":
            return f"line {self.root.all('describesPackage')[i].line}"
        node = self.packages[i]
        values = node.all(PREDICATES.get(field, field))
        return f"line {values[n or 0].line if values else node.line}"


PREDICATES: dict[str, Any] = {key: RENAMED[member.name] for key, member in MEMBERS.items() if member.name in RENAMED}


def term(address: str) -> str:
    """Return the last word of an address within SPDX's own terms; any other text stays as it is."""
    namespace, hash_sign, word = address.partition("#")
    return word if hash_sign and is_spdx(namespace + "#") else address


def is_nothing(address: str) -> bool:
    """Tell whether the address is that of SPDX's NOASSERTION or NONE."""
    return term(address) != address and term(address) in ("noassertion", "none")


def upper(word: str) -> str:
    """Return the word of the other notations: dependsOn -> DEPENDS_ON."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).upper()

"""An annotated BOM in CycloneDX 1.6, by cyclonedx-python-lib; what its fields do not take becomes a property."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from cyclonedx.exception import CycloneDxException
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, Property, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentScope, ComponentType, Pedigree
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity, PostalAddress
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.model.tool import ToolRepository
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.spdx import is_expression, is_supported_id
from packageurl import PackageURL

from auditor.annotate.annotated import Annotated, AnnotatedComponent, Person, homeless
from auditor.version import VERSION
from bom_parsers.cyclonedx.elements import MPN_NAMES, REFDES_NAMES
from bom_parsers.errors import UNSEEN

# The library walks nested components by recursion; deeper ones hang from the last level and name their parent.
DEEPEST = 20
TYPE_OF_KIND = {"hardware": ComponentType.DEVICE, "firmware": ComponentType.FIRMWARE, "software": ComponentType.LIBRARY}
ALGORITHMS = {algorithm.value.lower(): algorithm for algorithm in HashAlgorithm if "Streebog" not in algorithm.value}
DIGEST = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})")
_CPE_PART = r"(?:(?:\?*|\*?)(?:[A-Za-z0-9\-._]|\\[\\*?!\"#$%&'()+,/:;<=>@\[\]^`{|}~])+(?:\?*|\*?)|[*\-])"
_CPE_LANGUAGE = r"(?:[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|[0-9]{3}))?|[*\-])"
CPE = re.compile(
    rf"cpe:2\.3:[aho*\-](?::{_CPE_PART}){{5}}:{_CPE_LANGUAGE}(?::{_CPE_PART}){{4}}"
    r"|[cC][pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._\-~%]*){0,6}"
)
REFERENCE = re.compile(r"(?:[^\s<>\"{}|\\^`%\[\]]|%[0-9A-Fa-f]{2})+")
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_EXPRESSION = 2_000  # characters; the library takes the square of their number
# Names under which the readers put what has a field of its own.
SCOPE, NOTES, REFERENCES = "scope", "pedigree.notes", "externalReference:"
ARTICLES = {"mpn": MPN_NAMES, "refdes": REFDES_NAMES}  # columns that are properties here, and their usual names


def write(annotated: Annotated, form: str) -> str:
    """Return the BOM as CycloneDX 1.6 in `form` ("cyclonedx-json" or "cyclonedx-xml"), the same bytes every time."""
    text = xml_text if form == "cyclonedx-xml" else str
    output = OutputFormat.XML if form == "cyclonedx-xml" else OutputFormat.JSON
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a subject without dependencies, and long versions, are how many BOMs are
        document = Writer(annotated, text).document()
        return make_outputter(document, output, SchemaVersion.V1_6).output_as_string(indent=2) + "\n"


def xml_text(text: str) -> str:
    """Return `text` with characters that XML cannot carry, not even escaped, as \\x00 and the like."""
    return NOT_XML.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


class AsWritten(PackageURL):
    """A package URL that is written as the BOM has it: the library's own way changes case and escapes."""

    written: str

    @classmethod
    def of(cls, text: str) -> AsWritten:
        """Return the package URL in `text`; raises ValueError if there is none, or one that shows otherwise than it is."""
        if UNSEEN.search(text):
            raise ValueError("a character that is not seen")
        url: AsWritten = cls.from_string(text)
        url.written = text
        return url

    def to_string(self, encode: bool | None = True) -> str:
        return self.written


class Writer:
    """One document on its way; `text` makes a text fit for the notation."""

    def __init__(self, annotated: Annotated, text: Callable[[str], str]) -> None:
        self.annotated, self.text = annotated, text
        self.made: dict[str, Component] = {}

    def document(self) -> Bom:
        """Return the library's document."""
        subject = self.annotated.bom.subject
        hosts = hosts_of(self.annotated)
        # Sets of the library take a component by its whole content: children are put in before their parent is.
        for component in self.annotated.components:
            ref, parent = component.row["ref"], component.row["parent"]
            extra = [("icts:bom:parent", parent)] if parent and hosts[ref] != parent else []
            self.made[ref] = self.component(component, extra)
        roots: list[str] = []
        for ref in deepest_first(hosts):
            host = hosts[ref]
            if host is None:
                roots.append(ref)
            else:
                self.made[host].components.add(self.made[ref])
        metadata = BomMetaData(
            timestamp=datetime.combine(self.annotated.as_of, time(), UTC),
            component=self.made[subject] if subject in roots and subject is not None else None,
            tools=ToolRepository(
                components=[Component(name="icts-auditor", version=VERSION, type=ComponentType.APPLICATION)]
            ),
            # Who made the BOM still says what it says of its parts, and is trusted for that or not.
            authors=[OrganizationalContact(name=self.text(name)) for name in self.annotated.bom.authors],
            properties=[self.property(name, value) for name, value in self.about()],
        )
        return Bom(
            serial_number=self.annotated.serial,
            metadata=metadata,
            components=[self.made[ref] for ref in roots if metadata.component is not self.made[ref]],
            dependencies=self.dependencies(),
        )

    def about(self) -> Iterator[tuple[str, str]]:
        yield from self.annotated.about
        yield from (("icts:bom:dependency", f"{start} -> {end}") for start, end in self.annotated.dangling)

    def dependencies(self) -> list[Dependency]:
        ends: dict[str, list[BomRef]] = {}
        for start, end in self.annotated.edges:
            ends.setdefault(start, []).append(self.made[end].bom_ref)
        return [
            Dependency(self.made[ref].bom_ref, [Dependency(end) for end in targets]) for ref, targets in ends.items()
        ]

    def property(self, name: str, value: str) -> Property:
        return Property(name=self.text(name), value=self.text(value))

    def component(self, component: AnnotatedComponent, extra: list[tuple[str, str]]) -> Component:
        """Return one component without its parts."""
        row, text = component.row, self.text
        properties = [*extra, *component.verdict]
        fields: dict[str, Any] = {}
        for name, value in component.properties:
            if name == SCOPE and value in ("optional", "excluded"):
                fields["scope"] = ComponentScope(value)
            elif name == NOTES:
                fields["pedigree"] = Pedigree(notes=text(value))
            elif (reference := reference_of(name, value)) is not None:
                fields.setdefault("external_references", []).append(reference)
            else:
                properties.append((name, value))
        for key, names in ARTICLES.items():
            if row[key] and not stated(component, names, row[key]):
                properties.append((f"hbom:{key}", row[key]))
        if row["quantity"] is not None and not any(name == "cdx:device:quantity" for name, _ in properties):
            properties.append(("cdx:device:quantity", f"{row['quantity']:.15g}"))
        fields |= {key: text(row[key]) for key in ("group", "version", "description") if row[key]}
        fields |= self.identity(row, properties)
        fields |= self.parties(component.persons, properties)
        made = Component(
            type=type_of(row, properties),
            name=text(row["name"] or ""),
            bom_ref=text(row["ref"]),
            **fields,
        )
        if row["modified"] is not None:
            made.modified = row["modified"]  # which is not written in this version of the format
        if row["modified"]:
            properties.append(("icts:bom:modified", "true"))
        made.properties.update(self.property(name, value) for name, value in properties)
        return made

    def identity(self, row: Any, properties: list[tuple[str, str]]) -> dict[str, Any]:
        """Return purl, CPE, hashes and licenses as far as the format takes them; the rest is added to `properties`."""
        fields: dict[str, Any] = {}
        if row["purl"]:
            try:
                fields["purl"] = AsWritten.of(row["purl"])
            except ValueError:
                properties.append(("icts:bom:purl", row["purl"]))
        if row["cpe"]:
            if CPE.fullmatch(row["cpe"]):
                fields["cpe"] = row["cpe"]
            else:
                properties.append(("icts:bom:cpe", row["cpe"]))
        fields["hashes"] = []
        for written in row["hashes"] or ():
            algorithm, _, digest = written.partition(":")
            if algorithm in ALGORITHMS and DIGEST.fullmatch(digest):
                fields["hashes"].append(HashType(alg=ALGORITHMS[algorithm], content=digest))
            else:
                properties.append(("icts:bom:hash", written))
        fields["licenses"] = self.licenses([license for license in row["licenses"] or () if license.strip()])
        return fields

    def licenses(self, written: list[str]) -> list[License]:
        """Return SPDX's ids as ids, a single expression as one, and all else by name: the format takes no mixture."""
        if len(written) == 1 and not is_supported_id(written[0]) and is_license_expression(written[0]):
            return [LicenseExpression(written[0])]
        return [
            DisjunctiveLicense(id=license) if is_supported_id(license) else DisjunctiveLicense(name=self.text(license))
            for license in written
        ]

    def parties(self, persons: tuple[Person, ...], properties: list[tuple[str, str]]) -> dict[str, Any]:
        """Return the fields that name persons; who finds no field becomes a property."""
        fields: dict[str, Any] = {}
        for person in persons:
            kept = whole = False
            emails = person.emails
            all_said = len(emails) == len(person.identifiers) and len(emails) <= 1
            if person.role in ("supplier", "manufacturer") and person.role not in fields:
                address = address_of(person.url or "")
                url_fits = person.url is None or address is not None
                fields[person.role] = OrganizationalEntity(
                    name=self.text(person.name),
                    urls=[address] if address else None,
                    contacts=[OrganizationalContact(email=email) for email in emails],
                    address=PostalAddress(country=self.text(person.country)) if person.country else None,
                )
                kept, whole = True, all_said and url_fits
            elif person.role == "developer":
                contact = OrganizationalContact(name=self.text(person.name), email=emails[0] if emails else None)
                fields.setdefault("authors", []).append(contact)
                kept, whole = True, all_said and not person.country and not person.url
            elif person.role == "distributor" and "publisher" not in fields:
                fields["publisher"] = self.text(person.name)
                kept, whole = True, not (person.identifiers or person.country or person.url)
            if not whole:
                properties.extend(homeless(person, role_kept=kept))
        return fields


def hosts_of(annotated: Annotated) -> dict[str, str | None]:
    """Return for each component the one that it is written into: its parent, or where that is too deep an ancestor."""
    parents = {component.row["ref"]: component.row["parent"] for component in annotated.components}
    levels: dict[str, int] = {}
    hosts: dict[str, str | None] = {}
    for ref in parents:
        way: dict[str, None] = {}
        at: str | None = ref
        while at is not None and at in parents and at not in levels and at not in way:
            way[at] = None
            at = parents[at]
        for here in reversed(way):
            host = parents[here]
            if host is None or host not in levels:  # no parent, none of this BOM, or a circle
                levels[here], hosts[here] = 0, None
            else:
                while levels[host] >= DEEPEST:
                    host = hosts[host] or host
                levels[here], hosts[here] = levels[host] + 1, host
    return hosts


def deepest_first(hosts: dict[str, str | None]) -> list[str]:
    """Return the refs with every component before the one that it is written into."""
    parts: dict[str | None, list[str]] = {}
    for ref, host in hosts.items():
        parts.setdefault(host, []).append(ref)
    ordered: list[str] = []
    waiting = list(parts.get(None, ()))
    while waiting:
        ref = waiting.pop()
        ordered.append(ref)
        waiting.extend(parts.get(ref, ()))
    return ordered[::-1]


def type_of(row: Any, properties: list[tuple[str, str]]) -> ComponentType:
    """Return CycloneDX's type for the document's own word, or for its kind; a word that is not CycloneDX's is kept."""
    word = (row["type"] or "").lower().replace("_", "-")
    try:
        component_type = ComponentType(word)
    except ValueError:
        if word:
            properties.append(("icts:bom:type", row["type"]))
        # "data" is neither hardware nor software, and so is what has no kind.
        return TYPE_OF_KIND.get(row["kind"], ComponentType.DATA)
    return component_type


def reference_of(name: str, value: str) -> ExternalReference | None:
    """Return the external reference that a property stands for; None where it is none, or none that the format takes."""
    word = name.removeprefix(REFERENCES)
    address = address_of(value) if word != name else None
    try:
        return ExternalReference(type=ExternalReferenceType(word), url=address) if address else None
    except ValueError:
        return None


def is_license_expression(text: str) -> bool:
    """Tell whether a text is an expression of SPDX; one that is longer than any is none."""
    try:
        return len(text) <= LONGEST_EXPRESSION and is_expression(text)
    except (IndexError, RecursionError):  # "()" and the like
        return False


def address_of(text: str) -> XsUri | None:
    """Return an address as the format takes it; None for a text that is none, or that shows otherwise than it is."""
    if not REFERENCE.fullmatch(text) or text.count("#") > 1 or UNSEEN.search(text):
        return None
    try:
        return XsUri(text)
    except (ValueError, CycloneDxException):
        return None


def stated(component: AnnotatedComponent, names: frozenset[str], value: str) -> bool:
    """Tell whether a property of one of these names has this value already: the reader took it from there."""
    plain = (
        (re.sub("[ _-]", "", name.rpartition(":")[2].casefold()), own.strip()) for name, own in component.properties
    )
    return any(name in names and own == value for name, own in plain)

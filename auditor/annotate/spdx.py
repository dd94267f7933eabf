"""An annotated BOM in SPDX 2.3, by spdx-tools; what its fields do not take becomes an annotation of the package."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from license_expression import ExpressionError, get_spdx_licensing  # type: ignore[import-untyped]
from spdx_tools.spdx.model.actor import Actor, ActorType
from spdx_tools.spdx.model.annotation import Annotation, AnnotationType
from spdx_tools.spdx.model.checksum import Checksum, ChecksumAlgorithm
from spdx_tools.spdx.model.document import CreationInfo, Document
from spdx_tools.spdx.model.extracted_licensing_info import ExtractedLicensingInfo
from spdx_tools.spdx.model.package import ExternalPackageRef, ExternalPackageRefCategory, Package, PackagePurpose
from spdx_tools.spdx.model.relationship import Relationship, RelationshipType
from spdx_tools.spdx.model.spdx_no_assertion import SpdxNoAssertion
from spdx_tools.spdx.validation.checksum_validator import validate_checksum
from spdx_tools.spdx.validation.external_package_ref_validator import validate_external_package_ref
from spdx_tools.spdx.validation.uri_validators import validate_download_location, validate_url
from spdx_tools.spdx.writer.json import json_writer
from spdx_tools.spdx.writer.tagvalue import tagvalue_writer

from auditor.annotate.annotated import Annotated, AnnotatedComponent, Person, homeless
from auditor.version import VERSION
from bom_parsers.carriers.annotated_copy import PROPERTY, written_property
from reports.visible import visible

SPDX = "SPDX-2.3"
DOCUMENT = "SPDXRef-DOCUMENT"
TOOL = Actor(ActorType.TOOL, f"icts-auditor {VERSION}")
PURPOSES = {purpose.name.lower().replace("_", "-"): purpose for purpose in PackagePurpose}
PURPOSE_OF_KIND = {"hardware": PackagePurpose.DEVICE, "firmware": PackagePurpose.FIRMWARE, None: PackagePurpose.OTHER}
# Types whose kind is software in other formats and is not told by this one's word, and the reader's word for no purpose.
SOFTWARE = frozenset(
    {"application", "framework", "library", "container", "operating-system", "source", "archive", "install"}
)
# The validator's patterns for these two have a slip and match nothing.
UNCHECKED = frozenset({ChecksumAlgorithm.BLAKE3, ChecksumAlgorithm.MD6})
REFERENCES = "externalRef:"
CATEGORIES = {
    "cpe22Type": ExternalPackageRefCategory.SECURITY,
    "cpe23Type": ExternalPackageRefCategory.SECURITY,
    "purl": ExternalPackageRefCategory.PACKAGE_MANAGER,
    **dict.fromkeys(("advisory", "fix", "url", "swid"), ExternalPackageRefCategory.SECURITY),
    **dict.fromkeys(("maven-central", "npm", "nuget", "bower"), ExternalPackageRefCategory.PACKAGE_MANAGER),
    **dict.fromkeys(("swh", "gitoid"), ExternalPackageRefCategory.PERSISTENT_ID),
}
# What the library raises for a text that is no expression; "()" is one of the last two.
NO_EXPRESSION = (ExpressionError, ValueError, TypeError, AttributeError, IndexError, RecursionError)
LONGEST_EXPRESSION = 2_000  # characters; the library takes the square of their number
NOT_IN_ID = re.compile(r"[^A-Za-z0-9.\-]+")


def write(annotated: Annotated, form: str) -> str:
    """Return the BOM as SPDX 2.3 in `form` ("spdx-json" or "spdx-tag-value"), the same bytes every time."""
    document, stream = Writer(annotated).document(), io.StringIO()
    writer = json_writer if form == "spdx-json" else tagvalue_writer
    writer.write_document_to_stream(document, stream, validate=False, drop_duplicates=False)
    text = stream.getvalue()
    return text if text.endswith("\n") else text + "\n"


class Writer:
    """One document on its way."""

    def __init__(self, annotated: Annotated) -> None:
        self.annotated = annotated
        self.created = datetime.combine(annotated.as_of, time())
        self.ids = ids_of(annotated)
        self.licensing = get_spdx_licensing()
        self.extracted: dict[str, ExtractedLicensingInfo] = {}
        self.annotations: list[Annotation] = []

    def document(self) -> Document:
        """Return the library's document."""
        packages = [self.package(component) for component in self.annotated.components]
        return Document(
            creation_info=CreationInfo(
                spdx_version=SPDX,
                spdx_id=DOCUMENT,
                name=visible(self.annotated.name),
                document_namespace=f"urn:uuid:{self.annotated.serial}",
                # Who made the BOM still says what it says of its parts, and is trusted for that or not.
                creators=[*(Actor(ActorType.ORGANIZATION, visible(name)) for name in self.annotated.bom.authors), TOOL],
                created=self.created,
                creator_comment=free_text("\n".join(f"{name}={value}" for name, value in self.about())),
            ),
            packages=packages,
            relationships=list(self.relationships()),
            annotations=self.annotations,
            extracted_licensing_info=list(self.extracted.values()),
        )

    def about(self) -> Iterator[tuple[str, str]]:
        yield from self.annotated.about
        yield from (("icts:bom:dependency", f"{start} -> {end}") for start, end in self.annotated.dangling)

    def relationships(self) -> Iterator[Relationship]:
        subject = self.annotated.bom.subject
        described = [subject] if subject in self.ids else list(self.ids) if len(self.ids) > 1 else []
        for ref in described:
            yield Relationship(DOCUMENT, RelationshipType.DESCRIBES, self.ids[ref])
        for component in self.annotated.components:
            parent = component.row["parent"]
            if parent in self.ids:
                yield Relationship(self.ids[parent], RelationshipType.CONTAINS, self.ids[component.row["ref"]])
        for start, end in self.annotated.edges:
            yield Relationship(self.ids[start], RelationshipType.DEPENDS_ON, self.ids[end])

    def package(self, component: AnnotatedComponent) -> Package:
        """Return one package; its annotations go into `annotations`."""
        row, spdx_id = component.row, self.ids[component.row["ref"]]
        notes: list[tuple[str, str]] = list(component.verdict)
        fields: dict[str, Any] = {"external_references": [], "download_location": SpdxNoAssertion()}
        for name, value in component.properties:
            if not self.native(name, value, fields, spdx_id):
                notes.append((name, value))
        self.identity(row, spdx_id, fields, notes)
        self.parties(component.persons, fields, notes)
        self.licenses(row["licenses"] or (), fields, notes)
        for key in ("group", "mpn", "refdes"):
            if row[key]:
                notes.append((f"icts:bom:{key}", row[key]))
        if row["quantity"] is not None:
            notes.append(("icts:bom:quantity", f"{row['quantity']:.15g}"))
        if row["modified"]:
            notes.append(("icts:bom:modified", "true"))
        fields["primary_package_purpose"] = purpose_of(row, notes)
        if row["ref"] != spdx_id:
            notes.append(("icts:bom:ref", row["ref"]))
        self.annotations += [
            self.annotation(spdx_id, comment) for name, value in notes for comment in comments(name, value)
        ]
        return Package(
            spdx_id=spdx_id,
            name=visible(row["name"] or ""),
            version=visible(row["version"]) if row["version"] else None,
            description=free_text(row["description"]) if row["description"] else None,
            files_analyzed=False,
            **fields,
        )

    def annotation(self, spdx_id: str, comment: str) -> Annotation:
        return Annotation(spdx_id, AnnotationType.OTHER, TOOL, self.created, comment)

    def native(self, name: str, value: str, fields: dict[str, Any], spdx_id: str) -> bool:
        """Put a property that the reader made of a field back into the field; tell whether that was possible."""
        if name == "downloadLocation" and not validate_download_location(value) and value == visible(value):
            fields["download_location"] = value
        elif name == "homepage" and not validate_url(value) and value == visible(value):
            fields["homepage"] = value
        elif name == "packageFileName":
            fields["file_name"] = visible(value)
        elif name == "sourceInfo":
            fields["source_info"] = free_text(value)
        elif name == "comment":
            fields["comment"] = free_text(value)
        elif name == "licenseComments":
            fields["license_comment"] = free_text(value)
        elif name.startswith(REFERENCES):
            return self.reference(name.removeprefix(REFERENCES), value, fields, spdx_id)
        else:
            return False
        return True

    def reference(self, kind: str, locator: str, fields: dict[str, Any], spdx_id: str) -> bool:
        """Add an external reference if it is one by SPDX's rules; tell whether it is."""
        category = CATEGORIES.get(kind, ExternalPackageRefCategory.OTHER)
        made = ExternalPackageRef(category, visible(kind), visible(locator))
        if not kind or " " in kind or " " in made.locator or validate_external_package_ref(made, spdx_id, SPDX):
            return False
        fields["external_references"].append(made)
        return True

    def identity(self, row: Any, spdx_id: str, fields: dict[str, Any], notes: list[tuple[str, str]]) -> None:
        """Fill in purl, CPE and checksums as far as SPDX takes them; the rest is noted."""
        cpe = "cpe23Type" if (row["cpe"] or "").startswith("cpe:2.3:") else "cpe22Type"
        for column, kind in (("purl", "purl"), ("cpe", cpe)):
            if row[column] and not self.reference(kind, row[column], fields, spdx_id):
                notes.append((f"icts:bom:{column}", row[column]))
        fields["checksums"] = []
        for written in row["hashes"] or ():
            checksum = checksum_of(written)
            if checksum and not validate_checksum(checksum, spdx_id, SPDX):
                fields["checksums"].append(checksum)
            else:
                notes.append(("icts:bom:hash", written))

    def parties(self, persons: tuple[Person, ...], fields: dict[str, Any], notes: list[tuple[str, str]]) -> None:
        """Fill in supplier and originator; who finds no field is noted."""
        field_of_role = {"supplier": "supplier", "developer": "originator"}
        for person in persons:
            field = field_of_role.get(person.role)
            kept = field is not None and field not in fields
            emails = person.emails[:1]
            if kept and field:
                fields[field] = Actor(ActorType.ORGANIZATION, visible(person.name), emails[0] if emails else None)
            if not kept or len(person.identifiers) > len(emails) or person.country or person.url:
                notes.extend(homeless(person, role_kept=kept))

    def licenses(self, written: Any, fields: dict[str, Any], notes: list[tuple[str, str]]) -> None:
        """Fill in the declared and the concluded license; the list of the BOM is noted where SPDX has to join it."""
        given = [license for license in written if license.strip()]
        if not given:
            return
        expressions = [self.expression(license) for license in given]
        fields["license_declared"] = self.licensing.parse(expressions[0])
        if len(given) == 2:
            fields["license_concluded"] = self.licensing.parse(expressions[1])
        elif len(given) > 2:
            fields["license_declared"] = self.licensing.parse(" AND ".join(f"({one})" for one in expressions))
        if len(given) > 2 or expressions != given:
            notes.extend(("icts:bom:license", license) for license in given)

    def expression(self, license: str) -> str:
        """Return a license as an expression that SPDX takes: as it is, or as a reference to a text that is the name."""
        try:
            if len(license) > LONGEST_EXPRESSION:
                raise ValueError("too long")
            parsed = self.licensing.parse(license, validate=False)
            unknown = self.licensing.unknown_license_keys(parsed)
            errors = [] if unknown else self.licensing.validate(license).errors
        except NO_EXPRESSION:
            parsed, unknown, errors = None, [], ["no expression"]
        if parsed is not None and not errors and all(key.startswith("LicenseRef-") for key in unknown):
            for key in unknown:
                self.extract(key, "The text is not in the BOM that was read.", key)
            return license
        key = f"LicenseRef-{NOT_IN_ID.sub('-', license).strip('-')[:80] or 'unnamed'}"
        while key in self.extracted and self.extracted[key].license_name != visible(license):
            key += "-2"
        self.extract(key, license, license)
        return key

    def extract(self, key: str, text: str, name: str) -> None:
        if key not in self.extracted:
            self.extracted[key] = ExtractedLicensingInfo(
                license_id=key, extracted_text=free_text(text), license_name=visible(name)
            )


def ids_of(annotated: Annotated) -> dict[str, str]:
    """Return a distinct SPDX id for each ref; one that is an SPDX id stays as it is."""
    refs = [component.row["ref"] for component in annotated.components]
    ids = {ref: ref for ref in refs if re.fullmatch(r"SPDXRef-[A-Za-z0-9.\-]+", ref) and ref != DOCUMENT}
    taken = {*ids, DOCUMENT}
    numbers: dict[str, int] = {}
    for ref in refs:
        if ref in ids:
            continue
        stem = spdx_id = f"SPDXRef-{NOT_IN_ID.sub('-', ref).strip('-') or 'component'}"
        while spdx_id in taken:
            numbers[stem] = numbers.get(stem, 1) + 1
            spdx_id = f"{stem}-{numbers[stem]}"
        ids[ref] = spdx_id
        taken.add(spdx_id)
    return ids


def purpose_of(row: Any, notes: list[tuple[str, str]]) -> PackagePurpose | None:
    """Return SPDX's purpose for the document's own word, or for its kind; a word that is not SPDX's is kept."""
    word = (row["type"] or "").lower().replace("_", "-")
    if word in PURPOSES and (row["kind"] == "software") == (word in SOFTWARE):
        return PURPOSES[word]
    if word not in ("", "package"):
        notes.append(("icts:bom:type", row["type"]))
    return None if row["kind"] == "software" else PURPOSE_OF_KIND[row["kind"]]


def checksum_of(written: str) -> Checksum | None:
    """Return "sha-256:<hex>" as SPDX's checksum; None for an algorithm that it does not have."""
    name, _, digest = written.partition(":")
    plain = name.upper().replace("-", "_")
    for spelled in (plain, plain.replace("SHA_", "SHA")):
        algorithm = ChecksumAlgorithm.__members__.get(spelled)
        if algorithm and algorithm not in UNCHECKED:
            return Checksum(algorithm, digest)
    return None


def comments(name: str, value: str) -> Iterator[str]:
    """Yield the annotations that state a property; one that lists names with ";" becomes one for each.

    A property of another name, or one whose value would not be read as it is written, is written as what reads so.
    """
    values = value.split(";") if name.endswith("-by") else [value]
    if name.startswith("icts:") and "=" not in name and all(is_plain(one) for one in (name, *values)):
        yield from (f"{name}={one.strip()}" for one in values if one.strip())
    elif name or value:
        yield f"{PROPERTY}={written_property(name, value)}"


def is_plain(text: str) -> bool:
    """Tell whether a text is read again as it is: on one line, with nothing unseen and nothing that ends a property in it."""
    return not re.search(r"[;\r\n]|</text>", text) and free_text(text) == text and len(text.splitlines()) <= 1


def free_text(text: str) -> str:
    """Return `text` for a field of several lines: nothing unseen in it but line ends, and not the mark that ends it."""
    lines = re.split(r"\r\n|\r|\n", text)
    return "\n".join(visible(line) for line in lines).replace("</text>", "</ text>")

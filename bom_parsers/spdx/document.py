"""An SPDX 2.x document as far as it is read, by its names in the JSON notation; every notation is read into this."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

DOCUMENT = "SPDXRef-DOCUMENT"


class Checksum(msgspec.Struct, gc=False, rename="camel"):
    algorithm: str = ""
    checksum_value: str = ""


class ExternalRef(msgspec.Struct, gc=False, rename="camel"):
    reference_type: str = ""
    reference_locator: str = ""


class Annotation(msgspec.Struct, gc=False):
    comment: str = ""


class Package(msgspec.Struct, gc=False, rename="camel"):
    """One package; "" and the empty list stand for what is not given."""

    name: str
    spdx_id: str = msgspec.field(default="", name="SPDXID")
    version_info: str = ""
    package_file_name: str = ""
    supplier: str = ""
    originator: str = ""
    download_location: str = ""
    homepage: str = ""
    source_info: str = ""
    license_declared: str = ""
    license_concluded: str = ""
    license_comments: str = ""
    summary: str = ""
    description: str = ""
    comment: str = ""
    primary_package_purpose: str = ""
    built_date: str = ""
    release_date: str = ""
    checksums: list[Checksum] = []
    external_refs: list[ExternalRef] = []
    annotations: list[Annotation] = []
    has_files: list[str] = []


class Element(msgspec.Struct, gc=False):
    """A file or a snippet: its id, its name, and for a snippet the id of the file that it is from.

    The fields after these are of packages; what has one may be a package in the wrong list.
    """

    spdx_id: str = msgspec.field(default="", name="SPDXID")
    file_name: str = msgspec.field(default="", name="fileName")
    name: str = ""
    from_file: str = msgspec.field(default="", name="snippetFromFile")
    version: str = msgspec.field(default="", name="versionInfo")
    supplier: str = ""
    originator: str = ""
    purpose: str = msgspec.field(default="", name="primaryPackagePurpose")

    @property
    def shown_name(self) -> str:
        return self.file_name or self.name or self.spdx_id

    @property
    def is_like_a_package(self) -> bool:
        """Tell whether something is said of it that is said of packages only."""
        return bool(self.version or self.supplier or self.originator or self.purpose)


class Relationship(msgspec.Struct, gc=False, rename="camel"):
    spdx_element_id: str = ""
    relationship_type: str = ""
    related_spdx_element: str = ""


class CreationInfo(msgspec.Struct, gc=False):
    creators: list[str] = []
    created: str = ""
    comment: str = ""


class ExternalDocument(msgspec.Struct, gc=False, rename="camel"):
    """Another document that this one refers to by `external_document_id`, with the checksum that it has."""

    external_document_id: str = ""
    spdx_document: str = ""
    checksum: Checksum = msgspec.field(default_factory=Checksum)


PackageForm = TypeVar("PackageForm")


class Document(msgspec.Struct, Generic[PackageForm], gc=False, rename="camel"):
    """A document whose packages are `Package`, or bytes that are still to be decoded into it."""

    spdx_version: str
    spdx_id: str = msgspec.field(default=DOCUMENT, name="SPDXID")
    name: str = ""
    document_namespace: str = ""
    creation_info: CreationInfo = msgspec.field(default_factory=CreationInfo)
    external_document_refs: list[ExternalDocument] = []
    document_describes: list[str] = []
    packages: list[PackageForm] = []
    files: list[Element] = []
    snippets: list[Element] = []
    relationships: list[Relationship] = []
    annotations: list[Annotation] = []


# The members of SPDX 2 that are not read, by the struct for what has them.
UNREAD: dict[type, frozenset[str]] = {
    Checksum: frozenset({"comment"}),
    ExternalRef: frozenset({"referenceCategory", "comment"}),
    Annotation: frozenset({"annotationDate", "annotationType", "annotator", "SPDXREF"}),
    CreationInfo: frozenset({"licenseListVersion"}),
    ExternalDocument: frozenset(),
    Relationship: frozenset({"comment"}),
    Package: frozenset(
        {
            *("filesAnalyzed", "copyrightText", "attributionTexts", "attributionText", "licenseInfoFromFiles"),
            *("packageVerificationCode", "validUntilDate", "files", "sourcePackages"),
        }
    ),
    Element: frozenset(
        {
            *("attributionTexts", "checksums", "comment", "copyrightText", "fileContributors", "fileDependencies"),
            *("fileTypes", "licenseComments", "licenseConcluded", "licenseInfoInFiles", "licenseInfoInSnippets"),
            *("noticeText", "annotations", "ranges", "artifactOfs", "fileChecksums", "licenseInfoFromFiles"),
        }
    ),
}
# The members of a document in JSON, those that are not read, too.
MEMBERS = frozenset(
    {
        *(member.encode_name for member in msgspec.structs.fields(Document)),
        *(
            "dataLicense",
            "comment",
            "hasExtractedLicensingInfos",
            "extractedLicensingInfos",
            "revieweds",
            "reviewers",
            "$schema",
        ),
        *("documentComment", "@context"),
    }
)

"""The tags of SPDX 2.0 to 2.3 in tag-value notation, and what becomes of each."""

from __future__ import annotations

from bom_parsers.spdx.document import Checksum, ExternalDocument

# Tags of a package that stand once -> the package's field.
SINGLE = {
    "PackageVersion": "version_info",
    "PackageFileName": "package_file_name",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageDownloadLocation": "download_location",
    "PackageHomePage": "homepage",
    "PackageSourceInfo": "source_info",
    "PackageLicenseDeclared": "license_declared",
    "PackageLicenseConcluded": "license_concluded",
    "PackageLicenseComments": "license_comments",
    "PackageSummary": "summary",
    "PackageDescription": "description",
    "PackageComment": "comment",
    "PrimaryPackagePurpose": "primary_package_purpose",
    "BuiltDate": "built_date",
    "ReleaseDate": "release_date",
}
# Tags of SPDX 2.0 to 2.3 that say nothing a Bom holds.
NOT_USED = frozenset(
    {
        *("DataLicense", "DocumentName", "DocumentNamespace", "DocumentComment"),
        "LicenseListVersion",
        *("FilesAnalyzed", "PackageVerificationCode", "PackageLicenseInfoFromFiles"),
        *("PackageCopyrightText", "PackageAttributionText", "ExternalRefComment", "ValidUntilDate"),
        *("FileType", "FileChecksum", "LicenseConcluded", "LicenseInfoInFile", "LicenseComments", "FileCopyrightText"),
        *("FileComment", "FileNotice", "FileContributor", "FileAttributionText", "FileDependency"),
        *("ArtifactOfProjectName", "ArtifactOfProjectHomePage", "ArtifactOfProjectURI"),
        *("SnippetByteRange", "SnippetLineRange", "SnippetLicenseConcluded"),
        *("LicenseInfoInSnippet", "SnippetLicenseComments", "SnippetCopyrightText", "SnippetComment"),
        *("SnippetAttributionText", "LicenseID", "ExtractedText", "LicenseName", "LicenseCrossReference"),
        *("LicenseComment", "RelationshipComment", "AnnotationDate", "AnnotationType"),
        *("Reviewer", "ReviewDate", "ReviewComment"),
    }
)
# Tags of things that have others of their own, of relationships, and of who wrote the document.
HANDLED = frozenset(
    {
        *("SPDXVersion", "SPDXID", "Creator", "Created", "PackageName", "FileName", "SnippetSPDXID", "Relationship"),
        *("SnippetFromFileSPDXID", "SnippetName"),
        *("ExternalDocumentRef", "CreatorComment"),
    }
)
MANY = frozenset({"PackageChecksum", "ExternalRef"})
ANNOTATIONS = frozenset({"Annotator", "AnnotationComment", "SPDXREF"})
TAGS = NOT_USED.union(SINGLE, HANDLED, MANY, ANNOTATIONS)


def external_document(value: str) -> ExternalDocument:
    """Return the other document that a value of ExternalDocumentRef names: id, namespace, and "SHA1: ..."."""
    ref, _, rest = value.strip().partition(" ")
    namespace, _, checksum = rest.strip().partition(" ")
    algorithm, _, digest = checksum.partition(":")
    return ExternalDocument(ref, namespace, Checksum(algorithm.strip(), digest.strip()))

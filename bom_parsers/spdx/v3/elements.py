"""The elements of an SPDX 3 document as far as they are read, by their names in JSON-LD with SPDX's own context."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

VERSIONS = ("3.0", "3.0.0", "3.0.1")
PACKAGES = frozenset({"software_Package", "ai_AIPackage", "dataset_DatasetPackage"})
AGENTS = frozenset({"Agent", "Organization", "Person", "SoftwareAgent", "Tool"})
# Elements whose names are not those of parts, and how the types of others begin.
OTHERS_WITH_NAMES = AGENTS | {
    *("SpdxDocument", "Bom", "Bundle", "ElementCollection", "software_Sbom", "CreationInfo", "Annotation"),
    *("software_File", "software_Snippet", "software_SoftwareArtifact"),
    *("Relationship", "LifecycleScopedRelationship", "SoftwareDependencyRelationship"),
    # of licenses, as tools write them without the prefix
    *("ListedLicense", "CustomLicense", "License", "AnyLicenseInfo", "SimpleLicensingText", "ListedLicenseException"),
    *("IndividualElement", "IndividualLicensingInfo"),
}
PREFIXES_OF_OTHERS = ("security_", "build_", "simplelicensing_", "expandedlicensing_", "extension_")
# What only parts are for, and neither files nor persons nor documents.
PURPOSES_OF_PARTS = frozenset({"device", "deviceDriver", "firmware", "operatingSystem"})
PURPOSES_OF_HARDWARE = frozenset({"device"})  # a file can be firmware
FILES = ("software_File", "software_SoftwareArtifact")
# SPDX 3's relationship -> SPDX 2's, with the same direction, where a Bom has a use for it.
RELATIONSHIPS = {
    "dependsOn": "DEPENDS_ON",
    "hasOptionalDependency": "DEPENDS_ON",
    "hasProvidedDependency": "DEPENDS_ON",
    "hasStaticLink": "STATIC_LINK",
    "hasDynamicLink": "DYNAMIC_LINK",
    "contains": "CONTAINS",
    "describes": "DESCRIBES",
    "ancestorOf": "ANCESTOR_OF",
    "descendantOf": "DESCENDANT_OF",
}
# The same with the other direction.
REVERSED = {"patchedBy": "PATCH_FOR", "hasVariant": "VARIANT_OF"}
LICENSING = ("hasDeclaredLicense", "hasConcludedLicense")
OTHER_RELATIONSHIPS = frozenset(
    {
        *(
            "affects",
            "amendedBy",
            "ancestorOf",
            "availableFrom",
            "configures",
            "coordinatedBy",
            "copiedTo",
            "delegatedTo",
        ),
        *(
            "descendantOf",
            "doesNotAffect",
            "expandsTo",
            "exploitCreatedBy",
            "fixedBy",
            "fixedIn",
            "foundBy",
            "generates",
        ),
        *("hasAddedFile", "hasAssessmentFor", "hasAssociatedVulnerability", "hasDataFile", "hasDeletedFile"),
        *(
            "hasDependencyManifest",
            "hasDistributionArtifact",
            "hasDocumentation",
            "hasEvidence",
            "hasExample",
            "hasHost",
        ),
        *("hasInput", "hasMetadata", "hasOptionalComponent", "hasOutput", "hasPrerequisite", "hasRequirement"),
        *("hasSpecification", "hasTest", "hasTestCase", "hasVariant", "invokedBy", "modifiedBy", "other", "packagedBy"),
        *("patchedBy", "publishedBy", "reportedBy", "republishedBy", "serializedInArtifact", "testedOn", "trainedOn"),
        *("underInvestigationFor", "usesTool"),
    }
)
KNOWN = OTHER_RELATIONSHIPS.union(RELATIONSHIPS, REVERSED, LICENSING)
# What a package is for that does not say so.
PURPOSE_OF_TYPE = {"ai_AIPackage": "model", "dataset_DatasetPackage": "data"}


class Hash(msgspec.Struct, gc=False, rename="camel"):
    type: str = ""
    algorithm: str = ""
    hash_value: str = ""


class Identifier(msgspec.Struct, gc=False, rename="camel"):
    external_identifier_type: str = ""
    identifier: str = ""
    issuing_authority: str = ""


class Reference(msgspec.Struct, gc=False, rename="camel"):
    external_ref_type: str = ""
    locator: list[str] | str = []


class Import(msgspec.Struct, gc=False, rename="camel"):
    """An element of another document."""

    external_spdx_id: str = ""
    location_hint: str = ""


class Element(msgspec.Struct, gc=False, rename="camel"):
    """An element of any type; "" and the empty list stand for what is not given. JSON-LD may leave out the brackets of one."""

    type: str
    spdx_id: str = ""
    node_id: str = msgspec.field(default="", name="@id")
    name: str = ""
    summary: str = ""
    description: str = ""
    comment: str = ""
    package_version: str = msgspec.field(default="", name="software_packageVersion")
    package_url: str = msgspec.field(default="", name="software_packageUrl")
    download_location: str = msgspec.field(default="", name="software_downloadLocation")
    home_page: str = msgspec.field(default="", name="software_homePage")
    source_info: str = msgspec.field(default="", name="software_sourceInfo")
    purpose: str = msgspec.field(default="", name="software_primaryPurpose")
    additional_purpose: list[str] | str = msgspec.field(default_factory=list, name="software_additionalPurpose")
    built_time: str = ""
    release_time: str = ""
    supplied_by: list[str] | str = []
    originated_by: list[str] | str = []
    verified_using: list[Hash] = []
    external_identifier: list[Identifier] = []
    external_ref: list[Reference] = []
    # of relationships
    start: str = msgspec.field(default="", name="from")
    to: list[str] | str = []
    relationship_type: str = ""
    completeness: str = ""
    # of licenses
    license_expression: str = msgspec.field(default="", name="simplelicensing_licenseExpression")
    member: list[str] | str = msgspec.field(default_factory=list, name="expandedlicensing_member")
    subject_license: str = msgspec.field(default="", name="expandedlicensing_subjectLicense")
    subject_extendable: str = msgspec.field(default="", name="expandedlicensing_subjectExtendableLicense")
    subject_addition: str = msgspec.field(default="", name="expandedlicensing_subjectAddition")
    from_file: str = msgspec.field(default="", name="software_snippetFromFile")
    # of documents, creation infos and annotations
    root_element: list[str] | str = []
    collected: list[str] | str = msgspec.field(default_factory=list, name="element")
    imports: list[Import] = msgspec.field(default_factory=list, name="import")
    created_using: list[str] | str = []
    created_by: list[str] | str = []
    creation_info: str = ""
    created: str = ""
    spec_version: str = ""
    subject: str = ""
    statement: str = ""
    # of hardware, which SPDX 3.1 brings
    part_number: str = msgspec.field(default="", name="hardware_partNumber")
    hardware_version: str = msgspec.field(default="", name="hardware_hardwareVersion")
    serial_number: str = msgspec.field(default="", name="hardware_serialNumber")
    batch_number: str = msgspec.field(default="", name="hardware_batchNumber")
    product_agent: list[str] | str = msgspec.field(default_factory=list, name="hardware_productAgent")
    bulk_quantity: float | str = msgspec.field(default="", name="hardware_bulkQuantity")

    @property
    def id(self) -> str:
        return self.spdx_id or self.node_id

    @property
    def is_hardware(self) -> bool:
        return self.type.startswith("hardware_") and self.type.endswith("Hardware")

    @property
    def is_package(self) -> bool:
        return self.type in PACKAGES or self.is_hardware

    @property
    def is_known_besides(self) -> bool:
        """Tell whether the element is of a type that has names and is no part."""
        return self.type in OTHERS_WITH_NAMES or self.type.startswith(PREFIXES_OF_OTHERS)

    @property
    def is_unlike_its_type(self) -> bool:
        """Tell whether the element has what a part has, though its type is one of another thing."""
        is_part = bool(self.part_number or self.package_version or self.package_url)
        purposes = {term(one) for one in (self.purpose, *several(self.additional_purpose))}
        of_parts = PURPOSES_OF_HARDWARE if self.type in FILES else PURPOSES_OF_PARTS
        return self.is_known_besides and (is_part or not of_parts.isdisjoint(purposes))

    @property
    def effective_purpose(self) -> str:
        """Return the purpose, or the one that the type stands for."""
        return term(self.purpose) or ("device" if self.is_hardware else PURPOSE_OF_TYPE.get(self.type, ""))


@dataclass(frozen=True)
class Graph:
    """All elements of a document, or of several, with the pointer of each."""

    elements: list[Element]
    pointers: list[str]


def relationship_kind(written: str) -> str:
    """Return the word for a relationship, also for one in SPDX 2's spelling (HAS_DECLARED_LICENSE)."""
    word = term(written)
    if not word.isupper():
        return word
    first, *rest = word.lower().split("_")
    camel = first + "".join(part.capitalize() for part in rest)
    return camel if camel in KNOWN else word


def several(value: list[str] | str) -> list[str]:
    """Return the values as a list."""
    return value if isinstance(value, list) else [value] if value else []


def term(address: str) -> str:
    """Return the last word of an address within SPDX's own terms; any other text stays as it is."""
    if ":" not in address:
        return address
    return address.rpartition("/")[2] if re.match(r"https?://spdx\.org/rdf/v?3[^ ]*/terms/|spdx:", address) else address

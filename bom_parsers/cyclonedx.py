"""CycloneDX's words and elements, as far as the frames need them; the JSON and the XML reader both make these."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bom_parsers.errors import InputError

SPEC_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")

# CycloneDX's own words for a component's type; None where the word does not tell hardware from software.
KIND_OF_TYPE: dict[str, str | None] = {
    "device": "hardware",
    "firmware": "firmware",
    "application": "software",
    "library": "software",
    "framework": "software",
    "container": "software",
    "platform": "software",
    "operating-system": "software",
    "device-driver": "software",
    "file": None,
    "data": None,
    "machine-learning-model": None,
    "cryptographic-asset": None,
}
# Words that the specification does not have and real documents use.
KIND_OF_FOREIGN_TYPE = {"hardware": "hardware"}

# CycloneDX has no field for them, so documents carry them as properties; compared by the last part of the name.
MPN_NAMES = frozenset({"mpn", "manufacturerpartnumber", "mfrpartnumber"})
REFDES_NAMES = frozenset({"refdes", "referencedesignator", "designator", "designators"})
QUANTITY_NAME = "cdx:device:quantity"
LOCATION_NAME = "cdx:device:location"
# cdx:device:location holds "mainboard" as often as "U7, U9": only the latter is a reference designator.
DESIGNATORS = r"[A-Z]{1,3}\d{1,5}[A-Z]?(?:\s*[-,; ]\s*[A-Z]{1,3}\d{1,5}[A-Z]?)*"

# Each level repeats its parents' pointers; deeper than this a document of a few megabytes would fill the memory.
MAX_DEPTH = 2_500


class Element(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """An object of the document; no element can hold itself, so the garbage collector need not look at it."""


class Contact(Element, frozen=True):
    name: str | None = None
    email: str | None = None


class Address(Element, frozen=True):
    country: str | None = None


class Organization(Element, frozen=True):
    name: str | None = None
    address: Address | None = None
    url: list[str] = []
    contact: list[Contact] = []


class Hash(Element, frozen=True):
    alg: str | None = None
    content: str | None = None


class License(Element, frozen=True):
    id: str | None = None
    name: str | None = None


class LicenseChoice(Element, frozen=True):
    license: License | None = None
    expression: str | None = None


class Property(Element, frozen=True):
    name: str | None = None
    value: str | None = None


class ExternalReference(Element, frozen=True):
    type: str | None = None
    url: str | None = None


class Change(Element, frozen=True):
    """A patch or a commit, of which only the existence matters here."""


class Pedigree(Element, frozen=True):
    patches: list[Change] = []
    commits: list[Change] = []
    notes: str | None = None


class Component(Element, frozen=True):
    type: str | None = None
    bom_ref: str | None = msgspec.field(name="bom-ref", default=None)
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    author: str | None = None
    authors: list[Contact] = []
    publisher: str | None = None
    group: str | None = None
    name: str | None = None
    version: str | None = None
    description: str | None = None
    scope: str | None = None
    hashes: list[Hash] = []
    licenses: list[LicenseChoice] = []
    cpe: str | None = None
    purl: str | None = None
    modified: bool | None = None
    pedigree: Pedigree | None = None
    external_references: list[ExternalReference] = []
    properties: list[Property] = []
    components: list[Component] = []


class Service(Element, frozen=True):
    bom_ref: str | None = msgspec.field(name="bom-ref", default=None)
    services: list[Service] = []


class Tool(Element, frozen=True):
    vendor: str | None = None
    name: str | None = None
    version: str | None = None
    supplier: Organization | None = None
    manufacturer: Organization | None = None


class Tools(Element, frozen=True):
    """How 1.5 and later name the tools; before, they were a plain list."""

    components: list[Tool] = []
    services: list[Tool] = []


class Metadata(Element, frozen=True):
    """What the document says about itself.

    `manufacture` is the maker of the described component (1.2 to 1.5); `manufacturer` is who made this document (1.6).
    """

    component: Component | None = None
    supplier: Organization | None = None
    manufacture: Organization | None = None
    manufacturer: Organization | None = None
    tools: list[Tool] | Tools | None = None
    properties: list[Property] = []


class Dependency(Element, frozen=True):
    ref: str | None = None
    depends_on: list[str] = []


def check_depth(depth: int, path: Path, pointer: str) -> None:
    """Raise InputError for a component that stands more than MAX_DEPTH levels deep."""
    if depth > MAX_DEPTH:
        place = pointer if len(pointer) < 80 else f"{pointer[:80]}..."
        expected = f"at most {MAX_DEPTH} levels"
        raise InputError(path, place, "components nested too deep", expected, "export it with a flat component list")

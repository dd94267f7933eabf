"""CycloneDX's words and elements, as far as the frames need them; the JSON and the XML reader both make these."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bom_parsers.errors import InputError
from bom_parsers.limits import by_limit, limits

SPEC_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")

# Words that the specification does not have and real documents use.
KIND_OF_FOREIGN_TYPE = {"hardware": "hardware"}

# CycloneDX has no field for them, so documents carry them as properties; compared by the last part of the name.
MPN_NAMES = frozenset({"mpn", "manufacturerpartnumber", "mfrpartnumber"})
REFDES_NAMES = frozenset({"refdes", "referencedesignator", "designator", "designators"})
QUANTITY_NAME = "cdx:device:quantity"
LOCATION_NAME = "cdx:device:location"
# cdx:device:location holds "mainboard" as often as "U7, U9": only the latter is a reference designator.
DESIGNATORS = r"[A-Z]{1,3}\d{1,5}[A-Z]?(?:\s*[-,; ]\s*[A-Z]{1,3}\d{1,5}[A-Z]?)*"


class Element(msgspec.Struct, gc=False, frozen=True, rename="camel"):
    """An object of the document; no element can hold itself, so the garbage collector need not look at it.

    Arrays are tuples: most are empty, and all empty tuples are one.
    """


# A member that CycloneDX has and that is not read. An element with such members is decoded only if it has no others, as what
# stands under the name of none of them would go unseen: the slow way reports it.
Unread = msgspec.Raw
NOTHING = msgspec.Raw(b"")


class Contact(Element, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    bom_ref: Unread = msgspec.field(name="bom-ref", default=NOTHING)


class Address(Element, frozen=True, forbid_unknown_fields=True):
    country: str | None = None
    bom_ref: Unread = msgspec.field(name="bom-ref", default=NOTHING)
    region: Unread = NOTHING
    locality: Unread = NOTHING
    post_office_box_number: Unread = NOTHING
    postal_code: Unread = NOTHING
    street_address: Unread = NOTHING


class Identifier(Element, frozen=True):
    """A number in a register of companies; only drafts of 2.0 have it."""

    scheme: str | None = None
    value: str | None = None


class Organization(Element, frozen=True, forbid_unknown_fields=True):
    """An organization; `other_name` is its name where the key is written as .NET writes keys."""

    name: str | None = None
    other_name: str | None = msgspec.field(name="Name", default=None)
    address: Address | None = None
    url: tuple[str, ...] = ()
    contact: tuple[Contact, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    bom_ref: Unread = msgspec.field(name="bom-ref", default=NOTHING)


class Party(Element, frozen=True):
    """A person in a role, and where it stands; made of the `parties` of drafts of 2.0, no document holds it like this."""

    role: str | None = None
    who: Organization | None = None
    way: str | None = None


class Hash(Element, frozen=True):
    alg: str | None = None
    content: str | None = None


class Licensor(Element, frozen=True):
    """Who grants a license, an organization or an individual."""

    organization: Organization | None = None
    individual: Contact | None = None


class Licensing(Element, frozen=True):
    """The terms on which a license was granted, or sold."""

    licensor: Licensor | None = None
    licensee: Licensor | None = None
    purchaser: Licensor | None = None
    purchase_order: str | None = None
    license_types: tuple[str, ...] = ()
    last_renewal: str | None = None
    expiration: str | None = None


class Attachment(Element, frozen=True):
    content: str | None = None
    encoding: str | None = None


class Property(Element, frozen=True):
    name: str | None = None
    value: str | None = None


class License(Element, frozen=True, forbid_unknown_fields=True):
    id: str | None = None
    name: str | None = None
    text: Attachment | None = None
    url: str | None = None
    acknowledgement: str | None = None
    licensing: Licensing | None = None
    properties: tuple[Property, ...] = ()
    bom_ref: Unread = msgspec.field(name="bom-ref", default=NOTHING)


class ExpressionDetail(Element, frozen=True):
    """What is said of one license of an expression."""

    license_identifier: str | None = None
    text: Attachment | None = None
    url: str | None = None


class LicenseChoice(Element, frozen=True, forbid_unknown_fields=True):
    """A license or an expression; `licensing` and the fields after it are of the expression."""

    license: License | None = None
    expression: str | None = None
    acknowledgement: str | None = None
    licensing: Licensing | None = None
    expression_details: tuple[ExpressionDetail, ...] = ()
    properties: tuple[Property, ...] = ()
    bom_ref: Unread = msgspec.field(name="bom-ref", default=NOTHING)


class ExternalReference(Element, frozen=True):
    type: str | None = None
    url: str | None = None


class Diff(Element, frozen=True):
    """Where the text of a patch is."""

    url: str | None = None


class Issue(Element, frozen=True):
    """What a patch mends."""

    id: str | None = None
    name: str | None = None


class Act(Element, frozen=True):
    """When somebody wrote a commit or put it in."""

    timestamp: str | None = None


class Change(Element, frozen=True):
    """A patch (`type`, `diff`, `resolves`) or a commit (`uid`, `url`, `author`, `committer`)."""

    type: str | None = None
    uid: str | None = None
    url: str | None = None
    diff: Diff | None = None
    resolves: tuple[Issue, ...] = ()
    author: Act | None = None
    committer: Act | None = None


class Relative(Element, frozen=True):
    """A component that another one comes from or resembles; it is no part of the product."""

    group: str | None = None
    name: str | None = None
    version: str | None = None
    purl: str | None = None
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    author: str | None = None
    authors: tuple[Contact, ...] = ()
    publisher: str | None = None


class Pedigree(Element, frozen=True):
    ancestors: tuple[Relative, ...] = ()
    descendants: tuple[Relative, ...] = ()
    variants: tuple[Relative, ...] = ()
    patches: tuple[Change, ...] = ()
    commits: tuple[Change, ...] = ()
    notes: str | None = None


class ReleaseNotes(Element, frozen=True):
    timestamp: str | None = None


class Identity(Element, frozen=True):
    concluded_value: str | None = None


class Swid(Element, frozen=True):
    """A tag by ISO 19770-2: its id, and the name of the product that it is of."""

    tag_id: str | None = None
    name: str | None = None


class Evidence(Element, frozen=True):
    """What was seen of a component; `identity` is one conclusion or several, by version of the format."""

    licenses: tuple[LicenseChoice, ...] = ()
    identity: tuple[Identity, ...] | Identity | None = None


class Flow(Element, frozen=True):
    """Data that a service takes or gives."""

    flow: str | None = None
    classification: str | None = None


class Component(Element, frozen=True, forbid_unknown_fields=True):
    """A component, or a service, which has `provider` and the fields after it."""

    type: str | None = None
    bom_ref: str | None = msgspec.field(name="bom-ref", default=None)
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    author: str | None = None
    authors: tuple[Contact, ...] = ()
    publisher: str | None = None
    group: str | None = None
    name: str | None = None
    version: str | None = None
    version_range: str | None = None
    is_external: bool | None = None
    description: str | None = None
    scope: str | None = None
    hashes: tuple[Hash, ...] = ()
    licenses: tuple[LicenseChoice, ...] = ()
    cpe: str | None = None
    purl: str | None = None
    swid: Swid | None = None
    tags: tuple[str, ...] = ()
    modified: bool | None = None
    pedigree: Pedigree | None = None
    evidence: Evidence | None = None
    release_notes: ReleaseNotes | None = None
    external_references: tuple[ExternalReference, ...] = ()
    properties: tuple[Property, ...] = ()
    components: tuple[Component, ...] = ()
    parties: tuple[Party, ...] = ()
    provider: Organization | None = None
    endpoints: tuple[str, ...] = ()
    authenticated: bool | None = None
    x_trust_boundary: bool | None = msgspec.field(name="x-trust-boundary", default=None)
    trust_zone: str | None = None
    data: tuple[Flow, ...] = ()
    services: tuple[Service, ...] = ()
    mime_type: Unread = msgspec.field(name="mime-type", default=NOTHING)
    copyright: Unread = NOTHING
    omnibor_id: Unread = NOTHING
    swhid: Unread = NOTHING
    patent_assertions: Unread = NOTHING
    model_card: Unread = NOTHING
    crypto_properties: Unread = NOTHING
    signature: Unread = NOTHING


class Service(Component, frozen=True, forbid_unknown_fields=True):
    """A service: it stands in a list of its own and does not say its type."""

    type: str | None = "service"


class Tool(Element, frozen=True):
    type: str | None = None
    vendor: str | None = None
    name: str | None = None
    version: str | None = None
    supplier: Organization | None = None
    manufacturer: Organization | None = None
    components: tuple[Tool, ...] = ()


class Tools(Element, frozen=True):
    """How 1.5 and later name the tools; before, they were a plain list."""

    components: tuple[Tool, ...] = ()
    services: tuple[Tool, ...] = ()


class Metadata(Element, frozen=True):
    """What the document says about itself.

    `manufacture` is the maker of the described component (1.2 to 1.5); `manufacturer` is who made this document (1.6).
    """

    timestamp: str | None = None
    component: Component | None = None
    authors: tuple[Contact, ...] = ()
    supplier: Organization | None = None
    manufacture: Organization | None = None
    manufacturer: Organization | None = None
    tools: tuple[Tool, ...] | Tools | None = None
    properties: tuple[Property, ...] = ()


class Dependency(Element, frozen=True):
    ref: str | None = None
    depends_on: tuple[str, ...] = ()


class Composition(Element, frozen=True):
    """How complete the parts (`assemblies`) or the dependencies of the named components are, or the list of vulnerabilities."""

    aggregate: str | None = None
    assemblies: tuple[str, ...] = ()
    dependencies: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()


class Formula(Element, frozen=True):
    """How the product was made; what it lists is no part of the product."""

    components: tuple[msgspec.Raw, ...] = ()
    services: tuple[msgspec.Raw, ...] = ()


class Targets(Element, frozen=True):
    """What the declarations attest something of."""

    organizations: tuple[msgspec.Raw, ...] = ()
    components: tuple[msgspec.Raw, ...] = ()
    services: tuple[msgspec.Raw, ...] = ()


class Declarations(Element, frozen=True):
    targets: Targets | None = None


def check_depth(depth: int, path: Path, pointer: str) -> None:
    """Raise InputError for a component that stands deeper than the limit.

    Each level repeats its parents' pointers: with no limit a document of a few megabytes would fill the memory.
    """
    if depth > limits().depth:
        place = pointer if len(pointer) < 80 else f"{pointer[:80]}..."
        expected = f"at most {limits().depth} levels"
        raise InputError(
            path,
            place,
            "components nested too deep",
            expected,
            f"export it with a flat component list, or raise the limit {by_limit('depth')}",
        )

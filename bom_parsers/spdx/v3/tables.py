"""What the elements of an SPDX 3 document say about its packages, as the tables and the document of the older versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.limits import check_components
from bom_parsers.spdx.bom import Others
from bom_parsers.spdx.columns import NO_LICENSE, NO_VALUE, PackageTables, stated_licenses, text
from bom_parsers.spdx.document import Annotation, CreationInfo, Document, Package, Relationship
from bom_parsers.spdx.document import Element as Id
from bom_parsers.spdx.persons import ACTOR, NOBODY, Person, person_of
from bom_parsers.spdx.v3.absent import LICENSE_LIST, NO_ELEMENT, report_collected, report_imports
from bom_parsers.spdx.v3.elements import (
    AGENTS,
    FILES,
    LICENSING,
    OTHER_RELATIONSHIPS,
    RELATIONSHIPS,
    REVERSED,
    Element,
    Graph,
    Identifier,
    relationship_kind,
    several,
    term,
)
from bom_parsers.spdx.v3.repeats import add_repeats

JOINED_BY = {"ConjunctiveLicenseSet": " AND ", "DisjunctiveLicenseSet": " OR "}
MOST_NESTED = 50
MOST_LICENSES = 1_000  # in one expression, each as often as it is named
# Words in the name of who gave an identifier -> the scheme of the identifier.
AUTHORITIES = {"lei": "lei", "gleif": "lei", "duns": "duns", "dnb": "duns", "bradstreet": "duns"}
# Members of a package that become properties under the name that SPDX 2 has for them.
TEXTS = (
    ("downloadLocation", "software_downloadLocation", "download_location"),
    ("homepage", "software_homePage", "home_page"),
    ("sourceInfo", "software_sourceInfo", "source_info"),
    ("builtDate", "builtTime", "built_time"),
    ("releaseDate", "releaseTime", "release_time"),
    ("comment", "comment", "comment"),
    ("serialNumber", "hardware_serialNumber", "serial_number"),
    ("batchNumber", "hardware_batchNumber", "batch_number"),
)
ROLES = (
    ("supplier", "suppliedBy", "supplied_by"),
    ("developer", "originatedBy", "originated_by"),
    ("manufacturer", "hardware_productAgent", "product_agent"),
)
# Relationships from a whole to its parts.
WHOLES = ("contains", "dependsOn", "hasStaticLink", "hasDynamicLink", "hasProvidedDependency", "describes")
PLACE = {"owner": pl.UInt32, "field": pl.String, "number": pl.UInt32}


class SortedElements:
    """The elements of a document, by what they are; also where they stand, as the pointers of the frames."""

    def __init__(self, graph: Graph, problems: Rows) -> None:
        self.problems = problems
        placed = list(zip(graph.elements, graph.pointers, strict=True))
        self.by_id: dict[str, Element] = {}
        for element in graph.elements:
            if element.id:
                self.by_id.setdefault(element.id, element)
        self.repeats = add_repeats(placed, self.by_id, problems)
        packages = [both for both in placed if both[0].is_package]
        check_components(len(packages))
        self.packages = [element for element, _ in packages]
        self.bases = text([pointer for _, pointer in packages])
        self.elements = graph.elements
        self.relations = [
            (element, pointer)
            for element, pointer in placed
            if element.relationship_type and not element.type.startswith("security_")
        ]
        self.elsewhere = frozenset(one.external_spdx_id for element in self.elements for one in element.imports)
        self.annotations = [(element, pointer) for element, pointer in placed if element.type == "Annotation"]
        self.relationship_pointers: list[str] = []
        self.licenses_left = 0
        self.owners: dict[str, int] = {}
        for i, package in enumerate(self.packages):
            self.owners.setdefault(package.id, i)
        self.report()

    def report(self) -> None:
        """Say what is in the document and in none of the frames."""
        assessments = sum(element.type.startswith("security_") for element in self.elements)
        builds = sum(element.type.startswith("build_") for element in self.elements)
        if assessments:
            message = counted(
                assessments, "element about vulnerabilities is left out", "elements about vulnerabilities are left out"
            )
            self.problems.add(kind="content-left-out", severity="info", message=message, pointer="")
        if builds:
            message = f"{counted(builds, 'build and what it depends', 'builds and what they depend')} on are left out: "
            message += "only packages are components here"
            self.problems.add(kind="content-left-out", severity="info", message=message, pointer="")

        unread = [one for one in self.elements if one.name and not (one.is_package or one.is_known_besides)]
        unread += [one for one in self.elements if one.name and one.is_unlike_its_type]
        if unread:
            first, many = unread[0], "elements with names are of types that are not read"
            elements = counted(len(unread), "element with a name is of a type that is not read", many)
            message = (
                f"{elements}, as {quoted(first.name, 60)} of the type {quoted(first.type, 60)}, and may be components"
            )
            self.problems.add(kind="content-left-out", severity="warning", message=message, pointer="")
        report_collected(self.elements, self.by_id, self.problems)
        report_imports(self.elements, self.by_id, self.problems)

    def document(self) -> Document[Package]:
        """Return all but the packages."""
        creations = [element for element in self.elements if element.type == "CreationInfo"]
        tools = dict.fromkeys(tool for creation in creations for tool in several(creation.created_using))
        notes = [element for element, _ in self.annotations if element.subject not in self.owners]
        return Document(
            next((creation.spec_version for creation in creations if creation.spec_version), ""),
            name=next((element.name for element in self.elements if element.type == "SpdxDocument"), ""),
            creation_info=CreationInfo(
                [*(f"Tool: {self.name_of(tool)}" for tool in tools), *self.authors(creations)],
                # Elements of a build are of several days; the document is of the last.
                max((creation.created for creation in creations), default=""),
            ),
            document_describes=self.roots(),
            files=[Id(element.id, element.name) for element in self.elements if element.type in FILES],
            snippets=[
                Id(element.id, name=element.name, from_file=element.from_file)
                for element in self.elements
                if element.type == "software_Snippet"
            ],
            relationships=self.relationships(),
            annotations=[Annotation(note.statement) for note in notes],
        )

    def others(self) -> Others:
        """Return the ids of what is in the document besides packages, and of what it says to be in other documents."""
        here = frozenset(self.by_id.keys() - self.owners.keys())
        patches = {one.id: one.name for one in self.elements if one.name and term(one.purpose) == "patch"}
        return Others(here, self.elsewhere, patches)

    def authors(self, creations: list[Element]) -> list[str]:
        """Return who made the document, as SPDX 2 writes it: the agents of its own creation info, else of all."""
        own = {one.creation_info for one in self.elements if one.type == "SpdxDocument"}
        about = [creation for creation in creations if creation.id in own] or creations
        ids = dict.fromkeys(agent for creation in about for agent in several(creation.created_by))
        agents = [self.by_id[agent] for agent in ids if agent in self.by_id]
        named = [one.name for one in agents if one.type in AGENTS and one.type not in ("Tool", "SoftwareAgent")]
        return [name if ACTOR.match(name) else f"Organization: {name}" for name in named]

    def name_of(self, tool: str) -> str:
        element = self.by_id.get(tool)
        return (element.name if element else "") or tool.removeprefix("Tool:").strip()

    def roots(self) -> list[str]:
        """Return the packages that the documents are about: their root elements, or those of the BOMs that are these."""
        waiting = [root for one in self.elements if one.type == "SpdxDocument" for root in several(one.root_element)]
        if not waiting:
            waiting = [root for one in self.elements for root in several(one.root_element)]
        seen: dict[str, None] = {}
        for root in waiting:  # which grows
            if root in seen:
                continue
            seen[root] = None
            if root in self.by_id:
                waiting += several(self.by_id[root].root_element)
        return [root for root in seen if root in self.owners or self.is_file(root)]

    def is_file(self, root: str) -> bool:
        return root in self.by_id and self.by_id[root].type in FILES

    def relationships(self) -> list[Relationship]:
        """Return the relationships with SPDX 2's names, those of builds as what they say of packages."""
        made: list[Relationship] = []
        incomplete: dict[str, str] = {}
        self.relationship_pointers = []
        for relation, pointer in self.relations:
            kind = relationship_kind(relation.relationship_type)
            if kind in LICENSING:
                continue
            word = RELATIONSHIPS.get(kind) or ("OTHER" if kind in OTHER_RELATIONSHIPS else kind)
            ends = [no_element(end) or end for end in several(relation.to)]
            if term(relation.completeness).casefold() == "incomplete" and kind in WHOLES:
                incomplete.setdefault(relation.start, pointer)
            if kind in REVERSED:
                made += [Relationship(end, REVERSED[kind], relation.start) for end in ends]
            else:
                made += [Relationship(relation.start, word, end) for end in ends]
            self.relationship_pointers += [pointer] * len(ends)
        for patch, package, pointer in self.patched():
            made.append(Relationship(patch, "PATCH_APPLIED", package))
            self.relationship_pointers.append(pointer)
        if incomplete:
            first = next(iter(incomplete))
            named = quoted(self.by_id[first].name if first in self.by_id else first, 60)
            whose = f"of {named}" if len(incomplete) == 1 else f"of {len(incomplete):,} packages, as {named},"
            message = f"the document says that the parts or dependencies {whose} are incomplete"
            place = incomplete[first]
            self.problems.add(kind="stated-incomplete", severity="warning", message=message, pointer=place)
        return made

    def patched(self) -> Iterator[tuple[str, str, str]]:
        """Yield patches, each with a package that was built with it, and where the patch is said to go into the build."""
        made_by: dict[str, list[str]] = {}
        for relation, _ in self.relations:
            if relationship_kind(relation.relationship_type) == "hasOutput":
                made_by.setdefault(relation.start, []).extend(end for end in several(relation.to) if end in self.owners)
        for relation, pointer in self.relations if made_by else ():
            if relationship_kind(relation.relationship_type) == "hasInput" and relation.start in made_by:
                inputs = [self.by_id[end] for end in several(relation.to) if end in self.by_id]
                patches = [one.id for one in inputs if term(one.purpose) == "patch"]
                yield from ((patch, package, pointer) for patch in patches for package in made_by[relation.start])

    def tables(self) -> PackageTables:
        """Return what the packages say."""
        packages = self.packages
        plain = {
            "name": text([package.name for package in packages]),
            "version": text([package.package_version or package.hardware_version for package in packages]),
            "description": text([package.description or package.summary for package in packages]),
            "purpose": text([package.effective_purpose for package in packages]),
            "mpn": text([package.part_number or None for package in packages]),
            "quantity": pl.Series([self.quantity(i) for i in range(len(packages))], dtype=pl.Float64),
        }
        return PackageTables(
            ids=[package.id for package in packages],
            packages=pl.DataFrame(plain),
            hashes=self.hashes(),
            references=self.references(),
            licenses=self.licenses(),
            persons=self.persons(),
            texts=self.texts(),
            notes=self.notes(),
        )

    def quantity(self, i: int) -> float | None:
        """Return how many there are of hardware that is counted and not told apart."""
        written = self.packages[i].bulk_quantity
        if written == "":
            return None
        try:
            amount = float(written)
        except ValueError:
            amount = -1.0
        if 0 <= amount < float("inf"):
            return amount
        message = f"quantity {quoted(written)} is not a number"
        pointer = f"{self.bases[i]}/hardware_bulkQuantity"
        self.problems.add(kind="unreadable-quantity", severity="warning", message=message, pointer=pointer)
        return None

    def hashes(self) -> pl.DataFrame:
        """Return the hashes; a verification code is one over many files, and none of the package."""
        rows = [
            (i, "verifiedUsing", n, term(one.algorithm), one.hash_value)
            for i, package in enumerate(self.packages)
            for n, one in enumerate(package.verified_using)
            if not one.type.endswith("VerificationCode")
        ]
        return frame(rows, "algorithm", "value")

    def references(self) -> pl.DataFrame:
        """Return package URLs, CPEs and other identifiers, and what the packages refer to."""
        rows: list[tuple[Any, ...]] = []
        for i, package in enumerate(self.packages):
            if package.package_url:
                rows.append((i, "software_packageUrl", None, "purl", package.package_url))
            for n, one in enumerate(package.external_identifier):
                kind = identifier_kind(term(one.external_identifier_type))
                rows.append((i, "externalIdentifier", n, kind, one.identifier))
            for n, ref in enumerate(package.external_ref):
                kind = term(ref.external_ref_type)
                rows += [(i, "externalRef", n, kind, locator) for locator in several(ref.locator)]
        return frame(rows, "type", "locator")

    def licenses(self) -> pl.DataFrame:
        """Return the declared licenses, then the concluded ones."""
        stated: dict[str, list[tuple[int, str]]] = {kind: [] for kind in LICENSING}
        for relation, _ in self.relations:
            kind = relationship_kind(relation.relationship_type)
            if kind in stated and relation.start in self.owners:
                stated[kind] += [(self.owners[relation.start], license) for license in self.each(several(relation.to))]
        known = {license: self.whole_expression(license) for licensed in stated.values() for _, license in licensed}
        rows = [(i, known[license]) for kind in LICENSING for i, license in stated[kind] if known[license]]
        return stated_licenses(pl.DataFrame(rows, schema={"owner": pl.UInt32, "value": pl.String}, orient="row"))

    def whole_expression(self, license: str) -> str:
        """Return the expression for a license; one that names too many, which sets in sets can, is reported and left out."""
        self.licenses_left = MOST_LICENSES
        expression = self.expression(license, 0)
        if self.licenses_left >= 0:
            return expression
        message = f"a license, {quoted(license, 60)}, of more than {MOST_LICENSES:,} in each other; left out"
        self.problems.add(kind="odd-value", severity="warning", message=message, pointer="")
        return ""

    def expression(self, license: str, depth: int) -> str:
        """Return the expression for a license or a set of licenses, "" for none."""
        self.licenses_left -= 1
        if self.licenses_left < 0:
            return ""
        element = self.by_id.get(license)
        if NO_ELEMENT.match(license) or depth > MOST_NESTED:
            return NO_LICENSE if "none" in license.rpartition("/")[2].lower() and not depth else ""
        match = LICENSE_LIST.match(license)
        if element is None:
            return license[match.end() :] if match else license
        word = element.type.partition("_")[2]
        members = [inner for one in several(element.member) if (inner := self.expression(one, depth + 1))]
        if word in JOINED_BY and members:
            joined = JOINED_BY[word].join(members)
            return f"({joined})" if depth and len(members) > 1 else joined
        if word == "OrLaterOperator" and element.subject_license:
            return f"{self.expression(element.subject_license, depth + 1)}+"
        if word == "WithAdditionOperator" and element.subject_extendable:
            both = (element.subject_extendable, element.subject_addition)
            return " WITH ".join(filter(None, (self.expression(one, depth + 1) for one in both)))
        if element.license_expression:
            return (
                ""
                if element.license_expression in ("NOASSERTION", NO_LICENSE) and depth
                else element.license_expression
            )
        return license[match.end() :] if match else element.name or license

    def persons(self) -> pl.DataFrame:
        """Return who supplied, made and developed the packages, by the agents' ids."""
        rows = [
            (i, member, n if isinstance(agents, list) else None, role, agent)
            for i, package in enumerate(self.packages)
            for role, member, name in ROLES
            if (agents := getattr(package, name))
            for n, id in enumerate(several(agents))
            for agent in self.each([id])
        ]
        return frame(rows, "role", "key")

    def each(self, ids: list[str]) -> Iterator[str]:
        """Yield ids, and after each the keys of further persons or licenses that it stands for."""
        for id in ids:
            yield id
            yield from self.repeats.get(id, ())

    def person(self, agent: str) -> Person:
        """Tell who is meant by the id of an agent."""
        element = self.by_id.get(agent)
        if NO_ELEMENT.match(agent):
            return NOBODY
        if element is None:
            if "://" in agent or agent.startswith(("urn:", "_:", "SPDXRef-")):
                is_imported = agent in self.elsewhere
                where = "in another document, not read with this one" if is_imported else "not in the document"
                kind = "not-here" if is_imported else "no-party"
                return Person(None, kind=kind, severity="warning", oddity=f"{quoted(agent)} is {where}; no party")
            return person_of(agent)
        if element.type not in AGENTS or element.type in ("Tool", "SoftwareAgent"):
            return Person(
                None,
                kind="no-party",
                severity="warning",
                oddity=f"{quoted(agent)} is {element.type}, not a person; no party",
            )
        person = person_of(element.name if ACTOR.match(element.name) else f"Organization: {element.name}")
        if person.name is None:
            if person is NOBODY and not element.name:
                return Person(
                    None, kind="no-party", severity="warning", oddity=f"{quoted(agent)} has no name; no party"
                )
            return person
        scheme, identifier, url = person.scheme, person.identifier, person.url
        for one in element.external_identifier:
            kind = scheme_of(one)
            if kind == "url":
                url = url or one.identifier
            elif kind and scheme is None:
                scheme, identifier = kind, one.identifier
        return Person(person.name, scheme, identifier, url, person.kind, person.severity, person.oddity)

    def texts(self) -> pl.DataFrame:
        """Return what becomes properties."""
        rows: list[tuple[Any, ...]] = []
        for i, package in enumerate(self.packages):
            for name, member, field in TEXTS:
                if value := getattr(package, field):
                    rows.append((i, member, None, name, value))
            for n, purpose in enumerate(several(package.additional_purpose)):
                rows.append((i, "software_additionalPurpose", n, "additionalPurpose", term(purpose)))
        made = frame(rows, "name", "value")
        return made.filter(~pl.col("value").is_in(NO_VALUE))

    def notes(self) -> pl.DataFrame:
        """Return the annotations on packages; the pointers are those of the annotations."""
        rows = [
            (self.owners[note.subject], pointer, None, note.statement or note.comment)
            for note, pointer in self.annotations
            if note.subject in self.owners
        ]
        return pl.DataFrame(sorted(rows, key=lambda row: row[0]), schema=PLACE | {"value": pl.String}, orient="row")


def frame(rows: list[tuple[Any, ...]], *columns: str) -> pl.DataFrame:
    """Return rows of owner, field, number and two texts as a table of packages' things."""
    return pl.DataFrame(rows, schema=PLACE | dict.fromkeys(columns, pl.String), orient="row")


def identifier_kind(written: str) -> str:
    """Return the type of an identifier, package URLs and CPEs by one name each however they are spelled."""
    folded = re.sub("[^a-z0-9]", "", written.casefold())
    return {"packageurl": "purl", "purl": "purl", "cpe23": "cpe23", "cpe22": "cpe22"}.get(folded, written)


def no_element(end: str) -> str:
    """Return SPDX 2's word for what stands for no element, "" for an element."""
    return ("NONE" if re.search("(?i)none", end) else "NOASSERTION") if NO_ELEMENT.match(end) else ""


def scheme_of(identifier: Identifier) -> str:
    """Return the name of the scheme of an agent's identifier, "url" for an address and "" for what identifies nobody."""
    kind, authority = term(identifier.external_identifier_type), identifier.issuing_authority.casefold()
    if kind == "email":
        return "email"
    if kind == "urlScheme":
        return "url"
    if kind != "other":
        return ""
    return next((scheme for word, scheme in AUTHORITIES.items() if word in authority), authority)


@dataclass(frozen=True)
class ElementPointers:
    """Pointers of packages that stand among other elements; those of `relationships` are given one by one."""

    bases: pl.Series
    relationships: list[str]

    def packages(self, count: int) -> pl.Series:
        return self.bases.alias("pointer")

    def within(self, owners: pl.Series, fields: pl.Series, numbers: pl.Series) -> pl.Series:
        entries = (pl.lit("/") + numbers.cast(pl.String)).fill_null("")
        inside = pl.concat_str(self.bases.gather(owners), pl.lit("/"), fields, entries)
        # An annotation is an element of its own, whose pointer stands in the place of the field.
        made = pl.select(pl.when(fields.str.starts_with("/")).then(fields).otherwise(inside))
        return made.to_series().alias("pointer")

    def relationship(self, section: str, i: int) -> str:
        return self.relationships[i] if section == "relationships" else ""

    def one(self, i: int, field: str, number: int | None) -> str:
        entry = "" if number is None else f"/{number}"
        return f"{self.bases[i]}/{field}{entry}" if field else str(self.bases[i])

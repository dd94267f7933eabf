"""Elements of CycloneDX XML into the elements that all CycloneDX readers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from bom_parsers.bom import Rows
from bom_parsers.cyclonedx.about.hidden_in_xml import (
    EXTENSION,
    OF_METADATA,
    foreign_attributes,
    report_hidden,
    report_repeated,
    report_strange,
)
from bom_parsers.cyclonedx.elements import (
    Act,
    Address,
    Attachment,
    Change,
    Component,
    Composition,
    Contact,
    Diff,
    Evidence,
    ExpressionDetail,
    ExternalReference,
    Flow,
    Hash,
    Identity,
    Issue,
    License,
    LicenseChoice,
    Licensing,
    Licensor,
    Metadata,
    Organization,
    Pedigree,
    Property,
    Relative,
    ReleaseNotes,
    Service,
    Swid,
    Tool,
    Tools,
)
from bom_parsers.errors import quoted

Xml = etree._Element
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class LocalNames(dict[Any, str]):
    """Names of elements without their namespace, by the name with it."""

    def __missing__(self, tag: Any) -> str:
        name = str(tag).rpartition("}")[2]
        if len(self) < 1_000:
            self[tag] = name
        return name


LOCAL = LocalNames()


def line(element: Xml) -> str:
    """Return the pointer to an element."""
    return f"line {element.sourceline}"


def inner(element: Xml | None, *way: str) -> list[Xml]:
    """Return the elements at the end of the way of local names into `element`."""
    elements = [] if element is None else [element]
    for name in way:
        elements = [child for parent in elements for child in parent if LOCAL[child.tag] == name]
    return elements


def text_of(element: Xml) -> str | None:
    """Return the text of the element without outer blanks; None if there is none."""
    text = element.text
    return text.strip() or None if text else None


def word(element: Xml, name: str) -> str | None:
    """Return the text of the first child called `name`."""
    for child in element:
        if LOCAL[child.tag] == name:
            return text_of(child)
    return None


def component_element(element: Xml, problems: Rows) -> tuple[Component, list[Xml]]:
    """Return what <component> or <service> says, and the components and services in it, which the former lacks.

    Of an element that is repeated the first counts; the others are reported.
    """
    parts: list[Xml] = []
    fields: dict[str, Any] = {"bom_ref": element.get("bom-ref")}
    is_service = LOCAL[element.tag] == "service"
    if not is_service:
        fields["type"] = element.get("type")
        if (external := TRUTHS.get(element.get("isExternal", "").strip())) is not None:
            fields["is_external"] = external
    if text := text_of(element):
        message = f"text {quoted(text, 60)} right inside <{LOCAL[element.tag]}> is not read"
        problems.add(kind="text-left-out", severity="warning", message=message, pointer=line(element))
    report_foreign(element, problems)
    for child in element:
        field, make = FIELDS[child.tag]
        if make is None:
            text = child.text
            value: Any = text.strip() if text else None
            if field and len(child):
                message = f"elements within <{LOCAL[child.tag]}> where a text was expected; what is in them is not read"
                problems.add(kind="odd-value", severity="warning", message=message, pointer=line(child))
            if field and child.attrib:
                report_strange(child, foreign_attributes(child, ()), problems)
        elif field:
            if field in OF_PERSONS and len(child):
                report_hidden(child, problems)
            value = make(child, problems)
        else:
            parts += make(child, problems)
            continue
        if field not in fields:
            fields[field] = value
        elif field:
            message = f"<{LOCAL[child.tag]}> is repeated; the first counts"
            problems.add(kind="repeated-value", severity="warning", message=message, pointer=line(child))
    fields.pop("", None)
    return Service(**fields) if is_service else Component(**fields), parts


def report_foreign(element: Xml, problems: Rows) -> None:
    """Report the attributes and elements of a component or service that CycloneDX does not have there, and that say something."""
    strange = foreign_attributes(element, ATTRIBUTES)
    strange += [
        f"<{LOCAL[child.tag]}>"
        for child in element
        if LOCAL[child.tag] not in KNOWN
        and not str(child.tag).startswith(EXTENSION)
        and (len(child) or child.keys() or text_of(child))
    ]
    report_strange(element, strange, problems)


# The fields that are plain texts.
TEXTS = {
    "author": "author",
    "publisher": "publisher",
    "group": "group",
    "name": "name",
    "version": "version",
    "versionRange": "version_range",
    "description": "description",
    "scope": "scope",
    "cpe": "cpe",
    "purl": "purl",
    "trustZone": "trust_zone",
}


def truth(element: Xml, problems: Rows) -> bool | None:
    text = text_of(element)
    if text is None:
        return None
    if text.casefold() not in TRUTHS:
        problems.add(
            kind="odd-value",
            severity="warning",
            message=f"{quoted(text)} where true or false was expected",
            pointer=line(element),
        )
    return TRUTHS.get(text.casefold())


def organization(element: Xml, problems: Rows) -> Organization:
    """Return an organization; text that stands where its <name> should be is its name."""
    name, address = None, None
    urls: list[str] = []
    contacts: list[Contact] = []
    for child in element:
        kind = LOCAL[child.tag]
        if kind == "name":
            name = name or text_of(child)
        elif kind == "url":
            url = text_of(child)
            if url:
                urls.append(url)
        elif kind == "contact":
            contacts.append(contact(child))
        elif kind == "address":
            address = Address(word(child, "country"))
    if name is None and text_of(element):
        name = text_of(element)
        problems.add(
            kind="odd-value",
            severity="info",
            message=f"text {quoted(name)} where <name> was expected",
            pointer=line(element),
        )
    return Organization(name=name, address=address, url=tuple(urls), contact=tuple(contacts))


def contact(element: Xml) -> Contact:
    name, email, phone = None, None, None
    for child in element:
        kind = LOCAL[child.tag]
        if kind == "email":
            email = text_of(child)
        elif kind == "name":
            name = text_of(child)
        elif kind == "phone":
            phone = text_of(child)
    return Contact(name, email, phone)


def authors(element: Xml, _: Rows) -> tuple[Contact, ...]:
    return tuple(map(contact, inner(element, "author")))


def hashes(element: Xml, _: Rows) -> tuple[Hash, ...]:
    return tuple([Hash(child.get("alg"), text_of(child)) for child in element])


def properties(element: Xml, _: Rows) -> tuple[Property, ...]:
    return tuple([Property(child.get("name"), (child.text or "").strip()) for child in element])


def references(element: Xml, _: Rows) -> tuple[ExternalReference, ...]:
    return tuple(map(reference, element))


def reference(element: Xml) -> ExternalReference:
    return ExternalReference(element.get("type"), word(element, "url"))


def licenses(element: Xml, problems: Rows) -> tuple[LicenseChoice, ...]:
    return tuple([license(child, problems) for child in element])


def license(element: Xml, problems: Rows) -> LicenseChoice:
    """Return what a child of <licenses> says."""
    kind, acknowledgement = LOCAL[element.tag], element.get("acknowledgement")
    if kind == "expression":
        return LicenseChoice(expression=text_of(element), acknowledgement=acknowledgement)
    terms = licensing(element, problems)
    more = tuple(p for one in inner(element, "properties") for p in properties(one, problems))
    if kind == "expression-detailed":  # 1.7
        details = [
            ExpressionDetail(one.get("license-identifier"), attachment(one), word(one, "url"))
            for one in inner(element, "details")
        ]
        return LicenseChoice(None, element.get("expression"), acknowledgement, terms, tuple(details), more)
    identifier, name = word(element, "id"), word(element, "name")
    if not identifier and not name and text_of(element):
        message = "text in <license>; used as the license's name"
        problems.add(kind="odd-value", severity="info", message=message, pointer=line(element))
        name = text_of(element)
    named = License(identifier, name, attachment(element), word(element, "url"), acknowledgement, terms, more)
    return LicenseChoice(license=named)


def attachment(element: Xml) -> Attachment | None:
    """Return the text that is attached to a license."""
    return next((Attachment(text_of(one), one.get("encoding")) for one in inner(element, "text")), None)


def licensing(element: Xml, problems: Rows) -> Licensing | None:
    """Return the terms of a license."""
    for terms in inner(element, "licensing"):
        return Licensing(
            licensor=licensor(terms, "licensor", problems),
            licensee=licensor(terms, "licensee", problems),
            purchaser=licensor(terms, "purchaser", problems),
            purchase_order=word(terms, "purchaseOrder"),
            license_types=tuple(filter(None, map(text_of, inner(terms, "licenseTypes", "licenseType")))),
            last_renewal=word(terms, "lastRenewal"),
            expiration=word(terms, "expiration"),
        )
    return None


def licensor(terms: Xml, name: str, problems: Rows) -> Licensor:
    organizations = [organization(one, problems) for one in inner(terms, name, "organization")]
    return Licensor(next(iter(organizations), None), next(map(contact, inner(terms, name, "individual")), None))


def evidence(element: Xml, problems: Rows) -> Evidence:
    lists = inner(element, "licenses")
    concluded = tuple(Identity(word(one, "concludedValue")) for one in inner(element, "identity"))
    return Evidence(tuple(choice for one in lists for choice in licenses(one, problems)), concluded)


def pedigree(element: Xml, problems: Rows) -> Pedigree:
    ancestors, descendants, variants = (
        tuple(relative(one, problems) for one in inner(element, name, "component"))
        for name in ("ancestors", "descendants", "variants")
    )
    return Pedigree(
        ancestors=ancestors,
        descendants=descendants,
        variants=variants,
        patches=tuple(map(patch, inner(element, "patches", "patch"))),
        commits=tuple(map(commit, inner(element, "commits", "commit"))),
        notes=word(element, "notes"),
    )


def patch(element: Xml) -> Change:
    urls = [word(diff, "url") for diff in inner(element, "diff")]
    issues = [Issue(word(issue, "id"), word(issue, "name")) for issue in inner(element, "resolves", "issue")]
    return Change(type=element.get("type"), diff=Diff(urls[0]) if urls else None, resolves=tuple(issues))


def commit(element: Xml) -> Change:
    author, committer = (
        next((Act(word(act, "timestamp")) for act in inner(element, who)), None) for who in ("author", "committer")
    )
    return Change(uid=word(element, "uid"), url=word(element, "url"), author=author, committer=committer)


def release_notes(element: Xml, _: Rows) -> ReleaseNotes:
    return ReleaseNotes(word(element, "timestamp"))


def relative(element: Xml, problems: Rows) -> Relative:
    who = {name: [organization(one, problems) for one in inner(element, name)] for name in ("supplier", "manufacturer")}
    return Relative(
        word(element, "group"),
        word(element, "name"),
        word(element, "version"),
        word(element, "purl"),
        supplier=next(iter(who["supplier"]), None),
        manufacturer=next(iter(who["manufacturer"]), None),
        author=word(element, "author"),
        authors=tuple(map(contact, inner(element, "authors", "author"))),
        publisher=word(element, "publisher"),
    )


def endpoints(element: Xml, _: Rows) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, inner(element, "endpoint"))))


def flows(element: Xml, _: Rows) -> tuple[Flow, ...]:
    """Return the data that a service takes or gives; its classification stands in a <dataflow> since 1.5."""
    return tuple(Flow(c.get("flow"), text_of(c)) for c in element.iter("{*}classification"))


def tags(element: Xml, _: Rows) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, inner(element, "tag"))))


def swid(element: Xml, _: Rows) -> Swid:
    return Swid(element.get("tagId"), element.get("name"))


def component_parts(element: Xml, problems: Rows) -> list[Xml]:
    return listed_in(element, "component", problems)


def service_parts(element: Xml, problems: Rows) -> list[Xml]:
    return listed_in(element, "service", problems)


def listed_in(block: Xml, name: str, problems: Rows) -> list[Xml]:
    """Return the elements called `name` in a block, and in the blocks inside it, which some tools write."""
    listed: list[Xml] = []
    waiting = [block]
    while waiting:
        current = waiting.pop()
        if current is not block:
            message = f"a block <{LOCAL[block.tag]}> inside another one; what it lists is read as if it stood outside"
            problems.add(kind="odd-value", severity="warning", message=message, pointer=line(current))
        listed += inner(current, name)
        waiting += [child for child in current if child.tag == block.tag]
    return listed


# The other fields, and what makes their values; what has no field holds parts.
MADE: dict[str, tuple[str, Callable[[Xml, Rows], Any]]] = {
    "supplier": ("supplier", organization),
    "manufacturer": ("manufacturer", organization),
    "provider": ("provider", organization),
    "authors": ("authors", authors),
    "hashes": ("hashes", hashes),
    "licenses": ("licenses", licenses),
    "evidence": ("evidence", evidence),
    "modified": ("modified", truth),
    "isExternal": ("is_external", truth),
    "pedigree": ("pedigree", pedigree),
    "releaseNotes": ("release_notes", release_notes),
    "externalReferences": ("external_references", references),
    "properties": ("properties", properties),
    "tags": ("tags", tags),
    "swid": ("swid", swid),
    "endpoints": ("endpoints", endpoints),
    "authenticated": ("authenticated", truth),
    "x-trust-boundary": ("x_trust_boundary", truth),
    "data": ("data", flows),
    "components": ("", component_parts),
    "services": ("", service_parts),
}


# Fields in which persons and licenses stand.
OF_PERSONS = frozenset({"supplier", "manufacturer", "provider", "authors", "licenses", "pedigree", "evidence"})
ATTRIBUTES = frozenset({"type", "bom-ref", "mime-type", "isExternal"})
# Elements of components and services; those that are not read, too.
KNOWN = (
    frozenset({"copyright", "omniborId", "swhid", "modelCard", "cryptoProperties", "signature", "patentAssertions"})
    | frozenset({"callgraph", "Signature", "scorecard", "component", "service"})
).union(TEXTS, MADE)


class Fields(dict[Any, tuple[str, Callable[[Xml, Rows], Any] | None]]):
    """The field that an element fills, by its name with the namespace, and what makes its value if that is no plain text.

    An element that is not read has neither: its text goes nowhere.
    """

    def __missing__(self, tag: Any) -> tuple[str, Callable[[Xml, Rows], Any] | None]:
        name = LOCAL[tag]
        made = MADE.get(name) or (TEXTS.get(name, ""), None)
        if len(self) < 1_000:
            self[tag] = made
        return made


FIELDS = Fields()


def metadata_element(element: Xml, problems: Rows) -> Metadata:
    """Return what <metadata> says about the document, without its component."""
    one = {LOCAL[child.tag]: child for child in reversed(element)}
    report_repeated(element, OF_METADATA, problems)
    for child in element:
        if LOCAL[child.tag] != "component":
            report_hidden(child, problems)

    def who(field: str) -> Organization | None:
        return organization(one[field], problems) if field in one else None

    tools = one.get("tools")
    old, components = inner(tools, "tool"), inner(tools, "components", "component")
    services = inner(tools, "services", "service")
    named = Tools(tuple(map(tool, components)), tuple(map(tool, services)))
    return Metadata(
        timestamp=text_of(one["timestamp"]) if "timestamp" in one else None,
        authors=authors(one["authors"], problems) if "authors" in one else (),
        supplier=who("supplier"),
        manufacture=who("manufacture"),
        manufacturer=who("manufacturer"),
        tools=tuple(map(tool, old)) if old else named,
        properties=properties(one["properties"], problems) if "properties" in one else (),
    )


def tool(element: Xml) -> Tool:
    return Tool(
        element.get("type"),
        word(element, "vendor"),
        word(element, "name"),
        word(element, "version"),
        components=tuple(map(tool, inner(element, "components", "component"))),
    )


def composition_element(element: Xml) -> Composition:
    assemblies = [end.get("ref") for end in inner(element, "assemblies", "assembly")]
    dependencies = [end.get("ref") for end in inner(element, "dependencies", "dependency")]
    vulnerabilities = [end.get("ref") for end in inner(element, "vulnerabilities", "vulnerability")]
    return Composition(
        aggregate=word(element, "aggregate"),
        assemblies=tuple(filter(None, assemblies)),
        dependencies=tuple(filter(None, dependencies)),
        vulnerabilities=tuple(filter(None, vulnerabilities)),
    )

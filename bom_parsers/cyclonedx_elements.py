"""Elements of CycloneDX XML into the elements that both CycloneDX readers share."""

from __future__ import annotations

from collections import defaultdict

from lxml import etree

from bom_parsers.bom import Rows
from bom_parsers.cyclonedx import (
    Address,
    Change,
    Component,
    Contact,
    ExternalReference,
    Hash,
    License,
    LicenseChoice,
    Metadata,
    Organization,
    Pedigree,
    Property,
    Tool,
    Tools,
)

Xml = etree._Element
Children = dict[str, list[Xml]]
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def local_name(element: Xml) -> str:
    """Return the element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line(element: Xml) -> str:
    """Return the pointer to an element."""
    return f"line {element.sourceline}"


def children(element: Xml) -> Children:
    """Return the child elements by their local names."""
    named: Children = defaultdict(list)
    for child in element:
        named[local_name(child)].append(child)
    return named


def inner(element: Xml | None, *way: str) -> list[Xml]:
    """Return the elements at the end of the way of local names into `element`."""
    found = [] if element is None else [element]
    for name in way:
        found = [child for parent in found for child in parent if local_name(child) == name]
    return found


def word(element: Xml | None, name: str | None = None) -> str | None:
    """Return the text of the element, or of its first child called `name`, without outer blanks; None if there is none."""
    if name is not None:
        element = next(iter(inner(element, name)), None)
    return ((element.text or "").strip() or None) if element is not None else None


def component_element(element: Xml, problems: Rows) -> Component:
    """Return what <component> says, without the components in it."""
    named = children(element)
    one = {name: found[0] for name, found in named.items()}
    return Component(
        type=element.get("type"),
        bom_ref=element.get("bom-ref"),
        supplier=organisation(one.get("supplier"), problems),
        manufacturer=organisation(one.get("manufacturer"), problems),
        author=word(one.get("author")),
        authors=[contact(author) for author in inner(one.get("authors"), "author")],
        publisher=word(one.get("publisher")),
        group=word(one.get("group")),
        name=word(one.get("name")),
        version=word(one.get("version")),
        description=word(one.get("description")),
        scope=word(one.get("scope")),
        hashes=[Hash(alg=h.get("alg"), content=word(h)) for h in inner(one.get("hashes"), "hash")],
        licenses=[licence(choice, problems) for choice in one.get("licenses", ())],
        cpe=word(one.get("cpe")),
        purl=word(one.get("purl")),
        modified=truth(one.get("modified"), problems),
        pedigree=pedigree(one.get("pedigree")),
        external_references=[
            ExternalReference(type=r.get("type"), url=word(r, "url"))
            for r in inner(one.get("externalReferences"), "reference")
        ],
        properties=properties(one.get("properties")),
    )


def properties(element: Xml | None) -> list[Property]:
    return [Property(name=p.get("name"), value=(p.text or "").strip()) for p in inner(element, "property")]


def pedigree(element: Xml | None) -> Pedigree | None:
    if element is None:
        return None
    return Pedigree(
        patches=[Change() for _ in inner(element, "patches", "patch")],
        commits=[Change() for _ in inner(element, "commits", "commit")],
        notes=word(element, "notes"),
    )


def truth(element: Xml | None, problems: Rows) -> bool | None:
    text = word(element)
    if element is None or text is None:
        return None
    if text.casefold() not in TRUTHS:
        problems.add(severity="warning", message=f"{text!r} where true or false was expected", pointer=line(element))
    return TRUTHS.get(text.casefold())


def licence(element: Xml, problems: Rows) -> LicenseChoice:
    """Return what a child of <licenses> says."""
    if local_name(element) == "expression":
        return LicenseChoice(expression=word(element))
    if local_name(element) == "expression-detailed":  # 1.7
        return LicenseChoice(expression=element.get("expression"))
    named = License(id=word(element, "id"), name=word(element, "name"))
    if not named.id and not named.name and word(element):
        problems.add(severity="warning", message="text in <license>; used as the licence's name", pointer=line(element))
        named = License(name=word(element))
    return LicenseChoice(license=named)


def contact(element: Xml) -> Contact:
    return Contact(name=word(element, "name"), email=word(element, "email"))


def organisation(element: Xml | None, problems: Rows) -> Organization | None:
    """Return an organisation; text that stands where its <name> should be is its name."""
    if element is None:
        return None
    name = word(element, "name")
    if name is None and word(element):
        name = word(element)
        problems.add(severity="warning", message=f"text {name!r} where <name> was expected", pointer=line(element))
    address = next(iter(inner(element, "address")), None)
    return Organization(
        name=name,
        address=Address(country=word(address, "country")),
        url=[url for url in map(word, inner(element, "url")) if url],
        contact=[contact(person) for person in inner(element, "contact")],
    )


def metadata_element(element: Xml | None, problems: Rows) -> Metadata:
    """Return what <metadata> says about the document, without its component."""
    if element is None:
        return Metadata()
    one = {name: found[0] for name, found in children(element).items()}
    tools = one.get("tools")
    old, components = inner(tools, "tool"), inner(tools, "components", "component")
    services = inner(tools, "services", "service")
    return Metadata(
        supplier=organisation(one.get("supplier"), problems),
        manufacture=organisation(one.get("manufacture"), problems),
        manufacturer=organisation(one.get("manufacturer"), problems),
        tools=list(map(tool, old)) if old else Tools(list(map(tool, components)), list(map(tool, services))),
        properties=properties(one.get("properties")),
    )


def tool(element: Xml) -> Tool:
    return Tool(vendor=word(element, "vendor"), name=word(element, "name"), version=word(element, "version"))

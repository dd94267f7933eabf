"""What of CycloneDX XML would hide another thing: an element that comes twice where one is read, and what an organization has
beside the elements of its own."""

from __future__ import annotations

from collections.abc import Container, Iterable

from lxml import etree

from bom_parsers.bom import Rows
from bom_parsers.errors import quoted

Xml = etree._Element
# Elements of which one is read wherever they stand; authors and licenses of several come in lists.
SINGLE = frozenset({
    "name", "id", "group", "version", "purl", "vendor", "publisher", "author", "supplier", "manufacturer", "manufacture",
    "country", "address", "email", "phone", "concludedValue", "licensing", "licensor", "licensee", "purchaser",
    "organization", "individual",
})  # fmt: skip
# Lists and texts of the metadata, of which one is read too.
OF_METADATA = SINGLE | {"authors", "tools", "properties", "timestamp"}
LISTS = frozenset({"authors", "organizations"})
# What elements of persons and licenses hold; what is called as a text alone holds nothing.
_CONTACT = frozenset({"name", "email", "phone"})
MEMBERS = {
    **dict.fromkeys(
        ("supplier", "manufacturer", "manufacture", "provider", "organization"),
        frozenset({"name", "url", "contact", "address"}),
    ),
    **dict.fromkeys(("contact", "individual"), _CONTACT),
    "author": _CONTACT | {"timestamp"},  # of authors and commits; an older one is a text
    "address": frozenset({"country", "region", "locality", "postOfficeBoxNumber", "postalCode", "streetAddress"}),
    "license": frozenset({"id", "name", "text", "url", "licensing", "properties"}),
}
ATTRIBUTES = {
    "license": frozenset({"bom-ref", "acknowledgement"}),
    **dict.fromkeys(("name", "id", "url", "email", "phone", "country"), frozenset[str]()),
}
OF_ALL = frozenset({"bom-ref"})
EXTENSION = "{http://cyclonedx.org/schema/ext/"  # of CycloneDX's own, which list no components
OF_XML = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}")


def report_hidden(element: Xml, problems: Rows) -> None:
    """Report what is hidden anywhere in an element of persons, licenses or the like."""
    for one in element.iter():
        name = name_of(one)
        if len(one) > 1 and name not in LISTS:
            report_repeated(one, SINGLE, problems)
        if name in MEMBERS or name in ATTRIBUTES:
            report_beside(one, name, problems)


def report_repeated(element: Xml, single: Iterable[str], problems: Rows) -> None:
    """Report each child that says otherwise than one of the same name before it, where only one is read."""
    first: dict[str, Xml] = {}
    for child in element:
        name = name_of(child)
        before = first.setdefault(name, child) if name in single else child
        if before is not child and content(before) != content(child):
            shown = " and ".join(quoted(" ".join(content(one)[0].split()), 60) for one in (before, child))
            message = f"<{name}> is repeated in one <{name_of(element)}>, {shown}; only one of them counts"
            problems.add(kind="repeated-value", severity="warning", message=message, pointer=line(child))


def report_beside(element: Xml, name: str, problems: Rows) -> None:
    """Report what an element called `name` has that CycloneDX does not have there: attributes and elements. Text beside the
    name of an organization, and elements in that, are reported with those of all others (`left_out_of_xml.report_mixed`)."""
    strange = foreign_attributes(element, ATTRIBUTES.get(name, OF_ALL))
    for child in element if name in MEMBERS else ():
        inner = name_of(child)
        if inner not in MEMBERS[name] and not str(child.tag).startswith(EXTENSION) and content(child) != ("", ()):
            strange.append(f"<{inner}>")
    report_strange(element, strange, problems)


def foreign_attributes(element: Xml, known: Container[str]) -> list[str]:
    """Return the attributes of an element that are not `known`, as name=value; those of XML itself and of its schemas are."""
    given = [(str(key), str(value)) for key, value in element.items()]
    return [f"{key}={value}" for key, value in given if key not in known and not key.startswith(OF_XML)]


def report_strange(element: Xml, strange: list[str], problems: Rows) -> None:
    """Report what an element has that CycloneDX does not have there."""
    if strange:
        shown = ", ".join(quoted(one, 60) for one in strange[:3])
        message = f"{shown} in a <{name_of(element)}>: not of CycloneDX, and not read"
        problems.add(kind="odd-value", severity="warning", message=message, pointer=line(element))


def content(element: Xml) -> tuple[str, tuple[str, ...]]:
    """Return what an element holds: its texts, and the values of all attributes."""
    values = tuple(str(value) for one in element.iter() for value in one.values())
    return "".join(map(str, element.itertext())).strip(), values


def name_of(element: Xml) -> str:
    return str(element.tag).rpartition("}")[2]


def line(element: Xml) -> str:
    return f"line {element.sourceline}"

"""What of CycloneDX XML would hide another thing: an element that comes twice where one is read, and what an organization has
beside the elements of its own."""

from __future__ import annotations

from collections.abc import Iterable

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
ORGANIZATIONS = frozenset({"supplier", "manufacturer", "manufacture", "provider", "organization"})
OF_ORGANIZATIONS = frozenset({"name", "url", "contact", "address"})
EXTENSION = "{http://cyclonedx.org/schema/ext/"


def report_hidden(element: Xml, problems: Rows) -> None:
    """Report what is hidden anywhere in an element of persons, licenses or the like."""
    for one in element.iter():
        if len(one) > 1 and name_of(one) not in LISTS:
            report_repeated(one, SINGLE, problems)
        if name_of(one) in ORGANIZATIONS:
            report_beside(one, problems)


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


def report_beside(organization: Xml, problems: Rows) -> None:
    """Report what an organization has that CycloneDX does not have there: attributes and elements. Text beside its name, and
    elements in that, are reported with those of all others (`left_out_of_xml.report_mixed`)."""
    given = [(str(key), str(value)) for key, value in organization.items()]
    strange = [f"{key}={value}" for key, value in given if key != "bom-ref" and "}" not in key]
    for child in organization:
        name = name_of(child)
        if name not in OF_ORGANIZATIONS and not str(child.tag).startswith(EXTENSION) and content(child) != ("", ()):
            strange.append(f"<{name}>")
    if strange:
        shown = ", ".join(quoted(one, 60) for one in strange[:3])
        message = f"{shown} in a <{name_of(organization)}>: not of CycloneDX, and not read"
        problems.add(kind="odd-value", severity="warning", message=message, pointer=line(organization))


def content(element: Xml) -> tuple[str, tuple[str, ...]]:
    """Return what an element holds: its texts, and the values of all attributes."""
    values = tuple(str(value) for one in element.iter() for value in one.values())
    return "".join(map(str, element.itertext())).strip(), values


def name_of(element: Xml) -> str:
    return str(element.tag).rpartition("}")[2]


def line(element: Xml) -> str:
    return f"line {element.sourceline}"

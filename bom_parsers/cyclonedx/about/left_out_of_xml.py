"""What an XML document of CycloneDX has in places that the format lacks, so that no reader looks there: components and text."""

from __future__ import annotations

import re

from lxml import etree

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import count_matches
from bom_parsers.cyclonedx.xml_elements import LOCAL, TEXTS, line, word
from bom_parsers.errors import counted, quoted

# Where the format has components, and what is around them, up to the document or to another component.
AROUND = {
    "component": ("components", "ancestors", "descendants", "variants", "annotator", "metadata"),
    "components": ("bom", "component", "service", "tools", "formula", "targets", "components"),
    "service": ("services",),
    "services": ("bom", "component", "service", "tools", "formula", "targets", "services"),
    **dict.fromkeys(("ancestors", "descendants", "variants"), ("pedigree",)),
    "pedigree": ("component",),
    "annotator": ("annotation",),
    "annotation": ("annotations",),
    "tools": ("metadata", "vulnerability"),
    "vulnerability": ("vulnerabilities",),
    "formula": ("formulation",),
    "targets": ("declarations",),
    **dict.fromkeys(("annotations", "metadata", "vulnerabilities", "formulation", "declarations"), ("bom",)),
}
# What holds a text alone wherever it stands in a component, a service or the metadata.
LEAVES = frozenset(
    {
        *("name", "version", "description", "publisher", "group", "scope", "cpe", "purl", "modified", "isExternal"),
        *("id", "expression", "url", "email", "phone", "country", "hash", "property", "tag", "endpoint", "text"),
        *("vendor", "licenseType", "purchaseOrder", "lastRenewal", "expiration", "concludedValue", "timestamp", "uid"),
        *("classification", "aggregate", "authenticated", "x-trust-boundary", "trustZone", "versionRange"),
    }
)
# What an organization or a license has besides its name, for which a text in it is taken.
BESIDE_A_NAME = frozenset({"url", "contact", "address", "text", "licensing", "properties"})
READ_AS_NAME = frozenset({"supplier", "manufacturer", "manufacture", "provider", "organization", "license"})
MIXED = etree.XPath(
    "descendant::*[*][text()[normalize-space()] or contains($leaves, concat(' ', local-name(), ' '))]",
    smart_strings=False,
)
# Something that opens behind a text, verbatim or with a bracket in it, or in an element that holds a text alone.
MAYBE_MIXED = (
    r"[^<>\s]\s*<[^/]|\]\]>\s*<[^/]|<[^<]*>[^<]*>\s*<[^/]|"
    rf"<(?:[^<>\s/]*:)?(?:{'|'.join(sorted(LEAVES))})(?:\s[^<]*)?>[^<]*<[^/]"
)
# Elements hold elements or text in CycloneDX, never both. The first pattern sees all text behind a tag, and more.
MAYBE_STRAY = r"(?:</[^<>]*>|/>|-->|\?>|\]\]>|[:<](?:components|services)>)\s*[^<\s]|>\s*<!\[CDATA\["
REMARK, VERBATIM = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL), re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
STRAY = re.compile(rb"(?:</[^<>]*>|<[^<>]*/>|<(?:[\w.-]+:)?(?:components|services)>)\s*([^<\s][^<]*)")


def is_placed(element: etree._Element) -> bool:
    """Tell whether a component stands where the format has one; of one inside another only the way up to that is looked at."""
    inner, outer = element, element.getparent()
    while outer is not None:
        name = LOCAL[outer.tag]
        if name not in AROUND.get(LOCAL[inner.tag], ()):
            return False
        if name == "component":
            return True
        inner, outer = outer, outer.getparent()
    return LOCAL[inner.tag] == "bom"


def report_misplaced(misplaced: list[etree._Element], problems: Rows) -> None:
    """Report components that stand where the format has none."""
    if misplaced:
        first = misplaced[0]
        name = word(first, "name") or first.get("bom-ref") or "one without a name"
        components = counted(len(misplaced), "component stands", "components stand")
        message = f"{components} where the format has none, as {quoted(name, 60)}, and are not read"
        problems.add(kind="content-left-out", severity="warning", message=message, pointer=line(first))


def may_be_mixed(text: bytes) -> bool:
    """Tell whether the UTF-8 `text` may have elements beside text or where a text is expected; it may for others, too."""
    return count_matches(text, MAYBE_MIXED, b"</") > 0


def report_mixed(element: etree._Element, problems: Rows) -> None:
    """Report what is within `element`, and holds elements in or behind its text: of that the text before them is read, if any.

    The plain texts of components are reported where they are read.
    """
    candidates: list[etree._Element] = list(MIXED(element, leaves=f" {' '.join(LEAVES)} "))  # type: ignore[arg-type]
    for mixed in candidates:
        name = LOCAL[mixed.tag]
        if name in ("component", "service") or is_plain_text_of_a_part(mixed):
            continue
        if not (name in LEAVES or (mixed.text or "").strip()):
            continue  # its text stands behind an element, as `report_stray_text` sees
        if name in READ_AS_NAME and all(LOCAL[child.tag] in BESIDE_A_NAME for child in mixed):
            continue
        stated = [str(text) for text in mixed.itertext()]
        stated += ["=".join(map(str, one)) for inner in mixed.iterdescendants() for one in inner.items()]
        held = [part for text in stated if (part := text.strip())]
        if held and held != [(mixed.text or "").strip()]:
            shown = quoted(" ".join(held), 60)
            message = (
                f"<{name}> has text and elements, or elements where a text was expected: {shown}; not all of it is read"
            )
            problems.add(kind="odd-value", severity="warning", message=message, pointer=line(mixed))


def is_plain_text_of_a_part(element: etree._Element) -> bool:
    """Tell whether an element is one of the plain texts of a component or service that the document lists."""
    part = element.getparent()
    if part is None or LOCAL[element.tag] not in TEXTS or LOCAL[part.tag] not in ("component", "service"):
        return False
    block = part.getparent()
    return block is not None and LOCAL[block.tag] in ("components", "services", "component", "service", "metadata")


def report_stray_text(text: bytes, problems: Rows) -> None:
    """Report text that stands between elements of the UTF-8 `text`, once."""
    if not count_matches(text, MAYBE_STRAY):
        return
    # What stands in the place of a remark keeps its lines, for the place; verbatim text is text, whatever its brackets.
    plain = REMARK.sub(lambda match: b"\n" * match[0].count(b"\n"), text)
    plain = VERBATIM.sub(lambda match: re.sub(rb"[<>]", b" ", match[1]), plain)
    stray = list(STRAY.finditer(plain))
    if stray:
        at = plain.count(b"\n", 0, stray[0].start(1)) + 1
        shown = quoted(stray[0][1].decode("utf-8", "replace").strip(), 60)
        message = f"text among elements, {shown}, is not read; {counted(len(stray), 'such place')}"
        problems.add(kind="text-left-out", severity="warning", message=message, pointer=f"line {at}")

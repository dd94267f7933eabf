"""What an XML document of CycloneDX has in places that the format lacks, so that no reader looks there: components and text."""

from __future__ import annotations

import re

from lxml import etree

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import count_matches
from bom_parsers.cyclonedx.xml_elements import LOCAL, line, word
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

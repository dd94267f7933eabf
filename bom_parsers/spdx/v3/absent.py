"""Elements that an SPDX 3 document names as what it is about, lists or imports, and does not have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from bom_parsers.bom import Rows
from bom_parsers.errors import counted, quoted
from bom_parsers.spdx.v3.elements import Element, several

LICENSE_LIST = re.compile(r"https?://spdx\.org/licenses/")
NO_ELEMENT = re.compile(
    r"(?i)(?:.*/)?(?:Core/)?No(?:Assertion|ne)(?:Element|License)$|.*/Licensing/No(?:Assertion|ne)$"
)


def report_collected(elements: Sequence[Element], here: Collection[str], problems: Rows) -> None:
    """Report what documents and other collections name as their roots or list, and what is not `here`."""
    imported = {one.external_spdx_id for element in elements for one in element.imports}
    named = dict.fromkeys(
        end for element in elements for ends in (element.root_element, element.collected) for end in several(ends)
    )
    absent = [end for end in named if end not in here and is_of_a_document(end)]
    elsewhere = [end for end in absent if end in imported]
    for kind, ends, where in (
        ("not-here", elsewhere, "in other documents, not read with this one"),
        ("dangling-ref", [end for end in absent if end not in imported], "not in the document"),
    ):
        if ends:
            one, many = "element that the document lists is", "elements that the document lists are"
            message = f"{counted(len(ends), one, many)} {where}, as {quoted(ends[0], 120)}"
            problems.add(kind=kind, severity="warning", message=message, pointer="")


def report_imports(elements: Sequence[Element], here: Collection[str], problems: Rows) -> None:
    """Report the elements of other documents that are imported and of which nothing is said here: parts, perhaps."""
    used = frozenset(end for element in elements for end in ends_of(element))
    imports = {one.external_spdx_id: one.location_hint for element in elements for one in element.imports}
    unused = [end for end in imports if end not in here and end not in used and is_of_a_document(end)]
    if unused:
        one, many = "element of another document is", "elements of other documents are"
        shown = quoted(imports[unused[0]] or unused[0], 120)
        message = f"{counted(len(unused), one, many)} imported, as {shown}, and not read with this one"
        problems.add(kind="not-here", severity="warning", message=message, pointer="")


def ends_of(element: Element) -> Iterable[str]:
    """Yield the ids that an element names, but for those that it lists."""
    yield from (element.start, element.subject, element.creation_info)
    for ends in (element.to, element.supplied_by, element.originated_by, element.product_agent, element.root_element):
        yield from several(ends)
    for ends in (element.created_by, element.created_using, element.member, element.collected):
        yield from several(ends)


def is_of_a_document(end: str) -> bool:
    """Tell whether an id is that of an element that some document has, and of none that SPDX itself has."""
    return bool(end) and not LICENSE_LIST.match(end) and not NO_ELEMENT.match(end)

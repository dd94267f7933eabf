"""What a CycloneDX document says of its own completeness: its compositions, the documents it links to, what it is no list of.

An aggregate is a gap by its meaning in the specification: "complete" is none, "not_specified" says nothing, as no composition
does; "unknown" is an author's word that parts may be missing, and each "incomplete..." that they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.cyclonedx.about.remarks import Remark
from bom_parsers.cyclonedx.elements import Composition, ExternalReference
from bom_parsers.errors import counted, quoted

BOM_LINK = re.compile(r"urn:cdx:([^/#]+)(?:/[^#]*)?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
NO_GAP = ("complete", "not_specified")
# The words of the specification, and what each says of a list that has it.
MEANING_OF_AGGREGATE = {
    "incomplete": "incomplete",
    "incomplete_first_party_only": "those of the maker itself only",
    "incomplete_first_party_proprietary_only": "those of the maker itself only, and of them the proprietary ones",
    "incomplete_first_party_opensource_only": "those of the maker itself only, and of them the open-source ones",
    "incomplete_third_party_only": "those of third parties only",
    "incomplete_third_party_proprietary_only": "those of third parties only, and of them the proprietary ones",
    "incomplete_third_party_opensource_only": "those of third parties only, and of them the open-source ones",
    "unknown": "complete or not, which its author does not know",
    "": "complete or not, which its composition does not say",  # though it must
}
MOST_NAMED = 3


@dataclass(frozen=True)
class Surroundings:
    """What stands in a document beside components, dependencies and compositions.

    `serial_number` is its own; `references` are those of the document as a whole, with their pointers; `vulnerabilities`,
    `formulated` and `targets` count its vulnerabilities, the components and services of its formulation, and the organizations
    that its declarations are of, none of which is a part of what the document describes. `devices` are the names of those among
    what made it, and `targeted` those of components and services that its declarations attest something of; `remarks` are its
    properties and annotations.
    """

    serial_number: str = ""
    references: Sequence[tuple[ExternalReference, str]] = field(default_factory=list)
    vulnerabilities: int = 0
    formulated: int = 0
    targets: int = 0
    devices: Sequence[str] = ()
    targeted: Sequence[str] = ()
    remarks: Sequence[Remark] = ()

    def own_ref(self, ref: str) -> str | None:
        """Return the ref that a BOM-Link to this document itself names; None for a link to another one and for no link."""
        link = BOM_LINK.fullmatch(ref)
        own = self.serial_number.rpartition(":")[2].casefold()
        return (link[2] or "") if link and own and link[1].casefold() == own else None


def report_compositions(
    compositions: Sequence[tuple[Composition, str]], names: dict[str, str], subject: str | None, problems: Rows
) -> None:
    """Report what the compositions say is incomplete, once for each aggregate and kind of list; `names` are by ref.

    A composition that names nothing is about the document. One that names components of other documents only, or only
    vulnerabilities, says nothing of the parts in this one.
    """
    incomplete: dict[tuple[str, str], tuple[str, dict[str, None]]] = {}
    for stated, pointer in compositions:
        aggregate = (stated.aggregate or "").strip().casefold()
        if aggregate in NO_GAP:
            continue
        for what, refs in statements(stated):
            here = [ref for ref in refs if BOM_LINK.match(ref) is None]
            if refs and not here:
                continue
            _, named = incomplete.setdefault((aggregate, what), (pointer, {}))
            named.update(dict.fromkeys(here or [subject or ""]))
    for (aggregate, what), (pointer, named) in incomplete.items():
        meaning = MEANING_OF_AGGREGATE.get(aggregate, quoted(aggregate))
        message = f"the document says that the {what} it lists {of_whom(list(named), names)} are {meaning}"
        problems.add(kind="stated-incomplete", severity="warning", message=message, pointer=pointer)


def statements(stated: Composition) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what a composition is about, each with the refs that it names."""
    if stated.assemblies:
        yield "parts", stated.assemblies
    if stated.dependencies:
        yield "dependencies", stated.dependencies
    if not stated.assemblies and not stated.dependencies and not stated.vulnerabilities:
        yield "components", ()


def of_whom(refs: list[str], names: dict[str, str]) -> str:
    """Return whose parts are meant."""
    if refs == [""]:
        return "as a whole"
    named = ", ".join(quoted(names.get(ref) or ref, 60) for ref in refs[:MOST_NAMED])
    if len(refs) == 1:
        return f"for {named}"
    more = ", and others" if len(refs) > MOST_NAMED else ""
    return f"for {counted(len(refs), 'component')} ({named}{more})"


def report_links(
    refs: Collection[str],
    linked: Sequence[tuple[str, str]],
    boms: Sequence[tuple[str, str]],
    own: Sequence[tuple[str, str]],
    problems: Rows,
) -> None:
    """Report components of other documents, and bills of materials elsewhere; all come with their pointers.

    `linked` are refs of dependencies and compositions that lead to other documents; `boms` are the addresses of bills of
    materials that components, or the document, refer to; `own` are addresses of that of what the document describes, which
    most often is where this document itself lies. `refs` are the document's own.
    """
    links = {ref: pointer for ref, pointer in reversed(linked) if ref not in refs}
    if links:
        first = next(reversed(links))
        one, many = "component of another document is", "components of other documents are"
        message = (
            f"{counted(len(links), one, many)} named by BOM-Link, as {quoted(first, 120)}, and not in this document"
        )
        problems.add(kind="not-here", severity="warning", message=message, pointer=links[first])
    addresses = dict(reversed(boms))
    if addresses:
        first = next(reversed(addresses))
        one, many = "other bill of materials is", "other bills of materials are"
        message = f"{counted(len(addresses), one, many)} referred to, as {quoted(first, 120)}, and not read with this document"
        problems.add(kind="not-here", severity="warning", message=message, pointer=addresses[first])
    if own:
        address, pointer = own[0]
        message = (
            f"the bill of materials of what the document describes is at {quoted(address, 120)}, it says; this document is"
            " taken for it, and nothing was read there"
        )
        problems.add(kind="not-here", severity="info", message=message, pointer=pointer)


def devices_among(components: Iterable[Any]) -> list[str]:
    """Return the names of the devices among decoded components and those in them; the values may be of any shape."""
    names: list[str] = []
    waiting = list(components)
    while waiting:
        component = waiting.pop(0)
        if not isinstance(component, dict):
            continue
        kind, name = component.get("type"), component.get("name")
        if isinstance(kind, str) and kind.strip().casefold() in ("device", "hardware"):
            names.append(name if isinstance(name, str) else "")
        inner = component.get("components")
        waiting += inner if isinstance(inner, list) else []
    return names


def report_contents(around: Surroundings, has_components: bool, problems: Rows) -> None:
    """Report a document that lists no components, which may be one about vulnerabilities, and what is left out."""
    if not has_components:
        message = "the document lists no components"
        if around.vulnerabilities:
            statements_made = counted(around.vulnerabilities, "vulnerability", "vulnerabilities")
            message += f": it is a VEX, about {statements_made}, and no bill of materials"
        problems.add(kind="no-components", severity="warning", message=message, pointer="")
    if around.devices:
        devices = counted(len(around.devices), "device is", "devices are")
        message = (
            f"{devices} listed among what made the product or the document, by the formulation, tools or annotators, as"
            f" {quoted(around.devices[0], 60)}, and left out; they may be parts"
        )
        problems.add(kind="content-left-out", severity="warning", message=message, pointer="")
    if around.targeted:
        ones = counted(len(around.targeted), "component or service is", "components or services are")
        message = (
            f"{ones} listed by the declarations, as {quoted(around.targeted[0], 60)}, and not read; they may be parts"
        )
        problems.add(kind="content-left-out", severity="warning", message=message, pointer="/declarations/targets")
    for count, one, many, whose in (
        (
            around.formulated,
            "component or service",
            "components or services",
            "the formulation, which made the product",
        ),
        (around.targets, "organization", "organizations", "the declarations, which attest something of it"),
    ):
        if count:
            is_or_are = "is" if count == 1 else "are"
            message = (
                f"{counted(count, one, many)} of {whose}, {is_or_are} left out: no part of what the document describes"
            )
            problems.add(kind="content-left-out", severity="info", message=message, pointer="")

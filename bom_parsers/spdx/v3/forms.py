"""Other forms of SPDX 3's JSON-LD brought into the form that has SPDX's own context.

The same statement may have its name as an address or with a prefix, one value as an array, an element inside another one, and
drafts of SPDX 3 had other names. What no form explains is reported, and the rest is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.carriers.lenient import TEXT, Salvage, Shape, members_of, odd, text_of, whole
from bom_parsers.spdx.lenient import TOLERANCE
from bom_parsers.spdx.v3.elements import Element, Graph
from bom_parsers.spdx.v3.keywords import is_keyword, is_wrapped, report_keywords

# The names in drafts, and in documents whose tools still follow one.
DRAFT_TYPES = {
    "Package": "software_Package",
    "File": "software_File",
    "Snippet": "software_Snippet",
    "Sbom": "software_Sbom",
    "AIPackage": "ai_AIPackage",
    "DatasetPackage": "dataset_DatasetPackage",
    "LicenseExpression": "simplelicensing_LicenseExpression",
}
DRAFT_NAMES = {
    "externalIdentifiers": "externalIdentifier",
    "fromElement": "from",
    "licenseExpression": "simplelicensing_licenseExpression",
    "homepage": "software_homePage",
    **{
        name: f"software_{name}"
        for name in ("packageVersion", "packageUrl", "downloadLocation", "homePage", "sourceInfo", "primaryPurpose")
    },
}
MEMBERS = members_of(Element)
PROFILE = re.compile(r"(?:https?://spdx\.org/rdf/[^ ]*/terms/|spdx:)?([A-Za-z]+)[/:]([A-Za-z]\w*)$")
# An element in the place of its id is one of these members' values.
IDS = frozenset(
    {
        *(
            "suppliedBy",
            "originatedBy",
            "from",
            "to",
            "rootElement",
            "createdBy",
            "createdUsing",
            "creationInfo",
            "subject",
        ),
        *("element", "expandedlicensing_member", "expandedlicensing_subjectLicense", "hardware_productAgent"),
        *(
            "expandedlicensing_subjectExtendableLicense",
            "expandedlicensing_subjectAddition",
            "tool",
            "organization",
            "person",
        ),
    }
)
DEEPEST = 50  # elements in elements
# Members that hold elements, or that are read as one text or as texts: what else an object has may hide elements.
KNOWN_MEMBERS = IDS | {
    name for name, member in MEMBERS.items() if not (member.shape.entry and member.shape.entry.element)
}


def mended(value: Any, problems: Rows) -> Graph:
    """Return the elements in a JSON value: a graph, one element, or an array of documents."""
    placed = [both for document, pointer in documents(value, "") for both in elements_of(document, pointer)]
    for document, pointer in documents(value, ""):
        if isinstance(document, dict) and "@graph" in document:
            report_unread_blocks(document, tuple(filter(is_keyword, document)), pointer, problems)
    report_keywords(value, "", problems)
    forms = Forms(problems, {one: element for element, _ in reversed(placed) for one in ids_of(element)})
    for element, where in placed:
        forms.take(element, where, 0)
    return Graph(forms.elements, forms.pointers)


def documents(value: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    if isinstance(value, list):
        yield from ((one, f"{pointer}/{i}") for i, one in enumerate(value))
    else:
        yield value, pointer


def elements_of(document: Any, pointer: str) -> Iterator[tuple[Any, str]]:
    """Yield the elements of a document with their pointers."""
    graph = document.get("@graph") if isinstance(document, dict) else None
    if isinstance(graph, list):
        yield from ((one, f"{pointer}/@graph/{i}") for i, one in enumerate(graph))
    else:
        yield (document, pointer) if graph is None else (graph, f"{pointer}/@graph")


def ids_of(element: Any) -> list[str]:
    """Return the ids of an element."""
    stated = [element.get(key) for key in ("spdxId", "@id", "id")] if isinstance(element, dict) else []
    return [one for one in stated if isinstance(one, str) and one]


def canonical(name: str, drafts: dict[str, str]) -> str:
    """Return the name that SPDX's own context has for a member or type."""
    match = PROFILE.match(name)
    if match:
        profile, word = match[1].lower(), match[2]
        name = word if profile in ("core", "spdx") else f"{profile}_{word}"
    return drafts.get(name, name)


class Forms:
    """Collects the elements; `elements` and `pointers` go together. `by_id` are all of the document, as they are written."""

    def __init__(self, problems: Rows, by_id: Mapping[str, Any]) -> None:
        self.by_id = by_id
        self.salvage = Salvage(TOLERANCE, problems)
        self.elements: list[Element] = []
        self.pointers: list[str] = []

    def take(self, value: Any, pointer: str, depth: int) -> str:
        """Take in an element, and those in it; return its id."""
        if not isinstance(value, dict):
            odd(value, "an element", "left out", pointer, self.salvage.problems)
            return ""
        named = {canonical(key, DRAFT_NAMES): (key, member) for key, member in value.items()}
        stated_as, kind = next((named[key] for key in ("type", "@type") if key in named), ("", None))
        if isinstance(kind, list) and kind:
            kind = kind[0]
        if not isinstance(kind, str):
            if value.keys() - {"@context"}:
                message = "an element without a type; left out"
                self.salvage.problems.add(kind="odd-value", severity="error", message=message, pointer=pointer)
            return ""
        kind = whole(kind, f"{pointer}/{stated_as}", self.salvage.problems)
        given: dict[str, Any] = {}
        for name, member in MEMBERS.items():
            if name != "type" and name in named:
                key, stated = named[name]
                made = self.member(member.shape, name, stated, f"{pointer}/{key}", depth)
                if made is not None:
                    given[member.name] = made
        element = Element(canonical(kind, DRAFT_TYPES), **given)
        if not element.id and depth:
            element.node_id = f"_:{pointer}"
        self.elements.append(element)
        self.pointers.append(pointer)
        self.inner(named, pointer, depth)
        unread = {
            key: member for name, (key, member) in named.items() if name not in KNOWN_MEMBERS and not is_keyword(key)
        }
        report_unread_blocks(unread, (), pointer, self.salvage.problems)
        return element.id

    def inner(self, named: dict[str, tuple[str, Any]], pointer: str, depth: int) -> None:
        """Take in the elements that stand where only their ids are read or nothing is."""
        for name in ("creationInfo", "createdBy", "tool", "organization", "person"):
            if name in named:
                key, value = named[name]
                if name == "creationInfo" and isinstance(value, dict) and not {"type", "@type"} & value.keys():
                    value = {"type": "CreationInfo", **value}
                self.ids(value, f"{pointer}/{key}", depth)

    def member(self, shape: Shape, name: str, value: Any, pointer: str, depth: int) -> Any:
        """Return the value of a member in its shape, or None where nothing in it can be used."""
        if name in IDS:
            ids = self.ids(value, pointer, depth)
            return ids if shape.entry else next(iter(ids), None)
        if shape.entry:
            entries = listed(value)
            if shape.entry.element is not None:
                entries = [self.referred_to(entry) for entry in entries]
            return self.salvage.array(shape.entry, [in_shape(entry, shape.entry) for entry in entries], pointer)
        value = plain(unwrapped(value))
        while isinstance(value, list) and len(value) == 1:
            value = plain(unwrapped(value[0]))
        if name == "hardware_bulkQuantity" and not isinstance(value, dict | list):
            return str(value)
        return self.salvage.value(TEXT, value, pointer)

    def referred_to(self, entry: Any) -> Any:
        """Return the object that an id stands for: tools write identifiers and hashes as elements of their own."""
        ref = plain(entry)
        return self.by_id.get(ref, entry) if isinstance(ref, str) else entry

    def ids(self, value: Any, pointer: str, depth: int) -> list[str]:
        """Return the ids in a value; an element in the place of its id is taken in."""
        ids = []
        for i, written in enumerate(listed(value)):
            where = f"{pointer}/{i}" if isinstance(value, list) else pointer
            entry = plain(written)
            if isinstance(entry, dict) and depth < DEEPEST:
                ids.append(self.take(entry, where, depth + 1))
            elif isinstance(entry, str):
                ids.append(str(text_of(entry, where, self.salvage.problems)))
            elif entry is not None:
                odd(entry, "an id", "left out", where, self.salvage.problems)
        return [one for one in ids if one]


def in_shape(value: Any, shape: Shape) -> Any:
    """Return an entry of an array; an object has its members' own names, and its one-value members no brackets."""
    if shape.element is None:
        return plain(value)
    if not isinstance(value, dict):
        return value
    made = {}
    members = members_of(shape.element)
    for key, written in value.items():
        name = {"@type": "type"}.get(key, canonical(key, {}))
        member = plain(unwrapped(written))
        if name in members and members[name].shape.entry:
            made[name] = [plain(one) for one in member] if isinstance(member, list) else [member]
        else:
            made[name] = plain(member[0]) if isinstance(member, list) and len(member) == 1 else member
    return made


def listed(value: Any) -> list[Any]:
    """Return the values of a member, also where JSON-LD wraps them as a set or list, or leaves out the brackets of one."""
    values = unwrapped(value)
    entries = [unwrapped(one) for one in values] if isinstance(values, list) else [values]
    return [one for entry in entries for one in (entry if isinstance(entry, list) else [entry])]


def unwrapped(value: Any) -> Any:
    """Return what a set or list of JSON-LD holds; any other value stays as it is."""
    while is_wrapped(value):
        value = next(iter(value.values()))
    return value


def plain(value: Any) -> Any:
    """Return the value without JSON-LD's wrapping of a text or an id."""
    if isinstance(value, dict) and "@value" in value:
        return value["@value"]
    if isinstance(value, dict) and value.keys() == {"@id"}:
        return value["@id"]
    return value

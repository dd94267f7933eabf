"""CycloneDX JSON that strays from the schema: its content is used, and each oddity is reported with its pointer.

Real documents write a manufacturer as a plain string, a license without its wrapping, null for an empty array. The values
are mended into the shape that the elements of `bom_parsers.cyclonedx` declare; there is no second list of fields here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from bom_parsers.bom import PROBLEMS, Rows
from bom_parsers.carriers import wrappers
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.carriers.json_text import NO_NUMBER, Number, decode_json
from bom_parsers.carriers.lenient import Entry, Salvage, Tolerance, described, entries_of, members_of, text_of
from bom_parsers.cyclonedx.about.completeness import Surroundings, devices_among
from bom_parsers.cyclonedx.about.remarks import makers_of_notes, name_of, properties_in, remarks_in, tools_of
from bom_parsers.cyclonedx.columns import SLICE, ComponentColumns
from bom_parsers.cyclonedx.document import Document, plain_component
from bom_parsers.cyclonedx.draft_2_0 import Draft
from bom_parsers.cyclonedx.elements import (
    Act,
    Address,
    Attachment,
    Change,
    Component,
    Composition,
    Contact,
    Dependency,
    Diff,
    Element,
    ExternalReference,
    Hash,
    Identity,
    Issue,
    License,
    LicenseChoice,
    Metadata,
    Organization,
    Pedigree,
    Relative,
    ReleaseNotes,
    Service,
    Swid,
    Tool,
    check_depth,
)
from bom_parsers.cyclonedx.mending.blocks import OF_DOCUMENT, OF_METADATA
from bom_parsers.cyclonedx.mending.parties import with_all_parties
from bom_parsers.errors import InputError, quoted

TEXT_FIELDS: dict[type, str] = {
    Act: "timestamp",
    Address: "country",
    Attachment: "content",
    Change: "uid",
    Component: "name",
    Contact: "name",
    Dependency: "ref",
    Diff: "url",
    ExternalReference: "url",
    Hash: "content",
    Identity: "concluded_value",
    Issue: "id",
    License: "name",
    LicenseChoice: "expression",
    Organization: "name",
    Pedigree: "notes",
    Relative: "name",
    ReleaseNotes: "timestamp",
    Service: "name",
    Swid: "name",
    Tool: "name",
}
TOLERANCE = Tolerance(TEXT_FIELDS, joins_texts=True, opens_arrays=True, loss="error", voids=NO_NUMBER)
# Drafts of 2.0 have further members.
OF_ONE_X = replace(TOLERANCE, closed=(Address, Component, Contact, License, LicenseChoice, Organization, Service))
EXPECTED = "CycloneDX JSON"
# From this size of the array on, components are decoded one by one.
LARGE = 2**16
T = TypeVar("T", bound=Element)
# A component to be, its value and its pointer.
Root = tuple[type[Component], Any, str]
# Where a component or service holds others.
PARTS: dict[str, type[Component]] = {"components": Component, "services": Service}


def read_astray(text: bytes, path: Path) -> Document:
    """Return the document in `text` with all that can be used of it; its problems tell what was not as it should be.

    Raises InputError where the text is not UTF-8, not JSON, nested too deep, or not CycloneDX.
    """
    try:
        return read_in_pieces(text, path)
    except (msgspec.DecodeError, json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        problems = Rows(PROBLEMS)
        return astray(json_value(text, path, problems), [], path, problems)


def read_in_pieces(text: bytes, path: Path) -> Document:
    """Return the document, its components decoded one by one, of which most need no mending.

    All decoded at once they would take seven times the memory of the text. Raises errors of the decoders where this way is
    not open: there are few components, or the text is no JSON.
    """
    text.decode("utf-8")
    parts = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    array = bytes(parts.get("components", b""))
    at = text.find(array)
    if len(array) < LARGE or at != text.rfind(array):
        raise msgspec.DecodeError("no large array of components")
    pieces = msgspec.json.decode(array, type=list[msgspec.Raw])
    problems = Rows(PROBLEMS)
    # What stands around the array is decoded with an eye for repeated keys; a repeated array of components would be in it.
    around = text[:at] + b"[]" + text[at + len(array) :]
    return astray(decode_json(around.decode("utf-8"), problems), pieces, path, problems)


def astray(value: Any, pieces: list[msgspec.Raw], path: Path, problems: Rows) -> Document:
    """Return the document that is the decoded `value`; `pieces` are texts of components that belong to it."""
    top, root = unwrapped(value, path, problems)
    spec_version = marked_version(top, root, path, problems)
    if pieces:
        listed = top["components"]
        top["components"] = [*(listed if isinstance(listed, list) else [listed]), *pieces]
        pieces.clear()
    return mended_document(top, root, spec_version, path, problems)


def mended_document(top: dict[str, Any], root: str, spec_version: str, path: Path, problems: Rows) -> Document:
    """Return the document that the object `top` at the pointer `root` holds; `top` is emptied, so that it can be let go.

    Raises InputError where components are nested too deep.
    """
    about = f"{root}/metadata"
    report_unread_blocks(top, OF_DOCUMENT, root, problems, only_near=spec_version.startswith("2"))
    stated = top.pop("metadata", None)
    if isinstance(stated, dict):
        report_unread_blocks(stated, OF_METADATA, about, problems, only_near=True)
    subject = stated.pop("component", None) if isinstance(stated, dict) else None
    draft = Draft(top, stated)
    tolerance = TOLERANCE if draft.is_draft else OF_ONE_X
    roots: list[Root] = [] if subject is None else [(Component, subject, f"{about}/component")]
    roots += [(Component, *entry) for entry in entries(top, "components", root, problems)]
    roots += [(Component, *entry) for entry in draft.inventory(top, root)]
    salvage = Salvage(tolerance, problems)
    metadata = salvage.element(Metadata, stated, about) or Metadata()
    columns = ComponentColumns(problems, nested_pointers=True)
    has_subject = (subject is not None) or draft.subject in {pointer for _, _, pointer in roots[:1]}
    edges = elements(Dependency, entries(top, "dependencies", root, problems), salvage)
    compositions = elements(Composition, draft.compositions(entries(top, "compositions", root, problems)), salvage)
    roots += [(Service, *entry) for entry in entries(top, "services", root, problems)]
    around = surroundings(top, elements(ExternalReference, entries(top, "externalReferences", root, problems), salvage))
    top.clear()
    take(roots, columns, draft, salvage, path)
    edges += [(Dependency(ref=ref), pointer) for ref, pointer in draft.references]
    return Document(
        spec_version=spec_version,
        subject=0 if has_subject and columns.pointers[:1] in ([f"{about}/component"], [draft.subject]) else None,
        metadata=metadata,
        metadata_pointer=about,
        columns=columns,
        service_count=sum(pointer.startswith(f"{root}/services") for pointer in columns.pointers),
        dependencies=[edge for edge, _ in edges],
        dependency_pointers=[pointer for _, pointer in edges],
        compositions=[composition for composition, _ in compositions],
        composition_pointers=[pointer for _, pointer in compositions],
        nested_pointers=True,
        problems=problems,
        around=around,
    )


def surroundings(top: dict[str, Any], references: list[tuple[ExternalReference, str]]) -> Surroundings:
    """Return what stands beside the components; what is of no use for counting counts as none."""
    declarations = top.get("declarations")
    targets = declarations.get("targets") if isinstance(declarations, dict) else None
    formulas = listed(top, "formulation")
    serial = top.get("serialNumber")
    notes = listed(top, "annotations")
    return Surroundings(
        serial_number=serial if isinstance(serial, str) else "",
        references=references,
        vulnerabilities=len(listed(top, "vulnerabilities")),
        formulated=sum(len(listed(formula, key)) for formula in formulas for key in PARTS),
        devices=devices_among(
            [one for formula in formulas for one in listed(formula, "components")]
            + makers_of_notes(notes)
            + tools_of(listed(top, "vulnerabilities"))
        ),
        targets=len(listed(targets, "organizations")),
        targeted=[name_of(one) for key in PARTS for one in listed(targets, key)],
        remarks=[*remarks_in(notes), *properties_in(listed(top, "properties"))],
    )


def listed(value: Any, key: str) -> list[Any]:
    """Return the array under the key of an object, or one value in its place as the only entry of one."""
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, list) else [] if inner is None else [inner]


def json_value(text: bytes, path: Path, problems: Rows) -> Any:
    """Return the decoded JSON; raise InputError with the place where it is none."""
    try:
        return decode_json(text.decode("utf-8"), problems)
    except UnicodeDecodeError as error:
        found = f"byte 0x{text[error.start]:02X}, which is not UTF-8"
        raise InputError(path, f"byte {error.start}", found, "JSON in UTF-8", "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        remedy = "export it again, or mend this place"
        raise InputError(path, place, f"what is no JSON: {error.msg}", EXPECTED, remedy) from error


def unwrapped(value: Any, path: Path, problems: Rows) -> tuple[dict[str, Any], str]:
    """Return the object that should be the document and its pointer; some services put it inside {"sbom": ...} or the like."""
    if not isinstance(value, dict):
        raise InputError(path, "", f"{described(value)} at the top", f"a {EXPECTED} object", "give a BOM file")
    return wrappers.unwrapped(value, is_marked, path, problems)


def is_marked(value: dict[str, Any]) -> bool:
    """Tell whether an object has a mark of CycloneDX."""
    return not value.keys().isdisjoint(("bomFormat", "specFormat", "specVersion"))


def marked_version(top: dict[str, Any], root: str, path: Path, problems: Rows) -> str:
    """Return the specification version of a CycloneDX document; raise InputError for an object of another kind."""
    form, version = top.get("bomFormat", top.get("specFormat")), top.get("specVersion")
    is_named = isinstance(form, str) and form.casefold() == "cyclonedx"
    if not is_named and (form is not None or version is None):
        keys = ", ".join(quoted(key) for key in list(top)[:5]) or "no keys"
        found = f"a JSON object with {keys}" if form is None else f"'bomFormat' {described(form)}"
        remedy = "give a CycloneDX or SPDX file, or add the missing 'bomFormat' and 'specVersion'"
        raise InputError(path, root, found, "'bomFormat': 'CycloneDX'", remedy)
    is_draft = isinstance(version, str) and version.startswith("2") and "specFormat" in top
    if form != "CycloneDX" or not ("bomFormat" in top or is_draft):
        message = f"'bomFormat' is {described(top.get('bomFormat'))}, not 'CycloneDX'"
        problems.add(kind="odd-value", severity="warning", message=message, pointer=f"{root}/bomFormat")
    if "version" in top and not is_whole(top["version"]):
        message = f"the document's version is {described(top['version'])}, not a whole number"
        problems.add(kind="odd-value", severity="info", message=message, pointer=f"{root}/version")
    return text_of(version, f"{root}/specVersion", problems, joins=True) or ""


def take(roots: list[Root], columns: ComponentColumns, draft: Draft, salvage: Salvage, path: Path) -> None:
    """Add the components in `roots` and those inside them to the columns, each parent before its parts.

    `roots` is emptied. Raises InputError for parts nested too deep.
    """
    placed = laid_flat(roots, len(columns.refs), draft, salvage, path)
    while some := list(islice(placed, SLICE)):
        columns.add([p.element for p in some], [p.parent for p in some], [p.pointer for p in some])


class Placed(NamedTuple):
    """A component, the index of the one that contains it, and its pointer."""

    element: Component
    parent: int | None
    pointer: str


def laid_flat(roots: list[Root], first: int, draft: Draft, salvage: Salvage, path: Path) -> Iterator[Placed]:
    """Yield the components in `roots` and those under their keys PARTS; `first` is the index of the first."""
    waiting: list[tuple[Root, int | None, int]] = [(root, None, 1) for root in reversed(roots)]
    roots.clear()
    index = first
    while waiting:
        (cls, value, pointer), parent, depth = waiting.pop()
        check_depth(depth, path, pointer)
        inner: list[Root] = []
        if isinstance(value, msgspec.Raw):
            flat = None if draft.is_draft else plain_component(value, pointer, path)
            if flat is not None:
                of_flat = (None if up is None else index + up for up in flat[1])
                yield from map(Placed, flat[0], of_flat, flat[2])
                index += len(flat[0])
                continue
            value = decode_json(bytes(value).decode("utf-8"), salvage.problems, pointer)
        if isinstance(value, dict):
            if draft.is_reference(value, pointer):
                continue
            blocks = report_unread_blocks(value, members_of(cls), pointer, salvage.problems, only_near=True)
            for key, part in PARTS.items():
                inner += [(part, *entry) for entry in entries(value, key, pointer, salvage.problems)]
            own = {key: item for key, item in value.items() if key not in PARTS and key not in blocks}
            value = draft.as_one_x(own, pointer, salvage.problems)
            value = with_all_parties(value, pointer, salvage.problems)
        component = salvage.element(cls, value, pointer)
        if component is not None:
            waiting.extend((entry, index, depth + 1) for entry in reversed(inner))
            index += 1
            yield Placed(component, parent, pointer)


def elements(cls: type[T], listed: list[Entry], salvage: Salvage) -> list[tuple[T, str]]:
    """Return the entries as elements of the class, with their pointers."""
    made = [(salvage.element(cls, value, pointer), pointer) for value, pointer in listed]
    return [(one, pointer) for one, pointer in made if one is not None]


def entries(top: dict[str, Any], key: str, pointer: str, problems: Rows) -> list[Entry]:
    """Return what the array `key` of an object holds."""
    return entries_of(top[key], f"{pointer}/{key}", problems) if key in top else []


def is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number."""
    return isinstance(value, Number) and value.removeprefix("-").isdecimal()

"""CycloneDX JSON that strays from the schema: its content is used, and each oddity is told with its pointer.

Real documents write a manufacturer as a plain string, a licence without its wrapping, null for an empty array. The values
are mended into the shape that the elements of `bom_parsers.cyclonedx` declare; there is no second list of fields here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from bom_parsers.bom import PROBLEMS, Rows
from bom_parsers.cyclonedx import (
    Address,
    Component,
    Contact,
    Dependency,
    Element,
    ExternalReference,
    Hash,
    License,
    LicenseChoice,
    Metadata,
    Organization,
    Pedigree,
    Service,
    Tool,
    check_depth,
)
from bom_parsers.cyclonedx_columns import ComponentColumns
from bom_parsers.cyclonedx_document import Document
from bom_parsers.errors import InputError
from bom_parsers.json_text import decode_json

# Where an object is expected and a plain string stands, this is the field that the string fills.
FIELD_OF_STRING: dict[type, str] = {
    Address: "country",
    Component: "name",
    Contact: "name",
    Dependency: "ref",
    ExternalReference: "url",
    Hash: "content",
    License: "name",
    LicenseChoice: "expression",
    Organization: "name",
    Pedigree: "notes",
    Service: "bom-ref",
    Tool: "name",
}
EXPECTED = "CycloneDX JSON"
T = TypeVar("T", bound=Element)
# What stands in the document, and its pointer.
Entry = tuple[Any, str]


def read_astray(text: bytes, path: Path) -> Document:
    """Return the document in `text` with all that can be used of it; its problems tell what was not as it should be.

    Raises InputError where the text is not UTF-8, not JSON, nested too deep, or not CycloneDX.
    """
    problems = Rows(PROBLEMS)
    top, root = unwrapped(json_value(text, path, problems), path, problems)
    spec_version = marked_version(top, root, path, problems)
    about = f"{root}/metadata"
    stated = top.get("metadata")
    subject = stated.pop("component", None) if isinstance(stated, dict) else None
    roots = [] if subject is None else [(subject, f"{about}/component")]
    roots += entries(top, "components", root, problems)
    components = laid_flat(Component, "components", roots, path, problems)
    columns = ComponentColumns()
    columns.add([c.element for c in components], [c.parent for c in components], [c.pointer for c in components])
    services = laid_flat(Service, "services", entries(top, "services", root, problems), path, problems)
    edges = laid_flat(Dependency, "", entries(top, "dependencies", root, problems), path, problems)
    return Document(
        spec_version=spec_version,
        subject=0 if components and components[0].pointer == f"{about}/component" else None,
        metadata=element(Metadata, stated, about, problems) or Metadata(),
        metadata_pointer=about,
        columns=columns,
        services=[placed.element for placed in services],
        services_pointer=f"{root}/services",
        dependencies=[placed.element for placed in edges],
        dependency_pointers=[placed.pointer for placed in edges],
        nested_pointers=True,
        problems=problems,
    )


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
    """Return the object that should be the document and its pointer; some services put it inside {"sbom": ...}."""
    if not isinstance(value, dict):
        raise InputError(path, "", f"{told(value)} at the top", f"a {EXPECTED} object", "give a BOM file")
    inner = value.get("sbom")
    if isinstance(inner, dict) and not value.keys() & {"bomFormat", "specFormat", "specVersion"}:
        problems.add(severity="info", message="the document is wrapped in an object as 'sbom'", pointer="/sbom")
        return inner, "/sbom"
    return value, ""


def marked_version(top: dict[str, Any], root: str, path: Path, problems: Rows) -> str:
    """Return the specification version of a CycloneDX document; raise InputError for an object of another kind."""
    form, version = top.get("bomFormat", top.get("specFormat")), top.get("specVersion")
    is_named = isinstance(form, str) and form.casefold() == "cyclonedx"
    if not is_named and (form is not None or version is None):
        keys = ", ".join(repr(key) for key in list(top)[:5]) or "no keys"
        found = f"a JSON object with {keys}" if form is None else f"'bomFormat' {told(form)}"
        remedy = "give a CycloneDX or SPDX file, or add the missing 'bomFormat' and 'specVersion'"
        raise InputError(path, root, found, "'bomFormat': 'CycloneDX'", remedy)
    if form != "CycloneDX" or "bomFormat" not in top:
        message = f"'bomFormat' is {told(top.get('bomFormat'))}, not 'CycloneDX'"
        problems.add(severity="warning", message=message, pointer=f"{root}/bomFormat")
    if type(top.get("version", 1)) is not int:
        message = f"the document's version is {told(top['version'])}, not a whole number"
        problems.add(severity="warning", message=message, pointer=f"{root}/version")
    return mended_text(version, f"{root}/specVersion", problems) or ""


class Placed(NamedTuple):
    """An element, the index of the one that contains it, and its pointer."""

    element: Any
    parent: int | None
    pointer: str


def laid_flat(cls: type[T], parts: str, roots: list[Entry], path: Path, problems: Rows) -> list[Placed]:
    """Return the elements in `roots` and those under their key `parts`, each parent before its parts.

    Raises InputError for parts nested too deep.
    """
    waiting: list[tuple[Entry, int | None, int]] = [(entry, None, 1) for entry in reversed(roots)]
    result: list[Placed] = []
    while waiting:
        (value, pointer), parent, depth = waiting.pop()
        check_depth(depth, path, pointer)
        inner: list[Entry] = []
        if isinstance(value, dict) and parts in value:
            inner = entries(value, parts, pointer, problems)
            value = {key: item for key, item in value.items() if key != parts}
        found = element(cls, value, pointer, problems)
        if found is not None:
            waiting.extend((entry, len(result), depth + 1) for entry in reversed(inner))
            result.append(Placed(found, parent, pointer))
    return result


def entries(top: dict[str, Any], key: str, pointer: str, problems: Rows) -> list[Entry]:
    """Return what the array `key` of an object holds."""
    return array(top[key], f"{pointer}/{key}", problems) if key in top else []


def array(value: Any, pointer: str, problems: Rows) -> list[Entry]:
    """Return the items of an array; a single value in its place is used as its only item."""
    if isinstance(value, list):
        return [(item, f"{pointer}/{i}") for i, item in enumerate(value)]
    problems.add(severity="warning", message=f"{told(value)} where an array was expected", pointer=pointer)
    return [] if value is None else [(value, pointer)]


def element(cls: type[T], value: Any, pointer: str, problems: Rows) -> T | None:
    """Return `value` as an element of the class, mended; None where nothing of it can be used, which is a problem."""
    mended = mended_object(cls, value, pointer, problems)
    return None if mended is None else msgspec.convert(mended, cls)


def mended_object(cls: type, value: Any, pointer: str, problems: Rows) -> dict[str, Any] | None:
    """Return the fields of the class that are in `value`, each in its own shape."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict | str):
        problems.add(severity="warning", message="an array where a single object was expected", pointer=pointer)
        return mended_object(cls, value[0], f"{pointer}/0", problems)
    if isinstance(value, str) and cls in FIELD_OF_STRING:
        field = FIELD_OF_STRING[cls]
        message = f"{told(value)} where an object was expected; used as its {field!r}"
        problems.add(severity="warning", message=message, pointer=pointer)
        return {field: mended_text(value, pointer, problems)}
    if not isinstance(value, dict):
        if value is not None:
            message = f"{told(value)} where an object was expected; it is not used"
            problems.add(severity="error", message=message, pointer=pointer)
        return None
    fields = {name: shape for name, shape in shapes(cls).items() if name in value}
    mended = {name: mended_value(shape, value[name], f"{pointer}/{name}", problems) for name, shape in fields.items()}
    return {name: item for name, item in mended.items() if item is not None}


@cache
def shapes(cls: type) -> dict[str, tuple[inspect.Type, ...]]:
    """Return the shapes that each field of the class may have, by its name in the document."""
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return {
        field.encode_name: field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        for field in info.fields
    }


def mended_value(may_be: tuple[inspect.Type, ...], value: Any, pointer: str, problems: Rows) -> Any:
    """Return `value` in one of the shapes, None where that cannot be."""
    of_array = next((shape for shape in may_be if isinstance(shape, inspect.ListType)), None)
    of_object = next((shape for shape in may_be if isinstance(shape, inspect.StructType)), None)
    if of_object and (isinstance(value, dict) or not of_array):
        return mended_object(of_object.cls, value, pointer, problems)
    if of_array:
        found = array(value, pointer, problems)
        items = [mended_value((of_array.item_type,), item, place, problems) for item, place in found]
        return [item for item in items if item is not None]
    if any(isinstance(shape, inspect.BoolType) for shape in may_be):
        return mended_truth(value, pointer, problems)
    return mended_text(value, pointer, problems)


def mended_truth(value: Any, pointer: str, problems: Rows) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    known = {"true": True, "false": False}.get(value.strip().casefold()) if isinstance(value, str) else None
    problems.add(severity="warning", message=f"{told(value)} where true or false was expected", pointer=pointer)
    return known


def mended_text(value: Any, pointer: str, problems: Rows) -> str | None:
    """Return a text; numbers are written out, arrays of texts are joined by ", "."""
    if value is None:
        return None
    if isinstance(value, str):
        if value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value):
            return value
        problems.add(severity="warning", message="half a surrogate pair; it is replaced by U+FFFD", pointer=pointer)
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in value)
    problems.add(severity="warning", message=f"{told(value)} where a text was expected", pointer=pointer)
    if isinstance(value, list):
        parts = [mended_text(item, f"{pointer}/{i}", problems) for i, item in enumerate(value) if isinstance(item, str)]
        return ", ".join(part for part in parts if part) or None
    return None if isinstance(value, dict) else json.dumps(value)


def told(value: Any) -> str:
    """Return what a value is, in a few words; never its content where that could be large."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"the {'string' if isinstance(value, str) else 'number'} {value!r:.60}"

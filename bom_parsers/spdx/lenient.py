"""The tolerant way through an SPDX 2 document: plain values as JSON and YAML give them become a `Document`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_text import Number
from bom_parsers.carriers.lenient import described, entries_of, odd, text_of
from bom_parsers.errors import InputError, quoted
from bom_parsers.spdx.document import Annotation, Document, ExternalRef, Package
from bom_parsers.spdx.frames import PlacePointers

Struct = TypeVar("Struct", bound=msgspec.Struct)
# Members that some tools write under the name of another notation.
ALIASES = {"name": "packageName", "versionInfo": "packageVersion", "supplier": "packageSupplier"}
# What a bare string in the place of an object is taken to be.
BARE_TEXT = {Package: "name", Annotation: "comment", ExternalRef: "reference_locator"}

fields_of = lru_cache(msgspec.structs.fields)


@lru_cache
def members_of(kind: Any) -> dict[str, Any]:
    """Return the fields of a struct by their names in the document."""
    return {field.encode_name: field for field in fields_of(kind)}


@lru_cache
def required_of(kind: Any) -> dict[str, str]:
    """Return an empty text for each field that a struct must be given."""
    return {field.name: "" for field in fields_of(kind) if field.required}


class Walk:
    """The tolerant way through a document: uses what is there and notes in `problems` what deviates from the schema.

    `kept` tells for an array's pointer, where entries were left out, which ones were kept.
    """

    def __init__(self, problems: Rows) -> None:
        self.problems = problems
        self.kept: dict[str, list[int]] = {}

    def note(self, kind: str, message: str, pointer: str, severity: str = "warning") -> Any:
        """Add a problem; returns None, which stands for a value that cannot be used."""
        self.problems.add(kind=kind, severity=severity, message=message, pointer=pointer)
        return None

    def document(self, value: Any, path: Path) -> tuple[Document[Package], str]:
        """Return the document in the JSON value and its pointer; raises InputError where there is none."""
        pointer = ""
        if isinstance(value, dict) and "spdxVersion" not in value and isinstance(value.get("sbom"), dict):
            value, pointer = value["sbom"], "/sbom"
        if not isinstance(value, dict) or not {"spdxVersion", "SPDXID"} & value.keys():
            found = f"{described(value)} without spdxVersion"
            raise InputError(
                path, pointer, found, "an SPDX document", "check that this is the BOM and not a part of it"
            )
        document: Document[Package] = self.struct(Document[Package], value, pointer)
        return document, pointer

    def pointers(self, prefix: str) -> PlacePointers:
        """Return where things stand in the document at `prefix`; entries that were left out still count in the arrays."""

        def place(section: str, i: int, field: str, n: int | None) -> str:
            array = f"{prefix}/{section}"
            pointer = f"{array}/{self.kept[array][i] if array in self.kept else i}"
            if not field:
                return pointer
            array = f"{pointer}/{field}"
            if n is None:
                return array
            return f"{array}/{self.kept[array][n] if array in self.kept else n}"

        return PlacePointers(place)

    def struct(self, kind: type[Struct], value: dict[str, Any], pointer: str) -> Struct:
        """Return the object as `kind`; members that `kind` does not have are not looked at."""
        given: dict[str, Any] = {}
        for field in fields_of(kind):
            key = field.encode_name
            if key not in value and kind is Package and ALIASES.get(key) in value:
                self.note(
                    "odd-value", f"{quoted(ALIASES[key])} is no member of a package; read as {quoted(key)}", pointer
                )
                key = ALIASES[key]
            where = f"{pointer}/{key}"
            result = self.value(field.type, value[key], where) if key in value else None
            if result is not None:
                given[field.name] = result
            elif field.required:
                given[field.name] = ""
        return kind(**given)

    def value(self, kind: Any, value: Any, pointer: str) -> Any:
        """Return the value as `kind` (text, a list or an object), or None where nothing in it can be used."""
        if value is None:
            return self.note("odd-value", "null in the place of a value", pointer, "info")
        if kind is str:
            return text_of(value, pointer, self.problems)
        if entry := entry_of(kind):
            return self.array(entry, value, pointer)
        if isinstance(value, dict):
            return self.struct(kind, value, pointer)
        if isinstance(value, str) and not isinstance(value, Number) and kind in BARE_TEXT:
            field = BARE_TEXT[kind]
            odd(value, "an object", f"used as its {quoted(field)}", pointer, self.problems)
            return kind(**{field: text_of(value, pointer, self.problems)})
        return odd(value, "an object", "left out", pointer, self.problems)

    def array(self, kind: Any, value: Any, pointer: str) -> list[Any]:
        """Return the entries that can be used; anything but an array is taken for its only entry."""
        results = [self.value(kind, entry, place) for entry, place in entries_of(value, pointer, self.problems)]
        if None in results:
            self.kept[pointer] = [i for i, result in enumerate(results) if result is not None]
        return [result for result in results if result is not None]


@lru_cache
def entry_of(kind: Any) -> Any:
    """Return the kind of the entries of a list, if there is one among the alternatives of a kind; else None."""
    lists = [kind] if get_origin(kind) is list else [one for one in get_args(kind) if get_origin(one) is list]
    return get_args(lists[0])[0] if lists else None

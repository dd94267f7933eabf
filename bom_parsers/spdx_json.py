"""SPDX 2.x in JSON: typed and quick; a document that deviates from the schema is read in the tolerant way."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.errors import InputError
from bom_parsers.spdx import bom_of, collector_off, shown, spdx_3_error
from bom_parsers.spdx_document import Annotation, Document, ExternalRef, Package

Struct = TypeVar("Struct", bound=msgspec.Struct)


class Wrapped(msgspec.Struct, gc=False):
    """What GitHub's dependency graph answers."""

    sbom: Document


class Marks(msgspec.Struct, gc=False, rename="camel"):
    """The members by which a document shows what it is."""

    spdx_version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    spdx_id: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="SPDXID")
    bom_format: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    context: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="@context")
    graph: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="@graph")
    sbom: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


DOCUMENT = msgspec.json.Decoder(Document)
WRAPPED = msgspec.json.Decoder(Wrapped)
MARKS = msgspec.json.Decoder(Marks)
# A quote inside a string is escaped, so an unescaped one before the word and a colon after it make it a member's name.
SPDX_KEY = re.compile(rb'(?<!\\)"(?:spdxVersion|SPDXID)"\s*:')
SPDX_3_KEY = re.compile(rb'(?<!\\)"@(?:context|graph)"\s*:')
SPDX_3_WORD = re.compile(rb'spdx\.org/rdf/v?3|"SpdxDocument"|"spdxId"')
CYCLONEDX_KEY = re.compile(rb'(?<!\\)"bomFormat"\s*:')
# Members that some tools write under the name of another notation.
ALIASES = {"name": "packageName", "versionInfo": "packageVersion", "supplier": "packageSupplier"}
# What a bare string in the place of an object is taken to be.
BARE_TEXT = {Package: "name", Annotation: "comment", ExternalRef: "reference_locator"}


def looks_like(text: bytes) -> bool:
    """Tell whether a JSON text is SPDX, of any version: by the names of its members, never by words in its strings."""
    if not SPDX_KEY.search(text) and not (SPDX_3_KEY.search(text) and SPDX_3_WORD.search(text)):
        return False
    if not CYCLONEDX_KEY.search(text):
        return True
    try:
        marks = MARKS.decode(text)
        if marks.sbom is not msgspec.UNSET and marks.spdx_version is msgspec.UNSET:
            marks = MARKS.decode(marks.sbom)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    if marks.bom_format is not msgspec.UNSET and marks.spdx_version is msgspec.UNSET:
        return False
    return any(mark is not msgspec.UNSET for mark in (marks.spdx_version, marks.spdx_id, marks.context, marks.graph))


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a text that is not JSON, for JSON that is not SPDX, and for SPDX 3.
    """
    problems = Rows(PROBLEMS)
    with collector_off():
        document, prefix = typed(text) or (None, "")
        moved: dict[str, list[int]] = {}
        if document is None:
            walk = Walk(problems)
            document, prefix = walk.document(parsed(text, path, problems), path)
            moved = walk.kept
            if not len(problems):
                walk.note("not strict JSON (a raw line end within a text, for example); read all the same", prefix)

        def place(section: str, i: int, field: str, n: int | None) -> str:
            """Return the JSON pointer; entries that the tolerant way left out still count in it."""
            array = f"{prefix}/{section}"
            pointer = f"{array}/{moved[array][i] if array in moved else i}"
            if not field:
                return pointer
            array = f"{pointer}/{field}"
            if n is None:
                return array
            return f"{array}/{moved[array][n] if array in moved else n}"

        return bom_of(document, place, problems, path=path, name=name, notation="spdx-json", sha256=sha256)


def typed(text: bytes) -> tuple[Document, str] | None:
    """Decode a document that keeps to the schema, or one in GitHub's wrapper; None for any other."""
    try:
        return DOCUMENT.decode(text), ""
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return WRAPPED.decode(text).sbom, "/sbom"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class Number(str):
    """A JSON number as it is written: "1.10" must not become 1.1, and no number is too long."""


def parsed(text: bytes, path: Path, problems: Rows) -> Any:
    """Parse JSON as far as it can be; what stands after the document, wrong bytes and NaN are reported."""
    try:
        string = text.decode("utf-8")
    except UnicodeDecodeError as error:
        string = text.decode("utf-8", "replace")
        message = f"byte {error.start} and maybe others are not UTF-8; each is read as U+FFFD, so names may be damaged"
        problems.add(
            severity="error",
            message=message,
            pointer=line_of(string[: len(text[: error.start].decode("utf-8", "replace"))]),
        )
    constants: list[str] = []

    def constant(word: str) -> Number:
        constants.append(word)
        return Number(word)

    decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=constant, strict=False)
    start = len(string) - len(string.lstrip())
    try:
        value, end = decoder.raw_decode(string, start)
    except RecursionError:
        raise InputError(path, "", "JSON nested too deep", "an SPDX document", "export it again") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        found = f"broken JSON ({error.msg[0].lower()}{error.msg[1:]})"
        raise InputError(path, place, found, "a complete SPDX JSON document", "export it again") from None
    if constants:
        message = f"{constants[0]} is not JSON ({len(constants)} times such a word); read as text"
        problems.add(severity="warning", message=message, pointer="")
    if rest := string[end:].strip():
        message = f"text after the document ({len(rest)} characters) is left out"
        problems.add(severity="warning", message=message, pointer=line_of(string[:end] + " "))
    return value


def line_of(before: str) -> str:
    return f"line {before.count(chr(10)) + 1} column {len(before) - before.rfind(chr(10))}"


class Walk:
    """The tolerant way through a document: uses what is there and notes in `problems` what deviates from the schema.

    `kept` tells for an array's pointer, where entries were left out, which ones were kept.
    """

    def __init__(self, problems: Rows) -> None:
        self.problems = problems
        self.kept: dict[str, list[int]] = {}

    def note(self, message: str, pointer: str, severity: str = "warning") -> Any:
        """Add a problem; returns None, which stands for a value that cannot be used."""
        self.problems.add(severity=severity, message=message, pointer=pointer)
        return None

    def document(self, value: Any, path: Path) -> tuple[Document, str]:
        """Return the document in the JSON value and its pointer; raises InputError where there is none."""
        pointer = ""
        if isinstance(value, dict) and "spdxVersion" not in value and isinstance(value.get("sbom"), dict):
            value, pointer = value["sbom"], "/sbom"
        if isinstance(value, dict) and "spdxVersion" not in value and ("@context" in value or "@graph" in value):
            raise spdx_3_error(path)
        if not isinstance(value, dict) or not {"spdxVersion", "SPDXID"} & value.keys():
            found = f"a JSON {'array' if isinstance(value, list) else 'object without spdxVersion'}"
            raise InputError(
                path, pointer, found, "an SPDX document", "check that this is the BOM and not a part of it"
            )
        return self.struct(Document, value, pointer), pointer

    def struct(self, kind: type[Struct], value: dict[str, Any], pointer: str) -> Struct:
        """Return the object as `kind`; members that `kind` does not have are not looked at."""
        given: dict[str, Any] = {}
        for field in msgspec.structs.fields(kind):
            key = field.encode_name
            if key not in value and kind is Package and ALIASES.get(key) in value:
                self.note(f"{ALIASES[key]!r} is no member of a package; read as {key!r}", pointer)
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
            return self.note("null in the place of a value", pointer, "info")
        if kind is str:
            return self.text(value, pointer)
        if get_origin(kind) is list:
            return self.array(get_args(kind)[0], value, pointer)
        if isinstance(value, dict):
            return self.struct(kind, value, pointer)
        if isinstance(value, str) and kind in BARE_TEXT:
            self.note(f"text {shown(value)!r} in the place of an object; used as its {BARE_TEXT[kind]}", pointer)
            return kind(**{BARE_TEXT[kind]: self.text(value, pointer)})
        return self.note(f"{json_type(value)} in the place of an object; left out", pointer)

    def array(self, kind: Any, value: Any, pointer: str) -> list[Any]:
        """Return the entries that can be used; anything but an array is taken for its only entry."""
        if not isinstance(value, list):
            self.note(f"{json_type(value)} in the place of an array; used as its only entry", pointer)
            value = [value]
        results = [self.value(kind, entry, f"{pointer}/{i}") for i, entry in enumerate(value)]
        if None in results:
            self.kept[pointer] = [i for i, result in enumerate(results) if result is not None]
        return [result for result in results if result is not None]

    def text(self, value: Any, pointer: str) -> Any:
        """Return text: a number or boolean as written, the only entry of an array, the name of an object."""
        if isinstance(value, Number | bool):
            text = str(value).lower() if isinstance(value, bool) else str.__str__(value)
            self.note(f"{json_type(value)} {shown(text)} in the place of text; used as text", pointer)
            return text
        if isinstance(value, list) and len(value) == 1:
            self.note("an array in the place of text; its only entry is used", pointer)
            return self.value(str, value[0], pointer)
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            self.note("an object in the place of text; its 'name' is used", pointer)
            value = value["name"]
        if not isinstance(value, str):
            return self.note(f"{json_type(value)} in the place of text; left out", pointer)
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            self.note("half of a surrogate pair in the text; read as '?'", pointer)
            return value.encode("utf-8", "replace").decode("utf-8")
        return value


def json_type(value: Any) -> str:
    """Return the JSON word for the type of `value`, with its article."""
    if isinstance(value, bool):
        return "a boolean"
    names = {Number: "a number", str: "a string", list: "an array", dict: "an object", type(None): "null"}
    return names[type(value)]

"""SPDX 2.x in JSON: typed and quick; a document that deviates from the schema is read in the tolerant way."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.json_keys import count_matches, has_key, has_repeats, parsed_json, report_unread_blocks
from bom_parsers.spdx.bom import Parsed, bom_of
from bom_parsers.spdx.columns import SLICE, PackageColumns
from bom_parsers.spdx.document import MEMBERS, Document, Package
from bom_parsers.spdx.frames import JsonPointers
from bom_parsers.spdx.lenient import parsed


class Wrapped(msgspec.Struct, gc=False):
    """What GitHub's dependency graph answers."""

    sbom: Document[msgspec.Raw]


class Marks(msgspec.Struct, gc=False, rename="camel"):
    """The members by which a document shows what it is."""

    spdx_version: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    spdx_id: msgspec.Raw | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="SPDXID")
    bom_format: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    sbom: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


DOCUMENT = msgspec.json.Decoder(Document[msgspec.Raw])
WRAPPED = msgspec.json.Decoder(Wrapped)
PACKAGE = msgspec.json.Decoder(Package)
MEMBERS_AS_WRITTEN = msgspec.json.Decoder(dict[str, msgspec.Raw])
MARKS = msgspec.json.Decoder(Marks)
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# The keys that could hide packages, persons or relationships, and letters written as escapes, which could hide such a key.
NAME = re.compile(rb'"(?:name|packageName)"\s*:')
LICENSING_INFOS = ("hasExtractedLicensingInfos", "extractedLicensingInfos")
WATCHED_KEYS = r'"packages"|"relationships"|"supplier"|"originator"|"documentDescribes"|\\u00[4-7]'


def looks_like(text: bytes) -> bool:
    """Tell whether a JSON text is SPDX 2: by the names of its members, never by words in its strings."""
    if not has_key(text, b"spdxVersion") and not has_key(text, b"SPDXID"):
        return False
    if not has_key(text, b"bomFormat"):
        return True
    try:
        marks = MARKS.decode(text)
        if marks.sbom is not msgspec.UNSET and marks.spdx_version is msgspec.UNSET:
            marks = MARKS.decode(marks.sbom)
    except UNREADABLE:
        return False
    if marks.bom_format is not msgspec.UNSET and marks.spdx_version is msgspec.UNSET:
        return False
    return any(mark is not msgspec.UNSET for mark in (marks.spdx_version, marks.spdx_id))


def read(text: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Read the SPDX document in `text`; `path` is for error texts, `name` goes into the frames' column `bom`.

    Raises InputError for a text that is not JSON, and for JSON that is not SPDX.
    """
    with collector_off():
        return bom_of(parse(text, path), name=name, notation="spdx-json", sha256=sha256)


def parse(text: bytes, path: Path) -> Parsed:
    """Return the document in `text`; raises InputError as `read` does."""
    try:
        return typed(text)
    except HiddenNamesError:
        return mended(text, path, is_strict=True)
    except (*UNREADABLE, RepeatedKeyError):
        return mended(text, path)


def mended(text: bytes, path: Path, *, is_strict: bool = False) -> Parsed:
    """Return the document in `text`, read in the tolerant way; raises InputError as `read` does.

    A text that `is_strict` is all JSON that keeps to the schema where the quick way looks.
    """
    problems = Rows(PROBLEMS)
    document, pointer = parsed(parsed_json(text, path, problems), path, problems)
    if not len(problems) and not is_strict:
        message = "not strict JSON (a raw line end within a text, for example); read all the same"
        problems.add(kind="odd-syntax", severity="info", message=message, pointer=pointer)
    return document


def document_members(text: bytes, prefix: str) -> dict[str, msgspec.Raw]:
    """Return the members of the document, which may be wrapped, as they are written."""
    members = MEMBERS_AS_WRITTEN.decode(text)
    return MEMBERS_AS_WRITTEN.decode(members["sbom"]) if prefix else members


class RepeatedKeyError(Exception):
    """A key may stand twice in one object, and the quick way has kept only the last."""


class HiddenNamesError(Exception):
    """Something with a name may stand where only the slow way looks."""


def typed(text: bytes) -> Parsed:
    """Decode a document that keeps to the schema, or one in GitHub's wrapper; raises the decoder's errors for any other."""
    prefix = ""
    try:
        document = DOCUMENT.decode(text)
    except UNREADABLE:
        document, prefix = WRAPPED.decode(text).sbom, "/sbom"
    problems = Rows(PROBLEMS)
    members = document_members(text, prefix)
    unknown = {key: value for key, value in members.items() if key not in MEMBERS}
    report_unread_blocks({key: msgspec.json.decode(raw) for key, raw in unknown.items()}, MEMBERS, prefix, problems)
    columns = PackageColumns()
    for start in range(0, len(document.packages), SLICE):
        columns.add([PACKAGE.decode(raw) for raw in document.packages[start : start + SLICE]])
    lists = (document.packages, document.relationships, document.document_describes)
    decoded = columns.given("supplier") + columns.given("originator") + sum(map(bool, lists))
    of_licenses = sum(len(NAME.findall(members[key])) for key in LICENSING_INFOS if key in members)
    named = bool(document.name) + len(document.packages) + of_licenses
    named += sum(1 for one in (*document.files, *document.snippets) if one.name)
    if len(NAME.findall(text)) != named + sum(len(NAME.findall(raw)) for raw in unknown.values()):
        raise HiddenNamesError
    # The count looks at the encoding, too; the decoder does not look at the bytes of fields that it skips.
    if count_matches(text, WATCHED_KEYS) != decoded and has_repeats(text):
        raise RepeatedKeyError
    return Parsed(document, columns.tables(), JsonPointers(f"{prefix}/packages", prefix), problems, files=columns.files)

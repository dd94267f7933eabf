"""BOMs in attestations: the predicate of an in-toto statement, in a DSSE envelope or a bundle of Sigstore around one, or bare.

Signatures are not checked: who signed is not what a BOM says.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.errors import InputError, quoted

# Every envelope has one of them, and a BOM neither, save in a string.
MARKS = (b'"payloadType"', b'"predicateType"')
REMEDY = "give the BOM itself"
EXPECTED = "a BOM in SPDX or CycloneDX"
ABSENT = msgspec.Raw(b"")
EMPTY = (b"null", b'""', b"[]", b"{}", b"true", b"false")
# The members of statements, envelopes, bundles and what old tools put around a BOM in a statement.
MEMBERS = frozenset(
    {
        *("_type", "subject", "predicateType", "predicate", "payloadType", "payload", "signatures", "mediaType"),
        *("verificationMaterial", "dsseEnvelope", "messageSignature", "Data", "Timestamp"),
    }
)


class Signed(msgspec.Struct, rename="camel"):
    """An envelope: its own members, those of a statement, and those of a bundle around an envelope."""

    payload_type: str | None = None
    payload: str | None = None
    predicate_type: str | None = None
    predicate: msgspec.Raw = ABSENT
    dsse_envelope: msgspec.Raw = ABSENT


class Marked(msgspec.Struct, rename="camel"):
    """What shows that an object is a BOM itself, or holds one as old tools write it."""

    bom_format: msgspec.Raw = ABSENT
    spdx_version: msgspec.Raw = ABSENT
    context: msgspec.Raw = msgspec.field(name="@context", default=ABSENT)
    data: msgspec.Raw = msgspec.field(name="Data", default=ABSENT)


@dataclass(frozen=True)
class Unwrapped:
    """The document that was in an envelope, what that was, and the pointer to the document in it.

    `around` are the texts of the envelope and of the statement in it, with their pointers.
    """

    text: bytes
    envelope: str
    pointer: str
    around: tuple[tuple[bytes, str], ...] = ()

    def described(self) -> str:
        """Say where the document was found."""
        signed = (
            ", whose signatures were not checked" if "envelope" in self.envelope or "bundle" in self.envelope else ""
        )
        return f"the document is the predicate of {self.envelope}{signed}"


# The members of envelopes, of bundles around them, and of statements in them.
KNOWN = frozenset(
    {
        *("payloadType", "payload", "signatures", "mediaType", "verificationMaterial", "dsseEnvelope", "_type"),
        *("subject", "predicateType", "predicate", "messageSignature"),
    }
)


def report_siblings(text: bytes, pointer: str, problems: Rows) -> None:
    """Report the members of the envelope or statement in `text` that it does not have, each of which may be a BOM, too."""
    members = decoded(text, dict[str, msgspec.Raw]) or {}
    if unread := [key for key, value in members.items() if key not in KNOWN and bytes(value) not in EMPTY]:
        names = ", ".join(quoted(key, 60) for key in unread[:5])
        message = f"{names}: no part of an envelope or statement, and may hold components; not read"
        problems.add(kind="odd-value", severity="warning", message=message, pointer=pointer)


def opened(text: bytes, path: Path) -> Unwrapped | None:
    """Return the BOM in an envelope, None for a text that is no envelope; raises InputError for an envelope without a BOM."""
    if not any(mark in text for mark in MARKS):
        return None
    outer = decoded(text, Signed)
    if outer is None or marked(text):
        return None
    unwrapped = of_outer(outer, path)
    return None if unwrapped is None else replace(unwrapped, around=((text, ""), *unwrapped.around))


def of_outer(outer: Signed, path: Path) -> Unwrapped | None:
    """Return the BOM in a decoded envelope, None for what is none; raises InputError as `opened` does."""
    if bytes(outer.dsse_envelope):
        envelope = decoded(bytes(outer.dsse_envelope), Signed)
        return of_envelope(envelope, "a Sigstore bundle of an in-toto statement", "/dsseEnvelope", path)
    if outer.payload is not None and outer.payload_type is not None:
        return of_envelope(outer, "an in-toto statement in a DSSE envelope", "", path)
    if outer.predicate_type is not None and bytes(outer.predicate):
        return of_statement(outer, "an in-toto statement", "", path)
    return None


def of_envelope(envelope: Signed | None, called: str, pointer: str, path: Path) -> Unwrapped:
    """Return the BOM in a DSSE envelope; raises InputError where none is in it."""
    pointer += "/payload"
    try:
        payload = base64.b64decode("".join((envelope.payload or "").split() if envelope else ()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(path, pointer, f"{called} whose payload is no base64", EXPECTED, REMEDY) from error
    statement = decoded(payload, Signed)
    if statement is None or not bytes(statement.predicate):
        if marked(payload):
            return Unwrapped(payload, "a DSSE envelope", f"{pointer}#")
        kind = quoted(envelope.payload_type if envelope else "", 80)
        raise InputError(path, pointer, f"a DSSE envelope of the type {kind} without a BOM in it", EXPECTED, REMEDY)
    inside = of_statement(statement, called, f"{pointer}#", path)
    return replace(inside, around=((payload, f"{pointer}#"), *inside.around))


def of_statement(statement: Signed, called: str, pointer: str, path: Path) -> Unwrapped:
    """Return the BOM that is the predicate of a statement; raises InputError where it is none."""
    inner, pointer = bytes(statement.predicate), f"{pointer}/predicate"
    marks = decoded(inner, Marked)
    around: tuple[tuple[bytes, str], ...] = ()
    if marks is not None and bytes(marks.data) and not marked(inner):
        around = ((inner, pointer),)
        inner, pointer = bytes(marks.data), f"{pointer}/Data"
    if written := decoded(inner, str):  # some tools put the document in as a text
        inner, pointer = written.encode("utf-8", "surrogatepass"), f"{pointer}#"
    if not marked(inner):
        found = f"{called} of the type {quoted(statement.predicate_type, 80)} without a BOM in it"
        raise InputError(path, pointer, found, EXPECTED, REMEDY)
    return Unwrapped(inner, called, pointer, around)


def report_beside(text: bytes, pointer: str, problems: Rows) -> None:
    """Report what stands beside the document in an envelope's text and may hold components; `pointer` is the text's."""
    members = decoded(text, dict[str, Any])
    if members:
        # Of these the first one that is there is read.
        inner = next((key for key in ("dsseEnvelope", "payload", "predicate", "Data") if key in members), "")
        known = MEMBERS - {"dsseEnvelope", "payload", "predicate", "Data"} | {inner}
        report_unread_blocks(members, known, pointer, problems)


def marked(text: bytes) -> bool:
    """Tell whether a JSON text is a BOM by the names of its members."""
    marks = decoded(text, Marked)
    return marks is not None and any(map(bytes, (marks.bom_format, marks.spdx_version, marks.context)))


def decoded(text: bytes, kind: type[Any]) -> Any:
    """Return the decoded JSON, None where it is none or of another shape."""
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None

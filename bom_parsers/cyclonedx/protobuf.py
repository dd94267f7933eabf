"""CycloneDX protobuf, 1.3 and later: its messages into objects as CycloneDX JSON has them, which are then read like these.

The wire carries numbers in place of names; MESSAGES says which number is which key of the JSON. What is not in it is skipped.
Pointers are those of the same document in JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bom_parsers.bom import PROBLEMS, Bom, Rows
from bom_parsers.carriers.garbage_collector import collector_off
from bom_parsers.carriers.incoming.brevity import check_brevity
from bom_parsers.cyclonedx.frames import to_bom
from bom_parsers.cyclonedx.lenient import mended_document
from bom_parsers.errors import InputError, counted, printable, quoted
from bom_parsers.limits import by_limit, limits

EXPECTED = "CycloneDX protobuf"
VERSION = re.compile(r"\d{1,2}\.\d{1,2}")
# A document begins with its first field, the specification version: tag, length, text.
BEGINNING = re.compile(
    rb"\x0a(?:\x03\d\.\d|\x04(?:\d\d\.\d|\d\.\d\d)|\x05\d\d\.\d\d)"
    rb"(?=[\x10\x1a\x22\x2a\x32\x3a\x42\x4a\x52\x5a\x62\x6a\x72\x7a\x82\x8a]|\Z)"
)
CHECKED_EVERY = 1_000  # entries
MOST_PACKED = 1_000  # bytes of words of an enumeration that stand without tags
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
FIXED = {FIXED64: 8, FIXED32: 4}


class Field(NamedTuple):
    """A field of a message: its key, and what it holds: TEXT, TRUTH, TIME, the words of an enumeration, or a
    message's name.

    `many` is true for an array. A message without a key stands for fields of the message around it.
    """

    key: str
    holds: Any
    many: bool = False


TEXT, TRUTH, TIME = "text", "truth", "time"
CLASSIFICATION = (
    "", "application", "framework", "library", "operating-system", "device", "file", "container", "firmware",
    "device-driver", "platform", "machine-learning-model", "data", "cryptographic-asset",
)  # fmt: skip
ALGORITHM = (
    "", "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512", "BLAKE2b-256",
    "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "Streebog-256", "Streebog-512",
)  # fmt: skip
REFERENCE = (
    "other", "vcs", "issue-tracker", "website", "advisories", "bom", "mailing-list", "social", "chat", "documentation",
    "support", "distribution", "license", "build-meta", "build-system", "security-contact", "attestation",
    "threat-model", "adversary-model", "risk-assessment", "distribution-intake", "vulnerability-assertion",
    "exploitability-statement", "pentest-report", "static-analysis-report", "dynamic-analysis-report",
    "runtime-analysis-report", "component-analysis-report", "maturity-report", "certification-report",
    "quality-metrics", "codified-infrastructure", "model-card", "poam", "log", "configuration", "evidence",
    "formulation", "source-distribution", "electronic-signature", "digital-signature", "rfc-9116", "release-notes",
    "patent", "patent-family", "patent-assertion", "citation",
)  # fmt: skip
AGGREGATE = (
    "not_specified", "complete", "incomplete", "incomplete_first_party_only", "incomplete_third_party_only", "unknown",
    "incomplete_first_party_proprietary_only", "incomplete_first_party_opensource_only",
    "incomplete_third_party_proprietary_only", "incomplete_third_party_opensource_only",
)  # fmt: skip
SCOPE = ("", "required", "optional", "excluded")
PATCH = ("", "unofficial", "monkey", "backport", "cherry-pick")
FLOW = ("", "inbound", "outbound", "bi-directional", "unknown")
ACKNOWLEDGEMENT = ("", "declared", "concluded")
LICENSE_TYPE = (
    "", "academic", "appliance", "client-access", "concurrent-user", "core-points", "custom-metric", "device",
    "evaluation", "named-user", "node-locked", "oem", "perpetual", "processor-points", "subscription", "user", "other",
)  # fmt: skip

MESSAGES: dict[str, dict[int, Field]] = {
    "bom": {
        1: Field("specVersion", TEXT),
        3: Field("serialNumber", TEXT),
        4: Field("metadata", "metadata"),
        5: Field("components", "component", many=True),
        6: Field("services", "service", many=True),
        7: Field("externalReferences", "reference", many=True),
        8: Field("dependencies", "dependency", many=True),
        9: Field("compositions", "composition", many=True),
        10: Field("vulnerabilities", "counted", many=True),
        11: Field("annotations", "annotation", many=True),
        12: Field("properties", "property", many=True),
        13: Field("formulation", "formula", many=True),
        14: Field("declarations", "declarations"),
    },
    "counted": {},
    "annotation": {2: Field("subjects", TEXT, many=True), 5: Field("text", TEXT)},
    "listed": {1: Field("type", CLASSIFICATION), 8: Field("name", TEXT), 21: Field("components", "listed", many=True)},
    "formula": {2: Field("components", "listed", many=True), 3: Field("services", "counted", many=True)},
    "declarations": {5: Field("targets", "targets")},
    "targets": {
        1: Field("organizations", "counted", many=True),
        2: Field("components", "listed", many=True),
        3: Field("services", "counted", many=True),
    },
    "metadata": {
        1: Field("timestamp", TIME),
        2: Field("tools", "tool", many=True),
        3: Field("authors", "contact", many=True),
        4: Field("component", "component"),
        5: Field("manufacture", "organization"),
        6: Field("supplier", "organization"),
        8: Field("properties", "property", many=True),
        10: Field("manufacturer", "organization"),
    },
    "tool": {
        1: Field("vendor", TEXT),
        2: Field("name", TEXT),
        3: Field("version", TEXT),
        6: Field("components", "relative", many=True),
        7: Field("services", "tool service", many=True),
    },
    "tool service": {4: Field("name", TEXT), 5: Field("version", TEXT)},
    "component": {
        1: Field("type", CLASSIFICATION),
        3: Field("bom-ref", TEXT),
        4: Field("supplier", "organization"),
        5: Field("author", TEXT),
        6: Field("publisher", TEXT),
        7: Field("group", TEXT),
        8: Field("name", TEXT),
        9: Field("version", TEXT),
        10: Field("description", TEXT),
        11: Field("scope", SCOPE),
        12: Field("hashes", "hash", many=True),
        13: Field("licenses", "license choice", many=True),
        15: Field("cpe", TEXT),
        16: Field("purl", TEXT),
        17: Field("swid", "swid"),
        18: Field("modified", TRUTH),
        19: Field("pedigree", "pedigree"),
        20: Field("externalReferences", "reference", many=True),
        21: Field("components", "component", many=True),
        22: Field("properties", "property", many=True),
        23: Field("evidence", "evidence"),
        24: Field("releaseNotes", "release notes"),
        28: Field("manufacturer", "organization"),
        29: Field("authors", "contact", many=True),
        30: Field("tags", TEXT, many=True),
        33: Field("versionRange", TEXT),
        34: Field("isExternal", TRUTH),
    },
    "swid": {1: Field("tagId", TEXT), 2: Field("name", TEXT)},
    "relative": {
        1: Field("type", CLASSIFICATION),
        4: Field("supplier", "organization"),
        5: Field("author", TEXT),
        6: Field("publisher", TEXT),
        7: Field("group", TEXT),
        8: Field("name", TEXT),
        9: Field("version", TEXT),
        16: Field("purl", TEXT),
        28: Field("manufacturer", "organization"),
        29: Field("authors", "contact", many=True),
    },
    "service": {
        1: Field("bom-ref", TEXT),
        2: Field("provider", "organization"),
        3: Field("group", TEXT),
        4: Field("name", TEXT),
        5: Field("version", TEXT),
        6: Field("description", TEXT),
        7: Field("endpoints", TEXT, many=True),
        8: Field("authenticated", TRUTH),
        9: Field("x-trust-boundary", TRUTH),
        10: Field("data", "flow", many=True),
        11: Field("licenses", "license choice", many=True),
        12: Field("externalReferences", "reference", many=True),
        13: Field("services", "service", many=True),
        14: Field("properties", "property", many=True),
        15: Field("releaseNotes", "release notes"),
        16: Field("trustZone", TEXT),
        17: Field("tags", TEXT, many=True),
    },
    "organization": {
        1: Field("name", TEXT),
        2: Field("url", TEXT, many=True),
        3: Field("contact", "contact", many=True),
        5: Field("address", "address"),
    },
    "contact": {1: Field("name", TEXT), 2: Field("email", TEXT), 3: Field("phone", TEXT)},
    "address": {2: Field("country", TEXT)},
    "hash": {1: Field("alg", ALGORITHM), 2: Field("content", TEXT)},
    "license choice": {
        1: Field("license", "license"),
        2: Field("expression", TEXT),
        3: Field("acknowledgement", ACKNOWLEDGEMENT),
        5: Field("", "expression"),
    },
    "license": {
        1: Field("id", TEXT),
        2: Field("name", TEXT),
        3: Field("text", "attachment"),
        4: Field("url", TEXT),
        6: Field("licensing", "licensing"),
        7: Field("properties", "property", many=True),
        8: Field("acknowledgement", ACKNOWLEDGEMENT),
    },
    "attachment": {2: Field("encoding", TEXT), 3: Field("content", TEXT)},
    "licensing": {
        2: Field("licensor", "licensor"),
        3: Field("licensee", "licensor"),
        4: Field("purchaser", "licensor"),
        5: Field("purchaseOrder", TEXT),
        6: Field("licenseTypes", LICENSE_TYPE, many=True),
        7: Field("lastRenewal", TIME),
        8: Field("expiration", TIME),
    },
    "licensor": {1: Field("organization", "organization"), 2: Field("individual", "contact")},
    "expression": {
        1: Field("expression", TEXT),
        2: Field("expressionDetails", "expression detail", many=True),
        4: Field("acknowledgement", ACKNOWLEDGEMENT),
        5: Field("licensing", "licensing"),
        6: Field("properties", "property", many=True),
    },
    "expression detail": {1: Field("licenseIdentifier", TEXT), 3: Field("text", "attachment"), 4: Field("url", TEXT)},
    "pedigree": {
        1: Field("ancestors", "relative", many=True),
        2: Field("descendants", "relative", many=True),
        3: Field("variants", "relative", many=True),
        4: Field("commits", "commit", many=True),
        5: Field("patches", "patch", many=True),
        6: Field("notes", TEXT),
    },
    "commit": {1: Field("uid", TEXT), 2: Field("url", TEXT), 3: Field("author", "act"), 4: Field("committer", "act")},
    "act": {1: Field("timestamp", TIME)},
    "patch": {1: Field("type", PATCH), 2: Field("diff", "diff"), 3: Field("resolves", "issue", many=True)},
    "diff": {2: Field("url", TEXT)},
    "issue": {2: Field("id", TEXT), 3: Field("name", TEXT)},
    "release notes": {6: Field("timestamp", TIME)},
    "reference": {1: Field("type", REFERENCE), 2: Field("url", TEXT)},
    "property": {1: Field("name", TEXT), 2: Field("value", TEXT)},
    "evidence": {1: Field("licenses", "license choice", many=True), 3: Field("identity", "identity", many=True)},
    "identity": {5: Field("concludedValue", TEXT)},
    "flow": {1: Field("flow", FLOW), 2: Field("classification", TEXT)},
    "dependency": {1: Field("ref", TEXT), 2: Field("dependsOn", "dependency end", many=True)},
    "dependency end": {1: Field("ref", TEXT)},
    "composition": {
        1: Field("aggregate", AGGREGATE),
        2: Field("assemblies", TEXT, many=True),
        3: Field("dependencies", TEXT, many=True),
        4: Field("vulnerabilities", TEXT, many=True),
    },
}
# The highest number of a field that the messages have of which components can be part, read or not.
HIGHEST = {"bom": 17, "metadata": 11, "component": 36, "service": 19, "pedigree": 6, "tool": 7}
# The wire leaves out an enumeration's word of number 0.
FIRST_WORDS = {"reference": {"type": REFERENCE[0]}, "composition": {"aggregate": AGGREGATE[0]}}


def looks_like(data: bytes) -> bool:
    """Tell whether `data` begins as a CycloneDX document in protobuf does: with its specification version."""
    return BEGINNING.match(data) is not None


def read(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the frames of the CycloneDX protobuf document `data`; the rest is as in Bom.

    Raises InputError if it is no such message, cut off, has text that is not UTF-8, or is nested too deep.
    """
    if not data:
        raise InputError(path, "", "an empty file", EXPECTED, "export it again")
    problems = Rows(PROBLEMS)
    with collector_off():
        top = message(data, path, problems)
        version = top.get("specVersion")
        if not isinstance(version, str) or not VERSION.fullmatch(version):
            found = f"the specification version {quoted(version, 40)}" if version else "no specification version"
            raise InputError(path, "", found, f"{EXPECTED}, which begins with one", "give a CycloneDX or SPDX file")
        as_in_json(top)
        return to_bom(mended_document(top, "", version, path, problems), name, "cyclonedx-protobuf", sha256)


def as_in_json(top: dict[str, Any]) -> None:
    """Give the parts of a document that JSON arranges otherwise the shape that they have there."""
    for edge in top.get("dependencies", ()):
        edge["dependsOn"] = [end["ref"] for end in edge.get("dependsOn", ()) if "ref" in end]
    metadata = top.get("metadata", {})
    if "tools" in metadata:
        # Since 1.5 it is one message that holds components and services.
        messages = [(tool, *tool.pop("components", ()), *tool.pop("services", ())) for tool in metadata["tools"]]
        metadata["tools"] = [one for tools in messages for one in tools if one]


@dataclass
class Open:
    """A message that is being read: its fields, where its bytes go on and end, and what was found so far."""

    kind: str
    at: int
    end: int
    fields: dict[str, Any] = field(default_factory=dict)


def message(data: bytes, path: Path, problems: Rows) -> dict[str, Any]:
    """Return the document in `data` as an object; raises InputError as `read` does."""
    wire = Wire(data, path)
    top = Open("bom", 0, len(data))
    stack = [top]
    unknown: dict[tuple[str, int], int] = {}
    entries = 0  # messages, and entries of arrays
    while stack:
        current = stack[-1]
        if current.at == current.end:
            for key, word in FIRST_WORDS.get(current.kind, {}).items():
                current.fields.setdefault(key, word)
            stack.pop()
            continue
        start = current.at
        number, wire_type, at = wire.tag(start, current.end)
        value, current.at = wire.value(wire_type, at, current.end)
        known = MESSAGES[current.kind].get(number)
        if known is None:
            if wire_type == LENGTH and number > HIGHEST.get(current.kind, number) and value[0] < value[1]:
                unknown.setdefault((current.kind, number), start)
            continue
        entries += known.many or known.holds in MESSAGES
        if not entries % CHECKED_EVERY:
            check_brevity(entries, start, path, f"byte {start}")
        if known.many and wire_type == LENGTH and isinstance(known.holds, tuple) and value[1] - value[0] <= MOST_PACKED:
            for packed in wire.packed(*value):
                store(known, wire.plain(known.holds, packed), current.fields, problems, start)
        elif wire_type != (VARINT if known.holds == TRUTH or isinstance(known.holds, tuple) else LENGTH):
            oddity = f"field {number} of a {current.kind} has the wire type {wire_type}; it is not used"
            problems.add(kind="odd-value", severity="warning", message=oddity, pointer=f"byte {start}")
        elif known.holds in MESSAGES:
            if len(stack) > limits().depth + 3:  # a component stands in the document, and has messages in it
                raise wire.error(
                    start, f"messages nested more than {limits().depth} deep; raise the limit {by_limit('depth')}"
                )
            stack.append(opened(known, value, current.fields))
        else:
            store(known, wire.plain(known.holds, value), current.fields, problems, start)
    for (kind, number), at in unknown.items():
        oddity = f"CycloneDX has no field {number} of a {kind}; what is in it may be a component and is not read"
        problems.add(kind="odd-value", severity="warning", message=oddity, pointer=f"byte {at}")
    return top.fields


def opened(known: Field, span: Any, fields: dict[str, Any]) -> Open:
    """Return the message in a span of bytes; a single one that comes again goes on with the fields of the first."""
    inner: dict[str, Any] = {}
    if known.many:
        fields.setdefault(known.key, []).append(inner)
    else:
        inner = fields.setdefault(known.key, inner) if known.key else fields
    start, end = span
    return Open(known.holds, start, end, inner)


def store(known: Field, value: Any, fields: dict[str, Any], problems: Rows, start: int) -> None:
    """Put a plain value where it belongs; of several in place of one the last counts."""
    if known.many:
        fields.setdefault(known.key, []).append(value)
        return
    hidden = fields.get(known.key, value)
    if hidden != value:
        oddity = f"{quoted(known.key)} is repeated; the last value counts and hides {quoted(hidden, 80)}"
        problems.add(kind="repeated-value", severity="warning", message=printable(oddity), pointer=f"byte {start}")
    fields[known.key] = value


@dataclass(frozen=True)
class Wire:
    """The bytes of a document and how to take values from them."""

    data: bytes
    path: Path

    def tag(self, at: int, end: int) -> tuple[int, int, int]:
        """Return the number of a field, its wire type, and where its value begins."""
        tag, after = self.varint(at, end)
        if not 0 < tag >> 3 < 1 << 29:
            raise self.error(at, f"the field number {tag >> 3}")
        return tag >> 3, tag & 7, after

    def value(self, wire_type: int, at: int, end: int) -> tuple[Any, int]:
        """Return a value, that of LENGTH as the span of its bytes, and where the next field begins."""
        if wire_type == VARINT:
            return self.varint(at, end)
        if wire_type == LENGTH:
            size, at = self.varint(at, end)
        elif wire_type in FIXED:
            size = FIXED[wire_type]
        else:
            raise self.error(at, f"the wire type {wire_type}")
        if size > end - at:
            raise self.error(at, f"a value of {counted(size, 'byte')} where {end - at} are left")
        return (at, at + size), at + size

    def varint(self, at: int, end: int) -> tuple[int, int]:
        """Return a number of variable length and where it ends."""
        number = 0
        for shift, byte in enumerate(self.data[at : min(at + 10, end)]):
            number |= (byte & 0x7F) << 7 * shift
            if byte < 0x80:
                return number, at + shift + 1
        raise self.error(at, "a number that is cut off" if end - at < 10 else "a number of more than ten bytes")

    def packed(self, at: int, end: int) -> Iterator[int]:
        """Yield the numbers that stand in a span of bytes without tags."""
        while at < end:
            number, at = self.varint(at, end)
            yield number

    def plain(self, holds: Any, value: Any) -> Any:
        """Return a value that is no message."""
        if holds == TRUTH:
            return bool(value)
        if isinstance(holds, tuple):
            return holds[value] if value < len(holds) else str(value)
        start, end = value
        if holds == TIME:
            return self.time(start, end)
        try:
            return self.data[start:end].decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error(start + error.start, "text that is not UTF-8") from error

    def time(self, at: int, end: int) -> str:
        """Return a moment as JSON has it, to the second; one that no calendar has as its number of seconds."""
        seconds = 0
        while at < end:
            number, wire_type, at = self.tag(at, end)
            value, at = self.value(wire_type, at, end)
            if (number, wire_type) == (1, VARINT):
                seconds = value - (1 << 64) * (value >> 63)  # a negative number stands as its complement
        try:
            return f"{datetime(1970, 1, 1) + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"
        except OverflowError:
            return str(seconds)

    def error(self, at: int, found: str) -> InputError:
        return InputError(self.path, f"byte {at}", found, EXPECTED, "export it again, or as JSON")

"""The contract of an inspection: what was read of some BOM files, as plain values that every writer understands."""

from __future__ import annotations

from typing import TypedDict


class Filled(TypedDict):
    """How many components say something in a field."""

    field: str
    components: int
    share: float


class InspectedParty(TypedDict):
    name: str
    role: str
    country: str | None
    components: int  # how many components name it in this role


class InspectedProblem(TypedDict):
    kind: str  # a lasting id, as in docs/problems.md
    severity: str
    message: str
    pointer: str


class InspectedFinding(TypedDict):
    pointer: str
    message: str


class InspectedValidation(TypedDict):
    """`against` is "" when nothing could be validated; `note` then says why."""

    against: str
    findings: list[InspectedFinding]
    note: str


class InspectedFile(TypedDict):
    """One file. When `error` says why it could not be read, the counts are null and the lists empty."""

    file: str
    error: str | None
    sha256: str | None
    bytes: int | None
    format: str | None
    what: str | None  # "CycloneDX JSON"
    spec_version: str | None
    tool: str | None
    subject: str | None
    components: int | None
    kinds: dict[str, int]  # "hardware", "software", "firmware", "not stated"
    types: dict[str, int]  # the document's own words, most frequent first
    filled: list[Filled]
    parties: list[InspectedParty]
    properties: int | None
    dependencies: int | None
    problems: list[InspectedProblem]
    validation: InspectedValidation | None  # null when it was not asked for


class Inspection(TypedDict):
    tool: str  # "icts-auditor 0.1.0"
    files: list[InspectedFile]

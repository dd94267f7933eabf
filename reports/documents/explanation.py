"""The contract of an explanation: one answer and the tests that led to it, as plain values that every writer understands."""

from __future__ import annotations

from typing import TypedDict

from reports.documents.audit import Answer


class Fact(TypedDict):
    """A fact that a test looked at, where it came from, and what other sources said that it beat.

    `source` is a sentence; `source_kind` ("determination", "bom-property", "default", ...), `file` and `pointer` are the same
    for programs, all "" where nothing is stated.
    """

    name: str
    value: str
    source: str
    source_kind: str
    file: str
    pointer: str
    beat: list[str]


class Node(TypedDict):
    """One test of the tree; `depth` counts from 0, `id` never changes, `value` is null when a fact is lacking.

    `question` is the question of law that leaves it open, `question_id` its id, as in the answer's `open_ids`.
    """

    depth: int
    id: str
    words: str
    paragraph: str
    standing: str
    value: bool | None
    facts: list[Fact]
    question: str | None
    question_id: str | None


class Explanation(TypedDict):
    """One answer and the tests that led to it; `of` is the transaction, `as_of` the day whose law counts, "" for the newest."""

    title: str
    id: str
    of: str
    as_of: str
    answer: Answer
    reason: str
    nodes: list[Node]

"""The contract of a rule's listing: its tests and its parameters, as plain values that every writer understands."""

from __future__ import annotations

from typing import TypedDict


class ListedTest(TypedDict):
    """One test: its lasting id, words, paragraph and standing, and the question of law if it is one.

    `reads` are the facts and persons that it turns on, `asks` those among them that are asked for where they are unknown.
    """

    id: str
    words: str
    paragraph: str
    standing: str
    asks: list[str]
    reads: list[str]
    question: str | None


class ListedParameter(TypedDict):
    """One number, date or list of the law."""

    name: str
    value: str
    unit: str
    since: str
    citation: str
    standing: str
    last_checked: str
    checked_against: str


class Listing(TypedDict):
    """The tests of a rule, each once, and its parameters; `rule` is what it is cited by."""

    rule: str
    tests: list[ListedTest]
    parameters: list[ListedParameter]

"""What becomes of a value that is not what its place expects: the same in every family, with the same sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bom_parsers.bom import PROBLEMS, Rows
from bom_parsers.carriers.json_text import Number
from bom_parsers.carriers.lenient import Salvage, Tolerance, entries_of, text_of
from bom_parsers.read import read_bytes

TEXTS: list[tuple[Any, str | None, str]] = [
    (Number("1.10"), "1.10", "the number 1.10 where a text was expected"),
    (True, "true", "true where a text was expected"),
    (["a"], "a", "an array where a text was expected; its only entry is used"),
    ([[["a"]]], "a", "an array where a text was expected; its only entry is used"),
    (["a", "b"], None, "an array where a text was expected; left out"),
    ([], None, "an array where a text was expected; left out"),
    ({"name": "a"}, "a", "an object where a text was expected; its 'name' is used"),
    ({"id": "a"}, None, "an object where a text was expected; left out"),
    ("half \ud83d", "half \ufffd", "half of a surrogate pair in the text; read as U+FFFD"),
]


@pytest.mark.parametrize(("value", "text", "message"), TEXTS)
def test_what_can_be_used_as_a_text_is(value: Any, text: str | None, message: str) -> None:
    problems = Rows(PROBLEMS)
    assert text_of(value, "/a", problems) == text
    assert (problems.columns["message"], problems.columns["pointer"]) == ([message], ["/a"])


def test_texts_in_an_array_are_joined_where_a_list_of_them_makes_sense() -> None:
    problems = Rows(PROBLEMS)
    assert text_of(["a", 1, "b"], "/a", problems, joins=True) == "a, b"
    assert problems.columns["message"] == ["an array where a text was expected; its texts are joined"]
    assert (text_of("plain", "/a", problems), text_of(None, "/a", problems), len(problems)) == ("plain", None, 1)


def test_a_single_value_is_the_only_entry_of_its_array() -> None:
    problems = Rows(PROBLEMS)
    assert entries_of(["x", "y"], "/a", problems) == [("x", "/a/0"), ("y", "/a/1")]
    assert (entries_of({"b": 1}, "/a", problems), entries_of(None, "/a", problems)) == ([({"b": 1}, "/a")], [])
    assert problems.columns["message"] == [
        "an object where an array was expected; used as its only entry",
        "null where an array was expected",
    ]


@pytest.mark.parametrize(
    ("version", "read_as", "message"),
    [("1.10", "1.10", "the number 1.10 where a text was expected"), ('{"name": "2"}', "2", TEXTS[6][2])],
)
def test_every_family_reads_an_odd_version_alike(version: str, read_as: str, message: str) -> None:
    part = f'"type": "library", "name": "a", "bom-ref": "a", "version": {version}'
    package = f'"SPDXID": "a", "name": "a", "versionInfo": {version}'
    documents = {
        f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{{part}}}]}}': "/components/0/version",
        f'{{"spdxVersion": "SPDX-2.3", "SPDXID": "d", "packages": [{{{package}}}]}}': "/packages/0/versionInfo",
    }
    for text, pointer in documents.items():
        assert json.loads(text)
        bom = read_bytes(text.encode(), Path("bom.json"), "bom")
        assert bom.components["version"].to_list() == [read_as]
        assert (message, pointer) in bom.problems.select("message", "pointer").rows()


class Part(msgspec.Struct, rename="camel"):
    part_name: str
    is_made: bool | None = None
    of: list[Part] | None = None
    labels: tuple[str, ...] = ()


STRICT = Tolerance({})
LOOSE = Tolerance(
    {Part: "part_name"},
    {Part: {"partName": "title"}},
    joins_texts=True,
    opens_arrays=True,
    loss="error",
    voids=("NaN",),
)
STRAYS: list[tuple[Tolerance, Any, Part | None, list[tuple[str, str, str]]]] = [
    (STRICT, "bolt", None, [("warning", "the string 'bolt' where an object was expected; left out", "/p")]),
    (
        LOOSE,
        "bolt",
        Part("bolt"),
        [("info", "the string 'bolt' where an object was expected; used as its 'part_name'", "/p")],
    ),
    (STRICT, ["bolt"], None, [("warning", "an array where an object was expected; left out", "/p")]),
    (
        LOOSE,
        [{"partName": "bolt"}],
        Part("bolt"),
        [("info", "an array where an object was expected; its only entry is used", "/p")],
    ),
    (LOOSE, Number("7"), None, [("error", "the number 7 where an object was expected; left out", "/p")]),
    (STRICT, None, None, []),
    (STRICT, {"title": "bolt", "isMade": None}, Part(""), []),
    (LOOSE, {"title": "bolt"}, Part("bolt"), [("info", "'title' is no member of a part; read as 'partName'", "/p")]),
    (
        replace(STRICT, reports_null=True),
        {"isMade": None},
        Part(""),
        [("info", "null in the place of a value", "/p/isMade")],
    ),
    (
        STRICT,
        {"isMade": "TRUE"},
        Part("", True),
        [("info", "the string 'TRUE' where true or false was expected", "/p/isMade")],
    ),
    (LOOSE, {"partName": Number("NaN")}, Part(""), []),
    (
        STRICT,
        {"labels": "a"},
        Part("", labels=("a",)),
        [("info", "the string 'a' where an array was expected; used as its only entry", "/p/labels")],
    ),
]


@pytest.mark.parametrize(("tolerance", "value", "part", "strays"), STRAYS)
def test_a_family_says_as_values_how_it_takes_what_strays(
    tolerance: Tolerance, value: Any, part: Part | None, strays: list[tuple[str, str, str]]
) -> None:
    problems = Rows(PROBLEMS)
    assert Salvage(tolerance, problems).element(Part, value, "/p") == part
    columns = problems.columns
    assert list(zip(columns["severity"], columns["message"], columns["pointer"], strict=True)) == strays


def test_entries_left_out_of_an_array_still_count_in_the_pointers_of_the_others() -> None:
    salvage = Salvage(LOOSE, Rows(PROBLEMS))
    part = salvage.element(Part, {"partName": "a", "of": ["b", Number("1"), {"partName": "c", "of": [None]}]}, "")
    assert part == Part("a", of=[Part("b"), Part("c", of=[])])
    assert salvage.kept == {"/of": [0, 2], "/of/2/of": []}

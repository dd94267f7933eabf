"""JSON text as the tolerant readers take it: at once or by the scanner, the value is the same, and nothing odd is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import PROBLEMS, Rows
from bom_parsers.carriers.json_text import Number, Scanner, decode_json
from bom_parsers.read import read_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def decoded(text: str, lenient: bool = False) -> tuple[Any, list[tuple[str, str]]]:
    problems = Rows(PROBLEMS)
    value = decode_json(text, problems, lenient=lenient)
    return value, list(zip(problems.columns["message"], problems.columns["pointer"], strict=True))


@given(VALUES, st.sampled_from([None, 1]))
def test_the_scanner_reads_what_the_quick_decoder_reads(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    problems = Rows(PROBLEMS)
    scanned = Scanner(text, problems, "", False).document()
    assert (scanned, decoded(text)) == (decode_json(text, problems), (scanned, []))
    assert len(problems) == 0


def test_a_number_stays_as_it_is_written() -> None:
    value, odd = decoded('[1.10, -0, 1E5, 1e400, {"a": 7, "b": NaN}]')
    assert value == ["1.10", "-0", "1E5", "1e400", {"a": "7", "b": "NaN"}]
    assert all(isinstance(number, Number) for number in value[:4])
    assert odd == [("NaN is not JSON", "/4/b")]


def test_repeated_keys_are_reported_where_they_stand() -> None:
    value, odd = decoded('{"p": [{"a/b": [1], "a/b": [2]}, {"x": 1.5, "x": {"y": 0}, "x": "z"}]}')
    assert value == {"p": [{"a/b": ["1", "2"]}, {"x": "z"}]}
    assert odd == [
        ("key 'a/b' is repeated; its arrays are joined", "/p/0/a~1b"),
        ("key 'x' is repeated; the last value counts and hides 1.5", "/p/1/x"),
        ("key 'x' is repeated; the last value counts and hides an array or object", "/p/1/x"),
    ]


def test_only_a_lenient_reader_takes_raw_line_ends_and_text_after_the_document() -> None:
    text = '{"a": "b\nc"}\n done'
    with pytest.raises(json.JSONDecodeError):
        decoded(text)
    value, odd = decoded(text, lenient=True)
    assert value == {"a": "b\nc"}
    assert [pointer for _, pointer in odd] == ["/a", "line 3 column 2"]


def test_spdx_takes_any_depth_that_the_limit_allows() -> None:
    """The standard decoder recurses and gave up at about 1,000 levels."""
    deep = "[" * 3_000 + "]" * 3_000
    packages = '[{"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": 1.10}]'
    text = f'{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "x": {deep}, "packages": {packages}}}'
    assert read_bytes(text.encode(), Path("bom.json"), "bom").components["version"].to_list() == ["1.10"]

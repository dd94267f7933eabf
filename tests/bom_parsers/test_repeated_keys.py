"""Keys that stand twice in an object of a JSON BOM, whichever reader takes it and however it is packed: never silent."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from bom_parsers.carriers.incoming import json_repeats
from bom_parsers.carriers.incoming.json_repeats import repeated_keys
from bom_parsers.read import read_bytes

CYCLONEDX = '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [%s]}'
MODEM = '{"type": "device", "bom-ref": "m", "name": "EC25-E", "name": "GRM155", "version": "1"}'
SPDX = '{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [%s]}'
PACKAGE = '{"SPDXID": "SPDXRef-m", "name": "EC25-E", "name": "GRM155"}'
SPDX_3 = '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [%s]}'
ELEMENT = '{"type": "software_Package", "spdxId": "urn:m", "name": "EC25-E", "name": "GRM155"}'


def repeats(text: str) -> list[tuple[str, str]]:
    """Return pointer and severity of what is said of repeated keys."""
    problems = read_bytes(text.encode(), Path("b.json"), "b").problems
    return [(row["pointer"], row["severity"]) for row in problems.to_dicts() if row["kind"] == "repeated-value"]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (CYCLONEDX % MODEM, "/components/0/name"),
        (SPDX % PACKAGE, "/packages/0/name"),
        (SPDX_3 % ELEMENT, "/@graph/0/name"),
        ('{"predicateType": "x", "predicate": %s}' % (CYCLONEDX % MODEM), "/predicate/components/0/name"),
    ],
)
def test_a_repeated_key_is_reported_once(text: str, pointer: str) -> None:
    assert repeats(text) == [(pointer, "warning")]


def test_a_repeated_key_of_an_envelope_is_reported() -> None:
    hidden, shown = (
        base64.b64encode(('{"predicateType": "x", "predicate": %s}' % (CYCLONEDX % part)).encode()).decode()
        for part in ('{"type": "device", "name": "EC25-E"}', '{"type": "device", "name": "GRM155"}')
    )
    text = f'{{"payloadType": "application/vnd.in-toto+json", "payload": "{hidden}", "payload": "{shown}"}}'
    assert repeats(text) == [("/payload", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "1", "b": {"c": 1, "c": 2}}',
        r'{"a": "\u0022:", "b": {"c": 1, "c": 2}}',
        r'{"a": "\u0022:\u0022", "b": {"c": 1, "\u0063": 2}}',
        '{"b" : {"c"\t: 1, "c"\n: 2}}',
    ],
)
@pytest.mark.parametrize("large", [1, 1 << 20])
def test_no_spelling_hides_a_repeat(text: str, large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_repeats, "LARGE", large)
    assert repeated_keys(text.encode())["pointer"].to_list() == ["/b/c"]


def test_no_depth_hides_a_repeat() -> None:
    text = '{"a":' + "[" * 1_500 + "]" * 1_500 + ', "b": 1, "b": 2}'
    assert repeated_keys(text.encode())["pointer"].to_list() == ["/b"]


def test_what_hides_nothing_is_not_reported() -> None:
    assert repeated_keys(rb'{"a": "x\\", "b": "\":", "c": "\u0022", "d": {"a": 1}, "a": "x\\"}').is_empty()


@pytest.mark.parametrize("key", ["bom", "Data"])
def test_a_bom_in_the_bom_is_not_passed_over(key: str) -> None:
    inner = CYCLONEDX % '{"type": "device", "name": "EC25-E"}'
    text = inner.removesuffix("}") + f', "{key}": {inner}}}'
    problems = read_bytes(text.encode(), Path("b.json"), "b").problems.filter(severity="warning")
    assert f"/{key}" in problems["pointer"].to_list()

"""CycloneDX that is bent out of shape anywhere is read or refused in one line, and loses no other component."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx import json as cyclonedx_json
from bom_parsers.cyclonedx import xml
from bom_parsers.cyclonedx.xml_elements import MADE, TEXTS
from bom_parsers.errors import InputError

PERSON = {
    "name": "Example Ltd.",
    "url": ["https://example.org"],
    "contact": [{"email": "x@example.org"}],
    "address": {"country": "DE"},
}
PART = {
    "type": "library", "bom-ref": "a", "supplier": PERSON, "manufacturer": PERSON, "author": "Jo", "authors": [{"name": "Kim"}],
    "publisher": "Mirror", "group": "g", "name": "a", "version": "1", "hashes": [{"alg": "MD5", "content": "ab"}],
    "licenses": [{"license": {"id": "MIT"}}, {"expression": "ISC"}], "purl": "pkg:generic/a", "modified": False,
    "pedigree": {"ancestors": [{"name": "old"}], "patches": [{"type": "backport"}], "notes": "n"},
    "evidence": {"licenses": [{"license": {"id": "MIT"}}]}, "externalReferences": [{"type": "vcs", "url": "https://x.example"}],
    "properties": [{"name": "cdx:device:quantity", "value": "2"}], "components": [{"type": "firmware", "name": "inner"}],
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "metadata": {"component": {"type": "device", "bom-ref": "u", "name": "u"}, "tools": [{"name": "t"}], "supplier": PERSON},
    "components": [PART, {"type": "library", "bom-ref": "untouched", "name": "untouched"}],
    "services": [
        {"bom-ref": "s", "name": "s", "provider": PERSON, "endpoints": ["https://s.example"], "services": [{"name": "t"}]}
    ],
    "dependencies": [{"ref": "u", "dependsOn": ["a"]}],
    "compositions": [{"aggregate": "complete", "assemblies": ["a"]}],
}  # fmt: skip

plain = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["\ud800", "", "x"])
)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "components", "supplier", "license", "ref", "x", ""]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, item in items for place in places(item, (*way, key)))]


PLACES = [place for place in places(DOCUMENT) if place]


def holds(bom: Bom) -> None:
    """Check what is true of the frames of any document."""
    refs = set(bom.components["ref"])
    assert len(refs) == bom.components.height
    assert set(bom.parties["ref"]) <= refs
    assert set(bom.components["parent"].drop_nulls()) <= refs
    assert bom.subject is None or bom.subject in refs


@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=3))
def test_json_with_anything_anywhere_is_read_or_refused(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    made, bent = copy.deepcopy(DOCUMENT), set()
    for way, value in changes:
        parent = made
        try:
            for key in way[:-1]:
                parent = parent[key]
            parent[way[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took this place away
        bent.add(way[:2])
    text = json.dumps(made).encode()
    try:
        bom = cyclonedx_json.read(text, Path("unit.json"), "unit", "")
    except InputError as error:
        refused = error
    else:
        refused = None
        holds(bom)
    if refused:
        assert "\n" not in str(refused)
        assert bent & {("bomFormat",), ("specVersion",)}, refused
        return
    if not bent & {("components",), ("components", 1)}:
        assert "untouched" in bom.components["name"].to_list()


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("metadata",), []),
        (("metadata", "component"), None),
        (("metadata", "component"), {}),
        (("components", 0, "pedigree", "ancestors"), [{"pedigree": {"ancestors": [{}]}}]),
        (("components", 0, "properties", 0, "value"), "\ud800"),
        (("components", 0, "authors", 0), ["x"]),
        (("services",), {"name": "s"}),
        (("services", 0, "services"), "x"),
        (("compositions", 0, "assemblies"), "a"),
        (("dependencies", 0, "dependsOn"), [None, 7]),
    ],
)
def test_what_was_once_doubtful_stays_read(way: tuple[Any, ...], value: Any) -> None:
    made = copy.deepcopy(DOCUMENT)
    parent = made
    for key in way[:-1]:
        parent = parent[key]
    parent[way[-1]] = value
    bom = cyclonedx_json.read(json.dumps(made).encode(), Path("unit.json"), "unit", "")
    holds(bom)
    assert "untouched" in bom.components["name"].to_list()


NAMES = sorted({*TEXTS, *MADE, "component", "service", "license", "id", "property", "address", "country", "unheard-of"})
words = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0xD7FF), max_size=6)
elements = st.recursive(
    st.builds(lambda name, text: f"<{name}>{escape(text)}</{name}>", st.sampled_from(NAMES), words),
    lambda inner: st.builds(
        lambda name, value, parts: (
            f"<{name} bom-ref={quoteattr(value)} type={quoteattr(value)}>{''.join(parts)}</{name}>"
        ),
        st.sampled_from(NAMES),
        words,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(st.lists(elements, max_size=5), st.sampled_from(["components", "services", "metadata", "compositions", "bom"]))
def test_xml_with_any_elements_in_any_place_is_read(parts: list[str], name: str) -> None:
    shown = '<components><component type="library"><name>untouched</name></component></components>'
    text = f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><{name}>{"".join(parts)}</{name}>{shown}</bom>'
    bom = xml.read(text.encode(), Path("unit.xml"), "unit", "")
    holds(bom)
    assert "untouched" in bom.components["name"].to_list()

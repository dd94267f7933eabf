"""SPDX 2.x in YAML: every scalar stays text, and neither anchors nor depth can hurt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.limits import raised
from bom_parsers.read import read_bytes
from bom_parsers.spdx import json as spdx_json
from bom_parsers.spdx import yaml as spdx_yaml
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx.yaml")
DOCUMENT = """spdxVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
name: tcu
creationInfo:
  creators: ['Tool: nordhafen-scan-1.2']
packages:
- SPDXID: SPDXRef-modem
  name: modem
  versionInfo: 1.10
  supplier: 'Organization: Nordhafen GmbH (bom@nordhafen.example)'
  primaryPackagePurpose: FIRMWARE
  checksums:
  - {algorithm: SHA1, checksumValue: 12345678901234567890}
- SPDXID: SPDXRef-lib
  name: no
  versionInfo: 2025-01-01
  originator: "Person: Kim Beispiel"
  description: |
    Norway
    is a country
relationships:
- {spdxElementId: SPDXRef-DOCUMENT, relationshipType: DESCRIBES, relatedSpdxElement: SPDXRef-modem}
- {spdxElementId: SPDXRef-modem, relationshipType: DEPENDS_ON, relatedSpdxElement: SPDXRef-lib}
"""


def read(text: str | bytes) -> Bom:
    return spdx_yaml.read(text if isinstance(text, bytes) else text.encode(), PATH, "tcu", "cafe")


def test_no_scalar_is_guessed_to_be_anything_but_text() -> None:
    bom = read(DOCUMENT)
    assert bom.components.select("name", "version", "hashes").rows() == [
        ("modem", "1.10", ["sha-1:12345678901234567890"]),
        ("no", "2025-01-01", []),
    ]
    assert problems(bom) == []


def test_it_gives_the_frames_of_the_same_document_in_json() -> None:
    bom = read(DOCUMENT)
    same = spdx_json.read(json.dumps(yaml.load(DOCUMENT, yaml.BaseLoader)).encode(), PATH, "tcu", "cafe")
    for frame in ("components", "parties", "properties", "dependencies", "problems"):
        assert getattr(bom, frame).equals(getattr(same, frame)), frame
    assert (bom.format, bom.spec_version, bom.subject, bom.tool) == (
        "spdx-yaml",
        "2.3",
        "SPDXRef-modem",
        "nordhafen-scan-1.2",
    )
    assert bom.parties["pointer"].to_list() == ["/packages/0/supplier", "/packages/1/originator"]


def test_the_content_is_known_for_yaml() -> None:
    assert read_bytes(DOCUMENT.encode(), Path("bom.txt"), "x").format == "spdx-yaml"
    assert read_bytes(("%YAML 1.1\n---\n" + DOCUMENT).encode("utf-16"), Path("bom.txt"), "x").format == "spdx-yaml"


def test_a_repeated_key_is_told_and_hides_no_package() -> None:
    bom = read(DOCUMENT + "packages:\n- {name: radio, SPDXID: SPDXRef-radio}\nname: other\n")
    assert bom.components["name"].to_list() == ["modem", "no", "radio"]
    assert sorted(problems(bom)) == [
        ("key 'name' is repeated; the last value counts and hides 'tcu'", "/name"),
        ("key 'packages' is repeated; its arrays are joined", "/packages"),
    ]


def test_null_is_no_value_and_a_quoted_null_is_a_name() -> None:
    bom = read(DOCUMENT.replace("name: no\n", "name: 'null'\n").replace("versionInfo: 2025-01-01", "versionInfo: ~"))
    assert bom.components.select("name", "version").row(1) == ("null", None)


def test_anchors_and_merged_objects_are_what_they_stand_for() -> None:
    text = DOCUMENT.replace("- SPDXID: SPDXRef-modem\n", "- &modem\n  SPDXID: SPDXRef-modem\n").replace(
        "relationships:\n", "- <<: *modem\n  SPDXID: SPDXRef-spare\n- *modem\nrelationships:\n"
    )
    bom = read(text)
    assert bom.components.select("ref", "name").rows()[2:] == [("SPDXRef-spare", "modem"), ("SPDXRef-modem#2", "modem")]


def test_a_second_document_is_told() -> None:
    bom = read(DOCUMENT + "---\n" + DOCUMENT)
    assert bom.components.height == 2
    assert problems(bom) == [("a second document begins; it and what follows are left out", "line 24")]


LAUGHS = (
    "a0: &a0 ["
    + ", ".join(["lol"] * 10)
    + "]\n"
    + "".join(f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]\n" for n in range(1, 12))
)
REFUSED = {
    "billion laughs": (LAUGHS + DOCUMENT, "aliases that stand for more than"),
    "an alias in itself": ("x: &x [*x]\n" + DOCUMENT, "alias *x inside what it stands for"),
    "an alias in itself deeper": ("x: &x {y: [*x]}\n" + DOCUMENT, "alias *x inside what it stands for"),
    "an alias of nothing": ("x: *nothing\n" + DOCUMENT, "alias *nothing"),
    "too deep": ("spdxVersion: " + "[" * 100_000, "YAML"),
    "not yaml": ("spdxVersion: [\npackages: }\n", "broken YAML"),
    "a control character": ("spdxVersion: SPDX-2.3\x07\n", "broken YAML"),
    "no spdx": ("creationInfo: SPDX\nx: 1\n", "an object without spdxVersion"),
    "nothing": ("# spdxVersion: SPDX\n", "null without spdxVersion"),
    "a list": ("- spdxVersion: SPDX-2.3\n", "an array without spdxVersion"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    text, words = REFUSED[case]
    assert words in refusal(read, text)


def test_the_limit_of_depth_can_be_raised() -> None:
    text = DOCUMENT + "x: " + "[" * 30 + "]" * 30 + "\n"
    with raised(depth=20), pytest.raises(InputError, match="nested deeper than 20 levels"):
        read(text)
    assert read(text).components.height == 2


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "SPDXID", "supplier", "checksums", "<<", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)
MEMBERS = ["packages", "relationships", "documentDescribes", "creationInfo", "files", "annotations", "SPDXID", "<<"]


@given(st.dictionaries(st.sampled_from(MEMBERS), VALUES), st.integers(0, 60), st.booleans())
def test_any_values_in_any_place_give_a_bom_or_an_input_error(members: dict[str, Any], cut: int, whole: bool) -> None:
    text = yaml.safe_dump({"spdxVersion": "SPDX-2.3", **members}, allow_unicode=True).encode("utf-8", "replace")
    try:
        bom = read(text if whole else text[: len(text) - cut])
    except InputError:
        return
    assert bom.components["ref"].n_unique() == bom.components.height


@given(
    st.lists(
        st.sampled_from(
            ["&a ", "*a", "- ", "? ", ": ", "x", "\n", "  ", "{", "}", "[", "]", "!!python/object:x ", "|", "'"]
        )
    )
)
def test_any_soup_of_signs_gives_a_bom_or_an_input_error(signs: list[str]) -> None:
    try:
        bom = read("spdxVersion: SPDX-2.3\nx: " + "".join(signs))
    except InputError:
        return
    assert bom.components.height == 0

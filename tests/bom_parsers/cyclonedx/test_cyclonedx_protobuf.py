"""CycloneDX protobuf: the same content as JSON, and a clean refusal of bytes that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx import json as cyclonedx_json
from bom_parsers.cyclonedx.protobuf import looks_like, read
from bom_parsers.errors import InputError
from bom_parsers.read import read_bytes

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"
FRAMES = ("components", "parties", "properties", "dependencies", "problems")
# Test files of the specification that do not say the same in both encodings.
OTHER_CONTENT = {
    "valid-service-1.3": "'pubic' in the JSON, 'public' in the other",
    "valid-service-1.4": "'pubic' in the JSON, and another e-mail address",
    "valid-service-1.5": "'pubic' in the JSON, and another e-mail address",
    "valid-annotation-1.5": "'an person' in the other",
    "valid-release-notes-1.4": "'pubic' in the JSON, and another e-mail address",
    "valid-release-notes-1.5": "'pubic' in the JSON, and another e-mail address",
    "valid-cryptography-implementation-1.7": "another subject",
    "valid-cryptography-full-deprecated-1.7": "another specification version",
    "invalid-properties-1.6": "the JSON has one property more, an empty object",
    "invalid-properties-1.7": "the JSON has one property more, an empty object",
}


def varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def field(number: int, value: int | str | bytes) -> bytes:
    """Return a field as it stands on the wire."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


VERSION = field(1, "1.6")
PART = field(1, 5) + field(3, "m") + field(8, "modem")


def bom_of(data: bytes) -> Bom:
    return read(data, Path("unit.cdx.bin"), "unit", "f00d")


def test_a_document_of_all_messages_says_the_same_as_in_json() -> None:
    who = field(1, "Example Ltd.") + field(2, "https://example.org") + field(3, field(2, "desk@example.org"))
    license = field(1, field(1, "MIT") + field(8, 1))
    detailed = field(5, field(1, "ISC OR 0BSD") + field(4, 2))
    pedigree = (
        field(1, field(8, "old") + field(9, "1"))
        + field(5, field(1, 3) + field(2, field(2, "https://git.example/1.diff")) + field(3, field(2, "CVE-2024-1")))
        + field(6, "changed")
    )
    pedigree += field(4, field(1, "42") + field(4, field(1, field(1, 1709373600))))
    part = (
        PART + field(4, who + field(5, field(2, "DE"))) + field(5, "Jo Example") + field(6, "Example Mirror") + field(11, 2)
        + field(12, field(1, 3) + field(2, "ab")) + field(13, license) + field(13, detailed) + field(18, 1)
        + field(19, pedigree) + field(20, field(2, "https://example.org/x")) + field(20, field(1, 1) + field(2, "https://git.example"))
        + field(21, field(1, 8) + field(3, "fw") + field(8, "firmware")) + field(22, field(1, "mpn") + field(2, "FX-100"))
        + field(23, field(1, field(2, "MIT"))) + field(24, field(6, field(1, 1709251200)))
        + field(29, field(1, "Kim Example")) + field(34, 0)
    )  # fmt: skip
    tool = field(6, field(8, "maker") + field(9, "2")) + field(7, field(4, "cloud"))
    data = (
        VERSION + field(2, 1) + field(3, "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79")
        + field(4, field(1, field(1, (1 << 64) - 86400)))
        + field(4, field(2, tool) + field(4, field(1, 5) + field(3, "u") + field(8, "unit")) + field(6, who)) + field(5, part)
        + field(6, field(1, "s") + field(2, who) + field(4, "service") + field(7, "https://s.example") + field(8, 1))
        + field(8, field(1, "u") + field(2, field(1, "m")) + field(2, field(1, "s")))
        + field(9, field(1, 2) + field(2, "m")) + field(9, field(3, "m"))
    )  # fmt: skip
    person = {"name": "Example Ltd.", "url": ["https://example.org"], "contact": [{"email": "desk@example.org"}]}
    component = {
        "type": "device", "bom-ref": "m", "name": "modem", "supplier": person | {"address": {"country": "DE"}},
        "author": "Jo Example", "publisher": "Example Mirror", "scope": "optional",
        "hashes": [{"alg": "SHA-256", "content": "ab"}],
        "licenses": [
            {"license": {"id": "MIT", "acknowledgement": "declared"}},
            {"expression": "ISC OR 0BSD", "acknowledgement": "concluded"},
        ],
        "modified": True,
        "pedigree": {
            "ancestors": [{"name": "old", "version": "1"}], "notes": "changed",
            "commits": [{"uid": "42", "committer": {"timestamp": "2024-03-02T10:00:00Z"}}],
            "patches": [{"type": "backport", "diff": {"url": "https://git.example/1.diff"}, "resolves": [{"id": "CVE-2024-1"}]}],
        },
        "releaseNotes": {"timestamp": "2024-03-01T00:00:00Z"},
        "externalReferences": [
            {"type": "other", "url": "https://example.org/x"},
            {"type": "vcs", "url": "https://git.example"},
        ],
        "components": [{"type": "firmware", "bom-ref": "fw", "name": "firmware"}],
        "properties": [{"name": "mpn", "value": "FX-100"}],
        "evidence": {"licenses": [{"expression": "MIT"}]}, "authors": [{"name": "Kim Example"}], "isExternal": False,
    }  # fmt: skip
    top = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {
            "timestamp": "1969-12-31T00:00:00Z",
            "tools": {"components": [{"name": "maker", "version": "2"}], "services": [{"name": "cloud"}]},
            "component": {"type": "device", "bom-ref": "u", "name": "unit"}, "supplier": person,
        },
        "components": [component],
        "services": [
            {"bom-ref": "s", "provider": person, "name": "service", "endpoints": ["https://s.example"], "authenticated": True}
        ],
        "dependencies": [{"ref": "u", "dependsOn": ["m", "s"]}],
        "compositions": [{"aggregate": "incomplete", "assemblies": ["m"]}, {"aggregate": "not_specified", "dependencies": ["m"]}],
    }  # fmt: skip
    from_json = cyclonedx_json.read(json.dumps(top).encode(), Path("unit.json"), "unit", "")
    from_wire = bom_of(data)
    for frame in FRAMES:
        assert getattr(from_wire, frame).rows() == getattr(from_json, frame).rows()
    assert (from_wire.tool, from_wire.subject, from_wire.spec_version) == ("maker 2, cloud", "u", "1.6")
    assert (from_wire.format, from_wire.sha256) == ("cyclonedx-protobuf", "f00d")


def test_what_is_not_known_is_skipped_and_what_is_odd_is_told() -> None:
    unknown = field(999, "x") + varint(998 << 3 | 1) + b"8bytes!!" + varint(997 << 3 | 5) + b"4byt" + field(996, 2**63)
    part = PART + unknown + field(8, "other") + field(9, 7) + field(1, 99)
    bom = bom_of(VERSION + field(5, part) + unknown)
    assert bom.components.select("type", "name", "version").rows() == [("99", "other", None)]
    told = bom.problems["message"].to_list()
    assert "'name' is repeated; the last value counts and hides 'modem'" in told
    assert "field 9 of a component has the wire type 0; it is not used" in told


def test_a_message_that_comes_again_goes_on_with_the_first() -> None:
    bom = bom_of(
        VERSION + field(5, PART + field(4, field(1, "Example Ltd.")) + field(4, field(2, "https://example.org")))
    )
    assert bom.parties.select("name", "url").rows() == [("Example Ltd.", "https://example.org")]


def nested(depth: int) -> bytes:
    part = PART
    for _ in range(depth - 1):
        part = field(1, 5) + field(8, "x") + field(21, part)
    return VERSION + field(5, part)


def test_deep_nesting_is_read_up_to_the_limit() -> None:
    assert bom_of(nested(1_000)).components.height == 1_000
    with pytest.raises(InputError, match="deep"):
        bom_of(nested(3_000))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (VERSION[:-1], "a value of 3 bytes where 2 are left"),
        (VERSION + field(5, PART)[:-1], "bytes where"),
        (VERSION + field(5, b"\x42\xff"), "cut off"),
        (VERSION + b"\xff" * 11, "more than ten bytes"),
        (VERSION + b"\x00\x00", "field number 0"),
        (VERSION + b"\x2b\x2c", "wire type 3"),
        (VERSION + field(5, field(8, b"\xff\xfe")), "not UTF-8"),
        (field(5, PART), "no specification version"),
        (field(1, "hello"), "the specification version 'hello'"),
    ],
)
def test_bytes_that_are_no_document_are_refused_in_one_line(data: bytes, found: str) -> None:
    with pytest.raises(InputError) as caught:
        bom_of(data)
    assert found in caught.value.found
    assert "\n" not in str(caught.value)


def test_only_what_begins_with_a_version_looks_like_one() -> None:
    assert looks_like(VERSION)
    assert looks_like(VERSION + field(5, PART))
    for other in (
        b"",
        b"\n",
        b"\n\n1.6",
        b"\n\x031.6\nversion: 1",
        b'{"a": 1}',
        b"\n\x051.6",
        b"\x0a\x041.6",
        field(1, "abc"),
    ):
        assert not looks_like(other)


def test_the_one_door_knows_it_by_its_content() -> None:
    assert read_bytes(VERSION + field(5, PART), Path("no-name"), "x").format == "cyclonedx-protobuf"


@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, behind_a_version: bool) -> None:
    reads_or_refuses(VERSION + data if behind_a_version else data)


SAMPLE = VERSION + field(4, field(4, PART) + field(6, field(1, "Example Ltd."))) + field(5, PART + field(21, PART)) * 2


@given(
    st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 40),
)
def test_changed_and_cut_documents_are_read_or_refused(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SAMPLE)
    for at, value in changes:
        data[at] = value
    reads_or_refuses(bytes(data[: len(data) - cut]))


def reads_or_refuses(data: bytes) -> None:
    told = ""
    try:
        bom = bom_of(data)
    except InputError as error:
        told = str(error)
    else:
        assert bom.components["ref"].is_unique().all()
        assert set(bom.parties["ref"]) <= set(bom.components["ref"])
    assert "\n" not in told


def pairs() -> list[tuple[Path, Path]]:
    folder = CORPUS / "cyclonedx-protobuf-bin"
    if not folder.is_dir():
        pytest.skip(f"no corpus of real documents at {CORPUS}")
    of_wire = sorted(folder.rglob("*.cdx.bin"))
    of_json = [
        CORPUS / "cyclonedx-specification" / p.parent.name / f"{p.name.removesuffix('.cdx.bin')}.json" for p in of_wire
    ]
    return [pair for pair in zip(of_wire, of_json, strict=True) if pair[1].exists()]


def content(bom: Bom) -> dict[str, Any]:
    # JSON may write a moment's zone in another way than the wire's only one.
    frames = {
        frame: sorted(str(row).replace("+00:00'", "Z'") for row in getattr(bom, frame).drop("bom").rows())
        for frame in FRAMES
    }
    return frames | {"tool": bom.tool, "subject": bom.subject, "version": bom.spec_version}


def test_the_test_files_of_the_specification_say_the_same_as_their_json() -> None:
    different, compared = set(), 0
    for of_wire, of_json in pairs():
        name = of_json.stem
        if name == "valid-patent-1.7":
            continue  # without a specification version on the wire: refused, as the reader must
        from_wire = bom_of(of_wire.read_bytes())
        from_json = cyclonedx_json.read(of_json.read_bytes(), of_json, "unit", "")
        compared += 1
        if content(from_wire) != content(from_json):
            different.add(name)
    assert different == OTHER_CONTENT.keys()
    assert compared > 100


def properties_of(part: bytes) -> list[tuple[str, str]]:
    return bom_of(VERSION + field(5, PART + part)).properties.select("name", "value").rows()


def test_what_was_concluded_of_an_identity_is_read() -> None:
    evidence = field(3, field(1, 2) + field(5, "EC25-E")) + field(3, field(1, 4) + field(5, "pkg:generic/EC25-E"))
    concluded = properties_of(field(23, evidence))
    assert concluded == [("evidence.identity", "EC25-E"), ("evidence.identity", "pkg:generic/EC25-E")]


@pytest.mark.parametrize(
    "types", [field(6, 8) + field(6, 11), field(6, bytes([8, 11]))]
)  # the second packed, as it is written
def test_what_stands_beside_a_license_is_read(types: bytes) -> None:
    terms = field(4, field(1, field(1, "Nordhafen"))) + field(5, "PO-1") + types + field(8, field(1, 1_800_000_000))
    text = field(2, "base64") + field(3, "cHJvcHJpZXRhcnk=")
    license = field(1, "MIT") + field(3, text) + field(4, "https://a.example/l") + field(6, terms)
    assert properties_of(field(13, field(1, license))) == [
        ("license.terms", "purchaser Nordhafen"),
        ("license.terms", "purchaseOrder PO-1"),
        ("license.terms", "licenseTypes evaluation, oem"),
        ("license.terms", "expiration 2027-01-15T08:00:00Z"),
        ("license.text", "proprietary"),
        ("license.url", "https://a.example/l"),
    ]

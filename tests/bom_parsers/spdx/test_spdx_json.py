"""SPDX 2.x in JSON: what becomes of each thing a document says, of what deviates, and of what is no document at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.read import read_bytes
from bom_parsers.spdx import json as spdx_json
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx.json")
BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"


def document(*packages: Any, **members: Any) -> dict[str, Any]:
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "tcu",
        "documentNamespace": "https://nordhafen.example/tcu",
        "creationInfo": {
            "created": "2026-01-01T00:00:00Z",
            "creators": ["Organization: Nordhafen GmbH", "Tool: nordhafen-scan-1.2"],
        },
        "packages": list(packages),
        **members,
    }


def package(ref: str = "SPDXRef-modem", **members: Any) -> dict[str, Any]:
    return {"SPDXID": ref, "name": ref.removeprefix("SPDXRef-"), "downloadLocation": "NOASSERTION", **members}


def edge(left: str, kind: str, right: str) -> dict[str, str]:
    left, right = (ref if ":" in ref else f"SPDXRef-{ref}" for ref in (left, right))
    return {"spdxElementId": left, "relationshipType": kind, "relatedSpdxElement": right}


def read(value: Any) -> Bom:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return spdx_json.read(text, PATH, "tcu", "cafe")


def test_a_package_becomes_one_component_with_all_it_says() -> None:
    modem = package(
        versionInfo="4.1",
        description="LTE modem firmware",
        primaryPackagePurpose="FIRMWARE",
        licenseConcluded="MIT AND Zlib",
        licenseDeclared="LicenseRef-nordhafen",
        checksums=[
            {"algorithm": "SHA256", "checksumValue": "AB" * 32},
            {"algorithm": "SHA1", "checksumValue": "cd" * 20},
            {"algorithm": "SHA3-256", "checksumValue": "ef" * 32},
            {"algorithm": "BLAKE2b-256", "checksumValue": "01" * 32},
            {"algorithm": "MD5", "checksumValue": "23" * 16},
        ],
        externalRefs=[
            {"referenceCategory": "SECURITY", "referenceType": "cpe22Type", "referenceLocator": "cpe:/a:n:m:4.1"},
            {
                "referenceCategory": "SECURITY",
                "referenceType": "http://spdx.org/rdf/references/cpe23Type",
                "referenceLocator": "cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*",
            },
            {
                "referenceCategory": "PACKAGE_MANAGER",
                "referenceType": "purl",
                "referenceLocator": "pkg:generic/modem@4.1",
            },
        ],
    )
    bom = read(document(modem, documentDescribes=["SPDXRef-modem"]))
    assert bom.components.to_dicts() == [
        {
            "bom": "tcu",
            "ref": "SPDXRef-modem",
            "parent": None,
            "kind": "firmware",
            "type": "firmware",
            "group": None,
            "name": "modem",
            "version": "4.1",
            "description": "LTE modem firmware",
            "mpn": None,
            "quantity": None,
            "refdes": None,
            "purl": "pkg:generic/modem@4.1",
            "cpe": "cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*",
            "hashes": [
                "sha-256:" + "ab" * 32,
                "sha-1:" + "cd" * 20,
                "sha3-256:" + "ef" * 32,
                "blake2b-256:" + "01" * 32,
                "md5:" + "23" * 16,
            ],
            "licenses": ["LicenseRef-nordhafen", "MIT AND Zlib"],
            "modified": None,
            "pointer": "/packages/0",
        }
    ]
    assert bom.properties.select("name", "value", "pointer").rows() == [
        ("externalRef:cpe22Type", "cpe:/a:n:m:4.1", "/packages/0/externalRefs/0")
    ]
    assert (bom.format, bom.spec_version, bom.sha256) == ("spdx-json", "2.3", "cafe")
    assert (bom.subject, bom.tool) == ("SPDXRef-modem", "nordhafen-scan-1.2")
    assert problems(bom) == []


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        ("DEVICE", "hardware"),
        ("FIRMWARE", "firmware"),
        ("OPERATING_SYSTEM", "software"),
        ("OPERATING-SYSTEM", "software"),
        ("LIBRARY", "software"),
        ("FILE", None),
        ("OTHER", None),
    ],
)
def test_the_purpose_decides_the_kind(purpose: str, kind: str | None) -> None:
    bom = read(document(package(primaryPackagePurpose=purpose)))
    assert bom.components.select("kind", "type").row(0) == (kind, purpose.lower())
    assert problems(bom) == []


def test_a_package_without_purpose_is_software() -> None:
    assert read(document(package())).components.select("kind", "type").row(0) == ("software", "package")


@pytest.mark.parametrize(
    ("text", "name", "mail", "complaint"),
    [
        ("Organization: Nordhafen GmbH", "Nordhafen GmbH", None, None),
        ("Organization:Nordhafen GmbH", "Nordhafen GmbH", None, None),
        ("organization: Nordhafen GmbH", "Nordhafen GmbH", None, None),
        ("Organization: Nordhafen GmbH ()", "Nordhafen GmbH", None, None),
        ("Organization: Nordhafen (Shanghai)", "Nordhafen (Shanghai)", None, None),
        (
            "Organization: Nordhafen (Shanghai) (bom@nordhafen.example)",
            "Nordhafen (Shanghai)",
            "bom@nordhafen.example",
            None,
        ),
        ("Person: Kim Beispiel (kim@kestrel.example)", "Kim Beispiel", "kim@kestrel.example", None),
        ("Organization: 北港通信 <bom@beigang.example>", "北港通信", "bom@beigang.example", None),
        ("Nordhafen GmbH", "Nordhafen GmbH", None, "lacks 'Organization:' or 'Person:'"),
        ("Organization: Nordhafen GmbH (", "Nordhafen GmbH", None, "never closed"),
        ("Organization: OpenEmbedded ()", None, None, "build system"),
        ("Tool: nordhafen-scan", None, None, "is a tool"),
        ("Organization: (bom@nordhafen.example)", None, None, "no name"),
        ("NOASSERTION", None, None, None),
        ("NONE", None, None, None),
        ("Organization: ", None, None, None),
        ("Organization: NOASSERTION", None, None, None),
        ("  ", None, None, None),
    ],
)
def test_a_supplier_is_read_in_each_way_it_is_written(
    text: str, name: str | None, mail: str | None, complaint: str | None
) -> None:
    bom = read(document(package(supplier=text)))
    scheme = "email" if mail else None
    expected = [("supplier", name, scheme, mail, "/packages/0/supplier")] if name else []
    assert bom.parties.select("role", "name", "scheme", "identifier", "pointer").rows() == expected
    found = problems(bom)
    assert [pointer for _, pointer in found] == (["/packages/0/supplier"] if complaint else [])
    assert complaint is None or complaint in found[0][0]


def test_supplier_and_originator_are_different_roles() -> None:
    both = package(supplier="Organization: Nordhafen GmbH", originator="Organization: Kestrel Radio")
    rows = read(document(both)).parties.select("role", "name").rows()
    assert rows == [("supplier", "Nordhafen GmbH"), ("developer", "Kestrel Radio")]


def test_what_has_no_column_becomes_a_property() -> None:
    told = package(
        downloadLocation="https://nordhafen.example/m.tgz",
        homepage="NONE",
        sourceInfo="from the vendor",
        packageFileName="m.tgz",
        comment="see drawing 7",
        builtDate="2025-12-01T00:00:00Z",
        releaseDate="2025-12-02T00:00:00Z",
        externalRefs=[
            {
                "referenceCategory": "OTHER",
                "referenceType": "https://x.example/doc#LocationRef-kestrel",
                "referenceLocator": "k/1",
            }
        ],
    )
    assert dict(read(document(told)).properties.select("name", "value").rows()) == {
        "downloadLocation": "https://nordhafen.example/m.tgz",
        "sourceInfo": "from the vendor",
        "packageFileName": "m.tgz",
        "comment": "see drawing 7",
        "builtDate": "2025-12-01T00:00:00Z",
        "releaseDate": "2025-12-02T00:00:00Z",
        "externalRef:LocationRef-kestrel": "k/1",
    }


def test_annotations_carry_icts_properties() -> None:
    notes = [
        "icts:rf:max-mhz=2690",
        "icts:enables=telematics; icts:origin=DE\nicts:x=a=b",
        "seen by Kim",
        "icts:broken",
    ]
    annotations = [
        {
            "annotator": "Person: Kim",
            "annotationDate": "2026-01-01T00:00:00Z",
            "annotationType": "OTHER",
            "comment": note,
        }
        for note in notes
    ]
    bom = read(document(package(annotations=annotations)))
    assert bom.properties.select("name", "value", "pointer").rows() == [
        ("icts:rf:max-mhz", "2690", "/packages/0/annotations/0"),
        ("icts:enables", "telematics", "/packages/0/annotations/1"),
        ("icts:origin", "DE", "/packages/0/annotations/1"),
        ("icts:x", "a=b", "/packages/0/annotations/1"),
        ("annotation", "seen by Kim", "/packages/0/annotations/2"),
        ("annotation", "icts:broken", "/packages/0/annotations/3"),
    ]
    assert [pointer for _, pointer in problems(bom)] == ["/packages/0/annotations/3"]


def test_an_annotation_of_the_document_is_not_lost_in_silence() -> None:
    bom = read(document(package(), annotations=[{"comment": "icts:enables=telematics"}]))
    assert "1 annotation on the document" in problems(bom, "warning")[0][0]


@pytest.mark.parametrize(
    ("kind", "edges"),
    [
        ("DEPENDS_ON", [("a", "b")]),
        ("depends_on", [("a", "b")]),
        ("DYNAMIC_LINK", [("a", "b")]),
        ("STATIC_LINK", [("a", "b")]),
        ("DEPENDENCY_OF", [("b", "a")]),
        ("BUILD_DEPENDENCY_OF", [("b", "a")]),
        ("DEV_DEPENDENCY_OF", [("b", "a")]),
        ("RUNTIME_DEPENDENCY_OF", [("b", "a")]),
        ("OPTIONAL_DEPENDENCY_OF", [("b", "a")]),
        ("PROVIDED_DEPENDENCY_OF", [("b", "a")]),
        ("TEST_DEPENDENCY_OF", [("b", "a")]),
        ("GENERATED_FROM", []),
        ("CONTAINS", []),
    ],
)
def test_relationships_become_dependencies_the_right_way_round(kind: str, edges: list[tuple[str, str]]) -> None:
    twice = [edge("a", kind, "b"), edge("a", kind, "b")]
    bom = read(document(package("SPDXRef-a"), package("SPDXRef-b"), relationships=twice))
    assert bom.dependencies.select("ref", "depends_on").rows() == [(f"SPDXRef-{x}", f"SPDXRef-{y}") for x, y in edges]
    assert problems(bom) == []


def test_the_parent_is_the_only_package_that_contains_one() -> None:
    packages = [package(f"SPDXRef-{name}") for name in "abcd"]
    relations = [edge("a", "CONTAINS", "b"), edge("c", "CONTAINED_BY", "a"), edge("a", "CONTAINS", "d")]
    relations.append(edge("b", "CONTAINS", "d"))
    bom = read(document(*packages, relationships=relations))
    assert bom.components["parent"].to_list() == [None, "SPDXRef-a", "SPDXRef-a", None]


def test_packages_that_contain_each_other_have_no_parent() -> None:
    packages = [package(f"SPDXRef-{name}") for name in "abc"]
    ring = [
        edge("a", "CONTAINS", "b"),
        edge("b", "CONTAINS", "a"),
        edge("b", "CONTAINS", "c"),
        edge("a", "DEPENDS_ON", "a"),
    ]
    bom = read(document(*packages, relationships=ring))
    assert bom.components["parent"].to_list() == [None, None, "SPDXRef-b"]
    assert bom.dependencies.select("ref", "depends_on").rows() == [("SPDXRef-a", "SPDXRef-a")]
    assert ["contains itself" in message for message, _ in problems(bom)] == [True, True]


@pytest.mark.parametrize("kind", ["DESCRIBES", "describes", "DESCRIBE"])
def test_the_subject_is_the_one_package_described(kind: str) -> None:
    packages = (package("SPDXRef-a"), package("SPDXRef-b"))
    one = document(*packages, relationships=[edge("DOCUMENT", kind, "b")], documentDescribes=["SPDXRef-b"])
    two = document(*packages, relationships=[edge("DOCUMENT", kind, "b"), edge("a", "DESCRIBED_BY", "DOCUMENT")])
    assert read(one).subject == "SPDXRef-b"
    assert read(two).subject is None


def test_dangling_and_unknown_relationships_are_reported_once() -> None:
    relations = [
        edge("modem", "DEPENDS_ON", "gone"),
        edge("modem", "CONTAINS", "gone"),
        edge("modem", "DEPENDS_ON", "DocumentRef-os:SPDXRef-kernel"),
        edge("modem", "BEFRIENDS", "modem"),
        edge("modem", "BEFRIENDS", "modem"),
        edge("modem", "CONTAINS", "file"),
        {"spdxElementId": "SPDXRef-modem", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"},
    ]
    files = [{"SPDXID": "SPDXRef-file", "fileName": "./m.c"}]
    bom = read(document(package(), relationships=relations, files=files))
    assert bom.dependencies.is_empty()
    assert problems(bom, "warning") == [
        ("relationship with 'SPDXRef-gone', which is not in the document", "/relationships/0"),
        ("relationship type 'BEFRIENDS' is not one of SPDX (2 times); left out", "/relationships/3"),
        (
            "1 of 2 packages was not seen: in other documents, as 'DocumentRef-os:SPDXRef-kernel', not read with this one",
            "/relationships/2",
        ),
    ]
    assert [message for message, _ in problems(bom, "info")] == [
        "relationship with 'DocumentRef-os:SPDXRef-kernel', which is in another document",
        "1 file and 0 snippets belong to packages; they are no components here",
    ]


def test_duplicate_and_missing_ids_lose_no_package() -> None:
    bom = read(document(package(), package(), {"name": "x", "downloadLocation": "NONE"}))
    assert bom.components["ref"].to_list() == ["SPDXRef-modem", "SPDXRef-modem#2", "/packages/2"]
    assert [pointer for _, pointer in problems(bom)] == ["/packages/1", "/packages/2"]


def test_a_document_without_packages_is_a_finding() -> None:
    assert problems(read(document()), "warning") == [("no packages in this document", "")]


def test_githubs_wrapper_is_opened_and_pointers_name_it() -> None:
    bom = read({"sbom": document(package(supplier="Nordhafen GmbH"))})
    assert bom.components["pointer"].to_list() == ["/sbom/packages/0"]
    assert [pointer for _, pointer in problems(bom)] == ["/sbom/packages/0/supplier"]


DEVIATIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"versionInfo": 1.10}, "the number 1.1 where a text was expected", "/packages/1/versionInfo"),
    ({"versionInfo": 7}, "the number 7 where a text was expected", "/packages/1/versionInfo"),
    ({"versionInfo": True}, "true where a text was expected", "/packages/1/versionInfo"),
    ({"supplier": {"name": "Nordhafen GmbH"}}, "an object where a text was expected", "/packages/1/supplier"),
    ({"supplier": ["Nordhafen GmbH"]}, "an array where a text was expected", "/packages/1/supplier"),
    ({"supplier": ["A", "B"]}, "an array where a text was expected; left out", "/packages/1/supplier"),
    ({"checksums": None}, "null in the place of a value", "/packages/1/checksums"),
    ({"comment": None}, "null in the place of a value", "/packages/1/comment"),
    (
        {"externalRefs": {"referenceType": "purl", "referenceLocator": "pkg:a/b"}},
        "only entry",
        "/packages/1/externalRefs",
    ),
    ({"externalRefs": [[7]]}, "where an object was expected; left out", "/packages/1/externalRefs/0"),
    ({"annotations": ["icts:origin=DE"]}, "used as its 'comment'", "/packages/1/annotations/0"),
    ({"checksums": [{"algorithm": "CRC32", "checksumValue": "1"}]}, "'CRC32' is not one", "/packages/1/checksums/0"),
    ({"checksums": [{"algorithm": "SHA1"}]}, "checksum without value", "/packages/1/checksums/0"),
    ({"primaryPackagePurpose": "GADGET"}, "'GADGET' is not one of SPDX", "/packages/1/primaryPackagePurpose"),
    ({"comment": "half \ud83d"}, "half of a surrogate pair", "/packages/1/comment"),
    ({"name": " "}, "package without a name", "/packages/1"),
]


@pytest.mark.parametrize(("members", "message", "pointer"), DEVIATIONS, ids=[f"{m}"[:40] for m, _, _ in DEVIATIONS])
def test_a_deviation_is_reported_where_it_is_and_loses_nothing_else(
    members: dict[str, Any], message: str, pointer: str
) -> None:
    bom = read(document(package("SPDXRef-a"), package("SPDXRef-b", **members), package("SPDXRef-c", versionInfo="3")))
    assert bom.components["ref"].to_list() == ["SPDXRef-a", "SPDXRef-b", "SPDXRef-c"]
    assert bom.components["version"][2] == "3"
    assert [(message in found, where) for found, where in problems(bom)][:1] == [(True, pointer)]


def test_content_that_deviates_is_used() -> None:
    text = json.dumps(
        document(
            package(
                "SPDXRef-a",
                supplier={"name": "Nordhafen GmbH"},
                checksums=[{"algorithm": "CRC32", "checksumValue": "AA"}],
                primaryPackagePurpose="GADGET",
                annotations=["icts:origin=DE"],
            )
        )
    ).replace('"name": "a"', '"name": "a", "versionInfo": 1.10')
    bom = read(text.encode())
    row = bom.components.row(0, named=True)
    assert (row["version"], row["kind"], row["type"], row["hashes"]) == ("1.10", None, "gadget", ["crc32:aa"])
    assert bom.parties["name"].to_list() == ["Nordhafen GmbH"]
    assert ("icts:origin", "DE") in bom.properties.select("name", "value").rows()


def test_entries_that_are_left_out_still_count_in_pointers() -> None:
    bom = read(document(None, package(supplier="Nordhafen GmbH"), "loose name"))
    assert bom.components.select("name", "pointer").rows() == [("modem", "/packages/1"), ("loose name", "/packages/2")]
    assert bom.parties["pointer"].to_list() == ["/packages/1/supplier"]


def test_members_named_as_in_another_notation_are_read() -> None:
    bom = read(document({"SPDXID": "SPDXRef-a", "packageName": "a", "packageSupplier": "Organization: Nordhafen GmbH"}))
    assert bom.components["name"].to_list() == ["a"]
    assert bom.parties["name"].to_list() == ["Nordhafen GmbH"]
    assert len(problems(bom, "info")) == 2


def test_text_after_the_document_is_reported_and_the_document_is_used() -> None:
    bom = read(json.dumps(document(package()), indent=1).encode() + b"\n}\nscan finished\n")
    assert bom.components.height == 1
    assert [message for message, _ in problems(bom)] == ["text after the document (15 characters) is left out"]


def test_wrong_bytes_are_reported_as_an_error_and_the_rest_is_used() -> None:
    text = json.dumps(document(package(supplier="Organization: Nordh@fen"))).encode().replace(b"@", b"\xe4")
    bom = read(text)
    assert bom.parties["name"].to_list() == ["Nordh�fen"]
    assert "not UTF-8" in problems(bom, "error")[0][0]


def test_a_raw_line_end_within_a_text_is_reported_and_read() -> None:
    bom = read(json.dumps(document(package(comment="a@b"))).encode().replace(b"@", b"\n"))
    assert bom.properties["value"].to_list() == ["a\nb"]
    assert "not strict JSON" in problems(bom, "info")[0][0]


def test_nan_and_numbers_without_end_are_text() -> None:
    text = json.dumps(document(package(versionInfo="@"))).encode()
    assert read(text.replace(b'"@"', b"NaN")).components["version"].to_list() == ["NaN"]
    assert read(text.replace(b'"@"', b"9" * 10_000)).components["version"].to_list() == ["9" * 10_000]


@pytest.mark.parametrize("version", ["SPDX-2.2.1", "SPDX-1.2", "2.3beta", ""])
def test_an_unknown_version_is_read_with_a_warning(version: str) -> None:
    bom = read(document(package(), spdxVersion=version))
    assert bom.components.height == 1
    assert "SPDX version" in problems(bom, "warning")[0][0]


WHOLE = json.dumps(document(package())).encode()
REFUSED = {
    "truncated": (WHOLE[:-20], "broken JSON"),
    "empty object": (b"{}", "object without spdxVersion"),
    "array": (b"[]", "an array without spdxVersion"),
    "other object": (b'{"hello": 1}', "object without spdxVersion"),
    "wrapper of nothing": (b'{"sbom": 1}', "object without spdxVersion"),
    "wrapper of an empty object": (b'{"sbom": {}}', "object without spdxVersion"),
    "not json": (b"{spdxVersion}", "line 1 column 2"),
    "nested too deep": (WHOLE[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_spdx_2_document_is_refused_in_one_line(case: str) -> None:
    text, words = REFUSED[case]
    sentence = refusal(read, text)
    assert words in sentence and sentence.startswith("tcu.spdx.json: ")


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (WHOLE, True),
        (json.dumps({"sbom": document()}).encode(), True),
        (WHOLE[:60], True),
        (WHOLE + b"}", True),
        (b'{"@context": "x", "@graph": [{"type": "SpdxDocument", "spdxId": "http://x.example/d"}]}', False),
        (json.dumps({"bomFormat": "CycloneDX", "note": '"spdxVersion": "SPDX-2.3"'}).encode(), False),
        (b'{"bomFormat": "CycloneDX", "x": {"spdxVersion": "SPDX-2.3"}}', False),
        (b'{"x": {"spdxVersion": "SPDX-2.3"}, "bomFormat": "CycloneDX"', False),
        (json.dumps(document(package(comment='"bomFormat": 1'), bomFormat="x")).encode(), True),
        (b'{"bomFormat": "CycloneDX", "specVersion": "1.6"}', False),
        (b"{}", False),
    ],
)
def test_spdx_is_known_by_its_members(text: bytes, spdx: bool) -> None:
    assert spdx_json.looks_like(text) is spdx


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "SPDXID", "supplier", "checksums", "algorithm", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
MEMBERS = [
    "packages",
    "relationships",
    "documentDescribes",
    "creationInfo",
    "files",
    "annotations",
    "SPDXID",
    "spdxVersion",
]


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON_VALUES), st.integers(0, 400), st.booleans())
def test_any_values_in_any_place_give_a_bom_or_an_input_error(members: dict[str, Any], cut: int, whole: bool) -> None:
    text = json.dumps({**document(package()), **members}).encode()
    try:
        bom = read(text if whole else text[:-cut])
    except InputError:
        return
    assert bom.components["ref"].n_unique() == bom.components.height


def test_hostile_files_are_read_with_what_is_wrong_or_refused() -> None:
    folder = BOMS / "hostile-synth"
    if not folder.is_dir():
        pytest.skip(f"the collection of hostile BOMs is not at {BOMS}")
    with (folder / "EXPECTED.tsv").open(encoding="utf-8", newline="") as lines:
        rows = {row["file"]: row for row in csv.DictReader(lines, delimiter="\t")}
    seen = 0
    for name, row in rows.items():
        if not row["format"].startswith("spdx"):
            continue
        seen += 1
        path = folder / name
        try:
            bom = read_bytes(path.read_bytes(), path, name)
        except InputError:
            assert "reject" in row["expected"], name
        else:
            assert bom.components.height > 0 or name == "yaml-dup-keys.spdx.yaml", name
            assert "warn" not in row["expected"] or problems(bom, "warning"), name
    assert seen >= 9


@pytest.mark.parametrize("name", ["packages", "relationships"])
def test_an_array_given_twice_loses_nothing(name: str) -> None:
    given = document(package("SPDXRef-a"), package("SPDXRef-b"), relationships=[edge("a", "DEPENDS_ON", "b")])
    more = {"packages": [package("SPDXRef-c")], "relationships": [edge("b", "DEPENDS_ON", "a")]}[name]
    text = json.dumps(given)[:-1] + f', "{name}": {json.dumps(more)}}}'
    bom = read(text.encode())
    assert (bom.components.height, bom.dependencies.height) == ((3, 1) if name == "packages" else (2, 2))
    assert problems(bom, "warning") == [(f"key '{name}' is repeated; its arrays are joined", f"/{name}")]


@pytest.mark.parametrize("second", ['"supplier"', '"s\\u0075pplier"'])
def test_a_supplier_given_twice_is_told_with_what_it_hides(second: str) -> None:
    text = json.dumps(document(package(supplier="Organization: Nordhafen GmbH")))
    text = text.replace('"supplier"', f'{second}: "Organization: Kestrel Radio", "supplier"')
    bom = read(text.encode())
    assert bom.parties["name"].to_list() == ["Nordhafen GmbH"]
    assert ("Kestrel" in problems(bom, "warning")[0][0], problems(bom)[0][1]) == (True, "/packages/0/supplier")


def test_arrays_in_arrays_in_the_place_of_a_text_are_no_danger() -> None:
    deep: Any = "Organization: Nordhafen GmbH"
    for _ in range(400):
        deep = [deep]
    assert read(document(package(supplier=deep))).parties["name"].to_list() == ["Nordhafen GmbH"]


@pytest.mark.parametrize("place", ["packages", "checksums", "files", "creationInfo"])
def test_a_package_inside_what_is_none_of_its_places_is_a_gap(place: str) -> None:
    hidden = {"packages": [{"SPDXID": "SPDXRef-m", "name": "LTE module"}]}
    package: dict[str, Any] = {"SPDXID": "SPDXRef-z", "name": "zlib", "hasFiles": ["SPDXRef-f"]}
    document = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "tcu",
        "creationInfo": {"creators": ["Tool: x"], **(hidden if place == "creationInfo" else {})},
        "packages": [package | (hidden if place == "packages" else {})],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "a", **(hidden if place == "files" else {})}],
    }
    if place == "checksums":
        package["checksums"] = [{"algorithm": "SHA1", "checksumValue": "00", **hidden}]
        document["packages"] = [package]
    bom = read_bytes(json.dumps(document).encode(), Path("tcu.spdx.json"), "tcu")
    assert any("LTE module" in message for message in bom.problems.filter(severity="warning")["message"])


def test_a_file_with_what_only_packages_have_is_a_gap() -> None:
    document = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "packages": [{"SPDXID": "SPDXRef-z", "name": "zlib", "hasFiles": ["SPDXRef-f"]}],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "LTE module", "supplier": "Organization: Nordhafen GmbH"}],
    }
    bom = read_bytes(json.dumps(document).encode(), Path("tcu.spdx.json"), "tcu")
    assert any("LTE module" in message for message in bom.problems.filter(severity="warning")["message"])

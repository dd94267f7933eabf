"""What a BOM says of its own completeness, and who made it: for the audit, which must not take half for all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers import read_bom
from bom_parsers.bom import Bom

MARKS = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
ROOT = {"component": {"type": "firmware", "bom-ref": "root", "name": "tcu-fw"}}
ZLIB = {"type": "library", "bom-ref": "z", "name": "zlib", "version": "1.3.1"}


def cyclonedx(tmp_path: Path, **members: Any) -> Bom:
    return of_text(tmp_path, json.dumps({**MARKS, "metadata": ROOT, "components": [ZLIB], **members}))


def spdx(tmp_path: Path, **members: Any) -> Bom:
    package = {"SPDXID": "SPDXRef-A", "name": "A", "downloadLocation": "NOASSERTION"}
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [package]}
    return of_text(tmp_path, json.dumps({**document, **members}))


def of_text(tmp_path: Path, text: str) -> Bom:
    file = tmp_path / "bom"
    file.write_text(text)
    return read_bom(file, "bom")


def gaps(bom: Bom) -> list[tuple[str, str]]:
    return bom.completeness.select("kind", "what").rows()


@pytest.mark.parametrize(
    ("composition", "what"),
    [
        (
            {"aggregate": "incomplete", "assemblies": ["root"]},
            "the document says that the parts it lists for 'tcu-fw' are incomplete",
        ),
        (
            {"aggregate": "incomplete_third_party_only", "dependencies": ["z"]},
            "the document says that the dependencies it lists for 'zlib' are those of third parties only",
        ),
        (
            {"aggregate": "unknown"},
            "the document says that the components it lists for 'tcu-fw' are complete or not, which its author does not know",
        ),
    ],
)
def test_a_composition_that_is_not_complete_is_a_gap(composition: Any, what: str, tmp_path: Path) -> None:
    assert gaps(cyclonedx(tmp_path, compositions=[composition])) == [("stated-incomplete", what)]


@pytest.mark.parametrize(
    "composition",
    [
        {"aggregate": "complete", "assemblies": ["root"]},
        {"aggregate": "not_specified"},
        {"aggregate": "incomplete", "assemblies": ["urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#other"]},
        {"aggregate": "incomplete", "vulnerabilities": ["CVE-2026-0001"]},
    ],
)
def test_a_composition_that_says_nothing_of_the_parts_here_is_no_gap(composition: Any, tmp_path: Path) -> None:
    assert gaps(cyclonedx(tmp_path, compositions=[composition])) == []


def test_components_of_linked_documents_and_boms_elsewhere_are_gaps(tmp_path: Path) -> None:
    serial = "3e671687-395b-41f5-a30f-a58921a69b79"
    other = f"urn:cdx:{serial[::-1]}/1#m"
    linked = {"externalReferences": [{"type": "bom", "url": "https://sbom.example/z.json"}]}
    bom = cyclonedx(
        tmp_path,
        serialNumber=f"urn:uuid:{serial}",
        components=[ZLIB | linked],
        dependencies=[{"ref": "root", "dependsOn": [f"urn:cdx:{serial}/1#z", other]}],
    )
    assert gaps(bom) == [
        ("not-here", f"1 component of another document is named by BOM-Link, as '{other}', and not in this document"),
        (
            "not-here",
            "1 other bill of materials is referred to, as 'https://sbom.example/z.json', and not read with this document",
        ),
    ]


def test_a_vex_is_no_list_of_parts(tmp_path: Path) -> None:
    statement = {"id": "CVE-2026-0001", "analysis": {"state": "not_affected"}}
    bom = cyclonedx(tmp_path, components=[], vulnerabilities=[statement])
    message = "the document lists no components: it is a VEX, about 1 vulnerability, and no bill of materials"
    assert gaps(bom) == [("no-components", message)]


def test_what_is_left_out_of_cyclonedx_is_counted(tmp_path: Path) -> None:
    tool = {"type": "application", "name": "gcc"}
    target = {"type": "firmware", "name": "modem-fw", "supplier": {"name": "Beihe Navigation Co., Ltd."}}
    bom = cyclonedx(tmp_path, formulation=[{"components": [tool]}], declarations={"targets": {"components": [target]}})
    [(kind, message)] = gaps(bom)
    assert kind == "content-left-out" and "declarations, as 'modem-fw'" in message
    assert "1 component or service of the formulation" in [m.partition(",")[0] for m in bom.problems["message"]]


def test_a_device_in_the_formulation_is_a_gap(tmp_path: Path) -> None:
    modem = {"type": "device", "name": "EC25-E"}
    for formula in ({"components": [modem]}, {"components": [{"type": "file", "name": "a", "components": [modem]}]}):
        for more in ({}, {"x-unknown": 1}):  # the quick way, and the slow one
            (gap,) = gaps(cyclonedx(tmp_path, formulation=[formula], **more))
            assert gap[0] == "content-left-out" and gap[1].startswith("1 device is listed") and "'EC25-E'" in gap[1]


def edge(kind: str, end: str) -> dict[str, str]:
    return {"spdxElementId": "SPDXRef-A", "relationshipType": kind, "relatedSpdxElement": end}


@pytest.mark.parametrize(("kind", "verb"), [("CONTAINS", "contains"), ("DEPENDS_ON", "depends on")])
def test_noassertion_in_the_place_of_parts_is_a_gap_and_kept(kind: str, verb: str, tmp_path: Path) -> None:
    bom = spdx(tmp_path, relationships=[edge(kind, "NOASSERTION")])
    assert gaps(bom) == [("stated-incomplete", f"the document leaves open what else 'A' {verb} (NOASSERTION)")]
    assert (f"relationship:{kind}", "NOASSERTION") in bom.properties.select("name", "value").rows()


@pytest.mark.parametrize(("kind", "end"), [("CONTAINS", "NONE"), ("BUILD_TOOL_OF", "NOASSERTION")])
def test_none_and_what_is_no_part_are_no_gaps(kind: str, end: str, tmp_path: Path) -> None:
    assert gaps(spdx(tmp_path, relationships=[edge(kind, end)])) == []


def test_packages_and_documents_elsewhere_are_gaps(tmp_path: Path) -> None:
    others = [
        {"externalDocumentId": f"DocumentRef-{name}", "spdxDocument": f"https://sbom.example/{name}"}
        for name in ("one", "two", "three")
    ]
    parts = [edge("CONTAINS", f"DocumentRef-{name}:SPDXRef-P") for name in ("one", "two")]
    bom = spdx(tmp_path, externalDocumentRefs=others, relationships=parts)
    where = "in other documents, as 'DocumentRef-one:SPDXRef-P', not read with this one"
    assert gaps(bom) == [
        ("not-here", f"2 of 3 packages were not seen: {where}"),
        ("not-here", "1 other document is referred to, as 'https://sbom.example/three', and not read with this one"),
    ]


def spdx3(*elements: dict[str, Any], **of_document: Any) -> str:
    base = "https://sbom.example/"
    graph = [
        {"type": "CreationInfo", "@id": "_:ci", "specVersion": "3.0.1", "createdBy": [base + "agent"]},
        {"type": "Organization", "spdxId": base + "agent", "creationInfo": "_:ci", "name": "Larkfield Motors, Inc."},
        {"type": "SpdxDocument", "spdxId": base + "doc", "creationInfo": "_:ci", "rootElement": [base + "root"]}
        | of_document,
        {"type": "software_Package", "spdxId": base + "root", "creationInfo": "_:ci", "name": "tcu-fw"},
        *elements,
    ]
    return json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})


def contains(*ends: str, **more: str) -> dict[str, Any]:
    relation = {"type": "Relationship", "spdxId": "https://sbom.example/r", "from": "https://sbom.example/root"}
    return {**relation, "relationshipType": "contains", "to": list(ends), **more}


def test_imports_of_spdx_3_are_gaps(tmp_path: Path) -> None:
    imports = [{"type": "ExternalMap", "externalSpdxId": "https://modem.example/pkg"}]
    bom = of_text(tmp_path, spdx3(contains("https://modem.example/pkg"), **{"import": imports}))
    where = "in other documents, as 'https://modem.example/pkg', not read with this one"
    assert gaps(bom) == [("not-here", f"1 of 2 packages was not seen: {where}")]


def test_a_supplier_in_another_document_of_spdx_3_is_a_gap(tmp_path: Path) -> None:
    imports = [{"type": "ExternalMap", "externalSpdxId": "https://modem.example/maker"}]
    lib = {"type": "software_Package", "spdxId": "https://sbom.example/lib", "name": "lib"}
    bom = of_text(tmp_path, spdx3(lib | {"suppliedBy": "https://modem.example/maker"}, **{"import": imports}))
    assert [kind for kind, _ in gaps(bom)] == ["not-here"]
    assert "https://modem.example/maker" in gaps(bom)[0][1]


@pytest.mark.parametrize(
    ("relation", "what"),
    [
        (
            contains(completeness="incomplete"),
            "the document says that the parts or dependencies of 'tcu-fw' are incomplete",
        ),
        (
            contains("https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement"),
            "the document leaves open what else 'tcu-fw' contains (NOASSERTION)",
        ),
    ],
)
def test_incomplete_relationships_of_spdx_3_are_gaps(relation: dict[str, Any], what: str, tmp_path: Path) -> None:
    assert gaps(of_text(tmp_path, spdx3(relation))) == [("stated-incomplete", what)]


def test_the_authors_of_a_document_are_named(tmp_path: Path) -> None:
    metadata = {
        **ROOT,
        "authors": [{"name": "Jo Example"}],
        "manufacturer": {"name": "Seebruck Telematik GmbH"},
        "supplier": {"name": "N/A"},
    }
    creators = ["Tool: example-sbom-1", "Organization: Seebruck Telematik GmbH (sbom@seebruck.example)", "Person: Jo"]
    assert cyclonedx(tmp_path, metadata=metadata).authors == ("Jo Example", "Seebruck Telematik GmbH")
    assert spdx(tmp_path, creationInfo={"creators": creators}).authors == ("Seebruck Telematik GmbH", "Jo")
    assert of_text(tmp_path, spdx3()).authors == ("Larkfield Motors, Inc.",)


@pytest.mark.parametrize(
    ("moment", "severity"),
    [
        ("1403-05-01T10:00:00Z", "warning"),
        ("2990-01-01T00:00:00Z", "warning"),
        ("1980-01-01T00:00:00Z", "info"),
        ("2006-08-14T02:34:56Z", "info"),
    ],
)
def test_a_bom_of_a_day_when_none_was_made_is_of_no_day(moment: str, severity: str, tmp_path: Path) -> None:
    bom = cyclonedx(tmp_path, metadata={**ROOT, "timestamp": moment})
    assert bom.created is None
    assert bom.problems.select("kind", "severity").rows() == [("implausible-date", severity)]
    assert moment[:10] in bom.problems["message"][0]


def test_code_of_a_day_before_code_has_no_day(tmp_path: Path) -> None:
    notes = {"releaseNotes": {"type": "major", "timestamp": "1023-05-01T10:00:00Z"}}
    bom = cyclonedx(tmp_path, components=[ZLIB | notes])
    assert bom.properties.select("name", "value").rows() == [
        ("implausible:releaseNotes.timestamp", "1023-05-01T10:00:00Z")
    ]
    assert bom.completeness.select("kind", "pointer").rows() == [
        ("implausible-date", "/components/0/releaseNotes/timestamp")
    ]


def test_another_document_that_tag_value_refers_to_is_a_gap(tmp_path: Path) -> None:
    other = "ExternalDocumentRef: DocumentRef-modem https://sbom.example/modem SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709\n"
    head = f"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n{other}"
    package = "PackageName: A\nSPDXID: SPDXRef-A\n"
    refers = "Relationship: SPDXRef-A CONTAINS DocumentRef-modem:SPDXRef-P\n"
    unused = "1 other document is referred to, as 'https://sbom.example/modem', and not read with this one"
    for odd in ("", "# a comment, and an odd\u2028blank\n"):  # the quick way and the scan
        assert gaps(of_text(tmp_path, head + odd + package)) == [("not-here", unused)]
        assert len(gaps(of_text(tmp_path, head + odd + package + refers))) == 1


@pytest.mark.parametrize("composition", [{"aggregate": "", "assemblies": ["root"]}, {"assemblies": ["root"]}])
def test_a_composition_without_an_aggregate_leaves_open_whether_all_is_there(composition: Any, tmp_path: Path) -> None:
    what = "the parts it lists for 'tcu-fw' are complete or not, which its composition does not say"
    assert gaps(cyclonedx(tmp_path, compositions=[composition])) == [
        ("stated-incomplete", f"the document says that {what}")
    ]


def test_the_address_of_the_bom_of_what_is_described_is_no_other_bom(tmp_path: Path) -> None:
    def at(url: str) -> dict[str, Any]:
        return {"externalReferences": [{"type": "bom", "url": url}]}

    plain, link = "https://sbom.example/tcu-fw.json", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1"
    bom = cyclonedx(tmp_path, metadata={"component": ROOT["component"] | at(plain)})
    assert gaps(bom) == []
    assert bom.problems.select("kind", "severity").rows() == [("not-here", "info")]
    # Of the document it may be another list of parts.
    assert [kind for kind, _ in gaps(cyclonedx(tmp_path, **at(plain)))] == ["not-here"]
    assert [kind for kind, _ in gaps(cyclonedx(tmp_path, **at(link)))] == ["not-here"]


@pytest.mark.parametrize("notation", ["json", "tag-value"])
def test_a_document_that_amends_another_one_is_only_a_part(notation: str, tmp_path: Path) -> None:
    ends = ("SPDXRef-DOCUMENT", "AMENDS", "DocumentRef-main:SPDXRef-DOCUMENT")
    namespace = "https://sbom.example/main"
    if notation == "json":
        other = {"externalDocumentId": "DocumentRef-main", "spdxDocument": namespace}
        names = ("spdxElementId", "relationshipType", "relatedSpdxElement")
        bom = spdx(tmp_path, externalDocumentRefs=[other], relationships=[dict(zip(names, ends, strict=True))])
    else:
        head = f"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nExternalDocumentRef: DocumentRef-main {namespace} SHA1: da39\n"
        bom = of_text(tmp_path, f"{head}PackageName: A\nSPDXID: SPDXRef-A\nRelationship: {' '.join(ends)}\n")
    amends = "amends 'DocumentRef-main:SPDXRef-DOCUMENT', not read with this one: each lists only a part"
    assert gaps(bom) == [("not-here", f"the document {amends}")]


def test_a_file_in_no_package_is_a_gap_beside_packages_too(tmp_path: Path) -> None:
    files = [{"SPDXID": f"SPDXRef-{name}", "fileName": f"./{name}.bin"} for name in ("modem", "app", "inner")]
    inside = edge("CONTAINS", "SPDXRef-app")
    deeper = edge("CONTAINS", "SPDXRef-inner") | {"spdxElementId": "SPDXRef-app"}
    bom = spdx(tmp_path, files=files, relationships=[inside, deeper])
    assert gaps(bom) == [
        ("content-left-out", "1 file is in no package, and is no component here, as './modem.bin'"),
    ]
    assert "2 files and 0 snippets belong to packages" in bom.problems["message"][-1]


MODEM = {"type": "firmware", "name": "modem", "supplier": {"name": "Beihe Navigation Co., Ltd."}}


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"Components": [MODEM]}, "/Components"),
        ({"libraries": [MODEM]}, "/libraries"),
        ({"vendorParts": [MODEM]}, "/vendorParts"),
        ({"component": MODEM}, "/component"),
        ({"components": [ZLIB | {"subcomponents": [MODEM]}]}, "/components/0/subcomponents"),
        ({"components": [ZLIB | {"modules": [MODEM]}]}, "/components/0/modules"),
        ({"components": [ZLIB | {"Components": [MODEM]}]}, "/components/0/Components"),
        ({"metadata": {"Component": MODEM, **ROOT}}, "/metadata/Component"),
        ({"metadata": {"component": {**ROOT["component"], "packages": [MODEM]}}}, "/metadata/component/packages"),
    ],
)
def test_components_under_a_name_that_cyclonedx_does_not_have_are_a_gap(
    members: dict[str, Any], pointer: str, tmp_path: Path
) -> None:
    bom = cyclonedx(tmp_path, **members)
    assert bom.completeness.select("kind", "pointer").rows() == [("odd-value", pointer)]
    assert "'modem'" in bom.completeness["what"][0]


def test_members_that_are_of_cyclonedx_and_not_read_are_no_gap(tmp_path: Path) -> None:
    signature = {"algorithm": "ES256", "value": "x"}
    standards = {"standards": [{"name": "a standard"}]}
    assert gaps(cyclonedx(tmp_path, signature=signature, definitions=standards, annotations=[], properties=[])) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<Components><component type='firmware'><name>modem</name></component></Components>",
        "<components><Component type='firmware'><name>modem</name></Component></components>",
        "<components><component type='library'><name>z</name><subcomponents><component type='firmware'><name>modem</name>"
        "</component></subcomponents></component></components>",
    ],
)
def test_elements_that_cyclonedx_does_not_have_are_a_gap(inside: str, tmp_path: Path) -> None:
    bom = of_text(tmp_path, f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">{inside}</bom>')
    kinds = [kind for kind, _ in gaps(bom) if kind != "no-components"]
    assert set(kinds) == {"odd-value"}


@pytest.mark.parametrize("raw", [False, True])
def test_packages_under_a_name_that_spdx_does_not_have_are_a_gap(raw: bool, tmp_path: Path) -> None:
    bom = spdx(tmp_path, Packages=[{"SPDXID": "SPDXRef-M", "name": "modem"}], **({"comment": 7} if raw else {}))
    assert bom.completeness.filter(bom.completeness["kind"] == "odd-value")["pointer"].to_list()[-1:] == ["/Packages"]

"""What SPDX says of changed code: patches, ancestors and variants as properties, and when the document was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers import read_bom
from bom_parsers.bom import Bom
from bom_parsers.read import read_bytes
from bom_parsers.spdx import json as spdx_json
from bom_parsers.spdx.v3 import json as v3_json

BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"
CREATION = {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: nordhafen-scan-1.2"]}


def package(name: str, **members: Any) -> dict[str, Any]:
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "downloadLocation": "NOASSERTION", **members}


def edge(left: str, kind: str, right: str) -> dict[str, str]:
    return {"spdxElementId": f"SPDXRef-{left}", "relationshipType": kind, "relatedSpdxElement": f"SPDXRef-{right}"}


def document(*packages: dict[str, Any], creation: dict[str, Any] = CREATION, **members: Any) -> bytes:
    head = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "tcu", "creationInfo": creation}
    return json.dumps(head | {"packages": packages} | members).encode()


def read(text: bytes) -> Bom:
    return spdx_json.read(text, Path("tcu.spdx.json"), "tcu", "")


def rows(bom: Bom) -> list[tuple[Any, ...]]:
    return sorted(bom.properties.select("ref", "name", "value", "pointer").rows())


def test_patches_and_relatives_become_the_properties_of_a_pedigree() -> None:
    purl = "pkg:github/openssl/openssl@3"
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    packages = [package("tls", versionInfo="3"), package("openssl", externalRefs=[reference]), package("twin")]
    edges = [
        edge("fix", "PATCH_APPLIED", "tls"),
        edge("twin", "PATCH_FOR", "tls"),
        edge("tls", "DESCENDANT_OF", "openssl"),
        edge("tls", "variant_of", "twin"),
        edge("fix", "PATCH_APPLIED", "fix"),  # a patched file is no component
    ]
    bom = read(document(*packages, files=[{"SPDXID": "SPDXRef-fix", "fileName": "fix.patch"}], relationships=edges))
    assert rows(bom) == [
        ("SPDXRef-openssl", "pedigree.descendant", "tls@3", "/relationships/2"),
        ("SPDXRef-tls", "pedigree.ancestor", purl, "/relationships/2"),
        ("SPDXRef-tls", "pedigree.patch", "SPDXRef-fix", "/relationships/0"),
        ("SPDXRef-tls", "pedigree.patch", "SPDXRef-twin", "/relationships/1"),
        ("SPDXRef-tls", "pedigree.variant", "twin", "/relationships/3"),
        ("SPDXRef-twin", "pedigree.variant", "tls@3", "/relationships/3"),
    ]


def test_an_ancestor_is_the_same_said_the_other_way_round() -> None:
    bom = read(document(package("a"), package("b"), relationships=[edge("a", "ANCESTOR_OF", "b")]))
    assert [row[:3] for row in rows(bom)] == [
        ("SPDXRef-a", "pedigree.descendant", "b"),
        ("SPDXRef-b", "pedigree.ancestor", "a"),
    ]


def test_what_is_made_from_a_patched_recipe_of_yocto_is_patched() -> None:
    packages = [
        package("Package-tls"),
        package("Package-other"),
        package("Recipe-tls", sourceInfo="CVEs fixed: CVE-2024-1"),
    ]
    edges = [edge("Package-tls", "GENERATED_FROM", "Recipe-tls"), edge("file", "GENERATED_FROM", "Recipe-tls")]
    more = {"relationships": edges, "files": [{"SPDXID": "SPDXRef-file", "fileName": "/usr/lib/libtls.so"}]}
    yocto = read(document(*packages, creation={"creators": ["Tool: OpenEmbedded Core create-spdx.bbclass"]}, **more))
    patched = ("SPDXRef-Package-tls", "pedigree.patch", "CVEs fixed: CVE-2024-1", "/packages/2/sourceInfo")
    assert [row for row in rows(yocto) if row[1] == "pedigree.patch"] == [patched]
    assert not [row for row in rows(read(document(*packages, **more))) if row[1] == "pedigree.patch"]


def element(kind: str, ref: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, "spdxId": f"https://x.example/{ref}", "creationInfo": "_:c", **members}


def relationship(start: str, kind: str, *ends: str) -> dict[str, Any]:
    to = [f"https://x.example/{end}" for end in ends]
    return element(
        "Relationship", f"r-{start}-{kind}", relationshipType=kind, to=to, **{"from": f"https://x.example/{start}"}
    )


def spdx3(*elements: dict[str, Any]) -> Bom:
    creations = [
        {"type": "CreationInfo", "@id": f"_:c{i}", "specVersion": "3.0.1", "created": day}
        for i, day in enumerate(("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2024-01-01T00:00:00Z"))
    ]
    graph = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [*creations, *elements]}
    return v3_json.read(json.dumps(graph).encode(), Path("tcu.json"), "tcu", "")


def test_spdx_3_tells_of_patches_and_relatives_too() -> None:
    bom = spdx3(
        element("software_Package", "tls", name="tls"),
        element("software_Package", "old", name="old", software_packageVersion="1"),
        element("software_File", "fix", name="fix.patch", software_primaryPurpose="patch"),
        relationship("tls", "patchedBy", "fix"),
        relationship("tls", "descendantOf", "old"),
        relationship("old", "hasVariant", "tls"),
    )
    assert [row[1:] for row in rows(bom) if row[0].endswith("/tls")] == [
        ("pedigree.ancestor", "old@1", "/@graph/7"),
        ("pedigree.patch", "fix.patch", "/@graph/6"),
        ("pedigree.variant", "old@1", "/@graph/8"),
    ]


def test_what_a_build_makes_of_patched_source_is_patched_and_the_source_is_not() -> None:
    bom = spdx3(
        element("software_Package", "source/1", name="tls.tar.gz", software_primaryPurpose="source"),
        element("software_Package", "package/tls", name="tls"),
        element("software_File", "source/2", name="fix.patch", software_primaryPurpose="patch"),
        element("software_File", "source/3", name="notes.txt", software_primaryPurpose="other"),
        element("build_Build", "build/recipe", build_buildType="http://openembedded.org/bitbake"),
        relationship("build/recipe", "hasInput", "source/1", "source/2", "source/3"),
        relationship("build/recipe", "hasOutput", "package/tls"),
    )
    assert rows(bom) == [("https://x.example/package/tls", "pedigree.patch", "fix.patch", "/@graph/8")]
    # What else went into the build is in no package, which is told.
    gaps = bom.completeness["what"].to_list()
    assert gaps == ["1 file is in no package, and is no component here, as 'notes.txt'"]


TAGS = b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nCreator: Tool: x\nCreated: 2026-01-01T00:00:00Z\n"
MODEM = b"PackageName: modem\nSPDXID: SPDXRef-modem\n"
NOTE = b"Annotator: Person: Kim\nAnnotationComment: x\nSPDXREF: SPDXRef-modem\n"  # read line by line, not by columns
CYCLONEDX_XML = b"""<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><timestamp>2026-01-01T00:00:00Z</timestamp>
</metadata><components><component type="library"><name>a</name></component></components></bom>"""
CYCLONEDX_JSON = b"""{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2026-01-01T00:00:00Z"},
"components": [{"type": "library", "name": "a"}]}"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">
<SpdxDocument rdf:about="https://x.example/1#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><creationInfo><CreationInfo>
<created>2026-01-01T00:00:00Z</created><creator>Tool: x</creator></CreationInfo></creationInfo></SpdxDocument></rdf:RDF>"""
YAML = b"spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\ncreationInfo:\n  created: 2026-01-01T00:00:00Z\npackages:\n- name: a\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (document(package("a")), "a.json"),
        (document(package("a")).replace(b'"SPDXRef-a"', b"7"), "a.json"),
        (TAGS + MODEM, "a.spdx"),
        (TAGS + MODEM + NOTE, "a.spdx"),
        (YAML, "a.yaml"),
        (RDF, "a.rdf"),
        (CYCLONEDX_JSON, "a.json"),
        (CYCLONEDX_XML, "a.xml"),
    ],
)
def test_a_document_says_when_it_was_made(text: bytes, name: str) -> None:
    assert read_bytes(text, Path(name), name).created == "2026-01-01T00:00:00Z"


def test_a_document_of_several_days_was_made_on_the_last() -> None:
    assert spdx3(element("software_Package", "a", name="a")).created == "2026-01-01T00:00:00Z"


def test_a_document_may_not_say_when_it_was_made() -> None:
    assert read(document(package("a"), creation={"creators": ["Tool: x"]})).created is None


def test_real_builds_of_yocto_tell_which_packages_are_patched() -> None:
    if not BOMS.is_dir():
        pytest.skip(f"no corpus of real documents at {BOMS}")
    for file, patched, created in (
        ("yocto-spdx2-beaglebone/example/spdx2/example.rootfs.spdx.tar.zst", "busybox:SPDXRef-Package-busybox", "2025"),
        ("vulnscout/example/spdx3/core-image-minimal-qemux86-64.rootfs.spdx.json", "/package/busybox", "2025"),
    ):
        bom = read_bom(BOMS / file, file)
        refs = [ref for ref, name in bom.properties.select("ref", "name").rows() if name == "pedigree.patch"]
        assert any(ref.endswith(patched) for ref in refs)
        assert not any("source/" in ref for ref in refs)
        assert (bom.created or "").startswith(created)

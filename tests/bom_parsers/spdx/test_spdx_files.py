"""Files that an SPDX document describes and no package contains are components: nothing else stands for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.read import read_bytes

HEAD = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n"
DESCRIBES = "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-fw\n"
FILE = "FileName: ./modem.bin\nSPDXID: SPDXRef-fw\nFileType: BINARY\n"
PACKAGE = "PackageName: zlib\nSPDXID: SPDXRef-zlib\n"


def read(text: str | dict[str, Any]) -> Bom:
    data = text if isinstance(text, str) else json.dumps(text)
    return read_bytes(data.encode(), Path("bom"), "bom")


def in_json(**members: Any) -> dict[str, Any]:
    files = [{"SPDXID": "SPDXRef-fw", "fileName": "./modem.bin"}]
    edge = {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-fw"}
    document = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "files": files, "relationships": [edge]}
    return {**document, **members}


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">
<SpdxDocument rdf:about="https://a.example/doc#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><relationship><Relationship>
<relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/><relatedSpdxElement>
<File rdf:about="https://a.example/doc#SPDXRef-fw"><fileName>./modem.bin</fileName></File></relatedSpdxElement></Relationship>
</relationship></SpdxDocument></rdf:RDF>"""
SPDX3 = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {"type": "CreationInfo", "@id": "_:ci", "specVersion": "3.0.1"},
        {"type": "SpdxDocument", "spdxId": "https://a.example/d", "rootElement": ["SPDXRef-fw"]},
        {"type": "software_File", "spdxId": "SPDXRef-fw", "name": "./modem.bin"},
    ],
}


@pytest.mark.parametrize(
    "text",
    [
        HEAD + DESCRIBES + FILE,
        HEAD + "Unusual tag\n" + DESCRIBES + FILE,
        HEAD + DESCRIBES + FILE + PACKAGE,
        in_json(),
        in_json(relationships=[], documentDescribes=["SPDXRef-fw"]),
        in_json(packages=[{"SPDXID": "SPDXRef-zlib", "name": "zlib"}]),
        RDF,
        SPDX3,
    ],
    ids=["tag-value", "scanned", "before a package", "json", "documentDescribes", "beside a package", "rdf", "spdx3"],
)
def test_a_described_file_in_no_package_is_a_component(text: str | dict[str, Any]) -> None:
    bom = read(text)
    rows = bom.components.filter(type="file").select("ref", "name", "kind").rows()
    assert rows == [("SPDXRef-fw", "./modem.bin", None)]
    assert "1 file that is in no package is a component of its own" in str(bom.completeness["what"].to_list())


CONTAINS = {"spdxElementId": "SPDXRef-zlib", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-fw"}


@pytest.mark.parametrize(
    "text",
    [
        HEAD + PACKAGE + FILE + DESCRIBES,
        in_json(packages=[{"SPDXID": "SPDXRef-zlib", "name": "zlib", "hasFiles": ["SPDXRef-fw"]}]),
        in_json(
            packages=[{"SPDXID": "SPDXRef-zlib", "name": "zlib"}],
            relationships=[*in_json()["relationships"], CONTAINS],
        ),
    ],
    ids=["tag-value", "hasFiles", "CONTAINS"],
)
def test_a_file_of_a_package_is_none(text: str | dict[str, Any]) -> None:
    bom = read(text)
    assert bom.components["name"].to_list() == ["zlib"]
    assert "1 file and 0 snippets belong to packages" in bom.problems["message"][-1]


def test_files_that_nothing_describes_are_not_said_to_belong_to_packages() -> None:
    bom = read(HEAD + FILE)
    assert bom.completeness["kind"].to_list() == ["no-components", "content-left-out"]
    assert "in no package" in bom.problems["message"][-1]

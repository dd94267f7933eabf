"""A license counts for nothing where something beside it says that the code is sold, secret, or under another license."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.facts.software.license_terms import contradicts_open
from auditor.provenance import Source, SourceKind, Stated
from bom_parsers import read_bom
from tests.auditor.conftest import SUPPLIERS, audited
from tests.auditor.conftest import WITHOUT_STARTER as PROGRAM

STARTER = False

MIT = {"license": {"id": "MIT"}}
BASE64 = "VGhpcyBzb2Z0d2FyZSBpcyBwcm9wcmlldGFyeQ=="  # This software is proprietary
NOT_STATED = Stated(None, Source(SourceKind.BOM_FIELD))
COMMENT = "Commercial license of the maker"


def licensed(**more: Any) -> dict[str, Any]:
    return {"licenses": [{"license": {"id": "MIT", **more}}]}


CYCLONEDX: dict[str, dict[str, Any]] = {
    "type": licensed(licensing={"licenseTypes": ["perpetual"]}),
    "order": licensed(licensing={"purchaseOrder": "PO-1"}),
    "purchaser": licensed(licensing={"purchaser": {"organization": {"name": "Nordhafen"}}}),
    "end": licensed(licensing={"expiration": "2028-01-01T00:00:00Z"}),
    "name": licensed(name="Quectel Software License"),
    "text": licensed(text={"content": "This software is proprietary."}),
    "base64": licensed(text={"content": BASE64, "encoding": "base64"}),
    "address": licensed(url="https://maker.example/eula.pdf"),
    "property": licensed(properties=[{"name": "terms", "value": "evaluation"}]),
    "expression": {"licenses": [{"expression": "MIT", "license": {"name": "Quectel Software License"}}]},
    "concluded": {"licenses": [MIT, {"license": {"name": "Commercial", "acknowledgement": "concluded"}}]},
    "evidence": {"licenses": [MIT], "evidence": {"licenses": [{"license": {"name": "Proprietary"}}]}},
    "properties": {"licenses": [MIT], "properties": [{"name": "maker:licenseType", "value": "commercial"}]},
    "description": {
        "licenses": [MIT],
        "description": "Proprietary and confidential. Unauthorized copying is prohibited.",
    },
    "in Chinese": {"licenses": [MIT], "description": "专有软件，保留所有权利"},
    "in Russian": {"licenses": [MIT], "description": "Проприетарное ПО, исходный код закрыт"},
    "rights": {"licenses": [MIT], "properties": [{"name": "rights", "value": "Proprietary and confidential"}]},
    "distribution": {"licenses": [MIT], "properties": [{"name": "distribution", "value": "closed source"}]},
    "page": licensed(url="https://maker.example/commercial-license.pdf"),
    "tag": {"licenses": [MIT], "tags": ["modem", "proprietary"]},
    "reference": {"licenses": [MIT], "externalReferences": [{"type": "license", "url": "https://maker.example/EULA"}]},
}


def by_license(folder: Path, name: str, content: str, default: str = "") -> Stated:
    """Return whether the only component is open source by an audit, where the program says `default` of all."""
    program = PROGRAM.replace("app.cdx.json", name).replace("open_source = false,", default)
    for file, text in {"program.toml": program, "suppliers.csv": SUPPLIERS, name: content}.items():
        (folder / file).write_text(text, "utf-8")
    [part] = [one for one in audited(folder / "program.toml").components if one.row["type"] != "gap"]
    return part.facts.stated.get("component.open_source", NOT_STATED)


def cyclonedx(**fields: Any) -> str:
    part = {"type": "library", "name": "stack", "version": "1", "supplier": {"name": "Acme"}, **fields}
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]})


@pytest.mark.parametrize("case", CYCLONEDX)
def test_cyclonedx(tmp_path, case: str):
    assert by_license(tmp_path, "b.json", cyclonedx(**CYCLONEDX[case])).value is None


@pytest.mark.parametrize(
    "fields",
    [
        licensed(),
        licensed(name="MIT License"),
        licensed(
            url="https://opensource.org/licenses/MIT", text={"content": "Permission is hereby granted, free of charge"}
        ),
        licensed(licensing={"licensor": {"organization": {"name": "Nordhafen"}}}),
        {"licenses": [MIT], "evidence": {"licenses": [{"license": {"id": "Apache-2.0"}}]}},
    ],
)
def test_what_agrees_leaves_it_open(tmp_path, fields: dict[str, Any]):
    assert by_license(tmp_path, "b.json", cyclonedx(**fields)).value is True


def test_both_sides_are_quoted(tmp_path):
    detail = by_license(tmp_path, "b.json", cyclonedx(**CYCLONEDX["type"])).source.detail
    assert detail == "MIT is OSI-approved and FSF-free, and license.terms = licenseTypes perpetual"


def test_an_item_is_not_open_over_what_is_sold(tmp_path):
    sold = cyclonedx(properties=[{"name": "license-type", "value": "commercial"}])
    assert by_license(tmp_path, "b.json", sold, "open_source = true,").value is None
    assert by_license(tmp_path, "b.json", cyclonedx(), "open_source = true,").value is True


SPDX = {
    "b.spdx": "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n\nPackageName: m\nSPDXID: SPDXRef-a\n"
    "PackageDownloadLocation: NOASSERTION\nPackageLicenseDeclared: MIT\nPackageLicenseComments: <text>%s</text>\n",
    "b.json": '{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "packages": [{"name": "m", '
    '"SPDXID": "SPDXRef-a", "licenseDeclared": "MIT", "licenseComments": "%s"}]}',
    "b.yaml": "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: d\npackages:\n- name: m\n  SPDXID: SPDXRef-a\n"
    "  licenseDeclared: MIT\n  licenseComments: %s\n",
    "b.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">'
    '<SpdxDocument rdf:about="#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><describesPackage><Package rdf:about='
    '"#SPDXRef-a"><name>m</name><licenseDeclared rdf:resource="http://spdx.org/licenses/MIT"/><licenseComments>%s'
    "</licenseComments></Package></describesPackage></SpdxDocument></rdf:RDF>",
    "b.csv": "Name,Version,License,License type\nm,1,MIT,%s\n",
}


@pytest.mark.parametrize("name", SPDX)
def test_comments_on_licenses(tmp_path, name: str):
    assert by_license(tmp_path, name, SPDX[name] % COMMENT).value is None
    assert by_license(tmp_path, name, SPDX[name] % "as in the file NOTICE").value is True


NO_LICENSE = {
    "b.spdx": ("PackageLicenseDeclared: MIT", "PackageLicenseDeclared: MIT\nPackageLicenseConcluded: NONE"),
    "b.json": ('"licenseDeclared": "MIT"', '"licenseDeclared": "MIT", "licenseConcluded": "NONE"'),
    "b.yaml": ("licenseDeclared: MIT", "licenseDeclared: MIT\n  licenseConcluded: NONE"),
    "b.rdf": (
        "<licenseDeclared ",
        '<licenseConcluded rdf:resource="http://spdx.org/rdf/terms#none"/><licenseDeclared ',
    ),
}


@pytest.mark.parametrize("name", NO_LICENSE)
def test_that_there_is_no_license_contradicts_one(tmp_path, name: str):
    assert by_license(tmp_path, name, SPDX[name].replace(*NO_LICENSE[name]) % "a comment").value is None
    said_nothing = SPDX[name].replace(*(text.replace("NONE", "NOASSERTION") for text in NO_LICENSE[name]))
    assert by_license(tmp_path, name, said_nothing.replace("#none", "#noassertion") % "a comment").value is True


def test_no_license_contradicts_one_in_spdx_3(tmp_path):
    part = {"type": "software_Package", "spdxId": "urn:a", "creationInfo": "_:c", "name": "m"}
    declared = {"type": "Relationship", "spdxId": "urn:r", "creationInfo": "_:c", "from": "urn:a"}
    declared |= {"relationshipType": "hasDeclaredLicense", "to": ["https://spdx.org/licenses/MIT"]}
    info = {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z"}
    for term in ("NoneLicense", "NoAssertionLicense"):
        to = [f"https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/{term}"]
        concluded = declared | {"spdxId": "urn:s", "relationshipType": "hasConcludedLicense", "to": to}
        graph = [info, part, declared, concluded]
        text = json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})
        assert by_license(tmp_path, "b.json", text).value is (None if term == "NoneLicense" else True)


def test_terms_in_cyclonedx_xml(tmp_path):
    terms = (
        f'<license acknowledgement="declared"><id>MIT</id><text encoding="base64">{BASE64}</text><url>https://a.example/l</url>'
        "<licensing><purchaser><organization><name>Nordhafen</name></organization></purchaser><purchaseOrder>PO-1"
        "</purchaseOrder><licenseTypes><licenseType>oem</licenseType></licenseTypes></licensing></license>"
    )
    part = f'<component type="library"><name>m</name><licenses>{terms}</licenses></component>'
    text = f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>{part}</components></bom>'
    (tmp_path / "b.xml").write_text(text, "utf-8")
    bom = read_bom(tmp_path / "b.xml")
    assert bom.properties.select("name", "value").rows() == [
        ("license.terms", "purchaser Nordhafen"),
        ("license.terms", "purchaseOrder PO-1"),
        ("license.terms", "licenseTypes oem"),
        ("license.text", "This software is proprietary"),
        ("license.url", "https://a.example/l"),
        ("license.declared", "MIT"),
    ]


def against(name: str, value: str) -> bool:
    return contradicts_open([{"name": name, "value": value}]) is not None


def test_offers_besides_an_open_license_contradict_nothing():
    assert not against("licenseComments", "Other versions available for a commercial license")
    assert not against("licenseComments", "MIT or a commercial license")
    assert against("licenseComments", "Commercial license only")


def test_only_what_is_about_licenses_counts():
    assert not against("description", "proprietary protocol of the bus")
    assert against("comment", "Proprietary and confidential")
    assert against("Lizenzart", "kommerziell")

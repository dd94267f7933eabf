"""SPDX 3: what shares an id with something else, or stands under a keyword of JSON-LD, is read or reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.read import read_bytes

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
CREATION = {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2029-01-01T00:00:00Z"}


def element(kind: str, ref: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, "spdxId": f"urn:{ref}", "creationInfo": "_:c", **members}


MAKER = element("Organization", "maker", name="Granhult Software AB")
OTHER = element("Organization", "other", name="Lanque Telematics")
PACKAGE = element("software_Package", "app", name="app", software_packageVersion="1", suppliedBy="urn:maker")
HIDDEN = element("software_Package", "hidden", name="lanque-connect", suppliedBy="urn:other")
LICENSE = element("simplelicensing_LicenseExpression", "license", simplelicensing_licenseExpression="MIT")
LICENSED = {"from": "urn:app", "to": ["urn:license"], "relationshipType": "hasDeclaredLicense"}
DECLARED = element("Relationship", "declared", **LICENSED)
DOCUMENT = element("SpdxDocument", "document", rootElement=["urn:app"])
GRAPH = [CREATION, MAKER, PACKAGE, LICENSE, DECLARED, DOCUMENT]
HASH = {"type": "Hash", "algorithm": "sha256", "hashValue": "ab"}


def read(*more: dict[str, Any], package: dict[str, Any] | None = None, **members: Any) -> Bom:
    graph = [one if one is not PACKAGE or package is None else {**PACKAGE, **package} for one in GRAPH]
    text = json.dumps({"@context": CONTEXT, "@graph": [*graph, *more], **members})
    return read_bytes(text.encode(), Path("app.spdx3.json"), "app")


def gaps(bom: Bom) -> list[tuple[str, str]]:
    rows = bom.problems.iter_rows(named=True)
    return [(row["kind"], row["message"]) for row in rows if row["severity"] != "info"]


@pytest.mark.parametrize(
    ("second", "hidden"),
    [
        (OTHER | {"spdxId": "urn:maker"}, "Lanque Telematics"),
        (MAKER | {"type": "Person"}, "Person"),
        (HIDDEN | {"spdxId": "urn:maker", "suppliedBy": "urn:maker"}, "lanque-connect"),
        (DOCUMENT | {"spdxId": "urn:maker", "rootElement": ["urn:maker"]}, "SpdxDocument"),
        (DOCUMENT | {"rootElement": ["urn:maker"]}, "SpdxDocument"),
        (MAKER | {"externalIdentifier": [{"externalIdentifierType": "other", "identifier": "1"}]}, "Granhult"),
        (LICENSE | {"simplelicensing_licenseExpression": "LicenseRef-Proprietary"}, "LicenseRef-Proprietary"),
    ],
)
def test_an_id_of_two_elements_that_differ_is_reported(second: dict[str, Any], hidden: str) -> None:
    [(kind, message)] = gaps(read(second))
    assert kind == "repeated-ref"
    assert "2 elements have the id" in message and hidden in message


def test_an_element_inside_another_one_that_takes_an_id_is_reported() -> None:
    bom = read(package={"suppliedBy": OTHER | {"spdxId": "urn:maker"}})
    assert [kind for kind, _ in gaps(bom)] == ["repeated-ref"]


@pytest.mark.parametrize("second", [MAKER, LICENSE, DECLARED, MAKER | {"comment": "again"}, CREATION | {"created": ""}])
def test_an_element_that_says_the_same_again_loses_nothing(second: dict[str, Any]) -> None:
    assert gaps(read(second)) == []


def test_both_relationships_of_one_id_count() -> None:
    bom = read(DECLARED | {"to": ["https://spdx.org/licenses/Zlib"]})
    assert bom.components["licenses"].to_list() == [["MIT", "Zlib"]]
    assert gaps(bom) == []


NAMELESS = {name: value for name, value in HIDDEN.items() if name != "name"}


@pytest.mark.parametrize("held", [{"from": [HIDDEN]}, [HIDDEN], {"from": NAMELESS}, [NAMELESS]])
@pytest.mark.parametrize("keyword", ["@reverse", "@nest", "@included", "@index", "@set", "@list", "@graph"])
def test_what_a_keyword_holds_is_reported_wherever_it_stands(keyword: str, held: Any) -> None:
    boms = [read(package={keyword: held}), read(package={"verifiedUsing": [HASH | {keyword: held}]})]
    if keyword != "@graph":
        boms.append(read(**{keyword: held}))
    for bom in boms:
        [(kind, message)] = gaps(bom)
        assert (kind, keyword in message) == ("odd-value", True)


@pytest.mark.parametrize("keyword", ["@set", "@list"])
def test_sets_and_lists_are_read_as_what_they_hold(keyword: str) -> None:
    package = {
        "suppliedBy": {keyword: ["urn:maker", {keyword: ["urn:other"]}]},
        "verifiedUsing": {keyword: [HASH]},
        "software_packageVersion": {keyword: ["2"]},
    }
    bom = read(OTHER, package=package)
    assert bom.parties["name"].to_list() == ["Granhult Software AB", "Lanque Telematics"]
    assert bom.components["version"].to_list() == ["2"]
    assert gaps(bom) == []


def test_a_keyword_that_holds_a_word_alone_says_nothing_of_elements() -> None:
    assert gaps(read(package={"@index": "3"})) == []

"""Drafts of CycloneDX 2.0: parties, origins and hardware are read where they occur."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx.json import read

DRAFT = {"specFormat": "CycloneDX", "specVersion": "2.0"}


def bom_of(top: dict[str, Any]) -> Bom:
    return read(json.dumps(top).encode(), Path("unit.json"), "unit", "")


def device(**fields: Any) -> dict[str, Any]:
    return {"type": "device", "name": "modem", "refId": "m", **fields}


def bom_with(**fields: Any) -> Bom:
    return bom_of(DRAFT | {"components": [device(**fields)]})


def people(bom: Bom) -> list[tuple[Any, ...]]:
    return bom.parties.select("ref", "role", "name", "country", "scheme", "identifier", "url", "pointer").rows()


def stated(bom: Bom) -> list[tuple[Any, ...]]:
    return sorted(bom.properties.select("ref", "name", "value").rows())


MAKER = {
    "refId": "maker",
    "roles": [{"role": "manufacturer"}, {"role": "supplier", "order": 1}, {"role": "auditor"}],
    "organization": {
        "name": "FMW",
        "legalName": "Fictional Modem Works Ltd.",
        "jurisdiction": "IT-BO",
        "identifiers": [{"scheme": "lei", "value": "529900EXAMPLE"}, {"scheme": {"name": "house"}, "value": "7"}],
        "url": [{"name": "homepage", "url": "https://modem.example"}],
        "addresses": [{"isoCode": "DE-BY"}],
    },
}
MAKER_ROWS = [
    (country, *identified)
    for country in ("IT", "DE")
    for identified in (("lei", "529900EXAMPLE", "https://modem.example"), ("house", "7", None))
]


@pytest.mark.parametrize("marks", [DRAFT, {"bomFormat": "CycloneDX", "specVersion": "1.7"}])
def test_a_party_has_a_row_for_each_role_country_and_identifier(marks: dict[str, str]) -> None:
    bom = bom_of(marks | {"components": [device(parties=[MAKER], **{"bom-ref": "m"})]})
    name, pointer = "Fictional Modem Works Ltd.", "/components/0/parties/0"
    roles = ("manufacturer", "supplier")
    assert people(bom) == [("m", role, name, *row, pointer) for role in roles for row in MAKER_ROWS]
    assert stated(bom) == [("m", "party.auditor", name)]


def test_a_party_that_is_declared_elsewhere_is_found_by_its_ref() -> None:
    bom = bom_of(DRAFT | {"definitions": {"parties": [MAKER]}, "components": [device(parties=["maker", "ghost"])]})
    assert {row[2] for row in people(bom)} == {"Fictional Modem Works Ltd."}
    assert ("m", "party.unknown", "ghost") in stated(bom)


def test_a_person_is_a_party_too() -> None:
    person = {"name": "Kim Example", "email": [{"address": "kim@example.org"}]}
    bom = bom_with(parties=[{"roles": [{"role": "author"}], "person": person}])
    assert [row[1:6] for row in people(bom)] == [("developer", "Kim Example", None, "email", "kim@example.org")]


def test_origins_and_hardware_become_properties_and_columns() -> None:
    bom = bom_with(
        origins=[{"stage": "assembly", "distribution": [{"isoCode": "CN", "percentage": 60}, {"isoCode": "VN"}]}],
        quantity={"value": 2},
        boardLocation={"designators": ["U5", "U6"]},
        deviceType="module",
        classification={
            "category": "semiconductor",
            "subcategory": "modem",
            "codes": [{"standard": "HS", "value": "8517"}],
        },
        certifications=[{"standard": "FCC Part 15", "jurisdiction": "US", "identifier": "2ABCD-FX"}],
        identifiers=[
            {
                "party": "maker",
                "identities": [{"scheme": "mpn", "value": "FX-100"}, {"scheme": "fcc-id", "value": "2ABCD-FX"}],
            },
            {"party": "maker", "identities": [{"scheme": "purl", "value": "pkg:generic/fx@1"}]},
        ],
        properties=[{"name": "p", "value": "1"}],
    )
    row = bom.components.row(0, named=True)
    assert [row[c] for c in ("kind", "ref", "mpn", "quantity", "refdes", "purl")] == [
        "hardware",
        "m",
        "FX-100",
        2.0,
        "U5, U6",
        "pkg:generic/fx@1",
    ]
    assert {(name, value) for _, name, value in stated(bom)} >= {
        ("origin:assembly", "CN 60%"),
        ("origin:assembly", "VN"),
        ("cdx:device:deviceType", "module"),
        ("classification", "semiconductor/modem"),
        ("classification:HS", "8517"),
        ("certification:US:FCC Part 15", "2ABCD-FX"),
        ("cdx:device:certifications:US:FCC:id", "2ABCD-FX"),
        ("p", "1"),
    }


def test_inventories_hold_the_subject_the_components_and_references_to_others() -> None:
    bom = bom_of(
        DRAFT
        | {
            "definitions": {"components": [{"refId": "lib", "type": "library", "name": "shared"}]},
            "inventories": [
                {
                    "subject": {"refId": "u", "type": "device", "name": "unit"},
                    "components": [device(), {"ref": "lib"}, {"ref": "ghost"}],
                }
            ],
            "compositions": [{"kind": "components", "aggregate": "complete", "targets": ["u"]}],
        }
    )
    assert bom.components.select("ref", "pointer").rows() == [
        ("u", "/inventories/0/subject"),
        ("m", "/inventories/0/components/0"),
        ("lib", "/definitions/components/0"),
    ]
    assert bom.subject == "u"
    assert stated(bom) == [("u", "composition", "complete")]
    told = bom.problems["message"].to_list()
    assert "dependencies name 'ghost', which no component has as its ref" in told
    assert not [message for message in told if "lib" in message]


def test_a_choice_is_a_row_of_no_kind_that_contains_what_may_be_chosen() -> None:
    choice = {"type": "component-choice", "refId": "c", "name": "U1", "operator": "XOR", "components": [device()]}
    bom = bom_of(DRAFT | {"components": [choice]})
    assert bom.components.select("ref", "parent", "kind").rows() == [("c", None, None), ("m", "c", "hardware")]


def test_a_draft_is_reported_as_a_version_that_is_not_known() -> None:
    assert [m for m in bom_with().problems["message"] if "'2.0'" in m]


@pytest.mark.parametrize(
    "nonsense", [None, 7, "x", [], {}, [None, 7, "x"], {"roles": 3}, [{"roles": [None]}], {"x": {}}]
)
def test_drafts_with_nonsense_in_them_lose_no_component(nonsense: Any) -> None:
    keys = (
        "parties",
        "origins",
        "quantity",
        "boardLocation",
        "deviceType",
        "classification",
        "certifications",
        "identifiers",
    )
    for key in keys:
        assert bom_with(**{key: nonsense}).components["name"].to_list() == ["modem"]
    for key in ("definitions", "inventories", "compositions"):
        assert bom_of(DRAFT | {"components": [device()], key: nonsense}).components["name"].to_list()[0] == "modem"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"parties": [True]}, "odd-value"),
        ({"parties": [["Beihe"]]}, "odd-value"),
        ({"parties": [{"organization": {"name": ["Beihe"]}, "roles": [{"role": "manufacturer"}]}]}, "no-party"),
        ({"parties": [{"organization": "Beihe", "roles": [{"role": "manufacturer"}]}]}, "no-party"),
        ({"identifiers": ["EC25"]}, "odd-value"),
        ({"origins": True}, "odd-value"),
        ({"boardLocation": [[{"designators": ["U1"]}]]}, "odd-value"),
    ],
)
def test_what_is_of_no_use_in_a_draft_is_told(given: dict, kind: str) -> None:
    bom = bom_of(DRAFT | {"inventories": [{"components": [device(**given)]}]})
    assert bom.components["name"].to_list() == ["modem"]
    assert kind in [kind for kind, severity in bom.problems.select("kind", "severity").rows() if severity != "info"]


@pytest.mark.parametrize("order", [1, -1])
def test_parties_declared_with_one_ref_all_count(order: int) -> None:
    makers = [MAKER, MAKER | {"organization": {"name": "Hafen"}}][::order]
    bom = bom_of(DRAFT | {"definitions": {"parties": makers}, "components": [device(parties=["maker"])]})
    assert set(bom.parties["name"]) == {"Fictional Modem Works Ltd.", "Hafen"}

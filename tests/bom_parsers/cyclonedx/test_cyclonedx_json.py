"""CycloneDX JSON that keeps to the schema: what becomes of each field."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from bom_parsers.bom import COMPONENTS, DEPENDENCIES, PARTIES, PROBLEMS, PROPERTIES
from bom_parsers.errors import InputError
from tests.bom_parsers.cyclonedx.documents import bom_of, bom_with, read_text
from tests.bom_parsers.outcomes import column, notes, people, warnings


def test_frames_have_the_columns_of_the_contract_even_when_there_is_nothing_in_them() -> None:
    bom = bom_of(components=[])
    assert dict(bom.components.schema) == COMPONENTS
    assert dict(bom.parties.schema) == PARTIES
    assert dict(bom.properties.schema) == PROPERTIES
    assert dict(bom.dependencies.schema) == DEPENDENCIES
    assert dict(bom.problems.schema) == PROBLEMS
    assert warnings(bom) == [("the document lists no components", "")]
    assert (bom.name, bom.format, bom.spec_version, bom.sha256, bom.subject) == (
        "unit",
        "cyclonedx-json",
        "1.6",
        "f00d",
        None,
    )


def test_every_field_of_a_component_reaches_its_column() -> None:
    bom = bom_with(
        type="device",
        group="org.example",
        version="3",
        description="a modem",
        purl="pkg:generic/part@3",
        cpe="cpe:2.3:h:example:part:3:*:*:*:*:*:*:*",
        hashes=[{"alg": "SHA-256", "content": "ab"}, {"alg": "MD5", "content": "cd"}],
        licenses=[{"license": {"id": "MIT"}}, {"license": {"name": "House license"}}, {"expression": "MIT OR ISC"}],
        properties=[
            {"name": "cdx:device:quantity", "value": "4"},
            {"name": "cdx:device:location", "value": "U7, U9"},
            {"name": "example:mpn", "value": "FX-100"},
        ],
    )
    row = bom.components.row(0, named=True)
    assert row == {
        "bom": "unit",
        "ref": "part",
        "parent": None,
        "kind": "hardware",
        "type": "device",
        "group": "org.example",
        "name": "part",
        "version": "3",
        "description": "a modem",
        "mpn": "FX-100",
        "quantity": 4.0,
        "refdes": "U7, U9",
        "purl": "pkg:generic/part@3",
        "cpe": "cpe:2.3:h:example:part:3:*:*:*:*:*:*:*",
        "hashes": ["sha-256:ab", "md5:cd"],
        "licenses": ["MIT", "House license", "MIT OR ISC"],
        "modified": None,
        "pointer": "/components/0",
    }


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("device", "hardware"),
        ("firmware", "firmware"),
        ("application", "software"),
        ("library", "software"),
        ("framework", "software"),
        ("container", "software"),
        ("platform", "software"),
        ("operating-system", "software"),
        ("device-driver", "software"),
        ("file", None),
        ("data", None),
        ("machine-learning-model", None),
    ],
)
def test_type_tells_the_kind(word: str, kind: str | None) -> None:
    bom = bom_with(type=word)
    assert column(bom, "kind") == [kind]
    assert bom.problems.is_empty()


def test_a_type_that_cyclonedx_lacks_is_reported_and_hardware_still_counts_as_hardware() -> None:
    bom = bom_of(
        components=[{"type": "hardware", "name": "a", "bom-ref": "a"}, {"type": "gadget", "name": "b", "bom-ref": "b"}]
    )
    assert column(bom, "kind") == ["hardware", None]
    assert [pointer for _, pointer in notes(bom)] == ["/components/0/type", "/components/1/type"]


def test_nested_components_follow_their_parent_and_name_it() -> None:
    inner = {"type": "library", "name": "c", "bom-ref": "c"}
    middle = {"type": "firmware", "name": "b", "bom-ref": "b", "components": [inner]}
    bom = bom_of(
        metadata={
            "component": {
                "type": "device",
                "name": "u",
                "bom-ref": "u",
                "components": [{"type": "device", "name": "p", "bom-ref": "p"}],
            }
        },
        components=[{"type": "device", "name": "a", "bom-ref": "a", "components": [middle]}],
    )
    assert bom.components.select("ref", "parent", "pointer").rows() == [
        ("u", None, "/metadata/component"),
        ("p", "u", "/metadata/component/components/0"),
        ("a", None, "/components/0"),
        ("b", "a", "/components/0/components/0"),
        ("c", "b", "/components/0/components/0/components/0"),
    ]
    assert bom.subject == "u"


def test_roles_of_persons_stay_apart_and_point_to_their_place() -> None:
    bom = bom_with(
        supplier={"name": "Example Trading", "url": ["https://a.example", "https://b.example"]},
        manufacturer={
            "name": "Beispiel Elektronik AG",
            "address": {"country": "DE"},
            "contact": [{"name": "front desk"}, {"email": "psirt@beispiel.example"}],
        },
        author="Jo Example",
        authors=[{"name": "Kim Example", "email": "kim@example.org"}, {"name": "Lou Example"}],
        publisher="Example Mirror",
    )
    assert bom.parties.drop("bom", "ref").rows() == [
        ("supplier", "Example Trading", None, None, None, "https://a.example", "/components/0/supplier"),
        ("supplier", "Example Trading", None, None, None, "https://b.example", "/components/0/supplier"),
        (
            "manufacturer",
            "Beispiel Elektronik AG",
            "DE",
            "email",
            "psirt@beispiel.example",
            None,
            "/components/0/manufacturer",
        ),
        ("developer", "Jo Example", None, None, None, None, "/components/0/author"),
        ("developer", "Kim Example", None, "email", "kim@example.org", None, "/components/0/authors/0"),
        ("developer", "Lou Example", None, None, None, None, "/components/0/authors/1"),
        ("distributor", "Example Mirror", None, None, None, None, "/components/0/publisher"),
    ]


@pytest.mark.parametrize("nobody", ["", "NOASSERTION", "none", "N/A", " unknown "])
def test_a_name_that_names_nobody_is_no_party(nobody: str) -> None:
    assert people(bom_with(supplier={"name": nobody}, author=nobody, publisher=nobody)) == []


def test_a_nameless_organization_with_an_address_on_the_net_is_reported() -> None:
    bom = bom_with(supplier={"url": ["https://nameless.example"]})
    assert people(bom) == []
    assert warnings(bom) == [
        ("a supplier without a name ('https://nameless.example') is left out", "/components/0/supplier")
    ]


def test_metadata_parties_belong_to_the_subject_but_who_made_the_document_does_not() -> None:
    metadata = {
        "component": {"type": "device", "name": "u", "bom-ref": "u"},
        "supplier": {"name": "Example Motors"},
        "manufacture": {"name": "Example Works"},
        "manufacturer": {"name": "Example Paper Office"},
    }
    bom = bom_of(metadata=metadata, components=[])
    assert people(bom) == [("u", "supplier", "Example Motors"), ("u", "manufacturer", "Example Works")]
    assert bom.properties.select("ref", "name", "value").rows() == [
        ("u", "metadata.manufacturer", "Example Paper Office")
    ]


def test_a_metadata_supplier_of_nothing_is_reported_and_kept_as_property() -> None:
    bom = bom_of(
        metadata={"supplier": {"name": "Example Motors"}}, components=[{"type": "library", "name": "a", "bom-ref": "a"}]
    )
    assert people(bom) == []
    assert [pointer for _, pointer in warnings(bom)] == ["/metadata/supplier"]
    assert bom.properties.select("ref", "name", "value").rows() == [("", "metadata.supplier", "Example Motors")]


def test_properties_references_notes_and_scope_are_kept_with_their_pointers() -> None:
    bom = bom_of(
        metadata={"properties": [{"name": "m", "value": "1"}]},
        components=[
            {
                "type": "library",
                "name": "a",
                "bom-ref": "a",
                "scope": "excluded",
                "properties": [{"name": "p", "value": "1"}, {"name": "p", "value": "2"}],
                "externalReferences": [{"type": "vcs", "url": "https://git.example/a"}],
                "pedigree": {"notes": "changed by us"},
            },
            {"type": "library", "name": "b", "bom-ref": "b", "scope": "required", "properties": [{"name": "q"}]},
        ],
    )
    assert sorted(bom.properties.drop("bom").rows()) == [
        ("", "m", "1", "/metadata/properties/0"),
        ("a", "externalReference:vcs", "https://git.example/a", "/components/0/externalReferences/0"),
        ("a", "p", "1", "/components/0/properties/0"),
        ("a", "p", "2", "/components/0/properties/1"),
        ("a", "pedigree.notes", "changed by us", "/components/0/pedigree/notes"),
        ("a", "scope", "excluded", "/components/0/scope"),
        ("b", "q", None, "/components/1/properties/0"),
    ]


@pytest.mark.parametrize(
    ("fields", "modified"),
    [
        ({}, None),
        ({"modified": True}, True),
        ({"modified": False}, False),
        ({"pedigree": {"patches": [{"type": "backport"}]}}, True),
        ({"modified": False, "pedigree": {"commits": [{"uid": "1"}]}}, True),
        ({"pedigree": {"notes": "as received", "patches": []}}, None),
    ],
)
def test_modified_is_stated_or_follows_from_patches_and_commits(fields: dict[str, Any], modified: bool | None) -> None:
    assert column(bom_with(**fields), "modified") == [modified]


@pytest.mark.parametrize("place", ["mainboard", "front left", "U", "7"])
def test_a_location_that_is_no_designator_is_no_refdes(place: str) -> None:
    assert column(bom_with(properties=[{"name": "cdx:device:location", "value": place}]), "refdes") == [None]


@pytest.mark.parametrize("amount", ["many", "-1", "nan", "inf"])
def test_a_quantity_that_is_no_amount_is_reported_and_stays_unknown(amount: str) -> None:
    bom = bom_with(properties=[{"name": "cdx:device:quantity", "value": amount}])
    assert column(bom, "quantity") == [None]
    assert notes(bom) == [(f"quantity {amount!r} is not a number", "/components/0/properties/0")]


def test_dependencies_keep_all_edges_and_report_each_dangling_ref_once() -> None:
    bom = bom_of(
        components=[{"type": "library", "name": n, "bom-ref": n} for n in "ab"],
        services=[{"name": "s", "bom-ref": "s"}],
        dependencies=[
            {"ref": "a", "dependsOn": ["b", "ghost", "s"]},
            {"ref": "b", "dependsOn": ["a", "ghost"]},
            {"ref": "lost"},
        ],
    )
    edges = [("a", "b"), ("a", "ghost"), ("a", "s"), ("b", "a"), ("b", "ghost")]
    assert bom.dependencies.select("ref", "depends_on").rows() == edges
    assert [pointer for _, pointer in warnings(bom)] == ["/dependencies/0", "/dependencies/2"]


def test_missing_and_repeated_refs_lose_no_component() -> None:
    bom = bom_of(
        components=[
            {"type": "library", "name": n, **({"bom-ref": r} if r else {})}
            for n, r in (("a", "x"), ("b", "x"), ("c", ""))
        ]
    )
    assert column(bom, "ref") == ["x", "x#2", "/components/2"]
    assert column(bom, "name") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("tools", "name"),
    [
        ([{"vendor": "Example", "name": "maker", "version": "1.2"}, {"name": "mender"}], "maker 1.2, mender"),
        (
            {"components": [{"type": "application", "name": "maker", "version": "2"}], "services": [{"name": "cloud"}]},
            "maker 2, cloud",
        ),
        ([], None),
    ],
)
def test_tool_is_read_in_its_old_and_new_form(tools: Any, name: str | None) -> None:
    assert bom_of(metadata={"tools": tools}).tool == name


def test_an_empty_version_is_an_unknown_version() -> None:
    assert column(bom_with(version="", purl=""), "version") == [None]


def test_the_garbage_collector_is_left_as_it_was() -> None:
    bom_of()
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(InputError):
            read_text("{")
        assert not gc.isenabled()
    finally:
        gc.enable()

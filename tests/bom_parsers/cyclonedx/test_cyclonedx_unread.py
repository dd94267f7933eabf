"""What a CycloneDX document holds in places that no frame has: each is a gap, or a property of the part that it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx.json import AT_ONCE
from bom_parsers.read import read_bytes

MODEM = {"type": "device", "name": "LTE module"}
ZLIB = {"type": "library", "bom-ref": "z", "name": "zlib"}


def read(document: Any) -> Bom:
    return read_bytes(json.dumps(document).encode(), Path("tcu.cdx.json"), "tcu")


def document(**members: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [ZLIB], **members}


def gaps(bom: Bom) -> list[str]:
    return bom.problems.filter(severity="warning")["message"].to_list()


@pytest.mark.parametrize(
    "members",
    [
        {"declarations": {"targets": {"components": [{**MODEM, "type": "library"}]}}},
        {"declarations": {"targets": {"services": [{"name": "LTE module"}]}}},
        {"formulation": [{"components": [MODEM]}]},
        {"vulnerabilities": [{"tools": {"components": [MODEM]}}]},
        {"annotations": [{"annotator": {"component": MODEM}, "text": "seen"}]},
        {"metadata": {"tools": {"components": [MODEM]}}},
        {"metadata": {"tools": {"components": [{"type": "application", "name": "scanner", "components": [MODEM]}]}}},
        {"externalReferences": [{"type": "bom", "url": "https://x.example/LTE module.json"}]},
    ],
)
def test_a_component_where_no_frame_looks_is_a_gap(members: dict[str, Any]) -> None:
    assert gaps(read(document())) == []
    assert any("LTE module" in message for message in gaps(read(document(**members))))


@pytest.mark.parametrize(
    "wrapped",
    [
        {"bom": document(), "modem": MODEM},
        {"bom": document(), "other": {"components": [MODEM]}},
        {"report": {"sbom": document(), "modem": MODEM}},
        {"apiVersion": "v1", "kind": "Sbom", "metadata": {"name": "x", "components": [MODEM]}, "bom": document()},
        {"_type": "x", "predicateType": "https://cyclonedx.org/bom", "predicate": document(), "predicate2": document()},
        {
            "_type": "x",
            "predicateType": "https://cyclonedx.org/bom",
            "predicate": document(),
            "more": "eyJib21Gb3JtYXQiOiAi",
        },
    ],
)
def test_what_stands_beside_a_wrapped_document_is_a_gap(wrapped: dict[str, Any]) -> None:
    assert gaps(read(wrapped))


def test_a_resource_around_a_document_has_a_name_of_its_own() -> None:
    resource = {"apiVersion": "v1", "kind": "Sbom", "metadata": {"name": "x", "labels": {"a": "b"}}, "bom": document()}
    assert gaps(read(resource)) == []


def test_tags_software_ids_and_annotations_are_properties() -> None:
    part = {**ZLIB, "tags": ["radio"], "swid": {"tagId": "EC25-E", "name": "modem"}}
    notes = [{"subjects": ["z"], "text": "a modem"}, {"subjects": ["elsewhere"], "text": "of the document"}]
    said_of_all = [{"name": "U1", "value": "modem"}]
    bom = read(document(components=[part], annotations=notes, properties=said_of_all))
    rows = set(bom.properties.select("ref", "name", "value").rows())
    assert {("z", "tag", "radio"), ("z", "swid.name", "modem"), ("z", "swid.tagId", "EC25-E")} <= rows
    assert {("z", "annotation", "a modem"), ("", "annotation", "of the document"), ("", "U1", "modem")} <= rows


@pytest.mark.parametrize(
    ("attributes", "inside"),
    [
        ("", "<name>zlib<x>LTE module</x></name>"),
        ("", '<name>zlib</name><hw:part xmlns:hw="https://x.example/">LTE module</hw:part>'),
        (' name="LTE module"', "<name>zlib</name>"),
        (' xmlns:hw="https://x.example/" hw:part="LTE module"', "<name>zlib</name>"),
        ("", '<name value="LTE module">zlib</name>'),
        ("", '<name>zlib</name><supplier maker="Lanque"><name>Granhult</name></supplier>'),
        ("", '<name>zlib</name><supplier><name value="Lanque">Granhult</name></supplier>'),
        ("", "<name>zlib</name><supplier><name>Granhult</name><contact><maker>Lanque</maker></contact></supplier>"),
        ("", "<name>zlib</name><supplier><name>Granhult</name><address><of>Lanque</of></address></supplier>"),
        ("", "<name>zlib</name><authors><author><name>Kim</name><of>Lanque</of></author></authors>"),
        ("", '<name>zlib</name><licenses><license><id also="LicenseRef-Lanque">MIT</id></license></licenses>'),
        ("", "<name>zlib</name><licenses><license><id>MIT</id><vendor>Lanque</vendor></license></licenses>"),
    ],
)
def test_what_the_format_does_not_have_in_a_component_is_a_gap(attributes: str, inside: str) -> None:
    text = f"""<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>
    <component type="library"{attributes}>{inside}<version>1</version></component></components></bom>"""
    assert len(gaps(read_bytes(text.encode(), Path("tcu.xml"), "tcu"))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"factory": "Lanque Telematics"},
        {"builtWith": {"at": "Lanque Telematics"}},
        {"supplier": {"name": "Granhult", "trading": "Lanque Telematics"}},
        {"supplier": {"name": "Granhult", "contact": [{"name": "Kim", "of": "Lanque"}]}},
        {"manufacturer": {"name": "Granhult", "address": {"country": "SE", "works": "CN"}}},
        {"authors": [{"name": "Kim", "of": "Lanque"}]},
        {"licenses": [{"license": {"id": "MIT", "vendor": "Lanque"}}]},
        {"licenses": [{"license": {"id": "MIT"}, "vendor": "Lanque"}]},
        {"components": [{"type": "library", "name": "inner", "factory": "Lanque Telematics"}]},
    ],
)
@pytest.mark.parametrize("among", [1, 3_000])
def test_a_member_that_the_format_does_not_have_in_a_component_is_a_gap(more: dict[str, Any], among: int) -> None:
    parts = [{**ZLIB, "bom-ref": f"z{i}"} for i in range(among)]
    parts[among // 2] |= more
    assert len(gaps(read(document(components=parts)))) == 1
    assert len(gaps(read(document(metadata={"component": {**ZLIB, "bom-ref": "m", **more}})))) == 1


def test_all_members_that_the_format_has_are_no_gap() -> None:
    address = {"country": "SE", "region": "x", "locality": "x", "postOfficeBoxNumber": "1", "postalCode": "1"}
    who = {
        "bom-ref": "o",
        "name": "G",
        "address": {**address, "bom-ref": "a", "streetAddress": "x"},
        "url": ["https://x.example"],
    }
    who |= {"contact": [{"bom-ref": "c", "name": "K", "email": "k@x.example", "phone": "1"}]}
    part = {**ZLIB, "mime-type": "x/y", "supplier": who, "copyright": "x", "omniborId": ["x"], "swhid": ["x"]}
    part |= {"patentAssertions": [{"asserter": "o"}], "modelCard": {"bom-ref": "mc"}, "cryptoProperties": {"oid": "1"}}
    part |= {"signature": {"value": "x"}, "licenses": [{"bom-ref": "l", "license": {"bom-ref": "l2", "id": "MIT"}}]}
    assert gaps(read(document(components=[part, {**part, "bom-ref": "y", "factory": ""}]))) == []
    whole = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        **document(components=[part]),
        "signature": {},
    }
    assert len(AT_ONCE.decode(json.dumps(whole)).components) == 1  # the fast way takes it


def test_xml_has_the_same_properties() -> None:
    text = """<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components><component type="library" bom-ref="z">
    <name>zlib</name><swid tagId="EC25-E" name="modem"/><tags><tag>radio</tag></tags></component></components>
    <annotations><annotation><subjects><subject ref="z"/></subjects><text>a modem</text></annotation></annotations>
    <properties><property name="U1">modem</property></properties></bom>"""
    rows = set(read_bytes(text.encode(), Path("tcu.xml"), "tcu").properties.select("ref", "name", "value").rows())
    assert {("z", "tag", "radio"), ("z", "swid.name", "modem"), ("z", "swid.tagId", "EC25-E")} <= rows
    assert {("z", "annotation", "a modem"), ("", "U1", "modem")} <= rows


def test_a_field_that_no_version_of_protobuf_has_is_a_gap() -> None:
    known = b"\x0a\x031.6" + b"\x2a\x08" + b"\x08\x03" + b"\x42\x04zlib"
    assert gaps(read_bytes(known, Path("tcu.cdx.bin"), "tcu")) == []
    assert len(gaps(read_bytes(known + b"\x9a\x06\x04zlib", Path("tcu.cdx.bin"), "tcu"))) == 1


INCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="modem.xml"/>'


@pytest.mark.parametrize(
    "where", ["<components>%s", "<components><component type='library'><name>z</name>%s</component>"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "utf-7"])
def test_what_is_included_from_another_document_is_a_gap(where: str, encoding: str) -> None:
    def kinds(inside: str) -> list[str]:
        declared = "" if encoding == "utf-16" else f'<?xml version="1.0" encoding="{encoding}"?>'
        text = f'{declared}<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">{where % inside}</components></bom>'
        bom = read_bytes(text.encode(encoding), Path("tcu.xml"), "tcu")
        return bom.problems.filter(severity="warning")["kind"].to_list()

    assert "not-here" in kinds(INCLUDE)
    assert "not-here" not in kinds("<!-- " + INCLUDE.replace("--", "") + " -->")

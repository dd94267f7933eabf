"""What CycloneDX says beyond a plain list of components: the same from JSON and from XML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx import json as cyclonedx_json
from bom_parsers.cyclonedx import xml

MARKS = {"bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1}
NAMESPACE = "http://cyclonedx.org/schema/bom/1.7"


def json_bom(**top: Any) -> Bom:
    return cyclonedx_json.read(json.dumps(MARKS | top).encode(), Path("unit.json"), "unit", "")


def json_part(**fields: Any) -> Bom:
    return json_bom(components=[{"type": "library", "name": "part", "bom-ref": "part", **fields}])


def xml_bom(inner: str) -> Bom:
    return xml.read(f'<bom xmlns="{NAMESPACE}">{inner}</bom>'.encode(), Path("unit.xml"), "unit", "")


def xml_part(inner: str) -> Bom:
    return xml_bom(
        f'<components><component type="library" bom-ref="part"><name>part</name>{inner}</component></components>'
    )


def stated(bom: Bom) -> list[tuple[Any, ...]]:
    return sorted(bom.properties.select("ref", "name", "value").rows())


def people(bom: Bom) -> list[tuple[Any, ...]]:
    return bom.parties.select("role", "name", "country", "scheme", "identifier", "url").rows()


SERVICES = {
    "bom-ref": "cloud",
    "provider": {"name": "Fictional Cloud Ltd.", "url": ["https://cloud.example"]},
    "group": "org.example",
    "name": "telemetry",
    "version": "2",
    "description": "takes positions",
    "endpoints": ["https://cloud.example/v2", "https://cloud.example/v1"],
    "authenticated": True,
    "x-trust-boundary": False,
    "trustZone": "outside",
    "data": [{"flow": "inbound", "classification": "PII"}],
    "licenses": [{"license": {"id": "MIT"}}],
    "properties": [{"name": "p", "value": "1"}],
    "services": [{"name": "store"}],
}
SERVICES_XML = """<services><service bom-ref="cloud"><provider><name>Fictional Cloud Ltd.</name>
<url>https://cloud.example</url></provider><group>org.example</group><name>telemetry</name><version>2</version>
<description>takes positions</description><endpoints><endpoint>https://cloud.example/v2</endpoint>
<endpoint>https://cloud.example/v1</endpoint></endpoints><authenticated>true</authenticated>
<x-trust-boundary>false</x-trust-boundary><trustZone>outside</trustZone>
<data><classification flow="inbound">PII</classification></data><licenses><license><id>MIT</id></license></licenses>
<properties><property name="p">1</property></properties><services><service><name>store</name></service></services>
</service></services>"""


@pytest.mark.parametrize("bom", [json_bom(services=[SERVICES]), xml_bom(SERVICES_XML)], ids=["json", "xml"])
def test_services_are_rows_of_no_kind_with_their_provider_as_supplier(bom: Bom) -> None:
    assert bom.components.select("kind", "type", "group", "name", "version", "licenses").rows() == [
        (None, "service", "org.example", "telemetry", "2", ["MIT"]),
        (None, "service", None, "store", None, []),
    ]
    assert bom.components["parent"].to_list() == [None, "cloud"]
    assert people(bom) == [("supplier", "Fictional Cloud Ltd.", None, None, None, "https://cloud.example")]
    assert stated(bom) == [
        ("cloud", "p", "1"),
        ("cloud", "service.authenticated", "true"),
        ("cloud", "service.data", "inbound PII"),
        ("cloud", "service.endpoint", "https://cloud.example/v1"),
        ("cloud", "service.endpoint", "https://cloud.example/v2"),
        ("cloud", "service.trustZone", "outside"),
        ("cloud", "service.x-trust-boundary", "false"),
    ]
    assert bom.problems.filter(severity="warning")["message"].to_list() == ["the document lists no components"]


def test_a_service_is_pointed_to_and_depended_on() -> None:
    bom = json_bom(
        components=[{"type": "library", "name": "a", "bom-ref": "a"}],
        services=[{"name": "s", "bom-ref": "s", "provider": {"name": "Example Ltd."}}],
        dependencies=[{"ref": "a", "dependsOn": ["s"]}],
    )
    assert bom.parties["pointer"].to_list() == ["/services/0/provider"]
    assert bom.components["pointer"].to_list() == ["/components/0", "/services/0"]
    assert bom.problems.is_empty()


PARTS = [{"type": "library", "name": n, "bom-ref": n} for n in "ab"]
PARTS_XML = "".join(f'<component type="library" bom-ref="{n}"><name>{n}</name></component>' for n in "ab")


@pytest.mark.parametrize(
    "bom",
    [
        json_bom(
            components=PARTS,
            compositions=[
                {"aggregate": "incomplete", "assemblies": ["a", "ghost"]},
                {"aggregate": "complete", "dependencies": ["b"]},
                {"aggregate": "unknown"},
            ],
        ),
        xml_bom(
            f"""<components>{PARTS_XML}</components><compositions><composition><aggregate>incomplete</aggregate>
            <assemblies><assembly ref="a"/><assembly ref="ghost"/></assemblies></composition><composition>
            <aggregate>complete</aggregate><dependencies><dependency ref="b"/></dependencies></composition>
            <composition><aggregate>unknown</aggregate></composition></compositions>"""
        ),
    ],
    ids=["json", "xml"],
)
def test_completeness_is_a_property_of_the_components_it_is_stated_of(bom: Bom) -> None:
    assert stated(bom) == [
        ("", "composition", "unknown"),
        ("a", "composition", "incomplete"),
        ("b", "composition.dependencies", "complete"),
        ("ghost", "composition", "incomplete"),
    ]
    assert bom.problems["message"].to_list() == [
        "a composition names 'ghost', which no component has as its ref",
        "the document says that the parts it lists for 2 components ('a', 'ghost') are incomplete",
        "the document says that the components it lists as a whole are complete or not, which its author does not know",
    ]
    assert bom.completeness["kind"].to_list() == ["dangling-ref", "stated-incomplete", "stated-incomplete"]
    assert bom.dependencies.is_empty()


PEDIGREE = {
    "ancestors": [{"type": "library", "group": "org.example", "name": "old", "version": "1"}],
    "descendants": [{"type": "library", "name": "new", "purl": "pkg:generic/new@3"}],
    "variants": [{"type": "library", "name": "twin"}],
    "commits": [
        {
            "uid": "7638417",
            "url": "https://git.example/7638417",
            "author": {"timestamp": "2024-03-01T10:00:00Z", "name": "Jo Example"},
            "committer": {"timestamp": "2024-03-02T10:00:00Z"},
        },
        {"uid": "42"},
    ],
    "patches": [
        {
            "type": "backport",
            "diff": {"url": "https://git.example/1.diff"},
            "resolves": [{"type": "security", "id": "CVE-2024-1"}, {"type": "defect", "name": "hangs"}],
        }
    ],
    "notes": "as changed",
}
PEDIGREE_XML = """<pedigree><ancestors><component type="library"><group>org.example</group><name>old</name>
<version>1</version></component></ancestors><descendants><component type="library"><name>new</name>
<purl>pkg:generic/new@3</purl></component></descendants><variants><component type="library"><name>twin</name></component>
</variants><commits><commit><uid>7638417</uid><url>https://git.example/7638417</url><author>
<timestamp>2024-03-01T10:00:00Z</timestamp><name>Jo Example</name></author><committer><timestamp>2024-03-02T10:00:00Z</timestamp>
</committer></commit><commit><uid>42</uid></commit></commits>
<patches><patch type="backport"><diff><url>https://git.example/1.diff</url></diff><resolves><issue type="security">
<id>CVE-2024-1</id></issue><issue type="defect"><name>hangs</name></issue></resolves></patch></patches>
<notes>as changed</notes></pedigree>"""


@pytest.mark.parametrize("bom", [json_part(pedigree=PEDIGREE), xml_part(PEDIGREE_XML)], ids=["json", "xml"])
def test_pedigree_names_relatives_and_tells_of_changes(bom: Bom) -> None:
    assert bom.components.select("name", "modified").rows() == [("part", True)]
    assert stated(bom) == [
        ("part", "pedigree.ancestor", "org.example/old@1"),
        ("part", "pedigree.commit", "42"),
        ("part", "pedigree.commit", "https://git.example/7638417"),
        ("part", "pedigree.commit.authored", "2024-03-01T10:00:00Z"),
        ("part", "pedigree.commit.committed", "2024-03-02T10:00:00Z"),
        ("part", "pedigree.descendant", "pkg:generic/new@3"),
        ("part", "pedigree.notes", "as changed"),
        ("part", "pedigree.patch", "backport"),
        ("part", "pedigree.patch.diff", "https://git.example/1.diff"),
        ("part", "pedigree.patch.resolves", "CVE-2024-1"),
        ("part", "pedigree.patch.resolves", "hangs"),
        ("part", "pedigree.variant", "twin"),
    ]
    assert bom.problems.is_empty()


FOUND = [{"license": {"id": "MIT"}}, {"expression": "ISC OR 0BSD"}]
FOUND_XML = "<licenses><license><id>MIT</id></license><expression>ISC OR 0BSD</expression></licenses>"


@pytest.mark.parametrize(
    ("bom", "licenses"),
    [
        (json_part(evidence={"licenses": FOUND}), []),
        (xml_part(f"<evidence>{FOUND_XML}</evidence>"), []),
        (json_part(licenses=[], evidence={"licenses": FOUND}), []),
        (json_part(licenses=[{"license": {"name": "House"}}], evidence={"licenses": FOUND}), ["House"]),
        (
            xml_part(f"<licenses><license><name>House</name></license></licenses><evidence>{FOUND_XML}</evidence>"),
            ["House"],
        ),
    ],
)
def test_licenses_that_were_found_in_files_are_none_of_the_component(bom: Bom, licenses: list[str]) -> None:
    assert bom.components["licenses"].to_list() == [licenses]
    assert stated(bom) == [("part", "evidence.license", "ISC OR 0BSD"), ("part", "evidence.license", "MIT")]


@pytest.mark.parametrize(
    "bom",
    [
        json_part(
            licenses=[
                {"license": {"id": "MIT", "acknowledgement": "declared"}},
                {"expression": "ISC OR 0BSD", "acknowledgement": "concluded"},
            ]
        ),
        xml_part(
            """<licenses><license acknowledgement="declared"><id>MIT</id></license>
            <expression acknowledgement="concluded">ISC OR 0BSD</expression></licenses>"""
        ),
    ],
    ids=["json", "xml"],
)
def test_declared_and_concluded_licenses_are_told_apart(bom: Bom) -> None:
    assert bom.components["licenses"].to_list() == [["MIT", "ISC OR 0BSD"]]
    assert stated(bom) == [("part", "license.concluded", "ISC OR 0BSD"), ("part", "license.declared", "MIT")]


@pytest.mark.parametrize(
    "bom",
    [
        json_part(isExternal=True, versionRange="vers:generic/>=2"),
        xml_part("<versionRange>vers:generic/&gt;=2</versionRange><isExternal>true</isExternal>"),
    ],
    ids=["json", "xml"],
)
def test_a_component_that_the_environment_provides_is_marked(bom: Bom) -> None:
    assert stated(bom) == [("part", "isExternal", "true"), ("part", "versionRange", "vers:generic/>=2")]


MANUFACTURER = {
    "name": "Beispiel Elektronik AG",
    "address": {"country": "DE"},
    "url": ["https://a.example", "https://b.example"],
    "contact": [
        {"name": "desk", "email": "desk@beispiel.example", "phone": "+49 30 0"},
        {"email": "psirt@beispiel.example"},
    ],
}
MANUFACTURER_XML = """<manufacturer><name>Beispiel Elektronik AG</name><address><country>DE</country></address>
<url>https://a.example</url><url>https://b.example</url><contact><name>desk</name><email>desk@beispiel.example</email>
<phone>+49 30 0</phone></contact><contact><email>psirt@beispiel.example</email></contact></manufacturer>"""


@pytest.mark.parametrize("bom", [json_part(manufacturer=MANUFACTURER), xml_part(MANUFACTURER_XML)], ids=["json", "xml"])
def test_several_identifiers_of_a_party_are_several_rows_of_it(bom: Bom) -> None:
    who = ("manufacturer", "Beispiel Elektronik AG", "DE")
    assert people(bom) == [
        (*who, "email", "desk@beispiel.example", "https://a.example"),
        (*who, "email", "psirt@beispiel.example", "https://b.example"),
        (*who, "phone", "+49 30 0", None),
    ]
    assert bom.parties["pointer"].n_unique() == 1


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("Organization: Fictional Query Inc.", "Fictional Query Inc.", None),
        ("Person: Jo Example (jo@example.org)", "Jo Example", "jo@example.org"),
        ("Organization: Example Embedded ()", "Example Embedded", None),
        ("Organization: Example (Europe)", "Example (Europe)", None),
        ("organization:Example", "Example", None),
        ("Personal: Example", "Personal: Example", None),
    ],
)
def test_the_words_of_spdx_around_a_name_are_no_part_of_it(written: str, name: str, email: str | None) -> None:
    for bom in (json_part(author=written), json_part(supplier={"name": written})):
        assert [row[1] for row in people(bom)] == [name]
        assert bom.parties["identifier"].to_list() == [email]


def test_an_organization_of_spdx_without_a_name_is_nobody() -> None:
    assert people(json_part(author="Organization: ", publisher="Organization: NOASSERTION")) == []


def test_properties_of_devices_and_their_certifications_are_kept_as_they_are() -> None:
    names = ["cdx:device:function", "cdx:device:deviceType", "cdx:device:certifications:US:FCC:id"]
    bom = json_part(properties=[{"name": name, "value": "FX-1"} for name in names])
    assert stated(bom) == [("part", name, "FX-1") for name in sorted(names)]


def test_a_license_with_the_inner_separator_in_it_stays_one() -> None:
    bom = json_part(licenses=[{"license": {"name": "a\x1fb"}}, {"license": {"name": "c"}}])
    assert bom.components["licenses"].to_list() == [["a\x1fb", "c"]]
    many = [{"type": "library", "name": str(i), "licenses": [{"license": {"name": f"l{i}"}}]} for i in range(700)]
    many[400]["licenses"] = [{"license": {"name": "a\x1fb"}}]
    assert json_bom(components=many).components["licenses"].to_list()[399:402] == [["l399"], ["a\x1fb"], ["l401"]]


def test_a_repeated_element_is_told_and_the_first_counts() -> None:
    bom = xml_part("<supplier><name>Shown Ltd.</name></supplier>\n<supplier><name>Hidden Ltd.</name></supplier>")
    assert [row[1] for row in people(bom)] == ["Shown Ltd."]
    assert bom.problems.select("message", "pointer").rows() == [("<supplier> is repeated; the first counts", "line 2")]

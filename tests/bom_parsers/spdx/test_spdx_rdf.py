"""SPDX 2.x in RDF/XML: each way to write a statement says the same, and no entity is ever expanded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.limits import raised
from bom_parsers.read import read_bytes
from bom_parsers.spdx.rdf import xml as rdf
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx.rdf")
HEAD = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"
 xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#" xmlns:doap="http://usefulinc.com/ns/doap#">
"""
DOCUMENT = """<SpdxDocument rdf:about="https://nordhafen.example/tcu#SPDXRef-DOCUMENT">
<specVersion>SPDX-2.3</specVersion><name>tcu</name>
<creationInfo><CreationInfo><creator>Tool: nordhafen-scan-1.2</creator></CreationInfo></creationInfo>
"""
NESTED = (
    HEAD
    + DOCUMENT
    + """<relationship><Relationship>
<relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
<relatedSpdxElement><Package rdf:about="https://nordhafen.example/tcu#SPDXRef-modem">
  <name>modem</name><versionInfo>4.1</versionInfo>
  <supplier>Organization: Nordhafen GmbH</supplier>
  <originator rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
  <primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_operatingSystem"/>
  <doap:homepage>https://nordhafen.example/</doap:homepage>
  <downloadLocation rdf:resource="http://spdx.org/rdf/terms#none"/>
  <licenseConcluded rdf:resource="http://spdx.org/licenses/MIT"/>
  <licenseDeclared><DisjunctiveLicenseSet>
    <member rdf:resource="http://spdx.org/licenses/Apache-2.0"/>
    <member><ConjunctiveLicenseSet><member rdf:resource="http://spdx.org/licenses/Zlib"/>
      <member><ExtractedLicensingInfo rdf:about="https://nordhafen.example/tcu#LicenseRef-1"/></member></ConjunctiveLicenseSet>
    </member></DisjunctiveLicenseSet></licenseDeclared>
  <checksum><Checksum><algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha256"/>
    <checksumValue>AB</checksumValue></Checksum></checksum>
  <externalRef><ExternalRef><referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>
    <referenceLocator>pkg:generic/modem@4.1</referenceLocator></ExternalRef></externalRef>
  <annotation><Annotation><rdfs:comment>icts:enables=telematics</rdfs:comment></Annotation></annotation>
  <relationship><Relationship>
    <relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
    <relatedSpdxElement><Package rdf:about="https://nordhafen.example/tcu#SPDXRef-lib"><name>lib</name></Package>
    </relatedSpdxElement></Relationship></relationship>
</Package></relatedSpdxElement></Relationship></relationship></SpdxDocument></rdf:RDF>"""
)
FLAT = (
    HEAD
    + """<rdf:Description rdf:nodeID="r2"><rdf:type rdf:resource="http://spdx.org/rdf/terms#Relationship"/>
<relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
<relatedSpdxElement rdf:resource="https://nordhafen.example/tcu#SPDXRef-lib"/></rdf:Description>
<Package rdf:about="https://nordhafen.example/tcu#SPDXRef-modem" name="modem" versionInfo="4.1">
<supplier>Organization: Nordhafen GmbH</supplier></Package>
<rdf:Description rdf:about="https://nordhafen.example/tcu#SPDXRef-lib" name="lib">
<rdf:type rdf:resource="http://spdx.org/rdf/terms#Package"/></rdf:Description>
<Relationship rdf:nodeID="r1" relationshipType="relationshipType_describes">
<relatedSpdxElement rdf:resource="https://nordhafen.example/tcu#SPDXRef-modem"/></Relationship>
<Package rdf:about="https://nordhafen.example/tcu#SPDXRef-modem"><checksum rdf:parseType="Resource">
<algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha256"/><checksumValue>AB</checksumValue></checksum>
<licenseConcluded rdf:resource="http://spdx.org/licenses/MIT"/>
<licenseDeclared rdf:nodeID="or"/><primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_operatingSystem"/>
<externalRef><ExternalRef referenceLocator="pkg:generic/modem@4.1">
<referenceType rdf:resource="http://spdx.org/rdf/references/purl"/></ExternalRef></externalRef>
<doap:homepage>https://nordhafen.example/</doap:homepage><annotation rdfs:comment="icts:enables=telematics"/>
<relationship rdf:nodeID="r2"/></Package>
<DisjunctiveLicenseSet rdf:nodeID="or"><member rdf:resource="http://spdx.org/licenses/Apache-2.0"/>
<member rdf:nodeID="and"/></DisjunctiveLicenseSet>
<ConjunctiveLicenseSet rdf:nodeID="and"><member rdf:resource="http://spdx.org/licenses/Zlib"/>
<member rdf:resource="https://nordhafen.example/tcu#LicenseRef-1"/></ConjunctiveLicenseSet>
"""
    + DOCUMENT
    + '<relationship rdf:nodeID="r1"/></SpdxDocument></rdf:RDF>'
)


def read(text: str | bytes) -> Bom:
    return rdf.read(text if isinstance(text, bytes) else text.encode(), PATH, "tcu", "cafe")


@pytest.mark.parametrize("text", [NESTED, FLAT, NESTED.replace("http://spdx.org/rdf", "https://spdx.org/rdf")])
def test_each_way_to_write_it_gives_the_same_rows(text: str) -> None:
    bom = read(text)
    modem = bom.components.row(0, named=True)
    assert (modem["ref"], modem["name"], modem["version"]) == ("SPDXRef-modem", "modem", "4.1")
    assert (modem["type"], modem["kind"], modem["hashes"]) == ("operating_system", "software", ["sha-256:ab"])
    assert modem["licenses"] == ["Apache-2.0 OR (Zlib AND LicenseRef-1)", "MIT"]
    assert (modem["purl"], bom.components["name"].to_list()) == ("pkg:generic/modem@4.1", ["modem", "lib"])
    assert bom.parties.select("ref", "role", "name").rows() == [("SPDXRef-modem", "supplier", "Nordhafen GmbH")]
    assert sorted(bom.properties.select("name", "value").rows()) == [
        ("homepage", "https://nordhafen.example/"),
        ("icts:enables", "telematics"),
    ]
    assert bom.dependencies.select("ref", "depends_on").rows() == [("SPDXRef-modem", "SPDXRef-lib")]
    assert (bom.subject, bom.tool, bom.spec_version, bom.format) == (
        "SPDXRef-modem",
        "nordhafen-scan-1.2",
        "2.3",
        "spdx-rdf",
    )
    assert problems(bom) == []


def test_pointers_are_lines() -> None:
    bom = read(NESTED)
    assert bom.components["pointer"].to_list() == ["line 8", "line 28"]
    assert bom.parties["pointer"].to_list() == ["line 10"]


def test_the_content_is_known_for_spdx() -> None:
    assert read_bytes(NESTED.encode(), Path("bom.txt"), "x").format == "spdx-rdf"
    assert read_bytes(NESTED.encode("utf-16"), Path("bom.txt"), "x").components.height == 2


def test_what_is_said_twice_in_different_words_is_told() -> None:
    again = '<Package rdf:about="https://nordhafen.example/tcu#SPDXRef-lib"><name>two</name></Package></rdf:RDF>'
    bom = read(NESTED.replace("</rdf:RDF>", again))
    assert bom.components["name"].to_list() == ["modem", "lib"]
    assert problems(bom) == [("name is given 2 times for 'SPDXRef-lib'; the first is used, not 'two'", "line 30")]


def test_an_external_document_with_two_addresses_is_reported() -> None:
    refers = (
        '<externalDocumentRef><ExternalDocumentRef rdf:about="https://kestrel.example/x#DocumentRef-x">'
        '<spdxDocument rdf:resource="https://kestrel.example/a"/><spdxDocument rdf:resource="https://kestrel.example/b"/>'
        "</ExternalDocumentRef></externalDocumentRef></SpdxDocument>"
    )
    bom = read(NESTED.replace("</SpdxDocument>", refers))
    assert bom.components.height == 2
    assert any("spdxDocument is given 2 times" in message for message, _ in problems(bom))


def test_licenses_in_a_ring_end() -> None:
    text = FLAT.replace('"https://nordhafen.example/tcu#LicenseRef-1"/></Conj', '"#x"/><member rdf:nodeID="or"/></Conj')
    bom = read(text)
    assert bom.components.height == 2
    assert any("licenses that contain each other" in message for message, _ in problems(bom))


REFUSED = {
    "doctype": ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + NESTED, "document type declaration"),
    "truncated": (NESTED[:-30], "malformed XML"),
    "other rdf": (HEAD + "</rdf:RDF>", "RDF without an SPDX document"),
    "other root": ("<svg/>", "<svg>"),
    "deep": (HEAD + "<Package><name>" * 3_000, "XML nested"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    text, words = REFUSED[case]
    assert words in refusal(read, text)


def test_the_limit_of_depth_can_be_lowered() -> None:
    with raised(depth=5), pytest.raises(InputError, match="nested deeper than 5 levels"):
        read(NESTED)


TAGS = [
    *("Package", "SpdxDocument", "name", "supplier", "relationship", "Relationship", "relatedSpdxElement", "checksum"),
    *(
        "Checksum",
        "licenseDeclared",
        "member",
        "ConjunctiveLicenseSet",
        "describesPackage",
        "rdf:Description",
        "rdf:RDF",
    ),
]
MARKS = [
    *("", ' rdf:about="#a"', ' rdf:about="#b"', ' rdf:nodeID="n"', ' rdf:resource="#a"', ' rdf:parseType="Resource"'),
    *(' rdf:parseType="Collection"', ' rdf:parseType="Literal"', ' rdf:ID="a"', ' name="x"', ' rdf:type="#Package"'),
]
TREES = st.recursive(
    st.sampled_from(["", "x", "\u4e00"]),
    lambda inner: st.lists(
        st.builds("<{0}{1}>{2}</{0}>".format, st.sampled_from(TAGS), st.sampled_from(MARKS), inner), max_size=4
    ).map("".join),
    max_leaves=25,
)


@given(TREES)
def test_any_tree_gives_a_bom_with_the_packages_in_it(tree: str) -> None:
    bom = read(f'{HEAD}<Package rdf:about="#z"/>{tree}</rdf:RDF>')
    assert bom.components["ref"][0] == "z"
    assert bom.components["ref"].n_unique() == bom.components.height


TAIL = "</Package></relatedSpdxElement></Relationship></relationship></SpdxDocument>"
ZLIB = (
    HEAD
    + DOCUMENT
    + """<relationship><Relationship>
<relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
<relatedSpdxElement><Package rdf:about="https://nordhafen.example/tcu#SPDXRef-z"><name>zlib</name>"""
    + TAIL
)
MODEM = "<name>LTE module</name><supplier>Organization: Nordhafen GmbH</supplier>"


@pytest.mark.parametrize(
    ("inside", "kind", "named"),
    [
        (
            f'<rdf:Description rdf:about="https://nordhafen.example/tcu#m">{MODEM}</rdf:Description>',
            "content",
            "of no class",
        ),
        (f'<Hardware rdf:about="https://nordhafen.example/tcu#m">{MODEM}</Hardware>', "content", "'Hardware'"),
        (f'<Checksum rdf:about="https://nordhafen.example/tcu#m">{MODEM}</Checksum>', "content", "'LTE module'"),
        (
            f'<File rdf:about="https://nordhafen.example/tcu#m"><fileName>a</fileName>{MODEM}</File>',
            "content",
            "'File'",
        ),
        ('<SpdxElement rdf:about="https://nordhafen.example/tcu#m"><name>LTE</name></SpdxElement>', "content", "'LTE'"),
        ('<Snippet rdf:about="https://nordhafen.example/tcu#m"><name>LTE</name></Snippet>', "content", "1 snippet"),
        ("LTE module, one of it", "text", "LTE module"),
        (
            '<Snippet rdf:about="https://nordhafen.example/tcu#m" xmlns:x="https://x.example/"><x:part>LTE</x:part></Snippet>',
            "unknown",
            "'part'",
        ),
    ],
    ids=["untyped", "unknown class", "other class", "file", "any element", "snippet", "text", "predicate"],
)
def test_what_may_be_a_component_and_is_not_read_is_reported(inside: str, kind: str, named: str) -> None:
    plain = read_bytes(f"{ZLIB}</rdf:RDF>".encode(), PATH, "tcu")
    bom = read_bytes(f"{ZLIB}{inside}</rdf:RDF>".encode(), PATH, "tcu")
    new = [row for row in gaps(bom) if row not in gaps(plain)]
    assert any(row[0].startswith(kind) and named in row[1] for row in new)


def test_values_without_a_class_are_read_where_spdx_has_them() -> None:
    checksum = '<checksum rdf:parseType="Resource"><algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha1"/>'
    checksum += "<checksumValue>d6a770ba38583ed4bb4525bd96e50461655d2758</checksumValue></checksum>"
    bom = read_bytes(f"{ZLIB.replace(TAIL, checksum + TAIL)}</rdf:RDF>".encode(), PATH, "tcu")
    assert gaps(bom) == gaps(read_bytes(f"{ZLIB}</rdf:RDF>".encode(), PATH, "tcu"))
    assert bom.components["hashes"][0].to_list() == ["sha-1:d6a770ba38583ed4bb4525bd96e50461655d2758"]


def gaps(bom: Bom) -> list[tuple[str, str]]:
    return [
        (str(kind), message)
        for kind, severity, message in bom.problems.select("kind", "severity", "message").rows()
        if severity != "info"
    ]


MIT, OWN = '"http://spdx.org/licenses/MIT"', '"https://nordhafen.example/tcu#LicenseRef-Own"'


@pytest.mark.parametrize(
    "stated",
    [
        f"<licenseDeclared rdf:resource={MIT}/><licenseDeclared rdf:resource={OWN}/>",
        f"<licenseDeclared><OrLaterOperator><member rdf:resource={MIT}/><member rdf:resource={OWN}/></OrLaterOperator>"
        "</licenseDeclared>",
        f"<licenseDeclared><WithExceptionOperator><member rdf:resource={MIT}/><member rdf:resource={OWN}/>"
        "</WithExceptionOperator></licenseDeclared>",
    ],
)
def test_a_license_that_hides_another_one_is_told(stated: str) -> None:
    package = f'<Package rdf:about="https://nordhafen.example/tcu#SPDXRef-a"><name>a</name>{stated}</Package>'
    bom = read(f"{HEAD}{DOCUMENT}</SpdxDocument>{package}</rdf:RDF>")
    assert bom.problems.filter(kind="repeated-value")["severity"].to_list() == ["warning"]

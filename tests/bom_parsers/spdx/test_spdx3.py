"""SPDX 3 in JSON-LD: what becomes of each thing, in each form that JSON-LD allows, and no context ever fetched."""

from __future__ import annotations

import copy
import json
import re
import socket
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.read import read_bytes
from bom_parsers.spdx import json as spdx_json
from bom_parsers.spdx.v3 import json as v3_json
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx3.json")
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
BASE = "https://nordhafen.example/tcu/"
TERMS = "https://spdx.org/rdf/3.0.1/terms/"


def element(kind: str, ref: str, **members: Any) -> dict[str, Any]:
    return {"type": kind, "spdxId": BASE + ref, "creationInfo": "_:c", **members}


def relationship(start: str, kind: str, *ends: str) -> dict[str, Any]:
    names = {"from": BASE + start, "relationshipType": kind, "to": [BASE + end for end in ends]}
    return element("Relationship", f"r-{start}-{kind}", **names)


GRAPH: list[dict[str, Any]] = [
    {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "createdUsing": [BASE + "scan"]},
    element("Tool", "scan", name="nordhafen-scan 1.2"),
    element(
        "Organization",
        "maker",
        name="Nordhafen GmbH",
        externalIdentifier=[
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "urlScheme",
                "identifier": "https://nordhafen.example",
            },
            {
                "type": "ExternalIdentifier",
                "externalIdentifierType": "other",
                "identifier": "529900T8BM49AURSDO55",
                "issuingAuthority": "GLEIF",
            },
        ],
    ),
    element(
        "Person",
        "kim",
        name="Kim Beispiel",
        externalIdentifier=[{"externalIdentifierType": "email", "identifier": "kim@kestrel.example"}],
    ),
    element("SpdxDocument", "document", name="tcu", rootElement=[BASE + "sbom"]),
    element("software_Sbom", "sbom", rootElement=[BASE + "modem"]),
    element(
        "software_Package",
        "modem",
        name="modem",
        software_packageVersion="4.1",
        summary="LTE modem firmware",
        software_primaryPurpose="firmware",
        software_packageUrl="pkg:generic/modem@4.1",
        software_homePage="https://nordhafen.example/modem",
        software_downloadLocation="NOASSERTION",
        suppliedBy=BASE + "maker",
        originatedBy=[BASE + "maker", BASE + "kim"],
        verifiedUsing=[
            {"type": "Hash", "algorithm": "sha256", "hashValue": "AB"},
            {"type": "Hash", "algorithm": "sha3_512", "hashValue": "CD"},
            {"type": "PackageVerificationCode", "algorithm": "sha1", "hashValue": "EF"},
        ],
        externalIdentifier=[
            {"externalIdentifierType": "cpe22", "identifier": "cpe:/a:n:m:4.1"},
            {"externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*"},
            {"externalIdentifierType": "swid", "identifier": "swid:m"},
        ],
        externalRef=[{"externalRefType": "vcs", "locator": ["https://git.nordhafen.example/modem"]}],
    ),
    element("software_Package", "lib", name="lib", software_primaryPurpose="library"),
    element("software_File", "file", name="m.c"),
    element("simplelicensing_LicenseExpression", "mit", simplelicensing_licenseExpression="MIT"),
    element("expandedlicensing_ConjunctiveLicenseSet", "both", expandedlicensing_member=[BASE + "mit", BASE + "own"]),
    element("simplelicensing_SimpleLicensingText", "own", name="LicenseRef-own"),
    relationship("modem", "hasDeclaredLicense", "both"),
    relationship("modem", "hasConcludedLicense", "mit"),
    relationship("modem", "contains", "lib", "file"),
    relationship("modem", "dependsOn", "lib"),
    element("security_VexFixedVulnAssessmentRelationship", "vex", relationshipType="fixedIn", to=[BASE + "modem"]),
    element("Annotation", "note", subject=BASE + "modem", statement="icts:enables=telematics"),
]


def document(*more: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"@context": CONTEXT, "@graph": [*GRAPH, *more], **members}


def read(value: Any) -> Bom:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return v3_json.read(text, PATH, "tcu", "cafe")


def test_a_package_becomes_one_component_with_all_that_is_said_of_it() -> None:
    bom = read(document())
    modem, lib = bom.components.to_dicts()
    assert {key: modem[key] for key in ("ref", "name", "version", "description", "type", "kind", "purl", "cpe")} == {
        "ref": BASE + "modem",
        "name": "modem",
        "version": "4.1",
        "description": "LTE modem firmware",
        "type": "firmware",
        "kind": "firmware",
        "purl": "pkg:generic/modem@4.1",
        "cpe": "cpe:2.3:a:n:m:4.1:*:*:*:*:*:*:*",
    }
    assert modem["hashes"] == ["sha-256:ab", "sha3-512:cd"]
    assert modem["licenses"] == ["MIT AND LicenseRef-own", "MIT"]
    assert (modem["pointer"], lib["parent"], lib["kind"]) == ("/@graph/6", BASE + "modem", "software")
    assert bom.parties.select("role", "name", "scheme", "identifier", "url", "pointer").rows() == [
        (
            "supplier",
            "Nordhafen GmbH",
            "lei",
            "529900T8BM49AURSDO55",
            "https://nordhafen.example",
            "/@graph/6/suppliedBy",
        ),
        *[
            (
                "developer",
                "Nordhafen GmbH",
                "lei",
                "529900T8BM49AURSDO55",
                "https://nordhafen.example",
                "/@graph/6/originatedBy/0",
            ),
            ("developer", "Kim Beispiel", "email", "kim@kestrel.example", None, "/@graph/6/originatedBy/1"),
        ],
    ]
    assert bom.properties.select("name", "value", "pointer").rows() == [
        ("externalRef:cpe22", "cpe:/a:n:m:4.1", "/@graph/6/externalIdentifier/0"),
        ("externalRef:swid", "swid:m", "/@graph/6/externalIdentifier/2"),
        ("externalRef:vcs", "https://git.nordhafen.example/modem", "/@graph/6/externalRef/0"),
        ("homepage", "https://nordhafen.example/modem", "/@graph/6/software_homePage"),
        ("icts:enables", "telematics", "/@graph/17"),
    ]
    assert bom.dependencies.select("ref", "depends_on").rows() == [(BASE + "modem", BASE + "lib")]
    assert (bom.format, bom.spec_version, bom.subject, bom.tool) == (
        "spdx3-json",
        "3.0.1",
        BASE + "modem",
        "nordhafen-scan 1.2",
    )
    assert problems(bom) == [
        ("1 element about vulnerabilities is left out", ""),
        ("1 file and 0 snippets belong to packages; they are no components here", ""),
    ]


PROFILES = {"software": "Software", "simplelicensing": "SimpleLicensing", "expandedlicensing": "ExpandedLicensing"}
IDS = ("suppliedBy", "originatedBy", "from", "to", "rootElement", "creationInfo", "createdUsing", "subject")


def address(name: str) -> str:
    profile, _, word = name.rpartition("_")
    return f"{TERMS}{PROFILES.get(profile, profile.capitalize() or 'Core')}/{word}"


def expanded(value: Any, key: str = "") -> Any:
    """Return the value as JSON-LD's expansion gives it: names as addresses, each value in an array and wrapped."""
    if isinstance(value, dict):
        made: dict[str, Any] = {}
        for name, member in value.items():
            if name == "type":
                made["@type"] = [address(member)]
            elif name in ("spdxId", "@id"):
                made["@id"] = member
            else:
                made[address(name)] = [
                    expanded(one, name) for one in (member if isinstance(member, list) else [member])
                ]
        return made
    if key.endswith(IDS) or key.endswith("member"):
        return {"@id": value}
    if key in ("relationshipType", "algorithm", "externalIdentifierType") or key.endswith("Purpose"):
        return {"@id": f"{TERMS}Core/{key}/{value}"}
    return {"@value": value}


def prefixed(value: Any) -> Any:
    """Return the value with the names as compact addresses."""
    if isinstance(value, list):
        return [prefixed(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name.replace("_", ":", 1) if "_" in name else name: prefixed(
            member.replace("_", ":", 1) if name == "type" and "_" in member else member
        )
        for name, member in value.items()
    }


def drafted(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the elements with the names of early drafts."""
    text = json.dumps(value)
    for name in (
        "Package",
        "File",
        "Sbom",
        "packageVersion",
        "packageUrl",
        "homePage",
        "downloadLocation",
        "primaryPurpose",
    ):
        text = text.replace(f'"software_{name}"', f'"{name}"')
    drafts: list[dict[str, Any]] = json.loads(text.replace('"externalIdentifier"', '"externalIdentifiers"'))
    return drafts


def inlined(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the elements with those that are named only once or so written where they are named."""
    elements = copy.deepcopy(value)
    by_id = {one.get("spdxId", one.get("@id")): copy.deepcopy(one) for one in value}
    for one in elements:
        one["creationInfo"] = {"specVersion": "3.0.1", "createdUsing": by_id[BASE + "scan"]}
        if one["type"] == "software_Package" and "suppliedBy" in one:
            one["suppliedBy"] = by_id[BASE + "maker"]
            one["originatedBy"] = [BASE + "maker", copy.deepcopy(by_id[BASE + "kim"])]
    return [one for one in elements if one["type"] not in ("CreationInfo", "Organization", "Person", "Tool")]


FORMS = {
    "expanded": {"@graph": expanded({"x_x": GRAPH})[address("x_x")]},
    "expanded without a graph": expanded({"x_x": GRAPH})[address("x_x")],
    "compact addresses": {"@graph": prefixed(GRAPH)},
    "draft names": {"@graph": drafted(GRAPH)},
    "elements in elements": {"@graph": inlined(GRAPH)},
    "several documents": [document(), {"@graph": []}],
    "one value without brackets": {
        "@graph": [{k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in one.items()} for one in GRAPH]
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_json_ld_gives_the_same_rows(form: str) -> None:
    text = json.dumps({"@context": CONTEXT, **FORMS[form]} if isinstance(FORMS[form], dict) else FORMS[form]).encode()
    assert v3_json.looks_like(text)
    bom, usual = read(text), read(document())
    for frame in ("components", "parties", "properties", "dependencies"):
        mine, theirs = getattr(bom, frame), getattr(usual, frame)
        columns = [column for column in mine.columns if column != "pointer"]
        assert mine.select(columns).rows() == theirs.select(columns).rows(), frame
    assert (bom.subject, bom.tool, bom.spec_version) == (usual.subject, usual.tool, usual.spec_version)
    assert problems(bom, "warning") == []


def test_one_element_is_a_document() -> None:
    bom = read({"@context": CONTEXT, **GRAPH[7]})
    assert (bom.components["name"].to_list(), bom.components["pointer"].to_list()) == (["lib"], [""])


def test_hardware_of_the_next_version_is_read() -> None:
    board = element(
        "hardware_PhysicalHardware",
        "board",
        name="telematics board",
        hardware_partNumber="NH-4711",
        hardware_productAgent=BASE + "maker",
        hardware_serialNumber="7",
    )
    screws = element("hardware_BulkHardware", "screws", name="screws", hardware_bulkQuantity=12)
    device = element("software_Package", "unit", name="unit", software_primaryPurpose="device")
    bom = read(document(board, screws, device))
    assert bom.components.select("name", "kind", "mpn", "quantity").rows()[2:] == [
        ("telematics board", "hardware", "NH-4711", None),
        ("screws", "hardware", None, 12.0),
        ("unit", "hardware", None, None),
    ]
    assert ("manufacturer", "Nordhafen GmbH") in bom.parties.select("role", "name").rows()
    assert ("serialNumber", "7") in bom.properties.select("name", "value").rows()


@pytest.mark.parametrize(
    ("agent", "complaint"),
    [
        (BASE + "nobody", "is not in the document"),
        (BASE + "scan", "is Tool, not a person"),
        (BASE + "lib", "is software_Package, not a person"),
        (BASE + "unnamed", "has no name"),
        (TERMS + "Core/NoAssertionElement", ""),
        (BASE + "oe", "build system"),
    ],
)
def test_who_is_no_person_is_no_party(agent: str, complaint: str) -> None:
    more = [element("Organization", "unnamed"), element("Organization", "oe", name="OpenEmbedded")]
    bom = read(document(*more, element("software_Package", "x", name="x", suppliedBy=agent)))
    assert BASE + "x" not in bom.parties["ref"]
    found = [message for message, pointer in problems(bom) if pointer == "/@graph/20/suppliedBy"]
    assert [complaint in message for message in found] == ([True] if complaint else [])


def test_a_relationship_with_nothing_is_told_and_one_with_an_import_is_known() -> None:
    text = document(relationship("lib", "dependsOn", "gone", "elsewhere"))
    text["@graph"][4] = {**GRAPH[4], "import": [{"type": "ExternalMap", "externalSpdxId": BASE + "elsewhere"}]}
    bom = read(text)
    elsewhere = f"in other documents, as {BASE + 'elsewhere'!r}, not read with this one"
    assert problems(bom, "warning") == [
        (f"relationship with {BASE + 'gone'!r}, which is not in the document", "/@graph/18"),
        (f"1 of {bom.components.height + 1} packages was not seen: {elsewhere}", "/@graph/18"),
    ]
    assert any("elsewhere" in message for message, _ in problems(bom, "info"))


def test_a_supplier_given_twice_is_told() -> None:
    text = json.dumps(document()).replace('"suppliedBy"', f'"suppliedBy": "{BASE}kim", "suppliedBy"')
    bom = read(text.encode())
    assert bom.parties["name"][0] == "Nordhafen GmbH"
    assert "key 'suppliedBy' is repeated" in problems(bom, "warning")[0][0]


def test_no_context_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the reader opens a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    text = {**document(), "@context": "http://127.0.0.1:9/ctx.jsonld"}
    assert read(text).components.height == 2
    assert read_bytes(json.dumps(text).encode(), Path("bom.txt"), "x").format == "spdx3-json"


def test_yocto_packages_are_told_by_their_stage() -> None:
    place = "http://spdx.org/spdxdocs/acl{}-3a7084c7-0f68-55ec-aaab-f9397756bc81/1863d5/{}"
    refs = [place.format("", "package/libacl1"), place.format("", "source/1"), place.format("-native", "source/1")]
    graph = [
        {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "createdUsing": [BASE + "t"]},
        element("Tool", "t", name="oe-spdx-creator 1.0"),
        *({"type": "software_Package", "spdxId": ref, "name": "acl", "creationInfo": "_:c"} for ref in refs),
    ]
    stages = ("runtime", "recipe", "native")
    without_product = read({"@context": CONTEXT, "@graph": [*graph[:2], *graph[3:]]})
    assert without_product.properties.select("ref", "value").rows() == list(zip(refs[1:], stages[1:], strict=True))
    whole = read({"@context": CONTEXT, "@graph": graph})
    assert whole.components["ref"].to_list() == refs[:1]
    assert any(
        "2 of 3 packages are recipes, sources and tools of the build" in message for message, _ in problems(whole)
    )


@pytest.mark.parametrize("keeps", ["contained", "person", "address"])
def test_what_built_the_product_stays_where_it_ships_or_names_a_person(keeps: str) -> None:
    product, source = "http://spdx.org/spdxdocs/a/package/a", "http://spdx.org/spdxdocs/a/source/1"
    more: dict[str, str] = {}
    relations = []
    if keeps == "contained":
        relations = [element("Relationship", "r", **{"from": product, "relationshipType": "contains", "to": [source]})]
    elif keeps == "person":
        more["suppliedBy"] = BASE + "nordhafen"
    else:
        more["software_downloadLocation"] = "https://gitee.com/a/a.git"
    graph = [
        {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "createdUsing": [BASE + "t"]},
        element("Tool", "t", name="oe-spdx-creator 1.0"),
        element("Organization", "nordhafen", name="Nordhafen GmbH"),
        {"type": "software_Package", "spdxId": product, "name": "a"},
        {"type": "software_Package", "spdxId": source, "name": "a-src", **more},
        *relations,
    ]
    assert source in read({"@context": CONTEXT, "@graph": graph}).components["ref"].to_list()


def test_half_a_surrogate_pair_in_the_type_of_a_supplier_is_reported() -> None:
    maker = {"type": "x\ud800", "spdxId": BASE + "odd", "creationInfo": "_:info"}
    lib = element("software_Package", "odd-lib", name="odd lib", suppliedBy=BASE + "odd")
    bom = read(document(maker, lib))
    assert "odd lib" in bom.components["name"].to_list()
    assert "half of a surrogate pair in the text; read as U+FFFD" in [message for message, _ in problems(bom)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"@context": {"Package": "https://spdx.org/rdf/3.0.1/terms/Software/Package"}}', "without an element"),
        (json.dumps(document()).encode()[:-40], "broken JSON"),
        (b'{"@context": "x", "@graph": ' + b"[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(text: bytes, words: str) -> None:
    assert re.search(words, refusal(read, text))


@pytest.mark.parametrize(
    ("text", "spdx"),
    [
        (json.dumps(document()).encode(), True),
        (b'{"type": "SpdxDocument", "spdxId": "http://x.example/d"}', True),
        (b'{"@context": "https://schema.org", "@graph": []}', False),
        (b'{"bomFormat": "CycloneDX", "x": {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}}', False),
        (b'{"spdxVersion": "SPDX-2.3", "x": {"spdxId": 1}}', False),
        (b"{}", False),
    ],
)
def test_spdx_3_is_known_by_its_members(text: bytes, spdx: bool) -> None:
    assert v3_json.looks_like(text) is spdx
    assert not spdx or not spdx_json.looks_like(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from([BASE + "modem", "_:c"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "spdxId", "@value", "@id", "name", "identifier", "@graph"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)
MEMBERS = [
    *(
        "type",
        "spdxId",
        "@id",
        "suppliedBy",
        "originatedBy",
        "verifiedUsing",
        "externalIdentifier",
        "externalRef",
        "from",
    ),
    *(
        "to",
        "relationshipType",
        "rootElement",
        "software_primaryPurpose",
        "subject",
        "statement",
        "creationInfo",
        "import",
    ),
    *(
        "simplelicensing_licenseExpression",
        "expandedlicensing_member",
        "hardware_bulkQuantity",
        "software_additionalPurpose",
    ),
]


@given(st.integers(0, len(GRAPH) - 1), st.dictionaries(st.sampled_from(MEMBERS), VALUES, max_size=5), st.booleans())
def test_any_values_in_any_element_lose_no_other_one(at: int, members: dict[str, Any], alone: bool) -> None:
    graph: list[Any] = [*GRAPH, element("software_Package", "last", name="last")]
    graph[at] = members if alone else {**graph[at], **members}
    bom = read({"@context": CONTEXT, "@graph": graph})
    assert "last" in bom.components["name"].to_list()
    assert bom.components["ref"].n_unique() == bom.components.height


def test_identifiers_and_hashes_that_stand_as_elements_of_their_own_are_read_by_their_ids() -> None:
    graph = [
        {"type": "CreationInfo", "@id": "_:ci", "specVersion": "3.0"},
        {
            "type": "software_Package",
            "spdxId": "SPDXRef-P",
            "name": "navlib",
            "externalIdentifier": ["SPDXRef-I", {"@id": "SPDXRef-C"}],
            "verifiedUsing": ["SPDXRef-H"],
        },
        {
            "type": "ExternalIdentifier",
            "spdxId": "SPDXRef-I",
            "externalIdentifierType": "PACKAGE_URL",
            "identifier": "pkg:generic/navlib@2",
        },
        {
            "type": "ExternalIdentifier",
            "spdxId": "SPDXRef-C",
            "externalIdentifierType": "CPE23",
            "identifier": "cpe:2.3:a:navlib:navlib:2:*:*:*:*:*:*:*",
        },
        {"type": "Hash", "spdxId": "SPDXRef-H", "algorithm": "SHA256", "hashValue": "ab"},
        {"type": "AnyLicenseInfo", "spdxId": "SPDXRef-L", "name": "MIT"},
        {
            "type": "Relationship",
            "spdxId": "SPDXRef-R",
            "from": "SPDXRef-P",
            "relationshipType": "HAS_DECLARED_LICENSE",
            "to": ["SPDXRef-L"],
        },
    ]
    bom = read({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph})
    assert bom.components.select("purl", "cpe", "hashes", "licenses").rows() == [
        ("pkg:generic/navlib@2", "cpe:2.3:a:navlib:navlib:2:*:*:*:*:*:*:*", ["sha-256:ab"], ["MIT"])
    ]
    assert problems(bom) == []


@pytest.mark.parametrize("member", ["type", "spdxId", "name"])
def test_half_a_surrogate_pair_anywhere_is_told_and_does_no_harm(member: str) -> None:
    agent = {"type": "Organization", "spdxId": "https://a.example/who", "name": "Nordhafen"}
    agent[member] += "\ud800"
    package = {"type": "software_Package", "spdxId": "https://a.example/p", "name": "fw", "suppliedBy": agent["spdxId"]}
    bom = read({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [agent, package]})
    assert bom.components["name"].to_list() == ["fw"]
    assert any("surrogate" in message for message, _ in problems(bom))
    assert all(str(row).encode() for frame in (bom.parties, bom.problems) for row in frame.iter_rows())


@pytest.mark.parametrize(
    "hidden",
    [
        {"type": "ex:Hardware"},
        {"type": "Element"},
        {"type": "Artifact"},
        {"type": "Tool", "software_primaryPurpose": "device"},
        {"type": "software_File", "software_primaryPurpose": "device"},
        {"type": "Organization", "hardware_partNumber": "EC25-E"},
    ],
)
def test_an_element_with_a_name_that_no_frame_has_is_reported(hidden: dict[str, Any]) -> None:
    graph = [element("software_Package", "c", name="GRM155"), {**element("", "m", name="EC25-E"), **hidden}]
    text = json.dumps({"@context": CONTEXT, "@graph": graph})
    warned = read_bytes(text.encode(), PATH, "tcu").problems.filter(kind="content-left-out", severity="warning")
    assert "'EC25-E'" in warned["message"][0]


@pytest.mark.parametrize("key", ["x", "parts", "verifiedUsing"])
def test_an_element_inside_another_one_under_any_key_is_reported(key: str) -> None:
    inner = element("software_Package", "m", name="EC25-E")
    around = element("software_Package", "c", name="GRM155", **{key: [inner]})
    for document in ({"@graph": [around]}, {"@graph": [element("software_Package", "c", name="C")], key: [inner]}):
        text = json.dumps({"@context": CONTEXT, **document})
        assert any("'EC25-E'" in message for message, _ in problems(read_bytes(text.encode(), PATH, "tcu")))


def test_what_a_document_lists_or_imports_and_has_not_is_a_gap() -> None:
    modem, package = "https://x.example/modem", element("software_Package", "c", name="GRM155")

    def gaps(**said: Any) -> list[str]:
        document = {"type": "SpdxDocument", "spdxId": "https://x.example/d", "creationInfo": "_:ci", **said}
        text = json.dumps({"@context": CONTEXT, "@graph": [package, document]})
        reported = read_bytes(text.encode(), PATH, "tcu").problems
        named = reported.filter(pl.col("message").str.contains(modem, literal=True), severity="warning")
        return [str(kind) for kind in named["kind"]]

    imported = [{"type": "ExternalMap", "externalSpdxId": modem}]
    assert gaps(**{"import": imported}) == ["not-here"]
    assert gaps(rootElement=[package["spdxId"], modem]) == ["dangling-ref"]
    assert gaps(element=[package["spdxId"], modem]) == ["dangling-ref"]
    assert gaps(rootElement=[modem], **{"import": imported}) == ["not-here"]
    assert gaps(rootElement=[package["spdxId"]], element=["https://spdx.org/licenses/MIT"]) == []


@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("kind", ["Organization", "Person"])
def test_persons_of_one_id_all_count_and_are_told(kind: str, is_first: bool) -> None:
    other = element(kind, "maker", name="Hafen Funk")
    top = document(other)
    if is_first:
        top["@graph"] = [top["@graph"][-1], *top["@graph"][:-1]]
    bom = read(top)
    for role in ("supplier", "developer"):
        names = bom.parties.filter((pl.col("ref") == BASE + "modem") & (pl.col("role") == role))["name"]
        assert {"Nordhafen GmbH", "Hafen Funk"} <= set(names)
    assert bom.problems.filter(pl.col("kind") == "repeated-ref")["severity"].to_list() == ["warning"]


def test_a_person_that_is_listed_twice_alike_is_one() -> None:
    again = element("Organization", "other", name="Hafen Funk", comment="said again")
    bom = read(document(element("Organization", "other", name="Hafen Funk"), again))
    assert "repeated-ref" not in bom.problems["kind"].to_list()


def test_licenses_of_one_id_all_count_and_are_told() -> None:
    def license(text: str) -> dict[str, Any]:
        return element("simplelicensing_LicenseExpression", "shared", simplelicensing_licenseExpression=text)

    licensed = [
        relationship("other", "hasDeclaredLicense", "shared"),
        element("software_Package", "other", name="other"),
    ]
    bom = read(document(license("MIT"), license("LicenseRef-Own"), *licensed))
    stated = bom.components.filter(pl.col("ref") == BASE + "other")["licenses"].to_list()
    assert stated == [["MIT", "LicenseRef-Own"]]
    assert bom.problems.filter(pl.col("kind") == "repeated-ref")["severity"].to_list() == ["warning"]

"""Documents of elements that say nothing, and of too many components, are refused before they fill the memory."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bom_parsers import InputError, read_bom
from bom_parsers.bom import MOST_OF_A_KIND, PROBLEMS, Rows
from bom_parsers.limits import raised

CDX = b'{"bomFormat":"CycloneDX","specVersion":"1.6","components":['
SPDX = b'{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","packages":['
RDF = b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#">'
# Beginning, what is repeated, what stands between two of it, and the end.
SAYING_NOTHING: dict[str, tuple[bytes, bytes, bytes, bytes]] = {
    "cyclonedx-json": (CDX, b"{}", b",", b"]}"),
    "numbers": (CDX, b"1", b",", b"]}"),
    "texts": (CDX, b'""', b",", b"]}"),
    "arrays": (CDX, b"[]", b",", b"]}"),
    "properties": (CDX + b'{"name":"a","properties":[', b"{}", b",", b"]}]}"),
    "cyclonedx-xml": (
        b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>',
        b"<component/>",
        b"",
        b"</components></bom>",
    ),
    "cyclonedx-protobuf": (b"\x0a\x031.6", b"\x2a\x00", b"", b""),
    "spdx-json": (SPDX, b"{}", b",", b"]}"),
    "spdx3-json": (b'{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":[', b'{"type":"a"}', b",", b"]}"),
    "spdx-rdf": (RDF + b"<s:SpdxDocument/>", b"<s:Package/>", b"", b"</r:RDF>"),
    "spdx-xml": (b"<Document><spdxVersion>SPDX-2.3</spdxVersion>", b"<packages/>", b"", b"</Document>"),
    "spdx-tag-value": (b"SPDXVersion: SPDX-2.3\n", b"PackageName:\n", b"", b""),
    "spdx-yaml": (b"spdxVersion: SPDX-2.3\nSPDXID: a\npackages:\n", b"- {}\n", b"", b""),
    "spdx-yaml in brackets": (b"spdxVersion: SPDX-2.3\nSPDXID: a\npackages: [", b"{}", b",", b"]\n"),
    "kicad-xml": (b"<export><components>", b"<comp/>", b"", b"</components></export>"),
}


def document(case: str, count: int) -> bytes:
    begin, one, between, end = SAYING_NOTHING[case]
    return begin + between.join([one] * count) + end


@pytest.mark.parametrize("case", SAYING_NOTHING)
def test_a_document_of_elements_that_say_nothing_is_refused(case: str) -> None:
    with pytest.raises(InputError, match=r"elements in [0-9,]+ bytes, most of which say nothing.*bytes_an_element"):
        read_bom("a", data=document(case, 260_000))


def test_it_is_read_where_the_limit_is_lowered_or_the_elements_are_few() -> None:
    with raised(bytes_an_element=1):
        assert read_bom("a", data=document("cyclonedx-json", 260_000)).components.height == 260_000
    assert read_bom("a", data=document("cyclonedx-json", 5_000)).components.height == 5_000


def test_few_packed_bytes_do_not_become_millions_of_values() -> None:
    packed = gzip.compress(document("cyclonedx-json", 3_400_000), 9)
    assert len(packed) < 20_000
    with pytest.raises(InputError, match="a file that inflates from"):
        read_bom("a", data=packed)


def test_aliases_of_yaml_count_as_what_they_stand_for() -> None:
    checksums = ",".join(['{algorithm: "SHA1"}'] * 500)
    packages = "- {name: modem, checksums: *all}\n" * 500
    text = f"spdxVersion: SPDX-2.3\nSPDXID: a\nshared: &all [{checksums}]\npackages:\n{packages}"
    with pytest.raises(InputError, match="aliases that stand for more than"):
        read_bom("a", data=text.encode())


NAMED = {
    "cyclonedx-json": CDX + b",".join([b'{"name":"modem","type":"device"}'] * 4) + b"]}",
    "nested": CDX + b'{"name":"a","components":[{"name":"b"},{"name":"c"},{"name":"d"}]}]}',
    "not as the schema has it": CDX + b",".join([b'{"name":1}'] * 4) + b"]}",
    "cyclonedx-xml": b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>'
    + b"<component><name>a</name></component>" * 4
    + b"</components></bom>",
    "cyclonedx-protobuf": b"\x0a\x031.6" + b"\x2a\x03\x42\x01a" * 4,
    "spdx-json": SPDX + b",".join([b'{"name":"modem"}'] * 4) + b"]}",
    "spdx-json astray": SPDX + b",".join([b'{"name":1}'] * 4) + b"]}",
    "spdx3-json": b'{"@context":"https://spdx.org/rdf/3.0.1/x","@graph":['
    + b",".join([b'{"type":"software_Package"}'] * 4)
    + b"]}",
    "spdx-rdf": RDF + b"<s:SpdxDocument/>" + b"<s:Package><s:name>a</s:name></s:Package>" * 4 + b"</r:RDF>",
    "spdx-xml": b"<Document><spdxVersion>SPDX-2.3</spdxVersion>"
    + b"<packages><name>a</name></packages>" * 4
    + b"</Document>",
    "spdx-tag-value": b"SPDXVersion: SPDX-2.3\n" + b"PackageName: a\n" * 4,
    "spdx-yaml": b"spdxVersion: SPDX-2.3\nSPDXID: a\npackages:\n" + b"- {name: a}\n" * 4,
    "hbom-csv": b"Designator,Manufacturer,MPN\n" + b"".join(b"U%d,Quectel,EC25-%d\n" % (i, i) for i in range(4)),
}


@pytest.mark.parametrize("case", NAMED)
def test_more_components_than_the_limit_are_refused_and_the_limit_can_be_raised(case: str) -> None:
    with (
        raised(components=3),
        pytest.raises(InputError, match=r"more than 3 components.*raise the limit by --limit components=NUMBER"),
    ):
        read_bom(Path("a"), data=NAMED[case])
    with raised(components=4):
        assert read_bom(Path("a"), data=NAMED[case]).components.height == 4


def test_problems_of_one_kind_are_told_up_to_a_number_and_then_counted() -> None:
    problems = Rows(PROBLEMS)
    for i in range(MOST_OF_A_KIND + 5):
        problems.add(kind="missing-ref", severity="info", message="no ref", pointer=f"/{i}")
    problems.add(kind="missing-ref", severity="warning", message="another", pointer="")
    frame = problems.frame("a")
    assert frame.height == MOST_OF_A_KIND + 2
    last = frame.row(-1, named=True)
    assert (last["kind"], last["severity"], last["pointer"]) == ("missing-ref", "info", f"/{MOST_OF_A_KIND}")
    assert last["message"].startswith("5 more problems of this kind from here on: ")

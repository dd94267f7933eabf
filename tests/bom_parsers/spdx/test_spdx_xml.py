"""SPDX 2.x in XML: the same frames as in JSON, with lines for pointers, and no entity ever expanded."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.read import read_bytes
from bom_parsers.spdx import xml
from tests.bom_parsers.outcomes import problems, refusal

PATH = Path("tcu.spdx.xml")
DOCUMENT = """<?xml version='1.0' encoding='UTF-8'?>
<Document>
  <SPDXID>SPDXRef-DOCUMENT</SPDXID>
  <spdxVersion>SPDX-2.3</spdxVersion>
  <creationInfo><creators>Organization: Nordhafen GmbH</creators><creators>Tool: nordhafen-scan-1.2</creators></creationInfo>
  <packages>
    <SPDXID>SPDXRef-modem</SPDXID>
    <name>modem &amp; radio</name>
    <versionInfo>4.1</versionInfo>
    <supplier>Organization: Nordhafen GmbH (bom@nordhafen.example)</supplier>
    <originator>Kestrel Radio</originator>
    <licenseDeclared>MIT</licenseDeclared>
    <checksums><algorithm>SHA1</algorithm><checksumValue>AB</checksumValue></checksums>
    <checksums><algorithm>SHA256</algorithm><checksumValue>CD</checksumValue></checksums>
    <externalRefs>
      <referenceCategory>PACKAGE-MANAGER</referenceCategory>
      <referenceType>purl</referenceType>
      <referenceLocator>pkg:generic/modem@4.1</referenceLocator>
    </externalRefs>
    <annotations><comment>icts:enables=telematics</comment></annotations>
    <primaryPackagePurpose>FIRMWARE</primaryPackagePurpose>
  </packages>
  <packages><SPDXID>SPDXRef-lib</SPDXID><name>lib</name><downloadLocation>NONE</downloadLocation></packages>
  <files><SPDXID>SPDXRef-file</SPDXID></files>
  <relationships>
    <spdxElementId>SPDXRef-DOCUMENT</spdxElementId>
    <relationshipType>DESCRIBES</relationshipType>
    <relatedSpdxElement>SPDXRef-modem</relatedSpdxElement>
  </relationships>
  <relationships>
    <spdxElementId>SPDXRef-modem</spdxElementId>
    <relationshipType>DEPENDS_ON</relationshipType>
    <relatedSpdxElement>SPDXRef-lib</relatedSpdxElement>
  </relationships>
</Document>
"""


def read(text: str | bytes) -> Bom:
    return xml.read(text if isinstance(text, bytes) else text.encode(), PATH, "tcu", "cafe")


def test_a_document_becomes_rows_with_lines_for_pointers() -> None:
    bom = read(DOCUMENT)
    modem, lib = bom.components.to_dicts()
    assert (modem["ref"], modem["name"], modem["version"], modem["kind"]) == (
        "SPDXRef-modem",
        "modem & radio",
        "4.1",
        "firmware",
    )
    assert (modem["hashes"], modem["licenses"], modem["purl"]) == (
        ["sha-1:ab", "sha-256:cd"],
        ["MIT"],
        "pkg:generic/modem@4.1",
    )
    assert (modem["pointer"], lib["pointer"]) == ("line 6", "line 23")
    assert bom.parties.select("role", "name", "identifier", "pointer").rows() == [
        ("supplier", "Nordhafen GmbH", "bom@nordhafen.example", "line 10"),
        ("developer", "Kestrel Radio", None, "line 11"),
    ]
    assert bom.properties.select("name", "value", "pointer").rows() == [("icts:enables", "telematics", "line 20")]
    assert bom.dependencies.select("ref", "depends_on").rows() == [("SPDXRef-modem", "SPDXRef-lib")]
    assert (bom.format, bom.spec_version, bom.subject, bom.tool) == (
        "spdx-xml",
        "2.3",
        "SPDXRef-modem",
        "nordhafen-scan-1.2",
    )
    assert [pointer for _, pointer in problems(bom)] == ["", "line 11"]


def test_the_content_is_known_for_spdx() -> None:
    assert read_bytes(DOCUMENT.encode(), Path("bom.txt"), "x").format == "spdx-xml"
    utf16 = DOCUMENT.replace("UTF-8", "UTF-16").encode("utf-16")
    assert read_bytes(utf16, Path("bom.txt"), "x").components.height == 2


def test_packages_inside_what_is_described_are_read() -> None:
    text = """<SpdxDocument><Document><spdxVersion>SPDX-2.2</spdxVersion><documentDescribes>
<Package><SPDXID>SPDXRef-a</SPDXID><name>modem</name></Package></documentDescribes></Document></SpdxDocument>"""
    bom = read(text)
    assert (bom.components["name"].to_list(), bom.subject) == (["modem"], "SPDXRef-a")


@pytest.mark.parametrize(
    ("old", "new", "message", "pointer"),
    [
        ("<name>lib</name>", "<name>lib</name><name>two</name>", "<name> is given twice", "line 23"),
        ("<name>lib</name>", "<name><b>l</b>ib</name>", "where a text was expected", "line 23"),
        (
            "<packages><SPDXID>SPDXRef-lib",
            "<packages>lib</packages><packages><SPDXID>SPDXRef-lib",
            "left out",
            "line 23",
        ),
        ("<spdxVersion>", "<spdxVersion>SPDX-2.3</spdxVersion><spdxVersion>", "given twice; the first", "line 4"),
    ],
)
def test_what_deviates_is_used_and_told(old: str, new: str, message: str, pointer: str) -> None:
    bom = read(DOCUMENT.replace(old, new))
    assert "lib" in bom.components["name"].to_list()
    assert any(message in found and where == pointer for found, where in problems(bom))


REFUSED = {
    "doctype": ('<!DOCTYPE Document [<!ENTITY x "y">]>' + DOCUMENT[39:], "document type declaration"),
    "truncated": (DOCUMENT[:-30], "malformed XML"),
    "other document": ("<Document><title>x</title></Document>", "without <spdxVersion>"),
    "other root": ("<Documents/>", "<Documents>"),
    "not xml": ("SPDXVersion: SPDX-2.3", "malformed XML"),
    "wrong bytes": (DOCUMENT.replace("modem", "Ger\xe4t").encode("latin-1"), "not what the text says"),
    "deep": ("<Document><spdxVersion>" + "<a>" * 200_000, "XML"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(case: str) -> None:
    text, words = REFUSED[case]
    assert words in refusal(read, text)


NAMES = [
    "packages",
    "name",
    "SPDXID",
    "supplier",
    "checksums",
    "relationships",
    "creationInfo",
    "documentDescribes",
    "Package",
]
TREES = st.recursive(
    st.text("ab<&\u4e00 ", max_size=6).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.lists(st.builds("<{0}>{1}</{0}>".format, st.sampled_from(NAMES), inner), max_size=4).map("".join),
    max_leaves=20,
)


@given(TREES, st.integers(0, 40))
def test_any_tree_gives_a_bom_or_an_input_error(tree: str, cut: int) -> None:
    text = f"<Document><spdxVersion>SPDX-2.3</spdxVersion>{tree}</Document>"
    try:
        bom = read(text[: len(text) - cut] if cut % 2 else text)
    except InputError:
        assert cut % 2
        return
    assert bom.components["ref"].n_unique() == bom.components.height


@pytest.mark.parametrize(
    ("place", "hidden"),
    [
        ("package", "<packages><SPDXID>SPDXRef-m</SPDXID><name>LTE module</name></packages>"),
        ("document", "<hardware><packages><SPDXID>SPDXRef-m</SPDXID><name>LTE module</name></packages></hardware>"),
        ("document", "<hardware>LTE module</hardware>"),
        ("document", '<hardware name="LTE module"/>'),
        ("document", "LTE module"),
        ("package", "LTE module"),
        ("package", "<copyrightText><packages><name>LTE module</name></packages></copyrightText>"),
        ("package", "<checksums><algorithm>SHA1</algorithm><part>LTE module</part></checksums>"),
    ],
)
def test_what_no_frame_has_of_an_element_is_a_gap(place: str, hidden: str) -> None:
    inside, beside = (hidden, "") if place == "package" else ("", hidden)
    text = f"""<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID><spdxVersion>SPDX-2.3</spdxVersion><name>tcu</name>
    <packages><SPDXID>SPDXRef-z</SPDXID><name>zlib</name>{inside}</packages>{beside}</Document>"""
    plain = text.replace(hidden, "")
    bom, without = (read_bytes(one.encode(), Path("tcu.spdx.xml"), "tcu").problems for one in (text, plain))
    assert without.filter(pl.col("severity") != "info").is_empty()
    assert any("LTE module" in message for message in bom.filter(severity="warning")["message"])

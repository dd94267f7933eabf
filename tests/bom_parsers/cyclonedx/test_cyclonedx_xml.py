"""CycloneDX XML: what becomes of its elements, of every way to say them, and of hostile documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from bom_parsers.bom import Bom
from bom_parsers.cyclonedx.xml import read
from bom_parsers.errors import InputError
from tests.bom_parsers.outcomes import column, notes, people, warnings

NAMESPACE = "http://cyclonedx.org/schema/bom/1.6"


def read_xml(text: str | bytes) -> Bom:
    data = text.encode() if isinstance(text, str) else text
    return read(data, Path("unit.cdx.xml"), "unit", "f00d")


def bom_of(inner: str) -> Bom:
    return read_xml(f'<bom xmlns="{NAMESPACE}" version="1">\n{inner}</bom>')


def bom_with(inner: str) -> Bom:
    return bom_of(
        f'<components>\n<component type="device" bom-ref="a"><name>a</name>{inner}</component>\n</components>'
    )


def test_every_element_of_a_component_reaches_its_column() -> None:
    bom = bom_with(
        """<group>org.example</group><version> 3 </version><description>a modem</description>
        <hashes><hash alg="SHA-256">ab</hash><hash alg="MD5">cd</hash></hashes>
        <licenses><license><id>MIT</id></license><license><name>House license</name></license></licenses>
        <cpe>cpe:2.3:h:example:a:3:*:*:*:*:*:*:*</cpe><purl>pkg:generic/a@3</purl><modified>true</modified>
        <properties><property name="cdx:device:quantity">4</property><property name="mpn">FX-100</property>
        <property name="cdx:device:location">U7</property></properties>"""
    )
    assert bom.components.row(0, named=True) == {
        "bom": "unit",
        "ref": "a",
        "parent": None,
        "kind": "hardware",
        "type": "device",
        "group": "org.example",
        "name": "a",
        "version": "3",
        "description": "a modem",
        "mpn": "FX-100",
        "quantity": 4.0,
        "refdes": "U7",
        "purl": "pkg:generic/a@3",
        "cpe": "cpe:2.3:h:example:a:3:*:*:*:*:*:*:*",
        "hashes": ["sha-256:ab", "md5:cd"],
        "licenses": ["MIT", "House license"],
        "modified": True,
        "pointer": "line 3",
    }
    assert (bom.format, bom.spec_version, bom.sha256, bom.subject) == ("cyclonedx-xml", "1.6", "f00d", None)
    assert bom.problems.is_empty()


def test_persons_keep_their_roles_and_details() -> None:
    bom = bom_with(
        """<supplier><name>Example Trading</name><url>https://a.example</url><url>https://b.example</url></supplier>
        <manufacturer><name>Beispiel Elektronik AG</name><address><country>DE</country></address>
        <contact><name>desk</name></contact><contact><email>psirt@beispiel.example</email></contact></manufacturer>
        <authors><author><name>Kim Example</name></author></authors><author>Jo Example</author>
        <publisher>Example Mirror</publisher>"""
    )
    assert bom.parties.drop("bom", "ref", "pointer").rows() == [
        ("supplier", "Example Trading", None, None, None, "https://a.example"),
        ("supplier", "Example Trading", None, None, None, "https://b.example"),
        ("manufacturer", "Beispiel Elektronik AG", "DE", "email", "psirt@beispiel.example", None),
        ("developer", "Jo Example", None, None, None, None),
        ("developer", "Kim Example", None, None, None, None),
        ("distributor", "Example Mirror", None, None, None, None),
    ]
    assert bom.parties["pointer"].unique().to_list() == ["line 3"]


def test_metadata_names_subject_tool_and_the_subjects_parties() -> None:
    bom = bom_of(
        """<metadata><tools><tool><vendor>Example</vendor><name>maker</name><version>1.2</version></tool></tools>
        <component type="device" bom-ref="u"><name>unit</name><components>
        <component type="firmware" bom-ref="f"><name>fw</name></component></components></component>
        <manufacture><name>Example Works</name></manufacture><supplier><name>Example Motors</name></supplier>
        <properties><property name="p">1</property></properties></metadata>
        <components><component type="library" bom-ref="a"><name>a</name></component></components>"""
    )
    assert bom.components.select("ref", "parent").rows() == [("u", None), ("f", "u"), ("a", None)]
    assert (bom.subject, bom.tool) == ("u", "maker 1.2")
    assert people(bom) == [("u", "supplier", "Example Motors"), ("u", "manufacturer", "Example Works")]
    assert bom.properties.select("ref", "name", "value").rows() == [("u", "p", "1")]


def test_metadata_after_the_components_still_names_the_subject() -> None:
    bom = bom_of(
        """<components><component type="library" bom-ref="a"><name>a</name></component></components>
        <metadata><component type="device" bom-ref="u"><name>unit</name></component>
        <supplier><name>Example Motors</name></supplier></metadata>"""
    )
    assert bom.subject == "u"
    assert people(bom) == [("u", "supplier", "Example Motors")]


def test_components_of_a_pedigree_or_of_the_tools_are_no_parts() -> None:
    bom = bom_of(
        """<metadata><tools><components><component type="application"><name>maker</name></component></components>
        </tools></metadata><components><component type="library" bom-ref="a"><name>a</name><pedigree><ancestors>
        <component type="library"><name>older</name></component></ancestors><patches><patch type="backport"/></patches>
        <notes>changed by us</notes></pedigree></component></components>"""
    )
    assert column(bom, "name") == ["a"]
    assert column(bom, "modified") == [True]
    assert bom.tool == "maker"
    assert bom.properties.select("name", "value").rows() == [
        ("pedigree.notes", "changed by us"),
        ("pedigree.ancestor", "older"),
        ("pedigree.patch", "backport"),
    ]


def test_dependencies_and_services_are_read_where_they_stand() -> None:
    bom = bom_of(
        """<components><component type="library" bom-ref="a"><name>a</name></component></components>
        <services><service bom-ref="s"><name>s</name></service></services>
        <dependencies>
        <dependency ref="a"><dependency ref="s"/><dependency ref="ghost"/></dependency>
        </dependencies>"""
    )
    assert bom.dependencies.select("ref", "depends_on").rows() == [("a", "s"), ("a", "ghost")]
    assert warnings(bom) == [("dependencies name 'ghost', which no component has as its ref", "line 5")]


def test_licenses_of_1_7_are_read() -> None:
    licenses = (
        '<licenses><expression>MIT OR ISC</expression><expression-detailed expression="LicenseRef-House"/></licenses>'
    )
    assert column(bom_with(licenses), "licenses") == [["MIT OR ISC", "LicenseRef-House"]]


def test_a_name_that_stands_without_its_element_is_used_and_told() -> None:
    bom = bom_with("<manufacturer>u-fictional</manufacturer><licenses><license>MIT</license></licenses>")
    assert people(bom) == [("a", "manufacturer", "u-fictional")]
    assert column(bom, "licenses") == [["MIT"]]
    assert len(notes(bom)) == 2


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.7"])
def test_the_namespace_tells_the_version(version: str) -> None:
    text = f'<bom xmlns="http://cyclonedx.org/schema/bom/{version}"><components/></bom>'
    assert read_xml(text).spec_version == version


def test_an_unknown_version_and_a_missing_namespace_are_read_with_a_warning() -> None:
    inner = '<components><component type="library" bom-ref="a"><name>a</name></component></components></bom>'
    for opening in ('<bom xmlns="http://cyclonedx.org/schema/bom/9.9">', "<bom>"):
        bom = read_xml(opening + inner)
        assert column(bom, "name") == ["a"]
        assert warnings(bom)


# One document, said in many ways.

PLAIN = f'<bom xmlns="{NAMESPACE}"><components><component type="device"><name>FX-850 移</name></component></components></bom>'


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + PLAIN).encode("utf-16"),
        ('<?xml version="1.0" encoding="UTF-8"?>' + PLAIN).encode("utf-16-be").join((b"\xfe\xff", b"")),
        ('<?xml version="1.0" encoding="GBK"?>' + PLAIN).encode("gbk"),
        PLAIN.replace("FX-850", "FX-<!-- <component> -->850").encode(),
        PLAIN.replace("FX-850 移", "<![CDATA[FX-850 移]]>").encode(),
        PLAIN.replace("FX-850 移", "FX-850 &#31227;").encode(),
        PLAIN.replace("移", "<?pi data?>移").encode(),
        ('<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>' + PLAIN).encode(),
        PLAIN.replace("<bom xmlns=", "<c:bom xmlns:c=")
        .replace("</", "</c:")
        .replace("<comp", "<c:comp")
        .replace("<name", "<c:name")
        .encode(),
    ],
)
def test_encodings_comments_cdata_and_prefixes_change_nothing(text: bytes) -> None:
    bom = read_xml(text)
    assert column(bom, "name") == ["FX-850 移"]
    assert bom.spec_version == "1.6"


# Hostile and broken documents.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE bom>",
        '<!DOCTYPE bom SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE bom [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE bom [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
        '<!DOCTYPE bom [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        "<!-- a comment --> <?pi data?>\n<!-- another --><!DOCTYPE bom>",
        "<!--" + "x" * 10_000 + "--><!DOCTYPE bom>",
    ],
)
def test_any_doctype_is_refused_wherever_it_hides(doctype: str, encoding: str) -> None:
    with pytest.raises(InputError, match="document type declaration"):
        read_xml((doctype + PLAIN).encode(encoding))


def test_the_words_of_a_doctype_in_a_comment_are_no_doctype() -> None:
    assert column(read_xml("<!-- <!DOCTYPE bom> -->" + PLAIN), "name") == ["FX-850 移"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "HTML page"),
        ("<html><body>Sign in</body></html>", "HTML page"),
        ('<export version="E"><components/></export>', "KiCad"),
        ('<IPC-2581 revision="C" xmlns="http://webstds.ipc.org/2581"/>', "IPC-2581"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "RDF"),
        ("<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID></Document>", "SPDX XML"),
        ('<bom xmlns="http://example.org/bom"/>', "http://example.org/bom"),
    ],
)
def test_xml_of_another_kind_is_refused_by_its_name(text: str, found: str) -> None:
    with pytest.raises(InputError, match="CycloneDX XML") as caught:
        read_xml(text)
    assert found in caught.value.found


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (PLAIN[:-20], "line 1"),
        (PLAIN.replace("</name>", "</nam>\n"), "line 1"),
        (PLAIN.replace("移", "&undefined;"), "line 1"),
        ("<bom", "line 1"),
        ("<!-- nothing -->", "line 1"),
        ('<?xml version="1.0" encoding="UTF-16"?>' + PLAIN, "line 1"),
        ('<?xml version="1.0" encoding="no-such-code"?>' + PLAIN, "line 1"),
        (PLAIN.encode("gbk"), f"byte {PLAIN.index('移')}"),
        (b'<?xml version="1.0" encoding="UTF-8"?>' + PLAIN.encode("gbk"), f"byte {38 + PLAIN.index('移')}"),
    ],
)
def test_malformed_or_mislabeled_xml_is_refused_with_its_place(text: str | bytes, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read_xml(text)
    assert caught.value.place.startswith(place)
    assert "\n" not in str(caught.value)


def nested(depth: int) -> str:
    opening = "".join(f'<components><component type="device" bom-ref="n{i}"><name>n{i}</name>' for i in range(depth))
    return f'<bom xmlns="{NAMESPACE}">{opening}{"</component></components>" * depth}</bom>'


def test_nested_components_are_all_found_and_too_deep_ones_refused() -> None:
    bom = read_xml(nested(500))
    assert column(bom, "name") == [f"n{i}" for i in range(500)]
    assert column(bom, "parent")[-1] == "n498"
    with pytest.raises(InputError, match="nested too deep"):
        read_xml(nested(20_000))


def test_many_components_come_in_their_order_with_their_lines() -> None:
    parts = "".join(f'<component type="library" bom-ref="c{i}"><name>c{i}</name></component>\n' for i in range(70_000))
    bom = bom_of(f"<components>\n{parts}</components>")
    assert column(bom, "ref") == [f"c{i}" for i in range(70_000)]
    assert column(bom, "pointer")[-1] == "line 70002"


def test_blocks_of_components_inside_blocks_lose_nothing() -> None:
    def part(name: str, inner: str = "") -> str:
        return f'<component type="library" bom-ref="{name}"><name>{name}</name>{inner}</component>'

    nested = part("unit", f"<components>{part('a')}<components>\n{part('b')}</components></components>")
    text = f"""<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components>{nested}
        <components>{part("c")}{part("d")}</components></components><components>{part("e")}</components></bom>"""
    bom = read_xml(text)
    parents = [("unit", None), ("a", "unit"), ("b", "unit"), ("c", None), ("d", None), ("e", None)]
    assert sorted(bom.components.select("ref", "parent").rows()) == sorted(parents)
    assert len(warnings(bom)) == 2


MODEM = '<component type="device"><name>EC25-E</name></component>'


@pytest.mark.parametrize(
    "inner",
    [
        f'<components><component type="device"><name>C</name>{MODEM}</component></components>',
        f'<components><x:y xmlns:x="urn:x">{MODEM}</x:y></components>',
        f"<components><component><name>C</name><pedigree>{MODEM}</pedigree></component></components>",
        f"<x><components>{MODEM}</components></x>",
        f"<metadata><annotator>{MODEM}</annotator></metadata>",
    ],
)
def test_a_component_where_the_format_has_none_is_reported(inner: str) -> None:
    reported = bom_of(inner).problems.filter(kind="content-left-out", severity="warning")["message"].to_list()
    assert [text for text in reported if "EC25-E" in text and "1 component stands" in text]


def test_a_second_subject_is_reported() -> None:
    bom = bom_of(f"<metadata><component><name>C</name></component>{MODEM}</metadata>")
    assert "<component> is repeated; the first counts" in bom.problems["message"].to_list()


def test_components_in_all_their_places_are_not_reported() -> None:
    parts = f"<components>{MODEM}</components>"
    bom = bom_of(
        f"<metadata><tools>{parts}</tools>{MODEM}</metadata><components><component><name>C</name>{parts}"
        f"<pedigree><ancestors>{MODEM}</ancestors></pedigree></component></components>"
        f"<formulation><formula>{parts}</formula></formulation>"
        f"<annotations><annotation><annotator>{MODEM}</annotator></annotation></annotations>"
    )
    assert not [text for text in bom.problems["message"] if "where the format has none" in text]


@pytest.mark.parametrize(
    "inner",
    [
        f"<components>{MODEM}EC25-E</components>",
        f"<components>EC25-E{MODEM}</components>",
        f"<components>{MODEM}<!-- a --> EC25-E</components>",
        f"<components>{MODEM}<![CDATA[EC25-E]]></components>",
        '<components><component type="device">EC25-E<name>C</name></component></components>',
        '<components><component type="device"><name>C</name>EC25-E</component></components>',
    ],
)
def test_text_among_elements_is_reported(inner: str) -> None:
    problems = bom_of(inner).problems.filter(kind="text-left-out", severity="warning")
    assert ["'EC25-E'" in text for text in problems["message"]] == [True]


def test_markup_in_a_text_is_no_text_among_elements() -> None:
    bom = bom_with("<description><![CDATA[<p>a</p> modem]]></description>\n<!-- <a/> note -->\n<?x <a/> y?>")
    assert bom.problems.filter(kind="text-left-out").is_empty()


def test_a_device_in_the_formulation_is_reported() -> None:
    bom = bom_of(f"<formulation><formula><components>{MODEM}</components></formula></formulation>")
    warned = bom.problems.filter(kind="content-left-out", severity="warning")["message"].to_list()
    assert [message.partition(",")[0] for message in warned] == [
        "1 device is listed among what made the product or the document"
    ]


@pytest.mark.parametrize(
    "inner",
    [
        "<supplier><name>A</name><name>EC25-E</name></supplier>",
        "<supplier><name>A</name><address><country>AT</country><country>EC25-E</country></address></supplier>",
        "<supplier><name>A</name><address><country>EC25-E</country></address><address><country>AT</country></address></supplier>",
        '<supplier name="EC25-E"><name>A</name></supplier>',
        "<supplier><name>A</name><parent>EC25-E</parent></supplier>",
        "<supplier><name>A<b>EC25-E</b></name></supplier>",
        "<supplier>EC25-E<name>A</name></supplier>",
        "<authors><author><name>EC25-E</name><name>A</name></author></authors>",
        "<licenses><license><id>MIT</id><id>EC25-E</id></license></licenses>",
        "<licenses><license><name>P</name><licensing><licensor><organization><name>A</name></organization>"
        "<organization><name>EC25-E</name></organization></licensor></licensing></license></licenses>",
        "<pedigree><ancestors><component><supplier><name>A</name></supplier><supplier><name>EC25-E</name></supplier>"
        "<name>b</name></component></ancestors></pedigree>",
        "<evidence><identity><concludedValue>a</concludedValue><concludedValue>EC25-E</concludedValue></identity></evidence>",
    ],
)
def test_what_would_hide_another_person_license_or_name_is_a_warning(inner: str) -> None:
    reported = bom_with(inner).problems.filter(severity="warning")
    assert len(reported) == 1 and set(reported["kind"]) <= {"repeated-value", "odd-value"}


@pytest.mark.parametrize("name", ["supplier", "manufacturer", "manufacture"])
def test_a_second_person_of_the_metadata_is_a_warning(name: str) -> None:
    one = f"<{name}><name>{{}}</name></{name}>"
    for second, count in (("B", 1), ("A", 0)):
        bom = bom_of(f"<metadata>{one.format('A')}{one.format(second)}</metadata><components>{MODEM}</components>")
        assert len(bom.problems.filter(kind="repeated-value", severity="warning")) == count


def test_second_metadata_are_a_warning() -> None:
    bom = bom_of(f"<metadata>{MODEM}</metadata><metadata>{MODEM}</metadata>")
    assert "<metadata> is repeated; the last counts" in bom.problems["message"].to_list()


def test_lists_of_persons_and_licenses_hide_nothing() -> None:
    bom = bom_with(
        "<authors><author><name>A</name></author><author><name>B</name></author></authors>"
        "<licenses><license><id>MIT</id></license><license><id>Zlib</id></license></licenses>"
        "<supplier bom-ref='s'><name>A</name><url>https://a.example</url><url>https://b.example</url>"
        "<contact><name>C</name></contact><contact><name>D</name></contact></supplier>"
        "<pedigree><ancestors><component><name>a</name></component><component><name>b</name></component></ancestors></pedigree>"
    )
    assert not len(bom.problems.filter(severity="warning"))


HIDING = [
    "<supplier><name>Granhult<b>Lanque</b></name></supplier>",
    "<supplier><name><b>Lanque</b></name></supplier>",
    '<supplier><name>Granhult<b name="Lanque"/></name></supplier>',
    "<supplier><name><![CDATA[Granhult]]><b>Lanque</b></name></supplier>",
    "<supplier><name>Granhult<!-- and --><b>Lanque</b></name></supplier>",
    "<supplier>Granhult<b>Lanque</b></supplier>",
    "<supplier>Lanque<name>Granhult</name></supplier>",
    "<authors><author><name>Granhult<b>Lanque</b></name></author></authors>",
    "<publisher>Granhult<b>Lanque</b></publisher>",
    "<licenses><license><id>MIT<x>Lanque</x></id></license></licenses>",
    "<licenses><license>Lanque<id>MIT</id></license></licenses>",
    "<licenses><expression>MIT<x>Lanque</x></expression></licenses>",
    "<licenses>Lanque<license><id>MIT</id></license></licenses>",
    '<properties><property name="x">y<b>Lanque</b></property></properties>',
    "<modified>false<b>Lanque</b></modified>",
    '<pedigree><ancestors><component type="library"><name>z</name><publisher>G<b>Lanque</b></publisher></component>'
    "</ancestors></pedigree>",
    '<components><component type="library"><name>z</name><supplier><name>G<b>Lanque</b></name></supplier></component>'
    "</components>",
]


@pytest.mark.parametrize("inner", HIDING)
def test_elements_beside_a_text_hide_nothing(inner: str) -> None:
    in_metadata = bom_of(f'<metadata><component type="device"><name>m</name>{inner}</component></metadata>')
    for bom in (bom_with(inner), in_metadata):
        rows = [row for row in bom.problems.iter_rows(named=True) if row["severity"] == "warning"]
        reported = [row for row in rows if row["kind"] == "odd-value" and "a text was expected" in row["message"]]
        assert len(reported) == 1


@pytest.mark.parametrize(
    "inner",
    [
        "<supplier><name>Gran<!-- no more -->hult<?and so on?></name></supplier>",
        "<supplier><name>Granhult<b/></name></supplier>",
        "<supplier>Granhult<url>https://granhult.example</url></supplier>",
        "<licenses><license><name>House</name><text><![CDATA[a <b>copy</b>]]></text></license></licenses>",
        "<authors><author><name>Kim</name></author></authors>",
    ],
)
def test_remarks_and_verbatim_text_hide_nothing_and_are_not_reported(inner: str) -> None:
    assert "odd-value" not in [
        row["kind"] for row in bom_with(inner).problems.iter_rows(named=True) if row["severity"] != "info"
    ]


def test_elements_in_texts_about_the_document_are_reported() -> None:
    for about in (
        "<supplier><name>G<b>L</b></name></supplier>",
        "<tools><tool><vendor>G<b>L</b></vendor></tool></tools>",
    ):
        kinds = bom_of(f"<metadata>{about}</metadata>").problems.filter(severity="warning")["kind"].to_list()
        assert "odd-value" in kinds


@pytest.mark.parametrize("text", ["Granhult ><b>Lanque</b>", "<b>Lanque</b>", "G, H<b>Lanque</b>", "G\n<b>Lanque</b>"])
def test_elements_beside_a_text_are_reported_wherever_a_long_document_is_cut(text: str) -> None:
    filling = "<description>" + "word, " * 200_000 + "</description>"
    bom = bom_with(f"{filling}<supplier><name xml:lang='>'>{text}</name></supplier>")
    assert bom.problems.filter(severity="warning")["kind"].to_list() == ["odd-value"]

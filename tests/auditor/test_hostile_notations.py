"""Every text of the BOMs that are no JSON of CycloneDX or SPDX 2, and of workbooks that come back, is inert in every output."""

from __future__ import annotations

import copy
import json
import re
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import reports
from bom_parsers import read_bom
from tests.auditor.conftest import Workspace, component, sbom
from tests.auditor.questionnaire.filling import Filling
from tests.auditor.test_hostile_texts import TEXTS, check_csv, check_html, check_json, done_well, filled, inert, outline
from tests.bom_parsers.cyclonedx.test_cyclonedx_protobuf import field
from tests.bom_parsers.spdx.test_spdx3 import CONTEXT, GRAPH
from tests.bom_parsers.spdx.test_spdx_rdf import HEAD

NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # which no XML can carry
CYCLONEDX = """<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><metadata><tools><components>
<component type="application"><name>T</name><version>T</version></component></components></tools>
<authors><author><name>T</name></author></authors>
<supplier><name>T</name><url>T</url></supplier><properties><property name="T">T</property></properties></metadata>
<components><component type="library" bom-ref="a">
<supplier><name>T</name><contact><name>T</name><email>T</email></contact></supplier>
<manufacturer><name>T</name></manufacturer><author>T</author><publisher>T</publisher><group>T</group>
<name>T</name><version>T</version><description>T</description><licenses><license><name>T</name><text>T</text></license></licenses><copyright>T</copyright><cpe>T</cpe>
<purl>T</purl><pedigree><ancestors><component type="library"><name>T</name></component></ancestors><notes>T</notes></pedigree>
<externalReferences><reference type="vcs"><url>T</url><comment>T</comment></reference></externalReferences>
<properties><property name="icts:developed-by">T</property><property name="icts:layer">T</property><property name="T">T</property>
</properties></component><component type="T" bom-ref="T"><name>T</name></component><stray>T</stray></components></bom>"""
SPDX = """<Document><SPDXID>SPDXRef-DOCUMENT</SPDXID><spdxVersion>SPDX-2.3</spdxVersion><name>T</name><creationInfo>
<creators>Tool: T</creators><comment>T</comment></creationInfo>
<packages><SPDXID>SPDXRef-a</SPDXID><name>T</name><versionInfo>T</versionInfo>
<supplier>Organization: T</supplier><originator>T</originator><homepage>T</homepage><downloadLocation>T</downloadLocation>
<licenseDeclared>T</licenseDeclared><licenseComments>T</licenseComments><summary>T</summary><description>T</description>
<comment>T</comment><sourceInfo>T</sourceInfo><primaryPackagePurpose>T</primaryPackagePurpose><checksums><algorithm>T</algorithm>
<checksumValue>T</checksumValue></checksums><externalRefs><referenceType>purl</referenceType><referenceLocator>T</referenceLocator>
</externalRefs><annotations><comment>icts:enables=T</comment></annotations></packages><packages><SPDXID>T</SPDXID><name>b</name>
</packages><relationships><spdxElementId>T</spdxElementId><relationshipType>T</relationshipType><relatedSpdxElement>T
</relatedSpdxElement></relationships></Document>"""
IN_RDF = f"""{HEAD}<SpdxDocument rdf:about="https://x.example/t#SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><name>T</name>
<creationInfo><CreationInfo><creator>Tool: T</creator><rdfs:comment>T</rdfs:comment></CreationInfo></creationInfo>
<relationship><Relationship><relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
<relatedSpdxElement><Package rdf:about="https://x.example/t#SPDXRef-a"><name>T</name><versionInfo>T</versionInfo>
<supplier>Organization: T</supplier><originator>T</originator><doap:homepage>T</doap:homepage><licenseDeclared>T</licenseDeclared>
<licenseConcluded rdf:resource="Q"/><description>T</description><checksum><Checksum><algorithm rdf:resource="Q"/>
<checksumValue>T</checksumValue></Checksum></checksum><externalRef><ExternalRef><referenceType rdf:resource="Q"/>
<referenceLocator>T</referenceLocator></ExternalRef></externalRef><annotation><Annotation><rdfs:comment>icts:enables=T</rdfs:comment>
</Annotation></annotation></Package></relatedSpdxElement></Relationship></relationship></SpdxDocument></rdf:RDF>"""


def in_xml(template: str, text: str) -> str:
    plain = escape(NOT_XML.sub("", text), {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
    assert template.count("T") > 15
    return re.sub(r'(?<=[>"=: ])[TQ](?=[<"\n])', lambda _: plain, template)


def in_protobuf(text: str) -> bytes:
    who = field(1, text) + field(2, text) + field(3, field(1, text) + field(2, text))
    part = field(1, 5) + b"".join(field(number, text) for number in (3, 5, 6, 7, 8, 9, 10, 14, 15, 16)) + field(4, who)
    part += field(13, field(1, field(2, text))) + field(19, field(6, text) + field(1, field(8, text)))
    part += field(20, field(1, 1) + field(2, text)) + field(22, field(1, "icts:layer") + field(2, text))
    part += field(22, field(1, text) + field(2, text)) + field(29, field(1, text))
    tool = field(6, field(8, text) + field(9, text)) + field(7, field(4, text))
    return field(1, "1.6") + field(2, 1) + field(4, field(2, tool) + field(6, who)) + field(5, part)


def in_spdx_3(text: str) -> str:
    fixed = {
        "type",
        "spdxId",
        "@id",
        "creationInfo",
        "specVersion",
        "from",
        "to",
        "rootElement",
        "suppliedBy",
        "originatedBy",
    }
    graph = [filled(element, text, {*fixed, "createdUsing", "relationshipType"}) for element in copy.deepcopy(GRAPH)]
    return json.dumps({"@context": CONTEXT, "@graph": graph})


def boms(work: Workspace, text: str) -> dict[str, str | bytes]:
    contents = {
        "a.cdx.xml": in_xml(CYCLONEDX, text),
        "b.cdx.bin": in_protobuf(text),
        "c.spdx.xml": in_xml(SPDX, text),
        "d.spdx.rdf": in_xml(IN_RDF, text),
        "e.spdx3.json": in_spdx_3(text),
    }
    for name, content in contents.items():
        work.write(name, content)
    return contents


def pages(work: Workspace, names: list[str]) -> dict[str, str]:
    """Audit a program that names these BOMs; return each report that was written."""
    listed = ", ".join(f'"{name}"' for name in names)
    work.change('sbom = ["app.cdx.json"]', f"sbom = [{listed}]")
    outputs = {form: work.folder / f"out.{form}" for form in reports.FORMATS["audit"]}
    to_files = [word for form, path in outputs.items() for word in ("-o", f"{form}={path}")]
    inert(done_well(work.icts("audit", work.folder / "program.toml", *to_files), 10, 11).out)
    return {form: path.read_text("utf-8") for form, path in outputs.items()}


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_of_every_notation_is_inert_in_every_report(work: Workspace, kind: str) -> None:
    names = list(boms(work, "Ohm"))
    for name in names:
        assert any("Ohm" in str(text) for text in read_bom(work.folder / name).components.row(0)), name
    program = (work.folder / "program.toml").read_text("utf-8")
    ours = pages(work, names)
    work.write("program.toml", program)
    names = list(boms(work, TEXTS[kind]))
    written = pages(work, names)
    report = check_json(written["json"])
    assert {file["file"] for file in report["inputs"] if file["components"]} == set(names)
    for form in ("html", "declaration"):
        check_html(written[form], outline(ours[form]))
    inert(written["table"])
    paths = [work.folder / name for name in names]
    inert(done_well(work.icts("inspect", *paths), 0).out)
    for table in ("components", "parties", "properties", "problems"):
        check_csv(done_well(work.icts("inspect", *paths, "--table", table), 0).out)


@pytest.mark.parametrize("kind", TEXTS)
def test_every_cell_of_a_workbook_that_comes_back_is_inert(work: Workspace, kind: str) -> None:
    text = NOT_XML.sub("", TEXTS[kind])
    work.write("app.cdx.json", sbom(component("core", maker="Lintao Example Co.") | {"version": "1.2"}))
    program = work.folder / "program.toml"
    done_well(work.icts("request", program, "-o", work.folder), 0)
    path = next(work.folder.glob("*.xlsx"))
    outs: list[str] = []
    tried: list[tuple[Path, tuple[str, ...]]] = []
    for number, mark in enumerate(("cover", "parts", "company")):
        filling = Filling(path).sign(date(2026, 8, 1))
        if mark not in filling.sheets:
            continue
        sheet = filling.sheets[mark][0]
        for row in range(1, len(sheet.cells)):
            for column in range(1, max(len(sheet.row(row)), 3)):
                if sheet.row(row)[:1] or mark == "cover":
                    try:
                        filling.put(mark, row, column, text)
                    except AssertionError:
                        continue  # no such row in the file
        tried.append((filling.save(work.folder / f"answer-{number}.xlsx"), ("--check",)))
    signed = Filling(path).sign(date(2026, 8, 1), name=f"A {text}", title=f"B {text}")
    tried.append((signed.save(work.folder / "signed.xlsx"), ("--accepted-by", text, "--when", "2026-08-10")))
    for answer, more in tried:
        done = work.icts("receive", answer, "--program", program, *more)
        assert done.code in (0, 2, 10), done.err
        inert(done.out + done.err)
        outs.append(done.out)
    assert any("found" in out for out in outs)
    for name in ("attestations.toml", "suppliers-attested.csv"):
        if (work.folder / name).exists():
            inert((work.folder / name).read_text("utf-8"))

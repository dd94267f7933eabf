"""A radio's number that stands in the text of a hardware BOM, and in nothing that was read of it, is a gap wherever it stands."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bom_parsers import Bom, read_bom
from bom_parsers.numbers_left_out import PIECE

RESISTOR: dict[str, Any] = {"type": "device", "bom-ref": "r1", "name": "RC0402", "description": "RES 10k 1% 0402"}
KICAD = (
    '<export version="E"><design><tool>Eeschema</tool>{}</design><components><comp ref="R1"><value>10k</value>{}</comp>'
    "</components><libparts/><nets>{}</nets></export>"
)
DECLARATION = (
    '<MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0" version="2.0"><BusinessInfo mode="Distribute"><Response date='
    '"2026-01-02"><SupplyCompany name="Yageo"/></Response></BusinessInfo><Product unitType="Each" numberOfInstances="1">'
    '<ProductID itemName="Resistor" itemNumber="RC0402"/>{}</Product></MainDeclaration>'
)
TAGS = (
    "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n{}PackageName: RC0402\nSPDXID: SPDXRef-a\n"
    "PackageDownloadLocation: NOASSERTION\nPrimaryPackagePurpose: DEVICE\n"
)


def cyclonedx(about: dict[str, Any] | None = None, **fields: Any) -> str:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [RESISTOR | fields]}
    return json.dumps(document | (about or {}))


def xml(inner: str, around: str = "") -> str:
    part = f'<component type="device"><name>RC0402</name>{inner}</component>'
    return f'<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>{part}</components>{around}</bom>'


def left_out(name: str, text: str) -> list[str]:
    bom: Bom = read_bom(Path(name), data=text.encode())
    rows = bom.problems.select("kind", "severity", "message").rows()
    return [message for kind, severity, message in rows if (kind, severity) == ("text-left-out", "warning")]


HIDDEN = {
    "copyright": ("b.json", cyclonedx(copyright="EC25-E of Quectel")),
    "escaped": ("b.json", cyclonedx(copyright="X25-E").replace("X25", "\\u0045C25")),
    "occurrence": ("b.json", cyclonedx(evidence={"occurrences": [{"location": "EC25-E"}]})),
    "pedigree": (
        "b.json",
        cyclonedx(pedigree={"ancestors": [{"type": "device", "name": "x", "description": "EC25-E"}]}),
    ),
    "tool": ("b.json", cyclonedx({"metadata": {"tools": {"components": [{"type": "application", "name": "EC25-E"}]}}})),
    "element": ("b.xml", xml('<x:part xmlns:x="urn:x">EC25-E</x:part>')),
    "attribute": ("b.xml", xml('<properties><property name="x" value="EC25-E"/></properties>')),
    "character": ("b.xml", xml("<copyright>&#69;C25-E</copyright>")),
    "target": ("b.xml", xml("", "<declarations><targets><components/></targets><x>EC25-E</x></declarations>")),
    "remark": ("b.xml", KICAD.format("", "<!-- EC25-E -->", "")),
    "net": ("b.xml", KICAD.format("", "", '<net code="1" name="EC25_TX"/>')),
    "comment": ("b.xml", DECLARATION.format("<Comment>EC25-E</Comment>")),
    "document": ("b.spdx", TAGS.format("DocumentComment: <text>with an EC25-E</text>\n\n")),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_a_number_that_no_part_has_is_a_gap(case: str):
    assert any("EC25" in message for message in left_out(*HIDDEN[case]))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.json", cyclonedx(copyright="R-10k")),
        ("b.json", cyclonedx(name="EC25-E", copyright="EC25-E")),  # it is a part
        ("b.json", cyclonedx(hashes=[{"alg": "SHA-1", "content": "ec25a1f0" * 5}])),
        ("b.json", cyclonedx({"serialNumber": "urn:uuid:ec250a1b-ec25-4c2b-9d55-ec25ec25ec25"})),
        ("b.json", cyclonedx(type="library", copyright="EC25-E")),  # of software words are said of many things
        (
            "b.xml",
            KICAD.format("", '<fields><field name="MPN">EC25-E</field></fields>', '<net code="1" name="EC25_TX"/>'),
        ),
    ],
)
def test_what_is_read_or_is_no_number_is_none(name: str, text: str):
    assert left_out(name, text) == []


@pytest.mark.parametrize("before", range(-8, 3))
def test_a_number_is_not_cut_where_the_text_is_looked_through_in_pieces(before: int):
    text = cyclonedx(copyright="@EC25-E@")
    whole = text.replace("@", " " * (PIECE - text.index("@") + before), 1)
    assert any("'EC25-E'" in message for message in left_out("b.json", whole))
    glued = text.replace("@", " " * (PIECE - text.index("@") + before) + "ZY", 1)
    assert left_out("b.json", glued) == []


def test_the_problem_names_a_few_of_them():
    [message] = left_out("b.json", cyclonedx(copyright="EC25-E, SIM7600G-H, EC21-A, EG25-G"))
    assert message.startswith("'EC25-E', 'SIM7600G-H', 'EC21-A', and others stand in the text and in no part")


def in_a_workbook(add: Callable[[Workbook, Worksheet], object]) -> list[str]:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Parts")
    for number, line in enumerate((("Ref", "MPN", "Value", "Maker"), ("R1", "RC0402", "10k", "Yageo"))):
        sheet.write_row(number, 0, line)
    add(book, sheet)
    book.close()
    rows = read_bom(Path("b.xlsx"), data=out.getvalue()).problems.select("kind", "severity", "message").rows()
    return [message for _, severity, message in rows if severity != "info"]


@pytest.mark.parametrize(
    "add",
    [
        lambda book, sheet: sheet.write_url("D2", "https://shop.example/EC25-E", string="Yageo"),
        lambda book, sheet: sheet.insert_textbox("G2", "fitted: EC25-E"),
        lambda book, sheet: sheet.data_validation("B2", {"validate": "any", "input_message": "EC25-E"}),
        lambda book, sheet: sheet.set_footer("&CEC25-E"),
        lambda book, sheet: book.add_worksheet("EC25-E"),
        lambda book, sheet: book.set_properties({"title": "Board with EC25-E"}),
    ],
)
def test_what_a_workbook_holds_besides_its_cells(add: Callable[[Workbook, Worksheet], object]):
    assert any("EC25-E" in message for message in in_a_workbook(add))


def test_a_usual_workbook_has_nothing_left_out():
    assert in_a_workbook(lambda book, sheet: sheet.write_url("D2", "https://shop.example/RC0402", string="Yageo")) == []

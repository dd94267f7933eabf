"""IPC-1752 declarations: which product, from whom, made where; what it is made of only as a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.electronics import ipc1752
from bom_parsers.errors import InputError

SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"
HERE = Path("declaration.xml")
ANSWER = """<BusinessInfo mode="Distribute"><Response date="2026-01-02"><SupplyCompany name="Nordvik Radio AS">
<CompanyID identity="123456789" authority="DUNS"/><CompanyID identity="NV" authority="CAGE"/></SupplyCompany></Response>
</BusinessInfo>"""
PRODUCT = """<Product unitType="Each" numberOfInstances="1">
<ProductID itemName="LTE module" itemNumber="NV-1" version="R2" manufacturingSite="Oslo, NO" requesterItemNumber="8A2"/>
<MaterialInfo><SubstanceCategoryList><SubstanceCategory name="Lead"><Substance name="Lead oxide"/></SubstanceCategory>
</SubstanceCategoryList></MaterialInfo><SubProduct numberOfInstances="2"><ProductID itemName="Shield" itemNumber="NV-1-S"/>
<SubProduct><ProductID itemNumber="NV-1-S-1"/><Substance name="Tin"/></SubProduct></SubProduct></Product>"""


def declaration(body: str = ANSWER + PRODUCT, before: str = "") -> str:
    root = 'MainDeclaration xmlns="http://webstds.ipc.org/175x/2.0" version="2.0"'
    return f'<?xml version="1.0"?>{before}<{root}>{body}</MainDeclaration>'


def read(text: str) -> Bom:
    return ipc1752.read(text.encode(), HERE, "declaration", "0" * 64)


def test_products_and_what_is_in_them_come_from_the_supplying_company():
    bom = read(declaration())
    assert bom.components.select("ref", "parent", "name", "mpn", "version", "quantity").rows() == [
        ("NV-1", None, "LTE module", "NV-1", "R2", 1.0),
        ("NV-1-S", "NV-1", "Shield", "NV-1-S", None, 2.0),
        ("NV-1-S-1", "NV-1-S", "NV-1-S-1", "NV-1-S-1", None, None),
    ]
    assert bom.parties.filter(bom.parties["ref"] == "NV-1").select("role", "name", "scheme", "identifier").rows() == [
        ("supplier", "Nordvik Radio AS", "duns", "123456789"),
        ("supplier", "Nordvik Radio AS", "cage", "NV"),
    ]
    assert set(bom.parties["ref"]) == {"NV-1", "NV-1-S", "NV-1-S-1"}
    assert set(bom.properties.select("ref", "name", "value").rows()) == {
        ("NV-1", "ipc1752:manufacturing-site", "Oslo, NO"),
        ("NV-1", "ipc1752:requester-item-number", "8A2"),
        ("NV-1", "ipc1752:declared-substances", "2"),
        ("NV-1-S-1", "ipc1752:declared-substances", "1"),
    }
    assert (bom.format, bom.spec_version, bom.subject, bom.problems.height) == ("ipc-1752", "2.0", "NV-1", 0)


def test_a_declaration_in_a_1752b_wrapper_is_read():
    text = f'<Wrapper xmlns="https://webstds.ipc.org/175x/1752B/1752B" version="3.0">{declaration().split("?>")[1]}</Wrapper>'
    assert ipc1752.looks_like_root("https://webstds.ipc.org/175x/1752B/1752B", "Wrapper")
    assert read(text).components.height == 3


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<Request/>" + PRODUCT, "a request for a declaration and no answer"),
        (PRODUCT, "names no supplying company"),
        (ANSWER, "names no product"),
        (ANSWER.replace("Nordvik Radio AS", "N/A") + PRODUCT, "names no supplying company"),
    ],
)
def test_what_a_declaration_leaves_out_is_told(body, told):
    bom = read(declaration(body))
    assert told in bom.problems["message"].str.join(" ").item()
    assert bom.parties.height == 0


def test_products_of_the_same_or_no_number_are_all_kept():
    bom = read(declaration(ANSWER + PRODUCT * 2 + "<Product/>"))
    assert bom.components.height == 7
    assert bom.components["ref"].is_unique().all()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (declaration(before='<!DOCTYPE x [<!ENTITY a "b">]>'), "a document type declaration"),
        (declaration()[:-9], "malformed XML"),
        ("<Declaration/>", "XML with the root element <Declaration>"),
        (declaration("<a>" * 3_000 + "</a>" * 3_000), "nested"),
    ],
)
def test_what_is_no_sound_declaration_is_refused(text, found):
    with pytest.raises(InputError) as caught:
        read(text)
    assert found in str(caught.value)


@given(
    st.lists(
        st.tuples(st.integers(0, 2_000), st.sampled_from([b"", b"<", b">", b'"', b"&", b"\0", b"\xff", b"/>"])),
        max_size=6,
    )
)
def test_damaged_declarations_are_read_or_refused(changes):
    data = declaration().encode()
    for place, piece in changes:
        at = place % len(data)
        data = data[:at] + piece + data[at + 1 :]
    try:
        outcome = ipc1752.read(data, HERE, "declaration", "").format
    except InputError as error:
        outcome = str(error)
    assert outcome == "ipc-1752" or (outcome.startswith("declaration.xml: ") and "\n" not in outcome)


@pytest.mark.parametrize(
    ("name", "number", "duns"),
    [
        ("1752A-classC-quectel-ec25.xml", "EC25AFFA-512-STD", "421307085"),
        ("1752A-classD-murata-cap.xml", "GRM188R61E225MA12D", "690555000"),
        ("1752A-request-only.xml", "TCU-GEN4", None),
    ],
)
def test_the_shared_declarations(name, number, duns):
    path = SHARED / "ipc1752-synth" / name
    if not path.exists():
        pytest.skip("the shared BOM files are not here")
    bom = ipc1752.read(path.read_bytes(), path, name, "")
    assert bom.components["mpn"].to_list() == [number]
    assert bom.parties["identifier"].to_list() == ([duns] if duns else [])


@pytest.mark.parametrize(
    "more",
    [
        ' manufacturer="Hafen"/>',
        '/><Manufacturer name="Hafen"/>',
        "/><ManufacturerName>Hafen</ManufacturerName>",
        "><Hersteller>Hafen</Hersteller></ProductID>",
    ],
)
def test_a_maker_where_the_format_has_none_counts(more):
    bom = read(declaration(f'{ANSWER}<Product><ProductID itemNumber="NV-1"{more}</Product>'))
    assert bom.parties.select("role", "name").unique(maintain_order=True).rows() == [
        ("supplier", "Nordvik Radio AS"),
        ("manufacturer", "Hafen"),
    ]

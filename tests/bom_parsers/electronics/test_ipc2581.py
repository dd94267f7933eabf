"""IPC-2581: items of the parts list with their approved sources, out of files that are mostly geometry."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.electronics import ipc2581
from bom_parsers.errors import InputError
from bom_parsers.limits import raised

SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"
HERE = Path("board.xml")
ITEM = """
<BomItem OEMDesignNumberRef="100-1" quantity="2" category="ELECTRICAL">
<RefDes name="U1" packageRef="LGA" populate="true" layerRef="TOP"/><RefDes name="U2" packageRef="LGA" populate="true"/>
<Characteristics category="ELECTRICAL">
<Textual definitionSource="X" textualCharacteristicName="VALUE" textualCharacteristicValue="LTE"/>
<Measured measuredCharacteristicName="Height" measuredCharacteristicValue="2.4" engineeringUnitOfMeasure="MM"/>
</Characteristics></BomItem>"""
COMPANIES = """<Enterprise id="NV" name="Nordvik Radio" code="123456789" codeType="DUNNS" country="NO"/>
<Enterprise id="HF" name="Hafen Funk" code="UNKNOWN" country="UNKNOWN"/>"""
APPROVED = """<Avl name="A"><AvlItem OEMDesignNumber="100-1">
<AvlVmpn evplVendor="HF" evplMpn="HF-2" chosen="false"><AvlMpn name="HF-2" rank="2"/><AvlVendor enterpriseRef="HF"/></AvlVmpn>
<AvlVmpn evplVendor="NV" evplMpn="NV-1" chosen="true"><AvlMpn name="NV-1" rank="1"/><AvlVendor enterpriseRef="NV"/></AvlVmpn>
</AvlItem></Avl>"""


def document(items: str = ITEM, approved: str = "", layout: str = "", before: str = "", header: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{before}<IPC-2581 revision="C" xmlns="http://webstds.ipc.org/2581"><Content>'
        f'<FunctionMode mode="ASSEMBLY"/></Content><LogisticHeader>{COMPANIES}</LogisticHeader>'
        f'<SoftwarePackage name="Layouter" revision="3"/><Bom name="B">{header}{items}</Bom>'
        f"<Ecad>{layout}</Ecad>{approved}</IPC-2581>"
    )


def read(text: str) -> Bom:
    return ipc2581.read(text.encode(), HERE, "board", "0" * 64)


def properties(bom: Bom, ref: str) -> dict[str, str]:
    return dict(bom.properties.filter(pl.col("ref") == ref).select("name", "value").rows())


def test_an_item_is_a_part_with_its_chosen_source_and_the_others_beside_it():
    bom = read(document(approved=APPROVED, header='<BomHeader assembly="TCU" revision="B"/>'))
    assert bom.components.select("ref", "parent", "type", "mpn", "quantity", "refdes").rows() == [
        ("assembly TCU", None, "board", None, None, None),
        ("100-1", None, "part", "NV-1", 2.0, "U1, U2"),
        ("100-1 source 2", "100-1", "part", "HF-2", None, "U1, U2"),
    ]
    assert bom.parties.select("ref", "role", "name", "country", "scheme", "identifier").rows() == [
        ("100-1", "manufacturer", "Nordvik Radio", "NO", "duns", "123456789"),
        ("100-1 source 2", "manufacturer", "Hafen Funk", None, None, None),
    ]
    assert properties(bom, "100-1") == {
        "ipc2581:category": "ELECTRICAL",
        "footprint": "LGA",
        "VALUE": "LTE",
        "Height": "2.4 MM",
    }
    assert properties(bom, "100-1 source 2") == {"hbom:alternate-of": "100-1"}
    assert (bom.format, bom.spec_version, bom.tool, bom.subject) == ("ipc-2581", "C", "Layouter 3", "assembly TCU")
    assert bom.problems.height == 0


def test_maker_and_number_are_also_found_in_characteristics():
    named = "".join(
        f'<Textual textualCharacteristicName="{name}" textualCharacteristicValue="{value}"/>'
        for name, value in {"Manufacturer": "Nordvik", "MPN": "NV-9", "Description": "switch"}.items()
    )
    bom = read(document(f'<BomItem OEMDesignNumberRef="1">{named}</BomItem>'))
    assert bom.components.select("mpn", "description").rows() == [("NV-9", "switch")]
    assert bom.parties["name"].to_list() == ["Nordvik"]


def test_places_left_unpopulated_are_marked():
    off = document(ITEM.replace('populate="true"', 'populate="false"'))
    assert properties(read(off), "100-1")["hbom:fitted"] == "no"
    some = document(ITEM.replace('populate="true"', 'populate="false"', 1))
    assert properties(read(some), "100-1")["ipc2581:not-fitted"] == "U1"
    assert "hbom:fitted" not in properties(read(some), "100-1")


def test_items_of_one_number_are_all_kept():
    bom = read(document(ITEM * 3))
    assert bom.components["ref"].to_list() == ["100-1", "100-1#2", "100-1#3"]
    assert bom.problems.height == 2


def test_a_file_without_parts_list_gives_its_placed_components_or_a_warning():
    placed = '<Component refDes="U1" packageRef="P" part="NV-1"/><Component refDes="U2" packageRef="P" part="NV-1"/>'
    bom = read(document("", layout=placed))
    assert bom.components.select("name", "refdes").rows() == [("NV-1", "U1"), ("NV-1", "U2")]
    assert "no parts list (its mode is ASSEMBLY); the placed components" in bom.problems["message"][0]
    empty = read(document(""))
    assert (empty.components.height, empty.problems["severity"].to_list()) == (0, ["warning"])
    more = read(document(layout='<Component refDes="Z9" part="x"/>'))
    assert more.problems["message"].to_list() == ["1 placed component is in no item of the parts list: Z9"]
    assert more.problems["severity"].to_list() == ["warning"]


def test_a_prefixed_document_is_read_too():
    text = document(approved=APPROVED).replace("</", "</i:").replace("<", "<i:").replace("<i:/i:", "</i:")
    text = text.replace("<i:?xml", "<?xml").replace("xmlns=", "xmlns:i=")
    assert read(text).components["mpn"].to_list() == ["NV-1", "HF-2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (document(before='<!DOCTYPE x [<!ENTITY a "b">]>'), "a document type declaration"),
        (document()[:-30], "malformed XML"),
        ("<ipc/>", "XML with the root element <ipc>"),
        (document(layout="<a>" * 40 + "</a>" * 40), "elements nested deeper than 30"),
    ],
)
def test_what_is_no_sound_file_is_refused(text, found):
    with raised(depth=30), pytest.raises(InputError) as caught:
        read(text)
    assert found in str(caught.value)


@given(
    st.lists(
        st.tuples(st.integers(0, 4_000), st.sampled_from([b"", b"<", b">", b'"', b"&", b"\0", b"\xff", b"/>"])),
        max_size=6,
    )
)
def test_damaged_files_are_read_or_refused(changes):
    data = document(approved=APPROVED).encode()
    for place, piece in changes:
        at = place % len(data)
        data = data[:at] + piece + data[at + 1 :]
    try:
        outcome = ipc2581.read(data, HERE, "board", "").format
    except InputError as error:
        outcome = str(error)
    assert outcome == "ipc-2581" or (outcome.startswith("board.xml: ") and "\n" not in outcome)


def named(element: ET.Element, name: str) -> list[ET.Element]:
    return [e for e in element.iter() if e.tag.rpartition("}")[2] == name]


def test_every_item_of_every_shared_file_is_a_row():
    files = sorted([*(SHARED / "ipc2581").glob("*.xml"), *(SHARED / "ipc2581-synth").glob("*.xml")])
    if not files:
        pytest.skip("the shared BOM files are not here")
    for path in files:
        root, bom = ET.fromstring(path.read_bytes()), ipc2581.read(path.read_bytes(), path, path.name, "")
        items = named(root, "BomItem")
        parts = bom.components.filter((pl.col("type") == "part") & ~pl.col("ref").str.contains(" source "))
        assert parts.height == len(items), path.name
        places = [place.get("name") for item in items for place in named(item, "RefDes")]
        assert ", ".join(parts["refdes"].drop_nulls()).split(", ") == (places or [""]), path.name
        sources = len(named(root, "AvlVmpn"))
        listed = [item for item in named(root, "AvlItem") if named(item, "AvlVmpn")]
        assert bom.components["ref"].str.contains(" source ").sum() == sources - len(listed)
        assert bom.components["mpn"].count() >= sources
        assert bool(items) != ("warning" in bom.problems["severity"].to_list()), path.name


def makers(approved: str, more: str = "", companies: str = COMPANIES) -> set[tuple[str, str]]:
    text = document(ITEM.replace("<Textual", f"{more}<Textual", 1), approved).replace(COMPANIES, companies)
    return set(read(text).parties.select("ref", "name").rows())


def test_every_vendor_of_an_approved_source_is_a_maker():
    two = APPROVED.replace(
        '<AvlVendor enterpriseRef="NV"/>', '<AvlVendor enterpriseRef="NV"/><AvlVendor enterpriseRef="HF"/>'
    )
    assert makers(two) >= {("100-1", "Nordvik Radio"), ("100-1", "Hafen Funk")}


def test_every_number_of_an_approved_source_is_a_part():
    two = APPROVED.replace(
        '<AvlMpn name="NV-1" rank="1"/>', '<AvlMpn name="NV-1" rank="1"/><AvlMpn name="NV-9" rank="3"/>'
    )
    bom = read(document(approved=two))
    assert set(bom.components["mpn"]) == {"NV-1", "NV-9", "HF-2"}
    assert bom.parties["name"].to_list().count("Nordvik Radio") == 2


@pytest.mark.parametrize("order", [1, -1])
def test_companies_of_one_id_all_count_and_are_told(order):
    both = ['<Enterprise id="NV" name="Nordvik Radio"/>', '<Enterprise id="NV" name="Lintao Example Co."/>'][::order]
    bom = read(document(approved=APPROVED).replace(COMPANIES, "</LogisticHeader><LogisticHeader>".join(both)))
    assert {name for ref, name in bom.parties.select("ref", "name").rows() if ref == "100-1"} == {
        "Nordvik Radio",
        "Lintao Example Co.",
    }
    assert [p for p in bom.problems["kind"] if p == "repeated-ref"] == ["repeated-ref"]


def test_a_company_that_is_listed_twice_alike_is_one():
    bom = read(document(approved=APPROVED).replace(COMPANIES, COMPANIES + COMPANIES.replace("\n", "\n\n")))
    assert bom.problems.height == 0 and bom.parties["name"].to_list().count("Nordvik Radio") == 1


def test_a_maker_that_a_characteristic_names_beside_the_approved_one_is_a_maker_too():
    named = '<Textual textualCharacteristicName="MANUFACTURER" textualCharacteristicValue="Lintao Example Co."/>'
    assert makers(APPROVED, named) >= {("100-1", "Nordvik Radio"), ("100-1", "Lintao Example Co.")}


def test_what_else_a_source_calls_its_vendor_is_kept():
    bom = read(document(approved=APPROVED.replace('evplVendor="NV"', 'evplVendor="Lintao Example Co."')))
    assert properties(bom, "100-1")["ipc2581:vendor"] == "Lintao Example Co."


def test_every_maker_among_the_characteristics_is_a_maker():
    named = '<Textual textualCharacteristicName="{}" textualCharacteristicValue="{}"/>'
    both = named.format("MANUFACTURER", "Nordvik Radio") + named.format("Mfr", "Lintao Example Co.")
    assert makers("", both) >= {("100-1", "Nordvik Radio"), ("100-1", "Lintao Example Co.")}

"""KiCad netlists: every component arrives with the maker that its designer wrote, under whatever name of a field."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_parsers.bom import Bom
from bom_parsers.electronics import kicad
from bom_parsers.errors import InputError
from bom_parsers.limits import raised

SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"
HERE = Path("board.xml")
TITLE = "<title_block><title>Radio board</title><rev>B</rev></title_block>"
DESIGN = f"<design><tool>Eeschema 9.0</tool><sheet>{TITLE}</sheet></design>"


def netlist(components: str, libparts: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{before}<export version="E">{DESIGN}\n<components>{components}</components>\n'
        f"<libparts>{libparts}</libparts><nets/></export>"
    )


def comp(ref: str, fields: dict[str, str], more: str = "", value: str = "10k") -> str:
    inner = "".join(f'<field name="{name}">{text}</field>' for name, text in fields.items())
    return f'<comp ref="{ref}"><value>{value}</value><fields>{inner}</fields>{more}</comp>\n'


def read(text: str) -> Bom:
    return kicad.read(text.encode(), HERE, "board", "0" * 64)


def properties(bom: Bom, ref: str) -> dict[str, str]:
    return dict(bom.properties.filter(pl.col("ref") == ref).select("name", "value").rows())


@pytest.mark.parametrize(
    ("maker", "number"),
    [("Manufacturer", "MPN"), ("manf", "manf#"), ("MF", "MP"), ("Manufacturer_Name", "Manufacturer_Part_Number")],
)
def test_fields_of_maker_and_number_are_found_whatever_they_are_called(maker, number):
    more = '<libsource lib="RF" part="NV" description="LTE module"/><sheetpath names="/Radio/" tstamps="/1/"/>'
    bom = read(netlist(comp("U1", {maker: "Nordvik", number: "NV-1"}, more)))
    part = bom.components.filter(pl.col("ref") == "U1").row(0, named=True)
    assert (part["mpn"], part["refdes"], part["description"], part["kind"]) == ("NV-1", "U1", "LTE module", "hardware")
    assert bom.parties.select("ref", "role", "name", "pointer").rows() == [
        ("U1", "manufacturer", "Nordvik", f"line 3, field {maker}")
    ]
    assert properties(bom, "U1") == {"value": "10k", "kicad:sheet": "/Radio/", "kicad:library-part": "RF:NV"}
    assert (bom.format, bom.spec_version, bom.tool) == ("kicad-xml", "E", "Eeschema 9.0")


def test_the_board_is_the_subject_with_its_revision():
    bom = read(netlist(comp("U1", {})))
    subject = bom.components.filter(pl.col("ref") == bom.subject).row(0, named=True)
    assert (subject["name"], subject["version"], subject["type"]) == ("Radio board", "B", "board")


@pytest.mark.parametrize("flag", ['<property name="dnp"/>', '<property name="exclude_from_board"/>'])
def test_parts_left_off_the_board_are_kept_and_marked(flag):
    bom = read(
        netlist(comp("U1", {"MPN": "NV-1"}, flag) + comp("U2", {"MPN": "NV-2"}, '<property name="exclude_from_bom"/>'))
    )
    assert properties(bom, "U1")["hbom:fitted"] == "no"
    assert "hbom:fitted" not in properties(bom, "U2")
    assert properties(bom, "U2")["kicad:exclude-from-bom"] == "yes"


def test_a_library_parts_fields_count_where_the_component_has_none():
    fields = '<field name="Reference">U</field><field name="MPN">NV-1</field>'
    library = f'<libpart lib="RF" part="NV"><fields>{fields}</fields></libpart>'
    source = '<libsource lib="RF" part="NV"/>'
    bom = read(netlist(comp("U1", {}, source) + comp("U2", {"mpn": "HF-2"}, source), library))
    assert bom.components.filter(pl.col("type") == "part").select("ref", "mpn").rows() == [
        ("U1", "NV-1"),
        ("U2", "HF-2"),
    ]
    assert bom.components.filter(pl.col("ref") == "U1")["pointer"].item() == "line 6, field MPN"


def test_a_large_netlist_keeps_its_designators_as_refs():
    bom = read(netlist("".join(comp(f"U{n}", {"MPN": f"NV-{n}"}) for n in range(1_000))))
    parts = bom.components.filter(pl.col("type") == "part")
    assert parts.row(999, named=True)["ref"] == "U999"
    assert parts.row(999, named=True)["pointer"] == "line 1002, field MPN"


def test_two_spellings_of_a_field_are_one_and_not_two_sources():
    bom = read(
        netlist(
            comp("U1", {"Manufacturer": "Nordvik", "MANUFACTURER": "Nordvik AS"})
            + comp("U2", {"MANUFACTURER": "Hafen"})
        )
    )
    assert bom.parties.select("ref", "name").rows() == [("U1", "Nordvik"), ("U1", "Nordvik AS"), ("U2", "Hafen")]
    assert bom.components.filter(pl.col("type") == "part")["ref"].to_list() == ["U1", "U2"]


def test_another_maker_in_the_library_counts_beside_the_components_own():
    library = '<libpart lib="RF" part="NV"><fields><field name="Manufacturer">Hafen</field></fields></libpart>'
    source = '<libsource lib="RF" part="NV"/>'
    bom = read(
        netlist(
            comp("U1", {"Manufacturer": "Nordvik"}, source) + comp("U2", {"Manufacturer": "HAFEN"}, source), library
        )
    )
    assert bom.parties.select("ref", "name").rows() == [("U1", "Nordvik"), ("U1", "Hafen"), ("U2", "HAFEN")]


def test_a_library_part_described_twice_hides_nothing():
    one = '<libpart lib="RF" part="NV"><fields><field name="Manufacturer">{}</field></fields></libpart>'
    source = '<libsource lib="RF" part="NV"/>'
    bom = read(netlist(comp("U1", {}, source), one.format("Hafen") + one.format("Nordvik")))
    assert bom.parties["name"].to_list() == ["Hafen"]
    assert bom.problems.filter(pl.col("kind") == "repeated-value")["severity"].to_list() == ["warning"]
    assert "hides 'Nordvik'" in bom.problems["message"].str.join(" ").item()


def test_components_of_the_same_or_no_designator_are_all_kept():
    bom = read(netlist(comp("U1", {}) + comp("U1", {}) + comp("", {})))
    assert bom.components.filter(pl.col("type") == "part")["ref"].to_list() == ["U1", "U1#2", "line 5"]
    assert "ref 'U1' is used before" in bom.problems["message"].str.join(" ").item()


def test_a_misspelt_field_is_told():
    bom = read(netlist(comp("U1", {"Maunfacturer": "Nordvik"})))
    assert "did you mean 'manufacturer'?" in bom.problems["message"].str.join(" ").item()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (netlist("", before='<!DOCTYPE x [<!ENTITY a "b">]>'), "a document type declaration"),
        (netlist(comp("U1", {}))[:-20], "malformed XML"),
        ("<exports/>", "XML with the root element <exports>"),
        (netlist("<a>" * 40 + "</a>" * 40), "elements nested deeper than 30"),
    ],
)
def test_what_is_no_sound_netlist_is_refused(text, found):
    with raised(depth=30), pytest.raises(InputError) as caught:
        read(text)
    assert found in str(caught.value)


def test_a_netlist_without_components_is_a_bom_without_parts_and_a_warning():
    bom = read(netlist(""))
    assert bom.components["type"].to_list() == ["board"]
    assert "no part below them" in bom.problems["message"].str.join(" ").item()


def test_an_attribute_of_ten_megabytes_is_no_obstacle():
    bom = read(netlist(comp("U1", {}, f'<property name="MPN" value="{"A" * 12_000_000}"/>')))
    assert bom.components.filter(pl.col("ref") == "U1")["mpn"].str.len_chars().item() == 12_000_000


@given(
    st.lists(
        st.tuples(st.integers(0, 2_000), st.sampled_from([b"", b"<", b">", b'"', b"&", b"\0", b"\xff", b"</comp>"])),
        max_size=6,
    )
)
def test_damaged_netlists_are_read_or_refused(changes):
    data = netlist(comp("U1", {"MPN": "NV-1"}) + comp("U2", {"manf": "Nordvik"}, '<property name="dnp"/>')).encode()
    for place, piece in changes:
        at = place % len(data)
        data = data[:at] + piece + data[at + 1 :]
    try:
        outcome = kicad.read(data, HERE, "board", "").format
    except InputError as error:
        outcome = str(error)
    assert outcome == "kicad-xml" or (outcome.startswith("board.xml: ") and "\n" not in outcome)


def test_every_component_of_every_shared_netlist_is_a_row():
    files = [path for path in sorted((SHARED / "hw").rglob("*.xml")) if b"<export" in path.read_bytes()[:300]]
    if not files:
        pytest.skip("the shared BOM files are not here")
    named, differing = 0, {}
    for path in files:
        root = ET.fromstring(path.read_bytes())
        bom = kicad.read(path.read_bytes(), path, path.name, "")
        parts = bom.components.filter((pl.col("type") == "part") & ~pl.col("ref").str.contains(" source "))
        assert parts["refdes"].to_list() == [c.get("ref") for c in root.iter("comp")]
        boards = bom.components.height - parts.height - bom.components["ref"].str.contains(" source ").sum()
        assert boards == bool((root.findtext("design/sheet/title_block/title") or "").strip())
        written = {
            (c.get("ref"), (f.text or "").strip())
            for c in root.iter("comp")
            for f in c.iter("field")
            if (f.get("name") or "").casefold()
            in ("manufacturer", "manf", "manufacturer_name", "mf", "mpn", "manf#", "mp")
        }
        read_ = {row for frame, column in (
            (bom.parties, "name"), (bom.components, "mpn"), (bom.properties, "value"),
        ) for row in frame.select("ref", column).rows()}  # fmt: skip
        lost = {(ref, text) for ref, text in written - read_ if any(map(str.isalnum, text)) and text != "DNP"}
        named += bom.parties.height
        if lost:
            differing[path.name] = lost
    assert named > 350
    # What is not there as written: several parts in one field, between "|", ";" or ":", of which each is there by itself.
    assert all(set(text) & set("|;:") for lost in differing.values() for _, text in lost), differing


@pytest.mark.parametrize(
    "more",
    [
        '<fields><field name="MPN">EC25-E</field></fields>',
        '<fields><field name="mpn">EC25-E</field></fields>',
        '<property name="MPN" value="EC25-E"/>',
        "<value>EC25-E</value>",
    ],
)
def test_a_field_that_is_repeated_with_another_value_is_reported(more: str) -> None:
    bom = read(netlist(comp("C1", {"MPN": "GRM155"}, more)))
    assert bom.problems.filter(kind="repeated-value")["severity"].to_list() == ["warning"]
    same = read(
        netlist(comp("C1", {"MPN": "GRM155"}, more.replace("EC25-E", "10k" if "<value>" in more else "GRM155")))
    )
    assert same.problems.filter(kind="repeated-value").is_empty()


@pytest.mark.parametrize(
    ("maker", "read_as", "is_reported"),
    [
        ("Braunau<b>Lanque</b>", "Braunau Lanque", True),
        ("<b>Lanque</b>", "Lanque", True),
        ("Braunau<b/>Lanque", "Braunau Lanque", True),
        ('Braunau<b name="Lanque"/>', "Braunau", True),
        ("Braunau<b/>", "Braunau", False),
        ("Brau<!-- no more -->nau<?and so on?>", "Braunau", False),
        ("<![CDATA[Braunau]]>", "Braunau", False),
    ],
)
def test_elements_within_a_field_hide_nothing(maker, read_as, is_reported):
    library = f'<libpart lib="L" part="P"><fields><field name="Manufacturer">{maker}</field></fields></libpart>'
    source = '<libsource lib="L" part="P" description=""/>'
    for text in (netlist(comp("U1", {"Manufacturer": maker})), netlist(comp("U1", {}, source), library)):
        bom = read(text)
        assert bom.parties["name"].to_list() == [read_as]
        gaps = bom.problems.filter((pl.col("kind") == "odd-value") & (pl.col("severity") == "warning"))
        assert gaps.height == is_reported
        assert all("elements within <field>" in message for message in gaps["message"])


def test_an_attribute_that_a_field_does_not_have_hides_nothing():
    bom = read(netlist(comp("U1", {}, '<fields><field name="Manufacturer" value="Lanque">Braunau</field></fields>')))
    assert bom.parties["name"].to_list() == ["Braunau"]
    gaps = bom.problems.filter((pl.col("kind") == "odd-value") & (pl.col("severity") == "warning"))
    assert ["value=Lanque" in message for message in gaps["message"]] == [True]

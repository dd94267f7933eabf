"""Hardware BOM tables: every heading people use lands in its field, no row is lost, other tables are refused."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.hbom import cells, table
from bom_parsers.hbom.headings.vocabulary import extra_columns
from bom_parsers.hbom.makers_by_number import inferred_maker
from tests.bom_parsers.hbom.made_tables import read, read_book
from tests.bom_parsers.outcomes import column, problems

HERE = Path("bom.csv")
SHARED = Path(__file__).resolve().parents[4] / "shared" / "boms"


def parties(bom: Bom, role: str) -> list[tuple[str, str]]:
    return bom.parties.filter(pl.col("role") == role).select("ref", "name").rows()


def properties(bom: Bom, ref: str = "row 2") -> dict[str, str]:
    return dict(bom.properties.filter(pl.col("ref") == ref).select("name", "value").rows())


def test_a_row_becomes_a_part_with_its_maker_seller_and_addresses():
    bom = read(
        "Item,Designator,Qty,Manufacturer,MPN,Description,Value,Footprint,Rev,Supplier,Supplier Part Number\n"
        '1,"U1, U2",2 pcs,Nordvik Radio,NV-4410,LTE module,modem,LGA,B,Hafen Parts,HP-9\n'
    )
    assert bom.components.drop("pointer").rows(named=True)[0] == {
        **dict.fromkeys(bom.components.columns[:-1]),
        "hashes": [],
        "licenses": [],
        "bom": "bom",
        "ref": "row 2",
        "kind": "hardware",
        "type": "part",
        "name": "NV-4410",
        "version": "B",
        "description": "LTE module",
        "mpn": "NV-4410",
        "quantity": 2.0,
        "refdes": "U1, U2",
    }
    assert column(bom, "pointer") == ["line 2, column 5"]
    assert bom.parties.select("role", "name", "pointer").rows() == [
        ("manufacturer", "Nordvik Radio", "line 2, column 4"),
        ("supplier", "Hafen Parts", "line 2, column 10"),
    ]
    assert properties(bom) == {"value": "modem", "footprint": "LGA", "hbom:supplier-part-number": "HP-9"}
    assert (bom.format, bom.problems.height) == ("hbom-csv", 0)


MAKER_AND_NUMBER = [
    ("Manufacturer", "MPN"),
    ("Manufacturer 1", "Manufacturer Part Number 1"),
    ("Manufacturer_Name", "Manufacturer_Part_Number"),
    ("MF", "MP"),
    ("MFG", "MFG#"),
    ("MFG.", "MFG. PN"),
    ("Mfg Name", "Mfg Part Num"),
    (" Manf", "Manf#"),
    ("Manufacturer", "*Mfg Part #"),
    ("Manufacturer", "Manufacture Part Number"),
    ("ManufacturerName", "ManufacturerPartNumber"),
    ("Manufacturer", "Manufacturer\nPart Number"),
    ("Mfr.", "Mfr. P/N"),
    ("Brand", "PartNumber"),
    ("Vendor", "Vendor Part Num"),
    ("Hersteller", "Hersteller-Nr."),
    ("Fabricant", "Référence fabricant"),
    ("Fabricante", "Código fabricante"),
    ("制造商", "型号"),
    ("品牌", "厂家型号"),
    ("メーカー名", "型番"),
]


@pytest.mark.parametrize(("maker", "number"), MAKER_AND_NUMBER)
def test_headings_of_maker_and_part_number(maker, number):
    bom = read(f'Ref,"{maker}","{number}"\nU1,Nordvik,NV-4410\n')
    assert (column(bom, "mpn"), parties(bom, "manufacturer")) == (["NV-4410"], [(column(bom, "ref")[0], "Nordvik")])


@pytest.mark.parametrize(
    ("refdes", "quantity"),
    [
        ("Reference(s)", "Qnty"),
        ("Part References", "Qty-1"),
        ("Refs", "Quantity Per PCB"),
        ("*Designator", "*Qty"),
        ("Ref Des", "Qty "),
        ("Bestückungsplatz", "Menge"),
        ("位号", "数量"),
        ("回路記号", "員数"),
        ("Repère", "Quantité"),
        ("Referencias", "Cantidad"),
    ],
)
def test_headings_of_designator_and_quantity(refdes, quantity):
    bom = read(f"{refdes},{quantity},Value\nC7,3,10u\n")
    assert (column(bom, "refdes"), column(bom, "quantity"), column(bom, "name")) == (["C7"], [3.0], ["10u"])


def test_headings_below_a_preamble_and_sheets_that_are_no_bom():
    head = ["#", "Manufacturer Part Number", "Manufacturer", "Description", "Designator", "Quantity"]
    preamble = [["", "Component list"], ["", "Project:", "Board"], ["", "Variant:", "None"]]
    bom = read_book(
        Part_List_Report=[
            *preamble,
            [],
            [],
            head,
            [1, "NV-1", "Nordvik", "RF switch", "U1", 1],
            ["", "", "", "", "", 42],
        ],
        Project_Information=[["Project", "Board"], ["Total Quantity", "42"]],
        Hafen_Order=[["Supplier Part Number", "Quantity", "Designator"], ["HP-1", 20, "U1"]],
    )
    assert column(bom, "ref") == ["Part List Report!7"]
    assert column(bom, "pointer") == ["Part List Report!B7"]
    told = {pointer: message for message, pointer in problems(bom, "info")}
    assert "3 rows above the headings" in bom.problems["message"].str.join(" ").item()
    assert "is not read: no heading row" in told["Project Information"]
    assert "is not read: an order sheet" in told["Hafen Order"]
    assert problems(bom, "info")[-1] == ("1 row that is no part below the headings", "Part List Report!6")


def test_words_of_a_preamble_are_no_headings():
    bom = read("Value,Quantity,,,\nProject,3,,,\nRef,Qty,Manufacturer,MPN,Description\nU1,1,Nordvik,NV-1,switch\n")
    assert bom.components.select("refdes", "mpn").rows() == [("U1", "NV-1")]


def test_every_sheet_that_is_a_bom_is_read():
    rows = [["Designator", "MPN"], ["U1", "NV-1"]]
    bom = read_book(Main=rows, Daughter=rows, Order=rows)
    assert column(bom, "ref") == ["Main!2", "Daughter!2"]
    assert column(read_book(Order=rows), "ref") == ["Order!2"]


def test_repeated_headings_are_further_sources_with_the_first_as_parent():
    bom = read("Ref,Manufacturer,MPN,Manufacturer,MPN\nU1,Nordvik,NV-1,Hafen,HF-2\nU2,Nordvik,NV-3,,\n")
    assert bom.components.select("ref", "parent", "mpn", "refdes").rows() == [
        ("row 2", None, "NV-1", "U1"),
        ("row 2 source 2", "row 2", "HF-2", "U1"),
        ("row 3", None, "NV-3", "U2"),
    ]
    assert parties(bom, "manufacturer") == [("row 2", "Nordvik"), ("row 2 source 2", "Hafen"), ("row 3", "Nordvik")]
    assert properties(bom, "row 2 source 2") == {"hbom:alternate-of": "row 2"}


@pytest.mark.parametrize("second", [("Manufacturer 2", "MPN 2"), ("Alternate Manufacturer", "Alternative part")])
def test_numbered_and_named_second_sources(second):
    bom = read(f"Ref,Manufacturer 1,MPN 1,{second[0]},{second[1]}\nU1,Nordvik,NV-1,Hafen,HF-2\n")
    assert column(bom, "mpn") == ["NV-1", "HF-2"]
    assert [name for _, name in parties(bom, "manufacturer")] == ["Nordvik", "Hafen"]


def test_vendor_is_the_distributor_beside_a_maker_and_the_maker_beside_a_supplier():
    seller = read("Ref,Manufacturer,MPN,VEND1,VEND1#,VEND2\nU1,Nordvik,NV-1,Hafen,H-1,Kontor\n")
    assert parties(seller, "distributor") == [("row 2", "Hafen"), ("row 2", "Kontor")]
    assert properties(seller)["hbom:distributor-part-number"] == "H-1"
    assert problems(seller, "info")[0] == ("'VEND1' is read as the distributor", "line 1, column 4")
    maker = read("Ref,Vendor,Vendor Part Number,Supplier\nU1,Nordvik,NV-1,Hafen\n")
    assert (parties(maker, "manufacturer"), column(maker, "mpn")) == ([("row 2", "Nordvik")], ["NV-1"])
    shop = read("Ref,Value,Vendor\nU1,10k,Mouser\nU2,1k,Digi-Key\n")
    assert (parties(shop, "manufacturer"), len(parties(shop, "distributor"))) == ([], 2)


def test_parts_left_off_the_board_are_kept_and_marked():
    bom = read(
        "Ref,Value,Manufacturer,MPN,DNP,Note\n"
        "U1,a,Nordvik,NV-1,DNP,\nU2,b,Nordvik,NV-2,,\nU3,DNP 47u,Nordvik,NV-3,no,\n"
        "U4,c,未実装,NV-4,,\nU5,d,Nordvik,NV-5,0,not fitted\n"
    )
    off = bom.properties.filter((pl.col("name") == "hbom:fitted") & (pl.col("value") == "no"))["ref"].to_list()
    assert off == ["row 2", "row 4", "row 5", "row 6"]
    assert len(bom.components) == 5
    assert "row 5" not in [ref for ref, _ in parties(bom, "manufacturer")]
    fitted = read("Ref,MPN,Fitted\nU1,NV-1,No\nU2,NV-2,Yes\nU3,NV-3,\n")
    assert fitted.properties["ref"].to_list() == ["row 2"]


def test_placeholders_name_no_maker_and_no_part():
    bom = read("Ref,Value,Manufacturer,MPN\nR1,10k,any,N/A\nR2,1k,Various,-\nR3,2k,generic,TBD\n")
    assert (bom.parties.height, column(bom, "mpn"), column(bom, "name")) == (0, [None] * 3, ["10k", "1k", "2k"])


@pytest.mark.parametrize("placeholder", ["_", "~", "*", ".", "...", "--", "***", "/", "?"])
def test_a_text_of_signs_only_names_nothing_and_the_next_field_counts(placeholder):
    bom = read(
        f"Ref,Value,Manufacturer,MPN,Description\nU1,RX-7,{placeholder},{placeholder},Receiver\nU2,{placeholder},,,Filter\n"
    )
    assert bom.components.select("name", "mpn", "description").rows() == [
        ("RX-7", None, "Receiver"),
        ("Filter", None, "Filter"),
    ]
    assert bom.parties.is_empty()


def test_texts_with_a_letter_or_a_digit_among_the_signs_are_kept():
    bom = read("Ref,Value,MPN\nU1,Ω,_7_\nU2,½,*A*\n")
    assert bom.components["mpn"].to_list() == ["_7_", "*A*"]


def test_a_blank_value_leaves_the_name_to_the_device_and_only_then_to_the_designator():
    bom = read("Part,Value,Device,Package\nU1,,SIM7600,LGA\nC1,100n,C-EUC0402,C0402\nJ1,,,PAD\n")
    assert bom.components["name"].to_list() == ["SIM7600", "100n", "J1"]
    devices = bom.properties.filter(pl.col("name") == "Device")["value"].to_list()
    assert devices == ["SIM7600", "C-EUC0402"], "it stays a property of that name"


def test_a_comment_names_the_part_but_is_no_part_number():
    bom = read('Comment,Designator,Footprint,LCSC Part #\nEX32-WROOM,"U1,U2",SMD,C14663\n')
    assert bom.components.select("name", "mpn").rows() == [("EX32-WROOM", None)]
    assert properties(bom)["hbom:distributor-part-number"] == "C14663"
    assert properties(bom)["hbom:distributor"] == "LCSC"


def test_country_and_fcc_id_and_own_columns():
    bom = read(
        "Ref,Manufacturer,MPN,Country of Origin,FCC ID,icts:hardware-class,FW Version\n"
        "U1,Nordvik,NV-1,NO,XYZNV1,vcs,2.1\n"
    )
    assert bom.parties["country"].to_list() == ["NO"]
    assert properties(bom) == {
        "hbom:country-of-origin": "NO",
        "cdx:device:certifications:US:FCC:id": "XYZNV1",
        "icts:hardware-class": "vcs",
        "hbom:firmware-version": "2.1",
    }


def test_maker_and_number_in_one_cell_are_split_only_when_certain():
    bom = read('Ref,MFG,Value\nR1,"Nordvik,ERA-6AEB102V",1k\nR2,"Nordvik, Inc.",2k\nR3,"Hafen Co, Ltd",3k\n')
    assert column(bom, "mpn") == ["ERA-6AEB102V", None, None]
    assert [name for _, name in parties(bom, "manufacturer")] == ["Nordvik", "Nordvik, Inc.", "Hafen Co, Ltd"]


def test_a_field_name_with_a_comma_in_the_heading_row_does_not_shift_the_cells():
    bom = read('Reference, Value, MFG,MFG#, VEND1,VEND1#, Page\n"R1","1k","Nordvik,NV-102V","Hafen,H-1","main"\n')
    assert (column(bom, "mpn"), parties(bom, "manufacturer")) == (["NV-102V"], [("row 2", "Nordvik")])
    assert properties(bom)["Page"] == "main"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("SX-G350\nSX-U260\nSX-U270", ["SX-G350", "SX-U260", "SX-U270"]),
        ("SX-G350 / SX-U260", ["SX-G350", "SX-U260"]),
        ("SX-G350; SX-U260", ["SX-G350", "SX-U260"]),
        ("74HC595D,118", ["74HC595D,118"]),
        ("MSS1P4-M3/89A", ["MSS1P4-M3/89A"]),
        ("CAP 10 / 50V", ["CAP 10 / 50V"]),
    ],
)
def test_several_part_numbers_in_one_cell(cell, numbers):
    bom = read(f'Ref,MPN\nU1,"{cell}"\n')
    assert column(bom, "mpn") == numbers[:1]
    assert bom.properties["value"].to_list() == numbers[1:]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2", 2),
        ("2 pcs", 2),
        ("1,5", 1.5),
        ("0.25", 0.25),
        ("1,000", 1000),
        ("3x", 3),
        ("4 Stück", 4),
        ("2.0", 2),
        ("10 个", 10),
    ],
)
def test_quantities(cell, number):
    assert cells.quantity(cell) == number


def test_a_quantity_that_is_no_number_is_a_problem_at_its_cell():
    bom = read("Ref,MPN,Qty\nU1,NV-1,as needed\n")
    assert column(bom, "quantity") == [None]
    assert problems(bom, "warning") == [("the quantity 'as needed' is not a number; left unknown", "line 2, column 3")]


def test_rows_that_are_no_parts_are_told_and_parts_of_like_names_are_kept():
    bom = read(
        "Description,Manufacturer,Ref,Qty\nRF switch,Nordvik,U1,1\n,,,\nTotal,,,7\nComponent Count:,,,27\nWiring,,,\n"
        "Total,Nordvik,,2\n"
    )
    assert column(bom, "ref") == ["row 2", "row 7"]
    messages = bom.problems["message"].to_list()
    assert "a remark, no part: 'Component Count: | 27'" in messages
    assert "a total, no part: 'Total | 7'" in messages
    assert "a single cell, taken as a title: 'Wiring'" in messages
    assert "1 blank row below the headings" in messages


def test_headings_that_change_further_down_are_followed():
    bom = read("Ref,MPN,Qty\nU1,NV-1,1\nHarness,,\nRef,Qty,MPN\nJ1,4,NV-9\n")
    assert bom.components.select("refdes", "mpn", "quantity").rows() == [("U1", "NV-1", 1.0), ("J1", "NV-9", 4.0)]


def test_levels_and_item_numbers_make_the_tree():
    levels = read("Level,Part Number,Qty\n0,TCU,1\n1,BOARD,1\n2,MODEM,1\n1,CASE,1\n")
    assert column(levels, "parent") == [None, "row 2", "row 3", "row 2"]
    items = read("Item,Part Number,Qty\n1,TCU,1\n1.1,BOARD,1\n1.1.1,MODEM,1\n1.2,CASE,1\n2,BOLT,4\n")
    assert column(items, "parent") == [None, "row 2", "row 3", "row 2", None]


def test_ragged_rows_are_read_and_told():
    bom = read("Designator,Qty,Manufacturer,MPN\nU1,1,Nordvik\nU2,1,Hafen,HF-2,extra\n")
    assert column(bom, "mpn") == [None, "HF-2"]
    assert properties(bom, "row 3") == {"hbom:column-5": "extra"}
    assert [pointer for _, pointer in problems(bom, "warning")] == ["line 2", "line 3"]


def test_headings_alone_are_a_bom_without_parts_and_a_warning():
    bom = read("Designator,Qty,Manufacturer,MPN\n")
    assert (bom.components.height, problems(bom, "warning")[0][1]) == (0, "line 1")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Designator,Mid X,Mid Y,Layer,Rotation\nC1,1.2,3.4,top,90\n", "a pick-and-place table"),
        ("Designator,Val,Package,MidX,MidY,Rotation,Layer\nC1,1u,0603,1.2,3.4,90,top\n", "a pick-and-place table"),
        ('"Designator,""Value"",""Mid X"",""Mid Y"""\n"C1,""1u"",1,2"\n', "a pick-and-place table"),
        ("MPN,Description,Unit Price,Stock\nNV-1,switch,1.20,100\n", "a price list"),
        ("Supplier,Country,Address\nNordvik,NO,Oslo\n", "no heading row of a BOM; line 1 has 'Supplier', 'Country'"),
        ("Name,Country,LEI\nNordvik,NO,5493\n", "no heading row"),
        # A character that Python 3.11 does not know and 3.12 does: the sentence is the same under both.
        ("Lieferant \U00031350,Land\nNordvik,NO\n", "has 'Lieferant \U00031350', 'Land'"),
        ("2026-01-02 12:00:01 INFO start, value=3\n2026-01-02 12:00:02 ERROR stop, part=4\n", "no heading row"),
        ("Dear all,\n\nthe description, value and quantity of the part follow.\n", "no heading row"),
        ("Manufacturer: Nordvik\nMPN: NV-1\nQuantity: 3\n", "no heading row"),
        ("hello\n", "no heading row"),
    ],
)
def test_other_tables_and_texts_are_refused_with_the_reason(text, found):
    with pytest.raises(InputError) as caught:
        read(text)
    assert found in str(caught.value)
    assert "expected a heading row with at least two of designator" in str(caught.value)


@given(
    st.lists(
        st.sampled_from(["Ref", "MPN", "Manufacturer", "Qty", "Level", "Item", "Value", "MPN 2", "DNP", "Odd"]),
        max_size=7,
    ),
    st.lists(st.lists(st.text(max_size=8), max_size=8), max_size=6),
)
def test_any_table_is_a_bom_or_an_input_error_and_no_ref_is_given_twice(head, rows):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [head, *rows]]
    try:
        bom = table.read_csv("\n".join(quoted).encode("utf-8", "replace"), HERE, "bom", "0" * 64)
    except InputError:
        return
    refs = column(bom, "ref")
    assert len(set(refs)) == len(refs)
    assert set(bom.parties["ref"]) | set(bom.properties["ref"]) <= set(refs)


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Z]{2}-[0-9]{4}", fullmatch=True), st.integers(1, 99)), min_size=1, max_size=20
    )
)
@settings(max_examples=50)
def test_every_part_of_a_plain_table_arrives_in_order(parts):
    bom = read("MPN;Qty\n" + "".join(f"{mpn};{quantity}\n" for mpn, quantity in parts))
    assert bom.components.select("mpn", "quantity").rows() == [(mpn, float(quantity)) for mpn, quantity in parts]


@pytest.mark.parametrize(
    ("maker", "number", "relation"),
    [
        ("A1\nHafen", "NV-1\nHF-2", "alternate-of"),
        ("A1; Hafen", "NV-1;HF-2", "alternate-of"),
        ("A1|Hafen", "NV-1|HF-2", "used-with"),
    ],
)
def test_as_many_makers_as_numbers_in_two_cells_are_sources_of_their_own(maker, number, relation):
    bom = read(f'Ref,Manufacturer,MPN\nU1,"{maker}","{number}"\n')
    assert bom.components.select("ref", "parent", "mpn").rows() == [
        ("row 2", None, "NV-1"),
        ("row 2 source 2", "row 2", "HF-2"),
    ]
    assert parties(bom, "manufacturer") == [("row 2", "A1"), ("row 2 source 2", "Hafen")]
    assert properties(bom, "row 2 source 2") == {f"hbom:{relation}": "row 2"}


def test_two_lines_of_makers_with_one_number_are_one_name_and_a_warning():
    bom = read('Ref,Manufacturer,MPN\nU1,"Nordvik\nRadio",NV-1\n')
    assert parties(bom, "manufacturer") == [("row 2", "Nordvik Radio")]
    assert "several lines" in problems(bom, "warning")[0][0]


def test_rows_with_nothing_but_a_maker_and_a_number_are_further_sources_of_the_part_above():
    bom = read(
        "Level,Number,BOM.Qty,BOM.Ref Des,Manufacturers.Mfr. Name,Manufacturers.Mfr. Part Number\n"
        "0,100-A,1,,,\n1,100-B,2,U1,Nordvik,NV-1\n,,,,Hafen,HF-1\n,,,,Kontor,KT-1\n1,100-C,1,U2,Nordvik,NV-2\n"
    )
    assert bom.components.select("ref", "parent", "mpn", "refdes").rows() == [
        ("row 2", None, None, None),
        ("row 3", "row 2", "NV-1", "U1"),
        ("row 4", "row 3", "HF-1", "U1"),
        ("row 5", "row 3", "KT-1", "U1"),
        ("row 6", "row 2", "NV-2", "U2"),
    ]
    assert (column(bom, "name")[0], properties(bom)) == ("100-A", {"Number": "100-A"})
    assert ("2 rows name further sources of the part above them", "line 4") in problems(bom, "info")
    assert parties(bom, "manufacturer") == [
        ("row 3", "Nordvik"),
        ("row 4", "Hafen"),
        ("row 5", "Kontor"),
        ("row 6", "Nordvik"),
    ]
    assert properties(bom, "row 5")["hbom:alternate-of"] == "row 3"


def test_parts_listed_singly_and_again_collated_are_read_once():
    head = "Item,Qty,Reference(s),Value\n"
    text = f'Individual Components:\n\n{head},,R1,1k\n,,R2,1k\n\nCollated Components:\n\n{head}1,2,"R1, R2",1k\n'
    bom = read(text)
    assert bom.components.select("refdes", "quantity").rows() == [("R1, R2", 2.0)]
    message = "3 rows from here on list single parts that come again collated; only the collated list is read"
    assert (message, "line 3") in problems(bom, "info")
    other = read(text.replace("R1, R2", "R1, R9"))
    assert other.components.height == 3
    assert "the lists differ (R2); both are read" in problems(other, "warning")[0][0]


def test_a_known_family_of_numbers_points_to_its_maker_and_names_no_party():
    bom = read("Ref,Value,Manufacturer,MPN\nU1,,,SIM7600G-H\nU2,EC25-AF,,\nU3,,Nordvik,NRF9160-X\nR1,10k,,\nRN42,,,\n")
    lead = dict(bom.properties.filter(pl.col("name") == "hbom:inferred-maker").select("ref", "value").rows())
    assert lead == {"row 2": "SIMCom", "row 3": "Quectel"}
    assert parties(bom, "manufacturer") == [("row 4", "Nordvik")]


def test_a_heading_that_is_nearly_a_known_one_is_told_with_it_and_the_others_are_listed():
    bom = read("Ref,MPN,Maunfacturer,Color,Owner,Datasheet,icts:layer\nU1,NV-1,Nordvik,red,me,d.pdf,middleware\n")
    assert problems(bom, "warning") == [
        (
            "the heading 'Maunfacturer' is not understood, its cells became properties; did you mean 'manufacturer'?",
            "line 1, column 3",
        )
    ]
    listed = "2 headings mean no field here, the cells became properties: 'Color', 'Owner'"
    assert problems(bom, "info") == [(listed, "line 1")]
    assert properties(bom)["Maunfacturer"] == "Nordvik"


def test_headings_of_ones_own_are_read_as_the_field_they_are_said_to_be():
    text = "Ref,Fournisseur agréé,Teil-Kennung,MPN\nU1,Nordvik,NV-1,unused\n"
    with extra_columns({"FOURNISSEUR AGRÉÉ": "manufacturer", "teil kennung": "mpn", "MPN": "property"}):
        bom = read(text)
    assert parties(bom, "manufacturer") == [("row 2", "Nordvik")]
    assert (column(bom, "mpn"), properties(bom)["MPN"]) == (["NV-1"], "unused")
    assert parties(read(text), "manufacturer") == []


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"Maker": "manufacturers"}, "unknown field 'manufacturers'; did you mean 'manufacturer'?"),
        ({"--": "mpn"}, "no letter"),
    ],
)
def test_a_heading_of_ones_own_with_an_unknown_field_is_refused(columns, told):
    with pytest.raises(ValueError, match="column") as caught, extra_columns(columns):
        pass
    assert told in str(caught.value)


@given(st.text(max_size=30))
def test_no_text_is_taken_for_a_part_of_a_family_by_chance(text):
    assert not inferred_maker(text) or any(c.isdigit() for c in text) or "-" in text


# --- the shared files ----------------------------------------------------------------------------------------------


def shared(name: str) -> bytes:
    path = SHARED / "hostile-synth" / name
    if not path.exists():
        pytest.skip("the shared hostile files are not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("csv-chinese-gbk.csv", 3),
        ("csv-cp1252.csv", 1),
        ("csv-dnp.csv", 2),
        ("csv-dup-headers.csv", 2),
        ("csv-header-only.csv", 0),
        ("csv-long-field.csv", 1),
        ("csv-quoted-newlines.csv", 1),
        ("csv-ragged.csv", 2),
        ("csv-unterminated-quote.csv", 2),
        ("xlsx-is-csv.xlsx", 1),
    ],
)
def test_hostile_tables_give_all_their_parts(name, parts):
    assert table.read_csv(shared(name), Path(name), name, "").components.height == parts


def test_ten_thousand_columns_are_refused():
    with pytest.raises(InputError, match="no heading row"):
        table.read_csv(shared("csv-10k-columns.csv"), HERE, "bom", "")


READERS = {b"PK": table.read_xlsx, b"\xd0\xcf": table.read_xls}


def read_shared(path: Path) -> Bom:
    data = path.read_bytes()
    reader = table.read_ods if b"opendocument" in data[:200] else READERS.get(data[:2], table.read_csv)
    return reader(data, path, path.name, "")


def shared_tables() -> list[tuple[Path, str, str]]:
    manifest = SHARED / "MANIFEST.tsv"
    if not manifest.exists():
        pytest.skip("the shared BOM files are not here")
    rows = [line.split("\t")[:3] for line in manifest.read_text("utf-8").splitlines()[1:]]
    tables = (".csv", ".xlsx", ".xls", ".ods")
    return [(SHARED / p, category, kind) for p, category, kind in rows if category[:4] == "hbom" and p.endswith(tables)]


# Bills of nothing: a calculation of resistors, under the name of a BOM's format.
NO_PARTS_LIST = {"JellyBean_TPS62410.ods"}


def test_every_shared_table_is_a_bom_or_refused_as_its_manifest_says():
    wrong, tables = [], shared_tables()
    for path, category, kind in tables:
        try:
            is_bom = read_shared(path).components.height > 0
        except InputError as error:
            is_bom = "pick-and-place" not in str(error) and path.name not in NO_PARTS_LIST
        expected = category != "hbom-negative" and not kind.endswith("-pnp") and path.name not in NO_PARTS_LIST
        if is_bom != expected:
            wrong.append(path)
    assert (wrong, len(tables) > 100) == ([], True)


def recount(path: Path, bom: Bom) -> int:
    """Count the rows that are not blank, of a text table or of the worksheets that were read, without our readers."""
    data = path.read_bytes()
    if data[:2] in READERS:
        left = {message.split("'")[1] for message in bom.problems["message"] if message.startswith("worksheet")}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name not in left]
    else:
        text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig", "replace")
        delimiter = max(",;\t", key=lambda d: sum(line.count(d) for line in text.splitlines()))
        sheets = [list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))]
    return sum(any(str(cell).strip() for cell in row) for sheet in sheets for row in sheet)


def told(bom: Bom, pattern: str) -> int:
    """Return the sum of the numbers, or of the rows, that the problems tell of what is no part."""
    found = [re.match(pattern, message) for message in bom.problems["message"]]
    return sum(int(match[1].replace(",", "")) if match.groups() else 1 for match in found if match)


def test_every_row_of_every_shared_table_is_a_part_or_told_with_its_reason():
    counted = 0
    for path, _, _ in shared_tables():
        try:
            bom = read_shared(path)
        except InputError:
            continue
        sheets = max(len({ref.rpartition("!")[0] for ref in bom.components["ref"]}), 1)
        parts = bom.components.filter(~pl.col("ref").str.contains(" source ")).height
        others = (
            sheets  # the heading rows
            + told(bom, r"the headings are repeated")
            + told(bom, r"([\d,]+) rows? above the headings")
            + told(bom, r"([\d,]+) rows? that (?:is|are) no part")
            + told(bom, r"([\d,]+) rows? from here on lists? single parts")
        )
        assert parts + others == recount(path, bom), path
        counted += parts
    assert counted > 3_500


def test_a_holder_of_sim_cards_is_no_module_of_simcom():
    assert inferred_maker("SIM7600G-H") == inferred_maker("SIM808") == "SIMCom"
    assert inferred_maker("SIM8060-6-0-14-00-A") != "SIMCom"


def test_a_maker_in_the_second_of_two_columns_is_of_the_number_beside_it():
    """As libraries of symbols bring them: MANUFACTURER is filled of some parts and MF of others."""
    text = "Reference,Value,MANUFACTURER,MF,MP\nU1,EG25-G,,Zeta Example Ltd,EG25-G\nU2,X1,Acme Example,,X1-9\nU3,Y,Acme,Zeta,Y7\n"
    bom = read(text)
    assert bom.components["mpn"].to_list()[:2] == ["EG25-G", "X1-9"]
    named = dict(bom.parties.select("ref", "name").iter_rows())
    first, second = bom.components["ref"].to_list()[:2]
    assert (named[first], named[second]) == ("Zeta Example Ltd", "Acme Example")
    assert bom.components.height == 4  # U3 names two makers, of which one has a number


@pytest.mark.parametrize(
    "text",
    [
        "Ref,Manufacturer,MPN,Alternate MPN\nU1,Acme Example,,X9\n",
        "Ref,Manufacturer,MPN,Alternate Manufacturer\nU1,,X9,Acme Example\n",
        "Ref,Manufacturer 1,MPN 1,Manufacturer 2,MPN 2\nU1,Acme Example,,,X9\n",
    ],
)
def test_a_maker_is_never_joined_with_the_number_of_another_source(text):
    bom = read(text)
    number = bom.components.filter(pl.col("mpn") == "X9")["ref"].item()
    assert "Acme Example" not in bom.parties.filter(pl.col("ref") == number)["name"].to_list()


@pytest.mark.parametrize(
    ("number", "maker"),
    [
        ("XC6192AA05ER-G", ""),
        ("USB4105-GF-A", ""),
        ("CSR1206FT1R00", ""),
        ("SI4425FDY-T1-GE3", ""),
        ("XC6SLX9-2TQG144C", "Xilinx (AMD)"),
        ("USB4604-1080HN", "Microchip"),
        ("SI4463-B1B-FM", "Silicon Labs"),
    ],
)
def test_a_number_that_only_begins_like_one_of_a_family_infers_no_maker(number, maker):
    assert inferred_maker(number) == maker
    bom = read(f"Ref,MPN\nU1,{number}\n")
    assert bom.properties.filter(pl.col("name") == "hbom:inferred-maker")["value"].to_list() == [maker] * bool(maker)

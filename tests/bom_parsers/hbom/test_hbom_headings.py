"""What columns mean: by what they are called in the languages of the big tools, and by what they hold."""

from __future__ import annotations

import polars as pl
import pytest

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.hbom import table
from bom_parsers.hbom.headings.cell_shapes import is_designators, is_order_code
from bom_parsers.hbom.headings.header import read_header
from tests.bom_parsers.hbom.made_tables import read, read_book
from tests.bom_parsers.outcomes import column, problems


def makers(bom: Bom) -> list[tuple[str, str]]:
    return bom.parties.filter(pl.col("role") == "manufacturer").select("ref", "name").rows()


def not_fitted(bom: Bom) -> list[str]:
    return bom.properties.filter((pl.col("name") == "hbom:fitted") & (pl.col("value") == "no"))["ref"].to_list()


@pytest.mark.parametrize(
    "headings",
    [
        "参考编号,值,DNP,从 BOM 中排除,封装,数量",
        "Référence,Valeur,Ne pas monter,Exclure de la nomenclature,Empreinte,Qté",
        "Referencia,Valor,No colocar,Excluir de la BOM,Huella,Cant.",
        "Referenz,Wert,Nicht bestücken,Von Stückliste ausschließen,Footprint,Menge",
        "Riferimento,Valore,Non montare,Escludi dalla distinta,Impronta,Q.tà",
        "リファレンス,値,実装しない,BOM から除外,フットプリント,数量",
        "Обозначение,Значение,Не устанавливать,Исключить из BOM,Посадочное место,Кол-во",
        "Referência,Valor,Não montar,Excluir da lista de materiais,Footprint,Qtd",
        "Oznaczenie,Wartość,Nie montować,Wyklucz z BOM,Obudowa,Ilość",
    ],
)
def test_kicad_in_its_languages(headings):
    bom = read(f'{headings}\n"C1,C2",100nF,,,C_0402,2\nU1,SIM7080G,,,SIM7080,1\nU2,SX1262,DNP,X,QFN,1\n')
    assert bom.components.select("refdes", "name", "mpn", "quantity").rows() == [
        ("C1,C2", "100nF", None, 2.0),
        ("U1", "SIM7080G", None, 1.0),
        ("U2", "SX1262", None, 1.0),
    ]
    assert not_fitted(bom) == ["row 4"]
    assert "unknown-heading" not in bom.problems["kind"].to_list()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Part Number (Required)", "part_number"),
        ("Value [optional]", "value"),
        ("型号(必填)", "mpn"),
        ("Part ID / Reference (Required)", "refdes"),
        ("Supplier's Number", "supplier_number"),
        ("ManPartNo", "mpn"),
        ("DistPartNo", "distributor_number"),
        ("Manuf reference", "mpn"),
        ("Mfg ID", "manufacturer"),
        ("Supp ID", "supplier"),
        ("Part Qty", "quantity"),
        ("Qty for 10 boards", "quantity"),
        ("Min. Order Qty", ""),
        ("Unit Price (Qty 100)", ""),
        ("位号(Designator)", "refdes"),
        ("Manufacturer 制造商", "manufacturer"),
        ("LCSC编号", "distributor_number"),
        ("Manufacturer/制造商", "manufacturer"),
        ("Part Number (Digi-Key)", "distributor_number"),
        ("COMP_VALUE", "value"),
        ("COMP_PACKAGE", "footprint"),
        ("COMP_PART_NUMBER", "part_number"),
        ("Secondary MPN", "mpn"),
        ("MANUFACTURER, MPN", "maker_and_number"),
        ("Manufacturer and Part Number", "maker_and_number"),
        ("商品型号", "mpn"),
        ("购买数量", "quantity"),
        ("商品编号", "supplier_number"),
        ("Имя", "name"),
        ("Do Not Insert", "not_fitted"),
    ],
)
def test_headings_of_the_big_tools_and_with_what_firms_add(heading, field):
    assert read_header(0, ["Comment", heading]).columns[1].field == field


def test_letters_and_ordinals_count_the_sources():
    bom = read(
        "Designator,Quantity,Manufacturer A,MPN A,Manufacturer B,MPN B\nU1,1,Nordvik,NV-4410,Hafen,HF-2200\n"
        "U2,1,Nordvik,NV-4411,,\n"
    )
    assert bom.components.select("ref", "mpn").rows() == [
        ("row 2", "NV-4410"),
        ("row 2 source 2", "HF-2200"),
        ("row 3", "NV-4411"),
    ]
    assert makers(bom)[:2] == [("row 2", "Nordvik"), ("row 2 source 2", "Hafen")]
    counted = read("Ref,Primary Manufacturer,Primary MPN,Secondary Manufacturer,Secondary MPN\nU1,A,A-100,B,B-200\n")
    assert column(counted, "mpn") == ["A-100", "B-200"]


def test_a_part_number_beside_alternates_is_the_maker_s():
    bom = read(
        "Item,Qty,Reference,Description,Part Number,Alternate Part Number 1,Mfg.,Alternate Mfg 1\n"
        "1,1,U1,IC,DW1000-I-TR13,,Qorvo,\n3,1,R1,RES,RC0402FR-0710KL,CRCW040210K0FKED,Yageo,Vishay\n"
    )
    assert column(bom, "mpn") == ["DW1000-I-TR13", "RC0402FR-0710KL", "CRCW040210K0FKED"]
    assert [name for _, name in makers(bom)] == ["Qorvo", "Yageo", "Vishay"]


def test_maker_and_number_in_one_cell_by_the_heading():
    bom = read(
        'Qty,Value,Parts,"MANUFACTURER, MPN"\n1,transceiver,U7,"Texas Instruments TCAN1051HVD"\n'
        '1,EMMC,U13,"Micron MTFC4GACAJCN-1M WT, Kingston EMMC04G-S100-B08U"\n1,plug,J1,Nordvik\n1,res,R1,"Hafen, ERJ-2GE"\n'
        "1,led,D1,N/A\n"
    )
    assert bom.components.select("ref", "mpn").rows() == [
        ("row 2", "TCAN1051HVD"),
        ("row 3", "MTFC4GACAJCN-1M WT"),
        ("row 3 source 2", "EMMC04G-S100-B08U"),
        ("row 4", None),
        ("row 5", "ERJ-2GE"),
        ("row 6", None),
    ]
    assert [name for _, name in makers(bom)] == ["Texas Instruments", "Micron", "Kingston", "Nordvik", "Hafen"]


def test_order_codes_under_a_heading_that_means_nothing_are_the_part_numbers():
    bom = read("Designator,Wherewithal,Qty\nC1,LMK107BJ475KA-T,1\nU1,EC25-E,1\nU2,DW1000-I-TR13,1\n")
    assert column(bom, "mpn") == ["LMK107BJ475KA-T", "EC25-E", "DW1000-I-TR13"]
    assert ("'Wherewithal' holds order codes, and is read as the part numbers", "line 1, column 2") in problems(
        bom, "info"
    )
    own = read("Designator,House,Qty\nC1,CAP-00012,1\nU1,ICS-00345,1\nU2,ICS-00346,1\n")
    assert column(own, "mpn") == [None] * 3, "numbers that are all alike are a firm's own"


@pytest.mark.parametrize(
    "text", ["100nF/50V", "0402", "C0603", "SOT-23-5", "QFN48", "10k", "R_0402_1005", "2024-01-05", "Rev 1.2", "R12"]
)
def test_values_packages_and_days_are_no_order_codes(text):
    assert not is_order_code(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("R1, R2", True), ("R1-R9", True), ("IC3A", True), ("10k", False), ("C0402", False), ("", False)],
)
def test_designators_are_told_by_their_look(text, is_one):
    assert is_designators(text) is is_one


def test_designators_under_another_heading_are_designators():
    bom = read('Wo,Wert,Menge\n"C1, C2",100nF,2\nU1,modem,1\n')
    assert column(bom, "refdes") == ["C1, C2", "U1"]


def test_stock_numbers_of_a_shop_are_never_part_numbers():
    bom = read(
        'Designator,Footprint,Quantity,Value,LCSC Part #,Alternates\n"C1, C2",0402,2,100nF,C1525,"C14663, C15195"\n'
        "U1,MOD,1,ESP32-WROOM-32E,C701341,C529582\n"
    )
    assert bom.components.select("name", "mpn").rows() == [("100nF", None), ("ESP32-WROOM-32E", None)]
    shop = bom.properties.filter(pl.col("name") == "hbom:distributor-part-number")["value"].to_list()
    assert sorted(shop) == ["C14663, C15195", "C1525", "C529582", "C701341"]


def test_a_column_of_numbers_that_count_no_lines_is_the_quantity():
    bom = read(
        "Supplier,Nbr.,Supplier's Number,Manufacturer,Description,unit price,total price\n"
        "Mouser,9,80-C603,KEMET,Capacitor 100 nF,0.07,0.63\nMouser,1,377-MAX,u-blox,GNSS module,20.67,20.67\n"
    )
    assert column(bom, "quantity") == [9.0, 1.0]
    assert makers(bom) == [("row 2", "KEMET"), ("row 3", "u-blox")]
    lines = read("No.,Manufacturer,MPN\n1,A,A-1000\n2,B,B-2000\n3,C,C-3000\n")
    assert column(lines, "quantity") == [None] * 3


def test_prices_beside_parts_and_quantities_make_no_price_list():
    bom = read(
        "Part Number,Line,Part Qty,Description,Mfg ID,Mfg Part Number,Supp ID,MOQ,Cost #1,Ext Cost #1\n"
        'M-001,1,1,"MODULE,3G",TELIT,HE910-G,ARROW,3,87.52,87.52\n'
        "R-001,3,4,RES 20 OHM,PANASONIC,ERJ-1GEF20R0C,DIGIKEY,50,0.03,0.12\n"
    )
    assert bom.components.select("mpn", "quantity").rows() == [("HE910-G", 1.0), ("ERJ-1GEF20R0C", 4.0)]
    assert makers(bom) == [("row 2", "TELIT"), ("row 3", "PANASONIC")]
    with pytest.raises(InputError, match=r"a price list;.*\[columns\] of the program file"):
        read("MPN,Description,Unit Price,Stock\nNV-1,switch,1.20,100\n")


def test_a_column_of_classes_names_no_part():
    bom = read(
        "Level,Number,Part Type,Description,BOM.Qty,Manufacturers.Mfr. Name,Manufacturers.Mfr. Part Number\n"
        '0,ASY-0001,Part,"ASY,MECHANICAL",1,,\n'
        '1,MCH-0002,Part,"SCR,METRIC",5,NORDVIK,9A0317\n1,BAT-0005,Part,Battery,1,NORDVIK,No MPN\n'
    )
    assert bom.components.select("name", "mpn").rows() == [
        ("ASY,MECHANICAL", None),
        ("9A0317", "9A0317"),
        ("Battery", None),
    ]
    altium = read("Designator,Part Type,Qty\nU1,modem,1\nR1,10k,1\n")
    assert column(altium, "name") == ["modem", "10k"]


def test_headings_over_two_rows_are_read_together():
    bom = read(
        "Item,Reference,Qty,Source 1,,Source 2,\n,,,Manufacturer,Part Number,Manufacturer,Part Number\n"
        '1,U1,1,Quectel,EC25-E,SIMCom,SIM7600E-H\n2,"R1,R2",2,Yageo,RC0402FR-0710KL,,\n'
    )
    assert bom.components.select("refdes", "quantity", "mpn").rows() == [
        ("U1", 1.0, "EC25-E"),
        ("U1", None, "SIM7600E-H"),
        ("R1,R2", 2.0, "RC0402FR-0710KL"),
    ]
    assert [name for _, name in makers(bom)] == ["Quectel", "SIMCom", "Yageo"]


def test_a_second_row_of_headings_is_no_part():
    bom = read(
        "Qty,Manufacturer,MPN,Schematic Reference,SKU,SKU,Unit Price,Unit Price\n,,,,Digi-Key,Mouser,Digi-Key,Mouser\n"
        "1,SIMCom,SIM7000E,U2,1597-SIM7000E,,12.5,\n"
    )
    assert column(bom, "mpn") == ["SIM7000E"]
    assert not problems(bom, "warning")


@pytest.mark.parametrize("plain_from", [0, 10**9])
def test_a_row_that_repeats_the_headings_is_no_part_whatever_stands_beside(plain_from, monkeypatch):
    monkeypatch.setattr(table, "PLAIN_FROM", plain_from)
    others = "IDENTIFIER,V,A,W,TOL,PACKAGE ID,May we order?,CHANGES 1,CHANGES 2,CHANGES 3"
    head = f"{others},DESCRIPTION,DESIGNATOR,QTY,MANUFACTURER,MANUFACTURER P/N"
    parts = [f"x,,,,,,,,,,part,U{n},1,Nordvik,NV-441{n}" for n in range(4)]
    text = "\n".join([head, *parts[:2], "ACCESSORIES", head.replace("CHANGES 1", "Alternate"), *parts[2:], ""])
    bom = read(text)
    assert column(bom, "mpn") == ["NV-4410", "NV-4411", "NV-4412", "NV-4413"]
    assert not problems(bom, "warning")


FURTHER_MAKERS = (
    *(
        "Mfr",
        "Maker",
        "Mfg",
        "Manufacturer 2",
        "Manufacturer Name",
        "Hersteller",
        "制造商",
        "Producer",
        "Made by",
        "Fabricant",
    ),
    *(
        "MFR Name",
        "Manufacturer (legal)",
        "Brand",
        "OEM",
        "Factory",
        "Designer",
        "Design House",
        "ODM",
        "生产厂家",
        "メーカー",
    ),
    *(
        "Legal Manufacturer",
        "Actual Mfr.",
        "Module maker",
        "Manufacturer Full Name",
        "Supplier / Manufacturer",
        "Производитель",
    ),
)


@pytest.mark.parametrize("is_first", [False, True])
@pytest.mark.parametrize("heading", FURTHER_MAKERS)
def test_a_second_column_of_makers_counts_wherever_it_stands(heading, is_first):
    head = [heading, "Manufacturer"] if is_first else ["Manufacturer", heading]
    names = ["Hafen", "Nordvik"] if is_first else ["Nordvik", "Hafen"]
    same = ["Nordvik", "NORDVIK"]
    rows = [["Ref", "MPN", *head], ["U1", "NV-1", *names], ["U2", "NV-2", *same], ["U3", "NV-3", "Nordvik", ""]]
    rows += [["U4", "NV-4", "N/A", "Hafen"]]
    bom = read("\n".join(",".join(row) for row in rows) + "\n")
    named = [(ref.partition(" source")[0], name.casefold()) for ref, name in makers(bom)]
    assert set(named) == {
        ("row 2", "nordvik"),
        ("row 2", "hafen"),
        ("row 3", "nordvik"),
        ("row 4", "nordvik"),
        ("row 5", "hafen"),
    }


def test_further_makers_of_a_part_are_makers_of_the_same_part():
    bom = read("Ref,MPN,Manufacturer,Hersteller,Brand\nU1,NV-1,Nordvik,Hafen,nordvik\n")
    assert makers(bom) == [("row 2", "Nordvik"), ("row 2", "Hafen")]
    assert bom.properties.select("name", "value").rows() == [("Brand", "nordvik")]


@pytest.mark.parametrize(
    "heading", ["Date of manufacture", "Place of manufacture", "Year manufactured", "Manufacturer URL"]
)
def test_what_is_said_of_the_making_is_no_maker(heading):
    bom = read(f"Ref,MPN,Manufacturer,{heading}\nU1,NV-1,Nordvik,Hafen\n")
    assert makers(bom) == [("row 2", "Nordvik")]


def test_a_maker_beside_the_columns_of_maker_and_number_counts():
    bom = read(
        'Ref,Manufacturer,MPN,"Manufacturer, MPN"\nU1,Nordvik,NV-1,"Hafen,HF-1234"\nU2,Nordvik,NV-2345,"Nordvik,NV-2345"\n'
    )
    assert makers(bom) == [("row 2", "Nordvik"), ("row 2 source 2", "Hafen"), ("row 3", "Nordvik")]


def test_a_number_that_is_none_hides_no_other_one():
    bom = read("Ref,Manufacturer,MPN,Manufacturer Part Number\nU1,Nordvik,N/A,NV-1\n")
    assert bom.components["mpn"].to_list() == ["NV-1"]


def test_a_second_column_of_makers_counts_in_a_workbook():
    head = ["Ref", "Hersteller", "MPN", "Brand", "Manufacturer"]
    bom = read_book(BOM=[head, ["U1", "Hafen", "NV-1", "Nordvik", "Nordvik"], ["U2", "", "NV-2", "Hafen", "N/A"]])
    assert sorted(makers(bom)) == [("BOM!2", "Hafen"), ("BOM!2", "Nordvik"), ("BOM!3", "Hafen")]

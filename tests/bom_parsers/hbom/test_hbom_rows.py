"""Which rows are parts and which are not, how bad it is to leave one out, and rows that do not stand below their headings."""

from __future__ import annotations

import polars as pl
import pytest

from bom_parsers import read_bom
from bom_parsers.bom import Bom
from bom_parsers.hbom import cells, table
from bom_parsers.hbom.rows.mangled import is_mangled
from tests.bom_parsers.hbom.made_tables import read, read_book
from tests.bom_parsers.outcomes import column, problems


def not_fitted(bom: Bom) -> list[str]:
    return bom.properties.filter((pl.col("name") == "hbom:fitted") & (pl.col("value") == "no"))["ref"].to_list()


def of_kind(bom: Bom, kind: str) -> list[tuple[str, str]]:
    return bom.problems.filter(pl.col("kind") == kind).select("severity", "message").rows()


@pytest.mark.parametrize("heading", ["Label", "Имя", "Whatsit"])
def test_a_row_with_a_number_of_pieces_and_something_below_another_heading_is_a_part(heading):
    bom = read(f'#,Reference,Value,Package,{heading},Qty\n1,"C1, C2",100nF,0402,capacitor,2\n2,,,SIM800L,GSM modem,1\n')
    assert column(bom, "name") == ["100nF", "GSM modem"]
    assert ("row 3", "footprint", "SIM800L") in bom.properties.select("ref", "name", "value").rows()
    assert not problems(bom, "warning")


def test_a_package_alone_names_the_part_of_a_row_with_pieces():
    bom = read("Reference,Value,Package,Qty\nU1,x,QFN,1\n,,ESP32 Devkit,1\n")
    assert column(bom, "name") == ["x", "ESP32 Devkit"]


def test_an_order_code_below_another_heading_names_a_part_better_than_its_designator():
    bom = read("Ref,Value,Wherewithal,Qty\nR1,10k,,4\nU1,,SIM7600G-H,1\nU2,,see page 3,1\n")
    assert column(bom, "name") == ["10k", "SIM7600G-H", "U2"]
    lead = bom.properties.filter(pl.col("name") == "hbom:inferred-maker").select("ref", "value").rows()
    assert lead == [("row 3", "SIMCom")]


def test_what_a_row_that_is_left_out_names_decides_how_bad_that_is():
    bom = read(
        "Ref,Value,Sheet,Price,Qty\nU1,modem,1,2.0,1\n,,main sheet,,\n,,4,12.50,\nAssembly of the board\n"
        ",GSM modem type 900\n,SIM7600G-H\n"
    )
    assert of_kind(bom, "row-left-out")[:4] == [
        ("info", "a single cell, taken as a title: 'main sheet'"),
        ("info", "no part is named in this row: '4 | 12.50'"),
        ("info", "a single cell, taken as a title: 'Assembly of the board'"),
        ("warning", "a single cell, taken as a title: 'GSM modem type 900'"),
    ]
    assert column(bom, "name") == ["modem", "SIM7600G-H"], "an order code by itself is a part"


@pytest.mark.parametrize(
    "text",
    [
        "送料",
        "手数料(秋月)",
        "消費税",
        "运费",
        "Shipping",
        "Shipping & handling",
        "VAT 19 %",
        "Versandkosten",
        "Frais de port",
        "IVA",
        "Доставка",
    ],
)
def test_postage_fees_and_taxes_are_no_parts(text):
    bom = read(f"Ref,Name,MPN,Qty\nU1,MCU,STM32G030,1\n,{text},,1\n")
    assert column(bom, "mpn") == ["STM32G030"]
    assert of_kind(bom, "row-left-out")[0] == ("info", f"postage, a fee or a tax, no part: '{text} | 1'")


@pytest.mark.parametrize(
    "row", [",Shipping container lock,,1", ",Handling robot arm,,1", "X1,Shipping,,1", ",Shipping,SH-4410,1"]
)
def test_a_part_with_such_a_word_is_kept(row):
    assert read(f"Ref,Name,MPN,Qty\nU1,MCU,STM32G030,1\n{row}\n").components.height == 2


@pytest.mark.parametrize(
    "remark", [",NOTE,,1) Place spacers A1", "Remarks:,,,see drawing", "备注,,,焊接后清洗", "End of list"]
)
def test_remarks_below_the_table_are_no_parts_and_no_loss(remark):
    bom = read(f"Ref,Qty,MPN,Description\nU1,1,NV-4410,modem\n\n{remark}\n")
    assert column(bom, "mpn") == ["NV-4410"]
    assert not problems(bom, "warning")


def test_a_sentence_in_the_first_column_is_a_title():
    bom = read('名称,代号,个数,型号\n三极管,"VT1、VT2",2,9013\n以上是单片机时钟电路的清单,,,\n')
    assert bom.components.select("refdes", "quantity", "mpn").rows() == [("VT1、VT2", 2.0, "9013")]
    assert not problems(bom, "warning")


def test_designators_that_go_on_in_the_next_line_belong_to_the_part_above():
    rows = "1\t4\tC1,C2,C3,C4\t100nF\n2\t12\tR1,R2,R3,R4,R5,R6,\t10k\n\t\tR7,R8,R9,R10,R11,R12\n\t\tR13\n3\t1\tU1\tEC25-E\n"
    bom = read(f"Item\tQuantity\tReference\tPart\n{rows}")
    assert bom.components.select("name", "refdes").rows() == [
        ("100nF", "C1,C2,C3,C4"),
        ("10k", "R1,R2,R3,R4,R5,R6, R7,R8,R9,R10,R11,R12 R13"),
        ("EC25-E", "U1"),
    ]
    assert of_kind(bom, "continuing-row") == [("info", "2 rows go on with the designators of the part above them")]


@pytest.mark.parametrize("plain_from", [0, 10**9])
@pytest.mark.parametrize("notes", ["", ",Notes"])
def test_designators_without_quotes_do_not_shift_what_follows_them(plain_from, notes, monkeypatch):
    monkeypatch.setattr(table, "PLAIN_FROM", plain_from)
    blank = "," * bool(notes)
    bom = read(
        f"Reference,Qty,Value,Manufacturer,MPN{notes}\nU1,1,ESP32,Espressif,ESP32-S3{blank}\nU2,U3,2,modem,SIMCom,SIM7600G-H\n"
    )
    assert bom.components.select("refdes", "quantity", "mpn").rows() == [
        ("U1", 1.0, "ESP32-S3"),
        ("U2, U3", 2.0, "SIM7600G-H"),
    ]
    assert bom.parties["name"].to_list() == ["Espressif", "SIMCom"]
    ((severity, message),) = of_kind(bom, "uneven-row")
    assert (severity, "designators without quotes" in message) == ("warning", True)


def test_a_row_shifted_against_the_headings_is_kept_as_one_text():
    bom = read(
        "Value,Description,Qty,Manufacturer,MPN\n10k,RES,1,Yageo,RC0402\nmodem,LTE, Cat 1, 2,SIMCom,SIM7600G-H\n"
    )
    assert column(bom, "name") == ["RC0402", "modem | LTE | Cat 1 | 2 | SIMCom | SIM7600G-H"]
    assert bom.parties["name"].to_list() == ["Yageo"]
    assert column(bom, "mpn") == ["RC0402", None]
    ((severity, message),) = of_kind(bom, "uneven-row")
    assert (severity, "not below their headings" in message) == ("warning", True)


@pytest.mark.parametrize(
    "number",
    [
        "9.55167E+12",
        "06-Oct",
        "Mar-01",
        "2.20E+02",
        "2024-10-06",
        "10/6/2024",
        "1,2E+10",
        "6月10日",
        "#REF!",
        "12-Dez",
        "1-июн",
    ],
)
def test_a_mangled_part_number_is_told(number):
    bom = read(f'Ref,Qty,Manufacturer,MPN\nJ6,1,Harting,"{number}"\n')
    ((severity, message),) = of_kind(bom, "mangled-number")
    assert (severity, number in message) == ("warning", True)


@pytest.mark.parametrize(
    "number", ["2N7002", "1E5-100", "MAR-8ASM+", "74HC595D,118", "06-0106", "SEP-100", "2E10", "100", "DEC1"]
)
def test_part_numbers_as_makers_write_them_are_not_mangled(number):
    assert not is_mangled(number)


def test_marks_of_parts_that_are_not_fitted():
    bom = read(
        "Designator,Quantity,Value,MPN,Remark,Do Not Insert\nU1,1,SX1262,SX1262IMLTRT,NF(U1),\nU2（空贴）,1,SX1262,,,\n"
        "U3,1,NL,,,\nU4,1,CC1101-NC,,,\nU5,1,NC,,,\nU6,1,NA(SX1262),,,\nU7,1 (DNF),SX1262,SX1262IMLTRT,,\n"
        "U8,1,SX1262,SX1262IMLTRT,,X\n"
        "R8,1,NA(1k/R0603),,,\nR9,1,10k (DNP),,,\n"
    )
    assert not_fitted(bom) == [f"row {n}" for n in range(2, 12)]
    assert bom.components.filter(pl.col("ref") == "row 3")["refdes"].item() == "U2"
    assert bom.components.filter(pl.col("ref") == "row 8")["quantity"].item() == 1
    assert not problems(bom, "warning")


def test_like_words_do_not_leave_a_part_off_the_board():
    bom = read(
        'Designator,Value,MPN,Remark\nJ5,tc2030-idc-nl,,\n"U1, U2",SX1262,SX1262IMLTRT,NF(U1)\nK1,relay NO/NC switch,,\n'
        'U3,NC7SZ04,NC7SZ04P5X,\n"U4, U5 (DNP)",modem,EC25-E,\nU6,modem,SX-NC,not NA\n'
    )
    assert not_fitted(bom) == []


def test_a_line_that_names_parts_not_populated_is_no_part_to_ask_about():
    bom = read(
        'MRP,Component Description,Manufacturer,Manuf reference,Qty,REF DES\n900-0,Components NOT POPULATED,,,3,"U90, U91"\n'
    )
    assert not_fitted(bom) == ["row 2"]


def test_tildes_and_commas_list_the_sources_of_two_cells():
    bom = read(
        "Ref,Manufacturer,MPN\nC6,Kemet~Murata~Fenghua,C0402C101~GRM1555C~0402CG101\n"
        'C7,"Kemet, Murata","C0402C101, GRM1555C"\nC8,"Nordvik, Inc.","74HC595D,118"\nC9,Acme / Zeta,AC-1000 / ZE-2000\n'
    )
    sources = bom.components.join(bom.parties.select("ref", maker="name"), on="ref", how="left").select("mpn", "maker")
    assert sources.rows() == [
        ("C0402C101", "Kemet"),
        ("GRM1555C", "Murata"),
        ("0402CG101", "Fenghua"),
        ("C0402C101", "Kemet"),
        ("GRM1555C", "Murata"),
        ("74HC595D,118", "Nordvik, Inc."),
        ("AC-1000", "Acme"),
        ("ZE-2000", "Zeta"),
    ]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Texas Instruments TCAN1051HVD", [("Texas Instruments", "TCAN1051HVD")]),
        ("Yageo", [("Yageo", "")]),
        ("RC0402FR-07", [("", "RC0402FR-07")]),
        ("Murata, GRM155, Yageo, CC0402", [("Murata", "GRM155"), ("Yageo", "CC0402")]),
        ("Nordvik, Inc. NV-1\nHafen HF-2", [("Nordvik, Inc.", "NV-1"), ("Hafen", "HF-2")]),
        ("3M 4910", [("3M", "4910")]),
    ],
)
def test_makers_and_numbers_of_one_cell(text, pairs):
    assert cells.makers_and_numbers(text) == pairs


HEAD = ["Reference", "Qty", "MPN", "Manufacturer"]
PART = ["R1", 4, "RC0402FR-0710KL", "Yageo"]


def test_every_sheet_with_parts_is_read_or_its_loss_is_a_warning():
    bom = read_book(
        Main=[HEAD, PART],
        Module=[
            ["Supplier", "Supplier's Number", "Manufacturer", "Description", "unit price"],
            ["Mouser", "377-M", "u-blox", "GNSS module", 20.67],
        ],
        Extra=[["Teil", "Stck"], ["SIM7600G-H LTE Modem", 1]],
        More=[["Ding", "Dong"], ["SIM7600G-H", "1"], ["NV-4410", "2"]],
        Cover=[["Project", "Board"], ["Document", "DOC-12345"], ["Total", "42"]],
    )
    assert bom.components.select("ref", "name").rows() == [
        ("Main!2", "RC0402FR-0710KL"),
        ("Module!2", "GNSS module"),
        ("Extra!2", "SIM7600G-H LTE Modem"),
    ]
    told = {message.split("'")[1]: (severity, message) for severity, message in of_kind(bom, "sheet-left-out")}
    assert told["More"][0] == "warning"
    assert told["More"][1].endswith("; 2 rows look like parts")
    assert told["Cover"][0] == "info"


def test_a_log_of_changes_and_the_specification_of_the_board_are_no_boms():
    log = [
        ["S.No.", "Ref Des", "Description", "Part Number", "Manufacturer"],
        [1, "R45", "DNI"],
        [2, "U7", "modem", "EC25-E", "Quectel"],
    ]
    specs = [
        ["File Name", "Material", "Layer", "Dimension(mm)", "", "Quantity (5 min.)"],
        ["b.ZIP", "FR-4 TG130", 2, 50, 50, 5],
        ["BGA", "No"],
    ]
    bom = read_book(BOM=[HEAD, PART], Change_log=log, PCB_SPECS=specs)
    assert column(bom, "ref") == ["BOM!2"]
    assert [severity for severity, _ in of_kind(bom, "sheet-left-out")] == ["info", "info"]


def test_an_order_with_a_part_that_no_bom_has_is_a_loss():
    order = [["Supplier Part Number", "Quantity"], ["RC0402FR-0710KL", 8], [0, 0]]
    assert of_kind(read_book(BOM=[HEAD, PART], Order=order), "sheet-left-out")[0][0] == "info"
    severity, message = of_kind(read_book(BOM=[HEAD, PART], Order=[*order, ["SIM7600G-H", 1]]), "sheet-left-out")[0]
    assert (severity, message.endswith("1 of its rows is in none of them")) == ("warning", True)


def test_a_capacitance_in_capital_letters_is_no_mark_of_a_part_that_is_not_fitted(tmp_path):
    path = tmp_path / "parts.csv"
    path.write_text("Designator,Value,Quantity\nC1,100 NF,1\nC2,47K NL,1\n", "utf-8")
    marked = read_bom(path).properties.filter(pl.col("name") == "hbom:fitted")
    assert marked.select("pointer", "value").height == 1


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        *(("fit", "info"), ("n/a", "info"), ("off", "warning"), ("maybe", "warning"), ("DNP?", "warning")),
        *(("only sample", "warning"), ("DNP on variant B", "warning")),
    ],
)
def test_a_word_that_does_not_say_so_takes_no_part_off(word: str, severity: str):
    bom = read(f"Ref,Qty,MPN,DNP\nC1,1,GRM155R71C104KA88D,\nU1,1,EC25-E,{word}\n")
    assert not_fitted(bom) == []
    (problem,) = bom.problems.filter(pl.col("kind") == "unknown-word").iter_rows(named=True)
    assert (problem["severity"], problem["pointer"]) == (severity, "line 3, column 4") and word in problem["message"]


@pytest.mark.parametrize("word", ["yes", "X", "TRUE", "1", "DNP", "(DNF)", "do not fit", "X / DNP", "NC", "是"])
def test_known_words_take_a_part_off(word: str):
    bom = read(f"Ref,Qty,MPN,DNP\nC1,1,GRM155R71C104KA88D,\nU1,1,EC25-E,{word}\n")
    assert not_fitted(bom) == ["row 3"]
    assert bom.problems.is_empty()


def test_a_mark_among_other_words_below_fitted_takes_no_part_off():
    bom = read("Ref,Qty,MPN,Fitted\nU1,1,EC25-E,DNP on variant B\nU2,1,EC25-E,DNP\nU3,1,EC25-E,no (DNP)\n")
    assert not_fitted(bom) == ["row 3", "row 4"]
    assert bom.problems["kind"].to_list() == ["unknown-word"]

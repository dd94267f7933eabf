"""What stands in a table and is no part may say that a part is missing, and is then more than a remark."""

from __future__ import annotations

import polars as pl
import pytest

from bom_parsers.bom import Bom
from tests.bom_parsers.hbom.made_tables import read, read_book
from tests.bom_parsers.outcomes import column


def of_kind(bom: Bom, kind: str) -> list[tuple[str, str]]:
    return bom.problems.filter(pl.col("kind") == kind).select("severity", "message").rows()


HEAD, PART = ["Reference", "Qty", "MPN", "Manufacturer"], ["R1", 4, "RC0402FR-0710KL", "Yageo"]
TABLE = "Designator,Quantity,Value,MPN,Manufacturer,Description\nC1,1,100nF,CC0402,Nordvik,capacitor\n"


@pytest.mark.parametrize(
    "row",
    [
        ",,,,Quectel EG25-G LTE modem mounted by hand,",
        "Note:,LTE module SIM7600G-H fitted by customer,,,,",
        ",,,,LTE module: see separate BOM,",
        "see modem BOM 4711-22,,,,,",
        "continued on sheet 2,,,,,",
        "MODEM SECTION: EG25-G x1,,,,,",
        "Page 1 of 3,,,,,",
        ",,,,,Wi-Fi module",
        "Remarks:,,the Bluetooth part is soldered later,,,",
    ],
)
def test_a_row_left_out_that_may_hide_a_part_is_a_warning(row):
    assert "warning" in [severity for severity, _ in of_kind(read(TABLE + row), "row-left-out")], row


@pytest.mark.parametrize(
    "row",
    [
        "Power section,,,,,",
        "Remarks:,,see drawing,,,",
        "Page 1 of 1,,,,,",
        "Passives,,,,,",
        "Note:,clean after soldering,,,,",
    ],
)
def test_a_plain_title_or_remark_stays_a_note(row):
    assert {severity for severity, _ in of_kind(read(TABLE + row), "row-left-out")} == {"info"}


@pytest.mark.parametrize(
    ("note", "severity"),
    [
        ("The LTE module SIM7600G-H is supplied by SimCom and mounted by hand", "warning"),
        ("SIM7600G-H", "warning"),
        ("Modem: see separate parts list", "warning"),
        ("LTE gateway", "info"),
        ("Drawn by A. Person", "info"),
    ],
)
def test_a_sheet_of_notes_that_may_hide_a_part_is_a_warning(note, severity):
    bom = read_book(Main=[HEAD, PART], Notes=[["Notes"], [note]])
    assert [level for level, _ in of_kind(bom, "sheet-left-out")] == [severity]


def test_parts_above_the_headings_are_read_below_them():
    rows = "U1,1,LTE modem,EG25-G,Quectel,\nC2,2,10uF,CC0603,Nordvik,capacitor\n"
    bom = read(rows + TABLE)
    assert bom.components.select("mpn", "refdes", "quantity").rows() == [
        ("EG25-G", "U1", 1.0),
        ("CC0603", "C2", 2.0),
        ("CC0402", "C1", 1.0),
    ]
    assert of_kind(bom, "rows-above") == [("info", "2 rows above the headings are read as parts")]


@pytest.mark.parametrize(
    "row",
    [
        "1,modem,SIM7600G-H,,,",
        "4,NV-4410X,cellular,,,",
        "LTE module: see separate BOM,,,,,",
        "Page 1 of 3,,,,,",
        "Note:,LTE module SIM7600G-H,,,,",
    ],
)
def test_what_may_be_a_part_above_the_headings_is_a_loss(row):
    ((severity, message), (other, _)) = of_kind(read(f"{row}\nProject,ESP32 board\n{TABLE}"), "rows-above")
    assert (severity, other) == ("warning", "info")
    assert message.startswith("1 row above the headings may be a part")


@pytest.mark.parametrize(
    "row",
    [
        "LTE gateway",
        "Project:,ESP32-Gateway",
        "Size,A4,Rev,1",
        "BOM of the LTE gateway board of 2024",
        "A1,2024-01-01,first",
    ],
)
def test_what_the_table_is_about_is_no_part_above_the_headings(row):
    assert [severity for severity, _ in of_kind(read(f"{row}\n{TABLE}"), "rows-above")] == ["info"]


def test_an_order_code_by_itself_is_no_further_source_where_rows_name_makers():
    bom = read(TABLE + ",,,LK-4G77X,,\nC2,1,10uF,CC0603,Nordvik,capacitor\n,,,LK-4G78X,,\n")
    assert column(bom, "mpn") == ["CC0402", "LK-4G77X", "CC0603", "LK-4G78X"]
    assert "hbom:alternate-of" not in bom.properties["name"].to_list()
    assert column(bom, "description")[1] is None


@pytest.mark.parametrize(("more", "sources"), [("", 0), (",,,CC-0404Y\n", 2)])
def test_order_codes_by_themselves_are_further_sources_where_there_are_several(more, sources):
    bom = read(f"Designator,Quantity,Value,MPN\nC1,1,100nF,CC0402\n,,,CC-0403X\n{more}")
    assert bom.properties["name"].to_list().count("hbom:alternate-of") == sources


SHORT = "Designator,Quantity,MPN,Manufacturer,Description,Vendor SKU,Note\n"


@pytest.mark.parametrize(
    ("rows", "severities"),
    [
        ("U1,1,AB-1000,Nordvik,modem\nU2,1,AB-1001,Nordvik,modem\n", ["info"]),
        ("U1,1,AB-1000,Nordvik,modem,,\nU2,1,AB-1001,Nordvik,modem\nU3,1,AB-1002,Nordvik,modem,,\n", ["info"]),
        ("U1,1,AB-1000,Nordvik\nU2,1,AB-1001,Nordvik\nU3,1,AB-1002,Nordvik,x,,\n", ["info"]),
        ("U1,1,AB-1000,Nordvik\nU2,1,AB-1001,Nordvik,x,,\nU3,1,AB-1002,Nordvik,x,,\n", ["warning"]),
        ("U1,1,AB-1000,Nordvik,modem,,\nU2,1,AB-1001\n", ["warning"]),
        ("U1,1,AB-1000,Nordvik,modem,,\nU2,1,AB-1001,Nordvik,mod\n", ["warning"]),
        ("U1,1\nU2,1\n", ["warning"]),
        ("U1,1,AB-1000,Nordvik,modem\nU2,1,AB-1001\nU3,1,AB-1002,Nordvik,modem\n", ["info", "warning"]),
    ],
)
def test_rows_without_their_last_columns_are_a_loss_where_these_say_what_the_part_is(rows, severities):
    assert [severity for severity, _ in of_kind(read(SHORT + rows), "uneven-row")] == severities


@pytest.mark.parametrize("row", [",,,SIM7600G-H,,", ",,,LK-4G77X,Quectel,", ",,,SIM7600G-H,Example Trading,"])
def test_a_radio_is_no_further_source_of_a_capacitor(row):
    bom = read(TABLE + row)
    assert bom.components.height == 2
    assert column(bom, "description") == ["capacitor", None]
    assert "hbom:alternate-of" not in bom.properties["name"].to_list()


def test_a_radio_is_a_further_source_of_a_radio():
    bom = read(TABLE + "U1,1,modem,EG25-G,Quectel,LTE module\n,,,SIM7600G-H,SIMCom,\n")
    assert bom.properties["name"].to_list().count("hbom:alternate-of") == 1


def test_a_log_of_changes_that_lists_parts_as_a_bom_does_is_a_loss():
    log = [["Date", "MPN", "Change"], ["2026-01-02", "EC25-E", "removed"]]
    hidden = [HEAD, ["U1", 1, "EC25-E", "Quectel"]]
    for name in ("Revision_history", "Changes"):
        (told,) = of_kind(read_book(**{"BOM": [HEAD, PART], name: hidden}), "sheet-left-out")
        assert told[0] == "warning" and "lists parts as a BOM does, and 1 of its rows is in no other" in told[1]
        for honest in (log, [HEAD, PART]):
            assert [s for s, _ in of_kind(read_book(**{"BOM": [HEAD, PART], name: honest}), "sheet-left-out")] == [
                "info"
            ]


@pytest.mark.parametrize("line", ["Main module: Quectel EC25-E", "Fitted by hand: SIM7600G-H", "nRF9160-SICA"])
def test_the_number_of_a_radio_above_the_headings_is_a_loss(line: str):
    assert [severity for severity, _ in of_kind(read(f"{line}\n{TABLE}"), "rows-above")] == ["warning"]


def test_the_number_of_a_radio_among_headings_that_come_again_is_a_loss():
    head, part = TABLE.splitlines()
    assert [s for s, _ in of_kind(read(f"{TABLE}{head}\n{part}\n"), "headings-again")] == ["info"]
    ((severity, message),) = of_kind(read(f"{TABLE}{head.replace('Value', 'EC25-E')}\n"), "headings-again")
    assert severity == "warning" and message.endswith("and 'EC25-E' stands among them")

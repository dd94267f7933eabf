"""Text tables in encodings and layouts of old, such as UTF-7 and columns of fixed width; and markup, which is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bom_parsers import read_bom
from bom_parsers.errors import InputError
from bom_parsers.tables.fixed_width import heading_line
from bom_parsers.tables.read import read_table
from bom_parsers.tables.utf7 import without_utf7

HERE = Path("bom.csv")
TABLE = (
    "Designator,Quantity,Manufacturer Part,Manufacturer\nU1,1,ESP32-WROOM-32E,Espressif\nR1,1,0603WAF1002T5E,Würth\n"
)
PART_LIST = """Partlist exported from board.sch at 1/2/20 9:24 AM

Part     Value          Device         Package   Description
C1       10uF 10v       C-EUC0805      C0805     CAPACITOR, European symbol
R1       3.3K           R-US_R0402     R0402     RESISTOR, American symbol
U1       SARA-R410M     SARA           SARA      LTE modem
U2                      STM32L432KC    UQFN-32
"""


@pytest.mark.parametrize(
    "encoding", ["utf-16-be", "utf-16-le", "utf-8", "utf-16", "utf-8-sig", "utf-32", "cp1252", "mac-roman"]
)
def test_a_table_is_read_in_any_encoding_with_any_line_ends(encoding):
    for ends in ("\n", "\r\n", "\r"):
        text = TABLE.replace("\n", ends) if encoding != "mac-roman" else TABLE.replace("ü", "u").replace("\n", ends)
        bom = read_bom(HERE, data=text.encode(encoding))
        assert bom.components.select("refdes", "mpn").rows() == [("U1", "ESP32-WROOM-32E"), ("R1", "0603WAF1002T5E")]
        assert bom.parties["name"].to_list() == ["Espressif", "Würth" if encoding != "mac-roman" else "Wurth"]


def test_letters_in_utf_7_are_decoded_and_told():
    data = b"Reference,Qty,MPN,Manufacturer\nU1,1,2608011024000,W+APw-rth Elektronik\nR1,1,RC0402,Yageo 10 k+A6k\n"
    bom = read_bom(HERE, data=data)
    assert bom.parties["name"].to_list() == ["Würth Elektronik", "Yageo 10 kΩ"]
    assert bom.problems.select("kind", "severity").rows() == [("guessed-encoding", "warning")]


@pytest.mark.parametrize(
    "text", [b"MPN\nLT1763+ABC-\nMAX3232ESE+T\n1+1-2\nA+B+C-D\n", b"C+AAA-\n", b"MAR-8ASM+,x\nX+ADC-1\n"]
)
def test_part_numbers_with_a_plus_are_left_alone(text):
    assert without_utf7(text) == text


def test_a_part_list_in_columns_of_fixed_width_is_read():
    bom = read_bom(Path("partlist.txt"), data=PART_LIST.encode())
    assert bom.components.select("refdes", "name", "description").rows() == [
        ("C1", "10uF 10v", "CAPACITOR, European symbol"),
        ("R1", "3.3K", "RESISTOR, American symbol"),
        ("U1", "SARA-R410M", "LTE modem"),
        ("U2", "STM32L432KC", None),
    ]
    assert bom.components["pointer"][2] == "line 6, column 2"


def test_headings_a_single_blank_apart_are_columns_where_all_lines_have_a_blank():
    text = "Qty Value      Device      Parts\n1   10k        R-0402      R1, R2\n2   modem      SARA        U1\n"
    assert heading_line(text.splitlines()) == (0, [0, 4, 15, 27])


@pytest.mark.parametrize(
    "text", [TABLE, TABLE.replace(",", "\t"), "Project:   Board   A\nRef,MPN\nU1,NV-1\n", "a  b  c\n"]
)
def test_other_tables_are_not_of_fixed_width(text):
    assert heading_line(text.splitlines(keepends=True)) is None


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            "<html><head><meta charset='utf-8'></head><body><table><tr><th>MPN</th></tr></table></body></html>",
            "a table in HTML",
        ),
        ("\n<TABLE BORDER=1><TR><TD>MPN</TD></TR></TABLE>", "a table in HTML"),
        (
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "SpreadsheetML",
        ),
        ("MIME-Version: 1.0\nContent-Type: multipart/related\n\nContent-Type: text/html\n<table>", "web archive"),
    ],
)
@pytest.mark.parametrize("read", [read_bom, read_table])
def test_tables_in_markup_are_refused_with_the_way_to_one_that_is_read(content, found, read):
    with pytest.raises(InputError) as caught:
        read(Path("bom.xls"), data=content.encode())
    assert found in caught.value.found
    assert "save it as XLSX or CSV" in str(caught.value)


def test_a_login_page_is_still_a_login_page():
    page = b"<!DOCTYPE html><html><body><form><table><tr><td><input name=user></td></tr></table></form></body></html>"
    with pytest.raises(InputError, match="of a login or an error"):
        read_bom(HERE, data=page)

"""What an OpenDocument spreadsheet shows counts, whatever value or none stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_books import HEAD, PART, ods_cell, ods_of, ods_row

from bom_parsers import Bom, read_bom

STYLES = (
    '<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">{}'
    '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>'
)


def read(number: str, others: str = "", styles: str = "", around: str = "") -> Bom:
    """A BOM of a resistor, and of a part whose number is this cell."""
    row = ods_row(*map(ods_cell, ["R9", 1, "10k", "Yageo"]), number)
    table = around + ods_row(*map(ods_cell, HEAD)) + ods_row(*map(ods_cell, PART)) + row + others
    return read_bom(Path("b.ods"), data=ods_of({"BOM": table}, STYLES.format(styles) if styles else ""))


def cell(about: str, text: str) -> str:
    return f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>"


def problems(bom: Bom) -> list[tuple[str, str, str]]:
    return bom.problems.select("kind", "severity", "pointer").rows()


def shown(bom: Bom) -> list[str]:
    return bom.properties.filter(bom.properties["name"] == "hbom:cell-shown")["value"].to_list()


@pytest.mark.parametrize("about", ["", 'office:value-type="float"', 'office:value-type="date"', 'table:style-name="x"'])
def test_a_cell_without_a_value_is_read_by_its_text(about: str):
    bom = read(cell(about, "EC25-E &amp; <text:span>more</text:span>"))
    assert bom.components["mpn"].to_list()[1] == "EC25-E & more"
    assert problems(bom) == []


def test_a_row_of_cells_without_types_is_a_part():
    row = ods_row(*(cell("", text) for text in ("U1", "1", "modem", "Quectel", "EC25-E")))
    bom = read(ods_cell("X1"), row)
    assert bom.components.select("refdes", "quantity", "mpn").rows()[2] == ("U1", 1.0, "EC25-E")
    repeated = row.replace("table-row", 'table-row table:number-rows-repeated="2"', 1)
    assert read(ods_cell("X1"), repeated).components.height == 4


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ('office:value-type="float" office:value="10000"', "EC25-E"),
        ('office:value-type="float" office:value="1"', "22232021"),
        ('office:value-type="string" office:string-value="RC0402"', "EC25-E"),
        ('office:value-type="string" office:value="3"', "EC25-E"),
        ('office:value-type="date" office:date-value="2024-01-02"', "EC95-E"),
        ('office:value-type="boolean" office:boolean-value="true"', "EC25-E"),
    ],
)
def test_a_text_in_place_of_the_value_is_told(about: str, text: str):
    bom = read(cell(about, text))
    assert ("odd-value", "warning", "BOM!E3") in problems(bom)
    assert shown(bom) == [text]


@pytest.mark.parametrize(
    ("about", "text"),
    [
        ('office:value-type="float" office:value="1234.5"', "1.234,50 €"),
        ('office:value-type="float" office:value="-1234.5"', "(1 235)"),
        ('office:value-type="float" office:value="10"', "10 pcs"),
        ('office:value-type="float" office:value="10000"', "1.00E+04"),
        ('office:value-type="float" office:value="1.5"', "1 1/2"),
        ('office:value-type="float" office:value="0.125"', "1/8"),
        ('office:value-type="float" office:value="0"', "-"),
        ('office:value-type="float" office:value="12000"', "12 k"),
        ('office:value-type="percentage" office:value="0.055"', "5.5%"),
        ('office:value-type="currency" office:value="3.14159"', "$3.14"),
        ('office:value-type="date" office:date-value="2024-10-06"', "06-Oct"),
        ('office:value-type="date" office:date-value="2024-10-06T15:00:00"', "10/6/24 3:00 PM"),
        ('office:value-type="date" office:date-value="2024-10-06"', "Sunday"),
        ('office:value-type="time" office:time-value="PT12H30M00S"', "12:30"),
        ('office:value-type="boolean" office:boolean-value="true"', "WAHR"),
        ('office:value-type="string" office:string-value="two words"', "two <text:s/>words"),
    ],
)
def test_usual_formats_say_nothing_new(about: str, text: str):
    bom = read(ods_cell("X1"), ods_row(*map(ods_cell, ["R8", 1, "1k", "Yageo", "RC0402FR-071KL"]), cell(about, text)))
    assert not any(kind == "odd-value" for kind, _, _ in problems(bom))
    assert shown(bom) == []


def test_a_unit_that_is_a_radio_is_a_property():
    bom = read(cell('office:value-type="float" office:value="25"', "EC25-E"))
    assert (shown(bom), problems(bom)) == (["EC25-E"], [])


def test_a_number_with_leading_noughts_is_read_so():
    bom = read(cell('office:value-type="float" office:value="22232021"', "0022232021"))
    assert bom.components["mpn"].to_list()[1] == "0022232021"


@pytest.mark.parametrize(
    ("style", "severities"),
    [
        ('<number:number-style style:name="N1"><number:text>EC25-E</number:text></number:number-style>', ["warning"]),
        ('<number:text-style style:name="N1"><number:text>EC25-E</number:text></number:text-style>', ["warning"]),
        (
            '<number:number-style style:name="N9"><number:text>EC25-E</number:text></number:number-style><number:number-style '
            'style:name="N1"><number:number/><style:map style:condition="value()&gt;0" style:apply-style-name="N9"/>'
            "</number:number-style>",
            ["warning"],
        ),
        (
            '<number:number-style style:name="N1"><number:number/><number:text> pcs</number:text></number:number-style>',
            [],
        ),
    ],
)
def test_a_data_style_that_shows_a_text_is_told(style: str, severities: list[str]):
    number = '<table:table-cell table:style-name="ce1" office:value-type="float" office:value="1"/>'
    assert [severity for kind, severity, _ in problems(read(number, styles=style)) if kind == "odd-value"] == severities


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("U1 Quectel EC25-E LTE module 1 pc", ["text-left-out"]), ("LTE gateway", []), ("As of rev. B", [])],
)
def test_a_text_box_is_told_where_it_names_a_part(text: str, kinds: list[str]):
    box = f"<draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"
    for bom in (
        read(ods_cell("X1"), around=f"<table:shapes>{box}</table:shapes>"),
        read(ods_cell("X1").replace("<text:p>", box + "<text:p>")),
    ):
        assert [kind for kind, _, _ in problems(bom)] == kinds
        assert bom.components["mpn"].to_list()[1] == "X1"


def test_a_formula_without_a_value_is_told():
    bom = read('<table:table-cell table:formula="of:=&quot;EC25&quot;&amp;&quot;-E&quot;"/>')
    assert ("blank-formula", "warning", "BOM!E3") in problems(bom)

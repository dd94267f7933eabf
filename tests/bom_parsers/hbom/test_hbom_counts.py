"""A table's own count, and the quantity of a row, against what the table lists."""

from __future__ import annotations

import pytest

from tests.bom_parsers.hbom.made_tables import read

TABLE = (
    "Designator,Quantity,Value,MPN,Manufacturer,Description\nC1,1,100nF,CC0402,Nordvik,capacitor\n"
    '"R1,R2",2,10k,RC0402,Nordvik,resistor\n'
)


def differing(text: str) -> list[tuple[str, str]]:
    problems = read(text).problems
    return [
        (row["severity"], row["message"]) for row in problems.iter_rows(named=True) if row["kind"] == "count-differs"
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Total parts: 57,,,,,",
        "Total,57,,,,",
        "Component count:,57,,,,",
        "Number of lines: 57",
        "57 components",
        "Total quantity,,57,,,",
        ",,Total components,,,57",
    ],
)
def test_a_count_that_is_neither_that_of_the_lines_nor_of_the_pieces_is_a_loss(row):
    ((severity, message),) = differing(TABLE + row + "\n")
    assert severity == "warning"
    assert "57" in message
    assert message.endswith(", but lists 2 rows of parts with 3 pieces")


@pytest.mark.parametrize(
    "row",
    [
        "Total parts: 2",
        "Total parts: 3",
        "Total,3,,,,",
        "Total,,,,,12.50",
        "Total price: 57",
        "Total cost,57,,,,",
        ",100,Total,891.14,EUR,",
        "Total unique parts: 1",
        "Number of pins: 57",
    ],
)
def test_a_count_that_agrees_and_a_sum_of_money_are_none(row):
    assert not differing(TABLE + row + "\n")


def test_a_count_above_the_headings_is_compared_too():
    assert [level for level, _ in differing("Component Count:,57\n\n" + TABLE)] == ["warning"]
    assert not differing("Component Count:,3\n\n" + TABLE)


def test_sums_of_sections_are_each_compared_with_their_own_section():
    section = (
        "C1,1,1u,A1,N,c\nC2 C3 C4 C5,4,1u,A2,N,c\nTotal,5,,,,\n"
        "R1 R2,2,1k,A3,N,r\nR3 R4,2,2k,A4,N,r\nTotal,{},,,,\nTotal parts,9,,,,\n"
    )
    head = TABLE.splitlines()[0]
    assert not differing(f"{head}\n{section.format(4)}")
    assert len(differing(f"{head}\n{section.format(44)}")) == 1


def test_more_pieces_than_designators_are_a_loss():
    ((severity, message),) = differing(TABLE + '"U1, U2, U3",8,modem,EG25-G,Quectel,\n')
    assert (severity, message) == (
        "warning",
        "1 part has more pieces than designators; the first has 8 pieces for 'U1, U2, U3'",
    )


def test_quantities_for_several_boards_are_none():
    rows = '"R1,R2",10,10k,RC,N,r\nC1,5,1u,CC,N,c\nC2,5,1u,CD,N,c\n'
    assert not differing(TABLE.splitlines()[0] + "\n" + rows)

"""Cells and tables made to take time without end are read in time linear to their size."""

from __future__ import annotations

import csv
import io
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bom_parsers import read_bom
from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.hbom.cells import makers_and_numbers, quantity, split_mpns
from bom_parsers.hbom.rows.merged import with_merged_cells
from bom_parsers.hbom.rows.not_fitted import without_mark
from bom_parsers.persons import named_person
from bom_parsers.tables.utf7 import without_utf7

SECONDS = 8  # on a machine that has other work; what took time with the square took half a minute and more
HEAD = ["Designator", "Quantity", "Manufacturer", "MPN", "Description", "Value", "Footprint", "Supplier", "Notes"]
ROW = ["U1", "1", "Nordvik GmbH", "EX-1A2", "voltage regulator", "10k", "SOT23", "Hafen AG", "x"]
RUNS = {
    "blanks": " ", "tabs": "\t", "no-break blanks": "\u00a0", "semicolons": ";", "commas": ",", "slashes": " / ",
    "ors": " or ", "tildes": "~", "bars": "|", "underscores": "_", "hyphens": "-", "dots": ".", "brackets": "(",
    "quotes": '"', "marks": "DNP ", "pluses": "+",
}  # fmt: skip


def table(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def quickly(data: bytes) -> Bom:
    begun = time.process_time()
    bom = read_bom(Path("bom.csv"), data=data)
    assert time.process_time() - begun < SECONDS
    return bom


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("around", [("EX-1", "x"), ("", ""), ("EX-1", ")")])
def test_a_cell_without_end_takes_time_linear_to_its_length(run, around):
    before, after = around
    long = f"{before}{RUNS[run] * (40_000 // len(RUNS[run]))}{after}"
    rows = ([*ROW[:c], long, *ROW[c + 1 :]] for c in range(len(HEAD)))
    with suppress(InputError):  # of a run of separators more columns may be made than any table has
        quickly(table(HEAD, *rows, ROW, ["Total", f"1{long}1"]))


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (b" \n" * 200_000, 1), (b"\n" * 200_000, 1), (b",,,,\n" * 100_000, 1), (b" ,\n" * 100_000, 1),
        (b'U2,"x\n' * 3_000, 3_001),
    ],
)  # fmt: skip
def test_rows_without_end_take_time_linear_to_their_number(rows, count):
    bom = quickly(b"Designator,Quantity,Manufacturer,MPN,Description\nU1,1,Nordvik,EX-1,reg\n" + rows)
    assert bom.components.height == count


@pytest.mark.parametrize("columns", [b"a  b  " * 30_000 + b"\n", b"a" + b" " * 100_000 + b"b  c\n"])
def test_headings_of_fixed_width_without_end_take_time_linear_to_their_length(columns):
    quickly(columns + b"U1   10k   R1\n" * 3 + table(HEAD, ROW))


def test_runs_of_signs_that_might_be_utf7_take_time_linear_to_their_length():
    begun = time.process_time()
    for data in (b"+" * 5_000_000, b"+A" * 2_000_000 + b"-", b"+ABC" * 1_000_000):
        assert without_utf7(data) == data
    assert time.process_time() - begun < SECONDS
    assert without_utf7(b"W+APw-rth") == "Würth".encode()


def test_what_is_split_is_split_as_before():
    assert split_mpns("RC0402-1 ;  RC0402-2") == ["RC0402-1", "RC0402-2"]
    assert split_mpns("RC0402-1  /  RC0402-2") == split_mpns("RC0402-1 or RC0402-2") == ["RC0402-1", "RC0402-2"]
    assert split_mpns("MSS1P4-M3/89A") == ["MSS1P4-M3/89A"]
    assert makers_and_numbers("Nordvik EX-1 / Hafen EX-2") == [("Nordvik", "EX-1"), ("Hafen", "EX-2")]
    assert [quantity(text) for text in (" 4 ", "2 pcs ", "1,000", "3x", "2 .", "x")] == [4, 2, 1000, 3, 2, None]
    assert [without_mark(text) for text in ("1 (DNF)", "U2（空贴）", "10k (1%)", "x)", "(dnp)")] == [
        "1", "U2", "10k (1%)", "x)", "",
    ]  # fmt: skip
    assert named_person("Jo Doe, jo@example.com").name == "Jo Doe"


def test_merged_areas_that_overlap_take_time_linear_to_the_rows():
    from bom_parsers.hbom.headings.header import read_header
    from bom_parsers.tables.cells import Cells
    from bom_parsers.tables.sheets import Sheet

    rows = [["Designator", "Manufacturer", "MPN"], ["U1", "Nordvik", "EX-1"], *([["U2", "", "EX-2"]] * 5_000)]
    sheet = Sheet("A", Cells(rows), merged=(((1, 1), (5_000, 1)),) * 5_000)
    begun = time.process_time()
    merged = with_merged_cells(sheet, read_header(0, rows[0]))
    assert time.process_time() - begun < SECONDS
    assert merged.row(3) == ["U2", "Nordvik", "EX-2"]

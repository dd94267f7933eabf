"""Large tables are read column by column; what comes out is what reading them cell by cell gives."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.hbom import table as hbom
from bom_parsers.tables import cells

HERE = Path("bom.csv")
FRAMES = ("components", "parties", "properties", "problems")
HEADINGS = [
    "Ref", "MPN", "Manufacturer", "Qty", "Level", "Item", "Value", "Comment", "MPN 2", "Manufacturer 2", "DNP", "Fitted", "Odd",
    "Description", "Supplier", "Distributor", "LCSC Part #", "Country", "Rev", "Name", "FCC ID", "Footprint", "",
    "icts:layer", "Part Number", "Device", "Type", "Manufacturer, MPN", "Purl", "CPE", "License", "License 2", "Category",
    "Hersteller", "Brand", "Manufacturer Part Number",
]  # fmt: skip
CELLS = st.sampled_from([
    "", "", "U1", "C1, C2", "NV-4410", "NV-1\nNV-2", "NV-1; NV-2", "Nordvik", "Nordvik, Inc.", "Nordvik,ERA-6AEB1", "A\nB", "2",
    "3 pcs", "1,5", "as needed", "DNP", "DNP 47u", "not fitted", "no", "yes", "0", "any", "N/A", "n/a, any", "Total", "total:",
    "Note:", "1.1", "1.2.3", "..2", "ESP32-WROOM", " SX1276 ", "x  y", "\u3000", "Ref", "MPN", "Qty", "Manufacturer", "10k", "~",
    "_", "., *", "A|B", "1|2", "ß", "未実装", "a\x1cb", "1.0", "NaN", "Subtotal Board", "HF-1 / HF-2", "HF-1 or HF-2",
    "Library", "operating System", "Hardware", "file", "FIRMWARE", "pkg:generic/a@1", "cpe:2.3:a:b:c",
    "NC", "NF(U1)", "NA(1k)", "CC1101-NC", "U2 (DNF)", "06-Oct", "9.5E+12", "A~B", "NV-7~NV-8", "Shipping", "送料",
    "NOTE", "EC25-E", "GSM modem", "R1, R2", "R3,", "SIM800L", "Acme NV-4410", "NOT POPULATED", "Digi-Key", "n.c.",
    "cpe:/h:b:c", "cpe:2.3:o:b:c", "MIT", "NOASSERTION",
])  # fmt: skip


def read(rows: list[list[str]], plain_from: int, slab: int = 10_000, slab_from: int = 250) -> Bom | str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hbom, "PLAIN_FROM", plain_from)
        patch.setattr(cells, "SLAB", slab)
        patch.setattr(cells, "SLAB_FROM", slab_from)
        try:
            return hbom.read_csv(out.getvalue().encode(), HERE, "bom", "0" * 64)
        except InputError as error:
            return str(error)


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows in one order: what a row's columns become is not ordered."""
    return frame.sort(pl.all().exclude("hashes", "licenses"), maintain_order=True) if frame.width else frame


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=2, max_size=8).flatmap(
        lambda head: st.tuples(
            st.just(head), st.lists(st.lists(CELLS, max_size=len(head) + 1), min_size=1, max_size=12)
        )
    ),
    st.sampled_from([1, 2, 3, 5, 10_000]),
    st.sampled_from([0, 10_000]),
)
def test_column_by_column_and_slab_by_slab_gives_what_cell_by_cell_gives(table, slab, slab_from):
    head, rows = table
    slow, fast = read([head, *rows], 10**9), read([head, *rows], 0, slab, slab_from)
    if isinstance(slow, str):
        assert fast == slow
        return
    assert not isinstance(fast, str)
    assert fast.components["ref"].to_list() == slow.components["ref"].to_list()
    for name in FRAMES:
        assert_frame_equal(told(getattr(fast, name)), told(getattr(slow, name)))


def test_every_row_of_a_large_table_is_a_part_and_the_odd_ones_stand_in_their_places():
    rows = [["Ref", "Manufacturer", "MPN", "Qty", "Manufacturer 2", "MPN 2"]]
    rows += [[f"U{n}", "Nordvik", f"NV-{n}", "1", "", ""] for n in range(2, 3000)]
    rows[1000][4:] = ["Hafen", "HF-1"]
    rows[2000] = ["", "", "", "2998", "", ""]
    bom = read(rows, 500)
    assert isinstance(bom, Bom)
    refs = [f"row {n}" for n in range(2, 3000) if n != 2001]
    refs.insert(1000, "row 1001 source 2")
    assert bom.components["ref"].to_list() == refs
    assert bom.parties.filter(pl.col("name") == "Hafen")["ref"].to_list() == ["row 1001 source 2"]
    assert bom.parties.height == 2998
    assert bom.problems["message"].to_list() == [
        "a single cell, taken as a title: '2998'",
        "1 row that is no part below the headings",
    ]


def test_levels_make_the_tree_of_a_large_table():
    rows = [["Level", "MPN"], ["0", "TCU"], *[[str(1 + n % 2), f"NV-{n}"] for n in range(1000)]]
    bom = read(rows, 500)
    assert isinstance(bom, Bom)
    parents = bom.components["parent"].to_list()
    assert parents[:4] == [None, "row 2", "row 3", "row 2"]
    assert parents[4:] == [f"row {n - 1}" if n % 2 == 0 else "row 2" for n in range(6, 1003)]


@pytest.mark.parametrize("plain_from", [0, 10**9])
def test_headings_that_change_in_a_large_table_are_followed(plain_from):
    first = [["Ref", "MPN"], *[[f"U{n}", f"NV-{n}"] for n in range(600)]]
    second = [["MPN", "Ref"], *[[f"HF-{n}", f"J{n}"] for n in range(600)]]
    bom = read(first + second, plain_from)
    assert isinstance(bom, Bom)
    assert bom.components.height == 1200
    assert bom.components.row(1199, named=True)["mpn"] == "HF-599"


def test_parts_of_one_assembly_and_sources_of_one_part_may_lie_in_different_slabs():
    rows = [["Item", "Qty", "Manufacturer", "MPN"], ["1", "1", "Nordvik", "TCU-1"]]
    rows += [[f"1.{n}", "2", "Nordvik", f"NV-{n}"] for n in range(1, 600)]
    rows += [["", "", "Hafen", f"HF-{n}"] for n in range(1, 600)]
    bom = read(rows, 250, 300, 0)
    assert isinstance(bom, Bom)
    assert bom.components["parent"].to_list() == [None, *["row 2"] * 599, *["row 601"] * 599]
    assert bom.parties["name"].to_list() == [*["Nordvik"] * 600, *["Hafen"] * 599]


def test_one_very_wide_row_in_a_large_table_is_kept_and_widens_no_other():
    rows = [["Ref", "MPN"], *[[f"U{n}", f"NV-{n}"] for n in range(1, 2000)]]
    rows[1000] += [""] * 5_000 + ["far"]
    bom = read(rows, 250)
    assert isinstance(bom, Bom)
    assert bom.components.height == 1999
    assert bom.properties.rows() == [("bom", "row 1001", "hbom:column-5003", "far", "line 1001, column 5003")]

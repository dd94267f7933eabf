"""A worksheet with a row or a cell twice is refused: of the two, a person sees one and the reader the other."""

from __future__ import annotations

import pytest

from bom_parsers.tables.guards.xlsx_order import Order


def fault(xml: str, size: int = 0) -> str:
    order = Order()
    tags = xml.replace("<", "\0<").split("\0")
    pieces = tags if size else [xml]
    return next(filter(None, (order.fault_in(piece.encode()) for piece in pieces)), "")


def sheet(*rows: str) -> str:
    return f"<worksheet><sheetData>{''.join(rows)}</sheetData><x:anchor><x:row>1</x:row></x:anchor></worksheet>"


HONEST = sheet(
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row>', '<row r="3"/>', '<row r="4"><c s="1" r="C4"/></row>'
)


@pytest.mark.parametrize("size", [0, 1])
@pytest.mark.parametrize(
    ("xml", "what"),
    [
        (HONEST, ""),
        (sheet("<row><c/><c/></row>", "<row><c/></row>"), ""),
        ("<worksheet><sheetData/></worksheet>", ""),
        (sheet('<row r="1"/>', '<row r="1"/>'), "row 1 after row 1"),
        (sheet('<row r="2"/>', '<row r="1"/>'), "row 1 after row 2"),
        (sheet("<row/>", "<row/>", '<x:row spans="1:2" r="2"/>'), "row 2 after row 2"),
        (sheet('<row r="1"><c r="A1"/><c r="A1"/></row>'), "a cell twice in row 1"),
        (sheet('<row r="1"><c r="A1"/><x:c s="1" r = \'A1\'/></row>'), "a cell twice in row 1"),
        (sheet('<row r="1"><c r="A1"/></row>', '<row r="2"><c r="A1"/></row>'), "a cell of another row in row 2"),
        (sheet('<row r="1"><c r="A1"/><c/><c r="B1"/></row>'), "cells with an address and without in row 1"),
        (f"<worksheet><sheetData/>{HONEST[11:]}", "a second table of cells (<sheetData>) in one worksheet"),
    ],
)
def test_each_row_and_cell_stands_once(xml: str, what: str, size: int):
    assert fault(xml, size) == what

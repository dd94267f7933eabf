"""A worksheet without headings that says there is a radio is a loss, in all kinds of workbooks; covers and logs are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_books import HEAD, KINDS, PART, Rows, book

from bom_parsers import read_bom

PARTS: dict[str, Rows] = {
    "a line": [["Quectel EC25-E", "LTE module", "1 pc"]],
    "a form": [["Part", "Quectel EC25-E"], ["Quantity", 1], ["Designator", "U1"]],
    "a form in one column": [["Part: LK-4G77X"], ["Quantity: 1"], ["Designator: U1"], ["Function: modem"]],
    "a form of a part that nobody knows": [["MPN", "LK-4477X"], ["Qty", 1], ["Ref Des", "U1"]],
    "places": [["U1", "Quectel EC25-E"], ["U2", "SIMCom SIM7600E"]],
    "a place": [["U1", "LTE modem"]],
    "a count": [["cellular modem", "x2"]],
    "one column": [["Quectel EC25-E"]] * 12,
    "one column of words": [["Quectel LTE module"]],
    "a maker": [["Made by:"], ["Quectel"]],
    "a firm": [["Quectel Wireless Solutions Co., Ltd."]],
    "a maker in Chinese": [["移远", 1]],
    "a code among others": [["MDM_EC25-E/1"]],
    "a certified radio": [["FCC ID", "XMR201903EG25G"]],
    "a count of modules": [["LTE module", 1]],
}
NONE: dict[str, Rows] = {
    "a cover": [["LTE gateway"], ["Rev", "B"], ["Drawn by", "A. Person"], ["Date", "2024-01-02"], ["Sheets", 3]],
    "a legend": [["R", "resistor"], ["U", "integrated circuit"], ["n.f.", "not fitted"]],
    "a log": [["2024-01-02", "1", "LTE added"], ["2024-02-03", "2", "R5 now 10k"]],
    "contents": [[1, "Cover"], [2, "GNSS"], [3, "LTE"]],
    "results": [["LTE attach", "pass"], ["GPS fix", 1]],
    "a file": [["Project full path", "D:\\Boards\\LTE_Gateway\\Main.PrjPcb"], ["Variant", "LTE"], ["Quantity", 5]],
}


def severity(kind: str, name: str, rows: Rows) -> str:
    bom = read_bom(Path(kind), data=book(kind, {"BOM": [HEAD, PART], name: rows}))
    assert bom.components["ref"].to_list() == ["BOM!2"]
    ((severity,),) = bom.problems.filter(bom.problems["kind"] == "sheet-left-out").select("severity").rows()
    return severity


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", PARTS)
def test_a_sheet_that_lists_a_radio_without_headings_is_a_loss(kind: str, what: str):
    assert severity(kind, "Modules", PARTS[what]) == "warning"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", NONE)
def test_covers_legends_and_logs_are_no_loss(kind: str, what: str):
    assert severity(kind, "Info", NONE[what]) == "info"


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("Changes", [["2024-01-02", "U1", "EC25-E"]], "info"),
        ("Changes", [["U1", "Quectel", "EC25-E", 1]], "warning"),
        ("Order", [["Quectel EC25-E", "1 pc"]], "warning"),
        ("Changes", [["U1", "RC0402FR-0710KL"]], "info"),
        ("Changes", [["Quectel EC25-E"]], "warning"),
        ("Changes", [["EC25-E replaces SIM7600E"]], "info"),
    ],
)
def test_a_log_or_order_without_headings_is_a_loss_where_it_places_a_radio(name: str, rows: Rows, expected: str):
    assert severity("b.xlsx", name, rows) == expected

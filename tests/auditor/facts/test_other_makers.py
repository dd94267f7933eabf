"""What points to another maker than the one that a BOM names: the order code of a part, and a text beside it."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace

HARDWARE = (
    'hardware = { hardware_class = "module", programmable = true, contributes_to_communication = true }\nsoftware = {'
)
ROLES = """[roles]
supplier = ["supplied"]
manufacturer = ["designed", "developed", "manufactured"]

[[item]]
supplier = "Clean Code GmbH"
"""
HEAD = "Designator,Quantity,Manufacturer,Manufacturer Part Number,Description"


def of_board(work: Workspace, head: str, line: str, more: str = "") -> dict:
    """Return the component of a board with one line, all of whose hardware is stated to be for connectivity."""
    work.write("board.csv", f"{head}\n{line}\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]\nsbom = ["app.cdx.json"]')
    work.change("software = {", HARDWARE)
    work.change("[[item]]", ROLES)
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    work.write("program.toml", (work.folder / "program.toml").read_text("utf-8") + more)
    return next(c for c in work.audit()[1]["components"] if c["kind"] == "hardware")


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (HEAD, "U1,1,Clean Code GmbH,EC25-AF,"),
        (HEAD, "U1,1,Clean Code GmbH,IC-0001,LTE module EC25-AF"),
        (HEAD, "U1,1,Clean Code GmbH,IC-0001,EC25-AF"),
        (f"{HEAD},FCC ID", "U1,1,Clean Code GmbH,IC-0001,,XMR201903EG25G"),
    ],
)
def test_a_code_of_a_maker_of_the_prc_puts_another_named_maker_in_doubt(work: Workspace, head, line):
    part = of_board(work, head, line)
    assert part["verdict"] == "review" and "party" in part["missing"]
    assert "Quectel" in part["reason"] and "Quectel" in {party["name"] for party in part["parties"]}


@pytest.mark.parametrize("code", ["SARA-R410M-02B", "ZX-1"])  # of u-blox of Switzerland, and of nobody known
def test_a_code_of_a_maker_of_elsewhere_does_not(work: Workspace, code):
    assert of_board(work, HEAD, f"U1,1,Clean Code GmbH,{code},")["verdict"] == "allowed"


def test_a_person_who_states_who_made_the_part_is_believed(work: Workspace):
    stated = '\n[[item.component]]\nselect = { mpn = "EC25-AF" }\n'
    stated += 'parties = [{ name = "Clean Code GmbH", did = ["designed", "developed", "manufactured"] }]\n'
    assert of_board(work, HEAD, "U1,1,Clean Code GmbH,EC25-AF,", stated)["verdict"] == "allowed"


@pytest.mark.parametrize("name", ["Lintao Example Co.", "LINTAO EXAMPLE CO", "Quectel", "上海移远通信技术股份有限公司"])
@pytest.mark.parametrize("heading", ["Ours", "Remark 7", "Customer(s)"])
def test_a_person_of_the_prc_in_a_column_that_nobody_knows_puts_the_maker_in_doubt(work: Workspace, name, heading):
    part = of_board(work, f"{HEAD},{heading}", f"U1,1,Clean Code GmbH,ZX-1,,{name}")
    assert part["verdict"] == "review" and name in part["reason"] and heading in part["reason"]


@pytest.mark.parametrize(
    "name", ["Clean Code GmbH", "Nobody's Company Ltd", "shipped by Lintao Example Co. or another"]
)
def test_other_texts_beside_a_part_do_not(work: Workspace, name):
    part = of_board(work, f"{HEAD},Ours", f"U1,1,Clean Code GmbH,ZX-1,,{name}")
    assert part["verdict"] == "allowed"


def test_a_shop_of_the_prc_made_nothing(work: Workspace):
    part = of_board(work, f"{HEAD},JLCPCB Part #", "U1,1,Clean Code GmbH,ZX-1,,C38437")
    assert part["verdict"] == "allowed"


@pytest.mark.parametrize(
    "beside",
    [
        {"properties": [{"name": "acme:vendor", "value": "Lintao Example Co."}]},
        {"group": "Lintao Example Co."},
        {"description": "Developed by Lintao Example Co."},
        {"description": "designed and manufactured by LINTAO EXAMPLE CO"},
    ],
)
def test_a_person_of_the_prc_beside_a_package_puts_its_maker_in_doubt(work: Workspace, beside):
    makers = {"manufacturer": {"name": "Clean Code GmbH"}, "supplier": {"name": "Clean Code GmbH"}}
    entry = {"type": "library", "bom-ref": "x", "name": "x", **beside, **makers}
    work.write("app.cdx.json", json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [entry]}))
    work.change("[[item]]", ROLES)
    [part] = work.audit()[1]["components"]
    assert part["verdict"] == "review" and "lintao example co" in part["reason"].casefold()


OF_CLEAN = 'parties = [{ name = "Clean Code GmbH", did = ["designed", "developed", "manufactured"] }]\n'


@pytest.mark.parametrize(("maker", "verdict"), [("", "review"), (', maker = "Clean Code GmbH"', "allowed")])
@pytest.mark.parametrize("beside", ["EC25-AF", "Lintao Example Co."])
def test_but_not_by_a_number_alone_over_a_code_or_maker_beside_it(work: Workspace, beside, maker, verdict):
    stated = f'\n[[item.component]]\nselect = {{ mpn = "IC-0001"{maker} }}\n{OF_CLEAN}'
    assert of_board(work, HEAD, f"U1,1,Clean Code GmbH,IC-0001,{beside}", stated)["verdict"] == verdict

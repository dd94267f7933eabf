"""A determination counts against the list of suppliers for nothing that this says otherwise, and only for the days it holds."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace

PROGRAM = """
[program]
name = "P"
as_of = 2026-11-30
[declarant]
name = "Example Motors USA, Inc."
address = "1 Foundry Road, Toledo, OH"
roles = ["connected_vehicle_manufacturer"]
us_person = true
party = "Example Motors USA, Inc."
[vehicle]
make = "M"
model = "X"
model_year = 2027
gvwr_lb = 5500
wireless = true
[[transaction]]
kind = "import"
date = 2027-01-15
[reference]
suppliers = ["suppliers.csv"]
determinations = ["d.toml"]
[[item]]
id = "tcu"
supplier = "Nordhafen Telematik GmbH"
enables = ["vcs"]
sbom = ["tcu.json"]
software = { layer = "application", runs_on_primary_processor = true, open_source = false, modified = "no" }
"""
SUPPLIERS = """name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source
"Example Motors USA, Inc.",US,US,US,Founders [US] 100%,yes,register
Nordhafen Telematik GmbH,DE,DE,DE,Familie N [DE] 100%,yes,register
"Qinghu Group Co., Ltd.",CN,CN,CN,,no,register
"""
MAKER = {"name": "Qinghu Group Co., Ltd."}
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [{"type": "library", "name": "app", "version": "1.0", "manufacturer": MAKER, "supplier": MAKER}],
}


def audited(work: Workspace, facts: str, rest: str) -> str:
    work.write("suppliers.csv", SUPPLIERS)
    work.write("tcu.json", json.dumps(BOM))
    what = 'basis = "letter"\nwho = "A. Eng"\nwhen = 2026-11-24'
    select = 'select = { name = "app", maker = "Qinghu Group Co., Ltd." }'
    work.write("d.toml", f"[[determination]]\n{select}\nfacts = {{ {facts} }}\n{what}\n{rest}\n")
    return " ".join(work.icts("audit", work.write("program.toml", PROGRAM)).out.split())


@pytest.mark.parametrize("of", ["", 'of = "attestation of Qinghu Group Co., Ltd."'])
def test_that_nobody_abroad_has_an_interest_does_not_count_where_the_list_says_otherwise(work, of):
    out = audited(work, '"component.foreign_interest" = false', f"until = 2027-11-24\n{of}")
    assert "in review" in out.split("Declaration")[0] and "OUT OF SCOPE" not in out
    assert "'Qinghu Group Co., Ltd.', a party of it, is a person of the PRC or Russia by what is on file" in out


@pytest.mark.parametrize(("until", "counts"), [("2026-12-31", False), ("2027-01-14", False), ("2027-01-15", True)])
def test_a_determination_that_ends_before_the_transaction_does_not_count(work, until, counts):
    out = audited(work, '"component.completed_on" = 2025-01-01, "component.altered" = false', f"until = {until}")
    assert ("On what date was the code finished" not in out) is counts
    assert ("before the transaction of 2027-01-15" not in out) is counts


def test_a_weight_that_no_vehicle_has_takes_nothing_out(work):
    done = work.icts("audit", work.write("program.toml", PROGRAM.replace("gvwr_lb = 5500", "gvwr_lb = 55000000")))
    assert done.code == 2 and "gvwr_lb = 55,000,000" in done.err

"""What a declaration says of an audited program: what it relies on, the FCC IDs, and what becomes of exempt parts."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html

from tests.auditor.conftest import Workspace, component, sbom

STARTER = False

HEAD = (
    "Designator,Quantity,Manufacturer,MPN,Description,FCC ID,icts:hardware-class,icts:programmable,"
    "icts:contributes-to-communication,icts:designed-by,icts:developed-by,icts:manufactured-by,Supplier\n"
)
MODULE = "U1,1,{0},LT-4410,LTE module,EXAMPLELT4410,cellular_module,true,true,{0},{0},{0},{0}\n"


def declaration(work: Workspace) -> str:
    work.audit("-o", f"declaration={work.folder / 'declaration.html'}")
    page = html.fromstring((work.folder / "declaration.html").read_text("utf-8"))
    return " ".join(" ".join(page.itertext()).split())


def with_hardware(work: Workspace, maker: str) -> None:
    work.write("parts.csv", HEAD + MODULE.format(maker))
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["parts.csv"]\nsbom = ["app.cdx.json"]')


def test_an_exempt_module_of_the_prc_is_named_and_nothing_is_certified_about_hardware(work: Workspace) -> None:
    with_hardware(work, "Lintao Example Co.")
    _, report = work.audit()
    module = next(c for c in report["components"] if c["mpn"] == "LT-4410")
    assert (module["verdict"], module["relies_on"], module["then"]) == ("exempt", ["exemption"], "prohibited")
    assert report["declaration"]["declaration"] == "required"
    text = declaration(work)
    assert "VCS hardware: none is inside the rule for these transactions, and nothing is certified about it." in text
    assert "prohibited by 15 CFR 791.303" in text and "prohibited by 15 CFR 791.302" not in text
    relied, _, after = text.partition("7. Certifications")
    assert (
        "an exemption of the phase-in (15 CFR 791.308) tcu LT-4410 Lintao Example Co. : exempt until model year 2030"
        in relied
    )
    assert "8. Signature" in after and "Nothing is open" not in text


def test_who_does_not_know_is_named_with_what_it_does_not_know(work: Workspace) -> None:
    work.write("app.cdx.json", sbom(component("app", maker="Lintao Example Co.")))
    work.change('kind = "import"', 'kind = "import"\nknowing = false')
    _, report = work.audit()
    (app,) = report["components"]
    assert (app["verdict"], app["relies_on"]) == ("allowed", ["not_knowing"])
    assert app["reason"].startswith("a person of the PRC or Russia is, or may be, behind it")
    assert "no person of the PRC or Russia designed" not in declaration(work)


@pytest.mark.parametrize(
    ("frequency", "mpn", "then"),
    [("[433.92, 433.92]", "LT-4410", "out_of_scope"), ("[699, 2690]", "LT-4410", "prohibited")],
)
def test_what_an_exempt_part_is_then_is_judged_and_not_guessed(
    work: Workspace, frequency: str, mpn: str, then: str
) -> None:
    with_hardware(work, "Lintao Example Co.")
    work.change("frequency_mhz = [699, 2690]", f"frequency_mhz = {frequency}")
    part = next(c for c in work.audit()[1]["components"] if c["mpn"] == mpn)
    assert (part["verdict"], part["then"]) == ("exempt", then)
    table = " ".join(work.icts("audit", work.folder / "program.toml").out.split())
    words = {"prohibited": "1 prohibited", "out_of_scope": "1 out of scope"}[then]
    assert f"1 with a person of the PRC or Russia; then, on the facts of today, {words}" in table
    assert "to be replaced" not in table


def test_loose_hardware_is_judged_for_the_day_on_which_its_exemption_ends(work: Workspace) -> None:
    with_hardware(work, "Lintao Example Co.")
    work.change("model_year = 2027\n", "")
    part = next(c for c in work.audit()[1]["components"] if c["mpn"] == "LT-4410")
    assert (part["exempt_until"], part["then"]) == ("2029-01-01", "prohibited")


@pytest.mark.parametrize("form", ["hbom", "cyclonedx", "spdx"])
def test_the_fcc_ids_that_a_bom_states_stand_beside_the_part(work: Workspace, form: str) -> None:
    with_hardware(work, "Clean Code GmbH")
    work.change("model_year = 2027", "model_year = 2030")
    facts = {"hardware-class": "cellular_module", "programmable": "true", "contributes-to-communication": "true"}
    facts |= {f"{act}-by": "Clean Code GmbH" for act in ("designed", "developed", "manufactured", "supplied")}
    if form == "cyclonedx":
        part = {"type": "device", "bom-ref": "m", "name": "LT-4410"}
        properties = [{"name": f"icts:{name}", "value": value} for name, value in facts.items()]
        properties.append({"name": "cdx:device:certifications:US:FCC:id", "value": "EXAMPLELT4410"})
        work.write("parts.cdx.json", sbom({**part, "properties": properties}))
    if form == "spdx":
        notes = ["; ".join(f"icts:{name}={value}" for name, value in facts.items()), "FCC ID: EXAMPLELT4410"]
        made = {"annotationType": "OTHER", "annotator": "Person: X", "annotationDate": "2026-01-01T00:00:00Z"}
        package = {"SPDXID": "SPDXRef-m", "name": "LT-4410", "primaryPackagePurpose": "DEVICE"}
        package |= {"annotations": [{**made, "comment": note} for note in notes]}
        work.write(
            "parts.spdx.json",
            json.dumps({"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": [package]}),
        )
    name = {"hbom": "parts.csv", "cyclonedx": "parts.cdx.json", "spdx": "parts.spdx.json"}[form]
    work.change('hbom = ["parts.csv"]', f'hbom = ["{name}"]')
    part = next(c for c in work.audit()[1]["components"] if c["name"] == "LT-4410")
    assert (part["verdict"], part["fcc_ids"]) == ("allowed", ["EXAMPLELT4410"])
    assert re.search(r"tcu LT-4410 (LT-4410|not stated) EXAMPLELT4410 Clean Code GmbH", declaration(work))


def test_a_holder_of_the_prc_who_does_not_count_is_named_in_audit_and_explanation(work: Workspace) -> None:
    suppliers = (work.folder / "suppliers.csv").read_text("utf-8")
    owners = '"Lintao Example Co. 49%; Founders [DE] 51%"'
    work.write(
        "suppliers.csv",
        suppliers.replace("Founders [DE] 100%", owners[1:-1]).replace(
            ",Lintao Example Co. 49%; Founders [DE] 51%,", f",{owners},"
        ),
    )
    done, report = work.audit()
    wanted = "has 49% of the votes of Clean Code GmbH, against 51% of Founders, a majority"
    assert (done.code, report["components"][0]["verdict"]) == (0, "allowed")
    assert all(wanted in party["because"] for party in report["components"][0]["parties"])
    explained = " ".join(work.icts("explain", work.folder / "program.toml", "clean", "--width", "1000").out.split())
    page = work.folder / "audit.html"
    work.audit("-o", f"html={page}")
    assert wanted in explained and wanted in page.read_text("utf-8")
    assert (
        "no link to the PRC or Russia is on file"
        not in page.read_text("utf-8").split("Clean Code GmbH", 1)[1].split("</tr>")[0]
    )


TRUSTED = '\n[[trust.claims]]\nfacts = ["layer"]\nbom = "app.cdx.json"\nbasis = "quality agreement of 2026-01-10"\n'


def trust_the_bom(work: Workspace) -> None:
    work.write("program.toml", (work.folder / "program.toml").read_text("utf-8") + TRUSTED)


def test_that_none_is_required_is_not_said_of_what_may_be_incomplete(work: Workspace) -> None:
    work.write("app.cdx.json", sbom(component("driver", maker="Clean Code GmbH", layer="device_control")))
    trust_the_bom(work)
    assert work.audit()[1]["declaration"]["declaration"] == "not_required"
    work.change("model_year = 2027\n", "")
    declared = work.audit()[1]["declaration"]
    assert (declared["declaration"], bool(declared["open"])) == ("undetermined", True)
    assert "No Declaration of Conformity is required" not in declaration(work)


def test_a_claim_that_the_program_trusts_is_named_as_what_the_answer_rests_on(work: Workspace) -> None:
    work.write("app.cdx.json", sbom(component("driver", maker="Lintao Example Co.", layer="device_control")))
    (driver,) = work.audit()[1]["components"]
    assert (driver["verdict"], driver["relies_on"]) == ("review", [])
    trust_the_bom(work)
    (driver,) = work.audit()[1]["components"]
    assert (driver["verdict"], driver["relies_on"]) == ("out_of_scope", ["claim"])
    assert (
        "what its BOM claims of it, whose maker the program trusts for that tcu driver Lintao Example Co."
        in declaration(work)
    )

"""What a BOM says of its own parts brings them into the rule, and takes them out only where the program trusts it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.audit.run import audit
from auditor.facts.taxonomy import FACTS
from auditor.inputs import InputFile, Inputs
from auditor.program.reader import read_program
from policies.connected_vehicles.facts import BY_NAME
from tests.auditor.conftest import SUPPLIERS, Workspace, audited, component, sbom
from tests.auditor.conftest import WITHOUT_STARTER as PROGRAM

STARTER = False

PRC = "Lintao Example Co."
MADE_BY = {f"{act}_by": PRC for act in ("designed", "developed", "manufactured", "supplied")}
OF_THE_PART = """
[[item.component]]
select = { name = "%s", maker = "Lintao Example Co." }
%s
"""
IN_THE_RULE = 'hardware_class = "cellular_module"\nprogrammable = true\ncontributes_to_communication = true\n'
STRICT = 'exclusively = "no"\nenables = ["vcs"]\nfrequency_mhz = [699, 2690]\n'


def modem(**claims: str) -> dict:
    return component("modem X7", maker=PRC, **claims) | {"type": "device"}


def of_2030(work: Workspace) -> None:
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")


def of_parts(work: Workspace) -> dict[str, str]:
    """Return the verdicts of parts; that the item names no software BOM is another matter."""
    return {name: verdict for name, verdict in work.verdicts().items() if name.startswith(("modem", "SARA", "ZQ"))}


def said_of(work: Workspace, name: str, facts: str) -> None:
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + OF_THE_PART % (name, facts))


@pytest.mark.parametrize(
    "claim",
    [
        {"contributes_to_communication": "false"},
        {"rf:max-mhz": "433"},
        {"enables": "none"},
        {"enables": "ads"},
        {"directly": "false"},
        {"exclusively": "sensing"},
        {"hardware_class": "passive"},
        {"programmable": "false"},
    ],
)
def test_a_bom_does_not_clear_its_modem_over_the_statement_of_that_part(work: Workspace, claim):
    of_2030(work)
    work.write("app.cdx.json", sbom(modem(**claim)))
    said_of(work, "modem X7", IN_THE_RULE + STRICT)
    done, report = work.audit()
    assert (done.code, report["components"][0]["verdict"]) == (11, "prohibited")


@pytest.mark.parametrize(
    "claim",
    [
        {"open_source": "true"},
        {"layer": "cloud"},
        {"layer": "device_control"},
        {"completed_on": "2020-01-01"},
        {"runs_on_primary_processor": "false"},
    ],
)
def test_what_a_bom_claims_of_its_code_is_asked_about(work: Workspace, claim):
    [(key, value)] = claim.items()
    made = {"metadata": {"authors": [{"name": "Example Builds GmbH"}]}}
    work.write("app.cdx.json", json.dumps(json.loads(sbom(component("app", maker=PRC, **claim))) | made))
    done, report = work.audit()
    [app] = report["components"]
    claimed = f"the BOM by Example Builds GmbH claims icts:{key.replace('_', '-')} = {value}"
    assert (done.code, app["verdict"], report["declaration"]["declaration"]) == (10, "review", "undetermined")
    assert claimed in app["reason"]
    assert any(f"T{claimed[1:]}: can you confirm that?" in question["ask"] for question in report["questions"])
    told = " ".join(work.icts("explain", work.folder / "program.toml", "app").out.split())
    assert f"{claimed}, which is not trusted" in told
    [found] = audited(work.folder / "program.toml").components[0].facts.claims
    assert (found.counts, found.source.who) == (False, "Example Builds GmbH")


def test_a_claim_counts_where_the_program_trusts_who_made_the_bom(work: Workspace):
    made = {"metadata": {"authors": [{"name": "Example  Builds GMBH"}]}}
    app = component("app", maker=PRC, layer="cloud", completed_on="2026-01-01")
    work.write("app.cdx.json", json.dumps(json.loads(sbom(app)) | made))
    table = '\n[[trust.claims]]\nmade_by = "Example Builds GmbH"\nfacts = ["layer"]\n'
    work.write("program.toml", PROGRAM + table)
    assert work.verdicts() == {"app": "out_of_scope"}
    [component_] = audited(work.folder / "program.toml").components
    assert {claim.name: claim.counts for claim in component_.facts.claims} == {
        "component.layer": True,
        "component.completed_on": False,
    }
    work.write("program.toml", PROGRAM + table.replace("Builds", "Others"))
    _, report = work.audit()
    assert report["components"][0]["verdict"] == "review"
    assert [p["kind"] for p in report["problems"]].count("unused-trust") == 1
    of_another = table + 'bom = "app.cdx.json"\n'
    work.write("program.toml", PROGRAM + of_another)
    assert work.verdicts() == {"app": "out_of_scope"}


def test_a_trusted_claim_counts_neither_over_the_program_nor_against_an_order_code(work: Workspace):
    of_2030(work)
    board = "Designator,Qty,MPN,Manufacturer,icts:contributes-to-communication\n"
    work.write("board.csv", f"{board}U1,1,SARA-R410M-02B,{PRC},no\nU2,1,ZQ-1,{PRC},no\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.trust("board.csv", "contributes_to_communication")
    assert of_parts(work) == {"SARA-R410M-02B": "review", "ZQ-1": "out_of_scope"}
    said_of(work, "ZQ-1", IN_THE_RULE)
    assert of_parts(work)["ZQ-1"] == "prohibited"
    said_of(work, "SARA-R410M-02B", "contributes_to_communication = false\n")
    assert of_parts(work)["SARA-R410M-02B"] == "out_of_scope"


def test_what_brings_a_part_into_the_rule_needs_no_trust(work: Workspace):
    work.change("open_source = false", "open_source = true, completed_on = 2020-01-01")
    work.write("app.cdx.json", sbom(component("app", maker=PRC, open_source="false", completed_on="2026-06-01")))
    assert work.verdicts() == {"app": "prohibited"}


def test_a_statement_of_the_part_that_takes_it_out_against_its_bom_counts_and_is_told(work: Workspace):
    work.write("app.cdx.json", sbom(component("app", maker=PRC, layer="application", completed_on="2026-06-01")))
    said_of(work, "app", 'layer = "cloud"')
    _, report = work.audit()
    assert report["components"][0]["verdict"] == "out_of_scope"
    [problem] = [p for p in report["problems"] if p["kind"] == "statement-over-bom"]
    assert problem["message"] == "this takes 'app' out, of which its BOM says icts:layer = application"


def test_properties_that_contradict_each_other_count_for_nothing(work: Workspace):
    app = component("app", maker=PRC, completed_on="2026-06-01")
    for values in (("false", "true"), ("true", "false")):
        both = [{"name": "icts:open-source", "value": value} for value in values]
        work.write("app.cdx.json", sbom(app | {"properties": [*app["properties"], *both]}))
        work.trust("app.cdx.json", "open_source")
        done, report = work.audit()
        assert (done.code, report["components"][0]["missing"]) == (10, ["component.open_source"])
        [problem] = [p for p in report["problems"] if p["kind"] == "properties-at-odds"]
        assert "contradict each other; neither counts" in problem["message"]
        assert any("Its BOM says icts:open-source = " in question["ask"] for question in report["questions"])


def test_a_license_counts_unless_the_program_says_no(work: Workspace):
    app = component("app", maker=PRC, completed_on="2026-06-01") | {"licenses": [{"license": {"id": "MIT"}}]}
    work.write("app.cdx.json", sbom(app))
    assert work.verdicts() == {"app": "out_of_scope"}
    [claim] = audited(work.folder / "program.toml").components[0].facts.claims
    assert (claim.name, claim.value, claim.counts) == ("component.open_source", True, True)
    work.write("program.toml", PROGRAM + "\n[trust]\nlicenses = false\n")
    assert work.verdicts() == {"app": "review"}


def test_only_our_reader_of_tables_says_that_a_part_is_not_fitted(work: Workspace):
    of_2030(work)
    left_out = modem(hardware_class="cellular_module", programmable="true")
    left_out["properties"].append({"name": "hbom:fitted", "value": "no"})
    work.write("app.cdx.json", sbom(left_out))
    assert of_parts(work) == {"modem X7": "review"}
    work.write("board.csv", f"Designator,Qty,MPN,Manufacturer,Fitted\nU1,1,ZQ-1,{PRC},no\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    assert of_parts(work) == {"ZQ-1": "out_of_scope"}
    work.write("board.csv", f"Designator,Qty,MPN,Manufacturer,Footprint\nU1,1,SARA-R410M-02B,{PRC},DNP\n")
    _, report = work.audit()
    [problem] = [p for p in report["problems"] if p["kind"] == "radio-not-fitted"]
    assert problem["message"] == "1 part marked as not fitted looks like a radio: 'SARA-R410M-02B'"
    work.write("board.csv", f"Designator,Qty,MPN,Manufacturer,Fitted\nU1,1,ZQ-1,{PRC},no\n")
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + "\n[trust]\nnot_fitted = false\n")
    assert of_parts(work) == {"ZQ-1": "review"}


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("[trust]\nlicences = true\n", "the unknown key 'licences'"),
        ('[trust]\nlicenses = "yes"\n', "'yes'"),
        ("[trust]\nclaims = 3\n", "3"),
        ('[[trust.claims]]\nfacts = ["layer"]\n', "neither 'made_by' nor 'bom'"),
        ('[[trust.claims]]\nbom = "app.cdx.json"\n', "no key 'facts'"),
        ('[[trust.claims]]\nbom = "app.cdx.json"\nfacts = []\n', "no fact"),
        ('[[trust.claims]]\nbom = "app.cdx.json"\nfacts = ["kind"]\n', "'kind'"),
        ('[[trust.claims]]\nbom = "ap.cdx.json"\nfacts = ["layer"]\n', "'ap.cdx.json', which no item has"),
    ],
)
def test_a_wrong_table_of_trust_is_one_line(work: Workspace, table, found):
    work.write("program.toml", f"{PROGRAM}\n{table}")
    done, _ = work.audit()
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert found in done.err and "program.toml" in done.err


# What a BOM can state of its part, each fact by every value of it that matters.
VALUES = {"bool": ("true", "false"), "date": ("2019-01-01", "2026-06-01", "2099-01-01"), "int": ("0", "2", "5")}
CLAIMS = [
    *((key, value) for key, name in FACTS.items() for value in BY_NAME[name].values or VALUES[BY_NAME[name].type]),
    ("enables", "none"),
    ("enables", "vcs, ads"),
    ("rf:max-mhz", "433"),
    ("rf:max-mhz", "5900"),
    ("altered-by", "Clean Code GmbH"),
    ("altered-by", "Nobody Knows AB"),
]
STATED = {
    "item": ('enables = ["vcs"]', 'exclusively = "no"', "frequency_mhz = [699, 2690]"),
    "software": ("open_source = false", 'layer = "application"', "runs_on_primary_processor = true", 'modified = "no"'),
}


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=4, unique=True),
    st.sampled_from(["device", "application"]),
    st.sampled_from([PRC, "Clean Code GmbH", "Nobody Knows AB"]),
    st.sets(st.sampled_from([*STATED["item"], *STATED["software"]])),
    st.sampled_from(["2027", "2030"]),
    st.sampled_from(["2026-01-10", "2026-05-01"]),
)
def test_no_property_of_a_bom_clears_its_part(tmp_path_factory, claims, kind, maker, unstated, year, finished):
    """Whatever a BOM says: what was prohibited or in review without it is so with it, unless the program trusts it."""
    text = PROGRAM.replace("model_year = 2027", f"model_year = {year}").replace("date = 2027-02", f"date = {year}-02")
    text = text.replace("software = {", f"software = {{ completed_on = {finished},")
    for line in unstated & set(STATED["item"]):
        text = text.replace(f"{line}\n", "")
    for entry in unstated & set(STATED["software"]):
        text = text.replace(f", {entry}", "")
    folder = tmp_path_factory.getbasetemp()
    program = read_program(InputFile(folder / "program.toml", "program.toml", text.encode()))
    verdicts = []
    for properties in ([], claims):
        part = component("part", maker=maker) | {"type": kind}
        part["properties"] += [{"name": f"icts:{name}", "value": value} for name, value in properties]
        files = {"suppliers.csv": SUPPLIERS, "app.cdx.json": sbom(part)}
        inputs = Inputs({folder.resolve() / n: InputFile(folder / n, n, data.encode()) for n, data in files.items()})
        verdicts.append(audit(program, inputs).components[0].worst["verdict"])
    before, after = verdicts
    if before in ("prohibited", "review"):
        assert after in ("prohibited", "review")


def test_no_default_makes_open_source_of_a_file_by_itself(work):
    work.change("open_source = false", "open_source = true")
    firmware = {"type": "file", "bom-ref": "fw", "name": "modem-firmware.bin"}
    work.write("app.cdx.json", sbom(component("library"), firmware))
    assert work.verdicts() == {"library": "out_of_scope", "modem-firmware.bin": "review"}
    work.write("app.cdx.json", sbom(component("library"), {**firmware, "licenses": [{"license": {"id": "MIT"}}]}))
    assert work.verdicts()["modem-firmware.bin"] == "out_of_scope"


@pytest.mark.parametrize(
    "number", ["9" * 309, "NaN", "inf", "1.0e999", "1e3", "0x1b1", "4_33", "-433", "\u0664\u0663\u0663", "433,0", " "]
)
@pytest.mark.parametrize("name", ["icts:rf:max-mhz", "icts:rf:min-mhz", "icts:automation-level"])
def test_a_number_that_is_none_costs_the_property_and_no_more(work, name, number):
    part = modem()
    part["properties"].append({"name": name, "value": number})
    work.write("app.cdx.json", sbom(part))
    work.trust("app.cdx.json", "frequency_mhz", "automation_level")
    done, document = work.audit()
    assert done.code in (10, 11)
    wrong = [problem for problem in document["problems"] if problem["kind"] == "wrong-property"]
    assert len(wrong) == (1 if number.strip() else 0)


CODE = ("library", "application", "framework", "operating-system", "container", "device-driver", "platform")
RESISTOR = component("R1 resistor 10k 0402", maker="Clean Code GmbH") | {"type": "device"}
OPEN = {"licenses": [{"license": {"id": "MIT"}}]}


@pytest.mark.parametrize("type", CODE)
@pytest.mark.parametrize("statement", ["", IN_THE_RULE])
def test_no_type_of_code_and_license_clears_a_modem_in_a_hardware_bom(work, type, statement):
    of_2030(work)
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["app.cdx.json"]')
    parts = {
        name: modem() | OPEN | {"type": type, "name": name, "bom-ref": name} for name in ("modem X7", "SIM7600G-H")
    }
    parts["SIM7600G-H"]["properties"] = []  # by nobody
    work.write("app.cdx.json", sbom(RESISTOR, *parts.values()))
    for name in parts if statement else ():
        said_of(work, name, statement)
    verdicts = work.verdicts()
    assert {verdicts[name] for name in parts} <= {"review", "prohibited"}
    assert verdicts["R1 resistor 10k 0402"] == "out_of_scope"


@pytest.mark.parametrize(("ref", "verdict"), [("chat", "review"), ("unit", "exempt")])
def test_the_type_of_a_device_makes_no_exempt_hardware_of_code_by_a_person_of_the_prc(work, ref, verdict):
    chat = component("chat", maker=PRC) | {"type": "device"}
    unit = {"type": "device", "bom-ref": "unit", "name": "unit", "manufacturer": {"name": PRC}}
    bom = json.loads(sbom(component("clean", maker="Clean Code GmbH"), chat)) | {"metadata": {"component": unit}}
    work.write("app.cdx.json", json.dumps(bom))
    assert work.verdicts()[ref] == verdict


def test_code_that_is_stated_to_be_code_is_code_whatever_its_bom_calls_it(work):
    work.write("app.cdx.json", sbom(component("chat", maker=PRC) | {"type": "device"}))
    said_of(work, "chat", 'layer = "application"\nopen_source = false\n')
    assert work.verdicts()["chat"] in ("prohibited", "review")
    explained = work.icts("explain", work.folder / "program.toml", "chat").out
    assert "791.303" in explained

"""One line about a whole item clears no part that speaks against it, and the reader is told which parts do."""

from __future__ import annotations

import json

import pytest

from tests.auditor.conftest import Workspace, component, sbom

STARTER = False

BOARD = "Designator,Qty,Manufacturer Part Number,Description\nC1,1,GRM155R71C104KA88D,Capacitor ceramic 100nF\n"
MODEM = "U1,1,SARA-R410M-02B,LTE module\n"


def told(work: Workspace, board: str = MODEM) -> tuple[str, list[str], dict]:
    """Return the verdict on the part at U1, what the report says of contradictions, and the report."""
    work.write("board.csv", BOARD + board)
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    report = work.audit()[1]
    messages = [p["message"] for p in report["problems"] if "; correct it, or state of the parts" in p["message"]]
    return next(c["verdict"] for c in report["components"] if c["ref"].endswith("3")), messages, report


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('enables = ["vcs"]', "enables = []", "tcu is stated to enable no connectivity"),
        ('enables = ["vcs"]', 'enables = ["ads"]', "tcu is stated to enable no connectivity"),
        ("[699, 2690]", "[315, 433]", "tcu is stated to work at 450 MHz or below"),
        ('exclusively = "no"', 'exclusively = "receive_only"', "tcu is stated to do nothing but receive"),
        ('exclusively = "no"', 'exclusively = "sensing"', "tcu is stated to serve nothing but sensing"),
        ('exclusively = "no"', 'exclusively = "uwb_access"', "serve nothing but access by ultra-wideband"),
        ("software = {", 'hardware = { hardware_class = "passive" }\nsoftware = {', "stated that it is passive"),
        (
            "software = {",
            "hardware = { contributes_to_communication = false }\nsoftware = {",
            "it does not contribute to the communication",
        ),
    ],
)
def test_a_statement_about_the_item_does_not_clear_the_modem_that_contradicts_it(work: Workspace, old, new, said):
    work.change(old, new)
    verdict, messages, report = told(work)
    assert (verdict, report["exit_code"], report["declaration"]["declaration"]) == ("review", 10, "undetermined")
    assert len(messages) == 1 and said in messages[0]
    assert "'SARA-R410M-02B' looks like the cellular module" in messages[0]
    assert report["declaration"]["draft"] and said in " ".join(report["declaration"]["open"])
    modem = next(c for c in report["components"] if c["ref"].endswith("3"))
    assert said in modem["reason"]
    assert any(said in q["ask"] and "which of the two holds?" in q["ask"] for q in report["questions"])


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("[699, 2690]", "[315, 433]", "RFM96W-433S2"),  # works at 433 MHz, as the item does
        ('exclusively = "no"', 'exclusively = "receive_only"', "ZED-F9P-02B"),  # only receives
        ('exclusively = "no"', 'exclusively = "receive_only"', "ZQ-UNKNOWN-1"),  # nobody knows what it is
        ("[699, 2690]", "[699, 2690]", "SARA-R410M-02B"),
    ],
)
def test_a_part_that_serves_what_the_item_serves_contradicts_nothing(work: Workspace, old, new, part):
    work.change(old, new)
    assert told(work, f"U1,1,{part},\n")[1] == []


BLE_BOARD = """U1,1,NRF52840-QIAA,Bluetooth Low Energy SoC 2.4 GHz
AE1,1,ANT2400,2.4 GHz antenna
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('exclusively = "no"', 'exclusively = "sensing"'),
        ('enables = ["vcs"]', 'enables = ["ads"]\nautomation_level = 2'),
        ("[699, 2690]", "[433.92, 433.92]"),
        ('exclusively = "no"', 'exclusively = "no"\ndirectly = false'),
    ],
)
def test_the_antenna_beside_a_radio_that_contradicts_its_item_is_in_review_too(work: Workspace, old, new):
    work.change(old, new)
    report = told(work, BLE_BOARD)[2]
    verdicts = {c["mpn"]: c["verdict"] for c in report["components"] if c["mpn"]}
    assert verdicts == {"GRM155R71C104KA88D": "out_of_scope", "NRF52840-QIAA": "review", "ANT2400": "review"}


@pytest.mark.parametrize("part", ["AE1,1,,433 MHz antenna", "U1,1,BGT60TR13C,60 GHz radar sensor"])
def test_an_antenna_or_a_radar_contradicts_no_item_for_sensing(work: Workspace, part):
    work.change('exclusively = "no"', 'exclusively = "sensing"')
    work.change("[699, 2690]", "[433.92, 433.92]")
    verdict, messages, _ = told(work, f"{part}\n")
    assert (verdict, messages) == ("out_of_scope", [])


def test_a_statement_of_the_part_that_brings_it_in_leaves_the_contradiction(work: Workspace):
    work.change('exclusively = "no"', 'exclusively = "sensing"')
    text = (work.folder / "program.toml").read_text("utf-8")
    statement = 'select = { mpn = "SARA-R410M-02B" }\nhardware_class = "cellular_module"\n'
    work.write("program.toml", f"{text}\n[[item.component]]\n{statement}")
    assert told(work)[0] == "review"


def test_what_is_stated_of_the_part_itself_is_not_doubted(work: Workspace):
    work.change('enables = ["vcs"]', "enables = []")
    text = (work.folder / "program.toml").read_text("utf-8")
    statement = 'select = { mpn = "SARA-R410M-02B" }\nhardware_class = "mechanical"\nbasis = "a dummy"\n'
    work.write("program.toml", f"{text}\n[[item.component]]\n{statement}")
    assert told(work)[:2] == ("out_of_scope", [])


def test_many_parts_are_one_line(work: Workspace):
    work.change('enables = ["vcs"]', "enables = []")
    parts = ("SARA-R410M-02B", "EG25-G", "BG96MA-128-SGN", "SIM7600G-H", "NINA-W102-00B")
    messages = told(work, "".join(f"U{n},1,{part},\n" for n, part in enumerate(parts)))[1]
    assert len(messages) == 1 and "and 2 others" in messages[0]


def test_a_day_said_of_all_code_does_not_count_against_a_later_day_in_the_bom(work: Workspace):
    work.change('modified = "no" }', 'modified = "no", completed_on = 2026-01-10, altered = false }')
    old = component("old", designed_by="Unheard Ltd", developed_by="Unheard Ltd")
    old["properties"] += [
        {"name": f"icts:{act}-by", "value": "Clean Code GmbH"} for act in ("manufactured", "supplied")
    ]
    new = json.loads(json.dumps(old)) | {"bom-ref": "new", "name": "new"}
    new["pedigree"] = {"commits": [{"uid": "1", "committer": {"timestamp": "2026-09-01T00:00:00Z"}}]}
    work.write("app.cdx.json", sbom(old, new))
    verdicts = work.verdicts()
    assert verdicts == {"old": "allowed", "new": "review"}
    explained = " ".join(work.icts("explain", work.folder / "program.toml", "new").out.split())
    assert "a last commit of 2026-09-01" in explained and "rather than" in explained


def test_that_no_code_was_touched_does_not_count_against_a_later_day_in_the_bom(work: Workspace):
    """The BOM gives the day on which the code was finished; of all code the program says that nobody touched it since."""
    work.change('modified = "no" }', 'modified = "no", altered = false }')
    statement = '[[item.component]]\nselect = { name = "%s" }\ncompleted_on = 2026-01-10\n'
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", text + "".join(statement % name for name in ("old", "patched", "early")))
    parts = []
    for name, day in (("old", ""), ("patched", "2026-09-01"), ("early", "2026-02-01")):
        part = component(name, maker="Clean Code GmbH")
        part["properties"] += [{"name": f"icts:{act}-by", "value": "Unheard Ltd"} for act in ("designed", "developed")]
        if day:
            part["pedigree"] = {"commits": [{"uid": "1", "committer": {"timestamp": f"{day}T00:00:00Z"}}]}
        parts.append(part)
    work.write("app.cdx.json", sbom(*parts))
    assert work.verdicts() == {"old": "allowed", "patched": "review", "early": "allowed"}
    explained = " ".join(work.icts("explain", work.folder / "program.toml", "patched").out.split())
    assert "a last commit of 2026-09-01" in explained


@pytest.mark.parametrize("layer", ["device_control", "cloud"])
def test_a_layer_said_of_all_code_does_not_clear_code_that_reads_like_another(work: Workspace, layer):
    work.change('layer = "application"', f'layer = "{layer}"')
    work.write("app.cdx.json", sbom(component("linux"), component("acme-adc-driver"), component("odd")))
    report = work.audit()[1]
    driver = "review" if layer == "cloud" else "out_of_scope"
    verdicts = {c["name"]: c["verdict"] for c in report["components"]}
    assert verdicts == {"linux": "review", "acme-adc-driver": driver, "odd": "out_of_scope"}
    told = [p["message"] for p in report["problems"] if "of all software of tcu it is stated" in p["message"]]
    assert len(told) == 1 and "'linux' reads like part of an operating system" in told[0]
    assert "odd" not in told[0]
    assert ("acme-adc-driver" in told[0]) is (layer == "cloud")


NO_RADIO = [
    ('enables = ["vcs"]', "enables = []"),
    ("[699, 2690]", "[433, 434]"),
    ('exclusively = "no"', 'exclusively = "uwb_access"'),
    ('exclusively = "no"', 'exclusively = "receive_only"'),
    ('exclusively = "no"', 'exclusively = "power"'),
]


@pytest.mark.parametrize("year", ["2027", "2030"])
@pytest.mark.parametrize(("old", "new"), NO_RADIO)
def test_a_statement_about_the_item_does_not_clear_code_of_a_radio(work: Workspace, old, new, year):
    work.change(old, new)
    work.change("model_year = 2027", f"model_year = {year}")
    names = ("bluetooth-le-stack", "lte-modem-ril", "openthread", "Copro Wireless Binaries")
    driver = component("telephony") | {"description": "Quectel EC25 LTE modem driver"}
    work.write("app.cdx.json", sbom(*map(component, (*names, "lwip")), driver))
    report = work.audit()[1]
    verdicts = {c["name"]: c["verdict"] for c in report["components"] if c["name"] in (*names, "telephony", "lwip")}
    assert verdicts == dict.fromkeys((*names, "telephony"), "review") | {"lwip": "out_of_scope"}
    at_odds = [p["message"] for p in report["problems"] if p["kind"] == "statement-at-odds"]
    assert len(at_odds) == 1 and "'bluetooth-le-stack' reads like code of a radio that sends and receives" in at_odds[0]
    assert "and 2 others" in at_odds[0] and report["exit_code"] == 10
    assert all("the item tcu is stated to" in c["reason"] for c in report["components"] if c["name"] in names)


@pytest.mark.parametrize(("old", "new"), NO_RADIO)
def test_a_statement_about_the_item_does_not_clear_code_named_after_a_radio(work: Workspace, old, new):
    work.change(old, new)
    named = ("ec25-firmware", "SIM7600G_H image", "quectel (EG25-G) updater", "SARA-R410M-02B")
    plain = ("ec25519-donna", "sha256", "libusb-1.0", "base64", "python3.11")
    work.write("app.cdx.json", sbom(*map(component, (*named, *plain))))
    verdicts = work.verdicts()
    assert [verdicts[name] for name in (*named, *plain)] == ["review"] * 4 + ["out_of_scope"] * 5


def test_the_order_code_of_a_radio_makes_the_item_doubtful_for_its_code_too(work: Workspace):
    work.change('exclusively = "no"', 'exclusively = "sensing"')
    work.write("board.csv", BOARD + MODEM)
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    work.write("app.cdx.json", sbom(component("tcu-app", maker="Lintao Example Co.")))
    assert work.verdicts()["tcu-app"] == "review"


@pytest.mark.parametrize("fact", ['layer = "device_control"', "runs_on_primary_processor = false"])
def test_what_is_stated_of_the_code_itself_counts(work: Workspace, fact):
    work.change('exclusively = "no"', 'exclusively = "sensing"')
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", f'{text}\n[[item.component]]\nselect = {{ name = "openthread" }}\n{fact}\n')
    work.write("app.cdx.json", sbom(component("openthread")))
    assert work.verdicts()["openthread"] == "out_of_scope"


def at_odds(report: dict) -> list[str]:
    """Return what is reported of statements that something contradicts."""
    return [p["message"] for p in report["problems"] if p["kind"] in ("statement-at-odds", "no-roles")]


@pytest.mark.parametrize(
    ("item", "against"),
    [
        ('enables = ["vcs"]', "the item tcu is stated to enable connectivity"),
        ("enables = []", "'SIM7600G-H' looks like the cellular module"),
    ],
)
def test_a_vehicle_without_radio_is_doubted_where_an_item_or_an_order_code_is_of_one(work: Workspace, item, against):
    work.change("wireless = true", "wireless = false")
    work.change('enables = ["vcs"]', item)
    work.write("board.csv", BOARD + "U1,1,SIM7600G-H,\n")
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    work.write("app.cdx.json", sbom(component("tcu-app", maker="Lintao Example Co.")))
    report = work.audit()[1]
    assert (report["exit_code"], report["declaration"]["declaration"]) == (10, "undetermined")
    assert at_odds(report)[0].startswith(f"the vehicle is stated to have no radio communication, but {against}")
    place = next(p for p in report["problems"] if p["kind"] == "statement-at-odds")
    line = (work.folder / "program.toml").read_text("utf-8").splitlines().index("wireless = false") + 1
    assert f"line {line}" in str(place)
    code = next(c for c in report["components"] if c["name"] == "tcu-app")
    assert code["verdict"] == "review" and "whether the vehicle communicates by radio" in code["reason"]
    explained = work.icts("explain", work.folder / "program.toml", "tcu-app").out
    assert "no radio communication" in " ".join(explained.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[699, 2690]", "[315, 433]"),
        ('exclusively = "no"', 'exclusively = "receive_only"'),
        ('enables = ["vcs"]', "enables = []"),
    ],
)
def test_a_vehicle_without_radio_stays_so_where_nothing_speaks_against_it(work: Workspace, old, new):
    work.change("wireless = true", "wireless = false")
    work.change(old, new)
    report = work.audit()[1]
    assert at_odds(report) == []
    assert {c["verdict"] for c in report["components"]} == {"out_of_scope"}


@pytest.mark.parametrize(("level", "count"), [(2, 0), (3, 1), (4, 1)])
def test_a_vehicle_without_automated_driving_is_doubted_where_an_item_drives(work: Workspace, level, count):
    work.change("wireless = true", "wireless = true\nincorporates_ads = false")
    work.change('enables = ["vcs"]', f'enables = ["ads"]\nautomation_level = {level}')
    messages = at_odds(work.audit()[1])
    assert len(messages) == count
    assert all(f"the item tcu is stated to drive at level {level}" in message for message in messages)


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ("[]", "list of roles is empty"),
        ('["supplier"]', "is stated to be 'supplier'"),
        ('["private_person"]', "is stated to be 'private_person'"),
    ],
)
def test_a_declarant_who_imports_and_is_nobody_whom_the_rule_addresses_is_doubted(work: Workspace, roles, said):
    work.change('["connected_vehicle_manufacturer", "vcs_hardware_importer"]', roles)
    work.write("app.cdx.json", sbom(component("tcu-app", maker="Lintao Example Co.")))
    report = work.audit()[1]
    assert report["exit_code"] == 10 and len(at_odds(report)) == 1 and said in at_odds(report)[0]
    assert next(c["verdict"] for c in report["components"] if c["name"] == "tcu-app") == "review"


@pytest.mark.parametrize(
    ("roles", "transaction"),
    [('["supplier"]', 'kind = "export"'), ('["private_person"]', 'kind = "import"\npurpose = "personal_use"')],
)
def test_who_neither_imports_for_others_nor_sells_may_be_nobody_whom_the_rule_addresses(
    work: Workspace, roles, transaction
):
    work.change('["connected_vehicle_manufacturer", "vcs_hardware_importer"]', roles)
    work.change('kind = "import"', transaction)
    assert at_odds(work.audit()[1]) == []


@pytest.mark.parametrize("supplier", ["Lintao Example Co.", "SIMCom Wireless Solutions"])
@pytest.mark.parametrize(
    ("old", "new", "out"),
    [
        ("open_source = false", "open_source = true", "it is open source"),
        ('layer = "application"', 'layer = "device_control"', "it is device-control code"),
        ("runs_on_primary_processor = true", "runs_on_primary_processor = false", "it does not run on a primary"),
    ],
)
def test_a_default_clears_no_code_of_a_person_of_the_prc(work: Workspace, supplier, old, new, out):
    work.change("starter = false\n", "")  # which knows one of the suppliers
    work.change(old, new)
    theirs = component("acme-telephony", supplied_by=supplier)
    licensed = component("acme-open", supplied_by=supplier) | {"licenses": [{"license": {"id": "Apache-2.0"}}]}
    own = component("acme-own", maker="Clean Code GmbH")
    work.write("app.cdx.json", sbom(theirs, licensed, own))
    report = work.audit()[1]
    verdicts = {c["name"]: c["verdict"] for c in report["components"] if c["name"].startswith("acme")}
    assert verdicts == {"acme-telephony": "review", "acme-open": "out_of_scope", "acme-own": "out_of_scope"}
    assert report["exit_code"] == 10
    said = at_odds(report)
    assert len(said) == 1 and f"of all software of tcu it is stated that {out}" in said[0]
    assert f"'{supplier}', a party of it, is or may be a person of the PRC or Russia" in said[0]


@pytest.mark.parametrize(
    ("days", "statements"),
    [
        ("completed_on = 2025-01-01, altered = false", 2),
        ("completed_on = 2024-01-01, altered_on = 2025-06-01", 2),
        ("completed_on = 2025-01-01", 1),
    ],
)
def test_a_default_day_makes_no_legacy_of_code_of_a_person_of_the_prc(work: Workspace, days, statements):
    work.change('modified = "no"', f'modified = "no", {days}')
    theirs = [component("acme-app", maker="Lintao Example Co."), component("acme-ui", supplied_by="Lintao Example Co.")]
    work.write("app.cdx.json", sbom(*theirs, component("acme-own", maker="Clean Code GmbH")))
    report = work.audit()[1]
    verdicts = {c["name"]: c["verdict"] for c in report["components"] if c["name"].startswith("acme")}
    assert verdicts["acme-own"] == "allowed"
    assert {verdicts["acme-app"], verdicts["acme-ui"]} <= {"review", "prohibited"}
    assert len(at_odds(report)) == statements


def test_a_day_that_is_stated_of_code_of_a_person_of_the_prc_itself_counts(work: Workspace):
    text = (work.folder / "program.toml").read_text("utf-8")
    legacy = "completed_on = 2025-01-01\naltered = false\n"
    work.write(
        "program.toml",
        f'{text}\n[[item.component]]\nselect = {{ name = "ril", maker = "Lintao Example Co." }}\n{legacy}',
    )
    work.write("app.cdx.json", sbom(component("ril", maker="Lintao Example Co.")))
    assert work.verdicts()["ril"] == "allowed"


@pytest.mark.parametrize("statement", ["open_source = true", 'layer = "cloud"'])
def test_what_is_stated_of_code_of_a_person_of_the_prc_itself_counts(work: Workspace, statement):
    work.change("open_source = false", "open_source = true")
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write(
        "program.toml",
        f'{text}\n[[item.component]]\nselect = {{ name = "ril", maker = "Lintao Example Co." }}\n{statement}\n',
    )
    work.write("app.cdx.json", sbom(component("ril", maker="Lintao Example Co.")))
    report = work.audit()[1]
    assert [c["verdict"] for c in report["components"] if c["name"] == "ril"] == ["out_of_scope"]
    assert at_odds(report) == []


def test_a_default_class_clears_no_part_of_a_person_of_the_prc_but_a_resistor_is_one(work: Workspace):
    work.change("software = {", 'hardware = { hardware_class = "mechanical" }\nsoftware = {')
    board = "Designator,Qty,Manufacturer,Manufacturer Part Number,Description\n"
    board += "U1,1,Lintao Example Co.,LX-77,\nR1,1,Lintao Example Co.,LR-10,Resistor 10k 0402\n"
    work.write("board.csv", board)
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    verdicts = {c["mpn"]: c["verdict"] for c in work.audit()[1]["components"] if c["mpn"]}
    assert verdicts == {"LX-77": "review", "LR-10": "out_of_scope"}

"""What is asked, of whom, and in which order: a thing once, what may stop the declaration first, and no question that the
answer to another makes idle."""

from __future__ import annotations

from auditor.questionnaire.request import requests
from tests.auditor.conftest import Workspace, audited, component, sbom

SECOND = """
[[item]]
id = "head-unit"
enables = ["vcs"]
frequency_mhz = [2400, 2483]
exclusively = "no"
sbom = ["second.cdx.json"]
"""
BOARD = "Designator,Qty,Manufacturer Part Number,Description\n"


def two_items(work: Workspace, first: dict, second: dict) -> list[dict]:
    """Return what is asked of a program whose two items have a BOM of one component each, with nothing stated of them."""
    work.change(
        'software = { layer = "application", runs_on_primary_processor = true', "software = { completed_on = 2026-08-01"
    )
    work.change(', open_source = false, modified = "no" }', " }\n" + SECOND)
    work.write("app.cdx.json", sbom(first))
    work.write("second.cdx.json", sbom(second))
    return work.audit()[1]["questions"]


def test_the_same_package_in_two_items_is_asked_about_once(work: Workspace):
    package = component("zlib") | {"purl": "pkg:generic/zlib@1.3.1"}
    asked = two_items(work, package, package)
    layer = [q for q in asked if "component.layer" in q["fact"]]
    assert [(q["count"], q["things"], q["item"]) for q in layer] == [(2, 1, "")]
    assert "the engineers of the items" in layer[0]["whom"]
    assert sum("party" in q["fact"] for q in asked) == 1


def test_the_engineers_of_several_items_are_no_supplier_to_write_to(work: Workspace):
    package = component("zlib") | {"purl": "pkg:generic/zlib@1.3.1"}
    asked = two_items(work, package, package)
    assert any("the engineers" in q["whom"] for q in asked)
    assert requests(audited(work.folder / "program.toml")) == []


def test_the_same_version_of_a_name_is_the_same_thing_to_the_engineers_and_a_bare_name_is_not(work: Workspace):
    named = component("busybox") | {"version": "1.36.1"}
    asked = two_items(work, named, named)
    assert [q["count"] for q in asked if "component.layer" in q["fact"]] == [2]


def test_a_bare_name_does_not_reach_beyond_its_item(work: Workspace):
    asked = two_items(work, component("diag"), component("diag"))
    assert sorted(q["item"] for q in asked if "component.layer" in q["fact"]) == ["head-unit", "tcu"]


def test_what_a_person_of_the_prc_may_be_behind_is_asked_first(work: Workspace):
    unknown = [component(f"lib{n}") for n in range(5)]
    led = component("modem", designed_by="Lintao Example Co.")
    work.write("app.cdx.json", sbom(*unknown, led))
    asked = work.audit()[1]["questions"]
    assert asked[0]["concern"] == "nexus"
    assert [id.rpartition("#")[2] for id in asked[0]["components"]] == ["modem"]
    assert [q["concern"] for q in asked if "modem" not in str(q["components"])] == [""]
    table = work.icts("audit", work.folder / "program.toml").out
    assert table.index("may be prohibited: a person of the PRC or Russia") < table.index("lib0")


def test_of_open_code_only_whether_it_was_modified_is_asked_until_that_is_known(work: Workspace):
    work.change(
        'software = { layer = "application", runs_on_primary_processor = true, open_source = false, modified = "no" }',
        "",
    )
    work.write("app.cdx.json", sbom(component("zlib") | {"licenses": [{"license": {"id": "Zlib"}}]}))
    asked = work.audit()[1]["questions"]
    assert [(q["fact"], q["alone"]) for q in asked] == [("component.modified", 1)]


def test_of_a_part_everything_that_one_look_tells_is_one_question_and_radio_parts_come_first(work: Workspace):
    work.write("board.csv", BOARD + "U1,1,ZQ-1,Controller\nU2,1,ZQ-2,Controller\nU3,1,ZQ-3,Bluetooth module\n")
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    asked = work.audit()[1]["questions"]
    assert [(q["concern"], q["count"], q["alone"]) for q in asked] == [("radio", 1, 1), ("", 2, 2)]
    facts = "component.hardware_class, component.programmable, component.contributes_to_communication"
    assert {q["fact"] for q in asked} == {facts}


def test_what_a_part_looks_like_is_said_in_good_english(work: Workspace):
    work.write("board.csv", BOARD + "A1,1,ANT-433-CW,Antenna\nU2,1,SKY65404-31,Amplifier\n")
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    asked = " ".join(q["ask"] for q in work.audit()[1]["questions"])
    assert "It looks like an RF amplifier." in asked and "like a RF" not in asked and "like a an" not in asked


def test_what_code_looks_like_is_said_with_the_question_and_settles_nothing(work: Workspace):
    work.change('layer = "application", runs_on_primary_processor = true, ', "")
    work.write(
        "app.cdx.json", sbom(component("u-boot", maker="Clean Code GmbH"), component("odd", maker="Clean Code GmbH"))
    )
    report = work.audit()[1]
    led = [q for q in report["questions"] if "It looks like a bootloader. Is it application" in q["ask"]]
    assert [id.rpartition("#")[2] for q in led for id in q["components"]] == ["u-boot"]
    assert "lead: 'u-boot' reads like a bootloader" in next(
        c["reason"] for c in report["components"] if c["name"] == "u-boot"
    )
    assert {c["verdict"] for c in report["components"]} == {"review"}


def test_where_the_bom_says_that_code_was_changed_only_sharing_is_asked(work: Workspace):
    patched = component("zlib") | {
        "licenses": [{"license": {"id": "Zlib"}}],
        "pedigree": {"patches": [{"type": "unofficial"}]},
    }
    work.write("app.cdx.json", sbom(patched))
    work.change("open_source = false, ", "")
    asked = work.audit()[1]["questions"]
    assert [q["ask"] for q in asked] == ["The BOM says that it was changed: is the modification shared?"]
    work.change('modified = "no"', 'modified = "shared"')
    assert work.verdicts() == {"zlib": "out_of_scope"}  # a default that speaks of changes covers this one


def test_questions_have_ids_that_no_wording_changes(work: Workspace, monkeypatch):
    work.change('layer = "application", runs_on_primary_processor = true, ', "")
    names = ("one", "two", "three")
    work.write("app.cdx.json", sbom(*(component(name, maker=f"Maker {name} GmbH") for name in names)))
    ids = [q["id"] for q in work.audit()[1]["questions"]]
    assert len(set(ids)) == len(ids) > 1
    assert "component.layer+component.runs_on_primary_processor@tcu" in ids
    monkeypatch.setattr("reports.words.fact", lambda name: "in other words")
    assert [q["id"] for q in work.audit()[1]["questions"]] == ids

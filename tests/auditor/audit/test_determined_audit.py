"""Determinations in an audit: they beat the BOM, name their basis, and stop counting when they run out."""

from __future__ import annotations

from tests.auditor.conftest import Workspace, component, sbom

STARTER = False

ONE = """[[determination]]
select = {{ name = "part", maker = "{maker}" }}
facts = {{ {facts} }}
basis = "read the build recipe"
who = "J. Example"
when = 2026-11-01
until = {until}
"""


def with_determination(work: Workspace, facts: str, until: str = "2027-11-01", **of_bom: str) -> tuple[dict, dict]:
    more = {"maker": "Lintao Example Co.", "completed_on": "2027-01-01"} | of_bom
    work.write("determinations.toml", ONE.format(facts=facts, until=until, maker=more["maker"]))
    work.change(
        'suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\ndeterminations = ["determinations.toml"]'
    )
    work.write("app.cdx.json", sbom(component("part", **more)))
    _, report = work.audit()
    return report["components"][0], report


def test_a_determination_beats_a_property_of_the_bom_and_says_what_it_beat(work: Workspace):
    found, _ = with_determination(work, '"component.layer" = "device_control"', layer="application")
    assert found["verdict"] == "out_of_scope"
    told = " ".join(work.icts("explain", work.folder / "program.toml", "part").out.split())
    assert "determined by J. Example" in told and "read the build recipe" in told
    assert "'application'" in told


def test_without_it_the_component_is_prohibited(work: Workspace):
    assert with_determination(work, '"component.layer" = "application"')[0]["verdict"] == "prohibited"


def test_a_determination_that_ran_out_is_not_applied_and_the_audit_says_so(work: Workspace):
    found, report = with_determination(work, '"component.layer" = "device_control"', until="2026-11-02")
    assert found["verdict"] == "prohibited"
    assert any("ran until 2026-11-02" in line for line in report["expired"])
    work.write("app.cdx.json", sbom(component("other", maker="Clean Code GmbH")))
    assert work.audit()[0].code == 12


def test_a_maker_that_was_determined_is_a_party(work: Workspace):
    found, _ = with_determination(work, 'designed_by = ["Lintao Example Co."]', maker="Clean Code GmbH")
    assert found["verdict"] == "prohibited"
    assert {p["name"] for p in found["parties"]} == {"Clean Code GmbH", "Lintao Example Co."}


def test_old_code_is_legacy_where_a_person_determined_that_nobody_touched_it(work: Workspace):
    finished = '"component.completed_on" = 2026-01-10'
    found, _ = with_determination(work, f'{finished}, "component.altered" = false')
    assert found["verdict"] == "allowed" and found["reason"].startswith("legacy software")
    work.write("determinations.toml", ONE.format(facts=finished, until="2027-11-01", maker="Lintao Example Co."))
    (silent,) = work.audit()[1]["components"]
    assert silent["verdict"] == "review" and silent["missing"] == ["component.altered"]


def test_who_altered_it_is_taken_from_the_determination(work: Workspace):
    dated = '"component.completed_on" = 2025-01-01, "component.altered_on" = 2027-01-01, altered_by = '
    assert (
        with_determination(work, dated + '"Lintao Example Co."', altered_by="Clean Code GmbH")[0]["verdict"]
        != "allowed"
    )


def test_the_file_and_its_hash_are_among_the_inputs(work: Workspace):
    _, report = with_determination(work, '"component.layer" = "application"')
    assert next(i for i in report["inputs"] if i["role"] == "determinations")["sha256"]

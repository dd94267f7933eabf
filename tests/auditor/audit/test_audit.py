"""What an audit finds: verdicts from BOM, program and suppliers together, exit codes, and the same bytes every time."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.auditor.conftest import EXAMPLE, audited, component, sbom

STARTER = False


def test_a_clean_program_exits_0_and_needs_a_declaration(work):
    done, report = work.audit()
    assert (done.code, report["verdict"]) == (0, "allowed")
    assert report["declaration"]["declaration"] == "required"
    assert report["declaration"]["due"] == "2026-12-03"  # 60 days before 2027-02-01
    assert report["declaration"]["keep_records_until"] == "2037-02-01"


def test_prohibited_software_exits_11_and_bars_the_declaration(work):
    work.write("app.cdx.json", sbom(component("bad", maker="Lintao Example Co.", completed_on="2026-05-01")))
    done, report = work.audit()
    assert (done.code, report["declaration"]["declaration"], report["declaration"]["draft"]) == (11, "barred", True)
    [bad] = report["components"]
    assert "791.303(a)" in bad["authority"]
    assert "Lintao Example Co." in bad["reason"]
    assert "CN" in bad["reason"]


def test_each_way_to_a_verdict(work):
    work.trust("app.cdx.json", "completed_on", "altered", "altered_on", "altered_by", "layer")
    prc = "Lintao Example Co."
    work.write(
        "app.cdx.json",
        sbom(
            component("new-prc", maker=prc, completed_on="2026-03-17"),
            component("legacy-prc", maker=prc, completed_on="2026-03-16", altered="false"),
            component("silent-prc", maker=prc, completed_on="2026-03-16"),
            component("legacy-touched", maker=prc, completed_on="2026-01-01", altered_on="2026-04-01", altered_by=prc),
            component(
                "legacy-handed-over",
                maker=prc,
                completed_on="2026-01-01",
                altered_on="2026-04-01",
                altered_by="Clean Code GmbH",
            ),
            component("undated-prc", maker=prc),
            component("nobody"),
            component("stranger", maker="Unlisted AB"),
            component("chip-code", maker=prc, layer="device_control"),
            component("open", maker=prc) | {"licenses": [{"license": {"id": "MIT"}}]},
            component("open-changed", maker=prc, modified="proprietary", completed_on="2026-05-01")
            | {"licenses": [{"license": {"id": "MIT"}}]},
            component("no-license-is-not-open", maker=prc, completed_on="2026-05-01"),
            component("maintained", maker="Clean Code GmbH", maintained_by=prc, completed_on="2027-01-01"),
        ),
    )
    assert work.verdicts() == {
        "new-prc": "prohibited",
        "legacy-prc": "allowed",
        "silent-prc": "review",
        "legacy-touched": "prohibited",
        "legacy-handed-over": "allowed",
        "undated-prc": "review",
        "nobody": "review",
        "stranger": "review",
        "chip-code": "out_of_scope",
        "open": "out_of_scope",
        "open-changed": "prohibited",
        "no-license-is-not-open": "prohibited",
        "maintained": "prohibited",
    }


def test_what_holds_for_the_items_software_is_not_said_of_a_service(work):
    """A service may run in a cloud: nothing is known of it that its BOM does not say."""
    text = sbom(component("clean", maker="Clean Code GmbH"))
    service = {"bom-ref": "s", "name": "telemetry", "provider": {"name": "Lintao Example Co."}}
    work.write("app.cdx.json", json.dumps(json.loads(text) | {"services": [service]}))
    _, report = work.audit()
    by_name = {c["name"]: c for c in report["components"]}
    assert by_name["telemetry"]["verdict"] == "review"
    assert "component.layer" in by_name["telemetry"]["missing"]


def test_a_supplier_alone_did_not_make_it(work):
    """A role says no more than itself until the program says what it means."""
    named = {"type": "library", "bom-ref": "a", "name": "a", "manufacturer": {"name": "Clean Code GmbH"}}
    work.write("app.cdx.json", sbom(named))
    _, report = work.audit()
    assert "party" in report["components"][0]["missing"]
    work.change("[[item]]", '[roles]\nmanufacturer = ["designed", "developed", "manufactured", "supplied"]\n\n[[item]]')
    assert work.verdicts() == {"a": "allowed"}


def test_a_blank_supplier_is_in_review_and_asked_for(work):
    blank = {"type": "library", "bom-ref": "a", "name": "a", "supplier": {"name": "NOASSERTION"}}
    work.write("app.cdx.json", sbom(blank))
    done, report = work.audit()
    assert done.code == 10
    assert "party" in report["components"][0]["missing"]
    assert any("designed, developed, manufactured and supplied" in q["ask"] for q in report["questions"])


def test_what_a_trusted_bom_states_beats_what_the_program_states_of_all_code(work):
    work.trust("app.cdx.json", "layer")
    work.write("app.cdx.json", sbom(component("a", maker="Lintao Example Co.", layer="device_control")))
    _, report = work.audit()
    assert report["components"][0]["verdict"] == "out_of_scope"
    done = work.icts("explain", work.folder / "program.toml", "a")
    assert "component.layer = device_control" in done.out
    assert "rather than 'application' (program.toml: line 30)" in done.out


def test_a_value_that_another_beat_is_worded_as_that_one_is(work):
    work.trust("app.cdx.json", "runs_on_primary_processor")
    work.write("app.cdx.json", sbom(component("a", maker="Clean Code GmbH", runs_on_primary_processor="false")))
    explained = work.icts("explain", work.folder / "program.toml", "a").out
    assert "component.runs_on_primary_processor = no" in explained
    assert "rather than yes (program.toml: line " in explained


def test_what_no_source_states_of_a_person_is_not_known_from_any(work):
    suppliers = (work.folder / "suppliers.csv").read_text("utf-8")
    work.write("suppliers.csv", suppliers.replace("GmbH,DE,DE,DE", "GmbH,DE,,DE"))
    explained = work.icts("explain", work.folder / "program.toml", "clean").out
    assert "party.headquartered_in = unknown (not stated)" in explained
    assert "not known from" not in explained and "unknown from" not in explained


def test_the_program_states_facts_of_one_component(work):
    work.write("app.cdx.json", sbom({"type": "library", "bom-ref": "a", "name": "a", "version": "2"}))
    parties = '[{ name = "Clean Code GmbH", did = ["designed", "developed", "manufactured", "supplied"] }]'
    statement = '\n[[item.component]]\nselect = { name = "a", version = "%s" }\nparties = ' + parties + "\n"
    text = (work.folder / "program.toml").read_text()
    work.write("program.toml", text + statement % "2")
    assert work.verdicts() == {"a": "allowed"}
    work.write("program.toml", text + statement % "3")
    _, report = work.audit()
    assert report["components"][0]["verdict"] == "review"
    assert any("nothing matches" in problem["message"] for problem in report["problems"])


def test_hardware_is_exempt_until_model_year_2030_and_in_review_after(work):
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["parts.csv"]')
    work.write(
        "parts.csv", "Designator,Qty,MPN,Manufacturer\nU1,1,NV-4410,Lintao Example Co.\nR1,1,NV-R10,Clean Code GmbH\n"
    )
    done, report = work.audit()
    assert (done.code, report["counts"]["exempt"], report["components"][0]["exempt_until"]) == (0, 2, "model year 2030")
    work.change("model_year = 2027", "model_year = 2030")
    assert work.audit()[0].code == 10


def test_a_part_that_is_not_fitted_is_out(work):
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["parts.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    head = "Designator,Qty,MPN,Manufacturer,Fitted,icts:hardware-class,icts:programmable,icts:contributes-to-communication\n"
    rows = "U1,1,NV-4410,Lintao Example Co.,yes,module,true,true\nU2,1,NV-4411,Lintao Example Co.,no,module,true,\n"
    work.write("parts.csv", head + rows)
    assert work.verdicts() == {"clean": "allowed", "NV-4410": "prohibited", "NV-4411": "out_of_scope"}


def test_an_unmatched_likeness_is_no_match(work):
    work.write(
        "app.cdx.json",
        sbom(component("a", maker="Clean Code GmbH & Co. KG"), component("b", maker="  clean code gmbh ")),
    )
    assert work.verdicts() == {"a": "review", "b": "allowed"}


AUTHORIZATION = '\n[[authorization]]\nkind = "specific"\nnumber = "SA-1"\nselect = { name = "bad" }\nuntil = %s\n'


def test_an_authorization_covers_what_it_names_and_expires(work):
    bad = [component(name, maker="Lintao Example Co.", completed_on="2026-05-01") for name in ("bad", "worse")]
    work.write("app.cdx.json", sbom(*bad))
    text = (work.folder / "program.toml").read_text()
    work.write("program.toml", text + AUTHORIZATION % "2027-02-01")
    assert work.verdicts() == {"bad": "authorized", "worse": "prohibited"}
    work.write("program.toml", text + AUTHORIZATION % "2027-01-31")
    assert work.verdicts() == {"bad": "prohibited", "worse": "prohibited"}
    work.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH")))
    work.write("program.toml", text + AUTHORIZATION % "2026-11-23")
    done, report = work.audit()
    assert (done.code, len(report["expired"])) == (12, 1)


def test_one_bad_bom_does_not_stop_the_others(work):
    work.change('["app.cdx.json"]', '["app.cdx.json", "broken.json", "gone.json"]')
    work.write("broken.json", '{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [')
    done, report = work.audit()
    assert (done.code, report["verdict"]) == (10, "review")
    assert [(c["verdict"], c["gap"]) for c in report["components"]] == [
        ("allowed", ""),
        ("review", "unreadable-bom"),
        ("review", "unreadable-bom"),
    ]
    bad = {i["file"]: i["problem"] for i in report["inputs"] if i["problem"]}
    assert set(bad) == {"broken.json", "gone.json"}
    assert all("expected" in problem and "\n" not in problem for problem in bad.values())
    assert len(report["declaration"]["open"]) >= 2
    assert report["declaration"]["draft"]


def test_nothing_evaluated_is_never_0(work):
    work.write("app.cdx.json", "this is no BOM")
    done, _ = work.audit()
    assert done.code == 2
    assert done.out == ""
    assert "app.cdx.json" in done.err
    work.write("app.cdx.json", sbom())
    assert work.audit()[0].code == 10


def test_every_input_is_named_with_its_hash(work):
    import hashlib

    _, report = work.audit()
    for entry in report["inputs"]:
        assert entry["sha256"] == hashlib.sha256((work.folder / entry["file"]).read_bytes()).hexdigest()
    assert {entry["role"] for entry in report["inputs"]} == {"program", "supplier list", "SBOM of tcu"}


def test_every_fact_has_a_source_and_every_answer_a_paragraph(work):
    _, report = work.audit()
    for entry in report["components"]:
        assert entry["authority"]
        assert all(party["source"] for party in entry["parties"])
    done = work.icts("explain", work.folder / "program.toml", "clean", "--format", "json")
    nodes = json.loads(done.out)["nodes"]
    facts = [fact for node in nodes for fact in node["facts"]]
    assert len(facts) > 20
    assert all(fact["source"] or fact["value"] in ("unknown", "nobody is named") for fact in facts)
    assert {True, False} <= {node["value"] for node in nodes}


def facts_of(work, component, *, transaction=()):
    done = work.icts("explain", work.folder / "program.toml", component, *transaction, "--format", "json")
    return {
        node["id"]: [(f["name"], f["value"], f["source"]) for f in node["facts"]]
        for node in json.loads(done.out)["nodes"]
    }


def line_of(work, text):
    lines = (work.folder / "program.toml").read_text().splitlines()
    return f"program.toml: line {next(number for number, line in enumerate(lines, 1) if line.startswith(text))}"


def test_a_test_on_what_is_presumed_shows_the_fact_that_it_rests_on(work):
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["parts.csv"]')
    work.write("parts.csv", "Designator,Qty,MPN,Manufacturer\nU1,1,NV-4410,Lintao Example Co.\n")
    facts = facts_of(work, "NV-4410")
    year = ("vehicle.model_year", "2027", line_of(work, "model_year"))
    assert facts["hardware-no-model-year"] == [year]
    assert facts["hardware-model-year"] == [year, ("transaction.purpose", "sale", "default; not stated")]
    assert facts["rule-in-force"] == [("transaction.date", "2027-02-01", line_of(work, "date = 2027-02-01"))]
    assert facts["knowing"] == [("transaction.knowing", "unknown", "")]
    asked = ["transaction.date", "component.altered_on", "component.altered", "altered by"]
    assert sorted(name for name, _, _ in facts["altered"]) == sorted(asked)


def test_a_clean_holder_is_shown_with_its_countries_and_where_they_are_on_file(work):
    named_in = "suppliers.csv: line 3: questionnaire of 2026-04-01"
    assert facts_of(work, "clean")["prong-4-holder"] == [("holder.country_only", "DE", named_in)]
    rows = (work.folder / "suppliers.csv").read_text("utf-8").replace("Founders [DE] 100%", "Clean Holding AG 100%")
    work.write("suppliers.csv", rows + "Clean Holding AG,DE,AT,DE,Founders [AT] 100%,yes,register extract\n")
    assert facts_of(work, "clean")["prong-4-holder"] == [
        (f"holder.{name}", country, "suppliers.csv: line 5: register extract")
        for name, country in (
            ("incorporated_in", "DE"),
            ("headquartered_in", "AT"),
            ("principal_place_of_business", "DE"),
        )
    ]


def test_an_authorization_is_shown_with_its_number_and_its_line(work):
    work.write("app.cdx.json", sbom(component("bad", maker="Lintao Example Co.", completed_on="2026-05-01")))
    text = (work.folder / "program.toml").read_text()
    work.write("program.toml", text + AUTHORIZATION % "2028-01-01")
    source = f"{line_of(work, 'number = ')}: specific authorization SA-1"
    granted = ("actor.specific_authorization", "granted", source)
    assert facts_of(work, "bad")["specific-authorization-granted"] == [granted]


def test_a_what_if_is_marked_everywhere_and_declares_nothing(work):
    outputs = {"html": work.folder / "r.html", "declaration": work.folder / "d.html", "table": work.folder / "t.txt"}
    options = [part for form, path in outputs.items() for part in ("-o", f"{form}={path}")]
    _, report = work.audit("--what-if", "filing_days=90", *options)
    assert report["what_if"] == ["filing_days=90"]
    assert report["declaration"]["draft"]
    assert report["declaration"]["due"] == "2026-11-03"
    assert any("not the law" in point for point in report["declaration"]["open"])
    for path in outputs.values():
        assert "not the law" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "objection"),
    [("Clean Code GmbH", None), ("Lintao Example Co.", "cannot assess"), ("Unlisted Assurance", "could not assess")],
)
def test_an_assessor_must_be_no_person_of_the_prc_or_russia(work, name, objection):
    text = (work.folder / "program.toml").read_text()
    work.write("program.toml", f'{text}\n[assessor]\nname = "{name}"\n')
    page = work.folder / "d.html"
    _, report = work.audit("-o", f"declaration={page}")
    assert report["assessor"]["name"] == name
    assert (objection is None and report["assessor"]["objection"] is None) or objection in report["assessor"][
        "objection"
    ]
    assert any(name in point for point in report["declaration"]["open"]) == bool(objection)
    assert f"Verified by a third party: {name}" in page.read_text("utf-8")


def test_records_are_kept_ten_years_from_each_transaction(work):
    work.change("[reference]", '[[transaction]]\nkind = "sale"\ndate = 2028-02-29\n\n[reference]')
    _, report = work.audit()
    assert [t["keep_records_until"] for t in report["transactions"]] == ["2037-02-01", "2038-03-01"]
    assert report["declaration"]["keep_records_until"] == "2037-02-01"


def test_the_example_shows_every_verdict_and_gives_the_same_bytes_anywhere(work, tmp_path):
    elsewhere = tmp_path / "copied" / "aurora"
    shutil.copytree(EXAMPLE.parent, elsewhere)
    here = work.icts("audit", EXAMPLE, "--format", "json")
    there = work.icts("audit", elsewhere / "program.toml", "--format", "json")
    assert (here.code, there.code) == (11, 11)
    assert here.out == there.out
    assert all(json.loads(here.out)["counts"].values())


def test_the_example_shows_what_its_issue_names():
    from auditor.documents.audit import document

    report = document(audited(EXAMPLE))
    by_verdict: dict[str, list] = {}
    for entry in report["components"]:
        by_verdict.setdefault(entry["verdict"], []).append(entry)
    assert 400 < len(report["components"]) < 1000
    assert {i["format"] for i in report["inputs"]} >= {
        "cyclonedx-json", "cyclonedx-xml", "spdx-json", "spdx-tag-value", "hbom-csv", "hbom-xlsx",
    }  # fmt: skip
    assert all(c["kind"] == "software" for c in by_verdict["prohibited"])
    assert all(c["kind"] == "hardware" and c["exempt_until"] == "model year 2030" for c in by_verdict["exempt"])
    assert any(c["reason"].startswith("legacy software") for c in by_verdict["allowed"])
    reasons = {c["reason"] for c in by_verdict["out_of_scope"]}
    assert {
        "it is open-source software",
        "its item operates at 450 MHz or below",
        "its item drives below SAE J3016 level 3",
    } <= reasons
    assert any("firmware" in reason for reason in reasons)
    assert any("party" in c["missing"] for c in by_verdict["review"])


def test_software_that_is_legacy_says_so_where_its_makers_are_not_known(work):
    work.trust("app.cdx.json", "completed_on", "altered", "altered_on")
    work.write(
        "app.cdx.json",
        sbom(
            component("old", completed_on="2026-01-10", altered="no", foreign_interest="true"),
            component("silent", completed_on="2026-01-10", foreign_interest="true"),
            component("changed", completed_on="2026-01-10", altered_on="2026-03-01", foreign_interest="true"),
            component("clean", maker="Clean Code GmbH"),
        ),
    )
    found = {c["name"]: c for c in work.audit()[1]["components"]}
    assert {name for name, c in found.items() if c["verdict"] == "allowed"} == {"old", "changed", "clean"}
    assert found["silent"]["verdict"] == "review"
    assert found["old"]["reason"].startswith("legacy software: finished before the cut-off")
    assert found["clean"]["reason"].startswith("no person of the PRC or Russia designed")
    explained = {
        name: " ".join(work.icts("explain", work.folder / "program.toml", name).out.split())
        for name in ("old", "silent", "changed")
    }
    assert "component.altered = no" in explained["old"]
    assert "component.altered = unknown" in explained["silent"] and "never" not in explained["silent"]
    assert "component.altered = yes" in explained["changed"]


def test_one_file_named_twice_in_an_item_is_told(work):
    work.write("again.cdx.json", (work.folder / "app.cdx.json").read_bytes())
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json", "again.cdx.json"]')
    told = [p["message"] for p in work.audit()[1]["problems"] if p["kind"] == "read-twice"]
    assert told == ["the same file as app.cdx.json in tcu: its components are counted once"]


@pytest.mark.parametrize(
    ("license", "verdict"),
    [("MIT", "out_of_scope"), ("LicenseRef-acme", "review"), ("Commercial", "review"), ("CC-BY-NC-4.0", "review")],
)
def test_a_default_does_not_make_open_source_of_what_has_another_license(work, license, verdict):
    work.change("open_source = false", "open_source = true")
    named = (
        {"licenses": [{"license": {"name": license}}]}
        if license == "Commercial"
        else {"licenses": [{"expression": license}]}
    )
    work.write("app.cdx.json", sbom(component("named") | named, component("silent")))
    assert work.verdicts() == {"named": verdict, "silent": "out_of_scope"}


@pytest.mark.parametrize(
    ("scheme", "value"), [("uscc", "91350100M000100Y43"), ("ogrn", "1027700132195"), ("inn", "7707083893")]
)
def test_a_register_number_in_a_bom_meets_the_row_of_the_list(work, scheme, value):
    """The numbers of the PRC and of Russia count in a list and a BOM as an LEI does, whatever the name is."""
    row = "Lintao Example Co.,{},SE,SE,SE,Lintao Holding [CN] 100%,yes,register\n"
    headings = "name,{},incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source\n"
    us = '"Testcar USA, Inc.",,US,US,US,Founders [US] 100%,yes,register\n'
    work.write("suppliers.csv", headings.format(scheme) + us + row.format(value))
    roles = [{"role": role} for role in ("manufacturer", "supplier", "author")]
    maker = {"roles": roles, "organization": {"name": "LT", "identifiers": [{"scheme": scheme, "value": value}]}}
    part = component("odd", designed_by="LT", completed_on="2026-05-01") | {"parties": [maker]}
    work.write("app.cdx.json", sbom(part))
    [odd] = work.audit()[1]["components"]
    assert {p["known_as"] for p in odd["parties"]} >= {"Lintao Example Co."}
    assert (odd["verdict"], "Lintao Holding" in odd["reason"]) == ("prohibited", True)

"""Owners in package URLs, hosts, publishers, ancestors' makers and scanners' finds: leads that put a question first, no facts."""

from __future__ import annotations

import json

import pytest

from auditor.facts.software.origins import hosted, owner
from tests.auditor.conftest import PROGRAM, SUPPLIERS, Workspace, audited, component, sbom

BY_ROLE = '\n[roles]\nsupplier = ["supplied"]\nmanufacturer = ["designed", "developed", "manufactured"]\n'
DATED = PROGRAM.replace('modified = "no"', 'modified = "no", completed_on = 2026-06-01')


def made_by(name: str, **more: object) -> dict:
    party = {"name": name}
    return {"type": "library", "bom-ref": "a", "name": "a", "manufacturer": party, "supplier": party, **more}


@pytest.mark.parametrize(
    ("purl", "who"),
    [
        ("pkg:npm/%40huawei/hilink@1", "huawei"),
        ("pkg:maven/com.huawei.agconnect/core@1", "huawei"),
        ("pkg:golang/github.com/huawei/x@v1", "huawei"),
        ("pkg:generic/huawei/hilink@1.2", "huawei"),
        ("pkg:deb/debian/zlib@1", ""),
        ("pkg:pypi/requests@2", ""),
        ("no package", ""),
    ],
)
def test_the_owner_of_a_package(purl, who):
    assert owner(purl) == who


@pytest.mark.parametrize(
    ("purl", "address", "host"),
    [
        ("pkg:golang/gitee.com/openeuler/x@v1", "", "gitee.com"),
        ("pkg:generic/x@1?vcs_url=git%2Bhttps://gitee.com/a/b", "", "gitee.com"),
        ("", "git@gitee.com:example/m.git", "gitee.com"),
        ("", "git+ssh://u@git.example.ru:22/x", "git.example.ru"),
        ("", "https://code.example.cn/x", "code.example.cn"),
        ("", "https://github.com/mirrors/gitee.com", ""),
        ("pkg:maven/com.example/cn@1", "https://cn.example.com/", ""),
    ],
)
def test_the_host_of_code(purl, address, host):
    told = hosted(purl, [{"name": "externalReference:vcs", "value": address}])
    assert (f"kept at {host}," in told) if host else told == ""


def test_addresses_that_lead_to_the_prc_are_asked_about_first_and_decide_nothing(work: Workspace):
    source = [{"type": "vcs", "url": "https://gitee.com/example/modem-connect"}]
    work.write(
        "app.cdx.json",
        sbom(
            component("plain"),
            component("hilink") | {"purl": "pkg:generic/huawei/hilink@1.2"},
            component("modem-connect") | {"externalReferences": source},
            component("ours", maker="Clean Code GmbH") | {"purl": "pkg:npm/%40huawei/ours@1"},
        ),
    )
    _, report = work.audit()
    concerns = {id.partition("#")[2]: q["concern"] for q in report["questions"] for id in q["components"]}
    assert concerns == {"plain": "", "hilink": "nexus", "modem-connect": "nexus"}
    reasons = {c["name"]: c["reason"] for c in report["components"]}
    assert "its maker may be huawei" in reasons["hilink"]
    assert "its source is kept at gitee.com, a host of the PRC" in reasons["modem-connect"]
    assert {c["name"]: c["verdict"] for c in report["components"]}["ours"] == "allowed"


def test_a_publisher_supplied_nothing(work: Workspace):
    made = {f"{act}_by": "Clean Code GmbH" for act in ("designed", "developed", "manufactured")}
    work.write("app.cdx.json", sbom(component("a", **made) | {"publisher": "Clean Code GmbH"}))
    _, report = work.audit()
    assert report["components"][0]["missing"] == ["component.completed_on", "party"]
    assert any(question["ask"].startswith("Who supplied it?") for question in report["questions"])


def test_code_that_comes_from_a_maker_of_the_prc_is_in_review_until_somebody_says_who_made_the_rest(work: Workspace):
    program = DATED + BY_ROLE
    work.write("program.toml", program)
    ancestor = {"type": "library", "name": "old", "supplier": {"name": "Lintao Example Co."}}
    fork = made_by("Clean Code GmbH", pedigree={"ancestors": [ancestor]})
    work.write("app.cdx.json", sbom(fork))
    done, report = work.audit()
    assert (done.code, report["components"][0]["missing"]) == (10, ["party"])
    [question] = report["questions"]
    assert question["concern"] == "nexus" and "It comes from code of Lintao Example Co." in question["ask"]
    rewritten = '[{ name = "Clean Code GmbH", did = ["designed", "developed"] }]'
    work.write("program.toml", f'{program}\n[[item.component]]\nselect = {{ name = "a" }}\nparties = {rewritten}\n')
    assert work.verdicts() == {"a": "allowed"}
    ancestor["supplier"] = {"name": "Clean Code GmbH"}
    work.write("program.toml", program)
    work.write("app.cdx.json", sbom(fork))
    assert work.verdicts() == {"a": "allowed"}


def test_a_license_that_a_scanner_saw_makes_nothing_open_source(work: Workspace):
    work.write(
        "program.toml", PROGRAM.replace('modified = "no"', 'modified = "no", completed_on = 2026-06-01') + BY_ROLE
    )
    found = {"licenses": [{"license": {"id": "MIT"}}]}
    work.write("app.cdx.json", sbom(made_by("Lintao Example Co.", evidence=found)))
    done, report = work.audit()
    assert (done.code, report["components"][0]["verdict"]) == (11, "prohibited")
    assert "open-source" not in report["components"][0]["reason"]


def test_of_code_under_a_proprietary_license_it_is_not_asked_whether_it_is_open(work: Workspace):
    work.change("open_source = false, ", "")
    proprietary = [{"license": {"name": "Proprietary"}}]
    work.write("app.cdx.json", sbom(component("voice-sdk") | {"licenses": proprietary}, component("other")))
    _, report = work.audit()
    missing = {c["name"]: "component.open_source" in c["missing"] for c in report["components"]}
    assert missing == {"voice-sdk": False, "other": True}


def test_a_supplier_row_without_facts_takes_no_lead_away(work: Workspace):
    work.change('sbom = ["app.cdx.json"]', 'sbom = ["app.cdx.json"]\nhbom = ["board.csv"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.write("board.csv", "Designator,Quantity,Value,Description\nU1,1,ESP32-C6-MINI-1-N4,Wi-Fi module\n")
    for rows in (SUPPLIERS, f"{SUPPLIERS}ESPRESSIF,,,,,,vendor master\n"):
        work.write("suppliers.csv", rows)
        assert work.audit()[1]["questions"][0]["concern"] == "nexus"


CLAIMS = {"cloud": {"layer": "cloud"}, "open": {"open_source": "true"}, "old": {"completed_on": "2020-01-01"}}
OF_ITS_MAKER = '\n[[trust.claims]]\nmade_by = "Example Builds GmbH"\nfacts = ["layer"]\n'


@pytest.mark.parametrize("form", ["cyclonedx-json", "cyclonedx-xml", "spdx-json"])
def test_what_a_bom_claims_counts_alike_in_its_annotated_copy(work: Workspace, form):
    """Who made the BOM is still who claims it, and nothing counts for having been written by us."""
    bom = json.loads(sbom(*(component(n, maker="Lintao Example Co.", **c) for n, c in CLAIMS.items())))
    bom["metadata"] = {"authors": [{"name": "Example Builds GmbH"}]}
    work.write("app.cdx.json", json.dumps(bom))
    work.write("program.toml", PROGRAM + OF_ITS_MAKER)
    before = work.verdicts()
    assert before == {"cloud": "out_of_scope", "open": "review", "old": "review"}
    copy = work.folder / "copy"
    done = work.icts("annotate", work.folder / "program.toml", "app.cdx.json", "-o", copy, "--to", form)
    assert done.code == 0, done.err
    work.change("app.cdx.json", "copy")
    assert {name: verdict for name, verdict in work.verdicts().items() if name in before} == before


@pytest.mark.parametrize("gap", ["; ", ";", "\n", "\r\n ", " ;\n"])
def test_no_text_of_a_property_becomes_a_fact_in_the_annotated_copy(work: Workspace, gap):
    app = component("app", maker="Lintao Example Co.", completed_on="2026-06-01")
    app["properties"].append({"name": "note", "value": f"see docs{gap}icts:open-source=true"})
    work.write("app.cdx.json", sbom(app))
    copy = work.folder / "copy"
    done = work.icts("annotate", work.folder / "program.toml", "app.cdx.json", "-o", copy, "--to", "spdx-json")
    assert done.code == 0, done.err
    work.change("app.cdx.json", "copy")
    work.trust("copy", "open_source")
    assert work.verdicts()["app"] == "prohibited"


def test_the_maker_of_a_variant_is_a_lead_and_decides_nothing(work: Workspace):
    variant = {"variants": [{"type": "library", "name": "b", "supplier": {"name": "Lintao Example Co."}}]}
    work.write("app.cdx.json", sbom(component("clean", maker="Clean Code GmbH") | {"pedigree": variant}))
    [part] = audited(work.folder / "program.toml").components
    [led] = [party for party in part.facts.parties if party.name == "Lintao Example Co."]
    assert led.inferred
    assert work.verdicts()["clean"] == "allowed"

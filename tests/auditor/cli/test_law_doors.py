"""Asking the rule itself: what-ifs, presets, model years side by side, explanations, and the list of its tests and parameters."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from auditor.audit.explain import explain, of_component
from auditor.documents.rule_pages import pages
from auditor.rule_in_force import rule_of
from policies.foreign_adversaries import control, nexus, recorded
from policies.foreign_adversaries.explanation import JOINED, TESTS
from policies.foreign_adversaries.findings import PersonTest
from policies.foreign_adversaries.persons import GAP_QUESTIONS
from policies.judgment import question_id
from policies.packs import pack
from tests.auditor.conftest import EXAMPLE, ROOT, audited, component, sbom
from tests.policies.one_company import SOFTWARE, of_china, question

FOUNDERS = {"name": "Founders", "country": "SE", "voting_pct": 74}


def vehicle_rated(pounds: int, holder=None, **changes) -> str:
    """Return a question about software in a vehicle of that rating, a minority of whose maker is held in the PRC."""
    changes = {"vehicle": {"model_year": 2028, "gvwr_lb": pounds}, "transaction": {"date": date(2028, 1, 1)}} | changes
    changes["component"] = {"completed_on": date(2027, 1, 1), "altered": False}
    return question(SOFTWARE, holder or of_china(26), FOUNDERS, id="heavy", **changes)


HEAVY = vehicle_rated(14000)


def answers(work, *options):
    path = work.write("q.toml", HEAVY)
    done = work.icts("judge", path, *options)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_a_what_if_changes_one_parameter_and_is_never_firmer_than_open(work):
    assert answers(work)[0]["verdict"] == "out_of_scope"
    lighter = answers(work, "--what-if", "gvwr_limit_lb=14000")[0]
    assert (lighter["verdict"], lighter["standing"]) == ("allowed", "open")
    assert answers(work, "--what-if", "gvwr_limit_lb=none")[0]["verdict"] == "allowed"
    both = ("--what-if", "gvwr_limit_lb=none", "--what-if", "adversary_countries=SE")
    assert answers(work, *both)[0]["verdict"] == "prohibited"
    later = (
        "--what-if",
        "gvwr_limit_lb=none",
        "--what-if",
        "legacy_cut_off=2027-06-01",
        "--what-if",
        "adversary_countries=SE",
    )
    assert answers(work, *later)[0]["verdict"] == "allowed"


def test_the_bill_as_a_preset_has_no_weight_limit_and_counts_shares_above_a_quarter(work):
    assert answers(work, "--what-if", "s4429")[0]["verdict"] == "prohibited"
    fewer = ("--what-if", "s4429", "--what-if", "adversary_share_pct=26")
    assert answers(work, *fewer)[0]["verdict"] == "allowed"


@pytest.mark.parametrize(
    ("what_if", "part"),
    [
        ("gvwr_limit=5", "did you mean 'gvwr_limit_lb'?"),
        ("s4430", "did you mean 's4429'?"),
        ("gvwr_limit_lb=heavy", "a value in lb such as 10000"),
        ("legacy_cut_off=soon", "a value in date such as 2026-03-17"),
        ("legacy_cut_off=none", "a value in date"),
        ("gvwr_limit_lb=-1", "a value in lb"),
    ],
)
def test_a_wrong_what_if_is_one_line(work, what_if, part):
    done = work.icts("judge", work.write("q.toml", HEAVY), "--what-if", what_if)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert part in done.err


def test_a_program_under_a_what_if(work):
    work.write("app.cdx.json", sbom(component("late", maker="Lintao Example Co.", completed_on="2026-05-01")))
    assert work.audit()[0].code == 11
    done, report = work.audit("--what-if", "software_model_year=2028")
    assert (done.code, report["components"][0]["exempt_until"]) == (0, "model year 2028")
    assert next(p for p in report["parameters"] if p["name"] == "software_model_year")["standing"] == "open"


def test_model_years_side_by_side(work):
    path = work.write("q.toml", vehicle_rated(5000, of_china(26, largest=True)))
    done = work.icts("judge", path, "--model-years", "2026..2028", "--format", "table")
    assert done.out.splitlines()[0].split() == ["2026", "2027", "2028"]
    assert done.out.splitlines()[1].split() == ["heavy", "exempt", "prohibited", "prohibited"]
    [row] = [json.loads(line) for line in work.icts("judge", path, "--model-years", "2026..2028").out.splitlines()]
    assert {year: a["verdict"] for year, a in row["model_years"].items()} == {
        "2026": "exempt", "2027": "prohibited", "2028": "prohibited",
    }  # fmt: skip
    assert work.icts("judge", path, "--model-years", "2028..2026").code == 2
    assert work.icts("judge", path, "--model-years", "2026..2028", "--check").code == 2


def test_the_law_of_a_day(work):
    path = work.write("q.toml", HEAVY)
    assert work.icts("judge", path, "--as-of", "2025-03-17").code == 0
    done = work.icts("judge", path, "--as-of", "2025-03-16")
    assert (done.code, "2025-03-17 or later" in done.err) == (2, True)
    # General Authorization 3 was issued on 2026-06-18; before, nobody could rely on it.
    path = work.write("q.toml", vehicle_rated(5000, of_china(51), actor={"general_authorization": 3}))
    for day, verdict in (("2026-06-17", "prohibited"), ("2026-06-18", "review")):
        assert json.loads(work.icts("judge", path, "--as-of", day).out)["verdict"] == verdict


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_an_explanation_shows_tests_facts_and_a_closing_sentence(work, form):
    done = work.icts("judge", work.write("q.toml", HEAVY), "--explain", "--format", form)
    text = " ".join(done.out.replace("\\", "").split())
    assert done.code == 0
    assert "14000" in text
    sentence = "heavy (import 2028-01-01) is outside the prohibitions of §§ 791.302 to 791.304 under 15 CFR 791.301"
    assert sentence in text
    assert (
        text.count("the vehicle's gross vehicle weight rating is above 10,000 lb (4,536 kg)") > 1
    )  # the test, and why
    assert "gross vehicle weight rating is 10,000 lb (4,536 kg) or less" not in text  # what would have held


def test_a_prohibition_of_sales_fails_under_an_import_by_a_sentence_of_its_own(work):
    text = " ".join(work.icts("explain", work.folder / "program.toml", "clean", "--width", "200").out.split())
    assert "✗ not met: the transaction is not a sale, lease or transfer (15 CFR 791.301" in text
    assert "does not address" not in text  # it does: as an import


def test_an_act_that_no_prohibition_addresses_is_out_of_scope_for_that(work):
    path = work.write("q.toml", vehicle_rated(9000, transaction={"kind": "export"}))
    text = " ".join(work.icts("judge", path, "--explain").out.split())
    assert "✗ not met: the transaction is not an import" in text
    assert "the rule does not address this act" in text.rpartition("is outside the prohibitions")[2]


def test_an_explanation_of_an_audit_closes_with_a_sentence(work):
    done = work.icts("explain", work.folder / "program.toml", "clean", "--format", "markdown")
    assert done.out.rstrip().endswith("readings that sources agree on, without the verified text.")
    assert "is allowed under 15 CFR" in done.out


def test_rules_lists_every_test_and_parameter(work):
    done = work.icts("rules", "--format", "json", "--as-of", "2026-11-24")
    listed = json.loads(done.out)
    rule = rule_of(date(2026, 11, 24), Path())
    assert [t["words"] for t in listed["tests"]] == [leaf.words for leaf in rule.leaves]
    assert {p["name"]: p["value"] for p in listed["parameters"]}["gvwr_limit_lb"] == "10000"
    table = work.icts("rules", "--as-of", "2026-11-24").out
    assert "a model year before 2030 (settled); turns on vehicle.model_year" in " ".join(table.split())
    assert "gvwr_limit_lb = 10000 lb (probable)" in table
    assert "15 CFR 791.308(b)" in table


def test_rules_stale_fails_when_a_parameter_was_not_checked_for_long(work):
    assert work.icts("rules", "--stale", "1000", "--as-of", "2026-11-24").code == 0
    done = work.icts("rules", "--stale", "60", "--as-of", "2026-11-24")
    assert done.code == 1
    assert "stale: retention_years was last checked on 2025-04-24 (15 CFR 791.312(a))" in done.err
    assert "gvwr_limit_lb" not in done.err  # 2026-10-05


def test_the_pages_of_the_rule_are_what_the_code_says():
    made = pages(pack())
    folder = ROOT / "docs" / "rule"
    assert {path.name: path.read_text("utf-8") for path in folder.glob("*.md")} == made, (
        "run python -m auditor.documents.rule_pages"
    )


def test_each_section_that_an_answer_can_cite_has_a_page():
    rule = rule_of(date.max, Path())
    cited = {leaf.paragraph for leaf in rule.leaves} | {p for x in rule.prohibitions for p in x.paragraphs.values()}
    cited |= {paragraph for leaf in rule.leaves for paragraph in leaf.also}
    assert {f"{paragraph.split('(')[0]}.md" for paragraph in cited} <= set(pages(pack()))


def anchors():
    return re.findall(r'<a id="([^"]+)"></a>', "".join(pages(pack()).values()))


def nodes_below(node):
    yield node
    for child in node.children:
        yield from nodes_below(child)


def test_every_id_that_an_explanation_can_give_is_an_anchor_of_one_page():
    rule = rule_of(date.max, Path())
    ids = {node.id for root in (*rule.caught.values(), rule.authorized) for node in nodes_below(root)}
    of_persons = {
        x for module in (nexus, control, recorded) for x in vars(module).values() if isinstance(x, PersonTest)
    }
    assert of_persons <= {*TESTS, *JOINED}
    ids |= {test.id for test in (*TESTS, *JOINED)} | {question_id(gap) for gap in GAP_QUESTIONS}
    assert sorted(ids - {*anchors()}) == []
    assert len(anchors()) == len({*anchors()})
    assert {"manufacturer", "vcs-hardware", "legacy-software", "prong-3", "covered-software-vehicle-not-exempt"} <= ids


def test_the_explanations_of_the_example_link_to_the_pages_and_give_each_question_by_its_id():
    audit, known = audited(EXAMPLE), {*anchors()}
    questions = 0
    for part in {(c.row["kind"], c.worst["verdict"], *c.worst["open_ids"]): c for c in audit.components}.values():
        for transaction in audit.program.transactions:
            for node in explain(audit.rule, of_component(audit, part, transaction)):
                assert node["id"] in known
                assert (node["question_id"] is None) == (node["question"] is None)
                assert node["question_id"] is None or node["question_id"] in known
                questions += node["question_id"] is not None
    assert questions


def test_a_rule_that_is_not_there_is_an_error_of_the_option(work):
    asked = work.write("q.toml", '[[case]]\nid = "one"\n')
    for command in (("rules", "--rule", "nope"), ("judge", "--rule", "nope", asked)):
        done = work.icts(*command)
        assert (done.code, done.err.startswith("icts: --rule: found no rule 'nope'")) == (2, True)


def test_both_spellings_of_an_organization_are_its_kind(work):
    party = '[[case.party]]\ndid = ["designed"]\nname = "Lintao"\nkind = "{}"\nincorporated_in = "CN"\n'
    answers = [
        work.icts("judge", work.write("q.toml", f'[[case]]\nid = "one"\n{party.format(kind)}')).out
        for kind in ("organisation", "organization")
    ]
    assert answers[0] == answers[1] != ""

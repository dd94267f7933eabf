"""A BOM can put anybody's part under the number of another: what a person stated holds for the maker that was meant."""

from __future__ import annotations

import pytest

from tests.auditor.conftest import Workspace, component, sbom

STARTER = False

PRC, CLEAN = "Lintao Example Co.", "Clean Code GmbH"
PURL = "pkg:npm/nav@2.1"
OPEN = "component.open_source = true"
LEGACY = "component.completed_on = 2025-01-01, component.altered = false"
SELECTORS = ('purl = "pkg:npm/nav"', 'name = "nav"', 'ref = "nav"', 'name = "nav", version = "2.1"')
PART = "U1,1,{maker},BR-4711,Controller"
BOARD = "Designator,Quantity,Manufacturer,Manufacturer Part Number,Description\n"


def nav(maker: str = PRC, **more) -> dict:
    return component("nav", maker=maker, completed_on="2026-06-01") | {"purl": PURL, "version": "2.1"} | more


def determined(work: Workspace, select: str, facts: str = OPEN, rest: str = "") -> None:
    """Let a person determine facts of what a selector picks."""
    dotted = ", ".join(f'"{name}" = {value}' for name, value in (fact.split(" = ", 1) for fact in facts.split(", ")))
    entry = f"[[determination]]\nselect = {{ {select} }}\nfacts = {{ {dotted} }}\n"
    work.write("d.toml", f'{entry}basis = "letter"\nwho = "A. Eng"\nwhen = 2026-11-01\nuntil = 2027-12-31\n{rest}\n')
    if "d.toml" not in (work.folder / "program.toml").read_text("utf-8"):
        work.change("[reference]", '[reference]\ndeterminations = ["d.toml"]')


def stated(work: Workspace, select: str, facts: str = OPEN, rest: str = "") -> None:
    """Let the program state the same of the component."""
    lines = "\n".join(fact.removeprefix("component.") for fact in facts.split(", "))
    text = (work.folder / "program.toml").read_text("utf-8")
    work.write("program.toml", f"{text}\n[[item.component]]\nselect = {{ {select} }}\n{lines}\n{rest}\n")


def verdict_of(work: Workspace, *components: dict) -> str:
    work.write("app.cdx.json", sbom(*components))
    return work.verdicts()["nav"]


@pytest.mark.parametrize("states", [determined, stated])
@pytest.mark.parametrize("select", SELECTORS)
def test_what_is_stated_by_number_alone_clears_no_part_of_a_maker_of_the_prc(work: Workspace, states, select):
    states(work, select)
    assert verdict_of(work, nav(CLEAN)) == "out_of_scope"
    assert verdict_of(work, nav()) == "review"


@pytest.mark.parametrize("states", [determined, stated])
@pytest.mark.parametrize(
    "facts",
    [
        'component.layer = "cloud"',
        'component.layer = "device_control"',
        "component.runs_on_primary_processor = false",
        "component.completed_on = 2027-06-01",
        LEGACY,
        'component.kind = "hardware"',
        "component.foreign_interest = false",
    ],
)
def test_nor_does_any_fact_that_takes_it_out(work: Workspace, states, facts):
    states(work, 'purl = "pkg:npm/nav"', facts)
    assert verdict_of(work, nav()) in ("review", "prohibited")


def test_both_are_shown_and_what_to_do_is_said(work: Workspace):
    determined(work, 'purl = "pkg:npm/nav"')
    work.write("app.cdx.json", sbom(nav()))
    done, report = work.audit()
    [problem] = [p for p in report["problems"] if p["kind"] == "statement-at-odds"]
    assert done.code == 10
    assert "of purl 'pkg:npm/nav' it is stated that it is open source, and not of whose part" in problem["message"]
    assert f"'{PRC}', a party of it" in problem["message"] and "add the maker" in problem["message"]
    told = " ".join(work.icts("explain", work.folder / "program.toml", "nav").out.split())
    assert "and not of whose part" in told


@pytest.mark.parametrize("states", [determined, stated])
@pytest.mark.parametrize("select", SELECTORS)
def test_a_selector_with_a_maker_picks_the_part_of_that_maker_alone(work: Workspace, states, select):
    states(work, f'{select}, maker = "lintao example co"')
    assert verdict_of(work, nav()) == "out_of_scope"
    states(work, f'{select}, maker = "{CLEAN}"')
    if states is determined:
        assert verdict_of(work, nav()) == "prohibited"
    assert verdict_of(work, nav(CLEAN)) == "out_of_scope"


def test_a_part_of_two_makers_is_that_of_neither(work: Workspace):
    determined(work, f'name = "nav", maker = "{CLEAN}"')
    both = nav(CLEAN)
    both["properties"].append({"name": "icts:developed-by", "value": PRC})
    assert verdict_of(work, both) == "prohibited"
    kinds = [p["kind"] for p in work.audit()[1]["problems"]]
    assert "determination-unused" in kinds


@pytest.mark.parametrize("role", ["manufacturer", "supplier", "publisher"])
def test_a_maker_of_the_prc_is_seen_in_whatever_field_the_bom_names_it(work: Workspace, role):
    determined(work, 'purl = "pkg:npm/nav"')
    part = {"type": "library", "bom-ref": "nav", "name": "nav", "version": "2.1", "purl": PURL}
    part[role] = PRC if role == "publisher" else {"name": PRC}
    assert verdict_of(work, part) == "review"
    determined(work, f'purl = "pkg:npm/nav", maker = "{PRC}"')
    assert verdict_of(work, part) == "out_of_scope"


@pytest.mark.parametrize("beside", ["description", "x:second-source"])
def test_and_in_a_text_beside_it(work: Workspace, beside):
    determined(work, 'purl = "pkg:npm/nav"')
    part = nav(CLEAN)
    if beside == "description":
        part["description"] = PRC
    else:
        part["properties"].append({"name": beside, "value": PRC})
    assert verdict_of(work, part) == "review"
    determined(work, f'purl = "pkg:npm/nav", maker = "{CLEAN}"')
    assert verdict_of(work, part) == "out_of_scope"


def test_who_names_the_maker_as_a_party_or_is_it_means_that_part(work: Workspace):
    determined(work, 'name = "nav"', rest=f'of = "attestation of {PRC}"')
    assert verdict_of(work, nav()) == "out_of_scope"
    determined(work, 'name = "nav"', f'{OPEN}, manufactured_by = ["{PRC}"]')
    assert verdict_of(work, nav()) == "out_of_scope"
    determined(work, 'name = "nav"', f'{OPEN}, manufactured_by = ["{CLEAN}"]')
    assert verdict_of(work, nav()) == "review"
    determined(work, 'name = "nav"', rest=f'of = "attestation of {CLEAN}"')
    assert verdict_of(work, nav()) == "review"


def test_another_statement_that_means_the_maker_does_not_vouch_for_one_that_does_not(work: Workspace):
    determined(work, 'name = "nav"')
    stated(work, f'name = "nav", maker = "{PRC}"', 'component.modified = "no"')
    assert verdict_of(work, nav()) == "review"
    stated(work, f'name = "nav", maker = "{PRC}"', OPEN)
    assert verdict_of(work, nav()) == "out_of_scope"


def test_that_somebody_else_altered_it_last_hides_no_alterer_of_the_prc(work: Workspace):
    legacy = {"completed_on": "2025-01-01", "altered_on": "2027-01-01", "altered_by": PRC}
    part = component("nav", maker=CLEAN, **legacy)
    work.trust("app.cdx.json", "completed_on", "altered_on", "altered_by")
    before = verdict_of(work, part)
    determined(work, 'name = "nav"', f'altered_by = "{CLEAN}"')
    assert verdict_of(work, part) == before


def test_what_brings_a_part_into_the_rule_needs_no_maker(work: Workspace):
    determined(work, 'purl = "pkg:npm/nav"', "component.open_source = false")
    assert verdict_of(work, nav(licenses=[{"license": {"id": "MIT"}}])) == "prohibited"


@pytest.mark.parametrize("states", [determined, stated])
@pytest.mark.parametrize(("select", "verdict"), [("", "review"), (f', maker = "{PRC}"', "out_of_scope")])
def test_a_part_number_binds_no_maker_on_a_board(work: Workspace, states, select, verdict):
    work.write("board.csv", BOARD + PART.format(maker=PRC) + "\n")
    work.change('sbom = ["app.cdx.json"]', 'hbom = ["board.csv"]\nsbom = ["app.cdx.json"]')
    work.change("model_year = 2027", "model_year = 2030")
    work.change("date = 2027-02-01", "date = 2029-12-01")
    facts = 'component.hardware_class = "other", component.contributes_to_communication = false'
    states(work, f'mpn = "BR-4711"{select}', facts)
    if states is determined:
        text = (work.folder / "d.toml").read_text("utf-8")
        work.write("d.toml", text.replace("until = 2027-12-31", "until = 2030-12-31"))
    part = next(c for c in work.audit()[1]["components"] if c["kind"] == "hardware")
    assert part["verdict"] == verdict


def test_an_authorization_can_be_of_the_part_of_one_maker(work: Workspace):
    table = '\n[[authorization]]\nkind = "specific"\nnumber = "SA-1"\nselect = { %s }\nuntil = 2028-01-01\n'
    text = (work.folder / "program.toml").read_text("utf-8")
    for maker, verdict in ((PRC, "authorized"), (CLEAN, "prohibited")):
        work.write("program.toml", text + table % f'name = "nav", maker = "{maker}"')
        assert verdict_of(work, nav()) == verdict


@pytest.mark.parametrize(
    "maker",
    [
        f"{CLEAN};{PRC}",
        f"{CLEAN} | {PRC}",
        f"{CLEAN}, made by {PRC}",
        f"{CLEAN} (OEM: {PRC})",
        "Shenzhen Nirgendwo Communication Co., Ltd",
        "深圳某某通信有限公司",
    ],
)
def test_a_name_that_has_one_of_the_prc_in_it_or_is_as_names_are_there_is_seen(work: Workspace, maker):
    determined(work, 'purl = "pkg:npm/nav"')
    assert verdict_of(work, nav(maker)) == "review"


@pytest.mark.parametrize("maker", ["Kleinfunk GmbH", "Rohde & Schwarz", "Nord, Süd und West AG"])
def test_an_unknown_maker_of_elsewhere_is_none_of_them(work: Workspace, maker):
    determined(work, 'purl = "pkg:npm/nav"')
    assert verdict_of(work, nav(maker)) == "out_of_scope"


def test_whoever_of_the_prc_altered_it_made_it_too(work: Workspace):
    determined(work, f'purl = "pkg:npm/nav", maker = "{CLEAN}"')
    assert verdict_of(work, nav(CLEAN)) == "out_of_scope"
    altered = nav(CLEAN)
    altered["properties"].append({"name": "icts:altered-by", "value": PRC})
    assert verdict_of(work, altered) != "out_of_scope"

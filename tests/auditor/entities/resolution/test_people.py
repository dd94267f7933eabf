"""The audit's persons: the user's list first, reference data where it says nothing, a doubt where the two disagree."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.entities.matching.decisions import read_decisions
from auditor.entities.ownership.graph import Graph
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Register
from auditor.entities.sources.starter import starter_references
from auditor.entities.store.store import Store
from auditor.entities.suppliers.suppliers import read_suppliers
from auditor.inputs import InputFile, read_input
from policies.parameters import load
from tests.auditor.conftest import Workspace, component, sbom
from tests.auditor.entities.recorded import edge, entity, reference, stored

LEI_A, LEI_B = "529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12"
OWNED = "Falkenlohe Telematik GmbH"


DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)


def lei(key: str, value: str) -> dict[str, str]:
    return {"key": key, "scheme": "lei", "value": value}


@pytest.fixture
def audit(work: Workspace):
    """Audit one component made by `maker` with a store of these references; return its entry and the whole report."""

    def audited(maker: str, *references, suppliers: str = "", reference_table: str = "", **more):
        stored(work.folder / "store", *references)
        more_rows = work.folder.joinpath("suppliers.csv").read_text("utf-8") + suppliers
        work.write("suppliers.csv", more_rows)
        work.change(
            'suppliers = ["suppliers.csv"]', f'suppliers = ["suppliers.csv"]\nstore = "store"\n{reference_table}'
        )
        work.write("app.cdx.json", sbom(component("part", maker=maker, completed_on="2027-01-01", **more)))
        done, report = work.audit()
        assert done.code in (0, 10, 11, 12), done.err
        return report["components"][0], report

    return audited


def test_a_maker_whom_only_a_register_knows_is_judged_by_its_chain(audit):
    chain = [
        entity("a", name=OWNED),
        entity("b", "LU", "Middle Example S.a r.l."),
        entity("c", "CN", "Lotus Example Group"),
    ]
    found, report = audit(OWNED, reference(chain, [edge("b", "a", 51), edge("c", "b", 100, place="row 7")]))
    assert found["verdict"] == "prohibited"
    assert found["parties"][0]["known_as"] == OWNED
    assert "prong 4" in found["reason"] and "Lotus Example Group" in found["reason"]
    behind = next(person for person in report["persons"] if person["name"] == OWNED)
    assert [step["words"] for step in behind["chain"]] == [
        f"Middle Example S.a r.l. holds 51% of {OWNED}",
        "Lotus Example Group holds 100% of Middle Example S.a r.l.",
    ]
    assert "row 7" in behind["chain"][1]["source"] and "2026-11-24" in behind["chain"][1]["source"]
    assert [s["used"] for s in report["sources"]] == [True, False, False]


def test_a_register_never_says_that_nobody_else_owns_somebody(audit):
    found, _ = audit(OWNED, reference([entity("a", name=OWNED)]))
    assert found["verdict"] == "review"
    assert "party.owners" in found["missing"]
    assert "party.incorporated_in" not in found["missing"]


def test_an_identifier_in_the_list_finds_the_record_under_another_name(work: Workspace):
    stored(
        work.folder / "store", reference([entity("a", "CN", "Long Name Example Ltd")], identifiers=[lei("a", LEI_A)])
    )
    work.write("suppliers.csv", f"name,lei,source\nShort Name,{LEI_A},questionnaire\n")
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\nstore = "store"')
    work.write("app.cdx.json", sbom(component("part", maker="Short Name", completed_on="2027-01-01")))
    found = work.audit()[1]["components"][0]
    assert found["verdict"] == "prohibited"
    assert "questionnaire" in found["parties"][0]["source"] and "a register" in found["parties"][0]["source"]


CLEAN = f"{OWNED},DE,DE,DE,Founders [DE] 100%,yes,share register of 2026-05-01\n"


def test_where_list_and_register_disagree_about_the_prc_nobody_is_believed(audit):
    found, report = audit(OWNED, reference([entity("a", "CN", OWNED)]), suppliers=CLEAN)
    assert found["verdict"] == "review"
    assert {"party.incorporated_in", "party.headquartered_in"} <= set(found["missing"])
    assert any("DE in the list and CN in the records" in p["message"] for p in report["problems"])


def test_where_they_disagree_about_other_countries_the_list_is_used_and_that_is_told(audit):
    records = reference([entity("a", "DE", OWNED, headquartered_in="AT")])
    found, report = audit(OWNED, records, suppliers=CLEAN)
    assert found["verdict"] == "allowed"
    assert any("the list is used" in p["message"] for p in report["problems"])


def test_a_holder_whom_the_list_of_all_owners_does_not_have_is_asked_about(audit):
    records = reference([entity("a", name=OWNED), entity("h", "SE", "Hidden Example AB")], [edge("h", "a", 12)])
    found, report = audit(OWNED, records, suppliers=CLEAN)
    assert found["verdict"] == "review"
    assert found["missing"] == ["party.owners"]
    assert any("Hidden Example AB" in p["message"] for p in report["problems"])


def test_the_same_holder_in_both_is_counted_once(audit):
    rows = f"{OWNED},DE,DE,DE,Mutter Example AG 100%,yes,register\nMutter Example AG,DE,DE,DE,Founders [DE] 100%,yes,register\n"
    records = reference(
        [entity("a", name=OWNED), entity("m", "DE", "Mutter Example AG")],
        [edge("m", "a", 100), edge("m", "a", kind="consolidation")],
    )
    assert audit(OWNED, records, suppliers=rows)[0]["verdict"] == "allowed"


def test_a_share_that_list_and_register_give_differently_is_not_taken_for_sure(audit):
    rows = (
        f"{OWNED},DE,DE,DE,Lotus Example Group 20%; Founders [DE] 80%,yes,register\n"
        "Lotus Example Group,CN,CN,CN,,,register\n"
    )
    records = reference([entity("a", name=OWNED), entity("l", "CN", "Lotus Example Group")], [edge("l", "a", 60)])
    found, report = audit(OWNED, records, suppliers=rows)
    assert found["verdict"] == "review"
    assert any("20% in the list and 60% in the records" in p["message"] for p in report["problems"])


def test_a_former_name_in_a_bom_means_the_supplier_of_the_list(audit):
    former = [{"key": "a", "name": "Kleinfunk GmbH", "kind": "former"}]
    records = reference([entity("a", name=OWNED)], names=former, kind="gleif-level1")
    found, _ = audit("Kleinfunk GmbH", records, suppliers=CLEAN)
    assert found["verdict"] == "allowed"
    assert found["parties"][0]["known_as"] == OWNED
    assert found["parties"][0]["matched_by"].startswith("former name")


@pytest.mark.parametrize("kind", ["opensanctions", "bods", "csl"])
@pytest.mark.parametrize("other", ["Shenlan Semi Co Ltd", "Lanhai Radio Technology Co., Ltd.", "Kleinfunk GmbH"])
def test_another_name_that_only_a_list_gives_a_supplier_clears_nobody(audit, kind, other):
    listed = [{"key": "a", "name": other, "kind": "alias"}]
    found, report = audit(other, reference([entity("a", name=OWNED)], names=listed, kind=kind), suppliers=CLEAN)
    assert found["verdict"] == "review"
    assert found["parties"][0]["known_as"] is None
    assert any(f"only {kind}-{DAY}" in p["message"] and OWNED in p["message"] for p in report["problems"])


@pytest.mark.parametrize(("called", "verdict"), [("Shenlan Semi Co Ltd", "review"), (OWNED, "allowed")])
def test_nor_does_it_clear_whom_only_records_know(audit, called, verdict):
    register = reference([entity("a", name=OWNED)], identifiers=[lei("a", LEI_A)], kind="gleif-level1")
    owned_up = [entity("a", name=OWNED, no_other_owners=True), entity("m", "DE", "Mutter AG", country_only="DE")]
    whole = reference(owned_up, [edge("m", "a", 100)], identifiers=[lei("a", LEI_A)])
    listed = reference([entity("x", None, "Shenlan Semi Co Ltd")], identifiers=[lei("x", LEI_A)], kind="opensanctions")
    assert audit(called, register, whole, listed)[0]["verdict"] == verdict


def test_a_spelling_of_its_name_by_a_list_is_the_supplier(audit):
    listed = [{"key": "a", "name": "FALKENLOHE Telematik Gesellschaft mbH", "kind": "alias"}]
    records = reference([entity("a", name=OWNED)], names=listed, kind="opensanctions")
    assert audit("Falkenlohe Telematik Gesellschaft mbH", records, suppliers=CLEAN)[0]["verdict"] == "allowed"


def test_a_name_by_a_list_of_one_of_the_prc_still_prohibits(audit):
    listed = [{"key": "a", "name": "Shenlan Semi Co Ltd", "kind": "alias"}]
    of_the_prc = [entity("a", "CN", "Lotus Example Group")]
    records = reference(of_the_prc, names=listed, kind="opensanctions")
    assert (
        audit("Shenlan Semi Co Ltd", records, suppliers="Lotus Example Group,CN,CN,CN,,,register\n")[0]["verdict"]
        == "prohibited"
    )


def test_a_holding_that_ended_decides_nothing(audit):
    records = reference(
        [entity("a", name=OWNED), entity("l", "CN", "Lotus Example Group")],
        [edge("l", "a", 80, until=date(2026, 1, 1))],
    )
    assert audit(OWNED, records)[0]["verdict"] == "review"


def test_consolidation_by_a_prc_holder_is_asked_about_and_named(audit):
    records = reference(
        [entity("a", name=OWNED), entity("l", "CN", "Lotus Example Group")], [edge("l", "a", kind="consolidation")]
    )
    found, report = audit(OWNED, records, suppliers=CLEAN)
    assert found["verdict"] == "review"
    asked = next(q["ask"] for q in report["questions"] if OWNED in q["ask"])
    assert "Lotus Example Group consolidates in its accounts Falkenlohe Telematik GmbH" in asked


def test_natural_persons_share_names_so_that_a_name_is_no_evidence(audit):
    person = entity("p", None, "Jan Example", kind="natural_person", citizenships=["CN"], resident_in="CN")
    found, report = audit("Jan Example", reference([person]))
    assert found["verdict"] == "review"
    assert "natural persons share names" in " ".join(q["ask"] for q in report["questions"])


def test_the_same_name_in_another_country_is_another_person(audit):
    records = reference([entity("a", "GB", OWNED), entity("l", "CN", "Lotus Example Group")], [edge("l", "a", 60)])
    assert audit(OWNED, records, suppliers=CLEAN)[0]["verdict"] == "allowed"


@pytest.mark.parametrize("listed", ["", LEI_A])
def test_an_identifier_of_another_person_makes_the_name_mean_nobody(work: Workspace, listed: str):
    """The list knows the name and the register the LEI, or the other way round: neither may clear the other."""
    clean = entity("c", name="Klarfeld Beispiel GmbH")
    lotus = entity("l", "CN", "Lotus Example Group")
    known = [lei("l", LEI_B), *([lei("c", LEI_A)] if listed else [])]
    stored(work.folder / "store", reference([clean, lotus], identifiers=known))
    columns = "name,lei,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source\n"
    work.write("suppliers.csv", f"{columns}Klarfeld Beispiel GmbH,{listed},DE,DE,DE,Founders [DE] 100%,yes,register\n")
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\nstore = "store"')
    name, number = ("Lotus Example Group", LEI_A) if listed else ("Klarfeld Beispiel GmbH", LEI_B)
    people = People(
        graph := Graph(load("policies.connected_vehicles", date(2026, 11, 24))),
        read_suppliers([read_input(work.folder / "suppliers.csv", "suppliers.csv")], graph),
        Register(date(2026, 11, 24), Store(work.folder / "store"), starter=False),
    )
    found = people.find(name, {"lei": number})
    assert graph.nexus(found.person).value is None
    assert found.known_as is None and found.conflict
    assert {c.name for c in found.candidates} == {"Klarfeld Beispiel GmbH", "Lotus Example Group"}
    assert graph.nexus(people.find("Klarfeld Beispiel GmbH").person).value is False


def test_a_name_of_two_rows_means_neither_although_a_record_has_it_too(audit):
    """Both rows are the record's person by name: it had been taken for the first of them, which cleared the part."""
    clean = f"{OWNED},DE,DE,DE,Founders [DE] 100%,yes,register\n"
    other = f"{OWNED},CN,CN,CN,,,another register\n"
    found, _ = audit(OWNED, reference([entity("a", name=OWNED)]), suppliers=clean + other)
    assert (found["verdict"], found["parties"][0]["known_as"]) == ("review", None)


def test_an_identifier_that_a_bom_gives_wrongly_is_a_problem_of_the_audit(work: Workspace):
    who = {"name": "Clean Code GmbH", "identifiers": [{"scheme": "lei", "value": f"{LEI_A[:-2]}00"}]}
    party = {"roles": [{"role": "manufacturer"}], "organization": who}
    work.write("app.cdx.json", sbom(component("part", completed_on="2027-01-01") | {"parties": [party]}))
    told = [problem["message"] for problem in work.audit()[1]["problems"]]
    assert f"'Clean Code GmbH': lei {LEI_A[:-2]}00 is not used: the check digits do not fit" in told


def test_a_decision_holds_although_the_person_has_another_key_by_now(work: Workspace, audit):
    work.write("decisions.toml", DECISION.format(key="x", answer="same"))
    one = reference([entity("lei:a", "CN", OWNED)], identifiers=[lei("lei:a", LEI_A)], kind="gleif-level1")
    two = reference([entity("x", None, "Other")], identifiers=[lei("x", LEI_A)], kind="opensanctions")
    found, _ = audit("Falkenlohe", one, two, reference_table='decisions = "decisions.toml"')
    assert (found["verdict"], found["parties"][0]["known_as"]) == ("prohibited", OWNED)


def test_two_registers_are_one_person_by_lei(audit):
    one = reference([entity("a", name=OWNED)], identifiers=[lei("a", LEI_A)], kind="gleif-level1")
    two = reference(
        [entity("x", None, "FALKENLOHE"), entity("l", "RU", "Sever Example OOO")],
        [edge("l", "x", 75)],
        kind="opensanctions",
        identifiers=[lei("x", LEI_A)],
    )
    assert audit(OWNED, one, two)[0]["verdict"] == "prohibited"


def test_a_government_list_is_told_and_is_no_nexus(audit):
    one = reference([entity("a", "SG", OWNED)], identifiers=[lei("a", LEI_B)], kind="gleif-level1")
    listed = reference(
        [entity("z", None, OWNED)],
        kind="csl",
        listings=[{"key": "z", "list": "An Example List", "since": date(2025, 1, 1)}],
    )
    found, report = audit(OWNED, one, listed)
    assert found["verdict"] == "review"
    behind = next(person for person in report["persons"] if person["name"] == OWNED)
    assert behind["listings"] == ["An Example List, since 2025-01-01 (a register (csl) as of 2026-11-24)"]


def of_starter(country: str) -> str:
    """The name of a maker of the starter list that is general knowledge and of `country`."""
    lore = next(r for r in starter_references() if r.snapshot.standing == "unverified")
    return next(e["name"] for e in lore.entities.iter_rows(named=True) if e["headquartered_in"] == country)


def test_general_knowledge_names_a_lead_and_settles_nothing(audit):
    name = of_starter("CN")
    found, report = audit(name, reference([entity("a")]))
    assert found["verdict"] == "review"
    asked = next(q["ask"] for q in report["questions"] if name in q["ask"])
    assert f"Lead: by general knowledge, not verified, it is {name}, CN." in asked
    assert next(s for s in report["sources"] if s["standing"] == "unverified")["used"]


@pytest.mark.parametrize(("evidence", "verdict"), [("", "review"), ("share register of 2026-05-01", "allowed")])
def test_general_knowledge_doubts_a_list_that_rests_on_nothing(audit, evidence, verdict):
    name = of_starter("CN")
    rows = f'"{name}",DE,DE,DE,Founders [DE] 100%,yes,{evidence}\n'
    found, report = audit(name, reference([entity("a")]), suppliers=rows)
    assert found["verdict"] == verdict
    assert ("not verified" in str(report["questions"])) is (verdict == "review")


def test_the_starter_list_can_be_left_out(audit):
    found, report = audit(of_starter("CN"), reference([entity("a")]), reference_table="starter = false")
    assert found["verdict"] == "review"
    assert "general knowledge" not in str(report["questions"])
    assert all("starter" not in s["id"] for s in report["sources"])


DECISION = """[[decision]]
name = "Falkenlohe"
key = "{key}"
is = "{answer}"
who = "J. Example"
when = 2026-11-01
why = "seen in the register"
"""


@pytest.mark.parametrize(("answer", "key", "verdict"), [("same", "a", "prohibited"), ("same", "gone", "review")])
def test_a_decision_says_who_a_name_is_as_long_as_that_person_is_on_file(work, audit, answer, key, verdict):
    work.write("decisions.toml", DECISION.format(key=key, answer=answer))
    records = reference([entity("a", "CN", OWNED)])
    found, report = audit("Falkenlohe", records, reference_table='decisions = "decisions.toml"')
    assert found["verdict"] == verdict
    unused = [p for p in report["problems"] if (p["file"], p["pointer"]) == ("decisions.toml", "line 1")]
    assert bool(unused) is (key == "gone")


def test_a_decision_made_after_the_day_of_the_audit_has_no_effect_and_is_told(work, audit):
    text = DECISION.format(key="a", answer="same").replace("2026-11-01", "2036-11-01")
    work.write("decisions.toml", text)
    records = reference([entity("a", "CN", OWNED)])
    found, report = audit("Falkenlohe", records, reference_table='decisions = "decisions.toml"')
    assert found["verdict"] == "review"
    (message,) = [p["message"] for p in report["problems"] if p["kind"] == "unused-decision"]
    assert "was made on 2036-11-01, after the day that is asked about" in message


@pytest.mark.parametrize(
    ("decided", "key", "known_as", "value"),
    [
        (None, "a", "Klarfeld GmbH", False),
        ("Falkenlohe", "a", OWNED, True),  # an alias of the row
        ("Falkenlohe", "gone", "Klarfeld GmbH", False),
        ("Klarfeld GmbH", "a", "Klarfeld GmbH", None),  # the row is the record, and the two disagree on a country
    ],
)
def test_a_decision_for_a_person_of_the_store_beats_the_row_of_that_name(tmp_path, decided, key, known_as, value):
    stored(tmp_path / "store", reference([entity("a", "CN", OWNED)]))
    heading = "name,aliases,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source"
    (tmp_path / "suppliers.csv").write_text(
        f"{heading}\nKlarfeld GmbH,Falkenlohe,DE,DE,DE,Founders [DE] 100%,yes,register\n"
    )
    text = DECISION.format(key=key, answer="same").replace('"Falkenlohe"', f'"{decided}"') if decided else ""
    (tmp_path / "decisions.toml").write_text(text)
    decisions = read_decisions(read_input(tmp_path / "decisions.toml"))
    graph = Graph(P)
    suppliers = read_suppliers([read_input(tmp_path / "suppliers.csv", "suppliers.csv")], graph)
    people = People(graph, suppliers, Register(DAY, Store(tmp_path / "store"), starter=False, decisions=decisions))
    named = people.find(decided or "Falkenlohe")
    assert (named.known_as, graph.nexus(named.person).value) == (known_as, value)
    assert (named.matched_by or "").startswith("decision") is (decided is not None and key == "a")


def test_candidates_are_named_until_somebody_decides_against_them(work, audit):
    work.write("decisions.toml", "")
    records = reference([entity("a", "CN", OWNED)])
    _, report = audit("Falkenlohe Telematic GmbH", records, reference_table='decisions = "decisions.toml"')
    assert f"It may be {OWNED} of CN" in str(report["questions"])
    assert "incorporated, headquartered or doing its principal business in CN" in str(report["questions"])
    work.write(
        "decisions.toml",
        DECISION.format(key="a", answer="different").replace('"Falkenlohe"', '"Falkenlohe Telematic GmbH"'),
    )
    assert "It may be" not in str(work.audit()[1]["questions"])


def test_an_old_snapshot_fails_the_audit_only_where_an_age_is_set(work, audit):
    records = reference([entity("a", name=OWNED)], as_of=date(2025, 11, 24))
    assert audit("Clean Code GmbH", records)[1]["exit_code"] == 0
    work.change('store = "store"', 'store = "store"\nmax_age_days = 364')
    done, report = work.audit()
    assert done.code == 12
    assert any("365 days old" in line for line in report["expired"])


def test_a_store_that_is_not_there_is_said_so(work: Workspace):
    work.change('suppliers = ["suppliers.csv"]', 'suppliers = ["suppliers.csv"]\nstore = "nowhere"')
    done = work.audit()[0]
    assert done.code == 2
    assert "nowhere" in done.err and "icts entities import" in done.err


@pytest.mark.parametrize(
    ("name", "is_it"),
    [("深蓝半导体有限公司", False), ("Shenzhen Nirgendwo Co., Ltd", False), ("Falkenlohe Funk", True), (OWNED, True)],
)
def test_an_identifier_beside_a_name_as_of_the_prc_clears_nobody(name, is_it):
    row = f"{OWNED},{LEI_A},DE,DE,DE,Founders [DE] 100%,yes,register"
    text = (
        f"name,lei,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners,source\n{row}\n"
    )
    graph = Graph(P)
    listed = read_suppliers([InputFile(Path("s.csv"), "s.csv", text.encode())], graph)
    named = People(graph, listed).find(name, {"lei": LEI_A})
    assert (named.known_as == OWNED) is is_it and bool(graph.nexus(named.person).value is False) is is_it

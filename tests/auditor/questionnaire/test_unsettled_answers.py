"""What a company answered and was not taken: nothing on file clears it until a person has looked, and the audit says so."""

from __future__ import annotations

import csv

import pytest

from tests.auditor.conftest import SUPPLIERS, component, sbom
from tests.auditor.questionnaire.filling import Filling
from tests.auditor.questionnaire.test_requests import ACCEPTED, AFTER_IT, Desk

PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business")
MAKER, OTHER = "Braunau Radio AG", "Korvela Software Oy"


@pytest.fixture
def desk(work, capfd) -> Desk:
    """A program with a part of each of two suppliers of whom nothing is known."""
    work.write("suppliers.csv", f"{SUPPLIERS}{MAKER},,,,,,\n{OTHER},,,,,,\n")
    finished = {"completed_on": str(AFTER_IT), "altered": "false"}
    parts = component("core", maker=MAKER, **finished), component("edge", maker=OTHER, **finished)
    work.write("app.cdx.json", sbom(*parts))
    work.change("[reference]", "[reference]\nstarter = false")
    return Desk(work.folder, capfd)


def american(desk: Desk, name: str = "braunau") -> Filling:
    filling = desk.filling(name).sign()
    for place in PLACES:
        filling.company(place, "US")
    filling.company("complete", "yes")
    filling.holder(1, name="Jane Roe", kind="person", country="US", percent="100")
    return filling


def of_parent(filling: Filling, country: str, holder: str, percent: str = "100") -> Filling:
    filling.holder(1, name="Big Parent Ltd", kind="company", country=country, percent="100")
    filling.holder(2, name=holder, of="Big Parent Ltd", kind="person", country=country, percent=percent)
    return filling


def verdicts(desk: Desk) -> dict[str, str]:
    return {id.rpartition("#")[2]: verdict for id, verdict in desk.verdicts().items()}


def unsettled(desk: Desk) -> list[str]:
    return [p.message for p in desk.answered().problems if p.kind == "answer-not-taken"]


def correct(desk: Desk, what: str) -> Filling:
    filling = american(desk)
    if what == "owner":
        filling.holder(1, name="Shenzhen Parent Ltd", kind="company", country="CN", percent="100")
        filling.holder(2, name="Li Ming", of="Shenzhen Parent Ltd", kind="person", country="CN", percent="100")
    elif what == "complete":
        filling.company("complete", "no")
    else:
        filling.company(what, "CN")
    return filling


@pytest.mark.parametrize("what", ["owner", "complete", *PLACES])
@pytest.mark.parametrize("at_once", [True, False])
def test_of_a_correction_neither_counts(desk, what, at_once):
    first, second = desk.save(american(desk), "a.xlsx"), desk.save(correct(desk, what), "b.xlsx")
    if at_once:
        assert desk.receive(first, second)[0] == 10
    else:
        assert desk.receive(first)[0] == 0 and verdicts(desk)["core"] == "out_of_scope"
        code, out = desk.receive(second)
        assert code == 10 and "out_of_scope -> review" in out
    assert verdicts(desk)["core"] == "review"
    [message] = unsettled(desk)
    assert "b.xlsx" in message and f"--settle '{MAKER}'" in message


def test_who_has_looked_settles_it(desk):
    desk.receive(desk.save(american(desk), "a.xlsx"), desk.save(correct(desk, "headquartered_in"), "b.xlsx"))
    code, out = desk.receive("--settle", MAKER)
    assert code == 0 and "Company!" in out
    assert verdicts(desk)["core"] == "out_of_scope" and unsettled(desk) == []
    row = next(csv.DictReader((desk.folder / "suppliers-attested.csv").open(encoding="utf-8")))
    assert "looked at by J. Doe on 2026-08-10" in row["source"]
    code, out = desk.receive("--settle", MAKER)
    assert code == 2 and "nothing needs to be settled" in out


def test_a_word_of_the_prc_is_not_brought_down_by_a_correction(desk):
    desk.receive(desk.save(correct(desk, "owner"), "b.xlsx"))
    before = verdicts(desk)["core"]
    desk.receive(desk.save(american(desk), "a.xlsx"))
    assert before == "prohibited" and verdicts(desk)["core"] in ("prohibited", "review") and unsettled(desk)


@pytest.mark.parametrize("order", [("US", "CN"), ("CN", "US")])
def test_one_suppliers_word_about_a_parent_settles_nothing_of_another(desk, order):
    for name, country in zip(("braunau", "korvela"), order, strict=True):
        filling = of_parent(american(desk, name), country, f"Holder of {country}")
        desk.receive(desk.save(filling, f"{name}.xlsx"))
    assert set(verdicts(desk).values()) <= {"review", "prohibited"}
    assert len(unsettled(desk)) == 2


def test_who_names_a_parent_and_says_nothing_of_it_is_not_cleared_by_another(desk):
    assert desk.receive(desk.save(of_parent(american(desk), "US", "Jane Roe"), "a.xlsx"))[0] == 0
    filling = american(desk, "korvela")
    filling.holder(1, name="Big Parent Ltd", kind="company", percent="100", country="")
    assert desk.receive(desk.save(filling, "b.xlsx"))[0] == 10
    assert verdicts(desk)["edge"] == "review"


def test_two_who_say_the_same_of_a_parent_count(desk):
    for name in ("braunau", "korvela"):
        assert desk.receive(desk.save(of_parent(american(desk, name), "US", "Jane Roe"), f"{name}.xlsx"))[0] == 0
    assert set(verdicts(desk).values()) == {"out_of_scope"} and unsettled(desk) == []


def test_a_remark_beside_a_holder_keeps_the_company_from_being_cleared(desk):
    filling = american(desk)
    filling.put("company", filling._row("company", "icts:holders") + 3, 12, "nominee for Shenzhen Parent (China)")
    assert desk.receive(desk.save(filling))[0] == 10
    assert verdicts(desk)["core"] == "review" and "nominee" in unsettled(desk)[0]


def test_a_cell_about_a_part_that_is_wrong_says_nothing_of_the_company(desk, work):
    work.write("app.cdx.json", sbom(component("core", maker=MAKER)))
    filling = american(desk)
    filling.part("core", "component.completed_on", "last spring")
    assert desk.receive(desk.save(filling))[0] == 10 and unsettled(desk) == []


def test_settling_takes_no_file_and_no_check(desk):
    path = desk.save(american(desk))
    for more in ((path, "--settle", MAKER), ("--settle", MAKER, "--check"), ()):
        with pytest.raises(Exception, match=r"expected|--check"):
            desk.receive(*more, more=ACCEPTED)


def test_a_person_of_the_same_name_is_another_in_each_answer(desk):
    for name, country in (("braunau", "US; US"), ("korvela", "CN; CN")):
        filling = american(desk, name)
        filling.holder(1, name="Wang Wei", kind="person", country=country, percent="100")
        assert desk.receive(desk.save(filling, f"{name}.xlsx"))[0] == 0
    # Whether who is a citizen and resident of the PRC is a permanent resident of the United States is not asked.
    assert verdicts(desk) == {"core": "out_of_scope", "edge": "review"} and unsettled(desk) == []


@pytest.mark.parametrize("country", ["", "do not know"])
def test_a_person_of_whom_nothing_is_said_is_not_cleared_by_its_name(desk, country):
    for name, where in (("braunau", "US; US"), ("korvela", country)):
        filling = american(desk, name)
        filling.holder(1, name="Wang Wei", kind="person", country=where, percent="100")
        desk.receive(desk.save(filling, f"{name}.xlsx"))
    assert verdicts(desk) == {"core": "out_of_scope", "edge": "review"}


SHENZHEN = {"name": "Shenzhen Parent Ltd", "kind": "company", "country": "CN", "percent": "100"}
CANNOT_BE = [
    ([{"name": "Jane Roe", "kind": "person", "country": "US"}, SHENZHEN | {"of": "Jane Roe"}], "'Jane Roe', a person"),
    (
        [{"name": "Float", "kind": "many small holders (free float)", "country": ""}, SHENZHEN | {"of": "Float"}],
        "'Float', a many small holders",
    ),
    (
        [
            {"name": "Stiftung", "kind": "foundation, association or other that nobody owns", "country": "DE"},
            SHENZHEN | {"of": "Stiftung"},
        ],
        "'Stiftung', a foundation",
    ),
    ([{"name": MAKER, "kind": "company", "country": "US"}], "holds votes in itself"),
    (
        [
            {"name": "AA Ltd", "kind": "company", "country": "US"},
            {"name": "BB Ltd", "kind": "company", "country": "US", "of": "AA Ltd"},
            {"name": "AA Ltd", "kind": "company", "country": "US", "of": "BB Ltd"},
        ],
        "by a ring of holders",
    ),
    (
        [
            {"name": "AA Ltd", "kind": "company", "country": "US"},
            {"name": MAKER, "kind": "company", "country": "US", "of": "AA Ltd"},
        ],
        "holds votes in itself",
    ),
    ([{"name": "Float", "kind": "many small holders (free float)", "country": "CN"}], "a blank cell"),
    ([{"name": "SASAC of the PRC", "kind": "government or state body", "country": "US"}], "by its name of CN"),
    ([{"name": "Russian Property Fund", "kind": "government or state body", "country": "DE"}], "by its name of RU"),
]


@pytest.mark.parametrize(("holders", "found"), CANNOT_BE)
def test_holders_that_cannot_be_are_to_be_corrected_and_clear_nobody(desk, holders, found):
    filling = american(desk)
    for number, cells in enumerate(holders, start=1):
        filling.holder(number, **{"percent": "100", "of": "", **cells})
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and found in out
    assert verdicts(desk)["core"] == "review"


def test_a_state_body_of_its_own_state_is_taken(desk):
    filling = american(desk)
    filling.holder(1, name="State of Delaware, USA", kind="government or state body", country="US", percent="100")
    assert desk.receive(desk.save(filling))[0] == 0 and verdicts(desk)["core"] == "out_of_scope"

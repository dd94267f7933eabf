"""What a company answers about itself against the user's list, or against whom its name may mean: told, and not written."""

from __future__ import annotations

import csv

import pytest

from tests.auditor.conftest import SUPPLIERS, component, sbom
from tests.auditor.questionnaire.filling import Filling
from tests.auditor.questionnaire.test_requests import AFTER_IT, Desk

CHECK = ("--check",)
PLACES = ("incorporated_in", "headquartered_in", "principal_place_of_business")


def asked(work, capfd, name: str) -> Desk:
    """A program with a part of a supplier of whom nothing is known."""
    work.write("suppliers.csv", f"{SUPPLIERS}{name},,,,,,\n")
    work.write("app.cdx.json", sbom(component("core", maker=name, completed_on=str(AFTER_IT), altered="false")))
    return Desk(work.folder, capfd)


def american(desk: Desk) -> Filling:
    filling = desk.filling("request").sign()
    for place in PLACES:
        filling.company(place, "US")
    filling.company("complete", "yes")
    filling.holder(1, name="Jane Roe", kind="person", country="US", percent="100")
    return filling


def rows(desk: Desk) -> list[str]:
    """Return of whom an answer was taken; that one was not is noted in a row that states nothing."""
    path = desk.folder / "suppliers-attested.csv"
    listed = list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []
    return [row["name"] for row in listed if row["self_declared"]]


def test_a_supplier_that_nothing_speaks_against_speaks_for_itself(work, capfd):
    desk = asked(work, capfd, "Braunau Radio AG")
    code, _ = desk.receive(desk.save(american(desk)))
    assert code == 0 and rows(desk) == ["Braunau Radio AG"] and set(desk.verdicts().values()) == {"out_of_scope"}


@pytest.mark.parametrize(
    "row",
    [
        "CN,,,,,register",
        ",RU,,,,register",
        ",,,Qingshu Group [CN] 60%,,register",
        "DE,DE,DE,Familie [DE] 100%,yes,register",
    ],
)
def test_what_contradicts_the_users_list_is_told_and_not_written(work, capfd, row):
    desk = asked(work, capfd, "Braunau Radio AG")
    path = desk.save(american(desk))
    work.write("suppliers.csv", f"{SUPPLIERS}Braunau Radio AG,{row}\n")
    for more in (CHECK, None):
        code, out = desk.receive(path, more=more) if more else desk.receive(path)
        assert code == 10 and "to be corrected" in out and "not taken" in out and "suppliers.csv" in out
    assert rows(desk) == []


@pytest.mark.parametrize(
    "name", ["Quectel Wireless Solutions", "Quectel Wireless Solutions Ltd", "Quectel Europe GmbH", "Quectel"]
)
def test_what_contradicts_a_lead_is_told_and_not_written(work, capfd, name):
    desk = asked(work, capfd, name)
    path = desk.save(american(desk))
    code, out = desk.receive(path, more=CHECK)
    assert code == 10 and "it may be Quectel Wireless Solutions Co., Ltd., CN" in out
    assert desk.receive(path)[0] == 10
    assert rows(desk) == [] and set(desk.verdicts().values()) == {"review"}


def test_a_holder_that_may_be_one_of_the_prc_is_told_and_not_written(work, capfd):
    desk = asked(work, capfd, "Braunau Radio AG")
    filling = american(desk)
    filling.holder(1, name="Quectel Wireless Solutions", kind="company", country="US", percent="100")
    filling.holder(2, name="Jane Roe", of="Quectel Wireless Solutions", kind="person", country="US", percent="100")
    code, out = desk.receive(desk.save(filling))
    assert code == 10 and "Quectel Wireless Solutions Co., Ltd., CN" in out
    assert "Quectel Wireless Solutions" not in rows(desk) and set(desk.verdicts().values()) == {"review"}

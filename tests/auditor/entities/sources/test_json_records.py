"""Records as JSON of Companies House and of Senzing: who holds whom, and what is never lost without a word."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from auditor.entities.matching.identity import joined
from auditor.entities.sources.importing import read_source
from bom_parsers.errors import InputError
from tests.auditor.entities.recorded import Whole, whole

DAY = date(2026, 11, 1)
LEI, USCC = "529900T8BM49AURSDO55", "91110108551385082Q"


def imported(tmp_path: Path, kind: str, *records: object) -> Whole:
    path = tmp_path / "source.json"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return whole(read_source(kind, path, DAY))


def psc(number: str = "01234567", kind: str = "individual-person-with-significant-control", **data: Any) -> Any:
    links = {"self": f"/company/{number}/persons-with-significant-control/individual/{data.get('name')}"}
    return {"company_number": number, "data": {"kind": kind, "links": links, **data}}


def edges(got: Whole) -> list[tuple[Any, ...]]:
    rounded = got.reference.edges.with_columns(pl.col("low", "high").round(3))
    return rounded.select("owner", "owned", "kind", "low", "high").rows()


@pytest.mark.parametrize(
    ("nature", "kind", "low", "high"),
    [
        ("ownership-of-shares-25-to-50-percent", "voting_share", 25, 50),
        ("ownership-of-shares-50-to-75-percent", "voting_share", 50, 75),
        ("ownership-of-shares-75-to-100-percent", "voting_share", 75, 100),
        ("voting-rights-25-to-50-percent-limited-liability-partnership", "voting_share", 25, 50),
        ("ownership-of-shares-more-than-25-percent-registered-overseas-entity", "voting_share", 25, 100),
        ("ownership-of-shares-75-to-100-percent-as-trust", "nominee", 75, 100),
        ("right-to-appoint-and-remove-directors", "board_seats", 51, 100),
        ("significant-influence-or-control", "influence", None, None),
        ("a-nature-of-next-year", "influence", None, None),
    ],
)
def test_each_nature_of_control_is_an_edge(
    tmp_path: Path, nature: str, kind: str, low: float | None, high: float | None
) -> None:
    got = imported(
        tmp_path, "companies-house-psc", psc(name="A", natures_of_control=[nature]), psc("87654321", name="B")
    )
    assert ("psc:01234567/A", "gb-coh:01234567", kind, low, high) in edges(got)
    told = got.rejects.filter(pl.col("reason").str.contains("is not known; taken as influence")).height
    assert told == (nature == "a-nature-of-next-year")


def test_more_than_half_is_more_and_less_than_three_quarters_is_less(tmp_path: Path) -> None:
    natures = ["voting-rights-50-to-75-percent", "ownership-of-shares-25-to-50-percent"]
    got = imported(tmp_path, "companies-house-psc", psc(name="A", natures_of_control=natures), psc(name="B"))
    first = got.reference.edges.row(0, named=True)
    assert first["low"] > 50 and first["high"] < 75
    assert [kind for _, _, kind, _, _ in edges(got)] == ["voting_share", "capital", "voting_share"]


def test_who_ceased_holds_until_then_and_not_at_all_where_the_day_is_not_known(tmp_path: Path) -> None:
    natures = ["voting-rights-75-to-100-percent"]
    got = imported(
        tmp_path,
        "companies-house-psc",
        psc(name="A", natures_of_control=natures, notified_on="2016-04-06", ceased_on="2018-05-14"),
        psc(name="B", natures_of_control=natures, ceased=True),
        psc(name="C", natures_of_control=natures, ceased_on="some day"),
    )
    assert got.reference.edges.select("since", "until").rows() == [(date(2016, 4, 6), date(2018, 5, 14))]
    assert sum("not counted" in reason for reason in got.rejects["reason"]) == 2


def test_a_company_of_the_register_is_one_person_as_holder_and_as_held(tmp_path: Path) -> None:
    of = {"registration_number": "7654321", "country_registered": "England", "place_registered": "Companies House"}
    corporate = "corporate-entity-person-with-significant-control"
    natures = ["ownership-of-shares-75-to-100-percent"]
    got = imported(
        tmp_path,
        "companies-house-psc",
        psc("07654321", name="Mr Lin", nationality="Chinese, British", natures_of_control=natures),
        psc("01234567", corporate, name="Nordvik Holdings Ltd", identification=of, natures_of_control=natures),
        psc("SC123456", corporate, name="Nordvik Holdings Ltd", identification=of, natures_of_control=natures),
    )
    persons = {row["key"]: row for row in got.reference.entities.iter_rows(named=True)}
    assert persons["gb-coh:07654321"]["name"] == "Nordvik Holdings Ltd"
    assert persons["psc:07654321/Mr Lin"]["citizenships"] == ["CN", "GB"]
    assert [(owner, owned) for owner, owned, *_ in edges(got)] == [
        ("psc:07654321/Mr Lin", "gb-coh:07654321"),
        ("gb-coh:07654321", "gb-coh:01234567"),
        ("gb-coh:07654321", "gb-coh:SC123456"),
    ]
    gleif = tmp_path / "lei.csv"
    gleif.write_text(
        "LEI,Entity.LegalName,Entity.RegistrationAuthority.RegistrationAuthorityID,"
        f"Entity.RegistrationAuthority.RegistrationAuthorityEntityID\n{LEI},Nordvik Holdings Ltd,RA000585,7654321\n"
    )
    _, other = joined([whole(read_source("gleif-level1", gleif, DAY)).reference, got.reference])
    assert f"lei:{LEI}" in other.entities["key"]


def test_who_is_protected_or_not_named_is_a_holder_of_whom_nothing_is_known(tmp_path: Path) -> None:
    statement = "persons-with-significant-control-statement"
    got = imported(
        tmp_path,
        "companies-house-psc",
        psc("00000001", "super-secure-person-with-significant-control", ceased=False),
        psc("00000002", statement, statement="psc-exists-but-not-identified"),
        psc("00000003", statement, statement="no-individual-or-entity-with-signficant-control"),
        psc("00000004", "exemptions"),
        psc("00000005", "something-new"),
        {"data": {"kind": "totals#persons-of-significant-control-snapshot"}},
        {"company_number": "X", "data": "text"},
    )
    assert [(owned, kind, low) for _, owned, kind, low, _ in edges(got)] == [
        ("gb-coh:00000001", "voting_share", None),
        ("gb-coh:00000002", "voting_share", None),
    ]
    refused = got.rejects.filter(pl.col("effect") == "refused")["place"].to_list()
    assert refused == ["line 5, 00000005", "line 7"]
    assert got.reference.snapshot.rejected == 2


def test_a_nationality_that_is_not_understood_is_noted(tmp_path: Path) -> None:
    got = imported(tmp_path, "companies-house-psc", psc(name="A", nationality="Ruritanian"), psc(name="B"))
    assert got.reference.entities.filter(pl.col("name") == "A")["citizenships"].to_list() == [None]
    assert any("Ruritanian" in reason for reason in got.rejects["reason"])


def record(id: str, **attributes: Any) -> dict[str, Any]:
    return {"DATA_SOURCE": "OPENSANCTIONS", "RECORD_ID": id, "RECORD_TYPE": "ORGANIZATION", **attributes}


FLAT = record(
    "NK-1",
    NAMES=[
        {"NAME_TYPE": "PRIMARY", "NAME_ORG": "Lintao Example Co."},
        {"NAME_TYPE": "FORMER", "NAME_ORG": "Lintao Works"},
    ],
    REGISTRATION_COUNTRY="cn",
    NATIONAL_ID_NUMBER=USCC,
    NATIONAL_ID_COUNTRY="cn",
    LEI_NUMBER=LEI,
    RELATIONSHIPS=[{"REL_ANCHOR_DOMAIN": "OS", "REL_ANCHOR_KEY": "one"}],
)
FEATURES = record(
    "NK-1",
    FEATURES=[
        {"NAME_TYPE": "PRIMARY", "NAME_ORG": "Lintao Example Co."},
        {"NAME_TYPE": "FORMER", "NAME_ORG": "Lintao Works"},
        {"REGISTRATION_COUNTRY": "cn"},
        {"NATIONAL_ID_NUMBER": USCC, "NATIONAL_ID_COUNTRY": "cn", "NATIONAL_ID_TYPE": "USCC"},
        {"LEI_NUMBER": LEI},
        {"REL_ANCHOR_DOMAIN": "OS", "REL_ANCHOR_KEY": "one"},
    ],
)


def pointing(role: str) -> dict[str, Any]:
    pointer = {"REL_POINTER_DOMAIN": "OS", "REL_POINTER_KEY": "one", "REL_POINTER_ROLE": role}
    return record("NK-2", PRIMARY_NAME_ORG="Nordvik GmbH", RELATIONSHIPS=[pointer])


@pytest.mark.parametrize("text", [FLAT, FEATURES], ids=["flat", "features"])
def test_a_record_of_senzing_is_read_flat_and_with_features(tmp_path: Path, text: dict[str, Any]) -> None:
    got = imported(tmp_path, "senzing", text, pointing("OWNED_BY"))
    person = got.reference.entities.row(by_predicate=pl.col("key") == "opensanctions:NK-1", named=True)
    assert (person["name"], person["kind"], person["incorporated_in"]) == ("Lintao Example Co.", "organisation", "CN")
    of = got.reference.identifiers.filter(pl.col("key") == "opensanctions:NK-1")
    assert {("uscc", USCC), ("lei", LEI)} <= set(of.select("scheme", "value").rows())
    assert ("Lintao Works", "former") in got.reference.names.select("name", "kind").rows()
    assert edges(got) == [("opensanctions:NK-1", "opensanctions:NK-2", "voting_share", None, None)]


@pytest.mark.parametrize(
    ("role", "owner"),
    [("OWNS", "NK-2"), ("OWNER_OF", "NK-2"), ("SUBSIDIARY_OF", "NK-1"), ("CONTROLLED_BY", "NK-1"), ("PARENT", "NK-2")],
)
def test_the_role_is_that_of_the_record_which_points(tmp_path: Path, role: str, owner: str) -> None:
    assert edges(imported(tmp_path, "senzing", FLAT, pointing(role)))[0][0] == f"opensanctions:{owner}"


def test_a_role_that_says_nothing_of_holdings_is_counted(tmp_path: Path) -> None:
    got = imported(tmp_path, "senzing", FLAT, pointing("EMPLOYED_BY"))
    assert edges(got) == []
    assert any("EMPLOYED_BY" in reason for reason in got.rejects["reason"])


def test_what_is_no_record_is_refused_by_line(tmp_path: Path) -> None:
    person = record("P", NAME_FIRST="Jane", NAME_LAST="Roe", NATIONALITY="RU") | {"RECORD_TYPE": "PERSON"}
    got = imported(
        tmp_path, "senzing", person, {"DATA_SOURCE": "X"}, record("Q"), record("V") | {"RECORD_TYPE": "VESSEL"}, 5
    )
    row = got.reference.entities.row(0, named=True)
    assert (row["name"], row["kind"], row["citizenships"]) == ("Jane Roe", "natural_person", ["RU"])
    refused = got.rejects.filter(pl.col("effect") == "refused").select("place", "reason").rows()
    assert sorted(refused) == [("line 2", "no RECORD_ID"), ("line 3", "no name"), ("line 5", "no JSON object")]


@pytest.mark.parametrize("kind", ["companies-house-psc", "senzing"])
def test_a_file_of_nothing_is_one_line(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match="no row that can be used"):
        imported(tmp_path, kind, {"a": 1}, {"b": 2})

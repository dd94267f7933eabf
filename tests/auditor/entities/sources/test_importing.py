"""Sources of reference data: what of a file ends up in which frame, and what is refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from auditor.entities.identifiers.shares import share
from auditor.entities.matching.identity import joined
from auditor.entities.ownership.holdings import Ownership
from auditor.entities.resolution.register import chosen
from auditor.entities.sources import KINDS as OFFERED
from auditor.entities.sources.importing import KINDS, read_source
from auditor.entities.sources.rows import shown
from auditor.entities.sources.values import country_of, day
from auditor.entities.store.store import Store
from bom_parsers.errors import InputError, quoted
from policies.parameters import load
from tests.auditor.entities.recorded import Whole, whole

CORPUS = Path(__file__).resolve().parents[4].parent / "shared" / "boms" / "entities"
DAY = date(2026, 11, 1)
ONE, TWO = "529900T8BM49AURSDO55", "5299000J2N45DDNE4Y28"


def imported(tmp_path: Path, kind: str, text: str | bytes, name: str = "source") -> Whole:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return whole(read_source(kind, path, DAY))


# The columns that only a supplier list fills.
ONLY_OF_LISTS = {
    "entities": (
        "us_permanent_resident",
        "acts_for",
        "no_other_owners",
        "country_only",
        "holder_only",
        "evidence",
        "self_declared",
    ),
    "edges": ("largest", "dispersed", "power_excluded", "seats", "in_concert_with"),
}


def refused(got: Whole) -> list[tuple[str, str]]:
    return got.rejects.filter(pl.col("effect") == "refused").select("place", "reason").rows()


def entity(got: Whole, key: str) -> dict[str, object]:
    return got.reference.entities.row(by_predicate=pl.col("key") == key, named=True)


def edge(got: Whole) -> dict[str, object]:
    assert got.reference.edges.height == 1
    return got.reference.edges.row(0, named=True)


def names(got: Whole, key: str) -> list[tuple[str, str]]:
    return got.reference.names.filter(pl.col("key") == key).select("name", "kind").rows()


@pytest.mark.parametrize(
    "text",
    ["2024-01-31", "31.01.2024", "01/31/2024", "January 31, 2024", "31 Jan 2024", "20240131", "2024-01-31T00:00:00Z"],
)
def test_a_day_is_read_in_the_usual_styles(text: str) -> None:
    assert day(text) == date(2024, 1, 31)


def test_a_day_that_may_be_two_is_none_unless_the_source_puts_the_month_first() -> None:
    assert day("03/04/2024") is None
    assert day("03/04/2024", month_first=True) == date(2024, 3, 4)
    assert [day(text) for text in ("", "soon", "2024-02-30", "99/99/2024", "0000-01-01")] == [None] * 5


def test_a_month_or_year_never_cuts_a_holding_short() -> None:
    assert (day("2023"), day("2023", end=True)) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (day("February 2024"), day("February 2024", end=True)) == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("51%", 51, 51),
        ("51", 51, 51),
        ("12,5 %", 12.5, 12.5),
        ("0,51", 0.51, 51),  # half a percent, or a fraction: the bounds hold both
        ("0.51%", 0.51, 0.51),
        ("25-50%", 25, 50),
        (">=25", 25, 100),
        ("up to 10%", 0, 10),
    ],
)
def test_a_share_is_bounded_by_what_it_can_mean(text: str, low: float, high: float) -> None:
    assert share(text) == pytest.approx((low, high))


def test_more_than_half_is_more_than_half() -> None:
    above, minority = share(">50"), share("minority")
    assert above is not None and above[0] > 50 and above[0] == pytest.approx(50)
    assert minority is not None and minority[1] < 50
    assert [share(text) for text in ("", None, "some", "=50+1", "150%", "60-40")] == [None] * 6


def test_a_country_is_a_code_or_a_name_of_the_one_table() -> None:
    texts = ("cn", "US-DE", "China", "EL SALVADOR", "Deutschland", "Syrian Arab Republic", "Burma", "NA")
    assert [country_of(text) for text in texts] == ["CN", "US", "CN", "SV", "DE", "SY", "MM", "NA"]
    assert [country_of(text) for text in ("xx", "suhh", "Republic of China", "CN/US", "", None)] == [None] * 6


def test_the_command_offers_the_kinds_there_are() -> None:
    assert set(OFFERED) == set(KINDS)


GOLDEN = f"""\ufeff"LEI","Entity.LegalName","Entity.LegalName.xmllang","Entity.OtherEntityNames.OtherEntityName.1",\
"Entity.OtherEntityNames.OtherEntityName.1.type","Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName.1",\
"Entity.LegalAddress.Country","Entity.HeadquartersAddress.Country","Entity.LegalJurisdiction","Entity.EntityCategory",\
"Entity.EntityStatus","Entity.EntityExpirationDate","Registration.RegistrationStatus","Registration.LastUpdateDate"
"{ONE}","Nordvik Telematik GmbH","de","Nordvik Funk GmbH","PREVIOUS_LEGAL_NAME","Nordvik","DE","AT","DE","GENERAL",\
"INACTIVE","2024-05-01T00:00:00Z","ISSUED","2024-01-01T00:00:00Z"
"{TWO}","Lintao Example Co.","zh","","","","CN","CN","CN-SH","GENERAL","ACTIVE","","ISSUED","2024-01-01T00:00:00Z"
"short","Vagabond Ltd","","","","","","","","","","","",""
"{TWO}","Lintao Example Group","zh","","","","CN","CN","CN","GENERAL","ACTIVE","","ISSUED","2025-01-01T00:00:00Z"
"""
XML1 = f"""<?xml version="1.0"?><lei:LEIData xmlns:lei="http://www.gleif.org/data/schema/leidata/2016">
<lei:LEIHeader><lei:ContentDate>2026-02-03T08:00:00Z</lei:ContentDate></lei:LEIHeader><lei:LEIRecords><lei:LEIRecord>
<lei:LEI>{ONE}</lei:LEI><lei:Entity><lei:LegalName xml:lang="de">Nordvik Telematik GmbH</lei:LegalName><lei:OtherEntityNames>
<lei:OtherEntityName type="PREVIOUS_LEGAL_NAME">Nordvik Funk GmbH</lei:OtherEntityName></lei:OtherEntityNames>
<lei:HeadquartersAddress><lei:Country>AT</lei:Country></lei:HeadquartersAddress><lei:LegalJurisdiction>DE</lei:LegalJurisdiction>
<lei:EntityStatus>ACTIVE</lei:EntityStatus></lei:Entity></lei:LEIRecord></lei:LEIRecords></lei:LEIData>"""
DOLLAR1 = {
    "records": [
        {
            "LEI": {"$": ONE},
            "Entity": {
                "LegalName": {"@xml:lang": "de", "$": "Nordvik Telematik GmbH"},
                "OtherEntityNames": {"OtherEntityName": [{"@type": "PREVIOUS_LEGAL_NAME", "$": "Nordvik Funk GmbH"}]},
                "HeadquartersAddress": {"Country": {"$": "AT"}},
                "LegalJurisdiction": {"$": "DE"},
            },
        }
    ]
}
PLAIN1 = [
    {
        "LEI": ONE,
        "Entity": {
            "LegalName": "Nordvik Telematik GmbH",
            "OtherEntityNames": [{"type": "PREVIOUS_LEGAL_NAME", "OtherEntityName": "Nordvik Funk GmbH"}],
            "HeadquartersAddress": {"Country": "AT"},
            "LegalJurisdiction": "DE",
        },
    }
]
API1 = {
    "data": [
        {
            "type": "lei-records",
            "attributes": {
                "lei": ONE,
                "entity": {
                    "legalName": {"name": "Nordvik Telematik GmbH", "language": "de"},
                    "otherNames": [{"name": "Nordvik Funk GmbH", "language": "de", "type": "PREVIOUS_LEGAL_NAME"}],
                    "headquartersAddress": {"country": "AT"},
                    "jurisdiction": "DE",
                },
            },
        }
    ]
}


def test_the_golden_copy_gives_one_person_for_each_lei_and_the_newest_record_counts(tmp_path: Path) -> None:
    got = imported(tmp_path, "gleif-level1", GOLDEN)
    assert entity(got, f"lei:{ONE}") | {"place": ""} == {
        "key": f"lei:{ONE}",
        "name": "Nordvik Telematik GmbH",
        "kind": "organisation",
        "incorporated_in": "DE",
        "headquartered_in": "AT",
        "principal_place_of_business": None,
        "citizenships": None,
        "resident_in": None,
        "stated_on": None,
        "dissolved_on": date(2024, 5, 1),
        "address": "DE",
        "address_in": "DE",
        "linked_to": None,
        "topics": None,
        "place": "",
        **dict.fromkeys(ONLY_OF_LISTS["entities"]),
    }
    assert entity(got, f"lei:{TWO}")["name"] == "Lintao Example Group"
    assert [reason for _, reason in refused(got)] == [
        "a newer record of this LEI, or one before it, counts",
        "no LEI of 20 letters and digits",
    ]
    assert got.reference.snapshot.rows == 2 and got.reference.snapshot.rejected == 2
    assert dict(names(got, f"lei:{ONE}")) == {
        "Nordvik Telematik GmbH": "legal",
        "Nordvik Funk GmbH": "former",
        "Nordvik": "transliterated",
    }


@pytest.mark.parametrize("text", [XML1, *map(json.dumps, (DOLLAR1, PLAIN1, API1))], ids=["xml", "$", "plain", "api"])
def test_every_form_of_level_1_says_the_same(tmp_path: Path, text: str) -> None:
    got = imported(tmp_path, "gleif-level1", text)
    person = entity(got, f"lei:{ONE}")
    assert (person["name"], person["incorporated_in"], person["headquartered_in"]) == (
        "Nordvik Telematik GmbH",
        "DE",
        "AT",
    )
    assert dict(names(got, f"lei:{ONE}")) == {"Nordvik Telematik GmbH": "legal", "Nordvik Funk GmbH": "former"}


def test_a_file_that_states_its_day_needs_no_as_of_and_others_do(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(XML1)
    assert whole(read_source("gleif-level1", tmp_path / "a.xml", None)).reference.snapshot.as_of == date(2026, 2, 3)
    (tmp_path / "a.csv").write_text(GOLDEN)
    with pytest.raises(InputError, match="--as-of"):
        whole(read_source("gleif-level1", tmp_path / "a.csv", None))


def test_a_golden_copy_with_a_broken_quote_loses_no_other_row(tmp_path: Path) -> None:
    head = '"LEI","Entity.LegalName"\n'
    got = imported(tmp_path, "gleif-level1", f'{head}"{ONE}","Nordvik "Telematik"\n"{TWO}","Lintao Example Co."\n')
    assert entity(got, f"lei:{TWO}")["name"] == "Lintao Example Co."


def test_a_zip_is_opened_and_a_doctype_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("golden.csv", GOLDEN)
    assert whole(read_source("gleif-level1", tmp_path / "a.zip", DAY)).reference.entities.height == 2
    hostile = XML1.replace("?><", '?><!DOCTYPE x [<!ENTITY e "boom">]><', 1)
    with pytest.raises(InputError, match="DOCTYPE"):
        imported(tmp_path, "gleif-level1", hostile)


USCC, OGRN, COMPANY = "91110108551385082Q", "1027700070518", "01234567"
REGISTERED = f"""LEI,Entity.LegalName,Entity.LegalAddress.FirstAddressLine,Entity.LegalAddress.City,Entity.LegalAddress.Country,\
Entity.RegistrationAuthority.RegistrationAuthorityID,Entity.RegistrationAuthority.RegistrationAuthorityEntityID,\
Entity.LegalJurisdiction,Entity.EntityStatus,Entity.EntityExpirationDate,Entity.SuccessorEntity.1.SuccessorLEI,\
Registration.RegistrationStatus,Registration.LastUpdateDate
{ONE},Lintao Example Co.,1 Example Road,Shenzhen,CN,RA000092,{USCC},CN,ACTIVE,,,ISSUED,2024-01-01T00:00:00Z
{TWO},Lintao Old Co.,,,KY,RA000499,{OGRN},RU,INACTIVE,2024-03-01T00:00:00Z,{ONE},RETIRED,2024-01-01T00:00:00Z
"""


def registered(lei: str, authority: str, number: str) -> str:
    head = REGISTERED.partition("\n")[0]
    return f"{head}\n{lei},Lintao Example Co.,,,,{authority},{number},,ACTIVE,,,ISSUED,\n"


def numbers(got: Whole, key: str) -> dict[str, str]:
    of = got.reference.identifiers.filter(pl.col("key") == key)
    return dict(of.select("scheme", "value").rows())


def test_a_number_of_a_register_is_of_the_scheme_that_all_sources_use(tmp_path: Path) -> None:
    got = imported(tmp_path, "gleif-level1", REGISTERED)
    assert numbers(got, f"lei:{ONE}") == {"lei": ONE, "uscc": USCC}
    assert numbers(got, f"lei:{TWO}") == {"lei": TWO, "ogrn": OGRN}


@pytest.mark.parametrize(
    ("authority", "number", "kept"),
    [
        ("RA000585", "1234567", {"gb-coh": COMPANY}),  # noughts left out
        ("RA000587", "SC123456", {"gb-coh": "SC123456"}),
        ("RA000242", "HRB 12345", {"ra000242": "HRB 12345"}),
        ("RA000092", "91440300123456789X", {}),  # its check digit does not fit
        ("RA999999", "NOT APPLICABLE", {}),
        ("RA000092", "", {}),
    ],
)
def test_a_number_of_another_register_keeps_its_code_and_one_that_cannot_be_is_noted(
    tmp_path: Path, authority: str, number: str, kept: dict[str, str]
) -> None:
    got = imported(tmp_path, "gleif-level1", registered(ONE, authority, number))
    assert numbers(got, f"lei:{ONE}") == {"lei": ONE} | kept
    noted = got.rejects["reason"].to_list()
    assert ["cannot be of the scheme uscc" in reason for reason in noted] == [True] * (number.endswith("X"))


def test_a_successor_is_above_whom_it_succeeds_and_an_address_is_no_place_of_incorporation(tmp_path: Path) -> None:
    got = imported(tmp_path, "gleif-level1", REGISTERED)
    row = edge(got)
    assert (row["owner"], row["owned"], row["kind"], row["since"]) == (
        f"lei:{ONE}",
        f"lei:{TWO}",
        "successor",
        date(2024, 3, 1),
    )
    assert entity(got, f"lei:{ONE}")["address"] == "1 Example Road, Shenzhen, CN"
    assert (entity(got, f"lei:{TWO}")["address_in"], entity(got, f"lei:{TWO}")["incorporated_in"]) == ("KY", "RU")
    ownership = Ownership([got.reference], [f"lei:{TWO}"], DAY, load("policies.connected_vehicles", DAY))
    assert f"lei:{ONE}" in ownership.graph.persons


def test_a_duplicate_lei_is_one_of_the_record_that_stays(tmp_path: Path) -> None:
    got = imported(tmp_path, "gleif-level1", REGISTERED.replace("RETIRED", "DUPLICATE"))
    assert got.reference.entities["key"].to_list() == [f"lei:{ONE}"]
    assert ("lei", TWO) in got.reference.identifiers.select("scheme", "value").rows()


@pytest.mark.parametrize(
    "entity_of_json",
    [
        {
            "RegistrationAuthority": {
                "RegistrationAuthorityID": {"$": "RA000092"},
                "RegistrationAuthorityEntityID": {"$": USCC},
            },
            "LegalAddress": {"FirstAddressLine": {"$": "1 Example Road"}, "Country": {"$": "CN"}},
            "SuccessorEntity": {"SuccessorLEI": {"$": TWO}},
        },
        {
            "RegistrationAuthority": {
                "RegistrationAuthorityID": "RA000092",
                "RegistrationAuthorityEntityID": USCC,
            },
            "LegalAddress": {"FirstAddressLine": "1 Example Road", "Country": "CN"},
            "SuccessorEntity": [{"SuccessorLEI": TWO}],
        },
    ],
    ids=["$", "plain"],
)
def test_the_json_of_gleif_has_numbers_addresses_and_successors_too(
    tmp_path: Path, entity_of_json: dict[str, object]
) -> None:
    record = {"LEI": ONE, "Entity": {"LegalName": "Lintao Example Co.", **entity_of_json}}
    got = imported(tmp_path, "gleif-level1", json.dumps({"records": [record]}))
    assert numbers(got, f"lei:{ONE}") == {"lei": ONE, "uscc": USCC}
    assert entity(got, f"lei:{ONE}")["address"] == "1 Example Road, CN"
    assert edge(got)["owner"] == f"lei:{TWO}"


def test_the_api_of_gleif_has_numbers_addresses_and_successors_too(tmp_path: Path) -> None:
    of = {
        "legalName": {"name": "Lintao Example Co."},
        "legalAddress": {"addressLines": ["1 Example Road"], "city": "Shenzhen", "country": "CN"},
        "registeredAt": {"id": "RA000092"},
        "registeredAs": USCC,
        "successorEntities": [{"lei": TWO, "name": "Lintao Example Group"}],
    }
    text = json.dumps({"data": [{"type": "lei-records", "attributes": {"lei": ONE, "entity": of}}]})
    got = imported(tmp_path, "gleif-level1", text)
    assert numbers(got, f"lei:{ONE}") == {"lei": ONE, "uscc": USCC}
    assert entity(got, f"lei:{ONE}")["address"] == "1 Example Road, Shenzhen, CN"
    assert edge(got)["owner"] == f"lei:{TWO}"


@pytest.mark.parametrize(
    ("authority", "number", "jurisdiction", "property_name"),
    [
        ("RA000092", USCC, "cn", "uscCode"),
        ("RA000092", USCC, "cn", "registrationNumber"),
        ("RA000499", OGRN, "ru", "ogrnCode"),
        ("RA000499", OGRN, "ru", "registrationNumber"),
        ("RA000585", COMPANY, "gb", "registrationNumber"),
        ("RA000242", "HRB 1", "de", "leiCode"),
    ],
)
def test_a_record_of_gleif_and_one_of_opensanctions_are_one_person(
    tmp_path: Path, authority: str, number: str, jurisdiction: str, property_name: str
) -> None:
    one = imported(tmp_path, "gleif-level1", registered(ONE, authority, number)).reference
    value = ONE if property_name == "leiCode" else number
    firm = ftm("NK-1", "Company", name=["LINTAO EXAMPLE"], jurisdiction=[jurisdiction], **{property_name: [value]})
    other = imported(tmp_path, "opensanctions", json.dumps(firm)).reference
    keys = {key for reference in joined([one, other]) for key in reference.entities["key"]}
    assert keys == {f"lei:{ONE}"}


def test_a_number_that_proves_nothing_keeps_the_name_it_has_and_joins_nobody(tmp_path: Path) -> None:
    one = imported(tmp_path, "gleif-level1", registered(ONE, "RA000242", "HRB 12345")).reference
    firm = ftm("NK-1", "Company", name=["NORDVIK"], jurisdiction=["de"], registrationNumber=["HRB 12345"])
    got = imported(tmp_path, "opensanctions", json.dumps(firm))
    assert numbers(got, "opensanctions:NK-1")["registrationNumber"] == "HRB 12345"
    assert len({key for reference in joined([one, got.reference]) for key in reference.entities["key"]}) == 2


def test_a_succession_of_opensanctions_is_read(tmp_path: Path) -> None:
    old, new = (ftm(id, "Company", name=[id]) for id in ("old", "new"))
    between = ftm("s", "Succession", predecessor=["old"], successor=["new"], startDate=["2020"])
    got = imported(tmp_path, "opensanctions", "\n".join(map(json.dumps, (old, new, between))))
    row = edge(got)
    assert (row["owner"], row["owned"], row["kind"]) == ("opensanctions:new", "opensanctions:old", "successor")


RR = f"""Relationship.StartNode.NodeID,Relationship.StartNode.NodeIDType,Relationship.EndNode.NodeID,\
Relationship.EndNode.NodeIDType,Relationship.RelationshipType,Relationship.RelationshipStatus,Relationship.Period.1.startDate,\
Relationship.Period.1.endDate,Relationship.Period.1.periodType,Relationship.Period.2.startDate,Relationship.Period.2.endDate,\
Relationship.Period.2.periodType,Relationship.Quantifiers.1.QuantifierAmount,Relationship.Quantifiers.1.QuantifierUnits,\
Registration.LastUpdateDate
{ONE},LEI,{TWO},LEI,IS_DIRECTLY_CONSOLIDATED_BY,INACTIVE,2023-01-01T00:00:00Z,2023-12-31T00:00:00Z,ACCOUNTING_PERIOD,\
2018-02-06T00:00:00Z,,RELATIONSHIP_PERIOD,,,2024-03-01T00:00:00Z
{ONE},LEI,{TWO},LEI,IS_FUND-MANAGED_BY,ACTIVE,,,,,,,,,
"""


def test_level_2_is_consolidation_without_percentage_and_ends_when_it_is_inactive(tmp_path: Path) -> None:
    got = imported(tmp_path, "gleif-level2", RR)
    assert edge(got) == {
        "owner": f"lei:{TWO}",
        "owned": f"lei:{ONE}",
        "kind": "consolidation",
        "low": None,
        "high": None,
        "direct": True,
        "since": date(2018, 2, 6),
        "until": date(2024, 3, 1),
        "place": "record 1",
        **dict.fromkeys(ONLY_OF_LISTS["edges"]),
    }
    assert got.rejects["reason"].to_list() == ["no consolidation, which alone is used: IS_FUND-MANAGED_BY"]


def test_a_branch_is_no_consolidation(tmp_path: Path) -> None:
    text = RR.replace("IS_DIRECTLY_CONSOLIDATED_BY", "IS_INTERNATIONAL_BRANCH_OF")
    assert edge(imported(tmp_path, "gleif-level2", text))["kind"] == "branch"


def test_reporting_exceptions_are_recorded(tmp_path: Path) -> None:
    text = f"LEI,Exception.Category,Exception.Reason.1\n{ONE},DIRECT_ACCOUNTING_CONSOLIDATION_PARENT,NATURAL_PERSONS\n"
    got = imported(tmp_path, "gleif-level2", text)
    assert got.exceptions.select("key", "reason").rows() == [(f"lei:{ONE}", "NATURAL_PERSONS")]


def test_reporting_exceptions_are_another_list_than_relationship_records(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    heads = "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType"
    texts = {
        date(2026, 10, 1): f"{heads}\n{ONE},{TWO},IS_ULTIMATELY_CONSOLIDATED_BY\n",
        date(2026, 11, 1): f"LEI,Exception.Category\n{ONE},DIRECT_ACCOUNTING_CONSOLIDATION_PARENT\n",
    }
    for as_of, text in texts.items():
        (tmp_path / "gleif.csv").write_text(text, "utf-8")
        store.add(read_source("gleif-level2", tmp_path / "gleif.csv", as_of), whatever_it_lacks=False)
    assert len(chosen(store.snapshots(), date(2026, 11, 2))) == 2
    (tmp_path / "gleif.csv").write_text(f"{heads}\n{TWO},{ONE},IS_ULTIMATELY_CONSOLIDATED_BY\n", "utf-8")
    with pytest.raises(InputError, match="lacks 1 of the 1 relationships"):
        store.add(read_source("gleif-level2", tmp_path / "gleif.csv", date(2026, 11, 1)), whatever_it_lacks=False)


def test_the_wrong_level_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gleif-level1 has who is who"):
        imported(tmp_path, "gleif-level2", GOLDEN)


def ftm(id: str, schema: str, **properties: list[object]) -> dict[str, object]:
    return {"id": id, "schema": schema, "caption": "", "datasets": ["example_list"], "properties": properties}


def test_follow_the_money_flat_and_nested_say_the_same(tmp_path: Path) -> None:
    owner = ftm("b", "PublicBody", name=["Lintao Example Ministry"])
    holding = ftm("h", "Ownership", owner=["b"], asset=["a"], percentage=["51%"], startDate=["2019"], endDate=["2020"])
    company = ftm(
        "a",
        "Company",
        name=["Lintao Example Co."],
        previousName=["Lintao Radio"],
        weakAlias=["LEC"],
        jurisdiction=["cn"],
        country=["us"],
        leiCode=[TWO],
        topics=["sanction", "role.pep"],
    )
    flat = imported(tmp_path, "opensanctions", "\n".join(map(json.dumps, (owner, holding, company))))
    nested_holding = {**holding, "properties": {**holding["properties"], "owner": [owner]}}  # type: ignore[dict-item]
    nested_company = {**company, "properties": {**company["properties"], "ownershipAsset": [nested_holding]}}  # type: ignore[dict-item]
    nested = imported(tmp_path, "opensanctions", json.dumps(nested_company))
    for got in (flat, nested):
        assert edge(got) | {"place": ""} == {
            "owner": "opensanctions:b",
            "owned": "opensanctions:a",
            "kind": "voting_share",
            "low": 51.0,
            "high": 51.0,
            "direct": None,
            "since": date(2019, 1, 1),
            "until": date(2020, 12, 31),
            "place": "",
            **dict.fromkeys(ONLY_OF_LISTS["edges"]),
        }
        assert entity(got, "opensanctions:b")["kind"] == "government"
        assert entity(got, "opensanctions:a")["incorporated_in"] == "CN"
        assert dict(names(got, "opensanctions:a"))["Lintao Radio"] == "former"
        assert ("lei", TWO) in got.reference.identifiers.select("scheme", "value").rows()
        assert got.reference.listings.select("list", "programme").rows() == [("example_list", "sanction")]


def test_one_bad_line_of_json_lines_costs_no_other(tmp_path: Path) -> None:
    good = json.dumps(ftm("a", "Company", name=["Lintao Example Co."]))
    half = json.dumps(ftm("d", "Company", name=["\ud800"]))
    lines = [good, '{"id": "b", "schema', "[1]", json.dumps(ftm("c", "Company")), half]
    got = imported(tmp_path, "opensanctions", "\n".join(lines))
    assert got.reference.entities["key"].to_list() == ["opensanctions:a"]
    assert [place for place, _ in refused(got)] == ["line 2", "line 3", "line 4, c", "line 5"]


BODS = [
    {
        "statementId": "1",
        "recordId": "a",
        "recordType": "entity",
        "statementDate": "2020-01-01",
        "recordDetails": {"name": "Old"},
    },
    {
        "statementId": "2",
        "recordId": "a",
        "recordType": "entity",
        "statementDate": "2021-01-01",
        "recordDetails": {
            "entityType": {"type": "registeredEntity"},
            "name": "Nordvik Telematik GmbH",
            "jurisdiction": {"code": "DE"},
            "identifiers": [{"scheme": "XI-LEI", "id": ONE}],
        },
    },
    {
        "statementId": "3",
        "recordId": "p",
        "recordType": "person",
        "recordDetails": {"names": [{"type": "legal", "fullName": "Ada Lind"}], "nationalities": [{"code": "NO"}]},
    },
    {
        "statementId": "4",
        "recordId": "r",
        "recordType": "relationship",
        "recordDetails": {
            "subject": "a",
            "interestedParty": "p",
            "interests": [
                {
                    "type": "votingRights",
                    "directOrIndirect": "indirect",
                    "share": {"exclusiveMinimum": 50, "maximum": 75},
                    "startDate": "2019-03",
                },
                {"type": "boardMember"},
            ],
        },
    },
]


def test_bods_gives_holdings_with_bounds_and_the_newest_statement_counts(tmp_path: Path) -> None:
    got = imported(tmp_path, "bods", json.dumps(BODS))
    found = edge(got)
    low = found["low"]
    assert isinstance(low, float) and low > 50 and low == pytest.approx(50)
    assert (found["owner"], found["owned"], found["high"], found["direct"]) == ("bods:p", "bods:a", 75.0, False)
    assert found["since"] == date(2019, 3, 1)
    assert entity(got, "bods:a")["name"] == "Nordvik Telematik GmbH"
    assert entity(got, "bods:p")["citizenships"] == ["NO"]
    assert got.reference.identifiers.rows() == [("bods:a", "lei", ONE)]


def test_a_value_nested_too_deep_to_be_written_is_said_to_be_so() -> None:
    deep: list[object] = []
    for _ in range(2_000):
        deep = [deep]
    assert shown(deep) == shown({"name": deep}) == quoted(deep) == "a value that is nested too deep to be shown"


def test_older_bods_is_read_and_a_replaced_statement_is_not(tmp_path: Path) -> None:
    old = [
        {"statementID": "1", "statementType": "entityStatement", "entityType": "registeredEntity", "name": "Old"},
        {
            "statementID": "2",
            "statementType": "entityStatement",
            "entityType": "stateBody",
            "name": "Example Ministry",
            "incorporatedInJurisdiction": {"code": "CN"},
            "replacesStatements": ["1"],
        },
        {
            "statementID": "3",
            "statementType": "ownershipOrControlStatement",
            "subject": {"describedByEntityStatement": "9"},
            "interestedParty": {"describedByEntityStatement": "2"},
            "interests": [
                {
                    "type": "shareholding",
                    "interestLevel": "direct",
                    "share": {"minimum": 25, "maximum": 50, "exclusiveMaximum": True},
                }
            ],
        },
    ]
    got = imported(tmp_path, "bods", json.dumps(old))
    assert got.reference.entities.select("name", "kind", "incorporated_in").rows() == [
        ("Example Ministry", "government", "CN")
    ]
    found = edge(got)
    high = found["high"]
    assert found["low"] == 25.0 and isinstance(high, float) and high < 50 and found["direct"] is True


CSL_HEAD = "source,entity_number,type,programs,name,start_date,end_date,source_list_url,alt_names,citizenships,nationalities,ids"
CSL_ROW = (
    'Entity List (EL),7,Entity,P1; P2,"Lintao Example; and any successor, sub-unit, or subsidiary thereof",2020-01-02,,'
    'https://list.example,LEC; 临洮,,,"CN, 91350211M000100Y43, Unified Social Credit Code (USCC)"'
)


@pytest.mark.parametrize("with_id", [False, True])
def test_the_screening_list_gives_persons_with_their_listing(tmp_path: Path, with_id: bool) -> None:
    head, row = (f"_id,{CSL_HEAD}", f"x1,{CSL_ROW}") if with_id else (CSL_HEAD, CSL_ROW)
    got = imported(tmp_path, "csl", f"{head}\n{row}\n/,1\n")
    key = "csl:x1" if with_id else "csl:EL-7"
    assert names(got, key) == [("Lintao Example", "legal"), ("LEC", "alias"), ("临洮", "alias")]
    assert got.reference.listings.select("key", "list", "programme", "since", "until").rows() == [
        (key, "Entity List (EL)", "P1; P2", date(2020, 1, 2), None)
    ]
    assert len(refused(got)) == 1


def test_the_screening_list_as_json(tmp_path: Path) -> None:
    entry = {
        "id": "x1",
        "source": "Entity List (EL)",
        "type": "Individual",
        "name": "Ivo Muster",
        "alt_names": ["I. Muster"],
        "nationalities": ["RU"],
        "programs": ["P1"],
        "ids": [],
        "start_date": "2020-01-02",
    }
    got = imported(tmp_path, "csl", json.dumps({"results": [entry, {"name": "Nobody"}, 3]}))
    assert entity(got, "csl:x1")["citizenships"] == ["RU"]
    assert names(got, "csl:x1") == [("Ivo Muster", "legal"), ("I. Muster", "alias")]
    assert len(refused(got)) == 2


def test_entries_of_one_name_in_a_list_are_one_person_with_its_listings(tmp_path: Path) -> None:
    text = (
        "Name,Clean Name,Start date\nLotus Example Co.*,Lotus Example Co.,2021-06-03\nLOTUS EXAMPLE CO.,,2025-01-07\n"
    )
    got = imported(tmp_path, "dod-1260h", text)
    assert got.reference.entities["key"].to_list() == ["dod-1260h:lotus example co"]
    assert got.reference.listings["since"].to_list() == [date(2021, 6, 3), date(2025, 1, 7)]
    assert (got.reference.snapshot.rows, got.reference.snapshot.rejected) == (2, 0)


def test_a_government_list_keeps_end_of_standing_and_named_parents(tmp_path: Path) -> None:
    text = (
        "Name,Clean Name,Alias,Previous Name,Parent Name,Start date,End date\n"
        'Lintao Group*,Lintao Group,LG,,,2021-06-03,2024-01-31\n"Lintao Radio Co., Ltd.",,,Lintao Funk,Lintao Group,2021-06-03,\n'
        "Stray Co,,,,Somebody Else,2021-06-03,\n"
    )
    got = imported(tmp_path, "dod-1260h", text)
    assert got.reference.listings["until"].to_list() == [date(2024, 1, 31), None, None]
    assert (edge(got)["owner"], edge(got)["owned"], edge(got)["low"]) == (
        "dod-1260h:lintao group",
        "dod-1260h:lintao radio co ltd",
        None,
    )
    assert "Somebody Else" in got.rejects["reason"][0]


def test_the_covered_list_names_persons_in_sentences(tmp_path: Path) -> None:
    text = (
        "covered_equipment_or_services,date_of_inclusion_on_covered_list\n"
        '"Telecommunications equipment produced by Lintao Example Company, including services by it.","March 12, 2021"\n'
        "Services provided by Quay Corp and its wholly-owned subsidiary QuayNet LLC subject to section 214.,2022-01-01\n"
        "Routers produced in a foreign country.,2026-01-01\n"
    )
    got = imported(tmp_path, "fcc-covered-list", text)
    assert got.reference.entities["name"].to_list() == ["Lintao Example Company", "Quay Corp", "QuayNet LLC"]
    assert [place for place, _ in refused(got)] == ["line 4"]


def test_the_users_suppliers_become_persons_and_holdings(tmp_path: Path) -> None:
    text = (
        "name,aliases,lei,incorporated_in,owners,no_other_owners,acts_for\n"
        f'Nordvik Telematik GmbH,Nordvik,{ONE},DE,"Lintao Group [CN] 51%, board 4/6",yes,\n'
        ",,,,,,\nNordvik Telematik GmbH,,,SE,Nordvik Telematik GmbH 10%,,\n"
    )
    got = imported(tmp_path, "suppliers", text, "suppliers.csv")
    key = f"supplier:{hashlib.sha256(text.encode()).hexdigest()[:12]}:suppliers.csv:2"
    edges = got.reference.edges.filter(pl.col("owned") == key)
    assert edges.select("kind", "low").rows() == [("voting_share", 51.0), ("board_seats", pytest.approx(400 / 6))]
    assert entity(got, str(edges["owner"][0]))["country_only"] == "CN"
    assert edges["seats"].to_list() == [None, [4, 6]]
    assert ("Nordvik", "alias") in names(got, key)


def test_two_persons_with_one_lei_are_kept_and_reported(tmp_path: Path) -> None:
    lines = [ftm(key, "Company", name=[f"Firm {key}"], leiCode=[ONE]) for key in "ab"]
    got = imported(tmp_path, "opensanctions", "\n".join(map(json.dumps, lines)))
    assert got.reference.entities.height == 2
    assert got.rejects["reason"].to_list() == [f"lei {ONE} is of several persons: opensanctions:a, opensanctions:b"]


def test_one_that_owns_itself_is_kept_and_a_formula_is_no_share(tmp_path: Path) -> None:
    lines = [
        ftm("a", "Company", name=["Ring Co."]),
        ftm("h", "Ownership", owner=["a"], asset=["a"], percentage=["=50+1"]),
    ]
    got = imported(tmp_path, "opensanctions", "\n".join(map(json.dumps, lines)))
    assert (edge(got)["owner"], edge(got)["owned"], edge(got)["low"]) == ("opensanctions:a", "opensanctions:a", None)
    assert "'=50+1' is no percentage" in got.rejects["reason"][0]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf\n",
        b"a,b\n1,2\n",
        b"{}",
        b"[]",
        b"[1]",
        b"<a/>",
        b"<a",
        b'{"a',
        b"\0\1\2",
        b"\xff\xfe",
        b"PK\3\4",
    ],
)
def test_what_is_no_such_source_is_one_error(tmp_path: Path, kind: str, data: bytes) -> None:
    with pytest.raises(InputError):
        imported(tmp_path, kind, data)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_list_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = "名,Name,Country\n,临洮示例有限公司无线电通信设备,CN\n,深圳示例电子有限公司,CN\n"
    got = imported(tmp_path, "government-list", text.encode(encoding))
    assert got.reference.entities["name"][0] == "临洮示例有限公司无线电通信设备"


@pytest.mark.parametrize(
    ("kind", "file", "rows", "refused_rows"),
    [
        ("gleif-level1", "gleif-bods/tests/fixtures/lei-data.xml", 13, 0),
        ("gleif-level1", "gleif-bods/tests/fixtures/lei-data.json", 13, 0),
        ("gleif-level2", "gleif-bods/tests/fixtures/rr-data.xml", 2, 0),
        ("gleif-level2", "gleif-bods/tests/fixtures/repex-data.xml", 10, 0),
        ("bods", "bods/examples/mixed-direct-and-indirect-ownership.json", 6, 0),
        ("bods", "gleif-bods/tests/fixtures/rr-data-out.json", 10, 0),
        ("opensanctions", "opensanctions/tests/fixtures/dataset/zala/entities.ftm.json", 72, 0),
        ("opensanctions", "opensanctions/targets.nested.json", 9, 0),
        ("csl", "trade-gov-csl/test/testdata/csl.csv", 113, 0),
        ("csl", "trade-gov-csl/internal/cslustest/testdata/consolidated.csv", 13, 0),
        ("csl", "trade-gov-csl/test/testdata/invalidFiles/csl.csv", 3, 3),
        ("dod-1260h", "opensanctions/datasets/us/dod_chinese_milcorps/sanctions.csv", 397, 0),
        ("fcc-covered-list", "opensanctions/datasets/us/fcc_covered_list/table.csv", 13, 4),
        ("bis-military-end-users", "opensanctions/datasets/us/bis_mieu/mieu.csv", 13, 0),
        ("section-1286", "opensanctions/datasets/us/special_leg/source_files/section_1286.csv", 443, 0),
        ("section-353", "opensanctions/datasets/us/special_leg/source_files/section_353.csv", 167, 0),
        ("government-list", "opensanctions/datasets/cn/sanctions/sanctions.csv", 610, 0),
    ],
)
def test_real_files_are_read_row_for_row(kind: str, file: str, rows: int, refused_rows: int) -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus of real files is not here")
    snapshot = whole(read_source(kind, CORPUS / file, DAY)).reference.snapshot
    assert (snapshot.rows, snapshot.rejected) == (rows, refused_rows)


def test_xml_and_json_of_one_real_export_say_the_same() -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus of real files is not here")
    folder = CORPUS / "gleif-bods/tests/fixtures"
    xml, plain = (
        whole(read_source("gleif-level1", folder / f"lei-data.{form}", DAY)).reference for form in ("xml", "json")
    )
    assert xml.entities.drop("place").equals(plain.entities.drop("place"))


MASTER = "name,incorporated_in,headquartered_in,principal_place_of_business,owners,no_other_owners\n"


@pytest.mark.parametrize(
    ("owners", "value"),
    [
        ("Lotus Example [CN] 60%", True),
        ("Lotus Example [CN] 60%, power excluded", None),
        ("Lotus Example [CN] 30%, special share, power excluded", None),
        ("Lotus Example [CN] 30%, in concert with Sever Example; Sever Example [RU] 30%; Rest [DE] 40%", True),
    ],
)
def test_a_supplier_list_in_the_store_answers_no_more_than_the_list_itself(tmp_path, owners, value):
    got = imported(tmp_path, "suppliers", MASTER + f'Falkenlohe GmbH,DE,DE,DE,"{owners}",yes\n')
    (key,) = got.reference.entities.filter(pl.col("name") == "Falkenlohe GmbH")["key"]
    found = Ownership([got.reference], [key], DAY, load("policies.connected_vehicles", DAY))
    assert found.graph.settled(key).value is value


def test_one_company_on_several_screening_lists_is_one_person(tmp_path: Path) -> None:
    other = CSL_ROW.replace("17,", "18,", 1) if "17," in CSL_ROW else CSL_ROW
    got = imported(tmp_path, "csl", f"_id,{CSL_HEAD}\nx1,{CSL_ROW}\nx2,{other}\n")
    assert got.reference.entities.height == 1
    assert got.reference.listings["key"].to_list() == ["csl:x1", "csl:x1"]

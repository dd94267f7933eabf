"""The starter list keeps its promise: enough makers, no name twice, and nothing settled that nobody read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from auditor.entities.identifiers.countries import ALPHA_2
from auditor.entities.matching.matching import Asked, Known, match
from auditor.entities.names.normal import normalize
from auditor.entities.ownership.holdings import Ownership
from auditor.entities.sources.starter import COLUMNS, FACTS, GENERAL, LISTED_ON, MADE_ON, rows, starter_references
from policies.parameters import load

DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)
LISTS = ("native_name", "former_names", "brands", "mpn_prefixes", "holders", "listings", "page_says")


def parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";")] if cell else []


def key(name: str) -> str:
    return f"starter:{normalize(name)}"


def row_of(name: str) -> dict[str, str]:
    return next(row for row in rows() if row["name"] == name)


def test_the_list_is_large_enough_and_of_many_countries():
    assert len(rows()) >= 1500
    assert sum(row["country"] in P.adversary_countries for row in rows()) >= 700
    assert len({row["country"] for row in rows()}) >= 30
    assert all(tuple(row) == COLUMNS for row in rows())


def test_no_name_alias_or_brand_is_shared_by_two_rows_or_there_twice_in_one():
    names = [
        normalize(name)
        for row in rows()
        for name in {row["name"], *parts(row["native_name"]), *parts(row["former_names"]), *parts(row["brands"])}
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_part_number_prefixes_are_specific_and_none_is_the_beginning_of_another():
    prefixes = sorted(prefix for row in rows() for prefix in parts(row["mpn_prefixes"]))
    assert [prefix for prefix in prefixes if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{3,9}", prefix)] == []
    assert [pair for pair in pairwise(prefixes) if pair[1].startswith(pair[0])] == []
    assert sum(bool(row["mpn_prefixes"]) for row in rows()) >= 50


def test_many_rows_know_what_a_buyer_has_on_his_list():
    for column, least in (
        ("native_name", 500),
        ("former_names", 240),
        ("brands", 900),
        ("holders", 550),
        ("listings", 40),
    ):
        assert sum(bool(row[column]) for row in rows()) >= least, column


def faults_of_form(row: dict[str, str]) -> list[str]:
    """Return what is wrong with the form of a row."""
    faults = [f"no {column}" for column in ("name", "makes") if not row[column]]
    faults += [] if row["country"] in ALPHA_2 else [f"the country {row['country']!r}"]
    faults += [f"signs or blanks in {c}" for c, cell in row.items() if cell != cell.strip() or not cell.isprintable()]
    faults += [f"an empty part in {column}" for column in LISTS if not all(parts(row[column]))]
    share = re.compile(r"[^%]+?(?: (?:[1-9]\d?(?:\.\d+)?|100)%)?(?: \(20[012]\d\))?")
    faults += [f"the holder {h!r}" for h in parts(row["holders"]) if not share.fullmatch(h)]
    return faults + [f"the listing {text!r}" for text in parts(row["listings"]) if not is_a_listing(text)]


def is_a_listing(text: str) -> bool:
    """Tell whether a listing names a known list, and days in their order that are none of the future."""
    name = next((name for name in LISTED_ON if text == name or text.startswith(f"{name} ")), None)
    days = text.removeprefix(name or "").strip()
    known = name is not None and re.fullmatch(r"(?:\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?)?", days) is not None
    on = [date.fromisoformat(day) for day in days.split(" to ") if day] if known else []
    return known and on == sorted(on) and all(day <= MADE_ON for day in on)


def faults_of_source(row: dict[str, str]) -> list[str]:
    """Return what keeps a row from being sourced, with its page, its day and what the page says, or claiming none of them."""
    claims = (row["standing"], row["page_says"], row["source"], row["source_date"])
    if row["standing"] != "sourced":
        return [] if claims == ("unverified", "", GENERAL, "") else [f"claims {claims}"]
    page, read = urlsplit(row["source"]), parts(row["page_says"])
    faults = [] if page.scheme in ("https", "http") and "." in page.netloc and page.path else ["no page"]
    faults += [] if date(2010, 1, 1) <= date.fromisoformat(row["source_date"]) <= MADE_ON else ["a day"]
    if not {"country", "holders", "listings"} & set(read) or not set(read) <= set(FACTS):
        faults.append(f"page_says {row['page_says']!r}")
    return faults + [f"nothing in {column}, which the page says" for column in read if not row.get(column)]


@pytest.mark.parametrize("faults_of", [faults_of_form, faults_of_source])
def test_every_row_is_well_formed_and_owns_up_to_its_source(faults_of):
    assert [f"{row['name']}: {fault}" for row in rows() for fault in faults_of(row)] == []


@pytest.mark.parametrize(
    ("faults_of", "change", "fault"),
    [
        (faults_of_form, {"country": "XX"}, "the country 'XX'"),
        (faults_of_form, {"name": ""}, "no name"),
        (faults_of_form, {"brands": "One;;Two"}, "an empty part in brands"),
        (faults_of_form, {"makes": "modems "}, "signs or blanks in makes"),
        (faults_of_form, {"holders": "A holder 0%"}, "the holder 'A holder 0%'"),
        (faults_of_form, {"holders": "A holder 10% (20)"}, "the holder 'A holder 10% (20)'"),
        (faults_of_form, {"listings": "A list 2025-01-07"}, "the listing 'A list 2025-01-07'"),
        (faults_of_form, {"listings": "1260H 2027-01-07"}, "the listing '1260H 2027-01-07'"),
        (
            faults_of_form,
            {"listings": "1260H 2025-01-07 to 2024-01-07"},
            "the listing '1260H 2025-01-07 to 2024-01-07'",
        ),
        (faults_of_source, {"source": "somebody told me"}, "no page"),
        (faults_of_source, {"source_date": "2009-12-31"}, "a day"),
        (faults_of_source, {"page_says": "brands"}, "page_says 'brands'"),
    ],
)
def test_a_row_that_is_not_would_be_seen(faults_of, change, fault):
    row = row_of("MeiG Smart Technology Co., Ltd.")
    assert row["standing"] == "sourced" and faults_of(row) == []
    assert faults_of(row | change) == [fault]


def test_what_is_sourced_is_what_the_pages_say_and_no_more():
    reference = starter_references()[0]
    seats = dict(reference.entities.select("key", "headquartered_in").iter_rows())
    sourced = [row for row in rows() if row["standing"] == "sourced"]
    assert {key(row["name"]) for row in sourced} <= set(seats)
    for row in sourced:
        assert seats[key(row["name"])] == (row["country"] if "country" in parts(row["page_says"]) else None)
    assert reference.identifiers.is_empty()
    assert set(reference.edges["owned"]) == {key(r["name"]) for r in sourced if "holders" in parts(r["page_says"])}
    assert reference.edges["since"].null_count() == 0, "a holding that was read has the day of its page"
    assert reference.snapshot.rows == len(sourced)
    unverified = starter_references()[1]
    seats_read = sum("country" in parts(row["page_says"]) for row in sourced)
    assert (unverified.snapshot.rows, unverified.snapshot.standing) == (len(rows()) - seats_read, "unverified")
    assert not unverified.entities.filter(unverified.entities["place"].str.contains("http")).height


def test_general_knowledge_never_settles_anything_and_leads_to_the_seat():
    keys = [key(row["name"]) for row in rows()]
    found = Ownership(starter_references(), keys, DAY, P)
    graph = found.graph
    sourced = {key(row["name"]) for row in rows() if row["standing"] == "sourced"}
    read = {key(row["name"]) for row in rows() if "country" in parts(row["page_says"])}
    assert [k for k in keys if k not in sourced and graph.nexus(k).value is not None] == []
    assert all(graph.nexus(k).value is not False for k in keys), "a seat alone makes nobody clean"
    adversaries = [row for row in rows() if row["country"] in P.adversary_countries]
    assert all(graph.lead(key(row["name"])) == () for row in adversaries)
    assert all(graph.nexus(key(row["name"])).value for row in adversaries if key(row["name"]) in read)
    assert found.problems == []


def test_general_knowledge_alone_settles_nothing_of_anybody():
    unverified = starter_references()[1]
    keys = unverified.entities["key"].to_list()
    graph = Ownership([unverified], keys, DAY, P).graph
    assert all(graph.nexus(k).value is None for k in keys)


def test_a_holder_of_the_prc_leads_from_a_maker_of_elsewhere():
    graph = Ownership(starter_references(), [maker := key("Volvo Car AB")], DAY, P).graph
    assert graph.nexus(maker).value is None
    assert [graph.led[link.owner].name for link in graph.lead(maker)] == ["Zhejiang Geely Holding Group Co., Ltd."]


def test_a_holding_that_was_read_leads_to_a_holder_whose_seat_was_read():
    graph = Ownership(starter_references(), [maker := key("Yandex LLC")], DAY, P).graph
    assert (graph.nexus(maker).value, graph.nexus(maker).prong) == (True, 4)
    assert [link.owner for link in graph.chain(maker)] == [key("MKPAO Yandex")]


def test_a_seat_is_cited_with_the_day_of_its_page():
    row = row_of("MeiG Smart Technology Co., Ltd.")
    filed = Ownership(starter_references(), [maker := key(row["name"])], DAY, P).graph.filed[maker]
    pointers = [source.pointer for source in filed.sources]
    assert any(row["source"] in pointer for pointer in pointers) and not any(GENERAL in pointer for pointer in pointers)
    assert filed.as_of == date.fromisoformat(row["source_date"])


def test_a_holding_that_was_read_does_not_hold_before_the_day_of_its_page():
    maker, day = key("Preh GmbH"), date.fromisoformat(row_of("Preh GmbH")["source_date"])
    after, before = (Ownership(starter_references(), [maker], d, P).steps for d in (day, date(day.year, 1, 1)))
    assert [(step.high, step.since) for step in after] == [(100.0, day)]
    assert before == []


def test_a_listing_has_its_list_and_days_and_a_holding_the_year_it_is_known_for():
    reference = starter_references()[1]
    of = reference.listings.filter(reference.listings["key"] == key("Megvii Technology Limited")).rows(named=True)
    assert [(row["list"], row["since"], row["until"]) for row in of] == [
        ("Entity List (EL) - Bureau of Industry and Security", date(2019, 10, 9), None),
        ("Chinese military companies (section 1260H, NDAA FY 2021)", date(2024, 1, 31), date(2025, 1, 6)),
    ]
    held = reference.edges.filter(reference.edges["owned"] == key("Valmet Automotive Oyj")).rows(named=True)
    assert [(row["low"], row["place"].rsplit(", ", 1)[1]) for row in held] == [(20.6, "of 2023")]


def test_every_holder_is_a_person_with_a_name():
    for reference in starter_references():
        assert set(reference.edges["owner"]) <= set(reference.entities["key"]) | {key(r["name"]) for r in rows()}
        assert reference.entities["key"].is_unique().all()
        assert reference.entities["name"].null_count() == 0


def test_a_name_a_native_name_and_a_former_name_match_and_a_brand_is_only_a_candidate():
    row = row_of("MeiG Smart Technology Co., Ltd.")
    asked = [row["name"], row["native_name"], parts(row["former_names"])[0], parts(row["brands"])[0]]
    answers = match([Asked(name) for name in asked], Known.of(starter_references()))
    assert [a.match.key if a.match else None for a in answers] == [*[key(row["name"])] * 3, None]
    assert key(row["name"]) in {candidate.key for candidate in answers[3].candidates}


def test_the_list_is_the_same_each_time_it_is_read():
    once, again = starter_references(), starter_references()
    assert [r.snapshot for r in once] == [r.snapshot for r in again]
    assert all(a.entities.equals(b.entities) and a.edges.equals(b.edges) for a, b in zip(once, again, strict=True))

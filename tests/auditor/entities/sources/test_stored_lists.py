"""What a supplier list says, the store keeps: a list given beside an audit and one in the store give the same answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.entities.matching.matching import Asked
from auditor.entities.ownership.graph import Graph
from auditor.entities.reference import FRAMES
from auditor.entities.resolution.people import People
from auditor.entities.resolution.register import Register
from auditor.entities.sources.importing import read_source
from auditor.entities.store.digests import write_digests
from auditor.entities.store.store import Store
from auditor.entities.suppliers.supplier_list import read_list
from auditor.entities.suppliers.suppliers import Suppliers, read_suppliers
from auditor.inputs import read_input
from policies.foreign_adversaries.persons import Basis
from policies.parameters import load
from policies.truth import Standing
from tests.auditor.entities.recorded import edge, entity, reference, stored
from tests.auditor.entities.suppliers.test_suppliers import LISTS, lei, written

DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)


@dataclass(frozen=True)
class Judged:
    """An answer about one name, but for the words."""

    value: bool | None
    prong: int | None
    gaps: frozenset[str]
    bases: frozenset[Basis]
    standing: Standing
    foreign: bool | None


def answers(people: People, asked: list[Asked]) -> dict[str, Judged]:
    """Return for each name what follows from who it is."""
    keys = [named.person for named in people.look_up(asked)]
    judged = {}
    for one, key in zip(asked, keys, strict=True):
        nexus, foreign = people.graph.nexus(key), people.graph.foreign_interest(key)
        judged[one.name] = Judged(nexus.value, nexus.prong, nexus.gaps, nexus.bases, nexus.standing, foreign)
    return judged


def both(folder: Path, content: str | bytes, starter: bool) -> tuple[dict[str, Judged], dict[str, Judged]]:
    """Return the answers about the rows of a list by the list itself, and by a store that it was imported into."""
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    file = read_input(path, "list.csv")
    asked = [Asked(row.name, row.identifiers) for row in read_list(file).rows if row.name]
    graph = Graph(P)
    given_with = People(graph, read_suppliers([file], graph), Register(DAY, starter=starter))
    store = Store(folder / "store")
    store.add(read_source("suppliers", path, DAY))
    by_store = People(Graph(P), Suppliers(()), Register(DAY, store, starter=starter))
    return answers(given_with, asked), answers(by_store, asked)


@pytest.mark.parametrize("starter", [True, False])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_the_store_answers_as_the_list_itself(tmp_path: Path, name: str, starter: bool) -> None:
    content = LISTS[name]
    by_list, by_store = both(tmp_path, content.read_bytes() if isinstance(content, Path) else content, starter)
    assert by_list
    assert by_store == by_list


PLACED = {"incorporated_in": "DE", "headquartered_in": "DE", "principal_place_of_business": "DE"}


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"owners": "Fjordlys [NO] 60%; Free float 40%, dispersed", "no_other_owners": "yes"}, False),
        ({"owners": "Lotus [CN] 30%, largest; Free float 70%, dispersed", "no_other_owners": "yes"}, True),
        ({"owners": "Lotus [CN] 30%, veto; Fjordlys [NO] 70%", "no_other_owners": "yes"}, True),
        ({"owners": "Lotus [CN] 60%, power excluded; Fjordlys [NO] 40%", "no_other_owners": "yes"}, None),
        ({"owners": "Lotus [CN] 5%, board 4/7; Fjordlys [NO] 95%", "no_other_owners": "yes"}, True),
        ({"owners": "Fjordlys [NO] 100%", "no_other_owners": "yes", "acts_for": "CN"}, True),
        ({"no_other_owners": "yes"}, None),
        (
            {
                "owners": "A [CN] 20%, in concert with B; B [CN] 35%, in concert with A; C [NO] 25%, in concert with D; "
                "D [DE] 20%, in concert with C",
                "no_other_owners": "yes",
            },
            True,
        ),
        ({"kind": "natural_person", "citizenships": "CN", "resident_in": "DE", "us_permanent_resident": "yes"}, False),
        ({"kind": "government"}, False),
    ],
)
def test_each_thing_that_a_row_says_is_kept(tmp_path: Path, cells: dict[str, str], value: bool | None) -> None:
    places = {} if cells.get("kind") == "natural_person" else PLACED
    by_list, by_store = both(tmp_path, written([{"name": "Nordvik", **places, **cells}]), starter=False)
    assert by_list["Nordvik"].value is value
    assert by_store == by_list


NAMES = ("Nordvik GmbH", "Fjordlys AS", "Lotus Radio Ltd", "Aurora Inc.", "Korvela Oy")
COUNTRY = st.sampled_from(["", "DE", "CN", "RU", "US"])
SHARE = st.sampled_from(["", " 5%", " 30%", " 50%", " 51%", " 100%"])
RIGHT = st.sampled_from(
    [
        "largest",
        "dispersed",
        "special share",
        "proxy",
        "veto",
        "contract control",
        "power excluded",
        "board 3/7",
        "board 5/9",
    ]
)


@st.composite
def owners(draw: st.DrawFn) -> str:
    entries = []
    called = draw(st.lists(st.sampled_from((*NAMES, "Zhongye", "Free float")), max_size=4, unique=True))
    for name in called:
        country = draw(COUNTRY)
        rights = draw(st.lists(RIGHT, max_size=2, unique=True))
        others = [other for other in called if other != name]
        if others and draw(st.booleans()):
            rights.append(f"in concert with {draw(st.sampled_from(others))}")
        entries.append(", ".join([name + (f" [{country}]" if country else "") + draw(SHARE), *rights]))
    return "; ".join(entries)


ROW = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "aliases": st.sampled_from(["", "NVK", "Fjordlys AS"]),
        "lei": st.sampled_from(["", "", lei("NORDVIK"), lei("FJORDLYS")]),
        "kind": st.sampled_from(["", "", "", "natural_person", "government"]),
        "incorporated_in": COUNTRY,
        "headquartered_in": COUNTRY,
        "principal_place_of_business": COUNTRY,
        "citizenships": st.sampled_from(["", "CN", "DE; US"]),
        "resident_in": COUNTRY,
        "us_permanent_resident": st.sampled_from(["", "yes", "no"]),
        "acts_for": st.sampled_from(["", "", "CN", "DE"]),
        "owners": owners(),
        "no_other_owners": st.sampled_from(["", "yes", "no"]),
        "source": st.sampled_from(["", "register extract"]),
    }
)


@settings(max_examples=30)  # each writes a store
@given(st.lists(ROW, min_size=1, max_size=5))
def test_any_list_in_the_store_answers_as_the_list_itself(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    by_list, by_store = both(tmp_path_factory.mktemp("list"), written(rows), starter=False)
    assert by_store == by_list


def beside(folder: Path, content: str, starter: bool = False) -> tuple[dict[str, Judged], dict[str, Judged], list[str]]:
    """Return the answers by a list, those by it beside a store that holds it, and in what list and store then disagree."""
    path = folder / "list.csv"
    path.write_text(content)
    file = read_input(path, "list.csv")
    asked = [Asked(row.name, row.identifiers) for row in read_list(file).rows if row.name]
    store = Store(folder / "store")
    store.add(read_source("suppliers", path, DAY))
    judged = []
    for register in (Register(DAY, starter=starter), Register(DAY, store, starter=starter)):
        graph = Graph(P)
        people = People(graph, read_suppliers([file], graph), register)
        judged.append(answers(people, asked))
    return judged[0], judged[1], [p.message for p in people.problems if "the records" in p.message]


@pytest.mark.parametrize("starter", [True, False])
@pytest.mark.parametrize(
    ("owners", "value"),
    [
        ("Familie Brockhaus [DE] 100%", False),
        ("Familie Brockhaus [DE] 70%; Free float [NL] 30%, dispersed", False),
        ("Familie Brockhaus [DE] 70%; Free float 30%, dispersed", False),
        ("Familie Brockhaus [DE] 70%, in concert with Erben; Erben [CH] 30%, in concert with Familie Brockhaus", False),
        ("Familie Brockhaus 100%", None),
        ("Familie Brockhaus [DE] 40%; Lotus [CN] 60%", True),
    ],
)
def test_a_list_beside_the_store_that_holds_it_names_the_same_owners(
    tmp_path: Path, owners: str, value: bool | None, starter: bool
) -> None:
    cells = PLACED | {"owners": owners, "no_other_owners": "yes", "source": "Register HRB 1"}
    rows = [{"name": name, **cells} for name in ("Nordvik GmbH", "Fjordlys AS")]
    alone, stored_too, problems = beside(tmp_path, written(rows), starter)
    assert {judged.value for judged in alone.values()} == {value}
    assert (stored_too, problems) == (alone, [])


@settings(max_examples=30)  # each writes a store
@given(st.lists(ROW, min_size=1, max_size=5))
def test_any_list_beside_the_store_that_holds_it_answers_as_the_list_itself(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]]
) -> None:
    alone, stored_too, problems = beside(tmp_path_factory.mktemp("list"), written(rows))
    assert (stored_too, problems) == (alone, [])


def test_a_snapshot_of_another_version_is_read_with_what_it_lacks_unknown(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        written([{"name": "Nordvik", **PLACED, "owners": "Lotus [CN] 60%, largest", "no_other_owners": "yes"}])
    )
    store = Store(tmp_path / "store")
    id = store.add(read_source("suppliers", path, DAY)).id
    lacking = {"entities": ("no_other_owners", "country_only"), "edges": ("largest", "in_concert_with")}
    for name, columns in lacking.items():
        file = tmp_path / "store" / id / f"{name}.parquet"
        pl.read_parquet(file).drop(columns).write_parquet(file)
    for file in [*(tmp_path / "store" / id).glob("index-*"), tmp_path / "store" / id / "digests.json"]:
        file.unlink()
    write_digests(tmp_path / "store" / id)
    assert all(store.frame(id, name).collect().schema == FRAMES[name] for name in FRAMES)
    people = People(Graph(P), Suppliers(()), Register(DAY, store, starter=False))
    assert people.graph.nexus(people.find("Nordvik").person).value is None


def test_a_list_and_another_version_of_it_in_the_store_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    store = Store(tmp_path / "store")
    path.write_text(written([{"name": "Fjordlys AS", **PLACED, "owners": "Lotus [CN] 60%"}]))
    store.add(read_source("suppliers", path, DAY))
    path.write_text(
        written([{"name": "Nordvik GmbH", **PLACED, "owners": "Aurora [NO] 100%", "no_other_owners": "yes"}])
    )
    graph = Graph(P)
    people = People(graph, read_suppliers([read_input(path, "list.csv")], graph), Register(DAY, store, starter=False))
    values = {name: graph.nexus(people.find(name).person).value for name in ("Nordvik GmbH", "Fjordlys AS")}
    assert values == {"Nordvik GmbH": False, "Fjordlys AS": True}


def test_a_stored_list_completes_a_row_beside_the_audit_which_counts_first(tmp_path: Path) -> None:
    path, store = tmp_path / "list.csv", Store(tmp_path / "store")
    path.write_text(
        written([{"name": "Nordvik GmbH", **PLACED, "owners": "Fjordlys [NO] 100%", "no_other_owners": "yes"}])
    )
    store.add(read_source("suppliers", path, DAY))

    def value(**cells: str) -> bool | None:
        path.write_text(written([{"name": "Nordvik GmbH", "aliases": "NVK", **cells}]))
        graph = Graph(P)
        people = People(
            graph, read_suppliers([read_input(path, "list.csv")], graph), Register(DAY, store, starter=False)
        )
        return graph.nexus(people.find("NVK").person).value

    assert value() is False
    assert value(owners="Aurora [US] 5%") is None  # the stored list, which has all owners, lacks this one
    assert value(incorporated_in="CN") is None  # the two disagree on a country of the PRC or Russia
    assert value(owners="Lotus [CN] 60%") is True


@pytest.mark.parametrize("listed", [True, False])
def test_a_holder_of_a_stored_list_is_looked_for_in_the_other_sources(tmp_path: Path, listed: bool) -> None:
    """A list that clears its own holder is not the last word on it: a register that has the name is asked, too."""
    path = tmp_path / "list.csv"
    rows = [{"name": "Nordvik GmbH", **PLACED, "owners": "Fjordlys AS 100%", "no_other_owners": "yes"}]
    path.write_text(written([*rows, {"name": "Fjordlys AS", "owners": "Lindqvist [SE] 10%"}][: 2 if listed else 1]))
    store = stored(
        tmp_path / "store",
        reference([entity("b", None, "Fjordlys AS"), entity("l", "CN", "Lotus")], [edge("l", "b", 80)]),
    )
    store.add(read_source("suppliers", path, DAY))
    people = People(Graph(P), Suppliers(()), Register(DAY, store, starter=False))
    assert people.graph.nexus(people.find("Nordvik GmbH").person).value is True


FAMILY = entity("f", "DE", "Familie Brockhaus")
LOTUS = entity("l", "CN", "Lotus")


@pytest.mark.parametrize(
    ("entities", "edges", "value"),
    [
        ([FAMILY], [edge("f", "n", 100)], False),
        ([FAMILY], [edge("f", "n", 60)], None),
        ([FAMILY], [edge("f", "n", 100), edge("f", "n", None, kind="veto")], None),
        ([entity("f", "FR", "Familie Brockhaus")], [edge("f", "n", 100)], None),
        ([FAMILY, entity("g", "DE", "Brockhaus Familie AG")], [edge("f", "n", 100), edge("g", "n", 10)], None),
        ([FAMILY, entity("g", "DE", "Familie Brockhaus")], [edge("f", "n", 50), edge("g", "n", 50)], None),
        ([FAMILY, LOTUS], [edge("f", "n", 100), edge("l", "f", 80)], True),
        ([FAMILY, LOTUS], [edge("f", "n", 40), edge("l", "n", 60)], True),
        ([entity("f", "CN", "Familie Brockhaus")], [edge("f", "n", 100)], True),
    ],
)
def test_a_holder_on_record_is_the_list_s_only_where_it_says_no_more(
    tmp_path: Path, entities: list[dict[str, Any]], edges: list[dict[str, Any]], value: bool | None
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        written([{"name": "Nordvik", **PLACED, "owners": "Familie Brockhaus [DE] 100%", "no_other_owners": "yes"}])
    )
    store = stored(tmp_path / "store", reference([entity("n", "DE", "Nordvik"), *entities], edges))
    graph = Graph(P)
    people = People(graph, read_suppliers([read_input(path, "list.csv")], graph), Register(DAY, store, starter=False))
    assert people.graph.nexus(people.find("Nordvik").person).value is value

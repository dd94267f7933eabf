"""An excerpt of the store answers as the whole would, and holds nothing that is not asked for."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.entities.matching import candidates
from auditor.entities.matching.decisions import Decision, Decisions
from auditor.entities.matching.identity import joined, same_persons
from auditor.entities.matching.matching import Asked, Known, match
from auditor.entities.ownership.holdings import Ownership
from auditor.entities.reference import FRAMES, Reference, Snapshot
from auditor.entities.store.excerpt import excerpt
from auditor.entities.store.store import Store
from policies.parameters import load
from tests.auditor.entities.recorded import ready

DAY = date(2026, 11, 24)
P = load("policies.connected_vehicles", DAY)


def lei(number: int) -> str:
    body = f"9999{number:014d}"
    return f"{body}{98 - int(body + '00') % 97:02d}"


def reference(id, entities=(), names=(), identifiers=(), edges=(), listings=()):
    """Return a reference of rows: key, name; key, name, kind; key, scheme, value; owner, owned, share, until; key, list."""
    columns = {
        "entities": ("key", "name", "incorporated_in", "citizenships"),
        "names": ("key", "name", "kind"),
        "identifiers": ("key", "scheme", "value"),
        "edges": ("owner", "owned", "low", "until"),
        "listings": ("key", "list"),
    }
    rows = {"entities": entities, "names": names, "identifiers": identifiers, "edges": edges, "listings": listings}
    frames = {}
    for name, schema in FRAMES.items():
        made = [dict(zip(columns[name], row, strict=False)) for row in rows[name]]
        made = [row | ({"kind": "voting_share", "high": row["low"]} if name == "edges" else {}) for row in made]
        frames[name] = pl.DataFrame([{c: row.get(c) for c in schema} for row in made], schema=schema)
    return Reference(Snapshot(id, "made", "a test", "none", date(2026, 1, 1), "0" * 64, "sourced", 1, 0), **frames)


def stored(folder, references):
    store = Store(Path(folder) / "store")
    for made in references:
        store.add(ready(made))
    return store


def answers(references, asked, decisions):
    """Return what is found in references, the holdings above whom is found, and what is known of all these persons."""
    one = joined(references)
    found = match(asked, Known.of(one), decisions)
    keys = [key for answer in found if answer.match for key in (answer.match.key, *answer.match.also)]
    ownership = Ownership(one, keys, DAY, P)
    return found, ownership.graph.persons, ownership.steps, ownership.problems, ownership.stated_by


BRANDS = ("Nordvik", "Nordvjk", "Fjordlys", "Zalumbra", "Borealtek", "Aurora", "虚构", "Вымысел", "N", "KV")
REST = ("Telematik", "Telematics", "Electronics", "Suzhou", "Nord", "Vik", "苏州", "Holding")
FORMS = ("GmbH", "Ltd", "", "有限公司", "Co., Ltd.")
NAME = st.builds(
    lambda *words: " ".join(filter(None, words)) or "?",
    st.sampled_from(BRANDS),
    st.sampled_from(("", *REST)),
    st.sampled_from(("", *REST)),
    st.sampled_from(FORMS),
)
IDENTIFIER = st.sampled_from(
    [
        ("lei", lei(1)),
        ("lei", lei(2)),
        ("lei", f"{lei(3)[:-1]}x"),
        ("inn", "7707083893"),
        ("duns", "123456789"),
        ("vat", "BE428759497"),
    ]
)
PERSON = st.integers(0, 9)
UNTIL = st.sampled_from((None, None, date(2020, 1, 1), date(2030, 1, 1)))


@st.composite
def worlds(draw):
    """Return up to three references whose keys overlap."""
    made = []
    for number in range(draw(st.integers(1, 3))):

        def key(person, number=number):
            return f"lei:{lei(person)}" if person < 3 else f"{number}:{person}"

        people = draw(st.lists(PERSON, unique=True, max_size=10))
        place = st.sampled_from((None, "CN", "DE"))
        held = st.tuples(PERSON, PERSON, st.sampled_from((None, 10.0, 33.5, 51.0)), UNTIL)
        made.append(
            reference(
                f"made-{number}",
                [
                    (
                        key(person),
                        draw(st.one_of(st.none(), NAME)),
                        draw(place),
                        draw(st.sampled_from((None, [], ["CN", "US"]))),
                    )
                    for person in people
                ],
                [
                    (key(p), n, k)
                    for p, n, k in draw(
                        st.lists(st.tuples(PERSON, NAME, st.sampled_from(("alias", "trading", "former"))), max_size=8)
                    )
                ],
                [
                    (key(person), *identifier)
                    for person, identifier in draw(st.lists(st.tuples(PERSON, IDENTIFIER), max_size=6))
                ],
                [
                    (key(owner), key(owned), share, until)
                    for owner, owned, share, until in draw(st.lists(held, max_size=8))
                ],
                [(key(person), "a list") for person in draw(st.lists(PERSON, max_size=2))],
            )
        )
    return made


ASKED = st.lists(
    st.builds(Asked, st.one_of(NAME, st.just("Nordvik 虚构"), st.just("")), st.lists(IDENTIFIER, max_size=1).map(dict)),
    max_size=6,
)


@settings(max_examples=25)  # each writes a store
@given(worlds(), ASKED, st.sampled_from((60, 1, 2)), st.one_of(st.none(), NAME))
def test_an_excerpt_answers_as_the_whole_would(world, asked, common, decided):
    decisions = Decisions()
    if decided and asked:
        decisions = Decisions([Decision(asked[0].name or "?", "0:4", True, "A", DAY, "because", "decisions.toml", 1)])
    keys = {decision.key for decision in decisions.all}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "RARE", common)
        store = stored(folder, world)
        found = excerpt(store, [made.snapshot.id for made in world], asked, keys, DAY)
        assert answers(found, asked, decisions) == answers(world, asked, decisions)
        kept = {key for made in found for key in made.entities["key"]}
        one_key = same_persons(world)
        assert {old: new for old, new in one_key.items() if old in kept}.items() <= same_persons(found).items()
        for part, whole in zip(found, world, strict=True):
            for name in FRAMES:
                rows, all_rows = getattr(part, name), getattr(whole, name)
                in_order = [row for row in all_rows.rows() if row in rows.rows()]
                assert rows.rows() == in_order, "unchanged, and in their order"


def test_what_is_not_asked_for_is_not_there(tmp_path):
    world = reference(
        "made-1",
        [
            ("a", "Nordvik GmbH"),
            ("b", "Fjordlys AS"),
            ("c", "Zalumbra Ltd"),
            ("d", "Borealtek Ltd"),
            ("e", "Aurora AB"),
        ],
        edges=[("b", "a", 51.0), ("c", "b", 51.0, date(2020, 1, 1)), ("a", "d", 51.0), ("e", "c", 51.0)],
        listings=[("b", "a list"), ("c", "another list")],
    )
    store = stored(tmp_path, [world])
    (found,) = excerpt(store, ["made-1"], [Asked("NORDVIK GMBH")], [], DAY)
    assert found.entities["key"].to_list() == ["a", "b"]
    assert found.edges.select("owner", "owned").rows() == [("b", "a")]
    assert found.listings["key"].to_list() == ["b"]
    (found,) = excerpt(store, ["made-1"], [Asked("Zalumbro")], ["d"], DAY, also_named=["aurora ab"])
    assert found.entities["key"].to_list() == ["a", "b", "c", "d", "e"]
    above_the_candidate = ("e", "c")
    assert found.edges.select("owner", "owned").rows() == [("b", "a"), ("a", "d"), above_the_candidate]
    assert excerpt(store, [], [Asked("Nordvik GmbH")], ["a"], DAY) == []
    (found,) = excerpt(store, ["made-1"], [], [], DAY)
    assert found.entities.height == 0


def test_the_fourth_candidate_is_the_third_where_two_are_one_person(tmp_path):
    entities = [("a:1", "Nordvikson Alpha"), ("a:2", "Nordvikson Alpho"), ("a:3", "Nordvikson Alphi")]
    world = [
        reference(
            "made-1",
            [*entities, ("a:4", "Nordvikson Alphabet")],
            identifiers=[("a:1", "lei", lei(1)), ("a:2", "inn", "7707083893")],
        ),
        reference("made-2", [("b:1", "Zenith")], identifiers=[("b:1", "lei", lei(1)), ("b:1", "inn", "7707083893")]),
    ]
    asked = [Asked("Nordvikson Alph")]
    found = excerpt(stored(tmp_path, world), ["made-1", "made-2"], asked, [], DAY)
    assert answers(found, asked, None) == answers(world, asked, None)
    assert [c.key for c in answers(found, asked, None)[0][0].candidates] == ["a:1", "a:3", "a:4"]


def test_letters_of_every_kind_find_the_same_as_in_the_whole(tmp_path):
    names = [
        "Jörg Özdemir A/S",
        "ЗАО «Вымысел»",
        "虚構電子株式会社",
        "K+K Nordvik",
        "A.B.C.",
        "가나다 주식회사",
        "3-D Nordvik",
        "Nordvik 2000",
    ]
    world = reference("made-1", [(f"k{i}", name) for i, name in enumerate(names)])
    asked = [
        Asked(text) for name in names for text in (name, name[1:], name[:-1], name + "x", name[::-1], name.upper())
    ]
    found = excerpt(stored(tmp_path, [world]), ["made-1"], asked, [], DAY)
    assert answers(found, asked, None) == answers([world], asked, None)

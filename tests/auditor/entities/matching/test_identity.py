"""A person has one key in all references, and a fault of the data joins nobody."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.entities.matching.identity import joined, same_persons, under
from auditor.entities.reference import FRAMES, Reference, Snapshot


def lei(number: int) -> str:
    body = f"9999{number:014d}"
    return f"{body}{98 - int(body + '00') % 97:02d}"


INNS = ("7707083893", "7736050003", "500100732259")


def reference(name, keys=(), identifiers=(), edges=(), names=(), listings=()):
    snapshot = Snapshot(name, "made", "a test", "none", date(2026, 1, 1), "0" * 64, "sourced", 1, 0)
    rows = {
        "entities": [{"key": key, "name": f"{key} Ltd"} for key in keys],
        "names": [{"key": key, "name": text, "kind": "alias"} for key, text in names],
        "identifiers": [dict(zip(("key", "scheme", "value"), row, strict=True)) for row in identifiers],
        "edges": [{"owner": owner, "owned": owned, "kind": "voting_share"} for owner, owned in edges],
        "listings": [{"key": key, "list": "a list"} for key in listings],
    }
    frames = {
        name: pl.DataFrame([{c: row.get(c) for c in schema} for row in rows[name]], schema=schema)
        for name, schema in FRAMES.items()
    }
    return Reference(snapshot, **frames)


def test_all_frames_go_by_the_key_of_the_lei():
    register = reference("a", [f"lei:{lei(1)}"], [(f"lei:{lei(1)}", "lei", lei(1))])
    other = reference(
        "b",
        ["a:1", "a:2"],
        [("a:1", "lei", lei(1))],
        [("a:2", "a:1"), ("a:1", "a:3")],
        [("a:1", "Nordvik")],
        ["a:1"],
    )
    first, second = joined([register, other])
    one = f"lei:{lei(1)}"
    assert first.entities.equals(register.entities)
    assert second.entities["key"].to_list() == [one, "a:2"]
    assert second.edges.select("owner", "owned").rows() == [("a:2", one), (one, "a:3")]
    edges = other.edges.with_columns(in_concert_with=pl.Series([["a:1", "a:2"], None], dtype=pl.List(pl.String)))
    assert under(replace(other, edges=edges), {"a:1": one}).edges["in_concert_with"].to_list() == [[one, "a:2"], None]
    assert (
        second.names["key"].to_list()
        == second.identifiers["key"].to_list()
        == second.listings["key"].to_list()
        == [one]
    )


def test_two_with_one_identifier_inside_a_reference_stay_two_and_it_joins_nobody():
    faulty = reference("a", ["a:1", "a:2"], [("a:1", "lei", lei(1)), ("a:2", "lei", lei(1))])
    other = reference("b", ["b:1"], [("b:1", "lei", lei(1))])
    assert same_persons([faulty, other]) == {}


@pytest.mark.parametrize(
    ("scheme", "value"), [("lei", lei(1)[:-1] + "x"), ("duns", "123456789"), ("inn", "7707083894")]
)
def test_what_cannot_be_checked_or_does_not_fit_joins_nobody(scheme, value):
    one, other = reference("a", ["a:1"], [("a:1", scheme, value)]), reference("b", ["b:1"], [("b:1", scheme, value)])
    assert same_persons([one, other]) == {}


def test_spellings_and_chains_of_identifiers_join():
    one = reference("a", ["z:1"], [("z:1", "lei", lei(1).lower())])
    two = reference("b", ["m:1"], [("m:1", "lei", f" {lei(1)}"), ("m:1", "inn", INNS[0])])
    three = reference("c", ["c:1"], [("c:1", "inn", INNS[0])])
    assert same_persons([one, two, three]) == {"z:1": "c:1", "m:1": "c:1"}


def test_nothing_and_nobody():
    assert joined([]) == []
    (same,) = joined([reference("a", ["a:1"])])
    assert same.entities["key"].to_list() == ["a:1"]


VALUES = [("lei", lei(1)), ("lei", lei(2)), ("inn", INNS[0]), ("inn", INNS[1]), ("ogrn", "1027700132195")]
IDENTIFIED = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(VALUES)), max_size=14)


def references(rows, order=range(4)):
    found = [[] for _ in range(4)]
    for number, person, (scheme, value) in rows:
        own = f"lei:{lei(9)}" if (number, person) == (2, 3) else f"{number}:{person}"
        found[number].append((own, scheme, value))
    return [reference(str(i), sorted({key for key, _, _ in found[i]}), found[i]) for i in order]


@given(IDENTIFIED, st.permutations(range(4)))
def test_the_order_of_references_does_not_matter_and_joining_again_changes_nothing(rows, order):
    one_key = same_persons(references(rows))
    assert same_persons(references(rows, order)) == one_key
    assert same_persons(joined(references(rows))) == {}
    assert not one_key.keys() & set(one_key.values())


def has_two_of_a_scheme(keys, held):
    """Tell whether two of the keys have other values of one scheme, so that a third that has both might join them."""
    values = {key: {i for i, by in held.items() if any(key in some for some in by.values())} for key in keys}
    return any(
        {v for s, v in values[one] if s == scheme}.isdisjoint({v for s, v in values[other] if s == scheme})
        for one in keys
        for other in keys
        for scheme in {s for s, _ in values[one]} & {s for s, _ in values[other]}
    )


def test_a_record_with_the_numbers_of_two_companies_does_not_make_them_one():
    register = reference("a", ["a:1", "a:2"], [("a:1", "lei", lei(1)), ("a:2", "lei", lei(2))])
    other = reference("b", ["b:1"], [("b:1", "lei", lei(2))])
    bridge = reference("c", ["c:1"], [("c:1", "lei", lei(1)), ("c:1", "lei", lei(2))])
    assert same_persons([register, other, bridge]) == {"b:1": "a:2"}
    assert same_persons([other, bridge]) == {"c:1": "b:1"}  # a second number that nobody else has


def test_nor_do_two_records_by_a_number_of_another_kind():
    register = reference("a", ["a:1", "a:2"], [("a:1", "lei", lei(1)), ("a:2", "lei", lei(2))])
    one = reference("b", ["b:1"], [("b:1", "lei", lei(1)), ("b:1", "inn", INNS[0])])
    two = reference("c", ["c:1"], [("c:1", "lei", lei(2)), ("c:1", "inn", INNS[0])])
    assert same_persons([register, one, two]) == {}
    assert same_persons([one, two]) == {"c:1": "b:1"}


def test_nor_does_a_chain_of_records():
    numbers = [
        ("lei", lei(1)),
        ("inn", INNS[0]),
        ("ogrn", "1027700132195"),
        ("uscc", "91310000710939515H"),
        ("lei", lei(2)),
    ]
    chain = [
        reference(f"r{i}", [f"r:{i}"], [(f"r:{i}", *one), (f"r:{i}", *two)])
        for i, (one, two) in enumerate(itertools.pairwise(numbers))
    ]
    ends = reference("e", ["e:1", "e:2"], [("e:1", *numbers[0]), ("e:2", *numbers[-1])])
    one_key = same_persons([*chain, ends])
    assert one_key.get("e:1", "e:1") != one_key.get("e:2", "e:2")


@given(IDENTIFIED)
def test_two_of_whom_a_third_has_both_numbers_are_one_only_by_a_number_of_their_own(rows):
    one_key = same_persons(references(rows))
    (all_of_it,) = {tuple(key for made in references(rows) for key in made.entities["key"])}
    values = {}
    for made in references(rows):
        for key, scheme, value in made.identifiers.iter_rows():
            values.setdefault(key, set()).add((scheme, value))
    for one, other in itertools.combinations(all_of_it, 2):
        if one_key.get(one, one) == one_key.get(other, other) and values[one].isdisjoint(values[other]):
            schemes = {s for s, _ in values[one]} & {s for s, _ in values[other]}
            assert not schemes


@given(IDENTIFIED)
def test_who_is_one_shares_an_identifier_and_who_shares_an_undisputed_one_is_one(rows):
    one_key = same_persons(references(rows))
    held = {}
    for made in references(rows):
        for key, scheme, value in made.identifiers.iter_rows():
            held.setdefault((scheme, value), {}).setdefault(made.snapshot.id, set()).add(key)
    has_bridges = has_two_of_a_scheme([key for by in held.values() for keys in by.values() for key in keys], held)
    for by_reference in held.values():
        if not has_bridges and all(len(keys) == 1 for keys in by_reference.values()):
            assert len({one_key.get(key, key) for keys in by_reference.values() for key in keys}) == 1
    for key, other in one_key.items():
        mine, theirs = ({i for i, by in held.items() if any(k in keys for keys in by.values())} for k in (key, other))
        linked, seen = set(mine), {key}
        while new := {k for i in linked for keys in held[i].values() for k in keys} - seen:
            seen |= new
            linked |= {i for i, by in held.items() if any(new & keys for keys in by.values())}
        assert other in seen and theirs <= linked

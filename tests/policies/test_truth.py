"""Three-valued tests: Kleene's logic, what an answer rests on, and what could still move it."""

from __future__ import annotations

import itertools

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conditions import is_true
from policies.masks import Bits
from policies.truth import Compiled, Group, Node, Section, Standing, Test, all_of, any_of, none_of
from policies.vocabulary import Fact, Vocabulary

LETTERS = Vocabulary([Fact(f"{letter}", "bool") for letter in "abcdef"])


def leaf(letter: str, paragraph: str, standing: Standing, **more: Standing) -> Test:
    """A test that one fact decides."""
    return Section(paragraph, standing, LETTERS).test(f"test-{letter}", letter, is_true(letter), **more)


VALUES = (True, False, None)


def kleene(join: str, values: list[bool | None]) -> bool | None:
    """The textbook's truth: a conjunction is the least of its parts, with unknown between no and yes."""
    order = {False: 0, None: 1, True: 2}
    back = {0: False, 1: None, 2: True}
    if join == "all":
        return back[min(order[v] for v in values)]
    most = max(order[v] for v in values)
    return back[most] if join == "any" else back[2 - most]


def truth(node: Node, facts: dict[str, bool | None]) -> bool | None:
    if isinstance(node, Test):
        return facts[node.words]
    return kleene(node.join, [truth(child, facts) for child in node.children])


names = st.sampled_from("abcdef")
trees = st.recursive(
    names.map(lambda n: leaf(n, f"§ {n}", Standing.PROBABLE)),
    lambda below: st.builds(
        lambda join, children: join("group", "", *children),
        st.sampled_from([all_of, any_of, none_of]),
        st.lists(below, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


def evaluate(tree: Node, rows: list[dict[str, bool | None]]) -> pl.DataFrame:
    compiled = Compiled([tree])
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abcdef", pl.Boolean)).lazy()
    query = compiled.supports(compiled.values(frame))
    for stage in compiled.unknowns({tree: pl.lit(True)}):
        query = query.with_columns(stage)
    asked = [compiled.unknown(x).alias(f"asked {i}") for i, x in enumerate(compiled.leaves)]
    rests = [column.alias(f"rests {i}") for i, column in enumerate(compiled.support(tree))]
    return query.select(compiled.value(tree).alias("value"), *rests, *asked).collect()


def bases(tree: Node, rows: list[dict[str, bool | None]]) -> list[list[tuple[str, Standing]]]:
    """What the tree rests on in each row."""
    compiled = Compiled([tree])
    masks = evaluate(tree, rows).select(f"rests {i}" for i in range(compiled.bases.columns)).rows()
    return [compiled.bases.things_in(mask) for mask in masks]


@given(trees, st.lists(st.fixed_dictionaries({n: st.sampled_from(VALUES) for n in "abcdef"}), min_size=1, max_size=6))
def test_a_compiled_tree_has_kleenes_truth_in_every_row(tree, rows):
    assert evaluate(tree, rows)["value"].to_list() == [truth(tree, row) for row in rows]


@given(trees, st.fixed_dictionaries({n: st.sampled_from(VALUES) for n in "abcdef"}))
def test_a_leaf_that_could_still_move_the_answer_is_asked_for(tree, row):
    """Complete: whenever settling unknown facts can give two answers, an unknown leaf among them is asked for."""
    compiled = Compiled([tree])
    answer = evaluate(tree, [row])
    asked = {x.words for i, x in enumerate(compiled.leaves) if answer[f"asked {i}"][0]}
    unknown = [n for n in "abcdef" if row[n] is None]
    assert asked <= set(unknown)
    moving = set()
    for values in itertools.product((True, False), repeat=len(unknown)):
        settled = row | dict(zip(unknown, values, strict=True))
        for n in unknown:
            if truth(tree, settled) != truth(tree, settled | {n: not settled[n]}):
                moving.add(n)
    assert moving <= asked
    if answer["value"][0] is not None:
        assert not asked


def test_an_answer_rests_on_the_deciding_child_only():
    yes = leaf("a", "1", Standing.SETTLED)
    no = leaf("b", "2", Standing.OPEN)
    other = leaf("c", "3", Standing.PROBABLE)
    row = {"a": True, "b": False, "c": True, "d": None, "e": None, "f": None}

    def rests(tree: Group) -> set[str]:
        return {paragraph for paragraph, _ in bases(tree, [row])[0]}

    assert rests(all_of("", "", yes, other)) == {"1", "3"}
    assert rests(all_of("", "", yes, no, other)) == {"2"}
    assert rests(any_of("", "", no, other, yes)) == {"3"}
    assert rests(none_of("", "", no)) == {"2"}
    assert rests(none_of("", "", no, other)) == {"3"}


@pytest.mark.parametrize(("arises", "value"), [(True, None), (False, False), (None, None)])
def test_an_open_question_is_never_decided(arises, value):
    open_one = Section("791.301", Standing.PROBABLE, LETTERS).question("a", "words", "Is it?", is_true("a"))
    row = {"a": arises, **dict.fromkeys("bcdef")}
    assert evaluate(all_of("", "", open_one), [row])["value"][0] is value


def test_a_leaf_of_firmer_failure_lends_that_standing_when_it_fails():
    use = leaf("a", "1", Standing.OPEN, failing=Standing.SETTLED)
    tree = none_of("", "", use)
    rows = [{"a": value, **dict.fromkeys("bcdef")} for value in (True, False)]
    standings = [max(s for _, s in row) for row in bases(tree, rows)]
    assert standings == [Standing.OPEN, Standing.SETTLED]


def test_an_answer_may_rest_on_any_number_of_paragraphs():
    children = [leaf("a", f"§ {i}", Standing.PROBABLE) for i in range(150)]
    row = {"a": True, **dict.fromkeys("bcdef")}
    assert {paragraph for paragraph, _ in bases(all_of("", "", *children), [row])[0]} == {f"§ {i}" for i in range(150)}


@given(st.integers(1, 200), st.data())
def test_a_mask_keeps_what_is_put_into_it_over_as_many_columns_as_it_takes(size, data):
    masks = Bits(range(size))
    some = data.draw(st.sets(st.integers(0, size - 1)))
    first = data.draw(st.integers(0, size - 1))
    number = data.draw(st.integers(0, 2 ** min(14, size - first) - 1))
    both = masks.union([masks.of(*some), masks.shifted(pl.col("number"), first)])
    row = pl.DataFrame({"number": [number]}, schema={"number": pl.UInt32}).select(
        c.alias(str(i)) for i, c in enumerate(both)
    )
    held = {first + i for i in range(14) if number >> i & 1}
    assert masks.things_in(row.row(0)) == sorted(some | held)

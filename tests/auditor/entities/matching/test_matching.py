"""Evidence makes a match; likeness makes candidates; what a person decided beats both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from auditor.entities.matching.candidates import Compared, candidates, with_stems
from auditor.entities.matching.decisions import Decisions, read_decisions
from auditor.entities.matching.matching import Asked, Known, match
from auditor.entities.reference import EDGES, ENTITIES, IDENTIFIERS, LISTINGS, NAMES, Reference, Snapshot
from auditor.inputs import read_input
from bom_parsers.errors import InputError


def lei(body: str) -> str:
    return f"{body}{98 - int(''.join(str(int(c, 36)) for c in f'{body}00')) % 97:02d}"


A, B, C = (lei(f"999900EXAMPLE0000{n}"[:18].ljust(18, "0")) for n in (1, 2, 3))


def known(names: Sequence[tuple[str, str, str]], identifiers: Sequence[tuple[str, str, str]] = ()) -> Known:
    return Known(
        pl.DataFrame(names, ["key", "name", "kind"], orient="row"),
        pl.DataFrame(identifiers, dict.fromkeys(("key", "scheme", "value"), pl.String), orient="row"),
    )


def answer(name, people, decisions=None, **identifiers):
    (found,) = match([Asked(name, identifiers)], people, decisions)
    return found


NORDVIK = known(
    [
        ("a", "Nordvik Telematik GmbH", "legal"),
        ("a", "Nordvik Funk GmbH", "former"),
        ("a", "Nordvik", "alias"),
        ("a", "CarSong", "trading"),
        ("b", "Fjordlys Holding AS", "legal"),
        ("b", "虚构电子有限公司", "native"),
    ],
    [("a", "lei", A), ("b", "lei", B), ("a", "duns", "000000018"), ("b", "vat", "BE0428759497")],
)


@pytest.mark.parametrize(
    ("name", "key", "by"),
    [
        ("NORDVIK TELEMATIK GMBH.", "a", "name"),
        ("nordvik", "a", "alias"),
        ("Nordvik Funk GmbH", "a", "former name"),
        (" 虚构电子有限公司。", "b", "name"),
        ("Nordvik(虚构)", "a", "part of the name: alias"),
        ("虚构电子有限公司 Xugou Electronics Co., Ltd.", "b", "part of the name: name"),
    ],
)
def test_an_exact_name_is_a_match(name, key, by):
    found = answer(name, NORDVIK)
    assert (found.match.key, found.match.by, found.match.conflict) == (key, by, None)
    assert found.candidates == ()


@pytest.mark.parametrize(
    ("name", "key", "why"),
    [
        ("Nordvik Telematik", "a", "legal form"),
        ("Telematik Nordvik GmbH", "a", "another order"),
        ("Nordvjk Telematik GmbH", "a", "alike"),
        ("Nоrdvik Telematik GmbH", "a", "script or signs"),
        ("CarSong", "a", "trading name or brand"),
        ("Nordvik Telematik (Suzhou) Co., Ltd.", "a", "regional arm of"),
        ("Nordvik 苏州", "a", "only one part"),
        ("Nordvik 虚构电子有限公司", "a", "only one part"),
    ],
)
def test_what_is_only_alike_is_a_candidate(name, key, why):
    found = answer(name, NORDVIK)
    assert found.match is None
    assert (found.candidates[0].key, why in found.candidates[0].why) == (key, True), found.candidates


def test_lookalike_letters_are_noted():
    assert "CYRILLIC" in answer("Nоrdvik Telematik GmbH", NORDVIK).notes[0]


def test_an_identifier_outweighs_the_name_and_what_speaks_against_it_is_told():
    found = answer("Fjordlys Holding AS", NORDVIK, lei=A.lower())
    assert (found.match.key, found.match.by, found.match.conflict) == (
        "a",
        "lei",
        "the name is of 'Fjordlys Holding AS' (b)",
    )
    found = answer("Somebody Else Ltd", NORDVIK, lei=A, vat="BE 428.759.497")
    assert (found.match.key, found.match.conflict) == ("a", "vat BE0428759497 is of 'Fjordlys Holding AS' (b)")
    assert answer("Somebody Else Ltd", NORDVIK, duns="18".zfill(7)).match.key == "a"


def test_a_name_with_another_lei_is_another_person():
    found = answer("Nordvik", NORDVIK, lei=C)
    assert found.match is None
    assert found.candidates[0].why == f"has the name, but lei {C} is given, {A} is listed"


def test_another_duns_number_is_a_conflict_only_for_a_person_may_have_several():
    found = answer("Nordvik", NORDVIK, duns="000000026")
    assert (found.match.key, found.match.conflict) == ("a", "duns 000000026 is given, 000000018 is listed")


def test_an_identifier_with_a_wrong_digit_is_no_evidence_and_is_told():
    wrong = A[:-1] + str((int(A[-1]) + 1) % 10)
    found = answer("Somebody Else Ltd", NORDVIK, lei=wrong)
    assert found.match is None
    assert found.notes == (f"lei {wrong} is not used: the check digits do not fit",)


def test_a_name_of_two_persons_means_neither():
    people = known([("a", "Aurora Ltd", "legal"), ("b", "AURORA LTD.", "former")], [("b", "lei", B)])
    found = answer("Aurora Ltd", people)
    assert found.match is None
    assert {c.key: c.why for c in found.candidates} == dict.fromkeys("ab", "several persons have this name")
    assert answer("Aurora Ltd", people, lei=B).match.key == "b", "an identifier tells them apart"


def test_two_entities_of_a_source_with_one_lei_are_both_in_doubt():
    people = known([("a", "Aurora Ltd", "legal"), ("b", "Borealis Ltd", "legal")], [("a", "lei", A), ("b", "lei", A)])
    found = answer("Zenith Ltd", people, lei=A)
    assert found.match is None
    assert {c.key for c in found.candidates} == {"a", "b"}
    assert answer("Aurora Ltd", people).match.key == "a"


def reference(names, identifiers):
    snapshot = Snapshot("made-1", "made", "a test", "none", date(2026, 1, 1), "0" * 64, "sourced", 1, 0)
    entities = pl.DataFrame([{"key": key, "name": name} for key, name in names], ENTITIES)
    others = (pl.DataFrame(schema=schema) for schema in (EDGES, LISTINGS))
    found = pl.DataFrame(identifiers, IDENTIFIERS, orient="row")
    return Reference(snapshot, entities, pl.DataFrame(schema=NAMES), found, *others)


def test_one_person_in_two_references_is_one_person_if_they_share_an_identifier():
    one = reference([("x:1", "Aurora Ltd")], [("x:1", "lei", A)])
    other = reference([("y:1", "Aurora Ltd"), ("y:2", "Borealis Ltd")], [("y:1", "lei", A)])
    found = answer("aurora ltd", Known.of([one, other]))
    assert (found.match.key, found.match.also) == ("x:1", ("y:1",))
    apart = reference([("y:1", "Aurora Ltd")], [("y:1", "lei", B)])
    assert answer("Aurora Ltd", Known.of([one, apart])).match is None
    assert answer("Aurora Ltd", Known.of([])).candidates == ()


def test_nothing_is_asked_and_nothing_is_known():
    assert match([], NORDVIK) == []
    assert answer("", NORDVIK).match is answer("???", NORDVIK).match is None
    assert answer("Nordvik", Known.of([])).match is None


def test_only_the_best_three_persons_are_offered_each_once():
    frame = [(f"k{i}", f"Nordvikson {word} GmbH") for i, word in enumerate(["Alpha", "Alphb", "Alphc", "Alphd"])]
    names = pl.DataFrame([*frame, ("k0", "Nordvikson Alpha AG")], ["key", "name"], orient="row")
    (found,) = candidates(["Nordvikson Alpha"], Compared(with_stems(names)))
    assert [c.key for c in found] == ["k0", "k1", "k2"]
    assert found[0].score == 100
    assert found[0].score > found[1].score


def test_common_words_alone_make_no_candidate():
    names = pl.DataFrame([("a", "Nordvik Electronics Technology GmbH")], ["key", "name"], orient="row")
    assert candidates(["Zalumbra Electronics Technology GmbH"], Compared(with_stems(names))) == [()]


def decision(is_, name="Zeta", key="a"):
    return (
        f'[[decision]]\nname = "{name}"\nkey = "{key}"\nis = "{is_}"\n'
        'who = "A. Lindqvist"\nwhen = 2026-11-24\nwhy = "register extract"\n'
    )


def decided(tmp_path, text):
    path = tmp_path / "decisions.toml"
    path.write_text(text, "utf-8")
    return read_decisions(read_input(path, path.name))


def test_a_decision_beats_the_machine(tmp_path):
    decisions = decided(tmp_path, decision("same", "ZETA") + decision("different", "Nordvik"))
    found = answer("zeta", NORDVIK, decisions)
    assert (found.match.key, found.match.by) == ("a", "decision")
    assert found.match.evidence == "decided by A. Lindqvist on 2026-11-24: register extract (decisions.toml: line 1)"
    conflict = answer("zeta", NORDVIK, decisions, lei=B).match.conflict
    assert conflict == f"lei {B} is of 'Fjordlys Holding AS' (b); lei {B} is given, {A} is listed"
    found = answer("Nordvik", NORDVIK, decisions)
    assert found.match is None
    assert "a" not in [c.key for c in found.candidates]
    assert "decided by" in found.notes[0]


def test_a_decision_about_a_person_nobody_knows_is_told_and_has_no_effect(tmp_path):
    decisions = decided(tmp_path, decision("same", "Nordvik", "gone"))
    assert answer("Nordvik", NORDVIK, decisions).match.by == "alias"
    (problem,) = decisions.strangers({"a", "b"})
    assert (problem.source.file, problem.source.pointer) == ("decisions.toml", "line 1")
    assert problem.source.sha256 == hashlib.sha256((tmp_path / "decisions.toml").read_bytes()).hexdigest()
    assert problem.message.startswith("the key 'gone' is in no reference")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (decision("same").replace("who", "whom"), "line 5: found 'whom'"),
        (decision("same").replace("why =", "# why ="), "line 1: found no 'why'"),
        (decision("maybe"), "line 4: found 'maybe'"),
        (decision("same").replace("2026-11-24", '"last week"'), "line 6: found 'last week'"),
        (decision("same").replace("2026-11-24", "2026-11-24T10:00:00"), "line 6: found 2026-11-24 10:00:00"),
        (decision("same").replace('"register extract"', '" "'), "line 7: found ' ' for 'why'"),
        (decision("same", name="®"), "line 2: found '®'"),
        (decision("same") + decision("different"), "line 8: found 'Zeta' both same as and different from 'a' (line 1)"),
        (decision("same") + decision("same", "ZETA", "b"), "line 8: found 'ZETA' the same as 'b' and as 'a' (line 1)"),
        ("decision = 3\n", "found one value"),
        ("[[decisions]]\n", "line 1: found 'decisions'"),
        ("[[decision]\n", "line 1"),
    ],
)
def test_what_is_wrong_with_a_decision_is_said_with_its_line(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        decided(tmp_path, text)
    assert said in str(error.value)


def test_no_decisions_are_none():
    assert Decisions().same("Nordvik") is None

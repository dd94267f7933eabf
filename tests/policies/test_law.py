"""The rule, by tables that a lawyer can read: law.toml and cases/ here, and the case files beside the project where present."""

from __future__ import annotations

import itertools
import tomllib
from datetime import date
from pathlib import Path

import pytest

from auditor.audit.case_files import differences, judge, read_questions
from auditor.inputs import read_input
from policies.connected_vehicles.facts import ACTS_OF_THE_RULE, BY_NAME, frame
from policies.connected_vehicles.rule import Rule
from policies.parameters import load
from policies.truth import Test
from tests.policies.case_tables import cases_in, question_file, toml_value

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "law" / "cases"
# What a second look at the sources overturned, in a file of its own: it counts over the cases beside it.
CORRECTED = SHARED.parent / "corrected-cases.toml"
OVERTURNED = {"general-authorization-30-days-on-road", "legacy-completed-2026-03-16"}
WEAKENED = {
    **dict.fromkeys(
        ("gvwr-10000-lb-exactly", "bus-40000-lb", "rail-only-lte", "missing-gvwr", "macau-company"), "probable"
    ),
    **dict.fromkeys(("general-authorization-no-declaration", "general-authorization-claimed-by-prc-owned"), "probable"),
    "material-change-day-60": "open",
}
LAW = tomllib.loads((HERE / "law.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def rule():
    return Rule(load("policies.connected_vehicles", date.max))


def as_question(row) -> str:
    """Write a row of law.toml as a question file, so that it goes the whole way a user's question goes."""
    facts = LAW[row["base"]] | row.get("set", {})
    tables: dict[str, list[str]] = {}
    for name, value in facts.items():
        table, _, key = name.partition(".")
        if value != "unknown":
            tables.setdefault(table, []).append(f"{key} = {toml_value(value)}")
    party = {"country": "CN", "did": list(ACTS_OF_THE_RULE)} | row.get("party", {})
    lines = ["[[case]]", 'id = "row"']
    for table, entries in tables.items():
        lines += [f"[case.{table}]", *entries]
    country = party["country"]
    lines += ["[[case.party]]", f"did = {toml_value(party['did'])}", 'name = "Lintao Example"']
    lines += [f'{key} = "{country}"' for key in ("incorporated_in", "headquartered_in", "principal_place_of_business")]
    lines += [f'owners = [{{ name = "founders", country = "{country}", voting_pct = 100 }}]', "no_other_owners = true"]
    return "\n".join(lines)


@pytest.mark.parametrize("row", LAW["row"], ids=[row["words"] for row in LAW["row"]])
def test_the_rule_says(row, rule, tmp_path):
    path = tmp_path / "question.toml"
    path.write_text(as_question(row), "utf-8")
    answer = judge(read_questions(read_input(path), rule.parameters), rule)[0]
    assert answer["verdict"] == row["verdict"]
    assert answer["missing"] == row.get("missing", [])
    assert bool(answer["open"]) == row.get("open", False)
    if "declaration" in row:
        assert (answer["declaration"] or "none") == row["declaration"]
    if "filing" in row:
        assert (answer["filing"] or "none") == row["filing"]
    if "standing" in row:
        assert answer["standing"] == row["standing"]
    assert set(row.get("authority", [])) <= set(answer["authority"])
    assert answer["authority"], "every answer cites a paragraph"


OWN = sorted((HERE / "cases").glob("*.toml"))


@pytest.fixture(scope="module")
def questions(rule, tmp_path_factory):
    """Return the cases of each of our own tables, read as a question file is."""
    folder, cases = tmp_path_factory.mktemp("cases"), {}
    for path in OWN:
        (folder / path.name).write_text(question_file(cases_in(path)), "utf-8")
        cases[path.stem] = read_questions(read_input(folder / path.name), rule.parameters)
    return cases


@pytest.mark.parametrize("table", [path.stem for path in OWN])
def test_our_own_cases_are_answered_as_expected(table, rule, questions):
    cases = questions[table]
    answers = judge(cases, rule)
    assert not [line for case, answer in zip(cases, answers, strict=True) for line in differences(case, answer)]
    assert all(case.expect for case in cases)
    for answer in answers:
        assert answer["authority"], "every answer cites a paragraph"
        assert (answer["verdict"] == "review") == bool(answer["missing"] or answer["open"])


SHARED_FILES = [
    *(SHARED / f"{name}.toml" for name in ("vehicle", "software", "hardware", "phase_in", "persons", "declarations")),
    CORRECTED,
]


@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_the_shared_cases_are_answered_as_expected(path, rule):
    if not path.is_file():
        pytest.skip(f"the shared case files are not here: {path}")
    cases = [case for case in read_questions(read_input(path), rule.parameters) if case.id not in OVERTURNED]
    wrong = [line for case, answer in zip(cases, judge(cases, rule), strict=True) for line in differences(case, answer)]
    assert not wrong
    assert all(case.expect for case in cases)


@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_no_answer_looks_firmer_than_the_cases_hold_it_to_be(path, rule):
    if not path.is_file():
        pytest.skip(f"the shared case files are not here: {path}")
    held = {case["id"]: case["standing"] for case in tomllib.loads(path.read_text("utf-8"))["case"]} | WEAKENED
    firmness = ["settled", "probable", "open"]
    cases = [case for case in read_questions(read_input(path), rule.parameters) if case.id not in OVERTURNED]
    for case, answer in zip(cases, judge(cases, rule), strict=True):
        assert firmness.index(answer["standing"]) >= firmness.index(held[case.id]), case.id


def test_every_test_of_the_tree_holds_fails_and_is_unknown_in_some_case(rule, questions):
    """A test that never decides a case is not tested. Facts with a default cannot be unknown; a question never holds."""
    seen: dict[Test, set[bool | None]] = {leaf: set() for leaf in rule.leaves}
    for cases in questions.values():
        rows = frame([case.columns for case in cases])
        for values in rule.tests(rows):
            for leaf in rule.leaves:
                seen[leaf].add(values[leaf])
    lacking = {}
    for leaf, values in seen.items():
        wanted: set[bool | None] = {None, False} if leaf.question else {True, False}
        if leaf.whose or any(BY_NAME[name].default is None for name in leaf.asks):
            wanted.add(None)
        if leaf.id in NEVER_UNKNOWN:
            wanted.discard(None)
        if leaf.id in NEVER_HOLDS:
            wanted.discard(True)
        if leaf.id in NEVER_FAILS:
            wanted.discard(False)
        if wanted - values:
            lacking[leaf.id] = wanted - values
    assert not lacking


# Asked for their facts elsewhere in the tree; by themselves they are decided where the facts are lacking.
NEVER_UNKNOWN = {"ga1-amended", "ga1-as-issued"}
# Where it does not fail it is open.
NEVER_HOLDS = {"legacy-maintained-undated"}
# Where it does not hold it is asked for.
NEVER_FAILS = {"legacy-altered-dated"}


# One value for each side of each test, for facts that may be unknown at the same time.
SIDES = {
    "vehicle.gvwr_lb": (9_000.0, 10_001.0),
    "vehicle.wireless": (True, False),
    "transaction.kind": ("import", "sale", "export"),
    "item.highest_mhz": (433.0, 2400.0),
    "item.exclusively": ("no", "sensing"),
    "component.layer": ("application", "device_control"),
    "component.runs_on_primary_processor": (True, False),
    "component.open_source": (True, False),
    "component.modified": ("no", "proprietary"),
    "component.completed_on": (date(2026, 3, 16), date(2026, 3, 17)),
    "component.foreign_interest": (True, False),
    "party.designed.nexus": (True, False),
}


@pytest.mark.parametrize("unknown", list(itertools.combinations(SIDES, 2)), ids="-".join)
def test_missing_is_exactly_what_could_still_change_the_verdict(unknown, rule):
    """Brute force: of two unknown facts, those are asked for whose value can decide; learning never moves what is settled."""
    base = {
        "actor.connected_vehicle_manufacturer": True,
        "actor.vcs_hardware_importer": False,
        "vehicle.model_year": 2027,
        "transaction.date": date(2026, 12, 1),
        "item.enables_vcs": True,
        "item.enables_ads": False,
        "component.kind": "software",
        "component.altered": False,
        **{f"party.{act}.nexus": False for act in ("developed", "manufactured", "supplied", "maintained")},
    }
    known = [dict(zip(SIDES, values, strict=True)) for values in _few(unknown)]
    rows, spans = [], []
    for facts in known:
        settled = [
            dict(zip(unknown, values, strict=True)) for values in itertools.product(*(SIDES[n] for n in unknown))
        ]
        spans.append((len(rows), settled))
        blank = dict.fromkeys(unknown) | {"party.designed.gaps": 128}
        rows += [base | facts | blank, *(base | facts | values for values in settled)]
    answers = [(answer["verdict"], answer["missing"]) for answer in rule.answered(frame(rows))]
    for start, settled in spans:
        verdict, missing = answers[start]
        after = {tuple(values.values()): answers[start + 1 + i][0] for i, values in enumerate(settled)}
        moving = {
            unknown[i]
            for a, b in itertools.combinations(after, 2)
            for i in (0, 1)
            if a[1 - i] == b[1 - i] and after[a] != after[b]
        }
        names = {"item.highest_mhz": "item.frequency_mhz", "party.designed.nexus": "party.owners"}
        if verdict == "review":
            assert set(missing) == {names.get(n, n) for n in moving}
        elif verdict in ("prohibited", "allowed"):
            assert set(after.values()) == {verdict}


def _few(unknown):
    """Every combination of sides that differs from the plain case in at most two facts."""
    plain = {name: values[0] for name, values in SIDES.items()} | {
        "item.highest_mhz": 2400.0,
        "component.open_source": False,
    }
    others = [name for name in SIDES if name not in unknown]
    yield tuple(plain.values())
    for changed in itertools.chain(itertools.combinations(others, 1), itertools.combinations(others, 2)):
        for values in itertools.product(*(SIDES[name] for name in changed)):
            yield tuple((plain | dict(zip(changed, values, strict=True))).values())

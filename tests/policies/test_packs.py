"""A second rule beside the first: found by name, judged, explained and listed by the same commands."""

from __future__ import annotations

import ast
import doctest
import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

import policies
from auditor.cli.main import run
from auditor.documents.rule_pages import pages
from policies.packs import names, pack
from policies.vocabulary import VocabularyError
from tests.policies.toy_pack.pack import PACK as TOY

ROOT = Path(__file__).resolve().parents[2]
KITES = """
rule = "toy"
[[case]]
id = "kite"
[case.flight]
day = "sunday"
over_park = true
[case.kite]
meters = 7
[case.expect]
verdict = "prohibited"
[[case]]
id = "small"
[case.flight]
day = "sunday"
[case.kite]
meters = 2
[[case]]
id = "unknown"
[case.flight]
day = "sunday"
over_park = true
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """The toy pack as an installed package offers it: by an entry point."""
    installed_as = tmp_path / "site" / "toy_rule-1.dist-info"
    installed_as.mkdir(parents=True)
    (installed_as / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-rule\nVersion: 1\n", "utf-8")
    (installed_as / "entry_points.txt").write_text(
        "[icts_auditor.rules]\ntoy = tests.policies.toy_pack.pack:PACK\n", "utf-8"
    )
    monkeypatch.syspath_prepend(installed_as.parent)


@pytest.fixture
def kites(tmp_path):
    path = tmp_path / "kites.toml"
    path.write_text(KITES, "utf-8")
    return path


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """The toy pack as a folder beside the other rules, with nothing else changed."""
    shutil.copytree(ROOT / "tests" / "policies" / "toy_pack", tmp_path / "policies" / "toy")
    monkeypatch.setattr(policies, "__path__", [*policies.__path__, str(tmp_path / "policies")])
    yield
    for name in [name for name in sys.modules if name.startswith("policies.toy")]:
        del sys.modules[name]
    vars(policies).pop("toy", None)


def icts(capsys, *arguments):
    code = run([str(argument) for argument in arguments])
    return code, capsys.readouterr()


@pytest.mark.usefixtures("installed")
def test_a_question_file_names_its_rule(kites, capsys):
    code, shown = icts(capsys, "judge", kites)
    answers = [json.loads(line) for line in shown.out.splitlines()]
    assert code == 0
    assert [answer["verdict"] for answer in answers] == ["prohibited", "out_of_scope", "review"]
    assert [answer["standing"] for answer in answers] == ["probable"] * 3
    assert answers[0]["authority"] == ["12.1(a)"]
    assert answers[2]["missing"] == ["kite.meters"]
    assert "declaration" not in answers[0]  # a matter of the other rule


@pytest.mark.usefixtures("installed")
def test_it_is_explained_checked_and_listed_by_the_same_commands(kites, capsys):
    code, shown = icts(capsys, "judge", kites, "--explain", "--format", "json")
    assert code == 0
    assert "it spans more than 5 m" in shown.out
    assert '"large-kite"' in shown.out
    code, shown = icts(capsys, "judge", kites, "--check")
    assert code == 0
    assert "1 of 3 cases compared, 0 differences" in shown.err
    code, shown = icts(capsys, "rules", "--rule", "toy", "--format", "json", "--as-of", "2026-11-24")
    assert {test["id"] for test in json.loads(shown.out)["tests"]} == {
        "sunday",
        "no-exemption",
        "large-kite",
        "over-park",
    }


@pytest.mark.usefixtures("beside")
def test_a_rule_is_a_folder_beside_the_first(kites, capsys):
    assert names() == ["connected_vehicles", "toy"]
    assert pack("toy") is not TOY
    assert pack("toy").package == "policies.toy"
    kites.write_text(KITES.replace('rule = "toy"', ""), "utf-8")
    code, shown = icts(capsys, "judge", "--rule", "toy", kites)
    assert code == 0
    assert [json.loads(line)["verdict"] for line in shown.out.splitlines()] == ["prohibited", "out_of_scope", "review"]
    code, shown = icts(capsys, "judge", "--rule", "toy", "--explain", kites)
    assert code == 0
    assert "it spans more than 5 m" in shown.out
    code, shown = icts(capsys, "rules", "--rule", "toy")
    assert code == 0
    assert "it flies over a park" in shown.out
    assert shown.out.startswith("Park Ordinance 12: ") and "CFR" not in shown.out
    assert "Kites" in pages(pack("toy"))["12.1.md"]


# A module that is no folder, a folder without a pack, a name with a dot and one that is none.
@pytest.mark.parametrize("name", ["truth", "foreign_adversaries", "connected_vehicles.pack", "", "../policies"])
def test_what_has_no_pack_is_no_rule(name):
    with pytest.raises(LookupError, match="there are connected_vehicles"):
        pack(name)


def test_the_first_rule_is_loaded_without_a_look_at_the_others(monkeypatch):
    monkeypatch.setattr("policies.packs._here", lambda: pytest.fail("looked"))
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: pytest.fail("looked"))
    assert pack().name == "connected_vehicles"


@pytest.mark.usefixtures("installed")
def test_a_what_if_is_of_the_rule_that_is_asked(kites, capsys):
    _, shown = icts(capsys, "judge", kites, "--what-if", "span_m=8")
    first = json.loads(shown.out.splitlines()[0])
    assert (first["verdict"], first["standing"]) == ("out_of_scope", "open")
    code, shown = icts(capsys, "judge", kites, "--what-if", "gvwr_limit_lb=8")
    assert code == 2
    assert "did you mean 'span_m'?" in shown.err


def test_a_rule_that_is_not_there_is_named_with_those_that_are(kites, capsys):
    code, shown = icts(capsys, "judge", kites)
    assert code == 2
    assert "no rule 'toy'" in shown.err
    assert "connected_vehicles" in shown.err


@pytest.mark.usefixtures("installed")
def test_an_option_counts_before_the_file_and_files_of_two_rules_are_refused(kites, tmp_path, capsys):
    other = tmp_path / "other.toml"
    other.write_text('[[case]]\nid = "one"\n', "utf-8")
    code, shown = icts(capsys, "judge", kites, other)
    assert code == 2
    assert "judge the files of each rule by themselves" in shown.err
    code, shown = icts(capsys, "judge", kites, "--rule", "connected_vehicles")
    assert code == 2
    assert "unknown key 'flight'" in shown.err


@pytest.mark.usefixtures("installed")
def test_packs_are_found_by_name():
    assert names() == ["connected_vehicles", "toy"]
    assert pack("toy") is TOY
    assert pack().citation == "15 CFR part 791 subpart D"
    assert "12.1.md" in pages(TOY)
    with pytest.raises(LookupError, match="connected_vehicles, toy"):
        pack("toys")


@pytest.mark.usefixtures("installed")
def test_the_door_judges_by_any_rule_and_refuses_what_it_does_not_know():
    kite = {"flight.day": "sunday", "flight.over_park": True, "kite.meters": 6}
    assert policies.judge([kite], pack="toy")[0]["verdict"] == "prohibited"
    assert policies.judge([kite], pack="toy", what_if={"span_m": 6})[0]["verdict"] == "out_of_scope"
    with pytest.raises(VocabularyError, match=r"facts 0: found the unknown key 'kite\.metres'"):
        policies.judge([{"kite.metres": 6}], pack="toy")
    with pytest.raises(LookupError, match="not in force on 2019-12-31"):
        policies.judge([kite], pack="toy", as_of=date(2019, 12, 31))
    with pytest.raises(KeyError):
        policies.judge([kite], pack="toy", what_if={"span": 6})


def test_the_doors_example_is_true():
    assert doctest.testmod(policies).failed == 0
    assert doctest.testmod(policies).attempted


def test_the_machinery_knows_nothing_of_vehicles():
    """What any rule needs is outside the pack, and neither its names nor its imports are of one rule."""
    for name in ("conditions", "deadlines", "judgment", "masks", "packs", "reasons", "truth", "vocabulary"):
        tree = ast.parse((ROOT / "policies" / f"{name}.py").read_text("utf-8"))
        imports = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {module for module in imports if (module or "").startswith("policies.connected_vehicles")}, name


@pytest.mark.parametrize("package", ["auditor", "bom_parsers", "policies", "reports"])
def test_the_types_reach_whoever_imports_the_package(package):
    assert (ROOT / package / "py.typed").is_file()

"""The fuzzers themselves: what they found stays mended, every reader has one, and their oracle sees each kind of fault."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bom_parsers.formats import FORMATS
from tests.fuzz import worker
from tests.fuzz.__main__ import FINDS, search
from tests.fuzz.targets import TARGETS, Target

KEPT = sorted(path for path in FINDS.glob("*") if path.suffix != ".txt")


@pytest.mark.parametrize("path", KEPT, ids=[path.name for path in KEPT])
def test_what_was_found_once_stays_mended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICTS_DEBUG", "1")
    assert worker.fault(TARGETS[path.name.partition(".")[0]], path.read_bytes()) is None


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_seeds_are_what_a_target_takes_and_their_changes_are_the_same_for_a_seed(target: Target) -> None:
    seeds = target.seeds()
    assert [worker.fault(target, data) for data in seeds] == [None] * len(seeds)
    changed = [target.input(seeds, Random(number)) for number in range(20)]
    assert changed == [target.input(seeds, Random(number)) for number in range(20)]
    assert len(set(changed)) > 10


def test_every_format_has_a_target() -> None:
    assert {form.name for form in FORMATS} - {"spdx-archive"} <= set(TARGETS)


def raises(_: bytes) -> None:
    raise KeyError("x")


def spends(_: bytes) -> None:
    sum(range(3_000_000))


def nothing(_: bytes) -> None:
    pass


@pytest.mark.parametrize(("run", "kind"), [(raises, "KeyError"), (spends, "slow"), (nothing, "memory")])
def test_the_oracle_sees_what_is_raised_and_which_budget_is_broken(run, kind, monkeypatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 0.001 if kind == "slow" else 60.0)
    monkeypatch.setattr(worker, "MEMORY", 2**20 if kind == "memory" else 2**40)
    peaks = iter((0, 2**30))
    monkeypatch.setattr(worker, "_peak", lambda: next(peaks))
    wrong = worker.fault(replace(TARGETS["license"], run=run), b"MIT")
    assert wrong is not None and wrong.startswith(kind)


def test_an_input_that_ends_the_process_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker leaves the input at work where the search takes it."""
    monkeypatch.setattr("tests.fuzz.__main__.FINDS", tmp_path)
    (tmp_path / "sitecustomize.py").write_text(
        "import dataclasses, os\nfrom tests.fuzz.targets import TARGETS\n"
        "own = TARGETS['license']\n"
        "run = lambda data: data in own.seeds() or os.abort()\n"
        "TARGETS['license'] = dataclasses.replace(own, run=run)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2]))))
    _, wrong = search("license", 3)
    assert wrong and "the process ended" in wrong[0]
    assert any(path.name.startswith("license.") for path in tmp_path.iterdir())

"""No test of `make test` fails by chance."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

TESTS = Path(__file__).parent


def test_property_tests_are_not_timed_and_try_the_same_examples_each_time() -> None:
    profile = settings.get_profile("test")
    assert profile.deadline is None and HealthCheck.too_slow in profile.suppress_health_check
    assert profile.derandomize and Phase.shrink not in profile.phases


def test_no_test_asks_for_a_time_or_an_own_seed() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)}
    timed = re.compile(r"deadline=|perf_counter|@seed\(|use_true_random=True")
    assert [name for name, text in texts.items() if timed.search(text)] == []

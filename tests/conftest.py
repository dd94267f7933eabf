"""How property tests look for examples: one profile for `make test`, one for `make fuzz`, one that replays its finds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.database import DirectoryBasedExampleDatabase, ReadOnlyDatabase
from hypothesis.internal.conjecture import providers

# Workers share the processors: each has one thread, for several of them would only wait for each other.
if "PYTEST_XDIST_WORKER" in os.environ:
    assert "polars" not in sys.modules
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

FOUND = DirectoryBasedExampleDatabase(Path(__file__).parent / "examples_found")
# A busy machine is no failure: nothing is measured in seconds.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# The same examples in each run. A failure is told as it was met: to shrink it may take minutes, and is for `make fuzz`.
settings.register_profile("test", UNTIMED, derandomize=True, max_examples=50, phases=(Phase.explicit, Phase.generate))
settings.register_profile("fuzz", UNTIMED, database=FOUND, max_examples=1000)
settings.register_profile("replay", UNTIMED, database=ReadOnlyDatabase(FOUND), phases=(Phase.explicit, Phase.reuse))

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "test")
settings.load_profile(PROFILE)
if PROFILE == "test":
    # Hypothesis draws constants from the modules that are loaded, and these depend on the tests that ran before.
    providers._get_local_constants = lambda: providers._local_constants

# `make test` gives each module to one worker, so that what its tests share is made once. The longest come first: no worker
# waits for another at the end.
LONGEST = [
    "test_board_quality",
    "test_hostile_texts",
    "test_stored_lists",
    "test_outputs",
    "test_requests",
    "test_annotate",
    "test_shared_attacks",
    "test_screen",
    "test_fuzzers",
    "test_spdx_tag_value",
    "test_wrong_types",
    "test_doubts",
    "test_annotated_hostile_texts",
    "test_outputs_and_inputs",
    "test_answers_at_odds",
    "test_cyclonedx_differential",
    "test_claims",
    "test_nothing_is_lost",
    "test_wheel",
    "test_cli",
    "test_screen_leads",
    "test_unsettled_answers",
    "test_people",
    "test_inspect",
    "test_no_network",
    "test_law",
    "test_memory",
    "test_hostile",
    "test_nothing_left_out",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))

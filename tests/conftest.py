"""How property tests look for examples: one profile for `make test`, one for `make fuzz`, one that replays its finds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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

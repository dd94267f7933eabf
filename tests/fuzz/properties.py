"""The property tests with other examples each time, in rounds, until the time is up."""

from __future__ import annotations

import os
import subprocess
import sys
from time import monotonic

PYTEST = [sys.executable, "-m", "pytest", "-m", "hypothesis", "-n", "auto"]


def search(seconds: float, paths: list[str]) -> bool:
    """Run the property tests in rounds for as long as told, the last one cut short; tell whether a round failed."""
    end, failed = monotonic() + seconds, False
    while (left := end - monotonic()) > 0:
        round_ = subprocess.Popen(PYTEST + paths, env=os.environ | {"HYPOTHESIS_PROFILE": "fuzz"})
        try:
            failed |= round_.wait(left) != 0
        except subprocess.TimeoutExpired:
            round_.terminate()
            round_.wait()
    return failed

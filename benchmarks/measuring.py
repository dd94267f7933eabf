"""Fair measuring on a noisy machine: things that are compared run in turn, and ratios of medians are what counts."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping


def timed_in_turn(things: Mapping[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Run all `things` one after the other, `rounds` times, after a warm-up; return the median seconds of each."""
    for run in things.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(rounds):
        for name, run in things.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def report(what: str, ours: float, baseline_name: str, baseline: float, goal: float) -> None:
    """Print one line: the ratio, the two times, and the goal."""
    print(f"{what}: {ours / baseline:.2f} x {baseline_name} ({ours:.3f} s / {baseline:.3f} s); goal <= {goal:g}")


def in_a_new_process(module: str, function: str) -> float:
    """Run `module.function()` in a fresh interpreter and return its peak resident memory in MiB."""
    code = (
        f"import resource, {module} as m; m.{function}(); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if __import__('sys').platform != 'darwin' else 2**20))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])

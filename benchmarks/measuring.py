"""Fair measuring on a noisy machine: things that are compared run in turn, and ratios of medians are what counts."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple


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


class Cost(NamedTuple):
    """What a process took: seconds of CPU, importing included, and its peak resident memory in MiB."""

    cpu: float
    memory: float


def cost_in_a_new_process(module: str, function: str, *arguments: str) -> Cost:
    """Run `module.function(*arguments)` in a fresh interpreter and return what that took."""
    code = f"import {module} as m; from benchmarks.measuring import peak; m.{function}(*{arguments!r})\n"
    code += "import time; print(time.process_time(), peak())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    cpu, memory = done.stdout.split()[-2:]
    return Cost(float(cpu), float(memory))


def in_a_new_process(module: str, function: str, *arguments: str) -> float:
    """Run `module.function(*arguments)` in a fresh interpreter and return its peak resident memory in MiB."""
    return cost_in_a_new_process(module, function, *arguments).memory


def peak() -> float:
    """Return the peak resident memory of this process in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # what the system counts for a child begins with its parent's peak
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024

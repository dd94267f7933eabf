"""Search for inputs that break a reader: `python -m tests.fuzz SECONDS [TARGET...]`, SECONDS for each target.

A target is one of `tests.fuzz.targets`, or "properties", the property tests with other examples each time; all of them where
none is named. As many run at once as there are processors. What is found is written to `tests/fuzz/finds/`, made smaller, with a
sentence beside it; a file there is run again by each `make test`, so that it stays when its cause is mended.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from tests.fuzz.properties import search as search_properties
from tests.fuzz.targets import TARGETS

FINDS = Path(__file__).parent / "finds"
SLACK = 900  # seconds that a worker may take over its time before it is ended; a machine with other work is slow


def search(name: str, seconds: float) -> tuple[int, list[str]]:
    """Run workers on one target, a new one where an input ended the last, and return how many inputs and what is wrong."""
    end, inputs, wrong = monotonic() + seconds, 0, []
    while (left := end - monotonic()) > 1:
        with tempfile.TemporaryDirectory() as scratch:
            folder, seed = Path(scratch), f"{random.random()}"
            command = [sys.executable, "-m", "tests.fuzz.worker", name, seed, str(left), scratch]
            worker = subprocess.Popen(
                command, env=os.environ | {"POLARS_MAX_THREADS": "1", "ICTS_DEBUG": "1"}, stderr=subprocess.PIPE
            )
            try:
                told = worker.communicate(timeout=left + SLACK)[1].decode("utf-8", "replace")
            except subprocess.TimeoutExpired:
                worker.kill()
                told = worker.communicate()[1].decode("utf-8", "replace") + "it never ended"
            inputs += int((folder / "count").read_text()) if (folder / "count").exists() else 0
            wrong += _kept(name, folder, f"the process ended ({worker.returncode}): {told.strip()[-300:]}")
            if worker.returncode and not (folder / "current").exists():
                break  # the worker itself cannot run
    return inputs, wrong


def _kept(name: str, folder: Path, ended: str) -> list[str]:
    """Move what a worker left into the finds and return a line for each."""
    current = folder / "current"
    if current.exists():
        data = current.read_bytes()
        last = folder / f"{name}.{hashlib.sha256(data).hexdigest()[:12]}"
        last.write_bytes(data)
        last.with_name(f"{last.name}.txt").write_text(f"{ended}\n", "utf-8", "backslashreplace")
    lines = []
    for sentence in sorted(folder.glob(f"{name}.*.txt")):
        FINDS.mkdir(exist_ok=True)
        find = sentence.with_suffix("")
        (FINDS / find.name).write_bytes(find.read_bytes())
        text = sentence.read_text("utf-8").strip()
        (FINDS / sentence.name).write_text(f"{text}\n", "utf-8")
        lines.append(f"{FINDS.name}/{find.name}: {text.splitlines()[0][:300]}")
    return lines


def main(arguments: list[str]) -> int:
    """Search as the command line says and return 1 where something is wrong."""
    seconds, names = float(arguments[0]), arguments[1:] or [*TARGETS, "properties"]
    if unknown := [name for name in names if name not in TARGETS and name != "properties"]:
        print(f"no target {unknown[0]}; there are {', '.join([*TARGETS, 'properties'])}")
        return 2
    failed = False
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        targets = [name for name in names if name in TARGETS]
        for name, (inputs, wrong) in zip(targets, pool.map(lambda n: search(n, seconds), targets), strict=True):
            failed |= bool(wrong) or not inputs
            print(f"{name}: {inputs:,} inputs, {len(wrong)} faults", *wrong, sep="\n  ", flush=True)
    if "properties" in names:
        failed |= search_properties(seconds, [])
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

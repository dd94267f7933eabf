"""One target with one seed of randomness: `python -m tests.fuzz.worker TARGET SEED SECONDS FOLDER` until its time is up.

Each input has a budget of processor time and of memory. What breaks one, or raises anything but the error that a user is meant
to see, is written to FOLDER. The input at work lies there as `current`, for what ends the process itself: then whoever started
this takes it.
"""

from __future__ import annotations

import hashlib
import resource
import signal
import sys
import traceback
from pathlib import Path
from random import Random
from time import monotonic, process_time

from tests.fuzz.targets import TARGETS, BrokenError, Target

SECONDS, SECONDS_FOR_MEGABYTE = 4.0, 12.0  # of processor time for one input
HARD = 30.0  # after which the process ends
MEMORY = 500 * 2**20  # that one input may add to the peak
ADDRESSES = 8 * 2**30
KEPT = 64 * 2**10  # bytes; a larger input is kept as it is, but not made smaller
TRIES = 200  # to make an input smaller


def fault(target: Target, data: bytes) -> str | None:
    """Run one input and return what is wrong, None where nothing is: what was raised and where, or which budget broke."""
    peak, began = _peak(), process_time()
    signal.setitimer(signal.ITIMER_PROF, HARD)
    try:
        target.run(data)
    except BrokenError as error:
        return f"Broken: {error}"
    except MemoryError:
        return "MemoryError"
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "/tests/" not in f.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else "?"
        own = next((f for f in reversed(frames) if "site-packages" not in f.filename), None)
        return f"{type(error).__name__} in {place}, from {Path(own.filename).name if own else '?'}: {str(error)[:120]}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    used = process_time() - began
    if used > SECONDS + SECONDS_FOR_MEGABYTE * len(data) / 2**20:
        return f"slow: {used:.1f} s of processor time for {len(data):,} bytes"
    grown = _peak() - peak
    return f"memory: {grown // 2**20} MiB more for {len(data):,} bytes" if grown > MEMORY else None


def _peak() -> int:
    """Return the most bytes of memory that the process has had, as Linux counts them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def kind(wrong: str) -> str:
    """Return what two faults of one cause share."""
    return wrong[:60] if wrong.startswith("Broken") else wrong.partition(":")[0]


def smaller(target: Target, data: bytes, wrong: str) -> bytes:
    """Return an input that fails in the same way, with pieces of it left out."""
    tries, size = TRIES, len(data) // 2
    while size and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            less = data[:at] + data[at + size :]
            if kind(fault(target, less) or "") == kind(wrong):
                data = less
            else:
                at += size
        size //= 2
    return data


def search(target: Target, seed: str, seconds: float, folder: Path) -> int:
    """Try inputs until the time is up and return how many; each kind of fault is written once."""
    random, seeds, seen, count, end = Random(seed), target.seeds(), set[str](), 0, monotonic() + seconds
    for data in seeds:
        fault(target, data)  # so that what a first run imports and keeps is no input's doing
    while monotonic() < end:
        data = target.input(seeds, random)
        (folder / "current").write_bytes(data)
        wrong = fault(target, data)
        count += 1
        (folder / "count").write_text(str(count))
        if wrong and kind(wrong) not in seen:
            seen.add(kind(wrong))
            least = data if len(data) > KEPT or wrong.startswith(("slow", "memory")) else smaller(target, data, wrong)
            name = f"{target.name}.{hashlib.sha256(least).hexdigest()[:12]}"
            (folder / name).write_bytes(least)
            (folder / f"{name}.txt").write_text(f"{wrong}\n", "utf-8", "backslashreplace")
    (folder / "current").unlink(missing_ok=True)
    return count


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    search(TARGETS[sys.argv[1]], sys.argv[2], float(sys.argv[3]), Path(sys.argv[4]))

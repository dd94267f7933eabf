"""How long a large CycloneDX JSON document takes to become frames, against decoding the same bytes to plain dicts.

Run it with `python -m benchmarks.read_cyclonedx`; both sides run in turn in one process, so their ratio stands on any machine.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from bom_parsers import cyclonedx_json

COMPONENTS = 10_000
ROUNDS = 15
GOAL = 1.0
MAKERS = ("Nordlicht Radio GmbH", "Example Semiconductor Inc.", "Fictional Modem Works Ltd.", "Beispiel Elektronik AG")


def main() -> None:
    """Print the ratio of reading to `orjson.loads`, and the process's peak memory."""
    text = json.dumps(document(COMPONENTS)).encode()
    read_times, decode_times = [], []
    for _ in range(ROUNDS):
        decode_times.append(seconds(lambda: orjson.loads(text)))
        read_times.append(seconds(lambda: cyclonedx_json.read(text, Path("generated.cdx.json"), "generated", "")))
    read, decode = statistics.median(read_times), statistics.median(decode_times)
    print(
        f"read {COMPONENTS:,}-component CycloneDX JSON into frames: {read / decode:.2f} x orjson.loads "
        f"({read:.3f} s / {decode:.3f} s, {len(text) / 1e6:.1f} MB), goal <= {GOAL:.1f}"
    )
    if not Path("/proc/self/status").exists():
        print("peak memory: not measured on this system")
        return
    before, after = memory_of_reading(text)
    print(f"peak memory of a process that reads it: {after:.0f} MB, of which {before:.0f} MB are there before")


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` took, the disposal of its result included."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory_of_reading(text: bytes) -> tuple[float, float]:
    """Return the peak memory of a fresh process in MB, before and after it has read the document once."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.cdx.json"
        path.write_bytes(text)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(peak_before_and_after, (path,))


def peak_before_and_after(path: Path) -> tuple[float, float]:
    text, before = path.read_bytes(), peak_megabytes()
    cyclonedx_json.read(text, path, "generated", "")
    return before, peak_megabytes()


def peak_megabytes() -> float:
    """Return the peak memory of this process; `ru_maxrss` would count that of its parent too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1e3


def document(length: int) -> dict[str, Any]:
    """Return a document of `length` components, every tenth of them a part of the one before."""
    chance = random.Random(791)
    components: list[dict[str, Any]] = []
    for i in range(length):
        made = component(i, chance)
        if i % 10 == 9:
            components[-1]["components"] = [made]
        else:
            components.append(made)
    edges = [
        {"ref": f"c{i}", "dependsOn": sorted({f"c{chance.randrange(length)}" for _ in range(3)})} for i in range(length)
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {"component": {"type": "device", "bom-ref": "unit", "name": "telematics unit", "version": "4"}},
        "components": components,
        "dependencies": [{"ref": "unit", "dependsOn": ["c0"]}, *edges],
    }


def component(i: int, chance: random.Random) -> dict[str, Any]:
    """Return one component with everything that a good generator writes."""
    maker, version = chance.choice(MAKERS), f"{chance.randrange(9)}.{chance.randrange(30)}.{i % 7}"
    return {
        "type": chance.choice(("library", "library", "library", "application", "firmware", "device")),
        "bom-ref": f"c{i}",
        "supplier": {
            "name": maker,
            "url": ["https://supplier.example/"],
            "contact": [{"email": "psirt@supplier.example"}],
        },
        "manufacturer": {"name": chance.choice(MAKERS), "address": {"country": "DE"}},
        "group": "org.example",
        "name": f"part-{i}",
        "version": version,
        "description": f"Part number {i} of a telematics control unit",
        "hashes": [
            {"alg": "SHA-1", "content": f"{chance.getrandbits(160):040x}"},
            {"alg": "SHA-256", "content": f"{chance.getrandbits(256):064x}"},
        ],
        "licenses": [{"license": {"id": chance.choice(("Apache-2.0", "MIT", "BSD-3-Clause"))}}],
        "cpe": f"cpe:2.3:a:example:part-{i}:{version}:*:*:*:*:*:*:*",
        "purl": f"pkg:generic/example/part-{i}@{version}",
        "externalReferences": [
            {"type": "website", "url": f"https://supplier.example/part-{i}"},
            {"type": "vcs", "url": f"https://git.example/part-{i}.git"},
        ],
        "properties": [
            {"name": "example:layer", "value": f"sha256:{chance.getrandbits(128):032x}"},
            {"name": "example:path", "value": f"/usr/lib/part-{i}.so"},
            {"name": "cdx:device:quantity", "value": str(chance.randrange(1, 9))},
        ],
    }


if __name__ == "__main__":
    main()

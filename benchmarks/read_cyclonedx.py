"""How long CycloneDX documents take to become frames, against decoding or parsing the same bytes and nothing more.

Run it with `python -m benchmarks.read_cyclonedx`; what is compared runs in turn in one process, so a ratio stands on any
machine.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import orjson
from lxml import etree

from benchmarks.measuring import report, timed_in_turn
from bom_parsers.cyclonedx import json as cyclonedx_json
from bom_parsers.cyclonedx import xml

# Components, and rounds of measuring.
SIZES = {1_000: 31, 10_000: 9, 100_000: 3}
MAKERS = ("Nordlicht Radio GmbH", "Example Semiconductor Inc.", "Fictional Modem Works Ltd.", "Beispiel Elektronik AG")
READERS = {"json": cyclonedx_json.read, "xml": xml.read}


def main() -> None:
    """Print the ratios of JSON and XML of each size, the cost of a component, the peak memory, and the other reader's time."""
    per_component: dict[str, list[float]] = {"json": [], "xml": []}
    for size, rounds in SIZES.items():
        made = document(size)
        seconds = compared("json", json.dumps(made).encode(), size, rounds, 0.8)
        per_component["json"].append(seconds / size)
        seconds = compared("xml", xml_text(made), size, rounds, 4)
        per_component["xml"].append(seconds / size)
    for form, costs in per_component.items():
        costs_in_words = ", ".join(f"{cost * 1e6:.1f} µs" for cost in costs)
        sizes = ", ".join(f"{size:,}" for size in SIZES)
        spread = max(costs) / min(costs)
        print(
            f"cost of a component of CycloneDX {form.upper()} at {sizes}: {costs_in_words}, {spread:.2f} x the least; goal flat"
        )
    against_the_library(1_000)
    memory()


def compared(form: str, text: bytes, size: int, rounds: int, goal: float) -> float:
    """Print how long reading takes against the tree of the same bytes alone; return the seconds of reading."""
    baseline = "orjson.loads" if form == "json" else "lxml.etree.parse"
    times = timed_in_turn(
        {
            "read": lambda: READERS[form](text, Path(f"generated.cdx.{form}"), "generated", ""),
            baseline: lambda: orjson.loads(text) if form == "json" else etree.parse(BytesIO(text)),
        },
        rounds,
    )
    report(
        f"read {size:,}-component CycloneDX {form.upper()} into frames ({len(text) / 1e6:.1f} MB)",
        times["read"],
        baseline,
        times[baseline],
        goal,
    )
    return times["read"]


def against_the_library(size: int) -> None:
    """Print how much faster the JSON reader is than cyclonedx-python-lib, from the same bytes."""
    from cyclonedx.model.bom import Bom

    text = json.dumps(document(size)).encode()
    times = timed_in_turn(
        {
            "read": lambda: cyclonedx_json.read(text, Path("generated.cdx.json"), "generated", ""),
            "library": lambda: Bom.from_json(json.loads(text)),  # type: ignore[attr-defined]
        },
        rounds=3,
    )
    ratio = times["library"] / times["read"]
    print(
        f"read {size:,} CycloneDX JSON components faster than cyclonedx-python-lib: {ratio:.0f} x "
        f"({times['library']:.3f} s / {times['read']:.3f} s); goal >= 80"
    )


def memory() -> None:
    """Print the peak memory of a process that reads a large document: plain, in XML, and astray from the schema."""
    if not Path("/proc/self/status").exists():
        print("peak memory: not measured on this system")
        return
    for form in ("json", "xml", "astray"):
        with multiprocessing.get_context("spawn").Pool(1) as pool, tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "generated"
            pool.apply(write_sample, (form, path))
            size = path.stat().st_size / 2**20
            with multiprocessing.get_context("spawn").Pool(1) as another:
                peak, most = another.apply(peak_of_reading, ("xml" if form == "xml" else "json", path)), 6 * size + 100
        print(
            f"peak memory of reading {size:.0f} MiB of CycloneDX ({form}): {peak / most:.2f} x six times that and 100 MiB "
            f"({peak:,.0f} MiB / {most:,.0f} MiB); goal <= 1"
        )


def write_sample(form: str, path: Path) -> None:
    """Write a document of 100,000 components, in a process of its own, which takes the memory with it."""
    made = document(100_000)
    if form == "astray":
        made["components"][0]["supplier"] = "a plain string"
    path.write_bytes(xml_text(made) if form == "xml" else json.dumps(made).encode())


def peak_of_reading(form: str, path: Path) -> float:
    """Return the peak memory of this process in MiB when it has read the document; `ru_maxrss` counts its parent's too."""
    READERS[form](path.read_bytes(), path, "generated", "")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


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


def xml_text(made: dict[str, Any]) -> bytes:
    """Return the same document as XML."""
    subject = made["metadata"]["component"]
    edges = "\n".join(
        f'<dependency ref="{edge["ref"]}">{"".join(f"<dependency ref={end!r}/>" for end in edge["dependsOn"])}</dependency>'
        for edge in made["dependencies"]
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
<metadata><component type="{subject["type"]}" bom-ref="unit"><name>{subject["name"]}</name></component></metadata>
<components>
{"".join(map(component_xml, made["components"]))}</components>
<dependencies>
{edges}
</dependencies>
</bom>
""".encode()


def component_xml(made: dict[str, Any]) -> str:
    """Return one component and its parts as XML."""
    supplier, maker = made["supplier"], made["manufacturer"]
    lines = [
        f'<component type="{made["type"]}" bom-ref="{made["bom-ref"]}">',
        f"<supplier><name>{escape(supplier['name'])}</name><url>{supplier['url'][0]}</url>",
        f"<contact><email>{supplier['contact'][0]['email']}</email></contact></supplier>",
        f"<manufacturer><name>{escape(maker['name'])}</name><address><country>DE</country></address></manufacturer>",
        *(f"<{key}>{escape(made[key])}</{key}>" for key in ("group", "name", "version", "description")),
        "<hashes>",
        *(f'<hash alg="{h["alg"]}">{h["content"]}</hash>' for h in made["hashes"]),
        "</hashes>",
        f"<licenses><license><id>{made['licenses'][0]['license']['id']}</id></license></licenses>",
        *(f"<{key}>{made[key]}</{key}>" for key in ("cpe", "purl")),
        "<externalReferences>",
        *(f'<reference type="{r["type"]}"><url>{r["url"]}</url></reference>' for r in made["externalReferences"]),
        "</externalReferences>",
        "<properties>",
        *(f'<property name="{p["name"]}">{p["value"]}</property>' for p in made["properties"]),
        "</properties>",
        *(["<components>", *map(component_xml, made["components"]), "</components>"] if "components" in made else []),
        "</component>\n",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()

"""How long the SPDX readers take for 10,000 packages, beside the least work that any reader of the same bytes must do.

Run `python benchmarks/read_spdx.py`; each line is a ratio of medians measured in the same run.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bom_parsers import spdx_json, spdx_tag_value

PACKAGES = 10_000
RUNS = 7
HEX = "0123456789abcdef" * 4


def json_document(count: int) -> bytes:
    """Return an SPDX 2.3 JSON document with `count` packages, each with what scanners and suppliers write."""
    packages = [
        {
            "SPDXID": f"SPDXRef-Package-{i}",
            "name": f"component-{i}",
            "versionInfo": f"{i % 7}.{i % 31}.{i}",
            "supplier": f"Organization: Nordhafen Telematik {i % 300} (bom@nordhafen.example)",
            "originator": f"Organization: Kestrel Radio {i % 40}",
            "downloadLocation": f"https://nordhafen.example/download/component-{i}.tar.gz",
            "filesAnalyzed": False,
            "homepage": f"https://nordhafen.example/component-{i}",
            "licenseDeclared": "Apache-2.0",
            "licenseConcluded": "NOASSERTION",
            "copyrightText": f"Copyright {i % 20 + 2000} Nordhafen Telematik",
            "description": f"Part {i} of the telematics control unit",
            "primaryPackagePurpose": "LIBRARY",
            "checksums": [
                {"algorithm": "SHA256", "checksumValue": HEX},
                {"algorithm": "SHA1", "checksumValue": HEX[:40]},
            ],
            "externalRefs": [
                {
                    "referenceCategory": "PACKAGE-MANAGER",
                    "referenceType": "purl",
                    "referenceLocator": f"pkg:generic/component-{i}@{i}",
                },
                {
                    "referenceCategory": "SECURITY",
                    "referenceType": "cpe23Type",
                    "referenceLocator": f"cpe:2.3:a:nordhafen:component-{i}:{i}:*:*:*:*:*:*:*",
                },
            ],
        }
        for i in range(count)
    ]
    edges = [
        {
            "spdxElementId": f"SPDXRef-Package-{i // 4}",
            "relationshipType": "DEPENDS_ON",
            "relatedSpdxElement": f"SPDXRef-Package-{i}",
        }
        for i in range(1, count)
    ]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "tcu",
        "documentNamespace": "https://nordhafen.example/tcu",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: nordhafen-scan-1"]},
        "documentDescribes": ["SPDXRef-Package-0"],
        "packages": packages,
        "relationships": edges,
    }
    return json.dumps(document, indent=1).encode()


def tag_value_document(count: int) -> bytes:
    """Return the same document in tag-value notation."""
    document = json.loads(json_document(count))
    lines = ["SPDXVersion: SPDX-2.3", "DataLicense: CC0-1.0", "SPDXID: SPDXRef-DOCUMENT", "DocumentName: tcu"]
    lines += ["Creator: Tool: nordhafen-scan-1", "Created: 2026-01-01T00:00:00Z"]
    for package in document["packages"]:
        lines += ["", f"PackageName: {package['name']}", f"SPDXID: {package['SPDXID']}"]
        lines += [f"PackageVersion: {package['versionInfo']}", f"PackageSupplier: {package['supplier']}"]
        lines += [f"PackageOriginator: {package['originator']}", "FilesAnalyzed: false"]
        lines += [f"PackageDownloadLocation: {package['downloadLocation']}", f"PackageHomePage: {package['homepage']}"]
        lines += ["PackageLicenseDeclared: Apache-2.0", "PackageLicenseConcluded: NOASSERTION"]
        lines += [f"PackageCopyrightText: <text>{package['copyrightText']}</text>"]
        lines += [f"PackageDescription: <text>{package['description']}</text>", "PrimaryPackagePurpose: LIBRARY"]
        lines += [f"PackageChecksum: {c['algorithm']}: {c['checksumValue']}" for c in package["checksums"]]
        lines += [f"ExternalRef: {' '.join(reference.values())}" for reference in package["externalRefs"]]
    lines += [f"Relationship: {' '.join(edge.values())}" for edge in document["relationships"]]
    return "\n".join(lines).encode()


def read_lines(text: bytes) -> int:
    """Read the text line by line and do nothing with the lines."""
    return sum(1 for _ in io.TextIOWrapper(io.BytesIO(text), "utf-8"))


def split_lines(text: bytes) -> int:
    """Read the text line by line and split each line at its tag."""
    return sum(len(line.partition(":")[0]) for line in io.TextIOWrapper(io.BytesIO(text), "utf-8"))


def medians(*jobs: Callable[[], object]) -> list[float]:
    """Return the median seconds of each job; the jobs take turns, so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in jobs]
    for _ in range(RUNS):
        for job, taken in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]


def main() -> None:
    """Print the ratios."""
    text = json_document(PACKAGES)
    ours, loads = medians(
        lambda: spdx_json.read(text, Path("tcu.spdx.json"), "tcu", ""),
        lambda: orjson.loads(text),
    )
    print(f"SPDX JSON, {PACKAGES} packages, {len(text) / 1e6:.1f} MB: {ours:.3f} s into frames")
    print(f"  {ours / loads:.2f} x orjson.loads of the same bytes ({loads:.3f} s)")
    tagged = tag_value_document(PACKAGES)
    ours, lines, split = medians(
        lambda: spdx_tag_value.read(tagged, Path("tcu.spdx"), "tcu", ""),
        lambda: read_lines(tagged),
        lambda: split_lines(tagged),
    )
    print(f"SPDX tag-value, {PACKAGES} packages, {len(tagged) / 1e6:.1f} MB: {ours:.3f} s into frames")
    print(f"  {ours / lines:.2f} x reading it line by line ({lines:.3f} s)")
    print(f"  {ours / split:.2f} x reading it line by line and splitting off the tag ({split:.3f} s)")


if __name__ == "__main__":
    main()

"""How long the SPDX readers take, beside the least work that any reader of the same bytes must do.

Run `python -m benchmarks.read_spdx`; each line is a ratio of medians measured in the same run.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import orjson
import yaml
from lxml import etree
from spdx_tools.spdx.parser.json import json_parser

from benchmarks.measuring import report, timed_in_turn
from bom_parsers import read_bom
from bom_parsers.bom import Bom
from bom_parsers.spdx import json as spdx_json
from bom_parsers.spdx import xml
from bom_parsers.spdx import yaml as spdx_yaml
from bom_parsers.spdx.rdf import xml as rdf
from bom_parsers.spdx.tag_value import text as tag_value
from bom_parsers.spdx.v3 import json as v3_json

SIZES = (1_000, 10_000, 100_000)
JSON_GOAL, TAG_VALUE_GOAL, XML_GOAL, YAML_GOAL, SPDX_TOOLS_GOAL = 0.8, 2.0, 4.0, 2.0, 25
HEX = "0123456789abcdef" * 4
Reader = Callable[[bytes, Path, str, str], Bom]


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


def yaml_events(text: bytes) -> int:
    """Parse YAML and do nothing with its events."""
    return sum(1 for _ in yaml.parse(text, Loader=yaml.CSafeLoader))


def xml_document(count: int) -> bytes:
    """Return the same document in XML."""

    def elements(value: dict[str, Any]) -> str:
        made = []
        for name, member in value.items():
            for one in member if isinstance(member, list) else [member]:
                made.append(f"<{name}>{elements(one) if isinstance(one, dict) else escape(str(one))}</{name}>\n")
        return "".join(made)

    return f"<Document>{elements(json.loads(json_document(count)))}</Document>".encode()


def rdf_document(count: int) -> bytes:
    """Return the packages and relationships of the same document in RDF/XML."""
    namespace, terms = "https://nordhafen.example/tcu#", "http://spdx.org/rdf/terms#"
    lines = [f'<rdf:RDF xmlns="{terms}" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">']
    lines += [
        f'<SpdxDocument rdf:about="{namespace}SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion></SpdxDocument>'
    ]
    document = json.loads(json_document(count))
    for package, edge in zip(document["packages"], [None, *document["relationships"]], strict=True):
        lines += [f'<Package rdf:about="{namespace}{package["SPDXID"]}">']
        lines += [f"<{name}>{escape(value)}</{name}>" for name, value in package.items() if isinstance(value, str)]
        for checksum in package["checksums"]:
            algorithm = f'<algorithm rdf:resource="{terms}checksumAlgorithm_{checksum["algorithm"].lower()}"/>'
            value = f"<checksumValue>{checksum['checksumValue']}</checksumValue>"
            lines += ["<checksum>", "<Checksum>", algorithm, value, "</Checksum>", "</checksum>"]
        if edge:
            kind = f'<relationshipType rdf:resource="{terms}relationshipType_dependsOn"/>'
            end = f'<relatedSpdxElement rdf:resource="{namespace}{edge["spdxElementId"]}"/>'
            lines += ["<relationship>", "<Relationship>", kind, end, "</Relationship>", "</relationship>"]
        lines += ["</Package>"]
    return "\n".join([*lines, "</rdf:RDF>"]).encode()


def yaml_document(count: int) -> bytes:
    """Return the same document in YAML; a string is written alike in both, so that no writer of YAML is needed."""
    document = json.loads(json_document(count))
    lines = ["spdxVersion: SPDX-2.3", "SPDXID: SPDXRef-DOCUMENT"]
    for name in ("packages", "relationships"):
        lines.append(f"{name}:")
        for one in document[name]:
            lines += [
                f"{'- ' if n == 0 else '  '}{key}: {json.dumps(value)}" for n, (key, value) in enumerate(one.items())
            ]
    return "\n".join(lines).encode()


def spdx_3_document(count: int) -> bytes:
    """Return the same packages as SPDX 3, with licenses and dependencies as elements of their own."""
    base = "https://nordhafen.example/tcu/"
    graph: list[dict[str, Any]] = [
        {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "createdUsing": [f"{base}scan"]},
        {"type": "Tool", "spdxId": f"{base}scan", "name": "nordhafen-scan 1"},
        {"type": "SpdxDocument", "spdxId": f"{base}document", "creationInfo": "_:c", "rootElement": [f"{base}p0"]},
    ]
    license = {
        "type": "simplelicensing_LicenseExpression",
        "spdxId": f"{base}l",
        "simplelicensing_licenseExpression": "MIT",
    }
    graph += [license] + [
        {"type": "Organization", "spdxId": f"{base}o{i}", "creationInfo": "_:c", "name": f"Nordhafen Telematik {i}"}
        for i in range(300)
    ]
    for i, package in enumerate(json.loads(json_document(count))["packages"]):
        graph.append(
            {
                "type": "software_Package",
                "spdxId": f"{base}p{i}",
                "creationInfo": "_:c",
                "name": package["name"],
                "software_packageVersion": package["versionInfo"],
                "software_downloadLocation": package["downloadLocation"],
                "software_packageUrl": package["externalRefs"][0]["referenceLocator"],
                "software_primaryPurpose": "library",
                "suppliedBy": f"{base}o{i % 300}",
                "originatedBy": [f"{base}o{i % 40}"],
                "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": HEX}],
            }
        )
        for kind, end in (("hasDeclaredLicense", "l"), ("dependsOn", f"p{i // 4}")):
            ends = {"from": f"{base}p{i}", "relationshipType": kind, "to": [base + end]}
            graph.append({"type": "Relationship", "spdxId": f"{base}r{kind}{i}", "creationInfo": "_:c", **ends})
    return json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": graph}).encode()


def compare(what: str, reader: Any, text: bytes, baseline: str, least: Callable[[bytes], object], goal: float) -> None:
    """Print how long the reader takes, as a multiple of the least work."""
    read: Reader = reader.read
    rounds = 7 if len(text) < 50_000_000 else 3
    times = timed_in_turn({"ours": lambda: read(text, Path("tcu"), "tcu", ""), "least": lambda: least(text)}, rounds)
    report(f"{what}, {len(text) / 1e6:.1f} MB, into frames", times["ours"], baseline, times["least"], goal)


def beside_spdx_tools(count: int) -> None:
    """Print how much faster than the reference implementation the same file is read."""
    text = json_document(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tcu.spdx.json"
        path.write_bytes(text)
        jobs: dict[str, Callable[[], object]] = {
            "ours": lambda: spdx_json.read(text, path, "tcu", ""),
            "theirs": lambda: json_parser.parse_from_file(str(path)),
        }
        times = timed_in_turn(jobs, rounds=3)
    ratio = times["theirs"] / times["ours"]
    print(f"SPDX JSON, {count:,} packages: {ratio:.0f} times as fast as spdx-tools; goal >= {SPDX_TOOLS_GOAL}")


def peak_of_reading(path: str) -> float:
    """Read the file and return the peak memory of this process in MiB; `ru_maxrss` would count that of its parent too."""
    read_bom(path)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def memory(what: str, text: bytes) -> None:
    """Print the peak memory of a process that reads the document, beside the most it may be."""
    if not Path("/proc/self/status").exists():
        print("peak memory: not measured on this system")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tcu"
        path.write_bytes(text)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            peak = pool.apply(peak_of_reading, (str(path),))
    allowed = 6 * len(text) / 2**20 + 100
    print(f"{what}, {len(text) / 1e6:.1f} MB: peak memory {peak:.0f} MiB; goal <= {allowed:.0f} MiB")


def main() -> None:
    """Print the ratios."""
    for count in SIZES:
        text = json_document(count)
        compare(f"SPDX JSON, {count:,} packages", spdx_json, text, "orjson.loads", orjson.loads, JSON_GOAL)
    beside_spdx_tools(1_000)
    for count in SIZES:
        text = tag_value_document(count)
        compare(f"SPDX tag-value, {count:,} packages", tag_value, text, "reading lines", read_lines, TAG_VALUE_GOAL)
    for count in SIZES[:2]:
        text = spdx_3_document(count)
        compare(f"SPDX 3, {count:,} packages", v3_json, text, "orjson.loads", orjson.loads, JSON_GOAL)
    for name, reader, make in (("XML", xml, xml_document), ("RDF/XML", rdf, rdf_document)):
        for count in SIZES[:2]:
            text = make(count)
            compare(f"SPDX {name}, {count:,} packages", reader, text, "lxml's parse", etree.fromstring, XML_GOAL)
    text = yaml_document(1_000)
    compare("SPDX YAML, 1,000 packages", spdx_yaml, text, "the parser's events", yaml_events, YAML_GOAL)
    for name, make in (("JSON", json_document), ("tag-value", tag_value_document), ("RDF/XML", rdf_document)):
        memory(f"SPDX {name}", make(30_000))


if __name__ == "__main__":
    main()

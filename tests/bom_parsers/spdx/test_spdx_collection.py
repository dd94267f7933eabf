"""Nothing is lost: over every collected SPDX file our packages and parties are held against an independent count."""

from __future__ import annotations

import csv
import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
import rdflib
import yaml

from bom_parsers import InputError
from bom_parsers.bom import Bom
from bom_parsers.carriers.encoding import unmarked
from bom_parsers.read import read_bom, read_bytes
from tests.bom_parsers.at_hand import example_boms

BOMS = Path(__file__).resolve().parents[3].parent / "shared" / "boms"
FORMATS = {
    "spdx2-json": "spdx-json",
    "spdx2-tv": "spdx-tag-value",
    "spdx2-yaml": "spdx-yaml",
    "spdx2-xml": "spdx-xml",
    "spdx2-rdf": "spdx-rdf",
    "spdx3-json": "spdx3-json",
}
NOBODY = {"", "noassertion", "none", "n/a", "unknown", "null", "openembedded", "yocto", "buildroot"}
Said = Iterator[tuple[bool, str]]  # for each package (True) or person named on one (False): the name

# Files whose counts differ, and why.
FILE_PURPOSE = "a package whose purpose is FILE, and that says no more, is taken here for a file"
DELVE = "delve-1.7.2-1.module+el8.6.0+12972+ebab5911.spdx.json"
DIFFERENT = {
    f"redhat-sbom-guidelines/sbom/examples/rpm/build/{DELVE}": FILE_PURPOSE,
    f"redhat-sbom-guidelines/sbom/examples/rpm/release/{DELVE}": FILE_PURPOSE,
    "ntia-conformance-checker/missing_component_name/SPDXXmlExample.xml": "packages in <documentDescribes>, as drafts had it",
    "sbom-utility/examples/spdx/example6/example6-lib.spdx": "a second PackageSupplier of one package is told and not used",
}
REFUSED = {
    "hostile-synth/spdx-rdf-xxe.rdf.xml": "document type declaration",
    "spdx-online-tools/src/examples/SPDXRdfExample-v2.0_invalid.rdf": "malformed XML",
    "spdx-java-v3jsonld-store/resources/spdx-context-v3.0.0.jsonld": "without an element",
    "spdx-java-v3jsonld-store/resources/spdx-context-v3.0.1.jsonld": "without an element",
    "spdx-spec/rdf/spdx-context.jsonld": "without an element",
}


def is_somebody(text: str) -> bool:
    """Tell whether a supplier or originator names a person, by a rule as short as it can be."""
    if re.match(r"\s*tool\s*:", text, re.IGNORECASE):
        return False
    name = re.sub(r"^\s*(?:organi[sz]ation|person)\s*:", "", text, flags=re.IGNORECASE)
    return re.sub(r"\([^()]*[@][^()]*\)\s*$|\(\s*\)\s*$", "", name).strip().casefold() not in NOBODY


def of_packages(packages: Any) -> Said:
    for package in packages:
        yield True, str(package.get("name", ""))
        for person in (package.get("supplier"), package.get("originator")):
            named = person.get("name") if isinstance(person, dict) else person
            if isinstance(named, str) and is_somebody(named):
                yield False, named


def of_json(text: str) -> Said:
    value, _ = json.JSONDecoder(strict=False).raw_decode(text.lstrip())
    return of_packages(value.get("sbom", value).get("packages") or [])


def of_yaml(text: str) -> Said:
    return of_packages(yaml.load(text, yaml.BaseLoader).get("packages") or [])


def of_tag_value(text: str) -> Said:
    outside = re.sub(r"<text>.*?</text>", "", text, flags=re.DOTALL)
    for tag, value in re.findall(r"^(\w+):[ \t]*(.*?)\s*$", outside, re.MULTILINE):
        if tag == "PackageName":
            yield True, value
        elif tag in ("PackageSupplier", "PackageOriginator") and is_somebody(value.strip('"')):
            yield False, value


def of_xml(text: str) -> Said:
    root = ElementTree.fromstring(re.sub(r"^<\?xml[^>]*\?>", "", text.lstrip()))
    for package in root.iter("packages"):
        yield from of_packages([{child.tag: child.text or "" for child in package}])


def of_rdf(text: str) -> Said:
    graph = rdflib.Graph()
    graph.parse(data=text.replace("https://spdx.org/rdf", "http://spdx.org/rdf"), format="xml")
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for package in set(graph.subjects(rdflib.RDF.type, spdx.Package)):
        yield True, str(graph.value(package, spdx.name))
        for person in (graph.value(package, spdx.supplier), graph.value(package, spdx.originator)):
            if person is not None and not str(person).endswith("#noassertion") and is_somebody(str(person)):
                yield False, str(person)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


def of_spdx_3(text: str) -> Said:
    found = list(objects(json.loads(text)))
    agents = {
        one.get("spdxId", one.get("@id")): one
        for one in found
        if one.get("type") in ("Person", "Organization", "Agent")
    }
    for one in found:
        if not str(one.get("type", one.get("@type"))).endswith("Package"):
            continue
        yield True, str(one.get("name"))
        for member in ("suppliedBy", "originatedBy"):
            ids = one.get(member, [])
            for ref in ids if isinstance(ids, list) else [ids]:
                if is_somebody(
                    str(agents.get(ref, {}).get("name", "")) if "://" in ref or ref in agents or ":" in ref[:8] else ref
                ):
                    yield False, ref


COUNTS: dict[str, Callable[[str], Said]] = {
    "spdx2-json": of_json,
    "spdx2-tv": of_tag_value,
    "spdx2-yaml": of_yaml,
    "spdx2-xml": of_xml,
    "spdx2-rdf": of_rdf,
    "spdx3-json": of_spdx_3,
}


@functools.cache
def manifest() -> list[tuple[str, str]]:
    if not BOMS.is_dir():
        pytest.skip(f"the collection of real BOMs is not at {BOMS}")
    with (BOMS / "MANIFEST.tsv").open(encoding="utf-8", newline="") as lines:
        return [
            (row["format"], row["path"]) for row in csv.DictReader(lines, delimiter="\t") if row["format"] in FORMATS
        ]


def counted_in(form: str, data: bytes, path: Path) -> tuple[int, int]:
    """Return how many packages, and how many persons named on them, a walk of its own finds in a document."""
    names = list(COUNTS[form](unmarked(data, path).decode("utf-8", "replace")))
    return sum(is_package for is_package, _ in names), sum(not is_package for is_package, _ in names)


def packages_of(bom: Bom) -> int:
    """Return how many packages were read: without files of no package, and with those that only built a Yocto image."""
    says_nothing = [pl.col(name).is_null() for name in ("kind", "version", "description", "purl", "cpe")]
    files = bom.components.filter(pl.col("type") == "file", *says_nothing, pl.col("hashes").list.len() == 0)
    apart = [re.match(r"([\d,]+) of [\d,]+ packages are recipes", message) for message in bom.problems["message"]]
    return bom.components.height - files.height + sum(int(one[1].replace(",", "")) for one in apart if one)


@pytest.mark.parametrize(("form", "ending"), [("spdx2-json", ".spdx.json"), ("spdx2-tv", ".spdx")])
def test_every_package_and_person_of_the_examples_is_read(form: str, ending: str) -> None:
    files = example_boms(ending)
    assert files
    for path in files:
        bom = read_bom(path)
        assert bom.format == FORMATS[form]
        assert (bom.components.height, bom.parties.height) == counted_in(form, path.read_bytes(), path), path


@pytest.mark.filterwarnings("ignore")  # rdflib warns of dates it cannot understand
@pytest.mark.parametrize("form", FORMATS)
def test_every_package_and_person_of_every_collected_file_is_read(form: str) -> None:
    refused, different, read = {}, {}, 0
    for path in (path for listed, path in manifest() if listed == form):
        data = (BOMS / path).read_bytes()
        try:
            bom = read_bytes(data, BOMS / path, path)
        except InputError as error:
            refused[path] = str(error)
            continue
        read += 1
        assert bom.format == FORMATS[form]
        expected = counted_in(form, data, BOMS / path)
        if (packages_of(bom), bom.parties.height) != expected:
            different[path] = (packages_of(bom), bom.parties.height, expected)
    of_form = {path for listed, path in manifest() if listed == form}
    assert refused.keys() == REFUSED.keys() & of_form
    assert [path for path, message in refused.items() if REFUSED[path] not in message] == []
    assert different.keys() == DIFFERENT.keys() & of_form, different
    assert read == len(of_form - refused.keys())

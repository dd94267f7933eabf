"""Nothing is lost: components, services and parties of every real CycloneDX file, counted again by a walk of its own."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from bom_parsers.errors import InputError
from bom_parsers.persons import named_persons
from bom_parsers.read import read_bom
from tests.bom_parsers.at_hand import example_boms, package_boms

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "boms"
# Files whose recount differs, and why the reader is right.
DIFFERENT = {
    "hostile-synth/json-duplicate-keys.cdx.json": "of a key that stands twice, the walk sees the last value only",
}
ROLES = {"supplier": "supplier", "provider": "supplier", "manufacturer": "manufacturer", "manufacture": "manufacturer"}
NAMES = {"author": "developer", "publisher": "distributor"}
Counted = tuple[int, Counter[tuple[str, str]]]


def corpus_files(*formats: str) -> list[Path]:
    manifest = CORPUS / "MANIFEST.tsv"
    if not manifest.exists():
        pytest.skip(f"no corpus of real documents at {CORPUS}")
    with manifest.open(encoding="utf-8") as file:
        return [CORPUS / row["path"] for row in csv.DictReader(file, delimiter="\t") if row["format"] in formats]


def found_in(path: Path) -> Counted | None:
    """Return what the reader finds, a party once however many identifiers it has; None where it refuses the file."""
    try:
        bom = read_bom(path)
    except InputError:
        return None
    parties = bom.parties.select("ref", "role", "name", "pointer").unique()
    files = [re.match(r"([\d,]+) entr(?:y|ies) for", message) for message in bom.problems["message"]]
    apart = sum(int(one[1].replace(",", "")) for one in files if one)
    return bom.components.height + apart, Counter(parties.select("role", "name").rows())


def named(parties: Iterator[tuple[str, Any]]) -> Counter[tuple[str, str]]:
    texts = ((role, name) for role, name in parties if isinstance(name, str))
    return Counter((role, person.name) for role, name in texts for person in named_persons(name))


def name_of(party: Any) -> Any:
    """Return the name of a party, else of whom to ask there; it may stand alone or in a list that has no business there."""
    party = party[0] if isinstance(party, list) and party else party
    if not isinstance(party, dict):
        return party
    contacts = party.get("contact")
    asked = [one.get("name") for one in contacts if isinstance(one, dict)] if isinstance(contacts, list) else []
    return party.get("name") or next(filter(None, asked), None)


def json_parts(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            yield part
            waiting += [part.get("components"), part.get("services")]


def json_parties(part: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, role in ROLES.items():
        if key in part and key != "manufacture":
            yield role, name_of(part[key])
    for key, role in NAMES.items():
        yield role, part.get(key)
    authors = part.get("authors") or []
    for author in authors if isinstance(authors, list) else [authors]:
        yield "developer", name_of(author)


def counted_in_json(top: dict[str, Any]) -> Counted:
    metadata = top.get("metadata") or {}
    subject = metadata.get("component")
    parts = [*json_parts([subject, top.get("components"), top.get("services")])]
    parties = named(party for part in parts for party in json_parties(part))
    if subject:
        parties += named((ROLES[key], name_of(metadata.get(key))) for key in ("supplier", "manufacture"))
    return len(parts), parties


def xml_parties(part: etree._Element) -> Iterator[tuple[str, Any]]:
    for child in part:
        kind = etree.QName(child).localname
        if kind in ROLES:
            asked = child.findtext("{*}contact/{*}name")
            yield ROLES[kind], (child.findtext("{*}name") or asked or child.text or "").strip()
        elif kind in NAMES:
            yield NAMES[kind], (child.text or "").strip()
        elif kind == "authors":
            yield from (("developer", (author.findtext("{*}name") or "").strip()) for author in child)


def counted_in_xml(root: etree._Element) -> Counted:
    # Parts, not the components of a pedigree, of the tools or of a formula.
    ways = ("metadata/component", "components/component", "services/service")
    waiting = [part for way in ways for part in root.findall("/".join("{*}" + name for name in way.split("/")))]
    parts = []
    while waiting:
        part = waiting.pop()
        parts.append(part)
        waiting += part.findall("{*}components/{*}component") + part.findall("{*}services/{*}service")
    parties = named(party for part in parts for party in xml_parties(part))
    if root.find("{*}metadata/{*}component") is not None:
        of_metadata = [
            child for child in root.find("{*}metadata") if etree.QName(child).localname in ("supplier", "manufacture")
        ]
        parties += named((ROLES[etree.QName(c).localname], (c.findtext("{*}name") or "").strip()) for c in of_metadata)
    return len(parts), parties


def json_document(path: Path) -> dict[str, Any]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)  # for the deeply nested ones
    try:
        top: dict[str, Any] = json.loads(data.decode(json.detect_encoding(data)), parse_int=str)
    finally:
        sys.setrecursionlimit(limit)
    return top.get("sbom", top)


def counted_in(path: Path, form: str) -> Counted:
    if form == "json":
        return counted_in_json(json_document(path))
    return counted_in_xml(etree.parse(path, etree.XMLParser(remove_comments=True, huge_tree=True)).getroot())


@pytest.mark.parametrize("form", ["json", "xml"])
def test_every_component_and_party_of_the_documents_at_hand_is_found(form: str) -> None:
    files = [*example_boms(f".cdx.{form}"), *(package_boms() if form == "json" else ())]
    counts = {path: counted_in(path, form) for path in files}
    assert {path: found_in(path) for path in files} == counts
    assert sum(components for components, _ in counts.values()) > 5


@pytest.mark.parametrize("form", ["json", "xml"])
def test_every_component_and_party_of_every_real_file_is_found(form: str) -> None:
    forms = ("cdx-json", "cdx-json-embedded", "cdx-json.gz") if form == "json" else ("cdx-xml",)
    different, compared = {}, 0
    for path in corpus_files(*forms):
        found = found_in(path)
        if found is None:
            continue
        counted = counted_in(path, form)
        compared += 1
        if found != counted:
            more, less = found[1] - counted[1], counted[1] - found[1]
            different[str(path.relative_to(CORPUS))] = (found[0], counted[0], more, less)
    assert {name: difference for name, difference in different.items() if name not in DIFFERENT} == {}
    assert compared > 200

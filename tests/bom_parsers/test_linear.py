"""What is small in a file costs little time, however its parts lead to each other."""

from __future__ import annotations

import io
import json
import time
import zipfile
from datetime import date

import pytest

from auditor.annotate.annotated import with_verdicts
from auditor.annotate.cyclonedx import hosts_of
from bom_parsers import Bom, read_bom

SECONDS = 10  # of processor time; each of these took minutes, or would not have ended
SPDX3 = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}
RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://spdx.org/rdf/terms#"><s:SpdxDocument/>'


def licenses_in_licenses() -> bytes:
    package = {"type": "software_Package", "spdxId": "p", "name": "modem"}
    declared = {"type": "Relationship", "from": "p", "to": ["l0"], "relationshipType": "hasDeclaredLicense"}
    sets = [
        {"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": f"l{i}"}
        | {"expandedlicensing_member": [f"l{i + 1}", f"l{i + 1}"]}
        for i in range(45)
    ]
    return json.dumps(SPDX3 | {"@graph": [package, declared, *sets]}).encode()


def licenses_in_licenses_of_rdf() -> bytes:
    package = '<s:Package r:about="#p"><s:name>modem</s:name><s:licenseDeclared r:resource="#l0"/></s:Package>'
    sets = [
        f'<s:ConjunctiveLicenseSet r:about="#{one}{i}"><s:member r:resource="#l{i + 1}"/><s:member r:resource="#m{i + 1}"/>'
        "</s:ConjunctiveLicenseSet>"
        for i in range(45)
        for one in "lm"
    ]
    return f"{RDF}{package}{''.join(sets)}</r:RDF>".encode()


def roots() -> bytes:
    document = {"type": "SpdxDocument", "spdxId": "d", "rootElement": [f"root-of-{i}" for i in range(200_000)]}
    package = {"type": "software_Package", "spdxId": "root-of-1", "name": "modem"}
    return json.dumps(SPDX3 | {"@graph": [document, package]}).encode()


def commas_beside_a_document() -> bytes:
    made = io.BytesIO()
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "device", "name": "modem"}]}
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("bom.json", json.dumps(document))
        archive.writestr("notes.txt", "," * 200_000)
    return made.getvalue()


def chain(length: int) -> bytes:
    packages = [{"name": "modem", "SPDXID": f"SPDXRef-{i}"} for i in range(length)]
    inside = [
        {"spdxElementId": f"SPDXRef-{i}", "relationshipType": "CONTAINS", "relatedSpdxElement": f"SPDXRef-{i + 1}"}
        for i in range(length - 1)
    ]
    return json.dumps(
        {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": packages, "relationships": inside}
    ).encode()


def read(data: bytes) -> Bom:
    started = time.process_time()
    bom = read_bom("bom", data=data)
    assert time.process_time() - started < SECONDS
    assert set(bom.components["name"]) == {"modem"}
    return bom


@pytest.mark.parametrize("make", [licenses_in_licenses, licenses_in_licenses_of_rdf])
def test_licenses_that_name_each_other_many_times_are_left_out_and_told(make) -> None:
    bom = read(make())
    assert all("NOASSERTION" in license for license in bom.components["licenses"][0])
    assert ("odd-value", "warning") in bom.problems.select("kind", "severity").rows()


@pytest.mark.parametrize("make", [roots, commas_beside_a_document])
def test_a_small_file_is_read_at_once(make) -> None:
    read(make())


def test_a_long_chain_of_parts_is_read_and_laid_out_at_once() -> None:
    bom = read(chain(30_000))
    annotated = with_verdicts(bom, "bom", date(2026, 11, 24), (), {})
    started = time.process_time()
    assert len(hosts_of(annotated)) == 30_000
    assert time.process_time() - started < SECONDS

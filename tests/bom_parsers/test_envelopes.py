"""BOMs in other things: attestations, objects of other kinds, zips with signatures."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bom_parsers.bom import Bom
from bom_parsers.errors import InputError
from bom_parsers.read import read_bytes
from tests.bom_parsers.outcomes import notes

SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "packages": [{"SPDXID": "SPDXRef-P", "name": "busybox", "supplier": "Organization: Seebruck Telematik GmbH"}],
}
CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.5",
    "components": [{"type": "library", "bom-ref": "z", "name": "busybox"}],
}


def read(value: Any) -> Bom:
    return read_bytes(value if isinstance(value, bytes) else json.dumps(value).encode(), Path("bom.json"), "bom")


def statement(predicate: Any, kind: str = "https://spdx.dev/Document") -> dict[str, Any]:
    return {"_type": "https://in-toto.io/Statement/v1", "predicateType": kind, "subject": [], "predicate": predicate}


def dsse(payload: Any) -> dict[str, Any]:
    packed = base64.b64encode(json.dumps(payload).encode()).decode()
    return {"payloadType": "application/vnd.in-toto+json", "payload": packed, "signatures": []}


@pytest.mark.parametrize(
    ("value", "pointer", "envelope"),
    [
        (statement(SPDX), "/predicate/packages/0", "an in-toto statement"),
        (statement(CYCLONEDX, "https://cyclonedx.org/bom"), "/predicate/components/0", "an in-toto statement"),
        (statement(json.dumps(SPDX)), "/predicate#/packages/0", "an in-toto statement"),
        (statement({"Data": json.dumps(SPDX)}), "/predicate/Data#/packages/0", "an in-toto statement"),
        (dsse(statement(SPDX)), "/payload#/predicate/packages/0", "DSSE envelope, whose signatures were not checked"),
        (dsse(CYCLONEDX), "/payload#/components/0", "a DSSE envelope, whose signatures were not checked"),
        (
            {"mediaType": "application/vnd.dev.sigstore.bundle+json", "dsseEnvelope": dsse(statement(SPDX))},
            "/dsseEnvelope/payload#/predicate/packages/0",
            "a Sigstore bundle",
        ),
    ],
)
def test_the_bom_in_an_attestation_is_read(value: Any, pointer: str, envelope: str) -> None:
    bom = read(value)
    assert bom.components.select("name", "pointer").rows() == [("busybox", pointer)]
    assert envelope in notes(bom)[0][0]


@pytest.mark.parametrize(
    "value", [statement({"builder": {}}, "https://slsa.dev/provenance/v1"), dsse({"hello": 1}), dsse(statement({}))]
)
def test_an_attestation_of_something_else_is_refused_by_its_name(value: Any) -> None:
    with pytest.raises(InputError) as refused:
        read(value)
    assert "in-toto statement" in str(refused.value) or "DSSE envelope" in str(refused.value)
    assert "specVersion" not in str(refused.value)


def test_a_bom_that_mentions_an_attestation_is_read_as_it_is() -> None:
    value = {**CYCLONEDX, "properties": [{"name": "payloadType", "value": '"payloadType"'}], "payloadType": "x"}
    assert read(value).components["pointer"].to_list() == ["/components/0"]


KUBERNETES = """apiVersion: storage.example.io/v1alpha1
kind: SBOM
metadata:
  name: gateway-image
spdx:
  SPDXID: SPDXRef-DOCUMENT
  spdxVersion: SPDX-2.3
  packages:
  - SPDXID: SPDXRef-P
    name: busybox
    supplier: 'Organization: Beihe Navigation Co., Ltd.'
"""


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (KUBERNETES.encode(), "/spdx/packages/0"),
        ({"kind": "SBOM", "spdx": SPDX}, "/spdx/packages/0"),
        ({"data": {"bom": CYCLONEDX}}, "/data/bom/components/0"),
    ],
)
def test_a_document_in_an_object_of_another_kind_is_read(value: Any, pointer: str) -> None:
    bom = read(value)
    assert bom.components.select("name", "pointer").rows() == [("busybox", pointer)]
    assert bom.problems.select("kind", "severity").rows() == [("wrapped", "info")]


def test_several_documents_in_one_object_are_refused() -> None:
    with pytest.raises(InputError, match="2 documents in one object"):
        read({"one": CYCLONEDX, "two": CYCLONEDX})


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "beside", ["bom.cdx.json.asc", "bom.cdx.json.sha256", "SHA256SUMS", "cosign.pub", "bom.sigstore.json"]
)
def test_a_signature_beside_the_only_bom_is_no_second_document(beside: str) -> None:
    bom = read(zipped(**{"bom.cdx.json": json.dumps(CYCLONEDX).encode(), beside: b"x"}))
    assert bom.components.height == 1
    assert f"'{beside}' beside it" in notes(bom)[0][0]


def test_two_documents_in_a_zip_are_still_refused() -> None:
    document = json.dumps(CYCLONEDX).encode()
    with pytest.raises(InputError, match="a zip of 3 files"):
        read(zipped(**{"a.json": document, "b.json": document, "a.json.asc": b"x"}))


OTHERS = {"components": [{"type": "firmware", "name": "modem"}]}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (statement(CYCLONEDX) | {"predicates": [OTHERS]}, "/predicates"),
        (statement(CYCLONEDX) | {"Predicate": OTHERS}, "/Predicate"),
        (statement(CYCLONEDX) | OTHERS, "/components"),
        (statement({"Data": CYCLONEDX} | OTHERS), "/predicate/components"),
        (dsse(statement(CYCLONEDX)) | {"predicate": OTHERS}, "/predicate"),
        (dsse(statement(CYCLONEDX) | {"more": OTHERS}), "/payload#/more"),
    ],
)
def test_what_stands_beside_the_document_and_may_hold_components_is_a_gap(value: Any, pointer: str) -> None:
    rows = read(value).problems.select("kind", "severity", "pointer").rows()
    assert ("odd-value", "warning", pointer) in rows


def test_what_an_attestation_usually_has_beside_the_document_is_none() -> None:
    subject = [{"name": "image", "digest": {"sha256": "aa"}}, {"name": "other", "digest": {"sha256": "bb"}}]
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle+json",
        "verificationMaterial": {"certificate": {"rawBytes": ""}},
        "dsseEnvelope": dsse(statement(CYCLONEDX) | {"subject": subject}),
    }
    assert read(bundle).problems.filter(severity="warning").is_empty()

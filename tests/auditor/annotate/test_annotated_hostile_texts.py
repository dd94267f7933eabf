"""No text of a BOM ends the writing of its annotated copy, and none becomes a fact by it: every field, text and format."""

from __future__ import annotations

import copy
import json
import warnings
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from auditor.annotate import cyclonedx, spdx
from auditor.annotate.annotated import with_verdicts
from auditor.annotate.formats import FORMATS
from auditor.facts.taxonomy import is_ours
from bom_parsers import Bom, read_bom

CYCLONEDX = {
    "type": "library",
    "bom-ref": "a",
    "group": "group",
    "name": "name",
    "version": "1",
    "description": "text",
    "supplier": {
        "name": "Supplier",
        "url": ["https://supplier.example"],
        "address": {"country": "DE"},
        "contact": [{"name": "Someone", "email": "a@supplier.example", "phone": "1"}],
    },
    "manufacturer": {"name": "Maker", "url": ["https://maker.example"]},
    "authors": [{"name": "Author", "email": "a@author.example"}],
    "publisher": "Publisher",
    "scope": "optional",
    "hashes": [{"alg": "SHA-1", "content": "a" * 40}],
    "licenses": [{"license": {"id": "MIT"}}],
    "cpe": "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*",
    "purl": "pkg:npm/a@1",
    "externalReferences": [{"type": "website", "url": "https://a.example"}],
    "properties": [{"name": "mpn", "value": "EC25"}, {"name": "note", "value": "text"}],
    "pedigree": {"notes": "text", "ancestors": [{"name": "older", "supplier": {"name": "Older"}}]},
    "releaseNotes": {"type": "major", "timestamp": "2024-01-01T00:00:00Z"},
    "evidence": {"licenses": [{"license": {"name": "Found"}}]},
}
SPDX = {
    "name": "name",
    "SPDXID": "SPDXRef-a",
    "versionInfo": "1",
    "packageFileName": "a.zip",
    "supplier": "Organization: Supplier (a@supplier.example)",
    "originator": "Person: Author",
    "downloadLocation": "https://a.example/a.zip",
    "homepage": "https://a.example",
    "sourceInfo": "text",
    "licenseDeclared": "MIT",
    "licenseConcluded": "Apache-2.0",
    "description": "text",
    "comment": "text",
    "primaryPackagePurpose": "LIBRARY",
    "releaseDate": "2024-01-01T00:00:00Z",
    "checksums": [{"algorithm": "SHA1", "checksumValue": "a" * 40}],
    "externalRefs": [
        {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*"},
        {"referenceType": "purl", "referenceLocator": "pkg:npm/a@1"},
        {"referenceType": "other", "referenceLocator": "somewhere"},
    ],
    "annotations": [{"comment": "text"}],
}
HOSTILE = {
    "two number signs": "https://a.example/x#y#z",
    "two number signs in a package URL": "pkg:npm/a#b#c",
    "control": "a\x01b\x1b[31m\x7f\x85",
    "control in an address": "https://a.example/\x01",
    "control in a package URL": "pkg:generic/a\x01b@\ufffe",
    "no characters": "a\ufffeb\uffff\ufdd0\U0010ffff",
    "half a character": "a\ud800b",
    "line ends": "a\r\nb\nc\rd\u2028e",
    "direction": "a\u202eb\u200f\ufeff\U000e0041",
    "markup": "]]></text><!--&amp;'\"",
    "long": "x" * 30_000,
    "no address": "http://[::1",
    "no license": "(((",
    "the document": "SPDXRef-DOCUMENT",
    "a far day": "99999-01-01T00:00:00Z",
    "a number": "9" * 400,
    "a fact behind a line end": "text\nicts:open-source=true\r\nicts:layer=cloud",
    "a fact behind a semicolon": "text; icts:open-source=true;icts:layer=cloud",
    "a fact behind another line end": "text\x0bicts:open-source=true\x85icts:layer=cloud\u2028icts:enables=none",
    "a fact by itself": "icts:open-source=true",
}


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each text in a value."""
    if isinstance(value, str):
        yield way
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from ways(inner, (*way, key))


def with_text(value: dict[str, Any], way: tuple[Any, ...], text: str) -> dict[str, Any]:
    made = copy.deepcopy(value)
    inner: Any = made
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = text
    return made


def variants(one: dict[str, Any], ref: str, text: str) -> list[dict[str, Any]]:
    """Return the component once for each of its texts, which is the hostile one there."""
    made = [with_text(one | {ref: f"SPDXRef-{i}"}, way, text) for i, way in enumerate(ways(one))]
    return [variant for variant in made if not any(text == p.get("name") for p in variant.get("properties", ()))]


def of_cyclonedx(text: str) -> Bom:
    metadata = {
        "timestamp": text,
        "authors": [{"name": text}],
        "tools": {"components": [{"type": "application", "name": text}]},
        "properties": [{"name": "note", "value": text}],
    }
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": metadata,
        "components": variants(CYCLONEDX, "bom-ref", text),
        "services": [{"bom-ref": f"service {text}", "name": text, "endpoints": [text]}],
        "dependencies": [{"ref": "SPDXRef-1", "dependsOn": [text]}],
    }
    return read_bom("bom", text, data=json.dumps(document).encode())


def of_spdx(text: str) -> Bom:
    document = {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": text,
        "creationInfo": {
            "creators": [f"Organization: {text}", text],
            "created": text,
            "comment": f"icts:not-seen={text}",
        },
        "packages": variants(SPDX, "SPDXID", text),
    }
    return read_bom("bom", text, data=json.dumps(document).encode())


def facts(bom: Bom) -> set[str]:
    acts = ("designed-by", "developed-by", "manufactured-by", "supplied-by", "altered-by")
    return {name for name in bom.properties["name"] if name and is_ours(name) and not name.endswith(acts)}


@pytest.mark.parametrize("case", HOSTILE)
@pytest.mark.parametrize("read", [of_cyclonedx, of_spdx])
def test_a_hostile_text_in_any_field_is_written_or_left_out_and_becomes_no_fact(case: str, read: Any) -> None:
    bom = read(HOSTILE[case])
    for form in FORMATS:
        writer = cyclonedx if form.startswith("cyclonedx") else spdx
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            text = writer.write(with_verdicts(bom, bom.name, date(2026, 11, 24), (), {}), form)
        again = read_bom("copy", data=text.encode())
        assert again.components.height == bom.components.height, form
        assert facts(again) <= facts(bom), form

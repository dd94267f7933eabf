"""What an annotated copy lacks is named with its count, whatever the format of the original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.annotate.left_out import losses, sentence_of_losses

CYCLONEDX: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"lifecycles": [{"phase": "build"}], "component": {"type": "firmware", "bom-ref": "r", "name": "fw"}},
    "vulnerabilities": [{"id": "CVE-2026-0001"}, {"id": "CVE-2026-0002"}],
    "compositions": [{"aggregate": "incomplete", "assemblies": ["r"]}],
    "components": [
        {
            "type": "library",
            "bom-ref": "z",
            "name": "zlib",
            "copyright": "(c) somebody",
            "evidence": {"occurrences": [{"location": "/usr/lib/libz.so"}], "licenses": [{"license": {"id": "Zlib"}}]},
            "pedigree": {"patches": [{"type": "backport"}], "notes": "as changed"},
            "components": [{"type": "library", "bom-ref": "y", "name": "y", "copyright": "(c) somebody else"}],
        }
    ],
}
XML = """<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><metadata>
<component type="firmware"><name>fw</name></component></metadata>
<components><component type="library" bom-ref="z"><name>zlib</name><copyright>(c) somebody</copyright><pedigree>
<patches><patch type="backport"/></patches></pedigree><components><component type="library"><name>y</name>
<copyright>(c) somebody else</copyright></component></components></component></components><compositions><composition>
<aggregate>incomplete</aggregate></composition></compositions><vulnerabilities><vulnerability/></vulnerabilities></bom>"""
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-1", "extractedText": "..."}],
    "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f"}],
    "packages": [
        {"SPDXID": "SPDXRef-a", "name": "a", "copyrightText": "(c) somebody", "licenseComments": "NOASSERTION"},
        {"SPDXID": "SPDXRef-b", "name": "b", "copyrightText": "NOASSERTION"},
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-a", "relationshipType": "BUILD_TOOL_OF", "relatedSpdxElement": "SPDXRef-b"},
        {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-b"},
    ],
}
TAG_VALUE = """SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
PackageName: a
SPDXID: SPDXRef-a
PackageCopyrightText: <text>(c) somebody</text>
"""


@pytest.mark.parametrize(
    ("original", "sentence"),
    [
        (
            json.dumps(CYCLONEDX),
            "left out: copyright (2), evidence.occurrences (1), metadata.lifecycles (1), vulnerabilities (2); "
            "kept as properties only: compositions (1), pedigree.patches (1)",
        ),
        (
            XML,
            "left out: copyright (2), vulnerabilities (1); kept as properties only: compositions (1), pedigree.patches (1)",
        ),
        (
            json.dumps(SPDX),
            "left out: copyrightText (1), files (1), hasExtractedLicensingInfos (1), relationships BUILD_TOOL_OF (1)",
        ),
        (TAG_VALUE, "left out: PackageCopyrightText (1)"),
        ("Designator,Quantity,MPN,Manufacturer\nR1,1,AB12,Nordvik\n", ""),
        (
            json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "file", "name": "a"}]}),
            "",
        ),
    ],
)
def test_what_the_copy_lacks_is_named_with_its_count(original: str, sentence: str) -> None:
    assert sentence_of_losses(original.encode(), Path("bom")) == sentence


def test_the_command_says_what_it_leaves_out(work) -> None:
    bom = json.loads((work.folder / "app.cdx.json").read_text())
    bom["vulnerabilities"] = [{"id": "CVE-2026-0001"}]
    (work.folder / "app.cdx.json").write_text(json.dumps(bom))
    done = work.icts("annotate", work.folder / "program.toml", "app.cdx.json", "-o", work.folder / "out.json")
    assert (done.code, done.out) == (0, "")
    assert "of app.cdx.json, left out: vulnerabilities (1)" in done.err


@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "mac_roman", "utf-16", "shift_jis"])
def test_losses_of_xml_are_counted_in_any_encoding_that_is_read(encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>'
        '<component type="library"><name>a</name><copyright>b</copyright></component></components></bom>'
    )
    assert losses(text.encode(encoding), Path("bom.xml")) == {"copyright": 1}
